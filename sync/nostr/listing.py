"""What the shop's goods and the shop itself look like as Nostr events (NIP-99 with Gamma's tags). Pure.

The same version of an article is the same event, byte for byte and on every relay: its second comes from the books, and
nothing here knows the time.
"""

from collections.abc import Iterator
from typing import NamedTuple
from zlib import crc32

from kasse.books.market import Bucket, Listing, PublicShop, PublicView, canonical
from kasse.catalog import Unit
from kasse.formats import amount_text
from kasse.money import Money
from kasse.texts import LANGUAGES, N_, translator
from kasse.unit_price import UnitPrice, unit_price_text
from sync.nostr import geohash
from sync.nostr.event import Tags
from sync.storefront.paths import address, picture

PROFILE, DELETION, LISTING, PICKUP, RELAYS, INBOX = 0, 5, 30402, 30406, 10002, 10050
PICKUP_KEY = "abholung"
WEEK, DAY = 7 * 86_400, 86_400
EXPIRES = WEEK
"""Seconds until a version is forgotten: a shop that lost its key or closed for good does not stay on the map."""
SPREAD = 300
"""Over so many seconds the versions of one stamp are spread. Who reads page by page could not get past a second with
more articles than a relay gives at once, and a shop that opens has all of its range in one."""

_CAPS = {Bucket.IN: "3", Bucket.LOW: "1", Bucket.OUT: "0"}
"""How many may be ordered at once. It is no stock: that is nobody's business."""
_AVAILABLE = {Bucket.IN: "in-stock", Bucket.LOW: "limited", Bucket.OUT: "out-of-stock"}


class Parts(NamedTuple):
    """An event before it is signed, in the order in which `event.sign` takes it."""

    kind: int
    tags: Tags
    content: str
    created_at: int


def spread(key: str) -> int:
    """By how many seconds an article's events are older than their stamps: always the same for one article."""
    return crc32(key.encode()) % SPREAD


def render(listing: Listing, shop: PublicShop) -> Parts:
    """A version of an article. Without a view it is the soft-dead one that `dead` makes."""
    if listing.view is None:
        return dead(listing.key, listing.stamp, listing.first, shop)
    view = listing.view
    words = _Words(view, shop)
    tags = (*_head(listing, view, words, shop), *_where(shop), *_what(view, words, shop), *_pickup(shop, listing.stamp))
    return Parts(LISTING, tags, words.content(), listing.stamp - spread(listing.key))


def dead(key: str, stamp: int, first: int = 0, shop: PublicShop | None = None) -> Parts:
    """A version that says the article is no more: newer than any other, soon forgotten, shown by nobody.

    It has to be there because relays ignore deletions, and no price nor picture because Shopstr ignores the rest. Where
    the shop is known it is found by the same place and number as the goods: who asks two relays, one of which missed
    it, hears of it from the other.
    """
    gtin = key.removeprefix("gtin-") if key.startswith("gtin-") else ""
    tags = (
        ("d", key), ("title", key), ("published_at", str(first or stamp)), ("price", "0", "EUR"),
        ("type", "simple", "physical"), ("visibility", "hidden"), ("stock", "0"), ("status", "sold"),
        *(_cells(shop) if shop else ()), *((("i", f"gtin:{gtin}"),) if gtin else ()),
        ("expiration", str(stamp + DAY)), ("client", "Kasse"),
    )  # fmt: skip
    return Parts(LISTING, tags, "", stamp - spread(key))


def deletion(pubkey: str, key: str, stamp: int) -> Parts:
    """The wish to delete all versions of an article up to that second (NIP-09). Relays may heed it."""
    return Parts(DELETION, (("a", f"{LISTING}:{pubkey}:{key}"), ("k", str(LISTING))), "", stamp - spread(key))


def announcement(shop: PublicShop, relays: tuple[str, ...], stamp: int) -> tuple[Parts, ...]:
    """Who the shop is, where it writes, where it reads, and how its goods are fetched."""
    return (
        Parts(PROFILE, (("payment_preference", "manual"),), _profile(shop), stamp),
        Parts(RELAYS, tuple(("r", relay) for relay in relays), "", stamp),
        Parts(INBOX, tuple(("relay", relay) for relay in relays[:3]), "", stamp),
        pickup(shop, stamp),
    )


def pickup(shop: PublicShop, stamp: int) -> Parts:
    """Fetching in the shop, as the only way of delivery (Gamma's 30406)."""
    say = translator(_language(shop))
    tags = [
        ("d", PICKUP_KEY), ("title", say(N_("Pick-up in the shop"))), ("price", "0", "EUR"), ("country", shop.country),
        ("service", "pickup"), ("location", _location(shop)), *_cells(shop),
    ]  # fmt: skip
    if shop.hours:
        tags.append(("opening_hours", shop.hours))
    tags.append(("spec", "holds", str(shop.holds)))
    return Parts(PICKUP, tuple(tags), "", stamp)


