"""The receipts in the real window: find one, look at it, print it again, void it, give goods back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget

from kasse.books.customers import Customer
from kasse.clock import SetClock
from kasse.money import Money
from kasse.people import Permission, Person, Role
from kasse.sale import Tender, TenderType
from kasse.till import Till
from tests.kasse.counter import audit
from ui.app import Assembly
from ui.receipts import rows
from ui.receipts.page import ReceiptsPage

MATE, CHOCOLATE, ROLL = "4029764001807", "4000539770708", "101"
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier

Sell = Callable[..., None]


class Clerk:
    """Works on the receipts page by keys."""

    def __init__(self, assembly: Assembly) -> None:
        self.assembly = assembly
        assembly.window.go("receipts")
        page = assembly.window.other
        assert isinstance(page, ReceiptsPage)
        self.page = page

    @property
    def till(self) -> Till:
        return self.assembly.desk.till

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        focus: QWidget | None = self.assembly.window.focusWidget()
        QTest.keyClick(self.assembly.window if focus is None else focus, key, modifier)

    def search(self, text: str) -> list[str]:
        self.page.finder.search.clear()
        QTest.keyClicks(self.page.finder.search, text)
        return self.numbers()

    def numbers(self) -> list[str]:
        return [entry.key for entry in self.page.finder.table.rows.entries]

    def marks(self) -> dict[str, str]:
        return {entry.key: entry.cells[-1] for entry in self.page.finder.table.rows.entries}

    def paper(self) -> str:
        return self.page.preview.paper.text()

    def links(self) -> list[str]:
        return [link.title for link in self.page.preview.links if link.isVisible()]

    def told(self) -> str:
        return self.page.message.text()

    def sees(self, widget: QWidget) -> bool:
        return self.page.side.currentWidget() is widget and widget.isVisible()

    def going_back(self) -> list[str]:
        return [entry.cells[0] for entry in self.page.returning.table.rows.entries]

    def jobs(self) -> list[tuple[str, str]]:
        rows = self.till.database.connection.execute("SELECT kind, payload FROM outbox ORDER BY number")
        return [(kind, payload) for kind, payload in rows]


@pytest.fixture
def clerk(sell: Sell, open_window: Callable[[], Assembly]) -> Clerk:
    """Three receipts: three bottles, a roll and chocolate, a roll."""
    sell(MATE, MATE, MATE)
    sell(ROLL, CHOCOLATE)
    sell(ROLL)
    return Clerk(open_window())


@pytest.fixture
def with_staff(ready_shop: Path, clock: SetClock) -> None:
    """Aylin sells, Mehmet is her manager."""
    till = Till(ready_shop, clock=clock)
    owner = till.people.owner()
    aylin = till.people.save(owner, Person("Aylin", Role.CASHIER), "1111")
    till.people.save(owner, Person("Mehmet", Role.MANAGER), "2222")
    till.people.change_own_pin(owner, "", "9999")
    till.people.log_in(aylin.number or 0, "1111")
    till.close()


def test_an_empty_shop_says_what_to_do(assembly: Assembly) -> None:
    clerk = Clerk(assembly)
    assert clerk.numbers() == []
    assert "Nothing was sold yet" in clerk.page.finder.table._empty.text()
    assert not clerk.page.side.isVisible()
    clerk.press(Qt.Key.Key_P, CTRL)
    clerk.press(Qt.Key.Key_B, CTRL)
    clerk.press(Qt.Key.Key_T, CTRL)
    assert clerk.jobs() == []
    clerk.press(Qt.Key.Key_Escape)
    assert assembly.window.other is None


def test_the_last_receipt_is_there_at_once_on_its_paper(clerk: Clerk) -> None:
    assert clerk.numbers() == ["3", "2", "1"]
    assert clerk.page.finder.table.key() == "3"
    assert "Brötchen" in clerk.paper()
    assert clerk.page.finder.search.hasFocus()
    clerk.press(Qt.Key.Key_Down)
    assert "Schokolade" in clerk.paper()
    clerk.press(Qt.Key.Key_Down)
    assert "3 x 1,29" in clerk.paper()
    assert "Pfand 0,15" in clerk.paper()
    clerk.press(Qt.Key.Key_Escape)
    assert clerk.assembly.window.other is None


def test_a_receipt_is_found_by_number_amount_day_and_article(clerk: Clerk) -> None:
    assert clerk.search("2") == ["2"]
    assert "Schokolade" in clerk.paper()
    assert clerk.search("4,32") == ["1"]
    assert clerk.search("23.11.") == ["3", "2", "1"]
    assert clerk.search("schoko") == ["2"]
    assert clerk.search("kaviar") == []
    assert "kaviar" in clerk.page.finder.table._empty.text()
    assert not clerk.page.side.isVisible()
    assert clerk.search("") == ["3", "2", "1"]


def test_what_was_searched_for_stays_until_the_last_receipt_is_wanted(clerk: Clerk) -> None:
    clerk.search("schoko")
    clerk.assembly.window.go("checkout")
    clerk.assembly.window.go("receipts")
    assert clerk.numbers() == ["2"]
    clerk.page.show_last()
    assert (clerk.page.finder.table.key(), clerk.page.finder.search.text()) == ("3", "")


def test_a_scan_lists_the_receipts_that_have_the_article(clerk: Clerk) -> None:
    clerk.assembly.window.take_scan(ROLL)
    assert clerk.numbers() == ["3", "2"]
    clerk.assembly.window.take_scan("40084077")  # another code of the chocolate
    assert clerk.numbers() == ["2"]
    clerk.assembly.window.take_scan("4012852020028")
    assert clerk.numbers() == []
    assert "No receipt has 4012852020028" in clerk.page.finder.table._empty.text()
    assert clerk.assembly.window.page.model.rows == ()


def test_older_receipts_are_one_key_away(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kasse.receipts.AT_ONCE", 2)
    clerk.page.show_last()
    assert clerk.numbers() == ["3", "2"]
    clerk.press(Qt.Key.Key_M, CTRL)
    assert clerk.numbers() == ["3", "2", "1"]
    assert clerk.page.finder.table.key() == "1"
    assert not clerk.page.finder.older.isVisible()


def test_a_search_for_an_article_says_how_far_it_looked_and_goes_on(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kasse.receipts.LOOK_BACK", 2)
    assert clerk.search("mate") == []
    assert clerk.told() == "Looked back to receipt 2 of 2026-11-23."
    clerk.press(Qt.Key.Key_M, CTRL)
    assert clerk.numbers() == ["1"]
    assert clerk.told() == ""
    assert "Club-Mate" in clerk.paper()


# Printing again


def test_without_a_printer_nothing_is_said_to_be_printed(clerk: Clerk) -> None:
    before = clerk.jobs()
    clerk.press(Qt.Key.Key_P, CTRL)
    assert clerk.jobs() == before
    assert "No printer is set up" in clerk.told()


def test_print_again_makes_a_copy_that_says_so_and_is_on_record(clerk: Clerk) -> None:
    clerk.page.office.prints = lambda: True
    clerk.press(Qt.Key.Key_Down)
    before = clerk.jobs()
    clerk.press(Qt.Key.Key_P, CTRL)
    assert clerk.jobs() == [*before, ("receipt", "copy")]
    assert [(entry.who, entry.subject) for entry in audit(clerk.till, "reprint")] == [("Olga", "2")]
    assert "printed again, as a copy" in clerk.told()


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_a_receipt_is_saved_as_a_pdf_copy(clerk: Clerk, tmp_path: Path) -> None:
    clerk.press(Qt.Key.Key_S, CTRL)
    dialog = clerk.page.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "copy.pdf"))
    dialog.close()
    assert (tmp_path / "copy.pdf").read_bytes().startswith(b"%PDF")
    assert [(entry.subject, entry.after) for entry in audit(clerk.till, "reprint")] == [("3", "file")]
    clerk.page.save_file(3, tmp_path / "nowhere" / "copy.pdf")
    assert "cannot be written" in clerk.told()


# Voiding


def test_a_void_needs_a_reason_and_is_listed_and_marked(clerk: Clerk) -> None:
    clerk.press(Qt.Key.Key_B, CTRL)
    assert clerk.sees(clerk.page.voiding)
    assert "0.45" in clerk.page.voiding.text.text()
    clerk.press(Qt.Key.Key_Return)
    assert "needs a reason" in clerk.page.voiding.wrong.text()
    clerk.press(Qt.Key.Key_1, ALT)
    clerk.press(Qt.Key.Key_Return)
    assert clerk.page.finder.table.key() == "4"
    assert clerk.marks() == {"4": "Void", "3": "Voided", "2": "", "1": ""}
    assert clerk.links() == ["Void of receipt 3"]
    assert "VOID of receipt 3" in clerk.paper() or "STORNO" in clerk.paper().upper()
    assert "Give 0.45 € back in cash" in clerk.told()
    assert clerk.till.checkout.receipt(4).reason == "Rung up by mistake"
    clerk.press(Qt.Key.Key_1, ALT)
    assert clerk.numbers() == ["3"]
    assert clerk.links() == ["Voided by receipt 4"]
    for key in (clerk.page.preview.void_key, clerk.page.preview.return_key):
        assert not key.isEnabled()


def test_esc_leaves_the_question_and_voids_nothing(clerk: Clerk) -> None:
    clerk.press(Qt.Key.Key_B, CTRL)
    clerk.press(Qt.Key.Key_Escape)
    assert clerk.sees(clerk.page.preview)
    assert clerk.till.checkout.last_receipt().receipt_no == 3
    clerk.press(Qt.Key.Key_Escape)
    assert clerk.assembly.window.other is None


@pytest.mark.usefixtures("with_staff")
def test_a_cashier_voids_by_a_managers_leave_and_once_even_when_pressed_twice(clerk: Clerk) -> None:
    clerk.press(Qt.Key.Key_B, CTRL)
    QTest.keyClicks(clerk.page.voiding.field, "typo")
    clerk.press(Qt.Key.Key_Return)
    assert clerk.sees(clerk.page.asking)
    assert "Aylin may not void a receipt" in clerk.page.asking.text.text()
    clerk.page.asking.field.setText("0000")
    clerk.press(Qt.Key.Key_Return)
    assert clerk.sees(clerk.page.asking)
    assert clerk.page.asking.wrong.text() != ""
    clerk.page.asking.buttons[[b.title for b in clerk.page.asking.buttons].index("Mehmet")].click()
    clerk.page.asking.field.setText("2222")
    clerk.press(Qt.Key.Key_Return)
    assert clerk.marks()["3"] == "Voided"
    assert clerk.sees(clerk.page.preview)
    number, void_id = clerk.page.voiding.number, clerk.page.voiding.void_id
    lent = clerk.till.people.lend(clerk.assembly.desk.actor, Permission.VOID_RECEIPT, 3, "2222")
    assert clerk.till.checkout.void_receipt(lent, number, "typo", void_id).receipt_no == 4  # the second press
    assert clerk.till.checkout.last_receipt().receipt_no == 4


def test_a_second_press_of_the_same_question_voids_once(clerk: Clerk) -> None:
    clerk.press(Qt.Key.Key_B, CTRL)
    clerk.press(Qt.Key.Key_2, ALT)
    clerk.page.voiding.confirm.click()
    clerk.page.voiding.confirm.click()
    assert clerk.till.checkout.last_receipt().receipt_no == 4
    assert clerk.marks()["3"] == "Voided"


def test_a_receipt_that_was_voided_meanwhile_is_refused_in_words(clerk: Clerk) -> None:
    clerk.press(Qt.Key.Key_B, CTRL)
    clerk.till.checkout.void_receipt(clerk.assembly.desk.actor, 3, "elsewhere")
    clerk.press(Qt.Key.Key_2, ALT)
    clerk.press(Qt.Key.Key_Return)
    assert "Receipt 3 is void (see receipt 4)" in clerk.page.voiding.wrong.text()
    assert clerk.till.checkout.last_receipt().receipt_no == 4


# Giving back


def test_one_bottle_of_three_goes_back_with_its_deposit(clerk: Clerk) -> None:
    clerk.search("1")
    clerk.press(Qt.Key.Key_T, CTRL)
    assert clerk.sees(clerk.page.returning)
    assert clerk.page.returning.confirm.title == "Give back 1 article: 1.44 €"
    clerk.press(Qt.Key.Key_Return)
    assert clerk.assembly.window.other is None
    desk = clerk.assembly.desk
    priced = desk.till.checkout.price(desk.basket)
    assert [(p.name, str(p.quantity)) for p in priced.positions] == [("Club-Mate 0,5 l", "-1"), ("Pfand 0,15", "-1")]
    assert priced.total == Money(-144)
    desk.till.checkout.pay(desk.actor, desk.basket, [])
    clerk.assembly.window.go("receipts")
    assert clerk.marks()["1"] == "Has a return"
    assert clerk.links() == ["Given back by receipt 4"]
    assert not clerk.page.preview.void_key.isEnabled()


def test_quantities_are_counted_typed_and_kept_within_what_is_left(clerk: Clerk) -> None:
    clerk.search("1")
    clerk.press(Qt.Key.Key_T, CTRL)
    panel = clerk.page.returning
    clerk.press(Qt.Key.Key_Plus)
    clerk.press(Qt.Key.Key_Plus)
    assert panel.table.rows.entries[0].cells == ("2", "Club-Mate 0,5 l", "3")
    assert panel.confirm.title == "Give back 2 articles: 2.88 €"
    clerk.press(Qt.Key.Key_9)
    assert clerk.going_back() == ["3"]
    clerk.press(Qt.Key.Key_Minus)
    assert clerk.going_back() == ["2"]
    clerk.press(Qt.Key.Key_0)
    assert clerk.going_back() == [""]
    clerk.press(Qt.Key.Key_A, CTRL)
    clerk.press(Qt.Key.Key_Return)
    desk = clerk.assembly.desk
    assert desk.till.checkout.price(desk.basket).total == Money(-432)


def test_a_scan_chooses_the_line(clerk: Clerk) -> None:
    clerk.search("2")
    clerk.press(Qt.Key.Key_T, CTRL)
    clerk.assembly.window.take_scan("40084077")
    assert clerk.going_back() == ["", "1"]
    clerk.assembly.window.take_scan(MATE)
    assert "not on this receipt" in clerk.told()
    assert clerk.page.returning.confirm.title == "Give back 1 article: 1.49 €"


def test_a_return_that_is_in_the_basket_already_is_refused_in_words(clerk: Clerk) -> None:
    for _time in range(2):
        clerk.assembly.window.go("receipts")
        clerk.press(Qt.Key.Key_T, CTRL)
        clerk.press(Qt.Key.Key_Return)
    assert "in the basket already" in clerk.told()
    assert clerk.assembly.window.other is clerk.page


def test_three_presses_at_the_checkout_give_one_article_of_the_last_receipt_back(
    sell: Sell, open_window: Callable[[], Assembly]
) -> None:
    sell(MATE)
    window = (assembly := open_window()).window
    QTest.keyClick(window, Qt.Key.Key_F9)
    QTest.keyClick(window, Qt.Key.Key_T, CTRL)
    focus: QWidget | None = window.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Return)
    assert window.other is None
    assert assembly.desk.till.checkout.price(assembly.desk.basket).total == Money(-144)
    assert [row.total for row in window.page.model.rows] == ["−1.29", "−0.15"]


def test_a_void_says_how_each_part_goes_back(clerk: Clerk) -> None:
    """What was on a tab goes off it: nobody is sent to the card terminal for it."""
    checkout, owner = clerk.till.checkout, clerk.till.people.owner()
    number = clerk.till.customers.save(owner, Customer("Anna", tab_limit=Money(5000))).number or 0

    def told(*tenders: Tender) -> str:
        basket = checkout.name_customer(checkout.scan(checkout.new_basket(), ROLL), number)
        sale = checkout.pay(owner, basket, tenders)
        return rows.what_goes_back(checkout.void_receipt(owner, sale.receipt_no or 0, "mistake")).partition(". ")[2]

    def cash(cents: int) -> Tender:
        return Tender(TenderType.CASH, Money(cents))

    def card(cents: int) -> Tender:
        return Tender(TenderType.CARD, Money(cents))

    def tab(cents: int) -> Tender:
        return Tender(TenderType.TAB, Money(cents))

    assert told(tab(45)) == "0.45 € went off the tab."
    assert told(card(45)) == "Book 0.45 € back to the card."
    assert told(cash(20), card(25)) == "Give 0.20 € back in cash. Book 0.25 € back to the card."
    assert told(cash(20), tab(25)) == "Give 0.20 € back in cash. 0.25 € went off the tab."
    assert owes(clerk, number) == Money(0)


def owes(clerk: Clerk, number: int) -> Money:
    return clerk.till.checkout.standing(number).owes
