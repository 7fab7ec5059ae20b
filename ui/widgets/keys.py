"""A button with two lines: what it does, and its price or the key that does the same."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QShortcut,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui import theme

TALL = 72
"""From this height on a title may take two lines."""


class KeyButton(QPushButton):
    """Painted by the stylesheet, with two texts on it; it takes the focus by Tab only, so that a touch never does."""

    def __init__(
        self, title: str, detail: str = "", *, size: int = theme.LARGE, height: int = 52, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._size, self._height = size, height
        self._mark = QColor()
        self._align = Qt.AlignmentFlag.AlignHCenter
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.say(title, detail)

    def say(self, title: str, detail: str) -> None:
        """Change what stands on it."""
        self.title, self.detail = title, detail
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)
        self.update()

    def mark(self, colour: str) -> None:
        """Make it a quick key: texts at its leading edge, and a thin mark in its department's colour."""
        self._mark = QColor(colour)
        self._align = Qt.AlignmentFlag.AlignLeading

    def on_key(self, key: str) -> None:
        """Press it by a key at once; `setShortcut` would take a tenth of a second to show the button go down."""
        QShortcut(QKeySequence(key), self, self.click)

    def sizeHint(self) -> QSize:
        """Room for both lines."""
        return QSize(96, self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The button itself as the stylesheet has it, then the mark and the texts."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._mark.isValid():
            self._paint_mark(painter)
            self._paint_marked(painter)
        else:
            self._paint_centred(painter)

    def _paint_mark(self, painter: QPainter) -> None:
        edge = self.rect()
        left = self.layoutDirection() is Qt.LayoutDirection.LeftToRight
        painter.setClipRect(QRect(edge.left() if left else edge.right() - 4, edge.top(), 5, edge.height()))
        painter.setBrush(self._mark)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(edge, 8, 8)
        painter.setClipping(False)

    def _paint_marked(self, painter: QPainter) -> None:
        """The title above, in two lines where there is room for them; the detail at the foot."""
        tall = self.height() >= TALL
        rim = 9 if tall else 4
        space = self.rect().adjusted(14, rim, -6, -rim)
        painter.setFont(_fitting(self.title.split() if tall else [self.title], self._size, space.width()))
        painter.setPen(self._ink())
        if tall:
            painter.drawText(space, int(self._align) | Qt.TextFlag.TextWordWrap, self.title)
        else:
            painter.drawText(space, int(self._align), _elided(painter, self.title, space.width()))
        self._pen_for_detail(painter)
        painter.drawText(space, int(self._align | Qt.AlignmentFlag.AlignBottom), self.detail)

    def _paint_centred(self, painter: QPainter) -> None:
        """The title in the middle, the detail below it."""
        space = self.rect().adjusted(8, 4, -8, -4)
        centre = int(self._align | Qt.AlignmentFlag.AlignVCenter)
        painter.setFont(_fitting([self.title], self._size, space.width()))
        painter.setPen(self._ink())
        title = _elided(painter, self.title, space.width())
        painter.drawText(space.translated(0, -9 if self.detail else 0), centre, title)
        self._pen_for_detail(painter)
        painter.drawText(space.translated(0, self._size // 2 + 3), centre, self.detail)

    def _ink(self, role: QPalette.ColorRole = QPalette.ColorRole.ButtonText) -> QColor:
        """From the application's palette: the stylesheet changes the widget's own."""
        primary = self.objectName() == "primary" and self.isEnabled()
        group = QPalette.ColorGroup.Active if self.isEnabled() else QPalette.ColorGroup.Disabled
        return QGuiApplication.palette().color(group, QPalette.ColorRole.Light if primary else role)

    def _pen_for_detail(self, painter: QPainter) -> None:
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(self._ink(QPalette.ColorRole.PlaceholderText))


def _fitting(texts: list[str], wanted: int, width: int) -> QFont:
    """The size that is wanted, or the next smaller one in which each text fits."""
    for size in (size for size in (theme.TITLE, theme.LARGE, theme.BODY, theme.SMALL) if size <= wanted):
        made = theme.font(size, bold=True)
        if all(QFontMetrics(made).horizontalAdvance(text) <= width for text in texts):
            break
    return made


def _elided(painter: QPainter, text: str, width: int) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
