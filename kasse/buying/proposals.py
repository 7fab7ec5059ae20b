"""What to order: the facts are read on the store's thread in one go, and decided on wherever there is time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from kasse.books.buying import Bought, Incoming, OrderLine, Supplier, SupplierArticle
from kasse.buying.demand import past_of, shop_week
from kasse.buying.forecast import A_DAY, DEFAULT, LOOK_BACK, RULES, SCALE, WEEK, Case, Days, Demand, Past, demand_of
from kasse.buying.reasons import Why, reason
from kasse.buying.schedule import Round, round_of
from kasse.clock import Clock, ShopTime
from kasse.money import Money
from kasse.people import Actor, Permission
from kasse.ports import Store, Work
from kasse.quantity import Quantity

FARTHEST = 60
"""Days that are looked ahead for the one on which the stock ends."""
OPENS, CLOSES = 7, 20
"""Between these hours a day's sales are made, for what is left of today."""
UNKNOWN_COST = 70
"""What goods cost in percent of their net price, where nobody said."""
WEIGHED_UNIT = 500
"""Weighed goods are sold by about a pound."""


class Proposal(NamedTuple):
    """So many packs of an article, and why. `left` is what the books say is there, None where it was never counted."""

    article: SupplierArticle
    packs: int
    why: Why

    @property
    def value(self) -> Money | None:
        """What it costs net."""
        return None if self.article.cost is None else self.article.cost * self.packs

    def line(self, packs: int | None = None) -> OrderLine:
        """As a line of an order, of other packs where somebody changed them."""
        one = self.article
        return OrderLine(
            one.product,
            self.packs if packs is None else packs,
            one.units,
            one.pack,
            one.article_no,
            one.cost,
            reason=reason(self.why),
            name=one.name,
        )


class SupplierProposal(NamedTuple):
    """What to order from one supplier, by aisle and name; `others` are its articles of which there is enough."""

    supplier: Supplier
    round: Round
    due: bool
    """Whether it must be ordered today to come with the next delivery."""
    proposals: tuple[Proposal, ...]
    others: tuple[Proposal, ...] = ()

    @property
    def value(self) -> Money:
        """What it costs net, as far as prices are known."""
        return Money(sum(one.value.cents for one in self.proposals if one.value is not None))


def missing_to_minimum(supplier: Supplier, value: Money) -> Money | None:
    """What an order lacks to the supplier's least value; None where nothing."""
    if supplier.minimum is None or value >= supplier.minimum or not value:
        return None
    return supplier.minimum - value


@dataclass(frozen=True, slots=True)
class Facts:
    """What there is to decide on; read in one transaction."""

    now: datetime
    today: date
    suppliers: tuple[Supplier, ...]
    articles: tuple[SupplierArticle, ...]
    bought: Mapping[int, Bought]
    rates: Mapping[str, int]
    levels: Mapping[int, int]
    incoming: Sequence[Incoming]
    sold: Mapping[int, Mapping[date, int]]
    booked: Mapping[int, Mapping[date, int]]
    totals: tuple[int | None, ...] = field(default=())
    """The whole shop's sales day by day up to yesterday; None where it was closed."""


class Proposals:
    """Reads and decides."""

    def __init__(self, store: Store, clock: Clock, hours: ShopTime) -> None:
        self._store = store
        self._clock = clock
        self._hours = hours

    def make(
        self, actor: Actor, *, supplier: int | None = None, lasts: int | None = None, rule: str = DEFAULT
    ) -> list[SupplierProposal]:
        """What to order now, from one supplier or all; the most urgent first."""
        return decide(self.facts(actor, supplier), lasts=lasts, rule=rule)

    def facts(self, actor: Actor, supplier: int | None = None) -> Facts:
        """What there is to decide on."""
        actor.require(Permission.BUYING)
        now = self._clock.now()
        today = self._hours.business_day(now)
        with self._store.read() as work:
            suppliers = tuple(one for one in work.buying.suppliers() if supplier in (None, one.number))
            numbers = {one.number for one in suppliers}
            articles = tuple(one for one in work.buying.all_articles() if one.supplier in numbers)
            sold = work.buying.sold(today - timedelta(days=LOOK_BACK))
            rates_today = work.settings.taxes().on(today)
            bought = work.buying.bought()
            return Facts(
                self._hours.local(now),
                today,
                suppliers,
                articles,
                bought,
                rates_today,
                work.buying.levels(),
                tuple(work.buying.incoming()),
                sold,
                self._booked(work, today),
                _totals(sold, today),
            )

    def _booked(self, work: Work, today: date) -> dict[int, dict[date, int]]:
        booked: dict[int, dict[date, int]] = {}
        since = self._clock.now() - timedelta(days=LOOK_BACK + 1)
        for product, at, moved in work.buying.booked(since):
            by_day = booked.setdefault(product, {})
            day = min(today, self._hours.business_day(at))
            by_day[day] = by_day.get(day, 0) + moved
        return booked


def _totals(sold: Mapping[int, Mapping[date, int]], today: date) -> tuple[int | None, ...]:
    by_day: dict[date, int] = {}
    for days in sold.values():
        for day, moved in days.items():
            by_day[day] = by_day.get(day, 0) + max(0, moved)
    return tuple(by_day.get(today - timedelta(days=back)) or None for back in range(LOOK_BACK, 0, -1))


# Deciding


