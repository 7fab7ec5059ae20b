"""The sums of closed shifts for the bookkeeping. Implements `books.takings.TakingsBook`."""

import sqlite3

from kasse.books.cash import ShiftCash
from kasse.books.takings import LineSum, Takings
from kasse.money import Money
from kasse.pricing import PositionKind
from kasse.sale import TenderType

_NO_BENEFIT = "NOT EXISTS (SELECT 1 FROM sale_fact f WHERE f.sale = s.id AND f.position = 0 AND f.name = 'benefit')"
_OF_SHIFT = (
    "s.receipt_no >= ?1 AND s.shift = ?2 AND s.receipt_no < "
    "ifnull((SELECT min(n.first_receipt_no) FROM shift n WHERE n.number > ?2), 1 << 62)"
)
_LINES = (
    "SELECT l.kind, l.tax_class, l.rate, sum(l.total) FROM sale s JOIN sale_line l ON l.sale = s.id "  # noqa: S608
    f"WHERE {_OF_SHIFT} AND l.voided = 0 AND {_NO_BENEFIT} GROUP BY l.kind, l.tax_class, l.rate "
    "HAVING sum(l.total) <> 0 ORDER BY l.kind, l.tax_class, l.rate DESC"
)
_PAYMENTS = (
    "SELECT p.type, sum(p.amount) FROM sale s JOIN payment p ON p.sale = s.id "  # noqa: S608
    f"WHERE {_OF_SHIFT} GROUP BY p.type HAVING sum(p.amount) <> 0 ORDER BY p.type"
)


class TakingsTable:
    """Implements `books.takings.TakingsBook`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def of(self, cash: ShiftCash) -> Takings:
        """The sums of a shift."""
        key = (cash.shift.first_receipt_no, cash.shift.number)
        lines = self._connection.execute(_LINES, key)
        payments = self._connection.execute(_PAYMENTS, key)
        return Takings(
            cash,
            tuple(LineSum(PositionKind(kind), name, rate, Money(total)) for kind, name, rate, total in lines),
            tuple((TenderType(kind), Money(amount)) for kind, amount in payments),
        )
