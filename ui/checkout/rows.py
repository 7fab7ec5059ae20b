"""The basket as rows of text: pure functions from figures to what stands on the screen."""

from collections.abc import Sequence

from kasse.catalog import Unit
from kasse.formats import amount_text, quantity_text
from kasse.money import Money
from kasse.pricing import Position, PositionKind, Priced, Saving
from kasse.quantity import Quantity
from kasse.texts import _, current_language
from ui.checkout.model import Row
from ui.theme.look import RIGHT_TO_LEFT

_NO_PRICE = (PositionKind.TIP_STAFF, PositionKind.TIP_OWNER, PositionKind.OWN_USE)
UNITS = {Unit.KILOGRAM: "kg", Unit.LITRE: "l", Unit.METRE: "m"}


def figure(money: Money) -> str:
    """An amount in the screen's language, with a real minus."""
    return signed(amount_text(money, current_language()))


def signed(text: str) -> str:
    """A figure with a real minus, which stays in front of it where one reads from right to left."""
    mark = "\u200e" if text.startswith("-") and current_language() in RIGHT_TO_LEFT else ""
    return mark + text.replace("-", "−")


def quantity_figure(quantity: Quantity, unit: Unit) -> str:
    """A quantity with its unit."""
    text = signed(quantity_text(quantity, current_language()))
    return f"{text} {UNITS[unit]}" if unit in UNITS else text


def price_figure(price: Money, unit: Unit) -> str:
    """A price, by its unit where that is no piece."""
    return f"{figure(price)}/{UNITS[unit]}" if unit in UNITS else figure(price)


def rows(priced: Priced) -> tuple[Row, ...]:
    """What the customer pays for, deposits under their articles; voided lines are on record and not here."""
    saved: dict[int, list[Saving]] = {}
    for one in priced.saved:
        saved.setdefault(one.position, []).append(one)
    return tuple(_row(entry, saved.get(entry.number, [])) for entry in priced.positions if _is_shown(entry))


def _is_shown(position: Position) -> bool:
    return not position.voided and position.kind is not PositionKind.BENEFIT


def _row(position: Position, saved: Sequence[Saving] = ()) -> Row:
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
        told=_told(position, saved),
    )


def _told(position: Position, saved: Sequence[Saving]) -> str:
    """The note with the names of the promotions, where there is room for it."""
    return " ".join([*(one.name for one in saved), figure(-position.discount)]) if saved else ""


def _note(position: Position) -> str:
    if position.discount and position.origin_sale is None:
        return figure(-position.discount)
    return _("fixed price") if position.price_bound and position.kind not in _NO_PRICE else ""
