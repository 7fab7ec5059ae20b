"""A ZIP of anybody's, read with care: its files as rows, and what is wrong with how they are written."""

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from kasse.fiscal.de.dsfinvk.schema import DELIMITER, QUOTE, Table
from kasse.texts import _

MOST_MEMBERS = 200
MOST_BYTES = 100 << 30
MOST_RATIO = 400
"""Bookkeeping shrinks to a tenth or a fiftieth; what unpacks to more than this was made to do harm."""
SMALL = 4 << 20
LONGEST_LINE = 1 << 20
Found = Callable[[str], None]
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


class LineTooLong(Exception):
    """More than a mebibyte without an end of line."""


class _Watched(io.RawIOBase):
    """The bytes of a member on their way: their line ends are counted, and none is longer than memory bears."""

    def __init__(self, member: IO[bytes]) -> None:
        self._member = member
        self._run = 0
        self._last = b""
        self.feeds = self.pairs = 0
        self.marked = False
        self.ended = True
        self._begun = False

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """The next piece."""
        piece = self._member.read(len(buffer))
        if piece:
            self._look(piece)
        buffer[: len(piece)] = piece
        return len(piece)

    def _look(self, piece: bytes) -> None:
        if not self._begun:
            self._begun, self.marked = True, piece.startswith(b"\xef\xbb\xbf")
        self.feeds += piece.count(b"\n")
        self.pairs += piece.count(b"\r\n") + (self._last == b"\r" and piece[:1] == b"\n")
        end = piece.rfind(b"\n")
        self._run = self._run + len(piece) if end < 0 else len(piece) - end - 1
        if self._run > LONGEST_LINE:
            raise LineTooLong
        self._last, self.ended = piece[-1:], piece.endswith(b"\n")


def opened(path: Path, found: Found) -> zipfile.ZipFile | None:
    """The archive, where it is one that can be read without harm."""
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError:
        found(_("{file} is not there.").format(file=path))
        return None
    except DAMAGED:
        found(_("{file} is no ZIP file, or only a part of one.").format(file=path.name))
        return None
    infos = archive.infolist()
    bad = len(infos) > MOST_MEMBERS or sum(info.file_size for info in infos) > MOST_BYTES
    if bad or any(info.file_size > SMALL and info.file_size > MOST_RATIO * info.compress_size for info in infos):
        found(_("{file} would unpack to far more than any till writes; it is not opened.").format(file=path.name))
        archive.close()
        return None
    return archive


def whole(archive: zipfile.ZipFile, name: str, found: Found) -> bytes:
    """A small member; empty where it cannot be read."""
    if archive.getinfo(name).file_size > SMALL:
        found(_("{file} is larger than any such file is.").format(file=name))
        return b""
    try:
        return archive.read(name)
    except DAMAGED:
        found(_("{file} is damaged and cannot be read.").format(file=name))
        return b""


def rows(archive: zipfile.ZipFile, table: Table, found: Found) -> Iterator[tuple[int | str, ...]]:
    """The header with 1, then each row with its line's number; rows with other columns are told and left out."""
    number = 1
    try:
        with archive.open(table.file) as member:
            watched = _Watched(member)
            buffered = io.BufferedReader(watched, 1 << 18)  # type: ignore[type-var]
            text = io.TextIOWrapper(buffered, "utf-8", "strict", newline="")
            reader = csv.reader(text, delimiter=DELIMITER, quotechar=QUOTE, strict=True)
            width = 0
            for number, row in enumerate(reader, 1):
                width = width or len(row)
                if len(row) == width:
                    yield (number, *row)
                else:
                    found(_told(table, number, _columns_told(len(row), width)))
            _tell_dialect(table, watched, found)
    except UnicodeDecodeError:
        found(_told(table, number + 1, _("it is not written in UTF-8")))
    except csv.Error as error:
        found(_told(table, number + 1, _("it cannot be read as CSV ({reason})").format(reason=error)))
    except LineTooLong:
        found(_told(table, number + 1, _("the line does not end")))
    except DAMAGED:
        found(_("{file} is damaged and cannot be read.").format(file=table.file))


def _told(table: Table, line: int, what: str) -> str:
    return _("{file}, line {line}: {what}.").format(file=table.file, line=line, what=what)


def _columns_told(count: int, wanted: int) -> str:
    return _("it has {count} columns, not {wanted}").format(count=count, wanted=wanted)


def _tell_dialect(table: Table, watched: _Watched, found: Found) -> None:
    if watched.marked:
        found(_("{file} begins with a byte order mark; there must be none.").format(file=table.file))
    if watched.feeds != watched.pairs or not watched.ended:
        found(_("{file}: each line must end with CR and LF.").format(file=table.file))
