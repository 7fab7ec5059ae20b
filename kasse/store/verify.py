"""Do the books add up? Everything that is kept twice is computed anew and compared; a sentence per finding."""

import itertools
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from uuid import UUID

from kasse.figures import ShiftFigures
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.records import from_json
from kasse.store import buying_check, journal, triggers
from kasse.store.sales import LINE_COLUMNS, SALE_COLUMNS, SaleTable, day_sums, stock_changes
from kasse.tax import rate_text, vat_of
from kasse.texts import _

Check = Callable[[sqlite3.Connection], Iterator[str]]
_UNREADABLE = (sqlite3.Error, ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What a row that is not as the till wrote it can raise."""

LIMIT = 20
"""Findings of one kind that are named; one broken row can show in many places."""


def verify(connection: sqlite3.Connection, progress: Callable[[str], None] = lambda step: None) -> list[str]:
    """All findings, in the order of the checks; empty where all is well. One state of the file is looked at."""
    findings: list[str] = []
    connection.execute("BEGIN")
    try:
        for name, check in _checks():
            progress(name)
            try:
                findings += itertools.islice(check(connection), LIMIT)
            except _UNREADABLE as error:
                findings.append(_("The file cannot be read to its end: {reason}").format(reason=error))
    finally:
        connection.execute("ROLLBACK")
    return list(dict.fromkeys(findings))


def _checks() -> tuple[tuple[str, Check], ...]:
    return (
        (_("the file"), _file),
        (_("the triggers"), _triggers),
        (_("the journal"), _journal),
        (_("the numbers"), _numbers),
        (_("the receipts"), _receipts),
        (_("the day totals"), _day_totals),
        (_("the kept sums"), _kept_sums),
        (_("the stock"), _stock),
        (_("the batches"), _batches),
        (_("the worth of the stock"), _worth),
        (_("the cash"), _cash),
        (_("the orders"), buying_check.orders),
        (_("the prices"), _prices),
        (_("the tabs"), _tabs),
        (_("the vouchers"), _vouchers),
    )


def _file(connection: sqlite3.Connection) -> Iterator[str]:
    said = " ".join(str(connection.execute("PRAGMA quick_check(1)").fetchone()[0]).split())
    if said != "ok":
        yield _("The file is damaged. Leave it as it is and restore the last backup. ({reason})").format(reason=said)


def _triggers(connection: sqlite3.Connection) -> Iterator[str]:
    there = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")}
    gone = [statement.split()[2] for statement in triggers.STATEMENTS if statement not in there]
    if gone:
        yield _("The protection {name} was taken off the file.").format(name=", ".join(gone))


# The chain

_ONE_ROW = {
    "shift": (
        "SELECT number, opened_at, opened_by, business_day, opening_float, first_receipt_no FROM shift WHERE number = ?"
    ),
    "cash": "SELECT shift, at, who, kind, amount, reason FROM cash_movement WHERE id = ?",
    "count": "SELECT shift, at, who, pieces, total, expected FROM cash_count WHERE shift = ? AND at = ?",
    "z": "SELECT number, shift, at, who, figures FROM z_report WHERE number = ?",
    "audit": 'SELECT number, at, who, what, subject, "before", "after" FROM audit WHERE number = ?',
    "shop": "SELECT version, at, who, data FROM shop WHERE version = ?",
    "tse_device": (
        "SELECT number, at, client, kind, serial, public_key, algorithm, time_format, encoding, certificates, "
        "certified, bsi_id, description FROM tse_device WHERE number = ?"
    ),
    "tse_signed": "SELECT kind, ref, at, signature, outage FROM tse_signed WHERE kind = ? AND ref = ?",
    "tse_event": "SELECT number, at, kind, ref, detail FROM tse_event WHERE number = ?",
    "tse_archive": (
        "SELECT number, z_no, device, since, until, file, sha256, size, at, verified, first_counter, last_counter "
        "FROM tse_archive WHERE number = ?"
    ),
    "unsold": (
        "SELECT id, kind, basket, shift, cashier, cashier_name, started_at, ended_at, body FROM unsold_basket "
        "WHERE id = ?"
    ),
    "program": "SELECT number, at, version, migration, system FROM program_version WHERE number = ?",
    "tab": "SELECT position, customer, kind, amount, at, who FROM tab_entry WHERE document = ?",
    "stamps": "SELECT programme, customer, stamps, at FROM stamp_entry WHERE document = ? ORDER BY programme",
}
_MOVEMENTS = (
    "SELECT position, product, quantity, reason, at, who FROM stock_movement WHERE document = ? ORDER BY position"
)
_SALE_PARTS = (
    f"SELECT {LINE_COLUMNS} FROM sale_line WHERE sale = ? ORDER BY position",  # noqa: S608 - only constants in it
    "SELECT rate, gross, net, tax FROM sale_vat WHERE sale = ? ORDER BY rate",
    "SELECT position, type, amount, given FROM payment WHERE sale = ? ORDER BY position",
)

_DOCUMENT = "SELECT kind, at, who, note, reference, supplier, purchase_order FROM stock_document WHERE id = ?"
_DOCUMENT_MOVEMENTS = (
    "SELECT position, product, quantity, reason, at, who FROM stock_movement WHERE document = ? ORDER BY position"
)
_DOCUMENT_DETAILS = (
    "SELECT position, cost, batch, expected, counted FROM stock_detail WHERE document = ? ORDER BY position"
)
_DOCUMENT_DEPOSITS = (
    "SELECT deposit, value, name, quantity FROM stock_deposit WHERE document = ? ORDER BY deposit, value"
)
_SALE_EXTRA = (
    (
        "SELECT position, promotion, name, quantity, amount FROM sale_promotion WHERE sale = ? "
        "ORDER BY position, promotion"
    ),
    "SELECT customer FROM sale_customer WHERE sale = ?",
)
_SALE_FACTS = "SELECT position, name, value FROM sale_fact WHERE sale = ? ORDER BY position, name"


def _key(kind: str, ref: str) -> tuple[object, ...]:
    if kind == "tse_signed":
        return tuple(ref.split("/"))
    if kind in ("cash", "tab", "stamps", "unsold"):
        return (bytes.fromhex(ref),)
    return tuple(int(part) for part in ref.split("/"))


def _rows(connection: sqlite3.Connection, kind: str, ref: str) -> list[object]:
    """The rows an entry stands for, as they were hashed; none where its kind or reference was changed."""
    try:
        return _rows_of(connection, kind, ref)
    except (sqlite3.ProgrammingError, OverflowError, KeyError, ValueError):
        return []


def _rows_of(connection: sqlite3.Connection, kind: str, ref: str) -> list[object]:
    if kind == "sale":
        id_ = (bytes.fromhex(ref),)
        sale = connection.execute(f"SELECT {SALE_COLUMNS} FROM sale WHERE id = ?", id_).fetchone()  # noqa: S608
        extra = [connection.execute(part, id_).fetchall() for part in _SALE_EXTRA]
        parts = [connection.execute(part, id_).fetchall() for part in _SALE_PARTS]
        facts = connection.execute(_SALE_FACTS, id_).fetchall()
        if facts:
            extra.append(facts)
        return [sale, *parts, *(extra if any(extra) else ())]
    if kind == "document":
        id_ = (bytes.fromhex(ref),)
        deposits = connection.execute(_DOCUMENT_DEPOSITS, id_).fetchall()
        return [
            connection.execute(_DOCUMENT, id_).fetchone(),
            *(connection.execute(part, id_).fetchall() for part in (_DOCUMENT_MOVEMENTS, _DOCUMENT_DETAILS)),
            *([deposits] if deposits else []),
        ]
    if kind == "stocktake":
        from kasse.store.counting import stocktake_rows

        return stocktake_rows(connection, bytes.fromhex(ref))
    if kind == "press":
        from kasse.store.press import press_rows

        return press_rows(connection, bytes.fromhex(ref))
    if kind == "stock":  # what an older Kasse moved without a document
        return list(connection.execute(_MOVEMENTS, (bytes.fromhex(ref),)))
    return list(connection.execute(_ONE_ROW[kind], _key(kind, ref)))


def _journal(connection: sqlite3.Connection) -> Iterator[str]:
    """Each entry against its rows, and the chain as a whole."""
    head, expected = journal.GENESIS, 0
    for number, at, kind, ref, kept in connection.execute(
        "SELECT number, at, kind, ref, hash FROM journal ORDER BY number"
    ):
        expected += 1
        if number != expected:
            yield _("Journal entry {number} is missing.").format(number=expected)
            expected = number
        if journal.chained(head, number, at, kind, ref, _rows(connection, kind, ref)) != kept:
            yield _("Journal entry {number} does not match {what}: it, or an entry before it, was changed.").format(
                number=number, what=_named(connection, kind, ref)
            )
        head = kept
    last = connection.execute("SELECT value, hash FROM counter WHERE name = 'journal'").fetchone()
    value, kept_head = last or (0, b"")
    if value != expected or kept_head != head:
        yield _("The journal ends at entry {number}, but {value} were written.").format(number=expected, value=value)
    yield from _unjournalled(connection)


def _named(connection: sqlite3.Connection, kind: str, ref: str) -> str:
    try:
        id_ = bytes.fromhex(ref) if kind == "sale" else None
    except ValueError:
        id_ = None
    if id_ is None:
        return f"{kind} {ref}"
    row = connection.execute("SELECT receipt_no FROM sale WHERE id = ?", (id_,)).fetchone()
    return _("a sale that is gone") if row is None else _("receipt {number}").format(number=row[0])


_COUNTED = (
    ("sale", "SELECT count(*) FROM sale WHERE state <> 'tendered'"),
    ("shift", "SELECT count(*) FROM shift"),
    ("cash", "SELECT count(*) FROM cash_movement"),
    ("count", "SELECT count(*) FROM cash_count"),
    ("z", "SELECT count(*) FROM z_report"),
    ("audit", "SELECT count(*) FROM audit"),
    ("shop", "SELECT count(*) FROM shop"),
    (
        "stock",
        (
            "SELECT count(DISTINCT document) FROM stock_movement WHERE document NOT IN "
            "(SELECT id FROM sale UNION ALL SELECT id FROM stock_document)"
        ),
    ),
    ("document", "SELECT count(*) FROM stock_document"),
    ("stocktake", "SELECT count(*) FROM stocktake WHERE ended_at IS NOT NULL"),
    ("press", "SELECT count(*) FROM press_document"),
    ("tab", "SELECT count(*) FROM tab_entry WHERE kind = 'correction'"),
    ("stamps", "SELECT count(DISTINCT document) FROM stamp_entry"),
    ("tse_device", "SELECT count(*) FROM tse_device"),
    ("tse_signed", "SELECT count(*) FROM tse_signed"),
    ("tse_event", "SELECT count(*) FROM tse_event"),
    ("tse_archive", "SELECT count(*) FROM tse_archive"),
    ("unsold", "SELECT count(*) FROM unsold_basket"),
    ("program", "SELECT count(*) FROM program_version"),
)


def _unjournalled(connection: sqlite3.Connection) -> Iterator[str]:
    entries = dict(connection.execute("SELECT kind, count(*) FROM journal GROUP BY kind"))
    for kind, query in _COUNTED:
        (rows,) = connection.execute(query).fetchone()
        if rows != entries.get(kind, 0):
            yield _("There are {rows} rows of “{kind}”, but {entries} journal entries for them.").format(
                rows=rows, kind=kind, entries=entries.get(kind, 0)
            )


def _gaps(name: str, numbers: Iterable[int], last: int) -> Iterator[str]:
    expected = 0
    for number in numbers:
        expected += 1
        while expected < number:
            yield _("{name} {number} is missing.").format(name=name, number=expected)
            expected += 1
    if expected != last:
        yield _("The last {name} is {found}, but {last} was given.").format(name=name, found=expected, last=last)


def _numbers(connection: sqlite3.Connection) -> Iterator[str]:
    counters = dict(connection.execute("SELECT name, value FROM counter"))
    receipts = connection.execute("SELECT receipt_no FROM sale WHERE receipt_no IS NOT NULL ORDER BY receipt_no")
    yield from _gaps(_("Receipt"), (row[0] for row in receipts), counters.get("receipt", -1))
    reports = connection.execute("SELECT number FROM z_report ORDER BY number")
    yield from _gaps(_("Z report"), (row[0] for row in reports), counters.get("z", -1))


# The sums

_SUMS = """
SELECT s.receipt_no, s.total,
  (SELECT ifnull(sum(total), 0) FROM sale_line l WHERE l.sale = s.id),
  (SELECT ifnull(sum(gross), 0) FROM sale_vat v WHERE v.sale = s.id),
  (SELECT ifnull(sum(amount), 0) FROM payment p WHERE p.sale = s.id)
FROM sale s WHERE s.state = 'completed'
"""
_ORPHANS = (
    ("sale_line", "SELECT count(*) FROM sale_line l WHERE NOT EXISTS (SELECT 1 FROM sale s WHERE s.id = l.sale)"),
    ("sale_vat", "SELECT count(*) FROM sale_vat l WHERE NOT EXISTS (SELECT 1 FROM sale s WHERE s.id = l.sale)"),
    ("payment", "SELECT count(*) FROM payment l WHERE NOT EXISTS (SELECT 1 FROM sale s WHERE s.id = l.sale)"),
)


def _receipts(connection: sqlite3.Connection) -> Iterator[str]:
    for number, total, lines, vat, paid in connection.execute(_SUMS):
        for name, amount in ((_("lines"), lines), (_("VAT sums"), vat), (_("payments"), paid)):
            if amount != total:
                yield _("Receipt {number}: the {name} sum to {amount}, the receipt says {total}.").format(
                    number=number, name=name, amount=Money(amount), total=Money(total)
                )
    for number, rate, gross, net, tax in connection.execute(
        "SELECT s.receipt_no, v.rate, v.gross, v.net, v.tax FROM sale_vat v JOIN sale s ON s.id = v.sale"
    ):
        right = vat_of(Money(gross), rate)
        if (right.net.cents, right.tax.cents) != (net, tax):
            yield _("Receipt {number}: the VAT of {rate} is wrong.").format(number=number, rate=f"{rate_text(rate)} %")
    for table, query in _ORPHANS:
        (count,) = connection.execute(query).fetchone()
        if count:
            yield _("{count} rows of {table} belong to no sale.").format(count=count, table=table)


def _completed(connection: sqlite3.Connection) -> Iterator[UUID]:
    for (id_,) in connection.execute("SELECT id FROM sale WHERE state = 'completed'"):
        yield UUID(bytes=id_)


def _day_totals(connection: sqlite3.Connection) -> Iterator[str]:
    """Day totals against the lines that they sum up."""
    sums: dict[tuple[object, ...], list[int]] = {}
    sales = SaleTable(connection)
    for id_ in _completed(connection):
        sale = sales.by_id(id_)
        if sale is not None:
            for *key, quantity, gross, discount, total in day_sums(sale.business_day.isoformat(), sale.positions):
                entry = sums.setdefault(tuple(key), [0, 0, 0, 0])
                for index, value in enumerate((quantity, gross, discount, total)):
                    entry[index] += value  # type: ignore[operator]
    for row in connection.execute(
        "SELECT day, product, kind, department, rate, quantity, gross, discount, total FROM day_total"
    ):
        if sums.pop(row[:5], None) != list(row[5:]):
            yield _("The totals of {day} do not match its receipts (product {product}).").format(
                day=row[0], product=row[1]
            )
    for missing in sums:
        yield _("The totals of {day} lack product {product}.").format(day=missing[0], product=missing[1])


def _kept_sums(connection: sqlite3.Connection) -> Iterator[str]:
    """What reports read instead of receipts: the sums of shifts, years, months and weeks."""
    from kasse.store import cost_sums, period_sums, rollup

    for shift in rollup.wrong_shifts(connection):
        yield _("The kept sums of shift {number} do not match its receipts.").format(number=shift)
    for period in period_sums.wrong_periods(connection):
        yield _("The kept sums of {period} do not match its days.").format(period=period)
    for period in cost_sums.wrong_costs(connection):
        yield _("The kept costs of {period} do not match the worth of the stock.").format(period=period)


def _product(connection: sqlite3.Connection, number: int) -> str:
    row = connection.execute("SELECT name FROM product WHERE number = ?", (number,)).fetchone()
    return str(number) if row is None else f"{number} ({row[0]})"


def _stock(connection: sqlite3.Connection) -> Iterator[str]:
    """Levels against movements, and the movements of sales against their lines."""
    for product, level, moved in connection.execute(
        "SELECT product, sum(level), sum(moved) FROM (SELECT product, quantity AS level, 0 AS moved FROM stock_level "
        "UNION ALL SELECT product, 0, quantity FROM stock_movement) GROUP BY product HAVING sum(level) <> sum(moved)"
    ):
        yield _("Product {product}: the stock level is {level}, its movements sum to {moved}.").format(
            product=_product(connection, product), level=Quantity(level), moved=Quantity(moved)
        )
    sales = SaleTable(connection)
    for id_ in _completed(connection):
        sale = sales.by_id(id_)
        rows = connection.execute(
            "SELECT position, product, quantity FROM stock_movement WHERE document = ? ORDER BY position", (id_.bytes,)
        ).fetchall()
        if sale is not None and rows != stock_changes(sale.positions):
            yield _("Receipt {number}: the stock movements do not match its lines.").format(number=sale.receipt_no)


def _batches(connection: sqlite3.Connection) -> Iterator[str]:
    """What documents say of movements against the movements, and of batches against the batches."""
    for document, position in connection.execute(
        "SELECT t.document, t.position FROM stock_detail t LEFT JOIN stock_movement m "
        "ON m.document = t.document AND m.position = t.position WHERE m.document IS NULL"
    ):
        yield _("Stock document {document} says something of a movement {position} that it does not have.").format(
            document=document.hex(), position=position
        )
    for product, batch in connection.execute(
        "SELECT m.product, t.batch FROM stock_detail t JOIN stock_movement m "
        "ON m.document = t.document AND m.position = t.position LEFT JOIN batch b ON b.number = t.batch "
        "WHERE t.batch IS NOT NULL AND (b.number IS NULL OR b.product <> m.product)"
    ):
        yield _("Product {product}: its stock names batch {batch}, which is not one of its own.").format(
            product=_product(connection, product), batch=batch
        )


def _worth(connection: sqlite3.Connection) -> Iterator[str]:
    """The last kept end of a month, counted anew from the one before it."""
    from kasse.stock.valuation import wrong_month
    from kasse.store.counting import CountingTable

    month = wrong_month(CountingTable(connection))
    if month:
        yield _("The kept worth of the stock at the end of {month} does not match its movements.").format(month=month)


def _cash(connection: sqlite3.Connection) -> Iterator[str]:
    """Each Z report against the payments and movements of its shift."""
    for number, shift, text in connection.execute("SELECT number, shift, figures FROM z_report ORDER BY number"):
        figures = from_json(ShiftFigures, text)
        (sales,) = connection.execute(
            "SELECT ifnull(sum(p.amount), 0) FROM payment p JOIN sale s ON s.id = p.sale "
            "WHERE s.shift = ? AND s.state = 'completed' AND p.type = 'cash'",
            (shift,),
        ).fetchone()
        (moved,) = connection.execute(
            "SELECT ifnull(sum(amount), 0) FROM cash_movement WHERE shift = ? AND kind <> 'difference'", (shift,)
        ).fetchone()
        expected = figures.opening_float.cents + sales + moved
        if figures.expected_cash is None or figures.expected_cash.cents != expected:
            yield _("Z report {number}: the cash of the shift sums to {expected}, the report says {said}.").format(
                number=number, expected=Money(expected), said=figures.expected_cash
            )


# Customers

_TABS_SAID = """
SELECT s.id, 0, c.customer, sum(p.amount), s.completed_at, s.cashier_name
FROM sale_customer c JOIN sale s ON s.id = c.sale JOIN payment p ON p.sale = s.id AND p.type = 'tab'
WHERE s.state = 'completed' GROUP BY s.id HAVING sum(p.amount) <> 0
UNION ALL
SELECT s.id, l.position, c.customer, -l.total, s.completed_at, s.cashier_name
FROM sale_customer c JOIN sale s ON s.id = c.sale JOIN sale_line l ON l.sale = s.id AND l.kind = 'tab_payment'
WHERE s.state = 'completed' AND l.voided = 0 AND l.total <> 0
"""
_TABS_KEPT = "SELECT document, position, customer, amount, at, who FROM tab_entry WHERE kind <> 'correction'"
_VOUCHERS_SAID = """
SELECT s.id, l.position, l.code, l.total, s.completed_at, s.cashier_name
FROM sale_line l JOIN sale s ON s.id = l.sale
WHERE l.kind IN ('voucher', 'redeemed') AND l.voided = 0 AND l.total <> 0 AND s.state = 'completed'
"""
_VOUCHERS_KEPT = "SELECT document, position, code, amount, at, who FROM voucher_entry"
_SOLD_SAID = """
SELECT l.code, CASE l.tax_class WHEN 'zero' THEN NULL ELSE l.tax_class END, s.completed_at, nullif(l.addon, ''),
s.cashier_name FROM sale_line l JOIN sale s ON s.id = l.sale
WHERE l.kind = 'voucher' AND l.voided = 0 AND l.origin_sale IS NULL AND s.kind = 'sale' AND s.state = 'completed'
"""
_SOLD_KEPT = "SELECT code, tax_class, at, valid_until, who FROM voucher"


def _different(connection: sqlite3.Connection, one: str, other: str) -> Iterator[tuple[object, ...]]:
    """Rows of one query that the other has not, both ways."""
    for left, right in ((one, other), (other, one)):
        yield from connection.execute(f"SELECT * FROM ({left}) EXCEPT SELECT * FROM ({right})")  # noqa: S608


def _tabs(connection: sqlite3.Connection) -> Iterator[str]:
    """Each entry of a tab against the receipt that made it."""
    for customer in dict.fromkeys(row[2] for row in _different(connection, _TABS_SAID, _TABS_KEPT)):
        yield _("The tab of customer {number} does not match the receipts.").format(number=customer)
    (nobody,) = connection.execute(
        "SELECT count(*) FROM payment p JOIN sale s ON s.id = p.sale WHERE p.type = 'tab' AND s.state = 'completed' "
        "AND NOT EXISTS (SELECT 1 FROM sale_customer c WHERE c.sale = p.sale)"
    ).fetchone()
    if nobody:
        yield _("{count} payments are on the tab of nobody.").format(count=nobody)


def _vouchers(connection: sqlite3.Connection) -> Iterator[str]:
    """Each voucher and its entries against the receipts, and none with less than nothing on it."""
    codes = [row[2] for row in _different(connection, _VOUCHERS_SAID, _VOUCHERS_KEPT)]
    codes += [row[0] for row in _different(connection, _SOLD_SAID, _SOLD_KEPT)]
    for code in dict.fromkeys(codes):
        yield _("Voucher {code} does not match the receipts.").format(code=code)
    for code, left in connection.execute(
        "SELECT code, sum(amount) FROM voucher_entry GROUP BY code HAVING sum(amount) < 0 OR code NOT IN "
        "(SELECT code FROM voucher)"
    ):
        yield _("Voucher {code}: {left} is left on it, which cannot be.").format(code=code, left=Money(left))


# The prices

_LAST_PRICES = (
    "SELECT product, pack, price, max(valid_from || printf('/%012d', number)) FROM price_change "
    "WHERE state = 'done' GROUP BY product, pack"
)


def _prices(connection: sqlite3.Connection) -> Iterator[str]:
    """A price is the last one of its history."""
    query = (
        f"SELECT ifnull(k.name, p.name) FROM ({_LAST_PRICES}) g JOIN product p ON p.number = g.product "  # noqa: S608
        "LEFT JOIN pack k ON k.number = g.pack AND k.product = g.product "
        "WHERE CASE WHEN g.pack = 0 THEN p.price IS NOT g.price ELSE k.price IS NOT g.price END"
    )
    for (name,) in connection.execute(query):
        yield _("The price of “{name}” is not the last one of its history.").format(name=name)
