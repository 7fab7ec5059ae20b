"""What a code of digits alone means: GTINs, books, press, slips, the shop's own and short numbers."""

from collections.abc import Sequence
from dataclasses import replace

from kasse.barcodes.keys import GTIN_LENGTHS, check_digit, has_check_digit, number_key, upc_a, upc_e_expanded
from kasse.barcodes.meanings import ArticleCode, CodeKind, Meaning, PressCode, SlipCode, UnknownCode
from kasse.barcodes.rules import CodeRule, apply_rules, slip_kind
from kasse.money import Money
from kasse.texts import _

EAN = "E0"
EAN_WITH_ADDON = "E3"
EAN8 = "E4"
_EAN_MARKS = (EAN, EAN_WITH_ADDON, EAN8)
_ADDON_MARKS = ("E1", "E2")

_PADDED = 7
_LONGEST_SHORT = 11
_LONGEST_GTIN = 14
_GTIN13 = 13
_ADDON_LENGTHS = (2, 5)
_PRESS_PREFIXES = ("414", "419", "434", "439")
_ADDON_PREFIXES = (*_PRESS_PREFIXES, "977", "978", "979")
_YOUTH = 18

_KIND_OF_LENGTH = {8: CodeKind.GTIN8, 12: CodeKind.GTIN12, 13: CodeKind.GTIN13, 14: CodeKind.GTIN14}


def read_number(digits: str, raw: str, mark: str, rules: Sequence[CodeRule]) -> Meaning:
    """The meaning of digits; `mark` is the AIM identifier without its bracket ("E0"), or empty."""
    if mark in _ADDON_MARKS:
        reason = _("This is only the small add-on beside a code. Scan the whole code.")
        return UnknownCode(raw, reason, number_key(digits))
    if len(digits) == 8 and (expanded := _upc_e(digits, mark)):
        return ArticleCode(number_key(expanded), raw, CodeKind.UPC_E)
    if is_gtin(digits):
        return read_gtin(digits, raw, rules)
    return _read_with_addon(digits, raw, mark, rules) or _read_other(digits, raw, mark)


def is_gtin(digits: str) -> bool:
    """Whether this is a number of a GTIN's length, beyond which only zeros may stand in front, with its check digit."""
    if len(digits) not in GTIN_LENGTHS:
        return len(digits) > _LONGEST_GTIN and len(digits.lstrip("0")) <= _LONGEST_GTIN and has_check_digit(digits)
    return has_check_digit(digits)


def read_gtin(digits: str, raw: str, rules: Sequence[CodeRule]) -> Meaning:
    """The meaning of a valid GTIN: the shop's rules first, then GS1's prefixes."""
    ruled = apply_rules(digits, raw, rules)
    if ruled is not None:
        return ruled
    if len(digits) == 8:
        return ArticleCode(number_key(digits), raw, CodeKind.RCN8 if digits[0] in "02" else CodeKind.GTIN8)
    gtin13 = digits.lstrip("0").zfill(_GTIN13)
    if len(gtin13) != _GTIN13:
        return ArticleCode(number_key(digits), raw, CodeKind.GTIN14)
    return _read_gtin13(gtin13, raw)


def _read_gtin13(gtin13: str, raw: str) -> Meaning:
    if gtin13.startswith(_PRESS_PREFIXES):
        return _press(gtin13, raw)
    slip = slip_kind(gtin13)
    if slip:
        return SlipCode(slip, number_key(gtin13), raw)
    return ArticleCode(number_key(gtin13), raw, _kind(gtin13))


def _kind(gtin13: str) -> CodeKind:
    """The kind by GS1's prefixes: 20-29, 02 and 04 are restricted to the shop, 977-979 are publications."""
    if gtin13.startswith("9790"):
        return CodeKind.ISMN
    if gtin13.startswith(("978", "979")):
        return CodeKind.ISBN
    if gtin13.startswith("977"):
        return CodeKind.ISSN
    if gtin13.startswith(("2", "02", "04")):
        return CodeKind.IN_HOUSE
    return CodeKind.GTIN12 if gtin13.startswith("0") else CodeKind.GTIN13


def _press(gtin13: str, raw: str) -> PressCode:
    """The German press code 4PV OOOOO CCCC k: 41 or 43 (youth protection), 9 reduced or 4 standard rate, VDZ, cents.

    Source: Presse-Grosso, "GTIN-Code" (dermedienvertrieb.de); the 43 prefix: MVFP.
    """
    cents = int(gtin13[8:12])
    return PressCode(
        article_key=gtin13[:8],
        raw=raw,
        vdz=gtin13[3:8],
        price=Money(cents) if cents else None,
        tax_class="reduced" if gtin13[2] == "9" else "standard",
        age_limit=_YOUTH if gtin13[1] == "3" else 0,
    )


def _read_with_addon(digits: str, raw: str, mark: str, rules: Sequence[CodeRule]) -> Meaning | None:
    """A GTIN-13 with 2 or 5 digits appended: any where the scanner says so, else publications only."""
    main, addon = digits[:_GTIN13], digits[_GTIN13:]
    expected = mark == EAN_WITH_ADDON or main.startswith(_ADDON_PREFIXES)
    if not expected or len(addon) not in _ADDON_LENGTHS:
        return None
    if not has_check_digit(main):
        return _misread(main, raw)
    meaning = read_gtin(main, raw, rules)
    if isinstance(meaning, PressCode):
        return meaning._replace(addon=addon)
    return replace(meaning, addon=addon) if isinstance(meaning, ArticleCode) else meaning


def _upc_e(digits: str, mark: str) -> str | None:
    """The UPC-A of a UPC-E: a scanner that tells EAN-8 (]E4) from UPC (]E0) decides, else the check digit."""
    if mark == EAN8:
        return None
    if mark == EAN and digits[0] in "01":
        return upc_e_expanded(digits)
    expanded = upc_a(digits)
    return expanded if expanded != digits else None


def _read_other(digits: str, raw: str, mark: str) -> Meaning:
    """Short and in-house numbers are looked up as they are; a number of a GTIN's length must be one."""
    key = number_key(digits)
    if len(digits) in GTIN_LENGTHS and (mark in _EAN_MARKS or len(key) > _PADDED):
        return _misread(digits, raw)
    if len(digits) == 10 and len(key) == _GTIN13:
        return ArticleCode(key, raw, CodeKind.ISBN)
    if len(key) <= _LONGEST_SHORT:
        return ArticleCode(key, raw, CodeKind.SHORT)
    reason = _("A number of {count} digits is not an article number. Assign it to an article, or type the number.")
    return UnknownCode(raw, reason.format(count=len(digits)), key, assignable=True)


def _misread(digits: str, raw: str) -> UnknownCode:
    reason = _("The check digit is wrong: expected {digit}. Scan again or type the number.")
    return UnknownCode(raw, reason.format(digit=check_digit(digits[:-1])), number_key(digits))
