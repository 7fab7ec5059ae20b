"""What the contract of fiscal devices (`tse_device.py`) wants of a device's emulator: what can happen to it.

A *message* is one thing said to the device and its answer: a call of the library, a request, a line on a connection.
"""

import base64
import io
import re
import tarfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

import pytest

from kasse.clock import SetClock
from kasse.fiscal.de import process_data
from kasse.fiscal.de.device import Finished, Logged, Secrets, Transaction, TseDevice
from kasse.fiscal.de.soft_engine import SoftEngine
from kasse.fiscal.de.verifying import verify_qr, verify_tar

CLIENT = "KASSE-TEST01"
"""The serial number of the small shop's till (tests/conftest.py)."""

RECEIPT = "Beleg^1.44_0.00_0.00_0.00_0.00^1.44:Bar"
OTHER_RECEIPT = "Beleg^0.00_1.19_0.00_0.00_0.00^1.19:Unbar"


class TseWorld:
    """One device as a thing on the counter: it outlives the adapters that are opened on it.

    `engine` is what signs inside; `clock` gives its time; `secrets` are the right ones (the suite replaces them by what
    `set_up` gave). Implement `device` and `close`, and each fault that can happen to this kind of device; the tests of
    the others are skipped. Where the engine is all that changes, as for a full one, the fault is here already.
    """

    erases = False
    """Whether it forgets what was exported."""
    has_pins = True
    """Whether `set_up` wants a PUK and PINs that can be wrong."""
    needs_set_up = True
    """Whether it signs nothing until somebody sets it up."""
    patience: float | None = None
    """After so many seconds the adapters of `device` give up a message; None where they never do."""

    def __init__(self, engine: SoftEngine, clock: SetClock, secrets: Secrets) -> None:
        self.engine = engine
        self.clock = clock
        self.secrets = secrets

    def device(self, secrets: Secrets | None = None) -> TseDevice:
        """A new adapter on this device, as after a restart of the till, with `self.secrets` where none are given."""
        raise NotImplementedError

    def close(self) -> None:
        """End the emulator."""

    # What can happen on the way

    @property
    def messages(self) -> int:
        """How many messages there were so far."""
        return self._cannot()

    def cut(self, after: int = 0, *, acted: bool) -> None:
        """The link drops with one of the next messages, after so many; `acted`: the device did it, its answer is lost.

        The next message comes through again, on a new connection where there are connections.
        """
        self._cannot()

    def answer_twice(self) -> None:
        """The next answer comes twice."""
        self._cannot()

    def slow(self, seconds: float) -> None:
        """Each message takes so long from now on."""
        self._cannot()

    def unplug(self) -> None:
        """It is gone until `plug_in`."""
        self._cannot()

    def plug_in(self) -> None:
        """It is back."""
        self._cannot()

    def mend(self) -> None:
        """No cut is waiting, nothing is slow, it is plugged in."""

    # What can happen to the device

    def lose_power(self) -> None:
        """It was without power for a moment: self-test, time and who was logged in are gone."""
        self._cannot()

    def fill_up(self) -> None:
        """There is no room for one signature more."""
        self.engine.capacity = 0

    def expire(self) -> None:
        """Its certificate ended yesterday."""
        self.engine.expires_at = self.clock.now() - timedelta(days=1)

    def forget_client(self) -> None:
        """The till is not registered any more."""
        self.engine.deregister(CLIENT)

    def wrong_secrets(self) -> Secrets:
        """None of them is right."""
        return Secrets("000000", "00000", "00000")

    def block_pins(self) -> None:
        """Wrong PINs were tried until no further try is allowed."""
        self._cannot()

    @staticmethod
    def _cannot() -> int:
        pytest.skip("this kind of device has no such fault")


class Entry(NamedTuple):
    """A log file in a TAR by its name: a transaction's number and what happened to it; a system log has number 0."""

    number: int
    event: str


@dataclass
class Exported:
    """What a device exported."""

    tar: bytes

    @property
    def findings(self) -> list[str]:
        """What an auditor says of it."""
        return [str(one) for one in verify_tar(io.BytesIO(self.tar)).findings]

    @property
    def entries(self) -> list[Entry]:
        with tarfile.open(fileobj=io.BytesIO(self.tar)) as tar:
            names = [member.name for member in tar]
        found = [
            re.search(r"_Log-Tra_No-(\d+)_(Start|Update|Finish)_Client-|_Log-Sys_([^_.]+)", name) for name in names
        ]
        return [Entry(int(one[1] or 0), one[2] or one[3]) for one in found if one]

    @property
    def counters(self) -> list[int]:
        with tarfile.open(fileobj=io.BytesIO(self.tar)) as tar:
            found = [re.search(r"_Sig-(\d+)_Log-", member.name) for member in tar]
        return [int(one[1]) for one in found if one]

    def ends_of(self, number: int) -> int:
        """How often a transaction was finished."""
        return self.entries.count(Entry(number, "Finish"))

    @property
    def finished(self) -> set[int]:
        return {entry.number for entry in self.entries if entry.event == "Finish"}


def exported(device: TseDevice, since: datetime | None = None, until: datetime | None = None) -> Exported:
    """The device's TAR, collected."""
    pieces: list[bytes] = []
    device.export(pieces.append, since, until)
    return Exported(b"".join(pieces))


def ring(device: TseDevice, data: str = RECEIPT, client: str = CLIENT) -> Finished:
    """A transaction from its start to its end."""
    id_ = uuid4()
    start = device.start(client, id_)
    end = device.finish(client, Transaction(start.number, id_), process_data.RECEIPT, data)
    return Finished(start, end, process_data.RECEIPT, data)


def begin(device: TseDevice) -> tuple[Logged, Transaction]:
    """A transaction that is not finished yet."""
    id_ = uuid4()
    start = device.start(CLIENT, id_)
    return start, Transaction(start.number, id_)


def qr_findings(device: TseDevice, done: Finished) -> list[str]:
    """What a tax office's reader says of the receipt's code (DSFinV-K 2.4, annex I, 2)."""
    facts = device.facts()
    fields = (
        "V0", CLIENT, done.process_type, done.process_data, str(done.end.number), str(done.end.counter),
        _instant(done.start.at), _instant(done.end.at), facts.algorithm, facts.time_format.value,
        base64.b64encode(done.end.signature).decode(), base64.b64encode(facts.public_key).decode(),
    )  # fmt: skip
    return [str(one) for one in findings_of(verify_qr(";".join(fields)))]


def findings_of(verified: object) -> list[object]:
    """The findings, where they come with more."""
    return list(getattr(verified, "findings", verified))  # type: ignore[call-overload, no-any-return]


def _instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def unknown_transaction() -> Transaction:
    """One that no device ever began."""
    return Transaction(987_654, UUID(int=4711))
