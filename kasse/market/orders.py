"""What strangers write, read by the shop's rules: an order, its taking back, what is wrong with it, or junk.

Pure, and quick with junk: it may run on a target's own thread. Nothing here looks into the books.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from kasse.books.market import Inbound
from kasse.market.plain import plain

AT_ONCE = 50
"""So many messages are decided in one transaction, which takes about ten milliseconds."""
LARGEST = 16_384
"""Signs of a message with its tags."""
MOST_TAGS, MOST_PARTS, MOST_LINES = 100, 8, 20
OLDEST, FORGOTTEN, AHEAD = 24 * 3600, 4 * 24 * 3600, 600
"""Seconds: an older order is refused, a much older one is a replay; a clock may be so far ahead."""

_KEY = re.compile(r"[0-9a-f]{64}", re.ASCII)
_ORDER = re.compile(r"[!-~]{1,64}", re.ASCII)
_ITEM = re.compile(r"30402:([0-9a-f]{64}):([A-Za-z0-9_-]{1,64})", re.ASCII)
_PIECES = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)


class Why(StrEnum):
    """Why an order is not taken."""

    TOO_OLD = "too_old"
    CLOCK = "clock"
    EMPTY = "empty"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"
    QUANTITY = "quantity"
    SOLD_OUT = "sold_out"
    TOO_MUCH = "too_much"
    TOO_MANY_LINES = "too_many_lines"
    OFF = "off"
    YOURS_OPEN = "yours_open"
    NOT_FETCHED = "not_fetched"
    BUSY = "busy"
    TAKEN_BACK = "taken_back"


class Order(NamedTuple):
    """An order as it came: pieces by article key, each at least one. `wrong` is what is already wrong with it."""

    ids: tuple[str, str]
    buyer: str
    order: str
    sealed: bool
    pieces: dict[str, int]
    note: str = ""
    wrong: Why | None = None


class TakenBack(NamedTuple):
    """The buyer does not want it any more."""

    ids: tuple[str, str]
    buyer: str
    order: str


Read = Order | TakenBack


def portions(messages: Sequence[Inbound], own: str, now: datetime) -> Iterator[list[Inbound]]:
    """What is no junk, in portions for `Reservations.take_in`; to be made on the target's thread."""
    sound = (message for message in messages if read(message, own, now) is not None)
    while portion := list(islice(sound, AT_ONCE)):
        yield portion


def read(message: Inbound, own: str, now: datetime) -> Read | None:
    """What a message wants of the shop with this key; None for junk, replays, chat, and what is another shop's."""
    age = int(now.astimezone(UTC).timestamp()) - message.at
    if message.kind not in (14, 16) or age > FORGOTTEN or message.sender == own or not _is_sound(message, own):
        return None
    kind, order = _only(message, "type"), _only(message, "order")
    if not _ORDER.fullmatch(order):
        return None
    ids = (message.id, message.message)
    if kind == "3" and message.kind == 16 and _only(message, "status") == "cancelled":
        return TakenBack(ids, message.sender, order)
    if kind != "1":
        return None
    pieces, wrong = _pieces(message, own)
    if age > OLDEST or age < -AHEAD:
        wrong = Why.TOO_OLD if age > OLDEST else Why.CLOCK
    return Order(ids, message.sender, order, message.sealed, pieces, plain(message.content), wrong)


def _is_sound(message: Inbound, own: str) -> bool:
    """Whether it has a sender, ids and a size as messages have them, and is not for somebody else."""
    if not (_KEY.fullmatch(message.sender) and _KEY.fullmatch(message.id) and _KEY.fullmatch(message.message)):
        return False
    if len(message.tags) > MOST_TAGS or any(len(tag) > MOST_PARTS for tag in message.tags):
        return False
    size = len(message.content) + sum(len(part) for tag in message.tags for part in tag)
    to = [tag[1] for tag in message.tags if tag[:1] == ("p",) and len(tag) > 1]
    return size <= LARGEST and (not to or own in to)


def _only(message: Inbound, name: str) -> str:
    """A tag that may be there once; empty where it is not, or where nobody can say which one is meant."""
    found = [tag for tag in message.tags if tag[:1] == (name,)]
    return found[0][1] if len(found) == 1 and len(found[0]) > 1 else ""


def _pieces(message: Inbound, own: str) -> tuple[dict[str, int], Why | None]:
    pieces: dict[str, int] = {}
    items = [tag for tag in message.tags if tag[:1] == ("item",)]
    if not items:
        return pieces, Why.EMPTY
    if len(items) > MOST_LINES:
        return pieces, Why.TOO_MANY_LINES
    for tag in items:
        ref = _ITEM.fullmatch(tag[1]) if len(tag) > 1 else None
        if ref is None or ref[1] != own:
            return {}, Why.FOREIGN
        if len(tag) < 3 or not _PIECES.fullmatch(tag[2]):
            return {}, Why.QUANTITY
        pieces[ref[2]] = pieces.get(ref[2], 0) + int(tag[2])
    return pieces, None
