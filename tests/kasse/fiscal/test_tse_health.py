"""When somebody is told that the fiscal device needs care: long enough before it stops."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kasse.fiscal.de.device import TseHealth, TseState
from kasse.fiscal.de.tse_health import worries

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
WELL = TseHealth(
    TseState.READY, expires_at=NOW + timedelta(days=91), signatures_left=50_001, storage_used=79, storage_size=100
)


def test_a_healthy_device_worries_nobody() -> None:
    assert worries(WELL, NOW) == []
    assert worries(TseHealth(TseState.READY), NOW) == [], "nor one that does not say"


@pytest.mark.parametrize(
    ("days", "alarm", "words"),
    [(90, False, "90 days"), (31, False, "31 days"), (30, True, "30 days"), (1, True, "1 day."), (0, True, "ended")],
)
def test_a_certificate_that_ends_is_said_at_90_and_urgent_at_30_days(days: int, alarm: bool, words: str) -> None:
    (worry,) = worries(replace(WELL, expires_at=NOW + timedelta(days=days)), NOW)
    assert worry.alarm is alarm
    assert words in worry.sentence


@pytest.mark.parametrize(
    ("change", "alarm", "words"),
    [
        ({"signatures_left": 50_000}, False, "50000 times"),
        ({"signatures_left": 5_000}, True, "5000 times"),
        ({"storage_used": 80}, False, "full to 80 %"),
        ({"storage_used": 95}, True, "full to 95 %"),
        ({"state": TseState.NEW}, True, "not set up"),
        ({"state": TseState.DECOMMISSIONED}, True, "out of service"),
    ],
)
def test_what_runs_out_is_said_in_time(change: dict[str, object], alarm: bool, words: str) -> None:
    (worry,) = worries(replace(WELL, **change), NOW)  # type: ignore[arg-type]
    assert worry.alarm is alarm
    assert words in worry.sentence


def test_what_is_urgent_comes_first() -> None:
    both = replace(WELL, storage_used=80, expires_at=NOW)
    assert [worry.alarm for worry in worries(both, NOW)] == [True, False]
