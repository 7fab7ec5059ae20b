"""A report as a file for other programs: CSV, JSON and XLSX.

CSV is written for Excel in the language it is made in: German with a semicolon and a decimal comma, English with a
comma and a point, both in UTF-8 with the mark by which Excel knows it. What a spreadsheet would take for a formula is
kept a text. JSON has the columns' keys and figures as programs read them, the same in every language.
"""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

from kasse.books.reports import Cell, Heading, Kind, Report
from kasse.formats import date_text
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.texts import _, current_language, number_signs

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""

MARK = "\ufeff"
_XLSX_FORMATS = {
    Kind.MONEY: "#,##0.00",
    Kind.QUANTITY: "#,##0.###",
    Kind.COUNT: "#,##0",
    Kind.PERCENT: "0.0%",
    Kind.DAYS: "#,##0",
    Kind.DAY: "yyyy-mm-dd",
}
_WIDEST = 48
_SHEET_NAME = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


# Values


def plain(cell: Cell, kind: Kind) -> str | int | None:
    """A cell as programs read it: amounts, quantities and percentages are texts with a point."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Money | Quantity):
        return str(cell)
    return str(Money(cell)) if kind is Kind.PERCENT else cell


def _number(cell: Cell, kind: Kind) -> str:
    """A cell as a figure of the screen's language, without grouping, which a spreadsheet might not read."""
    text = plain(cell, kind)
    if text is None:
        return ""
    if isinstance(cell, date):
        return date_text(cell, current_language())
    return str(text) if isinstance(cell, str) else str(text).replace(".", number_signs(current_language())[0])


def guarded(text: str) -> str:
    """A text that no spreadsheet runs: an apostrophe stands before what would be a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


# CSV


def as_csv(report: Report) -> bytes:
    """The table with a line of headings, and the totals below."""
    output = io.StringIO()
    german = number_signs(current_language())[0] == ","
    lines = csv.writer(output, delimiter=";" if german else ",", lineterminator="\r\n")
    lines.writerow([guarded(title) for title in _titles(report)])
    for row in (*report.rows, *((report.totals,) if report.totals else ())):
        lines.writerow([_csv_cell(cell, heading) for cell, heading in zip(row, report.headings, strict=True)])
    return (MARK + output.getvalue()).encode("utf-8")


def _titles(report: Report) -> list[str]:
    return [f"{entry.title} (%)" if entry.kind is Kind.PERCENT and "%" not in entry.title else entry.title
            for entry in report.headings]  # fmt: skip


def _csv_cell(cell: Cell, heading: Heading) -> str:
    return guarded(cell) if isinstance(cell, str) else _number(cell, heading.kind)


# JSON


def as_json(report: Report) -> bytes:
    """The report with its period; each row is an object of the columns' keys."""
    entry: dict[str, Any] = {
        "report": report.name,
        "title": report.title,
        "from": report.period.first.isoformat(),
        "to": report.period.last.isoformat(),
        "made_at": report.made_at.isoformat(timespec="seconds"),
        "columns": [{"key": h.key, "title": h.title, "kind": h.kind.value} for h in report.headings],
        "rows": [_object(report, row) for row in report.rows],
        "totals": _object(report, report.totals) if report.totals else None,
        "notes": list(report.notes),
    }
    return (json.dumps(entry, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _object(report: Report, row: tuple[Cell, ...]) -> dict[str, str | int | None]:
    return {heading.key: plain(cell, heading.kind) for heading, cell in zip(report.headings, row, strict=True)}


# XLSX


def as_xlsx(report: Report, shop: str = "") -> bytes:
    """A sheet with real numbers and dates, the head frozen, the totals below."""
    import xlsxwriter

    output = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(output, options) as book:
        book.set_properties({"title": report.title, "author": shop, "comments": "Kasse"})
        sheet = book.add_worksheet(_sheet_name(report.title))
        _fill(report, shop, book, sheet)
    return output.getvalue()


def _sheet_name(title: str) -> str:
    name = title.translate(_FORBIDDEN).strip("' ")[:_SHEET_NAME].strip("' ")
    return name or "Kasse"


def _fill(report: Report, shop: str, book: Any, sheet: Any) -> None:  # noqa: ANN401  xlsxwriter has no types
    strong, head = book.add_format({"bold": True, "font_size": 14}), {"bold": True, "bottom": 1, "text_wrap": True}
    sheet.write_string(0, 0, report.title, strong)
    sheet.write_string(1, 0, " · ".join(part for part in (shop, period_text(report)) if part))
    top = 3
    for column, (title, heading) in enumerate(zip(_titles(report), report.headings, strict=True)):
        side = "left" if heading.kind is Kind.TEXT else "right"
        sheet.write_string(top, column, title, book.add_format({**head, "align": side}))
    _rows(report, book, sheet, top + 1)
    for column, width in enumerate(_widths(report)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(top + 1, 1)
    if report.rows:
        sheet.autofilter(top, 0, top + len(report.rows), len(report.headings) - 1)
    below = top + len(report.rows) + 3
    for number, note in enumerate(report.notes):
        sheet.write_string(below + number, 0, note)
    sheet.repeat_rows(top)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    if len(report.headings) > 6:
        sheet.set_landscape()


def _rows(report: Report, book: Any, sheet: Any, first: int) -> None:  # noqa: ANN401
    formats = [book.add_format(_format(heading.kind)) for heading in report.headings]
    for number, row in enumerate(report.rows, first):
        for column, (cell, heading) in enumerate(zip(row, report.headings, strict=True)):
            _write(sheet, number, column, cell, heading.kind, formats[column])
    totals = [book.add_format({**_format(heading.kind), "bold": True, "top": 1}) for heading in report.headings]
    for column, (cell, heading) in enumerate(zip(report.totals, report.headings, strict=False)):
        _write(sheet, first + len(report.rows), column, cell, heading.kind, totals[column])


def _format(kind: Kind) -> dict[str, str]:
    return {"num_format": _XLSX_FORMATS[kind]} if kind in _XLSX_FORMATS else {}


def _write(sheet: Any, row: int, column: int, cell: Cell, kind: Kind, style: Any) -> None:  # noqa: ANN401
    """A number stays one: the file's own numbers are binary, so that here alone a float is made."""
    if cell is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell, style)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, style)
    elif isinstance(cell, Money):
        sheet.write_number(row, column, cell.cents / 100, style)
    elif isinstance(cell, Quantity):
        sheet.write_number(row, column, cell.thousandths / 1000, style)
    else:
        sheet.write_number(row, column, cell / 10_000 if kind is Kind.PERCENT else cell, style)


def _widths(report: Report) -> list[int]:
    """As wide as what stands there, within reason."""
    rows = (*report.rows[:200], *((report.totals,) if report.totals else ()))
    return [
        min(
            _WIDEST, 3 + max([_longest_word(heading.title), *(len(_number(row[column], heading.kind)) for row in rows)])
        )
        for column, heading in enumerate(report.headings)
    ]


def _longest_word(title: str) -> int:
    return max((len(word) for word in title.split()), default=0)


def period_text(report: Report) -> str:
    """The report's days in words."""
    language = current_language()
    first, last = date_text(report.period.first, language), date_text(report.period.last, language)
    return first if first == last else _("{first} to {last}").format(first=first, last=last)


WRITERS: dict[str, Callable[[Report, str], bytes]] = {
    "csv": lambda report, _shop: as_csv(report),
    "json": lambda report, _shop: as_json(report),
    "xlsx": as_xlsx,
}
