"""How many packs to order: rules that were compared on weeks they had not seen (docs/reorder.md), the best first.

A rule looks at what was sold day by day and answers in whole packs. Quantities are integer thousandths throughout;
only the chances of what may be sold are fractions of the machine's own kind, and they are never kept.
"""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from math import exp, log, log1p
from typing import NamedTuple

WEEK = 7
LOOK_BACK = 8 * WEEK
"""Days of sales that a rule looks at."""
EVEN = (1000,) * WEEK
"""A week whose days are alike, in thousandths of an average one."""
A_DAY = 1000
"""A whole day of those to be covered."""

SCALE = 1_000_000_000
"""What a rate, a weekday and a share of a day are in, multiplied."""
HALF_LIFE = 42
"""After so many days a sale counts half."""
PRIOR_UNITS = 40
"""So many sales of one's own outweigh the pattern of the shop's week."""
HOLDING = 2500
"""What goods on the shelf cost in a year, in hundredths of a percent of their value: money, room and dust."""
MISSED = 7
"""Goods that are not there count so many times their margin: who does not find them may not come again."""
ENOUGH = 2
"""Who has so many times what is expected, and one more, waits: there will be another delivery."""
MOST_PACKS = 400

Days = Sequence[tuple[int, int]]
"""Days to come: the weekday (0 is Monday) and how much of it, in thousandths."""


class Past(NamedTuple):
    """What was sold on each day up to yesterday, the oldest first, in thousandths of a piece or kilogram.

    None is a day on which it could not be bought: the shop was closed, or the shelf empty. `last` is the weekday of
    the last one; `week` is the pattern of the whole shop's week.
    """

    sold: tuple[int | None, ...]
    last: int
    week: tuple[int, ...] = EVEN

    def weekday(self, index: int) -> int:
        """The weekday of an entry."""
        return (self.last - (len(self.sold) - 1 - index)) % WEEK


class Case(NamedTuple):
    """What a rule decides on.

    `available` is stock and what is on its way; `cover` the days until the delivery after this one; `keeps` those
    until what is ordered now expires, None where it does not. `cost` and `margin` are of one piece or kilogram, in
    the same unit, whichever it is; `unit` is what is usually sold at once, in thousandths.
    """

    past: Past
    available: int
    pack: int
    cover: Days
    keeps: Days | None = None
    cost: int = 70
    margin: int = 30
    unit: int = 1000


class Demand(NamedTuple):
    """What is expected: how much a day, by weekday, and how unsteadily.

    `rate` is in billionths of a piece a day, `week` in thousandths of an average day. `spread` is variance by mean in
    thousandths of a unit; `known` how many units it rests on, in thousandths.
    """

    rate: int
    week: tuple[int, ...]
    spread: int
    known: int

    def expected(self, days: Days) -> int:
        """What will be sold on these days on average, in thousandths."""
        return sum(self.rate * self.week[weekday] * share for weekday, share in days) // SCALE


Rule = Callable[[Case], int]


# The rules that are easy to say


def last_week(case: Case) -> int:
    """Naive: what was sold on the same days of last week will be sold again."""
    sold = case.past.sold
    wanted = 0
    for weekday, share in case.cover:
        back = (case.past.last - weekday) % WEEK
        index = len(sold) - 1 - back
        wanted += (sold[index] or 0) * share // A_DAY if index >= 0 else 0
    return packs_for(wanted - case.available, case.pack)


def plain_average(case: Case) -> int:
    """Naive: every day is the average day of the last four weeks."""
    seen = [sold for sold in case.past.sold[-4 * WEEK :] if sold is not None]
    shares = sum(share for _weekday, share in case.cover)
    wanted = 0 if not seen else sum(seen) * shares // (len(seen) * A_DAY)
    return packs_for(wanted - case.available, case.pack)


def average_and_half(case: Case) -> int:
    """The average and half of it on top, as careful owners order."""
    seen = [sold for sold in case.past.sold[-4 * WEEK :] if sold is not None]
    shares = sum(share for _weekday, share in case.cover)
    wanted = 0 if not seen else sum(seen) * shares * 3 // (len(seen) * A_DAY * 2)
    return packs_for(wanted - case.available, case.pack)


def seasonal(case: Case) -> int:
    """Each weekday as it was on average in the last eight weeks."""
    wanted = 0
    for weekday, share in case.cover:
        same = [
            sold
            for index, sold in enumerate(case.past.sold)
            if sold is not None and case.past.weekday(index) == weekday
        ]
        wanted += sum(same) * share // (len(same) * A_DAY) if same else 0
    return packs_for(wanted - case.available, case.pack)


