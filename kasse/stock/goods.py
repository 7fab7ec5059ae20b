"""What a scan in the stock room means: the product, how many pieces of it, its batch, and what it costs."""

from datetime import date
from typing import NamedTuple

from kasse.barcodes import ArticleCode, lookup_key, read
from kasse.catalog import Article, ArticleKind, Product, Unit
from kasse.errors import Refused
from kasse.money import Money, round_half_up
from kasse.ports import Work
from kasse.quantity import ONE, Quantity
from kasse.scan import identify
from kasse.texts import _


class Goods(NamedTuple):
    """A scan: `units` pieces make one of what was scanned, of which there are `pieces`."""

    product: Product
    article: Article
    units: Quantity
    pieces: Quantity
    pack: str = ""
    batch: str = ""
    expires: date | None = None

    @property
    def number(self) -> int:
        """The product's number."""
        assert self.product.number is not None  # noqa: S101 - it comes from the books
        return self.product.number


def scanned(work: Work, text: str, count: Quantity | None = None) -> Goods:
    """What a code is in the stock room; `Refused` where it is nothing that has a stock, or its weight is not known."""
    rules = work.catalog.code_rules()
    offer = identify(text, rules, work)
    product = None if offer.article.product is None else work.catalog.product(offer.article.product)
    if product is None:
        raise Refused(
            "no_stock",
            _("{name} has no stock of its own. Press is received and sent back on the page Send back.").format(
                name=offer.article.name
            ),
        )
    if (
        offer.quantity is None
        and count is None
        and product.unit is not Unit.PIECE
        and offer.article.unit is not Unit.PIECE
    ):
        raise Refused(
            "needs_weight", _("{name} is kept by weight. Type how much, then scan.").format(name=product.name)
        )
    meaning = read(text, rules)
    code = meaning if isinstance(meaning, ArticleCode) else None
    return Goods(
        product,
        offer.article,
        offer.article.stock_units,
        (offer.quantity or ONE).times(count or ONE),
        "" if offer.article.name == product.name else offer.article.name,
        (code.lot or "") if code else "",
        (code.expiry or code.best_before) if code else None,
    )


def by_number(work: Work, number: int) -> Product:
    """A product, or `Refused`."""
    product = work.catalog.product(number)
    if product is None:
        raise Refused("no_such_product", _("This product is not in the list any more."))
    return product


def article_of(work: Work, product: Product) -> Article | None:
    """The article that a product's own code sells, with its deposits."""
    return work.catalog.article(lookup_key(product.codes[0])) if product.codes else None


def cost_of(unit_cost: int | None, quantity: Quantity) -> Money | None:
    """What so much costs net, by hundredths of a cent for one."""
    return None if unit_cost is None else Money(round_half_up(unit_cost * quantity.thousandths, 100_000))


def refuse_empties(product: Product) -> None:
    """Empties come from customers and go out on a page of their own."""
    if product.kind is ArticleKind.EMPTIES:
        raise Refused(
            "is_empties", _("{name} are empties. They go back on the page Send back.").format(name=product.name)
        )
