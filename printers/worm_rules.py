"""What a Swissbit TSE wants before it signs: the self-test after power-up, the time, who may do what.

The time administrator stays logged in, the administrator no longer than he is needed. A PIN that was refused is not
tried again, as three wrong ones block it.
"""

import time
from collections.abc import Callable
from typing import TypeVar

from kasse.clock import Clock
from kasse.fiscal.de.device import Secrets, TseState
from printers import worm_codes as codes
from printers.worm_codes import WormError
from printers.worm_info import Info
from printers.worm_library import ADMIN, TIME_ADMIN
from printers.worm_line import TookTooLong
from printers.worm_session import WormSession

T = TypeVar("T")

TEST_AHEAD = 14 * 3600
"""With less than so many seconds to the next self-test, it is done when the till is opened, not in mid-day."""
ANYBODY = "KASSE"
"""A self-test wants a till's name; a name that the device does not know does no harm."""


class WormRules:
    """Keeps a device able to sign."""

    def __init__(self, session: WormSession, clock: Clock, secrets: Secrets) -> None:
        self.session = session
        self.secrets = secrets
        self.client = ANYBODY
        self.tries_left: int | None = None
        self._clock = clock
        self._refused: dict[tuple[int, str], int] = {}
        self._time_admin_in = 0
        self._time_due: float | None = None

    # After power-up, and when their time is over

    def ready(self, client: str) -> Info:
        """Everything that is needed to sign but the till's registration. Raises what keeps it from that."""
        self.client = client
        info = self.session.info()
        if info.state is TseState.NEW:
            raise codes.not_set_up()
        if info.state is TseState.DECOMMISSIONED:
            raise codes.decommissioned()
        if not info.tested or info.until_self_test < TEST_AHEAD:
            self.test()
        if not info.interface_on:
            self.as_admin(self.session.switch_interface_on)
        self.set_time(info)
        return info

    def test(self) -> None:
        """The self-test. It is good with a till that is not registered yet."""
        try:
            self.session.self_test(self.client)
        except WormError as error:
            if error.code != codes.CLIENT_UNKNOWN:
                raise

    def set_time(self, info: Info | None = None) -> None:
        """Set its clock by the computer's."""
        info = info or self.session.info()
        if self._time_admin_in != self.session.connections:
            self._log_in(TIME_ADMIN, self.secrets.time_admin_pin)
        try:
            self.session.set_time(self._clock.now())
        except WormError as error:
            if error.code not in codes.NO_SESSION:
                raise
            self._log_in(TIME_ADMIN, self.secrets.time_admin_pin)
            self.session.set_time(self._clock.now())
        self._time_admin_in = self.session.connections
        self._time_due = time.monotonic() + 0.8 * info.between_times if info.between_times else None

    def tested(self, ask: Callable[[], T]) -> T:
        """Ask; a self-test that is wanted first, which says that nothing was done, is made up for."""
        try:
            return ask()
        except WormError as error:
            if error.code not in codes.NEEDS_SELF_TEST:
                raise
        self.test()
        return ask()

    def timed(self, ask: Callable[[], T]) -> T:
        """Ask for a signature, with the clock set as often as the device wants it."""
        if self._time_due is not None and time.monotonic() > self._time_due:
            self.tested(self.set_time)
        try:
            return self.tested(ask)
        except WormError as error:
            if error.code != codes.NO_TIME:
                raise
        self.set_time()
        return ask()

    def forget(self) -> None:
        """The device was let go of."""
        self._time_admin_in, self._time_due = 0, None

    # Who may

    def as_admin(self, work: Callable[[], T]) -> T:
        """Do what only the administrator may."""
        self._log_in(ADMIN, self.secrets.admin_pin)
        try:
            return work()
        finally:
            self._log_out()

    def _log_in(self, user: int, pin: str) -> None:
        known = self._refused.get((user, pin), codes.OK if pin else codes.NO_SESSION[0])
        if known != codes.OK:
            raise WormError(known, self.tries_left)
        try:
            self.session.log_in(user, pin)
        except WormError as error:
            if error.code in (codes.WRONG_PIN, codes.PIN_BLOCKED):
                self._refused[user, pin] = error.code
                self.tries_left = 0 if error.code == codes.PIN_BLOCKED else error.tries
            raise
        self.tries_left = None

    def _log_out(self) -> None:
        try:
            self.session.log_out(ADMIN)
        except (WormError, TookTooLong):
            return  # a device that is gone has nobody logged in

    def unblocking(self, work: Callable[[], T]) -> T:
        """Do it; where a PIN is blocked and the PUK is known, with the PINs unblocked."""
        try:
            return work()
        except WormError as error:
            if error.code != codes.PIN_BLOCKED or not self.secrets.puk:
                raise
        for user, pin in ((ADMIN, self.secrets.admin_pin), (TIME_ADMIN, self.secrets.time_admin_pin)):
            self.session.unblock(user, self.secrets.puk, pin)
        self._refused.clear()
        return work()
