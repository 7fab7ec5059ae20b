"""The buying book: suppliers, what they sell, orders and how far they came, and what was sold day by day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol
from uuid import UUID

from kasse.money import Money
from kasse.quantity import NONE, Quantity


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who delivers, or whose store one drives to. `number` is None until saved; a former one is inactive.

    `delivery_days` are weekdays (0 is Monday); empty means any day. An order is there `lead_days` later at the
    earliest. `minimum` is the least net value of an order. `cash_and_carry` is fetched by oneself, list in hand.
    """

    name: str
    customer_no: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    minimum: Money | None = None
    delivery_days: tuple[int, ...] = ()
    lead_days: int = 1
    cash_and_carry: bool = False
    note: str = ""
    active: bool = True
    number: int | None = None


class SupplierArticle(NamedTuple):
    """What a supplier calls a product and sells it in: a `pack` ("crate") of `units` for `cost` net.

    `units` are pieces (20 bottles) or, for weighed goods, kilograms. A product is ordered from the supplier whose
    article is `preferred`, else from the cheapest. `name` and `code` are the product's own, read and never written.
    """

    supplier: int
    product: int
    article_no: str = ""
    pack: str = ""
    units: Quantity = Quantity(1000)
    cost: Money | None = None
    aisle: str = ""
    preferred: bool = False
    name: str = ""
    code: str = ""


class Bought(NamedTuple):
    """What a proposal must know of a product that a supplier sells us.

    `cost` is the last net cost of a piece or kilogram in hundredths of a cent, `life` days from delivery to expiry.
    """

    product: int
    name: str
    price: Money | None
    tax_class: str
    weighed: bool
    cost: int | None = None
    life: int | None = None


class OrderState(StrEnum):
    """How far an order is; kept in the books, so a state is never renamed."""

    DRAFT = "draft"
    ORDERED = "ordered"
    PARTLY = "partly"
    RECEIVED = "received"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    """A part came; the rest was given up."""


TRANSITIONS = frozenset(
    {
        (OrderState.DRAFT, OrderState.ORDERED),
        (OrderState.DRAFT, OrderState.CANCELLED),
        (OrderState.ORDERED, OrderState.PARTLY),
        (OrderState.ORDERED, OrderState.RECEIVED),
        (OrderState.ORDERED, OrderState.CANCELLED),
        (OrderState.PARTLY, OrderState.RECEIVED),
        (OrderState.PARTLY, OrderState.CLOSED),
        (OrderState.CANCELLED, OrderState.CLOSED),  # it came all the same
        (OrderState.CANCELLED, OrderState.RECEIVED),
        (OrderState.CLOSED, OrderState.RECEIVED),
        (OrderState.PARTLY, OrderState.ORDERED),  # a receipt was booked back
        (OrderState.RECEIVED, OrderState.PARTLY),
        (OrderState.RECEIVED, OrderState.ORDERED),
        (OrderState.CLOSED, OrderState.CANCELLED),
    }
)
"""The only moves; staying where one is, is none."""

OPEN = (OrderState.ORDERED, OrderState.PARTLY)
"""What is still to come."""


class OrderLine(NamedTuple):
    """So many packs of `units` at `cost` net each; `received` have come. `reason` is why that many were proposed.

    `name` is the product's, read and never written.
    """

    product: int
    packs: int
    units: Quantity
    pack: str = ""
    article_no: str = ""
    cost: Money | None = None
    received: Quantity = NONE
    reason: str = ""
    name: str = ""

    @property
    def ordered(self) -> Quantity:
        """How many pieces or kilograms were ordered."""
        return Quantity(self.units.thousandths * self.packs)

    @property
    def outstanding(self) -> Quantity:
        """How many are still to come; never negative."""
        return Quantity(max(0, self.ordered.thousandths - self.received.thousandths))

    @property
    def value(self) -> Money | None:
        """What the line costs net; None where the supplier's price is not known."""
        return None if self.cost is None else self.cost * self.packs


