"""Press by the issue: what came, what was sold, what goes back unsold; all of it by the codes alone."""

import pytest

from kasse.books.counting import PressKind
from kasse.clock import SetClock
from kasse.money import Money
from kasse.people import Actor
from kasse.stock.press import InStock
from kasse.till import Till
from tests.kasse.counter import MILK, card, refused

IN, OUT = PressKind.DELIVERY, PressKind.REMISSION
DAILY, WEEKLY = "4190123402501", "4190555501209"
"""2.50 and 1.20, at the reduced rate."""


def deliver(till: Till, actor: Actor, **issues: int) -> None:
    """Of the daily, by issue."""
    for issue, count in issues.items():
        till.press.scan(actor, IN, DAILY + issue[1:], count)
    till.press.book(actor, IN)


def sell(till: Till, actor: Actor, *codes: str) -> int:
    basket = till.checkout.new_basket()
    for code in codes:
        basket = till.checkout.scan(basket, code)
    return till.checkout.pay(actor, basket, [card(str(till.checkout.price(basket).total))]).receipt_no or 0


def there(till: Till) -> dict[str, tuple[int, int]]:
    """Delivered and left, by issue."""
    return {one.issue: (one.delivered, one.left) for one in till.press.stock()}


def issue(till: Till, number: str) -> InStock:
    return next(one for one in till.press.stock() if one.issue == number)


@pytest.fixture
def shop(open_till: Till, owner: Actor) -> Till:
    """Ten of issue 05, of which four were sold, and eight of issue 06."""
    deliver(open_till, owner, _05=10)
    sell(open_till, owner, DAILY + "05", DAILY + "05", DAILY + "05")
    deliver(open_till, owner, _06=8)
    sell(open_till, owner, DAILY + "05")
    return open_till


def test_what_is_left_is_what_came_and_was_not_sold(shop: Till) -> None:
    assert there(shop) == {"05": (10, 6), "06": (8, 8)}
    assert (issue(shop, "05").price, issue(shop, "05").title) == (Money(250), "41901234")


def test_an_issue_is_due_when_the_next_one_has_come(shop: Till) -> None:
    assert [(one.issue, one.due) for one in shop.press.stock()] == [("05", True), ("06", False)]


def test_what_was_sold_before_it_came_is_of_another_time(open_till: Till, owner: Actor) -> None:
    sell(open_till, owner, DAILY + "05")
    deliver(open_till, owner, _05=10)
    assert there(open_till) == {"05": (10, 10)}


def test_returned_and_voided_papers_are_there_again(shop: Till, owner: Actor) -> None:
    number = sell(shop, owner, DAILY + "06")
    assert there(shop)["06"] == (8, 7)
    shop.checkout.void_receipt(owner, number, "wrong paper")
    assert there(shop)["06"] == (8, 8)


def test_without_its_add_on_a_paper_counts_for_the_newest_issue_of_then(shop: Till, owner: Actor) -> None:
    sell(shop, owner, DAILY)
    assert there(shop) == {"05": (10, 6), "06": (8, 7)}
    deliver(shop, owner, _07=5)
    assert there(shop) == {"05": (10, 6), "06": (8, 7), "07": (5, 5)}


def test_an_issue_nobody_scanned_in_takes_nothing_from_the_others(shop: Till, owner: Actor) -> None:
    sell(shop, owner, DAILY + "99")
    assert there(shop) == {"05": (10, 6), "06": (8, 8)}


def test_a_second_delivery_of_an_issue_adds_to_it(shop: Till, owner: Actor) -> None:
    deliver(shop, owner, _06=4)
    assert there(shop)["06"] == (12, 12)


def test_packing_counts_against_what_should_be_left(shop: Till, owner: Actor) -> None:
    for _paper in range(5):
        shop.press.scan(owner, OUT, DAILY + "05")
    packed = issue(shop, "05")
    assert (packed.left, packed.packed, packed.difference) == (6, 5, -1)
    shop.press.scan(owner, OUT, DAILY + "05", -2)
    assert issue(shop, "05").packed == 3
    shop.press.set_count(owner, OUT, ("41901234", "05"), 6)
    assert issue(shop, "05").difference == 0
    refused("less_than_none", lambda: shop.press.scan(owner, OUT, DAILY + "05", -7))


