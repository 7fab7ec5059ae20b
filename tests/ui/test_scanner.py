"""The scanner that types: whole and once, and nothing of what people type is lost."""

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QListWidget, QMenu, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.scanner import LONGEST, Measured, Wedge, WedgeSettings

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # of the offscreen platform, about sizes

CODE = "4006381333931"
PRESS, RELEASE = QEvent.Type.KeyPress, QEvent.Type.KeyRelease
PLAIN = Qt.KeyboardModifier.NoModifier
NAMED = {
    "\r": Qt.Key.Key_Return,
    "\n": Qt.Key.Key_Enter,
    "\t": Qt.Key.Key_Tab,
    "<Esc>": Qt.Key.Key_Escape,
    "<F12>": Qt.Key.Key_F12,
    "<Back>": Qt.Key.Key_Backspace,
    "<Left>": Qt.Key.Key_Left,
    "<Shift>": Qt.Key.Key_Shift,
}


def key_event(
    kind: QEvent.Type, char: str, at: int, modifiers: Qt.KeyboardModifier = PLAIN, repeat: bool = False
) -> QKeyEvent:
    key = int(NAMED.get(char, 0)) or ord(char.upper()[0])
    if char.isupper():
        modifiers |= Qt.KeyboardModifier.ShiftModifier
    event = QKeyEvent(kind, key, modifiers, "" if char.startswith("<") else char, repeat)
    event.setTimestamp(at)
    return event


