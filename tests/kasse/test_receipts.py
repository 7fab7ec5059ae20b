"""Past receipts: found again, seen with what refers to them, and printed once more."""

from datetime import timedelta

import pytest

from kasse.clock import SetClock
from kasse.money import Money
from kasse.people import Actor
from kasse.ports import FoundReceipts, Job, ReceiptLinks
from kasse.quantity import Quantity
from kasse.sale import TenderType
from kasse.till import Till
from tests.kasse.counter import BANANAS, CHOCOLATE, MATE, MATE_CRATE, MILK, ROLL, Ring, audit, card, cash, refused


def numbers(found: FoundReceipts) -> list[int]:
    return [row.number for row in found.rows]


@pytest.fixture
def three_days(open_till: Till, owner: Actor, ring: Ring, clock: SetClock) -> Till:
    """Receipts 1 to 5: Monday's, one after midnight that the evening's shift still sold, and one on Wednesday."""
    pay = open_till.checkout.pay
    pay(owner, ring((MATE, 3)), [cash("10")])  # 1: 4.32
    pay(owner, ring(ROLL, CHOCOLATE), [card("1.94")])  # 2
    pay(owner, ring(MATE_CRATE), [card("20"), cash("20")])  # 3
    clock.advance(hours=16, minutes=30)  # half past midnight in Berlin
    pay(owner, ring(ROLL), [cash("0.45")])  # 4
    open_till.shift.close(owner, uncounted=True)
    clock.advance(hours=32)
    open_till.shift.open(owner, Money(10000))
    pay(owner, ring(("PFAND025", 1)), [])  # 5: -0.25
    return open_till


def test_all_receipts_are_listed_the_newest_first(three_days: Till) -> None:
    found = three_days.receipts.search("")
    assert numbers(found) == [5, 4, 3, 2, 1]
    assert found.down_to == 0
    third = found.rows[2]
    assert (third.cashier, set(third.paid)) == ("Olga", {TenderType.CARD, TenderType.CASH})
    assert found.rows[-1].total == Money(432)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", [3]),
        ("0003", [3]),
        ("4,32", [1]),
        ("4.32 €", [1]),
        ("0,25", [5]),
        ("-0,25", [5]),
        ("23.11.", [3, 2, 1]),
        ("23.11.2026", [3, 2, 1]),
        ("23.11.26", [3, 2, 1]),
        ("2026-11-24", [4]),
        ("24.11.", [4]),
        ("26.11.", []),  # of last year: this year's is yet to come
        ("31.2.", []),
        ("bröt", [4, 2]),
        ("BRÖT", [4, 2]),
        ("mate", [3, 1]),
        ("mate kasten", [3]),
        ("40297640", [3, 1]),
        (MATE, [3, 1]),
        ("101", [4, 2]),
        ("kaviar", []),
        ("100%", []),
        ("_", []),
        ("99999999999999999999", []),
    ],
)
def test_a_receipt_is_found_by_what_is_known_of_it(three_days: Till, text: str, expected: list[int]) -> None:
    assert numbers(three_days.receipts.search(text)) == expected


def test_a_scan_finds_the_receipts_of_an_article_by_any_of_its_codes(open_till: Till, owner: Actor, ring: Ring) -> None:
    open_till.checkout.pay(owner, ring(CHOCOLATE), [cash("1.49")])
    open_till.checkout.pay(owner, ring(MILK), [cash("1.19")])
    open_till.checkout.pay(owner, ring("40084077", MILK), [cash("2.68")])
    assert numbers(open_till.receipts.with_article("40084077")) == [3, 1]
    assert numbers(open_till.receipts.with_article(CHOCOLATE)) == [3, 1]
    assert numbers(open_till.receipts.with_article("0012345678905")) == []


def test_a_line_that_was_struck_out_is_not_found(open_till: Till, owner: Actor, ring: Ring) -> None:
    basket = ring(CHOCOLATE, ROLL)
    basket = open_till.checkout.void_line(owner, basket, basket.lines[0].key)
    open_till.checkout.pay(owner, basket, [cash("0.45")])
    assert numbers(open_till.receipts.with_article(CHOCOLATE)) == []
    assert numbers(open_till.receipts.search("schoko")) == []


def test_what_was_sold_by_an_unknown_code_is_found_by_it(open_till: Till, owner: Actor) -> None:
    checkout = open_till.checkout
    basket = checkout.sell_unknown(owner, checkout.new_basket(), "4006381333931", Money(249), "Süßes")
    checkout.pay(owner, basket, [cash("2.49")])
    assert numbers(open_till.receipts.with_article("4006381333931")) == [1]


