"""What a storefront does in every kind of place."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kasse.books.market import Bucket, PublicShop
from kasse.market.target import MarketTarget, NotTaken
from kasse.money import Money
from sync.storefront import manifest, paths
from sync.storefront.store import Changed, Store
from sync.storefront.target import SITE
from tests.sync.storefront.media import Place
from tests.sync.storefront.shop import (
    BANANAS,
    CLOCK,
    LOOSE,
    MATE,
    NEAR_SHOP,
    SHOP,
    STAMP,
    VIEWS,
    gone,
    listing,
    listings,
)

KINDS = ("folder", "webdav", "s3", "sftp")


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest) -> Place:
    made: Place = request.getfixturevalue(f"{request.param}_place")
    return made


@pytest.fixture
def bare(place: Place) -> Iterator[Store]:
    store = place.store(SHOP, CLOCK)
    yield store
    store.close()


class Opened:
    """Targets that are let go of at the end."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.all: list[MarketTarget] = []

    def __call__(self, shop: PublicShop = SHOP, **options: str) -> MarketTarget:
        self.all.append(self.place.open(shop, CLOCK, **options))
        return self.all[-1]


@pytest.fixture
def opened(place: Place) -> Iterator[Opened]:
    made = Opened(place)
    yield made
    for each in made.all:
        each.close()


def publish(target: MarketTarget) -> None:
    target.announce(SHOP, STAMP)
    for each in listings():
        target.upsert(each)
    target.finish(listings())


def test_what_was_published_is_what_is_expected(opened: Opened) -> None:
    target = opened()
    publish(target)
    wanted = {each.key: target.expected(each) for each in listings()}
    assert {key: ack.ref for key, ack in target.snapshot().items()} == wanted
    assert {key: ack.ref for key, ack in opened().snapshot().items()} == wanted


def test_whoever_comes_finds_the_whole_website(opened: Opened, bare: Store) -> None:
    target = opened(NEAR_SHOP)
    target.announce(NEAR_SHOP, STAMP)
    for each in listings():
        target.upsert(each)
    target.finish(listings())
    wanted = (
        "index.html", "style.css", "all/index.html", "imprint/index.html", "near/index.html", "catalog.json",
        "404.html", "01/04029764001807/index.html", "a/kasse-102/index.html", "p/kasse-102.svg",
        "feeds/google-inventory.tsv", "sitemap.xml", "robots.txt", ".well-known/nostr.json", "d/getraenke/index.html",
    )  # fmt: skip
    for path in wanted:
        assert bare.read(path) is not None, path


def test_an_altered_page_of_the_same_length_is_found_and_put_right(opened: Opened, bare: Store) -> None:
    target = opened()
    publish(target)
    target.snapshot()
    stored = bare.read(paths.page(MATE.key))
    assert stored is not None
    bare.write(paths.page(MATE.key), stored.data.replace(b"1,29", b"0,29").replace(b"1.29", b"0.29"))
    assert target.snapshot()[MATE.key].ref != target.expected(listing(MATE))
    target.upsert(listing(MATE))
    assert target.snapshot()[MATE.key].ref == target.expected(listing(MATE))


def test_an_altered_picture_and_a_lost_list_are_put_right(opened: Opened, bare: Store) -> None:
    target = opened()
    publish(target)
    before = bare.read("all/index.html")
    bare.write(paths.picture(MATE.key), b"<svg/>")
    bare.remove("all/index.html")
    bare.write("style.css", b"* { display: none }")
    snapshot = target.snapshot()
    assert snapshot[MATE.key].ref != target.expected(listing(MATE))
    target.upsert(listing(MATE))
    target.retire(gone(replace(MATE, key=SITE)))
    target.finish(listings())
    again = target.snapshot()
    assert set(again) == {view.key for view in VIEWS}
    assert again[MATE.key].ref == target.expected(listing(MATE))
    after, style = bare.read("all/index.html"), bare.read("style.css")
    assert before is not None
    assert after is not None
    assert style is not None
    assert after.data == before.data
    assert len(style.data) > 1000


def test_what_is_retired_is_gone_from_every_list(opened: Opened, bare: Store) -> None:
    target = opened()
    publish(target)
    target.retire(gone(MATE))
    target.retire(gone(MATE))
    target.finish(listings((BANANAS, LOOSE)))
    assert MATE.key not in target.snapshot()
    assert bare.read(paths.page(MATE.key)) is None
    assert bare.read("d/getraenke/index.html") is None
    for path in ("all/index.html", "catalog.json", "sitemap.xml", "feeds/google-products.tsv"):
        stored = bare.read(path)
        assert stored is not None
        assert b"4029764001807" not in stored.data, path


