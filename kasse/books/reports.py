"""A report as it is shown, drawn and written: one table, its totals and at most one chart, all texts in words already.

Cells are values, never formatted texts, so that the screen, the PDF, CSV and XLSX each write them their own way.
"""

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

    `keys` are the products' or other records' numbers behind the rows, where one can open them; else empty.
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


class ReportBook(Protocol):
    """What the services ask of the store."""
