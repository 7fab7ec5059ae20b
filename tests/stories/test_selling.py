"""A cashier's day at the counter, story by story, with scanner bursts through the real window."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from kasse.money import Money
from kasse.quantity import Quantity
from kasse.sale import SaleKind
from kasse.store.verify import verify
from kasse.till import Till, training_copy
from tests.stories.window import Window

MATE, SWEETS, BEER, PAPER = "4029764001807", "4001686301265", "4012852020028", "4190458203403"
UNKNOWN, ROLL = "4006381333931", "101"

OpenWindow = Callable[..., Window]


def adds_up(path: Path) -> None:
    """The books, once the till is closed."""
    till = Till(path, exclusive=False)
    assert verify(till.database.connection, lambda step: None) == []
    till.close()


def test_a_sale(window: Window) -> None:
    window.scan(MATE, MATE, SWEETS)
    assert window.lines() == [("2", "Club-Mate 0,5 l", "2.58"), ("1", "Haribo Goldbären 200 g", "0.99")]
    window.shows("3.87")
    window.press("pay")
    window.type("5")
    window.says("1.13")
    window.type("\r")
    window.shows("1.13")
    window.says("Receipt 1 is booked")
    window.scan(ROLL)
    window.shows("0.45")
    assert not window.page.total.heading.isVisible(), "the change stood there until the next scan"


def test_mixed_tender(window: Window) -> None:
    window.scan(MATE, SWEETS)
    window.press("pay")
    window.type("2\r")
    window.until(lambda: "2.00 € already given" in window.page.pay.text.text())
    window.press("card")
    window.says("Receipt 1 is booked")
    assert sorted((p.type.value, p.amount.cents) for p in window.last().payments) == [("card", 43), ("cash", 200)]


def test_hold_and_recall(window: Window) -> None:
    window.scan(MATE)
    window.press("hold")
    window.says("parked")
    window.scan(SWEETS)
    assert window.pay().total == Money(99)
    window.press("hold")
    window.shows("1.44")
    assert window.pay().total == Money(144)


def test_two_parked_baskets_are_a_list(window: Window) -> None:
    for code in (MATE, SWEETS):
        window.scan(code)
        window.press("hold")
    window.press("hold")
    window.until(lambda: window.page.choosing)
    window.press("Down")
    window.type("\r")
    window.shows("0.99")


def test_void_a_line_and_a_receipt(window: Window) -> None:
    window.scan(MATE, SWEETS)
    window.press("Del")
    assert window.lines() == [("1", "Club-Mate 0,5 l", "1.29")]
    sale = window.pay()
    window.press("last")
    window.receipt_shown()
    window.press("Ctrl+B")
    window.type("Wrong article\r")
    window.until(lambda: window.last().kind is SaleKind.VOID)
    assert (window.last().refers_to_no, window.last().total) == (sale.receipt_no, Money(-144))


def test_a_return_without_a_receipt(window: Window) -> None:
    window.press("return")
    window.scan(SWEETS)
    window.shows("−0.99")
    sale = window.pay()
    assert sale.total == Money(-99)
    assert window.page.total.heading.text() == "Paid out"


def test_one_of_three_comes_back_with_its_receipt(window: Window) -> None:
    window.type("3*")
    window.scan(MATE)
    window.pay()
    window.press("last")
    window.receipt_shown()
    window.press("Ctrl+T")
    window.type("\r")
    window.until(lambda: window.assembly.window.page_name == "checkout")
    window.shows("−1.44")
    sale = window.pay()
    assert [(position.quantity, position.total) for position in sale.positions] == [
        (Quantity.of(-1), Money(-129)),
        (Quantity.of(-1), Money(-15)),
    ]


def test_an_exchange(window: Window) -> None:
    window.press("return")
    window.scan(SWEETS)
    window.scan(MATE)
    window.shows("0.45")
    assert window.pay().total == Money(45)


def test_too_young(window: Window) -> None:
    window.scan(ROLL, BEER)
    window.sees("age")
    window.press("pay")
    assert window.page.shows("age"), "nothing is paid before the question is answered"
    window.press("age_no")
    assert window.lines() == [("1", "Brötchen", "0.45")]
    sale = window.pay()
    assert sale.total == Money(45)


def test_old_enough_with_one_press(window: Window) -> None:
    window.scan(BEER)
    window.press("age_yes")
    window.shows("1.07")
    assert window.pay().age_confirmed == 16


def test_an_unknown_code(window: Window) -> None:
    window.scan(UNKNOWN)
    window.sees("ask")
    window.type("2,49")
    window.press("Alt+1")
    window.shows("2.49")
    window.pay()
    window.scan(UNKNOWN)
    window.shows("2.49")


def test_a_press_code_needs_no_list(window: Window) -> None:
    window.scan("4190102109254")
    window.shows("9.25")
    sale = window.pay()
    assert [(vat.rate, vat.gross) for vat in sale.vat] == [(700, Money(925))]


def test_weighed_goods(window: Window) -> None:
    window.quick("Bananen")
    window.type("412\r")
    assert window.lines() == [("0.412 kg", "Bananen", "0.82")]
    window.pay()


def test_deposits_come_and_go(window: Window) -> None:
    window.scan(MATE)
    window.quick("Flasche 0,15")
    window.quick("Flasche 0,15")
    window.shows("1.14")
    assert window.pay().total == Money(114)


def test_a_manager_allows_a_discount_by_pin(open_window: OpenWindow, staff: Path) -> None:
    window = open_window(staff)
    window.scan(MATE)
    window.press("discount")
    window.type("50")
    window.press("Alt+1")
    window.until(lambda: window.page.ask.heading.text() == "Who allows it?")
    window.press("Alt+2")
    window.type("2222\r")
    window.shows("0.79")
    sale = window.pay()
    assert (sale.cashier_name, sale.total) == ("Mehmet", Money(79))


def test_training_is_another_shop(open_window: OpenWindow, spaeti: Path) -> None:
    window = open_window(training_copy(spaeti))
    assert window.assembly.window.foot.training.isVisible()
    window.scan(ROLL)
    window.pay()
    document = window.assembly.tasks.call(lambda: window.till.receipt_document(1))
    assert "TRAINING" in str(document)
    real = Till(spaeti, exclusive=False)
    with real.database.read() as work:
        assert work.sales.last_receipt_no() == 0
    real.close()


@pytest.mark.qt_log_ignore("This plugin does not support")  # of the offscreen platform, about menus
def test_a_scan_with_the_focus_anywhere_is_one_line(window: Window) -> None:
    page = window.page
    window.scan(ROLL)
    page.commands["pay"].setFocus(Qt.FocusReason.TabFocusReason)
    window.scan(SWEETS)
    assert [line[1] for line in window.lines()] == ["Brötchen", "Haribo Goldbären 200 g"]
    assert window.page.shows("keys"), "Enter pressed no button"
    page.basket.setFocus(Qt.FocusReason.TabFocusReason)
    window.scan(SWEETS)
    window.press("discount")
    window.scan(SWEETS)
    assert window.lines()[1][0] == "3"
    window.press("help")
    window.scan(SWEETS)
    assert window.lines()[1][0] == "4"
    with_menu(window)
    assert window.lines()[1][0] == "5"


def with_menu(window: Window) -> None:
    """A scan while the menu of the scan field is open."""
    QTest.keyClicks(window.page.scan, "x")
    menu = window.page.scan.createStandardContextMenu()
    assert isinstance(menu, QMenu)
    menu.popup(window.page.scan.mapToGlobal(QPoint(5, 5)))
    window.until(menu.isVisible)
    window.scan(SWEETS)
    menu.close()
    menu.deleteLater()


def test_a_scan_while_money_is_asked_for_is_sold_and_the_total_asked_anew(window: Window) -> None:
    window.scan(ROLL)
    window.press("pay")
    window.scan(SWEETS)
    window.shows("1.44")
    assert window.pay().total == Money(144)


def test_the_same_basket_never_twice_by_impatient_fingers(window: Window) -> None:
    window.scan(ROLL)
    for _press in range(5):
        window.assembly.window.do("exact")
    window.settled()
    window.until(lambda: not window.page.model.rows)
    assert window.last().receipt_no == 1
    with window.till.database.read() as work:
        assert work.sales.last_receipt_no() == 1


def test_the_day_adds_up(window: Window, spaeti: Path) -> None:
    window.scan(MATE, SWEETS, ROLL)
    window.pay()
    window.press("return")
    window.scan(SWEETS)
    window.pay()
    window.close()
    adds_up(spaeti)
    till = Till(spaeti)
    assert till.products.stock(SWEETS)[1] == Quantity.of(0)
    till.close()
