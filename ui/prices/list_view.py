"""The price list: found while typing, filtered by department, margin and labels, and never all of it at once."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kasse.books.prices import PriceList, PriceRow, PricesWanted
from kasse.catalog import Department
from kasse.formats import date_text
from kasse.texts import _, current_language, ngettext
from ui import theme
from ui.checkout.chips import Chip
from ui.pages import Page, card
from ui.prices.words import cost_text, percent, planned_text, price_text, row_margin, row_unit_price
from ui.products.list_view import SearchField
from ui.products.side import button
from ui.widgets.fields import choice_field, chosen_in, text_field
from ui.widgets.message import focus_on
from ui.widgets.rows import Rows
from ui.widgets.table import Column, Entry, Table

COST, CHANGED = 3, 6
"""Columns that the panel beside the list says, too."""
NARROW = 640
"""Where the list is less wide, at 100 %, what one filters by goes while something stands beside it."""
LIMIT = 200
"""Rows that are shown; whoever looks for more types another letter."""
MARGINS = (0, 10, 15, 20, 25, 30, 40, 50)
"""Percent below which a margin can be looked for."""


class ListView(QWidget):
    """Search field, filters and rows."""

    chosen = Signal(int)
    """A product whose price is to be looked at."""
    many_wanted = Signal()
    labels_wanted = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._asked = 0
        self._keeps_mark = self._waits = self._entered = self._beside = False
        self.found: list[PriceRow] = []
        self.more = False
        self.search = SearchField()
        self.search.setProperty("keys", text_field().property("keys"))
        self.search.setPlaceholderText(_("Name or code"))
        self.search.setAccessibleName(_("Look for a product"))
        self.department = choice_field([("", _("All departments"))])
        self.margin = choice_field([("", _("Any margin")), *((str(share * 10), _below(share)) for share in MARGINS)])
        self.due = Chip(_("Label to print"))
        self.many_key = button(_("Change many"), self.many_wanted.emit, key="Ctrl+M")
        self.labels_key = button(_("Labels"), self.labels_wanted.emit, key="Ctrl+P")
        self.told = QLabel()
        self.told.setObjectName("quiet")
        self.table = Table(_columns(), _("Prices"))
        for field, name in ((self.department, _("Department")), (self.margin, _("Margin"))):
            field.setAccessibleName(name)
            field.setAccessibleDescription(name)
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._lay_out()
        self.search.textChanged.connect(lambda _text: self.load())
        self.search.stepped.connect(self.table.step)
        self.search.returnPressed.connect(self._enter)
        self.department.activated.connect(lambda _index: self.load())
        self.margin.activated.connect(lambda _index: self.load())
        self.due.toggled.connect(lambda _on: self.load())
        self.table.chosen.connect(lambda key: self.chosen.emit(int(key)))

    def _lay_out(self) -> None:
        top, filters, layout = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        top.addWidget(self.search, 1)
        top.addWidget(self.many_key)
        top.addWidget(self.labels_key)
        self.filters = Rows([self.department, self.margin, self.due], gap=10)
        filters.addWidget(self.filters, 1)
        filters.addWidget(self.told)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (top, filters, layout):
            part.setSpacing(10)
        layout.addLayout(top)
        layout.addLayout(filters)
        layout.addWidget(card(self.table), 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, how many rows there are need not be said."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        narrow = self.width() < theme.px(NARROW)
        self.told.setHidden(narrow)
        self.filters.setHidden(narrow and self._beside)

    def make_room(self, *, beside: bool) -> None:
        """Something stands beside the list, or no longer: then the name needs the room of what the panel says."""
        self._beside = beside
        for column in (COST, CHANGED):
            self.table.leave_out(column, beside)
        self._make_room()

    # Loading

    def show_departments(self, departments: Sequence[Department]) -> None:
        """Offer these; what was chosen stays."""
        chosen = chosen_in(self.department)
        self.department.clear()
        self.department.addItem(_("All departments"), "")
        for department in departments:
            self.department.addItem(department.name, department.name)
        self.department.setCurrentIndex(max(0, self.department.findData(chosen)))

    @property
    def wanted(self) -> PricesWanted:
        """What is looked for now."""
        below = chosen_in(self.margin)
        return PricesWanted(
            self.search.text().strip(),
            chosen_in(self.department),
            int(below) if below else None,
            self.due.isChecked(),
        )

    def load(self, *, keep: bool = False) -> None:
        """Look for what is wanted now; an answer that is overtaken is dropped. `keep` leaves the mark where it is."""
        self._asked += 1
        self._keeps_mark, self._waits, self._entered = keep, True, False
        self._next(self._asked, self.wanted, 0, [])

    def _next(self, asked: int, wanted: PricesWanted, after: int, found: list[PriceRow]) -> None:
        left = LIMIT - len(found)

        def look() -> PriceList | None:
            if asked != self._asked:
                return None  # overtaken while it waited
            return self._page.office.till.prices.listed(wanted, left, after, self._page.office.actor)

        def seen(listing: PriceList | None) -> None:
            if listing is None or asked != self._asked:
                return
            rows = [*found, *listing.rows]
            if listing.after is not None and len(rows) < LIMIT:
                self._next(asked, wanted, listing.after, rows)
            else:
                self._show(wanted, rows, more=listing.after is not None)

        self._page.store(look, seen)

    def _show(self, wanted: PricesWanted, rows: list[PriceRow], *, more: bool) -> None:
        self.found, self.more = rows, more
        self.table.say_empty(_nothing(wanted))
        self.table.show_rows([_entry(row) for row in rows], None if self._keeps_mark else "")
        if rows and not self.table.key():
            self.table.mark_row(0)
        self.told.setText(_told(wanted, len(rows), more=more))
        self._waits = False
        if self._entered:
            self._enter()

    def mark(self, product: int) -> None:
        """Mark a product where it is shown."""
        self.table.mark(str(product))

    def focus(self) -> None:
        """Where work begins."""
        focus_on(self.search)

    def _enter(self) -> None:
        self._entered = self._waits  # whoever is faster than the answer means what it will bring
        if not self._waits and self.table.key():
            self.chosen.emit(int(self.table.key()))


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Name")),
        Column(_("Price"), 96, figures=True, bold=True),
        Column(_("Margin"), 84, figures=True),
        Column(_("Cost"), 84, figures=True, quiet=True),
        Column(_("Unit price"), 112, figures=True, quiet=True),
        Column(_("Planned"), 160, quiet=True),
        Column(_("Last change"), 112, quiet=True),
    )


def _entry(row: PriceRow) -> Entry:
    made = row_margin(row, row.price)
    cells = (
        row.name,
        price_text(row.price, row.unit),
        percent(made),
        cost_text(row.cost),
        row_unit_price(row),
        planned_text(row),
        "" if row.changed is None else date_text(row.changed, current_language()),
    )
    return Entry(str(row.product), cells, alarm=made is not None and made.permille < 0)


def _below(share: int) -> str:
    return _("Margin below {percent} %").format(percent=share) if share else _("Sold at a loss")


def _nothing(wanted: PricesWanted) -> str:
    if wanted.to_label:
        return _("Every label on the shelf says the price of today.")
    if wanted.margin_below is not None:
        return _("Nothing leaves that little. What has no cost yet is not looked at.")
    return _("Nothing here is called so. Scan an article, or type part of its name.")


def _told(wanted: PricesWanted, count: int, *, more: bool) -> str:
    if more and not wanted.text and not wanted.filtered:
        return _("The {count} best sellers. Type to find the others.").format(count=count)
    if more:
        return _("The first {count}. There are more: type another letter.").format(count=count)
    return ngettext("{count} product", "{count} products", count).format(count=count) if count else ""
