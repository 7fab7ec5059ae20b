"""Implements `books.buying.BuyingBook`."""

import sqlite3


class BuyingTable:
    """Implements `books.buying.BuyingBook`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
