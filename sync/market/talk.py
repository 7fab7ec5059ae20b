"""What strangers write, brought to the till, and what they are told."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from kasse.books.market import Inbound
from kasse.clock import Clock
from kasse.errors import KasseError, Unavailable
from kasse.market.orders import portions
from kasse.market.target import MarketTarget
from sync.market.calls import Call

if TYPE_CHECKING:
    from kasse.till import Till

AT_ONCE = 50


def listen(call: Call, name: str, target: MarketTarget, own: str, clock: Clock) -> int:
    """Read what came since the last time; gives how many new reservations there are.

    First into the books, then onwards: after a kill between them the messages are read again, and known by then.
    """
    since = call(lambda till: till.market.cursor(name))
    inbox = target.poll(since)
    new = sum(call(partial(_take_in, name=name, some=some)) for some in portions(inbox.messages, own, clock.now()))
    if inbox.cursor != since:
        call(lambda till: till.market.heard(name, inbox.cursor))
    return new


def answer(call: Call, name: str, target: MarketTarget, patiently: Callable[[], None]) -> None:
    """Send what is due; what could not be sent is tried again later, and the target's trouble is passed on."""
    for waiting in call(lambda till: till.reservations.waiting(name, AT_ONCE)):
        patiently()
        try:
            target.reply(waiting.answer)
        except KasseError as error:
            call(partial(_not_answered, number=waiting.number, error=error.message))
            if isinstance(error, Unavailable):
                raise
        else:
            call(partial(_answered, number=waiting.number))


def _take_in(till: "Till", name: str, some: list[Inbound]) -> int:
    return len(till.reservations.take_in(name, some))


def _answered(till: "Till", number: int) -> None:
    till.reservations.answered(number)


def _not_answered(till: "Till", number: int, error: str) -> None:
    till.reservations.not_answered(number, error)
