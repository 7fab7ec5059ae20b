"""What was sold: by article and department, the best and the slow sellers, and what it earned."""

from collections.abc import Hashable, Sequence
from typing import NamedTuple

from kasse.books.reports import ChartKind, GoodsSum, Heading, Kind, NamedProduct, Period, ReportBook
from kasse.money import Money, round_half_up
from kasse.ports import Work
from kasse.quantity import Quantity
from kasse.reports import words
from kasse.reports.draft import LIMIT, OTHERS, Draft, Line, bars, ratio
from kasse.texts import _

Key = tuple[int, str, str]
"""A product; or 0, the kind of position and its department."""

UNKNOWN = NamedProduct("", "", "piece")


def article_headings() -> tuple[Heading, Heading]:
    """Of what a line is of."""
    return Heading("article", _("Article")), Heading("department", _("Department"))


def without_number(book: ReportBook, period: Period, *by: str) -> list[tuple[Key, GoodsSum, int]]:
    """What was sold without an article, by kind and department (and rate, where it is in `by`)."""
    if (0,) not in book.sold(period, ("product",), unnumbered=True):
        return []
    found = book.sold(period, ("product", "kind", "department", *by), unnumbered=True)
    return [
        ((0, str(group[1]), str(group[2])), sums, int(group[3]) if by else 0) for group, sums in found.items()
    ]  # fmt: skip


def named(book: ReportBook, keys: Sequence[Key]) -> list[tuple[str, str]]:
    """Name and department of each key."""
    known = book.products([product for product, _kind, _department in keys if product])
    return [_name(key, known) for key in keys]


def _name(key: Key, known: dict[int, NamedProduct]) -> tuple[str, str]:
    product, kind, department = key
    if not product:
        return words.kind(kind), department
    entry = known.get(product)
    return (entry.name, entry.department) if entry is not None else (_("Article {number}").format(number=product), "")


def products(work: Work, period: Period, limit: int | None = LIMIT) -> Draft:
    """By article, the strongest first."""
    book = work.reports
    found = book.top(period, None if limit is None else limit + 1)
    others = [(key, sums) for key, sums, _rate in without_number(book, period)]
    entries = [((product, "", ""), sums) for product, sums in found.rows] + others
    entries.sort(key=lambda pair: (-pair[1].total, pair[0]))
    count = found.number + len(others)
    total = _sum([found.total, *(sums for _key, sums in others)])
    if limit is not None and count > limit + 1:
        entries = entries[:limit]

    def mains(keys: Sequence[Hashable]) -> dict[Hashable, int]:
        rows = book.top(period, None, only=_numbers(keys)).rows
        sold: dict[Hashable, int] = {(product, "", ""): sums.total for product, sums in rows}
        return {**sold, **{key: sums.total for key, sums in others}}

    draft = _article_draft(book, entries, total, count, _("The strongest articles"))
    return draft._replace(mains=mains)


def _numbers(keys: Sequence[Hashable]) -> list[int]:
    """The products among the keys of lines."""
    return [key[0] for key in keys if isinstance(key, tuple) and key[0]]


def _article_draft(
    book: ReportBook, entries: Sequence[tuple[Key, GoodsSum]], total: GoodsSum, count: int, title: str
) -> Draft:
    """Lines of articles; those that are not among them in one line."""
    names = named(book, [key for key, _sums in entries])
    lines = [
        Line(key, (*name, *_sold_cells(sums, total.total)), key[0])
        for (key, sums), name in zip(entries, names, strict=True)
    ]
    if count > len(entries):
        rest = _less(total, _sum([sums for _key, sums in entries]))
        word = _("All others ({count})").format(count=count - len(entries))
        lines.append(Line(OTHERS, (word, "", *_sold_cells(rest, total.total))))
    headings = (
        *article_headings(),
        Heading("quantity", _("Sold"), Kind.QUANTITY),
        Heading("gross", _("Before discount"), Kind.MONEY),
        Heading("discount", _("Discounts"), Kind.MONEY),
        Heading("turnover", _("Turnover"), Kind.MONEY),
        Heading("share", _("Share"), Kind.PERCENT),
    )
    totals = (_("Total"), "", None, *_sold_cells(total, total.total)[1:4], None)
    notes = (_("Deposits are not in it."),)
    return Draft(headings, lines, totals, 5, notes, bars(ChartKind.LYING, title, 5))


def _less(total: GoodsSum, part: GoodsSum) -> GoodsSum:
    return GoodsSum(*(all_ - some for all_, some in zip(total, part, strict=True)))


