"""The books of the fiscal device in the database. Implements `books.tse.TseBook`; the sale itself is in `sales`."""

import base64
import json
import sqlite3
from datetime import datetime
from uuid import UUID

from kasse.basket import Basket
from kasse.books.tse import (
    Signed,
    SignedEvent,
    TseArchive,
    TseDeviceRow,
    TseEvent,
    TseEventKind,
    UnsoldBasket,
    UnsoldKind,
    Waiting,
)
from kasse.cash import CashKind, CashMovement, Shift
from kasse.clock import from_milliseconds, milliseconds
from kasse.fiscal.de.device import TimeFormat, TseFacts
from kasse.money import Money
from kasse.records import from_json, to_json
from kasse.sale import Signature
from kasse.store import journal
from kasse.store.cash import CashTable

_DEVICE = (
    "number, at, client, kind, serial, public_key, algorithm, time_format, encoding, certificates, certified, bsi_id, "
    "description"
)
_ARCHIVE = "z_no, device, since, until, file, sha256, size, at, verified, first_counter, last_counter"
_UNSOLD = "id, kind, basket, shift, cashier, cashier_name, started_at, ended_at, body"


class TseTable:
    """Implements `books.tse.TseBook`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    # Devices

    def device(self, number: int) -> TseDeviceRow:
        """A device by its number here."""
        row = self._connection.execute(f"SELECT {_DEVICE} FROM tse_device WHERE number = ?", (number,)).fetchone()  # noqa: S608
        return _device_of(row)

    def devices(self) -> list[TseDeviceRow]:
        """All there ever were."""
        rows = self._connection.execute(f"SELECT {_DEVICE} FROM tse_device ORDER BY number")  # noqa: S608
        return [_device_of(row) for row in rows]

    def keep_device(self, facts: TseFacts, client: str, at: datetime) -> int:
        """The number of a device; a new row where its facts are not those of the last one."""
        known = self.devices()
        if known and (known[-1].facts, known[-1].client) == (facts, client):
            return known[-1].number
        number = len(known) + 1
        certificates = json.dumps([base64.b64encode(one).decode() for one in facts.certificates])
        row = (
            number, milliseconds(at), client, facts.kind, facts.serial, facts.public_key, facts.algorithm,
            facts.time_format.value, facts.encoding, certificates, int(facts.certified), facts.bsi_id,
            facts.description,
        )  # fmt: skip
        self._connection.execute(f"INSERT INTO tse_device ({_DEVICE}) VALUES ({', '.join('?' * 13)})", row)  # noqa: S608
        journal.append(self._connection, milliseconds(at), "tse_device", str(number), [row])
        self.note(TseEvent(at, TseEventKind.DEVICE, str(number), facts.serial))
        return number

    # What waits, and what became of it

    def wait(self, waiting: Waiting) -> None:
        """Note what waits; once more with another transaction replaces it."""
        self._connection.execute(
            "INSERT INTO tse_waiting (kind, ref, device, number, at) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (kind, ref) DO UPDATE SET device = excluded.device, number = excluded.number",
            (waiting.kind.value, waiting.ref, waiting.device, waiting.number, milliseconds(waiting.at)),
        )

    def waits(self, kind: Signed, ref: str) -> Waiting | None:
        """One that waits."""
        row = self._connection.execute(
            "SELECT kind, ref, device, number, at FROM tse_waiting WHERE kind = ? AND ref = ?", (kind.value, ref)
        ).fetchone()
        return None if row is None else _waiting_of(row)

    def waiting(self) -> list[Waiting]:
        """All that wait, the oldest first."""
        rows = self._connection.execute("SELECT kind, ref, device, number, at FROM tse_waiting ORDER BY at, kind, ref")
        return [_waiting_of(row) for row in rows]

    def forget(self, kind: Signed, ref: str) -> None:
        """It waits no more."""
        self._connection.execute("DELETE FROM tse_waiting WHERE kind = ? AND ref = ?", (kind.value, ref))

    def sign(self, event: SignedEvent) -> None:
        """Keep what became of it, once; it waits no more."""
        self.forget(event.kind, event.ref)
        if self.signed(event.kind, event.ref) is not None:
            return
        signature = None if event.signature is None else to_json(event.signature)
        row = (event.kind.value, event.ref, milliseconds(event.at), signature, event.outage)
        self._connection.execute(
            "INSERT INTO tse_signed (kind, ref, at, signature, outage) VALUES (?, ?, ?, ?, ?)", row
        )
        journal.append(self._connection, milliseconds(event.at), "tse_signed", f"{event.kind.value}/{event.ref}", [row])

    def signed(self, kind: Signed, ref: str) -> SignedEvent | None:
        """What became of one that is no sale."""
        row = self._connection.execute(
            "SELECT at, signature, outage FROM tse_signed WHERE kind = ? AND ref = ?", (kind.value, ref)
        ).fetchone()
        if row is None:
            return None
        signature = None if row[1] is None else from_json(Signature, row[1])
        return SignedEvent(kind, ref, from_milliseconds(row[0]), signature, row[2])

    # The log

    def note(self, event: TseEvent) -> None:
        """Write into the device's log."""
        (last,) = self._connection.execute("SELECT ifnull(max(number), 0) FROM tse_event").fetchone()
        row = (last + 1, milliseconds(event.at), event.kind.value, event.ref, event.detail)
        self._connection.execute("INSERT INTO tse_event (number, at, kind, ref, detail) VALUES (?, ?, ?, ?, ?)", row)
        journal.append(self._connection, row[1], "tse_event", str(last + 1), [row])

    def events(self, limit: int = 200) -> list[TseEvent]:
        """The log, the newest first."""
        rows = self._connection.execute(
            "SELECT at, kind, ref, detail FROM tse_event ORDER BY number DESC LIMIT ?", (limit,)
        )
        return [_event_of(row) for row in rows]

    def outage(self) -> TseEvent | None:
        """The outage that has not ended."""
        row = self._connection.execute(
            "SELECT at, kind, ref, detail FROM tse_event WHERE kind IN ('outage', 'works') ORDER BY number DESC"
        ).fetchone()
        return None if row is None or row[1] == "works" else _event_of(row)

    # Baskets that were not sold

    def keep_basket(self, unsold: UnsoldBasket) -> None:
        """Keep a basket that was given up or parked."""
        row = (
            unsold.id.bytes, unsold.kind.value, unsold.basket.id.bytes, unsold.shift, unsold.cashier,
            unsold.cashier_name, milliseconds(unsold.basket.started_at), milliseconds(unsold.ended_at),
            to_json(unsold.basket),
        )  # fmt: skip
        self._connection.execute(f"INSERT INTO unsold_basket ({_UNSOLD}) VALUES ({', '.join('?' * 9)})", row)  # noqa: S608
        journal.append(self._connection, milliseconds(unsold.ended_at), "unsold", unsold.id.hex, [row])

    def basket(self, id_: UUID) -> UnsoldBasket | None:
        """One of those."""
        row = self._connection.execute(f"SELECT {_UNSOLD} FROM unsold_basket WHERE id = ?", (id_.bytes,)).fetchone()  # noqa: S608
        return None if row is None else _unsold_of(row)

    def ordered_before(self, unsold: UnsoldBasket) -> UnsoldBasket | None:
        """The same basket when it was parked the last time before; ids rise with time."""
        row = self._connection.execute(
            f"SELECT {_UNSOLD} FROM unsold_basket WHERE basket = ? AND kind = 'order' AND id < ? "  # noqa: S608
            "ORDER BY id DESC LIMIT 1",
            (unsold.basket.id.bytes, unsold.id.bytes),
        ).fetchone()
        return None if row is None else _unsold_of(row)

    # Archives

    def archive(self, entry: TseArchive) -> None:
        """Note a TAR that was kept."""
        (last,) = self._connection.execute("SELECT ifnull(max(number), 0) FROM tse_archive").fetchone()
        row = (
            last + 1, entry.z_no, entry.device, None if entry.since is None else milliseconds(entry.since),
            milliseconds(entry.until), entry.file, entry.sha256, entry.size, milliseconds(entry.at),
            int(entry.verified), entry.first_counter, entry.last_counter,
        )  # fmt: skip
        self._connection.execute(
            f"INSERT INTO tse_archive (number, {_ARCHIVE}) VALUES ({', '.join('?' * 12)})",  # noqa: S608
            row,
        )
        journal.append(self._connection, milliseconds(entry.at), "tse_archive", str(last + 1), [row])

    def archives(self) -> list[TseArchive]:
        """All TARs that were kept."""
        return [
            TseArchive(
                z_no, device, None if since is None else from_milliseconds(since), from_milliseconds(until), file,
                sha256, size, from_milliseconds(at), bool(verified), first, last,
            )
            for z_no, device, since, until, file, sha256, size, at, verified, first, last in self._connection.execute(
                f"SELECT {_ARCHIVE} FROM tse_archive ORDER BY number"  # noqa: S608
            )
        ]  # fmt: skip

    # What is signed beside sales

    def movement(self, id_: UUID) -> CashMovement | None:
        """A movement of cash."""
        row = self._connection.execute(
            "SELECT shift, at, who, kind, amount, reason FROM cash_movement WHERE id = ?", (id_.bytes,)
        ).fetchone()
        if row is None:
            return None
        shift, at, who, kind, amount, reason = row
        return CashMovement(id_, shift, from_milliseconds(at), who, CashKind(kind), Money(amount), reason)

    def shift(self, number: int) -> Shift | None:
        """A shift."""
        return CashTable(self._connection).shift(number)


