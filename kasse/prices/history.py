"""What a price was, out of its changes. Pure.

A history is the changes that came true, of one product or one pack, in the order in which they held.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from kasse.books.prices import PriceChange, PriceState
from kasse.money import Money

LOOK_BACK = 30
"""Days whose lowest price is said where a reduction is announced (section 11 PAngV)."""


def done(changes: Iterable[PriceChange], pack: int) -> list[PriceChange]:
    """The history of a product (0) or of one of its packs."""
    return [change for change in changes if change.pack == pack and change.state is PriceState.DONE]


def price_then(history: Sequence[PriceChange], now: Money | None, day: date) -> Money | None:
    """The price at the end of a day; before the first change it was what that one replaced. `now` is today's."""
    held = [change for change in history if change.valid_from <= day]
    if held:
        return held[-1].price
    return history[0].before if history else now


def lowest(history: Sequence[PriceChange], now: Money | None, day: date, days: int = LOOK_BACK) -> Money | None:
    """The lowest price that held within so many days up to this one; None where it was asked each time.

    What was replaced on the first of these days held on a part of it, and counts.
    """
    since = day - timedelta(days=days + 1)
    prices = [price_then(history, now, since)]
    prices += [change.price for change in history if since < change.valid_from <= day]
    return min((price for price in prices if price is not None), default=None)


def announced(history: Sequence[PriceChange]) -> Money | None:
    """What is to be said where the last change, a reduction, is announced: the lowest price of the 30 days before."""
    if not history:
        return None
    *earlier, last = history
    if last.price is None or last.before is None or last.price >= last.before:
        return None
    return lowest(earlier, last.before, last.valid_from)
