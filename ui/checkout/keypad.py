"""The keypad: figures for whatever field asks for them, by touch."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QLineEdit, QSizePolicy, QWidget

from kasse.texts import _, decimal_sign
from ui import theme
from ui.widgets.keys import KeyButton

ROWS = ("789×", "456⌫", "123C", "0 ,↵")
"""A blank is the double nought."""


class Keypad(QWidget):
    """Types into the line edit that has the focus, or into the field of scans where none has; never takes the focus."""

    confirmed = Signal()

    def __init__(self, home: QLineEdit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self.keys: dict[str, KeyButton] = {}
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # a keypad looks the same everywhere
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        for row, signs in enumerate(ROWS):
            for column, sign in enumerate(signs):
                grid.addWidget(self._key(sign), row, column)

    def _key(self, sign: str) -> KeyButton:
        shown = {" ": "00", ",": decimal_sign()}.get(sign, sign)
        key = KeyButton(shown, size=theme.LARGE, height=theme.TARGET)
        key.setObjectName("digit" if sign in "0123456789 ," else "")
        key.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        key.setAccessibleName({"×": _("Times"), "⌫": _("Delete"), "C": _("Clear"), "↵": _("Enter")}.get(sign, shown))
        key.clicked.connect(lambda: self._press(sign))
        key.setAutoRepeat(sign == "⌫")
        self.keys[sign] = key
        return key

    def _field(self) -> QLineEdit:
        focus = QApplication.focusWidget()
        if isinstance(focus, QLineEdit) and focus.isEnabled() and not focus.isReadOnly():
            return focus
        self._home.setFocus(Qt.FocusReason.OtherFocusReason)
        return self._home

    def _press(self, sign: str) -> None:
        field = self._field()
        match sign:
            case "C":
                field.clear()
            case "⌫":
                field.backspace()
            case "↵":
                _type(field, Qt.Key.Key_Return, "")
            case " ":
                for _turn in range(2):
                    _type(field, Qt.Key.Key_0, "0")
            case "×":
                _type(field, Qt.Key.Key_Asterisk, "*")
            case _:
                text = decimal_sign() if sign == "," else sign
                _type(field, Qt.Key(ord(text)), text)


def _type(field: QLineEdit, key: Qt.Key, text: str) -> None:
    """As a keyboard would: so whoever listens to the field's keys hears this too."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(field, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))
