"""Why so many: one line that an owner reads in passing."""

from datetime import date
from typing import Literal, NamedTuple

from kasse.formats import quantity_text
from kasse.money import round_half_up
from kasse.quantity import Quantity
from kasse.texts import _, current_language, figures_language


class Why(NamedTuple):
    """What a proposal rests on. `left` is None where it was never counted, `lasts_until` where that is far off."""

    a_day: Quantity
    busy: tuple[int, ...]
    left: Quantity | None
    coming: Quantity
    lasts_until: date | None
    comes: date
    following: date
    keeps: int | None = None


def reason(why: Why) -> str:
    """As in: sells 3.2 a day, more on Fri, Sat; 4 left; lasts until Thu; next delivery Fri."""
    delivery = _("next delivery {day}").format(day=day_text(why.comes, why.comes))
    keeps = "" if why.keeps is None else _("keeps {days} days").format(days=why.keeps)
    return "; ".join(part for part in (*_parts(why), delivery, keeps) if part)


def short_reason(why: Why) -> str:
    """The same without the delivery, where that stands above all lines."""
    return "; ".join(part for part in _parts(why) if part)


def _parts(why: Why) -> tuple[str, ...]:
    there = (why.left is not None and why.left.thousandths > 0) or why.coming
    return (
        _sells(why),
        _left(why),
        _("{count} on the way").format(count=rounded(why.coming)) if why.coming else "",
        ""
        if why.lasts_until is None or not there
        else _("lasts until {day}").format(day=day_text(why.lasts_until, why.comes)),
    )


def _sells(why: Why) -> str:
    if why.a_day.thousandths * 7 < 1000:
        return _("sells less than one a week") if why.a_day else _("has not sold lately")
    if why.a_day.thousandths < 1000:
        a_week = rounded(Quantity(why.a_day.thousandths * 7))
        text = _("sells {count} a week, more on {days}") if why.busy else _("sells {count} a week")
        return text.format(count=a_week, days=weekday_names(why.busy))
    text = _("sells {count} a day, more on {days}") if why.busy else _("sells {count} a day")
    return text.format(count=rounded(why.a_day), days=weekday_names(why.busy))


def _left(why: Why) -> str:
    if why.left is None:
        return _("never counted")
    if why.left.thousandths < 0:
        return _("the books say {count}: count it").format(count=rounded(why.left))
    return _("{count} left").format(count=rounded(why.left)) if why.left else _("none left")


def rounded(quantity: Quantity) -> str:
    """To tenths, from 10 on to whole ones, in the screen's language: no owner reads thousandths."""
    step = 1000 if abs(quantity.thousandths) >= 10_000 else 100
    tenths = round_half_up(quantity.thousandths, step) * step
    text = quantity_text(Quantity(tenths), current_language()).replace("-", "−")
    return text if tenths % 1000 == 0 else text[:-2]


def weekday_names(weekdays: tuple[int, ...]) -> str:
    """Short names, as in "Fri, Sat"."""
    return ", ".join(weekday_name(weekday) for weekday in weekdays)


def weekday_name(weekday: int, width: Literal["abbreviated", "short", "wide"] = "abbreviated") -> str:
    """A weekday's name in the screen's language, without the dot of an abbreviation."""
    from babel.dates import get_day_names

    names = get_day_names(width, context="stand-alone", locale=figures_language(current_language()))
    return str(names[weekday]).rstrip(".")


def day_text(day: date, near: date) -> str:
    """A day by its weekday's name; with its date where that is more than a week from another."""
    if abs((day - near).days) < 7:
        return weekday_name(day.weekday())
    return f"{weekday_name(day.weekday())} {day.day}.{day.month}."
