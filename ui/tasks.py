"""Leaving the Qt thread and coming back to it.

One thread owns the database, so work on it is serial by construction and needs no locks; a small pool serves devices
and the network. Whatever comes back to the window comes by one Qt signal, in the order in which it was finished.
"""

import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from kasse.errors import KasseError

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

T = TypeVar("T")
Failed = Callable[[KasseError], None]
Bug = Callable[[BaseException], None]
Post = Callable[[Callable[[], None]], None]
Ended = Callable[[], None]

DEVICE_THREADS = 3
"""A printer, a terminal and the network can all be slow at once."""


class Tasks(Protocol):
    """Runs work elsewhere. `done` and `failed` are called on the Qt thread; what is no `KasseError` is a bug.

    `ended` is called there before either of them, and before a bug is reported: who waits for the work, waits no more.
    """

    def store(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Failed, ended: Ended | None = None
    ) -> None:
        """Run work on the thread that owns the database, after all work that was given before."""

    def device(self, work: Callable[[], T], done: Callable[[T], None], failed: Failed) -> None:
        """Run work that waits for a device or the network."""

    def tse(self, work: Callable[[], T], done: Callable[[T], None], failed: Failed, ended: Ended | None = None) -> None:
        """Run work on the thread that the fiscal device has for itself, after all work that was given before."""

    def last_tse(self, work: Callable[[], None]) -> None:
        """Run the last work of the fiscal device's thread and wait for it, where that thread had any before."""

    def call(self, work: Callable[[], T]) -> T:
        """Run work on the store thread and wait for it; at once where that is this thread. Never for the Qt thread."""

    def post(self, callback: Callable[[], None]) -> None:
        """Run a callback on the Qt thread; for threads of their own."""

    def close(self) -> None:
        """Finish what is queued, then end the threads."""


def run(
    work: Callable[[], T],
    done: Callable[[T], None],
    failed: Failed,
    bug: Bug,
    post: Post,
    ended: Ended | None = None,
) -> None:
    """Do the work here, and post what became of it to the one who asked."""
    answer = _outcome(work, done, failed, bug)
    post(answer if ended is None else lambda: _in_turn(ended, answer))


def _in_turn(*callbacks: Callable[[], None]) -> None:
    """All in one, so that no key is pressed in between."""
    for callback in callbacks:
        callback()


def _outcome(work: Callable[[], T], done: Callable[[T], None], failed: Failed, bug: Bug) -> Callable[[], None]:
    """Do the work; gives what is to be called because of it."""
    try:
        result = work()
    except KasseError as error:
        return partial(failed, error)
    except BaseException as error:  # noqa: BLE001 - a bug is reported, and the thread lives on
        return partial(bug, error)
    return partial(done, result)


class _Relay(QObject):
    """Lives on the Qt thread; its signal, sent from any other, is queued there by Qt."""

    posted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.closed = False
        self.posted.connect(self._run)

    @Slot(object)
    def _run(self, callback: Callable[[], None]) -> None:
        if not self.closed:
            callback()


class StoreThread:
    """The real `Tasks`: one thread for the database, a pool for the rest. To be made on the Qt thread.

    Threads begin with their first work, so that making this costs the first window nothing.
    """

    def __init__(self, bug: Bug) -> None:
        self._bug = bug
        self._relay = _Relay()
        self._pools: dict[str, ThreadPoolExecutor] = {}
        self._making = threading.Lock()
        self._owner = 0
        """The store thread, once it works."""

    def store(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Failed, ended: Ended | None = None
    ) -> None:
        """Run work on the store thread."""
        self._give("store", 1, partial(run, work, done, failed, self._bug, self.post, ended))

    def device(self, work: Callable[[], T], done: Callable[[T], None], failed: Failed) -> None:
        """Run work beside it."""
        self._give("device", DEVICE_THREADS, partial(run, work, done, failed, self._bug, self.post))

    def tse(self, work: Callable[[], T], done: Callable[[T], None], failed: Failed, ended: Ended | None = None) -> None:
        """Run work on the fiscal device's thread."""
        self._give("tse", 1, partial(run, work, done, failed, self._bug, self.post, ended))

    def last_tse(self, work: Callable[[], None]) -> None:
        """Run its last work, and wait for it."""
        pool = self._pools.get("tse")
        if pool is not None:
            pool.submit(work).result()

    def _give(self, name: str, size: int, job: Callable[[], None]) -> None:
        if not self._relay.closed:  # a timer may still fire while the window goes
            self._pool(name, size).submit(job)

    def call(self, work: Callable[[], T]) -> T:
        """Run work on the store thread and wait for it; what it asks for itself is done at once."""
        if threading.get_ident() == self._owner:
            return work()
        future: Future[T] = self._pool("store", 1).submit(work)
        return future.result()

    def post(self, callback: Callable[[], None]) -> None:
        """Run a callback on the Qt thread."""
        self._relay.posted.emit(callback)

    def close(self) -> None:
        """Finish what is queued: a draft given to be saved is saved. Nobody is left to hear what became of it.

        The devices come first: what they do may still call the store.
        """
        self._relay.closed = True
        for name in ("device", "tse", "store"):
            if name in self._pools:
                self._pools[name].shutdown(wait=True)

    def _pool(self, name: str, size: int) -> "ThreadPoolExecutor":
        with self._making:  # the store thread gives work to the fiscal device's
            if name not in self._pools:
                from concurrent.futures import ThreadPoolExecutor

                begins = self._own if name == "store" else None
                self._pools[name] = ThreadPoolExecutor(size, thread_name_prefix=name, initializer=begins)
            return self._pools[name]

    def _own(self) -> None:
        self._owner = threading.get_ident()


def _raise(error: BaseException) -> None:
    raise error


class InlineTasks:
    """Runs everything at once, on the thread that asks: for tests. Bugs come out where they are."""

    def __init__(self, bug: Bug = _raise) -> None:
        self._bug = bug
        self._lock = threading.RLock()
        self._home = threading.get_ident()
        self.posted: list[Callable[[], None]] = []

    def store(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Failed, ended: Ended | None = None
    ) -> None:
        """Run work now."""
        with self._lock:
            run(work, done, failed, self._bug, self.post, ended)

    device = tse = store

    def last_tse(self, work: Callable[[], None]) -> None:
        """Run work now."""
        with self._lock:
            work()

    def call(self, work: Callable[[], T]) -> T:
        """Run work now; another thread waits until the database is free."""
        with self._lock:
            return work()

    def post(self, callback: Callable[[], None]) -> None:
        """Run the callback now; one from another thread waits for `settle`, as widgets are no place for it."""
        if threading.get_ident() == self._home:
            callback()
        else:
            self.posted.append(callback)

    def settle(self) -> None:
        """Run what other threads posted."""
        while self.posted:
            self.posted.pop(0)()

    def close(self) -> None:
        """Nothing is queued."""
