"""The list of products: found while typing, filtered, and never all of them at once."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kasse.catalog import Department, Listed, Listing, Wanted
from kasse.texts import _, ngettext
from ui import theme
from ui.checkout.chips import Chip
from ui.pages import Page, card
from ui.products.blank import Blank
from ui.products.side import button
from ui.products.words import price_cell, stock_cell, unit_price_cell
from ui.widgets.fields import choice_field, chosen_in, text_field
from ui.widgets.message import focus_on
from ui.widgets.table import Column, Entry, Table

UNIT_PRICE = 5
"""A column that the editor beside the list says, too."""
LIMIT = 200
"""Rows that are shown; whoever looks for more types another letter."""


class SearchField(QLineEdit):
    """Up and down walk through the list below."""

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows are the list's."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)


class ListView(QWidget):
    """Search field, filters and rows."""

    chosen = Signal(int)
    """A product to be edited."""
    new_wanted = Signal(str)
    """A new product, with what was typed and not found."""
    import_wanted = Signal()
    shown = Signal()
    """Other rows are there, or none."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._asked = 0
        self._keeps_mark = self._waits = self._entered = False
        self._found: list[Listed] = []
        self.search = SearchField()
        self.search.setProperty("keys", text_field().property("keys"))
        self.search.setPlaceholderText(_("Name or code"))
        self.search.setAccessibleName(_("Look for a product"))
        self.department = choice_field([("", _("All departments"))])
        self.department.setAccessibleName(_("Department"))
        self.department.setAccessibleDescription(_("Department"))  # some readers say a choice by its value only
        self.incomplete = Chip(_("To complete"))
        self.new_key = button(_("New product"), self._new, name="primary", key="Ctrl+N")
        self.import_key = button(_("Import a list"), self.import_wanted.emit)
        self.told = QLabel()
        self.told.setObjectName("quiet")
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setWordWrap(True)
        self.table = Table(_columns(), _("Products"))
        self.nothing_key = button("", self._new, name="primary", shown="Ctrl+N")
        self.blank = Blank(self.nothing_key)
        self.rows = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        top, filters, layout = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        self.department.setMinimumWidth(theme.px(250))
        self.department.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        top.addWidget(self.search, 1)
        top.addWidget(self.import_key)
        top.addWidget(self.new_key)
        filters.addWidget(self.department, 2)
        filters.addWidget(self.incomplete)
        filters.addWidget(self.told, 3)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (top, filters, layout):
            part.setSpacing(10)
        layout.addLayout(top)
        layout.addLayout(filters)
        self.rows.addWidget(self.table)
        self.rows.addWidget(self.blank)
        layout.addWidget(card(self.rows), 1)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self.load())
        self.search.stepped.connect(self.table.step)
        self.search.returnPressed.connect(self._enter)
        self.department.activated.connect(lambda _index: self.load())
        self.incomplete.toggled.connect(lambda _on: self.load())
        self.table.chosen.connect(lambda key: self.chosen.emit(int(key)))

    # Loading

    def show_departments(self, departments: Sequence[Department]) -> None:
        """Offer these; what was chosen stays."""
        chosen = chosen_in(self.department) if self.department.count() else ""
        self.department.clear()
        self.department.addItem(_("All departments"), "")
        for department in departments:
            self.department.addItem(department.name, department.name)
        self.department.setCurrentIndex(max(0, self.department.findData(chosen)))

    @property
    def wanted(self) -> Wanted:
        """What is looked for now."""
        department = chosen_in(self.department) if self.department.count() else ""
        return Wanted(self.search.text().strip(), department, self.incomplete.isChecked())

    def load(self, *, keep: bool = False) -> None:
        """Look for what is wanted now; an answer that is overtaken is dropped. `keep` leaves the mark where it is."""
        self._asked += 1
        self._found = []
        self._keeps_mark, self._waits, self._entered = keep, True, False
        self._next(self._asked, self.wanted, 0)

    def _next(self, asked: int, wanted: Wanted, after: int) -> None:
        left = LIMIT - len(self._found)

        def look() -> Listing | None:
            if asked != self._asked:
                return None  # overtaken while it waited
            return self._page.office.till.products.listed(wanted, left, after)

        def found(listing: Listing | None) -> None:
            if listing is None or asked != self._asked:
                return
            self._found += listing.rows
            if listing.after is not None and len(self._found) < LIMIT:
                self._next(asked, wanted, listing.after)
            else:
                self._show(wanted, more=listing.after is not None)

        self._page.store(look, found)

    def _show(self, wanted: Wanted, *, more: bool) -> None:
        self.table.show_rows([_entry(row) for row in self._found], None if self._keeps_mark else "")
        if self._found and not self.table.key():
            self.table.mark_row(0)
        self.told.setText(_told(wanted, len(self._found), more=more))
        self.rows.setCurrentIndex(0 if self._found else 1)
        self.shown.emit()
        self._offer_new(wanted)
        self._waits = False
        if self._entered:
            self._enter()

    def _offer_new(self, wanted: Wanted) -> None:
        if wanted.text:
            self.blank.text.setText(
                _("Nothing here is called “{text}”, or has a code like it.").format(text=wanted.text[:60])
            )
            self.nothing_key.say(_("New product “{text}”").format(text=wanted.text[:24]), "Ctrl+N")
            self.nothing_key.updateGeometry()
        elif wanted.incomplete:
            self.blank.text.setText(_("Nothing is left to complete. What the checkout learns shows up here."))
        else:
            self.blank.text.setText(_("No products yet. Scan the first one, or import the list of your old till."))
            self.nothing_key.say(_("New product"), "Ctrl+N")
        self.nothing_key.setVisible(bool(wanted.text) or not wanted.incomplete)

    def marked(self) -> Listed | None:
        """The marked row."""
        key = self.table.key()
        return next((row for row in self._found if str(row.product) == key), None)

    def mark(self, product: int) -> None:
        """Mark a product where it is shown."""
        self.table.mark(str(product))

    def focus(self) -> None:
        """Where work begins."""
        focus_on(self.search)

    # Pressing

    def _enter(self) -> None:
        self._entered = self._waits  # whoever is faster than the answer means what it will bring
        if self._waits:
            return
        if self.table.key() and self._found:
            self.chosen.emit(int(self.table.key()))
        elif self.search.text().strip():
            self._new()

    def _new(self) -> None:
        self.new_wanted.emit("" if self._found else self.search.text().strip())


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Name")),
        Column(_("Code"), 160, quiet=True),
        Column(_("Department"), 170, quiet=True),
        Column(_("Price"), 110, figures=True, bold=True),
        Column(_("Stock"), 100, figures=True),
        Column(_("Unit price"), 112, figures=True, quiet=True),
    )


def _entry(row: Listed) -> Entry:
    name = _("{name} – to complete").format(name=row.name) if row.incomplete else row.name
    cells = (name, row.code, row.department, price_cell(row), stock_cell(row), unit_price_cell(row))
    return Entry(str(row.product), cells, alarm=row.incomplete)


def _told(wanted: Wanted, count: int, *, more: bool) -> str:
    if more and not wanted.text and not wanted.filtered:
        return _("The {count} best sellers. Type to find the others.").format(count=count)
    if more:
        return _("The first {count}. There are more: type another letter.").format(count=count)
    return ngettext("{count} product", "{count} products", count).format(count=count) if count else ""
