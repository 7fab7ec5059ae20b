"""What the stock is worth on any day of the past, by moving average and by FIFO, and what was sold for which cost.

The ends of months are kept, so that a past day is counted on from the month before it. `docs/valuation.md` has
examples; the arithmetic is in `piles`.
"""

import time
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from kasse.books.counting import ALL_GOODS, Among, CountingBook, MonthValue, StockEvent
from kasse.books.reports import Heading, Kind, Period, Report
from kasse.books.stock import Reason
from kasse.clock import Clock
from kasse.money import Money, share
from kasse.ports import Store, Work
from kasse.quantity import Quantity
from kasse.stock.piles import Both, Flow, Piles, new_piles, piles_from
from kasse.texts import _, ngettext

AT_ONCE = 40
"""So many products are valued together."""

STEP = 0.015
"""Seconds after which a step ends, so that a sale waits for no longer than that and one more handful of products."""

GIVEN_BACK = frozenset({Reason.SUPPLIER_RETURN.value, Reason.CORRECTION.value, Reason.RECEIPT.value})
"""What goes out at the cost that its paper names."""


class Method(StrEnum):
    """How stock is valued."""

    AVERAGE = "average"
    FIFO = "fifo"


class Valued(NamedTuple):
    """A product's stock and its worth; of `unpriced` of them no cost was ever known."""

    product: int
    quantity: Quantity
    value: Money
    unpriced: Quantity


class Issued(NamedTuple):
    """What was sold of a product within a period and what that cost; None where no cost is known of any of it.

    What came back is taken off. `unpriced` is how much of it has no known cost.
    """

    quantity: Quantity
    cost: Money | None
    unpriced: Quantity = Quantity(0)


class _Sold:
    """What is summed of a product's sales."""

    __slots__ = ("cost", "quantity", "unpriced")

    def __init__(self) -> None:
        self.quantity = self.cost = self.unpriced = 0

    def add(self, quantity: int, cost: int, unpriced: int) -> None:
        """So many more."""
        self.quantity += quantity
        self.cost += cost
        self.unpriced += unpriced

    def issued(self) -> Issued:
        """As it is told."""
        known = self.unpriced == 0 or self.cost != 0 or abs(self.unpriced) < abs(self.quantity)
        return Issued(Quantity(self.quantity), Money(self.cost) if known else None, Quantity(self.unpriced))


State = dict[int, Both]
Sums = dict[int, _Sold]


def apply(piles: Piles, event: StockEvent) -> Flow:
    """One event on one product's piles."""
    quantity, cost = event.quantity, event.cost
    if event.reason in (Reason.SALE, Reason.RETURN):
        return piles.sell(-quantity) if quantity < 0 else piles.come_back(quantity)
    if quantity >= 0:
        counted = event.reason == Reason.STOCKTAKE and piles.last is not None
        return piles.receive(quantity, None if counted else cost) if quantity else Flow()
    if cost is not None and event.reason in GIVEN_BACK:
        return piles.send_back(-quantity, abs(cost))
    return piles.lose(-quantity)


def roll(state: State, events: Iterable[StockEvent], sums: Sums | None = None, only: "Method | None" = None) -> None:
    """Take events into a state; `sums` gets what was sold, by moving average. With `only` one method is enough."""
    for event in events:
        both = state.get(event.product)
        if both is None:
            both = state[event.product] = new_piles()
        if only is not Method.AVERAGE:
            apply(both.fifo, event)
        if only is Method.FIFO:
            continue
        flow = apply(both.average, event)
        if sums is None:
            continue
        of_sale = event.reason in (Reason.SALE, Reason.RETURN)
        if of_sale or flow.sold:  # a delivery corrects what was sold below zero
            entry = sums.get(event.product)
            if entry is None:
                entry = sums[event.product] = _Sold()
            entry.add(-event.quantity if of_sale else 0, flow.sold, flow.unpriced)


# Months


def month_of(day: date) -> str:
    """A day's month, as it is kept."""
    return f"{day:%Y-%m}"


def last_of(day: date) -> date:
    """The last day of a day's month."""
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following - timedelta(days=1)


def _months(first: date, last: date) -> Iterator[date]:
    """The first days of the months from one day's to another's."""
    day = first.replace(day=1)
    while day <= last:
        yield day
        day = last_of(day) + timedelta(days=1)


