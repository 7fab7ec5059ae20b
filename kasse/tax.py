"""Value added tax out of gross prices, with rates that have dates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from kasse.errors import Refused
from kasse.money import Money, round_half_up
from kasse.texts import _

STANDARD = "standard"
REDUCED = "reduced"
ZERO_RATED = "zero"
MEAL = "meal"
"""Food that is eaten in the shop: its rate was another one than that of food that is taken away, and may be again."""


class TaxRate(NamedTuple):
    """From this day on, goods of this class bear this rate, in hundredths of a percent (1900 is 19 %)."""

    tax_class: str
    valid_from: date
    rate: int


@dataclass(frozen=True, slots=True)
class VatSum:
    """What one receipt says of one rate: gross, net and tax, rounded once."""

    rate: int
    gross: Money
    net: Money
    tax: Money


def vat_of(gross: Money, rate: int) -> VatSum:
    """Take the tax out of a receipt's gross sum of one rate.

    net = round_half_up(gross / (1 + rate)), tax = gross - net: what DSFinV-K's Bonkopf_USt and the receipt show.
    """
    net = Money(round_half_up(gross.cents * 10_000, 10_000 + rate))
    return VatSum(rate, gross, net, gross - net)


def rate_text(rate: int) -> str:
    """A rate as people write it: 1900 as "19", 780 as "7.8"."""
    whole, fraction = divmod(rate, 100)
    return str(whole) if fraction == 0 else f"{whole}.{fraction:02d}".rstrip("0")


class TaxTable:
    """All rates of a country, past and to come; asked with a day, it answers with that day's rate."""

    def __init__(self, rates: Iterable[TaxRate]) -> None:
        """Take the rates in any order."""
        self._rates = sorted(rates, key=lambda rate: rate.valid_from, reverse=True)
        self.classes = tuple(sorted({rate.tax_class for rate in self._rates}))

    def rate(self, tax_class: str, day: date) -> int:
        """The rate of a class on a day, in hundredths of a percent."""
        rate = self.on(day).get(tax_class)
        if rate is not None:
            return rate
        raise Refused(
            "no_tax_rate",
            _("There is no VAT rate for “{tax_class}” on {day}. Add it under Settings, VAT rates.").format(
                tax_class=tax_class, day=day
            ),
        )

    def on(self, day: date) -> dict[str, int]:
        """All rates of a day by their class; a class that begins later is not among them."""
        return {entry.tax_class: entry.rate for entry in reversed(self._rates) if entry.valid_from <= day}

    def class_of(self, percent: str, day: date) -> str:
        """The class whose rate on a day is written so ("7", "19", "7.8")."""
        wanted = percent.strip().removesuffix("%").strip().replace(",", ".")
        rates = sorted(self.on(day).items(), key=lambda entry: (entry[0] == MEAL, entry))
        texts = {tax_class: rate_text(rate) for tax_class, rate in rates}
        for tax_class, text in texts.items():
            if text == wanted:
                return tax_class
        offered = ", ".join(sorted(set(texts.values()), key=lambda t: (len(t), t)))
        raise Refused(
            "unknown_tax",
            _("“{percent}” is not a VAT rate of this shop. It has: {offered}.").format(
                percent=percent[:20], offered=offered
            ),
        )
