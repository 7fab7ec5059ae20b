"""A customer at the till, through the real store."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from kasse.barcodes import GERMANY_RULES, CodeRule
from kasse.basket import Basket, Discount, confirm_age
from kasse.catalog import Product
from kasse.clock import SetClock
from kasse.errors import Refused
from kasse.money import ZERO, Money
from kasse.people import Actor, Permission
from kasse.pricing import PositionKind
from kasse.quantity import ONE, Quantity
from kasse.sale import State, Tender, TenderType
from kasse.tax import TaxRate
from kasse.till import Till, training_copy
from tests.kasse.counter import (
    BANANAS,
    BEER,
    BOTTLE_BACK,
    CHOCOLATE,
    CIGARETTES,
    MATE,
    MATE_CRATE,
    MILK,
    PAPER,
    ROLL,
    SCHNAPPS,
    Ring,
    audit,
    card,
    cash,
    nothing_booked,
    number_of,
    refused,
    stock,
)

pytestmark = pytest.mark.usefixtures("books_add_up")

ONE_EURO = Money(100)


# Paying


def test_cash_with_change(open_till: Till, cashier: Actor, ring: Ring) -> None:
    sale = open_till.checkout.pay(cashier, ring(MILK, CHOCOLATE), [cash("5.00")])
    assert (sale.state, sale.receipt_no, sale.total, sale.change) == (State.COMPLETED, 1, Money(268), Money(232))
    assert sale.cash == Money(268)
    assert [(vat.rate, vat.gross.cents, vat.net.cents, vat.tax.cents) for vat in sale.vat] == [(700, 268, 250, 18)]
    assert open_till.checkout.receipt(1) == sale
    assert open_till.checkout.last_receipt() == sale


def test_exact_cash_gives_no_change(open_till: Till, cashier: Actor, ring: Ring) -> None:
    assert open_till.checkout.pay(cashier, ring(MILK), [cash("1.19")]).change == ZERO


def test_a_large_note_gives_all_of_the_rest_back(open_till: Till, cashier: Actor, ring: Ring) -> None:
    assert open_till.checkout.pay(cashier, ring(ROLL), [cash("200.00")]).change == Money(19955)


def test_card_pays_the_total(open_till: Till, cashier: Actor, ring: Ring) -> None:
    sale = open_till.checkout.pay(cashier, ring(MATE), [card("1.44")])
    assert (sale.total, sale.cash, sale.change) == (Money(144), ZERO, ZERO)


def test_card_and_cash_with_change_out_of_the_cash(open_till: Till, cashier: Actor, ring: Ring) -> None:
    sale = open_till.checkout.pay(cashier, ring(MATE), [card("1.00"), cash("0.30"), cash("0.20")])
    assert [(p.type, p.amount, p.given) for p in sale.payments] == [
        (TenderType.CARD, Money(100), Money(100)),
        (TenderType.CASH, Money(44), Money(50)),
    ]
    assert sale.change == Money(6)


@pytest.mark.parametrize(
    ("tenders", "code"),
    [
        ([], "money_short"),
        ([cash("1.43")], "money_short"),
        ([card("1.00"), cash("0.43")], "money_short"),
        ([card("1.45")], "card_too_much"),
        ([card("1.45"), cash("5.00")], "card_too_much"),
        ([cash("-1.44")], "bad_tender"),
        ([cash("2.00"), card("-0.56")], "bad_tender"),
        ([cash("0.00"), cash("1.44")], "bad_tender"),
    ],
)
def test_money_that_does_not_fit_books_nothing(
    open_till: Till, cashier: Actor, ring: Ring, tenders: list[Tender], code: str
) -> None:
    refused(code, lambda: open_till.checkout.pay(cashier, ring(MATE), tenders))
    assert nothing_booked(open_till)


def test_an_empty_basket_and_one_of_struck_lines_are_not_sold(open_till: Till, cashier: Actor, ring: Ring) -> None:
    checkout = open_till.checkout
    refused("empty_basket", lambda: checkout.pay(cashier, checkout.new_basket(), []))
    struck = checkout.void_line(cashier, ring(ROLL), 1)
    refused("empty_basket", lambda: checkout.pay(cashier, struck, [cash("0.45")]))
    refused("empty_basket", lambda: checkout.hold(cashier, struck))


def test_without_an_open_shift_nothing_is_sold(till: Till, cashier: Actor, ring: Ring) -> None:
    refused("no_shift", lambda: till.checkout.pay(cashier, ring(ROLL), [cash("1.00")]))
    assert nothing_booked(till)


def test_a_basket_with_everything_off_needs_no_money(open_till: Till, owner: Actor, ring: Ring) -> None:
    basket = open_till.checkout.discount_basket(owner, ring(ROLL), Discount.percent_off("100"))
    sale = open_till.checkout.pay(owner, basket, [])
    assert (sale.total, sale.payments, sale.receipt_no) == (ZERO, (), 1)


def test_a_check_says_what_a_sale_would_be_and_books_nothing(
    open_till: Till, cashier: Actor, manager: Actor, ring: Ring
) -> None:
    leave = open_till.people.lend(cashier, Permission.DISCOUNT, manager.number, "2222")
    basket = open_till.checkout.discount_basket(leave, ring(ROLL), Discount.percent_off("10"))
    before = len(audit(open_till, "leave"))
    assert open_till.checkout.check(cashier, basket, [cash("1.00")]).total == Money(40)
    assert nothing_booked(open_till)
    assert len(audit(open_till, "leave")) == before


def test_receipt_numbers_have_no_gap_after_refusals(open_till: Till, cashier: Actor, ring: Ring) -> None:
    numbers = []
    for _customer in range(3):
        numbers.append(open_till.checkout.pay(cashier, ring(ROLL), [cash("0.45")]).receipt_no)
        refused("money_short", lambda: open_till.checkout.pay(cashier, ring(MATE), [cash("1.00")]))
    assert numbers == [1, 2, 3]


def test_the_same_basket_paid_twice_is_booked_once(open_till: Till, cashier: Actor, ring: Ring) -> None:
    basket = ring(MATE, ROLL)
    first = open_till.checkout.pay(cashier, basket, [cash("2.00")])
    assert open_till.checkout.pay(cashier, basket, [cash("2.00")]) == first
    assert open_till.checkout.last_receipt() == first


@pytest.mark.parametrize(
    "changed", ["one line more", "another quantity", "another article", "a discount", "a struck line"]
)
def test_another_basket_under_a_booked_id_is_refused(open_till: Till, owner: Actor, ring: Ring, changed: str) -> None:
    checkout = open_till.checkout
    basket = ring(MATE, ROLL)
    sale = checkout.pay(owner, basket, [cash("2.00")])
    other = {
        "one line more": lambda: checkout.scan(basket, MILK),
        "another quantity": lambda: checkout.change_quantity(basket, 2, Quantity.of(9)),
        "another article": lambda: replace(ring(MATE, MILK), id=basket.id),
        "a discount": lambda: checkout.discount_basket(owner, basket, Discount.percent_off("10")),
        "a struck line": lambda: checkout.void_line(owner, basket, 2),
    }[changed]()
    refused("id_taken", lambda: checkout.pay(owner, other, [cash("50.00")]))
    assert checkout.last_receipt() == sale


# Codes


def test_an_unknown_code_is_refused_with_what_to_do(open_till: Till) -> None:
    sentence = refused(
        "unknown_code", lambda: open_till.checkout.scan(open_till.checkout.new_basket(), "4001686301401")
    )
    assert "4001686301401" in sentence
    assert "price and department" in sentence


def test_an_unknown_code_sells_by_price_and_department_and_is_remembered(
    open_till: Till, cashier: Actor, clock: SetClock
) -> None:
    checkout = open_till.checkout
    basket = checkout.sell_unknown(cashier, checkout.new_basket(), "4001686301401", Money(99), "Süßes")
    sale = checkout.pay(cashier, basket, [cash("0.99")])
    assert [(vat.rate, vat.gross) for vat in sale.vat] == [(700, Money(99))]
    product = open_till.products.by_code("4001686301401")
    assert (product.incomplete, product.price, product.department) == (True, Money(99), "Süßes")
    assert [entry.subject for entry in audit(open_till, "product_learned")] == ["4001686301401"]
    clock.advance(minutes=1)
    again = checkout.scan(checkout.new_basket(), "4001686301401")
    assert checkout.price(again).total == Money(99)
    assert stock(open_till, "4001686301401") == Quantity.of(-1)


@pytest.mark.parametrize(
    "code",
    [
        "4001686301401",
        "04001686301401",
        "]E04001686301401",
        "(01)04001686301401(17)261231",
        "https://id.gs1.org/01/04001686301401",
    ],
)
def test_however_the_unknown_article_was_scanned_it_is_found_by_its_number_afterwards(
    open_till: Till, cashier: Actor, code: str
) -> None:
    checkout = open_till.checkout
    basket = checkout.sell_unknown(cashier, checkout.new_basket(), code, Money(99), "Süßes")
    assert checkout.price(basket).total == Money(99)
    for text in ("4001686301401", code):
        assert checkout.price(checkout.scan(checkout.new_basket(), text)).total == Money(99)


def test_an_unknown_label_of_the_scale_sells_for_what_was_typed_and_the_owner_adds_the_price_per_kilogram(
    open_till: Till, cashier: Actor, owner: Actor
) -> None:
    checkout = open_till.checkout
    label = "2899995004128"
    basket = checkout.sell_unknown(cashier, checkout.new_basket(), label, Money(512), "Käse")
    assert checkout.price(basket).total == Money(512)
    product = open_till.products.by_code(basket.lines[0].article.code)
    assert (product.incomplete, product.price) == (True, None)
    refused("needs_price", lambda: checkout.scan(checkout.new_basket(), label))
    open_till.products.save(owner, replace(product, price=Money(1000), incomplete=False))
    assert checkout.price(checkout.scan(checkout.new_basket(), label)).total == Money(412)


def test_an_unknown_code_needs_a_department_that_exists_and_a_price(open_till: Till, cashier: Actor) -> None:
    checkout = open_till.checkout
    empty = checkout.new_basket()
    refused("no_department", lambda: checkout.sell_unknown(cashier, empty, "4001686301401", Money(99), "Möbel"))
    refused("negative_price", lambda: checkout.sell_unknown(cashier, empty, "4001686301401", Money(-1), "Süßes"))
    refused("no_code", lambda: checkout.sell_unknown(cashier, empty, "  ", Money(99), "Süßes"))
    refused("unknown_code", lambda: open_till.products.by_code("4001686301401"))


def test_a_department_with_an_age_limit_passes_it_on_to_what_is_unknown(open_till: Till, cashier: Actor) -> None:
    with open_till.database.write() as work:
        (spirits,) = [entry for entry in work.catalog.departments() if entry.name == "Spirituosen"]
        work.catalog.put_departments([spirits._replace(age_limit=18)])
    checkout = open_till.checkout
    basket = checkout.sell_unknown(cashier, checkout.new_basket(), "4001686301401", Money(999), "Spirituosen")
    refused("age_check", lambda: checkout.pay(cashier, basket, [cash("9.99")]))


def test_a_known_code_is_not_sold_for_another_price_by_the_way(open_till: Till, cashier: Actor) -> None:
    """A typed price answers an article without one; anything else is a price override and takes a permission."""
    checkout = open_till.checkout
    for basket in (
        checkout.scan(checkout.new_basket(), CIGARETTES, price=Money(1)),
        checkout.sell_unknown(cashier, checkout.new_basket(), CIGARETTES, Money(1), "Tabak"),
    ):
        assert checkout.price(basket).total == Money(900)


def test_a_weighed_article_needs_its_weight(open_till: Till) -> None:
    checkout = open_till.checkout
    refused("needs_weight", lambda: checkout.scan(checkout.new_basket(), BANANAS))
    basket = checkout.scan(checkout.new_basket(), BANANAS, Quantity.parse("0.412"))
    assert checkout.price(basket).total == Money(82)


def test_an_open_price_article_asks_for_its_price(open_till: Till) -> None:
    checkout = open_till.checkout
    refused("needs_price", lambda: checkout.scan(checkout.new_basket(), PAPER))
    assert checkout.price(checkout.scan(checkout.new_basket(), PAPER, price=Money(320))).total == Money(320)


def test_an_open_line_has_a_name_a_price_and_the_rate_of_the_day(open_till: Till) -> None:
    checkout = open_till.checkout
    basket = checkout.open_line(
        checkout.new_basket(), "Brötchen", Money(45), checkout.tax_class_of("7"), Quantity.of(3)
    )
    (position,) = checkout.price(basket).positions
    assert (position.name, position.total, position.rate, position.kind) == (
        "Brötchen", Money(135), 700, PositionKind.OPEN,
    )  # fmt: skip
    refused("no_name", lambda: checkout.open_line(basket, " ", Money(45), "reduced"))
    refused("negative_price", lambda: checkout.open_line(basket, "Brötchen", Money(-45), "reduced"))
    refused("unknown_tax", lambda: checkout.tax_class_of("16"))


@pytest.mark.parametrize(
    ("code", "price", "rate", "age"),
    [
        ("4191234503200", 320, 700, 0),
        ("4141234503205", 320, 1900, 0),
        ("4391234503204", 320, 700, 18),
        ("4341234503209", 320, 1900, 18),
    ],
)
def test_a_magazine_sells_out_of_its_code(
    open_till: Till, cashier: Actor, code: str, price: int, rate: int, age: int
) -> None:
    checkout = open_till.checkout
    basket = checkout.scan(checkout.new_basket(), code)
    (position,) = checkout.price(basket).positions
    assert (position.total, position.rate, position.kind) == (Money(price), rate, PositionKind.PRESS)
    assert position.price_bound
    if age:
        refused("age_check", lambda: checkout.pay(cashier, basket, [cash("3.20")]))
        basket = confirm_age(basket)
    assert checkout.pay(cashier, basket, [cash("3.20")]).age_confirmed == age


def test_a_magazine_without_a_price_in_its_code_asks(open_till: Till) -> None:
    checkout = open_till.checkout
    code = "4191234500001"
    refused("needs_price", lambda: checkout.scan(checkout.new_basket(), code))
    assert checkout.price(checkout.scan(checkout.new_basket(), code, price=Money(550))).total == Money(550)


def test_a_label_with_a_weight_costs_by_its_weight(open_till: Till, cashier: Actor) -> None:
    checkout = open_till.checkout
    sale = checkout.pay(cashier, checkout.scan(checkout.new_basket(), "2812345004128"), [cash("10.00")])
    assert sale.total == Money(696)
    assert stock(open_till, "2812340000002") == Quantity(-412)


def test_a_label_with_a_price_costs_that_and_takes_its_weight_off_the_stock(
    open_till: Till, owner: Actor, cashier: Actor
) -> None:
    cheese = open_till.products.by_code("2812340000002")
    open_till.products.save(owner, replace(cheese, codes=(*cheese.codes, "2212340000000")))
    checkout = open_till.checkout
    sale = checkout.pay(cashier, checkout.scan(checkout.new_basket(), "2212349003477"), [cash("10.00")])
    assert sale.total == Money(347)
    assert stock(open_till, "2812340000002") == Quantity(-205)


def test_a_label_never_prices_what_is_price_bound(open_till: Till, owner: Actor) -> None:
    book = Product("Roman", ("2212340000000",), Money(1200), "reduced", "Presse", price_bound=True)
    open_till.products.save(owner, book)
    checkout = open_till.checkout
    assert checkout.price(checkout.scan(checkout.new_basket(), "2212349003477")).total == Money(1200)


def test_a_crate_has_its_own_price_two_deposits_and_takes_twenty_bottles(
    open_till: Till, cashier: Actor, ring: Ring
) -> None:
    sale = open_till.checkout.pay(cashier, ring((MATE_CRATE, 2), MATE), [cash("60.00")])
    assert [(p.kind.value, p.quantity, p.total.cents) for p in sale.positions] == [
        ("goods", Quantity.of(2), 4560),
        ("deposit", Quantity.of(40), 600),
        ("deposit", Quantity.of(2), 300),
        ("goods", ONE, 129),
        ("deposit", ONE, 15),
    ]
    assert stock(open_till, MATE) == Quantity.of(-41)


@pytest.mark.parametrize("code", [CHOCOLATE, "0" + CHOCOLATE, "40084077", "0000040084077", " 40084077 ", "]E440084077"])
def test_all_codes_of_a_product_sell_it_with_any_leading_zeros(open_till: Till, code: str) -> None:
    offer = open_till.checkout.find(code)
    assert offer.article.name == "Schokolade 100 g"


@pytest.mark.parametrize("code", ["101", "0101", "00000101", "pfand025", "PFAND025"])
def test_short_numbers_and_words_are_found_in_any_case(open_till: Till, code: str) -> None:
    assert open_till.checkout.find(code).article.name in {"Brötchen", "Leergut 0,25"}


@pytest.mark.parametrize("code", ["9810000000006", "9800000000007"])
def test_what_other_houses_issued_is_never_an_article(open_till: Till, code: str) -> None:
    checkout = open_till.checkout
    with pytest.raises(Refused) as refusal:
        checkout.scan(checkout.new_basket(), code)
    assert refusal.value.code in {"coupon", "needs_price"}


def test_the_label_of_a_pallet_is_refused(open_till: Till) -> None:
    checkout = open_till.checkout
    refused("not_an_article", lambda: checkout.scan(checkout.new_basket(), "00340123450000000017"))


# Empties and slips


def test_empties_alone_are_paid_out_of_the_drawer(open_till: Till, cashier: Actor, ring: Ring) -> None:
    sale = open_till.checkout.pay(cashier, ring((BOTTLE_BACK, 20)), [])
    assert (sale.total, sale.cash, sale.change) == (Money(-300), Money(-300), ZERO)


def test_empties_are_set_off_against_purchases(open_till: Till, cashier: Actor, ring: Ring) -> None:
    sale = open_till.checkout.pay(cashier, ring((MATE, 2), (BOTTLE_BACK, 6)), [cash("2.00")])
    assert (sale.total, sale.change) == (Money(198), Money(2))


def test_more_than_the_drawer_holds_is_not_paid_out(open_till: Till, cashier: Actor, ring: Ring) -> None:
    sentence = refused("drawer_empty", lambda: open_till.checkout.pay(cashier, ring((BOTTLE_BACK, 700)), []))
    assert "100" not in sentence
    assert open_till.checkout.pay(cashier, ring((BOTTLE_BACK, 666)), []).total == Money(-9990)


def test_a_payout_other_than_the_total_is_refused(open_till: Till, cashier: Actor, ring: Ring) -> None:
    basket = ring((BOTTLE_BACK, 20))
    for tenders in ([cash("3.00")], [cash("-2.00")], [cash("-4.00"), cash("1.00")]):
        refused("bad_tender", partial(open_till.checkout.pay, cashier, basket, tenders))
    assert open_till.checkout.pay(cashier, basket, [cash("-3.00")]).cash == Money(-300)


SERIAL_SLIP = CodeRule("20", "PPIISSSSVVVVK", "slip")
PLAIN_SLIP = CodeRule("21", "PPIIIIIIVVVVK", "slip")


@pytest.fixture
def slip_till(open_till: Till) -> Till:
    """The shop has two deposit machines: one prints a number on each slip, an older one does not."""
    with open_till.database.write() as work:
        work.catalog.put_code_rules([SERIAL_SLIP, PLAIN_SLIP, *GERMANY_RULES])
    open_till.checkout.refresh()
    return open_till


SLIP, OTHER_SLIP, OLD_SLIP = "2001000103256", "2001000203253", "2100000003259"


def test_a_deposit_slip_pays_what_it_says(slip_till: Till, cashier: Actor, ring: Ring) -> None:
    sale = slip_till.checkout.pay(cashier, ring(SLIP), [])
    assert sale.total == Money(-325)
    assert sale.positions[0].kind is PositionKind.SLIP


def test_a_slip_with_a_number_is_paid_out_once(slip_till: Till, cashier: Actor, ring: Ring) -> None:
    prepared = ring(SLIP)
    slip_till.checkout.pay(cashier, ring(SLIP), [])
    refused("slip_redeemed", lambda: ring(SLIP))
    refused("slip_redeemed", lambda: slip_till.checkout.pay(cashier, prepared, []))
    assert slip_till.checkout.pay(cashier, ring(OTHER_SLIP), []).total == Money(-325)


def test_a_slip_with_a_number_counts_once_in_a_basket_too(slip_till: Till, cashier: Actor, ring: Ring) -> None:
    refused("slip_redeemed", lambda: ring(SLIP, SLIP))
    refused("slip_redeemed", lambda: ring(SLIP, ROLL, SLIP))
    doubled = slip_till.checkout.change_quantity(ring(SLIP), 1, Quantity.of(2))
    refused("slip_redeemed", lambda: slip_till.checkout.pay(cashier, doubled, []))
    assert slip_till.checkout.price(ring(SLIP, OTHER_SLIP)).total == Money(-650)


def test_a_slip_of_a_receipt_made_void_can_be_rung_up_again(slip_till: Till, owner: Actor, ring: Ring) -> None:
    sale = slip_till.checkout.pay(owner, ring(SLIP), [])
    slip_till.checkout.void_receipt(owner, number_of(sale), "wrong receipt")
    assert slip_till.checkout.pay(owner, ring(SLIP), []).total == Money(-325)
    refused("slip_redeemed", lambda: ring(SLIP))


def test_a_slip_without_a_number_is_paid_again_with_a_warning(slip_till: Till, cashier: Actor, ring: Ring) -> None:
    assert slip_till.checkout.find(OLD_SLIP).warning == ""
    slip_till.checkout.pay(cashier, ring(OLD_SLIP), [])
    assert "paid out before" in slip_till.checkout.find(OLD_SLIP).warning
    assert slip_till.checkout.pay(cashier, ring(OLD_SLIP), []).total == Money(-325)


# Parking


def test_baskets_are_parked_by_name_and_recalled_in_any_order(
    open_till: Till, cashier: Actor, ring: Ring, clock: SetClock
) -> None:
    first, second = ring(ROLL), ring(MATE, MILK)
    open_till.checkout.hold(cashier, first, "woman with dog")
    clock.advance(seconds=30)
    open_till.checkout.hold(cashier, second)
    parked = open_till.checkout.held()
    assert [(h.name, h.cashier, h.lines) for h in parked] == [("woman with dog", "Aylin", 1), ("Basket 2", "Aylin", 2)]
    open_till.checkout.pay(cashier, open_till.checkout.recall(second.id), [cash("3.00")])
    assert open_till.checkout.recall(first.id) == first
    assert open_till.checkout.held() == []
    refused("not_held", lambda: open_till.checkout.recall(first.id))


def test_a_basket_on_the_screen_is_parked_when_another_one_is_recalled(
    open_till: Till, cashier: Actor, ring: Ring
) -> None:
    parked, on_screen = ring(ROLL), ring(MATE)
    open_till.checkout.hold(cashier, parked, "regular")
    open_till.checkout.save_draft(cashier, on_screen)
    open_till.checkout.recall(parked.id)
    assert [held.id for held in open_till.checkout.held()] == [on_screen.id]
    assert open_till.checkout.recover().basket == parked


def test_a_parked_basket_survives_the_night_and_is_paid_then(
    open_till: Till, cashier: Actor, ring: Ring, shop_file: Path, clock: SetClock
) -> None:
    basket = ring(MATE)
    open_till.checkout.hold(cashier, basket, "regular")
    open_till.close()
    clock.advance(hours=20)
    again = Till(shop_file, clock=clock)
    try:
        (parked,) = again.checkout.held()
        sale = again.checkout.pay(cashier, again.checkout.recall(parked.id), [cash("1.44")])
        assert (sale.id, sale.started_at) == (basket.id, basket.started_at)
        assert again.checkout.held() == []
    finally:
        again.close()


def test_the_basket_on_the_screen_is_back_after_a_power_cut(
    open_till: Till, cashier: Actor, ring: Ring, shop_file: Path, clock: SetClock
) -> None:
    basket = ring(MATE, ROLL)
    open_till.checkout.save_draft(cashier, basket)
    open_till.close()
    again = Till(shop_file, clock=clock)
    try:
        recovery = again.checkout.recover()
        assert recovery.basket == basket
        assert recovery.sentences() == ["The basket with 2 lines is back."]
        again.checkout.save_draft(cashier, None)
        assert again.checkout.recover().basket is None
    finally:
        again.close()


def test_a_paid_basket_does_not_come_back(open_till: Till, cashier: Actor, ring: Ring) -> None:
    basket = ring(ROLL)
    open_till.checkout.save_draft(cashier, basket)
    open_till.checkout.pay(cashier, basket, [cash("0.45")])
    open_till.checkout.save_draft(cashier, basket)  # the screen was a moment late
    assert open_till.checkout.recover().basket is None


def test_a_receipt_that_was_being_printed_when_the_power_went_is_told_once_and_not_printed_twice(
    open_till: Till, cashier: Actor, ring: Ring, clock: SetClock
) -> None:
    open_till.checkout.pay(cashier, ring(ROLL), [cash("0.45")])
    with open_till.database.write() as work:
        job = work.outbox.next(["receipt"], clock.now())
        assert job is not None
        assert job.job.payload == "drawer"
        work.outbox.sending(job.number)
    assert open_till.checkout.recover().sentences() == [
        "A receipt was being printed when the till stopped. If it is not there, print it again."
    ]
    assert open_till.checkout.recover().sentences() == []
    with open_till.database.read() as work:
        assert work.outbox.next(["receipt"], clock.now()) is None


def test_the_drawer_opens_for_cash_and_stays_shut_for_a_card(open_till: Till, cashier: Actor, ring: Ring) -> None:
    open_till.checkout.pay(cashier, ring(ROLL), [cash("0.45")])
    open_till.checkout.pay(cashier, ring(ROLL), [card("0.45")])
    rows = open_till.database.connection.execute("SELECT kind, payload FROM outbox ORDER BY number").fetchall()
    assert rows == [("receipt", "drawer"), ("receipt", "")]


# Age


def test_without_the_age_check_nothing_with_a_limit_is_sold(open_till: Till, cashier: Actor, ring: Ring) -> None:
    basket = replace(ring(BEER, SCHNAPPS), age_confirmed=0)
    sentence = refused("age_check", lambda: open_till.checkout.pay(cashier, basket, [cash("20.00")]))
    assert "2008-11-23" in sentence
    assert open_till.checkout.pay(cashier, confirm_age(basket), [cash("20.00")]).age_confirmed == 18


def test_the_age_goes_by_the_calendar_and_not_by_the_business_day(
    open_till: Till, cashier: Actor, ring: Ring, clock: SetClock
) -> None:
    clock.instant = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # 0:30 on the 24th in Berlin
    basket = replace(ring(SCHNAPPS), age_confirmed=0)
    assert "2008-11-24" in refused("age_check", lambda: open_till.checkout.pay(cashier, basket, []))


def test_who_is_too_young_leaves_without_it_and_that_is_on_record(open_till: Till, cashier: Actor, ring: Ring) -> None:
    basket = replace(ring(ROLL, BEER, SCHNAPPS), age_confirmed=0)
    basket = open_till.checkout.refuse_age(cashier, basket)
    assert [line.article.name for line in basket.active] == ["Brötchen"]
    (entry,) = audit(open_till, "age_refused")
    assert (entry.who, entry.subject) == ("Aylin", "18")
    assert entry.after == "Sternburg Export 0,5 l, Korn 0,7 l"
    assert open_till.checkout.pay(cashier, basket, [cash("0.45")]).total == Money(45)


def test_who_may_have_beer_keeps_it_when_schnapps_is_refused(open_till: Till, cashier: Actor, ring: Ring) -> None:
    basket = open_till.checkout.scan(ring(BEER), SCHNAPPS)
    basket = open_till.checkout.refuse_age(cashier, basket)
    assert [line.article.name for line in basket.active] == ["Sternburg Export 0,5 l"]
    assert open_till.checkout.refuse_age(cashier, basket) == basket


def test_what_a_young_customer_brings_back_is_not_struck(open_till: Till, owner: Actor, ring: Ring) -> None:
    basket = open_till.checkout.scan(open_till.checkout.new_basket(), SCHNAPPS, Quantity.of(-1))
    basket = open_till.checkout.refuse_age(owner, open_till.checkout.scan(basket, BEER))
    assert [line.article.name for line in basket.active] == ["Korn 0,7 l"]


# Permissions


def open_line_of(till: Till, ring: Ring, code: str) -> Basket:
    return ring(code) if code != PAPER else till.checkout.scan(till.checkout.new_basket(), PAPER, price=ONE_EURO)


LENDABLE: dict[str, tuple[Permission, Callable[[Till, Actor, Basket], Basket]]] = {
    "a line discount": (
        Permission.DISCOUNT,
        lambda till, who, basket: till.checkout.discount_line(who, basket, 1, Discount.percent_off("10")),
    ),
    "a basket discount": (
        Permission.DISCOUNT,
        lambda till, who, basket: till.checkout.discount_basket(who, basket, Discount.amount_off(Money(10))),
    ),
    "another price": (
        Permission.PRICE_OVERRIDE,
        lambda till, who, basket: till.checkout.override_price(who, basket, 1, ONE_EURO),
    ),
}


@pytest.mark.parametrize("name", LENDABLE)
def test_a_cashier_needs_a_managers_leave(
    open_till: Till, cashier: Actor, manager: Actor, ring: Ring, name: str
) -> None:
    permission, act = LENDABLE[name]
    sentence = refused("not_allowed", lambda: act(open_till, cashier, ring(MATE)))
    assert "Aylin" in sentence
    assert "manager" in sentence
    with_leave = open_till.people.lend(cashier, permission, manager.number, "2222")
    basket = act(open_till, with_leave, ring(MATE))
    assert [(leave.permission, leave.by) for leave in basket.leaves] == [(permission, "Mehmet")]
    open_till.checkout.save_draft(cashier, basket)
    kept = open_till.checkout.recover().basket
    assert kept == basket
    sale = open_till.checkout.pay(cashier, kept, [cash("5.00")])  # the leave is the basket's, not the cashier's
    assert sale.cashier_name == "Aylin"
    assert [(e.who, e.subject, e.after) for e in audit(open_till, "lent")] == [("Mehmet", "Aylin", permission.value)]
    assert [(e.who, e.subject, e.after) for e in audit(open_till, "leave")] == [("Aylin", permission.value, "Mehmet")]
    refused("not_allowed", lambda: act(open_till, cashier, ring(MATE)))


def test_what_was_allowed_to_the_owner_is_not_paid_by_a_cashier_without_leave(
    open_till: Till, owner: Actor, cashier: Actor, ring: Ring
) -> None:
    basket = open_till.checkout.discount_basket(owner, ring(MATE), Discount.percent_off("10"))
    refused("not_allowed", lambda: open_till.checkout.pay(cashier, basket, [cash("5.00")]))


def test_goods_taken_back_without_a_receipt_take_a_manager(
    open_till: Till, cashier: Actor, manager: Actor, ring: Ring
) -> None:
    basket = ring((CHOCOLATE, -1))
    refused("not_allowed", lambda: open_till.checkout.pay(cashier, basket, []))
    with_leave = open_till.people.lend(cashier, Permission.RETURN_FREE, manager.number, "2222")
    assert open_till.checkout.pay(with_leave, basket, []).total == Money(-149)
    assert open_till.checkout.pay(manager, ring((CHOCOLATE, -1)), []).total == Money(-149)
    assert stock(open_till, CHOCOLATE) == Quantity.of(2)


def test_a_receipt_is_made_void_by_a_manager_or_with_leave(
    open_till: Till, cashier: Actor, manager: Actor, ring: Ring
) -> None:
    open_till.checkout.pay(cashier, ring(ROLL), [cash("0.45")])
    refused("not_allowed", lambda: open_till.checkout.void_receipt(cashier, 1, "typo"))
    with_leave = open_till.people.lend(cashier, Permission.VOID_RECEIPT, manager.number, "2222")
    assert open_till.checkout.void_receipt(with_leave, 1, "typo").cashier_name == "Aylin"


def test_bound_prices_stay_even_for_the_owner(open_till: Till, owner: Actor, ring: Ring) -> None:
    checkout = open_till.checkout
    refused("price_bound", lambda: checkout.override_price(owner, ring(CIGARETTES), 1, ONE_EURO))
    refused("price_bound", lambda: checkout.discount_line(owner, ring(CIGARETTES), 1, Discount.percent_off("1")))


def test_a_changed_price_is_booked_with_the_price_it_replaced(open_till: Till, owner: Actor, ring: Ring) -> None:
    basket = open_till.checkout.override_price(owner, ring(CHOCOLATE), 1, ONE_EURO)
    sale = open_till.checkout.pay(owner, basket, [cash("1.00")])
    assert (sale.positions[0].list_price, sale.positions[0].unit_price) == (Money(149), ONE_EURO)


def test_a_cashier_strikes_a_line_and_it_stays_on_record(open_till: Till, cashier: Actor, ring: Ring) -> None:
    basket = open_till.checkout.void_line(cashier, ring(MATE, ROLL), 1)
    sale = open_till.checkout.pay(cashier, basket, [cash("0.45")])
    assert [(p.name, p.voided, p.total.cents) for p in sale.positions] == [
        ("Club-Mate 0,5 l", True, 0),
        ("Pfand 0,15", True, 0),
        ("Brötchen", False, 45),
    ]
    assert stock(open_till, MATE) == Quantity(0)


# A VAT class of next year


def test_a_vat_class_that_begins_next_year_does_not_stop_the_till(open_till: Till, cashier: Actor, ring: Ring) -> None:
    with open_till.database.write() as work:
        work.settings.put_tax_rates([TaxRate("culture", datetime(2027, 1, 1, tzinfo=UTC).date(), 500)])
    open_till.checkout.refresh()
    assert open_till.checkout.pay(cashier, ring(ROLL), [cash("0.45")]).total == Money(45)
    refused("no_tax_rate", lambda: open_till.checkout.rate_of("culture"))


# Training


def test_training_happens_in_another_file_and_says_so(
    open_till: Till, cashier: Actor, ring: Ring, clock: SetClock
) -> None:
    practice = Till(training_copy(open_till.path), clock=clock)
    try:
        assert practice.training
        assert not open_till.training
        basket = practice.checkout.scan(practice.checkout.new_basket(), ROLL)
        practice.checkout.pay(cashier, basket, [cash("0.45")])
        assert "TRAINING" in str(practice.receipt_document(1))
        assert nothing_booked(open_till)
    finally:
        practice.close()
