"""What many tests need: a shop in a file of its own, opened as a till."""

import contextlib
import gc
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import argon2
import pytest

from kasse.catalog import ArticleKind, Department, DepositType, Pack, Product, Unit
from kasse.clock import SetClock, SystemClock
from kasse.money import Money
from kasse.people import Actor, Person, Role
from kasse.quantity import Quantity
from kasse.shop import Shop
from kasse.store.database import Database
from kasse.texts import use_language
from kasse.till import Till, create_shop
from tests.shots import shop

pytest.register_assert_rewrite(
    "tests.contracts.market_target",
    "tests.contracts.tse_device",
    "tests.contracts.tse_till",
    "tests.contracts.tse_world",
)

os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"  # no test comes near a desktop's keyring

MUCH = 50_000
"""So many new objects are collected between two tests."""
OPENING = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


class PlainHasher:
    """Hashes nothing, so that tests of anything else than PINs are quick."""

    def hash(self, pin: str) -> str:
        return f"plain:{pin}"

    def matches(self, pin_hash: str, pin: str) -> bool:
        return pin_hash == f"plain:{pin}"


PRODUCTS = (
    Product("Club-Mate 0,5 l", ("4029764001807",), Money(129), "standard", "Getränke", deposit="mehrweg",
            packs=(Pack("4029764001814", "Kasten Club-Mate 20 x 0,5 l", Quantity.of(20), Money(2280), "kasten"),)),
    Product("Sternburg Export 0,5 l", ("4012852020028",), Money(99), "standard", "Bier", deposit="bier", age_limit=16),
    Product("Korn 0,7 l", ("4000417025005",), Money(799), "standard", "Spirituosen", age_limit=18),
    Product("Vollmilch 1 l", ("4000521006419",), Money(119), "reduced", "Milch"),
    Product("Schokolade 100 g", ("4000539770708", "40084077"), Money(149), "reduced", "Süßes"),
    Product("Brötchen", ("101",), Money(45), "reduced", "Backwaren"),
    Product("Bananen", ("102",), Money(199), "reduced", "Obst", unit=Unit.KILOGRAM),
    Product("Käse am Stück", ("2812340000002",), Money(1690), "reduced", "Käse", unit=Unit.KILOGRAM),
    Product("Tageszeitung", ("103",), None, "reduced", "Presse", price_bound=True),
    Product("Zigaretten", ("4030600000018",), Money(900), "standard", "Tabak", price_bound=True, age_limit=18),
    Product("Leergut 0,25", ("PFAND025",), Money(25), "standard", "Pfand", kind=ArticleKind.EMPTIES),
    Product("Leergut 0,15", ("PFAND015",), Money(15), "standard", "Pfand", kind=ArticleKind.EMPTIES),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


@pytest.fixture(scope="session", autouse=True)
def _somebody_elses_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is kept on this computer beside the shop, as keys and passwords, is kept elsewhere by tests."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        yield


@pytest.fixture(scope="session", autouse=True)
def _imported_stays() -> Iterator[None]:
    """What is imported is frozen once, else the collector goes through all of it after each window.

    The till itself freezes what its start made, which is for one till in one process. Nor does the collector run by
    itself: it would in any thread, and take widgets apart there.
    """
    gc.collect()
    gc.freeze()
    gc.disable()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(gc, "freeze", lambda: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def _one_at_a_time_in_the_books() -> Iterator[None]:
    """A test asks the books on its own thread while a printer's thread reads its queue there.

    In the real till one thread owns the books. Without its lock here SQLite can be closed or stepped under the feet
    of the other thread, which ends the process.
    """
    lock = threading.RLock()

    def alone(name: str) -> Any:
        inner = getattr(Database, name)

        @contextlib.contextmanager
        def within(database: Database) -> Iterator[Any]:
            with lock, inner(database) as books:
                yield books

        return within

    def alone_at_once(name: str) -> Any:
        inner = getattr(Database, name)

        def at_once(database: Database) -> None:
            with lock:
                inner(database)

        return at_once

    with pytest.MonkeyPatch.context() as patched:
        for name in ("read", "write", "steady"):
            patched.setattr(Database, name, alone(name))
        for name in ("idle", "forget_log", "close"):
            patched.setattr(Database, name, alone_at_once(name))
        yield


@pytest.fixture(autouse=True)
def _no_windows_left() -> Iterator[None]:
    """Whatever has no parent goes with its test: each change of the look would dress it again."""
    yield
    if gc.get_count()[0] > MUCH:
        gc.collect()
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is not None and widgets.QApplication.instance() is not None and widgets.QApplication.topLevelWidgets():
        from PySide6.QtCore import QEvent

        gc.collect()
        for left in widgets.QApplication.topLevelWidgets():
            left.deleteLater()
        widgets.QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def fitted_out_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes a moment after the till is open, as the on-screen keyboard, comes with it."""
    monkeypatch.setattr("ui.counter.PRINT_AFTER", 0)


@pytest.fixture
def quick_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    """PINs are hashed as they are in a shop, only with little work: it is meant to take long."""
    quick = partial(argon2.PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(argon2, "PasswordHasher", quick)


@pytest.fixture
def clock() -> SetClock:
    """Monday, 23 November 2026, 8:00 in Berlin."""
    return SetClock(OPENING)


@pytest.fixture(scope="session")
def made_shop_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small shop as it is made, once, not to be changed."""
    use_language("en")
    path = tmp_path_factory.mktemp("small") / "shop.sqlite"
    clock = SetClock(OPENING)
    data = Shop("Späti Müller", "Weserstr. 1", "12047", "Berlin", tax_number="12/345/67890", till_serial="KASSE-TEST01")
    create_shop(path, data, owner="Olga", clock=clock)
    till = Till(path, clock=clock)
    with till.database.write() as work:
        groups = ("Getränke", "Bier", "Spirituosen", "Tabak", "Pfand")
        foods = ("Milch", "Süßes", "Backwaren", "Obst", "Käse", "Presse")
        work.catalog.put_departments([Department(name, "standard") for name in groups])
        work.catalog.put_departments([Department(name, "reduced") for name in foods])
        work.catalog.put_deposit_types(
            [
                DepositType("bier", "Pfand 0,08", Money(8)),
                DepositType("mehrweg", "Pfand 0,15", Money(15)),
                DepositType("einweg", "Pfand 0,25", Money(25)),
                DepositType("kasten", "Pfand Kasten", Money(150), "standard"),
            ]
        )
        work.catalog.add_many(PRODUCTS)
    till.close()
    return path


@pytest.fixture(scope="session")
def made_spaeti(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with quick keys, open for the day, its owner Aylin without PIN; made once, not to be changed."""
    path = tmp_path_factory.mktemp("spaeti") / "spaeti.sqlite"
    shop.make(path, SystemClock(), language="en")
    return path


@pytest.fixture
def shop_file(made_shop_file: Path, tmp_path: Path) -> Path:
    """A small shop with some articles, an owner without PIN and nobody else; its shift is not open."""
    return Path(shutil.copy(made_shop_file, tmp_path))


@pytest.fixture
def till(shop_file: Path, clock: SetClock) -> Iterator[Till]:
    """The small shop as an open till, its shift not yet open."""
    opened = Till(shop_file, clock=clock, hasher=PlainHasher())
    yield opened
    opened.close()


@pytest.fixture
def owner(till: Till) -> Actor:
    """The owner, who may do everything."""
    return till.people.owner()


@pytest.fixture
def cashier(till: Till, owner: Actor) -> Actor:
    """A cashier with the PIN 1111."""
    person = till.people.save(owner, Person("Aylin", Role.CASHIER), "1111")
    assert person.number is not None
    return Actor(person.number, person.name, person.role)


@pytest.fixture
def open_till(till: Till, owner: Actor) -> Till:
    """The till with its shift open on a float of 100.00."""
    till.shift.open(owner, Money(10000))
    return till
