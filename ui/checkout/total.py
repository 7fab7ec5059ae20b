"""The total, to be read from two metres; after a sale the change stands there until the next scan."""

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from kasse.texts import current_language
from ui import theme

SIGN = "€"


class BigFigure(QWidget):
    """An amount with the currency beside it on one baseline; smaller where it would not fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def text(self) -> str:
        """The amount."""
        return self._text

    def show_amount(self, text: str) -> None:
        """Show another amount."""
        self._text = text
        self.setAccessibleName(f"{text} {SIGN}")
        self.update()

    def sizeHint(self) -> QSize:
        """High enough for the figures."""
        return QSize(240, 96)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The figures at the trailing edge."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.ToolTipText))
        large, small = self._fonts()
        sign_width = QFontMetrics(small).horizontalAdvance(f" {SIGN}")
        cap = QFontMetrics(large).capHeight()
        baseline = (self.height() + cap) // 2
        painter.setFont(large)
        painter.drawText(self.width() - sign_width - QFontMetrics(large).horizontalAdvance(self._text), baseline,
                         self._text)  # fmt: skip
        painter.setFont(small)
        painter.drawText(self.width() - sign_width, baseline, f" {SIGN}")

    def _fonts(self) -> tuple[QFont, QFont]:
        for size in (theme.HUGE, 64, 48, theme.TITLE):
            large, small = theme.font(size, bold=True), theme.font(size // 2)
            width = QFontMetrics(large).horizontalAdvance(self._text) + QFontMetrics(small).horizontalAdvance(
                f" {SIGN}"
            )
            if width <= self.width() and QFontMetrics(large).capHeight() <= self.height():
                break
        return large, small


class TotalPanel(QFrame):
    """What is to be paid, and beside it what it is made of."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("total")
        self.setMinimumHeight(104)
        self.figure = BigFigure()
        self.heading, self.details = QLabel(), QLabel()
        self.heading.setFont(theme.font(theme.TITLE, bold=True))
        self.details.setTextFormat(Qt.TextFormat.PlainText)
        texts = QVBoxLayout()
        texts.addStretch()
        texts.addWidget(self.heading)
        texts.addWidget(self.details)
        texts.addStretch()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 10, 24, 10)
        layout.addLayout(texts)
        layout.addWidget(self.figure, 1)
        self.show_total(_nothing(), ())
        self.touched = False

    def show_total(self, amount: str, details: tuple[str, ...], heading: str = "") -> None:
        """The amount, up to three lines beside it, and what it is where it is not the total."""
        self.touched = True
        self.heading.setText(heading)
        self.heading.setVisible(bool(heading))
        self.figure.show_amount(amount)
        self.details.setText("\n".join(details))


def _nothing() -> str:
    """0.00 as the language writes it; Babel is not there yet when the first window is painted."""
    return f"0{QLocale(current_language()).decimalPoint()}00"
