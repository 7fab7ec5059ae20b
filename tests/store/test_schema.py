"""The migrated file is what `tables.py` shows, what happened is never edited, and a wrong type never gets in."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool
from sqlmodel import SQLModel

from kasse.errors import Unavailable
from kasse.money import Money
from kasse.people import Actor
from kasse.sale import Sale, Tender, TenderType
from kasse.store import sales, schema, tables, triggers
from kasse.till import Till

VERSIONS = Path(schema.__file__).parent / "migrations" / "versions"


@pytest.fixture
def file(till: Till) -> sqlite3.Connection:
    """The migrated file of the small shop."""
    return till.database.connection


@pytest.fixture
def from_tables() -> Iterator[sqlite3.Connection]:
    """An empty database made from `tables.py` alone."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    SQLModel.metadata.create_all(engine)
    yield connection
    engine.dispose()
    connection.close()


def plain(sql: str) -> str:
    """A statement without its line breaks and the spaces around its brackets."""
    return re.sub(r"\s+", " ", re.sub(r"\s*([(),])\s*", r"\1", sql)).strip()


def statements(connection: sqlite3.Connection, *kinds: str) -> dict[str, str]:
    """Each CREATE statement by the name of what it makes."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    other = ("product_words", "product_parts", "alembic")
    return {name: plain(sql) for kind, name, sql in rows if kind in kinds and not name.startswith(other)}


def columns(connection: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    """Name, type, NOT NULL and place in the key of each column, in their order."""
    return [(*row[1:4], row[5]) for row in connection.execute(f"PRAGMA table_info({table})")]


def test_the_migrated_tables_are_those_of_tables_py(file: sqlite3.Connection, from_tables: sqlite3.Connection) -> None:
    assert statements(file, "table") == statements(from_tables, "table")


def test_the_migrated_indexes_are_those_of_tables_py(file: sqlite3.Connection, from_tables: sqlite3.Connection) -> None:
    assert statements(file, "index") == statements(from_tables, "index")


def test_every_column_has_the_same_place_type_and_key(
    file: sqlite3.Connection, from_tables: sqlite3.Connection
) -> None:
    names = statements(from_tables, "table")
    assert len(names) > 20
    for name in names:
        assert columns(file, name) == columns(from_tables, name), name


def test_every_table_is_strict_and_its_ids_are_blobs(file: sqlite3.Connection) -> None:
    for name, statement in statements(file, "table").items():
        assert statement.endswith("STRICT"), name


def test_head_is_the_newest_migration() -> None:
    revisions = {}
    for path in sorted(VERSIONS.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        revision = re.search(r'^revision = "(\w+)"$', text, re.MULTILINE)
        down = re.search(r'^down_revision = (?:"(\w+)"|None)$', text, re.MULTILINE)
        assert revision is not None, path
        assert down is not None, path
        assert path.name.startswith(revision[1]), "files sort in the order of their revisions"
        revisions[revision[1]] = down[1]
    assert list(revisions.values()) == [None, *list(revisions)[:-1]], "one chain"
    assert list(revisions)[-1] == schema.HEAD


def test_a_new_file_is_at_head_and_ours(file: sqlite3.Connection) -> None:
    assert schema.version_of(file) == schema.HEAD
    assert file.execute("PRAGMA application_id").fetchone() == (schema.APPLICATION_ID,)


def test_the_migrated_triggers_are_those_that_verify_looks_for(file: sqlite3.Connection) -> None:
    assert statements(file, "trigger") == {text.split()[2]: plain(text) for text in triggers.STATEMENTS}


# What happened


@pytest.fixture
def rung(open_till: Till, owner: Actor) -> Sale:
    """A day in which something stands in every append-only table."""
    checkout = open_till.checkout
    basket = checkout.scan(checkout.new_basket(), "4029764001807")
    sale = checkout.pay(owner, basket, [Tender(TenderType.CASH, Money(1000))])
    open_till.shift.cash_in(owner, Money(500), "change")
    with open_till.database.write() as work:
        open_till.database.connection.execute("INSERT INTO redeemed_slip (code, sale) VALUES ('1', x'00')")
        assert work.sales.slip_redeemed("2") is False
    open_till.shift.count(owner, {5000: 2})
    open_till.shift.close(owner)
    return sale


def _put_something_into(file: sqlite3.Connection, table: str) -> None:
    """A row where this day had none: what kind of row does not matter to what must not be changed."""
    if file.execute(f"SELECT count(*) FROM {table}").fetchone()[0]:  # noqa: S608
        return
    kinds = [row[2] for row in file.execute(f"PRAGMA table_info({table})")]
    filling = {"INTEGER": 1, "TEXT": "x", "BLOB": b"x"}
    file.execute("PRAGMA foreign_keys = OFF")
    file.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(kinds))})", [filling[kind] for kind in kinds])  # noqa: S608


@pytest.mark.parametrize("table", [*triggers.APPEND_ONLY, "sale"])
def test_what_happened_is_never_changed_or_removed(open_till: Till, rung: Sale, table: str) -> None:
    file = open_till.database.connection
    name = file.execute(f"PRAGMA table_info({table})").fetchone()[1]  # its first column
    _put_something_into(file, table)
    (before,) = file.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
    assert before > 0
    for change in (f"UPDATE {table} SET {name} = {name}", f"DELETE FROM {table}"):  # noqa: S608
        with pytest.raises(sqlite3.IntegrityError, match=r"append-only|never changed"):
            file.execute(change)
    assert file.execute(f"SELECT count(*) FROM {table}").fetchone() == (before,)  # noqa: S608


@pytest.mark.parametrize("change", ["state = 'aborted'", "total = total + 1", "receipt_no = 7", "cashier_name = 'x'"])
def test_a_finished_sale_is_never_changed(open_till: Till, rung: Sale, change: str) -> None:
    file = open_till.database.connection
    with pytest.raises(sqlite3.IntegrityError, match="a finished sale is never changed"):
        file.execute(f"UPDATE sale SET {change} WHERE id = ?", (rung.id.bytes,))  # noqa: S608


def test_a_row_cannot_be_replaced_either(open_till: Till, rung: Sale) -> None:
    file = open_till.database.connection
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        file.execute("INSERT OR REPLACE INTO payment SELECT sale, position, type, amount + 1, given FROM payment")


# Types


def _integer_columns() -> Iterator[tuple[str, str]]:
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if str(column.type) == "INTEGER":
                yield table.name, column.name


def test_text_never_gets_into_an_integer_column(file: sqlite3.Connection) -> None:
    for table, column in _integer_columns():
        shape = file.execute(f"PRAGMA table_info({table})").fetchall()
        sample = {"INTEGER": 999, "TEXT": "a", "BLOB": b"b"}
        values = ["abc" if name == column else sample[kind] for _number, name, kind, *_rest in shape]
        marks = ", ".join("?" * len(values))
        with pytest.raises(sqlite3.IntegrityError, match=r"cannot store TEXT value|datatype mismatch"):
            file.execute(f"INSERT INTO {table} VALUES ({marks})", values)  # noqa: S608


def test_money_is_never_a_fraction(file: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="cannot store REAL value in INTEGER column"):
        file.execute("INSERT INTO payment VALUES (x'00', 1, 'cash', 0.1, 1)")


# The hot path


def names(model: type[SQLModel]) -> list[str]:
    """The columns of a table as `tables.py` orders them."""
    return list(SQLModel.metadata.tables[str(model.__tablename__)].columns.keys())


def test_the_hot_path_writes_every_column_in_its_order() -> None:
    assert sales.SALE_COLUMNS.split(", ") == names(tables.SaleRow)
    assert ["sale", *sales.LINE_COLUMNS.split(", ")] == names(tables.SaleLineRow)


@pytest.mark.parametrize(
    ("statement", "model", "left_out"),
    [
        (sales._ADD_SALE, tables.SaleRow, set()),
        (sales._ADD_LINES, tables.SaleLineRow, set()),
        (sales._ADD_VAT, tables.SaleVatRow, set()),
        (sales._ADD_PAYMENTS, tables.PaymentRow, set()),
        (sales._ADD_MOVEMENTS, tables.StockMovementRow, set()),
        (sales._ADD_LEVELS, tables.StockLevelRow, set()),
        (sales._ADD_TOTALS, tables.DayTotalRow, set()),
        (sales._ADD_JOBS, tables.OutboxRow, {"number"}),
    ],
)
def test_each_statement_of_the_hot_path_names_all_columns(
    statement: str, model: type[SQLModel], left_out: set[str]
) -> None:
    written = re.search(r"\(([^)]*)\) VALUES", statement)
    assert written is not None
    assert written[1].split(", ") == [name for name in names(model) if name not in left_out]


def test_a_sale_comes_back_as_it_was_booked(open_till: Till, rung: Sale) -> None:
    with open_till.database.read() as work:
        assert work.sales.by_id(rung.id) == rung


def test_the_connection_is_set_for_a_till_that_loses_power(file: sqlite3.Connection) -> None:
    settings = {name: file.execute(f"PRAGMA {name}").fetchone()[0] for name in
                ("journal_mode", "synchronous", "foreign_keys", "wal_autocheckpoint")}  # fmt: skip
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "wal_autocheckpoint": 4000}


def test_a_line_without_its_sale_is_refused(file: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        file.execute("INSERT INTO payment VALUES (x'00', 1, 'cash', 1, 1)")


def test_an_error_of_the_store_that_is_a_bug_stays_one(till: Till) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"), till.database.read():
        till.database.connection.execute("SELECT 1 FROM nowhere")
    with pytest.raises(Unavailable), till.database.read():
        raise sqlite3.OperationalError("database or disk is full")
