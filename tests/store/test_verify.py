"""`verify` says nothing of sound books, and names each thing that was changed behind the till's back.

The tampering is done as somebody would who knows SQLite: past the triggers, which are put back afterwards.
"""
# ruff: noqa: S608 - the statements are the tests' own

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from kasse.basket import Discount
from kasse.books.reports import Period
from kasse.books.stock import Reason, StockDocument, StockEntry
from kasse.clock import SetClock
from kasse.ids import uuid7
from kasse.money import Money
from kasse.people import Actor
from kasse.quantity import Quantity
from kasse.sale import Sale, Tender, TenderType
from kasse.store import rollup
from kasse.store.triggers import STATEMENTS
from kasse.till import Till

Tamper = Callable[..., list[str]]


def sell(till: Till, actor: Actor, *codes: str, card: bool = False) -> Sale:
    checkout = till.checkout
    basket = checkout.new_basket()
    for code in codes:
        basket = checkout.scan(basket, code)
    total = checkout.price(basket).total
    tender = Tender(TenderType.CARD, total) if card else Tender(TenderType.CASH, total + Money(55))
    return checkout.pay(actor, basket, [tender] if total.cents > 0 else [])


def ring_a_day(till: Till, actor: Actor) -> None:
    """A bit of everything; receipts 1 to 7 of the day."""
    checkout = till.checkout
    till.shift.open(actor, Money(10000))
    sell(till, actor, "4029764001807", "4029764001807", "101", card=True)  # with deposits
    basket = checkout.scan(checkout.new_basket(), "4000521006419", Quantity.of(3))
    basket = checkout.scan(basket, "102", Quantity(1234))
    basket = checkout.discount_line(actor, basket, 1, Discount(percent=1000))
    basket = checkout.discount_basket(actor, basket, Discount(amount=Money(50)))
    basket = checkout.scan(basket, "103", price=Money(220))
    basket = checkout.void_line(actor, checkout.scan(basket, "101"), 4)
    checkout.pay(actor, basket, [Tender(TenderType.CARD, Money(200)), Tender(TenderType.CASH, Money(2000))])
    sell(till, actor, "PFAND025", "PFAND025")  # pays out
    bought = sell(till, actor, "4029764001814", "40084077")
    assert bought.receipt_no is not None
    basket = checkout.return_lines(actor, checkout.new_basket(), bought.receipt_no, {1: Quantity(1000)})
    checkout.pay(actor, checkout.scan(basket, "101"), [])
    wrong = sell(till, actor, "4000539770708")
    assert wrong.receipt_no is not None
    checkout.void_receipt(actor, wrong.receipt_no, "wrong goods")
    till.shift.cash_in(actor, Money(2000), "change")
    till.shift.cash_out(actor, Money(500), "stamps")
    till.shift.open_drawer(actor, "a customer's change")
    with till.database.write() as work:
        goods = (StockEntry(1, Quantity.of(40), cost=Money(2100)), StockEntry(4, Quantity.of(12)))
        work.stock.book(StockDocument(uuid7(), Reason.RECEIPT, till.clock.now(), actor.name, "delivery", goods))


def close_the_day(till: Till, actor: Actor) -> None:
    till.shift.count(actor, {5000: 2, 100: 17})
    till.shift.close(actor)


@pytest.fixture
def day(till: Till, owner: Actor) -> Till:
    """A varied day, closed by Z report 1."""
    ring_a_day(till, owner)
    close_the_day(till, owner)
    return till


@pytest.fixture
def tamper(day: Till) -> Tamper:
    """Changes the file past its triggers, puts them back, and gives what `verify` says then."""

    def change(*statements: str) -> list[str]:
        assert day.verify() == []
        with closing(sqlite3.connect(day.path)) as connection, connection:
            triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _sql in triggers:
                connection.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                assert connection.execute(statement).rowcount != 0, statement
            for _name, sql in triggers:
                connection.execute(sql)
        return day.verify()

    return change


def says(findings: list[str], *texts: str) -> bool:
    """Whether each text is in some finding."""
    return all(any(text in finding for finding in findings) for text in texts) and bool(texts)


