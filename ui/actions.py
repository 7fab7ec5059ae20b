"""Every command of the window once: its name, its text, its key, and what it takes to be allowed.

The permission is only named here, for menus and help; the core checks it.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from kasse.texts import N_, _


class Command(NamedTuple):
    """One command; `permission` is the value of a `kasse.people.Permission`, empty where anybody may."""

    name: str
    text: str
    key: str
    permission: str = ""


COMMANDS = (
    Command("scan", N_("Scan or search"), "F2"),
    Command("age_yes", N_("Old enough"), "F5", "sell"),
    Command("age_no", N_("Too young"), "F6", "sell"),
    Command("hold", N_("Park"), "F7", "sell"),
    Command("recall", N_("Recall"), "F8", "sell"),
    Command("pay", N_("Pay"), "F12", "sell"),
    Command("void_line", N_("Void line"), N_("Del"), "void_line"),
    Command("back", N_("Back"), "Esc"),
)


def command(name: str) -> Command:
    """A command by its name."""
    return next(entry for entry in COMMANDS if entry.name == name)


def key_text(name: str) -> str:
    """A command's key as it is printed on its button."""
    return _(command(name).key)


def add_actions(window: QWidget, handlers: Mapping[str, Callable[[], None]]) -> dict[str, QAction]:
    """Give a window all commands, each on its key; a command without a handler is a mistake."""
    actions = {}
    for entry in COMMANDS:
        action = QAction(_(entry.text), window)
        action.setObjectName(entry.name)
        action.setShortcut(QKeySequence(entry.key))
        action.setAutoRepeat(False)  # a key that is held down must not pay twice
        handler = handlers[entry.name]
        action.triggered.connect(lambda _checked=False, handler=handler: handler())
        window.addAction(action)
        actions[entry.name] = action
    return actions
