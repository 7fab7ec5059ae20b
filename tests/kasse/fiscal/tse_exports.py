"""Exports of a software TSE, whole and with planted errors, for the tests of what reads them."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from kasse.fiscal.de.device import Logged, TimeFormat
from kasse.fiscal.de.soft_engine import SoftEngine
from kasse.fiscal.de.tar import TarWriter, members
from kasse.fiscal.de.tse_report import Report
from kasse.fiscal.de.verifying import verify_tar

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CLIENT = "KASSE-1"
RECEIPT, DATA = "Kassenbeleg-V1", b"Beleg^1.19_0.00_0.00_0.00_0.00^1.19:Bar"
CURVES = {
    "secp256r1": "SHA256",
    "secp384r1": "SHA384",
    "brainpoolP256r1": "SHA256",
    "brainpoolP384r1": "SHA384",
    "brainpoolP512r1": "SHA512",
}

Now = Callable[[], datetime]


@dataclass
class Time:
    """A clock that goes on by seven seconds each time it is looked at."""

    now: datetime = NOON
    step: timedelta = field(default=timedelta(seconds=7))

    def __call__(self) -> datetime:
        self.now += self.step
        return self.now


def engine(curve: str = "secp256r1", time_format: TimeFormat = TimeFormat.UNIX, clock: Now | None = None) -> SoftEngine:
    """One that is set up; on secp256r1, the quickest, where nothing else is said."""
    made = SoftEngine(None, now=clock or Time(), curve=curve, hash_name=CURVES[curve], time_format=time_format)
    made.initialise()
    made.register(CLIENT)
    return made


def ring(made: SoftEngine, data: bytes = DATA, client: str = CLIENT) -> tuple[Logged, Logged]:
    """One transaction."""
    start = made.start(client)
    return start, made.finish(client, start.number, RECEIPT, data)


def exported(made: SoftEngine, since: datetime | None = None, until: datetime | None = None) -> bytes:
    """The whole TAR."""
    pieces: list[bytes] = []
    made.export(pieces.append, since, until)
    return b"".join(pieces)


Files = dict[str, bytes]


def files_of(tar: bytes) -> Files:
    """The files of a TAR by their names."""
    return {member.name: member.content for member in members(io.BytesIO(tar))}


def tar_of(files: Files) -> bytes:
    """A TAR of files."""
    pieces: list[bytes] = []
    writer = TarWriter(pieces.append)
    for name, content in files.items():
        writer.add(name, content, NOON)
    writer.end()
    return b"".join(pieces)


def day() -> SoftEngine:
    """Five transactions, one of them with an update."""
    made = engine()
    for number in range(5):
        start = made.start(CLIENT)
        if number == 2:
            made.update(CLIENT, start.number, "Bestellung-V1", b'1;"Kaffee";2.00')
        made.finish(CLIENT, start.number, RECEIPT, DATA)
    made.self_test()
    return made


def report_of(tar: bytes) -> Report:
    """What is said of it."""
    return verify_tar(io.BytesIO(tar))


def changed(change: Callable[[Files], None], made: SoftEngine | None = None) -> Report:
    """What is said of a day's export with one change in it."""
    files = files_of(exported(made or day()))
    change(files)
    return report_of(tar_of(files))


def named(files: Files, part: str) -> str:
    """The name of the first file with this in it."""
    return next(name for name in files if part in name)
