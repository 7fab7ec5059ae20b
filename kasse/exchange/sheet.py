"""A table out of a file, as its rows of texts: CSV of any make, or a sheet of an XLSX workbook.

Nothing of the file's form is asked for: encoding, delimiter, which sheet, and on which line the headings stand are
found in the file itself. A file that holds no table is refused with a sentence that says what to do instead.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from kasse.errors import Refused
from kasse.product_list import records as record_of
from kasse.product_list.columns import SEP_LINE
from kasse.product_list.records import DELIMITERS, Record, excerpt
from kasse.texts import _

MAX_BYTES: Final = 200 * 1024 * 1024
"""A list of a million products has half of that."""
MAX_COLUMNS: Final = 500
MAX_ROWS: Final = 2_000_000
LOOKED_AT: Final = 25
"""So many lines are looked at for the headings: above them stand titles, addresses and dates."""

Score = Callable[[Sequence[str]], int]
"""How many headings of the wanted kind a line names."""

_MARKUP: Final = re.compile(r"\s*(?:<!doctype|<html|<table|<head|<meta|<\?xml|<workbook)", re.IGNORECASE)
_OLE: Final = b"\xd0\xcf\x11\xe0"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")


class Sheet(NamedTuple):
    """A table: the file's name, its headings, the records below them, and what a bad record looks like in the file."""

    name: str
    headings: tuple[str, ...]
    records: Sequence[Record]
    text_of: Callable[[Record], str]

    def examples(self, column: int, most: int = 3) -> tuple[str, ...]:
        """The first words of a column that are not empty."""
        found: list[str] = []
        for record in self.records[:200]:
            text = excerpt(record.cells[column])[:40] if column < len(record.cells) else ""
            if text and text not in found:
                found.append(text)
            if len(found) == most:
                break
        return tuple(found)


def read_bytes(path: Path) -> bytes:
    """A file's bytes; a folder, one that may not be read and one that is too large are refused in words."""
    try:
        if path.is_dir():
            raise Refused("no_file", _("{file} is a folder. Choose the file in it.").format(file=path.name))
        if path.stat().st_size > MAX_BYTES:
            raise _too_large()
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or _("no such file")
        raise Refused("no_file", _("{file} cannot be read: {reason}.").format(file=path.name, reason=reason)) from error


def read_sheet(name: str, data: bytes, score: Score) -> Sheet:
    """The table in a file; `Refused` where there is none."""
    if len(data) > MAX_BYTES:
        raise _too_large()
    if data.startswith(b"PK\x03\x04"):
        from kasse.exchange.workbook import read_workbook

        return _checked(read_workbook(name, data, score))
    if data.startswith(_OLE):
        raise _old_or_locked(data)
    return _checked(_csv(name, data, score))


def _csv(name: str, data: bytes, score: Score) -> Sheet:
    if data[:64].startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise record_of.not_a_table()
    text = record_of.text(data)
    _refuse_markup(text)
    lines = record_of.lines(text)
    start = 1 if SEP_LINE.fullmatch(lines[0]) else 0
    delimiter, header = max(
        ((delimiter, heading_of(_first(lines, delimiter, start), score)) for delimiter in DELIMITERS),
        key=lambda found: (score(found[1].cells[:MAX_COLUMNS]), len(found[1].cells)),
    )
    _refuse_header(header)
    records = list(record_of.records(lines, delimiter, header.end))
    return Sheet(
        name, tuple(map(excerpt, header.cells)), records, lambda record: _between(lines, record.line, record.end)
    )


def _first(lines: list[str], delimiter: str, start: int) -> list[Record]:
    found = []
    for record in record_of.records(lines, delimiter, start):
        found.append(record)
        if len(found) == LOOKED_AT:
            break
    return found


def _between(lines: list[str], first: int, last: int) -> str:
    return excerpt("".join(lines[first - 1 : last]))


def heading_of(records: Sequence[Record], score: Score) -> Record:
    """The line that names most columns; where none names any, the first with two cells that are filled."""
    narrow = [record for record in records if len(record.cells) <= MAX_COLUMNS]
    best = max(narrow, key=lambda record: score(record.cells), default=None)
    if best is not None and score(best.cells) > 0:
        return best
    wide = (record for record in records if sum(1 for cell in record.cells if cell.strip()) > 1)
    return next(wide, records[0] if records else Record(1, 1, []))


def _refuse_header(header: Record) -> None:
    if header.fault:
        raise Refused("bad_header", _("Line {line}: {reason}").format(line=header.line, reason=header.fault))
    if sum(1 for cell in header.cells if cell.strip()) < 2 or record_of.UNREADABLE.search("".join(header.cells)):
        raise record_of.not_a_table()


def _checked(sheet: Sheet) -> Sheet:
    if len(sheet.headings) > MAX_COLUMNS:
        raise Refused(
            "too_wide",
            _("The file has {count} columns; the most is {limit}. Remove those that are not needed.").format(
                count=len(sheet.headings), limit=MAX_COLUMNS
            ),
        )
    if len(sheet.records) > MAX_ROWS:
        raise _too_large()
    return sheet


def _refuse_markup(text: str) -> None:
    start = text[:200]
    if _MARKUP.match(start):
        raise Refused(
            "web_page",
            _("This is a web page or XML, whatever its name says. Open it in the spreadsheet and save it as XLSX."),
        )
    if start.lstrip()[:1] in ("{", "["):
        raise Refused("not_a_table", _("This is JSON, no table. Ask for the list as CSV or XLSX."))


def _old_or_locked(data: bytes) -> Refused:
    if _ENCRYPTED in data:
        return Refused(
            "locked_file",
            _("The workbook is protected by a password. Open it in the spreadsheet program and save it without one."),
        )
    return Refused(
        "old_workbook",
        _("This is an old XLS workbook. Open it in the spreadsheet program and save it as XLSX or CSV."),
    )


def _too_large() -> Refused:
    return Refused(
        "list_too_large", _("The file is too large for a list: the most is {limit} MB.").format(limit=MAX_BYTES >> 20)
    )
