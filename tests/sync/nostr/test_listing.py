"""What an article looks like as an event, and what the two clients that exist make of it."""

import json
import re
from dataclasses import replace

import pytest

from kasse.books.market import Bucket, Listing, PublicShop, PublicView
from kasse.catalog import Unit
from kasse.money import Money
from kasse.texts import use_language
from sync.nostr.event import event_id
from sync.nostr.listing import DAY, SPREAD, announcement, dead, deletion, render, spread
from sync.storefront.pages import Site, article_files
from sync.storefront.wording import Words

KEY = "7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e"
SHOP = PublicShop(
    "Kiosk am Kotti", "Kottbusser Str. 1", "10999", "Berlin", "DE", "de", 52_499_530, 13_418_930,
    hours="Mo-Fr 07:00-22:00; Sa 08:00-20:00; Su off", about="Späti an der Ecke", imprint="https://kiosk.example/imprint",
    website="https://kiosk.example", key=KEY, holds=60, relays=("wss://relay.example", "ws://127.0.0.1:7777"),
)  # fmt: skip
MATE = PublicView(
    "gtin-04029764001807", "Club-Mate 0,5 l", "Getränke", Money(129), Bucket.IN, gtin="04029764001807",
    deposit=Money(15), content="0,5 l", unit_price=Money(258), per="l",
    picture="https://kiosk.example/p/04029764001807.webp",
)  # fmt: skip
STAMP, FIRST = 1_795_500_000, 1_795_400_000


def listing(view: PublicView) -> Listing:
    return Listing(view.key, STAMP, FIRST, "digest", view)


Tag = tuple[str, ...]


def tags(view: PublicView, shop: PublicShop = SHOP) -> tuple[Tag, ...]:
    return render(listing(view), shop).tags


def values(found: tuple[Tag, ...], *beginning: str) -> list[Tag]:
    return [tag[len(beginning) :] for tag in found if tag[: len(beginning)] == beginning]


def test_club_mate_is_told_as_the_reference_has_it() -> None:
    parts = render(listing(MATE), SHOP)
    assert parts.kind == 30402
    assert parts.created_at == STAMP - spread(MATE.key)
    assert [list(tag) for tag in parts.tags] == json.loads(
        """[["d","gtin-04029764001807"],["title","Club-Mate 0,5 l"],["published_at","1795400000"],
        ["summary","1,29 € zzgl. 0,15 € Pfand · 2,58 €/l · Kiosk am Kotti"],["price","1.29","EUR"],
        ["type","simple","physical"],["visibility","on-sale"],["stock","3"],["status","active"],
        ["image","https://kiosk.example/p/04029764001807.webp","600x600","0"],
        ["location","Kottbusser Str. 1, 10999 Berlin, DE"],
        ["g","u33d"],["g","u33d9"],["g","u33d9m"],["g","u33d9m5"],["g","u33d9m5r"],["t","getränke"],
        ["i","gtin:04029764001807"],["r","https://kiosk.example/01/04029764001807"],
        ["spec","gtin","04029764001807"],["spec","deposit","0.15 EUR"],["spec","unit-price","2.58 EUR/l"],
        ["spec","availability","in-stock"],["shipping_option","30406:KEY:abholung"],["shipping","Pickup","0","EUR"],
        ["pickup_location","Kottbusser Str. 1, 10999 Berlin"],["expiration","1796104800"],
        ["client","Kasse"]]""".replace("KEY", KEY)
    )
    assert parts.content == (
        "Club-Mate 0,5 l\n\n**1,29 €** zzgl. 0,15 € Pfand (Grundpreis 2,58 €/l). Abholung im Laden."
    )


def test_in_english_it_speaks_english() -> None:
    parts = render(listing(MATE), replace(SHOP, language="en"))
    assert values(parts.tags, "summary") == [("€1.29 plus €0.15 deposit · 2.58 €/l · Kiosk am Kotti",)]
    assert parts.content == (
        "Club-Mate 0,5 l\n\n**€1.29** plus €0.15 deposit (unit price 2.58 €/l). To be fetched in the shop."
    )


