"""The owner's figures in the real window: a report found and read, a time chosen, a chart read, a file saved."""

import csv
import io
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from kasse.books.reports import Chart, ChartKind, Kind, Period, Series
from kasse.clock import SetClock
from kasse.errors import Refused
from kasse.people import Person, Role
from kasse.till import Till
from ui import theme
from ui.app import Assembly
from ui.figures import periods
from ui.figures.chart import ChartPanel, description
from ui.figures.controls import read_day
from ui.figures.inks import MOST, inks
from ui.figures.page import FiguresPage
from ui.figures.written import value_text

MATE, CHOCOLATE, ROLL = "4029764001807", "4000539770708", "101"
TODAY = date(2026, 11, 23)

Sell = Callable[..., None]


class Owner:
    """Reads figures by keys."""

    def __init__(self, assembly: Assembly) -> None:
        self.assembly = assembly
        assembly.window.go("figures")
        page = assembly.window.other
        assert isinstance(page, FiguresPage)
        self.page = page

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        focus: QWidget | None = self.assembly.window.focusWidget()
        QTest.keyClick(self.assembly.window if focus is None else focus, key, modifier)

    def open(self, title: str) -> None:
        QTest.keyClicks(self.page.look_for, title)
        entries = [entry for entry in self.page.reports.rows.entries if not entry.heading]
        self.page.reports.mark(entries[0].key)
        self.page.look_for.clear()

    def rows(self) -> list[tuple[str, ...]]:
        return [entry.cells for entry in self.page.view.table.rows.entries]

    def totals(self) -> tuple[str, ...]:
        return self.page.view.totals.rows.entries[0].cells

    def time(self) -> str:
        assert self.page.controls is not None
        return self.page.controls.title.text()

    def chart(self) -> ChartPanel:
        assert self.page.chart.panel is not None
        return self.page.chart.panel


@pytest.fixture
def owner(sell: Sell, open_window: Callable[[], Assembly]) -> Owner:
    """Three receipts in three hours: two bottles (2.58), chocolate and a roll (1.94), a roll (0.45)."""
    sell(MATE, MATE, minutes=70)
    sell(CHOCOLATE, ROLL, minutes=70)
    sell(ROLL, minutes=70)
    return Owner(open_window())


def test_a_report_is_found_by_a_word_and_read_with_its_sums(owner: Owner) -> None:
    owner.open("article")
    assert [row[0] for row in owner.rows()] == ["Club-Mate 0,5 l", "Schokolade 100 g", "Brötchen"]
    assert owner.page.view.report is not None
    turnover = [heading.key for heading in owner.page.view.report.headings].index("turnover")
    assert [row[turnover] for row in owner.rows()] == ["2.58", "1.49", "0.90"]
    assert owner.totals()[turnover] == "4.97"


def test_a_word_that_no_report_has_says_so(owner: Owner) -> None:
    QTest.keyClicks(owner.page.look_for, "zzz")
    assert owner.page.reports.rows.entries == ()
    assert "No report has that word" in owner.page.reports._empty.text()
    owner.press(Qt.Key.Key_Escape)
    assert len(owner.page.reports.rows.entries) > 20


def test_what_was_sold_meanwhile_is_there_on_coming_back(owner: Owner, clock: SetClock) -> None:
    owner.open("article")
    before = owner.totals()
    owner.assembly.window.go("checkout")
    owner.assembly.window.take_scan(ROLL)
    owner.assembly.window.do("exact")
    owner.assembly.window.go("figures")
    assert owner.totals() != before


def test_a_heading_brings_the_rows_into_its_order_and_turns_them(owner: Owner) -> None:
    owner.open("article")
    owner.page.view.sort_by(0)
    assert [row[0] for row in owner.rows()] == ["Brötchen", "Club-Mate 0,5 l", "Schokolade 100 g"]
    owner.page.view.sort_by(0)
    assert [row[0] for row in owner.rows()] == ["Schokolade 100 g", "Club-Mate 0,5 l", "Brötchen"]
    owner.page.view.sort_by(2)
    assert [row[2] for row in owner.rows()] == ["2", "2", "1"]


def test_the_time_is_chosen_by_keys_and_typed_days_are_read(owner: Owner) -> None:
    controls = owner.page.controls
    assert controls is not None
    assert owner.time() == "November 2026"
    controls.spans.buttons["day"].click()
    assert owner.time() == "Today, 2026-11-23"
    owner.press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert owner.time() == "Yesterday, 2026-11-22"
    assert owner.page.view.report is not None
    assert owner.page.view.report.period == Period(date(2026, 11, 22), date(2026, 11, 22))
    controls.spans.buttons["week"].click()
    assert owner.time() == "Week 47, 16.11. – 2026-11-22"
    controls.spans.buttons["days"].click()
    controls.first.setText("2011")
    controls.last.setText("23.11.")
    QTest.keyClick(controls.last, Qt.Key.Key_Return)
    assert owner.page.view.report.period == Period(date(2026, 11, 20), date(2026, 11, 23))


