"""What stands in the side: cash in and out, the drawer without a sale, earlier Z reports, and the paper."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from kasse.cash import CashKind
from kasse.errors import Refused
from kasse.ids import uuid7
from kasse.money import ZERO, Money
from kasse.receipt import Document
from kasse.texts import N_, _
from ui import theme
from ui.actions import key_text
from ui.widgets.ask import Panel
from ui.widgets.fields import choice_field, chosen_in, money_field, money_of, show_wrong, text_field
from ui.widgets.keys import KeyButton
from ui.widgets.message import focus_on
from ui.widgets.paper import Paper
from ui.widgets.table import Column, Table

CASH_REASONS = (N_("Change money"), N_("Bank"), N_("Supplier"), N_("Private"))
BOOKED_AS: dict[CashKind, tuple[tuple[CashKind, str], ...]] = {
    CashKind.CASH_IN: (
        (CashKind.CASH_IN, N_("Other money put in")),
        (CashKind.PRIVATE_IN, N_("Private deposit")),
        (CashKind.BANK, N_("From the bank")),
    ),
    CashKind.CASH_OUT: (
        (CashKind.CASH_OUT, N_("Other money taken out")),
        (CashKind.PRIVATE_OUT, N_("Private withdrawal")),
        (CashKind.BANK, N_("To the bank")),
        (CashKind.WAGES, N_("Wages")),
    ),
}
"""What cash that moves without a sale can be to the tax office, what nobody says more of first."""
_BY_REASON = {
    "Bank": {CashKind.CASH_IN: CashKind.BANK, CashKind.CASH_OUT: CashKind.BANK},
    "Private": {CashKind.CASH_IN: CashKind.PRIVATE_IN, CashKind.CASH_OUT: CashKind.PRIVATE_OUT},
}
"""What a reason says of that by itself."""
DRAWER_REASONS = (N_("Change money"), N_("Check"), N_("Opened by mistake"))

_HEADINGS = {
    CashKind.CASH_IN: N_("Put cash in"),
    CashKind.CASH_OUT: N_("Take cash out"),
    CashKind.NO_SALE: N_("Open the drawer"),
}
_CONFIRMS = {
    CashKind.CASH_IN: N_("Book cash in"),
    CashKind.CASH_OUT: N_("Book cash out"),
    CashKind.NO_SALE: N_("Open the drawer"),
}


class MovePanel(Panel):
    """Money into or out of the drawer, or the drawer alone; each with its reason."""

    booked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = CashKind.CASH_IN
        self.movement = uuid7()
        self.amount_label, self.amount = QLabel(_("Amount")), money_field()
        self.reason_label, self.reason = QLabel(_("What for?")), text_field()
        self.booked_label, self.booked_as = QLabel(_("Booked as")), choice_field(())
        fields: tuple[tuple[QLabel, QWidget], ...] = (
            (self.amount_label, self.amount),
            (self.booked_label, self.booked_as),
            (self.reason_label, self.reason),
        )
        rows = QGridLayout()
        rows.setHorizontalSpacing(theme.px(12))
        rows.setVerticalSpacing(theme.px(8))
        rows.setColumnStretch(1, 1)
        self.body.addLayout(rows)
        for number, (label, field) in enumerate(fields):
            label.setBuddy(field)
            field.setAccessibleName(label.text())
            rows.addWidget(label, number, 0)
            rows.addWidget(field, number, 1)
        self.wrong = QLabel()
        self.wrong.setObjectName("message")
        self.wrong.setProperty("alarm", True)
        self.wrong.setWordWrap(True)
        self.wrong.setTextFormat(Qt.TextFormat.PlainText)
        self.quick: list[KeyButton] = []
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        self.confirm = QPushButton()
        self.confirm.setObjectName("primary")
        self.confirm.setAutoDefault(True)
        self.body.addWidget(self.wrong)
        self.body.addLayout(self._grid)
        self.body.addWidget(self.confirm)
        self.body.addStretch()
        self.amount.returnPressed.connect(lambda: focus_on(self.reason))
        self.reason.returnPressed.connect(self.booked)
        self.confirm.clicked.connect(self.booked)

    def ask(self, kind: CashKind) -> None:
        """Begin a new movement, with an id of its own."""
        self.kind, self.movement = kind, uuid7()
        alone = kind is CashKind.NO_SALE
        self.say(_(_HEADINGS[kind]), _("It opens without a sale, and is on record.") if alone else "")
        self.confirm.setText(_(_CONFIRMS[kind]))
        for widget in (self.amount_label, self.amount, self.booked_label, self.booked_as):
            widget.setVisible(not alone)
        self.booked_as.clear()
        for value, text in BOOKED_AS.get(kind, ()):
            self.booked_as.addItem(_(text), value.value)
        for field in (self.amount, self.reason):
            field.clear()
        self._offer(DRAWER_REASONS if alone else CASH_REASONS)
        self._say_wrong("")
        focus_on(self.reason if alone else self.amount)

    def asked(self) -> tuple[Money, str]:
        """The amount and the reason; `Refused` where one is missing, the focus on it."""
        amount = ZERO
        if self.kind is not CashKind.NO_SALE:
            amount = self._amount()
        reason = self.reason.text().strip()
        show_wrong(self.reason, not reason)
        if not reason:
            focus_on(self.reason)
            raise Refused("no_reason", _("Say what for: cash that moves without a sale needs a reason."))
        self._say_wrong("")
        return amount, reason

    @property
    def case(self) -> CashKind:
        """What it is booked as."""
        return CashKind(chosen_in(self.booked_as)) if self.kind in BOOKED_AS else self.kind

    def book_as(self, kind: CashKind) -> None:
        """Choose what it is booked as."""
        self.booked_as.setCurrentIndex(max(0, self.booked_as.findData(kind.value)))

    def _amount(self) -> Money:
        try:
            amount = money_of(self.amount) or ZERO
            if amount.cents <= 0:
                raise Refused("bad_amount", _("Enter an amount above 0.00."))
        except Refused:
            show_wrong(self.amount, True)
            focus_on(self.amount)
            raise
        show_wrong(self.amount, False)
        return amount

    def refuse(self, sentence: str) -> None:
        """Say why not, below the fields."""
        self._say_wrong(sentence)
        if not (self.amount.hasFocus() or self.reason.hasFocus()):
            focus_on(self.reason if self.kind is CashKind.NO_SALE else self.amount)

    def _say_wrong(self, sentence: str) -> None:
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))
        if not sentence:
            for field in (self.amount, self.reason):
                show_wrong(field, False)

    def _offer(self, reasons: tuple[str, ...]) -> None:
        for button in self.quick:
            self._grid.removeWidget(button)
            button.deleteLater()
        self.quick = [self._quick(number, reason) for number, reason in enumerate(reasons)]
        for number, button in enumerate(self.quick):
            self._grid.addWidget(button, number // 2, number % 2)
            button.show()

    def _quick(self, number: int, reason: str) -> KeyButton:
        key = f"Alt+{number + 1}"
        button = KeyButton(_(reason), key, size=theme.BODY, parent=self)
        button.setObjectName("soft")
        button.on_key(key)
        button.clicked.connect(lambda: self._take_reason(reason))
        return button

    def _take_reason(self, reason: str) -> None:
        """Into the field, where it can be added to; then Enter books."""
        self.reason.setText(_(reason))
        if self.kind in BOOKED_AS:
            self.book_as(_BY_REASON.get(reason, {}).get(self.kind, self.kind))
        if self.kind is not CashKind.NO_SALE and not self.amount.text().strip():
            focus_on(self.amount)
        else:
            self.reason.setFocus()
            self.reason.end(False)


class ReportPanel(QWidget):
    """A report on paper."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.paper = Paper()
        self.close_key = KeyButton(_("Close"), key_text("back"), size=theme.BODY)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.paper, 1)
        layout.addWidget(self.close_key)

    def show_document(self, document: Document) -> None:
        """Show it, ready to be scrolled by the arrows."""
        self.paper.show_document(document)


class ReportsPanel(Panel):
    """Earlier Z reports to look at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.say(_("Z reports"), _("Enter or a touch shows one."))
        columns = (Column(_("No."), 70, bold=True), Column(_("Business day")), Column(_("Turnover"), 130, figures=True))
        self.table = Table(columns, _("Z reports"), _("No day has been closed yet."))
        self.close_key = KeyButton(_("Close"), key_text("back"), size=theme.BODY)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.close_key)
