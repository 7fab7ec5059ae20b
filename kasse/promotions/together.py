"""Several promotions that want the same goods: the most that all of them can take off, each piece used once.

Few goods are tried in every way. Where that would take too long the promotions take in turn what they can do best,
those that gain most first; at least as much as the best of them alone comes of it.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, combinations_with_replacement, product
from math import comb
from typing import NamedTuple

from kasse.promotions.alone import BestAlone, Claim, Counts, Pool, Taken, Used, piece_saving, pooled
from kasse.promotions.goods import SCALE
from kasse.promotions.rules import Kind

MOST_TRIED = 250
"""So many ways to form a set are looked at; then a customer would wait."""
MOST_PIECES = 60
"""Of more pieces not every way is tried."""

Found = list[tuple[int, Taken]]
"""Claims by their places in the list, with what each takes."""


class _TooManyError(Exception):
    """There are more ways than can be tried."""


def best_together(
    claims: Sequence[Claim], pools: Sequence[Pool], counts: Counts, alone: BestAlone
) -> tuple[Found, bool]:
    """What each claim takes, those that take nothing left out; and whether every way was tried."""
    if len(claims) == 1 and not claims[0].overlaps:
        taken = alone(claims[0], counts)
        return ([(0, taken)] if taken.gain > 0 else []), True
    if _few(claims, counts):
        try:
            return _search(claims, pools, counts), True
        except _TooManyError:
            pass
    return _in_turn(claims, counts, alone), False


def _few(claims: Sequence[Claim], counts: Counts) -> bool:
    """Whether it is worth trying every way: the first piece alone must not have too many already."""
    if (
        sum([counts[pool] for pool in {pool for claim in claims for part in claim.parts for pool in part}])
        > MOST_PIECES
    ):
        return False
    ways = 0
    for claim in claims:
        of_claim = 1
        for part, pools in zip(claim.promotion.parts, claim.parts, strict=True):
            of_claim *= comb(len(pools) + part.count - 1, part.count)
        ways += of_claim
    return ways * 4 <= MOST_TRIED


def _in_turn(claims: Sequence[Claim], counts: Counts, alone: BestAlone) -> Found:
    """The better of two orders: by the whole gain, and by the gain of each piece that is used up for it."""
    gaining = [(number, taken) for number, claim in enumerate(claims) if (taken := alone(claim, counts)).gain > 0]
    orders = (
        sorted(gaining, key=lambda entry: (-entry[1].gain, entry[0])),
        sorted(gaining, key=lambda entry: (-entry[1].gain * SCALE // _size(entry[1].used), entry[0])),
    )
    results = [_taking(order, claims, counts, alone) for order in orders]
    return max(results, key=lambda found: sum(taken.gain for _number, taken in found))


def _size(used: Used) -> int:
    return sum([pieces for _pool, pieces in used])


def _taking(order: Found, claims: Sequence[Claim], counts: Counts, alone: BestAlone) -> Found:
    left = {pool: counts[pool] for claim in claims for part in claim.parts for pool in part}
    found = []
    for number, first in order:
        fits = all(left[pool] >= pieces for pool, pieces in first.used)
        taken = first if fits else alone(claims[number], left)
        if taken.gain > 0:
            found.append((number, taken))
            for pool, pieces in taken.used:
                left[pool] -= pieces
    return found


def _search(claims: Sequence[Claim], pools: Sequence[Pool], counts: Counts) -> Found:
    """All ways, with the pools numbered by price: the dearest is 0."""
    wanted = dict.fromkeys(pool for claim in claims for part in claim.parts for pool in part)
    order = sorted(wanted, key=lambda pool: pools[pool])
    places = {pool: number for number, pool in enumerate(order)}
    numbered = [
        claim._replace(parts=tuple(tuple(sorted([places[pool] for pool in part])) for part in claim.parts))
        for claim in claims
    ]
    found = _Search(numbered, [pools[pool] for pool in order]).best([counts[pool] for pool in order])
    return [
        (number, taken._replace(used=tuple([(order[place], pieces) for place, pieces in taken.used])))
        for number, taken in found
    ]


class _Step(NamedTuple):
    """The best from a state on: what it gains, the set formed now if any, and the state after it."""

    gain: int
    claim: int
    saving: int
    pieces: tuple[int, ...]
    after: "_State | None"


_State = tuple[tuple[int, ...], tuple[int, ...]]
"""Pieces left in each pool, and how often each claim may still count."""
_END = _Step(0, -1, 0, (), None)


class _Search:
    """All ways: the dearest piece that is left stays out, or is in one of the sets that can be formed with it."""

    def __init__(self, claims: Sequence[Claim], pools: Sequence[Pool]) -> None:
        self._claims = claims
        self._price = [pool.price for pool in pools]
        self._alone = [pool.alone for pool in pools]
        self._pools = pools
        self._known: dict[_State, _Step] = {}
        self._tried = 0

    def best(self, counts: Sequence[int]) -> Found:
        limits = tuple(claim.promotion.limit or -1 for claim in self._claims)
        state: _State | None = (tuple(counts), limits)
        sums: dict[int, tuple[int, list[int]]] = {}
        while state is not None:
            step = self._step(state)
            if step.claim >= 0:
                saved, pieces = sums.get(step.claim, (0, []))
                sums[step.claim] = (saved + step.saving, [*pieces, *step.pieces])
            state = step.after
        return [
            (number, Taken(saved - sum(self._alone[pool] for pool in pieces), saved, pooled(pieces)))
            for number, (saved, pieces) in sums.items()
        ]

    def _step(self, state: _State) -> _Step:
        known = self._known.get(state)
        if known is None:
            known = self._known[state] = self._new_step(state)
        return known

    def _new_step(self, state: _State) -> _Step:
        counts, limits = state
        first = next((pool for pool, many in enumerate(counts) if many), None)
        if first is None:
            return _END
        rest = ((*counts[:first], 0, *counts[first + 1 :]), limits)
        best = _Step(self._step(rest).gain, -1, 0, (), rest)
        for number, claim in enumerate(self._claims):
            if limits[number]:
                best = self._best_with(state, first, number, claim, best)
        return best

    def _best_with(self, state: _State, first: int, number: int, claim: Claim, best: _Step) -> _Step:
        """The best so far, or one that begins with a set of this claim with the piece `first` in it."""
        counts, limits = state
        if limits[number] > 0:
            limits = (*limits[:number], limits[number] - 1, *limits[number + 1 :])
        for pieces in _choices(claim, counts, first):
            self._tried += 1
            if self._tried > MOST_TRIED:
                raise _TooManyError
            saved = self._saved(claim, pieces)
            gain = saved - sum([self._alone[pool] for pool in pieces])
            left = _left(counts, pieces) if gain > 0 else None
            if left is not None:
                after = (left, limits)
                gain += self._step(after).gain
                if gain > best.gain:
                    best = _Step(gain, number, saved, pieces, after)
        return best

    def _saved(self, claim: Claim, pieces: Sequence[int]) -> int:
        promotion = claim.promotion
        if promotion.kind is Kind.FEWER:  # the pieces come by price
            return sum([self._price[pool] for pool in pieces[promotion.pay :]]) * promotion.percent
        if promotion.kind is Kind.TOGETHER:
            return (sum([self._price[pool] for pool in pieces]) - promotion.amount.cents) * SCALE
        return piece_saving(promotion, self._pools[pieces[0]])


def _left(counts: tuple[int, ...], pieces: Sequence[int]) -> tuple[int, ...] | None:
    """What is left of the pools; None where one has not so many."""
    left = list(counts)
    for pool in pieces:
        left[pool] -= 1
        if left[pool] < 0:
            return None
    return tuple(left)


def _choices(claim: Claim, counts: Sequence[int], first: int) -> Iterator[tuple[int, ...]]:
    """Each choice of pools that makes one set with `first`, the dearest first."""
    parts = [[pool for pool in part if counts[pool]] for part in claim.parts]
    if len(parts) == 1:
        if first in parts[0]:
            for rest in combinations_with_replacement(parts[0], claim.promotion.parts[0].count - 1):
                yield first, *rest
        return
    if not any(first in part for part in parts):
        return
    seen = set()
    ways = [
        combinations_with_replacement(part, of.count) for part, of in zip(parts, claim.promotion.parts, strict=True)
    ]
    for chosen in product(*ways):
        pieces = tuple(sorted(chain.from_iterable(chosen)))
        if pieces[0] == first and pieces not in seen:
            seen.add(pieces)
            yield pieces