SALE = "(SELECT id FROM sale WHERE receipt_no = {})"
OF_1, OF_2, OF_4 = SALE.format(1), SALE.format(2), SALE.format(4)


# Sound books


def test_a_varied_day_adds_up(day: Till) -> None:
    assert day.verify() == []


def test_a_day_that_is_still_open_adds_up(till: Till, owner: Actor) -> None:
    assert till.verify() == []
    ring_a_day(till, owner)
    assert till.verify() == []


def test_two_days_add_up(day: Till, owner: Actor, clock: SetClock) -> None:
    clock.advance(days=1)
    ring_a_day(day, owner)
    assert day.verify() == []
    close_the_day(day, owner)
    assert day.verify() == []
    assert day.shift.z_report().z_no == 2


def test_it_says_what_it_looks_at(day: Till) -> None:
    steps: list[str] = []
    assert day.verify(steps.append) == []
    assert "the journal" in steps
    assert "the cash" in steps


def test_it_changes_nothing_and_ends_its_transaction(day: Till, owner: Actor) -> None:
    before = day.database.connection.total_changes
    day.verify()
    assert day.database.connection.total_changes == before
    assert not day.database.connection.in_transaction


# A changed amount


@pytest.mark.parametrize("column", ["total", "gross", "discount", "unit_price", "quantity", "rate", "name"])
def test_a_changed_line_is_found(tamper: Tamper, column: str) -> None:
    value = "'Gold'" if column == "name" else f"{column} + 100"
    found = tamper(f"UPDATE sale_line SET {column} = {value} WHERE sale = {OF_1} AND position = 1")
    assert says(found, "does not match receipt 1:")
    if column == "total":
        assert says(found, "Receipt 1: the lines sum to")
    if column in {"total", "gross", "discount", "quantity", "rate"}:
        assert says(found, "The totals of 2026-11-23 ")
    if column == "quantity":
        assert says(found, "Receipt 1: the stock movements do not match its lines.")


@pytest.mark.parametrize("column", ["amount", "given"])
def test_a_changed_payment_is_found(tamper: Tamper, column: str) -> None:
    found = tamper(f"UPDATE payment SET {column} = {column} - 1 WHERE sale = {OF_2} AND position = 2")
    assert says(found, "does not match receipt 2:")
    if column == "amount":
        assert says(found, "Receipt 2: the payments sum to", "Z report 1: the cash of the shift sums to")


def test_a_payment_made_another_kind_is_found(tamper: Tamper) -> None:
    found = tamper(f"UPDATE payment SET type = 'card' WHERE sale = {OF_4}")
    assert says(found, "does not match receipt 4:", "Z report 1: the cash of the shift sums to")


@pytest.mark.parametrize("column", ["gross", "net", "tax"])
def test_changed_vat_is_found(tamper: Tamper, column: str) -> None:
    found = tamper(f"UPDATE sale_vat SET {column} = {column} + 1 WHERE sale = {OF_1} AND rate = 1900")
    assert says(found, "does not match receipt 1:", "Receipt 1: the VAT of 19 % is wrong.")
    if column == "gross":
        assert says(found, "Receipt 1: the VAT sums sum to")


def test_a_changed_total_is_found(tamper: Tamper) -> None:
    found = tamper("UPDATE sale SET total = total - 10 WHERE receipt_no = 2")
    assert says(found, "does not match receipt 2:", "Receipt 2: the lines sum to", "Receipt 2: the payments sum to")


@pytest.mark.parametrize(
    "change",
    ["cashier = 9", "cashier_name = 'X'", "business_day = '2026-11-22'", "shift = 2", "completed_at = completed_at + 1",
     "kind = 'void'", "reason = 'x'", "age_confirmed = 18", "outage = 'x'", "signature = '{}'"],
)  # fmt: skip
def test_any_other_change_of_a_sale_is_found(tamper: Tamper, change: str) -> None:
    assert says(tamper(f"UPDATE sale SET {change} WHERE receipt_no = 2"), "receipt 2")


