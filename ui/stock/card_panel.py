"""An article's card: what there is of it, its batches, its history, and what puts the books right."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kasse.errors import Refused
from kasse.quantity import Quantity
from kasse.stock.levels import Card
from kasse.texts import _
from ui import theme
from ui.checkout.rows import figure, quantity_figure
from ui.prices.words import cost_text
from ui.products.side import SidePanel, button
from ui.stock.words import batch_text, change_text, days_text, moment_text, why_text
from ui.widgets.choices import Choices
from ui.widgets.fields import number_field, text_field
from ui.widgets.table import Column, Entry, Table


class CardPanel(QFrame):
    """All that is known of one article's stock."""

    correct_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.card: Card | None = None
        self.heading, self.level, self.told, self.batches = QLabel(), QLabel(), QLabel(), QLabel()
        self.heading.setObjectName("section")
        self.level.setObjectName("big")
        for label in (self.told, self.batches):
            label.setObjectName("quiet")
        for label in (self.heading, self.told, self.batches):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.movements = Table(
            (
                Column(_("When"), 106, quiet=True),
                Column(_("Why")),
                Column(_("By"), 76, quiet=True),
                Column(_("Moved"), 76, figures=True, bold=True),
            ),
            _("Movements"),
            _("Nothing moved yet."),
            size=theme.SMALL,
        )
        self.close_key = button(_("Back"), self.closed.emit, shown="Esc")
        self.correct_key = button(_("Put it right"), self.correct_wanted.emit, name="primary", key="Alt+K")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        for widget in (self.heading, self.level, self.told, self.batches):
            layout.addWidget(widget)
        layout.addWidget(self.movements, 1)
        actions = QHBoxLayout()
        actions.setSpacing(8)
        actions.addWidget(self.close_key, 1)
        actions.addWidget(self.correct_key, 2)
        layout.addLayout(actions)

    def show_card(self, card: Card) -> None:
        """Show it."""
        self.card = card
        unit = card.product.unit
        self.heading.setText(card.product.name)
        self.level.setText(_("{quantity} in stock").format(quantity=quantity_figure(card.level, unit)))
        parts = []
        if card.reserved:
            parts.append(_("{quantity} of them reserved").format(quantity=quantity_figure(card.reserved, unit)))
        if card.cost is not None:
            parts.append(_("{cost} € net a piece").format(cost=cost_text(card.cost)))
        if card.value is not None:
            parts.append(_("worth {amount} € net").format(amount=figure(card.value)))
        self.told.setText(" · ".join(parts))
        self.told.setVisible(bool(parts))
        self.batches.setText("\n".join(self._batches(card)))
        self.batches.setVisible(bool(card.batches))
        self.movements.show_rows(
            [
                Entry(
                    str(number),
                    (
                        moment_text(card.time.local(one.at), card.today),
                        why_text(one),
                        one.who,
                        change_text(one.change, unit),
                    ),
                )
                for number, one in enumerate(card.movements)
            ]
        )

    def _batches(self, card: Card) -> list[str]:
        lines = []
        for one in card.batches[:4]:
            left = quantity_figure(one.left, card.product.unit)
            day = one.batch.best_before
            keeps = "" if day is None else days_text((day - card.today).days)
            said = _("{count} of {batch}").format(count=left, batch=batch_text(one.batch))
            lines.append(f"{said} ({keeps})" if keeps else said)
        return lines


class CorrectPanel(SidePanel):
    """The books are put right, or goods go to another place; either takes a reason."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Book it"), _("Back"), parent)
        self.card: Card | None = None
        self.known = QLabel()
        self.known.setObjectName("quiet")
        self.known.setWordWrap(True)
        self.inner.insertWidget(0, self.known)
        self.kind = Choices(
            [("found", _("There are so many")), ("out", _("So many go elsewhere")), ("in", _("So many come here"))]
        )
        self.count, self.why = number_field(), text_field()
        self.form.add(_("What is right"), self.kind)
        self.add(_("How many"), self.count)
        self.add(_("Why"), self.why, _("It stands in the books, with your name."))

    def open(self, card: Card) -> None:
        """Begin with what the books say."""
        self.clear_notes()
        self.card = card
        self.heading.setText(card.product.name)
        text = _("The books say {quantity}.").format(quantity=quantity_figure(card.level, card.product.unit))
        self.known.setText(text)
        self.kind.put("found")
        self.count.clear()
        self.why.clear()

    def read(self) -> tuple[str, Quantity, str]:
        """What is right, how many, and why; `Refused` where the count cannot be read."""
        text = self.count.text().strip()
        count = Quantity(0) if text == "0" and self.kind.value() == "found" else Quantity.parse(text)
        if count.thousandths < 0:
            raise Refused("bad_quantity", _("There cannot be less than none. Enter how many are there."))
        return self.kind.value(), count, self.why.text()
