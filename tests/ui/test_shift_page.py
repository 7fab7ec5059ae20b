"""The shift page in the real window, by its keys: a whole day from the float to the next shift."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from kasse.cash import CashKind
from kasse.clock import SetClock
from kasse.money import Money
from kasse.people import Person, Role
from kasse.till import Till
from ui.app import Assembly
from ui.shift.page import ShiftPage
from ui.widgets.keys import KeyButton
from ui.widgets.paper import Paper

MATE, ROLL = "4029764001807", "101"
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
PLAIN = Qt.KeyboardModifier.NoModifier


class Drawer:
    """Presses keys wherever the focus is, as one does who closes the day."""

    def __init__(self, assembly: Assembly, clock: SetClock) -> None:
        self.assembly, self.clock = assembly, clock
        self.presses = 0
        self.open()

    @property
    def page(self) -> ShiftPage:
        page = self.assembly.window.pages["shift"]
        assert isinstance(page, ShiftPage)
        return page

    def till(self) -> Till:
        return self.assembly.desk.till

    def open(self) -> None:
        self.press(Qt.Key.Key_3, CONTROL)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.assembly.window, key, modifier)
        self.presses += 1

    def enter(self, *texts: str) -> None:
        """Type each text and press Enter."""
        for text in texts:
            field = QApplication.focusWidget()
            assert field is not None
            QTest.keyClicks(field, text)
            self.presses += len(text)
            self.press(Qt.Key.Key_Return)

    def count(self, pieces: dict[str, str]) -> None:
        """Through all coins by Enter; the last one confirms."""
        for coin in self.page.count.coins:
            self.enter(pieces.get(coin.field.accessibleName().removeprefix("Pieces of "), ""))

    def wait(self) -> None:
        """As long as a person looks at what the count came to."""
        QTest.qWait(QApplication.doubleClickInterval() + 50)

    def sell(self, *codes: str) -> None:
        for code in codes:
            self.assembly.window.take_scan(code)
        self.press(Qt.Key.Key_F12)
        self.press(Qt.Key.Key_F12)
        self.clock.advance(minutes=5)

    def as_cashier(self) -> None:
        """Mehmet takes over; the owner's PIN is 9999."""
        people = self.till().people
        owner = people.owner()
        person = people.save(owner, Person("Mehmet", Role.CASHIER), "1111")
        people.change_own_pin(owner, "", "9999")
        assert person.number is not None
        self.assembly.desk.log_in(person.number, "1111")

    def told(self) -> str:
        return self.page.message.text()

    def paper(self) -> str:
        return self.page.report.paper.text() if self.page.report.paper.isVisible() else ""

    def seen(self) -> str:
        """Every text in the window that can be seen, heard or hovered over."""
        window = self.assembly.window
        widgets = [widget for widget in window.findChildren(QWidget) if widget.isVisible()]
        return "\n".join(text for widget in widgets for text in _texts(widget))