def test_a_changed_cash_movement_is_found(tamper: Tamper) -> None:
    found = tamper("UPDATE cash_movement SET amount = 1000 WHERE amount = 2000")
    assert says(found, "does not match cash ", "Z report 1: the cash of the shift sums to")


def test_a_changed_count_is_found(tamper: Tamper) -> None:
    assert says(tamper("UPDATE cash_count SET total = total + 5000"), "does not match count 1/")


@pytest.mark.parametrize("figure", ["total", "expected_cash", "cash_sales"])
def test_changed_figures_of_a_z_report_are_found(day: Till, tamper: Tamper, figure: str) -> None:
    (text,) = day.database.connection.execute("SELECT figures FROM z_report").fetchone()
    figures = json.loads(text)
    figures[figure] = {"cents": figures[figure]["cents"] + 100}
    found = tamper(f"UPDATE z_report SET figures = '{json.dumps(figures)}'")
    assert says(found, "does not match z 1:")
    if figure == "expected_cash":
        assert says(found, "Z report 1: the cash of the shift sums to")


@pytest.mark.parametrize("figures", ["rubbish", "[]", "{}", '{"no": 1}', "1"])
def test_figures_that_cannot_be_read_end_in_a_finding_and_not_in_a_crash(tamper: Tamper, figures: str) -> None:
    assert says(tamper(f"UPDATE z_report SET figures = '{figures}'"), "does not match z 1:", "cannot be read")


def test_a_changed_opening_float_is_found(tamper: Tamper) -> None:
    assert says(tamper("UPDATE shift SET opening_float = 5000"), "does not match shift 1:")


@pytest.mark.parametrize("column", ["who", "what", "subject", "before", "after"])
def test_a_changed_audit_entry_is_found(tamper: Tamper, column: str) -> None:
    assert says(tamper(f"UPDATE audit SET \"{column}\" = 'x' WHERE number = 1"), "does not match audit 1:")


def test_changed_data_of_the_shop_are_found(tamper: Tamper) -> None:
    assert says(tamper("UPDATE shop SET data = replace(data, 'Müller', 'Meier')"), "does not match shop 1:")


def test_a_changed_stock_movement_is_found(tamper: Tamper) -> None:
    found = tamper(
        "UPDATE stock_movement SET quantity = quantity + 1000 WHERE reason = 'receipt' AND product = 1",
        "UPDATE stock_level SET quantity = quantity + 1000 WHERE product = 1",
    )
    assert says(found, "does not match document ")


@pytest.mark.parametrize("change", ["hash = zeroblob(32)", "at = at + 1", "kind = 'audit'", "kind = 'x'", "ref = 'x'"])
def test_a_changed_journal_entry_is_found_and_the_rest_is_still_looked_at(tamper: Tamper, change: str) -> None:
    number = "(SELECT number FROM journal WHERE kind = 'sale' ORDER BY number LIMIT 1)"
    found = tamper(
        f"UPDATE journal SET {change} WHERE number = {number}",
        "UPDATE stock_level SET quantity = 7 WHERE product = 4",
    )
    assert says(found, "Journal entry ", "Product 4 (Vollmilch 1 l): the stock level is 0.007")


# A removed row


def test_a_removed_line_is_found(tamper: Tamper) -> None:
    found = tamper(f"DELETE FROM sale_line WHERE sale = {OF_1} AND position = 3")
    assert says(found, "does not match receipt 1:", "Receipt 1: the lines sum to")


def test_a_removed_payment_is_found(tamper: Tamper) -> None:
    found = tamper(f"DELETE FROM payment WHERE sale = {OF_4}")
    assert says(found, "does not match receipt 4:", "Receipt 4: the payments sum to 0.00")


REMOVE = tuple(f"DELETE FROM {table} WHERE sale = {{0}}" for table in ("sale_line", "sale_vat", "payment"))


def test_a_removed_sale_is_found(tamper: Tamper) -> None:
    found = tamper(*(text.format(OF_4) for text in REMOVE), "DELETE FROM sale WHERE receipt_no = 4")
    assert says(found, "a sale that is gone", "Receipt 4 is missing.")


