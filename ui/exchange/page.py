"""Data in and out: lists taken over, what is known of codes, and everything taken along."""

from PySide6.QtCore import QCoreApplication

from kasse.texts import _
from ui.exchange.known import KnownView
from ui.exchange.leave import LeaveView
from ui.exchange.take_over import TakeOverView
from ui.pages import Office
from ui.tabbed import TabbedPage


class ExchangePage(TabbedPage):
    """What comes in from files, and what goes out."""

    name = "exchange"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.take_over, self.known, self.leaving = TakeOverView(self), KnownView(self), LeaveView(self)
        tabs = (_("Take over"), self.take_over), (_("Known goods"), self.known), (_("Take along"), self.leaving)
        self.put_tabs(tabs)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.known.stop)
            app.aboutToQuit.connect(self.leaving.stop)

    def take_scan(self, code: str) -> bool:
        """What is known of it where that is in sight; else a customer is there, and it is sold."""
        return not self.asks and self.view.take_scan(code)


def make(office: Office) -> ExchangePage:
    """The page."""
    return ExchangePage(office)
