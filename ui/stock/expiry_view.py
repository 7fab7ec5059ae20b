"""What expires: sell it first, mark it down, write it off; and the recall of a batch."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout

from kasse.books.stock import Reason
from kasse.errors import KasseError
from kasse.ids import uuid7
from kasse.money import total
from kasse.people import Actor, Permission
from kasse.stock.expiry import Expiring, Label
from kasse.stock.writing_off import WrittenOff
from kasse.texts import _, ngettext
from ui.checkout.rows import figure, quantity_figure
from ui.pages import Page, card
from ui.products.side import SidePanel, button
from ui.products.view import View
from ui.stock.expiry_panels import MarkdownPanel
from ui.stock.expiry_rows import sell_first_entry, sell_first_table
from ui.stock.files import ask_file, save_beside, written
from ui.stock.finder import Finder
from ui.stock.recalling import Recalling
from ui.stock.words import day_of, reason_text
from ui.widgets.ask import Choice, Question
from ui.widgets.fields import money_of
from ui.widgets.keys import KeyButton
from ui.widgets.message import focus_on
from ui.widgets.table import Table

if TYPE_CHECKING:
    from kasse.till import Till


class ExpiryView(View):
    """The tab."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.finder = Finder(_("Recall: scan an article, or type the batch"), _("Batch or article of a recall"))
        self.table = sell_first_table()
        self.recalling = Recalling(self, page)
        self.told = QLabel()
        self.told.setObjectName("quiet")
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.label_key = button(_("Mark down"), self._open_markdown, name="primary", key="Alt+M")
        self.off_key = button(_("Write off"), self._write_off, key="Alt+D")
        self.none_key = button(_("None left"), self._none_left, key="Alt+N")
        self.out_key = button(_("Take it all out"), self.recalling.open_take_out, name="primary", key="Alt+D")
        self.pdf_key = button(_("As PDF"), self.recalling.ask_pdf)
        self.markdown = MarkdownPanel()
        page.keep_in_side(self.markdown, self.recalling.taking_out)
        self.rows: list[Expiring] = []
        self.tables = QStackedWidget()
        self._lay_out()
        self._connect()
        self.level()

    def _lay_out(self) -> None:
        foot, layout = QHBoxLayout(), QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (foot, layout):
            part.setSpacing(10)
        foot.addWidget(self.told, 1)
        for key in (self.none_key, self.off_key, self.label_key, self.pdf_key, self.out_key):
            foot.addWidget(key)
        self.tables.addWidget(self.table)
        self.tables.addWidget(self.recalling.table)
        layout.addWidget(self.finder)
        layout.addWidget(card(self.tables), 1)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.finder.field.entered.connect(self.recall)  # as it was typed: "007" is a batch
        self.finder.field.stepped.connect(lambda by: self._now.step(by))
        self.finder.field.confirmed.connect(self._open_markdown)
        self.table.marked.connect(lambda _key: self.level())
        self.table.chosen.connect(lambda _key: self._open_markdown())
        self.markdown.wanted.connect(self._mark_down)
        for panel in (self.markdown, self.recalling.taking_out):
            panel.closed.connect(self.page.back)

    @property
    def _till(self) -> "Till":
        return self.page.office.till

    @property
    def _now(self) -> Table:
        return self.recalling.table if self.recalling.found else self.table

    def opened(self) -> None:
        """What expires, the nearest day first."""
        if self.recalling.found:
            self.recalling.look_again()
        else:
            self._load()
        focus_on(self.finder.field)

    def _load(self) -> None:
        def look(till: "Till") -> None:
            work = partial(till.beside, lambda reader: reader.expiry.sell_first())
            self.page.office.tasks.device(work, self._show, self.page.refuse)

        self.page.store(lambda: self._till, look)

    def _show(self, rows: list[Expiring]) -> None:
        self.rows = rows
        self.table.show_rows([sell_first_entry(row) for row in rows])
        if rows and not self.table.key():
            self.table.mark_row(0)
        costs = [row.cost for row in rows if row.cost is not None]
        self.told.setText(_("worth {amount} € net").format(amount=figure(total(costs))) if costs else "")
        self.level()

    def _marked(self) -> Expiring | None:
        return next((row for row in self.rows if str(row.batch.number) == self.table.key()), None)

    def level(self) -> None:
        """The keys are those of the list in sight."""
        recall, row = bool(self.recalling.found), self._marked()
        self.tables.setCurrentIndex(1 if recall else 0)
        for key in (self.label_key, self.off_key, self.none_key):
            key.setVisible(not recall and (self.beside is None or key is self.label_key))
            key.setEnabled(row is not None)
        for key in (self.out_key, self.pdf_key):
            key.setVisible(recall and (self.beside is None or key is self.out_key))
        self.out_key.setEnabled(any(one.left for one in self.recalling.found))

    def level_keys(self) -> None:
        """Beside a panel there is room for the main action only."""
        super().level_keys()
        self.level()

    def main_key(self) -> KeyButton | None:
        """Marking down, or taking all of a recall out."""
        return self.out_key if self.recalling.found else self.label_key

    # Marking down

    def _open_markdown(self) -> None:
        row = self._marked()
        if row is not None and not self.recalling.found:
            self.markdown.open(row)
            self.open_beside(self.markdown)
            self.markdown.go_to(self.markdown.price)

    def _mark_down(self) -> None:
        row = self.markdown.row
        if row is None:
            return
        self.markdown.clear_notes()
        try:
            price = money_of(self.markdown.price)
        except KasseError as refusal:
            self.markdown.say(refusal.message, self.markdown.price)
            return
        batch = row.batch.number
        self.page.act(
            Permission.STOCK, lambda actor: self._till.expiry.mark_down(actor, batch, price), self._marked_down
        )

    def _marked_down(self, label: Label) -> None:
        self.close_beside()
        self._load()
        self.page.office.changed("keys")
        self.page.message.say(
            ngettext("{name}: print the label once.", "{name}: print the label {count} times.", label.copies).format(
                name=label.name, count=label.copies
            )
        )
        ask_file(
            self.page,
            _("label-{code}.pdf").format(code=label.code),
            _("Label as PDF"),
            lambda path: self.save_label(label, path),
        )

    def save_label(self, label: Label, path: Path) -> None:
        """The label as a PDF for the label printer; drawn and written beside the store thread."""
        from printers.labels import markdown_label

        language = self.page.office.till.checkout.shop.language

        def write() -> Path:
            drawn = markdown_label(
                label.name,
                label.price,
                label.before,
                label.code,
                best_before=day_of(label.best_before),
                language=language,
            )
            return written(path, drawn)

        save_beside(self.page, write)

    # Writing off

    def _write_off(self) -> None:
        row = self._marked()
        if row is None:
            return
        number, left, batch, document = row.batch.product, row.left, row.batch.number, uuid7()

        def done(off: WrittenOff) -> None:
            self._load()
            self.page.message.say(f"{quantity_figure(off.quantity, off.unit)} × {off.name}, {reason_text(off.reason)}")

        def answer(_typed: str, chosen: str) -> None:
            self.page.close_asking()
            if chosen == "off":
                self.page.act(Permission.STOCK, write, done)

        def write(actor: Actor) -> WrittenOff:
            off = self._till.writing_off
            return off.product(actor, Reason.SPOILED, number, left, batch=batch, document=document)

        question = Question(
            _("Write all of it off?"),
            _("{count} × {name}, by the books. Where there are fewer, scan them on the tab Goods out instead.").format(
                count=quantity_figure(left, row.product.unit), name=row.product.name
            ),
            "", "", choices=(Choice(_("Write off"), "off"), Choice(_("Leave it"), "stay")),
        )  # fmt: skip
        self.page.ask(question, answer)

    def _none_left(self) -> None:
        row = self._marked()
        if row is None:
            return
        batch = row.batch.number
        self.page.act(
            Permission.STOCK,
            lambda actor: self._till.expiry.none_left(actor, batch),
            lambda _none: self._load(),
        )

    # Recall

    def take_scan(self, code: str) -> bool:
        """The article of a recall."""
        self.recall(code)
        return True

    def recall(self, text: str) -> None:
        """Find what is called back."""
        self.recalling.recall(text)

    # Leaving

    def refuse(self, error: KasseError) -> bool:
        """Why not, in the panel that is open."""
        panel = self.beside
        if not isinstance(panel, SidePanel):
            return False
        self.open_beside(panel)
        panel.say(error.message, self.markdown.price if panel is self.markdown else None)
        return True

    def leave(self) -> bool:
        """Out of the panel, out of the recall."""
        if self.beside is not None:
            self.close_beside()
            focus_on(self.finder.field)
            return True
        if self.recalling.found:
            self.recalling.found = []
            self.level()
            self._load()
            focus_on(self.finder.field)
            return True
        return False
