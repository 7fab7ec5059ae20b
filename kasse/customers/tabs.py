"""Tabs for the owner: who owes what, corrections with a reason, and the statement that the customer gets."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from kasse.books.customers import Customer, Listed, TabLine
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.ids import uuid7
from kasse.money import ZERO, Money
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import Store
from kasse.serving import Serving
from kasse.shop import Shop
from kasse.texts import _


class StatementLine(NamedTuple):
    """A line of a statement with what is owed after it."""

    at: datetime
    line: TabLine
    balance: Money


class Statement(NamedTuple):
    """What happened on a tab from one day to another. Times are the shop's own."""

    shop: Shop
    customer: Customer
    first: date
    last: date
    made_at: datetime
    before: Money
    lines: tuple[StatementLine, ...]
    balance: Money

    @property
    def put(self) -> Money:
        """What was put on the tab."""
        return Money(sum(entry.line.amount.cents for entry in self.lines if entry.line.amount.cents > 0))

    @property
    def paid(self) -> Money:
        """What went off it."""
        return Money(-sum(entry.line.amount.cents for entry in self.lines if entry.line.amount.cents < 0))


class Tabs:
    """What customers owe."""

    def __init__(self, store: Store, clock: Clock, checkout: Serving) -> None:
        self._store = store
        self._clock = clock
        self._checkout = checkout

    def owing(self) -> list[Listed]:
        """Who owes what, the most first."""
        with self._store.read() as work:
            return work.customers.listed(owing=True, limit=10_000)

    def over_limit(self) -> list[Listed]:
        """Who owes more than the limit."""
        return [one for one in self.owing() if one.owes > (one.customer.tab_limit or ZERO)]

    def correct(self, actor: Actor, number: int, amount: Money, note: str, document: UUID | None = None) -> Money:
        """Book a correction: positive adds to what is owed, negative waives; gives what is owed then.

        The same document twice is booked once.
        """
        actor.require(Permission.CUSTOMERS)
        if not note.strip():
            raise Refused("no_reason", _("Say why: a correction needs a reason."))
        if not amount:
            raise Refused("bad_amount", _("A correction of 0.00 changes nothing."))
        self._checkout.standing(number)
        now = self._clock.now()
        with self._store.write() as work:
            text = " ".join(note.split())[:200]
            if work.customers.correct(document or uuid7(), number, amount, now, actor.name, text):
                work.settings.audit(AuditEntry(now, actor.name, "tab_correction", str(number), "", str(amount)))
            return work.customers.owes(number)

    def statement(self, number: int, first: date | None = None, last: date | None = None) -> Statement:
        """A customer's statement; without days from the last time nothing was owed, to today."""
        customer = self._checkout.standing(number).customer
        with self._store.read() as work:
            lines = work.customers.tab_lines(number)
        shop, today = self._checkout.shop, self._checkout.today()
        moments = [(shop.time.local(line.at), line) for line in lines]
        last = last or today
        first = first or _open_since(moments, today)
        if first > last:
            raise Refused("bad_period", _("The first day is after the last one."))
        balance, before, shown = ZERO, ZERO, []
        for at, line in moments:
            if at.date() > last:
                break
            balance += line.amount
            if at.date() < first:
                before = balance
            else:
                shown.append(StatementLine(at, line, balance))
        made_at = shop.time.local(self._clock.now())
        return Statement(shop, customer, first, last, made_at, before, tuple(shown), balance)


def _open_since(moments: list[tuple[datetime, TabLine]], today: date) -> date:
    """The day on which the open debt began; the last month where nothing is owed."""
    balance, since = ZERO, None
    for at, line in moments:
        if not balance:
            since = at.date()
        balance += line.amount
    if balance and since is not None:
        return since
    return today - timedelta(days=30)
