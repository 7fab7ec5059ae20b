"""A button with two lines: what it does, and its price or the key that does the same."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QShortcut,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui import theme
from ui.actions import key_words

TALL = 72
"""From this height on a title may take two lines."""


class KeyButton(QPushButton):
    """Painted by the stylesheet, with two texts on it; it takes the focus by Tab only, so that a touch never does."""

    def __init__(
        self, title: str, detail: str = "", *, size: int = theme.LARGE, height: int = 52, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._size, self._height = size, height
        self.by_enter = False
        """Whether Enter presses it where it has the focus, as space does everywhere."""
        self._mark = QColor()
        self._align = Qt.AlignmentFlag.AlignHCenter
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(theme.px(height))
        self.say(title, detail)

    def say(self, title: str, detail: str) -> None:
        """Change what stands on it; a key is given as Qt calls it."""
        self.title, self.detail = title, key_words(detail)
        self.setAccessibleName(title)
        self.setAccessibleDescription(self.detail)
        self.update()

    def mark(self, colour: str) -> None:
        """Make it a quick key: texts at its leading edge, and a thin mark in its department's colour."""
        self._mark = QColor(colour)
        self._align = Qt.AlignmentFlag.AlignLeading

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space presses it, and Enter where it may."""
        if self.by_enter and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def on_key(self, key: str, *, repeats: bool = True) -> None:
        """Press it by a key at once; `setShortcut` would take a tenth of a second to show the button go down."""
        QShortcut(QKeySequence(key), self, self.click).setAutoRepeat(repeats)

    def sizeHint(self) -> QSize:
        """Room for both lines."""
        title = QFontMetrics(theme.font(self._size, bold=True)).horizontalAdvance(self.title)
        detail = QFontMetrics(theme.font(theme.SMALL)).horizontalAdvance(self.detail)
        return QSize(max(theme.px(88), title + 28, detail + 28), theme.px(self._height))

    def minimumSizeHint(self) -> QSize:
        """It may be narrower where it must, never lower."""
        return QSize(theme.px(48), theme.px(self._height))

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
        tall = self.height() >= theme.px(TALL)
        rim = 9 if tall else 4
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        space = self.rect().adjusted(6, rim, -14, -rim) if mirrored else self.rect().adjusted(14, rim, -6, -rim)
        painter.setFont(_fitting(self.title.split() if tall else [self.title], self._size, space.width()))
        painter.setPen(self._ink())
        if tall:
            painter.drawText(space, int(self._align) | Qt.TextFlag.TextWordWrap, self.title)
        else:
            painter.drawText(space, int(self._align), _elided(painter, self.title, space.width()))
        self._pen_for_detail(painter)
        painter.drawText(space, int(self._align | Qt.AlignmentFlag.AlignBottom), self.detail)

    def _paint_centred(self, painter: QPainter) -> None:
        """The title in the middle, in two lines where one is too narrow for it; the detail below it."""
        space = self.rect().adjusted(5, 2, -5, -2)
        font, lines = centred_title(self.title, self._size, space.width())
        painter.setFont(font)
        painter.setPen(self._ink())
        high = painter.fontMetrics().height() - theme.px(2)
        small = QFontMetrics(theme.font(theme.SMALL))
        below = small.height() if self.detail else 0
        top = space.center().y() + 1 - (high * len(lines) + below) // 2
        for line in lines:
            place = QRect(space.left(), top, space.width(), high)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), _elided(painter, line, space.width()))
            top += high
        self._pen_for_detail(painter)
        detail = shortened(self.detail, small, space.width())
        painter.drawText(QRect(space.left(), top, space.width(), below), int(Qt.AlignmentFlag.AlignCenter), detail)

    def _ink(self, role: QPalette.ColorRole = QPalette.ColorRole.ButtonText) -> QColor:
        """From the application's palette: the stylesheet changes the widget's own."""
        primary = self.objectName() == "primary" and self.isEnabled()
        group = QPalette.ColorGroup.Active if self.isEnabled() else QPalette.ColorGroup.Disabled
        return QGuiApplication.palette().color(group, QPalette.ColorRole.Light if primary else role)

    def _pen_for_detail(self, painter: QPainter) -> None:
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(self._ink(QPalette.ColorRole.PlaceholderText))


def centred_title(title: str, wanted: int, width: int) -> tuple[QFont, list[str]]:
    """A title's font and lines: as large as wanted, then smaller, then in two lines of the smallest size."""
    font = _fitting([title], wanted, width)
    measure = QFontMetrics(font).horizontalAdvance
    words = title.split()
    if measure(title) <= width or len(words) < 2:
        return font, [title]
    ways = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    first, second = min(ways, key=lambda way: max(map(measure, way)))
    return font, [first, second]


def shortened(detail: str, metrics: QFontMetrics, width: int) -> str:
    """As many of its words as there is room for; the first, which is the key, is always there."""
    words = detail.split(" ")
    while len(words) > 1 and metrics.horizontalAdvance(" ".join(words)) > width:
        words.pop()
    return " ".join(words)


def _fitting(texts: list[str], wanted: int, width: int) -> QFont:
    """The size that is wanted, or the next smaller one in which each text fits."""
    for size in (size for size in (theme.TITLE, theme.LARGE, theme.BODY, theme.SMALL) if size <= wanted):
        made = theme.font(size, bold=True)
        if all(QFontMetrics(made).horizontalAdvance(text) <= width for text in texts):
            break
    return made


def _elided(painter: QPainter, text: str, width: int) -> str:
    metrics = painter.fontMetrics()
    if metrics.horizontalAdvance(text) <= width:
        return text  # Qt would shorten a text that just fits
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


def set_primary(key: KeyButton, on: bool) -> None:
    """Make a button the main action, or one among others: there is one main action in sight at a time."""
    name = "primary" if on else ""
    if key.objectName() != name:
        key.setObjectName(name)
        key.style().unpolish(key)
        key.style().polish(key)
        key.update()
