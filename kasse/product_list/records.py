"""From a file's bytes to records of cells, with the lines they stand on."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kasse.errors import Refused
from kasse.texts import _

_MAX_RECORD_LINES: Final = 1000
"""A quoted text longer than this is a quotation mark that was never closed."""

DELIMITERS: Final = (";", ",", "\t")
_NOT_TEXT: Final = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"\x1f\x8b",
    b"\x89PNG",
    b"SQLite format 3",
)

_TORN = re.compile("[\ud800-\udfff]")
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but tab and line ends, and the lone surrogates that stand for bytes that are no text."""


def text(data: bytes) -> str:
    """The file's text, without a byte order mark; each byte that is no text becomes a lone surrogate."""
    if data.startswith(_NOT_TEXT):
        raise not_a_table()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace").replace("\ufffd", "\udcff")
    text = data.decode("utf-8-sig", errors="surrogateescape")
    marked = data.startswith(b"\xef\xbb\xbf")
    return text if marked or _is_utf8(text) else data.decode("cp1252", errors="surrogateescape")


def _is_utf8(text: str) -> bool:
    """Whether bytes decoded as UTF-8 were that: one torn character in a file must not garble all its umlauts."""
    torn = len(_TORN.findall(text))
    return torn == 0 or len(text) - len(text.encode("ascii", errors="ignore")) > 2 * torn


def lines(text: str) -> list[str]:
    """The lines as an editor counts them, each with its ending."""
    if not text.strip():
        raise Refused("empty_file", _("The file is empty. Choose a CSV file with a line of column names and products."))
    return list(io.StringIO(text, newline=""))


def not_a_table() -> Refused:
    """The refusal of a file that holds no table."""
    return Refused(
        "not_a_table",
        _("This file is not a CSV text file. Open it in the spreadsheet program and save it as CSV (UTF-8)."),
    )


@dataclass(frozen=True, slots=True)
class Record:
    """The cells between lines `line` (from 1) and `end`, both included; or why they cannot be told apart."""

    line: int
    end: int
    cells: list[str]
    fault: str = ""


class _Feed:
    """Hands lines to `csv.reader`; it can be set back, and ends each record that runs on for too long."""

    def __init__(self, lines: list[str], position: int) -> None:
        self._lines = lines
        self.position = position
        self.limit = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.position >= min(self.limit, len(self._lines)):
            raise StopIteration
        self.position += 1
        return self._lines[self.position - 1]


def records(lines: list[str], delimiter: str, start: int) -> Iterator[Record]:
    """All records from line index `start` on that are not blank."""
    feed = _Feed(lines, start)
    # Strict, since otherwise one stray quotation mark silently swallows all products up to the next one.
    reader = csv.reader(feed, delimiter=delimiter, skipinitialspace=True, strict=True)
    while feed.position < len(lines):
        first = feed.position
        feed.limit = first + _MAX_RECORD_LINES
        try:
            cells = next(reader)
        except csv.Error as error:
            feed.position = first + 1
            yield Record(first + 1, first + 1, [], _csv_fault(error))
            continue
        if any(cell and not cell.isspace() for cell in cells):
            yield Record(first + 1, feed.position, cells)


def _csv_fault(error: csv.Error) -> str:
    if "field larger" in str(error):
        return _("A cell of this row is too long. Shorten it.")
    return _("The quotation marks of this row do not match. Close each one, and double those inside a text.")


def excerpt(text: str) -> str:
    """Some text in one short, printable line."""
    return " ".join(UNREADABLE.sub("\ufffd", text[:400]).split())[:120]
