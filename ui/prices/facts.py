"""Content and cost in the editor of products, with what they make of its price: margin and unit price."""

from typing import NamedTuple

from PySide6.QtWidgets import QLineEdit, QWidget

from kasse.catalog import Unit
from kasse.errors import KasseError
from kasse.margin import margin
from kasse.money import Money
from kasse.prices import Card
from kasse.texts import _, current_language
from kasse.unit_price import Content, content_in, content_text, read_content, unit_price
from ui.checkout.rows import figure
from ui.prices.words import cost_text, margin_text, price_text, read_cost, short_day, unit_text
from ui.products.side import button
from ui.widgets.fields import WrappedLabel, money_of, number_field, text_field


class KnownFacts(NamedTuple):
    """What is kept of a product beside its master data, and what is planned for its price."""

    content: Content | None
    cost: int | None
    price: Money | None
    lowest: Money | None
    planned: str
    costs: bool = True


class FactsTyped(NamedTuple):
    """Content and cost as they were typed."""

    content: Content | None
    cost: int | None
    keep_cost: bool = False


NOTHING = KnownFacts(None, None, None, None, "")


def known_facts(card: Card) -> KnownFacts:
    """What the editor shows of a price card."""
    entry = card.product
    planned = [
        _("{price} from {day} on").format(
            price=price_text(plan.change.price, plan.unit), day=short_day(plan.change.valid_from)
        )
        for plan in entry.planned
    ]
    told = ", ".join(planned)
    return KnownFacts(card.facts.holds, card.facts.cost, entry.tag.price, entry.lowest, told, card.costs)


class FactFields:
    """Two fields, a button that takes the content out of the name, and the line below the price."""

    def __init__(self) -> None:
        self.content, self.cost = text_field(), number_field()
        self.seen = WrappedLabel("")
        self.seen.setObjectName("quiet")
        self.take = button("", self._take)
        self._known = NOTHING
        self._proposed: Content | None = None

    def lay_out(self, price: QWidget, content: QWidget) -> None:
        """Stand below the price, and below the content."""
        for place, widget in ((price, self.seen), (content, self.take)):
            layout = place.layout()
            assert layout is not None  # noqa: S101 - a note has one
            layout.addWidget(widget)

    def open(self, known: KnownFacts | None, name: str) -> None:
        """Show what is kept."""
        self._known = known or NOTHING
        self.content.setText(content_text(self._known.content, current_language()))
        self.cost.setText(cost_text(self._known.cost))
        self.cost.setEnabled(self._known.costs)
        self._proposed = None if self._known.content else content_in(name)
        proposed = content_text(self._proposed, current_language())
        self.take.say(_("Take {content} from the name").format(content=proposed), "")
        self.take.setVisible(bool(proposed))

    def _take(self) -> None:
        self.content.setText(content_text(self._proposed, current_language()))
        self.content.setFocus()
        self.take.hide()

    def look(self, field: QLineEdit, unit: Unit, rate: int | None) -> None:
        """Say what the price in a field makes."""
        told = []
        try:
            price = money_of(field)
            told.append("" if rate is None else margin_text(margin(price, rate, read_cost(self.cost.text()))))
            told.append(unit_text(unit_price(price, unit, read_content(self.content.text()))))
            told.append(self._reduced(price))
        except KasseError:
            told = []  # said beside the field when it is saved
        if self._known.planned:
            told.append(self._known.planned)
        text = "  ·  ".join(part for part in told if part)
        self.seen.setText(text)
        self.seen.setVisible(bool(text))

    def _reduced(self, price: Money | None) -> str:
        known = self._known
        if price is None or known.price is None or known.lowest is None or price >= known.price:
            return ""
        return _("lowest price of the last 30 days: {price} €").format(price=figure(known.lowest))

    def typed(self) -> FactsTyped | None:
        """What was typed, where it is another than before; to be asked when nothing is wrong."""
        keep = not self._known.costs
        typed = FactsTyped(read_content(self.content.text()), read_cost(self.cost.text()), keep)
        return None if typed == FactsTyped(self._known.content, self._known.cost, keep) else typed

    def wrong(self) -> list[tuple[QWidget, str]]:
        """What cannot be read, and why."""
        wrong: list[tuple[QWidget, str]] = []
        for field, read in ((self.content, read_content), (self.cost, read_cost)):
            try:
                read(field.text())
            except KasseError as error:
                wrong.append((field, error.message))
        return wrong
