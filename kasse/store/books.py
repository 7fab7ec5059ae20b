"""The smaller books: drafts, cash, people, outbox and settings. Each implements the port of its name."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from kasse.basket import Basket
from kasse.clock import from_milliseconds, milliseconds
from kasse.people import AuditEntry, Person, Role
from kasse.ports import HeldBasket, Job, QueuedJob
from kasse.records import from_json, to_json
from kasse.shop import Shop
from kasse.store import journal
from kasse.tax import TaxRate, TaxTable

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class DraftTable:
    """Implements `ports.DraftBook`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def current(self) -> Basket | None:
        """The basket that was on the screen."""
        row = self._connection.execute("SELECT body FROM draft WHERE name IS NULL ORDER BY saved_at DESC").fetchone()
        return None if row is None else from_json(Basket, row[0])

    def put_current(self, basket: Basket | None, cashier: str, at: datetime) -> None:
        """Remember the basket on the screen; one that was paid meanwhile is not taken back."""
        self._connection.execute("DELETE FROM draft WHERE name IS NULL")
        if basket is not None and basket.lines and not self._booked(basket.id):
            self._put(basket, None, cashier, at)

    def _booked(self, basket: UUID) -> bool:
        return self._connection.execute("SELECT 1 FROM sale WHERE id = ?", (basket.bytes,)).fetchone() is not None

    def _put(self, basket: Basket, name: str | None, cashier: str, at: datetime) -> None:
        self._connection.execute(
            "INSERT INTO draft (id, name, cashier, saved_at, lines, body) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET name = excluded.name, body = excluded.body, saved_at = excluded.saved_at, "
            "lines = excluded.lines",
            (basket.id.bytes, name, cashier, milliseconds(at), len(basket.active), to_json(basket)),
        )

    def hold(self, basket: Basket, name: str, cashier: str, at: datetime) -> None:
        """Park a basket."""
        self._put(basket, name, cashier, at)

    def recall(self, basket: UUID) -> Basket | None:
        """Take a parked basket back: it becomes the current one."""
        row = self._connection.execute(
            "SELECT body FROM draft WHERE id = ? AND name IS NOT NULL", (basket.bytes,)
        ).fetchone()
        if row is None:
            return None
        self._connection.execute("UPDATE draft SET name = NULL WHERE id = ?", (basket.bytes,))
        return from_json(Basket, row[0])

    def held(self) -> list[HeldBasket]:
        """All parked baskets, the oldest first."""
        rows = self._connection.execute(
            "SELECT id, name, saved_at, cashier, lines FROM draft WHERE name IS NOT NULL ORDER BY saved_at, id"
        )
        return [HeldBasket(UUID(bytes=i), name, from_milliseconds(at), who, lines) for i, name, at, who, lines in rows]


class PeopleTable:
    """Implements `ports.PeopleBook`, by the session: nobody waits for it."""

    def __init__(self, connection: sqlite3.Connection, session: "Callable[[], Session]") -> None:
        self._connection = connection
        self._session = session

    def all(self) -> list[Person]:
        """Everybody."""
        rows = self._connection.execute("SELECT name, role, number, active FROM person ORDER BY number")
        return [Person(name, Role(role), number, bool(active)) for name, role, number, active in rows]

    def get(self, number: int) -> Person | None:
        """One person."""
        return next((person for person in self.all() if person.number == number), None)

    def save(self, person: Person, pin_hash: str | None) -> Person:
        """Write a person; None keeps the PIN."""
        from kasse.store.tables import PersonRow

        session = self._session()
        row = session.get(PersonRow, person.number) if person.number is not None else None
        row = row or PersonRow(name=person.name, role=person.role.value)
        row.name, row.role, row.active = person.name, person.role.value, int(person.active)
        if pin_hash is not None:
            row.pin_hash, row.failed, row.wait_until = pin_hash, 0, None
        session.add(row)
        session.flush()
        return person._replace(number=row.number)

    def pin(self, number: int) -> tuple[str, int, datetime | None]:
        """The PIN's hash, wrong tries in a row, and until when to wait."""
        pin_hash, failed, wait = self._connection.execute(
            "SELECT pin_hash, failed, wait_until FROM person WHERE number = ?", (number,)
        ).fetchone()
        return pin_hash, failed, None if wait is None else from_milliseconds(wait)

    def tried(self, number: int, failed: int, wait_until: datetime | None) -> None:
        """Remember wrong tries."""
        self._connection.execute(
            "UPDATE person SET failed = ?, wait_until = ? WHERE number = ?",
            (failed, None if wait_until is None else milliseconds(wait_until), number),
        )


_LONGEST_WAIT = 5 * 60 * 1000
"""No job waits longer, in milliseconds: a later time was written while the clock was wrong."""

_LATELY = 3_000
"""So many jobs are looked through for those that nobody is sure of: more than any shop has in three days."""