def decide(facts: Facts, *, lasts: int | None = None, rule: str = DEFAULT) -> list[SupplierProposal]:
    """What to order from whom. A product that several sell comes from the preferred one, else from the cheapest."""
    deciding = _Deciding(facts, rule)
    chosen = _chosen_suppliers(facts.articles)
    found = []
    for supplier in facts.suppliers:
        round_ = round_of(supplier, facts.today, lasts)
        articles = [one for one in facts.articles if one.supplier == supplier.number]
        every = [deciding.propose(one, round_) for one in articles if chosen[one.product] == one.supplier]
        wanted = tuple(one for one in every if one.packs)
        found.append(
            SupplierProposal(
                supplier, round_, round_.order_by <= facts.today, wanted, tuple(one for one in every if not one.packs)
            )
        )
    return sorted(
        found, key=lambda one: (not one.proposals, not one.due, one.round.comes, one.supplier.name.casefold())
    )


def _chosen_suppliers(articles: Sequence[SupplierArticle]) -> dict[int, int]:
    best: dict[int, tuple[tuple[bool, bool, int], int]] = {}
    for one in articles:
        each = 0 if one.cost is None else one.cost.cents * 1_000_000 // one.units.thousandths
        rank = ((not one.preferred, one.cost is None, each), one.supplier)
        if one.product not in best or rank < best[one.product]:
            best[one.product] = rank
    return {product: rank[1] for product, rank in best.items()}


class _Deciding:
    """One look at the facts; the shop's week is found once."""

    def __init__(self, facts: Facts, rule: str) -> None:
        self._facts = facts
        self._rule = RULES[rule]
        self._yesterday = facts.today - timedelta(days=1)
        self._week = shop_week(facts.totals, self._yesterday.weekday())
        self._open = [total is not None for total in facts.totals]
        self._days: dict[date, Days] = {}
        self._incoming: dict[int, list[Incoming]] = {}
        for one in facts.incoming:
            self._incoming.setdefault(one.product, []).append(one)

    def propose(self, article: SupplierArticle, round_: Round) -> Proposal:
        """How many packs of an article."""
        facts, product = self._facts, article.product
        past = self._past(product)
        level = facts.levels.get(product)
        coming = sum(one.quantity.thousandths for one in self._incoming.get(product, ()))
        available = max(0, level or 0) + coming
        bought = facts.bought[product]
        cost, margin = _cost_and_margin(article, bought, facts.rates.get(bought.tax_class, 0))
        unit = WEIGHED_UNIT if bought.weighed else 1000
        keeps = None if not bought.life else self.days(round_.comes + timedelta(days=bought.life))
        cover = self.days(round_.following)
        packs = self._rule(Case(past, available, article.units.thousandths, cover, keeps, cost, margin, unit))
        demand = demand_of(past, unit)
        why = Why(
            a_day=Quantity(demand.expected(self._average_week()) // 7),
            busy=_busy(demand),
            left=None if level is None else Quantity(level),
            coming=Quantity(coming),
            lasts_until=self._lasts_until(demand, available),
            comes=round_.comes,
            following=round_.following,
            keeps=bought.life if keeps is not None and len(keeps) < len(cover) else None,
        )
        return Proposal(article, packs, why)

    def _past(self, product: int) -> Past:
        facts = self._facts
        sold, booked = facts.sold.get(product, {}), facts.booked.get(product, {})
        level = facts.levels.get(product)
        today = facts.today
        evening = None if level is None else level + sold.get(today, 0) - booked.get(today, 0)
        return Past(past_of(sold, evening, booked, self._yesterday, self._open), self._yesterday.weekday(), self._week)

    def _average_week(self) -> Days:
        return tuple((weekday, A_DAY) for weekday in range(7))

    def days(self, end: date) -> Days:
        """The days from now to the evening before `end`; of today what is left of it."""
        if end not in self._days:
            today = self._facts.today
            left = [(today.weekday(), _left_of(self._facts.now, today))]
            later = [((today.weekday() + ahead) % WEEK, A_DAY) for ahead in range(1, (end - today).days)]
            self._days[end] = (*left, *later)
        return self._days[end]

    def _lasts_until(self, demand: Demand, available: int) -> date | None:
        """The day on which the last one is sold; None where that is far off."""
        today = self._facts.today
        left = max(1, available) * SCALE - demand.rate * demand.week[today.weekday()] * _left_of(self._facts.now, today)
        for ahead in range(1, FARTHEST + 1):
            if left <= 0:
                return today + timedelta(days=ahead - 1)
            left -= demand.rate * demand.week[(today.weekday() + ahead) % WEEK] * A_DAY
        return None


def _left_of(now: datetime, today: date) -> int:
    """What is left of today, in thousandths of a day."""
    if now.date() != today:
        return 0
    minutes = (CLOSES - now.hour) * 60 - now.minute
    return max(0, min(A_DAY, minutes * A_DAY // ((CLOSES - OPENS) * 60)))


def _busy(demand: Demand) -> tuple[int, ...]:
    """Weekdays on which a quarter more is sold than on an average one."""
    return tuple(weekday for weekday, factor in enumerate(demand.week) if factor >= 1250)


def _cost_and_margin(article: SupplierArticle, bought: Bought, rate: int) -> tuple[int, int]:
    """Of a piece or kilogram, in hundredths of a cent; where something is not known, as most goods are."""
    net = None if bought.price is None else bought.price.cents * 1_000_000 // (10_000 + rate)
    if article.cost is not None:
        cost: int | None = article.cost.cents * 100_000 // article.units.thousandths
    else:
        cost = bought.cost
    if cost is None:
        cost = 7_000 if net is None else net * UNKNOWN_COST // 100
    margin = cost * (100 - UNKNOWN_COST) // UNKNOWN_COST if net is None else net - cost
    return max(1, cost), max(1, cost // 20, margin)
