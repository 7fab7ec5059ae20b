"""Suppliers, proposals and orders, on a shop whose sales are known."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta

import pytest

from kasse.books.buying import TRANSITIONS, OrderLine, OrderState, Supplier, SupplierArticle
from kasse.buying.papers import order_csv, order_letter, order_paper, pack_text, pick_list
from kasse.buying.proposals import SupplierProposal, missing_to_minimum
from kasse.buying.reasons import Why, reason
from kasse.buying.schedule import round_of
from kasse.clock import SetClock
from kasse.errors import Refused
from kasse.ids import uuid7
from kasse.money import Money
from kasse.people import Actor
from kasse.quantity import NONE, Quantity
from kasse.till import Till
from tests.kasse.buying_shop import (
    CARRY,
    CHOCOLATE,
    DRINKS,
    MATE,
    MATE_CRATE,
    MILK,
    add_suppliers,
    number_of,
    sell,
    sell_weeks,
    stock_up,
)

MONDAY = date(2026, 11, 23)


@pytest.fixture
def shop(till: Till, clock: SetClock, owner: Actor) -> Till:
    """Three weeks of sales, three suppliers, and little left."""
    stock_up(till, owner, {MATE: 200, MILK: 100, CHOCOLATE: 100})
    sell_weeks(till, clock, owner)
    add_suppliers(till, owner)
    stock_up(till, owner, {MATE: 9, MILK: 3, CHOCOLATE: 1})
    till.shift.open(owner, Money(10000))
    return till


def proposed(till: Till, owner: Actor, supplier: Supplier) -> SupplierProposal:
    return next(one for one in till.proposals.make(owner) if one.supplier.name == supplier.name)


# When they come


def test_the_next_delivery_and_the_one_after() -> None:
    tuesday_friday = replace(DRINKS, delivery_days=(1, 4), lead_days=1)
    assert round_of(tuesday_friday, MONDAY) == (date(2026, 11, 24), date(2026, 11, 27), MONDAY)
    tuesday = MONDAY + timedelta(days=1)
    assert round_of(tuesday_friday, tuesday) == (date(2026, 11, 27), date(2026, 12, 1), date(2026, 11, 26))


def test_any_day_lasts_a_week_unless_said_otherwise() -> None:
    assert round_of(CARRY, MONDAY) == (MONDAY, MONDAY + timedelta(days=7), MONDAY)
    assert round_of(CARRY, MONDAY, lasts=3).following == MONDAY + timedelta(days=3)


# Proposals


def test_mate_is_ordered_in_whole_crates_with_the_reason(shop: Till, owner: Actor) -> None:
    one = proposed(shop, owner, DRINKS)
    (mate,) = one.proposals
    assert mate.packs >= 1
    assert mate.article.units == Quantity.of(20)
    assert one.due
    said = reason(mate.why)
    assert said.startswith("sells 6.3 a day, more on Fri, Sat; 9 left; lasts until Tue; next delivery Tue")


def test_what_is_on_its_way_counts(shop: Till, owner: Actor) -> None:
    one = proposed(shop, owner, DRINKS)
    assert one.supplier.number is not None
    shop.orders.place(owner, uuid7(), one.supplier.number, [one.proposals[0].line(3)], expected=one.round.comes)
    again = proposed(shop, owner, DRINKS)
    assert again.proposals == ()
    assert "60 on the way" in reason(again.others[0].why)


def test_sales_of_the_open_shift_count(shop: Till, owner: Actor) -> None:
    before = proposed(shop, owner, DRINKS).proposals[0]
    sell(shop, owner, {MATE_CRATE: 1})
    after = proposed(shop, owner, DRINKS).proposals[0]
    assert before.why.left == Quantity.of(9)
    assert after.why.left == Quantity.of(-11), "a crate is twenty pieces"
    assert after.packs >= before.packs


def test_shelf_life_limits_what_is_ordered(shop: Till, owner: Actor) -> None:
    milk = number_of(shop, MILK)
    stock_up(shop, owner, {MILK: 0})
    packs = {}
    for life in (1, 20):
        with shop.database.write() as work:
            work.prices.put_facts([work.prices.facts(milk)._replace(life=life)])
        made = shop.proposals.make(owner, lasts=14)
        packs[life] = {p.article.product: p.packs for one in made for p in one.proposals}.get(milk, 0)
    assert 0 < packs[1] < packs[20]


def test_the_preferred_supplier_then_the_cheapest(shop: Till, owner: Actor) -> None:
    mate = number_of(shop, MATE)
    cheap = shop.suppliers.save(owner, Supplier("Billig & Co", delivery_days=(1, 4)))
    assert cheap.number is not None
    article = SupplierArticle(cheap.number, mate, units=Quantity.of(20), cost=Money(1000), name="Club-Mate")
    shop.suppliers.save_article(owner, article)
    assert proposed(shop, owner, DRINKS).proposals
    assert not proposed(shop, owner, cheap).proposals
    shop.suppliers.save_article(owner, article._replace(preferred=True))
    assert proposed(shop, owner, cheap).proposals, "a new first choice takes it from the other"
    assert not proposed(shop, owner, DRINKS).proposals


def test_what_is_missing_to_the_least_value() -> None:
    assert missing_to_minimum(DRINKS, Money(3120)) == Money(1880)
    assert missing_to_minimum(DRINKS, Money(5000)) is None
    assert missing_to_minimum(CARRY, Money(100)) is None


def test_a_cashier_orders_nothing(shop: Till, cashier: Actor) -> None:
    with pytest.raises(Refused, match="order goods"):
        shop.proposals.make(cashier)


def test_beside_the_open_till_it_is_the_same(shop: Till, owner: Actor) -> None:
    assert shop.propose_beside(owner) == shop.proposals.make(owner)


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (Why(Quantity(3200), (4, 5), Quantity.of(4), NONE, MONDAY, MONDAY, MONDAY),
         "sells 3.2 a day, more on Fri, Sat; 4 left; lasts until Mon; next delivery Mon"),
        (Why(Quantity(300), (), Quantity(0), Quantity.of(6), None, MONDAY, MONDAY, 4),
         "sells 2.1 a week; none left; 6 on the way; next delivery Mon; keeps 4 days"),
        (Why(Quantity(50), (), None, NONE, None, MONDAY, MONDAY),
         "sells less than one a week; never counted; next delivery Mon"),
        (Why(NONE, (), Quantity.of(-3), NONE, None, MONDAY, MONDAY),
         "has not sold lately; the books say −3: count it; next delivery Mon"),
    ],
)  # fmt: skip
def test_reasons(why: Why, said: str) -> None:
    assert reason(why) == said


# Orders


def line(till: Till, code: str = MATE, packs: int = 2) -> OrderLine:
    return OrderLine(number_of(till, code), packs, Quantity.of(20), "Kasten", "M-20", Money(1560))


def test_an_order_received_in_part_and_the_rest_given_up(shop: Till, owner: Actor) -> None:
    supplier, id_, mate = shop.suppliers.named("Hoffmann").number or 0, uuid7(), number_of(shop, MATE)
    order = shop.orders.place(owner, id_, supplier, [line(shop)], expected=MONDAY)
    assert (order.number, order.state, order.value) == (1, OrderState.ORDERED, Money(3120))
    assert shop.orders.place(owner, id_, supplier, [line(shop, packs=9)]) == order, "the same id orders nothing twice"
    with shop.database.write() as work:
        partly = work.buying.received(id_, {mate: Quantity.of(20)})
    assert partly.state is OrderState.PARTLY
    assert partly.lines[0].outstanding == Quantity.of(20)
    assert shop.orders.cancel_rest(owner, id_).state is OrderState.CLOSED
    assert shop.orders.cancel_rest(owner, id_).state is OrderState.CLOSED
    assert shop.orders.open(MONDAY) == []
    with shop.database.read() as work:
        assert work.buying.incoming() == []
        log = [(entry.what, entry.after) for entry in work.settings.audit_log()][:2]
    assert log == [("order", "closed; 31.20"), ("order", "ordered; 31.20")]


def test_what_comes_after_all_is_received(shop: Till, owner: Actor) -> None:
    supplier, id_, mate = shop.suppliers.named("Hoffmann").number or 0, uuid7(), number_of(shop, MATE)
    shop.orders.place(owner, id_, supplier, [line(shop), line(shop, packs=1)])
    assert shop.orders.cancel_rest(owner, id_).state is OrderState.CANCELLED
    with shop.database.write() as work:
        assert work.buying.received(id_, {mate: Quantity.of(45)}).state is OrderState.CLOSED
        order = work.buying.received(id_, {mate: Quantity.of(25), number_of(shop, MILK): Quantity.of(6)})
        assert order.state is OrderState.RECEIVED
        assert [one.received for one in order.lines] == [Quantity.of(40), Quantity.of(30)], "the last takes too much"
        assert work.buying.received(id_, {mate: -Quantity.of(70)}).lines[1].received == NONE


def test_numbers_have_no_gaps(shop: Till, owner: Actor) -> None:
    supplier = shop.suppliers.named("Hoffmann").number or 0
    ids = [uuid7() for _ in range(3)]
    numbers = [shop.orders.place(owner, one, supplier, [line(shop)]).number for one in (*ids, ids[0])]
    assert numbers == [1, 2, 3, 1]
    with pytest.raises(Refused, match="nothing to order"):
        shop.orders.place(owner, uuid7(), supplier, [line(shop, packs=0)])
    assert shop.orders.place(owner, uuid7(), supplier, [line(shop)]).number == 4


def test_a_draft_may_still_change(shop: Till, owner: Actor) -> None:
    supplier, id_ = shop.suppliers.named("Hoffmann").number or 0, uuid7()
    shop.orders.place(owner, id_, supplier, [line(shop)], draft=True)
    shop.orders.place(owner, id_, supplier, [line(shop, packs=3)], draft=True)
    assert shop.orders.open(MONDAY) == []
    with shop.database.write() as work, pytest.raises(Refused, match="not sent yet"):
        work.buying.received(id_, {number_of(shop, MATE): Quantity.of(1)})
    sent = shop.orders.place(owner, id_, supplier, [line(shop, packs=4)])
    assert (sent.number, sent.state, sent.lines[0].packs) == (1, OrderState.ORDERED, 4)


def test_states_go_only_where_they_may(shop: Till, owner: Actor) -> None:
    supplier = shop.suppliers.named("Hoffmann").number or 0
    for before in OrderState:
        for after in OrderState:
            id_ = uuid7()
            shop.orders.place(owner, id_, supplier, [line(shop)], draft=True)
            shop.database.connection.execute(
                "UPDATE purchase_order SET state = ? WHERE id = ?", (before.value, id_.bytes)
            )
            with shop.database.write() as work:
                if before is after or (before, after) in TRANSITIONS:
                    assert work.buying.move(id_, after).state is after
                else:
                    with pytest.raises(Refused):
                        work.buying.move(id_, after)


def test_late_orders_are_marked(shop: Till, owner: Actor) -> None:
    supplier = shop.suppliers.named("Hoffmann").number or 0
    shop.orders.place(owner, uuid7(), supplier, [line(shop)], expected=MONDAY)
    assert [one.late for one in shop.orders.open(MONDAY)] == [False]
    assert [one.late for one in shop.orders.open(MONDAY + timedelta(days=1))] == [True]


# Suppliers


def test_a_crates_code_fills_in_the_crate(shop: Till, owner: Actor) -> None:
    dairy = shop.suppliers.named("Molkerei").number or 0
    article = shop.suppliers.scanned(dairy, MATE_CRATE)
    assert (article.units, article.pack) == (Quantity.of(20), "Kasten Club-Mate 20 x 0,5 l")
    assert not article.preferred, "somebody else sells it already"
    drinks = shop.suppliers.named("Hoffmann").number or 0
    assert shop.suppliers.scanned(drinks, MATE).article_no == "M-20", "what is kept comes back"


@pytest.mark.parametrize(
    ("supplier", "code"),
    [
        (Supplier(" "), "no_name"),
        (Supplier("getränke hoffmann"), "name_taken"),
        (Supplier("Neu", email="nobody"), "bad_email"),
        (Supplier("Neu", lead_days=61), "bad_lead"),
        (Supplier("Neu", minimum=Money(-1)), "bad_minimum"),
    ],
)
def test_suppliers_that_are_refused(shop: Till, owner: Actor, supplier: Supplier, code: str) -> None:
    with pytest.raises(Refused) as refused:
        shop.suppliers.save(owner, supplier)
    assert refused.value.code == code


def test_a_supplier_comes_back_as_it_was_written(shop: Till) -> None:
    kept = shop.suppliers.named("Getränke Hoffmann")
    assert replace(kept, number=None) == DRINKS


# Papers


def test_papers_speak_the_shops_language(shop: Till, owner: Actor) -> None:
    supplier, id_ = shop.suppliers.named("Hoffmann").number or 0, uuid7()
    shop.orders.place(owner, id_, supplier, [line(shop)._replace(article_no="=1+1")], expected=MONDAY, note="Rampe B")
    sheet = shop.orders.sheet(id_)
    paper = order_paper(sheet)
    assert paper.total == "31,20"
    assert paper.supplier[:2] == ("Getränke Hoffmann", "Herr Hoffmann")
    rows = list(csv.reader(io.StringIO(order_csv(sheet).decode("utf-8-sig")), delimiter=";"))
    assert rows[1][0] == "'=1+1", "no cell is a formula"
    assert rows[1][3:] == ["20", "2", "40", "15,60", "31,20"]
    letter = order_letter(sheet)
    assert letter.to == "bestellung@hoffmann.example"
    assert "Rampe B" in letter.body
    assert "40112" in letter.body


def test_the_shopping_list_goes_by_aisle(shop: Till, owner: Actor) -> None:
    carry, id_ = shop.suppliers.named("Metro").number or 0, uuid7()
    for code, aisle in ((MATE, "12"), (MILK, "")):
        article = shop.suppliers.scanned(carry, code)
        shop.suppliers.save_article(owner, article._replace(aisle=aisle))
    shop.orders.place(owner, id_, carry, [line(shop, MILK), line(shop, MATE), line(shop, CHOCOLATE)])
    paper = pick_list(shop.orders.sheet(id_), shop.suppliers.articles(carry))
    assert [aisle for aisle, _lines in paper.aisles] == ["3", "12", ""]


def test_packs_in_words() -> None:
    assert pack_text("crate", Quantity.of(20)) == "crate of 20"
    assert pack_text("Kasten Club-Mate 20 x 0,5 l", Quantity.of(20)) == "Kasten Club-Mate 20 x 0,5 l"
    assert pack_text("", Quantity.of(1)) == "piece"


# What is kept before it is ordered


def test_changed_packs_are_kept_until_they_are_ordered(shop: Till, owner: Actor, clock: SetClock) -> None:
    drinks = proposed(shop, owner, DRINKS)
    supplier, mate = drinks.supplier.number or 0, number_of(shop, MATE)
    shop.buying_kept.keep_packs(owner, supplier, {mate: 7})
    assert shop.buying_kept.packs() == {(supplier, mate): 7}
    clock.advance(days=6)
    assert shop.buying_kept.packs() == {(supplier, mate): 7}
    shop.orders.place(owner, uuid7(), supplier, [drinks.proposals[0].line(7)])
    assert shop.buying_kept.packs() == {}, "else they would be ordered twice"


def test_packs_changed_last_week_say_nothing_of_this_one(shop: Till, owner: Actor, clock: SetClock) -> None:
    shop.buying_kept.keep_packs(owner, 1, {5: 2})
    clock.advance(days=8)
    assert shop.buying_kept.packs() == {}


def test_ticks_are_forgotten_with_their_order(shop: Till, owner: Actor) -> None:
    carry = proposed(shop, owner, CARRY)
    first, second = uuid7(), uuid7()
    for order in (first, second):
        shop.orders.place(owner, order, carry.supplier.number or 0, [carry.proposals[0].line(1)])
    shop.buying_kept.keep_ticks(owner, first, {3, 5})
    assert shop.buying_kept.ticks(first) == {3, 5}
    shop.orders.cancel_rest(owner, first)
    shop.buying_kept.keep_ticks(owner, second, {3})
    assert (shop.buying_kept.ticks(first), shop.buying_kept.ticks(second)) == (set(), {3})
    shop.buying_kept.keep_ticks(owner, second, set())
    assert shop.buying_kept.ticks(second) == set()
