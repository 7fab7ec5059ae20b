"""One of a few, each a button: quicker to hit than a list that opens."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget


class Choices(QWidget):
    """Buttons of which one is on; the arrows go from one to the next."""

    picked = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for value, text in choices:
            button = self.buttons[value] = QPushButton(text)
            button.setCheckable(True)
            button.setToolTip(text)
            button.clicked.connect(lambda _checked=False, value=value: self.picked.emit(value))
            self._group.addButton(button)
            layout.addWidget(button)
        layout.addStretch(1)
        self.setFocusProxy(next(iter(self.buttons.values())))

    def setAccessibleName(self, name: str) -> None:
        """What they are about, said with each."""
        super().setAccessibleName(name)
        for button in self.buttons.values():
            button.setAccessibleName(f"{name}: {button.text()}")

    def value(self) -> str:
        """The one that is on, empty where none is."""
        return next((value for value, button in self.buttons.items() if button.isChecked()), "")

    def put(self, value: str) -> None:
        """Switch one on; what is none of them changes nothing."""
        if value in self.buttons:
            self.buttons[value].setChecked(True)
            self.setFocusProxy(self.buttons[value])
