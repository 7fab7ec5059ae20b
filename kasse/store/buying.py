"""Implements `books.buying.BuyingBook`."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kasse.books.buying import (
    OPEN,
    TRANSITIONS,
    Bought,
    Incoming,
    Order,
    OrderLine,
    OrderState,
    Supplier,
    SupplierArticle,
)
from kasse.clock import from_milliseconds, milliseconds
from kasse.errors import Refused
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.records import from_json, to_json
from kasse.texts import _

_ARTICLES = (
    "SELECT a.supplier, a.product, a.article_no, a.pack, a.units, a.cost, a.aisle, a.preferred, p.name, "
    "(SELECT raw FROM product_code c WHERE c.product = a.product AND c.pack IS NULL LIMIT 1) "
    "FROM supplier_article a JOIN product p ON p.number = a.product JOIN supplier s ON s.number = a.supplier "
)
_PUT_ARTICLE = (
    "INSERT INTO supplier_article (supplier, product, article_no, pack, units, cost, aisle, preferred) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (supplier, product) DO UPDATE SET article_no = excluded.article_no, "
    "pack = excluded.pack, units = excluded.units, cost = excluded.cost, aisle = excluded.aisle, "
    "preferred = excluded.preferred"
)
_ORDERS = "SELECT id, supplier, at, who, state, expected, note, number FROM purchase_order "
_LINES = (
    "SELECT l.product, l.packs, l.units, l.pack, l.article_no, l.cost, l.received, l.reason, ifnull(p.name, '') "
    "FROM purchase_order_line l LEFT JOIN product p ON p.number = l.product WHERE l.purchase_order = ? "
    "ORDER BY l.position"
)
_ADD_LINE = (
    "INSERT INTO purchase_order_line "
    "(purchase_order, position, product, article_no, pack, packs, units, cost, received, reason) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_SOLD = (
    "SELECT day, product, sum(quantity) FROM stock_day WHERE day >= ? AND reason IN ('sale', 'return') "
    "GROUP BY day, product"
)
_NOT_SUMMED = (
    "SELECT min(first_receipt_no) FROM shift s WHERE s.business_day >= ? AND NOT EXISTS "
    "(SELECT 1 FROM shift_total t WHERE t.what = 'shift' AND t.day = s.business_day AND t.shift = s.number)"
)
_SOLD_SINCE = (
    "SELECT s.business_day, m.product, sum(m.quantity) FROM sale s JOIN stock_movement m ON m.document = s.id "
    "WHERE s.receipt_no >= ? AND s.business_day >= ? AND NOT EXISTS (SELECT 1 FROM shift_total t "
    "WHERE t.what = 'shift' AND t.day = s.business_day AND t.shift = s.shift) GROUP BY s.business_day, m.product"
)
_IS_OPEN = f"state IN ({', '.join(repr(state.value) for state in OPEN)})"


class BuyingTable:
    """Implements `books.buying.BuyingBook`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    # Suppliers

    def suppliers(self, *, former: bool = False) -> list[Supplier]:
        """All suppliers by name."""
        rows = self._connection.execute(
            "SELECT number, name, active, data FROM supplier WHERE active >= ? ORDER BY name COLLATE NOCASE, number",
            (0 if former else 1,),
        )
        return [_supplier_of(row) for row in rows]

    def supplier(self, number: int) -> Supplier | None:
        """One supplier."""
        row = self._connection.execute(
            "SELECT number, name, active, data FROM supplier WHERE number = ?", (number,)
        ).fetchone()
        return None if row is None else _supplier_of(row)

    def put_supplier(self, supplier: Supplier) -> Supplier:
        """Write a supplier, new or changed."""
        data = to_json(replace(supplier, name="", number=None, active=True))
        row = self._connection.execute(
            "INSERT INTO supplier (number, name, active, data) VALUES (?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET "
            "name = excluded.name, active = excluded.active, data = excluded.data RETURNING number",
            (supplier.number, supplier.name, int(supplier.active), data),
        ).fetchone()
        return replace(supplier, number=row[0])

    # What they sell

    def articles(self, supplier: int) -> list[SupplierArticle]:
        """What a supplier sells us."""
        return self._articles("WHERE a.supplier = ? ORDER BY a.aisle, p.name COLLATE NOCASE", (supplier,))

    def article_counts(self) -> dict[int, int]:
        """How many products each supplier sells us."""
        return dict(self._connection.execute("SELECT supplier, count(*) FROM supplier_article GROUP BY supplier"))

    def all_articles(self) -> list[SupplierArticle]:
        """What all present suppliers sell us."""
        return self._articles("WHERE s.active = 1 ORDER BY a.supplier, a.aisle, p.name COLLATE NOCASE")

    def articles_of(self, product: int) -> list[SupplierArticle]:
        """Who sells us a product."""
        return self._articles(
            "WHERE a.product = ? AND s.active = 1 ORDER BY a.preferred DESC, ifnull(a.cost * 1000 / a.units, 1 << 60), "
            "a.supplier",
            (product,),
        )

    def _articles(self, where: str, values: Sequence[object] = ()) -> list[SupplierArticle]:
        return [_article_of(row) for row in self._connection.execute(f"{_ARTICLES} {where}", values)]

    def put_articles(self, articles: Sequence[SupplierArticle]) -> None:
        """Write articles, new or changed."""
        self._connection.executemany(
            "UPDATE supplier_article SET preferred = 0 WHERE product = ? AND supplier <> ? AND preferred = 1",
            [(one.product, one.supplier) for one in articles if one.preferred],
        )
        self._connection.executemany(
            _PUT_ARTICLE,
            [
                (one.supplier, one.product, one.article_no, one.pack, one.units.thousandths, _cents(one.cost),
                 one.aisle, int(one.preferred))
                for one in articles
            ],
        )  # fmt: skip

    def remove_article(self, supplier: int, product: int) -> None:
        """The supplier does not sell it to us any more."""
        self._connection.execute("DELETE FROM supplier_article WHERE supplier = ? AND product = ?", (supplier, product))

    def bought(self) -> dict[int, Bought]:
        """The products that some present supplier sells us."""
        rows = self._connection.execute(
            "SELECT p.number, p.name, p.price, p.tax_class, p.unit <> 'piece', f.cost, f.life FROM product p "
            "LEFT JOIN product_fact f ON f.product = p.number WHERE p.number IN "
            "(SELECT a.product FROM supplier_article a JOIN supplier s ON s.number = a.supplier WHERE s.active = 1)"
        )
        return {
            number: Bought(number, name, _money(price), tax_class, bool(weighed), cost, life)
            for number, name, price, tax_class, weighed, cost, life in rows
        }

    # Orders

    def order(self, order: UUID) -> Order | None:
        """One order with its lines."""
        return next(iter(self._orders("WHERE id = ?", (order.bytes,))), None)

    def order_numbered(self, number: int) -> Order | None:
        """One order with its lines, by its number."""
        return next(iter(self._orders("WHERE number = ?", (number,))), None)

    def orders(self, limit: int = 100) -> list[Order]:
        """The last orders, the newest first."""
        return self._orders("ORDER BY number DESC LIMIT ?", (limit,))

    def open_orders(self) -> list[Order]:
        """Orders of which something is still to come."""
        return self._orders(f"WHERE {_IS_OPEN} ORDER BY ifnull(expected, '9999'), number")

    def _orders(self, where: str, values: Sequence[object] = ()) -> list[Order]:
        rows = self._connection.execute(_ORDERS + where, values).fetchall()
        return [_order_of(row, self._connection.execute(_LINES, (row[0],))) for row in rows]

    def add_order(self, order: Order) -> Order:
        """Write an order under the next number."""
        there = self.order(order.id)
        if there is not None:
            return there
        self._connection.execute(
            "INSERT INTO purchase_order (id, number, supplier, state, at, who, expected, note) "
            "VALUES (?, (SELECT ifnull(max(number), 0) + 1 FROM purchase_order), ?, ?, ?, ?, ?, ?)",
            (order.id.bytes, order.supplier, order.state.value, milliseconds(order.at), order.who,
             _day_text(order.expected), order.note),
        )  # fmt: skip
        self._add_lines(order.id, order.lines)
        return self._there(order.id)

    def put_lines(self, order: UUID, lines: Sequence[OrderLine], expected: date | None, note: str) -> None:
        """Replace the lines of a draft."""
        if self._there(order).state is not OrderState.DRAFT:
            raise Refused("order_sent", _("This order was sent already. Cancel the rest of it, or order more."))
        self._connection.execute("DELETE FROM purchase_order_line WHERE purchase_order = ?", (order.bytes,))
        self._connection.execute(
            "UPDATE purchase_order SET expected = ?, note = ? WHERE id = ?", (_day_text(expected), note, order.bytes)
        )
        self._add_lines(order, lines)

    def _add_lines(self, order: UUID, lines: Iterable[OrderLine]) -> None:
        self._connection.executemany(
            _ADD_LINE,
            [
                (order.bytes, position, line.product, line.article_no, line.pack, line.packs, line.units.thousandths,
                 _cents(line.cost), line.received.thousandths, line.reason)
                for position, line in enumerate(lines, 1)
            ],
        )  # fmt: skip

    def move(self, order: UUID, state: OrderState) -> Order:
        """Bring an order into another state."""
        there = self._there(order)
        if there.state is state:
            return there
        if (there.state, state) not in TRANSITIONS:
            raise Refused(
                "order_state", _("Order {number} has gone another way meanwhile.").format(number=there.number)
            )
        self._connection.execute("UPDATE purchase_order SET state = ? WHERE id = ?", (state.value, order.bytes))
        return there._replace(state=state)

    def received(self, order: UUID, quantities: Mapping[int, Quantity]) -> Order:
        """A delivery came, or is booked back."""
        there = self._there(order)
        left = {product: quantity.thousandths for product, quantity in quantities.items()}
        last = {line.product: position for position, line in enumerate(there.lines)}
        lines = []
        for position, line in enumerate(there.lines):
            taken = _taken(line, left.get(line.product, 0), last[line.product] == position)
            left[line.product] = left.get(line.product, 0) - taken
            lines.append(line._replace(received=Quantity(line.received.thousandths + taken)))
        self._connection.executemany(
            "UPDATE purchase_order_line SET received = ? WHERE purchase_order = ? AND position = ?",
            [(line.received.thousandths, order.bytes, position) for position, line in enumerate(lines, 1)],
        )
        after = there._replace(lines=tuple(lines))
        return self.move(order, _state_of(after))._replace(lines=after.lines)

    def incoming(self) -> list[Incoming]:
        """What open orders will bring."""
        rows = self._connection.execute(
            "SELECT l.product, l.packs * l.units - l.received, o.expected FROM purchase_order o "  # noqa: S608
            f"JOIN purchase_order_line l ON l.purchase_order = o.id WHERE o.{_IS_OPEN} "
            "AND l.packs * l.units > l.received"
        )
        return [Incoming(product, Quantity(left), _day(expected)) for product, left, expected in rows]

    def _there(self, order: UUID) -> Order:
        found = self.order(order)
        if found is None:
            raise Refused("no_such_order", _("There is no such order."))
        return found

    # What was sold, and what there is

    def sold(self, first: date) -> dict[int, dict[date, int]]:
        """Thousandths that left the shelf by sales, by product and business day."""
        since = first.isoformat()
        found: dict[int, dict[date, int]] = {}
        rows = self._connection.execute(_SOLD, (since,)).fetchall()
        (receipt,) = self._connection.execute(_NOT_SUMMED, (since,)).fetchone()
        if receipt is not None:
            rows += self._connection.execute(_SOLD_SINCE, (receipt, since)).fetchall()
        days = {text: date.fromisoformat(text) for text in {row[0] for row in rows}}
        for text, product, moved in rows:
            by_day = found.setdefault(product, {})
            by_day[days[text]] = by_day.get(days[text], 0) - moved
        return found

    def booked(self, since: datetime) -> list[tuple[int, datetime, int]]:
        """What documents moved."""
        rows = self._connection.execute(
            "SELECT m.product, d.at, m.quantity FROM stock_document d JOIN stock_movement m ON m.document = d.id "
            "WHERE d.at >= ?",
            (milliseconds(since),),
        )
        return [(product, from_milliseconds(at), moved) for product, at, moved in rows]

    def levels(self) -> dict[int, int]:
        """Thousandths on stock."""
        return dict(self._connection.execute("SELECT product, quantity FROM stock_level"))


