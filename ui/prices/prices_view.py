"""The list with what stands beside it: one price, many prices, or labels."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout

from kasse.books.prices import Label, PriceRow
from kasse.errors import KasseError, Refused
from kasse.people import Actor, Permission
from kasse.prices import Card, Changed, NewPrice, lacks_unit_price
from kasse.texts import _, ngettext
from ui.pages import Page
from ui.prices.labels import LabelPanel, Places, lacking_text, write_labels
from ui.prices.list_view import ListView
from ui.prices.many import MOST, Batch, ManyPanel, Preview
from ui.prices.panel import PricePanel, Wish
from ui.prices.words import day_text, price_text
from ui.products.view import View


class Opened(NamedTuple):
    """An article to be shown, and the pack of it that was scanned."""

    card: Card
    pack: int
    today: date


class PricesView(View):
    """The first tab."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._after: Callable[[], None] | None = None
        self.today = date.min
        self.list = ListView(page)
        self.panel, self.many, self.labels = PricePanel(), ManyPanel(), LabelPanel()
        self.preview = Preview(self.many)
        page.keep_in_side(self.panel, self.many, self.labels)
        self.views = QStackedWidget()
        self.views.addWidget(self.list)
        self.views.addWidget(self.preview)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.views)
        self.list.chosen.connect(lambda number: self.unless_unsaved(partial(self.open_product, number)))
        self.list.many_wanted.connect(lambda: self.unless_unsaved(self.open_many))
        self.list.labels_wanted.connect(lambda: self.unless_unsaved(self.open_labels))
        self.panel.label_wanted.connect(lambda: self.unless_unsaved(self.open_labels))
        self.panel.wanted.connect(self.save)
        self.many.wanted.connect(self.save_many)
        self.labels.wanted.connect(self._ask_file)
        for panel in (self.panel, self.many, self.labels):
            panel.closed.connect(page.back)

    def opened(self) -> None:
        """Load anew; what was left open is still there."""
        self.page.store(lambda: self.page.office.till.products.departments(), self.list.show_departments)
        self.list.load(keep=True)
        if self.beside is None:
            self.list.focus()

    # One price

    def open_product(self, number: int) -> None:
        """Show a product's price."""
        self._load(lambda: (self.page.office.till.prices.card(number, self.page.office.actor), 0))

    def take_scan(self, code: str) -> bool:
        """The article of a code, its price to be typed."""
        self.unless_unsaved(lambda: self._load(lambda: self._scanned(code)))
        return True

    def _scanned(self, code: str) -> tuple[Card, int]:
        """On the store thread: a product or a pack by its code, or what the checkout would sell for it."""
        till = self.page.office.till
        try:
            tag = till.prices.tag(code)
        except Refused:
            product, _key = till.products.scanned(code)
            if product is None or product.number is None:
                raise
            return till.prices.card(product.number, self.page.office.actor), 0
        return till.prices.card(tag.product, self.page.office.actor), tag.pack

    def _load(self, look: Callable[[], tuple[Card, int]]) -> None:
        def load() -> Opened:
            return Opened(*look(), self.page.office.till.prices.today())

        self.page.store(load, self._open)

    def _open(self, opened: Opened) -> None:
        self.page.message.say("")
        self.today = opened.today
        self.views.setCurrentWidget(self.list)
        self.open_beside(self.panel)
        self.panel.open(opened.card, opened.today, opened.pack)
        self.list.mark(opened.card.product.tag.product)

    def save(self) -> None:
        """Keep what was typed."""
        wish = self.panel.read()
        if wish is None:
            return
        product, pack = self.panel.place
        self.panel.busy(True)
        self.page.act(
            Permission.PRODUCTS,
            lambda actor: self._keep(actor, product, pack, wish),
            lambda changed: self._saved(wish, changed),
            lambda: self.panel.busy(False),
        )

    def _keep(self, actor: Actor, product: int, pack: int, wish: Wish) -> Changed:
        """On the store thread."""
        prices = self.page.office.till.prices
        changed = Changed()
        if wish.changed:
            changed = prices.change(actor, [NewPrice(product, wish.price, pack)], wish.day, wish.why)
        if wish.facts_changed:
            prices.put_facts(actor, product, wish.content, wish.cost, keep_cost=wish.keep_cost)
        return changed

    def _saved(self, wish: Wish, changed: Changed) -> None:
        name, unit = self.panel.entry.tag.name[:60], self.panel.entry.tag.unit
        after, self._after = self._after, None
        self._close()
        self.list.load(keep=True)
        price = price_text(wish.price, unit)
        if changed.planned and wish.day is not None:
            told = _("“{name}” costs {price} from {day} on.").format(name=name, price=price, day=day_text(wish.day))
        elif changed.done:
            self.page.office.changed("keys")
            told = _("“{name}” costs {price} now.").format(name=name, price=price)
        else:
            told = _("“{name}” is saved.").format(name=name)
        self.page.message.say(told)
        if after is not None:
            after()

    # Many prices

    def open_many(self) -> None:
        """All that is listed now, and by how much."""
        wanted = self.list.wanted

        def load() -> tuple[list[PriceRow], date, str]:
            till = self.page.office.till
            return till.prices.all_listed(wanted, MOST), till.prices.today(), till.setting("price_ending", "9")

        def show(loaded: tuple[list[PriceRow], date, str]) -> None:
            rows, self.today, ending = loaded
            self.page.message.say("")
            self.many.clear()
            self.many.prefer(ending)
            self.preview.open(rows)
            self.views.setCurrentWidget(self.preview)
            self.open_beside(self.many)
            self.many.go_to(self.many.by)

        self.page.store(load, show)

    def save_many(self) -> None:
        """Change what the preview shows."""
        batch = self.preview.batch(self.today)
        if batch is None:
            return
        self.many.busy(True)
        self.page.act(
            Permission.PRODUCTS,
            lambda actor: self.page.office.till.prices.change(actor, batch.new, batch.day, batch.why),
            lambda changed: self._saved_many(batch, changed),
            lambda: self.many.busy(False),
        )

    def _saved_many(self, batch: Batch, changed: Changed) -> None:
        self._close()
        self.list.load(keep=True)
        if batch.day is not None and changed.planned:
            told = ngettext(
                "{count} price is planned for {day}.", "{count} prices are planned for {day}.", changed.planned
            ).format(count=changed.planned, day=day_text(batch.day))
        else:
            told = ngettext("{count} price is changed.", "{count} prices are changed.", changed.done).format(
                count=changed.done
            )
            self.page.office.changed("keys")
        self.page.message.say(told)

    # Labels

    def open_labels(self) -> None:
        """Offer labels: of the article that is open, of all that are due, of the list."""
        one: Places = (self.panel.place,) if self.beside is self.panel else ()
        wanted = self.list.wanted
        asked = wanted.filtered or bool(wanted.text)
        listed = tuple((row.product, 0) for row in self.list.found if row.price is not None) if asked else ()

        def show(places: Places) -> None:
            self.page.message.say("")
            self.views.setCurrentWidget(self.list)
            self.open_beside(self.labels)
            self.labels.open(one, places, listed)

        self.page.store(lambda: tuple(self.page.office.till.prices.labels_due()), show)

    def _ask_file(self) -> None:
        if self.labels.used() is None or not self.labels.places:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, _("Labels as PDF"), str(Path(folder) / _("labels.pdf")), "PDF (*.pdf)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(lambda path: self.save_labels(Path(path)))
        dialog.open()

    def save_labels(self, path: Path) -> None:
        """Draw and write beside the store thread; what is written counts as being on the shelf."""
        used, places, sheet = self.labels.used(), self.labels.places, self.labels.kind
        announce = self.labels.announce.isChecked()
        if used is None:
            return
        self.labels.busy(True)

        def made(actor: Actor) -> tuple[Actor, list[Label], str]:
            actor.require(Permission.PRODUCTS)
            till = self.page.office.till
            return actor, till.prices.labels(places, announce=announce), till.checkout.shop.language

        def drawn(result: tuple[Actor, list[Label], str]) -> None:
            actor, labels, language = result
            self.page.office.tasks.device(
                lambda: write_labels(labels, sheet, used, language, path),
                lambda written: self._written(actor, labels, written),
                self.page.refuse,
            )

        self.page.act(Permission.PRODUCTS, made, drawn, lambda: self.labels.busy(False))

    def _written(self, actor: Actor, labels: list[Label], path: Path) -> None:
        def kept(_none: None) -> None:
            self._close()
            self.list.load(keep=True)
            told = ngettext("{count} label saved as {file}.", "{count} labels saved as {file}.", len(labels))
            lacking = sum(map(lacks_unit_price, labels))
            self.page.message.say(" ".join((told.format(count=len(labels), file=path), lacking_text(lacking))).strip())

        self.page.store(lambda: self.page.office.till.prices.labelled(actor, labels), kept)

    # Leaving

    def unless_unsaved(self, then: Callable[[], None]) -> None:
        """Go on, once what was typed is saved or given up."""
        if self.beside is not self.panel or not self.panel.changed:
            then()
            return
        name = self.panel.entry.tag.name
        self.ask_unsaved(
            _("“{name}” was changed and is not saved.").format(name=name[:60]),
            save=partial(self._save_and, then),
            discard=then,
        )

    def _save_and(self, then: Callable[[], None]) -> None:
        self._after = then
        self.open_beside(self.panel)
        self.save()

    def leave(self) -> bool:
        """Out of what stands beside."""
        self._after = None
        if self.beside is None:
            return False
        self.unless_unsaved(self._close)
        return True

    def level_keys(self) -> None:
        """Something stands beside the list, or no longer."""
        super().level_keys()
        self.list.make_room(beside=self.beside is not None)

    def _close(self) -> None:
        self.views.setCurrentWidget(self.list)
        self.close_beside()
        self.list.focus()

    def refuse(self, error: KasseError) -> bool:
        """A refusal belongs to what stands beside; a code that nobody knows, to the page."""
        self._after = None
        if error.code == "unknown_code" or self.beside is None:
            return False
        if self.beside is self.panel:
            self.panel.refuse(error)
        elif self.beside is self.many:
            self.many.say(error.message, self.many.day if error.code == "past_day" else None)
        else:
            self.labels.say(error.message)
        self.page.open_side(self.beside)
        return True

    def idle(self) -> None:
        """A manager is asked first."""
        for panel in (self.panel, self.many, self.labels):
            panel.busy(False)
