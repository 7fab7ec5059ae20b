"""What is worked out beside the till, on a device's thread with a reader of its own: selling goes on meanwhile."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from kasse.books.exchange import ListKind, Plan
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.exchange import mapping
from kasse.exchange.preview import Progress
from kasse.exchange.sheet import Sheet, read_bytes, read_sheet
from kasse.exchange.undo import Undoing
from kasse.till import Till

ABOUT_COLUMNS = frozenset({"missing_column", "double_column"})
"""Refusals that somebody can put right by saying what the columns mean."""


class Wanted(NamedTuple):
    """What is to be looked at: which shop, which kind of list, and whose it is."""

    shop: Path
    clock: Clock
    kind: ListKind
    source: str


class Looked(NamedTuple):
    """A file that was read: what its columns mean, and what it would do; or why that cannot be said yet."""

    wanted: Wanted
    sheet: Sheet
    fields: tuple[str, ...]
    plan: Plan | None
    why: str = ""


@contextmanager
def reader(wanted: Wanted) -> Iterator[Till]:
    """The shop, to be read."""
    till = Till(wanted.shop, clock=wanted.clock, exclusive=False)
    try:
        yield till
    finally:
        till.close()


def look(wanted: Wanted, file: Path, progress: Progress) -> Looked:
    """Read a file, and see what it would do."""
    sheet = read_sheet(file.name, read_bytes(file), lambda cells: mapping.score(wanted.kind, cells))
    with reader(wanted) as till:
        fields = till.exchange.fields(wanted.kind, wanted.source, sheet.headings)
        return _planned(till, Looked(wanted, sheet, fields, None), progress)


def look_again(looked: Looked, fields: Sequence[str], progress: Progress) -> Looked:
    """The same file, its columns read in another way."""
    with reader(looked.wanted) as till:
        return _planned(till, looked._replace(fields=tuple(fields), plan=None, why=""), progress)


def _planned(till: Till, looked: Looked, progress: Progress) -> Looked:
    wanted = looked.wanted
    try:
        plan = till.exchange.plan(wanted.kind, looked.sheet, looked.fields, wanted.source, progress)
    except Refused as refusal:
        if refusal.code not in ABOUT_COLUMNS:
            raise
        return looked._replace(why=refusal.message)
    return looked._replace(plan=plan)


def look_undo(wanted: Wanted) -> Undoing:
    """What taking the last list back would do."""
    with reader(wanted) as till:
        return till.exchange.look_undo()
