"""The PDF of a receipt, read back by pypdf."""

import io
import re
from collections.abc import Iterator

import pytest
from pypdf import PdfReader

from kasse.receipt import Align, Block, Columns, Document, Pair, QrCode, Rule, Space, Style, Text
from printers import pdf

RECEIPT = (
    Text("Späti am Görlitzer Park", Align.CENTER, Style.LARGE),
    Text("Wiener Straße 12\n10999 Berlin", Align.CENTER),
    Space(),
    Pair("Süßkram", "2,49 B"),
    Pair("Żubr Łódź", "1,95 A"),
    Pair("Yoğurtlu İçecek Işık", "1,20 B", indent=2),
    Pair("Квас", "1,84 B"),
    Rule(),
    Pair("Summe EUR", "7,48 €", Style.LARGE),
    Columns(("MwSt.", "Brutto", "Netto", "Steuer"), Style.BOLD),
    Columns(("A 19 %", "1,75", "1,47", "0,28")),
    QrCode("V0;kasse;" + "Zm9v" * 80),
)


def read(*blocks: Block, width_mm: float = 80) -> PdfReader:
    return PdfReader(io.BytesIO(pdf.render(Document("Rechnung 000123", "de", blocks), width_mm)))


def text(*blocks: Block, width_mm: float = 80) -> str:
    return "\n".join(page.extract_text() for page in read(*blocks, width_mm=width_mm).pages)


@pytest.fixture(params=["system", "bundled"])
def _fonts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if request.param == "bundled":
        monkeypatch.setattr(pdf, "SYSTEM_FONTS", (("/nowhere/a.ttf", "/nowhere/b.ttf"),))
    pdf._fonts.cache_clear()
    yield
    pdf._fonts.cache_clear()


@pytest.mark.usefixtures("_fonts")
@pytest.mark.parametrize("width_mm", [80, 58])
def test_every_word_can_be_read(width_mm: float) -> None:
    words = text(*RECEIPT, width_mm=width_mm).split()
    for word in ["Süßkram", "2,49", "Żubr", "Łódź", "Yoğurtlu", "İçecek", "Işık", "Квас", "7,48", "€", "Görlitzer"]:
        assert word in words
    assert words[-4:] == ["%", "1,75", "1,47", "0,28"]


@pytest.mark.usefixtures("_fonts")
def test_fonts_are_embedded() -> None:
    fonts = read(*RECEIPT).pages[0]["/Resources"]["/Font"].values()  # type: ignore[index]
    files = [font.get_object().get("/FontDescriptor", {}).get("/FontFile2") for font in fonts]
    assert any(files)


def test_the_paper_is_as_long_as_needed() -> None:
    short, long = read(Text("a")).pages[0].mediabox, read(*[Text("a")] * 50).pages[0].mediabox
    assert float(short.width) == pytest.approx(80 / 25.4 * 72, abs=0.01)
    assert float(long.height - short.height) == pytest.approx(49 * 12, abs=0.1)
    assert float(read(Text("a"), width_mm=58).pages[0].mediabox.width) == pytest.approx(58 / 25.4 * 72, abs=0.01)


def test_a_code_that_holds_no_more_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    assert "a" in text(Text("a"), QrCode("x" * 4000))
    assert "4000 characters" in caplog.text
    assert "b" in text(Text("b"), QrCode("\ud800"))


def test_figures_end_at_the_right_margin() -> None:
    face = pdf._Roll(80)._faces[Style.NORMAL]
    ends: list[float] = []

    def visit(part: str, _cm: object, matrix: list[float], _font: object, _size: object) -> None:
        if figure := re.search(r"[\d.]+,\d\d", part):
            ends.append(matrix[4] + face.measure(figure[0]))

    read(Pair("a", "1,00"), Pair("b", "12.345,00"), Columns(("c", "3,00"))).pages[0].extract_text(visitor_text=visit)
    assert ends == pytest.approx([76 / 25.4 * 72] * 3, abs=0.1)


def test_a_figure_stands_on_the_last_line_of_a_long_text() -> None:
    assert text(Pair("Bio-Vollmilch länger haltbar 3,8 % Fett im Tetrapak", "1,59 B")).splitlines()[-1].startswith("im")


def test_figures_wider_than_the_paper_get_lines_each() -> None:
    figures = ["1" * 30, "2" * 30]
    assert text(Columns(("Summe", *figures))).split() == ["Summe", *figures]
    words = text(Pair("x", "9" * 90)).split()
    assert "".join(words) == "x" + "9" * 90
    assert len(words) > 2


def test_a_roll_longer_than_a_page_goes_on() -> None:
    reader = read(*[Pair(f"Artikel {number}", "1,00") for number in range(2000)])
    assert len(reader.pages) == 2
    assert all(float(page.mediabox.height) <= 14_400 for page in reader.pages)
    assert "Artikel 1999" in reader.pages[1].extract_text()


def test_title_and_what_no_font_has() -> None:
    reader = read(Text("日本 \ud800 \x1b a"))
    assert reader.metadata is not None
    assert reader.metadata.title == "Rechnung 000123"
    assert "a" in reader.pages[0].extract_text()
    assert read().pages[0].mediabox.height > 0
