"""The line to fiskaly: HTTPS with a token, patience where it is asked for, and errors by their codes.

Every message may be repeated: what is made has an id of ours, what is changed a revision. So an answer that was lost,
a 429 and a 5xx are asked again, within the seconds that one call has; after those somebody else decides.
"""

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from kasse import __version__
from kasse.errors import KasseError, Refused, Unavailable
from kasse.texts import _

if TYPE_CHECKING:
    import requests

ADDRESS: Final = "https://kassensichv-middleware.fiskaly.com/api/v2"
CONNECT, ANSWER, LONG = 2.5, 5.0, 60.0
"""Seconds to connect, for a call with all its repetitions, and for what sets a TSS up."""
LARGEST: Final = 4 << 20
LOCAL: Final = ("localhost", "127.0.0.1", "::1")
EARLY: Final = 60.0
"""Seconds before its end at which a token is changed for a new one."""


class FiskalyError(Exception):
    """fiskaly said no, with a status, a code such as E_TX_NOT_FOUND, and words of its own."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.message = message


class _Again(Exception):
    """Worth another try after so many seconds; `reason` where there is no time for one."""

    def __init__(self, after: float, reason: KasseError) -> None:
        super().__init__(after)
        self.after = after
        self.reason = reason


class _Token:
    """What shows who we are, and how long."""

    def __init__(self, answer: dict[str, Any]) -> None:
        now = time.monotonic()
        self.access = str(answer.get("access_token") or "")
        self.refresh = str(answer.get("refresh_token") or "")
        self._until = now + _seconds(answer, "access_token_expires_in", 600.0) - EARLY
        self._refresh_until = now + _seconds(answer, "refresh_token_expires_in", 1200.0) - EARLY

    @property
    def holds(self) -> bool:
        return bool(self.access) and time.monotonic() < self._until

    @property
    def may_refresh(self) -> bool:
        return bool(self.refresh) and time.monotonic() < self._refresh_until


class FiskalyLine:
    """Asks fiskaly. `answer` are the seconds that a call has, `pause` waits."""

    def __init__(
        self,
        address: str,
        key: str,
        secret: str,
        *,
        answer: float = ANSWER,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._address = (address or ADDRESS).rstrip("/")
        self._key, self._secret = key, secret
        self._answer = answer
        self.pause = pause
        self._made: requests.Session | None = None
        self._token: _Token | None = None

    def close(self) -> None:
        """Forget the token and end the connection."""
        self._token = None
        if self._made is not None:
            self._made.close()
            self._made = None

    # Asking

    def ask(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        query: dict[str, Any] | None = None,
        seconds: float | None = None,
        repeat: bool = True,
    ) -> dict[str, Any]:
        """An answer. Raises `FiskalyError` for a no; `repeat`: it may be said twice, for no PIN is in it."""
        until = time.monotonic() + (self._answer if seconds is None else seconds)

        def once() -> dict[str, Any]:
            with self._response(method, path, body, query, until, repeat=repeat) as response:
                return self._body(response, until)

        return self._patiently(once, until if repeat else 0.0)

    def download(self, path: str, write: Callable[[bytes], None], seconds: float) -> None:
        """A file, in pieces. It is not begun anew once a piece has gone out."""
        import requests

        until = time.monotonic() + seconds
        with self._response("GET", path, None, None, until, repeat=True) as response:
            if response.status_code != 200:
                self._body(response, until)
            try:
                for block in response.iter_content(65_536):
                    if time.monotonic() > until:
                        raise self._silent()
                    write(block)
            except requests.RequestException as error:
                raise self._lost() from error

    def _patiently(self, once: Callable[[], dict[str, Any]], until: float) -> dict[str, Any]:
        tries = 0
        while True:
            try:
                return once()
            except _Again as again:
                tries += 1
                wait = max(again.after, 0.1 * 2**tries)
                if tries > 5 or time.monotonic() + wait >= until:
                    raise again.reason from again
                self.pause(wait)

    @contextlib.contextmanager
    def _response(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None,
        query: dict[str, Any] | None,
        until: float,
        *,
        repeat: bool,
    ) -> "Iterator[requests.Response]":
        fresh = self._token is None or not self._token.holds
        response = self._send(method, path, body, query, until, self._access(until))
        if response.status_code == 401 and repeat and not fresh:
            response.close()
            self._forget_access()
            response = self._send(method, path, body, query, until, self._access(until))
        with response:
            yield response

    def _send(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None,
        query: dict[str, Any] | None,
        until: float,
        token: str,
    ) -> "requests.Response":
        import requests

        left = max(until - time.monotonic(), 0.05)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            return self._session().request(
                method,
                f"{self._address}/{path}",
                json=body,
                params=query,
                headers=headers,
                timeout=(min(CONNECT, left), left),
                allow_redirects=False,
                stream=True,
            )
        except requests.exceptions.SSLError as error:
            sentence = _(
                "The connection to {place} is not safe: its certificate is not valid. Check the address and this"
                " computer's date."
            )
            raise Unavailable("tse_no_tls", sentence.format(place=self._place)) from error
        except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, UnicodeError) as error:
            raise self._bad_address() from error
        except requests.exceptions.ReadTimeout as error:
            raise _Again(0, self._silent()) from error
        except requests.exceptions.ConnectTimeout as error:
            raise self._lost() from error
        except requests.RequestException as error:
            if _nobody_there(error):
                raise self._lost() from error
            raise _Again(0, self._lost()) from error

    def _session(self) -> "requests.Session":
        import requests

        if self._made is None:
            self._check_address()
            self._made = requests.Session()
            self._made.headers["User-Agent"] = f"Kasse/{__version__}"
            self._made.trust_env = False  # a netrc file is nobody's setting
        return self._made

    # The token

    def _access(self, until: float) -> str:
        token = self._token
        if token is not None and token.holds:
            return token.access
        if token is not None and token.may_refresh:
            with contextlib.suppress(FiskalyError):
                return self._authenticate({"refresh_token": token.refresh}, until)
        self._token = None
        if not self._key or not self._secret:
            raise Refused(
                "tse_no_key", _("The API key of fiskaly or its secret is missing. Enter both in the settings.")
            )
        try:
            return self._authenticate({"api_key": self._key, "api_secret": self._secret}, until)
        except FiskalyError as error:
            sentence = _(
                "Fiskaly does not accept the API key and its secret. Enter both anew in the settings ({code})."
            )
            raise Refused("tse_key", sentence.format(code=error.code)) from error

    def _forget_access(self) -> None:
        if self._token is not None:
            self._token.access = ""

    def _authenticate(self, body: dict[str, Any], until: float) -> str:
        with self._send("POST", "auth", body, None, until, "") as response:
            token = _Token(self._body(response, until))
        if not token.access:
            raise self._foreign()
        self._token = token
        return token.access

    # What comes back

    def _body(self, response: "requests.Response", until: float) -> dict[str, Any]:
        """A JSON object of a good status; other statuses are errors."""
        status = response.status_code
        if 300 <= status < 400:
            raise self._foreign()
        answer = self._json(self._read(response, until))
        if 200 <= status < 300:
            if answer is None:
                raise self._foreign()
            return answer
        code, message = str((answer or {}).get("code") or status), str((answer or {}).get("message") or "")
        if status == 429:
            after = _retry_after(response)
            sentence = _("Fiskaly was asked too often. Try again in {count} seconds ({code}).")
            text = sentence.format(count=max(1, round(after)), code=code)
            raise _Again(after, Unavailable("tse_too_often", text))
        if status >= 500 or status in (408, 423):
            sentence = _("Fiskaly cannot answer just now. Try again in a moment ({code}).")
            raise _Again(_retry_after(response), Unavailable("tse_down", sentence.format(code=code)))
        if answer is None:
            raise self._foreign()
        raise FiskalyError(status, code, message)

    def _read(self, response: "requests.Response", until: float) -> bytes:
        import requests

        body = b""
        try:
            for block in response.iter_content(65_536):
                body += block
                if len(body) > LARGEST:
                    raise self._foreign()
                if time.monotonic() > until:
                    raise _Again(0, self._silent())
        except requests.RequestException as error:
            raise _Again(0, self._lost()) from error
        return body

    @staticmethod
    def _json(body: bytes) -> dict[str, Any] | None:
        try:
            answer = json.loads(body) if body.strip() else {}
        except (ValueError, RecursionError):
            return None
        return answer if isinstance(answer, dict) else None

    # Sentences

    @property
    def _place(self) -> str:
        return urlsplit(self._address).netloc or self._address

    def _check_address(self) -> None:
        try:
            parts = urlsplit(self._address)
            good = bool(parts.hostname) and parts.scheme in ("https", "http")
            port_is_one = parts.port is None or parts.port > 0
        except ValueError as error:
            raise self._bad_address() from error
        if not good or not port_is_one:
            raise self._bad_address()
        if parts.scheme == "http" and parts.hostname not in LOCAL:
            sentence = _("The address of fiskaly must begin with https://, so that nobody else reads the key.")
            raise Refused("tse_address", sentence)

    def _bad_address(self) -> Refused:
        sentence = _("The address “{address}” is none of fiskaly. It is {example}, unless they told you another one.")
        return Refused("tse_address", sentence.format(address=self._address[:80], example=ADDRESS))

    def _lost(self) -> Unavailable:
        sentence = _("The connection to {place} was lost or cannot be made. Is this computer on the internet?")
        return Unavailable("tse_unreachable", sentence.format(place=self._place))

    def _silent(self) -> Unavailable:
        sentence = _("The fiscal device at {place} takes too long to answer.")
        return Unavailable("tse_silent", sentence.format(place=self._place))

    def _foreign(self) -> Unavailable:
        sentence = _(
            "What answers at {place} is not fiskaly. Check the address, and whether a login page is in between."
        )
        return Unavailable("tse_foreign", sentence.format(place=self._place))

    def garbage(self) -> Unavailable:
        """An answer of the right form has the wrong content."""
        sentence = _("The fiscal device at {place} answered what cannot be understood. Try again, then ask fiskaly.")
        return Unavailable("tse_garbage", sentence.format(place=self._place))


def _nobody_there(error: Exception) -> bool:
    """Nothing was connected to, so there is nothing to be made up for."""
    from urllib3.exceptions import NewConnectionError

    cause = error.args[0] if error.args else None
    return isinstance(getattr(cause, "reason", cause), NewConnectionError)


def _seconds(answer: dict[str, Any], name: str, default: float) -> float:
    found = answer.get(name)
    return float(found) if isinstance(found, int | float) and 0 < found < 1e9 else default


def _retry_after(response: "requests.Response") -> float:
    said = response.headers.get("Retry-After", "")
    return float(said) if said.isascii() and said.isdigit() and len(said) < 7 else 0.0
