"""A list of rows to look through: a real table, so that screen readers can read it cell by cell."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication, QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView, QWidget

from ui import theme

Index = QModelIndex | QPersistentModelIndex


LEAST = 140
"""What a column without a width of its own keeps at 100 %, when others want more than theirs."""
MEASURED = 100
"""Rows whose words are measured."""
PADDING = 13
"""Before and behind a cell's text, by the stylesheet, and what a font rounds."""


class Column(NamedTuple):
    """A column: its title, its width in pixels at 100 % (0 takes what is left), figures to the right, quiet or bold.

    Where several take what is left, each takes its `share` of it.
    """

    title: str
    width: int = 0
    figures: bool = False
    quiet: bool = False
    bold: bool = False
    share: int = 1
    wish: int = 0
    """What one that takes what is left would like, at 100 %: quiet ones give way to it."""


class Entry(NamedTuple):
    """A row: what it stands for, its cells as texts, whether it asks for attention, and a colour before the first.

    A `heading` stands over those that follow; it has no key and is passed over.
    """

    key: str
    cells: tuple[str, ...]
    alarm: bool = False
    colour: str = ""
    heading: bool = False


class TableModel(QAbstractTableModel):
    """The rows of a table."""

    def __init__(self, columns: Sequence[Column], size: int = theme.BODY, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._size = size
        self.entries: tuple[Entry, ...] = ()

    def show(self, entries: Sequence[Entry]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many rows."""
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        """A cell's text and how it looks."""
        if not index.isValid():
            return None
        entry, column = self.entries[index.row()], self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return entry.cells[index.column()]
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if column.figures else Qt.AlignmentFlag.AlignLeading
                return side | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.ForegroundRole if column.quiet or entry.alarm or entry.heading:
                role_of = QPalette.ColorRole.BrightText if entry.alarm else QPalette.ColorRole.PlaceholderText
                return QGuiApplication.palette().color(role_of)
            case Qt.ItemDataRole.FontRole:
                return theme.font(theme.SMALL if entry.heading else self._size, bold=column.bold or entry.heading)
            case Qt.ItemDataRole.DecorationRole if entry.colour and index.column() == 0:
                return QColor(entry.colour)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A heading cannot be marked."""
        if index.isValid() and self.entries[index.row()].heading:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        """A column's title, over its figures."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].figures else Qt.AlignmentFlag.AlignLeading
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


class Table(QTableView):
    """Rows to choose from by touch, arrows and Enter. `empty` is what an empty table says to do next."""

    chosen = Signal(str)
    """A row was touched, or Enter pressed on it."""
    marked = Signal(str)
    """Another row is marked."""

    def __init__(
        self,
        columns: Sequence[Column],
        name: str,
        empty: str = "",
        *,
        size: int = theme.BODY,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("list")
        self.setAccessibleName(name)
        self.rows = TableModel(columns, size, self)
        self._left_out: set[int] = set()
        self.setModel(self.rows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(theme.TARGET))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setHighlightSections(False)
        self._empty = QLabel(empty, self)
        self._empty.setObjectName("quiet")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.clicked.connect(lambda _index: self._choose())
        self.selectionModel().currentRowChanged.connect(lambda _now, _before: self.marked.emit(self.key()))

    def show_rows(self, entries: Sequence[Entry], mark: str | None = None) -> None:
        """Show rows; the one with the key `mark` is marked, else the one that was, where it is still there."""
        wanted = self.key() if mark is None else mark
        self.rows.show(entries)
        self._empty.setVisible(not entries)
        self._share_width()
        self.mark(wanted)

    def say_empty(self, text: str) -> None:
        """What an empty table says from now on."""
        self._empty.setText(text)

    def key(self) -> str:
        """The key of the marked row, empty where none is."""
        number = self.currentIndex().row()
        return self.rows.entries[number].key if 0 <= number < len(self.rows.entries) else ""

    def mark(self, key: str) -> None:
        """Mark a row by its key; nothing where it is not there."""
        for number, entry in enumerate(self.rows.entries):
            if entry.key == key:
                self.mark_row(number)

    def mark_row(self, number: int) -> None:
        """Mark a row by its number and bring it into sight."""
        if 0 <= number < len(self.rows.entries):
            index = self.rows.index(number, 0)
            self.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            )
            self.scrollTo(index)

    def step(self, by: int) -> None:
        """Mark the next row up or down, for a field above that keeps the focus."""
        self.mark_row(min(max(0, self.currentIndex().row() + by), len(self.rows.entries) - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and space choose."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Figures keep their width; what is left is shared by the others."""
        super().resizeEvent(event)
        self._share_width()
        head = self.horizontalHeader().height()
        self._empty.setGeometry(24, head, max(0, self.width() - 48), max(0, self.height() - head))

    def leave_out(self, column: int, left_out: bool) -> None:
        """Leave a column out where there is little room, or show it again."""
        if left_out != (column in self._left_out):
            self._left_out ^= {column}
            self._share_width()

    def _share_width(self) -> None:
        """A column has its width, or more where its words are longer and the others can spare it.

        Where there is too little, the quiet ones give way from the last; where that is not enough, one scrolls.
        """
        width = self.viewport().width()
        self._drop_quiet(width)
        columns = [(n, column) for n, column in enumerate(self.rows.columns) if not self.isColumnHidden(n)]
        shares = {number: column.share for number, column in columns if not column.width}
        fixed = {number: theme.px(column.width) for number, column in columns if column.width}
        wider = {number: max(wide, self._longest(number)) for number, wide in fixed.items()}
        if sum(wider.values()) + len(shares) * theme.px(LEAST) <= width:
            fixed = wider
        rest = width - sum(fixed.values())
        shared = {
            number: max(theme.px(LEAST), rest * share // sum(shares.values())) for number, share in shares.items()
        }
        for number, wide in (fixed | shared).items():
            self.setColumnWidth(number, wide)

    def _drop_quiet(self, width: int) -> None:
        kept = [number for number in range(len(self.rows.columns)) if number not in self._left_out]
        while self._least(kept) > width:
            quiet = [number for number in kept if self.rows.columns[number].quiet]
            if not quiet:
                break
            kept.remove(quiet[-1])
        for number in range(len(self.rows.columns)):
            self.setColumnHidden(number, number not in kept)

    def _least(self, numbers: Sequence[int]) -> int:
        """What these columns need at least."""
        columns = [self.rows.columns[number] for number in numbers]
        return sum(theme.px(column.width or max(LEAST, column.wish)) for column in columns)

    def _longest(self, number: int) -> int:
        """What a column's title and its first words need."""
        title = self.horizontalHeader().fontMetrics().horizontalAdvance(self.rows.columns[number].title)
        metrics = QFontMetrics(self.rows.data(self.rows.index(0, number), Qt.ItemDataRole.FontRole) or self.font())
        cells = (metrics.horizontalAdvance(entry.cells[number]) for entry in self.rows.entries[:MEASURED])
        return max((title, *cells)) + 2 * PADDING

    def _choose(self) -> None:
        if self.key():
            self.chosen.emit(self.key())
