"""Somebody looks for something nearby."""

from dataclasses import replace

import pytest

from kasse.books.market import Bucket
from kasse.money import Money
from sync.nostr.event import sign
from sync.nostr.listing import dead, deletion
from tests.near.conftest import Page
from tests.near.market import CHEESE, CLUB_MATE, ROLL, Shop, bad_relay, gives, now, tell
from tests.sync.nostr.relays import local_relay


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_nearest_of_five_shops_comes_first(page: Page, relay: str) -> None:
    for metres in (900, 50, 1500, 350, 1200):
        shop = Shop(f"Laden {metres}", metres)
        tell(relay, *shop.open(relay), shop.listing(CLUB_MATE), shop.listing(ROLL))
    page.open(relay).search("club mate")
    page.shows(*(f"Laden {metres}: Club-Mate 0,5 l" for metres in (50, 350, 900, 1200, 1500)))
    page.until(lambda: page.text("#status") == "5 Artikel in 5 Läden.")
    first = plain(page.text("#list article"))
    for words in ("1,29 €", "zzgl. 0,15 € Pfand", "2,58 €/l", "Vorrätig", "immer geöffnet", "50 m entfernt"):
        assert words in first
    assert page.text("#sources-summary") == "1 von 1 Quelle hat geantwortet"


def test_words_are_found_however_they_are_spelt(page: Page, relay: str) -> None:
    shop = Shop("Kiosk", 100)
    tell(relay, *shop.open(relay), *(shop.listing(view) for view in (CLUB_MATE, CHEESE, ROLL)))
    page.open(relay)
    for typed in ("KASEKRACKER", "kaesekraecker", "süsses", "käse 100"):
        page.search(typed).shows("Kiosk: Käsekräcker 100 g")
    page.search("clubmate").shows("Kiosk: Club-Mate 0,5 l")
    page.search("mate käse").shows()
    page.until(lambda: "Weniger Wörter" in page.text("#empty"))
    page.search("kracker").shows("Kiosk: Käsekräcker 100 g")
    chips = replace(CHEESE, key="gtin-04000521006402", name="Chips tomates", gtin="04000521006402")
    tell(relay, shop.listing(chips))
    page.open(relay).search("mate").shows("Kiosk: Club-Mate 0,5 l", "Kiosk: Chips tomates")
    assert "Nur noch wenige" in page.text("#list")


def test_a_barcode_is_asked_for_as_such(page: Page, relay: str) -> None:
    from tests.near import browser

    near, far = Shop("Nah", 100), Shop("Fern", 800)
    for shop in (near, far):
        tell(relay, *shop.open(relay), shop.listing(CLUB_MATE), shop.listing(ROLL))
    page.open(relay).search("4029764001807").shows("Nah: Club-Mate 0,5 l", "Fern: Club-Mate 0,5 l")
    questions = [frame[2] for frame in browser.sent(page.driver) if frame[0] == "REQ" and "#g" in frame[2]]
    assert questions[0]["#i"] == ["gtin:04029764001807"]
    page.search("4029764001808")
    page.until(lambda: "Tippfehler" in page.text("#what-error"))
    assert page.focused() == "what"


def test_no_relay_learns_more_than_the_neighbourhood(page: Page, relay: str) -> None:
    from tests.near import browser

    page.open(relay).search("mate", "52.4995, 13.4189", radius=5)
    page.until(lambda: page.text("#status") == "Das zeigt hier gerade niemand an.")
    here = [frame for frame in browser.sent(page.driver) if frame[0] == "REQ"]
    page.search("etwas anderes", "52.4990, 13.4230", radius=5)
    page.open(relay).search("mate", "52.4990, 13.4230", radius=5)  # another street in the same cell
    page.until(lambda: page.text("#status") == "Das zeigt hier gerade niemand an.")
    there = [frame for frame in browser.sent(page.driver) if frame[0] == "REQ"]
    assert {len(cell) for cell in here[0][2]["#g"]} == {5}
    assert here == there


def test_a_wider_search_is_offered_where_nothing_is(page: Page, relay: str) -> None:
    shop = Shop("Weit weg", 4000)
    tell(relay, *shop.open(relay), shop.listing(ROLL))
    page.open(relay).search("brötchen", radius=2).shows()
    page.until(lambda: page.text("#empty button") == "Bis 5 km suchen")
    page.click("#empty button")
    page.shows("Weit weg: Brötchen")
    assert plain(page.text("#list .away")) == "4 km entfernt"


def test_what_is_not_for_sale_is_not_shown(page: Page, relay: str) -> None:
    shop = Shop("Kiosk", 100)
    fresh = shop.listing(ROLL)
    left_out = {
        "expired": (("expiration", str(now() + 2)),),  # relays refuse what has expired before it came
        "sold": (("status", "sold"),),
        "hidden": (("visibility", "hidden"),),
        "none left": (("stock", "0"),),
        "digital": (("type", "simple", "digital"),),
        "without price": (("price", "auf Anfrage"),),
    }
    events = [
        shop.changed(fresh, ("d", name.replace(" ", "-")), ("title", name), *tags) for name, tags in left_out.items()
    ]
    gone = [shop.changed(fresh, ("d", key), ("title", key)) for key in ("deleted", "retired")]
    tell(relay, *shop.open(relay), fresh, *events, *gone)
    page.until(lambda: now() > int(events[0].tags[-1][1]))
    page.open(relay).search().shows("Kiosk: Brötchen", "Kiosk: deleted", "Kiosk: retired")
    tell(relay, shop.sign(deletion(shop.keys.public, "deleted", now())), shop.sign(dead("retired", now())))
    page.shows("Kiosk: Brötchen")  # while somebody looks at it


