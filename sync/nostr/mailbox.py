"""What strangers leave for the shop at a relay: asked for once, then listened to, handed over until it was taken."""

from collections.abc import Callable, Iterable
from typing import Any

from kasse.books.market import Inbound
from kasse.market.target import Inbox, NotTaken
from sync.nostr.event import Event
from sync.nostr.keys import Keys
from sync.nostr.listing import DAY
from sync.nostr.orders import RAW, inbound
from sync.nostr.relay import Relay
from sync.nostr.talk import Unwilling
from sync.nostr.wrap import WRAP

BACK = 3 * DAY
"""Wraps carry a time of up to two days ago, and a phone's clock may be slow."""
AGAIN = 900
"""Seconds until all is asked for once more: a relay may have dropped the request and not said so."""
MOST = 20_000
"""So many are looked through at once: junk that somebody left must not hide what is older."""
_REMEMBERED = 50_000


class Mailbox:
    """The messages for one key at one relay.

    What was handed over is handed over again until the caller comes with the cursor that it was given: it may have been
    killed before it had written it down.
    """

    def __init__(self, relay: Relay, keys: Keys, now: Callable[[], int]) -> None:
        self._relay, self._keys, self._now = relay, keys, now
        self._known: dict[str, None] = {}
        self._given: dict[str, Inbound] = {}
        self._cursor = 0
        self._taken = 0
        self._asked = 0

    def poll(self, since: int) -> Inbox:
        """What came since then, and the cursor for the next time."""
        if since < self._taken:  # the caller's books are older than we thought
            self._forget()
        if self._cursor and since >= self._cursor:
            self._given.clear()
            self._taken = since
        self._take(self._relay.heard())
        if self._ask(since):
            self._cursor = max(self._now(), since, self._cursor + 1)
            return Inbox(tuple(self._given.values()), self._cursor)
        self._cursor = since + 1  # the relay lets nobody in now: what it has is asked for from here on, some day
        return Inbox(tuple(self._given.values()), since)

    def _forget(self) -> None:
        self._known.clear()
        self._given.clear()
        self._taken = self._asked = 0

    def _ask(self, since: int) -> bool:
        """Ask, unless the requests stand; False where the relay refused one. That is no reason to publish nothing."""
        now = self._now()
        standing = all(self._relay.listening(name) for name in ("wraps", "orders"))
        if standing and 0 <= now - self._asked < AGAIN:
            return True
        heeded = True
        for name, kinds in (("wraps", [WRAP]), ("orders", list(RAW))):
            try:
                self._take(self._relay.listen(name, self._filter(kinds, since), MOST))
            except (NotTaken, Unwilling):
                heeded = False
        self._asked = now
        return heeded

    def _filter(self, kinds: list[int], since: int) -> dict[str, Any]:
        since = min(since, self._now())  # where our clock was ahead once, the time of then means nothing
        return {"kinds": kinds, "#p": [self._keys.public], "since": max(0, since - BACK)}

    def _take(self, events: Iterable[Event]) -> None:
        for event in events:
            if event.id not in self._known:
                self._known[event.id] = None
                message = inbound(event, self._keys)
                if message is not None:
                    self._given[event.id] = message
        for old in list(self._known)[: max(0, len(self._known) - _REMEMBERED)]:
            del self._known[old]
