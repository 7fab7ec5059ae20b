"""Everybody can use it: by keyboard, on a phone, at twice the size, with a screen reader, in both languages."""

import hashlib
from pathlib import Path
from typing import Any

from selenium.webdriver.common.keys import Keys as Key

from kasse.books.market import Answer
from sync.nostr.keys import Keys
from sync.nostr.orders import sealed_answer
from tests.near import browser
from tests.near.conftest import Page
from tests.near.market import CHEESE, CLUB_MATE, ROLL, Shop, now, tell

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
AXE_SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"


WIDE = """return [...document.querySelectorAll('body *')]
    .map((one) => [one.getBoundingClientRect().right, one.outerHTML.slice(0, 90)])
    .filter(([right]) => right > document.documentElement.clientWidth)"""


def with_goods(relay: str) -> None:
    for name, metres, holds in (("Kiosk am Kotti", 100, 60), ("Bioladen Wiener Straße mit langem Namen", 900, 0)):
        shop = Shop(name, metres, holds=holds)
        tell(relay, *shop.open(relay), *(shop.listing(view) for view in (CLUB_MATE, CHEESE, ROLL)))


def faults(page: Page) -> list[Any]:
    """What axe finds wrong, without its own request for anything."""
    run = """const done = arguments[arguments.length - 1];
        axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] })
           .then(({ violations }) => done(violations.map(
               (one) => [one.id, ...one.nodes.map((node) => node.html + node.failureSummary)])));"""
    page.script(AXE.read_text(encoding="utf-8"))
    return list(page.driver.execute_async_script(run))


def test_by_keyboard_alone_from_the_first_key_to_the_reservation(page: Page, relay: str) -> None:
    with_goods(relay)
    page.open(relay)
    page.press(Key.TAB)
    assert page.script("return document.activeElement.className") == "skip"
    page.press(Key.TAB, Key.TAB, Key.TAB)
    assert page.focused() == "what"
    page.press("club", Key.ENTER)
    page.until(lambda: len(page.cards()) == 2 and page.script("return document.querySelector('[data-role=reserve]')"))
    for _ in range(12):
        page.press(Key.TAB)
        if page.focused() == "reserve":
            break
    assert page.focused() == "reserve"
    page.press(Key.ENTER)
    page.until(lambda: page.focused() == "quantity")
    page.press(Key.ARROW_UP)
    assert page.script("return document.activeElement.value") == "2"
    page.press(Key.ESCAPE)
    page.until(lambda: page.focused() == "reserve")
    page.press(Key.ENTER)
    page.until(lambda: page.focused() == "quantity")
    page.press(Key.ENTER)
    page.until(lambda: page.text(".order.sent"))
    assert page.focused() == "heading"
    page.press(Key.TAB)
    assert page.focused() == "withdraw"


