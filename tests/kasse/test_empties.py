"""A month of empties: charged with deliveries, taken from customers, paid out, sent back; and what is left of it."""

from datetime import date

import pytest

from kasse.books.reports import Period
from kasse.books.stock import DepositCharge, Reason, StockDocument, StockEntry
from kasse.catalog import ArticleKind, Product, QuickKey
from kasse.ids import uuid7
from kasse.money import Money
from kasse.people import Actor
from kasse.quantity import Quantity
from kasse.stock.empties import EmptiesKey, taken_apart
from kasse.till import Till
from tests.kasse.counter import BOTTLE_BACK, MATE, MATE_CRATE, card, refused, stock

TODAY = date(2026, 11, 23)
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def yard(open_till: Till, owner: Actor) -> Till:
    """The small shop with a crate to be taken back, on the quick keys."""
    open_till.products.save(
        owner, Product("Leergut Kasten", ("PFAND150",), Money(150), "standard", "Pfand", kind=ArticleKind.EMPTIES)
    )
    keys = [QuickKey("Pfand", code, code) for code in ("PFAND015", "PFAND025", "PFAND150")]
    with open_till.database.write() as work:
        work.catalog.put_quick_keys(keys)
    return open_till


def deliver(till: Till, actor: Actor, crates: int) -> None:
    """Crates of Mate, as the goods receipt books them."""
    number = till.products.by_code(MATE).number or 0
    charges = (
        DepositCharge("kasten", "Pfand Kasten", Money(150), Quantity.of(crates)),
        DepositCharge("mehrweg", "Pfand 0,15", Money(15), Quantity.of(20 * crates)),
    )
    entries = (StockEntry(number, Quantity.of(20 * crates), Money(1400 * crates)),)
    with till.database.write() as work:
        work.stock.book(
            StockDocument(uuid7(), Reason.RECEIPT, till.clock.now(), actor.name, "", entries, deposits=charges)
        )


def ring(till: Till, actor: Actor, *codes: str) -> None:
    basket = till.checkout.new_basket()
    for code in codes:
        basket = till.checkout.scan(basket, code)
    total = till.checkout.price(basket).total
    till.checkout.pay(actor, basket, [card(str(total))] if total.cents > 0 else [])


def key(till: Till, name: str) -> EmptiesKey:
    return next(key for key in till.empties.buttons() if name in key.name)


def row(till: Till, deposit: str) -> list[str]:
    """The figures of a kind: before, charged, taken, paid out, credited, should be, is, difference."""
    return next([str(cell) for cell in row[2:]] for row in till.empties.account(NOVEMBER).rows if row[1] == deposit)


def test_each_kind_has_a_key_and_each_crate_one_that_takes_it_apart(yard: Till) -> None:
    assert [(key.name, str(key.worth)) for key in yard.empties.buttons()] == [
        ("Leergut 0,15", "0.15"),
        ("Leergut 0,25", "0.25"),
        ("Leergut Kasten", "1.50"),
        ("Crate 20 × 0.15", "4.50"),
    ]


def test_a_full_crate_that_goes_back_is_a_crate_and_twenty_bottles(yard: Till, owner: Actor) -> None:
    parcel = yard.sending_back.press(owner, key(yard, "Crate"), Quantity.of(3))
    assert [(line.code, str(line.quantity)) for line in parcel.lines] == [("PFAND150", "3"), ("PFAND015", "60")]
    assert str(parcel.credit) == "13.50"
    yard.sending_back.book(owner)
    assert [str(stock(yard, code)) for code in ("PFAND150", "PFAND015")] == ["-3", "-60"]
    assert yard.sending_back.current() is None
    assert yard.verify() == []


def test_goods_go_back_by_scan_and_a_line_can_be_put_right(yard: Till, owner: Actor) -> None:
    deliver(yard, owner, 2)
    back = yard.sending_back
    back.scan(owner, MATE)
    back.scan(owner, MATE_CRATE)
    back.scan(owner, BOTTLE_BACK, Quantity.of(7))
    parcel = back.scan(owner, MATE, Quantity.of(-2))
    assert [(line.name, str(line.quantity)) for line in parcel.lines] == [
        ("Club-Mate 0,5 l", "19"),
        ("Leergut 0,15", "7"),
    ]
    number = yard.products.by_code(BOTTLE_BACK).number or 0
    assert len(back.set_count(owner, number, Quantity(0)).lines) == 1
    back.describe(owner, None, " LS  88 ")
    booked = back.book(owner, "broken seals")
    with yard.database.read() as work:
        document = work.stock.document(booked.id)
    assert document is not None
    assert (document.kind, document.reference, document.note) == (Reason.SUPPLIER_RETURN, "LS 88", "broken seals")
    assert str(stock(yard, MATE)) == "21"


