"""A document on paper of 32, 42 and 48 characters."""

from textwrap import dedent

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kasse.receipt import Align, Block, Columns, Document, Pair, QrCode, Rule, Space, Style, Text
from printers.layout import Line, as_text, clean, display_width, lay_out

RECEIPT = Document(
    "Rechnung",
    "de",
    (
        Text("Späti am Görlitzer Park", Align.CENTER, Style.LARGE),
        Text("Wiener Straße 12\n10999 Berlin", Align.CENTER),
        Space(),
        Pair("Beleg 000123", "30.11.2026 09:12"),
        Rule(),
        Pair("Süßkram", "2,49 B"),
        Pair("Bio-Vollmilch länger haltbar 3,8 % Fett im Tetrapak", "1,59 B"),
        Pair("Pfand", "0,25 B", indent=2),
        Pair("3 × 0,65", "", indent=2),
        Pair("Rabatt 10 %", "-0,20 A", indent=2),
        Rule(),
        Pair("Summe EUR", "7,48 €", Style.LARGE),
        Columns(("MwSt.", "Brutto", "Netto", "Steuer"), Style.BOLD),
        Columns(("A 19 %", "1,75", "1,47", "0,28")),
        Columns(("Summe", "123.456,78", "103.745,19", "19.711,59")),
        QrCode("V0;x"),
    ),
)

GOLDEN_32 = """\
        Späti am Görlitzer Park
            Wiener Straße 12
              10999 Berlin

    Beleg 000123    30.11.2026 09:12
    --------------------------------
    Süßkram                   2,49 B
    Bio-Vollmilch länger
    haltbar 3,8 % Fett im
    Tetrapak                  1,59 B
      Pfand                   0,25 B
      3 × 0,65
      Rabatt 10 %            -0,20 A
    --------------------------------
    Summe EUR                 7,48 €
    MwSt.     Brutto   Netto  Steuer
    A 19 %      1,75    1,47    0,28
    Summe
     123.456,78 103.745,19 19.711,59
                  [QR]
"""

GOLDEN_42 = """\
             Späti am Görlitzer Park
                 Wiener Straße 12
                   10999 Berlin

    Beleg 000123              30.11.2026 09:12
    ------------------------------------------
    Süßkram                             2,49 B
    Bio-Vollmilch länger haltbar 3,8 %
    Fett im Tetrapak                    1,59 B
      Pfand                             0,25 B
      3 × 0,65
      Rabatt 10 %                      -0,20 A
    ------------------------------------------
    Summe EUR                           7,48 €
    MwSt.           Brutto     Netto    Steuer
    A 19 %            1,75      1,47      0,28
    Summe      123.456,78 103.745,19 19.711,59
                       [QR]
"""

GOLDEN_48 = """\
                Späti am Görlitzer Park
                    Wiener Straße 12
                      10999 Berlin

    Beleg 000123                    30.11.2026 09:12
    ------------------------------------------------
    Süßkram                                   2,49 B
    Bio-Vollmilch länger haltbar 3,8 % Fett
    im Tetrapak                               1,59 B
      Pfand                                   0,25 B
      3 × 0,65
      Rabatt 10 %                            -0,20 A
    ------------------------------------------------
    Summe EUR                                 7,48 €
    MwSt.             Brutto       Netto      Steuer
    A 19 %              1,75        1,47        0,28
    Summe         123.456,78  103.745,19   19.711,59
                          [QR]
"""


def document(*blocks: Block) -> Document:
    return Document("t", "de", blocks)


def texts(block: Block, columns: int = 32) -> list[str]:
    return [line.text for line in lay_out(document(block), columns)]


@pytest.mark.parametrize(("columns", "golden"), [(32, GOLDEN_32), (42, GOLDEN_42), (48, GOLDEN_48)])
def test_german_receipt(columns: int, golden: str) -> None:
    assert as_text(RECEIPT, columns) == dedent(golden)


def test_lines_keep_their_style_and_their_code() -> None:
    code = QrCode("V0;x")
    lines = lay_out(document(Pair("Summe", "1,00", Style.LARGE), code, Space()), 32)
    assert lines == (Line("Summe" + " " * 23 + "1,00", Style.LARGE), Line(qr=code), Line())


def test_a_word_is_broken_only_where_no_line_holds_it() -> None:
    assert texts(Pair("Erfrischungsgetränkepackung", "12,99 B")) == [
        "Erfrischungsgetränkepackung",
        " " * 25 + "12,99 B",
    ]
    assert texts(Text("x" * 70)) == ["x" * 32, "x" * 32, "x" * 6]


