"""Makes a report by its name, for a period, beside an earlier one where that is wanted."""

from collections.abc import Callable
from datetime import date, timedelta

from kasse.books.reports import Period, Report
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.ports import Store
from kasse.reports.draft import LIMIT, OTHERS, Draft, compared, cut
from kasse.reports.registry import BY_NAME, REPORTS, Asked, Entry
from kasse.texts import N_, _

LONGEST = 40 * 366
"""No shop's books are longer, in days; a longer period is a slip of the finger."""
COMPARISONS = {"last_week": N_("The week before"), "last_year": N_("The year before")}


class Reports:
    """The owner's figures, right at any moment: the open shift is in them."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    @property
    def names(self) -> tuple[Entry, ...]:
        """All reports there are."""
        return REPORTS

    def today(self) -> date:
        """The business day of this moment."""
        with self._store.read() as work:
            return work.settings.shop().time.business_day(self._clock.now())

    def first_day(self) -> date | None:
        """The first business day with sales."""
        with self._store.read() as work:
            return work.reports.first_day()

    def make(self, name: str, period: Period, compare: str | None = None, *, limit: int | None = LIMIT) -> Report:
        """A report; `compare` is last_week or last_year, `limit` how many lines it has (None: all)."""
        entry = known(name)
        check_period(period)
        with self._store.read() as work:
            today = work.settings.shop().time.business_day(self._clock.now())

            def ask(of: Period, most: int | None) -> Draft | Report:
                return entry.make(Asked(work, self._store, self._clock, of, today, most))

            draft = ask(period, limit)
            if isinstance(draft, Report):
                return draft._replace(name=name)
            if compare is not None:
                most = 0 if any(line.key == OTHERS for line in draft.lines) else limit  # its own lines are not shown
                draft = _beside(entry, draft, period, compare, lambda of: ask(of, most))
            return self._finished(entry, cut(draft, limit), period if entry.dated else Period(today, today))

    def _finished(self, entry: Entry, draft: Draft, period: Period) -> Report:
        keys = tuple(line.product for line in draft.lines)
        return Report(
            name=entry.name,
            title=_(entry.title),
            period=period,
            made_at=self._clock.now(),
            headings=draft.headings,
            rows=tuple(line.cells for line in draft.lines),
            totals=draft.totals,
            chart=None if draft.chart is None else draft.chart(draft),
            notes=draft.notes,
            keys=keys if any(keys) else (),
            main=draft.main,
        )


def known(name: str) -> Entry:
    """A report by its name; `Refused` names those there are."""
    if name not in BY_NAME:
        names = ", ".join(BY_NAME)
        raise Refused(
            "no_report", _("There is no report {name}. There are: {names}.").format(name=name[:40], names=names)
        )
    return BY_NAME[name]


def check_period(period: Period) -> None:
    """`Refused` where it ends before it begins, or never."""
    if period.last < period.first:
        raise Refused("bad_period", _("The period ends before it begins."))
    if period.days > LONGEST:
        raise Refused("bad_period", _("The period is too long."))


def earlier(period: Period, compare: str) -> Period:
    """The time before with which a period is compared.

    Last week's are the same weekdays, as many weeks before as the period has. Last year's are the same dates where the
    period begins with a month and is at least four weeks long, else the same weekdays 52 weeks before.
    """
    if compare not in COMPARISONS:
        raise Refused("bad_comparison", _("Compare with last_week or last_year."))
    if compare == "last_week":
        return _moved(period, 7 * (-(-period.days // 7)))
    if period.first.day == 1 and period.days >= 28:
        return Period(_year_before(period.first), _year_before(period.last))
    return _moved(period, 364)


def _moved(period: Period, days: int) -> Period:
    back = timedelta(days=days)
    return Period(period.first - back, period.last - back)


def _year_before(day: date) -> date:
    """The same date; the last of February stays the last of February."""
    if (day + timedelta(days=1)).day == 1:
        return (day + timedelta(days=1)).replace(year=(day + timedelta(days=1)).year - 1) - timedelta(days=1)
    return day.replace(year=day.year - 1)


def _beside(entry: Entry, draft: Draft, period: Period, compare: str, ask: Callable[[Period], Draft | Report]) -> Draft:
    if not entry.compares or draft.main < 0:
        raise Refused("no_comparison", _("{title} cannot be compared.").format(title=_(entry.title)))
    before = ask(earlier(period, compare))
    assert isinstance(before, Draft)  # noqa: S101 - it is made as the first one was
    return compared(draft, before, _(COMPARISONS[compare]))
