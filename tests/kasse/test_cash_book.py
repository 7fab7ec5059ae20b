"""The cash book: what moved cash, in order, with a balance that is right at any moment."""

from datetime import date, timedelta
from functools import partial

import pytest

from kasse.books.cash import EntryKind
from kasse.books.reports import Period
from kasse.cash import WAYS_IN, WAYS_OUT, CashKind
from kasse.clock import SetClock
from kasse.fiscal.de.cases import CASH_CASES, CaseType
from kasse.money import ZERO, Money
from kasse.people import Actor
from kasse.receipt import Columns, Pair, Text
from kasse.till import Till
from tests.kasse.counter import MATE, ROLL, Ring, card, cash, refused

pytestmark = pytest.mark.usefixtures("books_add_up")

DAY = date(2026, 11, 23)


def lines(till: Till, first: date = DAY, last: date = DAY) -> list[tuple[EntryKind, int, int]]:
    """Kind, amount and balance of each entry, in cents."""
    entries = till.cash_book.entries(Period(first, last)).entries
    return [(entry.kind, entry.amount.cents, entry.balance.cents) for entry in entries]


def a_day(till: Till, owner: Actor, ring: Ring, clock: SetClock) -> None:
    """Float 100.00, sold 0.90 cash and 0.45 by card, 20.00 to the bank, sold 0.45, counted 0.35 too little."""
    till.checkout.pay(owner, ring((ROLL, 2)), [cash("5")])
    till.checkout.pay(owner, ring(ROLL), [card("0.45")])
    clock.advance(minutes=5)
    till.shift.cash_out(owner, Money(2000), "to the bank", kind=CashKind.BANK)
    clock.advance(minutes=5)
    till.checkout.pay(owner, ring(ROLL), [cash("0.45")])
    clock.advance(minutes=5)
    till.shift.count(owner, {5000: 1, 2000: 1, 1000: 1, 100: 1})
    clock.advance(minutes=1)
    till.shift.close(owner)


def test_all_that_moves_cash_is_in_the_book_in_order(
    open_till: Till, owner: Actor, ring: Ring, clock: SetClock
) -> None:
    a_day(open_till, owner, ring, clock)
    assert lines(open_till) == [
        (EntryKind.FLOAT, 10000, 10000),
        (EntryKind.SALES, 90, 10090),
        (EntryKind.MOVED, -2000, 8090),
        (EntryKind.SALES, 45, 8135),
        (EntryKind.MOVED, -35, 8100),
        (EntryKind.CLOSED, 0, 8100),
    ]


def test_sales_name_their_receipts_and_a_card_moves_no_cash(
    open_till: Till, owner: Actor, ring: Ring, clock: SetClock
) -> None:
    a_day(open_till, owner, ring, clock)
    sold = [entry for entry in open_till.cash_book.entries(Period(DAY, DAY)).entries if entry.receipts]
    assert [(entry.receipts, entry.number) for entry in sold] == [((1, 1), 1), ((3, 3), 1)]


def test_the_balance_goes_on_from_shift_to_shift_and_a_changed_float_is_told(
    open_till: Till, owner: Actor, ring: Ring, clock: SetClock
) -> None:
    a_day(open_till, owner, ring, clock)
    clock.advance(days=1)
    open_till.shift.open(owner, Money(5000))
    ledger = open_till.cash_book.entries(Period(DAY + timedelta(days=1), DAY + timedelta(days=1)))
    assert (ledger.before, ledger.after) == (Money(8100), Money(5000))
    assert ledger.entries[0].amount == Money(-3100)
    report = open_till.reports.make("cash_book", Period(DAY, DAY + timedelta(days=1)))
    assert "moved cash between" in report.notes[0]


def test_the_balance_can_be_asked_of_any_moment(open_till: Till, owner: Actor, ring: Ring, clock: SetClock) -> None:
    begin = clock.now()
    a_day(open_till, owner, ring, clock)

    def at(minutes: int) -> tuple[int, bool]:
        balance = open_till.cash_book.balance(owner, begin + timedelta(minutes=minutes))
        return balance.amount.cents, balance.open

    assert [at(minutes) for minutes in (0, 4, 5, 10, 15, 16)] == [
        (10090, True), (10090, True), (8090, True), (8135, True), (8135, True), (8100, False),
    ]  # fmt: skip
    assert open_till.cash_book.balance(owner, begin - timedelta(days=1)).shift is None
    assert open_till.cash_book.balance(owner).amount == Money(8100)
    refused("in_future", lambda: open_till.cash_book.balance(owner, clock.now() + timedelta(hours=1)))


