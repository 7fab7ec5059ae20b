"""The owner's list: what is asked for, in the order of the sales rank.

A text alone is answered by the search, at once. A filter has no index to go by, so the products are gone through in
slices of the rank: each is a piece of work of a few milliseconds, and between two of them a sale finds its turn.
"""

import sqlite3
from collections.abc import Sequence

from kasse.catalog import Listed, Listing, Unit, Wanted
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.store import search

SLICE = 20_000
"""Ranks that one piece of work goes through."""

_ROW = (
    "SELECT p.rank, p.number, p.name, p.department, p.price, p.unit, p.incomplete, s.quantity, "
    "(SELECT raw FROM product_code c WHERE c.product = p.number AND c.pack IS NULL LIMIT 1), "
    "f.content, f.content_unit FROM product p LEFT JOIN stock_level s ON s.product = p.number "
    "LEFT JOIN product_fact f ON f.product = p.number "
)
_IN_WORDS = "p.rank IN (SELECT rowid FROM product_words WHERE name MATCH ? AND rowid > ? AND rowid <= ?)"
_IN_PARTS = "p.rank IN (SELECT rowid FROM product_parts WHERE name MATCH ? AND rowid > ? AND rowid <= ?)"
_HAS_CODE = "EXISTS (SELECT 1 FROM product_code k WHERE +k.code >= ? AND +k.code < ? AND k.product = p.number)"
Row = tuple[int, int, str, str, int | None, str, int, int | None, str | None, int | None, str | None]


def listed(connection: sqlite3.Connection, wanted: Wanted, limit: int, after: int) -> Listing:
    """One slice of the list."""
    if wanted.filtered:
        return _slice(connection, wanted, limit, after)
    if search.words_of(wanted.text):
        found = search.search(connection, wanted.text, limit + 1)
        rows = [_by_number(connection, row.product) for row in found[:limit]]
        return Listing(tuple(map(_listed, rows)), after + 1 if len(found) > limit else None)
    if wanted.text.strip():
        return Listing((), None)  # signs without a word in them
    rows = connection.execute(f"{_ROW} WHERE p.rank > ? ORDER BY p.rank LIMIT ?", (after, limit + 1)).fetchall()
    return _cut(rows, limit, None)


def _by_number(connection: sqlite3.Connection, number: int) -> Row:
    row: Row = connection.execute(f"{_ROW} WHERE p.number = ?", (number,)).fetchone()
    return row


def _slice(connection: sqlite3.Connection, wanted: Wanted, limit: int, after: int) -> Listing:
    words = search.words_of(wanted.text)
    if wanted.text.strip() and not words:
        return Listing((), None)
    until = after + SLICE
    conditions: list[str] = ["p.rank > ? AND p.rank <= ?"]
    values: list[object] = [after, until]
    if wanted.incomplete:
        conditions.append("p.incomplete = 1")
    if wanted.department:
        conditions.append("p.department = ?")
        values.append(wanted.department)
    if words:
        matched, more = matching(wanted.text, words, after, until)
        conditions.append(f"({' OR '.join(matched)})")
        values += more
    rows = connection.execute(
        f"{_ROW} WHERE {' AND '.join(conditions)} ORDER BY p.rank LIMIT ?", (*values, limit + 1)
    ).fetchall()
    (last,) = connection.execute("SELECT ifnull(max(rank), 0) FROM product").fetchone()
    return _cut(rows, limit, until if until < last else None)


def matching(text: str, words: list[str], after: int, until: int) -> tuple[list[str], list[object]]:
    """The name or a code fits; as conditions with their values."""
    conditions, values = [_IN_WORDS], [search.words_query(words), after, until]
    if parts := search.parts_query(words):
        conditions.append(_IN_PARTS)
        values += [parts, after, until]
    for start in search.code_starts(text, words):
        conditions.append(_HAS_CODE)
        values += [start, start + "\U0010ffff"]
    return conditions, values


def _cut(rows: Sequence[Row], limit: int, after: int | None) -> Listing:
    kept = rows[:limit]
    return Listing(tuple(map(_listed, kept)), kept[-1][0] if len(rows) > limit else after)


def _listed(row: Row) -> Listed:
    _rank, number, name, department, price, unit, incomplete, stock, code, content, content_unit = row
    return Listed(
        product=number,
        name=name,
        code=code or "",
        department=department,
        price=None if price is None else Money(price),
        unit=Unit(unit),
        stock=None if stock is None else Quantity(stock),
        incomplete=bool(incomplete),
        content=None if content is None else Quantity(content),
        content_unit=content_unit or "",
    )
