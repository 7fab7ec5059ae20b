"""Sales in the database: the hot path, by prepared statements on the transaction's own connection.

Rows are written as plain tuples in the order of the columns in `tables.py`; `verify` reads them back in that order.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from kasse.catalog import Unit
from kasse.clock import from_milliseconds, milliseconds
from kasse.errors import Refused
from kasse.money import Money
from kasse.ports import FoundReceipts, Job, ReceiptLinks, ReceiptsWanted
from kasse.pricing import Position, PositionKind, Saving
from kasse.quantity import Quantity
from kasse.records import from_json, to_json
from kasse.sale import Payment, Sale, SaleFact, SaleKind, Signature, State, TenderType, check_transition
from kasse.store import journal
from kasse.tax import VatSum
from kasse.texts import _

STOCKED = (PositionKind.GOODS, PositionKind.EMPTIES)
"""What has a stock: goods leave the shelf, and empties that a customer brings come into the yard."""

LEDGERED = (PositionKind.VOUCHER, PositionKind.REDEEMED)
"""What is in the vouchers' own ledger too."""

Row = tuple[object, ...]
SaleRows = tuple[Any, ...]
"""The sale's row, its lines, VAT sums and payments; then promotions and customer, where there are any."""

SALE_COLUMNS = (
    "id, kind, state, shift, cashier, cashier_name, business_day, started_at, tendered_at, completed_at, receipt_no, "
    "total, refers_to, refers_to_no, reason, age_confirmed, shop_version, outage, signature"
)
LINE_COLUMNS = (
    "position, kind, name, code, quantity, unit, unit_price, gross, discount, total, tax_class, rate, product, "
    "department, parent, stock_units, price_bound, voided, line_key, list_price, origin_sale, origin_position, addon"
)
_MARKS_19 = ", ".join("?" * 19)
_ADD_SALE = f"INSERT INTO sale ({SALE_COLUMNS}) VALUES ({_MARKS_19})"  # noqa: S608 - only constants in it
_ADD_LINES = f"INSERT INTO sale_line (sale, {LINE_COLUMNS}) VALUES ({', '.join('?' * 24)})"  # noqa: S608
_ADD_VAT = "INSERT INTO sale_vat (sale, rate, gross, net, tax) VALUES (?, ?, ?, ?, ?)"
_ADD_PAYMENTS = "INSERT INTO payment (sale, position, type, amount, given) VALUES (?, ?, ?, ?, ?)"
_ADD_SAVINGS = (
    "INSERT INTO sale_promotion (sale, position, promotion, name, quantity, amount) VALUES (?, ?, ?, ?, ?, ?)"
)
_ADD_FACTS = "INSERT INTO sale_fact (sale, position, name, value) VALUES (?, ?, ?, ?)"
_ADD_CUSTOMER = "INSERT INTO sale_customer (sale, customer) VALUES (?, ?)"
_COMPLETE = (
    "UPDATE sale SET state = ?, completed_at = ?, receipt_no = ?, outage = ?, signature = ? "
    "WHERE id = ? AND state = 'tendered'"
)
_ADD_MOVEMENTS = (
    "INSERT INTO stock_movement (document, position, product, quantity, reason, at, who) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_ADD_LEVELS = (
    "INSERT INTO stock_level (product, quantity) VALUES (?, ?) "
    "ON CONFLICT (product) DO UPDATE SET quantity = quantity + excluded.quantity"
)
_ADD_TOTALS = (
    "INSERT INTO day_total (day, product, kind, department, rate, quantity, gross, discount, total) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (day, product, kind, department, rate) DO UPDATE SET "
    "quantity = quantity + excluded.quantity, gross = gross + excluded.gross, "
    "discount = discount + excluded.discount, total = total + excluded.total"
)
_ADD_JOBS = (
    "INSERT INTO outbox (kind, ref, payload, created_at, state, attempts, not_before, error) "
    "VALUES (?, ?, ?, ?, 'queued', 0, 0, '')"
)
_MOVE_RECEIPT = "UPDATE counter SET value = ? WHERE name = 'receipt'"
_FACTS = "SELECT position, name, value FROM sale_fact WHERE sale = ? ORDER BY position, name"
_RETURNED = (
    "SELECT l.origin_position, l.quantity, l.total FROM sale_line l JOIN sale s ON s.id = l.sale "
    "WHERE l.origin_sale = ? AND l.voided = 0 AND l.kind <> 'redeemed' AND s.state <> 'aborted'"
)
_REDEEMED = (
    "SELECT 1 FROM redeemed_slip r JOIN sale s ON s.id = r.sale WHERE r.code = ? AND NOT EXISTS "
    "(SELECT 1 FROM sale v WHERE v.receipt_no > s.receipt_no AND v.refers_to = s.id AND v.kind = 'void')"
)


