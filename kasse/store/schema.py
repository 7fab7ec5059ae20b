"""Which file is ours and how new it is. Alembic is imported only where a file must change."""

import sqlite3
from pathlib import Path

from kasse.errors import Refused, Unavailable
from kasse.texts import _

APPLICATION_ID = 0x4B415353
"""“KASS”, in the header of each of our files."""

HEAD = "0004"
"""The newest migration; a test compares it with the migrations folder."""

_MAGIC = b"SQLite format 3\x00"


def check_header(path: Path) -> None:
    """`Refused` where the file is not a shop's; only its first bytes are read, and nothing is written."""
    try:
        with path.open("rb") as file:
            header = file.read(72)
    except FileNotFoundError as error:
        raise Unavailable(
            "no_shop", _("There is no shop at {file}. Make one with: kasse init --shop NAME").format(file=path)
        ) from error
    except OSError as error:
        raise Unavailable(
            "cannot_read", _("{file} cannot be read: {reason}.").format(file=path, reason=error.strerror)
        ) from error
    if not header.startswith(_MAGIC) or int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise Refused(
            "foreign_file",
            _("{file} is not a shop's file of Kasse. Choose another one; this one was not touched.").format(file=path),
        )


def version_of(connection: sqlite3.Connection) -> str:
    """The migration that a file is at; empty before the first."""
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    if known is None:
        return ""
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return "" if row is None else str(row[0])
