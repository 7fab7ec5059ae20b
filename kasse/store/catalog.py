"""Master data in the database: look-ups and edits by prepared statements, since imports are large."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from kasse.barcodes import GERMANY_RULES, CodeRule, lookup_key
from kasse.catalog import (
    Article,
    ArticleKind,
    Department,
    Deposit,
    DepositType,
    Found,
    Listing,
    Pack,
    Product,
    QuickKey,
    Unit,
    Wanted,
)
from kasse.clock import milliseconds
from kasse.errors import Refused
from kasse.money import Money
from kasse.quantity import ONE, Quantity
from kasse.records import from_json, to_json
from kasse.store import listing, search
from kasse.texts import _

if TYPE_CHECKING:  # a till that sells plans no prices
    from kasse.books.prices import PriceNote

_ARTICLE = (
    "SELECT c.raw, p.number, p.name, p.price, p.tax_class, p.department, p.unit, p.deposit, p.age_limit, "
    "p.price_bound, p.kind, p.eat_in, k.name, k.units, k.price, k.deposit "
    "FROM product_code c JOIN product p ON p.number = c.product LEFT JOIN pack k ON k.number = c.pack WHERE c.code = ?"
)
_ADD_PRODUCT = (
    "INSERT INTO product (number, rank, name, price, tax_class, department, unit, deposit, age_limit, price_bound, "
    "incomplete, kind, eat_in) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_PRODUCT = (
    "SELECT name, price, tax_class, department, unit, deposit, age_limit, price_bound, incomplete, kind, eat_in "
    "FROM product WHERE number = ?"
)
_UPDATE_PRODUCT = (
    "UPDATE product SET name = ?, price = ?, tax_class = ?, department = ?, unit = ?, deposit = ?, age_limit = ?, "
    "price_bound = ?, incomplete = ?, kind = ?, eat_in = ? WHERE number = ?"
)
_LAST = (
    "SELECT max((SELECT ifnull(max(number), 0) FROM product), (SELECT ifnull(max(product), 0) FROM stock_level)), "
    "(SELECT ifnull(max(rank), 0) FROM product)"
)
"""The last number and rank: one that ever had stock is not given again, were its product taken out or not."""
_CODES = "SELECT raw, pack FROM product_code WHERE product = ? ORDER BY code"
_PACK = "SELECT name, units, price, deposit FROM pack WHERE number = ?"
_ADD_CODE = "INSERT INTO product_code (code, product, pack, raw) VALUES (?, ?, ?, ?)"
_PACKS = "SELECT code, pack FROM product_code WHERE product = ? AND pack IS NOT NULL"
_NOTE_PRICE = (
    'INSERT INTO price_change (product, pack, "before", price, valid_from, at, who, why, state) '
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'done')"
)
_PRICES_DUE = "SELECT 1 FROM price_change WHERE state = 'planned' AND valid_from <= ? LIMIT 1"
_ADD_PACK = "INSERT INTO pack (number, product, name, units, price, deposit) VALUES (?, ?, ?, ?, ?, ?)"

_LAST_PACK = (
    "SELECT max((SELECT ifnull(max(pack), 0) FROM price_change WHERE product = ?1), "
    "(SELECT ifnull(max(pack), 0) FROM pack_label WHERE product = ?1))"
)
_FORGET_PLANNED = (
    "UPDATE price_change SET state = 'cancelled' WHERE product = ?1 AND state = 'planned' AND pack <> 0 "
    "AND pack NOT IN (SELECT number FROM pack WHERE product = ?1)"
)
_SERVED = ("SELECT 1 FROM voucher LIMIT 1", "SELECT 1 FROM customer WHERE card IS NOT NULL LIMIT 1")

NONE_KEPT: Mapping[str, int] = {}


class CatalogTable:
    """Implements `ports.CatalogBook`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._deposits: dict[str, DepositType] | None = None
        self._noted: tuple[PriceNote | None, tuple[str, int, str, str]] = (None, ("", 0, "", ""))

    def forget(self) -> None:
        """Drop what is kept in memory, as after a rollback."""
        self._deposits = None

    def article(self, key: str) -> Article | None:
        """What this code sells."""
        row = self._connection.execute(_ARTICLE, (key,)).fetchone()
        if row is None:
            return None
        raw, number, name, price, tax_class, department, unit, deposit, age_limit, bound, kind, eat_in, *pack = row
        deposits, units = self._deposit(deposit), ONE
        if pack[0] is not None:
            name, units, price = pack[0], Quantity(pack[1]), pack[2]
            deposits = (*self._deposit(deposit, units), *self._deposit(pack[3]))
            unit = Unit.PIECE
        return Article(
            name=name,
            code=raw,
            price=None if price is None else Money(price),
            tax_class=tax_class,
            kind=ArticleKind(kind),
            unit=Unit(unit),
            product=number,
            department=department,
            deposits=deposits,
            age_limit=age_limit,
            price_bound=bool(bound),
            stock_units=units,
            eat_in=eat_in,
        )

    def _deposit(self, code: str | None, units: Quantity = ONE) -> tuple[Deposit, ...]:
        if code is None:
            return ()
        if self._deposits is None:
            self._deposits = {deposit.code: deposit for deposit in self.deposit_types()}
        kind = self._deposits[code]
        return (Deposit(kind.code, kind.name, kind.each, units, kind.tax_class),)

    def search(self, text: str, limit: int = 30) -> list[Found]:
        """Products by words, parts of words or the start of a code."""
        return search.search(self._connection, text, limit)

    def listed(self, wanted: Wanted, limit: int, after: int = 0) -> Listing:
        """One slice of the owner's list."""
        return listing.listed(self._connection, wanted, limit, after)

    def product_number(self, key: str) -> int | None:
        """The product that has this code."""
        row = self._connection.execute("SELECT product FROM product_code WHERE code = ?", (key,)).fetchone()
        return None if row is None else int(row[0])

    def product(self, number: int) -> Product | None:
        """A product's master data."""
        row = self._connection.execute(_PRODUCT, (number,)).fetchone()
        if row is None:
            return None
        name, price, tax_class, department, unit, deposit, age_limit, bound, incomplete, kind, eat_in = row
        codes = self._connection.execute(_CODES, (number,)).fetchall()
        return Product(
            number=number,
            name=name,
            codes=tuple(raw for raw, pack in codes if pack is None),
            price=None if price is None else Money(price),
            tax_class=tax_class,
            department=department,
            unit=Unit(unit),
            deposit=deposit,
            age_limit=age_limit,
            price_bound=bool(bound),
            incomplete=bool(incomplete),
            kind=ArticleKind(kind),
            eat_in=eat_in,
            packs=self._packs({pack: raw for raw, pack in codes if pack is not None}),
        )

    def _packs(self, codes: dict[int, str]) -> tuple[Pack, ...]:
        rows = [self._connection.execute(_PACK, (number,)).fetchone() for number in codes]
        return tuple(
            Pack(code, name, Quantity(units), Money(price), deposit)
            for code, (name, units, price, deposit) in zip(codes.values(), rows, strict=True)
        )

    def save(self, product: Product, note: "PriceNote | None" = None) -> int:
        """Write a product, new or changed; a price that is another now goes into the history with its note."""
        if product.number is None:
            self.add_many([product])
            number = self.product_number(lookup_key(product.codes[0])) or 0
            if note is not None:
                self._note_other_prices(product, number, {}, note)
            return number
        self._update(product, product.number, note)
        return product.number

    def _update(self, product: Product, number: int, note: "PriceNote | None") -> None:
        row = self._connection.execute("SELECT rank, name, price FROM product WHERE number = ?", (number,)).fetchone()
        if row is None:
            raise Refused("no_such_product", _("This product is not in the list any more."))
        rank, name, price = row
        before = {0: price, **self._pack_prices(number)}
        packs = self._connection.execute(_PACKS, (number,)).fetchall() if len(before) > 1 else []
        self._connection.execute(_UPDATE_PRODUCT, (*product_fields(product), number))
        if name != product.name:
            search.unindex(self._connection, rank, name)
            search.index(self._connection, [(rank, product.name)])
        self._connection.execute("DELETE FROM product_code WHERE product = ?", (number,))
        self._connection.execute("DELETE FROM pack WHERE product = ?", (number,))
        self._add_codes([(product, number)], dict(packs))
        if packs:
            self._connection.execute(_FORGET_PLANNED, (number,))
        self._note_other_prices(product, number, before, note)

    def _pack_prices(self, number: int) -> dict[int, int | None]:
        return dict(self._connection.execute("SELECT number, price FROM pack WHERE product = ?", (number,)).fetchall())

    def _note_other_prices(
        self, product: Product, number: int, before: Mapping[int, int | None], note: "PriceNote | None"
    ) -> None:
        """What is different now; whoever gives no note is not named."""
        after: dict[int, int | None] = {0: None if product.price is None else product.price.cents}
        if product.packs:
            after |= self._pack_prices(number)
        changed = [
            (pack, before.get(pack), after.get(pack))
            for pack in {**before, **after}
            if before.get(pack) != after.get(pack)
        ]
        if changed:
            self.note_prices([(number, pack, old, new) for pack, old, new in changed], note)

    def note_prices(self, changed: Iterable[tuple[int, int, int | None, int | None]], note: "PriceNote | None") -> None:
        """Write into the history what other prices are there now: product, pack (0 is itself), before and after."""
        if note is None or note is not self._noted[0]:
            now = datetime.now(UTC)
            at, day, who, why = (now, now.date(), "", "") if note is None else note
            self._noted = (note, (day.isoformat(), milliseconds(at), who, why))
        said = self._noted[1]
        self._connection.executemany(_NOTE_PRICE, [(*entry, *said) for entry in changed])

    def prices_due(self, day: date) -> bool:
        """Whether prices that were planned up to this day do not hold yet."""
        return self._connection.execute(_PRICES_DUE, (day.isoformat(),)).fetchone() is not None

    def add_many(self, products: Iterable[Product]) -> int:
        """Write many new products at once."""
        last, rank = self._connection.execute(_LAST).fetchone()
        numbered = [(product, last + offset) for offset, product in enumerate(products, 1)]
        self._connection.executemany(
            _ADD_PRODUCT, [(number, rank + number - last, *product_fields(product)) for product, number in numbered]
        )
        search.index(self._connection, ((rank + number - last, product.name) for product, number in numbered))
        self._add_codes(numbered)
        return len(numbered)

    def _add_codes(self, numbered: Sequence[tuple[Product, int]], kept: Mapping[str, int] = NONE_KEPT) -> None:
        """Write codes and packs; a pack whose code is among the `kept` keeps its number, by which its prices go."""
        (last,) = self._connection.execute("SELECT ifnull(max(number), 0) FROM pack").fetchone()
        last = max(last, *kept.values(), 0)
        codes: list[tuple[str, int, int | None, str]] = []
        packs = []
        for product, number in numbered:
            codes += [(lookup_key(code), number, None, code) for code in product.codes]
            for pack in product.packs:
                key = lookup_key(pack.code)
                mine = kept.get(key)
                if mine is None:
                    mine = last = max(last, self._last_pack(number)) + 1
                packs.append((mine, number, pack.name, pack.units.thousandths, pack.price.cents, pack.deposit))
                codes.append((key, number, mine, pack.code))
        self._connection.executemany(_ADD_PACK, packs)
        self._refuse_served([entry[0] for entry in codes])
        try:
            self._connection.executemany(_ADD_CODE, codes)
        except sqlite3.IntegrityError as error:
            raise Refused("code_taken", self._taken(codes)) from error

    def _last_pack(self, number: int) -> int:
        """The last number that a pack of a product ever had: its prices and labels are not those of another pack."""
        (last,) = self._connection.execute(_LAST_PACK, (number,)).fetchone()
        return int(last)

    def _refuse_served(self, keys: Sequence[str]) -> None:
        """A code of a voucher or of a customer's card sells nothing: it would hide them."""
        if all(self._connection.execute(query).fetchone() is None for query in _SERVED):
            return  # most shops have neither
        from kasse.store.customers import CustomerTable

        for sentence in CustomerTable(self._connection).takes(keys).values():
            raise Refused("code_taken", sentence)

    def _taken(self, codes: Sequence[tuple[str, int, int | None, str]]) -> str:
        for code, number, _pack, raw in codes:
            owner = self.product_number(code)
            if owner is not None and owner != number:
                (name,) = self._connection.execute("SELECT name FROM product WHERE number = ?", (owner,)).fetchone()
                return _("The code {code} belongs to {name} already.").format(code=raw, name=name)
        return _("A code stands twice in this product.")

    def departments(self) -> list[Department]:
        """All departments."""
        columns = "name, tax_class, colour, age_limit, eat_in"
        rows = self._connection.execute(f"SELECT {columns} FROM department ORDER BY position")  # noqa: S608
        return [Department(*row) for row in rows]

    def put_departments(self, departments: Sequence[Department]) -> None:
        """Add or change departments."""
        (last,) = self._connection.execute("SELECT ifnull(max(position), 0) FROM department").fetchone()
        self._connection.executemany(
            "INSERT INTO department (name, position, tax_class, colour, age_limit, eat_in) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (name) DO UPDATE SET tax_class = excluded.tax_class, colour = excluded.colour, "
            "age_limit = excluded.age_limit, eat_in = excluded.eat_in",
            [(d.name, last + n, d.tax_class, d.colour, d.age_limit, d.eat_in) for n, d in enumerate(departments, 1)],
        )

    def in_department(self, name: str) -> list[int]:
        """The numbers of all products of a department."""
        rows = self._connection.execute("SELECT number FROM product WHERE department = ? ORDER BY number", (name,))
        return [number for (number,) in rows]

    def deposit_types(self) -> list[DepositType]:
        """All kinds of deposit."""
        rows = self._connection.execute('SELECT code, name, "each", tax_class FROM deposit_type ORDER BY "each"')
        return [DepositType(code, name, Money(each), tax_class) for code, name, each, tax_class in rows]

    def put_deposit_types(self, deposits: Sequence[DepositType]) -> None:
        """Add or change kinds of deposit."""
        self._deposits = None
        self._connection.executemany(
            'INSERT INTO deposit_type (code, name, "each", tax_class) VALUES (?, ?, ?, ?) '
            'ON CONFLICT (code) DO UPDATE SET name = excluded.name, "each" = excluded."each", '
            "tax_class = excluded.tax_class",
            [(d.code, d.name, d.each.cents, d.tax_class) for d in deposits],
        )

    def quick_keys(self) -> list[QuickKey]:
        """All quick keys."""
        rows = self._connection.execute("SELECT page, label, code FROM quick_key ORDER BY position")
        return [QuickKey(*row) for row in rows]

    def put_quick_keys(self, keys: Sequence[QuickKey]) -> None:
        """Replace all quick keys."""
        self._connection.execute("DELETE FROM quick_key")
        self._connection.executemany(
            "INSERT INTO quick_key (position, page, label, code) VALUES (?, ?, ?, ?)",
            [(n, key.page, key.label, key.code) for n, key in enumerate(keys, 1)],
        )

    def code_rules(self) -> tuple[CodeRule, ...]:
        """What in-store codes mean; Germany's rules where the shop has none of its own."""
        rows = self._connection.execute("SELECT data FROM code_rule ORDER BY position").fetchall()
        return tuple(from_json(CodeRule, row[0]) for row in rows) or GERMANY_RULES

    def put_code_rules(self, rules: Sequence[CodeRule]) -> None:
        """Replace the rules."""
        self._connection.execute("DELETE FROM code_rule")
        self._connection.executemany(
            "INSERT INTO code_rule (position, data) VALUES (?, ?)", [(n, to_json(r)) for n, r in enumerate(rules, 1)]
        )


def product_fields(product: Product) -> tuple[object, ...]:
    """The columns of a product, as `INSERT` and `UPDATE` name them, but for its number and rank."""
    return (
        product.name,
        None if product.price is None else product.price.cents,
        product.tax_class,
        product.department,
        product.unit.value,
        product.deposit,
        product.age_limit,
        int(product.price_bound),
        int(product.incomplete),
        product.kind.value,
        product.eat_in,
    )