def test_what_is_sent_is_gone_and_on_paper(shop: Till, owner: Actor) -> None:
    shop.press.scan(owner, OUT, DAILY + "05", 5)
    shop.press.refer_to(owner, OUT, "R 4711")
    sent = shop.press.book(owner, OUT)
    assert there(shop) == {"06": (8, 8)}
    report = shop.press.remission(sent.id)
    assert report.rows == (("01234", "05", "Press 01234", Money(250), 5, 6, -1, Money(1250)),)
    assert report.totals[-1] == Money(1250)
    assert report.notes == ("Paper: R 4711",)
    assert shop.press.bundle(OUT) is None
    refused("nothing_scanned", lambda: shop.press.book(owner, OUT))
    sell(shop, owner, DAILY + "05")  # one was found behind the shelf
    assert there(shop) == {"06": (8, 8)}


def test_the_list_of_what_would_go_back_now_has_what_is_due(shop: Till) -> None:
    assert [(row[1], row[4]) for row in shop.press.remission().rows] == [("05", 6)]


def test_sent_back_and_delivered_anew_it_is_there_again(shop: Till, owner: Actor) -> None:
    shop.press.scan(owner, OUT, DAILY + "05", 6)
    shop.press.book(owner, OUT)
    deliver(shop, owner, _05=2)
    assert there(shop)["05"] == (2, 2)


def test_on_the_way_back_a_scanner_may_leave_the_add_on_out(shop: Till, owner: Actor) -> None:
    bundle = shop.press.scan(owner, OUT, DAILY)
    assert bundle.touched == ("41901234", "05"), "only one issue is due"


def test_an_issue_of_which_none_is_left_is_closed_by_a_count_of_none(shop: Till, owner: Actor) -> None:
    shop.press.set_count(owner, OUT, ("41901234", "05"), 0)
    sent = shop.press.book(owner, OUT)
    assert [(line.pieces, line.expected) for line in sent.lines] == [(0, 6)]
    assert there(shop) == {"06": (8, 8)}


def test_a_stray_paper_is_packed_and_named(shop: Till, owner: Actor) -> None:
    shop.press.scan(owner, OUT, WEEKLY + "47")
    stray = issue(shop, "47")
    assert (stray.delivered, stray.packed, stray.difference) == (0, 1, 1)


def test_a_title_keeps_the_name_that_it_was_given(open_till: Till, owner: Actor) -> None:
    bundle = open_till.press.scan(owner, IN, DAILY + "05", 3)
    assert bundle.pieces[0].name == "Press 01234"
    open_till.press.name_title(owner, IN, bundle.pieces[0].key, "Berliner Bote", None)
    open_till.press.book(owner, IN)
    assert open_till.press.scan(owner, IN, DAILY + "06").pieces[0].name == "Berliner Bote"


def test_a_delivery_survives_a_power_cut_and_is_given_up_by_hand(
    open_till: Till, owner: Actor, clock: SetClock
) -> None:
    open_till.press.scan(owner, IN, DAILY + "05", 3)
    reader = Till(open_till.path, clock=clock, exclusive=False)
    kept = reader.press.bundle(IN)
    reader.close()
    assert kept is not None
    assert [(piece.issue, piece.count) for piece in kept.pieces] == [("05", 3)]
    open_till.press.give_up(owner, IN)
    assert open_till.press.bundle(IN) is None


def test_only_press_is_taken_and_only_by_those_who_may(open_till: Till, owner: Actor, cashier: Actor) -> None:
    refused("no_press", lambda: open_till.press.scan(owner, IN, MILK))
    refused("bad_count", lambda: open_till.press.scan(owner, IN, DAILY, 99_999))
    refused("not_allowed", lambda: open_till.press.scan(cashier, IN, DAILY))
    refused("no_such_issue", lambda: open_till.press.set_count(owner, OUT, ("41909999", ""), 1))


def test_the_books_add_up(shop: Till, owner: Actor) -> None:
    shop.press.scan(owner, OUT, DAILY + "05", 5)
    shop.press.book(owner, OUT)
    assert shop.verify() == []
