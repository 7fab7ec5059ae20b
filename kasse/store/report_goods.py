"""Long lists of articles, summed, ordered and cut by SQLite, so that only the lines that are read become Python's."""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from kasse.books.reports import EarnedRow, GoodsSum, ShelfItem, Top

Values = list[str | int]

_TOP = """
WITH sums AS MATERIALIZED (
    SELECT product, sum(quantity) AS quantity, sum(gross) AS gross, sum(discount) AS discount, sum(total) AS total
    FROM ({source}) WHERE product <> 0 {only} GROUP BY product)
SELECT * FROM (SELECT * FROM sums ORDER BY {order} DESC, total DESC, product LIMIT ?)
UNION ALL SELECT -count(*), sum(quantity), sum(gross), sum(discount), sum(total) FROM sums
"""


def _among(only: Sequence[int] | None) -> str:
    return "" if only is None else f"AND product IN ({', '.join(str(int(number)) for number in only)})"


def top(
    connection: sqlite3.Connection,
    source: tuple[str, Values],
    limit: int | None,
    order: str,
    only: Sequence[int] | None = None,
) -> Top:
    """The strongest articles of what `source` gives, by "total" or "quantity", and the sums of all."""
    if order not in ("total", "quantity"):
        raise ValueError(order)
    *rows, (minus, *sums) = connection.execute(
        _TOP.format(source=source[0], order=order, only=_among(only)), (*source[1], -1 if limit is None else limit)
    ).fetchall()
    found = [(row[0], GoodsSum._make(row[1:])) for row in rows]
    return Top(found, GoodsSum._make(value or 0 for value in sums), -minus)


_NET = "(r{0} * 20000 + CASE WHEN r{0} < 0 THEN -1 ELSE 1 END * (10000 + {0})) / (2 * (10000 + {0}))"
_LAST_COST = "(moved * f.cost * 2 + CASE WHEN moved * f.cost < 0 THEN -1 ELSE 1 END * 100000) / 200000"
_SHARE = "(net * unpriced * 2 + CASE WHEN net * unpriced < 0 THEN -1 ELSE 1 END * sold) / (2 * sold)"
# A few narrow rows are grouped, then what was kept is looked up by its key: wide rows are slow to sort. The parts are
# within each other, since SQLite would write each of them down where they stood side by side in the WITH.
_SOLD = """
SELECT product, sum(moved) AS moved, {sums} FROM ({source}) WHERE product <> 0 {only} GROUP BY product
HAVING count(rate) > 0
"""
_TOLD = f"""
SELECT s.product, {{net}} AS net, ifnull(k.cost, 0) + ifnull({_LAST_COST}, 0) AS cost,
    ifnull(k.sold, 0) + moved AS sold, ifnull(k.unpriced, 0) + iif(f.cost IS NULL, moved, 0) AS unpriced
FROM ({_SOLD}) s LEFT JOIN {{kept}} AND k.product = s.product LEFT JOIN product_fact f ON f.product = s.product
"""  # noqa: S608 - only constants in it
_EARNED = f"""
WITH earned AS MATERIALIZED (
    SELECT product, net, iif(unpriced IS NULL, 0, cost) AS cost, ifnull(unpriced, net) AS unpriced FROM (
        SELECT product, net, cost, CASE WHEN unpriced = 0 AND (sold <> 0 OR cost <> 0) THEN 0
            WHEN abs(unpriced) < sold THEN {_SHARE} END AS unpriced FROM ({_TOLD})))
"""  # noqa: S608 - only constants in it
_STRONGEST = """
SELECT * FROM (SELECT * FROM earned ORDER BY net = unpriced AND net <> 0 AND cost = 0, cost + unpriced - net, net DESC,
    product LIMIT ?)
UNION ALL SELECT -count(*), sum(net), sum(cost), sum(unpriced) FROM earned
"""
_BY_DEPARTMENT = """
SELECT ifnull(p.department, ''), sum(e.net), sum(e.cost), sum(e.unpriced) FROM earned e
LEFT JOIN product p ON p.number = e.product GROUP BY 1
"""
_ONE_KEPT = "period_cost k ON k.period = ?"
_ALL_KEPT = (
    "(SELECT product, sum(sold) AS sold, sum(cost) AS cost, sum(unpriced) AS unpriced FROM period_cost "
    "WHERE period IN ({marks}) GROUP BY product) k ON 1"
)


class Earning(NamedTuple):
    """Where an earning is read: turnover, what moved at the last cost (or nothing), and the kept costs by name."""

    turnover: tuple[str, Values]
    moved: tuple[str, Values] | None
    kept: Sequence[str]