def test_the_screens_language_changes_nothing() -> None:
    """Machines read a point, and the same version is the same event whoever sits at the till."""
    cheese = replace(MATE, unit=Unit.KILOGRAM, unit_price=None, per="", content="")
    english = [render(listing(view), SHOP) for view in (MATE, cheese)]
    use_language("de")
    german = [render(listing(view), SHOP) for view in (MATE, cheese)]
    use_language("en")
    assert german == english


def test_any_other_language_is_english() -> None:
    assert render(listing(MATE), replace(SHOP, language="fr")) == render(listing(MATE), replace(SHOP, language="en"))


@pytest.mark.parametrize(
    ("bucket", "stock", "availability", "status"),
    [
        (Bucket.IN, "3", "in-stock", "active"),
        (Bucket.LOW, "1", "limited", "active"),
        (Bucket.OUT, "0", "out-of-stock", "sold"),
    ],
)
def test_how_much_there_is_is_told_in_three_words(bucket: Bucket, stock: str, availability: str, status: str) -> None:
    found = tags(replace(MATE, bucket=bucket))
    assert values(found, "stock") == [(stock,)]
    assert values(found, "spec", "availability") == [(availability,)]
    assert values(found, "status") == [(status,)]


def test_what_is_not_known_is_left_out() -> None:
    plain = PublicView("kasse-101", "Brötchen", "", Money(45), Bucket.IN)
    found = tags(plain, replace(SHOP, website="", latitude=None, longitude=None))
    assert {tag[0] for tag in found} == {
        "d", "title", "published_at", "summary", "price", "type", "visibility", "stock", "status", "location", "spec",
        "shipping_option", "shipping", "pickup_location", "expiration", "client",
    }  # fmt: skip
    assert values(found, "spec") == [("availability", "in-stock")]
    assert values(found, "summary") == [("0,45 € · Kiosk am Kotti",)]


def test_an_article_without_a_gtin_has_a_page_too() -> None:
    plain = PublicView("kasse-101", "Brötchen", "Backwaren", Money(45), Bucket.IN)
    assert values(tags(plain), "r") == [("https://kiosk.example/a/kasse-101",)]


def test_what_is_weighed_costs_so_much_a_kilogram() -> None:
    cheese = PublicView("kasse-7", "Käse am Stück", "Käse", Money(1690), Bucket.LOW, Unit.KILOGRAM)
    parts = render(listing(cheese), SHOP)
    assert values(parts.tags, "summary") == [("16,90 €/kg · Kiosk am Kotti",)]
    assert values(parts.tags, "price") == [("16.90", "EUR")]
    assert values(parts.tags, "spec", "unit-price") == [("16.90 EUR/kg",)]
    assert values(parts.tags, "spec", "unit") == [("kg",)]
    assert parts.content.startswith("Käse am Stück\n\n**16,90 €/kg**. ")


def test_the_deposit_is_never_in_the_price() -> None:
    found = tags(MATE)
    assert values(found, "price") == [("1.29", "EUR")]
    assert values(found, "spec", "unit-price") == [("2.58 EUR/l",)]
    assert "1.44" not in str(found)
    assert "1,44" not in render(listing(MATE), SHOP).content


def test_the_content_is_said_where_the_name_does_not() -> None:
    assert render(listing(replace(MATE, name="Club-Mate")), SHOP).content.startswith("Club-Mate, 0,5 l\n\n")


def test_an_article_that_is_gone_shows_nothing_and_is_soon_forgotten() -> None:
    gone = render(Listing(MATE.key, STAMP, FIRST, "", None), SHOP)
    assert gone == dead(MATE.key, STAMP, FIRST, SHOP)
    assert values(gone.tags, "image") == []
    assert values(gone.tags, "visibility") == [("hidden",)]
    assert values(gone.tags, "status") == [("sold",)]
    assert values(gone.tags, "stock") == [("0",)]
    assert values(gone.tags, "expiration") == [(str(STAMP + DAY),)]


