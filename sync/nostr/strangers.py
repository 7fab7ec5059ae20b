"""Addresses that strangers name: where a till may be sent by one, and where not."""

import ipaddress
import socket
import time
from urllib.parse import urlsplit

from sync.nostr.link import is_near

LONGEST = 200
PATIENCE = 60.0
"""Seconds an hour that may be lost with relays that strangers named."""

Place = tuple[str, int]
"""A host's own address, in figures, and its port."""


class Patience:
    """How many seconds may still be lost: whoever names relays that hang must not hold up the shop for long."""

    def __init__(self) -> None:
        self._left, self._at = PATIENCE, time.monotonic()

    @property
    def is_left(self) -> bool:
        """Whether another one may be called now."""
        return self._left > 0

    def lose(self, seconds: float) -> None:
        """So long it took in vain."""
        now = time.monotonic()
        self._left = min(PATIENCE, self._left + (now - self._at) * PATIENCE / 3_600) - seconds
        self._at = now


def place_of(address: str, own: str) -> Place | None:
    """Where a relay is called that a stranger named; None where it may not be.

    It may be out in the world and encrypted, never in the shop's network. The name was looked up here, and only this
    place may be called: the next look-up could tell another. Where the shop's `own` relay is on this machine, as in a
    test, others on it may be called too.
    """
    if len(address) > LONGEST or not address.isprintable():
        return None
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or 443
    except ValueError:
        return None
    if parts.scheme == "ws" and is_near(address):
        return (host, parts.port or 80) if is_near(own) else None
    return _in_the_world(host, port) if parts.scheme == "wss" and host else None


def _in_the_world(host: str, port: int) -> Place | None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return None
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    if not addresses or not all(address.is_global and not address.is_multicast for address in addresses):
        return None
    return str(addresses[0]), port
