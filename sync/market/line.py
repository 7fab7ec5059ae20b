"""One target: what is done with it in a round. No thread, no sleep of its own; everything it needs is given to it.

A round goes: look what is there (once a start, once a day), whether the clocks agree, who the shop is, what strangers
wrote and what they are told, then the articles that differ. It may stop between any two steps: what was not
acknowledged is sent again, which is the same object.
"""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from kasse.books.market import Acked, Difference, Listing, TargetSetting, Version, Who
from kasse.errors import KasseError, Refused, Unavailable
from kasse.market.pipeline import Expected, Situation
from kasse.market.target import Ack, MarketTarget, NotTaken, Opening, TryLater
from kasse.market.view import listing_of, shop_digest
from sync.market.calls import World
from sync.market.pace import LONGEST, MOST_ASKED, Leave, back_off
from sync.market.talk import answer, listen
from sync.market.targets import refuse_unknown
from sync.market.trouble import CLOCK_LIMIT, ClockWrong, away_for, blame, bug_text, wrong_clock_text

if TYPE_CHECKING:
    from kasse.till import Till

T = TypeVar("T")
LOG = logging.getLogger(__name__)

RECONCILE_EVERY = 24 * 3600
TALK_EVERY = 10
"""Seconds between two looks at what strangers wrote, while many articles go out."""

WELL_EVERY = 300
"""Seconds between two notes that all is well, where nothing was sent."""

BATCH, ACKS = 50, 10
"""So many articles are asked for at once; so many acknowledgements are written in one transaction."""

IN_A_ROW = 5
"""So many articles refused one after the other: it is not the articles."""


class Round(NamedTuple):
    """What a round did: articles sent and refused, what went wrong, and how many seconds to keep away."""

    sent: int = 0
    refused: int = 0
    differing: int | None = None
    error: str = ""
    who: Who = Who.NOBODY
    away: int = 0
    heard: int = 0
    stopped: bool = False


class _Stopped(Exception):
    """The program ends, or the target was switched off."""


