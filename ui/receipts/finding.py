"""The list of receipts and the field above it: searched while somebody types, and further back on demand."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from kasse.texts import _
from ui import theme
from ui.pages import Page, card
from ui.receipts import rows
from ui.receipts.latest import Latest
from ui.receipts.rows import Listed
from ui.widgets.keys import KeyButton
from ui.widgets.message import focus_on
from ui.widgets.table import Table

NEWEST = ""
"""Marks the first row."""

NARROW = 640
"""Below this width at 100 % the cashiers give their room to the marks."""


class SearchField(QLineEdit):
    """Up and down walk through the list below, as they do at the checkout."""

    def __init__(self, table: Table, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self.setProperty("keys", "text")
        self.setPlaceholderText(_("Number, amount, day, article"))
        self.setAccessibleName(_("Search receipts"))
        self.setAccessibleDescription(_("A number, an amount, a day, or part of an article's name or code"))
        self.setClearButtonEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and pages are for the list."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._table.step(step)


class Finder(QWidget):
    """Says by `marked` which receipt is wanted; by no number that there is none."""

    marked = Signal(str)
    entered = Signal()
    """Enter: the marked receipt is to be read."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self.table = Table(rows.columns(), _("Receipts"))
        self.search = SearchField(self.table)
        self.older = KeyButton(_("Older receipts"), "Ctrl+M", size=theme.BODY, height=theme.TARGET)
        self._scanned = ""
        self._filling = False
        self._down_to = 0
        self._looking = Latest(page)
        self._lay_out()
        self.search.textChanged.connect(self._typed)
        self.search.returnPressed.connect(self.entered)
        self.table.marked.connect(self.marked)
        self.table.chosen.connect(self.marked)
        self.older.on_key("Ctrl+M", repeats=False)
        self.older.clicked.connect(self._look_further)

    def _lay_out(self) -> None:
        self.older.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.search, 1)
        head.addWidget(self.older)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(card(self.table), 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a narrow screen the marks need the room that the cashiers had."""
        super().resizeEvent(event)
        self.table.leave_out(rows.CASHIER, self.width() < theme.px(NARROW))

    def focus(self) -> None:
        """Typing searches."""
        focus_on(self.search)

    def look(self) -> None:
        """Look again: for what was searched for and is marked, or for the newest receipt."""
        self._look(mark=None if self.search.text() else NEWEST)

    def search_for(self, text: str, scanned: str = "") -> None:
        """Search for a text; `scanned` is a code that was scanned."""
        self._filling = True  # blocking its signals would leave the field's own clear button behind
        self.search.setText(text)
        self._filling = False
        self._scanned = scanned
        self._look(mark=NEWEST)

    def _typed(self) -> None:
        if not self._filling:
            self._page.message.say("")
            self._scanned = ""
            self._look(mark=NEWEST)

    def _look(self, mark: str | None) -> None:
        """Look into the books; `mark` is the receipt to be marked, None the one that is."""
        text, scanned = self.search.text(), self._scanned
        self._looking.ask(lambda: self._find(text, scanned, None), lambda found: self._show(found, mark))

    def _look_further(self) -> None:
        text, scanned, before = self.search.text(), self._scanned, self._down_to
        if before:
            self._looking.ask(lambda: self._find(text, scanned, before), self._add)

    def _find(self, text: str, scanned: str, before: int | None) -> Listed:
        """On the store thread."""
        till = self._page.office.till
        book = till.receipts
        found = book.with_article(scanned, before) if scanned else book.search(text, before)
        return rows.listed(found, till.checkout.shop.time, training=till.training)

    def _show(self, found: Listed, mark: str | None) -> None:
        self.table.say_empty(rows.nothing_found(self.search.text().strip(), scanned=bool(self._scanned)))
        self.table.show_rows(found.entries, mark)
        if not self.table.key():
            self.table.mark_row(0)
        self._say_how_far(found)
        self.marked.emit(self.table.key())

    def _add(self, found: Listed) -> None:
        """Older ones below those that are there."""
        before = len(self.table.rows.entries)
        self.table.show_rows((*self.table.rows.entries, *found.entries))
        self._say_how_far(found)
        if found.entries:
            self.table.mark_row(before)

    def _say_how_far(self, found: Listed) -> None:
        """A search says how far back it looked; the list of all ends where it ends."""
        self._down_to = found.down_to
        self.older.setVisible(found.down_to > 0)
        if self.search.text().strip():
            self._page.message.say(found.looked)
