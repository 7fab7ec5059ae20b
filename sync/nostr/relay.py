"""One relay, talked to by one thread. It may hang, lie, send garbage or floods, and part at any moment.

Nothing it says is believed: events are kept only where they are what was asked for and signed by their author, and an
answer counts only for the message it names. A request has one filter, because some relays take no more.
"""

import contextlib
import json
import time
from collections import deque
from collections.abc import Mapping
from typing import Any, NamedTuple

from kasse.clock import Clock
from kasse.errors import Unavailable
from kasse.market.target import TryLater
from kasse.texts import _
from sync.nostr import talk
from sync.nostr.event import LARGEST, Event, from_value, sign, to_json, verify, weight
from sync.nostr.keys import Keys
from sync.nostr.link import Link
from sync.nostr.talk import Filter

AUTH = 22242
ANSWER, LONGEST = 10.0, 90.0
"""Seconds for each answer, and for a request with all its pages, however they drip."""
SECOND = 1.03
"""A second as a relay would count one, however its clock and the way to it waver."""
PAGE = 500
FEW = 20
"""Pages with fewer events were not cut off by any relay's limit."""
MOST = 50_000
_HEARD = 4_000
"""So much is remembered of what came by itself; more is asked for again."""
_AT_ONCE = 1_000
_CHALLENGE = 1_000
_ROOM = 2**27
"""Bytes, about, of all that one question is answered with."""


class Found(NamedTuple):
    """What a relay has. Not `whole` where more events share a second than it gives at once."""

    events: list[Event]
    whole: bool


class _Closed(Exception):
    """The relay closed a request, and said why."""


