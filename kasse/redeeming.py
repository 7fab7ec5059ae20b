"""What a customer brings along, taken off the priced basket: the reward of a full stamp card, and vouchers.

Pure functions on a basket and its figures. A voucher pays at most what is to pay, so its line follows the basket.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from kasse.basket import Basket, StampCard
from kasse.catalog import ArticleKind, Unit
from kasse.money import ZERO, Money, share
from kasse.pricing import Position, PositionKind, Priced, Saving, vat_sums
from kasse.quantity import Quantity
from kasse.tax import ZERO_RATED

_NOT_FOR_VOUCHERS = (
    PositionKind.VOUCHER,
    PositionKind.TAB_PAYMENT,
    PositionKind.REDEEMED,
    PositionKind.TIP_STAFF,
    PositionKind.TIP_OWNER,
)
_STAMPED = (PositionKind.GOODS, PositionKind.OPEN)


def redeems(basket: Basket) -> bool:
    """Whether a voucher is redeemed in a basket."""
    kinds = [line.article.kind for line in basket.lines]
    return ArticleKind.REDEEMED in kinds


def with_customer(basket: Basket, priced: Priced) -> Priced:
    """The figures after the rewards of full stamp cards and after vouchers."""
    positions, rewards = _rewarded(basket.stamps, priced.positions)
    positions = _redeemed(positions)
    if positions == priced.positions:
        return priced
    taken = Money(sum(saving.amount.cents for saving in rewards))
    return priced._replace(
        positions=positions,
        total=Money(sum(position.total.cents for position in positions)),
        vat=vat_sums(positions),
        discount=priced.discount + taken,
        saved=(*priced.saved, *rewards),
    )


# Stamps


def is_multi_purpose(tax_class: str) -> bool:
    """Whether a voucher of this class is taxed when it is redeemed, and not when it is sold."""
    return tax_class == ZERO_RATED


def stamped_units(card: StampCard, position: Position) -> int:
    """How many stamps a position is worth: a stamp per piece that is bought, none for what has a bound price."""
    bought = position.quantity.thousandths > 0 and position.origin_sale is None and not position.voided
    counts = position.unit is Unit.PIECE and position.kind in _STAMPED and not position.price_bound
    if not (bought and counts and card.stamps(position.product, position.department)):
        return 0
    return position.quantity.thousandths // 1000


def rewards_due(card: StampCard, units: int) -> int:
    """How many of so many units are free: each `every`-th, counted on from the stamps there are."""
    return max(0, min(units, (card.have + units) // card.every))


def _rewarded(cards: Sequence[StampCard], positions: tuple[Position, ...]) -> tuple[tuple[Position, ...], list[Saving]]:
    savings: list[Saving] = []
    for card in cards:
        counted = {position.number: stamped_units(card, position) for position in positions}
        due = rewards_due(card, sum(counted.values()))
        cheapest = sorted(
            (position for position in positions if counted[position.number] and position.total.cents > 0),
            key=lambda position: (position.total.cents * 1_000_000 // position.quantity.thousandths, position.number),
        )
        for position in cheapest:
            free = min(due, counted[position.number])
            if not free:
                break
            due -= free
            much = Quantity.of(free)
            off = share(position.total, much.thousandths, position.quantity.thousandths)
            savings.append(Saving(position.number, -card.programme, card.name, much, off))
            positions = _reduced(positions, position.number, off)
    return positions, savings


def _reduced(positions: tuple[Position, ...], number: int, off: Money) -> tuple[Position, ...]:
    return tuple(
        replace(position, discount=position.discount + off, total=position.total - off)
        if position.number == number
        else position
        for position in positions
    )


# Vouchers


def _redeemed(positions: tuple[Position, ...]) -> tuple[Position, ...]:
    """Each voucher's position at what it pays; a single-purpose one pays only for what bears its rate."""
    vouchers = [position for position in positions if position.kind is PositionKind.REDEEMED and not position.voided]
    if not vouchers:
        return positions
    paying = [position for position in vouchers if position.origin_sale is None]
    others = [position for position in positions if position.kind is not PositionKind.REDEEMED]
    left = min(_sum(others), _sum(position for position in others if position.kind not in _NOT_FOR_VOUCHERS))
    by_rate = {position.rate: ZERO for position in others}
    for position in others:
        if position.kind not in _NOT_FOR_VOUCHERS:
            by_rate[position.rate] += position.total
    amounts = _put_back([position for position in vouchers if position.origin_sale is not None], others)
    for position in paying:
        most = min(left, _held(position))
        if not is_multi_purpose(position.tax_class):
            most = min(most, by_rate.get(position.rate, ZERO))
            by_rate[position.rate] = by_rate.get(position.rate, ZERO) - max(most, ZERO)
        amounts[position.number] = -max(most, ZERO)
        left += amounts[position.number]
    return tuple(
        _paying(position, amounts[position.number]) if position.number in amounts else position
        for position in positions
    )


def _held(position: Position) -> Money:
    """What is on a voucher: its line stands in the basket at that."""
    return position.unit_price


def _paying(position: Position, amount: Money) -> Position:
    return replace(position, unit_price=abs(amount), gross=amount, discount=ZERO, total=amount)


def goods_paid_out(positions: Iterable[Position]) -> Money:
    """What is to be paid out for goods, beside what is sold of vouchers and paid off a tab: neither is goods."""
    return max(-_sum(position for position in positions if position.kind not in _NOT_FOR_VOUCHERS), ZERO)


def goods_given_back(positions: Iterable[Position], sale: UUID, rate: int | None = None) -> Money:
    """What positions give back for goods of a sale; of one rate where only that counts."""
    return -_sum(
        position
        for position in positions
        if position.origin_sale == sale and position.kind not in _NOT_FOR_VOUCHERS and not position.voided
        if rate is None or position.rate == rate
    )


def _put_back(vouchers: Sequence[Position], others: Sequence[Position]) -> dict[int, Money]:
    """What goes back onto vouchers: of what is to be paid out at most what each paid of the goods that come back."""
    left, amounts = goods_paid_out(others), dict[int, Money]()
    for position in vouchers:
        assert position.origin_sale is not None  # noqa: S101 - asked for before
        before = [p for p in vouchers if p.number in amounts and p.origin_sale == position.origin_sale]
        most = goods_given_back(others, position.origin_sale) - Money(sum(amounts[p.number].cents for p in before))
        if not is_multi_purpose(position.tax_class):
            same = Money(sum(amounts[p.number].cents for p in before if p.tax_class == position.tax_class))
            most = min(most, goods_given_back(others, position.origin_sale, position.rate) - same)
        amounts[position.number] = max(min(left, most, _held(position)), ZERO)
        left -= amounts[position.number]
    return amounts


def _sum(positions: Iterable[Position]) -> Money:
    return Money(sum(position.total.cents for position in positions))
