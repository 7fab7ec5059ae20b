"""The stock book: why stock moves, what a document of movements says, batches, and work that is not booked yet."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol
from uuid import UUID

from kasse.money import Money
from kasse.quantity import Quantity


class Reason(StrEnum):
    """Why stock moved; kept in the ledger, so a reason is never renamed."""

    SALE = "sale"
    RETURN = "return"
    RECEIPT = "receipt"
    SUPPLIER_RETURN = "supplier_return"
    STOCKTAKE = "stocktake"
    SPOILED = "spoiled"
    BROKEN = "broken"
    STOLEN = "stolen"
    OWN_USE = "own_use"
    DONATED = "donated"
    TRANSFER = "transfer"
    CORRECTION = "correction"


WRITE_OFFS = (Reason.SPOILED, Reason.BROKEN, Reason.STOLEN, Reason.OWN_USE, Reason.DONATED)
"""What is lost or given away, in the order in which a shop needs it."""


class StockEntry(NamedTuple):
    """One movement of a document: the change, its whole net cost, the batch, and what a count expected and found.

    The cost has the sign of the change: what a delivery brought, or what a write-off lost.
    """

    product: int
    change: Quantity
    cost: Money | None = None
    batch: int | None = None
    expected: Quantity | None = None
    counted: Quantity | None = None


class DepositCharge(NamedTuple):
    """So many deposits of a kind that a supplier charges with a delivery; negative where they are credited.

    Deposits are never part of what goods cost. Between businesses the amount is net, on the shelf it is gross.
    """

    deposit: str
    name: str
    each: Money
    quantity: Quantity

    @property
    def amount(self) -> Money:
        """What they come to."""
        return self.quantity.price(self.each)


class StockDocument(NamedTuple):
    """What moves stock other than a sale. `id` comes from whoever asks, so a retry books nothing twice.

    `note` says why, `reference` is the paper it came with. A document may have deposits alone, as a credit for empties.
    """

    id: UUID
    kind: Reason
    at: datetime
    who: str
    note: str
    entries: tuple[StockEntry, ...]
    reference: str = ""
    supplier: int | None = None
    purchase_order: UUID | None = None
    deposits: tuple[DepositCharge, ...] = ()


class Batch(NamedTuple):
    """Goods that expire together; `code` is the lot as printed. It ends when nothing of it is left."""

    number: int
    product: int
    code: str
    best_before: date | None
    first_at: datetime
    ended_at: datetime | None = None


class Movement(NamedTuple):
    """A line of a product's history; of sales of past days only their sum, with no document and nobody's name."""

    at: datetime
    reason: Reason
    change: Quantity
    who: str = ""
    note: str = ""
    reference: str = ""
    batch: str = ""
    cost: Money | None = None
    document: UUID | None = None
    receipt_no: int | None = None


class Arrival(NamedTuple):
    """What a document moved of a product in or out of a batch, or of none, in the order of time."""

    at: datetime
    reason: Reason
    change: Quantity
    batch: int | None
    document: UUID
    reference: str = ""
    supplier: int | None = None


class StockWork(NamedTuple):
    """Work on stock that is not booked yet, as it is kept; `body` is JSON of its kind's value."""

    id: UUID
    kind: str
    who: str
    saved_at: datetime
    body: str


class StockBook(Protocol):
    """Stock in thousandths of a piece or kilogram; levels may be negative."""

    def level(self, product: int) -> Quantity:
        """How many there are by the books."""
        ...

    def book(self, document: StockDocument) -> bool:
        """Book a document: movements, levels and journal. False where one with its id is booked already."""
        ...

    def document(self, document: UUID) -> StockDocument | None:
        """A booked document."""
        ...

    def documents(self, kinds: Sequence[Reason], limit: int = 50) -> list[StockDocument]:
        """The last documents of some kinds, the newest first."""
        ...

    def movements(self, product: int, limit: int = 60) -> list[Movement]:
        """What moved a product, the newest first: documents, sales of the open shift, and sums of those before."""
        ...

    def arrivals(self, product: int) -> list[Arrival]:
        """What documents moved of a product, the oldest first."""
        ...

    def batch(self, product: int, code: str, best_before: date | None, at: datetime) -> int:
        """The number of a batch, which is made where there is none with this code and day."""
        ...

    def batches(self, product: int, *, ended: bool = False) -> list[Batch]:
        """A product's batches, what expires first before others and what has no day last."""
        ...

    def batches_called(self, code: str) -> list[Batch]:
        """All batches with this code, ended ones too."""
        ...

    def expiring(self, until: date) -> list[int]:
        """Products on stock that have a batch which expires by a day and has not ended, the nearest day first."""
        ...

    def product_of(self, batch: int) -> int | None:
        """Whose batch it is."""
        ...

    def end_batches(self, batches: Sequence[int], at: datetime) -> None:
        """Nothing is left of these."""
        ...

    def reopen_batches(self, batches: Sequence[int]) -> None:
        """Something of these came back."""
        ...

    def keep_work(self, work: StockWork) -> None:
        """Keep work that is not booked yet, in the place of what was kept under its id."""
        ...

    def works(self, kind: str) -> list[StockWork]:
        """Work of a kind that is not booked yet, the oldest first."""
        ...

    def work(self, work: UUID) -> StockWork | None:
        """One piece of work."""
        ...

    def drop_work(self, work: UUID) -> None:
        """It is booked, or given up."""
        ...
