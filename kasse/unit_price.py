"""The unit price (Grundpreis, PAngV): what a kilogram or a litre of something packed costs. Pure and exact.

Since 2022 it is by the kilogram and the litre alone. It is left out where it is the price itself, and below 10 g or
10 ml (section 4 PAngV). A deposit is never part of it (section 7).
"""

import re
from typing import NamedTuple

from kasse.catalog import Unit
from kasse.errors import Refused
from kasse.formats import amount_text, quantity_text
from kasse.money import Money, round_half_up
from kasse.quantity import MAX_THOUSANDTHS, ONE, Quantity
from kasse.texts import N_, _, translator

LEAST = 10
"""Thousandths: what holds less than 10 g or 10 ml needs no unit price."""

_UNITS = {
    "kg": ("kg", 1000),
    "kilo": ("kg", 1000),
    "g": ("kg", 1),
    "gr": ("kg", 1),
    "gramm": ("kg", 1),
    "l": ("l", 1000),
    "lt": ("l", 1000),
    "ltr": ("l", 1000),
    "liter": ("l", 1000),
    "litre": ("l", 1000),
    "cl": ("l", 10),
    "dl": ("l", 100),
    "ml": ("l", 1),
    "m": ("m", 1000),
    "meter": ("m", 1000),
    "metre": ("m", 1000),
}
_PIECES = {"stück": ("piece", 1000), "stk": ("piece", 1000), "st": ("piece", 1000), "pieces": ("piece", 1000)}
_AGAIN = r"(?:\s?[x×*]\s?(?P<again>\d{1,3}))?"


def _written(*tables: dict[str, tuple[str, int]]) -> str:
    """The pattern of an amount in one of these units, with how many there are of it before."""
    units = "|".join(sorted({unit for table in tables for unit in table}, key=len, reverse=True))
    return rf"(?:(?P<times>\d{{1,3}})\s?[x×*]\s?)?(?P<number>\d{{1,5}}(?:[.,]\d{{1,3}})?)\s?(?P<unit>{units})\.?"


_IN_NAME = re.compile(rf"(?<![\w.,]){_written(_UNITS)}{_AGAIN}(?!\w)", re.IGNORECASE)
_TYPED = re.compile(_written(_UNITS, _PIECES) + _AGAIN, re.IGNORECASE)
_BUNDLE = re.compile(r"\d\s?er\b", re.IGNORECASE)
_PER = ("je", "pro", "per", "/", "=")


class Content(NamedTuple):
    """What one piece holds: so much of "kg", "l", "m" or "piece"."""

    amount: Quantity
    unit: str


class UnitPrice(NamedTuple):
    """What one `per` of it costs: "kg", "l", "m" or "piece"."""

    price: Money
    per: str


def unit_price(price: Money | None, unit: Unit, content: Content | None, pieces: Quantity = ONE) -> UnitPrice | None:
    """The unit price of `pieces` pieces for a price; None where none is due or it cannot be told."""
    if price is None or content is None or unit is not Unit.PIECE or price.cents <= 0:
        return None
    whole = content.amount.thousandths * pieces.thousandths
    if whole <= 0 or (content.unit in ("kg", "l") and content.amount.thousandths < LEAST):
        return None
    each = Money(round_half_up(price.cents * 1_000_000, whole))
    return None if each == price else UnitPrice(each, content.unit)


_SHORT = {"kg": N_("{price} €/kg"), "l": N_("{price} €/l"), "m": N_("{price} €/m"), "piece": N_("{price} €/piece")}


def unit_price_text(unit: UnitPrice | None, language: str) -> str:
    """As it stands on a label: "2,58 €/l"; empty where there is none."""
    if unit is None:
        return ""
    return translator(language)(_SHORT[unit.per]).format(price=amount_text(unit.price, language))


def content_in(name: str) -> Content | None:
    """The content that a name speaks of, as in "Wasser 6 x 1,5 l"; None where it has none, or more than one.

    A name such as "6er 125 g" may mean one or all of six, so it means nothing here.
    """
    if _BUNDLE.search(name):
        return None
    found = {_content(match) for match in _IN_NAME.finditer(name) if not _is_rate(name, match.start())}
    return found.pop() if len(found) == 1 else None


def read_content(text: str) -> Content | None:
    """What somebody typed: "0,5 l", "250 g", "10 Stück"; None where it is empty."""
    if not text.strip():
        return None
    match = _TYPED.fullmatch(text.strip())
    content = None if match is None else _content(match)
    if content is None:
        raise Refused("bad_content", _("“{text}” is no content. Write it as 0.5 l or 250 g.").format(text=text[:40]))
    return content


def content_text(content: Content | None, language: str) -> str:
    """As one writes it: "0,5 l", below a kilogram in grams."""
    if content is None:
        return ""
    if content.unit == "kg" and content.amount.thousandths < 1000:
        return f"{content.amount.thousandths} g"
    unit = translator(language)(N_("pieces")) if content.unit == "piece" else content.unit
    figure = quantity_text(content.amount, language)
    if not content.amount.is_whole:
        figure = figure.rstrip("0")
    return f"{figure} {unit}"


def _is_rate(name: str, start: int) -> bool:
    """Whether what is before it makes it a price's unit: "1,99 je 100 g"."""
    return name[:start].rstrip().casefold().endswith(_PER)


def _content(match: re.Match[str]) -> Content | None:
    unit, factor = {**_UNITS, **_PIECES}[match["unit"].casefold()]
    whole, _sign, fraction = match["number"].replace(",", ".").partition(".")
    if len(fraction) == 3 and factor == 1:  # 1.500 ml are one and a half litres
        whole, fraction = whole + fraction, ""
    count = int(match["times"] or 1) * int(match["again"] or 1)
    amount, rest = divmod(int(whole + fraction) * factor * count, 10 ** len(fraction))
    if rest or not 0 < amount <= MAX_THOUSANDTHS:
        return None
    return Content(Quantity(amount), unit)
