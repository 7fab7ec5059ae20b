"""Opening hours as OpenStreetMap writes them, as far as shops use it: "Mo-Fr 07:00-22:00; Sa 08:00-20:00; Su off"."""

import re
from typing import NamedTuple

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_RULE = re.compile(r"(?:(?P<days>[A-Z][a-z](?:[-,][A-Z][a-z])*)\s+)?(?P<times>off|closed|24/7|[\d:,\s-]+)")
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


class Span(NamedTuple):
    """Open from then to then, as "07:00" and "22:00"; what ends before it begins ends on the next day."""

    opens: str
    closes: str


Week = tuple[tuple[Span, ...], ...]
"""Seven days, Monday first; an empty one is closed."""


def read(text: str) -> Week | None:
    """The week of a text; None where it says something that we cannot read. Public holidays are left out."""
    if text.strip() == "24/7":
        return ((Span("00:00", "24:00"),),) * 7
    week: list[tuple[Span, ...]] = [()] * 7
    known = False
    for rule in filter(None, (part.strip() for part in text.split(";"))):
        if rule.startswith(("PH", "SH")):
            continue
        read_rule = _rule(rule)
        if read_rule is None:
            return None
        known = True
        for day in read_rule[0]:
            week[day] = read_rule[1]
    return tuple(week) if known else None


def _rule(text: str) -> tuple[list[int], tuple[Span, ...]] | None:
    found = _RULE.fullmatch(text)
    if found is None:
        return None
    days = _days(found["days"] or "Mo-Su")
    spans = _spans(found["times"])
    return None if days is None or spans is None else (days, spans)


def _days(text: str) -> list[int] | None:
    days: list[int] = []
    for part in text.split(","):
        first, _hyphen, last = part.partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            return None
        start, end = DAYS.index(first), DAYS.index(last or first)
        days += [day % 7 for day in range(start, end + 1 + (7 if end < start else 0))]
    return days


def _spans(text: str) -> tuple[Span, ...] | None:
    if text in ("off", "closed"):
        return ()
    if text == "24/7":
        return (Span("00:00", "24:00"),)
    found = [_SPAN.fullmatch(part.strip()) for part in text.split(",")]
    if not all(found):
        return None
    return tuple(Span(f"{each[1]}:{each[2]}", f"{each[3]}:{each[4]}") for each in found if each)


class Row(NamedTuple):
    """Days that follow each other with the same hours: their numbers, the first and the last."""

    first: int
    last: int
    spans: tuple[Span, ...]


def rows(week: Week) -> list[Row]:
    """The week as few rows as it takes."""
    found: list[Row] = []
    for day, spans in enumerate(week):
        if found and found[-1].spans == spans:
            found[-1] = found[-1]._replace(last=day)
        else:
            found.append(Row(day, day, spans))
    return found
