"""Reasons, batches, quantities and costs in words."""

from datetime import date, datetime

from kasse.books.stock import Batch, Movement, Reason
from kasse.catalog import Unit
from kasse.errors import Refused
from kasse.formats import date_text
from kasse.money import MAX_CENTS, Money
from kasse.quantity import Quantity
from kasse.texts import N_, _, current_language, ngettext
from ui.checkout.rows import figure, quantity_figure
from ui.prices.words import cost_text, read_cost

REASONS = {
    Reason.SALE: N_("sold"),
    Reason.RETURN: N_("came back"),
    Reason.RECEIPT: N_("delivery"),
    Reason.SUPPLIER_RETURN: N_("back to the supplier"),
    Reason.STOCKTAKE: N_("stocktake"),
    Reason.SPOILED: N_("spoiled"),
    Reason.BROKEN: N_("broken"),
    Reason.STOLEN: N_("stolen"),
    Reason.OWN_USE: N_("own use"),
    Reason.DONATED: N_("donated"),
    Reason.TRANSFER: N_("transfer"),
    Reason.CORRECTION: N_("correction"),
}


def reason_text(reason: Reason) -> str:
    """Why stock moved."""
    return _(REASONS[reason])


def day_of(day: date | None) -> str:
    """A day as it is printed; empty for none."""
    return "" if day is None else date_text(day, current_language())


def moment_text(local: datetime, today: date) -> str:
    """When something was: the hour of what was today, else the day."""
    return f"{local:%H:%M}" if local.date() == today else date_text(local.date(), current_language())


def days_text(days: int) -> str:
    """How long something still keeps."""
    if days < 0:
        return ngettext("{count} day over", "{count} days over", -days).format(count=-days)
    if days == 0:
        return _("today")
    return ngettext("{count} day", "{count} days", days).format(count=days)


def change_text(change: Quantity, unit: Unit) -> str:
    """A change with its sign."""
    text = quantity_figure(change, unit)
    return f"+{text}" if change.thousandths > 0 else text


def pack_text(units: Quantity, pack: str = "") -> str:
    """What a count counts: pieces, or packs of so many."""
    if units == Quantity(1000):
        return _("pieces")
    return pack or _("packs of {units}").format(units=quantity_figure(units, Unit.PIECE))


def per_text(units: Quantity) -> str:
    """What a cost is for."""
    if units == Quantity(1000):
        return _("a piece")
    return _("for {units}").format(units=quantity_figure(units, Unit.PIECE))


def batch_text(batch: Batch) -> str:
    """A batch by its code, and its day where it has one."""
    return " · ".join(part for part in (batch.code, day_of(batch.best_before)) if part)


def why_text(movement: Movement) -> str:
    """What moved a product: why, and by which receipt or paper, or of which batch."""
    receipt = "" if movement.receipt_no is None else _("receipt {number}").format(number=movement.receipt_no)
    detail = receipt or movement.note or movement.reference or movement.batch
    return " · ".join(part for part in (reason_text(movement.reason), detail) if part)


def money_text(money: Money | None) -> str:
    """An amount, or a dash where it is not known."""
    return "–" if money is None else figure(money)


def cost_entry(price: Money | None, price_units: Quantity, units: Quantity) -> str:
    """What so many pieces cost, as one types it: with as many places as it has, four at most."""
    if price is None:
        return ""
    above = price.cents * 100 * units.thousandths
    below = price_units.thousandths
    return cost_text((2 * above + below) // (2 * below))


def read_price(text: str, units: Quantity) -> tuple[Money | None, Quantity]:
    """What was typed as the cost of so many pieces: whole cents for so many, or for a hundred times as many."""
    cost = read_cost(text)
    if cost is None:
        return None, units
    if cost % 100 == 0:
        return Money(cost // 100), units
    if cost > MAX_CENTS:
        raise Refused("bad_cost", _("“{text}” is no cost. Write it as in 0.65 or 0.6575.").format(text=text[:40]))
    return Money(cost), Quantity(units.thousandths * 100)
