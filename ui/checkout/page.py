"""The checkout as widgets: find, basket and total on the left, keys, questions and keypad on the right.

It is built before the till is open and knows nothing of it; `flow` brings it to life. What is scanned in the first
moments waits in `early`.
"""

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kasse.texts import _, ngettext
from ui import theme
from ui.actions import command, key_text
from ui.checkout.basket_view import BasketView
from ui.checkout.model import BasketModel
from ui.checkout.pad import Pad
from ui.checkout.place_bar import PlaceBar
from ui.checkout.quick_keys import QuickKeys
from ui.checkout.scan_field import FindBar
from ui.checkout.total import TotalPanel
from ui.last_state import Key, LastState
from ui.widgets.message import announce, focus_on

if TYPE_CHECKING:
    from ui.checkout.panels import AgePanel, LinePanel, MorePanel, NoticePanel, PayPanel, SlowPanel
    from ui.checkout.reserve_panel import ReservePanel
    from ui.widgets.ask import AskPanel
    from ui.widgets.table import Entry, Table

W = TypeVar("W", bound=QWidget)

LOW = 460
"""A page lower than this, at 100 %, has no room for the keypad; an on-screen keyboard comes where it is needed."""
FLAT, FLATTEST = 370, 320
"""In a page lower than these, at 100 %, total and field are low as well, and then the commands are in one row."""
LEAST_LEFT, LEAST_RIGHT, LEAST_BASKET = 352, 300, 54
"""The least that everything can be read and hit in, at 100 %; where there is less, the page scrolls."""


