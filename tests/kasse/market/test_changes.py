"""Whatever changes what the world may see is noted in the transaction that changes it, and nothing else is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from kasse.books.market import Bucket
from kasse.books.reservations import Reservation, ReservationState, ReservedLine
from kasse.books.stock import Reason, StockDocument, StockEntry
from kasse.catalog import Department, DepositType
from kasse.clock import SetClock
from kasse.ids import uuid7
from kasse.money import Money
from kasse.people import Actor
from kasse.prices import NewPrice
from kasse.product_list import read_products
from kasse.quantity import Quantity
from kasse.till import Till
from tests.kasse.counter import CHOCOLATE, MATE, MILK, Ring, cash
from tests.kasse.market.market_shop import STOCKED, noted, number_of, open_market, receive, settle, view

Change = Callable[[Till, Actor], object]


def save(**changes: object) -> Change:
    def changed(till: Till, owner: Actor) -> object:
        return till.products.save(owner, replace(till.products.by_code(MATE), **changes))  # type: ignore[arg-type]

    return changed


def put(what: str, value: object) -> Change:
    def changed(till: Till, owner: Actor) -> None:
        with till.database.write() as work:
            getattr(work.catalog, what)([value])

    return changed


OF_ONE: dict[str, Change] = {
    "another price": lambda till, owner: till.prices.change(owner, [NewPrice(number_of(till, MATE), Money(139))]),
    "another name": save(name="Club-Mate Flasche 0,5 l"),
    "another department": save(department="Süßes"),
    "another deposit": save(deposit="einweg"),
    "an age limit": save(age_limit=18),
    "not complete": save(incomplete=True),
    "a second code": save(codes=(MATE, "4711")),
}
OF_ALL: dict[str, Change] = {
    "a department": put("put_departments", Department("Getränke", "standard", age_limit=16)),
    "a kind of deposit": put("put_deposit_types", DepositType("mehrweg", "Pfand", Money(20))),
    "the shop's data": lambda till, owner: till.change_shop(owner, footer="Bis bald!"),
    "opening hours": lambda till, owner: till.market.change_profile(owner, hours="Mo-Sa 08:00-22:00"),
    "a department's switch": lambda till, owner: till.market.switch_department(owner, "Bier", True),
    "an article's switch": lambda till, owner: till.market.switch_article(owner, number_of(till, MATE), False),
}


@pytest.mark.parametrize("what", OF_ONE)
def test_a_change_of_one_article_names_it(till: Till, owner: Actor, what: str) -> None:
    open_market(till, owner)
    noted(till)
    OF_ONE[what](till, owner)
    assert ("product", str(number_of(till, MATE))) in noted(till)


@pytest.mark.parametrize("what", OF_ALL)
def test_a_change_that_may_concern_all_says_so(till: Till, owner: Actor, what: str) -> None:
    open_market(till, owner)
    noted(till)
    OF_ALL[what](till, owner)
    assert ("all", "") in noted(till)


def test_a_sale_is_one_note_however_many_lines_it_has(open_till: Till, owner: Actor, ring: Ring) -> None:
    open_market(open_till, owner)
    noted(open_till)
    sale = open_till.checkout.pay(owner, ring((MATE, 3), MILK, "101", "102"), [cash("50")])
    assert noted(open_till) == [("sale", sale.id.hex.upper())]


def test_a_delivery_and_a_write_off_are_noted(till: Till, owner: Actor) -> None:
    open_market(till, owner)
    noted(till)
    receive(till, MATE, 5)
    till.writing_off.scan(owner, Reason.BROKEN, MATE)
    assert [kind for kind, _ref in noted(till)] == ["stock", "stock"]


def test_a_list_that_is_taken_over_is_noted_article_by_article(till: Till, owner: Actor) -> None:
    open_market(till, owner)
    noted(till)
    rows = f"code;name;price\n{MATE};Club-Mate 0,5 l;1,49\n"
    listed = read_products(rows.encode(), till.checkout.tax_class_of)
    done = till.products.import_list(owner, listed)
    assert (done.changed, done.bad) == (1, ())
    assert ("product", str(number_of(till, MATE))) in noted(till)


def test_what_is_put_aside_for_somebody_is_noted(till: Till, owner: Actor) -> None:
    open_market(till, owner, pieces=3)
    settle(till)
    now = till.clock.now()
    line = ReservedLine(number_of(till, MATE), "gtin-04029764001807", "Club-Mate", Quantity.of(3), Money(129))
    asked = Reservation(uuid7(), "one", "b" * 64, "order-1", now, now + timedelta(hours=1), (line,))
    with till.database.write() as work:
        work.reservations.add(asked)
    assert noted(till) == []
    with till.database.write() as work:
        work.reservations.move(replace(asked, state=ReservationState.ACCEPTED, code="4711"), now)
    assert till.market.look() is False
    assert settle(till, urgent=True) == 1
    assert view(till, MATE).bucket is Bucket.OUT


def test_a_planned_price_is_noted_on_its_day(till: Till, owner: Actor, clock: SetClock) -> None:
    open_market(till, owner)
    tomorrow = (clock.now() + timedelta(days=1)).date()
    till.prices.change(owner, [NewPrice(number_of(till, MATE), Money(149))], tomorrow)
    noted(till)
    clock.advance(days=1)
    assert till.begin_day() == 1
    assert noted(till) == [("product", str(number_of(till, MATE)))]


def change_and_fail(till: Till) -> None:
    with till.database.write() as work:
        work.catalog.save(replace(till.products.by_code(MATE), price=Money(1)))
        _ = 1 // 0


def test_what_is_taken_back_was_never_noted(till: Till, owner: Actor) -> None:
    open_market(till, owner)
    noted(till)
    with pytest.raises(ZeroDivisionError):
        change_and_fail(till)
    assert noted(till) == []


def test_what_nobody_outside_sees_is_not_noted(till: Till, owner: Actor) -> None:
    open_market(till, owner)
    noted(till)
    with till.database.write() as work:
        facts = work.prices.facts(number_of(till, MATE))
        work.prices.put_facts([facts._replace(cost=4200, life=30)])
    till.change_setting(owner, "bell", "off")
    assert [kind for kind, _ref in noted(till) if kind != "product"] == []


def test_with_the_market_off_nothing_is_noted(open_till: Till, owner: Actor, ring: Ring) -> None:
    for change in (*OF_ONE.values(), *OF_ALL.values()):
        change(open_till, owner)
    receive(open_till, MILK, 5)
    open_till.checkout.pay(owner, ring(MILK), [cash("5")])
    assert noted(open_till) == []


def test_a_change_is_looked_at_once_and_in_portions(till: Till, owner: Actor) -> None:
    open_market(till, owner)
    looks = 0
    while till.market.look(limit=2):
        looks += 1
    assert looks >= 2
    assert settle(till) == 5
    assert noted(till) == []
    assert till.market.look() is False
    assert settle(till) == 0


def test_a_training_copy_looks_at_nothing(till: Till, owner: Actor) -> None:
    open_market(till, owner)
    with till.database.write() as work:
        work.training = True
    try:
        assert till.market.is_on() is False
        assert till.market.look() is False
    finally:
        with till.database.read() as work:
            work.training = False


def test_a_level_that_comes_back_to_what_is_shown_is_no_news(till: Till, owner: Actor) -> None:
    open_market(till, owner)
    settle(till)
    number = number_of(till, MATE)
    till.levels.correct(owner, number, Quantity.of(0), "empty")
    till.market.look()
    assert till.market.counts().waiting == 1
    till.levels.correct(owner, number, Quantity.of(20), "found")
    till.market.look()
    assert till.market.counts().waiting == 0
    assert settle(till) == 0


@pytest.mark.parametrize("codes", [(CHOCOLATE, MILK), (MILK, CHOCOLATE)])
def test_a_code_that_goes_from_one_article_to_another_takes_its_listing_along(
    till: Till, owner: Actor, codes: tuple[str, str]
) -> None:
    open_market(till, owner)
    settle(till)
    giver, taker = (till.products.by_code(code) for code in codes)
    till.products.save(owner, replace(giver, codes=("4006381333931",)))
    till.products.save(owner, replace(taker, codes=giver.codes))
    settle(till)
    shown = {one.key: one.view.name for one in till.market.listings("nowhere") if one.view}
    assert shown == {one.key: one.name for one in till.market.views()}
    assert shown[f"gtin-0{codes[0]}"] == taker.name
    assert shown["gtin-04006381333931"] == giver.name


def test_a_long_delivery_is_looked_at_in_portions(till: Till, owner: Actor) -> None:
    open_market(till, owner)
    settle(till)
    entries = tuple(StockEntry(number_of(till, code), Quantity.of(-20)) for code in STOCKED)
    with till.database.write() as work:
        work.stock.book(StockDocument(uuid7(), Reason.SPOILED, till.clock.now(), "Olga", "", entries))
    portions = []
    with till.database.write() as work:
        while work.market.has_changes():
            portions.append(work.market.take_changes(2))
    assert max(map(len, portions)) == 2
    assert sorted(number for portion in portions for number in portion) == sorted(one.product for one in entries)


def test_news_go_out_after_the_clock_was_set_back(till: Till, owner: Actor, clock: SetClock) -> None:
    open_market(till, owner)
    settle(till)
    before = till.market.listings("nowhere")
    save(price=Money(139))(till, owner)
    till.market.look()
    clock.advance(days=-1)
    assert settle(till) == 1
    assert view(till, MATE).price == Money(139)
    stamps = {one.key: one.stamp for one in before}
    assert all(one.stamp >= stamps[one.key] for one in till.market.listings("nowhere"))


def test_what_is_hidden_waits_for_no_new_day(till: Till, owner: Actor, clock: SetClock) -> None:
    open_market(till, owner)
    settle(till)
    with till.database.write():
        till.database.connection.execute("UPDATE market_article SET flips = 6, flip_day = '2026-11-22'")
    till.market.switch_article(owner, number_of(till, MATE), False)
    settle(till)
    clock.advance(days=1)
    with till.database.read() as work:
        assert number_of(till, MATE) not in work.market.capped(6, "2026-11-24")
