"""`kasse market`: what the world sees, where it is told, the key, reservations."""

import json
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from kasse.books.market import Inbound
from kasse.till import Till
from sync.nostr.keys import Keys
from tests.cli.conftest import Kasse
from tests.sync.nostr.relays import free_port, local_relay
from ui.commands.near import server

MATE, CHOCOLATE, ROLL, KORN = "4029764001807", "4000539770708", "101", "4000417025005"
KEY = "gtin-04029764001807"
PLACE = "52.49953, 13.41893"


@pytest.fixture
def kasse(small: Kasse) -> Kasse:
    """The small shop with four articles received."""
    small.done("stock", "receive", "-", given=f"code;quantity\n{MATE};24\n{CHOCOLATE};2\n{ROLL};30\n{KORN};20\n")
    return small


@pytest.fixture
def placed(kasse: Kasse) -> Kasse:
    """The same, with a place and on."""
    kasse.done("market", "place", PLACE)
    kasse.done("market", "on")
    return kasse


@pytest.fixture(scope="module")
def relay() -> Iterator[str]:
    with local_relay() as address:
        yield address


def seen(kasse: Kasse) -> dict[str, dict[str, Any]]:
    """What the world would see, by key."""
    found: dict[str, Any] = json.loads(kasse.done("market", "preview", "--json"))
    return {one["key"]: one for one in found["articles"]}


def status(kasse: Kasse) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(kasse.done("market", "status", "--json"))
    return found


def test_the_preview_shows_the_public_views_alone_before_anything_goes_out(kasse: Kasse) -> None:
    found = json.loads(kasse.done("market", "preview", "--json"))
    mate = next(one for one in found["articles"] if one["key"] == KEY)
    assert mate == {
        "key": KEY,
        "name": "Club-Mate 0,5 l",
        "brand": "",
        "gtin": "04029764001807",
        "department": "Getränke",
        "price": "1.29",
        "deposit": "0.15",
        "unit": "piece",
        "content": "0,5 l",
        "unit_price": "2.58",
        "per": "l",
        "availability": "in",
        "picture": "",
    }
    assert {one["key"]: one["availability"] for one in found["articles"]} == {
        KEY: "in",
        "gtin-04000539770708": "low",
        "kasse-101": "in",
    }
    assert found["hidden"]["restricted"] == 1
    assert found["shop"]["name"] == "Späti Müller"
    assert found["shop"]["latitude"] is None
    assert not status(kasse)["on"]
    lines = kasse.done("market", "preview").splitlines()
    assert f"{KEY}\tin\t1.29\tClub-Mate 0,5 l" in lines


def test_it_is_off_until_the_shop_has_a_place(kasse: Kasse) -> None:
    assert "place" in kasse.refused("market", "on")
    assert kasse.done("market", "place", "https://www.openstreetmap.org/#map=19/52.49953/13.41893") == f"{PLACE}\n"
    kasse.refused("market", "place", "Weserstr. 1")
    assert kasse.done("market", "hours", "Mo-Fr 7-22, Sa 8-20; So zu").strip() == (
        "Mo-Fr 07:00-22:00; Sa 08:00-20:00; Su off"
    )
    assert "opening hours" in kasse.refused("market", "hours", "from dusk till dawn")
    kasse.done("market", "imprint", "-", given="Olga Müller\nWeserstr. 1")
    kasse.refused("market", "website", "shop")
    kasse.done("market", "website", "https://shop.example/")
    kasse.done("market", "on")
    assert status(kasse)["on"]
    shop = json.loads(kasse.done("market", "preview", "--json"))["shop"]
    assert (shop["latitude"], shop["website"], shop["imprint"]) == (
        "52.49953",
        "https://shop.example",
        "Olga Müller\nWeserstr. 1",
    )
    kasse.done("market", "off")
    assert kasse.done("market", "status").startswith("The market is off.")


def test_departments_and_articles_are_switched(kasse: Kasse) -> None:
    assert "1 of 1" in kasse.done("market", "department", "Spirituosen", "on")
    assert "gtin-04000417025005" in seen(kasse)
    kasse.done("market", "department", "Spirituosen", "off")
    kasse.done("market", "article", MATE, "off")
    assert set(seen(kasse)) == {"gtin-04000539770708", "kasse-101"}
    assert kasse.done("market", "article", MATE, "default") == "Club-Mate 0,5 l\tin\n"
    for words in (
        ("department", "Wolle", "on"),
        ("department", "Spirituosen", "yes"),
        ("article", "4711", "off"),
        ("article", MATE, "maybe"),
    ):
        kasse.refused("market", *words)


