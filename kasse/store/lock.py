"""One till per file: an operating system lock, gone with its process however that ends.

By hand because the usual library imports asyncio, which costs more than half of what the first window may take.
"""

import os
import sys
from pathlib import Path

from kasse.errors import Unavailable
from kasse.texts import _

if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class TillLock:
    """Held from its making to `release`."""

    def __init__(self, database: Path) -> None:
        """Take the lock of a shop's file; `Unavailable` where another till has it."""
        self._path = database.with_name(database.name + ".lock")
        try:
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise Unavailable(
                "read_only",
                _(
                    "The folder {folder} cannot be written to. Check its permissions, or choose another file with --db."
                ).format(folder=database.parent),
            ) from error
        try:
            _lock(self._descriptor)
        except OSError as error:
            os.close(self._descriptor)
            raise Unavailable(
                "already_open",
                _("{file} is already open in another till on this computer. Use that one, or close it first.").format(
                    file=database
                ),
            ) from error

    def release(self) -> None:
        """Let another till in; a second time does nothing, since the number may be another file's by then."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)
