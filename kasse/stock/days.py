"""Days of expiry as they are typed in a hurry: "3112", "+14", "03/27". Pure."""

import re
from calendar import monthrange
from datetime import date, timedelta

from kasse.errors import Refused
from kasse.texts import _

BACK = 60
"""A day without a year that is not longer ago than this is meant as the past one: what has expired is written off."""

_AFTER = re.compile(r"\+\s?(\d{1,4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_PARTS = re.compile(r"(\d{1,2})[./](\d{1,2})[./]?(\d{2}|\d{4})?", re.ASCII)
_MONTH = re.compile(r"(\d{1,2})[./-](\d{2}|\d{4})", re.ASCII)
_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{2}|\d{4})?", re.ASCII)


def typed_day(text: str, today: date) -> date:
    """A day as it was typed; `Refused` says how to write it.

    "3112" and "31.12." are the next 31 December, "311226" has its year, "+14" is in 14 days, "0327" and "03/27",
    which are no day, the end of that month, as on tins.
    """
    text = text.strip()
    after = _AFTER.fullmatch(text)
    if after:
        return today + timedelta(days=int(after[1]))
    found = _by_iso(text) or _by_parts(text, today) or _by_month(text)
    if found is None:
        raise Refused(
            "bad_day",
            _("“{text}” is no day. Write 3112 for 31 December, 311227 with the year, or +14 for in 14 days.").format(
                text=text[:20]
            ),
        )
    return found


def _by_iso(text: str) -> date | None:
    match = _ISO.fullmatch(text)
    return _day(int(match[1]), int(match[2]), int(match[3])) if match else None


def _by_parts(text: str, today: date) -> date | None:
    match = _DIGITS.fullmatch(text) or _PARTS.fullmatch(text)
    if match is None:
        return None
    day, month = int(match[1]), int(match[2])
    return _coming(day, month, today) if match[3] is None else _day(_year(match[3]), month, day)


def _coming(day: int, month: int, today: date) -> date | None:
    """The next such day, or the last one where that is not long ago; of 29 February the next there is."""
    for year in range(today.year - 1, today.year + 9):
        found = _day(year, month, day)
        if found is not None and found >= today - timedelta(days=BACK):
            return found
    return None


def _by_month(text: str) -> date | None:
    match = _MONTH.fullmatch(text) or (_DIGITS.fullmatch(text) if len(text) == 4 else None)
    if match is None:
        return None
    month, year = int(match[1]), _year(match[2])
    return _day(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 else None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
