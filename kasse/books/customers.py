"""The customer book: people, tabs, vouchers and stamps."""

from typing import Protocol


class CustomerBook(Protocol):
    """What the services ask of the store."""
