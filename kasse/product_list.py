"""A shop's product list out of a CSV file: good rows, and what is wrong with each of the others.

Files come out of spreadsheets and other tills, so everything about their form is guessed from the file itself:
encoding, delimiter, column names, decimal mark. What a file says in two ways is never guessed; the row is bad.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Literal

from kasse.errors import Refused
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.texts import N_, _

Unit = Literal["piece", "kg", "l", "m"]

MAX_NAME: Final = 200
MAX_CODE: Final = 48
MAX_STOCK_THOUSANDTHS: Final = 999_999_999
_MAX_RECORD_LINES: Final = 1000
"""A quoted text longer than this is a quotation mark that was never closed."""

_AGES: Final = (0, 6, 12, 14, 16, 18, 21)
_GTIN_LENGTHS: Final = (8, 12, 13, 14)
_DELIMITERS: Final = (";", ",", "\t")
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
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but tab and line ends, and the lone surrogates that stand for bytes that are no text."""

_SEP_LINE = re.compile(r'"?sep=.?"?\s*', re.IGNORECASE)
_EXCEL_TEXT = re.compile(r'="(.*)"')
_SPREADSHEET_NUMBER = re.compile(r"\d[.,]\d+E\+?\d+|\d+E\+\d+|\d{8,}[.,]0+", re.IGNORECASE | re.ASCII)
_CODE_BREAK = re.compile(r"[\s,;|]+")
_EURO = re.compile(r"€|EURO?", re.IGNORECASE)
_PLAIN_AMOUNT = re.compile(r"\d+(?:[.,]\d{1,2})?", re.ASCII)
_GROUPED_AMOUNTS = (
    re.compile(r"(\d{1,3}(?:\.\d{3})+),(\d{1,2})", re.ASCII),
    re.compile(r"(\d{1,3}(?:,\d{3})+)\.(\d{1,2})", re.ASCII),
    re.compile(r"(\d{1,3}(?:['’\s]\d{3})+)(?:[.,](\d{1,2}))?"),
)
_TWO_READINGS = re.compile(r"([1-9]\d{0,2})[.,](\d{3})", re.ASCII)
_STOCK = re.compile(r"([+-]?)(\d{1,9})(?:[.,](\d{1,3}))?", re.ASCII)
_AGE = re.compile(r"(?:ab|from|over|fsk|usk)?\s*(\d{1,2})\s*(?:\+|j\.?|jahre|jahren|years)?", re.IGNORECASE | re.ASCII)
_RATE_ZEROS = re.compile(r"(\d+)(?:\.0*|(\.\d*[1-9])0*)", re.ASCII)


