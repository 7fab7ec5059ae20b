"""Implements `books.customers.CustomerBook`."""

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kasse.basket import StampCard
from kasse.books.customers import (
    Bought,
    Customer,
    Listed,
    Programme,
    Stamped,
    TabLine,
    Voucher,
    VoucherLine,
)
from kasse.clock import from_milliseconds, milliseconds
from kasse.errors import Refused
from kasse.money import Money
from kasse.pricing import Position, PositionKind
from kasse.quantity import Quantity
from kasse.records import from_json, to_json
from kasse.redeeming import is_multi_purpose, stamped_units
from kasse.sale import Sale, SaleKind, TenderType
from kasse.store import journal
from kasse.texts import _

_COLUMNS = "number, name, card, customer_group, contact, note, tab_limit, since, erased_at"
_VOUCHERS = (PositionKind.VOUCHER, PositionKind.REDEEMED)
_ADD_TAB = "INSERT INTO tab_entry (document, position, customer, kind, amount, at, who) VALUES (?, ?, ?, ?, ?, ?, ?)"
_ADD_STAMPS = "INSERT INTO stamp_entry (document, programme, customer, stamps, at) VALUES (?, ?, ?, ?, ?)"
_ADD_VOUCHER = "INSERT INTO voucher (code, tax_class, at, valid_until, who) VALUES (?, ?, ?, ?, ?)"
_ADD_VOUCHER_ENTRY = "INSERT INTO voucher_entry (document, position, code, amount, at, who) VALUES (?, ?, ?, ?, ?, ?)"
_VOUCHER = (
    "SELECT v.code, v.tax_class, v.at, v.valid_until, v.who, "
    "(SELECT ifnull(sum(e.amount), 0) FROM voucher_entry e WHERE e.code = v.code) AS rest, "
    "(SELECT e.amount FROM voucher_entry e WHERE e.code = v.code ORDER BY e.at, e.amount DESC LIMIT 1) FROM voucher v"
)
_TAKEN_OFF = (
    "SELECT ifnull(sum(min(off, back)), 0) FROM (SELECT -sum(l.total) AS back, "
    "(SELECT -sum(p.amount) FROM payment p WHERE p.sale = l.sale AND p.type = 'tab' AND p.amount < 0) AS off "
    "FROM sale_line l JOIN sale s ON s.id = l.sale WHERE l.origin_sale = ? AND l.voided = 0 "
    "AND s.state <> 'aborted' AND s.kind = 'sale' AND NOT EXISTS "
    "(SELECT 1 FROM sale v WHERE v.refers_to = s.id AND v.kind = 'void' AND v.receipt_no > s.receipt_no) "
    "GROUP BY l.sale) WHERE off > 0 AND back > 0"
)
"""What later returns took off a tab again, each at most what it gave back of the sale."""
_UP_TO = "(s.receipt_no <= ? OR (s.receipt_no IS NULL AND e.at <= ?))"
"""Receipts up to one, and corrections up to its moment."""
_OF_RECEIPT = "LEFT JOIN sale s ON s.id = e.document"


