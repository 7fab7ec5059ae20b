"""One promotion to be made or changed: what it does, to what, when, and for whom."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from kasse.errors import Refused
from kasse.money import ZERO, Money
from kasse.promoting import Choices
from kasse.promotions.rules import ALL, Goods, Kind, Part, Promotion
from kasse.texts import _
from ui import theme
from ui.checkout.chips import Chip
from ui.prices.words import read_day
from ui.products.side import SidePanel, button
from ui.promotions import words
from ui.promotions.goods_field import GoodsField
from ui.widgets.fields import Tick, choice_field, chosen_in, money_entry, number_field, text_field
from ui.widgets.rows import Rows

SMALL_FIELD, MONEY_FIELD = 64, 96
KINDS = {
    words.FEWER: Kind.FEWER,
    words.SECOND: Kind.FEWER,
    words.TOGETHER: Kind.TOGETHER,
    words.SET: Kind.TOGETHER,
    words.PERCENT: Kind.PERCENT,
    words.AMOUNT: Kind.AMOUNT,
    words.PRICE: Kind.PRICE,
}


class Terms(QWidget):
    """The figures of a promotion in one line that reads as a sentence: [3] for the price of [2]."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count, self.pay = self._field(_("How many"), SMALL_FIELD), self._field(_("Pay for"), SMALL_FIELD)
        self.percent, self.amount = self._field(_("Percent"), SMALL_FIELD), self._field(_("Amount"), MONEY_FIELD)
        self.before, self.between, self.behind = QLabel(), QLabel(), QLabel()
        for label in (self.before, self.between, self.behind):
            label.setWordWrap(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self.before, self.count, self.between, self.pay, self.percent, self.amount):
            layout.addWidget(widget)
        layout.addWidget(self.behind, 1)
        self.fields = (self.count, self.pay, self.percent, self.amount)

    def _field(self, name: str, width: int) -> QLineEdit:
        field = number_field()
        field.setAccessibleName(name)
        field.setFixedWidth(theme.px(width))
        return field

    def show_shape(self, shape: str) -> None:
        """Only what this kind of promotion needs."""
        fields, texts = {
            words.FEWER: ((self.count, self.pay), ("", _("for the price of"), "")),
            words.SECOND: ((self.percent,), (_("the second one"), "", _("percent cheaper"))),
            words.TOGETHER: ((self.count, self.amount), ("", _("pieces for"), "€")),
            words.SET: ((self.amount,), (_("all together for"), "", "€")),
            words.PERCENT: ((self.percent,), ("", "", _("percent off"))),
            words.AMOUNT: ((self.amount,), ("", "", _("€ off each piece or kilogram"))),
            words.PRICE: ((self.amount,), ("", "", _("€ for each piece or kilogram"))),
        }[shape]
        for field in self.fields:
            field.setVisible(field in fields)
        for label, text in zip((self.before, self.between, self.behind), texts, strict=True):
            label.setText(text)
            label.setVisible(bool(text) or label is self.behind)

    def first(self) -> QLineEdit:
        """The first field that is there."""
        return next(field for field in self.fields if not field.isHidden())


