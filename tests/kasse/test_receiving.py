"""Goods in: scanned, priced, booked, taken back."""

from dataclasses import replace
from datetime import date

import pytest

from kasse.books.buying import Order, OrderLine, OrderState, Supplier
from kasse.books.stock import Reason
from kasse.clock import SetClock
from kasse.ids import uuid7
from kasse.money import Money
from kasse.people import Actor
from kasse.quantity import Quantity
from kasse.stock.days import typed_day
from kasse.stock.delivery import proposed_price
from kasse.stock.receiving import DeliveryView
from kasse.till import Till
from tests.kasse.counter import BEER, BOTTLE_BACK, CHOCOLATE, CIGARETTES, MATE, MATE_CRATE, MILK, audit, refused, stock

pytestmark = pytest.mark.usefixtures("books_add_up")

MONDAY = date(2026, 11, 23)


@pytest.fixture
def delivery(till: Till, owner: Actor) -> DeliveryView:
    return till.receiving.begin(owner)


def scan(till: Till, owner: Actor, view: DeliveryView, *codes: str, count: int | None = None) -> DeliveryView:
    for code in codes:
        view = till.receiving.scan(owner, view.delivery.id, code, None if count is None else Quantity.of(count))
    return view


def facts_cost(till: Till, code: str) -> int | None:
    number = till.products.by_code(code).number
    assert number is not None
    with till.database.read() as work:
        return work.prices.facts(number).cost


def number_of(till: Till, code: str) -> int:
    number = till.products.by_code(code).number
    assert number is not None
    return number


# Scanning


def test_a_scan_is_one_and_a_crate_brings_its_bottles_and_both_deposits(
    till: Till, owner: Actor, delivery: DeliveryView
) -> None:
    view = scan(till, owner, delivery, MATE, MATE_CRATE, MATE_CRATE)
    (line,) = [one.line for one in view.lines]
    assert line.quantity == Quantity.of(41)
    assert {(charge.deposit, str(charge.quantity), str(charge.amount)) for charge in view.deposits} == {
        ("mehrweg", "41", "6.15"),
        ("kasten", "2", "3.00"),
    }
    assert str(view.deposit) == "9.15"
    assert str(view.goods) == "0.00", "deposits are never part of what goods cost"


def test_a_count_may_be_typed_before_or_after(till: Till, owner: Actor, delivery: DeliveryView) -> None:
    view = scan(till, owner, delivery, MATE_CRATE, count=3)
    assert view.touched is not None
    assert view.touched.line.quantity == Quantity.of(60)
    view = till.receiving.count(owner, view.delivery.id, view.touched.line.key, Quantity.of(5))
    assert view.touched is not None
    assert (view.touched.line.quantity, view.touched.line.crates) == (Quantity.of(100), Quantity.of(5))
    view = till.receiving.count(owner, view.delivery.id, view.touched.line.key, Quantity.of(7), pieces=True)
    assert view.touched is not None
    assert (view.touched.line.quantity, view.touched.line.crates) == (Quantity.of(7), Quantity(0))


def test_each_scan_survives_a_power_cut(till: Till, owner: Actor, delivery: DeliveryView) -> None:
    scan(till, owner, delivery, MATE, CHOCOLATE, CHOCOLATE)
    beside = Till(till.path, clock=till.clock, exclusive=False)
    (kept,) = beside.receiving.open()
    beside.close()
    assert [(one.line.name, str(one.line.quantity)) for one in kept.lines] == [
        ("Club-Mate 0,5 l", "1"),
        ("Schokolade 100 g", "2"),
    ]


def test_a_gs1_label_brings_batch_and_day_and_another_batch_is_another_line(
    till: Till, owner: Actor, delivery: DeliveryView
) -> None:
    view = scan(till, owner, delivery, f"(01)0{MILK}(15)261205(10)L77", f"(01)0{MILK}(15)261205(10)L77")
    view = scan(till, owner, view, f"(02)0{MILK}(15)261212(37)12(10)L78")
    view = scan(till, owner, view, MILK)
    assert [(one.line.batch, one.line.best_before, str(one.line.quantity)) for one in view.lines] == [
        ("L77", date(2026, 12, 5), "2"),
        ("L78", date(2026, 12, 12), "13"),
    ]


