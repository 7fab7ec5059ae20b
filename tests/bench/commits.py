"""A 10-line sale through the whole checkout service, against raw sqlite3 writing the same rows.

Each sale is booked by the service in one file; its rows are read back from there and written by raw sqlite3 into a
second one that began as a copy of the first: the same schema, triggers, foreign keys and pragmas, prepared
statements, and as many durable commits. The two take turns, so that the machine's noise hits both. Before each sale
both save the basket's draft, as scanning its last line does, and after it both checkpoint as an idle till does;
neither is timed.
"""

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from kasse.basket import Basket, confirm_age
from kasse.demo import catalogue
from kasse.money import Money
from kasse.ports import NullTse, Tse
from kasse.quantity import Quantity
from kasse.sale import Sale, Signature, Tender, TenderType
from kasse.store.database import connect
from tests.bench import shops
from tests.bench.measure import Row, Times, against
from tests.bench.shops import OpenShop

WARM_UP = 100
LIMIT = 1.5
WRITTEN = ("sale", "sale_line", "sale_vat", "payment", "stock_movement", "stock_level", "day_total", "journal")

Rows = list[tuple[object, ...]]


class InstantTse(NullTse):
    """Signs at once: what is left is the till's own work."""

    present = True

    def start(self, sale: UUID) -> None:
        """Nothing to start."""

    def finish(self, sale: Sale) -> Signature:
        """The same signature for all."""
        at = datetime(2026, 11, 23, tzinfo=UTC)
        return Signature("F" * 64, 1, 2, at, at, "A" * 88)

    def abort(self, sale: UUID) -> None:
        """Nothing to abort."""


def mixed_baskets(shop: OpenShop, count: int) -> Iterator[Basket]:
    """Baskets of 10 lines: 4 at 7 %, 3 at 19 %, 3 at 19 % with a deposit."""
    sold = [p for p in catalogue.products() if p.price is not None and p.unit == "piece" and p.rank <= 12_000]
    reduced = [p.code for p in sold if p.tax_class == "reduced"]
    standard = [p.code for p in sold if p.tax_class == "standard" and p.deposit is None]
    deposit = [p.code for p in sold if p.deposit is not None]
    lot = random.Random(2026)  # noqa: S311 - the same baskets each time
    catalogue.forget()
    for _number in range(count):
        codes = [*lot.sample(reduced, 4), *lot.sample(standard, 3), *lot.sample(deposit, 3)]
        basket = shop.till.checkout.new_basket()
        for code in codes:
            basket = shop.till.checkout.scan(basket, code, Quantity.of(lot.choice((1, 1, 1, 2))), merge=False)
        yield confirm_age(basket)