def _texts(widget: QWidget) -> list[str]:
    texts = [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
    if isinstance(widget, QLabel | QLineEdit | QPushButton):
        texts.append(widget.text())
    if isinstance(widget, KeyButton):
        texts += [widget.title, widget.detail]
    if isinstance(widget, Paper):
        texts.append(widget.text())
    if isinstance(widget, QTableView):
        model = widget.model()
        cells = ((row, column) for row in range(model.rowCount()) for column in range(model.columnCount()))
        texts += [str(model.data(model.index(row, column))) for row, column in cells]
    return texts


@pytest.fixture
def drawer(assembly: Assembly, clock: SetClock, qtbot: QtBot) -> Drawer:
    assembly.window.activateWindow()
    qtbot.waitUntil(assembly.window.isActiveWindow)
    return Drawer(assembly, clock)


def cash_of(drawer: Drawer) -> list[tuple[CashKind, Money, str]]:
    return [(movement.kind, movement.amount, movement.reason) for movement in drawer.till().shift.movements()]


def test_a_whole_day_by_keys(drawer: Drawer) -> None:
    drawer.sell(ROLL, ROLL)  # 0.90 to the float of 100.00
    drawer.open()
    drawer.press(Qt.Key.Key_Minus, ALT)
    drawer.enter("20", "bank")
    assert cash_of(drawer) == [(CashKind.CASH_OUT, Money(-2000), "bank")]
    assert "20.00" in drawer.told()
    drawer.press(Qt.Key.Key_X, ALT)
    assert "X-Bon" in drawer.paper()
    assert "80,90" in drawer.paper(), "the paper speaks the shop's language"
    drawer.press(Qt.Key.Key_Escape)

    drawer.presses = 0
    drawer.open()
    drawer.press(Qt.Key.Key_Return)
    drawer.count({"50 €": "1", "20 €": "1", "10 €": "1", "50 ct": "1"})  # 80.50
    assert "0.40 € is missing" in drawer.told()
    assert "−0.40" in drawer.seen()
    drawer.wait()
    drawer.press(Qt.Key.Key_Return)
    assert drawer.presses == 1 + 1 + (15 + 4) + 1, "page, count, 15 times Enter with four digits, Z"
    assert "Z-Bon 1" in drawer.paper()
    assert "DIFFERENZ" in drawer.paper()
    assert drawer.till().shift.current() is None
    assert drawer.till().shift.z_report(1).difference == Money(-40)

    assert drawer.page.opening.field.text() == "80.50"
    drawer.wait()
    drawer.press(Qt.Key.Key_Return)
    shift = drawer.till().shift.current()
    assert shift is not None
    assert (shift.number, shift.opening_float) == (2, Money(8050))
    assert "80.50" in drawer.seen()


def test_the_window_learns_of_opening_and_closing_and_the_z_report_goes_to_the_printer(drawer: Drawer) -> None:
    told: list[str] = []
    drawer.page.office.changed = told.append
    drawer.page.office.print_jobs = lambda: told.append("print")
    drawer.press(Qt.Key.Key_C, ALT)
    drawer.enter("0")
    drawer.press(Qt.Key.Key_Return, CONTROL)
    drawer.wait()
    drawer.press(Qt.Key.Key_Z, ALT)
    assert sorted(told) == ["print", "shift"]
    with drawer.till().database.read() as work:
        assert work.outbox.waiting(["z_report"]) == 1
    drawer.enter("50")
    assert told.count("shift") == 2


def test_a_cashier_sees_nothing_of_what_is_expected_before_the_count(drawer: Drawer) -> None:
    drawer.sell(ROLL, ROLL)
    drawer.open()
    assert "100.90" in drawer.seen(), "the owner sees it, so the search would find it"
    drawer.press(Qt.Key.Key_X, ALT)
    assert "100,90" in drawer.paper()
    drawer.as_cashier()

    def blind() -> None:
        seen = drawer.seen()
        assert not any(amount in seen for amount in ("100.90", "100,90", "0.90", " 0,90"))

    drawer.open()
    blind()
    drawer.press(Qt.Key.Key_X, ALT)
    assert "SOLLBESTAND" not in drawer.paper()
    blind()
    drawer.press(Qt.Key.Key_R, ALT)
    blind()
    drawer.press(Qt.Key.Key_Z, ALT)
    blind()
    drawer.press(Qt.Key.Key_C, ALT)
    drawer.enter("", "", "1")
    blind()
    drawer.press(Qt.Key.Key_Return, CONTROL)
    assert "100.90" in drawer.seen()
    assert "0.90 € is missing" in drawer.told()


def test_a_cashier_cannot_close_uncounted_save_by_a_managers_leave(drawer: Drawer) -> None:
    drawer.as_cashier()
    drawer.open()
    drawer.press(Qt.Key.Key_Z, ALT)
    assert drawer.page.asking.isVisible()
    assert "Count the drawer first" in drawer.page.asking.text.text()
    drawer.press(Qt.Key.Key_2, ALT)
    assert drawer.page.asking.heading.text() == "Who allows it?"
    drawer.enter("1234")
    assert drawer.till().shift.current() is not None
    drawer.enter("9999")
    assert drawer.till().shift.z_report(1).counted is None
    assert "NICHT GEZÄHLT" in drawer.paper()
    assert drawer.page.opening.field.text() == "", "nobody knows what was left"


def test_not_counted_leads_to_the_count(drawer: Drawer) -> None:
    drawer.press(Qt.Key.Key_Z, ALT)
    drawer.press(Qt.Key.Key_1, ALT)
    assert drawer.page.count.coins[0].field.hasFocus()


def test_parked_baskets_are_told(drawer: Drawer) -> None:
    drawer.assembly.window.take_scan(MATE)
    drawer.press(Qt.Key.Key_F7)
    drawer.open()
    assert "1 parked basket stays parked." in drawer.seen()
    drawer.press(Qt.Key.Key_Z, ALT)
    drawer.press(Qt.Key.Key_2, ALT)
    assert "1 parked basket stays parked." in drawer.told()
    assert len(drawer.till().checkout.held()) == 1


def test_a_double_press_books_once(drawer: Drawer) -> None:
    drawer.press(Qt.Key.Key_Plus, ALT)
    drawer.enter("5")
    drawer.press(Qt.Key.Key_1, ALT)
    panel = drawer.page.move_panel
    panel.booked.emit()
    panel.booked.emit()  # with the same id, as when the first press is still being booked
    assert cash_of(drawer) == [(CashKind.CASH_IN, Money(500), "Change money")]
    drawer.press(Qt.Key.Key_O, ALT)
    QTest.keyClicks(panel.reason, "coins")
    panel.booked.emit()
    panel.booked.emit()
    assert [kind for kind, _amount, _reason in cash_of(drawer)] == [CashKind.NO_SALE, CashKind.CASH_IN]
    jobs = drawer.till().database.connection.execute("SELECT count(*) FROM outbox WHERE kind = 'drawer'")
    assert jobs.fetchone() == (1,), "waiting, or opened already"


def test_enter_pressed_twice_on_the_last_coin_does_not_close_the_day(drawer: Drawer) -> None:
    drawer.press(Qt.Key.Key_Return)
    drawer.count({"100 €": "1"})
    drawer.press(Qt.Key.Key_Return)
    assert drawer.till().shift.current() is not None
    (count,) = drawer.till().database.connection.execute("SELECT count(*) FROM cash_count").fetchone()
    assert count == 1


def test_the_count_survives_a_scan_in_between(drawer: Drawer) -> None:
    drawer.press(Qt.Key.Key_Return)
    drawer.enter("", "", "1")
    QTest.keyClicks(drawer.page.count.coins[3].field, "2")
    assert drawer.page.count.figure.text() == "200.00 €"
    assert drawer.page.count.kinds.text() == "Notes 200.00 · coins 0.00"
    drawer.sell(MATE)
    assert drawer.assembly.window.other is None
    drawer.open()
    assert drawer.page.count.figure.text() == "200.00 €"
    assert drawer.page.count.coins[3].field.hasFocus(), "where the counting was left"


def test_a_count_can_be_left_and_taken_up_again(drawer: Drawer) -> None:
    drawer.press(Qt.Key.Key_Return)
    drawer.enter("", "", "1")
    drawer.press(Qt.Key.Key_Escape)
    assert drawer.page.count_key.hasFocus()
    drawer.press(Qt.Key.Key_Return)
    drawer.press(Qt.Key.Key_Return, CONTROL)
    assert drawer.page.close_key.hasFocus()
    assert "The drawer is right" in drawer.told()
    drawer.clock.advance(minutes=1)
    drawer.press(Qt.Key.Key_C, ALT)
    drawer.enter("", "1")
    drawer.press(Qt.Key.Key_Return, CONTROL)
    assert "There is 200.00 € too much" in drawer.told()


def test_arrows_walk_and_a_held_enter_stops_at_the_last_coin(drawer: Drawer) -> None:
    drawer.press(Qt.Key.Key_Return)
    drawer.press(Qt.Key.Key_Down)
    drawer.press(Qt.Key.Key_Down)
    drawer.press(Qt.Key.Key_Up)
    assert drawer.page.count.coins[1].field.hasFocus()
    drawer.enter("1")
    drawer.page.count.coins[-1].field.finished.emit(True)
    assert drawer.page.count.isVisible()


def test_what_is_no_count_is_said_beside_it(drawer: Drawer) -> None:
    drawer.press(Qt.Key.Key_Return)
    drawer.count({})
    assert "Nothing is counted yet" in drawer.page.count.message.text()
    drawer.enter("999999")
    assert "999999 cannot be a number" in drawer.page.count.message.text()
    drawer.press(Qt.Key.Key_Return, CONTROL)
    assert drawer.page.count.coins[0].field.hasFocus()
    assert drawer.page.count.isVisible()
    QTest.keyClicks(drawer.page.count.coins[0].field, "x")
    assert drawer.page.count.coins[0].field.text() == "999999"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [(("", "bank"), "above 0.00"), (("x", "bank"), "not an amount"), (("5", ""), "needs a reason"),
     (("500", "bank"), "does not hold that much")],
)  # fmt: skip
def test_refusals_of_cash_are_said_below_its_fields(drawer: Drawer, typed: tuple[str, str], sentence: str) -> None:
    drawer.press(Qt.Key.Key_Minus, ALT)
    drawer.enter(*typed)
    assert sentence in drawer.page.move_panel.wrong.text()
    assert drawer.page.move_panel.wrong.isVisible()
    assert cash_of(drawer) == []


