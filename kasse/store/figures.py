"""The sums of a shift, for X and Z reports."""

import sqlite3
from datetime import datetime
from typing import Any

from kasse.cash import CashKind, Shift
from kasse.clock import milliseconds
from kasse.figures import PaymentSum, ShiftFigures
from kasse.money import ZERO, Money
from kasse.tax import VatSum

_SALES = "FROM sale s WHERE s.receipt_no >= ?1 AND s.shift = ?2"
_LINES = "FROM sale s JOIN sale_line l ON l.sale = s.id WHERE s.receipt_no >= ?1 AND s.shift = ?2"
_RETURN = "s.kind = 'sale' AND l.quantity < 0 AND l.voided = 0 AND l.kind IN ('goods', 'open', 'press')"


def _row(connection: sqlite3.Connection, sql: str, shift: Shift) -> tuple[int, ...]:
    row = connection.execute(sql, (shift.first_receipt_no, shift.number)).fetchone()
    return tuple(value or 0 for value in row)


def _cash(connection: sqlite3.Connection, shift: Shift, kind: CashKind) -> tuple[int, Money]:
    count, amount = connection.execute(
        "SELECT count(*), sum(amount) FROM cash_movement WHERE shift = ? AND kind = ?", (shift.number, kind.value)
    ).fetchone()
    return count, Money(amount or 0)


_NO_TURNOVER = "(l.kind = 'tab_payment' OR (l.kind IN ('voucher', 'redeemed') AND l.tax_class = 'zero'))"
"""Money for what was, or will be, turnover by another receipt: paid tabs, and multi-purpose vouchers."""


def _not_turnover(connection: sqlite3.Connection, shift: Shift) -> dict[int, Money]:
    """What the receipts' sums hold beside turnover, by rate: it bears none, so all of it is net."""
    rows = connection.execute(
        f"SELECT l.rate, sum(l.total) {_LINES} AND {_NO_TURNOVER} AND l.voided = 0 GROUP BY l.rate",
        (shift.first_receipt_no, shift.number),
    )
    return {rate: Money(total) for rate, total in rows}


def _turnover(sums: tuple[VatSum, ...], beside: dict[int, Money]) -> tuple[VatSum, ...]:
    """The VAT sums without what is no turnover; a rate that is left without any goes."""
    less = (
        VatSum(vat.rate, vat.gross - beside.get(vat.rate, ZERO), vat.net - beside.get(vat.rate, ZERO), vat.tax)
        for vat in sums
    )
    return tuple(vat for vat in less if vat.rate not in beside or vat.gross or vat.tax)


def _ledgers(connection: sqlite3.Connection, shift: Shift) -> dict[str, Any]:
    tabs, sold, redeemed = _row(
        connection,
        "SELECT sum(l.total) FILTER (WHERE l.kind = 'tab_payment'), sum(l.total) FILTER (WHERE l.kind = 'voucher'), "
        f"sum(l.total) FILTER (WHERE l.kind = 'redeemed') {_LINES} AND l.voided = 0 AND {_NO_TURNOVER}",
        shift,
    )
    return {"tab_payments": Money(tabs), "vouchers_sold": Money(sold), "vouchers_redeemed": Money(redeemed)}


def _vat(connection: sqlite3.Connection, shift: Shift) -> tuple[VatSum, ...]:
    rows = connection.execute(
        "SELECT v.rate, sum(v.gross), sum(v.net), sum(v.tax) FROM sale s JOIN sale_vat v ON v.sale = s.id "
        "WHERE s.receipt_no >= ?1 AND s.shift = ?2 GROUP BY v.rate ORDER BY v.rate DESC",
        (shift.first_receipt_no, shift.number),
    )
    return tuple(VatSum(rate, Money(gross), Money(net), Money(tax)) for rate, gross, net, tax in rows)


def _payments(connection: sqlite3.Connection, shift: Shift) -> tuple[PaymentSum, ...]:
    rows = connection.execute(
        "SELECT p.type, count(*), sum(p.amount) FROM sale s JOIN payment p ON p.sale = s.id "
        "WHERE s.receipt_no >= ?1 AND s.shift = ?2 GROUP BY p.type ORDER BY p.type",
        (shift.first_receipt_no, shift.number),
    )
    return tuple(PaymentSum(kind, count, Money(amount)) for kind, count, amount in rows)


