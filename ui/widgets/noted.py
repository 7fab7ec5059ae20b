"""A sentence beside what caused it: below its field, there only while something is to be said."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.widgets.fields import WrappedLabel, show_wrong
from ui.widgets.message import announce


class Noted(QWidget):
    """A field with room for a sentence below it, which is there only when something is said."""

    def __init__(self, field: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.setFocusProxy(field)
        self.note = sentence()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(field)
        layout.addWidget(self.note)

    def say(self, text: str) -> None:
        """What is wrong with the field; empty where nothing is."""
        tell(self.note, text)
        show_wrong(self.field, bool(text))


def sentence() -> QLabel:
    """A place for a sentence in the warm colour, hidden while there is none."""
    label = WrappedLabel("")
    label.setObjectName("message")
    label.setProperty("alarm", True)
    label.hide()
    return label


def tell(label: QLabel, text: str) -> None:
    """Say something there, or nothing."""
    label.setText(text)
    label.setMinimumHeight(max(0, label.heightForWidth(label.width())))
    label.setVisible(bool(text))
    announce(label, text, urgent=True)
