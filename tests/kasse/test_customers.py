"""Customers at the counter: tabs, vouchers, stamps, and what is kept of a person."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasse.basket import Basket, StampCard, confirm_age
from kasse.books.customers import Customer, Programme
from kasse.clock import SetClock
from kasse.ids import uuid7
from kasse.money import ZERO, Money
from kasse.people import Actor, Permission
from kasse.promotions.rules import Goods, Kind, Part, Promotion
from kasse.quantity import Quantity
from kasse.receipt import Barcode, QrCode
from kasse.redeeming import rewards_due
from kasse.sale import Sale, Tender, TenderType
from kasse.till import Till
from printers.layout import as_text
from tests.kasse.counter import (
    BEER,
    CHOCOLATE,
    CIGARETTES,
    MATE,
    MILK,
    ROLL,
    Ring,
    audit,
    card,
    cash,
    number_of,
    refused,
)

pytestmark = pytest.mark.usefixtures("books_add_up")


def tab(amount: str) -> Tender:
    return Tender(TenderType.TAB, Money.parse(amount))


@pytest.fixture
def anna(open_till: Till, owner: Actor) -> int:
    """A customer with a tab up to 20.00."""
    number = open_till.customers.save(owner, Customer("Anna Krause", "K77", tab_limit=Money(2000))).number
    assert number is not None
    return number


@pytest.fixture
def bert(open_till: Till, owner: Actor) -> int:
    """A customer without a tab."""
    number = open_till.customers.save(owner, Customer("Bert")).number
    assert number is not None
    return number


def of(till: Till, basket: Basket, number: int) -> Basket:
    return till.checkout.name_customer(basket, number)


def owes(till: Till, number: int) -> Money:
    return till.checkout.standing(number).owes


def drawer(till: Till, owner: Actor) -> Money:
    expected = till.shift.x_report(owner).expected_cash
    assert expected is not None
    return expected


# Tabs


def test_a_sale_on_the_tab_is_owed_and_not_in_the_drawer(open_till: Till, owner: Actor, ring: Ring, anna: int) -> None:
    sale = open_till.checkout.pay(owner, of(open_till, ring(MILK, ROLL), anna), [tab("1.64")])
    assert (sale.customer, owes(open_till, anna)) == (anna, Money(164))
    assert drawer(open_till, owner) == Money(10000)
    [line] = open_till.customers.open(anna).tab
    assert (line.kind, line.amount, line.receipt_no) == ("sale", Money(164), sale.receipt_no)


def test_the_rest_goes_on_the_tab_after_cash_and_card(open_till: Till, owner: Actor, ring: Ring, anna: int) -> None:
    basket = of(open_till, ring((MILK, 5)), anna)
    sale = open_till.checkout.pay(owner, basket, [cash("1.00"), card("2.00"), tab("2.95")])
    assert [(p.type.value, p.amount) for p in sale.payments] == [
        ("card", Money(200)),
        ("tab", Money(295)),
        ("cash", Money(100)),
    ]
    assert owes(open_till, anna) == Money(295)


def test_a_tab_needs_a_name_a_limit_and_room(
    open_till: Till, owner: Actor, cashier: Actor, ring: Ring, anna: int, bert: int
) -> None:
    pay = open_till.checkout.pay
    refused("needs_customer", lambda: pay(cashier, ring(ROLL), [tab("0.45")]))
    assert "Bert" in refused("no_tab", lambda: pay(cashier, of(open_till, ring(ROLL), bert), [tab("0.45")]))
    much = of(open_till, ring((MILK, 20)), anna)
    assert "20.00" in refused("over_limit", lambda: pay(cashier, much, [tab("23.80")]))
    refused("tab_too_much", lambda: pay(cashier, of(open_till, ring(ROLL), anna), [tab("0.50")]))
    assert owes(open_till, anna) == ZERO
    refused("not_allowed", lambda: open_till.checkout.allow_more(cashier, much))
    allowed = open_till.checkout.allow_more(cashier.with_leave(Permission.CUSTOMERS, "Olga"), much)
    pay(cashier, allowed, [tab("23.80")])
    assert (owes(open_till, anna), audit(open_till, "leave")[0].after) == (Money(2380), "Olga")


def test_part_payments_bring_the_tab_down_and_bear_no_vat(open_till: Till, owner: Actor, ring: Ring, anna: int) -> None:
    checkout = open_till.checkout
    checkout.pay(owner, of(open_till, ring((BEER, 4)), anna), [tab("4.28")])
    basket = checkout.pay_tab(owner, of(open_till, checkout.new_basket(), anna), Money(300))
    sale = checkout.pay(owner, basket, [cash("5.00")])
    assert (sale.total, sale.change, owes(open_till, anna)) == (Money(300), Money(200), Money(128))
    assert [(vat.rate, vat.tax) for vat in sale.vat] == [(0, ZERO)]
    figures = open_till.shift.x_report(owner)
    assert (figures.total, figures.tab_payments) == (Money(428), Money(300))
    assert [(vat.rate, vat.gross) for vat in figures.vat] == [(1900, Money(428))]
    assert {entry.type: entry.amount for entry in figures.payments} == {"tab": Money(428), "cash": Money(300)}
    assert drawer(open_till, owner) == Money(10300)


def test_no_more_is_paid_than_is_owed_and_no_tab_by_a_tab(open_till: Till, owner: Actor, ring: Ring, anna: int) -> None:
    checkout = open_till.checkout
    checkout.pay(owner, of(open_till, ring((MILK, 2)), anna), [tab("2.38")])
    basket = of(open_till, checkout.new_basket(), anna)
    refused("tab_overpaid", lambda: checkout.pay_tab(owner, basket, Money(239)))
    refused("bad_tender", lambda: checkout.pay_tab(owner, basket, ZERO))
    refused("needs_customer", lambda: checkout.pay_tab(owner, checkout.new_basket(), Money(100)))
    paying = checkout.pay_tab(owner, basket, Money(238))
    refused("tab_pays_tab", lambda: checkout.pay(owner, paying, [tab("2.38")]))
    refused("fixed_line", lambda: checkout.change_quantity(paying, 1, Quantity.of(2)))
    refused("fixed_line", lambda: checkout.override_price(owner, paying, 1, Money(1)))
    checkout.pay(owner, paying, [cash("2.38")])
    refused("tab_overpaid", lambda: checkout.pay(owner, replace_id(paying), [cash("2.38")]))


def replace_id(basket: Basket) -> Basket:
    return replace(basket, id=uuid7())


def test_a_return_of_what_is_owed_goes_off_the_tab(open_till: Till, owner: Actor, ring: Ring, anna: int) -> None:
    checkout = open_till.checkout
    bought = checkout.pay(owner, of(open_till, ring((MILK, 4)), anna), [tab("4.76")])
    back = checkout.return_lines(owner, checkout.new_basket(), number_of(bought), {1: Quantity.of(1)})
    refused("to_the_tab", lambda: checkout.pay(owner, back, [cash("-1.19")]))
    sale = checkout.pay(owner, back, [])
    assert [(p.type, p.amount) for p in sale.payments] == [(TenderType.TAB, Money(-119))]
    assert (sale.customer, owes(open_till, anna), drawer(open_till, owner)) == (anna, Money(357), Money(10000))


def test_what_was_paid_off_meanwhile_goes_back_in_cash(open_till: Till, owner: Actor, ring: Ring, anna: int) -> None:
    checkout = open_till.checkout
    bought = checkout.pay(owner, of(open_till, ring((MILK, 4)), anna), [tab("4.76")])
    checkout.pay(owner, checkout.pay_tab(owner, of(open_till, checkout.new_basket(), anna), Money(400)), [cash("4.00")])
    back = checkout.return_lines(owner, checkout.new_basket(), number_of(bought))
    sale = checkout.pay(owner, back, [])
    assert [(p.type.value, p.amount) for p in sale.payments] == [("tab", Money(-76)), ("cash", Money(-400))]
    assert (owes(open_till, anna), drawer(open_till, owner)) == (ZERO, Money(10000))


def test_a_void_takes_the_debt_back_and_a_voided_payment_brings_it_again(
    open_till: Till, owner: Actor, ring: Ring, anna: int
) -> None:
    checkout = open_till.checkout
    bought = checkout.pay(owner, of(open_till, ring((MILK, 4)), anna), [tab("4.76")])
    paid = checkout.pay(
        owner, checkout.pay_tab(owner, of(open_till, checkout.new_basket(), anna), Money(300)), [cash("3.00")]
    )
    checkout.void_receipt(owner, number_of(paid), "wrong customer")
    assert (owes(open_till, anna), drawer(open_till, owner)) == (Money(476), Money(10000))
    checkout.void_receipt(owner, number_of(bought), "wrong customer")
    assert owes(open_till, anna) == ZERO


def test_two_customers_are_two_baskets(open_till: Till, owner: Actor, ring: Ring, anna: int, bert: int) -> None:
    checkout = open_till.checkout
    bought = checkout.pay(owner, of(open_till, ring(MILK), anna), [tab("1.19")])
    back = checkout.return_lines(owner, of(open_till, ring(ROLL), bert), number_of(bought))
    refused("two_customers", lambda: checkout.pay(owner, back, []))
    paying = checkout.pay_tab(owner, of(open_till, checkout.new_basket(), anna), Money(100))
    refused("two_customers", lambda: checkout.name_customer(paying, bert))
    assert not checkout.unname_customer(paying).active


def test_a_correction_needs_a_reason_and_is_booked_once(
    open_till: Till, owner: Actor, cashier: Actor, ring: Ring, anna: int
) -> None:
    open_till.checkout.pay(owner, of(open_till, ring(MILK), anna), [tab("1.19")])
    document = uuid7()
    refused("not_allowed", lambda: open_till.tabs.correct(cashier, anna, Money(-19), "round"))
    refused("no_reason", lambda: open_till.tabs.correct(owner, anna, Money(-19), " "))
    refused("bad_amount", lambda: open_till.tabs.correct(owner, anna, ZERO, "round"))
    for _again in range(2):
        assert open_till.tabs.correct(owner, anna, Money(-19), "rounded off", document) == Money(100)
    assert [one.owes for one in open_till.tabs.owing()] == [Money(100)]
    assert open_till.customers.open(anna).tab[-1].note == "rounded off"


def test_the_statement_shows_a_month_line_by_line(
    open_till: Till, owner: Actor, ring: Ring, anna: int, clock: SetClock
) -> None:
    checkout = open_till.checkout
    for _week in range(3):
        checkout.pay(owner, of(open_till, ring((MILK, 2)), anna), [tab("2.38")])
        clock.advance(days=7)
    checkout.pay(owner, checkout.pay_tab(owner, of(open_till, checkout.new_basket(), anna), Money(500)), [cash("5")])
    statement = open_till.tabs.statement(anna)
    assert [entry.balance.cents for entry in statement.lines] == [238, 476, 714, 214]
    assert (statement.put, statement.paid, statement.balance) == (Money(714), Money(500), Money(214))
    later = open_till.tabs.statement(anna, statement.first + timedelta(days=8))
    assert (later.before, len(later.lines), later.balance) == (Money(476), 2, Money(214))
    refused("bad_period", lambda: open_till.tabs.statement(anna, statement.last + timedelta(days=1)))


# Names


def test_a_card_names_the_customer_and_nothing_needless_is_kept(
    open_till: Till, owner: Actor, ring: Ring, anna: int
) -> None:
    basket = open_till.checkout.scan(ring(MILK), "k77")
    assert (basket.customer, len(basket.lines)) == (anna, 1)
    assert open_till.checkout.pay(owner, basket, [cash("1.19")]).customer is None
    assert open_till.checkout.customer_of_card("k77") == open_till.checkout.customer_of_card(str(anna)) == anna
    refused("no_customer", lambda: open_till.checkout.customer_of_card("999"))


def test_a_name_is_enough_and_the_log_does_not_hold_it(
    open_till: Till, owner: Actor, cashier: Actor, anna: int
) -> None:
    refused("no_name", lambda: open_till.customers.save(owner, Customer("  ")))
    refused("card_taken", lambda: open_till.customers.save(owner, Customer("Carla", "k77")))
    refused("card_taken", lambda: open_till.customers.save(owner, Customer("Carla", MATE)))
    refused("bad_limit", lambda: open_till.customers.save(owner, Customer("Carla", tab_limit=Money(-1))))
    refused("not_allowed", lambda: open_till.customers.save(cashier, Customer("Carla")))
    open_till.customers.save(owner, Customer("Anna Maria Krause", "K77", "Stammkunden", number=anna))
    assert [(one.customer.name, one.customer.group) for one in open_till.customers.listed("krau")] == [
        ("Anna Maria Krause", "Stammkunden")
    ]
    assert open_till.customers.groups() == ["Stammkunden"]
    told = [(entry.subject, entry.before, entry.after) for entry in audit(open_till, "customer")]
    assert told == [(str(anna), "", "name, group"), (str(anna), "", "name, card")]
    assert [(e.before, e.after) for e in audit(open_till, "tab_limit")] == [("20.00", "-"), ("", "20.00")]


# Vouchers


def sold(till: Till, actor: Actor, amount: str, tax_class: str = "zero", code: str = "") -> str:
    checkout = till.checkout
    basket = checkout.sell_voucher(checkout.new_basket(), Money.parse(amount), tax_class, code)
    checkout.pay(actor, basket, [cash(amount)])
    return basket.lines[0].article.code


def left(till: Till, code: str) -> str:
    return str(till.checkout.voucher(code).left)


def test_a_multi_purpose_voucher_is_taxed_when_it_is_redeemed(open_till: Till, owner: Actor, ring: Ring) -> None:
    code = sold(open_till, owner, "10.00")
    figures = open_till.shift.x_report(owner)
    assert (figures.total, figures.vouchers_sold, figures.vat) == (ZERO, Money(1000), ())
    basket = open_till.checkout.scan(ring(MATE, MILK), code.lower())
    sale = open_till.checkout.pay(owner, basket, [])
    assert (sale.total, sale.payments, left(open_till, code)) == (ZERO, (), "7.37")
    assert {vat.rate: vat.gross.cents for vat in sale.vat} == {1900: 144, 700: 119, 0: -263}
    figures = open_till.shift.x_report(owner)
    assert (figures.total, figures.vouchers_redeemed) == (Money(263), Money(-263))
    assert {vat.rate: vat.gross.cents for vat in figures.vat} == {1900: 144, 700: 119}


def test_a_single_purpose_voucher_is_taxed_when_it_is_sold(open_till: Till, owner: Actor, ring: Ring) -> None:
    code = sold(open_till, owner, "2.00", "reduced")
    basket = open_till.checkout.scan(ring(MATE, MILK), code)
    sale = open_till.checkout.pay(owner, basket, [cash("1.44")])
    assert {vat.rate: vat.gross.cents for vat in sale.vat} == {1900: 144, 700: 0}
    assert left(open_till, code) == "0.81"
    figures = open_till.shift.x_report(owner)
    assert {vat.rate: vat.gross.cents for vat in figures.vat} == {1900: 144, 700: 200}


def test_a_voucher_follows_the_basket_until_it_is_paid(open_till: Till, owner: Actor, ring: Ring) -> None:
    code, checkout = sold(open_till, owner, "5.00"), open_till.checkout
    basket = checkout.scan(checkout.new_basket(), code)
    assert checkout.price(basket).total == ZERO
    basket = checkout.scan(basket, MILK)
    assert checkout.price(basket).total == ZERO
    basket = checkout.scan(basket, CHOCOLATE, Quantity.of(4))
    assert checkout.price(basket).total == Money(119 + 596 - 500)
    refused("voucher_in_basket", lambda: checkout.scan(basket, code))
    basket = checkout.void_line(owner, basket, 3)
    assert [str(p.total) for p in checkout.price(basket).positions] == ["-1.19", "1.19", "0.00"]
    checkout.pay(owner, basket, [])
    assert left(open_till, code) == "3.81"


def test_a_voucher_is_taken_never_twice(open_till: Till, owner: Actor, ring: Ring) -> None:
    code, checkout = sold(open_till, owner, "1.00"), open_till.checkout
    first, second = checkout.scan(ring(MILK), code), checkout.scan(ring(MILK), code)
    checkout.hold(owner, second)
    checkout.pay(owner, first, [cash("0.19")])
    refused("voucher_used", lambda: checkout.pay(owner, checkout.recall(second.id), [cash("0.19")]))
    refused("voucher_used", lambda: checkout.scan(ring(MILK), code))
    assert left(open_till, code) == "0.00"


def test_a_void_gives_the_money_back_onto_the_voucher(open_till: Till, owner: Actor, ring: Ring) -> None:
    code, checkout = sold(open_till, owner, "5.00"), open_till.checkout
    sale = checkout.pay(owner, checkout.scan(ring(MILK), code), [])
    refused("voucher_used", lambda: checkout.void_receipt(owner, 1, "changed her mind"))
    back = checkout.return_lines(owner, checkout.new_basket(), 1)
    refused("voucher_used", lambda: checkout.pay(owner, back, []))
    checkout.void_receipt(owner, number_of(sale), "changed her mind")
    assert left(open_till, code) == "5.00"
    checkout.void_receipt(owner, 1, "changed her mind")
    assert (left(open_till, code), drawer(open_till, owner)) == ("0.00", Money(10000))


def test_an_expired_voucher_is_refused_and_a_manager_may_take_it(
    open_till: Till, owner: Actor, ring: Ring, clock: SetClock
) -> None:
    code, checkout = sold(open_till, owner, "5.00"), open_till.checkout
    assert str(checkout.voucher(code).valid_until) == "2029-12-31"
    clock.advance(days=3 * 365 + 60)
    assert "2029-12-31" in refused("voucher_expired", lambda: checkout.scan(ring(MILK), code))
    checkout.pay(owner, checkout.scan(checkout.allow_more(owner, ring(MILK)), code), [])
    assert left(open_till, code) == "3.81"


def test_the_shop_says_how_long_a_voucher_is_valid(open_till: Till, owner: Actor, cashier: Actor) -> None:
    refused("not_allowed", lambda: open_till.vouchers.change_years(cashier, 5))
    refused("bad_years", lambda: open_till.vouchers.change_years(owner, 0))
    open_till.vouchers.change_years(owner, 5)
    assert str(open_till.checkout.voucher(sold(open_till, owner, "5.00")).valid_until) == "2031-12-31"
    assert (open_till.vouchers.years(), open_till.vouchers.outstanding()) == (5, Money(500))


def test_a_preprinted_voucher_keeps_its_code_which_is_nothing_else(
    open_till: Till, owner: Actor, ring: Ring, anna: int
) -> None:
    checkout, basket = open_till.checkout, open_till.checkout.new_basket()
    code = sold(open_till, owner, "5.00", code="gift-17")
    assert code == "GIFT-17"
    for taken in ("GIFT-17", "K77", MATE):
        refused("code_taken", lambda taken=taken: checkout.sell_voucher(basket, Money(100), code=taken))  # type: ignore[misc]
    refused("bad_code", lambda: checkout.sell_voucher(basket, Money(100), code="x" * 99))
    refused("bad_amount", lambda: checkout.sell_voucher(basket, ZERO))
    refused("no_voucher", lambda: checkout.voucher("GIFT-18"))
    parked = checkout.sell_voucher(basket, Money(100), code="GIFT-18")
    sold(open_till, owner, "5.00", code="gift-18")
    refused("code_taken", lambda: checkout.pay(owner, parked, [cash("1.00")]))
    assert anna


def test_vouchers_do_not_pay_vouchers_or_tabs(open_till: Till, owner: Actor, ring: Ring, anna: int) -> None:
    code, checkout = sold(open_till, owner, "5.00"), open_till.checkout
    basket = checkout.scan(checkout.sell_voucher(checkout.new_basket(), Money(1000)), code)
    assert checkout.price(basket).total == Money(1000)
    checkout.pay(owner, of(open_till, ring(MILK), anna), [tab("1.19")])
    paying = checkout.scan(checkout.pay_tab(owner, of(open_till, checkout.new_basket(), anna), Money(119)), code)
    assert checkout.price(paying).total == Money(119)


# Stamps


@pytest.fixture
def rolls(open_till: Till, owner: Actor) -> Programme:
    """Every 4th roll is free."""
    return open_till.stamps.save(owner, Programme("Every 4th roll", 4, departments=("Backwaren",)))


def buy(till: Till, actor: Actor, basket: Basket) -> Sale:
    total = till.checkout.price(basket).total
    return till.checkout.pay(actor, basket, [Tender(TenderType.CASH, total)] if total.cents > 0 else [])


def stamps(till: Till, number: int) -> int:
    return till.checkout.standing(number).cards[0].have


def test_every_fourth_roll_is_free(open_till: Till, owner: Actor, ring: Ring, anna: int, rolls: Programme) -> None:
    first = buy(open_till, owner, of(open_till, ring((ROLL, 3), MILK), anna))
    assert (first.saved, stamps(open_till, anna)) == ((), 3)
    second = buy(open_till, owner, of(open_till, ring((ROLL, 2)), anna))
    [saving] = second.saved
    assert (saving.name, saving.amount, second.total) == ("Every 4th roll", Money(45), Money(45))
    assert (stamps(open_till, anna), rolls.number) == (1, -saving.promotion)


def test_only_the_named_customer_has_stamps_and_nothing_for_bound_prices(
    open_till: Till, owner: Actor, ring: Ring, anna: int, rolls: Programme
) -> None:
    assert buy(open_till, owner, ring((ROLL, 4))).total == Money(180)
    open_till.stamps.save(owner, Programme("Every 2nd pack", 2, departments=("Tabak",)))
    sale = buy(open_till, owner, of(open_till, ring((CIGARETTES, 2)), anna))
    assert (sale.total, sale.customer) == (Money(1800), None)
    assert rolls.active


def test_a_reward_takes_the_cheapest(open_till: Till, owner: Actor, ring: Ring, anna: int) -> None:
    open_till.stamps.save(owner, Programme("Every 2nd", 2, departments=("Backwaren", "Süßes")))
    sale = buy(open_till, owner, of(open_till, ring(CHOCOLATE, ROLL), anna))
    assert sale.total == Money(149)


def test_voids_and_returns_take_stamps_back(
    open_till: Till, owner: Actor, ring: Ring, anna: int, rolls: Programme
) -> None:
    checkout = open_till.checkout
    five = buy(open_till, owner, of(open_till, ring((ROLL, 5)), anna))
    assert (five.total, stamps(open_till, anna)) == (Money(180), 1)
    buy(open_till, owner, checkout.return_lines(owner, checkout.new_basket(), 1, {1: Quantity.of(2)}))
    assert stamps(open_till, anna) == -1
    buy(open_till, owner, checkout.return_lines(owner, checkout.new_basket(), 1, {1: Quantity.of(3)}))
    assert stamps(open_till, anna) == 0
    three = buy(open_till, owner, of(open_till, ring((ROLL, 3)), anna))
    checkout.void_receipt(owner, number_of(three), "wrong customer")
    assert (stamps(open_till, anna), rolls.every) == (0, 4)


def test_a_reward_is_given_once(open_till: Till, owner: Actor, ring: Ring, anna: int, rolls: Programme) -> None:
    buy(open_till, owner, of(open_till, ring((ROLL, 3)), anna))
    first, second = (of(open_till, ring(ROLL, MILK), anna) for _basket in range(2))
    buy(open_till, owner, first)
    refused("stamps_changed", lambda: buy(open_till, owner, second))
    assert buy(open_till, owner, of(open_till, second, anna)).total == Money(164)
    assert rolls.number


def test_a_programme_says_what_is_missing(open_till: Till, owner: Actor, cashier: Actor) -> None:
    refused("not_allowed", lambda: open_till.stamps.save(cashier, Programme("x", 3, ("Milch",))))
    refused("no_name", lambda: open_till.stamps.save(owner, Programme(" ", 3, ("Milch",))))
    refused("bad_every", lambda: open_till.stamps.save(owner, Programme("x", 1, ("Milch",))))
    refused("no_goods", lambda: open_till.stamps.save(owner, Programme("x", 3)))


@given(st.integers(2, 12), st.lists(st.integers(0, 30), max_size=8))
def test_over_any_number_of_visits_each_nth_piece_is_free(every: int, visits: list[int]) -> None:
    have = free = 0
    for units in visits:
        due = rewards_due(StampCard(1, "x", every, have=have), units)
        have, free = have + units - due * every, free + due
        assert 0 <= have < every
    assert free == sum(visits) // every


@given(
    amounts=st.lists(st.integers(1, 4000), min_size=1, max_size=4),
    goods=st.lists(st.sampled_from([(MILK, 119), (MATE, 144), (CHOCOLATE, 149), (ROLL, 45)]), min_size=0, max_size=12),
)
@pytest.mark.usefixtures("books_add_up")
def test_vouchers_never_pay_more_than_there_is_to_pay(amounts: list[int], goods: list[tuple[str, int]]) -> None:
    from kasse.basket import Basket as Empty
    from kasse.basket import add
    from kasse.catalog import Article, ArticleKind
    from kasse.clock import SetClock as Clock
    from kasse.pricing import price
    from kasse.redeeming import with_customer
    from tests.conftest import OPENING

    basket = Empty(uuid7(), Clock(OPENING).now())
    for code, cents in goods:
        basket = add(basket, Article(code, code, Money(cents), "reduced"), merge=False)
    for number, cents in enumerate(amounts):
        article = Article("v", f"V{number}", Money(cents), ("zero", "reduced")[number % 2], ArticleKind.REDEEMED)
        basket = add(basket, article, price=Money(cents), merge=False)
    due = sum(cents for _code, cents in goods)
    priced = with_customer(basket, price(basket, lambda tax: 700 if tax == "reduced" else 0))
    assert priced.total == Money(due - min(due, sum(amounts)))
    used = [-position.total.cents for position in priced.positions if position.code.startswith("V")]
    assert all(0 <= paid <= cents for paid, cents in zip(used, amounts, strict=True))
    assert sum(vat.gross.cents for vat in priced.vat) == priced.total.cents
    assert replace(basket) == basket


# A person's data


def test_all_that_is_kept_of_a_person_is_handed_over(open_till: Till, owner: Actor, ring: Ring, anna: int) -> None:
    open_till.checkout.pay(owner, of(open_till, ring(MILK), anna), [tab("1.19")])
    data = open_till.privacy.export(owner, anna)
    assert json.loads(json.dumps(data)) == data
    assert (data["customer"]["name"], data["owes"], data["tab"][0]["amount"]) == ("Anna Krause", "1.19", "1.19")
    assert data["receipts"][0]["lines"] == [{"quantity": "1", "name": "Vollmilch 1 l", "total": "1.19"}]
    assert audit(open_till, "customer_export")[0].subject == str(anna)


def test_an_erased_person_is_gone_from_the_file(open_till: Till, owner: Actor, ring: Ring, shop_file: Path) -> None:
    person = Customer("Zacharias Quendolin", "KARTE4711", contact="0160 5551234", note="Hund heisst Waldemar",
                      tab_limit=Money(1000))  # fmt: skip
    number = open_till.customers.save(owner, person).number
    assert number is not None
    open_till.customers.save(owner, person._replace(number=number, note="Katze heisst Minkastern"))
    open_till.checkout.pay(owner, of(open_till, ring(MILK), number), [tab("1.19")])
    refused("tab_open", lambda: open_till.privacy.erase(owner, number))
    open_till.tabs.correct(owner, number, Money(-119), "Quendolin zog nach Wuppertal")
    open_till.checkout.hold(owner, of(open_till, ring(MILK), number), "Quendolin")
    open_till.database.idle()
    open_till.privacy.erase(owner, number)
    files = [path.read_bytes() for path in shop_file.parent.glob(f"{shop_file.name}*")]
    for word in ("Quendolin", "KARTE4711", "5551234", "Waldemar", "Minkastern", "Wuppertal"):
        assert not any(word.encode() in data for data in files), word
    refused("no_customer", lambda: open_till.customers.get(number))
    assert open_till.checkout.receipt(1).customer == number
    [parked] = open_till.checkout.held()
    assert parked.name == f"Customer {number}"
    assert open_till.checkout.recall(parked.id).customer is None
    assert audit(open_till, "customer_erased")[0].subject == str(number)


def test_everybody_may_look_and_managers_change(open_till: Till, owner: Actor, cashier: Actor, anna: int) -> None:
    refused("not_allowed", lambda: open_till.privacy.export(cashier, anna))
    refused("not_allowed", lambda: open_till.privacy.erase(cashier, anna))
    assert open_till.customers.by_card("K77") == open_till.customers.get(anna)
    refused("no_name", lambda: open_till.customers.add_group(owner, " "))
    open_till.customers.add_group(owner, "Staff")
    open_till.customers.save(owner, Customer("Anna", group="Staff", number=anna))
    open_till.customers.remove_group(owner, "Staff")
    assert (open_till.customers.groups(), open_till.customers.get(anna).group) == ([], "")


def test_age_is_still_asked(open_till: Till, owner: Actor, anna: int) -> None:
    checkout = open_till.checkout
    basket = of(open_till, checkout.scan(checkout.new_basket(), BEER), anna)
    refused("age_check", lambda: checkout.pay(owner, basket, [tab("1.07")]))
    checkout.pay(owner, confirm_age(basket), [tab("1.07")])


# The receipt


def printed(till: Till, sale: Sale) -> str:
    return as_text(till.receipt_document(number_of(sale)), 42)


def test_the_receipt_says_what_was_owed_and_what_is_owed(
    open_till: Till, owner: Actor, ring: Ring, anna: int, clock: SetClock
) -> None:
    checkout = open_till.checkout
    first = checkout.pay(owner, of(open_till, ring(MILK), anna), [tab("1.19")])
    second = checkout.pay(
        owner, checkout.pay_tab(owner, of(open_till, checkout.new_basket(), anna), Money(100)), [cash("1.00")]
    )
    assert printed(open_till, first).count("1,19") == 5
    figures = [line.split()[-1] for line in printed(open_till, second).splitlines() if line.strip()]
    assert {"1,19", "0,19", "Krause"} <= set(figures)
    assert "*" not in printed(open_till, second).split("----")[1]
    before = printed(open_till, first)
    clock.advance(minutes=1)
    open_till.tabs.correct(owner, anna, Money(-19), "rounded off")
    assert printed(open_till, first) == before
    open_till.privacy.erase(owner, anna)
    assert "Krause" not in printed(open_till, first)


def test_the_receipt_of_a_voucher_can_be_scanned(open_till: Till, owner: Actor, ring: Ring) -> None:
    code = sold(open_till, owner, "10.00")
    document = open_till.receipt_document(1)
    assert Barcode(code) in document.blocks
    assert "31.12.2029" in as_text(document, 42)
    sale = open_till.checkout.pay(owner, open_till.checkout.scan(ring(MILK), code), [])
    assert "8,81" in printed(open_till, sale)
    long = sold(open_till, owner, "10.00", code="A-VERY-LONG-PREPRINTED-CODE")
    assert QrCode(long) in open_till.receipt_document(3).blocks


def test_the_receipt_shows_the_stamps(open_till: Till, owner: Actor, ring: Ring, anna: int, rolls: Programme) -> None:
    sale = buy(open_till, owner, of(open_till, ring((ROLL, 2)), anna))
    line = next(line for line in printed(open_till, sale).splitlines() if rolls.name in line)
    assert line.split()[-3::2] == ["2", "3"]


def test_the_example_of_the_page_on_customers(open_till: Till, owner: Actor, ring: Ring, anna: int) -> None:
    """docs/customers.md, Stamps: here with rolls at 0.45 and a chocolate at 1.49."""
    open_till.stamps.save(owner, Programme("Every 10th", 10, ("Backwaren", "Süßes")))
    buy(open_till, owner, of(open_till, ring((ROLL, 8)), anna))
    sale = buy(open_till, owner, of(open_till, ring((CHOCOLATE, 3), ROLL), anna))
    assert (sale.total, stamps(open_till, anna)) == (Money(447), 2)


def test_a_group_price_names_the_customer_on_the_receipt(open_till: Till, owner: Actor, ring: Ring) -> None:
    """Only where the group's price took something off: a price for all names nobody."""
    checkout = open_till.checkout
    number = open_till.customers.save(owner, Customer("Mina", group="Staff")).number or 0
    part = Part(Goods(departments=("Milch",)))
    open_till.promotions.save(owner, Promotion("Staff", Kind.PERCENT, (part,), percent=1000, group="Staff"))
    rolls = Part(Goods(departments=("Backwaren",)))
    open_till.promotions.save(owner, Promotion("For all", Kind.PERCENT, (rolls,), percent=1000))
    assert checkout.price(ring((MILK, 10))).total == Money(1190)
    sale = buy(open_till, owner, of(open_till, ring((MILK, 10)), number))
    assert (sale.total, sale.customer) == (Money(1071), number)
    assert buy(open_till, owner, of(open_till, ring((ROLL, 10)), number)).customer is None


