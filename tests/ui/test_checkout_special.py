"""What is no plain sale, at the checkout: by keys, scans and touches."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kasse.fiscal.de.process_data import of_sale
from kasse.money import Money
from kasse.people import Person, Role
from kasse.sale import TenderType
from kasse.serving.foreign import currency_of
from kasse.tax import MEAL, STANDARD
from tests.kasse.counter import MATE, MILK, ROLL
from tests.ui.test_checkout_customers import CONTROL, Counter
from ui.app import Assembly


@pytest.fixture
def counter(assembly: Assembly, qtbot: QtBot) -> Counter:
    assembly.window.activateWindow()
    qtbot.waitUntil(assembly.window.isActiveWindow)
    return Counter(assembly)


def press(counter: Counter, key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget() or counter.assembly.window, key, CONTROL)


@pytest.fixture
def bakery(counter: Counter) -> Counter:
    """Rolls are a meal when eaten here; milk bears the general rate then."""
    till = counter.till
    for code, eat_in in ((ROLL, MEAL), (MILK, STANDARD)):
        product, _typed = till.products.scanned(code)
        assert product is not None
        till.products.save(till.people.owner(), replace(product, eat_in=eat_in))
    assert counter.assembly.flow is not None
    counter.assembly.flow.changed("shop")
    return counter


def test_where_nothing_is_eaten_nobody_is_asked(counter: Counter) -> None:
    assert not counter.page.place.isVisible()
    press(counter, Qt.Key.Key_F2)
    assert "eaten in the shop" in counter.page.message.text()


def test_one_key_says_that_it_is_eaten_here(bakery: Counter) -> None:
    assert bakery.page.place.isVisible()
    assert bakery.page.place.away.isChecked()
    bakery.scan(MILK)
    press(bakery, Qt.Key.Key_F2)
    assert bakery.page.place.here.isChecked()
    assert not bakery.page.place.away.isChecked()
    bakery.do("exact")
    sale = bakery.last()
    assert [vat.rate for vat in sale.vat] == [1900]
    assert sale.fact("eat_in") == "1"
    assert bakery.page.place.away.isChecked(), "the next customer takes it away"


def test_a_touch_turns_it_and_a_second_one_does_not(bakery: Counter) -> None:
    bakery.scan(MILK)
    bakery.page.place.here.click()
    bakery.page.place.here.click()
    assert bakery.page.place.here.isChecked()
    assert bakery.assembly.desk.basket.eat_in
    bakery.page.place.away.click()
    assert not bakery.assembly.desk.basket.eat_in
    assert QApplication.focusWidget() is bakery.page.scan


def test_a_tip_by_card_at_the_pay_panel(bakery: Counter) -> None:
    bakery.scan(ROLL)
    bakery.do("pay")
    bakery.page.pay.tip.click()
    assert bakery.page.shows("ask")
    bakery.page.ask.field.setText("0,55")
    chosen = [button.title for button in bakery.page.ask.buttons]
    assert chosen[0] == "For the owner", "the owner is at the till"
    bakery.choose(1)
    assert bakery.page.shows("pay"), "money is still asked for"
    assert "1.00" in bakery.page.pay.heading.text()
    bakery.do("card")
    assert of_sale(bakery.last()) == "Beleg^0.00_0.45_0.00_0.00_0.55^1.00:Unbar"


def test_a_tip_is_taken_out_again(counter: Counter) -> None:
    counter.scan(ROLL)
    press(counter, Qt.Key.Key_F3)
    counter.page.ask.field.setText("0,55")
    counter.choose(0)
    assert counter.rows()[-1] == ("Tip", "0.55")
    counter.do("tip")
    counter.choose(2)
    assert [name for name, _total in counter.rows()] == ["Brötchen"]


def test_a_tip_of_nothing_is_refused_beside_its_field(counter: Counter) -> None:
    counter.scan(ROLL)
    counter.do("tip")
    counter.page.ask.field.setText("0")
    counter.choose(0)
    assert counter.page.shows("ask")
    assert counter.page.ask.wrong.isVisible()


@pytest.fixture
def border(counter: Counter) -> Counter:
    till = counter.till
    till.checkout.change_currencies(till.people.owner(), [currency_of("CHF", "1.065")])
    assert counter.assembly.flow is not None
    counter.assembly.flow.changed("shop")
    return counter


def test_francs_are_taken_and_euros_go_back(border: Counter) -> None:
    border.scan(MATE)
    border.do("pay")
    assert border.page.pay.foreign.isVisible()
    assert not border.page.pay.tip.isVisible()
    border.page.pay.foreign.click()
    assert "CHF 1.36" in border.page.ask.text.text()
    border.page.ask.field.setText("1,00")
    border.choose(0)
    assert "missing" in border.page.ask.wrong.text(), "one franc is too little"
    border.page.ask.field.setText("2,00")
    border.choose(0)
    sale = border.last()
    assert of_sale(sale) == "Beleg^1.44_0.00_0.00_0.00_0.00^-0.69:Bar_2.00:Bar:CHF"
    assert border.page.total.figure.text() == "0.69"
    assert [p.type for p in sale.payments] == [TenderType.FOREIGN, TenderType.CASH]


def test_without_a_rate_there_is_no_foreign_cash(counter: Counter) -> None:
    counter.scan(MATE)
    counter.do("pay")
    assert not counter.page.pay.foreign.isVisible()
    counter.do("foreign")
    assert "No foreign cash" in counter.page.message.text()


def test_the_owner_takes_goods_for_a_reason(counter: Counter) -> None:
    counter.scan(MATE)
    press(counter, Qt.Key.Key_F6)
    counter.choose(0)
    assert counter.page.ask.wrong.isVisible(), "a reason is needed"
    counter.page.ask.field.setText("Family birthday")
    counter.choose(0)
    assert "1.44" in counter.page.total.details.text()
    assert counter.page.total.figure.text() == "0.00"
    counter.do("exact")
    sale = counter.last()
    assert of_sale(sale) == "Beleg^1.44_0.00_0.00_0.00_-1.44^"
    assert sale.fact("own_use") == "Family birthday"


def test_a_cashier_gives_lunch_with_leave_only_and_it_is_paid_after_all(counter: Counter) -> None:
    till = counter.till
    owner = till.people.owner()
    till.people.save(owner, Person("Mehmet", Role.MANAGER), "2222")
    counter.scan(ROLL)
    counter.do("take_out")
    counter.page.ask.field.setText("Lunch")
    names = [button.title for button in counter.page.ask.buttons]
    counter.choose(names.index("For Mehmet"))
    assert [name for name, _total in counter.rows()] == ["Brötchen"], "what keeps it out of the sums is not shown"
    assert "Mehmet" in counter.page.total.details.text()
    counter.do("take_out")
    counter.choose(0)
    counter.do("exact")
    assert counter.last().total == Money(45)


def test_these_commands_need_something_in_the_basket(counter: Counter) -> None:
    for name in ("tip", "foreign", "take_out"):
        counter.do(name)
        assert "empty" in counter.page.message.text()
        assert not counter.page.shows("ask")
