"""Prints the outbox: one thread, one job at a time, so that no sale ever waits for a printer.

A job that failed before its first byte left is tried again for as long as it takes. A job that failed in the midst
is never sent again by itself: it may have been printed, and a receipt must not come out twice.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kasse.errors import KasseError, Unavailable
from kasse.receipt import Document
from kasse.texts import _
from printers import escpos
from printers.transports import PartlySent, Transport

DRAWER = "drawer"
"""The kind of a job that opens the drawer and prints nothing."""

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A row of the outbox; `age_seconds` is how long ago it was written."""

    no: int
    kind: str
    document: Document
    open_drawer: bool
    age_seconds: float = 0.0


class Jobs(Protocol):
    """The outbox as the spooler needs it; called from the spooler's thread only."""

    def next_job(self) -> PrintJob | None:
        """The oldest job that waits, or None.

        The job is marked as being sent, and that is committed, before it is given out: what is so marked when the
        till starts was interrupted and may have been printed, so it is not given out again.
        """

    def sent(self, job_no: int) -> None:
        """All bytes went out."""

    def failed(self, job_no: int, error: str, retry: bool) -> None:
        """The job failed; with `retry` it waits again, without it a person decides."""


@dataclass(frozen=True, slots=True)
class Waits:
    """How long the spooler waits, in seconds."""

    idle: float = 5.0
    """Between two looks into an empty outbox that nobody announced a job for."""
    first: float = 1.0
    """After the first failure in a row; doubled after each further one."""
    longest: float = 30.0
    """Between two tries, however long the printer has been dead."""
    drawer: float = 5.0
    """A drawer that could not be opened by then stays shut: nobody stands there any more."""


Render = Callable[[Document, bool], bytes]
"""Makes the bytes of a document, with or without opening the drawer."""


def _as_escpos(document: Document, drawer: bool) -> bytes:
    return escpos.render(document, drawer=drawer)


class Spooler:
    """The worker that sends the jobs of one printer."""

    def __init__(
        self,
        jobs: Jobs,
        printer: Transport,
        wake: threading.Event | None = None,
        *,
        render: Render = _as_escpos,
        waits: Waits | None = None,
    ) -> None:
        self._jobs = jobs
        self._printer = printer
        self._wake = wake or threading.Event()
        self._render = render
        self._waits = waits or Waits()
        self._wait = self._waits.first
        self._stopping = threading.Event()
        self._owed: Callable[[], None] | None = None
        self._written = (0, 0.0)
        self._thread = threading.Thread(target=self._run, name="spooler", daemon=True)

    def start(self) -> None:
        """Begin to print."""
        self._thread.start()

    def poke(self) -> None:
        """Say that there is a new job."""
        self._wake.set()

    def stop(self, timeout: float = 3.0) -> bool:
        """End after the job under way, which is broken off after `timeout`; tells whether the thread has ended."""
        self._stopping.set()
        self._wake.set()
        if self._thread.ident is None:
            return True
        self._thread.join(timeout)
        if self._thread.is_alive():
            self._printer.close()
            self._thread.join(0.5)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while True:
            self._wake.clear()
            if self._stopping.is_set():
                return
            try:
                self._turn()
            except Exception:  # the outbox cannot be read or written: a full disk, a lock; the printer can wait
                _logger.exception("the outbox does not answer")
                self._pause()

    def _turn(self) -> None:
        self._settle()
        job = self._jobs.next_job()
        if job is None:
            self._wake.wait(self._waits.idle)
        else:
            self._print(job)

    def _print(self, job: PrintJob) -> None:
        try:
            self._printer.send(self._bytes(job), f"{job.kind}-{job.no:06d}")
        except PartlySent as error:
            self._fail(job, error.message, retry=False)
        except Unavailable as error:
            self._fail(job, error.message, retry=True)
        except KasseError as error:
            self._fail(job, error.message, retry=False)
        except Exception:
            _logger.exception("print job %d failed", job.no)
            self._fail(job, _("The job could not be printed because of an error in the program."), retry=False)
        else:
            self._wait = self._waits.first
            self._report(lambda: self._jobs.sent(job.no))

    def _bytes(self, job: PrintJob) -> bytes:
        in_time = self._age(job) <= self._waits.drawer
        if job.kind != DRAWER:
            return self._render(job.document, job.open_drawer and in_time)
        if not in_time:
            raise KasseError("drawer_late", _("The drawer was not opened: the printer did not answer in time."))
        return escpos.drawer_kick()

    def _age(self, job: PrintJob) -> float:
        if self._written[0] != job.no:
            self._written = (job.no, time.monotonic() - job.age_seconds)
        return time.monotonic() - self._written[1]

    def _fail(self, job: PrintJob, error: str, *, retry: bool) -> None:
        _logger.warning("print job %d: %s", job.no, error)
        self._report(lambda: self._jobs.failed(job.no, error, retry))
        self._pause()

    def _report(self, report: Callable[[], None]) -> None:
        self._owed = report
        self._settle()

    def _settle(self) -> None:
        """Book what became of the last job; until that is done no job is taken, lest the same one comes again."""
        if self._owed is not None:
            self._owed()
            self._owed = None

    def _pause(self) -> None:
        self._stopping.wait(self._wait)
        self._wait = min(2 * self._wait, self._waits.longest)
