"""Making a shop's file and bringing an old one up to date, by Alembic. A copy is kept before each change."""

import contextlib
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config

from kasse.store import schema
from kasse.store.backup import copy_database
from kasse.store.database import WAL, connect, explained
from kasse.store.session import engine_over


def upgrade(path: Path) -> Path:
    """Back the file up beside itself, then migrate it in one transaction; gives the backup's path."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    backup = path.with_name(f"{path.stem}.before-{schema.HEAD}-{stamp}{path.suffix}")
    copy_database(path, backup)
    _bring_up_to_date(path)
    return backup


def updated_copy(path: Path, copy: Path) -> None:
    """A copy of an old file, brought up to date; the old one is only read."""
    copy_database(path, copy)
    _bring_up_to_date(copy)


def _bring_up_to_date(path: Path) -> None:
    with explained(path), contextlib.closing(connect(path)) as connection:
        migrate(connection)
    _catch_up(path)


def _catch_up(path: Path) -> None:
    """Keep the sums of the shifts that an older Kasse closed without them; reports are right without, only slow."""
    from kasse.store import rollup

    with explained(path), contextlib.closing(connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        rollup.catch_up(connection)
        connection.execute("COMMIT")


def migrate(connection: sqlite3.Connection) -> None:
    """Run all outstanding migrations, all or nothing; the connection is closed afterwards."""
    engine = engine_over(connection)  # Alembic would commit after each migration
    config = Config()
    config.set_main_option("script_location", "kasse.store:migrations")
    connection.execute("BEGIN IMMEDIATE")
    try:
        with engine.connect() as shared:
            config.attributes["connection"] = shared
            command.upgrade(config, "head")
        connection.execute("COMMIT")
    finally:
        engine.dispose()  # closes the connection, which takes back what was not committed


def create(path: Path) -> None:
    """A new, empty file with the whole schema; `path` must not exist."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with explained(path), contextlib.closing(connect(path, wal=False, pragmas=False)) as connection:
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute(WAL)
        migrate(connection)
