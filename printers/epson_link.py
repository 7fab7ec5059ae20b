"""The line to an Epson TSE: XML frames, each ended by a NUL, and JSON inside of them (Epson's ePOS-Device XML).

A printer with a TSE, or Epson's TSE server, greets whoever connects; a device is opened, asked and closed. Nothing is
taken out of a message, not even blanks: they may be signed. Whatever goes wrong here ends the line; the next call has
a new one.
"""

import contextlib
import json
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from kasse.errors import Refused, Unavailable
from kasse.texts import _

PORT: Final = 8009
TLS_PORT: Final = 8143
LARGEST: Final = 32 << 20
"""Bytes in a frame; pieces of an export are the largest."""
CONNECT, ANSWER, LONG = 2.5, 5.0, 120.0
"""Seconds to connect, to answer, and for a self-test or a set-up."""


class EpsonError(Exception):
    """The TSE said no: `name` is the code without its family (TSE1_ERROR_ and others)."""

    def __init__(self, code: str, output: dict[str, Any]) -> None:
        super().__init__(code)
        self.code = code
        self.name = code.rpartition("_ERROR_")[2]
        self.output = output


@dataclass(frozen=True, slots=True)
class EpsonAddress:
    """Where a TSE is. `certificate` is a file with the device's own, where it has signed it itself."""

    host: str
    port: int = PORT
    device_id: str = "local_TSE"
    tls: bool = False
    certificate: str = ""

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class EpsonLink:
    """One connection, one open device. Use it from one thread."""

    def __init__(self, address: EpsonAddress, *, answer: float = ANSWER) -> None:
        self._address = address
        self._answer = answer
        self._socket: socket.socket | None = None
        self._pending = b""
        self._has_device = False
        self.vendor = "TSE1"

    @property
    def is_open(self) -> bool:
        """Is there a line, as far as can be told without asking?"""
        return self._socket is not None

    # The line

    def open(self) -> None:
        """Connect, be greeted, open the device; harmless when repeated."""
        if self._socket is not None and self._is_dead():
            self.drop()
        if self._socket is None:
            self._connect()
        if not self._has_device:
            self._open_device()
            self._has_device = True

    def release(self) -> None:
        """Close the device, so that another till may have it; the connection stays."""
        if self._socket is not None and self._has_device:
            self._has_device = False
            with contextlib.suppress(Unavailable, Refused):
                self._ask(f"<close_device><device_id>{self._device}</device_id></close_device>", "close_device", 1.0)

    def close(self) -> None:
        """Close the device and the connection."""
        self.release()
        self.drop()

    def drop(self) -> None:
        """End the connection without a word."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.close()
        self._socket, self._pending, self._has_device = None, b"", False

    @property
    def _device(self) -> str:
        return escape(self._address.device_id)

    def _is_dead(self) -> bool:
        """Did the other side hang up while nobody spoke? What it said unasked is thrown away."""
        assert self._socket is not None  # noqa: S101 - asked of an open line only
        self._pending = b""
        self._socket.settimeout(0)
        try:
            while True:
                if not self._socket.recv(65_536):
                    return True
        except (BlockingIOError, ssl.SSLWantReadError):
            return False
        except OSError:
            return True

    def _connect(self) -> None:
        if not self._address.host or not 1 <= self._address.port <= 65_535:
            sentence = _("Enter the address of the Epson TSE, such as 192.168.1.50, and its port, 8009.")
            raise Refused("tse_address", sentence)
        try:
            raw = socket.create_connection((self._address.host, self._address.port), timeout=CONNECT)
        except (OSError, UnicodeError) as error:
            sentence = _("The fiscal device at {address} does not answer. Is it switched on, and is the address right?")
            raise Unavailable("tse_unreachable", sentence.format(address=self._address)) from error
        self._socket = raw
        if self._address.tls:
            self._socket = self._secured(raw)
        greeting = self._read_frame(self._answer, first=True)
        if greeting.tag != "connect":
            raise self._foreign()

    def _secured(self, raw: socket.socket) -> socket.socket:
        try:
            context = ssl.create_default_context()
            if self._address.certificate:
                context = ssl.create_default_context(cafile=self._address.certificate)
                context.check_hostname = False  # it names itself as it likes; the file says who it is
            raw.settimeout(self._answer)
            return context.wrap_socket(raw, server_hostname=self._address.host)
        except ssl.SSLCertVerificationError as error:
            self.drop()
            sentence = _(
                "The fiscal device at {address} shows a certificate that nobody vouches for. Save the device's own"
                " certificate as a file and name it in the settings."
            )
            raise Refused("tse_certificate", sentence.format(address=self._address)) from error
        except (ssl.SSLError, OSError, ValueError) as error:
            self.drop()
            if self._address.certificate and not Path(self._address.certificate).is_file():
                sentence = _("The certificate file {path} of the fiscal device is missing.")
                raise Refused("tse_certificate", sentence.format(path=self._address.certificate)) from error
            sentence = _("The fiscal device at {address} allows no encrypted connection. Use port 8143, or do without.")
            raise Unavailable("tse_no_tls", sentence.format(address=self._address)) from error

    def _open_device(self) -> None:
        ask = f"<open_device><device_id>{self._device}</device_id><data><type>type_storage</type></data></open_device>"
        until = time.monotonic() + 2
        while True:
            code = _text(self._ask(ask, "open_device", self._answer), "code")
            if code == "OK":
                return
            if code != "DEVICE_IN_USE" or time.monotonic() > until:
                self.drop()
                raise self._not_opened(code)
            time.sleep(0.1)  # it may not have noticed yet that the last line is gone

    def _not_opened(self, code: str) -> Unavailable | Refused:
        if code == "DEVICE_IN_USE":
            sentence = _("The fiscal device at {address} is in use by another till. Try again in a moment.")
            return Unavailable("tse_busy", sentence.format(address=self._address))
        if code in ("DEVICE_NOT_FOUND", "DEVICE_TYPE_INVALID"):
            sentence = _(
                "There is no fiscal device “{name}” at {address}. Is the TSE in its slot, and the name right ({code})?"
            )
            name = self._address.device_id
            return Refused("tse_unknown", sentence.format(name=name, address=self._address, code=code))
        sentence = _("The fiscal device at {address} cannot be opened. Switch it off and on again ({code}).")
        return Unavailable("tse_not_opened", sentence.format(address=self._address, code=code))

    # Asking

    def call(
        self,
        function: str,
        given: dict[str, Any] | None = None,
        *,
        timeout: float | None = None,
        fresh: Callable[[dict[str, Any]], bool] = lambda output: True,
    ) -> dict[str, Any]:
        """One function of the TSE; gives its output. Raises `EpsonError` where the TSE says no, else `Unavailable`.

        An answer that is not `fresh` is an earlier one's echo, and passed over.
        """
        seconds = self._answer if timeout is None else timeout
        common = function == "GetStorageInfo"
        request = {
            "storage": {"type": "COMMON", "vendor": ""} if common else {"type": "TSE", "vendor": self.vendor},
            "function": function,
            "input": given or {},
            "compress": {"required": False, "type": ""},
        }
        body = escape(json.dumps(request, ensure_ascii=False), {'"': "&quot;"})
        xml = (
            f"<device_data><device_id>{self._device}</device_id><data><type>operate</type>"
            f"<timeout>{int(seconds * 1000)}</timeout><requestdata>{body}</requestdata></data></device_data>"
        )
        until = time.monotonic() + seconds
        self._say(xml, seconds)
        while True:
            answer = self._result(self._answer_of("device_data", until))
            output = answer.get("output")
            output = output if isinstance(output, dict) else {}
            if answer.get("function") != function:
                continue
            if answer.get("result") != "EXECUTION_OK":
                raise EpsonError(str(answer.get("result") or "?"), output)
            if fresh(output):
                return output

    def _ask(self, xml: str, tag: str, seconds: float) -> ElementTree.Element:
        until = time.monotonic() + seconds
        self._say(xml, seconds)
        return self._answer_of(tag, until)

    def _say(self, xml: str, seconds: float) -> None:
        if self._socket is None or self._is_dead():
            raise self._lost()
        try:
            self._socket.settimeout(seconds)
            self._socket.sendall(xml.encode("utf-8") + b"\0")
        except OSError as error:
            raise self._lost() from error

    def _answer_of(self, tag: str, until: float) -> ElementTree.Element:
        """The next frame of this kind; others answer what was said before."""
        while True:
            frame = self._read_frame(until - time.monotonic())
            if frame.tag == tag:
                return frame

    def _result(self, frame: ElementTree.Element) -> dict[str, Any]:
        code = _text(frame, ".//code")
        if code != "SUCCESS":
            raise self._not_done(code)
        try:
            answer = json.loads(_text(frame, "./data/resultdata"))
        except (ValueError, RecursionError) as error:
            raise self._garbage() from error
        if not isinstance(answer, dict):
            raise self._garbage()
        return answer

    def _not_done(self, code: str) -> Unavailable:
        self.drop()
        if code in ("ERROR_TIMEOUT", "ERROR_DEVICE_BUSY", "DEVICE_IN_USE"):
            sentence = _("The fiscal device at {address} is busy. Try again in a moment ({code}).")
            return Unavailable("tse_busy", sentence.format(address=self._address, code=code))
        sentence = _("The fiscal device at {address} was closed. Switch it off and on if that happens again ({code}).")
        return Unavailable("tse_closed", sentence.format(address=self._address, code=code or "?"))

    def _read_frame(self, seconds: float, *, first: bool = False) -> ElementTree.Element:
        until = time.monotonic() + seconds
        while b"\0" not in self._pending:
            self._read_some(until, first=first)
        frame, _nul, self._pending = self._pending.partition(b"\0")
        root = parse_xml(frame)
        if root is None:
            raise self._foreign() if first else self._garbage()
        return root

    def _read_some(self, until: float, *, first: bool) -> None:
        assert self._socket is not None  # noqa: S101 - it was connected
        left = until - time.monotonic()
        try:
            if left <= 0:
                raise TimeoutError
            self._socket.settimeout(left)
            data = self._socket.recv(65_536)
        except TimeoutError as error:
            raise (self._foreign() if first else self._silent()) from error
        except OSError as error:
            raise self._lost() from error
        if not data:
            raise self._foreign() if first and self._pending else self._lost()
        self._pending += data
        if len(self._pending) > LARGEST or (first and len(self._pending) > 65_536):
            raise self._foreign() if first else self._garbage()

    # What went wrong

    def _lost(self) -> Unavailable:
        self.drop()
        sentence = _("The connection to the fiscal device at {address} was lost. Is it switched on and in the network?")
        return Unavailable("tse_lost", sentence.format(address=self._address))

    def _silent(self) -> Unavailable:
        self.drop()
        sentence = _("The fiscal device at {address} takes too long to answer.")
        return Unavailable("tse_silent", sentence.format(address=self._address))

    def _foreign(self) -> Unavailable:
        self.drop()
        sentence = _("What answers at {address} is no Epson TSE. Check the address and the port.")
        return Unavailable("tse_foreign", sentence.format(address=self._address))

    def _garbage(self) -> Unavailable:
        self.drop()
        sentence = _("The fiscal device at {address} answered what cannot be understood. Switch it off and on again.")
        return Unavailable("tse_garbage", sentence.format(address=self._address))

    def garbage(self) -> Unavailable:
        """An answer of the right form has the wrong content: the line is ended, as nothing on it can be trusted."""
        return self._garbage()


def parse_xml(data: bytes) -> ElementTree.Element | None:
    """A frame's XML; None where it is none, or has a document type, in which entities could be declared."""
    try:
        text = data.decode("utf-8").strip()
        if not text or "<!DOCTYPE" in text:
            return None
        return ElementTree.fromstring(text)  # noqa: S314 - without a document type nothing in it expands
    except (UnicodeDecodeError, ElementTree.ParseError, ValueError):
        return None


def _text(element: ElementTree.Element, path: str) -> str:
    found = element.find(path)
    return (found.text or "") if found is not None else ""
