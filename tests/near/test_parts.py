"""The page's own parts against what others have published, in the browser; and the files as they are served."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from sync.nostr import nip44
from sync.nostr.keys import Keys
from sync.storefront.near import NearConfig, files
from tests.near.conftest import Page
from tests.near.market import PLACE, ROLL, Shop

FOLDER = Path(__file__).parents[2] / "sync" / "storefront" / "near"


def vectors() -> dict[str, dict[str, object]]:
    """NIP-44's published vectors, wherever the tests of our own NIP-44 keep them."""
    found = [
        path for path in Path(__file__).parents[1].rglob("*.json") if "nip44" in path.name or "nip-44" in path.name
    ]
    if not found:
        pytest.skip("NIP-44's vectors are not among the test data")
    data = json.loads(found[0].read_text(encoding="utf-8"))
    return dict(data.get("v2", data))


def test_nip44_by_its_published_vectors(page: Page) -> None:
    page.open()
    code = """
        const { conversationKey, decrypt, encrypt, paddedLength } = await load("nip44.js");
        const { bytesToHex, hexToBytes } = await load("vendor/noble.js");
        const wrong = [], throws = (act) => { try { act(); return false; } catch { return true; } };
        const { valid, invalid } = given;
        for (const one of valid.get_conversation_key)
            if (bytesToHex(conversationKey(one.sec1, one.pub2)) !== one.conversation_key) wrong.push(one);
        for (const [length, padded] of valid.calc_padded_len) if (paddedLength(length) !== padded) wrong.push(length);
        for (const one of valid.encrypt_decrypt) {
            const key = hexToBytes(one.conversation_key);
            if (encrypt(one.plaintext, key, hexToBytes(one.nonce)) !== one.payload) wrong.push(one);
            if (decrypt(one.payload, key) !== one.plaintext) wrong.push(one);
        }
        for (const one of invalid.get_conversation_key)
            if (!throws(() => conversationKey(one.sec1, one.pub2))) wrong.push(one);
        for (const one of invalid.decrypt)
            if (!throws(() => decrypt(one.payload, hexToBytes(one.conversation_key)))) wrong.push(one);
        return [wrong, valid.encrypt_decrypt.length + invalid.decrypt.length];"""
    wrong, count = page.module(code, vectors())
    assert wrong == []
    assert count > 15


def test_nip44_with_our_own(page: Page) -> None:
    one, other = Keys.make(), Keys.make()
    texts = ["a", "ä" * 40, "x" * 65_535, "y" * 65_536, "🥨" * 30_000]
    page.open()
    key = nip44.conversation_key(one.secret, other.public)
    code = """const { conversationKey, encrypt, decrypt } = await load("nip44.js");
        const key = conversationKey(given.secret, given.pubkey);
        return [given.sent.map((text) => decrypt(text, key)), given.texts.map((text) => encrypt(text, key))];"""
    given = {
        "secret": other.secret.hex(),
        "pubkey": one.public,
        "texts": texts,
        "sent": [nip44.encrypt(text, key) for text in texts],
    }
    read, written = page.module(code, given)
    assert read == texts
    assert [nip44.decrypt(payload, key) for payload in written] == texts


def test_events_are_told_from_forgeries(page: Page) -> None:
    from sync.nostr.event import from_value, to_value, verify

    value = to_value(Shop('Kiosk\n\t"\\ \x01 ü 🥨', 100).listing(ROLL))
    page.open()
    code = """const { isEvent, isGenuine, signed, newKey } = await load("event.js");
        const change = (name, value) => isGenuine({ ...given, [name]: value });
        const own = { kind: 1, created_at: 1, tags: [["d", "\\u0001 ü \\ud83e\\udd68"]], content: "\\b\\f" };
        return [isEvent(given) && isGenuine(given), change("content", "x"), change("created_at", 1),
                change("sig", "0".repeat(128)), change("pubkey", "f".repeat(64)),
                isEvent({ ...given, tags: [[1]] }), isEvent(null), signed(own, newKey())];"""
    *answers, own = page.module(code, value)
    assert answers == [True, False, False, False, False, False, False]
    event = from_value(own)
    assert event is not None
    assert verify(event)


