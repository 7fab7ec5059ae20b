"""An Epson TSE as its network sees it: a TCP server, NUL-terminated XML, JSON inside, `SoftEngine` as what signs.

`EpsonDevice` is the TSE in the printer: PINs, who is logged in, self-test, time, exports. `EpsonServer` is the printer
around it, on which everything can go wrong that goes wrong on a line. `EpsonWorld` is both for the contract suite.
"""

import base64
import contextlib
import hashlib
import io
import json
import secrets
import socket
import ssl
import tarfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from kasse.clock import SetClock
from kasse.fiscal.de.device import Logged, Secrets, TseContext, TseSettings, TseState
from kasse.fiscal.de.log_message import context
from kasse.fiscal.de.soft_engine import EngineError, SoftEngine
from printers.tse_epson import EpsonTse, open_device
from tests.contracts.tse_world import CLIENT, TseWorld

SECRETS = Secrets("123456", "11111", "22222")
PIECE = 24_000
TRIES = 3

_CODES = {
    "not_initialised": "TSE1_ERROR_TSE_NOT_INITIALIZED",
    "decommissioned": "TSE1_ERROR_TSE_DECOMMISSIONED",
    "no_time": "TSE1_ERROR_NO_TIME_SET",
    "expired": "TSE1_ERROR_CERTIFICATE_EXPIRED",
    "client_unknown": "TSE1_ERROR_CLIENT_NOT_REGISTERED",
    "no_such_transaction": "TSE1_ERROR_TRANSACTION_NOT_STARTED",
    "full": "TSE1_ERROR_STORE_FULL",
    "exhausted": "TSE1_ERROR_TRANSACTION_SIGNATURES_EXCEEDED",
    "open_transactions": "TSE1_ERROR_CLIENT_HAS_UNFINISHED_TRANSACTIONS",
}


class No(Exception):
    """The answer is a code, perhaps with an output."""

    def __init__(self, code: str, **output: Any) -> None:
        super().__init__(code)
        self.code, self.output = code, output


