"""Asks Open Food Facts for one code, where the owner allows it: never in the way of a sale, and never in a hurry.

Their rules: a program names itself with an address to write to, and asks for products at most some times a minute.
"""

import threading
import time
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from kasse import __version__
from kasse.books.exchange import KnownGoods
from kasse.errors import Refused, Unavailable
from kasse.exchange.known_goods import goods_of
from kasse.texts import _

if TYPE_CHECKING:
    import requests

ADDRESS: Final = "https://world.openfoodfacts.org"
FIELDS: Final = "code,product_name,product_name_de,brands,quantity,categories_tags,countries_tags"
TIMEOUT: Final = (4.0, 8.0)
"""Seconds to connect, and to answer."""
PAUSE: Final = 6.0
"""Seconds between two questions: ten a minute, where fifteen are allowed."""
LARGEST: Final = 1_000_000
SETTING: Final = "open_food_facts"
"""The shop's setting: the address to write to, empty where the network is not to be asked."""


class OpenFoodFacts:
    """Their service. `contact` is the owner's address, which their rules ask for."""

    def __init__(self, contact: str, address: str = ADDRESS, pause: float = PAUSE) -> None:
        self._contact = contact
        self._address = address
        self._pause = pause
        self._lock = threading.Lock()
        self._next = 0.0

    @property
    def user_agent(self) -> str:
        """How we name ourselves."""
        return f"Kasse/{__version__} ({self._contact})"

    def known(self, code: str) -> KnownGoods | None:
        """What they know of a code; None for nothing. Waits its turn; `Unavailable` where they do not answer."""
        if not (code.isascii() and code.isdigit()):
            return None
        with self._lock:
            self._wait()
            try:
                answer = self._ask(code)
            finally:
                self._next = time.monotonic() + self._pause
        return _read(code, answer)

    def _wait(self) -> None:
        left = self._next - time.monotonic()
        if left > 0:
            time.sleep(left)

    def _ask(self, code: str) -> Any:  # noqa: ANN401 - JSON
        import requests

        url = f"{self._address}/api/v2/product/{code}.json"
        try:
            with requests.get(
                url,
                params={"fields": FIELDS},
                headers={"User-Agent": self.user_agent, "Accept": "application/json"},
                timeout=TIMEOUT,
                stream=True,
            ) as response:
                if response.status_code == 404:
                    return None
                self._refuse_status(response)
                return _json(response)
        except (requests.RequestException, ValueError) as error:
            raise Unavailable("no_answer", _("Open Food Facts does not answer. Try again later.")) from error

    def _refuse_status(self, response: "requests.Response") -> None:
        if response.status_code == 429:
            self._next = time.monotonic() + 60
            raise Unavailable("too_often", _("Open Food Facts was asked too often. Try again in some minutes."))
        if response.status_code != 200:
            raise ValueError(response.status_code)


@cache
def service(contact: str) -> OpenFoodFacts:
    """The one that everybody asks, so that nobody asks too often."""
    return OpenFoodFacts(contact)


def _json(response: "requests.Response") -> Any:  # noqa: ANN401 - JSON
    """An answer of a sensible size."""
    import json

    body = b""
    for block in response.iter_content(65_536):
        body += block
        if len(body) > LARGEST:
            raise ValueError("too much")
    return json.loads(body)


def _read(code: str, answer: Any) -> KnownGoods | None:  # noqa: ANN401 - JSON
    product = answer.get("product") if isinstance(answer, dict) else None
    if not isinstance(product, dict):
        return None
    return goods_of({**product, "code": code}, "")


def check_contact(text: str) -> str:
    """An address that can be named, or `Refused`."""
    contact = text.strip()
    name, at, host = contact.partition("@")
    if not (name and at and "." in host and contact.isprintable() and contact.isascii() and " " not in contact):
        raise Refused("bad_email", _("“{text}” is no e-mail address.").format(text=text[:60]))
    return contact