def test_a_cashier_is_not_told_the_balance_before_a_count(open_till: Till, cashier: Actor) -> None:
    refused("not_allowed", lambda: open_till.cash_book.balance(cashier))


def test_the_book_is_a_report_with_running_balance_and_totals(
    open_till: Till, owner: Actor, ring: Ring, clock: SetClock
) -> None:
    a_day(open_till, owner, ring, clock)
    report = open_till.reports.make("cash_book", Period(DAY, DAY))
    keys = [heading.key for heading in report.headings]
    rows = [dict(zip(keys, row, strict=True)) for row in report.rows]
    assert [(row["what"], row["in"], row["out"], row["balance"]) for row in rows] == [
        ("Balance brought forward", None, None, ZERO),
        ("Opening float, shift 1", Money(10000), None, Money(10000)),
        ("Cash sale, receipt 1", Money(90), None, Money(10090)),
        ("Bank transit: to the bank", None, Money(2000), Money(8090)),
        ("Cash sale, receipt 3", Money(45), None, Money(8135)),
        ("Difference: Counted and expected differ", None, Money(35), Money(8100)),
        ("Day closed, Z report 1", None, None, Money(8100)),
    ]
    assert report.totals[-3:] == (Money(10135), Money(2035), Money(8100))


def test_each_day_is_one_line_of_the_other_report(open_till: Till, owner: Actor, ring: Ring, clock: SetClock) -> None:
    a_day(open_till, owner, ring, clock)
    (row,) = open_till.reports.make("cash_days", Period(DAY, DAY)).rows
    assert row == (DAY, ZERO, Money(10000), Money(135), ZERO, Money(-2000), Money(-35), Money(8100))


# Kinds of movement


def test_what_cash_is_moved_for_is_kept_and_in_the_reports(open_till: Till, owner: Actor) -> None:
    for kind in WAYS_IN:
        open_till.shift.cash_in(owner, Money(1000), kind.value, kind=kind)
    for kind in WAYS_OUT:
        open_till.shift.cash_out(owner, Money(500), kind.value, kind=kind)
    kept = {(movement.kind, movement.amount.cents) for movement in open_till.shift.movements()}
    assert kept == {*((kind, 1000) for kind in WAYS_IN), *((kind, -500) for kind in WAYS_OUT)}
    figures = open_till.shift.x_report(owner)
    assert (figures.cash_in, figures.cash_out) == (Money(3000), Money(-2000))
    assert figures.expected_cash == Money(11000)
    moves = [(move.type, move.amount.cents) for move in figures.cash_moves]
    assert moves == [("bank", 1000), ("bank", -500), ("private_in", 1000), ("private_out", -500), ("wages", -500)]


@pytest.mark.parametrize("kind", [CashKind.WAGES, CashKind.PRIVATE_OUT, CashKind.NO_SALE, CashKind.DIFFERENCE])
def test_money_is_not_put_in_as_what_only_goes_out(open_till: Till, owner: Actor, kind: CashKind) -> None:
    refused("bad_kind", lambda: open_till.shift.cash_in(owner, Money(100), "x", kind=kind))


@pytest.mark.parametrize("kind", [CashKind.PRIVATE_IN, CashKind.CASH_IN, CashKind.NO_SALE, CashKind.DIFFERENCE])
def test_money_is_not_taken_out_as_what_only_comes_in(open_till: Till, owner: Actor, kind: CashKind) -> None:
    refused("bad_kind", lambda: open_till.shift.cash_out(owner, Money(100), "x", kind=kind))


@pytest.mark.parametrize("kind", WAYS_OUT)
def test_no_kind_takes_out_more_than_there_is(open_till: Till, owner: Actor, kind: CashKind) -> None:
    refused("drawer_empty", lambda: open_till.shift.cash_out(owner, Money(10001), "x", kind=kind))
    assert open_till.shift.movements() == []


