"""What stands beside the quick keys: one key with its page, and the search for a product that gets one."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kasse.catalog import Listed, Listing, QuickKey, Wanted
from kasse.texts import _
from ui import theme
from ui.pages import Page
from ui.products.list_view import SearchField
from ui.products.side import SidePanel, button
from ui.products.words import price_cell
from ui.widgets.fields import ChoiceField, text_field
from ui.widgets.keys import KeyButton
from ui.widgets.message import focus_on
from ui.widgets.table import Column, Entry, Table

OFFERED = 50


class KeyPanel(SidePanel):
    """One key and its page. What is changed shows at once, and is kept when it is saved."""

    edited = Signal(str, str)
    moved = Signal(int)
    removed = Signal()
    page_renamed = Signal(str)
    page_moved = Signal(int)

    def __init__(self) -> None:
        super().__init__(_("Save the keys"))
        self.shown = QuickKey("", "", "")
        self.label, self.page, self.page_name = text_field(), ChoiceField(), text_field()
        self.page.setEditable(True)
        self.page.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.add(_("Text on the key"), self.label)
        self.add(_("Page"), self.page, _("Choose one, or type the name of a new page."))
        self.parts = [
            self._pair(_("Earlier"), _("Later"), "Alt+Left", "Alt+Right", self.moved),
            button(_("Remove this key"), self.removed.emit, name="danger"),
            self._section(_("The whole page")),
            self.page_name,
            self._pair(_("Page earlier"), _("Page later"), "", "", self.page_moved),
        ]
        self.page_name.setAccessibleName(_("Name of the page"))
        for place, part in enumerate(self.parts):
            self.inner.insertWidget(1 + place, part)
        self.inner.setSpacing(10)
        self.label.textEdited.connect(lambda _text: self._edit())
        self.page.activated.connect(lambda _index: self._edit())
        line = self.page.lineEdit()
        if line is not None:
            line.editingFinished.connect(self._edit)
        self.page_name.editingFinished.connect(self._rename)

    def _section(self, text: str) -> QLabel:
        label = QLabel(text)
        label.setObjectName("quiet")
        return label

    def _pair(self, one: str, other: str, first: str, second: str, told: SignalInstance) -> QWidget:
        both = QWidget()
        line = QHBoxLayout(both)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for text, key, by in ((one, first, -1), (other, second, 1)):
            line.addWidget(self._mover(text, key, by, told), 1)
        return both

    def _mover(self, text: str, key: str, by: int, told: SignalInstance) -> KeyButton:
        return button(text, lambda: told.emit(by), key=key, shown=key.replace("Left", "←").replace("Right", "→"))

    def open(self, key: QuickKey, pages: Sequence[str]) -> None:
        """Show a key."""
        self.shown = key
        self.clear_notes()
        self.busy(False)
        self._enable(True)
        self.heading.setText(_("Quick key {code}").format(code=key.code))
        self.label.setText(key.label)
        self.page.blockSignals(True)
        self.page.clear()
        self.page.addItems(list(pages))
        self.page.setCurrentText(key.page)
        self.page.blockSignals(False)
        self.page_name.setText(key.page)

    def commit(self) -> None:
        """What was typed holds, though its field still has the focus."""
        if self.form.isEnabled():
            self._edit()
            self._rename()

    def removed_key(self, text: str) -> None:
        """The key is gone: only saving is left."""
        self.heading.setText(text)
        self._enable(False)

    def _enable(self, on: bool) -> None:
        for part in (self.form, *self.parts):
            part.setEnabled(on)

    def _edit(self) -> None:
        page = " ".join(self.page.currentText().split())
        changed = self.shown._replace(label=self.label.text(), page=page or self.shown.page)
        if changed != self.shown:
            self.shown = changed
            self.page_name.setText(changed.page)
            self.edited.emit(changed.label, changed.page)

    def _rename(self) -> None:
        name = " ".join(self.page_name.text().split())
        if name and name != self.shown.page:
            self.shown = self.shown._replace(page=name)
            self.page.setItemText(self.page.currentIndex(), name)
            self.page.setCurrentText(name)
            self.page_renamed.emit(name)


class FindPanel(QFrame):
    """Looks for a product; the one that was marked in the list is offered first."""

    chosen = Signal(str, str)
    closed = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._page = page
        self._asked = 0
        self._waits = self._entered = False
        self._first: Listed | None = None
        self._rows: dict[str, Listed] = {}
        self.search = SearchField()
        self.search.setProperty("keys", "text")
        self.search.setPlaceholderText(_("Name or code, or scan it"))
        self.search.setAccessibleName(_("Which product gets a key?"))
        self.table = Table(
            (Column(_("Name")), Column(_("Price"), 110, figures=True)),
            _("Products"),
            _("Nothing is called like that. New products are made under “Products”."),
        )
        heading = QLabel(_("Which product gets a key?"))
        heading.setObjectName("section")
        heading.setWordWrap(True)
        close = KeyButton(_("Close"), "Esc", size=theme.BODY)
        close.clicked.connect(self.closed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        for widget in (heading, self.search, self.table, close):
            layout.addWidget(widget, 1 if widget is self.table else 0)
        self.search.textChanged.connect(lambda _text: self._load())
        self.search.stepped.connect(self.table.step)
        self.search.returnPressed.connect(self._enter)
        self.table.chosen.connect(self._choose)

    def open(self, first: Listed | None) -> None:
        """Begin anew."""
        self._first = first
        self.search.clear()
        self._load()

    def focus(self) -> None:
        """Where typing begins."""
        focus_on(self.search)

    def _load(self) -> None:
        self._asked += 1
        self._waits, self._entered = True, False
        asked, text = self._asked, self.search.text()

        def found(listing: Listing) -> None:
            if asked == self._asked:
                self._show(listing, text)

        self._page.store(lambda: self._page.office.till.products.listed(Wanted(text), OFFERED), found)

    def _show(self, listing: Listing, text: str) -> None:
        first = () if self._first is None or text.strip() else (self._first,)
        rows = [*first, *(row for row in listing.rows if row not in first)]
        self._rows = {str(row.product): row for row in rows}
        self.table.show_rows([Entry(key, (row.name, price_cell(row))) for key, row in self._rows.items()], "")
        self.table.mark_row(0)
        self._waits = False
        if self._entered:
            self._enter()

    def _enter(self) -> None:
        self._entered = self._waits  # whoever is faster than the answer means what it will bring
        if not self._waits:
            self._choose(self.table.key())

    def _choose(self, key: str) -> None:
        if key in self._rows:
            self.chosen.emit(self._rows[key].code, self._rows[key].name)
