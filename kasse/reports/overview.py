"""What the owner sees first: today beside last week, what runs out, what is in the drawer, what is to be decided.

Each part is a short look of its own, so that the page shows one while the next is read, and a sale comes in between.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from kasse.books.reports import Chart, ChartKind, Kind, Period, Series
from kasse.catalog import Wanted
from kasse.clock import Clock
from kasse.money import ZERO, Money
from kasse.people import Actor, Permission
from kasse.ports import Store, Work
from kasse.quantity import Quantity
from kasse.reports import small_business
from kasse.reports.draft import Line
from kasse.reports.shelf import reach
from kasse.reports.turnover import Turnover, turnover_by
from kasse.texts import _, ngettext

SHOWN = 6
"""So many lines a card has; the page behind it has all."""
DAY, WEEK = timedelta(days=1), timedelta(days=7)
UNSURE = timedelta(days=3)
"""A print that nobody asked for again by then, nobody misses."""


class Today(NamedTuple):
    """Today's turnover, and beside it last week's same weekday up to the hour that has just ended.

    `until` is that hour on the shop's clock; None before the first full hour and for a day without a fellow.
    """

    day: date
    now: Turnover
    until: int | None
    so_far: Money
    before: Money | None
    chart: Chart | None

    @property
    def change(self) -> int | None:
        """How much more or less than last week, in hundredths of a percent."""
        if self.before is None or self.before.cents <= 0:
            return None
        return (self.so_far - self.before).cents * 10_000 // self.before.cents


class Low(NamedTuple):
    """An article that runs out: `days` it lasts, 0 where it is gone."""

    product: int
    name: str
    level: Quantity
    days: int


class DrawerState(NamedTuple):
    """What should lie in the drawer; None where nobody may see it or no shift is open. The time is the shop's own."""

    opened_at: datetime | None
    opened_by: str
    expected: Money | None
    last_difference: Money | None


class ToDo(NamedTuple):
    """Something that waits for a decision: a sentence, and the page where it is made."""

    text: str
    page: str
    urgent: bool = False


class Overview:
    """Reads the parts of the owner's first page."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def today(self, actor: Actor) -> Today:
        """Turnover of today, by hour beside last week's."""
        actor.require(Permission.FIGURES)
        with self._store.read() as work:
            time = work.settings.shop().time
            now = self._clock.now()
            day = time.business_day(now)
            starts = time.day_starts_at // timedelta(hours=1)
            hours = [(starts + step) % 24 for step in range(24)]
            ended = hours[: hours.index(time.local(now).hour)]
            ours, theirs = (_by_hour(work, of) for of in (day, day - WEEK))
        whole = Turnover(*(sum(values) for values in zip(*ours.values(), strict=True))) if ours else Turnover()
        before = Money(sum(theirs[hour].amount for hour in ended if hour in theirs)) if theirs else None
        return Today(
            day,
            whole,
            time.local(now).hour if ended and theirs else None,
            Money(sum(ours[hour].amount for hour in ended if hour in ours)),
            before,
            _chart(hours, ours, theirs),
        )

    def runs_out(self, actor: Actor) -> tuple[Low, ...]:
        """What is sold and runs out soonest."""
        actor.require(Permission.FIGURES)
        with self._store.read() as work:
            day = work.settings.shop().time.business_day(self._clock.now())
            return tuple(_low(line) for line in reach(work, day, SHOWN).lines if line.product)

    def drawer(self, actor: Actor) -> DrawerState:
        """The open shift, and what should lie in the drawer where one may know."""
        actor.require(Permission.FIGURES)
        with self._store.read() as work:
            shift = work.cash.open_shift()
            reports = work.cash.z_reports(1)
            difference = reports[0].difference if reports else None
            if shift is None:
                return DrawerState(None, "", None, difference)
            expected = None
            if actor.may(Permission.SEE_EXPECTED_CASH):
                expected = work.cash.figures(shift, self._clock.now(), actor.name).expected_cash
            opened = work.settings.shop().time.local(shift.opened_at)
            return DrawerState(opened, shift.opened_by, expected, difference)

    def to_do(self, actor: Actor) -> tuple[ToDo, ...]:
        """What waits for the owner, the urgent first."""
        actor.require(Permission.FIGURES)
        with self._store.read() as work:
            today = work.settings.shop().time.business_day(self._clock.now())
            found = [
                *_prints(work, self._clock.now() - UNSURE),
                *_late_orders(work, today),
                *_tabs(work),
                *_stocktake(work),
                *_baskets(work),
                *_prices(work, today + DAY),
                *_goods(work),
                *_small_business(work, today),
                *_tax_office(work, today),
            ]
        return tuple(sorted(found, key=lambda entry: not entry.urgent))


