"""Bars on paper, in a file and on the screen: what a scanner will read of them."""

import re
from io import BytesIO

import pytest
from barcode.codex import Code128
from PySide6.QtWidgets import QApplication

from kasse.receipt import Barcode, Document, Text
from printers import escpos, pdf
from printers.layout import as_text, lay_out
from ui.widgets.paper import INK, Paper

CODE = "G83021457719"
DOCUMENT = Document("Voucher", "de", (Text("above"), Barcode(CODE), Text("below")))


def test_bars_have_a_line_of_their_own() -> None:
    above, bars, below = lay_out(DOCUMENT, 32)
    assert (above.text, bars.barcode, below.text) == ("above", Barcode(CODE), "below")
    assert "[|||||]" in as_text(DOCUMENT, 32)


def test_the_printer_draws_code_128_by_itself_and_centred() -> None:
    data = escpos.render(DOCUMENT)
    bars = b"\x1dk\x49" + bytes([len(CODE) + 2]) + b"{B" + CODE.encode()
    before, found, after = data.partition(bars)
    assert found
    assert before.endswith(b"\x1dh\x50\x1dw\x02\x1dH\x00")
    assert b"\x1ba\x01" in before
    assert after.startswith(b"\x1ba\x00")


def test_the_widest_bars_of_a_voucher_fit_on_a_narrow_roll() -> None:
    (bits,) = Code128("W" * 14).build()
    assert len(bits) * escpos.BAR_DOTS <= 384


def test_the_file_has_the_bars_within_its_paper() -> None:
    from pypdf import PdfReader

    for width in (58, 80):
        (page,) = PdfReader(BytesIO(pdf.render(DOCUMENT, width))).pages
        drawn = page.get_contents()
        assert drawn is not None
        figures = r"(-?[\d.]+) -?[\d.]+ ([\d.]+) [\d.]+ re"
        bars = [(float(x), float(w)) for x, w in re.findall(figures, drawn.get_data().decode("latin-1"))]
        assert len(bars) % 3 == 1  # three to a sign, and four to the stop
        assert len(bars) > 30
        assert all(x >= 0 and x + wide <= float(page.mediabox.width) for x, wide in bars)


@pytest.mark.usefixtures("qapp")
def test_the_screen_shows_bars_that_a_scanner_can_read(qapp: QApplication) -> None:
    paper = Paper()
    paper.show_document(DOCUMENT)
    paper.resize(500, 300)
    paper.show()
    qapp.processEvents()
    image = paper.grab().toImage()
    (bits,) = Code128(CODE).build()
    wanted = bits.count("01") + 1
    rows = set()
    for y in range(image.height()):
        dark = [image.pixelColor(x, y).rgb() == INK.rgb() for x in range(image.width())]
        rows.add(sum(1 for x in range(1, len(dark)) if dark[x] and not dark[x - 1]))
    assert wanted in rows
    paper.close()
