"""The on-screen keyboard, touched as a finger does it: by presses of the window."""

from collections.abc import Callable
from itertools import product

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QDoubleValidator, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kasse.texts import use_language
from ui import theme
from ui.app import Assembly
from ui.pages import Office, Page
from ui.widgets.fields import Form, number_field, text_field
from ui.widgets.key_layouts import LETTERS, SIGNS
from ui.widgets.keyboard import OnScreenKeyboard
from ui.widgets.keys import KeyButton

pytestmark = pytest.mark.usefixtures("fitted_out_at_once")


class Goods(Page):
    """A page with many fields in a form that is scrolled."""

    name = "help"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.form = Form()
        self.fields = [text_field() for _number in range(9)]
        self.price, self.code, self.note = number_field(), text_field(), QPlainTextEdit()
        self.code.setProperty("keys", "none")
        self.note.setProperty("keys", "text")
        self.check = QPushButton("Save")
        for number, field in enumerate((*self.fields, self.price, self.code, self.note)):
            self.form.add(f"Field {number}", field)
        area = QScrollArea()
        area.setWidget(self.form)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.main.addWidget(area)
        self.main.addWidget(self.check)

    def opened(self) -> None:
        self.fields[0].setFocus()


class Touch:
    """A till with a touch screen, on the page with many fields."""

    def __init__(self, assembly: Assembly, keyboard: OnScreenKeyboard, mode: str) -> None:
        assert assembly.counter is not None
        self.window = assembly.window
        self.window.resize(1024, 600)
        self.keyboard = keyboard
        self.keyboard.change(mode)
        self.page = Goods(assembly.counter.office)
        self.window.pages["help"] = self.page
        self.window.stack.addWidget(self.page)
        self.window.go("help")
        self.settle()

    def settle(self) -> None:
        for _turn in range(4):
            QApplication.processEvents()

    def touch(self, widget: QWidget, times: int = 1) -> None:
        for _time in range(times):
            where = widget.mapTo(self.window, widget.rect().center())
            QTest.mouseClick(self.window.windowHandle(), Qt.MouseButton.LeftButton, pos=where)
            self.settle()

    def key(self, title: str) -> KeyButton:
        return next(key for key in self.keyboard.keys if title in (key.title, key.accessibleName()))

    def type(self, *titles: str) -> None:
        for title in titles:
            self.touch(self.key(title))

    def real_key(self, key: Qt.Key, text: str) -> None:
        QApplication.sendEvent(
            self.window.windowHandle(), QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text)
        )
        self.settle()

    @property
    def there(self) -> bool:
        return self.keyboard.isVisible()

    def seen_whole(self, widget: QWidget) -> bool:
        """Whether nothing lies over it and it is not scrolled out of sight."""
        return widget.visibleRegion().boundingRect() == widget.rect()


Begin = Callable[[str], Touch]


@pytest.fixture
def begin(assembly: Assembly, qtbot: QtBot) -> Begin:
    """Waits for the keyboard, which comes a moment after the till is open."""

    def begun(mode: str) -> Touch:
        qtbot.waitUntil(lambda: bool(assembly.window.findChildren(OnScreenKeyboard)))
        return Touch(assembly, assembly.window.findChildren(OnScreenKeyboard)[0], mode)

    return begun


@pytest.fixture
def touch(begin: Begin) -> Touch:
    return begin("auto")


# When it comes and goes


def test_a_touch_on_a_field_brings_it_and_its_key_sends_it_away(touch: Touch) -> None:
    assert touch.page.fields[0].hasFocus()  # by the program
    assert not touch.there
    touch.touch(touch.page.fields[0])
    assert touch.there
    touch.type("Hide the keyboard")
    assert not touch.there
    assert touch.page.fields[0].hasFocus()
    touch.touch(touch.page.fields[0])
    assert touch.there


def test_tab_does_not_bring_it_but_keeps_it(touch: Touch) -> None:
    QTest.keyClick(touch.page.fields[0], Qt.Key.Key_Tab)
    assert touch.page.fields[1].hasFocus()
    assert not touch.there
    touch.touch(touch.page.fields[1])
    QTest.keyClick(touch.page.fields[1], Qt.Key.Key_Tab)
    assert touch.page.fields[2].hasFocus()
    assert touch.there


def test_it_goes_with_the_focus(touch: Touch) -> None:
    touch.touch(touch.page.fields[0])
    touch.page.check.setFocus()
    touch.settle()
    assert not touch.there
    touch.touch(touch.page.fields[0])
    touch.window.go("checkout")
    touch.settle()
    assert not touch.there


