"""A place to publish in memory: the contract suite is proven on it, and the publisher is tested with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kasse.books.market import Answer, Inbound, Listing, PublicShop
from kasse.errors import Unavailable
from kasse.market.target import Ack, Capabilities, Inbox, Opening


@dataclass(frozen=True)
class Kept:
    """An object at the medium; without a view it is only a mark that something was taken away."""

    stamp: int
    ref: str
    name: str


@dataclass
class Message:
    """What went over the wire, and when."""

    at: float
    what: str
    listing: Listing | None = None


@dataclass
class Medium:
    """What lies at the other end, and what goes wrong there."""

    objects: dict[str, Kept] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    finished: list[tuple[str, ...]] = field(default_factory=list)
    inbox: list[Inbound] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    shop: PublicShop | None = None
    losing: int = 0
    offset: int | None = 0
    able: Capabilities = field(default_factory=lambda: Capabilities(orders=True, rate=0))
    trouble: Callable[[str], None] = lambda what: None
    time: Callable[[], float] = lambda: 0.0

    def written(self, what: str, listing: Listing | None = None) -> None:
        """A change has reached the medium."""
        self.messages.append(Message(self.time(), what, listing))
        if self.losing:
            self.losing -= 1
            raise Unavailable("lost", "The answer was lost.")


class MemoryTarget:
    """Implements `kasse.market.target.MarketTarget` over a `Medium`."""

    def __init__(self, medium: Medium) -> None:
        self.medium = medium
        self.closed = False

    def capabilities(self) -> Capabilities:
        return self.medium.able

    def expected(self, listing: Listing) -> str:
        return f"{listing.stamp}-{listing.digest[:16]}" if listing.view else ""

    def announce(self, shop: PublicShop, stamp: int) -> Ack:
        self.medium.trouble("announce")
        self.medium.shop = shop
        self.medium.written("announce")
        return Ack("shop", stamp)

    def upsert(self, listing: Listing) -> Ack:
        self.medium.trouble("upsert")
        assert listing.view is not None
        kept = self.medium.objects.get(listing.key)
        ref = self.expected(listing)
        if kept is None or kept.stamp < listing.stamp:
            self.medium.objects[listing.key] = Kept(listing.stamp, ref, listing.view.name)
        self.medium.written("upsert", listing)
        return Ack(ref, listing.stamp)

    def retire(self, listing: Listing) -> Ack:
        self.medium.trouble("retire")
        kept = self.medium.objects.get(listing.key)
        if kept is not None and kept.stamp < listing.stamp + 1:
            self.medium.objects[listing.key] = Kept(listing.stamp + 1, "", "")
        self.medium.written("retire", listing)
        return Ack("", listing.stamp + 1)

    def finish(self, listings: Sequence[Listing]) -> None:
        self.medium.trouble("finish")
        self.medium.finished.append(tuple(sorted(listing.key for listing in listings)))

    def snapshot(self) -> Mapping[str, Ack]:
        self.medium.trouble("snapshot")
        return {key: Ack(kept.ref, kept.stamp) for key, kept in self.medium.objects.items()}

    def poll(self, since: int) -> Inbox:
        self.medium.trouble("poll")
        return Inbox(tuple(self.medium.inbox[since:]), len(self.medium.inbox))

    def reply(self, answer: Answer) -> Ack:
        self.medium.trouble("reply")
        if answer.id not in [known.id for known in self.medium.answers]:
            self.medium.answers.append(answer)
        return Ack(answer.id, answer.at)

    def time_offset(self) -> int | None:
        return self.medium.offset

    def close(self) -> None:
        self.closed = True


def opener(*media: Medium, **named: Medium) -> Callable[[Opening], MemoryTarget]:
    """Opens the target of a name, or the only one for all."""

    def opened(opening: Opening) -> MemoryTarget:
        return MemoryTarget(named.get(opening.setting.name) or media[0])

    return opened


def altered(kept: Kept) -> Kept:
    """Another version than the shop's own."""
    return replace(kept, ref=f"other-{kept.ref}", name=f"{kept.name} (old)", stamp=kept.stamp - 1)
