"""The on-screen keyboard: for whoever touches a field and has no other keyboard.

It lies between the page and the foot, and the page gives way. It never takes the focus: its keys go to the widget that
has it, as those of a real keyboard do. A field says by its property `keys` what is offered: "text", "number" or "none".
A page with a keypad of its own has the property `own_keypad`: its number fields get none.

Only presses of the window are looked at, not all events of the application, so that a till without touch pays nothing.
"""

from typing import Protocol, cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)
from shiboken6 import isValid

from kasse.texts import _, current_language, decimal_sign
from ui import theme
from ui.widgets.key_layouts import (
    BACKSPACE,
    ENTER,
    FUNCTIONS,
    HIDE,
    LEFT,
    LETTERS,
    OTHER,
    RIGHT,
    SHIFT,
    SIGNS,
    SPACE,
    UNITS,
    Cap,
    number_keys,
    text_keys,
)
from ui.widgets.keys import KeyButton
from ui.widgets.tray import bring_into_sight

ROWS, RIM, GAP = 5, 8, 6
MOST = 45
"""How much of the window's height it takes, in percent, where it is drawn larger than at 100 %."""
ALWAYS, AUTO, NEVER = "always", "auto", "never"

_SENT = {
    BACKSPACE: (Qt.Key.Key_Backspace, ""),
    ENTER: (Qt.Key.Key_Return, "\r"),
    LEFT: (Qt.Key.Key_Left, ""),
    RIGHT: (Qt.Key.Key_Right, ""),
    SPACE: (Qt.Key.Key_Space, " "),
}
_REPEATED = (BACKSPACE, LEFT, RIGHT)
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class Window(Protocol):
    """What it needs of a window beside being one; its pages, where there are several, are in a `stack`."""

    def dock(self, widget: QWidget) -> None:
        """Put something between the page and the foot."""

    def lay_on_tray(self) -> None:
        """Have a page scrolled, and not squeezed, where it finds too little room."""


