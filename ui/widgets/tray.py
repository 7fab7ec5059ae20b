"""Where there is less room than a page needs at least, the page is scrolled and not squeezed."""

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QStackedWidget, QWidget


class Tray(QScrollArea):
    """Holds the window's pages. With room enough for the page in sight it is as if it were not there."""

    def __init__(self, stack: QStackedWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stack = stack
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(stack)
        stack.currentChanged.connect(self.fit)

    def minimumSizeHint(self) -> QSize:
        """It gives way to everything else in the window."""
        return QSize(0, 0)

    def fit(self) -> None:
        """Give the page all the room there is, or what it needs at least where that is more."""
        self._stack.resize(self.viewport().size().expandedTo(self._least(self.viewport().width())))

    def _least(self, width: int) -> QSize:
        page = self._stack.currentWidget()
        layout = page.layout() if page is not None else None
        if layout is None:
            return QSize(0, 0)
        least = layout.totalMinimumSize()
        if layout.hasHeightForWidth():
            least.setHeight(max(least.height(), layout.totalMinimumHeightForWidth(max(width, least.width()))))
        return least

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is more room, or less."""
        super().resizeEvent(event)
        self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page wants another size than before."""
        if event.type() is QEvent.Type.LayoutRequest and watched is self._stack:
            self.fit()
        return super().eventFilter(watched, event)


def lay_on_tray(around: QBoxLayout, stack: QStackedWidget) -> None:
    """Put a window's pages on a tray, in their place of the window's layout; the focus stays where it is."""
    place = around.indexOf(stack)
    if place < 0:  # they lie on one already
        return
    focused = stack.window().focusWidget()
    tray = Tray(stack)
    around.insertWidget(place, tray, 1)
    tray.show()  # at once: a key that comes now finds its button in sight
    stack.show()
    if focused is not None:
        focused.setFocus(Qt.FocusReason.OtherFocusReason)


def bring_into_sight(field: QWidget, rim: int) -> None:
    """Scroll whatever lies around a field until all of it can be seen."""
    around: QObject | None = field.parent()
    while isinstance(around, QWidget):
        inside = around.widget() if isinstance(around, QScrollArea) else None
        if isinstance(around, QScrollArea) and inside is not None and inside.isAncestorOf(field):
            _scroll(around, field.mapTo(inside, QPoint(0, 0)).y(), field.height(), rim)
        around = around.parent()


def _scroll(area: QScrollArea, top: int, high: int, rim: int) -> None:
    """`ensureWidgetVisible` looks at a field's cursor only, and leaves half of the field out of sight."""
    bar = area.verticalScrollBar()
    lowest = top + high + rim - area.viewport().height()
    bar.setValue(min(max(bar.value(), lowest), max(0, top - rim)))
