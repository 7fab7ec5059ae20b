"""Which version of Kasse worked on the books from when on (GoBD 2019, number 154: the history of the program)."""

from datetime import datetime
from typing import NamedTuple, Protocol


class ProgramVersion(NamedTuple):
    """A version, the migration its file was at, and the system under it."""

    at: datetime
    version: str
    migration: str
    system: str


class ProgramBook(Protocol):
    """The program's history, append-only."""

    def note(self, version: ProgramVersion) -> bool:
        """Write down a version where it is not the last one; gives whether it was."""
        ...

    def last(self) -> ProgramVersion | None:
        """The last one."""
        ...

    def all(self) -> list[ProgramVersion]:
        """All there were, the newest first."""
        ...
