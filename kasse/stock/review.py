"""What a stocktake under way comes to, what a booked one came to, and both on paper."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kasse.books.counting import Goods, Stocktake
from kasse.books.reports import Heading, Kind, Period, Report
from kasse.money import Money
from kasse.ports import Work
from kasse.quantity import Quantity
from kasse.stock.counted import Difference, difference, differences, striking
from kasse.texts import _, ngettext

PIECES, VALUE = Quantity.of(3), Money(1_000)
"""From here on a difference is counted again, unless the shop has set other limits."""


class Limits(NamedTuple):
    """From which difference on an article is counted again: so many pieces, or so much at selling price."""

    pieces: Quantity = PIECES
    value: Money = VALUE


class Review(NamedTuple):
    """What the owner sees: all differences, the largest first, and what nobody counted."""

    stocktake: Stocktake
    differences: tuple[Difference, ...]
    """All counted articles, right ones last."""
    missing: tuple[Goods, ...]
    limits: Limits
    counts: int = 0
    """All counts that this is made of."""

    @property
    def striking(self) -> tuple[Difference, ...]:
        """What should be counted again, and was not yet."""
        return tuple(
            one for one in self.differences if striking(one, *self.limits) and not (one.recounted and not one.restless)
        )

    @property
    def wrong(self) -> tuple[Difference, ...]:
        """What differs."""
        return tuple(one for one in self.differences if one.difference)

    def at_cost(self) -> Money:
        """All differences at cost, as far as it is known."""
        return Money(sum(one.at_cost.cents for one in self.differences if one.at_cost is not None))

    def at_price(self) -> Money:
        """All differences at selling price."""
        return Money(sum(one.at_price.cents for one in self.differences if one.at_price is not None))


def limits_of(work: Work) -> Limits:
    """The shop's own limits, or the usual ones."""
    pieces, value = work.settings.get("stocktake_pieces"), work.settings.get("stocktake_value")
    return Limits(Quantity.parse(pieces) if pieces else PIECES, Money.parse(value) if value else VALUE)


def review_of(work: Work, stocktake: Stocktake) -> Review:
    """A stocktake under way, as it stands at this moment."""
    book = work.counting
    counts = book.counts(stocktake.id)
    products = {count.product for count in counts}
    moves = book.moved_since(stocktake.journal) if products else []
    found = differences(stocktake, counts, moves, book.goods(products))
    found.sort(key=_by_weight)
    missing: tuple[Goods, ...] = ()
    if stocktake.whole:
        never = book.goods(number for number in book.stocked() if number not in products)
        missing = tuple(sorted(never.values(), key=lambda goods: (goods.department, goods.name.casefold())))
    return Review(stocktake, tuple(found), missing, limits_of(work), len(counts))


def _by_weight(found: Difference) -> tuple[int, int, str]:
    worth = found.at_price if found.at_price is not None else found.at_cost
    return (-abs(worth.cents if worth is not None else 0), -abs(found.difference.thousandths), found.goods.name)


def past_of(work: Work, document: UUID) -> list[Difference]:
    """What was booked, at the cost it was booked with."""
    lines = work.counting.found(document)
    goods = work.counting.goods(line.product for line in lines)
    found = [
        difference(goods[line.product], line.expected, line.counted)._replace(at_cost=line.cost)
        for line in lines
        if line.product in goods
    ]
    return sorted(found, key=_by_weight)


# On paper


def report_of(work: Work, review: Review, now: datetime) -> Report:
    """A stocktake as a report."""
    stocktake, time = review.stocktake, work.settings.shop().time
    who = list(dict.fromkeys(count.who for count in work.counting.counts(stocktake.id)))
    notes = [
        _("Begun by {name}; counted by {who}; areas: {areas}.").format(
            name=stocktake.opened_by,
            who=", ".join(who) or "–",
            areas=", ".join(area.name for area in stocktake.areas),
        ),
        _("Each count is corrected for what was sold and delivered after it."),
    ]
    if stocktake.ended_at is None:
        notes.append(_("Not booked yet."))
    if review.missing:
        sentence = ngettext(
            "{count} article was not counted; it stays as the books have it.",
            "{count} articles were not counted; they stay as the books have them.",
            len(review.missing),
        )
        notes.append(sentence.format(count=len(review.missing)))
    return Report(
        name="stocktake",
        title=_("Stocktake {name}").format(name=stocktake.name),
        period=Period(time.business_day(stocktake.opened_at), time.business_day(stocktake.ended_at or now)),
        made_at=now,
        headings=(
            Heading("code", _("Code")),
            Heading("product", _("Article")),
            Heading("department", _("Department")),
            Heading("expected", _("By the books"), Kind.QUANTITY),
            Heading("counted", _("Counted"), Kind.QUANTITY),
            Heading("difference", _("Difference"), Kind.QUANTITY),
            Heading("at_cost", _("At cost"), Kind.MONEY),
            Heading("at_price", _("At selling price"), Kind.MONEY),
        ),
        rows=tuple(
            (
                one.goods.code,
                one.goods.name,
                one.goods.department,
                one.expected,
                one.counted,
                one.difference,
                one.at_cost,
                one.at_price,
            )
            for one in review.differences
        ),
        totals=("", _("Total"), "", None, None, None, review.at_cost(), review.at_price()),
        notes=tuple(notes),
        keys=tuple(one.goods.product for one in review.differences),
    )
