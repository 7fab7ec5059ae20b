"""Three years of a shop in sums and ten million lines, and what a report of them costs.

The lines are made by SQL, day by day; what is kept of a day is summed from them by the till's own code. Making it takes
some minutes and two gigabytes; it is kept in build/bench/ from one run to the next.
"""

import sqlite3
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from kasse.books.reports import Period
from kasse.clock import SetClock, milliseconds
from kasse.figures import ShiftFigures
from kasse.money import ZERO, Money
from kasse.records import to_json
from kasse.store import period_sums, rollup, schema
from kasse.store.database import connect
from kasse.till import Till
from tests.bench import shops
from tests.bench.measure import Row, Times, timed_row

LAST = date(2026, 11, 22)
NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
DAYS = 3 * 365
RECEIPTS = 2_610
PRODUCTS = 12_000
LIMIT_MS = 50.0

_HEIGHT = ", ".join(f"({number})" for number in range(1, 7))
# A few articles sell most: a number between 0 and 1, to the third power. All is arithmetic, so each run is the same.
_LINES = f"""
INSERT INTO sale_line
SELECT id, position, 'goods', name, code, 1000 * many, 'piece', price, price * many, 0, price * many,
    CASE rate WHEN 1900 THEN 'standard' ELSE 'reduced' END, rate, product, department, NULL, 1000, 0, 0, position,
    NULL, NULL, NULL, ''
FROM (
    SELECT id, position, product, 'Article ' || product AS name, '40000' || product AS code,
        1 + (spread % 9 = 0) AS many, 49 + product * 37 % 900 AS price,
        CASE WHEN product % 4 = 0 THEN 1900 ELSE 700 END AS rate, 'Department ' || (product % 15) AS department
    FROM (
        SELECT id, position, spread,
            1 + part * part / 1000000 * part / 1000000 * {PRODUCTS} / 1000000 AS product
        FROM (
            SELECT id, column1 AS position, (number * 7919 + column1 * 104729) % 1000003 AS spread,
                (number * 7919 % 999983 * 40503 + column1 * 104729) % 1000000 AS part
            FROM receipts JOIN (VALUES {_HEIGHT}) ON column1 <= 1 + number * 5 % 6
        )
    )
)
"""  # noqa: S608 - only constants in it
_SALES = """
INSERT INTO sale (id, kind, state, shift, cashier, cashier_name, business_day, started_at, tendered_at, completed_at,
    receipt_no, total, reason, age_confirmed, shop_version, outage)
SELECT id, 'sale', 'completed', ?1, 1 + number % 3, 'Cashier', ?2, at, at, at, number,
    (SELECT sum(total) FROM sale_line WHERE sale = id), '', 0, 1, '' FROM receipts
"""
_VAT = """
INSERT INTO sale_vat SELECT sale, rate, gross, net, gross - net FROM (
    SELECT sale, rate, sum(total) AS gross, (sum(total) * 20000 + 10000 + rate) / (2 * (10000 + rate)) AS net
    FROM sale_line WHERE sale >= ?1 AND sale <= ?2 GROUP BY sale, rate)
"""
_PAYMENTS = """
INSERT INTO payment SELECT id, 1, CASE WHEN receipt_no % 3 = 0 THEN 'card' ELSE 'cash' END, total, total FROM sale
WHERE receipt_no BETWEEN ?1 AND ?2
"""
_TOTALS = """
INSERT INTO day_total SELECT ?3, product, 'goods', department, rate, sum(quantity), sum(gross), 0, sum(total)
FROM sale_line WHERE sale >= ?1 AND sale <= ?2 GROUP BY product, department, rate
"""
_STOCK = """
INSERT INTO stock_day SELECT ?3, product, ?4, 'sale', -sum(quantity) FROM sale_line
WHERE sale >= ?1 AND sale <= ?2 GROUP BY product
"""
_COSTS = (
    "INSERT INTO product_fact (product, cost, content_unit, brand) SELECT number, 3000, '', '' FROM product "
    "WHERE number % 9"
)
_BOUGHT = """
INSERT INTO stock_movement SELECT ?1, number, number, 1000000000, 'receipt', 0, 'Olga' FROM product
WHERE number <= ?2 AND number % 9
"""
_BOUGHT_FOR = """
INSERT INTO stock_detail (document, position, cost) SELECT document, position, 30000000 + product * 1000
FROM stock_movement WHERE document = ?1
"""
_MOVEMENTS = """
INSERT INTO stock_movement SELECT l.sale, l.position, l.product, -l.quantity, 'sale', 0, 'Cashier' FROM sale_line l
WHERE l.sale >= ?1 AND l.sale <= ?2
"""


