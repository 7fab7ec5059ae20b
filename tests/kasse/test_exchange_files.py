"""Files as people choose them: what holds a table is read, and everything else is refused with a sentence."""

import io
import os
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from kasse.books.exchange import ListKind, Plan
from kasse.errors import KasseError, Refused, Unavailable
from kasse.exchange import mapping, sheet
from kasse.exchange.sheet import Sheet, read_bytes, read_sheet
from kasse.people import Actor
from kasse.till import Till

GOOD = b"EAN;Name;Preis\n4006381333931;Filzstift;1,20\n"


def score(cells: Any) -> int:
    return mapping.score(ListKind.PRODUCTS, cells)


def read(data: bytes, name: str = "list") -> Sheet:
    return read_sheet(name, data, score)


def workbook(*rows: tuple[Any, ...], change: Callable[[Workbook], None] = lambda book: None) -> bytes:
    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    change(book)
    book.save(out)
    return out.getvalue()


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


HEAD = ("EAN", "Name", "Preis")
PLAIN = workbook(HEAD, ("4006381333931", "Filzstift", 1.2))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
BOMB = zipped(xl__workbook_xml=b"<workbook/>", xl__worksheets__sheet1_xml=b" " * 60_000_000)
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % (98 + n, *[97 + n] * 8) for n in range(12))
    + b"]><workbook>&l;</workbook>"
)

