"""What must hold before a sale touches a tab, a voucher or a stamp card, and what of it goes to the tab."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from kasse.basket import Basket
from kasse.books.customers import Customer, voucher_amounts
from kasse.catalog import ArticleKind
from kasse.errors import Refused
from kasse.money import ZERO, Money
from kasse.people import Actor, Permission
from kasse.ports import Work
from kasse.pricing import Position, PositionKind, Priced
from kasse.redeeming import stamped_units
from kasse.sale import Payment, Sale, TenderType
from kasse.serving import LEAVE, is_taken
from kasse.serving.giving_back import check_put_back
from kasse.texts import _


class Settled(NamedTuple):
    """Who a sale names, None where it does not matter, and how it is paid in the end."""

    customer: int | None
    payments: tuple[Payment, ...]


def settled(
    work: Work,
    actor: Actor,
    basket: Basket,
    priced: Priced,
    payments: tuple[Payment, ...],
    today: date,
    *,
    chosen: bool,
) -> Settled:
    """Check what a sale does to customers and vouchers.

    `chosen` says that somebody said how the money goes back; else what was bought on a tab goes off the tab first.
    """
    number = _customer_of(work, basket)
    for sale in [work.sales.by_id(origin) for origin in _origins(basket)]:
        if sale is not None:
            check_put_back(work, sale, basket, priced)
    if priced.total.cents < 0:
        payments = _paid_out(work, number, basket, priced.total, payments, chosen=chosen)
    _check_tab(work, actor, number, basket, priced, payments)
    _check_vouchers(work, basket, priced, today)
    _check_stamps(work, number, basket, priced)
    return Settled(number if _matters(work, basket, priced, payments) else None, payments)


def check_void(work: Work, sale: Sale) -> None:
    """`Refused` where a voucher was used since that a sale sold or put money back on, or the tab's owner is erased."""
    on_tab = _on_tab(sale.payments) or any(p.kind is PositionKind.TAB_PAYMENT for p in sale.positions)
    if on_tab and sale.customer is not None:
        _refuse_erased(
            work, sale.customer, _("Customer {number} was erased, and the tab with them. Return the goods instead.")
        )
    _check_left(work, {code: -amount for code, amount in voucher_amounts(sale.positions).items()})


# Who


def _origins(basket: Basket) -> dict[UUID, None]:
    return dict.fromkeys(line.origin.sale for line in basket.active if line.origin is not None)


def _customer_of(work: Work, basket: Basket) -> int | None:
    """Who is named, or who bought what comes back; a sale has room for one."""
    if basket.customer is not None:
        _refuse_erased(work, basket.customer, _("Customer {number} was erased. Take the name off the basket first."))
    named = [basket.customer, *(work.customers.customer_of(sale) for sale in _origins(basket))]
    numbers = {number for number in named if number is not None}
    if len(numbers) > 1:
        raise Refused("two_customers", _("This belongs to two customers. Make a basket of its own for each of them."))
    return next(iter(numbers), None)


def _refuse_erased(work: Work, number: int, sentence: str) -> None:
    customer = work.customers.get(number)
    if customer is None or customer.erased_at is not None:
        raise Refused("customer_erased", sentence.format(number=number))


def _matters(work: Work, basket: Basket, priced: Priced, payments: Sequence[Payment]) -> bool:
    """Whether the sale must name its customer; else it does not: what is not needed is not kept."""
    if _on_tab(payments) or any(p.kind is PositionKind.TAB_PAYMENT and not p.voided for p in priced.positions):
        return True
    if any(stamped_units(card, position) for card in basket.stamps for position in priced.positions):
        return True
    of_somebody = any(work.customers.customer_of(sale) is not None for sale in _origins(basket))
    return of_somebody or _group_price(work, basket, priced)


def _group_price(work: Work, basket: Basket, priced: Priced) -> bool:
    """Whether a promotion of the customer's group took something off."""
    if not basket.group:
        return False
    of_group = {promotion.number for promotion in work.promotions.all() if promotion.group}
    return any(saving.promotion in of_group for saving in priced.saved)


# Tabs


def _on_tab(payments: Iterable[Payment]) -> Money:
    return Money(sum(payment.amount.cents for payment in payments if payment.type is TenderType.TAB))


def _paid_out(
    work: Work, number: int | None, basket: Basket, total: Money, payments: tuple[Payment, ...], *, chosen: bool
) -> tuple[Payment, ...]:
    """What was bought on a tab and is not paid yet goes off the tab, not out of the drawer."""
    paid = Money(sum(line.gross.cents for line in basket.active if line.article.kind is ArticleKind.TAB_PAYMENT))
    owes = ZERO if number is None else max(work.customers.owes(number) + _under_way(work, number) - paid, ZERO)
    stands = ZERO
    for sale in _origins(basket):
        stands += max(_put_on_tab(work, sale) - work.customers.put_on_tab(sale)[1], ZERO)
    off = min(-total, stands, owes)
    if not chosen:
        rest = total + off
        parts = (Payment(TenderType.TAB, -off, -off), Payment(TenderType.CASH, rest, rest))
        return tuple(part for part in parts if part.amount)
    if -_on_tab(payments) < off:
        raise Refused(
            "to_the_tab",
            _("{amount} of this was never paid: it goes off the tab. Book it without saying how.").format(amount=off),
        )
    if -_on_tab(payments) > owes:
        raise Refused("tab_too_much", _("Only {owes} is on the tab; the rest is paid out.").format(owes=owes))
    return payments


