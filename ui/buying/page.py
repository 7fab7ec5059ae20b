"""Buying: what to order today, orders that are on their way, and suppliers, each as a tab."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from PySide6.QtGui import QHideEvent

from kasse.people import Actor, Permission
from kasse.texts import _
from ui.buying.articles import ArticlesView
from ui.buying.ordering import OrderingView
from ui.buying.orders import OrdersView
from ui.buying.suppliers import SuppliersView
from ui.pages import AtHand, Office
from ui.products.view import View
from ui.tabbed import TabbedPage

T = TypeVar("T")


class BuyingPage(TabbedPage):
    """What the owner orders."""

    name = "buying"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.orders = OrdersView(self)
        self.ordering = OrderingView(self, self._ordered, lambda: self.show_view(self.suppliers))
        self.articles = ArticlesView(self, lambda: self.show_view(self.suppliers))
        self.suppliers = SuppliersView(self, self._show_articles)
        self.put_tabs(
            ((_("To order"), self.ordering), (_("Orders"), self.orders), (_("Suppliers"), self.suppliers)),
        )
        self.views.addWidget(self.articles)

    def show_view(self, view: View) -> None:
        """Another tab, or a supplier's articles, which stand behind theirs."""
        if view is not self.articles:
            super().show_view(view)
            return
        super().show_view(self.suppliers)
        self.side.hide()
        self.views.setCurrentWidget(view)
        if view.beside is not None:
            self.open_side(view.beside)
        view.opened()

    def _ordered(self, order: UUID, told: str) -> None:
        """An order was placed: its panel is open, and what is left is to send it."""
        self.show_view(self.orders)
        self.orders.open_order(order)
        self.message.say(told)

    def _show_articles(self, supplier: int, name: str) -> None:
        self.articles.of(supplier, name)
        self.show_view(self.articles)

    # What a page does

    def opened(self) -> None:
        """What an owner looked at is not shown to whoever must be let in first."""
        if not self.office.may(Permission.BUYING):
            self.ordering.forget()
            self.orders.forget()
            if self.view is self.articles:
                self.show_view(self.suppliers)
                return
        super().opened()

    def act(
        self,
        permission: Permission,
        work: Callable[[Actor], T],
        done: Callable[[T], None] = lambda _result: None,
        ended: Callable[[], None] | None = None,
        at_hand: AtHand | None = None,
    ) -> None:
        """Who was let in is asked for no second PIN until the page is left."""
        super().act(permission, work, done, ended, at_hand or AtHand(self.name, _("It holds until the page is left.")))

    def hideEvent(self, event: QHideEvent) -> None:
        """The page is left."""
        if not event.spontaneous():
            self.end_leave(self.name)
        super().hideEvent(event)

    def take_scan(self, code: str) -> bool:
        """Every scan here is about what is bought; nothing is sold from this page."""
        if self.asks:
            self.message.say(_("Answer the question first, then scan again."), alarm=True)
        elif not self.view.take_scan(code):
            self.message.say(_("Nothing was sold: go back to the checkout to sell."))
        return True

    def leave(self) -> bool:
        """Out of the question, out of the panel, out of a supplier's articles; then out of the page."""
        if super().leave():
            return True
        if self.view is self.articles:
            self.show_view(self.suppliers)
            return True
        return False


def make(office: Office) -> BuyingPage:
    """The page."""
    return BuyingPage(office)
