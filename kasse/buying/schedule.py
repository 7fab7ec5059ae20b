"""When a supplier's next deliveries come, and until when one can order for them."""

from datetime import date, timedelta
from typing import NamedTuple

from kasse.books.buying import Supplier

ANY_DAY_LASTS = 7
"""Days that an order is to last where the supplier comes, or is driven to, on any day."""


class Round(NamedTuple):
    """The next delivery, the one after it, and the last day to order for the first of them."""

    comes: date
    following: date
    order_by: date


def round_of(supplier: Supplier, today: date, lasts: int | None = None) -> Round:
    """The delivery that an order of today makes it into; `lasts` says how many days it is to cover instead."""
    comes = _on_weekday(supplier, today + timedelta(days=supplier.lead_days))
    if lasts is not None:
        following = comes + timedelta(days=lasts)
    elif supplier.delivery_days:
        following = _on_weekday(supplier, comes + timedelta(days=1))
    else:
        following = comes + timedelta(days=ANY_DAY_LASTS)
    return Round(comes, following, max(today, comes - timedelta(days=supplier.lead_days)))


def _on_weekday(supplier: Supplier, first: date) -> date:
    """The first day of delivery from a day on."""
    if not supplier.delivery_days:
        return first
    return next(day for day in (first + timedelta(days=n) for n in range(7)) if day.weekday() in supplier.delivery_days)
