"""Where there is little room at the checkout: what gives way, and what stays in sight."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kasse.catalog import ArticleKind, Product, QuickKey
from kasse.clock import SetClock
from kasse.money import Money
from kasse.till import Till
from ui import theme
from ui.app import Assembly
from ui.checkout.page import CheckoutPage
from ui.widgets.keyboard import OnScreenKeyboard

SMALL, USUAL = (1024, 600), (1366, 768)
GOODS = ("4029764001807", "101", "4000521006419", "4029764001807", "101", "4000521006419")
DEPARTMENTS = ("Backwaren", "Getränke", "Presse", "Tabak", "Süßes", "Obst", "Haushalt", "Drogerie")


class Desk:
    """The checkout in a window of some size."""

    def __init__(self, assembly: Assembly, qtbot: QtBot) -> None:
        self.window = assembly.window
        self.page: CheckoutPage = assembly.window.page
        qtbot.waitUntil(lambda: bool(self.window.findChildren(OnScreenKeyboard)))  # it comes a moment later
        self.keyboard = self.window.findChildren(OnScreenKeyboard)[0]
        for code in GOODS:
            self.window.take_scan(code)
        self.settle()

    def settle(self) -> None:
        for _turn in range(5):
            QApplication.processEvents()

    def do(self, command: str) -> None:
        self.window.do(command)
        self.settle()

    def touch(self, widget: QWidget) -> None:
        where = widget.mapTo(self.window, widget.rect().center())
        QTest.mouseClick(self.window.windowHandle(), Qt.MouseButton.LeftButton, pos=where)
        self.settle()

    def hidden(self, **widgets: QWidget) -> list[str]:
        """Those that are not in sight as a whole."""
        seen = {name: widget.visibleRegion().boundingRect() == widget.rect() for name, widget in widgets.items()}
        return [name for name, whole in seen.items() if not whole]

    def sees_last_line(self) -> bool:
        basket = self.page.basket
        last = basket.visualRect(self.page.model.index(self.page.model.rowCount() - 1, 0))
        return basket.viewport().visibleRegion().boundingRect().contains(last)


OpenDesk = Callable[[tuple[int, int], int], Desk]


@pytest.fixture
def open_desk(open_window: Callable[[], Assembly], qapp: QApplication, qtbot: QtBot) -> OpenDesk:
    def opened(size: tuple[int, int], scale: int) -> Desk:
        theme.apply(qapp, dark=False, scale=scale)
        assembly = open_window()
        assembly.window.resize(*size)
        return Desk(assembly, qtbot)

    return opened


@pytest.mark.parametrize(("size", "scale"), [(SMALL, 100), (USUAL, 100), (SMALL, 150), (USUAL, 150), (USUAL, 200)])
def test_above_the_keyboard_total_field_and_last_line_stay_in_sight(
    open_desk: OpenDesk, size: tuple[int, int], scale: int
) -> None:
    desk = open_desk(size, scale)
    desk.keyboard.change("always")
    desk.touch(desk.page.scan)
    assert desk.keyboard.isVisible()
    assert desk.hidden(total=desk.page.total, field=desk.page.bar, pay=desk.page.commands["pay"]) == []
    assert desk.sees_last_line()
    desk.do("pay")
    assert desk.hidden(total=desk.page.total, given=desk.page.pay.field, pay=desk.page.commands["pay"]) == []
    assert desk.sees_last_line()


@pytest.mark.parametrize(("size", "scale"), [(SMALL, 100), (SMALL, 150), (USUAL, 200)])
def test_a_question_with_many_answers_is_scrolled_and_the_total_is_not(
    open_desk: OpenDesk, size: tuple[int, int], scale: int
) -> None:
    desk = open_desk(size, scale)
    desk.keyboard.change("always")
    for ask in ("drawer", "discount"):
        desk.do(ask)
        desk.settle()
        assert desk.page.shows("ask")
        assert desk.hidden(total=desk.page.total, pay=desk.page.commands["pay"], field=desk.page.ask.field) == []


@pytest.mark.parametrize(("size", "scale"), [(SMALL, 100), (USUAL, 150), (USUAL, 200)])
def test_while_paying_everything_is_in_sight_however_large_it_is_drawn(
    open_desk: OpenDesk, size: tuple[int, int], scale: int
) -> None:
    desk = open_desk(size, scale)
    desk.do("pay")
    pay = desk.page.pay
    notes = {note.title: note for note in pay.notes}
    assert pay.change.text().startswith("Cash:")
    assert desk.hidden(**desk.page.commands, **notes, total=desk.page.total, given=pay.field, advice=pay.change) == []
    pay.field.setText("50")
    desk.settle()
    assert pay.change.text().startswith("Change")
    assert desk.hidden(**desk.page.commands, total=desk.page.total, change=pay.change) == []
    pay.notes[0].click()
    desk.settle()
    assert desk.hidden(total=desk.page.total, given=pay.field, already=pay.text) == []


def test_the_foot_gives_way_to_the_keyboard_where_all_is_large(open_desk: OpenDesk) -> None:
    desk = open_desk(USUAL, 200)
    desk.keyboard.change("always")
    desk.touch(desk.page.scan)
    assert not desk.window.foot.isVisible()
    desk.keyboard.change("never")
    desk.settle()
    assert desk.window.foot.isVisible()


@pytest.fixture
def many_departments(ready_shop: Path, clock: SetClock) -> None:
    till = Till(ready_shop, clock=clock)
    with till.database.write() as work:
        work.catalog.put_quick_keys([QuickKey(name, f"{name} {n}", "101") for name in DEPARTMENTS for n in range(3)])
    till.close()


@pytest.mark.usefixtures("many_departments")
def test_on_a_small_screen_departments_have_one_row_and_keys_three(open_desk: OpenDesk) -> None:
    desk = open_desk(SMALL, 100)
    keys = desk.page.keys
    desk.settle()
    shown = [chip for chip in keys.chips if chip.isVisible()]
    assert {chip.y() for chip in shown} == {0}
    assert keys.departments.rest.text() == f"+{len(keys.chips) - len(shown)}"
    assert desk.hidden(**{button.title: button for _page, button in keys.buttons[:9]}) == []
    desk.touch(keys.departments.rest)
    assert all(chip.isVisible() for chip in keys.chips)
    desk.touch(keys.chips[-1])
    assert desk.hidden(chosen=keys.chips[-1]) == []
    assert (keys.chips[-1].y(), keys.departments.rest.isVisible()) == (0, True)
    assert [button.title for _page, button in keys.buttons if button.isVisible()] == [f"Drogerie {n}" for n in range(3)]


def test_of_empties_alone_it_says_how_many_were_brought(assembly: Assembly) -> None:
    till = assembly.desk.till
    with till.database.write() as work:
        work.catalog.add_many([Product("Empty can", ("P25",), Money(25), "standard", "", kind=ArticleKind.EMPTIES)])
    for _can in range(3):
        assembly.window.take_scan("P25")
    assert "1 line · 3 empties" in assembly.window.page.total.details.text()
    assembly.window.take_scan("101")
    assert "2 lines · 1 piece" in assembly.window.page.total.details.text()
