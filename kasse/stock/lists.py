"""Deliveries and write-offs out of a CSV file: all rows are good, or nothing is booked and each bad one is named."""

from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256
from typing import Final, NamedTuple
from uuid import UUID, uuid5

from kasse.books.stock import WRITE_OFFS, Reason, StockDocument
from kasse.errors import Refused
from kasse.ids import uuid7
from kasse.money import Money
from kasse.people import Actor
from kasse.product_list import BadRow
from kasse.product_list import cells as cell
from kasse.product_list import records as record_of
from kasse.product_list.cells import fold, folded
from kasse.product_list.records import DELIMITERS, Record
from kasse.quantity import ONE, Quantity
from kasse.stock.days import typed_day
from kasse.stock.receiving import Receiving
from kasse.stock.writing_off import WritingOff, WrittenOff
from kasse.texts import _

_HEADERS: Final = folded(
    {
        "code": "code, EAN, GTIN, Barcode, Strichcode, Artikelnummer, Art Nr, PLU, article number, sku",
        "quantity": "quantity, Menge, Anzahl, Stück, Stk, count, qty, pieces, amount",
        "cost": "cost, EK, EK netto, Einkaufspreis, EK Preis, Preis, purchase price, cost price, price",
        "per": "per, je, VPE, pro, Packung, pack, pack size, units",
        "best_before": "best before, MHD, Haltbar bis, Ablaufdatum, expiry, expires, best before date, use by",
        "batch": "batch, Charge, Los, Lot, batch number, Chargennummer",
        "reason": "reason, Grund",
        "note": "note, Notiz, Bemerkung, why, warum",
    }
)
_REASONS: Final = folded(
    {
        "spoiled": "spoiled, verdorben, abgelaufen, expired",
        "broken": "broken, kaputt, zerbrochen, Bruch",
        "stolen": "stolen, gestohlen, Diebstahl, theft",
        "own_use": "own use, own_use, Eigenbedarf, Eigenverbrauch",
        "donated": "donated, gespendet, Spende, donation",
    }
)
_FILES: Final = UUID("9f0f3c1c-3c5b-5d53-8f0e-6a51a0d4f0a7")


class ListRow(NamedTuple):
    """A row of a file; what it does not say is None or empty."""

    line: int
    code: str
    quantity: Quantity
    cost: Money | None = None
    per: Quantity = ONE
    best_before: date | None = None
    batch: str = ""
    reason: Reason | None = None
    note: str = ""


class StockList(NamedTuple):
    """What a file holds."""

    rows: tuple[ListRow, ...]
    bad: tuple[BadRow, ...]


def reason_named(text: str) -> Reason:
    """A reason by its name in English or German; `Refused` names those there are."""
    value = _REASONS.get(fold(text))
    if value is None:
        raise Refused(
            "bad_reason",
            _("“{text}” is no reason for a write-off. There are: {reasons}.").format(
                text=text[:40], reasons=", ".join(WRITE_OFFS)
            ),
        )
    return Reason(value)


def read_list(data: bytes, today: date) -> StockList:
    """Read a whole file; `Refused` where it is no table with a column of codes."""
    lines = record_of.lines(record_of.text(data))
    delimiter, head = _header(lines)
    index = {
        _HEADERS[word]: place for place, word in reversed(list(enumerate(map(fold, head.cells)))) if word in _HEADERS
    }
    if "code" not in index:
        raise Refused(
            "missing_column",
            _("The file has no column for: {missing}. Its first line names: {found}. It needs: {needed}.").format(
                missing="code",
                found=", ".join(f"“{text}”" for text in head.cells[:30] if text) or "-",
                needed="code, quantity",
            ),
        )
    rows, bad = [], []
    for record in record_of.records(lines, delimiter, head.end):
        try:
            rows.append(_row(record, index, today))
        except Refused as refusal:
            text = record_of.excerpt("".join(lines[record.line - 1 : record.end]))
            bad.append(BadRow(record.line, refusal.message, text))
    return StockList(tuple(rows), tuple(bad))