class Keyboard:
    """Sends keys to windows as the system does, with times of its own."""

    def __init__(self) -> None:
        self.now = 1000

    def events(self, text: str | list[str], gap: int) -> Iterator[QKeyEvent]:
        for char in text:
            self.now += gap
            yield key_event(PRESS, char, self.now)
            yield key_event(RELEASE, char, self.now + min(gap // 2, 60))

    def type(self, window: QWidget, text: str | list[str], gap: int = 120) -> None:
        """All at once: only the times of the keys tell how quick somebody was."""
        handle = handle_of(window)
        for event in self.events(text, gap):
            QCoreApplication.sendEvent(handle, event)

    def scan(self, window: QWidget, code: str = CODE, end: str = "\r") -> None:
        self.now += 1000
        self.type(window, code + end, 10)

    def post(self, window: QWidget, text: str | list[str], gap: int) -> None:
        """Queued, as for a thread that is busy."""
        for event in self.events(text, gap):
            QCoreApplication.postEvent(handle_of(window), event)


def handle_of(window: QWidget) -> QWindow:
    return window.window().windowHandle()


class Field(QLineEdit):
    """Notes each key that reaches it."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[str] = []
        self.released: list[str] = []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.keys.append(event.text() or Qt.Key(event.key()).name)
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self.released.append(event.text() or Qt.Key(event.key()).name)
        super().keyReleaseEvent(event)


class Counter(QDialog):
    """A window with whatever may have the focus, and a button that Enter presses."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field, self.button, self.list = Field(), QPushButton("Pay"), QListWidget()
        self.list.addItems(["Apfel", "Birne", "40 Eier", "6 Wecken", "9 Kerzen"])
        self.list.setCurrentRow(0)
        self.button.setDefault(True)
        box = QVBoxLayout(self)
        for widget in (self.field, self.list, self.button):
            box.addWidget(widget)
        self.clicks: list[bool] = []
        self.button.clicked.connect(lambda on=False: self.clicks.append(on))
        self.closed: list[int] = []
        self.finished.connect(self.closed.append)

    def untouched(self) -> bool:
        nothing_done = not self.clicks and not self.closed and not self.field.keys and not self.field.released
        return nothing_done and self.list.currentRow() == 0


class Bench(NamedTuple):
    counter: Counter
    wedge: Wedge
    scans: list[str]
    keyboard: Keyboard

    @property
    def field(self) -> Field:
        return self.counter.field


def show(qtbot: QtBot, counter: Counter) -> Counter:
    qtbot.addWidget(counter)
    counter.show()
    counter.activateWindow()
    qtbot.waitUntil(counter.isActiveWindow)
    counter.field.setFocus()
    return counter


@pytest.fixture
def wedge(qapp: QApplication) -> Iterator[Wedge]:
    wedge = Wedge()
    wedge.install(qapp)
    yield wedge
    wedge.uninstall()


@pytest.fixture
def bench(qtbot: QtBot, wedge: Wedge) -> Bench:
    scans: list[str] = []
    wedge.scanned.connect(scans.append)
    return Bench(show(qtbot, Counter()), wedge, scans, Keyboard())


def settle(qtbot: QtBot) -> None:
    """Long enough for whatever is held to be let go."""
    qtbot.wait(100)


@pytest.mark.parametrize("end", ["\r", "\n", "\t"])
@pytest.mark.parametrize("focus", ["field", "button", "list"])
def test_a_scan_is_taken_whole_and_once_whatever_has_the_focus(
    bench: Bench, qtbot: QtBot, focus: str, end: str
) -> None:
    widget: QWidget = getattr(bench.counter, focus)
    widget.setFocus()
    bench.keyboard.scan(bench.counter, end=end)
    assert bench.scans == [CODE]
    settle(qtbot)
    assert bench.scans == [CODE]
    assert bench.counter.untouched()
    assert widget.hasFocus()


def test_a_scan_into_an_open_menu_leaves_it_open(bench: Bench, qtbot: QtBot) -> None:
    chosen: list[QAction] = []
    menu = QMenu(bench.counter)
    for text in ("&4 Vier", "&0 Null", "Sechs"):
        menu.addAction(text)
    menu.triggered.connect(chosen.append)
    menu.popup(bench.counter.mapToGlobal(QPoint(5, 5)))
    qtbot.waitUntil(menu.isVisible)
    menu.setActiveAction(menu.actions()[2])
    for window in (menu, bench.counter):  # depending on the platform, one or the other has the keys
        bench.keyboard.scan(window)
        settle(qtbot)
        assert menu.isVisible()
        assert menu.activeAction() is menu.actions()[2]
    assert bench.scans == [CODE, CODE]
    assert chosen == []
    assert bench.counter.untouched()
    bench.keyboard.type(menu, "0")
    qtbot.waitUntil(lambda: chosen == [menu.actions()[1]])


def test_a_scan_into_a_modal_dialog(bench: Bench, qtbot: QtBot) -> None:
    dialog = Counter(bench.counter)
    dialog.setModal(True)
    show(qtbot, dialog)
    for widget in (dialog.field, dialog.button, dialog.list):
        widget.setFocus()
        bench.keyboard.scan(dialog)
        settle(qtbot)
    assert bench.scans == [CODE] * 3
    assert dialog.isVisible()
    assert dialog.untouched()
    assert bench.counter.untouched()


def test_a_typist_is_no_scanner(bench: Bench, qtbot: QtBot) -> None:
    bench.keyboard.type(bench.counter, CODE + "\r")
    settle(qtbot)
    assert bench.scans == []
    assert bench.field.keys == bench.field.released == [*CODE, "\r"]
    assert bench.field.text() == CODE
    assert len(bench.counter.clicks) == 1


def test_a_typed_key_comes_by_itself(bench: Bench, qtbot: QtBot) -> None:
    bench.keyboard.type(bench.counter, "3")
    qtbot.waitUntil(lambda: bench.field.text() == "3")


def test_enter_alone_presses_at_once(bench: Bench) -> None:
    bench.keyboard.type(bench.counter, "\r")
    assert len(bench.counter.clicks) == 1


@pytest.mark.parametrize("gap", [10, 120])
def test_times_count_and_not_when_keys_arrive(bench: Bench, qtbot: QtBot, gap: int) -> None:
    """The window was busy, and all keys come at once."""
    bench.keyboard.type(bench.counter, CODE[:1], gap)
    bench.keyboard.post(bench.counter, CODE[1:] + "\r", gap)
    time.sleep(0.2)
    settle(qtbot)
    scanned = gap == 10
    assert bench.scans == ([CODE] if scanned else [])
    assert bench.field.text() == ("" if scanned else CODE)
    assert len(bench.counter.clicks) == (0 if scanned else 1)


@pytest.mark.parametrize("gap", [10, 120])
def test_what_is_queued_is_heard_before_the_silence_is_believed(bench: Bench, qtbot: QtBot, gap: int) -> None:
    """The timer is over, and the rest of the burst arrives in the same round of the event loop."""
    bench.keyboard.type(bench.counter, CODE[:6], gap)
    QTimer.singleShot(0, lambda: bench.keyboard.post(bench.counter, CODE[6:] + "\r", gap))
    time.sleep(0.2)
    settle(qtbot)
    assert bench.scans == ([CODE] if gap == 10 else [])
    assert bench.field.text() == ("" if gap == 10 else CODE)


def test_typed_then_scanned(bench: Bench, qtbot: QtBot) -> None:
    bench.keyboard.type(bench.counter, "3")
    bench.keyboard.now += 50
    bench.keyboard.type(bench.counter, CODE + "\r", 10)
    settle(qtbot)
    assert bench.scans == [CODE]
    assert bench.field.text() == "3"
    assert bench.counter.clicks == []


def test_two_scans_back_to_back(bench: Bench, qtbot: QtBot) -> None:
    bench.keyboard.type(bench.counter, CODE + "\r", 10)
    bench.keyboard.now += 50
    bench.keyboard.type(bench.counter, "40084077\r", 10)
    settle(qtbot)
    assert bench.scans == [CODE, "40084077"]
    assert bench.counter.untouched()


@pytest.mark.parametrize("stray", ["\r", "\n", "\t", "\r\n"])
def test_a_second_end_is_swallowed(bench: Bench, qtbot: QtBot, stray: str) -> None:
    bench.keyboard.scan(bench.counter, end="\r" + stray)
    settle(qtbot)
    assert bench.scans == [CODE]
    assert bench.counter.untouched()
    assert bench.field.hasFocus()


def test_enter_after_a_scan_is_a_key_again(bench: Bench) -> None:
    bench.keyboard.scan(bench.counter)
    bench.keyboard.type(bench.counter, "\r", 120)
    assert bench.scans == [CODE]
    assert len(bench.counter.clicks) == 1


def test_fewer_characters_than_a_code_were_typed(bench: Bench) -> None:
    """Two keys roll into each other, and Enter follows quickly."""
    bench.keyboard.type(bench.counter, "40063\r", 20)
    assert bench.scans == []
    assert bench.field.keys == [*"40063", "\r"]
    assert bench.field.released == [*"40063", "\r"]
    assert len(bench.counter.clicks) == 1


def test_a_burst_without_an_end_was_typed(bench: Bench, qtbot: QtBot) -> None:
    bench.keyboard.type(bench.counter, CODE, 10)
    assert bench.field.keys == []
    qtbot.waitUntil(lambda: bench.field.text() == CODE)
    bench.keyboard.type(bench.counter, "\r", 120)
    assert bench.scans == []
    assert len(bench.counter.clicks) == 1


def test_letters_of_both_cases_and_signs(bench: Bench, qtbot: QtBot) -> None:
    bench.keyboard.scan(bench.counter, "PFAND-26/zy Äöß%")
    assert bench.scans == ["PFAND-26/zy Äöß%"]
    bench.keyboard.type(bench.counter, "Äpfel & ßÜ é")
    settle(qtbot)
    assert bench.field.text() == "Äpfel & ßÜ é"


def test_shift_is_no_part_of_a_code(bench: Bench) -> None:
    bench.keyboard.type(bench.counter, ["<Shift>", "P", "F", "A", "<Shift>", "N", "D", "2", "<Shift>", "\r"], 5)
    assert bench.scans == ["PFAND2"]
    assert [key for key in bench.field.keys if key != "Key_Shift"] == []


def test_a_prefix_is_required_and_removed(bench: Bench, qtbot: QtBot) -> None:
    bench.wedge.change(WedgeSettings(prefix="~#"))
    bench.keyboard.scan(bench.counter, "~#" + CODE)
    bench.keyboard.scan(bench.counter, "~#12345")
    bench.keyboard.scan(bench.counter, CODE)
    settle(qtbot)
    assert bench.scans == [CODE]
    assert bench.field.keys == [*"~#12345", "\r", *CODE, "\r"]


def test_with_a_prefix_what_was_typed_right_before_is_told_apart(bench: Bench, qtbot: QtBot) -> None:
    bench.wedge.change(WedgeSettings(prefix="~~#"))
    bench.keyboard.scan(bench.counter, "3~~~#" + CODE)
    settle(qtbot)
    assert bench.scans == [CODE]
    assert bench.field.text() == "3~"
    assert bench.field.released == ["3", "~"]


def test_with_a_prefix_keys_may_roll_into_each_other(bench: Bench) -> None:
    bench.wedge.change(WedgeSettings(prefix="~"))
    handle = handle_of(bench.counter)
    for kind, char in [(PRESS, "3"), (PRESS, "5"), (PRESS, "~"), (RELEASE, "5"), (PRESS, "4"), (RELEASE, "3")]:
        bench.keyboard.now += 5
        QCoreApplication.sendEvent(handle, key_event(kind, char, bench.keyboard.now))
    bench.keyboard.type(bench.counter, CODE + "\r", 10)
    assert bench.scans == ["4" + CODE]
    assert bench.field.text() == "35"
    assert bench.field.released == ["5", "3"]


def test_only_the_ends_that_are_set(bench: Bench, qtbot: QtBot) -> None:
    bench.wedge.change(WedgeSettings(ends=("tab",)))
    bench.keyboard.scan(bench.counter, end="\r")
    settle(qtbot)
    assert bench.scans == []
    assert bench.field.keys == [*CODE, "\r"]
    bench.keyboard.scan(bench.counter, end="\t\r")
    assert bench.scans == [CODE]
    assert len(bench.counter.clicks) == 1


def test_a_key_kept_down_is_no_scan(bench: Bench, qtbot: QtBot) -> None:
    handle = handle_of(bench.counter)
    QCoreApplication.sendEvent(handle, key_event(PRESS, "3", 1000))
    settle(qtbot)
    for at in range(1300, 1600, 30):
        QCoreApplication.sendEvent(handle, key_event(PRESS, "3", at, repeat=True))
    QCoreApplication.sendEvent(handle, key_event(RELEASE, "3", 1600))
    QCoreApplication.sendEvent(handle, key_event(PRESS, "\r", 1610))
    assert bench.scans == []
    assert bench.field.keys == [*"33333333333", "\r"]


def test_a_digit_twice_so_quickly_that_it_looks_kept_down(bench: Bench, qtbot: QtBot) -> None:
    """X11 calls it a repeat if the release and the next press fall into one millisecond."""
    handle = handle_of(bench.counter)
    for char, repeat in [
        ("4", False),
        ("0", False),
        ("3", False),
        ("3", True),
        ("3", True),
        ("9", False),
        ("1", False),
    ]:
        bench.keyboard.now += 1
        QCoreApplication.sendEvent(handle, key_event(PRESS, char, bench.keyboard.now, repeat=repeat))
        QCoreApplication.sendEvent(handle, key_event(RELEASE, char, bench.keyboard.now, repeat=repeat))
    bench.keyboard.type(bench.counter, "\r", 1)
    assert bench.scans == ["4033391"]
    settle(qtbot)
    assert bench.counter.untouched()


def test_an_enter_of_a_scan_that_is_kept_down_presses_nothing(bench: Bench) -> None:
    bench.keyboard.type(bench.counter, CODE, 10)
    handle = handle_of(bench.counter)
    QCoreApplication.sendEvent(handle, key_event(PRESS, "\r", bench.keyboard.now + 10))
    for later in (500, 530, 560):
        QCoreApplication.sendEvent(handle, key_event(RELEASE, "\r", bench.keyboard.now + later, repeat=True))
        QCoreApplication.sendEvent(handle, key_event(PRESS, "\r", bench.keyboard.now + later, repeat=True))
    QCoreApplication.sendEvent(handle, key_event(RELEASE, "\r", bench.keyboard.now + 600))
    assert bench.scans == [CODE]
    assert bench.counter.untouched()


@pytest.mark.parametrize("key", ["<F12>", "<Esc>", "<Back>", "<Left>"])
def test_another_key_ends_the_burst_in_order(bench: Bench, qtbot: QtBot, key: str) -> None:
    bench.keyboard.type(bench.counter, [*"4006", key, *"381", "\r"], 10)
    settle(qtbot)
    assert bench.scans == []
    assert bench.field.keys[:6] == [*"4006", *bench.field.keys[4:5], "3"]
    assert len(bench.field.keys) == 9


def test_a_key_with_ctrl_is_no_part_of_a_code(bench: Bench, qtbot: QtBot) -> None:
    handle = handle_of(bench.counter)
    bench.keyboard.type(bench.counter, "4006381", 10)
    bench.keyboard.now += 10
    event = key_event(PRESS, "a", bench.keyboard.now, Qt.KeyboardModifier.ControlModifier)
    QCoreApplication.sendEvent(handle, event)
    bench.keyboard.type(bench.counter, "9\r", 10)
    settle(qtbot)
    assert bench.scans == []
    assert bench.field.text() == "9"  # Ctrl+A has selected the rest


def test_more_than_any_code_is_typed_text(bench: Bench, qtbot: QtBot) -> None:
    long = "123456789 " * (LONGEST // 10 + 3)
    bench.keyboard.type(bench.counter, long + "\r", 5)
    settle(qtbot)
    assert bench.scans == []
    assert bench.field.text() == long
    assert len(bench.counter.clicks) == 1
    bench.keyboard.scan(bench.counter)
    assert bench.scans == [CODE]


def test_shortcuts_fire_as_ever_and_never_for_a_scan(bench: Bench, qtbot: QtBot) -> None:
    """By the whole way of a key, its override and the search for a shortcut included."""
    log: list[str] = []
    for key in ("+", "4", "F12", "Return"):
        action = QAction(bench.counter)
        action.setShortcut(key)
        action.triggered.connect(lambda _on=False, key=key: log.append(f"{key} {bench.field.text()}"))
        bench.counter.addAction(action)
    bench.counter.button.setFocus()
    handle = handle_of(bench.counter)
    for char in "+40+063":
        QTest.keyClick(handle, Qt.Key(ord(char)))
    QTest.keyClick(handle, Qt.Key.Key_Return)
    QTest.keyClick(handle, Qt.Key.Key_Enter)
    settle(qtbot)
    assert (bench.scans, log) == (["+40+063"], [])
    QTest.keyClick(handle, Qt.Key(ord("+")))
    qtbot.waitUntil(lambda: log == ["+ "])
    bench.field.setFocus()
    QTest.keyClick(handle, Qt.Key(ord("1")))
    QTest.keyClick(handle, Qt.Key(ord("4")))
    QTest.keyClick(handle, Qt.Key.Key_F12)
    assert log == ["+ ", "F12 14"]
    QTest.keyClick(handle, Qt.Key(ord("+")))
    QTest.keyClick(handle, Qt.Key.Key_Return)
    settle(qtbot)
    assert log == ["+ ", "F12 14", "Return 14+"]
    assert bench.counter.clicks == []


def test_what_tests_type_into_a_widget_is_left_alone(bench: Bench) -> None:
    QTest.keyClicks(bench.field, "12345678Ä")
    assert bench.field.text() == "12345678Ä"
    QTest.keyClick(bench.field, Qt.Key.Key_Return)
    assert len(bench.counter.clicks) == 1
    assert bench.scans == []


def test_a_typed_key_opens_a_dialog_and_the_next_ones_go_there(bench: Bench, qtbot: QtBot) -> None:
    """The dialog waits inside of the key that opened it."""
    dialog = Counter(bench.counter)
    action = QAction(bench.counter)
    action.setShortcut("d")
    action.triggered.connect(dialog.exec)
    bench.counter.addAction(action)
    bench.counter.button.setFocus()
    seen: list[str] = []

    def inside() -> None:
        seen.append(dialog.field.text())
        bench.keyboard.scan(dialog)
        seen.extend(bench.scans)
        bench.keyboard.type(dialog, "7")
        QTimer.singleShot(200, dialog.accept)

    QTimer.singleShot(300, inside)
    bench.keyboard.type(bench.counter, "dxy", 10)
    qtbot.waitUntil(lambda: bool(dialog.closed))
    assert seen == ["xy", CODE]
    assert dialog.field.text() == "xy7"
    assert bench.field.text() == ""


def test_a_scan_may_open_a_dialog_in_which_one_scans(bench: Bench, qtbot: QtBot) -> None:
    dialog = Counter(bench.counter)
    bench.wedge.scanned.connect(lambda code: dialog.exec() if code == CODE else dialog.accept())
    QTimer.singleShot(300, lambda: bench.keyboard.scan(dialog, "40084077"))
    bench.keyboard.post(bench.counter, CODE + "\r", 10)
    qtbot.waitUntil(lambda: bench.scans == [CODE, "40084077"])
    qtbot.waitUntil(dialog.isHidden)
    assert dialog.field.keys == []
    assert bench.counter.untouched()


def test_what_is_held_for_a_window_that_is_gone_goes_nowhere(qtbot: QtBot, bench: Bench) -> None:
    other = Counter()
    other.show()
    bench.keyboard.type(other, "12", 10)
    other.close()
    other.deleteLater()
    settle(qtbot)
    assert bench.scans == []


def test_uninstalled_it_holds_nothing(bench: Bench) -> None:
    bench.keyboard.type(bench.counter, "12", 10)
    bench.wedge.uninstall()
    assert bench.field.text() == "12"
    bench.keyboard.scan(bench.counter)
    assert bench.field.text() == "12" + CODE
    assert bench.scans == []


def test_keys_of_programs_carry_no_time_and_are_left_alone(bench: Bench) -> None:
    handle = handle_of(bench.counter)
    for char in CODE + "\r":
        QCoreApplication.sendEvent(handle, key_event(PRESS, char, 0))
    assert bench.field.text() == CODE
    assert bench.scans == []


class TestMeasuring:
    """A scanner whose settings nobody knows."""

    @pytest.fixture
    def bursts(self, bench: Bench) -> list[Measured]:
        bursts: list[Measured] = []
        bench.wedge.measured.connect(bursts.append)
        bench.wedge.change(WedgeSettings(prefix="~"))
        bench.wedge.measuring = True
        return bursts

    @pytest.mark.parametrize(("end", "name"), [("\r", "enter"), ("\t", "tab"), ("\r\n", "enter"), ("", "")])
    @pytest.mark.parametrize("gap", [3, 90, 140])
    def test_a_burst_is_reported_and_taken(
        self, bench: Bench, qtbot: QtBot, bursts: list[Measured], gap: int, end: str, name: str
    ) -> None:
        bench.keyboard.type(bench.counter, CODE[:5], gap)
        bench.keyboard.type(bench.counter, CODE[5:] + end, gap + 2)
        qtbot.waitUntil(lambda: bool(bursts))
        settle(qtbot)
        assert bursts == [Measured(CODE, gap + 2, name)]
        assert bench.counter.untouched()
        assert bench.scans == []

    def test_a_few_typed_keys_are_no_burst(self, bench: Bench, qtbot: QtBot, bursts: list[Measured]) -> None:
        bench.keyboard.type(bench.counter, "12\r", 100)
        bench.keyboard.type(bench.counter, "3456", 200)
        qtbot.waitUntil(lambda: bench.field.text() == "123456")
        assert bursts == []
        assert len(bench.counter.clicks) == 1

    def test_afterwards_scans_are_scans_again(self, bench: Bench, bursts: list[Measured]) -> None:
        bench.wedge.measuring = False
        assert not bench.wedge.measuring
        bench.keyboard.scan(bench.counter, "~" + CODE)
        assert bench.scans == [CODE]
        assert bursts == []


TYPED = st.text("0123abÄß +-", min_size=1, max_size=6)
ENTERED = st.text("0123abÄß +-\r", min_size=1, max_size=20)
SCANNED = st.text("0123456789ABC-", min_size=6, max_size=20)


class Desk:
    """A counter without a test around it, for many examples."""

    def __init__(self, app: QApplication) -> None:
        self.log: list[str] = []
        self.expected: list[str] = []
        self.keyboard = Keyboard()
        self.counter = Counter()
        self.wedge = Wedge()
        self.wedge.install(app)
        self.wedge.scanned.connect(self._note)
        self.counter.show()
        assert QTest.qWaitForWindowActive(self.counter)
        self.counter.field.setFocus()

    def _note(self, code: str) -> None:
        self.counter.field.keys.append(f"scan {code}")

    def end(self) -> list[str]:
        self.wedge.uninstall()
        keys = list(self.counter.field.keys)
        self.counter.close()
        self.counter.deleteLater()
        QCoreApplication.processEvents()
        return keys


@settings(deadline=None, max_examples=60)
@given(keys=st.lists(st.tuples(st.sampled_from("0123abÄß +-\r\t"), st.integers(41, 900)), max_size=40))
def test_whatever_people_type_arrives(qapp: QApplication, keys: list[tuple[str, int]]) -> None:
    desk = Desk(qapp)
    desk.counter.field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    desk.counter.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    desk.counter.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    for key, gap in keys:
        desk.keyboard.type(desk.counter, key, gap)
    desk.wedge.change(WedgeSettings())
    entered = sum(key == "\r" for key, _gap in keys)
    typed = "".join(key for key, _gap in keys if key not in "\r\t")
    assert desk.counter.field.text() == typed
    assert len(desk.counter.clicks) == entered
    assert [key for key in desk.end() if key != "\t"] == [key for key, _gap in keys if key != "\t"]


def typed_slowly(desk: Desk, text: str) -> None:
    desk.keyboard.type(desk.counter, text, 120)
    desk.expected += text


def typed_quickly(desk: Desk, text: str) -> None:
    """Too few characters for a code, or no end."""
    desk.keyboard.type(desk.counter, text, 15)
    desk.expected += text


def scanned(desk: Desk, code: str) -> None:
    desk.keyboard.type(desk.counter, code + "\r", 10)
    desk.expected.append(f"scan {code}")


Act = tuple[Callable[[Desk, str], None], str]
ACTS = st.one_of(
    st.tuples(st.just(typed_slowly), ENTERED),
    st.tuples(st.just(typed_quickly), TYPED),
    st.tuples(st.just(scanned), SCANNED),
)


@settings(deadline=None, max_examples=80)
@given(acts=st.lists(ACTS, max_size=8), rounds=st.booleans())
def test_typed_and_scanned_nothing_is_lost_or_doubled(qapp: QApplication, acts: list[Act], rounds: bool) -> None:
    """In order, too; with the event loop going round in between, or all out of one queue."""
    desk = Desk(qapp)
    for act, text in acts:
        desk.keyboard.now += 60
        act(desk, text)
        if rounds:
            QCoreApplication.processEvents()
    desk.wedge.change(WedgeSettings())
    assert desk.end() == desk.expected
