"""What each column of a DSFinV-K may hold: mandatory, length, accuracy, list of values, instants. One scan a file."""

# ruff: noqa: S608 - all that is put into SQL here are constants and names of ours
import sqlite3
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kasse.fiscal.de.dsfinvk.schema import CERTIFICATE, Column, Table
from kasse.texts import N_, _

_D = "[0-9]"
_DAY = f"{_D * 4}-{_D * 2}-{_D * 2}"
_TIME = f"{_DAY}T{_D * 2}:{_D * 2}:{_D * 2}"
_OFFSETS = (f"[-+]{_D * 2}:{_D * 2}", "Z")
_INSTANTS = ("Z_ERSTELLUNG", "BON_START", "BON_ENDE")
_UTC = ("TSE_TA_START", "TSE_TA_ENDE")
_DAYS = ("Z_BUCHUNGSTAG", "REF_DATUM")
_COUNTRIES = ("LAND", "LOC_LAND", "AGENTUR_LAND", "KUNDE_LAND")
_CODES = ("KASSE_BASISWAEH_CODE", "ZAHLART_WAEH", "ZAHLWAEH_CODE")
MOST = 200
LONGEST = 17
"""Digits of a number; sums of longer ones cannot be told apart from nonsense."""


class _Question(NamedTuple):
    column: str
    kind: str
    text: str
    sql: str


def broken(
    connection: sqlite3.Connection, table: Table, lists: Mapping[tuple[str, str], frozenset[str]]
) -> Iterator[tuple[int, str, str]]:
    """Line, what is wrong, and a name for the kind of it."""
    asked = [question for column in table.columns for question in _questions(table, column, lists)]
    conditions = [f"({question.sql})" for question in asked]
    columns = ", ".join(
        f"{condition}, {question.column}" for condition, question in zip(conditions, asked, strict=True)
    )
    rows = connection.execute(
        f'SELECT line, {columns} FROM "{table.stem}" WHERE {" OR ".join(conditions)} LIMIT {MOST}'
    )
    for line, *cells in rows:
        for place, question in enumerate(asked):
            if cells[2 * place]:
                value = str(cells[2 * place + 1])[:60]
                told = _(question.text).format(column=question.column, value=value)
                yield line, told, f"{question.column} {question.kind}"


def _questions(table: Table, column: Column, lists: Mapping[tuple[str, str], frozenset[str]]) -> Iterator[_Question]:
    name = column.name
    if column.mandatory:
        yield _Question(name, "mandatory", N_("{column} is empty"), f"{name} = ''{_unless(table, name)}")
    if column.accuracy is None:
        if column.length:
            yield _Question(name, "length", N_("{column} is too long"), f"length({name}) > {column.length}")
    elif column.accuracy:
        digits = column.accuracy
        yield _Question(
            name, "number", N_("{column} must be a number with comma and exactly its decimal places: “{value}”"),
            f"{name} <> '' AND ({name} GLOB '*[^-0-9,]*' OR {name} GLOB '?*-*' OR {name} GLOB '*,*,*' "
            f"OR substr({name}, -{digits + 1}, 1) <> ',' OR length(ltrim({name}, '-')) < {digits + 2} "
            f"OR length({name}) > {LONGEST})",
        )  # fmt: skip
    else:
        yield _Question(
            name, "number", N_("{column} must be a whole number: “{value}”"),
            f"{name} <> '' AND ({name} GLOB '*[^-0-9]*' OR {name} GLOB '?*-*' OR {name} = '-' "
            f"OR length({name}) > {LONGEST})",
        )  # fmt: skip
    known = lists.get((table.stem, name))
    if known is not None:
        values = ", ".join(f"'{value}'" for value in sorted(known))
        empty = "" if column.mandatory or "" in known else f"{name} <> '' AND "
        yield _Question(name, "value", N_("{column} cannot be “{value}”"), f"{empty}{name} NOT IN ({values})")
    yield from _forms(name)


def _unless(table: Table, name: str) -> str:
    """An empty closing has no first and no last record."""
    if name in ("Z_START_ID", "Z_ENDE_ID"):
        return f" AND EXISTS (SELECT 1 FROM transactions t WHERE t.Z_NR = {table.stem}.Z_NR)"
    return ""


def _forms(name: str) -> Iterator[_Question]:
    if name in _INSTANTS:
        globs = " OR ".join(f"{name} GLOB '{_TIME}{more}{end}'" for more in ("", ".*") for end in _OFFSETS)
        yield _Question(
            name, "time", N_("{column} must be an instant with its offset (RFC 3339): “{value}”"),
            f"NOT ({globs}) OR julianday({name}) IS NULL",
        )  # fmt: skip
    elif name in _UTC:
        yield _Question(
            name, "time", N_("{column} must be in UTC with milliseconds: “{value}”"),
            f"{name} <> '' AND (NOT {name} GLOB '{_TIME}.{_D * 3}Z' OR julianday({name}) IS NULL)",
        )  # fmt: skip
    elif name in _DAYS:
        yield _Question(
            name, "day", N_("{column} must be a day such as 2026-11-23: “{value}”"),
            f"{name} <> '' AND (NOT {name} GLOB '{_DAY}' OR julianday({name}) IS NULL)",
        )  # fmt: skip
    elif name in _COUNTRIES or name in _CODES:
        yield _Question(
            name, "code", N_("{column} must have three capital letters: “{value}”"),
            f"{name} <> '' AND NOT {name} GLOB '[A-Z][A-Z][A-Z]'",
        )  # fmt: skip
    elif name.startswith(CERTIFICATE) or name == "TSE_PUBLIC_KEY":
        yield _Question(
            name, "base64", N_("{column} is no base64"),
            f"{name} GLOB '*[^A-Za-z0-9+/=]*'",
        )  # fmt: skip
