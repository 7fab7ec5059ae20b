"""fiskaly SIGN DE v2: a TSE in the cloud, asked over HTTPS.

A transaction has a random UUID that is made before it is asked for, and a revision: 1 begins it, 2 ends it. So a
message that is repeated makes nothing twice. `schema.raw` carries the very processData that every other device gets.
The TSS keeps its records for three months after their export; Kasse archives them with each Z.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from kasse.errors import Refused, Unavailable
from kasse.fiscal.de import certificates
from kasse.fiscal.de.device import (
    Finished,
    Logged,
    Secrets,
    TimeFormat,
    Transaction,
    TseContext,
    TseFacts,
    TseHealth,
    TseState,
)
from kasse.fiscal.de.new_secrets import NewSecrets
from kasse.texts import _
from sync.fiskaly_line import ANSWER, FiskalyError, FiskalyLine
from sync.fiskaly_setup import FiskalySetup, in_words
from sync.fiskaly_values import certificates_of, moment, octets, raw_of, state_of, to_base64, uuid_of, whole

EXPORT: Final = 600.0
"""Seconds that an export may take until its file is there, and again until it is here."""


class FiskalyTse:
    """Implements `TseDevice`. Any thread may call, one call at a time."""

    def __init__(
        self, line: FiskalyLine, tss: str, client_uuid: str, secrets: Secrets, new: NewSecrets, poll: float = 1.0
    ) -> None:
        self._line = line
        self._tss = tss
        self._setup = FiskalySetup(line, tss, client_uuid, new)
        self._secrets = secrets
        self._poll = poll
        self._ids: dict[UUID, UUID] = {}
        self._numbers: dict[int, UUID] = {}
        self._revisions: dict[int, int] = {}
        self._lock = threading.RLock()

    @contextmanager
    def _talk(self) -> Iterator[None]:
        with self._lock:
            self._setup.check_id()
            try:
                yield
            except FiskalyError as error:
                raise in_words(error, self._tss) from error

    # Ready to sign

    def open(self, client: str) -> TseFacts:
        """The TSS must be there and initialised, and know the till."""
        with self._talk():
            answer = self._setup.tss()
            if state_of(answer) is not TseState.READY:
                raise self._setup.not_ready(answer)
            self._setup.client_uuid(client, anew=True)
            return self._facts(answer)

    def facts(self) -> TseFacts:
        """What fiskaly says of the TSS."""
        with self._talk():
            return self._facts(self._setup.tss())

    def _facts(self, answer: dict[str, Any]) -> TseFacts:
        key, serial = octets(answer.get("public_key")), str(answer.get("serial_number") or "").lower()
        if key[:1] != b"\x04" or len(serial) != 64:
            raise self._line.garbage()
        try:
            time_format = TimeFormat(str(answer.get("signature_timestamp_format") or TimeFormat.UNIX.value))
        except ValueError as error:
            raise self._line.garbage() from error
        return TseFacts(
            kind="fiskaly",
            serial=serial,
            public_key=key,
            algorithm=str(answer.get("signature_algorithm") or ""),
            time_format=time_format,
            encoding=str(answer.get("transaction_data_encoding") or "UTF-8"),
            certificates=certificates.own_first(certificates_of(answer), key),
            certified=answer.get("_env") != "TEST",
            bsi_id=str(answer.get("bsi_certification_id") or ""),
            description=str(answer.get("description") or ""),
        )

    def health(self) -> TseHealth:
        """Its state, its certificate, its tills."""
        with self._talk():
            answer = self._setup.tss(missing={"state": "CREATED"})
            known = () if state_of(answer) is TseState.NEW else self._setup.clients()
        found = certificates_of(answer)
        active = answer.get("number_active_transactions")
        return TseHealth(
            state=state_of(answer),
            clients=tuple(one["serial_number"] for one in known),
            expires_at=certificates.period_of(found[0]).until if found else None,
            open_transactions=active if isinstance(active, int) else 0,
            firmware=str(answer.get("_version") or ""),
        )

    def self_test(self) -> None:
        """The cloud tests itself; what can be asked is whether it signs."""
        with self._talk():
            answer = self._setup.tss()
            if state_of(answer) is not TseState.READY:
                raise self._setup.not_ready(answer)

    # Transactions

    def start(self, client: str, id_: UUID) -> Logged:
        """A repetition before the end of the transaction gives the same one."""
        with self._talk():
            body = {"state": "ACTIVE", "client_id": self._setup.client_uuid(client), "metadata": {"kasse_id": str(id_)}}
            for _again in range(3):
                tx = self._ids.setdefault(id_, uuid4())
                answer = self._line.ask("PUT", f"tss/{self._tss}/tx/{tx}", body, query={"tx_revision": 1})
                if answer.get("state") == "ACTIVE" and whole(answer.get("latest_revision", 1)) == 1:
                    logged = self._logged(answer)
                    self._numbers[logged.number] = tx
                    return logged
                del self._ids[id_]  # it was ended meanwhile
            raise self._line.garbage()

    def finish(self, client: str, transaction: Transaction, process_type: str, process_data: str) -> Logged:
        """The same words again give the same signature again; others are refused."""
        number = transaction.number
        raw = {"process_type": process_type, "process_data": to_base64(process_data)}
        with self._talk():
            body = {"state": "FINISHED", "client_id": self._setup.client_uuid(client), "schema": {"raw": raw}}
            try:
                answer = self._put_end(number, self._revisions.get(number, 1) + 1, body)
            except FiskalyError as error:
                answer = self._ended_or_again(number, body, raw, error)
            if (
                answer.get("state") != "FINISHED"
                or whole(answer.get("number")) != number
                or raw_of(answer) not in (raw, {})
            ):
                raise self._line.garbage()
            self._forget(number)
            return self._logged(answer)

    def _put_end(self, number: int, revision: int, body: dict[str, Any]) -> dict[str, Any]:
        return self._line.ask("PUT", self._path(number), body, query={"tx_revision": revision})

    def _ended_or_again(
        self, number: int, body: dict[str, Any], raw: dict[str, str], error: FiskalyError
    ) -> dict[str, Any]:
        """What to make of a refused end: it was ended before, or its revision is another one."""
        if error.status not in (400, 404, 409, 412, 422):
            raise error
        there = self._transaction(number)
        state = None if there is None else there.get("state")
        if there is not None and state == "FINISHED" and raw_of(there) == raw:
            return there
        if there is not None and state == "ACTIVE":
            revision = (whole(there.get("latest_revision")) or 1) + 1
            if revision != self._revisions.get(number, 1) + 1:
                return self._put_end(number, revision, body)
            raise error
        sentence = _("Transaction {number} is not open at fiskaly, or not any more ({code}).")
        raise Refused("tse_not_open", sentence.format(number=number, code=error.code)) from error

    def _forget(self, number: int) -> None:
        tx = self._numbers.pop(number, None)
        self._revisions.pop(number, None)
        for id_ in [id_ for id_, known in self._ids.items() if known == tx]:
            del self._ids[id_]

    def open_transactions(self, client: str) -> tuple[Transaction, ...]:
        """All that are active, by pages."""
        found: list[Transaction] = []
        with self._talk():
            for one in self._setup.pages("tx", {"states[]": "ACTIVE"}):
                number = whole(one.get("number"))
                if number is None:
                    raise self._line.garbage()
                if one.get("client_serial_number") == client and one.get("state") == "ACTIVE":
                    self._keep(number, one)
                    found.append(Transaction(number, uuid_of((one.get("metadata") or {}).get("kasse_id"))))
        return tuple(found)

    def _keep(self, number: int, answer: dict[str, Any]) -> None:
        tx = uuid_of(answer.get("_id"))
        if tx is not None:
            self._numbers[number] = tx
        self._revisions[number] = whole(answer.get("latest_revision")) or 1

    def logged(self, client: str, transaction: Transaction) -> Finished | None:
        """The transaction as it is, and as its first revision was: each has its signature."""
        with self._talk():
            last = self._transaction(transaction.number)
            if last is None or last.get("state") != "FINISHED" or last.get("client_serial_number") != client:
                return None
            first = self._line.ask("GET", self._path(transaction.number), query={"tx_revision": 1})
            raw = raw_of(last)
            data = octets(raw.get("process_data")).decode("utf-8", errors="replace")
            self._forget(transaction.number)
            return Finished(self._logged(first), self._logged(last), str(raw.get("process_type") or ""), data)

    def _transaction(self, number: int) -> dict[str, Any] | None:
        try:
            return self._line.ask("GET", self._path(number))
        except FiskalyError as error:
            if error.status == 404:
                return None
            raise

    def _path(self, number: int) -> str:
        """By its UUID where that is known: by its number else, which fiskaly takes as well."""
        return f"tss/{self._tss}/tx/{self._numbers.get(number, number)}"

    def _logged(self, answer: dict[str, Any]) -> Logged:
        """Number, counter, the time in the log, the signature."""
        signature, log = answer.get("signature"), answer.get("log")
        if not isinstance(signature, dict) or not isinstance(log, dict):
            raise self._line.garbage()
        number, counter, at = (
            whole(answer.get("number")),
            whole(signature.get("counter")),
            moment(log.get("timestamp")),
        )
        value = octets(signature.get("value"))
        if number is None or counter is None or at is None or not value:
            raise self._line.garbage()
        return Logged(number, counter, at, value)

    # Export

    def export(
        self, write: Callable[[bytes], None], since: datetime | None = None, until: datetime | None = None
    ) -> None:
        """Ordered, waited for, fetched."""
        query = {
            name: int(at.timestamp()) for name, at in (("start_date", since), ("end_date", until)) if at is not None
        }
        with self._talk():
            path = f"tss/{self._tss}/export/{uuid4()}"
            answer = self._line.ask("PUT", path, {}, query=query)
            waited = 0.0
            while answer.get("state") != "COMPLETED":
                if answer.get("state") not in ("PENDING", "WORKING"):
                    sentence = _("Fiskaly could not make the export. Try again, then ask fiskaly ({code}).")
                    code = str(answer.get("exception") or answer.get("state") or "?")
                    raise Unavailable("tse_export", sentence.format(code=code))
                if waited > EXPORT:
                    raise Unavailable("tse_export", _("The export at fiskaly takes too long. Try again later."))
                self._line.pause(self._poll)
                waited += self._poll
                answer = self._line.ask("GET", path)
            self._line.download(f"{path}/file", write, EXPORT)

    def erase_until(self, until: datetime) -> None:
        """It is theirs to do."""
        raise Refused("tse_keeps", _("The records at fiskaly are erased by fiskaly itself, months after their export."))

    # Setting up

    def set_up(self, client: str, secrets: Secrets) -> Secrets:
        """Make the TSS where it is not there yet, personalise and initialise it, register the till."""
        with self._talk():
            self._secrets = self._setup.run(client, secrets)
            return self._secrets

    def close(self) -> None:
        """Forget the token."""
        with self._lock:
            self._line.close()


def open_device(
    context: TseContext,
    *,
    answer: float = ANSWER,
    poll: float = 1.0,
) -> FiskalyTse:
    """The entry point "fiskaly". Options: base_url, tss_id, client_uuid (may be empty), api_key, api_secret."""
    option = context.settings.option
    line = FiskalyLine(option("base_url"), option("api_key"), option("api_secret"), answer=answer)
    tss = option("tss_id").strip().lower()
    new = NewSecrets(context.folder, f"fiskaly-{uuid_of(tss) or 'none'}")
    return FiskalyTse(line, tss, option("client_uuid").strip().lower(), context.secrets, new, poll)
