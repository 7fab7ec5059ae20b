"""What the parts of the market's service share."""

from kasse.books.market import PublicShop
from kasse.clock import Clock, milliseconds
from kasse.people import Actor, AuditEntry
from kasse.ports import Store, Work

NOSTR = "nostr"
"""The kind of target that is a relay."""

TICK, HOLDS = 15, 60
"""Minutes, where the owner did not say otherwise."""


class Part:
    """One subject of the market; `publishing.Market` is all of them."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def _now(self) -> int:
        return milliseconds(self._clock.now()) // 1000

    def _note(self, work: Work, actor: Actor, subject: str, before: str, after: str) -> None:
        work.settings.audit(AuditEntry(self._clock.now(), actor.name, "market", subject, before, after))


def is_on(work: Work) -> bool:
    """Whether anything may go out: never from a training copy, whatever it was copied from."""
    return not work.training and work.settings.get("market") == "on"


def public_shop(work: Work) -> PublicShop:
    """The shop as anybody may see it."""
    shop, get = work.settings.shop(), work.settings.get
    return PublicShop(
        name=shop.name,
        street=shop.street,
        postcode=shop.postcode,
        city=shop.city,
        country=shop.country,
        language=shop.language,
        latitude=_whole(get("market_latitude")),
        longitude=_whole(get("market_longitude")),
        hours=get("market_hours"),
        about=get("market_about"),
        imprint=get("market_imprint"),
        website=get("market_website"),
        key=get("market_key"),
        holds=int(get("market_holds") or HOLDS),
        relays=tuple(work.market.relays(NOSTR)),
    )


def _whole(text: str) -> int | None:
    return int(text) if text else None
