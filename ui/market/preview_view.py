"""The second tab: what the world sees, article by article, before anything goes out."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout

from kasse.books.market import Hidden
from kasse.people import Actor, Permission
from kasse.texts import _, ngettext
from ui.checkout.rows import figure
from ui.market import words
from ui.market.article_card import DEFAULT, SHOW, ArticleCard
from ui.pages import Page, card
from ui.products.list_view import SearchField
from ui.products.view import View
from ui.widgets.fields import choice_field, chosen_in
from ui.widgets.message import focus_on
from ui.widgets.table import Column, Entry, Table

if TYPE_CHECKING:
    from kasse.market.switches import MarketCounts, Preview, PreviewRow

SHOWN = "shown"
"""The filter that leaves what the world sees."""
PRICE = 1
"""A column that the card says, too."""
LIMIT = 100
"""Rows that are read at once; the next ones come when the list is scrolled to its end."""
COUNT_AFTER = 400
"""Milliseconds after something was switched; then all are counted anew."""


class PreviewView(View):
    """Search, filter and rows; beside them one article as it will appear."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._asked = 0
        self._after: int | None = None
        self._loading = False
        self.rows: list[PreviewRow] = []
        self.card = ArticleCard()
        page.keep_in_side(self.card)
        self.search = SearchField()
        self.search.setProperty("keys", "text")
        self.search.setPlaceholderText(_("Name or code"))
        self.search.setAccessibleName(_("Look for an article"))
        self.filter = choice_field([("", _("All articles"))])
        self.filter.setAccessibleName(_("Which articles"))
        self.filter.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.told = QLabel()
        self.told.setObjectName("section")
        self.table = Table(_columns(), _("What the world sees"), _("Nothing here is called so."))
        self._counting = QTimer(self, interval=COUNT_AFTER, singleShot=True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        top, layout = QHBoxLayout(), QVBoxLayout(self)
        top.setSpacing(10)
        top.addWidget(self.search, 1)
        top.addWidget(self.filter)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.told)
        layout.addLayout(top)
        layout.addWidget(card(self.table), 1)
        self.told.setWordWrap(True)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self.load())
        self.search.stepped.connect(self.table.step)
        self.search.returnPressed.connect(lambda: self.open(self.table.key()))
        self.filter.activated.connect(lambda _index: self.load())
        self.table.chosen.connect(self.open)
        self.table.marked.connect(self._marked)
        self.table.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.card.switched.connect(self._switch)
        self.card.closed.connect(self.leave)
        self._counting.timeout.connect(self.count)

    # Loading

    def opened(self) -> None:
        """Load anew; the counts come a moment later, from beside the till."""
        self.load()
        self.count()
        if self.beside is None:
            focus_on(self.search)

    def take_scan(self, code: str) -> bool:
        """Look for what was scanned."""
        self.search.setText(code)
        return True

    def count(self) -> None:
        """How many are shown and how many are not, by a reader of its own: it looks at every article."""
        page = self.page

        def beside() -> None:
            till = page.office.till
            page.office.tasks.device(
                lambda: till.beside(lambda reader: reader.market.counts()), self._show_counts, page.refuse
            )

        page.store(lambda: None, lambda _none: beside())

    def _show_counts(self, counts: "MarketCounts") -> None:
        shown = ngettext("{count} article is shown", "{count} articles are shown", counts.shown)
        hidden = sum(counts.hidden.values())
        parts = [shown.format(count=counts.shown)]
        if hidden:
            parts.append(ngettext("{count} is not", "{count} are not", hidden).format(count=hidden))
        if counts.waiting:
            parts.append(_("{count} changes wait for the next message").format(count=counts.waiting))
        self.told.setText(" · ".join(parts))
        chosen = chosen_in(self.filter)
        self.filter.clear()
        self.filter.addItem(_("All articles"), "")
        self.filter.addItem(_("Shown ({count})").format(count=counts.shown), SHOWN)
        for reason, text in words.REASONS.items():
            if counts.hidden.get(reason) or chosen == reason.value:
                self.filter.addItem(f"{_(text)} ({counts.hidden.get(reason, 0)})", reason.value)
        self.filter.setCurrentIndex(max(0, self.filter.findData(chosen)))

    def load(self) -> None:
        """The first rows of what is looked for; an answer that is overtaken is dropped."""
        self._asked += 1
        self.rows = []
        self._next(self._asked, 0)

    def _next(self, asked: int, after: int) -> None:
        text, reason = self.search.text().strip(), chosen_in(self.filter)
        hidden = Hidden(reason) if reason and reason != SHOWN else None
        self._loading = True

        def look() -> "Preview | None":
            if asked != self._asked:
                return None
            return self.page.office.till.market.preview(text, hidden, after, LIMIT, shown=reason == SHOWN)

        def seen(found: "Preview | None") -> None:
            if found is not None and asked == self._asked:
                self._loading = False
                self._show(found, first=not after)

        self.page.store(look, seen)

    def _show(self, found: "Preview", *, first: bool) -> None:
        self.rows += found.rows
        self._after = found.after
        bar = self.table.verticalScrollBar()
        at = 0 if first else bar.value()
        self.table.show_rows([_entry(row) for row in self.rows], None)
        bar.setValue(at)
        if first and self.rows and not self.table.key():
            self.table.mark_row(0)
        if found.after is not None and len(self.rows) < LIMIT // 2:
            self._next(self._asked, found.after)  # a filter leaves few of those that were read

    def _scrolled(self, value: int) -> None:
        bar = self.table.verticalScrollBar()
        if self._after is not None and not self._loading and value >= bar.maximum() - bar.pageStep():
            self._next(self._asked, self._after)

    # One article

    def open(self, key: str) -> None:
        """Show one as it will appear."""
        if key:
            self.open_beside(self.card)
            self._marked(key)

    def _marked(self, key: str) -> None:
        """The card follows the marked row."""
        row = next((row for row in self.rows if str(row.product) == key), None)
        if row is not None and self.beside is self.card:
            self.card.show_article(row.product, row.name, row.view, row.hidden, row.switched)

    def _switch(self, product: int, value: str) -> None:
        shown = None if value == DEFAULT else value == SHOW
        asked = self._asked

        def switch(actor: Actor) -> None:
            self.page.office.till.market.switch_article(actor, product, shown)

        def again() -> "PreviewRow | None":
            market = self.page.office.till.market
            row = next((row for row in self.rows if row.product == product), None)
            found = () if row is None else market.preview(row.code or row.name).rows
            return next((row for row in found if row.product == product), None)

        def seen(row: "PreviewRow | None") -> None:
            if row is None or asked != self._asked:
                return
            self.rows = [row if one.product == product else one for one in self.rows]
            self.table.show_rows([_entry(one) for one in self.rows])
            self._marked(str(product))
            self._counting.start()
            self.page.office.changed("market")

        self.page.act(Permission.SETTINGS, switch, lambda _none: None, lambda: self.page.store(again, seen))

    def level_keys(self) -> None:
        """The card says the price; the list needs its room for names."""
        self.table.leave_out(PRICE, self.beside is not None)

    def leave(self) -> bool:
        """Esc: the card, then what was looked for."""
        if super().leave():
            focus_on(self.search)
            return True
        if self.search.text():
            self.search.clear()
            return True
        return False


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Name"), share=3),
        Column(_("Price"), 96, figures=True, bold=True),
        Column(_("Seen as"), 200),
        Column(_("Department"), 150, quiet=True),
    )


def _entry(row: "PreviewRow") -> Entry:
    if row.view is not None:
        price, seen = figure(row.view.price), words.bucket_text(row.view.bucket)
    else:
        price = "–"
        seen = "" if row.hidden is None else _(words.REASONS[row.hidden])
    return Entry(str(row.product), (row.name, price, seen, row.department))
