"""The cash book (Kassenbuch): what moved cash and what the drawer held, at any moment, from what is booked.

Nothing is written here: the book is made of floats, receipts, movements, counts and Z reports, which are kept once.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from kasse.books.cash import CashEntry, CashSale, EntryKind, ShiftCash
from kasse.books.reports import Period
from kasse.cash import CashCount, CashKind, CashMovement, Shift
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.money import ZERO, Money
from kasse.people import Actor, Permission
from kasse.ports import Job, Store
from kasse.texts import _

COUNTS = 100
"""So many counts are offered to look at."""


class Balance(NamedTuple):
    """What the drawer held by the books at a moment; `shift` is the one it was in, or the last one before."""

    at: datetime
    amount: Money
    shift: int | None
    open: bool


class Ledger(NamedTuple):
    """The cash book of a period, with what was there before it."""

    before: Money
    entries: tuple[CashEntry, ...]

    @property
    def after(self) -> Money:
        """What is there at its end."""
        return self.entries[-1].balance if self.entries else self.before


class CashLedger:
    """The cash book as a service."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def entries(self, period: Period) -> Ledger:
        """The cash book of a period of business days."""
        with self._store.read() as work:
            return ledger(work.cash_history.balance_before(period.first), work.cash_history.shifts(period))

    def balance(self, actor: Actor, at: datetime | None = None) -> Balance:
        """What the drawer held at a moment, or holds now; for those who may see it before a count."""
        actor.require(Permission.SEE_EXPECTED_CASH)
        now = self._clock.now()
        if at is not None and at > now + timedelta(minutes=1):
            raise Refused("in_future", _("That moment has not come yet."))
        moment = at or now
        with self._store.read() as work:
            found = work.cash_history.shift_at(moment)
        if found is None:
            return Balance(moment, ZERO, None, open=False)
        return Balance(moment, found.balance, found.shift.number, open=found.z_no is None)

    def counts(self, actor: Actor) -> list[CashCount]:
        """Confirmed counts, the newest first: all of them for who sees figures, else those of the running shift."""
        actor.require(Permission.SHIFT)
        with self._store.read() as work:
            if actor.may(Permission.FIGURES):
                return work.cash_history.counts(COUNTS)
            running = work.cash.open_shift()
            return [] if running is None else work.cash_history.counts(COUNTS, running.number)

    def count_of(self, actor: Actor, shift: int, number: int = 0) -> tuple[CashCount, Shift, int]:
        """A count of a shift (0: its last one), its shift, and which of its counts it is, from 1."""
        actor.require(Permission.SHIFT)
        with self._store.read() as work:
            running = work.cash.open_shift()
        if running is None or running.number != shift:
            actor.require(Permission.FIGURES)
        return self.booked(shift, number)

    def booked(self, shift: int, number: int) -> tuple[CashCount, Shift, int]:
        """The same, for a printer."""
        with self._store.read() as work:
            of = work.cash_history.shift(shift)
            counts = work.cash_history.counts(COUNTS, shift)[::-1]
        place = number or len(counts)
        if of is None or not 1 <= place <= len(counts):
            raise Refused("no_count", _("There is no such count. Count the drawer first."))
        return counts[place - 1], of, place

    def print_sheet(self, actor: Actor, shift: int, number: int) -> None:
        """Give a counting sheet to the printer."""
        _count, _of, place = self.count_of(actor, shift, number)
        with self._store.write() as work:
            work.outbox.add((Job("count_sheet", f"{shift}/{place}"),), self._clock.now())


def ledger(before: Money, shifts: list[ShiftCash]) -> Ledger:
    """The entries of shifts, the balance running through all of them."""
    entries: list[CashEntry] = []
    balance = before
    for shift in shifts:
        for entry in _entries(shift, balance):
            entries.append(entry)
            balance = entry.balance
    return Ledger(before, tuple(entries))


def _entries(found: ShiftCash, before: Money) -> Iterator[CashEntry]:
    shift = found.shift
    day, number, balance = shift.business_day, shift.number, shift.opening_float
    yield CashEntry(day, shift.opened_at, number, EntryKind.FLOAT, balance - before, balance, shift.opened_by)
    for entry in _moved(found):
        balance += entry.amount
        yield entry._replace(balance=balance)
    if found.closed_at is not None and found.z_no is not None:
        yield CashEntry(
            day, found.closed_at, number, EntryKind.CLOSED, ZERO, balance, found.closed_by, number=found.z_no
        )


def _moved(found: ShiftCash) -> Iterator[CashEntry]:
    """Movements one by one, and the receipts before each of them together; balances are not in it yet."""
    sales = sorted(found.sales, key=lambda sale: (sale.at, sale.receipt_no))
    for movement in found.movements:
        last = movement.kind is CashKind.DIFFERENCE  # it ends the shift, whatever the clock said
        earlier = [sale for sale in sales if last or sale.at <= movement.at]
        yield from _sold(found.shift, earlier)
        sales = sales[len(earlier) :]
        yield _entry(found.shift, movement)
    yield from _sold(found.shift, sales)


def _entry(shift: Shift, movement: CashMovement) -> CashEntry:
    return CashEntry(
        shift.business_day, movement.at, shift.number, EntryKind.MOVED, movement.amount, ZERO, movement.who, movement
    )


def _sold(shift: Shift, sales: list[CashSale]) -> Iterator[CashEntry]:
    if sales:
        amount = Money(sum(sale.amount.cents for sale in sales))
        span = (min(sale.receipt_no for sale in sales), max(sale.receipt_no for sale in sales))
        yield CashEntry(
            shift.business_day, sales[-1].at, shift.number, EntryKind.SALES, amount, ZERO, receipts=span,
            number=len(sales),
        )  # fmt: skip
