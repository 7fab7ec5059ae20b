"""A relay as a place where the shop publishes: goods, who the shop is, and messages with those who reserve.

No relay is relied on. What counts is the newest version of an article, the lowest id among equals, until it expires; so
an article goes away by a newer version that says so, and only then by a deletion, which some relays ignore.
"""

import contextlib
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kasse.books.market import Answer, Listing, PublicShop, Who, digest_of
from kasse.errors import KasseError, Refused, Unavailable
from kasse.market.target import Ack, Capabilities, Inbox, NotTaken, Opening
from kasse.texts import _
from sync.nostr.event import Event, Tags, event_id, first_tag, sign
from sync.nostr.keys import Keys
from sync.nostr.listing import (
    DAY,
    DELETION,
    EXPIRES,
    INBOX,
    LISTING,
    Parts,
    announcement,
    dead,
    deletion,
    render,
    spread,
)
from sync.nostr.mailbox import Mailbox
from sync.nostr.orders import inbox_relays, raw_answer, sealed_answer
from sync.nostr.relay import ANSWER, Relay
from sync.nostr.strangers import Patience, place_of
from sync.nostr.talk import Unwilling

RATE, BURST = 1, 1
"""What public relays tolerate: 60 messages a minute, and some count each begun second in which there was none.

An owner's own relay has the options "rate" and "burst".
"""
_HOUR = 3_600
_KEYS_AT_ONCE = 50
_DRAFT = 30403
_NOTHING = Ack("", 0)
_ELSEWHERE = 5.0
"""Seconds that a buyer's relay has; ours is the other way."""


def open_target(opening: Opening) -> "NostrTarget":
    """The relay at `opening.setting.address`, with the shop's key as `opening.secret`. No network yet."""
    return NostrTarget(opening)


