"""Implements `books.prices.PriceBook`."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kasse.barcodes.keys import GTIN_LENGTHS, has_check_digit, is_digits
from kasse.books.prices import (
    PlannedPrice,
    PriceChange,
    PriceList,
    PriceState,
    PricesWanted,
    ProductFacts,
    Tag,
)
from kasse.catalog import ArticleKind, Unit
from kasse.clock import from_milliseconds, milliseconds
from kasse.money import Money
from kasse.quantity import ONE, Quantity
from kasse.store import price_list
from kasse.unit_price import Content

_FACTS = "product, content, content_unit, cost, life, label, brand"
_CHANGE = 'number, product, pack, "before", price, valid_from, at, who, why, state'
_SOLD = f"kind IN ('{ArticleKind.GOODS.value}', '{ArticleKind.PRESS.value}')"
_TAG = (
    "SELECT p.number, k.number, ifnull(k.name, p.name), c.raw, CASE WHEN k.number IS NULL THEN p.price ELSE k.price "
    "END, p.unit, p.tax_class, p.department, p.price_bound, p.kind, f.content, f.content_unit, f.cost, "
    'd."each", x."each", CASE WHEN k.number IS NULL THEN f.label ELSE b.price END, k.units '
    "FROM product_code c JOIN product p ON p.number = c.product LEFT JOIN pack k ON k.number = c.pack "
    "LEFT JOIN product_fact f ON f.product = p.number LEFT JOIN deposit_type d ON d.code = p.deposit "
    "LEFT JOIN deposit_type x ON x.code = k.deposit "
    "LEFT JOIN pack_label b ON b.product = p.number AND b.pack = k.number "
)
_PLANNED = (
    f"SELECT {', '.join('g.' + name for name in _CHANGE.split(', '))}, ifnull(k.name, p.name), "  # noqa: S608
    "(SELECT raw FROM product_code c WHERE c.product = p.number AND c.pack IS k.number LIMIT 1), "
    "CASE WHEN k.number IS NULL THEN p.price ELSE k.price END, p.unit "
    "FROM price_change g JOIN product p ON p.number = g.product "
    "LEFT JOIN pack k ON k.number = g.pack AND k.product = g.product "
)
_DUE = (
    f"SELECT p.rank, p.number, 0 FROM product p LEFT JOIN product_fact f ON f.product = p.number "  # noqa: S608
    f"WHERE p.number IN (SELECT product FROM product_fact WHERE label IS NOT NULL UNION "
    f"SELECT product FROM price_change WHERE pack = 0 AND state = 'done') "
    f"AND p.price IS NOT NULL AND p.price IS NOT f.label AND p.incomplete = 0 AND p.{_SOLD} "
    "UNION ALL "
    "SELECT p.rank, p.number, k.number FROM pack k JOIN product p ON p.number = k.product "
    "LEFT JOIN pack_label b ON b.product = p.number AND b.pack = k.number "
    "WHERE k.price IS NOT b.price AND (b.price IS NOT NULL OR EXISTS (SELECT 1 FROM price_change g "
    "WHERE g.product = p.number AND g.pack = k.number AND g.state = 'done')) ORDER BY 1, 3"
)


class PriceTable:
    """Implements `books.prices.PriceBook`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    # What else is kept of a product

    def facts(self, product: int) -> ProductFacts:
        """What is kept of a product; empty where nothing is."""
        row = self._connection.execute(f"SELECT {_FACTS} FROM product_fact WHERE product = ?", (product,)).fetchone()  # noqa: S608
        return ProductFacts(product) if row is None else _facts_of(row)

    def put_facts(self, facts: Sequence[ProductFacts]) -> None:
        """Keep it, in the place of what was kept before."""
        self._connection.executemany(
            f"INSERT OR REPLACE INTO product_fact ({_FACTS}) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            [
                (
                    one.product,
                    None if one.content is None else one.content.thousandths,
                    one.content_unit,
                    one.cost,
                    one.life,
                    _cents(one.label),
                    one.brand,
                )
                for one in facts
            ],
        )

    # Changes

    def note(self, changes: Sequence[PriceChange]) -> None:
        """Write changes down, planned or done."""
        self._connection.executemany(
            f"INSERT INTO price_change ({_CHANGE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            [
                (
                    None,
                    one.product,
                    one.pack,
                    _cents(one.before),
                    _cents(one.price),
                    one.valid_from.isoformat(),
                    milliseconds(one.at),
                    one.who,
                    one.why,
                    one.state.value,
                )
                for one in changes
            ],
        )

    def set_price(self, product: int, pack: int, price: Money | None) -> None:
        """The price that holds from now on; whoever calls notes it."""
        if pack:
            self._connection.execute(
                "UPDATE pack SET price = ? WHERE number = ? AND product = ?", (_cents(price), pack, product)
            )
        else:
            self._connection.execute("UPDATE product SET price = ? WHERE number = ?", (_cents(price), product))

    def settle(self, number: int, state: PriceState, before: Money | None, day: date) -> None:
        """A planned change has become true on a day, or is cancelled."""
        self._connection.execute(
            'UPDATE price_change SET state = ?, "before" = ?, valid_from = ? WHERE number = ?',
            (state.value, _cents(before), day.isoformat(), number),
        )

    def planned(self, until: date | None = None, product: int | None = None) -> list[PlannedPrice]:
        """What is planned, the earliest day first; up to a day, or of one product."""
        wanted, values = "g.state = 'planned'", []
        if until is not None:
            wanted += " AND g.valid_from <= ?"
            values.append(until.isoformat())
        if product is not None:
            wanted += " AND g.product = ?"
            values.append(str(product))
        rows = self._connection.execute(f"{_PLANNED} WHERE {wanted} ORDER BY g.valid_from, g.number", values)
        return [
            PlannedPrice(_change_of(row[:10]), row[10], row[11] or "", _money(row[12]), Unit(row[13])) for row in rows
        ]

    def planned_count(self, until: date) -> int:
        """How many are planned up to a day."""
        (count,) = self._connection.execute(
            "SELECT count(*) FROM price_change WHERE state = 'planned' AND valid_from <= ?", (until.isoformat(),)
        ).fetchone()
        return int(count)

    def history(self, product: int) -> list[PriceChange]:
        """All that was and is planned for a product and its packs, in the order in which it held."""
        rows = self._connection.execute(
            f"SELECT {_CHANGE} FROM price_change WHERE product = ? ORDER BY valid_from, number",  # noqa: S608
            (product,),
        )
        return [_change_of(row) for row in rows]

    # Labels

    def tags(self, product: int) -> list[Tag]:
        """The product and then its packs, as they stand on the shelf; empty where there is none."""
        rows = self._connection.execute(f"{_TAG} WHERE c.product = ? ORDER BY c.code", (product,)).fetchall()
        rows.sort(key=lambda row: _is_printed(row[3]))
        firsts = {row[1]: row for row in rows}
        return [_tag_of(firsts[pack]) for pack in sorted(firsts, key=lambda pack: pack or 0)]

    def tag_of(self, key: str) -> Tag | None:
        """What has this code, by the key that `barcodes.lookup_key` makes."""
        row = self._connection.execute(f"{_TAG} WHERE c.code = ?", (key,)).fetchone()
        return None if row is None else _tag_of(row)

    def labels_due(self) -> list[tuple[int, int]]:
        """Products and packs whose price is not the one on their label, as pairs, best sellers first."""
        return [(product, pack) for _rank, product, pack in self._connection.execute(_DUE)]

    def labels_missing(self) -> int:
        """How many of these there are; none where no label was ever printed."""
        ever = "SELECT EXISTS(SELECT 1 FROM product_fact WHERE label IS NOT NULL) OR EXISTS(SELECT 1 FROM pack_label)"
        (printed,) = self._connection.execute(ever).fetchone()
        return len(self.labels_due()) if printed else 0

    def put_labels(self, labels: Sequence[tuple[int, int, Money]]) -> None:
        """These prices stand on the shelf now: product, pack and price."""
        self._connection.executemany(
            "INSERT INTO product_fact (product, content_unit, brand, label) VALUES (?, '', '', ?) "
            "ON CONFLICT (product) DO UPDATE SET label = excluded.label",
            [(product, price.cents) for product, pack, price in labels if not pack],
        )
        self._connection.executemany(
            "INSERT OR REPLACE INTO pack_label (product, pack, price) VALUES (?, ?, ?)",
            [(product, pack, price.cents) for product, pack, price in labels if pack],
        )

    # The list

    def listed(self, wanted: PricesWanted, rates: Mapping[str, int], limit: int, after: int = 0) -> PriceList:
        """A slice of the price list; best sellers first."""
        return price_list.listed(self._connection, wanted, rates, limit, after)


