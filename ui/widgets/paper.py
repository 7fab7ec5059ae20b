"""A receipt or report on the screen as it comes out of the printer: black on white, 42 characters wide."""

import re
from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontDatabase, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QStyle, QStyleOption, QVBoxLayout, QWidget

from kasse.receipt import Document, Style
from printers.layout import Line, as_text, display_width, lay_out
from ui import theme

COLUMNS = 42
"""As on the usual roll of 80 mm."""

INK, FAINT = QColor("#1c1b19"), QColor("#b9b4aa")
"""Paper is white and its print dark, by night too."""

RIM = 14
BAR_LINES = 3
"""And that of bars so many."""
QR_LINES = 6
"""The place of a QR code is so many lines high, and square."""


class _Print(QLabel):
    """The printed lines. To screen readers it is a label with the whole text; to the eye the styles of the printer."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("paper")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._lines: tuple[Line, ...] = ()

    def show_document(self, document: Document | None) -> None:
        self._lines = () if document is None else lay_out(document, COLUMNS)
        self.setText("" if document is None else as_text(document, COLUMNS))
        self.setAccessibleName(self.text())
        self.updateGeometry()
        self.update()

    def mark(self, active: bool) -> None:
        self.setProperty("active", active)
        self.style().unpolish(self)
        self.style().polish(self)
        self.update()

    def sizeHint(self) -> QSize:
        """All 42 columns, and every line."""
        metrics = QFontMetrics(_font())
        height = sum(_height(line) for line in self._lines) * metrics.height()
        rim = 2 * theme.px(RIM)
        return QSize(int(_cell() * COLUMNS) + 1 + rim, height + rim)

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sheet as the stylesheet has it, then line by line."""
        del event
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as it is printed, whatever way the screen goes
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        top, step = float(theme.px(RIM)), QFontMetrics(_font()).height()
        for line in self._lines:
            self._paint_line(painter, line, top)
            top += _height(line) * step

    def _paint_line(self, painter: QPainter, line: Line, top: float) -> None:
        if line.qr is not None:
            self._paint_qr_place(painter, top)
            return
        if line.barcode is not None:
            self._paint_bars(painter, line.barcode.data, top)
            return
        large = line.style is Style.LARGE
        made = _font(bold=line.style is not Style.NORMAL)
        painter.save()
        painter.setFont(made)
        painter.setPen(INK)
        painter.translate(theme.px(RIM), top)
        painter.scale(1, 2 if large else 1)  # as the printer does it: double height, the columns stay
        for column, part in _parts(line.text):
            painter.drawText(QPointF(column * _cell(), QFontMetrics(made).ascent()), part)
        painter.restore()

    def _paint_bars(self, painter: QPainter, data: str, top: float) -> None:
        """Bars as they are printed: a scanner reads them off the screen too."""
        from barcode.codex import Code128

        (bits,) = Code128(data).build()
        height = BAR_LINES * QFontMetrics(_font()).height() - 6
        wide = max(1, min(2, (self.width() - 2 * theme.px(RIM)) // len(bits)))
        start = (self.width() - wide * len(bits)) // 2
        for number, bit in enumerate(bits):
            if bit == "1":
                painter.fillRect(QRectF(start + number * wide, top + 3, wide, height), INK)

    def _paint_qr_place(self, painter: QPainter, top: float) -> None:
        side = QR_LINES * QFontMetrics(_font()).height()
        square = QRectF((self.width() - side) / 2, top, side, side).adjusted(2, 2, -2, -2)
        painter.setPen(QPen(FAINT, 1, Qt.PenStyle.DashLine))
        painter.drawRect(square)
        painter.setFont(_font())
        painter.drawText(square, int(Qt.AlignmentFlag.AlignCenter), "QR")


class Paper(QScrollArea):
    """One piece of paper to read, scrolled by wheel, finger and arrows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._print = _Print()
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._print, 0, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        layout.addStretch()
        self.setWidget(holder)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clear()

    def show_document(self, document: Document) -> None:
        """Show a piece of paper from its head."""
        self._print.show_document(document)
        self._print.show()
        self.setAccessibleName(document.title)
        self.setAccessibleDescription(self._print.text())
        self.verticalScrollBar().setValue(0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The paper that the arrows scroll has a frame."""
        super().focusInEvent(event)
        self._print.mark(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The arrows are somebody else's."""
        super().focusOutEvent(event)
        self._print.mark(False)

    def clear(self) -> None:
        """No paper."""
        self._print.show_document(None)
        self._print.hide()
        self.setAccessibleName("")
        self.setAccessibleDescription("")

    def text(self) -> str:
        """What stands on it, as plain text; empty where there is none."""
        return self._print.text()


def _font(*, bold: bool = False) -> QFont:
    """The system's font of one width, at the user's scale."""
    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    made.setStyleHint(QFont.StyleHint.Monospace)
    made.setPixelSize(theme.px(theme.SMALL))
    made.setBold(bold)
    return made


def _cell() -> float:
    """The width of one column: the wider of plain and bold."""
    return max(
        float(QFontMetrics(_font(bold=bold)).horizontalAdvance("0" * COLUMNS)) / COLUMNS for bold in (False, True)
    )


def _height(line: Line) -> int:
    """How many plain lines high one is."""
    if line.qr is not None:
        return QR_LINES
    if line.barcode is not None:
        return BAR_LINES
    return 2 if line.style is Style.LARGE else 1


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """What stands between gaps, each with its column: so figures stay in line though a sign comes from another font."""
    for found in re.finditer(r"\S+(?: \S+)*", text):
        yield display_width(text[: found.start()]), found.group()
