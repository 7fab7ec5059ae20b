"""Cells of a report as they are read on the screen."""

from datetime import date

from kasse.books.reports import Cell, Kind
from kasse.formats import date_text, quantity_text, rate_text
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.texts import current_language, ngettext
from ui.checkout.rows import figure, signed

FIGURES = frozenset({Kind.COUNT, Kind.MONEY, Kind.QUANTITY, Kind.PERCENT, Kind.DAYS})
"""Kinds that are read from the right."""


def cell_text(cell: Cell, kind: Kind) -> str:
    """A cell as text; empty where there is nothing."""
    if cell is None:
        return ""
    if isinstance(cell, Money):
        return figure(cell)
    if isinstance(cell, Quantity):
        return signed(quantity_text(cell, current_language()))
    if isinstance(cell, date):
        return date_text(cell, current_language())
    if isinstance(cell, int):
        return _number(cell, kind)
    return cell


def _number(value: int, kind: Kind) -> str:
    if kind is Kind.PERCENT:
        text = rate_text(abs(value), current_language())
        return signed(f"-{text}" if value < 0 else text)
    return signed(str(value))


def value_text(value: int | None, kind: Kind) -> str:
    """A value of a chart, which is a plain number, as text with its unit."""
    if value is None:
        return "–"
    if kind is Kind.MONEY:
        return f"{figure(Money(value))} €"
    if kind is Kind.QUANTITY:
        return cell_text(Quantity(value), kind)
    if kind is Kind.DAYS:
        return ngettext("{count} day", "{count} days", value).format(count=value)
    return _number(value, kind)


def tick_text(value: int, kind: Kind, *, whole: bool) -> str:
    """A value at a chart's axis: without cents or thousandths where all ticks are whole."""
    text = value_text(value, kind)
    if whole and kind in (Kind.MONEY, Kind.QUANTITY):
        plain = Money(value // 100 * 100) if kind is Kind.MONEY else Money(value // 1000 * 100)
        text = figure(plain)[:-3] + (" €" if kind is Kind.MONEY else "")
    return text
