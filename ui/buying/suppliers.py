"""Suppliers: who delivers, when, and what."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from kasse.books.buying import Supplier
from kasse.errors import KasseError
from kasse.people import Actor, Permission
from kasse.texts import _
from ui.buying.supplier_panel import SupplierPanel
from ui.buying.words import delivery_words
from ui.checkout.rows import figure
from ui.pages import Page, card
from ui.products.side import button
from ui.products.view import View
from ui.widgets.keys import KeyButton
from ui.widgets.table import Column, Entry, Table


class Row(NamedTuple):
    """A supplier and how many of its articles are known."""

    supplier: Supplier
    articles: int


class SuppliersView(View):
    """The third tab."""

    def __init__(self, page: Page, show_articles: Callable[[int, str], None]) -> None:
        super().__init__(page)
        self._rows: list[Row] = []
        self._show_articles = show_articles
        self.panel = SupplierPanel()
        page.keep_in_side(self.panel)
        self.table = Table(
            (
                Column(_("Supplier"), bold=True),
                Column(_("Delivers on"), 176),
                Column(_("Least value"), 112, figures=True, quiet=True),
                Column(_("Articles"), 92, figures=True),
            ),
            _("Suppliers"),
            _("No suppliers yet. Add those who deliver, then scan what they sell you."),
        )
        self.new_key = button(_("New supplier"), lambda: self._unless_unsaved(""), name="primary", key="Ctrl+N")
        self.articles_key = button(_("Articles"), self._articles, key="Alt+A")
        told = QLabel(_("Enter opens a supplier, Alt+A what it sells you."))
        told.setObjectName("quiet")
        told.setWordWrap(True)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(told, 1)
        top.addWidget(self.articles_key)
        top.addWidget(self.new_key)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(card(self.table), 1)
        self.table.chosen.connect(self._unless_unsaved)
        self.panel.wanted.connect(self.save)
        self.panel.closed.connect(page.back)
        self.panel.articles_key.clicked.connect(self._articles_of_panel)

    def main_key(self) -> KeyButton:
        """Making a new one."""
        return self.new_key

    def opened(self) -> None:
        """Load the suppliers."""
        self.load("")

    def load(self, mark: str) -> None:
        """Load, and mark one."""

        def load(actor: Actor) -> list[Row]:
            actor.require(Permission.BUYING)
            with self.page.office.till.database.read() as work:
                counts = work.buying.article_counts()
                return [Row(one, counts.get(one.number or 0, 0)) for one in work.buying.suppliers(former=True)]

        self.page.act(Permission.BUYING, load, lambda rows: self._show(rows, mark or None))
        if self.beside is None:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, rows: list[Row], mark: str | None) -> None:
        self._rows = sorted(rows, key=lambda row: not row.supplier.active)
        self.table.show_rows([_entry(row) for row in self._rows], mark)
        if rows and not self.table.key():
            self.table.mark_row(0)
        self.articles_key.setEnabled(bool(rows))
        if not rows and self.beside is None:
            self.new_key.setFocus(Qt.FocusReason.TabFocusReason)

    def _supplier(self, key: str) -> Supplier | None:
        return next((row.supplier for row in self._rows if str(row.supplier.number) == key), None)

    def _articles(self) -> None:
        supplier = self._supplier(self.table.key())
        if supplier is not None and supplier.number is not None:
            self._show_articles(supplier.number, supplier.name)

    def _articles_of_panel(self) -> None:
        supplier = self.panel.before
        if self.panel.changed:
            self.panel.say(_("Save first, then go on to the articles."))
        elif supplier is not None and supplier.number is not None:
            self._close()
            self._show_articles(supplier.number, supplier.name)

    # Editing

    def _unless_unsaved(self, key: str) -> None:
        if self.beside is not None and self.panel.changed:
            self._ask(lambda: self.edit(key))
        else:
            self.edit(key)

    def edit(self, key: str) -> None:
        """Open a supplier, or a new one."""
        self.table.mark(key)
        self.open_beside(self.panel)
        self.panel.open(self._supplier(key))

    def save(self) -> None:
        """Keep it; a new one goes on to its articles."""
        self.panel.clear_notes()
        try:
            supplier = self.panel.read()
        except KasseError as error:
            self.panel.refuse(error.code, error.message)
            return
        self.panel.busy(True)
        self.page.act(
            Permission.BUYING,
            lambda actor: self.page.office.till.suppliers.save(actor, supplier),
            lambda saved: self._saved(saved, new=supplier.number is None),
        )

    def _saved(self, supplier: Supplier, *, new: bool) -> None:
        self._close()
        self.load(str(supplier.number))
        if new and supplier.number is not None:
            self._show_articles(supplier.number, supplier.name)
            self.page.message.say(_("“{name}” is saved. Now scan what you buy there.").format(name=supplier.name))
        else:
            self.page.message.say(_("“{name}” is saved.").format(name=supplier.name))

    def _close(self) -> None:
        self.panel.busy(False)
        self.close_beside()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self, discard: Callable[[], None]) -> None:
        name = self.panel.name.text().strip() or _("New supplier")
        self.ask_unsaved(_("“{name}” was changed and is not saved.").format(name=name), self.save, discard)

    def leave(self) -> bool:
        """Out of the panel."""
        if self.beside is None:
            return False
        if self.panel.changed:
            self._ask(self._close)
        else:
            self._close()
        return True

    def refuse(self, error: KasseError) -> bool:
        """A refusal is said in the panel."""
        self.panel.busy(False)
        if self.beside is None:
            return False
        self.open_beside(self.panel)
        self.panel.refuse(error.code, error.message)
        return True

    def idle(self) -> None:
        """A manager is asked first."""
        self.panel.busy(False)


def _entry(row: Row) -> Entry:
    supplier = row.supplier
    name = supplier.name if supplier.active else _("{name} (former)").format(name=supplier.name)
    minimum = "" if supplier.minimum is None else figure(supplier.minimum)
    return Entry(str(supplier.number), (name, delivery_words(supplier), minimum, str(row.articles)))
