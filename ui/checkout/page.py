"""The checkout as widgets: find, basket and total on the left, keys and questions on the right.

It is built before the till is open and knows nothing of it; `flow` brings it to life. What is scanned in the first
moments waits in `early`.
"""

from functools import cached_property
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kasse.texts import _, ngettext
from ui import theme
from ui.actions import command, key_text
from ui.checkout.basket_view import BasketView
from ui.checkout.model import BasketModel
from ui.checkout.panels import AgePanel, AskPanel, NoticePanel, PayPanel
from ui.checkout.quick_keys import QuickKeys
from ui.checkout.scan_field import Message, ScanField
from ui.checkout.total import TotalPanel
from ui.last_state import LastState
from ui.widgets.keys import KeyButton

P = TypeVar("P", bound=QWidget)


class CheckoutPage(QWidget):
    """The cashier's desk."""

    first_paint = Signal()
    age_answered = Signal(bool)
    money_typed = Signal(str)
    scanned_while_paying = Signal(str)

    def __init__(self, state: LastState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.early: list[str] = []
        self.scan = ScanField()
        self.message = Message()
        self.model = BasketModel(self)
        self.basket = BasketView(self.model)
        self.found = QListWidget()
        self.total = TotalPanel()
        self.keys = QuickKeys(state.keys)
        self.commands = {name: _command_key(name) for name in ("hold", "recall", "void_line", "back", "pay")}
        self.below, self.side = QStackedWidget(), QStackedWidget()
        self._set_up()
        if state.draft_lines:
            self.message.say(_waiting_text(state.draft_lines))
        self.scan.entered.connect(self.early.append)
        self.keys.pressed.connect(self.early.append)
        self.basket.painted.connect(self.first_paint)  # the basket is the last of the window to be painted

    # The layout

    def _set_up(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(16)
        left, right = QWidget(), QWidget()
        self._set_up_left(left)
        self._set_up_right(right)
        layout.addWidget(left, 59)
        layout.addWidget(right, 41)

    def _set_up_left(self, left: QWidget) -> None:
        find = QHBoxLayout()
        find.setSpacing(14)
        find.addWidget(self.scan, 61)
        find.addWidget(self.message, 39)
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.found.setFont(theme.font(theme.LARGE))
        self.below.addWidget(self.basket)
        self.below.addWidget(self.found)
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 5, 1, 5)
        inside.addWidget(self.below)
        layout = QVBoxLayout(left)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(find)
        layout.addWidget(card, 1)
        layout.addWidget(self.total)
        self.scan.stepped.connect(self._step)

    def _set_up_right(self, right: QWidget) -> None:
        self.side.addWidget(self.keys)
        layout = QVBoxLayout(right)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.side, 1)
        layout.addLayout(self._command_keys())

    def _command_keys(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(8)
        for number, name in enumerate(("hold", "recall", "void_line", "back")):
            grid.addWidget(self.commands[name], number // 2, number % 2)
        pay = self.commands["pay"]
        pay.setObjectName("primary")
        pay.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        grid.addWidget(pay, 0, 2, 2, 1)
        for column, stretch in enumerate((4, 4, 5)):
            grid.setColumnStretch(column, stretch)
        return grid

    # What is asked on the right, each made when it is first needed: the first window is there sooner

    @cached_property
    def ask(self) -> AskPanel:
        """For a price, a weight, a float, a PIN."""
        return self._panel(AskPanel())

    @cached_property
    def age(self) -> AgePanel:
        """How old?"""
        panel = self._panel(AgePanel())
        panel.answered.connect(self.age_answered)
        return panel

    @cached_property
    def pay(self) -> PayPanel:
        """How much is given?"""
        panel = self._panel(PayPanel())
        panel.typed.connect(self.money_typed)
        panel.scanned.connect(self.scanned_while_paying)
        return panel

    @cached_property
    def notice(self) -> NoticePanel:
        """Something to read."""
        return self._panel(NoticePanel())

    def _panel(self, panel: P) -> P:
        self.side.addWidget(panel)
        return panel

    def shows(self, *kinds: type[QWidget]) -> bool:
        """Whether one of these is what stands on the right."""
        return isinstance(self.side.currentWidget(), kinds)

    # What is in sight

    def show_keys(self) -> None:
        """Back to selling: quick keys on the right, the basket on the left, the focus where scans go."""
        self.side.setCurrentWidget(self.keys)
        self.below.setCurrentWidget(self.basket)
        self.focus_scan()

    def focus_scan(self) -> None:
        """Ready for the next scan."""
        self.scan.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_choices(self, lines: list[str]) -> None:
        """A list in the basket's place; the focus stays in the scan field."""
        self.found.clear()
        self.found.addItems(lines)
        self.found.setCurrentRow(0)
        self.below.setCurrentWidget(self.found)
        self.focus_scan()

    @property
    def choosing(self) -> bool:
        """Whether a list is shown to choose from."""
        return self.below.currentWidget() is self.found

    def _step(self, step: int) -> None:
        if self.choosing:
            self.found.setCurrentRow(min(max(0, self.found.currentRow() + step), self.found.count() - 1))
        else:
            self.basket.mark_next(step)

    def show_held(self, count: int) -> None:
        """How many baskets are parked, on the key that fetches them."""
        key = key_text("recall")
        parked = _("{count} parked").format(count=count)
        detail = f"{key} · {parked}" if count else key
        self.commands["recall"].say(_(command("recall").text), detail)


def _command_key(name: str) -> KeyButton:
    big = name == "pay"
    return KeyButton(_(command(name).text), key_text(name), size=theme.TITLE if big else theme.LARGE)


def _waiting_text(lines: int) -> str:
    return ngettext("A basket with {count} line waits.", "A basket with {count} lines waits.", lines).format(
        count=lines
    )
