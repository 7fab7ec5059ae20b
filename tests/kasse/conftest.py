"""A manager and an outsider beside the people of the small shop, and a basket out of codes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from kasse.basket import Basket, confirm_age
from kasse.clock import SetClock
from kasse.people import Actor, Person, Role
from kasse.quantity import Quantity
from kasse.till import Till
from tests.kasse.counter import Ring

settings.register_profile("unhurried", deadline=None)  # a slow or busy machine is no wrong sum
settings.load_profile("unhurried")


@pytest.fixture
def manager(till: Till, owner: Actor) -> Actor:
    """A manager with the PIN 2222."""
    person = till.people.save(owner, Person("Mehmet", Role.MANAGER), "2222")
    assert person.number is not None
    return Actor(person.number, person.name, person.role)


@pytest.fixture
def ring(till: Till) -> Ring:
    """Scans codes, or pairs of code and pieces, into a new basket; the customer is old enough for all of it."""

    def scan_all(*codes: str | tuple[str, int]) -> Basket:
        basket = till.checkout.new_basket()
        for entry in codes:
            code, pieces = entry if isinstance(entry, tuple) else (entry, 1)
            basket = till.checkout.scan(basket, code, Quantity.of(pieces))
        return confirm_age(basket)

    return scan_all


@pytest.fixture
def books_add_up(till: Till, shop_file: Path, clock: SetClock) -> Iterator[None]:
    """Whatever the test did, its books are in order at the end."""
    yield
    reader = Till(shop_file, clock=clock, exclusive=False)
    assert reader.verify() == []
    reader.close()
