"""Does what the device signed say the same as the files? processData against sums, serials against keys, TAR."""

import base64
import binascii
import hashlib
import re
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from kasse.errors import KasseError
from kasse.fiscal.de import log_message, tar
from kasse.fiscal.de.cases import PaymentKind, RecordType, slot
from kasse.fiscal.de.device import TimeFormat
from kasse.fiscal.de.dsfinvk.schema import table
from kasse.fiscal.de.process_data import RECEIPT
from kasse.fiscal.de.qr import QrCode
from kasse.fiscal.de.signatures import Key, read_key
from kasse.fiscal.de.verifying import is_genuine
from kasse.texts import _

_AMOUNT = r"-?\d+\.\d\d"
_FORM = re.compile(
    rf"(?P<kind>[A-Za-z]+)\^(?P<sums>{_AMOUNT}(?:_{_AMOUNT}){{4}})"
    rf"\^(?P<paid>(?:{_AMOUNT}:(?:Bar|Unbar)(?::[A-Z]{{3}})?)?(?:_{_AMOUNT}:(?:Bar|Unbar)(?::[A-Z]{{3}})?)*)",
    re.ASCII,
)
_SIGNED = (
    "SELECT s.line, s.BON_ID, t.BON_TYP, s.TSE_VORGANGSDATEN FROM transactions_tse s "
    "JOIN transactions t ON t.BON_ID = s.BON_ID "
    "WHERE s.TSE_TANR <> '' AND s.TSE_TA_VORGANGSART = ? ORDER BY s.BON_ID, s.line"
)
_SUMS = (
    "SELECT BON_ID, UST_SCHLUESSEL, CAST(replace(BON_BRUTTO, ',', '') AS INTEGER) / 1000 FROM transactions_vat "
    "ORDER BY BON_ID"
)
_PAID = (
    "SELECT p.BON_ID, p.ZAHLART_TYP, "
    "iif(p.ZAHLWAEH_CODE = ifnull(c.KASSE_BASISWAEH_CODE, 'EUR'), '', p.ZAHLWAEH_CODE), "
    "CAST(replace(iif(p.ZAHLWAEH_BETRAG = '', p.BASISWAEH_BETRAG, p.ZAHLWAEH_BETRAG), ',', '') AS INTEGER) "
    "FROM datapayment p LEFT JOIN cashregister c ON c.Z_NR = p.Z_NR AND c.Z_KASSE_ID = p.Z_KASSE_ID ORDER BY p.BON_ID"
)


class Found(Protocol):
    """Where findings go."""

    def __call__(self, sentence: str, kind: str = "") -> None:
        """Keep one."""
        ...

    def row(self, file: str, line: int, what: str, kind: str) -> None:
        """Keep one that stands in a line."""
        ...


def check_signed(connection: sqlite3.Connection, findings: Found) -> None:
    """Add what is found."""
    for line, serial, key in connection.execute("SELECT line, TSE_SERIAL, TSE_PUBLIC_KEY FROM tse"):
        if not _serial_fits(serial, key):
            findings.row("tse", line, _("TSE_SERIAL is not the SHA-256 of TSE_PUBLIC_KEY"), "serial")
    sums, paid = _Groups(connection.execute(_SUMS)), _Groups(connection.execute(_PAID))
    for line, bon, kind, data in connection.execute(_SIGNED, (RECEIPT,)):
        for told in _compare(kind, data, sums.of(bon), paid.of(bon)):
            findings.row("transactions_tse", line, told, "data")


def check_signatures(connection: sqlite3.Connection, findings: Found) -> None:
    """Verify each signature anew: whoever changed what was signed, and all sums with it, has no key to sign it again.

    What is longer than its column is cut in every export, and cannot be verified here; the TAR has it.
    """
    keys: dict[str, Key | None] = {}
    longest = table("transactions_tse").length("TSE_VORGANGSDATEN")
    for line, key_text, *signed in connection.execute(_SIGNATURES, (longest,)):
        if key_text not in keys:
            keys[key_text] = _key(key_text)
        key = keys[key_text]
        if key is None or not _genuine(key, *signed):
            told = _("the signature does not fit: what was signed was changed, or another device or till signed it")
            findings.row("transactions_tse", line, told, "signature")