class OnScreenKeyboard(QFrame):
    """`mode` is `Machine.keyboard`: "auto", "always" or "never"."""

    def __init__(self, window: QMainWindow, mode: str) -> None:
        super().__init__()
        self.setObjectName("keyboard")
        self.setAccessibleName(_("Keyboard"))
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._window, self.mode = window, mode
        self._typing = False  # somebody typed on a real keyboard
        self._under: QWidget | None = None  # what a finger lies on
        self._shift = self._lock = False
        self._shown: tuple[str, str, int] = ("", "", 0)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(RIM, RIM, RIM, RIM)
        self._grid.setSpacing(GAP)
        self.keys: list[KeyButton] = []
        self._letters: list[tuple[KeyButton, str]] = []
        self._shifts: list[KeyButton] = []
        self.hide()
        docks = cast("Window", window)
        docks.lay_on_tray()
        docks.dock(self)
        window.winId()  # from here on there is a QWindow
        window.windowHandle().installEventFilter(self)
        self._moved = QTimer(self, singleShot=True, interval=0)  # the focus goes several ways before it rests
        self._moved.timeout.connect(self._focus_rests)
        QApplication.instance().focusChanged.connect(self._moved.start)  # type: ignore[union-attr]
        pages = getattr(window, "stack", None)
        if isinstance(pages, QStackedWidget):
            pages.currentChanged.connect(self._page_changed)
        self.change(mode)

    def change(self, mode: str) -> None:
        """Go by another setting from now on."""
        self.mode = mode
        self._focus_rests()

    def note_typing(self) -> None:
        """Somebody typed on a real keyboard: no touch brings this one up any more."""
        self._typing = True
        if self.mode == AUTO:
            self.hide()

    # When it is there

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at what the window gets: a touch on a field, which Qt makes a mouse's press of, and typed letters.

        What a scanner types has been taken out before. A letter counts, as many a till has a number pad and no more.
        """
        kind = event.type()
        if kind is QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            self._under = self._window.childAt(event.position().toPoint())
        elif kind is QEvent.Type.MouseButtonRelease:
            QTimer.singleShot(0, self, self._touched)  # when the press has done what it does
        elif kind is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and _is_letter(event):
            self.note_typing()
        return super().eventFilter(watched, event)

    def _touched(self) -> None:
        """The finger is off again: had it been on the field that now has the focus?"""
        field, under, self._under = self._field(), self._under, None
        if field is None or under is None or self.mode == NEVER or (self.mode == AUTO and self._typing):
            return
        if isValid(under) and (under is field or field.isAncestorOf(under)):
            self._offer(field)

    def _focus_rests(self) -> None:
        field = self._field()
        if field is None or self.mode == NEVER:
            self.hide()
        elif self.isVisible() or self.mode == ALWAYS:
            self._offer(field)

    def _page_changed(self) -> None:
        """Another page: there it is wanted anew."""
        if self.mode == AUTO:
            self.hide()

    def _field(self) -> QLineEdit | QPlainTextEdit | None:
        """The field that has the focus and wants keys."""
        field = self._window.focusWidget()
        if not isinstance(field, (QLineEdit, QPlainTextEdit)) or field.isReadOnly() or not field.isVisible():
            return None
        return field if _wanted(field) else None

    def _offer(self, field: QLineEdit | QPlainTextEdit) -> None:
        self._shift = self._lock = False
        self._lay(_wanted(field))
        self.show()
        self._make_room(field)

    def _make_room(self, field: QWidget) -> None:
        """The page gives way at once; what it scrolls itself it does when it is laid out anew."""
        central = self._window.centralWidget()
        if central is not None and (layout := central.layout()) is not None:
            layout.activate()
        QTimer.singleShot(0, field, lambda: bring_into_sight(field, theme.px(12)))

    # What is on it

    def _lay(self, layer: str) -> None:
        wanted = (layer, current_language(), self._key_height())
        if wanted != self._shown:
            self._shown = wanted
            self._clear()
            caps = _caps(*wanted[:2])
            for cap in caps:
                self._add(cap)
            used = {cap.row for cap in caps}
            for row in range(ROWS):
                self._grid.setRowMinimumHeight(row, wanted[2] if row in used else 0)
        self._paint_letters()

    def _key_height(self) -> int:
        """A finger's height; larger only as long as more than half of the window is left to the page."""
        rims = 2 * RIM + (ROWS - 1) * GAP
        share = (self._window.height() * MOST // 100 - rims) // ROWS
        return max(theme.TARGET, min(theme.px(theme.TARGET), share))

    def _clear(self) -> None:
        for key in self.keys:
            self._grid.removeWidget(key)
            key.hide()
            key.deleteLater()
        self.keys, self._letters, self._shifts = [], [], []

    def _add(self, cap: Cap) -> None:
        title, name = FUNCTIONS.get(cap.key, (cap.key, ""))
        if cap.key == OTHER:
            title = "123/#" if self._shown[0] == "text" else "ABC"
        large = len(title) == 1 and self._shown[2] * 2 >= theme.px(theme.TITLE) * 3
        key = KeyButton(title, size=theme.TITLE if large else theme.LARGE, height=0, parent=self)
        key.setObjectName("function" if name and cap.key != SPACE else "letter")
        key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        key.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        key.setAutoRepeat(cap.key in _REPEATED)
        key.setAutoRepeatDelay(400)
        key.setAutoRepeatInterval(60)
        if name:
            key.setAccessibleName(_(name))
        elif cap.key.isalpha():
            self._letters.append((key, cap.key))
        if cap.key == SHIFT:
            key.setCheckable(True)
            self._shifts.append(key)
        key.pressed.connect(lambda: self._press(cap.key))
        key.clicked.connect(self._paint_letters)
        self._grid.addWidget(key, cap.row, cap.column, cap.high, cap.wide)
        for column in range(UNITS):
            self._grid.setColumnStretch(column, 1)
        self.keys.append(key)
        key.show()

    def _paint_letters(self) -> None:
        upper = self._shift or self._lock
        for key, letter in self._letters:
            key.say(_upper(letter) if upper else letter, "")
        for key in self._shifts:
            key.say("⇪" if self._lock else "⇧", "")
            key.setAccessibleName(_("Shift key, locked") if self._lock else _("Shift key"))
            key.setChecked(upper)

    # What its keys do

    def _press(self, key: str) -> None:
        if key == HIDE:
            self.hide()
        elif key == OTHER:
            QTimer.singleShot(0, self, self._turn_over)  # the key itself goes
        elif key == SHIFT:
            self._press_shift()
        elif key in _SENT:
            self._send(*_SENT[key])
        else:
            self._write(_upper(key) if self._shift or self._lock else key)

    def _press_shift(self) -> None:
        """One letter; pressed again before one came: all from now on; and once more: none."""
        self._shift, self._lock = not (self._shift or self._lock), self._shift
        self._paint_letters()

    def _turn_over(self) -> None:
        self._shift = self._lock = False
        self._lay({"text": "signs"}.get(self._shown[0], "text"))
        field = self._field()
        if field is not None:
            self._make_room(field)

    def _write(self, character: str) -> None:
        code = ord(character.upper()) if len(character.upper()) == 1 else ord(character)
        self._send(Qt.Key(code) if code < 256 else Qt.Key.Key_unknown, character)
        if self._shift and character.isalpha():
            self._shift = False
            self._paint_letters()

    def _send(self, key: Qt.Key, text: str) -> None:
        modifiers = Qt.KeyboardModifier.ShiftModifier if text.isupper() else Qt.KeyboardModifier.NoModifier
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            field = self._field()  # the press may have closed it
            if field is not None:
                QCoreApplication.sendEvent(field, QKeyEvent(kind, key, modifiers, text))


def _is_letter(event: QKeyEvent) -> bool:
    return event.text().isalpha() and not event.modifiers() & _COMMANDS


def _wanted(field: QWidget) -> str:
    """What a field wants: "text", "number", or nothing."""
    keys = field.property("keys")
    if keys == "number" and _has_keypad(field):
        return ""
    return str(keys) if keys in ("text", "number") else ""


def _has_keypad(field: QWidget) -> bool:
    page: QObject | None = field
    while page is not None and not page.property("own_keypad"):
        page = page.parent()
    return page is not None


def _caps(layer: str, language: str) -> list[Cap]:
    if layer == "number":
        return number_keys(decimal_sign())
    rows = LETTERS if layer == "text" else SIGNS
    return text_keys(rows.get(language, rows["en"]))


def _upper(letter: str) -> str:
    """As capital, where that is one letter: ß stays."""
    capital = letter.upper()
    return capital if len(capital) == 1 else letter
