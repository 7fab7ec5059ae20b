"""The acts that docs/hands.md counts, done in the real window."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from kasse.money import Money
from kasse.quantity import Quantity
from tests.stories.window import Window
from ui.shift.page import ShiftPage
from ui.widgets.keyboard import OnScreenKeyboard

MATE, SWEETS, BEER, UNKNOWN, ROLL = "4029764001807", "4001686301265", "4012852020028", "4006381333931", "101"
PAGE = Path(__file__).parents[2] / "docs" / "hands.md"


def promised() -> dict[str, tuple[int, int]]:
    """The page's table: acts with the keyboard and by touch."""
    rows = re.findall(
        r"^\| ([^|]+) \|[^|]+\| (\d+) \|[^|]+\| (\d+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    return {task: (int(keys), int(touch)) for task, keys, touch in rows}


def exact(window: Window) -> None:
    """The key of exact cash, by touch."""
    window.touch(window.page.commands["exact"])
    window.until(lambda: not window.page.model.rows)


def more(window: Window, name: str) -> None:
    """A tile behind More."""
    window.touch(window.page.commands["more"])
    window.touch(next(tile for tile in window.page.more.tiles if tile.objectName() == name))


def three_scans(window: Window, touching: bool) -> None:
    window.scan(MATE, SWEETS, ROLL)
    if touching:
        exact(window)
    else:
        window.pay()
    assert window.last().total == Money(288)


def three_times(window: Window, touching: bool) -> None:
    if touching:
        window.pad("3×")
        window.quick("Brötchen")
    else:
        window.type("3*")
        window.scan(ROLL)
    assert window.lines() == [("3", "Brötchen", "1.35")]


def unknown(window: Window, touching: bool) -> None:
    window.scan(UNKNOWN)
    if touching:
        window.pad("2,49")
        window.touch(window.page.ask.buttons[0])
    else:
        window.type("2,49")
        window.press("Alt+1")
    window.shows("2.49")


def weigh(window: Window, touching: bool) -> None:
    if touching:
        window.quick("Bananen")
        window.pad("412↵")
    else:
        window.type("130\r")
        window.type("412\r")
    window.shows("0.82")


def deposit(window: Window, touching: bool) -> None:
    window.scan(MATE)
    if touching:
        window.quick("Flasche 0,15")
        exact(window)
    else:
        window.type("p15\r")
        window.pay()
    assert window.last().total == Money(129)


def park(window: Window, touching: bool) -> None:
    window.scan(MATE)
    window.scans = 0  # the basket was there before
    for _turn in range(2):
        if touching:
            window.touch(window.page.commands["hold"])
        else:
            window.press("hold")
    window.shows("1.44")


def void(window: Window, touching: bool) -> None:
    window.scan(ROLL, SWEETS)
    window.scans = 0
    if touching:
        view = window.page.basket
        place = view.visualRect(view.model().index(1, 1)).center()
        window.touch(view.viewport(), place)
        window.touch(window.page.line.acts["void_line"])
    else:
        window.press("Del")
    window.shows("0.45")


def give_back(window: Window, touching: bool) -> None:
    if touching:
        more(window, "return")
        window.scan(SWEETS)
        exact(window)
    else:
        window.press("return")
        window.scan(SWEETS)
        window.pay()
    assert [position.quantity for position in window.last().positions] == [Quantity.of(-1)]


def age(window: Window, touching: bool) -> None:
    window.scan(BEER)
    if touching:
        window.touch(window.page.age.yes)
        exact(window)
    else:
        window.press("age_yes")
        window.pay()
    assert window.last().age_confirmed == 16


def close_the_day(window: Window, touching: bool) -> None:
    (_touch_count if touching else _key_count)(window)
    window.until(lambda: window.assembly.tasks.call(lambda: window.till.shift.current()) is None)
    report = window.assembly.tasks.call(lambda: window.till.shift.z_report())
    assert (report.z_no, report.counted) == (1, Money(15000))


def _shift(window: Window) -> ShiftPage:
    page = window.assembly.window.pages["shift"]
    assert isinstance(page, ShiftPage)
    return page


def _look(window: Window) -> None:
    """As long as a person looks at what the count came to."""
    window.settled()
    window.qtbot.wait(QApplication.doubleClickInterval() + 50)


def _key_count(window: Window) -> None:
    window.press("shift")
    window.until(lambda: _shift(window).running.isVisible())
    window.type("\r")
    window.until(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    window.type("\r\r\r\r5\r5")
    window.press("Ctrl+Return")
    _look(window)
    window.type("\r")


def _touch_count(window: Window) -> None:
    more(window, "shift")
    page = _shift(window)
    window.until(lambda: page.running.isVisible())
    window.touch(page.count_key)
    window.until(lambda: page.count.isVisible())
    keyboard = window.assembly.window.findChild(OnScreenKeyboard)
    assert keyboard is not None
    for coin in [coin for coin in page.count.coins if coin.cents in (2000, 1000)]:
        window.touch(coin.field)
        window.until(keyboard.isVisible)
        window.touch(next(key for key in keyboard.keys if key.title == "5"))
    window.touch(page.count.confirm)
    _look(window)
    window.touch(page.close_key)


TASKS: dict[str, Callable[[Window, bool], None]] = {
    "three scans and exact cash": three_scans,
    "3 x one article": three_times,
    "unknown code at 2.49": unknown,
    "weigh 412 g": weigh,
    "deposit return with a purchase": deposit,
    "hold and recall": park,
    "void a line": void,
    "return one article": give_back,
    "age question": age,
    "count (five 20 €, five 10 €) and Z": close_the_day,
}


def test_the_page_has_the_ten_tasks() -> None:
    assert list(promised()) == list(TASKS)


@pytest.mark.usefixtures("fitted_out_at_once")
@pytest.mark.parametrize("touching", [False, True], ids=["keys", "touch"])
@pytest.mark.parametrize("task", TASKS)
def test_the_acts_are_as_many_as_the_page_says(window: Window, task: str, touching: bool) -> None:
    window.until(lambda: window.assembly.window.findChild(OnScreenKeyboard) is not None)
    TASKS[task](window, touching)
    assert window.scans + window.presses + window.touches == promised()[task][touching]
