"""What the tabs of the page have in common: each has its own rows, and its own panel beside them."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from kasse.errors import KasseError
from kasse.texts import _
from ui.pages import Page
from ui.widgets.ask import Choice, Question
from ui.widgets.keys import KeyButton, set_primary


class View(QWidget):
    """One tab. What is open beside it stays open while another tab, or the checkout, is in sight."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.beside: QWidget | None = None

    def opened(self) -> None:
        """The tab comes into sight."""

    def leave(self) -> bool:
        """Esc: close what is open, False where nothing is."""
        if self.beside is None:
            return False
        self.close_beside()
        return True

    def take_scan(self, code: str) -> bool:
        """Use a scan; False where this tab has no use for it."""
        del code
        return False

    def refuse(self, error: KasseError) -> bool:
        """Say why not where it belongs; False leaves it to the page."""
        del error
        return False

    def idle(self) -> None:
        """What was under way is not any more."""

    def main_key(self) -> KeyButton | None:
        """The main action while nothing is open beside the rows."""
        return None

    def level_keys(self) -> None:
        """One main action at a time: that of the panel, where there is one."""
        key = self.main_key()
        if key is not None:
            set_primary(key, self.beside is None)

    def open_beside(self, widget: QWidget) -> None:
        """Show a panel beside the rows."""
        self.beside = widget
        self.level_keys()
        self.page.open_side(widget)

    def close_beside(self) -> None:
        """Only the rows."""
        self.beside = None
        self.level_keys()
        self.page.side.hide()

    def ask_unsaved(self, sentence: str, save: Callable[[], None], discard: Callable[[], None]) -> None:
        """Something was changed and not saved: ask what becomes of it."""
        choices = (
            Choice(_("Save"), "save"),
            Choice(_("Discard"), "discard"),
            Choice(_("Keep editing"), "stay"),
        )

        def answer(_typed: str, chosen: str) -> None:
            self.page.close_asking()
            {"save": save, "discard": discard}.get(chosen, lambda: None)()

        self.page.ask(Question(_("Not saved yet"), sentence, "", "", choices=choices), answer)
