"""The languages `xx` and `xr`: every text twice as long, so that what is cut or not translated is seen."""

import pytest

from kasse.formats import amount_text, date_text, quantity_text, rate_text
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.texts import PSEUDO, _, decimal_sign, figures_language, ngettext, number_signs, translator, use_language
from tests.conftest import OPENING


@pytest.mark.parametrize("language", PSEUDO)
def test_a_text_is_twice_as_long_and_says_so(language: str) -> None:
    use_language(language)
    for english in ("Pay", "Look at an identity card where you are not sure.", "Scan or search"):
        shown = _(english)
        assert len(shown) >= 2 * len(english)
        assert english not in shown
        assert shown != shown.encode("ascii", "ignore").decode()


@pytest.mark.parametrize("language", PSEUDO)
def test_placeholders_stay_and_are_there_once(language: str) -> None:
    use_language(language)
    assert "7" in _("Receipt {number}").format(number=7)
    shown = _("There is no shop at {file}. Make one with: kasse init --shop NAME")
    assert shown.count("{") == shown.count("}") == shown.count("{file}") == 1
    assert ngettext("{days} day", "{days} days", 1).format(days=1).startswith("1 ")
    assert len(ngettext("{days} day", "{days} days", 2)) > len(ngettext("{days} day", "{days} days", 1))


@pytest.mark.parametrize("text", ["", " ", "F12", "Ctrl+U", "Shift+F12", "Ctrl+{key}", "*", "Esc", "€"])
def test_keys_and_signs_are_no_words(text: str) -> None:
    assert translator("xx")(text) == text


def test_spaces_around_a_text_stay() -> None:
    assert translator("xx")(" and ").startswith(" ")
    assert translator("xx")(" and ").endswith(" ")


@pytest.mark.parametrize("language", [*PSEUDO, "zz", "", "../de"])
def test_figures_are_written_as_in_english(language: str) -> None:
    use_language(language)
    assert number_signs(language) == (".", ",")
    assert decimal_sign() == "."
    assert amount_text(Money(123450), language) == "1,234.50"
    assert quantity_text(Quantity(412), language) == "0.412"
    assert rate_text(780, language) == "7.8 %"
    assert date_text(OPENING.date(), language) == "2026-11-23"


def test_a_language_that_is_known_keeps_its_own_signs() -> None:
    assert (figures_language("de"), figures_language("pl")) == ("de", "pl")
    assert number_signs("pl") == (",", "\N{NO-BREAK SPACE}")
