"""The shop's business day on the wall clock of Berlin."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasse.clock import SetClock, ShopTime, SystemClock, from_milliseconds, milliseconds

BERLIN = ShopTime(ZoneInfo("Europe/Berlin"))
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (utc(2026, 11, 23, 2, 59, 59), date(2026, 11, 22)),  # 3:59:59 in Berlin
        (utc(2026, 11, 23, 3, 0), date(2026, 11, 23)),  # 4:00
        (utc(2026, 11, 22, 23, 30), date(2026, 11, 22)),  # half past midnight
        (utc(2026, 7, 1, 1, 59), date(2026, 6, 30)),  # 3:59 in summer
        (utc(2026, 7, 1, 2, 0), date(2026, 7, 1)),
        (utc(2026, 12, 31, 23, 30), date(2026, 12, 31)),  # New Year's Eve goes on after midnight
    ],
)
def test_the_day_begins_at_four_on_the_wall_clock(instant: datetime, day: date) -> None:
    assert BERLIN.business_day(instant) == day


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        # 29 March 2026: at 2:00 it is 3:00, so four o'clock comes at 2:00 UTC
        (utc(2026, 3, 29, 0, 59, 59), date(2026, 3, 28)),
        (utc(2026, 3, 29, 1, 0), date(2026, 3, 28)),
        (utc(2026, 3, 29, 1, 59, 59), date(2026, 3, 28)),
        (utc(2026, 3, 29, 2, 0), date(2026, 3, 29)),
        # 25 October 2026: at 3:00 it is 2:00 again, so four o'clock comes at 3:00 UTC
        (utc(2026, 10, 25, 0, 30), date(2026, 10, 24)),
        (utc(2026, 10, 25, 1, 30), date(2026, 10, 24)),
        (utc(2026, 10, 25, 2, 59, 59), date(2026, 10, 24)),
        (utc(2026, 10, 25, 3, 0), date(2026, 10, 25)),
    ],
)
def test_the_nights_when_the_clocks_change(instant: datetime, day: date) -> None:
    assert BERLIN.business_day(instant) == day


@given(INSTANTS)
def test_the_business_day_is_the_date_on_the_wall_or_the_one_before(instant: datetime) -> None:
    wall = BERLIN.local(instant)
    expected = wall.date() if wall.hour >= 4 else wall.date() - timedelta(days=1)
    assert BERLIN.business_day(instant) == expected


@given(INSTANTS, st.integers(0, 10**6))
def test_business_days_never_run_backwards(instant: datetime, seconds: int) -> None:
    assert BERLIN.business_day(instant) <= BERLIN.business_day(instant + timedelta(seconds=seconds))


def test_a_shop_may_let_its_day_begin_at_midnight() -> None:
    midnight = ShopTime(ZoneInfo("Europe/Berlin"), timedelta(0))
    assert midnight.business_day(utc(2026, 11, 22, 23, 0)) == date(2026, 11, 23)


@given(INSTANTS)
def test_an_instant_survives_the_store_to_the_millisecond(instant: datetime) -> None:
    kept = from_milliseconds(milliseconds(instant))
    assert timedelta(0) <= instant - kept < timedelta(milliseconds=1)
    assert from_milliseconds(milliseconds(kept)) == kept


def test_a_set_clock_stands_until_it_is_moved() -> None:
    clock = SetClock(utc(2026, 11, 23, 7, 0))
    assert clock.now() == clock.now() == utc(2026, 11, 23, 7, 0)
    clock.advance(minutes=3)
    assert clock.now() == utc(2026, 11, 23, 7, 3)


def test_the_machines_clock_tells_utc() -> None:
    assert SystemClock().now().tzinfo is UTC
