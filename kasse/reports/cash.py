"""The cash book (Kassenbuch) and the counts as reports: on the screen, on paper and as files."""

from typing import TYPE_CHECKING

from kasse.books.cash import CashEntry, EntryKind
from kasse.books.reports import Cell, Heading, Kind
from kasse.cash import KIND_NAMES, CashCount, CashKind
from kasse.cash_book import Ledger, ledger
from kasse.clock import ShopTime
from kasse.money import ZERO, Money
from kasse.reports.draft import Draft, Line
from kasse.texts import _

if TYPE_CHECKING:
    from kasse.reports.registry import Asked


def _of(asked: "Asked") -> Ledger:
    history = asked.work.cash_history
    return ledger(history.balance_before(asked.period.first), history.shifts(asked.period))


def book(asked: "Asked") -> Draft:
    """Each thing that moved cash, with the balance after it."""
    found, time = _of(asked), asked.work.settings.shop().time
    headings = (
        Heading("day", _("Day"), Kind.DAY),
        Heading("what", _("What")),
        Heading("time", _("Time")),
        Heading("who", _("Who")),
        Heading("in", _("In"), Kind.MONEY),
        Heading("out", _("Out"), Kind.MONEY),
        Heading("balance", _("Balance"), Kind.MONEY),
    )
    first: tuple[Cell, ...] = (
        asked.period.first, _("Balance brought forward"), "", "", None, None, found.before,
    )  # fmt: skip
    lines = [Line("before", first)]
    lines += [Line(number, _cells(entry, time)) for number, entry in enumerate(found.entries)]
    money_in = sum(entry.amount.cents for entry in found.entries if entry.amount.cents > 0)
    money_out = sum(entry.amount.cents for entry in found.entries if entry.amount.cents < 0)
    totals: tuple[Cell, ...] = (
        _("Total"), None, None, None, Money(money_in), Money(-money_out), found.after,
    )  # fmt: skip
    return Draft(headings, lines, totals, notes=_notes(found), in_order=True)


def _cells(entry: CashEntry, time: ShopTime) -> tuple[Cell, ...]:
    return (
        entry.day,
        _said(entry),
        f"{time.local(entry.at):%H:%M}",
        entry.who,
        entry.amount if entry.amount.cents > 0 else None,
        -entry.amount if entry.amount.cents < 0 else None,
        entry.balance,
    )


def _said(entry: CashEntry) -> str:
    """What an entry is."""
    if entry.movement is not None:
        return _("{what}: {reason}").format(what=_(KIND_NAMES[entry.movement.kind]), reason=entry.movement.reason)
    if entry.kind is EntryKind.SALES and entry.receipts is not None:
        first, last = entry.receipts
        if first == last:
            return _("Cash sale, receipt {number}").format(number=first)
        said = _("Cash sales, {count} receipts from {first} to {last}")
        return said.format(count=entry.number, first=first, last=last)
    if entry.kind is EntryKind.CLOSED:
        return _("Day closed, Z report {number}").format(number=entry.number)
    return _("Opening float, shift {number}").format(number=entry.shift)


def _notes(found: Ledger) -> tuple[str, ...]:
    moved = any(entry.kind is EntryKind.FLOAT and entry.amount for entry in found.entries)
    negative = any(entry.balance.cents < 0 for entry in found.entries)
    return (
        *((_("A float that is not what the shift before left moved cash between the two."),) if moved else ()),
        *((_("The balance is below zero somewhere. Look for what was not booked."),) if negative else ()),
    )


def days(asked: "Asked") -> Draft:
    """The cash book in one line per business day."""
    found = _of(asked)
    headings = (
        Heading("day", _("Day"), Kind.DAY),
        Heading("before", _("Opening"), Kind.MONEY),
        Heading("float", _("Float moved"), Kind.MONEY),
        Heading("sales", _("Cash sales"), Kind.MONEY),
        Heading("in", _("In"), Kind.MONEY),
        Heading("out", _("Out"), Kind.MONEY),
        Heading("difference", _("Difference"), Kind.MONEY),
        Heading("balance", _("Closing"), Kind.MONEY),
    )
    lines, before = [], found.before
    for day in dict.fromkeys(entry.day for entry in found.entries):
        entries = [entry for entry in found.entries if entry.day == day]
        lines.append(Line(day, (day, before, *_sums(entries), entries[-1].balance)))
        before = entries[-1].balance
    sums = _sums(list(found.entries))
    return Draft(headings, lines, (_("Total"), found.before, *sums, found.after), notes=_notes(found), in_order=True)


def _sums(entries: list[CashEntry]) -> tuple[Money, ...]:
    sums = [ZERO, ZERO, ZERO, ZERO, ZERO]
    for entry in entries:
        sums[_place(entry)] += entry.amount
    return tuple(sums)


def _place(entry: CashEntry) -> int:
    """Which column: float, sales, in, out, difference."""
    if entry.kind is EntryKind.FLOAT:
        return 0
    if entry.kind is EntryKind.SALES:
        return 1
    if entry.movement is not None and entry.movement.kind is CashKind.DIFFERENCE:
        return 4
    return 2 if entry.amount.cents >= 0 else 3


def counts(asked: "Asked") -> Draft:
    """Each confirmed count of the period: what was found, what was expected."""
    history, time = asked.work.cash_history, asked.work.settings.shop().time
    lines = []
    for shift in history.shifts(asked.period):
        for number, count in enumerate(history.counts(1000, shift.shift.number)[::-1], 1):
            lines.append(Line((count.shift, number), _count_cells(count, number, shift.shift.business_day, time)))
    headings = (
        Heading("day", _("Day"), Kind.DAY),
        Heading("who", _("Who")),
        Heading("time", _("Time")),
        Heading("shift", _("Shift"), Kind.COUNT),
        Heading("count", _("Count"), Kind.COUNT),
        Heading("counted", _("Counted"), Kind.MONEY),
        Heading("expected", _("Expected cash"), Kind.MONEY),
        Heading("difference", _("Difference"), Kind.MONEY),
    )
    return Draft(headings, lines, in_order=True)


def _count_cells(count: CashCount, number: int, day: Cell, time: ShopTime) -> tuple[Cell, ...]:
    moment = f"{time.local(count.at):%H:%M}"
    return (day, count.who, moment, count.shift, number, count.total, count.expected, count.difference)
