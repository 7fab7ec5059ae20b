"""A recall on the stock page: found by batch or article, taken out in one go, kept on paper."""

from pathlib import Path
from typing import TYPE_CHECKING

from kasse.books.stock import Reason, StockDocument
from kasse.catalog import Found
from kasse.errors import KasseError
from kasse.ids import uuid7
from kasse.people import Actor, Permission
from kasse.stock.recall import Recalled
from kasse.texts import _, ngettext
from ui.pages import Page
from ui.stock.expiry_panels import TakeOutPanel
from ui.stock.expiry_rows import recall_entry, recall_table
from ui.stock.files import ask_file, save_beside
from ui.widgets.ask import Choice, Question
from ui.widgets.message import focus_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kasse.books.reports import Report
    from kasse.till import Till
    from ui.stock.expiry_view import ExpiryView


class Recalling:
    """What the tab Expiry does when something is called back; `found` is empty while nothing is."""

    def __init__(self, view: "ExpiryView", page: Page) -> None:
        self._view, self._page = view, page
        self.table = recall_table()
        self.taking_out = TakeOutPanel()
        self.found: list[Recalled] = []
        self.text = ""
        self.taking_out.wanted.connect(self._take_out)

    @property
    def _till(self) -> "Till":
        return self._page.office.till

    def recall(self, text: str) -> None:
        """Find what is called back; a name is searched for."""
        self.text = text

        def tried() -> list[Recalled] | KasseError:
            try:
                return self._till.recall.find(text)
            except KasseError as error:
                return error

        def found(result: list[Recalled] | KasseError) -> None:
            if isinstance(result, KasseError):
                self._search(result)
            else:
                self._show_recall(result)

        self._page.store(tried, found)

    def _search(self, error: KasseError) -> None:
        text = self.text

        def offer(found: "Sequence[Found]") -> None:
            if not found:
                self._page.message.say(_("There is no batch or article “{text}”.").format(text=text[:40]), alarm=True)
                return
            choices = tuple(Choice(one.name, str(one.product)) for one in found)
            self._page.ask(Question(_("Which one is called back?"), "", "", "", choices=choices), chosen)

        def chosen(_typed: str, product: str) -> None:
            self._page.close_asking()
            self._page.store(lambda: self._till.recall.of_product(int(product)), self._show_recall)

        if error.code != "unknown_code" or text.isdigit():
            self._page.message.say(_("There is no batch or article “{text}”.").format(text=text[:40]), alarm=True)
        else:
            self._page.store(lambda: self._till.products.search(text, 8), offer)

    def _show_recall(self, rows: list[Recalled]) -> None:
        self.found = rows
        if not rows:
            self._page.message.say(_("No delivery of it is in the books."), alarm=True)
            self._view.level()
            return
        self._page.message.say("")
        self.table.show_rows(
            [recall_entry(number, row, self._till.checkout.shop.time) for number, row in enumerate(rows)]
        )
        self.table.mark_row(0)
        left = sum(row.left.thousandths for row in rows) // 1000
        self._view.told.setText(
            ngettext(
                "{count} is probably on the shelf. Look there.", "{count} are probably on the shelf. Look there.", left
            ).format(count=left)
        )
        self._view.level()
        focus_on(self._view.finder.field)

    def open_take_out(self) -> None:
        """What becomes of it, in the side."""
        if self.found:
            self.taking_out.clear_notes()
            self.taking_out.heading.setText(_("Recall {text}").format(text=self.text[:60]))
            self.taking_out.where.put(Reason.SUPPLIER_RETURN.value)
            self.taking_out.why.setText(_("Recall {text}").format(text=self.text[:60]))
            self._view.open_beside(self.taking_out)
            self.taking_out.go_to(self.taking_out.why)

    def _take_out(self) -> None:
        rows, why = self.found, self.taking_out.why.text()
        reason, document = Reason(self.taking_out.where.value()), uuid7()

        def out(actor: Actor) -> tuple[StockDocument, list[Recalled]]:
            booked = self._till.recall.take_out(actor, rows, reason, why, document)
            return booked, self._till.recall.again(rows)

        def done(result: tuple[StockDocument, list[Recalled]]) -> None:
            self._view.close_beside()
            self._show_recall(result[1])
            self._page.message.say(_("It is off the shelf, in the books too."))

        self._page.act(Permission.STOCK, out, done)

    def look_again(self) -> None:
        """Since it was found some of it may have been sold."""
        rows = self.found
        self._page.store(lambda: self._till.recall.again(rows), self._show_recall)

    def ask_pdf(self) -> None:
        """Where the list is to be kept."""
        ask_file(self._page, _("recall.pdf"), _("Recall as PDF"), self.save_recall)

    def save_recall(self, path: Path) -> None:
        """The recall as a report on paper."""
        from ui.figures.files import write

        rows, text = self.found, self.text

        def made(report: "Report") -> None:
            shop = self._till.checkout.shop
            save_beside(self._page, lambda: write(report, shop, path))

        self._page.store(lambda: self._till.recall.report(text, rows), made)
