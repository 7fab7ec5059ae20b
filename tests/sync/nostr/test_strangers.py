"""What strangers leave at a relay for the shop, and where they would have the till called: nothing of it does harm."""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from websockets.datastructures import Headers
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

from kasse.books.market import Answer, PublicShop, TargetSetting
from kasse.clock import SystemClock
from kasse.errors import Unavailable
from kasse.market.target import NotTaken, Opening
from sync.nostr.event import sign, to_json, to_value, unsigned
from sync.nostr.keys import Keys
from sync.nostr.mailbox import Mailbox
from sync.nostr.relay import PAGE, Relay
from sync.nostr.strangers import PATIENCE, Patience
from sync.nostr.target import NostrTarget
from sync.nostr.wrap import wrap
from tests.sync.nostr.hostile import Behaviour, Visit, hostile

NOW = int(time.time())
SHOP = PublicShop("Kiosk am Kotti", "Kottbusser Str. 1", "10999", "Berlin", "DE", "de", 52_499_530, 13_418_930)
KEYS, STRANGER = Keys.make(), Keys.make()


def client(address: str, answer: float = 0.4) -> Relay:
    return Relay(address, KEYS, SystemClock(), answer)


def showing(events: Sequence[str]) -> Behaviour:
    """A relay that has these events, the newest first, and gives 500 at once."""

    def show(visit: Visit) -> None:
        while True:
            message = visit.hear()
            if message[0] == "REQ":
                until = message[2].get("until", 2**53)
                known = [event for event in events if json.loads(event)["created_at"] <= until]
                for event in known[: PAGE if 1059 in message[2]["kinds"] else 0]:
                    visit.raw(f'["EVENT","{message[1]}",{event}]')
                visit.say("EOSE", message[1])

    return show


def letters_heard(events: Sequence[str], since: int = NOW, now: int = NOW) -> int:
    with hostile(showing(events)) as address:
        relay = client(address, 3)
        try:
            return len(Mailbox(relay, KEYS, lambda: now).poll(since).messages)
        finally:
            relay.close()


def letter(at: int) -> str:
    rumor = unsigned(STRANGER.public, 16, [("p", KEYS.public), ("type", "1")], "", at)
    return to_json(wrap(rumor, STRANGER.secret, KEYS.public, at))


def junk(at: int, size: int = 0) -> str:
    return to_json(sign(STRANGER.secret, 1059, [("p", KEYS.public)], "A" * (size or 200), at))


def test_a_huge_event_that_somebody_left_hides_no_letter() -> None:
    assert letters_heard([junk(NOW, 900_000), letter(NOW)]) == 1


def test_a_letter_from_the_future_hides_none() -> None:
    assert letters_heard([junk(NOW + 900 * 365 * 86_400), letter(NOW)]) == 1


def test_thousands_of_sealed_nothings_hide_no_letter() -> None:
    assert letters_heard([*(junk(NOW - number // 10) for number in range(2_100)), letter(NOW - 1_000)]) == 1


def test_after_a_clock_that_was_a_year_ahead_letters_are_still_read() -> None:
    with hostile(showing([letter(NOW)])) as address:
        relay = client(address, 3)
        mailbox = Mailbox(relay, KEYS, lambda: NOW)
        inbox = mailbox.poll(NOW + 365 * 86_400)
        assert len(inbox.messages) == 1
        assert mailbox.poll(inbox.cursor).messages == ()
        relay.close()


@pytest.mark.parametrize("challenge", ["\ud800", "x\x00", "x" * 5_000])
def test_a_challenge_that_cannot_be_signed_is_none(challenge: str) -> None:
    def challenging(visit: Visit) -> None:
        visit.raw(json.dumps(["AUTH", challenge]))
        while True:
            message = visit.hear()
            assert message[0] != "AUTH"
            visit.say("CLOSED", message[1], "auth-required: who are you?")

    with hostile(challenging) as address:
        relay = client(address)
        with pytest.raises(NotTaken):
            relay.query({"kinds": [1]})
        relay.close()


def test_who_is_called_at_one_place_is_not_sent_on_to_another() -> None:
    reached: list[str] = []

    def inside(visit: Visit) -> None:
        reached.append(visit.hear()[0])

    def send_on(_connection: ServerConnection, request: Request) -> Response:
        reached.append(request.path)
        return Response(307, "", Headers({"Location": inner, "Content-Length": "0"}))

    with hostile(inside) as inner, serve(lambda _: None, "127.0.0.1", 0, process_request=send_on) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host, port = server.socket.getsockname()
        relay = Relay("ws://relay.example/outside", None, SystemClock(), 1, (host, port))
        with pytest.raises(Unavailable):
            relay.publish(sign(STRANGER.secret, 1, [], "", NOW))
        assert set(reached) == {"/outside"}
        server.shutdown()


# What the till answers


def test_no_more_than_a_minute_an_hour_is_lost_with_relays_that_hang() -> None:
    patience = Patience()
    patience.lose(PATIENCE - 1)
    assert patience.is_left
    patience.lose(2)
    assert not patience.is_left


def test_a_buyers_relays_are_not_called_when_too_much_was_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []

    def named(visit: Visit) -> None:
        while True:
            message = visit.hear()
            if message[0] == "EVENT":
                visit.say("OK", message[1]["id"], True, "")
            else:
                inbox = [("relay", "wss://one.example"), ("relay", "wss://two.example")]
                visit.say("EVENT", message[1], to_value(sign(STRANGER.secret, 10050, inbox, "", NOW)))
                visit.say("EOSE", message[1])

    def unknown(address: str, own: str) -> None:
        called.append(address)
        monkeypatch.setattr("sync.nostr.target.time.monotonic", lambda: time.time() + 1e6)

    monkeypatch.setattr("sync.nostr.target.place_of", unknown)
    with target_at(named) as made:
        made.reply(answer())
        made.reply(answer())
    assert called == ["wss://one.example"]


@pytest.mark.parametrize("sealed", [True, False])
def test_an_answer_that_a_relay_does_not_want_is_no_reason_to_publish_nothing(sealed: bool) -> None:
    def unwilling(visit: Visit) -> None:
        while True:
            message = visit.hear()
            if message[0] == "EVENT":
                visit.say("OK", message[1]["id"], False, "error: not this one")
            else:
                visit.say("EOSE", message[1])

    with target_at(unwilling) as made, pytest.raises(NotTaken):
        made.reply(answer(sealed=sealed))


def answer(*, sealed: bool = True) -> Answer:
    return Answer("x1", STRANGER.public, "a1", "processing", "Reserviert", NOW, sealed)


@contextmanager
def target_at(behave: Behaviour) -> Iterator[NostrTarget]:
    with hostile(behave) as address:
        setting = TargetSetting("relay", "nostr", address)
        made = NostrTarget(Opening(setting, SHOP, KEYS.nsec, SystemClock()), answer=1)
        yield made
        made.close()


def test_a_bug_report_shows_no_secret() -> None:
    made = Opening(TargetSetting("relay", "nostr", "wss://x"), SHOP, KEYS.nsec, SystemClock())
    assert KEYS.nsec not in f"{made} {made!r} {(made,)}"
    assert repr(made._replace(secret="")) != repr(made)
