"""The catalogue for machines: one open JSON file, Google's two lists, the site map, and who the shop is on Nostr."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from xml.sax.saxutils import escape

from kasse.books.market import Bucket, Listing, PublicShop, PublicView
from kasse.catalog import Unit
from kasse.errors import Refused
from kasse.unit_price import read_content
from sync.storefront import paths
from sync.storefront.markup import clean
from sync.storefront.pages import Site
from sync.storefront.wording import degrees

STORE_CODE = "SHOP"
"""What Google calls the shop until the owner says it (the target's option `store_code`)."""
INVENTORY = "feeds/google-inventory.tsv"
PRODUCTS = "feeds/google-products.tsv"
_GOOGLE = {Bucket.IN: "in_stock", Bucket.LOW: "limited_availability", Bucket.OUT: "out_of_stock"}


def day_of(stamp: int) -> date:
    """The day of a version. Nothing finer is told of when an article changed."""
    return datetime.fromtimestamp(stamp, UTC).date()


def catalogue(shop: PublicShop, listings: Iterable[Listing]) -> bytes:
    """All that is shown, in one file that anybody may read."""
    shown = sorted((each for each in listings if each.view), key=lambda each: each.key)
    articles = ",\n".join(_compact(_article(each, each.view)) for each in shown if each.view)
    head = _compact({"format": "kasse-catalogue-1", "currency": "EUR", "shop": _shop(shop)})
    return f'{head[:-1]},"articles":[\n{articles}\n]}}\n'.encode()


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _shop(shop: PublicShop) -> dict[str, Any]:
    place = None
    if shop.latitude is not None and shop.longitude is not None:
        place = {"latitude": degrees(shop.latitude), "longitude": degrees(shop.longitude)}
    told = {
        "name": clean(shop.name),
        "street": clean(shop.street),
        "postcode": clean(shop.postcode),
        "city": clean(shop.city),
        "country": clean(shop.country),
        "language": clean(shop.language),
        "place": place,
        "opening_hours": clean(shop.hours),
        "about": clean(shop.about),
        "website": shop.website,
        "nostr": shop.key,
        "relays": list(shop.relays),
        "reservation_minutes": shop.holds,
    }
    return {name: value for name, value in told.items() if value}


def _article(listing: Listing, view: PublicView) -> dict[str, Any]:
    told = {
        "key": view.key,
        "gtin": view.gtin,
        "name": clean(view.name),
        "brand": clean(view.brand),
        "department": clean(view.department),
        "content": clean(view.content),
        "price": str(view.price),
        "unit": view.unit.value if view.unit is not Unit.PIECE else "",
        "deposit": str(view.deposit) if view.deposit.cents else "",
        "unit_price": str(view.unit_price) if view.unit_price is not None else "",
        "per": view.per,
        "availability": view.bucket.value,
        "picture": view.picture or paths.picture(view.key),
        "page": paths.address(view.key),
        "digest": listing.digest,
        "stamp": listing.stamp,
    }
    return {name: value for name, value in told.items() if value}


# Google


def inventory(site: Site, views: Iterable[PublicView]) -> bytes:
    """The local inventory: what is in the shop. Reserved goods are paid at the counter, the same day."""
    pickup = ("reserve", "same_day") if site.reserves else ("not supported", "")
    rows = [
        (site.branch or STORE_CODE, _google_id(view), f"{view.price!s} EUR", _GOOGLE[view.bucket], *pickup)
        for view in views
    ]
    return _table(("store_code", "id", "price", "availability", "pickup_method", "pickup_sla"), rows)


def products(site: Site, views: Iterable[PublicView]) -> bytes:
    """The goods themselves, which the inventory speaks of. Only pictures that Google reads are named."""
    heading = (
        "id", "title", "description", "link", "image_link", "condition", "price", "availability", "brand", "gtin",
        "unit_pricing_measure", "unit_pricing_base_measure",
    )  # fmt: skip
    return _table(heading, [_product(site, view) for view in views])


def _product(site: Site, view: PublicView) -> tuple[str, ...]:
    words = site.words
    described = (clean(view.name), words.deposit(view), words.unit_price(view))
    return (
        _google_id(view),
        clean(view.name)[:150],
        " · ".join(filter(None, described)),
        f"{site.shop.website}/{paths.address(view.key)}",
        "" if view.picture.endswith(".svg") else view.picture,
        "new",
        f"{view.price!s} EUR",
        "out_of_stock" if view.bucket is Bucket.OUT else "in_stock",
        clean(view.brand),
        view.gtin.lstrip("0"),
        *_measures(view),
    )


def _google_id(view: PublicView) -> str:
    return (view.gtin.lstrip("0") or view.key)[:50]


def _measures(view: PublicView) -> tuple[str, str]:
    """What it holds, and by how much one compares."""
    if view.unit is not Unit.PIECE:
        return f"1 {view.unit.value}", f"1 {view.unit.value}"
    if view.unit_price is None or view.per not in ("kg", "l", "m"):
        return "", ""
    try:
        content = read_content(view.content)
    except Refused:
        content = None
    return ("", "") if content is None else (f"{content.amount!s} {content.unit}", f"1 {view.per}")


def _table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerow(heading)
    writer.writerows([clean(field) for field in row] for row in rows)
    return text.getvalue().encode()


# For whoever comes by


def sitemap(website: str, pages: Mapping[str, date | None]) -> bytes:
    """All pages that are to be found, by address, and the day on which each was last changed."""
    lines = [
        f"<url><loc>{escape(f'{website}/{address}')}</loc>"
        + (f"<lastmod>{day.isoformat()}</lastmod>" if day else "")
        + "</url>"
        for address, day in pages.items()
    ]
    body = "\n".join(lines)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{body}\n</urlset>\n"
    ).encode()


def robots(website: str) -> bytes:
    """Everybody may read everything."""
    where = f"Sitemap: {website}/sitemap.xml\n" if website else ""
    return f"User-agent: *\nAllow: /\n{where}".encode()


def nostr_names(shop: PublicShop) -> bytes:
    """That this website and the shop's key belong together (NIP-05)."""
    data = {"names": {"_": shop.key}, "relays": {shop.key: list(shop.relays)}}
    return f"{json.dumps(data, indent=1)}\n".encode()


def constant_feeds(site: Site) -> dict[str, bytes]:
    """What no article changes."""
    files = {"robots.txt": robots(site.shop.website)}
    if site.shop.key:
        files[".well-known/nostr.json"] = nostr_names(site.shop)
    return files


def list_feeds(site: Site, listings: Sequence[Listing], days: Mapping[str, date]) -> dict[str, bytes]:
    """What is made of all articles; the open catalogue, which leads to all of them, is the last."""
    views = sorted((each.view for each in listings if each.view), key=lambda view: view.key)
    files = {INVENTORY: inventory(site, views)}
    if site.shop.website:
        files[PRODUCTS] = products(site, views)
        files["sitemap.xml"] = sitemap(site.shop.website, _addresses(views, days))
    files["catalog.json"] = catalogue(site.shop, listings)
    return files


def _addresses(views: Iterable[PublicView], days: Mapping[str, date]) -> dict[str, date | None]:
    views = list(views)
    fixed: dict[str, date | None] = dict.fromkeys(("", "all/", "imprint/"))
    fixed |= dict.fromkeys(f"d/{paths.slug(department)}/" for department in sorted({v.department for v in views}))
    return fixed | {paths.address(view.key): days.get(view.key) for view in views}
