"""`kasse report`: every report in every format, from a shop that is open."""

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kasse.reports.registry import REPORTS

if TYPE_CHECKING:
    from tests.cli.conftest import Kasse


@pytest.fixture
def sold(small: "Kasse") -> "Kasse":
    """The small shop after a sale."""
    lines = [{"code": "101", "quantity": "3"}, {"code": "4000521006419", "quantity": "1"}]
    small.sold({"lines": lines, "tenders": [{"type": "cash", "amount": "2.54"}]})
    return small


def test_the_list_names_each_report(small: "Kasse") -> None:
    names = [line.split("\t")[0] for line in small.done("report", "list").splitlines()]
    assert names == [entry.name for entry in REPORTS]


@pytest.mark.parametrize("name", [entry.name for entry in REPORTS])
def test_each_report_as_json(sold: "Kasse", name: str) -> None:
    assert json.loads(sold.done("report", name, "--format", "json"))["report"] == name


def test_a_report_as_a_table_csv_xlsx_and_pdf(sold: "Kasse", tmp_path: Path) -> None:
    assert "2.54" in sold.done("report", "products")
    rows = list(csv.reader(io.StringIO(sold.done("report", "products", "--format", "csv").lstrip("\ufeff"))))
    assert [row[5] for row in rows] == ["Turnover", "1.35", "1.19", "2.54"]
    for form, head in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("json", b"{")):
        file = tmp_path / f"report.{form}"
        sold.done("report", "products", "--format", form, "-o", str(file))
        assert file.read_bytes().startswith(head)
    table = tmp_path / "table.txt"
    sold.done("report", "products", "--output", str(table))
    assert "2.54" in table.read_text()


def test_a_period_and_what_was_before(sold: "Kasse") -> None:
    said = json.loads(sold.done("report", "payments", "--compare", "last_week", "--format", "json"))
    assert said["totals"] == {
        "payment": "Total", "count": 1, "amount": "2.54", "share": None, "before": "0.00", "difference": "2.54",
        "change": None,
    }  # fmt: skip
    said = json.loads(sold.done("report", "days", "--from", "2020-02-27", "--to", "2020-03-01", "--format", "json"))
    assert [row["day"] for row in said["rows"]] == ["2020-02-27", "2020-02-28", "2020-02-29", "2020-03-01"]
    assert said["totals"]["turnover"] == "0.00"


@pytest.mark.parametrize(
    "words",
    [
        ("nothing",),
        ("days", "--from", "tomorrow"),
        ("days", "--from", "2026-11-02", "--to", "2026-11-01"),
        ("days", "--from", "0001-01-01", "--to", "9999-12-31"),
        ("days", "--format", "doc"),
        ("days", "--format", "pdf"),
        ("days", "--compare", "last_month"),
        ("stock", "--compare", "last_week"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(small: "Kasse", words: tuple[str, ...]) -> None:
    assert small.refused("report", *words).endswith(".")


def test_a_cashier_sees_no_figures(small: "Kasse") -> None:
    small.done("people", "add", "Aylin", "--new-pin", "1111")
    assert small.refused("report", "days", "--as", "Aylin", "--pin", "1111")
