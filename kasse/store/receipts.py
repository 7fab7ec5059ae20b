"""Looking back through receipts: by their numbers, downwards, and no further than was asked for.

Sales and their lines have no index but their keys, so that selling stays quick. What has no key is searched in a
stretch of the newest receipts; whoever wants more goes on from where the last search ended.
"""

import sqlite3
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kasse.clock import from_milliseconds, milliseconds
from kasse.money import Money
from kasse.ports import FoundReceipts, ReceiptLinks, ReceiptRow, ReceiptsWanted
from kasse.sale import SaleKind, TenderType

_COLUMNS = (
    "s.id, s.receipt_no, s.kind, s.completed_at, s.cashier_name, s.total, "
    "(SELECT group_concat(DISTINCT p.type) FROM payment p WHERE p.sale = s.id), "
    "EXISTS (SELECT 1 FROM sale_line l WHERE l.sale = s.id AND l.origin_sale IS NOT NULL AND l.voided = 0)"
)
_RETURNED = (
    "SELECT l.origin_sale FROM sale_line l JOIN sale s ON s.id = l.sale WHERE l.origin_sale IN ({marks}) "
    "AND l.voided = 0 AND s.state <> 'aborted' GROUP BY l.origin_sale, l.origin_position HAVING sum(l.quantity) <> 0"
)
_VOIDED = (
    "SELECT refers_to_no, receipt_no FROM sale WHERE receipt_no > ?1 AND kind = 'void' "
    "AND refers_to_no BETWEEN ?1 AND ?2"
)
_RETURNS_OF = (
    "SELECT DISTINCT o.receipt_no FROM sale_line l JOIN sale o ON o.id = l.origin_sale "
    "WHERE l.sale = ? AND l.voided = 0 ORDER BY 1"
)
_RETURNED_BY = (
    "SELECT DISTINCT s.receipt_no FROM sale_line l JOIN sale s ON s.id = l.sale WHERE l.origin_sale = ? "
    "AND l.voided = 0 AND s.kind = 'sale' AND s.receipt_no IS NOT NULL AND NOT EXISTS "
    "(SELECT 1 FROM sale v WHERE v.receipt_no > s.receipt_no AND v.refers_to = s.id AND v.kind = 'void') ORDER BY 1"
)

Condition = tuple[str, list[object]]


def find(
    connection: sqlite3.Connection, wanted: ReceiptsWanted, before: int, limit: int, look_back: int
) -> FoundReceipts:
    """Receipts below a number, the newest first."""
    lowest, before = _stretch(connection, wanted, before, look_back)
    where, values = _condition(wanted)
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM sale s WHERE s.receipt_no >= ? AND s.receipt_no < ?{where} "  # noqa: S608
        "ORDER BY s.receipt_no DESC LIMIT ?",
        (lowest, before, *values, limit),
    ).fetchall()
    down_to = rows[-1][1] if len(rows) == limit else lowest
    if wanted.number is not None or wanted.since is not None:
        down_to = down_to if len(rows) == limit else 0
    return FoundReceipts(_receipt_rows(connection, rows), 0 if down_to <= 1 else down_to, _moment(connection, down_to))


def _stretch(connection: sqlite3.Connection, wanted: ReceiptsWanted, before: int, look_back: int) -> tuple[int, int]:
    """From which number on, and below which, is looked."""
    if wanted.number is not None:
        return wanted.number, min(before, wanted.number + 1)
    if wanted.since is not None and wanted.until is not None:
        first, end = _shifts_of(connection, milliseconds(wanted.since), milliseconds(wanted.until))
        return first, min(before, end)
    return max(1, before - look_back), before


def _shifts_of(connection: sqlite3.Connection, since: int, until: int) -> tuple[int, int]:
    """The numbers that the shifts of a stretch of time may have given: from the one that was open when it began."""
    (first,) = connection.execute(
        "SELECT ifnull(max(first_receipt_no), 1) FROM shift WHERE opened_at <= ?", (since,)
    ).fetchone()
    (end,) = connection.execute(
        "SELECT ifnull(min(first_receipt_no), ?) FROM shift WHERE opened_at >= ?", (1 << 62, until)
    ).fetchone()
    return int(first), int(end)


