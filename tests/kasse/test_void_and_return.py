"""Receipts that are voided, and goods that come back."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from kasse.basket import Discount
from kasse.clock import SetClock
from kasse.money import ZERO, Money, total
from kasse.people import Actor, Permission
from kasse.quantity import ONE, Quantity
from kasse.sale import Sale, SaleKind, TenderType
from kasse.tax import TaxRate
from kasse.till import Till
from tests.kasse.counter import (
    BANANAS,
    BOTTLE_BACK,
    CHOCOLATE,
    MATE,
    ROLL,
    Ring,
    audit,
    card,
    cash,
    number_of,
    refused,
    stock,
)

pytestmark = pytest.mark.usefixtures("books_add_up")

# Void


def test_the_last_receipt_is_made_void_and_the_money_goes_back_the_way_it_came(
    open_till: Till, owner: Actor, ring: Ring
) -> None:
    sale = open_till.checkout.pay(owner, ring(MATE, CHOCOLATE), [card("2.00"), cash("5.00")])
    void = open_till.checkout.void_receipt(owner, number_of(open_till.checkout.last_receipt()), "wrong customer")
    assert (void.kind, void.receipt_no, void.refers_to_no, void.reason) == (SaleKind.VOID, 2, 1, "wrong customer")
    assert void.total == -sale.total
    assert [(p.type, p.amount) for p in void.payments] == [
        (TenderType.CARD, Money(-200)),
        (TenderType.CASH, Money(-93)),
    ]
    assert [(v.net, v.tax) for v in void.vat] == [(-v.net, -v.tax) for v in sale.vat]
    assert stock(open_till, MATE) == Quantity(0)
    assert audit(open_till, "void_receipt")[0].after == "wrong customer"


def test_any_older_receipt_can_be_made_void(open_till: Till, owner: Actor, ring: Ring, clock: SetClock) -> None:
    for _customer in range(3):
        open_till.checkout.pay(owner, ring(ROLL), [cash("0.45")])
        clock.advance(minutes=1)
    assert open_till.checkout.void_receipt(owner, 2, "typo").refers_to_no == 2


def test_a_receipt_is_made_void_once_and_a_void_never(open_till: Till, owner: Actor, ring: Ring) -> None:
    open_till.checkout.pay(owner, ring(ROLL), [cash("0.45")])
    open_till.checkout.void_receipt(owner, 1, "typo")
    assert "see receipt 2" in refused("voided", lambda: open_till.checkout.void_receipt(owner, 1, "typo"))
    refused("voided", lambda: open_till.checkout.void_receipt(owner, 2, "typo"))
    refused("voided", lambda: open_till.checkout.return_lines(owner, open_till.checkout.new_basket(), 1))


def test_a_void_tried_again_is_booked_once(open_till: Till, owner: Actor, ring: Ring) -> None:
    first = open_till.checkout.pay(owner, ring(ROLL), [cash("0.45")])
    open_till.checkout.pay(owner, ring(ROLL), [cash("0.45")])
    void_id = UUID("01930000-0000-7000-8000-000000000001")
    void = open_till.checkout.void_receipt(owner, 1, "typo", void_id)
    assert open_till.checkout.void_receipt(owner, 1, "typo", void_id) == void
    refused("id_taken", lambda: open_till.checkout.void_receipt(owner, 2, "typo", void_id))
    refused("id_taken", lambda: open_till.checkout.void_receipt(owner, 2, "typo", first.id))


def test_a_void_needs_a_reason_a_receipt_and_a_shift(open_till: Till, owner: Actor, ring: Ring) -> None:
    refused("no_receipt", lambda: open_till.checkout.void_receipt(owner, 1, "typo"))
    open_till.checkout.pay(owner, ring(ROLL), [cash("0.45")])
    refused("no_reason", lambda: open_till.checkout.void_receipt(owner, 1, "  "))
    open_till.shift.close(owner, uncounted=True)
    refused("no_shift", lambda: open_till.checkout.void_receipt(owner, 1, "typo"))


def test_struck_lines_of_a_voided_receipt_stay_out_of_the_void(open_till: Till, owner: Actor, ring: Ring) -> None:
    basket = open_till.checkout.void_line(owner, ring(MATE, ROLL), 1)
    open_till.checkout.pay(owner, basket, [cash("0.45")])
    void = open_till.checkout.void_receipt(owner, 1, "typo")
    assert [position.name for position in void.positions] == ["Brötchen"]


def test_a_void_that_the_drawer_cannot_pay_is_refused(open_till: Till, owner: Actor, ring: Ring) -> None:
    open_till.checkout.pay(owner, ring(MATE), [cash("1.44")])
    open_till.shift.cash_out(owner, Money(10100), "bank")
    refused("drawer_empty", lambda: open_till.checkout.void_receipt(owner, 1, "typo"))


# Returns


@pytest.fixture
def bought(open_till: Till, owner: Actor, ring: Ring, clock: SetClock) -> Sale:
    """Receipt 1: three mates with deposit, a chocolate, 0.412 kg bananas."""
    basket = ring((MATE, 3), CHOCOLATE)
    basket = open_till.checkout.scan(basket, BANANAS, Quantity(412))
    sale = open_till.checkout.pay(owner, basket, [cash("10.00")])
    clock.advance(minutes=10)
    return sale


def given_back(till: Till, actor: Actor, number: int, wanted: dict[int, str] | None = None) -> Sale:
    quantities = None if wanted is None else {line: Quantity.parse(text) for line, text in wanted.items()}
    basket = till.checkout.return_lines(actor, till.checkout.new_basket(), number, quantities)
    return till.checkout.pay(actor, basket, [])


def test_a_whole_receipt_is_returned(open_till: Till, cashier: Actor, bought: Sale) -> None:
    returned = given_back(open_till, cashier, 1)
    assert returned.total == -bought.total
    assert returned.kind is SaleKind.SALE
    assert stock(open_till, MATE) == stock(open_till, BANANAS) == Quantity(0)
    refused("all_returned", lambda: given_back(open_till, cashier, 1))


def test_a_single_line_is_returned_with_its_deposit(open_till: Till, cashier: Actor, bought: Sale) -> None:
    returned = given_back(open_till, cashier, 1, {1: "1"})
    assert [(p.name, p.quantity, p.total.cents, p.kind.value) for p in returned.positions] == [
        ("Club-Mate 0,5 l", -ONE, -129, "goods"),
        ("Pfand 0,15", -ONE, -15, "deposit"),
    ]
    assert all(position.origin_sale == bought.id for position in returned.positions)
    assert stock(open_till, MATE) == Quantity.of(-2)


def test_part_of_a_weighed_line_is_returned(open_till: Till, cashier: Actor, bought: Sale) -> None:
    assert given_back(open_till, cashier, 1, {4: "0.206"}).total == Money(-41)
    assert given_back(open_till, cashier, 1, {4: "0.206"}).total == Money(-41)


def test_never_more_than_was_bought_over_any_number_of_receipts(open_till: Till, cashier: Actor, bought: Sale) -> None:
    refused("too_many_returned", lambda: given_back(open_till, cashier, 1, {1: "4"}))
    refused("too_many_returned", lambda: given_back(open_till, cashier, 1, {1: "-1"}))
    given_back(open_till, cashier, 1, {1: "2"})
    assert "1 are left" in refused("too_many_returned", lambda: given_back(open_till, cashier, 1, {1: "2"}))
    given_back(open_till, cashier, 1, {1: "1"})
    refused("too_many_returned", lambda: given_back(open_till, cashier, 1, {1: "1"}))
    assert given_back(open_till, cashier, 1).total == Money(-(149 + 82))


@pytest.mark.parametrize(("wanted", "code"), [({9: "1"}, "no_such_line"), ({3: "0.5"}, "not_whole")])
def test_what_is_not_on_the_receipt_is_not_taken_back(
    open_till: Till, cashier: Actor, bought: Sale, wanted: dict[int, str], code: str
) -> None:
    refused(code, lambda: given_back(open_till, cashier, 1, wanted))
    refused("no_receipt", lambda: given_back(open_till, cashier, 2, {1: "1"}))


def test_of_two_returns_prepared_at_the_same_time_the_second_is_refused(
    open_till: Till, cashier: Actor, bought: Sale
) -> None:
    checkout = open_till.checkout
    first = checkout.return_lines(cashier, checkout.new_basket(), 1, {1: Quantity.of(2)})
    second = checkout.return_lines(cashier, checkout.new_basket(), 1, {1: Quantity.of(2)})
    checkout.pay(cashier, first, [])
    refused("too_many_returned", lambda: checkout.pay(cashier, second, []))


def test_a_line_is_put_into_one_return_only_once(open_till: Till, cashier: Actor, bought: Sale) -> None:
    checkout = open_till.checkout
    basket = checkout.return_lines(cashier, checkout.new_basket(), 1, {1: ONE})
    refused("already_in_basket", lambda: checkout.return_lines(cashier, basket, 1, {1: ONE}))
    refused("fixed_line", lambda: checkout.change_quantity(basket, 1, Quantity.of(-3)))
    refused(
        "fixed_line",
        lambda: checkout.override_price(
            cashier._replace(lent=tuple((what, "Mehmet") for what in Permission)), basket, 1, ONE_EURO
        ),
    )


ONE_EURO = Money(100)


def test_a_deposit_returned_alone_does_not_bar_the_goods(open_till: Till, cashier: Actor, bought: Sale) -> None:
    assert given_back(open_till, cashier, 1, {2: "3"}).total == Money(-45)
    assert given_back(open_till, cashier, 1, {1: "1"}).total == Money(-129)


def test_discounted_goods_give_back_what_was_paid(open_till: Till, owner: Actor, ring: Ring) -> None:
    checkout = open_till.checkout
    basket = checkout.discount_line(owner, ring((CHOCOLATE, 3), MATE), 1, Discount.percent_off("10"))
    basket = checkout.discount_basket(owner, basket, Discount.amount_off(Money(100)))
    sale = checkout.pay(owner, basket, [cash("10.00")])
    paid = sale.positions[0].total
    refunds = [given_back(open_till, owner, 1, {1: "1"}).total for _piece in range(3)]
    assert total(refunds) == -paid
    assert given_back(open_till, owner, 1).total == -(sale.total - paid)


def test_three_for_one_euro_come_back_one_by_one_without_losing_a_cent(open_till: Till, owner: Actor) -> None:
    checkout = open_till.checkout
    basket = checkout.open_line(checkout.new_basket(), "Postcard", Money(34), "reduced", Quantity.of(3))
    basket = checkout.discount_line(owner, basket, 1, Discount.amount_off(Money(2)))
    checkout.pay(owner, basket, [cash("1.00")])
    assert [given_back(open_till, owner, 1, {1: "1"}).total.cents for _card in range(3)] == [-33, -34, -33]


def test_a_return_after_a_change_of_rates_is_at_the_old_rate(
    open_till: Till, owner: Actor, ring: Ring, clock: SetClock
) -> None:
    with open_till.database.write() as work:
        first = datetime(2027, 1, 1, tzinfo=UTC).date()
        work.settings.put_tax_rates([TaxRate("standard", first, 2000), TaxRate("culture", first, 500)])
    open_till.checkout.refresh()
    sale = open_till.checkout.pay(owner, ring((MATE, 2)), [cash("3.00")])
    assert [vat.rate for vat in sale.vat] == [1900]
    clock.instant = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)  # midnight in Berlin
    basket = open_till.checkout.return_lines(owner, ring(MATE), 1, {1: ONE})
    exchanged = open_till.checkout.pay(owner, basket, [])
    assert [(vat.rate, vat.gross.cents, vat.net.cents) for vat in exchanged.vat] == [
        (2000, 144, 120),
        (1900, -144, -121),
    ]
    assert exchanged.total == ZERO


def test_an_exchange_is_one_receipt(open_till: Till, cashier: Actor, bought: Sale) -> None:
    checkout = open_till.checkout
    basket = checkout.return_lines(cashier, checkout.new_basket(), 1, {3: ONE})
    basket = checkout.scan(basket, MATE)
    sale = checkout.pay(cashier, basket, [])
    assert sale.total == Money(144 - 149)
    assert sale.cash == Money(-5)
    assert (stock(open_till, CHOCOLATE), stock(open_till, MATE)) == (Quantity(0), Quantity.of(-4))


def test_a_receipt_partly_returned_is_not_made_void(open_till: Till, owner: Actor, bought: Sale) -> None:
    given_back(open_till, owner, 1, {3: "1"})
    refused("partly_returned", lambda: open_till.checkout.void_receipt(owner, 1, "typo"))


def test_a_return_made_void_can_be_returned_again(open_till: Till, owner: Actor, bought: Sale) -> None:
    returned = given_back(open_till, owner, 1, {3: "1"})
    open_till.checkout.void_receipt(owner, number_of(returned), "wrong article")
    assert given_back(open_till, owner, 1, {3: "1"}).total == Money(-149)


def test_a_receipt_made_void_meanwhile_is_not_returned(open_till: Till, owner: Actor, bought: Sale) -> None:
    prepared = open_till.checkout.return_lines(owner, open_till.checkout.new_basket(), 1, {3: ONE})
    open_till.checkout.void_receipt(owner, 1, "typo")
    refused("voided", lambda: open_till.checkout.pay(owner, prepared, []))


def test_empties_are_no_goods_that_can_be_returned(open_till: Till, cashier: Actor, ring: Ring) -> None:
    open_till.checkout.pay(cashier, ring(ROLL, (BOTTLE_BACK, 2)), [cash("0.15")])
    assert open_till.checkout.receipt(1).positions[1].kind.value == "empties"
    refused("no_such_line", lambda: given_back(open_till, cashier, 1, {2: "1"}))
    assert given_back(open_till, cashier, 1).total == Money(-45)
