"""What the months and years earned: at what the goods cost, where that is known, and said how."""

from datetime import date, timedelta

import pytest

from kasse.books.reports import Period, Report
from kasse.books.stock import Reason
from kasse.clock import SetClock
from kasse.money import Money, round_half_up
from kasse.people import Actor
from kasse.till import Till
from tests.kasse.counter import CHOCOLATE, MATE, MILK
from tests.kasse.test_valuation import Days

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
DECEMBER = Period(date(2026, 12, 1), date(2026, 12, 31))
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def days(open_till: Till, owner: Actor, clock: SetClock) -> Days:
    return Days(open_till, owner, clock)


@pytest.fixture
def two_months(days: Days) -> Days:
    """20 bottles for 13.00, of which 2 were sold in November and 3 in December; the last ones cost more."""
    days.receive(MATE, 20, 1300)
    days.sell(MATE, MATE)
    days.next_day(10)
    days.sell(MATE, MATE, MATE)
    days.next_day()
    days.receive(MATE, 10, 990)
    days.next_day(35)
    return days


def figure(report: Report, key: str) -> object:
    """A figure of the totals."""
    return report.totals[[heading.key for heading in report.headings].index(key)]


def costs(days: Days) -> list[object]:
    return [
        figure(days.till.reports.make(name, period), "cost")
        for period in (NOVEMBER, DECEMBER, YEAR)
        for name in ("margin", "margin_departments")
    ]


def note(days: Days, period: Period) -> str:
    return days.till.reports.make("margin", period).notes[0]


def test_months_and_years_that_were_valued_cost_what_the_goods_did(two_months: Days) -> None:
    two_months.till.valuation.keep_months()
    assert [str(cost) for cost in costs(two_months)] == ["1.30", "1.30", "1.95", "1.95", "3.25", "3.25"]
    assert two_months.till.verify() == []


def test_the_note_says_how_the_goods_were_valued(two_months: Days) -> None:
    assert note(two_months, NOVEMBER) == "Net turnover less cost, at what each article cost last."
    two_months.till.valuation.keep_months()
    assert note(two_months, NOVEMBER) == note(two_months, YEAR) == "Net turnover less cost, by moving average."
    some = Period(date(2026, 11, 1), date(2026, 12, 30))
    assert note(two_months, some).startswith("Net turnover less cost: 2026-11 by moving average, other days")
    long = Period(date(2026, 11, 1), date(2027, 3, 30))
    assert "2026-11 – 2026-12" in note(two_months, long)


def test_what_has_a_cost_is_counted_and_the_rest_is_named(days: Days) -> None:
    """Two bars of which nobody knows the cost are sold first, then three of those for 0.50."""
    days.receive(CHOCOLATE, 2, None, Reason.CORRECTION)
    days.receive(CHOCOLATE, 10, 500)
    days.sell(*[CHOCOLATE] * 5)
    days.next_day(31)
    days.till.valuation.keep_months()
    report = days.till.reports.make("margin", NOVEMBER)
    net = figure(report, "net")
    assert isinstance(net, Money)
    unpriced = Money(round_half_up(net.cents * 2, 5))
    assert figure(report, "unpriced") == unpriced
    assert figure(report, "cost") == Money(150)
    assert figure(report, "margin") == net - unpriced - Money(150)
    assert str(unpriced) in report.notes[1]


def test_what_has_no_cost_at_all_has_no_margin(days: Days) -> None:
    days.receive(CHOCOLATE, 12, None, Reason.CORRECTION)
    days.sell(CHOCOLATE)
    days.next_day(31)
    days.till.valuation.keep_months()
    (row,) = days.till.reports.make("margin", NOVEMBER).rows
    assert row[3:6] == (None, None, None)
    assert row[6] == row[2]


@pytest.mark.parametrize("name", ["products", "margin"])
def test_a_short_list_is_compared_as_the_whole_one_is(days: Days, name: str) -> None:
    for count in (1, 2):
        days.receive(MATE, 10, 655)
        days.receive(MILK, 10, 800)
        days.sell(*[MATE] * count, *[MILK] * (3 * count), *[CHOCOLATE] * (5 - count))
        days.next_day(7)
    day = date(2026, 11, 23) + timedelta(days=7)
    whole = days.till.reports.make(name, Period(day, day), "last_week", limit=None)
    short = days.till.reports.make(name, Period(day, day), "last_week", limit=1)
    assert len(whole.rows) == 3
    assert short.rows[0] == whole.rows[0]
    assert short.totals == whole.totals
    before = [heading.key for heading in short.headings].index("before")
    figures = [row[before] for row in whole.rows[1:]]
    assert short.rows[1][before] == sum((cell for cell in figures if isinstance(cell, Money)), Money(0))
