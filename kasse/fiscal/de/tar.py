"""The TAR export of a TSE (BSI TR-03151, section 5.1): its names, its info.csv, its certificates.

Written as plain ustar, in pieces. Read tolerantly: names in any case, folders before them, any kind of tar.
"""

import csv
import io
import re
import tarfile
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import BinaryIO, NamedTuple

from kasse.errors import Refused, Unavailable
from kasse.fiscal.de.device import TimeFormat
from kasse.fiscal.de.log_message import Damaged, LogKind, LogMessage, read_time, time_text, unix_time
from kasse.texts import _

BLOCK = 512
MAX_MEMBER = 1 << 20
"""A log message is some hundred bytes, a chain some thousand: what is larger is nothing of a TSE."""

_PREFIX = {
    TimeFormat.UNIX: "Unixt",
    TimeFormat.UTC: "Utc",
    TimeFormat.UTC_SECONDS: "Utc",
    TimeFormat.GENERALIZED: "Gent",
    TimeFormat.GENERALIZED_MILLISECONDS: "Gent",
}
INFO = "info.csv"


def log_name(message: LogMessage) -> str:
    """The name of a message's file."""
    time = f"{_PREFIX[message.time_format]}_{time_text(message.at, message.time_format)}"
    start = f"{time}_Sig-{message.counter}_Log-"
    if message.kind is LogKind.TRANSACTION:
        step = message.operation.removesuffix("Transaction")
        return f"{start}Tra_No-{message.number}_{step}_Client-{message.client}.log"
    return f"{start}Aud.log" if message.kind is LogKind.AUDIT else f"{start}Sys_{message.operation}.log"


def certificate_name(serial: str) -> str:
    """The name of a certificate's file, by the SHA-256 of its key."""
    return f"{serial}_X509.cer"


def info(description: str, manufacturer: str, version: str) -> bytes:
    """info.csv: one line without a header."""
    parts = ("description:", description, "manufacturer:", manufacturer, "version:", version)
    return ",".join('"' + part.replace('"', '""') + '"' for part in parts).encode("utf-8") + b"\n"


class TarWriter:
    """Writes a tar in pieces, to wherever they go."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write

    def add(self, name: str, content: bytes, at: datetime) -> None:
        """One file."""
        member = tarfile.TarInfo(name)
        member.size = len(content)
        member.mtime = int(at.timestamp())
        short = len(name.encode("utf-8")) <= 100  # ustar holds no more; a till's own names are shorter
        header = member.tobuf(tarfile.USTAR_FORMAT if short else tarfile.PAX_FORMAT, "utf-8")
        self._write(header + content + bytes(-len(content) % BLOCK))

    def end(self) -> None:
        """What tells a whole tar from a truncated one."""
        self._write(bytes(2 * BLOCK))


# Reading


class Member(NamedTuple):
    """One file of a tar."""

    name: str
    content: bytes


def members(file: BinaryIO) -> Iterator[Member]:
    """The files of a tar, one after the other, in bounded memory. Raises `Unavailable` with what is wrong."""
    start = file.read(BLOCK)
    _refuse_others(start)
    try:
        stream = _Counted(io.BytesIO(start), file)
        with tarfile.open(fileobj=stream, mode="r|", encoding="utf-8", errors="surrogateescape") as archive:
            while (member := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]  # it would keep all of them
                if not member.isfile():
                    continue
                if member.size > MAX_MEMBER:
                    raise _foreign(member.name)
                content = archive.extractfile(member)
                data = content.read() if content else b""
                if len(data) != member.size:
                    raise _truncated()
                yield Member(member.name, data)
    except tarfile.ReadError as error:
        raise _truncated() from error
    except (tarfile.TarError, EOFError) as error:
        raise Unavailable("tar_damaged", _("The TAR file is damaged. Export it again.")) from error
    stream.read_to_the_end()
    if stream.length % BLOCK and stream.length - stream.length % BLOCK <= archive.offset:
        raise _truncated()  # it ends within a header
    if stream.meaningful > archive.offset:
        raise Unavailable("tar_damaged", _("The TAR file is damaged in the middle. Export it again."))
    if stream.length < archive.offset + BLOCK:
        raise _truncated()


def _foreign(name: str) -> Refused:
    sentence = _("{name} is too large for a TSE's export: this TAR is of something else.")
    return Refused("tar_foreign", sentence.format(name=name))


def _truncated() -> Unavailable:
    return Unavailable("tar_truncated", _("The TAR file is broken off: its end is missing. Export it again."))


class _Counted(io.RawIOBase):
    """The file with its first block again; `meaningful` is the place behind its last byte that is no zero."""

    def __init__(self, start: io.BytesIO, rest: BinaryIO) -> None:
        self._start, self._rest = start, rest
        self.length = 0
        self.meaningful = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        data = self._start.read(size) or self._rest.read(size)
        if said := data.rstrip(b"\0"):
            self.meaningful = self.length + len(said)
        self.length += len(data)
        return data

    def read_to_the_end(self) -> None:
        """A whole tar ends in blocks of zeros."""
        while self.read(1 << 16):
            pass


_OTHERS = {
    b"\x1f\x8b": "gzip",
    b"PK": "ZIP",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf": "7-Zip",
    b"%PDF": "PDF",
}


def _refuse_others(start: bytes) -> None:
    if not start:
        raise Unavailable("tar_empty", _("The file is empty."))
    for magic, name in _OTHERS.items():
        if start.startswith(magic):
            sentence = _("This is a {name} file, not a TAR file. Unpack it first, or choose the TSE's own export.")
            raise Refused("tar_other", sentence.format(name=name))
    if not any(start):
        raise Unavailable("tar_empty", _("The TAR file has nothing in it."))
    try:
        tarfile.TarInfo.frombuf(start, "utf-8", "surrogateescape")
    except tarfile.HeaderError as error:
        raise Unavailable("tar_none", _("This is no TAR file.")) from error


class LogName(NamedTuple):
    """What a message's file name says; the content must say the same."""

    time: str
    counter: int
    kind: LogKind
    number: int | None
    operation: str
    client: str