def test_a_reward_comes_on_top_of_a_promotion(open_till: Till, owner: Actor, ring: Ring, anna: int) -> None:
    rolls = Part(Goods(departments=("Backwaren",)))
    open_till.promotions.save(owner, Promotion("Ten percent", Kind.PERCENT, (rolls,), percent=1000))
    open_till.stamps.save(owner, Programme("Every 2nd roll", 2, ("Backwaren",)))
    sale = buy(open_till, owner, of(open_till, ring((ROLL, 2)), anna))
    assert [(one.name, one.amount.cents) for one in sale.saved] == [("Ten percent", 9), ("Every 2nd roll", 41)]
    assert sale.total == Money(40)
    back = buy(open_till, owner, open_till.checkout.return_lines(owner, open_till.checkout.new_basket(), 1))
    assert (back.total, stamps(open_till, anna)) == (Money(-40), 0)


def test_goods_of_nobody_come_back_without_a_name(open_till: Till, owner: Actor, ring: Ring, anna: int) -> None:
    checkout = open_till.checkout
    buy(open_till, owner, ring(MILK))
    back = checkout.return_lines(owner, of(open_till, checkout.new_basket(), anna), 1)
    assert buy(open_till, owner, back).customer is None


def test_what_cannot_be_booked_whole_is_not_booked_at_all(open_till: Till, owner: Actor, ring: Ring) -> None:
    """The ledger itself refuses to go below nothing, and takes the whole receipt back with it."""
    code, checkout = sold(open_till, owner, "1.00"), open_till.checkout
    sale = checkout.check(owner, checkout.scan(ring(MILK), code), [cash("0.19")])
    greedy = replace(sale.positions[1], total=Money(-119), gross=Money(-119))
    sale = replace(sale, positions=(sale.positions[0], greedy), total=ZERO, payments=())

    def book() -> None:
        with open_till.database.write() as work:
            work.sales.complete(sale, (), tendered_before=False)

    refused("voucher_used", book)
    assert left(open_till, code) == "1.00"
    refused("no_receipt", lambda: checkout.receipt(2))


def test_a_sale_of_nobody_asks_nothing_about_customers(open_till: Till, owner: Actor, ring: Ring) -> None:
    said: list[str] = []
    open_till.database.connection.set_trace_callback(said.append)
    buy(open_till, owner, ring(MILK, MATE))
    open_till.database.connection.set_trace_callback(None)
    asked = [line for line in said if any(word in line for word in ("customer", "voucher", "tab_", "stamp_"))]
    assert said
    assert asked == []
