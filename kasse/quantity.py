"""Quantities in whole thousandths: 2 pieces are 2000, 412 g are 412 of a kilogram."""

import re
from dataclasses import dataclass

from kasse.errors import Refused
from kasse.money import Money, round_half_up
from kasse.texts import _, decimal_sign

MAX_THOUSANDTHS = 9_999_999
"""9,999.999: more of one article in one line is a scanned code in the quantity field."""

_QUANTITY = re.compile(r"([+-]?)(\d{1,15})(?:[.,](\d{1,3}))?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """A number of pieces, kilograms, litres or metres in thousandths; negative in a return."""

    thousandths: int

    @classmethod
    def of(cls, whole: int) -> "Quantity":
        """A whole number of pieces."""
        return cls(whole * 1000)

    @classmethod
    def parse(cls, text: str) -> "Quantity":
        """Read "2", "0.412" or "0,412"; `Refused` names what cannot be read, zero included."""
        match = _QUANTITY.fullmatch(text.strip())
        if match is None:
            raise Refused(
                "bad_quantity",
                _("“{text}” is not a quantity. Write a number such as 2 or 0.412.").format(text=text[:40]),
            )
        sign, whole, fraction = match.groups()
        return cls(int(f"{sign}{whole}{(fraction or '').ljust(3, '0')}")).checked()

    def checked(self) -> "Quantity":
        """Itself, or `Refused` where it is zero or beyond what a line may hold."""
        if self.thousandths == 0:
            raise Refused("quantity_zero", _("The quantity is 0. Enter how many, or leave the line out."))
        if abs(self.thousandths) > MAX_THOUSANDTHS:
            raise Refused(
                "quantity_too_large",
                _("{quantity} is too many for one line: the most is {limit}.").format(
                    quantity=self, limit=Quantity(MAX_THOUSANDTHS)
                ),
            )
        return self

    @property
    def is_whole(self) -> bool:
        """Whether these are whole pieces."""
        return self.thousandths % 1000 == 0

    def price(self, unit_price: Money) -> Money:
        """What this much costs at a price per unit, rounded half up to the cent."""
        if self.thousandths == 1000:
            return unit_price
        return Money(round_half_up(unit_price.cents * self.thousandths, 1000))

    def times(self, other: "Quantity") -> "Quantity":
        """The product of two quantities, as in 3 crates of 20 bottles."""
        if other.thousandths == 1000:
            return self
        return Quantity(round_half_up(self.thousandths * other.thousandths, 1000))

    def __add__(self, other: "Quantity") -> "Quantity":
        return Quantity(self.thousandths + other.thousandths)

    def __sub__(self, other: "Quantity") -> "Quantity":
        return Quantity(self.thousandths - other.thousandths)

    def __neg__(self) -> "Quantity":
        return Quantity(-self.thousandths)

    def __abs__(self) -> "Quantity":
        return Quantity(abs(self.thousandths))

    def __bool__(self) -> bool:
        return self.thousandths != 0

    def __format__(self, spec: str) -> str:
        """As a sentence of the screen's language writes it; `str` is what programs read."""
        return format(str(self).replace(".", decimal_sign()), spec)

    def __str__(self) -> str:
        whole, fraction = divmod(abs(self.thousandths), 1000)
        sign = "-" if self.thousandths < 0 else ""
        return f"{sign}{whole}" if fraction == 0 else f"{sign}{whole}.{fraction:03d}"


ONE = Quantity(1000)
NONE = Quantity(0)
