"""The ledger of stock by business days: closed shifts by their sums, the others by their receipts."""

import sqlite3
from datetime import date, datetime, timedelta

from kasse.books.counting import ALL_GOODS, Among
from kasse.clock import ShopTime, milliseconds
from kasse.records import from_json
from kasse.shop import Shop

_CLOSED = (
    "WITH RECURSIVE days (day) AS (VALUES (?) UNION ALL SELECT date(day, '+1 day') FROM days WHERE day < ?) "
    "SELECT s.product, sum(s.quantity), s.day FROM days d CROSS JOIN stock_day s "
    "ON s.day = d.day AND s.product BETWEEN ? AND ? GROUP BY s.day, s.product"
)
"""Day by day: within each of them some products stand together."""
_CLOSED_SUMS = "SELECT product, sum(quantity) FROM stock_day WHERE day >= ? AND day <= ? GROUP BY product"
_FIRST_OPEN = (
    "SELECT min(first_receipt_no) FROM shift WHERE number NOT IN (SELECT shift FROM shift_total WHERE what = 'shift')"
)
_OPEN = (
    "SELECT m.product, sum(m.quantity), s.business_day FROM sale s JOIN stock_movement m ON m.document = s.id "
    "WHERE s.receipt_no >= ? AND s.business_day >= ? AND s.business_day <= ? "
    "AND s.shift NOT IN (SELECT shift FROM shift_total WHERE what = 'shift') "
    "AND m.product BETWEEN ? AND ? GROUP BY s.business_day, m.product"
)
LAST_DAY = date(9999, 12, 30)


def shop_time(connection: sqlite3.Connection) -> ShopTime:
    """The shop's own days."""
    row = connection.execute("SELECT data FROM shop ORDER BY version DESC LIMIT 1").fetchone()
    return from_json(Shop, row[0]).time


def begins(day: date, time: ShopTime) -> int:
    """The instant at which a business day begins, in milliseconds."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=time.zone)
    return milliseconds((midnight + time.day_starts_at).astimezone(time.zone))


def ends(day: date, time: ShopTime) -> int:
    """The instant at which the next one begins."""
    return begins(day + timedelta(days=1), time)


def sold(
    connection: sqlite3.Connection, first: date, last: date, among: Among = ALL_GOODS
) -> list[tuple[int, int, str]]:
    """Product, change and day of what sales moved, what came back included; in no order."""
    days = (first.isoformat(), last.isoformat())
    rows: list[tuple[int, int, str]] = connection.execute(_CLOSED, (*days, *among)).fetchall()
    (receipt,) = connection.execute(_FIRST_OPEN).fetchone()
    if receipt is not None:
        rows += connection.execute(_OPEN, (receipt, *days, *among)).fetchall()
    return rows


def sold_sums(connection: sqlite3.Connection, first: date, last: date) -> list[tuple[int, int]]:
    """Product and change of the whole stretch; one of closed shifts and one of open ones."""
    days = (first.isoformat(), last.isoformat())
    rows: list[tuple[int, int]] = connection.execute(_CLOSED_SUMS, days).fetchall()
    (receipt,) = connection.execute(_FIRST_OPEN).fetchone()
    if receipt is not None:
        found = connection.execute(_OPEN, (receipt, *days, *ALL_GOODS))
        rows += [(product, quantity) for product, quantity, _day in found]
    return rows
