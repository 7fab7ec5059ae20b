"""Implements `books.exchange.ExchangeBook`."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from kasse.barcodes import lookup_key
from kasse.books.exchange import KnownGoods, ListKind, Run
from kasse.books.prices import PriceChange, PriceNote
from kasse.catalog import Product
from kasse.clock import from_milliseconds, milliseconds
from kasse.quantity import Quantity
from kasse.store import search
from kasse.store.catalog import CatalogTable, product_fields

_RUN = "SELECT id, kind, file, at, who, summary, {undo}, undone_at FROM import_run "
_UPDATE = (
    "UPDATE product SET name = ?, price = ?, tax_class = ?, department = ?, unit = ?, deposit = ?, age_limit = ?, "
    "price_bound = ?, incomplete = ?, kind = ?, eat_in = ? WHERE number = ?"
)
_USED = (
    "SELECT product FROM supplier_article UNION SELECT product FROM batch UNION "
    "SELECT product FROM purchase_order_line UNION SELECT product FROM stocktake_count UNION "
    "SELECT product FROM price_change WHERE state = 'planned' UNION "
    "SELECT c.product FROM quick_key k JOIN product_code c ON c.raw = k.code"
)
_OF_A_PRODUCT = ("product_code", "pack", "pack_label", "product_fact", "price_change")


class ExchangeTable:
    """Implements `books.exchange.ExchangeBook`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def last_audit(self) -> int:
        """The number of the last audit entry."""
        (number,) = self._connection.execute("SELECT ifnull(max(number), 0) FROM audit").fetchone()
        return int(number)

    # How columns are read

    def mapping(self, source: str, kind: ListKind) -> Mapping[str, str]:
        """Which heading of a source's lists means what."""
        row = self._connection.execute(
            "SELECT data FROM import_mapping WHERE source = ? AND kind = ?", (source.casefold(), kind.value)
        ).fetchone()
        kept: dict[str, str] = {} if row is None else json.loads(row[0])["fields"]
        return kept

    def put_mapping(self, source: str, kind: ListKind, fields: Mapping[str, str]) -> None:
        """Remember it."""
        data = json.dumps({"source": source, "fields": dict(fields)}, ensure_ascii=False)
        self._connection.execute(
            "INSERT OR REPLACE INTO import_mapping (source, kind, data) VALUES (?, ?, ?)",
            (source.casefold(), kind.value, data),
        )

    def sources(self, kind: ListKind) -> list[str]:
        """The sources of which mappings are remembered."""
        rows = self._connection.execute(
            "SELECT data FROM import_mapping WHERE kind = ? AND source <> '' ORDER BY source", (kind.value,)
        )
        return [json.loads(data)["source"] for (data,) in rows]

    # Products in numbers

    def change_products(self, pairs: Sequence[tuple[Product, Product]], note: PriceNote) -> None:
        """Write many products that are there; codes and packs are only touched where they are different."""
        from kasse.store.prices import PriceTable

        catalog = CatalogTable(self._connection)
        plain = []
        for before, after in pairs:
            if (before.codes, before.packs) != (after.codes, after.packs):
                catalog.save(after, note)
            else:
                plain.append((before, after))
        self._connection.executemany(_UPDATE, [(*product_fields(after), after.number) for _before, after in plain])
        self._rename([(before, after) for before, after in plain if before.name != after.name])
        PriceTable(self._connection).note(
            [
                PriceChange(after.number or 0, after.price, note.day, note.at, note.who, note.why, before=before.price)
                for before, after in plain
                if before.price != after.price
            ]
        )

    def _rename(self, pairs: Sequence[tuple[Product, Product]]) -> None:
        named = []
        for before, after in pairs:
            (rank,) = self._connection.execute("SELECT rank FROM product WHERE number = ?", (after.number,)).fetchone()
            search.unindex(self._connection, rank, before.name)
            named.append((rank, after.name))
        search.index(self._connection, named)

    def last_product(self) -> int:
        """The highest number of a product."""
        (number,) = self._connection.execute("SELECT ifnull(max(number), 0) FROM product").fetchone()
        return int(number)

    def remove_products(self, numbers: Sequence[int]) -> None:
        """Take products out."""
        for number in numbers:
            row = self._connection.execute("SELECT rank, name FROM product WHERE number = ?", (number,)).fetchone()
            if row is not None:
                search.unindex(self._connection, *row)
        keys = [(number,) for number in numbers]
        for table in _OF_A_PRODUCT:
            self._connection.executemany(f"DELETE FROM {table} WHERE product = ?", keys)  # noqa: S608 - names of ours
        self._connection.executemany("DELETE FROM product WHERE number = ?", keys)

    def remove_suppliers(self, numbers: Sequence[int]) -> None:
        """Take suppliers out."""
        self._connection.executemany("DELETE FROM supplier WHERE number = ?", [(number,) for number in numbers])

    def remove_groups(self, departments: Sequence[str], deposits: Sequence[str]) -> None:
        """Take departments and kinds of deposit out, unless something has them."""
        self._connection.executemany(
            "DELETE FROM department WHERE name = ?1 AND NOT EXISTS (SELECT 1 FROM product WHERE department = ?1)",
            [(name,) for name in departments],
        )
        self._connection.executemany(
            "DELETE FROM deposit_type WHERE code = ?1 AND NOT EXISTS (SELECT 1 FROM product WHERE deposit = ?1) "
            "AND NOT EXISTS (SELECT 1 FROM pack WHERE deposit = ?1)",
            [(code,) for code in deposits],
        )

    def used_since(self, numbers: Sequence[int], at: datetime, run: UUID) -> list[int]:
        """Which of these were sold, ordered, moved or put on a key since."""
        day = (at - timedelta(days=1)).date()  # the business day of then, whatever hour it begins at
        sold = self._connection.execute("SELECT DISTINCT product FROM day_total WHERE day >= ?", (day.isoformat(),))
        used = {product for (product,) in sold} | {product for (product,) in self._connection.execute(_USED)}
        used |= self._moved_by_others(run)
        return [number for number in numbers if number in used]

    def _moved_by_others(self, run: UUID) -> set[int]:
        """Products whose stock is not what the run has made of it."""
        rows = self._connection.execute(
            "SELECT product, sum(quantity) FROM stock_movement WHERE document = ? GROUP BY product", (run.bytes,)
        )
        mine: dict[int, int] = dict(rows.fetchall())
        levels = self._connection.execute("SELECT product, quantity FROM stock_level")
        return {product for product, quantity in levels if mine.get(product, 0) != quantity}

    # Stock that a list has counted

    def counted_since(self, document: UUID, at: datetime) -> list[int]:
        """The products of a document that were counted or corrected after it, but by lists that were taken back."""
        rows = self._connection.execute(
            "SELECT DISTINCT m.product FROM stock_document d JOIN stock_movement m ON m.document = d.id "
            "WHERE (d.at, d.id) > (?, ?) AND d.kind IN ('stocktake', 'correction') AND m.product IN "
            "(SELECT product FROM stock_movement WHERE document = ?) AND NOT EXISTS (SELECT 1 FROM import_run r "
            "WHERE r.undone_at IS NOT NULL AND (r.id = d.id OR lower(hex(r.id)) = d.reference))",
            (milliseconds(at), document.bytes, document.bytes),
        )
        return [product for (product,) in rows]

    def document_changes(self, document: UUID) -> list[tuple[int, Quantity]]:
        """What a document has moved."""
        rows = self._connection.execute(
            "SELECT product, quantity FROM stock_movement WHERE document = ? ORDER BY position", (document.bytes,)
        )
        return [(product, Quantity(quantity)) for product, quantity in rows]

    # Runs

    def add_run(self, run: Run) -> None:
        """Write down that a list was taken over."""
        self._connection.execute(
            "INSERT INTO import_run (id, kind, file, at, who, summary, undo) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (run.id.bytes, run.kind.value, run.file, milliseconds(run.at), run.who, run.summary, run.undo),
        )

    def run(self, run: UUID) -> Run | None:
        """A run by its id."""
        row = self._connection.execute(f"{_RUN.format(undo='undo')} WHERE id = ?", (run.bytes,)).fetchone()
        return None if row is None else _run_of(row)

    def last_run(self) -> Run | None:
        """The newest run that was not taken back."""
        row = self._connection.execute(
            f"{_RUN.format(undo='undo')} WHERE undone_at IS NULL ORDER BY at DESC, id DESC LIMIT 1"
        ).fetchone()
        return None if row is None else _run_of(row)

    def runs(self, limit: int = 20) -> list[Run]:
        """The newest runs."""
        rows = self._connection.execute(f"{_RUN.format(undo=repr(''))} ORDER BY at DESC, id DESC LIMIT ?", (limit,))
        return [_run_of(row) for row in rows]

    def undone(self, run: UUID, at: datetime) -> None:
        """A run was taken back; what took it back is not needed any more."""
        self._connection.execute(
            "UPDATE import_run SET undone_at = ?, undo = '' WHERE id = ?", (milliseconds(at), run.bytes)
        )

    # What is known of codes

    def known(self, code: str) -> KnownGoods | None:
        """What is known of a code."""
        row = self._connection.execute(
            "SELECT code, name, brand, content, kinds FROM known_goods WHERE code = ?", (code,)
        ).fetchone()
        return None if row is None else KnownGoods(*row)

    def put_known(self, goods: Iterable[KnownGoods]) -> None:
        """Keep what is known of codes."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO known_goods (code, name, brand, content, kinds) VALUES (?, ?, ?, ?, ?)",
            [(lookup_key(one.code), one.name, one.brand, one.content, one.kinds) for one in goods],
        )

    def known_count(self) -> int:
        """Of how many codes something is known."""
        (count,) = self._connection.execute("SELECT count(*) FROM known_goods").fetchone()
        return int(count)

    def forget_known(self) -> None:
        """Drop all of it."""
        self._connection.execute("DELETE FROM known_goods")

    def incomplete_codes(self, limit: int) -> list[str]:
        """Codes of products that are still to complete."""
        rows = self._connection.execute(
            "SELECT (SELECT raw FROM product_code c WHERE c.product = p.number AND c.pack IS NULL LIMIT 1) "
            "FROM product p WHERE p.incomplete = 1 ORDER BY p.number DESC LIMIT ?",
            (limit,),
        )
        return [code for (code,) in rows if code]

    # All of it, to take along

    def receipts_by_month(self) -> Iterator[tuple[str, list[int]]]:
        """The numbers of all receipts, month by month."""
        rows = self._connection.execute(
            "SELECT substr(business_day, 1, 7), receipt_no FROM sale WHERE receipt_no IS NOT NULL ORDER BY receipt_no"
        )
        for month, found in groupby(rows, key=lambda row: str(row[0])):
            yield month, [number for _month, number in found]

    def tables(self) -> list[str]:
        """All tables by name."""
        rows = self._connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
            "AND name NOT LIKE 'product_words%' AND name NOT LIKE 'product_parts%' ORDER BY name"
        )
        return [name for (name,) in rows]

    def table(self, name: str) -> tuple[tuple[str, ...], Iterator[tuple[object, ...]]]:
        """A table's columns and its rows."""
        cursor = self._connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - one of `tables`
        return tuple(column[0] for column in cursor.description), cursor


def _run_of(row: tuple[bytes, str, str, int, str, str, str, int | None]) -> Run:
    id_, kind, file, at, who, summary, undo, undone_at = row
    return Run(
        UUID(bytes=id_),
        ListKind(kind),
        file,
        from_milliseconds(at),
        who,
        summary,
        undo,
        None if undone_at is None else from_milliseconds(undone_at),
    )
