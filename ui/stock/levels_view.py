"""What there is: found by scan or name, and the card of an article beside the list."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from kasse.catalog import Listing, Wanted
from kasse.errors import KasseError, Refused
from kasse.ids import uuid7
from kasse.people import Actor, Permission
from kasse.stock.levels import Card
from kasse.texts import _
from ui.pages import Page, card
from ui.products.list_view import SearchField
from ui.products.view import View
from ui.products.words import stock_cell
from ui.stock.card_panel import CardPanel, CorrectPanel
from ui.widgets.message import focus_on
from ui.widgets.table import Column, Entry, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from kasse.till import Till

LIMIT = 100


class LevelsView(View):
    """The tab."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.search = SearchField()
        self.search.setProperty("keys", "text")
        self.search.setPlaceholderText(_("Scan or search an article"))
        self.search.setAccessibleName(_("Scan or search"))
        self.table = Table(
            (
                Column(_("Article")),
                Column(_("Department"), 150, quiet=True),
                Column(_("Stock"), 120, figures=True, bold=True),
            ),
            _("Articles"),
            _("Nothing is called that. Scan it, or type another word."),
        )
        self.card, self.correcting = CardPanel(), CorrectPanel()
        page.keep_in_side(self.card, self.correcting)
        self._asked = 0
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.search)
        layout.addWidget(card(self.table), 1)
        self.search.textChanged.connect(lambda _text: self.load())
        self.search.stepped.connect(self.table.step)
        self.search.returnPressed.connect(self._enter)
        self.table.chosen.connect(lambda key: self.open_card(int(key)))
        self.card.correct_wanted.connect(self._open_correcting)
        self.card.closed.connect(page.back)
        self.correcting.wanted.connect(self._correct)
        self.correcting.closed.connect(page.back)

    @property
    def _till(self) -> "Till":
        return self.page.office.till

    def opened(self) -> None:
        """The best sellers first; a card that is open is read again."""
        self.load()
        if self.card.card is not None and self.beside is self.card:
            number = self.card.card.product.number
            assert number is not None  # noqa: S101 - it comes from the books
            self.open_card(number)
        else:
            focus_on(self.search)

    def load(self) -> None:
        """Look for what is typed; an answer that is overtaken is dropped."""
        self._asked += 1
        asked, wanted = self._asked, Wanted(self.search.text().strip())

        def show(listing: Listing) -> None:
            if asked == self._asked:
                self.table.show_rows(
                    [
                        Entry(str(row.product), (row.name, row.department, stock_cell(row) or "–"))
                        for row in listing.rows
                    ]
                )
                if listing.rows and not self.table.key():
                    self.table.mark_row(0)

        self.page.store(lambda: self._till.products.listed(wanted, LIMIT), show)

    def _enter(self) -> None:
        if self.table.key():
            self.open_card(int(self.table.key()))

    def open_card(self, product: int) -> None:
        """An article's card beside the list."""
        self._open(lambda: self._till.levels.card(product))

    def take_scan(self, code: str) -> bool:
        """The card of what was scanned."""
        self._open(lambda: self._till.levels.card_of(code))
        return True

    def _open(self, look: "Callable[[], Card]") -> None:
        self.page.store(look, self._show)

    def _show(self, card: Card) -> None:
        self.page.message.say("")
        self.card.show_card(card)
        self.table.mark(str(card.product.number))
        self.open_beside(self.card)
        self.search.setFocus()
        self.search.selectAll()

    # Putting it right

    def _open_correcting(self) -> None:
        if self.card.card is not None:
            self.correcting.open(self.card.card)
            self.open_beside(self.correcting)
            self.correcting.go_to(self.correcting.count)

    def _correct(self) -> None:
        card = self.correcting.card
        if card is None or card.product.number is None:
            return
        self.correcting.clear_notes()
        try:
            kind, count, why = self.correcting.read()
        except Refused as refusal:
            self.correcting.say(refusal.message, self.correcting.count)
            return
        number, document = card.product.number, uuid7()

        def book(actor: Actor) -> Card:
            if kind == "found":
                return self._till.levels.correct(actor, number, count, why, document)
            return self._till.levels.transfer(actor, number, count if kind == "in" else -count, why, document)

        self.page.act(Permission.STOCK, book, self._corrected)

    def _corrected(self, card: Card) -> None:
        self._show(card)
        self.load()
        self.page.message.say(_("The books are put right."))

    def refuse(self, error: KasseError) -> bool:
        """Why not, in the panel that is open."""
        if self.beside is not self.correcting:
            return False
        self.open_beside(self.correcting)
        field = self.correcting.why if error.code == "no_reason" else self.correcting.count
        self.correcting.say(error.message, field)
        return True

    def leave(self) -> bool:
        """Out of the correction to the card, out of the card to the list."""
        if self.beside is self.correcting:
            self.open_beside(self.card)
            return True
        left = super().leave()
        if left:
            focus_on(self.search)
        return left