def test_what_is_gone_is_found_where_the_article_was() -> None:
    """Else a copy that one relay forgot to renew wins in every search by place or number."""
    shown, gone = tags(MATE), dead(MATE.key, STAMP, FIRST, SHOP).tags
    for name in ("g", "i"):
        assert values(gone, name) == values(shown, name) != []
    assert values(dead("kasse-101", STAMP, FIRST, SHOP).tags, "i") == []


def test_the_picture_is_the_one_on_the_shops_own_pages() -> None:
    drawn = replace(MATE, picture="")
    assert values(tags(drawn), "image") == [("https://kiosk.example/p/gtin-04029764001807.svg", "600x600", "0")]
    assert article_files(Site(SHOP, Words("de")), drawn).keys() >= {"p/gtin-04029764001807.svg"}
    assert values(tags(replace(drawn, bucket=Bucket.OUT)), "image") == []
    assert values(tags(drawn, replace(SHOP, website="")), "image") == []


def test_the_brand_is_told() -> None:
    assert values(tags(replace(MATE, brand="Loscher")), "spec", "brand") == [("Loscher",)]
    assert values(tags(MATE), "spec", "brand") == []


def test_the_wish_to_delete_names_the_address() -> None:
    assert deletion(KEY, MATE.key, STAMP) == (
        5,
        (("a", f"30402:{KEY}:{MATE.key}"), ("k", "30402")),
        "",
        STAMP - spread(MATE.key),
    )


def test_the_same_version_is_the_same_event_and_another_is_another() -> None:
    def made(view: PublicView, shop: PublicShop = SHOP, stamp: int = STAMP) -> str:
        parts = render(listing(view)._replace(stamp=stamp), shop)
        return event_id(KEY, parts.created_at, parts.kind, parts.tags, parts.content)

    assert made(MATE) == made(replace(MATE))
    others = (made(replace(MATE, price=Money(139))), made(MATE, replace(SHOP, street="x")), made(MATE, stamp=STAMP + 1))
    assert len({made(MATE), *others}) == 4


def test_a_range_that_is_shown_at_once_is_spread_over_minutes() -> None:
    """Else who reads page by page never gets past its second."""
    seconds = [render(listing(replace(MATE, key=f"kasse-{number}")), SHOP).created_at for number in range(1500)]
    assert max(seconds.count(second) for second in set(seconds)) < 20
    assert STAMP - SPREAD < min(seconds) <= max(seconds) <= STAMP


def test_the_versions_of_one_article_rise_by_as_much_as_their_stamps() -> None:
    shown, gone = render(listing(MATE), SHOP), dead(MATE.key, STAMP + 7, FIRST)
    assert gone.created_at - shown.created_at == 7
    assert deletion(KEY, MATE.key, STAMP + 8).created_at - gone.created_at == 1


def test_the_shop_says_who_it_is() -> None:
    profile, relays, inbox, pickup = announcement(SHOP, SHOP.relays, STAMP)
    assert (profile.kind, profile.tags) == (0, (("payment_preference", "manual"),))
    assert json.loads(profile.content) == {
        "name": "Kiosk am Kotti",
        "display_name": "Kiosk am Kotti",
        "about": "Späti an der Ecke\n\nhttps://kiosk.example/imprint",
        "website": "https://kiosk.example",
    }
    assert (relays.kind, relays.tags) == (10002, (("r", "wss://relay.example"), ("r", "ws://127.0.0.1:7777")))
    assert (inbox.kind, inbox.tags) == (10050, (("relay", "wss://relay.example"), ("relay", "ws://127.0.0.1:7777")))
    assert pickup.kind == 30406
    assert pickup.tags == (
        ("d", "abholung"), ("title", "Abholung im Laden"), ("price", "0", "EUR"), ("country", "DE"),
        ("service", "pickup"), ("location", "Kottbusser Str. 1, 10999 Berlin, DE"), ("g", "u33d"), ("g", "u33d9"),
        ("g", "u33d9m"), ("g", "u33d9m5"), ("g", "u33d9m5r"),
        ("opening_hours", "Mo-Fr 07:00-22:00; Sa 08:00-20:00; Su off"), ("spec", "holds", "60"),
    )  # fmt: skip
    assert {parts.created_at for parts in (profile, relays, inbox, pickup)} == {STAMP}


