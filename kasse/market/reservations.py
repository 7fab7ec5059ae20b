"""Reservations: what comes from outside is judged, answered at the till, kept until a time, and fetched.

The price that was shown is a promise once the shop has accepted: at pick-up nobody pays more than it (misleading
prices are unfair by section 5 UWG), and where the shelf says less by then, less is paid. Bound prices are the law's:
where one has changed the till says so. What is paid is an ordinary sale; this book only remembers its basket, so the
sale's transaction writes nothing for it, and `sweep` finds out afterwards.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from kasse.books.market import Bucket, Inbound
from kasse.books.reservations import (
    OPEN,
    Offered,
    Reservation,
    ReservationState,
    ReservedLine,
    WaitingAnswer,
)
from kasse.catalog import Product
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.market.answers import REASONS, of_reservation, refusal
from kasse.market.hours import closes_at
from kasse.market.orders import AT_ONCE, Order, Read, TakenBack, Why, read
from kasse.market.plain import plain
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import Store, Work
from kasse.quantity import NONE, Quantity
from kasse.texts import _

LONGEST = timedelta(hours=24)
"""Nothing is kept longer."""
AT_THE_TILL = timedelta(hours=1)
"""What was taken up in a basket may be paid so much later than it was kept."""
STRANGERS_KEPT = timedelta(days=30)
SEEN_KEPT = timedelta(days=6)
"""Longer than relays are asked back for, and than an order may be old: a replay finds itself remembered."""
TIDIED = timedelta(hours=1)
"""From one tidying up to the next."""
A_FLOOD = 1000
"""More new messages within an hour are not looked at: each is remembered, and no more can be forgotten in an hour."""
NOT_FETCHED = 3
"""So many of a buyer's that ended without a sale within a day are enough."""
AGAIN, AGAIN_AT_MOST, GIVEN_UP = timedelta(seconds=15), timedelta(minutes=10), timedelta(hours=24)
"""An answer is tried again after so long, then twice as long, up to the second; after the third it is given up."""
LAST_CODES = timedelta(days=1)
"""A code is not given again within a day."""


class Limits(NamedTuple):
    """How much of strangers' wishes the till listens to; each can be set."""

    per_buyer: int = 2
    in_all: int = 20
    per_hour: int = 40
    refusals_per_hour: int = 60
    answer_minutes: int = 10
    cap_in: int = 3
    cap_low: int = 1

    def cap(self, bucket: Bucket) -> int:
        """How many of an article may be in one order, as it was published."""
        return {Bucket.IN: self.cap_in, Bucket.LOW: self.cap_low}.get(bucket, 0)


class Keeping(NamedTuple):
    """Until when something is usually kept; `closing` only where the opening hours tell it."""

    now: datetime
    until: datetime
    closing: datetime | None


class LineSeen(NamedTuple):
    """A reserved line as the cashier needs it; `product` is None where the article is gone from the list.

    `left` is what is there and not kept for others.
    """

    line: ReservedLine
    product: Product | None
    left: Quantity


