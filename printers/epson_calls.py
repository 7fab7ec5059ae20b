"""The functions of an Epson TSE that Kasse uses, each in a few words of Python; who is logged in, and exports.

Names and fields are those of Epson's JSON. The administrator is logged out again after each thing that needs him.
"""

import base64
import binascii
import contextlib
import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

from kasse.errors import KasseError, Refused
from kasse.fiscal.de.device import Logged, Secrets
from kasse.texts import _
from printers.epson_errors import NOTHING_THERE, in_words
from printers.epson_link import ANSWER, LONG, EpsonError, EpsonLink

ADMIN: Final = "Administrator"
SHARED_SECRET: Final = "EPSONKEY"  # noqa: S105 - Epson's default, which each of its devices has
MANY_PIECES: Final = 1_000_000


class EpsonCalls:
    """Talks over a link; keeps in mind which PINs were refused, so that nobody blocks them by asking again."""

    def __init__(self, link: EpsonLink, shared_secret: str = SHARED_SECRET) -> None:
        self.link = link
        self._shared_secret = shared_secret
        self._wrong: dict[tuple[str, str], KasseError] = {}
        self._last_counter = 0

    def connect(self) -> None:
        """Have a line to the device."""
        if not self.link.is_open:
            self._last_counter = 0
        self.link.open()

    # The device

    def info(self) -> dict[str, Any]:
        """What it says of itself."""
        found = self.link.call("GetStorageInfo").get("tseInformation")
        if not isinstance(found, dict):
            raise self.link.garbage()
        self.link.vendor = str(found.get("vendorType") or self.link.vendor)
        return found

    def self_test(self, secrets: Secrets) -> None:
        """Have it test itself; a TSE that was in another printer is made known to this one first."""
        try:
            self.link.call("RunTSESelfTest", timeout=LONG)
        except EpsonError as error:
            if error.name != "CLIENT_NOT_REGISTERED":
                raise
            with self.as_admin(secrets.admin_pin):
                self.link.call("SetUpForPrinter", timeout=LONG)
            self.link.call("RunTSESelfTest", timeout=LONG)

    def set_time(self, user: str) -> None:
        """Give it the time of this computer."""
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.link.call("UpdateTime", {"userId": user, "newDateTime": now, "useTimeSync": False})

    # Who is there

    def _answer_to(self, user: str) -> str:
        challenge = self.link.call("GetChallenge", {"userId": user}).get("challenge")
        if not isinstance(challenge, str):
            raise self.link.garbage()
        return answer_to(challenge, self._shared_secret)

    def log_in(self, client: str, pin: str) -> None:
        """As the till's time administrator, who signs."""
        given = {"clientId": client, "pin": pin, "hash": ""}
        self._with_pin("AuthenticateUserForTimeAdmin", client, pin, given)

    @contextlib.contextmanager
    def as_admin(self, pin: str) -> Iterator[None]:
        """For what only the administrator may."""
        self._with_pin("AuthenticateUserForAdmin", ADMIN, pin, {"userId": ADMIN, "pin": pin, "hash": ""})
        try:
            yield
        finally:
            with contextlib.suppress(EpsonError, KasseError):
                if self.link.is_open:
                    self.link.call("LogOutForAdmin")

    def _with_pin(self, function: str, user: str, pin: str, given: dict[str, Any]) -> None:
        if not pin:
            raise Refused("tse_no_pin", _("The PIN of the fiscal device is missing. Enter it in the settings."))
        refused = self._wrong.get((function, pin))
        if refused is not None:
            raise refused
        try:
            self.link.call(function, {**given, "hash": self._answer_to(user)})
        except EpsonError as error:
            said = in_words(error)
            if error.name in ("AUTHENTICATION_FAILED", "AUTHENTICATION_PIN_BLOCKED"):
                self._wrong[function, pin] = said
            raise said from error

    def forget_wrong_pins(self) -> None:
        """They may be right by now."""
        self._wrong.clear()

    @contextlib.contextmanager
    def as_host(self) -> Iterator[None]:
        """For what whoever knows the shared secret may."""
        self.link.call("AuthenticateHost", {"userId": ADMIN, "hash": self._answer_to(ADMIN)})
        try:
            yield
        finally:
            with contextlib.suppress(EpsonError, KasseError):
                if self.link.is_open:
                    self.link.call("DeauthenticateHost", {"userId": ADMIN})

    # Signing

    def signed(self, function: str, given: dict[str, Any], number: int | None = None) -> Logged:
        """Start or finish a transaction; the counter tells a new answer from an echo of an old one."""
        output = self.link.call(function, {**given, "additionalData": ""}, fresh=self._is_new)
        logged = self.logged(output, number)
        self._last_counter = logged.counter
        return logged

    def _is_new(self, output: dict[str, Any]) -> bool:
        counter = output.get("signatureCounter")
        return not isinstance(counter, int) or counter > self._last_counter

    def logged(self, output: dict[str, Any], number: int | None = None) -> Logged:
        """What an answer says of a log message."""
        number = output.get("transactionNumber") if number is None else number
        counter = output.get("signatureCounter")
        at = moment(output.get("logTime"))
        signature = octets(output.get("signature"))
        if not isinstance(number, int) or not isinstance(counter, int) or at is None or not signature:
            raise self.link.garbage()
        return Logged(number, counter, at, signature)

    def started(self, client: str) -> tuple[int, ...]:
        """The numbers of the transactions that are open."""
        found = self.link.call("GetStartedTransactionList", {"clientId": client}).get("startedTransactionNumberList")
        if not isinstance(found, list) or not all(isinstance(number, int) for number in found):
            raise self.link.garbage()
        return tuple(found)

    def last_response(self, client: str) -> Logged | None:
        """The last message that was signed for this till, where the device still knows."""
        try:
            return self.logged(self.link.call("GetLastTransactionResponse", {"clientId": client}))
        except EpsonError:
            return None

    # Export

    def export(
        self, write: Callable[[bytes], object], function: str, given: dict[str, Any], *, seconds: float = ANSWER
    ) -> bool:
        """A TAR in pieces; False where there is nothing. An export that broke off earlier is ended first."""
        try:
            self._begin_export(function, given, seconds)
            self._pieces(write, seconds)
        except EpsonError as error:
            self._cancel_export()
            if error.name in NOTHING_THERE:
                return False
            raise
        except BaseException:
            self._cancel_export()
            raise
        self.link.call("FinalizeExport", {"deleteData": False}, timeout=seconds)
        return True

    def _begin_export(self, function: str, given: dict[str, Any], seconds: float) -> None:
        try:
            self.link.call(function, given, timeout=seconds)
        except EpsonError as error:
            if not error.name.startswith(("CURRENTLY_EXPORTING", "NOT_ALLOWED_EXPORT_IN_PROGRES")):
                raise
            self._cancel_export()
            self.link.call(function, given, timeout=seconds)

    def _pieces(self, write: Callable[[bytes], object], seconds: float) -> None:
        for _piece in range(MANY_PIECES):
            output = self.link.call("GetExportData", timeout=seconds)
            data = output.get("exportData")
            try:
                write(base64.b64decode(data if isinstance(data, str) else "", validate=True))
            except binascii.Error as error:
                raise self.link.garbage() from error
            if output.get("exportStatus") == "EXPORT_COMPLETE":
                return
        raise self.link.garbage()

    def _cancel_export(self) -> None:
        with contextlib.suppress(EpsonError, KasseError):
            if self.link.is_open:
                self.link.call("CancelExport")


def answer_to(challenge: str, shared_secret: str) -> str:
    """What shows that the secret is known, without saying it."""
    return base64.b64encode(hashlib.sha256(f"{challenge}{shared_secret}".encode()).digest()).decode("ascii")


def moment(text: object) -> datetime | None:
    """A time such as 2026-03-02T07:00:00Z."""
    try:
        return datetime.strptime(str(text), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def octets(text: object) -> bytes:
    """Bytes out of base64; nothing where it is none."""
    try:
        return base64.b64decode(str(text), validate=True)
    except (binascii.Error, ValueError):
        return b""
