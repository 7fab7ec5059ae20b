"""The client of a relay, with two real ones that have little in common."""

import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from kasse.clock import SystemClock
from kasse.errors import Unavailable
from kasse.market.target import NotTaken, TryLater
from sync.nostr.event import Event, sign
from sync.nostr.keys import Keys
from sync.nostr.relay import Relay
from sync.nostr.talk import Unwilling
from tests.sync.nostr.relays import local_relay

NOW = int(time.time())


class Clock(SystemClock):
    """A computer's clock that is so many seconds fast."""

    fast = 0

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self.fast)


@pytest.fixture
def keys() -> Keys:
    return Keys.make()


@pytest.fixture(params=["rust_relay", "python_relay"])
def address(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue(request.param)
    return found


def client(address: str, keys: Keys | None = None, answer: float = 5) -> Relay:
    return Relay(address, keys, SystemClock(), answer)


def article(keys: Keys, key: str, at: int = NOW, tags: Sequence[tuple[str, ...]] = ()) -> Event:
    return sign(keys.secret, 30402, [("d", key), *tags], "", at)


def test_what_is_published_is_there_and_again_is_no_error(address: str, keys: Keys) -> None:
    relay = client(address)
    event = article(keys, "mate")
    relay.publish(event)
    relay.publish(event)
    assert relay.query({"authors": [keys.public]}).events == [event]
    relay.close()


def test_closing_is_not_for_ever(address: str, keys: Keys) -> None:
    relay = client(address)
    relay.publish(article(keys, "mate"))
    relay.close()
    relay.close()
    assert len(relay.query({"authors": [keys.public]}).events) == 1
    relay.close()


def test_a_forged_event_is_refused_or_not_there(address: str, keys: Keys) -> None:
    relay = client(address, answer=1)
    event = article(keys, "mate")
    with pytest.raises((NotTaken, Unavailable)):
        relay.publish(event._replace(content="free beer"))
    assert relay.query({"authors": [keys.public]}).events == []
    relay.close()


def test_after_bad_input_a_new_connection_is_not_throttled(python_relay: str, keys: Keys) -> None:
    """nostr-relay makes who sent rubbish wait 2, 4, 8 seconds on that connection, and never says so."""
    relay = client(python_relay, answer=1)
    with pytest.raises((NotTaken, Unavailable)):
        relay.publish(article(keys, "mate")._replace(content="free beer"))
    started = time.monotonic()
    relay.publish(article(keys, "cola"))
    assert time.monotonic() - started < 2
    relay.close()


def test_filters_that_a_relay_does_not_know_are_kept_here(address: str, keys: Keys) -> None:
    relay = client(address)
    relay.publish(article(keys, "mate", tags=[("title", "Club-Mate")]))
    relay.publish(article(keys, "cola", tags=[("title", "Cola")]))
    asked = {"authors": [keys.public], "#title": ["Cola"]}
    assert [event.tags[0][1] for event in relay.query(asked).events] == ["cola"]
    relay.close()


@pytest.mark.parametrize(("relay", "count"), [("rust_relay", 700), ("python_relay", 520)])
def test_many_events_come_page_by_page(request: pytest.FixtureRequest, keys: Keys, relay: str, count: int) -> None:
    asking = client(request.getfixturevalue(relay))
    for number in range(count):
        asking.publish(sign(keys.secret, 1, [("t", "x")], str(number), NOW - number // 10))
    found = asking.query({"authors": [keys.public]})
    assert found.whole
    assert sorted(int(event.content) for event in found.events) == list(range(count))
    asking.close()


@pytest.mark.parametrize("second", [1, 30])
def test_pages_of_100_are_followed_to_the_end(keys: Keys, second: int) -> None:
    with local_relay(most=100) as address:
        relay = client(address)
        for number in range(260):
            relay.publish(sign(keys.secret, 1, [], str(number), NOW - number // second))
        found = relay.query({"authors": [keys.public]})
        assert len(found.events) == 260
        assert found.whole
        relay.close()


def test_more_in_one_second_than_a_page_holds_is_noticed(keys: Keys) -> None:
    with local_relay(most=100) as address:
        relay = client(address)
        for number in range(150):
            relay.publish(sign(keys.secret, 1, [], str(number), NOW))
        for number in range(30):
            relay.publish(sign(keys.secret, 1, [], f"older {number}", NOW - 10))
        found = relay.query({"authors": [keys.public]})
        assert not found.whole
        assert len(found.events) == 130
        relay.close()


def test_what_comes_while_listening_is_heard_without_asking(address: str, keys: Keys) -> None:
    ours, theirs = client(address), client(address)
    first = article(keys, "mate")
    theirs.publish(first)
    assert ours.listen("goods", {"kinds": [30402], "authors": [keys.public]}) == [first]
    assert ours.listening("goods")
    assert ours.heard() == []
    second = article(keys, "cola")
    theirs.publish(second)
    theirs.publish(article(Keys.make(), "foreign"))
    assert heard(ours) == [second]
    ours.close()
    assert not ours.listening("goods")
    theirs.close()


def heard(relay: Relay) -> list[Event]:
    end = time.monotonic() + 5
    found: list[Event] = []
    while not found and time.monotonic() < end:
        found = relay.heard()
        time.sleep(0.005)
    return found


def test_telling_while_listening_loses_nothing(address: str, keys: Keys) -> None:
    relay = client(address)
    relay.listen("goods", {"kinds": [30402], "authors": [keys.public]})
    events = [article(keys, f"a{number}") for number in range(50)]
    for event in events:
        relay.publish(event)
    found: list[Event] = []
    while len(found) < len(events) and (more := heard(relay)):
        found += more
    assert found == events
    relay.close()


def test_nobody_there_is_said_at_once(keys: Keys) -> None:
    with local_relay() as address:
        pass
    relay = client(address)
    with pytest.raises(Unavailable, match="cannot be reached"):
        relay.publish(article(keys, "mate"))
    with pytest.raises(Unavailable, match="cannot be reached"):
        relay.query({"authors": [keys.public]})
    with pytest.raises(Unavailable, match="cannot be reached"):
        relay.listen("goods", {})
    assert relay.heard() == []


@pytest.mark.parametrize("address", ["", "https://relay.example", "ws://", "relay.example", "ws://[::1", "ws://a b"])
def test_what_is_no_address_is_said(address: str, keys: Keys) -> None:
    with pytest.raises(Unavailable):
        client(address).publish(article(keys, "mate"))


def test_a_relay_that_comes_back_is_used_again(keys: Keys) -> None:
    with local_relay() as address:
        relay = client(address)
        relay.publish(article(keys, "mate"))
    with local_relay(port=int(address.rpartition(":")[2])):
        relay.publish(article(keys, "cola"))
        assert len(relay.query({"authors": [keys.public]}).events) == 1
        relay.close()


def test_who_must_be_known_says_who_he_is(keys: Keys) -> None:
    with local_relay(auth="everything") as address:
        relay = client(address, keys)
        event = article(keys, "mate")
        relay.publish(event)
        assert relay.query({"authors": [keys.public]}).events == [event]
        relay.close()
        assert relay.query({"authors": [keys.public]}).events == [event]
        relay.close()
        assert relay.listen("goods", {"authors": [keys.public]}) == [event]
        assert relay.listening("goods")
        relay.close()


def test_without_a_key_nobody_says_who_he_is(keys: Keys) -> None:
    with local_relay(auth="everything") as address:
        relay = client(address)
        with pytest.raises(NotTaken, match="let in"):
            relay.publish(article(keys, "mate"))
        with pytest.raises(NotTaken, match="let in"):
            relay.query({"authors": [keys.public]})
        relay.close()


def test_too_many_a_minute_is_patience(keys: Keys) -> None:
    with local_relay(per_minute=3) as address:
        relay = client(address)
        for number in range(3):
            relay.publish(article(keys, f"a{number}"))
        with pytest.raises(TryLater) as refused:
            relay.publish(article(keys, "too many"))
        assert refused.value.after == 5
        with pytest.raises(TryLater) as refused:
            relay.publish(article(keys, "again"))
        assert refused.value.after == 10
        relay.close()


def test_an_older_version_is_taken_or_not_but_never_wins(address: str, keys: Keys) -> None:
    relay = client(address)
    relay.publish(article(keys, "mate", NOW))
    with suppress(Unwilling):
        relay.publish(article(keys, "mate", NOW - 5))
    found = relay.query({"authors": [keys.public]}).events
    assert max(event.created_at for event in found) == NOW
    relay.close()


def test_a_servers_clock_is_seen_where_it_shows_it(python_relay: str) -> None:
    clock = Clock()
    clock.fast = 86_400
    relay = Relay(python_relay, None, clock)
    assert relay.offset() is None
    relay.query({"ids": ["0" * 64]})
    assert relay.offset() in range(-86_405, -86_395)
    relay.close()
    assert relay.offset() in range(-86_405, -86_395)


def test_once_the_clock_is_set_right_the_relay_is_asked_anew(python_relay: str) -> None:
    clock = Clock()
    clock.fast = 3600
    relay = Relay(python_relay, None, clock)
    relay.listen("x", {"ids": ["0" * 64]})
    assert relay.offset() in range(-3605, -3595)
    clock.fast = 0
    assert relay.offset() is None
    assert not relay.listening("x")
    relay.query({"ids": ["0" * 64]})
    assert relay.offset() in range(-5, 5)
    relay.close()


def test_a_server_that_shows_no_clock_is_taken_as_it_is(rust_relay: str) -> None:
    relay = client(rust_relay)
    relay.query({"ids": ["0" * 64]})
    assert relay.offset() is None
    relay.close()