def shop_of_years() -> Path:
    """The shop with its years, made where it is not there yet."""
    statements = (_LINES, _SALES, _VAT, _PAYMENTS, _TOTALS, _STOCK, _COSTS, _BOUGHT, _BOUGHT_FOR, _MOVEMENTS)
    mark = zlib.crc32("".join(statements).encode())
    path = shops.FOLDER / f"years-{schema.HEAD}-{shops.fingerprint([])}-{mark:08x}.sqlite"
    if not path.exists():
        for old in shops.FOLDER.glob("years-*"):
            old.unlink()
        unfinished = shops.copy_of(shops.german_shop(), "years.unfinished")
        _make(unfinished)
        unfinished.replace(path)
    return path


def _id(number: int) -> bytes:
    """Ids in the order of the receipts, as the till's own are."""
    return number.to_bytes(16, "big")


def _make(path: Path) -> None:
    connection = connect(path)
    for pragma in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -200000", "journal_mode = MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TEMP TABLE receipts (id BLOB PRIMARY KEY, number INTEGER, at INTEGER)")
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(f"Making {path.name}", total=DAYS)
        connection.execute("BEGIN")
        connection.execute(_COSTS)
        _deliver(connection)
        for number in range(DAYS):
            _day(connection, number + 1, LAST - timedelta(days=DAYS - 1 - number), RECEIPTS)
            bar.advance(task)
        _day(connection, DAYS + 1, LAST + timedelta(days=1), RECEIPTS // 2, closed=False)
        _shelf(connection)
        connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA optimize")
    connection.close()


def _deliver(connection: sqlite3.Connection) -> None:
    """One delivery, large enough for all the years, of eight in nine articles: the ninth has no known cost."""
    first = LAST - timedelta(days=DAYS - 1)
    at, id_ = milliseconds(datetime(first.year, first.month, first.day, 5, tzinfo=UTC)), bytes(15) + b"d"
    connection.execute("INSERT INTO stock_document VALUES (?, 'receipt', ?, 'Olga', '', '', NULL, NULL)", (id_, at))
    connection.execute(_BOUGHT, (id_, PRODUCTS))
    connection.execute(_BOUGHT_FOR, (id_,))


def _day(connection: sqlite3.Connection, shift: int, day: date, receipts: int, *, closed: bool = True) -> None:
    """One shift: its lines, then all that is summed from them."""
    first = (shift - 1) * RECEIPTS + 1
    opened = milliseconds(datetime(day.year, day.month, day.day, 6, tzinfo=UTC))
    numbers = range(first, first + receipts)
    between = (_id(numbers[0]), _id(numbers[-1]))
    connection.execute("DELETE FROM receipts")
    pause = 13 * 3600 * 1000 // RECEIPTS
    connection.executemany(
        "INSERT INTO receipts VALUES (?, ?, ?)", [(_id(n), n, opened + (n - first) * pause) for n in numbers]
    )
    connection.execute(
        "INSERT INTO shift (number, opened_at, opened_by, business_day, opening_float, first_receipt_no) "
        "VALUES (?, ?, 'Olga', ?, 10000, ?)",
        (shift, opened, day.isoformat(), first),
    )
    period_sums.advance(connection, day.isoformat())
    connection.execute(_LINES)
    connection.execute(_SALES, (shift, day.isoformat()))
    connection.execute(_VAT, between)
    connection.execute(_PAYMENTS, (numbers[0], numbers[-1]))
    connection.execute(_TOTALS, (*between, day.isoformat()))
    connection.execute("UPDATE counter SET value = ? WHERE name = 'receipt'", (numbers[-1],))
    if closed:
        _close(connection, shift, day, opened, between)
    else:
        connection.execute(_MOVEMENTS, between)
        journal = [(opened, "sale", _id(number).hex(), b"") for number in numbers]
        connection.executemany("INSERT INTO journal (at, kind, ref, hash) VALUES (?, ?, ?, ?)", journal)


def _close(connection: sqlite3.Connection, shift: int, day: date, opened: int, between: tuple[bytes, bytes]) -> None:
    connection.execute(_STOCK, (*between, day.isoformat(), shift))
    first, last = (int.from_bytes(id_, "big") for id_ in between)
    span = rollup.Span(shift, day.isoformat(), opened, first, last, closed=True)
    connection.executemany(
        "INSERT INTO shift_total VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rollup.totals_of(connection, span, ())
    )
    figures = to_json(_figures(shift, day), complete=True)
    connection.execute("INSERT INTO z_report VALUES (?, ?, ?, 'Olga', ?)", (shift, shift, opened, figures))
    connection.execute("INSERT INTO journal (at, kind, ref, hash) VALUES (?, 'z', ?, x'')", (opened, str(shift)))


def _figures(shift: int, day: date) -> ShiftFigures:
    moment = datetime(day.year, day.month, day.day, 19, tzinfo=UTC)
    return ShiftFigures(
        shift, day, moment, "Olga", moment, "Olga", RECEIPTS, None, None, Money(1), (), (), 0, ZERO, 0, ZERO, 0, ZERO,
        0, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, 0, 0, 0, 0, ZERO,
    )  # fmt: skip


def _shelf(connection: sqlite3.Connection) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO stock_level SELECT number, 1000 * (number % 40) FROM product WHERE number <= ?",
        (PRODUCTS,),
    )


