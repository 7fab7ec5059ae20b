"""Views in one place, of which one is in sight."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget


class Views(QStackedWidget):
    """Needs the room of the view in sight, and not that of the largest of all views."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """What the view in sight would like."""
        view = self.currentWidget()
        return super().sizeHint() if view is None else view.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """What the view in sight needs at its width."""
        view = self.currentWidget()
        if view is None:
            return super().minimumSizeHint()
        least, layout = view.minimumSizeHint(), view.layout()
        if layout is not None and layout.hasHeightForWidth():
            least.setHeight(max(least.height(), layout.totalMinimumHeightForWidth(max(self.width(), least.width()))))
        return least

    def hasHeightForWidth(self) -> bool:
        """Told by `minimumSizeHint`; otherwise Qt asks all views, hidden ones too, for what they would like best."""
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """At another width texts wrap differently."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
