"""`verify` finds what was changed on tabs, vouchers and stamp cards behind the till's back."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from kasse.books.customers import Customer, Programme
from kasse.money import Money
from kasse.people import Actor
from kasse.sale import Tender, TenderType
from kasse.till import Till

Tamper = Callable[..., list[str]]


@pytest.fixture
def day(open_till: Till, owner: Actor) -> Till:
    """Receipt 1 on a tab with stamps, 2 pays part of it, 3 sells a voucher, 4 redeems it; and a correction."""
    till, checkout = open_till, open_till.checkout
    till.stamps.save(owner, Programme("Every 3rd roll", 3, ("Backwaren",)))
    anna = till.customers.save(owner, Customer("Anna", tab_limit=Money(5000))).number or 0
    basket = checkout.name_customer(checkout.scan(checkout.new_basket(), "101"), anna)
    checkout.pay(owner, basket, [Tender(TenderType.TAB, Money(45))])
    basket = checkout.pay_tab(owner, checkout.name_customer(checkout.new_basket(), anna), Money(20))
    checkout.pay(owner, basket, [Tender(TenderType.CASH, Money(20))])
    basket = checkout.sell_voucher(checkout.new_basket(), Money(1000), code="GIFT-1")
    checkout.pay(owner, basket, [Tender(TenderType.CASH, Money(1000))])
    checkout.pay(owner, checkout.scan(checkout.scan(checkout.new_basket(), "101"), "GIFT-1"), [])
    till.tabs.correct(owner, anna, Money(-5), "rounded off")
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


def test_such_a_day_adds_up(day: Till) -> None:
    assert day.verify() == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE tab_entry SET amount = 44 WHERE kind = 'sale'",
        "UPDATE tab_entry SET amount = -45 WHERE kind = 'payment'",
        "UPDATE tab_entry SET who = 'nobody' WHERE kind = 'sale'",
        "DELETE FROM tab_entry WHERE kind = 'payment'",
    ],
)
def test_a_changed_tab_is_found(tamper: Tamper, change: str) -> None:
    assert tamper(change) == ["The tab of customer 1 does not match the receipts."]


def test_an_invented_correction_and_a_changed_one_are_found(tamper: Tamper) -> None:
    invented = "INSERT INTO tab_entry VALUES (randomblob(16), 0, 1, 'correction', -1000, 0, 'Olga')"
    assert any("“tab”" in finding for finding in tamper(invented))


def test_a_changed_correction_breaks_the_chain(tamper: Tamper) -> None:
    assert any("tab " in finding for finding in tamper("UPDATE tab_entry SET amount = -40 WHERE kind = 'correction'"))


def test_a_debt_that_is_moved_to_somebody_else_is_found(tamper: Tamper) -> None:
    found = tamper("UPDATE sale_customer SET customer = 2")
    assert any("receipt 1" in finding for finding in found)


def test_a_debt_of_nobody_is_found(tamper: Tamper) -> None:
    found = tamper("DELETE FROM sale_customer", "DELETE FROM tab_entry WHERE kind <> 'correction'")
    assert any("on the tab of nobody" in finding for finding in found)


@pytest.mark.parametrize("change", ["UPDATE stamp_entry SET stamps = 9", "DELETE FROM stamp_entry"])
def test_changed_stamps_are_found(tamper: Tamper, change: str) -> None:
    assert any("stamps" in finding for finding in tamper(change))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE voucher_entry SET amount = 2000 WHERE amount = 1000",
        "DELETE FROM voucher_entry WHERE amount < 0",
        "UPDATE voucher SET valid_until = '2099-12-31'",
        "UPDATE voucher SET tax_class = 'reduced'",
        "INSERT INTO voucher VALUES ('GIFT-2', NULL, 0, NULL, 'Olga')",
    ],
)
def test_a_changed_voucher_is_found(tamper: Tamper, change: str) -> None:
    assert any(finding.startswith("Voucher GIFT-") for finding in tamper(change))


def test_a_voucher_below_nothing_is_found(tamper: Tamper) -> None:
    found = tamper("INSERT INTO voucher_entry VALUES (randomblob(16), 1, 'GIFT-1', -5000, 0, 'Olga')")
    assert "Voucher GIFT-1: -40.45 is left on it, which cannot be." in found


def test_the_books_refuse_what_the_services_would_not_do(day: Till) -> None:
    for statement in (
        "UPDATE tab_entry SET amount = 0",
        "DELETE FROM voucher_entry",
        "UPDATE stamp_entry SET stamps = 1",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            day.database.connection.execute(statement)
