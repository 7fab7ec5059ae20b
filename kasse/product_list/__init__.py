"""A shop's product list out of a CSV file: good rows, and what is wrong with each of the others.

Files come out of spreadsheets and other tills, so everything about their form is guessed from the file itself:
encoding, delimiter, column names, decimal mark. What a file says in two ways is never guessed; the row is bad.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from kasse.errors import Refused
from kasse.money import Money
from kasse.product_list import cells as cell
from kasse.product_list import columns as column
from kasse.product_list import records as record_of
from kasse.product_list.cells import MAX_CODE, MAX_NAME, MAX_STOCK_THOUSANDTHS, Unit
from kasse.product_list.columns import Columns
from kasse.product_list.records import UNREADABLE, Record
from kasse.quantity import Quantity
from kasse.texts import _

_RATE_ZEROS = re.compile(r"(\d+)(?:\.0*|(\.\d*[1-9])0*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One good row; `line` is where it starts in the file, from 1. A `price` of None is asked for at the till.

    `age_limit` is in years, 0 for none. `extra_codes` are checked like `code` and never repeat one of the file.
    """

    line: int
    code: str
    name: str
    price: Money | None
    tax_class: str | None
    department: str | None
    deposit: Money | None
    age_limit: int
    unit: Unit
    price_bound: bool
    extra_codes: tuple[str, ...]
    stock: Quantity | None


@dataclass(frozen=True, slots=True)
class BadRow:
    """One row that was left out: its first line in the file, a sentence why, and its text, shortened."""

    line: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class ProductList:
    """What a file holds, in the file's order; `ignored_columns` are the headers nobody understood."""

    rows: tuple[ProductRow, ...]
    bad: tuple[BadRow, ...]
    ignored_columns: tuple[str, ...]


def read_products(data: bytes, tax_class_of: Callable[[str], str]) -> ProductList:
    """Read a whole CSV file.

    Args:
        data: The file's bytes: UTF-8, UTF-16 with a byte order mark, or Windows-1252.
        tax_class_of: The tax class of a rate such as "7" or "7.8"; `Refused` for one the shop does not have.

    Raises:
        Refused: The file as a whole is no product list. A bad row only ends up in `bad`.
    """
    lines = record_of.lines(record_of.text(data))
    delimiter, header = column.header(lines)
    table = RowReader(column.columns(header), tax_class_of)
    rows: list[ProductRow] = []
    bad: list[BadRow] = []
    for record in record_of.records(lines, delimiter, header.end):
        try:
            rows.append(table.row(record))
        except Refused as refusal:
            bad.append(
                BadRow(record.line, refusal.message, record_of.excerpt("".join(lines[record.line - 1 : record.end])))
            )
    return ProductList(tuple(rows), tuple(bad), table.columns.ignored)


class RowReader:
    """Reads one record after the other as a product and remembers the codes it has seen."""

    def __init__(self, columns: Columns, tax_class_of: Callable[[str], str]) -> None:
        self.columns = columns
        self._tax_class_of = cache(tax_class_of)
        self._lines_of_codes: dict[str, int] = {}

    def row(self, record: Record) -> ProductRow:
        """The record as a product; `Refused` with the reason where it is none."""
        cells = known_cells(self.columns, record)
        unit = cell.unit(cells.get("unit", ""))
        row = ProductRow(
            line=record.line,
            code=cell.code(cells["code"]),
            name=cell.name(cells["name"]),
            price=self._amount(cells, "price"),
            tax_class=self._tax_class(cells.get("tax", "")),
            department=cell.label(cells.get("department", "")) or None,
            deposit=self._amount(cells, "deposit") or None,
            age_limit=cell.age_limit(cells.get("age", "")),
            unit=unit,
            price_bound=cell.price_bound(cells.get("price_bound", "")),
            extra_codes=cell.extra_codes(cells.get("extra_codes", ""), cells["code"]),
            stock=cell.stock(cells.get("stock", ""), unit),
        )
        self._claim_codes(row)
        return row

    def _amount(self, cells: Mapping[str, str], field: str) -> Money | None:
        return amount(self.columns, cells, field)

    def _tax_class(self, text: str) -> str | None:
        """The class of a rate written as "7", "7 %", "7,00" or "7.8"; None where none is written."""
        percent = text.strip().removesuffix("%").strip().replace(",", ".")
        match = _RATE_ZEROS.fullmatch(percent)
        rate = f"{match[1]}{match[2] or ''}" if match else percent
        return self._tax_class_of(rate) if rate else None

    def _claim_codes(self, row: ProductRow) -> None:
        """Note a good row's codes; a bad row leaves its codes to a better one further down."""
        codes = (row.code, *row.extra_codes)
        for code in codes:
            if line := self._lines_of_codes.get(cell.code_key(code)):
                raise Refused(
                    "duplicate_code",
                    _("The code {code} is already on line {line}. Remove one of the two.").format(code=code, line=line),
                )
        self._lines_of_codes.update((cell.code_key(code), row.line) for code in codes)


def known_cells(columns: Columns, record: Record) -> dict[str, str]:
    """The known cells of a record by field; `Refused` for a row that does not fit the header."""
    if record.fault:
        raise Refused("bad_row", record.fault)
    if len(record.cells) != columns.width:
        raise _ragged(len(record.cells), columns.width)
    cells = {field: record.cells[position] for field, position in columns.index.items()}
    if UNREADABLE.search("".join(cells.values())):
        raise _unreadable(columns, cells)
    return cells


def _unreadable(columns: Columns, cells: Mapping[str, str]) -> Refused:
    field = next(field for field, cell in cells.items() if UNREADABLE.search(cell))
    return Refused(
        "unreadable",
        _("“{column}” holds a character that cannot be read. Type the text anew.").format(column=columns.names[field]),
    )


def amount(columns: Columns, cells: Mapping[str, str], field: str) -> Money | None:
    """The amount in a record's cell; a refusal names its column."""
    try:
        return cell.money(cells.get(field, ""))
    except Refused as refusal:
        reason = _("{column}: {reason}").format(column=columns.names[field], reason=refusal.message)
        raise Refused(refusal.code, reason) from refusal


def _ragged(found: int, wanted: int) -> Refused:
    if found < wanted:
        sentence = _("The row has {found} cells, the first line has {wanted}: some are missing.")
    else:
        sentence = _(
            "The row has {found} cells, the first line has {wanted}. Put a text that holds a delimiter in quotes."
        )
    return Refused("ragged_row", sentence.format(found=found, wanted=wanted))


__all__ = [
    "MAX_CODE",
    "MAX_NAME",
    "MAX_STOCK_THOUSANDTHS",
    "BadRow",
    "ProductList",
    "ProductRow",
    "RowReader",
    "Unit",
    "amount",
    "known_cells",
    "read_products",
]
