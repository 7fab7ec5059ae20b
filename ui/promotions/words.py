"""Promotions in words: what they do, when they run, what they are called; and days and times as people type them."""

from collections.abc import Mapping
from datetime import date

from kasse.errors import Refused
from kasse.formats import date_text, rate_text
from kasse.promoting import State
from kasse.promotions.rules import ALL, DAY, Goods, Kind, Promotion
from kasse.texts import N_, _, current_language, ngettext
from ui.checkout.rows import figure

FEWER, SECOND, TOGETHER, SET, PERCENT, AMOUNT, PRICE = (
    "fewer",
    "second",
    "together",
    "set",
    "percent",
    "amount",
    "price",
)
SHAPES = {
    FEWER: N_("3 for the price of 2"),
    SECOND: N_("The second one cheaper"),
    TOGETHER: N_("3 for 5.00"),
    SET: N_("A set for one price"),
    PERCENT: N_("Percent off"),
    AMOUNT: N_("An amount off each"),
    PRICE: N_("Another price for each"),
}
"""The promotions an owner chooses from, each by what it would be called."""
STATES = {
    State.RUNNING: N_("running"),
    State.PLANNED: N_("planned"),
    State.OFF: N_("switched off"),
    State.OVER: N_("ended"),
}
_TWO_DIGITS = 2


def shape_of(promotion: Promotion) -> str:
    """Which of them it is."""
    if promotion.kind is Kind.FEWER:
        return FEWER if promotion.percent == ALL else SECOND
    if promotion.kind is Kind.TOGETHER:
        return SET if len(promotion.parts) > 1 else TOGETHER
    return {Kind.PERCENT: PERCENT, Kind.AMOUNT: AMOUNT, Kind.PRICE: PRICE}[promotion.kind]


def percent_figure(percent: int) -> str:
    """1000 as "10 %", 1250 as "12,5 %"."""
    return rate_text(percent, current_language())


def title(promotion: Promotion) -> str:
    """What it could be called, short enough for a receipt."""
    shape, count = shape_of(promotion), promotion.pieces
    if shape == FEWER:
        return _("{count} for {pay}").format(count=count, pay=promotion.pay)
    if shape == SECOND:
        return _("Second one -{percent}").format(percent=percent_figure(promotion.percent))
    if shape == TOGETHER:
        return _("{count} for {amount}").format(count=count, amount=figure(promotion.amount))
    if shape == SET:
        return _("Set for {amount}").format(amount=figure(promotion.amount))
    if shape == PERCENT:
        return _("-{percent}").format(percent=percent_figure(promotion.percent))
    if shape == AMOUNT:
        return _("-{amount} each").format(amount=figure(promotion.amount))
    return _("Now {amount}").format(amount=figure(promotion.amount))


def what(promotion: Promotion, names: Mapping[int, str]) -> str:
    """What it does, and to what, in a sentence."""
    several = len(promotion.parts) > 1
    goods = " + ".join(goods_text(part.goods, names, part.count if several else 1) for part in promotion.parts)
    return f"{title(promotion)} · {goods}"


def goods_text(goods: Goods, names: Mapping[int, str], count: int = 1) -> str:
    """A group in a few words: the first of it, and how many more."""
    if goods.everything:
        told = [_("everything")]
    else:
        told = [*goods.departments, *(names.get(number, str(number)) for number in goods.products), *goods.packs]
    text = told[0] if told else _("nothing yet")
    if len(told) > 1:
        text = ngettext("{first} and {count} more", "{first} and {count} more", len(told) - 1).format(
            first=text, count=len(told) - 1
        )
    return f"{count} × {text}" if count > 1 else text


def when(promotion: Promotion) -> str:
    """When it runs, and for whom."""
    told = [_days(promotion), _weekdays(promotion.weekdays), _hours(promotion)]
    if promotion.group:
        told.append(promotion.group)
    if promotion.coupon:
        told.append(_("coupon {code}").format(code=promotion.coupon))
    return " · ".join(text for text in told if text) or _("always")


def _days(promotion: Promotion) -> str:
    language = current_language()
    begin = date_text(promotion.starts, language) if promotion.starts else ""
    end = date_text(promotion.ends, language) if promotion.ends else ""
    if begin and end:
        return f"{begin} – {end}"
    if begin:
        return _("from {date}").format(date=begin)
    return _("until {date}").format(date=end) if end else ""


def weekday_names() -> list[str]:
    """Monday to Sunday, short."""
    return [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]


def _weekdays(days: tuple[int, ...]) -> str:
    """Days that follow each other as a span."""
    names = weekday_names()
    if len(days) > _TWO_DIGITS and days == tuple(range(days[0], days[-1] + 1)):
        return f"{names[days[0]]}–{names[days[-1]]}"
    return ", ".join(names[day] for day in days)


def _hours(promotion: Promotion) -> str:
    if promotion.from_minute is None or promotion.to_minute is None:
        return ""
    return f"{minute_text(promotion.from_minute)}–{minute_text(promotion.to_minute)}"


def minute_text(minute: int | None) -> str:
    """A time of the day; empty for none."""
    return "" if minute is None else f"{minute // 60}:{minute % 60:02d}"


def minute_of(text: str) -> int | None:
    """A time as people type it: "17", "17:30", "1730"; None where nothing stands there."""
    typed = text.strip().replace(".", ":")
    if not typed:
        return None
    hours, colon, minutes = typed.partition(":")
    if not colon and len(typed) > _TWO_DIGITS:
        hours, minutes = typed[:-2], typed[-2:]
    if not (hours.isdecimal() and (minutes or "0").isdecimal()) or int(minutes or 0) >= 60:
        raise Refused("bad_hours", _("“{text}” is no time of the day. Write it as 17:30.").format(text=text[:20]))
    if int(hours) * 60 + int(minutes or 0) > DAY:
        raise Refused("bad_hours", _("A time is from 0:00 to 24:00."))
    return int(hours) * 60 + int(minutes or 0)


def day_text(day: date | None) -> str:
    """A day; empty for none."""
    return "" if day is None else date_text(day, current_language())
