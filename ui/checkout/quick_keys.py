"""The quick keys: a page for each kind of goods, a thin mark in the department's colour on each key."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kasse.texts import _, current_language, number_signs
from ui import theme
from ui.checkout.chips import Chip, Chips
from ui.last_state import Key
from ui.widgets.keys import KeyButton

KEY_WIDTH, KEY_HEIGHT, GAP = 122, 78, 8
LOW, FLAT = 420, 280
"""Where there is less room than this, at 100 %, the departments have one row; and the keys are lower, or low."""
HEIGHTS = (KEY_HEIGHT, 76, 48)
NO_COLOUR = "#8a8780"


class QuickKeys(QWidget):
    """All quick keys, page by page."""

    pressed = Signal(str)

    def __init__(self, keys: tuple[Key, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first_code = keys[0].code if keys else ""
        self._pages = list(dict.fromkeys(key.page for key in keys))
        self.buttons = [(key.page, self._button(key)) for key in keys]
        self._page = ""
        self._columns, self._high = 0, HEIGHTS[0]
        colours = {key.page: key.colour for key in reversed(keys)}
        self.chips = [Chip(_("All")), *(Chip(page, colours[page]) for page in self._pages)]
        self._key_grid = QGridLayout()
        self._key_grid.setSpacing(GAP)
        self._set_up(bool(keys))

    def _set_up(self, any_keys: bool) -> None:
        group = QButtonGroup(self)
        for number, chip in enumerate(self.chips):
            group.addButton(chip, number)
        group.idToggled.connect(self._choose)
        inner = QWidget()
        holder = QVBoxLayout(inner)
        holder.setContentsMargins(0, 0, 0, 0)
        holder.addLayout(self._key_grid)
        holder.addStretch()
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = self._around = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        chips = self.departments = Chips(self.chips, self)
        if any_keys:
            layout.addWidget(chips)
            layout.addWidget(area, 1)
            self.chips[0].setChecked(True)
        else:
            area.deleteLater()
            chips.hide()
            layout.addWidget(_empty(), 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as fit; lower keys, and the departments in one row, where there is little room."""
        super().resizeEvent(event)
        columns = max(2, (self.width() + GAP) // (theme.px(KEY_WIDTH) + GAP))
        low = sum(self.height() < theme.px(limit) for limit in (LOW, FLAT))
        self.departments.fold(low > 0)
        self._around.setSpacing((12, 8, 6)[low])
        if (columns, HEIGHTS[low]) != (self._columns, self._high):
            self._columns, self._high = columns, HEIGHTS[low]
            for _page, button in self.buttons:
                button.setFixedHeight(theme.px(self._high))
            self._arrange()

    def _choose(self, number: int, checked: bool) -> None:
        if checked:
            self._page = self._pages[number - 1] if number else ""
            self._arrange()

    def _arrange(self) -> None:
        if not self._columns or not self.buttons:
            return
        shown = 0
        for page, button in self.buttons:
            visible = not self._page or page == self._page
            self._key_grid.removeWidget(button)
            button.setVisible(visible)
            if visible:
                self._key_grid.addWidget(button, shown // self._columns, shown % self._columns)
                shown += 1
        for column in range(self._key_grid.columnCount()):  # those of a wider window are still there
            self._key_grid.setColumnStretch(column, 1 if column < self._columns else 0)
        for row in range(self._key_grid.rowCount()):  # the stylesheet lets buttons be lower than they say themselves
            self._key_grid.setRowMinimumHeight(row, theme.px(self._high) if row * self._columns < shown else 0)

    def _button(self, key: Key) -> KeyButton:
        button = KeyButton(key.label, price_text(key), size=theme.BODY, height=KEY_HEIGHT, parent=self)
        button.setObjectName("quick")
        button.mark(key.colour or NO_COLOUR)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda: self.pressed.emit(key.code))
        return button


def _empty() -> QLabel:
    told = QLabel(_("No quick keys yet. Make them on the page “Products”, under “Quick keys”."))
    told.setObjectName("quiet")
    told.setWordWrap(True)
    told.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return told


def price_text(key: Key) -> str:
    """A key's price, as the language writes it."""
    if key.price is None:
        return _("Price") if key.unit == "piece" else key.unit
    sign = "− " if key.gives_back else ""
    amount = f"{sign}{key.price // 100}{number_signs(current_language())[0]}{key.price % 100:02d}"
    return amount if key.unit == "piece" else f"{amount}/{key.unit}"
