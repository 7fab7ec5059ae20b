"""What the tabs have in common: a field above a list, and beside it what it is for, with the main action."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kasse.errors import KasseError, Refused
from kasse.people import Permission
from kasse.quantity import Quantity
from kasse.texts import _
from ui import theme
from ui.pages import AtHand, Page, card
from ui.products.side import SidePanel
from ui.widgets.ask import Choice, Question
from ui.widgets.count_field import CountField, split_count
from ui.widgets.message import focus_on
from ui.widgets.table import Column, Table

BESIDE = 300
"""The width of what stands beside the list, at 100 %."""


LEAST = 110
"""What the list keeps at 100 %: its head and a sentence of two lines."""


class GatherView(QWidget):
    """Gathered by scanner; every line can be put right by Enter."""

    permission = Permission.STOCK

    def __init__(self, page: Page, columns: tuple[Column, ...], name: str, empty: str, action: str) -> None:
        super().__init__()
        self.page = page
        self.field = CountField(_("Scan or number"), _("Scan. A number before it counts that many: 12, then scan"))
        self.table = Table(columns, name, empty)
        self.table.setMinimumHeight(theme.px(LEAST))
        self.panel = SidePanel(action)
        self.panel.close_key.say(_("Give up"), "")
        self.panel.setFixedWidth(theme.px(BESIDE))
        self.worth = QLabel()
        self.worth.setObjectName("section")
        self.told = QLabel()
        self.told.setObjectName("quiet")
        for label in (self.worth, self.told):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.panel.inner.addWidget(self.told)
        self.panel.inner.addWidget(self.worth)
        self.above = QVBoxLayout()
        self.above.setSpacing(10)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.field)
        left.addLayout(self.above)
        left.addWidget(card(self.table), 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addLayout(left, 1)
        layout.addWidget(self.panel)
        self.field.entered.connect(self._typed)
        self.field.stepped.connect(self.table.step)
        self.field.confirmed.connect(self._confirm)
        self.table.chosen.connect(self.put_right)
        self.panel.wanted.connect(self.book)
        self.panel.closed.connect(self.ask_give_up)

    # For each tab to say

    def opened(self) -> None:
        """Load what was gathered so far."""

    def add(self, code: str, count: Quantity | None) -> None:
        """A scan, and the number typed before it."""

    def put_right(self, key: str) -> None:
        """The count of a row is to be put right."""

    def book(self) -> None:
        """The main action."""

    def give_up(self) -> None:
        """Forget what was gathered."""

    # What they share

    @property
    def at_hand(self) -> AtHand:
        """What leave is lent for: this list, until it is booked or the page is left."""
        return AtHand(f"send back {type(self).__name__}", _("It holds until this is booked, or the page is left."))

    def end_leave(self) -> None:
        """It is booked, given up or left."""
        self.page.end_leave(self.at_hand.key)

    def _confirm(self) -> None:
        if self.table.key():
            self.put_right(self.table.key())

    def take_scan(self, code: str) -> None:
        """One of it, or as many as were typed."""
        try:
            count = self.field.take_number()
        except Refused as error:
            self.page.refuse(error)
        else:
            self.add(code, count)

    def _typed(self, text: str) -> None:
        try:
            count, code = split_count(text)
        except Refused as error:
            self.page.refuse(error)
            return
        if code:
            self.field.clear()
            self.add(code, count)

    def typed_number(self) -> Quantity | None:
        """For keys that are pressed after a number; `Refused` is said."""
        try:
            return self.field.take_number()
        except KasseError as error:
            self.page.refuse(error)
            raise

    def ask_give_up(self) -> None:
        """Nothing is booked without a question, and nothing is forgotten without one."""
        if not self.table.rows.entries:
            self.focus()
            return

        def answer(_typed: str, _chosen: str) -> None:
            self.page.close_asking()
            self.give_up()

        self.page.ask(
            Question(
                _("Forget this list?"),
                _("What was scanned here is forgotten; nothing is booked."),
                "",
                "",
                choices=(Choice(_("Forget it"), "x"),),
            ),
            answer,
        )

    def focus(self) -> None:
        """Ready for the next scan."""
        focus_on(self.field)
