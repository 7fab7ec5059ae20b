"""The market page: whether the shop can be found, what the world sees of it, its key, and what is reserved."""

from kasse.texts import _
from ui.market.departments_view import DepartmentsView
from ui.market.key_view import KeyView
from ui.market.overview_view import OverviewView
from ui.market.preview_view import PreviewView
from ui.market.reservations_view import ReservationsView
from ui.pages import Office
from ui.tabbed import TabbedPage


class MarketPage(TabbedPage):
    """Found nearby."""

    name = "market"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.overview, self.preview = OverviewView(self), PreviewView(self)
        self.departments, self.key, self.reservations = DepartmentsView(self), KeyView(self), ReservationsView(self)
        self.overview.go_key = lambda: self.show_view(self.key)
        self.put_tabs(
            (
                (self.title.text(), self.overview),
                (_("What is seen"), self.preview),
                (_("Departments"), self.departments),
                (_("Shop key"), self.key),
                (_("Reservations"), self.reservations),
            )
        )

    def look_again(self) -> None:
        """Something came in or went out: what is in sight may be different now."""
        if self.isVisible() and self.view in (self.overview, self.reservations):
            self.view.load() if isinstance(self.view, OverviewView) else self.reservations.load()

    def take_scan(self, code: str) -> bool:
        """A key that is scanned is for the key; anything else is an article to look at."""
        if code.lower().startswith("nsec1") and not self.asks:
            self.show_view(self.key)
            return self.key.take_scan(code)
        if not self.asks and not self.view.take_scan(code):
            self.show_view(self.preview)
            self.preview.take_scan(code)
        return True


def make(office: Office) -> MarketPage:
    """The page."""
    return MarketPage(office)
