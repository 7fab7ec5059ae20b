"""A report while it is made: lines with keys, so that two periods can be set side by side, then totals."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import NamedTuple

from kasse.books.reports import Cell, Chart, ChartKind, Heading, Kind, Series
from kasse.money import Money, round_half_up
from kasse.quantity import Quantity
from kasse.texts import _

LIMIT = 500
"""So many lines are read by people; those behind them are in one line. A file for a program has all of them."""

OTHERS = "others"
"""The key of the line that has all others."""

CHARTED = 15
"""More bars than these are no picture any more."""


class Line(NamedTuple):
    """A row: what it is of, its cells, and the product it opens (0: none)."""

    key: Hashable
    cells: tuple[Cell, ...]
    product: int = 0


class Draft(NamedTuple):
    """A report without its head. `main` is the column that is compared, -1 where none is; `totals` are sums.

    `chart` draws the finished lines: it is asked once they are cut and compared.
    """

    headings: tuple[Heading, ...]
    lines: list[Line]
    totals: tuple[Cell, ...] = ()
    main: int = -1
    notes: tuple[str, ...] = ()
    chart: "Callable[[Draft], Chart | None] | None" = None
    mains: Callable[[Sequence[Hashable]], Mapping[Hashable, int]] | None = None
    """The main figures of lines by their keys, where the lines themselves are cut already."""
    in_order: bool = False
    """Whether the lines stand in an order of their own, as days do; others are ordered by the main column."""


def ratio(part: int, whole: int) -> int | None:
    """A share in hundredths of a percent; None of nothing."""
    return round_half_up(part * 10_000, whole) if whole else None


def summed(headings: Sequence[Heading], lines: Sequence[Line], word: str | None = None) -> tuple[Cell, ...]:
    """The totals of what can be added up."""
    cells = [_column_sum(heading.kind, [line.cells[index] for line in lines]) for index, heading in enumerate(headings)]
    return (_("Total") if word is None else word, *cells[1:])


def _column_sum(kind: Kind, cells: Sequence[Cell]) -> Cell:
    if kind is Kind.MONEY:
        return Money(sum(cell.cents for cell in cells if isinstance(cell, Money)))
    if kind is Kind.QUANTITY:
        return Quantity(sum(cell.thousandths for cell in cells if isinstance(cell, Quantity)))
    if kind is Kind.COUNT:
        return sum(cell for cell in cells if isinstance(cell, int))
    return None


def number(cell: Cell) -> int:
    """What a figure weighs; 0 for what is none."""
    if isinstance(cell, Money):
        return cell.cents
    if isinstance(cell, Quantity):
        return cell.thousandths
    return cell if isinstance(cell, int) else 0


# Cutting


def cut(draft: Draft, limit: int | None) -> Draft:
    """The first lines, and one for all others."""
    if limit is None or len(draft.lines) <= limit + 1 or draft.in_order:
        return draft
    rest = draft.lines[limit:]
    others = summed(draft.headings, rest, _("All others ({count})").format(count=len(rest)))
    blank = tuple(
        cell if heading.kind in (Kind.TEXT, Kind.MONEY, Kind.QUANTITY, Kind.COUNT) else None
        for heading, cell in zip(draft.headings, others, strict=True)
    )
    return draft._replace(lines=[*draft.lines[:limit], Line(OTHERS, blank)])


# Comparing


def compared(draft: Draft, before: Draft, title: str) -> Draft:
    """The draft with the same of an earlier time beside it: that, the difference, and how many percent it is."""
    kind = draft.headings[draft.main].kind
    headings = (
        *draft.headings,
        Heading("before", title, kind),
        Heading("difference", _("Difference"), kind),
        Heading("change", _("Difference in %"), Kind.PERCENT),
    )
    lines = _with_gone(draft, before)
    then = _mains(before, lines)
    found: list[Line] = []
    for line in lines:
        value = then.get(line.key, 0)
        if line.key == OTHERS:
            value = number(before.totals[before.main]) - sum(then.get(shown.key, 0) for shown in found)
        found.append(line._replace(cells=(*line.cells, *_beside(number(line.cells[draft.main]), value, kind))))
    totals = draft.totals
    if totals:
        totals = (*totals, *_beside(number(totals[draft.main]), number(before.totals[before.main]), kind))
    return draft._replace(headings=headings, lines=found, totals=totals)


def _mains(draft: Draft, lines: Sequence[Line]) -> Mapping[Hashable, int]:
    if draft.mains is not None:
        return draft.mains([line.key for line in lines if line.key != OTHERS])
    return {line.key: number(line.cells[draft.main]) for line in draft.lines}


def _with_gone(draft: Draft, before: Draft) -> list[Line]:
    """The lines, and those that there were before only: each without figures, or all of them in the line of others."""
    keys = {line.key for line in draft.lines}
    if draft.in_order or OTHERS in keys:
        return draft.lines
    gone = [_emptied(draft.headings, line) for line in before.lines if line.key not in keys]
    return [*draft.lines, *gone]


def _emptied(headings: Sequence[Heading], line: Line) -> Line:
    nothing: dict[Kind, Cell] = {Kind.MONEY: Money(0), Kind.QUANTITY: Quantity(0), Kind.COUNT: 0}
    cells = [
        cell if heading.kind is Kind.TEXT or index == 0 else nothing.get(heading.kind)
        for index, (heading, cell) in enumerate(zip(headings, line.cells, strict=True))
    ]
    return line._replace(cells=tuple(cells))


def _beside(now: int, then: int, kind: Kind) -> tuple[Cell, Cell, Cell]:
    return _cell(kind, then), _cell(kind, now - then), ratio(now - then, abs(then))


def _cell(kind: Kind, value: int) -> Cell:
    if kind is Kind.MONEY:
        return Money(value)
    return Quantity(value) if kind is Kind.QUANTITY else value


# Drawing


def bars(kind: ChartKind, title: str, *columns: int, most: int | None = CHARTED) -> Callable[[Draft], Chart | None]:
    """Draws some columns over the first one, and what is compared beside the main one."""

    def draw(draft: Draft) -> Chart | None:
        wanted = [*columns, *(index for index, heading in enumerate(draft.headings) if heading.key == "before")]
        lines = [line for line in draft.lines if line.key != OTHERS]
        if most is not None:
            lines = lines[:most]
        if len(lines) < 2:
            return None
        labels = tuple(label(line.cells[0]) for line in lines)
        series = tuple(
            Series(draft.headings[index].title, tuple(number(line.cells[index]) for line in lines)) for index in wanted
        )
        drawn = ChartKind.LINES if kind is ChartKind.BARS and len(lines) > 40 else kind
        return Chart(drawn, title, draft.headings[columns[0]].kind, labels, series)

    return draw


def label(cell: Cell) -> str:
    """What stands at a bar."""
    from kasse.formats import date_text
    from kasse.texts import current_language

    if hasattr(cell, "isoformat"):
        day = date_text(cell, current_language())  # type: ignore[arg-type]
        return day[:6] if current_language() == "de" else day[5:]
    return str(cell)