@lru_cache(maxsize=1024)
def _fold(text: str) -> str:
    """A word without case, spaces, points and umlauts: "Stück", "STUECK" and "stuck." are one."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(character for character in plain if character.isalnum())
    return letters.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _folded(words: Mapping[str, str]) -> dict[str, str]:
    """{"Stk, Stück": "piece"} turned round into {"stk": "piece", ...}, a key for each word."""
    return {_fold(word): meaning for meaning, listed in words.items() for word in listed.split(",")}


_HEADERS: Final = _folded(
    {
        "code": "gtin, gtin13, ean, ean13, ean code, eancode, ean gtin, barcode, Strichcode, Barcodenummer, upc",
        "name": "name, Bezeichnung, Artikelbezeichnung, Produkt, Produktname, Artikelname, Artikeltext, product,"
        "product name, item, item name, title",
        "price": "Preis, VK, VK Preis, VK brutto, Verkaufspreis, Verkaufspreis brutto, Bruttopreis, Preis brutto,"
        "Preis EUR, Preis in EUR, Preis in Euro, VK EUR, VK in EUR, price, price EUR, sales price, selling price,"
        "retail price, gross price, unit price",
        "tax": "MwSt, MwSt Satz, MwSt Prozent, Mehrwertsteuer, USt, USt Satz, Umsatzsteuer, Steuer, Steuersatz, vat,"
        "vat rate, tax, tax rate",
        "department": "Warengruppe, WG, Abteilung, Gruppe, Kategorie, Artikelgruppe, Produktgruppe, category,"
        "department, group, product group",
        "deposit": "Pfand, Pfandbetrag, Pfand EUR, Pfand in EUR, deposit, deposit EUR",
        "age": "Alter, Altersgrenze, Altersfreigabe, Altersbeschränkung, Mindestalter, Jugendschutz, age, age limit,"
        "minimum age, min age, age restriction",
        "unit": "Einheit, Mengeneinheit, Verkaufseinheit, ME, unit, unit of measure, uom",
        "price_bound": "preisgebunden, Preisbindung, price bound, fixed price, price fixed",
        "extra_codes": "weitere Codes, weitere EAN, weitere EANs, weitere GTIN, weitere Barcodes, weitere Strichcodes,"
        "Zusatzcodes, more codes, extra codes, other codes, additional codes",
        "stock": "Bestand, Lagerbestand, stock, stock level, on hand, quantity on hand",
    }
)
_FALLBACK_HEADERS: Final = _folded(
    {
        "code": "code, Artikelnummer, Artikel Nr, Art Nr, ArtNr, PLU, PLU Nr, sku, item number, article number",
        "name": "Artikel, article, Beschreibung, Artikelbeschreibung, description, Text",
    }
)
"""Used only where no other column says it: many lists have an EAN beside the article number."""

_UNITS: Final = _folded(
    {
        "piece": "Stk, Stück, St, Stck, piece, pieces, pc, pcs, each, ea, Packung, Pack, Flasche, Dose, Beutel, Bund",
        "kg": "kg, Kilo, Kilogramm, kilogram, kilograms",
        "l": "l, Ltr, Liter, litre, litres, liters",
        "m": "m, Meter, metre, metres, meters",
    }
)
_YES_NO: Final = _folded({"yes": "ja, j, yes, y, 1, x, true, wahr", "": "nein, n, no, 0, false, falsch"})
_UNIT_NAMES: Final[dict[str, Unit]] = {"piece": "piece", "kg": "kg", "l": "l", "m": "m"}

_NEEDED: Final = {"code": N_("code (such as EAN)"), "name": N_("name (such as Bezeichnung)")}


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
    lines = _lines(_text(data))
    delimiter, header = _header(lines)
    table = _Table(_columns(header), tax_class_of)
    rows: list[ProductRow] = []
    bad: list[BadRow] = []
    for record in _records(lines, delimiter, header.end):
        try:
            rows.append(table.row(record))
        except Refused as refusal:
            bad.append(BadRow(record.line, refusal.message, _excerpt("".join(lines[record.line - 1 : record.end]))))
    return ProductList(tuple(rows), tuple(bad), table.columns.ignored)


# --- From bytes to records ---


def _text(data: bytes) -> str:
    """The file's text, without a byte order mark; each byte that is no text becomes a lone surrogate."""
    if data.startswith(_NOT_TEXT):
        raise _not_a_table()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace").replace("\ufffd", "\udcff")
    text = data.decode("utf-8-sig", errors="surrogateescape")
    marked = data.startswith(b"\xef\xbb\xbf")
    return text if marked or _is_utf8(text) else data.decode("cp1252", errors="surrogateescape")


def _is_utf8(text: str) -> bool:
    """Whether bytes decoded as UTF-8 were that: one torn character in a file must not garble all its umlauts."""
    torn = len(_TORN.findall(text))
    return torn == 0 or len(text) - len(text.encode("ascii", errors="ignore")) > 2 * torn


def _lines(text: str) -> list[str]:
    """The lines as an editor counts them, each with its ending."""
    if not text.strip():
        raise Refused("empty_file", _("The file is empty. Choose a CSV file with a line of column names and products."))
    return list(io.StringIO(text, newline=""))


def _not_a_table() -> Refused:
    return Refused(
        "not_a_table",
        _("This file is not a CSV text file. Open it in the spreadsheet program and save it as CSV (UTF-8)."),
    )


@dataclass(frozen=True, slots=True)
class _Record:
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


def _records(lines: list[str], delimiter: str, start: int) -> Iterator[_Record]:
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
            yield _Record(first + 1, first + 1, [], _csv_fault(error))
            continue
        if any(cell and not cell.isspace() for cell in cells):
            yield _Record(first + 1, feed.position, cells)