def test_lines_without_their_sale_are_found(tamper: Tamper) -> None:
    found = tamper("DELETE FROM sale WHERE receipt_no = 4")
    assert says(found, "rows of sale_line belong to no sale.", "rows of payment belong to no sale.")


def test_the_last_sale_removed_with_all_that_was_booked_with_it_is_found(tamper: Tamper) -> None:
    last = SALE.format("(SELECT max(receipt_no) FROM sale)")
    found = tamper(
        *(text.format(last) for text in REMOVE),
        f"DELETE FROM stock_movement WHERE document = {last}",
        f"DELETE FROM journal WHERE ref = lower(hex({last}))",
        "DELETE FROM sale WHERE receipt_no = (SELECT max(receipt_no) FROM sale)",
    )
    assert says(found, "The last Receipt is 6, but 7 was given.", "is missing.")


def test_a_removed_end_of_the_journal_is_found(tamper: Tamper) -> None:
    found = tamper("DELETE FROM journal WHERE number = (SELECT max(number) FROM journal)")
    assert says(found, "The journal ends at entry ", "There are 1 rows of “z”, but 0 journal entries for them.")


def test_a_removed_journal_entry_is_found(tamper: Tamper) -> None:
    assert says(tamper("DELETE FROM journal WHERE number = 5"), "Journal entry 5 is missing.")


@pytest.mark.parametrize(
    ("table", "kind"), [("cash_movement", "cash"), ("cash_count", "count"), ("z_report", "z"), ("shop", "shop")]
)
def test_a_removed_row_of_any_book_is_found(tamper: Tamper, table: str, kind: str) -> None:
    assert says(tamper(f"DELETE FROM {table}"), f"does not match {kind} ", f"There are 0 rows of “{kind}”")


def test_a_removed_delivery_is_found(tamper: Tamper) -> None:
    found = tamper(
        "UPDATE stock_level SET quantity = quantity - 40000 WHERE product = 1",
        "UPDATE stock_level SET quantity = quantity - 12000 WHERE product = 4",
        "DELETE FROM stock_movement WHERE reason = 'receipt'",
    )
    assert says(found, "does not match document ")


@pytest.mark.parametrize("change", ["cost = 2000", "batch = 7", "counted = 1"])
def test_a_changed_word_of_a_delivery_is_found(tamper: Tamper, change: str) -> None:
    assert says(tamper(f"UPDATE stock_detail SET {change} WHERE position = 1"), "does not match document ")


def test_a_delivery_with_another_reason_is_found(tamper: Tamper) -> None:
    assert says(tamper("UPDATE stock_document SET kind = 'donated'"), "does not match document ")


def test_an_added_delivery_is_found(tamper: Tamper) -> None:
    found = tamper(
        "INSERT INTO stock_movement VALUES (zeroblob(16), 1, 1, 5000, 'delivery', 0, 'x')",
        "UPDATE stock_level SET quantity = quantity + 5000 WHERE product = 1",
    )
    assert says(found, "There are 1 rows of “stock”, but 0 journal entries for them.")


def test_an_added_sale_is_found(tamper: Tamper) -> None:
    found = tamper(
        "INSERT INTO sale SELECT zeroblob(16), kind, state, shift, cashier, cashier_name, business_day, started_at, "
        "tendered_at, completed_at, 8, 0, refers_to, refers_to_no, reason, age_confirmed, shop_version, outage, "
        "signature FROM sale WHERE receipt_no = 1",
        "UPDATE counter SET value = 8 WHERE name = 'receipt'",
    )
    assert says(found, "There are 8 rows of “sale”, but 7 journal entries for them.")


# A swapped pair


def swap(table: str, column: str, one: str, other: str) -> list[str]:
    """Statements that exchange a value of two rows, each given by its condition."""
    pick = f"(SELECT {column} FROM swapped WHERE which = {{}})"
    return [
        f"CREATE TABLE swapped AS SELECT 1 AS which, {column} FROM {table} WHERE {one}",
        f"INSERT INTO swapped SELECT 2, {column} FROM {table} WHERE {other}",
        f"UPDATE {table} SET {column} = {pick.format(2)} WHERE {one}",
        f"UPDATE {table} SET {column} = {pick.format(1)} WHERE {other}",
        "DROP TABLE swapped",
    ]


