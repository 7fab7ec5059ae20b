"""The real window with its real threads, as a cashier has it before her: scanner bursts, keys and touches."""

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QKeyCombination, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from kasse.clock import Clock, SystemClock
from kasse.fiscal.de.device import TseDevice
from kasse.ports import Tse
from kasse.sale import Sale
from kasse.till import Till
from ui import last_state, theme
from ui.actions import command
from ui.app import Assembly
from ui.checkout.page import CheckoutPage
from ui.receipts.page import ReceiptsPage
from ui.tasks import StoreThread

SCANNER, FINGERS = 8, 120
"""Milliseconds from key to key."""
ENTER = "\r"


class Window:
    """Counts what the hands do: `scans`, `presses` of keys and `touches`."""

    def __init__(
        self,
        qtbot: QtBot,
        qapp: QApplication,
        path: Path,
        clock: Clock | None = None,
        tse: Tse | None = None,
        device: TseDevice | None = None,
    ) -> None:
        theme.apply(qapp, dark=False)
        self.bugs: list[BaseException] = []
        self.qtbot = qtbot
        self.path = path
        self.clock = clock or SystemClock()
        self.assembly = Assembly(
            last_state.read(path),
            lambda: Till(path, clock=self.clock, tse=tse, device=device),
            StoreThread(self.bugs.append),
        )
        self.scans = self.presses = self.touches = 0
        self.closed = False
        self._now = 10_000
        self.assembly.window.show()
        qtbot.addWidget(self.assembly.window)
        self.until(lambda: self.assembly.flow is not None)
        self.assembly.window.activateWindow()
        self.until(self.assembly.window.isActiveWindow)

    # What is seen

    @property
    def page(self) -> CheckoutPage:
        return self.assembly.window.page

    @property
    def till(self) -> Till:
        return self.assembly.desk.till

    def until(self, so: Callable[[], bool], timeout: int = 20_000) -> None:
        """Wait for the threads."""
        self.qtbot.waitUntil(so, timeout=timeout)

    def lines(self) -> list[tuple[str, str, str]]:
        """What stands in the basket, deposits left out."""
        return [(row.quantity, row.name, row.total) for row in self.page.model.rows if not row.deposit]

    def shows(self, total: str) -> None:
        """Wait until the big figure says so."""
        self.until(lambda: self.page.total.figure.text() == total)

    def sees(self, panel: str) -> None:
        """Wait until this stands on the right."""
        self.until(lambda: self.page.shows(panel))

    def says(self, words: str) -> None:
        """Wait until a sentence beside the field, or in the panel, holds these words."""
        self.until(lambda: words in self.told())

    def told(self) -> str:
        """All sentences in sight."""
        told = [self.page.message.text()]
        if self.page.shows("ask") and self.page.ask.wrong.isVisible():
            told.append(self.page.ask.wrong.text())
        if self.page.shows("pay"):
            told.append(self.page.pay.change.text())
        return " | ".join(told)

    def receipt_shown(self) -> None:
        """Wait for the receipt on the page of receipts."""
        page = self.assembly.window.pages["receipts"]
        assert isinstance(page, ReceiptsPage)
        self.until(lambda: page.seen is not None)

    def settled(self) -> None:
        """Wait until the store has done what it was given, and the window was told."""
        done: list[int] = []
        self.assembly.tasks.store(lambda: 1, done.append, lambda error: done.append(0))
        self.until(lambda: bool(done))

    # What hands do

    def scan(self, *codes: str) -> None:
        """Each a burst that ends with Enter."""
        for code in codes:
            self.scans += 1
            self._now += 1000
            for sign in code + ENTER:
                self._key(_key_of(sign), sign, Qt.KeyboardModifier.NoModifier, SCANNER)
            self.settled()

    def type(self, text: str) -> None:
        """By a person; `\\r` is Enter."""
        for sign in text:
            self.presses += 1
            self._key(_key_of(sign), sign, Qt.KeyboardModifier.NoModifier, FINGERS)
            self.qtbot.wait(60)  # the scanner's filter holds a key until it knows that no other follows
        self.settled()

    def press(self, what: str) -> None:
        """A command by its name, or a key such as "Alt+1"."""
        self.presses += 1
        try:
            key = command(what).key
        except StopIteration:
            key = what
        combination: QKeyCombination = QKeySequence(key)[0]  # type: ignore[index]
        self._key(combination.key(), "", combination.keyboardModifiers(), FINGERS)
        self.settled()

    def touch(self, widget: QWidget, place: QPoint | None = None) -> None:
        """A finger on a button, or on a place of something larger."""
        self.touches += 1
        window = self.assembly.window
        QApplication.processEvents()  # what was just made is laid out: nobody touches what is not there yet
        where = widget.mapTo(window, widget.rect().center() if place is None else place)
        QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
        self.settled()

    def pad(self, signs: str) -> None:
        """Fingers on the keypad."""
        for sign in signs:
            self.touch(self.page.keypad.keys[sign])

    def quick(self, label: str) -> None:
        """A quick key."""
        self.touch(next(button for _page, button in self.page.keys.buttons if button.title == label))

    def _key(self, key: Qt.Key, text: str, modifiers: Qt.KeyboardModifier, gap: int) -> None:
        self._now += gap
        focused: QWindow | None = QGuiApplication.focusWindow()
        handle = self.assembly.window.windowHandle() if focused is None else focused
        for kind, at in ((QEvent.Type.KeyPress, self._now), (QEvent.Type.KeyRelease, self._now + gap // 2)):
            event = QKeyEvent(kind, key, modifiers, text)
            event.setTimestamp(at)
            QCoreApplication.sendEvent(handle, event)

    def focused(self) -> QLineEdit:
        """The field that has the focus."""
        field = QApplication.focusWidget()
        assert isinstance(field, QLineEdit)
        return field

    # The end

    def last(self) -> Sale:
        """The last receipt in the books."""
        return self.assembly.tasks.call(self.till.checkout.last_receipt)

    def pay(self) -> Sale:
        """Exact cash."""
        before = self.page.message.text()
        self.press("exact")
        self.until(lambda: self.page.message.text() not in (before, "") and not self.page.model.rows)
        return self.last()

    def close(self) -> None:
        """Close it; nothing may have gone wrong unseen."""
        if self.closed:
            return
        self.closed = True
        self.assembly.window.close()
        self.assembly.close()
        assert self.bugs == []


def _key_of(sign: str) -> Qt.Key:
    if sign == ENTER:
        return Qt.Key.Key_Return
    return Qt.Key(ord(sign.upper()))


def windows(qtbot: QtBot, qapp: QApplication) -> Iterator[Callable[..., Window]]:
    """Opens windows; what is still open at the end is closed, and must have been in order."""
    opened: list[Window] = []

    def open_one(path: Path, clock: Clock | None = None) -> Window:
        opened.append(Window(qtbot, qapp, path, clock))
        return opened[-1]

    yield open_one
    for window in opened:
        window.close()
