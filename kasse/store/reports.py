"""Implements `books.reports.ReportBook`."""

import sqlite3


class ReportTable:
    """Implements `books.reports.ReportBook`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
