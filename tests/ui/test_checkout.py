"""The checkout in the real window, by its keys; the work is done inline."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from kasse.clock import SetClock
from kasse.errors import Unavailable
from kasse.money import Money
from kasse.people import Person, Role
from kasse.sale import Tender, TenderType
from kasse.till import Till
from ui.app import Assembly
from ui.checkout.page import CheckoutPage
from ui.last_state import LastState
from ui.tasks import InlineTasks

ADVICE = "Cash: amount and Enter, or a note. Card: press Card when the terminal says yes."
MATE, BEER, UNKNOWN = "4029764001807", "4012852020028", "4006381333931"


class Cashier:
    """Types and presses keys as a cashier does."""

    def __init__(self, assembly: Assembly) -> None:
        self.assembly = assembly
        self.page: CheckoutPage = assembly.window.page

    def sees(self, name: str) -> bool:
        """Whether this stands on the right."""
        return self.page.shows(name)

    def scan(self, *codes: str) -> None:
        for code in codes:
            self.type(code, self.page.scan)

    def type(self, text: str, field: QLineEdit) -> None:
        field.clear()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.assembly.window, key)

    def names(self) -> list[str]:
        return [row.name for row in self.page.model.rows if not row.deposit]

    def total(self) -> str:
        return self.page.total.figure.text()

    def told(self) -> str:
        """What is said beside what caused it."""
        for panel in ("ask", "pay"):
            if self.sees(panel):
                label = self.page.ask.wrong if panel == "ask" else self.page.pay.change
                if label.isVisible() and label.property("alarm"):
                    return label.text()
        return self.page.notice.text.text() if self.sees("notice") else self.page.message.text()

    def do(self, command: str) -> None:
        self.assembly.window.do(command)

    def till(self) -> Till:
        return self.assembly.desk.till


@pytest.fixture
def cashier(assembly: Assembly) -> Cashier:
    return Cashier(assembly)


def test_a_scan_is_a_line_with_its_deposit_below(cashier: Cashier) -> None:
    cashier.scan(MATE, MATE, "101")
    rows = cashier.page.model.rows
    assert [(row.quantity, row.price, row.total, row.deposit) for row in rows] == [
        ("2", "1.29", "2.58", False),
        ("", "", "0.30", True),
        ("1", "0.45", "0.45", False),
    ]
    assert cashier.total() == "3.33"
    assert "deposit 0.30" in cashier.page.total.details.text()
    assert cashier.page.basket.currentIndex().row() == 2


def test_paying_shows_the_change_until_the_next_scan(cashier: Cashier) -> None:
    cashier.scan(MATE)
    cashier.press(Qt.Key.Key_F12)
    assert cashier.page.pay.field.text() == "1.44"
    assert cashier.page.pay.change.text() == ADVICE, "nothing goes back of the exact amount"
    cashier.page.pay.field.setText("5")
    assert "3.56" in cashier.page.pay.change.text()
    cashier.press(Qt.Key.Key_F12)
    assert cashier.total() == "3.56"
    assert cashier.page.total.heading.text() == "Change"
    assert cashier.names() == []
    cashier.scan("101")
    assert (cashier.total(), cashier.page.total.heading.isVisible()) == ("0.45", False)
    sale = cashier.till().checkout.last_receipt()
    assert (sale.receipt_no, sale.given, sale.change) == (1, Money(500), Money(356))


def test_two_presses_pay_the_exact_amount_and_banknotes_have_keys(cashier: Cashier) -> None:
    cashier.scan("101")
    cashier.press(Qt.Key.Key_F12)
    cashier.press(Qt.Key.Key_F12)
    assert cashier.till().checkout.last_receipt().given == Money(45)
    cashier.scan("101")
    cashier.press(Qt.Key.Key_F12)
    QTest.keyClick(cashier.assembly.window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert cashier.till().checkout.last_receipt().given == Money(1000), "a note that is enough books at once"
    assert cashier.total() == "9.55"


def test_one_press_pays_the_exact_amount(cashier: Cashier) -> None:
    cashier.scan("101")
    cashier.press(Qt.Key.Key_F11)
    sale = cashier.till().checkout.last_receipt()
    assert (sale.given, sale.change) == (Money(45), Money(0))
    cashier.press(Qt.Key.Key_F11)
    assert "basket is empty" in cashier.told()
    assert cashier.till().checkout.last_receipt().receipt_no == 1


def test_notes_add_up_and_the_card_takes_the_rest(cashier: Cashier) -> None:
    cashier.scan(*["4000521006419"] * 10)
    total = cashier.assembly.desk.till.checkout.price(cashier.assembly.desk.basket).total
    cashier.press(Qt.Key.Key_F12)
    cashier.page.pay.notes[0].click()
    assert cashier.sees("pay")
    assert "5.00 € already given" in cashier.page.pay.text.text()
    QTest.keyClick(cashier.assembly.window, Qt.Key.Key_F12, Qt.KeyboardModifier.ShiftModifier)
    sale = cashier.till().checkout.last_receipt()
    assert [(payment.type.value, payment.amount) for payment in sale.payments] == [
        ("card", total - Money(500)),
        ("cash", Money(500)),
    ]


def test_a_code_typed_into_the_money_is_a_scan(cashier: Cashier) -> None:
    cashier.scan("101")
    cashier.press(Qt.Key.Key_F12)
    cashier.type(MATE, cashier.page.pay.field)  # by a scanner too slow to be known for one
    assert cashier.sees("keys")
    assert cashier.names() == ["Brötchen", "Club-Mate 0,5 l"]
    assert cashier.till().checkout.held() == []


def test_too_little_money_is_said_and_booked_nowhere(cashier: Cashier) -> None:
    cashier.scan("101")
    cashier.press(Qt.Key.Key_F12)
    cashier.page.pay.field.setText("0.40")
    assert "0.05 € is missing" in cashier.page.pay.change.text()
    cashier.press(Qt.Key.Key_F12)
    assert cashier.sees("pay"), "it is on the counter, and the rest is asked for"
    assert cashier.page.pay.heading.text() == "Pay 0.05 €"
    cashier.page.pay.field.setText("x")
    cashier.press(Qt.Key.Key_F12)
    assert "not an amount" in cashier.told()
    assert cashier.names() == ["Brötchen"]


def test_empties_alone_are_paid_out(cashier: Cashier) -> None:
    cashier.scan("PFAND025")
    cashier.press(Qt.Key.Key_F12)
    assert not cashier.page.pay.field.isVisible()
    cashier.press(Qt.Key.Key_F12)
    assert (cashier.page.total.heading.text(), cashier.total()) == ("Paid out", "0.25")


def test_an_unknown_code_is_sold_by_price_and_department(cashier: Cashier) -> None:
    cashier.scan(UNKNOWN)
    assert cashier.sees("ask")
    cashier.page.ask.field.setText("x")
    QTest.keyClick(cashier.assembly.window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert "not an amount" in cashier.told()
    cashier.page.ask.field.setText("2,49")
    QTest.keyClick(cashier.assembly.window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert cashier.names() == [f"Getränke, new article {UNKNOWN}"]
    assert cashier.total() == "2.49"
    assert cashier.sees("keys")
    assert cashier.till().products.by_code(UNKNOWN).incomplete


def test_a_price_and_a_weight_are_asked_for(cashier: Cashier) -> None:
    cashier.scan("103")
    cashier.type("3,40", cashier.page.ask.field)
    cashier.scan("102")
    cashier.type("0", cashier.page.ask.field)
    assert cashier.sees("ask")
    cashier.type("0,412", cashier.page.ask.field)
    rows = cashier.page.model.rows
    assert [(row.quantity, row.price, row.total) for row in rows] == [
        ("1", "3.40", "3.40"),
        ("0.412 kg", "1.99/kg", "0.82"),
    ]
    assert rows[0].note == "fixed price"


def test_old_enough(cashier: Cashier) -> None:
    cashier.scan(BEER)
    assert cashier.sees("age")
    assert "2010-11-23" in cashier.page.age.born.text()
    cashier.press(Qt.Key.Key_F12)
    assert cashier.sees("age")
    cashier.press(Qt.Key.Key_F5)
    assert cashier.sees("keys")
    cashier.press(Qt.Key.Key_F12)
    cashier.press(Qt.Key.Key_F12)
    assert cashier.till().checkout.last_receipt().age_confirmed == 16


def test_too_young(cashier: Cashier) -> None:
    cashier.scan("101", BEER)
    cashier.press(Qt.Key.Key_Escape)
    cashier.press(Qt.Key.Key_F12)
    assert cashier.sees("age")
    cashier.press(Qt.Key.Key_F6)
    assert cashier.names() == ["Brötchen"]
    assert cashier.sees("keys")


def test_search_by_name_with_the_arrows(cashier: Cashier) -> None:
    cashier.scan("l")
    assert cashier.page.choosing
    names = [entry.cells[0] for entry in cashier.page.found.rows.entries]
    QTest.keyClick(cashier.page.scan, Qt.Key.Key_Down)
    QTest.keyClick(cashier.page.scan, Qt.Key.Key_Return)
    assert not cashier.page.choosing
    assert cashier.names() == [names[1]]


def test_a_scan_while_a_list_is_shown_is_a_scan(cashier: Cashier) -> None:
    QTest.keyClicks(cashier.page.scan, "schoko")
    assert cashier.page.choosing
    cashier.assembly.window.take_scan("101")
    assert cashier.names() == ["Brötchen"]
    cashier.scan("zzz")
    assert "Nothing is called" in cashier.told()


def test_park_and_fetch_back(cashier: Cashier) -> None:
    cashier.press(Qt.Key.Key_F8)
    assert cashier.told() == "Nothing is parked."
    cashier.scan(MATE)
    cashier.press(Qt.Key.Key_F7)
    assert cashier.names() == []
    assert (cashier.page.commands["hold"].title, cashier.page.commands["hold"].toolTip()) == ("Recall", "1 parked")
    cashier.scan("101")
    cashier.press(Qt.Key.Key_F8)
    assert cashier.names() == ["Club-Mate 0,5 l"]
    assert [held.lines for held in cashier.till().checkout.held()] == [1], "what was on the screen is parked instead"


def test_a_line_is_voided(cashier: Cashier) -> None:
    cashier.scan(MATE, "101")
    QTest.keyClick(cashier.page.scan, Qt.Key.Key_Up)
    cashier.press(Qt.Key.Key_Delete)
    assert cashier.names() == ["Brötchen"]
    QTest.keyClicks(cashier.page.scan, "12")
    QTest.keyClick(cashier.page.scan, Qt.Key.Key_Delete)
    assert cashier.names() == ["Brötchen"], "with a text in the field Del belongs to the text"
    cashier.page.scan.clear()
    QTest.keyClick(cashier.page.scan, Qt.Key.Key_Delete)
    assert cashier.names() == []


def test_quick_keys_and_their_pages(cashier: Cashier) -> None:
    keys = cashier.page.keys
    buttons = [button for _page, button in keys.buttons]
    assert [(button.title, button.detail) for button in buttons] == [("Brötchen", "0.45"), ("Zeitung", "Price")]
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    assert cashier.names() == ["Brötchen"]
    assert cashier.page.scan.hasFocus() or not cashier.assembly.window.isActiveWindow()
    QTest.mouseClick(keys.chips[2], Qt.MouseButton.LeftButton)
    assert [button.isVisible() for button in buttons] == [False, True]


def test_the_basket_is_back_after_closing_without_paying(open_window: Callable[[], Assembly]) -> None:
    first = open_window()
    Cashier(first).scan(MATE, "101")
    first.window.close()
    first.close()
    again = Cashier(open_window())
    assert again.names() == ["Club-Mate 0,5 l", "Brötchen"]
    assert again.sees("notice")
    assert "is back" in again.told()
    assert again.page.message.text() == "", "it is said once"
    again.scan("101")
    assert again.sees("keys")


def test_a_key_leads_on_from_what_happened_since_the_till_stopped(open_window: Callable[[], Assembly]) -> None:
    first = open_window()
    Cashier(first).scan("101")
    first.window.close()
    first.close()
    again = Cashier(open_window())
    key = again.page.notice.go_on
    assert (key.title, key.detail, key.isVisible()) == ("Go on selling", "Esc", True)
    QTest.mouseClick(key, Qt.MouseButton.LeftButton)
    assert again.sees("keys")
    assert again.names() == ["Brötchen"]


def test_a_recovered_sale_is_told(open_window: Callable[[], Assembly]) -> None:
    first = open_window()
    desk = first.desk
    desk.scan("101")
    desk.till.checkout.tender(desk.actor, desk.basket, (Tender(TenderType.CASH, Money(45)),))
    first.window.close()
    first.close()
    again = Cashier(open_window())
    assert "Receipt 1" in again.told()
    assert again.names() == []


def test_the_model_keeps_its_promises(cashier: Cashier) -> None:
    tester = QAbstractItemModelTester(cashier.page.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    cashier.scan(MATE, MATE, "101", "4000521006419", MATE)
    QTest.keyClick(cashier.page.scan, Qt.Key.Key_Up)
    cashier.press(Qt.Key.Key_Delete)
    cashier.press(Qt.Key.Key_F7)
    cashier.press(Qt.Key.Key_F8)
    QTest.keyClick(cashier.page.scan, Qt.Key.Key_Return)
    cashier.press(Qt.Key.Key_F12)
    cashier.press(Qt.Key.Key_F12)
    assert tester.model() is cashier.page.model
    assert cashier.page.model.headerData(0, Qt.Orientation.Horizontal) == "Quantity"


def test_the_shift_is_opened_first(open_window: Callable[[], Assembly]) -> None:
    first = open_window()
    till = first.desk.till
    till.shift.close(till.people.owner(), uncounted=True)
    first.window.close()
    first.close()
    cashier = Cashier(open_window())
    assert cashier.sees("ask")
    cashier.press(Qt.Key.Key_Escape)
    cashier.scan("101")
    cashier.press(Qt.Key.Key_F12)
    cashier.press(Qt.Key.Key_F12)
    assert cashier.sees("ask"), "the refusal asks for the float again"
    cashier.type("abc", cashier.page.ask.field)
    cashier.type("50", cashier.page.ask.field)
    assert cashier.till().shift.current() is not None
    assert cashier.sees("keys")
    assert cashier.names() == ["Brötchen"]


def test_a_pin_is_asked_for_where_nobody_is_logged_in(open_window: Callable[[], Assembly]) -> None:
    first = open_window()
    people = first.desk.till.people
    people.save(people.owner(), Person("Aylin", Role.CASHIER), "1111")
    people.change_own_pin(people.owner(), "", "9999")
    people.log_out(people.owner())
    first.desk.scan("101")
    first.window.close()
    first.close()
    cashier = Cashier(open_window())
    assert [button.title for button in cashier.page.ask.buttons] == ["Olga", "Aylin"]
    cashier.page.ask.buttons[1].click()
    cashier.type("2222", cashier.page.ask.field)
    assert cashier.told() == "The PIN is wrong."
    cashier.type("1111", cashier.page.ask.field)
    assert cashier.sees("keys")
    assert cashier.assembly.window.foot.cashier.text() == "Aylin"
    assert cashier.names() == ["Brötchen"]


def test_what_was_scanned_before_the_till_was_open_is_sold(qtbot: QtBot, ready_shop: Path, clock: SetClock) -> None:
    assembly = Assembly(LastState(), lambda: Till(ready_shop, clock=clock), InlineTasks())
    qtbot.addWidget(assembly.window)
    early = Cashier(assembly)
    early.scan("101", MATE)
    early.press(Qt.Key.Key_F12)
    assembly.open()
    assert early.names() == ["Brötchen", "Club-Mate 0,5 l"]
    assembly.close()


def test_a_paid_total_that_changed_meanwhile_is_refused(cashier: Cashier) -> None:
    cashier.scan("101")
    cashier.press(Qt.Key.Key_F12)
    cashier.assembly.desk.scan("101")
    cashier.press(Qt.Key.Key_F12)
    assert "total is 0.90" in cashier.told()
    assert cashier.sees("pay")


def raising(error: BaseException) -> Callable[..., Any]:
    def work(*_arguments: object) -> None:
        raise error

    return work


@pytest.fixture
def bugs(assembly: Assembly) -> list[BaseException]:
    """What is reported as a bug while the window goes on."""
    reported: list[BaseException] = []
    assert isinstance(assembly.tasks, InlineTasks)
    assembly.tasks._bug = reported.append
    return reported


def test_after_a_bug_in_saving_the_next_draft_is_saved(
    cashier: Cashier, bugs: list[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(cashier.till().checkout, "save_draft", raising(MemoryError()))
        cashier.scan("101")
    assert [type(bug) for bug in bugs] == [MemoryError]
    cashier.scan(MATE)
    with cashier.till().database.read() as work:
        draft = work.drafts.current()
    assert draft is not None
    assert len(draft.active) == 2


def test_after_a_bug_in_paying_one_can_pay(
    cashier: Cashier, bugs: list[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    cashier.scan("101")
    cashier.press(Qt.Key.Key_F12)
    with monkeypatch.context() as patch:
        patch.setattr(cashier.till().checkout, "pay", raising(MemoryError()))
        cashier.press(Qt.Key.Key_F12)
    assert [type(bug) for bug in bugs] == [MemoryError]
    cashier.press(Qt.Key.Key_F12)
    assert cashier.till().checkout.last_receipt().total == Money(45)


def test_a_line_voided_while_paying_asks_for_the_new_total(cashier: Cashier) -> None:
    cashier.scan(MATE, "101")
    cashier.press(Qt.Key.Key_F12)
    cashier.page.pay.field.setText("5")
    cashier.do("void_line")
    assert cashier.sees("pay")
    assert cashier.page.pay.heading.text() == "Pay 1.44 €"
    assert (cashier.page.pay.field.text(), cashier.page.pay.change.text()) == ("1.44", ADVICE)
    cashier.press(Qt.Key.Key_F12)
    sale = cashier.till().checkout.last_receipt()
    assert (sale.total, sale.given, sale.change) == (Money(144), Money(144), Money(0))


def test_the_last_line_voided_while_paying_ends_it(cashier: Cashier) -> None:
    cashier.scan("101")
    cashier.press(Qt.Key.Key_F12)
    cashier.do("void_line")
    assert cashier.sees("keys")
    cashier.press(Qt.Key.Key_F12)
    assert "basket is empty" in cashier.told()


def test_what_is_booked_is_told_though_the_file_is_busy_after_it(
    cashier: Cashier, monkeypatch: pytest.MonkeyPatch
) -> None:
    cashier.scan(MATE)
    cashier.press(Qt.Key.Key_F7)
    cashier.scan("101")
    monkeypatch.setattr(cashier.till().checkout, "held", raising(Unavailable("busy", "Busy.")))
    cashier.press(Qt.Key.Key_F12)
    cashier.press(Qt.Key.Key_F12)
    assert "Receipt 1 is booked" in cashier.told()
    assert "1 parked" in cashier.page.commands["hold"].toolTip()
    cashier.scan("101")
    cashier.press(Qt.Key.Key_F7)
    assert (cashier.told(), cashier.names()) == ("The basket is parked.", [])
    assert "2 parked" in cashier.page.commands["hold"].toolTip()


def test_a_basket_that_is_gone_parks_nothing(cashier: Cashier) -> None:
    cashier.scan(MATE)
    cashier.press(Qt.Key.Key_F7)
    cashier.scan("101")
    cashier.press(Qt.Key.Key_F7)
    cashier.scan("101")
    cashier.press(Qt.Key.Key_F8)
    checkout = cashier.till().checkout
    with cashier.till().database.write() as work:
        work.drafts.recall(checkout.held()[0].id)
        work.drafts.put_current(cashier.assembly.desk.basket, "Olga", cashier.till().clock.now())
    QTest.keyClick(cashier.page.scan, Qt.Key.Key_Return)
    assert "not parked any more" in cashier.told()
    assert cashier.names() == ["Brötchen"]
    assert len(checkout.held()) == 1
    with cashier.till().database.read() as work:
        assert work.drafts.current() == cashier.assembly.desk.basket


def test_recall_parks_what_is_on_the_screen_though_its_draft_was_not_saved(cashier: Cashier) -> None:
    desk = cashier.assembly.desk
    desk.scan(MATE)
    desk.hold()
    desk.scan("101")
    shown = desk.recall(desk.held()[0].id)
    assert [line.article.name for line in shown.basket.active] == ["Club-Mate 0,5 l"]
    assert [(held.lines, held.cashier) for held in desk.held()] == [(1, "Olga")]
    assert shown.held == 1
    assert desk.recall(desk.held()[0].id).held == 1
    desk.tender((Tender(TenderType.CASH, Money(45)),), Money(45))
    assert desk.recall(desk.held()[0].id).held == 0
