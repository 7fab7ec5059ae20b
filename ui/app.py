"""The composition root: the only module that knows every other.

The order is the start-up contract: the window is painted with Qt and the standard library's sqlite3 alone; the till
is imported after that, on the store thread, and the window comes alive when it is open.
"""

import gc
import os
import signal
import sys
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
from ui.garbage import Garbage
from ui.last_state import LastState
from ui.machine import Machine
from ui.machine import read as read_machine
from ui.machine import write as write_machine
from ui.places import default_database, has_display, machine_file, system_language
from ui.tasks import StoreThread, Tasks
from ui.tse_side import TseSide
from ui.window import TillWindow, fill_small_screen

if TYPE_CHECKING:
    from kasse.people import Actor
    from kasse.till import Till
    from ui.checkout.flow import Flow
    from ui.counter import Counter
    from ui.printing import Printing


RESTART = 75
"""What the event loop is left with where the program is to begin anew."""


class Assembly:
    """A window and a till, wired together; `settings` is the file of this computer's settings."""

    def __init__(
        self,
        state: LastState,
        open_till: "Callable[[], Till]",
        tasks: Tasks,
        machine: Machine = Machine(),  # noqa: B008 - a value
        settings: Path | None = None,
    ) -> None:
        self.tasks = tasks
        self.machine = machine
        self.desk = Desk(open_till)
        self.tse = TseSide(tasks)
        self.desk.on_till = self.tse.wire
        self.window = TillWindow(state)
        self.flow: Flow | None = None
        self.counter: Counter | None = None
        self.fresh = False
        """Whether the wizard has just made the shop."""
        self.failure: KasseError | None = None
        self._settings = settings
        self.on_ready: Callable[[], None] = lambda: None
        self.on_failure: Callable[[], None] = lambda: None
        # Once more through the event loop, so that what was painted is on the screen before the importing begins.
        self.window.page.first_paint.connect(lambda: QTimer.singleShot(0, self.window, self.open))

    @property
    def printing(self) -> "Printing | None":
        """The printer's side, once it has begun."""
        return None if self.counter is None else self.counter.printing

    def open(self) -> None:
        """Open the till behind the painted window."""
        self.tasks.store(self._load, self._opened, self._failed)

    def _load(self) -> Opened:
        """On the store thread: import what sells, and open the file."""
        import ui.checkout.flow
        import ui.counter  # noqa: F401 - both are made on the Qt thread, where they are then imported already

        return self.desk.open()

    def _opened(self, opened: Opened) -> None:
        from ui.counter import Counter

        counter = self.counter = Counter(self.tasks, self.desk, self.machine)
        counter.changed = self._changed
        counter.save_machine = self._keep_machine
        self.tse.begin()
        self._serve(opened)
        gc.freeze()  # what the start made stays; `main` had switched the collector off for it
        Garbage(self.window)
        self.on_ready()

    def _serve(self, opened: Opened) -> None:
        """Bring the window to life."""
        from ui.checkout.flow import Flow

        assert self.counter is not None  # noqa: S101 - made just before
        window = self.window
        self._show_shop(opened)
        self.flow = Flow(
            window.page,
            self.desk,
            self.tasks,
            opened,
            on_actor=self._show_actor,
            on_sale=self.counter.print_jobs,
            go=window.go,
        )
        self.flow.lines.on_receipt = self.counter.show_receipt
        self.flow.reserving.on_news = window.foot.show_reservations
        self.flow.reserving.on_answer = self.counter.answered
        self.counter.set_window(window)
        self.counter.signatures = self.flow.signatures
        self.tse.who, self.tse.kept = self._who, self.counter.office.kept
        self.flow.start()
        window.serve({**self.flow.commands, "tse": self.tse.explain})
        self._lead()

    def _lead(self) -> None:
        """A shop of this minute is led to what it needs before it sells; the demo shop has it."""
        if self.fresh and self.flow is not None and not self.flow.opened.signs:
            self.tse.explain()
        self.fresh = False

    def _show_shop(self, opened: Opened) -> None:
        foot = self.window.foot
        self.window.show_shop(opened.shop_name, training=opened.training)
        foot.till.setText(opened.till_serial)
        foot.go_by(opened.zone)
        self.tse.show(self.window, opened)
        if self.counter is None or self.counter.publishing is None:
            foot.show_market(_("no market"))

    def _failed(self, error: KasseError) -> None:
        self.failure = error
        print(f"kasse: {error.message}", file=sys.stderr)
        self.window.show_failure(error.message)
        self.on_failure()

    def _who(self) -> "Actor | None":
        return None if self.flow is None else self.flow.opened.actor

    def _show_actor(self, actor: "Actor") -> None:
        self.window.foot.cashier.setText(actor.name)

    # What pages change

    def _keep_machine(self, machine: Machine) -> None:
        """Keep this computer's settings and go by them. Raises `OSError` where they cannot be kept."""
        if self._settings is not None:
            write_machine(self._settings, machine)
        self.machine = machine
        if self.counter is not None:
            self.counter.machine_changed(machine)

    def _changed(self, what: str) -> None:
        """A page changed something that the window shows."""
        if self.counter is None or self.flow is None:
            return
        if what == "look":
            self._read(self._dress_anew)
        elif what == "keys":
            self._read(self._show_keys)
        elif what == "printer":
            self.counter.printer_changed()
        elif what == "market":
            self.counter.market_changed()
        elif what == "market_news":
            self.flow.reserving.refresh()
        elif what == "tse":
            self.tasks.tse(self.tse.let_go, lambda _none: self._renew_device(), self._failed)
        elif what == "reservations":
            self.counter.answered()
            self.flow.changed(what)
        elif what != "scanner":
            self.flow.changed(what)
            self._read(lambda read: self._show_shop(read[1]))

    def _renew_device(self) -> None:
        """Another fiscal device: it is wired like the first one was."""

        def renew() -> None:
            self.desk.till.renew_device()
            self.tse.wire(self.desk.till)

        def renewed(_none: None) -> None:
            self.tse.begin()
            self._read(lambda read: self._show_shop(read[1]))

        self.tasks.store(renew, renewed, self._failed)

    def _read(self, done: Callable[[tuple[LastState, Opened]], None]) -> None:
        self.tasks.store(lambda: (last_state.read(self.desk.till.path), self.desk.look_again()), done, self._failed)

    def _show_keys(self, read: tuple[LastState, Opened]) -> None:
        if self.flow is not None:
            self.flow.show_quick_keys(read[0].keys, read[1])

    def _dress_anew(self, read: tuple[LastState, Opened]) -> None:
        """Another language, other colours or sizes: the same till in a new window, the basket and the page in it."""
        state, opened = read
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        before, name = self.window, self.window.page_name
        waiting = () if self.flow is None else self.flow.signatures.let_go()
        use_language(_language(state))
        theme.apply(app, dark=self.machine.dark, scale=self.machine.scale)
        self.window = TillWindow(state)
        self.window.setGeometry(before.geometry())
        self.window.setWindowState(before.windowState())
        self._serve(opened._replace(unsigned=waiting))
        self.window.show()
        self.window.activateWindow()
        self.window.go(name)
        before.close()
        before.deleteLater()

    def close(self) -> None:
        """Leave everything in order: the job under way is printed, the basket saved, the file closed."""
        with ExitStack() as steps:  # the last one first, and each of them whatever becomes of the others
            steps.callback(self.tasks.close)
            steps.callback(self._close_desk)
            steps.callback(self.tse.close)
            if self.counter is not None:
                self.counter.close()

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
    settings = machine_file()
    machine = read_machine(settings)
    theme.apply(app, dark=machine.dark, scale=machine.scale)
    bugs = BugReports()
    bugs.install()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        made: Path | None = None
        if not _is_there(path):
            made = _first_run(app, bugs, machine, database)
            if made is None:
                return 0
            path, state = made, last_state.read(made)
            use_language(_language(state))
        assembly = Assembly(state, lambda: _open_till(path), StoreThread(bugs.report), machine, settings)
        assembly.fresh = made is not None
        return _run(app, bugs, assembly)
    finally:
        bugs.uninstall()


