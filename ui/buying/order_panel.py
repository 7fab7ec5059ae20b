"""One order beside the list: its lines, by aisle where it is fetched, and the keys to send it."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout

from kasse.books.buying import OrderLine, OrderState, Supplier, SupplierArticle
from kasse.buying.orders import OrderSheet
from kasse.buying.papers import by_aisle
from kasse.formats import quantity_text
from kasse.texts import _, current_language
from ui.buying.words import day_words, state_words, value_words
from ui.products.side import button
from ui.widgets.fields import WrappedLabel
from ui.widgets.keys import KeyButton, set_primary
from ui.widgets.noted import tell
from ui.widgets.table import Column, Entry, Table

NOBODY = Supplier("")
"""Wants no least value: once a part came, nobody adds to the order."""
TICK, MISSING = 0, 3
"""Columns: what is ticked off where one fetches it, what has not come where it is delivered."""


class OrderPanel(QFrame):
    """Shows an order, and what of it is ticked off."""

    ticked = Signal()
    """Something was ticked off, or not any more."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.sheet: OrderSheet | None = None
        self.articles: Sequence[SupplierArticle] = ()
        self.ticks: set[int] = set()
        self.heading, self.facts = WrappedLabel(""), WrappedLabel("")
        self.heading.setObjectName("section")
        self.facts.setObjectName("quiet")
        self.said = WrappedLabel("")
        self.said.setObjectName("quiet")
        self.said.hide()
        self.table = Table(
            (
                Column("", 48),
                Column(_("Article")),
                Column(_("Packs"), 128),
                Column(_("Missing"), 76, figures=True),
            ),
            _("Lines of the order"),
        )
        self.table.chosen.connect(lambda key: self.tick(int(key), turn=True))
        self.mail_key = button(_("E-mail"), lambda: None, key="Alt+1")
        self.pdf_key = button(_("PDF"), lambda: None, key="Alt+2")
        self.csv_key = button(_("CSV"), lambda: None, key="Alt+3")
        self.receive_key = button(_("Goods are here"), lambda: None, key="Ctrl+Return")
        self.cancel_key = button(_("Cancel the rest"), lambda: None, name="danger", key="Alt+4")
        self.close_key = button(_("Close"), lambda: None, shown="Esc")
        self._lay_out()

    def _lay_out(self) -> None:
        send, last = QHBoxLayout(), QHBoxLayout()
        for row in (send, last):
            row.setSpacing(8)
        for key in (self.mail_key, self.pdf_key, self.csv_key):
            send.addWidget(key, 1)
        grid = QGridLayout()
        grid.setSpacing(8)
        grid.addWidget(self.close_key, 0, 0)
        grid.addWidget(self.cancel_key, 0, 1)
        grid.addWidget(self.receive_key, 0, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(self.heading)
        layout.addWidget(self.facts)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.said)
        layout.addLayout(send)
        layout.addLayout(grid)

    def open(self, sheet: OrderSheet, articles: Sequence[SupplierArticle], today: date, ticks: set[int]) -> None:
        """Show an order."""
        self.ticks = ticks
        same = self.sheet is not None and self.sheet.order.id == sheet.order.id
        self.sheet, self.articles = sheet, articles
        order, supplier = sheet.order, sheet.supplier
        late = order.is_open and order.expected is not None and order.expected < today
        self.heading.setText(_("Order {number} · {supplier}").format(number=order.number, supplier=supplier.name))
        fresh = order.state is OrderState.ORDERED
        facts = [state_words(order, late), value_words(supplier if fresh else NOBODY, order.value)]
        if order.is_open and order.expected is not None:
            facts.append(_("expected {day}").format(day=day_words(order.expected, today)))
        self.facts.setText(" · ".join(facts))
        if not same:
            tell(self.said, "")
            self.busy(False)
        self.cancel_key.setEnabled(order.is_open)
        self.receive_key.setEnabled(order.is_open)
        self._show_lines()
        if not same:
            self._begin(order.is_open and not any(line.received for line in order.lines))

    def _begin(self, fresh: bool) -> None:
        """What comes next has the focus: a fresh order is sent, one that was is received."""
        assert self.sheet is not None  # noqa: S101 - it was just shown
        supplier = self.sheet.supplier
        send = self.pdf_key if supplier.cash_and_carry or not supplier.email else self.mail_key
        first: KeyButton = send if fresh else self.receive_key
        for key in (self.mail_key, self.pdf_key, self.receive_key):
            set_primary(key, key is first)
            key.by_enter = True
        if supplier.cash_and_carry:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_lines(self) -> None:
        if self.sheet is None:
            return
        lines: list[tuple[OrderLine, str]]
        if self.sheet.supplier.cash_and_carry:
            lines = [(line, article.aisle) for line, article in by_aisle(self.sheet.order.lines, self.articles)]
        else:
            lines = [(line, "") for line in self.sheet.order.lines]
        self.table.leave_out(TICK, not self.sheet.supplier.cash_and_carry)
        self.table.leave_out(MISSING, self.sheet.supplier.cash_and_carry)
        self.table.show_rows([_entry(line, aisle, line.product in self.ticks) for line, aisle in lines])
        if lines and not self.table.key():
            self.table.mark_row(0)

    def tick(self, product: int | None, *, turn: bool = False) -> str:
        """Tick a line off; gives its name, empty where it is not on the order. `turn` takes a tick away again."""
        if self.sheet is None or product is None:
            return ""
        line = next((one for one in self.sheet.order.lines if one.product == product), None)
        if line is None:
            return ""
        if turn and product in self.ticks:
            self.ticks.discard(product)
        else:
            self.ticks.add(product)
        self.ticked.emit()
        self._show_lines()
        self.table.mark(str(product))
        return line.name

    def note(self, text: str) -> None:
        """What became of sending it."""
        tell(self.said, text)
        self.busy(False)
        set_primary(self.mail_key, False)
        set_primary(self.pdf_key, False)
        set_primary(self.receive_key, True)

    def busy(self, on: bool) -> None:
        """A mail is under way: a second press would send it twice."""
        self.mail_key.setEnabled(not on)


def _entry(line: OrderLine, aisle: str, ticked: bool) -> Entry:
    missing = "✓" if not line.outstanding else quantity_text(line.outstanding, current_language())
    name = _("{aisle} · {name}").format(aisle=aisle, name=line.name) if aisle else line.name
    packs = f"{line.packs} × {line.pack or _('piece')}"
    return Entry(str(line.product), ("✓" if ticked else "☐", name, packs, missing))
