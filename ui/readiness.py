"""How long the start took, for `make bench`: with KASSE_EXIT_WHEN_READY set, the till says so and leaves.

Its value is 1, or the `time.monotonic_ns()` at which the process was started, which is finer.
"""

import json
import os
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from ui.app import Assembly

VARIABLE = "KASSE_EXIT_WHEN_READY"


def watch(first_paint: SignalInstance, assembly: "Assembly", app: QApplication) -> None:
    """Print one line of milliseconds since the start of the process, once a scan would be understood; then leave."""
    if not os.environ.get(VARIABLE):
        return
    times: dict[str, float] = {}

    def leave(understood: bool) -> None:
        times["can_sell_ms"] = since_start()
        print(json.dumps({**times, "understood": understood}), flush=True)
        app.exit(0)

    def ask() -> None:
        code = assembly.window.page.keys.first_code or "1"
        assembly.tasks.store(lambda: assembly.desk.sells(code), leave, lambda _error: leave(False))

    first_paint.connect(lambda: times.setdefault("first_paint_ms", since_start()))
    assembly.on_ready = ask
    assembly.on_failure = lambda: app.exit(0)


def since_start() -> float:
    """Milliseconds since this process began."""
    value = int(os.environ.get(VARIABLE, "1"))
    if value > 1:
        return round((time.monotonic_ns() - value) / 1e6, 1)
    with open("/proc/self/stat", encoding="ascii") as file:  # noqa: PTH123 - pathlib is no help with /proc
        ticks = int(file.read().rpartition(")")[2].split()[19])
    return round((time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")) * 1000, 1)
