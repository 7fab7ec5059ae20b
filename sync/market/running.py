"""The publisher running beside the till: a thread for the time, and one for each target.

They reach the shop's file by short calls on the store thread alone and share no lock with it; a target that hangs
keeps nobody but its own thread. All of them end with the program, whatever they wait for.
"""

import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from kasse.books.market import Who
from kasse.clock import Clock, SystemClock
from kasse.texts import _
from sync.market.calls import Call, World
from sync.market.line import Line, Round
from sync.market.publisher import Publisher, Schedule
from sync.market.targets import Opener, Secrets, open_target, secret_of

if TYPE_CHECKING:
    from kasse.till import Till

T = TypeVar("T")
LOG = logging.getLogger(__name__)

LISTEN_EVERY = 10
"""Seconds between two looks at what strangers wrote."""

BREATH = 0.03
"""Seconds between two steps of much work on the store thread."""

SILENT = 60
"""A target that has not answered for so many seconds is said to hang."""

_LOOK_AT_LEAST = 15
_ROUND_AT_LEAST = 3600


class Running:
    """The publisher with its threads. `on_change` is called on any of them whenever a state may be another."""

    def __init__(
        self,
        call: Call,
        *,
        beside: Call | None = None,
        clock: Clock | None = None,
        on_change: Callable[[], None] = lambda: None,
        opener: Opener = open_target,
        secrets: Secrets = secret_of,
        lot: random.Random | None = None,
        listen_every: float = LISTEN_EVERY,
    ) -> None:
        self._stop = threading.Event()
        self._on_change = on_change
        self._listen_every = listen_every
        self._wake = threading.Event()
        self._nudged = False
        self._followers: dict[int, _Follower] = {}
        self.publisher = Publisher(
            World(
                call,
                clock or SystemClock(),
                time.monotonic,
                self._stop.wait,
                lot or random.Random(),  # noqa: S311 - spreads the load, keeps no secret
                opener,
                secrets,
                BREATH,
                beside,
            )
        )
        self._thread = threading.Thread(target=self._tell_the_time, name="market", daemon=True)

    def start(self) -> None:
        """Begin; does nothing slow."""
        self._thread.start()

    def stop(self, timeout: float = 2.0) -> bool:
        """End all threads. One that hangs in the network is left behind after so many seconds; then this is False."""
        self._stop.set()
        self._wake.set()
        followers = list(self._followers.values())
        for follower in followers:
            follower.wake.set()
        until = time.monotonic() + timeout
        threads = [self._thread, *(follower.thread for follower in followers)]
        for thread in threads:
            if thread.is_alive():
                thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in threads)

    def nudge(self) -> None:
        """Publish what waits now; also after targets or settings were changed."""
        self._nudged = True
        self._wake.set()

    def listen(self) -> None:
        """Send answers and read messages now: somebody at the till has just decided."""
        for follower in list(self._followers.values()):
            follower.wake.set()

    # The time

    def _tell_the_time(self) -> None:
        world = self.publisher.world
        schedule = Schedule(world.lot, world.monotonic())
        while not self._stop.is_set():
            nudged, self._nudged = self._nudged, False
            try:
                self._follow_settings()
                self._publish(schedule, nudged)
                self._sweep()
                self._watch()
            except Exception:
                if not self._stop.is_set():  # else the shop's file is closed already
                    LOG.exception("the market's clock")
            left = schedule.next - world.monotonic()
            self._wake.wait(min(max(left, 0.05), _LOOK_AT_LEAST))
            self._wake.clear()

    def _publish(self, schedule: Schedule, nudged: bool) -> None:
        world = self.publisher.world
        now = world.monotonic()
        if nudged or now >= schedule.full:
            schedule.after_full(now, world.call(lambda till: till.market.tick_minutes()))
            self._bring(self.publisher.news(), everything=True)
        elif now >= schedule.urgent:
            schedule.after_urgent(now)
            self._bring(self.publisher.news(urgent=True), everything=False)

    def _bring(self, released: int, *, everything: bool) -> None:
        if released or everything:
            for follower in self._followers.values():
                follower.news = True
                follower.wake.set()
            self._on_change()

    def _sweep(self) -> None:
        """Reservations whose time is over, or that were sold: buyers are told."""
        if self._followers:
            ended = self.publisher.world.call(lambda till: till.reservations.sweep())
            if ended:
                self.listen()
                self._on_change()

    def _follow_settings(self) -> None:
        for line in self.publisher.set_up(self._add):
            gone = self._followers.pop(id(line))
            gone.gone = True
            gone.wake.set()

    def _add(self, line: Line) -> None:
        follower = _Follower(line, self.publisher.world, self._stop)
        line.world = follower.world
        follower.thread = threading.Thread(
            target=self._follow, args=(follower,), name=f"market {line.name}", daemon=True
        )
        self._followers[id(line)] = follower
        follower.thread.start()

    def _watch(self) -> None:
        """Say of a target that hangs that it does: its own thread cannot."""
        for follower in self._followers.values():
            if follower.hangs(self.publisher.world.monotonic()):
                name = follower.line.name
                self.publisher.world.call(partial(_say_it_hangs, name=name))
                self._on_change()

    # A target

    def _follow(self, follower: "_Follower") -> None:
        line = follower.line
        follower.news = True
        while not self._ends(follower):
            full, follower.news = follower.news, False
            follower.begins()
            done = line.round() if full else line.talk()
            follower.ended()
            if full or done.heard or done.error:
                self._on_change()
            if not self._ends(follower) and not follower.wake.wait(self._pause(line, done)):
                follower.news = follower.news or not line.takes_orders or bool(done.away)
            follower.wake.clear()
        line.close()

    def _pause(self, line: Line, done: Round) -> float:
        if done.away:
            return done.away
        spread = self.publisher.world.lot.uniform(0.8, 1.2)
        return spread * (self._listen_every if line.takes_orders else _ROUND_AT_LEAST)

    def _ends(self, follower: "_Follower") -> bool:
        return self._stop.is_set() or follower.gone


def _say_it_hangs(till: "Till", name: str) -> None:
    till.market.failed(name, _("There is no answer. It is tried again by itself."), Who.NOBODY)


class _Follower:
    """A target's line with its thread, and since when nothing was heard of it."""

    thread: threading.Thread

    def __init__(self, line: Line, world: World, stop: threading.Event) -> None:
        self.line = line
        self.wake = threading.Event()
        self.news = True
        self.gone = False
        self._stop = stop
        self._since: float | None = None
        self._said = False
        self._world = world
        self.world = replace(world, call=self._call, wait=self._wait, beside=self._look)

    def begins(self) -> None:
        """A round begins."""
        self._since, self._said = self._world.monotonic(), False

    def ended(self) -> None:
        """A round ended."""
        self._since = None

    def hangs(self, now: float) -> bool:
        """Whether nothing was heard for too long; True once a round."""
        since = self._since
        if since is None or self._said or now - since < SILENT:
            return False
        self._said = True
        return True

    def _call(self, work: "Callable[[Till], T]", /) -> T:
        result: T = self._world.call(work)
        self._goes_on()
        return result

    def _look(self, work: "Callable[[Till], T]", /) -> T:
        result: T = self._world.look(work)
        self._goes_on()
        return result

    def _wait(self, seconds: float) -> bool:
        stopped = self.gone or self._stop.wait(seconds)
        self._goes_on()
        return stopped

    def _goes_on(self) -> None:
        if self._since is not None:
            self._since = self._world.monotonic()
