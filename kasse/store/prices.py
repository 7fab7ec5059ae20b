"""Implements `books.prices.PriceBook`."""

import sqlite3
from collections.abc import Sequence

from kasse.books.prices import ProductFacts
from kasse.money import Money
from kasse.quantity import Quantity

_FACTS = "product, content, content_unit, cost, life, label, brand"


class PriceTable:
    """Implements `books.prices.PriceBook`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

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
                    None if one.label is None else one.label.cents,
                    one.brand,
                )
                for one in facts
            ],
        )


def _facts_of(row: tuple[int, int | None, str, int | None, int | None, int | None, str]) -> ProductFacts:
    product, content, content_unit, cost, life, label, brand = row
    return ProductFacts(
        product,
        None if content is None else Quantity(content),
        content_unit,
        cost,
        life,
        None if label is None else Money(label),
        brand,
    )
