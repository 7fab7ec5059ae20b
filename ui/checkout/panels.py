"""What is asked instead of the quick keys: in their place, never in a window of its own, and nothing else moves."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from kasse.texts import _
from ui import theme
from ui.actions import command, key_text
from ui.widgets.ask import Panel
from ui.widgets.keys import KeyButton
from ui.widgets.message import focus_on

ROOMY = 350
"""From this height on, at 100 %, there is room for advice beside the keys."""

Press = Callable[[str], None]
"""Is given the name of the command whose button was pressed."""


def command_key(name: str, press: Press, *, size: int = theme.BODY, height: int = 52) -> KeyButton:
    """A command's button in a panel."""
    key = KeyButton(_(command(name).text), key_text(name), size=size, height=height)
    key.clicked.connect(lambda: press(name))
    return key


class AgePanel(Panel):
    """How old the customer must be; only its own keys answer, so no scan can."""

    def __init__(self, press: Press, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.born = QLabel()
        self.born.setObjectName("big")
        self.born.setWordWrap(True)
        self.yes = command_key("age_yes", press, size=theme.LARGE, height=72)
        self.yes.setObjectName("primary")
        self.no = command_key("age_no", press, size=theme.LARGE, height=72)
        row = QHBoxLayout()
        for button in (self.no, self.yes):
            row.addWidget(button)
        self.body.addWidget(self.born)
        self.body.addLayout(row)
        self.body.addStretch()

    def ask(self, limit: int, born: str) -> None:
        """Show the question."""
        self.say(_("From {age} years").format(age=limit), _("Look at an identity card where you are not sure."))
        self.born.setText(_("Born on or before {date}?").format(date=born))


class PayPanel(Panel):
    """Money: what the customer gives, and what goes back."""

    typed = Signal(str)
    entered = Signal()
    note = Signal(int)
    """A banknote was given, in euros."""
    NOTES = (5, 10, 20, 50, 100, 200)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QLineEdit()
        self.field.setAccessibleName(_("Given"))
        self.field.setProperty("keys", "number")
        self.label = QLabel(_("Given"))
        self.label.setBuddy(self.field)
        self.change = QLabel()
        self.change.setObjectName("big")
        self.change.setWordWrap(True)
        self.notes = [self._note(number, note) for number, note in enumerate(self.NOTES, 1)]
        given = QHBoxLayout()
        given.addWidget(self.label)
        given.addWidget(self.field, 1)
        grid = QGridLayout()
        grid.setSpacing(8)
        for number, button in enumerate(self.notes):
            grid.addWidget(button, number // 3, number % 3)
        self.body.addLayout(given)
        self.body.addLayout(grid)
        self.body.addWidget(self.change)
        self.body.addStretch()
        self.field.textChanged.connect(self.typed)
        self.field.returnPressed.connect(self.entered)

    def ask(self, heading: str, text: str, exact: str, *, takes_money: bool) -> None:
        """Begin with the exact amount, selected so that typing replaces it."""
        self.say(heading, text)
        self.text.setVisible(bool(text) and self.height() >= theme.px(ROOMY))
        self.field.setText(exact)
        for widget in (self.label, self.field, *self.notes):
            widget.setVisible(takes_money)
        focus_on(self.field)

    def tell(self, text: str, *, alarm: bool = False) -> None:
        """What goes back, what is missing, or why it cannot be booked."""
        self.change.setText(text)
        if self.change.property("alarm") != alarm:
            self.change.setProperty("alarm", alarm)
            self.change.style().unpolish(self.change)
            self.change.style().polish(self.change)

    def _note(self, number: int, note: int) -> KeyButton:
        button = KeyButton(f"{note} €", f"Alt+{number}")
        button.setObjectName("soft")
        button.on_key(f"Alt+{number}")
        button.clicked.connect(lambda: self.note.emit(note))
        return button


class LinePanel(Panel):
    """The marked line, and what may become of it."""

    def __init__(self, press: Press, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.quantity = QLabel()
        self.quantity.setObjectName("heading")
        self.quantity.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.less, self.more = command_key("less_of_it", press, height=60), command_key("more_of_it", press, height=60)
        count = QHBoxLayout()
        for widget in (self.less, self.quantity, self.more):
            count.addWidget(widget, 1)
        self.acts = {name: command_key(name, press, height=60) for name in ("discount", "price", "void_line")}
        acts = QHBoxLayout()
        for button in self.acts.values():
            acts.addWidget(button)
        self.body.addLayout(count)
        self.body.addLayout(acts)
        self.body.addStretch()

    def show_line(self, name: str, price: str, quantity: str, *, countable: bool) -> None:
        """Another line."""
        self.say(name, price)
        self.quantity.setText(quantity)
        for button in (self.less, self.more):
            button.setEnabled(countable)


class MorePanel(Panel):
    """Everything that is not needed for each customer."""

    TILES = (
        "return", "last", "discount", "drawer", "recall", "user",
        "products", "shift", "receipts", "people", "settings", "help",
    )  # fmt: skip

    def __init__(self, press: Press, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body.setContentsMargins(8, 8, 8, 8)
        self.heading.hide()
        self.text.hide()
        grid = QGridLayout()
        grid.setSpacing(8)
        self.tiles = []
        for number, name in enumerate(self.TILES):
            tile = command_key(name, press, height=56)
            tile.setObjectName(name)
            self.tiles.append(tile)
            tile.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            grid.addWidget(tile, number // 3, number % 3)
        self.body.addLayout(grid)
        self.body.addStretch()


class NoticePanel(Panel):
    """Something to read before going on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text.setObjectName("")
        self.body.addStretch()
