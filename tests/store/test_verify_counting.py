"""Stocktakes and press are in the chain: what is changed behind the till's back is found, and nothing is edited."""

import sqlite3
from contextlib import closing

import pytest

from kasse.books.counting import Area, PressKind
from kasse.ids import uuid7
from kasse.money import Money
from kasse.people import Actor
from kasse.quantity import Quantity
from kasse.till import Till
from tests.kasse.counter import MATE

DAILY = "4190123402501"


@pytest.fixture
def counted(till: Till, owner: Actor) -> Till:
    """A stocktake booked and one given up, a delivery of press and a parcel."""
    till.shift.open(owner, Money(10000))
    for _number in range(2):
        till.stocktakes.open(owner, "2026", (Area("Shop"),))
        till.stocktakes.count(owner, "Shop", MATE, Quantity.of(12))
        till.stocktakes.book(owner, uuid7()) if not _number else till.stocktakes.give_up(owner)
    till.press.scan(owner, PressKind.DELIVERY, DAILY + "05", 4)
    till.press.book(owner, PressKind.DELIVERY)
    till.press.scan(owner, PressKind.REMISSION, DAILY + "05", 3)
    till.press.book(owner, PressKind.REMISSION)
    assert till.verify() == []
    return till


def tampered(till: Till, statement: str) -> str:
    """What `verify` says after a change past the triggers."""
    with closing(sqlite3.connect(till.path)) as connection, connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        assert connection.execute(statement).rowcount != 0
        for _name, sql in triggers:
            connection.execute(sql)
    return " ".join(till.verify())


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE stocktake_count SET quantity = quantity + 1000", "does not match stocktake"),
        ("UPDATE stocktake SET opened_by = 'Nobody'", "does not match stocktake"),
        ("UPDATE stocktake SET document = NULL", "does not match stocktake"),
        ("UPDATE stock_detail SET counted = counted + 1000", "does not match document"),
        ("UPDATE press_line SET count = count + 1", "does not match press"),
        ("UPDATE press_document SET reference = 'other'", "does not match press"),
        ("DELETE FROM stocktake_count", "does not match stocktake"),
    ],
)
def test_a_change_is_found(counted: Till, statement: str, said: str) -> None:
    assert said in tampered(counted, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stocktake_count SET quantity = 0",
        "DELETE FROM stocktake_count",
        "UPDATE stocktake SET name = 'other'",
        "DELETE FROM stocktake",
        "UPDATE press_line SET count = 0",
        "DELETE FROM press_document",
    ],
)
def test_the_file_itself_refuses_it(counted: Till, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        counted.database.connection.execute(statement)
