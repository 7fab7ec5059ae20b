"""Nothing of the last ten years can be deleted by the program: which tables are kept for good, and why others are not.

Section 147 AO, GoBD 2019 numbers 58 to 60 and 107: what was booked stays, and what was changed can be found.
"""

import re
import sqlite3
from pathlib import Path

import pytest

from kasse.money import Money
from kasse.people import Actor
from kasse.store import tables, triggers
from kasse.till import Till
from tests.kasse.counter import MATE, Ring, cash

TABLES = {table.name for table in tables.SaleRow.metadata.tables.values()}

GUARDED = {"sale", "stocktake", "price_change"}
"""Kept for good once they are final, by triggers of their own: a sale is completed, a count ended, a price was.

Products that a list added and nobody ever sold, counted or ordered go again where the list is taken back, with their
prices; that it was taken back is on record.
"""

FREE = {
    # Master data: the audit log, which is append-only, has who changed what, when, from what to what.
    "product": "master data", "product_code": "master data", "product_fact": "master data",
    "pack": "master data", "pack_label": "master data",
    "department": "master data", "deposit_type": "master data", "tax_rate": "master data", "person": "master data",
    "supplier": "master data", "supplier_article": "master data", "customer": "master data", "setting": "master data",
    "customer_group": "master data", "promotion": "master data", "stamp_programme": "master data",
    "code_rule": "master data", "quick_key": "master data", "batch": "master data",
    # Computed from what is kept for good; `kasse verify` computes it anew.
    "day_total": "a sum", "period_total": "a sum", "period_stock": "a sum", "period_cost": "a sum",
    "stock_level": "a sum", "stock_value": "a sum", "counter": "a sum",
    # Not booked yet, or no record of the books.
    "draft": "not booked", "outbox": "work that waits", "tse_waiting": "work that waits", "stock_work": "not booked",
    "purchase_order": "an order, no booking", "purchase_order_line": "an order, no booking",
    "stocktake_area": "a plan", "tab_note": "personal data (section 17 DSGVO); the entry itself stays",
    "import_run": "what takes a list back", "import_mapping": "a convenience", "known_goods": "not the shop's own",
    "meta": "about the file", "alembic_version": "about the file",
}  # fmt: skip


def _named(name: str) -> bool:
    return name.startswith(("market_", "reservation")) or name in FREE


def tables_of(till: Till) -> set[str]:
    rows = till.database.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {name for (name,) in rows if not name.startswith(("sqlite_", "product_words", "product_parts"))}


def test_every_table_is_kept_for_good_or_has_a_reason_not_to_be(till: Till) -> None:
    there = tables_of(till)
    assert set(triggers.APPEND_ONLY) <= there
    unexplained = {name for name in there - set(triggers.APPEND_ONLY) - GUARDED if not _named(name)}
    assert unexplained == set()


@pytest.mark.parametrize("table", triggers.APPEND_ONLY)
@pytest.mark.parametrize("action", ["UPDATE", "DELETE"])
def test_each_table_that_is_kept_has_its_triggers_in_the_file(till: Till, table: str, action: str) -> None:
    row = till.database.connection.execute(
        "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?", (f"{table}_no_{action.lower()}",)
    ).fetchone()
    assert row is not None
    assert f"BEFORE {action} ON {table}" in row[0]
    assert "RAISE(ABORT" in row[0]


@pytest.mark.parametrize("table", sorted(TABLES))
def test_what_has_rows_and_is_kept_cannot_be_deleted(open_till: Till, owner: Actor, ring: Ring, table: str) -> None:
    open_till.checkout.pay(owner, ring(MATE), [cash("2")])
    open_till.shift.cash_in(owner, Money(100), "change")
    open_till.shift.count(owner, {100: 1})
    open_till.shift.close(owner)
    connection = open_till.database.connection
    (rows,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - a name of ours
    if not rows or table not in {*triggers.APPEND_ONLY, "sale"}:
        return
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(f"UPDATE {table} SET {_first_column(connection, table)} = 1")  # noqa: S608


def _first_column(connection: sqlite3.Connection, table: str) -> str:
    return str(connection.execute(f"SELECT name FROM pragma_table_info('{table}') LIMIT 1").fetchone()[0])  # noqa: S608


def test_no_statement_of_the_program_deletes_from_what_is_kept() -> None:
    """The triggers would refuse it; that there is none is seen here at once."""
    kept = {*triggers.APPEND_ONLY, *GUARDED}
    for file in Path("kasse").rglob("*.py"):
        if "migrations" in file.parts:
            continue
        for table in re.findall(r"(?:DELETE FROM|DROP TABLE) (\w+)", file.read_text(encoding="utf-8")):
            assert table not in kept, file


def test_nothing_but_messages_of_the_market_ages_away() -> None:
    aged = []
    for file in Path("kasse/store").glob("*.py"):
        aged += re.findall(r"DELETE FROM (\w+) WHERE (?:id IN \(SELECT id FROM \w+ WHERE )?at <", file.read_text())
    assert set(aged) == {"market_answer", "market_seen"}