def test_a_cashier_moves_cash_by_a_managers_leave(drawer: Drawer) -> None:
    drawer.as_cashier()
    drawer.open()
    drawer.press(Qt.Key.Key_Minus, ALT)
    drawer.enter("5", "stamps", "9999")
    assert cash_of(drawer) == [(CashKind.CASH_OUT, Money(-500), "stamps")]
    assert not drawer.page.side.isVisible()


def test_the_float_is_asked_for_and_may_be_counted(drawer: Drawer) -> None:
    drawer.till().shift.close(drawer.till().people.owner(), uncounted=True)
    drawer.open()
    drawer.press(Qt.Key.Key_Return)
    assert "Enter the float" in drawer.page.opening.wrong.text()
    drawer.enter("12x")
    assert "not an amount" in drawer.page.opening.wrong.text()
    drawer.press(Qt.Key.Key_C, ALT)
    drawer.enter("", "", "1", "1")
    drawer.press(Qt.Key.Key_Return, CONTROL)
    assert drawer.page.opening.field.text() == "150.00"
    drawer.press(Qt.Key.Key_Return)
    shift = drawer.till().shift.current()
    assert shift is not None
    assert shift.opening_float == Money(15000)
    drawer.press(Qt.Key.Key_Return)
    assert drawer.page.count.total() == Money(0), "the float's count is not the drawer's"


