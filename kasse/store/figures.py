"""The sums of a shift, for X and Z reports."""

import sqlite3
from datetime import datetime
from typing import Any

from kasse.cash import CashKind, Shift
from kasse.clock import milliseconds
from kasse.figures import ForeignSum, PaymentSum, ShiftFigures
from kasse.money import ZERO, Money
from kasse.tax import VatSum

_SALES = "FROM sale s WHERE s.receipt_no >= ?1 AND s.shift = ?2"
_LINES = "FROM sale s JOIN sale_line l ON l.sale = s.id WHERE s.receipt_no >= ?1 AND s.shift = ?2"
_RETURN = "s.kind = 'sale' AND l.quantity < 0 AND l.voided = 0 AND l.kind IN ('goods', 'open', 'press')"


def _row(connection: sqlite3.Connection, sql: str, shift: Shift) -> tuple[int, ...]:
    row = connection.execute(sql, (shift.first_receipt_no, shift.number)).fetchone()
    return tuple(value or 0 for value in row)


_PLAIN = (CashKind.CASH_IN.value, CashKind.CASH_OUT.value)


def _moved(connection: sqlite3.Connection, shift: Shift) -> dict[str, Any]:
    """Cash in and out without a sale, and what of it is a case of its own; what a count found is not among it."""
    rows = connection.execute(
        "SELECT kind, amount > 0, count(*), sum(amount) FROM cash_movement WHERE shift = ? AND kind <> 'difference' "
        "GROUP BY kind, amount > 0 ORDER BY kind, amount > 0 DESC",
        (shift.number,),
    ).fetchall()
    opened = sum(count for kind, _in, count, _amount in rows if kind == CashKind.NO_SALE.value)
    moves = tuple(
        PaymentSum(kind, count, Money(amount)) for kind, _in, count, amount in rows if amount and kind not in _PLAIN
    )
    return {
        "cash_in": Money(sum(amount for _kind, put_in, _count, amount in rows if put_in)),
        "cash_out": Money(sum(amount for _kind, put_in, _count, amount in rows if not put_in)),
        "no_sale_openings": opened,
        "cash_moves": moves,
    }


_NO_TURNOVER = (
    "(l.kind IN ('tab_payment', 'tip_staff', 'own_use') OR "
    "(l.kind IN ('voucher', 'redeemed') AND l.tax_class = 'zero'))"
)
"""Money for what was, or will be, turnover by another receipt: paid tabs, and multi-purpose vouchers; and what is none:
tips for the staff, and what the owner took."""


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
    tabs, sold, redeemed, own_use, tips = _row(
        connection,
        "SELECT sum(l.total) FILTER (WHERE l.kind = 'tab_payment'), sum(l.total) FILTER (WHERE l.kind = 'voucher'), "
        "sum(l.total) FILTER (WHERE l.kind = 'redeemed'), sum(l.total) FILTER (WHERE l.kind = 'own_use'), "
        f"sum(l.total) FILTER (WHERE l.kind = 'tip_staff') {_LINES} AND l.voided = 0 AND {_NO_TURNOVER}",
        shift,
    )
    return {
        "tab_payments": Money(tabs),
        "vouchers_sold": Money(sold),
        "vouchers_redeemed": Money(redeemed),
        "own_use": Money(own_use),
        "tips": Money(tips),
    }


_FOREIGN = (
    "SELECT c.value, f.value, p.amount FROM sale s JOIN payment p ON p.sale = s.id AND p.type = 'foreign' "
    "JOIN sale_fact c ON c.sale = s.id AND c.position = p.position AND c.name = 'currency' "
    "JOIN sale_fact f ON f.sale = s.id AND f.position = p.position AND f.name = 'foreign' "
    "WHERE s.receipt_no >= ?1 AND s.shift = ?2 ORDER BY c.value"
)


def _foreign(connection: sqlite3.Connection, shift: Shift, payments: tuple[PaymentSum, ...]) -> tuple[ForeignSum, ...]:
    """Cash of other currencies that came in; asked only where some did."""
    if not any(entry.type == "foreign" for entry in payments):
        return ()
    sums: dict[str, ForeignSum] = {}
    for currency, amount, euros in connection.execute(_FOREIGN, (shift.first_receipt_no, shift.number)):
        before = sums.get(currency, ForeignSum(currency, ZERO, ZERO))
        sums[currency] = ForeignSum(currency, before.amount + Money.parse(amount), before.euros + Money(euros))
    return tuple(sums.values())


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
        "sum(l.voided) FILTER (WHERE l.parent IS NULL), "
        "sum(l.total) FILTER (WHERE l.kind = 'deposit' OR (l.kind = 'benefit' AND l.code <> '')), "
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
    moved = _moved(connection, shift)
    return {
        "opening_float": shift.opening_float,
        "cash_sales": Money(cash_sales),
        **moved,
        "expected_cash": shift.opening_float + Money(cash_sales) + moved["cash_in"] + moved["cash_out"],
    }


def shift_figures(connection: sqlite3.Connection, shift: Shift, at: datetime, who: str) -> ShiftFigures:
    """The sums of a shift so far."""
    (held,) = connection.execute("SELECT count(*) FROM draft WHERE name IS NOT NULL").fetchone()
    beside, payments = _not_turnover(connection, shift), _payments(connection, shift)
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
        payments=payments,
        foreign=_foreign(connection, shift, payments),
        age_refusals=_age_refusals(connection, shift),
        held_baskets=held,
        **sales,
        **_ledgers(connection, shift),
        **_lines(connection, shift),
        **_drawer(connection, shift),
    )
