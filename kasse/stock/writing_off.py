"""Goods out by hand: spoiled, broken, stolen, used or given away, by one scan each."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kasse.books.stock import WRITE_OFFS, Reason, StockDocument, StockEntry
from kasse.catalog import Product, Unit
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.ids import uuid7
from kasse.money import Money, total
from kasse.people import Actor, Permission
from kasse.ports import Store, Work
from kasse.quantity import ONE, Quantity
from kasse.stock.expiry import end_what_is_gone, lots_of
from kasse.stock.fefo import counter_id, taken
from kasse.stock.goods import by_number, cost_of, refuse_empties, scanned
from kasse.texts import _


class WrittenOff(NamedTuple):
    """A write-off as it is shown: how much of what, why, by whom and what it cost; None where no cost is known."""

    document: UUID
    at: datetime
    who: str
    reason: Reason
    name: str
    unit: Unit
    quantity: Quantity
    cost: Money | None
    note: str = ""
    taken_back: bool = False
    others: int = 0
    """Articles that went by the same document, as by a recall; `quantity` is then of no use."""


class WritingOff:
    """What somebody does with goods that nobody buys any more."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def scan(
        self,
        actor: Actor,
        reason: Reason,
        code: str,
        count: Quantity | None = None,
        *,
        why: str = "",
        document: UUID | None = None,
    ) -> WrittenOff:
        """Write off one of what the code means, or so many; the batch on the label, else what expires first."""
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            goods = scanned(work, code, count)
            refuse_empties(goods.product)
            batch = next(
                (
                    known.number
                    for known in work.stock.batches(goods.number)
                    if goods.batch and known.code.casefold() == goods.batch.casefold()
                ),
                None,
            )
            quantity = goods.pieces.times(goods.units)
            return self._write_off(work, actor, reason, goods.number, quantity, why, document or uuid7(), batch)

    def check(self, code: str, count: Quantity | None = None) -> None:
        """`Refused` where so many of what the code means cannot be written off; books nothing."""
        with self._store.read() as work:
            goods = scanned(work, code, count)
            refuse_empties(goods.product)
            _checked(goods.product, goods.pieces.times(goods.units))

    def product(
        self,
        actor: Actor,
        reason: Reason,
        number: int,
        quantity: Quantity = ONE,
        *,
        batch: int | None = None,
        why: str = "",
        document: UUID | None = None,
    ) -> WrittenOff:
        """Write off so many of a product, of one batch where one is named."""
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            return self._write_off(work, actor, reason, number, quantity, why, document or uuid7(), batch)

    def _write_off(
        self,
        work: Work,
        actor: Actor,
        reason: Reason,
        number: int,
        quantity: Quantity,
        why: str,
        document: UUID,
        batch: int | None,
    ) -> WrittenOff:
        if reason not in WRITE_OFFS:
            raise Refused("no_reason", _("Choose first why the goods go."))
        quantity = _checked(by_number(work, number), quantity)
        parts = [(batch, quantity)] if batch is not None else taken(lots_of(work, number), quantity)
        unit_cost = work.prices.facts(number).cost
        now = self._clock.now()
        entries = tuple(StockEntry(number, -part, _lost(unit_cost, part), of) for of, part in parts)
        booked = StockDocument(document, reason, now, actor.name, why.strip()[:200], entries)
        if work.stock.book(booked):
            end_what_is_gone(work, number, now)
        return _shown(work, booked)

    def take_back(self, actor: Actor, document: UUID) -> WrittenOff:
        """Book the opposite of a write-off: the scan was a slip."""
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            booked = work.stock.document(document)
            if booked is None or booked.kind not in WRITE_OFFS:
                raise Refused("no_write_off", _("This write-off is not in the books."))
            entries = tuple(
                StockEntry(entry.product, -entry.change, None if entry.cost is None else -entry.cost, entry.batch)
                for entry in booked.entries
            )
            note = _("Write-off taken back")
            counter = StockDocument(
                counter_id(document), Reason.CORRECTION, self._clock.now(), actor.name, note, entries
            )
            if not work.stock.book(counter):
                raise Refused("taken_back", _("This write-off was taken back already."))
            work.stock.reopen_batches([entry.batch for entry in entries if entry.batch is not None])
            return _shown(work, booked)._replace(taken_back=True)

    def last(self, limit: int = 60) -> list[WrittenOff]:
        """The last write-offs, the newest first."""
        with self._store.read() as work:
            return [_shown(work, one) for one in work.stock.documents(WRITE_OFFS, limit)]


def _checked(product: Product, quantity: Quantity) -> Quantity:
    quantity = quantity.checked()
    if quantity.thousandths < 0 or (product.unit is Unit.PIECE and not quantity.is_whole):
        raise Refused("bad_quantity", _("{quantity} is no number of pieces.").format(quantity=quantity))
    return quantity


def _lost(unit_cost: int | None, quantity: Quantity) -> Money | None:
    cost = cost_of(unit_cost, quantity)
    return None if cost is None else -cost


def _shown(work: Work, booked: StockDocument) -> WrittenOff:
    number = booked.entries[0].product
    product = work.catalog.product(number)
    costs = [entry.cost for entry in booked.entries if entry.cost is not None]
    return WrittenOff(
        booked.id,
        booked.at,
        booked.who,
        booked.kind,
        str(number) if product is None else product.name,
        Unit.PIECE if product is None else product.unit,
        Quantity(-sum(entry.change.thousandths for entry in booked.entries)),
        -total(costs) if costs else None,
        booked.note,
        work.stock.document(counter_id(booked.id)) is not None,
        len({entry.product for entry in booked.entries}) - 1,
    )
