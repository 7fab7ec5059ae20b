"""Turnover by time, by cashier, by payment and by VAT rate."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from kasse.books.reports import ChartKind, Heading, Kind, Period, ReportBook, Sum
from kasse.formats import rate_text
from kasse.money import Money, round_half_up
from kasse.reports import words
from kasse.reports.draft import Draft, Line, bars, ratio, summed
from kasse.texts import _, current_language


class Turnover(NamedTuple):
    """What some receipts brought, in cents: `amount` is turnover with VAT, `voids` are receipts voided later on."""

    receipts: int = 0
    amount: int = 0
    net: int = 0
    discount: int = 0
    voids: int = 0

    @property
    def average(self) -> Money | None:
        """What a customer paid: a voided receipt and its void are no customers."""
        customers = self.receipts - 2 * self.voids
        return Money(round_half_up(self.amount, customers)) if customers > 0 else None

    @property
    def cells(self) -> tuple[int, Money, Money, Money, Money, Money | None]:
        """As the reports show it."""
        tax = self.amount - self.net
        return self.receipts, Money(self.amount), Money(self.net), Money(tax), Money(self.discount), self.average


HEADINGS = 6


def headings() -> tuple[Heading, ...]:
    """Of the cells of a turnover."""
    return (
        Heading("receipts", _("Receipts"), Kind.COUNT),
        Heading("turnover", _("Turnover"), Kind.MONEY),
        Heading("net", _("Net"), Kind.MONEY),
        Heading("tax", _("VAT"), Kind.MONEY),
        Heading("discount", _("Discounts"), Kind.MONEY),
        Heading("average", _("Average sale"), Kind.MONEY),
    )


def turnover_by(book: ReportBook, period: Period, column: str) -> dict[str | int, Turnover]:
    """Turnover by day, hour or cashier. What is on receipts and no turnover is taken off."""
    found: dict[str | int, Turnover] = {
        key: Turnover(sums.times, sums.amount, sums.net)
        for (key,), sums in book.sums("receipt", period, (column,)).items()
    }
    for (key,), sums in book.sums("other", period, (column,)).items():
        before = found.get(key, Turnover())
        found[key] = before._replace(amount=before.amount - sums.amount, net=before.net - sums.amount)
    for (key,), sums in book.sums("discount", period, (column,)).items():
        found[key] = found.get(key, Turnover())._replace(discount=sums.amount)
    for (key,), sums in book.sums("void_receipt", period, (column,)).items():
        found[key] = found.get(key, Turnover())._replace(voids=sums.times)
    return found


def _total(entries: list[Turnover]) -> Turnover:
    return Turnover(*(sum(values) for values in zip(*entries, strict=True))) if entries else Turnover()


Span = Callable[[date], date]
"""The first day of what a day belongs to."""


def by_time(book: ReportBook, period: Period, first_of: Span, heading: Heading, name: Callable[[date], str]) -> Draft:
    """A line for each day, week, month or year of the period, those without sales too."""
    sums: dict[date, list[Turnover]] = {}
    day = first_of(period.first)
    while day <= period.last:
        sums[first_of(day)] = []
        day += timedelta(days=1)
    for key, entry in turnover_by(book, period, "day").items():
        sums[first_of(date.fromisoformat(str(key)))].append(entry)
    lines = [
        Line(index, (first if heading.kind is Kind.DAY else name(first), *_total(entries).cells))
        for index, (first, entries) in enumerate(sums.items())
    ]
    total = _total([entry for entries in sums.values() for entry in entries])
    title = _("Turnover")
    chart = bars(ChartKind.BARS, title, 2, most=None)
    return Draft((heading, *headings()), lines, (_("Total"), *total.cells), 2, chart=chart, in_order=True)


def days(book: ReportBook, period: Period) -> Draft:
    """By business day."""
    return by_time(book, period, lambda day: day, Heading("day", _("Day"), Kind.DAY), str)


def weeks(book: ReportBook, period: Period) -> Draft:
    """By ISO week."""
    heading = Heading("week", _("Week"))
    return by_time(book, period, lambda day: day - timedelta(days=day.weekday()), heading, lambda day: f"{day:%G-W%V}")


def months(book: ReportBook, period: Period) -> Draft:
    """By month."""
    return by_time(
        book, period, lambda day: day.replace(day=1), Heading("month", _("Month")), lambda day: f"{day:%Y-%m}"
    )


def years(book: ReportBook, period: Period) -> Draft:
    """By year."""
    heading = Heading("year", _("Year"))
    return by_time(book, period, lambda day: day.replace(month=1, day=1), heading, lambda day: str(day.year))


def hours(book: ReportBook, period: Period) -> Draft:
    """By the hour in which the receipt was made."""
    found = {int(hour): entry for hour, entry in turnover_by(book, period, "hour").items()}
    opened = range(min(found), max(found) + 1) if found else range(0)
    lines = [Line(hour, (words.hour(hour), *found.get(hour, Turnover()).cells)) for hour in opened]
    total = _total(list(found.values()))
    chart = bars(ChartKind.BARS, _("Turnover by hour"), 2, most=None)
    top = Heading("hour", _("Hour"))
    return Draft((top, *headings()), lines, (_("Total"), *total.cells), 2, chart=chart, in_order=True)


def weekdays(book: ReportBook, period: Period) -> Draft:
    """By day of the week, with what such a day brings on average."""
    entries: dict[int, list[Turnover]] = {weekday: [] for weekday in range(7)}
    for key, entry in turnover_by(book, period, "day").items():
        entries[date.fromisoformat(str(key)).weekday()].append(entry)
    lines = []
    for weekday, of in entries.items():
        total = _total(of)
        each = Money(round_half_up(total.amount, len(of))) if of else None
        lines.append(Line(weekday, (words.weekday(weekday), len(of), *total.cells, each)))
    everything = [entry for of in entries.values() for entry in of]
    total = _total(everything)
    each = Money(round_half_up(total.amount, len(everything))) if everything else None
    top = (Heading("weekday", _("Weekday")), Heading("days", _("Days with sales"), Kind.COUNT))
    chart = bars(ChartKind.BARS, _("Turnover of an average day"), 8)
    return Draft(
        (*top, *headings(), Heading("each", _("Per day"), Kind.MONEY)), lines,
        (_("Total"), len(everything), *total.cells, each), 3, chart=chart, in_order=True,
    )  # fmt: skip


def hours_weekdays(book: ReportBook, period: Period) -> Draft:
    """The week at a glance: turnover by hour and day of the week."""
    found: dict[int, list[int]] = {}
    for what, sign in (("receipt", 1), ("other", -1)):
        for (day, hour), sums in book.sums(what, period, ("day", "hour")).items():
            row = found.setdefault(int(hour), [0] * 7)
            row[date.fromisoformat(str(day)).weekday()] += sign * sums.amount
    opened = range(min(found), max(found) + 1) if found else range(0)
    lines = []
    for hour in opened:
        row = found.get(hour, [0] * 7)
        lines.append(Line(hour, (words.hour(hour), *(Money(cents) for cents in row), Money(sum(row)))))
    names = tuple(Heading(words.WEEKDAY_KEYS[day], words.weekday(day), Kind.MONEY) for day in range(7))
    top = (Heading("hour", _("Hour")), *names, Heading("total", _("Total"), Kind.MONEY))
    return Draft(
        top,
        lines,
        summed(top, lines),
        8,
        chart=bars(ChartKind.BARS, _("Turnover by hour"), 8, most=None),
        in_order=True,
    )


def cashiers(book: ReportBook, period: Period) -> Draft:
    """By who stood at the till."""
    names = book.cashiers()
    found = turnover_by(book, period, "cashier")
    lines = [
        Line(key, (names.get(int(key), str(key)), *entry.cells))
        for key, entry in sorted(found.items(), key=lambda pair: -pair[1].amount)
    ]
    top = (Heading("cashier", _("Cashier")), *headings())
    chart = bars(ChartKind.LYING, _("Turnover by cashier"), 2)
    return Draft(top, lines, (_("Total"), *_total(list(found.values())).cells), 2, chart=chart)


def payments(book: ReportBook, period: Period) -> Draft:
    """By how it was paid; the sum is that of the receipts, vouchers and payments of tabs included."""
    found = book.sums("payment", period, ("key",))
    whole = sum(sums.amount for sums in found.values())
    lines = [
        Line(key, (words.payment(str(key)), sums.times, Money(sums.amount), ratio(sums.amount, whole)))
        for (key,), sums in sorted(found.items(), key=lambda pair: -pair[1].amount)
    ]
    top = (
        Heading("payment", _("Payment")),
        Heading("count", _("Payments"), Kind.COUNT),
        Heading("amount", _("Amount"), Kind.MONEY),
        Heading("share", _("Share"), Kind.PERCENT),
    )
    return Draft(top, lines, summed(top, lines), 2, chart=bars(ChartKind.LYING, _("Takings by payment"), 2))


def vat(book: ReportBook, period: Period) -> Draft:
    """By VAT rate: the sums of what the receipts say, without what is no turnover, which bears none."""
    found = book.sums("vat", period, ("key",))
    beside = book.sums("other", period, ()).get((), Sum())
    if beside != Sum():
        none = found.pop(("0",), Sum())
        if none.amount != beside.amount:
            found["0",] = Sum(none.times, none.amount - beside.amount, none.net - beside.amount)
    lines = [
        Line(key, (rate_text(int(key), current_language()), Money(s.amount), Money(s.net), Money(s.amount - s.net)))
        for (key,), s in sorted(found.items(), key=lambda pair: -int(pair[0][0]))
    ]
    top = (
        Heading("rate", _("VAT rate")),
        Heading("gross", _("Gross"), Kind.MONEY),
        Heading("net", _("Net"), Kind.MONEY),
        Heading("tax", _("VAT"), Kind.MONEY),
    )
    chart = bars(ChartKind.LYING, _("Turnover by VAT rate"), 1)
    return Draft(top, lines, summed(top, lines), 1, chart=chart, in_order=True)
