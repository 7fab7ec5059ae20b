"""Customers and vouchers at the checkout, by keys, scans and touches."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kasse.books.customers import Customer, Programme
from kasse.clock import SetClock
from kasse.money import Money
from kasse.people import Person, Role
from kasse.sale import Sale, TenderType
from kasse.till import Till
from tests.kasse.counter import MATE, MILK, ROLL, cash
from ui.app import Assembly

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


class Counter:
    """Hands at the checkout."""

    def __init__(self, assembly: Assembly) -> None:
        self.assembly, self.page = assembly, assembly.window.page

    @property
    def till(self) -> Till:
        return self.assembly.desk.till

    def scan(self, *codes: str) -> None:
        for code in codes:
            self.assembly.window.take_scan(code)

    def do(self, name: str) -> None:
        self.assembly.window.do(name)

    def type(self, text: str) -> None:
        field = self.page.ask.field
        field.setText(text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def choose(self, number: int) -> None:
        self.page.ask.buttons[number].click()

    def rows(self) -> list[tuple[str, str]]:
        return [(row.name, row.total) for row in self.page.model.rows]

    def last(self) -> Sale:
        return self.till.checkout.last_receipt()


@pytest.fixture
def counter(assembly: Assembly, qtbot: QtBot) -> Counter:
    assembly.window.activateWindow()
    qtbot.waitUntil(assembly.window.isActiveWindow)
    return Counter(assembly)


@pytest.fixture
def anna(counter: Counter) -> int:
    """A customer with a card and a tab up to 5.00."""
    owner = counter.till.people.owner()
    return counter.till.customers.save(owner, Customer("Anna Krause", "K77", tab_limit=Money(500))).number or 0


def test_a_card_names_the_customer_beside_the_total(counter: Counter, anna: int) -> None:
    counter.scan("K77")
    assert "Anna Krause" in counter.page.total.details.text()
    counter.scan(MILK)
    assert "Anna Krause" in counter.page.total.details.text()
    assert counter.assembly.desk.basket.customer == anna


def test_the_tab_key_puts_it_on_the_tab(counter: Counter, anna: int) -> None:
    counter.scan(MILK)
    QTest.keyClick(QApplication.focusWidget() or counter.assembly.window, Qt.Key.Key_F11, SHIFT)
    assert counter.page.shows("ask")
    counter.type("krause")
    assert counter.assembly.desk.basket.customer == anna
    counter.do("tab")
    assert counter.page.pay.tab.isVisible()
    counter.page.pay.tab.click()
    assert [p.type for p in counter.last().payments] == [TenderType.TAB]
    assert "1.19" in counter.page.total.details.text()
    assert counter.assembly.desk.basket.customer is None


def test_part_in_cash_and_the_rest_on_the_tab(counter: Counter, anna: int) -> None:
    counter.scan(MILK, "K77")
    counter.do("pay")
    counter.page.pay.field.setText("1,00")
    counter.do("tab")
    assert {p.type.value: p.amount.cents for p in counter.last().payments} == {"cash": 100, "tab": 19}
    assert counter.till.checkout.standing(anna).owes == Money(19)


def test_without_a_tab_there_is_no_such_key(counter: Counter) -> None:
    counter.scan(MILK)
    counter.do("pay")
    assert not counter.page.pay.tab.isVisible()


def test_over_the_limit_a_manager_allows_it(counter: Counter, anna: int) -> None:
    owner = counter.till.people.owner()
    person = counter.till.people.save(owner, Person("Mina", Role.CASHIER), "1111")
    counter.till.people.change_own_pin(owner, "", "9999")
    assert person.number is not None
    counter.assembly.desk.log_in(person.number, "1111")
    counter.scan(*[MILK] * 5, "K77")
    counter.do("tab")
    counter.do("tab")
    assert "5.95" in counter.page.ask.text.text()
    counter.choose(0)
    counter.page.ask.field.setText("9999")
    QTest.keyClick(counter.page.ask.field, Qt.Key.Key_Return)
    assert counter.till.checkout.standing(anna).owes == Money(595)
    counter.scan(MILK, "K77")
    counter.do("tab")
    counter.do("tab")
    counter.choose(1)
    assert counter.page.shows("keys")
    assert len(counter.rows()) == 1


def test_a_new_customer_needs_only_a_name(counter: Counter) -> None:
    counter.do("customer")
    counter.type("Frau Neumann")
    counter.type("Frau Neumann")
    assert "Frau Neumann" in counter.page.total.details.text()
    assert [one.customer.name for one in counter.till.customers.listed()] == ["Frau Neumann"]


def test_of_several_one_is_chosen_from_the_list(counter: Counter, anna: int) -> None:
    owner = counter.till.people.owner()
    counter.till.customers.save(owner, Customer("Anna Lehmann"))
    counter.do("customer")
    counter.type("anna")
    assert counter.page.choosing
    counter.page.found.mark_row(1)
    counter.assembly.flow.scanning.choose()  # type: ignore[union-attr]
    assert "Lehmann" in counter.page.total.details.text()
    counter.do("customer")
    counter.choose(1)
    assert "Lehmann" not in counter.page.total.details.text()
    assert anna


def test_a_part_of_the_tab_is_paid(counter: Counter, anna: int) -> None:
    counter.scan(MILK, MILK, "K77")
    counter.do("tab")
    counter.do("tab")
    counter.scan("K77")
    counter.do("customer")
    counter.page.ask.field.setText("2,00")
    counter.choose(0)
    assert counter.rows() == [("Payment on the tab", "2.00")]
    counter.do("exact")
    assert counter.till.checkout.standing(anna).owes == Money(38)


def test_a_voucher_is_sold_and_redeemed(counter: Counter) -> None:
    QTest.keyClick(QApplication.focusWidget() or counter.assembly.window, Qt.Key.Key_I, CONTROL)
    counter.page.ask.field.setText("5")
    counter.choose(0)
    assert counter.rows() == [("Voucher", "5.00")]
    counter.do("exact")
    code = counter.last().positions[0].code
    counter.scan(MILK)
    counter.do("voucher")
    counter.scan(code)
    assert counter.rows()[-1] == ("Voucher redeemed", "−1.19")
    assert code in counter.page.message.text()
    counter.scan(MATE)
    assert counter.rows()[1] == ("Voucher redeemed", "−2.63")
    counter.do("exact")
    assert counter.till.checkout.voucher(code).left == Money(237)


def test_a_printed_voucher_is_scanned_before_it_is_sold(counter: Counter) -> None:
    counter.do("voucher")
    counter.scan("GIFT-1")
    assert "GIFT-1" in counter.page.ask.text.text()
    counter.page.ask.field.setText("10")
    counter.choose(1)
    counter.do("exact")
    assert counter.till.checkout.voucher("gift-1").tax_class == "standard"
    counter.do("voucher")
    counter.page.ask.field.setText("gift-1")
    counter.choose(0)
    assert counter.rows() == [("Voucher redeemed", "0.00")]


def test_an_expired_voucher_asks_for_leave(counter: Counter, clock: SetClock) -> None:
    owner = counter.till.people.owner()
    basket = counter.till.checkout.sell_voucher(counter.till.checkout.new_basket(), Money(500), code="OLD-1")
    counter.till.checkout.pay(owner, basket, [cash("5.00")])
    clock.advance(days=1500)
    counter.scan(MILK, "OLD-1")
    assert counter.page.shows("ask")
    counter.choose(0)
    assert counter.rows()[-1] == ("Voucher redeemed", "−1.19")


def test_the_stamps_are_told_and_the_reward_is_on_the_line(counter: Counter, anna: int) -> None:
    counter.till.stamps.save(counter.till.people.owner(), Programme("Every 3rd roll", 3, ("Backwaren",)))
    counter.scan("K77", ROLL, ROLL)
    counter.do("exact")
    counter.scan("K77", ROLL)
    assert counter.rows() == [("Brötchen", "0.00")]
    counter.do("customer")
    assert "2 of 2" in counter.page.ask.text.text()
    assert anna


def test_a_parked_basket_keeps_its_customer(counter: Counter, anna: int) -> None:
    counter.scan(MILK, "K77")
    counter.do("hold")
    assert "Anna" not in counter.page.total.details.text()
    counter.do("recall")
    assert "Anna" in counter.page.total.details.text()
    assert anna


def test_a_named_customer_is_looked_up_once(counter: Counter, anna: int) -> None:
    """And not again with each article."""
    counter.scan("K77")
    said: list[str] = []
    counter.till.database.connection.set_trace_callback(said.append)
    counter.scan(MILK, ROLL)
    counter.till.database.connection.set_trace_callback(None)
    assert said
    assert not [line for line in said if line.startswith("SELECT") and ("FROM customer" in line or "tab_entry" in line)]
    assert anna


def test_what_a_voucher_paid_goes_back_onto_it_in_plain_sight(counter: Counter) -> None:
    """The line says so; struck out, it is money."""
    checkout, owner = counter.till.checkout, counter.till.people.owner()
    basket = checkout.sell_voucher(checkout.new_basket(), Money(500), code="GIFT-7")
    checkout.pay(owner, basket, [cash("5.00")])
    sale = checkout.pay(owner, checkout.scan(checkout.scan(checkout.new_basket(), MILK), "GIFT-7"), [])
    assert sale.receipt_no == 2
    counter.assembly.window.go("receipts")
    QTest.keyClick(counter.assembly.window.focusWidget(), Qt.Key.Key_T, CONTROL)
    QTest.keyClick(counter.assembly.window.focusWidget(), Qt.Key.Key_Return)
    assert counter.rows() == [("Vollmilch 1 l", "−1.19"), ("Back on the voucher", "1.19")]
    counter.do("void_line")
    assert counter.rows() == [("Vollmilch 1 l", "−1.19")]
    counter.do("exact")
    assert (counter.last().total, str(checkout.voucher("GIFT-7").left)) == (Money(-119), "3.81")
