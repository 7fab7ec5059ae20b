"""What a TSE is to the till: one Protocol for all devices, and the values that go in and out.

A device is driven from one thread, one call at a time. It may be slow, go away between any two messages, or answer a
message whose answer was lost: whoever calls asks `logged` before saying anything twice. Everything here may raise
`Unavailable` (the device did not answer, or cannot) and `Refused` (a wrong PIN, a rule of the device), each with a
sentence that says what to do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Protocol
from uuid import UUID


class TseState(StrEnum):
    """How far a device is."""

    NEW = "new"
    READY = "ready"
    DECOMMISSIONED = "decommissioned"


class TimeFormat(StrEnum):
    """How a TSE writes log times into what it signs; the words are those of DSFinV-K, annex I."""

    UNIX = "unixTime"
    UTC = "utcTime"
    UTC_SECONDS = "utcTimeWithSeconds"
    GENERALIZED = "generalizedTime"
    GENERALIZED_MILLISECONDS = "generalizedTimeWithMilliseconds"


@dataclass(frozen=True, slots=True)
class TseFacts:
    """What stays the same of a device and goes into books, receipts and exports.

    `serial` is the SHA-256 of the public key's point in lower-case hex; `public_key` the uncompressed point (04, X, Y);
    `certificates` are DER, the device's own first. `bsi_id` is "BSI-K-TR-nnnn-yyyy" or empty where it is not known.
    """

    kind: str
    serial: str
    public_key: bytes
    algorithm: str
    time_format: TimeFormat
    encoding: str = "UTF-8"
    certificates: tuple[bytes, ...] = ()
    certified: bool = True
    bsi_id: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class TseHealth:
    """How a device is now; None where it does not say. `storage_*` in bytes."""

    state: TseState
    clients: tuple[str, ...] = ()
    expires_at: datetime | None = None
    signatures_left: int | None = None
    storage_used: int | None = None
    storage_size: int | None = None
    open_transactions: int = 0
    needs_self_test: bool = False
    time_is_set: bool = True
    firmware: str = ""
    pin_tries_left: int | None = None


class Logged(NamedTuple):
    """One log message of a transaction: its number, the signature counter, the device's time, the raw signature."""

    number: int
    counter: int
    at: datetime
    signature: bytes


class Transaction(NamedTuple):
    """A transaction as the device knows it. `id` is ours, where the device keeps it: it makes retries harmless."""

    number: int
    id: UUID | None = None


class Finished(NamedTuple):
    """Both ends of a transaction as the device kept them."""

    start: Logged
    end: Logged
    process_type: str
    process_data: str


class Secrets(NamedTuple):
    """What only the owner knows. For a cloud TSE `puk` and `admin_pin` are its own, key and secret are options."""

    puk: str = ""
    admin_pin: str = ""
    time_admin_pin: str = ""


class TseDevice(Protocol):
    """A security module of section 146a AO."""

    def open(self, client: str) -> TseFacts:
        """Connect and make it sign: self-test where it is due, time, registered client. Harmless when repeated."""
        ...

    def facts(self) -> TseFacts:
        """What stays the same; needs no `open` and no PIN."""
        ...

    def health(self) -> TseHealth:
        """How it is now; needs no `open` and no PIN."""
        ...

    def start(self, client: str, id_: UUID) -> Logged:
        """Begin a transaction, with no process type and no data (AEAO on section 146a, 2.2.2)."""
        ...

    def finish(self, client: str, transaction: Transaction, process_type: str, process_data: str) -> Logged:
        """End it and have it signed. One that is finished already is refused or gives its answer again."""
        ...

    def open_transactions(self, client: str) -> tuple[Transaction, ...]:
        """All that were begun for this client and not finished."""
        ...

    def logged(self, client: str, transaction: Transaction) -> Finished | None:
        """What the device kept of a finished transaction; None where it is not finished, or not known."""
        ...

    def export(
        self, write: Callable[[bytes], None], since: datetime | None = None, until: datetime | None = None
    ) -> None:
        """The device's TAR of a period (of everything where none is given), in pieces as they come."""
        ...

    def erase_until(self, until: datetime) -> None:
        """Forget what was exported; `Refused` where this kind of device keeps what it has."""
        ...

    def set_up(self, client: str, secrets: Secrets) -> Secrets:
        """Initialise a new device and register the client; gives the secrets that are to be kept from now on.

        A device that is initialised already only gets the client registered. A second call is harmless.
        """
        ...

    def self_test(self) -> None:
        """Have the device test itself, which may take a minute."""
        ...

    def close(self) -> None:
        """Let go of it; harmless when repeated."""
        ...


@dataclass(frozen=True, slots=True)
class TseSettings:
    """Which device a till has, as it is kept in the shop's settings; nothing secret is in it."""

    kind: str
    options: tuple[tuple[str, str], ...] = ()

    def option(self, name: str, default: str = "") -> str:
        """One option."""
        return dict(self.options).get(name, default)


class TseContext(NamedTuple):
    """What a device's adapter is opened with. `folder` is where it may keep what is its own."""

    settings: TseSettings
    secrets: Secrets
    folder: Path


OpenDevice = Callable[[TseContext], TseDevice]
"""What the entry points of the group `kasse.tse` are. Opening one waits for nothing; `open` connects."""
