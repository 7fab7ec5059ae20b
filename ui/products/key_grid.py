"""One page of quick keys, as the checkout shows it; one of them may be marked."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from kasse.catalog import QuickKey
from ui import theme
from ui.checkout.quick_keys import GAP, KEY_HEIGHT, KEY_WIDTH, NO_COLOUR
from ui.widgets.keys import KeyButton

Looks = dict[str, tuple[str, str]]
"""By a key's code what stands below its text, and its colour."""


class KeyGrid(QWidget):
    """The keys of one page; one of them is marked."""

    pressed = Signal(int)
    """A key by its place in the whole list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[int, KeyButton] = {}
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP)
        self._columns = 0
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._grid)
        layout.addStretch()

    def show_keys(self, keys: list[tuple[int, QuickKey]], marked: int, seen: Looks) -> None:
        """Show these, with their places."""
        for old in self.buttons.values():
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.buttons = {place: self._button(place, key, seen) for place, key in keys}
        if marked in self.buttons:
            self.buttons[marked].setChecked(True)
        self._arrange()

    def _button(self, place: int, key: QuickKey, seen: Looks) -> KeyButton:
        price, colour = seen.get(key.code, (key.code, NO_COLOUR))
        made = KeyButton(key.label, price, size=theme.BODY, height=KEY_HEIGHT, parent=self)
        made.setObjectName("quick")
        made.mark(colour)
        made.setCheckable(True)
        made.clicked.connect(lambda: self.pressed.emit(place))
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as fit."""
        super().resizeEvent(event)
        if self._columns != self._fitting():
            self._arrange()

    def _fitting(self) -> int:
        return max(2, (self.width() + GAP) // (theme.px(KEY_WIDTH) + GAP))

    def _arrange(self) -> None:
        for column in range(self._columns):
            self._grid.setColumnStretch(column, 0)
        self._columns = self._fitting()
        for number, made in enumerate(self.buttons.values()):
            self._grid.addWidget(made, number // self._columns, number % self._columns)
        for column in range(self._columns):
            self._grid.setColumnStretch(column, 1)
