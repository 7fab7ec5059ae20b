"""What there is: an article's card with its stock, its batches and its history, and what puts the books right."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from kasse.books.stock import Batch, Movement, Reason, StockDocument, StockEntry
from kasse.catalog import Product, Unit
from kasse.clock import Clock, ShopTime
from kasse.errors import Refused
from kasse.ids import uuid7
from kasse.money import Money
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import Store, Work
from kasse.quantity import NONE, Quantity
from kasse.stock.expiry import end_what_is_gone, lots_of
from kasse.stock.fefo import taken
from kasse.stock.goods import by_number, cost_of, scanned
from kasse.texts import _


class BatchLeft(NamedTuple):
    """A batch, how many of it came, and how many are probably left."""

    batch: Batch
    came: Quantity
    left: Quantity


class Card(NamedTuple):
    """All that is known of a product's stock; `cost` is net for one, in hundredths of a cent, `value` for all."""

    product: Product
    level: Quantity
    cost: int | None
    value: Money | None
    batches: tuple[BatchLeft, ...]
    movements: tuple[Movement, ...]
    today: date
    time: ShopTime
    reserved: Quantity = NONE
    """So many of them are kept for somebody outside."""


class Levels:
    """Stock as it is by the books, and how it is put right."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def card(self, product: int) -> Card:
        """A product's card."""
        with self._store.read() as work:
            return self._card(work, product)

    def card_of(self, code: str) -> Card:
        """The card of whatever a code means; `Refused` where nothing has it."""
        with self._store.read() as work:
            return self._card(work, scanned(work, code, Quantity(1000)).number)

    def correct(self, actor: Actor, product: int, found: Quantity, why: str, document: UUID | None = None) -> Card:
        """Somebody looked: there are so many, whatever the books say. The reason stands in the books."""
        _refuse_silent(actor, why)
        with self._store.write() as work:
            _refuse_parts(by_number(work, product), found)
            if found.thousandths < 0:
                raise Refused("bad_quantity", _("There cannot be less than none. Enter how many are there."))
            level = work.stock.level(product)
            if found != level:
                entry = StockEntry(product, found - level, expected=level, counted=found)
                self._book(work, actor, Reason.CORRECTION, (entry,), why, document)
                self._audit(work, actor, product, f"{level} → {found}: {why.strip()[:200]}")
            return self._card(work, product)

    def transfer(self, actor: Actor, product: int, change: Quantity, why: str, document: UUID | None = None) -> Card:
        """Goods go to another place, or come from there (positive); what expires first goes first."""
        _refuse_silent(actor, why)
        with self._store.write() as work:
            _refuse_parts(by_number(work, product), change.checked())
            cost = work.prices.facts(product).cost
            parts = taken(lots_of(work, product), -change) if change.thousandths < 0 else [(None, -change)]
            entries = tuple(StockEntry(product, -part, cost_of(cost, -part), batch) for batch, part in parts)
            self._book(work, actor, Reason.TRANSFER, entries, why, document)
            self._audit(work, actor, product, f"{change}: {why.strip()[:200]}")
            return self._card(work, product)

    def _book(
        self,
        work: Work,
        actor: Actor,
        reason: Reason,
        entries: tuple[StockEntry, ...],
        why: str,
        document: UUID | None,
    ) -> None:
        now = self._clock.now()
        booked = StockDocument(document or uuid7(), reason, now, actor.name, why.strip()[:200], entries)
        if work.stock.book(booked):
            end_what_is_gone(work, entries[0].product, now)

    def _card(self, work: Work, number: int) -> Card:
        product = by_number(work, number)
        level = work.stock.level(number)
        cost = work.prices.facts(number).cost
        time = work.settings.shop().time
        left = {lot.batch: lot for lot in lots_of(work, number) if lot.batch is not None}
        batches = tuple(
            BatchLeft(batch, left[batch.number].came, left[batch.number].left)
            for batch in work.stock.batches(number)
            if batch.number in left
        )
        return Card(
            product,
            level,
            cost,
            cost_of(cost, level) if level.thousandths > 0 else None,
            batches,
            tuple(work.stock.movements(number)),
            time.local(self._clock.now()).date(),
            time,
            work.reservations.spoken_for().get(number, NONE),
        )

    def _audit(self, work: Work, actor: Actor, product: int, after: str) -> None:
        found = by_number(work, product)
        subject = found.codes[0] if found.codes else str(product)
        work.settings.audit(AuditEntry(self._clock.now(), actor.name, "stock", subject, after=after))


def _refuse_silent(actor: Actor, why: str) -> None:
    actor.require(Permission.STOCK)
    if not why.strip():
        raise Refused("no_reason", _("Say why: it stands in the books."))


def _refuse_parts(product: Product, quantity: Quantity) -> None:
    if product.unit is Unit.PIECE and not quantity.is_whole:
        raise Refused("bad_quantity", _("{quantity} is no number of pieces.").format(quantity=quantity))
