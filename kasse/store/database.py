"""The shop's file: opening it safely, and one transaction at a time.

One connection serves everything. The hot path uses it directly; `Work.session` lays a SQLModel session over it for
what is edited at leisure, so that SQLModel is not imported before the till can sell.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kasse import ports
from kasse.errors import KasseError, Refused, Unavailable
from kasse.store import schema
from kasse.store.books import DraftTable, OutboxTable, PeopleTable, SettingTable
from kasse.store.cash import CashTable
from kasse.store.catalog import CatalogTable
from kasse.store.lock import TillLock
from kasse.store.sales import SaleTable
from kasse.texts import N_, _

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine
    from sqlalchemy.orm import Session

    from kasse.books.buying import BuyingBook
    from kasse.books.cash import CashHistory
    from kasse.books.counting import CountingBook
    from kasse.books.customers import CustomerBook
    from kasse.books.exchange import ExchangeBook
    from kasse.books.market import MarketBook
    from kasse.books.prices import PriceBook
    from kasse.books.program import ProgramBook
    from kasse.books.promotions import PromotionBook
    from kasse.books.reports import ReportBook
    from kasse.books.reservations import ReservationBook
    from kasse.books.stock import StockBook
    from kasse.books.takings import TakingsBook
    from kasse.books.tse import TseBook

WAL = "PRAGMA journal_mode = WAL"
PRAGMAS = (
    "PRAGMA synchronous = FULL",  # a till loses power
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # a name on a parked basket is gone with it, whatever SQLite was built with
    "PRAGMA recursive_triggers = ON",  # or INSERT OR REPLACE would go past the append-only triggers
    "PRAGMA wal_autocheckpoint = 4000",  # a safety net: `Database.idle` does it when nobody waits
    "PRAGMA cache_size = -3000",  # full within the first hours: a larger one still grows on the second day
    "PRAGMA temp_store = MEMORY",
)


class Work:
    """The books within one transaction; implements `ports.Work`."""

    def __init__(self, connection: sqlite3.Connection, session: "Callable[[], Session]", training: bool) -> None:
        self._catalog = CatalogTable(connection)
        self.catalog: ports.CatalogBook = self._catalog
        self.sales: ports.SaleBook = SaleTable(connection)
        self.drafts: ports.DraftBook = DraftTable(connection)
        self._cash = CashTable(connection)
        self.cash: ports.CashBook = self._cash
        self.people: ports.PeopleBook = PeopleTable(connection, session)
        self.outbox: ports.OutboxBook = OutboxTable(connection)
        self.settings: ports.SettingBook = SettingTable(connection)
        self.training = training
        self._connection = connection

    # The owner's books: a till that sells does not load them

    @cached_property
    def stock(self) -> "StockBook":
        """What there is, and all that moved it beside sales."""
        from kasse.store.stock import StockTable

        return StockTable(self._connection)

    @cached_property
    def buying(self) -> "BuyingBook":
        """Suppliers and orders."""
        from kasse.store.buying import BuyingTable

        return BuyingTable(self._connection)

    @cached_property
    def counting(self) -> "CountingBook":
        """Stocktakes, press by the issue, and what stock was worth."""
        from kasse.store.counting import CountingTable

        return CountingTable(self._connection)

    @cached_property
    def prices(self) -> "PriceBook":
        """Price changes, promotions, and what else is kept of a product."""
        from kasse.store.prices import PriceTable

        return PriceTable(self._connection)

    @cached_property
    def promotions(self) -> "PromotionBook":
        """What lowers prices, and when."""
        from kasse.store.promotions import PromotionTable

        return PromotionTable(self._connection)

    @cached_property
    def customers(self) -> "CustomerBook":
        """Customers, tabs, vouchers and stamps."""
        from kasse.store.customers import CustomerTable

        return CustomerTable(self._connection)

    @cached_property
    def reports(self) -> "ReportBook":
        """The owner's figures."""
        from kasse.store.reports import ReportTable

        return ReportTable(self._connection)

    @cached_property
    def exchange(self) -> "ExchangeBook":
        """Lists taken over, and what is known of codes."""
        from kasse.store.exchange import ExchangeTable

        return ExchangeTable(self._connection)

    @cached_property
    def reservations(self) -> "ReservationBook":
        """What somebody outside wants to fetch."""
        from kasse.store.reservations import ReservationTable

        return ReservationTable(self._connection)

    @cached_property
    def tse(self) -> "TseBook":
        """What the fiscal device signs beside sales, and how it was."""
        from kasse.store.tse import TseTable

        return TseTable(self._connection)

    @cached_property
    def cash_history(self) -> "CashHistory":
        """The drawer's past."""
        from kasse.store.cash_book import CashHistoryTable

        return CashHistoryTable(self._connection)

    @cached_property
    def takings(self) -> "TakingsBook":
        """What closed shifts come to for the bookkeeping."""
        from kasse.store.takings import TakingsTable

        return TakingsTable(self._connection)

    @cached_property
    def program(self) -> "ProgramBook":
        """Which version of Kasse worked on the books from when on."""
        from kasse.store.program import ProgramTable

        return ProgramTable(self._connection)

    @cached_property
    def market(self) -> "MarketBook":
        """What the world may see, and who shows it."""
        from kasse.store.market import MarketTable

        return MarketTable(self._connection)

    def forget(self) -> None:
        """Drop what is kept in memory, after a rollback."""
        self._catalog.forget()
        self._cash.forget()


