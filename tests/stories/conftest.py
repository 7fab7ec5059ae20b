"""Stories begin with a shop that is open for the day."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kasse.people import Person, Role
from kasse.till import Till
from tests.stories.window import Window, windows


@pytest.fixture
def spaeti(made_spaeti: Path, tmp_path: Path, quick_pins: None) -> Path:
    """A shop with quick keys, open for the day; its owner Aylin has no PIN."""
    return Path(shutil.copy(made_spaeti, tmp_path))


@pytest.fixture
def staff(spaeti: Path) -> Path:
    """The same with Mehmet, a cashier, at the till (1111), Sophie, a manager (2222), and the owner's PIN 9999."""
    till = Till(spaeti)
    owner = till.people.owner()
    mehmet = till.people.save(owner, Person("Mehmet", Role.CASHIER), "1111")
    till.people.save(owner, Person("Sophie", Role.MANAGER), "2222")
    till.people.change_own_pin(owner, "", "9999")
    assert mehmet.number is not None
    till.people.log_in(mehmet.number, "1111")
    till.close()
    return spaeti


@pytest.fixture
def open_window(qtbot: QtBot, qapp: QApplication) -> Iterator[Callable[..., Window]]:
    """Opens the till's window on a shop."""
    yield from windows(qtbot, qapp)


@pytest.fixture
def window(open_window: Callable[..., Window], spaeti: Path) -> Window:
    """The window on the open shop."""
    return open_window(spaeti)
