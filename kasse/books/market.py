"""The market book: what the world may see of the shop, where it is told, and what came back.

Only what stands in `PublicView` and `PublicShop` ever leaves the till: never a count, a cost, a supplier, a cashier, a
customer or the time of a sale. Coordinates are whole millionths of a degree, instants Unix seconds where they go out.
"""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from kasse.catalog import Unit
from kasse.money import Money


class Bucket(StrEnum):
    """How much there is, as far as anybody outside is told."""

    IN = "in"
    LOW = "low"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class PublicShop:
    """The shop as anybody may see it. A place of None is not known yet; nothing is published without one.

    `hours` is written as in OpenStreetMap: "Mo-Fr 07:00-22:00; Sa 08:00-20:00; Su off". `website` is the address under
    which the storefront's files are served, without a slash at its end. `key` is the shop's public key, 64 hex digits.
    `holds` is for how many minutes a reservation is kept; 0 takes none.
    """

    name: str
    street: str
    postcode: str
    city: str
    country: str
    language: str
    latitude: int | None = None
    longitude: int | None = None
    hours: str = ""
    about: str = ""
    imprint: str = ""
    website: str = ""
    key: str = ""
    holds: int = 0
    relays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicView:
    """An article as anybody may see it: the allow-list. `key` is what every target calls it, of [A-Za-z0-9_-] alone.

    `gtin` has 14 digits or is empty. `price` is for one `unit` and gross, the deposit apart from it (section 7 PAngV).
    `content` is what a piece holds, as "0,5 l"; `unit_price` is for one `per` ("kg", "l", "m", "piece").
    `picture` is an address that anybody can load, or empty.
    """

    key: str
    name: str
    department: str
    price: Money
    bucket: Bucket
    unit: Unit = Unit.PIECE
    brand: str = ""
    gtin: str = ""
    deposit: Money = Money(0)  # noqa: RUF009 - a value
    content: str = ""
    unit_price: Money | None = None
    per: str = ""
    picture: str = ""


class Listing(NamedTuple):
    """A version of an article that is out, or should be.

    `stamp` is the version's Unix second and rises strictly per key, whatever the clock does; `first` is the stamp of
    the first version. `digest` is that of view and shop together. A `view` of None takes the article away.
    """

    key: str
    stamp: int
    first: int
    digest: str
    view: PublicView | None


class Hidden(StrEnum):
    """Why an article is not shown to the world."""

    SWITCHED_OFF = "switched_off"
    DEPARTMENT_OFF = "department_off"
    RESTRICTED = "restricted"
    """Tobacco, alcohol, medicine, anything with an age limit: off unless the owner switches it on."""
    NO_PRICE = "no_price"
    INCOMPLETE = "incomplete"
    NO_STOCK_KEPT = "no_stock_kept"
    """It was never received or counted, so nobody knows whether it is there."""
    NOT_GOODS = "not_goods"
    """Press, empties, vouchers: nothing that is reserved."""


class TargetSetting(NamedTuple):
    """A place where the shop publishes. `kind` names the entry point, `address` is a URL or a folder.

    `scope` is "all" or "featured" (public relays get few articles, as a courtesy); `options` are the kind's own.
    Secrets are not here: they are in the keyring under the target's name.
    """

    name: str
    kind: str
    address: str
    enabled: bool = True
    scope: str = "all"
    options: tuple[tuple[str, str], ...] = ()


class Who(StrEnum):
    """Who must act where a target does not take something."""

    NOBODY = ""
    """It is tried again by itself."""
    OWNER = "owner"
    TARGET = "target"
    """Whoever runs the relay or the server."""


class TargetState(NamedTuple):
    """How a target stands; instants are Unix seconds, 0 for never. `waiting` articles differ, `parked` were refused."""

    setting: TargetSetting
    last_ok: int = 0
    reconciled: int = 0
    backoff_until: int = 0
    tries: int = 0
    error: str = ""
    who: Who = Who.NOBODY
    shown: int = 0
    waiting: int = 0
    parked: int = 0


class Acked(NamedTuple):
    """What a target has acknowledged of an article; `ref` is what the target calls that version."""

    key: str
    digest: str
    ref: str
    stamp: int


class Inbound(NamedTuple):
    """A message from a stranger, its seal opened and its signature checked; the shop's rules are not yet applied.

    `id` is the outermost one (a wrap's), `message` the innermost; `sender` is who really sent it, 64 hex digits.
    `sealed` is False for the raw kinds. `at` is the message's own time in Unix seconds. `kind` is 14, 16 or 17.
    """

    id: str
    message: str
    sender: str
    at: int
    kind: int
    tags: tuple[tuple[str, ...], ...]
    content: str
    sealed: bool = True


class Answer(NamedTuple):
    """What the shop tells a buyer of an order: `status` as the Gamma texts name it, `text` for people.

    `code` is what is said at the counter and `until` (Unix seconds) how long it is kept; empty and 0 for none.

    `id` comes from the shop, so that sending twice is harmless. `sealed` says in which way the order came.
    """

    id: str
    buyer: str
    order: str
    status: str
    text: str
    at: int
    sealed: bool = True
    code: str = ""
    until: int = 0


def canonical(value: object) -> bytes:
    """JSON in one way only (RFC 8785, for texts and whole numbers): sorted keys, no blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of(value: object) -> str:
    """SHA-256 of the canonical JSON, in hex."""
    return hashlib.sha256(canonical(value)).hexdigest()
