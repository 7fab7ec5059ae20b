"""What sold goods cost by month and year: the narrow side of `stock_value`, so that a margin reads few rows.

`period_cost` has the months that are valued ("2026-11") and their years ("2026"), a year as far as its months are
valued. It is a cache: `verify` adds it up anew, and so may anyone.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from kasse.books.counting import MonthValue
from kasse.books.reports import Period
from kasse.store.period_sums import month_of

_MONTHS = (
    "WITH RECURSIVE kept (month) AS (SELECT min(month) FROM stock_value UNION ALL SELECT "
    "(SELECT min(v.month) FROM stock_value v WHERE v.month > kept.month) FROM kept WHERE kept.month IS NOT NULL) "
    "SELECT month FROM kept WHERE month IS NOT NULL "
    "AND EXISTS (SELECT 1 FROM stock_value v WHERE v.month = kept.month AND v.product = 0)"
)
"""From key to key: there are thousands of rows to a month. One without product 0 is not whole yet."""
_ADD = (
    "INSERT INTO period_cost (period, product, sold, cost, unpriced) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (period, product) DO UPDATE SET sold = sold + excluded.sold, cost = cost + excluded.cost, "
    "unpriced = unpriced + excluded.unpriced"
)
_SUMS = "sum(sold), sum(cost), sum(unpriced) FROM stock_value WHERE sold <> 0 OR cost <> 0 OR unpriced <> 0"
_RIGHT = (
    f"SELECT month AS period, product, {_SUMS} GROUP BY 1, 2 UNION ALL "
    f"SELECT substr(month, 1, 4), product, {_SUMS} GROUP BY 1, 2"
)
_KEPT = "SELECT period, product, sold, cost, unpriced FROM period_cost"
_WRONG = "SELECT DISTINCT period FROM (SELECT * FROM ({one}) EXCEPT SELECT * FROM ({other}))"


def valued_months(connection: sqlite3.Connection) -> list[str]:
    """The months that are valued as a whole, the oldest first; there is none missing between them."""
    return [month for (month,) in connection.execute(_MONTHS)]


def add(connection: sqlite3.Connection, month: str, values: Iterable[MonthValue]) -> None:
    """Add what was just kept of a month to it and to its year."""
    moved = [value for value in values if value.sold or value.cost or value.unpriced]
    for period in (month, month[:4]):
        rows = [(period, value.product, value.sold, value.cost, value.unpriced) for value in moved]
        connection.executemany(_ADD, rows)


def within(months: list[str], period: Period) -> list[str]:
    """Those of the months that are in a period as a whole."""
    first, last = month_of(period.first), month_of(period.last)
    begins = first if first.first == period.first else month_of(first.last + timedelta(days=1))
    ends = last if last.last == period.last else month_of(last.first - timedelta(days=1))
    return [month for month in months if begins.name <= month <= ends.name]


def split(months: list[str], period: Period) -> tuple[list[str], list[Period]]:
    """A period in months and years by the names under which they are kept, and the days that are left.

    A year stands for all its valued months, where all of them are in the period.
    """
    whole = within(months, period)
    if not whole:
        return [], [period]
    names: list[str] = []
    for year in sorted({month[:4] for month in whole}):
        of = [month for month in whole if month[:4] == year]
        names += [year] if len(of) == sum(month[:4] == year for month in months) else of
    first, last = (month_of(date.fromisoformat(f"{month}-01")) for month in (whole[0], whole[-1]))
    rest = [Period(last.last + timedelta(days=1), period.last)]
    if whole[0] != months[0]:  # before the first month of all there was nothing
        rest.insert(0, Period(period.first, first.first - timedelta(days=1)))
    return names, [days for days in rest if days.days > 0]


def wrong_costs(connection: sqlite3.Connection) -> Iterator[str]:
    """Months and years whose kept costs are not the sums of `stock_value`."""
    found: set[str] = set()
    for one, other in ((_RIGHT, _KEPT), (_KEPT, _RIGHT)):
        found |= {period for (period,) in connection.execute(_WRONG.format(one=one, other=other))}
    yield from sorted(found)
