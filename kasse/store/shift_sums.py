"""The sums of some receipts of a shift, read once, line by line; so a shift at closing, an open one and `verify` agree.

What is counted is in `shift_total.what`; its `key` is empty where nothing stands beside it:

- shift: one row for each closed shift: receipts, and what they sum to.
- receipt: all receipts with their total and net; void_receipt: the voids among them.
- payment (key: how), vat (rate; amount is gross), department (its name; deposits not in it).
- deposit (key: "deposit/CODE", "empties/CODE" or "slip"; counts pieces).
- other (kind of position): what is on receipts and no turnover: multi-purpose vouchers, payments of a tab, tips for
  the staff, what the owner took.
- discount (given by hand), promotion (number; net is what the goods were sold for), override, void_line, return.
- no_sale, difference (of the drawer), age_refused (key: who, as nobody else is named there).
"""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from kasse.clock import ShopTime, from_milliseconds

Key = tuple[str, str, int, int, str]
"""What, day, hour, cashier, key."""

_QUARTER = 900_000
_RETURNED = ("goods", "open", "press")
_DEPOSITS = ("deposit", "empties", "slip")
_VOUCHERS = ("voucher", "redeemed")
_NO_TURNOVER = ("tab_payment", "tip_staff", "own_use")

_OF = "FROM sale s {join} WHERE s.receipt_no BETWEEN ? AND ? AND s.shift = ? ORDER BY s.receipt_no"
_SALES = "SELECT s.receipt_no, s.kind, s.cashier, s.business_day, s.completed_at, s.total " + _OF.format(join="")
_LINES = (
    "SELECT s.receipt_no, l.position, l.kind, l.code, l.quantity, l.unit_price, l.discount, l.total, l.rate, "
    "l.department, l.parent, l.voided, l.list_price, l.origin_sale IS NOT NULL, l.tax_class "
    + _OF.format(join="JOIN sale_line l ON l.sale = s.id")
)
_VAT = "SELECT s.receipt_no, v.rate, v.gross, v.net " + _OF.format(join="JOIN sale_vat v ON v.sale = s.id")
_PAYMENTS = "SELECT s.receipt_no, p.type, p.amount " + _OF.format(join="JOIN payment p ON p.sale = s.id")
_SAVED = "SELECT s.receipt_no, p.position, p.promotion, p.amount, l.total " + _OF.format(
    join="JOIN sale_promotion p ON p.sale = s.id JOIN sale_line l ON l.sale = s.id AND l.position = p.position"
)


class Receipts(NamedTuple):
    """Receipts of one shift, from one number to another."""

    shift: int
    first: int
    last: int

    @property
    def key(self) -> tuple[int, int, int]:
        """As the statements want it."""
        return self.first, self.last, self.shift


def is_turnover(kind: str, tax_class: str) -> bool:
    """Whether a position is the shop's turnover: not a multi-purpose voucher, a tab's payment, what the owner took."""
    return kind not in _NO_TURNOVER and not (kind in _VOUCHERS and tax_class == "zero")


class _Head(NamedTuple):
    """What the sums take from the receipt itself."""

    sign: int
    cashier: int
    day: str
    hour: int