@pytest.mark.parametrize("what", ["", CLUB_MATE.gtin])
def test_what_was_taken_away_is_gone_though_one_relay_missed_it(page: Page, relay: str, second: str, what: str) -> None:
    shop = Shop("Kiosk", 100)
    old = shop.listing(CLUB_MATE, now() - 500)
    with bad_relay(gives(old)) as stale:  # it knows nothing of deletions
        page.open(stale).search(what).shows("Laden ohne Namen: Club-Mate 0,5 l")
        tell(second, shop.sign(dead(CLUB_MATE.key, now() - 400, shop=shop.public)))
        page.open(stale, second).search(what).shows()


def test_the_last_piece_goes_while_somebody_looks(page: Page, relay: str) -> None:
    shop = Shop("Kiosk", 100)
    tell(relay, *shop.open(relay), shop.listing(CLUB_MATE), shop.listing(ROLL))
    page.open(relay).search().shows("Kiosk: Brötchen", "Kiosk: Club-Mate 0,5 l")
    tell(relay, shop.listing(replace(CLUB_MATE, bucket=Bucket.OUT), now()))
    page.shows("Kiosk: Brötchen")
    tell(relay, shop.listing(replace(CLUB_MATE, price=Money(139)), now() + 1))
    page.shows("Kiosk: Brötchen", "Kiosk: Club-Mate 0,5 l")
    assert "1,39" in page.text("#list")


def test_the_newest_version_counts_and_of_two_the_lower_id(page: Page, relay: str, second: str) -> None:
    stale, shop = Shop("Görli", 200), Shop("Kotti", 100)
    for one in (stale, shop):
        tell(relay, *one.open(relay))
    tell(relay, stale.listing(replace(ROLL, price=Money(99)), now() - 10))
    tell(second, stale.listing(replace(ROLL, price=Money(129)), now() - 500))
    stamp = now() - 30
    twins = sorted(
        (shop.listing(replace(ROLL, name=name), stamp) for name in ("Schrippe", "Semmel")), key=lambda one: one.id
    )
    tell(relay, twins[1])
    tell(second, twins[0])
    for order in ((relay, second), (second, relay)):
        page.open(*order).search().shows(f"Kotti: {twins[0].tags[1][1]}", "Görli: Brötchen")
        assert "0,99" in page.text("#list")
        assert "1,29" not in page.text("#list")


def test_a_whole_range_of_one_second_is_found_on_a_relay_that_gives_few_at_once(page: Page) -> None:
    shop, stamp = Shop("Kiosk", 100), now() - 100
    departments = [f"Abteilung {number}" for number in range(12)]
    with local_relay() as relay:
        views = [
            replace(ROLL, key=f"kasse-{number}", name=f"Ware {number:04}", department=departments[number % 12])
            for number in range(1500)
        ]
        tell(relay, *shop.open(relay), *(shop.listing(view, stamp) for view in views))
        page.open(relay).search("ware 0077").shows("Kiosk: Ware 0077")
        page.search("ware")
        page.until(lambda: page.text("#status") == "1500 Artikel in 1 Laden.", 25)
        assert page.script("return document.querySelectorAll('#list article').length") == 40
        page.click("#more")
        assert page.script("return document.querySelectorAll('#list article').length") == 80


def test_a_stranger_cannot_delete_a_shop_s_goods(page: Page, relay: str) -> None:
    shop, stranger = Shop("Kiosk", 100), Shop("Neid", 5000)
    listing = shop.listing(ROLL)
    tell(relay, *shop.open(relay), *stranger.open(relay), listing, stranger.listing(ROLL))
    wish = deletion(shop.keys.public, ROLL.key, now())
    spite = sign(stranger.keys.secret, wish.kind, (*wish.tags, ("e", listing.id)), "", now())
    with bad_relay(gives(spite)) as careless:  # the others refuse it
        page.open(careless, relay).search(radius=10).shows("Kiosk: Brötchen", "Neid: Brötchen")


def test_hours_say_when_it_opens(page: Page) -> None:
    code = """
        const { parse, stateAt, named } = await load("hours.js"), { Speech } = await load("formats.js");
        const speech = new Speech("de");
        return given.map(([hours, moment]) => {
            const week = parse(hours), at = new Date(moment);
            return week ? speech.opening(stateAt(week, at), at).text : null;
        });"""
    week = "Mo-Fr 07:00-12:00,14:00-22:00; Sa 08:00-20:00; Su off; PH off"
    cases = {
        (week, "2026-11-23T10:44"): "geöffnet bis 12:00",
        (week, "2026-11-23T12:00"): "geschlossen, öffnet um 14:00",
        (week, "2026-11-23T22:00"): "geschlossen, öffnet morgen um 07:00",
        (week, "2026-11-28T20:30"): "geschlossen, öffnet Mo um 07:00",
        ("Mo-Su 18:00-02:00", "2026-11-24T01:59"): "geöffnet bis 02:00",
        ("Fr-Mo 18:00-02:00", "2026-11-24T01:59"): "geöffnet bis 02:00",
        ("Fr-Mo 18:00-02:00", "2026-11-25T01:59"): "geschlossen, öffnet Fr um 18:00",
        ("24/7", "2026-11-23T03:00"): "immer geöffnet",
        ("Mo-Su 00:00-24:00", "2026-11-23T03:00"): "immer geöffnet",
        ("Mo-Su off", "2026-11-23T03:00"): "geschlossen",
        ("08:00-20:00", "2026-11-23T07:00"): "geschlossen, öffnet um 08:00",
        ("sunrise-sunset", "2026-11-23T07:00"): None,
        ("", "2026-11-23T07:00"): None,
    }
    page.open()
    assert page.module(code, [list(case) for case in cases]) == list(cases.values())
