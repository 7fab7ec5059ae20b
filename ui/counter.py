"""What stands around the checkout: scanner, printer, on-screen keyboard and the other pages.

None of it is needed to sell, so the window is painted and the till open before any of it is imported.
"""

import threading
from collections.abc import Callable
from functools import cached_property, partial
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QCoreApplication, QTimer

from kasse.errors import KasseError
from kasse.texts import _, current_language
from ui.machine import Machine
from ui.scanner import Wedge, WedgeSettings
from ui.tasks import Tasks

if TYPE_CHECKING:
    from ui.checkout.desk import Desk
    from ui.checkout.signatures import Signatures
    from ui.market.running import Publishing, Shown
    from ui.pages import Office, Page
    from ui.printing import Printing
    from ui.widgets.keyboard import OnScreenKeyboard
    from ui.window import TillWindow

PRINT_AFTER = 200
"""Milliseconds after the till can sell; the printer's modules come then, so that the first scan does not wait."""
MARKET_AFTER = 1500
"""Milliseconds after the till can sell; the publisher comes then, where the shop has a market."""
LEAVING = 1.0
"""Seconds for which closing waits for what is being published; what hangs is left behind."""
DAY_LOOKED_AT = 20_000
"""Milliseconds from one look at the calendar to the next."""
PRELOAD_AFTER = 3000
"""Milliseconds after the till can sell; then what rare codes need is imported, so that the first does not wait."""


@runtime_checkable
class ReceiptsShown(Protocol):
    """What the checkout wants of the page of receipts."""

    def show_last(self) -> None:
        """The last receipt."""

    def return_from(self, number: int) -> None:
        """One receipt, and what of it comes back."""


@runtime_checkable
class LooksAgain(Protocol):
    """A page that shows how the market is."""

    def look_again(self) -> None:
        """It may be different now."""