class Reservations:
    """What somebody outside wants to fetch. Every method is one short transaction."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._tidied: datetime | None = None
        self._hour, self._heard = "", 0

    # From outside

    def take_in(self, target: str, messages: Sequence[Inbound]) -> list[Reservation]:
        """Judge messages; gives the reservations that are new and ring now.

        No more than `AT_ONCE` are looked at, so that a flood holds nobody up: `orders.portions` makes portions of
        what a target has heard, and drops junk on its thread. The same message again does nothing.
        """
        now = self._clock.now()
        with self._store.read() as work:
            own = work.settings.get("market_key")
        wishes = [wish for message in messages[:AT_ONCE] if (wish := read(message, own, now)) is not None]
        if not own or not wishes or self._flooded(now):
            return []
        with self._store.write() as work:
            before = work.reservations.seen({id_ for wish in wishes for id_ in wish.ids}, now)
            new = _unheard(wishes, before)
            self._heard += len(new)
            judge = _Judge(work, target, now)
            return [one for wish in new if (one := judge.take(wish)) is not None]

    def _flooded(self, now: datetime) -> bool:
        """Whether so much came within this hour that nothing more is looked at."""
        hour = f"{now:%Y%m%d%H}"
        if hour != self._hour:
            self._hour, self._heard = hour, 0
        return self._heard >= A_FLOOD

    def limits(self) -> Limits:
        """The limits that hold."""
        with self._store.read() as work:
            return limits_of(work)

    def change_limits(self, actor: Actor, limits: Limits) -> None:
        """Other limits, on record."""
        actor.require(Permission.SETTINGS)
        if min(limits) < 0 or max(limits) > 9999 or not limits.answer_minutes:
            raise Refused("bad_limit", _("Enter whole numbers from 0 to 9999, and a minute at least to answer."))
        with self._store.write() as work:
            for name, value in limits._asdict().items():
                work.settings.put(f"reservation_{name}", str(value))
            self._audit(work, actor.name, "limits", "", " ".join(map(str, limits)))

    # At the till

    def open(self) -> list[Reservation]:
        """All open ones, the oldest first."""
        with self._store.read() as work:
            return work.reservations.open()

    def last(self, limit: int = 100) -> list[Reservation]:
        """The last ones of any state, the newest first."""
        with self._store.read() as work:
            return work.reservations.last(limit)

    def get(self, reservation: UUID) -> Reservation:
        """One of them."""
        with self._store.read() as work:
            return _of(work, reservation)

    def by_code(self, text: str) -> Reservation | None:
        """The open one with a code, typed as 4711 or scanned as KR4711."""
        with self._store.read() as work:
            return work.reservations.by_code(code_of(text))

    def wanted(self, text: str) -> Reservation:
        """The accepted one with a code; `Refused` says what has become of it where it cannot be fetched any more."""
        code = code_of(text)
        with self._store.read() as work:
            found = work.reservations.by_code(code) or work.reservations.of_code(code)
            if found is None:
                raise Refused("no_reservation", _("There is no reservation with the code {code}.").format(code=code))
            if found.state is not ReservationState.ACCEPTED:
                raise Refused("reservation_over", _over(work, found))
            return found

    def lines(self, reservation: UUID) -> list[LineSeen]:
        """Its lines with what is there of each."""
        with self._store.read() as work:
            found = _of(work, reservation)
            held = work.reservations.spoken_for()
            if found.state is ReservationState.ACCEPTED:
                for line in found.lines:
                    held[line.product] = held.get(line.product, NONE) - line.quantity
            return [
                LineSeen(
                    line,
                    work.catalog.product(line.product),
                    work.stock.level(line.product) - held.get(line.product, NONE),
                )
                for line in found.lines
            ]

    def keeping(self) -> Keeping:
        """Until when something that is accepted now is kept, unless somebody says otherwise."""
        with self._store.read() as work:
            return _keeping(work, self._clock.now())

    def accept(self, actor: Actor, reservation: UUID, until: datetime | None = None) -> Reservation:
        """Keep it; the buyer is told a code. Without `until` for as long as usual, never beyond closing time."""
        actor.require(Permission.SELL)
        now = self._clock.now()
        with self._store.write() as work:
            before = _of(work, reservation)
            until = until or _keeping(work, now).until
            if not now < until <= now + LONGEST:
                raise Refused("bad_until", _("Keep it until a time within the next 24 hours."))
            code = _free_code(work, now)
            accepted = replace(before, state=ReservationState.ACCEPTED, until=until, code=code, who=actor.name)
            return self._move(work, accepted, actor.name, now)

    def decline(self, actor: Actor, reservation: UUID, why: str = "") -> Reservation:
        """Not this time, or not any more; `why` is one of `answers.REASONS`, or a sentence."""
        actor.require(Permission.SELL)
        with self._store.write() as work:
            before = _of(work, reservation)
            declined = replace(before, state=ReservationState.DECLINED, who=actor.name)
            told = why if why in REASONS else plain(why)
            return self._move(work, declined, actor.name, self._clock.now(), told)

    def take_up(self, actor: Actor, reservation: UUID, basket: UUID) -> tuple[ReservedLine, ...]:
        """It is fetched: its lines, to be rung up in this basket, whose id is remembered."""
        actor.require(Permission.SELL)
        with self._store.write() as work:
            found = _of(work, reservation)
            if found.state is not ReservationState.ACCEPTED:
                raise Refused("reservation_over", _over(work, found))
            work.reservations.take_up(reservation, basket)
            self._audit(work, actor.name, _subject(found), "", "taken_up")
            return found.lines

    def spoken_for(self) -> Mapping[int, Quantity]:
        """What accepted reservations hold of each product."""
        with self._store.read() as work:
            return work.reservations.spoken_for()

    # The bell

    def rings(self) -> bool:
        """Whether a new one is heard, too."""
        with self._store.read() as work:
            return work.settings.get("reservation_bell") != "off"

    def switch_bell(self, actor: Actor, *, on: bool) -> None:
        """Have new ones heard, or seen only."""
        actor.require(Permission.SETTINGS)
        with self._store.write() as work:
            work.settings.put("reservation_bell", "on" if on else "off")
            self._audit(work, actor.name, "bell", "", "on" if on else "off")

    # Time

    def sweep(self) -> list[Reservation]:
        """End what time or a sale has ended, tell the buyers, and forget old strangers; gives what has changed."""
        now = self._clock.now()
        tidy = self._tidied is None or not timedelta(0) <= now - self._tidied < TIDIED
        with self._store.read() as work:
            if not tidy and not work.reservations.due(now):
                return []
        with self._store.write() as work:
            if tidy:
                work.reservations.forget_strangers(now - STRANGERS_KEPT)
                work.reservations.forget_seen(now - SEEN_KEPT)
            self._tidied = now if tidy else self._tidied
            done = [replace(one, state=ReservationState.COMPLETED) for one in work.reservations.sold()]
            done += _ended(work.reservations.open(), {one.id for one in done}, now)
            return [self._move(work, one, one.who, now) for one in done]

    # Answers, for the publisher

    def waiting(self, target: str, limit: int = 20) -> Sequence[WaitingAnswer]:
        """Answers that this target is to give now."""
        with self._store.read() as work:
            return work.reservations.waiting(target, self._clock.now(), limit)

    def answered(self, number: int) -> None:
        """An answer is out."""
        with self._store.write() as work:
            work.reservations.answered(number, self._clock.now())

    def not_answered(self, number: int, error: str) -> None:
        """An answer did not go out; it is tried again later, by another target of its kind where there is one."""
        now = self._clock.now()
        with self._store.write() as work:
            tried = work.reservations.answer(number)
            if tried is not None:
                tries, since = tried
                pause = min(AGAIN * 2 ** min(tries, 10), AGAIN_AT_MOST)
                work.reservations.not_answered(number, error, now + pause if now - since < GIVEN_UP else None)

    def _move(self, work: Work, after: Reservation, who: str, now: datetime, why: str = "") -> Reservation:
        """Write a change, tell the buyer, and put down who did it."""
        move(work, after, now, why)
        self._audit(work, who, _subject(after), "", after.state.value)
        return after

    def _audit(self, work: Work, who: str, subject: str, before: str, after: str) -> None:
        work.settings.audit(AuditEntry(self._clock.now(), who, "reservation", subject, before, after))


class _Judge:
    """Decides within one transaction what becomes of messages."""

    def __init__(self, work: Work, target: str, now: datetime) -> None:
        self._work, self._book, self._target, self._now = work, work.reservations, target, now
        self._limits = limits_of(work)
        self._shop = work.settings.shop()
        self._off = work.settings.get("market") != "on" or not _holds(work)
        hour = now - timedelta(hours=1)  # counted once: each of a flood would count them all again
        self._open, self._came = len(self._book.open()), self._book.came_since(hour)
        self._told = self._book.answers_since(hour)

    def take(self, wish: Read) -> Reservation | None:
        """A new reservation, or none."""
        id_ = reservation_id(wish.buyer, wish.order)
        known = self._book.get(id_)
        if isinstance(wish, TakenBack):
            self._take_back(id_, known)
            return None
        if known is not None:
            return None
        lines, why = self._judged(id_, wish)
        if why is not None:
            self._refuse(wish, why)
            return None
        until = self._now + timedelta(minutes=self._limits.answer_minutes)
        new = Reservation(
            id_, self._target, wish.buyer, wish.order, self._now, until, lines, note=wish.note, sealed=wish.sealed
        )
        self._book.add(new)
        self._book.queue(self._target, of_reservation(new, self._shop, self._now))
        self._open, self._came, self._told = self._open + 1, self._came + 1, self._told + 1
        return new

    def _take_back(self, id_: UUID, known: Reservation | None) -> None:
        """Only a buyer's own order has this id. One that has not come yet is not taken when it comes."""
        if known is None:
            self._book.seen([f"taken back {id_}"], self._now)
        elif known.state in OPEN:
            self._open, self._told = self._open - 1, self._told + 1
            taken_back = replace(known, state=ReservationState.CANCELLED)
            move(self._work, taken_back, self._now)
            entry = AuditEntry(self._now, "", "reservation", _subject(known), "", taken_back.state.value)
            self._work.settings.audit(entry)

    def _judged(self, id_: UUID, wish: Order) -> tuple[tuple[ReservedLine, ...], Why | None]:
        if wish.wrong is not None:
            return (), wish.wrong
        if self._was_taken_back(id_):
            return (), Why.TAKEN_BACK
        why = self._too_many(wish.buyer)
        lines, why = ((), why) if why else self._lines(wish.pieces)
        if why is None and self._book.ended_since(wish.buyer, self._now - timedelta(days=1)) >= NOT_FETCHED:
            why = Why.NOT_FETCHED
        return lines, why

    def _was_taken_back(self, id_: UUID) -> bool:
        return self._book.was_seen(f"taken back {id_}")

    def _too_many(self, buyer: str) -> Why | None:
        if self._off:
            return Why.OFF
        if self._book.open_of(buyer) >= self._limits.per_buyer:
            return Why.YOURS_OPEN
        busy = self._open >= self._limits.in_all or self._came >= self._limits.per_hour
        return Why.BUSY if busy else None

    def _lines(self, pieces: Mapping[str, int]) -> tuple[tuple[ReservedLine, ...], Why | None]:
        offered = self._book.offered(pieces)
        lines = []
        for key, count in pieces.items():
            article = offered.get(key)
            why = Why.UNKNOWN if article is None else _too_much(count, self._limits.cap(article.bucket))
            if article is None or why:
                return (), why
            lines.append(_line(key, count, article))
        return tuple(lines), None

    def _refuse(self, order: Order, why: Why) -> None:
        """Tell the buyer once an hour, and all buyers together so often: a flood is not answered by a flood."""
        hour = self._now.replace(minute=0, second=0, microsecond=0)
        if self._book.seen([f"refused {order.buyer} {hour:%Y%m%d%H}"], self._now):
            return
        if self._told < self._limits.refusals_per_hour:
            self._told += 1
            self._book.queue(self._target, refusal(order, why, self._shop, self._now))


