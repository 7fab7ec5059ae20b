"""What is asked instead of the quick keys: in their place, never in a window of its own, and nothing else moves."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from kasse.texts import _
from ui import theme
from ui.actions import command, key_text
from ui.widgets.ask import Panel
from ui.widgets.keys import KeyButton, set_primary
from ui.widgets.message import focus_on

ROOMY = 300
"""Where there is less room than this, at 100 %, there is one row of banknotes only."""
ADVISED, SPARE = 350, 200
"""And where there is less than this, no advice: beside what is given already, and at all."""
EXTRA = 56
"""What the keys for tips and foreign cash take of it."""
TILE, NOTE, ACT = 104, 72, 88
"""How high a tile, a banknote, and what becomes of a line may grow where there is room, at 100 %."""

ACT_KEY = "Alt+1"
"""For what a notice offers to do."""

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

    def __init__(self, press: Press, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QLineEdit()
        self.field.setAccessibleName(_("Given"))
        self.field.setProperty("keys", "number")
        self.label = QLabel(_("Given"))
        self.label.setBuddy(self.field)
        self.tab = command_key("tab", press, height=52)
        self.tab.hide()
        self.change = QLabel()
        self.change.setWordWrap(True)
        self.change.setTextFormat(Qt.TextFormat.PlainText)
        self._advice, self._across, self._room, self._whole = "", 0, 0, 0
        self.notes = [self._note(number, note) for number, note in enumerate(self.NOTES, 1)]
        given = QHBoxLayout()
        given.addWidget(self.label)
        given.addWidget(self.field, 1)
        given.addWidget(self.tab, 1)
        self.tip, self.foreign = command_key("tip", press, height=48), command_key("foreign", press, height=48)
        extras = QHBoxLayout()
        for button in (self.tip, self.foreign):
            button.hide()
            extras.addWidget(button, 1)
        self._grid = QGridLayout()
        self._place(3)
        self.body.addLayout(given)
        self.body.addLayout(extras)
        self.body.addLayout(self._grid, 1)
        self.body.addWidget(self.change)
        self.body.addStretch()
        self.field.textChanged.connect(self.typed)
        self.field.returnPressed.connect(self.entered)

    def fit(self, room: int) -> None:
        """Where there is little room the banknotes are in one row, and advice goes."""
        self._whole = room
        more = self.tip.isVisibleTo(self) or self.foreign.isVisibleTo(self)
        self._room = room - (theme.px(EXTRA) if more else 0)
        self._place(3 if self._room >= theme.px(ROOMY) else len(self.notes))

    def _place(self, across: int) -> None:
        if across != self._across:
            self._across = across
            side, rim, gap = (16, 12, 8) if across == 3 else (12, 8, 4)
            self.body.setContentsMargins(side, rim, side, rim)
            self.body.setSpacing(gap)
            self._grid.setSpacing(gap)
            for number, button in enumerate(self.notes):
                self._grid.removeWidget(button)
                self._grid.addWidget(button, number // across, number % across)

    def offer(self, *, tip: bool, foreign: bool) -> None:
        """What else may be paid, or be paid with."""
        self.tip.setVisible(tip)
        self.foreign.setVisible(foreign)
        self.fit(self._whole)

    def ask(self, heading: str, text: str, advice: str, exact: str, *, takes_money: bool, on_tab: bool = False) -> None:
        """Begin with the exact amount, selected so that typing replaces it; the advice stands till there is news."""
        self.tab.setVisible(on_tab)
        self.say(heading, text)
        self._advice = advice if self._room >= theme.px(ADVISED if text else SPARE) else ""
        self.field.setText(exact)
        for widget in (self.label, self.field, *self.notes):
            widget.setVisible(takes_money)
        focus_on(self.field)

    def tell(self, text: str, *, alarm: bool = False) -> None:
        """What goes back, what is missing, or why it cannot be booked; the advice where there is none of it."""
        self.change.setText(text or self._advice)
        name = "big" if text else "quiet"
        if (self.change.objectName(), self.change.property("alarm")) != (name, alarm):
            self.change.setObjectName(name)
            self.change.setProperty("alarm", alarm)
            self.change.style().unpolish(self.change)
            self.change.style().polish(self.change)

    def _note(self, number: int, note: int) -> KeyButton:
        button = KeyButton(f"{note} €", f"Alt+{number}")
        button.setObjectName("soft")
        button.setMaximumHeight(theme.px(NOTE))
        button.on_key(f"Alt+{number}", repeats=False)  # held down it would count the same note again
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
        for button in (self.less, self.more, *self.acts.values()):
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
            button.setMaximumHeight(theme.px(ACT))
        self.body.addLayout(count, 1)
        self.body.addLayout(acts, 1)
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
        "customer", "voucher", "take_out",
        "products", "shift", "receipts", "people", "settings", "help",
        "overview", "give_up",
    )  # fmt: skip

    def __init__(self, press: Press, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body.setContentsMargins(6, 6, 6, 6)
        self.heading.hide()
        self.text.hide()
        grid = QGridLayout()
        grid.setSpacing(6)
        self.tiles = []
        for number, name in enumerate(self.TILES):
            tile = command_key(name, press, height=56)
            tile.setObjectName(name)
            self.tiles.append(tile)
            tile.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
            tile.setMaximumHeight(theme.px(TILE))
            grid.addWidget(tile, number // 3, number % 3)
        self.body.addLayout(grid, 1)
        self.body.addStretch()


class NoticePanel(Panel):
    """Something to read before going on; its key is there where one can go on."""

    def __init__(self, press: Press, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text.setObjectName("")
        self.go_on = KeyButton(_("Go on selling"), key_text("back"), height=60)
        self.go_on.setObjectName("primary")
        self.go_on.clicked.connect(lambda: press("back"))
        self.go_on.hide()
        self._act: Callable[[], None] = lambda: None
        self.act = KeyButton("", ACT_KEY, height=60)
        self.act.on_key(ACT_KEY, repeats=False)
        self.act.clicked.connect(lambda: self._act())
        self.act.hide()
        self.body.addSpacing(8)
        self.body.addWidget(self.act)
        self.body.addWidget(self.go_on)
        self.body.addStretch()

    def tell(self, heading: str, text: str) -> None:
        """Something to read, and the way on."""
        self.say(heading, text)
        self.act.hide()
        self.go_on.say(_("Go on selling"), key_text("back"))
        set_primary(self.go_on, True)
        self.go_on.show()

    def offer(self, title: str, act: Callable[[], None], not_now: str) -> None:
        """What can be done about it, as the main action."""
        self._act = act
        self.go_on.say(not_now, key_text("back"))
        self.act.say(title, ACT_KEY)
        set_primary(self.act, True)
        set_primary(self.go_on, False)
        self.act.show()


class SlowPanel(Panel):
    """The fiscal device takes long: go on without it, or wait. Only its own keys answer, so no scan can."""

    def __init__(self, press: Press, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text.setObjectName("")
        self.go_on = command_key("without_tse", press, size=theme.LARGE, height=72)
        self.go_on.setObjectName("primary")
        self.wait = KeyButton(_("Wait"), key_text("back"), height=60)
        self.wait.clicked.connect(lambda: press("back"))
        self.body.addSpacing(8)
        self.body.addWidget(self.go_on)
        self.body.addWidget(self.wait)
        self.body.addStretch()

    def ask(self) -> None:
        """Show the question."""
        self.say(
            _("The TSE takes long"),
            _(
                "You need not wait: without it the receipt says that the TSE was out of order, as the law wants it. "
                "Nothing is to be done later. The next customer can be served either way."
            ),
        )
