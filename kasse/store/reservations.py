"""Implements `books.reservations.ReservationBook`."""

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from kasse.books.market import Answer
from kasse.books.reservations import (
    TRANSITIONS,
    Offered,
    Reservation,
    ReservationState,
    ReservedLine,
    WaitingAnswer,
)
from kasse.catalog import Unit
from kasse.clock import from_milliseconds, milliseconds
from kasse.errors import Refused
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.texts import _

_COLUMNS = "id, target, buyer, order_ref, at, until, state, code, note, sealed, basket, who"
_OPEN = "state IN ('pending', 'accepted')"
_NOT_PAID = (  # what was voided again, and the basket paid for something else, was not fetched
    "NOT EXISTS (SELECT 1 FROM sale s JOIN sale_line sold ON sold.sale = s.id AND NOT sold.voided "
    "JOIN reservation_line mine ON mine.reservation = r.id AND mine.product = sold.product "
    "WHERE s.id = r.basket AND s.state = 'completed')"
)
_ADD = f"INSERT INTO reservation ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"  # noqa: S608
_ADD_LINE = (
    "INSERT INTO reservation_line (reservation, position, product, key, name, quantity, price) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_MOVE = "UPDATE reservation SET state = ?, until = ?, code = ?, who = ?, ended_at = ? WHERE id = ?"
_SPOKEN_FOR = (
    "SELECT l.product, sum(l.quantity) FROM reservation r JOIN reservation_line l ON l.reservation = r.id "  # noqa: S608
    f"WHERE r.{_OPEN} AND r.state = 'accepted' AND {_NOT_PAID} GROUP BY l.product"
)
_DUE = (
    f"SELECT 1 FROM reservation r WHERE r.{_OPEN} AND (r.until <= ? OR (r.basket IS NOT NULL AND NOT {_NOT_PAID})) "  # noqa: S608
    "LIMIT 1"
)
_FORGET_SEEN = "DELETE FROM market_seen WHERE id IN (SELECT id FROM market_seen WHERE at < ? LIMIT ?)"
_NEXT_OF_KIND = (
    "SELECT other.name FROM market_target mine JOIN market_target other ON other.kind = mine.kind "
    "WHERE mine.name = market_answer.target AND other.enabled = 1 "
    "ORDER BY other.name <= mine.name, other.name LIMIT 1"
)
AT_ONCE = 500
"""So many values are asked for in one statement."""
FORGOTTEN_AT_ONCE = 5000
"""After a flood it takes some hours, and nobody waits for it."""


class ReservationTable:
    """Implements `books.reservations.ReservationBook`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    # Messages

    def seen(self, ids: Collection[str], at: datetime) -> set[str]:
        """Which of these message ids were there before; the others are remembered now."""
        before = {id_ for (id_,) in self._among("SELECT id FROM market_seen WHERE id IN ({})", ids)}
        new = [(id_, milliseconds(at)) for id_ in sorted(set(ids) - before)]
        self._connection.executemany("INSERT INTO market_seen (id, at) VALUES (?, ?)", new)
        return before

    def was_seen(self, id_: str) -> bool:
        """Whether this one was there before."""
        return self._connection.execute("SELECT 1 FROM market_seen WHERE id = ?", (id_,)).fetchone() is not None

    def forget_seen(self, before: datetime) -> None:
        """Forget messages that were looked at before then."""
        self._connection.execute(_FORGET_SEEN, (milliseconds(before), FORGOTTEN_AT_ONCE))

    def offered(self, keys: Collection[str]) -> dict[str, Offered]:
        """The articles that the world sees under these keys; one that is not shown is left out."""
        from kasse.market.view import read_view

        sql = "SELECT key, product, view FROM market_article WHERE view <> '' AND key IN ({})"
        views = [(key, product, read_view(view)) for key, product, view in self._among(sql, keys)]
        return {key: Offered(product, view.name, view.price, view.bucket, view.unit) for key, product, view in views}

    def _among(self, sql: str, values: Collection[str]) -> Iterable[tuple[Any, ...]]:
        wanted = sorted(set(values))
        for start in range(0, len(wanted), AT_ONCE):
            part = wanted[start : start + AT_ONCE]
            yield from self._connection.execute(sql.format(", ".join("?" * len(part))), part).fetchall()

    # Reservations

    def get(self, reservation: UUID) -> Reservation | None:
        """One reservation."""
        return self._one("id = ?", reservation.bytes)

    def by_code(self, code: str) -> Reservation | None:
        """The open one with this code."""
        return self._one(f"{_OPEN} AND code <> '' AND code = ?", code)

    def of_code(self, code: str) -> Reservation | None:
        """The newest one that had this code, open or not."""
        return self._one("code <> '' AND code = ? ORDER BY at DESC", code)

    def of_basket(self, basket: UUID) -> Reservation | None:
        """The one that was taken up in this basket."""
        return self._one("basket = ? ORDER BY at", basket.bytes)

    def open(self) -> list[Reservation]:
        """All open ones, the oldest first."""
        return self._read(f"{_OPEN} ORDER BY at, id")

    def last(self, limit: int) -> list[Reservation]:
        """The last ones of any state, the newest first."""
        return self._read("1 ORDER BY at DESC, id DESC LIMIT ?", limit)

    def sold(self) -> list[Reservation]:
        """Accepted ones whose basket has become a completed sale of what they hold, or of a part of it."""
        return self._read(f"state = 'accepted' AND basket IS NOT NULL AND NOT {_NOT_PAID} ORDER BY at, id")

    def due(self, at: datetime) -> bool:
        """Whether time or a sale has ended one of the open ones."""
        return self._connection.execute(_DUE, (milliseconds(at),)).fetchone() is not None

    def _one(self, condition: str, value: object) -> Reservation | None:
        found = self._read(f"{condition} LIMIT 1", value)
        return found[0] if found else None

    def _read(self, condition: str, *values: object) -> list[Reservation]:
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM reservation r WHERE {condition}",  # noqa: S608 - only constants in it
            values,
        )
        return [self._reservation(*row) for row in rows.fetchall()]

    def _reservation(
        self, id_: bytes, target: str, buyer: str, order: str, at: int, until: int, state: str, code: str, note: str,
        sealed: int, basket: bytes | None, who: str,
    ) -> Reservation:  # fmt: skip
        return Reservation(
            UUID(bytes=id_), target, buyer, order, from_milliseconds(at), from_milliseconds(until), self._lines(id_),
            ReservationState(state), code, note, bool(sealed), None if basket is None else UUID(bytes=basket), who,
        )  # fmt: skip

    def _lines(self, reservation: bytes) -> tuple[ReservedLine, ...]:
        rows = self._connection.execute(
            "SELECT l.product, l.key, l.name, l.quantity, l.price, ifnull(p.unit, 'piece') FROM reservation_line l "
            "LEFT JOIN product p ON p.number = l.product WHERE l.reservation = ? ORDER BY l.position",
            (reservation,),
        )
        return tuple(
            ReservedLine(product, key, name, Quantity(quantity), Money(price), Unit(unit))
            for product, key, name, quantity, price, unit in rows
        )

    def codes_since(self, at: datetime) -> set[str]:
        """The codes of open ones, and of all that came since then."""
        rows = self._connection.execute(
            f"SELECT code FROM reservation WHERE {_OPEN} OR at >= ?",  # noqa: S608 - only constants in it
            (milliseconds(at),),
        )
        return {code for (code,) in rows if code}

    def open_of(self, buyer: str) -> int:
        """How many open ones a buyer has."""
        return self._count(f"{_OPEN} AND buyer = ?", buyer)

    def came_since(self, at: datetime) -> int:
        """How many came since then, from whomever."""
        return self._count("at >= ?", milliseconds(at))

    def ended_since(self, buyer: str, at: datetime) -> int:
        """How many of a buyer ended without a sale since then."""
        return self._count("state IN ('lapsed', 'cancelled') AND ended_at >= ? AND buyer = ?", milliseconds(at), buyer)

    def _count(self, condition: str, *values: object) -> int:
        row = self._connection.execute(f"SELECT count(*) FROM reservation WHERE {condition}", values)  # noqa: S608
        return int(row.fetchone()[0])

    def add(self, reservation: Reservation) -> bool:
        """Write a new one; False where its id is there already."""
        one, id_ = reservation, reservation.id.bytes
        added = self._connection.execute(
            _ADD,
            (
                id_, one.target, one.buyer, one.order, milliseconds(one.at), milliseconds(one.until), one.state.value,
                one.code, one.note, int(one.sealed), None if one.basket is None else one.basket.bytes, one.who,
            ),
        )  # fmt: skip
        if not added.rowcount:
            return False
        self._connection.executemany(
            _ADD_LINE,
            [
                (id_, position, line.product, line.key, line.name, line.quantity.thousandths, line.price.cents)
                for position, line in enumerate(one.lines, 1)
            ],
        )
        return True

    def move(self, reservation: Reservation, at: datetime) -> None:
        """Write its state, time, code and who; `Refused` where `TRANSITIONS` has no such move. `at` may be its end."""
        one = reservation
        row = self._connection.execute("SELECT state FROM reservation WHERE id = ?", (one.id.bytes,)).fetchone()
        if row is None or (ReservationState(row[0]), one.state) not in TRANSITIONS:
            raise Refused("reservation_over", _("This reservation has changed meanwhile. Look at it again."))
        ended = None if one.state is ReservationState.ACCEPTED else milliseconds(at)
        values = (one.state.value, milliseconds(one.until), one.code, one.who, ended, one.id.bytes)
        self._connection.execute(_MOVE, values)

    def take_up(self, reservation: UUID, basket: UUID) -> None:
        """Remember in which basket an accepted one was taken up."""
        self._connection.execute(
            "UPDATE reservation SET basket = ? WHERE id = ? AND state = 'accepted'", (basket.bytes, reservation.bytes)
        )

    def spoken_for(self) -> dict[int, Quantity]:
        """What accepted reservations hold of each product; what was fetched and paid is not there any more."""
        return {product: Quantity(held) for product, held in self._connection.execute(_SPOKEN_FOR)}

    def forget_strangers(self, before: datetime) -> int:
        """Remove buyer, order and note of what ended before then, and the answers to it; gives how many."""
        at = milliseconds(before)
        self._connection.execute("DELETE FROM market_answer WHERE at < ?", (at,))
        forgotten = self._connection.execute(
            "UPDATE reservation SET buyer = '', order_ref = '', note = '' WHERE ended_at < ? AND buyer <> ''", (at,)
        )
        return forgotten.rowcount

    # Answers

    def queue(self, target: str, answer: Answer) -> None:
        """An answer to be sent; one with the same id is queued once."""
        import json

        body = json.dumps(answer._asdict(), ensure_ascii=False, separators=(",", ":"))
        at = answer.at * 1000
        self._connection.execute(
            "INSERT INTO market_answer (id, target, body, at, try_at, tries, error) VALUES (?, ?, ?, ?, ?, 0, '') "
            "ON CONFLICT DO NOTHING",
            (answer.id, target, body, at, at),
        )

    def answers_since(self, at: datetime) -> int:
        """How many answers were queued since then."""
        row = self._connection.execute("SELECT count(*) FROM market_answer WHERE at >= ?", (milliseconds(at),))
        return int(row.fetchone()[0])

    def waiting(self, target: str, at: datetime, limit: int) -> Sequence[WaitingAnswer]:
        """Answers that are due."""
        import json

        rows = self._connection.execute(
            "SELECT number, target, body, tries FROM market_answer "
            "WHERE sent_at IS NULL AND target = ? AND try_at <= ? ORDER BY number LIMIT ?",
            (target, milliseconds(at), limit),
        )
        return [WaitingAnswer(number, name, Answer(**json.loads(body)), tries) for number, name, body, tries in rows]

    def answer(self, number: int) -> tuple[int, datetime] | None:
        """How often an answer was tried, and when it was given."""
        row = self._connection.execute("SELECT tries, at FROM market_answer WHERE number = ?", (number,)).fetchone()
        return None if row is None else (row[0], from_milliseconds(row[1]))

    def answered(self, number: int, at: datetime) -> None:
        """An answer is out."""
        self._connection.execute(
            "UPDATE market_answer SET sent_at = ?, try_at = NULL, error = '' WHERE number = ?",
            (milliseconds(at), number),
        )

    def not_answered(self, number: int, error: str, again: datetime | None) -> None:
        """An answer did not go out: another target of the same kind tries it next. None gives it up."""
        self._connection.execute(
            "UPDATE market_answer SET tries = tries + 1, error = ?, try_at = ?, "  # noqa: S608 - only constants in it
            f"target = ifnull(({_NEXT_OF_KIND}), target) WHERE number = ? AND sent_at IS NULL",
            (error[:500], None if again is None else milliseconds(again), number),
        )
