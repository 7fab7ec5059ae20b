"""Swissbit's WormAPI as plain Python: one connection to a device, each method one call of the library.

All of it runs on a `WormLine`. A code that is not 0 is a `WormError`; one that says that the link is gone ends the
connection, and the next call makes a new one.
"""

import ctypes
from collections.abc import Callable
from ctypes import byref, c_int, c_uint32, c_uint64, c_void_p
from datetime import datetime
from functools import partial
from typing import NamedTuple, TypeVar

from kasse.fiscal.de.device import Logged
from printers.worm_codes import LINK, WormError, check
from printers.worm_info import Info, instant, pointed, read_info
from printers.worm_library import CLIENTS_AT_ONCE, RegisteredClients, TarCallback
from printers.worm_line import TookTooLong, WormLine

T = TypeVar("T")

SEED = b"SwissbitSwissbit"
LISTED_AT_ONCE = 62
MOST = 0xFFFFFFFFFFFFFFFF
_CERTIFICATES = 16 * 1024


class Patience(NamedTuple):
    """After how many seconds a call, a long call (self-test, setting up) or a silent export is given up."""

    call: float = 5.0
    long: float = 120.0
    export: float = 60.0


class WormSession:
    """A device at its mount point. Calls may raise `WormError` and `TookTooLong`, nothing else."""

    def __init__(self, library: ctypes.CDLL, place: str, patience: Patience) -> None:
        self._library = library
        self._place = place
        self.patience = patience
        self._line: WormLine | None = None
        self._context: c_void_p | None = None
        self._made: list[c_void_p] = []
        self.connections = 0
        """How often it was connected: who was logged in before is not any more."""

    # The connection

    def _ask(self, call: Callable[[c_void_p], T], patience: float | None = None) -> T:
        if self._line is None:
            self._line = WormLine()
        try:
            if self._context is None:
                self._context = self._line.ask(partial(self._connected, self._made), self.patience.call)
                self.connections += 1
            return self._line.ask(partial(call, self._context), self.patience.call if patience is None else patience)
        except WormError as error:
            if error.code in LINK:
                self._drop()
            raise
        except TookTooLong:
            self._drop()
            raise

    def _connected(self, made: list[c_void_p]) -> c_void_p:
        context = c_void_p()
        check(self._library.worm_init(byref(context), self._place.encode()))
        made.append(context)
        return context

    def _drop(self) -> None:
        """The next call makes a new connection, behind whatever the device is still busy with."""
        made, self._made, self._context = self._made, [], None
        if self._line is not None:
            self._line.afterwards(lambda: [self._library.worm_cleanup(context) for context in made])

    def close(self) -> None:
        """Let go of the device, as soon as it is done with what it does; waits for nothing."""
        self._drop()
        if self._line is not None:
            self._line.end()
            self._line = None

    def _do(self, name: str, *arguments: object, patience: float | None = None) -> None:
        function = getattr(self._library, name)
        self._ask(lambda context: check(function(context, *arguments)), patience)

    # What it is

    def info(self) -> Info:
        """Read it."""
        return self._ask(partial(read_info, self._library))

    def certificates(self) -> bytes:
        """The chain, as PEM."""

        def read(context: c_void_p) -> bytes:
            buffer, length = (ctypes.c_ubyte * _CERTIFICATES)(), c_uint32(_CERTIFICATES)
            check(self._library.worm_getLogMessageCertificate(context, buffer, byref(length)))
            return bytes(buffer[: length.value])

        return self._ask(read)

    def algorithm(self) -> str:
        """What is signed with."""
        return str(self._ask(lambda context: self._library.worm_signatureAlgorithm()).decode("ascii"))

    def time_format(self) -> str:
        """How times are written in what is signed."""
        return str(self._ask(lambda context: self._library.worm_logTimeFormat()).decode("ascii"))

    def clients(self) -> tuple[str, ...]:
        """All tills that are registered."""
        found: list[str] = []
        while True:
            page = RegisteredClients()
            self._do("worm_tse_listRegisteredClients", len(found), byref(page))
            found += [bytes(page.names[at]).split(b"\0")[0].decode() for at in range(page.amount)]
            if page.amount < CLIENTS_AT_ONCE:
                return tuple(found)

    # Sessions and setting up

    def self_test(self, client: str) -> None:
        """Have it test itself; the first thing after it got power."""
        self._do("worm_tse_runSelfTest", client.encode(), patience=self.patience.long)

    def set_up(self, puk: str, admin_pin: str, time_admin_pin: str, client: str) -> None:
        """From new to ready."""
        words = [part for one in (SEED, *map(str.encode, (puk, admin_pin, time_admin_pin))) for part in _words(one)]
        self._do("worm_tse_setup", *words, client.encode(), patience=self.patience.long)

    def switch_interface_on(self) -> None:
        """Let tills talk to it; the administrator may."""
        self._do("worm_tse_ctss_enable")

    def set_time(self, at: datetime) -> None:
        """Set its clock; the time administrator may."""
        self._do("worm_tse_updateTime", int(at.timestamp()))

    def register(self, client: str) -> None:
        """Make a till known; the administrator may."""
        self._do("worm_tse_registerClient", client.encode())

    def log_in(self, user: int, pin: str) -> None:
        """Raises `WormError` with how many tries are left."""
        self._with_tries(lambda tries: ("worm_user_login", user, *_words(pin.encode()), tries))

    def log_out(self, user: int) -> None:
        """Leave."""
        self._do("worm_user_logout", user)

    def unblock(self, user: int, puk: str, pin: str) -> None:
        """Give a user a new PIN by the PUK."""
        self._with_tries(lambda tries: ("worm_user_unblock", user, *_words(puk.encode()), *_words(pin.encode()), tries))

    def _with_tries(self, call: Callable[[object], "tuple[str, *tuple[object, ...]]"]) -> None:
        tries = c_int(-1)
        try:
            self._do(*call(byref(tries)))
        except WormError as error:
            raise WormError(error.code, tries.value if tries.value >= 0 else None) from None

    # Transactions

    def start(self, client: str) -> Logged:
        """Begin one."""
        return self._logged("worm_transaction_start", client.encode(), *_words(b""), b"")

    def finish(self, client: str, number: int, process_type: str, process_data: str) -> Logged:
        """End one."""
        data = _words(process_data.encode())
        return self._logged("worm_transaction_finish", client.encode(), number, *data, process_type.encode())

    def _logged(self, name: str, *arguments: object) -> Logged:
        def run(context: c_void_p) -> Logged:
            lib = self._library
            response = c_void_p(lib.worm_transaction_response_new(context))
            try:
                check(getattr(lib, name)(context, *arguments, response))
                return Logged(
                    int(lib.worm_transaction_response_transactionNumber(response)),
                    int(lib.worm_transaction_response_signatureCounter(response)),
                    instant(lib.worm_transaction_response_logTime(response)),
                    pointed(lib.worm_transaction_response_signature, response),
                )
            finally:
                lib.worm_transaction_response_free(response)

        return self._ask(run)

    def open_transactions(self, client: str) -> tuple[int, ...]:
        """All that are begun and not ended for a till."""
        found: list[int] = []
        while True:
            page, count = (c_uint64 * LISTED_AT_ONCE)(), c_int(0)
            self._do(
                "worm_transaction_listStartedTransactions",
                client.encode(), len(found), page, LISTED_AT_ONCE, byref(count),
            )  # fmt: skip
            found += page[: count.value]
            if count.value < LISTED_AT_ONCE:
                return tuple(found)

    # Export

    def export(self, write: Callable[[bytes], None], since: int | None = None, until: int | None = None) -> None:
        """The TAR of everything, or of a period in seconds of Unix time."""
        if since is None and until is None:
            self._export("worm_export_tar", (), write)
        else:
            period = (since or 0, MOST if until is None else until, None)
            self._export("worm_export_tar_filtered_time", period, write)

    def export_transaction(self, number: int, client: str, write: Callable[[bytes], None]) -> None:
        """The TAR of one transaction."""
        self._export("worm_export_tar_filtered_transaction", (number, number, client.encode()), write)

    def _export(self, name: str, arguments: tuple[object, ...], write: Callable[[bytes], None]) -> None:
        run = _Export(write, lambda: self._line.alive() if self._line is not None else None)
        try:
            self._do(name, *arguments, run.callback, None, patience=self.patience.export)
        except TookTooLong:
            run.over = True
            raise
        except WormError:
            if run.error is not None:
                raise run.error from None
            raise

    def delete_stored_data(self) -> None:
        """Have it forget what was exported as a whole; the administrator may."""
        self._do("worm_export_deleteStoredData", patience=self.patience.long)


class _Export:
    """Takes the pieces of an export on the library's thread; `over` tells it that nobody wants them any more."""

    def __init__(self, write: Callable[[bytes], None], alive: Callable[[], None]) -> None:
        self._write, self._alive = write, alive
        self.error: BaseException | None = None
        self.over = False
        self.callback = TarCallback(self._piece)

    def _piece(self, data: "ctypes._Pointer[ctypes.c_ubyte]", length: int, _nothing: object) -> int:
        if self.over:
            return 1
        try:
            self._write(ctypes.string_at(data, length))
            self._alive()
        except BaseException as error:  # noqa: BLE001 - nothing may be raised into C; it is raised again behind it
            self.error = error
            return 1
        return 0


def _words(data: bytes) -> tuple[object, int]:
    return (ctypes.c_ubyte * len(data))(*data), len(data)