class OutboxTable:
    """Implements `ports.OutboxBook`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, jobs: Sequence[Job], at: datetime) -> None:
        """Queue jobs."""
        self._connection.executemany(
            "INSERT INTO outbox (kind, ref, payload, created_at, state, attempts, not_before, error) "
            "VALUES (?, ?, ?, ?, 'queued', 0, 0, '')",
            [(job.kind, job.ref, job.payload, milliseconds(at)) for job in jobs],
        )

    def next(self, kinds: Sequence[str], at: datetime) -> QueuedJob | None:
        """The oldest job of these kinds that is due; a later one never overtakes one that must be tried again."""
        marks = ", ".join("?" * len(kinds))
        row = self._connection.execute(
            f"SELECT number, kind, ref, payload, attempts, created_at, not_before FROM outbox "  # noqa: S608
            f"WHERE state = 'queued' AND kind IN ({marks}) ORDER BY number LIMIT 1",
            kinds,
        ).fetchone()
        if row is None or 0 < row[6] - milliseconds(at) < _LONGEST_WAIT:
            return None
        number, kind, ref, payload, attempts, created_at, _not_before = row
        return QueuedJob(number, Job(kind, ref, payload), attempts, from_milliseconds(created_at))

    def _set(self, number: int, state: str, error: str = "", not_before: int = 0) -> None:
        self._connection.execute(
            "UPDATE outbox SET state = ?, error = ?, not_before = ? WHERE number = ?",
            (state, error, not_before, number),
        )

    def sending(self, number: int) -> None:
        """The job's bytes are about to leave."""
        self._connection.execute(
            "UPDATE outbox SET state = 'sending', attempts = attempts + 1 WHERE number = ?", (number,)
        )

    def done(self, number: int) -> None:
        """The job went out."""
        self._set(number, "done")

    def failed(self, number: int, error: str, retry_at: datetime | None) -> None:
        """The job did not go out; None: somebody must look at it."""
        if retry_at is None:
            self._set(number, "unknown", error)
        else:
            self._set(number, "queued", error, milliseconds(retry_at))

    def waiting(self, kinds: Sequence[str]) -> int:
        """How many are not done."""
        marks = ", ".join("?" * len(kinds))
        (count,) = self._connection.execute(
            f"SELECT count(*) FROM outbox WHERE state = 'queued' AND kind IN ({marks})",  # noqa: S608
            kinds,
        ).fetchone()
        return int(count)

    def unsure(self, since: datetime) -> list[Job]:
        """Jobs of which nobody knows whether they went out, and which nobody gave in again."""
        rows = self._connection.execute(
            "SELECT kind, ref, payload FROM outbox o WHERE number > (SELECT max(number) FROM outbox) - ? "
            "AND state = 'unknown' AND created_at >= ? AND NOT EXISTS "
            "(SELECT 1 FROM outbox a WHERE a.number > o.number AND a.kind = o.kind AND a.ref = o.ref) ORDER BY number",
            (_LATELY, milliseconds(since)),
        )
        return [Job(*row) for row in rows]

    def interrupted(self) -> list[QueuedJob]:
        """Jobs that were going out when the till stopped; they are marked as unknown."""
        rows = self._connection.execute(
            "UPDATE outbox SET state = 'unknown', error = 'interrupted' WHERE state = 'sending' "
            "RETURNING number, kind, ref, payload, attempts, created_at"
        ).fetchall()
        return [
            QueuedJob(n, Job(kind, ref, payload), tries, from_milliseconds(at))
            for n, kind, ref, payload, tries, at in rows
        ]


class SettingTable:
    """Implements `ports.SettingBook`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def shop(self, version: int | None = None) -> Shop:
        """The shop's data, as it is or as it was."""
        row = self._connection.execute(
            "SELECT version, data FROM shop WHERE version = ? OR ? IS NULL ORDER BY version DESC LIMIT 1",
            (version, version),
        ).fetchone()
        return replace(from_json(Shop, row[1]), version=row[0])

    def put_shop(self, shop: Shop, at: datetime, who: str) -> Shop:
        """A new version of the shop's data."""
        (last,) = self._connection.execute("SELECT ifnull(max(version), 0) FROM shop").fetchone()
        shop = replace(shop, version=last + 1)
        row = (shop.version, milliseconds(at), who, to_json(shop, complete=True))
        self._connection.execute("INSERT INTO shop (version, at, who, data) VALUES (?, ?, ?, ?)", row)
        journal.append(self._connection, milliseconds(at), "shop", str(shop.version), [row])
        return shop

    def taxes(self) -> TaxTable:
        """All VAT rates with their dates."""
        return TaxTable(self.tax_rates())

    def tax_rates(self) -> list[TaxRate]:
        """All VAT rates, by class and date."""
        rows = self._connection.execute(
            "SELECT tax_class, valid_from, rate FROM tax_rate ORDER BY tax_class, valid_from"
        )
        return [TaxRate(name, date.fromisoformat(day), rate) for name, day, rate in rows]

    def put_tax_rates(self, rates: Sequence[TaxRate]) -> None:
        """Add rates with their dates."""
        self._connection.executemany(
            "INSERT INTO tax_rate (tax_class, valid_from, rate) VALUES (?, ?, ?) "
            "ON CONFLICT (tax_class, valid_from) DO UPDATE SET rate = excluded.rate",
            [(rate.tax_class, rate.valid_from.isoformat(), rate.rate) for rate in rates],
        )

    def get(self, name: str, default: str = "") -> str:
        """A setting."""
        row = self._connection.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return default if row is None else str(row[0])

    def put(self, name: str, value: str) -> None:
        """Change a setting."""
        self._connection.execute(
            "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )

    def audit(self, entry: AuditEntry) -> None:
        """Write down who did what, in the journal too."""
        (last,) = self._connection.execute("SELECT ifnull(max(number), 0) FROM audit").fetchone()
        at = milliseconds(entry.at)
        row = (last + 1, at, entry.who, entry.what, entry.subject, entry.before, entry.after)
        self._connection.execute(
            'INSERT INTO audit (number, at, who, what, subject, "before", "after") VALUES (?, ?, ?, ?, ?, ?, ?)', row
        )
        journal.append(self._connection, at, "audit", str(last + 1), [row])

    def audit_log(self, limit: int = 200) -> list[AuditEntry]:
        """The newest entries, newest first."""
        rows = self._connection.execute(
            'SELECT at, who, what, subject, "before", "after" FROM audit ORDER BY number DESC LIMIT ?', (limit,)
        )
        return [AuditEntry(from_milliseconds(at), *rest) for at, *rest in rows]