def _is_printed(code: str) -> bool:
    """Whether this code is one that stands on goods: of several, it is the one for the label."""
    return is_digits(code) and len(code) in GTIN_LENGTHS and has_check_digit(code)


def _cents(money: Money | None) -> int | None:
    return None if money is None else money.cents


def _money(cents: int | None) -> Money | None:
    return None if cents is None else Money(cents)


def _facts_of(row: tuple[int, int | None, str, int | None, int | None, int | None, str]) -> ProductFacts:
    product, content, content_unit, cost, life, label, brand = row
    return ProductFacts(
        product, None if content is None else Quantity(content), content_unit, cost, life, _money(label), brand
    )


def _change_of(row: Sequence[Any]) -> PriceChange:
    number, product, pack, before, price, valid_from, at, who, why, state = row
    day = date.fromisoformat(valid_from)
    return PriceChange(
        product, _money(price), day, from_milliseconds(at), who, why, pack, _money(before), PriceState(state), number
    )


def _tag_of(row: Sequence[Any]) -> Tag:
    number, pack, name, code, price, unit, tax_class, department, bound, kind, *facts = row
    content, content_unit, cost, each, crate, label, units = facts
    pieces = ONE if units is None else Quantity(units)
    deposits = [] if each is None else [pieces.price(Money(each))]
    deposits += [] if crate is None else [Money(crate)]
    return Tag(
        number,
        pack or 0,
        name,
        code,
        _money(price),
        Unit.PIECE if pack else Unit(unit),
        tax_class,
        department,
        bool(bound),
        ArticleKind(kind),
        None if content is None else Content(Quantity(content), content_unit),
        cost if cost is None or not pack else cost * pieces.thousandths // 1000,
        Money(sum(deposit.cents for deposit in deposits)) if deposits else None,
        _money(label),
        pieces,
    )
