"""From a code to what goes into the basket: the article, and what the code itself says of quantity and price."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from kasse.barcodes import (
    ArticleCode,
    CodeRule,
    InStoreCode,
    PressCode,
    SlipCode,
    UnknownCode,
    lookup_key,
    read,
)
from kasse.catalog import Article, ArticleKind, Unit
from kasse.errors import Refused
from kasse.money import Money, round_half_up
from kasse.ports import Work
from kasse.quantity import ONE, Quantity
from kasse.tax import STANDARD
from kasse.texts import _


class Offer(NamedTuple):
    """An article, with the quantity and the price where the code says them; `warning` is for the cashier."""

    article: Article
    quantity: Quantity | None = None
    price: Money | None = None
    warning: str = ""


def identify(text: str, code_rules: Sequence[CodeRule], work: Work) -> Offer:
    """What a code sells; `Refused` with `unknown_code` where nothing does."""
    meaning = read(text, code_rules)
    if isinstance(meaning, ArticleCode):
        return _article(meaning, work)
    if isinstance(meaning, PressCode):
        return _press(meaning, work)
    if isinstance(meaning, InStoreCode):
        return _in_store(meaning, work)
    if isinstance(meaning, SlipCode):
        return _slip(meaning, work)
    if isinstance(meaning, UnknownCode):
        return _unknown(meaning, work)
    raise Refused("not_an_article", _("This is the label of a parcel or pallet, not of an article."))


class Learnable(NamedTuple):
    """Under which code an unknown article is remembered; `varies` where each label has a price of its own."""

    code: str
    weight: Quantity | None = None
    varies: bool = False


def learnable(text: str, code_rules: Sequence[CodeRule]) -> Learnable:
    """The code by which the same article is found the next time, whatever else this label says."""
    if not text.strip():
        raise Refused("no_code", _("Scan or type the code first."))
    meaning = read(text, code_rules)
    if isinstance(meaning, InStoreCode):
        return Learnable(meaning.item_key, meaning.weight, varies=meaning.count is None)
    if isinstance(meaning, ArticleCode | UnknownCode) and lookup_key(text) != meaning.key:
        return Learnable(meaning.key)
    return Learnable(text.strip())


def _unknown(meaning: UnknownCode, work: Work) -> Offer:
    """A code that looks wrong still sells where the shop has an article under it."""
    article = work.catalog.article(meaning.key)
    if article is None:
        raise Refused("unknown_code", meaning.reason)
    return Offer(article)


def _not_found(code: str) -> Refused:
    return Refused(
        "unknown_code",
        _("{code} is not in the list. Sell it with price and department, or search by name.").format(code=code[:60]),
    )


def _article(meaning: ArticleCode, work: Work) -> Offer:
    article = work.catalog.article(meaning.key)
    if article is None:
        raise _not_found(meaning.raw)
    quantity = meaning.weight if article.unit is Unit.KILOGRAM else meaning.count
    price = None if article.price_bound else meaning.price
    if price is not None and article.unit is not Unit.PIECE:
        return _labelled(article, price)
    return Offer(article, quantity, price)


def _press(meaning: PressCode, work: Work) -> Offer:
    """The code's price is the bound one; the list may give the title its name.

    A few ordinary articles begin with 414 or 419 too: one that is in the list under its whole number is that article.
    """
    whole = work.catalog.article(lookup_key(meaning.raw))
    if whole is not None and not whole.price_bound:
        return Offer(whole)
    known = whole or work.catalog.article(meaning.article_key)
    name = known.name if known is not None else _("Press {number}").format(number=meaning.vdz)
    article = Article(
        name=name,
        code=meaning.article_key,
        price=meaning.price,
        tax_class=meaning.tax_class,
        kind=ArticleKind.PRESS,
        product=None if known is None else known.product,
        department=_("Press") if known is None else known.department,
        age_limit=meaning.age_limit,
        price_bound=True,
        addon=meaning.addon or "",
    )
    return Offer(article)


def _in_store(meaning: InStoreCode, work: Work) -> Offer:
    article = work.catalog.article(meaning.item_key) or work.catalog.article(lookup_key(meaning.raw))
    if article is None:
        raise _not_found(meaning.raw)
    price = None if article.price_bound else meaning.price
    if price is not None and article.unit is not Unit.PIECE:
        return _labelled(article, price)
    return Offer(article, meaning.weight or meaning.count, price)


def _labelled(article: Article, price: Money) -> Offer:
    """A weighed piece whose label carries its price: it costs that, and the weight follows for the stock."""
    units = ONE
    if article.price:
        units = Quantity(round_half_up(price.cents * 1000, article.price.cents))
    return Offer(replace(article, unit=Unit.PIECE, stock_units=units), ONE, price)


def _slip(meaning: SlipCode, work: Work) -> Offer:
    if meaning.kind == "coupon":
        raise Refused("coupon", _("This is a coupon; this shop does not take it."))
    redeemed = work.sales.slip_redeemed(meaning.key)
    if redeemed and meaning.serial:
        raise Refused("slip_redeemed", _("This slip was paid out before."))
    article = Article(
        name=_("Deposit slip"),
        code=meaning.key,
        price=meaning.amount,
        tax_class=STANDARD,
        kind=ArticleKind.SLIP,
        addon=meaning.serial or "",
    )
    warning = _("A slip with this code was paid out before. Strike it when you take it.") if redeemed else ""
    return Offer(article, warning=warning)
