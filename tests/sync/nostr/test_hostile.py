"""Relays that hang, lie, send garbage or floods, and part at any moment: the till stays right and comes back."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from kasse.clock import SetClock, SystemClock
from kasse.errors import Unavailable
from kasse.market.target import NotTaken, TryLater
from sync.nostr.event import Event, sign, to_value
from sync.nostr.keys import Keys
from sync.nostr.relay import AUTH, Relay
from tests.sync.nostr.hostile import Visit, hostile, mute, turned_away

NOW = int(time.time())
KEYS, STRANGER = Keys.make(), Keys.make()
MINE = sign(KEYS.secret, 30402, [("d", "mate")], "", NOW)
GARBAGE: tuple[str | bytes, ...] = (
    "", "null", "[]", "{}", "[1,2,3]", '["OK"]', '["OK",5,true]', '["EVENT"]', '["EVENT","q1"]', '["EVENT","q1",null]',
    '["EVENT","q1",{"id":5}]', '["EVENT","q1",{"id":[],"pubkey":{},"created_at":"now"}]', '["EOSE"]', '["EOSE",["q1"]]',
    '["AUTH"]', '["AUTH",7]', '["CLOSED"]', '["NOTICE",null]', '["NOTICE","hello"]', "[" * 9_999, '["OK",', b"\x00\xff",
    '["EVENT","q1",' + json.dumps({**to_value(MINE), "tags": [[1], "x", None]}) + "]",
    '["EVENT","q1",' + json.dumps({**to_value(MINE), "content": "\ud800"}) + "]",
    '["EVENT","q1",' + json.dumps({**to_value(MINE), "created_at": 1e300}) + "]",
    '["EVENT","q1",' + json.dumps({**to_value(MINE), "created_at": -(10**30)}) + "]",
)  # fmt: skip


def client(address: str, answer: float = 0.4) -> Relay:
    return Relay(address, KEYS, SystemClock(), answer)


def honest(visit: Visit, events: tuple[Event, ...] = ()) -> None:
    """Answers as a relay should, whatever it has."""
    while True:
        message = visit.hear()
        if message[0] == "EVENT":
            visit.say("OK", message[1]["id"], True, "")
        if message[0] == "REQ":
            for event in events:
                visit.say("EVENT", message[1], to_value(event))
            visit.say("EOSE", message[1])


def in_time(seconds: float, act: Callable[[], object]) -> None:
    started = time.monotonic()
    with pytest.raises(Unavailable):
        act()
    assert time.monotonic() - started < seconds


def test_a_relay_that_never_says_a_word_is_left() -> None:
    with mute() as address:
        relay = client(address)
        in_time(3, lambda: relay.publish(MINE))
        in_time(3, lambda: relay.query({}))
        in_time(3, lambda: relay.listen("x", {}))


@pytest.mark.parametrize(
    ("status", "retry_after", "after"), [(429, "77", 77), (503, "Mon, 23 Nov 2026 08:02:00 GMT", 120), (429, "", 60)]
)
def test_a_server_that_lets_nobody_in_for_a_while_gets_that_while(status: int, retry_after: str, after: int) -> None:
    clock = SetClock(datetime(2026, 11, 23, 8, tzinfo=UTC))
    with turned_away(status, retry_after) as address, pytest.raises(TryLater) as caught:
        Relay(address, None, clock).query({"kinds": [1]})
    assert caught.value.after == after
    with turned_away(404, retry_after) as address, pytest.raises(Unavailable, match="cannot be reached"):
        Relay(address, None, clock).query({"kinds": [1]})


def test_a_relay_that_hears_and_never_answers_is_left() -> None:
    def silent(visit: Visit) -> None:
        while True:
            visit.hear()

    with hostile(silent) as address:
        relay = client(address)
        in_time(3, lambda: relay.publish(MINE))
        in_time(3, lambda: relay.query({}))
        in_time(3, lambda: relay.listen("x", {}))
        relay.close()


def test_garbage_before_every_answer_does_no_harm() -> None:
    def mad(visit: Visit) -> None:
        while True:
            message = visit.hear()
            for rubbish in GARBAGE:
                visit.raw(rubbish)
            if message[0] == "EVENT":
                visit.say("OK", message[1]["id"], True, "")
            if message[0] == "REQ":
                visit.say("EVENT", message[1], to_value(MINE))
                visit.say("EOSE", message[1])

    with hostile(mad) as address:
        relay = client(address)
        relay.publish(MINE)
        assert relay.query({"ids": [MINE.id]}, paged=False).events == [MINE]
        assert relay.listen("q1", {"kinds": [30402]}) == [MINE]
        relay.publish(MINE)
        assert set(relay.heard()) <= {MINE}
        relay.close()


def test_bytes_that_are_no_text_end_the_talk_and_the_next_one_is_good() -> None:
    def broken(visit: Visit) -> None:
        if visit.number == 0:
            visit.hear()
            visit.raw(b"\xff\xfe\xfa", text=True)
        honest(visit)

    with hostile(broken) as address:
        relay = client(address)
        relay.publish(MINE)
        relay.close()


def test_a_message_too_large_ends_the_talk() -> None:
    def huge(visit: Visit) -> None:
        visit.hear()
        visit.say("NOTICE", "x" * 5_000_000)

    with hostile(huge) as address:
        relay = client(address)
        in_time(4, lambda: relay.query({}))
        relay.close()


def test_an_answer_to_another_message_is_none() -> None:
    def liar(visit: Visit) -> None:
        message = visit.hear()
        if message[0] == "EVENT":
            visit.say("OK", "0" * 64, True, "")
            visit.say("OK", message[1]["id"], "true", "")
        else:
            visit.say("EOSE", message[1])
        visit.hear()

    with hostile(liar) as address:
        relay = client(address)
        in_time(3, lambda: relay.publish(MINE))
        relay.close()


def test_only_what_was_asked_for_and_signed_is_believed() -> None:
    theirs = sign(STRANGER.secret, 30402, [("d", "mate")], "", NOW)
    forged = MINE._replace(content="cheap")
    renamed = sign(STRANGER.secret, 30402, [], "mine?", NOW)._replace(pubkey=KEYS.public)
    other = sign(KEYS.secret, 1, [], "a note", NOW)
    old = sign(KEYS.secret, 30402, [("d", "mate")], "", NOW - 1000)

    def liar(visit: Visit) -> None:
        honest(visit, (theirs, forged, renamed, other, old, MINE, MINE))

    with hostile(liar) as address:
        relay = client(address)
        asked = {"authors": [KEYS.public], "kinds": [30402], "since": NOW - 10}
        assert relay.query(asked).events == [MINE]
        assert relay.listen("goods", asked) == [MINE]
        relay.close()


@pytest.mark.parametrize("moment", ["at once", "after hearing", "after storing", "without a word"])
def test_a_relay_that_parts_once_is_asked_again(moment: str) -> None:
    def leaver(visit: Visit) -> None:
        if visit.number == 0:
            if moment == "at once":
                return
            message = visit.hear()
            if moment == "without a word":
                visit.vanish()
            if moment == "after storing":
                visit.say("NOTICE", f"stored {message[0]}")
            return
        honest(visit, (MINE,))

    with hostile(leaver) as address:
        relay = client(address)
        relay.publish(MINE)
        assert relay.query({"ids": [MINE.id]}, paged=False).events == [MINE]
        relay.close()


def test_a_relay_that_always_parts_is_no_endless_loop() -> None:
    visits: list[int] = []

    def leaver(visit: Visit) -> None:
        visits.append(visit.number)

    with hostile(leaver) as address:
        relay = client(address)
        in_time(3, lambda: relay.publish(MINE))
        in_time(3, lambda: relay.query({}))
        in_time(3, lambda: relay.listen("x", {}))
        assert len(visits) < 20


def test_a_relay_that_parts_between_two_events_is_asked_again() -> None:
    def leaver(visit: Visit) -> None:
        if visit.number == 0:
            request = visit.hear()[1]
            visit.say("EVENT", request, to_value(MINE))
            return
        honest(visit, (MINE,))

    with hostile(leaver) as address:
        relay = client(address)
        assert relay.query({"kinds": [30402]}, paged=False).events == [MINE]
        relay.close()


def test_an_answer_that_was_lost_is_found_by_looking() -> None:
    kept: list[Event] = []

    def forgetful(visit: Visit) -> None:
        if visit.number == 0:
            kept.append(MINE)
            while True:
                visit.hear()
        honest(visit, tuple(kept))

    with hostile(forgetful) as address:
        relay = client(address)
        relay.publish(MINE)
        assert kept == [MINE]
        relay.close()


def test_a_flood_has_an_end() -> None:
    def flooding(visit: Visit) -> None:
        request = visit.hear()[1]
        noise = json.dumps(["EVENT", request if isinstance(request, str) else "x", to_value(MINE)])
        while True:
            visit.raw(noise)

    with hostile(flooding) as address:
        relay = client(address)
        started = time.monotonic()
        assert relay.query({"authors": [KEYS.public]}, paged=False).events == [MINE]
        in_time(3, lambda: relay.publish(sign(KEYS.secret, 1, [], "", NOW)))
        assert time.monotonic() - started < 6
        relay.close()


def test_a_flood_of_what_is_listened_for_waits_with_the_relay() -> None:
    events = [sign(STRANGER.secret, 16, [("p", KEYS.public)], str(number), NOW) for number in range(300)]

    def flooding(visit: Visit) -> None:
        request = visit.hear()[1]
        visit.say("EOSE", request)
        for event in events:
            visit.say("EVENT", request, to_value(event))
        visit.hear()

    with hostile(flooding) as address:
        relay = client(address, 3)
        assert relay.listen("orders", {"#p": [KEYS.public]}) == []
        found: list[Event] = []
        end = time.monotonic() + 10
        while len(found) < len(events) and time.monotonic() < end:
            found += relay.heard()
        assert found == events
        relay.close()


def test_a_relay_that_wants_to_know_for_ever_gets_its_answer_once() -> None:
    introduced: list[Event] = []

    def curious(visit: Visit) -> None:
        visit.say("AUTH", "who are you?")
        while True:
            message = visit.hear()
            if message[0] == "AUTH":
                introduced.append(message[1])
                visit.say("OK", message[1]["id"], True, "")
            elif message[0] == "EVENT":
                visit.say("AUTH", "and who are you now?")
                visit.say("OK", message[1]["id"], False, "auth-required: who are you?")
            elif message[0] == "REQ":
                visit.say("AUTH", "and who are you now?")
                visit.say("CLOSED", message[1], "auth-required: who are you?")

    with hostile(curious) as address:
        relay = client(address, 2)
        with pytest.raises(NotTaken):
            relay.publish(MINE)
        with pytest.raises(NotTaken):
            relay.query({})
        with pytest.raises(NotTaken):
            relay.listen("x", {})
        assert len(introduced) <= 5
        relay.close()


def test_a_relay_that_shows_strangers_nothing_learns_who_asks() -> None:
    """Some give nothing to whom they do not know, and do not say that this is why."""
    introduced: list[dict[str, object]] = []

    def shy(visit: Visit) -> None:
        visit.say("AUTH", "challenge")
        while True:
            message = visit.hear()
            if message[0] == "AUTH":
                introduced.append(message[1])  # and no OK
            if message[0] == "REQ":
                if introduced:
                    visit.say("EVENT", message[1], to_value(MINE))
                visit.say("EOSE", message[1])

    with hostile(shy) as address:
        relay = client(address, 1)
        assert relay.listen("wraps", {"kinds": [30402]}) == [MINE]
        assert introduced[0]["kind"] == AUTH
        assert introduced[0]["tags"] == [["relay", address], ["challenge", "challenge"]]
        relay.close()


def test_a_request_that_is_closed_says_why() -> None:
    words = iter(["rate-limited: 7 seconds", "restricted: members only", "error: shutting down", ""])

    def closing(visit: Visit) -> None:
        while True:
            message = visit.hear()
            visit.say("CLOSED", message[1], next(words))

    with hostile(closing) as address:
        relay = client(address)
        with pytest.raises(TryLater) as busy:
            relay.query({})
        assert busy.value.after == 7
        with pytest.raises(NotTaken):
            relay.query({})
        with pytest.raises(Unavailable):
            relay.query({})
        with pytest.raises(Unavailable):
            relay.query({})
        relay.close()


def test_a_standing_request_that_is_closed_is_noticed() -> None:
    def closing(visit: Visit) -> None:
        request = visit.hear()[1]
        visit.say("EOSE", request)
        visit.say("CLOSED", request, "error: shutting down idle subscriptions")
        visit.hear()

    with hostile(closing) as address:
        relay = client(address)
        assert relay.listen("x", {}) == []
        end = time.monotonic() + 3
        while relay.listening("x") and time.monotonic() < end:
            relay.heard()
        assert not relay.listening("x")
        relay.close()


def test_pages_that_never_end_do() -> None:
    """A relay that gives another genuine event, a second older, for each question."""

    def endless(visit: Visit) -> None:
        at = NOW
        while True:
            message = visit.hear()
            if message[0] == "REQ":
                at = min(at, message[2].get("until", at)) - 1
                visit.say("EVENT", message[1], to_value(sign(STRANGER.secret, 1, [], "", at)))
                visit.say("EOSE", message[1])

    with hostile(endless) as address:
        relay = client(address, 2)
        found = relay.query({"kinds": [1]}, most=40)
        assert 40 <= len(found.events) <= 41
        assert not found.whole
        relay.close()