def _sold_cells(sums: GoodsSum, whole: int) -> tuple[Quantity, Money, Money, Money, int | None]:
    return (
        Quantity(sums.quantity), Money(sums.gross), Money(sums.discount), Money(sums.total), ratio(sums.total, whole),
    )  # fmt: skip


def _sum(entries: Sequence[GoodsSum]) -> GoodsSum:
    return GoodsSum(*(sum(values) for values in zip(*entries, strict=True))) if entries else GoodsSum()


def departments(work: Work, period: Period) -> Draft:
    """By department as it was when it was sold; with deposits the sum is the turnover."""
    book = work.reports
    found = {str(key): sums for (key,), sums in book.sold(period, ("department",)).items()}
    deposits = _sum(list(book.deposits(period, ()).values()))
    whole = sum(sums.total for sums in found.values()) + deposits.total
    ordered = sorted(found.items(), key=lambda pair: -pair[1].total)
    lines = [Line(name, (name or _("No department"), *_department_cells(sums, whole))) for name, sums in ordered]
    if deposits != GoodsSum():
        lines.append(Line(("deposits",), (_("Deposits"), *_department_cells(deposits, whole))))
    total = _sum([*found.values(), deposits])
    headings = (
        Heading("department", _("Department")),
        Heading("gross", _("Before discount"), Kind.MONEY),
        Heading("discount", _("Discounts"), Kind.MONEY),
        Heading("turnover", _("Turnover"), Kind.MONEY),
        Heading("share", _("Share"), Kind.PERCENT),
    )
    totals = (_("Total"), *_department_cells(total, whole)[:3], None)
    return Draft(headings, lines, totals, 3, chart=bars(ChartKind.LYING, _("Turnover by department"), 3))


def _department_cells(sums: GoodsSum, whole: int) -> tuple[Money, Money, Money, int | None]:
    return Money(sums.gross), Money(sums.discount), Money(sums.total), ratio(sums.total, whole)


# Best and slow sellers

MOST = 50


def best(work: Work, period: Period, limit: int | None = MOST) -> Draft:
    """The articles that sell most pieces."""
    found = work.reports.top(period, limit, "quantity").rows
    total = _sum([sums for _product, sums in found])
    entries = [((product, "", ""), sums) for product, sums in found]
    draft = _article_draft(work.reports, entries, total, len(entries), _("Best sellers"))
    return draft._replace(main=2, chart=bars(ChartKind.LYING, _("Best sellers"), 2), totals=())


def slow(work: Work, period: Period, limit: int | None = 4 * MOST) -> Draft:
    """Articles that lie there and sold least, those that sold nothing first; what was never stocked is not asked."""
    items, _all = work.reports.shelf(period, "slow", limit)
    known = work.reports.products([item.product for item in items])
    lines = []
    for item in items:
        name = known.get(item.product, UNKNOWN)
        price = None if item.price is None else Money(item.price)
        retail = None if item.retail is None else Money(item.retail)
        sold = (Quantity(item.sold), Money(item.total))
        cells = (name.name, name.department, *sold, Quantity(item.level), price, retail)
        lines.append(Line(item.product, cells, item.product))
    headings = (
        *article_headings(),
        Heading("quantity", _("Sold"), Kind.QUANTITY),
        Heading("turnover", _("Turnover"), Kind.MONEY),
        Heading("level", _("In stock"), Kind.QUANTITY),
        Heading("price", _("Price"), Kind.MONEY),
        Heading("value", _("At selling price"), Kind.MONEY),
    )
    return Draft(headings, lines, (), -1, in_order=True)


# Margin


class Earned(NamedTuple):
    """What an article brought net and what it cost, in cents; of `unpriced` net turnover no cost is known."""

    net: int = 0
    cost: int = 0
    unpriced: int = 0

    @property
    def margin(self) -> int:
        """What is left of the turnover that has a cost."""
        return self.net - self.unpriced - self.cost

    @property
    def cells(self) -> tuple[Money, Money | None, Money | None, int | None, Money | None]:
        """Net, cost, margin, that in percent of what has a cost, and what has none."""
        priced = self.net - self.unpriced
        unpriced = Money(self.unpriced) if self.unpriced else None
        if self.unknown:
            return Money(self.net), None, None, None, unpriced
        return Money(self.net), Money(self.cost), Money(self.margin), ratio(self.margin, priced), unpriced

    @property
    def unknown(self) -> bool:
        """Whether no cost is known of any of it."""
        return bool(self.unpriced) and self.net == self.unpriced and not self.cost


def net_of(total: int, rate: int) -> int:
    """Turnover without its VAT."""
    return round_half_up(total * 10_000, 10_000 + rate)


