"""The buying book: suppliers, what they sell, and orders."""

from typing import Protocol


class BuyingBook(Protocol):
    """What the services ask of the store."""
