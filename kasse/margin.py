"""What is left of a price: the margin, the price that gives one, and prices that end as the shop's prices do. Pure."""

import re
from typing import NamedTuple

from kasse.errors import Refused
from kasse.money import MAX_CENTS, Money, round_half_up
from kasse.texts import N_, _, number_signs

ENDINGS = {"": (1, 0), "9": (10, 9), "5": (5, 0), "0": (10, 0), "99": (100, 99)}
"""How a price may end: a step, and where on it the price stands. "5" is 5 or 0."""
ENDING_NAMES = {"": N_("as computed"), "9": N_("…9"), "5": N_("…5 or …0"), "0": N_("…0"), "99": N_("…99")}

_CHANGE = re.compile(r"([+-]?)\s?(\d{1,5})(?:[.,](\d{1,2}))?\s?(%?)", re.ASCII)


class Margin(NamedTuple):
    """What a piece leaves without VAT: the amount, and its share of the net price in thousandths."""

    amount: Money
    permille: int


def margin(price: Money | None, rate: int, cost: int | None) -> Margin | None:
    """The margin of a gross price; `cost` is net, in hundredths of a cent. None where one of the two is not known."""
    if price is None or cost is None or price.cents <= 0:
        return None
    net = price.cents * 1_000_000  # hundredths of a cent, times 10,000 + rate
    left = net - cost * (10_000 + rate)
    return Margin(Money(round_half_up(left, 100 * (10_000 + rate))), round_half_up(left * 1000, net))


def price_for(cost: int, rate: int, permille: int) -> Money:
    """The lowest gross price that leaves at least this margin; it must be below 1000."""
    if not permille < 1000:
        raise Refused("bad_margin", _("A margin is less than 100 percent."))
    above, below = cost * (10_000 + rate) * 1000, 1_000_000 * (1000 - permille)
    return Money(-(-above // below))


def ended(price: Money, ending: str) -> Money:
    """The nearest price with an ending of `ENDINGS`, the higher of two that are as near; never 0 or below."""
    step, place = ENDINGS[ending]
    lower = (price.cents - place) // step * step + place
    upper = lower + step
    if lower > 0 and price.cents - lower < upper - price.cents:
        return Money(lower)
    return Money(lower if lower == price.cents and lower > 0 else upper)


def percent_text(permille: int, language: str) -> str:
    """Thousandths as a share: 387 is "38,7 %"."""
    whole, tenth = divmod(abs(permille), 10)
    return f"{'-' if permille < 0 else ''}{whole}{number_signs(language)[0]}{tenth} %"


class Adjustment(NamedTuple):
    """A change of many prices: by hundredths of a percent, or by an amount."""

    percent: int = 0
    amount: Money = Money(0)

    @classmethod
    def parse(cls, text: str) -> "Adjustment":
        """Read "+5 %", "-7,5%" or "+0.10"; `Refused` says how to write it."""
        match = _CHANGE.fullmatch(text.strip().replace("−", "-"))
        if match is None or not (match[1] or match[4]):
            raise Refused(
                "bad_adjustment", _("“{text}” is no change of prices. Write +5 % or -0.10.").format(text=text[:40])
            )
        sign, whole, fraction, percent = match.groups()
        value = int(whole + (fraction or "").ljust(2, "0")) * (-1 if sign == "-" else 1)
        if percent:
            return cls(percent=value)
        return cls(amount=Money(value))

    def of(self, price: Money, ending: str = "") -> Money:
        """The new price; at least one cent."""
        cents = round_half_up(price.cents * (10_000 + self.percent), 10_000) + self.amount.cents
        return ended(Money(min(MAX_CENTS, max(1, cents))), ending)
