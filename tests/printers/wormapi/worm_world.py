"""A Swissbit TSE without Swissbit: the device behind `wormapi.c`, with the session rules of the real one.

It keeps what a stick keeps (PINs, clients, log messages; `SoftEngine` signs) and forgets without power what a stick
forgets (that it tested itself, the time, who is logged in). The codes are those of the real library.
"""

import hashlib
import os
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from kasse.clock import SetClock
from kasse.fiscal.de.device import Logged, Secrets, TseContext, TseDevice, TseSettings, TseState
from kasse.fiscal.de.log_message import context
from kasse.fiscal.de.soft_engine import EngineError, SoftEngine
from printers.tse_swissbit import open_device
from printers.worm_session import Patience
from tests.contracts.tse_world import TseWorld

HERE = Path(__file__).parent
SOURCE = HERE / "wormapi.c"
BUILD = HERE.parents[2] / "build" / "wormapi"
ADMIN, TIME_ADMIN = 1, 2
NAMES = {ADMIN: b"Admin", TIME_ADMIN: b"TimeAdmin"}
TRIES = 3
PIECE, SECTOR, CAPACITY = -1, 512, 1 << 24
SELF_TEST_EVERY, TIME_EVERY = 25 * 3600, 4 * 3600

INVALID_PARAMETER, POWER_CYCLE, EXPORT_FAILED = 0x1, 0xD, 0xA
NO_TIME, NOT_AUTHORIZED, TOO_MANY_CLIENTS, CLIENT_UNKNOWN, UNEXPORTED = 0x1002, 0x100F, 0x1010, 0x1011, 0x1012
UNFINISHED, NEEDS_CTSS, NEEDS_SELF_TEST, INITIALISED = 0x1014, 0x1053, 0x1055, 0x10FD
NOT_INITIALISED, AUTH_FAILED, PIN_BLOCKED, NO_DATA = 0x10FF, 0x1100, 0x1201, 0x2003
ENGINE_CODES = {
    "no_such_transaction": 0x1008, "client_unknown": CLIENT_UNKNOWN, "expired": 0x100A, "full": 0x1017,
    "not_initialised": NOT_INITIALISED, "no_time": NO_TIME, "exhausted": 0x100E, "decommissioned": 0x10FE,
    "open_transactions": 0x1013,
}  # fmt: skip


def compiler() -> str | None:
    """A C compiler, where there is one."""
    return shutil.which("cc") or shutil.which("gcc")


def library() -> Path:
    """The C side, compiled once for what its source says."""
    mark = hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:12]
    made = BUILD / f"libWormAPI-{mark}.so"
    if not made.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=BUILD) as folder:
            fresh = Path(folder) / "libWormAPI.so"
            subprocess.run([compiler() or "cc", "-shared", "-fPIC", "-O1", "-o", fresh, SOURCE], check=True)
            fresh.replace(made)
    return made


class WormCode(Exception):
    """The device says no."""

    def __init__(self, code: int, *values: bytes) -> None:
        super().__init__(hex(code))
        self.code, self.values = code, values


