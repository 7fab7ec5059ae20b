"""What one promotion can do best with the goods that are there. Exact, whatever the goods cost.

Goods of one price that the same promotions may touch lie in one pool. A part names its pools by price, the dearest
first. Gains are scaled (`goods.SCALE`) and counted over what each piece would save by itself.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from kasse.promotions.goods import SCALE, Uses, saving
from kasse.promotions.rules import Kind, Promotion

Counts = Sequence[int] | Mapping[int, int]
"""Pieces by their pools."""
Used = tuple[tuple[int, int], ...]
"""Pools and how many pieces of each."""


class Pool(NamedTuple):
    """Alike goods, in the order of their price, the dearest first; of the same price in an order no basket changes.

    `alone` is what a piece saves where nothing is counted together.
    """

    below: int
    weight: int
    uses: Uses
    tax_class: str
    alone: int

    @property
    def price(self) -> int:
        """What a piece costs, in cents."""
        return -self.below


class Claim(NamedTuple):
    """A promotion with the pools that each of its parts may take, in their order."""

    place: int
    promotion: Promotion
    parts: tuple[tuple[int, ...], ...]

    @property
    def overlaps(self) -> bool:
        """Whether two parts want the same goods."""
        return len({pool for part in self.parts for pool in part}) < sum(len(part) for part in self.parts)


class Taken(NamedTuple):
    """What a promotion takes off, with which pieces; `gain` is what that is more than they save by themselves."""

    gain: int
    saving: int
    used: Used


NOTHING = Taken(0, 0, ())
BestAlone = Callable[[Claim, Counts], Taken]
"""`best_alone` with what was worked out before."""


def best_alone(claim: Claim, pools: Sequence[Pool], counts: Counts) -> Taken:
    """The most that this promotion gains with so many pieces of each pool."""
    kind = claim.promotion.kind
    if kind is Kind.FEWER:
        return _fewer(claim, pools, counts)
    return _together(claim, pools, counts) if kind is Kind.TOGETHER else _limited(claim, pools, counts)


def pooled(pieces: Sequence[int]) -> Used:
    """Pieces, named by their pools, as numbers of each pool."""
    found: dict[int, int] = {}
    for pool in pieces:
        found[pool] = found.get(pool, 0) + 1
    return tuple(found.items())


def _taken(saved: int, pieces: Sequence[int], pools: Sequence[Pool]) -> Taken:
    return Taken(saved - sum(pools[pool].alone for pool in pieces), saved, pooled(pieces))


def _fewer(claim: Claim, pools: Sequence[Pool], counts: Counts) -> Taken:
    """Among the pieces that take part the dearest are grouped first: no other grouping makes cheaper ones free.

    So it is enough to walk down the prices and decide of each piece whether it takes part.
    """
    promotion = claim.promotion
    pieces = [pool for pool in claim.parts[0] for _piece in range(counts[pool])]
    if len(pieces) < promotion.pieces:
        return NOTHING
    if any(pools[pool].alone for pool in claim.parts[0] if counts[pool]):
        return _fewer_of_some(promotion, pools, pieces)
    size = promotion.pieces
    sets = min(len(pieces) // size, promotion.limit or len(pieces))
    saved = sum(pools[pool].price for n, pool in enumerate(pieces[: sets * size]) if n % size >= promotion.pay)
    return _taken(saved * promotion.percent, pieces[: sets * size], pools) if saved else NOTHING


_Trail = tuple["_Trail", int] | None
"""The pieces that took part, the last one first."""


def _fewer_of_some(promotion: Promotion, pools: Sequence[Pool], pieces: Sequence[int]) -> Taken:
    """Where pieces save something by themselves, some do better to stay out.

    `best[n]` is the best with n pieces taking part; without a limit full sets are forgotten, and n stays below one.
    """
    size, pay = promotion.pieces, promotion.pay
    states = size * promotion.limit + 1 if promotion.limit else size
    best: list[tuple[int, _Trail] | None] = [(0, None), *([None] * (states - 1))]
    for pool in pieces:
        price, alone = pools[pool].price * promotion.percent, pools[pool].alone
        for state, known in reversed(list(enumerate(best))):
            after = state + 1 if promotion.limit else (state + 1) % size
            if known is None or after >= states:
                continue
            value = known[0] - alone + (price if state % size >= pay else 0)
            there = best[after]
            if there is None or value > there[0]:
                best[after] = (value, (known[1], pool))
    full = [state for state in best[::size] if state is not None]
    return _trail_taken(promotion, pools, max(full, key=lambda state: state[0])[1])


def _trail_taken(promotion: Promotion, pools: Sequence[Pool], trail: _Trail) -> Taken:
    pieces: list[int] = []
    while trail is not None:
        trail, pool = trail
        pieces.insert(0, pool)
    free = [pool for n, pool in enumerate(pieces) if n % promotion.pieces >= promotion.pay]
    return _taken(sum(pools[pool].price for pool in free) * promotion.percent, pieces, pools) if pieces else NOTHING


def _dearest(part: Sequence[int], pools: Sequence[Pool], counts: Counts) -> list[int]:
    """A part's pieces, those first that are worth most to a promotion with a price."""
    ranked = sorted(part, key=lambda pool: pools[pool].alone - pools[pool].price * SCALE)
    return [pool for pool in ranked for _piece in range(counts[pool])]


