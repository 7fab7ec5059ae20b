"""The field everything is scanned and typed into, and the sentence beside it."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QWidget

from kasse.texts import _
from ui import theme
from ui.actions import key_text


class ScanField(QLineEdit):
    """Gives out what was entered; the arrows, Enter and Del on an empty field are for the lists below it."""

    entered = Signal(str)
    stepped = Signal(int)
    confirmed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scan")
        self.setPlaceholderText(_("Scan, name or number"))
        self.setAccessibleName(_("Scan or search"))
        self._key = QLabel(key_text("scan"), self)
        self._key.setObjectName("keycap")
        self.returnPressed.connect(self._enter)

    def event(self, event: QEvent) -> bool:
        """Leave Del to its command where there is nothing to delete."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Delete
            and not self.text()
        ):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down walk through the list below."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the key's name at the trailing edge."""
        super().resizeEvent(event)
        self._key.adjustSize()
        left_to_right = self.layoutDirection() is Qt.LayoutDirection.LeftToRight
        x = self.width() - self._key.width() - 18 if left_to_right else 18
        self._key.move(x, (self.height() - self._key.height()) // 2)
        margin = self._key.width() + 10
        self.setTextMargins(0 if left_to_right else margin, 0, margin if left_to_right else 0, 0)

    def _enter(self) -> None:
        text = self.text().strip()
        self.clear()
        if text:
            self.entered.emit(text)
        else:
            self.confirmed.emit()


class Message(QLabel):
    """One place for every sentence: quiet for news, in the warm colour for what needs attention."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setFixedHeight(56)
        self.say("")

    def say(self, text: str, *, alarm: bool = False) -> None:
        """Show a sentence; an empty one clears the place."""
        self.setText(text)
        self.setToolTip(text)
        self._fit()
        if self.property("alarm") != alarm:
            self.setProperty("alarm", alarm)
            self.style().unpolish(self)
            self.style().polish(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """A long sentence is set smaller, so that nothing moves when it comes."""
        for size in (theme.BODY, theme.SMALL):
            made = theme.font(size)
            needed = QFontMetrics(made).boundingRect(self.rect(), int(Qt.TextFlag.TextWordWrap), self.text())
            if needed.height() <= self.height():
                break
        self.setFont(made)


def focus_on(field: QObject) -> None:
    """Put the focus into a field, its text selected so that typing replaces it."""
    if isinstance(field, QLineEdit):
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.selectAll()
