"""One sentence beside what it is about."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QWidget

from ui import theme


class Message(QLabel):
    """One place for every sentence: quiet for news, in the warm colour for what needs attention."""

    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setFixedHeight(theme.px(56))
        self.say("")

    def say(self, text: str, *, alarm: bool = False) -> None:
        """Show a sentence; an empty one clears the place."""
        self.setText(text)
        self.setToolTip(text)
        self.said.emit(text)
        self._fit()
        announce(self, text, urgent=alarm)
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
            made = theme.font(size, bold=bool(self.property("alarm")))
            needed = QFontMetrics(made).boundingRect(self.rect(), int(Qt.TextFlag.TextWordWrap), self.text())
            if needed.height() <= self.height():
                break
        self.setFont(made)


def announce(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Have a screen reader say what nobody would leave their field for to read. What is not in sight is not said."""
    if not text or not widget.isVisible():
        return
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # the first window does not wait for them

    if QAccessible.isActive():
        event = QAccessibleAnnouncementEvent(widget, text)
        if urgent:
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)


def focus_on(field: QObject) -> None:
    """Put the focus into a field, its text selected so that typing replaces it."""
    if isinstance(field, QLineEdit):
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.selectAll()
