"""The basket's table model: says exactly which rows came, went or changed, so that only those are painted."""

from enum import IntEnum
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from kasse.texts import N_, _

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """The columns, as a receipt has them."""

    QUANTITY, NAME, PRICE, TOTAL = range(4)


HEADERS = {
    Column.QUANTITY: N_("Quantity"),
    Column.NAME: N_("Article"),
    Column.PRICE: N_("Price"),
    Column.TOTAL: N_("Total"),
}
_FIGURES = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_WORDS = int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
ALIGNMENT = {Column.QUANTITY: _WORDS, Column.NAME: _WORDS, Column.PRICE: _FIGURES, Column.TOTAL: _FIGURES}
"""How a column's cells are aligned, as Qt has it in a number."""


class Row(NamedTuple):
    """A row of the table. `key` is its line's; a deposit's row is quieter and stands under its article.

    `told` says more than `note`, where there is room for it.
    """

    key: int
    quantity: str
    name: str
    price: str
    total: str
    deposit: bool = False
    note: str = ""
    told: str = ""

    @property
    def identity(self) -> tuple[int, bool, str]:
        """What stays the same while quantity and prices change."""
        return (self.key, self.deposit, self.name)

    def text(self, column: Column) -> str:
        """What stands in a column."""
        return (self.quantity, self.name, self.price, self.total)[column]


class BasketModel(QAbstractTableModel):
    """The rows of the basket."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown."""
        return self._rows

    def show(self, rows: tuple[Row, ...]) -> None:
        """Show other rows: those in front that are the same lines stay where they are."""
        old = self._rows
        keep = _common(old, rows)
        if len(old) > keep:
            self.beginRemoveRows(QModelIndex(), keep, len(old) - 1)
            self._rows = old[:keep]
            self.endRemoveRows()
        if len(rows) > keep:
            self.beginInsertRows(QModelIndex(), keep, len(rows) - 1)
            self._rows = (*old[:keep], *rows[keep:])
            self.endInsertRows()
        self._rows = rows
        for number in range(keep):
            if rows[number] != old[number]:
                self.dataChanged.emit(self.index(number, 0), self.index(number, len(Column) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Four."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        """Texts and their alignment; how they look is the delegate's."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.text(column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return ALIGNMENT[column]
            case Qt.ItemDataRole.ToolTipRole if column is Column.NAME:
                return row.name
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        """The columns' names, for screen readers: the header is not shown."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(HEADERS[Column(section)])
        return None


def _common(old: tuple[Row, ...], new: tuple[Row, ...]) -> int:
    """How many rows in front are the same lines."""
    for number, (before, after) in enumerate(zip(old, new, strict=False)):
        if before.identity != after.identity:
            return number
    return min(len(old), len(new))