def _low(line: Line) -> Low:
    name, _department, level, _value, _retail, _per_day, days = line.cells
    assert isinstance(name, str)  # noqa: S101 - the columns of the report
    assert isinstance(level, Quantity)  # noqa: S101
    return Low(line.product, name, level, days if isinstance(days, int) else 0)


def _by_hour(work: Work, day: date) -> dict[int, Turnover]:
    return {int(hour): one for hour, one in turnover_by(work.reports, Period(day, day), "hour").items()}


def _chart(hours: list[int], ours: dict[int, Turnover], theirs: dict[int, Turnover]) -> Chart | None:
    """From the first hour with a sale to the last; nothing where neither day has one."""
    busy = [place for place, hour in enumerate(hours) if hour in ours or hour in theirs]
    if not busy:
        return None
    shown = hours[busy[0] : busy[-1] + 1]
    series = [Series(_("Today"), tuple(ours[hour].amount if hour in ours else None for hour in shown))]
    if theirs:
        series.append(Series(_("A week ago"), tuple(theirs[hour].amount if hour in theirs else None for hour in shown)))
    return Chart(ChartKind.BARS, _("Turnover by hour"), Kind.MONEY, tuple(str(hour) for hour in shown), tuple(series))


def _late_orders(work: Work, today: date) -> list[ToDo]:
    late = [order for order in work.buying.open_orders() if order.expected is not None and order.expected < today]
    if not late:
        return []
    text = ngettext("{count} order is late.", "{count} orders are late.", len(late)).format(count=len(late))
    return [ToDo(text, "buying", urgent=True)]


def _small_business(work: Work, today: date) -> list[ToDo]:
    """A small business that is none any more: said here, for the till goes on as it is set."""
    said = small_business.warning(work, today)
    return [] if said is None else [ToDo(said[0], "settings", said[1])]


def _tabs(work: Work) -> list[ToDo]:
    owing = work.customers.listed(owing=True, limit=1_000)
    over = sum(1 for one in owing if one.owes > (one.customer.tab_limit or ZERO))
    if not over:
        return []
    text = ngettext("{count} tab is over its limit.", "{count} tabs are over their limits.", over).format(count=over)
    return [ToDo(text, "customers", urgent=True)]


def _stocktake(work: Work) -> list[ToDo]:
    open_one = work.counting.open_stocktake()
    if open_one is None:
        return []
    return [ToDo(_("The stocktake “{name}” is open.").format(name=open_one.name), "stocktake")]


def _baskets(work: Work) -> list[ToDo]:
    held = len(work.drafts.held())
    if not held:
        return []
    text = ngettext("{count} basket is parked.", "{count} baskets are parked.", held).format(count=held)
    return [ToDo(text, "checkout")]


def _goods(work: Work) -> list[ToDo]:
    found = []
    incomplete = len(work.catalog.listed(Wanted(incomplete=True), 100).rows)
    if incomplete:
        many = "99+" if incomplete > 99 else str(incomplete)
        text = ngettext("{count} article is to be completed.", "{count} articles are to be completed.", incomplete)
        found.append(ToDo(text.format(count=many), "products"))
    return found


def _prices(work: Work, tomorrow: date) -> list[ToDo]:
    found = []
    planned = work.prices.planned_count(tomorrow)
    if planned:
        text = ngettext("{count} price changes tomorrow.", "{count} prices change tomorrow.", planned)
        found.append(ToDo(text.format(count=planned), "prices"))
    labels = work.prices.labels_missing()
    if labels:
        text = ngettext("{count} label is to be printed.", "{count} labels are to be printed.", labels)
        found.append(ToDo(text.format(count=labels), "prices"))
    return found


def _tax_office(work: Work, today: date) -> list[ToDo]:
    """The notice of section 146a (4) AO, and archives of the fiscal device that are behind."""
    devices, last = work.tse.devices(), work.cash.last_z_no()
    if not devices or work.training:
        return []
    from kasse.fiscal.de.registration import notice_of, reminder

    archives = work.tse.archives()
    found = []
    told = reminder(notice_of(work), today)
    if told:
        found.append(ToDo(told, "law"))
    if last > (archives[-1].z_no if archives else 0):
        found.append(ToDo(_("Z report {number} is not archived yet.").format(number=last), "law", urgent=True))
    return found


def _prints(work: Work, since: datetime) -> list[ToDo]:
    """What the printer got when it stopped; it may have come out."""
    kinds = [job.kind for job in work.outbox.unsure(since)]
    found = []
    receipts = kinds.count("receipt")
    if receipts:
        text = ngettext("{count} receipt may not have been printed.", "{count} receipts may not have been printed.",
                        receipts)  # fmt: skip
        found.append(ToDo(text.format(count=receipts), "receipts", urgent=True))
    if "z_report" in kinds:
        found.append(ToDo(_("The last Z report may not have been printed."), "shift", urgent=True))
    return found
