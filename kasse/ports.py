"""What the shop needs from outside, as Protocols: devices on the counter, and the books that keep everything.

Each device has a null object, so that its absence is no `if` anywhere.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol
from uuid import UUID

from kasse.barcodes import CodeRule
from kasse.basket import Basket
from kasse.cash import CashCount, CashMovement, Shift
from kasse.catalog import Article, Department, DepositType, Found, Listing, Product, QuickKey, Wanted
from kasse.errors import Unavailable
from kasse.money import Money
from kasse.people import AuditEntry, Person
from kasse.quantity import Quantity
from kasse.sale import Sale, SaleKind, Signature, TenderType
from kasse.shop import Shop
from kasse.tax import TaxRate, TaxTable
from kasse.texts import _

if TYPE_CHECKING:
    from kasse.books.buying import BuyingBook
    from kasse.books.cash import CashHistory
    from kasse.books.counting import CountingBook
    from kasse.books.customers import CustomerBook
    from kasse.books.exchange import ExchangeBook
    from kasse.books.market import MarketBook
    from kasse.books.prices import PriceBook, PriceNote
    from kasse.books.program import ProgramBook
    from kasse.books.promotions import PromotionBook
    from kasse.books.reports import ReportBook
    from kasse.books.reservations import ReservationBook
    from kasse.books.stock import StockBook
    from kasse.books.takings import TakingsBook
    from kasse.books.tse import TseBook
    from kasse.figures import ShiftFigures

# Devices


class Begun(NamedTuple):
    """A transaction that a fiscal device has begun: the device's number in the books, the transaction's, and when."""

    device: int
    number: int
    at: datetime


class Tse(Protocol):
    """The fiscal device. Calls may be slow; they never happen inside a database transaction."""

    @property
    def present(self) -> bool:
        """Whether there is one at all: without, a sale is tendered and completed in one step."""
        ...

    def start(self, sale: UUID) -> None:
        """Begin the transaction of a sale; a second call for the same sale does nothing. Raises `Unavailable`."""
        ...

    def finish(self, sale: Sale) -> Signature:
        """End the transaction and sign. The same sale gets the same answer. Raises `Unavailable`."""
        ...

    def begun(self, sale: UUID) -> Begun | None:
        """The transaction that was begun for a basket, where it is known; waits for nothing."""
        ...

    def soon(self) -> None:
        """Something was booked that must be signed: it is, soon; waits for nothing where a window is open."""
        ...

    def give_up(self, sale: UUID) -> None:
        """Nobody waits for the signature of this sale any longer: it is not used, should it still come."""
        ...


class ReceiptPrinter(Protocol):
    """Takes the bytes of one job."""

    def send(self, data: bytes, name: str) -> None:
        """Print one job; raises `Unavailable` where it was not printed in full."""
        ...


class CashDrawer(Protocol):
    """The drawer under the counter."""

    def open(self) -> None:
        """Kick it open; raises `Unavailable`."""
        ...


class CustomerDisplay(Protocol):
    """What the customer sees."""

    def show(self, upper: str, lower: str) -> None:
        """Two lines; a dead display is nobody's business but its own."""
        ...


class CardTerminal(Protocol):
    """A terminal that the till drives. One that stands apart needs no adapter: the cashier confirms."""

    def pay(self, sale: UUID, amount: Money) -> str:
        """Take the amount and give the terminal's reference. Raises `Refused` or `Unavailable`."""
        ...


class NullTse:
    """No fiscal device: receipts say so, and Germany does not allow it."""

    present = False

    def start(self, sale: UUID) -> None:
        """Nothing to start."""

    def finish(self, sale: Sale) -> Signature:
        """Asked only where a sale was tendered while there was a device, which is gone since."""
        raise Unavailable("no_tse", _("No fiscal device is connected."))

    def begun(self, sale: UUID) -> Begun | None:
        """Nothing was begun."""
        return None

    def soon(self) -> None:
        """Nothing is signed."""

    def give_up(self, sale: UUID) -> None:
        """Nobody waited."""


class NullPrinter:
    """No printer: jobs vanish."""

    def send(self, data: bytes, name: str) -> None:
        """Print nothing."""


class NullDrawer:
    """No drawer."""

    def open(self) -> None:
        """Open nothing."""


class NullDisplay:
    """No customer display."""

    def show(self, upper: str, lower: str) -> None:
        """Show nothing."""