def test_a_letter_on_a_real_keyboard_sends_it_away_for_good(touch: Touch) -> None:
    touch.touch(touch.page.fields[0])
    touch.real_key(Qt.Key.Key_7, "7")  # a number pad has no letters
    assert touch.there
    touch.real_key(Qt.Key.Key_A, "a")
    assert not touch.there
    touch.touch(touch.page.fields[1])
    assert not touch.there


def test_who_notes_typing_sends_it_away(touch: Touch) -> None:
    touch.touch(touch.page.fields[0])
    touch.keyboard.note_typing()
    assert not touch.there


def test_always_is_always(begin: Begin) -> None:
    touch = begin("always")
    assert touch.there
    touch.real_key(Qt.Key.Key_A, "a")
    assert touch.there
    touch.page.check.setFocus()
    touch.settle()
    assert not touch.there
    touch.page.price.setFocus()
    touch.settle()
    assert touch.there


def test_never_is_never(begin: Begin) -> None:
    touch = begin("never")
    touch.touch(touch.page.fields[0])
    assert not touch.there
    touch.keyboard.change("always")
    assert touch.there
    touch.keyboard.change("never")
    assert not touch.there


def test_a_field_with_a_keypad_of_its_own_gets_none(begin: Begin) -> None:
    touch = begin("always")
    touch.page.code.setFocus()
    touch.settle()
    assert not touch.there
    touch.page.setProperty("own_keypad", True)
    touch.page.price.setFocus()
    touch.settle()
    assert not touch.there
    touch.page.fields[0].setFocus()  # it has no letters
    touch.settle()
    assert touch.there


def test_a_field_that_cannot_be_written_gets_none(begin: Begin) -> None:
    touch = begin("always")
    touch.page.fields[3].setReadOnly(True)
    touch.page.fields[3].setFocus()
    touch.settle()
    assert not touch.there


# What it writes


def test_letters_figures_and_signs_come_into_the_field(touch: Touch) -> None:
    field = touch.page.fields[0]
    touch.touch(field)
    touch.type("Shift key", "K", "a", "f", "f", "e", "e", "Space", "2", "Other signs", "€", "%", "Other signs", "x")
    assert field.text() == "Kaffee 2€%x"
    touch.type("Delete backwards", "To the left", "Delete backwards", "To the right", ".")
    assert field.text() == "Kaffee 2%."
    assert field.hasFocus()


def test_shift_is_for_one_letter_and_twice_for_all(touch: Touch) -> None:
    field = touch.page.fields[0]
    touch.touch(field)
    touch.type("Shift key", "A", "b", "Shift key", "Shift key", "C", "D", "Shift key, locked", "e")
    assert field.text() == "AbCDe"
    touch.type("Shift key", "7", "A")  # a digit does not use it up
    assert field.text() == "AbCDe7A"


def test_shift_is_seen(touch: Touch) -> None:
    touch.touch(touch.page.fields[0])
    touch.type("Shift key")
    assert [key.isChecked() for key in touch.keyboard.keys if key.accessibleName() == "Shift key"] == [True, True]
    touch.type("A")
    assert [key.isChecked() for key in touch.keyboard.keys if key.accessibleName() == "Shift key"] == [False, False]


def test_enter_and_validators_work_as_with_a_real_keyboard(touch: Touch) -> None:
    entered: list[str] = []
    field = touch.page.price
    field.setValidator(QDoubleValidator())
    field.returnPressed.connect(lambda: entered.append(field.text()))
    touch.page.price.setFocus()
    touch.settle()
    touch.keyboard.change("always")
    touch.settle()
    touch.type("1", "2", "%", "Enter")
    assert (field.text(), entered) == ("12", ["12"])


def test_a_field_that_searches_hears_each_letter(touch: Touch) -> None:
    heard: list[str] = []
    touch.page.fields[0].textEdited.connect(heard.append)
    touch.touch(touch.page.fields[0])
    touch.type("a", "b")
    assert heard == ["a", "ab"]


def test_a_long_text_takes_lines(begin: Begin) -> None:
    touch = begin("always")
    touch.page.note.setFocus()
    touch.settle()
    touch.type("a", "Enter", "b")
    assert touch.page.note.toPlainText() == "a\nb"


