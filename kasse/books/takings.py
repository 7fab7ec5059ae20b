"""What a closed shift comes to for the bookkeeping: turnover by what it is, and how it was paid."""

from typing import NamedTuple, Protocol

from kasse.books.cash import ShiftCash
from kasse.money import Money
from kasse.pricing import PositionKind
from kasse.sale import TenderType


class LineSum(NamedTuple):
    """All positions of a kind, tax class and rate."""

    kind: PositionKind
    tax_class: str
    rate: int
    amount: Money


class Takings(NamedTuple):
    """A closed shift: what was sold (benefits in kind are not in it), how it was paid, and what moved its drawer."""

    cash: ShiftCash
    lines: tuple[LineSum, ...]
    payments: tuple[tuple[TenderType, Money], ...]


class TakingsBook(Protocol):
    """The sums of closed shifts."""

    def of(self, cash: ShiftCash) -> Takings:
        """The sums of a shift."""
        ...
