"""The counting book: stocktakes and their counts, press by the issue, and what stock was worth."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol
from uuid import UUID

from kasse.catalog import Unit
from kasse.money import Money
from kasse.quantity import Quantity


class Area(NamedTuple):
    """A place that is counted for itself. From a store room customers take nothing."""

    name: str
    store: bool = False


class Stocktake(NamedTuple):
    """A stocktake, open until `ended_at`; `whole` is one of all goods.

    `journal` is the last entry of the journal when it was opened: what comes behind it happened meanwhile. From the
    second `round` on the products in `recount` are counted again.
    """

    id: UUID
    name: str
    opened_at: datetime
    opened_by: str
    areas: tuple[Area, ...]
    whole: bool
    journal: int
    round: int = 1
    recount: tuple[int, ...] = ()
    ended_at: datetime | None = None
    document: UUID | None = None


class Count(NamedTuple):
    """So many of an article found in an area by somebody; a slip is put right by another count with a minus.

    `journal` is the last entry of the journal before it, so that the order of counts and sales is no matter of clocks.
    """

    id: UUID
    area: str
    product: int
    quantity: Quantity
    at: datetime
    who: str
    round: int
    journal: int


class Moved(NamedTuple):
    """A movement of stock by its place in the journal; `sold` where a customer took it or brought it back."""

    journal: int
    product: int
    quantity: Quantity
    sold: bool


class Goods(NamedTuple):
    """What a count must know of a product; `cost` is net for one piece, in hundredths of a cent."""

    product: int
    name: str
    code: str
    department: str
    unit: Unit
    price: Money | None
    cost: int | None
    level: Quantity
    empties: bool = False


class Found(NamedTuple):
    """A line of a booked stocktake: what was there by the books at the instant of the count, and what was found."""

    product: int
    expected: Quantity
    counted: Quantity
    cost: Money | None


# Press


class PressKind(StrEnum):
    """What happens to press beside its sale."""

    DELIVERY = "delivery"
    REMISSION = "remission"


class PressLine(NamedTuple):
    """So many of an issue; `title` is the prefix and VDZ number of its code, `issue` the add-on beside it.

    `expected` is what should have been left of it, where it is sent back.
    """

    title: str
    issue: str
    name: str
    price: Money | None
    pieces: int
    expected: int | None = None


class PressDocument(NamedTuple):
    """A delivery of press, or a parcel of what was not sold; `receipt_no` is the last receipt before it."""

    id: UUID
    kind: PressKind
    at: datetime
    who: str
    reference: str
    lines: tuple[PressLine, ...]
    receipt_no: int = 0


class PressSale(NamedTuple):
    """Press on a receipt; `pieces` are negative where it came back."""

    receipt_no: int
    title: str
    issue: str
    pieces: int


# Worth


class StockEvent(NamedTuple):
    """What a day brought or took of a product: a document's movement, or a day's sales less what came back.

    `reason` is a `kasse.books.stock.Reason`; `cost` the whole net cost where a document says it.
    """

    day: str
    product: int
    quantity: int
    reason: str
    cost: int | None = None


class Among(NamedTuple):
    """Products from one number to another, both included."""

    first: int
    last: int


ALL_GOODS = Among(1, 2**62)


class MonthValue(NamedTuple):
    """A product at the end of a month: its piles as JSON, and what was sold of it within the month at what cost.

    Values in cents, quantities in thousandths; `unpriced` of those that were sold have no known cost.
    """

    product: int
    quantity: int
    average: int
    fifo: int
    sold: int
    cost: int
    unpriced: int
    piles: str


# Deposits


class DepositSold(NamedTuple):
    """Deposits on what was sold of a product within a period: how many, in thousandths, and their cents."""

    product: int
    quantity: int
    total: int


class Yard(NamedTuple):
    """A kind of empties: its level and what one of them is worth."""

    product: int
    name: str
    code: str
    each: Money
    level: Quantity
    tax_class: str


class Crate(NamedTuple):
    """How a full crate of empties comes apart: the crate, and its bottles."""

    units: Quantity
    crate: Money
    bottle: Money


class CountingBook(Protocol):
    """What the services ask of the store."""

    def journal_no(self) -> int:
        """The number of the last entry in the journal."""
        ...

    def open_stocktake(self) -> Stocktake | None:
        """The stocktake that is under way."""
        ...

    def stocktake(self, stocktake: UUID) -> Stocktake | None:
        """A stocktake, open or ended."""
        ...

    def stocktakes(self, limit: int = 50) -> list[Stocktake]:
        """Stocktakes that were booked, the newest first."""
        ...

    def put_stocktake(self, stocktake: Stocktake) -> None:
        """Keep an open stocktake."""
        ...

    def end_stocktake(self, stocktake: Stocktake) -> None:
        """It is booked, or given up; from now on it and its counts are in the journal."""
        ...

    def add_count(self, stocktake: UUID, count: Count) -> bool:
        """Keep a count; False where one with its id is there already."""
        ...

    def counts(self, stocktake: UUID, product: int | None = None, among: Collection[int] | None = None) -> list[Count]:
        """All counts, or those of one product or of some, in their order."""
        ...

    def places(self, stocktake: UUID) -> list[tuple[int, str]]:
        """Each product and area in which it was counted, what was counted last first."""
        ...

    def moved_since(self, journal: int) -> list[Moved]:
        """All movements of stock behind an entry of the journal."""
        ...

    def entry_at(self, since: int, at: datetime) -> int:
        """The last entry of the journal behind `since` that is not later than `at`; `since` where there is none."""
        ...

    def goods(self, products: Iterable[int]) -> dict[int, Goods]:
        """What a count must know of products."""
        ...

    def stocked(self, *, ever: bool = False) -> list[int]:
        """All products of which there are some, or less than none, by the books; or of which there ever were any."""
        ...

    def found(self, document: UUID) -> list[Found]:
        """The lines of a booked stocktake."""
        ...

    def put_press(self, document: PressDocument) -> bool:
        """Book press in or out, in the journal too; False where it is booked already."""
        ...

    def press_documents(self, since: datetime) -> list[PressDocument]:
        """Deliveries and remissions from an instant on, the oldest first."""
        ...

    def press_document(self, document: UUID) -> PressDocument | None:
        """One of them."""
        ...

    def press_sales(self, after: int) -> list[PressSale]:
        """Press on the receipts behind a number."""
        ...

    def first_day(self) -> date | None:
        """The first day of which there is anything in the books."""
        ...

    def open_days(self) -> date | None:
        """The first business day that is not closed; None where all are."""
        ...

    def stock_events(self, first: date, last: date, among: Among = ALL_GOODS) -> list[StockEvent]:
        """What moved goods within some business days, day by day; what came in is before what went out."""
        ...

    def valued_months(self) -> list[str]:
        """The months whose ends are kept as a whole, as in 2026-11, the oldest first."""
        ...

    def month_values(self, month: str, among: Among = ALL_GOODS) -> list[MonthValue]:
        """Products at the end of a month, as far as they are kept."""
        ...

    def kept_until(self, month: str) -> int:
        """The number of the last product that is kept of a month; 0 where none is."""
        ...

    def some_goods(self, after: int, most: int) -> Among | None:
        """The next products behind a number that ever were in stock; None where there is none."""
        ...

    def put_values(self, month: str, values: Sequence[MonthValue]) -> None:
        """Keep products at the end of a month, each of them once."""
        ...

    def end_month(self, month: str) -> None:
        """All its products are kept."""
        ...

    def levels_at(self, days: Sequence[date], products: Sequence[int]) -> list[dict[int, Quantity]]:
        """How many there were at the end of each of some business days, given from the first to the last."""
        ...

    def deposits_sold(self, first: date, last: date) -> list[DepositSold]:
        """Deposits taken with goods within some days, by product."""
        ...

    def paid_out(self, first: date, last: date) -> tuple[dict[int, tuple[int, int]], int]:
        """Empties that customers brought, by product: how many and their cents; and the cents of deposit slips."""
        ...

    def deposits_charged(self, first: date, last: date) -> list[tuple[str, int, int, bool]]:
        """What suppliers charged and credited: code, each in cents, how many in thousandths, whether for empties."""
        ...

    def deposit_goods(self, products: Iterable[int]) -> dict[int, tuple[str, tuple[str, ...]]]:
        """Those that carry a deposit: its code, empty where only a pack has one, and those of their packs."""
        ...

    def yard(self) -> list[Yard]:
        """All kinds of empties with their levels."""
        ...

    def crates(self) -> list[Crate]:
        """Which crates there are among the packs, the usual ones first."""
        ...