def _condition(wanted: ReceiptsWanted) -> Condition:
    if wanted.amount is not None:
        return " AND abs(s.total) = ?", [wanted.amount.cents]
    if wanted.since is not None and wanted.until is not None:
        return " AND s.completed_at >= ? AND s.completed_at < ?", [
            milliseconds(wanted.since),
            milliseconds(wanted.until),
        ]
    if wanted.words:
        return _has_line(*_named(wanted.words))
    if wanted.product is not None:
        return _has_line("l.product = ?", [wanted.product])
    if wanted.code:
        return _has_line("l.code IN (?, ?)", [wanted.code, wanted.raw_code])
    return "", []


def _has_line(condition: str, values: list[object]) -> Condition:
    return (
        f" AND EXISTS (SELECT 1 FROM sale_line l WHERE l.sale = s.id AND l.voided = 0 AND {condition})",  # noqa: S608
        values,
    )


def _named(words: Sequence[str]) -> Condition:
    """All words in the name; one word alone may also begin the code."""
    named = " AND ".join(["l.name LIKE ? ESCAPE '\\'"] * len(words))
    patterns: list[object] = [f"%{_pattern(word)}%" for word in words]
    if len(words) > 1:
        return f"({named})", patterns
    return f"({named} OR l.code LIKE ? ESCAPE '\\')", [*patterns, f"{_pattern(words[0])}%"]


def _pattern(word: str) -> str:
    """A word for LIKE, which knows large and small of ASCII letters only: any other sign may be any."""
    composed = unicodedata.normalize("NFC", word)
    escaped = "".join(f"\\{sign}" if sign in "%_\\" else sign for sign in composed)
    return "".join(sign if sign.isascii() else "_" for sign in escaped)


def _moment(connection: sqlite3.Connection, number: int) -> datetime | None:
    row = connection.execute("SELECT completed_at FROM sale WHERE receipt_no = ?", (number,)).fetchone()
    return None if row is None else from_milliseconds(row[0])


def _receipt_rows(connection: sqlite3.Connection, rows: list[tuple[Any, ...]]) -> tuple[ReceiptRow, ...]:
    if not rows:
        return ()
    voided = _voided(connection, rows[-1][1], rows[0][1])
    returned = _returned(connection, [row[0] for row in rows])
    return tuple(
        ReceiptRow(
            number=number,
            kind=SaleKind(kind),
            at=from_milliseconds(at),
            cashier=cashier,
            total=Money(total),
            paid=tuple(TenderType(name) for name in (paid or "").split(",") if name),
            voided_by=voided.get(number),
            returned=id_ in returned,
            gives_back=bool(gives_back),
        )
        for id_, number, kind, at, cashier, total, paid, gives_back in rows
    )


def _voided(connection: sqlite3.Connection, lowest: int, highest: int) -> dict[int, int]:
    """Which of a stretch of receipts are void, and by which; voids lie behind what they void."""
    return dict(connection.execute(_VOIDED, (lowest, highest)).fetchall())


def _returned(connection: sqlite3.Connection, ids: list[bytes]) -> set[bytes]:
    marks = ", ".join("?" * len(ids))
    return {id_ for (id_,) in connection.execute(_RETURNED.format(marks=marks), ids)}


def links(connection: sqlite3.Connection, id_: bytes, voided_by: int | None) -> ReceiptLinks:
    """What refers to a sale, and what it refers to."""
    (voids,) = connection.execute("SELECT refers_to_no FROM sale WHERE id = ?", (id_,)).fetchone()
    returns_of = () if voids is not None else _numbers(connection, _RETURNS_OF, id_)
    return ReceiptLinks(voids, voided_by, returns_of, _numbers(connection, _RETURNED_BY, id_))


def _numbers(connection: sqlite3.Connection, query: str, id_: bytes) -> tuple[int, ...]:
    return tuple(number for (number,) in connection.execute(query, (id_,)))
