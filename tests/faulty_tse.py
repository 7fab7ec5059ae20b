"""A TSE that signs in earnest and fails on demand, and what must hold of its records and the till's."""

import base64
import contextlib
import io
import json
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, TypeVar
from uuid import UUID

from kasse.errors import Unavailable
from kasse.fiscal.de import tar
from kasse.fiscal.de.contents import aborted
from kasse.fiscal.de.device import Finished, Logged, Secrets, Transaction, TseDevice, TseFacts, TseHealth
from kasse.fiscal.de.log_message import LogKind, LogMessage, parse
from kasse.fiscal.de.verifying import verify_tar
from printers.tse_software import SoftwareTse, in_file

T = TypeVar("T")


class FaultyTse:
    """A TSE, the software's own or `inner`, over a link: slow, dead, held up, or cut before or after it acted."""

    def __init__(self, path: Path | None = None, client: str = "KASSE-TEST01", inner: TseDevice | None = None) -> None:
        self.inner: TseDevice = inner or SoftwareTse(lambda: in_file(path))
        if inner is None:
            self.inner.set_up(client, Secrets())
        self.delay = 0.0
        self.dead = False
        self.calls: list[str] = []
        self.cut_before: set[str] = set()
        """Once each: these calls never reach the device."""
        self.cut_after: set[str] = set()
        """Once each: the answers of these calls are lost."""
        self.dice: random.Random | None = None
        self.likely = 0.0
        """How likely each message and each answer is lost."""
        self.go = threading.Event()
        self.go.set()
        self.inside = 0
        self.cuts = 0

    def _through(self, name: str, act: Callable[[], T]) -> T:
        self.calls.append(name)
        self.inside += 1
        assert self.inside == 1, "one call at a time"
        try:
            assert self.go.wait(60)
            time.sleep(self.delay)
            self._may_be_lost(name, self.cut_before)
            answer = act()
            self._may_be_lost(name, self.cut_after)
            return answer
        finally:
            self.inside -= 1

    def _may_be_lost(self, name: str, cut: set[str]) -> None:
        lost = name in cut or (self.dice is not None and self.dice.random() < self.likely)
        cut.discard(name)
        if self.dead or lost:
            self.cuts += 1
            raise Unavailable("tse_silent", "The TSE does not answer.")

    def open(self, client: str) -> TseFacts:
        return self._through("open", lambda: self.inner.open(client))

    def facts(self) -> TseFacts:
        return self._through("facts", self.inner.facts)

    def health(self) -> TseHealth:
        return self._through("health", self.inner.health)

    def start(self, client: str, id_: UUID) -> Logged:
        return self._through("start", lambda: self.inner.start(client, id_))

    def finish(self, client: str, transaction: Transaction, process_type: str, process_data: str) -> Logged:
        return self._through("finish", lambda: self.inner.finish(client, transaction, process_type, process_data))

    def open_transactions(self, client: str) -> tuple[Transaction, ...]:
        return self._through("open_transactions", lambda: self.inner.open_transactions(client))

    def logged(self, client: str, transaction: Transaction) -> Finished | None:
        return self._through("logged", lambda: self.inner.logged(client, transaction))

    def export(
        self, write: Callable[[bytes], None], since: datetime | None = None, until: datetime | None = None
    ) -> None:
        self.inner.export(write, since, until)

    def erase_until(self, until: datetime) -> None:
        self.inner.erase_until(until)

    def set_up(self, client: str, secrets: Secrets) -> Secrets:
        return self.inner.set_up(client, secrets)

    def self_test(self) -> None:
        self.inner.self_test()

    def close(self) -> None:
        self.inner.close()


class Kept(NamedTuple):
    """The end of a transaction in the TAR."""

    number: int
    counter: int
    process_type: str
    process_data: str
    signature: bytes


def export_of(device: TseDevice) -> bytes:
    pieces: list[bytes] = []
    device.export(pieces.append)
    return b"".join(pieces)


def _messages(export: bytes) -> Iterator[LogMessage]:
    for member in tar.members(io.BytesIO(export)):
        if tar.parse_log_name(member.name) is not None:
            yield parse(member.content)


def finished_in(export: bytes) -> dict[int, Kept]:
    """What the TAR shows of finished transactions, by number."""
    found: dict[int, Kept] = {}
    for message in _messages(export):
        if message.kind is LogKind.TRANSACTION and message.operation == "FinishTransaction":
            assert message.number is not None
            assert message.number not in found, "a transaction ends once"
            data = message.process_data.decode("utf-8")
            kept = Kept(message.number, message.counter, message.process_type, data, message.signature)
            found[message.number] = kept
    return found


def _rows(shop: Path, sql: str) -> list[tuple[str, str | None, str]]:
    with contextlib.closing(sqlite3.connect(f"file:{shop}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


class Told(NamedTuple):
    """What the books tell: how many receipts are signed, how many say that the device was out, what came late."""

    signed: int
    out: int
    late: int


def check_truth(shop: Path, device: TseDevice, *, training: bool = False, thorough: bool = True) -> Told:
    """Every receipt tells the truth, no signature is lost or used twice, and nothing stays open.

    `thorough` has the TAR verified, each signature in it; without, it is taken at its word.
    """
    export = export_of(device)
    if thorough:
        report = verify_tar(io.BytesIO(export))
        assert (report.findings, report.open) == ((), ()), report
    kept = finished_in(export)
    sales = _rows(shop, "SELECT lower(hex(id)), signature, ifnull(outage, '') FROM sale WHERE state = 'completed'")
    others = _rows(shop, "SELECT kind || ref, signature, ifnull(outage, '') FROM tse_signed")
    late = _rows(shop, "SELECT ref, detail, '' FROM tse_event WHERE kind = 'late'")
    used: dict[int, str] = {}
    for ref, text, outage in [*sales, *others]:
        assert (text is None) == bool(outage), f"{ref} is signed, or says that the device was out"
        if text is not None:
            _check_signature(ref, json.loads(text), kept, used)
    for ref, text, _outage in late:
        _check_signature(f"late {ref}", json.loads(text or ""), kept, used)
    lost = {
        number: end.process_data
        for number, end in kept.items()
        if number not in used and end.process_data != aborted(training=training)
    }
    assert lost == {}, f"signed, and no book knows: {lost}"
    return Told(sum(text is not None for _r, text, _o in sales), sum(bool(out) for _r, _t, out in sales), len(late))


def _check_signature(ref: str, answer: dict[str, object], kept: dict[int, Kept], used: dict[int, str]) -> None:
    number = int(str(answer["transaction"]))
    assert number in kept, f"{ref}: transaction {number} is in the TAR"
    assert number not in used, f"{ref} and {used[number]} have the signature of transaction {number}"
    used[number] = ref
    end = kept[number]
    assert (answer["counter"], answer["process_data"]) == (end.counter, end.process_data), ref
    assert base64.b64decode(str(answer["value"])) == end.signature, ref