_NAME = re.compile(
    r"(?P<time>(?:Unixt|Utc|Gent)_[0-9.,]+Z?)_Sig-(?P<counter>\d+)_Log-"
    r"(?:Tra_No-(?P<number>\d+)_(?P<step>[A-Za-z]+)_Client-(?P<client>.*?)|Sys_(?P<event>.*?)|(?P<audit>Aud)(?:_.*?)?)"
    r"(?:_Fc-\d+)?\.log",
    re.IGNORECASE | re.DOTALL,
)
_CERTIFICATE = re.compile(r"(?P<hash>[0-9A-Fa-f]{64})_X\.?509\.(?:pem|der|crt|cer)", re.IGNORECASE)


def base_name(name: str) -> str:
    """The name without folders."""
    return name.replace("\\", "/").rpartition("/")[2]


def parse_log_name(name: str) -> LogName | None:
    """What a name says; None where it is no log's."""
    found = _NAME.fullmatch(base_name(name))
    if found is None:
        return None
    counter, number = int(found["counter"]), found["number"]
    if number is not None:
        step = f"{found['step']}Transaction"
        return LogName(found["time"], counter, LogKind.TRANSACTION, int(number), step, found["client"])
    kind = LogKind.AUDIT if found["audit"] else LogKind.SYSTEM
    return LogName(found["time"], counter, kind, None, found["event"] or "", "")


def is_log(name: str) -> bool:
    """Should it be a message, whatever else its name says?"""
    return name.lower().endswith(".log")


def parse_certificate_name(name: str) -> str | None:
    """The serial that a certificate's file is named by, in lower case; None where it is none."""
    found = _CERTIFICATE.fullmatch(base_name(name))
    return None if found is None else found["hash"].lower()


def name_differs(name: LogName, message: LogMessage) -> bool:
    """Does a name say something else than its content?"""
    if (name.counter, name.kind, name.number) != (message.counter, message.kind, message.number):
        return True
    if name.kind is not LogKind.AUDIT and name.operation.lower() != message.operation.lower() and message.version < 3:
        return True  # the events of version 3 have names of their own
    return name.client != message.client or not _same_time(name.time, message)


def _same_time(text: str, message: LogMessage) -> bool:
    prefix, _line, value = text.partition("_")
    try:
        if prefix.lower() == "unixt":
            at = unix_time(int(value))
        else:
            at, _format = read_time(value if value.endswith("Z") else f"{value}Z", generalized=prefix.lower() == "gent")
    except (Damaged, ValueError):
        return False
    return abs((at - message.at).total_seconds()) < 1


def parse_info(data: bytes) -> dict[str, str]:
    """What info.csv says: description, manufacturer, version; real files differ in quotes and ends of lines."""
    text = data.decode("utf-8-sig", errors="replace")
    cells = [cell.strip() for row in csv.reader(io.StringIO(text), skipinitialspace=True) for cell in row]
    return {key.rstrip(": ").lower(): value for key, value in zip(cells[::2], cells[1::2], strict=False)}
