"""An unknown code in a delivery: named, priced and put into the list without leaving."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from kasse.catalog import Department, Product
from kasse.errors import Refused
from kasse.people import Actor, Permission
from ui.pages import Page
from ui.stock.small_panels import LearnPanel

if TYPE_CHECKING:
    from ui.stock.receiving_view import ReceivingView


class Learning:
    """What the tab Goods in does with a code that nobody knows."""

    def __init__(self, view: "ReceivingView", page: Page) -> None:
        self._view, self._page = view, page
        self._learned: Callable[[], None] = lambda: None
        self._coming = False
        self.panel = LearnPanel()
        self.panel.wanted.connect(self._save)

    @property
    def asks(self) -> bool:
        """Whether an article is being named."""
        return self._coming or self._view.beside is self.panel

    def open(self, code: str, learned: Callable[[], None]) -> None:
        """Ask what it is; `learned` is told when it is known."""
        self._learned = learned
        self._coming = True

        def show(departments: list[Department]) -> None:
            self._coming = False
            self.panel.open(code, departments)
            self._view.open_beside(self.panel)
            self.panel.go_to(self.panel.name)

        self._page.message.say("")
        self._page.store(lambda: self._page.office.till.products.departments(), show)

    def _save(self) -> None:
        try:
            learned = self.panel.read()
        except Refused as refusal:
            self.panel.say(refusal.message, self.panel.name)
            return

        def save(actor: Actor) -> Product:
            products = self._page.office.till.products
            group = learned.department
            code = products.scanned(learned.code)[1]  # whatever else the label says
            product = Product(
                learned.name, (code,), learned.price, group.tax_class, group.name, age_limit=group.age_limit
            )
            return products.save(actor, product)

        self._page.act(Permission.PRODUCTS, save, lambda _saved: self._done(), at_hand=self._view.at_hand)

    def _done(self) -> None:
        self._view.close_beside()
        self._page.office.changed("keys")
        self._learned()
