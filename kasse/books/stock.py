"""The stock book: why stock moves, what a document of movements says, batches, and stocktakes."""

from datetime import datetime
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
    """One movement of a document: the change, its whole net cost, the batch, and what a count expected and found."""

    product: int
    change: Quantity
    cost: Money | None = None
    batch: int | None = None
    expected: Quantity | None = None
    counted: Quantity | None = None


class StockDocument(NamedTuple):
    """What moves stock other than a sale. `id` comes from whoever asks, so a retry books nothing twice.

    `note` says why, `reference` is the paper it came with, as the number of a delivery note.
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


class StockBook(Protocol):
    """Stock in thousandths of a piece or kilogram; levels may be negative."""

    def level(self, product: int) -> Quantity:
        """How many there are by the books."""
        ...

    def book(self, document: StockDocument) -> bool:
        """Book a document: movements, levels and journal. False where one with its id is booked already."""
        ...
