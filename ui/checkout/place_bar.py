"""Taken away, or eaten in the shop: two keys above the total, in shops where it makes a difference."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from kasse.texts import _
from ui import theme
from ui.actions import key_text
from ui.widgets.keys import KeyButton


class PlaceBar(QWidget):
    """One of the two is on; pressing the other turns it. Not there where it makes no difference."""

    def __init__(self, press: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._press, self._here = press, False
        self.away = KeyButton(_("To take away"), "", size=theme.BODY, height=theme.TARGET)
        self.here = KeyButton(_("Eaten here"), key_text("eat_in"), size=theme.BODY, height=theme.TARGET)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for button, here in ((self.away, False), (self.here, True)):
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, here=here: self._pressed(here=here))
            layout.addWidget(button, 1)
        self.show_place(here=False)
        self.hide()

    def show_place(self, *, here: bool) -> None:
        """Which of the two holds."""
        self._here = here
        self.away.setChecked(not here)
        self.here.setChecked(here)

    def _pressed(self, *, here: bool) -> None:
        wanted = here is not self._here
        self.show_place(here=self._here)  # until the basket has turned
        if wanted:
            self._press("eat_in")
