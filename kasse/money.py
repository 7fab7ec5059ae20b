"""Money in whole cents, and the only place that rounds."""

import re
from dataclasses import dataclass

from kasse.errors import Refused
from kasse.texts import _, decimal_sign

MAX_CENTS = 99_999_999
"""No amount a corner shop types or computes is larger than 999,999.99; beyond it lies a slip of the finger."""

_AMOUNT = re.compile(r"([+-]?)(\d{1,15})(?:[.,](\d{1,2}))?", re.ASCII)


def round_half_up(numerator: int, denominator: int) -> int:
    """The integer nearest to numerator / denominator; halves go away from zero, so that a return mirrors its sale."""
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    above, below = abs(numerator), abs(denominator)
    return sign * ((2 * above + below) // (2 * below))


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in cents of the shop's currency; negative where it goes to the customer."""

    cents: int

    @classmethod
    def parse(cls, text: str) -> "Money":
        """Read "1.99", "1,99" or "-2" as people type it; `Refused` names what cannot be read."""
        match = _AMOUNT.fullmatch(text.strip())
        if match is None:
            raise Refused(
                "bad_amount",
                _("“{text}” is not an amount. Write euros and cents, such as 2.49.").format(text=text[:40]),
            )
        sign, euros, fraction = match.groups()
        cents = int(euros) * 100 + int((fraction or "0").ljust(2, "0"))
        if cents > MAX_CENTS:
            raise Refused(
                "amount_too_large",
                _("{text} is too large: the most the till takes is {limit}.").format(
                    text=text[:40], limit=cls(MAX_CENTS)
                ),
            )
        return cls(-cents if sign == "-" else cents)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.cents + other.cents)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.cents - other.cents)

    def __neg__(self) -> "Money":
        return Money(-self.cents)

    def __abs__(self) -> "Money":
        return Money(abs(self.cents))

    def __mul__(self, count: int) -> "Money":
        return Money(self.cents * count)

    def __bool__(self) -> bool:
        return self.cents != 0

    def __format__(self, spec: str) -> str:
        """As a sentence of the screen's language writes it; `str` is what programs read."""
        return format(str(self).replace(".", decimal_sign()), spec)

    def __str__(self) -> str:
        euros, cents = divmod(abs(self.cents), 100)
        return f"{'-' if self.cents < 0 else ''}{euros}.{cents:02d}"


ZERO = Money(0)


def total(amounts: "list[Money] | tuple[Money, ...]") -> Money:
    """The sum of some amounts."""
    return Money(sum(amount.cents for amount in amounts))


def share(amount: Money, part: int, whole: int) -> Money:
    """`amount` x part / whole, rounded half up."""
    return Money(round_half_up(amount.cents * part, whole))


def split(amount: Money, weights: list[int]) -> list[Money]:
    """Split an amount in proportion to non-negative weights, so that the parts sum to it to the cent.

    The cents left over by rounding down go to the largest remainders, the earlier first where they are equal.
    """
    whole = sum(weights)
    if whole == 0:
        return [ZERO for _weight in weights]
    sign = -1 if amount.cents < 0 else 1
    shares = [divmod(abs(amount.cents) * weight, whole) for weight in weights]
    left = abs(amount.cents) - sum(quotient for quotient, _rest in shares)
    order = sorted(range(len(weights)), key=lambda index: (-shares[index][1], index))
    extra = set(order[:left])
    return [Money(sign * (quotient + (index in extra))) for index, (quotient, _rest) in enumerate(shares)]
