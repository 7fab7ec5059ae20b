"""Messages about orders: out of wraps and raw events into the shop's words, and the shop's answers back. Pure.

Whatever comes is from strangers. Here it is read, its seal opened and its signature checked; whether it is a good order
is for the shop's rules to say.
"""

from kasse.books.market import Answer, Inbound
from kasse.errors import Refused
from sync.nostr.event import Event, sign, tags_of, unsigned, verify, weight
from sync.nostr.keys import Keys
from sync.nostr.listing import DAY, Parts
from sync.nostr.wrap import LARGEST_RUMOR, WRAP, open_wrap, wrap

CHAT, ORDER, RECEIPT = 14, 16, 17
RAW = (CHAT, ORDER, RECEIPT)
"""Kinds that Plebeian Market sends unsealed."""
KEEP = 7 * DAY
"""For so long relays keep our answers, about."""


def inbound(event: Event, keys: Keys) -> Inbound | None:
    """The message in an event from a relay; None where there is none for the shop. Raises nothing."""
    if not any(tag[:2] == ("p", keys.public) for tag in event.tags):
        return None
    found = _sealed(event, keys) if event.kind == WRAP else _raw(event)
    return found if found is not None and found.sender != keys.public else None  # our own copies come back too


def _sealed(event: Event, keys: Keys) -> Inbound | None:
    try:
        opened = open_wrap(event, keys.secret)
    except Refused:
        return None
    return _said(event.id, opened.rumor, sealed=True)


def _raw(event: Event) -> Inbound | None:
    if event.kind not in RAW or weight(event) > LARGEST_RUMOR or not verify(event):
        return None
    return _said(event.id, event, sealed=False)


def _said(wrapped: str, event: Event, *, sealed: bool) -> Inbound:
    return Inbound(wrapped, event.id, event.pubkey, event.created_at, event.kind, event.tags, event.content, sealed)


def answer_parts(answer: Answer) -> Parts:
    """What the shop tells a buyer of an order (Gamma's kind 16, type 3). The same answer is the same event."""
    tags = [
        ("p", answer.buyer), ("subject", "order-info"), ("type", "3"), ("order", answer.order),
        ("status", answer.status),
    ]  # fmt: skip
    if answer.code:
        tags.append(("code", answer.code))
    if answer.until:
        tags.append(("until", str(answer.until)))
    return Parts(ORDER, tuple(tags), answer.text, answer.at)


def raw_answer(answer: Answer, keys: Keys) -> Event:
    """The answer for who wrote unsealed."""
    return sign(keys.secret, *answer_parts(answer))


def sealed_answer(answer: Answer, keys: Keys, now: int) -> tuple[Event, Event]:
    """The answer sealed for the buyer, and a copy sealed for the shop itself. `Refused` where the buyer is no key."""
    rumor = unsigned(keys.public, *answer_parts(answer))
    return wrap(rumor, keys.secret, answer.buyer, now, KEEP), wrap(rumor, keys.secret, keys.public, now, KEEP)


def inbox_relays(event: Event) -> tuple[str, ...]:
    """The relays at which somebody reads (kind 10050), three at most."""
    return tuple(dict.fromkeys(tag[0] for tag in tags_of(event, "relay") if tag and tag[0]))[:3]