class Order(NamedTuple):
    """An order to a supplier. `id` comes from whoever asks, so a retry orders nothing twice; numbers have no gaps."""

    id: UUID
    supplier: int
    at: datetime
    who: str
    lines: tuple[OrderLine, ...]
    state: OrderState = OrderState.DRAFT
    expected: date | None = None
    note: str = ""
    number: int = 0

    @property
    def value(self) -> Money:
        """What it costs net, as far as prices are known."""
        return Money(sum(line.value.cents for line in self.lines if line.value is not None))

    @property
    def is_open(self) -> bool:
        """Whether something is still to come."""
        return self.state in OPEN


class Incoming(NamedTuple):
    """What is ordered of a product and not here yet."""

    product: int
    quantity: Quantity
    expected: date | None


class BuyingBook(Protocol):
    """What the services ask of the store."""

    def suppliers(self, *, former: bool = False) -> list[Supplier]:
        """All suppliers by name; `former` ones too where asked."""
        ...

    def supplier(self, number: int) -> Supplier | None:
        """One supplier."""
        ...

    def put_supplier(self, supplier: Supplier) -> Supplier:
        """Write a supplier, new or changed; gives it with its number."""
        ...

    def articles(self, supplier: int) -> list[SupplierArticle]:
        """What a supplier sells us, by aisle and name."""
        ...

    def article_counts(self) -> dict[int, int]:
        """How many products each supplier sells us."""
        ...

    def all_articles(self) -> list[SupplierArticle]:
        """What all present suppliers sell us, by supplier, aisle and name."""
        ...

    def articles_of(self, product: int) -> list[SupplierArticle]:
        """Who sells us a product, the preferred one first."""
        ...

    def put_articles(self, articles: Sequence[SupplierArticle]) -> None:
        """Write articles, new or changed; a preferred one takes that from the product's others."""
        ...

    def remove_article(self, supplier: int, product: int) -> None:
        """The supplier does not sell it to us any more."""
        ...

    def bought(self) -> dict[int, Bought]:
        """The products that some present supplier sells us."""
        ...

    def order(self, order: UUID) -> Order | None:
        """One order with its lines."""
        ...

    def order_numbered(self, number: int) -> Order | None:
        """One order with its lines, by its number."""
        ...

    def orders(self, limit: int = 100) -> list[Order]:
        """The last orders, the newest first."""
        ...

    def open_orders(self) -> list[Order]:
        """Orders of which something is still to come, the one expected first before others."""
        ...

    def add_order(self, order: Order) -> Order:
        """Write an order under the next number; the one that is there where its id is known."""
        ...

    def put_lines(self, order: UUID, lines: Sequence[OrderLine], expected: date | None, note: str) -> None:
        """Replace the lines of a draft."""
        ...

    def move(self, order: UUID, state: OrderState) -> Order:
        """Bring an order into another state; `Refused` where `TRANSITIONS` has no such move."""
        ...

    def received(self, order: UUID, quantities: Mapping[int, Quantity]) -> Order:
        """A delivery came: so many of each product, whose lines are filled in their order; the state follows.

        Negative quantities book a delivery back. What was not ordered is left out of account.
        """
        ...

    def incoming(self) -> list[Incoming]:
        """What open orders will bring."""
        ...

    def sold(self, first: date) -> dict[int, dict[date, int]]:
        """Thousandths that left the shelf by sales (returns taken off), by product and business day from `first` on.

        Closed shifts come from their sums, what was sold since from the receipts.
        """
        ...

    def booked(self, since: datetime) -> list[tuple[int, datetime, int]]:
        """What documents (deliveries, write-offs, stocktakes) moved: product, instant and thousandths."""
        ...

    def levels(self) -> dict[int, int]:
        """Thousandths on stock, of each product that ever moved."""
        ...
