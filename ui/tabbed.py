"""A page of tabs: chips at its head, a view for each, and room shared with what stands beside."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup

from kasse.errors import KasseError
from kasse.texts import _
from ui.checkout.chips import Chip, in_a_row
from ui.pages import LENDING, Office
from ui.products.view import View
from ui.sharing import SharingPage
from ui.widgets.ask import Answer, Question
from ui.widgets.views import Views


class TabbedPage(SharingPage):
    """Several views of one subject; the first tab's text is the page's own title."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.tabs: tuple[View, ...] = ()
        self.views = Views()
        self.chips = QButtonGroup(self)
        self.share_room(self.views)
        self.title.hide()
        for key, by in (("Ctrl+PgUp", -1), ("Ctrl+PgDown", 1)):
            QShortcut(QKeySequence(key), self, partial(self._step, by))

    def put_tabs(self, tabs: Sequence[tuple[str, View]]) -> None:
        """These are the tabs."""
        self.tabs = tuple(view for _text, view in tabs)
        chips: list[Chip] = []
        for number, (text, view) in enumerate(tabs):
            chip = Chip(text)
            self.chips.addButton(chip, number)
            chips.append(chip)
            self.views.addWidget(view)
        self.head.insertWidget(2, in_a_row(chips))
        self.chips.button(0).setChecked(True)
        self.chips.idClicked.connect(lambda number: self.show_view(self.tabs[number]))

    @property
    def view(self) -> View:
        """The tab in sight."""
        view = self.views.currentWidget()
        assert isinstance(view, View)  # noqa: S101 - nothing else is put there
        return view

    def show_view(self, view: View) -> None:
        """Another tab; what is open beside the one before stays as it is."""
        self._side_before = None
        self.message.say("")
        self.side.hide()
        self.views.setCurrentWidget(view)
        self.chips.button(self.tabs.index(view)).setChecked(True)
        if view.beside is not None:
            self.open_side(view.beside)
        view.opened()

    def _step(self, by: int) -> None:
        number = self.chips.checkedId() + by
        if 0 <= number < len(self.tabs):
            self.show_view(self.tabs[number])

    # What a page does

    def opened(self) -> None:
        """The page comes into sight."""
        self.view.opened()

    @property
    def asks(self) -> bool:
        """Whether a question is open."""
        return self.side.isVisibleTo(self) and self.side.currentWidget() is self.asking

    def leave(self) -> bool:
        """Out of the question, out of the panel; then out of the page."""
        self.view.idle()
        if self.asks:
            self.close_asking()
            return True
        return self.view.leave()

    def take_scan(self, code: str) -> bool:
        """Every scan on this page is about its goods; nothing is sold from here."""
        if self.asks:
            self.message.say(_("Answer the question first, then scan again."), alarm=True)
        elif not self.view.take_scan(code):
            self.show_view(self.tabs[0])
            self.tabs[0].take_scan(code)
        return True

    def ask(self, question: Question, answer: Answer) -> None:
        """Ask in the side."""
        self.view.idle()
        super().ask(question, answer)

    def refuse(self, error: KasseError) -> None:
        """Say why not where it can be put right."""
        if self.asks and error.code in LENDING:
            super().refuse(error)
            return
        if self.asks:
            self.close_asking()
        if not self.view.refuse(error):
            super().refuse(error)
