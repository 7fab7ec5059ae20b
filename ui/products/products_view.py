"""The list with the editor beside it: which product is open, and what becomes of what was typed."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from kasse.catalog import Pack, Product
from kasse.errors import KasseError
from kasse.people import Actor, Permission
from kasse.products import Choices, CodeCheck
from kasse.tax import STANDARD
from kasse.texts import _
from ui.pages import Page
from ui.prices.facts import FactsTyped, KnownFacts, known_facts
from ui.products.editor import Editor
from ui.products.known import KnownNames
from ui.products.list_view import UNIT_PRICE, ListView
from ui.products.packs import PackPanel
from ui.products.view import View
from ui.widgets.keys import set_primary

Then = Callable[[], None]


class ProductsView(View):
    """The first tab."""

    def __init__(self, page: Page, make_key: Callable[[Product], None]) -> None:
        super().__init__(page)
        self._make_key = make_key
        self._then: Then | None = None
        self._current: Product | None = None
        self.list = ListView(page)
        self.editor = Editor(self._check_code)
        self.known = KnownNames(page)
        self.pack = PackPanel()
        page.keep_in_side(self.editor, self.pack)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.list)
        self.list.shown.connect(self.level_keys)
        self.list.chosen.connect(lambda number: self.unless_unsaved(partial(self.edit, number)))
        self.list.new_wanted.connect(lambda text: self.unless_unsaved(partial(self.new, text)))
        self.editor.wanted.connect(self.save)
        self.editor.closed.connect(page.back)
        self.editor.pack_wanted.connect(self._open_pack)
        self.editor.key_wanted.connect(self._key_for_this)
        self.pack.wanted.connect(self._take_pack)
        self.pack.closed.connect(page.back)
        self.pack.remove.clicked.connect(lambda: self._put_pack(None))

    def level_keys(self) -> None:
        """One main action at a time: the panel's, that of the empty list, or making a new product."""
        empty = self.list.rows.currentIndex() == 1
        set_primary(self.list.new_key, self.beside is None and not empty)
        set_primary(self.list.nothing_key, self.beside is None)
        self.list.table.leave_out(UNIT_PRICE, self.beside is not None)  # the editor says it

    def opened(self) -> None:
        """Load anew; an editor that was left open is still there."""
        self.page.store(lambda: self.page.office.till.products.departments(), self.list.show_departments)
        self.list.load(keep=True)
        if self.beside is None:
            self.list.focus()

    # Opening

    def edit(self, number: int) -> None:
        """Open a product."""
        self._load(lambda: self.page.office.till.products.product(number))

    def new(self, text: str = "") -> None:
        """A new product; what was typed is its code where it is a number, else its name."""
        is_code = text.isascii() and text.isdigit()
        self._load(lambda: self._empty(code=text if is_code else "", name="" if is_code else text))

    def _empty(self, code: str = "", name: str = "") -> Product:
        department = self.list.wanted.department
        return Product(name, (code,) if code else (), None, STANDARD, department)

    def _load(self, product: Callable[[], Product]) -> None:
        def load() -> tuple[Product, Choices, KnownFacts | None]:
            till = self.page.office.till
            loaded = product()
            known = (
                None if loaded.number is None else known_facts(till.prices.card(loaded.number, self.page.office.actor))
            )
            return loaded, till.products.choices(till.checkout.today()), known

        self.page.store(load, lambda loaded: self._open(*loaded))

    def _open(self, product: Product, choices: Choices, known: KnownFacts | None) -> None:
        self.page.message.say("")
        self._current = product
        self.open_beside(self.editor)
        self.editor.open(product, choices, known)
        if product.codes and (product.incomplete or product.number is None):
            self.known.look(product.codes, partial(self.editor.offer_known, product.codes))
        if product.number is not None:
            self.list.mark(product.number)

    def take_scan(self, code: str) -> bool:
        """A code: of the pack or the product in the editor, or the product to be opened."""
        if self.beside is self.pack:
            self.pack.code.setText(code)
        elif self.beside is self.editor and self.editor.takes_codes:
            self._add_code(code)
        else:
            self.unless_unsaved(lambda: self._load(lambda: self._scanned(code)))
        return True

    def _scanned(self, code: str) -> Product:
        """On the store thread: what the checkout would sell for it, or a new product with that code."""
        known, code = self.page.office.till.products.scanned(code)
        return self._empty(code=code) if known is None else known

    def _add_code(self, code: str) -> None:
        self.page.store(lambda: self.page.office.till.products.scanned(code)[1], self.editor.codes.scan)

    def _check_code(self, code: str, number: int | None, done: Callable[[CodeCheck], None]) -> None:
        self.page.store(lambda: self.page.office.till.products.check_code(code, number), done, self._odd_code)

    def _odd_code(self, error: KasseError) -> None:
        self.editor.codes.say(error.message)

    # Leaving

    @property
    def unsaved(self) -> bool:
        """Whether something is typed and not saved."""
        return self.beside is not None and self.editor.changed

    def unless_unsaved(self, then: Then) -> None:
        """Go on, once what was typed is saved or given up."""
        if not self.unsaved:
            then()
            return
        name = self.editor.name.text().strip() or _("New product")
        self.ask_unsaved(
            _("“{name}” was changed and is not saved.").format(name=name[:60]),
            save=partial(self._save_and, then),
            discard=then,
        )

    def leave(self) -> bool:
        """Out of the pack, then out of the editor."""
        self._then = None
        if self.beside is self.pack:
            self.open_beside(self.editor)
            self.editor.packs.more.setFocus()
            return True
        if self.beside is None:
            return False
        self.unless_unsaved(self._close)
        return True

    def _close(self) -> None:
        self._current = None
        self.close_beside()
        self.list.focus()

    # Saving

    def save(self) -> None:
        """Save what is typed; a code that is typed and not taken yet is taken first."""
        if self.editor.codes.pending:
            self.editor.codes.take(self.save)
            return
        product = self.editor.read()
        if product is not None:
            self.editor.busy(True)
            facts, opened = self.editor.facts_typed, self.editor.began_with
            self.page.act(Permission.PRODUCTS, lambda actor: self._keep(actor, product, opened, facts), self._saved)

    def _keep(self, actor: Actor, product: Product, opened: Product | None, facts: FactsTyped | None) -> Product:
        """On the store thread: the product, and what else was typed of it."""
        saved = self.page.office.till.products.save(actor, product, opened)
        if facts is not None and saved.number is not None:
            self.page.office.till.prices.put_facts(
                actor, saved.number, facts.content, facts.cost, keep_cost=facts.keep_cost
            )
        return saved

    def _save_and(self, then: Then) -> None:
        self._then = then
        self.open_beside(self.editor)
        self.save()

    def _saved(self, product: Product) -> None:
        then, self._then = self._then, None
        self.editor.busy(False)
        self._close()
        self.list.load(keep=True)
        if product.number is not None:
            self.list.mark(product.number)
        self.page.office.changed("keys")
        self.page.message.say(_("“{name}” is saved.").format(name=product.name[:60]))
        if then is not None:
            then()

    def refuse(self, error: KasseError) -> bool:
        """A refusal belongs into the editor."""
        self._then = None
        if self.beside is None:
            return False
        self.open_beside(self.editor)
        self.editor.refuse(error)
        return True

    def idle(self) -> None:
        """A manager is asked first."""
        self.editor.busy(False)

    # Packs and keys

    def _open_pack(self, place: int) -> None:
        packs = self.editor.packs.packs
        self.pack.open(place, packs[place] if place >= 0 else None, self.editor.choices.deposits)
        self.open_beside(self.pack)
        self.pack.go_to(self.pack.name)

    def _take_pack(self) -> None:
        pack = self.pack.read()
        if pack is not None:
            self._put_pack(pack)

    def _put_pack(self, pack: Pack | None) -> None:
        self.editor.put_pack(self.pack.place, pack)
        self.open_beside(self.editor)
        self.editor.packs.more.setFocus()

    def _key_for_this(self) -> None:
        product = self._current
        if product is not None:
            self.unless_unsaved(lambda: self._make_key(product))