def test_three_relays_are_named_for_messages_at_most() -> None:
    many = tuple(f"wss://relay{number}.example" for number in range(6))
    _profile, relays, inbox, _pickup = announcement(SHOP, many, STAMP)
    assert len(relays.tags) == 6
    assert inbox.tags == tuple(("relay", relay) for relay in many[:3])


# What the clients that exist show (their own rules, as of August 2026)


def shopstr_hides(found: tuple[Tag, ...]) -> str:
    """Why Shopstr shows no such article; empty where it does. It looks at neither stock nor status."""
    price = values(found, "price")
    if not price or not price[0][1] or float(price[0][0]) < 1:
        return "a price below 1 of its currency"
    if not values(found, "image"):
        return "no picture"
    shipping = values(found, "shipping")
    if not shipping or len(shipping[0]) != 3 or shipping[0][0] != "Pickup":
        return "no way of delivery that it knows"
    if values(found, "type")[0][1:] != ("physical",):
        return "taken for a digital article"
    return "" if values(found, "pickup_location") else "no place to fetch it"


def plebeian_hides(found: tuple[Tag, ...]) -> str:
    """Why Plebeian Market shows no such article; empty where it does."""
    (key,), (price, currency) = values(found, "d")[0], values(found, "price")[0]
    if not re.fullmatch(r"[A-Za-z0-9_-]+", key):
        return "a key that it cannot order"
    if not re.fullmatch(r"\d+(\.\d+)?", price) or not re.fullmatch(r"[A-Z]{3}", currency):
        return "a price that it cannot read"
    if values(found, "visibility") == [("hidden",)]:
        return "hidden"
    return "" if int(values(found, "stock")[0][0]) > 0 else "sold out"


WATER = replace(MATE, key="kasse-9", gtin="", name="Wasser 0,5 l", price=Money(79))
CLIENTS = [
    ("in stock", MATE, "", ""),
    ("a few", replace(MATE, bucket=Bucket.LOW), "", ""),
    ("sold out", replace(MATE, bucket=Bucket.OUT), "no picture", "sold out"),
    ("cheap", WATER, "a price below 1 of its currency", ""),
    ("its drawn picture", replace(MATE, picture=""), "", ""),
    ("one euro", replace(MATE, price=Money(100)), "", ""),
    ("dear", replace(MATE, price=Money(123456)), "", ""),
    ("by weight", replace(MATE, unit=Unit.KILOGRAM, unit_price=None, per=""), "", ""),
]


@pytest.mark.parametrize(("view", "shopstr", "plebeian"), [case[1:] for case in CLIENTS], ids=[c[0] for c in CLIENTS])
def test_shopstr_and_plebeian_show_what_their_rules_allow(view: PublicView, shopstr: str, plebeian: str) -> None:
    assert shopstr_hides(tags(view)) == shopstr
    assert plebeian_hides(tags(view)) == plebeian


def test_without_a_website_there_is_no_picture_and_shopstr_shows_nothing() -> None:
    found = tags(replace(MATE, picture=""), replace(SHOP, website=""))
    assert (shopstr_hides(found), plebeian_hides(found)) == ("no picture", "")


def test_what_was_taken_away_is_shown_by_neither() -> None:
    gone = dead(MATE.key, STAMP, FIRST, SHOP).tags
    assert shopstr_hides(gone) == "a price below 1 of its currency"
    assert plebeian_hides(gone) == "hidden"
