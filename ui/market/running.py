"""The publisher beside the till's window; without Qt. A till without a market imports nothing of it.

All that is slow has threads of its own; the shop's file is reached by short calls on the store thread.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from kasse.texts import _
from kasse.till import Till
from ui.market.standing import Standing, standing_of

T = TypeVar("T")

SETTING = "market"
"""The shop's setting: "on", "off" once it was on, empty where it never was."""


class Shown(NamedTuple):
    """What the foot of the window says."""

    text: str
    alarm: bool = False


def wanted(till: Till) -> bool:
    """Whether there is something to publish, or to take away since it was switched off; on the store thread."""
    if till.training or not till.setting(SETTING):
        return False
    return till.market.is_on() or any(state.shown and state.setting.enabled for state in till.market.targets())


class Publishing:
    """The publisher of one till, at work."""

    def __init__(self, till: Till, call: Callable[[Callable[[], object]], object], told: Callable[[], None]) -> None:
        """`call` runs work where the file may be used; `told` hears on any thread that something is different."""
        from sync.market.running import Running

        def here(work: Callable[[Till], T], /) -> T:
            return call(lambda: work(till))  # type: ignore[return-value]  # it gives what the work gives

        self._running = Running(here, beside=till.beside, clock=till.clock, on_change=told)
        self._running.start()

    @property
    def clock_wrong(self) -> bool:
        """Whether the targets say that this computer's clock is wrong."""
        return self._running.publisher.clock_wrong

    def nudge(self) -> None:
        """Something was changed: publish it now."""
        self._running.nudge()

    def listen(self) -> None:
        """Somebody at the till has answered: tell whoever asked."""
        self._running.listen()

    def stop(self, timeout: float = 2.0) -> bool:
        """End; what hangs in the network is left behind."""
        return self._running.stop(timeout)


def problem_text(*, clock_wrong: bool) -> str:
    """What stands above the targets where nothing can be published."""
    if not clock_wrong:
        return ""
    return _("The clock of this computer is wrong. Set it right: until then nothing is published.")


def shown(till: Till, *, clock_wrong: bool) -> Shown:
    """How the market is, for the foot; by a reader beside the store thread."""
    if not till.setting(SETTING) or not till.market.is_on():
        return Shown(_("no market"))
    return shown_of(standing_of(till), clock_wrong=clock_wrong)


def shown_of(standing: Standing, *, clock_wrong: bool) -> Shown:
    """The same of what is known: how many targets are well, or what needs somebody."""
    from ui.market import words

    if clock_wrong:
        return Shown(_("Market: the clock is wrong"), alarm=True)
    used = [state for state in standing.targets if state.setting.enabled]
    if any(words.needs_owner(state) for state in used):
        return Shown(_("Market: it needs you"), alarm=True)
    tried = [state for state in used if state.last_ok or state.error]
    if tried and all(state.error for state in tried):
        return Shown(_("Market: not reached"), alarm=True)
    return Shown(_("Market: {state}").format(state=words.summary(standing.targets, standing.now)))