def _earned(work: Work, period: Period, limit: int | None) -> tuple[list[tuple[Key, Earned]], Earned, int]:
    """Net turnover and cost by article, all of it, and how many articles there are."""
    rows, (minus, *sums) = work.reports.earned(period, limit)
    found: list[tuple[Key, Earned]] = [((row.product, "", ""), Earned(*row[1:])) for row in rows]
    others: dict[Key, int] = {}
    for key, goods, rate in without_number(work.reports, period, "rate"):
        others[key] = others.get(key, 0) + net_of(goods.total, rate)
    unpriced = [(key, Earned(net, 0, net)) for key, net in others.items()]
    total = _earned_total([Earned(*sums), *(entry for _key, entry in unpriced)])
    return [*found, *unpriced], total, len(unpriced) - minus


def _earned_total(entries: Sequence[Earned]) -> Earned:
    return Earned(*(sum(values) for values in zip(*entries, strict=True))) if entries else Earned()


def _margin_headings() -> tuple[Heading, ...]:
    return (
        Heading("net", _("Net turnover"), Kind.MONEY),
        Heading("cost", _("Cost of goods"), Kind.MONEY),
        Heading("margin", _("Margin"), Kind.MONEY),
        Heading("percent", _("Margin %"), Kind.PERCENT),
        Heading("unpriced", _("Net without cost"), Kind.MONEY),
    )


def _margin_notes(book: ReportBook, period: Period, total: Earned) -> tuple[str, ...]:
    months, days = book.valued(period)
    notes = [_valued_text(months, days)]
    if total.unpriced:
        sentence = _("Of {amount} net turnover no cost is known: it is in the turnover, but not in the margin.")
        notes.append(sentence.format(amount=Money(total.unpriced)))
    return tuple(notes)


def _valued_text(months: Sequence[str], days: bool) -> str:
    """How the goods of a period were valued; months follow each other without a gap."""
    if not months:
        return _("Net turnover less cost, at what each article cost last.")
    if not days:
        return _("Net turnover less cost, by moving average.")
    span = months[0] if len(months) == 1 else f"{months[0]} – {months[-1]}"
    return _("Net turnover less cost: {months} by moving average, other days at what each article cost last.").format(
        months=span
    )


def margin(work: Work, period: Period, limit: int | None = LIMIT) -> Draft:
    """By article, what earns most first; what has no known cost stands behind."""
    found, total, count = _earned(work, period, None if limit is None else limit + 1)
    found.sort(key=lambda pair: (pair[1].unknown, -pair[1].margin, -pair[1].net, pair[0]))
    if limit is not None and count > limit + 1:
        found = found[:limit]
    names = named(work.reports, [key for key, _entry in found])
    lines = [Line(key, (*name, *entry.cells), key[0]) for (key, entry), name in zip(found, names, strict=True)]
    if count > len(found):
        rest = Earned(*(all_ - part for all_, part in zip(total, _earned_total([e for _k, e in found]), strict=True)))
        word = _("All others ({count})").format(count=count - len(found))
        lines.append(Line(OTHERS, (word, "", *rest.cells)))

    def mains(keys: Sequence[Hashable]) -> dict[Hashable, int]:
        rows, _all = work.reports.earned(period, None, _numbers(keys))
        return {(row.product, "", ""): Earned(*row[1:]).margin for row in rows}  # what has no number has no margin

    headings = (*article_headings(), *_margin_headings())
    totals = (_("Total"), "", *total.cells)
    chart = bars(ChartKind.LYING, _("What earns most"), 4)
    return Draft(headings, lines, totals, 4, _margin_notes(work.reports, period, total), chart, mains)


def margin_departments(work: Work, period: Period) -> Draft:
    """By the departments that the articles are in now."""
    sums = {name: Earned(*of) for name, of in work.reports.earned_by_department(period).items()}
    for (_product, _kind, department), goods, rate in without_number(work.reports, period, "rate"):
        before, net = sums.get(department, Earned()), net_of(goods.total, rate)
        sums[department] = before._replace(net=before.net + net, unpriced=before.unpriced + net)
    total = _earned_total(list(sums.values()))
    ordered = sorted(sums.items(), key=lambda pair: (-pair[1].margin, pair[0]))
    lines = [Line(name, (name or _("No department"), *entry.cells)) for name, entry in ordered]
    headings = (Heading("department", _("Department")), *_margin_headings())
    chart = bars(ChartKind.LYING, _("Margin by department"), 3)
    notes = _margin_notes(work.reports, period, total)
    return Draft(headings, lines, (_("Total"), *total.cells), 3, notes, chart)