class NullCardTerminal:
    """A terminal that stands apart: the cashier has confirmed before the till asks."""

    def pay(self, sale: UUID, amount: Money) -> str:
        """Confirmed by the cashier."""
        return ""


# The books


class Job(NamedTuple):
    """Work that a commit leaves for later: `kind` as in "receipt" or "z_report", about what, and details."""

    kind: str
    ref: str
    payload: str = ""


class QueuedJob(NamedTuple):
    """A job as it waits in the outbox."""

    number: int
    job: Job
    attempts: int
    created_at: datetime


class HeldBasket(NamedTuple):
    """A parked basket."""

    id: UUID
    name: str
    saved_at: datetime
    cashier: str
    lines: int


class ReceiptsWanted(NamedTuple):
    """Which receipts are looked for; what is not given does not matter.

    `amount` is without its sign. All `words` are in the name of one line; a single one may also begin its code.
    """

    number: int | None = None
    amount: Money | None = None
    since: datetime | None = None
    until: datetime | None = None
    words: tuple[str, ...] = ()
    product: int | None = None
    code: str = ""
    raw_code: str = ""


class ReceiptRow(NamedTuple):
    """A receipt in a list; `gives_back` where goods of another are on it, `returned` where its own came back."""

    number: int
    kind: SaleKind
    at: datetime
    cashier: str
    total: Money
    paid: tuple[TenderType, ...]
    voided_by: int | None = None
    returned: bool = False
    gives_back: bool = False


class FoundReceipts(NamedTuple):
    """Receipts, the newest first. All from `down_to` on were looked at; 0 where none is left to look at."""

    rows: tuple[ReceiptRow, ...]
    down_to: int
    since: datetime | None = None
    """The day of the oldest receipt that was looked at."""


class ReceiptLinks(NamedTuple):
    """What receipts a receipt refers to and is referred to by, by their numbers."""

    voids: int | None = None
    voided_by: int | None = None
    returns_of: tuple[int, ...] = ()
    returned_by: tuple[int, ...] = ()


class CatalogBook(Protocol):
    """Master data of what is sold. Codes are given as `barcodes.lookup_key` makes them."""

    def article(self, key: str) -> Article | None:
        """What this code sells: a product or a pack of it."""
        ...

    def search(self, text: str, limit: int = 30) -> list[Found]:
        """Products by words, parts of words or the start of a code; best sellers first."""
        ...

    def listed(self, wanted: Wanted, limit: int, after: int = 0) -> Listing:
        """One slice of the owner's list, short enough that a sale can come in between."""
        ...

    def product(self, number: int) -> Product | None:
        """A product's master data."""
        ...

    def product_number(self, key: str) -> int | None:
        """The product that has this code, or a pack with it."""
        ...

    def save(self, product: Product, note: "PriceNote | None" = None) -> int:
        """Write a product, new or changed; gives its number. `Refused` where a code is another product's.

        A price that is another now is written into the history, as the note says.
        """
        ...

    def prices_due(self, day: date) -> bool:
        """Whether prices that were planned up to this day do not hold yet."""
        ...

    def add_many(self, products: Iterable[Product]) -> int:
        """Write many new products at once; gives how many."""
        ...

    def departments(self) -> list[Department]:
        """All departments, in their order."""
        ...

    def deposit_types(self) -> list[DepositType]:
        """All kinds of deposit."""
        ...

    def quick_keys(self) -> list[QuickKey]:
        """All quick keys, page by page."""
        ...

    def in_department(self, name: str) -> list[int]:
        """The numbers of all products of a department."""
        ...

    def put_departments(self, departments: Sequence[Department]) -> None:
        """Add or change departments."""
        ...

    def put_deposit_types(self, deposits: Sequence[DepositType]) -> None:
        """Add or change kinds of deposit."""
        ...

    def put_quick_keys(self, keys: Sequence[QuickKey]) -> None:
        """Replace all quick keys."""
        ...

    def code_rules(self) -> tuple[CodeRule, ...]:
        """What in-store codes mean in this shop, the first match wins."""
        ...

    def put_code_rules(self, rules: Sequence[CodeRule]) -> None:
        """Replace the rules."""
        ...


