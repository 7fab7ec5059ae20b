"""Search while typing: FTS5 over names, with prefixes for words and trigrams for parts of words.

The rowid is the product's sales rank, so results come in that order by themselves and no ranking is computed
(bm25 on one letter costs a thousand times more). The indexes keep no texts of their own.
"""

import sqlite3
import unicodedata
from collections.abc import Iterable

from kasse.barcodes import lookup_key
from kasse.barcodes.keys import is_digits
from kasse.catalog import Found, Unit
from kasse.money import Money

STATEMENTS = (
    "CREATE VIRTUAL TABLE product_words USING fts5(name, content='', prefix='1 2 3', tokenize='unicode61')",
    "CREATE VIRTUAL TABLE product_parts USING fts5(name, content='', tokenize='trigram')",
)

_FOUND = (
    "SELECT p.rank, p.number, p.name, p.price, p.unit, "
    "(SELECT raw FROM product_code c WHERE c.product = p.number AND c.pack IS NULL LIMIT 1) "
)
_BY_WORDS = (
    f"{_FOUND} FROM product_words w JOIN product p ON p.rank = w.rowid WHERE w.name MATCH ? ORDER BY w.rowid LIMIT ?"
)
_BY_PARTS = (
    f"{_FOUND} FROM product_parts w JOIN product p ON p.rank = w.rowid WHERE w.name MATCH ? ORDER BY w.rowid LIMIT ?"
)
_BY_CODE = (
    f"{_FOUND} FROM product_code k JOIN product p ON p.number = k.product "
    "WHERE k.code >= ? AND k.code < ? ORDER BY k.code LIMIT ?"
)


def fold(text: str) -> str:
    """How names and queries are compared: no case, no accents, ß as ss."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def index(connection: sqlite3.Connection, entries: Iterable[tuple[int, str]]) -> None:
    """Add products: rank and name."""
    rows = [(rank, fold(name)) for rank, name in entries]
    for table in ("product_words", "product_parts"):
        connection.executemany(f"INSERT INTO {table}(rowid, name) VALUES (?, ?)", rows)  # noqa: S608


def unindex(connection: sqlite3.Connection, rank: int, name: str) -> None:
    """Take a product out, under the name it was added with."""
    for table in ("product_words", "product_parts"):
        connection.execute(
            f"INSERT INTO {table}({table}, rowid, name) VALUES ('delete', ?, ?)",  # noqa: S608
            (rank, fold(name)),
        )


def words_of(text: str) -> list[str]:
    """What a query looks for, folded."""
    cleaned = "".join(character if character.isalnum() else " " for character in fold(text))
    return cleaned.split()


def words_query(words: list[str]) -> str:
    """All of these words begin so."""
    return " ".join(f'"{word}"*' for word in words)


def parts_query(words: list[str]) -> str:
    """All of these are parts of words; empty where one is too short for that."""
    return " ".join(f'"{word}"' for word in words) if all(len(word) >= 3 for word in words) else ""


def code_starts(text: str, words: list[str]) -> list[str]:
    """How the key of a code could begin where the text may be one."""
    if len(words) != 1 or not any(c.isdigit() for c in words[0]):
        return []
    typed = text.strip()
    start = typed.lstrip("0") if is_digits(typed) else ""
    return [lookup_key(typed)] + ([start] if start not in ("", lookup_key(typed)) else [])


def _by_code(connection: sqlite3.Connection, text: str, limit: int) -> list[tuple[int, int, str, int | None, str, str]]:
    """What has this code or begins so: the first 8 or 10 digits of 13 may look like a UPC-E or an ISBN-10."""
    return [row for start in code_starts(text, words_of(text)) for row in _code_begins(connection, start, limit)]


def _code_begins(
    connection: sqlite3.Connection, start: str, limit: int
) -> list[tuple[int, int, str, int | None, str, str]]:
    return connection.execute(_BY_CODE, (start, start + "\U0010ffff", limit)).fetchall()


def search(connection: sqlite3.Connection, text: str, limit: int) -> list[Found]:
    """Products by the start of a code, by words that start so, then by parts of words; never more than `limit`."""
    words = words_of(text)
    if not words:
        return []
    rows = _by_code(connection, text, limit)
    if len(rows) < limit:
        rows += connection.execute(_BY_WORDS, (words_query(words), limit)).fetchall()
    if len(rows) < limit and (parts := parts_query(words)):
        rows += connection.execute(_BY_PARTS, (parts, limit)).fetchall()
    seen = {row[0]: row for row in reversed(rows)}
    ordered = list(dict.fromkeys(row[0] for row in rows))[:limit]
    return [_found(seen[rank]) for rank in ordered]


def _found(row: tuple[int, int, str, int | None, str, str]) -> Found:
    _rank, number, name, price, unit, code = row
    return Found(number, name, code or "", None if price is None else Money(price), Unit(unit))
