"""Customers and their groups. A name is enough; the log names the number and what was changed, never the person."""

from datetime import datetime
from typing import NamedTuple

from kasse.barcodes import lookup_key
from kasse.books.customers import Customer, Listed, Standing, TabLine
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.money import Money
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import Store, Work
from kasse.serving import Serving
from kasse.texts import _

MAX_TEXT = 200


class Opened(NamedTuple):
    """A customer with all that the owner may want to see."""

    standing: Standing
    tab: tuple[TabLine, ...]
    groups: tuple[str, ...]


class Customers:
    """Who the customers are."""

    def __init__(self, store: Store, clock: Clock, checkout: Serving) -> None:
        self._store = store
        self._clock = clock
        self._checkout = checkout

    def listed(self, text: str = "", *, owing: bool = False, limit: int = 200) -> list[Listed]:
        """Customers by part of their name, contact or card, or by their number; who owes most first where asked."""
        with self._store.read() as work:
            return work.customers.listed(text, owing=owing, limit=limit)

    def get(self, number: int) -> Customer:
        """A customer; `Refused` where there is none."""
        return self._checkout.standing(number).customer

    def open(self, number: int) -> Opened:
        """A customer with tab and stamps."""
        standing = self._checkout.standing(number)
        with self._store.read() as work:
            return Opened(standing, tuple(work.customers.tab_lines(number)), tuple(work.customers.groups()))

    def by_card(self, text: str) -> Customer | None:
        """Whose card was scanned; None where it is nobody's."""
        with self._store.read() as work:
            return work.customers.by_card(lookup_key(text))

    def groups(self) -> list[str]:
        """The groups that promotions can name."""
        with self._store.read() as work:
            return work.customers.groups()

    def save(self, actor: Actor, customer: Customer) -> Customer:
        """Write a customer, new or changed, on record."""
        actor.require(Permission.CUSTOMERS)
        customer = _checked(customer)
        if customer.card and self._checkout.means_another(customer.card):
            raise _taken(customer.card)
        with self._store.write() as work:
            before = None if customer.number is None else work.customers.get(customer.number)
            if customer.number is not None and (before is None or before.erased_at is not None):
                raise Refused("no_customer", _("There is no customer {number}.").format(number=customer.number))
            self._refuse_taken(work, customer)
            if customer.group:
                work.customers.add_group(customer.group)
            if before is None:
                customer = customer._replace(since=self._clock.now())
            customer = customer._replace(number=work.customers.save(customer))
            self._note(work, actor, customer, before)
        return customer

    @staticmethod
    def _refuse_taken(work: Work, customer: Customer) -> None:
        if not customer.card:
            return
        owner = work.customers.by_card(customer.card)
        other = owner is not None and owner.number != customer.number
        others = (
            work.catalog.article(customer.card),
            work.customers.voucher(customer.card),
            work.promotions.used_by(customer.card),
        )
        if other or any(found is not None for found in others):
            raise _taken(customer.card)

    def _note(self, work: Work, actor: Actor, customer: Customer, before: Customer | None) -> None:
        """The log is kept for good, so it says which facts were changed and not what they are; of the limit, both."""
        old = Customer("") if before is None else before
        names = [
            name
            for name in ("name", "card", "group", "contact", "note")
            if getattr(old, name) != getattr(customer, name)
        ]
        limits = "" if old.tab_limit is None else str(old.tab_limit), str(customer.tab_limit or "")
        if names:
            self._audit(work, actor, "customer", customer.number, "", ", ".join(names))
        if old.tab_limit != customer.tab_limit:
            self._audit(work, actor, "tab_limit", customer.number, limits[0], limits[1] or "-")

    def _audit(self, work: Work, actor: Actor, what: str, number: int | None, before: str, after: str) -> None:
        work.settings.audit(AuditEntry(self._clock.now(), actor.name, what, str(number), before, after))

    def add_group(self, actor: Actor, name: str) -> None:
        """A group more."""
        actor.require(Permission.CUSTOMERS)
        name = _line(name, _("The group"))
        if not name:
            raise Refused("no_name", _("Give the group a name."))
        with self._store.write() as work:
            work.customers.add_group(name)

    def remove_group(self, actor: Actor, name: str) -> None:
        """Nobody is in this group any more; promotions that name it count for nobody."""
        actor.require(Permission.CUSTOMERS)
        with self._store.write() as work:
            work.customers.remove_group(name)
            work.settings.audit(AuditEntry(self._clock.now(), actor.name, "customer_group", name, name, ""))

    def now(self) -> datetime:
        """This moment, by the shop's clock."""
        return self._checkout.shop.time.local(self._clock.now())


def _taken(card: str) -> Refused:
    return Refused("card_taken", _("The card {card} is taken. Use another one.").format(card=card))


def _checked(customer: Customer) -> Customer:
    name = _line(customer.name, _("The name"))
    if not name:
        raise Refused("no_name", _("Enter a name. Nothing else is needed."))
    if customer.tab_limit is not None and customer.tab_limit < Money(0):
        raise Refused("bad_limit", _("A limit cannot be negative. Leave it empty for no tab."))
    return customer._replace(
        name=name,
        card=lookup_key(customer.card) if customer.card.strip() else "",
        group=_line(customer.group, _("The group")),
        contact=_line(customer.contact, _("The contact")),
        note=_line(customer.note, _("The note")),
    )


def _line(text: str, what: str) -> str:
    text = " ".join(text.split())
    if len(text) > MAX_TEXT or not text.isprintable():
        raise Refused("bad_name", _("{what} is one line of up to {limit} letters.").format(what=what, limit=MAX_TEXT))
    return text
