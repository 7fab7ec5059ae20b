"""What the checkout leaves in the books for the fiscal device. A module of its own: a till without one does without."""

from datetime import datetime

from kasse.basket import Basket
from kasse.books.tse import Signed, TseEvent, TseEventKind, UnsoldBasket, UnsoldKind, Waiting
from kasse.ids import uuid7
from kasse.ports import Begun, Work
from kasse.records import to_json
from kasse.sale import Sale


def keep_begun(work: Work, sale: Sale, begun: Begun) -> None:
    """The device's transaction is in the books with the money, so that it is found again whatever dies."""
    work.tse.wait(Waiting(Signed.SALE, sale.id.hex, begun.device, begun.number, sale.tendered_at))


def is_signed(work: Work, sale: Sale) -> None:
    """The sale has its signature and waits no more."""
    work.tse.forget(Signed.SALE, sale.id.hex)


def note_late(work: Work, sale: Sale, at: datetime) -> None:
    """The device answered when the receipt had gone without: its signature is kept, and never used."""
    if sale.signature is not None and work.tse.waits(Signed.SALE, sale.id.hex) is not None:
        signature = to_json(sale.signature, complete=True)
        work.tse.note(TseEvent(at, TseEventKind.LATE, sale.id.hex, signature))
        work.tse.forget(Signed.SALE, sale.id.hex)


def keep_unsold(
    work: Work, basket: Basket, kind: str, cashier: tuple[int, str], shift: int, begun: Begun | None, at: datetime
) -> None:
    """A basket that is given up ("aborted") or parked ("order") stays on record, and waits to be signed as that."""
    number, name = cashier
    unsold = UnsoldBasket(uuid7(), basket, UnsoldKind(kind), shift, number, name, at)
    work.tse.keep_basket(unsold)
    work.tse.wait(Waiting(Signed.BASKET, unsold.id.hex, begun and begun.device, begun and begun.number, at))
