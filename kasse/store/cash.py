"""Shifts, the drawer and the reports in the database. Implements `ports.CashBook`."""

import json
import sqlite3
from dataclasses import replace
from datetime import date, datetime

from kasse.cash import CashCount, CashKind, CashMovement, PaymentSum, Shift, ShiftFigures
from kasse.clock import from_milliseconds, milliseconds
from kasse.money import Money
from kasse.records import from_json, to_json
from kasse.store import journal
from kasse.tax import VatSum

_SALES = "FROM sale s WHERE s.receipt_no >= ?1 AND s.shift = ?2"
_LINES = "FROM sale s JOIN sale_line l ON l.sale = s.id WHERE s.receipt_no >= ?1 AND s.shift = ?2"

_RETURN = "s.kind = 'sale' AND l.quantity < 0 AND l.voided = 0 AND l.kind IN ('goods', 'open', 'press')"


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
        row = self._connection.execute(
            "SELECT number, opened_at, opened_by, business_day, opening_float, first_receipt_no FROM shift s "
            "WHERE number = (SELECT max(number) FROM shift) "
            "AND NOT EXISTS (SELECT 1 FROM z_report z WHERE z.shift = s.number)"
        ).fetchone()
        if row is None:
            return None
        number, opened_at, opened_by, day, opening_float, first = row
        return Shift(
            number, from_milliseconds(opened_at), opened_by, date.fromisoformat(day), Money(opening_float), first
        )

    def start(self, shift: Shift) -> Shift:
        """Open a shift."""
        (last,) = self._connection.execute("SELECT ifnull(max(number), 0) FROM shift").fetchone()
        (receipt,) = self._connection.execute("SELECT value FROM counter WHERE name = 'receipt'").fetchone()
        shift = replace(shift, number=last + 1, first_receipt_no=receipt + 1)
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
        return shift

    def move(self, movement: CashMovement) -> None:
        """Book cash in or out, once per id."""
        at = milliseconds(movement.at)
        row = (movement.shift, at, movement.who, movement.kind.value, movement.amount.cents, movement.reason)
        added = self._connection.execute(
            "INSERT INTO cash_movement (id, shift, at, who, kind, amount, reason) VALUES (?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO NOTHING",
            (movement.id.bytes, *row),
        )
        if added.rowcount:
            journal.append(self._connection, at, "cash", movement.id.hex, [row])

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
        row = self._connection.execute(
            "SELECT shift, at, who, pieces, total, expected FROM cash_count WHERE shift = ? ORDER BY at DESC", (shift,)
        ).fetchone()
        if row is None:
            return None
        number, at, who, pieces, total, expected = row
        pairs = tuple((denomination, pieces_) for denomination, pieces_ in json.loads(pieces))
        return CashCount(number, from_milliseconds(at), who, pairs, Money(total), Money(expected))

    def _row(self, sql: str, shift: Shift) -> tuple[int, ...]:
        row = self._connection.execute(sql, (shift.first_receipt_no, shift.number)).fetchone()
        return tuple(value or 0 for value in row)

    def _cash(self, shift: Shift, kind: CashKind) -> tuple[int, Money]:
        count, amount = self._connection.execute(
            "SELECT count(*), sum(amount) FROM cash_movement WHERE shift = ? AND kind = ?", (shift.number, kind.value)
        ).fetchone()
        return count, Money(amount or 0)

    def _vat(self, shift: Shift) -> tuple[VatSum, ...]:
        rows = self._connection.execute(
            "SELECT v.rate, sum(v.gross), sum(v.net), sum(v.tax) FROM sale s JOIN sale_vat v ON v.sale = s.id "
            "WHERE s.receipt_no >= ?1 AND s.shift = ?2 GROUP BY v.rate ORDER BY v.rate DESC",
            (shift.first_receipt_no, shift.number),
        )
        return tuple(VatSum(rate, Money(gross), Money(net), Money(tax)) for rate, gross, net, tax in rows)

    def _payments(self, shift: Shift) -> tuple[PaymentSum, ...]:
        rows = self._connection.execute(
            "SELECT p.type, count(*), sum(p.amount) FROM sale s JOIN payment p ON p.sale = s.id "
            "WHERE s.receipt_no >= ?1 AND s.shift = ?2 GROUP BY p.type ORDER BY p.type",
            (shift.first_receipt_no, shift.number),
        )
        return tuple(PaymentSum(kind, count, Money(amount)) for kind, count, amount in rows)

    def _age_refusals(self, shift: Shift) -> int:
        (count,) = self._connection.execute(
            "SELECT count(*) FROM audit WHERE what = 'age_refused' AND at >= ?", (milliseconds(shift.opened_at),)
        ).fetchone()
        return int(count)

    def figures(self, shift: Shift, at: datetime, who: str) -> ShiftFigures:
        """The sums of a shift so far."""
        receipts, last, total, outages = self._row(
            f"SELECT count(*), max(s.receipt_no), sum(s.total), sum(s.outage <> '') {_SALES}",
            shift,
        )
        voids, void_total = self._row(f"SELECT count(*), sum(s.total) {_SALES} AND s.kind = 'void'", shift)
        discount, overrides, voided_lines, deposit_in, deposit_out, return_total = self._row(
            "SELECT sum(l.discount) FILTER (WHERE l.origin_sale IS NULL), "
            "sum(l.list_price IS NOT NULL) FILTER (WHERE s.kind = 'sale'), "
            "sum(l.voided) FILTER (WHERE l.parent IS NULL), sum(l.total) FILTER (WHERE l.kind = 'deposit'), "
            "sum(l.total) FILTER (WHERE l.kind IN ('empties', 'slip')), "
            f"sum(l.total) FILTER (WHERE {_RETURN}) {_LINES}",
            shift,
        )
        (returns,) = self._row(
            f"SELECT count(DISTINCT s.id) {_LINES} AND {_RETURN}",
            shift,
        )
        (cash_sales,) = self._row(
            "SELECT sum(p.amount) FROM sale s JOIN payment p ON p.sale = s.id "
            "WHERE s.receipt_no >= ?1 AND s.shift = ?2 AND p.type = 'cash'",
            shift,
        )
        _ins, cash_in = self._cash(shift, CashKind.CASH_IN)
        _outs, cash_out = self._cash(shift, CashKind.CASH_OUT)
        (held,) = self._connection.execute("SELECT count(*) FROM draft WHERE name IS NOT NULL").fetchone()
        return ShiftFigures(
            shift=shift.number,
            business_day=shift.business_day,
            opened_at=shift.opened_at,
            opened_by=shift.opened_by,
            at=at,
            who=who,
            receipts=receipts,
            first_receipt_no=shift.first_receipt_no if receipts else None,
            last_receipt_no=last or None,
            total=Money(total),
            vat=self._vat(shift),
            payments=self._payments(shift),
            void_count=voids,
            void_total=Money(void_total),
            return_count=returns,
            return_total=Money(return_total),
            voided_lines=voided_lines,
            discount_total=Money(discount),
            price_overrides=overrides,
            deposit_taken=Money(deposit_in),
            deposit_returned=Money(deposit_out),
            opening_float=shift.opening_float,
            cash_sales=Money(cash_sales),
            cash_in=cash_in,
            cash_out=cash_out,
            no_sale_openings=self._cash(shift, CashKind.NO_SALE)[0],
            age_refusals=self._age_refusals(shift),
            held_baskets=held,
            outages=outages,
            expected_cash=shift.opening_float + Money(cash_sales) + cash_in + cash_out,
        )

    def close(self, figures: ShiftFigures) -> ShiftFigures:
        """End the shift with a Z report."""
        self.forget()
        (number,) = self._connection.execute(
            "UPDATE counter SET value = value + 1 WHERE name = 'z' RETURNING value"
        ).fetchone()
        figures = replace(figures, z_no=number)
        row = (number, figures.shift, milliseconds(figures.at), figures.who, to_json(figures))
        self._connection.execute("INSERT INTO z_report (number, shift, at, who, figures) VALUES (?, ?, ?, ?, ?)", row)
        journal.append(self._connection, row[2], "z", str(number), [row])
        return figures

    def z_report(self, number: int) -> ShiftFigures | None:
        """An earlier Z report as it was made."""
        row = self._connection.execute("SELECT figures FROM z_report WHERE number = ?", (number,)).fetchone()
        return None if row is None else from_json(ShiftFigures, row[0])

    def last_z_no(self) -> int:
        """The number of the last Z report."""
        (number,) = self._connection.execute("SELECT value FROM counter WHERE name = 'z'").fetchone()
        return int(number)