def test_what_has_no_stock_is_refused_with_a_sentence(till: Till, owner: Actor, delivery: DeliveryView) -> None:
    act = till.receiving.scan
    refused("unknown_code", lambda: act(owner, delivery.delivery.id, "4006381333931"))
    refused("is_empties", lambda: act(owner, delivery.delivery.id, BOTTLE_BACK))
    refused("no_stock", lambda: act(owner, delivery.delivery.id, "4190102109254"))
    refused("needs_weight", lambda: act(owner, delivery.delivery.id, "102"))
    view = act(owner, delivery.delivery.id, "102", Quantity(12_500))
    assert view.touched is not None
    assert str(view.touched.line.quantity) == "12.500"


def test_only_who_may_receives_goods(till: Till, owner: Actor, cashier: Actor, delivery: DeliveryView) -> None:
    refused("not_allowed", lambda: till.receiving.begin(cashier))
    refused("not_allowed", lambda: till.receiving.scan(cashier, delivery.delivery.id, MATE))
    refused("not_allowed", lambda: till.receiving.book(cashier, delivery.delivery.id))


# Booking


def test_a_delivery_is_booked_once_with_its_whole_cost_and_keeps_the_cost_of_a_piece(
    till: Till, owner: Actor, delivery: DeliveryView
) -> None:
    view = scan(till, owner, delivery, MATE_CRATE, MATE_CRATE)
    assert view.touched is not None
    view = till.receiving.price(owner, view.delivery.id, view.touched.line.key, Money(1398), Quantity.of(20))
    assert str(view.goods) == "27.96"
    document = till.receiving.book(owner, view.delivery.id)
    again = till.receiving.book(owner, view.delivery.id)
    assert document == again
    assert stock(till, MATE) == Quantity.of(40)
    assert [(str(entry.change), str(entry.cost)) for entry in document.entries] == [("40", "27.96")]
    assert sorted((charge.deposit, str(charge.quantity)) for charge in document.deposits) == [
        ("kasten", "2"),
        ("mehrweg", "40"),
    ]
    assert facts_cost(till, MATE) == 6990
    assert till.receiving.open() == []
    assert audit(till, "goods_in")[0].after == "1 / 27.96"


def test_a_gross_cost_loses_its_vat_once(till: Till, owner: Actor, delivery: DeliveryView) -> None:
    view = till.receiving.head(owner, delivery.delivery.id, None, "LS 4711", gross=True)
    view = scan(till, owner, view, MILK, count=12)
    assert view.touched is not None
    view = till.receiving.price(owner, view.delivery.id, view.touched.line.key, Money(1070), Quantity.of(12))
    document = till.receiving.book(owner, view.delivery.id)
    assert (str(document.entries[0].cost), document.reference) == ("10.00", "LS 4711")
    assert facts_cost(till, MILK) == 8333


def test_nothing_scanned_is_nothing_to_book(till: Till, owner: Actor, delivery: DeliveryView) -> None:
    refused("nothing_came", lambda: till.receiving.book(owner, delivery.delivery.id))
    till.receiving.give_up(owner, delivery.delivery.id)
    refused("no_work", lambda: till.receiving.book(owner, delivery.delivery.id))


def test_a_delivery_is_taken_back_by_its_opposite_and_only_once(
    till: Till, owner: Actor, delivery: DeliveryView
) -> None:
    view = scan(till, owner, delivery, MATE_CRATE, f"(01)0{MILK}(15)261205(10)L77")
    booked = till.receiving.book(owner, view.delivery.id)
    refused("no_reason", lambda: till.receiving.take_back(owner, booked.id, " "))
    counter = till.receiving.take_back(owner, booked.id, "wrong shop", to_supplier=True)
    assert counter.kind is Reason.SUPPLIER_RETURN
    assert (stock(till, MATE), stock(till, MILK)) == (Quantity(0), Quantity(0))
    assert [str(charge.quantity) for charge in counter.deposits] == ["-1", "-20"]
    refused("taken_back", lambda: till.receiving.take_back(owner, booked.id, "again"))
    assert till.receiving.booked() == []
    assert till.expiry.sell_first() == []


