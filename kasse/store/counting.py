"""Implements `books.counting.CountingBook`: stocktakes here, press, worth and deposits in modules of their own."""

import json
import sqlite3
from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from kasse.books.counting import Area, Count, Found, Goods, Moved, Stocktake
from kasse.catalog import ArticleKind, Unit
from kasse.clock import from_milliseconds, milliseconds
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.store import journal
from kasse.store.deposits import DepositRows
from kasse.store.press import PressRows
from kasse.store.valuing import ValueRows

STOCKTAKE_COLUMNS = "id, name, opened_at, opened_by, areas, whole, journal, round, recount, ended_at, document"
COUNT_COLUMNS = "id, area, product, quantity, at, who, round, journal"

_PUT = (
    f"INSERT INTO stocktake ({STOCKTAKE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "  # noqa: S608
    "ON CONFLICT (id) DO UPDATE SET name = excluded.name, areas = excluded.areas, round = excluded.round, "
    "recount = excluded.recount, ended_at = excluded.ended_at, document = excluded.document"
)
_ADD_COUNT = (
    f"INSERT INTO stocktake_count (stocktake, {COUNT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "  # noqa: S608
    "ON CONFLICT (stocktake, id) DO NOTHING"
)
COUNT_ROWS = f"SELECT {COUNT_COLUMNS} FROM stocktake_count WHERE stocktake = ? ORDER BY journal, at, id"  # noqa: S608
_PLACES = "SELECT product, area FROM stocktake_count WHERE stocktake = ? ORDER BY journal, at, id"
_COUNTS_OF = f"SELECT {COUNT_COLUMNS} FROM stocktake_count WHERE stocktake = ? AND product = ? ORDER BY journal, at, id"  # noqa: S608
STOCKTAKE_ROW = f"SELECT {STOCKTAKE_COLUMNS} FROM stocktake WHERE id = ?"  # noqa: S608
_GOODS = (
    "SELECT p.number, p.name, (SELECT raw FROM product_code c WHERE c.product = p.number AND c.pack IS NULL LIMIT 1), "
    "p.department, p.unit, p.price, f.cost, ifnull(l.quantity, 0), p.kind FROM product p "
    "LEFT JOIN product_fact f ON f.product = p.number LEFT JOIN stock_level l ON l.product = p.number "
    "WHERE p.number = ?"
)
_FOUND = (
    "SELECT m.product, d.expected, d.counted, d.cost FROM stock_movement m "
    "JOIN stock_detail d ON d.document = m.document AND d.position = m.position "
    "WHERE m.document = ? AND d.counted IS NOT NULL ORDER BY m.position"
)


