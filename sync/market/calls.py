"""What a publisher needs of the world: the way to the shop's file, time, chance, and how targets are opened."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar

from kasse.clock import Clock, milliseconds
from sync.market.targets import Opener, Secrets, open_target, secret_of

if TYPE_CHECKING:
    from kasse.till import Till

T = TypeVar("T")


class Call(Protocol):
    """Runs work where the shop's file may be used, and waits for it."""

    def __call__(self, work: "Callable[[Till], T]", /) -> T:
        """What the work gives."""
        ...


@dataclass
class World:
    """What a line needs of the world: all of it can be another in a test."""

    call: Call
    clock: Clock
    monotonic: Callable[[], float]
    wait: Callable[[float], bool]
    """Wait so many seconds; True where everything is to stop."""
    lot: random.Random
    opener: Opener = field(default=open_target)
    secrets: Secrets = field(default=secret_of)
    breath: float = 0.0
    """Seconds between two steps of much work, so that a customer who waits comes first."""
    beside: Call | None = None
    """Where all articles are read through, so that nobody at the till waits for it; None: as everything else."""

    def look(self, work: "Callable[[Till], T]") -> T:
        """What the work gives, which only reads."""
        return (self.beside or self.call)(work)

    def now(self) -> int:
        """The second by the till's clock."""
        return milliseconds(self.clock.now()) // 1000