def test_a_day_that_is_none_is_named_and_nothing_changes(owner: Owner) -> None:
    controls = owner.page.controls
    assert controls is not None
    controls.spans.buttons["days"].click()
    before = owner.page.view.report
    controls.first.setText("31.2.")
    QTest.keyClick(controls.first, Qt.Key.Key_Return)
    assert owner.page.message.text() == "“31.2.” is not a day. Type it as in 23.11.2026."
    controls.first.setText("23.11.")
    controls.last.setText("1.11.")
    QTest.keyClick(controls.last, Qt.Key.Key_Return)
    assert owner.page.message.text() == "The first day is after the last one."
    assert owner.page.view.report is before


@pytest.mark.parametrize(
    ("typed", "day"),
    [("23.11.2026", TODAY), ("23.11.26", TODAY), ("23.11.", TODAY), ("2311", TODAY), ("2026-11-23", TODAY),
     ("24.12.", date(2025, 12, 24)), ("29.02.2024", date(2024, 2, 29)), ("231126", TODAY), ("23112026", TODAY)],
)  # fmt: skip
def test_days_are_read_as_people_type_them(typed: str, day: date) -> None:
    assert read_day(typed, TODAY) == day


@pytest.mark.parametrize("typed", ["", "x", "32.1.2026", "29.2.2026", "1", "1.2.3.4"])
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        read_day(typed, TODAY)


@pytest.mark.parametrize("span", ["day", "week", "month", "year", "days"])
def test_a_step_on_and_one_back_is_where_one_was(span: str) -> None:
    start = periods.around(span, date(2024, 2, 29))
    assert periods.stepped(span, periods.stepped(span, start, 1), -1) == start
    assert periods.stepped(span, start, 1).first == date.fromordinal(start.last.toordinal() + 1)


def test_the_chart_is_read_by_the_arrow_keys(owner: Owner) -> None:
    owner.open("by hour")
    chart = owner.chart()
    assert chart.chart is not None
    assert chart.isVisible()
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Right)
    first = chart.read_out.text()
    assert first == f"{chart.chart.labels[0]}: {value_text(chart.chart.series[0].values[0], Kind.MONEY)}"
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert chart.read_out.text() != first
    assert "highest 2.88 €" in chart.accessibleDescription()


def test_a_wheel_never_moves_the_chart(owner: Owner) -> None:
    owner.open("by hour")
    plot = owner.chart().plot
    assert plot is not None
    before = plot.getPlotItem().viewRange()
    view = plot.getPlotItem().getViewBox()
    assert not any(view.state["mouseEnabled"])
    view.wheelEvent  # noqa: B018 - it is there, and asks `mouseEnabled`
    assert plot.getPlotItem().viewRange() == before


def test_a_report_is_saved_with_all_its_lines(owner: Owner, tmp_path: Path) -> None:
    owner.open("article")
    files = {ending: tmp_path / f"report.{ending}" for ending in ("pdf", "csv", "xlsx")}
    for file in files.values():
        owner.page.save_file(file)
        assert owner.page.message.text() == f"Saved as {file}."
    assert files["pdf"].read_bytes().startswith(b"%PDF")
    read = list(csv.reader(io.StringIO(files["csv"].read_text("utf-8-sig")), delimiter=","))
    sheet = openpyxl.load_workbook(files["xlsx"]).active
    assert sheet is not None
    assert "Club-Mate 0,5 l" in {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert any("Club-Mate 0,5 l" in row or "Club-Mate 0" in row[0] for row in read if row)


def test_a_file_that_cannot_be_written_gets_a_sentence(owner: Owner, tmp_path: Path) -> None:
    owner.page.save_file(tmp_path / "no" / "report.csv")
    assert "cannot be written" in owner.page.message.text()


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_the_key_asks_where_to_save(owner: Owner) -> None:
    owner.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dialog = owner.page.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.defaultSuffix() == "pdf"
    dialog.close()


def test_a_cashier_needs_leave(ready_shop: Path, clock: SetClock, open_window: Callable[[], Assembly]) -> None:
    till = Till(ready_shop, clock=clock)
    till.people.save(till.people.owner(), Person("Aylin", Role.CASHIER), "1111")
    till.people.save(till.people.owner(), Person("Mehmet", Role.MANAGER), "2222")
    till.close()
    assembly = open_window()
    number = next(one.number for one in assembly.desk.till.people.people() if one.name == "Aylin")
    assembly.desk.log_in(number or 0, "1111")
    owner = Owner(assembly)
    assert owner.page.controls is None
    assert "PIN" in owner.page.asking.text.text()


# The chart itself


def _contrast(one: QColor, other: QColor) -> float:
    def luminance(colour: QColor) -> float:
        parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
                 for part in (colour.redF(), colour.greenF(), colour.blueF())]  # fmt: skip
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_the_inks_stand_out_and_differ_by_more_than_colour(qapp: QApplication, dark: bool) -> None:
    theme.apply(qapp, dark=dark)
    given = inks(qapp.palette())
    ground = qapp.palette().color(QPalette.ColorRole.Base)
    theme.apply(qapp, dark=False)
    assert len(given) == MOST
    for ink in given:
        assert _contrast(ink.colour, ground) >= 3, ink  # WCAG 2.2, 1.4.11
    for distinct in ("pattern", "dash", "marker"):
        assert len({getattr(ink, distinct) for ink in given}) == MOST