class CustomerTable:
    """Implements `books.customers.CustomerBook`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    # People

    def get(self, number: int) -> Customer | None:
        """A customer, erased ones too."""
        return self._one("number = ?", number)

    def by_card(self, card: str) -> Customer | None:
        """Whose card this is."""
        return self._one("card = ?", card)

    def _one(self, condition: str, value: object) -> Customer | None:
        row = self._connection.execute(f"SELECT {_COLUMNS} FROM customer WHERE {condition}", (value,)).fetchone()  # noqa: S608
        return None if row is None else _customer(row)

    def listed(self, text: str = "", *, owing: bool = False, limit: int = 200) -> list[Listed]:
        """Customers by part of their name, contact, card or number, with what they owe."""
        rows = self._connection.execute(
            f"SELECT {_COLUMNS}, ifnull(owed, 0), first FROM customer LEFT JOIN "  # noqa: S608 - only constants in it
            "(SELECT customer, sum(amount) AS owed, min(at) AS first FROM tab_entry GROUP BY customer) "
            "ON customer = number WHERE erased_at IS NULL"
        ).fetchall()
        words = text.casefold().split()
        found = [
            Listed(_customer(row[:9]), Money(row[9]), None if row[10] is None else from_milliseconds(row[10]))
            for row in rows
            if (row[9] != 0 or not owing) and _holds(row, words)
        ]
        found.sort(key=lambda one: (-one.owes.cents if owing else 0, one.customer.name.casefold()))
        return found[:limit]

    def save(self, customer: Customer) -> int:
        """Write a customer, new or changed; gives the number."""
        with _wiped(self._connection):
            row = (
                customer.name,
                customer.card or None,
                customer.group or None,
                customer.contact,
                customer.note,
                None if customer.tab_limit is None else customer.tab_limit.cents,
            )
            if customer.number is not None:
                self._connection.execute(
                    "UPDATE customer SET name = ?, card = ?, customer_group = ?, contact = ?, note = ?, tab_limit = ? "
                    "WHERE number = ? AND erased_at IS NULL",
                    (*row, customer.number),
                )
                return customer.number
            assert customer.since is not None  # noqa: S101 - the service sets it
            (number,) = self._connection.execute(
                "INSERT INTO customer (name, card, customer_group, contact, note, tab_limit, since) "
                "VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING number",
                (*row, milliseconds(customer.since)),
            ).fetchone()
            return int(number)

    def groups(self) -> list[str]:
        """The groups that customers are in."""
        return [name for (name,) in self._connection.execute("SELECT name FROM customer_group ORDER BY name")]

    def add_group(self, name: str) -> None:
        """A group, where it is not there yet."""
        self._connection.execute("INSERT INTO customer_group (name) VALUES (?) ON CONFLICT DO NOTHING", (name,))

    def remove_group(self, name: str) -> None:
        """Nobody is in this group any more."""
        self._connection.execute("UPDATE customer SET customer_group = NULL WHERE customer_group = ?", (name,))
        self._connection.execute("DELETE FROM customer_group WHERE name = ?", (name,))

    def erase(self, number: int, at: datetime) -> None:
        """Leave nothing of a person but the number; what is overwritten is wiped in the file as well."""
        with _wiped(self._connection):
            self._connection.execute(
                "UPDATE customer SET name = '', card = NULL, customer_group = NULL, contact = '', note = '', "
                "tab_limit = NULL, erased_at = ? WHERE number = ?",
                (milliseconds(at), number),
            )
            self._connection.execute("DELETE FROM tab_note WHERE customer = ?", (number,))
            self._connection.execute(
                "UPDATE draft SET name = CASE WHEN name IS NULL THEN NULL ELSE ? END, "
                "body = json_remove(body, '$.customer', '$.group', '$.stamps') "
                "WHERE json_extract(body, '$.customer') = ?",
                (_("Customer {number}").format(number=number), number),
            )

    # Tabs

    def owes(self, number: int) -> Money:
        """What stands on a customer's tab."""
        (cents,) = self._connection.execute(
            "SELECT ifnull(sum(amount), 0) FROM tab_entry WHERE customer = ?", (number,)
        ).fetchone()
        return Money(cents)

    def tab_lines(self, number: int) -> list[TabLine]:
        """All of a tab, the oldest first."""
        rows = self._connection.execute(
            "SELECT e.at, e.kind, e.amount, e.who, s.receipt_no, ifnull(n.note, '') FROM tab_entry e "  # noqa: S608
            f"{_OF_RECEIPT} LEFT JOIN tab_note n ON n.document = e.document WHERE e.customer = ? "
            "ORDER BY e.at, s.receipt_no NULLS LAST, e.position",
            (number,),
        )
        return [
            TabLine(from_milliseconds(at), kind, Money(amount), who, receipt, note)
            for at, kind, amount, who, receipt, note in rows
        ]

    def correct(self, document: UUID, customer: int, amount: Money, at: datetime, who: str, note: str) -> bool:
        """Book a correction of a tab; False where it is booked already."""
        known = self._connection.execute("SELECT 1 FROM tab_entry WHERE document = ?", (document.bytes,)).fetchone()
        if known is not None:
            return False
        row = (0, customer, "correction", amount.cents, milliseconds(at), who)
        self._connection.execute(_ADD_TAB, (document.bytes, *row))
        self._connection.execute(
            "INSERT INTO tab_note (document, customer, note) VALUES (?, ?, ?)", (document.bytes, customer, note)
        )
        journal.append(self._connection, milliseconds(at), "tab", document.hex, [row])
        return True

    def put_on_tab(self, sale: UUID) -> tuple[Money, Money]:
        """What a sale put on a tab, and what of that later returns took off again."""
        (put,) = self._connection.execute(
            "SELECT ifnull(sum(amount), 0) FROM payment WHERE sale = ? AND type = 'tab'", (sale.bytes,)
        ).fetchone()
        (taken,) = self._connection.execute(_TAKEN_OFF, (sale.bytes,)).fetchone()
        return Money(put), Money(taken)

    def put_back(self, sale: UUID) -> dict[int, Money]:
        """What went back onto the vouchers that paid a sale, by the positions that redeemed them."""
        rows = self._connection.execute(
            "SELECT l.origin_position, sum(l.total) FROM sale_line l JOIN sale s ON s.id = l.sale "
            "WHERE l.origin_sale = ? AND l.kind = 'redeemed' AND l.voided = 0 AND s.state <> 'aborted' "
            "GROUP BY l.origin_position",
            (sale.bytes,),
        )
        return {position: Money(cents) for position, cents in rows}

    def customer_of(self, sale: UUID) -> int | None:
        """Who a sale names."""
        row = self._connection.execute("SELECT customer FROM sale_customer WHERE sale = ?", (sale.bytes,)).fetchone()
        return None if row is None else int(row[0])

    def bought(self, number: int) -> list[Bought]:
        """The receipts that name a customer."""
        rows = self._connection.execute(
            "SELECT s.id, s.receipt_no, s.completed_at, s.total FROM sale_customer c JOIN sale s ON s.id = c.sale "
            "WHERE c.customer = ? AND s.receipt_no IS NOT NULL ORDER BY s.receipt_no",
            (number,),
        ).fetchall()
        return [
            Bought(receipt, from_milliseconds(at), Money(total), self._sold(id_)) for id_, receipt, at, total in rows
        ]

    def _sold(self, sale: bytes) -> tuple[tuple[str, str, Money], ...]:
        rows = self._connection.execute(
            "SELECT quantity, name, total FROM sale_line WHERE sale = ? AND voided = 0 ORDER BY position", (sale,)
        )
        return tuple((str(Quantity(quantity)), name, Money(total)) for quantity, name, total in rows)

    # Stamps

    def programmes(self, *, active: bool = False) -> list[Programme]:
        """The stamp programmes; only those that run where `active` says so."""
        rows = self._connection.execute(
            "SELECT number, name, active, data FROM stamp_programme WHERE active >= ? ORDER BY name", (int(active),)
        )
        return [
            replace(from_json(Programme, data), number=number, name=name, active=bool(runs))
            for number, name, runs, data in rows
        ]

    def save_programme(self, programme: Programme) -> int:
        """Write a programme, new or changed; gives its number."""
        data = to_json(replace(programme, number=None), complete=True)
        (number,) = self._connection.execute(
            "INSERT INTO stamp_programme (number, name, active, data) VALUES (?, ?, ?, ?) ON CONFLICT (number) "
            "DO UPDATE SET name = excluded.name, active = excluded.active, data = excluded.data RETURNING number",
            (programme.number, programme.name, int(programme.active), data),
        ).fetchone()
        return int(number)

    def stamps(self, number: int) -> dict[int, int]:
        """A customer's stamps, by programme."""
        return dict(
            self._connection.execute(
                "SELECT programme, sum(stamps) FROM stamp_entry WHERE customer = ? GROUP BY programme", (number,)
            ).fetchall()
        )

    def stamped(self, number: int) -> list[Stamped]:
        """Where a customer's stamps come from."""
        rows = self._connection.execute(
            "SELECT p.name, e.at, e.stamps, s.receipt_no FROM stamp_entry e "  # noqa: S608 - only constants in it
            f"JOIN stamp_programme p ON p.number = e.programme {_OF_RECEIPT} WHERE e.customer = ? ORDER BY e.at",
            (number,),
        )
        return [Stamped(name, from_milliseconds(at), stamps, receipt) for name, at, stamps, receipt in rows]

    # Vouchers

    def voucher(self, code: str) -> Voucher | None:
        """A voucher by its code as `lookup_key` makes it."""
        row = self._connection.execute(f"{_VOUCHER} WHERE v.code = ?", (code,)).fetchone()
        return None if row is None else _voucher(row)

    def vouchers(self, text: str = "", limit: int = 200) -> list[Voucher]:
        """Vouchers by part of their code, those with money on them first."""
        rows = self._connection.execute(
            f"{_VOUCHER} WHERE instr(v.code, ?) ORDER BY rest = 0, v.at DESC LIMIT ?", (text.strip().upper(), limit)
        )
        return [_voucher(row) for row in rows]

    def on_vouchers(self) -> tuple[int, Money]:
        """How many vouchers have money on them, and how much it is."""
        count, cents = self._connection.execute(
            "SELECT count(*), ifnull(sum(rest), 0) FROM "
            "(SELECT sum(amount) AS rest FROM voucher_entry GROUP BY code HAVING rest > 0)"
        ).fetchone()
        return count, Money(cents)

    def voucher_lines(self, code: str) -> list[VoucherLine]:
        """What became of a voucher."""
        rows = self._connection.execute(
            f"SELECT e.at, e.amount, s.receipt_no, e.who FROM voucher_entry e {_OF_RECEIPT} "  # noqa: S608
            "WHERE e.code = ? ORDER BY e.at, s.receipt_no, e.position",
            (code,),
        )
        return [VoucherLine(from_milliseconds(at), Money(amount), receipt, who) for at, amount, receipt, who in rows]

    # As a receipt says it

    def owed_after(self, sale: Sale) -> Money:
        """What a sale's customer owed after it."""
        (cents,) = self._connection.execute(
            f"SELECT ifnull(sum(e.amount), 0) FROM tab_entry e {_OF_RECEIPT} WHERE e.customer = ? AND {_UP_TO}",  # noqa: S608
            (sale.customer, *_moment(sale)),
        ).fetchone()
        return Money(cents)

    def tab_change(self, sale: Sale) -> Money:
        """What a sale changed on its customer's tab."""
        (cents,) = self._connection.execute(
            "SELECT ifnull(sum(amount), 0) FROM tab_entry WHERE document = ?", (sale.id.bytes,)
        ).fetchone()
        return Money(cents)

    def stamps_after(self, sale: Sale) -> tuple[tuple[str, int, int], ...]:
        """The programmes that a sale stamped: name, stamps after it, and which one is free."""
        stamped = {
            programme
            for (programme,) in self._connection.execute(
                "SELECT programme FROM stamp_entry WHERE document = ?", (sale.id.bytes,)
            )
        }
        if not stamped:
            return ()
        sums = dict(
            self._connection.execute(
                "SELECT e.programme, sum(e.stamps) FROM stamp_entry e "  # noqa: S608 - only constants in it
                f"{_OF_RECEIPT} WHERE e.customer = ? AND {_UP_TO} GROUP BY e.programme",
                (sale.customer, *_moment(sale)),
            ).fetchall()
        )
        return tuple(
            (programme.name, sums.get(programme.number, 0), programme.every)
            for programme in self.programmes()
            if programme.number in stamped
        )

    def voucher_after(self, code: str, sale: Sale) -> Money:
        """What was left on a voucher after a sale."""
        (cents,) = self._connection.execute(
            f"SELECT ifnull(sum(e.amount), 0) FROM voucher_entry e {_OF_RECEIPT} WHERE e.code = ? AND {_UP_TO}",  # noqa: S608
            (code, *_moment(sale)),
        ).fetchone()
        return Money(cents)

    def has_codes(self) -> bool:
        """Whether there are vouchers or cards at all."""
        query = "SELECT EXISTS (SELECT 1 FROM voucher) OR EXISTS (SELECT 1 FROM customer WHERE card IS NOT NULL)"
        (there,) = self._connection.execute(query).fetchone()
        return bool(there)

    def takes(self, keys: Sequence[str]) -> dict[str, str]:
        """Which of these codes are vouchers or cards, each with a sentence that says whose."""
        taken = {}
        for key in keys:
            if self._connection.execute("SELECT 1 FROM voucher WHERE code = ?", (key,)).fetchone() is not None:
                taken[key] = _("The code {code} is that of a voucher. Give another one.").format(code=key)
                continue
            row = self._connection.execute("SELECT number FROM customer WHERE card = ?", (key,)).fetchone()
            if row is not None:
                taken[key] = _("The code {code} is on the card of customer {number}. Give another one.").format(
                    code=key, number=row[0]
                )
        return taken

    # Booking a sale

    def book(self, sale: Sale, at: int) -> None:
        """Write what a sale that is completed does to tabs, stamps and vouchers."""
        id_ = sale.id.bytes
        tab, vouchers = tab_rows(sale, at), voucher_rows(sale, at)
        self._connection.executemany(_ADD_TAB, [(id_, *row) for row in tab])
        self._connection.executemany(_ADD_VOUCHER, new_vouchers(sale, at))
        self._connection.executemany(_ADD_VOUCHER_ENTRY, [(id_, *row) for row in vouchers])
        for row in vouchers:
            self._refuse_overdrawn(str(row[1]))
        stamps = self._stamp_rows(sale, at) if sale.customer is not None else []
        if stamps:
            self._connection.executemany(_ADD_STAMPS, [(id_, *row) for row in stamps])
            journal.append(self._connection, at, "stamps", sale.id.hex, stamps)

    def _refuse_overdrawn(self, code: str) -> None:
        (left,) = self._connection.execute(
            "SELECT ifnull(sum(amount), 0) FROM voucher_entry WHERE code = ?", (code,)
        ).fetchone()
        if left < 0:
            raise Refused("voucher_used", _("There is not enough left on voucher {code}.").format(code=code))

    def _stamp_rows(self, sale: Sale, at: int) -> list[tuple[int, int, int, int]]:
        """Programme, customer, stamps and time: what a sale gives, or takes back of what another gave."""
        if sale.kind is SaleKind.VOID:
            given = self._connection.execute(
                "SELECT programme, customer, -stamps FROM stamp_entry WHERE document = ? ORDER BY programme",
                (sale.refers_to.bytes if sale.refers_to is not None else b"",),
            ).fetchall()
            return [(programme, customer, stamps, at) for programme, customer, stamps in given]
        rows = []
        for programme in self.programmes():
            assert programme.number is not None  # noqa: S101 - it was saved
            card = card_of(programme, 0)
            stamps = self._taken_back(sale, card)
            if programme.active:
                stamps += sum(stamped_units(card, position) for position in sale.positions)
            stamps -= programme.every * _rewards(sale, programme.number)
            if stamps:
                rows.append((programme.number, sale.customer or 0, stamps, at))
        return rows

    def _taken_back(self, sale: Sale, card: StampCard) -> int:
        """The stamps that go with what is given back; of a line with free pieces those come back last."""
        return sum(
            self._position_taken_back(position, card)
            for position in sale.positions
            if position.origin_sale is not None and not position.voided
            if position.product in card.products or position.department in card.departments
        )

    def _position_taken_back(self, position: Position, card: StampCard) -> int:
        assert position.origin_sale is not None  # noqa: S101 - asked for above
        origin = (position.origin_sale.bytes, position.origin_position)
        gave = self._connection.execute(
            "SELECT 1 FROM stamp_entry WHERE document = ? AND programme = ?", (origin[0], card.programme)
        ).fetchone()
        row = self._connection.execute(
            "SELECT l.quantity / 1000, (SELECT ifnull(sum(p.quantity), 0) / 1000 FROM sale_promotion p "
            "WHERE p.sale = l.sale AND p.position = l.position AND p.promotion = ?) FROM sale_line l "
            "WHERE l.sale = ? AND l.position = ? AND l.kind IN ('goods', 'open') AND l.unit = 'piece' "
            "AND l.price_bound = 0",
            (-card.programme, *origin),
        ).fetchone()
        if gave is None or row is None:
            return 0
        (so_far,) = self._connection.execute(
            "SELECT ifnull(-sum(l.quantity), 0) / 1000 FROM sale_line l JOIN sale s ON s.id = l.sale "
            "WHERE l.origin_sale = ? AND l.origin_position = ? AND l.voided = 0 AND s.state = 'completed'",
            origin,
        ).fetchone()
        units, free = row
        before = so_far + position.quantity.thousandths // 1000  # this one is among them already
        return _worth(before, units, free, card.every) - _worth(so_far, units, free, card.every)


