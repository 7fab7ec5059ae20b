"""What stands where nothing is yet: a sentence in the middle, and the main action below it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.widgets.keys import KeyButton


class Blank(QWidget):
    """Says what to do next, and does it."""

    def __init__(self, key: KeyButton, text: str = "") -> None:
        super().__init__()
        self.text = QLabel(text)
        self.text.setObjectName("quiet")
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(16)
        layout.addStretch(1)
        layout.addWidget(self.text)
        layout.addWidget(key, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
