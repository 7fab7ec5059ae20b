"""The publisher without its threads: news that get their stamps together, and a line to each target."""

import random
import time
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, NamedTuple

from kasse.books.market import Who
from sync.market.calls import World
from sync.market.line import Line, Round
from sync.market.targets import Opener, Secrets, open_target, secret_of

if TYPE_CHECKING:
    from kasse.till import Till


class Publisher:
    """Brings every enabled target to what it should show."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.lines: dict[str, Line] = {}

    def set_up(self, make: "Callable[[Line], None]" = lambda line: None) -> list[Line]:
        """Make the lines anew after what the owner set up: `make` gets each new one; gives those that end."""
        situation = self.world.call(lambda till: till.market.situation())
        wanted = {} if situation.training else {one.name: one for one in situation.settings if one.enabled}
        ended = [line for name, line in self.lines.items() if wanted.get(name) != line.setting]
        for line in ended:
            del self.lines[line.name]
        for name, setting in wanted.items():
            if name not in self.lines:
                self.lines[name] = Line(self.world, setting)
                make(self.lines[name])
        return ended

    def news(self, *, urgent: bool = False) -> int:
        """Look at what changed, and release what is due; gives how many versions targets should show from now on.

        With a clock that is wrong nothing gets a stamp: it would be in the future, and stay there for all later ones.
        """
        while self.world.call(lambda till: till.market.look()):
            if self.world.wait(self.world.breath):
                return 0
        released = 0
        if not self.clock_wrong:
            while some := self.world.call(lambda till: till.market.release(urgent)):
                released += some
                self.world.wait(self.world.breath)
        return released

    @property
    def clock_wrong(self) -> bool:
        """Whether our clock is wrong: a target says so, and none that it is right. One target may be wrong itself."""
        told = {line.clock_wrong for line in tuple(self.lines.values())}
        return True in told and False not in told


class Schedule:
    """When news go out: at random around the owner's minutes, whatever is sold; what is gone from the shelf sooner."""

    URGENT = (60, 300)
    FIRST = (20, 90)

    def __init__(self, lot: random.Random, now: float) -> None:
        self._lot = lot
        self.full = now + lot.uniform(*self.FIRST)
        self.urgent = now + lot.uniform(*self.URGENT)

    def after_full(self, now: float, minutes: int) -> None:
        """All news went out."""
        self.full = now + self._lot.uniform(minutes * 40, minutes * 80)
        self.after_urgent(now)

    def after_urgent(self, now: float) -> None:
        """What was urgent went out."""
        self.urgent = now + self._lot.uniform(*self.URGENT)

    @property
    def next(self) -> float:
        """When there is something to do."""
        return min(self.full, self.urgent)


class Once(NamedTuple):
    """What publishing once did at a target, and how many articles still differ there."""

    name: str
    sent: int
    refused: int
    differing: int | None
    waiting: int
    error: str = ""
    who: Who = Who.NOBODY


def publish_once(
    till: "Till",
    only: Collection[str] | None = None,
    *,
    opener: Opener = open_target,
    secrets: Secrets = secret_of,
    wait: Callable[[float], bool] | None = None,
    monotonic: Callable[[], float] = time.monotonic,
) -> list[Once]:
    """Publish all that is due now, for the command line; to all enabled targets or `only` to those named."""
    world = World(
        call=lambda work: work(till),
        clock=till.clock,
        monotonic=monotonic,
        wait=wait or _sleep,
        lot=random.Random(),  # noqa: S311 - only spreads the load
        opener=opener,
        secrets=secrets,
    )
    publisher = Publisher(world)
    publisher.set_up()
    asked = [line for name, line in publisher.lines.items() if only is None or name in only]
    for line in asked:
        line.patient = False
    try:
        greeted = [line.greet() if till.market.is_on() else Round() for line in asked]
        publisher.news()
        rounds = [
            (line, first if first.error else line.round()._replace(differing=first.differing))
            for line, first in zip(asked, greeted, strict=True)
        ]
    finally:
        for line in asked:
            line.close()
    waiting = {state.setting.name: state.waiting for state in till.market.targets()}
    return [
        Once(line.name, done.sent, done.refused, done.differing, waiting.get(line.name, 0), done.error, done.who)
        for line, done in rounds
    ]


def _sleep(seconds: float) -> bool:
    if seconds:
        time.sleep(seconds)
    return False
