"""A panel that asks one question: in its place on the page, never in a window of its own."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.widgets.keys import KeyButton
from ui.widgets.message import focus_on

CHOICE_KEYS = "1234567890ABCDEGHIJKLMNOPQRSTUVWXYZ"
"""Alt and one of these presses a choice; F is left out, where menus use it."""
LOW = 350
"""Where a panel is lower, at 100 %, there is room for one sentence and not for two."""
MANY = 6
"""More choices than these need the room themselves."""


KEY_RIM = 20
"""What a key has around its words, at most."""


class Choice(NamedTuple):
    """A key among several; `value` is what choosing it means."""

    text: str
    value: str
    colour: str = ""


class Question(NamedTuple):
    """One thing to ask for: typed, and perhaps one of some choices.

    Where `choosing_answers`, pressing a choice is the answer; else one of them is on and Enter is the answer.
    """

    heading: str
    text: str
    label: str
    confirm: str
    default: str = ""
    secret: bool = False
    choices: tuple[Choice, ...] = ()
    choosing_answers: bool = True
    keys: str = "number"
    """What the on-screen keyboard offers: "number" or "text"."""


Answer = Callable[[str, str], None]
"""Is given what was typed and the value of the choice."""


class Panel(QFrame):
    """A heading, a text, and what a kind of panel has below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.heading, self.text = QLabel(), QLabel()
        self.heading.setObjectName("heading")
        self.text.setObjectName("quiet")
        for label in (self.heading, self.text):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 12, 16, 12)
        self.body.setSpacing(8)
        self.body.addWidget(self.heading)
        self.body.addWidget(self.text)

    def say(self, heading: str, text: str) -> None:
        """What it is about."""
        self.heading.setText(heading)
        self.text.setText(text)
        self.text.setVisible(bool(text))


class AskPanel(Panel):
    """Asks one `Question` at a time; Enter answers. What is wrong with an answer is said below its field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label, self.field = QLabel(), QLineEdit()
        self.label.setBuddy(self.field)
        self.wrong = QLabel()
        self.wrong.setObjectName("message")
        self.wrong.setProperty("alarm", True)
        self.wrong.setWordWrap(True)
        self.wrong.setTextFormat(Qt.TextFormat.PlainText)
        self.confirm = QPushButton()
        self.confirm.setObjectName("primary")
        self.confirm.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.grid = QGridLayout()
        self.grid.setSpacing(6)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self._choices = QScrollArea()  # a shop may have more departments than there is room
        self._choices.setWidgetResizable(True)
        self._choices.setFrameShape(QFrame.Shape.NoFrame)
        self._choices.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._choices.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._choices.setWidget(self._holder())
        self._choices.setMinimumHeight(theme.px(theme.TARGET))
        self.buttons: list[KeyButton] = []
        self._placed = 0  # columns
        self._question = Question("", "", "", "")
        self._answer: Answer = lambda typed, chosen: None
        row = QHBoxLayout()
        row.addWidget(self.label)
        row.addWidget(self.field, 1)
        self.body.addLayout(row)
        self.body.addWidget(self.wrong)
        self.body.addWidget(self._choices, 1)
        self.body.addWidget(self.confirm)
        self.body.addStretch()
        self.field.returnPressed.connect(self._enter)
        self.confirm.clicked.connect(self._enter)

    def _holder(self) -> QWidget:
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(self.grid)
        inside.addStretch()
        return holder

    def asks(self, question: Question) -> bool:
        """Whether this is what is being asked."""
        return self._question is question

    def ask(self, question: Question, answer: Answer) -> None:
        """Ask, and give the answer to `answer`."""
        self._question, self._answer = question, answer
        self.say(question.heading, question.text)
        self.label.setText(question.label)
        self.field.setText(question.default)
        self.field.setEchoMode(QLineEdit.EchoMode.Password if question.secret else QLineEdit.EchoMode.Normal)
        self.field.setAccessibleName(question.label)
        self.field.setProperty("keys", question.keys)
        self.label.setVisible(bool(question.label))
        self.field.setVisible(bool(question.label))
        self.confirm.setText(question.confirm)
        self.confirm.setVisible(bool(question.confirm))
        self.wrong.hide()
        self._offer(question.choices)
        self._fit_text()
        self._focus()

    def ask_again(self, sentence: str = "") -> None:
        """After an answer that was refused: say why, and let it be typed again."""
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))
        self._fit_text()
        self._focus()

    def _fit_text(self) -> None:
        """Where there is little room, what is wrong, or many choices, take the place of the sentence."""
        crowded = not self.wrong.isHidden() or len(self.buttons) > MANY
        self.text.setVisible(bool(self.text.text()) and not (crowded and self.height() < theme.px(LOW)))

    def _focus(self) -> None:
        if self._question.label:
            focus_on(self.field)
        elif self.buttons:
            self.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _offer(self, choices: tuple[Choice, ...]) -> None:
        for button in self.buttons:
            self.grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = [self._button(number, choice) for number, choice in enumerate(choices)]
        self._choices.setVisible(bool(choices))
        self._place()
        self._choices.setMaximumHeight(self.grid.sizeHint().height())  # so that the main action follows at once
        if self.buttons and not self._question.choosing_answers:
            self.buttons[0].setChecked(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is room for more choices in a row, or for fewer."""
        super().resizeEvent(event)
        self._fit_text()
        if self.buttons and self._columns() != self._placed:
            self._place()
            self._choices.setMaximumHeight(self.grid.sizeHint().height())

    def _place(self) -> None:
        columns = self._placed = self._columns()
        for number, button in enumerate(self.buttons):
            self.grid.removeWidget(button)
            self.grid.addWidget(button, number // columns, number % columns)
            button.show()  # at once: its key must not wait for the layout

    def _columns(self) -> int:
        """As many as there is room for, without a word of a choice being cut."""
        metrics = QFontMetrics(theme.font(theme.SMALL, bold=True))
        titles = [choice.text for choice in self._question.choices]
        widest = max((metrics.horizontalAdvance(title) for title in titles), default=0) + KEY_RIM
        most = 3 if self.width() < theme.px(500) else 4
        fitting = (self.width() - 40) // (widest + self.grid.spacing())
        coloured = any(
            choice.colour for choice in self._question.choices
        )  # departments: many, and rather cut than below
        return min(most, max(3 if coloured else 1, fitting))

    def _button(self, number: int, choice: Choice) -> KeyButton:
        key = f"Alt+{CHOICE_KEYS[number]}" if number < len(CHOICE_KEYS) else ""
        button = KeyButton(choice.text, key, size=theme.BODY, height=theme.TARGET, parent=self)
        if choice.colour:
            button.mark(choice.colour)
        button.on_key(key, repeats=False)
        button.by_enter = True  # which led there from the field
        button.setCheckable(not self._question.choosing_answers)
        button.setAutoExclusive(not self._question.choosing_answers)
        if self._question.choosing_answers:
            button.clicked.connect(lambda: self._answer(self.field.text(), choice.value))
        else:
            button.clicked.connect(lambda: focus_on(self.field))
        return button

    def _enter(self) -> None:
        if not self._question.choices:
            self._answer(self.field.text(), "")
        elif not self._question.choosing_answers:
            number = next(n for n, button in enumerate(self.buttons) if button.isChecked())
            self._answer(self.field.text(), self._question.choices[number].value)
        else:
            self.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
