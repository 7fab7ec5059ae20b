"""Addresses that strangers name: where a till may be sent by one, and where not."""

import ipaddress
import socket
from urllib.parse import urlsplit

from sync.nostr.link import is_near

LONGEST = 200


def may_be_called(address: str, own: str) -> bool:
    """Whether a relay that a stranger named may be called: out in the world and encrypted, never in the shop's network.

    Where the shop's `own` relay is on this machine, as in a test, others on it may be too.
    """
    if len(address) > LONGEST or not address.isprintable():
        return False
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or 443
    except ValueError:
        return False
    if parts.scheme == "ws" and is_near(address):
        return is_near(own)
    return parts.scheme == "wss" and bool(host) and _in_the_world(host, port)


def _in_the_world(host: str, port: int) -> bool:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    return bool(addresses) and all(address.is_global and not address.is_multicast for address in addresses)
