"""What a closed shift brought, kept in sums: written once when it is closed, so that a year is not read by its lines.

`shift_total` has what people look at by hour, cashier and key, `stock_day` what the shift moved. Both belong to the
shift and are never changed. A shift that has none yet (the open one, or one of a file from before) is summed when it
is asked for. Age refusals belong to a shift by their place in the journal, between its Z report and the one before:
a clock that was set back does not move them.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from kasse.clock import ShopTime
from kasse.records import from_json
from kasse.shop import Shop
from kasse.store import period_sums
from kasse.store.shift_sums import Key, Receipts, Sums

_LAST = 2**62
_SPANS = (
    "SELECT s.number, s.business_day, s.opened_at, s.first_receipt_no, "
    "ifnull((SELECT n.first_receipt_no - 1 FROM shift n WHERE n.number = s.number + 1), {last}), "
    "EXISTS (SELECT 1 FROM z_report z WHERE z.shift = s.number) FROM shift s "
)
_PENDING = (
    _SPANS + "WHERE NOT EXISTS "  # noqa: S608 - only constants in it
    "(SELECT 1 FROM shift_total t WHERE t.what = 'shift' AND t.day = s.business_day AND t.shift = s.number) "
    "ORDER BY s.number"
)
_MOVED = (
    "SELECT s.business_day, m.product, m.reason, sum(m.quantity) FROM sale s "
    "JOIN stock_movement m ON m.document = s.id WHERE s.receipt_no BETWEEN ? AND ? AND s.shift = ? "
    "GROUP BY 1, 2, 3"
)
_DRAWER = "SELECT kind, at, who, amount FROM cash_movement WHERE shift = ? AND kind IN ('no_sale', 'difference')"
_ADD_TOTALS = (
    'INSERT INTO shift_total (what, day, shift, hour, cashier, "key", count, amount, net) '
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ADD_STOCK = "INSERT INTO stock_day (day, product, shift, reason, quantity) VALUES (?, ?, ?, ?, ?)"


class Span(NamedTuple):
    """A shift: its day, and the receipts it gave."""

    shift: int
    day: str
    opened_at: int
    first: int
    last: int
    closed: bool

    @property
    def receipts(self) -> Receipts:
        """All of them."""
        return Receipts(self.shift, self.first, self.last)


def _span(row: tuple[Any, ...]) -> Span:
    shift, day, opened_at, first, last, closed = row
    return Span(shift, day, opened_at, first, last, bool(closed))


def pending(connection: sqlite3.Connection) -> list[Span]:
    """Shifts that have no sums yet, the oldest first: mostly the open one alone."""
    return [_span(row) for row in connection.execute(_PENDING.format(last=_LAST))]


def all_spans(connection: sqlite3.Connection) -> list[Span]:
    """Every shift."""
    rows = connection.execute(_SPANS.format(last=_LAST) + "ORDER BY s.number")
    return [_span(row) for row in rows]


def time_of(connection: sqlite3.Connection, opened_at: int) -> ShopTime:
    """The shop's clock as it went when a shift was opened."""
    row = (
        connection.execute("SELECT data FROM shop WHERE at <= ? ORDER BY version DESC LIMIT 1", (opened_at,)).fetchone()
        or connection.execute("SELECT data FROM shop ORDER BY version LIMIT 1").fetchone()
    )
    return from_json(Shop, row[0]).time if row else Shop("").time


def sums_of(connection: sqlite3.Connection, span: Span, refusals: Iterable[tuple[int, str]]) -> Sums:
    """All that is counted of a shift."""
    sums = movements_of(connection, span, refusals)
    sums.take(connection, span.receipts)
    return sums


def movements_of(connection: sqlite3.Connection, span: Span, refusals: Iterable[tuple[int, str]]) -> Sums:
    """What is counted of a shift beside its receipts."""
    sums = Sums(time_of(connection, span.opened_at))
    sums.take_movements(connection.execute(_DRAWER, (span.shift,)))
    sums.take_refusals(refusals)
    return sums


def moved(connection: sqlite3.Connection, receipts: Receipts) -> list[tuple[str, int, str, int]]:
    """What receipts moved: day, product, reason, quantity."""
    return connection.execute(_MOVED, receipts.key).fetchall()


def stock_of(connection: sqlite3.Connection, span: Span) -> list[tuple[object, ...]]:
    """The rows of a shift in `stock_day`."""
    rows = moved(connection, span.receipts)
    return [(day, product, span.shift, reason, quantity) for day, product, reason, quantity in rows]


