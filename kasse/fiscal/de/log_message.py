"""Log messages of BSI TR-03151, as a TSE stores and exports them: built strictly, read tolerantly.

The signature is over all elements inside the outer SEQUENCE but itself, joined, without the outer header. So what is
read keeps the bytes as they stand: a vendor's odd encoding is signed too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from asn1crypto import parser

from kasse.fiscal.de.device import TimeFormat
from kasse.texts import _


class LogKind(StrEnum):
    """What a message is about."""

    TRANSACTION = "transaction"
    SYSTEM = "system"
    AUDIT = "audit"


class Damaged(ValueError):
    """Not a log message; the sentence says why."""


@dataclass(frozen=True, slots=True)
class LogMessage:
    """One message. `operation` is StartTransaction and the like, or a system's; `signed` is what was signed."""

    kind: LogKind
    version: int
    operation: str
    serial: str
    algorithm: str
    counter: int
    at: datetime
    time_format: TimeFormat
    signature: bytes
    signed: bytes
    client: str = ""
    process_type: str = ""
    process_data: bytes = b""
    number: int | None = None


# Encodings

_TYPES = "04007f0007030701"  # 0.4.0.127.0.7.3.7.1
_KINDS = {
    bytes.fromhex(f"{_TYPES}{number:02x}"): kind
    for number, kind in enumerate((LogKind.TRANSACTION, LogKind.SYSTEM, LogKind.AUDIT), 1)
}
_ALGORITHMS = {  # 0.4.0.127.0.7.1.1.4.1: ecdsa-plain, of BSI TR-03111
    **{
        bytes.fromhex(f"04007f000701010401{number:02x}"): f"ecdsa-plain-{name}"
        for number, name in {
            2: "SHA224", 3: "SHA256", 4: "SHA384", 5: "SHA512",
            8: "SHA3-224", 9: "SHA3-256", 10: "SHA3-384", 11: "SHA3-512",
        }.items()
    },
    **{  # 1.2.840.10045.4.3: ecdsa-with, its signatures are DER
        bytes.fromhex(f"2a8648ce3d0403{number:02x}"): f"ecdsa-{name}"
        for number, name in {1: "SHA224", 2: "SHA256", 3: "SHA384", 4: "SHA512"}.items()
    },
}  # fmt: skip
_OF_KIND = {kind: oid for oid, kind in _KINDS.items()}
_OF_ALGORITHM = {name: oid for oid, name in _ALGORITHMS.items()}

_INTEGER, _OCTETS, _OID, _SEQUENCE, _UTC, _GENERALIZED = 2, 4, 6, 16, 23, 24


def tlv(tag: int, content: bytes, *, class_: int = 0, constructed: bool = False) -> bytes:
    """One element in DER."""
    return bytes(parser.emit(class_, int(constructed), tag, content))


def context(tag: int, content: bytes) -> bytes:
    """A primitive element of the context's own tags: 80, 81, ..."""
    return tlv(tag, content, class_=2)


