"""`kasse verify` finds orders that were changed behind the till's back."""

import pytest

from kasse.books.buying import OrderLine
from kasse.clock import SetClock
from kasse.ids import uuid7
from kasse.people import Actor
from kasse.quantity import Quantity
from kasse.till import Till
from tests.kasse.buying_shop import DRINKS, MATE, number_of


@pytest.fixture
def orders(till: Till, owner: Actor, clock: SetClock) -> Till:
    """Three orders: received, received in part, on its way."""
    del clock
    supplier = till.suppliers.save(owner, DRINKS).number or 0
    mate = number_of(till, MATE)
    for came in (40, 20, 0):
        id_ = uuid7()
        till.orders.place(owner, id_, supplier, [OrderLine(mate, 2, Quantity.of(20))])
        with till.database.write() as work:
            work.buying.received(id_, {mate: Quantity.of(came)})
    return till


def test_orders_that_add_up(orders: Till) -> None:
    assert orders.verify() == []


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        ("UPDATE purchase_order SET state = 'received' WHERE number = 3", "Order 3 is “received”"),
        ("UPDATE purchase_order SET state = 'partly' WHERE number = 1", "Order 1 is “partly”"),
        ("UPDATE purchase_order SET state = 'lost' WHERE number = 2", "Order 2 is “lost”"),
        ("UPDATE purchase_order_line SET received = 0", "Order 1 is “received”"),
        ("DELETE FROM purchase_order_line", "Order 1 is “received”"),
        ("UPDATE purchase_order SET number = 9 WHERE number = 2", "Order 2 is missing"),
    ],
)
def test_what_was_changed_is_found(orders: Till, tamper: str, found: str) -> None:
    orders.database.connection.execute(tamper)
    assert any(found in finding for finding in orders.verify())
