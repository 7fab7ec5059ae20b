"""Implements `books.promotions.PromotionBook`."""

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

from kasse.books.promotions import Result
from kasse.money import Money

if TYPE_CHECKING:
    from kasse.promotions.rules import Promotion

_COLUMNS = "number, active, data"
_RESULT = (
    "SELECT count(DISTINCT s.sale), coalesce(sum(s.amount), 0) FROM sale_promotion s "
    "JOIN sale ON sale.id = s.sale WHERE s.promotion = ? AND sale.state = 'completed'"
)


class PromotionTable:
    """Implements `books.promotions.PromotionBook`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def all(self) -> "list[Promotion]":
        """Every promotion, the newest first."""
        return self._read(f"SELECT {_COLUMNS} FROM promotion ORDER BY number DESC")  # noqa: S608

    def active(self) -> "list[Promotion]":
        """Those that are switched on, by their numbers."""
        return self._read(f"SELECT {_COLUMNS} FROM promotion WHERE active = 1 ORDER BY number")  # noqa: S608

    def get(self, number: int) -> "Promotion | None":
        """One of them."""
        found = self._read(f"SELECT {_COLUMNS} FROM promotion WHERE number = ?", number)  # noqa: S608
        return found[0] if found else None

    def _read(self, sql: str, *values: object) -> "list[Promotion]":
        rows = self._connection.execute(sql, values).fetchall()
        return [_promotion_of(*row) for row in rows]

    def save(self, promotion: "Promotion") -> "Promotion":
        """Write one, new or changed; gives it with its number."""
        from kasse.records import to_json

        data = to_json(replace(promotion, number=None, active=True))
        row = (promotion.name, int(promotion.active), data)
        if promotion.number is None:
            added = self._connection.execute("INSERT INTO promotion (name, active, data) VALUES (?, ?, ?)", row)
            return replace(promotion, number=added.lastrowid)
        self._connection.execute(
            "UPDATE promotion SET name = ?, active = ?, data = ? WHERE number = ?", (*row, promotion.number)
        )
        return promotion

    def result(self, number: int) -> Result:
        """What it has given so far."""
        sales, amount = self._connection.execute(_RESULT, (number,)).fetchone()
        return Result(sales, Money(amount))

    def used_by(self, coupon: str) -> "Promotion | None":
        """The promotion that has this coupon."""
        from kasse.promotions.rules import coupon_key

        found = [one for one in self.all() if one.coupon and coupon_key(one.coupon) == coupon]
        return next((one for one in found if one.active), found[0] if found else None)

    def groups(self) -> list[str]:
        """The groups of customers there are."""
        return [name for (name,) in self._connection.execute("SELECT name FROM customer_group ORDER BY name")]


def _promotion_of(number: int, active: int, data: str) -> "Promotion":
    from kasse.promotions.rules import Promotion
    from kasse.records import from_json

    return replace(from_json(Promotion, data), number=number, active=bool(active))
