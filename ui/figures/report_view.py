"""A report on the screen: its table, its sums below it, and what must be known of it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QLabel, QSizePolicy, QVBoxLayout, QWidget

from kasse.books.reports import Cell, Heading, Kind, Report
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.texts import _
from ui import theme
from ui.figures.written import FIGURES, cell_text
from ui.pages import card
from ui.widgets.table import PADDING, Column, Entry, Table

NARROW = 62
"""A column of figures is never narrower than this at 100 %; texts take what figures leave."""
WISHED = 240
"""So much of the text that matters is seen before others are, where there is little room."""
SHORT = 76
"""A text that needs no more than this, as an hour, has its own width; longer ones share what is left."""
MEASURED = 200
"""Rows whose figures say how wide a column is."""
PLAIN = (Kind.DAY, Kind.TEXT)
SPARE = 6
"""What a bold figure, or a day, needs more than its font says, lest it ends in dots."""
NAMES = 236
"""What names keep at 100 %, where others can give way."""
BESIDE = frozenset({"before", "difference", "change"})
"""Columns of what a report is compared with: where there is little room, others give way to them."""


def columns(report: Report, title: QFontMetrics) -> tuple[Column, ...]:
    """A report's headings as columns, as wide as their figures; the first text is the one that matters."""
    headings = report.headings
    first = next((number for number, heading in enumerate(headings) if heading.kind is Kind.TEXT), 0)
    widths = _widths(report, title)
    return tuple(
        Column(
            heading.title,
            0 if number == first or (heading.kind is Kind.TEXT and widths[number] > SHORT) else widths[number],
            figures=heading.kind in FIGURES,
            quiet=heading.kind is Kind.TEXT and number not in (0, first),
            share=2 if number == first else 1,
            wish=min(WISHED, widths[first]) if number == first else 0,
        )
        for number, heading in enumerate(headings)
    )


