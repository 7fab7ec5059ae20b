"""Texts in the user's language, by gettext, for all packages.

The source language is English. A receipt has a language of its own, so `translator` gives any language beside
the one that `use_language` chose for the screen.
"""

import gettext as _gettext
from collections.abc import Callable
from functools import cache
from pathlib import Path

DOMAIN = "kasse"
LANGUAGES = ("de", "en")
LOCALE_DIR = Path(__file__).with_name("locale")

_SIGNS = {"de": (",", "."), "en": (".", ",")}
"""Babel's signs of the two languages that are always there; its import costs as much as opening the shop's file."""

PSEUDO = ("xx", "xr")
"""Languages for looking at the screen: every text twice as long and accented; `xr` is shown right-to-left.

What is still plain English there was never given to `_`.
"""
_ACCENTED = str.maketrans("AEIOUYaeiouycnsz", "ÀÉÎÖÛÝàéîöûýçñšž")

Translator = Callable[[str], str]


class _Current:
    """The language of the screen: one per process, chosen by the composition root."""

    language = "en"


class _Pseudo(_gettext.NullTranslations):
    """Makes its texts; placeholders and the names of keys stay as they are."""

    def gettext(self, message: str) -> str:
        """The text accented, and again behind itself without its placeholders."""
        import re

        words = message.strip()
        if re.fullmatch(r"|.|((Ctrl|Shift|Alt)\+)*(.|F\d+|Esc|\{key\})", words):
            return message
        parts = re.split(r"(\{[^{}]*\})", words)
        once = "".join(part if part.startswith("{") else part.translate(_ACCENTED) for part in parts)
        again = " ".join("".join(parts[::2]).translate(_ACCENTED).split())
        return message.replace(words, f"{once} {again}", 1)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """As in English."""
        return self.gettext(msgid1 if n == 1 else msgid2)


@cache
def _catalog(language: str) -> _gettext.NullTranslations:
    if language in PSEUDO:
        return _Pseudo()
    return _gettext.translation(DOMAIN, LOCALE_DIR, languages=[language], fallback=True)


def use_language(language: str) -> None:
    """Choose the screen's language, by its two letters; an unknown one falls back to English."""
    _Current.language = language[:2].lower()


def current_language() -> str:
    """The two letters of the screen's language."""
    return _Current.language


@cache
def figures_language(language: str) -> str:
    """The language by whose rules figures and dates are written: English where Babel does not know this one."""
    if language in _SIGNS:
        return language
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(language))
    except (UnknownLocaleError, ValueError):
        return "en"


@cache
def number_signs(language: str) -> tuple[str, str]:
    """The decimal and the grouping sign of a language, by Babel's tables."""
    known = figures_language(language)
    if known in _SIGNS:
        return _SIGNS[known]
    from babel import Locale

    symbols = Locale.parse(known).number_symbols["latn"]
    return symbols["decimal"], symbols["group"]


def decimal_sign() -> str:
    """The decimal sign of the screen's language."""
    return number_signs(_Current.language)[0]


def translator(language: str) -> Translator:
    """The gettext function of any one language."""
    return _catalog(language[:2].lower()).gettext


def _(message: str) -> str:
    """`message` in the screen's language."""
    return _catalog(_Current.language).gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The right plural form for `count` in the screen's language."""
    return _catalog(_Current.language).ngettext(singular, plural, count)


def N_(message: str) -> str:
    """Mark a text for translation where it is defined; it is translated where it is shown."""
    return message