def _taken(line: OrderLine, left: int, last: bool) -> int:
    """How much of a delivery belongs to a line: the last one of a product takes what is too much."""
    if left < 0:
        return max(left, -line.received.thousandths)
    return left if last else min(left, line.outstanding.thousandths)


def _state_of(order: Order) -> OrderState:
    """How far an order is by what came."""
    if order.state is OrderState.DRAFT:
        raise Refused("order_not_sent", _("Order {number} was not sent yet.").format(number=order.number))
    given_up = order.state in (OrderState.CANCELLED, OrderState.CLOSED)
    if not any(line.received for line in order.lines):
        return OrderState.CANCELLED if given_up else OrderState.ORDERED
    if not any(line.outstanding for line in order.lines):
        return OrderState.RECEIVED
    return OrderState.CLOSED if given_up else OrderState.PARTLY


def _supplier_of(row: tuple[Any, ...]) -> Supplier:
    number, name, active, data = row
    return replace(from_json(Supplier, data), number=number, name=name, active=bool(active))


def _article_of(row: tuple[Any, ...]) -> SupplierArticle:
    supplier, product, article_no, pack, units, cost, aisle, preferred, name, code = row
    return SupplierArticle(
        supplier, product, article_no, pack, Quantity(units), _money(cost), aisle, bool(preferred), name, code or ""
    )


def _order_of(row: tuple[Any, ...], lines: Iterable[tuple[Any, ...]]) -> Order:
    id_, supplier, at, who, state, expected, note, number = row
    return Order(
        UUID(bytes=id_),
        supplier,
        from_milliseconds(at),
        who,
        tuple(_line_of(line) for line in lines),
        OrderState(state),
        _day(expected),
        note,
        number,
    )


def _line_of(row: tuple[Any, ...]) -> OrderLine:
    product, packs, units, pack, article_no, cost, received, reason, name = row
    return OrderLine(product, packs, Quantity(units), pack, article_no, _money(cost), Quantity(received), reason, name)


def _money(cents: int | None) -> Money | None:
    return None if cents is None else Money(cents)


def _cents(money: Money | None) -> int | None:
    return None if money is None else money.cents


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
