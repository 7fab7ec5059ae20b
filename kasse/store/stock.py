"""Implements `books.stock.StockBook`: the ledger of movements, levels and documents; batches and work stand beside."""

import sqlite3
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from kasse.books.stock import (
    Arrival,
    Batch,
    DepositCharge,
    Movement,
    Reason,
    StockDocument,
    StockEntry,
    StockWork,
)
from kasse.clock import from_milliseconds, milliseconds
from kasse.money import Money
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
_ADD_DEPOSIT = "INSERT INTO stock_deposit (document, deposit, value, name, quantity) VALUES (?, ?, ?, ?, ?)"
_ADD_LEVEL = (
    "INSERT INTO stock_level (product, quantity) VALUES (?, ?) "
    "ON CONFLICT (product) DO UPDATE SET quantity = quantity + excluded.quantity"
)
_HEAD = "id, kind, at, who, note, reference, supplier, purchase_order"
_ENTRIES = (
    "SELECT m.product, m.quantity, t.cost, t.batch, t.expected, t.counted FROM stock_movement m "
    "LEFT JOIN stock_detail t ON t.document = m.document AND t.position = m.position "
    "WHERE m.document = ? ORDER BY m.position"
)
_DEPOSITS = "SELECT deposit, name, value, quantity FROM stock_deposit WHERE document = ? ORDER BY deposit, value"


class StockTable:
    """Implements `books.stock.StockBook`. What only the owner asks for is in modules of its own."""

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
        deposits = deposit_rows(document.deposits)
        connection = self._connection
        connection.execute(_ADD_DOCUMENT, (id_, *head))
        connection.executemany(_ADD_MOVEMENT, [(id_, *row) for row in moved])
        connection.executemany(_ADD_DETAIL, [(id_, *row) for row in details])
        connection.executemany(_ADD_DEPOSIT, [(id_, *row) for row in deposits])
        connection.executemany(_ADD_LEVEL, [(row[1], row[2]) for row in moved])
        extra = [deposits] if deposits else []
        journal.append(connection, at, "document", document.id.hex, [head, moved, details, *extra])
        return True

    def document(self, document: UUID) -> StockDocument | None:
        """A booked document."""
        row = self._connection.execute(
            f"SELECT {_HEAD} FROM stock_document WHERE id = ?",  # noqa: S608
            (document.bytes,),
        ).fetchone()
        return None if row is None else self._document(row)

    def documents(self, kinds: Sequence[Reason], limit: int = 50) -> list[StockDocument]:
        """The last documents of some kinds; ids that sort by time would be quicker still, but anybody may make them."""
        marks = ", ".join("?" * len(kinds))
        rows = self._connection.execute(
            f"SELECT {_HEAD} FROM stock_document WHERE kind IN ({marks}) ORDER BY at DESC, id DESC LIMIT ?",  # noqa: S608
            (*(kind.value for kind in kinds), limit),
        ).fetchall()
        return [self._document(row) for row in rows]

    def _document(self, row: tuple[bytes, str, int, str, str, str, int | None, bytes | None]) -> StockDocument:
        id_, kind, at, who, note, reference, supplier, order = row
        entries = self._connection.execute(_ENTRIES, (id_,)).fetchall()
        deposits = self._connection.execute(_DEPOSITS, (id_,)).fetchall()
        return StockDocument(
            id=UUID(bytes=id_),
            kind=Reason(kind),
            at=from_milliseconds(at),
            who=who,
            note=note,
            entries=tuple(_entry_of(*entry) for entry in entries),
            reference=reference,
            supplier=supplier,
            purchase_order=None if order is None else UUID(bytes=order),
            deposits=tuple(DepositCharge(code, name, Money(each), Quantity(n)) for code, name, each, n in deposits),
        )

    # What only the owner asks for

    def movements(self, product: int, limit: int = 60) -> list[Movement]:
        """What moved a product, the newest first."""
        from kasse.store import stock_history

        return stock_history.movements(self._connection, product, limit)

    def arrivals(self, product: int) -> list[Arrival]:
        """What documents moved of a product, the oldest first."""
        from kasse.store import stock_history

        return stock_history.arrivals(self._connection, product)

    def batch(self, product: int, code: str, best_before: date | None, at: datetime) -> int:
        """The number of a batch."""
        from kasse.store import stock_batches

        return stock_batches.number(self._connection, product, code, best_before, at)

    def batches(self, product: int, *, ended: bool = False) -> list[Batch]:
        """A product's batches."""
        from kasse.store import stock_batches

        return stock_batches.of(self._connection, product, ended=ended)

    def batches_called(self, code: str) -> list[Batch]:
        """All batches with this code."""
        from kasse.store import stock_batches

        return stock_batches.called(self._connection, code)

    def expiring(self, until: date) -> list[int]:
        """Products with a batch that expires by a day."""
        from kasse.store import stock_batches

        return stock_batches.expiring(self._connection, until)

    def product_of(self, batch: int) -> int | None:
        """Whose batch it is."""
        row = self._connection.execute("SELECT product FROM batch WHERE number = ?", (batch,)).fetchone()
        return None if row is None else int(row[0])

    def end_batches(self, batches: Sequence[int], at: datetime) -> None:
        """Nothing is left of these."""
        from kasse.store import stock_batches

        stock_batches.end(self._connection, batches, at)

    def reopen_batches(self, batches: Sequence[int]) -> None:
        """Something of these came back."""
        from kasse.store import stock_batches

        stock_batches.reopen(self._connection, batches)

    def keep_work(self, work: StockWork) -> None:
        """Keep work that is not booked yet."""
        self._connection.execute(
            "INSERT OR REPLACE INTO stock_work (id, kind, who, saved_at, body) VALUES (?, ?, ?, ?, ?)",
            (work.id.bytes, work.kind, work.who, milliseconds(work.saved_at), work.body),
        )

    def works(self, kind: str) -> list[StockWork]:
        """Work of a kind, the oldest first."""
        rows = self._connection.execute(
            "SELECT id, kind, who, saved_at, body FROM stock_work WHERE kind = ? ORDER BY id", (kind,)
        )
        return [_work_of(row) for row in rows]

    def work(self, work: UUID) -> StockWork | None:
        """One piece of work."""
        row = self._connection.execute(
            "SELECT id, kind, who, saved_at, body FROM stock_work WHERE id = ?", (work.bytes,)
        ).fetchone()
        return None if row is None else _work_of(row)

    def drop_work(self, work: UUID) -> None:
        """It is booked, or given up."""
        self._connection.execute("DELETE FROM stock_work WHERE id = ?", (work.bytes,))


