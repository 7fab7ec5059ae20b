"""A page of tabs: chips at its head, a view for each, and room shared with what stands beside."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup

from kasse.errors import KasseError
from kasse.texts import _
from ui import theme
from ui.checkout.chips import Chip, in_a_row
from ui.pages import LENDING, Office, Page
from ui.products.view import View
from ui.widgets.ask import Answer, Question
from ui.widgets.views import Views

LIST, PANEL, AROUND = 400, 456, 48
"""The least width of a list, the width of what stands beside it at 100 %, and the rims and the gap between the two."""
WIDEST = 16_777_215
"""No limit, as Qt has it."""


class TabbedPage(Page):
    """Several views of one subject; the first tab's text is the page's own title."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.tabs: tuple[View, ...] = ()
        self.views = Views()
        self.chips = QButtonGroup(self)
        self.main.takeAt(0)  # the list decides for itself how narrow it may be
        self.views.setMinimumWidth(theme.px(LIST))
        self.main.addWidget(self.views)
        self.title.hide()
        for key, by in (("Ctrl+PgUp", -1), ("Ctrl+PgDown", 1)):
            QShortcut(QKeySequence(key), self, partial(self._step, by))
        self.side.setFixedWidth(theme.px(PANEL))
        self.side.installEventFilter(self)

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

    # Room

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The side comes or goes."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._share_room()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is more room, or less."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """Both side by side; where that is too narrow, what is open in the side has the page for itself."""
        alone = not self.side.isHidden() and self.window().width() < theme.px(LIST + PANEL) + AROUND
        self.views.setHidden(alone)
        self.body.setStretch(0, 0 if alone else 1)
        self.side.setMinimumWidth(theme.px(PANEL))
        self.side.setMaximumWidth(WIDEST if alone else theme.px(PANEL))

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
