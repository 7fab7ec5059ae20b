"""What a closing has beside receipts, as records: floats, movements of cash, the drawer, and baskets nobody paid."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid5

from kasse.basket import Basket
from kasse.books.tse import Signed, UnsoldKind
from kasse.cash import CashKind
from kasse.clock import from_milliseconds
from kasse.fiscal.de.cases import CASH_CASES, NOT_TAXABLE, CaseType, RecordType
from kasse.fiscal.de.dsfinvk import values
from kasse.fiscal.de.dsfinvk.records import Entry, Record, Reference, Stamp, counter_entry, entry_of, taken_back
from kasse.pricing import Position, positions
from kasse.records import from_json
from kasse.sale import Signature
from kasse.shop import Shop
from kasse.store.sales import SaleTable
from kasse.tax import TaxTable

_FLOATS = UUID("6b617373-6500-4000-8000-000000000000")
"""The name space of the ids of floats, which have none of their own in the books."""


class Closing(NamedTuple):
    """A Z with its shift, and the receipts it has numbers for."""

    number: int
    shift: int
    at: datetime
    who: str
    day: str
    opened_at: datetime
    opened_by: str
    opening_float: int
    first: int
    last: int
    shop: Shop
    training: bool

    @property
    def made(self) -> str:
        """Z_ERSTELLUNG."""
        return values.moment(self.at, self.shop.time.zone)


class Records:
    """The records of closings that are no receipts."""

    def __init__(self, connection: sqlite3.Connection, taxes: TaxTable) -> None:
        self._connection = connection
        self._taxes = taxes
        self._people = {name: str(number) for number, name in connection.execute("SELECT number, name FROM person")}
        self._devices = connection.execute("SELECT at, number FROM tse_device ORDER BY number").fetchall()

    def of(self, closing: Closing) -> list[Record]:
        """By time, with numbers behind the last receipt's."""
        found = [
            *self._float(closing), *self._movements(closing), *self._aborted(closing), *self._unsold(closing)
        ]  # fmt: skip
        found.sort(key=lambda record: (record.end, record.id))
        if closing.training:
            found = [replace(record, type=RecordType.TRAINING) for record in found]
        return [replace(record, number=closing.last + place) for place, record in enumerate(found, 1)]

    def _float(self, closing: Closing) -> Iterator[Record]:
        if closing.opening_float:
            id_ = uuid5(_FLOATS, f"{closing.shop.till_serial}/{closing.shift}").hex
            stamp = self._stamp(Signed.FLOAT, str(closing.shift), closing.opened_at)
            entry = _cash_entry(CaseType.FLOAT, CaseType.FLOAT.value, closing.opening_float)
            yield self._record(
                id_, RecordType.RECEIPT, closing.opened_at, closing.opened_at, closing.opened_by,
                entries=(entry,), cash=closing.opening_float, stamp=stamp,
            )  # fmt: skip

    def _movements(self, closing: Closing) -> Iterator[Record]:
        rows = self._connection.execute(
            "SELECT id, at, who, kind, amount, reason FROM cash_movement WHERE shift = ?", (closing.shift,)
        )
        for id_, at, who, kind, cents, reason in rows:
            moment, ref = from_milliseconds(at), UUID(bytes=id_).hex
            stamp = self._stamp(Signed.CASH, ref, moment)
            if kind == CashKind.NO_SALE:
                record = self._record(ref, RecordType.OTHER, moment, moment, who, name=values.DRAWER, stamp=stamp)
            else:
                entry = _cash_entry(CASH_CASES[CashKind(kind)], reason, cents)
                record = self._record(
                    ref, RecordType.RECEIPT, moment, moment, who, entries=(entry,), cash=cents, stamp=stamp
                )
            yield replace(record, note=reason)

    def _aborted(self, closing: Closing) -> Iterator[Record]:
        """Sales that were begun to be paid and then given up."""
        rows = self._connection.execute(
            "SELECT id FROM sale WHERE receipt_no IS NULL AND state = 'aborted' AND shift = ?", (closing.shift,)
        ).fetchall()
        for (id_,) in rows:
            sale = SaleTable(self._connection).by_id(UUID(bytes=id_))
            if sale is not None:
                entries = taken_back(entry_of(one, one.number) for one in sale.positions if not one.voided)
                stamp = Stamp(sale.signature, sale.outage or values.NOT_TENDERED, self._device(sale.tendered_at))
                record = self._record(
                    sale.id.hex, RecordType.ABORTED, sale.started_at, sale.tendered_at, sale.cashier_name,
                    entries=entries, stamp=stamp,
                )  # fmt: skip
                yield replace(record, person=str(sale.cashier), note=sale.reason)

    def _unsold(self, closing: Closing) -> Iterator[Record]:
        rows = self._connection.execute(
            "SELECT id, kind, basket, cashier, cashier_name, started_at, ended_at, body FROM unsold_basket "
            "WHERE shift = ?",
            (closing.shift,),
        )
        for id_, kind, basket, cashier, name, started, ended, body in rows:
            end, ref = from_milliseconds(ended), UUID(bytes=id_).hex
            given_up = kind == UnsoldKind.ABORTED
            entries = self._entries(from_json(Basket, body), closing, given_up=given_up)
            record = self._record(
                ref, RecordType.ABORTED if given_up else RecordType.ORDER, from_milliseconds(started), end, name,
                entries=entries, stamp=self._stamp(Signed.BASKET, ref, end),
            )  # fmt: skip
            references = tuple(self._orders_before(basket, id_, ended, closing))
            yield replace(record, person=str(cashier) if cashier else record.person, references=references)

    def _entries(self, basket: Basket, closing: Closing, *, given_up: bool) -> tuple[Entry, ...]:
        day = datetime.fromisoformat(closing.day).date()

        def rate_of(tax_class: str) -> int:
            return 0 if closing.shop.small_business else self._taxes.on(day).get(tax_class, 0)

        found = positions(basket, rate_of)
        if given_up:
            return taken_back(_entry(one, eat_in=basket.eat_in) for one in found)
        entries = [_entry(one, eat_in=basket.eat_in) for one in found]
        struck = [entry for entry in entries if entry.storno]
        return (*entries, *(counter_entry(entry, len(entries) + place) for place, entry in enumerate(struck, 1)))

    def _orders_before(self, basket: bytes, id_: bytes, ended: int, closing: Closing) -> Iterator[Reference]:
        rows = self._connection.execute(
            "SELECT u.id, z.number, z.at FROM unsold_basket u LEFT JOIN z_report z ON z.shift = u.shift "
            "WHERE u.basket = ? AND u.kind = 'order' AND u.id <> ? AND u.ended_at <= ? ORDER BY u.ended_at",
            (basket, id_, ended),
        )
        for order, z_no, at in rows:
            day = "" if at is None else values.moment(from_milliseconds(at), closing.shop.time.zone)[:10]
            yield Reference(closing.shop.till_serial, z_no, day, UUID(bytes=order).hex)

    def _record(
        self, id_: str, kind: RecordType, start: datetime, end: datetime, who: str, *, entries: tuple[Entry, ...] = (),
        cash: int = 0, name: str = "", stamp: Stamp,
    ) -> Record:  # fmt: skip
        person = self._people.get(who, who) or "-"
        return Record(id_, 0, kind, start, end, person, who, entries=entries, cash=cash, name=name, stamp=stamp)

    def _stamp(self, kind: Signed, ref: str, at: datetime) -> Stamp:
        row = self._connection.execute(
            "SELECT signature, outage FROM tse_signed WHERE kind = ? AND ref = ?", (kind.value, ref)
        ).fetchone()
        if row is not None:
            signature = None if row[0] is None else from_json(Signature, row[0])
            return Stamp(signature, row[1], self._device(at))
        waits = self._connection.execute("SELECT 1 FROM tse_waiting WHERE kind = ? AND ref = ?", (kind.value, ref))
        return Stamp(None, values.NOT_YET_SIGNED if waits.fetchone() else values.NO_TSE, self._device(at))

    def _device(self, at: datetime) -> int | None:
        """The device that the shop had at a moment."""
        known = [number for since, number in self._devices if from_milliseconds(since) <= at]
        return known[-1] if known else None


def _entry(position: Position, *, eat_in: bool) -> Entry:
    return entry_of(position, position.number, eat_in=eat_in)


def _cash_entry(case: CaseType, text: str, cents: int) -> Entry:
    return Entry(1, text or case.value, case, NOT_TAXABLE, 0, cents, cents)
