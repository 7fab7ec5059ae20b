"""The book of lists: what was taken over, how its columns are read, and what is known of codes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol
from uuid import UUID

from kasse.books.buying import Supplier, SupplierArticle
from kasse.books.prices import PriceNote, ProductFacts
from kasse.catalog import Department, DepositType, Product
from kasse.money import Money
from kasse.product_list import BadRow
from kasse.quantity import Quantity


class ListKind(StrEnum):
    """What a list says; kept with its run and its mapping, so a kind is never renamed."""

    PRODUCTS = "products"
    PRICES = "prices"
    STOCK = "stock"
    SUPPLIERS = "suppliers"
    ARTICLES = "articles"


class Difference(NamedTuple):
    """One thing that a row changes, in words: what, from, to."""

    what: str
    before: str
    after: str


class Change(NamedTuple):
    """A row that changes something: its line, the code and name of what it is about, whether that is new, and how."""

    line: int
    code: str
    name: str
    new: bool
    differences: tuple[Difference, ...] = ()


class PriceStep(NamedTuple):
    """Another price of a product, or of a pack of it (0 is the product itself), from a day on; None is from now on."""

    product: int
    pack: int
    before: Money | None
    after: Money | None
    valid_from: date | None = None


class Prepared(NamedTuple):
    """What a list would write, made ready beside the till so that the till waits as briefly as can be.

    `facts` and `counts` are by a product's first code where it is new, as it has no number yet.
    """

    departments: tuple[Department, ...] = ()
    deposits: tuple[DepositType, ...] = ()
    added: tuple[Product, ...] = ()
    digests: tuple[str, ...] = ()
    """The added ones in few letters, to see whether they were changed since."""
    changed: tuple[tuple[Product, Product], ...] = ()
    facts: tuple[tuple[ProductFacts, ProductFacts], ...] = ()
    facts_of_new: tuple[tuple[str, ProductFacts], ...] = ()
    counts: tuple[tuple[int, Quantity], ...] = ()
    counts_of_new: tuple[tuple[str, Quantity], ...] = ()
    prices: tuple[PriceStep, ...] = ()
    suppliers: tuple[tuple[Supplier | None, Supplier], ...] = ()
    articles: tuple[tuple[SupplierArticle | None, SupplierArticle, str], ...] = ()
    """Before, after, and the supplier's name where the supplier is new."""


class Plan(NamedTuple):
    """A list as it would be taken over. `as_of` is the last audit entry it knew: what came after may contradict it.

    `id` is that of the run it becomes, so that a second press takes nothing over again.
    """

    id: UUID
    kind: ListKind
    file: str
    rows: int
    changes: tuple[Change, ...]
    unchanged: int
    bad: tuple[BadRow, ...]
    ignored: tuple[str, ...]
    prepared: Prepared
    as_of: int

    @property
    def added(self) -> int:
        """How many are new."""
        return sum(1 for change in self.changes if change.new)

    @property
    def changed(self) -> int:
        """How many are there and would be different."""
        return len(self.changes) - self.added


class Taken(NamedTuple):
    """What was taken over."""

    run: UUID
    added: int
    changed: int
    unchanged: int
    left_out: int


class Run(NamedTuple):
    """A list that was taken over: `summary` in figures ("+3 ~2 =10 !1"), `undo` is what takes it back, as JSON."""

    id: UUID
    kind: ListKind
    file: str
    at: datetime
    who: str
    summary: str
    undo: str
    undone_at: datetime | None = None


class KnownGoods(NamedTuple):
    """What Open Food Facts says of a code: name, brand, content ("500 g") and kinds, as they were written there."""

    code: str
    name: str
    brand: str = ""
    content: str = ""
    kinds: str = ""

    @property
    def title(self) -> str:
        """What a receipt may say: brand, name and content, none of them twice."""
        words = self.name
        if self.brand and self.brand.casefold() not in words.casefold():
            words = f"{self.brand} {words}"
        if self.content and self.content.replace(" ", "").casefold() not in words.replace(" ", "").casefold():
            words = f"{words} {self.content}"
        return words


class ExchangeBook(Protocol):
    """What the services ask of the store."""

    def last_audit(self) -> int:
        """The number of the last audit entry: where it is the same, nobody has changed master data since."""
        ...

    def mapping(self, source: str, kind: ListKind) -> Mapping[str, str]:
        """Which heading of a source's lists means what; empty where none is remembered."""
        ...

    def put_mapping(self, source: str, kind: ListKind, fields: Mapping[str, str]) -> None:
        """Remember it, in the place of what was remembered before."""
        ...

    def sources(self, kind: ListKind) -> list[str]:
        """The sources of which mappings are remembered."""
        ...

    def change_products(self, pairs: Sequence[tuple[Product, Product]], note: PriceNote) -> None:
        """Write many products that are there: before and after. Other prices go into the history with the note."""
        ...

    def last_product(self) -> int:
        """The highest number of a product."""
        ...

    def remove_products(self, numbers: Sequence[int]) -> None:
        """Take products out that a list has brought and that were never sold."""
        ...

    def remove_suppliers(self, numbers: Sequence[int]) -> None:
        """Take suppliers out that a list has brought."""
        ...

    def used_since(self, numbers: Sequence[int], at: datetime, run: UUID) -> list[int]:
        """Which of these were sold, ordered, moved or put on a key since; the run's own document does not count."""
        ...

    def counted_since(self, document: UUID, at: datetime) -> list[int]:
        """The products of a document that were counted or corrected again after it."""
        ...

    def document_changes(self, document: UUID) -> list[tuple[int, Quantity]]:
        """What a document has moved."""
        ...

    def run(self, run: UUID) -> Run | None:
        """A run by its id."""
        ...

    def remove_groups(self, departments: Sequence[str], deposits: Sequence[str]) -> None:
        """Take departments and kinds of deposit out that a list has brought, unless something has them."""
        ...

    def add_run(self, run: Run) -> None:
        """Write down that a list was taken over."""
        ...

    def last_run(self) -> Run | None:
        """The newest run that was not taken back."""
        ...

    def runs(self, limit: int = 20) -> list[Run]:
        """The newest runs, newest first, without what takes them back."""
        ...

    def undone(self, run: UUID, at: datetime) -> None:
        """A run was taken back."""
        ...

    def known(self, code: str) -> KnownGoods | None:
        """What is known of a code, given as `barcodes.lookup_key` makes it."""
        ...

    def put_known(self, goods: Iterable[KnownGoods]) -> None:
        """Keep what is known of codes, in the place of what was known before."""
        ...

    def known_count(self) -> int:
        """Of how many codes something is known."""
        ...

    def forget_known(self) -> None:
        """Drop all of it."""
        ...

    def incomplete_codes(self, limit: int) -> list[str]:
        """Codes of products that are still to complete, newest first."""
        ...

    def receipts_by_month(self) -> Iterator[tuple[str, list[int]]]:
        """The numbers of all receipts, by the month of their business day ("2026-11")."""
        ...

    def tables(self) -> list[str]:
        """All tables by name, without those that the search index makes for itself."""
        ...

    def table(self, name: str) -> tuple[tuple[str, ...], Iterator[tuple[object, ...]]]:
        """A table's columns and its rows, one after the other."""
        ...
