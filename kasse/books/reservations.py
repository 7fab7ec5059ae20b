"""The book of reservations: what somebody outside would like to fetch, and how far that came.

Texts come from strangers: they are shown as plain text and never read as anything else.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol
from uuid import UUID

from kasse.books.market import Answer, Bucket
from kasse.catalog import Unit
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
    """So many of an article at the price that was shown; `key` is what the market calls it.

    `quantity` and `price` are in the article's `unit`, as it is now.
    """

    product: int
    key: str
    name: str
    quantity: Quantity
    price: Money
    unit: Unit = Unit.PIECE


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


class Offered(NamedTuple):
    """An article as the world sees it: whose key it is, its name and price, and how much was said to be there."""

    product: int
    name: str
    price: Money
    bucket: Bucket
    unit: Unit = Unit.PIECE


class WaitingAnswer(NamedTuple):
    """An answer that has not gone out yet."""

    number: int
    target: str
    answer: Answer
    tries: int


class ReservationBook(Protocol):
    """What the services ask of the store."""

    def seen(self, ids: Collection[str], at: datetime) -> set[str]:
        """Which of these message ids were there before; the others are remembered now."""
        ...

    def was_seen(self, id_: str) -> bool:
        """Whether this one was there before."""
        ...

    def offered(self, keys: Collection[str]) -> dict[str, Offered]:
        """The articles that the world sees under these keys; one that is not shown is left out."""
        ...

    def due(self, at: datetime) -> bool:
        """Whether time or a sale has ended one of the open ones."""
        ...

    def get(self, reservation: UUID) -> Reservation | None:
        """One reservation."""
        ...

    def by_code(self, code: str) -> Reservation | None:
        """The open one with this code."""
        ...

    def of_code(self, code: str) -> Reservation | None:
        """The newest one that had this code, open or not."""
        ...

    def codes_since(self, at: datetime) -> set[str]:
        """The codes of open ones, and of all that came since then."""
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

    def came_since(self, at: datetime) -> int:
        """How many came since then, from whomever."""
        ...

    def ended_since(self, buyer: str, at: datetime) -> int:
        """How many of a buyer ended without a sale since then."""
        ...

    def add(self, reservation: Reservation) -> bool:
        """Write a new one; False where its id is there already."""
        ...

    def move(self, reservation: Reservation, at: datetime) -> None:
        """Write its state, time, code and who; `Refused` where `TRANSITIONS` has no such move. `at` may be its end."""
        ...

    def take_up(self, reservation: UUID, basket: UUID) -> None:
        """Remember in which basket an accepted one was taken up."""
        ...

    def spoken_for(self) -> dict[int, Quantity]:
        """What accepted reservations hold of each product; what was fetched and paid is not there any more."""
        ...

    def sold(self) -> list[Reservation]:
        """Accepted ones whose basket has become a completed sale."""
        ...

    def forget_strangers(self, before: datetime) -> int:
        """Remove buyer, order and note of what ended before then, and the answers to it; gives how many."""
        ...

    def forget_seen(self, before: datetime) -> None:
        """Forget messages that were looked at before then."""
        ...

    def queue(self, target: str, answer: Answer) -> None:
        """An answer to be sent; one with the same id is queued once."""
        ...

    def answers_since(self, at: datetime) -> int:
        """How many answers were queued since then."""
        ...

    def waiting(self, target: str, at: datetime, limit: int) -> Sequence[WaitingAnswer]:
        """Answers that are due."""
        ...

    def answered(self, number: int, at: datetime) -> None:
        """An answer is out."""
        ...

    def answer(self, number: int) -> tuple[int, datetime] | None:
        """How often an answer was tried, and when it was given."""
        ...

    def not_answered(self, number: int, error: str, again: datetime | None) -> None:
        """An answer did not go out: another target of the same kind tries it next. None gives it up."""
        ...
