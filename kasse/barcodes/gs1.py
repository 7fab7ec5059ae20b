"""What GS1 element strings and Digital Links mean; biip takes them apart.

Source of the application identifiers (AI): GS1 General Specifications, section 3.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from kasse.barcodes.keys import has_check_digit, is_digits, lookup_key
from kasse.barcodes.meanings import ArticleCode, CodeKind, Meaning, SlipCode, SsccCode, UnknownCode
from kasse.barcodes.numbers import read_number
from kasse.barcodes.rules import CodeRule, money, quantity
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.texts import _

if TYPE_CHECKING:
    from biip import ParseConfig
    from biip.gs1_element_strings import GS1ElementString

FNC1 = "\x1d"
"""ASCII 29: what a scanner sends for the sign that ends an element of variable length."""

MARKS = frozenset({"C1", "e0", "d2", "Q3", "J1"})
"""AIM identifiers of GS1-128, DataBar, GS1 DataMatrix, GS1 QR code and GS1 DotCode: their data are element strings."""

_GTIN_ELEMENT_LENGTH = 16
_SSCC_ELEMENT_LENGTH = 20
_EURO = "978"
_COUPON_AI = "255"
_BRACKETED_AI = re.compile(r"\([0-9]{2,4}\)")


class _Element(NamedTuple):
    """One AI with its value, as text and, where it is one, as a day."""

    ai: str
    value: str
    day: date | None


def looks_like_elements(text: str) -> bool:
    """Whether a code without an AIM identifier can only be element strings: see `_is_front` for the digits."""
    return FNC1 in text or _is_front(text) or _BRACKETED_AI.match(text) is not None


def looks_like_link(text: str) -> bool:
    """Whether this is a web address; in a QR code it may be in capitals."""
    return text[:8].casefold().startswith(("http://", "https://"))


def read_elements(text: str, rules: Sequence[CodeRule]) -> Meaning:
    """The meaning of element strings, with FNC1 as ASCII 29 or with their AIs in brackets as printed."""
    elements = _parsed_elements(text)
    if not _consistent(elements) and _is_front(text):
        # A keyboard scanner has lost an FNC1 and with it where the elements end; the article in front still stands.
        elements = [_Element(text[:2], text[2:_GTIN_ELEMENT_LENGTH], None)]
    return _read(elements, text, CodeKind.GS1, rules)


def read_link(text: str, rules: Sequence[CodeRule]) -> Meaning:
    """The meaning of a GS1 Digital Link."""
    return _read(_parsed_link(text), text, CodeKind.DIGITAL_LINK, rules)


def _consistent(elements: list[_Element]) -> bool:
    """Whether there are elements, and no AI twice with two values: then an FNC1 between them was lost."""
    values = {(element.ai, element.value) for element in elements}
    return bool(elements) and len(values) == len({element.ai for element in elements})


def _is_front(text: str) -> bool:
    """Whether this begins with a whole AI 01 or 02 with a valid GTIN, or is a whole AI 00 with a valid SSCC."""
    front = text[2:_GTIN_ELEMENT_LENGTH]
    if text.startswith(("01", "02")) and len(front) == _GTIN_ELEMENT_LENGTH - 2:
        return is_digits(front) and has_check_digit(front)
    is_sscc = text.startswith("00") and len(text) == _SSCC_ELEMENT_LENGTH
    return is_sscc and is_digits(text) and has_check_digit(text[2:])


def _config() -> "ParseConfig":
    from biip import ParseConfig

    return ParseConfig(gs1_element_strings_verify_date=False)  # an odd date is no reason not to sell


def _parsed_elements(text: str) -> list[_Element]:
    from biip import ParseError
    from biip.gs1_messages import GS1Message

    parse = GS1Message.parse_hri if text.startswith("(") else GS1Message.parse
    try:
        return _plain(parse(text.lstrip(FNC1), config=_config()).element_strings)
    except (ParseError, ValueError):
        return []


def _parsed_link(text: str) -> list[_Element]:
    from biip import ParseError
    from biip.gs1_digital_link_uris import GS1DigitalLinkURI

    try:
        return _plain(GS1DigitalLinkURI.parse(text, config=_config()).element_strings)
    except (ParseError, ValueError):
        return []


def _plain(elements: "Iterable[GS1ElementString]") -> list[_Element]:
    return [_Element(element.ai.ai, element.value, element.date) for element in elements]


def _read(elements: list[_Element], text: str, kind: CodeKind, rules: Sequence[CodeRule]) -> Meaning:
    """A coupon before the article it is for, the article before the pallet it is on."""
    found = {element.ai: element for element in elements}
    if _COUPON_AI in found:
        return _coupon(found, text)
    gtin = found.get("01") or found.get("02")
    if gtin:
        return _article(gtin.value, found, text, kind, rules)
    if "00" in found and has_check_digit(found["00"].value):
        return SsccCode(found["00"].value, text)
    reason = _("This code names no article. Scan the bars with the article number, or type the number.")
    return UnknownCode(text, reason, lookup_key(text), assignable=True)


def _article(gtin: str, found: dict[str, _Element], text: str, kind: CodeKind, rules: Sequence[CodeRule]) -> Meaning:
    """The article of a GTIN-14 with what the other elements say; a press code or a slip stays what it is."""
    meaning = read_number(gtin, text, "", rules)
    if not isinstance(meaning, ArticleCode):
        return meaning
    return replace(
        meaning,
        kind=kind,
        weight=_decimal_quantity(found, "310"),
        price=_price(found),
        count=_count(found),
        best_before=_day(found, "15"),
        expiry=_day(found, "17"),
        lot=_text(found, "10"),
        serial=_text(found, "21"),
    )


def _coupon(found: dict[str, _Element], text: str) -> SlipCode:
    """AI 255 is a coupon's 13 digits and its own serial; AI 390n is its amount."""
    number = found[_COUPON_AI].value
    return SlipCode("coupon", lookup_key(number), text, _amount(found, "390"), None, number[13:] or None)


def _with_decimals(found: dict[str, _Element], family: str) -> tuple[str, int] | None:
    """The digits of a family such as 310n, and n, its number of decimals."""
    for ai, element in found.items():
        if len(ai) == 4 and ai.startswith(family) and is_digits(element.value):
            return element.value, int(ai[3])
    return None


def _decimal_quantity(found: dict[str, _Element], family: str) -> Quantity | None:
    number = _with_decimals(found, family)
    return quantity(*number) if number else None


def _amount(found: dict[str, _Element], family: str) -> Money | None:
    number = _with_decimals(found, family)
    return money(*number) if number else None


def _price(found: dict[str, _Element]) -> Money | None:
    """392n is in the shop's currency, 393n begins with the ISO number of its own: only euros can be taken."""
    number = _with_decimals(found, "393")
    if number and number[0].startswith(_EURO) and len(number[0]) > len(_EURO):
        return money(number[0][len(_EURO) :], number[1])
    return _amount(found, "392")


def _count(found: dict[str, _Element]) -> Quantity | None:
    """37 counts what is in a bigger unit, 30 what is in a variable pack."""
    element = found.get("37") or found.get("30")
    return quantity(element.value, 0) if element and is_digits(element.value) else None


def _day(found: dict[str, _Element], ai: str) -> date | None:
    return found[ai].day if ai in found else None


def _text(found: dict[str, _Element], ai: str) -> str | None:
    return found[ai].value if ai in found else None
