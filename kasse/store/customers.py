"""Implements `books.customers.CustomerBook`."""

import sqlite3


class CustomerTable:
    """Implements `books.customers.CustomerBook`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
