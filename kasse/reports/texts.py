"""The cells of a report as people read them, on the screen, on paper and in a terminal."""

from datetime import date

from kasse.books.reports import Cell, Kind
from kasse.formats import amount_text, date_text, quantity_text
from kasse.money import Money, round_half_up
from kasse.quantity import Quantity
from kasse.texts import current_language, ngettext, number_signs


def cell_text(cell: Cell, kind: Kind) -> str:
    """A cell in the screen's language; empty where there is nothing."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    language = current_language()
    if isinstance(cell, Money):
        return amount_text(cell, language)
    if isinstance(cell, Quantity):
        return quantity_text(cell, language)
    if isinstance(cell, date):
        return date_text(cell, language)
    return _count_text(cell, kind, language)


def _count_text(count: int, kind: Kind, language: str) -> str:
    if kind is Kind.PERCENT:
        return percent_text(count, language)
    if kind is Kind.DAYS:
        return ngettext("{count} day", "{count} days", count).format(count=count)
    return f"{count:,}".replace(",", number_signs(language)[1])


def percent_text(hundredths: int, language: str) -> str:
    """1234 hundredths of a percent as "12,3 %"."""
    tenths = round_half_up(abs(hundredths), 10)
    sign = "-" if hundredths < 0 and tenths else ""
    grouped = f"{tenths // 10:,}".replace(",", number_signs(language)[1])
    return f"{sign}{grouped}{number_signs(language)[0]}{tenths % 10} %"