class NostrTarget:
    """Implements `MarketTarget` for one relay."""

    def __init__(self, opening: Opening, answer: float = ANSWER) -> None:
        self._keys = Keys.read(opening.secret)
        self._shop = replace(opening.shop, key=self._keys.public)
        self._setting = opening.setting
        self._clock = opening.clock
        self._answer = answer
        self._relay = Relay(opening.setting.address, self._keys, opening.clock, answer)
        self._mailbox = Mailbox(self._relay, self._keys, self._now)
        self._seen: dict[str, Ack] = {}
        """What the relay last had under each key."""
        self._named: set[str] = set()
        self._elsewhere = Patience()

    def _now(self) -> int:
        return int(self._clock.now().timestamp())

    def capabilities(self) -> Capabilities:
        """Orders come here, versions are forgotten after a week, and public relays want patience."""
        options = dict(self._setting.options)
        return Capabilities(True, EXPIRES, _whole(options.get("rate"), RATE), _whole(options.get("burst"), BURST))

    # Goods

    def expected(self, listing: Listing) -> str:
        """The id of this version's event; empty where it should be gone."""
        self._named.add(listing.key)
        return "" if listing.view is None else _id_of(render(listing, self._shop), self._keys.public)

    def upsert(self, listing: Listing) -> Ack:
        """Show this version. Where something newer is there it stays, and the answer names it."""
        self._named.add(listing.key)
        if listing.view is None:
            return self.retire(listing)
        if listing.stamp + EXPIRES <= self._now():
            raise Unavailable("version_old", _("This version is a week old and has to be renewed first."))
        seen = self._seen.get(listing.key, _NOTHING)
        for last in (False, True):
            stamp = _above(listing.stamp, seen, self.expected(listing))
            if stamp is None:
                return self._remember(listing.key, seen)
            event = self._signed(render(listing._replace(stamp=stamp), self._shop))
            try:
                self._relay.publish(event)
                break
            except (NotTaken, Unwilling):
                seen = self._look_at(listing.key)
                if seen.ref == event.id:
                    break  # it has it all the same
                if last or _above(stamp, seen, event.id) == stamp:
                    raise
        return self._remember(listing.key, Ack(event.id, event.created_at + spread(listing.key)))

    def retire(self, listing: Listing) -> Ack:
        """Take an article away: a version that says so, then the wish to delete it. A newer one that is shown stays."""
        key = listing.key
        self._named.add(key)
        seen = self._seen.get(key, _NOTHING)
        for last in (False, True):
            if seen.stamp >= listing.stamp and (not seen.ref or seen.stamp > listing.stamp):
                return self._remember(key, seen)
            try:
                return self._remember(key, self._say_gone(listing, seen))
            except (NotTaken, Unwilling):
                seen = self._look_at(key)
                if not seen.ref:  # it was not taken because nothing is there any more
                    return self._remember(key, Ack("", max(listing.stamp, seen.stamp)))
                if last:
                    raise
        raise AssertionError("the loop returns or raises")

    def _say_gone(self, listing: Listing, seen: Ack) -> Ack:
        """The soft-dead version, and the deletion a second later, which covers it."""
        stamp = max(listing.stamp, seen.stamp + 1)
        if stamp + DAY <= self._now() + _HOUR:  # it would be forgotten at once
            stamp = self._now()
        self._relay.publish(self._signed(dead(listing.key, stamp, listing.first, self._shop)))
        with contextlib.suppress(NotTaken, Unwilling):
            self._relay.publish(self._signed(deletion(self._keys.public, listing.key, stamp + 1)))
        return Ack("", stamp + 1)

    def _look_at(self, key: str) -> Ack:
        """What the relay has of an article now; a deletion counts, since it refuses what is not newer."""
        ours = {"authors": [self._keys.public]}
        address = f"{LISTING}:{self._keys.public}:{key}"
        versions = self._relay.query({**ours, "kinds": [LISTING], "#d": [key]}, paged=False).events
        deletions = self._relay.query({**ours, "kinds": [DELETION], "#a": [address]}, paged=False).events
        deleted = Ack("", max((one.created_at + spread(key) for one in deletions), default=0))
        there = self._named_now(newest_versions(versions)).get(key, _NOTHING)
        return there if there.stamp > deleted.stamp else deleted

    def _named_now(self, newest: Mapping[str, Event]) -> dict[str, Ack]:
        now = self._now()
        return {
            key: Ack("" if is_gone(event, now) else event.id, event.created_at + spread(key))
            for key, event in newest.items()
        }

    def _remember(self, key: str, ack: Ack) -> Ack:
        self._seen[key] = ack
        return ack

    def _signed(self, parts: Parts) -> Event:
        return sign(self._keys.secret, *parts)

    def finish(self, listings: Sequence[Listing]) -> None:
        """Nothing is made of all articles together."""

    def snapshot(self) -> Mapping[str, Ack]:
        """What is there of the shop's key. What is gone or expired has no name, only its stamp."""
        found = self._relay.query({"kinds": [LISTING], "authors": [self._keys.public]})
        events = list(found.events)
        if not found.whole:  # more in one second than the relay gives at once: the rest by the keys that are known
            events += self._by_name(sorted(self._named | set(self._seen)))
        self._seen = self._named_now(newest_versions(events))
        return dict(self._seen)

    def _by_name(self, keys: Sequence[str]) -> list[Event]:
        """The versions of these keys. Drafts are asked for too: with one kind alone LocalRelay heeds one key alone."""
        found: list[Event] = []
        for start in range(0, len(keys), _KEYS_AT_ONCE):
            some = list(keys[start : start + _KEYS_AT_ONCE])
            asked = {"kinds": [LISTING, _DRAFT], "authors": [self._keys.public], "#d": some}
            found += [event for event in self._relay.query(asked, paged=False).events if event.kind == LISTING]
        return found

    # The shop

    def announce(self, shop: PublicShop, stamp: int) -> Ack:
        """Who the shop is. What the relay has already is not sent again; what is newer there is told anew above it."""
        relays = shop.relays or (self._setting.address,)
        shop = replace(shop, key=self._keys.public)
        wanted = announcement(shop, relays, stamp)
        there = self._announced(wanted)
        newest = stamp
        refused: list[NotTaken] = []
        for parts in wanted:
            known = there.get((parts.kind, _key_of(parts.tags)))
            if known is not None and (known.tags, known.content) == (parts.tags, parts.content):
                continue
            at = max(stamp, known.created_at + 1 if known else 0)
            try:
                self._relay.publish(self._signed(parts._replace(created_at=at)))
            except NotTaken as refusal:  # some relays take a few kinds only; the goods may be among them
                refused.append(refusal)
            newest = max(newest, at)
        if len(refused) == len(wanted):
            raise refused[0]
        return Ack(digest_of([[parts.kind, parts.tags, parts.content] for parts in wanted]), newest)

    def _announced(self, wanted: Iterable[Parts]) -> Mapping[tuple[int, str], Event]:
        kinds = [parts.kind for parts in wanted]
        found: dict[tuple[int, str], Event] = {}
        for event in self._relay.query({"kinds": kinds, "authors": [self._keys.public]}, paged=False).events:
            place = (event.kind, _key_of(event.tags))
            if place not in found or _newer(event, found[place]):
                found[place] = event
        return found

    # Messages

    def poll(self, since: int) -> Inbox:
        """Messages since then. The requests stay open, so that asking again costs nothing."""
        return self._mailbox.poll(since)

    def reply(self, answer: Answer) -> Ack:
        """Tell a buyer, in the way he wrote: in the open, or sealed and at the relays where he reads."""
        if not answer.sealed:
            event = raw_answer(answer, self._keys)
            self._told(event)
            return Ack(event.id, answer.at)
        theirs, ours = sealed_answer(answer, self._keys, self._now())
        if not self._left_elsewhere(answer.buyer, theirs):
            self._told(theirs)
        with contextlib.suppress(Refused, Unavailable):
            self._relay.publish(ours)
        return Ack(theirs.id, answer.at)

    def _told(self, event: Event) -> None:
        """Leave an answer here. One that the relay does not want for no good reason is that answer's trouble alone."""
        try:
            self._relay.publish(event)
        except Unwilling as error:
            raise NotTaken(error.code, error.message, Who.TARGET) from error

    def _left_elsewhere(self, buyer: str, event: Event) -> bool:
        """Whether it lies at a relay that the buyer reads, and not at this one alone."""
        named = self._reads_at(buyer)
        if self._setting.address.rstrip("/") in (address.rstrip("/") for address in named):
            return False
        told = [self._left_at(address, event) for address in named if self._elsewhere.is_left]
        return any(told)

    def _reads_at(self, buyer: str) -> tuple[str, ...]:
        found: list[Event] = []
        with contextlib.suppress(Unwilling, NotTaken):
            found = self._relay.query({"kinds": [INBOX], "authors": [buyer]}, paged=False).events
        newest = max(found, key=lambda event: event.created_at, default=None)
        return () if newest is None else inbox_relays(newest)

    def _left_at(self, address: str, event: Event) -> bool:
        began = time.monotonic()
        place = place_of(address, self._setting.address)
        relay = Relay(address, None, self._clock, min(_ELSEWHERE, self._answer), place)
        try:
            if place is not None:
                relay.publish(event)
                return True
        except KasseError:
            pass
        finally:
            relay.close()
        self._elsewhere.lose(time.monotonic() - began)
        return False

    # The relay

    def time_offset(self) -> int | None:
        """By how many seconds the relay's clock is ahead, where it says so when it is called."""
        return self._relay.offset()

    def close(self) -> None:
        """Let go of the connection."""
        self._relay.close()