def _first_run(app: QApplication, bugs: BugReports, machine: Machine, database: Path | None) -> Path | None:
    """There is no shop yet: the wizard makes one and gives its place; None where somebody closed it."""
    from ui.places import demo_database
    from ui.setup.first_run import first_run

    return first_run(app, database or default_database(), database or demo_database(), bugs.report, machine)


def _run(app: QApplication, bugs: BugReports, assembly: Assembly) -> int:
    readiness.watch(assembly.window.page.first_paint, assembly, app)
    bugs.restart = lambda: app.exit(RESTART)
    fill_small_screen(assembly.window)
    wish = app.exec()
    assembly.close()
    if wish == RESTART:
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - itself, once more
    if assembly.failure is None:
        return 0
    return 3 if isinstance(assembly.failure, Unavailable) else 2


def _open_till(path: Path) -> "Till":
    from ui.opening import open_till

    return open_till(path)


def _language(state: LastState) -> str:
    """The shop's language, unless the user's is forced."""
    if "KASSE_LANG" in os.environ or not state.language:
        return system_language()
    return state.language


def _is_there(path: Path) -> bool:
    return os.path.exists(path)  # noqa: PTH110 - unlike pathlib's, it takes a folder it may not enter for an answer


def _hindrance(path: Path) -> str:
    """Why there can be no window, in a sentence; empty where there can."""
    if not _is_there(path) and not has_display():
        return _("There is no shop at {file}. Make one with: kasse init --shop NAME").format(file=path)
    if not has_display() and "QT_QPA_PLATFORM" not in os.environ:
        return _("There is no display here. The other commands work without one: kasse --help")
    return ""
