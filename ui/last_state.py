"""What the first window shows before the till is open, read with the standard library's sqlite3 alone.

Importing the till takes longer than painting the window; so the window is painted from this and the till comes after.
Nothing here can fail: what cannot be read is left empty, and the real opening says why.
"""

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class Key(NamedTuple):
    """A quick key as it is painted; `price` in cents."""

    page: str
    label: str
    code: str
    price: int | None = None
    unit: str = "piece"
    colour: str = ""
    gives_back: bool = False


class LastState(NamedTuple):
    """The shop as it was left."""

    shop_name: str = ""
    language: str = ""
    keys: tuple[Key, ...] = ()
    draft_lines: int = 0
    training: bool = False


_KEYS = (
    "SELECT q.page, q.label, q.code, p.price, ifnull(p.unit, 'piece'), ifnull(d.colour, ''), "
    "ifnull(p.kind = 'empties', 0) FROM quick_key q "
    "LEFT JOIN product_code c ON c.code = upper(ltrim(q.code, '0')) "
    "LEFT JOIN product p ON p.number = c.product LEFT JOIN department d ON d.name = p.department ORDER BY q.position"
)


def read(path: Path) -> LastState:
    """The last state of a shop's file; empty where there is none to read."""
    state = LastState()
    with contextlib.suppress(sqlite3.Error, OSError, ValueError), _connection(path) as connection:
        with contextlib.suppress(sqlite3.Error):
            state = state._replace(draft_lines=_draft_lines(connection), training=_training(connection))
        with contextlib.suppress(sqlite3.Error):
            state = state._replace(keys=tuple(Key(*row) for row in connection.execute(_KEYS)))
        data = _shop(connection)
        state = state._replace(shop_name=str(data.get("name", "")), language=str(data.get("language", "de")))
    return state


@contextlib.contextmanager
def _connection(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0.05)
    try:
        yield connection
    finally:
        connection.close()


def _shop(connection: sqlite3.Connection) -> dict[str, object]:
    row = connection.execute("SELECT data FROM shop ORDER BY version DESC LIMIT 1").fetchone()
    data = json.loads(row[0]) if row else {}
    return data if isinstance(data, dict) else {}


def _draft_lines(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT lines FROM draft WHERE name IS NULL").fetchone()
    return int(row[0]) if row else 0


def _training(connection: sqlite3.Connection) -> bool:
    row = connection.execute("SELECT value FROM meta WHERE name = 'training'").fetchone()
    return row is not None and row[0] == "1"
