"""One window on the small shop, to be brought into a scene and painted into a picture."""

import os
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from kasse.clock import SetClock
from kasse.fiscal.de.device import TseDevice
from kasse.texts import use_language
from kasse.till import Till
from tests.conftest import PlainHasher
from tests.shots.day import NOW
from ui import last_state
from ui.app import Assembly
from ui.checkout.flow import Flow
from ui.machine import Machine
from ui.tasks import InlineTasks
from ui.window import TillWindow

P = TypeVar("P")

BREAK = "\N{ZERO WIDTH SPACE}"
PLACE = "/home/aylin/.local/share/kasse"


class Scene(NamedTuple):
    """A state of the window; `start` is how the day stands in the file (see `day.Shops`), empty without a till."""

    name: str
    play: "Callable[[Stage], None]"
    start: str


SCENES: dict[str, Scene] = {}
"""All scenes, as their modules are imported."""


def scene(start: str = "day") -> "Callable[[Callable[[Stage], None]], Callable[[Stage], None]]":
    """Note a function as the scene of its name."""

    def note(play: "Callable[[Stage], None]") -> "Callable[[Stage], None]":
        SCENES[play.__name__] = Scene(play.__name__, play, start)
        return play

    return note


class Stage:
    """What a scene works with."""

    def __init__(self, path: Path, language: str, size: tuple[int, int]) -> None:
        self.path, self.language, self.size = path, language, size
        self.machine = Machine()
        self.clock = SetClock(NOW)
        self.shown: QWidget | None = None
        """The window to be painted, where it is not the till's."""
        self.device: TseDevice | None = None
        self._opened: list[Assembly] = []
        use_language(language)

    # The till's window

    @cached_property
    def assembly(self) -> Assembly:
        """The till, opened when it is first wanted."""
        return self._open()

    def _open(self) -> Assembly:
        path = self.path

        def open_till() -> Till:
            return Till(path, device=self.device, clock=self.clock, hasher=PlainHasher())

        assembly = Assembly(last_state.read(path), open_till, InlineTasks(), self.machine)
        self._opened.append(assembly)
        assembly.window.resize(*self.size)
        assembly.window.show()
        assembly.window.activateWindow()
        while assembly.flow is None and assembly.failure is None:  # the first paint opens the till
            QApplication.processEvents()
        self._fit_out(assembly)
        return assembly

    @staticmethod
    def _fit_out(assembly: Assembly) -> None:
        """What comes a moment later, at once."""
        assembly.window.lay_on_tray()
        assembly.window.foot.show_printer(_no_printer())

    def reopen(self, path: Path | None = None) -> None:
        """As after a power cut: the window opens anew, perhaps on another file."""
        self.close()
        self.path = path or self.path
        self.assembly = self._open()

    def use_tse(self, device: TseDevice) -> None:
        """As if this fiscal device had been there when the till was opened."""
        self.device = device
        self.reopen()

    @property
    def window(self) -> TillWindow:
        """The till's window; after a change of the look it is another one."""
        return self.assembly.window

    @property
    def flow(self) -> Flow:
        """The checkout's doings."""
        assert self.assembly.flow is not None
        return self.assembly.flow

    @property
    def till(self) -> Till:
        """The till behind the window."""
        return self.assembly.desk.till

    # What a hand does

    def do(self, *commands: str) -> None:
        """Press commands' keys."""
        for command in commands:
            self.window.do(command)
        self.settle()

    def scan(self, *codes: str) -> None:
        """Scan."""
        for code in codes:
            self.window.take_scan(code)
        self.settle()

    def write(self, text: str) -> None:
        """Type wherever the focus is."""
        for sign in text:
            key = Qt.Key(ord(sign.upper())) if sign.isascii() else Qt.Key.Key_unknown
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(self.focus(), QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, sign))
        self.settle()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key wherever the focus is."""
        QTest.keyClick(self.focus(), key, modifier)
        self.settle()

    def enter(self, *texts: str) -> None:
        """Type each and press Enter."""
        for text in texts:
            self.write(text)
            self.press(Qt.Key.Key_Return)

    def touch(self, widget: QWidget) -> None:
        """Touch a widget's middle."""
        around = widget.window()
        where = widget.mapTo(around, QPoint(widget.width() // 2, widget.height() // 2))
        QTest.mouseClick(around.windowHandle(), Qt.MouseButton.LeftButton, pos=where)
        self.settle()

    def focus(self) -> QWidget:
        """What has the focus."""
        shown = self.shown or self.window
        focused: QWidget | None = shown.focusWidget()
        return shown if focused is None else focused

    def page(self, name: str, kind: type[P]) -> P:
        """Open a page."""
        self.do(name)
        page = self.window.pages[name]
        assert isinstance(page, kind)
        return page

    @staticmethod
    def settle() -> None:
        """Until everything is laid out."""
        for _turn in range(8):
            QApplication.processEvents()

    # The picture

    def still(self) -> QWidget:
        """The window, laid out, without what is different each time: the hour and the folder."""
        window = self.shown or self.window
        self.settle()
        if isinstance(window, TillWindow):
            window.foot.show_time(NOW.astimezone(ZoneInfo("Europe/Berlin")).timetuple())
        _name_the_place(window, str(self.path.parent))
        self.settle()
        return window

    def shoot(self, target: Path) -> None:
        """Paint the window into a file."""
        self.still().grab().save(str(target), "PNG", 80)  # pressed a little only: hundreds of them are wanted soon

    def close(self) -> None:
        """End."""
        while self._opened:
            assembly = self._opened.pop()
            assembly.window.close()
            assembly.close()
            assembly.window.deleteLater()
        if self.shown is not None:
            self.shown.close()
            self.shown.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # no event loop runs that would do it


def _name_the_place(window: QWidget, folder: str) -> None:
    """Files lie where they would lie in a shop, not where pictures are taken."""
    texts: list[QLabel | QLineEdit] = [*window.findChildren(QLabel), *window.findChildren(QLineEdit)]
    for widget in texts:
        text = widget.text().replace(BREAK, "")
        if folder in text:
            shown = text.replace(folder, PLACE)
            widget.setText(shown.replace("/", f"/{BREAK}") if BREAK in widget.text() else shown)


def _no_printer() -> str:
    from kasse.texts import _

    return _("no printer")
