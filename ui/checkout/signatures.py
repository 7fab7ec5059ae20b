"""Paid sales that wait for the fiscal device: the cashier sees it, need not wait, and may go on without it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QElapsedTimer, QTimer

from kasse.errors import KasseError
from kasse.people import Permission
from kasse.texts import _, ngettext
from ui.actions import key_text

if TYPE_CHECKING:
    from uuid import UUID

    from kasse.sale import Sale
    from ui.checkout.flow import Flow

LOOKED_AT = 250
"""Milliseconds from one look at what waits to the next."""


class _Waiting(NamedTuple):
    sale: "Sale"
    done: "Callable[[Sale], None]"
    since: QElapsedTimer


class Signatures:
    """What was paid and is not signed yet. Several may wait; the next customer is served meanwhile."""

    def __init__(self, flow: "Flow") -> None:
        self._flow = flow
        self._page = flow.page
        self._desk = flow.desk
        self._waiting: dict[UUID, _Waiting] = {}
        self._then: list[Callable[[], None]] = []
        self._said = ""
        self._offered = False
        self._timer = QTimer(flow.page, interval=LOOKED_AT)
        self._timer.timeout.connect(self.look)
        self.commands: dict[str, Callable[[], None]] = {"without_tse": self.go_on, "give_up": self._give_up}

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @property
    def late(self) -> bool:
        """Whether one waits for longer than anybody should."""
        return any(waiting.since.elapsed() >= self.patience for waiting in self._waiting.values())

    @property
    def patience(self) -> int:
        """Milliseconds that anybody should wait at the most."""
        return round(self._flow.opened.patience * 1000)

    def begin(self, unsigned: "tuple[Sale, ...]") -> None:
        """What was paid when the till stopped is signed now, on the device's thread."""
        for sale in unsigned:
            self.wait(sale, self._recovered)

    def _recovered(self, sale: "Sale") -> None:
        told = _(
            "Receipt {number} over {total} was paid when the till stopped. It is booked now; do not ring it again."
        )
        self._page.message.say(told.format(number=sale.receipt_no, total=sale.total))
        self._flow.on_sale()

    def wait(self, sale: "Sale", done: "Callable[[Sale], None]") -> None:
        """Have a sale signed and booked; during an outage it is booked at once, without."""
        signing = self._desk.till.signing
        if signing is not None and signing.standing.works is False:
            reason = signing.standing.reason
            self._flow.store(lambda: self._desk.without_signature(sale, reason), done)
            return
        since = QElapsedTimer()
        since.start()
        self._waiting[sale.id] = _Waiting(sale, done, since)
        self._offered = False
        self._said = _("The sale is being signed.")
        self._page.message.say(self._said)
        self._timer.start()
        tasks = self._flow.tasks
        tasks.tse(lambda: self._desk.finish(sale, tasks.call), self._signed, partial(self._failed, sale))

    def let_go(self) -> "tuple[Sale, ...]":
        """Another window goes on waiting for what waits here; gives it."""
        waiting, self._waiting = tuple(one.sale for one in self._waiting.values()), {}
        self._timer.stop()
        return waiting

    def when_signed(self, then: Callable[[], None]) -> bool:
        """Go on once nothing waits any more; False where that is not now."""
        if self._waiting:
            self._then.append(then)
            return False
        then()
        return True

    def _signed(self, sale: "Sale") -> None:
        waiting = self._waiting.pop(sale.id, None)
        if waiting is not None:  # else the cashier went on without, and was told
            self._clear_away()
            waiting.done(sale)
            self._none_left()

    def _failed(self, sale: "Sale", error: KasseError) -> None:
        if self._waiting.pop(sale.id, None) is not None:
            self._clear_away()
            self._flow.refuse(error)
            self._none_left()

    def _clear_away(self) -> None:
        if self._page.message.text() == self._said:
            self._page.message.say("")
        if not self.late:
            self._offered = False
            if self._page.shows("slow"):
                self._page.show_keys()

    def _none_left(self) -> None:
        if not self._waiting:
            self._timer.stop()
            then, self._then = self._then, []
            for go_on in then:
                go_on()

    # While it takes its time

    def look(self) -> None:
        """Say how long it takes; offer to go on where that is too long."""
        if not self._waiting:
            self._timer.stop()
            return
        longest = max(waiting.since.elapsed() for waiting in self._waiting.values()) // 1000
        if longest >= 1 or self.late:
            self._say(self.words(len(self._waiting), longest, late=self.late))
        if self.late and not self._offered and self._page.shows("keys"):
            self._offered = True
            self._page.slow.ask()
            self._page.show_side("slow")

    @staticmethod
    def words(count: int, longest: int, *, late: bool) -> str:
        """How many wait for how many seconds, and what can be done about it."""
        told = ngettext(
            "{count} sale is being signed, for {seconds} s.",
            "{count} sales are being signed, for {seconds} s.",
            count,
        ).format(count=count, seconds=longest)
        if not late:
            return told
        return _("{told} {key}: go on without the TSE.").format(told=told, key=key_text("without_tse"))

    def _say(self, text: str) -> None:
        """In the line of messages, unless something else stands there."""
        if self._page.message.text() in ("", self._said):
            self._said = text
            self._page.message.say(text)

    def go_on(self) -> None:
        """The cashier waits no longer: all that wait are booked without a signature."""
        if not self.late:
            told = _("The TSE still has time.") if self._waiting else _("Nothing waits for the TSE.")
            self._page.message.say(told)
            return
        waiting, self._waiting = tuple(self._waiting.values()), {}
        self._clear_away()
        for one in waiting:
            self._flow.store(partial(self._desk.without_signature, one.sale), one.done)
        self._flow.store(lambda: None, lambda _none: self._none_left())

    # Baskets that nobody pays

    def _give_up(self) -> None:
        """End the basket; who may not strike out lines asks a manager."""
        if not self._flow.paying.busy:
            self._flow.with_leave(Permission.VOID_LINE, self._desk.give_up, then=self._given_up)

    def _given_up(self) -> None:
        self._page.message.say(_("The basket is given up; that is on record."))