def _header(lines: list[str]) -> tuple[str, Record]:
    """The delimiter under which the first line holds most known names."""
    found = [(mark, record) for mark in DELIMITERS if (record := next(record_of.records(lines, mark, 0), None))]
    if not found:
        raise record_of.not_a_table()
    return max(found, key=lambda pair: (sum(fold(text) in _HEADERS for text in pair[1].cells), len(pair[1].cells)))


def _row(record: Record, index: Mapping[str, int], today: date) -> ListRow:
    if record.fault:
        raise Refused("bad_row", record.fault)

    def of(field: str) -> str:
        place = index.get(field, len(record.cells))
        return record.cells[place].strip() if place < len(record.cells) else ""

    return ListRow(
        record.line,
        cell.code(of("code")),
        _quantity(of("quantity")),
        cell.money(of("cost")),
        _quantity(of("per")),
        typed_day(of("best_before"), today) if of("best_before") else None,
        of("batch")[:48],
        reason_named(of("reason")) if of("reason") else None,
        of("note")[:200],
    )


def _quantity(text: str) -> Quantity:
    quantity = Quantity.parse(text) if text else ONE
    if quantity.thousandths < 0:
        raise Refused("bad_quantity", _("{quantity} is no number of pieces.").format(quantity=quantity))
    return quantity


def receive(
    receiving: Receiving,
    actor: Actor,
    listed: StockList,
    document: UUID,
    *,
    supplier: int | None,
    note: str,
    gross: bool,
) -> tuple[StockDocument | None, tuple[BadRow, ...]]:
    """Book a list as one delivery; with a bad row nothing is booked."""
    begun = receiving.begin(actor, delivery_id=document).delivery.id
    bad = list(listed.bad)
    try:
        receiving.head(actor, begun, supplier, note, gross=gross)
        for row in listed.rows:
            _try(bad, row, lambda row=row: _receive_row(receiving, actor, begun, row))  # type: ignore[misc]
        if bad:
            receiving.give_up(actor, begun)
            return None, tuple(bad)
        return receiving.book(actor, begun), ()
    except BaseException:
        receiving.give_up(actor, begun)
        raise


def _receive_row(receiving: Receiving, actor: Actor, begun: UUID, row: ListRow) -> None:
    view = receiving.scan(actor, begun, row.code, row.quantity)
    assert view.touched is not None  # noqa: S101 - just scanned
    key = view.touched.line.key
    if row.best_before is not None or row.batch:
        receiving.expires(actor, begun, key, row.best_before or view.touched.line.best_before, row.batch)
    if row.cost is not None:
        receiving.price(actor, begun, key, row.cost, row.per)


def write_off(
    writing_off: WritingOff, actor: Actor, listed: StockList, document: UUID, reason: Reason | None, note: str
) -> tuple[list[WrittenOff], tuple[BadRow, ...]]:
    """Write a list off, a document a row; with a bad row nothing is written off."""
    bad = list(listed.bad)
    for row in listed.rows:
        if (row.reason or reason) is None:
            bad.append(BadRow(row.line, _("Say why the goods go: in a column reason, or with --reason."), row.code))
        else:
            _try(bad, row, lambda row=row: writing_off.check(row.code, row.quantity))  # type: ignore[misc]
    if bad:
        return [], tuple(bad)
    done = [
        writing_off.scan(
            actor, row.reason or reason or Reason.SPOILED, row.code, row.quantity,
            why=row.note or note, document=uuid5(document, str(row.line)),
        )
        for row in listed.rows
    ]  # fmt: skip
    return done, ()


def _try(bad: list[BadRow], row: ListRow, act: Callable[[], object]) -> None:
    try:
        act()
    except Refused as refusal:
        if refusal.code == "not_allowed":
            raise
        bad.append(BadRow(row.line, refusal.message, row.code))


def document_of(data: bytes, day: date, *, again: bool) -> UUID:
    """The id under which a file is booked: the same file on the same day is the same delivery, unless `again`."""
    return uuid7() if again else uuid5(_FILES, f"{day.isoformat()} {sha256(data).hexdigest()}")
