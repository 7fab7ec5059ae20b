"""Many prices at once: by a percentage or an amount, to an ending, with a preview that can be thinned out."""

from datetime import date
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kasse.books.prices import PriceRow
from kasse.errors import KasseError
from kasse.margin import ENDING_NAMES, Adjustment
from kasse.money import Money
from kasse.prices import NewPrice
from kasse.texts import _, ngettext
from ui.pages import card
from ui.prices.thinned import Thinned
from ui.prices.words import percent, price_text, read_day, row_margin
from ui.products.side import SidePanel, button
from ui.widgets.fields import WrappedLabel, choice_field, chosen_in, text_field
from ui.widgets.table import Column, Entry

MOST = 2000
"""So many prices are changed in one go."""


class Batch(NamedTuple):
    """New prices, from a day on (None at once), and why."""

    new: tuple[NewPrice, ...]
    day: date | None
    why: str


class ManyPanel(SidePanel):
    """How the prices are to change."""

    moved = Signal()
    """Something was typed that makes other prices."""

    def __init__(self) -> None:
        super().__init__(_("Change prices"))
        self.heading.setText(_("Change many prices"))
        self.told = WrappedLabel("")
        self.told.setObjectName("quiet")
        self.by, self.day, self.why = text_field(), text_field(), text_field()
        self.ending = choice_field([(ending, _(name)) for ending, name in ENDING_NAMES.items()], "9")
        self.by.setPlaceholderText(_("+5 % or -0.10"))
        self.day.setPlaceholderText(_("at once"))
        self.inner.insertWidget(0, self.told)
        self.add(_("Change by"), self.by)
        self.add(_("Prices end in"), self.ending)
        self.add(_("From"), self.day, _("24.11. or +7 or Mon; empty is at once."))
        self.add(_("Why"), self.why)
        self.by.textChanged.connect(lambda _text: self.moved.emit())
        self.ending.activated.connect(lambda _index: self.moved.emit())

    def clear(self) -> None:
        """Nothing is typed yet."""
        self.clear_notes()
        self.busy(False)
        for field in (self.by, self.day, self.why):
            field.clear()

    def prefer(self, ending: str) -> None:
        """How this shop's prices end."""
        self.ending.setCurrentIndex(max(0, self.ending.findData(ending)))

    def adjustment(self) -> Adjustment | None:
        """What was typed so far; None where it says nothing yet."""
        try:
            return Adjustment.parse(self.by.text())
        except KasseError:
            return None

    def read(self, today: date) -> tuple[date | None, str] | None:
        """The day and the reason; None where something is wrong, which is said beside it then."""
        self.clear_notes()
        field = self.by
        try:
            Adjustment.parse(self.by.text())
            field = self.day
            return read_day(self.day.text(), today), " ".join(self.why.text().split())
        except KasseError as error:
            self.say(error.message, field)
            return None


class Preview(QWidget):
    """What would change, a row each; Del leaves a row out."""

    def __init__(self, panel: ManyPanel) -> None:
        super().__init__()
        self.panel = panel
        self._rows: list[PriceRow] = []
        self.table = Thinned(_columns(), _("What would change"), _("Say by how much, and the new prices stand here."))
        self.out = button(_("Leave it out"), self.leave_out, shown="Del")
        self.table.left_out.connect(self.leave_out)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(self.table), 1)
        layout.addWidget(self.out)
        panel.moved.connect(self.show_prices)

    def open(self, rows: list[PriceRow]) -> None:
        """These could change; those with a fixed price, or without one, stay."""
        self._rows = [row for row in rows if row.price is not None and not row.price_bound]
        left = len(rows) - len(self._rows)
        told = [ngettext("{count} price", "{count} prices", len(self._rows)).format(count=len(self._rows))]
        if left:
            told.append(
                ngettext(
                    "{count} has a fixed price or none, and stays",
                    "{count} have a fixed price or none, and stay",
                    left,
                ).format(count=left)
            )
        self.panel.told.setText(" · ".join(told))
        self.show_prices()

    def _new(self) -> list[tuple[PriceRow, Money]]:
        by, ending = self.panel.adjustment(), chosen_in(self.panel.ending)
        if by is None:
            return []
        return [(row, by.of(row.price, ending)) for row in self._rows if row.price is not None]

    def show_prices(self) -> None:
        """Compute them anew."""
        entries = [
            Entry(
                str(row.product),
                (
                    row.name,
                    price_text(row.price, row.unit),
                    price_text(price, row.unit),
                    percent(row_margin(row, price)),
                    percent(row_margin(row, row.price)),
                ),
                alarm=price == row.price,
            )
            for row, price in self._new()
        ]
        self.table.show_rows(entries)
        self.out.setEnabled(bool(entries))

    def leave_out(self) -> None:
        """The marked row stays as it is."""
        key, number = self.table.key(), self.table.currentIndex().row()
        if key:
            self._rows = [row for row in self._rows if str(row.product) != key]
            self.show_prices()
            self.table.mark_row(min(number, len(self.table.rows.entries) - 1))

    def batch(self, today: date) -> Batch | None:
        """What is to be done; None where something is wrong."""
        said = self.panel.read(today)
        if said is None:
            return None
        new = tuple(NewPrice(row.product, price) for row, price in self._new() if price != row.price)
        if not new:
            self.panel.say(_("No price would be another."))
            return None
        return Batch(new, *said)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Name")),
        Column(_("Price"), 92, figures=True),
        Column(_("New price"), 100, figures=True, bold=True),
        Column(_("New margin"), 112, figures=True, quiet=True),
        Column(_("Margin"), 84, figures=True, quiet=True),
    )
