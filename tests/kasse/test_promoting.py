"""Promotions at the till: made by the owner, taken off at the checkout, printed, given back, kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from kasse.books.promotions import Result
from kasse.clock import SetClock
from kasse.errors import Refused
from kasse.money import Money
from kasse.people import Actor, Role
from kasse.pricing import Saving
from kasse.promoting import State, state_of
from kasse.promotions.rules import ALL, Goods, Kind, Part, Promotion
from kasse.quantity import ONE, Quantity
from kasse.receipt import Pair
from kasse.sale import Sale
from kasse.till import Till
from tests.conftest import PlainHasher
from tests.kasse.counter import (
    BANANAS,
    CHOCOLATE,
    CIGARETTES,
    MATE,
    MATE_CRATE,
    MILK,
    PAPER,
    ROLL,
    audit,
    cash,
    refused,
)

SWEETS = Part(Goods(departments=("Süßes",)))
BAKERY = Part(Goods(departments=("Backwaren",)))
THREE_FOR_TWO = Promotion("3 for 2", Kind.FEWER, (replace(SWEETS, count=3),), pay=2, percent=ALL)
HAPPY_HOUR = Promotion(
    "Happy hour", Kind.PERCENT, (BAKERY,), percent=2000, from_minute=17 * 60, to_minute=19 * 60
)  # fmt: skip
COUPON = Promotion("Hello", Kind.AMOUNT, (SWEETS,), amount=Money(50), coupon="hello 10", limit=1)


@pytest.fixture
def save(open_till: Till, owner: Actor) -> Callable[[Promotion], Promotion]:
    """Makes a promotion of the shop."""
    return lambda promotion: open_till.promotions.save(owner, promotion)


Save = Callable[[Promotion], Promotion]


def rung(till: Till, *codes: str | tuple[str, int]) -> Any:
    basket = till.checkout.new_basket()
    for entry in codes:
        code, pieces = entry if isinstance(entry, tuple) else (entry, 1)
        basket = till.checkout.scan(basket, code, Quantity.of(pieces))
    return basket


def pay(till: Till, owner: Actor, *codes: str | tuple[str, int]) -> Sale:
    return till.checkout.pay(owner, rung(till, *codes), [cash("50.00")])


def number_of(promotion: Promotion) -> int:
    assert promotion.number is not None
    return promotion.number


def test_three_for_two_is_taken_off_booked_and_printed(open_till: Till, owner: Actor, save: Save) -> None:
    made = save(THREE_FOR_TWO)
    sale = pay(open_till, owner, (CHOCOLATE, 3), MILK)
    assert sale.total == Money(2 * 149 + 119)
    assert sale.saved == (Saving(1, number_of(made), "3 for 2", Quantity.of(3), Money(149)),)
    document = open_till.receipt_document(sale.receipt_no or 0)
    printed = [(block.left, block.right) for block in document.blocks if isinstance(block, Pair)]
    assert ("3 for 2", "-1,49 A") in printed
    assert [right for left, right in printed if left == "Sie sparen"] == ["1,49"]
    assert "Rabatt" not in [left for left, _right in printed]
    assert open_till.promotions.result(number_of(made)) == Result(1, Money(149))
    assert open_till.verify() == []


def test_a_discount_of_the_cashier_stands_beside_the_promotion(open_till: Till, owner: Actor, save: Save) -> None:
    from kasse.basket import Discount

    save(THREE_FOR_TWO)
    basket = open_till.checkout.discount_basket(owner, rung(open_till, (CHOCOLATE, 3)), Discount.percent_off("10"))
    sale = open_till.checkout.pay(owner, basket, [cash("5.00")])
    assert sale.total == Money(298 - 30)
    document = open_till.receipt_document(sale.receipt_no or 0)
    taken_off = [block.right for block in document.blocks if isinstance(block, Pair) and block.right.startswith("-")]
    assert taken_off[:2] == ["-1,49 A", "-0,30 A"]


def test_a_void_gives_the_promotion_back(open_till: Till, owner: Actor, save: Save) -> None:
    made = save(THREE_FOR_TWO)
    sale = pay(open_till, owner, (CHOCOLATE, 3))
    void = open_till.checkout.void_receipt(owner, sale.receipt_no or 0, "mistake")
    assert void.saved == (Saving(1, number_of(made), "3 for 2", Quantity.of(-3), Money(-149)),)
    assert open_till.promotions.result(number_of(made)).amount == Money(0)
    assert open_till.checkout.receipt(void.receipt_no or 0) == void
    assert open_till.verify() == []


def test_what_was_bought_in_a_promotion_is_refunded_as_it_was_paid(open_till: Till, owner: Actor, save: Save) -> None:
    save(THREE_FOR_TWO)
    sale = pay(open_till, owner, (CHOCOLATE, 3))
    basket = open_till.checkout.return_lines(owner, open_till.checkout.new_basket(), sale.receipt_no or 0, {1: ONE})
    assert open_till.checkout.price(basket).total == Money(-99)


def test_a_happy_hour_that_ends_meanwhile_counts_for_who_stood_there(
    open_till: Till, owner: Actor, clock: SetClock, save: Save
) -> None:
    save(HAPPY_HOUR)
    clock.instant = datetime(2026, 11, 23, 17, 58, tzinfo=UTC)  # 18:58 in Berlin
    basket = rung(open_till, (ROLL, 2))
    clock.advance(minutes=5)
    assert open_till.checkout.price(basket).total == Money(72)
    basket = open_till.checkout.scan(basket, ROLL)
    assert open_till.checkout.price(basket).total == Money(108)
    assert open_till.checkout.pay(owner, basket, [cash("2.00")]).total == Money(108)
    assert open_till.checkout.price(rung(open_till, (ROLL, 2))).total == Money(90)


def test_a_happy_hour_that_begins_meanwhile_counts_with_the_next_article(
    open_till: Till, clock: SetClock, save: Save
) -> None:
    save(HAPPY_HOUR)
    clock.instant = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)
    basket = rung(open_till, ROLL)
    clock.advance(minutes=2)
    assert open_till.checkout.price(basket).total == Money(45)
    assert open_till.checkout.price(open_till.checkout.scan(basket, ROLL)).total == Money(72)


def test_a_till_that_stood_idle_begins_its_basket_with_the_first_article(
    open_till: Till, clock: SetClock, save: Save
) -> None:
    save(HAPPY_HOUR)
    clock.instant = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)
    empty = open_till.checkout.new_basket()
    clock.instant = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)  # 19:30: the happy hour came and went
    basket = open_till.checkout.scan(empty, ROLL)
    assert basket.started_at == clock.now()
    assert open_till.checkout.price(basket).total == Money(45)


def test_a_parked_basket_and_one_after_a_power_cut_keep_their_price(
    open_till: Till, owner: Actor, clock: SetClock, save: Save, shop_file: Path
) -> None:
    save(HAPPY_HOUR)
    clock.instant = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
    parked = rung(open_till, (ROLL, 2))
    open_till.checkout.hold(owner, parked, "Sam")
    open_till.close()
    clock.advance(hours=20)
    till = Till(shop_file, clock=clock, hasher=PlainHasher())
    basket = till.checkout.recall(parked.id)
    assert till.checkout.price(basket).total == Money(72)
    till.close()


def test_the_same_basket_paid_twice_is_booked_once(open_till: Till, owner: Actor, clock: SetClock, save: Save) -> None:
    save(HAPPY_HOUR)
    clock.instant = datetime(2026, 11, 23, 17, 59, tzinfo=UTC)
    basket = rung(open_till, (ROLL, 2))
    sale = open_till.checkout.pay(owner, basket, [cash("1.00")])
    clock.advance(minutes=10)
    assert open_till.checkout.pay(owner, basket, [cash("1.00")]) == sale


# Coupons


def test_a_coupon_counts_once_it_is_shown(open_till: Till, owner: Actor, save: Save) -> None:
    save(COUPON)
    basket = rung(open_till, (CHOCOLATE, 2))
    assert open_till.checkout.price(basket).total == Money(298)
    basket = open_till.checkout.scan(basket, "Hello10")
    assert basket.coupons == ("HELLO10",)
    assert open_till.checkout.price(basket).total == Money(248)
    assert "basket already" in refused("coupon_twice", lambda: open_till.checkout.scan(basket, "HELLO 10"))
    assert open_till.checkout.pay(owner, basket, [cash("5.00")]).total == Money(248)


def test_a_coupon_may_be_shown_first(open_till: Till, save: Save) -> None:
    save(COUPON)
    basket = open_till.checkout.scan(open_till.checkout.new_basket(), "hello10")
    assert open_till.checkout.price(open_till.checkout.scan(basket, CHOCOLATE)).total == Money(99)


def test_a_coupon_that_is_over_says_so(open_till: Till, save: Save) -> None:
    save(replace(COUPON, ends=date(2026, 11, 22)))
    said = refused("coupon_over", lambda: rung(open_till, "HELLO10"))
    assert "2026-11-22" in said
    save(replace(COUPON, coupon="SOON", starts=date(2026, 11, 24)))
    assert "2026-11-24" in refused("coupon_over", lambda: rung(open_till, "SOON"))
    save(replace(COUPON, coupon="LATE", from_minute=60, to_minute=120))
    assert "hour" in refused("coupon_over", lambda: rung(open_till, "LATE"))


def test_a_code_that_is_no_coupon_is_unknown_as_before(open_till: Till, save: Save) -> None:
    save(COUPON)
    refused("unknown_code", lambda: rung(open_till, "HELLO11"))


def test_a_coupon_is_not_what_sells_something_and_not_another_coupon(open_till: Till, owner: Actor, save: Save) -> None:
    made = save(COUPON)
    refused("coupon_taken", lambda: save(replace(COUPON, name="Again", coupon="HELLO10")))
    refused("coupon_sells", lambda: save(replace(COUPON, name="Again", coupon=CHOCOLATE)))
    open_till.promotions.switch(owner, number_of(made), on=False)
    save(replace(COUPON, name="Again"))
    refused("coupon_taken", lambda: open_till.promotions.switch(owner, number_of(made), on=True))


# What is left alone


def test_bound_prices_deposits_and_prices_by_hand_stay(open_till: Till, owner: Actor, save: Save) -> None:
    save(Promotion("All", Kind.PERCENT, (Part(Goods(everything=True)),), percent=5000))
    till = open_till
    assert till.checkout.price(rung(till, CIGARETTES)).total == Money(900)
    paper = till.checkout.scan(till.checkout.new_basket(), PAPER, price=Money(350))
    assert till.checkout.price(paper).total == Money(350)
    assert till.checkout.price(rung(till, MATE)).total == Money(65 - 1 + 15)
    by_hand = till.checkout.override_price(owner, rung(till, CHOCOLATE), 1, Money(120))
    assert till.checkout.price(by_hand).saved == ()


def test_a_department_means_bottles_and_a_crate_is_named_by_itself(open_till: Till, save: Save) -> None:
    till = open_till
    drinks = Part(Goods(departments=("Getränke",)), 2)
    pair = save(Promotion("2 for 1", Kind.FEWER, (drinks,), pay=1, percent=ALL))
    assert till.checkout.price(rung(till, (MATE_CRATE, 2))).saved == ()
    assert till.checkout.price(rung(till, (MATE, 2))).total == Money(129 + 30)
    crate = till.promotions.article(MATE_CRATE)
    assert (crate.product, crate.code) == (None, MATE_CRATE)
    save(replace(pair, parts=(Part(Goods(packs=(crate.code,)), 2),)))
    assert sum(one.amount.cents for one in till.checkout.price(rung(till, (MATE_CRATE, 2))).saved) == 2280


def test_a_scale_label_is_weighed_goods(open_till: Till, save: Save) -> None:
    cheese = open_till.promotions.article("2812340000002").product
    assert cheese is not None
    save(Promotion("Cheese", Kind.AMOUNT, (Part(Goods(products=(cheese,))),), amount=Money(100)))
    save(Promotion("2 for 1", Kind.FEWER, (Part(Goods(products=(cheese,)), 2),), pay=1, percent=ALL))
    till = open_till
    basket = till.checkout.scan(till.checkout.scan(till.checkout.new_basket(), "2812345004128"), "2812345004128")
    assert [(one.name, one.amount) for one in till.checkout.price(basket).saved] == [
        ("Cheese", Money(41)),
        ("Cheese", Money(41)),
    ]


def test_a_group_of_customers_has_its_price(open_till: Till, save: Save) -> None:
    save(Promotion("Staff", Kind.PRICE, (SWEETS,), amount=Money(100), group="Staff"))
    basket = rung(open_till, CHOCOLATE)
    assert open_till.checkout.price(basket).total == Money(149)
    assert open_till.checkout.price(replace(basket, group="Staff")).total == Money(100)


# The owner


def test_switched_off_it_takes_nothing_off_from_the_next_look_on(open_till: Till, owner: Actor, save: Save) -> None:
    made = save(THREE_FOR_TWO)
    basket = rung(open_till, (CHOCOLATE, 3))
    assert open_till.checkout.price(basket).total == Money(298)
    off = open_till.promotions.switch(owner, number_of(made), on=False)
    assert open_till.checkout.price(basket).total == Money(447)
    assert open_till.promotions.get(number_of(made)) == off == replace(made, active=False)
    entries = audit(open_till, "promotion")
    assert [entry.subject for entry in entries] == ["3 for 2", "3 for 2"]
    assert '"active":false' in entries[0].after
    assert entries[1].before == ""


def test_saved_again_without_a_change_it_is_not_noted_again(open_till: Till, save: Save) -> None:
    made = save(THREE_FOR_TWO)
    save(made)
    assert len(audit(open_till, "promotion")) == 1


def test_who_may_not_edit_products_makes_no_promotion(open_till: Till, owner: Actor) -> None:
    cashier = Actor(owner.number, "Sam", Role.CASHIER)
    with pytest.raises(Refused) as refusal:
        open_till.promotions.save(cashier, THREE_FOR_TWO)
    assert refusal.value.code == "not_allowed"
    assert open_till.promotions.promotions() == []


def test_what_runs_comes_first_and_what_is_over_last(open_till: Till, save: Save) -> None:
    today = open_till.checkout.today()
    for name, changes in {
        "over": {"ends": date(2026, 11, 1)},
        "planned": {"starts": date(2026, 12, 1)},
        "off": {"active": False},
        "runs": {},
    }.items():
        save(replace(THREE_FOR_TWO, name=name, **changes))  # type: ignore[arg-type]
    found = [(one.name, state_of(one, today)) for one in open_till.promotions.promotions()]
    assert found == [
        ("runs", State.RUNNING),
        ("planned", State.PLANNED),
        ("off", State.OFF),
        ("over", State.OVER),
    ]


WRONG = {
    "bad_promotion_name": ({"name": " "}, {"name": "x" * 41}, {"name": "a\nb"}),
    "no_goods": ({"parts": ()}, {"parts": (Part(Goods(), 3),)}),
    "bad_count": (
        {"pay": 3},
        {"pay": 0},
        {"parts": (Part(SWEETS.goods, 100),)},
        {"parts": (SWEETS, BAKERY)},
        {"kind": Kind.TOGETHER, "parts": (SWEETS,), "amount": Money(100)},
    ),
    "bad_percent": ({"percent": 0}, {"percent": 10_001}, {"kind": Kind.PERCENT, "percent": -1}),
    "bad_price": ({"kind": Kind.AMOUNT}, {"kind": Kind.PRICE, "amount": Money(-1)}, {"kind": Kind.TOGETHER}),
    "bad_days": (
        {"starts": date(2026, 12, 2), "ends": date(2026, 12, 1)},
        {"weekdays": (7,)},
    ),
    "bad_hours": ({"from_minute": 60}, {"from_minute": 60, "to_minute": 60}, {"from_minute": 0, "to_minute": 1500}),
    "bad_limit": ({"limit": -1}, {"limit": 100}),
    "bad_coupon": ({"coupon": "a\x00b"},),
}


@pytest.mark.parametrize(
    ("code", "changes"), [(code, change) for code, changes in WRONG.items() for change in changes], ids=str
)
def test_what_cannot_be_a_promotion_is_refused(open_till: Till, save: Save, code: str, changes: dict[str, Any]) -> None:
    refused(code, lambda: save(replace(THREE_FOR_TWO, **changes)))
    assert open_till.promotions.promotions() == []


def test_what_takes_no_promotion_is_not_taken_into_one(open_till: Till) -> None:
    assert "bound by law" in refused("no_promotion", lambda: open_till.promotions.article(CIGARETTES))
    refused("no_promotion", lambda: open_till.promotions.article("PFAND015"))
    assert open_till.promotions.article(BANANAS).name == "Bananen"


def test_trying_it_out_sells_nothing(open_till: Till, save: Save) -> None:
    priced = open_till.promotions.try_out(THREE_FOR_TWO, [(CHOCOLATE, ONE)] * 3 + [(MILK, ONE)])
    assert priced.total == Money(298 + 119)
    assert open_till.promotions.promotions() == []
    save(Promotion("Sweets", Kind.PERCENT, (SWEETS,), percent=5000))
    beside = open_till.promotions.try_out(THREE_FOR_TWO, [(CHOCOLATE, ONE)] * 3, others=True)
    assert beside.total == Money(447 - 224)


def test_a_promotion_that_is_not_there_is_said(open_till: Till) -> None:
    refused("no_promotion_number", lambda: open_till.promotions.get(7))
