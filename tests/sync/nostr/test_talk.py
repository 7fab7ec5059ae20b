"""What relays say, and what the shop makes of it."""

from datetime import UTC, datetime

import pytest

from kasse.books.market import Who
from kasse.errors import Unavailable
from kasse.market.target import NotTaken, TryLater
from sync.nostr import talk
from sync.nostr.event import Event

EVENT = Event("a" * 64, "b" * 64, 1000, 16, (("p", "c" * 64), ("d",), ()), "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "{}",
        "[]",
        '["OK"]',
        "[1,2]",
        '["OK",5,true]',
        '["EVENT",',
        '"EVENT"',
        "[" * 100_000,
        b"\x00\x01",
        '["EVENT",["s"],{}]',
        "NaN",
    ],
)
def test_garbage_is_no_message(text: str | bytes) -> None:
    assert talk.read(text) is None


def test_what_has_a_name_and_a_second_part_is_a_message() -> None:
    assert talk.read('["OK","id",true,"duplicate: exists"]') == ["OK", "id", True, "duplicate: exists"]


@pytest.mark.parametrize(
    "said", ["duplicate: exists", "Duplicate: already have this event", "duplicate:", "duplicate", "duplicate event"]
)
@pytest.mark.parametrize("accepted", [True, False])
def test_what_is_there_already_is_as_good(accepted: bool, said: str) -> None:
    assert talk.is_success(accepted, said)


def test_a_no_without_a_reason_is_none() -> None:
    assert not talk.is_success(False, "")


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("pow: difficulty 25 is less than 30", Who.OWNER),
        ("restricted: not on the list", Who.OWNER),
        ("auth-required: who are you", Who.OWNER),
        ("invalid: event too large", Who.OWNER),
        ("blocked: you are banned", Who.TARGET),
        ("mute: nobody wants to hear you", Who.TARGET),
    ],
)
def test_a_no_for_good_says_who_must_act(said: str, who: Who) -> None:
    error = talk.refusal("wss://relay.example", said)
    assert isinstance(error, NotTaken)
    assert error.who is who
    assert "wss://relay.example" in error.message
    assert said in error.message


@pytest.mark.parametrize("said", ["error: database is full", "error: unknown", "", "no idea: what is this", "nope"])
def test_any_other_no_is_tried_again(said: str) -> None:
    error = talk.refusal("wss://relay.example", said)
    assert isinstance(error, talk.Unwilling)
    assert isinstance(error, Unavailable)


@pytest.mark.parametrize(
    ("said", "tries", "after"),
    [
        ("rate-limited: slow down", 0, 5),
        ("rate-limited: slow down", 1, 10),
        ("rate-limited: slow down", 9, 60),
        ("rate-limited: try again in 30 s", 4, 30),
        ("rate-limited: wait 2 minutes", 0, 120),
        ("rate-limited: 500ms", 0, 1),
        ("rate-limited: 7200 s", 0, 7200),
        ("rate-limited: 99999 s", 0, 86_400),
        ("rate-limited: max 60/m", 0, 5),
    ],
)
def test_a_relay_that_wants_patience_gets_it(said: str, tries: int, after: int) -> None:
    error = talk.refusal("wss://relay.example", said, tries)
    assert isinstance(error, TryLater)
    assert error.after == after


def test_what_a_relay_says_is_one_plain_line() -> None:
    error = talk.refusal("wss://relay.example", "error: \x1b[31mred\n\n‮txet " + "x" * 1000)
    assert error.message.isprintable()
    assert "‮" not in error.message
    assert len(error.message) < 300


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({}, True),
        ({"ids": ["a" * 64]}, True),
        ({"ids": ["b" * 64]}, False),
        ({"authors": ["b" * 64], "kinds": [16, 17]}, True),
        ({"kinds": [17]}, False),
        ({"since": 1000, "until": 1000}, True),
        ({"since": 1001}, False),
        ({"until": 999}, False),
        ({"#p": ["d" * 64, "c" * 64], "limit": 5}, True),
        ({"#p": ["d" * 64]}, False),
        ({"#d": [""]}, False),
        ({"authors": ["c" * 64]}, False),
    ],
)
def test_filters_are_checked_here_too(asked: talk.Filter, wanted: bool) -> None:
    assert talk.matches(asked, EVENT) is wanted


@pytest.mark.parametrize(
    ("date", "offset"),
    [
        ("Mon, 23 Nov 2026 18:00:30 GMT", 30),
        ("Sun, 22 Nov 2026 18:00:00 GMT", -86_400),
        ("yesterday", None),
        ("", None),
        (None, None),
        ("Mon, 23 Nov 2026 18:00:30", None),
        ("Mon, 99 Nov 99999999 18:00:30 GMT", None),
    ],
)
def test_a_servers_clock_is_read_where_it_has_one(date: str | None, offset: int | None) -> None:
    assert talk.offset(date, datetime(2026, 11, 23, 18, tzinfo=UTC)) == offset
