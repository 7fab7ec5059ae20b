"""The cash drawer's values: shifts, money put in and taken out, counts, and the figures of X and Z reports."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from kasse.errors import Refused
from kasse.money import Money
from kasse.tax import VatSum
from kasse.texts import _

DENOMINATIONS = (50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1)
"""Euro notes and coins, in cents."""


class CashKind(StrEnum):
    """Why cash moved without a sale. NO_SALE is the drawer opened with no money moved."""

    CASH_IN = "cash_in"
    CASH_OUT = "cash_out"
    NO_SALE = "no_sale"
    DIFFERENCE = "difference"


class CashMovement(NamedTuple):
    """Cash in (positive) or out (negative) of the drawer, with a reason."""

    id: UUID
    shift: int
    at: datetime
    who: str
    kind: CashKind
    amount: Money
    reason: str


@dataclass(frozen=True, slots=True)
class Shift:
    """From the opening float to the Z report. `first_receipt_no` is the first one it can give."""

    number: int
    opened_at: datetime
    opened_by: str
    business_day: date
    opening_float: Money
    first_receipt_no: int


class CashCount(NamedTuple):
    """A blind count that was confirmed: pieces by denomination in cents, and what was expected at that moment."""

    shift: int
    at: datetime
    who: str
    pieces: tuple[tuple[int, int], ...]
    total: Money
    expected: Money

    @property
    def difference(self) -> Money:
        """Counted less expected: negative where money is missing."""
        return self.total - self.expected


def count_total(pieces: dict[int, int]) -> Money:
    """The value of a count by denomination; `Refused` where a denomination or a number cannot be."""
    for denomination, number in pieces.items():
        if denomination not in DENOMINATIONS:
            raise Refused(
                "bad_denomination",
                _("There is no note or coin of {amount}.").format(amount=Money(denomination)),
            )
        if not 0 <= number <= 100_000:
            raise Refused("bad_count", _("{number} cannot be a number of notes or coins.").format(number=number))
    return Money(sum(denomination * number for denomination, number in pieces.items()))


@dataclass(frozen=True, slots=True)
class PaymentSum:
    """What one kind of payment brought."""

    type: str
    count: int
    amount: Money


@dataclass(frozen=True, slots=True)
class ShiftFigures:
    """The figures of an X or a Z report. Sums of `vat` are the sums of what the receipts say.

    `expected_cash` and `counted` are None where they may not be shown yet or were not counted.
    """

    shift: int
    business_day: date
    opened_at: datetime
    opened_by: str
    at: datetime
    who: str
    receipts: int
    first_receipt_no: int | None
    last_receipt_no: int | None
    total: Money
    vat: tuple[VatSum, ...]
    payments: tuple[PaymentSum, ...]
    void_count: int
    void_total: Money
    return_count: int
    return_total: Money
    voided_lines: int
    discount_total: Money
    price_overrides: int
    deposit_taken: Money
    deposit_returned: Money
    opening_float: Money
    cash_sales: Money
    cash_in: Money
    cash_out: Money
    no_sale_openings: int
    age_refusals: int
    held_baskets: int
    outages: int
    expected_cash: Money | None
    counted: Money | None = None
    difference: Money | None = None
    z_no: int | None = None
    training: bool = False
    cash_hidden: bool = False