def test_two_journal_entries_swapped_are_found(day: Till, tamper: Tamper) -> None:
    one, other = (
        number
        for (number,) in day.database.connection.execute(
            "SELECT number FROM journal WHERE kind = 'sale' ORDER BY number LIMIT 2"
        )
    )
    found = tamper(*swap("journal", "hash", f"number = {one}", f"number = {other}"))
    assert says(found, f"Journal entry {one} does not match receipt 1:")
    assert says(found, f"Journal entry {other} does not match receipt 2:")


def test_amounts_of_two_lines_swapped_are_found(tamper: Tamper) -> None:
    found = tamper(
        *swap("sale_line", "total", f"sale = {OF_1} AND position = 1", f"sale = {OF_1} AND position = 3"),
    )
    assert says(found, "does not match receipt 1:")
    assert not says(found, "Receipt 1: the lines sum to"), "they still sum to the same"


def test_numbers_of_two_receipts_swapped_are_found(day: Till, tamper: Tamper) -> None:
    one, other = (
        f"id = x'{id_.hex()}'"
        for (id_,) in day.database.connection.execute(
            "SELECT id FROM sale WHERE receipt_no IN (2, 4) ORDER BY receipt_no"
        )
    )
    found = tamper(
        f"UPDATE sale SET receipt_no = 99 WHERE {one}",
        f"UPDATE sale SET receipt_no = 2 WHERE {other}",
        f"UPDATE sale SET receipt_no = 4 WHERE {one}",
    )
    assert says(found, "does not match receipt 2:", "does not match receipt 4:")


def test_payments_of_two_receipts_swapped_are_found(tamper: Tamper) -> None:
    found = tamper(*swap("payment", "amount", f"sale = {OF_1}", f"sale = {OF_4}"))
    assert says(found, "does not match receipt 1:", "does not match receipt 4:", "Receipt 1: the payments sum to")


# What is kept twice


def test_a_changed_stock_level_is_found(tamper: Tamper) -> None:
    found = tamper("UPDATE stock_level SET quantity = quantity + 1000 WHERE product = 4")
    assert found == ["Product 4 (Vollmilch 1 l): the stock level is 10, its movements sum to 9."]


def test_a_removed_stock_level_is_found(tamper: Tamper) -> None:
    assert says(
        tamper("DELETE FROM stock_level WHERE product = 4"), "Product 4 (Vollmilch 1 l): the stock level is 0, "
    )


def test_a_changed_movement_of_a_sale_is_found(tamper: Tamper) -> None:
    found = tamper(
        f"UPDATE stock_movement SET quantity = -1000 WHERE document = {OF_2} AND product = 4",
        "UPDATE stock_level SET quantity = quantity + 2000 WHERE product = 4",
    )
    assert found == [
        "The kept sums of shift 1 do not match its receipts.",
        "Receipt 2: the stock movements do not match its lines.",
    ]


@pytest.mark.parametrize("column", ["quantity", "gross", "discount", "total"])
def test_a_changed_day_total_is_found(tamper: Tamper, column: str) -> None:
    found = tamper(f"UPDATE day_total SET {column} = {column} + 1 WHERE product = 4")
    assert found == ["The totals of 2026-11-23 do not match its receipts (product 4)."]


def test_a_removed_day_total_is_found(tamper: Tamper) -> None:
    assert tamper("DELETE FROM day_total WHERE product = 4") == ["The totals of 2026-11-23 lack product 4."]


def test_an_added_day_total_is_found(tamper: Tamper) -> None:
    found = tamper("INSERT INTO day_total VALUES ('2026-11-22', 4, 'goods', 'Milch', 700, 1000, 119, 0, 119)")
    assert found == [
        "The totals of 2026-11-22 do not match its receipts (product 4).",
        *(f"The kept sums of {period} do not match its days." for period in ("2026", "2026-11", "2026-W47")),
    ]


