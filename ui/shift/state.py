"""The state of the shift at one look, and the way into the next one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from kasse.errors import Refused
from kasse.money import Money
from kasse.texts import _
from ui import theme
from ui.shift.figures import Tile
from ui.widgets.ask import Panel
from ui.widgets.fields import money_entry, money_field, money_of, show_wrong
from ui.widgets.keys import KeyButton
from ui.widgets.message import focus_on

NARROW = 720
"""Below this width at 100 % the figures stand in two rows."""


class StateCard(QFrame):
    """Since when, and the figures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.since, self.parked = QLabel(), QLabel()
        self.since.setObjectName("quiet")
        self.parked.setObjectName("quiet")
        for label in (self.since, self.parked):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._tiles: list[QWidget] = []
        self._narrow = False
        head = QHBoxLayout()
        head.addWidget(self.since, 3)
        head.addWidget(self.parked, 2)
        self.parked.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 12, 20, 12)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addLayout(self._grid)

    def show_state(self, since: str, parked: str, tiles: Sequence[Tile]) -> None:
        """Show it."""
        self.since.setText(since)
        self.parked.setText(parked)
        self.parked.setVisible(bool(parked))
        for widget in self._tiles:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._tiles = [_tile(tile) for tile in tiles]
        self._place()

    def blank(self) -> None:
        """Somebody else looks: nothing of what the one before might see."""
        self.show_state("", "", ())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two rows where one is too narrow."""
        super().resizeEvent(event)
        if self._narrow != (self.width() < theme.px(NARROW)):
            self._narrow = not self._narrow
            self._place()

    def _place(self) -> None:
        count = len(self._tiles)
        columns = max(1, (count + 1) // 2 if self._narrow and count > 3 else count)
        for number, widget in enumerate(self._tiles):
            self._grid.addWidget(widget, number // columns, number % columns)
            widget.show()  # at once, not when the layout comes to it
        for column in range(6):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)


def _tile(tile: Tile) -> QWidget:
    name, value = QLabel(tile.name), QLabel(tile.text)
    name.setObjectName("quiet")
    value.setFont(theme.font(theme.LARGE, bold=True))
    if tile.alarm:
        value.setObjectName("message")
        value.setProperty("alarm", True)
    value.setAccessibleName(f"{tile.name}: {tile.text}")
    widget = QWidget()
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(2)
    layout.addWidget(name)
    layout.addWidget(value)
    return widget


class OpeningPanel(Panel):
    """No shift is open: the float, and the key that opens one."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label, self.field = QLabel(_("Float")), money_field()
        self.label.setBuddy(self.field)
        self.field.setAccessibleName(_("Float"))
        self.field.setMaximumWidth(theme.px(420))
        self.wrong = QLabel()
        self.wrong.setObjectName("message")
        self.wrong.setProperty("alarm", True)
        self.wrong.setWordWrap(True)
        self.wrong.setTextFormat(Qt.TextFormat.PlainText)
        self.count = KeyButton(_("Count the float"), "Alt+C", size=theme.BODY)
        self.confirm = KeyButton(_("Open the shift"), _("Enter"), size=theme.BODY)
        self.confirm.setObjectName("primary")
        self.reports = KeyButton(_("Z reports"), "Alt+R", size=theme.BODY)
        self.book = KeyButton(_("Cash book"), "Alt+B", size=theme.BODY)
        for button in (self.confirm, self.count, self.reports, self.book):
            button.setAutoDefault(True)
            button.setFixedHeight(theme.px(56))
        self.count.on_key("Alt+C")
        self.reports.on_key("Alt+R")
        self.book.on_key("Alt+B")
        rows = []
        for buttons in (((self.confirm, 420), (self.count, 240)), ((self.reports, 240), (self.book, 240))):
            row = QHBoxLayout()
            row.setSpacing(10)
            for button, width in buttons:
                button.setMaximumWidth(theme.px(width))
                row.addWidget(button, width)
            row.addStretch(1)
            rows.append(row)
        for widget in (self.label, self.field, self.wrong):
            self.body.addWidget(widget)
        self.body.addSpacing(theme.px(8))
        for row in rows:
            self.body.addLayout(row)
        self.body.addStretch()
        self.field.returnPressed.connect(self.opened)
        self.confirm.clicked.connect(self.opened)

    def ask(self, left: Money | None) -> None:
        """Ask for the float; what was left in the drawer is proposed, and typing replaces it."""
        told = _("Count what lies in the drawer and enter it as the float. Then the till sells.")
        if left is not None:
            told = _("The last shift left what stands below in the drawer. Check it, then open the shift.")
        self.say(_("No shift is open"), told)
        self.field.setText("" if left is None else money_entry(left))
        self.refuse("")

    def take(self, counted: Money) -> None:
        """The float as it was counted."""
        self.field.setText(money_entry(counted))
        self.field.setModified(True)

    def amount(self) -> Money:
        """The float; `Refused` where it is missing or cannot be read."""
        amount = money_of(self.field)
        if amount is None:
            raise Refused("missing", _("Enter the float; 0 where the drawer is empty."))
        return amount

    def refuse(self, sentence: str) -> None:
        """Say why not, below the field."""
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))
        show_wrong(self.field, bool(sentence))
        focus_on(self.field)
