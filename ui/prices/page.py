"""The prices page: what things cost, what is planned, and the contents that unit prices need."""

from kasse.texts import _
from ui.pages import Office
from ui.prices.contents import ContentsView
from ui.prices.planned import PlannedView
from ui.prices.prices_view import PricesView
from ui.tabbed import TabbedPage


class PricesPage(TabbedPage):
    """What the owner asks for goods."""

    name = "prices"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.prices, self.planned, self.contents = PricesView(self), PlannedView(self), ContentsView(self)
        tabs = (self.title.text(), self.prices), (_("Planned"), self.planned), (_("Contents"), self.contents)
        self.put_tabs(tabs)


def make(office: Office) -> PricesPage:
    """The page."""
    return PricesPage(office)
