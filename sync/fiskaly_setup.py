"""A TSS at fiskaly and its tills: made, personalised, initialised, registered; what fiskaly refuses, in words.

A TSS is CREATED with a PUK that is shown only then, UNINITIALIZED until its admin PIN is set, INITIALIZED for use.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final
from uuid import uuid4

from kasse.errors import KasseError, Refused, Unavailable
from kasse.fiscal.de.device import Secrets
from kasse.fiscal.de.new_secrets import NewSecrets, digits
from kasse.texts import _
from sync.fiskaly_line import LONG, FiskalyError, FiskalyLine

PAGE: Final = 100
PIN: Final = 10
SHORTEST_PIN: Final = 6
LONGEST_CLIENT: Final = 70
UUID_4: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


class FiskalySetup:
    """One TSS and the tills of it."""

    def __init__(self, line: FiskalyLine, tss: str, client_uuid: str, new: NewSecrets) -> None:
        self._line = line
        self._tss = tss
        self._own_uuid = client_uuid
        self._new = new
        self._known: dict[str, str] = {}

    def check_id(self) -> None:
        """Nothing is asked with a wrong id: it would be another address."""
        for id_ in (self._tss, self._own_uuid or self._tss):
            if not UUID_4.fullmatch(id_):
                sentence = _(
                    "The ID “{id}” is none of fiskaly. It is a random UUID (version 4), as their dashboard shows it."
                )
                raise Refused("tse_id", sentence.format(id=id_))

    # Asking

    def tss(self, missing: dict[str, Any] | None = None) -> dict[str, Any]:
        """The TSS as fiskaly describes it."""
        try:
            return self._line.ask("GET", f"tss/{self._tss}")
        except FiskalyError as error:
            if error.status == 404 and missing is not None:
                return missing
            raise

    def not_ready(self, answer: dict[str, Any]) -> Refused:
        """Why this TSS does not sign."""
        state = str(answer.get("state") or "?")
        if state in ("CREATED", "UNINITIALIZED"):
            return Refused("tse_new", _("The TSS at fiskaly has not been set up. Set it up in the settings."))
        sentence = _("The TSS at fiskaly is out of service for good. Set up a new one in the settings ({code}).")
        return Refused("tse_decommissioned", sentence.format(code=state))

    def pages(self, what: str, query: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """All of a list, page after page."""
        offset = 0
        while True:
            answer = self._line.ask("GET", f"tss/{self._tss}/{what}", query={**query, "limit": PAGE, "offset": offset})
            data = answer.get("data")
            if not isinstance(data, list) or not all(isinstance(one, dict) for one in data):
                raise self._line.garbage()
            yield from data
            offset += len(data)
            if len(data) < PAGE:
                return

    def clients(self) -> tuple[dict[str, Any], ...]:
        """The registered tills."""
        found = tuple(one for one in self.pages("client", {}) if one.get("state") == "REGISTERED")
        if not all(isinstance(one.get("serial_number"), str) for one in found):
            raise self._line.garbage()
        return found

    def client_uuid(self, client: str, *, anew: bool = False) -> str:
        """Under which UUID fiskaly knows a till."""
        if anew or client not in self._known:
            self._known = {one["serial_number"]: str(one.get("_id")) for one in self.clients()}
        if client not in self._known:
            sentence = _("The till {client} is not registered at fiskaly. Set the TSS up in the settings.")
            raise Refused("tse_client", sentence.format(client=client))
        return self._known[client]

    # Setting up

    def run(self, client: str, secrets: Secrets) -> Secrets:
        """From whatever state it is in to a till that may sign; harmless when repeated."""
        if not 1 <= len(client) <= LONGEST_CLIENT:
            sentence = _("The serial number {client} cannot be registered at fiskaly: 70 signs at most.")
            raise Refused("tse_client_name", sentence.format(client=client))
        if secrets.admin_pin and len(secrets.admin_pin) < SHORTEST_PIN:
            raise Refused("tse_pin_length", _("The admin PIN at fiskaly has six digits at least."))
        kept = self._new.kept()
        secrets = Secrets(secrets.puk or kept.puk, secrets.admin_pin or kept.admin_pin, "")
        state = self.tss(missing={"state": ""}).get("state")
        if state in ("", "CREATED"):
            secrets = self._create(secrets)
            state = "UNINITIALIZED"
        if state == "UNINITIALIZED":
            secrets = self._initialise(secrets)
        elif state != "INITIALIZED":
            raise self.not_ready({"state": state})
        self._register(client, secrets)
        self._new.forget()
        return secrets

    def _create(self, secrets: Secrets) -> Secrets:
        answer = self._line.ask("PUT", f"tss/{self._tss}", {}, seconds=LONG)
        puk = answer.get("admin_puk")
        if not isinstance(puk, str) or not puk:
            raise self._line.garbage()
        secrets = Secrets(puk, secrets.admin_pin or digits(PIN), "")
        self._new.keep(secrets)  # fiskaly shows the PUK once only
        self._line.ask("PATCH", f"tss/{self._tss}", {"state": "UNINITIALIZED"}, seconds=LONG)
        return secrets

    def _initialise(self, secrets: Secrets) -> Secrets:
        if not secrets.puk:
            raise Refused("tse_no_puk", _("The admin PUK of the TSS is missing. Enter the one that fiskaly showed."))
        if not secrets.admin_pin:
            secrets = secrets._replace(admin_pin=digits(PIN))
        self._new.keep(secrets)
        body = {"admin_puk": secrets.puk, "new_admin_pin": secrets.admin_pin}
        self._secretly("PATCH", f"tss/{self._tss}/admin", body)
        with self._as_admin(secrets.admin_pin):
            self._line.ask("PATCH", f"tss/{self._tss}", {"state": "INITIALIZED"}, seconds=LONG)
        return secrets

    def _register(self, client: str, secrets: Secrets) -> None:
        with suppress(Refused):
            self.client_uuid(client, anew=True)
            return
        with self._as_admin(secrets.admin_pin):
            earlier = [one for one in self.pages("client", {}) if one.get("serial_number") == client]
            if earlier:
                path = f"tss/{self._tss}/client/{earlier[0].get('_id')}"
                self._line.ask("PATCH", path, {"state": "REGISTERED"}, seconds=LONG)
            else:
                path = f"tss/{self._tss}/client/{self._own_uuid or uuid4()}"
                self._line.ask("PUT", path, {"serial_number": client}, seconds=LONG)
        self.client_uuid(client, anew=True)

    @contextmanager
    def _as_admin(self, pin: str) -> Iterator[None]:
        if not pin:
            raise Refused("tse_no_pin", _("The admin PIN of the TSS is missing. Enter it in the settings."))
        self._secretly("POST", f"tss/{self._tss}/admin/auth", {"admin_pin": pin})
        try:
            yield
        finally:
            with suppress(FiskalyError, KasseError):
                self._line.ask("POST", f"tss/{self._tss}/admin/logout", {})

    def _secretly(self, method: str, path: str, body: dict[str, Any]) -> None:
        """Say a PIN or PUK: never twice, as wrong ones are counted."""
        try:
            self._line.ask(method, path, body, repeat=False)
        except FiskalyError as error:
            if error.status == 404:
                raise
            if "BLOCKED" in f"{error.code} {error.message}".upper():
                sentence = _(
                    "The admin PIN at fiskaly is blocked. Set it anew with the PUK in their dashboard ({code})."
                )
                raise Refused("tse_pin_blocked", sentence.format(code=error.code)) from error
            sentence = _("The admin PIN or PUK at fiskaly is wrong. Enter the right one in the settings ({code}).")
            raise Refused("tse_pin", sentence.format(code=error.code)) from error


def in_words(error: FiskalyError, tss: str) -> KasseError:
    """The sentence for what fiskaly refuses."""
    code = error.code
    if "EXPIRED" in code.upper():
        sentence = _("The certificate of the TSS at fiskaly has expired. Set up a new one in the settings ({code}).")
        return Unavailable("tse_expired", sentence.format(code=code))
    if "DISABLED" in code.upper() or "DEFECTIVE" in code.upper():
        sentence = _("The TSS at fiskaly is out of service for good. Set up a new one in the settings ({code}).")
        return Unavailable("tse_decommissioned", sentence.format(code=code))
    if "CLIENT" in code.upper():
        sentence = _("This till is not registered at fiskaly. Set the TSS up in the settings ({code}).")
        return Refused("tse_client", sentence.format(code=code))
    if error.status == 404:
        sentence = _("The account at fiskaly has no TSS {id}. Check the TSS ID and the API key ({code}).")
        return Refused("tse_unknown", sentence.format(id=tss, code=code))
    if error.status in (401, 403):
        sentence = _("The API key may not do this at fiskaly. Check it in their dashboard ({code}).")
        return Refused("tse_key", sentence.format(code=code))
    sentence = _("The TSS at fiskaly refuses this: {message} ({code}).")
    return Unavailable(
        "tse_refused", sentence.format(message=" ".join(error.message.split())[:200] or error.status, code=code)
    )
