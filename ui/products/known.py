"""What Open Food Facts knows of a product that is still to complete: offered below its name, taken with one key."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kasse.books.exchange import KnownGoods
from kasse.texts import _
from ui.pages import Page
from ui.products.side import button
from ui.widgets.fields import WrappedLabel

Offer = Callable[[KnownGoods | None], None]


class KnownNames:
    """Looks a code up: in the extract first, and on the network where the owner allows it."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def look(self, codes: Sequence[str], offer: Offer) -> None:
        """Offer what is known of these codes, now or when the network has answered."""

        def load() -> tuple[KnownGoods | None, str]:
            from sync.open_food_facts import SETTING

            till = self._page.office.till
            return till.exchange.known(codes), till.setting(SETTING)

        def loaded(found: tuple[KnownGoods | None, str]) -> None:
            goods, contact = found
            offer(goods)
            if goods is None and contact and codes:
                self._ask(codes[0], contact, offer)

        self._page.store(load, loaded, lambda _error: None)

    def _ask(self, code: str, contact: str, offer: Offer) -> None:
        """On a device's thread; what they do not answer is nobody's business."""
        from sync.open_food_facts import service

        office = self._page.office

        def keep(goods: KnownGoods | None) -> None:
            if goods is not None:
                self._page.store(lambda: office.till.exchange.put_known([goods]), lambda _none: offer(goods))

        office.tasks.device(lambda: service(contact).known(code), keep, lambda _error: None)


class KnownOffer(QWidget):
    """A name that may be taken, with whose it is, and the key that takes it; there only while there is one."""

    taken = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.goods: KnownGoods | None = None
        self.text = WrappedLabel("")
        self.text.setObjectName("quiet")
        self.key = button(_("Take this name"), self._take, key="Ctrl+K")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.text)
        layout.addWidget(self.key)
        self.show_known(None)

    def show_known(self, goods: KnownGoods | None) -> None:
        """Offer a name, or none."""
        self.goods = goods
        self.text.setText("" if goods is None else known_text(goods))
        self.setVisible(goods is not None)

    def _take(self) -> None:
        if self.goods is not None:
            self.taken.emit(self.goods.title)


def known_text(goods: KnownGoods) -> str:
    """A name that may be taken, and whose it is."""
    from kasse.exchange.known_goods import CREDIT

    return _("Known: {name} ({credit})").format(name=goods.title, credit=_(CREDIT))