class _Words:
    """What is said of an article in the shop's language."""

    def __init__(self, view: PublicView, shop: PublicShop) -> None:
        self.view, self.shop = view, shop
        self.language = _language(shop)
        self.say = translator(self.language)

    def amount(self, money: Money) -> str:
        return self.say(N_("€{amount}")).format(amount=amount_text(money, self.language))

    def price(self) -> str:
        if self.view.unit is Unit.PIECE:
            return self.amount(self.view.price)
        return unit_price_text(UnitPrice(self.view.price, self.view.unit.value), self.language)

    def deposit(self) -> str:
        if not self.view.deposit.cents:
            return ""
        return self.say(N_("plus {amount} deposit")).format(amount=self.amount(self.view.deposit))

    def unit_price(self) -> str:
        if self.view.unit_price is None or not self.view.per:
            return ""
        return unit_price_text(UnitPrice(self.view.unit_price, self.view.per), self.language)

    def summary(self) -> str:
        price = " ".join(filter(None, (self.price(), self.deposit())))
        return " · ".join(filter(None, (price, self.unit_price(), self.shop.name)))

    def content(self) -> str:
        view = self.view
        name = view.name if not view.content or view.content in view.name else f"{view.name}, {view.content}"
        unit = self.say(N_("(unit price {price})")).format(price=self.unit_price()) if self.unit_price() else ""
        price = " ".join(filter(None, (f"**{self.price()}**", self.deposit(), unit)))
        fetched = self.say(N_("To be fetched in the shop."))
        return f"{name}\n\n{price}. {fetched}"


def _language(shop: PublicShop) -> str:
    language = shop.language[:2].lower()
    return language if language in LANGUAGES else "en"


def _head(listing: Listing, view: PublicView, words: _Words, shop: PublicShop) -> Iterator[tuple[str, ...]]:
    gone = view.bucket is Bucket.OUT
    yield ("d", listing.key)
    yield ("title", view.name)
    yield ("published_at", str(listing.first))
    yield ("summary", words.summary())
    yield ("price", str(view.price), "EUR")
    yield ("type", "simple", "physical")
    yield ("visibility", "on-sale")
    yield ("stock", _CAPS[view.bucket])
    yield ("status", "sold" if gone else "active")
    image = _image(view, shop)
    if image and not gone:  # Shopstr shows whatever has a price and a picture, sold out or not
        yield ("image", image, "600x600", "0")


def _image(view: PublicView, shop: PublicShop) -> str:
    """Its picture, or the one that the storefront draws; without a website there is none."""
    return view.picture or (f"{shop.website}/{picture(view.key)}" if shop.website else "")


def _where(shop: PublicShop) -> Iterator[tuple[str, ...]]:
    yield ("location", _location(shop))
    yield from _cells(shop)


def _what(view: PublicView, words: _Words, shop: PublicShop) -> Iterator[tuple[str, ...]]:
    if view.department:
        yield ("t", view.department.lower())
    if view.gtin:
        yield ("i", f"gtin:{view.gtin}")
    if shop.website:
        yield ("r", f"{shop.website}/{address(view.key).rstrip('/')}")
    if view.gtin:
        yield ("spec", "gtin", view.gtin)
    if view.brand:
        yield ("spec", "brand", view.brand)
    if view.unit is not Unit.PIECE:  # the price is for one of these, and so many are ordered
        yield ("spec", "unit", view.unit.value)
    if view.deposit.cents:
        yield ("spec", "deposit", f"{view.deposit!s} EUR")
    per, unit_price = (view.per, view.unit_price) if view.unit is Unit.PIECE else (view.unit.value, view.price)
    if unit_price is not None and per:
        yield ("spec", "unit-price", f"{unit_price!s} EUR/{per}")
    yield ("spec", "availability", _AVAILABLE[view.bucket])


def _pickup(shop: PublicShop, stamp: int) -> Iterator[tuple[str, ...]]:
    yield ("shipping_option", f"{PICKUP}:{shop.key}:{PICKUP_KEY}")
    yield ("shipping", "Pickup", "0", "EUR")  # four of them and in English: Shopstr compares them letter by letter
    yield ("pickup_location", _street(shop))
    yield ("expiration", str(stamp + EXPIRES))
    yield ("client", "Kasse")


def _street(shop: PublicShop) -> str:
    return ", ".join(filter(None, (shop.street, f"{shop.postcode} {shop.city}".strip())))


def _location(shop: PublicShop) -> str:
    return ", ".join(filter(None, (_street(shop), shop.country)))


def _cells(shop: PublicShop) -> tuple[tuple[str, ...], ...]:
    """The shop's place under every length from 4 to 8: relays compare whole words and know no beginning of one."""
    if shop.latitude is None or shop.longitude is None:
        return ()
    return tuple(("g", cell) for cell in geohash.cells(shop.latitude, shop.longitude))


def _profile(shop: PublicShop) -> str:
    about = "\n\n".join(filter(None, (shop.about, shop.imprint)))
    said = {"name": shop.name, "display_name": shop.name, "about": about, "website": shop.website}
    return canonical({name: text for name, text in said.items() if text}).decode()
