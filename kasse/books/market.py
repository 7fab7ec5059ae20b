"""The market book: what the world may see of the shop, where it is told, and what came back.

Only what stands in `PublicView` and `PublicShop` ever leaves the till: never a count, a cost, a supplier, a cashier, a
customer or the time of a sale. Coordinates are whole millionths of a degree, instants Unix seconds where they go out.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from kasse.catalog import ArticleKind, Unit
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.unit_price import Content


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
    """How a target stands; instants are Unix seconds, 0 for never. `waiting` articles differ, `parked` were refused.

    `refusal` is why most of these were, and `refusal_who` who can act on that.
    """

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
    refusal: str = ""
    refusal_who: Who = Who.NOBODY


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


# The books


class Goods(NamedTuple):
    """A product with all that decides what is seen of it. `codes` are its own, as entered, none of a pack.

    `age_limit` is the higher of product and department; `counted` says that it was ever received or counted.
    """

    product: int
    name: str
    department: str
    price: Money | None
    unit: Unit
    kind: ArticleKind
    incomplete: bool
    age_limit: int
    deposit: Money
    content: Content | None
    brand: str
    codes: tuple[str, ...]
    level: Quantity
    counted: bool


class MarketArticle(NamedTuple):
    """A row of `market_article`: the version that is out, and the next one. Views are JSON, empty for none.

    `wanted` is None where nothing waits and empty where the article is to be taken away. `bucket` is what stock says,
    which the version need not: its bucket changes only so often a day. `flips` counts these on `flip_day`.
    """

    key: str
    product: int
    bucket: Bucket
    digest: str = ""
    view: str = ""
    stamp: int = 0
    first: int = 0
    wanted: str | None = None
    due: int | None = None
    flips: int = 0
    flip_day: str = ""


class Version(NamedTuple):
    """A listing whose view is still JSON, so that reading many costs the store thread little."""

    key: str
    stamp: int
    first: int
    digest: str
    view: str


class Difference(NamedTuple):
    """Where a target has another version than it should: `digest` is what it has, as far as anybody knows.

    An empty `digest` is nothing at all, or what was taken away. `stamp` is the one of what is there, 0 for none.
    """

    key: str
    digest: str
    ref: str
    stamp: int


class TargetMarks(NamedTuple):
    """What is kept of the talk with a target: what the publisher asks for, without counting anything."""

    cursor: int = 0
    announced: str = ""
    tries: int = 0
    backoff_until: int = 0


SwitchKey = tuple[str, str]
"""("department", its name) or ("article", its number)."""


class MarketBook(Protocol):
    """What the services ask of the store."""

    def take_changes(self, limit: int) -> list[int]:
        """Products that changed, about so many at most; what is given is noted no longer once the block ends."""
        ...

    def has_changes(self) -> bool:
        """Whether any change is noted."""
        ...

    def forget_changes(self) -> None:
        """Drop all notes of changes."""
        ...

    def capped(self, flips: int, today: str) -> list[int]:
        """Products that had so many changes of their bucket on a day before today and wait for a new day."""
        ...

    def goods(self, products: Collection[int]) -> list[Goods]:
        """These products."""
        ...

    def goods_listed(self, text: str, after: int, limit: int) -> tuple[list[Goods], int | None]:
        """A slice of the product list, best sellers first, and where to go on; None where it ends."""
        ...

    def goods_in_stock(self) -> Iterator[list[Goods]]:
        """All products whose stock was ever moved, some at a time."""
        ...

    def departments(self) -> list[tuple[str, int, int]]:
        """Departments in their order, each with its age limit and how many goods are in it."""
        ...

    def switches(self) -> dict[SwitchKey, bool]:
        """What the owner switched on or off."""
        ...

    def put_switch(self, kind: str, ref: str, shown: bool | None) -> None:
        """Switch a department or an article on or off; None: as by default."""
        ...

    def articles(self, products: Collection[int]) -> dict[int, list[MarketArticle]]:
        """What is out of these products, and what waits."""
        ...

    def article(self, key: str) -> MarketArticle | None:
        """One article."""
        ...

    def put_articles(self, articles: Sequence[MarketArticle]) -> None:
        """Write articles."""
        ...

    def due(self, at: int, urgent: bool, limit: int) -> list[MarketArticle]:
        """Articles whose next version is due; only what went out of stock or is taken away where it is urgent."""
        ...

    def older(self, stamp: int, limit: int) -> list[MarketArticle]:
        """Shown articles whose version is older."""
        ...

    def take_all_away(self, at: int) -> None:
        """Nothing is to be shown any more."""
        ...

    def totals(self) -> tuple[int, int]:
        """How many articles are shown, and how many wait for their next version."""
        ...

    def settings(self) -> list[TargetSetting]:
        """All targets in their order."""
        ...

    def relays(self, kind: str) -> list[str]:
        """The addresses of enabled targets of a kind."""
        ...

    def targets(self) -> list[TargetState]:
        """All targets in their order, with their sums."""
        ...

    def put_target(self, setting: TargetSetting) -> None:
        """Add or change a target; how it stands is kept."""
        ...

    def remove_target(self, name: str) -> None:
        """Forget a target."""
        ...

    def begin_anew(self, name: str) -> None:
        """The target is at another place: nothing is known of it."""
        ...

    def marks(self, target: str) -> TargetMarks | None:
        """What is kept of the talk with a target; None where there is no such target."""
        ...

    def mark(self, target: str, **values: int | str) -> None:
        """Change columns of a target's row."""
        ...

    def work(self, target: str, featured: bool, limit: int) -> list[Version]:
        """Where a target has another version than it should, of what it did not refuse; an empty view is to go."""
        ...

    def versions(self, target: str, featured: bool, after: str, limit: int) -> list[Version]:
        """All that a target should show, by key."""
        ...

    def ack(self, target: str, acks: Sequence[Acked]) -> None:
        """What a target has now; a stamp beyond ours raises ours."""
        ...

    def stale(self, target: str, before: int, limit: int) -> int:
        """What a target was told before then counts as not told; gives how many."""
        ...

    def differs(self, target: str, differences: Sequence[Difference]) -> None:
        """A target has other versions than we thought; a stamp there that is not below ours raises ours."""
        ...

    def acks(self, target: str) -> dict[str, Acked]:
        """What a target has acknowledged, by key."""
        ...

    def park(self, target: str, key: str, error: str, who: Who, stamp: int) -> None:
        """A target refused this version: it is not offered again, a later one is."""
        ...

    def unpark(self, target: str) -> None:
        """Offer what was refused once more."""
        ...

    def parked(self, target: str) -> Mapping[str, tuple[str, Who]]:
        """What a target refused: why, and who can act."""
        ...
