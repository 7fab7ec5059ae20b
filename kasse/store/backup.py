"""Online copies of the shop's file, by SQLite's backup API: the till goes on selling meanwhile."""

import contextlib
import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from kasse.errors import Unavailable
from kasse.texts import _


def copy_database(source: Path, target: Path) -> None:
    """Copy a database, whole and in one state; the target appears only when it is complete and on the disk."""
    unfinished = target.with_name(target.name + ".part")
    try:
        unfinished.unlink(missing_ok=True)
        address = f"{source.absolute().as_uri()}?mode=ro"
        with (
            contextlib.closing(sqlite3.connect(address, uri=True)) as reader,
            contextlib.closing(sqlite3.connect(unfinished)) as writer,
        ):
            reader.backup(writer)
            writer.execute("PRAGMA journal_mode = DELETE")
        _sync(unfinished)
        unfinished.replace(target)
    except (OSError, sqlite3.Error) as error:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise Unavailable(
            "backup_failed", _("The copy {file} could not be written: {reason}").format(file=target, reason=error)
        ) from error


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def set_aside(path: Path) -> Path | None:
    """Rename a shop's file, with the log beside it, so that another can take its place; None where there is none.

    A log alone is moved too: SQLite would play it into whatever file comes to lie there.
    """
    _empty_log(path)
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    kept = path.with_name(f"{path.stem}.replaced-{stamp}{path.suffix}")
    there = path.exists()
    for ending in ("", "-wal", "-shm"):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.rename(kept.with_name(kept.name + ending))
    return kept if there else None


def _empty_log(path: Path) -> None:
    """Bring the log into the file, so that one rename moves all of it; a damaged file keeps its log beside it."""
    if path.exists():
        with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def mark_training(path: Path) -> None:
    """Make a copy a training file, for good; what waits to be printed or sent is the real shop's to do."""
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('training', '1')")
        connection.execute("DELETE FROM outbox")
        connection.execute("DELETE FROM setting WHERE name = 'printer'")  # practice opens no real drawer
        _unname_customers(connection)


def _unname_customers(connection: sqlite3.Connection) -> None:
    """Practice needs no persons: one who is erased in the shop's file must not stand on in the copy."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'customer'").fetchone() is None:
        return  # the copy of an older shop, which knew none
    connection.execute("PRAGMA secure_delete = ON")
    known = connection.execute("SELECT number FROM customer WHERE erased_at IS NULL").fetchall()
    connection.executemany(
        "UPDATE customer SET name = ?, card = NULL, contact = '', note = '' WHERE number = ?",
        [(_("Customer {number}").format(number=number), number) for (number,) in known],
    )
    connection.execute("DELETE FROM tab_note")
    connection.execute("UPDATE draft SET name = '-' WHERE name IS NOT NULL")