def reservation_id(buyer: str, order: str) -> UUID:
    """Made from both, so that the same order twice is one, and one buyer's order is never another's."""
    from hashlib import sha256

    return UUID(bytes=sha256(f"{buyer}\n{order}".encode()).digest()[:16])


def code_of(text: str) -> str:
    """The four digits of a code, typed or scanned; any other text as it is, which is nobody's code."""
    return text.strip().upper().removeprefix("KR")[:16]


def limits_of(work: Work) -> Limits:
    """The limits that hold."""
    usual = Limits()
    return Limits(*(_whole(work, f"reservation_{name}", value) for name, value in usual._asdict().items()))


def move(work: Work, after: Reservation, now: datetime, why: str = "") -> None:
    """Write a change and have the buyer told."""
    work.reservations.move(after, now)
    work.reservations.queue(after.target, of_reservation(after, work.settings.shop(), now, why))


def _unheard(wishes: Iterable[Read], before: set[str]) -> list[Read]:
    """Each message once, whichever of its ids tells that it was there."""
    heard, new = set(before), []
    for wish in wishes:
        if heard.isdisjoint(wish.ids):
            new.append(wish)
        heard.update(wish.ids)
    return new


def _line(key: str, count: int, article: Offered) -> ReservedLine:
    return ReservedLine(article.product, key, article.name, Quantity.of(count), article.price, article.unit)


