"""The field of a tab: what is typed into it is a count, a code or a name, and a scan takes the count along."""

import re

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from kasse.errors import Refused
from kasse.quantity import Quantity
from ui import theme
from ui.checkout.scan_field import ScanField, split_times

_COUNT = re.compile(r"\d{1,4}(?:[.,]\d{1,3})?", re.ASCII)
"""A longer number is a code."""


class CountingField(ScanField):
    """A scan field whose Del on the empty field takes the marked line out."""

    removed = Signal()

    def event(self, event: QEvent) -> bool:
        """Del is this field's own."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Delete
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Del with nothing to delete."""
        if event.key() == Qt.Key.Key_Delete and not self.text():
            self.removed.emit()
        else:
            super().keyPressEvent(event)


class Finder(QFrame):
    """The field in its frame; `code` is told with the count that stood before it, `count` where only that was typed."""

    code = Signal(str, object)
    count = Signal(object)

    def __init__(self, hint: str, name: str, parent: QWidget | None = None, *, alone: bool = True) -> None:
        super().__init__(parent)
        self._alone = alone  # whether a number alone is a count; else it is a short code
        self.setObjectName("find")
        self.field = CountingField()
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(name)
        self.setFocusProxy(self.field)
        self.setFixedHeight(theme.px(56))
        self.mark = QLabel()
        self.mark.setObjectName("quiet")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 14, 0)
        layout.addWidget(self.field, 1)
        layout.addWidget(self.mark)
        self.field.focused.connect(self._frame)
        self.field.entered.connect(self._entered)

    def scanned(self, code: str) -> None:
        """A scan: what stands in the field is its count, if it is one."""
        times, rest = split_times(self.field.take())
        self.code.emit(code, _count(times or rest))

    def _entered(self, text: str) -> None:
        times, rest = split_times(text)
        if times and not rest:
            self.count.emit(_count(times))
        elif times:
            self.code.emit(rest, _count(times))
        elif self._alone and _COUNT.fullmatch(rest):
            self.count.emit(_count(rest))
        else:
            self.code.emit(rest, None)

    def _frame(self, active: bool) -> None:
        self.setProperty("active", active)
        self.style().unpolish(self)
        self.style().polish(self)


def _count(text: str) -> Quantity | None:
    """A count, None where it is none."""
    if not _COUNT.fullmatch(text.removeprefix("-")):
        return None
    try:
        return Quantity.parse(text)
    except Refused:
        return None
