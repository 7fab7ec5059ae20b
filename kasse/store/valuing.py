"""What stock was worth: the ledger's days as events, and the ends of months that are kept."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property

from kasse.books.counting import ALL_GOODS, Among, MonthValue, StockEvent
from kasse.clock import from_milliseconds
from kasse.quantity import Quantity
from kasse.store import cost_sums
from kasse.store.ledger_days import LAST_DAY, begins, ends, shop_time, sold, sold_sums

_DOCUMENTS = (
    "SELECT d.at, m.product, m.quantity, d.kind, t.cost FROM stock_document d "
    "JOIN stock_movement m ON m.document = d.id "
    "LEFT JOIN stock_detail t ON t.document = m.document AND t.position = m.position "
    "WHERE d.at >= ? AND d.at < ? AND m.product BETWEEN ? AND ?"
)
_DOCUMENT_SUMS = (
    "SELECT m.product, sum(m.quantity) FROM stock_document d JOIN stock_movement m ON m.document = d.id "
    "WHERE d.at >= ? AND d.at < ? GROUP BY m.product"
)
_OLD_MOVEMENTS = "SELECT at, product, quantity, reason, NULL FROM stock_movement WHERE document = ?"
_EMPTIES = (
    "SELECT p.number FROM stock_level l JOIN product p ON p.number = l.product WHERE p.kind = 'empties' "
    "AND l.product BETWEEN ? AND ?"
)
_ADD = (
    "INSERT INTO stock_value (month, product, quantity, average, fifo, sold, cost, unpriced, piles) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_MONTH_COLUMNS = "product, quantity, average, fifo, sold, cost, unpriced, piles"

_Row = tuple[int, int, int, str, int | None]
"""When, product, change, reason, cost."""


class ValueRows:
    """The part of the counting book that is about what stock is worth."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def first_day(self) -> date | None:
        """The first shift's, or that of the first document."""
        (day,) = self._connection.execute("SELECT min(business_day) FROM shift").fetchone()
        (at,) = self._connection.execute("SELECT min(at) FROM stock_document").fetchone()
        instants = [row[0] for row in self._old] if at is None else [at, *(row[0] for row in self._old)]
        days = [] if day is None else [date.fromisoformat(day)]
        if instants:
            days.append(shop_time(self._connection).business_day(from_milliseconds(min(instants))))
        return min(days, default=None)

    def open_days(self) -> date | None:
        """The business day of the first shift without a Z report."""
        (day,) = self._connection.execute(
            "SELECT min(business_day) FROM shift WHERE number NOT IN (SELECT shift FROM z_report)"
        ).fetchone()
        return None if day is None else date.fromisoformat(day)

    @cached_property
    def _old(self) -> list[_Row]:
        """What a Kasse before documents moved without a sale; there never come more."""
        refs = self._connection.execute("SELECT ref FROM journal WHERE kind = 'stock'").fetchall()
        return [row for (ref,) in refs for row in self._connection.execute(_OLD_MOVEMENTS, (bytes.fromhex(ref),))]

    def _documents(self, since: int, until: int, among: Among) -> list[_Row]:
        rows: list[_Row] = self._connection.execute(_DOCUMENTS, (since, until, *among)).fetchall()
        return [row for row in self._old if since <= row[0] < until and among.first <= row[1] <= among.last] + rows

    def stock_events(self, first: date, last: date, among: Among = ALL_GOODS) -> list[StockEvent]:
        """Within a day goods come in before they are sold, and are written off or counted after that."""
        time = shop_time(self._connection)
        empties = {number for (number,) in self._connection.execute(_EMPTIES, among)}
        ranked: list[tuple[str, int, int, StockEvent]] = []
        days: dict[int, str] = {}
        for at, product, quantity, reason, cost in self._documents(begins(first, time), ends(last, time), among):
            day = days.get(at)
            if day is None:
                day = days[at] = time.business_day(from_milliseconds(at)).isoformat()
            event = StockEvent(day, product, quantity, reason, cost)
            ranked.append((day, 0 if quantity > 0 and reason != "stocktake" else 2, at, event))
        for product, quantity, day in sold(self._connection, first, last, among):
            ranked.append((day, 1, 0, StockEvent(day, product, quantity, "sale")))
        ranked.sort(key=lambda entry: entry[:3])
        return [event for _day, _rank, _at, event in ranked if event.product not in empties]

    def levels_at(self, days: Sequence[date], products: Sequence[int]) -> list[dict[int, Quantity]]:
        """The levels of now, and back from day to day what happened in between."""
        levels = dict.fromkeys(products, 0)
        self._add(levels, self._connection.execute("SELECT product, quantity FROM stock_level"), 1)
        found: list[dict[int, Quantity]] = []
        until = LAST_DAY
        for day in reversed(days):
            self._add(levels, self._moved(day + timedelta(days=1), until), -1)
            found.append({product: Quantity(level) for product, level in levels.items()})
            until = day
        return found[::-1]

    def _moved(self, first: date, last: date) -> Iterator[tuple[int, int]]:
        """Product and change, of sales and documents within some days."""
        time = shop_time(self._connection)
        since, until = begins(first, time), ends(last, time)
        yield from sold_sums(self._connection, first, last)
        yield from self._connection.execute(_DOCUMENT_SUMS, (since, until))
        yield from ((row[1], row[2]) for row in self._old if since <= row[0] < until)

    @staticmethod
    def _add(levels: dict[int, int], changes: Iterable[tuple[int, int]], sign: int) -> None:
        for product, quantity in changes:
            if product in levels:
                levels[product] += sign * quantity

    def valued_months(self) -> list[str]:
        """The months that are kept."""
        return cost_sums.valued_months(self._connection)

    def month_values(self, month: str, among: Among = ALL_GOODS) -> list[MonthValue]:
        """The end of a month."""
        rows = self._connection.execute(
            f"SELECT {_MONTH_COLUMNS} FROM stock_value WHERE month = ? AND product BETWEEN ? AND ?",  # noqa: S608
            (month, *among),
        )
        return [MonthValue(*row) for row in rows]

    def kept_until(self, month: str) -> int:
        """The last one that is kept of it."""
        (last,) = self._connection.execute(
            "SELECT ifnull(max(product), 0) FROM stock_value WHERE month = ?", (month,)
        ).fetchone()
        return int(last)

    def some_goods(self, after: int, most: int) -> Among | None:
        """By the levels: what ever moved has one."""
        found = self._connection.execute(
            "SELECT product FROM stock_level WHERE product > ? ORDER BY product LIMIT ?", (after, most)
        ).fetchall()
        return Among(after + 1, found[-1][0]) if found else None

    def put_values(self, month: str, values: Sequence[MonthValue]) -> None:
        """Keep them, and what they add to the sums."""
        self._connection.executemany(_ADD, [(month, *row) for row in values])
        cost_sums.add(self._connection, month, values)

    def end_month(self, month: str) -> None:
        """Product 0 says that the month is whole, where there was nothing too."""
        self._connection.execute(_ADD, (month, *MonthValue(0, 0, 0, 0, 0, 0, 0, "")))