def test_a_chart_says_its_ends_to_those_who_cannot_see_it() -> None:
    chart = Chart(
        ChartKind.LINES, "Turnover", Kind.MONEY, ("Mon", "Tue", "Wed"), (Series("this week", (100, None, 250)),)
    )
    assert description(chart) == "this week: highest 2.50 € at Wed, lowest 1.00 € at Mon."


@pytest.mark.parametrize("kind", list(ChartKind))
def test_the_pointer_reads_the_label_under_it(qapp: QApplication, kind: ChartKind) -> None:
    chart = Chart(kind, "x", Kind.COUNT, tuple("abcdefgh"), (Series("", tuple(range(1, 9))),))
    around = QWidget()
    panel = ChartPanel(around)
    panel.resize(600, 400)
    panel.show_chart(chart)
    panel.grab()  # lays it out
    assert panel.plot is not None
    view = panel.plot.getPlotItem().getViewBox()
    at = QPointF(1, 3) if kind is ChartKind.LYING else QPointF(3, 1)
    assert panel.plot.place_at(view.mapViewToScene(at)) == 3
    assert panel.plot.place_at(QPointF(-50, -50)) is None
    panel.close()


def test_neither_pyqtgraph_nor_numpy_is_loaded_before_a_chart_is_wanted() -> None:
    code = (
        "import sys, ui.app, ui.overview.page, ui.figures.page; "
        "print([name for name in ('pyqtgraph', 'numpy') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_a_manager_lends_a_look_at_the_figures_for_one_visit(open_window: Callable[[], Assembly]) -> None:
    assembly = open_window()
    owner = Owner(assembly)
    people = assembly.desk.till.people
    mehmet = people.save(people.owner(), Person("Mehmet", Role.CASHIER), "1111")
    people.change_own_pin(people.owner(), "", "9999")
    assembly.window.go("checkout")
    assembly.desk.log_in(mehmet.number or 0, "1111")
    owner = Owner(assembly)
    page = owner.page
    assert page.asking.isVisible()
    assert not page.view.isVisible(), "what the owner looked at"
    QTest.keyClicks(page.asking.field, "9999")
    QTest.keyClick(page.asking.field, Qt.Key.Key_Return)
    owner.open("Turnover by hour")
    assert page.message.text() == ""
    assert page.view.isVisible()
    assert page.view.report is not None
    assert page.view.report.name == "hours"
    assembly.window.go("checkout")
    assert Owner(assembly).page.asking.isVisible()


def test_a_report_is_made_beside_the_store_thread(open_window: Callable[[], Assembly]) -> None:
    """A sale never waits for a report: the store thread is only asked who is there."""
    assembly = open_window()
    till = assembly.desk.till
    page = Owner(assembly).page
    counted: list[str] = []
    till.database.connection.set_trace_callback(counted.append)
    page.reports.mark("inventory")
    till.database.connection.set_trace_callback(None)
    assert page.view.report is not None
    assert page.view.report.name == "inventory"
    assert counted == []


def test_what_is_compared_stays_in_sight_on_a_small_window(open_window: Callable[[], Assembly]) -> None:
    assembly = open_window()
    page = Owner(assembly).page
    assert page.controls is not None
    page.controls.compared.buttons["last_year"].click()
    page.open_report("products")
    shown = {}
    for width in (1024, 1920):
        assembly.window.resize(width, 600)
        QApplication.processEvents()
        headings = page.view.report.headings if page.view.report else ()
        table = page.view.table
        shown[width] = [one.key for number, one in enumerate(headings) if not table.isColumnHidden(number)]
        assert table.horizontalHeader().length() <= table.viewport().width()
    assert {"article", "before", "difference", "change"} < set(shown[1024])
    assert len(shown[1920]) > len(shown[1024])
