"""What is asked instead of the quick keys: in their place, never in a window of its own, and nothing else moves."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from kasse.texts import _
from ui import theme
from ui.actions import command, key_text
from ui.checkout.scan_field import focus_on
from ui.widgets.keys import KeyButton

CHOICE_KEYS = "1234567890ABCDEGHIJKLMNOPQRSTUVWXYZ"
"""Alt and one of these presses a choice; F is left out, where menus use it."""


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
        self.body.setContentsMargins(20, 18, 20, 18)
        self.body.setSpacing(12)
        self.body.addWidget(self.heading)
        self.body.addWidget(self.text)

    def say(self, heading: str, text: str) -> None:
        """What it is about."""
        self.heading.setText(heading)
        self.text.setText(text)
        self.text.setVisible(bool(text))


class AskPanel(Panel):
    """Asks one `Question` at a time; Enter answers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label, self.field = QLabel(), QLineEdit()
        self.label.setBuddy(self.field)
        self.confirm = QPushButton()
        self.confirm.setObjectName("primary")
        self.confirm.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.grid = QGridLayout()
        self.grid.setSpacing(8)
        self.buttons: list[KeyButton] = []
        self._question = Question("", "", "", "")
        self._answer: Answer = lambda typed, chosen: None
        for widget in (self.label, self.field):
            self.body.addWidget(widget)
        self.body.addLayout(self.grid)
        self.body.addWidget(self.confirm)
        self.body.addStretch()
        self.field.returnPressed.connect(self._enter)
        self.confirm.clicked.connect(self._enter)

    def ask(self, question: Question, answer: Answer) -> None:
        """Ask, and give the answer to `answer`."""
        self._question, self._answer = question, answer
        self.say(question.heading, question.text)
        self.label.setText(question.label)
        self.field.setText(question.default)
        self.field.setEchoMode(QLineEdit.EchoMode.Password if question.secret else QLineEdit.EchoMode.Normal)
        self.field.setAccessibleName(question.label)
        self.confirm.setText(question.confirm)
        self.confirm.setVisible(bool(question.confirm))
        self._offer(question.choices)
        focus_on(self.field)

    def ask_again(self) -> None:
        """After an answer that was refused."""
        focus_on(self.field)

    def _offer(self, choices: tuple[Choice, ...]) -> None:
        for button in self.buttons:
            self.grid.removeWidget(button)
            button.deleteLater()
        self.buttons = [self._button(number, choice) for number, choice in enumerate(choices)]
        columns = 3 if len(choices) <= 9 else 4
        for number, button in enumerate(self.buttons):
            self.grid.addWidget(button, number // columns, number % columns)
            button.show()  # at once: its key must not wait for the layout
        if self.buttons and not self._question.choosing_answers:
            self.buttons[0].setChecked(True)

    def _button(self, number: int, choice: Choice) -> KeyButton:
        key = f"Alt+{CHOICE_KEYS[number]}" if number < len(CHOICE_KEYS) else ""
        button = KeyButton(choice.text, key, size=theme.BODY, parent=self)
        if choice.colour:
            button.mark(choice.colour)
        button.on_key(key)
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


class AgePanel(Panel):
    """How old the customer must be; only its own keys answer, so no scan can."""

    answered = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.born = QLabel()
        self.born.setObjectName("big")
        self.born.setWordWrap(True)
        self.yes = KeyButton(_(command("age_yes").text), key_text("age_yes"), height=72)
        self.yes.setObjectName("primary")
        self.no = KeyButton(_(command("age_no").text), key_text("age_no"), height=72)
        row = QHBoxLayout()
        for button, answer in ((self.no, False), (self.yes, True)):
            button.clicked.connect(lambda _checked=False, answer=answer: self.answered.emit(answer))
            row.addWidget(button)
        self.body.addWidget(self.born)
        self.body.addLayout(row)
        self.body.addStretch()

    def ask(self, limit: int, born: str) -> None:
        """Show the question."""
        self.say(_("From {age} years").format(age=limit), _("Look at an identity card where you are not sure."))
        self.born.setText(_("Born on or before {date}?").format(date=born))


class PayPanel(Panel):
    """Cash: what the customer gives, and what goes back. Enter never books; only the pay key does."""

    typed = Signal(str)
    scanned = Signal(str)
    NOTES = (5, 10, 20, 50, 100, 200)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = QLabel(_("Given"))
        self.field = QLineEdit()
        self.label.setBuddy(self.field)
        self.field.setAccessibleName(_("Given"))
        self.change = QLabel()
        self.change.setObjectName("big")
        self.notes = [self._note(number, note) for number, note in enumerate(self.NOTES, 1)]
        grid = QGridLayout()
        grid.setSpacing(8)
        for number, button in enumerate(self.notes):
            grid.addWidget(button, number // 3, number % 3)
        self.body.addWidget(self.label)
        self.body.addWidget(self.field)
        self.body.addLayout(grid)
        self.body.addWidget(self.change)
        self.body.addStretch()
        self.field.textChanged.connect(self.typed)
        self.field.returnPressed.connect(self._enter)

    def ask(self, heading: str, exact: str, *, takes_money: bool) -> None:
        """Begin with the exact amount, selected so that typing replaces it."""
        hint = _("The drawer opens when the sale is booked.")
        self.say(heading, hint)
        self.field.setText(exact)
        for widget in (self.label, self.field, *self.notes):
            widget.setVisible(takes_money)
        focus_on(self.field)

    def _note(self, number: int, note: int) -> KeyButton:
        button = KeyButton(f"{note} €", f"Alt+{number}")
        button.setObjectName("soft")
        button.on_key(f"Alt+{number}")
        button.clicked.connect(lambda: self._take(note))
        return button

    def _take(self, note: int) -> None:
        self.field.setText(str(note))
        focus_on(self.field)

    def _enter(self) -> None:
        """A scanner ends with Enter: a long number is a scan that came while paying."""
        text = self.field.text().strip()
        if len(text) >= 8 and text.isalnum():
            self.scanned.emit(text)
        else:
            focus_on(self.field)


class NoticePanel(Panel):
    """Something to read before going on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text.setObjectName("")
        self.body.addStretch()
