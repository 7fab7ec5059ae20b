"""What goods-in begins from: deliveries that somebody began, orders that are to come, and those in the books."""

from datetime import date, datetime
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from kasse.books.buying import Order
from kasse.books.stock import StockDocument
from kasse.clock import ShopTime
from kasse.stock.receiving import DeliveryView
from kasse.texts import _
from ui.pages import card
from ui.products.blank import Blank
from ui.products.side import button
from ui.stock import delivery_rows as rows
from ui.stock.words import moment_text
from ui.widgets.table import Table


class Start(NamedTuple):
    """What there is to begin with; `time` and `today` are the shop's."""

    open: list[DeliveryView]
    orders: list[tuple[Order, str]]
    booked: list[StockDocument]
    suppliers: dict[int | None, str]
    time: ShopTime
    today: date

    def when(self, at: datetime) -> str:
        """A moment in words."""
        return moment_text(self.time.local(at), self.today)


class StartList(QWidget):
    """The list, and the key for a new delivery."""

    chosen = Signal(str)
    """A row: "work:", "order:" or "booked:" and its id."""
    new_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.start: Start | None = None
        self.table = Table(rows.start_columns(), _("Deliveries"))
        self.new_key = button(_("New delivery"), self.new_wanted.emit, name="primary", key="Ctrl+N")
        self.blank = Blank(button(_("New delivery"), self.new_wanted.emit, name="primary", shown="Ctrl+N"))
        self.blank.text.setText(_("No delivery yet. Scan the first crate and the delivery is begun."))
        self.hint = QLabel(_("Scan the first article and a new delivery is begun, or choose an order."))
        self.hint.setObjectName("quiet")
        self.hint.setWordWrap(True)
        self._rows = QStackedWidget()
        self._rows.addWidget(self.table)
        self._rows.addWidget(self.blank)
        top, layout = QHBoxLayout(), QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (top, layout):
            part.setSpacing(10)
        top.addWidget(self.hint, 1)
        top.addWidget(self.new_key)
        layout.addLayout(top)
        layout.addWidget(card(self._rows), 1)
        self.table.chosen.connect(self.chosen)

    def show_start(self, start: Start) -> None:
        """Show what there is; a delivery that was begun is marked first."""
        self.start = start
        entries = [
            *(rows.open_entry(view, start.when(view.delivery.started_at)) for view in start.open),
            *(rows.order_entry(order, supplier) for order, supplier in start.orders),
            *(
                rows.booked_entry(one, start.suppliers.get(one.supplier, ""), start.when(one.at))
                for one in start.booked
            ),
        ]
        self.table.show_rows(entries, f"work:{start.open[0].delivery.id}" if start.open else None)
        self._rows.setCurrentIndex(0 if entries else 1)
        self.hint.setVisible(bool(entries))
        if entries and not self.table.key():
            self.table.mark_row(0)

    def focus(self) -> None:
        """Where work begins."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
