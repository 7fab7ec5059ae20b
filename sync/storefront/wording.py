"""How the pages speak: figures and sentences in the storefront's language."""

from collections.abc import Callable

from kasse.books.market import Bucket, PublicShop, PublicView
from kasse.catalog import Unit
from kasse.formats import amount_text
from kasse.money import Money
from kasse.texts import LANGUAGES, N_, translator
from kasse.unit_price import UnitPrice, unit_price_text

NBSP = "\N{NO-BREAK SPACE}"

BUCKETS = {
    Bucket.IN: N_("in stock"),
    Bucket.LOW: N_("Only a few left"),
    Bucket.OUT: N_("Sold out"),
}
SIGNS = {Bucket.IN: "●", Bucket.LOW: "◐", Bucket.OUT: "○"}
"""Beside the words, so that colour is never the only sign."""

_DAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


class Words:
    """The texts of one language; any but German is English."""

    def __init__(self, language: str) -> None:
        self.language = language[:2].lower() if language[:2].lower() in LANGUAGES else "en"
        self.say: Callable[[str], str] = translator(self.language)

    def money(self, money: Money) -> str:
        """An amount, as in "1,29 €"."""
        return self.say(N_("€{amount}")).format(amount=amount_text(money, self.language)).replace(" ", NBSP)

    def price(self, view: PublicView) -> str:
        """What it costs; what is weighed costs so much a kilogram."""
        if view.unit is Unit.PIECE:
            return self.money(view.price)
        return self.per(view.price, view.unit.value)

    def per(self, price: Money, per: str) -> str:
        """A price for a unit, as in "2,58 €/l"."""
        return unit_price_text(UnitPrice(price, per), self.language).replace(" ", NBSP)

    def deposit(self, view: PublicView) -> str:
        """The deposit beside the price; empty without one."""
        if not view.deposit.cents:
            return ""
        return self.say(N_("plus {amount} deposit")).format(amount=self.money(view.deposit))

    def unit_price(self, view: PublicView) -> str:
        """The unit price as it stands beside the price; empty without one."""
        if view.unit_price is None or not view.per:
            return ""
        return self.per(view.unit_price, view.per)

    def bucket(self, bucket: Bucket) -> str:
        """How much there is, in words."""
        told = self.say(BUCKETS[bucket])
        return told[:1].upper() + told[1:]

    def day(self, number: int) -> str:
        """A weekday's short name, 0 for Monday."""
        return self.say(_DAYS[number])

    def department(self, name: str) -> str:
        """A department's name, or what stands for none."""
        return name or self.say(N_("Other goods"))

    def articles(self, count: int) -> str:
        """So many articles."""
        return self.say(N_("1 article") if count == 1 else N_("{count} articles")).format(count=count)


def address_line(shop: PublicShop) -> str:
    """Street and town in one line."""
    return ", ".join(filter(None, (shop.street, f"{shop.postcode} {shop.city}".strip())))


def degrees(millionths: int) -> str:
    """A coordinate as it is written: 52.49953."""
    whole, rest = divmod(abs(millionths), 1_000_000)
    return f"{'-' if millionths < 0 else ''}{whole}.{rest:06d}"
