"""Orders and shopping lists on paper, read back from their PDF."""

import io

import pytest
from pypdf import PdfReader

from kasse.buying.papers import OrderPaper, PaperLine, PickList
from printers.order_pdf import order_pdf, pick_list_pdf

LINE = PaperLine("M-20", "Club-Mate <0,5 l> & Co", "Kasten of 20", 2, "40", "15,60", "31,20", "3", "4029764001807")


def paper(count: int = 1, **more: object) -> OrderPaper:
    made = OrderPaper(
        "Order 12", "en", ("Späti Müller", "Weserstr. 1"), ("Getränke Hoffmann", "Herr Hoffmann"),
        (("Customer number", "40112"),), (LINE,) * count, "31,20", "Rampe B\nbitte klingeln",
    )  # fmt: skip
    return made._replace(**more)  # type: ignore[arg-type]


def texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def test_an_order_says_who_wants_what() -> None:
    (page,) = texts(order_pdf(paper()))
    for words in ("Späti Müller", "Getränke Hoffmann", "Customer number: 40112", "Order 12", "Club-Mate <0,5 l> & Co",
                  "Kasten of 20", "31,20 EUR", "bitte klingeln", "Page 1"):  # fmt: skip
        assert words in page
    assert "list price" not in page
    assert "list price" in texts(order_pdf(paper(unpriced=1)))[0]


def test_a_long_order_repeats_its_head() -> None:
    pages = texts(order_pdf(paper(120)))
    assert len(pages) > 2
    assert all("Article number" in page for page in pages)
    assert "Page 2" in pages[1]


@pytest.mark.parametrize(
    "name", ["ein Artikel mit einem wirklich sehr langen Namen " * 6, "x" * 300, "", "\x1b[2J漢字"]
)
def test_odd_names_break_nothing(name: str) -> None:
    assert order_pdf(paper(lines=(LINE._replace(name=name, article_no=name, pack=name),))).startswith(b"%PDF")


def test_the_shopping_list_goes_by_aisle() -> None:
    made = PickList("Shopping list 3 for Metro", "en", ("Späti",), (("Date", "2026-11-23"),),
                    (("3", (LINE,)), ("", (LINE,) * 60)), "31,20")  # fmt: skip
    pages = texts(pick_list_pdf(made))
    assert "Aisle 3" in pages[0]
    assert "Without an aisle" in pages[0]
    assert "4029764001807" in pages[0]
    assert len(pages) > 1
