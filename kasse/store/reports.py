"""The owner's figures in the database. Implements `books.reports.ReportBook`.

Long periods are read from what is kept (`rollup.py`, `period_sums.py`), the rest as it is now: the open shift from its
receipts, the last days from `day_total`.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from kasse.books.reports import EarnedRow, GoodsSum, Group, Loss, NamedProduct, Period, ShelfItem, ShiftEnd, Sum, Top
from kasse.clock import from_milliseconds, milliseconds
from kasse.store import cost_sums, period_sums, report_goods, rollup
from kasse.store.rollup import Span
from kasse.store.shift_sums import Key, Receipts, Sums

_KEYS = ("day", "hour", "cashier", "key")
_PARTS = ("day", "product", "kind", "department", "rate")
_TURNOVER = (
    "kind NOT IN ('deposit', 'empties', 'slip', 'tab_payment', 'tip_staff', 'own_use') "
    "AND NOT (kind IN ('voucher', 'redeemed') AND rate = 0)"
)
_GOODS = "product, kind, department, rate, quantity, gross, discount, total"
_DEPOSITS = "kind IN ('deposit', 'empties', 'slip')"
_CHUNK = 500


def _quoted(by: Sequence[str], known: Sequence[str]) -> str:
    """Columns as SQL names them; what is unknown never gets there."""
    if unknown := set(by) - set(known):
        raise ValueError(unknown)
    return ", ".join(f'"{column}"' for column in by)


class ReportTable:
    """Implements `books.reports.ReportBook`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._live: dict[int, tuple[int, Sums]] = {}

    # By shift

    def sums(self, what: str, period: Period, by: Sequence[str]) -> dict[Group, Sum]:
        """Kept sums, and those of what is not closed yet."""
        columns = _quoted(by, _KEYS)
        rows = self._connection.execute(
            f"SELECT {columns}{',' if columns else ''} sum(count), sum(amount), sum(net) FROM shift_total "  # noqa: S608
            f"WHERE what = ? AND day BETWEEN ? AND ? {'GROUP BY ' + columns if columns else ''}",
            (what, *_days(period)),
        )
        found = {tuple(row[:-3]): Sum(*(value or 0 for value in row[-3:])) for row in rows}
        for (name, *key), (count, amount, net) in self._open_rows():
            if name == what and period.first.isoformat() <= str(key[0]) <= period.last.isoformat():
                group = tuple(key[_KEYS.index(column)] for column in by)
                before = found.get(group, Sum())
                found[group] = Sum(before.times + count, before.amount + amount, before.net + net)
        return found

    def _open_rows(self) -> Iterator[tuple[Key, tuple[int, int, int]]]:
        """What shifts without kept sums come to: mostly the open one alone."""
        for span in rollup.pending(self._connection):
            yield from self._receipts_of(span).rows()
            yield from self._movements_of(span).rows()

    def _receipts_of(self, span: Span) -> Sums:
        """The receipts' sums; of an open shift they are remembered, and only new receipts read."""
        last = min(span.last, self._last_receipt())
        after, sums = self._live.get(span.shift, (span.first - 1, None))
        if sums is None or after > last:
            after, sums = span.first - 1, Sums(rollup.time_of(self._connection, span.opened_at))
        if last > after:
            sums.take(self._connection, Receipts(span.shift, after + 1, last))
        if self._connection.in_transaction:  # which may be rolled back
            self._live.pop(span.shift, None)
        else:
            self._live[span.shift] = last, sums
        return sums

    def _last_receipt(self) -> int:
        (number,) = self._connection.execute("SELECT value FROM counter WHERE name = 'receipt'").fetchone()
        return int(number)

    def _movements_of(self, span: Span) -> Sums:
        refusals: Iterable[tuple[int, str]] = (
            rollup.refusals_by_shift(self._connection).get(span.shift, ())
            if span.closed
            else rollup.recent_refusals(self._connection)
        )
        return rollup.movements_of(self._connection, span, refusals)

    # By article

    def sold(self, period: Period, by: Sequence[str], *, unnumbered: bool = False) -> dict[Group, GoodsSum]:
        """Turnover without deposits."""
        return self._goods(period, by, f"product = 0 AND {_TURNOVER}" if unnumbered else _TURNOVER)

    def deposits(self, period: Period, by: Sequence[str]) -> dict[Group, GoodsSum]:
        """Deposits alone."""
        return self._goods(period, by, _DEPOSITS)

    def _goods(self, period: Period, by: Sequence[str], which: str) -> dict[Group, GoodsSum]:
        columns = _quoted(by, _PARTS)
        source, values = self._source(period, which, by_day="day" in by)
        rows = self._connection.execute(
            f"SELECT {columns}{',' if columns else ''} sum(quantity), sum(gross), sum(discount), sum(total) "  # noqa: S608
            f"FROM ({source}) {'GROUP BY ' + columns if columns else ''}",
            values,
        )
        if not by:
            whole: Group = ()
            return {whole: GoodsSum(*(value or 0 for value in rows.fetchone()))}
        return {row[:-4]: GoodsSum._make(row[-4:]) for row in rows}

    def _source(self, period: Period, which: str, *, by_day: bool = False) -> tuple[str, report_goods.Values]:
        """The rows of a period as a query: of kept periods as far as there are, else of days."""
        parts: list[str] = []
        values: report_goods.Values = []
        for name, first, last in [("", *period)] if by_day else self._pieces(period):
            table, wanted = ("period_total", "period = ?") if name else ("day_total", _wanted(first, last))
            day = "day, " if by_day else ""
            parts.append(f"SELECT {day}{_GOODS} FROM {table} WHERE {wanted} AND {which}")  # noqa: S608
            values += [name] if name else [each.isoformat() for each in sorted({first, last})]
        return " UNION ALL ".join(parts), values

    def top(self, period: Period, limit: int | None, order: str = "total", only: Sequence[int] | None = None) -> Top:
        """The strongest articles."""
        return report_goods.top(self._connection, self._source(period, _TURNOVER), limit, order, only)

    def earned(
        self, period: Period, limit: int | None, only: Sequence[int] | None = None
    ) -> tuple[list[EarnedRow], EarnedRow]:
        """What earns most."""
        return report_goods.earned(self._connection, self._earning(period), limit, only)

    def earned_by_department(self, period: Period) -> dict[str, tuple[int, int, int]]:
        """The same by department."""
        return report_goods.earned_by_department(self._connection, self._earning(period))

    def valued(self, period: Period) -> tuple[list[str], bool]:
        """The whole months that were valued, and whether there are days beside them."""
        months = cost_sums.valued_months(self._connection)
        return cost_sums.within(months, period), bool(cost_sums.split(months, period)[1])

    def _earning(self, period: Period) -> report_goods.Earning:
        """Months that were valued have their costs; what moved on the days that are left has the last cost."""
        names, rest = cost_sums.split(cost_sums.valued_months(self._connection), period)
        moved = [self._moved_source(days) for days in rest]
        joined = (" UNION ALL ".join(query for query, _of in moved), [value for _query, of in moved for value in of])
        return report_goods.Earning(self._source(period, _TURNOVER), joined if moved else None, names)

    def _moved_source(self, period: Period) -> tuple[str, report_goods.Values]:
        """What sales moved as a query of product and quantity."""
        parts: list[str] = []
        values: report_goods.Values = []
        for name, first, last in self._pieces(period):
            table, wanted = ("period_stock", "period = ?") if name else ("stock_day", "day BETWEEN ? AND ?")
            parts.append(f"SELECT product, quantity FROM {table} WHERE {wanted}")  # noqa: S608
            values += [name] if name else [first.isoformat(), last.isoformat()]
        for span in rollup.pending(self._connection):
            parts.append(
                "SELECT m.product, m.quantity FROM sale s JOIN stock_movement m ON m.document = s.id "
                "WHERE s.receipt_no BETWEEN ? AND ? AND s.shift = ? AND s.business_day BETWEEN ? AND ?"
            )
            values += [*span.receipts.key, *_days(period)]
        return " UNION ALL ".join(parts), values

    def _pieces(self, period: Period) -> list[tuple[str, date, date]]:
        end = period_sums.until(self._connection)
        if end is not None and self._sold_before(end):
            end = None
        return [(piece.name, piece.first, piece.last) for piece in period_sums.cover(period.first, period.last, end)]

    def _sold_before(self, end: date) -> bool:
        """Whether an open shift booked on a day that is kept already, as by a clock that was set back."""
        return any(
            key[0] == "receipt" and key[1] < end.isoformat()
            for span in rollup.pending(self._connection)
            for key, _sums in self._receipts_of(span).rows()
        )

    def moved(self, period: Period) -> dict[int, int]:
        """Pieces sold, by product."""
        source, values = self._moved_source(period)
        return dict(
            self._connection.execute(f"SELECT product, -sum(quantity) FROM ({source}) GROUP BY product", values)  # noqa: S608
        )

    def first_day(self) -> date | None:
        """The first business day with sales."""
        (day,) = self._connection.execute("SELECT min(day) FROM day_total").fetchone()
        return None if day is None else date.fromisoformat(day)

    # What stands behind the numbers

    def products(self, numbers: Sequence[int]) -> dict[int, NamedProduct]:
        """Names."""
        found = {}
        for chunk in _chunks(numbers):
            marks = ", ".join("?" * len(chunk))
            rows = self._connection.execute(
                f"SELECT number, name, department, unit FROM product WHERE number IN ({marks})",  # noqa: S608
                chunk,
            )
            found.update({number: NamedProduct(name, department, unit) for number, name, department, unit in rows})
        return found

    def costs(self) -> dict[int, int]:
        """What a piece costs."""
        return dict(self._connection.execute("SELECT product, cost FROM product_fact WHERE cost IS NOT NULL"))

    def shelf(self, period: Period, order: str, limit: int | None) -> tuple[list[ShelfItem], ShelfItem]:
        """Levels with what they are worth, and what was sold."""
        if order == "slow":
            source, values = self._source(period, _TURNOVER)
            source = f"SELECT product, quantity, total FROM ({source})"  # noqa: S608
        else:
            source, values = self._moved_source(period)
            source = f"SELECT product, -quantity AS quantity, 0 AS total FROM ({source})"  # noqa: S608
        return report_goods.shelf(self._connection, (source, values), order, limit)

    def losses(self, period: Period, kinds: Sequence[str]) -> list[Loss]:
        """Movements of documents, by the business day of their instant."""
        wanted = ", ".join("?" * len(kinds))
        rows = self._connection.execute(
            "SELECT d.at, d.kind, d.who, m.product, m.quantity, t.cost FROM stock_document d "  # noqa: S608
            "JOIN stock_movement m ON m.document = d.id "
            "LEFT JOIN stock_detail t ON t.document = m.document AND t.position = m.position "
            f"WHERE d.kind IN ({wanted}) AND d.at >= ? AND d.at < ?",
            (*kinds, _instant(period.first - timedelta(days=1)), _instant(period.last + timedelta(days=2))),
        )
        time_ = rollup.time_of(self._connection, 2**62)
        found = [
            Loss(time_.business_day(from_milliseconds(at)), reason, who, product, quantity, cost)
            for at, reason, who, product, quantity, cost in rows
        ]
        return [loss for loss in found if period.first <= loss.day <= period.last]

    def cashiers(self) -> dict[int, str]:
        """Who they are."""
        return dict(self._connection.execute("SELECT number, name FROM person"))

    def last_months(self, products: Sequence[int]) -> dict[int, str]:
        """Month by month back from the last one, until all are found."""
        end, first = period_sums.until(self._connection), self.first_day()
        found: dict[int, str] = {}
        while end is not None and first is not None and end >= first.replace(day=1) and len(found) < len(products):
            month = period_sums.month_of(end).name
            for product in products:
                if product not in found and self._sold_in(month, product):
                    found[product] = month
            end = end.replace(day=1) - timedelta(days=1)
        return found

    def _sold_in(self, month: str, product: int) -> bool:
        row = self._connection.execute(
            "SELECT 1 FROM period_stock WHERE period = ? AND product = ? AND reason = 'sale'", (month, product)
        )
        return row.fetchone() is not None

    def promotions(self) -> dict[int, str]:
        """As they are called now; stamp programmes have the negatives of their numbers."""
        return dict(
            self._connection.execute(
                "SELECT number, name FROM promotion UNION ALL SELECT -number, name FROM stamp_programme"
            )
        )

    def deposit_names(self) -> dict[str, str]:
        """Deposit types, and the articles that are empties, by all their codes."""
        empties = self._connection.execute(
            "SELECT c.raw, p.name FROM product p JOIN product_code c ON c.product = p.number WHERE p.kind = 'empties'"
        )
        types = self._connection.execute("SELECT code, name FROM deposit_type")
        return {**dict(empties), **dict(types)}

    def shift_ends(self, period: Period) -> list[ShiftEnd]:
        """What their Z reports say."""
        rows = self._connection.execute(
            "SELECT s.number, s.business_day, z.number, z.who, json_extract(z.figures, '$.receipts'), "
            "json_extract(z.figures, '$.total.cents'), json_extract(z.figures, '$.expected_cash.cents'), "
            "json_extract(z.figures, '$.difference.cents') FROM shift s JOIN z_report z ON z.shift = s.number "
            "WHERE s.business_day BETWEEN ? AND ? ORDER BY s.number",
            _days(period),
        )
        return [ShiftEnd(shift, date.fromisoformat(day), *rest) for shift, day, *rest in rows]


def _days(period: Period) -> tuple[str, str]:
    return period.first.isoformat(), period.last.isoformat()


def _wanted(first: date, last: date) -> str:
    """Days in SQL; within a single one, articles are found by their key."""
    return "day = ?" if first == last else "day BETWEEN ? AND ?"


def _instant(day: date) -> int:
    return milliseconds(datetime.combine(day, time(), UTC))


def _chunks(numbers: Sequence[int]) -> Iterator[list[Any]]:
    for start in range(0, len(numbers), _CHUNK):
        yield list(numbers[start : start + _CHUNK])