def test_the_next_delivery_proposes_what_the_last_one_taught(till: Till, owner: Actor, delivery: DeliveryView) -> None:
    view = scan(till, owner, delivery, MILK)
    assert view.touched is not None
    key = view.touched.line.key
    view = till.receiving.price(owner, view.delivery.id, key, Money(1000), Quantity.of(12))
    till.receiving.expires(owner, view.delivery.id, key, date(2026, 12, 3), "L1")
    till.receiving.book(owner, view.delivery.id)
    view = scan(till, owner, till.receiving.begin(owner), MILK, count=24)
    assert view.touched is not None
    line = view.touched.line
    assert (line.assumed, str(view.touched.cost), line.best_before) == (True, "20.00", date(2026, 12, 3))


def test_a_supplier_brings_its_own_price_and_learns_a_new_one(till: Till, owner: Actor, delivery: DeliveryView) -> None:
    with till.database.write() as work:
        supplier = work.buying.put_supplier(Supplier("Getränke Hoffmann")).number
    assert supplier is not None
    view = till.receiving.head(owner, delivery.delivery.id, supplier, "1", gross=False)
    view = scan(till, owner, view, MATE_CRATE)
    assert view.touched is not None
    view = till.receiving.price(owner, view.delivery.id, view.touched.line.key, Money(1400), Quantity.of(20))
    till.receiving.book(owner, view.delivery.id)
    begun = scan(till, owner, till.receiving.begin(owner), MATE_CRATE)
    view = till.receiving.head(owner, begun.delivery.id, supplier, "2", gross=False)
    assert (view.lines[0].line.price, view.lines[0].line.assumed) == (Money(1400), True)
    with till.database.read() as work:
        (article,) = work.buying.articles(supplier)
    assert (article.units, article.cost) == (Quantity.of(20), Money(1400))


# Against an order


@pytest.fixture
def order(till: Till, owner: Actor) -> Order:
    with till.database.write() as work:
        supplier = work.buying.put_supplier(Supplier("Getränke Hoffmann")).number
        assert supplier is not None
        lines = (
            OrderLine(number_of(till, MATE), 3, Quantity.of(20), "crate", cost=Money(1398)),
            OrderLine(number_of(till, BEER), 24, Quantity.of(1)),
        )
        order = work.buying.add_order(Order(uuid7(), supplier, till.clock.now(), "Olga", lines))
        return work.buying.move(order.id, OrderState.ORDERED)


def test_an_order_waits_for_what_is_missing_and_marks_what_was_not_ordered(
    till: Till, owner: Actor, order: Order
) -> None:
    view = till.receiving.begin(owner, order.id)
    assert view.delivery.supplier_name == "Getränke Hoffmann"
    view = scan(till, owner, view, MATE_CRATE, MATE_CRATE, CHOCOLATE)
    missing = {line.name: str(line.missing) for line in view.delivery.missing}
    assert missing == {"Club-Mate 0,5 l": "20", "Sternburg Export 0,5 l": "24"}
    assert [line.name for line in view.delivery.extra] == ["Schokolade 100 g"]
    assert str(view.goods) == "27.96"


def test_an_order_is_received_in_part_and_a_delivery_taken_back_opens_it_again(
    till: Till, owner: Actor, order: Order
) -> None:
    view = scan(till, owner, till.receiving.begin(owner, order.id), MATE_CRATE, MATE_CRATE)
    booked = till.receiving.book(owner, view.delivery.id)
    with till.database.read() as work:
        partly = work.buying.order(order.id)
        assert partly is not None
        assert (partly.state, str(partly.lines[0].received)) == (OrderState.PARTLY, "40")
    rest = till.receiving.begin(owner, order.id)
    assert till.receiving.begin(owner, order.id) == rest, "somebody has begun it: it goes on"
    assert [str(line.missing) for line in rest.delivery.missing] == ["20", "24"]
    till.receiving.take_back(owner, booked.id, "wrong")
    with till.database.read() as work:
        again = work.buying.order(order.id)
        assert again is not None
        assert (again.state, str(again.lines[0].received)) == (OrderState.ORDERED, "0")


