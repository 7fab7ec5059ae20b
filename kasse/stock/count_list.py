"""Counts out of a data collector or a phone: a code a line, or a code with how many, perhaps when and where."""

import csv
import io
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID, uuid5

from kasse.clock import ShopTime
from kasse.errors import Refused
from kasse.people import Actor
from kasse.quantity import Quantity
from kasse.stock.stocktake import Stocktakes
from kasse.texts import _

MOST = 100_000
"""More rows than these are no stocktake of one shop."""
CODES = frozenset({"code", "ean", "gtin", "barcode", "artikel", "article", "artikelnummer", "nummer"})
COUNTS = frozenset({"count", "quantity", "qty", "menge", "anzahl", "stück", "stueck", "pieces", "bestand", "stock"})
TIMES = frozenset({"time", "at", "when", "zeit", "uhrzeit", "datum", "date", "timestamp"})
AREAS = frozenset({"area", "bereich", "ort", "place", "lagerort"})


class Wanted(NamedTuple):
    """A row: where in the file, and what it says; `at` is without a zone, as a wall clock shows it."""

    line: int
    code: str
    pieces: Quantity | None
    area: str = ""
    at: datetime | None = None


class CountList(NamedTuple):
    """A file's rows, what is wrong with others, and the file's own mark, by which it is known again."""

    rows: tuple[Wanted, ...]
    bad: tuple[tuple[int, str], ...]
    mark: str


class Taken(NamedTuple):
    """What came of it: rows that were counted now, rows of a file that had been taken before, and bad ones."""

    counted: int
    before: int
    bad: tuple[tuple[int, str], ...]


class _Columns(NamedTuple):
    code: int = 0
    pieces: int | None = 1
    at: int | None = None
    area: int | None = None


def read_counts(data: bytes) -> CountList:
    """A file's rows; `Refused` where it is none."""
    text = _text(data)
    if not text.strip():
        raise Refused("empty_list", _("The file is empty."))
    rows = [(number, row) for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=_separator(text)), 1)]
    rows = [(number, [cell.strip() for cell in row]) for number, row in rows if any(cell.strip() for cell in row)]
    if len(rows) > MOST:
        raise Refused("long_list", _("The file has more than {most} rows.").format(most=MOST))
    columns, first = _columns(rows[0][1])
    good, bad = [], []
    for number, row in rows[first:]:
        try:
            good.append(_row(number, row, columns))
        except Refused as error:
            bad.append((number, error.message))
    return CountList(tuple(good), tuple(bad), sha256(data).hexdigest())


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.isprintable() or all(sign.isprintable() or sign in "\r\n\t" for sign in text):
            return text
    raise Refused("bad_list", _("This is no list of counts. Give a text file with a code and a count in each line."))


def _separator(text: str) -> str:
    first = text.strip().splitlines()[0]
    return max((";", "\t", ","), key=first.count)


def _columns(row: list[str]) -> tuple[_Columns, int]:
    """Which column is what, and where the rows begin; without a heading it is the code, then how many."""
    names = [cell.casefold() for cell in row]
    found = {kind: _first(names, known) for kind, known in
             (("code", CODES), ("count", COUNTS), ("at", TIMES), ("area", AREAS))}  # fmt: skip
    if found["code"] is None:
        return _Columns(pieces=1 if len(row) > 1 else None, at=2 if len(row) > 2 else None), 0
    return _Columns(found["code"], found["count"], found["at"], found["area"]), 1


def _first(names: list[str], known: frozenset[str]) -> int | None:
    return next((number for number, name in enumerate(names) if name in known), None)


def _row(number: int, row: list[str], columns: _Columns) -> Wanted:
    def cell(column: int | None) -> str:
        return row[column] if column is not None and column < len(row) else ""

    code, count, at = cell(columns.code), cell(columns.pieces), cell(columns.at)
    if not code:
        raise Refused("no_code", _("The code is missing."))
    quantity = None if not count else Quantity(0) if not count.strip("0.,") else Quantity.parse(count)
    return Wanted(number, code, quantity, cell(columns.area), _moment(at) if at else None)


def _moment(text: str) -> datetime:
    for shape in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M",
                  "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M"):  # fmt: skip
        try:
            return datetime.strptime(text, shape)  # noqa: DTZ007 - a wall clock's
        except ValueError:
            continue
    raise Refused("bad_time", _("“{text}” is no time. Write it as in 2026-12-31 18:05.").format(text=text[:30]))


def take(takes: Stocktakes, actor: Actor, listed: CountList, area: str, *, all_or_nothing: bool = True) -> Taken:
    """Count all rows in one go. The same file counts once, however often it is given."""
    if listed.bad and all_or_nothing:
        return Taken(0, 0, listed.bad)
    return takes.count_list(actor, listed, area, all_or_nothing=all_or_nothing)


def row_id(stocktake: UUID, listed: CountList, area: str, line: int) -> UUID:
    """The id of a row's count: the same for the same row of the same file in the same area."""
    return uuid5(stocktake, f"{listed.mark}/{area}/{line}")


def instant(moment: datetime | None, time: ShopTime) -> datetime | None:
    """A wall clock's time as an instant."""
    return None if moment is None else moment.replace(tzinfo=time.zone)
