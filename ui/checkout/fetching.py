"""Reservations on the store thread: what waits, what the cashier sees of one, and how it comes into the basket."""

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from kasse.errors import Refused
from kasse.texts import _
from ui.checkout.desk import Desk, Shown

if TYPE_CHECKING:
    from kasse.basket import Basket
    from kasse.books.reservations import Reservation, ReservedLine
    from kasse.market.reservations import Keeping, LineSeen
    from kasse.people import Actor
    from kasse.till import Till

CLOSING = -1
"""Keep it until closing time, in the place of minutes."""


class Waiting(NamedTuple):
    """What is open, and whether a new one is heard."""

    open: "tuple[Reservation, ...]" = ()
    rings: bool = False


class Look(NamedTuple):
    """One reservation as the panel shows it; None where there is none."""

    waiting: Waiting
    one: "Reservation | None" = None
    lines: "tuple[LineSeen, ...]" = ()
    keeping: "Keeping | None" = None


class Fetched(NamedTuple):
    """The basket with what was fetched; `weighed` are codes whose weight must still be asked."""

    shown: Shown
    weighed: tuple[str, ...] = ()


def waiting(desk: Desk) -> Waiting:
    """What is open, once all is ended that is over. A shop that never was on the market costs one look."""
    if not desk.is_open:
        return Waiting()
    with desk.till.database.read() as work:
        if not work.settings.get("market"):
            return Waiting()
    book = desk.till.reservations
    book.sweep()
    return Waiting(tuple(book.open()), book.rings())


def look(desk: Desk, wanted: UUID | None = None) -> Look:
    """One of them, or the first that waits for an answer, else the first that is kept."""
    from kasse.books.reservations import ReservationState
    from kasse.people import Permission

    desk.actor.require(Permission.SELL)
    now = waiting(desk)
    first = sorted(now.open, key=lambda one: one.state is not ReservationState.PENDING)
    book = desk.till.reservations
    one = book.get(wanted) if wanted is not None else next(iter(first), None)
    if one is None:
        return Look(now)
    return Look(now, one, tuple(book.lines(one.id)), book.keeping())


def accept(desk: Desk, reservation: UUID, minutes: int) -> Look:
    """Keep it for so many minutes, or until closing."""
    book = desk.till.reservations
    keeping = book.keeping()
    until = keeping.closing if minutes == CLOSING else keeping.now + timedelta(minutes=minutes)
    book.accept(desk.actor, reservation, until)
    return look(desk, reservation)


def decline(desk: Desk, reservation: UUID, why: str) -> Look:
    """Not this one; gives the next that waits."""
    desk.till.reservations.decline(desk.actor, reservation, why)
    return look(desk)


def wanted(desk: Desk, code: str) -> "Reservation | None":
    """What is fetched with a code; None where an article has it and no reservation."""
    try:
        return desk.till.reservations.wanted(code)
    except Refused as error:
        if error.code == "no_reservation" and desk.sells(code):
            return None
        raise


def fetch(desk: Desk, reservation: UUID, *, park: bool) -> Fetched:
    """Ring up what is fetched: into the basket that is there, or that one is parked for a fresh one.

    The price that was shown is the most that is asked; the reservation remembers the basket.
    """
    till, actor = desk.till, desk.actor
    found = till.reservations.get(reservation)
    goods = {line.product for line in found.lines}
    there = any(line.article.product in goods for line in desk.basket.active)
    if found.basket is not None and found.basket == desk.basket.id and there:
        raise Refused("in_basket_already", _("{code} is in this basket already.").format(code=found.code))
    if any(held.id == found.basket for held in desk.held()):
        told = _("Reservation {code} was parked; here it is.").format(code=found.code)
        return Fetched(desk.recall(found.basket or reservation)._replace(told=told))
    fresh = park or not desk.basket.lines
    before = till.checkout.new_basket() if fresh else desk.basket
    ringing = _Ringing(till, actor, before, found.code)
    for line in found.lines:
        ringing.add(line)
    till.checkout.price(ringing.basket)  # refuses before anything is written
    till.reservations.take_up(actor, reservation, before.id)
    if park and desk.basket.active:
        desk.hold()
    told = " ".join([_("Reservation {code}.").format(code=found.code), *ringing.told])
    return Fetched(desk.put(ringing.basket)._replace(told=told), tuple(ringing.weighed))


class _Ringing:
    """Reserved lines on their way into a basket."""

    def __init__(self, till: "Till", actor: "Actor", basket: "Basket", code: str) -> None:
        self._till, self._actor, self.basket, self._code = till, actor, basket, code
        self.told: list[str] = []
        self.weighed: list[str] = []

    def add(self, reserved: "ReservedLine") -> None:
        """One line, at today's price or the one that was shown, whichever is less."""
        from kasse.catalog import Unit

        with self._till.database.read() as work:
            product = work.catalog.product(reserved.product)
        if product is None or not product.codes:
            self.told.append(_("{name} is not in the list any more.").format(name=reserved.name))
        elif product.unit is not Unit.PIECE:
            self.weighed.append(product.codes[0])
        else:
            asked = reserved.price if product.price is None else None
            self.basket = self._till.checkout.scan(
                self.basket, product.codes[0], reserved.quantity, price=asked, merge=False
            )
            self._keep_price(reserved)

    def _keep_price(self, reserved: "ReservedLine") -> None:
        from kasse.people import Permission

        line = self.basket.lines[-1]
        if line.unit_price == reserved.price:
            return
        change = {"name": reserved.name, "now": line.unit_price, "shown": reserved.price}
        if line.unit_price < reserved.price:
            self.told.append(_("{name} costs {now} by now; {shown} was shown.").format(**change))
        elif line.article.price_bound:
            self.told.append(_("{name} costs {now} by law; {shown} was shown.").format(**change))
        else:
            leave = _("reservation {code}").format(code=self._code)
            actor = self._actor.with_leave(Permission.PRICE_OVERRIDE, leave)
            self.basket = self._till.checkout.override_price(actor, self.basket, line.key, reserved.price)
            self.told.append(_("{name} for {shown}, as it was shown; it costs {now} by now.").format(**change))