class Counter:
    """Devices and pages of one till; `set_window` gives it the window that shows them."""

    def __init__(self, tasks: Tasks, desk: "Desk", machine: Machine) -> None:
        self.tasks = tasks
        self.machine = machine
        self.changed: Callable[[str], None] = lambda what: None
        self.save_machine: Callable[[Machine], None] = lambda machine: None
        self.wedge = Wedge(_wedge_settings(machine))
        self.printing: Printing | None = None
        self.publishing: Publishing | None = None
        self.signatures: Signatures | None = None
        """What waits for the fiscal device."""
        self.window: TillWindow
        self._desk = desk
        self._keyboard: OnScreenKeyboard | None = None
        self._told_of_scans: Callable[[object], None] | None = None
        self._closed = False
        self._market_told = self._market_asked = False
        self._wanted = 0
        """Which change of the printer is the newest."""
        self._beginning = threading.Lock()  # a printer that begins is there to be stopped, or does not begin
        self.wedge.scanned.connect(self._scanned)
        self.wedge.measured.connect(self._measured)

    def set_window(self, window: "TillWindow") -> None:
        """Serve this window from now on."""
        self.window = window
        self._keyboard = None
        window.make_page = self._page
        app = QCoreApplication.instance()
        if app is not None:
            self.wedge.install(app)
        QTimer.singleShot(PRINT_AFTER, window, self._fit_out)
        QTimer.singleShot(MARKET_AFTER, window, self._look_at_market)
        QTimer.singleShot(PRELOAD_AFTER, window, self._preload)

    @property
    def fitted_out(self) -> bool:
        """Whether what comes a moment after the till is open is there."""
        return self._keyboard is not None

    @cached_property
    def office(self) -> "Office":
        """What pages work with; made with the first of them."""
        from ui.pages import Office

        office = Office(self.tasks, self._desk, self.machine)
        office.go = lambda name: self.window.go(name)
        office.changed = lambda what: self.changed(what)
        office.save_machine = lambda machine: self.save_machine(machine)
        office.print_jobs = self.print_jobs
        office.signatures = lambda: self.signatures
        office.prints = lambda: self.printing is not None and self.printing.present
        office.measure_scans = self._measure_scans
        office.market_problem = self._market_problem
        return office

    def _page(self, name: str) -> "Page":
        page: Page = import_module(f"ui.{name}.page").make(self.office)
        return page

    def show_receipt(self, number: int) -> None:
        """The last receipt for 0, else one by its number, to take goods back from it."""
        self.window.go("receipts")
        page = self.window.other
        if isinstance(page, ReceiptsShown):
            if number:
                page.return_from(number)
            else:
                page.show_last()

    def _fit_out(self) -> None:
        """What may come a moment later."""
        if self._closed:
            return
        from ui.qt_texts import speak
        from ui.widgets.keyboard import OnScreenKeyboard

        speak(current_language())
        self.window.lay_on_tray()
        days = QTimer(self.window, interval=DAY_LOOKED_AT)
        days.timeout.connect(self.look_at_the_day)
        days.start()
        self._keyboard = OnScreenKeyboard(self.window, self.machine.keyboard)
        if self.printing is None:
            self.tasks.device(partial(self._begin_printing, self._wanted), self._printing_began, self._printing_failed)
        else:
            self._told(self.printing.problem)

    def _preload(self) -> None:
        if self._closed:
            return
        from kasse.barcodes.keys import preload

        self.tasks.device(preload, lambda _none: None, self._printing_failed)

    def look_at_the_day(self) -> None:
        """Where the till runs over midnight: the prices of the new day. The first scan of it would look, too."""
        if not self._closed:
            self.tasks.store(self._desk.begin_day, self._day_began, lambda _error: None)

    def _day_began(self, prices: int) -> None:
        if prices:
            self.changed("keys")

    # The scanner

    def _scanned(self, code: str) -> None:
        self.window.take_scan(code)

    def _measured(self, measured: object) -> None:
        if self._told_of_scans is not None:
            self._told_of_scans(measured)

    def _measure_scans(self, told: Callable[[object], None] | None) -> None:
        """Have every scan measured and told, and none sold; None ends it."""
        self._told_of_scans = told
        self.wedge.measuring = told is not None

    def machine_changed(self, machine: Machine) -> None:
        """Other habits of the scanner, another way with the on-screen keyboard."""
        self.machine = self.office.machine = machine
        self.wedge.change(_wedge_settings(machine))
        if self._keyboard is not None:
            self._keyboard.change(machine.keyboard)

    # The printer

    def _begin_printing(self, wanted: int, before: "Printing | None" = None) -> None:
        """On a device thread: printing needs modules that selling does not wait for.

        The printer before finishes its job first; of two changes in quick succession the newest is the one that counts.
        """
        from ui.printing import Printing

        def report(problem: str) -> None:
            self.tasks.post(lambda: self._told(problem))

        if before is not None:
            before.stop()
        with self._beginning:
            if self._closed or wanted != self._wanted:
                return
            if self.printing is not None:
                self.printing.stop()
            self.printing = Printing(self._desk.till, self.tasks.call, report)

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

    def print_jobs(self) -> None:
        """There is something to print."""
        if self.printing is not None:
            self.printing.poke()

    def printer_changed(self) -> None:
        """Another printer."""
        before, self.printing = self.printing, None
        self._wanted += 1
        begin = partial(self._begin_printing, self._wanted, before)
        self.tasks.device(begin, self._printing_began, self._printing_failed)

    # The market

    def market_changed(self) -> None:
        """It was switched, or a target is another: publish, where there is something to publish."""
        if self.publishing is not None:
            self.publishing.nudge()
        self._look_at_market()

    def _look_at_market(self) -> None:
        """Show how it is; it begins where it has not begun."""
        if self._closed:
            return
        if self.publishing is not None:
            self._market_news()
        elif not self._market_asked:
            self._market_asked = True  # a till without a market imports nothing of it: its setting says so
            self.tasks.store(lambda: self._desk.till.setting("market"), self._market_set, self._market_silent)

    def _market_set(self, setting: str) -> None:
        self._market_asked = False
        if setting and not self._closed:
            self._market_asked = True
            self.tasks.device(self._begin_publishing, self._publishing_began, self._market_silent)

    def _market_silent(self, _error: KasseError) -> None:
        """Nobody who sells needs to know; the page says what is wrong."""
        self._market_asked = False

    def _begin_publishing(self) -> None:
        """On a device's thread: publishing needs modules that selling does not wait for."""
        from ui.market.running import Publishing, wanted

        till = self._desk.till
        if not self.tasks.call(lambda: wanted(till)):
            return
        with self._beginning:
            if not self._closed and self.publishing is None:
                self.publishing = Publishing(till, self.tasks.call, lambda: self.tasks.post(self._market_news))

    def _publishing_began(self, _none: None) -> None:
        self._market_asked = False
        if self.publishing is not None:
            self._market_news()

    def _market_news(self) -> None:
        """Something went out or came in; of many news in a row the last ones are one."""
        if self._closed or self._market_told:
            return
        self._market_told = True
        wrong = self.publishing is not None and self.publishing.clock_wrong
        self.tasks.device(partial(self._market_now, wrong), self._show_market, lambda error: None)

    def _market_now(self, clock_wrong: bool) -> "Shown":
        """Beside the store thread: it counts all that is shown."""
        from ui.market.running import shown

        try:
            return self._desk.till.beside(lambda till: shown(till, clock_wrong=clock_wrong))
        finally:
            self._market_told = False

    def _show_market(self, state: "Shown") -> None:
        self.window.foot.show_market(state.text, alarm=state.alarm)
        page = self.window.pages.get("market")
        if isinstance(page, LooksAgain):
            page.look_again()
        self.changed("market_news")

    def _market_problem(self) -> str:
        from ui.market.running import problem_text

        return problem_text(clock_wrong=self.publishing is not None and self.publishing.clock_wrong)

    def answered(self) -> None:
        """Somebody answered a reservation: whoever asked is told now."""
        if self.publishing is not None:
            self.publishing.listen()

    def close(self) -> None:
        """Nothing begins any more, and the job under way is finished."""
        self.wedge.uninstall()
        with self._beginning:
            self._closed = True
        if self.publishing is not None:
            self.publishing.stop(LEAVING)
        if self.printing is not None:
            self.printing.stop()


def _wedge_settings(machine: Machine) -> WedgeSettings:
    ends = tuple(end.strip() for end in machine.scan_ends.split(",") if end.strip())
    return WedgeSettings(machine.scan_gap, machine.scan_shortest, machine.scan_prefix, ends)
