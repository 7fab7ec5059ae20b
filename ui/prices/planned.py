"""What is planned: a row each, to be cancelled while its day has not come."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kasse.books.prices import PlannedPrice
from kasse.people import Permission
from kasse.texts import _
from ui.pages import Page, card
from ui.prices.thinned import Thinned
from ui.prices.words import day_text, price_text
from ui.products.side import button
from ui.products.view import View
from ui.widgets.table import Column, Entry


class PlannedView(View):
    """The second tab."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.table = Thinned(
            _columns(),
            _("Planned prices"),
            _("Nothing is planned. Give a price a day, and it holds from its first minute on, by itself."),
        )
        self.cancel_key = button(_("Cancel this change"), self.cancel, shown="Del", name="danger")
        self.table.left_out.connect(self.cancel)
        foot, layout = QHBoxLayout(), QVBoxLayout(self)
        foot.addStretch(1)
        foot.addWidget(self.cancel_key)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(card(self.table), 1)
        layout.addLayout(foot)

    def opened(self) -> None:
        """Load anew."""
        self.page.store(lambda: self.page.office.till.prices.planned(), self._show)
        self.table.setFocus()

    def _show(self, planned: list[PlannedPrice]) -> None:
        self.table.show_rows([_entry(entry) for entry in planned])
        if planned and not self.table.key():
            self.table.mark_row(0)
        self.cancel_key.setEnabled(bool(planned))

    def cancel(self) -> None:
        """The marked change does not come."""
        key = self.table.key()
        if key:
            name = self.table.rows.entries[self.table.currentIndex().row()].cells[1]
            self.page.act(
                Permission.PRODUCTS,
                lambda actor: self.page.office.till.prices.cancel(actor, int(key)),
                lambda _none: self._cancelled(name),
            )

    def _cancelled(self, name: str) -> None:
        self.opened()
        self.page.message.say(_("The new price of “{name}” is cancelled.").format(name=name[:60]))


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("From"), 150),
        Column(_("Name")),
        Column(_("Price"), 100, figures=True),
        Column(_("New price"), 100, figures=True, bold=True),
        Column(_("Who"), 120, quiet=True),
        Column(_("Why"), 160, quiet=True),
    )


def _entry(entry: PlannedPrice) -> Entry:
    change = entry.change
    prices = price_text(entry.now, entry.unit), price_text(change.price, entry.unit)
    return Entry(str(change.number), (day_text(change.valid_from), entry.name, *prices, change.who, change.why))