class Database:
    """A shop's file, open. Implements `ports.Store`; to be used from one thread at a time."""

    def __init__(self, path: Path, *, exclusive: bool = True) -> None:
        """Open a shop's file.

        `exclusive` makes this the one till that writes; without it the file can be read beside an open till.
        Raises `Refused` for a foreign or too new file, `Unavailable` where it is damaged, locked or not writable.
        """
        self.path = path
        schema.check_header(path)
        self._lock = TillLock(path) if exclusive else None
        self._engine: Engine | None = None
        self._session: Session | None = None
        try:
            self.connection = self._open()
        except BaseException:
            if self._lock is not None:
                self._lock.release()
            raise
        self._work = Work(self.connection, self.session, training=False)
        try:
            with self.read() as work:
                work.training = self._is_training()
        except BaseException:
            self.close()
            raise

    def _open(self) -> sqlite3.Connection:
        with explained(self.path):
            connection = connect(self.path, wal=self._lock is not None)
            try:
                version = schema.version_of(connection)
            except BaseException:
                connection.close()
                raise
        if version == schema.HEAD:
            return connection
        connection.close()
        if version > schema.HEAD:
            raise Refused(
                "newer_file",
                _("{file} was written by a newer Kasse. Update Kasse on this computer.").format(file=self.path),
            )
        if self._lock is None:
            raise Unavailable(
                "older_file", _("{file} must be updated first: open the till once.").format(file=self.path)
            )
        from kasse.store.upgrade import upgrade

        upgrade(self.path)
        return connect(self.path)

    def _is_training(self) -> bool:
        row = self.connection.execute("SELECT value FROM meta WHERE name = 'training'").fetchone()
        return row is not None and row[0] == "1"

    @property
    def exclusive(self) -> bool:
        """Whether this is the one till of the file."""
        return self._lock is not None

    @property
    def training(self) -> bool:
        """Whether this is a training copy."""
        return self._work.training

    @contextlib.contextmanager
    def read(self) -> Iterator[Work]:
        """Look things up."""
        with explained(self.path):
            yield self._work

    @contextlib.contextmanager
    def steady(self) -> Iterator[None]:
        """Look at the books as they are now, whatever a till beside this reader books meanwhile."""
        with explained(self.path):
            self.connection.execute("BEGIN")
            try:
                yield
            finally:
                self.connection.execute("ROLLBACK")

    @contextlib.contextmanager
    def write(self) -> Iterator[Work]:
        """Book something: all of it when the block ends, nothing where it raises."""
        with explained(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._work
                self._flush()
                self.connection.execute("COMMIT")
            except BaseException:
                self._rollback()
                raise
            finally:
                self._end_session()

    def _flush(self) -> None:
        if self._session is not None:
            self._session.flush()

    def _rollback(self) -> None:
        self._work.forget()
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")

    def _end_session(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    def session(self) -> "Session":
        """The SQLModel session of the running transaction, on the same connection."""
        if self._session is None:
            from kasse.store.session import engine_over, session_over

            self._engine = self._engine or engine_over(self.connection)
            self._session = session_over(self._engine)
        return self._session

    def idle(self) -> None:
        """Move what was written from the log into the file; to be called when nobody waits."""
        self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def forget_log(self) -> None:
        """Move all that was written into the file and empty the log, in which what was overwritten still stands."""
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Leave the file in one piece and let another till in."""
        self._end_session()
        if self._engine is not None:
            self._engine.dispose()
        self.connection.close()
        if self._lock is not None:
            self._lock.release()


def connect(path: Path, *, wal: bool = True, pragmas: bool = True) -> sqlite3.Connection:
    """A connection with our settings; transactions are begun and ended by hand.

    Without `wal` the file keeps its kind of log: a backup is not changed by being read.
    """
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=2, cached_statements=256)
    try:
        if wal:
            connection.execute(WAL)
        for pragma in PRAGMAS if pragmas else ():
            connection.execute(pragma)
    except BaseException:
        connection.close()
        raise
    return connection


_SENTENCES = {
    "readonly": ("read_only", N_("{file} cannot be written to. Check the permissions of the file and its folder.")),
    "unable to open": ("read_only", N_("{file} cannot be opened. Check the permissions of the file and its folder.")),
    "is full": ("disk_full", N_("The disk is full; nothing was booked. Make room, then repeat the last step.")),
    "disk i/o": (
        "disk_error",
        N_("The disk did not take the data; nothing was booked. Check the disk, then try again."),
    ),
    "malformed": (
        "damaged",
        N_("{file} is damaged. Leave it as it is and restore the last backup: kasse restore FILE"),
    ),
    "not a database": (
        "damaged",
        N_("{file} is damaged. Leave it as it is and restore the last backup: kasse restore FILE"),
    ),
    "locked": ("busy", N_("{file} is in use by another program. Close that one, then try again.")),
}


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite says of the disk and the file into a sentence for people; bugs stay bugs."""
    try:
        yield
    except KasseError:
        raise
    except Exception as error:
        cause = getattr(error, "orig", error)  # SQLAlchemy wraps it
        said = str(cause).casefold() if isinstance(cause, sqlite3.DatabaseError) else ""
        if "disk i/o" in said and _is_full(path):
            said = "is full"
        for sign, (code, sentence) in _SENTENCES.items():
            if sign in said:
                raise Unavailable(code, _(sentence).format(file=path)) from error
        raise


def _is_full(path: Path) -> bool:
    """Whether there is no room left beside a file; SQLite may call that a broken disk."""
    import shutil

    try:
        return shutil.disk_usage(path.parent).free < 64 * 1024
    except OSError:
        return False