def sale_row(sale: Sale) -> Row:
    """A sale as its row."""
    return (
        sale.id.bytes,
        sale.kind.value,
        sale.state.value,
        sale.shift,
        sale.cashier,
        sale.cashier_name,
        sale.business_day.isoformat(),
        milliseconds(sale.started_at),
        milliseconds(sale.tendered_at),
        None if sale.completed_at is None else milliseconds(sale.completed_at),
        sale.receipt_no,
        sale.total.cents,
        None if sale.refers_to is None else sale.refers_to.bytes,
        sale.refers_to_no,
        sale.reason,
        sale.age_confirmed,
        sale.shop_version,
        sale.outage,
        None if sale.signature is None else to_json(sale.signature),
    )


def line_row(position: Position) -> Row:
    """A position as its row, without the sale's id."""
    return (
        position.number,
        position.kind._value_,  # as `value`, without the call that an enum makes of it
        position.name,
        position.code,
        position.quantity.thousandths,
        position.unit._value_,
        position.unit_price.cents,
        position.gross.cents,
        position.discount.cents,
        position.total.cents,
        position.tax_class,
        position.rate,
        position.product,
        position.department,
        position.parent,
        position.stock_units.thousandths,
        int(position.price_bound),
        int(position.voided),
        position.line_key,
        None if position.list_price is None else position.list_price.cents,
        None if position.origin_sale is None else position.origin_sale.bytes,
        position.origin_position,
        position.addon,
    )


def vat_rows(sale: Sale) -> list[Row]:
    """The VAT sums as rows, in the order of their key."""
    return sorted((vat.rate, vat.gross.cents, vat.net.cents, vat.tax.cents) for vat in sale.vat)


def payment_rows(sale: Sale) -> list[Row]:
    """The payments as rows."""
    return [
        (number, payment.type.value, payment.amount.cents, payment.given.cents)
        for number, payment in enumerate(sale.payments, 1)
    ]


def extra_rows(sale: Sale) -> tuple[list[Row], ...]:
    """What only some sales have, as rows: what promotions took off, and who bought. Empty for all others."""
    if not sale.saved and sale.customer is None and not sale.facts:
        return ()
    savings: list[Row] = sorted(
        (saving.position, saving.promotion, saving.name, saving.quantity.thousandths, saving.amount.cents)
        for saving in sale.saved
    )
    customer: list[Row] = [] if sale.customer is None else [(sale.customer,)]
    if not sale.facts:
        return savings, customer
    return savings, customer, sorted((fact.position, fact.name, fact.value) for fact in sale.facts)


def stock_changes(positions: Iterable[Position]) -> list[tuple[int, int, int]]:
    """What a sale takes off the shelf: position, product, change in thousandths (negative when sold)."""
    return [
        (position.number, position.product, -position.quantity.times(position.stock_units).thousandths)
        for position in positions
        if position.product is not None and position.kind in STOCKED and not position.voided
    ]


def day_sums(day: str, positions: Iterable[Position]) -> list[Row]:
    """What a sale adds to the totals of its day, summed by their key."""
    sums: dict[tuple[str, int, str, str, int], list[int]] = {}
    for position in positions:
        if position.voided:
            continue
        key = (day, position.product or 0, position.kind._value_, position.department, position.rate)
        entry = sums.get(key)
        if entry is None:
            sums[key] = entry = [0, 0, 0, 0]
        entry[0] += position.quantity.thousandths
        entry[1] += position.gross.cents
        entry[2] += position.discount.cents
        entry[3] += position.total.cents
    return [(*key, *values) for key, values in sums.items()]


