"""Press by the issue: deliveries and remissions, and what receipts say of issues."""

import sqlite3
from datetime import datetime
from uuid import UUID

from kasse.books.counting import PressDocument, PressKind, PressLine, PressSale
from kasse.clock import from_milliseconds, milliseconds
from kasse.money import Money
from kasse.store import journal

_HEAD = "kind, at, who, reference, receipt_no"
_LINE = "position, title, issue, name, price, count, expected"
_SALES = (
    "SELECT s.receipt_no, l.code, l.addon, l.quantity / 1000 FROM sale s JOIN sale_line l ON l.sale = s.id "
    "WHERE s.receipt_no > ? AND l.kind = 'press' AND l.voided = 0"
)


class PressRows:
    """The part of the counting book that is about press."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put_press(self, document: PressDocument) -> bool:
        """Book it once, chained."""
        id_, execute = document.id.bytes, self._connection.execute
        if execute("SELECT 1 FROM press_document WHERE id = ?", (id_,)).fetchone():
            return False
        (receipt_no,) = execute("SELECT value FROM counter WHERE name = 'receipt'").fetchone()
        at = milliseconds(document.at)
        head = (document.kind.value, at, document.who, document.reference, receipt_no)
        lines = [
            (
                number,
                line.title,
                line.issue,
                line.name,
                None if line.price is None else line.price.cents,
                line.pieces,
                line.expected,
            )
            for number, line in enumerate(document.lines, 1)
        ]
        execute(f"INSERT INTO press_document (id, {_HEAD}) VALUES (?, ?, ?, ?, ?, ?)", (id_, *head))  # noqa: S608
        self._connection.executemany(
            f"INSERT INTO press_line (document, {_LINE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            [(id_, *line) for line in lines],
        )
        journal.append(self._connection, at, "press", document.id.hex, [head, lines])
        return True

    def press_documents(self, since: datetime) -> list[PressDocument]:
        """The oldest first; of the same instant, as the receipts lay between them."""
        rows = self._connection.execute(
            f"SELECT id, {_HEAD} FROM press_document WHERE at >= ? ORDER BY at, receipt_no, id",  # noqa: S608
            (milliseconds(since),),
        ).fetchall()
        return [self._document(row) for row in rows]

    def press_document(self, document: UUID) -> PressDocument | None:
        """One of them."""
        row = self._connection.execute(
            f"SELECT id, {_HEAD} FROM press_document WHERE id = ?",  # noqa: S608
            (document.bytes,),
        ).fetchone()
        return None if row is None else self._document(row)

    def _document(self, row: tuple[bytes, str, int, str, str, int]) -> PressDocument:
        id_, kind, at, who, reference, receipt_no = row
        lines = tuple(
            PressLine(title, issue, name, None if price is None else Money(price), count, expected)
            for _number, title, issue, name, price, count, expected in self._connection.execute(
                f"SELECT {_LINE} FROM press_line WHERE document = ? ORDER BY position",  # noqa: S608
                (id_,),
            )
        )
        return PressDocument(UUID(bytes=id_), PressKind(kind), from_milliseconds(at), who, reference, lines, receipt_no)

    def press_sales(self, after: int) -> list[PressSale]:
        """Receipts behind a number, line by line."""
        return [PressSale(*row) for row in self._connection.execute(_SALES, (after,))]


def press_rows(connection: sqlite3.Connection, id_: bytes) -> list[object]:
    """What the journal's entry of a press document stands for."""
    head = connection.execute(f"SELECT {_HEAD} FROM press_document WHERE id = ?", (id_,)).fetchone()  # noqa: S608
    lines = connection.execute(f"SELECT {_LINE} FROM press_line WHERE document = ? ORDER BY position", (id_,))  # noqa: S608
    return [head, lines.fetchall()]
