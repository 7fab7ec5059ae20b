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
from kasse.texts import _
from sync.nostr import talk
from sync.nostr.event import LARGEST

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

OPEN, CLOSE = 10.0, 1.0
"""Seconds for a connection, and for a farewell."""
JUMP = 60
"""Seconds by which a clock may go differently from the time that passes, before it was set."""
_QUEUE = 64
"""So many frames wait here; the rest waits with the relay."""


class Link:
    """Sends and takes messages."""

    def __init__(self, address: str, clock: Clock, patience: float = OPEN) -> None:
        self.address = address
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
        from websockets.exceptions import InvalidURI, WebSocketException
        from websockets.sync.client import connect

        try:
            made = connect(
                self.address, open_timeout=self._patience, close_timeout=CLOSE, max_size=4 * LARGEST, max_queue=_QUEUE,
                proxy=None if is_near(self.address) else True, user_agent_header=f"Kasse/{__version__}", legacy=True,
            )  # fmt: skip
        except InvalidURI:
            raise Unavailable(
                "relay_address", _("{relay} is no address of a relay.").format(relay=self.address)
            ) from None
        except (OSError, WebSocketException, ValueError, EOFError):
            raise self.away() from None
        if made.response is not None:
            now = self._clock.now()
            offset = talk.offset(made.response.headers.get("Date"), now)
            self._said = None if offset is None else (offset, time.monotonic(), now)
        return made

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
