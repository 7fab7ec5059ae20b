"""The journal: one chain of hashes over all that happened.

An entry's hash is SHA-256 over the hash before it and, as JSON, the rows that it stands for. The rows are not kept
twice: `verify` reads them from their tables and computes the chain anew, so that a changed amount, a missing row or
two that were swapped all break it.
"""

import json
import sqlite3
from collections.abc import Sequence

GENESIS = bytes(32)

_ENCODER = json.JSONEncoder(separators=(",", ":"), default=bytes.hex, check_circular=False)

_HEAD = "SELECT value, hash FROM counter WHERE name = 'journal'"
_ADD = "INSERT INTO journal (number, at, kind, ref, hash) VALUES (?, ?, ?, ?, ?)"
_MOVE_HEAD = "UPDATE counter SET value = ?, hash = ? WHERE name = 'journal'"


def chained(before: bytes, number: int, at: int, kind: str, ref: str, rows: Sequence[object]) -> bytes:
    """The hash of an entry. `rows` holds str, int, None and bytes only."""
    from hashlib import sha256  # loads OpenSSL, which the first window does not wait for

    content = _ENCODER.encode((number, at, kind, ref, rows))
    return sha256(before + content.encode("ascii")).digest()


def append(connection: sqlite3.Connection, at: int, kind: str, ref: str, rows: Sequence[object]) -> None:
    """Add an entry, inside the transaction that writes its rows."""
    last, head = connection.execute(_HEAD).fetchone()
    number = last + 1
    entry = chained(head, number, at, kind, ref, rows)
    connection.execute(_ADD, (number, at, kind, ref, entry))
    connection.execute(_MOVE_HEAD, (number, entry))
