"""What is no everyday sale: each day of a demo may have all of it, so that the books of the law have every case.

Played beside the day's customers, by the services the window uses.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress

from kasse import basket as rules
from kasse.basket import Basket
from kasse.cash import CashKind
from kasse.errors import Refused, Unavailable
from kasse.ids import uuid7
from kasse.money import Money
from kasse.people import Actor
from kasse.quantity import Quantity
from kasse.sale import Sale, Tender, TenderType
from kasse.serving.foreign import Currency
from kasse.tax import STANDARD
from kasse.till import Till

CURRENCIES = (Currency("CHF", 1_065_000), Currency("USD", 912_000))


class Special:
    """Every special case once, with articles by their codes; gives what the drawer holds more, or less."""

    def __init__(self, till: Till, owner: Actor, staff: int, codes: Sequence[str]) -> None:
        self._till = till
        self._owner = owner
        self._staff = staff
        self._codes = codes
        self._turn = 0
        if not till.checkout.currencies():
            till.checkout.change_currencies(owner, CURRENCIES)

    def play(self) -> Money:
        """All of them."""
        acts: tuple[Callable[[], list[Sale]], ...] = (
            self._returned, self._parked, self._given_up, self._line_voided, self._tipped, self._eaten_here,
            self._taken, self._foreign, self._vouchers,
        )  # fmt: skip
        cash = sum(sale.cash.cents for act in acts for sale in act())
        return Money(cash) + self._moved()

    def _basket(self, pieces: int = 2) -> Basket:
        """A basket of something that anybody may buy."""
        checkout = self._till.checkout
        basket = checkout.new_basket()
        for _piece in range(pieces):
            self._turn += 1
            basket = checkout.scan(basket, self._codes[self._turn % len(self._codes)], Quantity.of(1 + self._turn % 3))
        return rules.confirm_age(basket) if rules.open_age(basket) else basket

    def _pay(self, basket: Basket, *tenders: Tender) -> Sale:
        return self._till.checkout.pay(self._owner, basket, tenders)

    def _in_cash(self, basket: Basket) -> Sale:
        total = self._till.checkout.price(basket).total
        return self._pay(basket, *([Tender(TenderType.CASH, total)] if total.cents > 0 else []))

    def _returned(self) -> list[Sale]:
        sold = self._in_cash(self._basket())
        checkout = self._till.checkout
        back = checkout.return_lines(self._owner, checkout.new_basket(), sold.receipt_no or 0, {1: Quantity(1000)})
        voided = self._in_cash(self._basket(1))
        return [
            sold,
            self._in_cash(back),
            voided,
            checkout.void_receipt(self._owner, voided.receipt_no or 0, "Vertippt"),
        ]

    def _parked(self) -> list[Sale]:
        checkout, basket = self._till.checkout, self._basket()
        checkout.hold(self._owner, basket, "Tisch 4")
        again = checkout.scan(checkout.recall(basket.id), self._codes[0])
        checkout.hold(self._owner, again, "Tisch 4")
        return [self._in_cash(checkout.recall(basket.id))]

    def _given_up(self) -> list[Sale]:
        basket = self._basket(3)
        with suppress(Unavailable):
            self._till.tse.start(basket.id)
        self._till.checkout.give_up(self._owner, basket)
        return []

    def _line_voided(self) -> list[Sale]:
        basket = self._basket(3)
        return [self._in_cash(self._till.checkout.void_line(self._owner, basket, basket.lines[0].key))]

    def _tipped(self) -> list[Sale]:
        checkout = self._till.checkout
        staff = checkout.tip(self._owner, self._basket(), Money(150), for_owner=False)
        by_card = self._pay(staff, Tender(TenderType.CARD, checkout.price(staff).total))
        return [by_card, self._in_cash(checkout.tip(self._owner, self._basket(), Money(100), for_owner=True))]

    def _eaten_here(self) -> list[Sale]:
        return [self._in_cash(self._till.checkout.eat_in(self._basket(), True))]

    def _taken(self) -> list[Sale]:
        checkout = self._till.checkout
        own = checkout.take(self._owner, self._basket(), "Für zu Hause")
        return [self._pay(own), self._pay(checkout.take(self._owner, self._basket(), "Pausenbrot", self._staff))]

    def _foreign(self) -> list[Sale]:
        """Paid with more than it costs: the change is in euros."""
        basket = self._basket()
        francs = Money(self._till.checkout.price(basket).total.cents // 100 * 100 + 500)
        return [self._pay(basket, Tender(TenderType.FOREIGN, francs, "CHF"))]

    def _vouchers(self) -> list[Sale]:
        """One for anything and one for goods of one rate: sold, and a part of each redeemed."""
        checkout, sales = self._till.checkout, []
        for tax_class in ("", STANDARD):
            code = f"G{uuid7().hex[-12:].upper()}"
            kind = {"tax_class": tax_class} if tax_class else {}
            sales.append(self._in_cash(checkout.sell_voucher(checkout.new_basket(), Money(2_000), code=code, **kind)))
            try:
                sales.append(self._in_cash(checkout.scan(self._basket(), code)))
            except Refused:  # nothing of that rate was in the basket
                continue
        return sales

    def _moved(self) -> Money:
        shift = self._till.shift
        shift.open_drawer(self._owner, "Wechselgeld geprüft")
        moved = [
            shift.cash_in(self._owner, Money(2_000), "Privat", kind=CashKind.PRIVATE_IN),
            shift.cash_in(self._owner, Money(3_000), "Vom Konto", kind=CashKind.BANK),
            shift.cash_out(self._owner, Money(1_000), "Privat", kind=CashKind.PRIVATE_OUT),
            shift.cash_out(self._owner, Money(1_500), "Aushilfe", kind=CashKind.WAGES),
            shift.cash_out(self._owner, Money(500), "Briefmarken"),
        ]
        return Money(sum(one.amount.cents for one in moved))
