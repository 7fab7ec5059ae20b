"""The products page: the list, the quick keys and the departments as tabs."""

from functools import partial

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QStackedWidget

from kasse.catalog import Product
from kasse.errors import KasseError
from kasse.texts import _
from ui import theme
from ui.checkout.chips import Chip
from ui.pages import Office, Page
from ui.products.departments import DepartmentsView
from ui.products.products_view import ProductsView
from ui.products.quick_keys import QuickKeysView
from ui.products.view import View
from ui.widgets.ask import Answer, Question

LIST, PANEL = 400, 456
"""The least width of a list and the width of what stands beside it, at 100 %."""
AROUND = 48
"""The page's rims, and the gap between the two."""
WIDEST = 16_777_215
"""No limit, as Qt has it."""
ABOUT_THE_PIN = frozenset({"wrong_pin", "wait", "no_such_person", "not_allowed"})
"""Refusals that belong to the question for a manager's PIN, which stays open."""


class ProductsPage(Page):
    """What the owner keeps in order."""

    name = "products"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.products = ProductsView(self, self._make_key)
        self.keys = QuickKeysView(self, self.products.list.marked)
        self.departments = DepartmentsView(self)
        self.tabs = (self.products, self.keys, self.departments)
        self.views = QStackedWidget()
        for view in self.tabs:
            self.views.addWidget(view)
        self.main.takeAt(0)  # the list decides for itself how narrow it may be
        self.views.setMinimumWidth(theme.px(LIST))
        self.main.addWidget(self.views)
        self.title.hide()  # the first tab says the same
        self.chips = QButtonGroup(self)
        for number, text in enumerate((self.title.text(), _("Quick keys"), _("Departments"))):
            self._add_chip(number, text)
        self.chips.button(0).setChecked(True)
        self.chips.idClicked.connect(lambda number: self.show_view(self.tabs[number]))
        for key, by in (("Ctrl+PgUp", -1), ("Ctrl+PgDown", 1)):
            QShortcut(QKeySequence(key), self, partial(self._step, by))
        self.products.list.import_wanted.connect(lambda: office.go("exchange"))
        self.side.setFixedWidth(theme.px(PANEL))
        self.side.installEventFilter(self)

    def _add_chip(self, number: int, text: str) -> None:
        chip = Chip(text)
        self.chips.addButton(chip, number)
        self.head.insertWidget(2 + number, chip)

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

    def _make_key(self, product: Product) -> None:
        self.products.close_beside()
        self.show_view(self.keys)
        self.keys.put_product(product)

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

    def take_scan(self, code: str) -> bool:
        """Every scan on this page is about products; nothing is sold from here."""
        if self.asks:
            self.message.say(_("Answer the question first, then scan again."), alarm=True)
        elif not self.view.take_scan(code):
            self.show_view(self.products)
            self.products.take_scan(code)
        return True

    def leave(self) -> bool:
        """Out of the question, out of the panel; then out of the page."""
        self.view.idle()
        if self.asks:
            self.close_asking()
            return True
        return self.view.leave()

    def ask(self, question: Question, answer: Answer) -> None:
        """Ask in the side."""
        self.view.idle()
        super().ask(question, answer)

    def refuse(self, error: KasseError) -> None:
        """Say why not where it can be put right."""
        if self.asks and error.code in ABOUT_THE_PIN:
            super().refuse(error)
            return
        if self.asks:
            self.close_asking()
        if not self.view.refuse(error):
            super().refuse(error)


def make(office: Office) -> ProductsPage:
    """The page."""
    return ProductsPage(office)
