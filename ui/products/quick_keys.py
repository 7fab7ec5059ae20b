"""The quick keys, as the checkout shows them, to be put in order."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout

from kasse.catalog import Listed, Product, QuickKey
from kasse.errors import KasseError
from kasse.people import Permission
from kasse.texts import _
from ui.pages import Page, card
from ui.products import key_order
from ui.products.blank import Blank
from ui.products.key_grid import KeyGrid, Looks
from ui.products.key_look import looks
from ui.products.key_panels import FindPanel, KeyPanel
from ui.products.side import Scrolled, button
from ui.products.view import View
from ui.widgets.keys import set_primary


class QuickKeysView(View):
    """The second tab: a draft of all keys, which is saved in one go."""

    def __init__(self, page: Page, marked: Callable[[], Listed | None]) -> None:
        super().__init__(page)
        self._marked_product = marked
        self.keys: tuple[QuickKey, ...] = ()
        self._saved_keys: tuple[QuickKey, ...] | None = None
        self._page_name = ""
        self._marked = -1
        self._looks: Looks = {}
        self.grid = KeyGrid()
        self.told = QLabel()
        self.panel, self.finder = KeyPanel(), FindPanel(page)
        page.keep_in_side(self.panel, self.finder)
        self.add_key = button(_("Add a key"), self.add, name="primary", key="Ctrl+N")
        self.first_key = button(_("Add a key"), self.add, name="primary", key="Ctrl+N")
        nothing = _("No quick keys yet. Add the goods that have no code: rolls, fruit, newspapers.")
        self.views = QStackedWidget()
        self.views.addWidget(Scrolled(self.grid))
        self.views.addWidget(Blank(self.first_key, nothing))
        self._build()

    def _build(self) -> None:
        self.told.setObjectName("quiet")
        self.told.setWordWrap(True)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.told, 1)
        top.addWidget(self.add_key)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(card(self.views), 1)
        self.grid.pressed.connect(self.mark)
        self.finder.chosen.connect(self.put)
        self.finder.closed.connect(self.page.back)
        self.panel.wanted.connect(self.save)
        self.panel.closed.connect(self.page.back)
        self.panel.edited.connect(self._edit)
        self.panel.moved.connect(self._move)
        self.panel.removed.connect(self._remove)
        self.panel.page_renamed.connect(self._rename_page)
        self.panel.page_moved.connect(self._move_page)

    def level_keys(self) -> None:
        """One main action at a time: the panel's, or adding a key."""
        for key in (self.add_key, self.first_key):
            set_primary(key, self.beside is None)

    def opened(self) -> None:
        """Load the keys, unless some are being changed."""
        if not self.unsaved:
            self.page.store(self._load, lambda loaded: self._loaded(*loaded))
        self._focus()

    def _focus(self) -> None:
        (self.add_key if self.keys else self.first_key).setFocus()

    def _load(self) -> tuple[tuple[QuickKey, ...], Looks]:
        """On the store thread."""
        till = self.page.office.till
        keys = tuple(till.products.quick_keys())
        return keys, looks(till, {key.code for key in keys})

    def _loaded(self, keys: tuple[QuickKey, ...], seen: Looks) -> None:
        self._saved_keys = self.keys = keys
        self._looks = seen
        self._show()
        if self.beside is None:
            self._focus()

    @property
    def unsaved(self) -> bool:
        """Whether the draft differs from what the checkout shows."""
        return self._saved_keys is not None and self.keys != self._saved_keys

    def _show(self) -> None:
        pages = key_order.pages(self.keys)
        if self._page_name not in pages:
            self._page_name = pages[0] if pages else ""
        self.grid.show_keys(self.keys, self._marked, self._looks)
        QTimer.singleShot(0, self.grid, self.grid.show_marked)  # once the keys have their places
        self.told.setText(_("Touch a key to change it, or scan a product that shall have one.") if self.keys else "")
        self.add_key.setVisible(bool(self.keys))
        self.views.setCurrentIndex(0 if self.keys else 1)
        self.level_keys()

    def mark(self, place: int) -> None:
        """Open a key."""
        self._marked = place
        self._page_name = self.keys[place].page
        self._show()
        self.panel.open(self.keys[place], key_order.pages(self.keys))
        self.open_beside(self.panel)
        self.panel.go_to(self.panel.label)

    # Changing the draft

    def _edit(self, label: str, page: str) -> None:
        key = self.keys[self._marked]
        changed = key._replace(label=label, page=page or key.page)
        before, after = self.keys[: self._marked], self.keys[self._marked + 1 :]
        if changed.page == key.page:
            self.keys = (*before, changed, *after)
        else:
            self.keys, self._marked = key_order.added((*before, *after), changed)
        self._page_name = changed.page
        self._show()

    def _move(self, by: int) -> None:
        self.keys, self._marked = key_order.moved(self.keys, self._marked, by)
        self._show()

    def _remove(self) -> None:
        self.keys = (*self.keys[: self._marked], *self.keys[self._marked + 1 :])
        self._marked = -1
        self._show()
        self.panel.close_key.setFocus()
        self.panel.removed_key(_("The key is taken away when you save."))

    def _rename_page(self, name: str) -> None:
        self.keys = key_order.page_renamed(self.keys, self._page_name, name)
        self._page_name = name
        self._show()

    def _move_page(self, by: int) -> None:
        self.keys = key_order.page_moved(self.keys, self._page_name, by)
        if self._marked >= 0:
            self._marked = next(n for n, key in enumerate(self.keys) if key == self.panel.shown)
        self._show()

    def add(self) -> None:
        """Look for the product that gets a key."""
        self.finder.open(self._marked_product())
        self.open_beside(self.finder)
        self.finder.focus()

    def put(self, code: str, name: str) -> None:
        """A product gets a key at the end of the page of the key before; an existing key of it is opened instead."""
        self.page.store(lambda: looks(self.page.office.till, [code]), lambda seen: self._put(code, name, seen))

    def _put(self, code: str, name: str, seen: Looks) -> None:
        self._looks |= seen
        place = next((number for number, key in enumerate(self.keys) if key.code == code), -1)
        if place < 0:
            self.keys, place = key_order.added(self.keys, QuickKey(self._page_name or _("Goods"), name[:40], code))
        self.mark(place)

    def put_product(self, product: Product) -> None:
        """A product from the list gets a key."""
        self.put(product.codes[0], product.name)

    def take_scan(self, code: str) -> bool:
        """A scanned product gets a key."""
        self.page.store(lambda: self.page.office.till.products.by_code(code), self.put_product)
        return True

    # Saving and leaving

    def _commit(self) -> None:
        if self.beside is self.panel and self._marked >= 0:
            self.panel.commit()

    def save(self) -> None:
        """Keep the draft."""
        self._commit()
        if not self.unsaved:
            self._close()
            return
        keys = self.keys
        self.panel.busy(True)
        self.page.act(
            Permission.PRODUCTS,
            lambda actor: self.page.office.till.products.put_quick_keys(actor, keys),
            lambda _none: self._saved(keys),
        )

    def _saved(self, keys: tuple[QuickKey, ...]) -> None:
        self._saved_keys = keys
        self.panel.busy(False)
        self._close()
        self.page.office.changed("keys")
        self.page.message.say(_("The quick keys are saved."))

    def _close(self) -> None:
        self._marked = -1
        self.close_beside()
        self._show()
        self._focus()

    def _discard(self) -> None:
        self.keys = self._saved_keys or ()
        self._close()

    def leave(self) -> bool:
        """Out of the panel, once the draft is saved or given up."""
        self._commit()
        if self.beside is self.finder and self.keys != self._saved_keys and self._marked >= 0:
            self.mark(self._marked)
        elif self.unsaved:
            self.ask_unsaved(_("The quick keys were changed."), self.save, self._discard)
        elif self.beside is not None:
            self._close()
        else:
            return False
        return True

    def refuse(self, error: KasseError) -> bool:
        """A refusal is said in the panel."""
        self.panel.busy(False)
        if self.beside is not self.panel:
            return False
        self.open_beside(self.panel)
        self.panel.say(error.message)
        return True

    def idle(self) -> None:
        """A manager is asked first."""
        self.panel.busy(False)
