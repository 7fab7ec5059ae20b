"""Implements `books.stock.StockBook`: the ledger of movements, levels, documents, batches and stocktakes."""

import sqlite3

from kasse.books.stock import StockDocument, StockEntry
from kasse.clock import milliseconds
from kasse.quantity import Quantity
from kasse.store import journal

_ADD_DOCUMENT = (
    "INSERT INTO stock_document (id, kind, at, who, note, reference, supplier, purchase_order) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_ADD_MOVEMENT = (
    "INSERT INTO stock_movement (document, position, product, quantity, reason, at, who) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_ADD_DETAIL = "INSERT INTO stock_detail (document, position, cost, batch, expected, counted) VALUES (?, ?, ?, ?, ?, ?)"
_ADD_LEVEL = (
    "INSERT INTO stock_level (product, quantity) VALUES (?, ?) "
    "ON CONFLICT (product) DO UPDATE SET quantity = quantity + excluded.quantity"
)


class StockTable:
    """Implements `books.stock.StockBook`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def level(self, product: int) -> Quantity:
        """How many there are by the books."""
        row = self._connection.execute("SELECT quantity FROM stock_level WHERE product = ?", (product,)).fetchone()
        return Quantity(0 if row is None else row[0])

    def book(self, document: StockDocument) -> bool:
        """Book a document once, in the journal too."""
        id_, at = document.id.bytes, milliseconds(document.at)
        if self._connection.execute("SELECT 1 FROM stock_document WHERE id = ?", (id_,)).fetchone():
            return False
        order = document.purchase_order
        head = (document.kind.value, at, document.who, document.note, document.reference, document.supplier,
                None if order is None else order.bytes)  # fmt: skip
        moved = [
            (number, entry.product, entry.change.thousandths, document.kind.value, at, document.who)
            for number, entry in enumerate(document.entries, 1)
        ]
        details = [detail_row(number, entry) for number, entry in enumerate(document.entries, 1)]
        connection = self._connection
        connection.execute(_ADD_DOCUMENT, (id_, *head))
        connection.executemany(_ADD_MOVEMENT, [(id_, *row) for row in moved])
        connection.executemany(_ADD_DETAIL, [(id_, *row) for row in details])
        connection.executemany(_ADD_LEVEL, [(row[1], row[2]) for row in moved])
        journal.append(connection, at, "document", document.id.hex, [head, moved, details])
        return True


def detail_row(number: int, entry: StockEntry) -> tuple[int | None, ...]:
    """What a document says of a movement, as its row without the document's id."""
    return (
        number,
        None if entry.cost is None else entry.cost.cents,
        entry.batch,
        None if entry.expected is None else entry.expected.thousandths,
        None if entry.counted is None else entry.counted.thousandths,
    )
