"""One product, to be changed or made: what is typed stays until it is saved or given up."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from kasse.books.exchange import KnownGoods
from kasse.catalog import Pack, Product, Unit
from kasse.errors import KasseError
from kasse.products import Choices
from kasse.tax import STANDARD
from kasse.texts import _
from ui.prices.facts import FactFields, FactsTyped, KnownFacts
from ui.products.codes import Check, CodesField
from ui.products.known import KnownOffer
from ui.products.packs import PacksField, fill_deposits
from ui.products.side import SidePanel, button
from ui.products.words import AGES, age_text, taxes_away, taxes_here, unit_names
from ui.widgets.fields import Tick, choice_field, chosen_in, money_entry, money_field, money_of, text_field
from ui.widgets.message import focus_on


class Typed(NamedTuple):
    """All that stands in the editor, to see whether something was changed."""

    texts: tuple[str, ...]
    ticks: tuple[bool, ...]
    codes: tuple[str, ...]
    packs: tuple[Pack, ...]


class Editor(SidePanel):
    """The fields of a product."""

    pack_wanted = Signal(int)
    key_wanted = Signal()

    def __init__(self, check_code: Callable[[str, int | None, Callable[..., None]], None]) -> None:
        super().__init__(_("Save"))
        self._product = Product("", (), None, STANDARD, "")
        self.choices = Choices((), (), ())
        check: Check = lambda code, done: check_code(code, self._product.number, done)  # noqa: E731 - with its type
        self.name, self.price = text_field(), money_field()
        self.department, self.tax, self.unit = choice_field([]), choice_field([]), choice_field(unit_names())
        self.here = choice_field([])
        self.codes, self.packs = CodesField(check), PacksField()
        self.deposit = choice_field([])
        self.age = choice_field([(str(age), age_text(age)) for age in AGES])
        self.bound, self.later = Tick(), Tick()
        self.quick = button(_("Make it a quick key"), self.key_wanted.emit)
        self.facts = FactFields()
        self.known = KnownOffer()
        self._tax_chosen = self._later_chosen = False
        self._before = self._typed()
        self._build()

    def _build(self) -> None:
        self.add(_("Name"), self.name)
        self.add(_("Price"), self.price, _("With VAT. Left empty, the till asks for it each time."))
        self.add(_("Price is for"), self.unit)
        self.add(_("Department"), self.department)
        self.add(_("VAT"), self.tax)
        self.add(_("VAT when eaten here"), self.here, _("Food, or a drink with much milk, in the shop's own seats."))
        self.form.add(_("Codes"), self.codes)
        self.level(self.codes)
        self.follow(self.codes.field)
        self.add(_("Deposit"), self.deposit)
        self.add(_("Sold from age"), self.age)
        self.add(_("Price bound: no discount (books, press, tobacco)"), self.bound)
        self.add(_("Still to complete"), self.later)
        self.add(_("Content"), self.facts.content, _("As in 0.5 l or 250 g: for the unit price."))
        self.add(_("Costs, net"), self.facts.cost, _("What one of it costs the shop, without VAT and deposit."))
        self.facts.lay_out(self._notes[self.price], self._notes[self.facts.content])
        self.form.add(_("Packs"), self.packs)
        self.level(self.packs)
        self.inner.insertWidget(self.inner.count() - 1, self.quick)
        self.inner.insertWidget(0, self.known)
        self.known.taken.connect(self._take_name)
        self.department.currentIndexChanged.connect(lambda _index: self._propose())
        self.tax.activated.connect(lambda _index: self._choose_tax())
        self.price.textChanged.connect(lambda text: self._doubt(text))
        self.later.clicked.connect(lambda: self._choose_later())
        self.packs.opened.connect(self.pack_wanted)
        for field in (self.price, self.facts.content, self.facts.cost):
            field.textChanged.connect(lambda _text: self._look())
        for choice in (self.tax, self.unit):
            choice.currentIndexChanged.connect(lambda _index: self._look())

    # Showing

    def open(self, product: Product, choices: Choices, known: KnownFacts | None = None) -> None:
        """Show a product, or a new one that has no number yet."""
        self._product, self.choices = product, choices
        self.known.show_known(None)
        self.facts.open(known, product.name)
        self._tax_chosen, self._later_chosen = product.number is not None, False
        self.clear_notes()
        self.busy(False)
        self.heading.setText(product.name if product.number is not None else _("New product"))
        self.quick.setVisible(product.number is not None)
        self._offer(product, choices)
        self.name.setText(product.name)
        self.price.setText("" if product.price is None else money_entry(product.price))
        self.unit.setCurrentIndex(self.unit.findData(product.unit.value))
        _choose(self.age, str(product.age_limit), age_text(product.age_limit))
        self.bound.setChecked(product.price_bound)
        self.later.setVisible(product.incomplete)
        self.later.setChecked(product.incomplete and product.price is None)
        self.codes.show_codes(product.codes)
        self.packs.show_packs(product.packs)
        if product.number is None:
            self._propose()
        self._before = self._typed()
        self._look()
        self.area.verticalScrollBar().setValue(0)
        focus_on(self.name if not product.name or product.price is not None else self.price)

    def offer_known(self, codes: tuple[str, ...], goods: KnownGoods | None) -> None:
        """Offer the name by which a code is known, where it is still this product's and another name."""
        fits = goods is not None and codes == self._product.codes and goods.title != self._name_typed()
        self.known.show_known(goods if fits else None)

    def _take_name(self, name: str) -> None:
        self.name.setText(name)
        self.known.show_known(None)
        self.go_to(self.name if self.price.text() else self.price)

    def _offer(self, product: Product, choices: Choices) -> None:
        self.department.blockSignals(True)
        self.department.clear()
        if not product.department:
            self.department.addItem(_("Choose one"), "")
        for department in choices.departments:
            self.department.addItem(department.name, department.name)
        if not choices.departments:
            self.department.addItem(_("Other"), _("Other"))
        _choose(self.department, product.department, product.department)
        self.department.blockSignals(False)
        self.tax.clear()
        for tax_class, text in taxes_away(choices):
            self.tax.addItem(text, tax_class)
        _choose(self.tax, product.tax_class, product.tax_class)
        self.here.clear()
        for tax_class, text in taxes_here(choices):
            self.here.addItem(text, tax_class)
        _choose(self.here, product.eat_in or "", product.eat_in or "")
        fill_deposits(self.deposit, choices.deposits, product.deposit)

    def _propose(self) -> None:
        """A department brings its VAT class and its age limit, unless somebody chose them."""
        chosen = chosen_in(self.department)
        found = next((entry for entry in self.choices.departments if entry.name == chosen), None)
        if found is None:
            return
        if not self._tax_chosen:
            _choose(self.tax, found.tax_class, found.tax_class)
            _choose(self.here, found.eat_in or "", found.eat_in or "")
        if found.age_limit and chosen_in(self.age) == "0":
            _choose(self.age, str(found.age_limit), age_text(found.age_limit))

    def _choose_tax(self) -> None:
        self._tax_chosen = True

    def _choose_later(self) -> None:
        self._later_chosen = True

    def _doubt(self, text: str) -> None:
        if self._product.incomplete and not self._later_chosen:
            self.later.setChecked(not text.strip())

    def _look(self) -> None:
        """What the price that is typed leaves, and what a kilogram or a litre of it costs."""
        rates = dict(self.choices.tax_classes)
        self.facts.look(self.price, Unit(chosen_in(self.unit)), rates.get(chosen_in(self.tax)))

    # What was typed

    @property
    def facts_typed(self) -> FactsTyped | None:
        """Content and cost where they are others than before."""
        return self.facts.typed()

    @property
    def number(self) -> int | None:
        """Which product this is, None for a new one."""
        return self._product.number

    @property
    def changed(self) -> bool:
        """Whether something would be lost."""
        return self._typed() != self._before

    @property
    def takes_codes(self) -> bool:
        """Whether a scan is meant for this product: it has no code yet, or its codes have the focus."""
        return not self.codes.codes or any(child.hasFocus() for child in self.codes.findChildren(QWidget))

    def _typed(self) -> Typed:
        fields = (self.name, self.price, self.codes.field, self.facts.content, self.facts.cost)
        chosen = (self.department, self.tax, self.here, self.unit, self.deposit, self.age)
        return Typed(
            (*(field.text() for field in fields), *(chosen_in(field) for field in chosen)),
            (self.bound.isChecked(), self.later.isChecked()),
            self.codes.codes,
            self.packs.packs,
        )

    def put_pack(self, place: int, pack: Pack | None) -> None:
        """A pack was changed, made (-1), or removed (None)."""
        packs = list(self.packs.packs)
        if place >= 0:
            packs[place : place + 1] = [] if pack is None else [pack]
        elif pack is not None:
            packs.append(pack)
        self.packs.show_packs(packs)

    def read(self) -> Product | None:
        """The product as it was typed; None where something is wrong, which is said beside it then."""
        self.clear_notes()
        self.codes.say("")
        wrong = self._wrong()
        for field, text in reversed(wrong):  # the first one gets the focus
            self.say(text, field)
        return None if wrong else self._product_typed()

    def _wrong(self) -> list[tuple[QWidget, str]]:
        """Everything that the screen can tell is wrong, from the top."""
        wrong: list[tuple[QWidget, str]] = []
        if not self._name_typed():
            wrong.append((self.name, _("Give the product a name: the receipt must say what was sold.")))
        try:
            money_of(self.price)
        except KasseError as error:
            wrong.append((self.price, error.message))
        if not chosen_in(self.department):
            wrong.append((self.department, _("Choose a department: it brings the VAT.")))
        return wrong + self.facts.wrong()

    @property
    def began_with(self) -> Product | None:
        """The product as it was when the form was opened; None of a new one."""
        return None if self._product.number is None else self._product

    def _name_typed(self) -> str:
        return " ".join(self.name.text().split())

    def _product_typed(self) -> Product:
        return replace(
            self._product,
            name=self._name_typed(),
            codes=self.codes.codes,
            price=money_of(self.price),
            tax_class=chosen_in(self.tax),
            eat_in=chosen_in(self.here) or None,
            department=chosen_in(self.department),
            unit=Unit(chosen_in(self.unit)),
            deposit=chosen_in(self.deposit) or None,
            age_limit=int(chosen_in(self.age)),
            price_bound=self.bound.isChecked(),
            packs=self.packs.packs,
            incomplete=self._product.incomplete and self.later.isChecked(),
        )

    def refuse(self, error: KasseError) -> None:
        """The books said no: say it where it can be put right."""
        self.busy(False)
        places: dict[str, QLineEdit] = {"no_name": self.name, "too_long": self.name, "negative_price": self.price}
        if error.code in ("no_code", "code_taken"):
            self.codes.say(error.message)
            self.go_to(self.codes.field)
        else:
            self.say(error.message, places.get(error.code))

    def entered(self, field: QWidget) -> None:
        """Enter takes a code that was typed before it goes on."""
        if field is self.codes.field and self.codes.pending:
            self.codes.take()
        else:
            super().entered(field)


def _choose(field: QComboBox, value: str, text: str) -> None:
    """Choose a value; one that is not offered any more is offered for this once."""
    if field.findData(value) < 0:
        field.addItem(text, value)
    field.setCurrentIndex(field.findData(value))