def _state_before(book: CountingBook, day: date, among: Among = ALL_GOODS) -> tuple[State, date]:
    """The last end of a month that is kept before a day, and the day from which to count on."""
    months = [month for month in book.valued_months() if month < month_of(day)]
    if not months:
        first = book.first_day()
        return {}, day if first is None else min(first, day)
    values = book.month_values(months[-1], among)
    piles = piles_from([value.piles for value in values])
    state = {value.product: both for value, both in zip(values, piles, strict=True)}
    year, month = map(int, months[-1].split("-"))
    return state, last_of(date(year, month, 1)) + timedelta(days=1)


def state_at(work: Work, day: date, only: Method | None = None) -> State:
    """All piles at the end of a business day; with `only` those of the other method are not meant."""
    state, since = _state_before(work.counting, day + timedelta(days=1))
    if since <= day:
        roll(state, work.counting.stock_events(since, day), only=only)
    return state


def stock_at(work: Work, day: date, method: Method = Method.AVERAGE) -> tuple[Valued, ...]:
    """What the goods were worth at the end of a business day, product by product; empties are no goods."""
    state = state_at(work, day, method)
    valued = []
    for product in sorted(state):
        piles = state[product].average if method is Method.AVERAGE else state[product].fifo
        if piles.quantity or piles.value:
            unpriced = piles.unknown if piles.last is not None or piles.unknown else piles.quantity
            valued.append(Valued(product, Quantity(piles.quantity), Money(piles.value), Quantity(unpriced)))
    return tuple(valued)


def issued(work: Work, period: Period) -> dict[int, Issued]:
    """What was sold within some business days, and what it cost by moving average."""
    kept = set(work.counting.valued_months())
    sums: Sums = {}
    state: State | None = None
    for month in _months(period.first, period.last):
        first, last = max(month, period.first), min(last_of(month), period.last)
        if first == month and last == last_of(month) and month_of(month) in kept:
            for value in work.counting.month_values(month_of(month)):
                if value.sold or value.cost or value.unpriced:
                    sums.setdefault(value.product, _Sold()).add(value.sold, value.cost, value.unpriced)
            state = None
            continue
        if state is None:
            state = state_at(work, first - timedelta(days=1), Method.AVERAGE)
        roll(state, work.counting.stock_events(first, last), sums, Method.AVERAGE)
    return {product: entry.issued() for product, entry in sums.items()}


def next_month(book: CountingBook, today: date) -> date | None:
    """The first month that is over and not yet kept; None where none is."""
    months = book.valued_months()
    if months:
        year, month = map(int, months[-1].split("-"))
        first = last_of(date(year, month, 1)) + timedelta(days=1)
    else:
        day = book.first_day()
        if day is None:
            return None
        first = day.replace(day=1)
    still_open = book.open_days()
    over = last_of(first) < today and (still_open is None or last_of(first) < still_open)
    return first if over else None


def month_end(book: CountingBook, month: date, among: Among = ALL_GOODS) -> list[MonthValue]:
    """The end of a month, computed from the one before it."""
    state, since = _state_before(book, month, among)
    sums: Sums = {}
    if since < month:
        roll(state, book.stock_events(since, month - timedelta(days=1), among))
    roll(state, book.stock_events(month, last_of(month), among), sums)
    return [_month_value(product, both, sums.get(product) or _Sold()) for product, both in sorted(state.items())]


def wrong_month(book: CountingBook) -> str:
    """The last month that is kept, where it is not what its events come to; empty where it is."""
    months = book.valued_months()
    if not months:
        return ""
    year, month = map(int, months[-1].split("-"))
    return "" if month_end(book, date(year, month, 1)) == book.month_values(months[-1]) else months[-1]


def _month_value(product: int, both: Both, sold: _Sold) -> MonthValue:
    return MonthValue(
        product,
        both.average.quantity,
        both.average.value,
        both.fifo.value,
        sold.quantity,
        sold.cost,
        sold.unpriced,
        both.to_json(),
    )


