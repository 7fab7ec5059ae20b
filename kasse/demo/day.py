"""A business day rung through the checkout service that the window uses: real baskets, a simulated drawer.

What customers do beside buying (empties, notes, cards, changing their minds) comes from a seeded stream, so every
run of the same day is the same.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kasse import basket as rules
from kasse.basket import Basket, Discount
from kasse.cash import DENOMINATIONS
from kasse.catalog import Unit
from kasse.clock import SetClock
from kasse.demo import catalogue, office, shop
from kasse.demo.special import Special
from kasse.errors import Refused
from kasse.figures import ShiftFigures
from kasse.login import Argon2Hasher
from kasse.money import ZERO, Money
from kasse.people import Actor, Permission
from kasse.products import Progress
from kasse.quantity import Quantity
from kasse.sale import Sale, Tender, TenderType
from kasse.till import Till

OPENING_FLOAT = Money(15_000)
BASKETS_A_DAY = 328
"""The 9,835 baskets are those of 30 days; the data does not say of which, so the two rhythms below are made up."""

WEEKDAYS = (92, 88, 90, 96, 118, 136, 80)
"""Baskets from Monday to Sunday, in percent of an average day."""

FRIDAY = 4
_DELIVERIES, _OPENS, _CLOSES = time(6), time(6, 45), time(20, 15)
_RUSH = ((time(9), 130), (time(11, 30), 70), (time(13, 30), 120), (time(16), 75), (time(18, 30), 160), (_CLOSES, 90))
"""How many customers come until when, against each other: before work, at noon, and on the way home."""
_EMPTIES = ("PFAND008", "PFAND015", "PFAND025")
_NOTES = (500, 1000, 2000, 5000, 10_000, 20_000)


@dataclass
class Drawer:
    """The coins and notes that really lie there, which the cashier counts in the evening."""

    cash: Money = ZERO

    def pieces(self) -> dict[int, int]:
        """A count by denomination."""
        left, found = self.cash.cents, {}
        for denomination in DENOMINATIONS:
            found[denomination], left = divmod(left, denomination)
        return {denomination: number for denomination, number in found.items() if number}


@dataclass
class DayResult:
    """What a day brought."""

    figures: ShiftFigures
    sales: list[Sale] = field(default_factory=list)


class PatientHasher(Argon2Hasher):
    """The manager types the same PIN hundreds of times in the demo's days; the long look at it is taken once."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, str]] = set()

    def matches(self, pin_hash: str, pin: str) -> bool:
        """Whether the PIN is the one hashed."""
        if (pin_hash, pin) not in self._seen and super().matches(pin_hash, pin):
            self._seen.add((pin_hash, pin))
        return (pin_hash, pin) in self._seen