def test_each_kind_that_moves_money_is_a_case_of_the_dsfinvk() -> None:
    assert set(CASH_CASES) == set(CashKind) - {CashKind.NO_SALE}
    assert CASH_CASES[CashKind.BANK] is CaseType.TO_BANK
    assert CASH_CASES[CashKind.PRIVATE_OUT] is CaseType.TAKEN_BY_OWNER


# Nothing below zero


def test_a_drawer_that_was_counted_short_pays_out_no_more_than_was_found(open_till: Till, owner: Actor) -> None:
    open_till.shift.count(owner, {1000: 1})
    refused("drawer_empty", lambda: open_till.shift.cash_out(owner, Money(5000), "bank"))
    open_till.shift.cash_out(owner, Money(1000), "bank")
    assert open_till.shift.close(owner).counted == ZERO


def test_a_void_pays_out_no_more_than_there_is(open_till: Till, owner: Actor, ring: Ring) -> None:
    sale = open_till.checkout.pay(owner, ring(MATE), [cash("5")])
    assert sale.receipt_no is not None
    open_till.shift.cash_out(owner, Money(10000), "bank", kind=CashKind.BANK)
    open_till.shift.cash_out(owner, Money(100), "bank", kind=CashKind.BANK)
    refused("drawer_empty", lambda: open_till.checkout.void_receipt(owner, sale.receipt_no or 0, "x"))


# Z reports


def test_z_reports_are_numbered_without_gaps_over_shifts_and_starts(open_till: Till, owner: Actor) -> None:
    for number in range(1, 4):
        assert open_till.shift.close(owner, uncounted=True).z_no == number
        open_till.shift.open(owner, ZERO)
    refused("close_first", partial(open_till.change_shop, owner, city="Potsdam"))
    assert [report.z_no for report in open_till.shift.z_reports()] == [3, 2, 1]


# Counting sheets


def test_a_counting_sheet_has_each_coin_what_was_expected_and_room_to_sign(open_till: Till, owner: Actor) -> None:
    open_till.shift.count(owner, {5000: 1, 1000: 4, 50: 3})
    sheet = open_till.counting_sheet(owner, 1)
    columns = [block.cells for block in sheet.blocks if isinstance(block, Columns)]
    assert columns[1:] == [("50,00", "1", "50,00"), ("10,00", "4", "40,00"), ("0,50", "3", "1,50")]
    pairs = [block.right for block in sheet.blocks if isinstance(block, Pair)]
    assert [text for text in pairs if "," in text] == ["91,50", "100,00", "-8,50"]
    texts = [block.text for block in sheet.blocks if isinstance(block, Text)]
    assert sum("____" in text for text in texts) == 2
    assert any("Olga" in text for text in texts)


def test_each_count_of_a_shift_has_a_sheet_of_its_own(open_till: Till, owner: Actor, cashier: Actor) -> None:
    open_till.shift.count(cashier, {5000: 1})
    open_till.shift.count(cashier, {5000: 2})
    assert [count.total.cents for count in open_till.cash_book.counts(owner)] == [10000, 5000]
    assert open_till.cash_book.count_of(owner, 1, 1)[0].total == Money(5000)
    assert open_till.cash_book.count_of(cashier, 1)[0].total == Money(10000)
    refused("no_count", lambda: open_till.counting_sheet(owner, 1, 3))
    refused("no_count", lambda: open_till.counting_sheet(owner, 9))


def test_a_cashier_sees_the_sheets_of_the_running_shift_alone(open_till: Till, owner: Actor, cashier: Actor) -> None:
    open_till.shift.count(cashier, {5000: 2})
    open_till.shift.close(cashier)
    open_till.shift.open(cashier, Money(10000))
    assert open_till.cash_book.counts(cashier) == []
    refused("not_allowed", lambda: open_till.counting_sheet(cashier, 1))
    assert open_till.counting_sheet(owner, 1).title


def test_a_sheet_is_printed_by_the_outbox(open_till: Till, owner: Actor) -> None:
    open_till.shift.count(owner, {5000: 2})
    open_till.cash_book.print_sheet(owner, 1, 1)
    with open_till.database.read() as work:
        queued = work.outbox.next(("count_sheet",), open_till.clock.now())
    assert queued is not None
    document = open_till.document_of(queued.job)
    assert document is not None
    assert document.title.endswith("1/1")
