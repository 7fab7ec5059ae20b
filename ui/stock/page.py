"""The stock page: what there is, goods in, goods out, and what expires, each a tab."""

from PySide6.QtGui import QHideEvent

from kasse.texts import _
from ui.pages import Office
from ui.products.view import View
from ui.stock.expiry_view import ExpiryView
from ui.stock.levels_view import LevelsView
from ui.stock.receiving_view import ReceivingView
from ui.stock.write_off_view import WRITING_OFF, WriteOffView
from ui.tabbed import TabbedPage

ORDER = "stock.order"
"""Under this the page for buying leaves the order whose goods are here."""

SELL_FIRST = "stock.sell_first"
"""Under this the start page says that what expires is wanted."""


class StockPage(TabbedPage):
    """What somebody does behind the shop."""

    name = "stock"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.levels = LevelsView(self)
        self.receiving = ReceivingView(self)
        self.writing_off = WriteOffView(self)
        self.expiry = ExpiryView(self)
        self.put_tabs(
            (
                (self.title.text(), self.levels),
                (_("Goods in"), self.receiving),
                (_("Goods out"), self.writing_off),
                (_("Expiry"), self.expiry),
            )
        )

    def opened(self) -> None:
        """The page comes into sight; with an order whose goods are here, at once to receiving them."""
        order = self.office.kept.pop(ORDER, None)
        if self.office.kept.pop(SELL_FIRST, False):
            self.show_view(self.expiry)
        elif order is None:
            super().opened()
        else:
            self.show_view(self.receiving)
            self.receiving.begin(order)

    def show_view(self, view: View) -> None:
        """Another tab: who goes on writing off later asks for leave again."""
        if view is not self.writing_off:
            self.end_leave(WRITING_OFF)
        super().show_view(view)

    def hideEvent(self, event: QHideEvent) -> None:
        """The page is left; a delivery in work keeps its leave, as a customer may only be served in between."""
        if not event.spontaneous():
            self.end_leave(WRITING_OFF)
        super().hideEvent(event)


def make(office: Office) -> StockPage:
    """The page."""
    return StockPage(office)
