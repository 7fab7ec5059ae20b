"""A booked delivery beside the list, and the way to take it back."""

from typing import TYPE_CHECKING

from kasse.books.stock import StockDocument
from kasse.catalog import Unit
from kasse.people import Permission
from kasse.texts import _
from ui.pages import Page
from ui.stock import delivery_rows as rows
from ui.stock.small_panels import BookedPanel

if TYPE_CHECKING:
    from ui.stock.receiving_view import ReceivingView


class Booked:
    """What the tab Goods in does with deliveries in the books."""

    def __init__(self, view: "ReceivingView", page: Page) -> None:
        self._view, self._page = view, page
        self.panel = BookedPanel()
        self.panel.wanted.connect(self._take_back)

    def open(self, document: StockDocument) -> None:
        """What came, in the side."""

        def names() -> dict[int, tuple[str, Unit]]:
            with self._page.office.till.database.read() as work:
                found = {entry.product: work.catalog.product(entry.product) for entry in document.entries}
            return {
                number: (str(number), Unit.PIECE) if product is None else (product.name, product.unit)
                for number, product in found.items()
            }

        def show(named: dict[int, tuple[str, Unit]]) -> None:
            self.panel.open(document, named, rows.booked_title(document))
            self._view.open_beside(self.panel)
            self.panel.go_to(self.panel.why)

        self._page.store(names, show)

    def _take_back(self) -> None:
        document = self.panel.document
        if document is None:
            return
        why, back = self.panel.why.text(), self.panel.where.value() == "back"

        def taken(_counter: StockDocument) -> None:
            self._view.close_beside()
            self._view.load()
            self._page.message.say(_("The delivery is taken back."))

        self._page.act(
            Permission.STOCK,
            lambda actor: self._page.office.till.receiving.take_back(actor, document.id, why, to_supplier=back),
            taken,
        )
