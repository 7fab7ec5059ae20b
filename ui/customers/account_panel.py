"""A customer's account beside the list: what is owed line by line, stamps, and what may be done."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QVBoxLayout

from kasse.customers.people import Opened
from kasse.money import ZERO
from kasse.shop import Shop
from kasse.texts import _
from ui import theme
from ui.checkout.rows import figure
from ui.checkout.serving import standing_told
from ui.customers import words
from ui.widgets.keys import KeyButton, set_primary
from ui.widgets.table import Column, Entry, Table

ACTS = ("pay", "statement", "change", "correct", "data", "erase")


class AccountPanel(QFrame):
    """One customer. `acts` are the buttons by name."""

    def __init__(self, press: Callable[[str], None]) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.heading, self.told, self.contact = QLabel(), QLabel(), QLabel()
        self.heading.setObjectName("heading")
        self.told.setObjectName("quiet")
        self.contact.setObjectName("quiet")
        for label in (self.heading, self.told, self.contact):
            label.setWordWrap(True)
        self.table = Table(
            (
                Column(_("Day"), 114),
                Column(_("What")),
                Column(_("Amount"), 72, figures=True),
                Column(_("Owed"), 72, figures=True, bold=True),
            ),
            _("Tab"),
            _("Nothing was put on the tab yet."),
        )
        texts = {
            "pay": _("Pay the tab"),
            "statement": _("Statement as PDF"),
            "change": _("Edit"),
            "correct": _("Correct"),
            "data": _("Data as a file"),
            "erase": _("Erase"),
        }
        keys = {"pay": "Ctrl+Return", "change": "Ctrl+E", "statement": "Ctrl+P"}
        self.acts: dict[str, KeyButton] = {}
        grid = QGridLayout()
        grid.setSpacing(8)
        for number, name in enumerate(ACTS):
            key = KeyButton(texts[name], keys.get(name, ""), size=theme.BODY)
            key.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            key.clicked.connect(lambda _checked=False, name=name: press(name))
            if name in keys:
                key.on_key(keys[name])
            self.acts[name] = key
            grid.addWidget(key, number // 2, number % 2)
        self.acts["erase"].setObjectName("danger")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        for widget in (self.heading, self.told, self.contact):
            layout.addWidget(widget)
        layout.addWidget(self.table, 1)
        layout.addLayout(grid)
        self.number = 0

    def show_account(self, opened: Opened, shop: Shop) -> None:
        """A customer as they stand."""
        customer = opened.standing.customer
        self.number = customer.number or 0
        self.heading.setText(customer.name)
        told = standing_told(opened.standing)
        self.told.setText(told or _("No tab, no stamps yet."))
        known = " · ".join(text for text in (customer.group, customer.contact, customer.note) if text)
        self.contact.setText(known)
        self.contact.setVisible(bool(known))
        self._show_lines(opened, shop)
        owes = opened.standing.owes.cents > 0
        self.acts["pay"].setVisible(owes)
        self.acts["statement"].setVisible(bool(opened.tab))
        self.acts["correct"].setVisible(bool(opened.tab) or customer.tab_limit is not None)
        set_primary(self.acts["pay"], owes)

    def _show_lines(self, opened: Opened, shop: Shop) -> None:
        entries, balance = [], ZERO
        for number, line in enumerate(opened.tab):
            balance += line.amount
            cells = (words.day(line.at, shop), words.what(line), figure(line.amount), figure(balance))
            entries.append(Entry(str(number), cells))
        self.table.show_rows(entries[::-1], mark="")