def test_earlier_z_reports_can_be_looked_at(drawer: Drawer, clock: SetClock) -> None:
    shift, owner = drawer.till().shift, drawer.till().people.owner()
    shift.close(owner, uncounted=True)
    clock.advance(days=1)
    shift.open(owner, Money(500))
    shift.close(owner, uncounted=True)
    drawer.open()
    drawer.press(Qt.Key.Key_R, ALT)
    assert [entry.cells for entry in drawer.page.reports.table.rows.entries] == [
        ("2", "2026-11-24", "0.00"),
        ("1", "2026-11-23", "0.00"),
    ]
    drawer.press(Qt.Key.Key_Down)
    drawer.press(Qt.Key.Key_Return)
    assert "Z-Bon 1" in drawer.paper()
    drawer.press(Qt.Key.Key_Escape)
    assert drawer.page.reports.isVisible()
    drawer.press(Qt.Key.Key_Escape)
    assert not drawer.page.side.isVisible()


def test_movements_are_listed_newest_first(drawer: Drawer, clock: SetClock) -> None:
    owner = drawer.till().people.owner()
    drawer.till().shift.cash_in(owner, Money(1000), "change")
    clock.advance(minutes=5)
    drawer.till().shift.open_drawer(owner, "coins")
    drawer.open()
    assert [entry.cells for entry in drawer.page.table.rows.entries] == [
        ("08:05", "Drawer opened", "", "coins", "Olga"),
        ("08:00", "Put in", "+10.00", "change", "Olga"),
    ]


def test_paper_is_never_cut(drawer: Drawer) -> None:
    drawer.press(Qt.Key.Key_X, ALT)
    paper = drawer.page.report.paper
    assert max(len(line) for line in paper.text().splitlines()) <= 42
    assert paper.horizontalScrollBar().maximum() == 0
    assert paper.accessibleDescription() == paper.text()
    paper.clear()
    assert paper.text() == ""


def test_nobody_at_the_till_is_told_so(drawer: Drawer) -> None:
    drawer.assembly.desk._actor = None
    drawer.open()
    assert "Nobody is logged in" in drawer.told()
    assert "100.00" not in drawer.seen()


# What cash is moved for, and the cash book


