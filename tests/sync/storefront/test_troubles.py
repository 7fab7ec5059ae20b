"""What goes wrong at a place, what it costs to publish there, and what the owner is told."""

import gzip
import threading
import time
from collections import Counter
from dataclasses import replace
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import asyncssh
import pytest

from kasse.books.market import Bucket, Who
from kasse.errors import Unavailable
from kasse.market.target import NotTaken, TryLater
from kasse.money import Money
from sync.storefront import manifest
from sync.storefront.folder import FolderStore
from sync.storefront.s3 import S3Store
from sync.storefront.sftp import fingerprint_of
from sync.storefront.store import seconds
from sync.storefront.webdav import WebdavStore
from tests.sync.storefront.media import PASSWORD, USER, Dav, Place, Sftp
from tests.sync.storefront.shop import CLOCK, MATE, SHOP, STAMP, VIEWS, listing, listings, whole_range


@pytest.mark.parametrize("kind", ["webdav", "sftp"])
def test_a_wrong_password_is_the_owners_matter(kind: str, request: pytest.FixtureRequest) -> None:
    place: Place = request.getfixturevalue(f"{kind}_place")
    place.secret = "wrong"  # noqa: S105 - that is the point
    target = place.open(SHOP, CLOCK)
    with pytest.raises(NotTaken) as refused:
        target.snapshot()
    target.close()
    assert (refused.value.code, refused.value.who) == ("target_login", Who.OWNER)
    assert "127.0.0.1" in refused.value.message


@pytest.mark.parametrize(
    ("status", "headers", "code", "who"),
    [
        ("403 Forbidden", [], "target_login", Who.OWNER),
        ("507 Insufficient Storage", [], "target_full", Who.OWNER),
        ("413 Too Large", [], "target_full", Who.OWNER),
        ("418 Teapot", [], "target_refuses", Who.TARGET),
    ],
)
def test_what_a_server_refuses_says_who_can_act(
    webdav_place: Place, dav: Dav, status: str, headers: list[tuple[str, str]], code: str, who: Who
) -> None:
    store = webdav_place.store(SHOP, CLOCK)
    dav.answer = (status, headers)
    with pytest.raises(NotTaken) as refused:
        store.write("a.html", b"")
    assert (refused.value.code, refused.value.who) == (code, who)
    store.close()


def test_patience_is_kept_as_it_was_asked_for(webdav_place: Place, dav: Dav) -> None:
    store = webdav_place.store(SHOP, CLOCK)
    for status in ("429 Too Many", "503 Busy"):
        dav.answer = (status, [("Retry-After", "77")])
        with pytest.raises(TryLater) as later:
            store.read("a.html")
        assert later.value.after == 77
    dav.answer = ("500 Oops", [])
    with pytest.raises(Unavailable):
        store.read("a.html")
    store.close()
    now = time.time()
    assert 80 <= seconds(formatdate(now + 90, usegmt=True), now) <= 90
    assert (seconds("", now), seconds("soon", now), seconds("9" * 30, now)) == (60, 60, 86_400)


def test_the_clock_of_a_server_is_compared(webdav_place: Place, dav: Dav) -> None:
    store = webdav_place.store(SHOP, CLOCK)
    store.read("a.html")
    assert abs(store.time_offset() or 0) <= 2
    dav.answer = ("200 OK", [("Date", formatdate(time.time() + 86_400, usegmt=True))])
    store.read("a.html")
    assert 86_390 < (store.time_offset() or 0) < 86_410
    store.close()


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x", "http://nobody.invalid/x"])
def test_a_server_that_does_not_answer_is_tried_again(address: str) -> None:
    with pytest.raises(Unavailable) as gone:
        WebdavStore(address, USER, PASSWORD).read("a.html")
    assert gone.value.code == "target_not_reached"


