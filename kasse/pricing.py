"""The basket in figures: positions as they are booked and printed, discounts split, VAT out of the sums.

`docs/pricing.md` has the worked examples.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from kasse.basket import TIPS, Basket, Line, line_discount
from kasse.catalog import Deposit, Unit
from kasse.errors import Refused
from kasse.money import MAX_CENTS, ZERO, Money, split
from kasse.quantity import ONE, Quantity
from kasse.tax import VatSum, vat_of
from kasse.texts import _

if TYPE_CHECKING:  # a shop without promotions never loads them
    from kasse.promotions.offers import Given, Offers

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
    TIP_STAFF = "tip_staff"
    TIP_OWNER = "tip_owner"
    OWN_USE = "own_use"
    BENEFIT = "benefit"


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


def _shares(basket: Basket, given: "tuple[Given, ...]") -> dict[int, Money]:
    """What promotions and the basket's discount take off each line, by its key, without losing a cent.

    The basket's discount is taken of what promotions leave.
    """
    shares: dict[int, Money] = {}
    for one in given:
        shares[one.line] = shares.get(one.line, ZERO) + one.amount
    if basket.discount is None:
        return shares
    lines = [line for line in basket.lines if line.discountable]
    weights = [(line.gross - line_discount(line) - shares.get(line.key, ZERO)).cents for line in lines]
    parts = split(basket.discount.of(Money(sum(weights))), weights)
    for line, part in zip(lines, parts, strict=True):
        shares[line.key] = shares.get(line.key, ZERO) + part
    return shares


def _line_position(line: Line, number: int, share: Money, rate_of: RateOf, *, eat_in: bool) -> Position:
    article, origin = line.article, line.origin
    tax_class = article.eat_in if eat_in and article.eat_in else article.tax_class
    gross, discount = line.gross, ZERO
    if line.voided:
        gross = ZERO
    elif origin is not None:
        discount = gross - origin.total
    else:
        discount = line_discount(line) + share
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
        tax_class=tax_class,
        rate=origin.rate if origin is not None else rate_of(tax_class),
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


class Kept(NamedTuple):
    """A basket that was priced at the same rates, eaten at the same place: lines that are the same need no new work."""

    basket: Basket
    priced: Priced


def _kept_position(line: Line, known: Position, share: Money) -> bool:
    """Whether a line's position is as it was: nothing but its share of discounts is taken off, and that is the same."""
    plain = line.discount is None and line.origin is None and not line.voided
    return plain and known.discount.cents == share.cents


def positions(
    basket: Basket, rate_of: RateOf, given: "tuple[Given, ...]" = (), kept: Kept | None = None
) -> tuple[Position, ...]:
    """All positions in order, each deposit right behind its goods; voided lines too, with totals of zero."""
    shares = _shares(basket, given)
    result: list[Position] = []
    before, known = (kept.basket.lines, kept.priced.positions) if kept is not None else ((), ())
    same = True
    for number, line in enumerate(basket.lines):
        same = same and number < len(before) and before[number] is line
        share = shares.get(line.key, ZERO)
        if same and _kept_position(line, known[len(result)], share):
            result += known[len(result) : len(result) + 1 + len(line.article.deposits)]
        else:
            result += _positions_of(line, len(result) + 1, share, rate_of, eat_in=basket.eat_in)
    return tuple(result)


def _positions_of(line: Line, number: int, share: Money, rate_of: RateOf, *, eat_in: bool) -> Iterator[Position]:
    """A line's position, and those of its deposits."""
    goods = _line_position(line, number, share, rate_of, eat_in=eat_in)
    yield goods
    if line.origin is None:
        for offset, deposit in enumerate(line.article.deposits, 1):
            yield _deposit_position(line, deposit, number + offset, goods, rate_of)


def vat_sums(entries: Iterable[Position]) -> tuple[VatSum, ...]:
    """Gross, net and tax per rate, the highest rate first, each rounded once on the receipt's sum."""
    sums: dict[int, int] = {}
    for position in entries:
        if not position.voided:
            sums[position.rate] = sums.get(position.rate, 0) + position.total.cents
    return tuple(vat_of(Money(sums[rate]), rate) for rate in sorted(sums, reverse=True))


def price(basket: Basket, rate_of: RateOf, offers: "Offers | None" = None, kept: Kept | None = None) -> Priced:
    """The basket in figures, at the rates of a day and with the promotions that run for it.

    What was worked out for the basket before the last scan is `kept`, at the same rates.
    """
    given = () if offers is None else offers.given(basket.lines)
    entries = positions(basket, rate_of, given, kept)
    cents = discount = deposit = 0
    for position in entries:
        cents += position.total.cents
        if position.origin_sale is None:
            discount += position.discount.cents
        if position.kind in (PositionKind.DEPOSIT, PositionKind.EMPTIES, PositionKind.SLIP):
            deposit += position.total.cents
    if abs(cents) > MAX_CENTS:
        raise Refused("amount_too_large", _("The total is more than the till takes. Pay in two baskets."))
    vat, saved = vat_sums(entries), _saved(entries, given) if given else ()
    return Priced(entries, Money(cents), vat, Money(discount), Money(deposit), _pieces(basket), saved)


def _saved(entries: Iterable[Position], given: "tuple[Given, ...]") -> tuple[Saving, ...]:
    """What promotions took off, by positions."""
    numbers = {entry.line_key: entry.number for entry in entries if entry.parent is None}
    return tuple(Saving(numbers[one.line], one.promotion, one.name, one.quantity, one.amount) for one in given)


def _pieces(basket: Basket) -> int:
    """How many things lie on the counter; a weighed one counts once."""
    return sum(
        abs(line.quantity.thousandths) // 1000 if line.article.unit is Unit.PIECE else 1
        for line in basket.active
        if not line.article.gives_money_back and line.article.kind not in TIPS
    )
