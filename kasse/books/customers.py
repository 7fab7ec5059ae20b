"""The customer book: people, tabs, vouchers and stamps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from kasse.basket import StampCard
from kasse.money import ZERO, Money
from kasse.pricing import Position
from kasse.sale import Sale


class Customer(NamedTuple):
    """A customer; a name is enough. `number` is None until saved, a `tab_limit` of None is no tab."""

    name: str
    card: str = ""
    group: str = ""
    contact: str = ""
    note: str = ""
    tab_limit: Money | None = None
    number: int | None = None
    since: datetime | None = None
    erased_at: datetime | None = None


class Listed(NamedTuple):
    """A row of the list: a customer, what they owe, and since when something stands on their tab."""

    customer: Customer
    owes: Money
    since: datetime | None


class Standing(NamedTuple):
    """A customer at the checkout: what they owe, and their stamp cards."""

    customer: Customer
    owes: Money = ZERO
    cards: tuple[StampCard, ...] = ()


class TabLine(NamedTuple):
    """A line of a tab: what was put on it or paid off, by which receipt, and why where it was corrected."""

    at: datetime
    kind: str
    amount: Money
    who: str
    receipt_no: int | None = None
    note: str = ""


class Bought(NamedTuple):
    """A receipt that names a customer."""

    receipt_no: int
    at: datetime
    total: Money
    lines: tuple[tuple[str, str, Money], ...]


class Stamped(NamedTuple):
    """Stamps of one programme by one receipt."""

    programme: str
    at: datetime
    stamps: int
    receipt_no: int | None


@dataclass(frozen=True, slots=True)
class Programme:
    """“Every 10th coffee”: of the goods of these departments and of these products each `every`-th is free."""

    name: str
    every: int
    departments: tuple[str, ...] = ()
    products: tuple[int, ...] = ()
    active: bool = True
    number: int | None = None


class Voucher(NamedTuple):
    """A voucher: what it was sold for and what is left; `tax_class` None is multi-purpose."""

    code: str
    tax_class: str | None
    value: Money
    left: Money
    at: datetime
    valid_until: date | None
    who: str


class VoucherLine(NamedTuple):
    """Money onto a voucher, or off it."""

    at: datetime
    amount: Money
    receipt_no: int | None
    who: str


class CustomerBook(Protocol):
    """What the services ask of the store."""

    # People

    def get(self, number: int) -> Customer | None:
        """A customer, erased ones too."""
        ...

    def by_card(self, card: str) -> Customer | None:
        """Whose card this is."""
        ...

    def listed(self, text: str = "", *, owing: bool = False, limit: int = 200) -> list[Listed]:
        """Customers by part of their name, contact, card or number, with what they owe."""
        ...

    def save(self, customer: Customer) -> int:
        """Write a customer, new or changed; gives the number."""
        ...

    def groups(self) -> list[str]:
        """The groups that customers are in."""
        ...

    def add_group(self, name: str) -> None:
        """A group, where it is not there yet."""
        ...

    def remove_group(self, name: str) -> None:
        """Nobody is in this group any more."""
        ...

    def erase(self, number: int, at: datetime) -> None:
        """Leave nothing of a person but the number."""
        ...

    # Tabs

    def owes(self, number: int) -> Money:
        """What stands on a customer's tab."""
        ...

    def tab_lines(self, number: int) -> list[TabLine]:
        """All of a tab, the oldest first."""
        ...

    def correct(self, document: UUID, customer: int, amount: Money, at: datetime, who: str, note: str) -> bool:
        """Book a correction of a tab; False where it is booked already."""
        ...

    def put_on_tab(self, sale: UUID) -> tuple[Money, Money]:
        """What a sale put on a tab, and what of that later returns took off again."""
        ...

    def put_back(self, sale: UUID) -> dict[int, Money]:
        """What went back onto the vouchers that paid a sale, by the positions that redeemed them."""
        ...

    def customer_of(self, sale: UUID) -> int | None:
        """Who a sale names."""
        ...

    def bought(self, number: int) -> list[Bought]:
        """The receipts that name a customer."""
        ...

    # Stamps

    def programmes(self, *, active: bool = False) -> list[Programme]:
        """The stamp programmes; only those that run where `active` says so."""
        ...

    def save_programme(self, programme: Programme) -> int:
        """Write a programme, new or changed; gives its number."""
        ...

    def stamps(self, number: int) -> dict[int, int]:
        """A customer's stamps, by programme."""
        ...

    def stamped(self, number: int) -> list[Stamped]:
        """Where a customer's stamps come from."""
        ...

    # Vouchers

    def voucher(self, code: str) -> Voucher | None:
        """A voucher by its code as `lookup_key` makes it."""
        ...

    def vouchers(self, text: str = "", limit: int = 200) -> list[Voucher]:
        """Vouchers by part of their code, those with money on them first."""
        ...

    def on_vouchers(self) -> tuple[int, Money]:
        """How many vouchers have money on them, and how much it is."""
        ...

    def voucher_lines(self, code: str) -> list[VoucherLine]:
        """What became of a voucher."""
        ...

    # As a receipt says it

    def owed_after(self, sale: Sale) -> Money:
        """What a sale's customer owed after it."""
        ...

    def tab_change(self, sale: Sale) -> Money:
        """What a sale changed on its customer's tab."""
        ...

    def stamps_after(self, sale: Sale) -> tuple[tuple[str, int, int], ...]:
        """The programmes that a sale stamped: name, stamps after it, and which one is free."""
        ...

    def voucher_after(self, code: str, sale: Sale) -> Money:
        """What was left on a voucher after a sale."""
        ...

    def has_codes(self) -> bool:
        """Whether there are vouchers or cards at all."""
        ...

    def takes(self, keys: Sequence[str]) -> dict[str, str]:
        """Which of these codes are vouchers or cards, each with a sentence that says whose."""
        ...

    def book(self, sale: Sale, at: int) -> None:
        """Write what a sale that is completed does to tabs, stamps and vouchers."""
        ...


def voucher_amounts(positions: Sequence[Position]) -> dict[str, Money]:
    """What positions put onto vouchers or take off them, by code."""
    from kasse.pricing import PositionKind

    amounts: dict[str, Money] = {}
    for position in positions:
        if position.kind in (PositionKind.VOUCHER, PositionKind.REDEEMED) and not position.voided:
            amounts[position.code] = amounts.get(position.code, ZERO) + position.total
    return amounts
