"""What machines fetch: the open catalogue, Google's lists, the site map, the shop's name on Nostr, Beckn's files."""

import base64
import csv
import hashlib
import io
import json
from dataclasses import replace
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kasse.books.market import Bucket, canonical
from kasse.texts import use_language
from sync.storefront import beckn, feeds, pages, site
from sync.storefront.pages import Site
from sync.storefront.wording import Words
from tests.sync.storefront.media import Place
from tests.sync.storefront.shop import (
    BANANAS,
    CLOCK,
    MATE,
    NEAR_SHOP,
    SHOP,
    STAMP,
    VIEWS,
    hostile_views,
    listing,
    listings,
)

SITE = Site(SHOP, Words("de"), "KOTTI-1")


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline=""), delimiter="\t"))


def test_googles_inventory_names_what_is_there() -> None:
    reserving = Site(NEAR_SHOP, Words("de"), "KOTTI-1", near=True)
    rows = table(feeds.inventory(reserving, VIEWS))
    assert rows[0] == {
        "store_code": "KOTTI-1", "id": "4029764001807", "price": "1.29 EUR", "availability": "in_stock",
        "pickup_method": "reserve", "pickup_sla": "same_day",
    }  # fmt: skip
    assert [row["availability"] for row in rows] == ["in_stock", "limited_availability", "out_of_stock", "in_stock"]
    assert table(feeds.inventory(SITE, VIEWS))[0]["pickup_method"] == "not supported"


def test_the_screens_language_changes_nothing() -> None:
    """Machines read a point, and no file differs because somebody else sits at the till."""

    def made() -> list[object]:
        each = [pages.article_files(SITE, view) for view in VIEWS]
        return [*each, site.list_files(SITE, VIEWS), feeds.list_feeds(SITE, listings(), {})]

    english = made()
    use_language("de")
    german = made()
    use_language("en")
    assert german == english


def test_googles_products_say_what_a_litre_costs() -> None:
    row = table(feeds.products(SITE, VIEWS))[0]
    assert (row["gtin"], row["price"], row["condition"]) == ("4029764001807", "1.29 EUR", "new")
    assert (row["unit_pricing_measure"], row["unit_pricing_base_measure"]) == ("0.500 l", "1 l")
    assert row["link"] == "https://kiosk.example/01/04029764001807/"


def test_strange_names_break_no_table() -> None:
    views = hostile_views()
    rows = table(feeds.products(SITE, views))
    assert len(rows) == len(views)
    assert all(None not in row and row["condition"] == "new" for row in rows)


def test_the_site_map_tells_days_and_no_times() -> None:
    data = feeds.list_feeds(SITE, listings(), {MATE.key: date(2026, 11, 23)})["sitemap.xml"]
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    root = ElementTree.fromstring(data)  # noqa: S314 - our own
    found = {url.findtext(f"{space}loc"): url.findtext(f"{space}lastmod") for url in root}
    assert found["https://kiosk.example/01/04029764001807/"] == "2026-11-23"
    assert "https://kiosk.example/imprint/" in found
    assert b"T" not in data.partition(b"<urlset")[2].replace(b"UTF", b"")


def test_without_a_website_there_is_no_list_of_addresses() -> None:
    files = feeds.list_feeds(Site(replace(SHOP, website=""), Words("de")), listings(), {})
    assert set(files) == {feeds.INVENTORY, "catalog.json"}


def test_the_open_catalogue_is_whole() -> None:
    data = json.loads(feeds.catalogue(NEAR_SHOP, listings()))
    assert data["shop"]["place"] == {"latitude": "52.499530", "longitude": "13.418930"}
    assert [each["key"] for each in data["articles"]] == sorted(view.key for view in VIEWS)
    mate = next(each for each in data["articles"] if each["key"] == MATE.key)
    assert (mate["price"], mate["deposit"], mate["unit_price"], mate["availability"]) == ("1.29", "0.15", "2.58", "in")
    assert (mate["stamp"], mate["page"]) == (STAMP, "01/04029764001807/")
    assert json.loads(feeds.catalogue(SHOP, []))["articles"] == []


