"""The drawer's past in the database. Implements `books.cash.CashHistory`."""

import json
import sqlite3
from datetime import date, datetime
from uuid import UUID

from kasse.books.cash import CashSale, ShiftCash
from kasse.books.reports import Period
from kasse.cash import CashCount, CashKind, CashMovement, Shift
from kasse.clock import from_milliseconds, milliseconds
from kasse.money import Money

_SHIFT = (
    "SELECT s.number, s.opened_at, s.opened_by, s.business_day, s.opening_float, s.first_receipt_no, "
    "(SELECT min(n.first_receipt_no) FROM shift n WHERE n.number > s.number), z.number, z.at, z.who, "
    "EXISTS (SELECT 1 FROM cash_count c WHERE c.shift = s.number) "
    "FROM shift s LEFT JOIN z_report z ON z.shift = s.number"
)
_SALES = (
    "SELECT s.receipt_no, s.completed_at, sum(p.amount) FROM sale s "
    "JOIN payment p ON p.sale = s.id AND p.type = 'cash' "
    "WHERE s.receipt_no >= ? AND s.receipt_no < ? AND s.shift = ? AND s.completed_at <= ? "
    "GROUP BY s.id HAVING sum(p.amount) <> 0 ORDER BY s.receipt_no"
)
_MOVEMENTS = (
    "SELECT id, shift, at, who, kind, amount, reason FROM cash_movement "
    "WHERE shift = ? AND at <= ? AND kind <> 'no_sale' ORDER BY kind = 'difference', at, id"
)
_LAST = 2**62


class CashHistoryTable:
    """Implements `books.cash.CashHistory`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def shifts(self, period: Period) -> list[ShiftCash]:
        """The shifts of a period."""
        rows = self._connection.execute(
            f"{_SHIFT} WHERE s.business_day BETWEEN ? AND ? ORDER BY s.number",
            (period.first.isoformat(), period.last.isoformat()),
        ).fetchall()
        return [self._read(row, _LAST) for row in rows]

    def shift_at(self, at: datetime) -> ShiftCash | None:
        """The last shift opened up to a moment."""
        moment = milliseconds(at)
        row = self._connection.execute(
            f"{_SHIFT} WHERE s.opened_at <= ? ORDER BY s.number DESC LIMIT 1", (moment,)
        ).fetchone()
        return None if row is None else self._read(row, moment)

    def balance_before(self, day: date) -> Money:
        """What the last shift before a day left."""
        row = self._connection.execute(
            f"{_SHIFT} WHERE s.business_day < ? ORDER BY s.number DESC LIMIT 1", (day.isoformat(),)
        ).fetchone()
        return Money(0) if row is None else self._read(row, _LAST).balance

    def shift(self, number: int) -> Shift | None:
        """A shift by its number."""
        row = self._connection.execute(f"{_SHIFT} WHERE s.number = ?", (number,)).fetchone()
        return None if row is None else _shift_of(row)

    def counts(self, limit: int, shift: int | None = None) -> list[CashCount]:
        """Confirmed counts, the newest first."""
        rows = self._connection.execute(
            "SELECT shift, at, who, pieces, total, expected FROM cash_count WHERE ? IS NULL OR shift = ? "
            "ORDER BY shift DESC, at DESC LIMIT ?",
            (shift, shift, limit),
        )
        return [
            CashCount(
                number,
                from_milliseconds(at),
                who,
                tuple((coin, pieces) for coin, pieces in json.loads(found)),
                Money(total),
                Money(expected),
            )
            for number, at, who, found, total, expected in rows
        ]

    def _read(self, row: tuple[object, ...], until: int) -> ShiftCash:
        shift = _shift_of(row)
        after, z_no, z_at, z_who, counted = row[6:]
        last = _LAST if after is None else after
        sales = self._connection.execute(_SALES, (shift.first_receipt_no, last, shift.number, until))
        moves = self._connection.execute(_MOVEMENTS, (shift.number, until))
        closed = isinstance(z_at, int) and z_at <= until
        return ShiftCash(
            shift,
            tuple(CashSale(number, from_milliseconds(at), Money(amount)) for number, at, amount in sales),
            tuple(
                CashMovement(UUID(bytes=id_), number, from_milliseconds(at), who, CashKind(kind), Money(amount), reason)
                for id_, number, at, who, kind, amount, reason in moves
            ),
            z_no if closed and isinstance(z_no, int) else None,
            from_milliseconds(z_at) if closed and isinstance(z_at, int) else None,
            str(z_who) if closed else "",
            bool(counted),
        )


def _shift_of(row: tuple[object, ...]) -> Shift:
    number, opened_at, opened_by, day, opening_float, first = row[:6]
    assert isinstance(number, int)  # noqa: S101 - the columns' own types
    assert isinstance(opened_at, int)  # noqa: S101
    assert isinstance(opening_float, int)  # noqa: S101
    assert isinstance(first, int)  # noqa: S101
    opened = from_milliseconds(opened_at)
    return Shift(number, opened, str(opened_by), date.fromisoformat(str(day)), Money(opening_float), first)
