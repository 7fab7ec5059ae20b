"""All reports there are, by subject, in the order in which they are offered."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from kasse.books.reports import Period, Report, ReportBook
from kasse.clock import Clock
from kasse.ports import Store, Work
from kasse.reports import cash, goods, money, outside, shelf, turnover, watch
from kasse.reports.draft import Draft
from kasse.texts import N_


class Asked(NamedTuple):
    """What a report is made from: the books, the period, today's business day, and how many lines are wanted."""

    work: Work
    store: Store
    clock: Clock
    period: Period
    today: date
    limit: int | None


class Entry(NamedTuple):
    """A report: its name for the command line, subject and title in words, and what it tells.

    `dated` False tells how things stand now; `compares` says whether an earlier time can be set beside it.
    """

    name: str
    subject: str
    title: str
    what: str
    make: Callable[[Asked], Draft | Report]
    compares: bool = True
    dated: bool = True


Make = Callable[[Asked], Draft | Report]


def _book(make: Callable[[ReportBook, Period], Draft]) -> Make:
    return lambda asked: make(asked.work.reports, asked.period)


def _work(make: Callable[[Work, Period], Draft]) -> Make:
    return lambda asked: make(asked.work, asked.period)


def _long(make: Callable[[Work, Period, int | None], Draft]) -> Make:
    return lambda asked: make(asked.work, asked.period, asked.limit)


def _now(make: Callable[[Work, date, int | None], Draft]) -> Make:
    return lambda asked: make(asked.work, asked.today, asked.limit)


SALES, GOODS, STOCK, MONEY, WATCH = N_("Sales"), N_("Articles"), N_("Stock"), N_("Money"), N_("Control")
SUBJECTS = (SALES, GOODS, STOCK, MONEY, WATCH)

REPORTS: tuple[Entry, ...] = (
    Entry("days", SALES, N_("Turnover by day"), N_("Each business day."), _book(turnover.days)),
    Entry("weeks", SALES, N_("Turnover by week"), N_("Each week, Monday to Sunday."), _book(turnover.weeks)),
    Entry("months", SALES, N_("Turnover by month"), N_("Each month."), _book(turnover.months)),
    Entry("years", SALES, N_("Turnover by year"), N_("Each year."), _book(turnover.years)),
    Entry("hours", SALES, N_("Turnover by hour"), N_("When customers come."), _book(turnover.hours)),
    Entry("weekdays", SALES, N_("Turnover by weekday"), N_("Which days are strong."), _book(turnover.weekdays)),
    Entry(
        "week", SALES, N_("The week by hours"), N_("Hours and weekdays at a glance."), _book(turnover.hours_weekdays)
    ),
    Entry("cashiers", SALES, N_("Turnover by cashier"), N_("Who took how much."), _book(turnover.cashiers)),
    Entry("products", GOODS, N_("Turnover by article"), N_("What was sold."), _long(goods.products)),
    Entry("departments", GOODS, N_("Turnover by department"), N_("With deposits."), _work(goods.departments)),
    Entry("margin", GOODS, N_("Margin by article"), N_("What earns how much."), _long(goods.margin)),
    Entry(
        "margin_departments",
        GOODS,
        N_("Margin by department"),
        N_("What earns how much."),
        _work(goods.margin_departments),
    ),
    Entry("best", GOODS, N_("Best sellers"), N_("Most pieces sold."), _work(goods.best), compares=False),
    Entry("slow", GOODS, N_("Slow sellers"), N_("In stock, and hardly sold."), _work(goods.slow), compares=False),
    Entry("promotions", GOODS, N_("Promotions"), N_("What they took off."), _work(money.promotions)),
    Entry(
        "stock",
        STOCK,
        N_("Stock value and reach"),
        N_("What lies there, its value, how long it lasts."),
        _now(shelf.value),
        compares=False,
        dated=False,
    ),
    Entry(
        "inventory",
        STOCK,
        N_("Stock value on a day"),
        N_("By moving average, on the last day of the period."),
        outside.inventory,
        compares=False,
    ),
    Entry(
        "reach", STOCK, N_("What runs out"), N_("The soonest first."), _now(shelf.reach), compares=False, dated=False
    ),
    Entry(
        "reorder",
        STOCK,
        N_("Reorder list"),
        N_("What to order, and why."),
        outside.reorder,
        compares=False,
        dated=False,
    ),
    Entry(
        "dead", STOCK, N_("Dead stock"), N_("In stock, and not sold in the period."), _long(shelf.dead), compares=False
    ),
    Entry(
        "expiry",
        STOCK,
        N_("Sell first"),
        N_("What expires soon."),
        lambda a: shelf.expiry(a.store, a.clock),
        compares=False,
        dated=False,
    ),
    Entry("shrinkage", STOCK, N_("Shrinkage"), N_("Lost, by reason and person."), _work(shelf.shrinkage)),
    Entry(
        "shrinkage_articles",
        STOCK,
        N_("Shrinkage by article"),
        N_("Lost, by article."),
        _work(shelf.shrinkage_articles),
    ),
    Entry("payments", MONEY, N_("Takings by payment"), N_("Cash, card, tab."), _book(turnover.payments)),
    Entry("vat", MONEY, N_("Turnover by VAT rate"), N_("Gross, net and VAT."), _book(turnover.vat)),
    Entry("deposits", MONEY, N_("Deposits"), N_("Taken and paid out."), _work(money.deposits), compares=False),
    Entry(
        "deposit_account",
        MONEY,
        N_("Deposit account"),
        N_("Customers, suppliers and the yard, month by month."),
        outside.deposit_account,
        compares=False,
    ),
    Entry(
        "tabs", MONEY, N_("Tabs"), N_("Who owes what now."), lambda a: money.tabs(a.work), compares=False, dated=False
    ),
    Entry("cash_book", MONEY, N_("Cash book"), N_("What moved cash, with the balance."), cash.book, compares=False),
    Entry("cash_days", MONEY, N_("Cash book by day"), N_("Opening, in, out, closing."), cash.days, compares=False),
    Entry("cash_counts", MONEY, N_("Cash counts"), N_("Counted and expected."), cash.counts, compares=False),
    Entry("shifts", MONEY, N_("Shifts"), N_("Takings and differences of each."), _work(money.shifts), compares=False),
    Entry(
        "watch", WATCH, N_("Voids, returns, openings by cashier"), N_("Where it pays to ask."), _work(watch.cashiers)
    ),
    Entry("watch_hours", WATCH, N_("Voids, returns, openings by hour"), N_("When it happens."), _work(watch.hours)),
    Entry(
        "watch_both",
        WATCH,
        N_("Voids, returns, openings by cashier and hour"),
        N_("Who, and when."),
        _work(watch.both),
        compares=False,
    ),
)
"""Titles are translated where they are shown."""

BY_NAME = {entry.name: entry for entry in REPORTS}
