"""How figures and times are written in a language, by Babel's tables; no float on the way."""

from datetime import date, datetime

from kasse.money import Money
from kasse.quantity import Quantity
from kasse.tax import rate_text as plain_rate
from kasse.texts import figures_language, number_signs


def amount_text(money: Money, language: str) -> str:
    """1234.5 euros as "1.234,50" in German and "1,234.50" in English."""
    decimal, group = number_signs(language)
    euros, cents = divmod(abs(money.cents), 100)
    grouped = f"{euros:,}".replace(",", group)
    return f"{'-' if money.cents < 0 else ''}{grouped}{decimal}{cents:02d}"


def entry_text(money: Money, language: str) -> str:
    """An amount as one types it: no grouping, which could not be read back."""
    return str(money).replace(".", number_signs(language)[0])


def quantity_text(quantity: Quantity, language: str) -> str:
    """2 as "2", 412 g as "0,412"."""
    return str(quantity).replace(".", number_signs(language)[0])


def rate_text(rate: int, language: str) -> str:
    """1900 as "19 %", 780 as "7,8 %"."""
    return plain_rate(rate).replace(".", number_signs(language)[0]) + " %"


def date_text(day: date, language: str) -> str:
    """A day, as in "23.11.2026"."""
    from babel.dates import format_date

    return format_date(day, "dd.MM.yyyy" if language == "de" else "yyyy-MM-dd", locale=figures_language(language))


def time_text(moment: datetime, language: str, *, seconds: bool = False) -> str:
    """A local moment, as in "23.11.2026 10:44"."""
    return f"{date_text(moment.date(), language)} {moment:{'%H:%M:%S' if seconds else '%H:%M'}}"
