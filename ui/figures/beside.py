"""Looking into the books beside the till: what takes its time never holds up a sale."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from kasse.errors import KasseError
from kasse.people import Actor, Permission

if TYPE_CHECKING:
    from kasse.till import Till
    from ui.pages import Page

T = TypeVar("T")


class Beside:
    """One look at a time, by whoever may see figures; of those that are asked for meanwhile only the last one comes."""

    def __init__(self, page: "Page", told: Callable[[bool], None] = lambda busy: None) -> None:
        self.actor: Actor | None = None
        """Who was let in; a manager may have lent leave. Whoever is at the till where nobody was yet."""
        self._page = page
        self._told = told
        self._busy = False
        self._next: Callable[[], None] | None = None

    def ask(self, look: "Callable[[Till], T]", done: Callable[[T], None]) -> None:
        """`look` gets a reader of its own, on a device's thread; `done` takes what it saw on the Qt thread."""
        if self._busy:
            self._next = partial(self._begin, look, done)
        else:
            self._begin(look, done)

    def _begin(self, look: "Callable[[Till], T]", done: Callable[[T], None]) -> None:
        self._busy = True
        self._told(True)
        self._page.store(self._allowed, lambda till: self._look(till, look, done), self._failed)

    def _allowed(self) -> "Till":
        """On the store thread: who is there may see it."""
        (self.actor or self._page.office.actor).require(Permission.FIGURES)
        return self._page.office.till

    def _look(self, till: "Till", look: "Callable[[Till], T]", done: Callable[[T], None]) -> None:
        tasks = self._page.office.tasks

        def looked() -> T:
            try:
                return till.beside(look)
            finally:
                tasks.post(self._ended)

        tasks.device(looked, done, self._page.refuse)

    def _failed(self, error: KasseError) -> None:
        self._ended()
        self._page.refuse(error)

    def _ended(self) -> None:
        self._busy = False
        self._told(False)
        waiting, self._next = self._next, None
        if waiting is not None:
            waiting()