def test_addresses_that_lead_nowhere_are_refused(tmp_path: Path, webdav_place: Place, s3_place: Place) -> None:
    for kind, address in (("webdav", "cloud.example"), ("s3", "bucket"), ("sftp", "https://x"), ("folder", "web")):
        with pytest.raises(NotTaken):
            Place(kind, address).open(SHOP, CLOCK)
    with pytest.raises(NotTaken) as missing:
        FolderStore(tmp_path / "nowhere").write("index.html", b"")
    assert missing.value.code == "target_missing"
    for place in (
        replace(webdav_place, address=f"{webdav_place.address}/no/where"),
        replace(s3_place, address="s3://none"),
    ):
        target = place.open(SHOP, CLOCK)
        with pytest.raises(NotTaken) as refused:
            target.announce(SHOP, STAMP)
        assert refused.value.code == "target_missing"
        target.close()


def test_s3_that_lets_nobody_in_tells_its_time_all_the_same() -> None:
    class Skewed(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b"<Error><Code>RequestTimeTooSkewed</Code></Error>"
            self.send_response_only(403)
            self.send_header("Date", formatdate(time.time() + 86_400, usegmt=True))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
            pass

    with HTTPServer(("127.0.0.1", 0), Skewed) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        store = S3Store("s3://web", "x", "y", endpoint=f"http://127.0.0.1:{server.server_port}")
        with pytest.raises(NotTaken):
            store.read("a")
        assert 86_390 < (store.time_offset() or 0) < 86_410
        store.close()
        server.shutdown()


def test_s3_says_what_is_wrong_with_the_key(bucket_server: str) -> None:
    store = S3Store("s3://nobucket", "x", "y", endpoint=bucket_server)
    with pytest.raises(NotTaken) as refused:
        store.list("")
    assert refused.value.code == "target_missing"
    store.close()
    store = S3Store("s3://web", "x", "y", endpoint="http://127.0.0.1:9")
    with pytest.raises(Unavailable):
        store.read("a")
    store.close()


def test_another_key_of_the_server_is_refused_until_the_owner_says_so(sftp: Sftp, sftp_place: Place) -> None:
    target = sftp_place.open(SHOP, CLOCK)
    target.snapshot()
    target.close()
    was = sftp.key.get_fingerprint()
    assert was in Path(sftp_place.options["host_keys"]).read_text()
    assert fingerprint_of(sftp_place.address) == was
    sftp.stop()
    old, sftp.key = sftp.key, asyncssh.generate_private_key("ssh-ed25519")
    sftp.start()
    try:
        target = sftp_place.open(SHOP, CLOCK)
        with pytest.raises(NotTaken) as refused:
            target.snapshot()
        assert (refused.value.code, refused.value.who) == ("target_key", Who.OWNER)
        assert was in refused.value.message
        assert sftp.key.get_fingerprint() in refused.value.message
        target.close()
        target = sftp_place.open(SHOP, CLOCK, host_key=sftp.key.get_fingerprint())
        assert target.snapshot() == {}
        target.close()
    finally:
        sftp.stop()
        sftp.key = old
        sftp.start()


def test_a_server_without_long_lists_is_walked_through(webdav_place: Place, dav: Dav) -> None:
    dav.shallow = True
    target = webdav_place.open(SHOP, CLOCK)
    for each in listings():
        target.upsert(each)
    target.finish(listings())
    assert {key: ack.ref for key, ack in target.snapshot().items()} == {
        each.key: target.expected(each) for each in listings()
    }
    target.close()


# What it costs


def test_one_sale_costs_a_web_server_few_requests(webdav_place: Place, dav: Dav) -> None:
    target = webdav_place.open(SHOP, CLOCK)
    target.announce(SHOP, STAMP)
    for each in listings():
        target.upsert(each)
    target.finish(listings())
    dav.asked.clear()
    sold = listing(replace(MATE, bucket=Bucket.OUT), STAMP + 60)
    target.upsert(sold)
    target.finish([sold, *listings(VIEWS[1:])])
    target.close()
    # six files to a temporary name and moved; our memory looked at and replaced
    assert Counter(method for method, _path in dav.asked) == {"PUT": 7, "MOVE": 6, "HEAD": 1}
    assert all(path.endswith(".kasse-tmp") or manifest.PATH in path for method, path in dav.asked if method == "PUT")


def test_a_whole_range_costs_each_article_once(folder_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    read: list[str] = []
    monkeypatch.setattr("sync.storefront.folder.os.fsync", lambda file: None)  # how often, not how fast
    plain_write, plain_read = FolderStore.write, FolderStore.read

    def write(self: FolderStore, path: str, data: bytes, *, match: str | None = None) -> str:
        written.append(path)
        return plain_write(self, path, data, match=match)

    def look(self: FolderStore, path: str) -> object:
        read.append(path)
        return plain_read(self, path)

    monkeypatch.setattr(FolderStore, "write", write)
    monkeypatch.setattr(FolderStore, "read", look)
    shown = listings(whole_range())
    target = folder_place.open(SHOP, CLOCK)
    target.announce(SHOP, STAMP)
    for each in shown:
        target.upsert(each)
    target.finish(shown)
    assert Counter(written).most_common(1)[0][1] == 1
    pages, pictures = (sum(path.startswith(start) for path in written) for start in ("01/", "p/"))
    assert (pages, pictures) == (1500, 1500)
    assert len(written) - 3000 < 40  # twenty departments, and the website
    assert written[-2:] == ["catalog.json", manifest.PATH]

    written.clear()
    read.clear()
    again = folder_place.open(SHOP, CLOCK)
    assert len(again.snapshot()) == 1500
    again.finish(shown)
    assert (written, read) == ([], [manifest.PATH])

    sold = listing(replace(whole_range()[0], price=Money(1)), STAMP + 60)
    again.upsert(sold)
    again.finish([sold, *shown[1:]])
    assert len(written) == 7
    assert not [path for path in written if path.startswith("p/")]


def test_every_twentieth_page_altered_is_put_right_and_nothing_else(folder_place: Place) -> None:
    shown = listings(whole_range(200))
    target = folder_place.open(SHOP, CLOCK)
    for each in shown:
        target.upsert(each)
    target.finish(shown)
    altered = {each.key for each in shown[::20]}
    assert folder_place.folder is not None
    for each in shown[::20]:
        page = folder_place.folder / f"01/{each.key[5:]}/index.html"
        page.write_bytes(page.read_bytes().replace(b"Artikel", b"Artikal"))
    fresh = folder_place.open(SHOP, CLOCK)
    snapshot = fresh.snapshot()
    assert {each.key for each in shown if snapshot[each.key].ref != fresh.expected(each)} == altered
    for each in shown[::20]:
        fresh.upsert(each)
    fresh.finish(shown)
    snapshot = fresh.snapshot()
    assert all(snapshot[each.key].ref == fresh.expected(each) for each in shown)


def test_half_a_file_of_a_power_cut_is_removed(folder_place: Place) -> None:
    assert folder_place.folder is not None
    half = folder_place.folder / "01/04029764001807/.index.html.kasse-tmp"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"<!doctype ht")
    assert folder_place.open(SHOP, CLOCK).snapshot() == {}
    assert not half.exists()


@pytest.mark.parametrize("junk", [b"", b"[" * 200_000, b'{"kasse":1,"files":' + b"[" * 200_000, b"null", b"1"])
def test_whatever_somebody_puts_in_place_of_our_memory_is_none(junk: bytes) -> None:
    assert manifest.read(junk) is None
    assert manifest.read(gzip.compress(junk)) is None


def test_in_a_shared_folder_nothing_is_written_through_somebodys_link(tmp_path: Path) -> None:
    place, elsewhere = tmp_path / "web", tmp_path / "elsewhere"
    place.mkdir()
    elsewhere.write_bytes(b"mine")
    (place / ".index.html.kasse-tmp").symlink_to(elsewhere)
    FolderStore(place).write("index.html", b"shop")
    assert elsewhere.read_bytes() == b"mine"
    assert (place / "index.html").read_bytes() == b"shop"
