"""The total, to be read from two metres; after a sale the change stands there until the next scan."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from kasse.texts import _, current_language, number_signs
from ui import theme
from ui.widgets.message import announce

SIGN = "€"
FLAT = 68
_ANY = 16777215
"""As high as a widget may be."""


class BigFigure(QLabel):
    """An amount with the currency beside it on one baseline; smaller where it would not fit.

    It paints itself and is a label for those who do not see it: a screen reader reads labels and no bare widgets.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.told = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def text(self) -> str:
        """The amount."""
        return self._text

    def show_amount(self, text: str, what: str) -> None:
        """Show another amount, and say what it is to those who do not see where it stands."""
        self._text = text
        self.setAccessibleName(f"{text} {SIGN}")
        self.setAccessibleDescription(what)
        self.update()

    def sizeHint(self) -> QSize:
        """High enough for the figures."""
        return QSize(theme.px(240), theme.px(96))

    def minimumSizeHint(self) -> QSize:
        """It may be smaller: the figures are then."""
        return QSize()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The figures at the trailing edge."""
        painter = QPainter(self)
        role = QPalette.ColorRole.Light if self.told else QPalette.ColorRole.ToolTipText
        painter.setPen(QGuiApplication.palette().color(role))
        large, small = self._fonts()
        sign_width = QFontMetrics(small).horizontalAdvance(f" {SIGN}")
        cap = QFontMetrics(large).capHeight()
        baseline = (self.height() + cap) // 2
        wide = QFontMetrics(large).horizontalAdvance(self._text)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        start = 0 if mirrored else self.width() - sign_width - wide
        painter.setFont(large)
        painter.drawText(start, baseline, self._text)
        painter.setFont(small)
        painter.drawText(start + wide, baseline, f" {SIGN}")

    def _fonts(self) -> tuple[QFont, QFont]:
        for size in (theme.HUGE, 64, 48, theme.TITLE):
            large, small = theme.font(size, bold=True), theme.font(size // 2)
            width = QFontMetrics(large).horizontalAdvance(self._text) + QFontMetrics(small).horizontalAdvance(
                f" {SIGN}"
            )
            if width <= self.width() and QFontMetrics(large).capHeight() * 5 // 4 <= self.height():
                break  # a comma reaches below the line
        return large, small


class TotalPanel(QFrame):
    """What is to be paid, and beside it what it is made of."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("total")
        self.figure = BigFigure()
        self.heading, self.details = QLabel(), QLabel()
        self.details.setTextFormat(Qt.TextFormat.PlainText)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addStretch()
        texts.addWidget(self.heading)
        texts.addWidget(self.details)
        texts.addStretch()
        layout = self._around = QHBoxLayout(self)
        layout.addLayout(texts)
        layout.addWidget(self.figure, 1)
        self._flat: bool | None = None
        self.be_flat(False)
        self.show_total(_nothing(), ())
        self.touched = False

    def be_flat(self, flat: bool) -> None:
        """As low as can be, where there is little room: still to be read from two metres."""
        if flat == self._flat:
            return
        self._flat = flat
        self.setMinimumHeight(theme.px(FLAT if flat else 104))
        self.setMaximumHeight(theme.px(FLAT) if flat else _ANY)
        rim = 4 if flat else 10
        self._around.setContentsMargins(24, rim, 24, rim)
        self._set_fonts()

    def _set_fonts(self) -> None:
        self.heading.setFont(theme.font(theme.BODY if self._flat else theme.TITLE, bold=True))
        self.details.setFont(theme.font(theme.SMALL if self._flat else theme.BODY))

    def show_total(self, amount: str, details: tuple[str, ...], heading: str = "") -> None:
        """The amount, up to three lines beside it, and what it is where it is not the total: the change, say."""
        self.touched = True
        self.figure.told = bool(heading)
        if self.property("told") != bool(heading):
            self.setProperty("told", bool(heading))
            self.style().unpolish(self)
            self.style().polish(self)
            for label in (self.heading, self.details):
                label.style().unpolish(label)
                label.style().polish(label)
            self._set_fonts()  # to unpolish brings back those of before
        self.heading.setText(heading)
        self.heading.setVisible(bool(heading))
        self.figure.show_amount(amount, heading or _("Total"))
        announce(self.figure, f"{heading} {amount} {SIGN}" if heading else "")
        self.details.setText("\n".join(details))


def _nothing() -> str:
    """0.00 as the language writes it."""
    return f"0{number_signs(current_language())[0]}00"
