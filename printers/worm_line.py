"""One call of a C library at a time, on a thread of its own, so that a call that hangs does not hang the till."""

import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class TookTooLong(Exception):
    """It did not come back in time; what it still does is nobody's business any more."""


class _Job(Generic[T]):
    def __init__(self, call: Callable[[], T], *, holds: bool = True) -> None:
        self._call = call
        self.holds = holds
        self._result: T | None = None
        self._error: BaseException | None = None
        self.done = threading.Event()

    def run(self) -> None:
        try:
            self._result = self._call()
        except BaseException as error:  # noqa: BLE001 - it is raised where it was asked for
            self._error = error
        self.done.set()

    def result(self) -> T:
        if self._error is not None:
            raise self._error
        return self._result  # type: ignore[return-value]


class WormLine:
    """The thread on which a library is called. `alive` tells that a long call is getting on."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[_Job[Any] | None] = SimpleQueue()
        self._free = threading.Lock()
        self._heard = 0.0
        threading.Thread(target=self._work, daemon=True, name="tse").start()

    def ask(self, call: Callable[[], T], patience: float) -> T:
        """Run a call and wait for it, as long as it shows signs of life. Raises `TookTooLong`."""
        if not self._free.acquire(timeout=patience):
            raise TookTooLong
        job = _Job(call)
        self.alive()
        self._jobs.put(job)
        while not job.done.wait(max(0.0, self._heard + patience - time.monotonic())):
            if time.monotonic() - self._heard >= patience:
                raise TookTooLong
        return job.result()

    def alive(self) -> None:
        """The call that runs got a step further."""
        self._heard = time.monotonic()

    def afterwards(self, call: Callable[[], object]) -> None:
        """Do one thing more once the call that runs is back. Waits for nothing."""
        self._jobs.put(_Job(call, holds=False))

    def end(self) -> None:
        """No further call comes. Waits for nothing."""
        self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job.run()
            if job.holds:
                self._free.release()