class Valuation:
    """The service: keeps the ends of months in small steps while nobody waits, or when they are first wanted."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._reached = ("", 0)

    def keep_months(self) -> int:
        """Keep the ends of all months that are over; gives how many."""
        with self._store.read() as work:
            before = len(work.counting.valued_months())
        while self.keep_some(seconds=1.0):
            pass
        with self._store.read() as work:
            return len(work.counting.valued_months()) - before

    def keep_some(self, seconds: float = STEP) -> bool:
        """Keep some products' worth at the end of the next month that is over; True where there is more to be kept.

        A step is short and complete: sales come between two of them, and the till may be closed after any.
        """
        with self._store.read() as work:
            today = work.settings.shop().time.business_day(self._clock.now())
            month = next_month(work.counting, today)
        if month is None:
            return False
        name, (reached, after) = month_of(month), self._reached
        with self._store.write() as work:
            last: int | None = max(work.counting.kept_until(name), after if reached == name else 0)
            until = time.monotonic() + seconds
            while last is not None:
                last = self._keep_next(work.counting, month, last)
                if time.monotonic() >= until:
                    break
        self._reached = (name, last or 0)
        return True

    @staticmethod
    def _keep_next(book: CountingBook, month: date, after: int) -> int | None:
        """Keep the handful of products behind a number, and give the last one's; None where the month is whole."""
        among = book.some_goods(after, AT_ONCE)
        if among is None:
            book.end_month(month_of(month))
            return None
        book.put_values(month_of(month), month_end(book, month, among))
        return among.last

    def _ready(self) -> None:
        if self._store.exclusive:  # without them it takes longer, and is as right
            self.keep_months()

    def at(self, day: date, method: Method = Method.AVERAGE) -> tuple[Valued, ...]:
        """What the goods were worth at the end of a business day."""
        self._ready()
        with self._store.read() as work:
            return stock_at(work, day, method)

    def issued(self, period: Period) -> dict[int, Issued]:
        """What was sold within some days, and what it cost."""
        self._ready()
        with self._store.read() as work:
            return issued(work, period)

    def report(self, day: date, method: Method = Method.AVERAGE) -> Report:
        """The inventory of a day as a report."""
        self._ready()
        with self._store.read() as work:
            return inventory(work, day, self._clock, method)


def inventory(work: Work, day: date, clock: Clock, method: Method = Method.AVERAGE) -> Report:
    """What lay there on a day, product by product, and its worth; goods without a known cost are named apart."""
    valued = stock_at(work, day, method)
    goods = work.counting.goods(entry.product for entry in valued)
    known = [entry for entry in valued if entry.product in goods]
    known.sort(key=lambda entry: (goods[entry.product].department, goods[entry.product].name.casefold()))
    rows = []
    for entry in known:
        kept, product = entry.quantity - entry.unpriced, goods[entry.product]
        each = share(entry.value, 1000, kept.thousandths) if kept.thousandths > 0 else None
        named = (product.code, product.name, product.department)
        rows.append(
            (*named, entry.quantity, each, entry.value if kept or entry.value else None, entry.unpriced or None)
        )
    total = Money(sum(entry.value.cents for entry in known))
    without = sum(1 for entry in known if entry.unpriced)
    notes = [_method_text(method), _("Empties are not in it: the deposit account has them.")]
    if without:
        sentence = ngettext(
            "Of {count} product no cost is known, of some or all of it: that much has no value here.",
            "Of {count} products no cost is known, of some or all of it: that much has no value here.",
            without,
        )
        notes.append(sentence.format(count=without))
    return Report(
        name="inventory",
        title=_("Stock value"),
        period=Period(day, day),
        made_at=clock.now(),
        headings=(
            Heading("code", _("Code")),
            Heading("product", _("Article")),
            Heading("department", _("Department")),
            Heading("quantity", _("In stock"), Kind.QUANTITY),
            Heading("each", _("Cost each"), Kind.MONEY),
            Heading("value", _("Value at cost"), Kind.MONEY),
            Heading("unpriced", _("Without cost"), Kind.QUANTITY),
        ),
        rows=tuple(rows),
        totals=("", _("Total"), "", None, None, total, None),
        notes=tuple(notes),
        keys=tuple(entry.product for entry in known),
    )


def _method_text(method: Method) -> str:
    if method is Method.AVERAGE:
        return _("Valued by moving average.")
    return _("Valued by FIFO: the oldest delivery is sold first.")