def test_publishing_takes_a_market_that_is_on_and_somewhere_to_go(kasse: Kasse, tmp_path: Path) -> None:
    assert "market on" in kasse.refused("market", "publish", "--once")
    kasse.done("market", "place", PLACE)
    kasse.done("market", "on")
    assert "--once" in kasse.refused("market", "publish")
    assert "target add" in kasse.refused("market", "publish", "--once")
    assert "key" in kasse.refused("market", "publish", "--once", "--relay", "ws://127.0.0.1:7777")
    assert "encrypted" in kasse.refused("market", "publish", "--once", "--relay", "ws://relay.example")
    assert "no address" in kasse.refused("market", "publish", "--once", "--relay", "http://relay.example")
    assert "no address" in kasse.refused("market", "target", "add", "gopher://relay.example")
    assert kasse.done("market", "target", "list") == ""
    (tmp_path / "file").touch()
    kasse.refused("market", "publish", "--once", "--folder", str(tmp_path / "file" / "web"), code=3)


def test_a_folder_is_published_to_once_and_then_only_what_changed(placed: Kasse, tmp_path: Path) -> None:
    web = tmp_path / "web"
    [done] = json.loads(placed.done("market", "publish", "--once", "--folder", str(web), "--json"))
    assert (done["name"], done["sent"], done["waiting"], done["error"]) == ("web", 3, 0, "")
    assert (web / "catalog.json").is_file()
    [target] = status(placed)["targets"]
    assert (target["kind"], target["shown"], target["waiting"]) == ("folder", 3, 0)
    assert target["last_ok"].endswith("Z")
    placed.done("price", MATE, "1.39")
    assert placed.done("market", "publish", "--once") == "web\t1\t0\t0\n"
    assert placed.done("market", "publish", "--once") == "web\t0\t0\t0\n"


def test_turned_off_what_is_out_is_taken_away_without_a_window_too(placed: Kasse, tmp_path: Path) -> None:
    placed.done("market", "publish", "--once", "--folder", str(tmp_path / "web"))
    placed.done("market", "off")
    placed.done("market", "publish", "--once")
    assert not json.loads((tmp_path / "web" / "catalog.json").read_text("utf-8"))["articles"]
    assert "market on" in placed.refused("market", "publish", "--once")


def test_a_relay_is_published_to_and_what_is_out_is_taken_away(placed: Kasse, relay: str) -> None:
    npub = placed.done("market", "key", "new").strip()
    assert npub.startswith("npub1")
    [done] = json.loads(placed.done("market", "publish", "--once", "--relay", relay, "--json"))
    assert (done["sent"], done["waiting"], done["error"]) == (3, 0, "")
    assert json.loads(placed.done("market", "preview", "--json"))["shop"]["relays"] == [relay]
    placed.done("market", "article", MATE, "off")
    placed.done("market", "publish", "--once")
    assert status(placed)["targets"][0]["shown"] == 2


def test_a_relay_that_is_not_there_is_said_and_costs_no_article(placed: Kasse) -> None:
    placed.done("market", "key", "new")
    address = f"ws://127.0.0.1:{free_port()}"
    result = placed.run("market", "publish", "--once", "--relay", address)
    assert result.exit_code == 3
    assert result.stderr.startswith("kasse: 127.0.0.1:")
    assert status(placed)["targets"][0]["error"]
    placed.done("market", "target", "again", address.removeprefix("ws://"))
    assert not status(placed)["targets"][0]["error"]


def test_targets_are_added_changed_and_removed_and_their_password_is_nowhere_in_the_books(kasse: Kasse) -> None:
    kasse.done("market", "target", "add", "wss://relay.example", "--featured", "--off")
    kasse.done(
        "market", "target", "add", "https://dav.example/shop", "--name", "pages", "--user", "olga",
        "--password-file", "-", given="geheim-4711\n",
    )  # fmt: skip
    kasse.done("market", "target", "add", "s3://shop/pages", "--option", "region=eu-central-1")
    assert kasse.done("market", "target", "list").splitlines() == [
        "relay.example\tnostr\twss://relay.example\toff\tfeatured",
        "pages\twebdav\thttps://dav.example/shop\ton\tall",
        "shop\ts3\ts3://shop/pages\ton\tall",
    ]
    assert b"geheim-4711" not in kasse.file.read_bytes()
    kasse.refused("market", "target", "add", "s3://shop/pages", "--option", "region")
    kasse.done("market", "target", "remove", "pages")
    kasse.refused("market", "target", "remove", "pages")
    assert {one["name"] for one in status(kasse)["targets"]} == {"relay.example", "shop"}


def test_the_key_is_made_once_backed_up_on_paper_and_taken_back(kasse: Kasse, tmp_path: Path) -> None:
    kasse.refused("market", "key", "show")
    kasse.refused("market", "key", "backup", str(tmp_path / "key.pdf"))
    npub = kasse.done("market", "key", "new").strip()
    assert kasse.done("market", "key", "show").splitlines()[0] == npub
    kasse.refused("market", "key", "new")
    assert not status(kasse)["backed_up"]
    kasse.done("market", "key", "backup", str(tmp_path / "key.pdf"))
    text = "".join(PdfReader(tmp_path / "key.pdf").pages[0].extract_text().split())
    assert "nsec1" in text
    assert npub in text
    assert status(kasse)["backed_up"]
    kasse.refused("market", "key", "backup", str(tmp_path / "key.pdf"))
    other = Keys.make()
    kasse.refused("market", "key", "restore", given="nsec1notakey\n")
    assert "--replace" in kasse.refused("market", "key", "restore", given=other.nsec)
    assert kasse.done("market", "key", "restore", "--replace", given=other.nsec).strip() == other.npub
    assert other.nsec.encode() not in kasse.file.read_bytes()
    assert not status(kasse)["backed_up"]


