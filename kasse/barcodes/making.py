"""Codes that the shop prints itself: a price inside an in-store number, by the shop's own rules."""

from collections.abc import Sequence

from kasse.barcodes.keys import check_digit, price_check_digit
from kasse.barcodes.rules import CodeRule
from kasse.money import Money


def price_rule(rules: Sequence[CodeRule]) -> CodeRule | None:
    """The first rule whose codes carry a price in cents; None where the shop has none."""
    return next((rule for rule in rules if rule.meaning == "price" and rule.decimals in (None, 2)), None)


def items(rule: CodeRule) -> int:
    """How many articles a rule can number."""
    return int(10 ** rule.pattern.count("I"))


def price_code(rule: CodeRule, item: int, price: Money | None = None) -> str | None:
    """The code of an in-store article at a price; without one it is the code by which the article is found.

    None where the number or the price does not fit into the pattern.
    """
    digits, value = str(item).zfill(rule.pattern.count("I")), str(0 if price is None else price.cents)
    value = value.zfill(rule.pattern.count("V"))
    if item < 0 or len(digits) > rule.pattern.count("I") or len(value) > rule.pattern.count("V"):
        return None
    inner = ""
    if "Z" in rule.pattern:
        inner = str(price_check_digit(value)) if len(value) in (4, 5) else "0"
    payload = rule.prefix + digits + "0" * rule.pattern.count("S") + inner + value
    return f"{payload}{check_digit(payload)}"
