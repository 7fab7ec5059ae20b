"""Opening hours as OpenStreetMap writes them, as far as a corner shop needs it: when does it close today?"""

import re
from datetime import datetime, timedelta

_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY = "|".join(_DAYS)
_RULE = re.compile(rf"((?:{_DAY}|PH)(?:\s*[-,]\s*(?:{_DAY}|PH))*)\s+(.+)", re.ASCII)
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\+?", re.ASCII)
LATEST = 26
"""26:00 is two o'clock of the night after."""
MOST = 500
"""Longer hours than this are no hours."""


def closes_at(hours: str, local: datetime) -> datetime | None:
    """When the shop that is open at this moment closes; None where it is closed, never closes, or nobody can tell."""
    found = [end for start, end in _spans(hours, local) if start <= local < end]
    return max(found, default=None)


def _spans(hours: str, local: datetime) -> list[tuple[datetime, datetime]]:
    """The times it is open, of the day and of the night before, which may reach into it."""
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    spans = []
    for day in (midnight - timedelta(days=1), midnight):
        for from_, to in _of_day(hours, day.weekday()):
            spans.append((day + timedelta(minutes=from_), day + timedelta(minutes=to)))
    return spans


def _of_day(hours: str, weekday: int) -> list[tuple[int, int]]:
    """The last rule that names a day holds for it, as OpenStreetMap has it."""
    spans: list[tuple[int, int]] = []
    for rule in hours[:MOST].split(";"):
        match = _RULE.fullmatch(rule.strip())
        days, times = match.groups() if match else ("", rule.strip())
        if not match or weekday in _weekdays(days):
            spans = _times(times) if times else spans
    return spans


def _weekdays(text: str) -> set[int]:
    days: set[int] = set()
    for part in re.sub(r"\s", "", text).split(","):
        first, _, last = part.partition("-")
        if first in _DAYS and (not last or last in _DAYS):
            start = _DAYS.index(first)
            length = (_DAYS.index(last) - start) % 7 if last else 0
            days |= {(start + step) % 7 for step in range(length + 1)}
    return days


def _times(text: str) -> list[tuple[int, int]]:
    """Minutes since midnight; what ends before it begins ends on the next day."""
    spans = []
    for match in _SPAN.finditer(text):
        hour, minute, to_hour, to_minute = map(int, match.groups())
        if max(hour, to_hour) <= LATEST and max(minute, to_minute) < 60:
            start, end = hour * 60 + minute, to_hour * 60 + to_minute
            spans.append((start, end if end > start else end + 24 * 60))
    return spans