def test_the_shop_is_known_by_its_name() -> None:
    data = json.loads(feeds.constant_feeds(Site(NEAR_SHOP, Words("de")))[".well-known/nostr.json"])
    assert data["names"]["_"] == NEAR_SHOP.key
    assert data["relays"][NEAR_SHOP.key] == ["wss://relay.example"]
    assert ".well-known/nostr.json" not in feeds.constant_feeds(Site(replace(SHOP, key=""), Words("de")))


# Beckn


class Kept:
    """Secrets in memory."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}

    def get(self, name: str) -> str:
        return self.secrets.get(name, "")

    def put(self, name: str, value: str) -> None:
        self.secrets[name] = value


def lineage(kept: Kept) -> beckn.Lineage:
    return beckn.Lineage(beckn.KeptSigner(SHOP.key, "web", kept.get, kept.put))


def verified(node: dict[str, Any]) -> dict[str, Any]:
    signature = node.pop("signature")
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature["keyId"]))
    key.verify(base64.b64decode(signature["value"]), canonical(node))
    return node


def test_a_crawler_follows_beckns_files_from_version_to_version() -> None:
    kept = Kept()
    there: dict[str, bytes] = {}
    ours = lineage(kept)
    there |= ours.files(SHOP, listings(), there.get).files
    assert ours.files(SHOP, listings(), there.get).files == {}
    sold = replace(MATE, bucket=Bucket.OUT)
    changed = [listing(sold, STAMP + 60), *listings(VIEWS[1:3])]
    ours = lineage(kept)  # as after a restart
    assert ours.files(SHOP, listings(), there.get).files == {}
    new = ours.files(SHOP, changed, there.get)
    there |= new.files
    assert list(new.files) == [f"beckn/change-{STAMP}-{STAMP + 60}.json", beckn.INDEX]

    entry = verified(json.loads(there[beckn.INDEX])["catalogs"][0])
    files = [entry["baseline"], *entry["changes"]]
    for file in files:
        data = there[file["url"].removeprefix("https://kiosk.example/")]
        assert (file["size"], file["digest"]) == (len(data), f"sha-256:{hashlib.sha256(data).hexdigest()}")
    baseline, change = (verified(json.loads(there["beckn/" + file["url"].rpartition("/")[2]])) for file in files)
    assert [each["id"] for each in baseline["catalog"]["resources"]] == [view.key for view in VIEWS]
    assert [each["id"] for each in change["resources"]["upserts"]] == [MATE.key]
    assert change["resources"]["removals"] == [VIEWS[3].key]
    assert (change["fromVersion"], change["toVersion"]) == (STAMP, STAMP + 60)
    prices = baseline["catalog"]["offers"][0]["considerations"]
    assert [each["considerationAttributes"]["value"] for each in prices] == ["1.29", "0.15"]
    assert prices[1]["considerationAttributes"]["type"] == "DEPOSIT_REFUNDABLE"


def test_beckns_versions_rise_where_the_index_was_lost() -> None:
    kept = Kept()
    there = dict(lineage(kept).files(SHOP, listings(), lambda path: None).files)
    del there[beckn.INDEX]
    again = lineage(kept).files(SHOP, [listing(BANANAS, STAMP + 5)], there.get)
    assert list(again.files) == [f"beckn/baseline-{STAMP + 5}.json", beckn.INDEX]


def test_after_many_changes_there_is_a_new_beginning() -> None:
    ours = lineage(Kept())
    there: dict[str, bytes] = {}
    for number in range(beckn.LONGEST + 2):
        bucket = Bucket.OUT if number % 2 else Bucket.IN
        done = ours.files(SHOP, [listing(replace(MATE, bucket=bucket), STAMP + number)], there.get)
        there |= done.files
    assert done.kept == {f"beckn/baseline-{STAMP + number}.json", beckn.INDEX}


def test_beckn_is_off_unless_the_owner_wants_it(folder_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept()
    monkeypatch.setattr("sync.secrets.get", kept.get)
    monkeypatch.setattr("sync.secrets.put", kept.put)
    assert folder_place.folder is not None
    for options, there in (({}, False), ({"beckn": "1"}, True), ({}, False)):
        target = folder_place.open(SHOP, CLOCK, **options)
        target.announce(SHOP, STAMP)
        target.finish(listings())
        assert (folder_place.folder / beckn.INDEX).exists() is there
