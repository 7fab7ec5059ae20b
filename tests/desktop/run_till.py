"""The till as `kasse` starts it, for tests that sit before it as a cashier does: it tells and is told by lines.

It says "ready" when it can sell. Told "busy" it keeps the Qt thread for a second and a half, as a slow disk or a big
window next to it might, and then for as long as nobody says "go"; told "fail" it has a bug; told "leave" it closes
as by its window.
"""

import os
import sys
import time

from PySide6.QtCore import QSocketNotifier, SignalInstance
from PySide6.QtWidgets import QApplication

from ui import main, readiness
from ui.app import Assembly

BUSY = 1.5
"""Seconds."""


def tell(word: str) -> None:
    print(word, flush=True)


def listen(first_paint: SignalInstance, assembly: Assembly, app: QApplication) -> None:
    """In the place of `readiness.watch`, which is there to tell how long the start took."""
    del first_paint
    assembly.on_ready = lambda: tell("ready")
    told = QSocketNotifier(0, QSocketNotifier.Type.Read, app)
    told.activated.connect(lambda: obey(os.read(0, 100), assembly))


def obey(word: bytes, assembly: Assembly) -> None:
    if word == b"busy\n":
        tell("busy")
        time.sleep(BUSY)
        os.read(0, 100)
        tell("free")
    elif word == b"fail\n":
        raise RuntimeError("as told by a test")
    else:
        assembly.window.close()


if __name__ == "__main__":
    readiness.watch = listen
    sys.argv = ["kasse", f"--db={sys.argv[1]}"]
    main.main()
