"""What a supplier sells us: assigned by scan, a pack to a line."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from kasse.books.buying import SupplierArticle
from kasse.buying.papers import pack_text
from kasse.errors import KasseError
from kasse.people import Actor, Permission
from kasse.quantity import Quantity
from kasse.texts import _
from ui.checkout.rows import figure
from ui.pages import Page, card
from ui.products.list_view import SearchField
from ui.products.side import SidePanel, button
from ui.products.view import View
from ui.widgets.fields import Tick, money_entry, money_field, money_of, number_field, text_field
from ui.widgets.message import focus_on
from ui.widgets.table import Column, Entry, Table

FIELDS = {"bad_units": "units", "bad_quantity": "units", "quantity_zero": "units", "quantity_too_large": "units",
          "bad_amount": "cost", "bad_cost": "cost", "amount_too_large": "cost"}  # fmt: skip


class ArticlePanel(SidePanel):
    """How a supplier sells one product."""

    def __init__(self) -> None:
        super().__init__(_("Save"))
        self.before = SupplierArticle(0, 0)
        self.article_no, self.pack, self.aisle = text_field(), text_field(), text_field()
        self.units, self.cost = number_field(), money_field()
        self.preferred = Tick()
        self.remove_key = button(_("Not sold there any more"), lambda: None, name="danger")
        self.add(_("Article number"), self.article_no, _("As the supplier calls it."))
        self.add(_("Pack"), self.pack, _("As in crate, carton, tray."))
        self.add(_("Pieces in a pack"), self.units, _("20 for a crate of 20 bottles; kilograms for weighed goods."))
        self.add(_("Net price a pack"), self.cost)
        self.add(_("Aisle"), self.aisle, _("Where it stands, if you fetch it yourself."))
        self.form.add(_("Bought here first"), self.preferred, _("Of several suppliers this one is proposed."))
        self.follow(self.preferred)
        self.inner.insertWidget(1, self.remove_key)

    def open(self, article: SupplierArticle, *, known: bool) -> None:
        """Show an article; `known` where it is kept already."""
        self.before = article
        self.clear_notes()
        self.busy(False)
        self.heading.setText(article.name)
        self.article_no.setText(article.article_no)
        self.pack.setText(article.pack)
        self.units.setText(Quantity.__format__(article.units, ""))
        self.cost.setText("" if article.cost is None else money_entry(article.cost))
        self.aisle.setText(article.aisle)
        self.preferred.setChecked(article.preferred)
        self.remove_key.setVisible(known)
        self._began = self._typed()
        self._new = not known
        self.go_to(self.article_no)

    def _typed(self) -> tuple[object, ...]:
        fields = (self.article_no, self.pack, self.units, self.cost, self.aisle)
        return (*(field.text() for field in fields), self.preferred.isChecked())

    @property
    def changed(self) -> bool:
        """Whether something would be lost."""
        return self._new or self._typed() != self._began

    def read(self) -> SupplierArticle:
        """What was typed; `Refused` says what cannot be read."""
        return self.before._replace(
            article_no=self.article_no.text().strip(),
            pack=self.pack.text().strip(),
            units=Quantity.parse(self.units.text() or "1"),
            cost=money_of(self.cost),
            aisle=self.aisle.text().strip(),
            preferred=self.preferred.isChecked(),
        )

    def refuse(self, code: str, sentence: str) -> None:
        """Say why not where it can be put right."""
        name = FIELDS.get(code)
        self.say(sentence, None if name is None else getattr(self, name))


class ArticlesView(View):
    """One supplier's articles."""

    def __init__(self, page: Page, back: Callable[[], None]) -> None:
        super().__init__(page)
        self._supplier = 0
        self._name = ""
        self._articles: list[SupplierArticle] = []
        self._next_scan = ""
        self.panel = ArticlePanel()
        page.keep_in_side(self.panel)
        self.heading = QLabel()
        self.heading.setObjectName("section")
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.search = SearchField()
        self.search.setProperty("keys", "text")
        self.search.setPlaceholderText(_("Scan, code or name"))
        self.search.setAccessibleName(_("Scan, code or name"))
        self.back_key = button(_("All suppliers"), back)
        self.table = Table(
            (
                Column(_("Article"), bold=True),
                Column(_("Article number"), 120, quiet=True),
                Column(_("Pack"), 130),
                Column(_("Net"), 88, figures=True),
                Column(_("Aisle"), 70, quiet=True),
            ),
            _("Articles"),
            _("Nothing yet. Scan what you buy here: a crate's code fills in the crate."),
        )
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.heading, 1)
        top.addWidget(self.back_key)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(self.search)
        layout.addWidget(card(self.table), 1)
        self.table.chosen.connect(self._open_known)
        self.search.textChanged.connect(lambda _text: self._filter())
        self.search.stepped.connect(self.table.step)
        self.search.returnPressed.connect(self._enter)
        self.panel.wanted.connect(self.save)
        self.panel.closed.connect(page.back)
        self.panel.remove_key.clicked.connect(self._remove)

    def of(self, supplier: int, name: str) -> None:
        """Whose articles."""
        self._supplier, self._name = supplier, name
        self.heading.setText(name)
        self.search.clear()
        if self.beside is not None:
            self.close_beside()

    def opened(self) -> None:
        """Load them."""
        supplier = self._supplier

        def load(actor: Actor) -> list[SupplierArticle]:
            actor.require(Permission.BUYING)
            return self.page.office.till.suppliers.articles(supplier)

        self.page.act(Permission.BUYING, load, self._show)
        if self.beside is None:
            focus_on(self.search)

    def _show(self, articles: list[SupplierArticle]) -> None:
        self._articles = articles
        self._filter()

    def _filter(self) -> None:
        words = self.search.text().casefold().split()
        found = [
            one
            for one in self._articles
            if all(word in f"{one.name} {one.article_no} {one.code}".casefold() for word in words)
        ]
        self.table.show_rows([_entry(one) for one in found])
        if found and not self.table.key():
            self.table.mark_row(0)

    def _enter(self) -> None:
        """Enter opens the marked row; what is not in the list is taken for a code."""
        if self.table.key():
            self._open_known(self.table.key())
        elif self.search.text().strip():
            self.take_scan(self.search.text().strip())

    def _open_known(self, key: str) -> None:
        article = next((one for one in self._articles if str(one.product) == key), None)
        if article is not None:
            self._unless_unsaved(lambda: self._open(article, known=True))

    def _open(self, article: SupplierArticle, *, known: bool) -> None:
        self.table.mark(str(article.product))
        self.open_beside(self.panel)
        self.panel.open(article, known=known)

    def take_scan(self, code: str) -> bool:
        """Assign what was scanned. A scan while one is being edited keeps that one first."""
        if self.beside is not None and self.panel.changed:
            self._next_scan = code
            self.save()
        else:
            self._look_up(code)
        return True

    def _look_up(self, code: str) -> None:
        supplier = self._supplier

        def done(article: SupplierArticle) -> None:
            known = any(one.product == article.product for one in self._articles)
            self.page.message.say("")
            self.search.clear()
            self._open(article, known=known)

        self.page.store(lambda: self.page.office.till.suppliers.scanned(supplier, code), done)

    def save(self) -> None:
        """Keep it; then the next scan."""
        self.panel.clear_notes()
        try:
            article = self.panel.read()
        except KasseError as error:
            self._next_scan = ""
            self.panel.refuse(error.code, error.message)
            return
        self.panel.busy(True)
        self.page.act(
            Permission.BUYING,
            lambda actor: self.page.office.till.suppliers.save_article(actor, article),
            lambda _none: self._saved(article),
        )

    def _saved(self, article: SupplierArticle) -> None:
        self._close()
        self.opened()
        self.page.message.say(_("“{name}” is saved. Scan the next one.").format(name=article.name))
        code, self._next_scan = self._next_scan, ""
        if code:
            self._look_up(code)

    def _remove(self) -> None:
        article = self.panel.before

        def done(_none: None) -> None:
            self._close()
            self.opened()
            self.page.message.say(_("“{name}” is not bought there any more.").format(name=article.name))

        self.page.act(
            Permission.BUYING, lambda actor: self.page.office.till.suppliers.remove_article(actor, article), done
        )

    def _close(self) -> None:
        self.panel.busy(False)
        self.close_beside()
        focus_on(self.search)

    def _unless_unsaved(self, go_on: Callable[[], None]) -> None:
        if self.beside is not None and self.panel.changed:
            name = self.panel.before.name
            self.ask_unsaved(_("“{name}” was changed and is not saved.").format(name=name), self.save, go_on)
        else:
            go_on()

    def leave(self) -> bool:
        """Out of the panel."""
        if self.beside is None:
            return False
        self._unless_unsaved(self._close)
        return True

    def refuse(self, error: KasseError) -> bool:
        """A refusal is said in the panel; a code that nobody knows is said by the page."""
        self.panel.busy(False)
        self._next_scan = ""
        if self.beside is None or error.code == "unknown_code":
            return False
        self.open_beside(self.panel)
        self.panel.refuse(error.code, error.message)
        return True

    def idle(self) -> None:
        """A manager is asked first."""
        self.panel.busy(False)


def _entry(one: SupplierArticle) -> Entry:
    pack = pack_text(one.pack, one.units)
    cost = "" if one.cost is None else figure(one.cost)
    return Entry(str(one.product), (one.name, one.article_no, pack, cost, one.aisle))
