"""The import on the products page."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from kasse.errors import KasseError
from kasse.people import Actor, Permission
from kasse.texts import _
from ui.pages import Page
from ui.products.importing import ImportPanel
from ui.products.view import View
from ui.tasks import Failed


class ImportView(View):
    """No tab of its own: a button of the list leads here, and Back leads back."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._failed: Failed | None = None
        self.panel = ImportPanel(page.office.tasks, lambda: page.office.till, self._act)
        self.panel.taken.connect(lambda _result: page.office.changed("keys"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panel)

    def _act(self, work: Callable[[Actor], Any], done: Callable[[Any], None], failed: Failed) -> None:
        self._failed = failed
        self.page.act(Permission.PRODUCTS, work, done)

    def opened(self) -> None:
        """Where one begins."""
        if not self.panel.busy:
            self.panel.choose_key.setFocus()

    def leave(self) -> bool:
        """While a list is taken over there is no way back; one that was only tried is forgotten."""
        if self.panel.busy:
            self.page.message.say(_("One moment: the list is still being read."))
            return True
        self.panel.reset()
        return False

    def refuse(self, error: KasseError) -> bool:
        """A refusal is said in the panel."""
        if self._failed is not None:
            self._failed(error)
        return True

    def idle(self) -> None:
        """The question for a PIN was given up."""
        if self.page.side.isVisibleTo(self.page) and self.panel.busy:
            self.panel.reset()
            self.panel.busy = False
