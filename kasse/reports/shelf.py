"""What lies there: its value, how long it lasts, what nobody buys, what got lost, and what expires."""

from datetime import date, timedelta

from kasse.books.reports import Cell, ChartKind, Heading, Kind, Loss, NamedProduct, Period, ShelfItem
from kasse.books.stock import WRITE_OFFS, Reason
from kasse.clock import Clock
from kasse.money import Money, round_half_up
from kasse.ports import Store, Work
from kasse.quantity import Quantity
from kasse.reports import words
from kasse.reports.draft import LIMIT, OTHERS, Draft, Line, bars, summed
from kasse.reports.goods import UNKNOWN, article_headings
from kasse.texts import _, ngettext

LOST = tuple(reason.value for reason in (*WRITE_OFFS, Reason.STOCKTAKE))
RATE_DAYS = 28
"""The sales of at least so many days, from the first of a month, say how long the stock lasts."""


def worth(level: int, cost: int | None) -> Money | None:
    """What so many thousandths cost at a cost in hundredths of a cent; None where none is known."""
    return None if cost is None else Money(round_half_up(level * cost, 100_000))


def _rate_period(work: Work, today: date) -> Period:
    """The days whose sales are looked at; a new shop has fewer."""
    first = (today - timedelta(days=RATE_DAYS)).replace(day=1)
    return Period(min(today, max(first, work.reports.first_day() or today)), today)


def _reach(item: ShelfItem, days: int) -> int | None:
    """How many days it lasts as it sold in so many; None where nothing is sold or nothing is there."""
    return item.level * days // item.sold if item.sold > 0 and item.level > 0 else None


def _cells(name: NamedProduct, item: ShelfItem, days: int) -> tuple[Cell, ...]:
    values = (Quantity(item.level), _money(item.value), _money(item.retail))
    return (name.name, name.department, *values, Quantity(round_half_up(item.sold, days)), _reach(item, days))


def _headings() -> tuple[Heading, ...]:
    return (
        *article_headings(),
        Heading("level", _("In stock"), Kind.QUANTITY),
        Heading("value", _("Value at cost"), Kind.MONEY),
        Heading("retail", _("At selling price"), Kind.MONEY),
        Heading("per_day", _("Sold per day"), Kind.QUANTITY),
        Heading("reach", _("Lasts"), Kind.DAYS),
    )


def _draft(work: Work, period: Period, order: str, limit: int | None) -> Draft:
    """Lines with names; what is behind the limit is in one line, and in the totals anyhow."""
    items, whole = work.reports.shelf(period, order, None if limit is None else limit + 1)
    count = -whole.product
    if limit is not None and count > limit + 1:
        items = items[:limit]
    names = work.reports.products([item.product for item in items])
    lines = [
        Line(item.product, _cells(names.get(item.product, UNKNOWN), item, period.days), item.product) for item in items
    ]
    if count > len(items):
        value_ = (whole.value or 0) - sum([item.value or 0 for item in items])
        retail = (whole.retail or 0) - sum([item.retail or 0 for item in items])
        word = _("All others ({count})").format(count=count - len(items))
        lines.append(Line(OTHERS, (word, "", None, Money(value_), Money(retail), None, None)))
    totals = (_("Total"), "", None, Money(whole.value or 0), Money(whole.retail or 0), None, None)
    return Draft(_headings(), lines, totals, notes=_unpriced(whole.price or 0), in_order=True)


def _money(cents: int | None) -> Money | None:
    return None if cents is None else Money(cents)


def _unpriced(without: int) -> tuple[str, ...]:
    if not without:
        return ()
    sentence = ngettext(
        "Of {count} article no cost is known: it has no value at cost here.",
        "Of {count} articles no cost is known: they have no value at cost here.",
        without,
    )
    return (sentence.format(count=without),)


def value(work: Work, today: date, limit: int | None = LIMIT) -> Draft:
    """Today's stock by article, the dearest first, with how long it lasts."""
    period = _rate_period(work, today)
    draft = _draft(work, period, "value", limit)
    note = _("Valued at the last cost of each article. What lasts how long follows from the sales of {days} days.")
    return draft._replace(
        notes=(note.format(days=period.days), *draft.notes),
        chart=bars(ChartKind.LYING, _("Most money on the shelf"), 3),
    )


def reach(work: Work, today: date, limit: int | None = LIMIT) -> Draft:
    """What is sold and runs out soonest; what is gone already stands on top."""
    period = _rate_period(work, today)
    draft = _draft(work, period, "reach", limit)
    note = _("From the sales of {days} days.").format(days=period.days)
    return draft._replace(totals=(), notes=(note,))