def _csv_fault(error: csv.Error) -> str:
    if "field larger" in str(error):
        return _("A cell of this row is too long. Shorten it.")
    return _("The quotation marks of this row do not match. Close each one, and double those inside a text.")


def _excerpt(text: str) -> str:
    """Some text in one short, printable line."""
    return " ".join(_UNREADABLE.sub("\ufffd", text[:400]).split())[:120]


# --- Columns ---


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where each known field is, under which name, and how many cells a row must have."""

    index: dict[str, int]
    names: dict[str, str]
    width: int
    ignored: tuple[str, ...]


def _header(lines: list[str]) -> tuple[str, _Record]:
    """The delimiter under which the first line holds most known column names, and that line's cells."""
    start = 1 if _SEP_LINE.fullmatch(lines[0]) else 0
    candidates = [
        (delimiter, record)
        for delimiter in _DELIMITERS
        for record in [next(_records(lines, delimiter, start), None)]
        if record
    ]
    if not candidates or any("\0" in cell for cell in candidates[0][1].cells):
        raise _not_a_table()
    return max(candidates, key=lambda candidate: (len(_known(candidate[1].cells)), len(candidate[1].cells)))


def _known(cells: list[str]) -> list[tuple[str, int]]:
    """The fields the header cells name, with their indexes; a fallback name only where it is the only one."""
    folded = [_fold(cell) for cell in cells]
    known = [(_HEADERS[word], index) for index, word in enumerate(folded) if word in _HEADERS]
    found = {field for field, _index in known}
    fallback = [(_FALLBACK_HEADERS[word], index) for index, word in enumerate(folded) if word in _FALLBACK_HEADERS]
    return known + [(field, index) for field, index in fallback if field not in found]


def _columns(header: _Record) -> _Columns:
    """The columns of a header; `Refused` where code or name is missing, or two columns say the same."""
    if header.fault:
        raise Refused("bad_header", _("Line {line}: {reason}").format(line=header.line, reason=header.fault))
    cells = [_excerpt(cell) for cell in header.cells]
    index: dict[str, int] = {}
    for field, position in _known(header.cells):
        if field in index:
            raise _same_meaning(cells[index[field]], cells[position])
        index[field] = position
    _require_columns(index, cells)
    used = set(index.values())
    ignored = tuple(cell for position, cell in enumerate(cells) if cell and position not in used)
    return _Columns(index, {field: cells[position] for field, position in index.items()}, len(cells), ignored)


def _same_meaning(first: str, second: str) -> Refused:
    return Refused(
        "double_column",
        _("The columns “{first}” and “{second}” mean the same. Rename or remove one of them.").format(
            first=first, second=second
        ),
    )


def _require_columns(index: Mapping[str, int], cells: list[str]) -> None:
    missing = [_(text) for field, text in _NEEDED.items() if field not in index]
    if not missing:
        return
    raise Refused(
        "missing_column",
        _("The file has no column for: {missing}. Its first line names: {found}. It needs: {needed}.").format(
            missing=", ".join(missing),
            found=", ".join(f"“{cell}”" for cell in cells[:30] if cell) or "-",
            needed=", ".join(_(text) for text in _NEEDED.values()),
        ),
    )


# --- Rows ---