BAD: dict[str, bytes] = {
    "nothing": b"",
    "blanks": b" \r\n \r\n",
    "a byte order mark alone": b"\xef\xbb\xbf",
    "only headings": b"EAN;Name;Preis\n",
    "a letter": "Liebe Läden,\nbitte Milch bestellen.\n".encode(),
    "one column": b"EAN\n4006381333931\n",
    "no column for the code": b"Farbe;Name\nrot;Stift\n",
    "two columns for the price": b"EAN;Name;Preis;VK\n4006381333931;Stift;1,20;1,30\n",
    "the same heading twice": b"EAN;Name;Name\n4006381333931;Stift;Stift\n",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "a database": b"SQLite format 3\x00" + b"\0" * 200,
    "random bytes": bytes(range(256)) * 20,
    "zeros": b"\0" * 4096,
    "zeros in the headings": b"E\0A\0N\0;\0N\0a\0m\0e\0\n\0",
    "UTF-32": "EAN;Name\n4006381333931;Stift\n".encode("utf-32"),
    "UTF-16 without a mark": "EAN;Name\n4006381333931;Stift\n".encode("utf-16-le"),
    "a web page named .csv": b"<!DOCTYPE html><html><table><tr><td>EAN</td><td>Name</td></tr></table></html>",
    "an Excel web page": b"<html xmlns:o='urn:schemas-microsoft-com:office:office'><table><tr><td>EAN;Name</td></tr>",
    "XML": b'<?xml version="1.0"?>\n<goods><good ean="4006381333931"/></goods>',
    "JSON": b'[{"ean": "4006381333931", "name": "Stift"}]',
    "an open quotation mark in the headings": b'"EAN;Name;Preis\n4006381333931;Stift;1,20\n',
    "a million columns": b";".join([b"x"] * 1_000_000) + b"\n" + b";".join([b"1"] * 1_000_000) + b"\n",
    "an old workbook": OLE,
    "a workbook with a password": OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100,
    "half a workbook": PLAIN[: len(PLAIN) // 2],
    "a workbook without its end": PLAIN[:-40],
    "a workbook with a hole": PLAIN[:300] + b"\0" * 200 + PLAIN[500:],
    "the first bytes of a ZIP": b"PK\x03\x04 an .xlsx",
    "a ZIP of something else": zipped(readme_txt=b"hello"),
    "an OpenDocument table": zipped(
        mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content_xml=b"<office/>"
    ),
    "a ZIP bomb": BOMB,
    "a million laughs": zipped(xl__workbook_xml=LAUGHS, _rels___rels=b"<x/>"),
    "a workbook with broken XML": zipped(xl__workbook_xml=b"<workbook><sheets>", **{"[Content_Types].xml": b"<Types"}),
    "an empty workbook": workbook(),
    "a workbook of one column": workbook(("EAN",), ("4006381333931",)),
    "a workbook of headings": workbook(HEAD),
    "a packed file": b"\x1f\x8b\x08\x00" + b"\0" * 50,
}
"""Files that hold no list; each gets a sentence of its own kind."""


def plan(till: Till, data: bytes) -> Plan:
    found = read(data)
    return till.exchange.plan(ListKind.PRODUCTS, found, till.exchange.fields(ListKind.PRODUCTS, "", found.headings))


def dump(till: Till) -> list[str]:
    return list(till.database.connection.iterdump())


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_a_sentence_and_changes_nothing(till: Till, name: str) -> None:
    before = dump(till)
    with pytest.raises(KasseError) as refused:
        plan(till, BAD[name])
    assert len(refused.value.message) > 20
    assert dump(till) == before


BAD_ROWS = {
    "too few cells": "4006381333931;Stift",
    "too many cells": "4006381333931;Stift;1,20;rot",
    "an open quotation mark": '4006381333931;"Stift;1,20',
    "a zero in a name": "4006381333931;Sti\0ft;1,20",
    "a code that a spreadsheet has broken": "4,00638E+12;Stift;1,20",
    "a wrong check digit": "4006381333932;Stift;1,20",
    "no code": ";Stift;1,20",
    "no name": "4006381333931;;1,20",
    "a price in words": "4006381333931;Stift;viel",
    "a price that can be read in two ways": "4006381333931;Stift;1.200",
    "a negative price": "4006381333931;Stift;-1,20",
    "a price beyond all": "4006381333931;Stift;99999999999,99",
    "a code of a pack": "4029764001814;Kasten;20,00",
    "a name of a thousand letters": f"4006381333931;{'x' * 1000};1,20",
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_row_is_named_with_its_line_and_the_others_are_good(till: Till, owner: Actor, name: str) -> None:
    data = f"EAN;Name;Preis\n903;Radiergummi;0,99\n{BAD_ROWS[name]}\n904;Anspitzer;0,79\n".encode()
    found = plan(till, data)
    assert [row.line for row in found.bad] == [3]
    assert len(found.bad[0].reason) > 15
    assert [change.code for change in found.changes] == ["903", "904"]
    before = dump(till)
    with pytest.raises(Refused) as refused:
        till.exchange.take(owner, found)
    assert refused.value.code == "bad_rows"
    assert dump(till) == before
    assert till.exchange.take(owner, found, good_rows=True).added == 2


def test_a_folder_a_missing_file_and_a_locked_one_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (tmp_path, tmp_path / "nowhere.csv", Path("a\0b")):
        with pytest.raises(Refused):
            read_bytes(path)
    secret = tmp_path / "secret.csv"
    secret.write_bytes(GOOD)
    secret.chmod(0)
    if os.geteuid():  # root may read everything
        with pytest.raises(Refused):
            read_bytes(secret)
    secret.chmod(0o600)
    monkeypatch.setattr(sheet, "MAX_BYTES", 10)
    with pytest.raises(Refused, match="too large"):
        read_bytes(secret)
    with pytest.raises(Refused, match="too large"):
        read(GOOD)


def test_a_locked_shop_is_left_alone(till: Till, owner: Actor, shop_file: Path) -> None:
    other = Till(shop_file, exclusive=False)
    found = plan(till, GOOD)
    till.database.connection.execute("PRAGMA busy_timeout = 50")
    other.database.connection.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable) as refused:
        till.exchange.take(owner, found)
    assert refused.value.code == "busy"
    other.database.connection.execute("ROLLBACK")
    other.close()
    assert till.exchange.take(owner, found).added == 1


# What is read


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_any_encoding_and_delimiter_is_read(encoding: str, delimiter: str) -> None:
    text = delimiter.join(("EAN", "Bezeichnung", "Menge")) + "\r\n" + delimiter.join(("1", "Süßes für Übermut", "2"))
    found = read((text + "\r\n").encode(encoding))
    assert found.headings == ("EAN", "Bezeichnung", "Menge")
    assert found.records[0].cells == ["1", "Süßes für Übermut", "2"]


def test_titles_above_and_blank_rows_between_are_passed_over() -> None:
    data = b"Preisliste Nord;;\nStand 23.11.2026;;\n\nEAN;Name;Preis\n\n901;Stift;1,20\n;;\n902;Heft;0,99\n"
    found = read(data)
    assert found.headings == ("EAN", "Name", "Preis")
    assert [(record.line, record.cells[0]) for record in found.records] == [(6, "901"), (8, "902")]
    rows = (("Preisliste Nord", None, None), (None,), HEAD, (), (901, "Stift", 1.2), (None, None, ""), (902, "Heft", 1))
    found = read(workbook(*rows))
    assert [(record.line, record.cells) for record in found.records] == [
        (5, ["901", "Stift", "1.2"]),
        (7, ["902", "Heft", "1"]),
    ]


def test_cells_of_a_workbook_say_what_a_person_would_type() -> None:
    row = (
        4006381333931,
        0.1 + 0.2,
        1.2999999999999998,
        12.0,
        True,
        date(2026, 12, 31),
        datetime(2026, 12, 31, 8, 30),  # noqa: DTZ001 - as sheets have them
        " x ",
    )
    found = read(workbook(("EAN", "Name", *"cdefgh"), row))
    assert found.records[0].cells == [
        "4006381333931", "0.3", "1.3", "12", "1", "2026-12-31", "2026-12-31 08:30", "x",
    ]  # fmt: skip


def test_merged_cells_and_a_wider_row_are_read_by_place() -> None:
    def merge(book: Workbook) -> None:
        assert book.active is not None
        book.active.merge_cells("B1:C1")

    found = read(workbook(("EAN", "Name", None, "Preis"), ("901", "Stift", "rot", 1.2, "mehr"), change=merge))
    assert found.headings == ("EAN", "Name", "", "Preis", "")
    assert found.records[0].cells == ["901", "Stift", "rot", "1.2", "mehr"]


def test_the_sheet_that_holds_the_list_is_found() -> None:
    def add(book: Workbook) -> None:
        book.create_sheet("Notizen", 0).append(["nur", "Text"])

    found = read(workbook(HEAD, ("901", "Stift", 1.2), change=add), "Liste.xlsx")
    assert (found.name, found.headings) == ("Liste.xlsx (Sheet)", HEAD)


def test_a_formula_is_read_by_its_result_and_never_guessed(till: Till) -> None:
    found = plan(till, workbook(HEAD, ("901", "Stift", "=1+1"), ("902", "Heft", 1), ("903", "#N/A", 1)))
    assert [(row.line, "no result" in row.reason) for row in found.bad] == [(2, True), (4, False)]
    assert "#N/A" in found.bad[1].reason
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet()
    page.write_row(0, 0, HEAD)
    page.write_row(1, 0, ("901", "Stift"))
    page.write_formula(1, 2, "=0.6*2", None, 1.2)
    book.close()
    assert read(out.getvalue()).records[0].cells == ["901", "Stift", "1.2"]


def test_a_large_workbook_is_read_in_little_time() -> None:
    found = read(workbook(HEAD, *((str(1000 + n), f"Ware {n}", 1.5) for n in range(3000))))
    assert len(found.records) == 3000
