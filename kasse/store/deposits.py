"""Deposits in the books: taken with goods, paid out for empties, charged and credited by suppliers."""

import sqlite3
from collections.abc import Iterable
from datetime import date

from kasse.barcodes import lookup_key
from kasse.books.counting import Crate, DepositSold, Yard
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.store.ledger_days import begins, ends, shop_time

_SOLD = (
    "SELECT product, sum(quantity), sum(total) FROM day_total WHERE day >= ? AND day <= ? AND kind = 'deposit' "
    "GROUP BY product"
)
_PAID = (
    "SELECT kind, product, sum(quantity), sum(total) FROM day_total WHERE day >= ? AND day <= ? "
    "AND kind IN ('empties', 'slip') GROUP BY kind, product"
)
_CHARGED = (
    "SELECT c.deposit, c.value, sum(c.quantity), c.quantity < 0 FROM stock_document d "
    "JOIN stock_deposit c ON c.document = d.id "
    "WHERE d.at >= ? AND d.at < ? GROUP BY c.deposit, c.value, c.quantity < 0"
)
_GOODS = (
    "SELECT ifnull(p.deposit, ''), (SELECT group_concat(DISTINCT k.deposit) FROM pack k WHERE k.product = p.number) "
    "FROM product p WHERE p.number = ?"
)
_YARD = (
    "SELECT p.number, p.name, (SELECT raw FROM product_code c WHERE c.product = p.number LIMIT 1), ifnull(p.price, 0), "
    "ifnull(l.quantity, 0), p.tax_class FROM product p LEFT JOIN stock_level l ON l.product = p.number "
    "WHERE p.number = ? AND p.kind = 'empties'"
)
_CRATES = (
    "SELECT k.units, crate.each, bottle.each FROM pack k JOIN product p ON p.number = k.product "
    "JOIN deposit_type crate ON crate.code = k.deposit JOIN deposit_type bottle ON bottle.code = p.deposit "
    "GROUP BY k.units, crate.each, bottle.each ORDER BY count(*) DESC, k.units DESC LIMIT 12"
)


class DepositRows:
    """The part of the counting book that is about deposits."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def deposits_sold(self, first: date, last: date) -> list[DepositSold]:
        """By the day totals, in which the open shift is too."""
        rows = self._connection.execute(_SOLD, (first.isoformat(), last.isoformat()))
        return [DepositSold(*row) for row in rows]

    def paid_out(self, first: date, last: date) -> tuple[dict[int, tuple[int, int]], int]:
        """What customers got back: positive."""
        empties: dict[int, tuple[int, int]] = {}
        slips = 0
        for kind, product, quantity, total in self._connection.execute(_PAID, (first.isoformat(), last.isoformat())):
            if kind == "slip":
                slips -= total
            else:
                empties[product] = (-quantity, -total)
        return empties, slips

    def deposits_charged(self, first: date, last: date) -> list[tuple[str, int, int, bool]]:
        """By the papers of deliveries and of what went back."""
        time = shop_time(self._connection)
        rows = self._connection.execute(_CHARGED, (begins(first, time), ends(last, time)))
        return [(deposit, each, count, bool(credited)) for deposit, each, count, credited in rows]

    def deposit_goods(self, products: Iterable[int]) -> dict[int, tuple[str, tuple[str, ...]]]:
        """One by one, by their keys."""
        found: dict[int, tuple[str, tuple[str, ...]]] = {}
        for number in products:
            row = self._connection.execute(_GOODS, (number,)).fetchone()
            if row is not None and (row[0] or row[1]):
                found[number] = (row[0], tuple(sorted((row[1] or "").split(","))) if row[1] else ())
        return found

    def yard(self) -> list[Yard]:
        """Those that lay there once, and those on the quick keys; the cheapest first."""
        rows = [self._connection.execute(_YARD, (number,)).fetchone() for number in sorted(self._empties())]
        kinds = [
            Yard(number, name, code or "", Money(each), Quantity(level), tax_class)
            for number, name, code, each, level, tax_class in filter(None, rows)
        ]
        return sorted(kinds, key=lambda kind: (kind.each, kind.name))

    def _empties(self) -> set[int]:
        execute = self._connection.execute
        known = execute(
            "SELECT p.number FROM stock_level l JOIN product p ON p.number = l.product WHERE p.kind = 'empties'"
        )
        numbers = {number for (number,) in known}
        for (code,) in execute("SELECT code FROM quick_key").fetchall():
            numbers |= {
                number for (number,) in execute("SELECT product FROM product_code WHERE code = ?", (lookup_key(code),))
            }
        return numbers

    def crates(self) -> list[Crate]:
        """By the packs that have a deposit of their own."""
        return [
            Crate(Quantity(units), Money(crate), Money(bottle))
            for units, crate, bottle in self._connection.execute(_CRATES)
        ]
