"""Promotions, deposits, tabs, vouchers and the ends of shifts."""

from typing import cast

from kasse.books.reports import ChartKind, Heading, Kind, Period
from kasse.money import Money, round_half_up
from kasse.ports import Work
from kasse.reports.draft import Draft, Line, bars, ratio, summed
from kasse.texts import _

EVERYONE = 1_000_000


def promotions(work: Work, period: Period) -> Draft:
    """What each promotion took off, on how many receipts, and what the goods in it brought."""
    names = work.reports.promotions()
    found = {int(key): sums for (key,), sums in work.reports.sums("promotion", period, ("key",)).items()}
    lines = [
        Line(
            number,
            (names.get(number, str(number)), s.times, Money(s.net), Money(s.amount), ratio(s.amount, s.net + s.amount)),
        )
        for number, s in sorted(found.items(), key=lambda pair: (-pair[1].amount, pair[0]))
    ]
    headings = (
        Heading("promotion", _("Promotion")),
        Heading("receipts", _("Receipts"), Kind.COUNT),
        Heading("turnover", _("Turnover with it"), Kind.MONEY),
        Heading("saved", _("Taken off"), Kind.MONEY),
        Heading("percent", _("In percent"), Kind.PERCENT),
    )
    totals = (_("Total"), None, *summed(headings, lines)[2:])
    notes = (_("A receipt with two promotions counts for each."),)
    return Draft(headings, lines, totals, 3, notes, bars(ChartKind.LYING, _("Taken off by promotions"), 3))


def deposits(work: Work, period: Period) -> Draft:
    """Deposits by kind: taken with goods, and paid out for empties and slips."""
    names = work.reports.deposit_names()
    lines = []
    for (key,), sums in sorted(work.reports.sums("deposit", period, ("key",)).items()):
        kind, _slash, code = str(key).partition("/")
        taken = kind == "deposit"
        each = Money(round_half_up(sums.amount, sums.times)) if sums.times and kind != "slip" else None
        name = _("Deposit slips") if kind == "slip" else names.get(code, code)
        money = (Money(sums.amount), None) if taken else (None, Money(sums.amount))
        lines.append(Line(key, (name, each, sums.times, *money)))
    headings = (
        Heading("deposit", _("Deposit")),
        Heading("each", _("Each"), Kind.MONEY),
        Heading("pieces", _("Pieces"), Kind.COUNT),
        Heading("taken", _("Taken"), Kind.MONEY),
        Heading("paid_out", _("Paid out"), Kind.MONEY),
    )
    sums_ = summed(headings, lines)
    balance = cast("Money", sums_[3]) + cast("Money", sums_[4])
    notes = (_("Taken less paid out: {amount}.").format(amount=balance),)
    totals = (_("Total"), None, None, *sums_[3:])
    return Draft(headings, lines, totals, notes=notes, in_order=True)


def tabs(work: Work) -> Draft:
    """Who owes what now."""
    owing = [entry for entry in work.customers.listed(owing=True, limit=EVERYONE) if entry.owes]
    owing.sort(key=lambda entry: (-entry.owes.cents, entry.customer.number))
    lines = []
    for entry in owing:
        limit = entry.customer.tab_limit
        left = None if limit is None else limit - entry.owes
        lines.append(Line(entry.customer.number, (entry.customer.name, entry.owes, limit, left)))
    headings = (
        Heading("customer", _("Customer")),
        Heading("owes", _("Owes"), Kind.MONEY),
        Heading("limit", _("Limit"), Kind.MONEY),
        Heading("left", _("Left to the limit"), Kind.MONEY),
    )
    totals = (_("Total"), Money(sum(entry.owes.cents for entry in owing)), None, None)
    return Draft(headings, lines, totals, chart=bars(ChartKind.LYING, _("Open tabs"), 1), in_order=True)


def shifts(work: Work, period: Period) -> Draft:
    """Each closed shift: receipts, takings, and how far the count was off."""
    found = work.reports.shift_ends(period)
    lines = [
        Line(
            end.shift,
            (
                end.day,
                end.shift,
                end.z_no,
                end.who,
                end.receipts,
                Money(end.total),
                _money(end.expected),
                _money(end.difference),
            ),
        )
        for end in found
    ]
    headings = (
        Heading("day", _("Day"), Kind.DAY),
        Heading("shift", _("Shift"), Kind.COUNT),
        Heading("z", _("Z report"), Kind.COUNT),
        Heading("who", _("Closed by")),
        Heading("receipts", _("Receipts"), Kind.COUNT),
        Heading("turnover", _("Turnover"), Kind.MONEY),
        Heading("expected", _("Expected cash"), Kind.MONEY),
        Heading("difference", _("Difference"), Kind.MONEY),
    )
    total = summed(headings, lines)
    totals = (_("Total"), None, None, "", total[4], total[5], None, total[7])
    return Draft(headings, lines, totals, in_order=True)


def _money(cents: int | None) -> Money | None:
    return None if cents is None else Money(cents)
