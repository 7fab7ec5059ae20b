"""What a product's stock is worth, in whole cents: piles of deliveries from which sales are taken. Pure.

One law holds for any history: what came in = what was sold + what went otherwise + what is left. No cent is lost,
since a part is always taken off and the rest stays.

- By moving average there is one pile; by FIFO each delivery is a pile of its own, the oldest is sold first.
- What is sold below zero is valued at the last known cost; the next delivery corrects it to what it really cost.
- Goods without any known cost have no value: they are counted apart, and sold first.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from kasse.money import round_half_up


class Flow(NamedTuple):
    """What an event meant: cents that came in, that were sold, and that went otherwise; pieces without a cost."""

    came: int = 0
    sold: int = 0
    went: int = 0
    unpriced: int = 0


class Piles:
    """The stock of one product; quantities in thousandths, values in cents."""

    __slots__ = ("last", "merged", "piles", "short", "short_value", "unknown")

    def __init__(self, *, merged: bool) -> None:
        self.merged = merged
        self.unknown = 0
        """In stock without a known cost."""
        self.short = 0
        """Sold below zero, and for how much by the last known cost."""
        self.short_value = 0
        self.last: tuple[int, int] | None = None
        """The last known cost: so many cents for so many."""
        self.piles: list[list[int]] = []
        """Quantity and value of each, the oldest first."""

    @property
    def quantity(self) -> int:
        """How many there are."""
        return self.unknown + sum(pile[0] for pile in self.piles) - self.short

    @property
    def value(self) -> int:
        """What they are worth; below zero where more was sold than there was."""
        return sum(pile[1] for pile in self.piles) - self.short_value

    # In

    def receive(self, quantity: int, cost: int | None) -> Flow:
        """A delivery for its whole cost; without one it is worth what the goods cost last."""
        if cost is not None:
            self.last = (cost, quantity)
        worth = self._at_last(quantity) if cost is None else cost
        if worth is None:
            return self._receive_unknown(quantity)
        sold, left, worth_left = self._settle_at(quantity, worth)
        if left:
            self._put(left, worth_left, newest=True)
        return Flow(came=worth, sold=sold)

    def _receive_unknown(self, quantity: int) -> Flow:
        """Nothing was ever known of its cost, so what was sold below zero has no value either."""
        filled = min(self.short, quantity)
        self.short -= filled
        self.unknown += quantity - filled
        return Flow()

    def _settle_at(self, quantity: int, worth: int) -> tuple[int, int, int]:
        """What was sold below zero costs what this delivery says: the correction, and what is left of the delivery."""
        filled = min(self.short, quantity)
        if not filled:
            return 0, quantity, worth
        real = worth if filled == quantity else round_half_up(worth * filled, quantity)
        assumed = self.short_value if filled == self.short else round_half_up(self.short_value * filled, self.short)
        self.short -= filled
        self.short_value -= assumed
        return real - assumed, quantity - filled, worth - real

    def come_back(self, quantity: int) -> Flow:
        """A customer brings goods back: at what the goods that are sold next cost."""
        filled = min(self.short, quantity)
        freed = 0
        if filled:
            freed = self.short_value if filled == self.short else round_half_up(self.short_value * filled, self.short)
            self.short -= filled
            self.short_value -= freed
        left = quantity - filled
        worth = self._next_cost(left) if left else 0
        if worth is None:
            self.unknown += left
            return Flow(sold=-freed, unpriced=-left)
        if left:
            self._put(left, worth, newest=False)
        return Flow(sold=-freed - worth)

    def _put(self, quantity: int, value: int, *, newest: bool) -> None:
        if self.merged and self.piles:
            self.piles[0][0] += quantity
            self.piles[0][1] += value
        else:
            self.piles.insert(len(self.piles) if newest else 0, [quantity, value])

    def _at_last(self, quantity: int) -> int | None:
        """By moving average what the others cost, else what the last delivery cost."""
        if self.merged and self.piles:
            return self._next_cost(quantity)
        return None if self.last is None else round_half_up(self.last[0] * quantity, self.last[1])

    def _next_cost(self, quantity: int) -> int | None:
        if self.piles:
            return round_half_up(self.piles[0][1] * quantity, self.piles[0][0])
        return None if self.last is None else round_half_up(self.last[0] * quantity, self.last[1])

    # Out

    def sell(self, quantity: int) -> Flow:
        """Sold, below zero too."""
        value, unpriced = self._take(quantity)
        return Flow(sold=value, unpriced=unpriced)

    def lose(self, quantity: int) -> Flow:
        """Written off, or missing at a count."""
        value, _unpriced = self._take(quantity)
        return Flow(went=value)

    def send_back(self, quantity: int, cost: int) -> Flow:
        """Back to the supplier, or a delivery taken back: for `cost`, as far as there is so much value."""
        there = sum(pile[0] for pile in self.piles)
        if self.unknown or quantity >= there:
            return self.lose(quantity)
        if self.merged:
            worth = min(cost, self.piles[0][1])
            self.piles[0][0] -= quantity
            self.piles[0][1] -= worth
            return Flow(went=worth)
        return Flow(went=sum(self._newest_off(quantity)))

    def _newest_off(self, quantity: int) -> list[int]:
        values = []
        while quantity:
            pile = self.piles[-1]
            part = min(quantity, pile[0])
            values.append(self._off(pile, part))
            if not pile[0]:
                self.piles.pop()
            quantity -= part
        return values

    def _take(self, quantity: int) -> tuple[int, int]:
        """The value of what goes, and how much of it has none."""
        unpriced = min(self.unknown, quantity)
        self.unknown -= unpriced
        left, value, gone = quantity - unpriced, 0, 0
        for pile in self.piles:
            if not left:
                break
            part = min(left, pile[0])
            value += self._off(pile, part)
            gone += not pile[0]
            left -= part
        del self.piles[:gone]
        if not left:
            return value, unpriced
        self.short += left
        if self.last is None:
            return value, unpriced + left
        below = round_half_up(self.last[0] * left, self.last[1])
        self.short_value += below
        return value + below, unpriced

    @staticmethod
    def _off(pile: list[int], part: int) -> int:
        value = pile[1] if part == pile[0] else round_half_up(pile[1] * part, pile[0])
        pile[0] -= part
        pile[1] -= value
        return value

    # Kept

    def dump(self) -> list[object]:
        """As it is kept in JSON."""
        return [self.unknown, self.short, self.short_value, self.last, self.piles]


def load(kept: list[object], *, merged: bool) -> Piles:
    """What `dump` gave."""
    piles = Piles(merged=merged)
    piles.unknown, piles.short, piles.short_value, last, piles.piles = kept  # type: ignore[assignment]
    piles.last = None if last is None else (last[0], last[1])  # type: ignore[index]
    return piles


class Both(NamedTuple):
    """A product by both methods."""

    average: Piles
    fifo: Piles

    def to_json(self) -> str:
        """For the books."""
        return json.dumps([self.average.dump(), self.fifo.dump()], separators=(",", ":"))


def new_piles() -> Both:
    """Nothing yet."""
    return Both(Piles(merged=True), Piles(merged=False))


def piles_from(texts: Sequence[str]) -> list[Both]:
    """What `to_json` gave, of many products at once."""
    return [
        Both(load(average, merged=True), load(fifo, merged=False))
        for average, fifo in json.loads(f"[{','.join(texts)}]")
    ]
