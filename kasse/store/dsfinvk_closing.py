"""The sums and master data of one closing, as rows of the files whose names begin with Stamm and Z."""

import base64
import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from kasse import __version__
from kasse.clock import milliseconds
from kasse.fiscal.de.cases import NOT_TAXABLE, CaseType, PaymentKind, RecordType
from kasse.fiscal.de.dsfinvk import values
from kasse.fiscal.de.dsfinvk.records import Named, Record
from kasse.fiscal.de.dsfinvk.schema import CERTIFICATE_PART, MOST_PARTS, table, version
from kasse.store.dsfinvk_records import Closing
from kasse.store.dsfinvk_sql import TENDERS, Statements

_SOFTWARE = "Kasse"


class Sums:
    """What a closing adds up to."""

    def __init__(self) -> None:
        self.cases: dict[tuple[str, int], list[int]] = {}
        self.payments: dict[str, int] = {}
        self.currencies: dict[str, int] = {values.EURO: 0}
        self.rates: dict[int, int] = {}
        self.devices: set[int] = set()
        self.voided = self.discounted = self.returned = self.tabs = self.odd = False

    def add_case(self, case: str, key: int, gross: int, net: int) -> None:
        """Gross in cents, net in hundred-thousandths."""
        entry = self.cases.setdefault((case, key), [0, 0])
        entry[0] += gross
        entry[1] += net

    def add_payment(self, kind: str, currency: str, cents: int, foreign: int) -> None:
        """A payment of the closing."""
        self.payments[kind] = self.payments.get(kind, 0) + cents
        if kind == PaymentKind.CASH:
            self.currencies[currency] = self.currencies.get(currency, 0) + foreign


class Devices(NamedTuple):
    """The fiscal devices as rows of tse.csv without their head, by their number."""

    rows: dict[int, tuple[object, ...]]
    parts: int
    uncertified: frozenset[int]
    """Those that are for training and demonstration only."""


def sums_of(
    connection: sqlite3.Connection, statements: Statements, of: dict[str, Any], records: Sequence[Record]
) -> Sums:
    """The sums of receipts and records."""
    sums, counts = Sums(), not statements.scope.training
    for case, key, rate, in_z, gross, net, voided, discounted, returned in connection.execute(
        statements.line_sums(), of
    ):
        sums.rates[key] = rate
        sums.voided |= bool(voided)
        sums.discounted |= bool(discounted)
        sums.returned |= bool(returned)
        sums.odd |= rate == 0 or not in_z
        if counts and in_z:
            sums.add_case(case, key, gross, net)
    _add_payments(connection, statements, of, sums, counts=counts)
    for record in records:
        _add_record(sums, record)
    sums.devices |= {number for (number,) in connection.execute(statements.devices(), of) if number}
    return sums


def _add_payments(
    connection: sqlite3.Connection, statements: Statements, of: dict[str, Any], sums: Sums, *, counts: bool
) -> None:
    for tender, currency, cents, foreign, times in connection.execute(statements.payment_sums(), of):
        kind = TENDERS[tender]
        if kind is None:
            sums.tabs = sums.odd = bool(times)
            sums.rates[NOT_TAXABLE] = 0
            if counts:
                sums.add_case(CaseType.CLAIM.value, NOT_TAXABLE, -cents, -cents * 1000)
        elif counts:
            sums.add_payment(kind.value, currency, cents, foreign)
    (unpaid,) = connection.execute(statements.unpaid(), of).fetchone()
    if unpaid and counts:
        sums.payments.setdefault(PaymentKind.NONE.value, 0)


def _add_record(sums: Sums, record: Record) -> None:
    sums.rates.update({entry.key: entry.rate for entry in record.entries})
    device = record.stamp.signature.device if record.stamp.signature else record.stamp.device
    if device:
        sums.devices.add(device)
    if record.type is not RecordType.RECEIPT:
        return
    for entry in record.entries:
        sums.add_case(entry.case.value, entry.key, entry.cents, values.net_units(entry.cents, entry.rate))
    if record.cash:
        sums.add_payment(PaymentKind.CASH.value, values.EURO, record.cash, record.cash)


def rows_of_closing(
    connection: sqlite3.Connection, closing: Closing, sums: Sums, devices: Devices, ends: tuple[str, str]
) -> Iterator[Named]:
    """The rows of a closing's own files, without their head."""
    shop = closing.shop
    cut = table("cashpointclosing").length
    place = (
        shop.name[: cut("NAME")], shop.street[: cut("STRASSE")], shop.postcode[: cut("PLZ")],
        shop.city[: cut("ORT")], values.country(shop.country),
    )  # fmt: skip
    tax_number, vat_id = shop.tax_number[: cut("STNR")], shop.vat_id[: cut("USTID")]
    paid = values.amount(sum(sums.payments.values()))
    cash = values.amount(sums.payments.get(PaymentKind.CASH.value, 0))
    yield "cashpointclosing", (closing.day, version(), *ends, *place, tax_number, vat_id, paid, cash)
    yield "location", (*place, vat_id)
    yield "cashregister", (
        _SOFTWARE, _SOFTWARE, shop.till_serial, _SOFTWARE, _version_at(connection, closing), values.EURO, "0",
    )  # fmt: skip
    yield from (("tse", devices.rows[number]) for number in sorted(sums.devices) if number in devices.rows)
    yield from (("vat", _vat_row(key, rate)) for key, rate in sorted(sums.rates.items()))
    for (case, key), (gross, net) in sorted(sums.cases.items()):
        tax = values.number(gross * 1000 - net, 5)
        yield "businesscases", (case, "", values.OWN, key, values.fine(gross), values.number(net, 5), tax)
    yield from (("payment", (kind, "", values.amount(cents))) for kind, cents in sorted(sums.payments.items()))
    for currency, cents in sorted(sums.currencies.items()):
        yield "cash_per_currency", (currency, values.amount(cents))


def _vat_row(key: int, rate: int) -> tuple[object, ...]:
    return key, values.amount(rate), values.VAT_NAMES.get(key, f"Individueller Satz {values.amount(rate)} %")


def _version_at(connection: sqlite3.Connection, closing: Closing) -> str:
    row = connection.execute(
        "SELECT version FROM program_version WHERE at <= ? ORDER BY number DESC", (milliseconds(closing.at),)
    ).fetchone()
    return __version__ if row is None else str(row[0])


def devices_of(connection: sqlite3.Connection) -> Devices:
    """All devices there ever were; `parts` is how many columns the longest certificate takes."""
    kept = connection.execute(
        "SELECT number, serial, algorithm, time_format, encoding, public_key, certificates, certified FROM tse_device"
    ).fetchall()
    certificates = {row[0]: "".join(json.loads(row[6])[:1]) for row in kept}
    longest = max((len(text) for text in certificates.values()), default=0)
    parts = min(MOST_PARTS, max(2, -(-longest // CERTIFICATE_PART)))
    rows = {}
    for number, serial, algorithm, time_format, encoding, key, *_rest in kept:
        pieces = [certificates[number][CERTIFICATE_PART * n :][:CERTIFICATE_PART] for n in range(parts)]
        public = base64.b64encode(key).decode("ascii")
        rows[number] = (number, serial, algorithm, time_format, encoding, public, *pieces)
    return Devices(rows, parts, frozenset(row[0] for row in kept if not row[7]))