class Stick:
    """What is inside the stick: the engine, the PINs, and the session that ends without power."""

    def __init__(self, engine: SoftEngine, clock: SetClock) -> None:
        self.engine, self.clock = engine, clock
        self.pins = {ADMIN: "", TIME_ADMIN: ""}
        self.puk = ""
        self.tries = {ADMIN: TRIES, TIME_ADMIN: TRIES}
        self.puk_tries = TRIES
        self.interface_on = False
        self.exported_to = 0
        self.without_power()

    def without_power(self) -> None:
        self.tested_at: float | None = None
        self.engine.time_is_set = False
        self.users: set[int] = set()

    # What it needs first

    def _needs_test(self) -> None:
        if self.tested_at is None or self._test_left() == 0:
            raise WormCode(NEEDS_SELF_TEST)

    def _needs(self, *users: int) -> None:
        self._needs_test()
        if not self.users & set(users):
            raise WormCode(NOT_AUTHORIZED)

    def _test_left(self) -> int:
        if self.tested_at is None:
            return 0
        return max(0, int(SELF_TEST_EVERY - (self.clock.now().timestamp() - self.tested_at)))

    def _needs_all(self) -> None:
        self._needs_test()
        if self.engine.state is TseState.NEW:
            raise WormCode(NOT_INITIALISED)
        if not self.interface_on:
            raise WormCode(NEEDS_CTSS)

    # The commands, named as in wormapi.c

    def init(self) -> tuple[bytes, ...]:
        return ()

    def info(self) -> tuple[bytes, ...]:
        engine = self.engine
        left = 20_000_000 - engine.counter if engine.signatures_left is None else engine.signatures_left
        states = (TseState.NEW, TseState.READY, TseState.DECOMMISSIONED)
        numbers = (
            states.index(engine.state), engine.time_is_set, self.tested_at is not None, self.interface_on,
            self._test_left(), len(engine.open_transactions()), left, TIME_EVERY, TIME_EVERY,
            int(engine.expires_at.timestamp()), CAPACITY if engine.capacity is None else engine.capacity // SECTOR,
            engine.storage_used // SECTOR, 0x0001_0203, 1, len(engine.clients), 512, engine.counter, 20_000_000,
            bool(self.puk), bool(self.puk), bool(self.puk), 100, engine.storage_used, 0,
        )  # fmt: skip
        facts = engine.facts
        return (
            *(struct.pack("<Q", int(one)) for one in numbers),
            facts.public_key, bytes.fromhex(facts.serial), b"BSI-K-TR-0000-2026", b"USB",
        )  # fmt: skip

    def certificate(self) -> tuple[bytes, ...]:
        chain = [x509.load_der_x509_certificate(one) for one in self.engine.facts.certificates]
        return (b"".join(one.public_bytes(Encoding.PEM) for one in chain),)

    def self_test(self, client: bytes) -> tuple[bytes, ...]:
        self.tested_at = self.clock.now().timestamp()
        if self.engine.state is TseState.READY:
            self.engine.self_test()
        if client.decode() not in self.engine.clients:
            raise WormCode(CLIENT_UNKNOWN)
        return ()

    def setup(self, seed: bytes, puk: bytes, admin: bytes, time_admin: bytes, client: bytes) -> tuple[bytes, ...]:
        self._needs_test()
        if self.engine.state is not TseState.NEW:
            raise WormCode(INITIALISED)
        if seed != b"SwissbitSwissbit" or [len(one) for one in (puk, admin, time_admin)] != [6, 5, 5]:
            raise WormCode(INVALID_PARAMETER)
        self.puk, self.pins = puk.decode(), {ADMIN: admin.decode(), TIME_ADMIN: time_admin.decode()}
        self.engine.initialise()
        self.interface_on = True
        self.engine.register(client.decode())
        return ()

    def ctss_enable(self) -> tuple[bytes, ...]:
        self._needs(ADMIN)
        self.interface_on = True
        return ()

    def update_time(self, _seconds: bytes) -> tuple[bytes, ...]:
        self._needs(ADMIN, TIME_ADMIN)
        self.engine.update_time()
        return ()

    def register(self, client: bytes) -> tuple[bytes, ...]:
        self._needs(ADMIN)
        if len(self.engine.clients) >= 100:
            raise WormCode(TOO_MANY_CLIENTS)
        self.engine.register(client.decode())
        return ()

    def deregister(self, client: bytes) -> tuple[bytes, ...]:
        self._needs(ADMIN)
        self.engine.deregister(client.decode())
        return ()

    def clients(self, skip: bytes) -> tuple[bytes, ...]:
        self._needs_test()
        page = self.engine.clients[_number(skip) :][:16]
        return struct.pack("<Q", len(page)), *(one.encode() for one in page)

    def login(self, user: bytes, pin: bytes) -> tuple[bytes, ...]:
        who = _number(user)
        self._needs_test()
        if self.engine.state is TseState.NEW:
            raise WormCode(NOT_INITIALISED)
        if self.tries[who] == 0:
            raise WormCode(PIN_BLOCKED, struct.pack("<Q", 0))
        right = pin.decode() == self.pins[who]
        self.tries[who] = TRIES if right else self.tries[who] - 1
        self.engine.log_system("authenticateUser", context(1, NAMES[who]), context(2, b"\x01"), context(3, b"\1"))
        if not right:
            raise WormCode(AUTH_FAILED, struct.pack("<Q", self.tries[who]))
        self.users.add(who)
        return (struct.pack("<Q", TRIES),)

    def logout(self, user: bytes) -> tuple[bytes, ...]:
        self._needs_test()
        if _number(user) not in self.users:
            raise WormCode(0x1202)
        self.users.discard(_number(user))
        self.engine.log_system("logOut", context(1, NAMES[_number(user)]), context(2, b"\x00"))
        return ()

    def unblock(self, user: bytes, puk: bytes, pin: bytes) -> tuple[bytes, ...]:
        self._needs_test()
        if self.puk_tries == 0:
            raise WormCode(PIN_BLOCKED, struct.pack("<Q", 0))
        if puk.decode() != self.puk:
            self.puk_tries -= 1
            raise WormCode(AUTH_FAILED, struct.pack("<Q", self.puk_tries))
        self.tries[_number(user)], self.pins[_number(user)] = TRIES, pin.decode()
        self.engine.log_system("unblockUser", context(1, NAMES[_number(user)]), context(2, b"\x01"))
        return (struct.pack("<Q", TRIES),)

    def start(self, client: bytes, data: bytes, type_: bytes) -> tuple[bytes, ...]:
        self._needs_all()
        return self._answer(self.engine.start(client.decode(), type_.decode(), data))

    def finish(self, client: bytes, number: bytes, data: bytes, type_: bytes) -> tuple[bytes, ...]:
        self._needs_all()
        return self._answer(self.engine.finish(client.decode(), _number(number), type_.decode(), data))

    def _answer(self, logged: Logged) -> tuple[bytes, ...]:
        serial = bytes.fromhex(self.engine.facts.serial)
        numbers = (int(logged.at.timestamp()), logged.counter, logged.number)
        return *(struct.pack("<Q", one) for one in numbers), serial, logged.signature

    def started(self, client: bytes, skip: bytes, room: bytes) -> tuple[bytes, ...]:
        self._needs_test()
        page = self.engine.open_transactions(client.decode() or None)[_number(skip) :][: _number(room)]
        return struct.pack("<Q", len(page)), *(struct.pack("<Q", one) for one in page)

    def delete(self) -> tuple[bytes, ...]:
        self._needs(ADMIN)
        if self.engine.open_transactions():
            raise WormCode(UNFINISHED)
        if self.exported_to != self.engine.counter:
            raise WormCode(UNEXPORTED)
        self.engine.delete_until(self.clock.now())
        return ()

    # Exports give a TAR

    def export(self) -> bytes:
        self._needs_test()
        tar = self._tar()
        self.exported_to = self.engine.counter
        return tar

    def export_time(self, since: bytes, until: bytes, _client: bytes) -> bytes:
        self._needs_test()
        from datetime import UTC, datetime

        ends = [datetime.fromtimestamp(min(_number(one), 32_503_680_000), UTC) for one in (since, until)]
        return self._tar(since=ends[0], until=ends[1])

    def export_transaction(self, first: bytes, last: bytes, client: bytes) -> bytes:
        self._needs_test()
        numbers = range(_number(first), _number(last) + 1)
        if not any(1 <= one <= self.engine.last_transaction for one in (numbers[0], numbers[-1])):
            raise WormCode(NO_DATA)
        return self._tar(numbers=numbers)

    def _tar(self, **wanted: object) -> bytes:
        pieces: list[bytes] = []
        self.engine.export(pieces.append, **wanted)  # type: ignore[arg-type]
        return b"".join(pieces)


