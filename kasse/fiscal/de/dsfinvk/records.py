"""One record of the till as rows of the files, without their head (till, closing): for what is no receipt.

Receipts are written by SQL (`kasse.store.dsfinvk_sql`), because there are many; both say the same of the same sale.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import NamedTuple

from kasse.fiscal.de import process_data
from kasse.fiscal.de.cases import CaseType, PaymentKind, RecordType, case_of, vat_key
from kasse.fiscal.de.dsfinvk import values
from kasse.fiscal.de.dsfinvk.schema import table
from kasse.money import round_half_up
from kasse.pricing import Position, PositionKind
from kasse.sale import Signature

Row = tuple[object, ...]
Named = tuple[str, Row]
"""A file by its name, and a row of it."""


class Entry(NamedTuple):
    """A line: `cents` count, `gross` is before discounts. `item` says that it is a thing with a quantity."""

    line: int
    text: str
    case: CaseType
    key: int
    rate: int
    cents: int
    gross: int
    storno: bool = False
    voucher: str = ""
    eat_in: bool = False
    article: str = ""
    gtin: str = ""
    department: str = ""
    quantity: int | None = None
    unit: str = ""
    unit_price: int = 0


class Reference(NamedTuple):
    """A record that this one refers to, with its closing."""

    till: str
    z_no: int | None
    day: str
    record: str
    line: str = ""


class Stamp(NamedTuple):
    """What the device said of it: a signature, or why there is none."""

    signature: Signature | None
    error: str = ""
    device: int | None = None


_UNSIGNED = Stamp(None)


@dataclass(frozen=True, slots=True)
class Record:
    """A record with all that is said of it. `number` is its BON_NR; `payments` are cents of cash."""

    id: str
    number: int
    type: RecordType
    start: datetime
    end: datetime
    person: str
    person_name: str
    entries: tuple[Entry, ...] = ()
    cash: int = 0
    name: str = ""
    note: str = ""
    stamp: Stamp = _UNSIGNED
    references: tuple[Reference, ...] = ()

    @property
    def total(self) -> int:
        """UMS_BRUTTO."""
        return sum(entry.cents for entry in self.entries)


def entry_of(position: Position, line: int, *, eat_in: bool = False) -> Entry:
    """A position as a line; what was voided stands with what it would have cost."""
    cents = voided_cents(position) if position.voided else position.total.cents
    code, product = position.code, position.product
    voucher = position.kind in (PositionKind.VOUCHER, PositionKind.REDEEMED)
    return Entry(
        line=line,
        text=position.name,
        case=case_of(position.kind, position.rate, cents, position.tax_class),
        key=vat_key(position.tax_class, position.rate, position.kind),
        rate=position.rate,
        cents=cents,
        gross=cents if position.voided else position.gross.cents,
        storno=position.voided,
        voucher=code if voucher else "",
        eat_in=eat_in,
        article=str(product) if product is not None else code or position.kind.value,
        gtin=code if product is not None and is_gtin(code) else "",
        department=position.department,
        quantity=position.quantity.thousandths,
        unit=position.unit.value,
        unit_price=position.unit_price.cents,
    )


def counter_entry(entry: Entry, line: int) -> Entry:
    """The line that takes another one back."""
    quantity = None if entry.quantity is None else -entry.quantity
    return entry._replace(line=line, cents=-entry.cents, gross=-entry.gross, quantity=quantity, storno=False)


def taken_back(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """All lines of a basket that came to nothing, each marked and with its counter line: the sums are 0."""
    kept = [entry._replace(storno=True) for entry in entries]
    last = max((entry.line for entry in kept), default=0)
    return (*kept, *(counter_entry(entry, last + number) for number, entry in enumerate(kept, 1)))


def voided_cents(position: Position) -> int:
    """What a voided position would have cost."""
    return round_half_up(position.quantity.thousandths * position.unit_price.cents, 1000)


def is_gtin(code: str) -> bool:
    """Whether a code can be a GTIN by its length."""
    return len(code) in (8, 12, 13, 14) and code.isascii() and code.isdigit()


def rows_of(record: Record, zone: tzinfo) -> Iterator[Named]:
    """All rows of a record."""
    yield "transactions", _head(record, zone)
    for entry in record.entries:
        yield "lines", _line(record, entry)
        yield "lines_vat", _line_vat(record, entry)
        yield from _amounts(record, entry)
    for key, rate, cents in _sums(record.entries):
        net = round_half_up(cents * 10_000, 10_000 + rate)
        fine = values.fine
        yield "transactions_vat", (record.id, key, fine(cents), fine(net), fine(cents - net))
    if record.cash:
        paid = values.amount(record.cash)
        yield "datapayment", (record.id, PaymentKind.CASH.value, "", values.EURO, paid, paid)
    yield "transactions_tse", stamp_row(record)
    for one in record.references:
        z_no = "" if one.z_no is None else one.z_no
        yield "references", (record.id, one.line, values.TRANSACTION, "", one.day, one.till, z_no, one.record)


def _sums(entries: Iterable[Entry]) -> list[tuple[int, int, int]]:
    sums: dict[tuple[int, int], int] = {}
    for entry in entries:
        sums[entry.key, entry.rate] = sums.get((entry.key, entry.rate), 0) + entry.cents
    return [(key, rate, cents) for (key, rate), cents in sorted(sums.items())]


def _head(record: Record, zone: tzinfo) -> Row:
    cut = table("transactions").length
    return (
        record.id, record.number, record.type.value, record.name[: cut("BON_NAME")], "", "0",
        values.moment(record.start, zone), values.moment(record.end, zone),
        record.person[: cut("BEDIENER_ID")], record.person_name[: cut("BEDIENER_NAME")], values.amount(record.total),
        "", "", "", "", "", "", "", "", record.note[: cut("BON_NOTIZ")],
    )  # fmt: skip


def _line(record: Record, entry: Entry) -> Row:
    cut = table("lines").length
    item = entry.quantity is not None
    return (
        record.id, entry.line, entry.voucher[: cut("GUTSCHEIN_NR")], entry.text[: cut("ARTIKELTEXT")], "",
        entry.case.value, "", int(entry.eat_in), int(entry.storno), values.OWN,
        entry.article[: cut("ART_NR")], entry.gtin, entry.department[: cut("WARENGR_ID")],
        entry.department[: cut("WARENGR")], values.number(entry.quantity or 0, 3) if item else "",
        values.FACTOR if item else "", values.UNITS.get(entry.unit, entry.unit),
        values.fine(entry.unit_price) if item else "",
    )  # fmt: skip


def _line_vat(record: Record, entry: Entry) -> Row:
    net = values.net_units(entry.cents, entry.rate)
    tax = values.number(entry.cents * 1000 - net, 5)
    return record.id, entry.line, entry.key, values.fine(entry.cents), values.number(net, 5), tax


def _amounts(record: Record, entry: Entry) -> Iterator[Named]:
    if entry.gross == entry.cents:
        return
    for kind, cents in ((values.BASE_AMOUNT, entry.gross), (values.DISCOUNT, entry.cents - entry.gross)):
        net = values.net_units(cents, entry.rate)
        tax = values.number(cents * 1000 - net, 5)
        yield "itemamounts", (
            record.id, entry.line, kind, entry.key, values.fine(cents), values.number(net, 5), tax
        )  # fmt: skip


def stamp_row(record: Record) -> Row:
    """The row of the fiscal device: what it signed, or why it did not."""
    signature, cut = record.stamp.signature, table("transactions_tse").length
    if signature is None:
        device = "" if record.stamp.device is None else record.stamp.device
        error = (record.stamp.error or values.NO_TSE)[: cut("TSE_TA_FEHLER")]
        return record.id, device, "", "", "", "", "", "", error, ""
    return (
        record.id, signature.device or "", signature.transaction, values.instant(signature.started_at),
        values.instant(signature.finished_at), signature.process_type or process_data.RECEIPT, signature.counter,
        signature.value[: cut("TSE_TA_SIG")], "", signature.process_data[: cut("TSE_VORGANGSDATEN")],
    )  # fmt: skip
