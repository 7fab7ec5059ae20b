"""Below the keys and questions: the keypad, and the commands that every customer needs."""

from collections.abc import Callable

from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from kasse.texts import _
from ui import theme
from ui.actions import command, key_text
from ui.checkout.keypad import Keypad
from ui.widgets.keys import KeyButton

GAP, TIGHT = 6, 3
SMALLER = ("exact", "card", "hold", "more")
RIM = 10
"""What a key has around its words."""
FLAT = 56
"""How high the commands are where all of them are in one row: Pay has two lines in large type."""


class Pad(QWidget):
    """Keypad and commands; where there is little room the commands alone, in two rows or in one."""

    def __init__(self, home: QLineEdit, press: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.keypad = Keypad(home)
        self.commands = {name: _command_key(name, press) for name in ("pay", *SMALLER)}
        self._rows = self._wanted = self._wish = 0
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(GAP)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.keypad, 56)
        layout.addLayout(self._grid, 44)
        self.fit(4, 0)

    def fit(self, rows: int, wish: int) -> None:
        """In so many rows: four have the keypad, and are as high as is wished for, within reason."""
        self._wanted, self._wish = rows, wish
        rows = 2 if rows == 1 and not self._fit_beside_pay() else rows
        least = rows * theme.px(theme.TARGET) + (rows - 1) * GAP if rows > 1 else theme.px(FLAT)
        self.setFixedHeight(min(max(least, wish), least + 4 * theme.px(14)) if rows == 4 else least)
        if rows != self._rows:
            self._rows = rows
            if self.keypad.isHidden() != (rows < 4):
                self.keypad.setHidden(rows < 4)
            self._place(rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Perhaps there is room for all words in one row now, or none any more."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit(self._wanted, self._wish)

    def _fit_beside_pay(self) -> bool:
        """Whether no word on the smaller keys would be cut in one row."""
        metrics = QFontMetrics(theme.font(theme.SMALL, bold=True))
        words = [word for name in SMALLER for word in self.commands[name].title.split()]
        widest = max(metrics.horizontalAdvance(word) for word in words)
        return widest + RIM <= (self.width() - 5 * TIGHT) // 6

    def _place(self, rows: int) -> None:
        columns = {4: 2, 2: 4, 1: 6}[rows]
        self._grid.setHorizontalSpacing(GAP if rows > 1 else TIGHT)
        for key in self.commands.values():
            self._grid.removeWidget(key)
        self._grid.addWidget(self.commands["pay"], 0, 0, min(2, rows), 2)
        for number, name in enumerate(SMALLER):
            place = (2 + number // 2, number % 2) if rows == 4 else (number * rows // 4, 2 + number % (4 // rows))
            self._grid.addWidget(self.commands[name], *place)
        for number in range(6):
            self._grid.setRowStretch(number, int(number < rows))
            self._grid.setColumnStretch(number, int(number < columns))


def _command_key(name: str, press: Callable[[str], None]) -> KeyButton:
    big = name == "pay"
    size = theme.TITLE if big else theme.BODY
    key = KeyButton(_(command(name).text), key_text(name), size=size, height=theme.TARGET)
    key.setObjectName("primary" if big else "")
    key.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
    key.clicked.connect(lambda: press(name))
    return key
