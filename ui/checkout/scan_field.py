"""The bar on top: the field everything is scanned and typed into, the sentence about it, and the field's key."""

import re

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from kasse.texts import _
from ui import theme
from ui.actions import key_text
from ui.widgets.message import Message

_TIMES = re.compile(r"^\s*(-?\d{1,6}(?:[.,]\d{0,3})?)\s*[x*×]\s*", re.IGNORECASE)


def split_times(text: str) -> tuple[str, str]:
    """What stands before and after "3 ×", also written 3 x or 3 *; nothing before where there is no such sign."""
    match = _TIMES.match(text)
    return (match.group(1), text[match.end() :].strip()) if match else ("", text.strip())


class ScanField(QLineEdit):
    """Gives out what was entered; arrows, Enter, Del, + and - on an empty field are for the lists below it."""

    entered = Signal(str)
    stepped = Signal(int)
    confirmed = Signal()
    counted = Signal(int)
    """One more of the marked line, or one less."""
    focused = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scan")
        self.setProperty("keys", "text")
        self.setAccessibleName(_("Scan or search"))
        self.returnPressed.connect(self._enter)
        self.textEdited.connect(self._write_times)

    def event(self, event: QEvent) -> bool:
        """Leave Del to its command where there is nothing to delete."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Delete
            and not self.text()
        ):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down walk through the list below; plus and minus count the marked line."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        count = {"+": 1, "-": -1, "−": -1}.get(event.text())
        if step is not None:
            self.stepped.emit(step)
        elif count is not None and not self.text():
            self.counted.emit(count)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The bar around it shows that it has the focus."""
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """And that it has not."""
        super().focusOutEvent(event)
        self.focused.emit(False)

    def times(self) -> str:
        """What stands before the sign "×", empty where there is none; the field is empty then."""
        times, rest = split_times(self.text())
        if times and not rest:
            self.clear()
            return times
        return ""

    def take(self) -> str:
        """What stands in the field, which is empty then; nobody is told, since it is being acted on."""
        text = self.text().strip()
        self.blockSignals(True)
        self.clear()
        self.blockSignals(False)
        return text

    def _write_times(self, text: str) -> None:
        """3* is shown as 3 ×, so that one sees what it will do."""
        if text[-1:] in "*xX" and _TIMES.fullmatch(text):
            self.setText(f"{text[:-1].strip()} × ")

    def _enter(self) -> None:
        text = self.take()
        if text:
            self.entered.emit(text)
        else:
            self.confirmed.emit()


class FindBar(QFrame):
    """Field, sentence and key in one frame: a sentence comes without anything moving."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("find")
        self.field, self.message = ScanField(), Message()
        self.message.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)  # beside the key
        key = QLabel(key_text("scan"))
        key.setObjectName("keycap")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 14, 0)
        layout.setSpacing(12)
        layout.addWidget(self.field, 9)
        layout.addWidget(self.message, 11)
        layout.addWidget(key, 0, Qt.AlignmentFlag.AlignVCenter)
        self.be_flat(False)
        self.field.focused.connect(self._frame)
        self.message.said.connect(self._make_room)
        self._make_room("")

    def be_flat(self, flat: bool) -> None:
        """As low as can be, where there is little room."""
        self.setFixedHeight(theme.px(theme.TARGET if flat else 60))
        self.message.setFixedHeight(theme.px(theme.TARGET - 4 if flat else 56))

    def _make_room(self, text: str) -> None:
        """A sentence has more than half of the bar, and takes the hint's place; without one the field has it all."""
        self.message.setVisible(bool(text))
        self.field.setPlaceholderText("" if text else _("Scan, name or number"))

    def _frame(self, active: bool) -> None:
        self.setProperty("active", active)
        self.style().unpolish(self)
        self.style().polish(self)