_SIGNATURES = (
    "SELECT s.line, d.TSE_PUBLIC_KEY, d.TSE_SIG_ALGO, d.TSE_ZEITFORMAT, c.KASSE_SERIENNR, s.TSE_TA_VORGANGSART, "
    "s.TSE_VORGANGSDATEN, s.TSE_TANR, s.TSE_TA_SIGZ, s.TSE_TA_ENDE, s.TSE_TA_SIG FROM transactions_tse s "
    "JOIN tse d ON d.Z_NR = s.Z_NR AND d.Z_KASSE_ID = s.Z_KASSE_ID AND d.TSE_ID = s.TSE_ID "
    "JOIN cashregister c ON c.Z_NR = s.Z_NR AND c.Z_KASSE_ID = s.Z_KASSE_ID "
    "WHERE s.TSE_TA_SIG <> '' AND length(s.TSE_VORGANGSDATEN) < ? ORDER BY s.line"
)


def _key(text: str) -> Key | None:
    try:
        return read_key(base64.b64decode(text, validate=True))
    except binascii.Error:
        return None


def _genuine(key: Key, algorithm: str, times: str, client: str, kind: str, data: str, *rest: str) -> bool:
    number, counter, at, signature = rest
    try:
        end = datetime.fromisoformat(at)
        code = QrCode(
            client, kind, data, int(number), int(counter), end, end, algorithm, TimeFormat(times),
            base64.b64decode(signature, validate=True), b"",
        )  # fmt: skip
    except (ValueError, binascii.Error):
        return False
    return is_genuine(code, key)


class _Groups:
    """Rows by their first column, read once beside another list in the same order."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._groups = groupby(rows, key=lambda row: row[0])
        self._next: tuple[str, list[tuple[Any, ...]]] | None = ("", [])
        self._last: tuple[str, list[tuple[Any, ...]]] = ("", [])

    def of(self, key: str) -> list[tuple[Any, ...]]:
        """The rows of a key; keys rise."""
        while self._last[0] < key and self._next is not None:
            self._last = self._next
            following = next(self._groups, None)
            self._next = None if following is None else (following[0], list(following[1]))
        return self._last[1] if self._last[0] == key else []


def _compare(kind: str, data: str, sums: list[tuple[Any, ...]], paid: list[tuple[Any, ...]]) -> Iterator[str]:
    form = _FORM.fullmatch(data)
    if form is None:
        yield _("the signed data cannot be read: “{data}”").format(data=data[:60])
        return
    if form["kind"] != kind:
        yield _("{signed} was signed, but the record is {kind}").format(signed=form["kind"], kind=kind)
    slots = [0] * 5
    for _bon, key, cents in sums:
        slots[slot(int(key))] += cents
    if [_cents(one) for one in form["sums"].split("_")] != slots and not _empty_training(kind, form["sums"]):
        yield _("the signed sums {signed} are not those of the record").format(signed=form["sums"])
    signed = dict[tuple[str, str], int]()
    for one in filter(None, form["paid"].split("_")):
        cents, way, currency = (*one.split(":"), "")[:3]
        signed[way, currency] = signed.get((way, currency), 0) + _cents(cents)
        if not _cents(cents):
            yield _("a payment of 0.00 was signed")
    if signed != _payments(paid) and not (kind == RecordType.TRAINING and not paid):
        yield _("the signed payments {signed} are not those of the record").format(signed=form["paid"] or "-")


def _empty_training(kind: str, sums: str) -> bool:
    """Training that was given up is signed without sums."""
    return kind == RecordType.TRAINING and not any(_cents(one) for one in sums.split("_"))


def _payments(paid: list[tuple[Any, ...]]) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = {}
    for _bon, kind, currency, cents in paid:
        if kind != PaymentKind.NONE:
            key = ("Bar" if kind == PaymentKind.CASH else "Unbar", currency)
            sums[key] = sums.get(key, 0) + cents
    return {key: cents for key, cents in sums.items() if cents}


def _cents(text: str) -> int:
    return int(text.replace(".", ""))


def _serial_fits(serial: str, key: str) -> bool:
    """Only a raw point can be hashed at once; other forms of a key are left to whoever verifies the device."""
    try:
        point = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        return False
    if len(point) not in (65, 97, 129) or point[:1] != b"\x04":
        return True
    return hashlib.sha256(point).hexdigest() == serial.lower()


# The device's own export


def compare_tar(connection: sqlite3.Connection, path: Path, findings: Found) -> None:
    """Every signed record must be in the device's TAR with its transaction number, counter and till."""
    connection.execute("CREATE TABLE tar_log (serial TEXT, counter INTEGER, number INTEGER, client TEXT)")
    try:
        with path.open("rb") as file:
            rows = _finished(file)
            connection.executemany("INSERT INTO tar_log VALUES (?, ?, ?, ?)", rows)
    except OSError as error:
        findings(_("{file} cannot be read: {reason}.").format(file=path, reason=error.strerror))
        return
    except KasseError as error:
        findings(error.message)
        return
    if _is_another(connection, path, findings):
        return
    connection.execute("CREATE INDEX tar_counter ON tar_log (counter)")
    for line, counter in connection.execute(_NOT_IN_TAR):
        findings.row("transactions_tse", line, _("signature counter {0} is not in the TAR").format(counter), "tar")
    for line, serial, client in connection.execute(_OTHER_CLIENT):
        told = _("in the TAR the till is {1}, not {0}").format(serial, client)
        findings.row("cashregister", line, told, "tar_client")


