"""Events: their ids and signatures as the world reckons them, and what strangers send."""

import csv
import json
from pathlib import Path
from typing import Any

import nostr_sdk
import pytest
from coincurve import PrivateKey, PublicKeyXOnly
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.nostr.event import (
    LARGEST,
    MOST_TAGS,
    Event,
    event_id,
    first_tag,
    from_json,
    from_value,
    serialise,
    sign,
    tags_of,
    to_json,
    to_value,
    unsigned,
    verify,
)

SECRET = bytes(31) + b"\x07"
VECTORS = list(
    csv.DictReader((Path(__file__).parents[2] / "data" / "bip340.csv").read_text(encoding="utf-8").splitlines())
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
NASTY = TEXTS | st.text('\\"\n\r\t\b\f\x00\x01\x0b\x1f\x7f\u2028\u2029é😀/', max_size=20)
JSONS: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def made(**more: Any) -> Event:
    event = sign(SECRET, 1, [("t", "mate")], "Club-Mate", 1_795_400_000)
    return event._replace(**more)


# Signatures


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"BIP-340 {vector['index']}")
def test_public_vectors_of_signatures(vector: dict[str, str]) -> None:
    message, signature = bytes.fromhex(vector["message"]), bytes.fromhex(vector["signature"])
    try:
        right = PublicKeyXOnly(bytes.fromhex(vector["public key"])).verify(signature, message)
    except ValueError:
        right = False
    assert right is (vector["verification result"] == "TRUE")
    if vector["secret key"] and len(message) == 32:
        key = PrivateKey(bytes.fromhex(vector["secret key"]))
        assert key.public_key_xonly.format().hex().upper() == vector["public key"]
        assert key.sign_schnorr(message, bytes.fromhex(vector["aux_rand"])) == signature


def test_all_vectors_are_there() -> None:
    assert [int(vector["index"]) for vector in VECTORS] == list(range(19))


def test_what_is_signed_is_verified() -> None:
    event = made()
    assert verify(event)
    assert verify(sign(SECRET, 1, [("t", "mate")], "Club-Mate", 1_795_400_000))
    assert sign(SECRET, 1, [("t", "mate")], "Club-Mate", 1_795_400_000).id == event.id


@pytest.mark.parametrize(
    "change",
    [{"content": "Club-Mate 2"}, {"kind": 2}, {"created_at": 1_795_400_001}, {"tags": ()}, {"tags": (("t", "cola"),)},
     {"id": "0" * 64}, {"sig": "0" * 128}, {"sig": "ff" * 64}, {"sig": ""}, {"sig": "x"}, {"pubkey": "ff" * 32},
     {"pubkey": "0" * 64}, {"pubkey": ""}, {"content": "\ud800"}],
    ids=str,
)  # fmt: skip
def test_whatever_is_altered_is_found(change: dict[str, Any]) -> None:
    assert not verify(made(**change))


def test_an_altered_event_with_its_own_id_is_found() -> None:
    event = made(content="free beer")
    assert not verify(event._replace(id=event_id(*event[1:6])))


def test_somebody_elses_name_is_found() -> None:
    other = PrivateKey().public_key_xonly.format().hex()
    event = made(pubkey=other)
    assert not verify(event._replace(id=event_id(*event[1:6])))


# Ids


def test_the_bytes_of_an_event() -> None:
    said = serialise("ab" * 32, 5, 1, (("t", 'a"b'),), 'ä\n"\\\r\t\b\f')
    assert said.decode() == '[0,"' + "ab" * 32 + '",5,1,[["t","a\\"b"]],"ä\\n\\"\\\\\\r\\t\\b\\f"]'


@settings(deadline=None, max_examples=60)
@given(NASTY, st.lists(st.lists(NASTY, min_size=1, max_size=3), max_size=3), st.integers(0, 65_535))
def test_ids_are_those_of_another_library(content: str, tags: list[list[str]], kind: int) -> None:
    event = sign(SECRET, kind, tags, content, 1_795_400_000)
    theirs = nostr_sdk.Event.from_json(to_json(event))
    assert theirs.verify()
    assert theirs.id().to_hex() == event.id
    assert theirs.content() == content
    assert from_json(theirs.as_json()) == event


# Reading and writing


