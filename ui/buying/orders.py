"""Orders: on their way first. The marked one's panel sends it, ticks off what was fetched, and gives up the rest."""

from datetime import date
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from kasse.books.buying import Order, SupplierArticle
from kasse.buying.orders import OpenOrder, OrderSheet
from kasse.errors import KasseError
from kasse.people import Actor, Permission
from kasse.texts import _
from ui.buying.order_panel import OrderPanel
from ui.buying.sending import Sending
from ui.buying.words import expected_words, packs_words, state_words
from ui.checkout.rows import figure
from ui.pages import Page, card
from ui.products.view import View
from ui.widgets.ask import Choice, Question
from ui.widgets.table import Column, Entry, Table

Loaded = tuple[OrderSheet, list[SupplierArticle], date, set[int]]


class OrdersView(View):
    """The second tab."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._found: list[OpenOrder] = []
        self.table = Table(
            (
                Column(_("No."), 56, figures=True),
                Column(_("Supplier"), bold=True),
                Column(_("Expected"), 112, quiet=True),
                Column(_("State"), 144),
                Column(_("Missing"), 96, figures=True, quiet=True),
                Column(_("Net"), 96, figures=True, quiet=True),
            ),
            _("Orders"),
            _("No orders yet. They begin under To order."),
        )
        self.panel = OrderPanel()
        self.sending = Sending(page)
        page.keep_in_side(self.panel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(self.table), 1)
        self._connect()

    def _connect(self) -> None:
        panel = self.panel
        self.table.chosen.connect(lambda key: self.open_order(UUID(key)))
        panel.mail_key.clicked.connect(lambda: self._with_sheet(self.sending.mail))
        panel.pdf_key.clicked.connect(lambda: self._with_sheet(self.sending.ask_pdf))
        panel.csv_key.clicked.connect(lambda: self._with_sheet(self.sending.ask_csv))
        panel.receive_key.clicked.connect(self._receive)
        panel.cancel_key.clicked.connect(self._ask_cancel)
        panel.close_key.clicked.connect(self.page.back)
        self.sending.begun.connect(lambda: panel.busy(True))
        self.sending.sent.connect(panel.note)
        panel.ticked.connect(self._keep_ticks)

    def _keep_ticks(self) -> None:
        """They outlive a window that is closed on the way."""
        if self.panel.sheet is not None:
            office, order, ticks = self.page.office, self.panel.sheet.order.id, set(self.panel.ticks)
            self.page.store(lambda: office.till.buying_kept.keep_ticks(office.actor, order, ticks))

    # Loading

    def opened(self) -> None:
        """What is on its way."""

        def load(actor: Actor) -> list[OpenOrder]:
            actor.require(Permission.BUYING)
            till = self.page.office.till
            return till.orders.recent(till.checkout.today())

        self.page.act(Permission.BUYING, load, self._show)
        if self.beside is None:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.panel.sheet is not None:
            self.open_order(self.panel.sheet.order.id)

    def _show(self, found: list[OpenOrder]) -> None:
        self._found = found
        self.table.show_rows([_entry(one) for one in found])
        if found and not self.table.key():
            self.table.mark_row(0)

    def forget(self) -> None:
        """Somebody comes who may not see it."""
        self._show([])
        if self.beside is not None:
            self.close_beside()

    def open_order(self, order: UUID) -> None:
        """One order beside the list."""

        def load() -> Loaded:
            till = self.page.office.till
            sheet = till.orders.sheet(order)
            articles = till.suppliers.articles(sheet.order.supplier)
            return sheet, articles, till.checkout.today(), till.buying_kept.ticks(order)

        def show(loaded: Loaded) -> None:
            self.table.mark(str(order))
            self.open_beside(self.panel)
            self.panel.open(*loaded)

        self.page.store(load, show)

    def take_scan(self, code: str) -> bool:
        """Tick off what was fetched."""
        if self.beside is None or self.panel.sheet is None:
            return False

        def find() -> int | None:
            from kasse.barcodes import lookup_key

            with self.page.office.till.database.read() as work:
                return work.catalog.product_number(lookup_key(code))

        def found(product: int | None) -> None:
            name = self.panel.tick(product)
            if name:
                self.page.message.say(_("{name} is ticked off.").format(name=name))
            else:
                self.page.message.say(_("{code} is not on this order.").format(code=code[:40]), alarm=True)

        self.page.store(find, found)
        return True

    # What is done with it

    def _with_sheet(self, do: "object") -> None:
        if self.panel.sheet is not None and callable(do):
            do(self.panel.sheet, self.panel.articles)

    def _receive(self) -> None:
        if self.panel.sheet is not None:
            from ui.stock.page import ORDER  # its page is made when it is first opened

            self.page.office.kept[ORDER] = self.panel.sheet.order.id
            self.page.office.go("stock")

    def _ask_cancel(self) -> None:
        sheet = self.panel.sheet
        if sheet is None:
            return
        packs = sum(-(-line.outstanding.thousandths // line.units.thousandths) for line in sheet.order.lines)
        question = Question(
            _("Cancel the rest?"),
            _("{packs} of order {number} will not be expected any more. Tell {supplier}, too.").format(
                packs=packs_words(packs), number=sheet.order.number, supplier=sheet.supplier.name
            ),
            "",
            "",
            choices=(Choice(_("Cancel the rest"), "cancel"), Choice(_("Keep waiting"), "wait")),
        )

        def answer(_typed: str, chosen: str) -> None:
            self.page.close_asking()
            if chosen == "cancel":
                self._cancel(sheet.order.id)

        self.page.ask(question, answer)

    def _cancel(self, order: UUID) -> None:
        def done(after: Order) -> None:
            self.page.message.say(_("Order {number}: nothing more is expected.").format(number=after.number))
            self.opened()
            self.open_order(order)

        self.page.act(Permission.BUYING, lambda actor: self.page.office.till.orders.cancel_rest(actor, order), done)

    def leave(self) -> bool:
        """Out of the panel."""
        if self.beside is None:
            return False
        self.close_beside()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def idle(self) -> None:
        """A manager is asked first, or the question was given up."""
        self.panel.busy(False)

    def refuse(self, error: KasseError) -> bool:
        """The page's own message is in sight."""
        del error
        self.panel.busy(False)
        return False


def _entry(one: OpenOrder) -> Entry:
    order = one.order
    missing = sum(-(-line.outstanding.thousandths // line.units.thousandths) for line in order.lines)
    cells = (
        str(order.number),
        one.supplier.name,
        expected_words(one) if order.is_open else "",
        state_words(order, one.late),
        packs_words(missing) if order.is_open else "",
        figure(order.value),
    )
    return Entry(str(order.id), cells, alarm=one.late)