def _is_another(connection: sqlite3.Connection, path: Path, findings: Found) -> bool:
    """Whether nothing of it can be compared: it is no TSE's export, or another's."""
    serials = {serial for (serial,) in connection.execute("SELECT DISTINCT serial FROM tar_log")}
    ours = {serial for (serial,) in connection.execute("SELECT DISTINCT lower(TSE_SERIAL) FROM tse")}
    if not serials:
        findings(_("{file} has no finished transaction of a TSE in it: this is another file.").format(file=path.name))
    elif ours.isdisjoint(serials):
        told = _("{file} is the export of another TSE: {serial}.")
        findings(told.format(file=path.name, serial=min(serials)))
    return ours.isdisjoint(serials)


_NOT_IN_TAR = (
    "SELECT s.line, s.TSE_TA_SIGZ FROM transactions_tse s LEFT JOIN tse d ON d.Z_NR = s.Z_NR AND d.TSE_ID = s.TSE_ID "
    "WHERE s.TSE_TA_SIGZ <> '' AND lower(d.TSE_SERIAL) IN (SELECT serial FROM tar_log) AND NOT EXISTS "
    "(SELECT 1 FROM tar_log g WHERE g.counter = CAST(s.TSE_TA_SIGZ AS INTEGER) AND g.serial = lower(d.TSE_SERIAL) "
    "AND g.number = CAST(s.TSE_TANR AS INTEGER))"
)
_OTHER_CLIENT = (
    "SELECT c.line, c.KASSE_SERIENNR, (SELECT min(client) FROM tar_log) FROM cashregister c WHERE NOT EXISTS "
    "(SELECT 1 FROM tar_log g WHERE g.client = c.KASSE_SERIENNR) AND EXISTS (SELECT 1 FROM tar_log) LIMIT 1"
)


def _finished(file: BinaryIO) -> Iterator[tuple[str, int, int | None, str]]:
    for member in tar.members(file):
        name = tar.parse_log_name(member.name)
        if name is not None and name.operation == "FinishTransaction":
            try:
                message = log_message.parse(member.content)
            except log_message.Damaged:
                continue  # `kasse verify tar` tells of it; here it is a signature that is not there
            yield message.serial.lower(), message.counter, message.number, message.client