class SaleTable:
    """Implements `ports.SaleBook`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._last: tuple[tuple[Position, ...], list[Row]] = ((), [])

    def _rows_of(self, sale: Sale) -> SaleRows:
        """A sale's own rows. Between tender and completion its positions stay the same ones, and so do their rows."""
        if self._last[0] is not sale.positions:
            self._last = (sale.positions, [line_row(position) for position in sale.positions])
        return sale_row(sale), self._last[1], vat_rows(sale), payment_rows(sale), *extra_rows(sale)

    def tender(self, sale: Sale) -> None:
        """Book the sale as TENDERED, with its lines and payments."""
        self._insert(sale if sale.state is State.TENDERED else replace(sale, state=State.TENDERED))

    def _insert(self, sale: Sale) -> SaleRows:
        """Write a sale's own rows; they are given back as the journal's entry needs them."""
        connection, id_ = self._connection, sale.id.bytes
        rows = row, lines, vat, payments, *extra = self._rows_of(sale)
        connection.execute(_ADD_SALE, row)
        connection.executemany(_ADD_LINES, [(id_, *row) for row in lines])
        connection.executemany(_ADD_VAT, [(id_, *row) for row in vat])
        connection.executemany(_ADD_PAYMENTS, [(id_, *row) for row in payments])
        if extra:
            connection.executemany(_ADD_SAVINGS, [(id_, *row) for row in extra[0]])
            connection.executemany(_ADD_CUSTOMER, [(id_, *row) for row in extra[1]])
            for facts in extra[2:]:
                connection.executemany(_ADD_FACTS, [(id_, *row) for row in facts])
        self._redeem_slips(sale)
        connection.execute("DELETE FROM draft WHERE id = ?", (id_,))
        return rows

    def _redeem_slips(self, sale: Sale) -> None:
        slips = {p.code for p in sale.positions if p.kind is PositionKind.SLIP and not p.voided}
        if slips and sale.kind is SaleKind.SALE:
            self._connection.executemany(
                "INSERT INTO redeemed_slip (code, sale) VALUES (?, ?)",
                [(code, sale.id.bytes) for code in sorted(slips)],
            )

    def complete(self, sale: Sale, jobs: Sequence[Job], *, tendered_before: bool) -> Sale:
        """Book the sale as COMPLETED: number, stock, totals, journal and jobs, all in this transaction."""
        check_transition(State.TENDERED if tendered_before else None, State.COMPLETED)
        connection = self._connection
        receipt_no = self.last_receipt_no() + 1
        connection.execute(_MOVE_RECEIPT, (receipt_no,))
        sale = replace(sale, state=State.COMPLETED, receipt_no=receipt_no)
        rows = self._finish_tendered(sale) if tendered_before else self._insert(sale)
        assert sale.completed_at is not None  # noqa: S101 - the checkout sets it
        at = milliseconds(sale.completed_at)
        self._book_stock(sale, at)
        connection.executemany(_ADD_TOTALS, day_sums(sale.business_day.isoformat(), sale.positions))
        journal.append(connection, at, "sale", sale.id.hex, rows)
        if sale.customer is not None or any(p.kind in LEDGERED for p in sale.positions):
            self._book_customers(sale, at)
        connection.executemany(_ADD_JOBS, [(job.kind, job.ref, job.payload, at) for job in jobs])
        return sale

    def _book_customers(self, sale: Sale, at: int) -> None:
        from kasse.store.customers import CustomerTable  # most sales have neither a customer nor a voucher

        CustomerTable(self._connection).book(sale, at)

    def _finish_tendered(self, sale: Sale) -> SaleRows:
        rows = self._rows_of(sale)
        row = rows[0]
        changed = self._connection.execute(_COMPLETE, (row[2], row[9], row[10], row[17], row[18], row[0]))
        if changed.rowcount != 1:
            raise Refused("wrong_state", _("This sale is {state} already.").format(state=State.COMPLETED))
        return rows

    def _book_stock(self, sale: Sale, at: int) -> None:
        changes, id_, who = stock_changes(sale.positions), sale.id.bytes, sale.cashier_name
        self._connection.executemany(
            _ADD_MOVEMENTS,
            [
                (id_, number, product, change, "sale" if change < 0 else "return", at, who)
                for number, product, change in changes
            ],
        )
        self._connection.executemany(_ADD_LEVELS, [(product, change) for _number, product, change in changes])

    def abort(self, sale: Sale) -> None:
        """End a TENDERED sale with no receipt; it stays on record."""
        check_transition(sale.state, State.ABORTED)
        ended = replace(sale, state=State.ABORTED)
        self._connection.execute(
            "UPDATE sale SET state = 'aborted' WHERE id = ? AND state = 'tendered'", (sale.id.bytes,)
        )
        journal.append(self._connection, milliseconds(sale.tendered_at), "sale", sale.id.hex, self._rows_of(ended))

    def by_id(self, sale: UUID) -> Sale | None:
        """A sale in any state. Each payment asks, mostly for one that is not there: that answer is the quick one."""
        id_ = sale.bytes
        known = self._connection.execute("SELECT 1 FROM sale WHERE id = ?", (id_,)).fetchone()
        return None if known is None else self._load("id = ?", id_)

    def by_receipt_no(self, number: int) -> Sale | None:
        """A completed sale."""
        return self._load("receipt_no = ?", number)

    def _load(self, condition: str, value: object) -> Sale | None:
        row = self._connection.execute(f"SELECT {SALE_COLUMNS} FROM sale WHERE {condition}", (value,)).fetchone()  # noqa: S608
        return None if row is None else self._sale(row)

    def _sale(self, row: tuple[object, ...]) -> Sale:
        id_ = row[0]
        lines = self._connection.execute(
            f"SELECT {LINE_COLUMNS} FROM sale_line WHERE sale = ? ORDER BY position",  # noqa: S608
            (id_,),
        ).fetchall()
        vat = self._connection.execute(
            "SELECT rate, gross, net, tax FROM sale_vat WHERE sale = ? ORDER BY rate DESC", (id_,)
        ).fetchall()
        payments = self._connection.execute(
            "SELECT type, amount, given FROM payment WHERE sale = ? ORDER BY position", (id_,)
        ).fetchall()
        return replace(_sale_of(row, lines, vat, payments), **self._extra(id_))

    def _extra(self, id_: object) -> dict[str, Any]:
        """What only some sales have."""
        savings = self._connection.execute(
            "SELECT position, promotion, name, quantity, amount FROM sale_promotion WHERE sale = ? "
            "ORDER BY position, promotion",
            (id_,),
        ).fetchall()
        customer = self._connection.execute("SELECT customer FROM sale_customer WHERE sale = ?", (id_,)).fetchone()
        return {
            "saved": tuple(Saving(p, n, name, Quantity(q), Money(a)) for p, n, name, q, a in savings),
            "customer": None if customer is None else customer[0],
            "facts": tuple(SaleFact(*fact) for fact in self._connection.execute(_FACTS, (id_,))),
        }

    def last_receipt_no(self) -> int:
        """The highest receipt number given."""
        (number,) = self._connection.execute("SELECT value FROM counter WHERE name = 'receipt'").fetchone()
        return int(number)

    def tendered(self) -> list[Sale]:
        """Sales whose completion is outstanding."""
        rows = self._connection.execute(
            f"SELECT {SALE_COLUMNS} FROM sale WHERE receipt_no IS NULL AND state = 'tendered' ORDER BY tendered_at"  # noqa: S608
        ).fetchall()
        return [self._sale(row) for row in rows]

    def returned(self, sale: UUID) -> dict[int, tuple[Quantity, Money]]:
        """What later receipts gave back, by position; a voided return counts as not given back."""
        sums: dict[int, tuple[Quantity, Money]] = {}
        for position, quantity, total in self._connection.execute(_RETURNED, (sale.bytes,)):
            before = sums.get(position, (Quantity(0), Money(0)))
            sums[position] = (before[0] - Quantity(quantity), before[1] - Money(total))
        return {position: entry for position, entry in sums.items() if entry[0]}

    def void_of(self, sale: UUID) -> int | None:
        """The receipt number of a sale's void; void rows lie behind the sale, so only newer receipts are looked at."""
        row = self._connection.execute(
            "SELECT v.receipt_no FROM sale v WHERE v.receipt_no > (SELECT receipt_no FROM sale WHERE id = ?1) "
            "AND v.refers_to = ?1 AND v.kind = 'void'",
            (sale.bytes,),
        ).fetchone()
        return None if row is None else int(row[0])

    def slip_redeemed(self, code: str) -> bool:
        """Whether a slip was paid out, and that not voided since."""
        row = self._connection.execute(_REDEEMED, (code,)).fetchone()
        return row is not None

    def find_receipts(self, wanted: ReceiptsWanted, before: int, limit: int, look_back: int) -> FoundReceipts:
        """Receipts below a number, the newest first."""
        from kasse.store import receipts  # a till that sells does not look back

        return receipts.find(self._connection, wanted, min(before, self.last_receipt_no() + 1), limit, look_back)

    def receipt_links(self, sale: UUID) -> ReceiptLinks:
        """What refers to a sale, and what it refers to."""
        from kasse.store import receipts

        return receipts.links(self._connection, sale.bytes, self.void_of(sale))


