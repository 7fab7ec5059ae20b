"""Buckets: what is gone is never said to be there, nothing flaps, and a lively day tells nobody what is sold."""

from hypothesis import given
from hypothesis import strategies as st

from kasse.books.market import Bucket
from kasse.market.buckets import FLIPS_A_DAY, bucket_of, told
from kasse.quantity import Quantity

LEVELS = st.integers(-5_000, 12_000).map(Quantity)
BEFORE = st.one_of(st.none(), st.sampled_from(Bucket))


@given(LEVELS, BEFORE)
def test_nothing_left_is_never_said_to_be_there(level: Quantity, before: Bucket | None) -> None:
    if level <= Quantity(0):
        assert bucket_of(level, before) is Bucket.OUT


@given(LEVELS, BEFORE)
def test_a_new_look_at_the_same_stock_changes_nothing(level: Quantity, before: Bucket | None) -> None:
    once = bucket_of(level, before)
    assert bucket_of(level, once) is once


@given(st.integers(-3, 12), BEFORE, st.lists(st.booleans(), max_size=40))
def test_one_piece_sold_and_brought_back_all_day_changes_a_bucket_once(
    level: int, before: Bucket | None, moves: list[bool]
) -> None:
    told_last, changes = bucket_of(Quantity.of(level), before), 0
    for back in moves:
        now = bucket_of(Quantity.of(level if back else level - 1), told_last)
        changes += now is not told_last
        told_last = now
    assert changes <= 1


def test_the_limits_are_the_ones_that_were_agreed() -> None:
    falling = [bucket_of(Quantity.of(level), Bucket.IN) for level in (4, 3, 2, 1, 0)]
    rising = [bucket_of(Quantity.of(level), Bucket.OUT) for level in (0, 1, 2, 3, 4)]
    assert falling == [Bucket.IN, Bucket.IN, Bucket.LOW, Bucket.LOW, Bucket.OUT]
    assert rising == [Bucket.OUT, Bucket.OUT, Bucket.LOW, Bucket.LOW, Bucket.IN]
    assert bucket_of(Quantity.of(3), Bucket.LOW) is Bucket.LOW
    assert bucket_of(Quantity.of(1)) is Bucket.LOW


@given(st.lists(st.sampled_from(Bucket), max_size=200))
def test_only_so_many_changes_a_day_are_told_and_what_is_gone_always(days_buckets: list[Bucket]) -> None:
    shown, flips = Bucket.IN, 0
    for now in days_buckets:
        after = told(shown, now, flips)
        assert now is not Bucket.OUT or after is Bucket.OUT
        flips += after is not shown
        shown = after
    assert flips <= FLIPS_A_DAY + 1