def test_reservations_are_listed_accepted_and_declined(placed: Kasse) -> None:
    placed.done("market", "key", "new")
    placed.done("market", "target", "add", "ws://127.0.0.1:7777", "--name", "relay")
    till = Till(placed.file)
    while till.market.look():
        pass
    till.market.release()
    public, now = till.market.profile().key, int(till.clock.now().timestamp())
    for number in (1, 2):
        tags = (("p", public), ("type", "1"), ("order", f"o{number}"), ("item", f"30402:{public}:{KEY}", "2"))
        name, buyer = f"{number:064x}", f"{number:02x}" * 32
        till.reservations.take_in("relay", [Inbound(name, name, buyer, now, 16, tags, "<b>at 6</b>")])
    till.close()
    first, second = json.loads(placed.done("market", "reservations", "--json"))
    assert (first["state"], first["note"], first["lines"]) == (
        "pending",
        "<b>at 6</b>",
        [{"key": KEY, "name": "Club-Mate 0,5 l", "quantity": "2", "unit": "piece", "price": "1.29"}],
    )
    told = placed.done("market", "reservations", "accept", first["id"][:8])
    code = told.strip().rstrip(".")[-4:]
    placed.done("market", "reservations", "decline", second["id"], "--why", "busy")
    placed.refused("market", "reservations", "accept", "abcd")
    placed.refused("market", "reservations", "accept", second["id"])
    lines = placed.done("market", "reservations").splitlines()
    assert lines[0].split("\t")[1:3] == ["accepted", code]
    assert lines[1].split("\t")[1] == "declined"
    placed.done("market", "reservations", "decline", code)
    assert {one["state"] for one in json.loads(placed.done("market", "reservations", "--json"))} == {"declined"}


def test_the_near_page_is_written_and_served_on_this_computer(kasse: Kasse, tmp_path: Path) -> None:
    folder = tmp_path / "near"
    kasse.refused("market", "serve-near", str(folder), "--write-only")
    kasse.refused("market", "serve-near", str(folder), "--write-only", "--relay", "ws://relay.example")
    kasse.done("market", "place", PLACE)
    kasse.done("market", "serve-near", str(folder), "--write-only", "--relay", "ws://127.0.0.1:7777")
    assert "ws://127.0.0.1:7777" in (folder / "near" / "index.html").read_text(encoding="utf-8")
    with server(folder, 0) as running:
        serving = threading.Thread(target=running.serve_forever, daemon=True)
        serving.start()
        address = f"http://127.0.0.1:{running.server_address[1]}"
        with urllib.request.urlopen(f"{address}/near/", timeout=5) as page:  # noqa: S310 - this computer's own
            assert b"Sp\xc3\xa4ti M\xc3\xbcller" in page.read()
        with urllib.request.urlopen(f"{address}/near/main.js", timeout=5) as script:  # noqa: S310
            assert script.headers["Content-Type"] == "text/javascript"
        taken = running.server_address[1]
        kasse.refused("market", "serve-near", str(folder), "--port", str(taken), "--relay", "wss://a.example", code=3)
        running.shutdown()


def test_who_may_not_change_settings_changes_nothing(kasse: Kasse) -> None:
    kasse.done("people", "add", "Mina", "--role", "cashier", "--new-pin", "1111")
    who = ("--as", "Mina", "--pin", "1111")
    for words in (
        ("place", PLACE),
        ("department", "Spirituosen", "on"),
        ("article", MATE, "off"),
        ("target", "add", "wss://relay.example"),
        ("key", "new"),
        ("key", "backup", "key.pdf"),
    ):
        kasse.refused("market", *words, *who)
    assert not Path("key.pdf").exists()
    assert status(kasse)["targets"] == []
    assert status(kasse)["key"] == ""


def test_every_field_that_is_printed_is_described(placed: Kasse, tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "market.md").read_text(encoding="utf-8")
    done = json.loads(placed.done("market", "publish", "--once", "--folder", str(tmp_path / "web"), "--json"))
    preview = json.loads(placed.done("market", "preview", "--json"))
    printed = [preview, preview["shop"], *preview["articles"], status(placed), *status(placed)["targets"], *done]
    for field in {name for one in printed for name in one}:
        assert f"`{field}`" in page, field
    for reason in preview["hidden"]:
        assert f"`{reason}`" in page, reason