def _sale_of(row: tuple[object, ...], lines: list[Row], vat: list[Row], payments: list[Row]) -> Sale:
    (
        id_, kind, state, shift, cashier, cashier_name, business_day, started_at, tendered_at, completed_at, receipt_no,
        total, refers_to, refers_to_no, reason, age_confirmed, shop_version, outage, signature,
    ) = row  # fmt: skip
    return Sale(
        id=UUID(bytes=_bytes(id_)),
        kind=SaleKind(str(kind)),
        state=State(str(state)),
        shift=_int(shift),
        cashier=_int(cashier),
        cashier_name=str(cashier_name),
        business_day=date.fromisoformat(str(business_day)),
        started_at=from_milliseconds(_int(started_at)),
        tendered_at=from_milliseconds(_int(tendered_at)),
        completed_at=None if completed_at is None else from_milliseconds(_int(completed_at)),
        receipt_no=None if receipt_no is None else _int(receipt_no),
        total=Money(_int(total)),
        refers_to=None if refers_to is None else UUID(bytes=_bytes(refers_to)),
        refers_to_no=None if refers_to_no is None else _int(refers_to_no),
        reason=str(reason),
        age_confirmed=_int(age_confirmed),
        shop_version=_int(shop_version),
        outage=str(outage),
        signature=None if signature is None else from_json(Signature, str(signature)),
        positions=tuple(_position_of(line) for line in lines),
        vat=tuple(VatSum(_int(r), Money(_int(g)), Money(_int(n)), Money(_int(t))) for r, g, n, t in vat),
        payments=tuple(Payment(TenderType(str(kind)), Money(_int(a)), Money(_int(g))) for kind, a, g in payments),
    )


