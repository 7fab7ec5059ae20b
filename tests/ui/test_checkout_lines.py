"""What a cashier does to lines: how many, other prices, discounts, returns; and a manager's leave on the spot."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from kasse.money import Money
from kasse.people import Person, Role
from kasse.sale import Payment, Sale, TenderType
from kasse.till import Till
from ui.app import Assembly
from ui.checkout.page import CheckoutPage
from ui.checkout.scan_field import split_times

MATE, MILK, NEWSPAPER = "4029764001807", "4000521006419", "103"


class Cashier:
    """Types, presses and touches as a cashier does."""

    def __init__(self, assembly: Assembly) -> None:
        self.assembly = assembly
        self.page: CheckoutPage = assembly.window.page
        self.till: Till = assembly.desk.till

    def scan(self, *codes: str) -> None:
        for code in codes:
            self.assembly.window.take_scan(code)

    def keys(self, text: str, field: QLineEdit | None = None) -> None:
        """Type into the field that is asked for; a sign such as ⏎ is Enter."""
        target = field or (self.page.ask.field if self.page.shows("ask") else self.page.scan)
        for sign in text:
            if sign == "⏎":
                QTest.keyClick(target, Qt.Key.Key_Return)
            else:
                QTest.keyClicks(target, sign)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.assembly.window, key, modifier)

    def choose(self, number: int) -> None:
        """Alt and a figure: one of the choices."""
        self.press(Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.AltModifier)

    def rows(self) -> list[tuple[str, str, str]]:
        return [(row.quantity, row.name, row.total) for row in self.page.model.rows if not row.deposit]

    def total(self) -> str:
        return self.page.total.figure.text()

    def paid(self) -> Sale:
        self.press(Qt.Key.Key_F11)
        return self.till.checkout.last_receipt()

    def told(self) -> str:
        if self.page.shows("ask") and self.page.ask.wrong.isVisible():
            return self.page.ask.wrong.text()
        return self.page.message.text()


@pytest.fixture
def cashier(assembly: Assembly) -> Cashier:
    return Cashier(assembly)


@pytest.fixture
def aylin(assembly: Assembly) -> Cashier:
    """A cashier is at the till; Olga, the owner, has the PIN 9999 and Murat, a manager, 2222."""
    people = assembly.desk.till.people
    person = people.save(people.owner(), Person("Aylin", Role.CASHIER), "1111")
    people.save(people.owner(), Person("Murat", Role.MANAGER), "2222")
    people.change_own_pin(people.owner(), "", "9999")
    assert person.number is not None
    assembly.desk.log_in(person.number, "1111")
    return Cashier(assembly)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("3 x", ("3", "")),
        ("3 * 101", ("3", "101")),
        ("3×101", ("3", "101")),
        ("0,412 x 102", ("0,412", "102")),
        ("-1 x 101", ("-1", "101")),
        ("101", ("", "101")),
        ("xylophon", ("", "xylophon")),
        ("3", ("", "3")),
    ],
)
def test_what_stands_before_the_sign(text: str, parts: tuple[str, str]) -> None:
    assert split_times(text) == parts


@pytest.mark.parametrize("sign", ["*", "x", "X", "×"])
def test_three_times_and_then_the_scan(cashier: Cashier, sign: str) -> None:
    cashier.keys(f"3{sign}")
    cashier.scan("101")
    assert cashier.rows() == [("3", "Brötchen", "1.35")]
    assert cashier.page.scan.text() == ""
    cashier.scan("101")
    assert cashier.rows() == [("4", "Brötchen", "1.80")], "the number was for one scan"


def test_three_times_by_keypad_and_quick_key(cashier: Cashier) -> None:
    for sign in "3×":
        QTest.mouseClick(cashier.page.keypad.keys[sign], Qt.MouseButton.LeftButton)
    assert cashier.page.scan.text() == "3 × "
    QTest.mouseClick(cashier.page.keys.buttons[0][1], Qt.MouseButton.LeftButton)
    assert cashier.rows() == [("3", "Brötchen", "1.35")]


def test_three_times_and_enter_is_for_the_marked_line(cashier: Cashier) -> None:
    cashier.scan(MATE, "101")
    cashier.keys("5*⏎")
    assert cashier.rows() == [("1", "Club-Mate 0,5 l", "1.29"), ("5", "Brötchen", "2.25")]


def test_plus_and_minus_count_the_marked_line(cashier: Cashier) -> None:
    cashier.scan(MATE, "101")
    QTest.keyClick(cashier.page.scan, Qt.Key.Key_Up)
    cashier.keys("++-+")
    assert cashier.rows()[0] == ("3", "Club-Mate 0,5 l", "3.87")
    assert cashier.page.basket.marked_key() == 1, "the mark stays where it was"
    cashier.keys("---")
    assert cashier.rows() == [("1", "Brötchen", "0.45")], "one less of the last one strikes the line out"


def test_a_weight_in_grams_or_kilograms(cashier: Cashier) -> None:
    for typed in ("412⏎", "0,412⏎", "0.412⏎"):
        cashier.scan("102")
        cashier.keys(typed)
    assert [row[0] for row in cashier.rows()] == ["0.412 kg"] * 3
    cashier.scan("102")
    cashier.keys("2⏎")
    assert cashier.rows()[-1][0] == "2 kg"


def test_a_touched_line_shows_what_may_become_of_it(cashier: Cashier) -> None:
    cashier.scan(MATE, "101")
    view = cashier.page.basket
    place = view.visualRect(view.model().index(0, 1)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert cashier.page.shows("line")
    assert cashier.page.line.heading.text() == "Club-Mate 0,5 l"
    QTest.mouseClick(cashier.page.line.more, Qt.MouseButton.LeftButton)
    assert (cashier.page.line.quantity.text(), cashier.rows()[0][0]) == ("2", "2")
    QTest.mouseClick(cashier.page.line.acts["void_line"], Qt.MouseButton.LeftButton)
    assert [row[1] for row in cashier.rows()] == ["Brötchen"]


def test_a_discount_on_a_line_and_on_everything(cashier: Cashier) -> None:
    cashier.scan(MATE, MATE)
    cashier.press(Qt.Key.Key_F3)
    cashier.keys("10")
    cashier.choose(1)
    assert cashier.rows()[0][2] == "2.32"
    cashier.scan("101", NEWSPAPER)
    cashier.keys("3,40⏎")
    cashier.press(Qt.Key.Key_F3)
    cashier.keys("0,45")
    cashier.choose(4)
    sale = cashier.paid()
    assert sum(position.discount.cents for position in sale.positions) == 26 + 45
    assert next(position for position in sale.positions if position.code == NEWSPAPER).total == Money(340)


def test_a_discount_that_cannot_be_is_said_where_it_was_typed(cashier: Cashier) -> None:
    cashier.scan("101")
    cashier.press(Qt.Key.Key_F3)
    cashier.keys("200")
    cashier.choose(1)
    assert "not a discount" in cashier.told()
    assert cashier.page.shows("ask")
    cashier.page.ask.field.clear()
    cashier.keys("5")
    cashier.choose(2)
    assert "more than the line" in cashier.told()
    assert cashier.total() == "0.45"


def test_another_price_takes_leave_and_bound_prices_stay(cashier: Cashier) -> None:
    cashier.scan(MATE)
    cashier.press(Qt.Key.Key_F4)
    cashier.keys("0,99⏎")
    assert cashier.rows()[0][2] == "0.99"
    cashier.scan(NEWSPAPER)
    cashier.keys("3,40⏎")
    cashier.press(Qt.Key.Key_F4)
    cashier.keys("1⏎")
    assert "bound" in cashier.told()


def test_a_manager_lends_leave_on_the_spot(aylin: Cashier) -> None:
    aylin.scan(MATE)
    aylin.press(Qt.Key.Key_F3)
    aylin.keys("10")
    aylin.choose(1)
    assert aylin.page.ask.heading.text() == "Who allows it?"
    assert [button.title for button in aylin.page.ask.buttons] == ["Olga", "Murat"]
    aylin.choose(2)
    aylin.keys("1234⏎")
    assert aylin.told() == "The PIN is wrong."
    aylin.keys("2222⏎")
    assert aylin.rows()[0][2] == "1.16"
    sale = aylin.paid()
    assert sale.cashier_name == "Aylin"
    with aylin.till.database.read() as work:
        assert any((entry.what, entry.who) == ("lent", "Murat") for entry in work.settings.audit_log())
    aylin.scan(MATE)
    aylin.press(Qt.Key.Key_F4)
    aylin.keys("1⏎")
    assert aylin.page.ask.heading.text() == "Who allows it?", "leave is for one basket"


def test_a_return_without_a_receipt_takes_a_manager(aylin: Cashier) -> None:
    aylin.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    aylin.scan("101")
    assert "take goods back" in aylin.page.ask.text.text()
    aylin.choose(2)
    aylin.keys("2222⏎")
    assert aylin.rows() == [("−1", "Brötchen", "−0.45")]
    sale = aylin.paid()
    assert sale.total == Money(-45)


def test_a_return_and_an_exchange(cashier: Cashier) -> None:
    cashier.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    cashier.scan("101")
    cashier.scan(MATE)
    assert cashier.rows() == [("−1", "Brötchen", "−0.45"), ("1", "Club-Mate 0,5 l", "1.29")], "one scan comes back"
    assert cashier.total() == "0.99"
    assert cashier.paid().total == Money(99)


def test_empties_in_a_return_are_paid_out_once(cashier: Cashier) -> None:
    cashier.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    cashier.scan("PFAND025")
    assert cashier.total() == "−0.25"


def test_a_receipt_that_is_not_there_is_said_where_it_was_asked(cashier: Cashier) -> None:
    cashier.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    cashier.keys("77⏎")
    assert cashier.told() == "There is no receipt 77."
    cashier.page.ask.field.clear()
    cashier.keys("abc⏎")
    assert "number" in cashier.told()


def test_card_takes_two_presses_and_no_change(cashier: Cashier) -> None:
    cashier.scan(MATE)
    for _turn in range(2):
        cashier.press(Qt.Key.Key_F12, Qt.KeyboardModifier.ShiftModifier)
    sale = cashier.till.checkout.last_receipt()
    assert sale.payments == (Payment(TenderType.CARD, Money(144), Money(144)),)


def test_the_drawer_opens_for_a_reason(cashier: Cashier) -> None:
    cashier.press(Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    cashier.choose(1)
    assert "drawer is open" in cashier.told()
    figures = cashier.till.shift.x_report(cashier.till.people.owner())
    assert figures.no_sale_openings == 1


def test_more_shows_everything_else_and_goes_there(cashier: Cashier) -> None:
    cashier.press(Qt.Key.Key_F10)
    assert cashier.page.shows("more")
    cashier.press(Qt.Key.Key_F10)
    assert cashier.page.shows("keys")
    cashier.press(Qt.Key.Key_F1)
    assert cashier.assembly.window.page_name == "help"
    cashier.press(Qt.Key.Key_F12)
    assert cashier.assembly.window.page_name == "checkout", "nobody pays for a basket that is out of sight"
    assert cashier.page.shows("keys")


def test_a_scan_on_a_page_that_needs_none_is_sold(cashier: Cashier) -> None:
    cashier.press(Qt.Key.Key_F1)
    cashier.scan("101")
    assert cashier.assembly.window.page_name == "checkout"
    assert cashier.rows() == [("1", "Brötchen", "0.45")]


def test_somebody_else_takes_over_with_the_basket(aylin: Cashier) -> None:
    aylin.scan("101")
    aylin.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    aylin.choose(3)
    aylin.keys("2222⏎")
    assert aylin.assembly.window.foot.cashier.text() == "Murat"
    assert aylin.rows() == [("1", "Brötchen", "0.45")]
    assert aylin.paid().cashier_name == "Murat"


def test_a_scan_beside_a_question_is_sold_and_the_question_stays(cashier: Cashier) -> None:
    cashier.scan("102")
    cashier.scan("101")
    assert cashier.page.ask.heading.text() == "How much is it?"
    cashier.keys("412⏎")
    assert [row[1] for row in cashier.rows()] == ["Brötchen", "Bananen"]
    assert cashier.page.shows("keys")


def test_the_mark_stays_on_the_line_that_was_changed(cashier: Cashier) -> None:
    cashier.scan(MATE, "101")
    QTest.keyClick(cashier.page.scan, Qt.Key.Key_Up)
    cashier.press(Qt.Key.Key_F3)
    cashier.keys("10")
    cashier.choose(1)
    assert cashier.page.basket.marked_key() == 1
    cashier.press(Qt.Key.Key_F4)
    cashier.keys("1⏎")
    assert cashier.page.basket.marked_key() == 1


def test_what_was_half_typed_does_not_stay_for_the_next_customer(cashier: Cashier) -> None:
    cashier.keys("bro")
    cashier.scan("101")
    assert (cashier.page.scan.text(), cashier.page.choosing) == ("", False)
