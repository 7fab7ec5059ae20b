"""What of a receipt is given back: its lines, how much is left of each, and how much of that goes back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kasse.money import Money
from kasse.quantity import ONE, Quantity
from kasse.receipts import Line, Receipt
from kasse.texts import _, ngettext
from ui import theme
from ui.checkout.rows import figure, quantity_figure
from ui.widgets.ask import Panel
from ui.widgets.keys import KeyButton
from ui.widgets.table import Column, Entry, Table


class LineTable(Table):
    """Arrows mark a line, plus and minus or a digit say how much of it, Enter gives back."""

    counted = Signal(int)
    typed = Signal(int)
    confirmed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of this list; all others as in any."""
        text = event.text()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirmed.emit()
        elif text in ("+", "-", "−"):
            self.counted.emit(1 if text == "+" else -1)
        elif text.isascii() and text.isdigit():
            self.typed.emit(int(text))
        else:
            super().keyPressEvent(event)


class ReturnPanel(Panel):
    """Lines to choose from. With nothing chosen, Enter gives back one of the marked line."""

    given = Signal(object)
    """What goes back: positions and quantities; None for all that is left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.receipt: Receipt | None = None
        self.chosen: dict[int, Quantity] = {}
        self.table = LineTable(
            (
                Column(_("Goes back"), 96, figures=True, bold=True),
                Column(_("Article")),
                Column(_("Left"), 88, figures=True),
            ),
            _("Lines of the receipt"),
        )
        self.table.counted.connect(self._count)
        self.table.typed.connect(self._set_typed)
        self.table.confirmed.connect(self.give)
        self.table.chosen.connect(lambda _key: self._count(1))
        self.table.marked.connect(lambda _key: self._say_button())
        self.more = KeyButton(_("One more"), "+", size=theme.BODY)
        self.less = KeyButton(_("One less"), "−", size=theme.BODY)
        self.all_key = KeyButton(_("All of it"), "Ctrl+A", size=theme.BODY)
        self.more.clicked.connect(lambda: self._count(1))
        self.less.clicked.connect(lambda: self._count(-1))
        self.all_key.clicked.connect(self.choose_all)
        self.all_key.on_key("Ctrl+A", repeats=False)
        self.confirm = KeyButton("", _("Enter"), size=theme.BODY)
        self.confirm.setObjectName("primary")
        self.confirm.clicked.connect(self.give)
        counting = QHBoxLayout()
        counting.setSpacing(8)
        for key in (self.less, self.more, self.all_key):
            counting.addWidget(key, 1)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(counting)
        self.body.addWidget(self.confirm)

    def show_receipt(self, receipt: Receipt) -> None:
        """Begin to choose, with the first line of which something is left."""
        self.receipt, self.chosen = receipt, {}
        self.say(
            _("Give back from receipt {number}").format(number=receipt.number),
            _("A deposit goes back with its article."),
        )
        self._show()
        first = next((place for place, line in enumerate(receipt.lines) if line.left), 0)
        self.table.mark_row(first)
        self._say_button()

    def focus_lines(self) -> None:
        """The arrows are for the lines."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The receipt's lines."""
        return () if self.receipt is None else self.receipt.lines

    def add(self, position: int) -> None:
        """One more of a line, as scanned."""
        self.table.mark(str(position))
        self._count(1)

    def choose_all(self) -> None:
        """All that is left."""
        self.chosen = {line.position.number: line.left for line in self.lines if line.left}
        self._show()

    def give(self) -> None:
        """Give back what is chosen, or one of the marked line."""
        wanted = self._wanted()
        if wanted:
            everything = wanted == {line.position.number: line.left for line in self.lines if line.left}
            self.given.emit(None if everything else wanted)

    def _wanted(self) -> dict[int, Quantity]:
        line = self._marked()
        if self.chosen or line is None or not line.left:
            return self.chosen
        return {line.position.number: _step(line)}

    def _marked(self) -> Line | None:
        key = self.table.key()
        return next((line for line in self.lines if str(line.position.number) == key), None)

    def _count(self, by: int) -> None:
        line = self._marked()
        if line is not None:
            now = self.chosen.get(line.position.number, Quantity(0)).thousandths
            self._choose(line, now + by * _step(line).thousandths)

    def _set_typed(self, pieces: int) -> None:
        line = self._marked()
        if line is not None:
            self._choose(line, pieces * _step(line).thousandths)

    def _choose(self, line: Line, thousandths: int) -> None:
        kept = Quantity(min(max(0, thousandths), line.left.thousandths))
        if kept:
            self.chosen[line.position.number] = kept
        else:
            self.chosen.pop(line.position.number, None)
        self._show()

    def _show(self) -> None:
        self.table.show_rows([self._entry(line) for line in self.lines])
        self._say_button()

    def _entry(self, line: Line) -> Entry:
        position = line.position
        back = self.chosen.get(position.number)
        return Entry(
            str(position.number),
            (
                "" if back is None else quantity_figure(back, position.unit),
                position.name,
                quantity_figure(line.left, position.unit) if line.left else _("nothing"),
            ),
        )

    def _say_button(self) -> None:
        """The button says what will happen, so that Enter is no surprise."""
        wanted = self._wanted()
        self.confirm.setEnabled(bool(wanted))
        amount = figure(self.receipt.refund(wanted)) if wanted and self.receipt is not None else figure(Money(0))
        pieces = sum(much.thousandths // 1000 if much.is_whole else 1 for much in wanted.values())
        text = ngettext("Give back {count} article: {amount} €", "Give back {count} articles: {amount} €", pieces)
        self.confirm.say(text.format(count=pieces, amount=amount), _("Enter"))


def _step(line: Line) -> Quantity:
    """By how much a line is counted: by the piece; what was weighed goes back as a whole."""
    return ONE if line.position.quantity.is_whole else line.left
