"""A text as a QR code on the screen; always dark on white, as cameras want it."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme

RIM = 4
"""Modules of white around it."""


class QrCode(QWidget):
    """As large as its place, in whole pixels a module."""

    def __init__(self, side: int = 190) -> None:
        super().__init__()
        self._side = side
        self._rows: tuple[bytearray, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(theme.px(self._side), theme.px(self._side))

    def show_text(self, text: str, name: str) -> None:
        """Another text; `name` is what a screen reader says of the picture."""
        import segno

        self._rows = tuple(segno.make(text, error="m").matrix) if text else ()
        self.setAccessibleName(name)
        self.setVisible(bool(text))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """White paper, dark modules."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Qt.GlobalColor.white))
        across = len(self._rows) + 2 * RIM
        each = self.width() // across
        start = (self.width() - each * len(self._rows)) // 2
        for y, row in enumerate(self._rows):
            for x, dark in enumerate(row):
                if dark:
                    painter.fillRect(QRect(start + x * each, start + y * each, each, each), QColor("#000000"))
        painter.end()
