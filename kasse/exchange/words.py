"""Values of a list as people read them: what stood there, and what would stand there."""

import re
from datetime import date
from typing import Final

from kasse.books.exchange import Difference
from kasse.errors import Refused
from kasse.formats import amount_text, date_text, quantity_text
from kasse.money import Money
from kasse.product_list.cells import fold
from kasse.product_list.records import excerpt
from kasse.quantity import Quantity
from kasse.texts import _, current_language, number_signs

_COST: Final = re.compile(r"(\d{1,7})(?:[.,](\d{1,4}))?", re.ASCII)
_TWO_READINGS: Final = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_DAY: Final = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", re.ASCII)
_UNITS: Final = re.compile(
    r"(\d{1,6})(?:[.,](\d{1,3}))?(?:\s*(?:x|stk|stück|st|pcs|fl|flaschen|dosen|kg)\.?)?", re.I | re.ASCII
)
_WEEKDAYS: Final = {
    word: day
    for day, words in enumerate(
        (
            "mo mon montag montags monday",
            "di die dienstag dienstags tue tues tuesday",
            "mi mit mittwoch mittwochs wed wednesday",
            "do don donnerstag donnerstags thu thur thurs thursday",
            "fr fre freitag freitags fri friday",
            "sa sam samstag samstags sonnabend sat saturday",
            "so son sonntag sonntags sun sunday",
        )
    )
    for word in words.split()
}

Value = Money | Quantity | date | str | int | bool | None


def said(value: Value) -> str:
    """A value in the screen's language; a dash where there is none."""
    language = current_language()
    match value:
        case None | "":
            return "–"
        case bool():
            return _("yes") if value else _("no")
        case Money():
            return amount_text(value, language)
        case Quantity():
            return quantity_text(value, language)
        case date():
            return date_text(value, language)
    return str(value)


def differences(pairs: list[tuple[str, Value, Value]]) -> tuple[Difference, ...]:
    """Those of some pairs that are not the same: title, before, after."""
    return tuple(Difference(_(title), said(before), said(after)) for title, before, after in pairs if before != after)


def cost_said(cost: int | None) -> str:
    """A cost in hundredths of a cent, with as many digits as it has."""
    if cost is None:
        return "–"
    text = f"{cost // 10_000}.{cost % 10_000:04d}"
    shown = text[:-2] if text.endswith("00") else text.rstrip("0")
    return shown.replace(".", number_signs(current_language())[0])


def cost_of(text: str) -> int | None:
    """A net cost of one piece in hundredths of a cent: a bottle of a crate has no whole cents."""
    number = text.replace("€", "").replace("EUR", "").strip()
    if not number:
        return None
    match = _COST.fullmatch(number)
    if match is None or _TWO_READINGS.fullmatch(number):
        raise Refused(
            "bad_cost", _("“{text}” is not a cost. Write it as 0.4567 or 12.50.").format(text=excerpt(text)[:40])
        )
    return int(match[1]) * 10_000 + int((match[2] or "").ljust(4, "0"))


def count_of(text: str, what: str, most: int) -> int | None:
    """A whole number from 0 on; None for an empty cell."""
    if not text.strip():
        return None
    if not (text.strip().isascii() and text.strip().isdigit() and len(text.strip()) < 9 and int(text) <= most):
        raise Refused(
            "bad_number",
            _("{column}: “{text}” is not a whole number up to {most}.").format(
                column=what, text=excerpt(text)[:40], most=most
            ),
        )
    return int(text)


def units_of(text: str) -> Quantity | None:
    """How many pieces are in an order unit: "20", "20 x", "6 Stk"."""
    if not text.strip():
        return None
    match = _UNITS.fullmatch(text.strip())
    units = Quantity(int(match[1] + (match[2] or "").ljust(3, "0"))) if match else Quantity(0)
    if units.thousandths <= 0:
        raise Refused(
            "bad_units", _("“{text}” does not say how many pieces are in it.").format(text=excerpt(text)[:40])
        )
    return units


def day_of(text: str) -> date | None:
    """A day as in 31.12.2026 or 2026-12-31; None for an empty cell. Twelve and thirteen are never guessed apart."""
    words = text.strip().split(" ")[0]
    if not words:
        return None
    match = _DAY.fullmatch(words)
    try:
        if match and "/" in words and int(match[1]) <= 12 and int(match[2]) <= 12 and match[1] != match[2]:
            raise ValueError  # 03/04 is March to one and April to another
        return date(int(match[3]), int(match[2]), int(match[1])) if match else date.fromisoformat(words)
    except ValueError:
        raise Refused(
            "bad_day", _("“{text}” is not a day. Write it as 31.12.2026 or 2026-12-31.").format(text=excerpt(text)[:40])
        ) from None


def weekdays_of(text: str) -> tuple[int, ...]:
    """Weekdays out of "Mo, Mi, Fr", "Montag und Freitag" or "Mon Thu"; 0 is Monday."""
    found: set[int] = set()
    for word in re.split(r"[\s,;/+&]+", text.strip()):
        short = fold(word)
        if short in ("", "und", "and"):
            continue
        day = _WEEKDAYS.get(short)
        if day is None:
            raise Refused("bad_day", _("“{text}” is not a weekday. Write Mon, Tue …").format(text=excerpt(word)[:40]))
        found.add(day)
    return tuple(sorted(found))


def yes_of(text: str) -> bool:
    """Whether a cell says yes."""
    return fold(text) in ("ja", "j", "yes", "y", "1", "x", "true", "wahr")
