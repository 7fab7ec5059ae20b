"""Voids, returns, discounts and openings of the drawer by cashier and hour: where it pays to ask."""

from collections.abc import Callable
from typing import NamedTuple

from kasse.books.reports import ChartKind, Heading, Kind, Period, ReportBook, Sum
from kasse.money import Money
from kasse.ports import Work
from kasse.reports import words
from kasse.reports.draft import Draft, Line, bars, number, ratio, summed
from kasse.texts import N_, _

_BY_CASHIER = ("void_receipt", "void_line", "return", "discount", "override")
_BY_NAME = ("no_sale", "difference", "age_refused")


class _Column(NamedTuple):
    """A figure: of what, and whether it is how often or how much."""

    what: str
    key: str
    title: str
    kind: Kind


_COLUMNS = (
    _Column("receipt", "receipts", N_("Receipts"), Kind.COUNT),
    _Column("void_receipt", "voids", N_("Voided receipts"), Kind.COUNT),
    _Column("void_receipt", "voided", N_("Voided"), Kind.MONEY),
    _Column("void_line", "void_lines", N_("Voided lines"), Kind.COUNT),
    _Column("void_line", "void_lines_value", N_("Worth"), Kind.MONEY),
    _Column("return", "returns", N_("Returns"), Kind.COUNT),
    _Column("return", "returned", N_("Returned"), Kind.MONEY),
    _Column("discount", "discounts", N_("Discounts by hand"), Kind.COUNT),
    _Column("discount", "discounted", N_("Discounted"), Kind.MONEY),
    _Column("override", "prices", N_("Changed prices"), Kind.COUNT),
    _Column("no_sale", "openings", N_("Opened without a sale"), Kind.COUNT),
)
_DIFFERENCE = _Column("difference", "difference", N_("Drawer differences"), Kind.MONEY)
_REFUSED = _Column("age_refused", "age_refused", N_("Refused for age"), Kind.COUNT)

_Found = dict[tuple[str | int, ...], dict[str, Sum]]


def _collect(book: ReportBook, period: Period, *by: str) -> _Found:
    """Sums per cashier's name, hour or both, by what is counted."""
    names = book.cashiers()
    found: _Found = {}
    for what in ("receipt", *_BY_CASHIER):
        for group, sums in book.sums(what, period, by).items():
            key = tuple(
                _who(names, value) if name == "cashier" else value for name, value in zip(by, group, strict=True)
            )
            _put(found, key, what, sums)
    wanted = tuple("key" if name == "cashier" else name for name in by)
    for what in _BY_NAME:
        for group, sums in book.sums(what, period, wanted).items():
            _put(found, group, what, sums)
    return found


def _who(names: dict[int, str], number: str | int) -> str:
    return names.get(int(number), str(number))


def _put(found: _Found, key: tuple[str | int, ...], what: str, sums: Sum) -> None:
    of = found.setdefault(key, {})
    before = of.get(what, Sum())
    of[what] = Sum(before.times + sums.times, before.amount + sums.amount)


def _cells(columns: tuple[_Column, ...], of: dict[str, Sum]) -> tuple[int | Money, ...]:
    return tuple(
        Money(of.get(column.what, Sum()).amount) if column.kind is Kind.MONEY else of.get(column.what, Sum()).times
        for column in columns
    )


def _headings(columns: tuple[_Column, ...]) -> tuple[Heading, ...]:
    return tuple(Heading(column.key, _(column.title), column.kind) for column in columns)


def cashiers(work: Work, period: Period) -> Draft:
    """By cashier, with voids as a share of the receipts."""
    columns = (*_COLUMNS, _DIFFERENCE, _REFUSED)
    found = _collect(work.reports, period, "cashier")
    lines = []
    for key, of in sorted(found.items()):
        share = ratio(of.get("void_receipt", Sum()).times, of.get("receipt", Sum()).times)
        lines.append(Line(key, (str(key[0]), *_cells(columns, of), share)))
    top = (Heading("cashier", _("Cashier")), *_headings(columns), Heading("share", _("Voids %"), Kind.PERCENT))
    totals = list(summed(top, lines))
    totals[-1] = ratio(number(totals[2]), number(totals[1]))
    return Draft(top, lines, tuple(totals), 2, chart=bars(ChartKind.BARS, _("Voids, returns, openings"), 2, 6, 11))


def hours(work: Work, period: Period) -> Draft:
    """By hour."""
    found = _collect(work.reports, period, "hour")
    return _by(found, (Heading("hour", _("Hour")),), lambda key: (words.hour(int(key[0])),), 2, 6, 11)


def both(work: Work, period: Period) -> Draft:
    """By cashier and hour; hours in which there was nothing of it are left out."""
    found = _collect(work.reports, period, "cashier", "hour")
    watched = {key: of for key, of in found.items() if set(of) - {"receipt"}}
    top = (Heading("cashier", _("Cashier")), Heading("hour", _("Hour")))
    draft = _by(watched, top, lambda key: (str(key[0]), words.hour(int(key[1]))))
    return draft._replace(main=-1, notes=(_("Hours without voids, returns, discounts and openings are left out."),))


def _by(
    found: _Found, top: tuple[Heading, ...], names: Callable[[tuple[str | int, ...]], tuple[str, ...]], *charted: int
) -> Draft:
    lines = [Line(key, (*names(key), *_cells(_COLUMNS, of))) for key, of in sorted(found.items())]
    headings = (*top, *_headings(_COLUMNS))
    chart = bars(ChartKind.BARS, _("Voids, returns, openings"), *charted, most=None) if charted else None
    return Draft(headings, lines, summed(headings, lines), 2, chart=chart, in_order=True)
