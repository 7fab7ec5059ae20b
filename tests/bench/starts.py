"""From the start of the process to a till that can sell, against a bare window with a table; and its memory."""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench import shops
from tests.bench.measure import Row, Times

RATIO, MEGABYTES = 2.0, 150
TIMEOUT = 20.0
KASSE = Path(sys.executable).with_name("kasse")
BARE = Path(__file__).with_name("bare_window.py")
MEASURE = "start of the process to a till that can sell"


class NotReadyError(Exception):
    """The process did not say that it is ready."""


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = {**kept, "QT_QPA_PLATFORM": "offscreen", "KASSE_EXIT_WHEN_READY": "1"}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def _end(process: subprocess.Popen[bytes]) -> str:
    """Let it leave by itself, or end it; gives the last thing it said."""
    try:
        _out, said = process.communicate(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        _out, said = process.communicate()
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[-1][:100] if lines else "nothing"


def time_to_line(command: Sequence[str], times: Times) -> str:
    """Start, wait for the line that says ready, and keep how long that took."""
    before = time.perf_counter_ns()
    process = _start(command)
    assert process.stdout is not None
    ready, _w, _x = select.select([process.stdout], [], [], TIMEOUT)
    line = process.stdout.readline().decode() if ready else ""
    took = time.perf_counter_ns() - before
    if not ready:
        process.kill()
    said = _end(process)
    if not line.strip():
        raise NotReadyError(f"{Path(command[0]).name} showed no ready line; it said: {said}")
    times.nanoseconds.append(took)
    return line


def peak_megabytes(command: Sequence[str]) -> float:
    """The most memory that the process held, looked up every 5 ms: a run of its own, not timed."""
    process, most = _start(command), 0
    page = os.sysconf("SC_PAGE_SIZE")
    while process.poll() is None:
        try:
            most = max(most, int(Path(f"/proc/{process.pid}/statm").read_text().split()[1]))
        except (OSError, IndexError):
            break
        time.sleep(0.005)
    _end(process)
    return most * page / 2**20


def _measured(till: Sequence[str], bare: Sequence[str], runs: int) -> Iterator[Row]:
    ours, theirs = Times(), Times()
    time_to_line(bare, Times())
    told = time_to_line(till, Times())  # both once for the bytecode and the disk's cache
    paints, ready = [], []
    for _run in range(runs):
        time_to_line(bare, theirs)
        told = time_to_line(till, ours)
        said = json.loads(told)
        paints.append(float(said["first_paint_ms"]))
        ready.append(float(said["can_sell_ms"]))
    ratio = ours.p50 / theirs.p50
    yield Row(
        MEASURE,
        ours.p50,
        ours.p99,
        ratio,
        f"at most {RATIO} x a bare window",
        ratio <= RATIO,
        f"median of {runs}, in turns; bare window {theirs.p50:.0f} ms; the till's own account: painted after "
        f"{sorted(paints)[runs // 2]:.0f}, can sell after {sorted(ready)[runs // 2]:.0f} ms",
        {"against_p50_ms": theirs.p50},
    )
    memory = peak_megabytes(till)
    yield Row(
        "memory with the window open",
        contract=f"under {MEGABYTES} MB",
        met=memory < MEGABYTES,
        note=f"peak {memory:.0f} MB; a bare window {peak_megabytes(bare):.0f} MB",
        more={"megabytes": memory},
    )


def rows(runs: int) -> Iterator[Row]:
    """The start, or why it could not be measured."""
    shop = shops.copy_of(shops.german_shop(), "start.sqlite")
    shops.open_shop(shop).till.close()
    try:
        yield from _measured([str(KASSE), "--db", str(shop)], [sys.executable, str(BARE)], runs)
    except (NotReadyError, OSError, ValueError, KeyError) as error:
        yield Row(MEASURE, contract=f"at most {RATIO} x a bare window", note=f"not measured: {error}")
        yield Row("memory with the window open", contract=f"under {MEGABYTES} MB", note="not measured: as above")
    finally:
        shops.remove(shop)
