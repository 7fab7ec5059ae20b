"""A relay as a place where the shop publishes: the contract on both real relays, and what is Nostr's own."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import nostr_sdk
import pytest

from kasse.books.market import Answer, Bucket, Listing, PublicShop, TargetSetting
from kasse.clock import Clock, SetClock, SystemClock
from kasse.errors import Refused, Unavailable
from kasse.market.target import MarketTarget, NotTaken, Opening, TryLater
from sync.nostr.event import Event, first_tag, sign, to_json, to_value, unsigned
from sync.nostr.keys import Keys
from sync.nostr.listing import DAY, WEEK, dead, deletion, render, spread
from sync.nostr.orders import inbound
from sync.nostr.relay import Relay
from sync.nostr.target import NostrTarget, is_gone, newest_versions, open_target
from sync.nostr.wrap import wrap
from tests.contracts.market_target import KEY, SHOP, MarketTargetContract, stamp_of, version
from tests.sync.nostr.hostile import Visit, hostile, losing
from tests.sync.nostr.relays import local_relay

KEYS = Keys.read(KEY)


def opening(address: str, shop: PublicShop = SHOP, clock: Clock | None = None, key: str = KEY) -> Opening:
    return Opening(TargetSetting("contract", "nostr", address), shop, key, clock or SystemClock())


def there(address: str, keys: Keys = KEYS, kinds: Sequence[int] = (), key: str = "") -> list[Event]:
    """All that a relay has of a shop, of these kinds and of this article, read by nobody in particular."""
    asked = ({"kinds": list(kinds)} if kinds else {}) | ({"#d": [key]} if key else {})
    relay = Relay(address, None, SystemClock())
    try:
        return relay.query({"authors": [keys.public], **asked}).events
    finally:
        relay.close()


def put(address: str, *events: Event) -> None:
    relay = Relay(address, None, SystemClock())
    for event in events:
        relay.publish(event)
    relay.close()


def altered(event: Event) -> Event:
    """An older copy of an article, by the shop's own key."""
    tags = [("title", "Club-Mate von gestern") if tag[0] == "title" else tag for tag in event.tags]
    return sign(KEYS.secret, event.kind, tags, event.content, event.created_at - 7)


class OnARelay(MarketTargetContract):
    """What is the same on every relay."""

    address = ""

    def lose(self, ids: Sequence[str]) -> None:
        raise NotImplementedError

    def open_target(self, shop: PublicShop, clock: Clock) -> MarketTarget:
        return open_target(opening(self.address, shop, clock))

    def shown(self, key: str) -> list[Event]:
        newest = newest_versions(there(self.address, kinds=[30402], key=key)).values()
        return [event for event in newest if not is_gone(event, int(time.time()))]

    def remote_count(self, key: str) -> int:
        return len(self.shown(key))

    def remote_name(self, key: str) -> str:
        return "".join(first_tag(event, "title") for event in self.shown(key))

    def remote_remove(self, keys: Sequence[str]) -> None:
        self.lose([event.id for event in there(self.address) if first_tag(event, "d") in keys])

    def remote_alter(self, keys: Sequence[str]) -> None:
        older = [altered(event) for key in keys for event in self.shown(key)]
        self.remote_remove(keys)
        put(self.address, *older)

    def remote_foreign(self, key: str) -> None:
        put(self.address, sign(KEYS.secret, 30402, [("d", key), ("title", "Altes Fahrrad")], "", int(time.time())))

    def test_an_answer_lost_on_its_way_makes_no_second_object(self, target: MarketTarget, moment: SetClock) -> None:
        """The shop looks whether the relay has it: an answer that is lost is not missed."""
        mate = version("Club-Mate 0,5 l", stamp_of(moment))
        with losing(self.address, 2) as line:
            through = open_target(opening(line, clock=moment))
            assert through.upsert(mate).ref == target.expected(mate)
            through.close()
        assert target.upsert(mate).ref == target.expected(mate)
        assert self.remote_count(mate.key) == 1


class TestLocalRelay(OnARelay):
    """nostr-sdk's relay, which orders, deletes and expires."""

    stride = 5

    @pytest.fixture(autouse=True)
    def _medium(self) -> Iterator[None]:
        with ExitStack() as self.stack:
            self.address = self.stack.enter_context(local_relay())
            yield

    def lose(self, ids: Sequence[str]) -> None:
        """It crashes, and comes back with what is left."""
        left = [event for event in there(self.address) if event.id not in ids]
        self.stack.close()
        self.stack.enter_context(local_relay(port=int(self.address.rpartition(":")[2])))
        put(self.address, *left)


