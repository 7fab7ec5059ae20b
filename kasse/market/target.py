"""What the shop needs of a place where it publishes, as a Protocol. Targets are found by entry point.

The group is `kasse.market_targets`; an entry is called with a `Opening` and gives a `MarketTarget`. Each inherits the
contract suite in `tests/contracts/market_target.py`.

Every method may take long and is called on the target's own thread. It raises `Unavailable` where trying again can
help (`TryLater` where the target said when), and `Refused` where it cannot; the publisher parks what was refused.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from kasse.books.market import Answer, Inbound, Listing, PublicShop, TargetSetting, Who
from kasse.clock import Clock
from kasse.errors import Refused, Unavailable


class TryLater(Unavailable):
    """The target asked for patience: `after` seconds (Retry-After, `rate-limited:`)."""

    def __init__(self, code: str, message: str, after: int) -> None:
        super().__init__(code, message)
        self.after = after


class NotTaken(Refused):
    """The target said no for good; `who` can do something about it."""

    def __init__(self, code: str, message: str, who: Who) -> None:
        super().__init__(code, message)
        self.who = who


class Capabilities(NamedTuple):
    """What a kind of target can do.

    `expires` is after how many seconds a version is forgotten (0: never), so that it is renewed at half of them;
    `rate` is how many messages a second it takes unless it says otherwise (0: no limit), `burst` how many at once.
    """

    orders: bool = False
    expires: int = 0
    rate: int = 1
    burst: int = 1


class Ack(NamedTuple):
    """The target has it: what it calls that version, and the version's stamp."""

    ref: str
    stamp: int = 0


class Inbox(NamedTuple):
    """What came since; `cursor` is where to go on from."""

    messages: tuple[Inbound, ...]
    cursor: int


class MarketTarget(Protocol):
    """A place that shows the shop's goods."""

    def capabilities(self) -> Capabilities:
        """What it can do; without any network."""
        ...

    def expected(self, listing: Listing) -> str:
        """What it would call this version: pure, so that a snapshot can be compared. Empty where it should be gone."""
        ...

    def announce(self, shop: PublicShop, stamp: int) -> Ack:
        """Who the shop is and how it is reached, before its articles."""
        ...

    def upsert(self, listing: Listing) -> Ack:
        """Show an article in this version. The same version twice is one object."""
        ...

    def retire(self, listing: Listing) -> Ack:
        """Take an article away; one that is not there is no error."""
        ...

    def finish(self, listings: Sequence[Listing]) -> None:
        """After a pass that changed something: what is made of all articles together. `listings` are all shown ones."""
        ...

    def snapshot(self) -> Mapping[str, Ack]:
        """What is there of this shop, by key, with strangers' and old keys of its own included."""
        ...

    def poll(self, since: int) -> Inbox:
        """Messages for the shop since then; without `orders` none."""
        ...

    def reply(self, answer: Answer) -> Ack:
        """Tell a buyer."""
        ...

    def time_offset(self) -> int | None:
        """By how many seconds the target's clock is ahead of ours, as it last said; None where it said nothing."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


class Opening(NamedTuple):
    """What a target is opened with. `secret` is what the keyring has for it: the shop's key, or a password."""

    setting: TargetSetting
    shop: PublicShop
    secret: str
    clock: Clock

    def __repr__(self) -> str:
        """Without the secret: reports of bugs and logs show what something was called with."""
        return f"Opening({self.setting!r}, {'with' if self.secret else 'without'} a secret)"


class NullTarget:
    """Where nothing is published: takes everything, shows nothing. Implements `MarketTarget`."""

    def capabilities(self) -> Capabilities:
        """Nothing."""
        return Capabilities()

    def expected(self, listing: Listing) -> str:
        """Its digest."""
        return listing.digest if listing.view else ""

    def announce(self, shop: PublicShop, stamp: int) -> Ack:
        """Nobody hears it."""
        return Ack("", stamp)

    def upsert(self, listing: Listing) -> Ack:
        """Nobody sees it."""
        return Ack(listing.digest, listing.stamp)

    def retire(self, listing: Listing) -> Ack:
        """Nobody saw it."""
        return Ack("", listing.stamp)

    def finish(self, listings: Iterable[Listing]) -> None:
        """Nothing to do."""

    def snapshot(self) -> Mapping[str, Ack]:
        """Nothing there."""
        return {}

    def poll(self, since: int) -> Inbox:
        """Nobody writes."""
        return Inbox((), since)

    def reply(self, answer: Answer) -> Ack:
        """Nobody reads it."""
        return Ack(answer.id, answer.at)

    def time_offset(self) -> int | None:
        """It has no clock."""
        return None

    def close(self) -> None:
        """Nothing is open."""
