"""Cells on the map: public examples, and the textbook's halving in exact fractions."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.nostr.geohash import Bounds, cells, decode, encode, neighbours

LATITUDES = st.integers(-90_000_000, 90_000_000)
LONGITUDES = st.integers(-180_000_000, 180_000_000)
LENGTHS = st.integers(1, 12)


def halved(latitude: int, longitude: int, length: int) -> str:
    """As textbooks say it: halve longitude and latitude in turn, and write down on which side the point is."""
    sides = {1: [Fraction(-180), Fraction(180)], 0: [Fraction(-90), Fraction(90)]}
    point = {1: Fraction(longitude, 1_000_000), 0: Fraction(latitude, 1_000_000)}
    bits = ""
    for turn in range(5 * length):
        low, high = sides[(turn + 1) % 2]
        middle = (low + high) / 2
        above = point[(turn + 1) % 2] >= middle
        sides[(turn + 1) % 2] = [middle, high] if above else [low, middle]
        bits += "1" if above else "0"
    return "".join("0123456789bcdefghjkmnpqrstuvwxyz"[int(bits[at : at + 5], 2)] for at in range(0, len(bits), 5))


@pytest.mark.parametrize(
    ("latitude", "longitude", "cell"),
    [(52_499_530, 13_418_930, "u33d9m5rg"), (57_649_110, 10_407_440, "u4pruydqqvj"), (42_600_000, -5_600_000, "ezs42"),
     (-25_382_708, -49_265_506, "6gkzwgjzn820"), (0, 0, "s0000"), (-90_000_000, -180_000_000, "00000"),
     (90_000_000, 180_000_000, "zzzzz"), (-1, -1, "7zzzz")],
)  # fmt: skip
def test_public_examples(latitude: int, longitude: int, cell: str) -> None:
    assert encode(latitude, longitude, len(cell)) == cell


@given(LATITUDES, LONGITUDES, LENGTHS)
def test_cells_are_those_of_the_textbook(latitude: int, longitude: int, length: int) -> None:
    assert encode(latitude, longitude, length) == halved(latitude, longitude, length)


@given(st.integers(-89_999_999, 89_999_999), st.integers(-179_999_999, 179_999_999), st.integers(1, 8))
def test_a_cell_holds_its_points_and_no_others(latitude: int, longitude: int, length: int) -> None:
    cell = encode(latitude, longitude, length)
    there = decode(cell)
    assert there.south <= latitude < there.north
    assert there.west <= longitude < there.east
    assert encode(there.south, there.west, length) == cell
    assert encode(there.north - 1, there.east - 1, length) == cell
    if there.north < 90_000_000 and there.east < 180_000_000:
        assert encode(there.north, there.west, length) != cell
        assert encode(there.south, there.east, length) != cell


def test_a_shop_is_found_under_five_lengths() -> None:
    assert cells(52_499_530, 13_418_930) == ("u33d", "u33d9", "u33d9m", "u33d9m5", "u33d9m5r")


def test_neighbours_are_all_around() -> None:
    assert set(neighbours("ezs42")) == {"ezs48", "ezs49", "ezs43", "ezs41", "ezs40", "ezefp", "ezefr", "ezefx"}


def test_neighbours_go_round_the_date_line_and_end_at_the_poles() -> None:
    east = neighbours(encode(10_000_000, 179_999_999, 5))
    assert any(decode(cell).west == -180_000_000 for cell in east)
    assert len(east) == 8
    assert len(neighbours(encode(89_999_999, 0, 5))) == 5


@given(LATITUDES, LONGITUDES)
def test_neighbours_touch(latitude: int, longitude: int) -> None:
    cell = encode(latitude, longitude, 5)
    for other in neighbours(cell):
        assert cell in neighbours(other)


@pytest.mark.parametrize("cell", ["", "a", "u33i", "U33D", "u33d9m5rgu33d", "ü"])
def test_what_is_no_cell(cell: str) -> None:
    with pytest.raises(ValueError, match="no geohash"):
        decode(cell)


def test_the_whole_world_is_bounded() -> None:
    assert decode("s") == Bounds(0, 0, 45_000_000, 45_000_000)
