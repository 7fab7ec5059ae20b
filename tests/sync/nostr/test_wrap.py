"""Sealed messages: opened by others and by us, and refused in every way in which they may lie."""

import contextlib
import json
from typing import Any

import nostr_sdk
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kasse.errors import Refused
from sync.nostr import nip44
from sync.nostr.event import Event, first_tag, from_json, sign, to_json, to_value, unsigned
from sync.nostr.keys import Keys
from sync.nostr.wrap import LARGEST_RUMOR, SEAL, TWO_DAYS, WRAP, open_wrap, wrap

SHOP, BUYER, MALLORY, THROWN_AWAY = (Keys(bytes(31) + bytes((number,))) for number in (3, 5, 7, 11))
NOW = 1_795_400_000
ORDER = unsigned(
    BUYER.public, 16, [("p", SHOP.public), ("type", "1"), ("order", "1"), ("item", f"30402:{SHOP.public}:mate", "2")],
    "Bitte bis 18 Uhr 😀\n\"'\\", NOW,
)  # fmt: skip


def sealed(text: str, sender: Keys, reader: Keys = SHOP) -> str:
    return nip44.encrypt(text, nip44.conversation_key(sender.secret, reader.public))


def seal_of(text: str, sender: Keys = BUYER, kind: int = SEAL) -> Event:
    return sign(sender.secret, kind, (), sealed(text, sender), NOW)


def wrapped(text: str, kind: int = WRAP) -> Event:
    return sign(THROWN_AWAY.secret, kind, [("p", SHOP.public)], sealed(text, THROWN_AWAY), NOW)


def rumor(**more: Any) -> str:
    return json.dumps({**to_value(ORDER), **more})


def refusal(event: Event, secret: bytes = SHOP.secret) -> str:
    with pytest.raises(Refused) as refused:
        open_wrap(event, secret)
    assert refused.value.message
    return refused.value.code


def test_a_message_arrives() -> None:
    event = wrap(ORDER, BUYER.secret, SHOP.public, NOW)
    opened = open_wrap(event, SHOP.secret)
    assert (opened.id, opened.rumor) == (event.id, ORDER)


def test_a_relay_learns_nothing_but_for_whom_it_is() -> None:
    first, second = (wrap(ORDER, BUYER.secret, SHOP.public, NOW) for _ in range(2))
    assert (first.kind, first.tags) == (WRAP, (("p", SHOP.public),))
    assert len({first.pubkey, second.pubkey, BUYER.public, SHOP.public}) == 4
    assert BUYER.public not in to_json(first)


def test_times_say_nothing() -> None:
    events = [wrap(ORDER, BUYER.secret, SHOP.public, NOW) for _ in range(20)]
    seals = [from_json(nip44.decrypt(one.content, nip44.conversation_key(SHOP.secret, one.pubkey))) for one in events]
    times = [one.created_at for one in events] + [seal.created_at for seal in seals if seal]
    assert len(times) == 40
    assert all(NOW - TWO_DAYS < at <= NOW for at in times)
    assert len(set(times)) > 30
    assert max(times) - min(times) > TWO_DAYS // 4
    assert open_wrap(events[0], SHOP.secret).rumor.created_at == NOW


def test_a_wrap_may_be_forgotten_after_a_while() -> None:
    event = wrap(ORDER, BUYER.secret, SHOP.public, NOW, keep=3600)
    until = int(first_tag(event, "expiration"))
    assert until == event.created_at + TWO_DAYS + 3600
    assert NOW + 3600 < until <= NOW + 3600 + TWO_DAYS


# Another library


def test_another_library_opens_ours() -> None:
    event = nostr_sdk.Event.from_json(to_json(wrap(ORDER, BUYER.secret, SHOP.public, NOW)))
    opened = nostr_sdk.UnwrappedGift.from_gift_wrap(nostr_sdk.Keys.parse(SHOP.nsec), event)
    assert opened.sender().to_hex() == BUYER.public
    assert from_json(opened.rumor().as_json(), rumor=True) == ORDER


def test_we_open_those_of_another_library() -> None:
    said = nostr_sdk.UnsignedEvent.from_json(to_json(ORDER))
    shop = nostr_sdk.PublicKey.parse(SHOP.npub)
    theirs = nostr_sdk.nip59_make_gift_wrap(nostr_sdk.Keys.parse(BUYER.nsec), shop, said)
    event = from_json(theirs.as_json())
    assert event is not None
    assert open_wrap(event, SHOP.secret).rumor == ORDER


def test_neither_believes_a_seal_of_somebody_else() -> None:
    """Mallory seals what Buyer is said to have ordered."""
    lie = wrapped(to_json(seal_of(to_json(ORDER), MALLORY)))
    assert refusal(lie) == "wrap_sender"
    with pytest.raises(nostr_sdk.NostrSdkError):
        nostr_sdk.UnwrappedGift.from_gift_wrap(nostr_sdk.Keys.parse(SHOP.nsec), nostr_sdk.Event.from_json(to_json(lie)))


# What is refused


def test_messages_for_others_are_refused() -> None:
    assert refusal(wrap(ORDER, BUYER.secret, SHOP.public, NOW), MALLORY.secret) == "seal_key"


