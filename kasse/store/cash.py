"""Shifts, the drawer and the reports in the database. Implements `ports.CashBook`."""

import json
import sqlite3
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from kasse.cash import CashCount, CashKind, CashMovement, Shift
from kasse.clock import from_milliseconds, milliseconds
from kasse.errors import Refused
from kasse.money import Money
from kasse.records import from_json, to_json
from kasse.store import journal
from kasse.texts import _

if TYPE_CHECKING:
    from kasse.figures import ShiftFigures


class CashTable:
    """The drawer's books."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._open: Shift | None = None

    def forget(self) -> None:
        """Drop what is kept in memory, as after a rollback."""
        self._open = None

    def open_shift(self) -> Shift | None:
        """The shift that has no Z report yet; between two bookings of this till it is known without asking."""
        if not self._connection.in_transaction:
            return self._find_open()
        if self._open is None:
            self._open = self._find_open()
        return self._open

    def _find_open(self) -> Shift | None:
        return self._shift(
            "number = (SELECT max(number) FROM shift) "
            "AND NOT EXISTS (SELECT 1 FROM z_report z WHERE z.shift = s.number)"
        )

    def shift(self, number: int) -> Shift | None:
        """A shift by its number."""
        return self._shift("number = ?", number)

    def _shift(self, condition: str, *values: int) -> Shift | None:
        row = self._connection.execute(
            "SELECT number, opened_at, opened_by, business_day, opening_float, first_receipt_no FROM shift s "  # noqa: S608
            f"WHERE {condition}",
            values,
        ).fetchone()
        if row is None:
            return None
        number, opened_at, opened_by, day, opening_float, first = row
        return Shift(
            number, from_milliseconds(opened_at), opened_by, date.fromisoformat(day), Money(opening_float), first
        )

    def start(self, shift: Shift) -> Shift:
        """Open a shift; the days before it go into the sums of their month."""
        from kasse.store import period_sums

        (last,) = self._connection.execute("SELECT ifnull(max(number), 0) FROM shift").fetchone()
        (receipt,) = self._connection.execute("SELECT value FROM counter WHERE name = 'receipt'").fetchone()
        shift = shift._replace(number=last + 1, first_receipt_no=receipt + 1)
        at = milliseconds(shift.opened_at)
        row = (
            shift.number,
            at,
            shift.opened_by,
            shift.business_day.isoformat(),
            shift.opening_float.cents,
            receipt + 1,
        )
        self._connection.execute(
            "INSERT INTO shift (number, opened_at, opened_by, business_day, opening_float, first_receipt_no) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            row,
        )
        journal.append(self._connection, at, "shift", str(shift.number), [row])
        period_sums.advance(self._connection, shift.business_day.isoformat())
        return shift

    def move(self, movement: CashMovement) -> bool:
        """Book cash in or out, once per id; gives whether it was booked now."""
        at = milliseconds(movement.at)
        row = (movement.shift, at, movement.who, movement.kind.value, movement.amount.cents, movement.reason)
        added = self._connection.execute(
            "INSERT INTO cash_movement (id, shift, at, who, kind, amount, reason) VALUES (?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO NOTHING",
            (movement.id.bytes, *row),
        )
        if added.rowcount:
            journal.append(self._connection, at, "cash", movement.id.hex, [row])
        elif self._booked(movement) != (movement.kind.value, movement.amount.cents, movement.reason):
            raise Refused("id_taken", _("Another movement of cash was booked under this id already."))
        return bool(added.rowcount)

    def _booked(self, movement: CashMovement) -> tuple[str, int, str]:
        kind, amount, reason = self._connection.execute(
            "SELECT kind, amount, reason FROM cash_movement WHERE id = ?", (movement.id.bytes,)
        ).fetchone()
        return kind, amount, reason

    def movements(self, shift: int) -> list[CashMovement]:
        """What moved in a shift without a sale, the newest first."""
        rows = self._connection.execute(
            "SELECT id, shift, at, who, kind, amount, reason FROM cash_movement WHERE shift = ? "
            "ORDER BY at DESC, id DESC",
            (shift,),
        )
        return [
            CashMovement(UUID(bytes=id_), number, from_milliseconds(at), who, CashKind(kind), Money(amount), reason)
            for id_, number, at, who, kind, amount, reason in rows
        ]

    def count(self, count: CashCount) -> None:
        """Book a confirmed count."""
        at = milliseconds(count.at)
        pieces = json.dumps([list(pair) for pair in count.pieces], separators=(",", ":"))
        row = (count.shift, at, count.who, pieces, count.total.cents, count.expected.cents)
        self._connection.execute(
            "INSERT INTO cash_count (shift, at, who, pieces, total, expected) VALUES (?, ?, ?, ?, ?, ?)", row
        )
        journal.append(self._connection, at, "count", f"{count.shift}/{at}", [row])

    def counted(self, shift: int) -> CashCount | None:
        """The last count of a shift."""
        return self._counted(shift, "DESC")

    def first_count(self, shift: int) -> CashCount | None:
        """The first count of a shift."""
        return self._counted(shift, "ASC")

    def _counted(self, shift: int, order: str) -> CashCount | None:
        row = self._connection.execute(
            f"SELECT shift, at, who, pieces, total, expected FROM cash_count WHERE shift = ? ORDER BY at {order}",  # noqa: S608
            (shift,),
        ).fetchone()
        if row is None:
            return None
        number, at, who, pieces, total, expected = row
        pairs = tuple((denomination, pieces_) for denomination, pieces_ in json.loads(pieces))
        return CashCount(number, from_milliseconds(at), who, pairs, Money(total), Money(expected))

    def figures(self, shift: Shift, at: datetime, who: str) -> "ShiftFigures":
        """The sums of a shift so far."""
        from kasse.store.figures import shift_figures

        return shift_figures(self._connection, shift, at, who)

    def in_drawer(self, shift: Shift, at: datetime) -> Money:
        """What can be paid out: what the books expect, or what the last count found where that was less."""
        expected = self.figures(shift, at, "").expected_cash or Money(0)
        count = self.counted(shift.number)
        return expected if count is None else min(expected, expected + count.difference)

    def close(self, figures: "ShiftFigures") -> "ShiftFigures":
        """End the shift with a Z report, and keep its sums."""
        from kasse.store import rollup

        self.forget()
        (number,) = self._connection.execute(
            "UPDATE counter SET value = value + 1 WHERE name = 'z' RETURNING value"
        ).fetchone()
        figures = replace(figures, z_no=number)
        row = (number, figures.shift, milliseconds(figures.at), figures.who, to_json(figures, complete=True))
        self._connection.execute("INSERT INTO z_report (number, shift, at, who, figures) VALUES (?, ?, ?, ?, ?)", row)
        journal.append(self._connection, row[2], "z", str(number), [row])
        rollup.close(self._connection)
        return figures

    def z_report(self, number: int) -> "ShiftFigures | None":
        """An earlier Z report as it was made."""
        from kasse.figures import ShiftFigures

        row = self._connection.execute("SELECT figures FROM z_report WHERE number = ?", (number,)).fetchone()
        return None if row is None else from_json(ShiftFigures, row[0])

    def z_reports(self, limit: int) -> "list[ShiftFigures]":
        """The last Z reports, the newest first."""
        from kasse.figures import ShiftFigures

        rows = self._connection.execute("SELECT figures FROM z_report ORDER BY number DESC LIMIT ?", (limit,))
        return [from_json(ShiftFigures, figures) for (figures,) in rows]

    def last_z_no(self) -> int:
        """The number of the last Z report."""
        (number,) = self._connection.execute("SELECT value FROM counter WHERE name = 'z'").fetchone()
        return int(number)
