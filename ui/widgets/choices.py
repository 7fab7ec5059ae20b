"""One of a few, each a button: quicker to hit than a list that opens. Where one row is too narrow they take more."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from ui.widgets.rows import Rows


class Choices(Rows):
    """Buttons of which one is on; the arrows go from one to the next."""

    picked = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        self.buttons = {value: QPushButton(text) for value, text in choices}
        super().__init__(list(self.buttons.values()), parent=parent)
        self._group = QButtonGroup(self)
        for value, text in choices:
            button = self.buttons[value]
            button.setCheckable(True)
            button.setToolTip(text)
            button.clicked.connect(lambda _checked=False, value=value: self.picked.emit(value))
            self._group.addButton(button)
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
