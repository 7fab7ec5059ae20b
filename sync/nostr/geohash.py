"""Geohashes out of whole millionths of a degree, exactly: no float is near, so that shop and page name one cell.

A cell of 5 letters is 4.9 km wide and high, one of 8 letters 38 m by 19 m.
"""

from typing import NamedTuple

_LETTERS = "0123456789bcdefghjkmnpqrstuvwxyz"
_LATITUDES, _LONGITUDES = 180_000_000, 360_000_000
LENGTHS = range(4, 9)
"""Under how many letters a listing can be found: relays compare whole words only."""


class Bounds(NamedTuple):
    """The points of a cell in whole millionths: from south up to below north, from west up to before east."""

    south: int
    west: int
    north: int
    east: int


def encode(latitude: int, longitude: int, length: int = 8) -> str:
    """The cell of a point. A point beyond the poles or the date line counts to the last cell."""
    ups, rights = _bits(length)
    return _letters(_step(latitude, _LATITUDES, ups), _step(longitude, _LONGITUDES, rights), length)


def cells(latitude: int, longitude: int) -> tuple[str, ...]:
    """The point's cells from 4 to 8 letters, each the beginning of the next."""
    longest = encode(latitude, longitude, LENGTHS[-1])
    return tuple(longest[:length] for length in LENGTHS)


def decode(cell: str) -> Bounds:
    """Where a cell lies. `ValueError` where it is none."""
    up, right = _steps(cell)
    ups, rights = _bits(len(cell))
    return Bounds(
        _degree(up, _LATITUDES, ups), _degree(right, _LONGITUDES, rights),
        _degree(up + 1, _LATITUDES, ups), _degree(right + 1, _LONGITUDES, rights),
    )  # fmt: skip


def neighbours(cell: str) -> tuple[str, ...]:
    """The cells around this one: eight, round the date line too; fewer at the poles."""
    up, right = _steps(cell)
    ups, rights = _bits(len(cell))
    around = [(up + north, (right + east) % (1 << rights)) for north in (1, 0, -1) for east in (-1, 0, 1)]
    found = dict.fromkeys(place for place in around if 0 <= place[0] < 1 << ups and place != (up, right))
    return tuple(_letters(*place, len(cell)) for place in found)


def _bits(length: int) -> tuple[int, int]:
    """How many bits say how far up, and how many how far to the right; the first one is of the latter."""
    return 5 * length // 2, (5 * length + 1) // 2


def _step(millionths: int, range_: int, bits: int) -> int:
    return min(max((millionths + range_ // 2 << bits) // range_, 0), (1 << bits) - 1)


def _degree(step: int, range_: int, bits: int) -> int:
    return -(-step * range_ >> bits) - range_ // 2


def _letters(up: int, right: int, length: int) -> str:
    mixed, total = 0, 5 * length
    ups, rights = _bits(length)
    for place in range(total):  # from the left: right, up, right, up ...
        half = place // 2
        bit = up >> ups - 1 - half & 1 if place % 2 else right >> rights - 1 - half & 1
        mixed = mixed << 1 | bit
    return "".join(_LETTERS[mixed >> total - 5 * (number + 1) & 31] for number in range(length))


def _steps(cell: str) -> tuple[int, int]:
    if not cell or len(cell) > 12 or any(letter not in _LETTERS for letter in cell):
        raise ValueError("this is no geohash")
    up = right = 0
    bits = "".join(f"{_LETTERS.index(letter):05b}" for letter in cell)
    for place, bit in enumerate(bits):
        if place % 2:
            up = up << 1 | int(bit)
        else:
            right = right << 1 | int(bit)
    return up, right
