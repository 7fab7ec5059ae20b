"""Batches: found by product, by code and by the day on which they expire."""

import sqlite3
from collections.abc import Sequence
from datetime import date, datetime

from kasse.books.stock import Batch
from kasse.clock import from_milliseconds, milliseconds

_COLUMNS = "number, product, code, best_before, first_at, ended_at"


def number(connection: sqlite3.Connection, product: int, code: str, best_before: date | None, at: datetime) -> int:
    """The number of a batch; one that had ended begins again, since more of it came."""
    day = None if best_before is None else best_before.isoformat()
    row = connection.execute(
        "SELECT number FROM batch WHERE product = ? AND code = ? AND best_before IS ?", (product, code, day)
    ).fetchone()
    if row is not None:
        connection.execute("UPDATE batch SET ended_at = NULL WHERE number = ? AND ended_at IS NOT NULL", row)
        return int(row[0])
    added = connection.execute(
        "INSERT INTO batch (product, code, best_before, first_at) VALUES (?, ?, ?, ?)",
        (product, code, day, milliseconds(at)),
    )
    assert added.lastrowid is not None  # noqa: S101 - a row was written
    return added.lastrowid


def of(connection: sqlite3.Connection, product: int, *, ended: bool) -> list[Batch]:
    """A product's batches, what expires first before others."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM batch WHERE product = ? AND (ended_at IS NULL OR ?) "  # noqa: S608
        "ORDER BY best_before IS NULL, best_before, number",
        (product, ended),
    )
    return [_batch(*row) for row in rows]


def called(connection: sqlite3.Connection, code: str) -> list[Batch]:
    """All batches with this code; batches are few enough to be looked through."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM batch WHERE code = ? COLLATE NOCASE AND code <> '' ORDER BY number",  # noqa: S608
        (code.strip(),),
    )
    return [_batch(*row) for row in rows]


def expiring(connection: sqlite3.Connection, until: date) -> list[int]:
    """Products with a batch that expires by a day and has not ended; what is sold out has nothing that expires."""
    rows = connection.execute(
        "SELECT b.product FROM batch b JOIN stock_level l ON l.product = b.product "
        "WHERE b.ended_at IS NULL AND b.best_before <= ? AND l.quantity > 0 "
        "GROUP BY b.product ORDER BY min(b.best_before), b.product",
        (until.isoformat(),),
    )
    return [product for (product,) in rows]


def end(connection: sqlite3.Connection, batches: Sequence[int], at: datetime) -> None:
    """Nothing is left of these."""
    connection.executemany(
        "UPDATE batch SET ended_at = ? WHERE number = ? AND ended_at IS NULL",
        [(milliseconds(at), batch) for batch in batches],
    )


def reopen(connection: sqlite3.Connection, batches: Sequence[int]) -> None:
    """Something of these came back."""
    connection.executemany("UPDATE batch SET ended_at = NULL WHERE number = ?", [(batch,) for batch in batches])


def _batch(
    number_: int, product: int, code: str, best_before: str | None, first_at: int, ended_at: int | None
) -> Batch:
    return Batch(
        number_,
        product,
        code,
        None if best_before is None else date.fromisoformat(best_before),
        from_milliseconds(first_at),
        None if ended_at is None else from_milliseconds(ended_at),
    )
