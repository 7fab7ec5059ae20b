"""Sealed texts against the public vectors of NIP-44, and against another library."""

import base64
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import nostr_sdk
import pytest
from coincurve import PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from kasse.errors import Refused
from sync.nostr import nip44
from sync.nostr.keys import Keys

RAW = (Path(__file__).parents[2] / "data" / "nip44.vectors.json").read_bytes()
VALID, INVALID = json.loads(RAW)["v2"]["valid"], json.loads(RAW)["v2"]["invalid"]
CODES = {"version": "seal_version", "base64": "seal_damaged", "MAC": "seal_key", "padding": "seal_damaged",
         "length": "seal_damaged"}  # fmt: skip
hexed = bytes.fromhex
ALICE, BOB = Keys(bytes(31) + b"\x05"), Keys(bytes(31) + b"\x09")
BETWEEN = nip44.conversation_key(ALICE.secret, BOB.public)


def test_the_vectors_are_the_official_ones() -> None:
    """NIP-44 names this sum of the file."""
    assert sha256(RAW).hexdigest() == "269ed0f69e4c192512cc779e78c555090cebc7c785b609e338a62afc3ce25040"


def test_keys_of_a_conversation() -> None:
    for vector in VALID["get_conversation_key"]:
        assert nip44.conversation_key(hexed(vector["sec1"]), vector["pub2"]).hex() == vector["conversation_key"]


def test_keys_of_a_message() -> None:
    key = hexed(VALID["get_message_keys"]["conversation_key"])
    for vector in VALID["get_message_keys"]["keys"]:
        made = [part.hex() for part in nip44.message_keys(key, hexed(vector["nonce"]))]
        assert made == [vector["chacha_key"], vector["chacha_nonce"], vector["hmac_key"]]


def test_lengths_with_padding() -> None:
    for length, padded in VALID["calc_padded_len"]:
        assert nip44.padded_length(length) == padded


@pytest.mark.parametrize("vector", VALID["encrypt_decrypt"], ids=lambda vector: vector["plaintext"][:12])
def test_texts_are_sealed_and_opened(vector: dict[str, str]) -> None:
    public = [PrivateKey(hexed(vector[name])).public_key_xonly.format().hex() for name in ("sec1", "sec2")]
    key = nip44.conversation_key(hexed(vector["sec1"]), public[1])
    assert key == nip44.conversation_key(hexed(vector["sec2"]), public[0]) == hexed(vector["conversation_key"])
    assert nip44.encrypt(vector["plaintext"], key, hexed(vector["nonce"])) == vector["payload"]
    assert nip44.decrypt(vector["payload"], key) == vector["plaintext"]


@pytest.mark.parametrize("vector", VALID["encrypt_decrypt_long_msg"], ids=lambda vector: vector["pattern"])
def test_long_texts_are_sealed(vector: dict[str, Any]) -> None:
    text, key = vector["pattern"] * vector["repeat"], hexed(vector["conversation_key"])
    assert sha256(text.encode()).hexdigest() == vector["plaintext_sha256"]
    payload = nip44.encrypt(text, key, hexed(vector["nonce"]))
    assert sha256(payload.encode()).hexdigest() == vector["payload_sha256"]
    assert nip44.decrypt(payload, key) == text


@pytest.mark.parametrize(
    ("pattern", "count", "payload_sum"),
    [("x", 65_536, "a2facc5f00ce79aad73d1b8f85cbd709e05a017da947a3435fc544d699192865"),
     ("x", 100_000, "0be74e84b298516cf40528721c372b53e4e3e1f358b46ee782726c3f7bfa5648"),
     ("🦄", 50_001, "229ebfc9f3e72b8a9d19df6f6dc2cf7708b8f61da67e6998dbfdb3f581e9c5b8")],
)  # fmt: skip
def test_very_long_texts_say_their_length_in_six_bytes(pattern: str, count: int, payload_sum: str) -> None:
    """As the text of 2026 has it; the sums are those of what nostr-tools 2.25.2 makes."""
    vector = VALID["encrypt_decrypt_long_msg"][0]
    key = hexed(vector["conversation_key"])
    payload = nip44.encrypt(pattern * count, key, hexed(vector["nonce"]))
    assert sha256(payload.encode()).hexdigest() == payload_sum
    assert nip44.decrypt(payload, key) == pattern * count


@pytest.mark.parametrize("vector", INVALID["get_conversation_key"], ids=lambda vector: vector["note"])
def test_what_is_no_key_is_refused(vector: dict[str, str]) -> None:
    with pytest.raises(Refused):
        nip44.conversation_key(hexed(vector["sec1"]), vector["pub2"])


@pytest.mark.parametrize("vector", INVALID["decrypt"], ids=lambda vector: vector["note"])
def test_what_cannot_be_opened_is_refused_by_its_name(vector: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        nip44.decrypt(vector["payload"], hexed(vector["conversation_key"]))
    expected = next(code for word, code in CODES.items() if word in vector["note"])
    assert refused.value.code == (expected if vector["payload"] else "seal_version")


@pytest.mark.parametrize("length", [0, 10_000_000])
def test_nothing_and_too_much_are_not_sealed(length: int) -> None:
    with pytest.raises(Refused, match="too long"):
        nip44.encrypt("x" * length, BETWEEN)


def test_no_two_seals_are_alike() -> None:
    assert nip44.encrypt("a", BETWEEN) != nip44.encrypt("a", BETWEEN)


@settings(deadline=None, max_examples=40)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300))
def test_another_library_opens_ours_and_we_open_theirs(text: str) -> None:
    alice, bob = nostr_sdk.Keys.parse(ALICE.nsec), nostr_sdk.Keys.parse(BOB.nsec)
    assert nostr_sdk.nip44_decrypt(bob.secret_key(), alice.public_key(), nip44.encrypt(text, BETWEEN)) == text
    theirs = nostr_sdk.nip44_encrypt(bob.secret_key(), alice.public_key(), text, nostr_sdk.Nip44Version.V2)
    assert nip44.decrypt(theirs, BETWEEN) == text


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=300) | st.binary(max_size=400).map(lambda raw: base64.b64encode(b"\x02" + raw).decode()))
def test_anything_may_come(payload: str) -> None:
    with pytest.raises(Refused):
        nip44.decrypt(payload, BETWEEN)


def sealed_as(padded: bytes) -> str:
    nonce = bytes(32)
    secrets = nip44.message_keys(BETWEEN, nonce)
    sealed = nip44._cipher(secrets, padded)
    return base64.b64encode(b"\x02" + nonce + sealed + nip44._mac(secrets, nonce, sealed)).decode()


def test_a_length_is_written_in_one_way_only() -> None:
    short = b"hello".ljust(32, b"\0")
    assert nip44.decrypt(sealed_as(b"\0\5" + short), BETWEEN) == "hello"
    with pytest.raises(Refused, match="damaged"):
        nip44.decrypt(sealed_as(b"\0\0" + b"\0\0\0\5" + short), BETWEEN)
    with pytest.raises(Refused, match="damaged"):
        nip44.decrypt(sealed_as(b"\0\0" + b"\xff" * 4 + short), BETWEEN)


@settings(deadline=None, max_examples=100)
@given(st.binary(min_size=32, max_size=400))
def test_anything_may_be_sealed_by_who_knows_the_key(padded: bytes) -> None:
    """A stranger has the key of his own conversation, so the proof is right and what is inside is not."""
    try:
        text = nip44.decrypt(sealed_as(padded), BETWEEN)
    except Refused:
        return
    assert nip44.decrypt(nip44.encrypt(text, BETWEEN), BETWEEN) == text
