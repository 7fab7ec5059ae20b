"""Stocktakes: counted while selling goes on, by several people, in rounds; and what is booked in the end."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kasse.books.counting import Area, Count, Goods, Moved, Stocktake
from kasse.books.stock import Reason, StockDocument, StockEntry
from kasse.catalog import Unit
from kasse.clock import SetClock
from kasse.ids import uuid7
from kasse.money import Money
from kasse.people import Actor
from kasse.quantity import Quantity
from kasse.stock.counted import differences
from kasse.stock.review import Limits, Review
from kasse.till import Till
from tests.conftest import OPENING
from tests.kasse.counter import CHOCOLATE, MATE, MATE_CRATE, MILK, ROLL, audit, card, refused, stock

SHOP, STORE = Area("Shop"), Area("Store", store=True)
PAPER_CODE = "4190123402501"


@pytest.fixture
def counting(open_till: Till, owner: Actor) -> Till:
    """Twenty of three articles by the books, and a stocktake under way."""
    receive(open_till, owner, {MATE: 60, MILK: 20, CHOCOLATE: 20})
    open_till.stocktakes.open(owner, "2026", (SHOP, STORE))
    return open_till


def receive(till: Till, actor: Actor, goods: dict[str, int], reason: Reason = Reason.RECEIPT) -> None:
    entries = tuple(
        StockEntry(till.products.by_code(code).number or 0, Quantity.of(count)) for code, count in goods.items()
    )
    with till.database.write() as work:
        work.stock.book(StockDocument(uuid7(), reason, till.clock.now(), actor.name, "", entries))


def sell(till: Till, actor: Actor, *codes: str) -> None:
    basket = till.checkout.new_basket()
    for code in codes:
        basket = till.checkout.scan(basket, code)
    till.checkout.pay(actor, basket, [card(str(till.checkout.price(basket).total))])


def by_name(review: Review) -> dict[str, str]:
    """The differences of what is wrong."""
    return {one.goods.name: str(one.difference) for one in review.wrong}


# Opening


def test_one_stocktake_at_a_time_and_it_needs_an_area(open_till: Till, owner: Actor, cashier: Actor) -> None:
    refused("no_area", lambda: open_till.stocktakes.open(owner, "2026", ()))
    refused("no_name", lambda: open_till.stocktakes.open(owner, " ", (SHOP,)))
    refused("name_taken", lambda: open_till.stocktakes.open(owner, "2026", (SHOP, Area(" shop "))))
    refused("not_allowed", lambda: open_till.stocktakes.open(cashier, "2026", (SHOP,)))
    refused("no_stocktake", open_till.stocktakes.sheet)
    open_till.stocktakes.open(owner, "2026", (SHOP,))
    refused("stocktake_open", lambda: open_till.stocktakes.open(owner, "2027", (SHOP,)))
    assert audit(open_till, "stocktake")[0].subject == "2026"


# Counting


def test_a_scan_is_one_a_typed_number_is_that_many_and_a_crate_its_bottles(counting: Till, cashier: Actor) -> None:
    takes = counting.stocktakes
    assert str(takes.count(cashier, "Shop", MATE).there) == "1"
    assert str(takes.count(cashier, "Shop", MATE, Quantity.of(7)).there) == "8"
    assert str(takes.count(cashier, "Shop", MATE_CRATE, Quantity.of(2)).there) == "48"
    assert str(takes.count(cashier, "Store", MATE).there) == "1"
    assert str(takes.count(cashier, "Shop", MATE, Quantity.of(-3)).there) == "45"
    refused("less_than_none", lambda: takes.count(cashier, "Store", MATE, Quantity.of(-2)))
    assert (
        str(takes.put_right(cashier, "Shop", counting.products.by_code(MATE).number or 0, Quantity.of(40)).there)
        == "40"
    )
    (row,) = takes.sheet("Shop").rows
    assert (row.goods.name, str(row.quantity), row.who) == ("Club-Mate 0,5 l", "40", ("Aylin",))
    with counting.database.read() as work:
        current = takes.current()
        assert current is not None
        assert len(work.counting.counts(current.id)) == 6, "slips stay on record"


def test_what_cannot_be_counted_is_said(counting: Till, cashier: Actor) -> None:
    takes = counting.stocktakes
    refused("no_such_area", lambda: takes.count(cashier, "Cellar", MATE))
    refused("unknown_code", lambda: takes.count(cashier, "Shop", "4006381333931"))
    refused("press_by_issue", lambda: takes.count(cashier, "Shop", PAPER_CODE))
    refused("needs_weight", lambda: takes.count(cashier, "Shop", "102"))
    refused("whole_pieces", lambda: takes.count(cashier, "Shop", MATE, Quantity(1500)))
    assert str(takes.count(cashier, "Shop", "102", Quantity(4_250)).there) == "4.250"
    assert str(takes.count(cashier, "Shop", "2812341012349").there) == "1.234", "a scale's label says its weight"


def test_counters_never_see_what_is_expected(counting: Till, cashier: Actor) -> None:
    counting.stocktakes.count(cashier, "Shop", MATE)
    assert "60" not in repr([(row.quantity, row.area) for row in counting.stocktakes.sheet().rows])
    refused("not_allowed", lambda: counting.stocktakes.review(cashier))


def test_the_same_count_asked_for_twice_is_counted_once(counting: Till, owner: Actor) -> None:
    id_ = uuid7()
    counting.stocktakes.count(owner, "Shop", MATE, Quantity.of(5), id_=id_)
    again = counting.stocktakes.count(owner, "Shop", MATE, Quantity.of(5), id_=id_)
    assert (str(again.added), str(again.there)) == ("0", "5")


# Selling meanwhile


def test_what_is_sold_before_and_after_its_count_changes_nothing(counting: Till, owner: Actor) -> None:
    takes = counting.stocktakes
    sell(counting, owner, MATE, MILK)  # there are 59 and 19 now
    takes.count(owner, "Shop", MATE, Quantity.of(59))
    sell(counting, owner, MATE, MATE, MILK)
    takes.count(owner, "Shop", MILK, Quantity.of(18))
    sell(counting, owner, MILK, MATE)
    takes.count(owner, "Shop", CHOCOLATE, Quantity.of(20))
    assert by_name(takes.review(owner)) == {}
    takes.book(owner, uuid7(), zero=False)
    assert [str(stock(counting, code)) for code in (MATE, MILK, CHOCOLATE)] == ["56", "17", "20"]


def test_the_clock_has_no_say_in_what_came_first(counting: Till, owner: Actor, clock: SetClock) -> None:
    counting.stocktakes.count(owner, "Shop", MATE, Quantity.of(60))
    clock.instant = OPENING - timedelta(hours=2)  # somebody set it back
    sell(counting, owner, MATE)
    assert by_name(counting.stocktakes.review(owner)) == {}


def test_a_delivery_after_the_count_is_no_surplus(counting: Till, owner: Actor) -> None:
    counting.stocktakes.count(owner, "Shop", MATE, Quantity.of(58))
    receive(counting, owner, {MATE: 40})
    receive(counting, owner, {MATE: -3}, Reason.BROKEN)
    assert by_name(counting.stocktakes.review(owner)) == {"Club-Mate 0,5 l": "-2"}
    counting.stocktakes.book(owner, uuid7())
    assert str(stock(counting, MATE)) == "95"


def test_customers_take_from_the_shop_not_from_the_store(counting: Till, owner: Actor) -> None:
    """40 on the shelf are counted, one of them is sold, then the 20 in the store: none is missing."""
    takes = counting.stocktakes
    takes.count(owner, "Shop", MATE, Quantity.of(40))
    sell(counting, owner, MATE)
    takes.count(owner, "Store", MATE, Quantity.of(20))
    assert by_name(takes.review(owner)) == {}


def test_what_was_sold_between_two_counts_of_the_shelf_is_to_be_counted_again(counting: Till, owner: Actor) -> None:
    takes = counting.stocktakes
    takes.count(owner, "Shop", MATE, Quantity.of(30))
    sell(counting, owner, MATE)
    takes.count(owner, "Shop", MATE, Quantity.of(30))
    review = takes.review(owner)
    assert by_name(review) == {"Club-Mate 0,5 l": "1"}
    assert [one.goods.name for one in review.striking] == ["Club-Mate 0,5 l"]
    assert review.striking[0].restless


# Counting again


def test_only_large_differences_are_counted_again_and_the_last_round_counts(
    counting: Till, owner: Actor, cashier: Actor
) -> None:
    takes = counting.stocktakes
    takes.count(owner, "Shop", MATE, Quantity.of(30))
    takes.count(owner, "Store", MATE, Quantity.of(20))
    takes.count(owner, "Shop", MILK, Quantity.of(19))
    takes.count(owner, "Shop", CHOCOLATE, Quantity.of(20))
    review = takes.review(owner)
    assert by_name(review) == {"Club-Mate 0,5 l": "-10", "Vollmilch 1 l": "-1"}
    takes.recount(owner, [one.goods.product for one in review.striking])
    (again,) = takes.sheet().again
    assert (again.goods.name, again.areas, again.done) == ("Club-Mate 0,5 l", ("Shop", "Store"), False)
    sell(counting, owner, MATE)
    counted = takes.count(cashier, "Shop", MATE, Quantity.of(38))
    assert (counted.again, str(counted.there)) == (True, "38")
    assert takes.sheet().again[0].areas == ("Store",)
    assert str(takes.count(cashier, "Shop", MILK).there) == "20", "what is not on the list goes on"
    review = takes.review(owner)
    assert by_name(review) == {"Club-Mate 0,5 l": "-1"}
    assert review.striking == ()
    assert review.wrong[0].areas[0].before == Quantity.of(30)


def test_the_shop_sets_its_own_limits(counting: Till, owner: Actor, cashier: Actor) -> None:
    counting.stocktakes.count(owner, "Shop", MILK, Quantity.of(19))
    refused("nothing_to_recount", lambda: counting.stocktakes.recount(owner, []))
    assert counting.stocktakes.review(owner).striking == ()
    refused("not_allowed", lambda: counting.stocktakes.set_limits(cashier, Limits()))
    counting.stocktakes.set_limits(owner, Limits(Quantity.of(9), Money(100)))
    assert [one.goods.name for one in counting.stocktakes.review(owner).striking] == ["Vollmilch 1 l"]


# The end


def test_what_nobody_counted_stays_unless_the_owner_says_that_it_is_gone(counting: Till, owner: Actor) -> None:
    counting.stocktakes.count(owner, "Shop", MATE, Quantity.of(60))
    review = counting.stocktakes.review(owner)
    assert [goods.name for goods in review.missing] == ["Vollmilch 1 l", "Schokolade 100 g"]
    counting.stocktakes.book(owner, uuid7(), zero=True)
    assert [str(stock(counting, code)) for code in (MATE, MILK, CHOCOLATE)] == ["60", "0", "0"]
    assert counting.verify() == []


def test_of_a_part_nothing_is_missing(open_till: Till, owner: Actor) -> None:
    receive(open_till, owner, {MILK: 4})
    open_till.stocktakes.open(owner, "Bakery", (SHOP,), whole=False)
    open_till.stocktakes.count(owner, "Shop", ROLL, Quantity.of(12))
    assert open_till.stocktakes.review(owner).missing == ()


def test_a_difference_is_worth_its_cost_and_its_price(counting: Till, owner: Actor) -> None:
    number = counting.products.by_code(MATE).number or 0
    with counting.database.write() as work:
        work.prices.put_facts([work.prices.facts(number)._replace(cost=6_550)])
    counting.stocktakes.count(owner, "Shop", MATE, Quantity.of(57))
    (wrong,) = counting.stocktakes.review(owner).wrong
    assert (str(wrong.at_cost), str(wrong.at_price)) == ("-1.97", "-3.87")  # 3 x 0.655, rounded half up; 3 x 1.29
    document = uuid7()
    counting.stocktakes.book(owner, document)
    report = counting.stocktakes.report(counting.stocktakes.booked()[0].id)
    assert report.title == "Stocktake 2026"
    assert report.totals[-2:] == (Money(-197), Money(-387))
    assert report.rows[0][1:6] == (
        "Club-Mate 0,5 l", "Getränke", Quantity.of(60), Quantity.of(57), Quantity.of(-3))  # fmt: skip


def test_it_is_booked_once_and_by_nobody_who_counted_on(counting: Till, owner: Actor, cashier: Actor) -> None:
    takes, document = counting.stocktakes, uuid7()
    refused("nothing_counted", lambda: takes.book(owner, document))
    takes.count(owner, "Shop", MATE, Quantity.of(58))
    seen = takes.review(owner)
    takes.count(cashier, "Shop", MILK, Quantity.of(20))
    refused("counted_on", lambda: takes.book(owner, document, expected=seen.counts))
    refused("not_allowed", lambda: takes.book(cashier, document))
    booked = takes.book(owner, document, expected=seen.counts + 1)
    assert takes.book(owner, document).stocktake.id == booked.stocktake.id
    assert str(stock(counting, MATE)) == "58"
    refused("no_stocktake", lambda: takes.count(owner, "Shop", MATE))
    assert takes.current() is None


def test_given_up_it_changes_nothing(counting: Till, owner: Actor) -> None:
    counting.stocktakes.count(owner, "Shop", MATE, Quantity.of(1))
    counting.stocktakes.give_up(owner)
    assert counting.stocktakes.current() is None
    assert counting.stocktakes.booked() == []
    assert str(stock(counting, MATE)) == "60"
    assert counting.verify() == []


# The law

MANY = ("A", "B", "C")


class Truth:
    """A shop of three articles in two places where everything is known."""

    def __init__(self) -> None:
        self.shelf = dict.fromkeys(MANY, 20)
        self.store = dict.fromkeys(MANY, 20)
        self.books = dict.fromkeys(MANY, 40)
        self.journal = 100
        self.moves: list[Moved] = []
        self.counts: list[Count] = []

    def sold(self, article: str, count: int) -> None:
        self.journal += 1
        self.shelf[article] -= count
        self.books[article] -= count
        self.moves.append(Moved(self.journal, MANY.index(article) + 1, Quantity.of(-count), True))

    def delivered(self, article: str, count: int) -> None:
        """Into the store, before that is counted or after."""
        self.journal += 1
        self.store[article] += count
        self.books[article] += count
        self.moves.append(Moved(self.journal, MANY.index(article) + 1, Quantity.of(count), False))

    def count(self, article: str, area: str) -> None:
        there = self.shelf[article] if area == "Shop" else self.store[article]
        number = MANY.index(article) + 1
        at = OPENING + timedelta(seconds=len(self.counts))
        self.counts.append(
            Count(UUID(int=len(self.counts)), area, number, Quantity.of(there), at, "Olga", 1, self.journal)
        )


steps = st.lists(
    st.tuples(st.sampled_from(["sell", "deliver"]), st.sampled_from(MANY), st.integers(min_value=1, max_value=5)),
    max_size=12,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, min_size=6, max_size=6), st.permutations(MANY), st.booleans(), steps)
def test_whatever_is_sold_meanwhile_a_right_count_finds_no_difference(
    between: list[list[tuple[str, str, int]]], order: list[str], shelf_first: bool, after: list[tuple[str, str, int]]
) -> None:
    """Shelf and store are counted one after the other; a delivery goes into the store before that is counted."""
    truth = Truth()
    places = ("Shop", "Store") if shelf_first else ("Store", "Shop")
    stops = [(article, place) for article in order for place in places]
    counted: set[tuple[str, str]] = set()
    for todo, (article, place) in zip([*between], stops, strict=True):
        for what, which, count in todo:
            if what == "sell":
                truth.sold(which, count)
            elif (which, "Store") not in counted or (which, "Shop") in counted:
                truth.delivered(which, count)
        truth.count(article, place)
        counted.add((article, place))
    for what, which, count in after:
        (truth.sold if what == "sell" else truth.delivered)(which, count)
    goods = {
        number: Goods(number, name, name, "", Unit.PIECE, Money(100), None, Quantity.of(truth.books[name]))
        for number, name in enumerate(MANY, 1)
    }
    stocktake = Stocktake(UUID(int=0), "x", OPENING, "Olga", (SHOP, STORE), True, 100)
    found = differences(stocktake, truth.counts, truth.moves, goods)
    assert {one.goods.name: one.difference.thousandths for one in found} == dict.fromkeys(MANY, 0)
