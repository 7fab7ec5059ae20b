"""The basket as rows of text: pure functions from figures to what stands on the screen."""

from kasse.catalog import Unit
from kasse.formats import amount_text, quantity_text
from kasse.money import Money
from kasse.pricing import Position, PositionKind, Priced
from kasse.quantity import Quantity
from kasse.texts import _, current_language
from ui.checkout.model import Row

UNITS = {Unit.KILOGRAM: "kg", Unit.LITRE: "l", Unit.METRE: "m"}


def figure(money: Money) -> str:
    """An amount in the screen's language, with a real minus."""
    return amount_text(money, current_language()).replace("-", "−")


def entry(money: Money) -> str:
    """An amount as one types it: no grouping, which could not be read back."""
    return str(money).replace(".", amount_text(Money(0), current_language())[1])


def quantity_figure(quantity: Quantity, unit: Unit) -> str:
    """A quantity with its unit."""
    text = quantity_text(quantity, current_language()).replace("-", "−")
    return f"{text} {UNITS[unit]}" if unit in UNITS else text


def price_figure(price: Money, unit: Unit) -> str:
    """A price, by its unit where that is no piece."""
    return f"{figure(price)}/{UNITS[unit]}" if unit in UNITS else figure(price)


def rows(priced: Priced) -> tuple[Row, ...]:
    """What the customer pays for, deposits under their articles; voided lines are on record and not here."""
    return tuple(_row(position) for position in priced.positions if not position.voided)


def _row(position: Position) -> Row:
    if position.kind is PositionKind.DEPOSIT and position.parent is not None:
        each = f"{quantity_figure(position.quantity, position.unit)} × {figure(position.unit_price)}"
        return Row(position.line_key, "", f"{position.name}   {each}", "", figure(position.total), deposit=True)
    return Row(
        position.line_key,
        quantity_figure(position.quantity, position.unit),
        position.name,
        price_figure(position.unit_price, position.unit),
        figure(position.total),
        note=_note(position),
    )


def _note(position: Position) -> str:
    if position.discount and position.origin_sale is None:
        return figure(-position.discount)
    return _("price bound") if position.price_bound else ""
