"""Asking the store while somebody types or holds an arrow key: only the newest question waits."""

from collections.abc import Callable
from typing import TypeVar

from ui.pages import Page

T = TypeVar("T")


class Latest:
    """One question at a time; of those that are asked meanwhile only the last one is asked after it.

    So a sale that comes in between waits for one look into the books at most.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._busy = False
        self._next: Callable[[], None] | None = None

    def ask(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        """Do the work on the store thread; `done` takes what came out on the Qt thread."""

        def begin() -> None:
            self._busy = True
            self._page.store(work, done, ended=self._ended)

        if self._busy:
            self._next = begin
        else:
            begin()

    def _ended(self) -> None:
        self._busy = False
        waiting, self._next = self._next, None
        if waiting is not None:
            waiting()
