"""The quick keys: a page for each kind of goods, a thin mark in the department's colour on each key."""

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kasse.texts import _, current_language
from ui import theme
from ui.last_state import Key
from ui.widgets.keys import KeyButton
from ui.widgets.rows import Rows

KEY_WIDTH, KEY_HEIGHT, LOW_KEY, GAP = 122, 78, 60, 8
LOW = 420
"""Where there is less room than this, at 100 %, the keys are lower."""
DOT = 10
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
        self._columns, self._low = 0, False
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
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        chips = Rows(self.chips, GAP, self)
        if any_keys:
            layout.addWidget(chips)
            layout.addWidget(area, 1)
            self.chips[0].setChecked(True)
        else:
            area.deleteLater()
            chips.hide()
            layout.addWidget(_empty(), 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as fit, and lower keys where there is little room."""
        super().resizeEvent(event)
        columns = max(2, (self.width() + GAP) // (theme.px(KEY_WIDTH) + GAP))
        low = self.height() < theme.px(LOW)
        if (columns, low) != (self._columns, self._low):
            self._columns, self._low = columns, low
            for _page, button in self.buttons:
                button.setFixedHeight(theme.px(LOW_KEY if low else KEY_HEIGHT))
            self._arrange()

    def _choose(self, number: int, checked: bool) -> None:
        if checked:
            self._page = self._pages[number - 1] if number else ""
            self._arrange()

    def _arrange(self) -> None:
        if not self._columns:
            return
        shown = 0
        for page, button in self.buttons:
            visible = not self._page or page == self._page
            self._key_grid.removeWidget(button)
            button.setVisible(visible)
            if visible:
                self._key_grid.addWidget(button, shown // self._columns, shown % self._columns)
                shown += 1
        for column in range(self._columns):
            self._key_grid.setColumnStretch(column, 1)

    def _button(self, key: Key) -> KeyButton:
        button = KeyButton(key.label, price_text(key), size=theme.BODY, height=KEY_HEIGHT, parent=self)
        button.setObjectName("quick")
        button.mark(key.colour or NO_COLOUR)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda: self.pressed.emit(key.code))
        return button


class Chip(QPushButton):
    """One of several, with its department's colour as a dot."""

    def __init__(self, text: str, colour: str = "", parent: QWidget | None = None) -> None:
        super().__init__(f" {text}" if colour else text, parent)
        self.setObjectName("chip")
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if colour:
            self.setIcon(_dot(colour))
            self.setIconSize(QSize(theme.px(DOT), theme.px(DOT)))


def _dot(colour: str) -> QIcon:
    size = theme.px(DOT)
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(0, 0, size, size)
    painter.end()
    return QIcon(pixmap)


def _empty() -> QLabel:
    told = QLabel(_("No quick keys yet. Goods without a code get one in the product list."))
    told.setObjectName("quiet")
    told.setWordWrap(True)
    told.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return told


def price_text(key: Key) -> str:
    """A key's price, as the language writes it; Babel is not there yet when the first window is painted."""
    if key.price is None:
        return _("Price") if key.unit == "piece" else key.unit
    sign = "− " if key.gives_back else ""
    amount = f"{sign}{key.price // 100}{QLocale(current_language()).decimalPoint()}{key.price % 100:02d}"
    return amount if key.unit == "piece" else f"{amount}/{key.unit}"