def integer(value: int) -> bytes:
    """The content of an INTEGER: the shortest two's complement."""
    return value.to_bytes((value + (value < 0)).bit_length() // 8 + 1, "big", signed=True)


# Building


class Fields(NamedTuple):
    """What each message has, whatever it is about."""

    serial: str
    algorithm: str
    counter: int
    at: datetime
    time_format: TimeFormat


def transaction_data(operation: str, client: str, process_type: str, process_data: bytes, number: int) -> bytes:
    """What is certified of a transaction: certifiedData."""
    return (
        context(0, operation.encode("ascii"))
        + context(1, client.encode("utf-8"))
        + context(2, process_data)
        + context(3, process_type.encode("utf-8"))
        + context(5, integer(number))
    )


def system_data(operation: str, *parts: bytes) -> bytes:
    """What is certified of the device itself: certifiedData; `parts` are whole elements."""
    return context(0, operation.encode("ascii")) + context(1, b"".join(parts))


def to_be_signed(kind: LogKind, data: bytes, fields: Fields, audit: bytes = b"") -> bytes:
    """All that is signed of a message."""
    return b"".join(
        (
            tlv(_INTEGER, b"\x02"),
            tlv(_OID, _OF_KIND[kind]),
            data,
            tlv(_OCTETS, bytes.fromhex(fields.serial)),
            tlv(_SEQUENCE, tlv(_OID, _OF_ALGORITHM[fields.algorithm]), constructed=True),
            tlv(_OCTETS, audit) if kind is LogKind.AUDIT else b"",
            tlv(_INTEGER, integer(fields.counter)),
            time_element(fields.at, fields.time_format),
        )
    )


def message(signed: bytes, signature: bytes) -> bytes:
    """The whole message in DER."""
    return tlv(_SEQUENCE, signed + tlv(_OCTETS, signature), constructed=True)


# Times

_PATTERNS = {
    TimeFormat.UTC: (_UTC, "%y%m%d%H%MZ"),
    TimeFormat.UTC_SECONDS: (_UTC, "%y%m%d%H%M%SZ"),
    TimeFormat.GENERALIZED: (_GENERALIZED, "%Y%m%d%H%M%SZ"),
    TimeFormat.GENERALIZED_MILLISECONDS: (_GENERALIZED, "%Y%m%d%H%M%S.%fZ"),
}


def rounded(at: datetime, time_format: TimeFormat) -> datetime:
    """A time as a TSE of this format keeps it, in UTC."""
    at = at.astimezone(UTC)
    if time_format is TimeFormat.GENERALIZED_MILLISECONDS:
        return at.replace(microsecond=at.microsecond // 1000 * 1000)
    at = at.replace(microsecond=0)
    return at.replace(second=0) if time_format is TimeFormat.UTC else at


def time_text(at: datetime, time_format: TimeFormat) -> str:
    """How a time is written, in a message and in the names of files."""
    at = rounded(at, time_format)
    if time_format is TimeFormat.UNIX:
        return str(int(at.timestamp()))
    text = at.strftime(_PATTERNS[time_format][1])
    return f"{text[:-4]}Z" if time_format is TimeFormat.GENERALIZED_MILLISECONDS else text


def time_element(at: datetime, time_format: TimeFormat) -> bytes:
    """A log time as an element."""
    text = time_text(at, time_format)
    if time_format is TimeFormat.UNIX:
        return tlv(_INTEGER, integer(int(text)))
    return tlv(_PATTERNS[time_format][0], text.encode("ascii"))


_TIME = re.compile(r"(\d{12}|\d{10}|\d{14}(?:[.,]\d{1,6})?)Z")


def read_time(text: str, *, generalized: bool) -> tuple[datetime, TimeFormat]:
    """A time of UTCTime or GeneralizedTime. Raises `Damaged`."""
    found = _TIME.fullmatch(text)
    digits, _point, rest = (found.group(1) if found else "").replace(",", ".").partition(".")
    if not found or generalized != (len(digits) == 14):
        raise Damaged(_("the time {text} is none").format(text=repr(text)))
    whole = digits if generalized else f"20{digits}"
    try:
        at = datetime.strptime(whole.ljust(14, "0") + rest.ljust(6, "0"), "%Y%m%d%H%M%S%f")  # noqa: DTZ007 - Z is UTC
    except ValueError as error:
        raise Damaged(_("the time {text} is none").format(text=repr(text))) from error
    at = at.replace(tzinfo=UTC)
    if generalized:
        return at, TimeFormat.GENERALIZED_MILLISECONDS if rest else TimeFormat.GENERALIZED
    return at, TimeFormat.UTC_SECONDS if len(digits) == 12 else TimeFormat.UTC


def unix_time(seconds: int) -> datetime:
    """A time of seconds since 1970. Raises `Damaged`."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Damaged(_("the time {text} is none").format(text=seconds)) from error


# Reading


class Element(NamedTuple):
    """One element as it stands: `raw` with header and trailer."""

    class_: int
    constructed: bool
    tag: int
    content: bytes
    raw: bytes

    @property
    def octets(self) -> bytes:
        """The bytes of an octet string, also of one in pieces (BER, as D-Trust writes processData)."""
        if not self.constructed:
            return self.content
        return b"".join(piece.octets for piece in elements(self.content))

    @property
    def text(self) -> str:
        """The content as text; some TSEs write a blank where nothing is meant."""
        return self.octets.decode("utf-8", errors="replace")

    @property
    def number(self) -> int:
        """The content as an integer."""
        return int.from_bytes(self.content, "big", signed=True)


def elements(data: bytes) -> Iterator[Element]:
    """The elements that stand one behind the other. Raises `Damaged`."""
    while data:
        try:
            class_, method, tag, header, content, trailer = parser.parse(data)
        except (ValueError, RecursionError) as error:
            raise Damaged(_("its DER is broken off or damaged")) from error
        length = len(header) + len(content) + len(trailer)
        yield Element(class_, bool(method), tag, content, data[:length])
        data = data[length:]


def parse(der: bytes) -> LogMessage:
    """Read a message, in any form that real TSEs write. Raises `Damaged`."""
    outer = list(elements(der))
    if len(outer) != 1 or (outer[0].class_, outer[0].tag) != (0, _SEQUENCE) or not outer[0].constructed:
        raise Damaged(_("it is no log message of a TSE"))
    return _Reader(list(elements(outer[0].content))).read()


class _Reader:
    """Takes a message's elements one after the other."""

    def __init__(self, parts: list[Element]) -> None:
        self._parts = parts
        self._next = 0

    def read(self) -> LogMessage:
        version = self._take(_INTEGER).number
        kind = _KINDS.get(self._take(_OID).content)
        if kind is None:
            raise Damaged(_("it is of a kind that TR-03151 does not know"))
        data = self._data()
        serial = self._take(_OCTETS).octets.hex()
        algorithm = _algorithm(self._take(_SEQUENCE))
        if self._tag() == _OCTETS:
            self._take(_OCTETS)  # seAuditData
        counter = self._take(_INTEGER).number
        at, time_format = self._time()
        signed = b"".join(part.raw for part in self._parts[: self._next])
        signature = self._take(_OCTETS).octets
        if self._next != len(self._parts):
            raise Damaged(_("something stands behind its signature"))
        named = _named(kind, data)
        return LogMessage(
            kind, version, _text(data, 0), serial, algorithm, counter, at, time_format, signature, signed, *named
        )

    def _tag(self) -> int | None:
        if self._next == len(self._parts):
            return None
        part = self._parts[self._next]
        return part.tag if part.class_ == 0 else None

    def _take(self, tag: int) -> Element:
        if self._tag() != tag:
            raise Damaged(_("a part of it is missing or stands in the wrong place"))
        self._next += 1
        return self._parts[self._next - 1]

    def _data(self) -> dict[int, Element]:
        """certifiedData: all elements of the context's tags, wherever a version puts them."""
        found: dict[int, Element] = {}
        while self._next < len(self._parts) and self._parts[self._next].class_ == 2:
            part = self._parts[self._next]
            found.setdefault(part.tag, part)
            self._next += 1
        return found

    def _time(self) -> tuple[datetime, TimeFormat]:
        tag = self._tag()
        if tag in (_UTC, _GENERALIZED):
            return read_time(self._take(tag).text, generalized=tag == _GENERALIZED)
        return unix_time(self._take(_INTEGER).number), TimeFormat.UNIX


def _algorithm(sequence: Element) -> str:
    parts = list(elements(sequence.content))
    name = _ALGORITHMS.get(parts[0].content) if parts and parts[0].tag == _OID else None
    if name is None:
        raise Damaged(_("its way of signing is unknown"))
    return name


def _text(data: dict[int, Element], tag: int) -> str:
    return data[tag].text.strip() if tag in data else ""


def _named(kind: LogKind, data: dict[int, Element]) -> tuple[str, str, bytes, int | None]:
    """Client, process type, process data and number: of transactions only."""
    if kind is not LogKind.TRANSACTION:
        return "", "", b"", None
    if 5 not in data or 0 not in data:
        raise Damaged(_("it names no transaction"))
    client = data[1].text if 1 in data else ""
    octets = data[2].octets if 2 in data else b""
    return client, _text(data, 3), octets, data[5].number
