"""The software TSE holds what every fiscal device must, says that it is for training, and survives any end."""

import io
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from kasse.clock import SetClock
from kasse.errors import KasseError, Refused, Unavailable
from kasse.fiscal.de.device import Secrets, Transaction, TseContext, TseSettings, TseState
from kasse.fiscal.de.soft_engine import SoftEngine
from kasse.fiscal.de.verifying import verify_tar
from printers.tse_software import FILE, SoftwareTse, in_file, not_for_business, open_device
from tests.contracts.tse_device import TseDeviceContract
from tests.contracts.tse_world import TseWorld, exported


class LastingEngine(SoftEngine):
    """The chip stays when the adapter lets go of it."""

    def close(self) -> None:
        """Nothing ends."""

    def end(self) -> None:
        super().close()


class SoftwareWorld(TseWorld):
    """There is no link that could be cut: what is left is the device itself."""

    erases = True
    has_pins = False
    engine: LastingEngine

    def __init__(self, folder: Path, clock: SetClock) -> None:
        super().__init__(LastingEngine(folder / FILE, now=clock.now), clock, Secrets())

    def device(self, secrets: Secrets | None = None) -> SoftwareTse:
        return SoftwareTse(lambda: self.engine)

    def close(self) -> None:
        self.engine.end()


class TestSoftware(TseDeviceContract):
    def make_world(self, folder: Path, clock: SetClock) -> TseWorld:
        return SoftwareWorld(folder, clock)


def context(folder: Path) -> TseContext:
    return TseContext(TseSettings("software"), Secrets(), folder)


def test_who_trains_has_no_wizard_and_the_file_lasts(tmp_path: Path) -> None:
    first = open_device(context(tmp_path / "tse"))
    facts = first.open("KASSE-1")
    start = first.start("KASSE-1", uuid4())
    end = first.finish("KASSE-1", Transaction(start.number), "Kassenbeleg-V1", "Beleg^0.00_0.00_0.00_0.00_0.00^")
    first.close()
    later = open_device(context(tmp_path / "tse"))
    assert later.facts() == facts
    assert later.health().state is TseState.READY
    found = later.logged("KASSE-1", Transaction(start.number))
    assert found is not None
    assert found.end == end
    later.close()


def test_it_says_everywhere_that_it_is_not_certified(tmp_path: Path) -> None:
    device = open_device(context(tmp_path))
    facts = device.open("KASSE-1")
    assert not facts.certified
    assert facts.description.startswith("TRAINING")
    tar = exported(device).tar
    assert "TRAINING" in verify_tar(io.BytesIO(tar)).info["description"]
    assert b"TRAINING" in tar
    device.close()


def test_real_business_is_refused_with_the_law() -> None:
    refusal = not_for_business()
    assert isinstance(refusal, Refused)
    assert "146a" in refusal.message


def test_opening_waits_for_nothing_and_makes_nothing(tmp_path: Path) -> None:
    open_device(context(tmp_path / "tse"))
    assert not (tmp_path / "tse").exists()


@pytest.mark.parametrize(
    "rubbish",
    [b"no database at all, but long enough to be looked at" * 50, b"SQLite format 3\0" + bytes(80)],
)
def test_a_broken_file_is_a_sentence(tmp_path: Path, rubbish: bytes) -> None:
    (tmp_path / FILE).write_bytes(rubbish)
    with pytest.raises(Unavailable, match="new one is made"):
        open_device(context(tmp_path)).open("KASSE-1")


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "tse").write_text("a file where the folder should be")
    with pytest.raises(Unavailable):
        open_device(context(tmp_path / "tse")).open("KASSE-1")


def test_no_more_signatures_is_a_sentence(tmp_path: Path) -> None:
    engine = in_file(None)
    device = SoftwareTse(lambda: engine, by_itself=True)
    device.open("KASSE-1")
    engine.signatures_left = 1
    start = device.start("KASSE-1", uuid4())
    with pytest.raises(KasseError, match="no signatures left"):
        device.finish("KASSE-1", Transaction(start.number), "", "")
    assert device.open_transactions("KASSE-1") == (Transaction(start.number),), "half a step was kept"


SIGNING = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from kasse.fiscal.de.soft_engine import SoftEngine

engine = SoftEngine(Path(sys.argv[1]), now=lambda: datetime.now(UTC))
engine.initialise()
engine.register("KASSE-1")
for number in engine.open_transactions():
    engine.finish("KASSE-1", number, "Kassenbeleg-V1", b"AVBelegabbruch^0.00_0.00_0.00_0.00_0.00^")
print("ready", flush=True)
while True:
    start = engine.start("KASSE-1")
    print(start.counter, start.number, flush=True)
    end = engine.finish("KASSE-1", start.number, "Kassenbeleg-V1", b"Beleg^1.00_0.00_0.00_0.00_0.00^1.00:Bar")
    print(end.counter, end.number, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no kill -9")
def test_killed_at_any_moment_no_counter_is_given_twice_and_none_is_lost(tmp_path: Path) -> None:
    file, published = tmp_path / FILE, []
    for round_ in range(8):
        process = subprocess.Popen([sys.executable, "-c", SIGNING, file], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.02 + round_ * 0.011)
        os.kill(process.pid, signal.SIGKILL)
        lines = process.stdout.read().splitlines(keepends=True)
        process.wait()
        process.stdout.close()
        published += [int(line.split()[0]) for line in lines if line.endswith("\n") and len(line.split()) == 2]
    assert len(published) == len(set(published)) > 20
    engine = SoftEngine(file, now=lambda: datetime.now(UTC))
    for number in engine.open_transactions():
        engine.finish("KASSE-1", number, "Kassenbeleg-V1", b"AVBelegabbruch^0.00_0.00_0.00_0.00_0.00^")
    pieces: list[bytes] = []
    engine.export(pieces.append)
    report = verify_tar(io.BytesIO(b"".join(pieces)))
    engine.close()
    assert report.findings == ()
    assert report.open == ()
    assert (report.first_counter, report.last_counter) == (1, report.messages)
    assert max(published) <= report.messages
