"""How many of a batch are probably left, and which batch goods are taken from: what expires first goes first. Pure.

Nobody notes at the checkout which batch was sold. So the level is shared among the deliveries from the one that keeps
longest backwards: what is not there any more is taken to have been the oldest. What has no day of its own is taken to
keep as long as the product usually does; where nothing is known of that, it is taken to be gone first.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from kasse.books.stock import Arrival, Batch, Reason
from kasse.quantity import NONE, Quantity

TAKEN_BACK = "taken back"


def counter_id(document: UUID) -> UUID:
    """The id of the document that takes another back: there can be one only."""
    return uuid5(document, TAKEN_BACK)


class Lot(NamedTuple):
    """Goods that came together; `batch` is None where nobody noted one. `expires` may be estimated."""

    batch: int | None
    expires: date
    came: Quantity
    left: Quantity = NONE


def lots(
    level: Quantity, arrivals: Sequence[Arrival], batches: Sequence[Batch], life: int | None, ended: frozenset[int]
) -> list[Lot]:
    """All deliveries of a product with what is probably left of each, what expires first before others.

    `ended` are batches of which somebody said that nothing is left.
    """
    days = {batch.number: batch.best_before for batch in batches}
    usual = life if life is not None else _usual_life(batches)
    came = _came(arrivals, days, usual)
    left = max(0, level.thousandths)
    shared: list[Lot] = []
    for lot in sorted(came, key=lambda lot: (lot.expires, lot.batch or 0), reverse=True):
        part = 0 if lot.batch in ended else min(left, max(0, lot.came.thousandths))
        left -= part
        shared.append(lot._replace(left=Quantity(part)))
    return shared[::-1]


def _usual_life(batches: Sequence[Batch]) -> int:
    """The middle of how long the batches that have a day kept; 0 where none has."""
    lives = sorted((batch.best_before - batch.first_at.date()).days for batch in batches if batch.best_before)
    return max(0, lives[len(lives) // 2]) if lives else 0


def _came(arrivals: Sequence[Arrival], days: dict[int, date | None], usual: int) -> list[Lot]:
    """A lot for each batch, with what was taken out of it by name, and one for each delivery without a batch."""
    named: dict[int, Lot] = {}
    unnamed: list[Lot] = []
    back = taken_back(arrivals)
    for arrival in arrivals:
        expires = arrival.at.date() + timedelta(days=usual)
        if arrival.batch is not None:
            before = named.get(arrival.batch, Lot(arrival.batch, days.get(arrival.batch) or expires, NONE))
            named[arrival.batch] = before._replace(came=before.came + arrival.change)
        elif arrival.reason is Reason.RECEIPT and arrival.document not in back:
            unnamed.append(Lot(None, expires, arrival.change))
    return [*named.values(), *unnamed]


def taken_back(arrivals: Sequence[Arrival]) -> frozenset[UUID]:
    """The deliveries that were taken back: nothing of them is there, whatever the level is."""
    counters = {
        arrival.document
        for arrival in arrivals
        if arrival.change.thousandths < 0 and arrival.reason in (Reason.CORRECTION, Reason.SUPPLIER_RETURN)
    }
    if not counters:
        return frozenset()
    receipts = {arrival.document for arrival in arrivals if arrival.reason is Reason.RECEIPT}
    return frozenset(receipt for receipt in receipts if counter_id(receipt) in counters)


def taken(found: Sequence[Lot], quantity: Quantity) -> list[tuple[int | None, Quantity]]:
    """From which batches so much is taken, the one that expires first before others; None is no batch.

    What the batches do not hold is taken from no batch: the books may be behind the shelf.
    """
    wanted = quantity.thousandths
    parts: list[tuple[int | None, Quantity]] = []
    for lot in found:
        part = min(wanted, lot.left.thousandths)
        if part > 0 and lot.batch is not None:
            parts.append((lot.batch, Quantity(part)))
            wanted -= part
    return [*parts, (None, Quantity(wanted))] if wanted or not parts else parts
