"""A stocktake as rows of text: pure functions."""

from collections.abc import Sequence

from kasse.books.counting import Goods, Stocktake
from kasse.clock import ShopTime
from kasse.formats import date_text, quantity_text
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.stock.counted import Difference
from kasse.stock.review import Review
from kasse.stock.stocktake import Again, Row, Sheet
from kasse.texts import _, current_language, ngettext
from ui.checkout.rows import figure, quantity_figure, signed
from ui.widgets.table import Column, Entry

ASIDE = (2, 3)
"""What gives its room to the list of what is counted again: the code, and who counted."""
IN_SHORT = (1, 2, 4, 6)
"""What gives its room to a question about the differences."""


def count_columns() -> tuple[Column, ...]:
    """What was counted in an area."""
    return (
        Column(_("How many"), 90, figures=True, bold=True),
        Column(_("Article"), share=3),
        Column(_("Code"), 150, quiet=True),
        Column(_("Counted by"), 130, quiet=True),
    )


def count_rows(rows: Sequence[Row]) -> list[Entry]:
    """The newest first."""
    return [
        Entry(
            str(row.goods.product),
            (quantity_figure(row.quantity, row.goods.unit), row.goods.name, row.goods.code, ", ".join(row.who)),
        )
        for row in rows
    ]


def again_columns() -> tuple[Column, ...]:
    """What is to be counted again."""
    return (Column(_("Count again"), bold=True), Column(_("Where"), 110))


def again_rows(rows: Sequence[Again]) -> list[Entry]:
    """Only what is still to be done."""
    return [Entry(str(one.goods.product), (one.goods.name, ", ".join(one.areas))) for one in rows if not one.done]


def progress(sheet: Sheet) -> str:
    """How far it is."""
    if sheet.again:
        left = sum(1 for one in sheet.again if not one.done)
        if not left:
            return _("All of them are counted again.")
        return ngettext(
            "{count} article is to be counted again.", "{count} articles are to be counted again.", left
        ).format(count=left)
    if sheet.stocktake.whole:
        return _("{counted} of {stocked} articles counted").format(counted=sheet.counted, stocked=sheet.stocked)
    return ngettext("{count} article counted", "{count} articles counted", sheet.counted).format(count=sheet.counted)


def difference_columns() -> tuple[Column, ...]:
    """What differs."""
    return (
        Column(_("Article"), share=3),
        Column(_("Expected"), 96, figures=True),
        Column(_("Counted"), 84, figures=True),
        Column(_("Difference"), 96, figures=True, bold=True),
        Column(_("At cost"), 96, figures=True, quiet=True),
        Column(_("At price"), 120, figures=True),
        Column(_("Mark"), 124, quiet=True),
    )


def difference_rows(review: Review, differences: Sequence[Difference]) -> list[Entry]:
    """The heaviest first; what should be counted again asks for attention."""
    striking = {one.goods.product for one in review.striking}
    return [_difference_row(one, one.goods.product in striking) for one in differences]


def _difference_row(one: Difference, striking: bool) -> Entry:
    unit = one.goods.unit
    return Entry(
        str(one.goods.product),
        (
            one.goods.name,
            quantity_figure(one.expected, unit),
            quantity_figure(one.counted, unit),
            plus(quantity_text(one.difference, current_language()), one.difference.thousandths),
            "–" if one.at_cost is None else money(one.at_cost),
            "–" if one.at_price is None else money(one.at_price),
            _mark(one, striking),
        ),
        alarm=striking,
    )


def _mark(one: Difference, striking: bool) -> str:
    if one.restless:
        return _("sold meanwhile")
    if striking:
        return _("count again")
    return _("counted twice") if one.recounted else ""


def missing_rows(missing: Sequence[Goods]) -> list[Entry]:
    """What nobody counted, with what the books have of it."""
    return [
        Entry(
            str(goods.product),
            (
                goods.name,
                quantity_figure(goods.level, goods.unit),
                "–",
                "",
                "",
                "" if goods.price is None else figure(goods.level.price(goods.price)),
                goods.department,
            ),
        )
        for goods in missing
    ]


def worth(review: Review) -> str:
    """What all differences come to."""
    price = money(review.at_price())
    if all(one.at_cost is None for one in review.wrong):
        return _("{price} € at selling price").format(price=price)
    return _("{cost} € at cost, {price} € at selling price").format(cost=money(review.at_cost()), price=price)


def plus(text: str, sign: int) -> str:
    """A difference with its sign both ways."""
    return f"+{text}" if sign > 0 else signed(text)


def money(amount: Money) -> str:
    """The same of money."""
    return plus(figure(amount), 1) if amount.cents > 0 else figure(amount)


def many(quantity: Quantity) -> str:
    """A quantity in the screen's language."""
    return signed(quantity_text(quantity, current_language()))


def past_rows(stocktakes: Sequence[Stocktake], time: ShopTime) -> list[Entry]:
    """Earlier stocktakes."""
    return [
        Entry(
            one.id.hex,
            (
                date_text(time.local(one.ended_at or one.opened_at).date(), current_language()),
                one.name,
                one.opened_by,
            ),
        )
        for one in stocktakes
    ]
