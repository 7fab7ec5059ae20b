"""Keys are named as they stand on the keyboard of the one who reads."""

from collections.abc import Iterator

import pytest

from kasse.texts import current_language, use_language
from ui.actions import COMMANDS, key_words
from ui.widgets.keys import KeyButton


@pytest.fixture
def german() -> Iterator[None]:
    before = current_language()
    use_language("de")
    yield
    use_language(before)


@pytest.mark.parametrize(
    ("key", "english"),
    [
        ("F12", "F12"),
        ("Ctrl+R", "Ctrl+R"),
        ("Ctrl+Return", "Ctrl+Enter"),
        ("Alt++", "Alt +"),
        ("Alt+-", "Alt −"),
        ("+", "+"),
        ("", ""),
    ],
)
def test_an_english_keyboard(key: str, english: str) -> None:
    assert key_words(key) == english


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("key", "there"),
    [
        ("Ctrl+R", "Strg+R"),
        ("Ctrl+Return", "Strg+Eingabe"),
        ("Ctrl+Shift+P", "Strg+⇧P"),
        ("Shift+F12", "⇧F12"),
        ("Del", "Entf"),
        ("Alt++", "Alt +"),
        ("F7", "F7"),
        ("2,49", "2,49"),
        ("2,00 + 0,25", "2,00 + 0,25"),
    ],
)
def test_a_german_keyboard(key: str, there: str) -> None:
    assert key_words(key) == there


@pytest.mark.usefixtures("german")
def test_no_english_key_is_left_on_a_german_till() -> None:
    shown = " ".join(key_words(entry.key) for entry in COMMANDS)
    assert [name for name in ("Ctrl", "Shift", "Del", "Return", "Enter") if name in shown] == []


@pytest.mark.usefixtures("german", "qapp")
def test_a_button_prints_it() -> None:
    button = KeyButton("Rückgabe", "Ctrl+R")
    assert (button.detail, button.accessibleDescription()) == ("Strg+R", "Strg+R")
