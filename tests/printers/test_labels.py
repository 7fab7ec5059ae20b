"""Shelf labels: what stands on them, where, and that their bars can be scanned."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from kasse.barcodes.keys import check_digit
from kasse.books.prices import Label
from kasse.catalog import Unit
from kasse.money import Money
from kasse.unit_price import UnitPrice
from printers.labels import SHEETS, markdown_label, render

MATE = Label(
    "Club-Mate 0,5 l",
    "4029764001807",
    Money(129),
    Unit.PIECE,
    UnitPrice(Money(258), "l"),
    Money(15),
    date(2026, 11, 23),
)
BANANAS = Label("Bananen", "102", Money(199), Unit.KILOGRAM)


def pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_label_says_price_unit_price_deposit_code_and_day(sheet: str) -> None:
    (text,) = pages(render([MATE], sheet))
    for words in ("Club-Mate 0,5 l", "1,29", "€", "2,58 €/l", "4029764001807", "23.11.2026", "0,15 €"):
        assert words in text


def test_it_speaks_the_shops_language() -> None:
    assert "2.58 €/l" in pages(render([MATE], language="en"))[0]
    assert "per kg" in pages(render([BANANAS], language="en"))[0]
    assert "2026-11-23" in pages(render([MATE], language="en"))[0]


@pytest.mark.parametrize(("sheet", "count"), [("70x37", 24), ("48x25", 40), ("62x29", 1)])
def test_a_sheet_holds_so_many_and_the_next_page_goes_on(sheet: str, count: int) -> None:
    assert len(pages(render([BANANAS] * count, sheet))) == 1
    found = pages(render([BANANAS] * (count + 1), sheet))
    assert [text.count("Bananen") for text in found] == [count, 1]


def test_places_that_are_used_stay_empty() -> None:
    found = pages(render([BANANAS] * 5, skip=22))
    assert [text.count("Bananen") for text in found] == [2, 3]


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_page_is_as_large_as_its_paper(sheet: str) -> None:
    box = PdfReader(io.BytesIO(render([MATE], sheet))).pages[0].mediabox
    width, height = SHEETS[sheet].page
    assert (round(float(box.width) * 25.4 / 72), round(float(box.height) * 25.4 / 72)) == (width, height)


@pytest.mark.parametrize("sheet", SHEETS)
def test_nothing_stands_outside_of_its_label(sheet: str) -> None:
    """With the longest name, a large price, a reason and a deposit."""
    long = MATE._replace(
        name="Die Beerenbauern Rote Johannisbeere Fruchtaufstrich, 200 g Glas, mit noch mehr Wörtern als sonst",
        price=Money(99_999),
        lowest=Money(109_999),
    )
    reader = PdfReader(io.BytesIO(render([long], sheet)))
    (width, height), places = SHEETS[sheet].label, SHEETS[sheet]
    around = (places.page[0] - places.columns * width) / 2, (places.page[1] - places.rows * height) / 2
    left, top = around[0] * 72 / 25.4, (places.page[1] - around[1]) * 72 / 25.4
    seen: list[tuple[float, float]] = []

    def visit(text: str, _cm: object, tm: list[float], _font: object, _size: object) -> None:
        if text.strip():
            seen.append((tm[4], tm[5]))

    reader.pages[0].extract_text(visitor_text=visit)
    assert len(seen) >= 6
    for x, y in seen:
        assert left <= x <= left + width * 72 / 25.4
        assert top - height * 72 / 25.4 <= y <= top


def test_a_reduction_is_announced_with_the_lowest_price() -> None:
    assert "1,09 €" in pages(render([MATE._replace(lowest=Money(109))]))[0]


def test_a_code_without_bars_is_printed_as_it_is() -> None:
    assert "PFAND025" in pages(render([MATE._replace(code="PFAND025")]))[0]


def bars(data: bytes) -> str:
    """The modules of the first code, as 0 and 1, out of the rectangles that are drawn."""
    content = PdfReader(io.BytesIO(data)).pages[0].get_contents()
    assert content is not None
    found = []
    for line in content.get_data().decode("latin-1").splitlines():
        words = line.split()
        if words[-2:] == ["re", "f*"]:
            place = words.index("re")
            x, _y, wide, high = (float(word) for word in words[place - 4 : place])
            if high > 8:
                found.append((round(x, 3), wide))
    found = sorted(set(found))
    module = min(wide for _x, wide in found)
    start = found[0][0]
    drawn = ["0"] * 95
    for x, wide in found:
        first = round((x - start) / module)
        for number in range(first, first + round(wide / module)):
            drawn[number] = "1"
    return "".join(drawn)


L = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
PARITY = ("LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL")


def ean13(code: str) -> str:
    """The modules of an EAN-13 by the book."""

    def mirrored(bits: str) -> str:
        return "".join("1" if bit == "0" else "0" for bit in bits)

    left = [
        L[int(digit)] if kind == "L" else mirrored(L[int(digit)])[::-1]
        for digit, kind in zip(code[1:7], PARITY[int(code[0])], strict=True)
    ]
    right = [mirrored(L[int(digit)]) for digit in code[7:]]
    return "101" + "".join(left) + "01010" + "".join(right) + "101"


@pytest.mark.parametrize("code", ["4029764001807", "2200178001498"])
def test_the_bars_are_those_of_the_code(code: str) -> None:
    assert check_digit(code[:-1]) == int(code[-1])
    assert bars(render([MATE._replace(code=code)])) == ean13(code)


def test_a_marked_down_label_says_what_it_was_and_why() -> None:
    (text,) = pages(
        markdown_label(
            "Joghurt 150 g",
            Money(39),
            Money(79),
            "2200178000392",
            unit_price=UnitPrice(Money(260), "kg"),
            best_before="25.11.2026",
            language="en",
        )
    )
    for words in ("Joghurt 150 g", "0.39", "0.79", "25.11.2026", "2.60 €/kg", "2200178000392"):
        assert words in text
