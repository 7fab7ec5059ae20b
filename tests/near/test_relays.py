"""Relays lie, lag, hang, flood and are down; the page finds what the others have."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from kasse.money import Money
from sync.nostr.event import to_value
from tests.near import browser
from tests.near.conftest import Page
from tests.near.market import CLUB_MATE, ROLL, Shop, bad_relay, floods, gives, hangs, now, tell
from tests.sync.nostr.relays import free_port, local_relay, nostr_relay


def test_bad_relays_spoil_nothing(page: Page, relay: str) -> None:
    shop, noise = Shop("Kiosk", 100), Shop("Lärm", 10)
    tell(relay, *shop.open(relay), shop.listing(ROLL))
    dead = f"ws://127.0.0.1:{free_port()}"
    with bad_relay(hangs) as hanging, bad_relay(floods(noise.listing(ROLL))) as flooding:
        page.open(dead, hanging, flooding, relay).search("brötchen")
        page.until(lambda: "Kiosk: Brötchen" in page.cards(), 3)
        page.until(lambda: page.text("#sources-summary") == "1 von 4 Quellen haben geantwortet" and not page.busy())
        page.click("#sources-summary")
        states = page.text("#source-list")
        for state in ("ist nicht erreichbar", "antwortet nicht", "viel zu viel geschickt", "hat geantwortet"):
            assert state in states


def test_forged_and_foreign_events_are_dropped_and_their_relay_is_left(page: Page, relay: str) -> None:
    shop, thief = Shop("Kiosk", 100), Shop("Dieb", 50)
    true = shop.listing(ROLL)
    tell(relay, *shop.open(relay), true)
    newer = to_value(shop.listing(replace(ROLL, price=Money(1)), now()))
    elsewhere = Shop("Hamburg", 260_000).listing(ROLL)
    forged: list[dict[str, Any]] = [
        {**newer, "sig": "00" * 64},
        {**newer, "content": "anders"},
        {**to_value(true), "created_at": now(), "tags": newer["tags"]},  # an id that is known already
        {**to_value(thief.listing(ROLL)), "pubkey": shop.keys.public},
        to_value(elsewhere),
        {"kind": 30402},
        *({**newer, "sig": f"{number:02x}" * 64} for number in range(1, 12)),
    ]
    with bad_relay(gives(*forged)) as lying:
        page.open(lying, relay).search()
        page.shows("Kiosk: Brötchen")
        assert "0,45" in page.text("#list")
        page.click("#sources-summary")
        page.until(lambda: "Falsches geschickt" in page.text("#source-list"))


def test_a_relay_that_keeps_everything_shows_no_old_version(page: Page, relay: str, tmp_path: Path) -> None:
    shop = Shop("Kiosk", 100)
    with nostr_relay(tmp_path) as careless:
        for each in (relay, careless):
            tell(each, *shop.open(relay), shop.listing(replace(ROLL, price=Money(99)), now() - 300))
        tell(careless, shop.listing(ROLL, now() - 200))
        page.open(careless, relay).search().shows("Kiosk: Brötchen")
        assert "0,45" in page.text("#list")
        page.until(lambda: page.text("#sources-summary") == "2 von 2 Quellen haben geantwortet")


def test_a_relay_that_wants_to_know_who_asks_is_told_a_throw_away_key(page: Page) -> None:
    shop = Shop("Kiosk", 100)
    with local_relay(auth="messages") as relay:
        tell(relay, *shop.open(relay), shop.listing(ROLL))
        page.open(relay).search().shows("Kiosk: Brötchen")


def test_nothing_leaves_the_page_but_to_its_relays(page: Page, relay: str) -> None:
    shop = Shop("Kiosk", 100)
    view = replace(CLUB_MATE, picture="https://fotos.example/mate.webp")
    tell(relay, *shop.open(relay), shop.listing(view))
    browser.asked(page.driver)
    page.open(relay).search(where="10999").shows("Kiosk: Club-Mate 0,5 l")
    asked = browser.asked(page.driver) - {"about:blank"}
    foreign = {url for url in asked if not url.startswith((page.site.address, relay, "data:"))}
    assert not foreign
    assert f"{page.site.address}/near/postcodes.json" in asked
    assert page.script("return document.cookie") == ""


def test_texts_from_strangers_stay_texts(page: Page, relay: str) -> None:
    bad = '<img src=x onerror="window.hurt=1"><b>fett</b>'
    shop = Shop(f"\u202e{bad}\u2066\x1b", 100, about=bad, hours=bad[:40], website="javascript:window.hurt=1")
    listing = shop.changed(
        shop.listing(replace(ROLL, name=bad, department=bad)),
        ("r", "javascript:window.hurt=2"),
        ("image", "javascript:1"),
    )
    tell(relay, *shop.open(relay), listing)
    page.open(relay).search().shows(f"{bad}: {bad}")
    page.click("#list summary")
    page.click("#list [data-role=reserve]")
    assert page.text("#reserving-title") == bad
    assert page.script("return window.hurt") is None
    assert page.script("return document.querySelectorAll('#list b, #list img, dialog img').length") == 0
    links = page.script("return [...document.querySelectorAll('#list a')].map((link) => link.protocol)")
    assert set(links) == {"https:", "geo:"}


def test_without_any_relay_it_says_so(page: Page) -> None:
    page.open().search("mate")
    page.until(lambda: page.text("#status") == "Dieser Seite wurden keine Quellen genannt.")
    page.open(f"ws://127.0.0.1:{free_port()}").search("mate")
    page.until(lambda: page.text("#status").startswith("Keine Quelle hat geantwortet."))