class Line:
    """The line to one target. All of its methods belong to one thread; `clock_wrong` may be read from any.

    One that is not `patient` does not keep away after a failure: somebody asked for it by hand.
    """

    def __init__(self, world: World, setting: TargetSetting) -> None:
        self.world = world
        self.setting = setting
        self.clock_wrong: bool | None = None
        self.patient = True
        self._target: MarketTarget | None = None
        self._digest = self._own = ""
        self._leave = Leave(0, 1, 0)
        self._reconciled: float | None = None
        self._talked: float | None = None
        self._well: float | None = None
        self._unfinished = True
        self._read: dict[str, Listing] = {}
        self._sent = self._refused = self._heard = 0
        self._differing: int | None = None

    @property
    def name(self) -> str:
        """The target's name."""
        return self.setting.name

    @property
    def takes_orders(self) -> bool:
        """Whether strangers can write by it; not known before it was opened."""
        return self._target is not None and self._target.capabilities().orders

    # Rounds

    def round(self) -> Round:
        """All that is to be done now."""
        return self._guarded(self._whole_round)

    def greet(self) -> Round:
        """Only look what is there and whether the clocks agree: before anything gets a stamp."""
        return self._guarded(self._greeting)

    def talk(self) -> Round:
        """Only what strangers wrote and what they are told."""
        return self._guarded(self._talk)

    def close(self) -> None:
        """Let go of connections."""
        target, self._target = self._target, None
        if target is not None:
            try:
                target.close()
            except Exception:  # it is gone anyway
                LOG.exception("closing %s", self.name)

    def _guarded(self, steps: Callable[[Situation], None]) -> Round:
        self._sent = self._refused = self._heard = 0
        self._differing = None
        try:
            situation = self._call(lambda till: till.market.situation())
            away = self._keeps_away()
            if situation.training or not self.setting.enabled or away:
                return Round(away=away or LONGEST)
            steps(situation)
        except _Stopped:
            return self._done()._replace(stopped=True)
        except Exception as error:  # noqa: BLE001 - the thread lives on, whatever a target does
            return self._failed(error)
        return self._done()

    def _done(self) -> Round:
        return Round(self._sent, self._refused, self._differing, heard=self._heard)

    def _keeps_away(self) -> int:
        """For how many seconds nothing goes there; a time beyond all patience comes from a clock that was wrong."""
        if not self.patient:
            return 0
        left = self._call(lambda till: till.market.patience(self.name)).backoff_until - self.world.now()
        return left if 0 < left <= MOST_ASKED + LONGEST else 0

    def _cause(self, error: Exception) -> Exception:
        """The error, or that the clocks do not agree: then a server may refuse us and not say that this is why."""
        try:
            if self._target is not None and isinstance(error, KasseError):
                self._check_clock(self._target)
        except ClockWrong as wrong:
            return wrong
        return error

    def _failed(self, error: Exception) -> Round:
        error = self._cause(error)
        self._well = None
        if isinstance(error, TryLater):
            self._leave.empty()
        who, after = blame(error)
        if not isinstance(error, KasseError):
            LOG.error("publishing to %s", self.name, exc_info=error)
        if isinstance(error, Unavailable) and not isinstance(error, TryLater | ClockWrong):
            self.close()  # a connection that failed is made anew
        text = error.message if isinstance(error, KasseError) else bug_text(error)
        try:
            tries = self._call(lambda till: till.market.patience(self.name)).tries
            away = away_for(error, tries, after, self.world.lot)
            until = self.world.now() + away
            self._call(lambda till: till.market.failed(self.name, text, who, until))
        except Exception:  # the shop's file is closed: the program ends
            LOG.debug("nobody to tell of %s", self.name, exc_info=True)
            away = back_off(1, self.world.lot)
        return self._done()._replace(error=text, who=who, away=away)

    def _whole_round(self, situation: Situation) -> None:
        if not situation.on:
            self._talk(situation)
            if not self._work(1):
                return
        self._greeting(situation)
        target = self._opened(situation)
        if situation.on:
            self._announce(target, situation)
            self._talk_if_due(target)
            self._renew(target)
        self._send_all(target)
        self._finish(target)
        self._say_all_is_well()

    def _say_all_is_well(self) -> None:
        """Not each time: it is a commit, and the disk has better things to do."""
        now = self.world.monotonic()
        if self._sent or self._refused or self._well is None or now - self._well >= WELL_EVERY:
            self._call(lambda till: till.market.succeeded(self.name))
            self._well = now

    def _greeting(self, situation: Situation) -> None:
        target = self._opened(situation)
        self._check_clock(target)
        if self._reconciled is None or self.world.monotonic() - self._reconciled >= RECONCILE_EVERY:
            self._reconcile(target)
        self._check_clock(target)

    def _talk(self, situation: Situation) -> None:
        if situation.on:
            target = self._opened(situation)
            self._talked = None
            self._talk_if_due(target)
            return
        if self._call(lambda till: till.reservations.waiting(self.name, 1)):
            answer(self.world.call, self.name, self._opened(situation), self._patiently)  # who asked before waits still
        self.close()

    # Steps

    def _opened(self, situation: Situation) -> MarketTarget:
        digest = shop_digest(situation.shop)
        if self._target is not None and digest != self._digest:
            self.close()
            self._reconciled = None
        if self._target is None:
            secret = self.world.secrets(self.setting, situation.shop, situation.serial)
            opened = self.world.opener(Opening(self.setting, situation.shop, secret, self.world.clock))
            refuse_unknown(opened, self.setting.kind)
            able = opened.capabilities()
            self._target, self._digest, self._own = opened, digest, situation.shop.key
            self._leave = Leave(able.rate, able.burst, self.world.monotonic())
        return self._target

    def _check_clock(self, target: MarketTarget) -> None:
        offset = target.time_offset()
        if offset is None:
            return
        self.clock_wrong = abs(offset) > CLOCK_LIMIT
        if self.clock_wrong:
            raise ClockWrong("clock_wrong", wrong_clock_text(offset))

    def _reconcile(self, target: MarketTarget) -> None:
        """Compare; the target's own names for versions are worked out here, not on the store thread."""
        snapshot = target.snapshot()
        self._check_clock(target)
        expected = {
            listing.key: Expected(listing.digest, listing.stamp, target.expected(listing))
            for listing in self._listings()
        }
        wanted = {key: one for key, one in expected.items() if one.ref}
        compared = self.world.look(lambda till: till.market.compare(self.name, snapshot, wanted))
        for portion in compared.portions():
            self._call(partial(_found, name=self.name, portion=portion))
            self._breathe()
        self._call(lambda till: till.market.reconciled(self.name))
        self._differing = compared.differing
        self._reconciled = self.world.monotonic()

    def _announce(self, target: MarketTarget, situation: Situation) -> None:
        if self._digest == self._call(lambda till: till.market.announced_digest(self.name)):
            return
        self._patiently()
        target.announce(situation.shop, self.world.now())
        self._check_clock(target)
        digest = self._digest
        self._call(lambda till: till.market.announced(self.name, digest))

    def _renew(self, target: MarketTarget) -> None:
        expires = target.capabilities().expires
        while expires and self._call(lambda till: till.market.renew(self.name, expires)):
            self._breathe()

    def _send_all(self, target: MarketTarget) -> None:
        seen: set[tuple[str, int, str]] = set()
        while versions := [one for one in self._work(BATCH) if (one.key, one.stamp, one.digest) not in seen]:
            seen.update((one.key, one.stamp, one.digest) for one in versions)
            self._send_some(target, versions)

    def _send_some(self, target: MarketTarget, versions: Sequence[Version]) -> None:
        acks: list[Acked] = []
        in_a_row = 0
        try:
            for version in versions:
                self._patiently()
                self._talk_if_due(target)
                listing = listing_of(version)
                refusal = self._sent_one(target, listing, acks)
                in_a_row = in_a_row + 1 if refusal else 0
                if refusal and in_a_row >= IN_A_ROW:
                    raise refusal
                self._check_clock(target)
                if len(acks) >= ACKS:
                    self._write(acks)
        except Exception:
            self._write(acks)
            raise
        self._write(acks)

    def _sent_one(self, target: MarketTarget, listing: Listing, acks: list[Acked]) -> Refused | None:
        self._unfinished = True
        try:
            ack = target.retire(listing) if listing.view is None else target.upsert(listing)
        except Refused as refusal:
            who = refusal.who if isinstance(refusal, NotTaken) else Who.OWNER
            text, stamp = refusal.message, listing.stamp
            self._call(lambda till: till.market.parked(self.name, listing.key, text, who, stamp))
            self._refused += 1
            return refusal
        acks.append(_acked(listing, ack))
        self._sent += 1
        return None

    def _write(self, acks: list[Acked]) -> None:
        if acks:
            given = tuple(acks)
            acks.clear()
            self._call(lambda till: till.market.acked(self.name, given))

    def _finish(self, target: MarketTarget) -> None:
        """Once a start even where nothing changed: the last one may have ended just before it."""
        if self._unfinished:
            target.finish(self._listings())
            self._unfinished = False

    # What strangers write

    def _talk_if_due(self, target: MarketTarget) -> None:
        now = self.world.monotonic()
        if self._talked is not None and now - self._talked < TALK_EVERY:
            return
        self._talked = now
        if target.capabilities().orders:
            self._heard += listen(self.world.call, self.name, target, self._own, self.world.clock)
            self._check_clock(target)
            answer(self.world.call, self.name, target, self._patiently)

    # Small things

    def _call(self, work: "Callable[[Till], T]") -> T:
        return self.world.call(work)

    def _work(self, limit: int) -> list[Version]:
        return self.world.look(lambda till: till.market.raw_work(self.name, limit))

    def _listings(self) -> list[Listing]:
        """All that should be there; views that did not change are not read anew."""
        known, self._read = self._read, {}
        last = ""
        while some := self._slice_after(last):
            for version in some:
                before = known.get(version.key)
                same = before is not None and before[1:4] == version[1:4]
                self._read[version.key] = before if before is not None and same else listing_of(version)
            last = some[-1].key
        return list(self._read.values())

    def _slice_after(self, key: str) -> list[Version]:
        return self.world.look(lambda till: till.market.raw_listings(self.name, key))

    def _breathe(self) -> None:
        """Let a customer come first between two steps of much work."""
        if self.world.wait(self.world.breath):
            raise _Stopped

    def _patiently(self) -> None:
        """Wait for leave to send; raises where everything is to stop."""
        while True:
            seconds = self._leave.wait(self.world.monotonic())
            if self.world.wait(seconds):
                raise _Stopped
            if not seconds:
                return


def _acked(listing: Listing, ack: Ack) -> Acked:
    return Acked(listing.key, listing.digest, ack.ref, max(ack.stamp, listing.stamp))


def _found(till: "Till", name: str, portion: Sequence[Acked | Difference]) -> None:
    till.market.found(name, portion)
