"""The composition root: the only module that knows every other.

The order is the start-up contract: the window is painted with Qt and the standard library's sqlite3 alone; the till
is imported after that, on the store thread, and the window comes alive when it is open.
"""

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from kasse.errors import KasseError, Unavailable
from kasse.texts import _, use_language
from ui import last_state, readiness, theme
from ui.bugs import BugReports
from ui.checkout.desk import Desk, Opened
from ui.last_state import LastState
from ui.places import default_database, has_display, system_language
from ui.tasks import StoreThread, Tasks
from ui.window import TillWindow

if TYPE_CHECKING:
    from kasse.people import Actor
    from kasse.till import Till
    from ui.checkout.flow import Flow
    from ui.printing import Printing

PRINT_AFTER = 200
"""Milliseconds after the till can sell; the printer's modules come then, so that the first scan does not wait."""
PRELOAD_AFTER = 3000
"""Milliseconds after the till can sell; then what rare codes need is imported, so that the first does not wait."""


class Assembly:
    """A window and a till, wired together."""

    def __init__(self, state: LastState, open_till: "Callable[[], Till]", tasks: Tasks) -> None:
        self.tasks = tasks
        self.desk = Desk(open_till)
        self.window = TillWindow(state)
        self.flow: Flow | None = None
        self.printing: Printing | None = None
        self.failure: KasseError | None = None
        self._closed = False
        self._beginning = threading.Lock()  # a printer that begins is there to be stopped, or does not begin
        self.on_ready: Callable[[], None] = lambda: None
        self.on_failure: Callable[[], None] = lambda: None
        # Once more through the event loop, so that what was painted is on the screen before the importing begins.
        self.window.page.first_paint.connect(lambda: QTimer.singleShot(0, self.window, self.open))

    def open(self) -> None:
        """Open the till behind the painted window."""
        self.tasks.store(self._load, self._opened, self._failed)

    def _load(self) -> Opened:
        """On the store thread: import what sells, and open the file."""
        import ui.checkout.flow  # noqa: F401 - it is made on the Qt thread, where it is then imported already

        return self.desk.open()

    def _opened(self, opened: Opened) -> None:
        from ui.checkout.flow import Flow

        foot = self.window.foot
        self.window.show_shop(opened.shop_name, training=opened.training)
        foot.till.setText(opened.till_serial)
        foot.show_tse(_("TSE") if opened.signs else _("no TSE"), alarm=not opened.signs)
        self.flow = Flow(
            self.window.page, self.desk, self.tasks, opened, on_actor=self._show_actor, on_sale=self._printable
        )
        self.flow.start()
        self.window.serve(self.flow.commands)
        gc.freeze()  # what the start made stays; `main` had switched the collector off for it
        gc.enable()
        self.on_ready()
        QTimer.singleShot(PRINT_AFTER, self.window, self._start_printing)
        QTimer.singleShot(PRELOAD_AFTER, self.window, self._preload)

    def _failed(self, error: KasseError) -> None:
        self.failure = error
        print(f"kasse: {error.message}", file=sys.stderr)
        self.window.show_failure(error.message)
        self.on_failure()

    def _show_actor(self, actor: "Actor") -> None:
        self.window.foot.cashier.setText(actor.name)

    def _start_printing(self) -> None:
        if self._closed:
            return
        self.tasks.device(self._begin_printing, self._printing_began, self._printing_failed)

    def _begin_printing(self) -> None:
        """On a device thread: printing needs modules that selling does not wait for."""
        from ui.printing import Printing

        def report(problem: str) -> None:
            self.tasks.post(lambda: self._told(problem))

        with self._beginning:
            if not self._closed:
                self.printing = Printing(self.desk.till, self.tasks.call, report)

    def _printing_began(self, _none: None) -> None:
        if self.printing is not None:
            self._told(self.printing.problem)
            self.printing.poke()

    def _printing_failed(self, error: KasseError) -> None:
        self.window.foot.show_printer(error.message, alarm=True)

    def _told(self, problem: str) -> None:
        """What the printer says of itself."""
        present = self.printing is not None and self.printing.present
        self.window.foot.show_printer(problem or (_("Printer") if present else _("no printer")), alarm=bool(problem))

    def _printable(self) -> None:
        if self.printing is not None:
            self.printing.poke()

    def _preload(self) -> None:
        from kasse.barcodes.keys import preload

        self.tasks.device(preload, lambda _none: None, self._printing_failed)

    def close(self) -> None:
        """Leave everything in order: the job under way is printed, the basket saved, the file closed."""
        with ExitStack() as steps:  # the last one first, and each of them whatever becomes of the others
            steps.callback(self.tasks.close)
            steps.callback(self._close_desk)
            self._stop_printing()

    def _stop_printing(self) -> None:
        with self._beginning:
            self._closed = True
        if self.printing is not None:
            self.printing.stop()

    def _close_desk(self) -> None:
        try:
            self.tasks.call(self.desk.close)
        except KasseError as error:
            print(f"kasse: {error.message}", file=sys.stderr)


def run(database: Path | None = None) -> int:
    """Open the till's window and stay until it is closed; gives the exit code: 0, 2 for refused, 3 for unavailable."""
    path = database or default_database()
    state = last_state.read(path)
    use_language(_language(state))
    sentence = _hindrance(path)
    if sentence:
        print(f"kasse: {sentence}", file=sys.stderr)
        return 3
    app = QApplication([sys.argv[0]])
    theme.apply(app)
    bugs = BugReports()
    bugs.install()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        return _run(app, bugs, state, path)
    finally:
        bugs.uninstall()


def _run(app: QApplication, bugs: BugReports, state: LastState, path: Path) -> int:
    assembly = Assembly(state, lambda: _open_till(path), StoreThread(bugs.report))
    readiness.watch(assembly.window.page.first_paint, assembly, app)
    assembly.window.show()
    app.exec()
    assembly.close()
    if assembly.failure is None:
        return 0
    return 3 if isinstance(assembly.failure, Unavailable) else 2


def _open_till(path: Path) -> "Till":
    from kasse.till import Till

    return Till(path)


def _language(state: LastState) -> str:
    """The shop's language, unless the user's is forced."""
    if "KASSE_LANG" in os.environ or not state.language:
        return system_language()
    return state.language


def _hindrance(path: Path) -> str:
    """Why there can be no window, in a sentence; empty where there can."""
    if not os.path.exists(path):  # noqa: PTH110 - unlike pathlib's, it takes a folder it may not enter for an answer
        return _("There is no shop at {file}. Make one with: kasse init --shop NAME").format(file=path)
    if not has_display() and "QT_QPA_PLATFORM" not in os.environ:
        return _("There is no display here. The other commands work without one: kasse --help")
    return ""
