"""What hands do in the wrong order: scans on top of a question, keys held down, pages looked at in between."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kasse.errors import Refused
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.sale import TenderType
from tests.ui.test_checkout_lines import MATE, MILK, NEWSPAPER, Cashier
from ui.app import Assembly
from ui.checkout.chips import Chip
from ui.checkout.quick_keys import QuickKeys
from ui.last_state import Key
from ui.qt_texts import speak

BANANAS, UNKNOWN, BEER = "102", "4006381333931", "4012852020028"


@pytest.fixture
def cashier(assembly: Assembly) -> Cashier:
    return Cashier(assembly)


def settle() -> None:
    for _turn in range(3):
        QApplication.processEvents()


# One question after the other


def test_a_second_article_without_a_price_is_asked_for_next(cashier: Cashier) -> None:
    cashier.scan(NEWSPAPER, NEWSPAPER)
    assert "next" in cashier.page.message.text()
    cashier.keys("2.50⏎")
    settle()
    assert cashier.page.ask.heading.text() == "What does it cost?"
    cashier.keys("1.20⏎")
    settle()
    assert cashier.total() == "3.70"
    assert cashier.page.shows("keys")


def test_an_unknown_code_waits_for_the_weight_before_it(cashier: Cashier) -> None:
    cashier.scan(BANANAS, UNKNOWN)
    cashier.keys("412⏎")
    settle()
    assert cashier.page.ask.heading.text() == "Not in the list"
    assert [name for _quantity, name, _total in cashier.rows()] == ["Bananen"]


def test_a_question_that_made_way_for_the_age_comes_back(cashier: Cashier) -> None:
    cashier.scan(NEWSPAPER, BEER)
    assert cashier.page.shows("age")
    cashier.press(Qt.Key.Key_F5)
    settle()
    assert cashier.page.ask.heading.text() == "What does it cost?"
    cashier.keys("2.50⏎")
    settle()
    assert len(cashier.rows()) == 2
    assert cashier.page.shows("keys")


def test_what_waits_is_not_asked_of_the_next_customer(cashier: Cashier) -> None:
    cashier.scan(MATE, NEWSPAPER, NEWSPAPER)
    cashier.press(Qt.Key.Key_F12)
    cashier.keys("20⏎", cashier.page.pay.field)
    settle()
    assert cashier.page.shows("keys")
    cashier.scan(MILK)
    settle()
    assert [name for _quantity, name, _total in cashier.rows()] == ["Vollmilch 1 l"]


# Giving back


@pytest.mark.parametrize("command", ["drawer", "user", "price", "discount"])
def test_another_question_ends_the_return(cashier: Cashier, command: str) -> None:
    cashier.scan(MATE)
    cashier.assembly.window.do("return")
    cashier.assembly.window.do(command)
    cashier.scan(MILK)
    assert cashier.rows()[-1][0] == "1"


def test_what_has_no_price_is_asked_for_it_and_given_back(cashier: Cashier) -> None:
    cashier.assembly.window.do("return")
    cashier.scan(NEWSPAPER)
    assert cashier.page.ask.label.text() == "Price"
    cashier.keys("2.50⏎")
    assert cashier.total() == "−2.50"
    assert cashier.page.shows("keys")


def test_what_is_weighed_is_asked_for_its_weight_and_given_back(cashier: Cashier) -> None:
    cashier.assembly.window.do("return")
    cashier.scan(BANANAS)
    assert cashier.page.ask.label.text() == "Weight"
    cashier.keys("412⏎")
    assert cashier.rows()[0][0] == "−0.412 kg"


def test_a_typed_code_is_given_back_too_and_so_many_times(cashier: Cashier) -> None:
    cashier.assembly.window.do("return")
    cashier.keys(f"3*{MILK}⏎", cashier.page.scan)
    assert cashier.rows()[0][:2] == ("−3", "Vollmilch 1 l")


# Paying


def test_a_note_that_is_held_down_counts_once(cashier: Cashier) -> None:
    cashier.keys(f"9*{MATE}⏎", cashier.page.scan)
    cashier.press(Qt.Key.Key_F12)
    cashier.choose(1)
    for _again in range(3):
        held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier, "1", autorep=True)
        QApplication.sendEvent(cashier.page.pay.field, held)
    assert cashier.page.shows("pay")
    assert "5.00 € already given" in {
        label.text() for label in cashier.page.pay.findChildren(type(cashier.page.pay.change))
    }


def test_after_a_look_at_all_keys_the_money_is_still_asked_for(cashier: Cashier) -> None:
    cashier.scan(MATE)
    cashier.press(Qt.Key.Key_F12)
    cashier.press(Qt.Key.Key_F1)
    cashier.press(Qt.Key.Key_Escape)
    assert cashier.page.pay.field.hasFocus()
    QTest.keyClicks(cashier.page.pay.field, "20")
    QTest.keyClick(cashier.page.pay.field, Qt.Key.Key_Return)
    assert cashier.till.checkout.last_receipt().given == Money(2000)


def test_a_line_that_is_gone_is_refused(cashier: Cashier) -> None:
    cashier.scan(MATE)
    desk = cashier.assembly.desk
    desk.void_line(1)
    with pytest.raises(Refused, match="not in the basket any more"):
        desk.add_to_line(1, Quantity.of(1))


# A shop that has just begun


def test_without_quick_keys_the_place_may_change_its_size(cashier: Cashier) -> None:
    page = cashier.page
    page.show_quick_keys(())
    assert isinstance(page.keys, QuickKeys)
    for size in ((1024, 600), (1366, 768), (1024, 600)):
        cashier.assembly.window.resize(*size)
        settle()
    assert page.keys.buttons == []


# The tester's findings


def test_cash_typed_and_then_the_card_is_both(cashier: Cashier) -> None:
    cashier.scan(MATE)
    cashier.press(Qt.Key.Key_F12)
    QTest.keyClicks(cashier.page.pay.field, "1")
    cashier.press(Qt.Key.Key_F12, Qt.KeyboardModifier.ShiftModifier)
    paid = cashier.till.checkout.last_receipt().payments
    assert [(entry.type, entry.amount.cents) for entry in paid] == [(TenderType.CARD, 44), (TenderType.CASH, 100)]


def test_enter_leads_to_the_choice_and_takes_it(cashier: Cashier) -> None:
    cashier.scan(MATE)
    cashier.press(Qt.Key.Key_F3)
    cashier.keys("10⏎")
    first = cashier.page.ask.buttons[0]
    assert first.hasFocus()
    assert cashier.total() == "1.44", "one Enter only leads there"
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert cashier.page.shows("keys")
    assert cashier.total() == "1.31"


def test_pay_says_why_it_waits_for_the_age(cashier: Cashier) -> None:
    cashier.scan(BEER)
    cashier.press(Qt.Key.Key_F12)
    assert "old enough" in cashier.page.message.text()


def test_quick_keys_use_the_whole_width_after_it_shrank(cashier: Cashier) -> None:
    keys = tuple(Key("Backwaren", f"Brötchen {number}", str(number), 45, "piece", "") for number in range(12))
    cashier.page.show_quick_keys(keys)
    for width in (1366, 1024):
        cashier.assembly.window.resize(width, 600)
        settle()
    widths = {button.width() for _page, button in cashier.page.keys.buttons}
    assert max(widths) - min(widths) <= 1
    assert 3 * min(widths) > cashier.page.keys.width() - 60


def test_a_department_with_an_and_in_its_name_is_shown_whole(qtbot: QtBot) -> None:
    chip = Chip("Obst & Gemüse", "#4f9a3c")
    qtbot.addWidget(chip)
    assert chip.text().strip() == "Obst && Gemüse", "a single & would be the mark of a key"
    assert chip.accessibleName() == "Obst & Gemüse"


def test_qt_speaks_german_too(qapp: QApplication) -> None:
    speak("de")
    assert QCoreApplication.translate("QLineEdit", "&Copy") != "&Copy"
    speak("en")
    assert QCoreApplication.translate("QLineEdit", "&Copy") == "&Copy"
