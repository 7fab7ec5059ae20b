"""A line of a delivery in the side: how many, what they cost, until when they keep, and at which price they sell."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from kasse.errors import Refused
from kasse.money import Money
from kasse.quantity import NONE, ONE, Quantity
from kasse.stock.days import typed_day
from kasse.stock.delivery import HUNDRED, DeliveryLine
from kasse.stock.receiving import DeliveryView, LineEdit, LineView
from kasse.texts import _
from ui.checkout.rows import price_figure, quantity_figure
from ui.prices.words import cost_text
from ui.products.side import SidePanel, button
from ui.stock.words import cost_entry, day_of, pack_text, per_text, read_price
from ui.widgets.fields import money_entry, number_field, text_field
from ui.widgets.message import focus_on
from ui.widgets.noted import Noted

T = TypeVar("T")


class UnitField(Noted):
    """A field with the unit of what is typed beside it; pressing that changes between packs and pieces."""

    def __init__(self, field: QLineEdit, name: str, changed: Callable[[], None]) -> None:
        super().__init__(field)
        self.packs = False
        self._texts = ("", "")
        self._changed = changed
        self.unit = button("", self._turn)
        self.unit.setAccessibleDescription(name)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)  # noqa: S101 - `Noted` has one
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(field, 1)
        row.addWidget(self.unit)
        layout.insertLayout(0, row)

    def offer(self, pack: str, piece: str, *, there: bool, packs: bool) -> None:
        """What it may be; without packs there is nothing to choose."""
        self._texts = piece, pack
        self.unit.setVisible(there)
        self.packs = there and packs
        self._show()

    def _turn(self) -> None:
        self.packs = not self.packs
        self._show()
        self._changed()
        focus_on(self.field)

    def _show(self) -> None:
        self.unit.say(self._texts[self.packs], _("other unit"))
        self.unit.updateGeometry()


class LinePanel(SidePanel):
    """One line; what is left as it was is not touched."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Done"), _("Back"), parent)
        self.delivery: DeliveryView | None = None
        self.line: DeliveryLine | None = None
        self.today = date.min
        self._view: LineView | None = None
        self._units = ONE
        self._shown_cost = self._shown_count = ""
        self.known = QLabel()
        self.known.setObjectName("quiet")
        self.known.setWordWrap(True)
        self.known.setTextFormat(Qt.TextFormat.PlainText)
        self.inner.insertWidget(0, self.known)
        self.count, self.cost, self.day = number_field(), number_field(), number_field()
        self.batch, self.price = text_field(), number_field()
        self.counted = UnitField(self.count, _("Counted in"), self._other_count)
        self.costed = UnitField(self.cost, _("Cost for"), self._other_cost)
        self.day.setPlaceholderText(_("3112 or +14"))
        self.take = button("", self._take, key="Alt+P")
        self._add_with_unit(_("How many"), self.counted)
        self._add_with_unit(_("Cost"), self.costed)
        self.add(_("Expires"), self.day)
        self.add(_("Batch"), self.batch)
        self.add(_("Sells at"), self.price)
        self.inner.insertWidget(1, self.take)

    def _add_with_unit(self, label: str, field: UnitField) -> None:
        """A row whose field has its unit beside it."""
        field.field.setAccessibleName(label)
        self._notes[field.field] = field
        self.form.add(label, field)
        self.level(field)
        self.follow(field.field)

    # Showing

    def open(self, delivery: DeliveryView, view: LineView, today: date) -> None:
        """Show a line."""
        self.clear_notes()
        self.delivery, self._view, self.line, self.today = delivery, view, view.line, today
        line = view.line
        self.heading.setText(line.name)
        self.known.setText(_known(view, gross=delivery.delivery.gross))
        self._units = _pack_of(line)
        whole = not line.quantity.thousandths % self._units.thousandths
        self.counted.offer(pack_text(self._units, line.pack), pack_text(ONE), there=self._units != ONE, packs=whole)
        self.costed.offer(per_text(self._units), per_text(ONE), there=self._units != ONE, packs=True)
        self._show_count()
        self._show_cost()
        self.day.setText(day_of(line.best_before))
        self.batch.setText(line.batch)
        self.price.setText("" if line.new_price is None else money_entry(line.new_price))
        self.price.setPlaceholderText("" if line.selling is None else money_entry(line.selling))
        self.price.setEnabled(not line.bound)
        self._offer(view)

    def _offer(self, view: LineView) -> None:
        proposal = view.proposal
        self.take.setVisible(proposal is not None and view.line.new_price != proposal)
        if proposal is not None:
            text = _("Sell at {price} from now on").format(price=price_figure(proposal, view.line.unit))
            self.take.say(text, "Alt+P")

    @property
    def _counts(self) -> Quantity:
        return self._units if self.counted.packs else ONE

    @property
    def _costs(self) -> Quantity:
        return self._units if self.costed.packs else ONE

    def _show_count(self) -> None:
        if self.line is not None:
            units = self._counts
            parts = Quantity(self.line.quantity.thousandths * 1000 // units.thousandths)
            self.count.setText(quantity_figure(parts, self.line.unit).split(" ")[0])
            self._shown_count = self.count.text()

    def _other_count(self) -> None:
        """Another unit: what was typed is meant in that, what stood there is converted."""
        if self.count.text() == self._shown_count:
            self._show_count()

    def _other_cost(self) -> None:
        if self.cost.text() == self._shown_cost:
            self._show_cost()

    def _show_cost(self) -> None:
        if self.line is not None:
            self.cost.setText(cost_entry(self.line.price, self.line.price_units, self._costs))
            self._shown_cost = self.cost.text()

    def _take(self) -> None:
        if self._view is not None and self._view.proposal is not None:
            self.price.setText(money_entry(self._view.proposal))
            self.main_key.click()

    # Reading

    def read(self) -> LineEdit | None:
        """What is typed; None where something of it cannot be read, which is said below its field."""
        if self.line is None:
            return None
        self.clear_notes()
        count = self._read(self.count, self._read_count)
        price = self._read(self.cost, lambda: read_price(self.cost.text(), self._costs))
        day = self._read(self.day, self._read_day)
        sells = self._read(self.price, self._read_sells)
        if count is None or price is None or day is None or sells is None:
            return None
        untouched = self.cost.text() == self._shown_cost
        return LineEdit(
            count[0],
            self._counts,
            self.line.price if untouched else price[0],
            self.line.price_units if untouched else price[1],
            self.line.assumed and untouched,
            day[0],
            self.line.day_assumed and day[0] == self.line.best_before,
            self.batch.text(),
            sells[0],
        )

    def _read(self, field: QWidget, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except Refused as refusal:
            self.say(refusal.message, field)
            return None

    def _read_count(self) -> tuple[Quantity]:
        text = self.count.text().strip()
        return (NONE,) if text in ("", "0") else (Quantity.parse(text),)

    def _read_day(self) -> tuple[date | None]:
        text = self.day.text().strip()
        if not text:
            return (None,)
        if self.line is not None and text == day_of(self.line.best_before):
            return (self.line.best_before,)
        return (typed_day(text, self.today),)

    def _read_sells(self) -> tuple[Money | None]:
        text = self.price.text().strip()
        price = Money.parse(text) if text else None
        return (None if self.line is not None and price == self.line.selling else price,)


def _pack_of(line: DeliveryLine) -> Quantity:
    """What a line is counted and priced in beside the piece: the pack scanned or ordered, or a crate."""
    for units in (line.units, line.price_units):
        if units not in (ONE, HUNDRED) and units.is_whole:
            return units
    return ONE if line.pack_deposit is None else line.pack_deposit.units


def _known(view: LineView, *, gross: bool) -> str:
    line = view.line
    parts = []
    if line.ordered is not None:
        parts.append(_("{count} ordered").format(count=quantity_figure(line.ordered, line.unit)))
    if view.unit_cost is not None:
        parts.append(_("{cost} € net a piece").format(cost=cost_text(view.unit_cost)))
    if line.old_cost is not None and line.old_cost != view.unit_cost:
        parts.append(_("{cost} € before").format(cost=cost_text(line.old_cost)))
    if line.assumed and line.price is not None:
        parts.append(_("as last time"))
    elif gross:
        parts.append(_("typed with VAT"))
    return " · ".join(parts)
