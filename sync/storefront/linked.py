"""Shop and article for machines: JSON-LD in the words of schema.org, and no word more than a person sees.

Stock is a word (InStock, LimitedAvailability, OutOfStock), never a count. The deposit is an offer beside the article's
own and no part of its price (section 7 PAngV).
"""

import json
from functools import lru_cache
from typing import Any

from kasse.books.market import Bucket, PublicShop, PublicView
from kasse.catalog import Unit
from kasse.errors import Refused
from kasse.market import hours
from kasse.money import Money
from kasse.texts import N_
from kasse.unit_price import read_content
from sync.storefront import paths
from sync.storefront.markup import Html, clean
from sync.storefront.wording import Words, degrees

Node = dict[str, Any]

_AVAILABILITY = {Bucket.IN: "InStock", Bucket.LOW: "LimitedAvailability", Bucket.OUT: "OutOfStock"}
_CODES = {"kg": "KGM", "l": "LTR", "m": "MTR", "piece": "C62"}
"""Units as UN/CEFACT writes them."""
_SCHEMA = "https://schema.org/"


def script(node: Node) -> Html:
    """The block in a page. Nothing in it can end it: what begins a tag or a reference is written as an escape."""
    text = json.dumps({"@context": "https://schema.org", **node}, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Html(f'<script type="application/ld+json">{text}</script>')


@lru_cache(maxsize=8)
def store(shop: PublicShop, branch: str = "") -> Node:
    """The shop."""
    node: Node = {
        "@type": "ConvenienceStore",
        "name": clean(shop.name),
        "address": {
            "@type": "PostalAddress",
            "streetAddress": clean(shop.street),
            "postalCode": clean(shop.postcode),
            "addressLocality": clean(shop.city),
            "addressCountry": clean(shop.country),
        },
    }
    if shop.website:
        node |= {"@id": f"{shop.website}/#shop", "url": f"{shop.website}/"}
    if branch:
        node["branchCode"] = clean(branch)
    if shop.latitude is not None and shop.longitude is not None:
        place = {"latitude": degrees(shop.latitude), "longitude": degrees(shop.longitude)}
        node["geo"] = {"@type": "GeoCoordinates", **place}
    if opening := _opening(shop.hours):
        node["openingHoursSpecification"] = opening
    return node


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _opening(text: str) -> list[Node]:
    week = hours.read(text)
    if week is None:
        return []
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [_SCHEMA + _DAYS[day] for day in range(row.first, row.last + 1)],
            "opens": hours.clock(span.opens),
            "closes": "23:59" if span.closes == hours.DAY else hours.clock(span.closes),
        }
        for row in hours.rows(week)
        for span in row.spans
    ]


def product(view: PublicView, shop: PublicShop, words: Words, branch: str = "") -> Node:
    """An article with its offer."""
    node: Node = {"@type": "Product", "name": clean(view.name), "sku": view.key}
    if view.gtin:
        node["gtin"] = view.gtin
        node |= {"gtin13": view.gtin[1:]} if view.gtin[0] == "0" else {}
    if view.brand:
        node["brand"] = {"@type": "Brand", "name": clean(view.brand)}
    if view.department:
        node["category"] = clean(view.department)
    if shop.website:
        node["url"] = f"{shop.website}/{paths.address(view.key)}"
        node["image"] = view.picture or f"{shop.website}/{paths.picture(view.key)}"
        if view.gtin:
            node["hasGS1DigitalLink"] = f"{shop.website}/01/{view.gtin}"
    if view.unit_price is not None and view.per:
        node["additionalProperty"] = {
            "@type": "PropertyValue",
            "name": words.say(N_("Unit price")),
            "value": str(view.unit_price),
            "unitText": f"EUR/{view.per}",
        }
    node["offers"] = _offer(view, shop, words, branch)
    return node


def _offer(view: PublicView, shop: PublicShop, words: Words, branch: str) -> Node:
    offer: Node = {
        "@type": "Offer",
        **_amount(view.price),
        "availability": _SCHEMA + _AVAILABILITY[view.bucket],
        "itemCondition": f"{_SCHEMA}NewCondition",
        "availableDeliveryMethod": f"{_SCHEMA}OnSitePickup",
        "availableAtOrFrom": store(shop, branch),
        "priceSpecification": [
            {
                "@type": "UnitPriceSpecification",
                **_amount(view.price),
                "valueAddedTaxIncluded": True,
                "referenceQuantity": _reference(view),
            }
        ],
    }
    if view.deposit.cents:
        offer["addOn"] = {"@type": "Offer", "name": words.say(N_("Deposit")), **_amount(view.deposit)}
    return offer


def _amount(money: Money) -> Node:
    return {"price": str(money), "priceCurrency": "EUR"}


def _reference(view: PublicView) -> Node:
    """For how much the price is: half a litre, and by the litre one compares."""
    if view.unit is not Unit.PIECE:
        return _quantity("1", view.unit.value)
    try:
        content = read_content(view.content)
    except Refused:
        content = None
    if content is None:
        return _quantity("1", "piece")
    whole = str(content.amount)
    node = _quantity(whole.rstrip("0").rstrip(".") if "." in whole else whole, content.unit)
    if view.unit_price is not None and view.per == content.unit:
        node["valueReference"] = _quantity("1", view.per)
    return node


def _quantity(value: str, unit: str) -> Node:
    return {"@type": "QuantitativeValue", "value": value, "unitCode": _CODES[unit]}
