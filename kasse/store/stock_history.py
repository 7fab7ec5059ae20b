"""What moved a product. Documents are found by an index that leaves sales out; those are read by shift and day."""

import sqlite3
from datetime import UTC, date, datetime, time
from uuid import UUID

from kasse.books.stock import Arrival, Movement, Reason
from kasse.clock import from_milliseconds
from kasse.money import Money
from kasse.quantity import Quantity

DAYS = 120
"""So many business days with sales are looked back for their sums."""
ARRIVALS = 400
"""More documents than these are too old to say anything of what is on the shelf."""

_DOCUMENTS = (
    "SELECT m.at, m.reason, m.quantity, m.who, ifnull(d.note, ''), ifnull(d.reference, ''), ifnull(b.code, ''), "
    "t.cost, m.document FROM stock_movement m LEFT JOIN stock_document d ON d.id = m.document "
    "LEFT JOIN stock_detail t ON t.document = m.document AND t.position = m.position "
    "LEFT JOIN batch b ON b.number = t.batch "
    "WHERE m.product = ? AND m.reason NOT IN ('sale', 'return') ORDER BY m.at DESC LIMIT ?"
)
_OPEN_SHIFT = (
    "SELECT s.completed_at, m.reason, m.quantity, m.who, s.receipt_no FROM sale s "
    "JOIN stock_movement m ON m.document = s.id "
    "WHERE s.receipt_no >= ? AND m.product = ? ORDER BY s.receipt_no DESC LIMIT ?"
)
_FIRST_RECEIPT = (
    "SELECT first_receipt_no FROM shift WHERE number > (SELECT ifnull(max(shift), 0) FROM z_report) ORDER BY number"
)
_NEXT_DAY = "SELECT max(day) FROM stock_day WHERE day < ?"
_ONE_DAY = "SELECT reason, sum(quantity) FROM stock_day WHERE day = ? AND product = ? GROUP BY reason"
_ARRIVALS = (
    "SELECT m.at, m.reason, m.quantity, t.batch, m.document, ifnull(d.reference, ''), d.supplier "
    "FROM stock_movement m LEFT JOIN stock_document d ON d.id = m.document "
    "LEFT JOIN stock_detail t ON t.document = m.document AND t.position = m.position "
    "WHERE m.product = ? AND m.reason NOT IN ('sale', 'return') ORDER BY m.at DESC LIMIT ?"
)


def movements(connection: sqlite3.Connection, product: int, limit: int) -> list[Movement]:
    """What moved a product, the newest first."""
    found = [*_documents(connection, product, limit), *_sales(connection, product, limit), *_days(connection, product)]
    return sorted(found, key=lambda movement: movement.at, reverse=True)[:limit]


def _documents(connection: sqlite3.Connection, product: int, limit: int) -> list[Movement]:
    return [
        Movement(
            from_milliseconds(at), Reason(reason), Quantity(quantity), who, note, reference, batch,
            None if cost is None else Money(cost), UUID(bytes=document),
        )
        for at, reason, quantity, who, note, reference, batch, cost, document in connection.execute(
            _DOCUMENTS, (product, limit)
        )
    ]  # fmt: skip


def _sales(connection: sqlite3.Connection, product: int, limit: int) -> list[Movement]:
    """The sales of the open shift, one by one; none where no shift is open."""
    first = connection.execute(_FIRST_RECEIPT).fetchone()
    if first is None:
        return []
    rows = connection.execute(_OPEN_SHIFT, (first[0], product, limit))
    return [
        Movement(from_milliseconds(at), Reason(reason), Quantity(quantity), who, receipt_no=number)
        for at, reason, quantity, who, number in rows
    ]


def _days(connection: sqlite3.Connection, product: int) -> list[Movement]:
    """The sums of the days before: the days are stepped through by their key, not read row by row."""
    found: list[Movement] = []
    (day,) = connection.execute(_NEXT_DAY, ("9999",)).fetchone()
    for _step in range(DAYS):
        if day is None:
            break
        ended = datetime.combine(date.fromisoformat(day), time(12), UTC)
        for reason, quantity in connection.execute(_ONE_DAY, (day, product)):
            found.append(Movement(ended, Reason(reason), Quantity(quantity)))
        (day,) = connection.execute(_NEXT_DAY, (day,)).fetchone()
    return found


def arrivals(connection: sqlite3.Connection, product: int) -> list[Arrival]:
    """What documents moved of a product, the oldest first."""
    rows = connection.execute(_ARRIVALS, (product, ARRIVALS)).fetchall()
    return [
        Arrival(from_milliseconds(at), Reason(reason), Quantity(quantity), batch, UUID(bytes=id_), reference, supplier)
        for at, reason, quantity, batch, id_, reference, supplier in reversed(rows)
    ]
