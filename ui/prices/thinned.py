"""A table whose rows can be left out by key: Del belongs to it while it has the focus, and to nothing else."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent

from ui.widgets.table import Table

OUT = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class Thinned(Table):
    """Rows of which some are not wanted."""

    left_out = Signal()
    """The marked row is not wanted."""

    def event(self, event: QEvent) -> bool:
        """Del is a command of the window, too, which is not meant here."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in OUT:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Del leaves out."""
        if event.key() in OUT:
            self.left_out.emit()
        else:
            super().keyPressEvent(event)