def _age_refusals(connection: sqlite3.Connection, shift: Shift) -> int:
    (count,) = connection.execute(
        "SELECT count(*) FROM audit WHERE what = 'age_refused' AND at >= ?", (milliseconds(shift.opened_at),)
    ).fetchone()
    return int(count)


def _sales(connection: sqlite3.Connection, shift: Shift) -> dict[str, Any]:
    receipts, last, total, outages = _row(
        connection, f"SELECT count(*), max(s.receipt_no), sum(s.total), sum(s.outage <> '') {_SALES}", shift
    )
    voids, void_total = _row(connection, f"SELECT count(*), sum(s.total) {_SALES} AND s.kind = 'void'", shift)
    return {
        "receipts": receipts,
        "first_receipt_no": shift.first_receipt_no if receipts else None,
        "last_receipt_no": last or None,
        "total": Money(total),
        "outages": outages,
        "void_count": voids,
        "void_total": Money(void_total),
    }


def _lines(connection: sqlite3.Connection, shift: Shift) -> dict[str, Any]:
    discount, overrides, voided_lines, deposit_in, deposit_out, return_total = _row(
        connection,
        "SELECT sum(l.discount) FILTER (WHERE l.origin_sale IS NULL), "
        "sum(l.list_price IS NOT NULL) FILTER (WHERE s.kind = 'sale'), "
        "sum(l.voided) FILTER (WHERE l.parent IS NULL), sum(l.total) FILTER (WHERE l.kind = 'deposit'), "
        "sum(l.total) FILTER (WHERE l.kind IN ('empties', 'slip')), "
        f"sum(l.total) FILTER (WHERE {_RETURN}) {_LINES}",
        shift,
    )
    (returns,) = _row(connection, f"SELECT count(DISTINCT s.id) {_LINES} AND {_RETURN}", shift)
    return {
        "return_count": returns,
        "return_total": Money(return_total),
        "voided_lines": voided_lines,
        "discount_total": Money(discount),
        "price_overrides": overrides,
        "deposit_taken": Money(deposit_in),
        "deposit_returned": Money(deposit_out),
    }


def _drawer(connection: sqlite3.Connection, shift: Shift) -> dict[str, Any]:
    (cash_sales,) = _row(
        connection,
        "SELECT sum(p.amount) FROM sale s JOIN payment p ON p.sale = s.id "
        "WHERE s.receipt_no >= ?1 AND s.shift = ?2 AND p.type = 'cash'",
        shift,
    )
    _ins, cash_in = _cash(connection, shift, CashKind.CASH_IN)
    _outs, cash_out = _cash(connection, shift, CashKind.CASH_OUT)
    return {
        "opening_float": shift.opening_float,
        "cash_sales": Money(cash_sales),
        "cash_in": cash_in,
        "cash_out": cash_out,
        "no_sale_openings": _cash(connection, shift, CashKind.NO_SALE)[0],
        "expected_cash": shift.opening_float + Money(cash_sales) + cash_in + cash_out,
    }


def shift_figures(connection: sqlite3.Connection, shift: Shift, at: datetime, who: str) -> ShiftFigures:
    """The sums of a shift so far."""
    (held,) = connection.execute("SELECT count(*) FROM draft WHERE name IS NOT NULL").fetchone()
    beside = _not_turnover(connection, shift)
    sales = _sales(connection, shift)
    sales["total"] -= Money(sum(amount.cents for amount in beside.values()))
    return ShiftFigures(
        shift=shift.number,
        business_day=shift.business_day,
        opened_at=shift.opened_at,
        opened_by=shift.opened_by,
        at=at,
        who=who,
        vat=_turnover(_vat(connection, shift), beside),
        payments=_payments(connection, shift),
        age_refusals=_age_refusals(connection, shift),
        held_baskets=held,
        **sales,
        **_ledgers(connection, shift),
        **_lines(connection, shift),
        **_drawer(connection, shift),
    )
