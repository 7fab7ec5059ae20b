"""The price book: price changes planned and past, and what else the owner keeps of a product."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from kasse.catalog import ArticleKind, Unit
from kasse.money import Money
from kasse.quantity import ONE, Quantity
from kasse.unit_price import Content, UnitPrice


class ProductFacts(NamedTuple):
    """What else the owner keeps of a product; what is not known is None or empty.

    `content` in `content_unit` ("kg", "l", "m", "piece") is what one piece holds, for the unit price (PAngV). `cost` is
    the last net cost of one piece or kilogram, in hundredths of a cent: a bottle of a crate has no whole cents.
    `life` is days from delivery to expiry, `label` the price that stands on the shelf.
    """

    product: int
    content: Quantity | None = None
    content_unit: str = ""
    cost: int | None = None
    life: int | None = None
    label: Money | None = None
    brand: str = ""

    @property
    def holds(self) -> Content | None:
        """What one piece holds, for the unit price."""
        return None if self.content is None else Content(self.content, self.content_unit)


class PriceState(StrEnum):
    """What has become of a change; only a planned one may still become another."""

    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


class PriceNote(NamedTuple):
    """What the history says beside a price that changes: when, on which day of the shop, by whom and why."""

    at: datetime
    day: date
    who: str
    why: str = ""


class PriceChange(NamedTuple):
    """A price from a day on; `pack` 0 is the product itself. A `price` of None asks at the checkout."""

    product: int
    price: Money | None
    valid_from: date
    at: datetime
    who: str
    why: str = ""
    pack: int = 0
    before: Money | None = None
    state: PriceState = PriceState.DONE
    number: int | None = None


class PlannedPrice(NamedTuple):
    """A planned change with what it is about, for a list."""

    change: PriceChange
    name: str
    code: str
    now: Money | None
    unit: Unit


class Tag(NamedTuple):
    """A product, or a pack of it, on the shelf: what has a price and a label of its own."""

    product: int
    pack: int
    name: str
    code: str
    price: Money | None
    unit: Unit
    tax_class: str
    department: str
    price_bound: bool
    kind: ArticleKind
    content: Content | None
    cost: int | None
    deposit: Money | None
    label: Money | None
    pieces: Quantity = ONE


class PricesWanted(NamedTuple):
    """What is looked for in the price list: a text, a department, a margin below so many thousandths, labels due."""

    text: str = ""
    department: str = ""
    margin_below: int | None = None
    to_label: bool = False
    no_content: bool = False

    @property
    def filtered(self) -> bool:
        """Whether more is asked for than a text."""
        return bool(self.department) or self.margin_below is not None or self.to_label or self.no_content


class PriceRow(NamedTuple):
    """A row of the price list. `rate` is the VAT rate, `planned` the next change, `changed` the day of the last one."""

    product: int
    name: str
    code: str
    department: str
    price: Money | None
    unit: Unit
    price_bound: bool
    content: Content | None
    cost: int | None
    rate: int
    label: Money | None
    planned: tuple[date, Money | None] | None
    changed: date | None


class PriceList(NamedTuple):
    """Some rows of the price list; `after` is the rank to go on from, None where the list ends."""

    rows: tuple[PriceRow, ...]
    after: int | None


class Label(NamedTuple):
    """What a shelf label says. `lowest` is the lowest price of the last 30 days, where a reduction is announced."""

    name: str
    code: str
    price: Money
    unit: Unit
    unit_price: UnitPrice | None = None
    deposit: Money | None = None
    day: date | None = None
    lowest: Money | None = None
    product: int = 0
    pack: int = 0


class PriceBook(Protocol):
    """What the services ask of the store."""

    def facts(self, product: int) -> ProductFacts:
        """What is kept of a product; empty where nothing is."""
        ...

    def put_facts(self, facts: Sequence[ProductFacts]) -> None:
        """Keep it, in the place of what was kept before."""
        ...

    def note(self, changes: Sequence[PriceChange]) -> None:
        """Write changes down, planned or done."""
        ...

    def set_price(self, product: int, pack: int, price: Money | None) -> None:
        """The price that holds from now on; whoever calls notes it."""
        ...

    def settle(self, number: int, state: PriceState, before: Money | None, day: date) -> None:
        """A planned change has become true on a day, or is cancelled."""
        ...

    def planned(self, until: date | None = None, product: int | None = None) -> list[PlannedPrice]:
        """What is planned, the earliest day first; up to a day, or of one product."""
        ...

    def planned_count(self, until: date) -> int:
        """How many are planned up to a day."""
        ...

    def history(self, product: int) -> list[PriceChange]:
        """All that was and is planned for a product and its packs, in the order in which it held."""
        ...

    def tags(self, product: int) -> list[Tag]:
        """The product and then its packs, as they stand on the shelf; empty where there is none."""
        ...

    def tag_of(self, key: str) -> Tag | None:
        """What has this code, by the key that `barcodes.lookup_key` makes."""
        ...

    def labels_missing(self) -> int:
        """How many labels are due in a shop that prints some; 0 where it never did."""
        ...

    def labels_due(self) -> list[tuple[int, int]]:
        """Products and packs whose price is not the one on their label, as pairs, best sellers first."""
        ...

    def put_labels(self, labels: Sequence[tuple[int, int, Money]]) -> None:
        """These prices stand on the shelf now: product, pack and price."""
        ...

    def listed(self, wanted: PricesWanted, rates: Mapping[str, int], limit: int, after: int = 0) -> PriceList:
        """A slice of the price list; best sellers first."""
        ...
