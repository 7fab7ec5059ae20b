"""The quick keys page below page, as the checkout shows them; one of them may be marked."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.checkout.quick_keys import GAP, KEY_HEIGHT, KEY_WIDTH, NO_COLOUR
from ui.products import key_order
from ui.widgets.keys import KeyButton
from ui.widgets.tray import bring_into_sight

LEADING, TRAILING = 16, 12

Looks = dict[str, tuple[str, str]]
"""By a key's code what stands below its text, and its colour."""


class KeyGrid(QWidget):
    """All keys, each page below its name; one of them is marked."""

    pressed = Signal(int)
    """A key by its place in the whole list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[int, KeyButton] = {}
        self.names: dict[str, QLabel] = {}
        self._keys: key_order.Keys = ()
        self._marked = -1
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP)
        self._columns = 0
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LEADING, 4, TRAILING, 12)
        layout.addLayout(self._grid)
        layout.addStretch()

    def show_keys(self, keys: key_order.Keys, marked: int, seen: Looks) -> None:
        """Show these, and mark one by its place."""
        for old in (*self.buttons.values(), *self.names.values()):
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._keys, self._marked = keys, marked
        self.names = {name: _name(name) for name in key_order.pages(keys)}
        self.buttons = {place: self._button(place, seen) for place in range(len(keys))}
        if marked in self.buttons:
            self.buttons[marked].setChecked(True)
        self._arrange()

    def _button(self, place: int, seen: Looks) -> KeyButton:
        key = self._keys[place]
        price, colour = seen.get(key.code, (key.code, NO_COLOUR))
        made = KeyButton(key.label, price, size=theme.BODY, height=KEY_HEIGHT, parent=self)
        made.setObjectName("quick")
        made.mark(colour)
        made.setCheckable(True)
        made.clicked.connect(lambda: self.pressed.emit(place))
        return made

    def show_marked(self) -> None:
        """Scroll to the key that is marked."""
        if self._marked in self.buttons:
            bring_into_sight(self.buttons[self._marked], GAP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as fit."""
        super().resizeEvent(event)
        if self._columns != self._fitting():
            self._arrange()
        self.show_marked()

    def _fitting(self) -> int:
        return max(2, (self.width() - LEADING - TRAILING + GAP) // (theme.px(KEY_WIDTH) + GAP))

    def _arrange(self) -> None:
        for column in range(self._columns):
            self._grid.setColumnStretch(column, 0)
        for row in range(self._grid.rowCount()):
            self._grid.setRowMinimumHeight(row, 0)
        self._columns = self._fitting()
        row = 0
        for name, label in self.names.items():
            self._grid.addWidget(label, row, 0, 1, self._columns)
            row = self._arrange_page(name, row + 1)
        for column in range(self._columns):
            self._grid.setColumnStretch(column, 1)

    def _arrange_page(self, name: str, first: int) -> int:
        """The keys of a page from a row on; gives the row below them."""
        mine = [self.buttons[place] for place, key in enumerate(self._keys) if key.page == name]
        for number, made in enumerate(mine):
            row, column = divmod(number, self._columns)
            self._grid.addWidget(made, first + row, column)
            self._grid.setRowMinimumHeight(first + row, theme.px(KEY_HEIGHT))  # the stylesheet would let it be lower
        return first - (-len(mine) // self._columns)


def _name(name: str) -> QLabel:
    label = QLabel(name)
    label.setObjectName("section")
    label.setContentsMargins(0, theme.px(10), 0, 0)
    return label
