"""A till with a TSE that is killed at any moment, over a link that breaks at any moment.

No started transaction stays open, no signature is lost or used twice, and every receipt tells the truth: its signature
is the one in the TSE's export, or it says that the TSE was out.
"""

import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kasse.clock import SetClock
from kasse.money import Money
from kasse.till import Till
from tests.contracts.tse_world import CLIENT
from tests.printers.epson_server import EpsonWorld

SCRIPT = Path(__file__).with_name("signing_process.py")
ROOT = Path(__file__).parents[2]
SEED = 20261123
THOROUGH_EVERY, VERIFY_EVERY = 60, 10

Said = dict[str, Any]


class Killer:
    """Kills one till again and again; each of its starts checks what the last kill left."""

    def __init__(self, shop: Path, tse: Path) -> None:
        self.shop, self.tse = shop, tse
        self.chance = random.Random(SEED)  # noqa: S311 - a test's dice
        self.counts = dict.fromkeys(("cuts", "finished at the start", "killed while starting", "customers"), 0)
        self.told: Said = {}

    def kill(self, times: int) -> None:
        """So often; a failure names the kill."""
        for number in range(1, times + 1):
            try:
                self._once(number)
            except Exception as error:
                raise AssertionError(f"seed {SEED}, kill {number}: {error}") from error
        self._once(times + 1, last=True)
        self._verify()
        print(self.counts, self.told)

    def _once(self, number: int, last: bool = False) -> None:
        thorough = last or number % THOROUGH_EVERY == 0
        command = [sys.executable, str(SCRIPT), str(self.shop), str(self.tse), f"{SEED}-{number}", str(int(thorough))]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        ) as process:
            try:
                self._ring_and_kill(process, number, last)
            finally:
                process.kill()

    def _ring_and_kill(self, process: "subprocess.Popen[str]", number: int, last: bool) -> None:
        assert process.stdin is not None
        self._hear(process, "opening")
        if not last and self.chance.random() < 0.15:
            self.counts["killed while starting"] += 1
            threading.Timer(self.chance.uniform(0, 0.08), process.kill).start()
            process.wait()
            return
        self.told = self._hear(process, "recovered")
        self.counts["finished at the start"] += self.told["finished"]
        if number % VERIFY_EVERY == 0:
            self._verify()
        if last:
            return
        process.stdin.write("\n")
        process.stdin.flush()
        self._count(self._hear(process, "did"))
        threading.Timer(self.chance.uniform(0.005, 0.25), process.kill).start()
        while (said := self._line(process)) is not None:
            self._count(said)
        assert process.wait() == -9, f"the till ended by itself: {_end_of(process)}"

    def _count(self, said: Said) -> None:
        if "did" in said:
            self.counts["customers"] += 1
            self.counts["cuts"] += said["cuts"]

    def _hear(self, process: "subprocess.Popen[str]", key: str) -> Said:
        while (said := self._line(process)) is not None:
            if key in said:
                return said
        raise AssertionError(f"the till ended by itself: {_end_of(process)}")

    @staticmethod
    def _line(process: "subprocess.Popen[str]") -> Said | None:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line.endswith("\n"):
            return None
        said: Said = json.loads(line)
        return said

    def _verify(self) -> None:
        till = Till(self.shop, exclusive=False)
        try:
            assert till.verify() == []
        finally:
            till.close()


def _end_of(process: "subprocess.Popen[str]") -> str:
    assert process.stderr is not None
    return f"{process.wait()} {process.stderr.read()[-3000:]}"


@pytest.fixture
def ready_shop(shop_file: Path) -> Path:
    """The small shop, its shift open on a float that pays for everything."""
    till = Till(shop_file)
    till.shift.open(till.people.owner(), Money(1_000_000))
    till.close()
    return shop_file


@pytest.fixture
def epson(tmp_path: Path) -> Iterator[Path]:
    """An Epson TSE on the counter, and the file that tells where it answers."""
    folder = tmp_path / "epson"
    folder.mkdir()
    world = EpsonWorld(folder, SetClock(datetime.now(UTC)))
    device = world.device()
    secrets = device.set_up(CLIENT, world.secrets)
    device.close()
    file = folder / "epson.json"
    file.write_text(json.dumps({"port": world.server.port, "secrets": list(secrets)}))
    yield file
    world.close()


def test_an_epson_tse_outlives_a_till_killed_6_times(ready_shop: Path, epson: Path) -> None:
    killer = Killer(ready_shop, epson)
    killer.kill(6)
    assert killer.told["signed"] > 0


@pytest.mark.long
def test_an_epson_tse_outlives_a_till_killed_100_times(ready_shop: Path, epson: Path) -> None:
    killer = Killer(ready_shop, epson)
    killer.kill(100)
    assert killer.counts["cuts"] > 0


def test_a_till_killed_8_times_over_a_bad_link_tells_the_truth(ready_shop: Path, tmp_path: Path) -> None:
    killer = Killer(ready_shop, tmp_path / "tse.sqlite")
    killer.kill(8)
    assert killer.told["signed"] > 0


@pytest.mark.long
def test_a_till_killed_300_times_over_a_link_cut_300_times_tells_the_truth(ready_shop: Path, tmp_path: Path) -> None:
    killer = Killer(ready_shop, tmp_path / "tse.sqlite")
    killer.kill(300)
    assert killer.counts["cuts"] >= 300, killer.counts
    assert all(count > 0 for count in (*killer.counts.values(), killer.told["signed"], killer.told["late"]))
