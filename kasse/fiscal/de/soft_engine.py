"""What a TSE does, in software: for training, for tests, and for the emulators of real devices.

It signs as real ones do (BSI TR-03151 messages, ECDSA, a chain of three certificates, gapless counters), so that what
it hands out can be verified by anybody; but it is certified by nobody, and says so in its export.
"""

from collections.abc import Callable, Container
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from kasse.fiscal.de import certificates
from kasse.fiscal.de.certificates import CURVES, HASHES, Issuer, Period
from kasse.fiscal.de.device import Finished, Logged, TimeFormat, TseFacts, TseState
from kasse.fiscal.de.log_message import (
    Fields,
    LogKind,
    LogMessage,
    context,
    message,
    parse,
    rounded,
    system_data,
    time_element,
    to_be_signed,
    transaction_data,
)
from kasse.fiscal.de.soft_memory import Kept, Memory
from kasse.fiscal.de.tar import INFO, TarWriter, certificate_name, info, log_name

NOT_CERTIFIED = "TRAINING - nicht zertifiziert"
"""What the export's info.csv says; a test's emulator may say something else."""
MANUFACTURER, VERSION = "Kasse", "1"
YEARS = 8
_FOR_THE_END = 4096  # bytes that each open transaction may still need


class EngineError(Exception):
    """What the engine cannot do, by a code that each device has its own number for."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SoftEngine:
    """A TSE without a device. Usable from any thread; what it answers is on the disk already.

    Knobs of tests: `expires_at`, `signatures_left`, `capacity` (bytes), `time_is_set`.
    """

    def __init__(
        self,
        path: Path | None,
        *,
        now: Callable[[], datetime],
        curve: str = "brainpoolP384r1",
        hash_name: str = "SHA384",
        time_format: TimeFormat = TimeFormat.UNIX,
        certified_text: str = "",
    ) -> None:
        self._now = now
        self._memory = Memory(path)
        self._text = certified_text
        self.capacity: int | None = None
        self.signatures_left: int | None = None
        self.time_is_set = True
        with self._memory.step():
            if self._memory.get("key") is None:
                self._make(curve, hash_name, time_format)
        self._load()

    def close(self) -> None:
        """Let go of the file."""
        self._memory.close()

    # What it is

    def _make(self, curve: str, hash_name: str, time_format: TimeFormat) -> None:
        put = self._memory.put
        for name, value in (("curve", curve), ("hash", hash_name), ("time_format", time_format.value)):
            put(name, value.encode("ascii"))
        period = certificates.lasting(self._now(), 2 * YEARS)
        root = certificates.authority("KASSE TRAINING TSE ROOT CA", NOT_CERTIFIED, curve, period)
        sub = certificates.authority("KASSE TRAINING TSE SUB CA", NOT_CERTIFIED, curve, period, root)
        key = ec.generate_private_key(CURVES[curve]())
        put("key", _pem(key))
        put("sub_key", _pem(sub.key))
        put("root", root.certificate.public_bytes(Encoding.DER))
        put("sub", sub.certificate.public_bytes(Encoding.DER))
        self._put_certificate(curve, key, Issuer(sub.certificate, sub.key), certificates.lasting(self._now(), YEARS))

    def _put_certificate(self, curve: str, key: ec.EllipticCurvePrivateKey, above: Issuer, period: Period) -> None:
        leaf = certificates.device(key.public_key(), NOT_CERTIFIED, curve, period, above)
        self._memory.put("leaf", leaf.public_bytes(Encoding.DER))

    def _load(self) -> None:
        self._key = self._private("key")
        self._hash = self._word("hash")
        self._format = TimeFormat(self._word("time_format"))
        point = certificates.point_of(self._key.public_key())
        self._size = (self._key.curve.key_size + 7) // 8
        self.facts = TseFacts(
            kind="software",
            serial=certificates.serial_of(point),
            public_key=point,
            algorithm=f"ecdsa-plain-{self._hash}",
            time_format=self._format,
            certificates=tuple(self._memory.get(name) or b"" for name in ("leaf", "sub", "root")),
            certified=False,
            description=self._text or NOT_CERTIFIED,
        )

    def _word(self, name: str) -> str:
        return (self._memory.get(name) or b"").decode("ascii")

    def _private(self, name: str) -> ec.EllipticCurvePrivateKey:
        key = load_pem_private_key(self._memory.get(name) or b"", None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101 - it was made here
        return key

    @property
    def expires_at(self) -> datetime:
        """When its certificate ends."""
        expiry = certificates.expiry(self.facts.certificates)
        assert expiry is not None  # noqa: S101 - it was made here
        return expiry

    @expires_at.setter
    def expires_at(self, until: datetime) -> None:
        """Issue the certificate anew, for a test of what expires."""
        since = min(certificates.lasting(self._now(), 1).since, certificates.lasting(until, 1).since)
        sub = x509.load_der_x509_certificate(self._memory.get("sub") or b"")
        above = Issuer(sub, self._private("sub_key"))
        with self._memory.step():
            self._put_certificate(self._word("curve"), self._key, above, Period(since, until))
        self._load()

    @property
    def state(self) -> TseState:
        """How far it is."""
        return TseState(self._word("state") or TseState.NEW.value)

    @property
    def clients(self) -> tuple[str, ...]:
        """Who is registered."""
        return self._memory.clients()

    @property
    def counter(self) -> int:
        """The last signature counter."""
        return self._memory.number("counter")

    @property
    def last_transaction(self) -> int:
        """The last transaction's number."""
        return self._memory.number("transaction")

    @property
    def storage_used(self) -> int:
        """The bytes of what it keeps."""
        return self._memory.number("used")

    def open_transactions(self, client: str | None = None) -> tuple[int, ...]:
        """What was begun and not ended, of one client or of all."""
        return tuple(number for number, name in self._memory.open_transactions() if client in (None, name))

    # Setting up

    def initialise(self) -> None:
        """From new to ready; harmless when repeated."""
        with self._memory.step():
            if self.state is TseState.DECOMMISSIONED:
                raise EngineError("decommissioned")
            if self.state is TseState.NEW:
                self._memory.put("state", TseState.READY.value.encode("ascii"))
                self.log_system("initialize", context(1, self.facts.description.encode("utf-8")))

    def decommission(self) -> None:
        """For good: it signs no more."""
        with self._memory.step():
            self._check_ready()
            self.log_system("disableSecureElement")
            self._memory.put("state", TseState.DECOMMISSIONED.value.encode("ascii"))

    def register(self, client: str) -> None:
        """Let a till sign; harmless when repeated."""
        with self._memory.step():
            self._check_ready()
            if not client or "/" in client:  # it stands in names of files
                raise EngineError("bad_client")
            if client not in self.clients:
                self._memory.add_client(client)
                self.log_system("registerClient", context(1, client.encode("utf-8")))

    def deregister(self, client: str) -> None:
        """Let a till sign no more."""
        with self._memory.step():
            self._check_client(client)
            if self.open_transactions(client):
                raise EngineError("open_transactions")
            self._memory.remove_client(client)
            self.log_system("deregisterClient", context(1, client.encode("utf-8")))

    def update_time(self) -> None:
        """The clock was set."""
        with self._memory.step():
            self._check_ready()
            before, after = (time_element(at, self._format)[2:] for at in (self._last_at(), self._time()))
            self.time_is_set = True
            self.log_system("updateTime", context(1, before), context(2, after))

    def self_test(self) -> None:
        """It tested itself."""
        with self._memory.step():
            if self.state is TseState.READY:
                parts = (b"SMAERS", b"\x00", b"", time_element(self._time(), self._format)[2:])
                self.log_system("selfTest", *(context(tag, part) for tag, part in enumerate(parts, 1)))

    def log_system(self, operation: str, *parts: bytes) -> LogMessage:
        """Sign and keep a message about the device itself."""
        return self._log(LogKind.SYSTEM, system_data(operation, *parts))

    # Transactions

    def start(self, client: str, process_type: str = "", process_data: bytes = b"") -> Logged:
        """Begin a transaction. Raises `EngineError`."""
        with self._memory.step():
            self._check_client(client)
            self._check_room(_FOR_THE_END * (len(self._memory.open_transactions()) + 1))
            number = self._memory.count_up("transaction")
            self._memory.opened(number, client)
            data = transaction_data("StartTransaction", client, process_type, process_data, number)
            return _logged(self._log(LogKind.TRANSACTION, data))

    def update(self, client: str, number: int, process_type: str, process_data: bytes) -> Logged:
        """More of an open transaction. Raises `EngineError`."""
        with self._memory.step():
            self._check_open(client, number)
            self._check_room(_FOR_THE_END * len(self._memory.open_transactions()))
            data = transaction_data("UpdateTransaction", client, process_type, process_data, number)
            return _logged(self._log(LogKind.TRANSACTION, data))

    def finish(self, client: str, number: int, process_type: str, process_data: bytes) -> Logged:
        """End a transaction, once. Raises `EngineError`."""
        with self._memory.step():
            self._check_open(client, number)
            self._check_room(0)
            self._memory.closed(number)
            data = transaction_data("FinishTransaction", client, process_type, process_data, number)
            return _logged(self._log(LogKind.TRANSACTION, data))

    def finished(self, client: str, number: int) -> Finished | None:
        """Both ends of a finished transaction; None where it is open or not known (any more)."""
        found = [parse(kept.der) for kept in self._memory.of_transaction(number)]
        ends = {one.operation: one for one in found if one.client == client}
        start, end = ends.get("StartTransaction"), ends.get("FinishTransaction")
        if start is None or end is None:
            return None
        return Finished(_logged(start), _logged(end), end.process_type, end.process_data.decode("utf-8"))

    # Export

    def export(
        self,
        write: Callable[[bytes], None],
        since: datetime | None = None,
        until: datetime | None = None,
        numbers: Container[int] | None = None,
    ) -> None:
        """The TAR of a period, or of some transactions' numbers; of everything where nothing is said."""
        archive = TarWriter(write)
        now = self._now()
        archive.add(INFO, info(self.facts.description, MANUFACTURER, VERSION), now)
        for der in self.facts.certificates:
            key = certificates.key_of(certificates.load(der)[0])
            assert key is not None  # noqa: S101 - it was made here
            serial = certificates.serial_of(certificates.point_of(key))
            archive.add(certificate_name(serial), der, now)
        after = 0
        while found := self._memory.messages(after):
            for kept in found:
                if _within(kept, since, until) and (numbers is None or kept.number in numbers):
                    archive.add(kept.name, kept.der, kept.at)
            after = found[-1].counter
        archive.end()

    def delete_until(self, until: datetime) -> None:
        """Forget what was exported; what is open stays."""
        with self._memory.step():
            self._check_ready()
            self._memory.forget(until)
            self.log_system("deleteStoredData")

    # Checks

    def _check_ready(self) -> None:
        if self.state is TseState.NEW:
            raise EngineError("not_initialised")
        if self.state is TseState.DECOMMISSIONED:
            raise EngineError("decommissioned")

    def _check_client(self, client: str) -> None:
        self._check_ready()
        if not self.time_is_set:
            raise EngineError("no_time")
        if self._now() > self.expires_at:
            raise EngineError("expired")
        if client not in self.clients:
            raise EngineError("client_unknown")

    def _check_open(self, client: str, number: int) -> None:
        self._check_client(client)
        if self._memory.client_of(number) != client:
            raise EngineError("no_such_transaction")

    def _check_room(self, needed: int) -> None:
        if self.capacity is not None and self.storage_used + needed > self.capacity:
            raise EngineError("full")

    # Signing

    def _time(self) -> datetime:
        """Now, but never before what was signed last: log times rise whatever the computer's clock does."""
        return max(rounded(self._now(), self._format), self._last_at())

    def _last_at(self) -> datetime:
        return datetime.fromtimestamp(self._memory.number("last_ms") / 1000, self._now().tzinfo)

    def _log(self, kind: LogKind, data: bytes) -> LogMessage:
        """Count up, sign, keep; inside the step of who calls, so it is all on the disk before anybody hears of it."""
        with self._memory.step():
            if self.signatures_left is not None and self.signatures_left <= 0:
                raise EngineError("exhausted")
            counter, at = self._memory.count_up("counter"), self._time()
            fields = Fields(self.facts.serial, self.facts.algorithm, counter, at, self._format)
            signed = to_be_signed(kind, data, fields)
            der = message(signed, self._sign(signed))
            found = parse(der)
            self._memory.put("last_ms", b"%d" % round(at.timestamp() * 1000))
            self._memory.keep(Kept(counter, found.at, found.number, log_name(found), der))
            if self.signatures_left is not None:
                self.signatures_left -= 1
            return found

    def _sign(self, signed: bytes) -> bytes:
        r, s = decode_dss_signature(self._key.sign(signed, ec.ECDSA(HASHES[self._hash]())))
        return r.to_bytes(self._size, "big") + s.to_bytes(self._size, "big")


def _logged(found: LogMessage) -> Logged:
    assert found.number is not None  # noqa: S101 - it is a transaction's
    return Logged(found.number, found.counter, found.at, found.signature)


def _within(kept: Kept, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or kept.at >= since) and (until is None or kept.at <= until)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