def newest_versions(events: Iterable[Event]) -> dict[str, Event]:
    """The version that counts of each key: the newest, among equals the one with the lowest id."""
    found: dict[str, Event] = {}
    for event in events:
        key = first_tag(event, "d")
        if key not in found or _newer(event, found[key]):
            found[key] = event
    return found


def is_gone(event: Event, now: int) -> bool:
    """Whether a version says that there is nothing: hidden and sold, or expired."""
    expires = first_tag(event, "expiration")
    if expires.isascii() and expires.isdigit() and int(expires[:20]) <= now:
        return True
    return first_tag(event, "visibility") == "hidden" and first_tag(event, "status") == "sold"


def _above(stamp: int, seen: Ack, ref: str) -> int | None:
    """The second under which a version counts where that is there; None where something newer is."""
    if seen.stamp < stamp or (seen.stamp == stamp and seen.ref == ref):
        return stamp
    return stamp + 1 if seen.stamp == stamp else None


def _id_of(parts: Parts, public: str) -> str:
    return event_id(public, parts.created_at, parts.kind, parts.tags, parts.content)


def _key_of(tags: Tags) -> str:
    return next((tag[1] for tag in tags if len(tag) > 1 and tag[0] == "d"), "")


def _newer(one: Event, other: Event) -> bool:
    return (-one.created_at, one.id) < (-other.created_at, other.id)


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and 0 < len(text) < 7 else default
