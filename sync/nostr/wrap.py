"""Messages that only who they are for can read, and whose sender only they see (NIP-59, as NIP-17 uses it).

A rumor (unsigned) lies in a seal (kind 13, signed by the sender), the seal in a wrap (kind 1059, signed by a key that
is thrown away). Relays see the wrap alone: for whom it is, and a time of up to two days ago that says nothing.
"""

import random
from collections.abc import Collection
from typing import NamedTuple

from kasse.errors import Refused
from kasse.texts import N_, _
from sync.nostr import nip44
from sync.nostr.event import LARGEST, Event, event_id, from_json, sign, to_json, verify

SEAL, WRAP = 13, 1059
MESSAGES = frozenset({14, 16, 17})
"""Kinds of message that are opened: chat, order, receipt."""
LARGEST_RUMOR = 16_384
TWO_DAYS = 172_800

_random = random.SystemRandom()

_NO = {
    "wrap_kind": N_("This is no sealed message."),
    "wrap_size": N_("This message is too large."),
    "wrap_signature": N_("This message carries a wrong signature."),
    "wrap_damaged": N_("This message is damaged."),
    "wrap_sender": N_("This message pretends to come from somebody else."),
    "wrap_message": N_("This message is of a kind that is not read here."),
}


class Opened(NamedTuple):
    """What was in a wrap; the sender is `rumor.pubkey`, and the seal's signature proves it. `id` is the wrap's."""

    id: str
    rumor: Event


def wrap(rumor: Event, sender_secret: bytes, to_pubkey: str, now: int, keep: int = 0) -> Event:
    """Seal a rumor for one reader. To keep a copy of one's own, wrap it again for oneself.

    `now` is a Unix second. With `keep` the relays may forget the wrap so many seconds from now, or up to two days
    later: the time that is written there says nothing of now. `Refused` where `to_pubkey` is no key or it is too large.
    """
    from coincurve import PrivateKey

    inner = to_json(rumor._replace(sig=""))
    if len(inner.encode()) > LARGEST_RUMOR:
        raise _no("wrap_size")
    seal = sign(sender_secret, SEAL, (), _sealed(inner, sender_secret, to_pubkey), _past(now))
    if seal.pubkey != rumor.pubkey:
        raise ValueError("nobody would open a message that somebody else has written")
    thrown_away, at = PrivateKey().secret, _past(now)
    tags = [("p", to_pubkey)] + ([("expiration", str(at + TWO_DAYS + keep))] if keep else [])
    return sign(thrown_away, WRAP, tags, _sealed(to_json(seal), thrown_away, to_pubkey), at)


def open_wrap(event: Event, secret: bytes, kinds: Collection[int] = MESSAGES) -> Opened:
    """Open a wrap that came. Nothing but `Refused` is raised, whatever a stranger sent.

    Checked are all signatures, sizes and kinds, that the rumor's id is its own, and that seal and rumor are by one
    author. How old it is and what it wants is for the shop to judge.
    """
    if event.kind != WRAP:
        raise _no("wrap_kind")
    if len(event.content) > LARGEST:
        raise _no("wrap_size")
    if not verify(event):
        raise _no("wrap_signature")
    seal = _inside(event, secret)
    if seal.kind != SEAL:
        raise _no("wrap_kind")
    if not verify(seal):
        raise _no("wrap_signature")
    return Opened(event.id, _checked(_inside(seal, secret, rumor=True), seal.pubkey, kinds))


def _inside(event: Event, secret: bytes, *, rumor: bool = False) -> Event:
    text = nip44.decrypt(event.content, nip44.conversation_key(secret, event.pubkey))
    largest = LARGEST_RUMOR if rumor else LARGEST
    if len(text) > largest:
        raise _no("wrap_size")
    found = from_json(text, largest, rumor=rumor)
    if found is None:
        raise _no("wrap_damaged")
    return found


def _checked(rumor: Event, author: str, kinds: Collection[int]) -> Event:
    if rumor.pubkey != author:
        raise _no("wrap_sender")
    if rumor.id != event_id(*rumor[1:6]):
        raise _no("wrap_damaged")
    if rumor.kind not in kinds:
        raise _no("wrap_message")
    return rumor


def _sealed(text: str, secret: bytes, public: str) -> str:
    return nip44.encrypt(text, nip44.conversation_key(secret, public))


def _past(now: int) -> int:
    return now - _random.randrange(TWO_DAYS)


def _no(code: str) -> Refused:
    return Refused(code, _(_NO[code]))
