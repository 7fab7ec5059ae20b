"""What the software TSE remembers, in an SQLite file of its own, as a real one does in its chip.

It is no part of the shop's books. Each step is one transaction on the disk: the counter is durable before a signature
is published, so that none is ever given twice, whenever the power goes.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

_SCHEMA = """
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS client (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS open_transaction (number INTEGER PRIMARY KEY, client TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS message (
    counter INTEGER PRIMARY KEY, at REAL NOT NULL, number INTEGER, name TEXT NOT NULL, der BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS message_number ON message (number);
"""


class Kept(NamedTuple):
    """A message as it is kept."""

    counter: int
    at: datetime
    number: int | None
    name: str
    der: bytes


class Memory:
    """The chip. Usable from any thread, and by several processes: nothing is known beside the file."""

    def __init__(self, path: Path | None) -> None:
        self._lock = threading.RLock()
        self._deep = 0
        self._db = sqlite3.connect(
            ":memory:" if path is None else path, isolation_level=None, check_same_thread=False, timeout=5
        )
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        with self.step():
            for statement in _SCHEMA.split(";"):
                self._db.execute(statement)

    @contextmanager
    def step(self) -> Iterator[None]:
        """All or nothing, durable at its end."""
        with self._lock:
            if self._deep:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            self._deep += 1
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            else:
                self._db.execute("COMMIT")
            finally:
                self._deep -= 1

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    # Single facts

    def get(self, name: str) -> bytes | None:
        """One fact."""
        row = self._one("SELECT value FROM fact WHERE name = ?", name)
        return None if row is None else bytes(row[0])

    def put(self, name: str, value: bytes) -> None:
        """Keep one fact."""
        self._do("INSERT OR REPLACE INTO fact VALUES (?, ?)", name, value)

    def number(self, name: str) -> int:
        """One fact as a number; 0 where it is not known."""
        return int(self.get(name) or b"0")

    def count_up(self, name: str) -> int:
        """The next of a row of numbers."""
        value = self.number(name) + 1
        self.put(name, b"%d" % value)
        return value

    def add_up(self, name: str, amount: int) -> None:
        """More of a sum."""
        self.put(name, b"%d" % (self.number(name) + amount))

    # Clients and open transactions

    def clients(self) -> tuple[str, ...]:
        """Who may sign."""
        return tuple(str(row[0]) for row in self._all("SELECT name FROM client ORDER BY name"))

    def add_client(self, name: str) -> None:
        """One more."""
        self._do("INSERT OR IGNORE INTO client VALUES (?)", name)

    def remove_client(self, name: str) -> None:
        """One less."""
        self._do("DELETE FROM client WHERE name = ?", name)

    def open_transactions(self) -> list[tuple[int, str]]:
        """Numbers and clients, in order."""
        return [(int(row[0]), str(row[1])) for row in self._all("SELECT * FROM open_transaction ORDER BY number")]

    def client_of(self, number: int) -> str | None:
        """Who began an open transaction; None where it is not open."""
        row = self._one("SELECT client FROM open_transaction WHERE number = ?", number)
        return None if row is None else str(row[0])

    def opened(self, number: int, client: str) -> None:
        """It was begun."""
        self._do("INSERT INTO open_transaction VALUES (?, ?)", number, client)

    def closed(self, number: int) -> None:
        """It was ended."""
        self._do("DELETE FROM open_transaction WHERE number = ?", number)

    # Messages

    def keep(self, message: Kept) -> None:
        """One message more."""
        at = message.at.timestamp()
        self._do(
            "INSERT INTO message VALUES (?, ?, ?, ?, ?)", message.counter, at, message.number, message.name, message.der
        )
        self.add_up("used", len(message.der))

    def of_transaction(self, number: int) -> list[Kept]:
        """All messages of a transaction."""
        rows = self._all("SELECT * FROM message WHERE number = ? ORDER BY counter", number)
        return [_kept(row) for row in rows]

    def messages(self, after: int, limit: int = 500) -> list[Kept]:
        """Messages behind a counter, in order."""
        rows = self._all("SELECT * FROM message WHERE counter > ? ORDER BY counter LIMIT ?", after, limit)
        return [_kept(row) for row in rows]

    def forget(self, until: datetime) -> None:
        """Delete what is older, but nothing behind the start of what is still open: no gap is left."""
        self._do(
            "DELETE FROM message WHERE at <= ? AND counter < (SELECT coalesce(min(counter), 1 << 62) FROM message"
            " WHERE number IN (SELECT number FROM open_transaction))",
            until.timestamp(),
        )
        row = self._one("SELECT coalesce(sum(length(der)), 0) FROM message")
        self.put("used", b"%d" % (row[0] if row else 0))

    # SQL

    def _do(self, sql: str, *values: object) -> None:
        with self.step():
            self._db.execute(sql, values)

    def _one(self, sql: str, *values: object) -> tuple | None:  # type: ignore[type-arg]
        with self._lock:
            return self._db.execute(sql, values).fetchone()  # type: ignore[no-any-return]

    def _all(self, sql: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        with self._lock:
            return self._db.execute(sql, values).fetchall()


def _kept(row: tuple) -> Kept:  # type: ignore[type-arg]
    counter, at, number, name, der = row
    return Kept(counter, datetime.fromtimestamp(at, UTC), number, name, der)
