"""The books of the fiscal device: what waits for a signature, what was signed beside sales, and what went wrong."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol
from uuid import UUID

from kasse.basket import Basket
from kasse.cash import CashMovement, Shift
from kasse.fiscal.de.device import TseFacts
from kasse.sale import Signature


class Signed(StrEnum):
    """What is signed. A sale's signature stands in its own row; those of all others are rows of `tse_signed`."""

    SALE = "sale"
    CASH = "cash"  # ref: the movement's id in hex
    FLOAT = "float"  # ref: the shift's number
    BASKET = "basket"  # ref: the id in hex of a basket that was given up or parked


class Waiting(NamedTuple):
    """What is booked and not signed yet, and the transaction that was begun for it, where there is one."""

    kind: Signed
    ref: str
    device: int | None
    number: int | None
    at: datetime


class SignedEvent(NamedTuple):
    """What became of it: a signature, or why there is none (`outage`)."""

    kind: Signed
    ref: str
    at: datetime
    signature: Signature | None
    outage: str = ""


class TseEventKind(StrEnum):
    """What is noted of the device, for the tax office and for whoever mends it."""

    OUTAGE = "outage"  # detail: why
    WORKS = "works"  # the outage before it has ended
    LATE = "late"  # a signature that came when the receipt had gone without; ref: the sale. It is kept, never used
    ORPHAN = "orphan"  # a transaction that nobody knew any more was finished as aborted; ref: its number
    DEVICE = "device"  # another device, or another certificate; ref: its number here
    SET_UP = "set_up"
    EXPORT = "export"
    ERASED = "erased"


class TseEvent(NamedTuple):
    """An entry of the device's log."""

    at: datetime
    kind: TseEventKind
    ref: str = ""
    detail: str = ""


class TseDeviceRow(NamedTuple):
    """A device as the books know it: TSE_ID of the DSFinV-K is `number`."""

    number: int
    at: datetime
    client: str
    facts: TseFacts


class UnsoldKind(StrEnum):
    """How a basket ended without a sale."""

    ABORTED = "aborted"
    ORDER = "order"  # parked: a later receipt may refer to it


@dataclass(frozen=True, slots=True)
class UnsoldBasket:
    """A basket that a transaction was begun for and that was given up or parked, as it was then.

    `id` is the record's own: a basket can be parked more than once.
    """

    id: UUID
    basket: Basket
    kind: UnsoldKind
    shift: int
    cashier: int
    cashier_name: str
    ended_at: datetime


class TseArchive(NamedTuple):
    """A TAR that was taken off the device and kept outside the database; `until` is the end of its period."""

    z_no: int
    device: int
    since: datetime | None
    until: datetime
    file: str
    sha256: str
    size: int
    at: datetime
    verified: bool
    first_counter: int = 0
    last_counter: int = 0


def note_outage(book: "TseBook", at: datetime, reason: str) -> datetime:
    """Note that an outage begins, once; gives since when it lasts."""
    known = book.outage()
    if known is not None:
        return known.at
    book.note(TseEvent(at, TseEventKind.OUTAGE, detail=reason))
    return at


class TseBook(Protocol):
    """All of it is append-only but what waits."""

    def device(self, number: int) -> TseDeviceRow:
        """A device by its number here."""
        ...

    def devices(self) -> list[TseDeviceRow]:
        """All there ever were, the first one first."""
        ...

    def keep_device(self, facts: TseFacts, client: str, at: datetime) -> int:
        """The number of a device; a new row where its facts are not those of the last one."""
        ...

    def wait(self, waiting: Waiting) -> None:
        """Note what waits; once more with another transaction replaces it."""
        ...

    def waits(self, kind: Signed, ref: str) -> Waiting | None:
        """One that waits."""
        ...

    def waiting(self) -> list[Waiting]:
        """All that wait, the oldest first; sales are among them only once a transaction was begun for them."""
        ...

    def forget(self, kind: Signed, ref: str) -> None:
        """It waits no more."""
        ...

    def sign(self, event: SignedEvent) -> None:
        """Keep what became of it, once; it waits no more."""
        ...

    def signed(self, kind: Signed, ref: str) -> SignedEvent | None:
        """What became of one that is no sale."""
        ...

    def note(self, event: TseEvent) -> None:
        """Write into the device's log."""
        ...

    def events(self, limit: int = 200) -> list[TseEvent]:
        """The log, the newest first."""
        ...

    def outage(self) -> TseEvent | None:
        """The outage that has not ended."""
        ...

    def keep_basket(self, unsold: UnsoldBasket) -> None:
        """Keep a basket that was given up or parked."""
        ...

    def ordered_before(self, unsold: UnsoldBasket) -> UnsoldBasket | None:
        """The same basket when it was parked the last time before."""
        ...

    def basket(self, id_: UUID) -> UnsoldBasket | None:
        """One of those."""
        ...

    def archive(self, entry: TseArchive) -> None:
        """Note a TAR that was kept."""
        ...

    def archives(self) -> list[TseArchive]:
        """All TARs that were kept, the oldest first."""
        ...

    def movement(self, id_: UUID) -> CashMovement | None:
        """A movement of cash, to be signed."""
        ...

    def shift(self, number: int) -> Shift | None:
        """A shift, whose float is to be signed."""
        ...
