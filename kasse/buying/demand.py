"""From what was sold to what a rule may look at: the shop's week, and days on which nothing could be sold."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from kasse.buying.forecast import EVEN, WEEK

_A_DAY = timedelta(days=1)
PRIOR_WEEKS = 2
"""So many even weeks the shop's own pattern is drawn towards: a fair on one Tuesday is no pattern."""


def shop_week(totals: Sequence[int | None], last: int) -> tuple[int, ...]:
    """The pattern of the shop's week: each weekday in thousandths of the average one; 0 where it is never open.

    `totals` are the whole shop's sales day by day, None where it was closed; `last` is the weekday of the last one.
    """
    seen = [(total, (last - (len(totals) - 1 - index)) % WEEK) for index, total in enumerate(totals) if total]
    if not seen:
        return EVEN
    mean = sum(total for total, _weekday in seen) // len(seen)
    week = []
    for weekday in range(WEEK):
        same = [total for total, day in seen if day == weekday]
        prior = PRIOR_WEEKS * mean
        week.append(1000 * (sum(same) + prior) // max(1, (len(same) + PRIOR_WEEKS) * mean) if same else 0)
    closed_too_short = len(totals) < 2 * WEEK
    return tuple(1000 if closed_too_short and not one else one for one in week)


def past_of(
    sold: Mapping[date, int], level: int | None, booked: Mapping[date, int], yesterday: date, open_days: Sequence[bool]
) -> tuple[int | None, ...]:
    """A product's sales on the days up to yesterday, the oldest first; None where it could not be bought.

    `open_days` says which of these days the shop sold anything. `level` is yesterday evening's, so that going
    backwards gives the one of each morning: a day with nothing there in the morning, nothing delivered and nothing
    sold says nothing of the demand. A level of None was never counted, and then every open day counts.
    """
    past: list[int | None] = []
    evening, day = level, yesterday
    for was_open in reversed(open_days):
        moved, came = sold.get(day, 0), booked.get(day, 0)
        empty = evening == 0 and moved <= 0 and came == 0
        past.append(None if not was_open or empty else max(0, moved))
        if evening is not None:
            evening += moved - came
        day -= _A_DAY
    return tuple(reversed(past))
