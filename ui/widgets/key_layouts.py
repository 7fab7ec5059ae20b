"""Which keys the on-screen keyboard has, row by row."""

from typing import NamedTuple

from kasse.texts import N_


class Cap(NamedTuple):
    """A key: its character or what it does, where it lies on the grid, and how screen readers call it."""

    key: str
    row: int
    column: int
    wide: int = 2
    high: int = 1
    name: str = ""


UNITS = 26
"""Columns of the grid; a letter takes two."""

LETTERS = {
    "de": ("1234567890ß", "qwertzuiopü", "asdfghjklöä", "yxcvbnm,.-"),
    "en": ("1234567890€", "qwertyuiop/", "asdfghjkl':", "zxcvbnm,.-"),
}
SIGNS = {
    "de": ("1234567890ß", "€%&@§/()=\"'", "+-*#_:;!?„“", "×½¼°²–,.-…"),
    "en": ("1234567890€", "€%&@§/()=\"'", "+-*#_:;!?“”", "äöüß×½°,.-"),
}

BACKSPACE, ENTER, SHIFT, LEFT, RIGHT, SPACE, HIDE, OTHER = (
    "backspace", "enter", "shift", "left", "right", "space", "hide", "other",
)  # fmt: skip

FUNCTIONS = {
    BACKSPACE: ("⌫", N_("Delete backwards")),
    ENTER: ("↵", N_("Enter")),
    SHIFT: ("⇧", N_("Shift key")),
    LEFT: ("←", N_("To the left")),
    RIGHT: ("→", N_("To the right")),
    SPACE: ("", N_("Space")),
    HIDE: ("▾", N_("Hide the keyboard")),
    OTHER: ("", N_("Other signs")),
}
"""What stands on keys that write no character, and how screen readers call them."""


def _row(characters: str, row: int, first: int = 0) -> list[Cap]:
    return [Cap(character, row, first + 2 * number) for number, character in enumerate(characters)]


def text_keys(rows: tuple[str, ...]) -> list[Cap]:
    """Digits, three rows of letters or signs, and the row with the space bar."""
    upper = [cap for number, characters in enumerate(rows[:3]) for cap in _row(characters, number)]
    return [
        *upper,
        Cap(BACKSPACE, 0, 22, 4),
        Cap(ENTER, 1, 22, 4, 2),
        Cap(SHIFT, 3, 0, 3),
        *_row(rows[3], 3, 3),
        Cap(SHIFT, 3, 23, 3),
        Cap(OTHER, 4, 0, 4),
        Cap(LEFT, 4, 4),
        Cap(RIGHT, 4, 6),
        Cap(SPACE, 4, 8, 14),
        Cap(HIDE, 4, 22, 4),
    ]


def number_keys(decimal: str) -> list[Cap]:
    """Two low rows, so that much of the page stays in sight."""
    signs = f"{decimal}{'.' if decimal == ',' else ','}-/:%*"
    return [
        *_row("1234567890", 0),
        Cap(BACKSPACE, 0, 20, 3),
        Cap(HIDE, 0, 23, 3),
        Cap(OTHER, 1, 0, 3),
        *_row(signs, 1, 3),
        Cap(LEFT, 1, 17),
        Cap(RIGHT, 1, 19),
        Cap(ENTER, 1, 21, 5),
    ]
