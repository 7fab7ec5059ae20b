"""Every command of the window once: its name, its text, its key, and what it takes to be allowed.

The permission is only named here, for menus and help; the core checks it.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from kasse.texts import N_, _


class Command(NamedTuple):
    """One command; `permission` is the value of a `kasse.people.Permission`, empty where anybody may.

    `group` is where the help lists it: "sell", "line", "pay", "page" or "window".
    """

    name: str
    text: str
    key: str
    permission: str = ""
    group: str = "sell"


COMMANDS = (
    Command("scan", N_("Scan or search"), "F2"),
    Command("times", N_("3 × one article"), "*", "sell"),
    Command("hold", N_("Park"), "F7", "sell"),
    Command("recall", N_("Recall"), "F8", "sell"),
    Command("return", N_("Return"), "Ctrl+R", "return_by_receipt"),
    Command("last", N_("Last receipt"), "F9"),
    Command("drawer", N_("Drawer"), "Ctrl+O", "open_drawer"),
    Command("customer", N_("Customer"), "Ctrl+G", "sell"),
    Command("voucher", N_("Voucher"), "Ctrl+I", "sell"),
    Command("eat_in", N_("Eaten here"), "Ctrl+F2", "sell"),
    Command("take_out", N_("Taken, not paid"), "Ctrl+F6", "own_use"),
    Command("reserved", N_("Reservations"), "Ctrl+H", "sell"),
    Command("age_yes", N_("Old enough"), "F5", "sell"),
    Command("age_no", N_("Too young"), "F6", "sell"),
    Command("more_of_it", N_("One more"), "+", "sell", "line"),
    Command("less_of_it", N_("One less"), "-", "sell", "line"),
    Command("discount", N_("Discount"), "F3", "discount", "line"),
    Command("price", N_("Other price"), "F4", "price_override", "line"),
    Command("void_line", N_("Void line"), "Del", "void_line", "line"),
    Command("pay", N_("Pay"), "F12", "sell", "pay"),
    Command("exact", N_("Exact cash"), "F11", "sell", "pay"),
    Command("card", N_("Card"), "Shift+F12", "sell", "pay"),
    Command("tab", N_("On the tab"), "Shift+F11", "tab", "pay"),
    Command("tip", N_("Tip"), "Ctrl+F3", "sell", "pay"),
    Command("foreign", N_("Foreign cash"), "Ctrl+F5", "sell", "pay"),
    Command("without_tse", N_("Go on without the TSE"), "Ctrl+F12", "sell", "pay"),
    Command("give_up", N_("Give up the basket"), "Shift+Del", "void_line", "line"),
    Command("checkout", N_("Checkout"), "Ctrl+1", "", "page"),
    Command("products", N_("Products"), "Ctrl+2", "products", "page"),
    Command("shift", N_("Shift"), "Ctrl+3", "shift", "page"),
    Command("receipts", N_("Receipts"), "Ctrl+4", "", "page"),
    Command("people", N_("People"), "Ctrl+5", "people", "page"),
    Command("settings", N_("Settings"), "Ctrl+6", "settings", "page"),
    Command("overview", N_("Office"), "Ctrl+7", "figures", "page"),
    Command("stock", N_("Stock"), "Ctrl+8", "stock", "page"),
    Command("buying", N_("Buying"), "Ctrl+9", "buying", "page"),
    Command("prices", N_("Prices"), "Ctrl+0", "products", "page"),
    Command("stocktake", N_("Stocktake"), "Shift+F2", "count_stock", "page"),
    Command("sendback", N_("Send back"), "Shift+F3", "stock", "page"),
    Command("customers", N_("Customers"), "Shift+F4", "", "page"),
    Command("promotions", N_("Promotions"), "Shift+F5", "products", "page"),
    Command("figures", N_("Figures"), "Shift+F6", "figures", "page"),
    Command("exchange", N_("Data"), "Shift+F7", "products", "page"),
    Command("market", N_("Market"), "Shift+F8", "", "page"),
    Command("law", N_("Tax office"), "Ctrl+F9", "settings", "page"),
    Command("help", N_("All keys"), "F1", "", "page"),
    Command("more", N_("More"), "F10", "", "window"),
    Command("user", N_("Cashier"), "Ctrl+L", "", "window"),
    Command("tse", N_("How the TSE is"), "Shift+F9", "", "window"),
    Command("back", N_("Back"), "Esc", "", "window"),
)

PAGES = tuple(entry.name for entry in COMMANDS if entry.group == "page")

TYPED = ("times", "more_of_it", "less_of_it")
"""Their keys are characters, which belong to whatever field has the focus; the scan field acts on them itself."""


def command(name: str) -> Command:
    """A command by its name."""
    return next(entry for entry in COMMANDS if entry.name == name)


_HELD = {"Ctrl": N_("Ctrl+{key}"), "Shift": N_("Shift+{key}"), "Alt": "Alt+{key}"}
_NAMED = {"Del": N_("Del"), "Return": N_("Enter"), "Enter": N_("Enter"), "-": "−"}


def key_words(key: str) -> str:
    """A key as the keyboards of this language name it: Ctrl+R is Strg+R on a German one."""
    *held, last = re.split(r"\+(?=.)", key)
    if not all(name in _HELD for name in held):
        return key
    text = _(_NAMED[last]) if last in _NAMED else last
    for name in reversed(held):
        text = _(_HELD[name]).format(key=text)
    return text.replace("++", " +").replace("+−", " −")


def key_text(name: str) -> str:
    """A command's key as it is printed on its button."""
    return key_words(command(name).key)


def add_actions(window: QWidget, handlers: Mapping[str, Callable[[], None]]) -> dict[str, QAction]:
    """Give a window all commands, each on its key; a command without a handler is a mistake."""
    actions = {}
    for entry in COMMANDS:
        action = QAction(_(entry.text), window)
        action.setObjectName(entry.name)
        if entry.name not in TYPED:
            action.setShortcut(QKeySequence(entry.key))
        action.setAutoRepeat(False)  # a key that is held down must not pay twice
        handler = handlers[entry.name]
        action.triggered.connect(lambda _checked=False, handler=handler: handler())
        window.addAction(action)
        actions[entry.name] = action
    return actions