def test_money_taken_to_the_bank_is_booked_as_that(drawer: Drawer) -> None:
    drawer.press(Qt.Key.Key_Minus, ALT)
    drawer.press(Qt.Key.Key_2, ALT)
    assert drawer.page.move_panel.case is CashKind.BANK
    drawer.enter("20")
    drawer.press(Qt.Key.Key_Return)
    assert cash_of(drawer) == [(CashKind.BANK, Money(-2000), "Bank")]


def test_what_it_is_booked_as_can_be_chosen_from_a_list(drawer: Drawer) -> None:
    drawer.page.out_key.click()
    panel = drawer.page.move_panel
    texts = [panel.booked_as.itemText(number) for number in range(panel.booked_as.count())]
    assert texts == ["Other money taken out", "Private withdrawal", "To the bank", "Wages"]
    panel.booked_as.setCurrentIndex(3)
    drawer.enter("12", "Mehmet, November")
    assert cash_of(drawer) == [(CashKind.WAGES, Money(-1200), "Mehmet, November")]
    assert "Wages" in drawer.seen()


def test_private_money_is_put_in_as_that_and_nothing_else_stays_chosen(drawer: Drawer) -> None:
    drawer.page.in_key.click()
    drawer.press(Qt.Key.Key_4, ALT)
    drawer.enter("30")
    drawer.press(Qt.Key.Key_Return)
    drawer.page.in_key.click()
    assert drawer.page.move_panel.case is CashKind.CASH_IN
    assert cash_of(drawer) == [(CashKind.PRIVATE_IN, Money(3000), "Private")]


def test_the_cash_book_tells_the_balance_of_now_and_of_any_moment(drawer: Drawer) -> None:
    before = drawer.till().cash_book.balance(drawer.till().people.owner()).amount
    drawer.clock.advance(hours=1)
    drawer.till().shift.cash_in(drawer.till().people.owner(), Money(1000), "change")
    drawer.press(Qt.Key.Key_B, ALT)
    panel = drawer.page.cash.panel
    assert panel.isVisible()
    assert panel.amount.text() == f"{before + Money(1000)} €"
    drawer.enter("23.11.2026 8:30")
    assert panel.amount.text() == f"{before} €"
    assert "2026-11-23 08:30" in panel.told.text()
    panel.moment.clear()
    drawer.enter("yesterday")
    assert "is no moment" in panel.wrong.text()
    panel.moment.clear()
    drawer.enter("24.12.2030")
    assert "has not come yet" in panel.wrong.text()
    drawer.press(Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_a_counting_sheet_is_looked_at_printed_and_saved(drawer: Drawer, tmp_path: Path, qtbot: QtBot) -> None:
    drawer.till().shift.count(drawer.till().people.owner(), {5000: 2})
    drawer.press(Qt.Key.Key_B, ALT)
    drawer.page.cash.panel.table.setFocus()
    drawer.press(Qt.Key.Key_Return)
    sheet = drawer.page.cash.sheet
    assert sheet.isVisible()
    assert "50,00" in sheet.paper.text() or "50.00" in sheet.paper.text()
    sheet.print_key.click()
    assert "being printed" in drawer.told()
    drawer.page.cash.save(tmp_path / "count.pdf")
    qtbot.waitUntil(lambda: "Saved as" in drawer.told())
    assert (tmp_path / "count.pdf").read_bytes().startswith(b"%PDF")
    drawer.page.cash.save(tmp_path / "nowhere" / "count.pdf")
    assert "cannot be written" in drawer.told()
    drawer.press(Qt.Key.Key_Escape)
    assert drawer.page.cash.panel.isVisible()


def test_a_cashier_sees_no_balance_in_the_cash_book_before_the_count(drawer: Drawer) -> None:
    drawer.as_cashier()
    drawer.page.book_key.click()
    panel = drawer.page.cash.panel
    assert panel.isVisible()
    assert not panel.amount.isVisible()
    assert not panel.moment.isVisible()


def test_sheets_can_be_looked_at_when_the_day_is_closed(drawer: Drawer) -> None:
    drawer.till().shift.count(drawer.till().people.owner(), {5000: 2})
    drawer.till().shift.close(drawer.till().people.owner())
    drawer.page.opened()
    drawer.page.opening.book.click()
    assert drawer.page.cash.panel.table.rows.rowCount() == 1