def _put_on_tab(work: Work, sale_id: UUID) -> Money:
    """What of a sale's goods is on a tab; in an exchange that is also what was there of those it took back."""
    sale, put = work.sales.by_id(sale_id), work.customers.put_on_tab(sale_id)[0]
    total = max(put, ZERO)
    positions = () if sale is None else sale.positions
    for origin in dict.fromkeys(p.origin_sale for p in positions if p.origin_sale is not None and not p.voided):
        back = Money(-sum(p.total.cents for p in positions if p.origin_sale == origin and not p.voided))
        total += max(min(_put_on_tab(work, origin), back) + min(put, ZERO), ZERO)
    return total


def _check_tab(
    work: Work, actor: Actor, number: int | None, basket: Basket, priced: Priced, payments: Sequence[Payment]
) -> None:
    on_tab = _on_tab(payments)
    paid = Money(sum(p.total.cents for p in priced.positions if p.kind is PositionKind.TAB_PAYMENT))
    if not on_tab and not paid:
        return
    if number is None:
        raise Refused("needs_customer", _("Name the customer first: a tab is somebody's."))
    customer = work.customers.get(number)
    if customer is None or customer.erased_at is not None:
        raise Refused("no_customer", _("There is no customer {number}.").format(number=number))
    owes = work.customers.owes(number) + _under_way(work, number)
    if paid > max(owes, ZERO):
        raise Refused(
            "tab_overpaid", _("{owes} is on the tab: no more than that can be paid.").format(owes=max(owes, ZERO))
        )
    if on_tab.cents > 0:
        _check_limit(actor, basket, customer, owes, on_tab)


def _check_limit(actor: Actor, basket: Basket, customer: Customer, owes: Money, more: Money) -> None:
    actor.require(Permission.TAB)
    if any(line.article.kind is ArticleKind.TAB_PAYMENT for line in basket.active):
        raise Refused("tab_pays_tab", _("What pays a tab cannot go on a tab."))
    if customer.tab_limit is None:
        raise Refused("no_tab", _("{name} has no tab. A manager can give one a limit.").format(name=customer.name))
    if owes + more > customer.tab_limit and not any(leave.permission == LEAVE for leave in basket.leaves):
        raise Refused(
            "over_limit",
            _("{name} owes {owes} and would owe {then}: the limit is {limit}. A manager may allow it.").format(
                name=customer.name, owes=owes, then=owes + more, limit=customer.tab_limit
            ),
        )


def _under_way(work: Work, number: int) -> Money:
    """What sales that are tendered and not completed will put on a tab, or pay off it."""
    waiting = [sale for sale in work.sales.tendered() if sale.customer == number]
    paid = sum(p.total.cents for sale in waiting for p in sale.positions if p.kind is PositionKind.TAB_PAYMENT)
    return Money(sum(_on_tab(sale.payments).cents for sale in waiting) - paid)


# Vouchers


def _check_vouchers(work: Work, basket: Basket, priced: Priced, today: date) -> None:
    amounts = voucher_amounts(priced.positions)
    if not amounts:
        return
    for position in priced.positions:
        if _is_new(position) and is_taken(work, position.code):
            raise Refused("code_taken", _("{code} is taken. Use another voucher.").format(code=position.code))
    new = {position.code for position in priced.positions if _is_new(position)}
    _check_left(work, {code: amount for code, amount in amounts.items() if code not in new})
    if not any(leave.permission == LEAVE for leave in basket.leaves):
        for code in {p.code for p in priced.positions if p.kind is PositionKind.REDEEMED and p.total.cents < 0}:
            voucher = work.customers.voucher(code)
            if voucher is not None and voucher.valid_until is not None and voucher.valid_until < today:
                raise Refused("voucher_expired", _("Voucher {code} has expired.").format(code=code))


def _is_new(position: Position) -> bool:
    return position.kind is PositionKind.VOUCHER and position.origin_sale is None and not position.voided


def _check_left(work: Work, changes: dict[str, Money]) -> None:
    """`Refused` where more would be taken off a voucher than is on it, by what is booked and what is under way."""
    if not any(change.cents < 0 for change in changes.values()):
        return
    waiting = [voucher_amounts(sale.positions) for sale in work.sales.tendered()]
    for code, change in changes.items():
        voucher = work.customers.voucher(code)
        left = ZERO if voucher is None else voucher.left
        left += Money(sum(min(amounts.get(code, ZERO).cents, 0) for amounts in waiting))
        if (left + change).cents < 0:
            raise Refused(
                "voucher_used",
                _("Voucher {code} was used meanwhile: {left} is left on it.").format(code=code, left=max(left, ZERO)),
            )


# Stamps


def _check_stamps(work: Work, number: int | None, basket: Basket, priced: Priced) -> None:
    """A reward that was shown must still be due: the same customer may have had it by another basket."""
    rewarded = {-saving.promotion for saving in priced.saved if saving.promotion < 0}
    if not rewarded or number is None:
        return
    have = work.customers.stamps(number)
    runs = {programme.number: programme.every for programme in work.customers.programmes(active=True)}
    cards = [card for card in basket.stamps if card.programme in rewarded]
    waiting = any(sale.customer == number for sale in work.sales.tendered())
    if waiting or any((have.get(c.programme, 0), runs.get(c.programme)) != (c.have, c.every) for c in cards):
        raise Refused("stamps_changed", _("The customer's stamps have changed meanwhile. Name the customer again."))
