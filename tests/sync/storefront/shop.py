"""A shop with a few articles of every sort, and whole ranges of them, as tests of the storefront publish them."""

import random
from dataclasses import replace
from datetime import UTC, datetime

from kasse.books.market import Bucket, Listing, PublicShop, PublicView, digest_of
from kasse.catalog import Unit
from kasse.clock import SetClock
from kasse.market.view import view_data
from kasse.money import Money

STAMP = 1_795_400_000
CLOCK = SetClock(datetime(2026, 11, 23, 12, tzinfo=UTC))

SHOP = PublicShop(
    name="Kiosk am Kotti",
    street="Kottbusser Str. 1",
    postcode="10999",
    city="Berlin",
    country="DE",
    language="de",
    latitude=52_499_530,
    longitude=13_418_930,
    hours="Mo-Fr 07:00-22:00; Sa 08:00-20:00; Su off",
    about="Getränke, Süßes und alles für den Abend.",
    imprint="Aylin Yılmaz\nKottbusser Str. 1\n10999 Berlin\n\nE-Mail: post@kiosk.example",
    website="https://kiosk.example",
    key="ab" * 32,
    holds=60,
)
NEAR_SHOP = replace(SHOP, relays=("wss://relay.example",))
"""On relays too, so that goods are found nearby, and reserved."""

MATE = PublicView(
    "gtin-04029764001807", "Club-Mate 0,5 l", "Getränke", Money(129), Bucket.IN, brand="Loscher", gtin="04029764001807",
    deposit=Money(15), content="0,5 l", unit_price=Money(258), per="l",
)  # fmt: skip
BANANAS = PublicView("kasse-102", "Bananen", "Obst & Gemüse", Money(199), Bucket.LOW, unit=Unit.KILOGRAM)
CHOCOLATE = PublicView(
    "gtin-04000539770708", "Schokolade", "Süßes", Money(149), Bucket.OUT, gtin="04000539770708", content="100 g",
    unit_price=Money(1490), per="kg",
)  # fmt: skip
LOOSE = PublicView("kasse-9", "Streichhölzer", "", Money(50), Bucket.IN)
VIEWS = (MATE, BANANAS, CHOCOLATE, LOOSE)

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "\"quoted\" 'single' & ampersand &lt; ]]> <!-- -->",
    "rechts\u202eherum\u2066 und \x00\x1b[31m\ufffe",
    "W" * 300,
    "tab\tund\nZeile {price} %s ${x} \\u003c",
    "\N{RIGHT-TO-LEFT MARK}שלום عليكم 🧃",
)


def hostile_views() -> list[PublicView]:
    """One article a name, with the same text wherever somebody else writes it."""
    return [
        replace(MATE, key=f"kasse-h{number}", gtin="", name=name, brand=name, department=name, content=name)
        for number, name in enumerate(HOSTILE)
    ]


def listing(view: PublicView, stamp: int = STAMP) -> Listing:
    """A version of it."""
    return Listing(view.key, stamp, STAMP, digest_of(view_data(view)), view)


def listings(views: "list[PublicView] | tuple[PublicView, ...]" = VIEWS) -> list[Listing]:
    """Versions of them."""
    return [listing(view) for view in views]


def gone(view: PublicView, stamp: int = STAMP + 1) -> Listing:
    """The version that takes it away."""
    return Listing(view.key, stamp, STAMP, "", None)


def whole_range(count: int = 1500) -> list[PublicView]:
    """As many articles as a shop has."""
    lot = random.Random(5)  # noqa: S311 - a range
    departments = [f"Abteilung {number}" for number in range(20)]
    return [
        replace(
            MATE,
            key=f"gtin-{number:014d}",
            gtin=f"{number:014d}",
            name=f"Artikel {number} aus dem Regal {number % 7}",
            department=lot.choice(departments),
            price=Money(lot.randint(49, 999)),
            bucket=lot.choice(list(Bucket)),
        )
        for number in range(10_000, 10_000 + count)
    ]
