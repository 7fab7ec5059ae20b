"""A connection to a relay: opened when it is first needed, gone when anything is wrong with it. One thread uses it."""

import contextlib
import ipaddress
import socket
import time
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from kasse import __version__
from kasse.clock import Clock
from kasse.errors import Unavailable
from kasse.market.target import TryLater
from kasse.texts import _
from sync.nostr import talk
from sync.nostr.event import LARGEST
from sync.storefront.store import seconds

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

OPEN, CLOSE = 10.0, 1.0
"""Seconds for a connection, and for a farewell."""
_FRAME = 64 * LARGEST
"""Bytes of a message that is taken. Some relays keep events far larger than any that are read here: a stranger who
leaves one there must not end the talk each time."""
JUMP = 60
"""Seconds by which a clock may go differently from the time that passes, before it was set."""
_QUEUE = 8
"""So many frames wait here; the rest waits with the relay."""


class Link:
    """Sends and takes messages. With a `place` it calls there alone, whatever the name in its address means by then."""

    def __init__(
        self, address: str, clock: Clock, patience: float = OPEN, place: tuple[str, int] | None = None
    ) -> None:
        self.address = address
        self._place = place
        self._said: tuple[int, float, datetime] | None = None
        self._clock = clock
        self._patience = min(OPEN, patience)
        self._socket: ClientConnection | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is a connection, as far as one knows."""
        return self._socket is not None

    def open(self) -> "ClientConnection":
        """The connection. `Unavailable` where there can be none."""
        if self._socket is None:
            self._socket = self._connect()
        return self._socket

    def _connect(self) -> "ClientConnection":
        from websockets.exceptions import InvalidStatus, InvalidURI, WebSocketException
        from websockets.sync.client import connect

        try:
            made = connect(
                self.address, sock=self._called(), open_timeout=self._patience, close_timeout=CLOSE, max_size=_FRAME,
                max_queue=_QUEUE, proxy=None if is_near(self.address) else True,
                user_agent_header=f"Kasse/{__version__}", legacy=True,
            )  # fmt: skip
        except InvalidURI:
            raise Unavailable(
                "relay_address", _("{relay} is no address of a relay.").format(relay=self.address)
            ) from None
        except InvalidStatus as error:
            raise self._turned_away(error.response.status_code, error.response.headers.get("Retry-After", "")) from None
        except (OSError, WebSocketException, ValueError, EOFError):
            raise self.away() from None
        if made.response is not None:
            now = self._clock.now()
            offset = talk.offset(made.response.headers.get("Date"), now)
            self._said = None if offset is None else (offset, time.monotonic(), now)
        return made

    def _called(self) -> socket.socket | None:
        """The line to the one place that may be called; on a line that was given nobody is sent on elsewhere."""
        return None if self._place is None else socket.create_connection(self._place, self._patience)

    def offset(self) -> int | None:
        """By how many seconds the relay's clock was ahead when it was called; None where it did not say.

        Where our clock was set since, or the computer slept, that means nothing any more: the relay is called anew.
        """
        if self._said is None:
            return None
        offset, then, at = self._said
        if abs((self._clock.now() - at).total_seconds() - (time.monotonic() - then)) > JUMP:
            self._said = None
            self.close()
            return None
        return offset

    def _turned_away(self, status: int, retry_after: str) -> Unavailable:
        """The error for a relay whose server lets nobody in; it may say for how long."""
        if status not in (429, 503):
            return self.away()
        told = _("{relay} asks for patience.").format(relay=self.address)
        return TryLater("relay_busy", told, seconds(retry_after, self._clock.now().timestamp()))

    def away(self) -> Unavailable:
        """The error for a relay that is not there."""
        return Unavailable("relay_away", _("{relay} cannot be reached.").format(relay=self.address))

    def send(self, text: str) -> None:
        """Send a message; ConnectionError where the relay has parted."""
        from websockets.exceptions import ConnectionClosed

        made = self.open()
        try:
            made.send(text)
        except (ConnectionClosed, OSError):
            self.close()
            raise ConnectionError from None
        _acknowledge_at_once(made)

    def take(self, until: float = 0) -> list[Any] | None:
        """The next message, None for garbage. TimeoutError where none came in time, ConnectionError where it parted.

        `until` is a second of the monotonic clock; 0 does not wait.
        """
        from websockets.exceptions import ConnectionClosed

        left = until - time.monotonic()
        if until and left <= 0:
            raise TimeoutError  # also where there is more and more to take
        if self._socket is None:
            raise ConnectionError
        try:
            return talk.read(self._socket.recv(timeout=max(left, 0)))
        except (ConnectionClosed, UnicodeError):
            self.close()
            raise ConnectionError from None

    def close(self) -> None:
        """Let go of the connection."""
        made, self._socket = self._socket, None
        if made is not None:
            with contextlib.suppress(OSError):
                made.close()


def _acknowledge_at_once(made: "ClientConnection") -> None:
    """Many a relay keeps the rest of an answer back until its beginning was acknowledged: 40 ms each time."""
    option = getattr(socket, "TCP_QUICKACK", None)
    if option is not None:
        with contextlib.suppress(OSError):
            made.socket.setsockopt(socket.IPPROTO_TCP, option, 1)


def is_near(address: str) -> bool:
    """Whether an address is on this machine, by its looks."""
    try:
        host = urlsplit(address).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
