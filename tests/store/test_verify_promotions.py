"""`verify` finds what was changed of the promotions of a sale behind the till's back."""

import sqlite3
from contextlib import closing

import pytest

from kasse.money import Money
from kasse.people import Actor
from kasse.promotions.rules import ALL, Goods, Kind, Part, Promotion
from kasse.quantity import Quantity
from kasse.sale import Tender, TenderType
from kasse.till import Till


@pytest.fixture
def day(open_till: Till, owner: Actor) -> Till:
    """Receipt 1 with three for the price of two."""
    sweets = Part(Goods(departments=("Süßes",)), 3)
    open_till.promotions.save(owner, Promotion("3 for 2", Kind.FEWER, (sweets,), pay=2, percent=ALL))
    checkout = open_till.checkout
    basket = checkout.scan(checkout.new_basket(), "4000539770708", Quantity.of(3))
    checkout.pay(owner, basket, [Tender(TenderType.CASH, Money(298))])
    return open_till


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sale_promotion SET amount = 100",
        "UPDATE sale_promotion SET quantity = 2000",
        "UPDATE sale_promotion SET name = 'gift'",
        "UPDATE sale_promotion SET promotion = 7",
        "DELETE FROM sale_promotion",
        "INSERT INTO sale_promotion SELECT sale, position, 9, name, quantity, amount FROM sale_promotion",
    ],
)
def test_what_a_promotion_took_off_cannot_be_changed_unseen(day: Till, statement: str) -> None:
    assert day.verify() == []
    with closing(sqlite3.connect(day.path)) as connection, connection:
        for name, _sql in triggers(connection):
            connection.execute(f"DROP TRIGGER {name}")
        assert connection.execute(statement).rowcount
    assert any("receipt 1" in finding or "sale" in finding for finding in day.verify())


def triggers(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
