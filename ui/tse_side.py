"""The window's side of the fiscal device: its thread, what the foot says of it, and the way back from an outage."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimer

from kasse.clock import Clock, SystemClock
from kasse.errors import KasseError
from kasse.texts import _
from ui.tasks import Tasks

if TYPE_CHECKING:
    from kasse.fiscal.de.signing import Signing, Standing
    from kasse.fiscal.de.tse_health import Worry
    from kasse.till import Till
    from ui.checkout.desk import Opened
    from ui.window import TillWindow

PROBED = 30_000
"""Milliseconds from one try to the next during an outage."""
LOOKED_AT = 720
"""After so many of them, six hours, the device is asked how it is."""


class TseSide:
    """Wires `Signing` to the window's threads; the window shows it from `show` on."""

    def __init__(self, tasks: Tasks) -> None:
        self.tasks = tasks
        self.signing: Signing | None = None
        self._window: TillWindow | None = None
        self._opened: Opened | None = None
        self._timer: QTimer | None = None
        self._probing = False
        self._present = False
        self._ticks = 0
        self._clock: Clock = SystemClock()
        self._worries: tuple[Worry, ...] = ()

    def wire(self, till: "Till") -> None:
        """On the store thread, before anything is done with the till: nothing there waits for the device."""
        self._present = till.checkout.signs
        till.checkout.signed_elsewhere = self._present
        self._clock = till.clock
        self._worries = ()
        signing = self.signing = till.signing
        if signing is not None:
            signing.call = self.tasks.call
            signing.later = self._later
            signing.on_change = lambda standing: self.tasks.post(lambda: self._changed(standing))

    def _later(self, work: Callable[[], None]) -> None:
        self.tasks.tse(work, _heard, _silent)

    def begin(self) -> None:
        """The till is open: ask whether the device is there, and sign what waits. The first sale waits for nothing."""
        if self.signing is not None:
            self._later(self._connect)

    def _connect(self) -> None:
        assert self.signing is not None  # noqa: S101 - asked before
        try:
            self.signing.connect()
        except KasseError:
            return  # it is noted, and the foot says so
        finally:
            self.signing.sign_waiting()
        self._look()

    def _look(self) -> None:
        """On the device's thread: what somebody must see to before it is an outage."""
        from kasse.fiscal.de.tse_health import worries

        if self.signing is None:
            return
        try:
            found = tuple(worries(self.signing.device.health(), self._clock.now()))
        except KasseError:
            return  # whoever signs next will notice
        self.tasks.post(lambda: self._told(found))

    def _told(self, found: "tuple[Worry, ...]") -> None:
        self._worries = found
        self._show()

    def let_go(self) -> None:
        """On the device's thread: what was begun ends, and the device is free for another."""
        if self.signing is not None:
            self.signing.let_go()
            self.signing.device.close()

    # What is seen

    def show(self, window: "TillWindow", opened: "Opened") -> None:
        """Say in this window's foot how it is, from now on."""
        if window is not self._window:
            self._window = window
            window.foot.tse_pressed.connect(lambda: window.do("tse"))
            self._timer = QTimer(window, interval=PROBED)
            self._timer.timeout.connect(self.probe)
            self._timer.start()
        self._opened = opened
        self._show()

    def _changed(self, standing: "Standing") -> None:
        del standing  # the newest one counts
        self._show()

    def _show(self) -> None:
        if self._window is None or self._opened is None:
            return
        foot = self._window.foot
        if not self._opened.signs:
            foot.show_tse(_("no TSE"), alarm=True)
        elif self.signing is not None and self.signing.standing.works is False:
            foot.show_tse(self._out_text(), alarm=True)
        elif any(worry.alarm for worry in self._worries):
            foot.show_tse(_("TSE: see to it"), alarm=True)
        elif self.signing is not None and self.signing.certified is False:
            foot.show_tse(_("TSE, not certified"))
        else:
            foot.show_tse(_("TSE"))

    def _out_text(self) -> str:
        assert self.signing is not None  # noqa: S101 - asked before
        since = self.signing.standing.since
        if since is None or self._opened is None:
            return _("TSE out of order")
        return _("TSE out since {time}").format(time=f"{since.astimezone(ZoneInfo(self._opened.zone)):%H:%M}")

    def explain(self) -> None:
        """How it is in plain words, and what to do, where the quick keys are."""
        if self._window is None:
            return
        page = self._window.page
        heading, text = self._explained()
        page.notice.tell(heading, text)
        page.show_side("notice")

    def _explained(self) -> tuple[str, str]:
        if self._opened is None or not self._opened.signs:
            return _("no TSE"), _(
                "This till has no TSE. In Germany the law wants one: connect it and set it up, see kasse tse --help."
            )
        if self.signing is None or self.signing.standing.works is not False:
            told = (_("Each receipt is signed."), *(worry.sentence for worry in self._worries))
            return _("The TSE works"), "\n\n".join(told)
        told = (
            _("Selling goes on. Receipts say that the TSE is out of order; what is sold now is not signed later."),
            _("The reason: {reason}").format(reason=self.signing.standing.reason),
            _("Look at its plug, its cable or the network. The till tries again by itself every half minute."),
            _("The law wants it mended without delay. Beginning, end and reason of the outage are on record."),
        )
        return self._out_text(), "\n\n".join(told)

    # The way back

    def probe(self) -> None:
        """During an outage: is it back? Never two such questions at once. Else, a few times a day: how is it?"""
        signing = self.signing
        self._ticks += 1
        if signing is not None and signing.standing.works and self._ticks % LOOKED_AT == 0:
            self._later(self._look)
        if signing is not None and signing.standing.works is False and not self._probing:
            self._probing = True
            self.tasks.tse(signing.probe, _heard, _silent, self._probed)

    def _probed(self) -> None:
        self._probing = False

    def close(self) -> None:
        """The window goes: what is under way is signed, what was begun and not paid ends as aborted."""
        if self._timer is not None:
            self._timer.stop()
        if self.signing is not None:
            try:
                self.tasks.last_tse(self.signing.let_go)
            except KasseError:
                return  # the next start ends it


def _heard(_none: None) -> None:
    """Whoever waits for it hears otherwise."""


def _silent(error: KasseError) -> None:
    import logging

    logging.getLogger(__name__).warning("fiscal device: %s", error.message)
