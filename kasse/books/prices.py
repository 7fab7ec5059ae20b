"""The price book: price changes, promotions, and what else the owner keeps of a product."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from kasse.money import Money
from kasse.quantity import Quantity


class ProductFacts(NamedTuple):
    """What else the owner keeps of a product; what is not known is None or empty.

    `content` in `content_unit` ("kg", "l", "m", "piece") is what one piece holds, for the unit price (PAngV). `cost` is
    the last net cost of one piece or kilogram, in hundredths of a cent: a bottle of a crate has no whole cents.
    `life` is days from delivery to expiry, `label` the price that stands on the shelf.
    """

    product: int
    content: Quantity | None = None
    content_unit: str = ""
    cost: int | None = None
    life: int | None = None
    label: Money | None = None
    brand: str = ""


class PriceBook(Protocol):
    """What the services ask of the store."""

    def facts(self, product: int) -> ProductFacts:
        """What is kept of a product; empty where nothing is."""
        ...

    def put_facts(self, facts: Sequence[ProductFacts]) -> None:
        """Keep it, in the place of what was kept before."""
        ...
