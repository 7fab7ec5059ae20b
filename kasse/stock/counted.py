"""What a stocktake found, against the books at the instant of each count. Pure.

The last round counts, area by area. What was sold after an article's last count on the shelves, and what came or went
otherwise after its last count anywhere, has nothing to do with the count: it is taken back off the level of now.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kasse.books.counting import Area, Count, Goods, Moved, Stocktake
from kasse.money import Money, round_half_up
from kasse.quantity import NONE, Quantity


class AreaCount(NamedTuple):
    """What was found in one area, in its last round; `before` is what the round before it had found."""

    area: str
    quantity: Quantity
    round: int
    who: tuple[str, ...]
    before: Quantity | None = None


class Tally(NamedTuple):
    """All counts of a product. The marks are entries of the journal: what comes behind them was after the count.

    `first` and `last` are of all counts that hold, `opened` and `shelf` of those where customers take goods.
    """

    product: int
    counted: Quantity
    areas: tuple[AreaCount, ...]
    first: int
    last: int
    opened: int
    shelf: int


class Difference(NamedTuple):
    """A counted article: what should have been there at the instant of the count, and what was.

    `restless` where some of it was sold or received between its first and its last count: count it again in one go.
    Values have the sign of the difference; without a known cost or price there is none.
    """

    goods: Goods
    expected: Quantity
    counted: Quantity
    areas: tuple[AreaCount, ...]
    restless: bool
    at_cost: Money | None
    at_price: Money | None

    @property
    def difference(self) -> Quantity:
        """What is there and should not be, or the other way round."""
        return self.counted - self.expected

    @property
    def recounted(self) -> bool:
        """Whether it was counted a second time."""
        return any(area.round > 1 for area in self.areas)


def tally(counts: Iterable[Count], areas: Sequence[Area]) -> dict[int, Tally]:
    """The counts by product."""
    stores = {area.name for area in areas if area.store}
    places: dict[int, dict[str, list[Count]]] = {}
    for count in counts:
        places.setdefault(count.product, {}).setdefault(count.area, []).append(count)
    return {product: _tally(product, by_area, stores) for product, by_area in places.items()}


def _tally(product: int, places: Mapping[str, Sequence[Count]], stores: set[str]) -> Tally:
    holding = {area: _last_round(counts) for area, counts in places.items()}
    everywhere = [count.journal for counts in holding.values() for count in counts]
    shelves = [count.journal for area, counts in holding.items() if area not in stores for count in counts]
    shelves = shelves or everywhere
    found = tuple(_area_count(area, places[area], counts) for area, counts in sorted(holding.items()))
    total = Quantity(sum(area.quantity.thousandths for area in found))
    return Tally(product, total, found, min(everywhere), max(everywhere), min(shelves), max(shelves))


def _last_round(counts: Sequence[Count]) -> list[Count]:
    last = max(count.round for count in counts)
    return [count for count in counts if count.round == last]


def _area_count(area: str, counts: Sequence[Count], holding: Sequence[Count]) -> AreaCount:
    number = holding[0].round
    earlier = [count for count in counts if count.round < number]
    before = _sum(_last_round(earlier)) if earlier else None
    return AreaCount(area, _sum(holding), number, tuple(dict.fromkeys(count.who for count in holding)), before)


def _sum(counts: Iterable[Count]) -> Quantity:
    return Quantity(sum(count.quantity.thousandths for count in counts))


def differences(
    stocktake: Stocktake, counts: Sequence[Count], moves: Iterable[Moved], goods: Mapping[int, Goods]
) -> list[Difference]:
    """Each counted article that is still in the list, against the books."""
    tallies = tally(counts, stocktake.areas)
    after: dict[int, int] = {}
    restless: set[int] = set()
    for move in moves:
        counted = tallies.get(move.product)
        if counted is None:
            continue
        mark = counted.shelf if move.sold else counted.last
        if move.journal > mark:
            after[move.product] = after.get(move.product, 0) + move.quantity.thousandths
        elif move.journal > (counted.opened if move.sold else counted.first):
            restless.add(move.product)
    found = []
    for product, counted in tallies.items():
        known = goods.get(product)
        if known is not None:
            expected = known.level - Quantity(after.get(product, 0))
            found.append(difference(known, expected, counted.counted, counted.areas, restless=product in restless))
    return found


def difference(
    goods: Goods,
    expected: Quantity,
    counted: Quantity,
    areas: tuple[AreaCount, ...] = (),
    *,
    restless: bool = False,
) -> Difference:
    """What was expected and found, valued."""
    missing = counted - expected
    cost = None if goods.cost is None else Money(round_half_up(goods.cost * missing.thousandths, 100_000))
    price = None if goods.price is None else missing.price(goods.price)
    return Difference(goods, expected, counted, areas, restless, cost, price)


def striking(found: Difference, pieces: Quantity, value: Money) -> bool:
    """Whether it should be counted again: so many pieces, or so much money, or never at rest while it was counted."""
    if found.restless:
        return True
    if found.difference == NONE:
        return False
    worth = found.at_price if found.at_price is not None else found.at_cost
    return abs(found.difference) >= pieces or (worth is not None and abs(worth.cents) >= value.cents)
