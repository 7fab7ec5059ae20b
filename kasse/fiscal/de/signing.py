"""The till's side of a TSE: what was begun, what must be signed, what happens when the device is out of order.

Each method that talks to the device may wait for it; all of them are called on one thread, never on the window's or on
the one that owns the books. The books are asked by `call`, which leads to that thread; no book is locked while the
device is asked.

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
from functools import partial
from typing import Any, NamedTuple, TypeVar, cast
from uuid import UUID

from kasse.books.tse import Signed, SignedEvent, TseBook, TseEvent, TseEventKind, Waiting, note_outage
from kasse.clock import Clock
from kasse.errors import KasseError, Unavailable
from kasse.fiscal.de import process_data
from kasse.fiscal.de.contents import Content, aborted, content_of
from kasse.fiscal.de.device import Finished, Logged, Transaction, TseDevice, TseFacts
from kasse.fiscal.de.tse_health import refuse_unfit
from kasse.ports import Begun, Store
from kasse.records import to_json
from kasse.sale import Sale, Signature, State
from kasse.texts import _

T = TypeVar("T")


class Standing(NamedTuple):
    """How the device is: `works` is None until it was asked; `since` and `reason` are an outage's."""

    works: bool | None
    since: datetime | None = None
    reason: str = ""


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
        """Told when an outage begins or ends, on whatever thread that is noticed."""
        self.archive: Callable[[], object] = lambda: None
        """Called on the device's thread when what waited is signed and the device works: a Z may want its archive."""
        self.standing = Standing(None)
        self._store = store
        self._clock = clock
        self._device_no: int | None = None
        self._facts: TseFacts | None = None
        self._begun: dict[UUID, Begun] = {}
        self._wanted: set[UUID] = set()
        """Baskets in front of the cashier whose transaction is to begin, unless they are over before its turn comes."""
        self._fresh: dict[int, Begun] = {}
        """Transactions that the books were given and whose end was not asked for yet: any other may have ended."""
        self._hands = threading.Lock()
        """Held for no longer than it takes to move one from there to here."""
        self._given_up: set[UUID] = set()
        self._probing = False
        """During an outage only what tries whether it is over asks the device; changed under the lock alone."""
        self._lock = threading.RLock()

    # Asked on any thread, waits for nothing

    @property
    def certified(self) -> bool | None:
        """Whether the device is one of section 146a AO; None where it was not asked yet."""
        return None if self._facts is None else self._facts.certified

    def begin(self, sale: UUID) -> None:
        """A basket has its first line: its transaction begins as soon as the device has time."""
        self._wanted.add(sale)
        self.later(partial(self._start_wanted, sale))

    def begun(self, sale: UUID) -> Begun | None:
        """The transaction that was begun for a basket, so that it is in the books with what becomes of the basket.

        It is given once: a basket that is parked and called back has another. What has not begun yet begins no more by
        itself: the basket is no longer in front of the cashier.
        """
        with self._hands:
            self._wanted.discard(sale)
            begun = self._begun.pop(sale, None)
            if begun is not None:
                self._fresh[begun.number] = begun
            return begun

    def give_up(self, sale: UUID) -> None:
        """The cashier waits no longer: what the device may still say of this sale is kept, and not used."""
        self._given_up.add(sale)
        if self.standing.works is not False:
            self.standing = Standing(False, self._clock.now(), _("The fiscal device took too long."))
            self.on_change(self.standing)

    def soon(self) -> None:
        """Something was booked that must be signed."""
        self.later(self.sign_waiting)

    # Talks to the device

    def connect(self, *, to_sign: bool = False) -> None:
        """Ask whether the device is there; what it has begun and nobody knows is finished. Raises `Unavailable`.

        One that is full or whose certificate has ended can be opened and read; `to_sign` is about its signatures.
        """
        with self._lock:
            if not self.standing.works:
                self._facts = None
            with self._attempt():
                self._open()
                if to_sign:
                    refuse_unfit(self.device.health(), self._clock.now())

    def reach(self) -> None:
        """The device is to be read; that works with one that signs no more, too. Raises what keeps it from that."""
        with self._lock:
            try:
                self.connect()
            except Unavailable:
                facts = self.device.facts()
                self._book(lambda book: book.keep_device(facts, self.client, self._clock.now()))

    def probe(self) -> None:
        """During an outage: is it back? Says nothing where it is not."""
        with self._lock:
            if self.standing.works is not False:
                return
            self._probing = True  # who pays meanwhile does not wait for it: it is an outage until it is over
            try:
                self.connect(to_sign=True)
            except KasseError:
                return
            finally:
                self._probing = False
        self.sign_waiting()

    def start(self, sale: UUID) -> None:
        """Begin the transaction of a basket, once. Raises `Unavailable`."""
        with self._lock:
            if sale not in self._begun:
                with self._attempt():
                    self._open()
                    self._begun[sale] = self._start(sale)

    def _start_wanted(self, sale: UUID) -> None:
        if sale in self._wanted:
            try:
                self.start(sale)
            except Unavailable:
                return  # it is noted as an outage; what is signed in the end says so

    def finish(self, sale: Sale) -> Signature:
        """End a sale's transaction; a repetition gives the same signature. Raises `Unavailable`: it is out of order."""
        with self._lock:
            self._wanted.discard(sale.id)
            booked = self._read(lambda work: work.sales.by_id(sale.id))
            if booked is not None and booked.signature is not None:
                return cast("Signature", booked.signature)
            if sale.id in self._given_up or (booked is not None and booked.state is not State.TENDERED):
                raise Unavailable("tse_given_up", _("The fiscal device took too long."))
            content = Content(sale.id, process_data.RECEIPT, process_data.of_sale(sale, training=self.training))
            try:
                return self._signed(Signed.SALE, sale.id.hex, content)
            except Unavailable:
                self._forget(sale.id)  # where the books have its number it is found by that
                raise

    def sign_waiting(self) -> None:
        """Sign what is booked and waits; what cannot be signed now is noted as that, for good."""
        for waiting in self._books(lambda book: book.waiting()):
            with self._lock:
                if waiting.kind is Signed.SALE:
                    self._look_at_late(waiting)
                else:
                    self._sign_other(waiting)
        with self._lock:
            self._end_given_up()
        if self.standing.works is not False:
            self.archive()

    def let_go(self) -> None:
        """The till closes: what was begun and not paid is finished as aborted. A silent device stops nothing."""
        with self._lock:
            self._wanted.clear()
            if self.standing.works:
                try:
                    with self._attempt():
                        self._forget_all()
                        self._finish_unknown()
                except KasseError:
                    return

    def part(self) -> None:
        """Another device may take its place: it is let go of, and opened anew where it is asked all the same."""
        with self._lock:
            self.let_go()
            self._forget_all()
            self._facts = None
            if self.standing.works:
                self.standing = Standing(None)
            self.device.close()

    # Out of order, and back

    @contextmanager
    def _attempt(self) -> Iterator[None]:
        """Ask the device; what it cannot do is an outage from here on, and `Unavailable`."""
        if self.standing.works is False and not self._probing:
            self._facts = None  # opening it anew ends what is forgotten meanwhile
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
        self._works()

    def _went_out(self, reason: str) -> None:
        self._facts = None  # it must be opened anew
        self.standing = Standing(False, self._book(partial(note_outage, at=self._clock.now(), reason=reason)), reason)
        self.on_change(self.standing)

    def _works(self) -> None:
        if self.standing.works:
            return

        def note(book: TseBook) -> None:
            if book.outage() is not None:
                book.note(TseEvent(self._clock.now(), TseEventKind.WORKS))

        self._book(note)
        self.standing = Standing(True)
        self.on_change(self.standing)

    def _open(self) -> None:
        if self._facts is not None:
            return
        facts = self.device.open(self.client)
        number = self._book(lambda book: book.keep_device(facts, self.client, self._clock.now()))
        if number != self._device_no:
            self._forget_all()
        self._device_no, self._facts = number, facts
        self._finish_unknown()

    def _finish_unknown(self) -> None:
        """End as aborted what the device began for this till and nobody here knows any more."""
        with self._hands:
            known = {begun.number for begun in self._begun.values()} | set(self._fresh)
        known |= {
            waiting.number
            for waiting in self._books(lambda book: book.waiting())
            if waiting.number is not None and self._is_this(waiting.device)
        }
        for transaction in self.device.open_transactions(self.client):
            if transaction.number not in known:
                self.device.finish(self.client, transaction, process_data.RECEIPT, aborted(training=self.training))
                self._note(TseEventKind.ORPHAN, str(transaction.number))

    # One transaction

    def _start(self, id_: UUID) -> Begun:
        logged = self.device.start(self.client, id_)
        assert self._device_no is not None  # noqa: S101 - it was opened
        return Begun(self._device_no, logged.number, logged.at)

    def _signed(self, kind: Signed, ref: str, content: Content) -> Signature:
        """Sign it. Where the link broke, once more: what the device did before it broke is asked for, not repeated."""
        with self._attempt():
            self._open()
            try:
                return self._sign(kind, ref, content)
            except Unavailable:
                self._facts = None
                self._open()
                return self._sign(kind, ref, content)

    def _sign(self, kind: Signed, ref: str, content: Content) -> Signature:
        """Begin where it was not begun, have the number in the books, end it."""
        known = self._known(kind, ref)
        begun = None if known is None else self._fresh.pop(known.number, None)
        if known is not None and begun is None:
            found = self._found_again(known, content)
            if found is not None:
                return self._done(found)
        if begun is None:
            with self._hands:
                begun = self._begun.pop(content.id, None)
            begun = begun or self._start(content.id)
            waiting = Waiting(kind, ref, begun.device, begun.number, self._clock.now())
            self._book(lambda book: book.wait(waiting))
        transaction = Transaction(begun.number, content.id)
        end = self.device.finish(self.client, transaction, content.process_type, content.data)
        start = Logged(begun.number, 0, begun.at, b"")
        return self._done(Finished(start, end, content.process_type, content.data))

    def _known(self, kind: Signed, ref: str) -> Begun | None:
        """The transaction that the books know for it, where it is one of this device."""
        kept = self._books(lambda book: book.waits(kind, ref))
        if kept is None or kept.number is None or kept.device is None or not self._is_this(kept.device):
            return None
        return Begun(kept.device, kept.number, kept.at)

    def _is_this(self, device: int | None) -> bool:
        """Whether a device of the books is the one that is asked: with another certificate it has another row."""
        if device is None or self._facts is None:
            return False
        if device == self._device_no:
            return True
        known = self._books(lambda book: book.device(device))
        return (known.facts.serial, known.client) == (self._facts.serial, self.client)

    def _found_again(self, begun: Begun, content: Content) -> Finished | None:
        """What the device did with it, where this till died or heard nothing after asking; ended now where it is open.

        None where the device knows nothing of it, or ended it as something else.
        """
        transaction, end = Transaction(begun.number, content.id), None
        if begun.number in {one.number for one in self.device.open_transactions(self.client)}:
            end = self.device.finish(self.client, transaction, content.process_type, content.data)
        found = self.device.logged(self.client, transaction)
        if found is None and end is not None:
            start = Logged(begun.number, 0, begun.at, b"")
            return Finished(start, end, content.process_type, content.data)
        if found is None or (found.process_type, found.process_data) != (content.process_type, content.data):
            return None
        return found

    def _done(self, found: Finished) -> Signature:
        assert self._facts is not None  # noqa: S101 - it was opened
        assert self._device_no is not None  # noqa: S101
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
        content = self._books(lambda book: content_of(book, waiting, self.client, training=self.training))
        if self._books(lambda book: book.signed(waiting.kind, waiting.ref)) is not None:
            self._look_for_late(waiting, content)
            return
        signature, outage = None, ""
        try:
            signature = self._signed(waiting.kind, waiting.ref, content)
        except Unavailable as error:
            outage = error.message
            self._forget(content.id, waiting.number)  # nobody knows it: it ends as aborted when the device is back
        event = SignedEvent(waiting.kind, waiting.ref, self._clock.now(), signature, outage)
        self._book(partial(_keep, event=event))

    def _look_at_late(self, waiting: Waiting) -> None:
        """A sale that was completed without its signature: what the device said later is kept, and never used."""
        sale = self._read(lambda work: work.sales.by_id(UUID(waiting.ref)))
        if sale is not None and sale.state is State.TENDERED:
            return
        if sale is not None and sale.signature is None:
            data = process_data.of_sale(sale, training=self.training)
            self._look_for_late(waiting, Content(sale.id, process_data.RECEIPT, data))
        else:
            self._book(lambda book: book.forget(waiting.kind, waiting.ref))

    def _look_for_late(self, waiting: Waiting, content: Content) -> None:
        event = None
        if waiting.number is not None:
            try:
                with self._attempt():
                    self._open()
                    if self._is_this(waiting.device):
                        event = self._end_late(waiting.ref, content, waiting.number)
            except Unavailable:
                return  # when it is back
        self._book(partial(_keep_late, waiting=waiting, event=event))

    def _end_late(self, ref: str, content: Content, number: int) -> TseEvent | None:
        transaction = Transaction(number, content.id)
        self._forget(content.id, number)
        if number in {one.number for one in self.device.open_transactions(self.client)}:
            self.device.finish(self.client, transaction, process_data.RECEIPT, aborted(training=self.training))
            return TseEvent(self._clock.now(), TseEventKind.ORPHAN, str(number), ref)
        found = self.device.logged(self.client, transaction)
        if found is not None and (found.process_type, found.process_data) == content[1:]:
            detail = to_json(self._done(found), complete=True)
            return TseEvent(self._clock.now(), TseEventKind.LATE, ref, detail)
        return None

    def _end_given_up(self) -> None:
        """What was begun for sales that went without a signature, and stands in no book, ends as aborted."""
        for id_ in [id_ for id_ in tuple(self._given_up) if id_ in self._begun]:
            if self._known(Signed.SALE, id_.hex) is not None:
                continue  # `_look_at_late` ends it once the sale is booked
            self._forget(id_)
            try:
                with self._attempt():
                    self._open()
                    self._finish_unknown()
            except Unavailable:
                return  # opening it ends what nobody knows

    def _forget(self, id_: UUID, number: int | None = None) -> None:
        with self._hands:
            self._begun.pop(id_, None)
            if number is not None:
                self._fresh.pop(number, None)

    def _forget_all(self) -> None:
        with self._hands:
            self._begun.clear()
            self._fresh.clear()

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


def _keep_late(book: TseBook, waiting: Waiting, event: TseEvent | None) -> None:
    """What the device said too late, once: nobody waits for it from the same moment on."""
    if book.waits(waiting.kind, waiting.ref) is not None:
        if event is not None:
            book.note(event)
        book.forget(waiting.kind, waiting.ref)


def _keep(book: TseBook, event: SignedEvent) -> None:
    """What became of it. Where its end was asked for and not heard, it stays in sight until the device is back."""
    asked = book.waits(event.kind, event.ref)
    book.sign(event)
    if event.signature is None and asked is not None and asked.number is not None:
        book.wait(asked)