class TestNostrRelay(OnARelay):
    """PyPI's nostr-relay, which keeps what it should have replaced, deleted and forgotten."""

    stride = 11

    @pytest.fixture(autouse=True)
    def _medium(self, python_relay: str, python_folder: Path) -> None:
        self.address, self.folder = python_relay, python_folder
        self.lose([event.id for event in there(self.address)])

    def lose(self, ids: Sequence[str]) -> None:
        connection = sqlite3.connect(self.folder / "relay.sqlite3", timeout=10)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.executemany("DELETE FROM events WHERE id = ?", [(bytes.fromhex(one),) for one in ids])
        connection.commit()
        connection.close()


# What is Nostr's own

NOW = int(time.time())
MATE = version("Club-Mate 0,5 l", NOW)


@pytest.fixture(params=["rust_relay", "python_relay"])
def address(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def keys() -> Keys:
    return Keys.make()


@pytest.fixture
def target(address: str, keys: Keys) -> Iterator[NostrTarget]:
    made = NostrTarget(opening(address, key=keys.nsec), answer=5)
    yield made
    made.close()


def of(listing: Listing, stamp: int) -> Listing:
    return listing._replace(stamp=stamp)


def gone(listing: Listing, stamp: int) -> Listing:
    return listing._replace(stamp=stamp, digest="", view=None)


def test_a_wrong_key_is_refused_when_it_is_opened() -> None:
    with pytest.raises(Refused):
        open_target(opening("ws://127.0.0.1:1", key=""))


def test_what_it_can_do_is_known_without_a_relay() -> None:
    made = open_target(opening("ws://127.0.0.1:1"))
    able = made.capabilities()
    assert (able.orders, able.expires, able.rate) == (True, 604_800, 1)
    assert made.time_offset() is None
    made.close()


def test_an_owners_own_relay_may_be_faster() -> None:
    setting = TargetSetting("own", "nostr", "ws://127.0.0.1:1", options=(("burst", "500"), ("rate", "50")))
    able = open_target(opening("ws://127.0.0.1:1")._replace(setting=setting)).capabilities()
    assert (able.rate, able.burst) == (50, 500)
    wrong = setting._replace(options=(("rate", "-1"), ("burst", "many")))
    able = open_target(opening("ws://127.0.0.1:1")._replace(setting=wrong)).capabilities()
    assert (able.rate, able.burst) == (1, 1)


def test_the_same_version_is_the_same_event_on_every_relay(rust_relay: str, python_relay: str, keys: Keys) -> None:
    refs = set()
    for one in (rust_relay, python_relay):
        made = open_target(opening(one, key=keys.nsec))
        refs.add(made.upsert(MATE).ref)
        assert made.snapshot()[MATE.key].ref == made.expected(MATE)
        made.close()
    assert len(refs) == 1


def test_taking_away_leaves_a_version_that_says_so_and_asks_for_deletion(target: NostrTarget, keys: Keys) -> None:
    target.upsert(MATE)
    ack = target.retire(gone(MATE, NOW + 1))
    assert ack == ("", NOW + 2)
    events = there(target._setting.address, keys)
    deletions = [event for event in events if event.kind == 5]
    assert [event.created_at for event in deletions] == [NOW + 2 - spread(MATE.key)]
    assert first_tag(deletions[0], "a") == f"30402:{keys.public}:{MATE.key}"
    for event in events:
        if event.kind == 30402:  # only where the relay ignores the deletion
            assert first_tag(event, "status") == "sold"
            assert first_tag(event, "expiration") == str(NOW + 1 + DAY)


def test_the_very_next_second_it_can_be_back(target: NostrTarget) -> None:
    target.upsert(MATE)
    target.retire(gone(MATE, NOW + 1))
    ack = target.upsert(of(MATE, NOW + 2))
    assert ack.stamp == NOW + 3
    assert target.snapshot()[MATE.key] == ack


def test_after_a_restart_too(target: NostrTarget, address: str, keys: Keys) -> None:
    target.upsert(MATE)
    target.retire(gone(MATE, NOW + 1))
    again = open_target(opening(address, key=keys.nsec))
    ack = again.upsert(of(MATE, NOW + 3))
    assert again.snapshot()[MATE.key] == ack == (again.expected(of(MATE, NOW + 3)), NOW + 3)
    again.close()


def test_books_from_an_old_backup_hear_how_far_it_is(target: NostrTarget, address: str, keys: Keys) -> None:
    newest = target.upsert(of(MATE, NOW + 50))
    again = open_target(opening(address, key=keys.nsec))
    if again.snapshot()[MATE.key].stamp == NOW + 50:
        assert again.upsert(MATE) == newest
    assert again.snapshot()[MATE.key] == newest
    ack = again.upsert(of(MATE, NOW + 51))
    assert again.snapshot()[MATE.key] == ack
    again.close()


def test_two_versions_of_one_second_are_settled(target: NostrTarget, address: str, keys: Keys) -> None:
    assert MATE.view is not None
    dearer = MATE._replace(view=replace(MATE.view, name="Club-Mate 0,5 l neu"))
    target.upsert(MATE)
    again = open_target(opening(address, key=keys.nsec))
    again.snapshot()
    ack = again.upsert(dearer)
    assert again.snapshot()[MATE.key] == ack
    assert ack.stamp == NOW + 1
    again.close()


def test_a_week_old_version_is_not_sent(target: NostrTarget) -> None:
    with pytest.raises(Unavailable, match="renewed"):
        target.upsert(of(MATE, NOW - WEEK))


def test_what_expired_counts_as_gone_on_relays_that_show_it_still(target: NostrTarget, keys: Keys) -> None:
    target.upsert(of(MATE, NOW - 100))
    assert target.snapshot()[MATE.key].ref
    later = NostrTarget(opening(target._setting.address, SHOP, SetClock(SystemClock().now() + timedelta(8)), keys.nsec))
    assert not later.snapshot()[MATE.key].ref
    later.close()


def test_an_old_wish_to_take_away_is_heeded_all_the_same(target: NostrTarget) -> None:
    """The till was off for days: the version that says so would be forgotten as soon as it is there."""
    target.upsert(of(MATE, NOW - 5 * DAY))
    target.retire(gone(MATE, NOW - 4 * DAY))
    found = target.snapshot().get(MATE.key)
    assert found is None or not found.ref


def test_deleting_is_left_to_the_relay_but_not_relied_on(python_relay: str, keys: Keys) -> None:
    """On a relay where a live version lies beside the one that says it is gone, the newest counts."""
    made = open_target(opening(python_relay, key=keys.nsec))
    made.upsert(of(MATE, NOW + 5))
    put(python_relay, sign(keys.secret, *dead(MATE.key, NOW + 10)))
    put(python_relay, sign(keys.secret, *render(of(MATE, NOW + 3), replace(SHOP, key=keys.public))))
    put(python_relay, sign(keys.secret, *deletion(keys.public, MATE.key, NOW + 11)))
    assert len(there(python_relay, keys, kinds=[30402])) == 2
    assert made.snapshot()[MATE.key] == ("", NOW + 10)
    made.close()


def test_700_articles_are_seen_page_by_page(rust_relay: str, keys: Keys) -> None:
    target = open_target(opening(rust_relay, key=keys.nsec))
    listings = [version(f"Sorte {number}", NOW, key=f"kasse-{number}") for number in range(700)]
    for listing in listings:
        target.upsert(listing)
    assert {key: ack.ref for key, ack in target.snapshot().items()} == {
        listing.key: target.expected(listing) for listing in listings
    }
    target.close()


def test_more_articles_of_one_second_than_a_relay_shows_are_asked_for_by_name(keys: Keys) -> None:
    with local_relay(most=60) as address:
        made = open_target(opening(address, key=keys.nsec))
        names = [key for key in (f"kasse-{number}" for number in range(40_000)) if spread(key) == 7][:100]
        for key in names:
            made.upsert(version(key, NOW, key=key))
        assert sorted(made.snapshot()) == sorted(names)
        made.close()


def test_the_shop_is_announced_once_and_anew_when_it_changed(target: NostrTarget, keys: Keys, address: str) -> None:
    first = target.announce(SHOP, NOW)
    kinds = {event.kind: event for event in there(address, keys)}
    assert set(kinds) == {0, 10002, 10050, 30406}
    assert kinds[10050].tags == (("relay", address),)
    assert target.announce(SHOP, NOW + 10) == (first.ref, NOW + 10)
    assert {event.id for event in there(address, keys)} == {event.id for event in kinds.values()}
    moved = target.announce(replace(SHOP, street="Oranienstr. 5"), NOW - 100)
    assert moved.ref != first.ref
    assert moved.stamp == NOW + 1
    newest = max(there(address, keys, kinds=[30406]), key=lambda event: event.created_at)
    assert first_tag(newest, "location") == "Oranienstr. 5, 10999 Berlin, DE"


# Messages


def order(buyer: Keys, shop: Keys, number: str = "a1") -> Event:
    tags = [("p", shop.public), ("subject", "order-info"), ("type", "1"), ("order", number), ("amount", "0"),
            ("item", f"30402:{shop.public}:{MATE.key}", "2")]  # fmt: skip
    return unsigned(buyer.public, 16, tags, "Bitte bis 18 Uhr", NOW)


def answered(buyer: Keys, *, sealed: bool = True) -> Answer:
    return Answer("x1", buyer.public, "a1", "processing", "Reserviert bis 18:00", NOW, sealed, "4711", NOW + 3600)


def polled(target: NostrTarget, since: int, count: int = 1) -> tuple[list[str], int]:
    end = time.monotonic() + 5
    while True:
        inbox = target.poll(since)
        if len(inbox.messages) >= count or time.monotonic() > end:
            return [message.message for message in inbox.messages], inbox.cursor
        time.sleep(0.005)


def test_an_order_arrives_sealed_or_in_the_open(target: NostrTarget, address: str, keys: Keys) -> None:
    buyer = Keys.make()
    rumor = order(buyer, keys)
    raw = sign(buyer.secret, 16, rumor.tags, "unsealed", NOW)
    put(address, wrap(rumor, buyer.secret, keys.public, NOW), raw)
    inbox = target.poll(0)
    assert {message.message: message.sealed for message in inbox.messages} == {rumor.id: True, raw.id: False}
    assert {message.sender for message in inbox.messages} == {buyer.public}
    assert inbox.cursor >= NOW


def test_what_comes_later_is_heard_and_given_until_it_was_taken(target: NostrTarget, address: str, keys: Keys) -> None:
    buyer = Keys.make()
    assert target.poll(0).messages == ()
    first, second = order(buyer, keys, "a1"), order(buyer, keys, "a2")
    cursor = target.poll(0).cursor
    put(address, wrap(first, buyer.secret, keys.public, NOW))
    found, after = polled(target, cursor)
    assert found == [first.id]
    assert [message.message for message in target.poll(cursor).messages] == [first.id]  # the till was killed before
    after = target.poll(cursor).cursor
    assert target.poll(after).messages == ()
    put(address, wrap(second, buyer.secret, keys.public, NOW))
    assert polled(target, after)[0] == [second.id]
    assert {message.message for message in target.poll(0).messages} == {first.id, second.id}  # books from a backup


def test_a_wrap_that_says_it_is_two_days_old_is_not_missed(target: NostrTarget, address: str, keys: Keys) -> None:
    buyer = Keys.make()
    rumor = order(buyer, keys)
    put(address, wrap(rumor, buyer.secret, keys.public, NOW - 40_000))
    assert polled(target, NOW)[0] == [rumor.id]


def test_messages_of_others_and_rubbish_are_passed_over(target: NostrTarget, address: str, keys: Keys) -> None:
    buyer, other = Keys.make(), Keys.make()
    rumor = order(buyer, keys)
    put(
        address,
        wrap(rumor, buyer.secret, other.public, NOW),
        sign(buyer.secret, 1059, [("p", keys.public)], "this is no sealed text", NOW),
        sign(buyer.secret, 16, [("p", keys.public)], "x" * 3_900, NOW),
        sign(buyer.secret, 1, [("p", keys.public)], "hello", NOW),
        sign(keys.secret, 16, [("p", keys.public)], "to myself", NOW),
    )
    assert [message.content for message in target.poll(0).messages] == ["x" * 3_900]


def test_wraps_that_only_their_reader_may_see(keys: Keys) -> None:
    buyer = Keys.make()
    rumor = order(buyer, keys)
    for auth in ("messages", "everything"):
        with local_relay(auth=auth) as address:
            sender = Relay(address, buyer, SystemClock())
            sender.publish(wrap(rumor, buyer.secret, keys.public, NOW))
            made = open_target(opening(address, key=keys.nsec))
            assert polled(made, 0)[0] == [rumor.id]
            assert made.upsert(MATE).ref
            made.announce(SHOP, NOW)
            made.reply(answered(buyer))
            made.close()
            sender.close()


def test_a_relay_that_was_away_is_asked_again(keys: Keys) -> None:
    buyer = Keys.make()
    with local_relay() as address:
        made = open_target(opening(address, key=keys.nsec))
        cursor = made.poll(0).cursor
    with pytest.raises(Unavailable):
        polled(made, cursor)
    rumor = order(buyer, keys)
    with local_relay(port=int(address.rpartition(":")[2])):
        put(address, wrap(rumor, buyer.secret, keys.public, NOW))
        assert polled(made, cursor)[0] == [rumor.id]
        made.close()


def letters(address: str, reader: Keys) -> list[Event]:
    relay = Relay(address, None, SystemClock())
    found = relay.query({"kinds": [1059], "#p": [reader.public]}).events
    relay.close()
    return found


def test_the_answer_is_sealed_for_the_buyer_and_a_copy_for_the_shop(
    target: NostrTarget, address: str, keys: Keys
) -> None:
    buyer = Keys.make()
    target.reply(answered(buyer))
    target.reply(answered(buyer))
    messages = [inbound(event, buyer) for event in letters(address, buyer)]
    assert len({message.message for message in messages if message}) == 1  # sent twice it is one message
    message = messages[0]
    assert message is not None
    assert (message.sender, message.kind, message.content) == (keys.public, 16, "Reserviert bis 18:00")
    assert message.tags == (
        ("p", buyer.public), ("subject", "order-info"), ("type", "3"), ("order", "a1"), ("status", "processing"),
        ("code", "4711"), ("until", str(NOW + 3600)),
    )  # fmt: skip
    assert len(letters(address, keys)) == 2
    assert target.poll(0).messages == ()


def test_the_answer_is_read_by_another_library(target: NostrTarget, address: str) -> None:
    buyer = Keys.make()
    target.reply(answered(buyer))
    sealed = nostr_sdk.Event.from_json(to_json(letters(address, buyer)[0]))
    opened = nostr_sdk.UnwrappedGift.from_gift_wrap(nostr_sdk.Keys.parse(buyer.nsec), sealed)
    assert "4711" in opened.rumor().as_json()


def test_the_answer_goes_to_where_the_buyer_reads(target: NostrTarget, address: str) -> None:
    buyer = Keys.make()
    with local_relay() as elsewhere:
        put(address, sign(buyer.secret, 10050, [("relay", elsewhere)], "", NOW))
        target.reply(answered(buyer))
        assert len(letters(elsewhere, buyer)) == 1
        assert letters(address, buyer) == []


@pytest.mark.parametrize("named", ["ws://127.0.0.1:9", "wss://127.0.0.1:9", "http://x", "ws://192.168.1.1", "nonsense"])
def test_where_the_buyers_relay_cannot_be_reached_it_is_left_here(
    target: NostrTarget, address: str, named: str
) -> None:
    buyer = Keys.make()
    put(address, sign(buyer.secret, 10050, [("relay", named), ("relay",), ("relay", "")], "", NOW))
    target.reply(answered(buyer))
    assert len(letters(address, buyer)) == 1


def test_who_wrote_in_the_open_is_answered_in_the_open(target: NostrTarget, address: str, keys: Keys) -> None:
    buyer = Keys.make()
    first = target.reply(answered(buyer, sealed=False))
    assert target.reply(answered(buyer, sealed=False)) == first
    found = there(address, keys, kinds=[16])
    assert [event.content for event in found] == ["Reserviert bis 18:00"]
    assert ("p", buyer.public) in found[0].tags


def test_a_buyer_who_is_no_key_is_refused(target: NostrTarget) -> None:
    with pytest.raises(Refused):
        target.reply(answered(Keys.make())._replace(buyer="f" * 64))


# Relays that mean no good


def test_a_relay_that_refuses_for_good_is_said_so() -> None:
    def blocking(visit: Visit) -> None:
        while True:
            message = visit.hear()
            if message[0] == "EVENT":
                visit.say("OK", message[1]["id"], False, "blocked: no shops here")
            if message[0] == "REQ":
                visit.say("EOSE", message[1])

    with hostile(blocking) as address:
        made = NostrTarget(opening(address), answer=1)
        with pytest.raises(NotTaken, match="no shops here"):
            made.upsert(MATE)
        assert made.retire(gone(MATE, NOW)).ref == ""  # it has none of it, so none is to be taken away
        made.close()


def test_who_keeps_an_article_although_it_was_taken_away_is_named() -> None:
    mine = sign(KEYS.secret, *render(MATE, replace(SHOP, key=KEYS.public)))

    def keeping(visit: Visit) -> None:
        while True:
            message = visit.hear()
            if message[0] == "EVENT":
                visit.say("OK", message[1]["id"], False, "restricted: your time is over")
            if message[0] == "REQ":
                visit.say("EVENT", message[1], to_value(mine))
                visit.say("EOSE", message[1])

    with hostile(keeping) as address:
        made = NostrTarget(opening(address), answer=1)
        with pytest.raises(NotTaken, match="your time is over"):
            made.retire(gone(MATE, NOW + 1))
        made.close()


def test_a_relay_for_a_few_kinds_gets_what_it_takes() -> None:
    taken: list[int] = []

    def choosy(visit: Visit) -> None:
        while True:
            message = visit.hear()
            if message[0] == "EVENT":
                kind = message[1]["kind"]
                taken.append(kind)
                word = "" if kind > 30_000 else "blocked: kind not allowed"
                visit.say("OK", message[1]["id"], kind > 30_000, word)
            if message[0] == "REQ" and 1059 in message[2]["kinds"]:
                visit.say("CLOSED", message[1], "restricted: no messages here")
            elif message[0] == "REQ":
                visit.say("EOSE", message[1])

    with hostile(choosy) as address:
        made = NostrTarget(opening(address), answer=1)
        made.announce(SHOP, NOW)
        assert taken == [0, 10002, 10050, 30406]
        assert made.poll(77) == ((), 77)
        assert made.poll(77) == ((), 77)
        assert made.upsert(MATE).ref == made.expected(MATE)
        made.close()


def test_a_relay_that_is_busy_while_taking_away_is_asked_again() -> None:
    answers = iter([(True, ""), (False, "rate-limited: 3 s"), (True, "duplicate:"), (True, "")])

    def busy(visit: Visit) -> None:
        while True:
            message = visit.hear()
            if message[0] == "EVENT":
                visit.say("OK", message[1]["id"], *next(answers))

    with hostile(busy) as address:
        made = NostrTarget(opening(address), answer=1)
        with pytest.raises(TryLater) as waiting:
            made.retire(gone(MATE, NOW))
        assert waiting.value.after == 3
        assert made.retire(gone(MATE, NOW)) == ("", NOW + 1)
        made.close()


def test_a_relay_cannot_invent_articles_of_the_shop() -> None:
    stranger = Keys.make()
    shop = replace(SHOP, key=KEYS.public)
    mine = sign(KEYS.secret, *render(MATE, shop))
    forged = sign(stranger.secret, *render(of(MATE, NOW + 5), shop))._replace(pubkey=KEYS.public)

    def lying(visit: Visit) -> None:
        while True:
            message = visit.hear()
            if message[0] == "REQ":
                for event in (forged, sign(stranger.secret, *render(MATE, shop)), mine):
                    visit.say("EVENT", message[1], to_value(event))
                visit.say("EOSE", message[1])

    with hostile(lying) as address:
        made = NostrTarget(opening(address), answer=1)
        assert made.snapshot() == {MATE.key: (mine.id, NOW)}
        made.close()


def test_buckets_and_nothing_more_go_out(target: NostrTarget, keys: Keys, address: str) -> None:
    assert MATE.view is not None
    for number, bucket in enumerate(Bucket):
        target.upsert(of(MATE._replace(view=replace(MATE.view, bucket=bucket)), NOW + number))
    newest = max(there(address, keys, kinds=[30402]), key=lambda event: event.created_at)
    assert first_tag(newest, "stock") == "0"
