"""What somebody changed or ticked off and has not booked yet: it outlives the window, and the night."""

import json
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID, uuid5

from kasse.books.stock import StockWork
from kasse.clock import Clock
from kasse.people import Actor
from kasse.ports import Store, Work

PACKS, TICKS = "buying_packs", "buying_ticks"
LASTS = timedelta(days=7)
"""A week later other packs are proposed: what was changed for the last order says nothing of this one."""
_KEPT = UUID("7c1de8a8-5a0b-5f27-9f0e-3a2b8d1c6e44")


class Keeping:
    """Packs that were changed before they were ordered, by supplier; and what is in the trolley, by order."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def packs(self) -> dict[tuple[int, int], int]:
        """The packs that somebody changed within the last days, by supplier and product."""
        oldest = self._clock.now() - LASTS
        with self._store.read() as work:
            found: dict[tuple[int, int], int] = {}
            for kept in work.stock.works(PACKS):
                supplier, packs = json.loads(kept.body)
                if kept.saved_at >= oldest:
                    found |= {(supplier, int(product)): count for product, count in packs.items()}
        return found

    def keep_packs(self, actor: Actor, supplier: int, packs: Mapping[int, int]) -> None:
        """Keep all that was changed of one supplier's; none is kept where it is as it was proposed."""
        with self._store.write() as work:
            if packs:
                work.stock.keep_work(self._work(PACKS, actor, str(supplier), [supplier, dict(packs)]))
            else:
                forget_packs(work, supplier)

    def ticks(self, order: UUID) -> set[int]:
        """The products that lie in the trolley already."""
        with self._store.read() as work:
            kept = work.stock.work(_id(TICKS, order.hex))
            return set() if kept is None else set(json.loads(kept.body)[1])

    def keep_ticks(self, actor: Actor, order: UUID, products: set[int]) -> None:
        """These lie in it now. What was ticked of orders that are over is forgotten."""
        with self._store.write() as work:
            still = {one.id.hex for one in work.buying.open_orders()}
            for kept in work.stock.works(TICKS):
                if json.loads(kept.body)[0] not in still:
                    work.stock.drop_work(kept.id)
            if products:
                work.stock.keep_work(self._work(TICKS, actor, order.hex, [order.hex, sorted(products)]))
            else:
                work.stock.drop_work(_id(TICKS, order.hex))

    def _work(self, kind: str, actor: Actor, key: str, body: object) -> StockWork:
        return StockWork(_id(kind, key), kind, actor.name, self._clock.now(), json.dumps(body))


def forget_packs(work: Work, supplier: int) -> None:
    """They are ordered: in the same transaction, or they would be ordered twice."""
    work.stock.drop_work(_id(PACKS, str(supplier)))


def _id(kind: str, key: str) -> UUID:
    return uuid5(_KEPT, f"{kind} {key}")
