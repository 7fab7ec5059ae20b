"""Is what a till printed or a TSE exported genuine and whole? `kasse verify qr` and `kasse verify tar` ask here.

Read tolerantly, judged strictly: what is odd but harmless is a note, what does not add up is a finding, in words. What
cannot be read at all raises `Refused` (it is something else) or `Unavailable` (it is damaged).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from kasse.errors import Refused, Unavailable
from kasse.fiscal.de import qr, tar
from kasse.fiscal.de.log_message import (
    Damaged,
    Fields,
    LogKind,
    parse,
    rounded,
    tlv,
    to_be_signed,
    transaction_data,
)
from kasse.fiscal.de.messages import Messages
from kasse.fiscal.de.process_data_reading import oddities
from kasse.fiscal.de.qr import QrCode
from kasse.fiscal.de.signatures import ALGORITHMS, Key, read_key
from kasse.fiscal.de.tse_report import Finding, Report
from kasse.fiscal.de.tse_trust import Trust
from kasse.texts import _

# A receipt's QR code


class QrReport(NamedTuple):
    """What a QR code says and whether it is genuine; `serial` is that of the TSE, by its key."""

    code: QrCode
    serial: str
    curve: str
    findings: list[str]
    notes: list[str]


def verify_qr(text: str) -> list[str]:
    """What is wrong with a receipt's QR code; nothing where it is genuine."""
    return check_qr(text).findings


def check_qr(text: str) -> QrReport:
    """Read and check a receipt's QR code."""
    code = qr.parse_qr(text)
    key = read_key(code.key)
    if key is None:
        raise Unavailable("qr_key", _("The public key is on no curve that a TSE uses: it is damaged."))
    findings = [*_times(code), *_signature(code, key)]
    notes = oddities(code.process_type, code.process_data)
    if code.key[:1] != b"\x04":
        notes.append(_("The public key is not written as annex I asks for (a bare point)."))
    return QrReport(code, key.serial, key.curve, findings, notes)


def is_genuine(code: QrCode, key: Key) -> bool:
    """Whether a key signed what a code says, for who has it in other words than those of a receipt."""
    return not _signature(code, key)


def _times(code: QrCode) -> list[str]:
    found = []
    if code.started_at > code.at:
        found.append(Finding("qr_times", _("The start is later than the end.")))
    if rounded(code.at, code.time_format) != code.at:
        found.append(Finding("qr_time", _("The log time is finer than the TSE signs it: it was changed.")))
    return list(found)


def _signature(code: QrCode, key: Key) -> list[str]:
    if code.algorithm not in ALGORITHMS:
        sentence = _("The signature algorithm {name} is unknown.")
        return [Finding("qr_algorithm", sentence.format(name=repr(code.algorithm[:40])))]
    if any(key.signed(signed, code.signature, code.algorithm) for signed in _signed_of(code, key.serial)):
        return []
    other = _other_spelling(code)
    if other and any(key.signed(signed, code.signature, code.algorithm) for signed in _signed_of(other, key.serial)):
        sentence = _("The process type was signed as {name}; the code says something else.")
        return [Finding("qr_process_type", sentence.format(name=other.process_type))]
    sentence = _("The signature does not fit: something in this code was changed, or it is not of this key.")
    return [Finding("qr_signature", sentence)]


def _other_spelling(code: QrCode) -> QrCode | None:
    spellings = {"KassenBeleg-V1": "Kassenbeleg-V1", "Kassenbeleg-V1": "KassenBeleg-V1"}
    other = spellings.get(code.process_type)
    return code._replace(process_type=other) if other else None


def _signed_of(code: QrCode, serial: str) -> Iterator[bytes]:
    """What the TSE may have signed: by the book, as D-Trust writes processData, and in version 3."""
    fields = Fields(serial, code.algorithm, code.counter, code.at, code.time_format)
    data = code.process_data.encode("utf-8")
    by_the_book = transaction_data("FinishTransaction", code.client, code.process_type, data, code.number)
    strict = tlv(2, data, class_=2)
    in_pieces = b"\xa2\x80" + tlv(4, data) + b"\x00\x00"
    for certified in (by_the_book, by_the_book.replace(strict, in_pieces, 1)):
        signed = to_be_signed(LogKind.TRANSACTION, certified, fields)
        yield signed
        yield b"\x02\x01\x03" + signed[3:]


# A TSE's TAR export


def verify_tar(source: Path | BinaryIO) -> Report:
    """Read and check a TSE's export. A stream is read from its start, twice."""
    with _opened(source) as file:
        file.seek(0)
        trust = _trust(file)
        file.seek(0)
        messages = Messages(trust)
        for member in tar.members(file):
            if tar.is_log(member.name):
                _take(messages, member)
    return messages.report()


@contextmanager
def _opened(source: Path | BinaryIO) -> Iterator[BinaryIO]:
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield file
    else:
        yield source


def _trust(file: BinaryIO) -> Trust:
    """What is known before any message is looked at: info.csv and the certificates, wherever they stand."""
    trust, logs = Trust(), False
    for member in tar.members(file):
        if tar.base_name(member.name).lower() == tar.INFO:
            trust.info = tar.parse_info(member.content)
        elif (named := tar.parse_certificate_name(member.name)) is not None:
            trust.add(member.name, named, member.content)
        elif not tar.is_log(member.name):
            trust.foreign.append(member.name)
        else:
            logs = logs or tar.parse_log_name(member.name) is not None
    if trust.info is None and not trust.keys and not logs:
        raise Refused("tar_foreign", _("This TAR file is not the export of a TSE: no log message is in it."))
    return trust


def _take(messages: Messages, member: tar.Member) -> None:
    name = tar.parse_log_name(member.name)
    try:
        found = parse(member.content)
    except Damaged as error:
        counter, number = (None, None) if name is None else (name.counter, name.number)
        messages.damaged(member.name, counter, number, str(error))
        return
    if name is None or tar.name_differs(name, found):
        messages.find(
            "name", _("{name}: the file's name says something else than its content.").format(name=member.name)
        )
    messages.add(member.name, found)
