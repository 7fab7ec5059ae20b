"""The ways to a receipt printer: a folder, the network, or nowhere.

A transport says which of two things went wrong: `Unavailable` before the first byte left, so that the job may be
tried again, and `PartlySent` after it, when only a look at the paper tells what was printed.
"""

import contextlib
import re
import socket
import threading
import time
from pathlib import Path
from typing import Protocol

from kasse.errors import Refused, Unavailable
from kasse.texts import _

DEFAULT_PORT = 9100

_POLL = 0.1
"""How often a blocked write looks whether the transport was closed."""


class PartlySent(Unavailable):
    """The printer was lost in the midst of a job: it may have been printed."""


class Transport(Protocol):
    """Carries the bytes of one job to a printer."""

    def send(self, data: bytes, name: str) -> None:
        """Send one job; raises `Unavailable` before anything was sent, `PartlySent` afterwards."""

    def close(self) -> None:
        """Break off a send that is under way and refuse any further one."""


class NullPrinter:
    """Takes every job and prints nothing: a till without a printer."""

    def send(self, data: bytes, name: str) -> None:
        """Drop the job."""

    def close(self) -> None:
        """There is nothing to break off."""


class FilePrinter:
    """Puts each job into a folder as a file of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, data: bytes, name: str) -> None:
        """Write the job under a free name; it appears whole or not at all."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            target = self._free(re.sub(r"[^\w.-]+", "-", name))
            part = target.with_name(f".{target.name}.part")
            part.write_bytes(data)
            part.replace(target)
        except OSError as error:
            raise Unavailable(
                "printer_folder", _("The folder {path} for receipts cannot be written to.").format(path=self._folder)
            ) from error

    def close(self) -> None:
        """There is nothing to break off."""

    def _free(self, name: str) -> Path:
        target = self._folder / f"{name}.bin"
        copy = 1
        while target.exists():
            copy += 1
            target = self._folder / f"{name}-{copy}.bin"
        return target


class TcpPrinter:
    """A network printer; each job gets a connection of its own, as many printers serve only one at a time."""

    def __init__(
        self,
        host: str,
        port: int = DEFAULT_PORT,
        *,
        connect_timeout: float = 2.5,
        write_timeout: float = 10.0,
        bytes_per_second: float = 1000.0,
        linger: float = 0.2,
    ) -> None:
        self.address = (host, port)
        self._connect_timeout = connect_timeout
        self._write_timeout = write_timeout
        self._bytes_per_second = bytes_per_second
        self._linger = linger
        self._closed = threading.Event()

    def send(self, data: bytes, name: str) -> None:
        """Send the job and close the connection."""
        with self._connect() as connection:
            self._write(connection, data)
            self._finish(connection)

    def close(self) -> None:
        """Break off at the next look, within a tenth of a second."""
        self._closed.set()

    def _connect(self) -> socket.socket:
        try:
            return socket.create_connection(self.address, timeout=self._connect_timeout)
        except (OSError, UnicodeError) as error:
            raise self._lost(0) from error

    def _write(self, connection: socket.socket, data: bytes) -> None:
        connection.settimeout(_POLL)
        # A printer takes bytes no faster than it prints: a long job gets the time it needs.
        deadline = time.monotonic() + self._write_timeout + len(data) / self._bytes_per_second
        sent = 0
        while sent < len(data):
            if self._closed.is_set() or time.monotonic() > deadline:
                raise self._lost(sent)
            with contextlib.suppress(TimeoutError):
                sent += self._write_some(connection, data, sent)

    def _write_some(self, connection: socket.socket, data: bytes, sent: int) -> int:
        try:
            return connection.send(memoryview(data)[sent:])
        except TimeoutError:
            raise
        except OSError as error:
            raise self._lost(sent) from error

    def _finish(self, connection: socket.socket) -> None:
        # A printer may talk back. Closing with its words unread would reset the connection, and a reset makes some
        # throw away what they have not printed yet; so listen for a moment. A reset of theirs shows here, too.
        deadline = time.monotonic() + self._linger
        try:
            connection.shutdown(socket.SHUT_WR)
            while (left := deadline - time.monotonic()) > 0:
                connection.settimeout(left)
                if not connection.recv(256):
                    return
        except TimeoutError:
            return
        except OSError as error:
            raise self._lost(1) from error

    def _lost(self, sent: int) -> Unavailable:
        address = f"{self.address[0]}:{self.address[1]}"
        if sent:
            return PartlySent("printer_lost", _partly_sent().format(address=address))
        return Unavailable(
            "printer_unreachable", _("The printer at {address} does not answer.").format(address=address)
        )


def _partly_sent() -> str:
    return _(
        "The printer at {address} was lost in the midst of a job. It may have been printed: "
        "reprint it as a copy if it is not there."
    )


def printer_from_setting(text: str) -> Transport:
    """The printer named by a setting: "file:/path", "tcp:host", "tcp:host:9100" or "none"."""
    kind, _colon, rest = text.strip().partition(":")
    rest = rest.strip()
    match kind.strip().lower():
        case "none" if not rest:
            return NullPrinter()
        case "file" if rest:
            return FilePrinter(Path(rest).expanduser())
        case "tcp" if rest:
            return _tcp_printer(rest)
    raise Refused(
        "bad_printer",
        _("“{text}” names no printer. Write tcp:192.168.1.50:9100, file:/a/folder or none.").format(text=text[:60]),
    )


def _tcp_printer(rest: str) -> TcpPrinter:
    """Read "host", "host:port" or "[ipv6]:port"."""
    match = re.fullmatch(r"(?:\[([0-9A-Fa-f:.%\w]+)\]|([^\s:\[\]/]+))(?::(\d{1,5}))?", rest, re.ASCII)
    port = int(match[3] or DEFAULT_PORT) if match else 0
    if match is None or not 1 <= port <= 65535:
        raise Refused(
            "bad_printer_address",
            _("“{text}” is not the address of a printer. Write 192.168.1.50:9100.").format(text=rest[:60]),
        )
    return TcpPrinter(match[1] or match[2], port)