def test_a_text_that_leaves_room_again_shares_its_last_line_with_the_figure() -> None:
    assert texts(Pair("Erfrischungsgetränkepackung groß Vanille", "12,99 B")) == [
        "Erfrischungsgetränkepackung groß",
        "Vanille                  12,99 B",
    ]


def test_a_figure_alone_stands_on_the_right() -> None:
    assert texts(Pair("", "1,00")) == [" " * 28 + "1,00"]


def test_a_figure_wider_than_the_paper_loses_nothing() -> None:
    assert "".join(line.strip() for line in texts(Pair("Schlüssel", "9" * 80))) == "Schlüssel" + "9" * 80


def test_figures_of_a_row_that_does_not_fit_get_lines_each() -> None:
    figures = ["1" * 20, "2" * 20]
    assert texts(Columns(("Summe", *figures))) == ["Summe", " " * 12 + figures[0], " " * 12 + figures[1]]


def test_indent_never_takes_the_whole_line() -> None:
    assert texts(Pair("a", "1,00", indent=100)) == [" " * 16 + "a" + " " * 11 + "1,00"]
    assert texts(Pair("a", "1,00", indent=-3)) == ["a" + " " * 27 + "1,00"]


def test_alignment() -> None:
    assert texts(Text("ab", Align.RIGHT)) == [" " * 30 + "ab"]
    assert texts(Text("ab", Align.CENTER)) == [" " * 15 + "ab"]
    assert texts(Columns(())) == [""]


@pytest.mark.parametrize(
    ("text", "width"),
    [("Süß", 3), ("Su\u0308ß", 3), ("日本", 4), ("ｶ", 1), ("Ａ", 2), ("e\u0301\u0302", 1), ("a\u200db", 2), ("", 0)],
)
def test_display_width(text: str, width: int) -> None:
    assert display_width(text) == width


def test_nothing_in_a_name_steers_the_printer() -> None:
    assert clean("a\x1bp\x00b\tc\u202ed\u00ade\ud800 u\u0308") == "a p b cde? ü"


def test_a_name_with_wide_characters_keeps_the_figure_in_its_column() -> None:
    (line,) = texts(Pair("日本茶", "3,99 B"))
    assert display_width(line) == 32
    assert line.endswith("3,99 B")


ANY_TEXT = st.text(max_size=90) | st.text("ab äß€ ", max_size=90)
FIGURE = st.decimals(-999_999, 999_999, places=2).map(lambda value: f"{value:,.2f}")
BLOCKS = st.one_of(
    st.builds(Text, ANY_TEXT, st.sampled_from(Align), st.sampled_from(Style)),
    st.builds(Pair, ANY_TEXT, FIGURE | ANY_TEXT, st.sampled_from(Style), st.integers(-2, 60)),
    st.builds(Columns, st.lists(ANY_TEXT | FIGURE, max_size=6).map(tuple), st.sampled_from(Style)),
    st.builds(Rule),
    st.builds(Space),
    st.builds(QrCode, ANY_TEXT),
)
COLUMNS = st.sampled_from((32, 42, 48))


@given(st.lists(BLOCKS, max_size=6), COLUMNS)
@settings(deadline=None)
def test_no_line_is_wider_than_the_paper(blocks: list[Block], columns: int) -> None:
    for line in lay_out(document(*blocks), columns):
        assert display_width(line.text) <= columns
        assert line.text.isprintable() or clean(line.text) == line.text


@given(ANY_TEXT, FIGURE, st.integers(0, 60), COLUMNS)
@example("x" * 31, "1.00", 0, 32)
@settings(deadline=None)
def test_no_figure_is_cut_or_moved_from_the_right(left: str, figure: str, indent: int, columns: int) -> None:
    lines = texts(Pair(left, figure, indent=indent), columns)
    assert display_width(lines[-1]) == columns
    assert lines[-1].endswith(figure)


@given(ANY_TEXT, st.lists(FIGURE, min_size=1, max_size=4), COLUMNS)
@settings(deadline=None)
def test_no_figure_of_a_row_is_lost(first: str, figures: list[str], columns: int) -> None:
    lines = texts(Columns((first, *figures)), columns)
    assert " ".join(lines).split()[-len(figures) :] == figures


@given(ANY_TEXT, COLUMNS)
@settings(deadline=None)
def test_no_character_of_a_text_is_lost(text: str, columns: int) -> None:
    def letters(value: str) -> str:
        return "".join(clean(" ".join(value.splitlines())).split())

    assert letters("\n".join(texts(Text(text), columns))) == letters(text)