class Sums:
    """Sums that grow by receipts and movements."""

    def __init__(self, time: ShopTime) -> None:
        self._time = time
        self._hours: dict[int, int] = {}
        self._by_key: dict[Key, list[int]] = {}

    def rows(self) -> Iterator[tuple[Key, tuple[int, int, int]]]:
        """Every key with its count, amount and net."""
        for key, (count, amount, net) in self._by_key.items():
            if count or amount or net:
                yield key, (count, amount, net)

    def add(self, key: Key, count: int, amount: int, net: int = 0) -> None:
        """One thing more."""
        sums = self._by_key.get(key)
        if sums is None:
            self._by_key[key] = [count, amount, net]
            return
        sums[0] += count
        sums[1] += amount
        sums[2] += net

    def hour(self, at: int) -> int:
        """The shop's own hour of an instant; zones shift by quarters of an hour."""
        quarter = at // _QUARTER
        hour = self._hours.get(quarter)
        if hour is None:
            self._hours[quarter] = hour = self._time.local(from_milliseconds(at)).hour
        return hour

    def day(self, at: int) -> date:
        """The business day of an instant."""
        return self._time.business_day(from_milliseconds(at))

    def take(self, connection: sqlite3.Connection, receipts: Receipts) -> None:
        """Add receipts."""
        heads: dict[int, _Head] = {}
        for number, kind, cashier, day, at, total in connection.execute(_SALES, receipts.key):
            heads[number] = head = _Head(-1 if kind == "void" else 1, cashier, day, self.hour(at))
            self.add(("receipt", day, head.hour, cashier, ""), 1, total)
            if kind == "void":
                self.add(("void_receipt", day, head.hour, cashier, ""), 1, total)
        self._take_vat(heads, connection.execute(_VAT, receipts.key))
        for number, kind, amount in connection.execute(_PAYMENTS, receipts.key):
            head = heads[number]
            self.add(("payment", head.day, head.hour, head.cashier, kind), 1, amount)
        saved = self._take_savings(heads, connection.execute(_SAVED, receipts.key))
        self._take_lines(heads, connection.execute(_LINES, receipts.key), saved)

    def _take_vat(self, heads: dict[int, _Head], rows: Iterable[tuple[int, int, int, int]]) -> None:
        for number, rate, gross, net in rows:
            head = heads[number]
            self.add(("vat", head.day, 0, 0, str(rate)), 1, gross, net)
            self.add(("receipt", head.day, head.hour, head.cashier, ""), 0, 0, net)

    def _take_lines(
        self, heads: dict[int, _Head], rows: Iterable[tuple[Any, ...]], saved: dict[tuple[int, int], int]
    ) -> None:
        returned: set[int] = set()
        for (
            number, position, kind, code, quantity, price, discount, total, _rate,
            department, parent, voided, listed, back, tax_class,
        ) in rows:  # fmt: skip
            head = heads[number]
            if voided:
                if parent is None:
                    self._note("void_line", head, 1, _amount(price, quantity))
                continue
            self._turnover(head, kind, code, quantity, total, tax_class, department)
            by_hand = 0 if back else discount - saved.get((number, position), 0)
            if by_hand:
                self._note("discount", head, head.sign, by_hand)
            if head.sign > 0 and listed is not None:
                self._note("override", head, 1, _amount(listed - price, quantity))
            if head.sign > 0 and quantity < 0 and kind in _RETURNED:
                self._note("return", head, int(number not in returned), total)
                returned.add(number)

    def _turnover(
        self, head: _Head, kind: str, code: str, quantity: int, total: int, tax_class: str, department: str
    ) -> None:
        if kind == "benefit" and code:
            kind = "deposit"  # the counterpart of one (see `serving.taking`)
        if kind in _DEPOSITS:
            key = "slip" if kind == "slip" else f"{kind}/{code}"
            self.add(("deposit", head.day, 0, 0, key), quantity // 1000, total)
        elif is_turnover(kind, tax_class):
            self.add(("department", head.day, head.hour, 0, department), 1, total)
        else:
            self.add(("other", head.day, head.hour, head.cashier, kind), 1, total)

    def _note(self, what: str, head: _Head, count: int, amount: int) -> None:
        self.add((what, head.day, head.hour, head.cashier, ""), count, amount)

    def _take_savings(
        self, heads: dict[int, _Head], rows: Iterable[tuple[int, int, int, int, int]]
    ) -> dict[tuple[int, int], int]:
        """Add what promotions took off; gives it by receipt and position, for it is no discount by hand."""
        seen: set[tuple[int, int]] = set()
        saved: dict[tuple[int, int], int] = {}
        for number, position, promotion, amount, total in rows:
            head = heads[number]
            first = (number, promotion) not in seen
            seen.add((number, promotion))
            self.add(("promotion", head.day, 0, 0, str(promotion)), head.sign if first else 0, amount, total)
            saved[number, position] = saved.get((number, position), 0) + amount
        return saved

    def take_movements(self, rows: Iterable[tuple[str, int, str, int]]) -> None:
        """Add openings of the drawer without a sale, and differences of its count: kind, at, who, amount."""
        for kind, at, who, amount in rows:
            self.add((kind, self.day(at).isoformat(), self.hour(at), 0, who), 1, amount)

    def take_refusals(self, rows: Iterable[tuple[int, str]]) -> None:
        """Add sales that were refused for the customer's age: at, who."""
        for at, who in rows:
            self.add(("age_refused", self.day(at).isoformat(), self.hour(at), 0, who), 1, 0)


def _amount(price: int, quantity: int) -> int:
    """What so much costs, to the cent below."""
    return price * quantity // 1000
