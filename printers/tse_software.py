"""The software TSE: for training and demonstration, certified by nobody.

Section 146a(1) AO wants a certified device; who composes the till refuses this one with `not_for_business` wherever
real money is taken.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from kasse.errors import KasseError, Refused, Unavailable
from kasse.fiscal.de.device import (
    Finished,
    Logged,
    Secrets,
    Transaction,
    TseContext,
    TseFacts,
    TseHealth,
)
from kasse.fiscal.de.soft_engine import VERSION, EngineError, SoftEngine
from kasse.texts import _

FILE = "training-tse.sqlite"


def not_for_business() -> Refused:
    """Why a shop that takes real money cannot have it."""
    return Refused(
        "tse_not_certified",
        _(
            "The software TSE is for training and demonstration only: it is not certified, and the law forbids it where"
            " real money is taken (section 146a AO). Choose a certified TSE."
        ),
    )


def _now() -> datetime:
    return datetime.now(UTC)


class SoftwareTse:
    """A `TseDevice` that is a file. `by_itself`: it is set up when it is opened, as who trains has no wizard."""

    def __init__(self, engine: Callable[[], SoftEngine], *, by_itself: bool = False) -> None:
        self._make = engine
        self._by_itself = by_itself
        self._made: SoftEngine | None = None

    @property
    def engine(self) -> SoftEngine:
        """What signs; made when it is needed first. Raises `Unavailable`."""
        if self._made is None:
            with _file_answers():
                self._made = self._make()
        return self._made

    def open(self, client: str) -> TseFacts:
        """Ready to sign for this till."""
        with self._asked() as engine:
            if self._by_itself:
                engine.initialise()
            engine.register(client)
            engine.time_is_set = True
            return engine.facts

    def facts(self) -> TseFacts:
        """What stays the same."""
        return self.engine.facts

    def health(self) -> TseHealth:
        """How it is."""
        with self._asked() as engine:
            return TseHealth(
                state=engine.state,
                clients=engine.clients,
                expires_at=engine.expires_at,
                signatures_left=engine.signatures_left,
                storage_used=engine.storage_used,
                storage_size=engine.capacity,
                open_transactions=len(engine.open_transactions()),
                time_is_set=engine.time_is_set,
                firmware=VERSION,
            )

    def start(self, client: str, id_: UUID) -> Logged:
        """Begin a transaction."""
        with self._asked() as engine:
            return engine.start(client)

    def finish(self, client: str, transaction: Transaction, process_type: str, process_data: str) -> Logged:
        """End it; one that was ended with the same words gives its answer again."""
        with self._asked() as engine:
            try:
                return engine.finish(client, transaction.number, process_type, process_data.encode("utf-8"))
            except EngineError as error:
                found = engine.finished(client, transaction.number) if error.code == "no_such_transaction" else None
                if found is None or (found.process_type, found.process_data) != (process_type, process_data):
                    raise
                return found.end

    def open_transactions(self, client: str) -> tuple[Transaction, ...]:
        """What was begun and not ended."""
        with self._asked() as engine:
            return tuple(Transaction(number) for number in engine.open_transactions(client))

    def logged(self, client: str, transaction: Transaction) -> Finished | None:
        """What it kept of a finished transaction."""
        with self._asked() as engine:
            return engine.finished(client, transaction.number)

    def export(
        self, write: Callable[[bytes], None], since: datetime | None = None, until: datetime | None = None
    ) -> None:
        """The TAR of a period."""
        engine = self.engine
        with _file_answers():
            engine.export(write, since, until)

    def erase_until(self, until: datetime) -> None:
        """Forget what was exported."""
        with self._asked() as engine:
            engine.delete_until(until)

    def set_up(self, client: str, secrets: Secrets) -> Secrets:
        """Make it sign for this till; it has no PINs."""
        with self._asked() as engine:
            engine.initialise()
            engine.register(client)
        return secrets

    def self_test(self) -> None:
        """There is nothing to test; it is noted."""
        with self._asked() as engine:
            engine.self_test()

    def close(self) -> None:
        """Let go of the file."""
        if self._made is not None:
            self._made.close()
            self._made = None

    @contextmanager
    def _asked(self) -> Iterator[SoftEngine]:
        engine = self.engine
        try:
            with _file_answers():
                yield engine
        except EngineError as error:
            raise _sentence(error.code) from error


@contextmanager
def _file_answers() -> Iterator[None]:
    """What the file's failures mean for people; those of where an export goes are not its own."""
    try:
        yield
    except sqlite3.OperationalError as error:  # locked, disk full, no such folder: the file itself is right
        sentence = _(
            "The training TSE's file cannot be read or written now ({reason}). Look at the disk and its folder."
        )
        raise Unavailable("tse_file", sentence.format(reason=error)) from error
    except (sqlite3.Error, ValueError) as error:
        raise Unavailable("tse_file", _("The training TSE's file is damaged. Delete it: a new one is made.")) from error


def _sentence(code: str) -> KasseError:
    if code == "full":
        return Unavailable("tse_full", _("The training TSE is full. Export it and erase what was exported."))
    if code == "expired":
        return Unavailable("tse_expired", _("The training TSE's certificate has ended. Delete its file for a new one."))
    if code == "exhausted":
        return Unavailable(
            "tse_exhausted", _("The training TSE has no signatures left. Delete its file for a new one.")
        )
    if code == "decommissioned":
        return Unavailable("tse_decommissioned", _("The training TSE was taken out of service for good."))
    if code == "no_such_transaction":
        return Refused("tse_transaction", _("The training TSE knows no such open transaction."))
    if code == "open_transactions":
        return Refused("tse_open", _("The training TSE has open transactions. Finish them first."))
    return Unavailable(
        "tse_not_ready", _("The training TSE does not sign for this till yet ({code}). Set it up.").format(code=code)
    )


def open_device(context: TseContext) -> SoftwareTse:
    """The entry point: its file lies in the folder for what is the device's own."""

    def engine() -> SoftEngine:
        try:
            context.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            sentence = _("The folder {folder} for the training TSE cannot be made: {reason}.")
            raise Unavailable("tse_folder", sentence.format(folder=context.folder, reason=error.strerror)) from error
        return in_file(context.folder / FILE)

    return SoftwareTse(engine, by_itself=True)


def in_file(path: Path | None, now: Callable[[], datetime] = _now) -> SoftEngine:
    """An engine with the clock of the computer, or with another."""
    return SoftEngine(path, now=now)