class _Table:
    """Reads one record after the other and remembers the codes it has seen."""

    def __init__(self, columns: _Columns, tax_class_of: Callable[[str], str]) -> None:
        self.columns = columns
        self._tax_class_of = cache(tax_class_of)
        self._lines_of_codes: dict[str, int] = {}

    def row(self, record: _Record) -> ProductRow:
        """The record as a product; `Refused` with the reason where it is none."""
        cells = self._cells(record)
        unit = _unit(cells.get("unit", ""))
        row = ProductRow(
            line=record.line,
            code=_code(cells["code"]),
            name=_name(cells["name"]),
            price=self._amount(cells, "price"),
            tax_class=self._tax_class(cells.get("tax", "")),
            department=_label(cells.get("department", "")) or None,
            deposit=self._amount(cells, "deposit") or None,
            age_limit=_age_limit(cells.get("age", "")),
            unit=unit,
            price_bound=_price_bound(cells.get("price_bound", "")),
            extra_codes=_extra_codes(cells.get("extra_codes", ""), cells["code"]),
            stock=_stock(cells.get("stock", ""), unit),
        )
        self._claim_codes(row)
        return row

    def _cells(self, record: _Record) -> dict[str, str]:
        """The known cells by field; `Refused` for a row that does not fit the header."""
        if record.fault:
            raise Refused("bad_row", record.fault)
        if len(record.cells) != self.columns.width:
            raise _ragged(len(record.cells), self.columns.width)
        cells = {field: record.cells[position] for field, position in self.columns.index.items()}
        if _UNREADABLE.search("".join(cells.values())):
            raise self._unreadable(cells)
        return cells

    def _unreadable(self, cells: Mapping[str, str]) -> Refused:
        field = next(field for field, cell in cells.items() if _UNREADABLE.search(cell))
        return Refused(
            "unreadable",
            _("“{column}” holds a character that cannot be read. Type the text anew.").format(
                column=self.columns.names[field]
            ),
        )

    def _amount(self, cells: Mapping[str, str], field: str) -> Money | None:
        try:
            return _money(cells.get(field, ""))
        except Refused as refusal:
            reason = _("{column}: {reason}").format(column=self.columns.names[field], reason=refusal.message)
            raise Refused(refusal.code, reason) from refusal

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
            if line := self._lines_of_codes.get(_code_key(code)):
                raise Refused(
                    "duplicate_code",
                    _("The code {code} is already on line {line}. Remove one of the two.").format(code=code, line=line),
                )
        self._lines_of_codes.update((_code_key(code), row.line) for code in codes)


def _ragged(found: int, wanted: int) -> Refused:
    if found < wanted:
        sentence = _("The row has {found} cells, the first line has {wanted}: some are missing.")
    else:
        sentence = _(
            "The row has {found} cells, the first line has {wanted}. Put a text that holds a delimiter in quotes."
        )
    return Refused("ragged_row", sentence.format(found=found, wanted=wanted))


def _name(text: str) -> str:
    name = _label(text)
    if not name:
        raise Refused("empty_name", _("The name is empty. Write what the receipt shall say."))
    return name


def _label(text: str) -> str:
    """A text in one line and in composed characters, so that search finds its umlauts."""
    label = unicodedata.normalize("NFC", " ".join(text.split()))
    if len(label) > MAX_NAME:
        raise Refused(
            "too_long",
            _("“{text}…” has {length} characters: the most is {limit}. Shorten it.").format(
                text=label[:30], length=len(label), limit=MAX_NAME
            ),
        )
    return label


def _code(text: str) -> str:
    """A code without what spreadsheets put around it; its check digit is right where it has one."""
    code = _bare_code(text)
    if not code.strip("0"):
        raise Refused("empty_code", _("The code is empty. Write the number under the bars, or one of your own."))
    if _SPREADSHEET_NUMBER.fullmatch(code):
        raise Refused(
            "spreadsheet_code",
            _("The spreadsheet program has turned the code into the number {code}. Format the column as text.").format(
                code=code[:MAX_CODE]
            ),
        )
    if len(code) > MAX_CODE or not code.isprintable():
        raise Refused(
            "bad_code",
            _("“{code}” is not a code: the most is {limit} letters and digits.").format(
                code=_excerpt(code), limit=MAX_CODE
            ),
        )
    if not _check_digit_holds(code):
        raise Refused(
            "check_digit",
            _("The last digit of the code {code} does not fit the others. Compare it with the package.").format(
                code=code
            ),
        )
    return code


def _bare_code(text: str) -> str:
    """The code without `="..."`, spaces between digits and full-width digits."""
    code = text.strip()
    if code.isascii() and code.isdigit():
        return code
    code = unicodedata.normalize("NFKC", code)
    if match := _EXCEL_TEXT.fullmatch(code):
        code = match[1].strip()
    together = "".join(code.split())
    return together if together.isascii() and together.isdigit() else code


def _check_digit_holds(code: str) -> bool:
    """GS1's modulo 10, from the right, for all-digit codes of a GTIN's length; any other code has none."""
    if not (code.isascii() and code.isdigit() and len(code) in _GTIN_LENGTHS):
        return True
    if len(code) == 8 and code[0] in "02":
        return True  # UPC-E counts its check digit in another way, and the shop's own numbers have none.
    return (sum(map(int, code[::-2])) + 3 * sum(map(int, code[-2::-2]))) % 10 == 0