@pytest.mark.parametrize(
    ("counter", "finding"),
    [("receipt", "The last Receipt is 7, but 9 was given."), ("z", "The last Z report is 1, but 9 was given."),
     ("journal", ", but 9 were written.")],
)  # fmt: skip
def test_a_changed_counter_is_found(tamper: Tamper, counter: str, finding: str) -> None:
    assert says(tamper(f"UPDATE counter SET value = 9 WHERE name = '{counter}'"), finding)


@pytest.mark.parametrize("counter", ["receipt", "z", "journal"])
def test_a_removed_counter_is_found_and_the_rest_is_still_looked_at(tamper: Tamper, counter: str) -> None:
    found = tamper(
        f"DELETE FROM counter WHERE name = '{counter}'", "UPDATE stock_level SET quantity = 7 WHERE product = 4"
    )
    assert len(found) == 2
    assert says(found, "Product 4 (Vollmilch 1 l): the stock level is 0.007")


# The file itself


def test_each_removed_trigger_is_found(day: Till) -> None:
    file = day.database.connection
    triggers = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    assert len(triggers) == len(STATEMENTS) > 40
    for name, sql in triggers:
        file.execute(f"DROP TRIGGER {name}")
        assert day.verify() == [f"The protection {name} was taken off the file."]
        file.execute(sql)
    assert day.verify() == []


def test_a_trigger_made_harmless_is_found(day: Till) -> None:
    file = day.database.connection
    file.execute("DROP TRIGGER payment_no_update")
    file.execute("CREATE TRIGGER payment_no_update BEFORE UPDATE ON payment BEGIN SELECT 1; END")
    assert day.verify() == ["The protection payment_no_update was taken off the file."]


def test_a_damaged_page_is_found(day: Till) -> None:
    (root,) = day.database.connection.execute(
        "SELECT rootpage FROM sqlite_master WHERE name = 'stock_level'"
    ).fetchone()
    day.close()
    with day.path.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"rubbish" * 100)
    again = Till(day.path, exclusive=False)
    assert says(again.verify(), "malformed")
    again.close()


def test_many_findings_of_one_kind_are_cut_off_and_hide_no_others(day: Till, tamper: Tamper) -> None:
    found = tamper(
        "UPDATE audit SET who = 'x'", "UPDATE stock_level SET quantity = 7", "UPDATE day_total SET total = 7"
    )
    assert len(found) < 70
    assert says(found, "does not match audit 1:", "Product 4 ", "The totals of 2026-11-23")


@pytest.fixture
def beside(day: Till) -> Iterator[Till]:
    """The same shop, open for reading beside the till."""
    reader = Till(day.path, exclusive=False)
    yield reader
    reader.close()


def test_it_looks_at_one_state_while_the_till_sells_on(day: Till, beside: Till, owner: Actor, clock: SetClock) -> None:
    clock.advance(days=1)
    day.shift.open(owner, Money(10000))

    def sell_meanwhile(_step: str) -> None:
        sell(day, owner, "101")

    assert beside.verify(sell_meanwhile) == []
    assert beside.verify() == []


def test_a_file_of_its_own_is_not_needed_to_find_out(day: Till, tmp_path: Path) -> None:
    day.backup(tmp_path / "copy.sqlite")
    copy = Till(tmp_path / "copy.sqlite", exclusive=False)
    assert copy.verify() == []
    copy.close()


# Kept sums


@pytest.mark.parametrize("column", ["count", "amount", "net"])
def test_a_changed_sum_of_a_shift_is_found(tamper: Tamper, column: str) -> None:
    found = tamper(f"UPDATE shift_total SET {column} = {column} + 1 WHERE what = 'receipt'")
    assert found == ["The kept sums of shift 1 do not match its receipts."]


def test_a_missing_sum_of_a_shift_is_found(tamper: Tamper) -> None:
    assert says(tamper("DELETE FROM shift_total WHERE what = 'no_sale'"), "kept sums of shift 1")