def packs_for(missing: int, pack: int) -> int:
    """Whole packs that cover what is missing."""
    return max(0, -(-missing // pack))


# The one that is kept


def least_regret(case: Case) -> int:
    """As many packs as cost least on average: lost margin, goods that expire, and money lying on the shelf.

    The demand is a negative binomial one around a smoothed rate with the product's own week, drawn towards the
    shop's; the less is known of it, the wider it is. Costs are convex in the number of packs, so the first rise ends
    the search.
    """
    demand = demand_of(case.past, case.unit)
    if demand.rate <= 0 or case.available >= ENOUGH * demand.expected(case.cover) + case.unit:
        return 0
    regret = _regret(case, demand)
    best, least = 0, regret(case.available)
    for packs in range(1, MOST_PACKS):
        cost = regret(case.available + packs * case.pack)
        if cost >= least:
            break
        best, least = packs, cost
    return best


def _regret(case: Case, demand: Demand) -> Callable[[int], int]:
    """What it costs on average to have so much (thousandths) for the days to come, only to be compared."""
    cover = _Chances(demand, case.cover, case.unit)
    keeps = None if case.keeps is None else _Chances(demand, case.keeps, case.unit)
    lying, whole = case.cost * HOLDING * len(case.cover), 365 * 10_000

    def regret(available: int) -> int:
        there = max(0, available)
        left = cover.left_of(there)
        lost = cover.mean - there * SCALE // case.unit + left
        expired = 0 if keeps is None else keeps.left_of(there)
        return (MISSED * case.margin * lost + case.cost * expired) * whole + lying * left

    return regret


class _Chances:
    """How likely which demand is over some days, in units; sums are made as far as they are asked for.

    A chance is no amount: it is reckoned by logarithms, and kept in billionths. What hangs on it stays a whole number.
    """

    def __init__(self, demand: Demand, days: Days, unit: int) -> None:
        self._unit = unit
        self.mean = max(demand.expected(days) * SCALE // unit, 1)
        """Billionths of a unit."""
        mean = self.mean / SCALE
        known = max(demand.known / 1000, 0.5)
        over = max(demand.spread / 1000 - 1, 0.0) * mean + mean * mean / known
        self._shape = mean * mean / max(over, 1e-9 * mean)  # of the gamma that the rates follow
        self._chance = mean / (mean + self._shape)
        # from the logarithm: a large mean's chance of nothing is smaller than any number
        self._log = -self._shape * log1p(mean / self._shape)
        self._below: list[int] = []
        """Entry n: the chance of at most n, in billionths."""
        self._left: list[int] = [0]
        """Entry n: how many of n are left on average, in billionths."""

    def left_of(self, available: int) -> int:
        """How much of so many thousandths is left on average, in billionths of a unit; in proportion between units."""
        whole, part = divmod(available, self._unit)
        while len(self._left) <= whole + 1:
            self._next()
        return (self._left[whole] * (self._unit - part) + self._left[whole + 1] * part) // self._unit

    def _next(self) -> None:
        number = len(self._below)
        if number:
            self._log += log((self._shape + number - 1) / number * self._chance)
        before = self._below[-1] if number else 0
        self._below.append(min(SCALE, before + round(exp(self._log) * SCALE)))
        self._left.append(self._left[-1] + self._below[-1])


@lru_cache(maxsize=4)  # the reason of a proposal asks again
def demand_of(past: Past, unit: int = 1000) -> Demand:
    """What the past says of the days to come."""
    weights = _weights(len(past.sold))
    seen = [(weights[index], sold, past.weekday(index)) for index, sold in enumerate(past.sold) if sold is not None]
    weight = sum(one for one, _sold, _weekday in seen)
    summed = sum(one * sold for one, sold, _weekday in seen)
    if not weight or summed <= 0:
        return Demand(0, past.week, 1000, 0)
    week = _own_week(past, seen, unit)
    even = sum(one * week[weekday] for one, _sold, weekday in seen)
    rate = summed * 1_000_000 // max(1, even)
    return Demand(rate, week, _spread(seen, rate, week, unit), summed * 1000 // (unit * 1000))


@cache
def _weights(days: int) -> tuple[int, ...]:
    """What each day counts, in thousandths of yesterday."""
    return tuple(round(1000 * 0.5 ** ((days - 1 - index) / HALF_LIFE)) for index in range(days))


def _own_week(past: Past, seen: Sequence[tuple[int, int, int]], unit: int) -> tuple[int, ...]:
    """The product's week, drawn towards the shop's the more, the less was sold."""
    shop = past.week
    total = sum(sold for _weight, sold, _weekday in seen)
    even = sum(shop[weekday] for _weight, _sold, weekday in seen)
    prior = PRIOR_UNITS * unit
    week = []
    for weekday in range(WEEK):
        own = sum(sold for _weight, sold, day in seen if day == weekday)
        expected = total * sum(shop[day] for _weight, _sold, day in seen if day == weekday) // max(1, even)
        week.append(shop[weekday] * (own + prior) // (expected + prior))
    return tuple(week)


def _spread(seen: Sequence[tuple[int, int, int]], rate: int, week: Sequence[int], unit: int) -> int:
    """Variance by mean in thousandths of a unit, of the days one by one; at least that of pure chance."""
    squares = means = 0
    for weight, sold, weekday in seen:
        mean = rate * week[weekday] // 1_000_000
        squares += weight * (sold - mean) ** 2
        means += weight * mean
    return max(1000, min(8000, squares * 1000 // max(1, means * unit)))


RULES: dict[str, Rule] = {
    "least_regret": least_regret,
    "seasonal": seasonal,
    "average": plain_average,
    "average_and_half": average_and_half,
    "last_week": last_week,
}
DEFAULT = "least_regret"
NAIVE = ("last_week", "average")