class EpsonDevice:
    """The TSE: one function a method, named as Epson's."""

    def __init__(self, engine: SoftEngine) -> None:
        self.engine = engine
        self.secrets = Secrets("", "", "")
        self.shared_secret = "EPSONKEY"  # noqa: S105 - Epson's default
        self.tries = {"puk": TRIES, "admin_pin": TRIES, "time_admin_pin": TRIES}
        self.challenges: dict[str, str] = {}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.other_printer = False
        self.last: dict[str, Logged] = {}
        self.lose_power()
        engine.time_is_set = engine.state is TseState.NEW

    def lose_power(self) -> None:
        """What is in no lasting memory is gone."""
        self.self_tested = False
        self.admin = self.host = False
        self.users: set[str] = set()
        self.export: bytes | None = None
        self.position = 0
        self.engine.time_is_set = False

    def do(self, request: dict[str, Any]) -> dict[str, Any]:
        """One JSON request, and its answer."""
        function, given = str(request.get("function")), request.get("input") or {}
        self.asked.append((function, given))
        common = function == "GetStorageInfo"
        if request.get("storage") != (
            {"type": "COMMON", "vendor": ""} if common else {"type": "TSE", "vendor": "TSE1"}
        ):
            return _answer(function, "JSON_ERROR_UNEXPECTED_STORAGE_TYPE")
        method: Callable[..., dict[str, Any] | None] | None = getattr(self, function, None)
        if method is None or not function[0].isupper():
            return _answer(function, "JSON_ERROR_UNEXPECTED_FUNCTION")
        try:
            return _answer(function, "EXECUTION_OK", method(**given) or {})
        except No as no:
            return _answer(function, no.code, no.output)
        except EngineError as error:
            return _answer(function, _CODES[error.code])
        except TypeError:
            return _answer(function, "JSON_ERROR_NOT_ENOUGH_CONTENTS")

    # Information

    def GetStorageInfo(self) -> dict[str, Any]:
        engine, facts = self.engine, self.engine.facts
        states = {
            TseState.NEW: "UNINITIALIZED",
            TseState.READY: "INITIALIZED",
            TseState.DECOMMISSIONED: "DECOMMISSIONED",
        }
        left = engine.signatures_left
        info = {
            "vendorType": "TSE1",
            "tseCapacity": 13_631_488,
            "tseCurrentSize": (engine.storage_used + 511) // 512,
            "tseInitializationState": states[engine.state],
            "hasValidTime": engine.time_is_set,
            "hasPassedSelfTest": self.self_tested,
            "startedTransactions": len(engine.open_transactions()),
            "maxStartedTransactions": 512,
            "createdSignatures": engine.counter,
            "remainingSignatures": 20_000_000 - engine.counter if left is None else left,
            "registeredClients": len(engine.clients),
            "certificateExpirationDate": engine.expires_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "serialNumber": base64.b64encode(bytes.fromhex(facts.serial)).decode(),
            "tsePublicKey": base64.b64encode(facts.public_key).decode(),
            "signatureAlgorithm": facts.algorithm,
            "tseDescription": "BSI-K-TR-0373",
            "softwareVersion": 65_792,
        }
        return {"smartInformation": {"tseHealth": "PASS"}, "tseInformation": info}

    def GetLogMessageCertificate(self) -> dict[str, Any]:
        if self.engine.state is TseState.NEW:
            raise No("TSE1_ERROR_TSE_NOT_INITIALIZED")
        pem = "".join(ssl.DER_cert_to_PEM_cert(der) for der in self.engine.facts.certificates)
        return {"logMessageCertificate": base64.b64encode(pem.encode()).decode()}

    # Setting up

    def SetUp(self, puk: str, adminPin: str, timeAdminPin: str) -> None:  # noqa: N803
        if self.engine.state is not TseState.NEW:
            raise No("OTHER_ERROR_TSE_ALREADY_SET_UP")
        if (len(puk), len(adminPin), len(timeAdminPin)) != (6, 5, 5):
            raise No("JSON_ERROR_INVALID_PARAMETER_RANGE")
        self.engine.initialise()
        self.engine.register("EPSON0123ABCD")
        self.secrets = Secrets(puk, adminPin, timeAdminPin)

    def SetUpForPrinter(self) -> None:
        self._needs_admin()
        self.other_printer = False

    def RunTSESelfTest(self) -> None:
        if self.engine.state is TseState.NEW or self.other_printer:
            raise No("TSE1_ERROR_CLIENT_NOT_REGISTERED")
        self.engine.self_test()
        self.self_tested = True

    def UpdateTime(self, userId: str, newDateTime: str, useTimeSync: bool) -> None:  # noqa: N803
        self._needs_self_test()
        if userId not in self.users and not (userId == "Administrator" and self.admin):
            raise No("OTHER_ERROR_UNAUTHENTICATED_TIME_ADMIN_USER")
        datetime.strptime(newDateTime, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        assert useTimeSync is False
        self.engine.update_time()

    def RegisterClient(self, clientId: str) -> None:  # noqa: N803
        self._needs_admin()
        if len(clientId) > 30:
            raise No("JSON_ERROR_INVALID_PARAMETER_RANGE")
        self.engine.register(clientId)

    def GetRegisteredClientList(self) -> dict[str, Any]:
        self._needs_admin()
        return {"registeredClientIdList": list(self.engine.clients)}

    # Who is there

    def GetChallenge(self, userId: str) -> dict[str, Any]:  # noqa: N803
        self.challenges[userId] = secrets.token_hex(16)
        return {"challenge": self.challenges[userId]}

    def _check_hash(self, user: str, given: str) -> None:
        challenge = self.challenges.pop(user, None)
        wanted = hashlib.sha256(f"{challenge}{self.shared_secret}".encode()).digest()
        if challenge is None or base64.b64encode(wanted).decode() != given:
            raise No("OTHER_ERROR_HOST_AUTHENTICATION_FAILED")

    def _check_pin(self, which: str, pin: str) -> None:
        if self.engine.state is TseState.NEW:
            raise No("TSE1_ERROR_WRONG_STATE_NEEDS_PUK_CHANGE")
        if self.tries[which] <= 0:
            raise No("TSE1_ERROR_AUTHENTICATION_PIN_BLOCKED")
        if getattr(self.secrets, which) != pin:
            self.tries[which] -= 1
            raise No("TSE1_ERROR_AUTHENTICATION_FAILED", remainingRetries=self.tries[which])
        self.tries[which] = TRIES

    def AuthenticateUserForAdmin(self, userId: str, pin: str, hash: str) -> None:  # noqa: A002, N803
        self._check_hash(userId, hash)
        if not self.other_printer:
            self._needs_self_test()
        if userId != "Administrator":
            raise No("OTHER_ERROR_INVALID_ADMIN_USER_ID")
        self._check_pin("admin_pin", pin)
        self.engine.log_system("authenticateUser", context(1, b"Admin"), context(2, b"\x01"), context(3, b"\xff"))
        self.admin = True

    def AuthenticateUserForTimeAdmin(self, clientId: str, pin: str, hash: str) -> None:  # noqa: A002, N803
        self._check_hash(clientId, hash)
        self._needs_self_test()
        if clientId not in self.engine.clients:
            raise No("TSE1_ERROR_CLIENT_NOT_REGISTERED")
        self._check_pin("time_admin_pin", pin)
        self.engine.log_system("authenticateUser", context(1, b"TimeAdmin"), context(2, b"\x02"), context(3, b"\xff"))
        self.users.add(clientId)

    def LogOutForAdmin(self) -> None:
        self._needs_admin()
        self.admin = False
        self.engine.log_system("logOut", context(1, b"Admin"), context(2, b"\x00"))

    def AuthenticateHost(self, userId: str, hash: str) -> None:  # noqa: A002, N803
        self._check_hash(userId, hash)
        self.host = True

    def DeauthenticateHost(self, userId: str) -> None:  # noqa: N803
        assert userId == "Administrator"
        self.host = False

    def _unblock(self, which: str, puk: str, pin: str) -> None:
        self._needs_host()
        self._check_pin("puk", puk)
        if getattr(self.secrets, which) == pin:
            raise No("TSE1_ERROR_TSE_INVALID_PARAMETER")
        self.secrets = self.secrets._replace(**{which: pin})
        self.tries[which] = TRIES

    def UnblockUserForAdmin(self, userId: str, puk: str, newPin: str) -> None:  # noqa: N803
        assert userId == "Administrator"
        self._unblock("admin_pin", puk, newPin)

    def UnblockUserForTimeAdmin(self, userId: str, puk: str, newPin: str) -> None:  # noqa: N803
        assert userId == "Administrator"
        self._unblock("time_admin_pin", puk, newPin)

    def _change(self, which: str, old: str, new: str) -> None:
        self._needs_host()
        self._check_pin(which, old)
        self.secrets = self.secrets._replace(**{which: new})

    def ChangePuk(self, userId: str, oldPuk: str, newPuk: str) -> None:  # noqa: N803
        assert userId == "Administrator"
        self._change("puk", oldPuk, newPuk)

    def ChangePinForAdmin(self, userId: str, oldPin: str, newPin: str) -> None:  # noqa: N803
        assert userId == "Administrator"
        self._change("admin_pin", oldPin, newPin)

    def ChangePinForTimeAdmin(self, userId: str, oldPin: str, newPin: str) -> None:  # noqa: N803
        assert userId == "Administrator"
        self._change("time_admin_pin", oldPin, newPin)

    def _needs_admin(self) -> None:
        if not self.admin:
            raise No("OTHER_ERROR_UNAUTHENTICATED_ADMIN_USER")

    def _needs_host(self) -> None:
        if not self.host:
            raise No("OTHER_ERROR_UNAUTHENTICATED_HOST")

    def _needs_self_test(self) -> None:
        if self.engine.state is not TseState.NEW and not self.self_tested:
            raise No("TSE1_ERROR_WRONG_STATE_NEEDS_SELF_TEST")

    # Transactions

    def _signs(self, client: str) -> None:
        self._needs_self_test()
        if client not in self.users:
            raise No("OTHER_ERROR_UNAUTHENTICATED_TIME_ADMIN_USER")

    def _signed(self, client: str, logged: Logged) -> dict[str, Any]:
        self.last[client] = logged
        return {
            "transactionNumber": logged.number,
            "serialNumber": base64.b64encode(bytes.fromhex(self.engine.facts.serial)).decode(),
            "signatureCounter": logged.counter,
            "logTime": logged.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "signature": base64.b64encode(logged.signature).decode(),
        }

    def StartTransaction(
        self,
        clientId: str,  # noqa: N803
        processData: str,  # noqa: N803
        processType: str,  # noqa: N803
        additionalData: str,  # noqa: N803
    ) -> dict[str, Any]:
        assert additionalData == ""
        self._signs(clientId)
        return self._signed(clientId, self.engine.start(clientId, processType, base64.b64decode(processData)))

    def FinishTransaction(
        self,
        transactionNumber: int,  # noqa: N803
        clientId: str,  # noqa: N803
        processData: str,  # noqa: N803
        processType: str,  # noqa: N803
        additionalData: str,  # noqa: N803
    ) -> dict[str, Any]:
        assert additionalData == ""
        self._signs(clientId)
        data = base64.b64decode(processData, validate=True)
        found = self._signed(clientId, self.engine.finish(clientId, transactionNumber, processType, data))
        del found["transactionNumber"]
        return found

    def GetStartedTransactionList(self, clientId: str) -> dict[str, Any]:  # noqa: N803
        self._needs_self_test()
        return {"startedTransactionNumberList": list(self.engine.open_transactions(clientId or None))}

    def GetLastTransactionResponse(self, clientId: str) -> dict[str, Any]:  # noqa: N803
        self._needs_self_test()
        if clientId not in self.last:
            raise No("TSE1_ERROR_NO_LAST_TRANSACTION")
        return self._signed(clientId, self.last[clientId])

    # Export

    def _begin(self, **chosen: Any) -> None:
        self._needs_self_test()
        self._needs_admin()
        if not self.engine.time_is_set:
            raise No("OTHER_ERROR_NO_TIME_SET_BEFORE_EXPORT")
        if self.export is not None:
            raise No("OTHER_ERROR_CURRENTLY_EXPORTING")
        pieces: list[bytes] = []
        self.engine.export(pieces.append, **chosen)
        self.export, self.position = b"".join(pieces), 0

    def ArchiveExport(self, clientId: str) -> None:  # noqa: N803
        assert clientId == ""
        self._begin()

    def ExportFilteredByTransactionNumber(self, clientId: str, transactionNumber: int) -> None:  # noqa: N803
        assert clientId in self.engine.clients
        self._begin(numbers={transactionNumber})

    def ExportFilteredByPeriodOfTime(self, clientId: str, startDate: str, endDate: str) -> None:  # noqa: N803
        assert clientId == ""
        since, until = (
            datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) for text in (startDate, endDate)
        )
        self._begin(since=since, until=until)

    def GetExportData(self) -> dict[str, Any]:
        if self.export is None:
            raise No("OTHER_ERROR_NO_EXPORT_STARTED")
        with tarfile.open(fileobj=io.BytesIO(self.export)) as tar:
            if not any("_Log-" in name for name in tar.getnames()):
                raise No("TSE1_ERROR_EXPORT_NO_DATA_AVAILABLE")
        piece = self.export[self.position : self.position + PIECE]
        self.position += len(piece)
        status = "EXPORT_COMPLETE" if self.position >= len(self.export) else "EXPORT_INCOMPETE"
        return {"exportStatus": status, "exportData": base64.b64encode(piece).decode()}

    def FinalizeExport(self, deleteData: bool) -> None:  # noqa: N803
        assert deleteData is False
        if self.export is None or self.position < len(self.export):
            raise No("OTHER_ERROR_ALL_DATA_NOT_EXPORTED_YET")
        self.export = None

    def CancelExport(self) -> None:
        if self.export is None:
            raise No("OTHER_ERROR_NO_EXPORT_STARTED")
        self.export = None


