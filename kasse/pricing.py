"""The basket in figures: positions as they are booked and printed, discounts split, VAT out of the sums.

`docs/pricing.md` has the worked examples.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from kasse.basket import Basket, Line, line_discount
from kasse.catalog import Deposit, Unit
from kasse.errors import Refused
from kasse.money import MAX_CENTS, ZERO, Money, split
from kasse.quantity import ONE, Quantity
from kasse.tax import VatSum, vat_of
from kasse.texts import _

RateOf = Callable[[str], int]
"""Gives a tax class's rate on the day of the sale."""


class PositionKind(StrEnum):
    """What a booked position is."""

    GOODS = "goods"
    OPEN = "open"
    PRESS = "press"
    EMPTIES = "empties"
    SLIP = "slip"
    VOUCHER = "voucher"
    REDEEMED = "redeemed"
    TAB_PAYMENT = "tab_payment"
    DEPOSIT = "deposit"


@dataclass(frozen=True, slots=True)
class Position:
    """A line as it is booked and printed, with its share of every discount; deposits are positions of their own.

    `total` = `gross` - `discount`; `rate` in hundredths of a percent; `parent` is a deposit's goods position.
    """

    number: int
    kind: PositionKind
    name: str
    code: str
    quantity: Quantity
    unit: Unit
    unit_price: Money
    gross: Money
    discount: Money
    total: Money
    tax_class: str
    rate: int
    product: int | None = None
    department: str = ""
    parent: int | None = None
    stock_units: Quantity = ONE
    price_bound: bool = False
    voided: bool = False
    line_key: int = 0
    list_price: Money | None = None
    origin_sale: UUID | None = None
    origin_position: int | None = None
    addon: str = ""


class Saving(NamedTuple):
    """What a promotion took off a position, for so much of it."""

    position: int
    promotion: int
    name: str
    quantity: Quantity
    amount: Money


class Priced(NamedTuple):
    """The basket in figures; `saved` is what promotions took off, which is part of the positions' discounts."""

    positions: tuple[Position, ...]
    total: Money
    vat: tuple[VatSum, ...]
    discount: Money
    deposit: Money
    pieces: int = 0
    saved: tuple[Saving, ...] = ()


def _basket_shares(basket: Basket) -> dict[int, Money]:
    """Each line's share of the basket's discount, by its key, without losing a cent."""
    if basket.discount is None:
        return {}
    lines = [line for line in basket.lines if line.discountable]
    weights = [(line.gross - line_discount(line)).cents for line in lines]
    shares = split(basket.discount.of(Money(sum(weights))), weights)
    return {line.key: part for line, part in zip(lines, shares, strict=True)}


def _line_position(line: Line, number: int, basket_share: Money, rate_of: RateOf) -> Position:
    article, origin = line.article, line.origin
    gross, discount = line.gross, ZERO
    if line.voided:
        gross = ZERO
    elif origin is not None:
        discount = gross - origin.total
    else:
        discount = line_discount(line) + basket_share
    kind = PositionKind.DEPOSIT if origin is not None and origin.is_deposit else PositionKind(article.kind)
    return Position(
        number=number,
        kind=kind,
        name=article.name,
        code=article.code,
        quantity=line.quantity,
        unit=article.unit,
        unit_price=line.unit_price,
        gross=gross,
        discount=discount,
        total=gross - discount,
        tax_class=article.tax_class,
        rate=origin.rate if origin is not None else rate_of(article.tax_class),
        product=article.product,
        department=article.department,
        stock_units=article.stock_units,
        price_bound=article.price_bound,
        voided=line.voided,
        line_key=line.key,
        list_price=line.list_price,
        origin_sale=origin.sale if origin is not None else None,
        origin_position=origin.position if origin is not None else None,
        addon=article.addon,
    )


def _deposit_position(line: Line, deposit: Deposit, number: int, parent: Position, rate_of: RateOf) -> Position:
    quantity = line.quantity.times(deposit.units)
    gross = ZERO if line.voided else quantity.price(deposit.each)
    tax_class = deposit.tax_class or parent.tax_class
    return Position(
        number=number,
        kind=PositionKind.DEPOSIT,
        name=deposit.name,
        code=deposit.code,
        quantity=quantity,
        unit=Unit.PIECE,
        unit_price=deposit.each,
        gross=gross,
        discount=ZERO,
        total=gross,
        tax_class=tax_class,
        rate=rate_of(tax_class),
        product=parent.product,
        department=parent.department,
        parent=parent.number,
        price_bound=True,
        voided=line.voided,
        line_key=line.key,
    )


def positions(basket: Basket, rate_of: RateOf) -> tuple[Position, ...]:
    """All positions in order, each deposit right behind its goods; voided lines too, with totals of zero."""
    shares = _basket_shares(basket)
    result: list[Position] = []
    for line in basket.lines:
        goods = _line_position(line, len(result) + 1, shares.get(line.key, ZERO), rate_of)
        result.append(goods)
        if line.origin is None:
            first = len(result) + 1
            result += [
                _deposit_position(line, deposit, first + offset, goods, rate_of)
                for offset, deposit in enumerate(line.article.deposits)
            ]
    return tuple(result)


def vat_sums(entries: Iterable[Position]) -> tuple[VatSum, ...]:
    """Gross, net and tax per rate, the highest rate first, each rounded once on the receipt's sum."""
    sums: dict[int, int] = {}
    for position in entries:
        if not position.voided:
            sums[position.rate] = sums.get(position.rate, 0) + position.total.cents
    return tuple(vat_of(Money(sums[rate]), rate) for rate in sorted(sums, reverse=True))


def price(basket: Basket, rate_of: RateOf) -> Priced:
    """The basket in figures, at the rates of a day."""
    entries = positions(basket, rate_of)
    cents = discount = deposit = 0
    for position in entries:
        cents += position.total.cents
        if position.origin_sale is None:
            discount += position.discount.cents
        if position.kind in (PositionKind.DEPOSIT, PositionKind.EMPTIES, PositionKind.SLIP):
            deposit += position.total.cents
    if abs(cents) > MAX_CENTS:
        raise Refused("amount_too_large", _("The total is more than the till takes. Pay in two baskets."))
    return Priced(entries, Money(cents), vat_sums(entries), Money(discount), Money(deposit), _pieces(basket))


def _pieces(basket: Basket) -> int:
    """How many things lie on the counter; a weighed one counts once."""
    return sum(
        abs(line.quantity.thousandths) // 1000 if line.article.unit is Unit.PIECE else 1
        for line in basket.active
        if not line.article.gives_money_back
    )
