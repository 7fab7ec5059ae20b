"""The book of reservations: what somebody outside would like to fetch, and how far that came.

Texts come from strangers: they are shown as plain text and never read as anything else.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol
from uuid import UUID

from kasse.books.market import Answer
from kasse.money import Money
from kasse.quantity import Quantity


class ReservationState(StrEnum):
    """How far a reservation is; kept in the books, so a state is never renamed."""

    PENDING = "pending"
    """It rings at the till."""
    ACCEPTED = "accepted"
    """It lies there until its time is over; its stock is spoken for."""
    DECLINED = "declined"
    UNANSWERED = "unanswered"
    """Nobody at the till answered in time."""
    CANCELLED = "cancelled"
    """The buyer took it back."""
    LAPSED = "lapsed"
    """Nobody fetched it in time."""
    COMPLETED = "completed"
    """It was fetched and paid."""


TRANSITIONS = frozenset(
    {
        (ReservationState.PENDING, ReservationState.ACCEPTED),
        (ReservationState.PENDING, ReservationState.DECLINED),
        (ReservationState.PENDING, ReservationState.UNANSWERED),
        (ReservationState.PENDING, ReservationState.CANCELLED),
        (ReservationState.ACCEPTED, ReservationState.COMPLETED),
        (ReservationState.ACCEPTED, ReservationState.LAPSED),
        (ReservationState.ACCEPTED, ReservationState.CANCELLED),
        (ReservationState.ACCEPTED, ReservationState.DECLINED),  # the last one fell off the shelf
    }
)
"""The only moves."""

OPEN = (ReservationState.PENDING, ReservationState.ACCEPTED)


class ReservedLine(NamedTuple):
    """So many of an article at the price that was shown; `key` is what the market calls it."""

    product: int
    key: str
    name: str
    quantity: Quantity
    price: Money


@dataclass(frozen=True, slots=True)
class Reservation:
    """What somebody wants to fetch. `id` is made from buyer and order, so that the same order twice is one.

    `code` (four digits) is said at the counter; `until` is when it ends, for a pending one when it counts as not
    answered. `basket` is the basket in which it was taken up, and so the sale's id.
    """

    id: UUID
    target: str
    buyer: str
    order: str
    at: datetime
    until: datetime
    lines: tuple[ReservedLine, ...]
    state: ReservationState = ReservationState.PENDING
    code: str = ""
    note: str = ""
    sealed: bool = True
    basket: UUID | None = None
    who: str = ""


class WaitingAnswer(NamedTuple):
    """An answer that has not gone out yet."""

    number: int
    target: str
    answer: Answer
    tries: int


class ReservationBook(Protocol):
    """What the services ask of the store."""

    def seen(self, ids: Collection[str], at: datetime) -> set[str]:
        """Which of these message ids were there before; the others are remembered now. Old ones are forgotten."""
        ...

    def get(self, reservation: UUID) -> Reservation | None:
        """One reservation."""
        ...

    def by_code(self, code: str) -> Reservation | None:
        """The open one with this code."""
        ...

    def of_basket(self, basket: UUID) -> Reservation | None:
        """The one that was taken up in this basket."""
        ...

    def open(self) -> list[Reservation]:
        """All open ones, the oldest first."""
        ...

    def last(self, limit: int) -> list[Reservation]:
        """The last ones of any state, the newest first."""
        ...

    def open_of(self, buyer: str) -> int:
        """How many open ones a buyer has."""
        ...

    def ended_since(self, buyer: str, at: datetime) -> int:
        """How many of a buyer ended without a sale since then."""
        ...

    def add(self, reservation: Reservation) -> bool:
        """Write a new one; False where its id is there already."""
        ...

    def move(self, reservation: Reservation) -> None:
        """Write its state, time, code, basket and who; `Refused` where `TRANSITIONS` has no such move."""
        ...

    def spoken_for(self) -> dict[int, Quantity]:
        """What accepted reservations hold of each product."""
        ...

    def sold(self) -> list[Reservation]:
        """Accepted ones whose basket has become a completed sale."""
        ...

    def forget_strangers(self, before: datetime) -> int:
        """Remove note and buyer of what ended before then; gives how many."""
        ...

    def queue(self, target: str, answer: Answer) -> None:
        """An answer to be sent; one with the same id is queued once."""
        ...

    def waiting(self, target: str, at: datetime, limit: int) -> Sequence[WaitingAnswer]:
        """Answers that are due."""
        ...

    def answered(self, number: int) -> None:
        """An answer is out."""
        ...

    def not_answered(self, number: int, error: str, again: datetime | None) -> None:
        """An answer did not go out; None gives it up."""
        ...