# Prices


@pytest.mark.parametrize(
    ("selling", "old", "new", "proposed"),
    [
        (129, 6990, 7490, 139),  # 138.2
        (129, 6990, 7000, None),  # 129.2: nothing moves
        (129, 6990, 6290, 119),  # 116.1
        (99, 5000, 5500, 109),
        (199, 10_000, 9_900, None),  # 197.0 ends as 199
        (199, 10_000, 9_000, 179),
        (129, None, 7490, None),
        (129, 6990, None, None),
        (None, 6990, 7490, None),
    ],
)
def test_a_price_that_keeps_the_margin_is_proposed(
    selling: int | None, old: int | None, new: int | None, proposed: int | None
) -> None:
    price = proposed_price(None if selling is None else Money(selling), old, new, "9")
    assert price == (None if proposed is None else Money(proposed))


def test_a_proposed_price_is_taken_with_the_booking_and_bound_prices_stay(
    till: Till, owner: Actor, delivery: DeliveryView
) -> None:
    for code, cost in ((MATE, 6990), (CIGARETTES, 60_000)):
        with till.database.write() as work:
            facts = work.prices.facts(number_of(till, code))
            work.prices.put_facts([facts._replace(cost=cost)])
    view = scan(till, owner, delivery, MATE, CIGARETTES)
    for line, price in zip(view.lines, (Money(75), Money(700)), strict=True):
        view = till.receiving.price(owner, view.delivery.id, line.line.key, price, Quantity.of(1))
    assert [str(line.proposal) for line in view.lines] == ["1.39", "None"]
    view = till.receiving.take_proposals(owner, view.delivery.id)
    key = view.lines[1].line.key
    refused("price_bound", lambda: till.receiving.new_price(owner, view.delivery.id, key, Money(1)))
    assert till.products.by_code(MATE).price == Money(129)
    till.receiving.book(owner, view.delivery.id)
    assert till.products.by_code(MATE).price == Money(139)
    assert [(entry.before, entry.after) for entry in audit(till, "price_changed")] == [("1.29", "1.39")]


# Days


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("3112", date(2026, 12, 31)),
        ("0101", date(2027, 1, 1)),
        ("2211", date(2026, 11, 22)),  # yesterday
        ("0109", date(2027, 9, 1)),  # September is too long ago
        ("2902", date(2028, 2, 29)),
        ("311227", date(2027, 12, 31)),
        ("31.12.", date(2026, 12, 31)),
        ("31.12.27", date(2027, 12, 31)),
        ("5.1.2027", date(2027, 1, 5)),
        ("2027-01-05", date(2027, 1, 5)),
        ("+14", date(2026, 12, 7)),
        ("+0", MONDAY),
        ("03/27", date(2027, 3, 31)),
        ("0327", date(2027, 3, 31)),
        ("02.2028", date(2028, 2, 29)),
    ],
)
def test_a_day_may_be_typed_in_a_hurry(typed: str, day: date) -> None:
    assert typed_day(typed, MONDAY) == day


@pytest.mark.parametrize("typed", ["", "x", "3113", "45", "300226", "31.11.26", "2026-02-30", "+", "99/99"])
def test_what_is_no_day_is_refused(typed: str) -> None:
    refused("bad_day", lambda: typed_day(typed, MONDAY))


def test_a_delivery_keeps_its_day_when_the_clock_goes_on(
    till: Till, owner: Actor, clock: SetClock, delivery: DeliveryView
) -> None:
    view = scan(till, owner, delivery, MATE)
    clock.advance(days=1)
    (kept,) = till.receiving.open()
    assert replace(kept.delivery) == view.delivery
