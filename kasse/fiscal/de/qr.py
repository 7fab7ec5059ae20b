"""The QR code of a receipt (DSFinV-K 2.4, annex I): built strictly, read tolerantly.

Twelve fields between semicolons. A field of a receipt may hold semicolons itself (orders do), so it is read from both
ends. This module needs no cryptography: a receipt is printed without it.
"""

import base64
import binascii
import re
from datetime import UTC, datetime
from typing import NamedTuple

from kasse.errors import Refused, Unavailable
from kasse.fiscal.de.device import TimeFormat, TseFacts
from kasse.sale import Signature
from kasse.texts import _

VERSION = "V0"
FIELDS = 12
LONGEST = 20_000
"""Characters; a QR code holds fewer than 3000 bytes, a file with one may have some blanks."""


class QrCode(NamedTuple):
    """What a receipt's QR code says; `key` and `signature` as they were written, decoded."""

    client: str
    process_type: str
    process_data: str
    number: int
    counter: int
    started_at: datetime
    at: datetime
    algorithm: str
    time_format: TimeFormat
    signature: bytes
    key: bytes


def qr_text(signature: Signature, facts: TseFacts, client: str) -> str:
    """The text of a receipt's QR code."""
    parts = (
        VERSION,
        client,
        signature.process_type,
        signature.process_data,
        str(signature.transaction),
        str(signature.counter),
        time_text(signature.started_at),
        time_text(signature.finished_at),
        facts.algorithm,
        facts.time_format.value,
        signature.value,
        base64.b64encode(facts.public_key).decode("ascii"),
    )
    return ";".join(parts)


def time_text(at: datetime) -> str:
    """A time in UTC with three decimals, cut off rather than rounded."""
    at = at.astimezone(UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


# Reading


def parse_qr(text: str) -> QrCode:
    """Read it as tolerantly as real receipts ask for. Raises `Refused` (another text) and `Unavailable` (damaged)."""
    if len(text) > LONGEST:
        raise Refused("qr_long", _("This is too long for a receipt's QR code."))
    fields = _fields(text.strip("\ufeff \t\r\n"))
    return QrCode(
        client=fields[1],
        process_type=fields[2],
        process_data=fields[3],
        number=_number(fields[4], _("transaction number")),
        counter=_number(fields[5], _("signature counter")),
        started_at=_time(fields[6]),
        at=_time(fields[7]),
        algorithm=fields[8],
        time_format=_format(fields[9]),
        signature=_base64(fields[10], _("signature")),
        key=_base64(fields[11], _("public key")),
    )


def _fields(text: str) -> list[str]:
    if not text:
        raise Unavailable("qr_empty", _("There is no text of a QR code."))
    parts = text.split(";")
    if parts[0] != VERSION:
        raise Refused("qr_foreign", _("This is no receipt's QR code: it does not begin with V0;"))
    if len(parts) < FIELDS:
        sentence = _("The QR code is broken off: it has {count} fields instead of 12.")
        raise Unavailable("qr_short", sentence.format(count=len(parts)))
    return [*parts[:3], ";".join(parts[3:-8]), *parts[-8:]]


def _number(text: str, name: str) -> int:
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", text):
        raise Unavailable("qr_number", _("The {field} {text} is no number.").format(field=name, text=repr(text[:40])))
    return int(text)


_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)


def _time(text: str) -> datetime:
    try:
        if _TIME.fullmatch(text):
            return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise Unavailable("qr_time", _("The time {text} is none.").format(text=repr(text[:40])))


def _format(text: str) -> TimeFormat:
    for known in TimeFormat:
        if text == known.value:
            return known
    raise Unavailable("qr_time_format", _("The log time format {text} is unknown.").format(text=repr(text[:40])))


def _base64(text: str, name: str) -> bytes:
    plain = "".join(text.split()).rstrip("=")
    try:
        found = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unavailable("qr_base64", _("The {field} is no Base64.").format(field=name)) from error
    if not found:
        raise Unavailable("qr_base64", _("The {field} is missing.").format(field=name))
    if base64.b64encode(found).decode("ascii").rstrip("=") != plain:
        raise Unavailable("qr_base64", _("The end of the {field} was changed.").format(field=name))
    return found
