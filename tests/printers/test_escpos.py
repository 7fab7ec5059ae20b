"""The bytes of a receipt printer, read back by an interpreter that shares nothing with python-escpos."""

import logging
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kasse.receipt import Align, Block, Columns, Document, Pair, QrCode, Rule, Space, Style, Text
from printers import escpos
from printers.layout import as_text
from tests.printers.roll import paper

TSE_QR = "V0;kasse-0815;Kassenbeleg-V1;Beleg^7.48_0.00_0.00_0.00_0.00^10.00:Bar;17;29;" + "Zm9v" * 60


def document(*blocks: Block) -> Document:
    return Document("t", "de", blocks)


def render(*blocks: Block, cut: bool = False) -> bytes:
    return escpos.render(document(*blocks), cut=cut)


def test_german_text_and_euro_in_one_page() -> None:
    assert render(Text("Süßkram 2,49 €")) == b"\x1b@\x1bt\x13S\x81\xe1kram 2,49 \xd5\n"
    assert render(Text("Säßkram 2,49 €")) == b"\x1b@\x1bt\x13S\x84\xe1kram 2,49 \xd5\n"


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("Äpfel, Öl & Füße 1,00 €", [19]),
        ("Żubr Łódź Ćwikła", [18]),
        ("Yoğurt Işık Şeker", [19, 13]),
        ("„Der Spiegel“", [16]),
        ("Квас", [17]),
        ("Żubr 1,95 €", [18, 19]),
        ("u\u0308ber", [19]),
    ],
)
def test_every_name_comes_out_right_by_its_page(text: str, pages: list[int]) -> None:
    printed = paper(render(Text(text)))
    assert printed.text == as_text(document(Text(text)), 48)
    assert printed.pages == pages


def test_what_no_page_has_becomes_a_question_mark_per_column() -> None:
    printed = paper(render(Pair("日本茶 \ud800\x1bp\x00", "3,99 €"), Text("−1,00\u202f€")))
    assert printed.lines == ["?????? ? p" + " " * 32 + "3,99 €", "-1,00 €"]
    assert printed.kicks == []


def test_pages_of_a_printer_with_other_numbers() -> None:
    data = escpos.render(document(Text("2 € Ż")), code_pages={"CP1252": 71, "CP9999": 5}, cut=False)
    assert data == b"\x1b@\x1btG2 \x80 ?\n"


def test_styles_end_with_their_line() -> None:
    printed = paper(render(Text("a"), Text("b", style=Style.BOLD), Pair("c", "1", Style.LARGE), Text("d")))
    assert printed.bold == {1, 2}
    assert printed.tall == {2}


def test_cut() -> None:
    assert render(Text("a"), cut=True).endswith(b"a\n\x1bd\x06\x1dV\x00")
    assert paper(render(Text("a"))).cuts == 0


def test_the_drawer_opens_before_anything_is_printed() -> None:
    data = escpos.render(document(Text("a")), drawer=True)
    assert data.startswith(b"\x1b@\x1bp\x0022")
    assert paper(data).kicks == [0]
    assert escpos.drawer_kick(2) == b"\x1bp\x0022"
    assert escpos.drawer_kick(5) == b"\x1bp\x0122"


def test_code_is_drawn_by_the_printer() -> None:
    data = render(QrCode(TSE_QR))
    assert paper(data).codes == [TSE_QR]
    assert b"\x1d(k\x03\x001C\x03" in data, "65 modules of 3 dots"
    assert b"\x1d(k\x03\x001C\x0b" in render(QrCode("kurz")), "21 modules of 11 dots"
    assert data.endswith(b"\x1ba\x00"), "back to the left"


def test_a_long_code_is_drawn_as_large_as_the_paper_is() -> None:
    long = "x" * 1500
    assert b"\x1d(k\x03\x001C\x03" in escpos.render(document(QrCode(long)), 48), "145 modules of 3 dots"
    assert b"\x1d(k\x03\x001C\x02" in escpos.render(document(QrCode(long)), 32), "384 dots hold only 2 for each"


def test_a_code_that_holds_no_more_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    assert paper(render(QrCode("x" * 4000))).codes == []
    assert "4000 characters" in caplog.text


def test_one_job_leaves_nothing_to_the_next() -> None:
    first = render(Text("Żubr"))
    assert render(Text("Süß")) == b"\x1b@\x1bt\x13S\x81\xe1\n"
    assert render(Text("Żubr")) == first


PRINTABLE = st.text("abcXYZ 019.,-äöüßÄÖÜ€ŻłğışКвас„“", max_size=60)
BLOCKS = st.one_of(
    st.builds(Text, PRINTABLE, st.sampled_from(Align), st.sampled_from(Style)),
    st.builds(Pair, PRINTABLE, PRINTABLE, st.sampled_from(Style)),
    st.builds(Columns, st.lists(PRINTABLE, min_size=1, max_size=4).map(tuple), st.sampled_from(Style)),
    st.just(Rule()),
    st.just(Space()),
    st.builds(QrCode, st.text("abc;€", min_size=1, max_size=40)),
)


@given(st.lists(BLOCKS, max_size=6), st.sampled_from((32, 42, 48)))
@settings(deadline=None)
def test_the_printer_prints_what_the_screen_shows(blocks: list[Block], columns: int) -> None:
    whole = document(*blocks)
    printed = paper(escpos.render(whole, columns), columns)
    assert printed.text == as_text(whole, columns)
    assert printed.cuts == 1
    assert 15 not in printed.pages


@given(st.text(max_size=80))
@settings(deadline=None)
def test_no_text_is_an_error(text: str) -> None:
    assert paper(render(Text(text), QrCode("\ud800"), Pair(text, text), QrCode(text))) is not None


PROBE = """
import logging, os, sys, tempfile
from printers import escpos
assert "escpos.capabilities" not in sys.modules, "imported before it was needed"
print(len(escpos.drawer_kick()), len(logging.getLogger().handlers), len(os.listdir(tempfile.gettempdir())))
"""


def probe(home: Path) -> list[int]:
    environment = {**os.environ, "XDG_CACHE_HOME": str(home / "cache"), "TMPDIR": str(home / "tmp")}
    environment.pop("ESCPOS_CAPABILITIES_PICKLE_DIR", None)
    (home / "tmp").mkdir(exist_ok=True)
    done = subprocess.run([sys.executable, "-c", PROBE], env=environment, check=True, capture_output=True, text=True)
    return [int(word) for word in done.stdout.split()]


@pytest.mark.skipif(sys.platform != "linux", reason="the cache folder is named by XDG_CACHE_HOME")
def test_python_escpos_leaves_no_traces_and_keeps_its_cache_private(tmp_path: Path) -> None:
    assert probe(tmp_path) == [5, 0, 0]
    folder = tmp_path / "cache" / "kasse" / "escpos"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (cache,) = folder.iterdir()
    cache.write_bytes(b"\x80\x02half a fi")
    assert probe(tmp_path) == [5, 0, 0]
    assert cache.stat().st_size > 10_000


def test_logging_is_left_as_it_was() -> None:
    before = list(logging.getLogger().handlers)
    escpos.drawer_kick()
    assert logging.getLogger().handlers == before
