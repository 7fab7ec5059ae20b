"""A report in files: what spreadsheets and programs read, and that nothing in it runs."""

import csv
import io
import json
from datetime import UTC, date, datetime

import openpyxl
import pytest

from kasse.books.reports import Heading, Kind, Period, Report
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.reports.sheets import as_csv, as_json, as_xlsx, guarded
from kasse.reports.texts import cell_text, percent_text
from kasse.texts import use_language

HEADINGS = (
    Heading("article", "Artikel"),
    Heading("day", "Tag", Kind.DAY),
    Heading("count", "Anzahl", Kind.COUNT),
    Heading("sold", "Menge", Kind.QUANTITY),
    Heading("turnover", "Umsatz", Kind.MONEY),
    Heading("share", "Anteil", Kind.PERCENT),
    Heading("lasts", "Reicht", Kind.DAYS),
)
DAY = date(2026, 11, 23)
REPORT = Report(
    "sample", "Umsatz: je Artikel [alle]/*", Period(date(2026, 11, 1), DAY), datetime(2026, 11, 23, 9, tzinfo=UTC),
    HEADINGS,
    (
        ("Käse; am Stück", DAY, 1234, Quantity(412), Money(123_456), 1234, 3),
        ('=HYPERLINK("http://x")', None, 0, Quantity(-2000), Money(-5), -50, None),
    ),
    ("Summe", None, 1234, None, Money(123_451), None, None),
    notes=("Eine Anmerkung.",),
)  # fmt: skip


def rows(data: bytes, delimiter: str) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf"), "Excel would take it for another encoding"
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=delimiter))


def test_csv_in_german_is_what_excel_reads_there() -> None:
    use_language("de")
    head, cheese, link, total = rows(as_csv(REPORT), ";")
    assert head == ["Artikel", "Tag", "Anzahl", "Menge", "Umsatz", "Anteil (%)", "Reicht"]
    assert cheese == ["Käse; am Stück", "23.11.2026", "1234", "0,412", "1234,56", "12,34", "3"]
    assert link == ['\'=HYPERLINK("http://x")', "", "0", "-2", "-0,05", "-0,50", ""]
    assert total == ["Summe", "", "1234", "", "1234,51", "", ""]


def test_csv_in_english_has_commas_between_and_points_within() -> None:
    assert rows(as_csv(REPORT), ",")[1] == ["Käse; am Stück", "2026-11-23", "1234", "0.412", "1234.56", "12.34", "3"]


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-1", "@SUM(A1)", "\tx", "\r=1"])
def test_no_text_runs_as_a_formula(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert guarded("A " + text) == "A " + text


@pytest.mark.parametrize("language", ["de", "en"])
def test_json_is_the_same_figures_in_each_language(language: str) -> None:
    use_language(language)
    entry = json.loads(as_json(REPORT))
    assert (entry["report"], entry["from"], entry["to"]) == ("sample", "2026-11-01", "2026-11-23")
    assert entry["rows"][0] == {
        "article": "Käse; am Stück", "day": "2026-11-23", "count": 1234, "sold": "0.412", "turnover": "1234.56",
        "share": "12.34", "lasts": 3,
    }  # fmt: skip
    assert entry["rows"][1]["day"] is None
    assert entry["totals"]["turnover"] == "1234.51"
    assert entry["notes"] == ["Eine Anmerkung."]


def test_xlsx_has_real_numbers_a_frozen_head_and_no_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(REPORT, "Späti Müller")))
    sheet = book.active
    assert sheet is not None
    assert len(sheet.title) <= 31
    assert sheet["A1"].value == REPORT.title
    assert "Späti Müller" in str(sheet["A2"].value)
    assert [cell.value for cell in sheet[4]] == ["Artikel", "Tag", "Anzahl", "Menge", "Umsatz", "Anteil (%)", "Reicht"]
    cheese = [cell.value for cell in sheet[5]]
    assert cheese == ["Käse; am Stück", datetime(2026, 11, 23), 1234, 0.412, 1234.56, 0.1234, 3]  # noqa: DTZ001
    assert sheet["A6"].data_type == "s"
    assert sheet["E5"].number_format == "#,##0.00"
    assert [cell.value for cell in sheet[7]][:5] == ["Summe", None, 1234, None, 1234.51]
    assert sheet.freeze_panes == "B5"


def test_a_report_without_lines_is_a_file_too() -> None:
    empty = REPORT._replace(rows=(), totals=(), notes=())
    assert len(rows(as_csv(empty), ",")) == 1
    assert json.loads(as_json(empty))["rows"] == []
    assert openpyxl.load_workbook(io.BytesIO(as_xlsx(empty))).active is not None


@pytest.mark.parametrize(
    ("hundredths", "german"),
    [(0, "0,0 %"), (1234, "12,3 %"), (-1235, "-12,4 %"), (-4, "0,0 %"), (1_234_560, "12.345,6 %")],
)
def test_percent(hundredths: int, german: str) -> None:
    assert percent_text(hundredths, "de") == german


def test_cells_in_words() -> None:
    assert cell_text(Money(-123_456), Kind.MONEY) == "-1,234.56"
    assert cell_text(1234, Kind.COUNT) == "1,234"
    assert cell_text(1, Kind.DAYS) == "1 day"
    assert cell_text(2, Kind.DAYS) == "2 days"
    assert cell_text(None, Kind.MONEY) == ""
