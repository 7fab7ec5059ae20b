"""`verify` finds what was changed of deliveries, their deposits and batches behind the till's back."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date

import pytest

from kasse.books.stock import Reason
from kasse.money import Money
from kasse.people import Actor
from kasse.quantity import Quantity
from kasse.till import Till

Tamper = Callable[..., list[str]]
MATE, CRATE, MILK = "4029764001807", "4029764001814", "4000521006419"


@pytest.fixture
def stocked(open_till: Till, owner: Actor) -> Till:
    """A crate and some milk of a batch came; one of the milk is broken."""
    view = open_till.receiving.begin(owner)
    view = open_till.receiving.scan(owner, view.delivery.id, CRATE)
    view = open_till.receiving.price(owner, view.delivery.id, 1, Money(1398), Quantity.of(20))
    view = open_till.receiving.scan(owner, view.delivery.id, MILK, Quantity.of(12))
    open_till.receiving.expires(owner, view.delivery.id, 2, date(2026, 12, 3), "L7")
    open_till.receiving.book(owner, view.delivery.id)
    open_till.writing_off.scan(owner, Reason.BROKEN, MILK)
    return open_till


@pytest.fixture
def tamper(stocked: Till) -> Tamper:
    """Changes the file past its triggers, puts them back, and gives what `verify` says then."""

    def change(*statements: str) -> list[str]:
        assert stocked.verify() == []
        with closing(sqlite3.connect(stocked.path)) as connection, connection:
            triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _sql in triggers:
                connection.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                assert connection.execute(statement).rowcount != 0, statement
            for _name, sql in triggers:
                connection.execute(sql)
        return stocked.verify()

    return change


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stock_document SET who = 'Nobody' WHERE kind = 'receipt'",
        "UPDATE stock_document SET reference = 'other' WHERE kind = 'receipt'",
        "UPDATE stock_detail SET cost = cost - 100 WHERE cost IS NOT NULL",
        "UPDATE stock_deposit SET quantity = quantity + 1000 WHERE deposit = 'kasten'",
        "UPDATE stock_deposit SET value = 1 WHERE deposit = 'kasten'",
        "DELETE FROM stock_deposit WHERE deposit = 'kasten'",
        "INSERT INTO stock_deposit SELECT document, 'more', value, name, quantity FROM stock_deposit LIMIT 1",
    ],
)
def test_a_changed_delivery_is_found(tamper: Tamper, statement: str) -> None:
    assert any("does not match document" in finding for finding in tamper(statement))


def test_a_batch_of_another_product_is_found(tamper: Tamper) -> None:
    assert tamper("UPDATE batch SET product = 1") == [
        "Product 4 (Vollmilch 1 l): its stock names batch 1, which is not one of its own."
    ]


def test_a_batch_that_is_gone_is_found(tamper: Tamper) -> None:
    assert tamper("DELETE FROM batch") == [
        "Product 4 (Vollmilch 1 l): its stock names batch 1, which is not one of its own."
    ]


def test_a_detail_without_its_movement_is_found(tamper: Tamper) -> None:
    found = tamper("INSERT INTO stock_detail (document, position, cost) SELECT id, 9, 5 FROM stock_document LIMIT 1")
    assert any("says something of a movement 9 that it does not have" in finding for finding in found)


def test_a_document_that_is_gone_is_found(tamper: Tamper) -> None:
    found = tamper("DELETE FROM stock_document WHERE kind = 'broken'")
    assert any("rows of “document”" in finding for finding in found)
