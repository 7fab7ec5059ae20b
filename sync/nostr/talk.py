"""What relays say, and what it means. Pure: no network, and nothing a relay may say raises anything unexpected."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from kasse.books.market import Who
from kasse.errors import KasseError, Unavailable
from kasse.market.plain import plain
from kasse.market.target import NotTaken, TryLater
from kasse.texts import N_, _
from sync.nostr.event import Event

Filter = Mapping[str, Any]

LONGEST_WORD = 160
DAY = 86_400
"""Seconds; nobody waits longer before asking again."""
_REFUSALS = {
    "auth-required": (Who.OWNER, N_("{relay} takes nothing from this shop: it has to be let in there first.")),
    "restricted": (Who.OWNER, N_("{relay} takes nothing from this shop: it has to be let in there first.")),
    "pow": (
        Who.OWNER,
        N_("{relay} wants a computer to work for each message, which Kasse does not do. Choose another."),
    ),
    "invalid": (Who.OWNER, N_("{relay} does not take this message.")),
    "blocked": (Who.TARGET, N_("{relay} blocks this message. Only who runs it can change that.")),
    "mute": (Who.TARGET, N_("{relay} blocks this shop. Only who runs it can change that.")),
}
_SECONDS = re.compile(r"(\d{1,5})\s*(ms|s\b|sec|m\b|min)")


class Unwilling(Unavailable):
    """The relay did not take it and named no reason that lasts. It may well have something newer."""


def read(text: str | bytes) -> list[Any] | None:
    """A message of a relay; None for garbage."""
    try:
        message = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None
    whole = isinstance(message, list) and len(message) > 1 and all(isinstance(part, str) for part in message[:2])
    return message if whole else None


def matches(asked: Filter, event: Event) -> bool:
    """Whether an event is what was asked for. Relays ignore parts of a filter that they do not know."""
    plain = (
        event.id in asked.get("ids", (event.id,)),
        event.pubkey in asked.get("authors", (event.pubkey,)),
        event.kind in asked.get("kinds", (event.kind,)),
        asked.get("since", 0) <= event.created_at <= asked.get("until", event.created_at),
    )
    return all(plain) and all(_tagged(name[1:], asked[name], event) for name in asked if name[0] == "#")


def _tagged(name: str, wanted: Sequence[str], event: Event) -> bool:
    return any(len(tag) > 1 and tag[0] == name and tag[1] in wanted for tag in event.tags)


def prefix(said: str) -> str:
    """The part before the colon, which is for programs."""
    return said.partition(":")[0].strip().lower() if ":" in said else ""


def is_success(accepted: bool, said: str) -> bool:
    """Whether an event is there now: one that was there before is, whatever the relay calls it."""
    return accepted or said.strip().lower().startswith("duplicate")


def refusal(relay: str, said: str, tries: int = 0) -> KasseError:
    """The error that a relay's word means. `tries` is how often in a row it asked for patience."""
    kind, word = prefix(said), plain(said, LONGEST_WORD)
    if kind == "rate-limited" or "rate-limit" in said.lower():
        return TryLater("relay_busy", _("{relay} asks for patience.").format(relay=relay), patience(said, tries))
    if kind in _REFUSALS:
        who, sentence = _REFUSALS[kind]
        return NotTaken(f"relay_{kind.replace('-', '_')}", f"{_(sentence).format(relay=relay)} ({word})", who)
    sentence = _("{relay} did not take this message: “{word}”").format(relay=relay, word=word)
    return Unwilling("relay_unwilling", sentence)


def patience(said: str, tries: int) -> int:
    """How many seconds to wait: what the relay says, else longer each time, up to a minute."""
    found = _SECONDS.search(said.lower())
    if found:
        number = int(found[1])
        seconds = {"m": number * 60, "min": number * 60, "ms": 1}.get(found[2], number)
        return max(1, min(seconds, DAY))
    return int(min(5 * 2 ** min(tries, 8), 60))


def offset(date: str | None, now: datetime) -> int | None:
    """By how many seconds a server's clock is ahead, by its Date header; None where it says none."""
    if not date:
        return None
    try:
        return round((parsedate_to_datetime(date) - now).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return None
