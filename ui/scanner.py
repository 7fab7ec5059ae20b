"""A scanner that types: its codes are taken out of the keyboard's keys, whatever has the focus.

A keyboard scanner types its code as a burst of keys and ends it with Enter or Tab. `Wedge` holds printable keys back
for as long as the next one may still belong to the same burst. Ended as a scan ends, all of them vanish; else they
are sent to the window again, in order. Whether keys belong together is told by the time at which they were pressed,
never by when they arrive: after a second in which the window could not listen, typed keys arrive all at once.

How a key comes in, tried with Qt 6.11 under X11 and offscreen:

- Qt sends a `ShortcutOverride` to the `QWindow`, and only if nobody accepts it, looks for a shortcut. Found, no
  `KeyPress` follows. So a key that is to be held is claimed by accepting its override: no shortcut fires on a code.
- The `QWindow` sees each key before any widget does, menus and dialogs included. Only there keys are looked at.
- A key that is sent to the window again asks the widgets for an override and looks for a shortcut as a new one does:
  a plain character as a shortcut works, once, and a gap later.
- A key that ends a burst without a scan (Enter after a few digits, F12, Esc, Ctrl+P) lets go of the held keys when
  its override comes, and is then handled by Qt as ever; so order is kept for shortcuts too.
- What `QTest` sends to a widget goes past the window, and so past this filter.

Its limits: a key typed right before a scan, within the gap, becomes part of the code unless there is a prefix; and a
scan that the system itself delivers with longer pauses than the gap, though it was sent without, is typed text.
"""

from collections import deque
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from shiboken6 import isValid

LONGEST = 500
"""More characters than any code has: somebody pastes, or a cat lies on the keyboard."""

PASSES = 2
"""How often the event loop goes round before a silence is believed: what was typed meanwhile may still be queued."""

MEASURED_GAP = 150
MEASURED_SILENCE = 300
MEASURED_SHORTEST = 3
"""The generous limits, in milliseconds and characters, with which an unknown scanner is measured."""

_PRESS = QEvent.Type.KeyPress
_RELEASE = QEvent.Type.KeyRelease
_OVERRIDE = QEvent.Type.ShortcutOverride

_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier

_ENDS = {int(Qt.Key.Key_Return): "enter", int(Qt.Key.Key_Enter): "enter", int(Qt.Key.Key_Tab): "tab"}

_MODIFIERS = frozenset(
    int(key)
    for key in (
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
        Qt.Key.Key_ScrollLock,
        Qt.Key.Key_Mode_switch,
    )
)


class WedgeSettings(NamedTuple):
    """How the scanner types."""

    gap: int = 40
    """The longest time between two keys of one scan, in milliseconds."""

    shortest: int = 6
    """The fewest characters of a code, its prefix not counted."""

    prefix: str = ""
    """What the scanner sends in front of each code; where set, it is required and removed."""

    ends: tuple[str, ...] = ("enter", "tab")
    """Which keys end a scan: "enter" (Return or the keypad's Enter), "tab"."""


USUAL = WedgeSettings()
"""What most scanners do as they come."""


class Measured(NamedTuple):
    """A burst as it came: its text, its longest gap in milliseconds, and "enter", "tab" or "" for what ended it."""

    text: str
    longest_gap: int
    end: str


def end_of(event: QKeyEvent) -> str:
    """Which end of a scan a key could be: "enter", "tab" or ""."""
    return "" if event.modifiers() & _COMMANDS else _ENDS.get(event.key(), "")


def character_of(event: QKeyEvent) -> str:
    """The character of a key that may be part of a code, or ""."""
    text = event.text()
    return text if text.isprintable() and not event.modifiers() & _COMMANDS else ""


def _same(event: QKeyEvent) -> int:
    """What tells a key from others at press and release; with Shift let go in between, `key()` changes."""
    return event.nativeScanCode() or -event.key()


def _copy(event: QKeyEvent) -> QKeyEvent:
    """The same key once more. `event.clone()` is never freed in PySide6 6.11."""
    copy = QKeyEvent(
        event.type(),
        event.key(),
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        event.text(),
        event.isAutoRepeat(),
        event.count(),
    )
    copy.setTimestamp(event.timestamp())
    return copy


