"""The history of the program in the database. Implements `books.program.ProgramBook`."""

import sqlite3

from kasse.books.program import ProgramVersion
from kasse.clock import from_milliseconds, milliseconds
from kasse.store import journal

_ALL = "SELECT at, version, migration, system FROM program_version ORDER BY number DESC"


class ProgramTable:
    """Implements `books.program.ProgramBook`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def note(self, version: ProgramVersion) -> bool:
        """Write down a version where it is not the last one."""
        last = self.last()
        if last is not None and last[1:] == version[1:]:
            return False
        (number,) = self._connection.execute("SELECT ifnull(max(number), 0) + 1 FROM program_version").fetchone()
        row = (number, milliseconds(version.at), version.version, version.migration, version.system)
        self._connection.execute(
            "INSERT INTO program_version (number, at, version, migration, system) VALUES (?, ?, ?, ?, ?)", row
        )
        journal.append(self._connection, row[1], "program", str(number), [row])
        return True

    def last(self) -> ProgramVersion | None:
        """The last one."""
        row = self._connection.execute(f"{_ALL} LIMIT 1").fetchone()
        return None if row is None else ProgramVersion(from_milliseconds(row[0]), *row[1:])

    def all(self) -> list[ProgramVersion]:
        """All, the newest first."""
        return [ProgramVersion(from_milliseconds(row[0]), *row[1:]) for row in self._connection.execute(_ALL)]
