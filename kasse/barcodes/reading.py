"""From what a scanner or a keyboard sent to its meaning."""

import re
from collections.abc import Sequence

from kasse.barcodes import gs1
from kasse.barcodes.keys import as_number, is_digits, lookup_key
from kasse.barcodes.meanings import ArticleCode, CodeKind, Meaning, UnknownCode
from kasse.barcodes.numbers import read_number
from kasse.barcodes.rules import GERMANY_RULES, CodeRule
from kasse.texts import _

MAX_LENGTH = 500
"""No code at a till is longer: element strings end well below, a Digital Link with its extras at some 300."""

_AIM = re.compile(r"\]([A-Za-z][0-9A-Za-z])")


def read(text: str, rules: Sequence[CodeRule] = GERMANY_RULES) -> Meaning:
    """What a code means, whatever it is; nothing is raised.

    An AIM identifier in front (ISO/IEC 15424: ]E0, ]C1, ...) is taken off and settles what the digits leave open.
    `rules` are the shop's table of in-store codes: the first that fits wins.
    """
    if len(text) > MAX_LENGTH:
        reason = _("This is too long for an article code. Scan the bars with the article number.")
        return UnknownCode(text[:MAX_LENGTH], reason, lookup_key(text[:MAX_LENGTH]))
    mark, code = _split_mark(text.strip())
    if not code:
        return UnknownCode(code, _("Nothing was scanned. Scan again or type the number."), "")
    return _read(code, mark, rules)


def _split_mark(text: str) -> tuple[str, str]:
    """The AIM identifier without its bracket, or empty, and the code."""
    match = _AIM.match(text) if text.startswith("]") else None
    return (match[1], text[match.end() :].strip()) if match else ("", text)


def _read(code: str, mark: str, rules: Sequence[CodeRule]) -> Meaning:
    if gs1.looks_like_link(code):
        return gs1.read_link(code, rules)
    if mark in gs1.MARKS or (not mark and gs1.looks_like_elements(code)):
        return gs1.read_elements(code, rules)
    if is_digits(code):
        return read_number(code, code, mark, rules)
    number = as_number(code)
    return read_number(number, code, mark, rules) if number else _read_text(code)


def _read_text(code: str) -> ArticleCode | UnknownCode:
    if not code.isprintable():
        reason = _("This code holds signs that cannot be read. Scan again or type the number.")
        return UnknownCode(code, reason, lookup_key(code))
    return ArticleCode(lookup_key(code), code, CodeKind.TEXT)
