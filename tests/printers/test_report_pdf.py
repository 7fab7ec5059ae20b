"""A report on paper: the shop's head, all lines on as many pages as they need, the totals, the chart."""

import io
from datetime import UTC, date, datetime

import pypdf
import pytest

from kasse.books.reports import Chart, ChartKind, Heading, Kind, Period, Report, Series
from kasse.money import Money
from kasse.shop import Shop
from kasse.texts import use_language
from printers.report_chart import steps
from printers.report_pdf import render

SHOP = Shop("Späti Müller", "Weserstr. 1", "12047", "Berlin")
HEADINGS = (
    Heading("article", "Artikel"),
    Heading("turnover", "Umsatz", Kind.MONEY),
    Heading("share", "%", Kind.PERCENT),
)


def report(lines: int, chart: Chart | None = None) -> Report:
    rows = tuple((f"Artikel {number}", Money(number * 100), number) for number in range(1, lines + 1))
    totals = ("Summe", Money(sum(range(1, lines + 1)) * 100), None) if lines else ()
    period = Period(date(2026, 11, 1), date(2026, 11, 23))
    made = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    return Report("sample", "Umsatz je Artikel", period, made, HEADINGS, rows, totals, chart, ("Ohne Pfand.",))


def pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def test_a_short_report_is_one_page_with_all_there_is() -> None:
    use_language("de")
    (text,) = pages(render(report(3), SHOP))
    head = ("Späti Müller", "Weserstr. 1, 12047 Berlin", "Umsatz je Artikel", "01.11.2026", "23.11.2026")
    for part in (*head, "Artikel 3", "Summe", "6,00", "Ohne Pfand.", "10:30"):
        assert part in text


def test_a_long_report_repeats_its_head_and_loses_no_line() -> None:
    texts = pages(render(report(500), SHOP))
    assert len(texts) > 5
    lines = [line for text in texts for line in text.splitlines()]
    for number in range(1, 501):
        assert sum(line.startswith(f"Artikel {number} ") or line == f"Artikel {number}" for line in lines) == 1
    assert all("Umsatz" in text for text in texts)
    assert "1,252.50" in texts[-1] or "125,250.00" in texts[-1]
    assert [f"{number} of {len(texts)}" in text for number, text in enumerate(texts, 1)] == [True] * len(texts)


def test_a_report_of_nothing_says_so() -> None:
    (text,) = pages(render(report(0), SHOP))
    assert "Nothing in this period." in text


@pytest.mark.parametrize("kind", ChartKind)
@pytest.mark.parametrize("values", [(100, -250, None), (0, 0, 0), (7, 7_000_000, 12), (-1, -2, -3)])
def test_each_chart_is_drawn_whatever_its_figures(kind: ChartKind, values: tuple[int | None, ...]) -> None:
    chart = Chart(
        kind, "Ein Bild", Kind.MONEY, ("Mo", "Di", "Mi"), (Series("jetzt", values), Series("früher", (1, 2, 3)))
    )
    (text,) = pages(render(report(3, chart), SHOP))
    assert "Ein Bild" in text
    assert "früher" in text
    assert "Mi" in text


def test_a_very_long_name_is_cut_and_figures_are_not() -> None:
    long = report(1)._replace(rows=(("Äpfel " * 60, Money(99_999_999), 10_000),))
    (text,) = pages(render(long, SHOP))
    assert "999,999.99" in text
    assert "…" in text


@pytest.mark.parametrize(("low", "high"), [(0, 1), (0, 99), (0, 684_531), (-500, 1200), (-3, -1), (0, 0), (5, 5)])
def test_axes_have_few_round_steps_around_all_values(low: int, high: int) -> None:
    found = steps(low, high)
    assert found[0] <= min(low, 0)
    assert found[-1] >= max(high, 0)
    assert 0 in found
    assert 2 <= len(found) <= 9