def test_a_long_look_back_goes_on_where_it_ended(
    open_till: Till, owner: Actor, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kasse.receipts.AT_ONCE", 2)
    monkeypatch.setattr("kasse.receipts.LOOK_BACK", 4)
    for code in (CHOCOLATE, ROLL, CHOCOLATE, ROLL, ROLL, ROLL, ROLL):
        open_till.checkout.pay(owner, ring(code), [cash("5")])
    first = open_till.receipts.search("")
    assert (numbers(first), first.down_to) == ([7, 6], 6)
    assert numbers(open_till.receipts.search("", first.down_to)) == [5, 4]
    nothing = open_till.receipts.search("schoko")
    assert (numbers(nothing), nothing.down_to) == ([], 4)
    assert nothing.since is not None
    older = open_till.receipts.search("schoko", nothing.down_to)
    assert (numbers(older), older.down_to) == ([3, 1], 0)


def test_a_day_is_found_though_the_clock_was_set_back(
    open_till: Till, owner: Actor, ring: Ring, clock: SetClock
) -> None:
    open_till.checkout.pay(owner, ring(ROLL), [cash("0.45")])
    clock.instant -= timedelta(hours=2)
    open_till.checkout.pay(owner, ring(ROLL), [cash("0.45")])
    assert numbers(open_till.receipts.search("23.11.")) == [2, 1]


# What refers to what


def test_a_void_and_what_it_voids_say_so_of_each_other(open_till: Till, owner: Actor, ring: Ring) -> None:
    open_till.checkout.pay(owner, ring(ROLL), [cash("0.45")])
    open_till.checkout.void_receipt(owner, 1, "typo")
    void, voided = open_till.receipts.search("").rows
    assert (void.kind, voided.voided_by) == ("void", 2)
    assert open_till.receipts.open(1).links == ReceiptLinks(voided_by=2)
    assert open_till.receipts.open(2).links == ReceiptLinks(voids=1)
    assert open_till.receipts.open(1).lines == open_till.receipts.open(2).lines == ()
    assert not open_till.receipts.open(1).may_be_voided


def test_a_return_and_what_it_gives_back_say_so_of_each_other(open_till: Till, owner: Actor, ring: Ring) -> None:
    checkout = open_till.checkout
    checkout.pay(owner, ring((MATE, 3), ROLL), [cash("10")])
    checkout.pay(owner, checkout.return_lines(owner, checkout.new_basket(), 1, {1: Quantity.of(1)}), [])
    giving_back, sold = open_till.receipts.search("").rows
    assert (giving_back.gives_back, giving_back.returned) == (True, False)
    assert (sold.gives_back, sold.returned) == (False, True)
    assert open_till.receipts.open(2).links == ReceiptLinks(returns_of=(1,))
    receipt = open_till.receipts.open(1)
    assert receipt.links == ReceiptLinks(returned_by=(2,))
    assert [(line.position.name, line.left) for line in receipt.lines] == [
        ("Club-Mate 0,5 l", Quantity.of(2)),
        ("Brötchen", Quantity.of(1)),
    ]
    assert not receipt.may_be_voided


def test_a_voided_return_counts_as_none(open_till: Till, owner: Actor, ring: Ring) -> None:
    checkout = open_till.checkout
    checkout.pay(owner, ring(ROLL), [cash("0.45")])
    checkout.pay(owner, checkout.return_lines(owner, checkout.new_basket(), 1), [])
    checkout.void_receipt(owner, 2, "the wrong customer")
    assert not open_till.receipts.search("1").rows[0].returned
    assert open_till.receipts.open(1).links == ReceiptLinks()
    assert open_till.receipts.open(1).lines[0].left == Quantity.of(1)


def test_the_refund_is_told_before_with_deposits(open_till: Till, owner: Actor, ring: Ring) -> None:
    open_till.checkout.pay(owner, ring((MATE, 3), BANANAS), [cash("10")])
    receipt = open_till.receipts.open(1)
    assert receipt.refund({1: Quantity.of(2)}) == Money(288)
    refused("too_many_returned", lambda: receipt.refund({1: Quantity.of(4)}))


# Printed again


def test_a_copy_is_printed_and_on_record(open_till: Till, cashier: Actor, owner: Actor, ring: Ring) -> None:
    open_till.checkout.pay(owner, ring(ROLL), [cash("0.45")])
    sale = open_till.receipts.print_copy(cashier, 1)
    jobs = open_till.database.connection.execute("SELECT kind, ref, payload FROM outbox ORDER BY number").fetchall()
    assert jobs[1] == ("receipt", sale.id.hex, "copy")
    document = open_till.document_of(Job(*jobs[1]))
    assert document is not None
    assert any(getattr(block, "text", "") in ("COPY", "KOPIE") for block in document.blocks)
    assert [(entry.who, entry.subject, entry.after) for entry in audit(open_till, "reprint")] == [
        ("Aylin", "1", "print")
    ]
    refused("no_receipt", lambda: open_till.receipts.print_copy(cashier, 7))
    assert len(audit(open_till, "reprint")) == 1