def _too_much(count: int, cap: int) -> Why | None:
    if count <= cap:
        return None
    return Why.TOO_MUCH if cap else Why.SOLD_OUT


def _ended(open_: Iterable[Reservation], but: set[UUID], now: datetime) -> list[Reservation]:
    """What time has ended; what lies in a basket at the till has a little longer."""
    ended = []
    for one in open_:
        pending = one.state is ReservationState.PENDING
        until = one.until if one.basket is None else one.until + AT_THE_TILL
        if one.id not in but and until <= now:
            ended.append(replace(one, state=ReservationState.UNANSWERED if pending else ReservationState.LAPSED))
    return ended


def _keeping(work: Work, now: datetime) -> Keeping:
    local = work.settings.shop().time.local(now)
    closing = closes_at(work.settings.get("market_hours"), local)
    until = now + timedelta(minutes=_holds(work) or 60)
    if closing is not None:
        closing = closing.astimezone(now.tzinfo)
        until = min(until, closing)
    return Keeping(now, until, closing)


def _holds(work: Work) -> int:
    """For how many minutes something is kept; 0 takes no reservations."""
    return min(_whole(work, "market_holds", 60), 24 * 60)


def _whole(work: Work, name: str, usual: int) -> int:
    text = work.settings.get(name)
    return int(text) if text.isascii() and text.isdigit() else usual


