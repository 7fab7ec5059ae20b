"""The outbox as the spooler needs it, and the spooler on a till; without Qt, so that the command line prints too.

A shop without a printer has no queue: its jobs are marked as done as they come. Kept waiting, a month of receipts
would come out on the day a printer is plugged in, and none is lost: each can be printed as a copy from its sale.
"""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol, TypeVar

from kasse.errors import KasseError, Refused, Unavailable
from kasse.ports import QueuedJob
from kasse.receipt import Document
from kasse.texts import _
from kasse.till import Till
from printers.spooler import DRAWER, PrintJob, Spooler, Waits
from printers.transports import NullPrinter, Transport, printer_from_setting

T = TypeVar("T")

_logger = logging.getLogger(__name__)

KINDS = ("receipt", "z_report", "count_sheet", DRAWER)
LONGEST_WAIT = timedelta(seconds=30)
_NOTHING = Document("", "en", ())

Report = Callable[[str], None]
"""Is told what is wrong with the printer, or an empty text once it prints again; on the spooler's thread."""


class Call(Protocol):
    """Runs work where the database may be used, and waits for it."""

    def __call__(self, work: Callable[[], T], /) -> T:
        """The work's result."""


def _quiet(_text: str) -> None:
    """Nobody asks how the printer is."""


class OutboxJobs:
    """Implements `printers.spooler.Jobs` on a till's outbox; each step is one transaction on the store thread."""

    def __init__(self, till: Till, call: Call, report: Report = _quiet) -> None:
        self._till = till
        self._call = call
        self._report = report
        self._attempts = 0
        self._claimed: QueuedJob | None = None
        self.idle = threading.Event()

    def next_job(self) -> PrintJob | None:
        """The oldest job that is due, claimed durably. One that makes no document is put aside for a person."""
        while (queued := self._claimed or self._call(self._claim)) is not None:
            self._claimed = queued  # until it is given out or put aside: the file may be busy for that, too
            self._attempts = queued.attempts
            job = self._read(queued)
            self._claimed = None
            if job is not None:
                return job
        self.idle.set()
        return None

    def _read(self, queued: QueuedJob) -> PrintJob | None:
        """What to print; None where it failed, which is booked then."""
        try:
            return self._call(lambda: self._job(queued))
        except KasseError as error:
            self.failed(queued.number, error.message, retry=isinstance(error, Unavailable))
        except Exception:
            _logger.exception("print job %d makes no document", queued.number)
            problem = _("The job could not be printed because of an error in the program.")
            self.failed(queued.number, problem, retry=False)
        return None

    def _claim(self) -> QueuedJob | None:
        with self._till.database.write() as work:
            queued = work.outbox.next(KINDS, self._till.clock.now())
            if queued is not None:
                work.outbox.sending(queued.number)
            return queued

    def _job(self, queued: QueuedJob) -> PrintJob:
        age = (self._till.clock.now() - queued.created_at).total_seconds()
        document = self._till.document_of(queued.job) or _NOTHING
        return PrintJob(queued.number, queued.job.kind, document, "drawer" in queued.job.payload, age)

    def sent(self, job_no: int) -> None:
        """All bytes went out."""
        self._call(lambda: self._mark_done(job_no))
        self._report("")

    def _mark_done(self, job_no: int) -> None:
        with self._till.database.write() as work:
            work.outbox.done(job_no)

    def failed(self, job_no: int, error: str, retry: bool) -> None:
        """Try again later, or leave it to a person."""
        self._call(lambda: self._mark_failed(job_no, error, retry))
        self._report(error)
        self.idle.set()

    def _mark_failed(self, job_no: int, error: str, retry: bool) -> None:
        # The spooler waits between tries; this is the wait that outlives the process, so it is the shorter one.
        wait = min(timedelta(seconds=2 ** min(self._attempts, 10) / 2), LONGEST_WAIT)
        with self._till.database.write() as work:
            work.outbox.failed(job_no, error, self._till.clock.now() + wait if retry else None)


class NoPrinterJobs(OutboxJobs):
    """The outbox of a shop without a printer: what comes is done."""

    def next_job(self) -> PrintJob | None:
        """Nothing, after the queue was emptied in one transaction."""
        self._call(self._drop)
        self.idle.set()
        return None

    def _drop(self) -> None:
        if not self._waiting():
            return
        with self._till.database.write() as work:
            while (queued := work.outbox.next(KINDS, self._till.clock.now())) is not None:
                work.outbox.done(queued.number)

    def _waiting(self) -> int:
        with self._till.database.read() as work:
            return work.outbox.waiting(KINDS)


class Printing:
    """The printer of one till, at work."""

    def __init__(
        self, till: Till, call: Call, report: Report = _quiet, *, setting: str | None = None, waits: Waits | None = None
    ) -> None:
        """`setting` is what the shop's setting `printer` says where none is given."""
        if setting is None:
            setting = call(lambda: _setting(till))
        printer, self.problem = _printer(setting)
        self.present = not isinstance(printer, NullPrinter)
        jobs = OutboxJobs if self.present else NoPrinterJobs
        self.jobs = jobs(till, call, report)
        self._spooler = Spooler(self.jobs, printer, waits=waits)
        self._spooler.start()

    def poke(self) -> None:
        """There is something to print."""
        self._spooler.poke()

    def stop(self, timeout: float = 3.0) -> bool:
        """End after the job under way."""
        return self._spooler.stop(timeout)


def _setting(till: Till) -> str:
    with till.database.read() as work:
        return work.settings.get("printer", "none")


def _printer(setting: str) -> tuple[Transport, str]:
    """The printer of a setting; one that names none must not keep the till from selling."""
    try:
        return printer_from_setting(setting), ""
    except Refused as error:
        return NullPrinter(), error.message


def print_queued(till: Till, seconds: float = 5.0, setting: str | None = None) -> int:
    """Print what is queued now, for so long at most; gives how many jobs still wait.

    For programs without a window: nothing else may use the till meanwhile.
    """
    printing = Printing(till, _here, setting=setting)
    printing.jobs.idle.wait(seconds)
    printing.stop(timeout=0.5)
    with till.database.read() as work:
        return work.outbox.waiting(KINDS)


def _here(work: Callable[[], T], /) -> T:
    return work()
