"""Contents that names speak of, to be checked and taken over in one go: then each has its unit price."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from kasse.books.prices import PriceRow
from kasse.people import Permission
from kasse.prices import Contents
from kasse.texts import _, current_language, ngettext
from kasse.unit_price import Content, content_text, unit_price
from ui.pages import Page, card
from ui.prices.thinned import Thinned
from ui.prices.words import price_text, unit_text
from ui.products.side import button
from ui.products.view import View
from ui.widgets.table import Column, Entry

AT_ONCE = 200
"""So many are looked through by one person in one go."""


class ContentsView(View):
    """The third tab."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._found: list[tuple[PriceRow, Content]] = []
        self._asked = 0
        self.told = QLabel(_("What names say of contents. Leave out what is wrong, then take over the rest."))
        self.told.setObjectName("quiet")
        self.told.setWordWrap(True)
        self.table = Thinned(
            _columns(), _("Contents to check"), _("Each name that speaks of a content was looked at already.")
        )
        self.out_key = button(_("Leave it out"), self.leave_out, shown="Del")
        self.take_key = button(_("Take over"), self.take, name="primary", key="Ctrl+Return")
        self.table.left_out.connect(self.leave_out)
        foot, layout = QHBoxLayout(), QVBoxLayout(self)
        foot.addStretch(1)
        foot.addWidget(self.out_key)
        foot.addWidget(self.take_key)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.told)
        layout.addWidget(card(self.table), 1)
        layout.addLayout(foot)

    def opened(self) -> None:
        """Look for them anew."""
        self._asked += 1
        self._found = []
        self._next(self._asked, 0)
        self.table.setFocus()

    def _next(self, asked: int, after: int) -> None:
        def found(contents: Contents) -> None:
            if asked != self._asked:
                return
            self._found += contents.rows
            if contents.after is not None and len(self._found) < AT_ONCE:
                self._next(asked, contents.after)
            else:
                self._show()

        self.page.store(lambda: self.page.office.till.prices.contents(after), found)

    def _show(self) -> None:
        self.table.show_rows([_entry(row, content) for row, content in self._found])
        if self._found and not self.table.key():
            self.table.mark_row(0)
        count = len(self._found)
        self.out_key.setEnabled(count > 0)
        self.take_key.setEnabled(count > 0)
        self.take_key.say(
            ngettext("Take {count} over", "Take {count} over", count).format(count=count) if count else _("Take over"),
            "Ctrl+Return",
        )
        self.take_key.updateGeometry()

    def leave_out(self) -> None:
        """The marked one is not as its name says."""
        key, number = self.table.key(), self.table.currentIndex().row()
        if key:
            self._found = [pair for pair in self._found if str(pair[0].product) != key]
            self._show()
            self.table.mark_row(min(number, len(self._found) - 1))

    def take(self) -> None:
        """Keep what is left."""
        taken = {row.product: content for row, content in self._found}
        if taken:
            self.take_key.setEnabled(False)
            self.page.act(
                Permission.PRODUCTS,
                lambda actor: self.page.office.till.prices.take_contents(actor, taken),
                self._taken,
                lambda: self.take_key.setEnabled(True),
            )

    def _taken(self, count: int) -> None:
        self.opened()
        told = ngettext("{count} content is kept.", "{count} contents are kept.", count)
        self.page.message.say(told.format(count=count))


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Name")),
        Column(_("Content"), 110, figures=True, bold=True),
        Column(_("Price"), 100, figures=True),
        Column(_("Unit price"), 130, figures=True),
    )


def _entry(row: PriceRow, content: Content) -> Entry:
    each = unit_text(unit_price(row.price, row.unit, content))
    figures = content_text(content, current_language()), price_text(row.price, row.unit), each
    return Entry(str(row.product), (row.name, *figures))