def _position_of(row: Row) -> Position:
    (
        number, kind, name, code, quantity, unit, unit_price, gross, discount, total, tax_class, rate, product,
        department, parent, stock_units, price_bound, voided, line_key, list_price, origin_sale, origin_position, addon,
    ) = row  # fmt: skip
    return Position(
        number=_int(number),
        kind=PositionKind(str(kind)),
        name=str(name),
        code=str(code),
        quantity=Quantity(_int(quantity)),
        unit=Unit(str(unit)),
        unit_price=Money(_int(unit_price)),
        gross=Money(_int(gross)),
        discount=Money(_int(discount)),
        total=Money(_int(total)),
        tax_class=str(tax_class),
        rate=_int(rate),
        product=None if product is None else _int(product),
        department=str(department),
        parent=None if parent is None else _int(parent),
        stock_units=Quantity(_int(stock_units)),
        price_bound=bool(price_bound),
        voided=bool(voided),
        line_key=_int(line_key),
        list_price=None if list_price is None else Money(_int(list_price)),
        origin_sale=None if origin_sale is None else UUID(bytes=_bytes(origin_sale)),
        origin_position=None if origin_position is None else _int(origin_position),
        addon=str(addon),
    )


def _int(value: object) -> int:
    assert isinstance(value, int)  # noqa: S101 - STRICT tables give what they declare
    return value


def _bytes(value: object) -> bytes:
    assert isinstance(value, bytes)  # noqa: S101
    return value
