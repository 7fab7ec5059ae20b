"""The shop's key on paper: what is read back from the page is what was printed."""

import io
from collections.abc import Callable
from itertools import pairwise

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream

from kasse.texts import LANGUAGES
from printers.key_pdf import KeyPaper, key_pdf
from sync.nostr.keys import Keys

KEYS = Keys(bytes(range(1, 33)))
PAPER = KeyPaper("en", "Späti Müller & <Söhne>", "23 November 2026", KEYS.npub, KEYS.nsec)


def text_of(paper: KeyPaper) -> str:
    (page,) = PdfReader(io.BytesIO(key_pdf(paper))).pages
    return page.extract_text()


# Reading a QR code: version 6 with correction Q, which any text of a key's length takes

SIDE, BLOCKS, DATA_IN_A_BLOCK = 41, 4, 19
ALIGNMENT = 34
MASKS: tuple[Callable[[int, int], int], ...] = (
    lambda r, c: (r + c) % 2,
    lambda r, c: r % 2,
    lambda r, c: c % 3,
    lambda r, c: (r + c) % 3,
    lambda r, c: (r // 2 + c // 3) % 2,
    lambda r, c: r * c % 2 + r * c % 3,
    lambda r, c: (r * c % 2 + r * c % 3) % 2,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2,
)


def dark_squares(pdf: bytes) -> set[tuple[int, int]]:
    """The code's modules as they stand on the page, row and column."""
    reader = PdfReader(io.BytesIO(pdf))
    contents = reader.pages[0].get_contents()
    assert contents is not None
    boxes, inside = [], False
    for operands, operator in ContentStream(contents, reader).operations:
        values = [float(value) for value in operands] if operator == b"re" else []
        if values and values[2] == values[3] > 100:
            inside = True  # the code's own edge comes first
        elif values and inside:
            boxes.append(values)
    size = boxes[0][3]
    left, top = min(box[0] for box in boxes), max(box[1] for box in boxes)
    return {
        (round((top - y) / size), round((x - left) / size) + column)
        for x, y, width, _height in boxes
        for column in range(round(width / size))
    }


def is_pattern(row: int, column: int) -> bool:
    """Whether a module belongs to what a reader finds the code by."""
    corner = (row < 9 and (column < 9 or column >= SIDE - 8)) or (row >= SIDE - 8 and column < 9)
    middle = abs(row - ALIGNMENT) <= 2 and abs(column - ALIGNMENT) <= 2
    return corner or middle or row == 6 or column == 6


def read_qr(dark: set[tuple[int, int]]) -> str:
    """The text in a code, as ISO 18004 says, without correcting anything."""
    assert {place for pair in dark for place in pair} == set(range(SIDE))
    spots = [(8, column) for column in (0, 1, 2, 3, 4, 5, 7, 8)] + [(row, 8) for row in (7, 5, 4, 3, 2, 1, 0)]
    form = int("".join("01"[spot in dark] for spot in spots), 2) ^ 0b101010000010010
    assert form >> 13 == 0b11  # correction Q
    mask = MASKS[form >> 10 & 7]
    bits = ""
    for turn, right in enumerate((*range(SIDE - 1, 6, -2), *range(5, 0, -2))):
        for row in range(SIDE) if turn % 2 else range(SIDE - 1, -1, -1):
            for column in (right, right - 1):
                if not is_pattern(row, column):
                    bits += "01"[((row, column) in dark) ^ (mask(row, column) == 0)]
    words = [int(bits[at : at + 8], 2) for at in range(0, BLOCKS * DATA_IN_A_BLOCK * 8, 8)]
    data = bytes(words[place * BLOCKS + block] for block in range(BLOCKS) for place in range(DATA_IN_A_BLOCK))
    stream = "".join(f"{word:08b}" for word in data)
    assert stream[:4] == "0100"  # bytes
    length = int(stream[4:12], 2)
    return bytes(int(stream[at : at + 8], 2) for at in range(12, 12 + 8 * length, 8)).decode()


@pytest.mark.parametrize("number", [1, 7, 255])
def test_the_code_on_the_page_is_the_secret_key(number: int) -> None:
    keys = Keys(bytes(31) + bytes((number,)))
    assert read_qr(dark_squares(key_pdf(PAPER._replace(npub=keys.npub, nsec=keys.nsec)))) == keys.nsec


def test_the_letters_are_the_secret_key_in_their_order() -> None:
    said = text_of(PAPER)
    groups = [KEYS.nsec[start : start + 4] for start in range(0, len(KEYS.nsec), 4)]
    places = [said.index(group) for group in groups]
    assert all(first < second for first, second in pairwise(places))
    typed = said[places[0] : places[-1] + 4].split()
    assert Keys.read(" ".join(typed)).public == KEYS.public


def test_it_says_whose_it_is_and_what_to_do() -> None:
    said = text_of(PAPER)
    for words in ("Späti Müller & <Söhne>", "23 November 2026", KEYS.npub, "Secret key", "How to keep it",
                  "How to take it back", "Page 1"):  # fmt: skip
        assert words in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shop", ["", "x" * 200, "Der Laden an der Ecke mit dem langen Namen " * 4, "漢字\x1b"])
def test_it_is_one_page_whatever_the_shop_is_called(shop: str, language: str) -> None:
    assert KEYS.npub in text_of(PAPER._replace(shop=shop, language=language))
