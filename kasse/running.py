"""The promotions at the checkout: which of them count for a basket.

A promotion counts for a basket that was begun while it ran, and for one to which something was added while it ran. So
nothing becomes dearer because the queue was long, and the price that was shown is the price that is paid.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from kasse.basket import Basket
from kasse.clock import ShopTime
from kasse.errors import Refused
from kasse.formats import date_text
from kasse.ports import Store
from kasse.texts import _, current_language

if TYPE_CHECKING:  # a shop without promotions never loads them
    from kasse.promotions.offers import Offers
    from kasse.promotions.rules import Promotion

MOST_KEPT = 16
"""So many sets of promotions are kept ready."""


class Running:
    """The shop's promotions, read when the first article is rung up and after each change."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.forget()

    def forget(self) -> None:
        """They were changed: read them again."""
        self._promotions: list[Promotion] | None = None
        self._timed = False
        self._asked: tuple[object, ...] | None = None
        self._answer: Offers | None = None
        self._ready: dict[tuple[int, ...], Offers] = {}

    @property
    def promotions(self) -> "list[Promotion]":
        """All that are switched on."""
        if self._promotions is None:
            with self._store.read() as work:
                self._promotions = work.promotions.active()
            self._timed = any(promotion.timed for promotion in self._promotions)
        return self._promotions

    @property
    def timed(self) -> bool:
        """Whether it matters when something is rung up."""
        return bool(self.promotions) and self._timed

    def offers(self, basket: Basket, time: ShopTime) -> "Offers | None":
        """What runs for this basket; None where nothing does."""
        if not basket.lines or not self.promotions:
            return None
        asked = (basket.started_at, basket.rung_at, basket.group, basket.coupons, time)
        if asked != self._asked:
            self._answer = self._offers(basket, time)
            self._asked = asked
        return self._answer

    def _offers(self, basket: Basket, time: ShopTime) -> "Offers | None":
        from kasse.promotions.offers import Offers
        from kasse.promotions.rules import counts, runs

        moments = [time.local(at) for at in (basket.started_at, basket.rung_at) if at is not None]
        running = [
            one
            for one in self.promotions
            if counts(one, basket.group, basket.coupons) and any(runs(one, local) for local in moments)
        ]
        if not running:
            return None
        numbers = tuple([one.number or 0 for one in running])
        if numbers not in self._ready:
            if len(self._ready) >= MOST_KEPT:
                self._ready.clear()
            self._ready[numbers] = Offers(running)
        return self._ready[numbers]

    def coupon(self, text: str, local: datetime) -> "Promotion | None":
        """The promotion that a code is the coupon of, None where it is none; `Refused` where it does not count now."""
        if not any(promotion.coupon for promotion in self.promotions):
            return None
        from kasse.promotions.rules import coupon_key, runs

        key = coupon_key(text)
        found = [one for one in self.promotions if one.coupon and coupon_key(one.coupon) == key]
        running = [one for one in found if runs(one, local)]
        if found and not running:
            raise Refused("coupon_over", _not_now(found[0], local))
        return running[0] if running else None


def _not_now(promotion: "Promotion", local: datetime) -> str:
    today, language = local.date(), current_language()
    if promotion.ends is not None and promotion.ends < today:
        return _("The coupon “{name}” ran until {date}.").format(
            name=promotion.name, date=date_text(promotion.ends, language)
        )
    if promotion.starts is not None and promotion.starts > today:
        return _("The coupon “{name}” counts from {date} on.").format(
            name=promotion.name, date=date_text(promotion.starts, language)
        )
    return _("The coupon “{name}” does not count at this hour.").format(name=promotion.name)