def _of(work: Work, reservation: UUID) -> Reservation:
    found = work.reservations.get(reservation)
    if found is None:
        raise Refused("no_reservation", _("This reservation is not there any more."))
    return found


def _subject(one: Reservation) -> str:
    """What it is called in the log: its code, or how it begins."""
    goods = ", ".join(f"{line.quantity} x {line.name}" for line in one.lines)
    return f"{one.code} {goods}".strip()[:200]


def _over(work: Work, one: Reservation) -> str:
    """Why it cannot be fetched."""
    time = f"{work.settings.shop().time.local(one.until):%H:%M}"
    sentences = {
        ReservationState.PENDING: _("This reservation was not accepted yet: accept it first."),
        ReservationState.COMPLETED: _("{code} was fetched and paid already."),
        ReservationState.LAPSED: _("{code} was kept until {time}. What is still there can be sold."),
        ReservationState.CANCELLED: _("The buyer took {code} back."),
    }
    return sentences.get(one.state, _("{code} was declined.")).format(code=one.code, time=time)


def _free_code(work: Work, now: datetime) -> str:
    """Four digits by chance, none that somebody else may still have in mind."""
    taken = work.reservations.codes_since(now - LAST_CODES)
    free = [code for code in (f"{number:04d}" for number in range(10_000)) if code not in taken]
    if not free:
        raise Refused("no_code_left", _("All codes are given. End reservations that nobody fetches first."))
    return secrets.choice(free)
