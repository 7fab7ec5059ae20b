"""The deposit account: what was charged, taken, paid out and credited, against what is on the shelves and in the yard.

All of it is in what a deposit is worth on the shelf, so that one kind of bottle has one figure from the delivery to
its way back. The law of each kind and month: there before + charged + paid out - taken - credited = should be there.
What is there is counted by the books of stock; the difference is what got lost, broken, or came by no book.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from kasse.books.counting import Crate, Yard
from kasse.books.reports import Cell, Chart, ChartKind, Heading, Kind, Period, Report, Series
from kasse.catalog import DepositType
from kasse.clock import Clock
from kasse.money import Money, round_half_up
from kasse.ports import Store, Work
from kasse.quantity import Quantity
from kasse.texts import _


class EmptiesKey(NamedTuple):
    """One press on the way back to the supplier: so many of each of these products. `crate` of `units` bottles."""

    name: str
    parts: tuple[tuple[Yard, Quantity], ...]

    @property
    def worth(self) -> Money:
        """What it is worth as a deposit."""
        return Money(sum(count.price(kind.each).cents for kind, count in self.parts))


class Sums:
    """A month of one kind, in cents."""

    __slots__ = ("charged", "credited", "end", "paid", "start", "taken")

    def __init__(self) -> None:
        self.start = self.charged = self.taken = self.paid = self.credited = self.end = 0

    @property
    def should_be(self) -> int:
        """What should be there in the end."""
        return self.start + self.charged + self.paid - self.taken - self.credited


def _parts(each: int, crates: Iterable[Crate], known: Iterable[int]) -> dict[int, int]:
    """Empties taken apart by what each part is worth, in thousandths: a full crate is a crate and its bottles."""
    if each in known:
        return {each: 1000}
    for crate in crates:
        if crate.crate.cents + crate.units.price(crate.bottle).cents == each:
            return {crate.crate.cents: 1000, crate.bottle.cents: crate.units.thousandths}
    return {each: 1000}


def taken_apart(quantity: int, total: int, kinds: tuple[int, ...]) -> dict[int, int]:
    """Cents by kind, of deposits of which only their number and sum are known; with two kinds that says it all.

    Where it does not come out even, a deposit had another amount then, and all of it counts as the first kind's.
    """
    if not kinds:
        return {0: total}
    if len(kinds) == 2 and kinds[0] != kinds[1]:
        first, second = kinds
        above = total * 1000 - second * quantity
        count, rest = divmod(above, first - second)
        if rest == 0 and 0 <= count * (1 if quantity >= 0 else -1) <= abs(quantity) and count % 1000 == 0:
            cents = count // 1000 * first
            return {first: cents, second: total - cents}
    return {kinds[0]: total}


class _Account:
    """Gathers one stretch of days."""

    def __init__(self, work: Work) -> None:
        self.book = work.counting
        self.types: dict[str, DepositType] = {kind.code: kind for kind in work.catalog.deposit_types()}
        self.eaches = {kind.each.cents for kind in self.types.values()}
        self.crates = self.book.crates()
        self.yard = self.book.yard()
        self.goods = self.book.deposit_goods(self.book.stocked(ever=True))

    def worth(self, days: Sequence[date]) -> list[dict[int, int]]:
        """What is there at the end of each of some days: on full goods, and as empties."""
        products = [*self.goods, *(kind.product for kind in self.yard)]
        return [self._worth(levels) for levels in self.book.levels_at(days, products)]

    def _worth(self, levels: dict[int, Quantity]) -> dict[int, int]:
        sums: dict[int, int] = {}
        for product, (code, _packs) in self.goods.items():
            if code in self.types:
                each = self.types[code].each.cents
                _add(sums, each, round_half_up(each * levels[product].thousandths, 1000))
        for kind in self.yard:
            for each, count in self._of_empties(kind.each.cents).items():
                _add(sums, each, round_half_up(each * count * levels[kind.product].thousandths, 1_000_000))
        return sums

    def _of_empties(self, each: int) -> dict[int, int]:
        return _parts(each, self.crates, self.eaches)

    def month(self, first: date, last: date, start: dict[int, int], end: dict[int, int]) -> dict[int, Sums]:
        """The sums of some days by kind; those of deposit slips under 0, where no kind is known."""
        found: dict[int, Sums] = {}

        def of(each: int) -> Sums:
            return found.setdefault(each, Sums())

        for each, cents in start.items():
            of(each).start = cents
        for each, cents in end.items():
            of(each).end = cents
        self._add_customers(first, last, of)
        self._add_suppliers(first, last, of)
        return {each: sums for each, sums in found.items() if any(getattr(sums, name) for name in Sums.__slots__)}

    def _add_customers(self, first: date, last: date, of: Callable[[int], Sums]) -> None:
        sold = self.book.deposits_sold(first, last)
        goods = self.book.deposit_goods(entry.product for entry in sold)
        for entry in sold:
            for each, cents in taken_apart(entry.quantity, entry.total, self._kinds(goods.get(entry.product))).items():
                of(each).taken += cents
        empties, slips = self.book.paid_out(first, last)
        eaches = {kind.product: kind.each.cents for kind in self.yard}
        for product, (count, cents) in empties.items():
            parts = self._of_empties(eaches[product]) if product in eaches else {0: 0}
            left = cents
            for each, units in list(parts.items())[:-1]:
                part = round_half_up(each * units * count, 1_000_000)
                of(each).paid += part
                left -= part
            of(list(parts)[-1]).paid += left
        if slips:
            of(0).paid += slips

    def _kinds(self, known: tuple[str, tuple[str, ...]] | None) -> tuple[int, ...]:
        if known is None:
            return ()
        codes = dict.fromkeys(code for code in (known[0], *known[1]) if code in self.types)
        return tuple(dict.fromkeys(self.types[code].each.cents for code in codes))

    def _add_suppliers(self, first: date, last: date, of: Callable[[int], Sums]) -> None:
        for code, each, count, credited in self.book.deposits_charged(first, last):
            shelf = self.types[code].each.cents if code in self.types else each
            cents = round_half_up(shelf * count, 1000)
            if credited:
                of(shelf).credited -= cents
            else:
                of(shelf).charged += cents


def _add(sums: dict[int, int], key: int, value: int) -> None:
    sums[key] = sums.get(key, 0) + value


def _stretches(period: Period) -> Iterator[Period]:
    """The months of a period; the first and the last may be parts of one."""
    first = period.first
    while first <= period.last:
        following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
        yield Period(first, min(period.last, following - timedelta(days=1)))
        first = following


def deposit_account(work: Work, period: Period, clock: Clock) -> Report:
    """The deposit account of a period, month by month and kind by kind."""
    account = _Account(work)
    rows: list[tuple[Cell, ...]] = []
    differences: list[tuple[str, int]] = []
    totals = Sums()
    stretches = list(_stretches(period))
    start, *ends = account.worth([period.first - timedelta(days=1), *(stretch.last for stretch in stretches)])
    totals.start = sum(start.values())
    crates = {crate.crate.cents for crate in account.crates}
    seen: set[int] = set()
    for stretch, end in zip(stretches, ends, strict=True):
        months = account.month(stretch.first, stretch.last, start, end)
        label = f"{stretch.first:%m/%Y}"
        for each, sums in sorted(months.items()):
            seen.add(each)
            rows.append((label, _kind_name(account, each), *_cells(sums)))
            for name in ("charged", "taken", "paid", "credited"):
                setattr(totals, name, getattr(totals, name) + getattr(sums, name))
        differences.append((label, sum(sums.end - sums.should_be for sums in months.values())))
        start = end
    totals.end = sum(start.values())
    return Report(
        name="deposits",
        title=_("Deposit account"),
        period=period,
        made_at=clock.now(),
        headings=_headings(),
        rows=tuple(rows),
        totals=(_("Total"), "", *_cells(totals)),
        chart=_chart(differences),
        notes=tuple(_notes(crates & seen, slips=0 in seen)),
    )


def _cells(sums: Sums) -> tuple[Money, ...]:
    return tuple(
        Money(cents)
        for cents in (
            sums.start,
            sums.charged,
            -sums.taken,
            sums.paid,
            -sums.credited,
            sums.should_be,
            sums.end,
            sums.end - sums.should_be,
        )
    )


def _headings() -> tuple[Heading, ...]:
    return (
        Heading("month", _("Month")),
        Heading("deposit", _("Deposit")),
        Heading("start", _("There before"), Kind.MONEY),
        Heading("charged", _("Charged by suppliers"), Kind.MONEY),
        Heading("taken", _("Taken from customers"), Kind.MONEY),
        Heading("paid_out", _("Paid to customers"), Kind.MONEY),
        Heading("credited", _("Credited by suppliers"), Kind.MONEY),
        Heading("should_be", _("Should be there"), Kind.MONEY),
        Heading("there", _("Is there"), Kind.MONEY),
        Heading("difference", _("Difference"), Kind.MONEY),
    )


def _kind_name(account: _Account, each: int) -> str:
    names = [kind.name for kind in account.types.values() if kind.each.cents == each]
    if names:
        return " / ".join(names)
    empties = [kind.name for kind in account.yard if kind.each.cents == each]
    return empties[0] if empties else _("Deposit slips and others")


def _notes(crates: set[int], *, slips: bool) -> Iterator[str]:
    yield _(
        "There is what stands on the shelves with a deposit on it and what lies in the yard, by the books, in what a"
        " customer gets for it."
    )
    if crates:
        yield _("A crate is only seen by the books while it is empty: its difference is what stands in the shop.")
    if slips:
        yield _("Slips of a machine are paid out without a bottle being booked.")


def _chart(differences: list[tuple[str, int]]) -> Chart | None:
    if len(differences) < 2:
        return None
    labels = tuple(label for label, _cents in differences)
    values = tuple(cents for _label, cents in differences)
    return Chart(ChartKind.BARS, _("Difference by month"), Kind.MONEY, labels, (Series(_("Difference"), values),))


class Empties:
    """What lies in the yard, and its way back."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def yard(self) -> list[Yard]:
        """All kinds of empties, the cheapest first."""
        with self._store.read() as work:
            return work.counting.yard()

    def buttons(self) -> tuple[EmptiesKey, ...]:
        """A key for each kind, and one for each full crate: the crate and its bottles."""
        with self._store.read() as work:
            yard, crates = work.counting.yard(), work.counting.crates()
        return keys_of(yard, crates)

    def account(self, period: Period) -> Report:
        """The deposit account of a period."""
        with self._store.read() as work:
            return deposit_account(work, period, self._clock)


def keys_of(yard: Iterable[Yard], crates: Iterable[Crate]) -> tuple[EmptiesKey, ...]:
    """A key for each kind of empties; a full crate, and what the shop takes back as one, come apart."""
    kinds = list(yard)
    by_worth = {kind.each: kind for kind in reversed(kinds)}
    keys = [EmptiesKey(kind.name, ((kind, Quantity.of(1)),)) for kind in kinds]
    for crate in crates:
        box, bottle = by_worth.get(crate.crate), by_worth.get(crate.bottle)
        if box is not None and bottle is not None:
            name = _("Crate {units} × {each}").format(units=crate.units, each=crate.bottle)
            keys.append(EmptiesKey(name, ((box, Quantity.of(1)), (bottle, crate.units))))
    return tuple(keys)