PERIODS = {
    "today": Period(LAST + timedelta(days=1), LAST + timedelta(days=1)),
    "day": Period(LAST - timedelta(days=40), LAST - timedelta(days=40)),
    "month": Period(date(2026, 10, 1), date(2026, 10, 31)),
    "this month": Period(date(2026, 11, 1), LAST + timedelta(days=1)),
    "year": Period(date(2025, 1, 1), date(2025, 12, 31)),
    "this year": Period(date(2026, 1, 1), LAST + timedelta(days=1)),
}
PAST = (date(2025, 6, 17), date(2026, 2, 28), date(2026, 8, 3))
SLOW = ("inventory", "reorder", "deposit_account", "expiry", "tabs")
"""Made by other subjects than figures, from other tables; the valuation has a row of its own."""


def rows(runs: int) -> Iterator[Row]:
    """The valuation, and each report of a day, a month and a year."""
    path = shop_of_years()
    yield from _valuation(path)
    till = Till(path, clock=SetClock(NOW), exclusive=False)
    (lines,) = till.database.connection.execute(
        "SELECT sum(count) FROM shift_total WHERE what = 'department'"
    ).fetchone()
    for title, period in PERIODS.items():
        yield _reports(till, f"reports of {title}, {lines:,} lines", period, runs)
    for title in ("day", "month", "year"):
        yield _reports(till, f"reports of {title} beside the year before", PERIODS[title], runs, "last_year")
    till.close()


def _reports(till: Till, title: str, period: Period, runs: int, compare: str | None = None) -> Row:
    times, slowest = Times(), (0.0, "")
    entries = [entry for entry in till.reports.names if entry.name not in SLOW]
    names = [entry.name for entry in entries if compare is None or entry.compares]
    for name in names:
        till.reports.make(name, period, compare)  # the file's pages, once
        one = Times()
        for _run in range(runs):
            one.run(lambda name=name: till.reports.make(name, period, compare))  # type: ignore[misc]
        slowest = max(slowest, (one.computing_at(50), name))
        times.nanoseconds += one.nanoseconds
        times.computing += one.computing
    worst, of = slowest
    note = f"{len(names)} reports, {runs} times each; slowest {of}, {worst:.1f} ms"
    most = LIMIT_MS if compare is None else 2 * LIMIT_MS
    contract = f"each under {most:.0f} ms" if compare is None else f"two reports: under {most:.0f} ms"
    return timed_row(title, times, contract, worst < most, note)


def _valuation(path: Path) -> Iterator[Row]:
    """The ends of months are kept once, which takes minutes here, and then stay in the file."""
    till = Till(path, clock=SetClock(NOW))
    months = till.valuation.keep_months()
    yield _steps(till)
    times = Times()
    for day in PAST:
        found = times.run(lambda day=day: till.valuation.at(day))  # type: ignore[misc]
    till.close()
    note = f"{len(found):,} articles, by moving average, on {len(PAST)} days; {months} months were valued before"
    yield timed_row("valuation at a past date", times, note=note)


_FORGET = (
    "DELETE FROM stock_value WHERE month = '2026-10'",
    "DELETE FROM period_cost WHERE period IN ('2026-10', '2026')",
    """
    INSERT INTO period_cost SELECT '2026', product, sum(sold), sum(cost), sum(unpriced) FROM period_cost
    WHERE period GLOB '2026-*' GROUP BY product
    """,
)


def _steps(till: Till) -> Row:
    """The last month, once more: how long a sale may have to wait while months are valued."""
    for statement in _FORGET:
        till.database.connection.execute(statement)
    times = Times()
    while times.run(till.valuation.keep_some):
        pass
    spent = sum(times.nanoseconds) / 1e9
    note = f"{len(times.nanoseconds)} steps for a month of {PRODUCTS:,} articles, {spent:.1f} s in all"
    return timed_row("a step of valuing a month", times, "p99 under 60 ms", times.computing_at(99) < 60, note)
