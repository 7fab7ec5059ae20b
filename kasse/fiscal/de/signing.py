"""The till's side of a TSE: what was begun, what must be signed, what happens when the device is out of order.

Each method that talks to the device may wait for it; all of them are called on one thread, never on the window's. The
books are asked by `call`, which leads to the thread that owns them; no book is touched while the device is asked.

What holds, whatever dies when (docs/fiscal.md): a transaction's number is in the books before its end is asked for; so
after a crash the device is asked what became of it, and a signature that it gave is used, once. What the device began
and the books do not know is finished as aborted. What was sold without a signature stays so (AEAO on section 146a AO,
1.14).
"""

import base64
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID, uuid5

from kasse.books.tse import Signed, SignedEvent, TseBook, TseEvent, TseEventKind, UnsoldKind, Waiting
from kasse.cash import CashKind
from kasse.clock import Clock
from kasse.errors import KasseError, Unavailable
from kasse.fiscal.de import process_data
from kasse.fiscal.de.device import Finished, Logged, Transaction, TseDevice, TseFacts
from kasse.ports import Begun, Store
from kasse.records import to_json
from kasse.sale import Sale, Signature, State
from kasse.texts import _

T = TypeVar("T")

_OURS = UUID("6b617373-6500-4000-8000-000000000000")
"""The name space of ids that are made here, for what has none of its own."""


class Standing(NamedTuple):
    """How the device is: `works` is None until it was asked; `since` and `reason` are an outage's."""

    works: bool | None
    since: datetime | None = None
    reason: str = ""


class _Content(NamedTuple):
    """What is to be signed: under which id a transaction may have been begun, and the words."""

    id: UUID
    process_type: str
    data: str


def _inline(work: Callable[[], T]) -> T:
    return work()


