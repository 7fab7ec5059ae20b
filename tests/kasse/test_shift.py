"""The drawer from the float to the Z report."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from kasse.basket import Basket, Discount
from kasse.cash import DENOMINATIONS, CashKind
from kasse.clock import SetClock
from kasse.figures import PaymentSum, ShiftFigures
from kasse.money import ZERO, Money
from kasse.people import Actor
from kasse.quantity import ONE, Quantity
from kasse.receipt import Pair
from kasse.sale import Tender
from kasse.tax import VatSum
from kasse.till import Till
from tests.kasse.counter import BOTTLE_BACK, CHOCOLATE, MATE, ROLL, SCHNAPPS, Ring, SilentTse, card, cash, refused


def pieces(cents: int) -> dict[int, int]:
    """An amount as the fewest notes and coins."""
    counted = {}
    for denomination in DENOMINATIONS:
        counted[denomination], cents = divmod(cents, denomination)
    return counted


pytestmark = pytest.mark.usefixtures("books_add_up")

# Float and cash without a sale


def test_a_shift_opens_on_its_float(till: Till, cashier: Actor) -> None:
    shift = till.shift.open(cashier, Money(10000))
    assert (shift.number, shift.opened_by, shift.opening_float) == (1, "Aylin", Money(10000))
    assert till.shift.current() == shift
    refused("shift_open", lambda: till.shift.open(cashier, Money(10000)))


def test_a_float_is_not_negative_and_may_be_nothing(till: Till, cashier: Actor) -> None:
    refused("negative_float", lambda: till.shift.open(cashier, Money(-1)))
    assert till.shift.current() is None
    assert till.shift.open(cashier, ZERO).opening_float == ZERO


def test_cash_goes_in_and_out_with_a_reason(open_till: Till, manager: Actor, owner: Actor) -> None:
    assert open_till.shift.cash_in(manager, Money(5000), " change ").reason == "change"
    assert open_till.shift.cash_out(manager, Money(3000), "bank").amount == Money(-3000)
    figures = open_till.shift.x_report(owner)
    assert (figures.cash_in, figures.cash_out, figures.expected_cash) == (Money(5000), Money(-3000), Money(12000))


def test_cash_without_a_reason_or_an_amount_does_not_move(open_till: Till, manager: Actor) -> None:
    for move in (open_till.shift.cash_in, open_till.shift.cash_out):
        refused("no_reason", partial(move, manager, Money(100), "  "))
        refused("bad_amount", partial(move, manager, ZERO, "change"))
        refused("bad_amount", partial(move, manager, Money(-100), "change"))
    refused("no_reason", lambda: open_till.shift.open_drawer(manager, ""))


def test_a_cashier_moves_no_cash_without_a_sale(open_till: Till, cashier: Actor) -> None:
    refused("not_allowed", lambda: open_till.shift.cash_in(cashier, Money(100), "change"))
    refused("not_allowed", lambda: open_till.shift.cash_out(cashier, Money(100), "change"))


def test_more_than_the_drawer_holds_is_refused_without_saying_what_it_holds(open_till: Till, manager: Actor) -> None:
    sentence = refused("drawer_empty", lambda: open_till.shift.cash_out(manager, Money(10001), "bank"))
    assert not any(character.isdigit() for character in sentence)
    assert open_till.shift.cash_out(manager, Money(10000), "bank").amount == Money(-10000)


def test_a_movement_tried_again_is_booked_once(open_till: Till, manager: Actor, owner: Actor) -> None:
    movement = UUID(int=5)
    for _try in range(2):
        open_till.shift.cash_out(manager, Money(8000), "bank", movement)
    assert open_till.shift.x_report(owner).expected_cash == Money(2000)


def test_the_drawer_opens_without_a_sale_on_record_and_for_a_reason(
    open_till: Till, cashier: Actor, owner: Actor
) -> None:
    movement = open_till.shift.open_drawer(cashier, "coin roll")
    assert (movement.kind, movement.amount, movement.who) == (CashKind.NO_SALE, ZERO, "Aylin")
    assert open_till.shift.x_report(owner).no_sale_openings == 1
    with open_till.database.read() as work:
        assert work.outbox.waiting(["drawer"]) == 1


def test_the_drawer_opened_twice_under_one_id_opens_once(open_till: Till, cashier: Actor) -> None:
    for _try in range(2):
        open_till.shift.open_drawer(cashier, "coins", UUID(int=7))
    assert [movement.kind for movement in open_till.shift.movements()] == [CashKind.NO_SALE]
    with open_till.database.read() as work:
        assert work.outbox.waiting(["drawer"]) == 1


def test_the_movements_of_the_running_shift_are_listed_newest_first(
    open_till: Till, owner: Actor, clock: SetClock
) -> None:
    open_till.shift.cash_in(owner, Money(100), "yesterday's")
    open_till.shift.close(owner, uncounted=True)
    assert open_till.shift.movements() == []
    open_till.shift.open(owner, Money(10000))
    first = open_till.shift.cash_out(owner, Money(3000), "bank")
    clock.advance(minutes=1)
    second = open_till.shift.cash_in(owner, Money(500), "change")
    assert open_till.shift.movements() == [second, first]


def test_without_a_shift_nothing_moves(till: Till, owner: Actor) -> None:
    for act in (
        lambda: till.shift.cash_in(owner, Money(100), "change"),
        lambda: till.shift.open_drawer(owner, "coins"),
        lambda: till.shift.count(owner, {100: 1}),
        lambda: till.shift.x_report(owner),
        lambda: till.shift.close(owner),
    ):
        refused("no_shift", act)
    refused("no_z_report", till.shift.z_report)


# The blind count


def test_before_the_count_a_cashier_sees_nothing_the_expected_cash_can_be_computed_from(
    open_till: Till, cashier: Actor, manager: Actor, ring: Ring
) -> None:
    open_till.checkout.pay(cashier, ring(MATE), [cash("5.00")])
    open_till.checkout.pay(cashier, ring(ROLL), [card("0.45")])
    blind = open_till.shift.x_report(cashier)
    assert blind.cash_hidden
    assert blind.expected_cash is None
    assert (blind.cash_sales, blind.total, blind.vat) == (ZERO, ZERO, ())
    assert blind.payments == (PaymentSum("card", 1, Money(45)), PaymentSum("cash", 1, ZERO))
    seen = open_till.shift.x_report(manager)
    assert (seen.expected_cash, seen.cash_hidden, seen.total) == (Money(10144), False, Money(189))


def test_the_count_shows_what_was_expected_and_from_then_on_the_report_does_too(
    open_till: Till, cashier: Actor, ring: Ring
) -> None:
    open_till.checkout.pay(cashier, ring(MATE), [cash("5.00")])
    count = open_till.shift.count(cashier, pieces(10100))
    assert (count.total, count.expected, count.difference) == (Money(10100), Money(10144), Money(-44))
    figures = open_till.shift.x_report(cashier)
    assert (figures.counted, figures.expected_cash, figures.difference) == (Money(10100), Money(10144), Money(-44))


@pytest.mark.parametrize(
    ("counted", "code"),
    [
        ({25: 1}, "bad_denomination"),
        ({0: 1}, "bad_denomination"),
        ({100: -1}, "bad_count"),
        ({1: 100_001}, "bad_count"),
    ],
)
def test_what_is_no_count_is_refused(open_till: Till, cashier: Actor, counted: dict[int, int], code: str) -> None:
    refused(code, lambda: open_till.shift.count(cashier, counted))


def test_an_empty_drawer_is_a_count_too(open_till: Till, cashier: Actor) -> None:
    assert open_till.shift.count(cashier, {}).difference == Money(-10000)


def test_what_is_sold_between_the_count_and_the_close_leaves_the_difference_as_it_was(
    open_till: Till, cashier: Actor, manager: Actor, ring: Ring, clock: SetClock
) -> None:
    open_till.shift.count(cashier, pieces(9990))
    clock.advance(minutes=1)
    open_till.checkout.pay(cashier, ring(MATE), [cash("1.44")])
    open_till.shift.cash_out(manager, Money(5000), "bank")
    figures = open_till.shift.close(cashier)
    assert (figures.expected_cash, figures.counted, figures.difference) == (Money(5144), Money(5134), Money(-10))


def test_the_last_count_is_the_one_that_counts(open_till: Till, cashier: Actor, clock: SetClock) -> None:
    open_till.shift.count(cashier, pieces(9000))
    clock.advance(minutes=1)
    open_till.shift.count(cashier, pieces(10000))
    assert open_till.shift.close(cashier).difference == ZERO


# Closing


def test_a_day_is_not_closed_uncounted_save_by_a_manager(open_till: Till, cashier: Actor, manager: Actor) -> None:
    refused("not_counted", lambda: open_till.shift.close(cashier))
    refused("not_counted", lambda: open_till.shift.close(manager))
    refused("not_allowed", lambda: open_till.shift.close(cashier, uncounted=True))
    figures = open_till.shift.close(manager, uncounted=True)
    assert (figures.counted, figures.difference, figures.z_no) == (None, None, 1)


def test_the_difference_is_booked_with_the_z_report(open_till: Till, cashier: Actor) -> None:
    open_till.shift.count(cashier, pieces(9950))
    figures = open_till.shift.close(cashier)
    assert figures.difference == Money(-50)
    rows = open_till.database.connection.execute("SELECT kind, amount FROM cash_movement").fetchall()
    assert rows == [("difference", -50)]
    assert open_till.shift.z_report(1) == figures


def test_z_numbers_have_no_gap_and_each_shift_begins_anew(
    till: Till, owner: Actor, ring: Ring, clock: SetClock
) -> None:
    for number in (1, 2, 3):
        shift = till.shift.open(owner, Money(10000))
        assert (shift.number, shift.first_receipt_no) == (number, number)
        till.checkout.pay(owner, ring(ROLL), [cash("0.45")])
        refused("not_counted", lambda: till.shift.close(owner))
        till.shift.count(owner, pieces(10045))
        figures = till.shift.close(owner)
        assert (figures.z_no, figures.receipts, figures.expected_cash) == (number, 1, Money(10045))
        assert (figures.first_receipt_no, figures.last_receipt_no) == (number, number)
        clock.advance(days=1)
    assert till.shift.z_report().z_no == 3
    assert till.shift.z_report(2).first_receipt_no == 2
    refused("no_z_report", lambda: till.shift.z_report(4))


def test_the_last_z_reports_are_listed_and_what_the_last_one_left(
    till: Till, owner: Actor, ring: Ring, clock: SetClock
) -> None:
    assert (till.shift.z_reports(), till.shift.left()) == ([], None)
    for counted in (10045, 9000):
        till.shift.open(owner, Money(10000))
        till.checkout.pay(owner, ring(ROLL), [cash("0.45")])
        till.shift.count(owner, pieces(counted))
        till.shift.close(owner)
        clock.advance(days=1)
    assert [(report.z_no, report.total) for report in till.shift.z_reports()] == [(2, Money(45)), (1, Money(45))]
    assert [report.z_no for report in till.shift.z_reports(1)] == [2]
    assert till.shift.left() == Money(9000)
    till.shift.open(owner, Money(9000))
    till.shift.close(owner, uncounted=True)
    assert till.shift.left() is None, "nobody counted it"


def test_an_x_report_on_paper_hides_from_a_cashier_what_the_service_hides(
    open_till: Till, cashier: Actor, manager: Actor, ring: Ring
) -> None:
    open_till.checkout.pay(cashier, ring(MATE), [cash("5.00")])

    def figures(actor: Actor) -> list[str]:
        return [block.right for block in open_till.x_document(actor).blocks if isinstance(block, Pair)]

    assert "101,44" in figures(manager)
    assert not {"101,44", "1,44"} & set(figures(cashier))


def test_a_day_without_a_customer_is_closed_too(open_till: Till, owner: Actor) -> None:
    open_till.shift.count(owner, pieces(10000))
    figures = open_till.shift.close(owner)
    assert (figures.receipts, figures.first_receipt_no, figures.total, figures.vat) == (0, None, ZERO, ())


def test_parked_baskets_stay_parked_over_the_close(open_till: Till, owner: Actor, ring: Ring) -> None:
    basket = ring(MATE)
    open_till.checkout.hold(owner, basket, "regular")
    assert open_till.shift.close(owner, uncounted=True).held_baskets == 1
    open_till.shift.open(owner, Money(10000))
    assert open_till.checkout.recall(basket.id) == basket


def test_what_is_sold_after_midnight_is_the_evenings_business(
    till: Till, owner: Actor, ring: Ring, clock: SetClock
) -> None:
    clock.instant = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    till.shift.open(owner, Money(10000))
    clock.instant = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)  # 1:30 in Berlin
    sale = till.checkout.pay(owner, ring(ROLL), [cash("0.45")])
    assert sale.business_day == date(2026, 11, 23)
    figures = till.shift.close(owner, uncounted=True)
    assert figures.business_day == date(2026, 11, 23)
    clock.instant = datetime(2026, 11, 24, 2, 59, tzinfo=UTC)  # 3:59
    assert till.shift.open(owner, Money(10000)).business_day == date(2026, 11, 23)
    till.shift.close(owner, uncounted=True)
    clock.instant = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # 4:00
    assert till.shift.open(owner, Money(10000)).business_day == date(2026, 11, 24)


# A small day by hand


def a_small_day(till: Till, owner: Actor, ring: Ring, clock: SetClock) -> None:
    """Eight receipts and what else happens in a shop."""
    checkout = till.checkout

    def pay(basket: Basket, *tenders: Tender) -> None:
        clock.advance(minutes=5)
        checkout.pay(owner, basket, tenders)

    pay(ring((MATE, 3), CHOCOLATE), cash("10.00"))  # 1: 387 + 45 deposit at 19 %, 149 at 7 %: 581
    pay(ring((ROLL, 10)), card("4.50"))  # 2: 450 at 7 %
    pay(checkout.discount_line(owner, ring((CHOCOLATE, 2)), 1, Discount.percent_off("10")), cash("2.68"))  # 3: 298 - 30
    pay(ring((MATE, 2), (BOTTLE_BACK, 6)), card("1.00"), cash("1.00"))  # 4: 258 + 30 - 90 = 198 at 19 %
    pay(checkout.return_lines(owner, checkout.new_basket(), 1, {1: ONE}))  # 5: -144 at 19 %
    checkout.void_receipt(owner, 2, "typo")  # 6: -450 at 7 %
    pay(checkout.override_price(owner, ring(SCHNAPPS), 1, Money(700)), cash("7.00"))  # 7: 700 at 19 %
    pay(ring((BOTTLE_BACK, 10)))  # 8: -150 at 19 %
    struck = checkout.void_line(owner, ring(MATE, ROLL), 1)
    pay(struck, cash("0.50"))  # 9: 45 at 7 %, a struck mate
    young = checkout.scan(checkout.new_basket(), SCHNAPPS)
    checkout.refuse_age(owner, young)
    checkout.hold(owner, ring(MATE), "regular")
    till.shift.cash_in(owner, Money(2000), "change")
    till.shift.cash_out(owner, Money(3000), "bank")
    till.shift.open_drawer(owner, "coins")


def test_the_z_report_of_a_small_day_by_hand(open_till: Till, owner: Actor, ring: Ring, clock: SetClock) -> None:
    a_small_day(open_till, owner, ring, clock)
    open_till.shift.count(owner, pieces(10305))
    assert open_till.shift.close(owner) == ShiftFigures(
        shift=1,
        business_day=date(2026, 11, 23),
        opened_at=datetime(2026, 11, 23, 7, 0, tzinfo=UTC),
        opened_by="Olga",
        at=datetime(2026, 11, 23, 7, 40, tzinfo=UTC),
        who="Olga",
        receipts=9,
        first_receipt_no=1,
        last_receipt_no=9,
        total=Money(581 + 450 + 268 + 198 - 144 - 450 + 700 - 150 + 45),
        vat=(
            # 432 -> 363, 198 -> 166, -144 -> -121, 700 -> 588, -150 -> -126: each receipt's own rounding, summed
            VatSum(1900, Money(1036), Money(363 + 166 - 121 + 588 - 126), Money(69 + 32 - 23 + 112 - 24)),
            # 149 -> 139, 450 -> 421, 268 -> 250, -450 -> -421, 45 -> 42
            VatSum(700, Money(462), Money(139 + 421 + 250 - 421 + 42), Money(10 + 29 + 18 - 29 + 3)),
        ),
        payments=(PaymentSum("card", 3, Money(450 + 100 - 450)), PaymentSum("cash", 7, Money(1398))),
        void_count=1,
        void_total=Money(-450),
        return_count=1,
        return_total=Money(-129),
        voided_lines=1,  # the mate; its deposit is no line of its own
        discount_total=Money(30),
        price_overrides=1,
        deposit_taken=Money(45 + 30 - 15),
        deposit_returned=Money(-90 - 150),
        opening_float=Money(10000),
        cash_sales=Money(581 + 268 + 98 - 144 + 700 - 150 + 45),
        cash_in=Money(2000),
        cash_out=Money(-3000),
        no_sale_openings=1,
        age_refusals=1,
        held_baskets=1,
        outages=0,
        expected_cash=Money(10398),
        counted=Money(10305),
        difference=Money(-93),
        z_no=1,
    )


def test_a_voided_receipt_leaves_discounts_deposits_and_changed_prices_as_if_it_had_not_been(
    open_till: Till, owner: Actor, ring: Ring
) -> None:
    checkout = open_till.checkout
    basket = checkout.override_price(owner, ring((MATE, 2)), 1, Money(100))
    checkout.pay(owner, checkout.discount_line(owner, basket, 1, Discount.amount_off(Money(20))), [cash("5.00")])
    checkout.void_receipt(owner, 1, "typo")
    figures = open_till.shift.x_report(owner)
    assert (figures.total, figures.discount_total, figures.deposit_taken, figures.cash_sales) == (ZERO,) * 4
    assert figures.price_overrides == 1  # it was done, once
    assert {(vat.gross, vat.net, vat.tax) for vat in figures.vat} == {(ZERO, ZERO, ZERO)}


# A paid sale whose completion is outstanding


@pytest.fixture
def slow_till(open_till: Till, shop_file: Path, clock: SetClock) -> Iterator[Till]:
    open_till.close()
    opened = Till(shop_file, tse=SilentTse(), clock=clock)
    yield opened
    opened.close()


def test_a_paid_sale_that_is_not_complete_yet_is_in_the_z_report(slow_till: Till, owner: Actor) -> None:
    checkout = slow_till.checkout
    slow_till.shift.count(owner, pieces(10000))
    checkout.tender(owner, checkout.scan(checkout.new_basket(), ROLL, Quantity.of(2)), [cash("0.90")])
    figures = slow_till.shift.close(owner)
    assert (figures.receipts, figures.outages, figures.difference) == (1, 1, ZERO)
    assert (figures.expected_cash, figures.counted) == (Money(10090), Money(10090))


def test_money_of_a_sale_that_is_not_complete_yet_is_expected_by_the_count(slow_till: Till, owner: Actor) -> None:
    checkout = slow_till.checkout
    checkout.tender(owner, checkout.scan(checkout.new_basket(), ROLL, Quantity.of(2)), [cash("0.90")])
    assert slow_till.shift.count(owner, pieces(10090)).difference == ZERO
    assert slow_till.shift.close(owner).difference == ZERO
