"""An Epson TSE: in a receipt printer (TM-m30, TM-T88 and others with a TSE) or in Epson's TSE server, over TCP.

The device keeps no ids of ours: a transaction is known by its number. Its PUK has six digits, its PINs have five; the
till's serial number is its client id, 30 signs at most.
"""

import base64
import io
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from kasse.errors import Refused, Unavailable
from kasse.fiscal.de import certificates, tar
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
from kasse.fiscal.de.new_secrets import NewSecrets, filled
from kasse.texts import _
from printers.epson_calls import ADMIN, SHARED_SECRET, EpsonCalls, moment, octets
from printers.epson_errors import NOT_READY, in_words
from printers.epson_link import ANSWER, LONG, PORT, TLS_PORT, EpsonAddress, EpsonError, EpsonLink
from printers.epson_reading import count, date, finished_in, sectors, state_of, version

LENGTHS: Final = Secrets("......", ".....", ".....")
LONGEST_CLIENT: Final = 30
_EARLY, _LATE = datetime(2000, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, tzinfo=UTC)


class _Asked(NamedTuple):
    """What this program asked the device to sign, so that its last answer can be understood without an export."""

    start: Logged
    process_type: str = ""
    process_data: str | None = None


class EpsonTse:
    """Implements `TseDevice`. Any thread may call, one call at a time."""

    def __init__(self, calls: EpsonCalls, secrets: Secrets, new_secrets: NewSecrets | None = None) -> None:
        self._calls = calls
        self._secrets = secrets
        self._new = new_secrets
        self._asked: dict[int, _Asked] = {}
        self._serial = b""
        """Of the one that was opened: what another one signs must not go under its name."""
        self._lock = threading.RLock()

    @contextmanager
    def _talk(self) -> Iterator[None]:
        """A line to the device, which is left to other tills again; its codes become sentences."""
        with self._lock:
            try:
                self._calls.connect()
                yield
            except EpsonError as error:
                raise in_words(error) from error
            finally:
                self._calls.link.release()

    # Ready to sign

    def open(self, client: str) -> TseFacts:
        """Connect, self-test where it is due, log the till in, give it the time."""
        with self._talk():
            info = self._make_ready(client)
            self._serial = octets(info.get("serialNumber"))
            return self._facts(info)

    def _make_ready(self, client: str) -> dict[str, Any]:
        info = self._calls.info()
        state = state_of(info)
        if state is TseState.NEW:
            raise EpsonError("TSE1_ERROR_TSE_NOT_INITIALIZED", {})
        if state is TseState.DECOMMISSIONED:
            raise EpsonError("TSE1_ERROR_TSE_DECOMMISSIONED", {})
        if not info.get("hasPassedSelfTest"):
            self._calls.self_test(self._secrets)
        self._calls.log_in(client, self._secrets.time_admin_pin)
        self._calls.set_time(client)
        return info

    def _signed(self, client: str, function: str, given: dict[str, Any], number: int | None = None) -> Logged:
        """Have something signed; what a self-test, the time or a login would heal is healed, once."""
        try:
            return self._calls.signed(function, given, number)
        except EpsonError as error:
            if error.name not in NOT_READY:
                raise
        if octets(self._make_ready(client).get("serialNumber")) != self._serial:
            raise Unavailable("tse_changed", _("Another TSE is in its place. The till makes it ready by itself."))
        return self._calls.signed(function, given, number)

    # What it is

    def facts(self) -> TseFacts:
        """Out of its storage information and its certificate."""
        with self._talk():
            return self._facts(self._calls.info())

    def _facts(self, info: dict[str, Any]) -> TseFacts:
        serial, key = octets(info.get("serialNumber")), octets(info.get("tsePublicKey"))
        if len(serial) != 32 or key[:1] != b"\x04":
            raise self._calls.link.garbage()
        description = str(info.get("tseDescription") or "")
        named = re.search(r"BSI-K-TR-\d{4}-\d{4}", description)
        return TseFacts(
            kind="epson",
            serial=serial.hex(),
            public_key=key,
            algorithm=str(info.get("signatureAlgorithm") or ""),
            time_format=TimeFormat.UNIX,
            certificates=self._certificates(key),
            bsi_id=named[0] if named else "",
            description=description,
        )

    def _certificates(self, key: bytes) -> tuple[bytes, ...]:
        try:
            output = self._calls.link.call("GetLogMessageCertificate")
        except EpsonError:
            return ()  # not before it is set up
        return certificates.own_first(certificates.load(octets(output.get("logMessageCertificate"))), key)

    def health(self) -> TseHealth:
        """Out of its storage information."""
        with self._talk():
            info = self._calls.info()
        return TseHealth(
            state=state_of(info),
            expires_at=moment(info.get("certificateExpirationDate")),
            signatures_left=count(info, "remainingSignatures"),
            storage_used=sectors(info, "tseCurrentSize"),
            storage_size=sectors(info, "tseCapacity"),
            open_transactions=count(info, "startedTransactions") or 0,
            needs_self_test=not info.get("hasPassedSelfTest"),
            time_is_set=bool(info.get("hasValidTime")),
            firmware=version(count(info, "softwareVersion")),
        )

    def self_test(self) -> None:
        """May take a minute."""
        with self._talk():
            self._calls.self_test(self._secrets)

    # Transactions

    def start(self, client: str, id_: UUID) -> Logged:
        """The device keeps no id: each start is a new transaction."""
        with self._talk():
            logged = self._signed(
                client, "StartTransaction", {"clientId": client, "processData": "", "processType": ""}
            )
            self._asked[logged.number] = _Asked(logged)
            return logged

    def finish(self, client: str, transaction: Transaction, process_type: str, process_data: str) -> Logged:
        """Refused where it is finished already."""
        number = transaction.number
        with self._talk():
            if number in self._asked:
                self._asked[number] = self._asked[number]._replace(process_type=process_type, process_data=process_data)
            given = {
                "transactionNumber": number,
                "clientId": client,
                "processData": base64.b64encode(process_data.encode("utf-8")).decode("ascii"),
                "processType": process_type,
            }
            logged = self._signed(client, "FinishTransaction", given, number)
            self._asked.pop(number, None)
            return logged

    def open_transactions(self, client: str) -> tuple[Transaction, ...]:
        """By their numbers."""
        with self._talk():
            return tuple(Transaction(number) for number in self._calls.started(client))

    def logged(self, client: str, transaction: Transaction) -> Finished | None:
        """By the device's last answer where it is this one's, else by an export of this transaction alone."""
        number = transaction.number
        with self._talk():
            if number in self._calls.started(client):
                return None
            found = self._last(client, number)
            if found is None:
                with self._calls.as_admin(self._secrets.admin_pin):
                    file = io.BytesIO()
                    given = {"clientId": client, "transactionNumber": number}
                    if not self._calls.export(file.write, "ExportFilteredByTransactionNumber", given):
                        return None
                found = finished_in(file.getvalue(), client, number)
            self._asked.pop(number, None)
            return found

    def _last(self, client: str, number: int) -> Finished | None:
        asked = self._asked.get(number)
        if asked is None or asked.process_data is None:
            return None
        end = self._calls.last_response(client)
        if end is None or end.number != number or end.counter <= asked.start.counter:
            return None
        return Finished(asked.start, end, asked.process_type, asked.process_data)

    # Export

    def export(
        self, write: Callable[[bytes], None], since: datetime | None = None, until: datetime | None = None
    ) -> None:
        """The whole archive, or a period of it; where nothing was, a TAR with nothing in it."""
        function, given = "ArchiveExport", {"clientId": ""}
        if since is not None or until is not None:
            function = "ExportFilteredByPeriodOfTime"
            given |= {"startDate": date(since or _EARLY), "endDate": date(until or _LATE)}
        with self._talk(), self._calls.as_admin(self._secrets.admin_pin):
            if not self._calls.export(write, function, given, seconds=LONG):
                write(bytes(2 * tar.BLOCK))

    def erase_until(self, until: datetime) -> None:
        """Never: it forgets all or nothing, also what was written since the archive was made."""
        raise Refused(
            "tse_keeps",
            _("An Epson TSE can only forget everything at once, so Kasse leaves it all there. It has room for years."),
        )

    # Setting up

    def set_up(self, client: str, secrets: Secrets) -> Secrets:
        """Set up a new one with the PUK and the PINs; register the till."""
        _check_client(client)
        with self._talk():
            self._calls.forget_wrong_pins()
            kept = self._new.kept() if self._new else Secrets()
            info = self._calls.info()
            if state_of(info) is TseState.NEW:
                secrets = self._initialise(filled(secrets, kept, LENGTHS))
            else:
                secrets = Secrets(*(typed or earlier for typed, earlier in zip(secrets, kept, strict=True)))
            self._register(client, secrets)
        self._secrets = secrets
        if self._new:
            self._new.forget()
        return secrets

    def _initialise(self, secrets: Secrets) -> Secrets:
        _check_lengths(secrets)
        if self._new:
            self._new.keep(secrets)
        given = {"puk": secrets.puk, "adminPin": secrets.admin_pin, "timeAdminPin": secrets.time_admin_pin}
        self._calls.link.call("SetUp", given, timeout=LONG)
        return secrets

    def _register(self, client: str, secrets: Secrets) -> None:
        if not self._calls.info().get("hasPassedSelfTest"):
            self._calls.self_test(secrets)
        with self._calls.as_admin(secrets.admin_pin):
            self._calls.set_time(ADMIN)
            known = self._calls.link.call("GetRegisteredClientList").get("registeredClientIdList")
            if not isinstance(known, list):
                raise self._calls.link.garbage()
            if client not in known:
                self._calls.link.call("RegisterClient", {"clientId": client})

    def change_secrets(self, new: Secrets) -> None:
        """Other PUK and PINs in place of those that were given."""
        _check_lengths(new)
        old, call = self._secrets, self._calls.link.call
        with self._talk(), self._calls.as_host():
            if new.puk != old.puk:
                call("ChangePuk", {"userId": ADMIN, "oldPuk": old.puk, "newPuk": new.puk})
            if new.admin_pin != old.admin_pin:
                call("ChangePinForAdmin", {"userId": ADMIN, "oldPin": old.admin_pin, "newPin": new.admin_pin})
            if new.time_admin_pin != old.time_admin_pin:
                given = {"userId": ADMIN, "oldPin": old.time_admin_pin, "newPin": new.time_admin_pin}
                call("ChangePinForTimeAdmin", given)
            self._secrets = new

    def unblock(self, secrets: Secrets) -> None:
        """With the PUK: both PINs anew, which must differ from the old ones."""
        _check_lengths(secrets)
        with self._talk(), self._calls.as_host():
            for function, pin in (
                ("UnblockUserForAdmin", secrets.admin_pin),
                ("UnblockUserForTimeAdmin", secrets.time_admin_pin),
            ):
                self._calls.link.call(function, {"userId": ADMIN, "puk": secrets.puk, "newPin": pin})
            self._calls.forget_wrong_pins()
            self._secrets = secrets

    def close(self) -> None:
        """Others may have the device now."""
        with self._lock:
            self._calls.link.close()