def test_backspace_repeats_while_it_is_held(touch: Touch, qtbot: QtBot) -> None:
    field = touch.page.fields[0]
    field.setText("a long name")
    touch.touch(field)
    field.end(False)
    key = touch.key("Delete backwards")
    key.setAutoRepeatDelay(1)
    key.setAutoRepeatInterval(1)
    where = key.mapTo(touch.window, key.rect().center())
    QTest.mousePress(touch.window.windowHandle(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.waitUntil(lambda: not field.text())
    QTest.mouseRelease(touch.window.windowHandle(), Qt.MouseButton.LeftButton, pos=where)
    assert field.text() == ""


def test_enter_may_close_the_field(touch: Touch) -> None:
    field = touch.page.fields[0]
    field.returnPressed.connect(lambda: touch.window.go("checkout"))
    touch.touch(field)
    touch.type("Enter")
    assert not touch.there


# How it looks


@pytest.mark.parametrize("language", ["de", "en"])
def test_each_language_has_its_letters(begin: Begin, language: str) -> None:
    use_language(language)
    touch = begin("always")
    titles = [key.title for key in touch.keyboard.keys]
    assert (titles.index("z") < titles.index("y")) == (language == "de")
    assert ("ü" in titles and "ß" in titles) == (language == "de")
    everywhere = "".join((*LETTERS[language], *SIGNS[language]))
    assert set("äöüß€%,.-+/():;!?\"'&@§") <= set(everywhere)


@pytest.mark.parametrize("rows", [*LETTERS.values(), *SIGNS.values()])
def test_the_rows_fill_the_keyboard(rows: tuple[str, ...]) -> None:
    assert [len(row) for row in rows] == [11, 11, 11, 10]


def test_figures_get_two_rows_with_the_decimal_sign_first(begin: Begin) -> None:
    use_language("de")
    touch = begin("always")
    high = touch.keyboard.height()
    touch.page.price.setFocus()
    touch.settle()
    assert touch.keyboard.height() < high // 2 + 1
    assert [key.title for key in touch.keyboard.keys if not key.title.isalnum()].index(",") < 4
    touch.touch(touch.key("ABC"))
    assert touch.key("q").isVisible()


@pytest.mark.parametrize("scale", [100, 150])
def test_keys_are_large_named_and_take_no_focus(begin: Begin, qapp: QApplication, scale: int) -> None:
    theme.apply(qapp, dark=False, scale=scale)
    touch = begin("always")
    for field in (touch.page.fields[0], touch.page.price):
        field.setFocus()
        touch.settle()
        assert touch.there
        assert [key.title for key in touch.keyboard.keys if key.height() < 48 or key.width() < 48] == []
        assert touch.keyboard.height() < touch.window.height() // 2, "the page has more than half of the room"
        assert all(key.accessibleName() for key in touch.keyboard.keys)
        assert {key.focusPolicy() for key in touch.keyboard.keys} == {Qt.FocusPolicy.NoFocus}
        for one, other in product(touch.keyboard.keys, repeat=2):
            assert one is other or not one.geometry().intersects(other.geometry())


def test_it_stays_left_to_right(begin: Begin, qapp: QApplication) -> None:
    use_language("xr")
    theme.apply(qapp, dark=False)
    try:
        touch = begin("always")
        assert touch.page.layoutDirection() is Qt.LayoutDirection.RightToLeft
        assert touch.key("q").x() < touch.key("w").x()
    finally:
        use_language("en")
        theme.apply(qapp, dark=False)


# Room for the page


def test_each_field_can_be_seen_while_it_is_written(begin: Begin) -> None:
    touch = begin("always")
    for field in (*touch.page.fields, touch.page.price):
        field.setFocus()
        touch.settle()
        assert touch.there
        assert touch.seen_whole(field), field.accessibleName()


def test_a_page_that_is_too_high_is_scrolled_and_comes_back(begin: Begin) -> None:
    touch = begin("auto")
    touch.page.main.addWidget(low := text_field())
    low.setProperty("keys", "text")
    space = QWidget()
    space.setLayout(QVBoxLayout())
    space.setMinimumHeight(200)
    touch.page.main.insertWidget(0, space)
    touch.settle()
    before = touch.page.size()
    assert not touch.there
    touch.touch(low)
    assert touch.there
    assert touch.seen_whole(low)
    assert low.hasFocus()
    touch.type("a")
    assert low.text() == "a"
    touch.type("Hide the keyboard")
    touch.settle()
    assert touch.page.size() == before
    assert touch.page.mapTo(touch.window, QPoint(0, 0)) == QPoint(0, 0)


def test_the_keyboard_lies_between_page_and_foot(begin: Begin) -> None:
    touch = begin("always")
    top = touch.keyboard.mapTo(touch.window, QPoint(0, 0)).y()
    foot = touch.window.foot.mapTo(touch.window, QPoint(0, 0)).y()
    assert top + touch.keyboard.height() == foot
    assert touch.keyboard.width() == touch.window.width()
    assert isinstance(touch.window.focusWidget(), QLineEdit)
