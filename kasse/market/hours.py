"""Opening hours as OpenStreetMap writes them, as far as shops use them: "Mo-Fr 07:00-22:00; Sa 08:00-20:00; Su off".

What is kept and goes out is read here and nowhere else; what people type is made into it before (`ui.market.reading`).
"""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
HOLIDAYS = ("PH", "SH")
"""Public and school holidays may have rules; which days they are is not known here."""
DAY = 24 * 60
LATEST = 29 * 60
"""A night may end at 5:00, written as 29:00."""
MOST = 300
"""Longer texts are no hours."""
ALWAYS = "24/7"

_RULE = re.compile(r"(?:(?P<days>[A-Z][A-Za-z](?:[-,][A-Z][A-Za-z])*)\s)?(?P<times>\S+)", re.ASCII)
_SPAN = re.compile(r"(\d{2}):(\d{2})-(\d{2}):(\d{2})", re.ASCII)


class Span(NamedTuple):
    """Open from then to then, in minutes since midnight; what ends on the next day ends beyond `DAY`."""

    opens: int
    closes: int


Week = tuple[tuple[Span, ...], ...]
"""Seven days, Monday first; an empty one is closed."""


def read(text: str) -> Week | None:
    """The week of a text; None where it says something that we cannot read."""
    rules = [_rule(part) for part in text.split(";") if part.strip()]
    if not rules or len(text) > MOST:
        return None
    week: list[tuple[Span, ...]] = [()] * 7
    for rule in rules:
        if rule is None:
            return None
        days, spans = rule
        for day in days:
            week[day] = spans
    return tuple(week)


def clock(minutes: int) -> str:
    """420 as "07:00"; midnight at a day's end is "24:00", and beyond it the next day's time."""
    hour, minute = divmod(minutes if minutes <= DAY else minutes - DAY, 60)
    return f"{hour:02d}:{minute:02d}"


def closes_at(text: str, local: datetime) -> datetime | None:
    """When the shop that is open at this moment closes; None where it is closed, never closes, or nobody can tell."""
    week = read(text)
    if week is None:
        return None
    now = local.hour * 60 + local.minute
    end = now
    for opens, closes in _ahead(week, local.weekday()):
        if opens <= end < closes:
            end = closes
    if end == now or end >= 7 * DAY:
        return None
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(minutes=end)


def _ahead(week: Week, weekday: int) -> list[Span]:
    """The spans from the night before to a week later, in minutes from today's midnight."""
    spans = [
        Span(opens + day * DAY, closes + day * DAY)
        for day in range(-1, 8)
        for opens, closes in week[(weekday + day) % 7]
    ]
    return sorted(spans)


class Row(NamedTuple):
    """Days that follow each other with the same hours: their numbers, the first and the last."""

    first: int
    last: int
    spans: tuple[Span, ...]


def rows(week: Week) -> list[Row]:
    """The week in as few rows as it takes."""
    found: list[Row] = []
    for day, spans in enumerate(week):
        if found and found[-1].spans == spans:
            found[-1] = found[-1]._replace(last=day)
        else:
            found.append(Row(day, day, spans))
    return found


def _rule(text: str) -> tuple[list[int], tuple[Span, ...]] | None:
    match = _RULE.fullmatch(re.sub(r"\s*([-,:])\s*", r"\1", text.strip()))
    if match is None:
        return None
    days, spans = _days(match["days"] or f"{DAYS[0]}-{DAYS[-1]}"), _spans(match["times"])
    return None if days is None or spans is None else (days, spans)


def _days(text: str) -> list[int] | None:
    """From Sa-Mo 5, 6 and 0; a holiday is no day of the week."""
    days: list[int] = []
    for part in text.split(","):
        first, _hyphen, last = part.partition("-")
        if part in HOLIDAYS:
            continue
        if first not in DAYS or (last or first) not in DAYS:
            return None
        start = DAYS.index(first)
        days += [(start + step) % 7 for step in range((DAYS.index(last or first) - start) % 7 + 1)]
    return days


def _spans(text: str) -> tuple[Span, ...] | None:
    if text in ("off", "closed"):
        return ()
    if text == ALWAYS:
        return (Span(0, DAY),)
    found = [_span(part) for part in text.split(",")]
    spans = tuple(span for span in found if span is not None)
    return spans if len(spans) == len(found) else None


def _span(text: str) -> Span | None:
    match = _SPAN.fullmatch(text)
    if match is None or max(int(match[2]), int(match[4])) > 59:
        return None
    opens, closes = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
    if opens >= DAY or closes > LATEST:
        return None
    return Span(opens, closes if closes > opens else closes + DAY)
