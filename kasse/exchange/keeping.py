"""What is kept of a run so that it can be taken back: values as JSON and back, and products in few letters."""

from hashlib import blake2b
from typing import Any
from uuid import UUID

from kasse.barcodes import lookup_key
from kasse.books.buying import Supplier, SupplierArticle
from kasse.books.prices import ProductFacts
from kasse.catalog import ArticleKind, Pack, Product, Unit
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.records import from_json


def cents_of(money: Money | None) -> int | None:
    """An amount for JSON."""
    return None if money is None else money.cents


def money_of(cents: int | None) -> Money | None:
    """An amount out of what was kept of it."""
    return None if cents is None else Money(cents)


def digest(product: Product) -> str:
    """What a product says, in few letters: enough to see whether somebody has changed it since."""
    packs = sorted((pack.code, pack.name, str(pack.units), str(pack.price), pack.deposit) for pack in product.packs)
    facts = (
        product.name, sorted(map(lookup_key, product.codes)), str(product.price), product.tax_class,
        product.department, product.unit.value, product.deposit, product.age_limit, product.price_bound,
        product.incomplete, product.kind.value, packs,
    )  # fmt: skip
    return blake2b(repr(facts).encode(), digest_size=6).hexdigest()


def plain_product(product: Product) -> dict[str, Any]:
    """A product for JSON."""
    return {
        "number": product.number,
        "name": product.name,
        "codes": product.codes,
        "price": cents_of(product.price),
        "tax_class": product.tax_class,
        "department": product.department,
        "unit": product.unit.value,
        "deposit": product.deposit,
        "age_limit": product.age_limit,
        "price_bound": product.price_bound,
        "incomplete": product.incomplete,
        "kind": product.kind.value,
        "packs": [
            [pack.code, pack.name, pack.units.thousandths, pack.price.cents, pack.deposit] for pack in product.packs
        ],
    }


def product_of(plain: dict[str, Any]) -> Product:
    """A product out of what was kept of it."""
    return Product(
        **{
            **plain,
            "codes": tuple(plain["codes"]),
            "price": money_of(plain["price"]),
            "unit": Unit(plain["unit"]),
            "kind": ArticleKind(plain["kind"]),
            "packs": tuple(
                Pack(code, name, Quantity(units), Money(price), deposit)
                for code, name, units, price, deposit in plain["packs"]
            ),
        }
    )


def plain_facts(facts: ProductFacts) -> list[Any]:
    """What a list can change of them, for JSON."""
    return [facts.product, facts.cost, facts.life, facts.brand]


def plain_article(article: SupplierArticle) -> list[Any]:
    """An article for JSON."""
    return [
        article.supplier, article.product, article.article_no, article.pack, article.units.thousandths,
        cents_of(article.cost), article.aisle, article.preferred,
    ]  # fmt: skip


def supplier_of(text: str) -> Supplier:
    """A supplier out of what was kept of it."""
    return from_json(Supplier, text)


def document_of(undo: dict[str, Any]) -> UUID | None:
    """The document of a run's counts."""
    return UUID(hex=undo["document"]) if undo.get("document") else None


def article_of(plain: list[Any]) -> SupplierArticle:
    """An article out of what was kept of it."""
    supplier, product, article_no, pack, units, cost, aisle, preferred = plain
    return SupplierArticle(supplier, product, article_no, pack, Quantity(units), money_of(cost), aisle, preferred)