def dead(work: Work, period: Period, limit: int | None = LIMIT) -> Draft:
    """What lies there and was not sold within the period."""
    draft = _draft(work, period, "dead", limit)
    shown = [line.product for line in draft.lines if line.product]
    months = work.reports.last_months(shown)
    never = _("never")
    lines = [
        line._replace(cells=(*line.cells[:5], months.get(line.product, never) if line.product else ""))
        for line in draft.lines
    ]
    headings = (*draft.headings[:5], Heading("last_sold", _("Last sold")))
    return draft._replace(headings=headings, lines=lines, totals=(*draft.totals[:5], ""))


# Shrinkage


def _valued(loss: Loss, costs: dict[int, int]) -> int | None:
    """What it cost, as the document says or else at the last known cost."""
    if loss.cost is not None:
        return -abs(loss.cost) if loss.quantity < 0 else abs(loss.cost)
    value_ = worth(loss.quantity, costs.get(loss.product))
    return None if value_ is None else value_.cents


def shrinkage(work: Work, period: Period) -> Draft:
    """What was written off or missing by count, by reason and who booked it, valued at cost."""
    costs: dict[int, int] = work.reports.costs()
    found: dict[tuple[str, str], list[int]] = {}
    for loss in work.reports.losses(period, LOST):
        entry = found.setdefault((loss.reason, loss.who), [0, 0, 0, 0])
        cents = _valued(loss, costs)
        entry[0] += 1
        entry[1] += loss.quantity
        entry[2] += cents or 0
        entry[3] += cents is None
    lines = [
        Line(key, (words.reason(key[0]), key[1], count, Quantity(quantity), Money(cents), without or None))
        for key, (count, quantity, cents, without) in sorted(found.items(), key=lambda pair: (pair[1][2], pair[0]))
    ]
    headings = (
        Heading("reason", _("Reason")),
        Heading("who", _("Booked by")),
        Heading("entries", _("Entries"), Kind.COUNT),
        Heading("quantity", _("Quantity"), Kind.QUANTITY),
        Heading("value", _("At cost"), Kind.MONEY),
        Heading("unpriced", _("Without cost"), Kind.COUNT),
    )
    totals = (_("Total"), "", *summed(headings, lines)[2:])
    notes = (_("A minus is gone; a plus was found by a count."),)
    return Draft(headings, lines, totals, 4, notes, bars(ChartKind.LYING, _("Losses at cost"), 4))


def shrinkage_articles(work: Work, period: Period) -> Draft:
    """The same by article."""
    costs: dict[int, int] = work.reports.costs()
    found: dict[int, list[int]] = {}
    for loss in work.reports.losses(period, LOST):
        entry = found.setdefault(loss.product, [0, 0])
        entry[0] += loss.quantity
        entry[1] += _valued(loss, costs) or 0
    names = work.reports.products(list(found))
    ordered = sorted(found.items(), key=lambda pair: (pair[1][1], pair[1][0], pair[0]))
    lines = [
        Line(product, (*names.get(product, UNKNOWN)[:2], Quantity(quantity), Money(cents)), product)
        for product, (quantity, cents) in ordered
    ]
    headings = (
        *article_headings(),
        Heading("quantity", _("Quantity"), Kind.QUANTITY),
        Heading("value", _("At cost"), Kind.MONEY),
    )
    totals = (_("Total"), "", *summed(headings, lines)[2:])
    return Draft(headings, lines, totals, 3, chart=bars(ChartKind.LYING, _("Losses at cost"), 3))


# Expiry


def expiry(store: Store, clock: Clock, ahead: int | None = None) -> Draft:
    """What expires soon, or has, and is probably still there."""
    from kasse.stock.expiry import Expiry

    rows = Expiry(store, clock).sell_first(ahead)
    lines = [
        Line(
            row.batch.number,
            (
                row.product.name, row.product.department, row.batch.best_before, row.days, row.batch.code, row.left,
                row.cost, row.product.price, row.marked.price if row.marked is not None else row.proposed,
            ),
            row.batch.product,
        )
        for row in rows
    ]  # fmt: skip
    headings = (
        *article_headings(),
        Heading("best_before", _("Best before"), Kind.DAY),
        Heading("days", _("Days left"), Kind.DAYS),
        Heading("batch", _("Batch")),
        Heading("left", _("Probably left"), Kind.QUANTITY),
        Heading("value", _("Value at cost"), Kind.MONEY),
        Heading("price", _("Price"), Kind.MONEY),
        Heading("lower", _("Marked down to"), Kind.MONEY),
    )
    totals = (*summed(headings, lines)[:5], None, summed(headings, lines)[6], None, None) if lines else ()
    return Draft(
        headings, lines, totals, notes=(_("How many are left follows from deliveries and sales."),), in_order=True
    )