def test_altered_wraps_are_refused() -> None:
    event = wrap(ORDER, BUYER.secret, SHOP.public, NOW)
    assert refusal(event._replace(tags=())) == "wrap_signature"
    assert refusal(event._replace(sig="00" * 64)) == "wrap_signature"
    assert refusal(event._replace(content=event.content[:-4] + "AAA=")) == "wrap_signature"


def test_other_kinds_are_refused() -> None:
    assert refusal(ORDER) == "wrap_kind"
    assert refusal(wrapped(to_json(seal_of(to_json(ORDER))), kind=1060)) == "wrap_kind"
    assert refusal(wrapped(to_json(seal_of(to_json(ORDER), kind=14)))) == "wrap_kind"
    letter = unsigned(BUYER.public, 1, (), "hello", NOW)
    assert refusal(wrap(letter, BUYER.secret, SHOP.public, NOW)) == "wrap_message"
    assert open_wrap(wrap(letter, BUYER.secret, SHOP.public, NOW), SHOP.secret, kinds={1}).rumor == letter


def test_a_seal_needs_its_own_signature() -> None:
    seal = seal_of(to_json(ORDER))
    assert open_wrap(wrapped(to_json(seal)), SHOP.secret).rumor == ORDER
    assert refusal(wrapped(to_json(seal._replace(sig="00" * 64)))) == "wrap_signature"
    assert refusal(wrapped(to_json(seal._replace(created_at=NOW - 1)))) == "wrap_signature"
    assert refusal(wrapped(json.dumps({**to_value(seal), "sig": None}))) == "wrap_damaged"


@pytest.mark.parametrize(
    ("text", "code"),
    [(rumor(id="ab" * 32), "wrap_damaged"), (rumor(content="cheaper"), "wrap_damaged"), (rumor(id=""), ""),
     (rumor(pubkey=MALLORY.public), "wrap_sender"), (rumor(kind="16"), "wrap_damaged"),
     (rumor(tags=[[1]]), "wrap_damaged"), (rumor(sig="00" * 64), ""), (rumor(content="x" * LARGEST_RUMOR), "wrap_size"),
     ("[]", "wrap_damaged"), ("hello", "wrap_damaged"), ("[" * 16_000, "wrap_damaged"),
     ('{"a":' * 3_000, "wrap_damaged"), ("ü" * 9_000, "wrap_damaged")],
    ids=lambda value: value[:24] if isinstance(value, str) else None,
)  # fmt: skip
def test_what_lies_in_a_seal_is_checked(text: str, code: str) -> None:
    event = wrapped(to_json(seal_of(text)))
    if code:
        assert refusal(event) == code
    else:
        assert open_wrap(event, SHOP.secret).rumor == ORDER


def test_the_size_of_a_message_counts_in_bytes() -> None:
    wide = unsigned(BUYER.public, 14, (), "ü" * 8_300, NOW)
    assert len(to_json(wide)) < LARGEST_RUMOR < len(to_json(wide).encode())
    with pytest.raises(Refused, match="too large"):
        wrap(wide, BUYER.secret, SHOP.public, NOW)
    assert refusal(wrapped(to_json(seal_of(to_json(wide))))) == "wrap_damaged"


def test_a_large_wrap_is_not_even_verified() -> None:
    event = sign(THROWN_AWAY.secret, WRAP, (), "A" * 70_000, NOW)
    assert refusal(event) == "wrap_size"


def test_only_ones_own_words_are_sealed() -> None:
    with pytest.raises(ValueError, match="somebody else"):
        wrap(ORDER, MALLORY.secret, SHOP.public, NOW)


@pytest.mark.parametrize("public", ["", "0" * 64, "ff" * 32, "xyz"])
def test_who_is_nobody_gets_no_message(public: str) -> None:
    with pytest.raises(Refused):
        wrap(ORDER, BUYER.secret, public, NOW)


# Whatever comes

WORDS = st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: raw.decode("latin-1"))
VALUES: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | WORDS | st.lists(st.lists(WORDS, max_size=2))
)


@settings(deadline=None, max_examples=60)
@given(st.tuples(*[VALUES] * 7))
def test_any_event_at_all_may_come(fields: tuple[Any, ...]) -> None:
    found = from_json(json.dumps(dict(zip(Event._fields, fields, strict=True))))
    assert found is None
    refusal(Event("", "", 0, WRAP, (), str(fields[5]), ""))


@settings(deadline=None, max_examples=60)
@given(WORDS.filter(bool), st.booleans())
def test_any_text_may_be_sealed(text: str, deep: bool) -> None:
    assert refusal(wrapped(to_json(seal_of(text)) if deep else text)) in {"wrap_damaged", "wrap_size"}


@settings(deadline=None, max_examples=80)
@given(st.sampled_from(Event._fields), VALUES, st.booleans())
def test_any_value_may_stand_in_seal_or_rumor(field: str, value: object, deep: bool) -> None:
    outer = to_value(ORDER) if deep else to_value(seal_of(to_json(ORDER)))
    text = json.dumps({**outer, field: value})
    event = wrapped(to_json(seal_of(text)) if deep else text)
    with contextlib.suppress(Refused):
        assert open_wrap(event, SHOP.secret).rumor == ORDER
