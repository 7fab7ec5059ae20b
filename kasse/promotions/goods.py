"""Which promotions may touch a line, and what they would take off one piece of it."""

from collections.abc import Sequence
from enum import Enum, auto
from typing import NamedTuple

from kasse.basket import Line
from kasse.catalog import Article, ArticleKind, Unit
from kasse.promotions.rules import Goods, Kind, Promotion
from kasse.quantity import ONE

SCALE = 10_000
"""Savings are counted in ten-thousandths of a cent, so that no percentage is rounded before the end."""


COUNTED = frozenset({Kind.FEWER, Kind.TOGETHER})
"""Kinds that count pieces together; the others lower each piece."""


class Form(Enum):
    """How goods lie on the counter, which decides what a promotion may do to them."""

    PIECE = auto()
    PACK = auto()
    WEIGHED = auto()
    OPEN = auto()


class Slot(NamedTuple):
    """A place in a promotion that an article can take: one of its parts."""

    promotion: int
    part: int


class Uses(NamedTuple):
    """What may happen to an article: lowered by the piece, or counted together with others. By places in the list."""

    singles: tuple[int, ...]
    slots: tuple[Slot, ...]


NO_USE = Uses((), ())


def untouched(line: Line) -> bool:
    """Whether promotions leave a line alone: what may have no discount, and what the cashier set by hand."""
    article = line.article
    if article.kind is not ArticleKind.GOODS and article.kind is not ArticleKind.OPEN:
        return True
    return (
        line.voided
        or article.price_bound
        or line.quantity.thousandths <= 0
        or line.origin is not None
        or line.discount is not None
        or line.list_price is not None
        or _marked_down(line)
    )


def _marked_down(line: Line) -> bool:
    """A label with a price of its own on a piece: it was lowered already."""
    article = line.article
    return (
        article.unit is Unit.PIECE
        and article.stock_units == ONE
        and article.price is not None
        and article.price != line.unit_price
    )


def form_of(line: Line) -> Form:
    """Whether a line is weighed, a pack, an open amount or plain pieces; a scale's label is weighed goods too."""
    article = line.article
    if article.kind is ArticleKind.OPEN:
        return Form.OPEN
    if article.unit is not Unit.PIECE or not article.stock_units.is_whole:
        return Form.WEIGHED
    if article.stock_units == ONE:
        return Form.PIECE
    return Form.PACK if article.price is None or article.price == line.unit_price else Form.WEIGHED


def means(goods: Goods, kind: Kind, article: Article, form: Form) -> bool:
    """Whether a group holds an article: crates and open amounts by their department only where it is a percentage."""
    if form is Form.PACK and article.code in goods.packs:
        return True
    if form is not Form.PACK and article.product in goods.products:
        return True
    if form in (Form.PACK, Form.OPEN) and kind is not Kind.PERCENT:
        return False
    return goods.everything or article.department in goods.departments


def uses_of(promotions: Sequence[Promotion], article: Article, form: Form) -> Uses:
    """What the promotions can do with an article."""
    singles: list[int] = []
    slots: list[Slot] = []
    for place, promotion in enumerate(promotions):
        counted = promotion.kind in COUNTED
        if counted and form is not Form.PIECE and form is not Form.PACK:
            continue
        found = [n for n, part in enumerate(promotion.parts) if means(part.goods, promotion.kind, article, form)]
        if counted or promotion.limit:
            slots += [Slot(place, part) for part in found]
        elif found:
            singles.append(place)
    return Uses(tuple(singles), tuple(slots)) if singles or slots else NO_USE


def saving(promotion: Promotion, gross: int, weight: int) -> int:
    """What a promotion by the piece takes off one piece of `gross` cents, scaled; `weight` in thousandths of its unit.

    Never more than the piece costs.
    """
    if promotion.kind is Kind.PERCENT:
        return gross * promotion.percent
    of_unit = promotion.amount.cents * weight * (SCALE // 1000)
    if promotion.kind is Kind.AMOUNT:
        return min(of_unit, gross * SCALE)
    return max(0, gross * SCALE - of_unit)
