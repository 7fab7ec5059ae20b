"""A Nostr event (NIP-01): what it is, its id, its signature, and how it is read from strangers.

Reading takes anything and gives an `Event` or None, never an error. Making one from what is no event is a bug here
and raises `ValueError`.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

Tags = tuple[tuple[str, ...], ...]

LARGEST = 65_536
"""Bytes of an event that is read; relays take no larger ones."""
MOST_TAGS = 2_500
LAST_SECOND = 2**53 - 1
"""What a number in JSON holds everywhere."""
_HEX = re.compile(r"(?:[0-9a-f]{2})+")


class Event(NamedTuple):
    """An event, as it came or goes. Only `verify` says whether it is what it says.

    `id` and `pubkey` are 64 hex digits, `sig` has 128 or, in a rumor (NIP-59), none. `created_at` is a Unix second.
    """

    id: str
    pubkey: str
    created_at: int
    kind: int
    tags: Tags
    content: str
    sig: str = ""


def serialise(pubkey: str, created_at: int, kind: int, tags: Tags, content: str) -> bytes:
    r"""The bytes whose hash is the event's id.

    NIP-01 escapes \n \" \\ \r \t \b \f and nothing else. Other control characters are written \u00xx all the same:
    so does every relay and library, whose JSON writers know no other way. `ValueError` for half a surrogate pair.
    """
    return _json([0, pubkey, created_at, kind, tags, content])


def event_id(pubkey: str, created_at: int, kind: int, tags: Tags, content: str) -> str:
    """The event's id, 64 hex digits."""
    return sha256(serialise(pubkey, created_at, kind, tags, content)).hexdigest()


def unsigned(pubkey: str, kind: int, tags: Iterable[Sequence[str]], content: str, created_at: int) -> Event:
    """An event with its id and without a signature: a rumor, which only a seal carries."""
    kept = _tags([tuple(tag) for tag in tags])
    return Event(event_id(pubkey, created_at, kind, kept, content), pubkey, created_at, kind, kept, content)


def sign(secret: bytes, kind: int, tags: Iterable[Sequence[str]], content: str, created_at: int) -> Event:
    """An event of one's own. `secret` is the key's 32 bytes.

    The same arguments give the same id. The signature differs each time, as BIP-340 recommends; relays know by the id.
    """
    from coincurve import PrivateKey

    key = PrivateKey(secret)
    made = unsigned(key.public_key_xonly.format().hex(), kind, tags, content, created_at)
    if not _is_event(made):
        raise ValueError("what is to be signed is no event")
    return made._replace(sig=key.sign_schnorr(bytes.fromhex(made.id)).hex())


def verify(event: Event) -> bool:
    """Whether the id is that of its contents and the signature is its author's. Raises nothing."""
    from coincurve import PublicKeyXOnly

    try:
        if event.id != event_id(event.pubkey, event.created_at, event.kind, event.tags, event.content):
            return False
        key = PublicKeyXOnly(bytes.fromhex(event.pubkey))
        return key.verify(bytes.fromhex(event.sig), bytes.fromhex(event.id))
    except ValueError:
        return False


def from_json(text: str | bytes, largest: int = LARGEST, *, rumor: bool = False) -> Event | None:
    """An event from JSON, None where it is none or has more than `largest` bytes. It is not verified.

    A `rumor` may come without an id, which is then worked out, and loses any signature.
    """
    if len(text) > 2 * largest:  # escapes may take more room than the event has; nothing takes much more
        return None
    try:
        return from_value(json.loads(text), largest, rumor=rumor)
    except (ValueError, RecursionError):
        return None


def from_value(value: object, largest: int = LARGEST, *, rumor: bool = False) -> Event | None:
    """An event from JSON that was already read, as in a relay's message. Else as `from_json`."""
    if not isinstance(value, Mapping):
        return None
    try:
        tags = _tags(value.get("tags"))
        if not isinstance(value["content"], str):
            return None
        made = Event(value.get("id", ""), value["pubkey"], value["created_at"], value["kind"], tags, value["content"],
                     "" if rumor else value["sig"])  # fmt: skip
        if rumor and made.id == "":
            made = made._replace(id="0" * 64)
        if not _is_event(made, signed=not rumor):
            return None
        size = serialise(*made[1:6])
    except (KeyError, ValueError):
        return None
    if len(size) > largest:
        return None
    return made._replace(id=sha256(size).hexdigest()) if rumor and not value.get("id") else made


def to_value(event: Event) -> dict[str, object]:
    """The event as relays want it: a rumor without `sig`."""
    value: dict[str, object] = {**event._asdict(), "tags": [list(tag) for tag in event.tags]}
    if not event.sig:
        del value["sig"]
    return value


def to_json(event: Event) -> str:
    """The event as JSON, without blanks. `ValueError` for what is no event."""
    if not _is_event(event, signed=bool(event.sig)):
        raise ValueError("what is to be written is no event")
    return _json(to_value(event)).decode()


def first_tag(event: Event, name: str) -> str:
    """What the first tag of that name says first; empty where there is none."""
    return next((tag[1] for tag in event.tags if len(tag) > 1 and tag[0] == name), "")


def tags_of(event: Event, name: str) -> list[tuple[str, ...]]:
    """All tags of that name, without the name itself."""
    return [tag[1:] for tag in event.tags if tag and tag[0] == name]


def weight(event: Event) -> int:
    """The signs of all its texts together, about what it takes to keep it."""
    return len(event.content) + sum(len(part) for tag in event.tags for part in tag)


def is_hex(value: object, length: int) -> bool:
    """Whether it is a text of so many lower-case hex digits."""
    return isinstance(value, str) and len(value) == length and _HEX.fullmatch(value) is not None


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _tags(value: object) -> Tags:
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) > MOST_TAGS:
        raise ValueError("no tags")
    if not all(isinstance(tag, list | tuple) and all(isinstance(part, str) for part in tag) for tag in value):
        raise ValueError("no tag")
    return tuple(tuple(tag) for tag in value)


def _is_event(event: Event, *, signed: bool = False) -> bool:
    return (
        is_hex(event.id, 64)
        and is_hex(event.pubkey, 64)
        and _is_number(event.created_at, LAST_SECOND)
        and _is_number(event.kind, 65_535)
        and (not signed or is_hex(event.sig, 128))
    )


def _is_number(value: object, most: int) -> bool:
    return type(value) is int and 0 <= value <= most  # a bool is an int too
