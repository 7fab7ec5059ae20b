"""Implements `books.exchange.ExchangeBook`."""

import sqlite3


class ExchangeTable:
    """Implements `books.exchange.ExchangeBook`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
