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

Translator = Callable[[str], str]


class _Current:
    """The language of the screen: one per process, chosen by the composition root."""

    language = "en"


@cache
def _catalog(language: str) -> _gettext.NullTranslations:
    return _gettext.translation(DOMAIN, LOCALE_DIR, languages=[language], fallback=True)


def use_language(language: str) -> None:
    """Choose the screen's language, by its two letters; an unknown one falls back to English."""
    _Current.language = language[:2].lower()


def current_language() -> str:
    """The two letters of the screen's language."""
    return _Current.language


@cache
def number_signs(language: str) -> tuple[str, str]:
    """The decimal and the grouping sign of a language, by Babel's tables."""
    if language in _SIGNS:
        return _SIGNS[language]
    from babel import Locale

    symbols = Locale.parse(language).number_symbols["latn"]
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
