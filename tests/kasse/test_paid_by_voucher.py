"""What was paid by a voucher and comes back goes back onto it, unless the cashier strikes that line out."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kasse.basket import Basket
from kasse.ids import uuid7
from kasse.money import ZERO, Money
from kasse.people import Actor
from kasse.quantity import Quantity
from kasse.receipt import Barcode
from kasse.sale import Sale, Tender, TenderType
from kasse.till import Till
from printers.layout import as_text
from tests.kasse.counter import CHOCOLATE, MATE, MILK, ROLL, Ring, cash, number_of, refused

pytestmark = pytest.mark.usefixtures("books_add_up")


def sold(till: Till, actor: Actor, amount: str, tax_class: str = "zero") -> str:
    basket = till.checkout.sell_voucher(till.checkout.new_basket(), Money.parse(amount), tax_class)
    till.checkout.pay(actor, basket, [cash(amount)])
    return basket.lines[0].article.code


def buy(till: Till, actor: Actor, basket: Basket) -> Sale:
    total = till.checkout.price(basket).total
    return till.checkout.pay(actor, basket, [Tender(TenderType.CASH, total)] if total.cents > 0 else [])


def back(till: Till, actor: Actor, sale: Sale, wanted: dict[int, int] | None = None) -> Basket:
    chosen = None if wanted is None else {line: Quantity.of(count) for line, count in wanted.items()}
    return till.checkout.return_lines(actor, till.checkout.new_basket(), number_of(sale), chosen)


def left(till: Till, code: str) -> str:
    return str(till.checkout.voucher(code).left)


def drawer(till: Till, owner: Actor) -> Money:
    expected = till.shift.x_report(owner).expected_cash
    assert expected is not None
    return expected


def test_goods_that_a_voucher_paid_go_back_onto_it(open_till: Till, owner: Actor, ring: Ring) -> None:
    code = sold(open_till, owner, "10.00")
    bought = buy(open_till, owner, open_till.checkout.scan(ring(MATE, MILK), code))
    returned = buy(open_till, owner, back(open_till, owner, bought))
    assert (returned.total, returned.payments, left(open_till, code)) == (ZERO, (), "10.00")
    assert drawer(open_till, owner) == Money(11000)
    assert {vat.rate: vat.gross.cents for vat in returned.vat} == {1900: -144, 700: -119, 0: 263}
    figures = open_till.shift.x_report(owner)
    assert (figures.total, figures.vouchers_redeemed, figures.return_total) == (ZERO, ZERO, Money(-248))


def test_the_voucher_comes_first_and_the_rest_in_cash(open_till: Till, owner: Actor, ring: Ring) -> None:
    """Five milks for 5.95: 5.00 by voucher, 0.95 in cash."""
    code = sold(open_till, owner, "5.00")
    bought = buy(open_till, owner, open_till.checkout.scan(ring((MILK, 5)), code))
    first = buy(open_till, owner, back(open_till, owner, bought, {1: 4}))
    assert (first.total, left(open_till, code)) == (ZERO, "4.76")
    second = buy(open_till, owner, back(open_till, owner, bought, {1: 1}))
    assert (second.total, left(open_till, code)) == (Money(-95), "5.00")
    assert drawer(open_till, owner) == Money(10500)


def test_money_instead_is_a_line_struck_out(open_till: Till, owner: Actor, ring: Ring) -> None:
    code, checkout = sold(open_till, owner, "5.00"), open_till.checkout
    bought = buy(open_till, owner, checkout.scan(ring(MILK), code))
    basket = back(open_till, owner, bought)
    [line] = [line for line in basket.lines if line.article.kind == "redeemed"]
    struck = checkout.void_line(owner, basket, line.key)
    returned = buy(open_till, owner, struck)
    assert (returned.total, left(open_till, code)) == (Money(-119), "3.81")
    assert [position.kind for position in returned.positions if position.voided] == ["redeemed"]


def test_a_basket_that_leaves_the_voucher_out_is_refused(open_till: Till, owner: Actor, ring: Ring) -> None:
    code, checkout = sold(open_till, owner, "5.00"), open_till.checkout
    bought = buy(open_till, owner, checkout.scan(ring(MILK), code))
    basket = back(open_till, owner, bought)
    without = replace(basket, lines=tuple(line for line in basket.lines if line.article.kind != "redeemed"))
    assert code in refused("to_the_voucher", lambda: checkout.pay(owner, without, []))
    refused("to_the_voucher", lambda: checkout.pay(owner, without, [Tender(TenderType.CARD, Money(-119))]))


def test_an_exchange_does_not_make_cash_of_a_voucher(open_till: Till, owner: Actor, ring: Ring) -> None:
    """Milk by voucher, changed for a chocolate and 0.30; the chocolate back is 1.19 for the voucher and 0.30."""
    code, checkout = sold(open_till, owner, "5.00"), open_till.checkout
    milk = buy(open_till, owner, checkout.scan(ring(MILK), code))
    changed = buy(open_till, owner, checkout.scan(back(open_till, owner, milk), CHOCOLATE))
    assert (changed.total, left(open_till, code)) == (Money(30), "3.81")
    returned = buy(open_till, owner, back(open_till, owner, changed))
    assert (returned.total, left(open_till, code)) == (Money(-30), "5.00")
    refused("all_returned", lambda: back(open_till, owner, changed))


def test_neither_another_voucher_nor_a_tab_is_paid_that_way(open_till: Till, owner: Actor, ring: Ring) -> None:
    """Milk by voucher comes back in the basket that sells a voucher: that one is paid in money, as any is."""
    code, checkout = sold(open_till, owner, "5.00"), open_till.checkout
    milk = buy(open_till, owner, checkout.scan(ring(MILK), code))
    other = buy(open_till, owner, checkout.sell_voucher(back(open_till, owner, milk), Money(119)))
    assert (other.total, left(open_till, code)) == (Money(119), "5.00")
    returned = buy(open_till, owner, back(open_till, owner, other))
    assert (returned.total, left(open_till, code)) == (Money(-119), "5.00")


def test_two_parked_returns_put_no_more_back_than_was_paid(open_till: Till, owner: Actor, ring: Ring) -> None:
    code, checkout = sold(open_till, owner, "2.00"), open_till.checkout
    bought = buy(open_till, owner, checkout.scan(ring((MILK, 3)), code))
    first, second = back(open_till, owner, bought, {1: 2}), back(open_till, owner, bought, {1: 1})
    checkout.hold(owner, second)
    buy(open_till, owner, first)
    refused("returned_meanwhile", lambda: buy(open_till, owner, checkout.recall(second.id)))
    again = buy(open_till, owner, back(open_till, owner, bought, {1: 1}))
    assert (again.total, left(open_till, code)) == (Money(-119), "2.00")


def test_a_voided_return_takes_it_off_the_voucher_again(open_till: Till, owner: Actor, ring: Ring) -> None:
    code, checkout = sold(open_till, owner, "5.00"), open_till.checkout
    bought = buy(open_till, owner, checkout.scan(ring(MILK), code))
    returned = buy(open_till, owner, back(open_till, owner, bought))
    buy(open_till, owner, checkout.scan(ring((ROLL, 11)), code))
    refused("voucher_used", lambda: checkout.void_receipt(owner, number_of(returned), "mistake"))
    checkout.void_receipt(owner, number_of(returned) + 1, "mistake")
    checkout.void_receipt(owner, number_of(returned), "mistake")
    assert left(open_till, code) == "3.81"
    assert buy(open_till, owner, back(open_till, owner, bought)).total == ZERO
    assert left(open_till, code) == "5.00"


def test_a_single_purpose_voucher_takes_back_what_bears_its_rate(open_till: Till, owner: Actor, ring: Ring) -> None:
    code = sold(open_till, owner, "2.00", "reduced")
    bought = buy(open_till, owner, open_till.checkout.scan(ring(MATE, MILK), code))
    returned = buy(open_till, owner, back(open_till, owner, bought))
    assert (returned.total, left(open_till, code)) == (Money(-144), "2.00")
    assert {vat.rate: vat.gross.cents for vat in returned.vat} == {1900: -144, 700: 0}


def test_the_receipt_carries_the_voucher_again(open_till: Till, owner: Actor, ring: Ring) -> None:
    code = sold(open_till, owner, "1.19")
    bought = buy(open_till, owner, open_till.checkout.scan(ring(MILK), code))
    returned = buy(open_till, owner, back(open_till, owner, bought))
    document = open_till.receipt_document(number_of(returned))
    assert Barcode(code) in document.blocks
    assert "VOUCHER 1,19 EUR" in as_text(document, 42) or "GUTSCHEIN" in as_text(document, 42)
    assert not open_till.receipts.open(number_of(returned)).lines


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 800), st.lists(st.integers(1, 3), min_size=1, max_size=3))
def test_a_voucher_and_the_drawer_are_as_before_when_all_came_back(
    open_till: Till, owner: Actor, worth: int, parts: list[int]
) -> None:
    checkout, before = open_till.checkout, drawer(open_till, owner)
    code = sold(open_till, owner, str(Money(worth)))
    basket = replace(checkout.new_basket(), id=uuid7())
    for _piece in range(sum(parts)):
        basket = checkout.scan(basket, MILK)
    bought = buy(open_till, owner, checkout.scan(basket, code))
    for part in parts:
        buy(open_till, owner, back(open_till, owner, bought, {1: part}))
    assert (left(open_till, code), drawer(open_till, owner)) == (str(Money(worth)), before + Money(worth))
