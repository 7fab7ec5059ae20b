"""Giving back: what of a receipt is left, what goes back for it, and the counter-booking of a whole receipt.

Pure functions on a booked sale and what later receipts gave back of it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from kasse import basket as rules
from kasse.basket import Basket, Origin
from kasse.catalog import Article, ArticleKind, Unit
from kasse.errors import Refused
from kasse.money import ZERO, Money, share
from kasse.pricing import Position, PositionKind
from kasse.quantity import Quantity
from kasse.sale import FOREIGN, Payment, Sale, SaleFact, SaleKind, State
from kasse.tax import vat_of
from kasse.texts import _


def turned(sale: Sale, void_id: UUID, now: datetime) -> Sale:
    """The counter-booking of a sale: every quantity and amount with the other sign."""
    return replace(
        sale,
        id=void_id,
        kind=SaleKind.VOID,
        state=State.TENDERED,
        started_at=now,
        tendered_at=now,
        completed_at=now,
        receipt_no=None,
        refers_to=sale.id,
        refers_to_no=sale.receipt_no,
        positions=tuple(_turned(position) for position in sale.positions if not position.voided),
        vat=tuple(vat_of(-vat.gross, vat.rate) for vat in sale.vat),
        payments=tuple(Payment(payment.type, -payment.amount, -payment.amount) for payment in sale.payments),
        total=-sale.total,
        saved=tuple(one._replace(quantity=-one.quantity, amount=-one.amount) for one in sale.saved),
        age_confirmed=0,
        signature=None,
        outage="",
        facts=tuple(_turned_fact(fact) for fact in sale.facts),
    )


def _turned_fact(fact: SaleFact) -> SaleFact:
    """Foreign cash goes back; whatever else was so is so."""
    return fact._replace(value=str(-Money.parse(fact.value))) if fact.name == FOREIGN else fact


def _turned(position: Position) -> Position:
    return replace(
        position,
        quantity=-position.quantity,
        gross=-position.gross,
        discount=-position.discount,
        total=-position.total,
    )


Chosen = list[tuple[Position, Quantity]]


def without(
    returned: Mapping[int, tuple[Quantity, Money]], own: Sale | None, sale: UUID
) -> dict[int, tuple[Quantity, Money]]:
    """What others gave back of a sale: a basket that was booked and is rung again must not stand in its own way."""
    left = dict(returned)
    for position in own.positions if own is not None else ():
        goods = position.kind is not PositionKind.REDEEMED and not position.voided
        if position.origin_sale == sale and position.origin_position in left and goods:
            quantity, money = left[position.origin_position]
            left[position.origin_position] = (quantity + position.quantity, money + position.total)
    return left


def _left(position: Position, returned: Mapping[int, tuple[Quantity, Money]]) -> Quantity:
    return position.quantity - returned.get(position.number, (Quantity(0), ZERO))[0]


def is_bought(position: Position) -> bool:
    """Whether a position can be given back: not what was given back already, no voucher that paid, no tip."""
    return position.quantity.thousandths > 0 and position.kind not in _NOT_GIVEN_BACK and not position.voided


_NOT_GIVEN_BACK = frozenset(
    {
        PositionKind.REDEEMED,
        PositionKind.TIP_STAFF,
        PositionKind.TIP_OWNER,
        PositionKind.OWN_USE,
        PositionKind.BENEFIT,
    }
)


def positions_to_return(
    sale: Sale, returned: Mapping[int, tuple[Quantity, Money]], wanted: Mapping[int, Quantity] | None
) -> Chosen:
    """The positions that go back, each with how many: those wanted with their deposits, or all that is left."""
    bought = {p.number: p for p in sale.positions if is_bought(p)}
    if wanted is None:
        return [(p, left) for p in bought.values() if (left := _left(p, returned))]
    chosen: Chosen = []
    for number, quantity in wanted.items():
        if number not in bought:
            raise Refused(
                "no_such_line", _("Line {number} of this receipt cannot be given back.").format(number=number)
            )
        chosen.append((bought[number], quantity.checked()))
        chosen += [
            (deposit, share_)
            for deposit in bought.values()
            if deposit.parent == number and deposit.number not in wanted
            if (share_ := min(_deposit_share(bought[number], deposit, quantity), _left(deposit, returned)))
        ]
    for position, quantity in chosen:
        _refuse_too_many(position, quantity, _left(position, returned))
    return chosen


def _deposit_share(goods: Position, deposit: Position, quantity: Quantity) -> Quantity:
    return Quantity(deposit.quantity.thousandths * quantity.thousandths // goods.quantity.thousandths)


def _refuse_too_many(position: Position, quantity: Quantity, left: Quantity) -> None:
    if quantity.thousandths < 0 or quantity > left:
        raise Refused(
            "too_many_returned",
            _("{name}: {quantity} cannot be given back, {left} are left of this receipt.").format(
                name=position.name, quantity=quantity, left=left
            ),
        )
    if position.unit is Unit.PIECE and not quantity.is_whole:
        raise Refused("not_whole", _("{name} is sold by the piece.").format(name=position.name))


def check_left(sale: Sale, returned: Mapping[int, tuple[Quantity, Money]], basket: Basket) -> None:
    """`Refused` where a basket gives back more than is left of a sale, or another amount than is due by now."""
    bought = {position.number: position for position in sale.positions}
    asked: dict[int, tuple[Quantity, Money]] = {}
    for line in basket.active:
        if line.origin is not None and line.origin.sale == sale.id and line.article.kind is not ArticleKind.REDEEMED:
            quantity, amount = asked.get(line.origin.position, (Quantity(0), ZERO))
            asked[line.origin.position] = (quantity - line.quantity, amount - line.origin.total)
    for number, (quantity, amount) in asked.items():
        position = bought[number]
        _refuse_too_many(position, quantity, _left(position, returned))
        if amount != refund(position, quantity, returned.get(number, (Quantity(0), ZERO))):
            raise Refused(
                "returned_meanwhile",
                _("{name} was given back in part meanwhile. Void the line and return it again.").format(
                    name=position.name
                ),
            )


def refund(position: Position, quantity: Quantity, before: tuple[Quantity, Money]) -> Money:
    """What goes back for `quantity` of a position when `before` went back already.

    Computed on the sum of both, so that giving back all of it in parts refunds exactly what was paid.
    """
    so_far = share(position.total, (before[0] + quantity).thousandths, position.quantity.thousandths)
    return so_far - before[1]


def with_return(
    basket: Basket, sale: Sale, position: Position, quantity: Quantity, before: tuple[Quantity, Money]
) -> Basket:
    """The basket with a line that gives back `quantity` of a position, of which `before` went back already."""
    assert sale.receipt_no is not None  # noqa: S101 - it was found by its number
    is_deposit = position.kind is PositionKind.DEPOSIT
    origin = Origin(
        sale.id, sale.receipt_no, position.number, -refund(position, quantity, before), position.rate, is_deposit
    )
    article = Article(
        name=position.name,
        code=position.code,
        price=position.unit_price,
        tax_class=position.tax_class,
        kind=ArticleKind.GOODS if is_deposit else ArticleKind(position.kind),
        unit=position.unit,
        product=position.product,
        department=position.department,
        price_bound=position.price_bound,
        stock_units=position.stock_units,
        addon=position.addon,
    )
    return rules.give_back(basket, article, -quantity, position.unit_price, origin)
