"""One article's price: a new one typed, its margin seen before it is kept, and what it was before."""

from datetime import date
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from kasse.errors import KasseError
from kasse.margin import margin
from kasse.money import Money
from kasse.prices import Card, Priced
from kasse.prices.history import lowest
from kasse.texts import _, current_language
from kasse.unit_price import Content, content_text, read_content, unit_price
from ui import theme
from ui.checkout.rows import figure
from ui.prices.words import (
    cost_text,
    margin_text,
    price_text,
    read_cost,
    read_day,
    step,
    unit_text,
)
from ui.products.side import SidePanel, button
from ui.widgets.fields import (
    WrappedLabel,
    choice_field,
    chosen_in,
    money_entry,
    money_field,
    money_of,
    number_field,
    text_field,
)
from ui.widgets.table import Column, Entry, Table

STEPS = 5
"""Rows of the history that are in sight."""


class Wish(NamedTuple):
    """What is to be kept: a new price where it is another, from a day on (None at once), and what else was typed."""

    price: Money | None
    changed: bool
    day: date | None
    why: str
    content: Content | None
    cost: int | None
    facts_changed: bool
    keep_cost: bool = False


class PricePanel(SidePanel):
    """The fields of a price. Enter keeps it from wherever it is pressed: scan, type, Enter, next scan."""

    label_wanted = Signal()
    """The label of this article."""

    def __init__(self) -> None:
        super().__init__(_("Save"))
        self._card: Card | None = None
        self.today = date.min
        self.pack = choice_field([])
        self.now, self.seen = WrappedLabel(""), WrappedLabel("")
        self.now.setObjectName("quiet")
        self.price, self.day, self.why = money_field(), text_field(), text_field()
        self.content, self.cost = text_field(), number_field()
        self.day.setPlaceholderText(_("at once"))
        self.take = button("", self._take_content)
        self.label_key = button(_("Print its label"), self.label_wanted.emit, key="Ctrl+E")
        self.steps = Table(_columns(), _("Price history"), _("No other price yet."), size=theme.SMALL)
        self.steps.setFixedHeight(theme.px(48 * (STEPS - 1)))
        self._before: tuple[str, ...] = ()
        self._build()

    def _build(self) -> None:
        self.inner.insertWidget(0, self.now)
        self.add(_("Price of"), self.pack)
        self.add(_("New price"), self.price)
        self._below(self.price, self.seen)
        self.add(_("From"), self.day, _("24.11. or +7 or Mon; empty is at once."))
        self.add(_("Why"), self.why)
        self.form.add_section(_("For margin and unit price"))
        self.add(_("Content"), self.content, _("As in 0.5 l or 250 g."))
        self._below(self.content, self.take)
        self.add(_("Costs, net"), self.cost, _("What one of it costs the shop, without VAT and deposit."))
        heading = QLabel(_("Price history"))
        heading.setObjectName("section")
        foot = QHBoxLayout()
        foot.addWidget(heading, 1)
        foot.addWidget(self.label_key)
        self.inner.insertLayout(self.inner.count() - 1, foot)
        self.inner.insertWidget(self.inner.count() - 1, self.steps)
        self.pack.activated.connect(lambda _index: self._show_tag())
        for field in (self.price, self.content, self.cost):
            field.textChanged.connect(lambda _text: self._look())

    def _below(self, field: QWidget, widget: QWidget) -> None:
        """Directly below a field, and taking no room while it is not there."""
        layout = self._notes[field].layout()
        assert layout is not None  # noqa: S101 - a note has one
        layout.addWidget(widget)

    # Showing

    def open(self, card: Card, today: date, pack: int = 0) -> None:
        """Show an article; `pack` is the one of its packs that was scanned, 0 itself."""
        self._card, self.today = card, today
        self.clear_notes()
        self.busy(False)
        self.pack.clear()
        for entry in card.tags:
            self.pack.addItem(f"{entry.tag.name}  ·  {price_text(entry.tag.price, entry.tag.unit)}", entry.tag.pack)
        self.pack.setCurrentIndex(max(0, self.pack.findData(pack)))
        self._show_row(self.pack, shown=len(card.tags) > 1)
        self.cost.setEnabled(card.costs)
        self.content.setText(content_text(card.facts.holds, current_language()))
        self.cost.setText(cost_text(card.facts.cost))
        proposed = content_text(card.proposed, current_language())
        self.take.say(_("Take {content} from the name").format(content=proposed), "")
        self.take.setVisible(bool(proposed))
        self._show_tag()
        self.area.verticalScrollBar().setValue(0)
        self.go_to(self.price)

    def _show_row(self, field: QWidget, *, shown: bool) -> None:
        for label in self.form.findChildren(QLabel):
            if label.buddy() in (field, self._notes.get(field)):
                label.setVisible(shown)
        self._notes[field].setVisible(shown)

    def _show_tag(self) -> None:
        entry = self.entry
        tag = entry.tag
        self.heading.setText(tag.name)
        told = [
            price_text(tag.price, tag.unit),
            margin_text(entry.margin),
            unit_text(entry.unit_price),
            _("plus {amount} € deposit").format(amount=figure(tag.deposit)) if tag.deposit else "",
            _("fixed price") if tag.price_bound else "",
        ]
        self.now.setText("  ·  ".join(part for part in told if part))
        self.price.setText("" if tag.price is None else money_entry(tag.price))
        self.price.selectAll()
        self.day.clear()
        self.why.clear()
        self._before = self._typed()
        rows = [_planned(entry, number) for number in range(len(entry.planned))]
        rows += [Entry(f"d{change.number}", step(change, tag.unit)) for change in reversed(entry.history)]
        self.steps.show_rows(rows)
        self._look()

    @property
    def entry(self) -> Priced:
        """What is priced: the article, or the chosen pack."""
        assert self._card is not None  # noqa: S101 - the panel is shown with one
        return self._card.tags[max(0, self.pack.currentIndex())]

    def _look(self) -> None:
        """What the price that is typed would leave."""
        if self._card is None:
            return
        tag, told = self.entry.tag, []
        try:
            price, cost, content = money_of(self.price), read_cost(self.cost.text()), read_content(self.content.text())
        except KasseError:
            self._say([])
            return
        whole = None if cost is None else cost * tag.pieces.thousandths // 1000
        told.append(margin_text(margin(price, self._card.rate, whole)))
        told.append(unit_text(unit_price(price, tag.unit, content, tag.pieces)))
        if price is not None and tag.price is not None and price < tag.price:
            least = lowest(self.entry.history, tag.price, self.today)
            if least is not None:
                told.append(_("lowest price of the last 30 days: {price} €").format(price=figure(least)))
        self._say(told)

    def _say(self, told: list[str]) -> None:
        text = "  ·  ".join(part for part in told if part)
        self.seen.setText(text)
        self.seen.setVisible(bool(text))

    def _take_content(self) -> None:
        if self._card is not None:
            self.content.setText(content_text(self._card.proposed, current_language()))
            self.take.hide()
            self.go_to(self.price)

    # What was typed

    def _typed(self) -> tuple[str, ...]:
        fields = (self.price, self.day, self.why, self.content, self.cost)
        return tuple(field.text().strip() for field in fields)

    @property
    def changed(self) -> bool:
        """Whether something would be lost."""
        return self._card is not None and self._typed() != self._before

    def read(self) -> Wish | None:
        """What is to be kept; None where something is wrong, which is said beside it then."""
        self.clear_notes()
        assert self._card is not None  # noqa: S101 - the panel is shown with one
        field = self.price
        try:
            price = money_of(self.price)
            field = self.day
            day = read_day(self.day.text(), self.today)
            field = self.content
            content = read_content(self.content.text())
            field = self.cost
            cost = read_cost(self.cost.text())
        except KasseError as error:
            self.say(error.message, field)
            return None
        facts = self._card.facts
        changed = price != self.entry.tag.price or day is not None
        other = (content, cost) != (facts.holds, facts.cost)
        why = " ".join(self.why.text().split())
        return Wish(price, changed, day, why, content, cost, other, not self._card.costs)

    def refuse(self, error: KasseError) -> None:
        """The books said no: say it where it can be put right."""
        self.busy(False)
        places = {"negative_price": self.price, "no_price": self.price, "past_day": self.day}
        self.say(error.message, places.get(error.code))

    def entered(self, field: QWidget) -> None:
        """Enter keeps it."""
        del field
        self.main_key.click()

    @property
    def place(self) -> tuple[int, int]:
        """The article and its pack."""
        return self.entry.tag.product, int(chosen_in(self.pack))


def _planned(entry: Priced, number: int) -> Entry:
    change = entry.planned[number].change
    return Entry(f"p{change.number}", step(change._replace(before=entry.tag.price), entry.tag.unit), alarm=True)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Since"), 98),
        Column(_("Price"), 106, bold=True),
        Column(_("Who"), 0, quiet=True),
    )