def _worth(returned: int, units: int, free: int, every: int) -> int:
    """The stamps that are gone when so many of a line's pieces came back; each free one gives its stamps back."""
    paid = units - free
    return min(returned, paid) + max(0, returned - paid) * (1 - every)


def card_of(programme: Programme, have: int) -> StampCard:
    """A customer's card of a programme."""
    return StampCard(
        programme.number or 0, programme.name, programme.every, programme.departments, programme.products, have
    )


def _rewards(sale: Sale, programme: int) -> int:
    return sum(saving.quantity.thousandths // 1000 for saving in sale.saved if saving.promotion == -programme)


def tab_rows(sale: Sale, at: int) -> list[tuple[Any, ...]]:
    """What a sale does to its customer's tab: position, customer, kind, amount, time and who."""
    if sale.customer is None:
        return []
    rows: list[tuple[Any, ...]] = []
    put = sum(payment.amount.cents for payment in sale.payments if payment.type is TenderType.TAB)
    if put:
        kind = "void" if sale.kind is SaleKind.VOID else "sale" if put > 0 else "return"
        rows.append((0, sale.customer, kind, put, at, sale.cashier_name))
    for position in sale.positions:
        if position.kind is PositionKind.TAB_PAYMENT and not position.voided and position.total:
            kind = "payment" if position.total.cents > 0 else "void"
            rows.append((position.number, sale.customer, kind, -position.total.cents, at, sale.cashier_name))
    return rows


def voucher_rows(sale: Sale, at: int) -> list[tuple[Any, ...]]:
    """What a sale puts onto vouchers and takes off them: position, code, amount, time and who."""
    return [
        (position.number, position.code, position.total.cents, at, sale.cashier_name)
        for position in sale.positions
        if position.kind in _VOUCHERS and not position.voided and position.total
    ]


def new_vouchers(sale: Sale, at: int) -> list[tuple[Any, ...]]:
    """The vouchers that a sale makes."""
    return [
        (
            position.code,
            None if is_multi_purpose(position.tax_class) else position.tax_class,
            at,
            position.addon or None,
            sale.cashier_name,
        )
        for position in sale.positions
        if position.kind is PositionKind.VOUCHER and sale.kind is SaleKind.SALE
        if position.origin_sale is None and not position.voided
    ]


def _moment(sale: Sale) -> tuple[int, int]:
    return sale.receipt_no or 0, milliseconds(sale.completed_at or sale.tendered_at)


def _customer(row: Sequence[Any]) -> Customer:
    number, name, card, group, contact, note, limit, since, erased = row
    return Customer(
        name=name,
        card=card or "",
        group=group or "",
        contact=contact,
        note=note,
        tab_limit=None if limit is None else Money(limit),
        number=number,
        since=from_milliseconds(since),
        erased_at=None if erased is None else from_milliseconds(erased),
    )


def _holds(row: Sequence[Any], words: Sequence[str]) -> bool:
    """Whether all words are in a customer's name, card or contact, or one is the number."""
    text = " ".join(str(row[index] or "") for index in (1, 2, 4)).casefold()
    return all(word in text or word == str(row[0]) for word in words)


def _voucher(row: Sequence[Any]) -> Voucher:
    code, tax_class, at, until, who, left, value = row
    valid = None if until is None else date.fromisoformat(until)
    return Voucher(code, tax_class, Money(value or 0), Money(left), from_milliseconds(at), valid, who)


@contextlib.contextmanager
def _wiped(connection: sqlite3.Connection) -> Iterator[None]:
    """Within this what is overwritten or deleted is filled with zeros in the file."""
    (before,) = connection.execute("PRAGMA secure_delete").fetchone()
    connection.execute("PRAGMA secure_delete = ON")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA secure_delete = {int(before)}")
