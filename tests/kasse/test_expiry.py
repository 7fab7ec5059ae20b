"""What expires, what is written off, what is called back, and what the card of an article says."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasse.books.stock import Arrival, Batch, Reason
from kasse.clock import SetClock
from kasse.ids import uuid7
from kasse.money import Money
from kasse.people import Actor
from kasse.quantity import Quantity
from kasse.stock.expiry import steps_of
from kasse.stock.fefo import lots, taken
from kasse.till import Till
from tests.kasse.counter import BEER, CHOCOLATE, CIGARETTES, MATE_CRATE, MILK, audit, cash, refused, stock

pytestmark = pytest.mark.usefixtures("books_add_up")

EARLY, LATE = date(2026, 11, 28), date(2026, 12, 8)


def receive(till: Till, owner: Actor, code: str, count: int, day: date | None, batch: str = "", cost: int = 0) -> UUID:
    view = till.receiving.begin(owner)
    view = till.receiving.scan(owner, view.delivery.id, code, Quantity.of(count))
    assert view.touched is not None
    key = view.touched.line.key
    view = till.receiving.expires(owner, view.delivery.id, key, day, batch)
    if cost:
        view = till.receiving.price(owner, view.delivery.id, key, Money(cost), Quantity.of(1))
    return till.receiving.book(owner, view.delivery.id).id


def sell(till: Till, owner: Actor, code: str, count: int) -> None:
    basket = till.checkout.scan(till.checkout.new_basket(), code, Quantity.of(count))
    till.checkout.pay(owner, basket, [cash("100.00")])


def left(till: Till) -> dict[str, str]:
    return {row.batch.code: str(row.left) for row in till.expiry.sell_first(ahead=100)}


# First expired, first out


def test_what_is_sold_is_taken_from_the_batch_that_expires_first(open_till: Till, owner: Actor) -> None:
    receive(open_till, owner, MILK, 10, LATE, "late")
    receive(open_till, owner, MILK, 6, EARLY, "early")
    assert left(open_till) == {"early": "6", "late": "10"}
    sell(open_till, owner, MILK, 4)
    assert left(open_till) == {"early": "2", "late": "10"}
    sell(open_till, owner, MILK, 4)
    assert left(open_till) == {"late": "8"}


def test_a_delivery_without_a_day_is_taken_to_keep_as_long_as_others(
    open_till: Till, owner: Actor, clock: SetClock
) -> None:
    receive(open_till, owner, MILK, 10, EARLY, "early")
    clock.advance(days=3)
    receive(open_till, owner, MILK, 10, None)
    sell(open_till, owner, MILK, 10)
    assert left(open_till) == {}, "the later delivery is on the shelf"


def test_the_list_names_the_nearest_day_first_and_only_what_is_near(
    open_till: Till, owner: Actor, clock: SetClock
) -> None:
    receive(open_till, owner, CHOCOLATE, 5, date(2027, 6, 1), "far")
    receive(open_till, owner, MILK, 6, LATE, "late", cost=80)
    receive(open_till, owner, MILK, 6, EARLY, "early", cost=80)
    rows = open_till.expiry.sell_first()
    assert [(row.batch.code, row.days, str(row.left), str(row.cost)) for row in rows] == [("early", 5, "6", "4.80")]
    assert [row.batch.code for row in open_till.expiry.sell_first(ahead=15)] == ["early", "late"]


def test_somebody_may_say_that_nothing_is_left(open_till: Till, owner: Actor) -> None:
    receive(open_till, owner, MILK, 6, EARLY, "early")
    (row,) = open_till.expiry.sell_first()
    open_till.expiry.none_left(owner, row.batch.number)
    assert open_till.expiry.sell_first() == []


arrivals = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 50)), max_size=8)


@given(arrivals=arrivals, level=st.integers(-20, 300), want=st.integers(1, 60))
def test_lots_never_hold_more_than_came_nor_more_than_there_is(
    arrivals: list[tuple[int, int]], level: int, want: int
) -> None:
    start = datetime(2026, 11, 1, tzinfo=UTC)
    batches = [
        Batch(number, 1, f"L{number}", date(2026, 12, 1) + timedelta(days=number), start) for number in (1, 2, 3)
    ]
    came = [
        Arrival(start, Reason.RECEIPT, Quantity.of(count), number or None, UUID(int=place))
        for place, (number, count) in enumerate(arrivals)
    ]
    found = lots(Quantity.of(level), came, batches, None, frozenset())
    total = sum(count for _number, count in arrivals)
    assert sum(lot.left.thousandths for lot in found) == 1000 * max(0, min(level, total))
    assert all(lot.left.thousandths <= lot.came.thousandths for lot in found)
    used = [lot for lot in found if lot.left]
    assert all(lot.left == lot.came for lot in used[1:]), "only the first that is left was begun"
    parts = taken(found, Quantity.of(want))
    assert sum(part.thousandths for _batch, part in parts) == 1000 * want


# Markdowns


def test_a_markdown_is_proposed_by_days_and_its_label_sells_at_its_price(open_till: Till, owner: Actor) -> None:
    receive(open_till, owner, CHOCOLATE, 4, EARLY, "early")
    (row,) = open_till.expiry.sell_first()
    assert (row.days, row.percent, str(row.proposed)) == (5, 25, "1.09")
    label = open_till.expiry.mark_down(owner, row.batch.number)
    assert (label.copies, str(label.price), str(label.before), label.best_before) == (4, "1.09", "1.49", EARLY)
    basket = open_till.checkout.scan(open_till.checkout.new_basket(), label.code)
    assert str(open_till.checkout.price(basket).total) == "1.09"
    open_till.checkout.pay(owner, basket, [cash("1.09")])
    assert stock(open_till, CHOCOLATE) == Quantity.of(3)
    (row,) = open_till.expiry.sell_first()
    assert row.marked is not None
    assert (row.proposed, str(row.marked.price)) == (None, "1.09")
    assert audit(open_till, "markdown")[0].after == "1.09"


def test_later_it_is_marked_down_further_under_the_same_number(open_till: Till, owner: Actor, clock: SetClock) -> None:
    receive(open_till, owner, CHOCOLATE, 4, EARLY, "early")
    (row,) = open_till.expiry.sell_first()
    first = open_till.expiry.mark_down(owner, row.batch.number)
    clock.advance(days=3)
    (row,) = open_till.expiry.sell_first()
    assert (row.percent, str(row.proposed)) == (50, "0.79")
    second = open_till.expiry.mark_down(owner, row.batch.number, Money(70), copies=2)
    assert first.code[:6] == second.code[:6]
    assert second.copies == 2
    assert len(open_till.products.by_code(CHOCOLATE).codes) == 3, "two of its own and the in-store number"


def test_what_is_bound_or_weighed_gets_no_label(open_till: Till, owner: Actor) -> None:
    receive(open_till, owner, CIGARETTES, 4, EARLY, "c")
    receive(open_till, owner, "102", 4, EARLY, "b")
    bananas, cigarettes = open_till.expiry.sell_first()
    assert cigarettes.proposed is None
    refused("price_bound", lambda: open_till.expiry.mark_down(owner, cigarettes.batch.number, Money(100)))
    refused("no_label", lambda: open_till.expiry.mark_down(owner, bananas.batch.number))


def test_a_markdown_must_be_lower(open_till: Till, owner: Actor) -> None:
    receive(open_till, owner, CHOCOLATE, 4, EARLY, "early")
    (row,) = open_till.expiry.sell_first()
    refused("not_lower", lambda: open_till.expiry.mark_down(owner, row.batch.number, Money(149)))


def test_the_steps_are_the_shop_s_own(open_till: Till, owner: Actor) -> None:
    assert open_till.expiry.steps() == ((7, 25), (2, 50))
    open_till.change_setting(owner, "markdown_steps", "10:10 3:30")
    receive(open_till, owner, CHOCOLATE, 4, date(2026, 12, 2), "later")
    (row,) = open_till.expiry.sell_first()
    assert (row.days, row.percent) == (9, 10)
    assert steps_of("") == ()
    for bad in ("7", "7:0", "7:100", "x:5", "400:5"):
        refused("bad_steps", lambda text=bad: steps_of(text))  # type: ignore[misc]


# Write-offs


def test_a_scan_writes_off_one_of_the_oldest_batch_and_says_what_it_costs(open_till: Till, owner: Actor) -> None:
    receive(open_till, owner, MILK, 2, EARLY, "early", cost=80)
    receive(open_till, owner, MILK, 6, LATE, "late", cost=80)
    off = open_till.writing_off.scan(owner, Reason.SPOILED, MILK, Quantity.of(3), why="fridge")
    assert (off.name, str(off.quantity), str(off.cost), off.who) == ("Vollmilch 1 l", "3", "2.40", "Olga")
    assert left(open_till) == {"late": "5"}
    assert stock(open_till, MILK) == Quantity.of(5)
    (shown,) = open_till.writing_off.last()
    assert (shown.reason, shown.note, str(shown.cost)) == (Reason.SPOILED, "fridge", "2.40")


def test_a_crate_is_written_off_with_all_its_bottles(open_till: Till, owner: Actor) -> None:
    off = open_till.writing_off.scan(owner, Reason.BROKEN, MATE_CRATE)
    assert (str(off.quantity), off.cost) == ("20", None)


def test_a_write_off_is_taken_back_once(open_till: Till, owner: Actor) -> None:
    receive(open_till, owner, MILK, 2, EARLY, "early", cost=80)
    off = open_till.writing_off.scan(owner, Reason.STOLEN, MILK, Quantity.of(2))
    assert left(open_till) == {}
    open_till.writing_off.take_back(owner, off.document)
    assert left(open_till) == {"early": "2"}
    refused("taken_back", lambda: open_till.writing_off.take_back(owner, off.document))
    (shown,) = open_till.writing_off.last()
    assert shown.taken_back


def test_a_retry_writes_off_nothing_twice(open_till: Till, owner: Actor) -> None:
    document = UUID(int=77)
    for _again in range(2):
        open_till.writing_off.scan(owner, Reason.SPOILED, BEER, document=document)
    assert stock(open_till, BEER) == Quantity.of(-1)


def test_only_goods_that_go_for_a_reason(open_till: Till, owner: Actor, cashier: Actor) -> None:
    act = open_till.writing_off
    refused("no_reason", lambda: act.scan(owner, Reason.SALE, MILK))
    refused("is_empties", lambda: act.scan(owner, Reason.BROKEN, "PFAND025"))
    refused("bad_quantity", lambda: act.scan(owner, Reason.BROKEN, MILK, Quantity(1500)))
    refused("not_allowed", lambda: act.scan(cashier, Reason.BROKEN, MILK))


# Levels


def test_a_card_says_level_value_batches_and_history(open_till: Till, owner: Actor, clock: SetClock) -> None:
    receive(open_till, owner, MILK, 10, EARLY, "early", cost=80)
    clock.advance(minutes=1)
    sell(open_till, owner, MILK, 3)
    clock.advance(minutes=1)
    open_till.writing_off.scan(owner, Reason.BROKEN, MILK, why="fell down")
    card = open_till.levels.card_of(MILK)
    assert (str(card.level), str(card.value), card.cost) == ("6", "4.80", 8000)
    assert [(one.batch.code, str(one.came), str(one.left)) for one in card.batches] == [("early", "9", "6")]
    assert [(one.reason, str(one.change), one.who, one.note, one.receipt_no) for one in card.movements] == [
        (Reason.BROKEN, "-1", "Olga", "fell down", None),
        (Reason.SALE, "-3", "Olga", "", 1),
        (Reason.RECEIPT, "10", "Olga", "", None),
    ]


def test_the_books_are_put_right_with_a_reason(open_till: Till, owner: Actor) -> None:
    receive(open_till, owner, MILK, 10, EARLY, "early")
    number = open_till.levels.card_of(MILK).product.number
    assert number is not None
    refused("no_reason", lambda: open_till.levels.correct(owner, number, Quantity.of(7), ""))
    card = open_till.levels.correct(owner, number, Quantity.of(7), "counted twice")
    assert (str(card.level), str(card.batches[0].left)) == ("7", "7")
    card = open_till.levels.transfer(owner, number, Quantity.of(-5), "to the kiosk")
    assert (str(card.level), card.movements[0].reason, card.movements[0].batch) == ("2", Reason.TRANSFER, "early")
    assert [entry.after for entry in audit(open_till, "stock")] == ["-5: to the kiosk", "10 → 7: counted twice"]


# Recall


def test_a_recalled_batch_is_found_with_its_deliveries_and_goes_out_in_one(open_till: Till, owner: Actor) -> None:
    receive(open_till, owner, MILK, 6, EARLY, "L77", cost=80)
    receive(open_till, owner, MILK, 4, EARLY, "L77", cost=80)
    receive(open_till, owner, MILK, 5, LATE, "L78", cost=80)
    sell(open_till, owner, MILK, 3)
    rows = open_till.recall.find("l77")
    assert [(str(row.came), str(row.left)) for row in rows] == [("4", "0"), ("6", "7")]
    report = open_till.recall.report("L77", rows)
    assert report.totals[-2:] == (Quantity.of(10), Quantity.of(7))
    out = open_till.recall.take_out(owner, rows, Reason.SUPPLIER_RETURN, "glass")
    assert [(str(entry.change), str(entry.cost)) for entry in out.entries] == [("-7", "-5.60")]
    assert stock(open_till, MILK) == Quantity.of(5)
    assert left(open_till) == {"L78": "5"}
    refused(
        "nothing_left",
        lambda: open_till.recall.take_out(owner, open_till.recall.find("L77"), Reason.SPOILED, "glass"),
    )
    assert audit(open_till, "recall")[0].subject == "Vollmilch 1 l"


def test_a_recall_of_a_product_names_all_its_deliveries(open_till: Till, owner: Actor) -> None:
    receive(open_till, owner, MILK, 6, None)
    receive(open_till, owner, MILK, 5, LATE, "L78")
    rows = open_till.recall.find(MILK)
    assert [(row.batch.code if row.batch else "-", str(row.left)) for row in rows] == [("L78", "5"), ("-", "6")]
    label = f"(01)0{MILK}(10)L78"
    assert [str(row.came) for row in open_till.recall.find(label)] == ["5"]
    refused("unknown_code", lambda: open_till.recall.find("L999"))


def test_what_was_sold_since_the_recall_was_looked_up_is_not_taken_out_again(open_till: Till, owner: Actor) -> None:
    receive(open_till, owner, MILK, 6, EARLY, "L77")
    rows = open_till.recall.find("L77")
    sell(open_till, owner, MILK, 4)
    assert [str(row.left) for row in open_till.recall.again(rows)] == ["2"]
    document = uuid7()
    out = open_till.recall.take_out(owner, rows, Reason.SPOILED, "glass", document)
    assert [str(entry.change) for entry in out.entries] == ["-2"]
    assert stock(open_till, MILK) == Quantity(0)
    assert open_till.recall.take_out(owner, rows, Reason.SPOILED, "glass", document) == out  # a retry


def test_a_delivery_taken_back_hides_no_batch_that_is_there(open_till: Till, owner: Actor) -> None:
    receive(open_till, owner, MILK, 10, EARLY, "early")
    wrong = receive(open_till, owner, MILK, 10, None)
    open_till.receiving.take_back(owner, wrong, "the neighbour's")
    assert left(open_till) == {"early": "10"}
    assert [str(row.came) for row in open_till.recall.find(MILK)] == ["10"]
    number = open_till.levels.card_of(MILK).product.number
    assert number is not None
    refused("bad_quantity", lambda: open_till.levels.correct(owner, number, Quantity.of(-5), "a slip"))


@pytest.mark.parametrize(("level", "early", "late"), [(18, "8", "10"), (12, "2", "10"), (8, "0", "8")])
def test_the_example_of_the_page(level: int, early: str, late: str) -> None:
    start = datetime(2026, 11, 20, tzinfo=UTC)
    batches = [Batch(1, 1, "early", EARLY, start), Batch(2, 1, "late", LATE, start)]
    came = [Arrival(start, Reason.RECEIPT, Quantity.of(10), number, UUID(int=number)) for number in (1, 2)]
    found = {lot.batch: str(lot.left) for lot in lots(Quantity.of(level), came, batches, None, frozenset())}
    assert found == {1: early, 2: late}


def test_a_write_off_of_several_articles_is_shown_as_such(open_till: Till, owner: Actor) -> None:
    receive(open_till, owner, MILK, 6, EARLY, "L77")
    receive(open_till, owner, CHOCOLATE, 2, EARLY, "L77")
    open_till.recall.take_out(owner, open_till.recall.find("L77"), Reason.SPOILED, "glass")
    (off,) = open_till.writing_off.last()
    assert off.others == 1