def _work_of(row: tuple[bytes, str, str, int, str]) -> StockWork:
    id_, kind, who, saved_at, body = row
    return StockWork(UUID(bytes=id_), kind, who, from_milliseconds(saved_at), body)


def _entry_of(
    product: int, change: int, cost: int | None, batch: int | None, expected: int | None, counted: int | None
) -> StockEntry:
    return StockEntry(
        product,
        Quantity(change),
        None if cost is None else Money(cost),
        batch,
        None if expected is None else Quantity(expected),
        None if counted is None else Quantity(counted),
    )


def detail_row(number: int, entry: StockEntry) -> tuple[int | None, ...]:
    """What a document says of a movement, as its row without the document's id."""
    return (
        number,
        None if entry.cost is None else entry.cost.cents,
        entry.batch,
        None if entry.expected is None else entry.expected.thousandths,
        None if entry.counted is None else entry.counted.thousandths,
    )


def deposit_rows(deposits: Sequence[DepositCharge]) -> list[tuple[str, int, str, int]]:
    """The deposits of a document as rows, one for each kind and amount, in the order of their key."""
    sums: dict[tuple[str, int], tuple[str, int]] = {}
    for charge in deposits:
        key = charge.deposit, charge.each.cents
        sums[key] = charge.name, sums.get(key, ("", 0))[1] + charge.quantity.thousandths
    return [(code, each, name, count) for (code, each), (name, count) in sorted(sums.items()) if count]