class Relay:
    """A client of one relay. It connects when it first has to, and again whenever it must.

    Without `keys` it never says who is asking, whoever wants to know (NIP-42). `answer` is how many seconds a relay
    has for one. With a `place` it is called there and nowhere else.
    """

    def __init__(
        self, address: str, keys: Keys | None, clock: Clock, answer: float = ANSWER,
        place: tuple[str, int] | None = None,
    ) -> None:  # fmt: skip
        self.address = address
        self._keys = keys
        self._clock = clock
        self._answer = answer
        self._link = Link(address, clock, answer, place)
        self._challenge = ""
        self._known = False
        self._requests = 0
        self._busy = 0
        self._told = 0.0
        self._standing: dict[str, Filter] = {}
        self._heard: deque[Event] = deque()

    def offset(self) -> int | None:
        """By how many seconds the relay's clock is ahead; None where it does not say."""
        return self._link.offset()

    # Telling

    def publish(self, event: Event) -> None:
        """Leave an event there; one that was there before is as good.

        Raises `TryLater`, `NotTaken`, `talk.Unwilling`, or `Unavailable` where nothing is known.
        """
        self._unhurried()
        accepted, said = self._offer(event)
        if not accepted and talk.prefix(said) == "auth-required" and self._introduce():
            accepted, said = self._offer(event)
        if not talk.is_success(accepted, said):
            error = talk.refusal(self.address, said, self._busy)
            self._busy += isinstance(error, TryLater)
            raise error
        self._busy = 0

    def _unhurried(self) -> None:
        """Who sends one a second sends it a moment later: some relays count whole seconds, and 0.999 as none."""
        gap = time.monotonic() - self._told
        if SECOND / 2 < gap < SECOND:
            time.sleep(SECOND - gap)
        self._told = time.monotonic()

    def _offer(self, event: Event) -> tuple[bool, str]:
        """Send it, once more where the relay parted meanwhile. Where it says nothing, look whether it has it."""
        for _again in range(2):
            try:
                return self._sent("EVENT", event)
            except ConnectionError:
                continue
            except TimeoutError:
                break
        self.close()  # whatever comes on it now belongs to nothing
        if self.query({"ids": [event.id]}, paged=False).events:
            return True, ""
        raise self._silent()

    def _sent(self, kind: str, event: Event) -> tuple[bool, str]:
        """The relay's OK for an event. Some leave out its id where they say no."""
        self._send(f'["{kind}",{to_json(event)}]')
        until = time.monotonic() + self._answer
        while True:
            message = self._next(until)
            if message[0] == "OK" and (message[1] == event.id or (message[1] == "" and message[2:3] == [False])):
                return message[2:3] == [True], _word(message, 3)

    # Asking

    def query(self, asked: Filter, *, paged: bool = True, most: int = MOST) -> Found:
        """All events that match, page by page: each relay has a limit of its own and may not say it."""
        found: dict[str, Event] = {}
        until: int | None = None
        largest, whole, end, room = FEW, True, time.monotonic() + LONGEST, _ROOM
        while len(found) < most and room > 0:
            if time.monotonic() > end:
                raise self._silent()
            page = self._request({**asked, "limit": PAGE} | ({} if until is None else {"until": until}))
            found.update((event.id, event) for event in page)
            room -= sum(weight(event) for event in page)
            if not page or not paged:
                break
            largest = max(largest, len(page))
            oldest = min(event.created_at for event in page)
            if oldest == until:  # all of this page share a second, and there may be more of them
                whole = whole and len(page) < largest
                oldest -= 1
            until = oldest
        return Found(list(found.values()), whole and len(found) < most and room > 0)

    def _request(self, asked: Filter, name: str = "") -> list[Event]:
        for again in (True, False):
            try:
                return self._stored(asked, name)
            except _Closed as closed:
                said = str(closed)
                if not (again and talk.prefix(said) == "auth-required" and self._introduce()):
                    raise talk.refusal(self.address, said, self._busy) from None
            except ConnectionError:
                if not again:
                    raise self._link.away() from None
            except TimeoutError:
                self.close()
                raise self._silent() from None
        raise self._link.away()

    def _stored(self, asked: Filter, name: str) -> list[Event]:
        """What a relay has of it now. With a name the request is left standing."""
        self._requests += 1
        self._standing.pop(name, None)
        request = name or f"q{self._requests}"
        self._send(_json(["REQ", request, asked]))
        found: dict[str, Event] = {}
        end = time.monotonic() + LONGEST
        until = time.monotonic() + self._answer
        for _number in range(4 * PAGE):
            message = self._next(min(until, end))
            if message[:2] == ["EVENT", request]:
                until = time.monotonic() + self._answer
                self._keep(message[2:3], asked, found)
            elif message[:2] == ["EOSE", request]:
                self._finish(request, name, asked)
                break
            elif message[:2] == ["CLOSED", request]:
                raise _Closed(_word(message, 2))
            elif message[0] == "NOTICE" and "rate-limit" in message[1].lower():
                raise _Closed(f"rate-limited: {message[1]}")
        else:
            self.close()  # it floods; what was genuine is kept
        return list(found.values())

    def _finish(self, request: str, name: str, asked: Filter) -> None:
        if name:
            self._standing[name] = {key: value for key, value in asked.items() if key != "limit"}
        else:
            with contextlib.suppress(ConnectionError):
                self._send(_json(["CLOSE", request]))

    @staticmethod
    def _keep(sent: list[Any], asked: Filter, found: dict[str, Event]) -> None:
        """Keep an event where it is what was asked for and its author's; the cheap looks first."""
        event = from_value(sent[0], LARGEST) if sent else None
        if event is not None and event.id not in found and talk.matches(asked, event) and verify(event):
            found[event.id] = event

    # Listening

    def listening(self, name: str) -> bool:
        """Whether that request stands, as far as one knows."""
        return self._link.is_open and name in self._standing

    def listen(self, name: str, asked: Filter, most: int = MOST) -> list[Event]:
        """Ask, and leave the request standing: what comes later is in `heard`. Gives what is there."""
        if not self._link.is_open:
            self.close()
            self._link.open()
        if self._wants_to_know():
            self._introduce()  # some give nothing to strangers and do not say so
        first = self._request({**asked, "limit": PAGE}, name)
        if self._wants_to_know() and self._introduce():
            first = self._request({**asked, "limit": PAGE}, name)
        more = self.query(asked, most=most).events if len(first) >= FEW else []
        return list({event.id: event for event in (*first, *more)}.values())

    def heard(self) -> list[Event]:
        """What has come by itself since; without waiting and without any message of ours."""
        with contextlib.suppress(TimeoutError, ConnectionError):
            for _number in range(_AT_ONCE):
                self._put_aside(self._link.take() or [])
        found = list(self._heard)
        self._heard.clear()
        return found

    def _put_aside(self, message: list[Any]) -> bool:
        """Whether the message was for nobody who waits."""
        match message:
            case ["AUTH", str(challenge), *_rest]:
                if challenge.isprintable() and len(challenge) <= _CHALLENGE:  # else it cannot be signed
                    self._challenge, self._known = challenge, False
            case ["CLOSED", str(name), *_rest] if name in self._standing:
                del self._standing[name]
            case ["EVENT", str(name), *sent] if name in self._standing:
                self._remember(sent, self._standing[name])
            case _:
                return False
        return True

    def _remember(self, sent: list[Any], asked: Filter) -> None:
        found: dict[str, Event] = {}
        self._keep(sent[:1], asked, found)
        self._heard.extend(found.values())
        if len(self._heard) > _HEARD:
            self.close()  # too much to keep: it is asked for again

    # Who is asking

    def _wants_to_know(self) -> bool:
        return bool(self._challenge) and not self._known

    def _introduce(self) -> bool:
        """Say who is asking (NIP-42). True where the relay may know now."""
        if self._keys is None:
            return False
        try:
            tags = (("relay", self.address), ("challenge", self._challenged()))
            event = sign(self._keys.secret, AUTH, tags, "", int(self._clock.now().timestamp()))
            self._challenge = ""
            accepted, _said = self._sent("AUTH", event)
        except ConnectionError:
            return False
        except TimeoutError:
            accepted = True  # some say nothing to it
        self._known = accepted
        return accepted

    def _challenged(self) -> str:
        until = time.monotonic() + self._answer
        while not self._challenge:
            self._put_aside(self._link.take(until) or [])
        return self._challenge

    # The connection

    def _next(self, until: float) -> list[Any]:
        """The next message that somebody may wait for."""
        while True:
            message = self._link.take(until)
            if message is not None and not self._put_aside(message):
                return message

    def _send(self, text: str) -> None:
        if not self._link.is_open:
            self.close()
        self._link.send(text)

    def _silent(self) -> Unavailable:
        return Unavailable("relay_silent", _("{relay} did not answer.").format(relay=self.address))

    def close(self) -> None:
        """Let go of the connection; the next call makes a new one."""
        self._link.close()
        self._challenge, self._known = "", False
        self._standing.clear()


def _word(message: list[Any], place: int) -> str:
    return message[place] if len(message) > place and isinstance(message[place], str) else ""


def _json(message: list[str | Mapping[str, Any]]) -> str:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))