class _Burst:
    """Keys that nobody has yet said to be a scan or typed."""

    def __init__(self) -> None:
        self.events: list[QKeyEvent] = []
        self.text = ""
        self.longest_gap = 0
        self.down: set[int] = set()

    def press(self, event: QKeyEvent, gap: int) -> None:
        """Hold a key."""
        self.longest_gap = max(self.longest_gap, gap) if self.events else 0
        self.events.append(event)
        self.text += event.text()
        self.down.add(_same(event))

    def release(self, event: QKeyEvent) -> None:
        """Hold the release of a key that is held."""
        self.events.append(event)
        self.down.discard(_same(event))

    def shift(self) -> list[QKeyEvent]:
        """Give back the oldest key, with its release if that has come."""
        press = self.events.pop(0)
        self.text = self.text.removeprefix(press.text())
        for event in self.events:
            if event.type() == _RELEASE and _same(event) == _same(press):
                self.events.remove(event)
                return [press, event]
        self.down.discard(_same(press))
        return [press]


class Wedge(QObject):
    """Takes the scans out of the keys of all windows. What is typed comes through at most one gap later."""

    scanned = Signal(str)
    """A code was scanned."""

    measured = Signal(object)
    """A burst came to its end while `measuring`: a `Measured`."""

    def __init__(self, settings: WedgeSettings = USUAL, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._measuring = False
        self._app: QCoreApplication | None = None
        self._burst = _Burst()
        self._window: QWindow | None = None
        self._due: deque[QKeyEvent] = deque()
        self._last = 0
        self._ended: int | None = None
        self._spoilt = False
        self._swallowed: set[int] = set()
        self._passing = False
        self._passes = 0
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._silent)

    def install(self, app: QCoreApplication) -> None:
        """Begin to look at the keys."""
        self._app = app
        app.installEventFilter(self)

    def uninstall(self) -> None:
        """Look at no more keys; what is held goes to the window."""
        self._let_go()
        if self._app is not None:
            self._app.removeEventFilter(self)
            self._app = None

    def change(self, settings: WedgeSettings) -> None:
        """Go by other settings from now on."""
        self._let_go()
        self._settings = settings

    @property
    def settings(self) -> WedgeSettings:
        """What scans are told by; more generous, and without a prefix, while measuring."""
        return WedgeSettings(MEASURED_GAP, MEASURED_SHORTEST) if self._measuring else self._settings

    @property
    def measuring(self) -> bool:
        """Whether bursts are measured, and not taken as scans."""
        return self._measuring

    @measuring.setter
    def measuring(self, on: bool) -> None:
        self._let_go()
        self._measuring = on

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what belongs to a scan. Called for each event of the application, so it decides quickly."""
        kind = event.type()
        if kind is not _PRESS and kind is not _RELEASE and kind is not _OVERRIDE:
            return False
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QWindow):
            return False
        if self._passing:  # one that is sent again; once, as it may open a dialog in which the next scan comes
            self._passing = False
            return False
        self._deliver()
        taken = self._release(event) if kind is _RELEASE else self._press(event, watched)
        if taken:
            event.accept()
        return taken

    def _release(self, event: QKeyEvent) -> bool:
        """A release goes the way of its press."""
        key = _same(event)
        if key in self._burst.down:
            self._burst.release(_copy(event))
            return True
        if key in self._swallowed:
            if not event.isAutoRepeat():
                self._swallowed.discard(key)
            return True
        return False

    def _press(self, event: QKeyEvent, window: QWindow) -> bool:
        """Whether a key, or the override that comes before it, is held or swallowed."""
        if event.key() in _MODIFIERS:
            return False
        if self._repeats(event):
            return True
        if not self._continues(event):
            self._close("")
        if character_of(event) and event.timestamp():
            return self._character(event, window)
        if self._stray(event) or self._is_end(event):
            return event.type() is _OVERRIDE or self._end(event)
        self._let_go()
        return False

    def _repeats(self, event: QKeyEvent) -> bool:
        """Whether a swallowed key is kept down."""
        if not event.isAutoRepeat():
            if event.type() is _PRESS:
                self._swallowed.discard(_same(event))
            return False
        return _same(event) in self._swallowed

    def _continues(self, event: QKeyEvent) -> bool:
        """Whether a key came quickly after the last one, by its own time."""
        return 0 <= event.timestamp() - self._last <= self.settings.gap

    def _character(self, event: QKeyEvent, window: QWindow) -> bool:
        """Hold a key that may be part of a code.

        A key kept down repeats long after its burst. One that repeats within it was typed twice so quickly that the
        window system took it for kept down.
        """
        quick = self._continues(event)
        self._spoilt = self._spoilt and quick
        if self._spoilt or (event.isAutoRepeat() and not self._burst.events):
            self._last = event.timestamp()
            return False
        if event.type() is _OVERRIDE:
            return True
        self._burst.press(_copy(event), event.timestamp() - self._last)
        self._window, self._last, self._ended = window, event.timestamp(), None
        self._passes = 0
        self._timer.start(MEASURED_SILENCE if self._measuring else self.settings.gap)
        self._doubt()
        return True

    def _doubt(self) -> None:
        """Let go of what can be no code any more."""
        if len(self._burst.text) > LONGEST:
            self._spoilt = True
            self._let_go()
            return
        prefix = self.settings.prefix
        while not (self._burst.text.startswith(prefix) or prefix.startswith(self._burst.text)):
            self._due.extend(self._burst.shift())
        self._deliver()

    def _is_end(self, event: QKeyEvent) -> bool:
        """Whether a key makes a scan of the held ones."""
        settings = self.settings
        if not self._burst.events or end_of(event) not in settings.ends or not event.timestamp():
            return False
        text = self._burst.text
        return text.startswith(settings.prefix) and len(text) >= len(settings.prefix) + settings.shortest

    def _stray(self, event: QKeyEvent) -> bool:
        """Whether an end comes right after an end: the second half of CR LF."""
        return self._ended is not None and bool(end_of(event)) and self._continues(event)

    def _end(self, event: QKeyEvent) -> bool:
        """Swallow an end, and the scan before it."""
        gap = event.timestamp() - self._last
        self._last = self._ended = event.timestamp()
        self._swallowed.add(_same(event))
        if self._burst.events:
            self._burst.longest_gap = max(self._burst.longest_gap, gap)
            self._close(end_of(event))
        return True

    def _close(self, end: str) -> None:
        """The burst is over: tell of it, or let it go."""
        burst = self._burst
        if not end and not (self._measuring and len(burst.text) >= MEASURED_SHORTEST):
            self._let_go()
            return
        self._forget()
        self._swallowed |= burst.down
        if self._measuring:
            self.measured.emit(Measured(burst.text, burst.longest_gap, end))
        else:
            self.scanned.emit(burst.text.removeprefix(self._settings.prefix))

    @Slot()
    def _silent(self) -> None:
        """No key has arrived for a while. One may wait in a queue still, if the thread was busy."""
        self._deliver()
        if not self._burst.events:
            return
        if self._passes < PASSES:
            self._passes += 1
            self._timer.start(0)
            return
        self._close("")

    def _let_go(self) -> None:
        """It was typed: send it to the window."""
        self._due.extend(self._burst.events)
        self._forget()
        self._deliver()

    def _forget(self) -> None:
        self._burst = _Burst()
        self._timer.stop()

    def _deliver(self) -> None:
        """Send again what is due. A key may open a dialog and wait for it: the others then go there, by the timer."""
        while self._due:
            event = self._due.popleft()
            if self._due and not self._timer.isActive():
                self._timer.start(self.settings.gap)
            self._send(event)

    def _send(self, event: QKeyEvent) -> None:
        """Send one to the window that has the focus now, as the system would."""
        focused: QWindow | None = QGuiApplication.focusWindow()
        window = self._window if focused is None else focused
        if window is None or not isValid(window):
            return
        self._passing = True
        try:
            QCoreApplication.sendEvent(window, event)
        finally:
            self._passing = False
