"""Widgets side by side, each as wide as it must be, in as many rows as it takes."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme


class Rows(QWidget):
    """Chips in rows; its height follows from its width."""

    def __init__(self, widgets: Sequence[QWidget], gap: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widgets = list(widgets)
        self._gap = gap
        for widget in self._widgets:
            widget.setParent(self)
            widget.show()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One row at first."""
        return QSize(0, theme.px(theme.TARGET))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place them anew."""
        super().resizeEvent(event)
        self._place()

    def place_anew(self) -> None:
        """After a text of theirs has changed."""
        self._place()

    def _place(self) -> None:
        x = y = 0
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        high = theme.px(theme.TARGET)
        for widget in self._widgets:
            if widget.isHidden():
                continue
            wide = min(widget.sizeHint().width(), self.width())
            if x and x + wide > self.width():
                x, y = 0, y + high + self._gap
            widget.setGeometry(self.width() - x - wide if mirrored else x, y, wide, high)
            x += wide + self._gap
        if self.height() != y + high:
            self.setFixedHeight(y + high)
