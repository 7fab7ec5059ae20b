"""The files and columns of the DSFinV-K, as `schema_2_4.json` says."""

import json
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, TypedDict

DTD_NAME = "gdpdu-01-09-2004.dtd"
INDEX_NAME = "index.xml"
DELIMITER, QUOTE, LINE_END = ";", '"', "\r\n"
HEAD = ("Z_KASSE_ID", "Z_ERSTELLUNG", "Z_NR")
"""What every file begins with."""

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI")
CERTIFICATE = "TSE_ZERTIFIKAT_"
CERTIFICATE_PART = 1000
"""A certificate stands in pieces of so many characters; a long one needs more columns than the two of the schema."""
MOST_PARTS = len(_ROMAN)


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `accuracy` is None for text, `length` is None for numbers."""

    name: str
    length: int | None
    accuracy: int | None
    description: str
    mandatory: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A file."""

    file: str
    name: str
    columns: tuple[Column, ...]

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return self.file.removesuffix(".csv")

    @property
    def names(self) -> tuple[str, ...]:
        """The header."""
        return tuple(column.name for column in self.columns)

    def length(self, column: str) -> int:
        """The longest text of a column."""
        return next(one.length or 0 for one in self.columns if one.name == column)


@cache
def version() -> str:
    """TAXONOMIE_VERSION."""
    return _kept()["version"]


@cache
def tables(certificate_parts: int = 2) -> tuple[Table, ...]:
    """All twenty files; the one of the devices with so many columns for a certificate (two, or more if it is long)."""
    found = []
    for one in _kept()["tables"]:
        table = Table(one["file"], one["name"], tuple(_column(column) for column in one["columns"]))
        found.append(_widened(table, certificate_parts) if table.stem == "tse" else table)
    return tuple(found)


def table(stem: str, certificate_parts: int = 2) -> Table:
    """One file by its name without ending."""
    return next(one for one in tables(certificate_parts) if one.stem == stem)


def dtd() -> bytes:
    """The grammar of index.xml."""
    return files(__package__).joinpath(DTD_NAME).read_bytes()


class _Kept(TypedDict):
    version: str
    tables: list[dict[str, Any]]


@cache
def _kept() -> _Kept:
    found: _Kept = json.loads(files(__package__).joinpath("schema_2_4.json").read_text("utf-8"))
    return found


def _column(entry: dict[str, Any]) -> Column:
    accuracy = (entry["accuracy"] or 0) if entry["type"] == "Numeric" else None
    return Column(entry["name"], entry["maxlen"], accuracy, entry["description"], entry["mandatory"])


def _widened(table: Table, parts: int) -> Table:
    last = table.columns[-1]
    more = tuple(
        replace(last, name=f"{CERTIFICATE}{number}", description=f"{last.description} ({number})")
        for number in _ROMAN[2:parts]
    )
    return replace(table, columns=(*table.columns, *more))