class SaleBook(Protocol):
    """Sales, append-only."""

    def by_id(self, sale: UUID) -> Sale | None:
        """A sale in any state."""
        ...

    def by_receipt_no(self, number: int) -> Sale | None:
        """A completed sale."""
        ...

    def last_receipt_no(self) -> int:
        """The highest receipt number given, 0 before the first."""
        ...

    def tendered(self) -> list[Sale]:
        """Sales paid whose completion is outstanding, the oldest first."""
        ...

    def returned(self, sale: UUID) -> dict[int, tuple[Quantity, Money]]:
        """What later receipts gave back of a sale, by its position: quantity and money, both positive."""
        ...

    def void_of(self, sale: UUID) -> int | None:
        """The receipt number of the void of a sale."""
        ...

    def slip_redeemed(self, code: str) -> bool:
        """Whether a deposit slip with this code was paid out before."""
        ...

    def find_receipts(self, wanted: ReceiptsWanted, before: int, limit: int, look_back: int) -> FoundReceipts:
        """Up to `limit` receipts with numbers below `before`, out of so many at most, the newest first."""
        ...

    def receipt_links(self, sale: UUID) -> ReceiptLinks:
        """What refers to a completed sale, and what it refers to."""
        ...

    def tender(self, sale: Sale) -> None:
        """Book the sale as TENDERED."""
        ...

    def complete(self, sale: Sale, jobs: Sequence[Job], *, tendered_before: bool) -> Sale:
        """Book the sale as COMPLETED with the next receipt number, its stock, totals, journal entry and jobs."""
        ...

    def abort(self, sale: Sale) -> None:
        """End a TENDERED sale with no receipt."""
        ...


class DraftBook(Protocol):
    """Baskets that are not paid yet."""

    def current(self) -> Basket | None:
        """The basket that was on the screen."""
        ...

    def put_current(self, basket: Basket | None, cashier: str, at: datetime) -> None:
        """Remember the basket on the screen, or that there is none."""
        ...

    def hold(self, basket: Basket, name: str, cashier: str, at: datetime) -> None:
        """Park a basket under a name."""
        ...

    def recall(self, basket: UUID) -> Basket | None:
        """Take a parked basket back; it is no longer parked."""
        ...

    def held(self) -> list[HeldBasket]:
        """All parked baskets, the oldest first."""
        ...


class CashBook(Protocol):
    """Shifts, the drawer and the reports, append-only."""

    def open_shift(self) -> Shift | None:
        """The shift that has no Z report yet."""
        ...

    def start(self, shift: Shift) -> Shift:
        """Open a shift; gives it with its number."""
        ...

    def move(self, movement: CashMovement) -> bool:
        """Book cash in or out; a movement whose id is booked already is not booked again, and then this is False."""
        ...

    def movements(self, shift: int) -> list[CashMovement]:
        """Cash in and out of a shift, and drawers opened without a sale; the newest first."""
        ...

    def count(self, count: CashCount) -> None:
        """Book a confirmed count."""
        ...

    def counted(self, shift: int) -> CashCount | None:
        """The last count of a shift."""
        ...

    def first_count(self, shift: int) -> CashCount | None:
        """The first count of a shift, the only one that was blind."""
        ...

    def figures(self, shift: Shift, at: datetime, who: str) -> "ShiftFigures":
        """The sums of a shift so far, the expected cash included."""
        ...

    def in_drawer(self, shift: Shift, at: datetime) -> Money:
        """What can be paid out: what the books expect, or what the last count found where that was less."""
        ...

    def close(self, figures: "ShiftFigures") -> "ShiftFigures":
        """End the shift with a Z report; gives the figures with the Z number."""
        ...

    def z_report(self, number: int) -> "ShiftFigures | None":
        """An earlier Z report as it was made."""
        ...

    def z_reports(self, limit: int) -> "list[ShiftFigures]":
        """The last Z reports as they were made, the newest first."""
        ...

    def last_z_no(self) -> int:
        """The number of the last Z report, 0 before the first."""
        ...


class PeopleBook(Protocol):
    """Staff and their PINs."""

    def all(self) -> list[Person]:
        """Everybody, former staff included."""
        ...

    def get(self, number: int) -> Person | None:
        """One person."""
        ...

    def save(self, person: Person, pin_hash: str | None) -> Person:
        """Write a person; None keeps the PIN."""
        ...

    def pin(self, number: int) -> tuple[str, int, datetime | None]:
        """The PIN's hash (empty: none set), wrong tries in a row, and until when to wait."""
        ...

    def tried(self, number: int, failed: int, wait_until: datetime | None) -> None:
        """Remember wrong tries."""
        ...


