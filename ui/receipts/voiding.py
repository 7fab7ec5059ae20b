"""Why a receipt is voided: a reason to touch, or one's own words."""

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from kasse.ids import uuid7
from kasse.receipts import Receipt
from kasse.texts import N_, _
from ui import theme
from ui.checkout.rows import figure
from ui.widgets.ask import Panel
from ui.widgets.fields import show_wrong, text_field
from ui.widgets.keys import KeyButton
from ui.widgets.message import focus_on

REASONS = (
    N_("Rung up by mistake"),
    N_("Wrong article"),
    N_("Wrong payment"),
    N_("Not wanted any more"),
)


class VoidPanel(Panel):
    """Asks for the reason once. Its id goes with every press, so that a receipt is voided once."""

    answered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = 0
        self.void_id: UUID = uuid7()
        self.field = text_field()
        self.field.setMaxLength(200)
        label = QLabel(_("Reason"))
        label.setBuddy(self.field)
        self.field.setAccessibleName(_("Reason"))
        self.wrong = QLabel()
        self.wrong.setObjectName("message")
        self.wrong.setProperty("alarm", True)
        self.wrong.setWordWrap(True)
        self.reasons = [self._reason(place, _(text)) for place, text in enumerate(REASONS, 1)]
        grid = QGridLayout()
        grid.setSpacing(8)
        for place, key in enumerate(self.reasons):
            grid.addWidget(key, place // 2, place % 2)
        self.confirm = KeyButton(_("Void receipt"), _("Enter"), size=theme.BODY)
        self.confirm.setObjectName("primary")
        self.confirm.clicked.connect(self._answer)
        self.field.returnPressed.connect(self._answer)
        for widget in (label, self.field, self.wrong):
            self.body.addWidget(widget)
        self.body.addLayout(grid)
        self.body.addStretch()
        self.body.addWidget(self.confirm)

    def _reason(self, place: int, text: str) -> KeyButton:
        key = KeyButton(text, f"Alt+{place}", size=theme.BODY)
        key.on_key(f"Alt+{place}", repeats=False)
        key.clicked.connect(lambda: self._take(text))
        return key

    def _take(self, text: str) -> None:
        self.field.setText(text)
        focus_on(self.field)

    def _answer(self) -> None:
        self.answered.emit(self.field.text())

    def ask(self, receipt: Receipt) -> None:
        """A new question, about this receipt."""
        self.number, self.void_id = receipt.number, uuid7()
        back = receipt.sale.total
        told = (
            _("All of it is booked back. {amount} € goes back to the customer, the way it was paid.")
            if back.cents >= 0
            else _("All of it is booked back. The customer gives {amount} € back.")
        )
        self.say(_("Void receipt {number}").format(number=receipt.number), told.format(amount=figure(abs(back))))
        self.field.clear()
        self.refuse("")

    def refuse(self, sentence: str) -> None:
        """Say why not, beside the reason."""
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))
        show_wrong(self.field, bool(sentence) and not self.field.text().strip())
        focus_on(self.field)