def _together(claim: Claim, pools: Sequence[Pool], counts: Counts) -> Taken:
    """Each part takes its dearest pieces; a further set gains less than the one before, so the first loss ends it."""
    if claim.overlaps:
        return _one_by_one(claim, pools, counts)
    promotion = claim.promotion
    ranked = [_dearest(part, pools, counts) for part in claim.parts]
    pieces: list[int] = []
    sets = 0
    while not promotion.limit or sets < promotion.limit:
        found = _next_set(promotion, ranked, sets)
        if found is None or _gain(promotion, pools, found) <= 0:
            break
        pieces += found
        sets += 1
    saved = sum(pools[pool].price for pool in pieces) - promotion.amount.cents * sets
    return _taken(saved * SCALE, pieces, pools) if pieces else NOTHING


def _next_set(promotion: Promotion, ranked: Sequence[Sequence[int]], sets: int) -> list[int] | None:
    found: list[int] = []
    for part, pieces in zip(promotion.parts, ranked, strict=True):
        chosen = pieces[sets * part.count : (sets + 1) * part.count]
        if len(chosen) < part.count:
            return None
        found += chosen
    return found


def _gain(promotion: Promotion, pools: Sequence[Pool], pieces: Sequence[int]) -> int:
    return sum(pools[pool].price * SCALE - pools[pool].alone for pool in pieces) - promotion.amount.cents * SCALE


def _one_by_one(claim: Claim, pools: Sequence[Pool], counts: Counts) -> Taken:
    """Parts that want the same goods: the part with the least choice takes first, a set at a time."""
    promotion, left = claim.promotion, {pool: counts[pool] for part in claim.parts for pool in part}
    order = sorted(range(len(claim.parts)), key=lambda part: (sum(counts[pool] for pool in claim.parts[part]), part))
    pieces: list[int] = []
    sets = 0
    while not promotion.limit or sets < promotion.limit:
        found: list[int] = []
        for part in order:
            chosen = _dearest(claim.parts[part], pools, left)[: promotion.parts[part].count]
            for pool in chosen:
                left[pool] -= 1
            found += chosen
        if len(found) < promotion.pieces or _gain(promotion, pools, found) <= 0:
            break
        pieces += found
        sets += 1
    saved = sum(pools[pool].price for pool in pieces) - promotion.amount.cents * sets
    return _taken(saved * SCALE, pieces, pools) if pieces else NOTHING


def _limited(claim: Claim, pools: Sequence[Pool], counts: Counts) -> Taken:
    """A promotion by the piece that counts so many times takes the pieces on which it gains most."""
    promotion = claim.promotion
    gains = {pool: piece_saving(promotion, pools[pool]) - pools[pool].alone for pool in claim.parts[0]}
    ranked = sorted((pool for pool, gain in gains.items() if gain > 0), key=lambda pool: -gains[pool])
    pieces = [pool for pool in ranked for _piece in range(counts[pool])][: promotion.limit]
    return _taken(sum(piece_saving(promotion, pools[pool]) for pool in pieces), pieces, pools) if pieces else NOTHING


def piece_saving(promotion: Promotion, pool: Pool) -> int:
    """What a promotion by the piece takes off one piece of a pool."""
    return saving(promotion, pool.price, pool.weight)
