"""Counting money: a field for the pieces of each note and coin, and the sum while one types.

Digits and Enter are enough: Enter goes to the next coin, and on the last one it confirms.
"""

from collections.abc import Sequence

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QRegularExpressionValidator, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from kasse.cash import DENOMINATIONS, count_total
from kasse.errors import Refused
from kasse.money import Money
from kasse.texts import _
from ui import theme
from ui.checkout.rows import figure
from ui.widgets.fields import number_field, show_wrong
from ui.widgets.keys import KeyButton
from ui.widgets.message import Message, focus_on

NOTES = sum(cents >= 500 for cents in DENOMINATIONS)
COINS = len(DENOMINATIONS) - NOTES
CELL = 276
"""The width of a coin's cell at 100 %: its name, its field, its subtotal."""
GAP = 36
"""What is between two of them at least."""


def coin_name(cents: int) -> str:
    """A note or coin as it is called: 20 €, 50 ct."""
    return f"{cents // 100} €" if cents >= 100 else f"{cents} ct"


class CountField(QLineEdit):
    """The pieces of one note or coin. Up and Down walk as well, so that empty ones are passed quickly."""

    walked = Signal(int)
    finished = Signal(bool)
    """Enter; whether the key is held down."""
    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys that leave the field; all others type."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.finished.emit(event.isAutoRepeat())
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.walked.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Typing replaces what is there."""
        super().focusInEvent(event)
        self.selectAll()
        self.entered.emit()


class Coin(QWidget):
    """A note or coin: name, pieces, subtotal."""

    def __init__(self, cents: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.cents = cents
        self.field = CountField()
        self.field.setProperty("keys", number_field().property("keys"))
        self.field.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,6}"), self.field))
        self.field.setAlignment(Qt.AlignmentFlag.AlignTrailing)
        self.field.setMinimumWidth(theme.px(84))
        self.field.setAccessibleName(_("Pieces of {coin}").format(coin=coin_name(cents)))
        name = QLabel(coin_name(cents))
        name.setFont(theme.font(theme.LARGE, bold=True))
        name.setFixedWidth(theme.px(58))
        name.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        name.setBuddy(self.field)
        self.subtotal = QLabel()
        self.subtotal.setFont(theme.font(theme.LARGE))
        self.subtotal.setMinimumWidth(theme.px(110))
        self.subtotal.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(name)
        layout.addWidget(self.field, 3)
        layout.addWidget(self.subtotal)
        layout.addStretch(1)  # a subtotal is nearer to its pieces than to the next column

    def pieces(self) -> int:
        """How many; 0 where nothing is typed."""
        return int(self.field.text() or 0)

    def check(self) -> str:
        """Show the subtotal, or give the sentence that says why it cannot be."""
        sentence = ""
        try:
            total = count_total({self.cents: self.pieces()})
            self.subtotal.setText(figure(total) if self.field.text() else "")
        except Refused as refusal:
            self.subtotal.setText("")
            sentence = refusal.message
        if bool(self.field.property("wrong")) != bool(sentence):
            show_wrong(self.field, bool(sentence))
        return sentence


class CountView(QWidget):
    """All notes and coins, the sum below them. What is typed stays until `clear`."""

    confirmed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = QLabel()
        self.heading.setObjectName("section")
        self.message = Message()
        self._holder = QWidget(self)
        self.coins = [Coin(cents, self._holder) for cents in DENOMINATIONS]
        self.kinds, self.figure = QLabel(), QLabel()
        self.figure.setFont(theme.font(theme.TITLE, bold=True))
        self.figure.setAccessibleDescription(_("Counted"))  # a name would hide the sum from a screen reader
        self.confirm = KeyButton("", "Ctrl+Enter", size=theme.BODY)
        self.confirm.setObjectName("primary")
        self.afresh = KeyButton(_("Start over"), "", size=theme.BODY)
        self._at = 0
        self._columns = 0
        self._grid = QGridLayout(self._holder)
        self._build()
        self._connect()
        self._total()

    def _build(self) -> None:
        self._grid.setVerticalSpacing(6)
        self._grid.setContentsMargins(12, 10, 16, 10)
        self.area = QScrollArea()
        self.area.setWidget(self._holder)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        sheet = QFrame()
        sheet.setObjectName("card")
        inside = QVBoxLayout(sheet)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.area)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(self.heading)
        head.addWidget(self.message, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(sheet, 1)
        layout.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        total = QFrame()
        total.setObjectName("total")
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addStretch(1)
        for label in (QLabel(_("Counted")), self.kinds):
            names.addWidget(label)
        names.addStretch(1)
        self.kinds.setFont(theme.font(theme.SMALL))
        row = QHBoxLayout(total)
        row.setContentsMargins(20, 0, 20, 0)
        row.addLayout(names)
        row.addStretch()
        row.addWidget(self.figure)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(total, 5)
        foot.addWidget(self.afresh, 2)
        foot.addWidget(self.confirm, 4)
        for widget in (total, self.afresh, self.confirm):
            widget.setFixedHeight(theme.px(64))
        return foot

    def _connect(self) -> None:
        for number, coin in enumerate(self.coins):
            coin.field.textChanged.connect(self._total)
            coin.field.walked.connect(lambda by, number=number: self._go(number + by))
            coin.field.finished.connect(lambda held, number=number: self._enter(number, held=held))
            coin.field.textEdited.connect(lambda _text, number=number: self._mark(number))
            coin.field.entered.connect(lambda coin=coin: self._bring_into_sight(coin))
        self.confirm.clicked.connect(lambda: self._confirm())
        self.confirm.on_key("Ctrl+Return")
        self.confirm.on_key("Ctrl+Enter")
        self.afresh.clicked.connect(self._begin_again)

    def ask(self, heading: str, confirm: str) -> None:
        """Count what for; the focus goes to where the counting was left."""
        self.heading.setText(heading)
        self.confirm.say(confirm, "Ctrl+Enter")
        self._total()
        focus_on(self.coins[self._at].field)

    def pieces(self) -> dict[int, int]:
        """What is typed, by denomination in cents."""
        return {coin.cents: coin.pieces() for coin in self.coins if coin.field.text()}

    def total(self) -> Money:
        """The sum of what is typed; what cannot be is left out."""
        return _sum(self.coins)

    def clear(self) -> None:
        """Nothing is counted."""
        self._at = 0
        for coin in self.coins:
            coin.field.clear()

    def to_first(self) -> None:
        """The next time one begins at the first coin; what is typed stays."""
        self._at = 0

    def refuse(self, sentence: str) -> None:
        """Say why not, and go back to the coins."""
        self.message.say(sentence, alarm=True)
        focus_on(self.coins[self._at].field)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as there is room for; one counts down each of them."""
        super().resizeEvent(event)
        room = max(1, (self.width() - 28) // theme.px(CELL + GAP))
        high = self.height() - theme.px(64 + 52) - 60 >= COINS * theme.px(theme.TARGET + 8)
        columns = min(2 if high else 3, room)
        if columns != self._columns:
            self._columns = columns
            # Two columns are notes and coins, as they lie in the drawer.
            self._place(NOTES if columns == 2 else -(-len(self.coins) // columns))

    def _place(self, rows: int) -> None:
        for number, coin in enumerate(self.coins):
            column = min(number // rows, self._columns - 1)
            self._grid.addWidget(coin, number - column * rows, column)
        self._grid.setHorizontalSpacing(64 if self._columns == 2 else GAP)
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < self._columns else 0)
        for row in range(len(self.coins) + 1):
            self._grid.setRowStretch(row, 1 if row == len(self.coins) else 0)

    def _total(self) -> None:
        wrong = [sentence for sentence in [coin.check() for coin in self.coins] if sentence]
        self.figure.setText(f"{figure(self.total())} €")
        notes, coins = _sum(self.coins[:NOTES]), _sum(self.coins[NOTES:])
        self.kinds.setText(_("Notes {notes} · coins {coins}").format(notes=figure(notes), coins=figure(coins)))
        if wrong:
            self.message.say(wrong[0], alarm=True)
        else:
            self.message.say(_("Type the pieces. Enter goes to the next one, on the last one it confirms."))

    def _go(self, number: int) -> None:
        if 0 <= number < len(self.coins):
            self._mark(number)
            self.coins[number].field.setFocus(Qt.FocusReason.TabFocusReason)

    def _mark(self, number: int) -> None:
        """Where the counting is; a focus that moves because the page is left is none."""
        self._at = number

    def _bring_into_sight(self, coin: Coin) -> None:
        self.area.ensureWidgetVisible(coin, 0, theme.px(theme.TARGET))

    def _enter(self, number: int, *, held: bool) -> None:
        if number + 1 < len(self.coins):
            self._go(number + 1)
        elif not held:  # a key that is held down runs through the coins, and stops here
            self._confirm()

    def _confirm(self) -> None:
        wrong = next((coin for coin in self.coins if coin.field.property("wrong")), None)
        if wrong is not None:
            focus_on(wrong.field)
        elif not self.pieces():
            self._at = 0
            self.refuse(_("Nothing is counted yet. Type 0 where the drawer is empty."))
        else:
            self.confirmed.emit()

    def _begin_again(self) -> None:
        self.clear()
        focus_on(self.coins[0].field)


def _sum(coins: Sequence[Coin]) -> Money:
    return Money(sum(coin.cents * coin.pieces() for coin in coins if not coin.field.property("wrong")))
