"""The real window, under Xvfb where there is one: from a scan to its painted line, and its memory over two days.

Each runs in a process of its own: `python -m tests.bench.painting FILE scans|baskets COUNT` prints one line of JSON.
"""

import gc
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from kasse.till import Till
from tests.bench import shops
from tests.bench.measure import Row, Times, timed_row
from ui import last_state, theme
from ui.app import Assembly
from ui.tasks import StoreThread

if TYPE_CHECKING:
    from ui.checkout.flow import Flow

FRAME = 16.7
BASKET = 100
"""Lines in the basket while scans are timed."""
TIMED = 10
"""Scans on top of them, before the basket is paid."""


# Here: what is measured


@contextmanager
def _display() -> Iterator[dict[str, str]]:
    """The environment of a process that has a screen; a real X server's, or Qt's own where there is none."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    if shutil.which("Xvfb") is None:
        yield {**kept, "QT_QPA_PLATFORM": "offscreen"}
        return
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        yield {**kept, "QT_QPA_PLATFORM": "xcb", "DISPLAY": f":{number}"}
    finally:
        server.terminate()
        server.wait()


def _run(shop: Path, what: str, count: int) -> dict[str, Any]:
    """Do it on a copy of a shop, in a process of its own."""
    file = shops.copy_of(shop, "painting.sqlite")
    shops.open_shop(file).till.close()
    try:
        with _display() as environment:
            command = [sys.executable, "-m", "tests.bench.painting", str(file), what, str(count)]
            done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    finally:
        shops.remove(file)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def rows(scans: int, baskets: int, shop: Path) -> Iterator[Row]:
    """The window's rows."""
    told = _run(shop, "scans", scans)
    times = Times()
    times.nanoseconds, times.computing = told["times"], told["computing"]
    note = f"n = {len(times.nanoseconds):,}; {told['products']:,} products, {BASKET} lines, {told['platform']}"
    contract = f"under {FRAME} ms at p99 (a frame at 60 Hz)"
    yield timed_row("scan to painted line, in the window", times, contract, times.p99 < FRAME, note)
    told = _run(shops.german_shop(), "baskets", baskets)
    half, whole = told["megabytes_half"], told["megabytes"]
    yield Row(
        "memory over two days of selling",
        contract="no growth from the third hour on; under 150 MB",
        met=whole < 150 and whole - half < 2,
        note=f"{told['megabytes_begin']:.1f} MB open, {half:.1f} after {baskets // 2:,} rung baskets, "
        f"{whole:.1f} after {baskets:,}",
        more={name: told[name] for name in ("megabytes_begin", "megabytes_half", "megabytes")},
    )


# There: the window


def _megabytes() -> float:
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def _fail(error: BaseException) -> None:
    raise error


class Window(QObject):
    """A till's window on a shop, its shift open."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        app = QApplication.instance() or QApplication([])
        assert isinstance(app, QApplication)
        self.app = app
        theme.apply(app)
        self.assembly = Assembly(last_state.read(file), lambda: Till(file), StoreThread(_fail))
        self._beat = QTimer(self, interval=50)  # what comes without an event is seen too
        self._beat.start()
        self.assembly.window.resize(1366, 768)
        self.assembly.window.show()
        self.wait(lambda: self.assembly.flow is not None)
        self.page = self.assembly.window.page
        self.rows = 0
        self.page.basket.viewport().installEventFilter(self)

    @property
    def flow(self) -> "Flow":
        assert self.assembly.flow is not None
        return self.assembly.flow

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Remember how many rows the basket had when it was painted last."""
        if event.type() is QEvent.Type.Paint:
            self.rows = len(self.page.model.rows)
        return False

    def wait(self, ready: Callable[[], bool]) -> None:
        """Let events be handled until it is so, asleep between them as the till is: who spins, slows the store down."""
        deadline = time.monotonic() + 20
        while not ready():
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if time.monotonic() > deadline:
                raise TimeoutError("the window did not answer")

    def scan(self, code: str) -> None:
        """Scan, and return once the line is painted."""
        before = self.rows
        self.assembly.window.take_scan(code)
        self.wait(lambda: self.rows > before)

    def pieces(self) -> int:
        """How many pieces are in the basket."""
        return sum(line.quantity.thousandths // 1000 for line in self.flow.shown.basket.active)

    def pay(self) -> None:
        """Exact cash; where somebody must be old enough, they are."""
        if self.flow.shown.age is not None:
            self.assembly.window.do("age_yes")
            self.wait(lambda: self.flow.shown.age is None)
        self.assembly.window.do("exact")
        self.wait(lambda: not self.flow.paying.busy and not self.flow.shown.basket.active)

    def close(self) -> None:
        """Close the window and the shop."""
        self.assembly.window.close()
        self.assembly.close()


def _codes(file: Path) -> Iterator[str]:
    """Articles that sell without a question, each once; on either list."""
    import sqlite3

    connection = sqlite3.connect(file)
    found = connection.execute(
        "SELECT c.code FROM product p JOIN product_code c ON c.product = p.number WHERE p.price > 0 "
        "AND p.unit = 'piece' AND p.age_limit = 0 AND p.deposit IS NULL AND p.kind = 'goods' AND length(c.code) = 13 "
        "GROUP BY p.number ORDER BY p.number LIMIT 5000"
    )
    codes = [str(row[0]) for row in found]
    connection.close()
    yield from codes


def _products(file: Path) -> int:
    import sqlite3

    connection = sqlite3.connect(file)
    (count,) = connection.execute("SELECT count(*) FROM product").fetchone()
    connection.close()
    return int(count)


def _scans(file: Path, count: int) -> dict[str, Any]:
    codes = list(islice(_codes(file), BASKET + count))
    products = _products(file)
    window, times = Window(file), Times()
    fill, timed = codes[:BASKET], codes[BASKET:]
    gc.collect()
    for start in range(0, len(timed), TIMED):
        for code in fill:
            window.scan(code)
        for code in timed[start : start + TIMED]:
            times.run(lambda code=code: window.scan(code))  # type: ignore[misc]
        window.pay()
        window.wait(lambda: window.rows == 0)
    platform = window.app.platformName()
    window.close()
    return {"times": times.nanoseconds, "computing": times.computing, "products": products, "platform": platform}


def _baskets(file: Path, count: int) -> dict[str, Any]:
    from tests.bench.ringing import real_baskets

    baskets = [[code for code, weight in basket if weight is None] for basket in real_baskets(min(count, 9000))]
    window = Window(file)
    told = {"megabytes_begin": _megabytes()}
    for number, codes in enumerate(codes for codes in baskets if codes):
        for code in codes:
            window.assembly.window.take_scan(code)
        window.wait(lambda codes=codes: window.pieces() >= len(codes))  # type: ignore[misc]
        window.pay()
        if number == count // 2 - 1:
            told["megabytes_half"] = _megabytes()
    told.setdefault("megabytes_half", _megabytes())
    told["megabytes"] = _megabytes()
    window.close()
    return told


if __name__ == "__main__":
    name, kind, number = sys.argv[1:]
    print(json.dumps({"scans": _scans, "baskets": _baskets}[kind](Path(name), int(number))), flush=True)
