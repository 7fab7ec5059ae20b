"""The book of lists: what was taken over, how its columns are read, and what is known of codes."""

from typing import Protocol


class ExchangeBook(Protocol):
    """What the services ask of the store."""
