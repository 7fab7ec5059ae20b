"""The cash drawer's values: shifts, money put in and taken out, and counts."""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from kasse.errors import Refused
from kasse.money import Money
from kasse.texts import N_, _

DENOMINATIONS = (50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1)
"""Euro notes and coins, in cents."""


class CashKind(StrEnum):
    """Why cash moved without a sale. NO_SALE is the drawer opened with no money moved.

    CASH_IN and CASH_OUT are what nobody says more of; the others are cases of their own to the tax office, and the
    sign of the amount says which way the money went: BANK both ways, between the drawer and the bank.
    """

    CASH_IN = "cash_in"
    CASH_OUT = "cash_out"
    PRIVATE_IN = "private_in"
    PRIVATE_OUT = "private_out"
    BANK = "bank"
    WAGES = "wages"
    NO_SALE = "no_sale"
    DIFFERENCE = "difference"


WAYS_IN = (CashKind.CASH_IN, CashKind.PRIVATE_IN, CashKind.BANK)
"""What money that is put in can be, what nobody says more of first."""
WAYS_OUT = (CashKind.CASH_OUT, CashKind.PRIVATE_OUT, CashKind.BANK, CashKind.WAGES)
"""What money that is taken out can be."""

KIND_NAMES = {
    CashKind.CASH_IN: N_("Put in"),
    CashKind.CASH_OUT: N_("Taken out"),
    CashKind.PRIVATE_IN: N_("Private deposit"),
    CashKind.PRIVATE_OUT: N_("Private withdrawal"),
    CashKind.BANK: N_("Bank transit"),
    CashKind.WAGES: N_("Wages"),
    CashKind.NO_SALE: N_("Drawer opened"),
    CashKind.DIFFERENCE: N_("Difference"),
}


class CashMovement(NamedTuple):
    """Cash in (positive) or out (negative) of the drawer, with a reason."""

    id: UUID
    shift: int
    at: datetime
    who: str
    kind: CashKind
    amount: Money
    reason: str


class Shift(NamedTuple):
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
