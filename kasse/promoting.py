"""Promotions as a service: edit them, switch them on and off, and try out what they would give."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from kasse.barcodes import lookup_key
from kasse.books.promotions import Result
from kasse.catalog import Department
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import Store, Work
from kasse.pricing import Priced, price
from kasse.promotions.offers import Offers
from kasse.promotions.rules import Promotion, checked, coupon_key
from kasse.quantity import Quantity
from kasse.ringing import Ringing
from kasse.texts import _


class State(StrEnum):
    """What a promotion is to the owner who looks at the list."""

    RUNNING = "running"
    PLANNED = "planned"
    OFF = "off"
    OVER = "over"


class Named(NamedTuple):
    """An article of a promotion by its name. `code` is a pack's, `product` another's number."""

    name: str
    product: int | None
    code: str = ""
    department: str = ""


class Choices(NamedTuple):
    """What a promotion can be made of."""

    departments: tuple[Department, ...]
    groups: tuple[str, ...]
    names: dict[int, str]
    packs: dict[str, str]
    today: date | None


def state_of(promotion: Promotion, today: date) -> State:
    """Running, planned, over or switched off; an hour in which it rests is part of running."""
    if promotion.ends is not None and promotion.ends < today:
        return State.OVER
    if not promotion.active:
        return State.OFF
    return State.PLANNED if promotion.starts is not None and promotion.starts > today else State.RUNNING


class Promoting:
    """The owner's promotions. `changed` tells the checkout."""

    def __init__(self, store: Store, clock: Clock, ringing: Ringing) -> None:
        self._store = store
        self._clock = clock
        self._ringing = ringing
        self._changed: Callable[[], None] = ringing.running.forget

    def promotions(self) -> list[Promotion]:
        """All of them: what runs, what is planned, what is off, what is over; the newest first in each."""
        with self._store.read() as work:
            found = work.promotions.all()
        order = list(State)
        today = self._ringing.today()
        return sorted(found, key=lambda promotion: order.index(state_of(promotion, today)))

    def choices(self) -> Choices:
        """What a promotion can be made of: departments, groups of customers; and the names of products in use."""
        with self._store.read() as work:
            wanted = {n for one in work.promotions.all() for part in one.parts for n in part.goods.products}
            codes = {code for one in work.promotions.all() for part in one.parts for code in part.goods.packs}
            names = {number: _product_name(work, number) for number in sorted(wanted)}
            packs = {code: _pack_name(work, code) for code in sorted(codes)}
            departments, groups = tuple(work.catalog.departments()), tuple(work.promotions.groups())
        return Choices(departments, groups, names, packs, self._ringing.today())

    def get(self, number: int) -> Promotion:
        """One of them."""
        with self._store.read() as work:
            return _of_number(work, number)

    def result(self, number: int) -> Result:
        """What it has given so far."""
        with self._store.read() as work:
            return work.promotions.result(number)

    def article(self, code: str) -> Named:
        """What a scanned code would put into a promotion. `Refused` where a promotion may not touch it."""
        offer = self._ringing.find(code).article
        if offer.price_bound or offer.gives_money_back or offer.product is None:
            raise Refused(
                "no_promotion",
                _("{name} takes no promotion: its price is bound by law, or it is given back.").format(name=offer.name),
            )
        with self._store.read() as work:
            product = work.catalog.product(offer.product)
        pack = product is not None and any(pack.code == offer.code for pack in product.packs)
        return Named(offer.name, None if pack else offer.product, offer.code if pack else "", offer.department)

    def save(self, actor: Actor, promotion: Promotion) -> Promotion:
        """Keep a promotion, new or changed, on record."""
        actor.require(Permission.PRODUCTS)
        promotion = checked(replace(promotion, name=promotion.name.strip(), coupon=promotion.coupon.strip()))
        if promotion.coupon:
            self._refuse_sold(promotion.coupon)
        with self._store.write() as work:
            before = None if promotion.number is None else _of_number(work, promotion.number)
            _refuse_coupon_twice(work, promotion)
            saved = work.promotions.save(promotion)
            if saved != before:
                self._note(work, actor, before, saved)
        self._changed()
        return saved

    def switch(self, actor: Actor, number: int, *, on: bool) -> Promotion:
        """Switch a promotion on or off."""
        return self.save(actor, replace(self.get(number), active=on))

    def _refuse_sold(self, coupon: str) -> None:
        try:
            offer = self._ringing.find(coupon)
        except Refused:
            with self._store.read() as work:
                for sentence in work.customers.takes([coupon_key(coupon), lookup_key(coupon)]).values():
                    raise Refused("coupon_sells", sentence) from None
            return
        raise Refused(
            "coupon_sells", _("The code {code} sells {name} already.").format(code=coupon, name=offer.article.name)
        )

    def _note(self, work: Work, actor: Actor, before: Promotion | None, after: Promotion) -> None:
        told = "" if before is None else described(before)
        entry = AuditEntry(self._clock.now(), actor.name, "promotion", after.name, told, described(after))
        work.settings.audit(entry)

    # Try it out

    def try_out(self, promotion: Promotion, codes: Sequence[tuple[str, Quantity]], *, others: bool = False) -> Priced:
        """What a promotion gives on these articles, whenever it runs; with `others`, beside those that run by now."""
        checked(promotion)
        basket = self._ringing.new_basket()
        for code, quantity in codes:
            basket = self._ringing.scan(basket, code, quantity)
        beside = [one for one in self._ringing.running.promotions if one.number != promotion.number] if others else []
        return price(basket, self._ringing.rate_of, Offers([*beside, replace(promotion, number=promotion.number or 0)]))


def described(promotion: Promotion) -> str:
    """A promotion in one line, for the log: every field that says something, as it is kept."""
    from kasse.records import to_json

    return to_json(replace(promotion, number=None))


def _of_number(work: Work, number: int) -> Promotion:
    found = work.promotions.get(number)
    if found is None:
        raise Refused("no_promotion_number", _("There is no promotion {number}.").format(number=number))
    return found


def _product_name(work: Work, number: int) -> str:
    product = work.catalog.product(number)
    return str(number) if product is None else product.name


def _pack_name(work: Work, code: str) -> str:
    article = work.catalog.article(lookup_key(code))
    return code if article is None else article.name


def _refuse_coupon_twice(work: Work, promotion: Promotion) -> None:
    if not promotion.coupon or not promotion.active:
        return
    other = work.promotions.used_by(coupon_key(promotion.coupon))
    if other is not None and other.active and other.number != promotion.number:
        raise Refused("coupon_taken", _("The coupon is one of “{name}” already.").format(name=other.name))
