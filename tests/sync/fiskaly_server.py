"""fiskaly SIGN DE v2 as a till sees it: an HTTP server with one account, `SoftEngine` as what signs.

`FiskalyCloud` is the account with its TSS, tills, transactions and exports; `FiskalyServer` the network in front of it,
on which everything can go wrong; `FiskalyWorld` is both for the contract suite. Codes that fiskaly documents are
theirs; where no code is documented the status counts.
"""

import base64
import contextlib
import json
import re
import secrets
import socket
import ssl
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from kasse.clock import SetClock
from kasse.fiscal.de.device import Logged, Secrets, TseContext, TseSettings
from kasse.fiscal.de.soft_engine import EngineError, SoftEngine
from sync.tse_fiskaly import FiskalyTse, open_device
from tests.contracts.tse_world import CLIENT, TseWorld

TSS = "cdb96888-86f5-4b5e-b213-ef265ecc4676"
KEY, SECRET = "live_2x8k_kiosk", "w7Rk3N"
TRIES = 5
COMMON = {"_env": "LIVE", "_version": "2.2.1"}


class Answer(Exception):
    """What is answered, if it is not 200 with JSON."""

    def __init__(self, status: int, code: str, message: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(status, code)
        self.status, self.code, self.message, self.headers = status, code, message or code, headers or {}


_ENGINE = {
    "client_unknown": Answer(400, "E_CLIENT_NOT_REGISTERED", "The client is not registered"),
    "expired": Answer(400, "E_TSS_CERTIFICATE_EXPIRED", "The certificate has expired"),
    "full": Answer(400, "E_TSS_FULL", "No space is left"),
    "exhausted": Answer(400, "E_TSS_EXHAUSTED", "No signatures are left"),
    "decommissioned": Answer(400, "E_TSS_DISABLED", "The TSS is disabled"),
    "not_initialised": Answer(400, "E_TSS_NOT_INITIALIZED", "The TSS is not initialized"),
    "no_such_transaction": Answer(409, "E_TX_CONFLICT", "The transaction is not active"),
}


class FiskalyCloud:
    """One account. Every handler is given path parts, query and body, and gives JSON or raises `Answer`."""

    def __init__(self, engine: SoftEngine) -> None:
        self.engine = engine
        self.env = "LIVE"
        self.lifetime = 86_400
        self.tokens: dict[str, bool] = {}
        """Access tokens, and whether the administrator is logged in with them."""
        self.refresh: set[str] = set()
        self.state = ""
        self.puk = "8920976146"
        self.pin = ""
        self.tries = TRIES
        self.clients: dict[str, dict[str, Any]] = {}
        self.tx: dict[str, list[dict[str, Any]]] = {}
        self.bodies: dict[tuple[str, int], dict[str, Any]] = {}
        self.numbers: dict[int, str] = {}
        self.exports: dict[str, dict[str, Any]] = {}
        self.broken_export = False
        self.log: list[tuple[str, str, dict[str, str], Any]] = []
        self.routes: tuple[tuple[str, str, Callable[..., Any]], ...] = (
            ("PUT", r"tss/{id}", self.put_tss),
            ("GET", r"tss/{id}", self.get_tss),
            ("PATCH", r"tss/{id}", self.patch_tss),
            ("PATCH", r"tss/{id}/admin", self.patch_admin),
            ("POST", r"tss/{id}/admin/auth", self.admin_auth),
            ("POST", r"tss/{id}/admin/logout", self.admin_logout),
            ("GET", r"tss/{id}/client", self.list_clients),
            ("PUT", r"tss/{id}/client/{id}", self.put_client),
            ("PATCH", r"tss/{id}/client/{id}", self.patch_client),
            ("GET", r"tss/{id}/tx", self.list_tx),
            ("PUT", r"tss/{id}/tx/{any}", self.put_tx),
            ("GET", r"tss/{id}/tx/{any}", self.get_tx),
            ("PUT", r"tss/{id}/export/{id}", self.put_export),
            ("GET", r"tss/{id}/export/{id}", self.get_export),
            ("GET", r"tss/{id}/export/{id}/file", self.get_file),
        )

    def do(self, method: str, path: str, query: dict[str, str], body: Any, token: str) -> Any:
        """One request."""
        self.log.append((method, path, query, body))
        if (method, path) == ("POST", "auth"):
            return self.auth(body)
        if token not in self.tokens:
            raise Answer(401, "E_UNAUTHORIZED", "The access token is not valid")
        self.token = token
        for wanted, pattern, handle in self.routes:
            found = re.fullmatch(pattern.replace("{id}", "([0-9a-f-]{36})").replace("{any}", "([0-9a-f-]+)"), path)
            if wanted == method and found:
                for id_ in found.groups():
                    if len(id_) == 36 and UUID(id_).version != 4:
                        raise Answer(400, "E_FAILED_SCHEMA_VALIDATION", "should match the pattern of a UUIDv4")
                if found[1] != TSS or (not self.state and handle != self.put_tss):
                    raise Answer(404, "E_TSS_NOT_FOUND", "TSS does not exist")
                try:
                    return handle(*found.groups()[1:], query=query, body=body)
                except EngineError as error:
                    raise _ENGINE[error.code] from error
        raise Answer(404, "E_NOT_FOUND")

    def auth(self, body: dict[str, str]) -> dict[str, Any]:
        if "refresh_token" in body:
            if body["refresh_token"] not in self.refresh:
                raise Answer(401, "E_UNAUTHORIZED", "The refresh token is not valid")
        elif (body.get("api_key"), body.get("api_secret")) != (KEY, SECRET):
            raise Answer(401, "E_UNAUTHORIZED", "Invalid credentials")
        access, refresh = secrets.token_hex(8), secrets.token_hex(8)
        self.tokens[access] = False
        self.refresh.add(refresh)
        return {
            "access_token": access,
            "access_token_expires_in": self.lifetime,
            "refresh_token": refresh,
            "refresh_token_expires_in": 2 * self.lifetime,
        }

    # The TSS

    def _tss(self) -> dict[str, Any]:
        facts = self.engine.facts
        return {
            "_id": TSS,
            "_type": "TSS",
            **COMMON,
            "_env": self.env,
            "state": self.state,
            "description": f"fiskaly sign cloud-TSE ({TSS})",
            "certificate": base64.b64encode(facts.certificates[0]).decode(),
            "serial_number": facts.serial,
            "public_key": base64.b64encode(facts.public_key).decode(),
            "signature_counter": str(self.engine.counter),
            "signature_algorithm": facts.algorithm,
            "signature_timestamp_format": "unixTime",
            "transaction_data_encoding": "UTF-8",
            "number_active_transactions": len(self.engine.open_transactions()),
            "max_number_active_transactions": 2000,
        }

    def put_tss(self, query: dict[str, str], body: Any) -> dict[str, Any]:
        if self.state not in ("", "CREATED"):
            raise Answer(409, "E_TSS_CONFLICT", "The TSS exists")
        self.state = "CREATED"
        return {**self._tss(), "admin_puk": self.puk}

    def get_tss(self, query: dict[str, str], body: Any) -> dict[str, Any]:
        return self._tss()

    def patch_tss(self, query: dict[str, str], body: dict[str, str]) -> dict[str, Any]:
        move = (self.state, body["state"])
        if move[0] == move[1]:
            return self._tss()
        if move == ("UNINITIALIZED", "INITIALIZED"):
            self._needs_admin()
            self.engine.initialise()
        elif move != ("CREATED", "UNINITIALIZED"):
            raise Answer(400, "E_TSS_ILLEGAL_STATE", "This change of state is not allowed")
        self.state = body["state"]
        return self._tss()

    def patch_admin(self, query: dict[str, str], body: dict[str, str]) -> dict[str, Any]:
        if self.state == "CREATED":
            raise Answer(400, "E_TSS_NOT_INITIALIZED", "The TSS is not personalized")
        self._check(body["admin_puk"], self.puk)
        if len(body["new_admin_pin"]) < 6:
            raise Answer(400, "E_FAILED_SCHEMA_VALIDATION", "The PIN is too short")
        self.pin, self.tries = body["new_admin_pin"], TRIES
        return {}

    def admin_auth(self, query: dict[str, str], body: dict[str, str]) -> dict[str, Any]:
        self._check(body["admin_pin"], self.pin)
        self.tokens[self.token] = True
        return {}

    def _check(self, given: str, wanted: str) -> None:
        if self.tries <= 0:
            raise Answer(401, "E_ADMIN_PIN_BLOCKED", "Too many attempts")
        if not wanted or given != wanted:
            self.tries -= 1
            raise Answer(401, "E_UNAUTHORIZED", "Admin authentication failed")
        self.tries = TRIES

    def admin_logout(self, query: dict[str, str], body: Any) -> dict[str, Any]:
        self.tokens[self.token] = False
        return {}

    def _needs_admin(self) -> None:
        if not self.tokens[self.token]:
            raise Answer(401, "E_ADMIN_NOT_AUTHENTICATED", "Admin authentication is required")

    # Tills

    def list_clients(self, query: dict[str, str], body: Any) -> dict[str, Any]:
        return _page(list(self.clients.values()), query)

    def put_client(self, id_: str, query: dict[str, str], body: dict[str, str]) -> dict[str, Any]:
        self._needs_admin()
        if any(one["serial_number"] == body["serial_number"] for key, one in self.clients.items() if key != id_):
            raise Answer(409, "E_CLIENT_CONFLICT", "The serial number is in use")
        self.engine.register(body["serial_number"])
        self.clients[id_] = {
            "_id": id_,
            "_type": "CLIENT",
            **COMMON,
            "state": "REGISTERED",
            "serial_number": body["serial_number"],
            "tss_id": TSS,
        }
        return self.clients[id_]

    def patch_client(self, id_: str, query: dict[str, str], body: dict[str, str]) -> dict[str, Any]:
        self._needs_admin()
        client = self.clients[id_]
        (self.engine.register if body["state"] == "REGISTERED" else self.engine.deregister)(client["serial_number"])
        client["state"] = body["state"]
        return client

    # Transactions

    def _find(self, ref: str) -> str | None:
        return ref if ref in self.tx else self.numbers.get(int(ref)) if ref.isdigit() else None

    def get_tx(self, ref: str, query: dict[str, str], body: Any) -> dict[str, Any]:
        id_ = self._find(ref)
        if id_ is None:
            raise Answer(404, "E_TX_NOT_FOUND", "The transaction does not exist")
        return self._shown(id_, int(query.get("tx_revision") or len(self.tx[id_])))

    def _shown(self, id_: str, revision: int) -> dict[str, Any]:
        return {**self.tx[id_][revision - 1], "latest_revision": len(self.tx[id_])}

    def list_tx(self, query: dict[str, str], body: Any) -> dict[str, Any]:
        latest = [self._shown(id_, len(revisions)) for id_, revisions in self.tx.items()]
        return _page([one for one in latest if one["state"] == query["states[]"]], query)

    def put_tx(self, ref: str, query: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
        if self.state != "INITIALIZED":
            raise _ENGINE["not_initialised"]
        revision = int(query["tx_revision"])
        id_ = self._find(ref) or (ref if not ref.isdigit() else None)
        if id_ is None:
            raise Answer(404, "E_TX_NOT_FOUND", "The transaction does not exist")
        if self.bodies.get((id_, revision)) == body:
            return self._shown(id_, revision)
        if revision != len(self.tx.get(id_, [])) + 1:
            raise Answer(409, "E_TX_CONFLICT", "The revision is not the next one")
        client = self.clients.get(body["client_id"])
        if client is None:
            raise Answer(404, "E_CLIENT_NOT_FOUND", "The client does not exist")
        answer = (self._started if revision == 1 else self._changed)(id_, client["serial_number"], body)
        answer |= {"_id": id_, "revision": revision, "latest_revision": revision, "client_id": body["client_id"]}
        self.tx.setdefault(id_, []).append(answer)
        self.bodies[id_, revision] = body
        return answer

    def _started(self, id_: str, client: str, body: dict[str, Any]) -> dict[str, Any]:
        if body["state"] != "ACTIVE":
            raise Answer(400, "E_FAILED_SCHEMA_VALIDATION")
        logged = self.engine.start(client)
        self.numbers[logged.number] = id_
        return self._signed(client, "ACTIVE", "Start", logged) | {
            "schema": {},
            "metadata": body.get("metadata", {}),
            "time_start": int(logged.at.timestamp()),
        }

    def _changed(self, id_: str, client: str, body: dict[str, Any]) -> dict[str, Any]:
        first, last = self.tx[id_][0], self.tx[id_][-1]
        if last["state"] != "ACTIVE":
            raise _ENGINE["no_such_transaction"]
        raw = body["schema"]["raw"]
        data = base64.b64decode(raw["process_data"], validate=True)
        ends = body["state"] == "FINISHED"
        do = self.engine.finish if ends else self.engine.update
        logged = do(client, first["number"], raw["process_type"], data)
        kept = {name: first[name] for name in ("metadata", "time_start")}
        answer = (
            self._signed(client, body["state"], "Finish" if ends else "Update", logged)
            | kept
            | {"schema": {"raw": raw}}
        )
        return answer | ({"time_end": int(logged.at.timestamp()), "qr_code_data": "V0;..."} if ends else {})

    def _signed(self, client: str, state: str, operation: str, logged: Logged) -> dict[str, Any]:
        facts = self.engine.facts
        return {
            "_type": "TRANSACTION",
            **COMMON,
            "state": state,
            "number": logged.number,
            "tss_id": TSS,
            "tss_serial_number": facts.serial,
            "client_serial_number": client,
            "signature": {
                "value": base64.b64encode(logged.signature).decode(),
                "algorithm": facts.algorithm,
                "counter": str(logged.counter),
                "public_key": base64.b64encode(facts.public_key).decode(),
            },
            "log": {"operation": operation, "timestamp": int(logged.at.timestamp()), "timestamp_format": "unixTime"},
        }

    # Exports

    def put_export(self, id_: str, query: dict[str, str], body: Any) -> dict[str, Any]:
        since, until = (
            datetime.fromtimestamp(int(query[name]), UTC) if name in query else None
            for name in ("start_date", "end_date")
        )
        if id_ not in self.exports:
            pieces: list[bytes] = []
            self.engine.export(pieces.append, since, until)
            self.exports[id_] = {
                "_id": id_,
                "_type": "EXPORT",
                "state": "PENDING",
                "tss_id": TSS,
                "file": b"".join(pieces),
            }
        return self._export(id_)

    def _export(self, id_: str) -> dict[str, Any]:
        return {name: value for name, value in self.exports[id_].items() if name != "file"}

    def get_export(self, id_: str, query: dict[str, str], body: Any) -> dict[str, Any]:
        if id_ not in self.exports:
            raise Answer(404, "E_EXPORT_NOT_FOUND")
        shown = self._export(id_)
        after = "ERROR" if self.broken_export else "COMPLETED"
        self.exports[id_]["state"] = {"PENDING": "WORKING", "WORKING": after}.get(shown["state"], after)
        return shown

    def get_file(self, id_: str, query: dict[str, str], body: Any) -> bytes:
        if self.exports[id_]["state"] != "COMPLETED":
            raise Answer(404, "E_EXPORT_NOT_FOUND", "The export is not completed")
        file: bytes = self.exports[id_]["file"]
        return file


def _page(all_: list[dict[str, Any]], query: dict[str, str]) -> dict[str, Any]:
    limit, offset = int(query.get("limit", "100")), int(query.get("offset", "0"))
    if not 1 <= limit <= 100:
        raise Answer(400, "E_FAILED_SCHEMA_VALIDATION", "limit should be <= 100")
    return {"data": all_[offset : offset + limit], "count": len(all_), **COMMON}


class FiskalyServer(ThreadingHTTPServer):
    """The network in front of the account."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, cloud: FiskalyCloud, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.cloud = cloud
        self.messages = 0
        self.lock = threading.Lock()
        self.lines: set[socket.socket] = set()
        self.mend()

    def mend(self) -> None:
        """Nothing is wrong any more."""
        self.cut_at: tuple[int, bool] | None = None
        self.twice = 0
        self.delay = 0.0
        self.says: tuple[int, dict[str, str], bytes] | None = None
        self.only_bytes: int | None = None
        self.troubles: list[Answer] = []

    def count(self) -> bool | None:
        """Whether the line is cut at this message: True after it was acted upon, False before."""
        with self.lock:
            self.messages += 1
            if self.cut_at is None:
                return None
            left, acted = self.cut_at
            self.cut_at = (left - 1, acted) if left else None
            return None if left else acted

    def get_request(self) -> tuple[socket.socket, Any]:
        line, address = super().get_request()
        self.lines.add(line)
        return line, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # a line that was cut, or a till that would not go on

    def drop_lines(self) -> None:
        for line in list(self.lines):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        self.lines.clear()


class Handler(BaseHTTPRequestHandler):
    server: FiskalyServer
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def answer(self) -> None:
        server = self.server
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length) or b"null")
        cut = server.count()
        if cut is False:
            self.close_connection = True
            return
        if server.delay:
            time.sleep(server.delay)
        status, headers, data = self.made(body)
        if cut is True:
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        if server.only_bytes is not None:
            data, self.close_connection = data[: server.only_bytes], True
        self.wfile.write(data)

    do_GET = do_PUT = do_POST = do_PATCH = answer  # noqa: N815

    def made(self, body: Any) -> tuple[int, dict[str, str], bytes]:
        server = self.server
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if server.says is not None:
            return server.says
        try:
            with server.lock:
                if server.troubles:
                    raise server.troubles.pop(0)
                path = parts.path.removeprefix("/api/v2/")
                found = server.cloud.do(self.command, path, query, body, token)
                if server.twice:
                    server.twice -= 1
                    with contextlib.suppress(Answer):
                        found = server.cloud.do(self.command, path, query, body, token)
        except Answer as no:
            said = {"status_code": no.status, "error": "Refused", "code": no.code, "message": no.message}
            return no.status, no.headers, json.dumps(said).encode()
        if isinstance(found, bytes):
            return 200, {"Content-Type": "application/x-tar"}, found
        return 200, {}, json.dumps(found).encode() if found else b""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


class FiskalyWorld(TseWorld):
    """An account at fiskaly."""

    patience = 1.5

    def __init__(self, folder: Path, clock: SetClock) -> None:
        engine = SoftEngine(
            folder / "engine.sqlite",
            now=clock.now,
            curve="secp256r1",
            hash_name="SHA256",
            certified_text="fiskaly emulator",
        )
        super().__init__(engine, clock, Secrets("", "8675309", ""))
        self.folder = folder
        self.cloud = FiskalyCloud(engine)
        self.server = FiskalyServer(self.cloud)
        self.port = self.server.server_address[1]
        self._thread: threading.Thread | None = None
        self._serve()

    def _serve(self) -> None:
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def settings(self, **options: str) -> TseSettings:
        chosen = {
            "base_url": f"http://127.0.0.1:{self.port}/api/v2",
            "tss_id": TSS,
            "api_key": KEY,
            "api_secret": SECRET,
        }
        return TseSettings("fiskaly", tuple({**chosen, **options}.items()))

    def device(self, secrets: Secrets | None = None, **options: str) -> FiskalyTse:
        given = TseContext(self.settings(**options), secrets or self.secrets, self.folder)
        return open_device(given, answer=self.patience, poll=0.01)

    def close(self) -> None:
        self.unplug()
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
        if self._thread is not None:
            self.server.shutdown()
            self._thread.join()
            self.server.drop_lines()
            self.server.server_close()
            self._thread = None

    def plug_in(self) -> None:
        if self._thread is None:
            messages = self.server.messages
            self.server = FiskalyServer(self.cloud, self.port)
            self.server.messages = messages
            self._serve()

    def mend(self) -> None:
        self.server.mend()
        self.plug_in()

    def secure(self, context: ssl.SSLContext) -> None:
        """From now on over TLS."""
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)

    def forget_client(self) -> None:
        super().forget_client()
        for client in self.cloud.clients.values():
            if client["serial_number"] == CLIENT:
                client["state"] = "DEREGISTERED"

    def wrong_secrets(self) -> Secrets:
        return Secrets("0000000000", "000000", "")

    def block_pins(self) -> None:
        self.cloud.tries = 0
