"""Master data in the database: look-ups and edits by prepared statements, since imports are large."""

import sqlite3
from collections.abc import Iterable, Sequence

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
from kasse.errors import Refused
from kasse.money import Money
from kasse.quantity import ONE, Quantity
from kasse.records import from_json, to_json
from kasse.store import listing, search
from kasse.texts import _

_ARTICLE = (
    "SELECT c.raw, p.number, p.name, p.price, p.tax_class, p.department, p.unit, p.deposit, p.age_limit, "
    "p.price_bound, p.kind, k.name, k.units, k.price, k.deposit "
    "FROM product_code c JOIN product p ON p.number = c.product LEFT JOIN pack k ON k.number = c.pack WHERE c.code = ?"
)
_ADD_PRODUCT = (
    "INSERT INTO product (number, rank, name, price, tax_class, department, unit, deposit, age_limit, price_bound, "
    "incomplete, kind) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_PRODUCT = (
    "SELECT name, price, tax_class, department, unit, deposit, age_limit, price_bound, incomplete, kind "
    "FROM product WHERE number = ?"
)
_UPDATE_PRODUCT = (
    "UPDATE product SET name = ?, price = ?, tax_class = ?, department = ?, unit = ?, deposit = ?, age_limit = ?, "
    "price_bound = ?, incomplete = ?, kind = ? WHERE number = ?"
)
_CODES = "SELECT raw, pack FROM product_code WHERE product = ? ORDER BY code"
_PACK = "SELECT name, units, price, deposit FROM pack WHERE number = ?"
_ADD_CODE = "INSERT INTO product_code (code, product, pack, raw) VALUES (?, ?, ?, ?)"
_ADD_PACK = "INSERT INTO pack (number, product, name, units, price, deposit) VALUES (?, ?, ?, ?, ?, ?)"


class CatalogTable:
    """Implements `ports.CatalogBook`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._deposits: dict[str, DepositType] | None = None

    def forget(self) -> None:
        """Drop what is kept in memory, as after a rollback."""
        self._deposits = None

    def article(self, key: str) -> Article | None:
        """What this code sells."""
        row = self._connection.execute(_ARTICLE, (key,)).fetchone()
        if row is None:
            return None
        raw, number, name, price, tax_class, department, unit, deposit, age_limit, bound, kind, *pack = row
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
        name, price, tax_class, department, unit, deposit, age_limit, bound, incomplete, kind = row
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
            packs=self._packs({pack: raw for raw, pack in codes if pack is not None}),
        )

    def _packs(self, codes: dict[int, str]) -> tuple[Pack, ...]:
        rows = [self._connection.execute(_PACK, (number,)).fetchone() for number in codes]
        return tuple(
            Pack(code, name, Quantity(units), Money(price), deposit)
            for code, (name, units, price, deposit) in zip(codes.values(), rows, strict=True)
        )

    def save(self, product: Product) -> int:
        """Write a product, new or changed."""
        if product.number is None:
            self.add_many([product])
            return self.product_number(lookup_key(product.codes[0])) or 0
        self._update(product, product.number)
        return product.number

    def _update(self, product: Product, number: int) -> None:
        row = self._connection.execute("SELECT rank, name FROM product WHERE number = ?", (number,)).fetchone()
        if row is None:
            raise Refused("no_such_product", _("This product is not in the list any more."))
        rank, name = row
        self._connection.execute(_UPDATE_PRODUCT, (*_fields(product), number))
        if name != product.name:
            search.unindex(self._connection, rank, name)
            search.index(self._connection, [(rank, product.name)])
        self._connection.execute("DELETE FROM product_code WHERE product = ?", (number,))
        self._connection.execute("DELETE FROM pack WHERE product = ?", (number,))
        self._add_codes([(product, number)])

    def add_many(self, products: Iterable[Product]) -> int:
        """Write many new products at once."""
        last, rank = self._connection.execute(
            "SELECT ifnull(max(number), 0), ifnull(max(rank), 0) FROM product"
        ).fetchone()
        numbered = [(product, last + offset) for offset, product in enumerate(products, 1)]
        self._connection.executemany(
            _ADD_PRODUCT, [(number, rank + number - last, *_fields(product)) for product, number in numbered]
        )
        search.index(self._connection, ((rank + number - last, product.name) for product, number in numbered))
        self._add_codes(numbered)
        return len(numbered)

    def _add_codes(self, numbered: Sequence[tuple[Product, int]]) -> None:
        (last,) = self._connection.execute("SELECT ifnull(max(number), 0) FROM pack").fetchone()
        codes: list[tuple[str, int, int | None, str]] = []
        packs = []
        for product, number in numbered:
            codes += [(lookup_key(code), number, None, code) for code in product.codes]
            for pack in product.packs:
                last += 1
                packs.append((last, number, pack.name, pack.units.thousandths, pack.price.cents, pack.deposit))
                codes.append((lookup_key(pack.code), number, last, pack.code))
        self._connection.executemany(_ADD_PACK, packs)
        try:
            self._connection.executemany(_ADD_CODE, codes)
        except sqlite3.IntegrityError as error:
            raise Refused("code_taken", self._taken(codes)) from error

    def _taken(self, codes: Sequence[tuple[str, int, int | None, str]]) -> str:
        for code, number, _pack, raw in codes:
            owner = self.product_number(code)
            if owner is not None and owner != number:
                (name,) = self._connection.execute("SELECT name FROM product WHERE number = ?", (owner,)).fetchone()
                return _("The code {code} belongs to {name} already.").format(code=raw, name=name)
        return _("A code stands twice in this product.")

    def departments(self) -> list[Department]:
        """All departments."""
        rows = self._connection.execute("SELECT name, tax_class, colour, age_limit FROM department ORDER BY position")
        return [Department(*row) for row in rows]

    def put_departments(self, departments: Sequence[Department]) -> None:
        """Add or change departments."""
        (last,) = self._connection.execute("SELECT ifnull(max(position), 0) FROM department").fetchone()
        self._connection.executemany(
            "INSERT INTO department (name, position, tax_class, colour, age_limit) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (name) DO UPDATE SET tax_class = excluded.tax_class, colour = excluded.colour, "
            "age_limit = excluded.age_limit",
            [(d.name, last + n, d.tax_class, d.colour, d.age_limit) for n, d in enumerate(departments, 1)],
        )

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


def _fields(product: Product) -> tuple[object, ...]:
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
    )
