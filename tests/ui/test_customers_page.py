"""The customers page in the real window: accounts, vouchers and stamps, by keys, clicks and scans."""

import json
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from kasse.books.customers import Customer, Programme
from kasse.ids import uuid7
from kasse.money import Money
from kasse.people import Person, Role
from kasse.sale import Tender, TenderType
from kasse.till import Till
from tests.kasse.counter import CHOCOLATE, MILK, cash
from ui.app import Assembly
from ui.customers.page import CustomersPage
from ui.window import TillWindow

CONTROL = Qt.KeyboardModifier.ControlModifier


class Owner:
    """Types, presses and scans on the customers page."""

    def __init__(self, assembly: Assembly) -> None:
        self.assembly = assembly
        self.window: TillWindow = assembly.window
        QTest.keyClick(self.window, Qt.Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
        page = assembly.window.pages["customers"]
        assert isinstance(page, CustomersPage)
        self.page, self.people = page, page.people
        self.account, self.person = page.people.account, page.people.person

    @property
    def till(self) -> Till:
        return self.assembly.desk.till

    def scan(self, code: str) -> None:
        self.window.take_scan(code)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def type(self, field: QLineEdit, text: str) -> None:
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)

    def rows(self) -> list[tuple[str, ...]]:
        return [entry.cells for entry in self.people.table.rows.entries]

    def lines(self) -> list[tuple[str, ...]]:
        return [entry.cells[1:] for entry in self.account.table.rows.entries]

    def sees(self, panel: object) -> bool:
        return self.page.side.isVisible() and self.page.side.currentWidget() is panel

    def answer(self, text: str = "", choice: int | None = None) -> None:
        if text:
            self.page.asking.field.setText(text)
        if choice is None:
            QTest.keyClick(self.page.asking.field, Qt.Key.Key_Return)
        else:
            self.page.asking.buttons[choice].click()


@pytest.fixture
def owner(assembly: Assembly, qtbot: QtBot) -> Owner:
    assembly.window.activateWindow()
    qtbot.waitUntil(assembly.window.isActiveWindow)
    return Owner(assembly)


@pytest.fixture
def anna(owner: Owner) -> int:
    """Anna Krause owes 2.38 of at most 5.00."""
    till = owner.till
    number = till.customers.save(till.people.owner(), Customer("Anna Krause", "K77", tab_limit=Money(500))).number or 0
    basket = till.checkout.scan(till.checkout.scan(till.checkout.new_basket(), MILK), MILK)
    till.checkout.pay(
        till.people.owner(), till.checkout.name_customer(basket, number), [Tender(TenderType.TAB, Money(238))]
    )
    owner.page.opened()
    return number


def test_a_name_is_enough_for_a_new_customer(owner: Owner) -> None:
    owner.press(Qt.Key.Key_N, CONTROL)
    assert owner.sees(owner.person)
    owner.press(Qt.Key.Key_Return, CONTROL)
    assert owner.sees(owner.person)
    owner.type(owner.person.name, "Frau Neumann")
    owner.type(owner.person.limit, "much")
    owner.press(Qt.Key.Key_Return, CONTROL)
    assert owner.sees(owner.person)
    owner.type(owner.person.limit, "50")
    owner.scan("K123")
    assert owner.person.card.text() == "K123"
    owner.press(Qt.Key.Key_Return, CONTROL)
    assert owner.rows() == [("Frau Neumann", "", "50.00", "")]
    assert owner.sees(owner.account)


def test_the_list_says_who_owes_what(owner: Owner, anna: int) -> None:
    owner.till.customers.save(owner.till.people.owner(), Customer("Bert"))
    owner.page.opened()
    assert [row[0] for row in owner.rows()] == ["Anna Krause", "Bert"]
    owner.people.owing.click()
    assert owner.rows() == [("Anna Krause", "", "5.00", "2.38")]
    assert "2.38" in owner.people.told.text()
    owner.people.owing.click()
    owner.type(owner.people.search, "ber")
    assert [row[0] for row in owner.rows()] == ["Bert"]
    assert anna


def test_a_scanned_card_opens_the_account_which_is_paid_at_the_checkout(owner: Owner, anna: int) -> None:
    owner.scan("K77")
    assert owner.sees(owner.account)
    assert owner.lines() == [("Bought, receipt 1", "2.38", "2.38")]
    owner.press(Qt.Key.Key_Return, CONTROL)
    owner.answer("1")
    assert owner.window.page_name == "checkout"
    owner.window.do("exact")
    assert owner.till.checkout.standing(anna).owes == Money(138)
    owner.window.do("customers")
    assert owner.lines()[0] == ("Paid, receipt 2", "−1.00", "1.38")