def test_a_sum_of_a_shift_that_never_was_is_found(tamper: Tamper) -> None:
    found = tamper("INSERT INTO shift_total VALUES ('receipt', '2026-11-23', 9, 8, 1, '', 1, 100, 93)")
    assert found == ["The kept sums of shift 9 do not match its receipts."]


def test_a_changed_day_of_stock_is_found(tamper: Tamper) -> None:
    assert says(tamper("UPDATE stock_day SET quantity = quantity - 1000 WHERE product = 1"), "kept sums of shift 1")


@pytest.fixture
def next_day(day: Till, owner: Actor, clock: SetClock) -> Till:
    """The morning after the day: what it brought is in the sums of its month."""
    clock.advance(days=1)
    day.shift.open(owner, Money(10000))
    return day


@pytest.mark.parametrize("period", ["2026", "2026-11", "2026-W48"])
def test_a_changed_sum_of_a_year_month_or_week_is_found(next_day: Till, tamper: Tamper, period: str) -> None:
    finding = f"The kept sums of {period} do not match its days."
    assert tamper(f"UPDATE period_total SET total = total + 1 WHERE period = '{period}' AND product = 4") == [finding]


def test_a_changed_sum_of_moved_stock_is_found(next_day: Till, tamper: Tamper) -> None:
    found = tamper("UPDATE period_stock SET quantity = 0 WHERE period = '2026-11' AND product = 4")
    assert found == ["The kept sums of 2026-11 do not match its days."]


def test_an_age_refusal_belongs_to_the_shift_in_whose_time_it_was_noted(
    day: Till, owner: Actor, clock: SetClock
) -> None:
    """However the clock was set: the journal has the order."""
    clock.advance(days=1)
    day.shift.open(owner, Money(10000))
    clock.advance(hours=-30)
    basket = day.checkout.scan(day.checkout.new_basket(), "4012852020028")
    day.checkout.refuse_age(owner, basket)
    clock.advance(hours=32)
    day.shift.count(owner, {5000: 2})
    day.shift.close(owner)
    assert day.verify() == []
    rows = day.database.connection.execute("SELECT shift, count FROM shift_total WHERE what = 'age_refused'").fetchall()
    assert rows == [(2, 1)]


def test_sums_are_made_for_shifts_that_were_closed_without(next_day: Till, owner: Actor) -> None:
    connection = next_day.database.connection
    kept = (
        connection.execute("SELECT * FROM shift_total").fetchall(),
        connection.execute("SELECT * FROM stock_day").fetchall(),
    )
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _sql in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for table in ("shift_total", "stock_day", "period_total", "period_stock", "meta"):
        connection.execute(f"DELETE FROM {table}")
    for _name, sql in triggers:
        connection.execute(sql)
    period = Period(date(2026, 11, 1), date(2026, 11, 30))
    before = next_day.reports.make("watch", period).rows
    connection.execute("BEGIN IMMEDIATE")
    assert rollup.catch_up(connection) == 1
    connection.execute("COMMIT")
    assert kept == (
        connection.execute("SELECT * FROM shift_total").fetchall(),
        connection.execute("SELECT * FROM stock_day").fetchall(),
    )
    assert next_day.reports.make("watch", period).rows == before
    assert next_day.verify() == []


def test_a_sale_on_a_day_that_was_summed_already_is_in_the_reports_at_once(
    next_day: Till, owner: Actor, clock: SetClock
) -> None:
    """The clock was set back: the day's sums are made anew when the shift is closed, and passed over until then."""
    clock.advance(days=-1)
    sell(next_day, owner, "4000521006419")
    period = Period(date(2026, 11, 1), date(2026, 11, 30))

    def turnover() -> list[object]:
        return [next_day.reports.make(name, period).totals[column] for name, column in (("products", 5), ("days", 2))]

    goods, everything = turnover()
    clock.advance(days=1, hours=1)
    next_day.shift.count(owner, {5000: 2})
    next_day.shift.close(owner)
    assert turnover() == [goods, everything]
    assert next_day.verify() == []
