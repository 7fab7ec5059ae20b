"""A display without a screen, a session's bus, keys as the system sends them, and the till running on it all."""

import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count, takewhile
from pathlib import Path
from typing import Any, TypeVar

from kasse.sale import Sale
from kasse.till import Till

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds until something that should have come long ago is missed: the machine may be slow and busy."""

SYSTEM_PYTHON = "/usr/bin/python3"
"""Has the bindings that a screen reader uses, which are no package of PyPI."""

LAUNCHER = "/usr/libexec/at-spi-bus-launcher"
"""Starts the bus on which programs tell screen readers what they show."""

LAST_CODE, LAST_LINE = "4000539770708", "1 Schokolade Vollmilch 100 g 1.49"
"""What is scanned to know that all that was scanned before has arrived."""

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def missing() -> str:
    """What the tests here lack on this computer, and how to get it; empty where they can run."""
    lacking = [tool for tool in ("Xvfb", "xdotool", "dbus-daemon") if shutil.which(tool) is None]
    if not Path(LAUNCHER).exists():
        lacking.append("at-spi2-core")
    if not _has_bindings():
        lacking.append("gir1.2-atspi-2.0")
    return f"without {', '.join(lacking)}; get them with: sudo bash packaging/desktop-tools.sh" if lacking else ""


def _has_bindings() -> bool:
    asking = [SYSTEM_PYTHON, "-c", "import gi; gi.require_version('Atspi', '2.0')"]
    return Path(SYSTEM_PYTHON).exists() and subprocess.run(asking, capture_output=True, check=False).returncode == 0


def wait_for(what: str, ask: Callable[[], T], patience: float = PATIENCE) -> T:
    """Ask until the answer is something."""
    end = time.monotonic() + patience
    while not (answer := ask()):
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain for {what}")
        time.sleep(0.02)
    return answer


def line_from(running: subprocess.Popen[bytes], what: str) -> str:
    """The next line that a process says."""
    stream = running.stdout
    assert stream is not None
    ready, _, _ = select.select([stream], [], [], PATIENCE)
    line = stream.readline().decode().strip() if ready else ""
    if not line:
        raise AssertionError(f"waited in vain for {what}")
    return line


@contextmanager
def process(
    *command: str, environment: dict[str, str], errors: int | None = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[bytes]]:
    """Something that runs meanwhile, and is gone with all that it started afterwards."""
    started = subprocess.Popen(
        command,
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        cwd=ROOT,
        env=environment,
        start_new_session=True,
    )
    try:
        yield started
    finally:
        _end(started)


def _end(started: subprocess.Popen[bytes]) -> None:
    for stop in (15, 9):
        try:
            os.killpg(started.pid, stop)
            started.wait(10)
        except ProcessLookupError:
            break
        except subprocess.TimeoutExpired:
            continue
        else:
            break
    for stream in (started.stdin, started.stdout, started.stderr):
        if stream is not None:
            stream.close()


class Desktop:
    """A display with a keyboard, and the bus by which a screen reader asks."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def xdotool(self, *words: str) -> str:
        """One call; gives what it says."""
        done = subprocess.run(
            ["xdotool", *words], env=self.environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def press(self, *keys: str) -> None:
        """Keys one after the other, by X's names for them, as a quick cashier presses them."""
        self.xdotool("key", "--delay", "60", *keys)

    def scan(self, *codes: str) -> None:
        """What a scanner that is a keyboard sends, one code after the other."""
        self._keyboard("5", *codes)

    def type(self, *entries: str) -> None:
        """What a typist sends at 120 ms a key, each entry ended with Enter."""
        self._keyboard("120", *entries)

    def _keyboard(self, *words: str) -> None:
        script = str(HERE / "keyboard.py")
        subprocess.run([sys.executable, "-ES", script, *words], env=self.environment, timeout=PATIENCE, check=True)


class Reader:
    """The window as a screen reader has it: by roles and names. Whatever is asked for is waited for."""

    def __init__(self, running: subprocess.Popen[bytes]) -> None:
        self._running = running

    def ask(self, *request: str) -> Any:
        """One answer of `reader.py`, whatever it is."""
        assert self._running.stdin is not None
        self._running.stdin.write(json.dumps(request).encode() + b"\n")
        return json.loads(line_from(self._running, f"an answer to {request}"))

    def until(self, *request: str) -> Any:
        """The answer, once there is one."""
        return wait_for(" ".join(request), lambda: self.ask(*request))


@contextmanager
def reader(desktop: Desktop) -> Iterator[Reader]:
    """A screen reader at the desktop."""
    script = str(HERE / "reader.py")
    with process(SYSTEM_PYTHON, script, environment=desktop.environment, errors=None) as running:
        yield Reader(running)


@contextmanager
def desktop(folder: Path, size: str = "1366x768") -> Iterator[Desktop]:
    """An own display and an own session: nothing of whoever runs the tests is seen or touched."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "LANG": "C.UTF-8",
        "KASSE_LANG": "en",
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "QT_LOGGING_RULES": "qt.qpa.*=false;qt.accessibility.atspi=false",
        "PYTHONUNBUFFERED": "1",
    }
    screen = ("-screen", "0", f"{size}x24", "-nolisten", "tcp", "-noreset", "-displayfd", "1")
    with ExitStack() as running:
        server = running.enter_context(process("Xvfb", *screen, environment=environment))
        environment["DISPLAY"] = f":{line_from(server, 'a display')}"
        bus = ("--session", "--nofork", "--nopidfile", "--print-address", "--address", f"unix:dir={folder}")
        daemon = running.enter_context(process("dbus-daemon", *bus, environment=environment))
        environment["DBUS_SESSION_BUS_ADDRESS"] = line_from(daemon, "a bus")
        running.enter_context(process(LAUNCHER, "--launch-immediately", environment=environment))
        yield Desktop(environment)


class RunningTill:
    """The till's program on the display, and its books as another process reads them."""

    def __init__(self, desktop: Desktop, path: Path, running: subprocess.Popen[bytes]) -> None:
        self.desktop = desktop
        self.path = path
        self.complains = False
        """Whether the test has it complain; else it must not."""
        self._running = running
        self.hears("ready")
        self.focus()

    def focus(self, title: str = "Kasse") -> None:
        """Give a window of the till the keyboard: there is no window manager that would."""
        found = self.desktop.xdotool("search", "--sync", "--onlyvisible", "--name", title)
        self.desktop.xdotool("windowfocus", "--sync", found.splitlines()[-1])

    def windows(self) -> int:
        """How many windows are on the display; an open menu is one."""
        return len(self.desktop.xdotool("search", "--onlyvisible", "--class", "").splitlines())

    def hears(self, word: str) -> None:
        """Wait until the till says so."""
        assert line_from(self._running, word) == word

    def tell(self, word: str) -> None:
        """Tell the till something."""
        assert self._running.stdin is not None
        self._running.stdin.write(f"{word}\n".encode())

    # The books

    def basket(self) -> list[str]:
        """The lines of the basket, as it is in the file: "2 Croissant 1.60"."""
        with self._books() as books, books.database.read() as work:
            basket = work.drafts.current()
        lines = basket.active if basket else ()
        return [f"{line.quantity} {line.article.name} {line.unit_price}" for line in lines]

    def basket_after_a_last_scan(self) -> list[str]:
        """The basket once a further scan is in it: whatever was sent before is in it by then, or never will be."""
        self.desktop.scan(LAST_CODE)
        wait_for("the last scan", lambda: LAST_LINE in self.basket())
        return [line for line in self.basket() if line != LAST_LINE]

    def sales(self) -> list[Sale]:
        """What was sold."""
        with self._books() as books, books.database.read() as work:
            every = (work.sales.by_receipt_no(number) for number in count(1))
            return [sale for sale in takewhile(lambda sale: sale is not None, every) if sale is not None]

    @contextmanager
    def _books(self) -> Iterator[Till]:
        reader = Till(self.path, exclusive=False)
        try:
            yield reader
        finally:
            reader.close()


@contextmanager
def running_till(desktop: Desktop, path: Path) -> Iterator[RunningTill]:
    """The till open on a shop's file; closed as by its window, and it must have had nothing to complain of."""
    said = path.with_suffix(".said")
    command = (sys.executable, str(HERE / "run_till.py"), str(path))
    with (
        said.open("wb") as errors,
        process(
            *command,
            environment={**desktop.environment, "PYTHONPATH": str(ROOT)},
            errors=errors.fileno(),
        ) as running,
    ):
        till = RunningTill(desktop, path, running)
        yield till
        till.tell("leave")
        assert running.wait(PATIENCE) == 0
    assert till.complains or said.read_text(encoding="utf-8") == ""
