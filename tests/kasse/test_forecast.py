"""The rules that say how many packs: what each does, and that the kept one costs less on weeks it has not seen."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kasse.buying.demand import past_of, shop_week
from kasse.buying.forecast import (
    A_DAY,
    DEFAULT,
    EVEN,
    NAIVE,
    RULES,
    Case,
    Past,
    average_and_half,
    demand_of,
    last_week,
    least_regret,
    packs_for,
    plain_average,
    seasonal,
)
from tests.bench.forecast import HELD_BACK, Trial, read_sample

SAMPLE = Path(__file__).parents[1] / "data" / "demand.json"
SUNDAY = 6


def days(*weekdays: int) -> tuple[tuple[int, int], ...]:
    return tuple((weekday, A_DAY) for weekday in weekdays)


def weekly(*pieces: int, weeks: int = 4) -> Past:
    """The same week again and again, Monday first; it ends on a Sunday."""
    return Past(tuple(one * 1000 for one in pieces * weeks), SUNDAY)


BUSY_FRIDAYS = weekly(2, 2, 2, 2, 10, 4, 0)


def test_last_week_takes_the_same_days() -> None:
    case = Case(BUSY_FRIDAYS, 0, 1000, days(3, 4))
    assert last_week(case) == 12
    assert last_week(case._replace(available=5000)) == 7
    assert last_week(case._replace(pack=5000)) == 3


def test_the_average_knows_no_weekdays() -> None:
    assert plain_average(Case(weekly(1, 1, 1, 1, 8, 1, 1), 0, 1000, days(0, 1, 2))) == 6
    assert average_and_half(Case(weekly(2, 2, 2, 2, 2, 2, 2), 0, 1000, days(0, 1))) == 6


def test_the_seasonal_rule_knows_weekdays() -> None:
    assert seasonal(Case(BUSY_FRIDAYS, 0, 1000, days(4))) == 10
    assert seasonal(Case(BUSY_FRIDAYS, 0, 1000, days(6))) == 0


def test_whole_packs() -> None:
    assert [packs_for(missing, 6000) for missing in (-1, 0, 1, 6000, 6001)] == [0, 0, 1, 1, 2]


def test_nothing_is_ordered_that_never_sold() -> None:
    assert all(rule(Case(weekly(0, 0, 0, 0, 0, 0, 0), 0, 6000, days(0, 1, 2))) == 0 for rule in RULES.values())


def test_what_keeps_is_ordered_with_something_to_spare() -> None:
    case = Case(weekly(3, 3, 3, 3, 3, 3, 3, weeks=8), 0, 1000, days(0, 1, 2))
    assert 9 < least_regret(case) < 25


def test_what_expires_tomorrow_is_ordered_with_less_to_spare_than_what_keeps() -> None:
    keeps = Case(weekly(3, 3, 3, 3, 3, 3, 3, weeks=8), 0, 1000, days(0, 1))
    expires = keeps._replace(keeps=days(0, 1), margin=10)
    assert least_regret(expires) < least_regret(keeps)


def test_a_crate_is_not_opened_for_one_bottle_that_expires() -> None:
    rare = Case(weekly(0, 0, 0, 0, 0, 1, 0, weeks=8), 0, 20_000, days(0, 1), days(0, 1, 2, 3), cost=80, margin=20)
    assert least_regret(rare) == 0


def test_who_has_plenty_waits() -> None:
    case = Case(weekly(1, 1, 1, 1, 1, 1, 1, weeks=8), 20_000, 1000, days(0, 1, 2))
    assert least_regret(case) == 0


def test_the_own_week_is_drawn_towards_the_shops() -> None:
    few, many = weekly(0, 0, 0, 0, 1, 0, 0), weekly(2, 2, 2, 2, 30, 2, 2, weeks=8)
    assert demand_of(few).week[4] < 1500, "four sales say little of a week"
    assert demand_of(many).week[4] > 2500


def test_closed_weekdays_expect_nothing() -> None:
    totals = [None if index % 7 == SUNDAY else 100_000 for index in range(28)]
    week = shop_week(totals, SUNDAY)
    assert week[SUNDAY] == 0
    past = Past(tuple(None if one is None else 2000 for one in totals), SUNDAY, week)
    assert demand_of(past).expected(days(SUNDAY)) == 0
    assert demand_of(past).expected(days(0)) == pytest.approx(2000, abs=20)


def test_a_day_with_an_empty_shelf_says_nothing() -> None:
    from datetime import date

    yesterday = date(2026, 11, 22)
    sold = {date(2026, 11, 19): 3000}
    past = past_of(sold, 0, {date(2026, 11, 18): 3000}, yesterday, [True] * 6)
    assert past == (None, 0, 3000, None, None, None)  # sold out on the 19th, delivered on the 18th
    assert past_of(sold, None, {}, yesterday, [True] * 6) == (0, 0, 3000, 0, 0, 0), "never counted: every day counts"
    assert past_of(sold, None, {}, yesterday, [True, True, True, False, True, True])[3] is None, "closed"


def test_the_kept_rule_beats_the_naive_ones_on_weeks_it_has_not_seen() -> None:
    """A fixed sample of the demo's sales (docs/reorder.md); the last four weeks, on which nothing was chosen."""
    goods, weekday = read_sample(SAMPLE)
    held_back = Trial(goods, weekday, len(goods[0].sold) - HELD_BACK, HELD_BACK)
    kept = held_back.run(RULES[DEFAULT])
    for name in NAIVE:
        naive = held_back.run(RULES[name])
        assert kept.cents * 10 < naive.cents * 9
        assert kept.expired_cents < naive.expired_cents
    assert kept.lost < held_back.run(last_week).lost


@settings(max_examples=60, deadline=None)
@given(
    sold=st.lists(st.integers(0, 12).map(lambda one: one * 1000), min_size=1, max_size=56),
    available=st.integers(0, 40).map(lambda one: one * 1000),
    pack=st.sampled_from((1000, 6000, 20_000)),
    margin=st.integers(1, 200),
    rule=st.sampled_from(sorted(RULES)),
)
def test_laws_of_all_rules(sold: list[int], available: int, pack: int, margin: int, rule: str) -> None:
    """Never negative; who has more orders no more; who has a pack more orders at most that pack less."""
    case = Case(Past(tuple(sold), 2, EVEN), available, pack, days(3, 4, 5), days(3, 4, 5, 6, 0), 70, margin)
    packs, richer = RULES[rule](case), RULES[rule](case._replace(available=available + pack))
    assert 0 <= richer <= packs
    assert packs == 0 or richer >= packs - 1 or rule == DEFAULT
