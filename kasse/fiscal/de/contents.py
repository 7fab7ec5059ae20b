"""What is signed beside sales, in the words of the TSE: cash movements, floats, baskets that were not sold."""

from typing import NamedTuple
from uuid import UUID, uuid5

from kasse.books.tse import Signed, TseBook, UnsoldBasket, UnsoldKind, Waiting
from kasse.cash import CashKind
from kasse.fiscal.de import process_data
from kasse.fiscal.de.process_data import OrderLine
from kasse.money import Money
from kasse.quantity import Quantity

_OURS = UUID("6b617373-6500-4000-8000-000000000000")
"""The name space of ids that are made here, for what has none of its own."""


UNCHANGED = "Bestellung unverändert"
"""What is signed of a basket that is parked again as it was."""


class Content(NamedTuple):
    """What is to be signed: under which id a transaction may have been begun, and the words."""

    id: UUID
    process_type: str
    data: str


def aborted(*, training: bool) -> str:
    """How a transaction ends that came to nothing."""
    return process_data.ABORTED_TRAINING if training else process_data.ABORTED


def content_of(book: TseBook, waiting: Waiting, client: str, *, training: bool) -> Content:
    """What is to be signed of something that waits and is no sale."""
    if waiting.kind is Signed.FLOAT:
        shift = book.shift(int(waiting.ref))
        cents = 0 if shift is None else shift.opening_float.cents
        id_ = uuid5(_OURS, f"{client}/{waiting.ref}")
        return Content(id_, process_data.RECEIPT, process_data.cash(cents, training=training))
    if waiting.kind is Signed.CASH:
        return _of_movement(book, UUID(waiting.ref), training=training)
    unsold = book.basket(UUID(waiting.ref))
    assert unsold is not None  # noqa: S101 - it was booked in the same transaction
    return _of_basket(unsold, book.ordered_before(unsold), training=training)


def _of_movement(book: TseBook, id_: UUID, *, training: bool) -> Content:
    movement = book.movement(id_)
    assert movement is not None  # noqa: S101 - it was booked in the same transaction
    if movement.kind is CashKind.NO_SALE:
        return Content(id_, process_data.OTHER, process_data.drawer_opened(movement.reason))
    return Content(id_, process_data.RECEIPT, process_data.cash(movement.amount.cents, training=training))


def _of_basket(unsold: UnsoldBasket, before: UnsoldBasket | None, *, training: bool) -> Content:
    """A basket that was given up ends as aborted; a parked one is an order (AEAO on section 146a AO, 2.2.3.6.2)."""
    if unsold.kind is UnsoldKind.ABORTED or training:
        return Content(unsold.basket.id, process_data.RECEIPT, aborted(training=training))
    lines = _order_lines(unsold) if before is None else _changed(_order_lines(before), _order_lines(unsold))
    if not lines:  # a device may refuse an order without lines
        return Content(unsold.basket.id, process_data.OTHER, UNCHANGED)
    return Content(unsold.basket.id, process_data.ORDER, process_data.order(lines))


def _order_lines(unsold: UnsoldBasket) -> list[OrderLine]:
    return [OrderLine(line.quantity, line.article.name, line.unit_price) for line in unsold.basket.active]


def _changed(before: list[OrderLine], now: list[OrderLine]) -> list[OrderLine]:
    """What is new since the order before, and what is cancelled, with a minus: each thing is ordered once."""
    sums: dict[tuple[str, Money], int] = {}
    for sign, lines in ((1, now), (-1, before)):
        for line in lines:
            key = (line.name, line.unit_price)
            sums[key] = sums.get(key, 0) + sign * line.quantity.thousandths
    return [OrderLine(Quantity(left), name, price) for (name, price), left in sums.items() if left]