def test_half_a_bottle_does_not_go_back(yard: Till, owner: Actor) -> None:
    refused("whole_pieces", lambda: yard.sending_back.scan(owner, MATE, Quantity(1500)))
    refused("whole_pieces", lambda: yard.sending_back.press(owner, key(yard, "Leergut 0,15"), Quantity(500)))
    assert yard.sending_back.current() is None


def test_the_parcel_is_refused_empty_and_to_cashiers(yard: Till, owner: Actor, cashier: Actor) -> None:
    refused("nothing_to_send", lambda: yard.sending_back.book(owner))
    refused("not_allowed", lambda: yard.sending_back.scan(cashier, MATE))
    yard.sending_back.scan(owner, MATE)
    yard.sending_back.give_up(owner)
    assert yard.sending_back.current() is None


def test_the_account_of_a_month_that_went_well(yard: Till, owner: Actor) -> None:
    deliver(yard, owner, 3)  # 60 bottles
    ring(yard, owner, MATE, MATE, MATE, MATE)
    ring(yard, owner, BOTTLE_BACK, BOTTLE_BACK, BOTTLE_BACK)
    yard.sending_back.press(owner, key(yard, "0,15"), Quantity.of(2))
    yard.sending_back.book(owner)
    assert row(yard, "Pfand 0,15") == ["0.00", "9.00", "-0.60", "0.45", "-0.30", "8.55", "8.55", "0.00"]


def test_a_broken_bottle_is_the_difference(yard: Till, owner: Actor) -> None:
    deliver(yard, owner, 1)
    number = yard.products.by_code(MATE).number or 0
    with yard.database.write() as work:
        lost = (StockEntry(number, Quantity.of(-2)),)
        work.stock.book(StockDocument(uuid7(), Reason.BROKEN, yard.clock.now(), "Olga", "", lost))
    assert row(yard, "Pfand 0,15")[-3:] == ["3.00", "2.70", "-0.30"]


def test_a_crate_that_is_sold_is_told_from_its_bottles(yard: Till, owner: Actor) -> None:
    deliver(yard, owner, 2)
    ring(yard, owner, MATE_CRATE)
    ring(yard, owner, MATE)
    assert row(yard, "Pfand Kasten")[1:3] == ["3.00", "-1.50"]
    assert row(yard, "Pfand 0,15")[1:3] == ["6.00", "-3.15"]
    ring(yard, owner, "PFAND150")
    assert row(yard, "Pfand Kasten")[3] == "1.50"
    assert any("crate" in note for note in yard.empties.account(NOVEMBER).notes)


def test_the_next_month_begins_with_what_the_last_one_left(yard: Till, owner: Actor) -> None:
    deliver(yard, owner, 1)
    december = Period(date(2026, 12, 1), date(2026, 12, 31))
    both = yard.empties.account(Period(NOVEMBER.first, december.last))
    starts = [str(row[2]) for row in both.rows if row[1] == "Pfand 0,15"]
    assert starts == ["0.00", "3.00"]
    assert both.totals[2:4] == (Money(0), Money(450))
    assert both.chart is not None


def test_what_is_sold_today_does_not_change_yesterday(yard: Till, owner: Actor) -> None:
    deliver(yard, owner, 1)
    yard.shift.close(owner, uncounted=True)
    yesterday = yard.empties.account(Period(TODAY, TODAY))
    yard.clock.advance(days=1)  # type: ignore[attr-defined]
    yard.shift.open(owner, Money(10_000))
    ring(yard, owner, MATE)
    assert replace_time(yard.empties.account(Period(TODAY, TODAY))) == replace_time(yesterday)


def replace_time(report: object) -> object:
    return report._replace(made_at=None)  # type: ignore[attr-defined]


def test_deposits_of_two_kinds_are_told_apart_by_their_number_and_sum() -> None:
    assert taken_apart(21_000, 450, (15, 150)) == {15: 300, 150: 150}
    assert taken_apart(-21_000, -450, (15, 150)) == {15: -300, 150: -150}
    assert taken_apart(3_000, 45, (15,)) == {15: 45}
    assert taken_apart(3_000, 46, (15, 150)) == {15: 46}, "it had another amount then"
    assert taken_apart(1_000, 15, ()) == {0: 15}
