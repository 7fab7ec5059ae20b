"""What stands beside a list to change one row: fields that scroll, and the main action below them, always in sight."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from kasse.texts import _
from ui import theme
from ui.widgets.fields import Form, margins
from ui.widgets.keys import KeyButton
from ui.widgets.message import focus_on
from ui.widgets.noted import Noted, sentence, tell
from ui.widgets.tray import bring_into_sight

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Scrolled(QScrollArea):
    """What is inside scrolls, so it asks for little room, whatever it would like to have."""

    def __init__(self, inside: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:
        """Two fields."""
        return QSize(0, theme.px(120))

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()


class SidePanel(QFrame):
    """Fields with a main action. Enter goes from field to field and saves in the last one; Ctrl+Return always saves."""

    wanted = Signal()
    """The main action was pressed."""
    closed = Signal()
    """The other button was pressed."""

    def __init__(self, action: str, close: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.heading = QLabel()
        self.heading.setObjectName("section")
        self.heading.setWordWrap(True)
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.form = Form()
        self.wrong = sentence()
        self.main_key = KeyButton(action, "Ctrl+Return", size=theme.BODY)
        self.main_key.setObjectName("primary")
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            self.main_key.on_key(key)
        self.close_key = KeyButton(close or _("Close"), "Esc", size=theme.BODY)
        self.main_key.clicked.connect(self.wanted)
        self.close_key.clicked.connect(self.closed)
        self._notes: dict[QWidget, Noted] = {}
        self._order: list[QWidget] = []
        self._lay_out()

    def _lay_out(self) -> None:
        inner = QWidget()
        self.inner = QVBoxLayout(inner)
        self.inner.setContentsMargins(margins(0, 0, 6, 0))
        self.inner.setSpacing(10)
        self.inner.addWidget(self.form)
        self.inner.addStretch()
        self.area = Scrolled(inner)
        self.below = actions = QHBoxLayout()
        actions.setSpacing(8)
        actions.setContentsMargins(margins(0, 0, 6, 0))  # as far from the edge as the fields
        actions.addWidget(self.close_key, 1)
        actions.addWidget(self.main_key, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(margins(16, 12, 10, 12))  # the scroll bar stands nearer to the edge
        layout.setSpacing(10)
        layout.addWidget(self.heading)
        layout.addWidget(self.area, 1)
        layout.addWidget(self.wrong)
        layout.addLayout(actions)

    def add(self, label: str, field: QWidget, explained: str = "") -> None:
        """A row of the form."""
        if isinstance(field, QLineEdit | QComboBox):
            self._notes[field] = Noted(field)
            field.setAccessibleName(label)
            field.setAccessibleDescription(explained)
            self.form.add(label, self._notes[field], explained)
        else:
            self.form.add(label, field, explained)
        self.level(self._notes.get(field, field))
        self.follow(field)

    def level(self, field: QWidget) -> None:
        """Put a row's label on one line with what it names."""
        for label in self.form.findChildren(QLabel):
            if label.buddy() is field:
                label.setFixedHeight(theme.px(theme.TARGET))

    def follow(self, field: QWidget) -> None:
        """Enter comes to this field after the ones before."""
        self._order.append(field)
        field.installEventFilter(self)

    def say(self, text: str, field: QWidget | None = None) -> None:
        """Why not: below its field, or above the main action where it is about the whole."""
        note = None if field is None else self._notes.get(field)
        if note is None:
            tell(self.wrong, text)
        else:
            note.say(text)
            self.go_to(note.field)

    def clear_notes(self) -> None:
        """Nothing is wrong any more."""
        tell(self.wrong, "")
        for note in self._notes.values():
            note.say("")

    def busy(self, on: bool) -> None:
        """Saving: a second press would save twice."""
        self.main_key.setEnabled(not on)

    def go_to(self, field: QWidget) -> None:
        """Put the focus into a field and bring it into sight."""
        if isinstance(field, QLineEdit):
            focus_on(field)
        else:
            field.setFocus(Qt.FocusReason.TabFocusReason)
        bring_into_sight(field, theme.px(40))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on to the next field."""
        if event.type() is QEvent.Type.FocusIn and isinstance(watched, QWidget):
            bring_into_sight(watched, theme.px(40))
        if (
            event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in ENTER
            and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            and isinstance(watched, QWidget)
        ):
            self.entered(watched)
            return True
        return super().eventFilter(watched, event)

    def entered(self, field: QWidget) -> None:
        """Enter was pressed in a field."""
        following = [other for other in self._order[self._order.index(field) + 1 :] if other.isVisibleTo(self)]
        if following:
            self.go_to(following[0])
        else:
            self.main_key.click()


def button(text: str, pressed: Callable[[], object], *, name: str = "", key: str = "", shown: str = "") -> KeyButton:
    """A button as wide as its text; `shown` is its key as it is printed."""
    made = KeyButton(text, shown or key, size=theme.BODY)
    made.setSizePolicy(made.sizePolicy().Policy.Preferred, made.sizePolicy().Policy.Preferred)
    if name:
        made.setObjectName(name)
    if key:
        made.on_key(key)
    made.clicked.connect(lambda: pressed())
    return made
