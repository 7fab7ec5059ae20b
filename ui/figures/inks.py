"""How the series of a chart are told apart: by colour, and by pattern, dash and marker too.

The colours are those of Okabe and Ito, which people of every kind of colour blindness can tell apart, a little darker
by day so that they stand out on white; in print the patterns and dashes are left.
"""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPalette, QPen, QPixmap, QPolygonF

from ui import theme


class Ink(NamedTuple):
    """One series: its colour, the pattern of its bars, the dash of its line and the marker on it."""

    colour: QColor
    pattern: Qt.BrushStyle
    dash: Qt.PenStyle
    marker: str

    def brush(self) -> QBrush:
        """What its bars are filled with."""
        return QBrush(self.colour, self.pattern)

    def pen(self, width: int) -> QPen:
        """What its line is drawn with, so many pixels wide."""
        pen = QPen(self.colour, theme.px(width), self.dash)
        pen.setCosmetic(True)
        return pen


_DAY = ("#0b6e4f", "#b85000", "#0060a0", "#8f4a78", "#6b5d00")
_NIGHT = ("#2fae82", "#f0a36b", "#6cbdf0", "#dd9cc4", "#e8dd55")
_PATTERNS = (
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.Dense5Pattern,
    Qt.BrushStyle.CrossPattern,
    Qt.BrushStyle.HorPattern,
)
_DASHES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
    Qt.PenStyle.DashDotDotLine,
)
_MARKERS = ("o", "s", "t", "d", "x")
MOST = len(_DAY)
"""More series than anybody can tell apart."""


def is_dark(palette: QPalette) -> bool:
    """Whether it is night on the screen."""
    return palette.color(QPalette.ColorRole.Base).lightness() < 128


def inks(palette: QPalette) -> tuple[Ink, ...]:
    """The inks of this look, the first for what matters most."""
    colours = _NIGHT if is_dark(palette) else _DAY
    return tuple(
        Ink(QColor(colour), pattern, dash, marker)
        for colour, pattern, dash, marker in zip(colours, _PATTERNS, _DASHES, _MARKERS, strict=True)
    )


def swatch(ink: Ink, *, line: bool) -> QPixmap:
    """What stands beside a series' name."""
    size = QSize(theme.px(34), theme.px(16))
    pixmap = QPixmap(size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(1, 1, size.width() - 2, size.height() - 2)
    if line:
        painter.setPen(ink.pen(3))
        painter.drawLine(QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y()))
        painter.setBrush(ink.colour)
        painter.setPen(Qt.PenStyle.NoPen)
        _draw_marker(painter, ink.marker, box.center(), theme.px(5))
    else:
        painter.setPen(QPen(ink.colour, 1))
        painter.setBrush(ink.brush())
        painter.drawRect(box)
    painter.end()
    return pixmap


def _draw_marker(painter: QPainter, marker: str, at: QPointF, reach: int) -> None:
    if marker == "o":
        painter.drawEllipse(at, reach, reach)
        return
    corners = {
        "s": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
        "t": ((-1, -1), (1, -1), (0, 1)),
        "d": ((0, -1), (1, 0), (0, 1), (-1, 0)),
        "x": ((-1, -1), (0, 0), (1, -1), (0, 0), (1, 1), (0, 0), (-1, 1), (0, 0)),
    }[marker]
    painter.drawPolygon(QPolygonF([QPointF(at.x() + x * reach, at.y() + y * reach) for x, y in corners]))
