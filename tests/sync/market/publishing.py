"""What tests of the publisher share: a shop that publishes to places in memory, with time that only tests move."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from kasse.books.market import TargetSetting, TargetState
from kasse.clock import SetClock
from kasse.market.target import MarketTarget, NullTarget, Opening
from kasse.till import Till
from sync.market.calls import World
from sync.market.line import Line, Round
from sync.market.publisher import Publisher
from tests.contracts.memory_target import Medium, MemoryTarget


@dataclass
class Play:
    """A publisher over one till, and what it was told to wait."""

    till: Till
    clock: SetClock
    media: dict[str, Medium]
    waited: list[float] = field(default_factory=list)
    opened: list[MemoryTarget] = field(default_factory=list)
    passed: float = 0.0
    stopping: bool = False

    def __post_init__(self) -> None:
        owner = self.till.people.owner()
        for name in self.media:
            self.till.market.put_target(owner, TargetSetting(name, "memory", f"memory:{name}"))
        self.begin()

    def begin(self) -> None:
        """As after a start of the till."""
        self.publisher = Publisher(
            World(
                lambda work: work(self.till),
                self.clock,
                lambda: self.clock.now().timestamp() + self.passed,
                self._wait,
                random.Random(2026),  # noqa: S311
                opener=self._open,
                secrets=lambda setting, shop, serial: "",
            )
        )
        self.publisher.set_up()

    def _wait(self, seconds: float) -> bool:
        if seconds:
            self.waited.append(seconds)
            self.passed += seconds
        return self.stopping

    def _open(self, opening: Opening) -> MarketTarget:
        medium = self.media.get(opening.setting.name)
        if medium is None:
            return NullTarget()
        self.opened.append(MemoryTarget(medium))
        return self.opened[-1]

    def line(self, name: str = "one") -> Line:
        return self.publisher.lines[name]

    def tick(self, name: str = "one", *, urgent: bool = False) -> Round:
        """News, and a round of one target."""
        self.publisher.news(urgent=urgent)
        return self.line(name).round()

    def state(self, name: str = "one") -> TargetState:
        return next(state for state in self.till.market.targets() if state.setting.name == name)


def failing(*errors: Exception, at: str = "upsert") -> Callable[[str], None]:
    """Trouble: these errors one after the other, then none."""
    left = list(errors)

    def trouble(what: str) -> None:
        if what == at and left:
            raise left.pop(0)

    return trouble