def _number(data: bytes) -> int:
    return int.from_bytes(data, "little")


class SwissbitWorld(TseWorld):
    """The stick, the socket on which the C side finds it, and what can go wrong in between."""

    erases = True
    patience = 0.5

    def __init__(self, folder: Path, clock: SetClock) -> None:
        engine = SoftEngine(None, now=clock.now, certified_text="Swissbit, emulated")
        super().__init__(engine, clock, Secrets("123456", "12345", "54321"))
        self.stick = Stick(engine, clock)
        self.mount, self.folder = folder / "TSE", folder / "tse-own"
        self.mount.mkdir()
        self._short = tempfile.mkdtemp(prefix="worm")  # a socket's name may not be long
        self._messages = 0
        self._cut: tuple[int, bool] | None = None
        self._twice = False
        self._seconds = 0.0
        self._powered_at = 0
        self._connections: set[socket.socket] = set()
        self._lock = threading.RLock()
        self._listen()

    def device(self, secrets: Secrets | None = None) -> TseDevice:
        options = (("path", str(self.mount)), ("library", str(library())))
        wanted = self.secrets if secrets is None else secrets
        tse = TseContext(TseSettings("swissbit", options), wanted, self.folder)
        return open_device(tse, Patience(self.patience, 2.0, 2.0), self.clock)

    def close(self) -> None:
        self.mend()
        self._hang_up()
        self._server.close()
        self.engine.close()
        shutil.rmtree(self._short, ignore_errors=True)

    # Faults

    @property
    def messages(self) -> int:
        return self._messages

    def cut(self, after: int = 0, *, acted: bool) -> None:
        self._cut = (self._messages + after + 1, acted)

    def answer_twice(self) -> None:
        """The command reaches the stick twice, and the second answer is the one that comes back."""
        self._twice = True

    def slow(self, seconds: float) -> None:
        self._seconds = seconds

    def mend(self) -> None:
        self._cut, self._twice, self._seconds = None, False, 0.0
        if not (self.mount / "TSE_INFO.DAT").exists():
            self.plug_in()

    def unplug(self) -> None:
        (self.mount / "TSE_INFO.DAT").unlink()
        self.lose_power()

    def plug_in(self) -> None:
        self._tell_where()

    def lose_power(self) -> None:
        with self._lock:
            self.stick.without_power()
        self._hang_up()

    def block_pins(self) -> None:
        self.stick.tries = {ADMIN: 0, TIME_ADMIN: 0}

    # The socket

    def _listen(self) -> None:
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(os.path.join(self._short, "s"))  # noqa: PTH118
        self._server.listen(8)
        self._tell_where()
        threading.Thread(target=self._accept, daemon=True).start()

    def _tell_where(self) -> None:
        (self.mount / "TSE_INFO.DAT").write_text(os.path.join(self._short, "s"))  # noqa: PTH118

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _address = self._server.accept()
                self._connections.add(connection)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _hang_up(self) -> None:
        for connection in list(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            while (request := _read(connection)) is not None and self._answer(connection, request):
                pass
        self._connections.discard(connection)

    def _answer(self, connection: socket.socket, request: bytes) -> bool:
        """Do what was asked; False where the link is cut with it."""
        name, arguments = _parsed(request)
        if self._seconds:
            time.sleep(self._seconds)
        with self._lock:
            self._messages += 1
            cut = self._cut is not None and self._messages == self._cut[0] and self._cut
            if cut and not cut[1]:
                return False
            again = self._twice and name != "init"
            self._twice = self._twice and not again
            code, values = self._done(name, arguments)
            if again:
                code, values = self._done(name, arguments)
        if name.startswith("export") and code == 0:
            return _in_pieces(connection, values[0], stop_half_way=bool(cut))
        if cut:
            return False
        _send(connection, code, values)
        return True

    def _done(self, name: str, arguments: list[bytes]) -> tuple[int, tuple[bytes, ...]]:
        command: Callable[..., bytes | tuple[bytes, ...]] = getattr(self.stick, name)
        try:
            done = command(*arguments)
        except WormCode as error:
            return error.code, error.values
        except EngineError as error:
            return ENGINE_CODES[error.code], ()
        return 0, (done,) if isinstance(done, bytes) else done


def _read(connection: socket.socket) -> bytes | None:
    start = _exactly(connection, 4)
    return None if start is None else _exactly(connection, _number(start))


def _exactly(connection: socket.socket, count: int) -> bytes | None:
    data = b""
    while len(data) < count:
        piece = connection.recv(count - len(data))
        if not piece:
            return None
        data += piece
    return data


def _parsed(request: bytes) -> tuple[str, list[bytes]]:
    name, _nul, rest = request.partition(b"\0")
    arguments = []
    while rest:
        length = _number(rest[:4])
        arguments.append(rest[4 : 4 + length])
        rest = rest[4 + length :]
    return name.decode(), arguments


def _send(connection: socket.socket, code: int, values: tuple[bytes, ...]) -> None:
    body = struct.pack("<i", code) + b"".join(struct.pack("<I", len(one)) + one for one in values)
    connection.sendall(struct.pack("<I", len(body)) + body)


def _in_pieces(connection: socket.socket, tar: bytes, *, stop_half_way: bool) -> bool:
    """As the library gives an export: some sectors at a time."""
    for at in range(0, len(tar), 16 * SECTOR):
        if stop_half_way and at >= len(tar) // 2:
            return False
        _send(connection, PIECE, (tar[at : at + 16 * SECTOR],))
        if _exactly(connection, 1) != b"\0":
            return True
    _send(connection, 0, ())
    return not stop_half_way