def cash_for(shop: OpenShop, basket: Basket) -> list[Tender]:
    """A round sum that covers the total."""
    total = shop.till.checkout.price(basket).total
    return [Tender(TenderType.CASH, Money(-(-total.cents // 500) * 500))]


@dataclass(frozen=True)
class Booked:
    """All rows that a sale left, with their final values."""

    sale: tuple[object, ...]
    lines: Rows
    vat: Rows
    payments: Rows
    movements: Rows
    levels: Rows
    totals: Rows
    journal: tuple[object, ...]
    counters: Rows
    jobs: Rows


def read_back(connection: sqlite3.Connection, sale: Sale) -> Booked:
    """The rows of the sale that was booked last."""
    id_, day = sale.id.bytes, sale.business_day.isoformat()

    def rows(sql: str, *values: object) -> Rows:
        return connection.execute(sql, values).fetchall()

    sold = sorted({p.product for p in sale.positions if p.product is not None})
    products = ", ".join(map(str, sold))
    return Booked(
        rows("SELECT * FROM sale WHERE id = ?", id_)[0],
        rows("SELECT * FROM sale_line WHERE sale = ?", id_),
        rows("SELECT * FROM sale_vat WHERE sale = ?", id_),
        rows("SELECT * FROM payment WHERE sale = ?", id_),
        rows("SELECT * FROM stock_movement WHERE document = ?", id_),
        rows(f"SELECT * FROM stock_level WHERE product IN ({products})"),  # noqa: S608 - numbers only
        rows(f"SELECT * FROM day_total WHERE day = ? AND product IN ({products})", day),  # noqa: S608
        rows("SELECT * FROM journal WHERE number = (SELECT max(number) FROM journal)")[0],
        rows("SELECT value, hash, name FROM counter WHERE name IN ('receipt', 'journal')"),
        rows("SELECT * FROM outbox WHERE number = (SELECT max(number) FROM outbox)"),
    )


def _insert(table: str, columns: int) -> str:
    return f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})"  # noqa: S608 - constants only


class RawBooks:
    """What sqlite3 alone needs for the same rows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = connect(path)

    def save_draft(self, row: tuple[object, ...]) -> None:
        """The draft that the sale will take away."""
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.execute(_DRAFT, row)
        self.connection.execute("COMMIT")

    def one_step(self, booked: Booked) -> None:
        """Sale and completion in one commit."""
        self.connection.execute("BEGIN IMMEDIATE")
        self._tender(booked.sale, booked)
        self._complete(booked)
        self.connection.execute("COMMIT")

    def two_steps(self, booked: Booked) -> None:
        """Tender and completion, a commit each."""
        tendered = (*booked.sale[:2], "tendered", *booked.sale[3:10], None, *booked.sale[11:18], None)
        self.connection.execute("BEGIN IMMEDIATE")
        self._tender(tendered, booked)
        self.connection.execute("COMMIT")
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.execute(_COMPLETE, (*booked.sale[2:3], *booked.sale[9:11], booked.sale[18], booked.sale[0]))
        self._complete(booked)
        self.connection.execute("COMMIT")

    def _tender(self, sale: tuple[object, ...], booked: Booked) -> None:
        self.connection.execute(_SALE, sale)
        self.connection.executemany(_LINE, booked.lines)
        self.connection.executemany(_VAT, booked.vat)
        self.connection.executemany(_PAYMENT, booked.payments)
        self.connection.execute("DELETE FROM draft WHERE id = ?", sale[:1])

    def _complete(self, booked: Booked) -> None:
        self.connection.executemany(_MOVEMENT, booked.movements)
        self.connection.executemany(_LEVEL, booked.levels)
        self.connection.executemany(_TOTAL, booked.totals)
        self.connection.execute(_JOURNAL, booked.journal)
        self.connection.executemany("UPDATE counter SET value = ?, hash = ? WHERE name = ?", booked.counters)
        self.connection.executemany(_JOB, booked.jobs)

    def idle(self) -> None:
        """As `Database.idle`."""
        self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")


_DRAFT = _insert("draft", 6)
_SALE = _insert("sale", 19)
_LINE = _insert("sale_line", 24)
_VAT = _insert("sale_vat", 5)
_PAYMENT = _insert("payment", 5)
_MOVEMENT = _insert("stock_movement", 7)
_LEVEL = f"{_insert('stock_level', 2)} ON CONFLICT (product) DO UPDATE SET quantity = excluded.quantity"
_TOTAL = (
    f"{_insert('day_total', 9)} ON CONFLICT (day, product, kind, department, rate) DO UPDATE SET "
    "quantity = excluded.quantity, gross = excluded.gross, discount = excluded.discount, total = excluded.total"
)
_JOURNAL = _insert("journal", 5)
_JOB = _insert("outbox", 9)
_COMPLETE = (
    "UPDATE sale SET state = ?, completed_at = ?, receipt_no = ?, signature = ? WHERE id = ? AND state = 'tendered'"
)


def compare(sales: int, tse: Tse | None = None) -> tuple[Times, Times]:
    """The service's times and the raw ones, sale by sale in turns."""
    path = shops.copy_of(shops.german_shop(), "service.sqlite")
    shop = shops.open_shop(path, tse)
    shop.till.database.idle()
    raw = RawBooks(shops.copy_of(path, "raw.sqlite"))
    ours, theirs = Times(), Times()
    warm_up = min(WARM_UP, sales)
    for number, basket in enumerate(mixed_baskets(shop, sales + warm_up)):
        if number == warm_up:
            ours, theirs = Times(), Times()
        _one_sale(shop, raw, basket, ours, theirs)
    _check_equal(shop.till.database.connection, raw.connection)
    raw.connection.close()
    shop.till.close()
    shops.remove(path)
    shops.remove(raw.path)
    return ours, theirs


def _one_sale(shop: OpenShop, raw: RawBooks, basket: Basket, ours: Times, theirs: Times) -> None:
    till, tenders = shop.till, cash_for(shop, basket)
    till.checkout.save_draft(shop.owner, basket)
    raw.save_draft(till.database.connection.execute("SELECT * FROM draft").fetchone())
    sale = ours.run(lambda: till.checkout.pay(shop.owner, basket, tenders))
    booked = read_back(till.database.connection, sale)
    theirs.run(lambda: (raw.two_steps if till.checkout.signs else raw.one_step)(booked))
    till.database.idle()
    raw.idle()


def _check_equal(ours: sqlite3.Connection, theirs: sqlite3.Connection) -> None:
    for table in (*WRITTEN, "counter", "outbox", "draft"):
        query = f"SELECT * FROM {table}"  # noqa: S608 - constants only
        if ours.execute(query).fetchall() != theirs.execute(query).fetchall():
            raise AssertionError(f"the raw side did not write the same rows into {table}")


def rows(sales: int) -> Iterator[Row]:
    """Commits in one step and in two."""
    note = f"{sales} sales in turns, drafts saved before on both sides"
    yield against("commit of a 10-line sale, no TSE: 1 commit", *compare(sales, NullTse()), LIMIT, note)
    yield against("commit of a 10-line sale, instant TSE: 2 commits", *compare(sales, InstantTse()), LIMIT, note)