class PromotionPanel(SidePanel):
    """The editor."""

    def __init__(self) -> None:
        super().__init__(_("Save"))
        self.before: Promotion | None = None
        self._began: tuple[object, ...] = ()
        self._choices = Choices((), (), {}, {}, None)
        self.shape = choice_field([(shape, _(text)) for shape, text in words.SHAPES.items()])
        self.terms, self.goods = Terms(), GoodsField()
        self.name = text_field()
        self.starts, self.ends = number_field(), number_field()
        self.days = [Chip(name) for name in words.weekday_names()]
        self.from_time, self.to_time = number_field(), number_field()
        self.group, self.coupon, self.limit = choice_field([]), text_field(), number_field()
        self.active = Tick()
        self.try_key = button(_("Try it out"), lambda: None, key="Ctrl+D")
        self._lay_out_fields()
        self.shape.currentIndexChanged.connect(lambda _index: self._shaped())
        self.goods.changed.connect(self.propose_name)
        for field in self.terms.fields:
            field.textEdited.connect(lambda _text: self.propose_name())

    def _lay_out_fields(self) -> None:
        self.add(_("Kind"), self.shape)
        self.form.add(_("How"), self.terms)
        for field in self.terms.fields:
            self.follow(field)
        self.form.add(_("What for"), self.goods)
        self.add(_("Name"), self.name, _("What the receipt says."))
        self.form.add_section(_("When"))
        self.add(_("From"), self.starts, _("A day such as 24.12. or +7; empty is at once."))
        self.add(_("Until"), self.ends, _("The last day; empty is until it is switched off."))
        self.form.add(_("Weekdays"), Rows(self.days))
        self.add(_("From when"), self.from_time, _("A happy hour, as 17:00; empty is all day."))
        self.add(_("Until when"), self.to_time)
        self.form.add_section(_("For whom"))
        self.add(_("Customers"), self.group)
        self.add(_("Coupon"), self.coupon, _("It counts only where this code is scanned or typed."))
        self.add(_("At most"), self.limit, _("So often in one basket; empty is as often as it fits."))
        self.form.add(_("Switched on"), self.active)
        self.below.insertWidget(1, self.try_key, 1)

    # Filling and reading

    def open(self, promotion: Promotion | None, choices: Choices) -> None:
        """Show a promotion, or an empty one."""
        self.before, self._choices = promotion, choices
        shown = promotion or Promotion("", Kind.FEWER, (Part(Goods(), 3),), pay=2, percent=ALL)
        self.clear_notes()
        self.busy(False)
        self.heading.setText(shown.name or _("New promotion"))
        self._fill_when(shown)
        self.group.clear()
        self.group.addItem(_("Everybody"), "")
        for name in dict.fromkeys([*choices.groups, *([shown.group] if shown.group else [])]):
            self.group.addItem(name, name)
        self.group.setCurrentIndex(max(0, self.group.findData(shown.group)))
        self.coupon.setText(shown.coupon)
        self.limit.setText(str(shown.limit or ""))
        self.active.setChecked(shown.active)
        self._fill_terms(shown)
        self.goods.fill(choices.departments, choices.names, choices.packs, shown.parts)
        self.name.setText(shown.name)
        self.shape.setCurrentIndex(self.shape.findData(words.shape_of(shown)))
        self._shaped()
        self._began = self._typed()
        self.go_to(self.shape if promotion is None else self.terms.first())

    def _fill_terms(self, shown: Promotion) -> None:
        counted = shown.kind in (Kind.FEWER, Kind.TOGETHER)
        self.terms.count.setText(str(shown.pieces) if counted and len(shown.parts) == 1 else "3")
        self.terms.pay.setText(str(shown.pay or 2))
        percent = shown.percent if shown.percent and shown.percent != ALL else 0
        self.terms.percent.setText(money_entry(Money(percent)).removesuffix("00").rstrip(",.") if percent else "")
        self.terms.amount.setText(money_entry(shown.amount) if shown.amount else "")

    def _fill_when(self, shown: Promotion) -> None:
        self.starts.setText(words.day_text(shown.starts))
        self.ends.setText(words.day_text(shown.ends))
        for number, chip in enumerate(self.days):
            chip.setChecked(number in shown.weekdays)
        self.from_time.setText(words.minute_text(shown.from_minute))
        self.to_time.setText(words.minute_text(shown.to_minute))

    def _shaped(self) -> None:
        """Another kind: other figures."""
        shape = chosen_in(self.shape)
        self.terms.show_shape(shape)
        self.goods.be_several(shape == words.SET)
        if shape == words.SECOND and not self.terms.percent.text():
            self.terms.percent.setText("50")
        self.propose_name()

    def propose_name(self) -> None:
        """The name follows from what is chosen, until somebody gives another one."""
        try:
            proposed = words.title(self._core())
        except Refused:
            proposed = ""
        self.name.setPlaceholderText(proposed)

    @property
    def changed(self) -> bool:
        """Whether something would be lost."""
        return self._typed() != self._began

    def _typed(self) -> tuple[object, ...]:
        """All that is typed and chosen, right or wrong."""
        fields = (self.name, *self.terms.fields, self.starts, self.ends, self.from_time, self.to_time, self.coupon)
        chosen = (chosen_in(self.shape), chosen_in(self.group), self.active.isChecked(), self.goods.parts())
        days = tuple(chip.isChecked() for chip in self.days)
        return (*(field.text() for field in (*fields, self.limit)), *chosen, days)

    def _core(self) -> Promotion:
        """What it does, and to what."""
        shape = chosen_in(self.shape)
        count = {words.SECOND: 2, words.FEWER: 0, words.TOGETHER: 0}.get(shape, 1) or _whole(self.terms.count)
        return Promotion(
            "",
            KINDS[shape],
            self.goods.parts(count),
            pay=_whole(self.terms.pay) if shape == words.FEWER else int(shape == words.SECOND),
            percent=self._percent(shape),
            amount=self._amount(shape),
        )

    def _percent(self, shape: str) -> int:
        if shape == words.FEWER:
            return ALL
        if shape not in (words.SECOND, words.PERCENT):
            return 0
        text = self.terms.percent.text().strip().removesuffix("%").strip()
        return Money.parse(text).cents if text else 0

    def _amount(self, shape: str) -> Money:
        text = self.terms.amount.text().strip()
        wanted = shape in (words.TOGETHER, words.SET, words.AMOUNT, words.PRICE)
        return Money.parse(text) if text and wanted else ZERO

    def read(self) -> Promotion:
        """What was typed and chosen; `Refused` names what cannot be read."""
        core, today = self._core(), self._choices.today
        assert today is not None  # noqa: S101 - it was opened
        return replace(
            core,
            name=" ".join(self.name.text().split()) or words.title(core),
            starts=read_day(self.starts.text(), today),
            ends=read_day(self.ends.text(), today),
            weekdays=tuple(number for number, chip in enumerate(self.days) if chip.isChecked()),
            from_minute=words.minute_of(self.from_time.text()),
            to_minute=words.minute_of(self.to_time.text()),
            group=chosen_in(self.group),
            coupon=self.coupon.text().strip(),
            limit=_whole(self.limit) if self.limit.text().strip() else 0,
            active=self.active.isChecked(),
            number=None if self.before is None else self.before.number,
        )

    def field_of(self, code: str) -> QWidget | None:
        """What a refusal is about."""
        if code == "bad_hours":
            return self.to_time if _reads(words.minute_of, self.from_time) else self.from_time
        if code == "bad_day":
            return self.ends if _reads(lambda text: read_day(text, date.min), self.starts) else self.starts
        return {
            "bad_promotion_name": self.name,
            "bad_coupon": self.coupon,
            "coupon_taken": self.coupon,
            "coupon_sells": self.coupon,
            "bad_limit": self.limit,
            "bad_days": self.ends,
        }.get(code)


def _reads(reader: Callable[[str], object], field: QLineEdit) -> bool:
    try:
        reader(field.text())
    except Refused:
        return False
    return True


def _whole(field: QLineEdit) -> int:
    text = field.text().strip()
    if not text.isdecimal():
        raise Refused("bad_count", _("“{text}” is not a number of pieces.").format(text=text[:20]))
    return int(text)
