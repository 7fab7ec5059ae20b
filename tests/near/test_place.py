"""Where somebody is: typed, or told by the browser when asked to."""

import html
import re

from sync.nostr import geohash
from sync.storefront.pages import Site, article
from sync.storefront.wording import Words
from tests.near.conftest import Page
from tests.near.market import CLUB_MATE, PLACE, ROLL, Shop, tell

POINT = f"{PLACE[0] / 1e6:.5f}, {PLACE[1] / 1e6:.5f}"


def permission(page: Page, setting: str) -> None:
    wish = {"permission": {"name": "geolocation"}, "setting": setting, "origin": page.site.address}
    page.driver.execute_cdp_cmd("Browser.setPermission", wish)


def test_a_place_is_read_as_people_have_it(page: Page) -> None:
    typed = [
        "10999", "D-10999 Berlin", POINT, "52,4995 13,4189", "geo:52.4995,13.4189?z=17", "u33d9m5r",
        "https://www.openstreetmap.org/#map=17/52.49953/13.41893", "https://maps.example/@52.4995,13.4189,17z",
    ]  # fmt: skip
    page.open()
    code = """const { readPlace } = await load("geo.js"), { centres } = await (await fetch("postcodes.json")).json();
              return Promise.all(given.map((text) => readPlace(text, async () => centres)));"""
    for place in page.module(code, typed):
        assert abs(place["lat"] - 52.4995) < 0.01
        assert abs(place["lon"] - 13.4189) < 0.02


def test_the_cells_are_those_of_everybody(page: Page) -> None:
    points = [PLACE, (-33_856_000, 151_215_000), (1, -1), (85_000_000, 179_999_999)]
    page.open()
    found = page.module(
        'const { encode, cellsAround } = await load("geo.js");'
        "return given.map(([lat, lon]) => [encode(lat, lon, 8), cellsAround({ lat, lon }, 2)]);",
        [[degree / 1e6 for degree in point] for point in points],
    )
    for point, (cell, around) in zip(points, found, strict=True):
        assert cell == geohash.encode(*point)
        assert set(geohash.neighbours(cell[:5])) <= set(around)
        assert cell[:5] in around


def test_a_postcode_or_a_point_does_instead_of_permission(page: Page, relay: str) -> None:
    shop = Shop("Kiosk", 100)
    tell(relay, *shop.open(relay), shop.listing(ROLL))
    page.open(relay, place=None).search()
    page.until(lambda: page.text("#where-error") == "Erst einen Ort eintippen oder den Standort benutzen.")
    assert page.focused() == "where"
    permission(page, "denied")
    page.click("#locate")
    page.until(lambda: page.text("#where-error").startswith("Der Browser verrät den Standort nicht."))
    page.search(where="10999").shows("Kiosk: Brötchen")
    page.search(where=POINT).shows("Kiosk: Brötchen")
    page.search(where="20095").shows()
    page.search(where="00000")
    page.until(lambda: page.text("#where-error").startswith("Diese Postleitzahl steht nicht in der Tabelle."))
    page.search(where="Kotti")
    page.until(lambda: page.text("#where-error").startswith("Das lässt sich nicht als Ort lesen."))
    page.open(relay, postcodes=False).search(where="10999")
    page.until(lambda: page.text("#where-error").startswith("Postleitzahlen kennt diese Seite nicht."))


def test_the_browser_is_asked_for_the_place_only_when_the_button_is_pressed(page: Page, relay: str) -> None:
    shop = Shop("Kiosk", 100)
    tell(relay, *shop.open(relay), shop.listing(ROLL))
    permission(page, "granted")
    here = {"latitude": PLACE[0] / 1e6, "longitude": PLACE[1] / 1e6, "accuracy": 10}
    page.driver.execute_cdp_cmd("Emulation.setGeolocationOverride", here)
    try:
        page.open(relay, place=None)
        page.script("""const real = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation);
            window.asked = 0;
            navigator.geolocation.getCurrentPosition = (...all) => { window.asked++; real(...all); };""")
        page.search()
        page.until(lambda: page.text("#where-error"))
        assert page.script("return window.asked") == 0
        page.click("#locate")
        page.shows("Kiosk: Brötchen")
        assert page.script("return document.getElementById('where').value") == "Mein Standort"
        page.click("[data-language=en]")
        assert page.script("return document.getElementById('where').value") == "My location"
    finally:
        page.driver.execute_cdp_cmd("Browser.resetPermissions", {})
        page.driver.execute_cdp_cmd("Emulation.clearGeolocationOverride", {})


def test_a_link_brings_search_and_place_along(page: Page, relay: str) -> None:
    shop = Shop("Kiosk", 100)
    tell(relay, *shop.open(relay), shop.listing(ROLL))
    page.open(relay, fragment="?q=br%C3%B6tchen").shows("Kiosk: Brötchen")
    page.open(relay, place=None, fragment="#q=br%C3%B6tchen&place=10999&radius=5&lang=en").shows("Kiosk: Brötchen")
    assert page.text("h1") == "Found nearby"


def test_the_key_on_an_articles_own_page_leads_to_that_article(page: Page, relay: str) -> None:
    shop = Shop("Kiosk", 100, relays=(relay,))
    tell(relay, *shop.open(relay), shop.listing(CLUB_MATE), shop.listing(ROLL))
    for view in (CLUB_MATE, ROLL):
        own = article(Site(shop.public, Words("en"), near=True), view).decode()
        wish = re.search(r'near/(#[^"]+)"', own)
        assert wish is not None
        page.open(relay, fragment=html.unescape(wish[1])).shows(f"Kiosk: {view.name}")
        assert page.text("h1") == "Found nearby"
