"""From a row of goods to what anybody may see of it: the allow-list, and why an article is not shown. Pure.

A `PublicView` is made here and nowhere else, out of the named fields alone.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from kasse.barcodes.keys import GTIN_LENGTHS, has_check_digit, is_digits
from kasse.books.market import (
    Bucket,
    Goods,
    Hidden,
    Listing,
    PublicShop,
    PublicView,
    SwitchKey,
    Version,
    canonical,
    digest_of,
)
from kasse.catalog import ArticleKind, Unit
from kasse.market.plain import plain
from kasse.money import Money
from kasse.unit_price import content_in, content_text, unit_price

_SIGNS = re.compile(r"[^A-Za-z0-9_-]")
_IN_STORE = re.compile(r"0{6}[02]\d{7}|\d(?:0[245]|2|9[89])\d+|0{14}")
"""GTIN-14 of numbers that a shop, or a voucher's maker, gives: the same number is something else next door."""

_TOBACCO = "tabak|tobacco|zigar|cigar|nikotin|nicotin|vape|vaping|shisha|liquids|snus"
_ALCOHOL = "alkohol|alcohol|spirituos|schnaps|schnäps|likör|liquor|liqueur|whisk|wodka|vodka|champagn|prosecco"
_MEDICINE = "arznei|medizin|medicin|medikament|pharma"
_STEMS = re.compile(f"{_TOBACCO}|{_ALCOHOL}|{_MEDICINE}|bier|^sekt|^wein|(?<!sch)weine?$")
_WORDS = frozenset({"beer", "beers", "wine", "wines", "spirits", "rum", "gin", "cider"})
_WITHOUT = re.compile(r"alkoholfrei\w*|(?:non|no)[- ]?alcohol\w*|alcohol[- ]?free|ohne alkohol")


def speaks_of_restricted(department: str) -> bool:
    """Whether a department's name speaks of tobacco, alcohol or medicine."""
    words = re.findall(r"[^\W\d_]+", _WITHOUT.sub(" ", department.casefold()))
    return any(word in _WORDS or _STEMS.search(word) for word in words)


def is_restricted(department: str, age_limit: int) -> bool:
    """Whether it stays unseen unless the owner switches it on."""
    return age_limit > 0 or speaks_of_restricted(department)


def hidden(goods: Goods, switches: Mapping[SwitchKey, bool]) -> Hidden | None:
    """Why an article is not shown; None where it is."""
    if goods.kind is not ArticleKind.GOODS:
        return Hidden.NOT_GOODS
    if goods.incomplete or not goods.name.strip():
        return Hidden.INCOMPLETE
    if goods.price is None or goods.price.cents <= 0:
        return Hidden.NO_PRICE
    switched = _switched_off(goods, switches)
    if switched is not None:
        return switched
    return None if goods.counted else Hidden.NO_STOCK_KEPT


def _switched_off(goods: Goods, switches: Mapping[SwitchKey, bool]) -> Hidden | None:
    article = switches.get(("article", str(goods.product)))
    if article is not None:
        return None if article else Hidden.SWITCHED_OFF
    department = switches.get(("department", goods.department))
    if department is not None:
        return None if department else Hidden.DEPARTMENT_OFF
    return Hidden.RESTRICTED if is_restricted(goods.department, goods.age_limit) else None


def gtin14(codes: Iterable[str]) -> str:
    """The article's number that is the same everywhere, as 14 digits; empty where none of its codes is one."""
    found = [
        code.zfill(14) for code in codes if is_digits(code) and len(code) in GTIN_LENGTHS and has_check_digit(code)
    ]
    return next((gtin for gtin in sorted(found, reverse=True) if not _IN_STORE.fullmatch(gtin)), "")


def key_of(goods: Goods) -> str:
    """What every target calls the article; it stays as long as its codes do."""
    gtin = gtin14(goods.codes)
    if gtin:
        return f"gtin-{gtin}"
    code = min(goods.codes, default="")
    plain = _SIGNS.sub("", code)[:40]
    if plain and plain == code:
        return f"kasse-{plain}"
    return f"kasse-{plain}-{digest_of([code, goods.product])[:8]}"  # two codes may differ only in what was left out


def view_of(goods: Goods, bucket: Bucket, language: str) -> PublicView:
    """What anybody may see of an article that is shown."""
    price = goods.price or Money(0)
    content = goods.content or content_in(goods.name)
    if goods.unit is not Unit.PIECE:
        content = None
    per_unit = unit_price(goods.price, goods.unit, content)
    return PublicView(
        key=key_of(goods),
        name=plain(goods.name),
        department=goods.department,
        price=price,
        bucket=bucket,
        unit=goods.unit,
        brand=plain(goods.brand),
        gtin=gtin14(goods.codes),
        deposit=goods.deposit,
        content=content_text(content, language),
        unit_price=None if per_unit is None else per_unit.price,
        per="" if per_unit is None else per_unit.per,
    )


def view_data(view: PublicView) -> dict[str, Any]:
    """A view as plain texts and whole numbers, money in cents."""
    return {
        "key": view.key,
        "name": view.name,
        "department": view.department,
        "price": view.price.cents,
        "bucket": view.bucket.value,
        "unit": view.unit.value,
        "brand": view.brand,
        "gtin": view.gtin,
        "deposit": view.deposit.cents,
        "content": view.content,
        "unit_price": None if view.unit_price is None else view.unit_price.cents,
        "per": view.per,
        "picture": view.picture,
    }


def view_text(view: PublicView) -> str:
    """A view as it is kept."""
    return canonical(view_data(view)).decode()


def read_view(text: str) -> PublicView:
    """The view that `view_text` wrote."""
    data = json.loads(text)
    each = data["unit_price"]
    return PublicView(
        **{
            **data,
            "price": Money(data["price"]),
            "bucket": Bucket(data["bucket"]),
            "unit": Unit(data["unit"]),
            "deposit": Money(data["deposit"]),
            "unit_price": None if each is None else Money(each),
        }
    )


def listing_of(version: Version) -> Listing:
    """A version with its view read."""
    return Listing(*version[:4], read_view(version.view) if version.view else None)


def shop_digest(shop: PublicShop) -> str:
    """The digest of all that is told of the shop itself."""
    return digest_of(shop_data(shop))


def shop_data(shop: PublicShop) -> dict[str, Any]:
    """The shop as plain texts and whole numbers."""
    data = {name: getattr(shop, name) for name in PublicShop.__slots__}
    return {**data, "relays": list(shop.relays)}


def shop_mark(shop: PublicShop) -> str:
    """The digest of the shop as part of each article; on which relays it is told makes no other article."""
    return shop_digest(replace(shop, relays=()))


def digest_with(view: str, mark: str) -> str:
    """The digest of a view, as it is kept, and of the shop, as `shop_mark` makes it."""
    return digest_of([view, mark])