def test_nothing_scrolls_sideways_on_a_phone_or_at_twice_the_size(page: Page, relay: str) -> None:
    with_goods(relay)
    page.open(relay).search()
    page.until(lambda: len(page.cards()) == 6)
    page.script("for (const details of document.querySelectorAll('details')) details.open = true")
    for width, height, zoom in ((360, 740, 1), (320, 568, 1), (360, 740, 2), (1280, 800, 2), (1280, 800, 1)):
        browser.size(page.driver, width, height, zoom=zoom)
        wide, there = page.script("return [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide <= there, (width, zoom, page.script(WIDE))
        page.click("#list [data-role=reserve]")
        box = page.script(
            "const box = document.getElementById('reserving').getBoundingClientRect(); return [box.left, box.right]"
        )
        assert 0 <= box[0] < box[1] <= there
        page.click("#reserve-abort")


def test_targets_are_large_enough_for_a_thumb(page: Page, relay: str) -> None:
    with_goods(relay)
    browser.size(page.driver, 360, 740)
    page.open(relay).search()
    page.until(lambda: len(page.cards()) == 6)
    code = """return [...document.querySelectorAll('button, .button, select, input:not([type=checkbox])')]
        .filter((one) => one.offsetParent).map((one) => [one.id || one.textContent, one.getBoundingClientRect().height])
        .filter(([, height]) => height < 44)"""
    assert page.script(code) == []


def test_axe_finds_nothing_in_any_state(page: Page, relay: str) -> None:
    assert hashlib.sha256(AXE.read_bytes()).hexdigest() == AXE_SHA256
    with_goods(relay)
    found = {}
    for scheme in ("light", "dark"):
        browser.scheme(page.driver, scheme)
        page.open(relay)
        found[f"start, {scheme}"] = faults(page)
        page.search(where="irgendwo")
        page.until(lambda: page.text("#where-error"))
        page.search("")
        page.until(lambda: len(page.cards()) == 6 and page.text("#status") != "Die Quellen werden gefragt …")
        page.script("for (const details of document.querySelectorAll('details')) details.open = true")
        found[f"results, {scheme}"] = faults(page)
        page.click("#list [data-role=reserve]")
        found[f"reserving, {scheme}"] = faults(page)
        page.click("#reserve-form [type=submit]")
        page.until(lambda: page.text(".order.sent"))
        sent = page.script("return JSON.parse(localStorage.getItem('kasse.near.orders'))[0]")
        found[f"sent, {scheme}"] = faults(page)
        page.script("localStorage.clear()")
        assert sent
    assert {state: what for state, what in found.items() if what} == {}


def test_what_happens_is_told_to_a_screen_reader(page: Page, relay: str) -> None:
    with_goods(relay)
    page.open(relay).search("mate")
    page.until(lambda: page.text("#status") == "2 Artikel in 2 Läden.")
    roles = page.script(
        "return ['status', 'order-news', 'what-error', 'where-error'].map((id) => document.getElementById(id).role)"
    )
    assert roles == ["status", "status", "alert", "alert"]
    name = "return document.querySelector('[data-role=reserve]')?.getAttribute('aria-label')"
    page.until(lambda: page.script(name) == "Club-Mate 0,5 l bei Kiosk am Kotti reservieren")


def test_german_and_english_say_the_same_things(page: Page, relay: str) -> None:
    with_goods(relay)
    page.open(relay)
    code = """const { LANGUAGES: { de, en } } = await load("texts.js");
        const inside = (text) => (typeof text === "object" ? Object.keys(text).join() : String(text.length > 0));
        const shape = (texts) => Object.entries(texts).map(([key, text]) => [key, typeof text, inside(text)]);
        return [shape(de), shape(en)];"""
    german, english = page.module(code)
    assert german == english
    page.search("mate").shows(
        "Kiosk am Kotti: Club-Mate 0,5 l", "Bioladen Wiener Straße mit langem Namen: Club-Mate 0,5 l"
    )
    page.click("[data-language=en]")
    page.until(lambda: page.text("#status") == "2 articles in 2 shops.")
    assert page.script("return document.documentElement.lang") == "en"
    assert "€1.29" in page.text("#list")
    assert "plus €0.15 deposit" in page.text("#list")
    page.open(relay)
    assert page.text("h1") == "Found nearby"  # it is remembered


def test_an_accepted_reservation_fits_a_phone(page: Page, relay: str) -> None:
    shop, buyer = Shop("Kiosk am Kotti", 100), Keys.make()
    answer = Answer(
        "", buyer.public, "1", "processing", "Reserviert bis 18:00, Code 4711", now(), code="4711", until=now() + 3600
    )
    tell(relay, sealed_answer(answer, shop.keys, now())[0])
    order = {
        "id": "1", "secret": buyer.secret.hex(), "shop": shop.keys.public, "shopName": "Kiosk am Kotti", "at": now(),
        "state": "sent", "title": "Club-Mate 0,5 l", "quantity": 1, "price": {"amount": 1.29, "currency": "EUR"},
        "relays": [relay], "address": "",
    }  # fmt: skip
    browser.size(page.driver, 360, 740)
    page.open(relay)
    page.script("localStorage.setItem('kasse.near.orders', JSON.stringify([arguments[0]]))", order)
    page.open(relay)
    page.until(lambda: page.text(".code") == "4711")
    bars, there = page.script("return [document.querySelector('.bars').getBoundingClientRect().width, innerWidth]")
    assert bars == 2 * (8 * 11 + 13 + 20)  # whole pixels a module, with the quiet zones
    assert page.script("return document.documentElement.scrollWidth") <= there
    assert faults(page) == []
