"""The shop's own table of in-store codes: which prefix carries a weight, a price, a count or a slip's amount."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from kasse.barcodes.keys import GTIN_LENGTHS, check_digit, number_key, price_check_digit
from kasse.barcodes.meanings import InStoreCode, SlipCode, SlipKind, UnknownCode
from kasse.errors import Refused
from kasse.money import MAX_CENTS, Money, round_half_up
from kasse.quantity import MAX_THOUSANDTHS, Quantity
from kasse.texts import _

RuleMeaning: TypeAlias = Literal["weight", "price", "count", "slip"]

_PATTERN = re.compile(r"(P+)(I*)(S*)(Z?)(V+)K")
_USUAL_DECIMALS: dict[RuleMeaning, int] = {"weight": 3, "price": 2, "count": 0, "slip": 2}
_PRICE_CHECK_LENGTHS = (4, 5)


@dataclass(frozen=True, slots=True)
class CodeRule:
    """One row of the table.

    `pattern` has one letter for each digit: P prefix, I item, S serial, Z the GS1 check digit of the value, V value,
    K check digit; `PPIIIIZVVVVVK` is GS1 Germany's. `decimals` are those of the value; None is the usual: 3 for
    kilograms, 2 for euros, 0 for pieces. With `price_check`, a code with a wrong Z is rejected.
    """

    prefix: str
    pattern: str
    meaning: RuleMeaning
    price_check: bool = False
    decimals: int | None = None

    def __post_init__(self) -> None:
        """Refuse a rule that could never match or would read beside the mark."""
        match = _PATTERN.fullmatch(self.pattern)
        if match is None or len(self.pattern) not in GTIN_LENGTHS or not self._fits(match):
            raise Refused(
                "bad_code_rule",
                _(
                    "“{pattern}” is not a pattern for codes that begin with {prefix}. Write one letter for each digit,"
                    " such as PPIIIIZVVVVVK: P prefix, I item, S serial, Z check digit of the value, V value,"
                    " K check digit."
                ).format(pattern=self.pattern[:40], prefix=self.prefix[:40]),
            )

    def _fits(self, match: re.Match[str]) -> bool:
        prefix, _item, _serial, check, value = match.groups()
        known = self.meaning in _USUAL_DECIMALS and (self.decimals is None or 0 <= self.decimals <= len(value))
        checkable = bool(check) and len(value) in _PRICE_CHECK_LENGTHS
        named = self.prefix.isascii() and self.prefix.isdigit() and len(prefix) == len(self.prefix)
        return known and named and (checkable or not self.price_check)

    def fitting(self, gtin: str) -> str | None:
        """The code in this rule's length where the rule is for it, else None; `gtin` is a valid one of any length."""
        digits = gtin.lstrip("0").zfill(len(self.pattern))
        return digits if digits.startswith(self.prefix) and len(digits) == len(self.pattern) else None

    def read(self, digits: str, raw: str) -> InStoreCode | SlipCode | UnknownCode:
        """What the fitting `digits` of a code mean."""
        value = self._part(digits, "V")
        if self.price_check and price_check_digit(value) != int(self._part(digits, "Z")):
            reason = _("The inner check digit of this label is wrong: weigh or label the goods again.")
            return UnknownCode(raw, reason, number_key(digits))
        if self.meaning == "slip":
            amount = self._money(value)
            item, serial = self._part(digits, "I") or None, self._part(digits, "S") or None
            return SlipCode(slip_kind(digits) or "deposit", number_key(digits), raw, amount, item, serial)
        return self._in_store(digits, value, raw)

    def _in_store(self, digits: str, value: str, raw: str) -> InStoreCode:
        key, item = self._item_key(digits), self._part(digits, "I")
        if self.meaning == "price":
            return InStoreCode(key, raw, item, price=self._money(value))
        if self.meaning == "count":
            return InStoreCode(key, raw, item, count=self._quantity(value))
        return InStoreCode(key, raw, item, weight=self._quantity(value))

    def _part(self, digits: str, letter: str) -> str:
        start = self.pattern.find(letter)
        return digits[start : start + self.pattern.count(letter)] if start >= 0 else ""

    def _item_key(self, digits: str) -> str:
        """Serial, value and Z zeroed (the GS1 check digit of a zero is zero), and the check digit made anew."""
        kept = len(self.prefix) + self.pattern.count("I")
        payload = digits[:kept].ljust(len(self.pattern) - 1, "0")
        return number_key(f"{payload}{check_digit(payload)}")

    def _money(self, value: str) -> Money | None:
        return money(value, self._value_decimals())

    def _quantity(self, value: str) -> Quantity | None:
        return quantity(value, self._value_decimals())

    def _value_decimals(self) -> int:
        return _USUAL_DECIMALS[self.meaning] if self.decimals is None else self.decimals


def _gs1_germany(prefix: str, meaning: RuleMeaning) -> CodeRule:
    return CodeRule(prefix, "PPIIIIZVVVVVK", meaning, price_check=True)


GERMANY_RULES: tuple[CodeRule, ...] = (
    _gs1_germany("22", "price"),
    _gs1_germany("23", "price"),
    _gs1_germany("25", "count"),
    _gs1_germany("26", "count"),
    _gs1_germany("28", "weight"),
    _gs1_germany("29", "weight"),
)
"""GS1 Germany, "Globale Artikelnummer (GTIN) in der Anwendung"; 20, 21, 24 and 27 are the shop's own."""


def apply_rules(gtin: str, raw: str, rules: Sequence[CodeRule]) -> InStoreCode | SlipCode | UnknownCode | None:
    """What the first fitting rule says of a valid GTIN, or None."""
    for rule in rules:
        digits = rule.fitting(gtin)
        if digits is not None:
            return rule.read(digits, raw)
    return None


def slip_kind(gtin13: str) -> SlipKind | None:
    """Whether GS1 gave this prefix to refund receipts (980) or coupons (981-984, 99), else None."""
    if gtin13.startswith("980"):
        return "refund"
    return "coupon" if gtin13.startswith(("981", "982", "983", "984", "99")) else None


def money(value: str, decimals: int) -> Money | None:
    """Digits with so many decimals as an amount; None for zero and for more than a till takes, which it asks for."""
    cents = round_half_up(int(value) * 100, 10**decimals)
    return Money(cents) if 0 < cents <= MAX_CENTS else None


def quantity(value: str, decimals: int) -> Quantity | None:
    """Digits with so many decimals as a quantity; None for zero and for more than one line holds."""
    thousandths = round_half_up(int(value) * 1000, 10**decimals)
    return Quantity(thousandths) if 0 < thousandths <= MAX_THOUSANDTHS else None