def _widths(report: Report, title: QFontMetrics) -> list[int]:
    """What the columns need at 100 %."""
    plain, bold = QFontMetrics(theme.font(theme.BODY)), QFontMetrics(theme.font(theme.BODY, bold=True))
    needed = [title.horizontalAdvance(heading.title) for heading in report.headings]
    sums = (report.totals,) if report.totals else ()
    for metrics, rows, spare in ((plain, report.rows[:MEASURED], 0), (bold, sums, SPARE)):
        for row in rows:
            texts = cells(row, report.headings)
            wanted = [
                metrics.horizontalAdvance(text) + (SPARE if heading.kind in PLAIN else spare) if text else 0
                for text, heading in zip(texts, report.headings, strict=True)
            ]
            needed = [max(pair) for pair in zip(needed, wanted, strict=True)]
    return [max(NARROW, (wide + 2 * PADDING) * 100 // theme.px(100) + 2) for wide in needed]


def cells(row: Sequence[Cell], headings: Sequence[Heading]) -> tuple[str, ...]:
    """A row as texts."""
    return tuple(cell_text(cell, heading.kind) for cell, heading in zip(row, headings, strict=True))


def sort_key(cell: Cell) -> tuple[int, object]:
    """How a cell stands to others of its column; nothing stands last."""
    if cell is None:
        return (1, 0)
    if isinstance(cell, Money):
        return (0, cell.cents)
    if isinstance(cell, Quantity):
        return (0, cell.thousandths)
    return (0, cell.casefold() if isinstance(cell, str) else cell)


class ReportView(QWidget):
    """The table of a report. A touch on a heading sorts by it, once more turns it round."""

    opened = Signal(int)
    """The number of the record behind a row was chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.report: Report | None = None
        self.table, self.totals = Table((), _("Report")), Table((), _("Totals"))
        self.notes = QLabel()
        self.notes.setObjectName("quiet")
        self.notes.setWordWrap(True)
        self.notes.setTextFormat(Qt.TextFormat.PlainText)
        self._order: list[int] = []
        self._sorted_by: tuple[int, bool] | None = None
        self._set_up()

    def _set_up(self) -> None:
        head = self.table.horizontalHeader()
        head.setSectionsClickable(True)
        head.sectionClicked.connect(self.sort_by)
        head.sectionResized.connect(lambda *_sizes: self._level())
        self.table.chosen.connect(lambda key: self._open(int(key)))
        self.table.horizontalScrollBar().valueChanged.connect(self.totals.horizontalScrollBar().setValue)
        self.totals.horizontalHeader().hide()
        self.totals.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.totals.setSelectionMode(Table.SelectionMode.NoSelection)
        self.totals.setFixedHeight(theme.px(theme.TARGET) + 6)
        self.totals.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.totals.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        layout.addWidget(card(self.table, self.totals), 1)
        layout.addWidget(self.notes)

    def show_report(self, report: Report) -> None:
        """Another report; the same one keeps the order it was brought into."""
        same = self.report is not None and self.report.headings == report.headings
        self.report = report
        if not same:
            self._sorted_by = None
        head = self.table.horizontalHeader()
        head.ensurePolished()
        given = columns(report, head.fontMetrics())
        if given != self.table.rows.columns:
            for table, bold in ((self.table, False), (self.totals, True)):
                _give_columns(table, [column._replace(bold=bold) for column in given])
        self.table.setAccessibleName(report.title)
        self.table.say_empty(_("Nothing in this time."))
        self._fill()
        self.totals.show_rows([Entry("", cells(report.totals, report.headings))] if report.totals else [])
        self.totals.setVisible(bool(report.totals) and bool(report.rows))
        self.notes.setText("\n".join(report.notes))
        self.notes.setVisible(bool(report.notes))
        self._make_room()
        self._level()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More room, or less."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """What is compared stays in sight: where there is little room, what it is not about gives way from the last."""
        report = self.report
        if report is None:
            return
        wide = [theme.px(column.width or (0 if column.quiet else NAMES)) for column in self.table.rows.columns]
        left_out: set[int] = set()
        if any(heading.key in BESIDE for heading in report.headings):
            for number, heading in reversed(list(enumerate(report.headings))):
                optional = heading.kind in FIGURES and heading.key not in BESIDE and number != report.main
                if optional and sum(wide) > self.table.viewport().width():
                    left_out.add(number)
                    wide[number] = 0
            if left_out:
                left_out |= {number for number, column in enumerate(self.table.rows.columns) if column.quiet}
        for number in range(len(wide)):
            self.table.leave_out(number, number in left_out)

    def _fill(self) -> None:
        report = self.report
        if report is None:
            return
        self._order = list(range(len(report.rows)))
        if self._sorted_by is not None:
            column, turned = self._sorted_by
            self._order.sort(key=lambda number: sort_key(report.rows[number][column]), reverse=turned)
        self.table.show_rows(
            [Entry(str(number), cells(report.rows[number], report.headings)) for number in self._order], mark=""
        )

    def sort_by(self, column: int) -> None:
        """Bring the rows into the order of a column: figures the largest first, texts from A on."""
        if self.report is None:
            return
        falls = self.report.headings[column].kind in FIGURES
        if self._sorted_by is not None and self._sorted_by[0] == column:
            falls = not self._sorted_by[1]
        self._sorted_by = (column, falls)
        head = self.table.horizontalHeader()
        head.setSortIndicatorShown(True)
        head.setSortIndicator(column, Qt.SortOrder.DescendingOrder if falls else Qt.SortOrder.AscendingOrder)
        self._fill()

    def _level(self) -> None:
        """The sums stand below their columns."""
        for number in range(len(self.table.rows.columns)):
            self.totals.setColumnHidden(number, self.table.isColumnHidden(number))
            self.totals.setColumnWidth(number, self.table.columnWidth(number))

    def _open(self, number: int) -> None:
        if self.report is not None and self.report.keys:
            self.opened.emit(self.report.keys[number])


def _give_columns(table: Table, given: Sequence[Column]) -> None:
    """Other columns for a table that is there."""
    table.rows.beginResetModel()
    table.rows.columns, table.rows.entries = tuple(given), ()
    table.rows.endResetModel()
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
