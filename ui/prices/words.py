"""Prices, margins, contents and days in words, and back from what was typed."""

import re
from datetime import date, timedelta

from kasse.books.prices import PriceChange, PriceRow
from kasse.catalog import Unit
from kasse.errors import Refused
from kasse.formats import date_text
from kasse.margin import Margin, margin, percent_text
from kasse.money import MAX_CENTS, Money
from kasse.texts import _, current_language, number_signs
from kasse.unit_price import UnitPrice, unit_price, unit_price_text
from ui.checkout.rows import figure, price_figure, signed
from ui.window import WEEKDAYS

_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.?(\d{4}|\d{2})?", re.ASCII)
_COST = re.compile(r"(\d{1,7})(?:[.,](\d{1,4}))?", re.ASCII)


def price_text(price: Money | None, unit: Unit = Unit.PIECE) -> str:
    """A price, by its unit where that is no piece."""
    return "–" if price is None else price_figure(price, unit)


def cost_text(cost: int | None) -> str:
    """What one piece costs, in euros with as many places as it has, two at least."""
    if cost is None:
        return ""
    whole, rest = divmod(cost, 10_000)
    places = f"{rest:04d}".rstrip("0").ljust(2, "0")
    return f"{whole}{number_signs(current_language())[0]}{places}"


def read_cost(text: str) -> int | None:
    """What was typed as a cost, in hundredths of a cent; None where nothing was."""
    if not text.strip():
        return None
    match = _COST.fullmatch(text.strip())
    cost = -1 if match is None else int(match[1]) * 10_000 + int((match[2] or "").ljust(4, "0"))
    if not 0 <= cost <= MAX_CENTS * 100:
        raise Refused("bad_cost", _("“{text}” is no cost. Write it as in 0.65 or 0.6575.").format(text=text[:40]))
    return cost


def percent(made: Margin | None) -> str:
    """A margin's share, short for a list."""
    return "" if made is None else signed(percent_text(made.permille, current_language()))


def margin_text(made: Margin | None) -> str:
    """A margin in full."""
    if made is None:
        return ""
    return _("{amount} € margin ({percent})").format(amount=figure(made.amount), percent=percent(made))


def row_margin(row: PriceRow, price: Money | None) -> Margin | None:
    """What a row's price, or another one, leaves."""
    return margin(price, row.rate, row.cost)


def unit_text(price: UnitPrice | None) -> str:
    """A unit price; empty where there is none."""
    return unit_price_text(price, current_language())


def row_unit_price(row: PriceRow) -> str:
    """A row's unit price."""
    return unit_text(unit_price(row.price, row.unit, row.content))


def day_text(day: date) -> str:
    """A day, with its weekday."""
    return f"{_(WEEKDAYS[day.weekday()])} {date_text(day, current_language())}"


def planned_text(row: PriceRow) -> str:
    """A row's next price, with its day."""
    if row.planned is None:
        return ""
    day, price = row.planned
    return f"{price_text(price, row.unit)}  ·  {short_day(day)}"


def short_day(day: date) -> str:
    """A day of this year or the next, as in "Mon 30/11"."""
    return _("{weekday} {day}/{month}").format(weekday=_(WEEKDAYS[day.weekday()]), day=day.day, month=day.month)


def read_day(text: str, today: date) -> date | None:
    """A day as people type it: "24.11.", "2026-11-24", "+7", "Mon"; None for nothing, which is at once."""
    typed = text.strip().casefold()
    if not typed:
        return None
    if typed.startswith("+") and typed[1:].isascii() and typed[1:].isdigit() and len(typed) < 5:
        return today + timedelta(days=int(typed[1:]))
    weekdays = [_(name).casefold() for name in WEEKDAYS]
    for number, name in enumerate(weekdays):
        if typed.startswith(name) and typed.isalpha():
            return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    found = _written(typed, today)
    if found is None:
        raise Refused(
            "bad_day", _("“{text}” is not a day. Write it as 24.11. or +7, or leave it empty.").format(text=text[:40])
        )
    return found


def _written(typed: str, today: date) -> date | None:
    match = _DAY.fullmatch(typed)
    try:
        if match is None:
            return date.fromisoformat(typed)
        day, month, year = match.groups()
        if year is not None:
            return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
        this_year = date(today.year, int(month), int(day))
        return this_year if this_year >= today else this_year.replace(year=today.year + 1)
    except ValueError:
        return None


def step(change: PriceChange, unit: Unit) -> tuple[str, str, str]:
    """A change in the history: since when, from what to what, by whom and why."""
    prices = f"{price_text(change.before)} → {price_text(change.price, unit)}"
    who = " · ".join(part for part in (change.who, change.why) if part)
    return date_text(change.valid_from, current_language()), prices, who
