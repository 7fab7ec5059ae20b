"""Day totals summed on over years, months and weeks, so that a long report reads few rows.

`period_total` and `period_stock` hold the years ("2026"), months ("2026-11") and ISO weeks ("2026-W47") of all days
before the one that `meta` names as `figures_until`: the day of the last shift that was opened. Later days are read from
`day_total`, which each sale keeps; so a report is right at any moment. What a period adds up is a cache: `verify`
computes it anew, and so may anyone.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

_DAY = timedelta(days=1)
_UNTIL = "SELECT value FROM meta WHERE name = 'figures_until'"
_PUT_UNTIL = (
    "INSERT INTO meta (name, value) VALUES ('figures_until', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
_ADD_TOTAL = (
    "INSERT INTO period_total (period, product, kind, department, rate, quantity, gross, discount, total) "
    "SELECT ?, product, kind, department, rate, sum(quantity), sum(gross), sum(discount), sum(total) FROM day_total "
    "WHERE day >= ? AND day < ? GROUP BY product, kind, department, rate "
    "ON CONFLICT (period, product, kind, department, rate) DO UPDATE SET quantity = quantity + excluded.quantity, "
    "gross = gross + excluded.gross, discount = discount + excluded.discount, total = total + excluded.total"
)
_ADD_STOCK = (
    "INSERT INTO period_stock (period, product, reason, quantity) "
    "SELECT ?, product, reason, sum(quantity) FROM stock_day WHERE day >= ? AND day < ? GROUP BY product, reason "
    "ON CONFLICT (period, product, reason) DO UPDATE SET quantity = quantity + excluded.quantity"
)


class Piece(NamedTuple):
    """A part of a period: a kept one by its name, or else days from one to another, both included."""

    name: str
    first: date
    last: date


def year_of(day: date) -> Piece:
    """The year that a day is in."""
    return Piece(f"{day.year}", date(day.year, 1, 1), date(day.year, 12, 31))


def month_of(day: date) -> Piece:
    """The month that a day is in."""
    next_month = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return Piece(f"{day:%Y-%m}", day.replace(day=1), next_month - _DAY)


def week_of(day: date) -> Piece:
    """The ISO week that a day is in."""
    monday = day - timedelta(days=day.weekday())
    return Piece(f"{day:%G-W%V}", monday, monday + 6 * _DAY)


_KINDS = (year_of, month_of, week_of)


def until(connection: sqlite3.Connection) -> date | None:
    """The first day that no kept period has; None where none is kept."""
    row = connection.execute(_UNTIL).fetchone()
    return None if row is None else date.fromisoformat(row[0])


def cover(first: date, last: date, end: date | None) -> list[Piece]:
    """A period in as few pieces as there are, where kept ones have the days before `end`; days have no name."""
    pieces: list[Piece] = []
    day = first
    while day <= last:
        piece = _kept(day, last, end)
        if piece.name or not pieces or pieces[-1].name:
            pieces.append(piece)
        else:
            pieces[-1] = pieces[-1]._replace(last=piece.last)
        day = piece.last + _DAY
    return pieces


def _kept(day: date, last: date, end: date | None) -> Piece:
    if end is None or day >= end:
        return Piece("", day, last)
    for kind in _KINDS:
        piece = kind(day)
        has = min(piece.last, end - _DAY)
        if piece.first == day and has <= last and has > day:
            return piece._replace(last=has)
    return Piece("", day, day)


def _periods(first: date, end: date) -> Iterator[Piece]:
    """Every year, month and week between two days, cut to them; the last day is not in."""
    for kind in _KINDS:
        day = first
        while day < end:
            piece = kind(day)
            yield piece._replace(first=day, last=min(piece.last, end - _DAY))
            day = piece.last + _DAY


def advance(connection: sqlite3.Connection, day: str, touched: Iterable[str] = ()) -> None:
    """Keep all days before one; `touched` are the days of a shift, of which an older one makes its periods anew."""
    end, before = date.fromisoformat(day), until(connection)
    if before is None:
        (earliest,) = connection.execute("SELECT min(day) FROM day_total").fetchone()
        before = min(date.fromisoformat(earliest), end) if earliest else end
    for old in {date.fromisoformat(day) for day in touched if day < before.isoformat()}:
        _again(connection, old, before)
    if end > before:
        for piece in _periods(before, end):
            _add(connection, piece)
    connection.execute(_PUT_UNTIL, (max(end, before).isoformat(),))


def _add(connection: sqlite3.Connection, piece: Piece) -> None:
    key = (piece.name, piece.first.isoformat(), (piece.last + _DAY).isoformat())
    connection.execute(_ADD_TOTAL, key)
    connection.execute(_ADD_STOCK, key)


def _again(connection: sqlite3.Connection, day: date, end: date) -> None:
    """The periods of a day that got receipts after it was kept, as by a clock that was set back."""
    for kind in _KINDS:
        piece = kind(day)
        for table in ("period_total", "period_stock"):
            connection.execute(f"DELETE FROM {table} WHERE period = ?", (piece.name,))  # noqa: S608
        _add(connection, piece._replace(last=min(piece.last, end - _DAY)))


def wrong_periods(connection: sqlite3.Connection) -> Iterator[str]:
    """Kept periods that are not the sums of their days."""
    end = until(connection)
    (earliest,) = connection.execute("SELECT min(day) FROM day_total").fetchone()
    right: set[str] = set()
    if end is not None and earliest is not None:
        for piece in _periods(min(date.fromisoformat(earliest), end), end):
            right.add(piece.name)
            if _differs(connection, piece):
                yield piece.name
    for table in ("period_total", "period_stock"):
        for (name,) in connection.execute(f"SELECT DISTINCT period FROM {table} ORDER BY 1"):  # noqa: S608
            if name not in right:
                yield name


_DIFFER = (
    "SELECT 1 FROM (SELECT {keys}, {sums} FROM {days} WHERE day >= ?2 AND day < ?3 GROUP BY {keys} "
    "EXCEPT SELECT {keys}, {columns} FROM {kept} WHERE period = ?1) UNION ALL SELECT 1 FROM "
    "(SELECT {keys}, {columns} FROM {kept} WHERE period = ?1 "
    "EXCEPT SELECT {keys}, {sums} FROM {days} WHERE day >= ?2 AND day < ?3 GROUP BY {keys}) LIMIT 1"
)
_COMPARED = (
    ("day_total", "period_total", "product, kind, department, rate", ("quantity", "gross", "discount", "total")),
    ("stock_day", "period_stock", "product, reason", ("quantity",)),
)


def _differs(connection: sqlite3.Connection, piece: Piece) -> bool:
    key = (piece.name, piece.first.isoformat(), (piece.last + _DAY).isoformat())
    for days, kept, keys, columns in _COMPARED:
        sums = ", ".join(f"sum({column})" for column in columns)
        query = _DIFFER.format(days=days, kept=kept, keys=keys, columns=", ".join(columns), sums=sums)
        if connection.execute(query, key).fetchone():
            return True
    return False
