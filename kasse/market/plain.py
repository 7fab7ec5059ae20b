"""Texts of strangers made plain: nothing in them steers the screen, turns the line round or hides."""

import unicodedata

LONGEST_NOTE = 300
MARKS = 2
"""So many accents may stand on one letter; more are there to cover what is above and below."""

_GONE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_BLANKS = frozenset({"Zs", "Zl", "Zp"})
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""Letters by their class, blank to the eye."""


def plain(text: str, limit: int = LONGEST_NOTE) -> str:
    """One line of at most so many signs, without controls, turns of direction, and what cannot be seen."""
    signs: list[str] = []
    marks = 0
    for sign in text[: limit * 4]:
        kind = unicodedata.category(sign)
        if kind in _BLANKS or sign in "\n\r\t\v\f" or sign in _FILLERS:
            sign, kind = " ", "Zs"
        if kind in _GONE or (sign == " " and (not signs or signs[-1] == " ")):
            continue
        marks = marks + 1 if kind.startswith("M") else 0
        if marks <= MARKS:
            signs.append(sign)
    return "".join(signs[:limit]).strip()
