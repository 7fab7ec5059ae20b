"""Trying a promotion out: scan what a customer might buy, and see what it gives. Nothing is sold."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from kasse.money import Money
from kasse.pricing import Position, PositionKind, Priced
from kasse.promotions.rules import Promotion
from kasse.quantity import ONE, Quantity
from kasse.texts import _
from ui import theme
from ui.checkout.rows import figure, quantity_figure
from ui.products.side import button
from ui.widgets.fields import margins
from ui.widgets.noted import sentence, tell
from ui.widgets.table import Column, Entry, Table


class TryPanel(QFrame):
    """A basket on trial."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.promotion: Promotion | None = None
        self.codes: list[tuple[str, Quantity]] = []
        self.heading = QLabel()
        self.heading.setObjectName("section")
        self.heading.setWordWrap(True)
        told = QLabel(_("Scan what a customer might buy. Nothing is sold."))
        told.setObjectName("quiet")
        told.setWordWrap(True)
        self.table = Table(
            (Column(_("Article")), Column(_("Saving"), 90, figures=True), Column(_("Total"), 90, figures=True)),
            _("What is tried out"),
            _("Scan the first article."),
        )
        self.saved, self.total = QLabel(), QLabel()
        self.saved.setObjectName("section")
        self.total.setObjectName("big")
        self.wrong = sentence()
        self.again_key = button(_("Begin again"), self.clear, key="Ctrl+Del")
        self.close_key = button(_("Back"), self.closed.emit, shown="Esc")
        for key in (self.again_key, self.close_key):
            key.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(margins(16, 12, 16, 12))
        layout.setSpacing(10)
        for widget in (self.heading, told):
            layout.addWidget(widget)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.wrong)
        sums = QHBoxLayout()
        sums.addWidget(self.saved, 1)
        sums.addWidget(self.total)
        layout.addLayout(sums)
        layout.addLayout(_beside(self.close_key, self.again_key))

    def open(self, promotion: Promotion) -> None:
        """Another promotion, with an empty basket."""
        self.promotion = promotion
        self.heading.setText(_("Try out: {name}").format(name=promotion.name))
        self.clear()
        self.table.setFocus()

    def clear(self) -> None:
        """An empty basket."""
        self.codes = []
        tell(self.wrong, "")
        self.show_priced(None)

    def take(self, code: str) -> list[tuple[str, Quantity]]:
        """The basket with a code more, as it is to be tried."""
        return [*self.codes, (code, ONE)]

    def show_priced(self, priced: Priced | None) -> None:
        """What it gives."""
        positions: Sequence[Position] = () if priced is None else priced.positions
        self.table.show_rows([_entry(one) for one in positions])
        saved = sum(one.amount.cents for one in priced.saved) if priced is not None else 0
        self.saved.setText(
            _("saved {amount} €").format(amount=figure(Money(saved)))
            if saved
            else (_("Nothing is saved yet.") if positions else "")
        )
        self.total.setText("" if priced is None else f"{figure(priced.total)} €")


def _entry(position: Position) -> Entry:
    name = position.name
    if position.kind is PositionKind.DEPOSIT:
        name = f"   {name}"
    if position.quantity != ONE:
        name = f"{quantity_figure(position.quantity, position.unit)} × {name.strip()}"
    saved = figure(-position.discount) if position.discount else ""
    return Entry(str(position.number), (name, saved, figure(position.total)))


def _beside(*widgets: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(theme.px(8))
    for widget in widgets:
        line.addWidget(widget, 1)
    return line
