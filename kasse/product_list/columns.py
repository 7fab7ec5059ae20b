"""Which column is which, by the names in the first line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kasse.errors import Refused
from kasse.product_list.cells import fold, folded
from kasse.product_list.records import DELIMITERS, Record, excerpt, not_a_table, records
from kasse.texts import N_, _

SEP_LINE = re.compile(r'"?sep=.?"?\s*', re.IGNORECASE)
HEADERS: Final = folded(
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
FALLBACK_HEADERS: Final = folded(
    {
        "code": "code, Artikelnummer, Artikel Nr, Art Nr, ArtNr, PLU, PLU Nr, sku, item number, article number",
        "name": "Artikel, article, Beschreibung, Artikelbeschreibung, description, Text",
    }
)
"""Used only where no other column says it: many lists have an EAN beside the article number."""

_NEEDED: Final = {"code": N_("code (such as EAN)"), "name": N_("name (such as Bezeichnung)")}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each known field is, under which name, and how many cells a row must have."""

    index: dict[str, int]
    names: dict[str, str]
    width: int
    ignored: tuple[str, ...]


def header(lines: list[str]) -> tuple[str, Record]:
    """The delimiter under which the first line holds most known column names, and that line's cells."""
    start = 1 if SEP_LINE.fullmatch(lines[0]) else 0
    candidates = [
        (delimiter, record)
        for delimiter in DELIMITERS
        for record in [next(records(lines, delimiter, start), None)]
        if record
    ]
    if not candidates or any("\0" in cell for cell in candidates[0][1].cells):
        raise not_a_table()
    return max(candidates, key=lambda candidate: (len(_known(candidate[1].cells)), len(candidate[1].cells)))


def _known(cells: list[str]) -> list[tuple[str, int]]:
    """The fields the header cells name, with their indexes; a fallback name only where it is the only one."""
    folded = [fold(cell) for cell in cells]
    known = [(HEADERS[word], index) for index, word in enumerate(folded) if word in HEADERS]
    found = {field for field, _index in known}
    fallback = [(FALLBACK_HEADERS[word], index) for index, word in enumerate(folded) if word in FALLBACK_HEADERS]
    return known + [(field, index) for field, index in fallback if field not in found]


def columns(header: Record) -> Columns:
    """The columns of a header; `Refused` where code or name is missing, or two columns say the same."""
    if header.fault:
        raise Refused("bad_header", _("Line {line}: {reason}").format(line=header.line, reason=header.fault))
    cells = [excerpt(cell) for cell in header.cells]
    index: dict[str, int] = {}
    for field, position in _known(header.cells):
        if field in index:
            raise same_meaning(cells[index[field]], cells[position])
        index[field] = position
    _require_columns(index, cells)
    used = set(index.values())
    ignored = tuple(cell for position, cell in enumerate(cells) if cell and position not in used)
    return Columns(index, {field: cells[position] for field, position in index.items()}, len(cells), ignored)


def same_meaning(first: str, second: str) -> Refused:
    """The refusal of two columns for one thing."""
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