class Signing:
    """Implements `ports.Tse` over any `TseDevice`."""

    present = True

    def __init__(self, device: TseDevice, store: Store, clock: Clock, client: str, *, training: bool = False) -> None:
        self.device = device
        self.client = client
        self.training = training
        self.call: Callable[[Callable[[], Any]], Any] = _inline
        """Runs work on the thread that owns the books and waits for it."""
        self.later: Callable[[Callable[[], None]], None] = _inline
        """Runs work on the device's thread; who calls does not wait."""
        self.on_change: Callable[[Standing], None] = lambda standing: None
        """Told on the device's thread when an outage begins or ends."""
        self.standing = Standing(None)
        self._store = store
        self._clock = clock
        self._device_no: int | None = None
        self._facts: TseFacts | None = None
        self._begun: dict[UUID, Begun] = {}
        self._tried: set[UUID] = set()
        self._given_up: set[UUID] = set()
        self._lock = threading.RLock()

    # Asked on any thread, waits for nothing

    def begun(self, sale: UUID) -> Begun | None:
        """The transaction that was begun for a basket, so that it is in the books with the money."""
        return self._begun.get(sale)

    def give_up(self, sale: UUID) -> None:
        """The cashier waits no longer: what the device may still say of this sale is kept, and not used."""
        self._given_up.add(sale)

    def soon(self) -> None:
        """Something was booked that must be signed."""
        self.later(self.sign_waiting)

    # Talks to the device

    def connect(self) -> None:
        """Ask whether the device is there; what it has begun and nobody knows is finished. Raises `Unavailable`."""
        with self._lock, self._attempt():
            self._open()

    def probe(self) -> None:
        """During an outage: is it back? Says nothing where it is not."""
        with self._lock:
            if self.standing.works is False:
                self.standing = Standing(None, self.standing.since, self.standing.reason)
                try:
                    self.connect()
                except KasseError:
                    return
        self.sign_waiting()

    def start(self, sale: UUID) -> None:
        """Begin the transaction of a basket, once. Raises `Unavailable`."""
        with self._lock:
            if sale not in self._begun:
                with self._attempt():
                    self._open()
                    self._start(sale)

    def finish(self, sale: Sale) -> Signature:
        """End a sale's transaction; a repetition gives the same signature. Raises `Unavailable`: it is out of order."""
        data = process_data.of_sale(sale, training=self.training)
        content = _Content(sale.id, process_data.RECEIPT, data)
        with self._lock, self._attempt():
            self._open()
            return self._sign(Signed.SALE, sale.id.hex, content)

    def sign_waiting(self) -> None:
        """Sign what is booked and waits; what cannot be signed now is noted as that, for good."""
        for waiting in self._books(lambda book: book.waiting()):
            with self._lock:
                if waiting.kind is Signed.SALE:
                    self._look_at_late(waiting)
                else:
                    self._sign_other(waiting)

    def let_go(self) -> None:
        """The till closes: what was begun and not paid is finished as aborted. A silent device stops nothing."""
        with self._lock:
            if self.standing.works:
                try:
                    with self._attempt():
                        self._finish_unknown()
                except KasseError:
                    return

    # Out of order, and back

    @contextmanager
    def _attempt(self) -> Iterator[None]:
        """Ask the device; what it cannot do is an outage from here on, and `Unavailable`."""
        if self.standing.works is False:
            raise Unavailable("tse_out", self.standing.reason)
        try:
            yield
        except KasseError as error:
            self._went_out(error.message)
            raise Unavailable("tse_out", error.message) from error
        except (
            Exception
        ) as error:  # a bug in a device's adapter must not keep a paid sale, or the day, from being closed
            import logging  # not before it is needed: the first window does not wait for it

            logging.getLogger(__name__).exception("the fiscal device failed")
            self._went_out(_("The fiscal device failed."))
            raise Unavailable("tse_out", _("The fiscal device failed.")) from error

    def _went_out(self, reason: str) -> None:
        now = self._clock.now()

        def note(book: TseBook) -> datetime:
            known = book.outage()
            if known is not None:
                return known.at
            book.note(TseEvent(now, TseEventKind.OUTAGE, detail=reason))
            return now

        self._facts = None  # it must be opened anew
        self.standing = Standing(False, self._book(note), reason)
        self.on_change(self.standing)

    def _works(self) -> None:
        def note(book: TseBook) -> None:
            if book.outage() is not None:
                book.note(TseEvent(self._clock.now(), TseEventKind.WORKS))

        if not self.standing.works:
            self._book(note)
            self.standing = Standing(True)
            self.on_change(self.standing)

    def _open(self) -> None:
        if self._facts is not None:
            return
        facts = self.device.open(self.client)
        number = self._book(lambda book: book.keep_device(facts, self.client, self._clock.now()))
        if number != self._device_no:
            self._begun.clear()
        self._device_no, self._facts = number, facts
        self._finish_unknown(keep=set(self._begun))
        self._works()

    def _finish_unknown(self, keep: "set[UUID] | None" = None) -> None:
        """End as aborted what the device began for this till and nobody here knows any more."""
        known = {self._begun[id_].number for id_ in keep or ()}
        known |= {
            waiting.number
            for waiting in self._books(lambda book: book.waiting())
            if waiting.number is not None and waiting.device == self._device_no
        }
        for transaction in self.device.open_transactions(self.client):
            if transaction.number not in known:
                self.device.finish(self.client, transaction, process_data.RECEIPT, self._aborted)
                self._note(TseEventKind.ORPHAN, str(transaction.number))
        self._begun = {id_: begun for id_, begun in self._begun.items() if begun.number in known}

    @property
    def _aborted(self) -> str:
        return process_data.ABORTED_TRAINING if self.training else process_data.ABORTED

    # One transaction

    def _start(self, id_: UUID) -> Begun:
        logged = self.device.start(self.client, id_)
        assert self._device_no is not None  # noqa: S101 - it was opened
        begun = Begun(self._device_no, logged.number, logged.at)
        self._begun[id_] = begun
        return begun

    def _sign(self, kind: Signed, ref: str, content: _Content) -> Signature:
        """Begin where it was not begun, have the number in the books, end it."""
        if content.id in self._given_up:
            raise Unavailable("given_up", _("The cashier went on without the fiscal device."))
        found = self._found_again(kind, ref, content)
        if found is not None:
            return self._done(content, found)
        begun = self._begun.get(content.id) or self._start(content.id)
        self._book(lambda book: _keep_number(book, Waiting(kind, ref, begun.device, begun.number, self._clock.now())))
        self._tried.add(content.id)
        transaction = Transaction(begun.number, content.id)
        end = self.device.finish(self.client, transaction, content.process_type, content.data)
        start = Logged(begun.number, 0, begun.at, b"")
        return self._done(content, Finished(start, end, content.process_type, content.data))

    def _found_again(self, kind: Signed, ref: str, content: _Content) -> Finished | None:
        """What the device did with it, where this till died or heard nothing after asking."""
        begun = self._begun.get(content.id)
        if begun is not None and content.id not in self._tried:
            return None
        kept = self._books(lambda book: book.waits(kind, ref)) if begun is None else None
        if kept is not None and kept.device is not None and kept.number is not None and kept.device == self._device_no:
            begun = Begun(kept.device, kept.number, kept.at)
        if begun is None:
            return None
        transaction = Transaction(begun.number, content.id)
        if begun.number in {one.number for one in self.device.open_transactions(self.client)}:
            self.device.finish(self.client, transaction, content.process_type, content.data)
        found = self.device.logged(self.client, transaction)
        if found is None or (found.process_type, found.process_data) != (content.process_type, content.data):
            self._begun.pop(content.id, None)  # it was ended as something else: begin anew
            return None
        return found

    def _done(self, content: _Content, found: Finished) -> Signature:
        assert self._facts is not None  # noqa: S101 - it was opened
        assert self._device_no is not None  # noqa: S101
        self._begun.pop(content.id, None)
        self._tried.discard(content.id)
        return Signature(
            serial=self._facts.serial,
            transaction=found.end.number,
            counter=found.end.counter,
            started_at=found.start.at,
            finished_at=found.end.at,
            value=base64.b64encode(found.end.signature).decode("ascii"),
            device=self._device_no,
            process_type=found.process_type,
            process_data=found.process_data,
        )

    # What waits

    def _sign_other(self, waiting: Waiting) -> None:
        content = self._books(lambda book: self._content(book, waiting))
        signature, outage = None, ""
        try:
            with self._attempt():
                self._open()
                signature = self._sign(waiting.kind, waiting.ref, content)
        except Unavailable as error:
            outage = error.message
        event = SignedEvent(waiting.kind, waiting.ref, self._clock.now(), signature, outage)
        self._book(lambda book: book.sign(event))

    def _look_at_late(self, waiting: Waiting) -> None:
        """A sale that was completed without its signature: what the device said later is kept, and never used."""
        sale = self._read(lambda work: work.sales.by_id(UUID(waiting.ref)))
        if sale is None or sale.state is State.TENDERED:
            return
        if waiting.device == self._device_no and waiting.number is not None and sale.signature is None:
            try:
                with self._attempt():
                    self._open()
                    self._end_late(sale, waiting.number)
            except Unavailable:
                return
        self._book(lambda book: book.forget(waiting.kind, waiting.ref))

    def _end_late(self, sale: Sale, number: int) -> None:
        transaction = Transaction(number, sale.id)
        found = self.device.logged(self.client, transaction)
        self._begun.pop(sale.id, None)
        self._tried.discard(sale.id)
        self._given_up.discard(sale.id)
        if found is not None:
            signature = self._done(_Content(sale.id, "", ""), found)
            self._note(TseEventKind.LATE, sale.id.hex, to_json(signature, complete=True))
        elif number in {one.number for one in self.device.open_transactions(self.client)}:
            self.device.finish(self.client, transaction, process_data.RECEIPT, self._aborted)
            self._note(TseEventKind.ORPHAN, str(number), sale.id.hex)

    def _content(self, book: TseBook, waiting: Waiting) -> _Content:
        if waiting.kind is Signed.FLOAT:
            shift = book.shift(int(waiting.ref))
            cents = 0 if shift is None else shift.opening_float.cents
            id_ = uuid5(_OURS, f"{self.client}/{waiting.ref}")
            return _Content(id_, process_data.RECEIPT, process_data.cash(cents, training=self.training))
        if waiting.kind is Signed.CASH:
            return self._content_of_movement(book, UUID(waiting.ref))
        return self._content_of_basket(book, UUID(waiting.ref))

    def _content_of_movement(self, book: TseBook, id_: UUID) -> _Content:
        movement = book.movement(id_)
        assert movement is not None  # noqa: S101 - it was booked in the same transaction
        if movement.kind is CashKind.NO_SALE:
            return _Content(id_, process_data.OTHER, process_data.drawer_opened(movement.reason))
        data = process_data.cash(movement.amount.cents, training=self.training)
        return _Content(id_, process_data.RECEIPT, data)

    def _content_of_basket(self, book: TseBook, id_: UUID) -> _Content:
        unsold = book.basket(id_)
        assert unsold is not None  # noqa: S101 - it was booked in the same transaction
        if unsold.kind is UnsoldKind.ABORTED or self.training:
            return _Content(unsold.basket.id, process_data.RECEIPT, self._aborted)
        lines = [
            process_data.OrderLine(line.quantity, line.article.name, line.unit_price) for line in unsold.basket.active
        ]
        return _Content(unsold.basket.id, process_data.ORDER, process_data.order(lines))

    # The books

    def _book(self, work: Callable[[TseBook], T]) -> T:
        def booked() -> T:
            with self._store.write() as books:
                return work(books.tse)

        result: T = self.call(booked)
        return result

    def _books(self, look: Callable[[TseBook], T]) -> T:
        return self._read(lambda work: look(work.tse))

    def _read(self, look: Callable[[Any], T]) -> T:
        def looked() -> T:
            with self._store.read() as books:
                return look(books)

        result: T = self.call(looked)
        return result

    def _note(self, kind: TseEventKind, ref: str, detail: str = "") -> None:
        self._book(lambda book: book.note(TseEvent(self._clock.now(), kind, ref, detail)))


def _keep_number(book: TseBook, waiting: Waiting) -> None:
    kept = book.waits(waiting.kind, waiting.ref)
    if kept is None or (kept.device, kept.number) != (waiting.device, waiting.number):
        book.wait(waiting)
