"""The wizard as a program of its own, before the till's."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QApplication

from kasse.clock import SystemClock
from ui.machine import Machine
from ui.setup.making import Maker
from ui.setup.wizard import Wizard
from ui.tasks import Bug, StoreThread
from ui.widgets.keyboard import OnScreenKeyboard
from ui.window import fill_small_screen

if TYPE_CHECKING:
    from ui.window import TillWindow


def first_run(
    app: QApplication,
    shop_place: Path,
    demo_place: Path,
    bug: Bug,
    machine: Machine = Machine(),  # noqa: B008 - a value
) -> Path | None:
    """Show the wizard until a shop is made, and give its place; None where the window was closed."""
    tasks = StoreThread(bug)
    maker = Maker(shop_place, demo_place, SystemClock())
    wizard = Wizard(maker, tasks)
    OnScreenKeyboard(cast("TillWindow", wizard), machine.keyboard)
    fill_small_screen(wizard)
    app.exec()
    maker.stop.set()
    tasks.close()  # what was being made is cleared away before the program ends
    wizard.deleteLater()
    return wizard.path
