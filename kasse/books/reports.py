"""A report as it is shown, drawn and written: one table, its totals and at most one chart, all texts in words already.

Cells are values, never formatted texts, so that the screen, the PDF, CSV and XLSX each write them their own way.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from kasse.money import Money
from kasse.quantity import Quantity

Cell = str | int | Money | Quantity | date | None
"""A text, a count or a share in hundredths of a percent (by the column's kind), money, a quantity, a day, nothing."""


class Kind(StrEnum):
    """What stands in a column, and so how it is written."""

    TEXT = "text"
    COUNT = "count"
    MONEY = "money"
    QUANTITY = "quantity"
    PERCENT = "percent"
    DAYS = "days"
    DAY = "day"


class Heading(NamedTuple):
    """A column: its key in JSON and CSV (English, never translated), its title in words, and what stands in it."""

    key: str
    title: str
    kind: Kind = Kind.TEXT


class Period(NamedTuple):
    """From one business day to another, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


class ChartKind(StrEnum):
    """How a series is drawn: bars side by side, bars that lie (names to read), or lines over time."""

    BARS = "bars"
    LYING = "lying"
    LINES = "lines"


class Series(NamedTuple):
    """Values of one kind, one per label of the chart: cents, thousandths or counts, by the chart's kind of value."""

    name: str
    values: tuple[int | None, ...]


class Chart(NamedTuple):
    """What is drawn beside a table."""

    kind: ChartKind
    title: str
    values: Kind
    labels: tuple[str, ...]
    series: tuple[Series, ...]


class Report(NamedTuple):
    """A report. `rows` have a cell per heading, `totals` too where there is a sum; `notes` say what must be known.

    `keys` are the products' or other records' numbers behind the rows, where one can open them; else empty. `main` is
    the column that it is about, -1 where none is more than others.
    """

    name: str
    title: str
    period: Period
    made_at: datetime
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...] = ()
    chart: Chart | None = None
    notes: tuple[str, ...] = ()
    keys: tuple[int, ...] = ()
    main: int = -1


class Sum(NamedTuple):
    """How many, what they come to, and that without VAT where it is known; amounts in cents."""

    times: int = 0
    amount: int = 0
    net: int = 0


class GoodsSum(NamedTuple):
    """What was sold: thousandths, and cents before the discount, of the discount, and in the end."""

    quantity: int = 0
    gross: int = 0
    discount: int = 0
    total: int = 0


class Top(NamedTuple):
    """The strongest articles by their numbers, what all of them come to, and how many there are."""

    rows: list[tuple[int, GoodsSum]]
    total: GoodsSum
    number: int


class EarnedRow(NamedTuple):
    """What an article brought net and what it cost, in cents; of `unpriced` net turnover no cost is known."""

    product: int
    net: int
    cost: int
    unpriced: int


class ShelfItem(NamedTuple):
    """A product and how much of it there is; price and values in cents, None where unknown.

    `sold` thousandths went within a time, for `total` cents where that was asked for.
    """

    product: int
    level: int
    price: int | None
    value: int | None
    retail: int | None
    sold: int = 0
    total: int = 0


class NamedProduct(NamedTuple):
    """What a report says of a product."""

    name: str
    department: str
    unit: str


class Loss(NamedTuple):
    """What was written off, or found to be missing by a count: `cost` is what it cost, None where unknown."""

    day: date
    reason: str
    who: str
    product: int
    quantity: int
    cost: int | None


class ShiftEnd(NamedTuple):
    """A closed shift, amounts in cents."""

    shift: int
    day: date
    z_no: int
    who: str
    receipts: int
    total: int
    expected: int | None
    difference: int | None


Group = tuple[str | int, ...]
"""The values of the columns by which a sum is grouped."""


class ReportBook(Protocol):
    """The figures up to this moment, the open shift included. Products are numbers; 0 is what has none."""

    def sums(self, what: str, period: Period, by: Sequence[str]) -> dict[Group, Sum]:
        """Sums of `shift_total` (what is counted is told there), by day, hour, cashier and key, or some of them."""
        ...

    def sold(self, period: Period, by: Sequence[str], *, unnumbered: bool = False) -> dict[Group, GoodsSum]:
        """What is turnover and no deposit, by day, product, kind, department and rate, or some of them.

        `unnumbered` is that without a product alone.
        """
        ...

    def deposits(self, period: Period, by: Sequence[str]) -> dict[Group, GoodsSum]:
        """Deposits taken and paid out, by the same."""
        ...

    def moved(self, period: Period) -> dict[int, int]:
        """What sales took off the shelf, less what came back: thousandths of pieces, kilograms, by product."""
        ...

    def top(self, period: Period, limit: int | None, order: str = "total", only: Sequence[int] | None = None) -> Top:
        """The articles that brought most, or sold most ("quantity"); what has no number is left out.

        `only` asks for some articles alone.
        """
        ...

    def earned(
        self, period: Period, limit: int | None, only: Sequence[int] | None = None
    ) -> tuple[list[EarnedRow], EarnedRow]:
        """What each article earned, what earns most first, and all of it; what has no number is left out.

        Whole months that were valued cost what they did by moving average, other days the last cost. Where no cost
        is known of some that were sold, their part of the net turnover is unpriced. `only` asks for some alone.
        """
        ...

    def valued(self, period: Period) -> tuple[list[str], bool]:
        """The months of a period that cost what they did by moving average, and whether there are days beside them."""
        ...

    def earned_by_department(self, period: Period) -> dict[str, tuple[int, int, int]]:
        """The same by the departments in which the articles are now: net, cost, and net without a known cost."""
        ...

    def first_day(self) -> date | None:
        """The first business day with sales."""
        ...

    def products(self, numbers: Sequence[int]) -> dict[int, NamedProduct]:
        """Names; one that is gone is missing."""
        ...

    def costs(self) -> dict[int, int]:
        """The last net cost of a piece or kilogram, in hundredths of a cent, by product."""
        ...

    def shelf(self, period: Period, order: str, limit: int | None) -> tuple[list[ShelfItem], ShelfItem]:
        """What there is, or less than nothing, with what was sold in a period; empties are left out.

        `order`: by "value"; "reach", what is sold and ends soonest; "dead", what is there and was not sold; "slow",
        what is there and was sold least. Then all of it as one, with minus how many there are as its number, and how
        many have no known cost as its price.
        """
        ...

    def losses(self, period: Period, kinds: Sequence[str]) -> list[Loss]:
        """What documents of these kinds took off the shelf, or put on it."""
        ...

    def cashiers(self) -> dict[int, str]:
        """Who they are."""
        ...

    def last_months(self, products: Sequence[int]) -> dict[int, str]:
        """The last month in which a product was sold, as "2026-11"; none where it never was."""
        ...

    def promotions(self) -> dict[int, str]:
        """What promotions are called."""
        ...

    def deposit_names(self) -> dict[str, str]:
        """What kinds of deposit and empties are called, by their codes."""
        ...

    def shift_ends(self, period: Period) -> list[ShiftEnd]:
        """The shifts closed, by business day, in their order."""
        ...
