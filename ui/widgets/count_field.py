"""The field above a list that is counted by scanner: a number typed before a scan means that many."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from kasse.errors import Refused
from kasse.quantity import Quantity
from kasse.texts import _
from ui.checkout.scan_field import split_times

ROUND_THE_TEXT = 16
"""Before and behind what is typed, by the stylesheet."""


class CountField(QLineEdit):
    """Codes and names are entered by Enter; up and down walk through the list below, Enter on nothing opens its row."""

    entered = Signal(str)
    stepped = Signal(int)
    confirmed = Signal()

    def __init__(self, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("keys", "number")
        self.setAccessibleName(name)
        self.setAccessibleDescription(hint)
        self._hints = (hint, name)
        self.setPlaceholderText(hint)
        self.setClearButtonEnabled(True)
        self.returnPressed.connect(self._enter)

    def _enter(self) -> None:
        if self.text().strip():
            self.entered.emit(self.text().strip())
        else:
            self.confirmed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The hint in full where there is room, else what is wanted in a word or two."""
        super().resizeEvent(event)
        room = self.width() - 2 * ROUND_THE_TEXT
        fitting = [hint for hint in self._hints if self.fontMetrics().horizontalAdvance(hint) <= room]
        self.setPlaceholderText(fitting[0] if fitting else self._hints[-1])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows are the list's."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)

    def take_number(self) -> Quantity | None:
        """The number that was typed before a scan, and the field is empty again; None where nothing was typed."""
        text = self.text().strip()
        if not text:
            return None
        before, behind = split_times(text)
        quantity = counted(before if before and not behind else text)
        self.clear()
        return quantity


def split_count(text: str) -> tuple[Quantity | None, str]:
    """What was typed by hand: "12 x 101" is that many of a code or a name."""
    before, behind = split_times(text)
    return (counted(before), behind) if before else (None, behind)


def counted(text: str) -> Quantity:
    """A count as it was typed; 0 is one too: none is there."""
    if text.strip(" -+") and not text.strip(" -+0.,"):
        return Quantity(0)
    try:
        return Quantity.parse(text)
    except Refused as error:
        raise Refused(
            "bad_quantity", _("“{text}” is no number. Clear the field, then scan again.").format(text=text[:30])
        ) from error