class CheckoutPage(QWidget):
    """The cashier's desk."""

    first_paint = Signal()
    pressed = Signal(str)
    """A command's button, by the command's name."""
    scanned = Signal(str)
    """A code by the scanner, whatever has the focus."""
    chosen = Signal(str)
    """A row of the list in the basket's place, by its key."""
    touched_line = Signal()
    """A line of the basket was touched."""

    def __init__(self, state: LastState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("own_keypad", True)
        self.early: list[str] = []
        self.walked = False
        """Whether the arrows were used in the list: Enter takes what is marked then, whatever is typed."""
        self.bar = FindBar()
        self.scan, self.message = self.bar.field, self.bar.message
        self.model = BasketModel(self)
        self.basket = BasketView(self.model)
        self.total, self.place = TotalPanel(), PlaceBar(self.pressed.emit)
        self.keys = QuickKeys(state.keys)
        self.pad = Pad(self.scan, self.pressed.emit)
        self.keypad, self.commands = self.pad.keypad, self.pad.commands
        self.below, self.side = QStackedWidget(), QStackedWidget()
        self._set_up()
        if state.draft_lines:
            self.message.say(_waiting_text(state.draft_lines))
        self.scan.entered.connect(self.early.append)
        self.keys.pressed.connect(self.early.append)
        self.scanned.connect(self.early.append)
        self.basket.clicked.connect(lambda _index: self.touched_line.emit())
        self.basket.painted.connect(self.first_paint)  # the basket is the last of the window to be painted

    # The layout

    def _set_up(self) -> None:
        layout = self._halves = QHBoxLayout(self)
        layout.setSpacing(16)
        left, right = QWidget(), QWidget()
        self._set_up_left(left)
        self._set_up_right(right)
        layout.addWidget(left, 59)
        layout.addWidget(right, 41)
        left.setMinimumWidth(theme.px(LEAST_LEFT))
        right.setMinimumWidth(theme.px(LEAST_RIGHT))
        self._space(flat=False)

    def _set_up_left(self, left: QWidget) -> None:
        self.below.addWidget(self.basket)
        self.below.setMinimumHeight(theme.px(LEAST_BASKET))
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 5, 1, 5)
        inside.addWidget(self.below)
        layout = self._left = QVBoxLayout(left)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.bar)
        layout.addWidget(card, 1)
        layout.addWidget(self.place)
        layout.addWidget(self.total)
        self.scan.stepped.connect(self._step)

    def _set_up_right(self, right: QWidget) -> None:
        self.side.addWidget(self.keys)
        layout = self._right = QVBoxLayout(right)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.side, 1)
        layout.addWidget(self.pad)

    def lay_on_tray(self) -> None:
        """From now on what is asked on the right is scrolled where it must; Pay and the total stay in sight."""
        from ui.widgets.tray import lay_on_tray

        lay_on_tray(self._right, self.side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is much room the keypad is higher; where there is little, questions and the total need it."""
        super().resizeEvent(event)
        high = self.height()
        self.setProperty("own_keypad", high >= theme.px(LOW))
        rows = next((rows for rows, limit in ((4, LOW), (2, FLATTEST)) if high >= theme.px(limit)), 1)
        self.pad.fit(rows, high * 30 // 100)
        self._space(flat=high < theme.px(FLAT))
        if "pay" in self.__dict__:
            self.pay.fit(self._room())

    def _room(self) -> int:
        """How high what stands on the right may be without being scrolled."""
        around = self._halves.contentsMargins()
        return self.height() - around.top() - around.bottom() - self._right.spacing() - self.pad.height()

    def _space(self, *, flat: bool) -> None:
        """What is between things, and how high those are that may give way."""
        top, foot = (6, 6) if flat else (16, 12)
        self._halves.setContentsMargins(16, top, 16, foot)
        for column in (self._left, self._right):
            column.setSpacing(6 if flat else 12)
        self.bar.be_flat(flat)
        self.total.be_flat(flat)

    # What is asked on the right, each made when it is first needed: the first window is there sooner

    @cached_property
    def ask(self) -> "AskPanel":
        """For a price, a weight, a float, a PIN."""
        from ui.widgets.ask import AskPanel

        return self._panel(AskPanel())

    @cached_property
    def age(self) -> "AgePanel":
        """How old?"""
        from ui.checkout.panels import AgePanel

        return self._panel(AgePanel(self.pressed.emit))

    @cached_property
    def pay(self) -> "PayPanel":
        """How much is given?"""
        from ui.checkout.panels import PayPanel

        panel = PayPanel(self.pressed.emit)
        panel.fit(self._room())
        return self._panel(panel)

    @cached_property
    def line(self) -> "LinePanel":
        """What is to become of a line?"""
        from ui.checkout.panels import LinePanel

        return self._panel(LinePanel(self.pressed.emit))

    @cached_property
    def reserve(self) -> "ReservePanel":
        """What somebody outside would like to fetch."""
        from ui.checkout.reserve_panel import ReservePanel

        return self._panel(ReservePanel(self.pressed.emit))

    @cached_property
    def more(self) -> "MorePanel":
        """Everything else."""
        from ui.checkout.panels import MorePanel

        return self._panel(MorePanel(self.pressed.emit))

    @cached_property
    def slow(self) -> "SlowPanel":
        """The fiscal device takes long."""
        from ui.checkout.panels import SlowPanel

        return self._panel(SlowPanel(self.pressed.emit))

    @cached_property
    def notice(self) -> "NoticePanel":
        """Something to read."""
        from ui.checkout.panels import NoticePanel

        return self._panel(NoticePanel(self.pressed.emit))

    @cached_property
    def found(self) -> "Table":
        """A list to choose from in the basket's place; it leaves the focus with the scan field."""
        from ui.widgets.table import Column, Table

        columns = (
            Column(_("Article")),
            Column(_("Code"), 180, quiet=True),
            Column(_("Price"), 120, figures=True, bold=True),
        )
        table = Table(columns, _("Found"), size=theme.LARGE)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.horizontalHeader().hide()
        table.chosen.connect(self.chosen)
        self.below.addWidget(table)
        return table

    def _panel(self, panel: W) -> W:
        self.side.addWidget(panel)
        return panel

    def shows(self, name: str) -> bool:
        """Whether this is what stands on the right, by its name here: "keys", "ask", "pay" ..."""
        return name in self.__dict__ and self.side.currentWidget() is self.__dict__[name]

    # What is in sight

    def show_side(self, name: str) -> None:
        """Show one of the panels on the right, by its name here."""
        self.side.setCurrentWidget(getattr(self, name))

    def show_keys(self) -> None:
        """Back to selling: quick keys on the right, the basket on the left, the focus where scans go."""
        self.side.setCurrentWidget(self.keys)
        self.below.setCurrentWidget(self.basket)
        self.focus_scan()

    def came_back(self) -> None:
        """In sight again: the focus is where the next scan or answer goes."""
        if self.shows("ask"):
            self.ask.ask_again()
        elif self.shows("more") or self.shows("line"):
            self.show_keys()
        elif self.shows("pay"):
            focus_on(self.pay.field)
        else:
            self.focus_scan()

    def focus_scan(self) -> None:
        """Ready for the next scan."""
        self.scan.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_choices(self, entries: "list[Entry]") -> None:
        """A list in the basket's place; the focus stays in the scan field."""
        self.found.show_rows(entries, mark="")
        self.found.mark_row(0)
        self.below.setCurrentWidget(self.found)
        self.focus_scan()

    def tell_line(self) -> None:
        """Have a screen reader say the marked line: its eyes are on the goods."""
        number = self.basket.currentIndex().row()
        if 0 <= number < len(self.model.rows):
            row = self.model.rows[number]
            announce(self.basket, f"{row.quantity} {row.name} {row.total}")

    def hide_choices(self) -> None:
        """The basket is back in its place."""
        self.below.setCurrentWidget(self.basket)

    @property
    def choosing(self) -> bool:
        """Whether a list is shown to choose from."""
        return self.below.currentWidget() is not self.basket

    def _step(self, step: int) -> None:
        if self.choosing:
            self.walked = True
            self.found.step(step)
        else:
            self.basket.mark_next(step)

    def show_held(self, count: int, *, empty: bool) -> None:
        """How many baskets are parked; with nothing to park the same key fetches one back."""
        key = key_text("hold")
        title = _(command("recall" if empty and count else "hold").text)
        self.commands["hold"].say(title, f"{key} · {count}" if count else key)
        self.commands["hold"].setToolTip(_("{count} parked").format(count=count) if count else "")

    def show_quick_keys(self, keys: tuple[Key, ...]) -> None:
        """Other quick keys in the place of those that were there."""
        before, was_shown = self.keys, self.shows("keys")
        self.keys = QuickKeys(keys)
        self.side.insertWidget(0, self.keys)
        self.side.removeWidget(before)
        before.deleteLater()
        if was_shown:
            self.side.setCurrentWidget(self.keys)


def _waiting_text(lines: int) -> str:
    return ngettext("A basket with {count} line waits.", "A basket with {count} lines waits.", lines).format(
        count=lines
    )
