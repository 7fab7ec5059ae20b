"""What was paid by a voucher and comes back goes back onto the voucher, before any money is paid out.

A line of the basket says so. It follows the basket as a voucher's own line does; whoever pays out money instead
strikes it out, which takes a permission and stays on record.
"""

from kasse import basket as rules
from kasse.basket import Basket, Origin
from kasse.catalog import Article, ArticleKind
from kasse.errors import Refused
from kasse.money import ZERO, Money
from kasse.ports import Work
from kasse.pricing import Position, PositionKind, Priced
from kasse.quantity import ONE
from kasse.redeeming import goods_given_back, goods_paid_out
from kasse.sale import Sale
from kasse.texts import _


def with_vouchers(work: Work, basket: Basket, sale: Sale) -> Basket:
    """The basket that gives back goods of a sale, with a line for each voucher that paid for them."""
    known = {(line.origin.sale, line.origin.position) for line in basket.lines if line.origin is not None}
    for position, left in _stands(work, sale):
        if left.cents > 0 and (sale.id, position.number) not in known:
            basket = _with_line(basket, sale, position, left)
    return basket


def _with_line(basket: Basket, sale: Sale, position: Position, left: Money) -> Basket:
    assert sale.receipt_no is not None  # noqa: S101 - it was found by its number
    article = Article(
        _("Back on the voucher"),
        position.code,
        left,
        position.tax_class,
        ArticleKind.REDEEMED,
        price_bound=True,
    )
    origin = Origin(sale.id, sale.receipt_no, position.number, left, position.rate)
    return rules.give_back(basket, article, ONE, left, origin)


def check_put_back(work: Work, sale: Sale, basket: Basket, priced: Priced) -> None:
    """`Refused` where a basket puts back more than vouchers paid of a sale, or pays out what they paid."""
    there = {line.origin.position for line in basket.lines if line.origin is not None and line.origin.sale == sale.id}
    amounts = {
        p.origin_position: p.total
        for p in priced.positions
        if p.kind is PositionKind.REDEEMED and p.origin_sale == sale.id and not p.voided
    }
    paid_out = goods_paid_out(priced.positions) and goods_given_back(priced.positions, sale.id)
    for position, left in _stands(work, sale):
        if amounts.get(position.number, ZERO) > max(left, ZERO):
            raise Refused(
                "returned_meanwhile",
                _("{name} was given back in part meanwhile. Void the line and return it again.").format(
                    name=position.code
                ),
            )
        if left.cents > 0 and paid_out and position.number not in there:
            raise Refused(
                "to_the_voucher",
                _("Voucher {code} paid {amount} of this: it goes back onto it. Return it by its receipt again.").format(
                    code=position.code, amount=left
                ),
            )


def _stands(work: Work, sale: Sale) -> list[tuple[Position, Money]]:
    """What each voucher paid of a sale and did not get back so far, by the position that redeemed it."""
    redeemed = [p for p in sale.positions if p.kind is PositionKind.REDEEMED and not p.voided]
    if not redeemed:
        return []
    back = work.customers.put_back(sale.id)
    return [(position, _paid(work, sale, position) - back.get(position.number, ZERO)) for position in redeemed]


def _paid(work: Work, sale: Sale, position: Position) -> Money:
    """What a voucher paid of a sale's goods; in an exchange that is what it had paid of those that came back."""
    if position.origin_sale is None:
        return -position.total
    origin = work.sales.by_id(position.origin_sale)
    paid_for = None if origin is None else next(p for p in origin.positions if p.number == position.origin_position)
    if origin is None or paid_for is None:
        return ZERO
    came_back = goods_given_back(sale.positions, origin.id)
    return max(min(_paid(work, origin, paid_for), came_back) - position.total, ZERO)