def test_a_tab_is_corrected_with_a_reason(owner: Owner, anna: int) -> None:
    owner.people.open(anna)
    owner.account.acts["correct"].click()
    owner.answer("-0,38")
    owner.answer(choice=0)
    assert owner.lines()[0] == ("Correction: Waived", "−0.38", "2.00")
    assert "2.00" in owner.page.message.text()


def test_a_cashier_may_look_and_a_manager_lends_leave(owner: Owner, anna: int) -> None:
    boss = owner.till.people.owner()
    person = owner.till.people.save(boss, Person("Mina", Role.CASHIER), "1111")
    owner.till.people.change_own_pin(boss, "", "9999")
    owner.assembly.desk.log_in(person.number or 0, "1111")
    owner.people.open(anna)
    owner.account.acts["change"].click()
    owner.type(owner.person.name, "Anna Maria")
    owner.press(Qt.Key.Key_Return, CONTROL)
    assert owner.page.asks
    owner.answer("9999")
    assert owner.rows()[0][0] == "Anna Maria"


def test_statement_and_data_are_written_and_the_person_is_erased(owner: Owner, anna: int, tmp_path: Path) -> None:
    owner.people.open(anna)
    owner.people.save_statement(tmp_path / "a.pdf")
    assert "2.38" in "".join(page.extract_text() for page in PdfReader(tmp_path / "a.pdf").pages).replace(",", ".")
    owner.people.save_data(tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert json.loads(archive.read("data.json"))["owes"] == "2.38"
    owner.people.save_data(tmp_path / "a.zip")
    assert "exists" in owner.page.message.text()
    owner.account.acts["erase"].click()
    owner.answer(choice=1)
    assert "owes" in owner.page.message.text()
    owner.till.tabs.correct(owner.till.people.owner(), anna, Money(-238), "waived")
    owner.people.open(anna)
    owner.account.acts["erase"].click()
    owner.answer(choice=0)
    assert owner.sees(owner.account)
    owner.account.acts["erase"].click()
    owner.answer(choice=1)
    assert owner.rows() == []


def test_a_scanned_voucher_shows_what_is_left(owner: Owner) -> None:
    checkout, boss = owner.till.checkout, owner.till.people.owner()
    checkout.pay(boss, checkout.sell_voucher(checkout.new_basket(), Money(1000), code="GIFT-1"), [cash("10.00")])
    checkout.pay(boss, checkout.scan(checkout.scan(checkout.new_basket(), MILK), "GIFT-1"), [])
    owner.scan("gift-1")
    assert owner.page.view is owner.page.vouchers
    panel = owner.page.vouchers.panel
    assert "8.81" in panel.left.text()
    assert [entry.cells[1:] for entry in panel.table.rows.entries] == [
        ("Redeemed, receipt 2", "−1.19"),
        ("Sold, receipt 1", "10.00"),
    ]
    owner.scan("GIFT-2")
    assert "GIFT-2" in owner.page.message.text()


def test_the_validity_of_new_vouchers_is_chosen(owner: Owner) -> None:
    owner.page.show_view(owner.page.vouchers)
    years = owner.page.vouchers.years
    years.setCurrentIndex(years.findData("5"))
    years.activated.emit(years.currentIndex())
    assert owner.till.vouchers.years() == 5


def test_a_stamp_programme_is_made_by_chips_and_scans(owner: Owner) -> None:
    stamps = owner.page.stamps
    owner.page.show_view(stamps)
    stamps.new_key.click()
    stamps.panel.main_key.click()
    assert owner.sees(stamps.panel)
    owner.type(stamps.panel.name, "Every 10th roll")
    stamps.panel.chips["Backwaren"].click()
    owner.scan(CHOCOLATE)
    owner.scan(MILK)
    stamps.panel._take_out(next(iter(stamps.panel.products)))
    stamps.panel.main_key.click()
    [programme] = owner.till.stamps.programmes()
    assert (programme.every, programme.departments, len(programme.products)) == (10, ("Backwaren",), 1)
    assert stamps.table.rows.entries[0].cells == ("Every 10th roll", "1 of 10", "Backwaren, 1 article", "yes")


def test_what_is_not_saved_is_asked_about(owner: Owner) -> None:
    boss = owner.till.people.owner()
    owner.till.stamps.save(boss, Programme("Every 3rd roll", 3, ("Backwaren",)))
    stamps = owner.page.stamps
    owner.page.show_view(stamps)
    stamps.edit(stamps.table.key())
    owner.type(stamps.panel.every, "5")
    owner.page.back()
    assert owner.page.asks
    owner.answer(choice=1)
    assert not owner.page.side.isVisible()
    owner.page.show_view(owner.people)
    owner.people.new()
    owner.type(owner.person.name, "Somebody")
    owner.page.back()
    assert owner.page.asks
    owner.answer(choice=0)
    assert [one.customer.name for one in owner.till.customers.listed()] == ["Somebody"]


def test_a_group_is_removed_with_its_promotions_in_mind(owner: Owner, anna: int) -> None:
    till = owner.till
    customer = till.customers.get(anna)
    till.customers.save(till.people.owner(), customer._replace(group="Staff"))
    till.customers.add_group(till.people.owner(), "Regulars")
    owner.people.open(anna)
    owner.press(Qt.Key.Key_E, CONTROL)
    owner.type(owner.person.note, "likes mate")
    assert owner.person.out is not None
    owner.person.out.click()
    assert len(owner.page.asking.buttons) == 2
    owner.answer(choice=1)
    owner.answer(choice=0)
    assert till.customers.groups() == ["Regulars", "Staff"]
    assert owner.sees(owner.person)
    owner.person.out.click()
    owner.answer(choice=1)
    owner.answer(choice=1)
    assert till.customers.groups() == ["Regulars"]
    assert owner.sees(owner.person)
    assert (owner.person.group.text(), owner.person.note.text()) == ("", "likes mate")
    owner.press(Qt.Key.Key_Return, CONTROL)
    assert (till.customers.get(anna).group, till.customers.get(anna).note) == ("", "likes mate")


def test_a_debt_of_before_is_brought_along(owner: Owner) -> None:
    """Somebody with a limit and an empty tab: what stood in the old book is a correction."""
    till = owner.till
    number = till.customers.save(till.people.owner(), Customer("Bert", tab_limit=Money(5000))).number or 0
    owner.people.open(number)
    assert owner.account.acts["correct"].isVisible()


def test_a_tab_is_not_paid_in_somebody_else_s_basket(owner: Owner, anna: int) -> None:
    till, desk = owner.till, owner.assembly.desk
    bert = till.customers.save(till.people.owner(), Customer("Bert")).number or 0
    desk.scan(MILK)
    desk.name_customer(bert)
    owner.people.open(anna)
    owner.account.acts["pay"].click()
    owner.answer()
    assert "another customer's" in owner.page.message.text()
    assert desk.basket.customer == bert
    assert len(desk.basket.active) == 1


def test_the_sums_are_those_of_all_and_not_of_the_first_rows(owner: Owner) -> None:
    till = owner.till
    with till.database.write() as work:
        for number in range(201):
            person = Customer(f"Customer {number}", since=till.clock.now())
            work.customers.correct(uuid7(), work.customers.save(person), Money(100), till.clock.now(), "Olga", "x")
    checkout = till.checkout
    for part in range(2):
        basket = checkout.new_basket()
        for _number in range(101):
            basket = checkout.sell_voucher(basket, Money(100))
        checkout.pay(till.people.owner(), basket, [cash("101.00")])
        assert part < 2
    owner.page.opened()
    assert owner.people.told.text() == "201 customers, 201.00 € owed in all"
    owner.page.show_view(owner.page.vouchers)
    owner.page.opened()
    assert owner.page.vouchers.told.text() == "202 vouchers with money on them, 202.00 € in all"


def test_the_basket_on_the_screen_forgets_who_is_erased(owner: Owner) -> None:
    till, desk = owner.till, owner.assembly.desk
    number = till.customers.save(till.people.owner(), Customer("Zacharias Quendolin")).number or 0
    desk.scan(MILK)
    desk.name_customer(number)
    owner.page.office.changed("basket")
    checkout = owner.window.page
    assert "Quendolin" in checkout.total.details.text()
    owner.people.open(number)
    owner.account.acts["erase"].click()
    owner.answer(choice=1)
    assert "Quendolin" not in checkout.total.details.text()
    assert (desk.basket.customer, len(desk.basket.active)) == (None, 1)
