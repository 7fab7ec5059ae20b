"""index.xml as somebody wrote it, against the files that are there and the schema."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from kasse.fiscal.de.dsfinvk.reading import Found
from kasse.fiscal.de.dsfinvk.schema import DTD_NAME, Table
from kasse.texts import _

_DOCTYPE = re.compile(rb'<!DOCTYPE\s+DataSet\s+SYSTEM\s+"([^"]*)"')
_SAID = {"DecimalSymbol": ",", "DigitGroupingSymbol": ".", "Range/From": "2", "VariableLength/ColumnDelimiter": ";",
         "VariableLength/RecordDelimiter": "\r\n", "VariableLength/TextEncapsulator": '"'}  # fmt: skip


def check_index(data: bytes, tables: Sequence[Table], found: Found) -> None:
    """Each file and column must be described as it is."""
    kind = _DOCTYPE.search(data[:2000])
    if kind is None or kind[1].decode("utf-8", "replace") != DTD_NAME:
        found(_("index.xml must name {dtd} as its DTD.").format(dtd=DTD_NAME))
    if b"<!ENTITY" in data:
        found(_("index.xml has entities of its own; it is not read."))
        return
    try:
        root = ET.fromstring(data)  # noqa: S314 - see above
    except (ET.ParseError, ValueError, LookupError):
        found(_("index.xml is no XML that can be read."))
        return
    described = {one.findtext("URL", ""): one for one in root.iter("Table")}
    for table in tables:
        entry = described.pop(table.file, None)
        if entry is None:
            found(_("index.xml does not describe {file}.").format(file=table.file))
        else:
            _check_table(entry, table, found)
    for url in described:
        found(_("index.xml describes {file}, which the DSFinV-K does not have.").format(file=url[:60]))


def _check_table(entry: ET.Element, table: Table, found: Found) -> None:
    if entry.findtext("Name") != table.name or entry.find("UTF8") is None:
        found(_("index.xml: {file} must be named {name}, and UTF-8.").format(file=table.file, name=table.name))
    for path, wanted in _SAID.items():
        if entry.findtext(path, "").replace("\n", "\r\n").replace("\r\r\n", "\r\n") != wanted:
            found(_("index.xml: {what} of {file} is not as it must be.").format(file=table.file, what=path))
    columns = entry.findall("VariableLength/VariableColumn")
    names = [column.findtext("Name", "") for column in columns]
    if names != list(table.names):
        found(_("index.xml: the columns of {file} are not those of the file.").format(file=table.file))
        return
    for column, known in zip(columns, table.columns, strict=True):
        if _kind(column) != (known.accuracy, known.length):
            found(_("index.xml: {column} of {file} has another type, length or accuracy.").format(
                column=known.name, file=table.file))  # fmt: skip


def _kind(column: ET.Element) -> tuple[int | None, int | None]:
    number = column.find("Numeric")
    if number is not None:
        return int(number.findtext("Accuracy", "0") or 0), None
    length = column.findtext("MaxLength", "")
    return None, int(length) if length.isdigit() else None


def columns_told(table: Table, header: Sequence[object]) -> str:
    """Which columns a header should have and has not, or has too many."""
    missing = [name for name in table.names if name not in header]
    return ", ".join(missing) or ", ".join(str(name)[:30] for name in header if name not in table.names)