def _device_of(row: tuple[object, ...]) -> TseDeviceRow:
    number, at, client, kind, serial, key, algorithm, time_format, encoding, kept, certified, bsi_id, about = row
    certificates = tuple(base64.b64decode(one) for one in json.loads(str(kept)))
    facts = TseFacts(
        str(kind), str(serial), bytes(key), str(algorithm), TimeFormat(str(time_format)), str(encoding),  # type: ignore[call-overload]
        certificates, bool(certified), str(bsi_id), str(about),
    )  # fmt: skip
    return TseDeviceRow(int(str(number)), from_milliseconds(int(str(at))), str(client), facts)


def _waiting_of(row: tuple[str, str, int | None, int | None, int]) -> Waiting:
    kind, ref, device, number, at = row
    return Waiting(Signed(kind), ref, device, number, from_milliseconds(at))


def _event_of(row: tuple[int, str, str, str]) -> TseEvent:
    at, kind, ref, detail = row
    return TseEvent(from_milliseconds(at), TseEventKind(kind), ref, detail)


def _unsold_of(row: tuple[bytes, str, bytes, int, int, str, int, int, str]) -> UnsoldBasket:
    id_, kind, _basket, shift, cashier, cashier_name, _started, ended, body = row
    return UnsoldBasket(
        UUID(bytes=id_), from_json(Basket, body), UnsoldKind(kind), shift, cashier, cashier_name,
        from_milliseconds(ended),
    )  # fmt: skip
