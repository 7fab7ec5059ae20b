"""The till's window on the small shop, with everything run inline."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kasse.catalog import QuickKey
from kasse.clock import SetClock
from kasse.money import Money
from kasse.sale import Tender, TenderType
from kasse.till import Till
from tests.conftest import OPENING
from ui import last_state, theme
from ui.app import Assembly
from ui.tasks import InlineTasks

OpenWindow = Callable[..., Assembly]
Sell = Callable[..., None]


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication, quick_pins: None) -> None:
    theme.apply(qapp, dark=False)


@pytest.fixture(scope="session")
def made_ready_shop(made_shop_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small shop with quick keys, its shift open on 100.00; made once, not to be changed."""
    path = Path(shutil.copy(made_shop_file, tmp_path_factory.mktemp("ready")))
    till = Till(path, clock=SetClock(OPENING))
    with till.database.write() as work:
        work.catalog.put_quick_keys([QuickKey("Backwaren", "Brötchen", "101"), QuickKey("Presse", "Zeitung", "103")])
    till.shift.open(till.people.owner(), Money(10000))
    till.close()
    return path


@pytest.fixture
def ready_shop(made_ready_shop: Path, tmp_path: Path) -> Path:
    """The small shop with quick keys, its shift open on 100.00."""
    return Path(shutil.copy(made_ready_shop, tmp_path))


@pytest.fixture
def open_window(qtbot: QtBot, ready_shop: Path, clock: SetClock) -> Iterator[OpenWindow]:
    """Opens the window on the shop, or on another; what is still open at the end is closed."""
    opened: list[Assembly] = []

    def open_one(path: Path = ready_shop) -> Assembly:
        assembly = Assembly(last_state.read(path), lambda: Till(path, clock=clock), InlineTasks())
        assembly.window.show()
        qtbot.addWidget(assembly.window)
        qtbot.waitUntil(lambda: assembly.flow is not None or assembly.failure is not None)
        opened.append(assembly)
        return assembly

    yield open_one
    for assembly in opened:
        assembly.window.close()
        assembly.close()
        assembly.window.deleteLater()  # else every later change of the look dresses it again
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def assembly(open_window: OpenWindow) -> Assembly:
    """The open window."""
    return open_window()


@pytest.fixture
def sell(ready_shop: Path, clock: SetClock) -> Sell:
    """Sells articles for cash, before the window opens; the next customer comes some minutes later."""

    def one(*codes: str, minutes: int = 5) -> None:
        till = Till(ready_shop, clock=clock)
        basket = till.checkout.new_basket()
        for code in codes:
            basket = till.checkout.scan(basket, code)
        till.checkout.pay(till.people.owner(), basket, [Tender(TenderType.CASH, Money(5000))])
        till.close()
        clock.advance(minutes=minutes)

    return one