def test_code_128_by_another_s_table(page: Page) -> None:
    from reportlab.graphics.barcode import code128

    def bars(text: str) -> str:
        values = [code128.setb[sign] for sign in text]
        check = (104 + sum(value * place for place, value in enumerate(values, 1))) % 103
        signs = "".join(code128._patterns[value] for value in (104, *values, check, 106))
        return "".join(str(ord(sign.lower()) - ord("a") + 1) for sign in signs)

    texts = ["KR4711", "KR0000", "KR9835", "Wikipedia", "~ !"]
    page.open()
    found = page.module('const { pattern } = await load("barcode128.js"); return given.map(pattern);', texts)
    assert found == [bars(text) for text in texts]


def test_the_files_are_all_there_and_say_where_from(page: Page) -> None:
    made = files(NearConfig(("wss://relay.example",), "de", "</script><script>alert(1)</script>", PLACE))
    assert made == files(NearConfig(("wss://relay.example",), "de", "</script><script>alert(1)</script>", PLACE))
    assert {"near/index.html", "near/near.css", "near/main.js", "near/vendor/noble.js", "near/vendor/LICENSE"} <= set(
        made
    )
    assert all(path.startswith("near/") for path in made)
    assert "near/postcodes.json" not in files(NearConfig((), postcodes=False))
    html = made["near/index.html"].decode()
    assert "alert(1)</script>" not in html
    assert "connect-src 'self' ws: wss:" in html
    page.open(title="</script><script>window.hurt=1</script>")
    assert page.text("#brand") == "</script><script>window.hurt=1</script>"
    assert page.script("return window.hurt") is None


def test_the_page_is_valid_html_and_css(tmp_path: Path) -> None:
    import subprocess

    if not shutil.which("java"):
        pytest.skip("Java is not here: apt-get install default-jre-headless")
    jar = next((Path(sys.prefix) / "lib").rglob("vnu.jar"))
    made = files(NearConfig(("wss://relay.example",), "de", "Kiosk & Söhne", PLACE))
    for name in ("index.html", "near.css"):
        (tmp_path / name).write_bytes(made[f"near/{name}"])
    check = ["java", "-jar", str(jar), "--errors-only", "--also-check-css", *map(str, tmp_path.iterdir())]
    assert subprocess.run(check, capture_output=True, text=True, check=False).stderr == ""


def test_what_is_bundled_is_what_the_list_says() -> None:
    import hashlib

    said = (FOLDER / "vendor" / "README.md").read_text(encoding="utf-8")
    for path in (FOLDER / "vendor" / "noble.js", FOLDER / "postcodes.json"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() in said
    assert "Permission is hereby granted" in (FOLDER / "vendor" / "LICENSE").read_text(encoding="utf-8")


def test_scanning_where_the_browser_can(page: Page, relay: str) -> None:
    from tests.near.market import CLUB_MATE, tell

    shop = Shop("Kiosk", 100)
    tell(relay, *shop.open(relay), shop.listing(CLUB_MATE), shop.listing(ROLL))
    # Chromium on Linux brings no detector and this machine no camera: both stand in as the browser would give them.
    stand_in = """
        window.BarcodeDetector = class {
            static getSupportedFormats() { return Promise.resolve(["ean_13", "qr_code"]); }
            constructor({ formats }) { if (formats.join() !== "ean_13") throw new Error(formats); }
            detect(video) { return Promise.resolve(video.srcObject ? [{ rawValue: "4029764001807" }] : []); }
        };
        const stream = async () => document.createElement("canvas").captureStream(5);
        if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = stream;"""
    made = page.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": stand_in})
    try:
        page.open(relay)
        page.click("#scan")
        page.shows("Kiosk: Club-Mate 0,5 l")
        assert page.script("return document.getElementById('what').value") == "4029764001807"
        assert not page.script("return document.getElementById('scanner').open")
    finally:
        page.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", made)
    page.open(relay)
    assert page.script("return document.getElementById('scan').hidden")