def test_strangers_files_elsewhere_are_left_alone(opened: Opened, bare: Store) -> None:
    bare.write("fotos/laden.txt", b"mine")
    bare.write("01/readme.txt", b"mine too")
    target = opened()
    publish(target)
    target.finish(listings((BANANAS,)))
    assert set(target.snapshot()) == {view.key for view in VIEWS}
    assert bare.read("fotos/laden.txt") is not None
    assert bare.read("01/readme.txt") is not None


def test_a_website_of_somebody_else_is_not_written_over(opened: Opened, bare: Store) -> None:
    bare.write("index.html", b"<h1>My band</h1>")
    with pytest.raises(NotTaken) as refused:
        opened().announce(SHOP, STAMP)
    assert refused.value.code == "place_taken"
    stored = bare.read("index.html")
    assert stored is not None
    assert stored.data == b"<h1>My band</h1>"


def test_another_shop_is_refused(opened: Opened) -> None:
    publish(opened())
    with pytest.raises(NotTaken) as refused:
        opened(replace(SHOP, key="cd" * 32)).snapshot()
    assert refused.value.code == "another_shop"


def test_a_second_till_is_found_and_told_to_the_owner(opened: Opened) -> None:
    first, second = opened(), opened()
    publish(first)
    second.snapshot()
    cheaper = replace(MATE, price=Money(99))
    second.upsert(listing(cheaper))
    second.finish(listings((cheaper,)))
    first.upsert(listing(MATE))
    with pytest.raises(NotTaken) as refused:
        first.finish(listings())
    assert refused.value.code == "second_writer"
    first.finish(listings())  # tried again, it goes on from what is there
    with pytest.raises(NotTaken):
        second.snapshot()


def test_a_lost_answer_is_no_second_till(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    target = opened()
    publish(target)
    monkeypatch.setattr(target, "_mark", "somethingelse")
    target.finish(listings((*VIEWS, replace(LOOSE, key="kasse-10"))))
    assert target.snapshot()[MATE.key].ref == target.expected(listing(MATE))


def test_without_its_memory_everything_is_read_once(opened: Opened, bare: Store) -> None:
    target = opened()
    publish(target)
    for broken in (b"", b"\x1f\x8b\x08nothing", b"{}"):
        bare.write(manifest.PATH, broken)
        fresh = opened()
        assert {key: ack.ref for key, ack in fresh.snapshot().items()} == {
            each.key: target.expected(each) for each in listings()
        }


def test_a_file_is_replaced_only_in_the_version_that_is_meant(bare: Store) -> None:
    mark = bare.write("m.gz", b"one", match="")
    with pytest.raises(Changed):
        bare.write("m.gz", b"two", match="")
    second = bare.write("m.gz", b"second", match=mark)
    with pytest.raises(Changed):
        bare.write("m.gz", b"three", match=mark)
    assert bare.mark("m.gz") == second
    stored = bare.read("m.gz")
    assert stored is not None
    assert stored.data == b"second"


def test_files_are_listed_with_a_mark_that_changes(bare: Store) -> None:
    assert bare.list("x/") == {}
    assert bare.read("x/y/z.html") is None
    assert bare.mark("x/y/z.html") is None
    bare.remove("x/y/z.html")
    bare.write("x/y/ä ö%.html", b"one")
    bare.write("x/q.html", b"one")
    before = dict(bare.list("x/"))
    assert set(before) == {"x/y/ä ö%.html", "x/q.html"}
    bare.write("x/q.html", b"another")
    after = bare.list("x/")
    assert after["x/q.html"] != before["x/q.html"] or not after["x/q.html"]
    bare.remove("x/q.html")
    assert set(bare.list("x/")) == {"x/y/ä ö%.html"}


def test_one_sale_changes_a_page_and_what_lists_it(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    target = opened()
    publish(target)
    target.snapshot()
    store = target._store  # type: ignore[attr-defined]
    written: list[str] = []
    write = store.write

    def counted(path: str, data: bytes, *, match: str | None = None) -> str:
        written.append(path)
        result: str = write(path, data, match=match)
        return result

    monkeypatch.setattr(store, "write", counted)
    sold = replace(MATE, bucket=Bucket.OUT)
    target.upsert(listing(sold, STAMP + 60))
    target.finish([listing(sold, STAMP + 60), *listings(VIEWS[1:])])
    assert written == [
        "01/04029764001807/index.html", "d/getraenke/index.html", "all/index.html", "feeds/google-inventory.tsv",
        "feeds/google-products.tsv", "catalog.json", manifest.PATH,
    ]  # fmt: skip
    written.clear()
    target.finish([listing(sold, STAMP + 60), *listings(VIEWS[1:])])
    assert written == []