def moments(day: date, customers: int, zone: ZoneInfo) -> list[datetime]:
    """When each customer of a day comes, by the rush of the hours."""
    spans, begin = [], datetime.combine(day, _OPENS, zone)
    for until, weight in _RUSH:
        end = datetime.combine(day, until, zone)
        spans.append((begin, (end - begin) // timedelta(seconds=1), weight))
        begin = end
    whole = sum(seconds * weight for _begin, seconds, weight in spans)
    return [_moment(spans, whole * number // (customers + 1)) for number in range(1, customers + 1)]


def _moment(spans: Sequence[tuple[datetime, int, int]], weighed: int) -> datetime:
    for begin, seconds, weight in spans:
        if weighed <= seconds * weight:
            return begin + timedelta(seconds=weighed // weight)
        weighed -= seconds * weight
    return spans[-1][0]


class Day:
    """One day at the till."""

    def __init__(self, till: Till, clock: SetClock, cashier: Actor, manager: Actor, pin: str, seed: int) -> None:
        self._till = till
        self._clock = clock
        self._cashier = cashier
        self._manager = manager
        self._manager_pin = pin
        self._random = random.Random(seed)  # noqa: S311 - a play, not a secret
        self._articles = catalogue.articles_by_kind()
        self._drawer = Drawer()

    def ring(
        self,
        day: date,
        kinds: Sequence[tuple[str, ...]],
        progress: Progress = lambda done, of: None,
        special: Special | None = None,
    ) -> DayResult:
        """Open the shift, ring all baskets, count and close."""
        zone = ZoneInfo(self._till.checkout.shop.zone)
        opens = datetime.combine(day, _OPENS, zone)
        self._clock.instant = opens
        self._till.shift.open(self._cashier, OPENING_FLOAT)
        self._drawer.cash = OPENING_FLOAT
        sales = []
        for number, (moment, wanted) in enumerate(zip(moments(day, len(kinds), zone), kinds, strict=True), 1):
            self._clock.instant = max(moment, self._clock.instant)
            sale = self._customer(wanted)
            if sale is not None:
                sales.append(sale)
            progress(number, len(kinds))
        self._clock.instant = datetime.combine(day, _CLOSES, zone)
        if special is not None:
            self._drawer.cash += special.play()
        if day.weekday() == FRIDAY:
            self._settle_tabs()
        return DayResult(self._evening(sales), sales)

    def _evening(self, sales: list[Sale]) -> ShiftFigures:
        self._void_one(sales)
        self._till.shift.cash_in(self._manager, Money(5_000), "Wechselgeld")
        to_bank = Money(30_000) if self._drawer.cash.cents > 40_000 else Money(3_000)  # a quiet day leaves little
        self._till.shift.cash_out(self._manager, to_bank, "Bank")
        self._drawer.cash += Money(5_000) - to_bank
        slip = self._random.choice((0, 0, 0, -50, -10, 20))
        self._drawer.cash += Money(slip)
        self._till.shift.count(self._cashier, self._drawer.pieces())
        return self._till.shift.close(self._cashier)

    def _void_one(self, sales: list[Sale]) -> None:
        sale = self._random.choice([sale for sale in sales if sale.total.cents > 0])
        assert sale.receipt_no is not None  # noqa: S101 - a completed sale
        self._drawer.cash += self._till.checkout.void_receipt(self._manager, sale.receipt_no, "Fehlbuchung").cash

    def _chance(self, percent: int) -> bool:
        return self._random.randrange(100) < percent

    def _customer(self, kinds: Sequence[str]) -> Sale | None:
        checkout = self._till.checkout
        basket = checkout.new_basket()
        for kind in kinds:
            basket = self._one(basket, kind)
            self._clock.advance(seconds=2)
            checkout.save_draft(self._cashier, basket)
        if self._chance(8):
            basket = checkout.scan(basket, self._random.choice(_EMPTIES), Quantity.of(self._random.randint(1, 12)))
        basket = self._second_thoughts(basket)
        basket = self._age(basket)
        if not basket.active:
            checkout.save_draft(self._cashier, None)
            return None
        basket, tenders = self._on_the_tab(basket) if self._chance(1) else (basket, None)
        total = checkout.price(basket).total
        sale = checkout.pay(self._cashier, basket, self._tenders(total) if tenders is None else tenders)
        self._drawer.cash += sale.cash
        return sale

    def _on_the_tab(self, basket: Basket) -> tuple[Basket, list[Tender] | None]:
        """A regular has it written down, as far as the limit goes."""
        checkout = self._till.checkout
        who = self._random.choice(self._till.customers.listed())
        named = checkout.name_customer(basket, who.customer.number or 0)
        total = checkout.price(named).total
        limit = who.customer.tab_limit or ZERO
        if total.cents <= 0 or who.owes + total > limit:
            return named, None
        return named, [Tender(TenderType.TAB, total)]

    def _settle_tabs(self) -> None:
        """On Fridays the regulars pay what they owe, most of it."""
        checkout = self._till.checkout
        for who in self._till.tabs.owing():
            basket = checkout.name_customer(checkout.new_basket(), who.customer.number or 0)
            amount = who.owes if self._chance(60) else Money(max(1, who.owes.cents // 2))
            basket = checkout.pay_tab(self._cashier, basket, amount)
            self._drawer.cash += checkout.pay(self._cashier, basket, [Tender(TenderType.CASH, amount)]).cash

    def _one(self, basket: Basket, kind: str) -> Basket:
        code = self._code(kind)
        article = self._till.checkout.find(code).article
        if article.unit is Unit.PIECE:
            quantity = Quantity.of(self._random.choice((1, 1, 1, 1, 1, 1, 2, 2, 3)))
        else:
            quantity = Quantity(self._random.randint(150, 1_400))
        return self._till.checkout.scan(basket, code, quantity)

    def _code(self, kind: str) -> str:
        """A best seller more often than a slow one."""
        codes = self._articles[kind]
        return codes[min(self._random.randrange(len(codes)), self._random.randrange(len(codes)))]

    def _second_thoughts(self, basket: Basket) -> Basket:
        checkout = self._till.checkout
        if self._chance(2) and len(basket.active) > 1:
            basket = checkout.void_line(self._cashier, basket, basket.active[-1].key)
        if self._chance(2):
            checkout.hold(self._cashier, basket, "Portemonnaie vergessen")
            basket = checkout.recall(basket.id)
        return self._discounted(basket) if self._chance(2) else basket

    def _discounted(self, basket: Basket) -> Basket:
        """The manager types the PIN: ten percent off, where anything in the basket may be discounted."""
        manager = next(person for person in self._till.people.people() if person.name == self._manager.name)
        leave = self._till.people.lend(self._cashier, Permission.DISCOUNT, manager.number or 0, self._manager_pin)
        try:
            return self._till.checkout.discount_basket(leave, basket, Discount.percent_off("10"))
        except Refused:
            return basket

    def _age(self, basket: Basket) -> Basket:
        if rules.age_question(basket, self._till.checkout.today()) is None:
            return basket
        if self._chance(4):
            return self._till.checkout.refuse_age(self._cashier, basket)
        return rules.confirm_age(basket)

    def _tenders(self, total: Money) -> list[Tender]:
        if total.cents <= 0:
            return []
        if self._chance(38):
            return [Tender(TenderType.CARD, total)]
        if self._chance(3) and total.cents > 1_000:
            return [Tender(TenderType.CARD, total - Money(500)), Tender(TenderType.CASH, Money(500))]
        return [Tender(TenderType.CASH, self._handed_over(total))]

    def _handed_over(self, total: Money) -> Money:
        if self._chance(15):
            return total
        for note in _NOTES:
            if note >= total.cents:
                return Money(note)
        return Money(-(-total.cents // 5_000) * 5_000)


def ring_days(
    till: Till,
    clock: SetClock,
    last_day: date,
    days: int,
    progress: Progress = lambda done, of: None,
    *,
    special: bool = False,
) -> list[DayResult]:
    """Ring so many days in a demo shop, the last of them on `last_day`; the baskets begin anew after 30 days.

    With `special` each day has every case that is no everyday sale.
    """
    every = list(catalogue.baskets())
    cashier = till.people.by_name(shop.CASHIER, shop.CASHIER_PIN)
    manager = till.people.by_name(shop.MANAGER, shop.MANAGER_PIN)
    plan = [last_day - timedelta(days=left) for left in reversed(range(days))]
    counts = [BASKETS_A_DAY * WEEKDAYS[day.weekday()] // 100 for day in plan]
    behind = office.Office(till, shop.OWNER)
    cases = _special(till, cashier.number) if special else None
    results, done = [], 0
    for number, (day, count) in enumerate(zip(plan, counts, strict=True)):
        kinds = [every[(done + basket) % len(every)] for basket in range(count)]
        clock.instant = datetime.combine(day, _DELIVERIES, ZoneInfo(till.checkout.shop.zone))
        behind.morning(day)
        one = Day(till, clock, cashier, manager, shop.MANAGER_PIN, seed=number)
        results.append(one.ring(day, kinds, _counting_on(progress, done, sum(counts)), cases))
        behind.evening(day)
        done += count
    till.people.log_in(cashier.number, shop.CASHIER_PIN)  # she opens in the morning
    return results


def _special(till: Till, staff: int) -> Special:
    codes = [codes[0] for codes in list(catalogue.articles_by_kind().values())[:40]]
    return Special(till, till.people.owner(), staff, codes)


def _counting_on(progress: Progress, before: int, of: int) -> Progress:
    return lambda done, _of: progress(before + done, of)