def _code_key(code: str) -> str:
    return code.casefold().lstrip("0")


def _extra_codes(text: str, code: str) -> tuple[str, ...]:
    """Each other code once, without the row's main one."""
    if not text.strip():
        return ()
    codes = {_code_key(part): part for part in map(_code, filter(None, _CODE_BREAK.split(text)))}
    codes.pop(_code_key(_bare_code(code)), None)
    return tuple(codes.values())


def _money(text: str) -> Money | None:
    """An amount of zero or more as people write it in Germany, England or Switzerland; None for an empty cell."""
    amount = _EURO.sub("", text).strip()
    if not text.strip():
        return None
    if _PLAIN_AMOUNT.fullmatch(amount):
        return Money.parse(amount)
    if _TWO_READINGS.fullmatch(amount):
        raise _two_readings(amount)
    if amount.strip("-−").strip() != amount and any(map(str.isdigit, amount)):
        raise Refused("negative_amount", _("{text} is negative. Write 0 or more.").format(text=_excerpt(text)[:40]))
    return Money.parse(_without_groups(amount))


def _without_groups(amount: str) -> str:
    """An amount such as "1.234,56" as "1234.56"; anything else as it is."""
    for pattern in _GROUPED_AMOUNTS:
        if match := pattern.fullmatch(amount):
            return f"{re.sub('[^0-9]', '', match[1])}.{match[2] or '00'}"
    return amount


def _two_readings(text: str) -> Refused:
    whole, _point, rest = text.replace(",", ".").partition(".")
    return Refused(
        "two_readings",
        _("“{text}” can be read as {large} or as {small}. Write it in one of these ways.").format(
            text=text, large=f"{whole}{rest}", small=f"{whole}.{rest[:2]}"
        ),
    )


def _is_blank(text: str) -> bool:
    return text.strip() in ("", "-", "–")


def _age_limit(text: str) -> int:
    """Years out of "18", "ab 18" or "16+"; 0 for an empty cell and for "nein"."""
    if _is_blank(text) or _YES_NO.get(_fold(text)) == "":
        return 0
    match = _AGE.fullmatch(text.strip())
    if match is None or int(match[1]) not in _AGES:
        raise Refused(
            "bad_age",
            _("“{text}” is not an age limit. Write 16 or 18, or leave it empty.").format(text=_excerpt(text)[:40]),
        )
    return int(match[1])


def _unit(text: str) -> Unit:
    unit = "piece" if _is_blank(text) else _UNITS.get(_fold(text))
    if unit is None:
        raise Refused(
            "bad_unit",
            _("“{text}” is not a unit the till sells in. Write Stk, kg, l or m.").format(text=_excerpt(text)[:40]),
        )
    return _UNIT_NAMES[unit]


def _price_bound(text: str) -> bool:
    answer = "" if _is_blank(text) else _YES_NO.get(_fold(text))
    if answer is None:
        raise Refused(
            "bad_yes_no",
            _("“{text}” does not say whether the price is bound. Write yes or no.").format(text=_excerpt(text)[:40]),
        )
    return bool(answer)


def _stock(text: str, unit: Unit) -> Quantity | None:
    """How much is there, zero and less included; None for an empty cell.

    "1.234" is 1.234 kg, as scales print it, but of pieces nobody can say whether these are 1,234.
    """
    number = text.strip()
    if not number:
        return None
    if unit == "piece" and _TWO_READINGS.fullmatch(number.lstrip("+-")):
        raise Refused(
            "two_readings",
            _("“{text}” pieces can be read in two ways. Write the stock without a thousands separator.").format(
                text=number
            ),
        )
    match = _STOCK.fullmatch(number)
    thousandths = int(match[2] + (match[3] or "").ljust(3, "0")) if match else MAX_STOCK_THOUSANDTHS + 1
    if match is None or thousandths > MAX_STOCK_THOUSANDTHS:
        raise Refused(
            "bad_stock",
            _("“{text}” is not a stock. Write a number such as 12 or 0.5.").format(text=_excerpt(text)[:40]),
        )
    return Quantity(-thousandths if match[1] == "-" else thousandths)
