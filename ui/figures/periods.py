"""Which days the owner looks at: a day, a week, a month, a year, or from one to another; and a step on or back."""

import calendar
from datetime import date, timedelta

from kasse.books.reports import Period
from kasse.formats import date_text
from kasse.texts import N_, _, current_language

SPANS = (
    ("day", N_("Day")),
    ("week", N_("Week")),
    ("month", N_("Month")),
    ("year", N_("Year")),
    ("days", N_("From – to")),
)
"""What can be chosen, in this order."""

MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip

_DAY = timedelta(days=1)


def around(span: str, day: date, before: Period | None = None) -> Period:
    """The span that a day is in; from-to keeps the days it had."""
    match span:
        case "day":
            return Period(day, day)
        case "week":
            monday = day - timedelta(days=day.weekday())
            return Period(monday, monday + 6 * _DAY)
        case "month":
            return Period(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))
        case "year":
            return Period(day.replace(month=1, day=1), day.replace(month=12, day=31))
    return before or Period(day - 29 * _DAY, day)


def stepped(span: str, period: Period, step: int) -> Period:
    """One further, or one back; from-to goes by its own length."""
    if span == "days":
        move = timedelta(days=period.days * step)
        return Period(period.first + move, period.last + move)
    return around(span, period.last + _DAY if step > 0 else period.first - _DAY)


def title(span: str, period: Period, today: date) -> str:
    """What a period is called."""
    language = current_language()
    first, last = date_text(period.first, language), date_text(period.last, language)
    match span:
        case "day":
            return _named_day(period.first, today) or first
        case "week":
            return _("Week {week}, {first} – {last}").format(
                week=period.first.isocalendar().week, first=f"{period.first.day}.{period.first.month}.", last=last
            )
        case "month":
            return f"{_(MONTHS[period.first.month - 1])} {period.first.year}"
        case "year":
            return str(period.first.year)
    return f"{first} – {last}"


def _named_day(day: date, today: date) -> str:
    names = {0: _("Today"), 1: _("Yesterday")}
    name = names.get((today - day).days, "")
    return f"{name}, {date_text(day, current_language())}" if name else ""
