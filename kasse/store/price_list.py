"""The price list: what is asked for, in the order of the sales rank, in slices as `listing` has them."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kasse.books.prices import PriceList, PriceRow, PricesWanted
from kasse.catalog import ArticleKind, Unit
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.store import listing, search
from kasse.unit_price import Content

_SOLD = f"p.kind IN ('{ArticleKind.GOODS.value}', '{ArticleKind.PRESS.value}')"
_ROW = (
    "SELECT p.rank, p.number, p.name, p.department, p.price, p.unit, p.tax_class, p.price_bound, "
    "f.content, f.content_unit, f.cost, f.label, "
    "(SELECT raw FROM product_code c WHERE c.product = p.number AND c.pack IS NULL LIMIT 1), "
    "(SELECT valid_from || ' ' || ifnull(price, '') FROM price_change g WHERE g.product = p.number AND g.pack = 0 "
    "AND g.state = 'planned' ORDER BY g.valid_from, g.number LIMIT 1), "
    "(SELECT max(valid_from) FROM price_change g WHERE g.product = p.number AND g.pack = 0 AND g.state = 'done') "
    "FROM product p LEFT JOIN product_fact f ON f.product = p.number "
)
_DUE = (
    "p.price IS NOT NULL AND p.price IS NOT f.label AND p.incomplete = 0 AND (f.label IS NOT NULL OR EXISTS "
    "(SELECT 1 FROM price_change g WHERE g.product = p.number AND g.pack = 0 AND g.state = 'done'))"
)
_NO_CONTENT = "f.content IS NULL AND p.price IS NOT NULL AND p.unit = 'piece'"


def listed(
    connection: sqlite3.Connection, wanted: PricesWanted, rates: Mapping[str, int], limit: int, after: int
) -> PriceList:
    """One slice of the list."""
    if wanted.filtered:
        return _slice(connection, wanted, rates, limit, after)
    if search.words_of(wanted.text):
        found = search.search(connection, wanted.text, limit + 1)
        rows = [connection.execute(f"{_ROW} WHERE p.number = ?", (row.product,)).fetchone() for row in found[:limit]]
        return PriceList(
            tuple(_row(row, rates) for row in rows if row is not None), after + 1 if len(found) > limit else None
        )
    if wanted.text.strip():
        return PriceList((), None)  # signs without a word in them
    rows = connection.execute(
        f"{_ROW} WHERE p.rank > ? AND {_SOLD} ORDER BY p.rank LIMIT ?", (after, limit + 1)
    ).fetchall()
    return _cut(rows, rates, limit, None)


def _slice(
    connection: sqlite3.Connection, wanted: PricesWanted, rates: Mapping[str, int], limit: int, after: int
) -> PriceList:
    words = search.words_of(wanted.text)
    if wanted.text.strip() and not words:
        return PriceList((), None)
    until = after + listing.SLICE
    conditions: list[str] = ["p.rank > ? AND p.rank <= ?", _SOLD]
    values: list[object] = [after, until]
    if wanted.department:
        conditions.append("p.department = ?")
        values.append(wanted.department)
    if wanted.to_label:
        conditions.append(_DUE)
    if wanted.no_content:
        conditions.append(_NO_CONTENT)
    if wanted.margin_below is not None:
        condition, more = _margin_below(wanted.margin_below, rates)
        conditions.append(condition)
        values += more
    if words:
        matched, more = listing.matching(wanted.text, words, after, until)
        conditions.append(f"({' OR '.join(matched)})")
        values += more
    rows = connection.execute(
        f"{_ROW} WHERE {' AND '.join(conditions)} ORDER BY p.rank LIMIT ?", (*values, limit + 1)
    ).fetchall()
    (last,) = connection.execute("SELECT ifnull(max(rank), 0) FROM product").fetchone()
    return _cut(rows, rates, limit, until if until < last else None)


def _margin_below(permille: int, rates: Mapping[str, int]) -> tuple[str, list[object]]:
    """Of the net price less than so many thousandths is left: net - cost < permille / 1000 x net, in integers."""
    cases = " ".join("WHEN ? THEN ?" for _rate in rates)
    gross = f"(CASE p.tax_class {cases} ELSE 0 END + 10000)" if rates else "10000"
    condition = f"f.cost IS NOT NULL AND p.price * 1000 * (1000 - ?) < f.cost * {gross}"
    return condition, [permille, *(value for pair in rates.items() for value in pair)]


def _cut(rows: Sequence[Any], rates: Mapping[str, int], limit: int, after: int | None) -> PriceList:
    kept = rows[:limit]
    return PriceList(tuple(_row(row, rates) for row in kept), kept[-1][0] if len(rows) > limit else after)


def _row(row: Sequence[Any], rates: Mapping[str, int]) -> PriceRow:
    _rank, number, name, department, price, unit, tax_class, bound, *more = row
    content, content_unit, cost, label, code, planned, changed = more
    return PriceRow(
        number,
        name,
        code or "",
        department,
        None if price is None else Money(price),
        Unit(unit),
        bool(bound),
        None if content is None else Content(Quantity(content), content_unit),
        cost,
        rates.get(tax_class, 0),
        None if label is None else Money(label),
        None if planned is None else _planned(planned),
        None if changed is None else date.fromisoformat(changed),
    )


def _planned(text: str) -> tuple[date, Money | None]:
    day, _space, cents = text.partition(" ")
    return date.fromisoformat(day), Money(int(cents)) if cents else None