def totals_of(
    connection: sqlite3.Connection, span: Span, refusals: Iterable[tuple[int, str]]
) -> list[tuple[object, ...]]:
    """The rows of a shift in `shift_total`, its own first."""
    rows = [_row(span.shift, key, sums) for key, sums in sums_of(connection, span, refusals).rows()]
    count, amount = 0, 0
    for row in rows:
        if row[0] == "receipt":
            count, amount = count + row[6], amount + row[7]
    return [("shift", span.day, span.shift, 0, 0, "", count, amount, 0), *sorted(rows)]


def _row(shift: int, key: Key, sums: tuple[int, int, int]) -> tuple[str, str, int, int, int, str, int, int, int]:
    what, day, hour, cashier, name = key
    return (what, day, shift, hour, cashier, name, *sums)


def recent_refusals(connection: sqlite3.Connection, *, closed: bool = False) -> list[tuple[int, str]]:
    """Age refusals since the last Z report; of the shift that it closes where it was just written."""
    entries = connection.execute("SELECT kind, ref FROM journal ORDER BY number DESC")
    if closed:
        entries.fetchone()
    refs = []
    for kind, ref in entries:
        if kind == "z":
            break
        if kind == "audit":
            refs.append(int(ref))
    return [row for ref in reversed(refs) for row in _refusal(connection, ref)]


def _refusal(connection: sqlite3.Connection, number: int) -> list[tuple[int, str]]:
    return connection.execute(
        "SELECT at, who FROM audit WHERE number = ? AND what = 'age_refused'", (number,)
    ).fetchall()


def refusals_by_shift(connection: sqlite3.Connection) -> dict[int, list[tuple[int, str]]]:
    """All age refusals by the shift they fell into, in one reading of the journal; 0 are those of the open one."""
    kept = {str(row[0]): (row[1], row[2]) for row in connection.execute(
        "SELECT number, at, who FROM audit WHERE what = 'age_refused'"
    )}  # fmt: skip
    of: dict[int, list[tuple[int, str]]] = {0: []}
    shifts = {str(number): shift for number, shift in connection.execute("SELECT number, shift FROM z_report")}
    since: list[tuple[int, str]] = []
    for kind, ref in connection.execute("SELECT kind, ref FROM journal WHERE kind IN ('z', 'audit') ORDER BY number"):
        if kind == "z":
            of[shifts.get(ref, 0)], since = since, []
        elif ref in kept:
            since.append(kept[ref])
    of[0] = since
    return of


def _keep(connection: sqlite3.Connection, span: Span, refusals: Iterable[tuple[int, str]]) -> None:
    rows = totals_of(connection, span, refusals)
    connection.executemany(_ADD_TOTALS, rows)
    connection.executemany(_ADD_STOCK, stock_of(connection, span))
    period_sums.advance(connection, span.day, {str(row[1]) for row in rows})


def close(connection: sqlite3.Connection) -> None:
    """Keep the sums of the shift whose Z report was just written, in its transaction."""
    waiting = pending(connection)
    if len(waiting) == 1:
        _keep(connection, waiting[0], recent_refusals(connection, closed=True))
    else:
        catch_up(connection)


def catch_up(connection: sqlite3.Connection) -> int:
    """Keep the sums of closed shifts that have none, as in a file from before; gives how many there were."""
    waiting = [span for span in pending(connection) if span.closed]
    of = refusals_by_shift(connection) if waiting else {}
    for span in waiting:
        _keep(connection, span, of.get(span.shift, ()))
    return len(waiting)


_KEPT_TOTALS = 'SELECT what, day, shift, hour, cashier, "key", count, amount, net FROM shift_total'
_KEPT_STOCK = "SELECT day, product, shift, reason, quantity FROM stock_day"


def wrong_shifts(connection: sqlite3.Connection) -> Iterator[int]:
    """Closed shifts whose kept sums are not those of their receipts, or that have none."""
    kept = [_marks(connection.execute(query)) for query in (_KEPT_TOTALS, _KEPT_STOCK)]
    of = refusals_by_shift(connection)
    for span in all_spans(connection):
        found = [marks.pop(span.shift, (0, 0)) for marks in kept]
        totals = totals_of(connection, span, of.get(span.shift, ())) if span.closed else []
        stock = stock_of(connection, span) if span.closed else []
        if found != [_mark(totals), _mark(stock)]:
            yield span.shift
    yield from sorted({shift for marks in kept for shift in marks})


def _marks(rows: Iterable[tuple[Any, ...]]) -> dict[int, tuple[int, int]]:
    """By shift, how many rows there are and the sum of their hashes: three years of them need not be held."""
    marks: dict[int, tuple[int, int]] = {}
    for row in rows:
        count, mark = marks.get(row[2], (0, 0))
        marks[row[2]] = count + 1, mark + hash(row)
    return marks


def _mark(rows: Iterable[tuple[object, ...]]) -> tuple[int, int]:
    hashes = [hash(row) for row in rows]
    return len(hashes), sum(hashes)