def _earned(connection: sqlite3.Connection, of: Earning, only: Sequence[int] | None = None) -> tuple[str, Values]:
    """The query that has `earned`, of all articles or `only` some."""
    turnover, values = of.turnover
    found = connection.execute(f"SELECT DISTINCT rate FROM ({turnover}) WHERE product <> 0", values)  # noqa: S608
    rates = sorted(rate for (rate,) in found) or [0]
    source = f"SELECT product, rate, total, 0 AS moved FROM ({turnover})"  # noqa: S608 - all of it is from here
    if of.moved is not None:
        source += f" UNION ALL SELECT product, NULL, NULL, -quantity FROM ({of.moved[0]})"  # noqa: S608
        values = values + of.moved[1]
    kept = _ONE_KEPT if len(of.kept) == 1 else _ALL_KEPT.format(marks=", ".join("?" * len(of.kept)))
    query = _EARNED.format(
        kept=kept,
        source=source,
        sums=", ".join(f"sum(iif(rate = {rate}, total, 0)) AS r{rate}" for rate in rates),
        net=" + ".join(_NET.format(rate) for rate in rates),
        only=_among(only),
    )
    return query, [*values, *of.kept]


def earned(
    connection: sqlite3.Connection, of: Earning, limit: int | None, only: Sequence[int] | None = None
) -> tuple[list[EarnedRow], EarnedRow]:
    """Net turnover and cost of each article, what earns most first; and all of it, with minus how many there are."""
    query, values = _earned(connection, of, only)
    *rows, last = connection.execute(query + _STRONGEST, [*values, -1 if limit is None else limit]).fetchall()
    return [EarnedRow._make(row) for row in rows], EarnedRow._make(value or 0 for value in last)


def earned_by_department(connection: sqlite3.Connection, of: Earning) -> dict[str, tuple[int, int, int]]:
    """Net turnover, cost, and what has no known cost, by the departments in which the articles are now."""
    query, values = _earned(connection, of)
    return {row[0]: row[1:] for row in connection.execute(query + _BY_DEPARTMENT, values)}


_VALUE = "(l.quantity * f.cost * 2 + CASE WHEN l.quantity < 0 THEN -1 ELSE 1 END * 100000) / 200000"
_RETAIL = "(l.quantity * p.price * 2 + CASE WHEN l.quantity < 0 THEN -1 ELSE 1 END * 1000) / 2000"
_SHELF = f"""
WITH sold AS MATERIALIZED (
    SELECT product, sum(quantity) AS sold, sum(total) AS total FROM ({{source}}) GROUP BY product),
shelf AS MATERIALIZED (
    SELECT l.product, l.quantity AS level, p.price, {_VALUE} AS value, {_RETAIL} AS retail, ifnull(s.sold, 0) AS sold,
        ifnull(s.total, 0) AS total
    FROM stock_level l JOIN product p ON p.number = l.product LEFT JOIN product_fact f ON f.product = l.product
    LEFT JOIN sold s ON s.product = l.product WHERE p.kind <> 'empties' AND l.quantity <> 0)
SELECT * FROM (SELECT * FROM shelf WHERE {{where}} ORDER BY {{order}}, product LIMIT ?)
UNION ALL SELECT -count(*), sum(level), sum(value IS NULL), sum(value), sum(retail), sum(sold), sum(total)
FROM shelf WHERE {{where}}
"""  # noqa: S608 - only constants in it
_ORDERS = {
    "value": ("1", "ifnull(value, 0) DESC, ifnull(retail, 0) DESC"),
    "reach": ("sold > 0", "CASE WHEN level > 0 THEN level * 1000 / sold ELSE 0 END, sold DESC"),
    "dead": ("level > 0 AND sold <= 0", "ifnull(value, ifnull(retail, 0)) DESC"),
    "slow": ("level > 0", "sold, ifnull(retail, 0) DESC"),
}
"""Which of them, and in which order."""


def shelf(
    connection: sqlite3.Connection, source: tuple[str, Values], order: str, limit: int | None
) -> tuple[list[ShelfItem], ShelfItem]:
    """What there is of each product with what was sold of it; and of all, with minus how many there are.

    In the row of all, `price` counts those that have no known cost.
    """
    where, by = _ORDERS[order]
    query = _SHELF.format(source=source[0], where=where, order=by)
    *rows, last = connection.execute(query, [*source[1], -1 if limit is None else limit]).fetchall()
    return [ShelfItem._make(row) for row in rows], ShelfItem._make(value or 0 for value in last)
