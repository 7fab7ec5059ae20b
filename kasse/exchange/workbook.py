"""The sheet of an XLSX workbook that holds a list, as rows of texts; openpyxl reads it, and only when one is read."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from kasse.errors import KasseError, Refused
from kasse.exchange.sheet import LOOKED_AT, MAX_COLUMNS, MAX_ROWS, Score, Sheet, heading_of
from kasse.product_list.records import Record, excerpt
from kasse.texts import _

if TYPE_CHECKING:
    from openpyxl import Workbook

MAX_UNPACKED: Final = 1024 * 1024 * 1024
MAX_RATIO: Final = 250
"""Sheets shrink to a fifth or a twentieth; what shrinks more was made to fill the memory."""
_FORMULA: Final = re.compile(rb"<f[ >/]")
_ERROR: Final = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!)")


def read_workbook(name: str, data: bytes, score: Score) -> Sheet:
    """The sheet whose headings say most; `Refused` where the file is damaged, or no workbook."""
    formulas = _look_inside(data)
    try:
        return _read(name, data, score, formulas)
    except KasseError:
        raise
    except Exception as error:
        raise _damaged() from error


def _look_inside(data: bytes) -> bool:
    """Whether it has formulas; refused what is no workbook, or would not fit into the memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _refuse_bomb(parts)
            names = {part.filename for part in parts}
            if "mimetype" in names and b"opendocument" in archive.read("mimetype"):
                raise Refused(
                    "other_workbook", _("This is an OpenDocument table. Save it as XLSX or CSV and choose that file.")
                )
            if not any(part.startswith("xl/") for part in names):
                raise Refused("not_a_table", _("This is a ZIP file, no workbook. Unpack it and choose the list in it."))
            return any(_has_formula(archive, part) for part in names if part.startswith("xl/worksheets/"))
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise _damaged() from error


def _refuse_bomb(parts: Sequence[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if unpacked > MAX_UNPACKED or (unpacked > 10_000_000 and unpacked > MAX_RATIO * packed):
        raise Refused(
            "list_too_large",
            _("Unpacked, the workbook would have {size} MB. That is no list; it is left alone.").format(
                size=unpacked >> 20
            ),
        )


def _has_formula(archive: zipfile.ZipFile, part: str) -> bool:
    before = b""
    with archive.open(part) as file:
        while block := file.read(1 << 20):
            if _FORMULA.search(before + block):
                return True
            before = block[-3:]
    return False


def _read(name: str, data: bytes, score: Score, formulas: bool) -> Sheet:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    written = load_workbook(io.BytesIO(data), read_only=True) if formulas else None
    try:
        titles = _titles(book)
        candidates = [(title, _records(book, written, title)) for title in titles]
        best = max(candidates, key=lambda found: _worth(found[1], score), default=None)
        if best is None or not best[1]:
            raise Refused("empty_file", _("The workbook is empty. Choose one with a line of headings and rows below."))
        shown = name if len(titles) == 1 else f"{name} ({best[0]})"
        return _sheet(shown, best[1], score)
    finally:
        book.close()
        if written is not None:
            written.close()


def _titles(book: "Workbook") -> list[str]:
    return [sheet.title for sheet in book.worksheets if hasattr(sheet, "iter_rows")]


def _worth(records: list[Record], score: Score) -> tuple[int, int]:
    heading = heading_of(records[:LOOKED_AT], score)
    return score(heading.cells), len(records)


def _records(book: "Workbook", written: "Workbook | None", title: str) -> list[Record]:
    found: list[Record] = []
    for line, cells, fault in _rows(book, written, title):
        if any(cells) or fault:
            found.append(Record(line, line, cells, fault))
        if len(found) > MAX_ROWS:
            raise Refused("list_too_large", _("The sheet has more rows than a list can have."))
    return found


def _rows(book: "Workbook", written: "Workbook | None", title: str) -> Iterator[tuple[int, list[str], str]]:
    sheet = book[title]
    sheet.reset_dimensions()  # some programs write wrong ones, and then rows are missing
    values = sheet.iter_rows(values_only=True)
    if written is None:
        for line, row in enumerate(values, 1):
            yield line, _texts(row), _fault(row)
        return
    other = written[title]
    other.reset_dimensions()
    for line, (row, formulas) in enumerate(zip(values, other.iter_rows(values_only=True), strict=True), 1):
        yield line, _texts(row), _fault(row) or _not_computed(row, formulas)


def _texts(row: Sequence[Any]) -> list[str]:
    cells = [cell_text(value) for value in row]
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > 20 * MAX_COLUMNS:
        raise Refused("too_wide", _("The sheet has more columns than a list can have."))
    return cells


def cell_text(value: object) -> str:
    """What a cell says, as a person would type it: no float's tail, a day as ISO, yes and no as 1 and 0."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def _number_text(value: float) -> str:
    """15 digits are what a spreadsheet shows; 1.2999999999999998 was 1.30 and 4006381333931.0 a code."""
    number = Decimal(f"{value:.12g}") if abs(value) < 1e9 else Decimal(f"{value:.15g}")
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _fault(row: Sequence[Any]) -> str:
    wrong = next(
        (value for value in row if isinstance(value, str) and value[:1] == "#" and _ERROR.fullmatch(value)), ""
    )
    return (
        _("A formula in this row gives the error {error}. Put it right in the spreadsheet.").format(error=wrong)
        if wrong
        else ""
    )


def _not_computed(row: Sequence[Any], formulas: Sequence[Any]) -> str:
    """A formula whose result was never computed reads as an empty cell: then nobody knows what it says."""
    for value, formula in zip(row, formulas, strict=False):
        if value is None and formula is not None:
            return _(
                "A formula in this row has no result yet. Open the file in the spreadsheet program, save it, and "
                "choose it again."
            )
    return ""


def _sheet(name: str, records: list[Record], score: Score) -> Sheet:
    heading = heading_of(records[:LOOKED_AT], score)
    if heading.fault:
        raise Refused("bad_header", _("Line {line}: {reason}").format(line=heading.line, reason=heading.fault))
    below = records[records.index(heading) + 1 :]
    width = max(len(heading.cells), _used_width(below))
    headings = tuple(map(excerpt, heading.cells)) + ("",) * (width - len(heading.cells))
    if sum(1 for text in headings if text) < 2:
        raise Refused("not_a_table", _("The sheet has no line of headings with two columns or more."))
    filled = [
        record
        if len(record.cells) == width
        else Record(record.line, record.end, _padded(record.cells, width), record.fault)
        for record in below
    ]
    return Sheet(name, headings, filled, lambda record: excerpt("; ".join(filter(None, record.cells))))


def _used_width(records: list[Record]) -> int:
    return max((len(record.cells) for record in records), default=0)


def _padded(cells: list[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def _damaged() -> Refused:
    return Refused(
        "damaged_workbook",
        _("The workbook is damaged or was not copied to its end. Get it again, or save it anew in its program."),
    )
