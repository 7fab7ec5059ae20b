"""A SQLModel session over the connection that the hot path uses; imported only where something is edited."""

import sqlite3

from sqlalchemy import Engine, PoolProxiedConnection, create_engine
from sqlalchemy.pool import StaticPool
from sqlmodel import Session


def _leave_open(dbapi_connection: PoolProxiedConnection) -> None:
    """Nothing: `Database.write` begins and ends the transaction."""


def engine_over(connection: sqlite3.Connection) -> Engine:
    """An engine whose only connection is this one; beginning and ending transactions stays with `Database`."""
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool, pool_reset_on_return=None)
    engine.dialect.do_commit = _leave_open  # type: ignore[method-assign]
    engine.dialect.do_rollback = _leave_open  # type: ignore[method-assign]
    return engine


def session_over(engine: Engine) -> Session:
    """A session within the running transaction."""
    return Session(engine, autoflush=False, expire_on_commit=False)