class CountingTable(PressRows, ValueRows, DepositRows):
    """Implements `books.counting.CountingBook`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)

    def journal_no(self) -> int:
        """The number of the last entry."""
        (number,) = self._connection.execute("SELECT value FROM counter WHERE name = 'journal'").fetchone()
        return int(number)

    def open_stocktake(self) -> Stocktake | None:
        """The one that is under way."""
        return self._one(f"SELECT {STOCKTAKE_COLUMNS} FROM stocktake WHERE ended_at IS NULL")  # noqa: S608

    def stocktake(self, stocktake: UUID) -> Stocktake | None:
        """One of them."""
        return self._one(STOCKTAKE_ROW, stocktake.bytes)

    def _one(self, query: str, *values: object) -> Stocktake | None:
        row = self._connection.execute(query, values).fetchone()
        return None if row is None else _stocktake(row)

    def stocktakes(self, limit: int = 50) -> list[Stocktake]:
        """Those that were booked."""
        rows = self._connection.execute(
            f"SELECT {STOCKTAKE_COLUMNS} FROM stocktake WHERE document IS NOT NULL ORDER BY ended_at DESC LIMIT ?",  # noqa: S608
            (limit,),
        )
        return [_stocktake(row) for row in rows]

    def put_stocktake(self, stocktake: Stocktake) -> None:
        """Keep it."""
        self._connection.execute(_PUT, _stocktake_row(stocktake))

    def end_stocktake(self, stocktake: Stocktake) -> None:
        """Keep it as ended, it and all its counts chained."""
        self.put_stocktake(stocktake)
        assert stocktake.ended_at is not None  # noqa: S101 - an ended one is given
        rows = stocktake_rows(self._connection, stocktake.id.bytes)
        journal.append(self._connection, milliseconds(stocktake.ended_at), "stocktake", stocktake.id.hex, rows)

    def add_count(self, stocktake: UUID, count: Count) -> bool:
        """Keep a count once."""
        row = (
            stocktake.bytes,
            count.id.bytes,
            count.area,
            count.product,
            count.quantity.thousandths,
            milliseconds(count.at),
            count.who,
            count.round,
            count.journal,
        )
        return self._connection.execute(_ADD_COUNT, row).rowcount == 1

    def counts(self, stocktake: UUID, product: int | None = None, among: Collection[int] | None = None) -> list[Count]:
        """All of them, in their order."""
        query, values = (
            (COUNT_ROWS, (stocktake.bytes,)) if product is None else (_COUNTS_OF, (stocktake.bytes, product))
        )
        return [
            Count(UUID(bytes=id_), area, product, Quantity(quantity), from_milliseconds(at), who, round_, number)
            for id_, area, product, quantity, at, who, round_, number in self._connection.execute(query, values)
            if among is None or product in among
        ]

    def places(self, stocktake: UUID) -> list[tuple[int, str]]:
        """What was counted where, the newest first: thousands of counts are looked through after each scan."""
        rows = self._connection.execute(_PLACES, (stocktake.bytes,)).fetchall()
        return list(dict.fromkeys(reversed(rows)))

    def moved_since(self, journal: int) -> list[Moved]:
        """By the journal, whose order is that of the bookings whatever the clocks say."""
        execute, moved = self._connection.execute, []
        entries = execute(
            "SELECT number, ref FROM journal WHERE number > ? AND kind IN ('sale', 'document', 'stock')", (journal,)
        ).fetchall()
        for number, ref in entries:
            for product, quantity, reason in execute(
                "SELECT product, quantity, reason FROM stock_movement WHERE document = ?", (bytes.fromhex(ref),)
            ):
                moved.append(Moved(number, product, Quantity(quantity), reason in ("sale", "return")))
        return moved

    def entry_at(self, since: int, at: datetime) -> int:
        """Looks at what happened since the stocktake was opened, and no further."""
        (number,) = self._connection.execute(
            "SELECT max(number) FROM journal WHERE number > ? AND at <= ?", (since, milliseconds(at))
        ).fetchone()
        return since if number is None else int(number)

    def goods(self, products: Iterable[int]) -> dict[int, Goods]:
        """One by one: each is a look-up by its key."""
        rows = (self._connection.execute(_GOODS, (number,)).fetchone() for number in products)
        return {row[0]: _goods(row) for row in rows if row is not None}

    def stocked(self, *, ever: bool = False) -> list[int]:
        """What has a level."""
        rows = self._connection.execute("SELECT product, quantity FROM stock_level ORDER BY product")
        return [product for product, quantity in rows if quantity or ever]

    def found(self, document: UUID) -> list[Found]:
        """What a count found, and what there was by the books."""
        return [
            Found(product, Quantity(expected), Quantity(counted), None if cost is None else Money(cost))
            for product, expected, counted, cost in self._connection.execute(_FOUND, (document.bytes,))
        ]


def stocktake_rows(connection: sqlite3.Connection, id_: bytes) -> list[object]:
    """What the journal's entry of an ended stocktake stands for."""
    row = connection.execute(STOCKTAKE_ROW, (id_,)).fetchone()
    return [row, connection.execute(COUNT_ROWS, (id_,)).fetchall()]


def _stocktake_row(stocktake: Stocktake) -> tuple[object, ...]:
    return (
        stocktake.id.bytes,
        stocktake.name,
        milliseconds(stocktake.opened_at),
        stocktake.opened_by,
        json.dumps([[area.name, int(area.store)] for area in stocktake.areas], ensure_ascii=False),
        int(stocktake.whole),
        stocktake.journal,
        stocktake.round,
        json.dumps(stocktake.recount),
        None if stocktake.ended_at is None else milliseconds(stocktake.ended_at),
        None if stocktake.document is None else stocktake.document.bytes,
    )


def _stocktake(row: tuple[bytes, str, int, str, str, int, int, int, str, int | None, bytes | None]) -> Stocktake:
    id_, name, at, who, areas, whole, number, round_, recount, ended, document = row
    return Stocktake(
        UUID(bytes=id_),
        name,
        from_milliseconds(at),
        who,
        tuple(Area(area, bool(store)) for area, store in json.loads(areas)),
        bool(whole),
        number,
        round_,
        tuple(json.loads(recount)),
        None if ended is None else from_milliseconds(ended),
        None if document is None else UUID(bytes=document),
    )


def _goods(row: tuple[int, str, str | None, str, str, int | None, int | None, int, str]) -> Goods:
    number, name, code, department, unit, price, cost, level, kind = row
    return Goods(
        number,
        name,
        code or "",
        department,
        Unit(unit),
        None if price is None else Money(price),
        cost,
        Quantity(level),
        kind == ArticleKind.EMPTIES,
    )
