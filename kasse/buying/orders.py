"""Orders: sent once, received in part, and given up where the rest does not come."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from kasse.books.buying import OPEN, Order, OrderLine, OrderState, Supplier
from kasse.buying.keeping import forget_packs
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import Store, Work
from kasse.shop import Shop
from kasse.texts import N_, _

STATE_NAMES = {
    OrderState.DRAFT: N_("draft"),
    OrderState.ORDERED: N_("ordered"),
    OrderState.PARTLY: N_("received in part"),
    OrderState.RECEIVED: N_("received"),
    OrderState.CANCELLED: N_("cancelled"),
    OrderState.CLOSED: N_("closed, part missing"),
}
MOST_PACKS = 9_999


class OpenOrder(NamedTuple):
    """An order with its supplier; `late` where it should have come before today."""

    order: Order
    supplier: Supplier
    late: bool = False


class OrderSheet(NamedTuple):
    """All that an order's paper says."""

    order: Order
    supplier: Supplier
    shop: Shop


class Orders:
    """What was ordered."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def open(self, today: date) -> list[OpenOrder]:
        """Orders of which something is still to come, the one expected first before others."""
        with self._store.read() as work:
            return [_with_supplier(work, order, today) for order in work.buying.open_orders()]

    def recent(self, today: date, limit: int = 100) -> list[OpenOrder]:
        """The last orders whatever became of them, open ones first."""
        with self._store.read() as work:
            still = work.buying.open_orders()
            known = {order.id for order in still}
            over = [order for order in work.buying.orders(limit) if order.id not in known]
            return [_with_supplier(work, order, today) for order in (*still, *over)]

    def sheet(self, order: UUID) -> OrderSheet:
        """An order with all that its paper says."""
        with self._store.read() as work:
            found = _there(work, order)
            return OrderSheet(found, _supplier(work, found.supplier), work.settings.shop())

    def place(
        self,
        actor: Actor,
        order: UUID,
        supplier: int,
        lines: Sequence[OrderLine],
        *,
        expected: date | None = None,
        note: str = "",
        draft: bool = False,
    ) -> Order:
        """Order, or keep a draft of it. The same id again orders nothing twice."""
        actor.require(Permission.BUYING)
        lines = tuple(line for line in lines if line.packs)
        _check(lines)
        state = OrderState.DRAFT if draft else OrderState.ORDERED
        with self._store.write() as work:
            there = work.buying.order(order)
            if there is not None and there.state is not OrderState.DRAFT:
                return there
            if there is not None:
                work.buying.put_lines(order, lines, expected, note)
                placed = work.buying.move(order, state)
            else:
                _supplier(work, supplier)
                now = self._clock.now()
                placed = work.buying.add_order(
                    Order(order, supplier, now, actor.name, lines, state, expected, note.strip())
                )
            if not draft:
                forget_packs(work, supplier)
                self._audit(work, actor, placed, there)
            return _there(work, order)

    def cancel_rest(self, actor: Actor, order: UUID) -> Order:
        """What has not come is not expected any more; a second time changes nothing."""
        actor.require(Permission.BUYING)
        with self._store.write() as work:
            before = _there(work, order)
            if before.state not in (*OPEN, OrderState.DRAFT):
                return before
            state = OrderState.CLOSED if before.state is OrderState.PARTLY else OrderState.CANCELLED
            after = work.buying.move(order, state)
            self._audit(work, actor, after, before)
            return after

    def note_sent(self, actor: Actor, order: UUID, how: str) -> None:
        """Put on record that an order went out, and how."""
        with self._store.write() as work:
            found = _there(work, order)
            supplier = _supplier(work, found.supplier)
            subject = f"{found.number} ({supplier.name})"
            work.settings.audit(AuditEntry(self._clock.now(), actor.name, "order_sent", subject, "", how))

    def _audit(self, work: Work, actor: Actor, order: Order, before: Order | None) -> None:
        supplier = _supplier(work, order.supplier)
        subject = f"{order.number} ({supplier.name})"
        was = "" if before is None else before.state.value
        said = f"{order.state.value}; {order.value!s}"
        work.settings.audit(AuditEntry(self._clock.now(), actor.name, "order", subject, was, said))


def _check(lines: Sequence[OrderLine]) -> None:
    if not lines:
        raise Refused("empty_order", _("There is nothing to order: give at least one article a number of packs."))
    for line in lines:
        if not 0 < line.packs <= MOST_PACKS:
            raise Refused("bad_packs", _("Order from 1 to {limit} packs.").format(limit=MOST_PACKS))


def _there(work: Work, order: UUID) -> Order:
    found = work.buying.order(order)
    if found is None:
        raise Refused("no_such_order", _("There is no such order."))
    return found


def _supplier(work: Work, number: int) -> Supplier:
    supplier = work.buying.supplier(number)
    if supplier is None:
        raise Refused("no_such_supplier", _("This supplier is not in the list."))
    return supplier


def _with_supplier(work: Work, order: Order, today: date) -> OpenOrder:
    late = order.is_open and order.expected is not None and order.expected < today
    return OpenOrder(order, _supplier(work, order.supplier), late)
