"""VAT rates with the days from which they hold: all of them to read, and one more to enter."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QLabel

from kasse.errors import Refused
from kasse.formats import date_text, rate_text
from kasse.money import Money
from kasse.people import Actor
from kasse.tax import TaxRate
from kasse.texts import N_, _, current_language
from ui.settings.form import Setting
from ui.settings.section import Beside, FormSection, WholeTable, column
from ui.widgets.table import Column, Entry

if TYPE_CHECKING:
    from ui.settings.page import SettingsPage

CLASSES = {
    "standard": N_("standard rate"),
    "reduced": N_("reduced rate"),
    "zero": N_("no VAT"),
    "meal": N_("food eaten here"),
}
"""What the classes are called; a shop's own class is called by its name."""

NEW = "+"
"""Chosen for a class that is not there yet."""


class Known(NamedTuple):
    """The rates, and today as the books see it."""

    rates: tuple[TaxRate, ...]
    today: date


class RatesSection(FormSection):
    """A table, and beside it a new rate."""

    name = "rates"
    text = N_("VAT rates")
    intro = N_(
        "Rates of the past and of today cannot be changed: what was sold keeps its VAT. Enter a new rate with its first"
        " day; it holds from midnight by itself."
    )
    save_text = N_("Enter this rate")
    changes = ("shop",)
    wrong_fields: Mapping[str, str] = {
        "bad_rate": "percent",
        "past_rate": "valid_from",
        "bad_date": "valid_from",
        "no_class": "own_class",
    }
    settings = (
        Setting("tax_class", N_("Class"), "", "list"),
        Setting("own_class", N_("Name of the new class"), N_("A short word, as it is used in product lists.")),
        Setting("percent", N_("Percent"), N_("As in 7 or 7.8."), "number"),
        Setting("valid_from", N_("First day"), N_("Tomorrow or later, as in 2027-01-01 or 1.1.2027."), "number"),
    )

    def __init__(self, page: "SettingsPage") -> None:
        super().__init__(page)
        self.table = WholeTable(
            (
                Column(_("Class"), bold=True),
                Column(_("Rate"), 74, figures=True),
                Column(_("From"), 112, figures=True),
                Column(_("Holds"), 115, quiet=True),
            ),
            _("VAT rates"),
        )
        new = QLabel(_("New rate from a day"))
        new.setObjectName("section")
        self.body.removeWidget(self.form)
        self.body.addWidget(Beside(column(self.table), column(new, self.form)))
        self.form.show_row("own_class", False)

    def load(self) -> None:
        """All rates; what is typed for a new one stays."""
        self.page.store(self._known, self._show_known)

    def _known(self) -> Known:
        till = self.office.till
        return Known(tuple(till.tax_rates()), till.checkout.today())

    def _show_known(self, known: Known) -> None:
        order = sorted(known.rates, key=lambda rate: (_place(rate.tax_class), -rate.valid_from.toordinal()))
        self.table.show_rows([_row(rate, known) for rate in order])
        typed = self.form.values()
        field = self.form.fields["tax_class"]
        names = sorted({rate.tax_class for rate in known.rates}, key=_place)
        field.blockSignals(True)
        field.clear()  # type: ignore[attr-defined]
        for name in names:
            field.addItem(class_name(name), name)  # type: ignore[attr-defined]
        field.addItem(_("A new class…"), NEW)  # type: ignore[attr-defined]
        field.blockSignals(False)
        self.form.show_values(typed)
        self.typed("tax_class")

    def typed(self, name: str) -> None:
        """A new class has a name of its own."""
        if name == "tax_class":
            self.form.show_row("own_class", self.form.value("tax_class") == NEW)

    def check(self, values: dict[str, str]) -> None:
        """Refuse what is no rate."""
        rate_of(values)

    def write(self, actor: Actor, values: dict[str, str]) -> None:
        """Enter it."""
        self.office.till.add_tax_rate(actor, rate_of(values))

    def saved(self) -> None:
        """The next one begins empty."""
        self.form.show_values({"own_class": "", "percent": "", "valid_from": ""})
        super().saved()
        self.load()


def class_name(tax_class: str) -> str:
    """A class as it is called."""
    return _(CLASSES[tax_class]) if tax_class in CLASSES else tax_class


def rate_of(values: dict[str, str]) -> TaxRate:
    """The rate that was typed. `Refused` where it is none."""
    tax_class = values["own_class"] if values["tax_class"] == NEW else values["tax_class"]
    if not tax_class:
        raise Refused("no_class", _("Give the new class a name."))
    percent = percent_of(values["percent"])
    return TaxRate(tax_class, day_of(values["valid_from"]), percent)


def percent_of(text: str) -> int:
    """Hundredths of a percent."""
    if not text:
        raise Refused("bad_rate", _("Please fill in: {what}.").format(what=_("Percent")))
    try:
        return Money.parse(text.removesuffix("%").strip()).cents
    except Refused as error:
        raise Refused("bad_rate", _("“{text}” is no percentage. Write it as in 7 or 7.8.").format(text=text)) from error


def day_of(text: str) -> date:
    """A day, written 2027-01-01 or 1.1.2027."""
    if not text:
        raise Refused("bad_date", _("Please fill in: {what}.").format(what=_("First day")))
    international = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text, re.ASCII)
    german = re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", text, re.ASCII)
    match = international or german
    try:
        parts = [int(part) for part in match.groups()] if match else []
        return date(*parts) if international else date(*reversed(parts))
    except (TypeError, ValueError) as error:
        sentence = _("“{text}” is not a day. Write it as in 2027-01-01.").format(text=text[:40])
        raise Refused("bad_date", sentence) from error


def _place(tax_class: str) -> tuple[int, str]:
    known = list(CLASSES)
    return (known.index(tax_class) if tax_class in known else len(known), tax_class)


def _row(rate: TaxRate, known: Known) -> Entry:
    language = current_language()
    cells = (
        class_name(rate.tax_class),
        rate_text(rate.rate, language),
        date_text(rate.valid_from, language),
        _holds(rate, known.rates, known.today),
    )
    return Entry(f"{rate.tax_class} {rate.valid_from.isoformat()}", cells)


def _holds(rate: TaxRate, rates: Sequence[TaxRate], today: date) -> str:
    if rate.valid_from > today:
        return _("to come")
    later = [one for one in rates if one.tax_class == rate.tax_class and rate.valid_from < one.valid_from <= today]
    return _("over") if later else _("today")