class OutboxBook(Protocol):
    """Work that waits for a device or a network."""

    def add(self, jobs: Sequence[Job], at: datetime) -> None:
        """Queue jobs."""
        ...

    def next(self, kinds: Sequence[str], at: datetime) -> QueuedJob | None:
        """The oldest job of these kinds that is due."""
        ...

    def sending(self, number: int) -> None:
        """The job's bytes are about to leave: from here on only a person may repeat it."""
        ...

    def done(self, number: int) -> None:
        """The job went out."""
        ...

    def failed(self, number: int, error: str, retry_at: datetime | None) -> None:
        """The job did not go out; None: somebody must look at it."""
        ...

    def waiting(self, kinds: Sequence[str]) -> int:
        """How many are not done."""
        ...

    def unsure(self, since: datetime) -> list[Job]:
        """Jobs since then of which nobody knows whether they went out, and which nobody gave in again."""
        ...

    def interrupted(self) -> list[QueuedJob]:
        """Jobs that were going out when the till stopped; they are marked as unknown."""
        ...


class SettingBook(Protocol):
    """The shop's settings, its own data, and the audit log."""

    def shop(self, version: int | None = None) -> Shop:
        """The shop's data, as it is or as it was."""
        ...

    def put_shop(self, shop: Shop, at: datetime, who: str) -> Shop:
        """A new version of the shop's data."""
        ...

    def taxes(self) -> TaxTable:
        """All VAT rates with their dates."""
        ...

    def tax_rates(self) -> list[TaxRate]:
        """All VAT rates, by class and date."""
        ...

    def put_tax_rates(self, rates: Sequence[TaxRate]) -> None:
        """Add rates with their dates."""
        ...

    def get(self, name: str, default: str = "") -> str:
        """A setting."""
        ...

    def put(self, name: str, value: str) -> None:
        """Change a setting; whoever calls audits it."""
        ...

    def audit(self, entry: AuditEntry) -> None:
        """Write down who did what."""
        ...

    def audit_log(self, limit: int = 200) -> list[AuditEntry]:
        """The newest entries, newest first."""
        ...


class Work(Protocol):
    """One transaction: all of it is kept when the block ends, none of it where the block raises."""

    catalog: CatalogBook
    sales: SaleBook
    drafts: DraftBook
    cash: CashBook
    people: PeopleBook
    outbox: OutboxBook
    settings: SettingBook
    training: bool

    @property
    def stock(self) -> "StockBook":
        """What there is, and all that moved it beside sales."""
        ...

    @property
    def buying(self) -> "BuyingBook":
        """Suppliers and orders."""
        ...

    @property
    def counting(self) -> "CountingBook":
        """Stocktakes, press by the issue, and what stock was worth."""
        ...

    @property
    def prices(self) -> "PriceBook":
        """Price changes, promotions, and what else is kept of a product."""
        ...

    @property
    def promotions(self) -> "PromotionBook":
        """What lowers prices, and when."""
        ...

    @property
    def customers(self) -> "CustomerBook":
        """Customers, tabs, vouchers and stamps."""
        ...

    @property
    def reports(self) -> "ReportBook":
        """The owner's figures."""
        ...

    @property
    def exchange(self) -> "ExchangeBook":
        """Lists taken over, and what is known of codes."""
        ...

    @property
    def reservations(self) -> "ReservationBook":
        """What somebody outside wants to fetch."""
        ...

    @property
    def market(self) -> "MarketBook":
        """What the world may see, and who shows it."""
        ...

    @property
    def cash_history(self) -> "CashHistory":
        """The drawer's past."""
        ...

    @property
    def takings(self) -> "TakingsBook":
        """What closed shifts come to for the bookkeeping."""
        ...

    @property
    def program(self) -> "ProgramBook":
        """Which version of Kasse worked on the books from when on."""
        ...

    @property
    def tse(self) -> "TseBook":
        """What the fiscal device signs beside sales, and how it was."""
        ...


class Store(Protocol):
    """The books, one transaction at a time."""

    @property
    def exclusive(self) -> bool:
        """Whether this is the one that writes; a reader beside it leaves the file as it is."""
        ...

    def read(self) -> AbstractContextManager[Work]:
        """Look things up; changes nothing."""
        ...

    def write(self) -> AbstractContextManager[Work]:
        """Book something, all or nothing. Raises `Unavailable` where the file cannot be written."""
        ...