def _answer(function: str, result: str, output: dict[str, Any] | None = None) -> dict[str, Any]:
    error = {} if result == "EXECUTION_OK" else {"errorinfo": result, "fact": ""}
    return {"result": result, "function": function, "output": output or {}, "error": error}


class EpsonServer:
    """The printer: it listens, one till at a time has the device open, and the line does what a test wants."""

    def __init__(self, device: EpsonDevice, tls: ssl.SSLContext | None = None) -> None:
        self.device = device
        self.tls = tls
        self.messages = 0
        self.port = 0
        self.busy = False
        self.seen: list[bytes] = []
        self.mend()
        self._lock = threading.Lock()
        self._owner: object | None = None
        self._lines: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listening: socket.socket | None = None
        self.plug_in()

    def mend(self) -> None:
        """Nothing is wrong any more."""
        self.cut_at: tuple[int, bool] | None = None
        self.twice = 0
        self.delay = 0.0
        self.says: bytes | None = None
        self.only_bytes: int | None = None

    def plug_in(self) -> None:
        if self._listening is None:
            self._listening = socket.create_server(("127.0.0.1", self.port))
            self.port = self._listening.getsockname()[1]
            thread = threading.Thread(target=self._accept, args=(self._listening,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def unplug(self) -> None:
        if self._listening is not None:
            with contextlib.suppress(OSError):
                self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()
            self._listening = None
        self.drop_lines()

    def drop_lines(self) -> None:
        """Every connection ends."""
        for line in list(self._lines):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.unplug()
        for thread in self._threads:
            thread.join(5)

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                line, _address = listening.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(line,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def _serve(self, raw: socket.socket) -> None:
        line = raw
        me = object()
        try:
            line = self.tls.wrap_socket(raw, server_side=True) if self.tls else raw
            self._lines.add(line)
            if not self._exchange(line, b"", self._greet):
                return
            pending = b""
            while data := line.recv(65_536):
                pending += data
                while b"\0" in pending:
                    frame, _nul, pending = pending.partition(b"\0")
                    self.seen.append(frame)
                    if not self._exchange(line, frame, lambda one: self._handle(me, one)):
                        return
        except (OSError, ElementTree.ParseError):
            return
        finally:
            with self._lock:
                if self._owner is me:
                    self._owner = None
            self._lines.discard(line)
            line.close()

    def _exchange(self, line: socket.socket, frame: bytes, handle: Callable[[bytes], bytes]) -> bool:
        """One message; False where the line ends with it."""
        cut = self._count()
        if cut is False:
            return False
        if self.delay:
            time.sleep(self.delay)
        answer = handle(frame) if self.says is None else self.says
        if cut is True:
            return False
        if self.only_bytes is not None:
            line.sendall(answer[: self.only_bytes])
            return False
        line.sendall(answer)
        if self.twice:
            self.twice -= 1
            line.sendall(answer)
        return True

    def _count(self) -> bool | None:
        """Whether this message is the one at which the line is cut: True after it was acted upon, False before."""
        with self._lock:
            self.messages += 1
            if self.cut_at is None:
                return None
            left, acted = self.cut_at
            if left > 0:
                self.cut_at = (left - 1, acted)
                return None
            self.cut_at = None
            return acted

    def _greet(self, _frame: bytes) -> bytes:
        greeting = "<client_id>sock1857622694</client_id><protocol_version>2</protocol_version>"
        return f"<connect><data>{greeting}</data></connect>\0".encode()

    def _handle(self, me: object, frame: bytes) -> bytes:
        asked = ElementTree.fromstring(frame)  # noqa: S314 - our own client's
        name = asked.findtext("device_id") or ""
        with self._lock:
            if asked.tag == "open_device":
                return _code("open_device", name, self._open(me, name))
            if asked.tag == "close_device":
                code = "OK" if self._owner is me else "DEVICE_NOT_OPEN"
                self._owner = None if self._owner is me else self._owner
                return _code("close_device", name, code)
            if self._owner is not me:
                return _result(name, "DEVICE_NOT_OPEN", "{}")
            assert (asked.findtext("data/type"), int(asked.findtext("data/timeout") or 0) > 0) == ("operate", True)
            answer = self.device.do(json.loads(asked.findtext("data/requestdata") or ""))
        return _result(name, "SUCCESS", json.dumps(answer))

    def _open(self, me: object, name: str) -> str:
        if name != "local_TSE":
            return "DEVICE_NOT_FOUND"
        if self.busy or self._owner not in (None, me):
            return "DEVICE_IN_USE"
        self._owner = me
        return "OK"


def _code(tag: str, name: str, code: str) -> bytes:
    return f"<{tag}><device_id>{escape(name)}</device_id><code>{code}</code><data_id>1</data_id></{tag}>\0".encode()


def _result(name: str, code: str, data: str) -> bytes:
    success = "true" if code == "SUCCESS" else "false"
    return (
        f"<device_data><sequence>0</sequence><device_id>{escape(name)}</device_id><data><type>operateresult</type>"
        f"<success>{success}</success><code>{code}</code><resultdata>{escape(data)}</resultdata></data>"
        "<data_id>0</data_id></device_data>\0"
    ).encode()


class EpsonWorld(TseWorld):
    """A printer with a TSE on the counter."""

    patience = 1.5

    def __init__(self, folder: Path, clock: SetClock) -> None:
        engine = SoftEngine(folder / "engine.sqlite", now=clock.now, certified_text="Epson TSE emulator")
        super().__init__(engine, clock, SECRETS)
        self.folder = folder
        self.tse = EpsonDevice(engine)
        self.server = EpsonServer(self.tse)

    def settings(self, **options: str) -> TseSettings:
        chosen = {"host": "127.0.0.1", "port": str(self.server.port), **options}
        return TseSettings("epson", tuple(chosen.items()))

    def device(self, secrets: Secrets | None = None, **options: str) -> EpsonTse:
        given = TseContext(self.settings(**options), secrets or self.secrets, self.folder)
        return open_device(given, answer=self.patience)

    def close(self) -> None:
        self.server.close()
        self.engine.close()

    @property
    def messages(self) -> int:
        return self.server.messages

    def cut(self, after: int = 0, *, acted: bool) -> None:
        self.server.cut_at = (after, acted)

    def answer_twice(self) -> None:
        self.server.twice = 1

    def slow(self, seconds: float) -> None:
        self.server.delay = seconds

    def unplug(self) -> None:
        self.server.unplug()

    def plug_in(self) -> None:
        self.server.plug_in()

    def mend(self) -> None:
        self.server.mend()
        self.server.plug_in()

    def lose_power(self) -> None:
        self.server.drop_lines()
        self.tse.lose_power()

    def forget_client(self) -> None:
        super().forget_client()
        self.tse.users.discard(CLIENT)

    def block_pins(self) -> None:
        self.tse.tries["admin_pin"] = 0
