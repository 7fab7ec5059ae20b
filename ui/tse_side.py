"""The window's side of the fiscal device: its thread, what the foot says of it, and the way back from an outage."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimer

from kasse.errors import KasseError
from kasse.texts import _
from ui.tasks import Tasks

if TYPE_CHECKING:
    from kasse.clock import Clock
    from kasse.fiscal.de.archive import Archiving
    from kasse.fiscal.de.signing import Signing, Standing
    from kasse.fiscal.de.tse_health import Worry
    from kasse.people import Actor
    from kasse.till import Till
    from ui.checkout.desk import Opened
    from ui.window import TillWindow

CHECKED = 10
"""Seconds that a till which closes leaves to the check of an archive; one that takes longer is made again."""
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
        self._clock: Clock | None = None
        self._worries: tuple[Worry, ...] = ()
        self._archiving: Archiving | None = None
        self.who: Callable[[], Actor | None] = lambda: None
        """Who is at the till."""
        self.kept: dict[str, Any] = {}
        """Where one was on the pages."""

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
        self._archiving = till.archiving
        if till.archiving is not None:
            till.archiving.beside = self._beside

    def _later(self, work: Callable[[], None]) -> None:
        self.tasks.tse(work, _heard, _silent)

    def _beside(self, work: Callable[[], None]) -> None:
        self.tasks.device(work, _heard, _silent)

    def begin(self) -> None:
        """The till is open: ask whether the device is there, and sign what waits. The first sale waits for nothing."""
        if self.signing is not None:
            self._later(self._connect)

    def _connect(self) -> None:
        assert self.signing is not None  # noqa: S101 - asked before
        try:
            self.signing.connect(to_sign=True)
        except KasseError:
            return  # it is noted, and the foot says so
        finally:
            self.signing.sign_waiting()
        self._look()

    def _look(self) -> None:
        """On the device's thread: what somebody must see to before it is an outage."""
        from kasse.fiscal.de.tse_health import worries

        if self.signing is None or self._clock is None:
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
            self.signing.part()

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
        if self._none:
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
        if self._none and self._may_set_up():
            page.notice.offer(_("Set up the TSE"), self.to_settings, _("Not now"))
        page.show_side("notice")

    @property
    def _none(self) -> bool:
        return self._opened is None or not self._opened.signs

    def _may_set_up(self) -> bool:
        from kasse.people import Permission

        actor = self.who()
        return actor is not None and actor.may(Permission.SETTINGS)

    def to_settings(self) -> None:
        """To where a fiscal device is chosen and set up."""
        if self._window is not None:
            self.kept["settings"] = "tse"
            self._window.page.show_keys()
            self._window.do("settings")

    def _explained(self) -> tuple[str, str]:
        if self._none:
            return _("This till has no TSE"), _(
                "In Germany each receipt must be signed by a TSE. "
                "It is set up in Settings, TSE; until then, practise only."
            )
        if self.signing is None or self.signing.standing.works is not False:
            practice = _("Each receipt is signed, but only to practise: this TSE is not certified.")
            certified = self.signing is None or self.signing.certified is not False
            signed = _("Each receipt is signed.") if certified else practice
            told = (signed, *(worry.sentence for worry in self._worries))
            return _("The TSE works"), "\n\n".join(told)
        told = (
            _("Selling goes on. Receipts say that the TSE is out; nothing is signed later."),
            _("The reason: {reason}").format(reason=self.signing.standing.reason),
            _("Check plug, cable and network: the till tries again every half minute."),
            _("The law wants it mended without delay; the outage is on record."),
        )
        return self._out_text(), "\n".join(told)

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
            if self._archiving is not None:
                self._archiving.wait(CHECKED)


def _heard(_none: None) -> None:
    """Whoever waits for it hears otherwise."""


def _silent(error: KasseError) -> None:
    import logging

    logging.getLogger(__name__).warning("fiscal device: %s", error.message)
