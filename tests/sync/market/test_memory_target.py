"""The contract of a market target, proven on a place in memory."""

from collections.abc import Sequence

import pytest

from kasse.books.market import PublicShop
from kasse.clock import Clock
from tests.contracts.market_target import MarketTargetContract
from tests.contracts.memory_target import Kept, Medium, MemoryTarget, altered


class TestMemory(MarketTargetContract):
    @pytest.fixture(autouse=True)
    def _medium(self) -> None:
        self.medium = Medium()

    def open_target(self, shop: PublicShop, clock: Clock) -> MemoryTarget:
        return MemoryTarget(self.medium)

    def remote_count(self, key: str) -> int:
        kept = self.medium.objects.get(key)
        return int(kept is not None and kept.ref != "")

    def remote_name(self, key: str) -> str:
        return self.medium.objects[key].name

    def remote_remove(self, keys: Sequence[str]) -> None:
        for key in keys:
            del self.medium.objects[key]

    def remote_alter(self, keys: Sequence[str]) -> None:
        for key in keys:
            self.medium.objects[key] = altered(self.medium.objects[key])

    def remote_foreign(self, key: str) -> None:
        self.medium.objects[key] = Kept(1_700_000_000, "foreign", "Fremdes")

    def lose_acks(self, count: int) -> None:
        self.medium.losing = count

    def remote_writes(self) -> int:
        return len(self.medium.messages)