def _check_client(client: str) -> None:
    if not 1 <= len(client) <= LONGEST_CLIENT or "EPSON" in client.upper():
        sentence = _("The serial number {client} is nothing for an Epson TSE: 30 signs at most, and no “EPSON” in it.")
        raise Refused("tse_client_name", sentence.format(client=client))


def _check_lengths(secrets: Secrets) -> None:
    for value, length in zip(secrets, LENGTHS, strict=True):
        if len(value) != len(length) or not (value.isascii() and value.isalnum()):
            raise Refused("tse_pin_length", _("The PUK of an Epson TSE has six digits, its two PINs have five each."))


def open_device(context: TseContext, *, answer: float = ANSWER) -> EpsonTse:
    """The entry point "epson". Options: host, port, device_id, tls ("1"), certificate (a file), shared_secret."""
    option = context.settings.option
    tls = option("tls") in ("1", "yes", "true")
    port = option("port") or str(TLS_PORT if tls else PORT)
    number = int(port) if port.isascii() and port.isdigit() and len(port) < 6 else 0
    address = EpsonAddress(
        option("host").strip(), number, option("device_id") or "local_TSE", tls, option("certificate")
    )
    calls = EpsonCalls(EpsonLink(address, answer=answer), option("shared_secret") or SHARED_SECRET)
    return EpsonTse(calls, context.secrets, NewSecrets(context.folder, "epson"))