@settings(deadline=None, max_examples=40)
@given(NASTY, st.lists(st.lists(NASTY, max_size=3), max_size=3))
def test_what_is_written_is_read(content: str, tags: list[list[str]]) -> None:
    event = sign(SECRET, 30402, tags, content, 1)
    assert from_json(to_json(event)) == event
    assert from_json(to_json(event).encode()) == event
    assert from_json(json.dumps(to_value(event))) == event  # with everything escaped


@settings(deadline=None, max_examples=150)
@given(JSONS)
def test_anything_may_come(value: object) -> None:
    assert from_value(value) is None
    assert from_json(json.dumps(value)) is None


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(Event._fields), JSONS)
def test_anything_may_stand_in_a_field(field: str, value: object) -> None:
    event = made()
    found = from_value({**to_value(event), field: value})
    if found is not None:  # another kind or time, say
        assert from_json(to_json(found)) == found
        assert verify(found) is (found == event)


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=200) | st.text(max_size=200))
def test_any_bytes_may_come(raw: bytes | str) -> None:
    assert from_json(raw) is None


@pytest.mark.parametrize(
    "change",
    [{"id": "AB" * 32}, {"id": "ab" * 31}, {"pubkey": "g" * 64}, {"sig": "ab"}, {"kind": -1}, {"kind": 65_536},
     {"kind": True}, {"kind": 1.0}, {"created_at": -1}, {"created_at": 2**53}, {"created_at": "5"}, {"content": None},
     {"content": "\ud800"}, {"tags": None}, {"tags": "abc"}, {"tags": {"t": "x"}}, {"tags": ["t"]},
     {"tags": [["t", 1]]}, {"tags": [[["t"]]]}, {"tags": [["t"]] * (MOST_TAGS + 1)}, {"content": "x" * LARGEST},
     {"sig": None}],
    ids=lambda change: str(change)[:40],
)  # fmt: skip
def test_what_is_no_event_is_none(change: dict[str, Any]) -> None:
    assert from_value({**to_value(made()), **change}) is None


@pytest.mark.parametrize("field", Event._fields)
def test_every_field_must_be_there(field: str) -> None:
    value = to_value(made())
    del value[field]
    assert from_value(value) is None


@pytest.mark.parametrize(
    "raw",
    ["[" * 100_000, '{"a":' * 50_000, "1" * 100_000, "x" * 1_000_000, b"\xff\xfe", "", "NaN", '{"id":NaN}'],
    ids=lambda raw: str(raw[:8]),
)
def test_bombs_do_not_go_off(raw: str | bytes) -> None:
    assert from_json(raw) is None


def test_more_fields_do_not_matter() -> None:
    event = made()
    assert from_value({**to_value(event), "relay": "wss://x", "extra": [1, 2]}) == event


def test_the_size_counts_as_it_is_signed() -> None:
    event = sign(SECRET, 1, (), "x" * 10_000, 1)
    size = len(serialise(*event[1:6]))
    assert from_value(to_value(event), size) == event
    assert from_value(to_value(event), size - 1) is None


def test_a_rumor_has_an_id_and_no_signature() -> None:
    rumor = unsigned("ab" * 32, 16, [("type", "1")], "hello", 5)
    assert from_json(to_json(rumor), rumor=True) == rumor
    assert "sig" not in to_value(rumor)
    assert from_json(to_json(rumor)) is None
    nameless = to_value(rumor)
    del nameless["id"]
    assert from_value(nameless, rumor=True) == rumor
    assert from_value({**to_value(rumor), "sig": "00" * 64}, rumor=True) == rumor


@pytest.mark.parametrize(
    ("kind", "tags", "content", "at"),
    [(-1, (), "", 1), (70_000, (), "", 1), (1, (), "", -1), (1, [("t", 1)], "", 1), (1, (), "\ud800", 1)],
    ids=str,
)
def test_nothing_wrong_is_signed(kind: int, tags: Any, content: str, at: int) -> None:
    with pytest.raises(ValueError, match=r"no event|no tag|surrogates"):
        sign(SECRET, kind, tags, content, at)


def test_nothing_wrong_is_written() -> None:
    with pytest.raises(ValueError, match="no event"):
        to_json(made(id="no"))


def test_tags_are_found() -> None:
    event = made(tags=((), ("t",), ("t", "mate"), ("t", "cola", "x"), ("g", "u33d9")))
    assert first_tag(event, "t") == "mate"
    assert first_tag(event, "d") == ""
    assert tags_of(event, "t") == [(), ("mate",), ("cola", "x")]
