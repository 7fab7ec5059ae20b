"""Parked baskets: away with one key, and back with the same key."""

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from kasse.ports import HeldBasket
from kasse.texts import _
from ui.checkout.desk import Shown

if TYPE_CHECKING:
    from ui.checkout.flow import Flow


class Parking:
    """Hold and recall."""

    def __init__(self, flow: "Flow") -> None:
        self._flow = flow
        self._page = flow.page
        self.commands = {"hold": self._hold, "recall": self._recall}

    def _hold(self) -> None:
        """Park what is there; with an empty basket the key fetches one back."""
        flow = self._flow
        if not flow.shown.basket.active and flow.shown.held:
            self._recall()
        else:
            flow.store(flow.desk.hold, self._held)

    def _held(self, shown: Shown) -> None:
        self._page.show_keys()
        self._flow.show(shown)
        self._page.message.say(_("The basket is parked."))

    def _recall(self) -> None:
        self._flow.store(self._flow.desk.held, self._offer)

    def _offer(self, held: list[HeldBasket]) -> None:
        if not held:
            self._page.message.say(_("Nothing is parked."))
        elif len(held) == 1:
            self._fetch(held[0].id)
        else:
            from ui.checkout.flow import line_count
            from ui.widgets.table import Entry

            self._page.message.say(_("Choose with the arrows and Enter."))
            entries = [
                Entry(str(basket.id), (_name(basket), line_count(basket.lines), self._time(basket))) for basket in held
            ]
            self._flow.scanning.offer(entries, {str(basket.id): partial(self._fetch, basket.id) for basket in held})

    def _time(self, basket: HeldBasket) -> str:
        return f"{basket.saved_at.astimezone(ZoneInfo(self._flow.opened.zone)):%H:%M}"

    def _fetch(self, basket: UUID) -> None:
        self._page.show_keys()
        self._flow.change(lambda: self._flow.desk.recall(basket))


def _name(basket: HeldBasket) -> str:
    return f"{basket.name} · {basket.cashier}"
