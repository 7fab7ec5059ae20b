"""The DATEV export as a service: which shifts, with which accounts, and the settings of both."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from kasse.books.reports import Period
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.fiscal.de import datev
from kasse.fiscal.de.bookings import bookings
from kasse.fiscal.de.datev_accounts import CHARTS, NAMES, AccountMap, checked, presets
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import Store
from kasse.records import from_json, to_json
from kasse.texts import _

SETTING = "datev"


@dataclass(frozen=True, slots=True)
class DatevSettings:
    """Numbers at the tax adviser, the chart of accounts, and accounts that are not the chart's own.

    `consultant` and `client` are the tax adviser's (Berater, Mandant); the lowest that DATEV takes stand for none.
    """

    consultant: int = 1001
    client: int = 1
    chart: str = "03"
    length: int = 4
    year_starts_in: int = 1
    own: tuple[tuple[str, str], ...] = field(default=())

    @property
    def accounts(self) -> AccountMap:
        """The accounts."""
        return AccountMap(self.chart, dict(self.own), self.length)

    @property
    def shown(self) -> dict[str, str]:
        """All accounts as they hold, by their names, as they are typed."""
        return {**presets(self.chart), **dict(self.own)}


class Exported(NamedTuple):
    """The file, and what is in it: so many Z reports and bookings; `open_shift` says that one is missing."""

    data: bytes
    reports: int
    bookings: int
    open_shift: bool


class Datev:
    """Bookings for the tax adviser."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def settings(self) -> DatevSettings:
        """The settings as they are kept."""
        with self._store.read() as work:
            kept = work.settings.get(SETTING)
        return from_json(DatevSettings, kept) if kept else DatevSettings()

    def change(self, actor: Actor, settings: DatevSettings, accounts: Mapping[str, str]) -> DatevSettings:
        """Keep other settings, on record; of `accounts` those are kept that are not the chart's own."""
        actor.require(Permission.SETTINGS)
        _check(settings)
        known = presets(settings.chart)
        own = {name: checked(name, text) for name, text in accounts.items() if text.strip()}
        kept = tuple((name, text) for name, text in sorted(own.items()) if known.get(name) != text)
        settings = replace(settings, own=kept)
        with self._store.write() as work:
            before, after = work.settings.get(SETTING), to_json(settings)
            work.settings.put(SETTING, after)
            if before != after:
                entry = AuditEntry(self._clock.now(), actor.name, "setting", SETTING, before, after)
                work.settings.audit(entry)
        return settings

    def export(self, actor: Actor, period: Period) -> Exported:
        """The bookings of all shifts closed in a period of business days, within one year of the books."""
        actor.require(Permission.FIGURES)
        settings = self.settings()
        year = year_of(period, settings.year_starts_in)
        with self._store.read() as work:
            before = work.cash_history.balance_before(period.first)
            rows: list[datev.Booking] = []
            reports, still_open = 0, False
            for cash in work.cash_history.shifts(period):
                if cash.z_no is None:
                    still_open = True
                    continue
                rows += bookings(work.takings.of(cash), before, settings.accounts)
                before, reports = cash.balance, reports + 1
            made = work.settings.shop().time.local(self._clock.now())
        title = f"Kasse {period.first:%d.%m.%Y}-{period.last:%d.%m.%Y}"
        head = datev.Head(
            made, settings.consultant, settings.client, year, settings.length, period.first, period.last, title,
            settings.chart,
        )  # fmt: skip
        return Exported(datev.written(head, rows), reports, len(rows), still_open)


def year_of(period: Period, month: int) -> date:
    """The first day of the books' year that a period is in; `Refused` where it is in two."""
    if period.last < period.first:
        raise Refused("bad_period", _("The period ends before it begins."))
    starts = [date(day.year - (day.month < month), month, 1) for day in period]
    if starts[0] != starts[1]:
        raise Refused(
            "two_years", _("DATEV takes bookings of one year of the books at a time. Export each year by itself.")
        )
    return starts[0]


def _check(settings: DatevSettings) -> None:
    if not 1001 <= settings.consultant <= 9_999_999:
        raise Refused("bad_consultant", _("The consultant's number is from 1001 to 9999999."))
    if not 1 <= settings.client <= 99_999:
        raise Refused("bad_client", _("The client's number is from 1 to 99999."))
    if settings.chart not in CHARTS or not 4 <= settings.length <= 8 or not 1 <= settings.year_starts_in <= 12:
        raise Refused("bad_setting", _("“{text}” cannot be used for this.").format(text=settings.chart))


ACCOUNTS = NAMES
"""The names of all accounts there are."""
