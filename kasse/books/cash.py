"""The cash book's values: each thing that moved cash, with what the drawer held after it. The law calls it Kassenbuch.

Sources: section 146 (1) AO (cash is written down daily), GoBD 2019 numbers 48 and 50 to 55 (the balance by the books
can be compared with what lies in the drawer at any moment: Kassensturzfähigkeit).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from kasse.books.reports import Period
from kasse.cash import CashCount, CashMovement, Shift
from kasse.money import Money


class EntryKind(StrEnum):
    """What an entry of the cash book is; a movement without a sale says more by its `CashKind`."""

    BEFORE = "before"
    FLOAT = "float"
    SALES = "sales"
    MOVED = "moved"
    CLOSED = "closed"


class CashSale(NamedTuple):
    """What a receipt put into the drawer, or took out of it."""

    receipt_no: int
    at: datetime
    amount: Money


class ShiftCash(NamedTuple):
    """All that moved a shift's drawer, each list in the order of time; `z_no` and `closed_at` once it is closed."""

    shift: Shift
    sales: tuple[CashSale, ...]
    movements: tuple[CashMovement, ...]
    z_no: int | None = None
    closed_at: datetime | None = None
    closed_by: str = ""
    counted: bool = False

    @property
    def balance(self) -> Money:
        """What the drawer holds after all of it."""
        moved = sum(sale.amount.cents for sale in self.sales) + sum(move.amount.cents for move in self.movements)
        return self.shift.opening_float + Money(moved)


class CashEntry(NamedTuple):
    """A line of the cash book. `receipts` are the first and the last receipt of sales; `balance` is after it."""

    day: date
    at: datetime
    shift: int
    kind: EntryKind
    amount: Money
    balance: Money
    who: str = ""
    movement: CashMovement | None = None
    receipts: tuple[int, int] | None = None
    number: int = 0
    """How many receipts sales are, or the number of the Z report that closed the shift."""


class CashHistory(Protocol):
    """The drawer's past."""

    def shifts(self, period: Period) -> list[ShiftCash]:
        """The shifts of a period by their business days, each with all that moved its drawer."""
        ...

    def shift_at(self, at: datetime) -> ShiftCash | None:
        """The last shift opened up to a moment, with what moved its drawer up to then."""
        ...

    def balance_before(self, day: date) -> Money:
        """What the last shift before a business day left; nothing before the first."""
        ...

    def counts(self, limit: int, shift: int | None = None) -> list[CashCount]:
        """Confirmed counts, the newest first; of one shift, or of all."""
        ...

    def shift(self, number: int) -> Shift | None:
        """A shift by its number."""
        ...
