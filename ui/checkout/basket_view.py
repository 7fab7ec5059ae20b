"""The basket on the screen: large figures in columns, deposits quieter, the last line marked."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from kasse.texts import _
from ui import theme
from ui.checkout.model import ALIGNMENT, BasketModel, Column, Row

LINE, DEPOSIT = 50, 34
"""Heights of an article's row and of a deposit's, at 100 %."""
NARROW = 380
"""Where a basket is narrower than this, at 100 %, the price of one gives way to the names."""
BETWEEN, FOR_LARGE = 16, 300
"""A size between body and large, and the width from which on a name is large, at 100 %."""
SHORT = 6
"""Letters that fit into every column, so that nobody need measure them."""

Index = QModelIndex | QPersistentModelIndex


class RowDelegate(QStyledItemDelegate):
    """Paints a cell by hand: the stylesheet would take several times as long."""

    def __init__(self, view: "BasketView") -> None:
        super().__init__(view)
        self._view = view
        self._fonts = {
            (size, bold): theme.font(size, bold=bold)
            for size, bold in ((theme.SMALL, False), (theme.BODY, False), (theme.LARGE, False), (theme.LARGE, True))
        }
        self._fonts[BETWEEN, False] = theme.font(BETWEEN)
        self._metrics = {size: QFontMetrics(self._fonts[size, False]) for size in (BETWEEN, theme.LARGE)}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell; there are forty of them at every scan, so the row is asked of the model and not through Qt."""
        number, column = index.row(), Column(index.column())
        row, rect = self._view.row(number), option.rect
        palette = QGuiApplication.palette()  # the view's own is changed by the stylesheet
        selected = self._view.currentIndex().row() == number
        painter.save()
        if selected:
            painter.fillRect(rect, palette.color(QPalette.ColorRole.Highlight))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, palette.color(QPalette.ColorRole.Mid))
        if selected and column is Column.QUANTITY:
            right_to_left = option.direction is Qt.LayoutDirection.RightToLeft
            edge = rect.right() - 3 if right_to_left else rect.left()
            painter.fillRect(edge, rect.top(), 4, rect.height(), palette.color(QPalette.ColorRole.Accent))
        self._text(painter, palette, rect, row, column)
        painter.restore()

    def _text(self, painter: QPainter, palette: QPalette, rect: QRect, row: Row, column: Column) -> None:
        quiet = row.deposit or column is Column.PRICE
        role = QPalette.ColorRole.PlaceholderText if quiet else QPalette.ColorRole.Text
        painter.setPen(palette.color(role))
        painter.setFont(self._font(row, column, rect.width()))
        space = rect.adjusted(18 if column is Column.QUANTITY else 0, 0, -18 if column is Column.TOTAL else -10, 0)
        if column is Column.NAME and row.note:
            space = self._note(painter, palette, space, row)
        text = row.text(column)
        if len(text) > SHORT:
            text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, space.width())
        painter.drawText(space, ALIGNMENT[column], text)

    def _font(self, row: Row, column: Column, width: int) -> QFont:
        if row.deposit:
            return self._fonts[theme.BODY, False]
        if column is Column.PRICE:
            return self._fonts[BETWEEN, False]
        if column is not Column.NAME:
            return self._fonts[theme.LARGE, True]
        size = theme.LARGE if width >= theme.px(FOR_LARGE) else BETWEEN  # names of two sizes beside each other look odd
        if self._metrics[size].horizontalAdvance(row.name) > width - 10:
            size = theme.BODY  # a whole name tells more than a large one
        return self._fonts[size, False]

    def _note(self, painter: QPainter, palette: QPalette, space: QRect, row: Row) -> QRect:
        """The note behind the name, in a frame; gives what is left for the name."""
        metrics = QFontMetrics(self._fonts[theme.SMALL, False])
        name = painter.fontMetrics().horizontalAdvance(row.name)
        widths = {text: metrics.horizontalAdvance(text) + 14 for text in (row.told, row.note) if text}
        note = next((text for text, width in widths.items() if name + 10 + width <= space.width()), "")
        if not note and not row.told:
            return space  # the name is worth more
        note = note or row.note  # what a promotion saved is worth more: else the total looks wrong
        width = widths[note]
        start = min(space.left() + name + 10, space.right() - width)
        frame = QRect(start, space.center().y() - 9, width, 20)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour: QColor = palette.color(QPalette.ColorRole.BrightText)
        painter.setPen(colour)
        painter.setFont(self._fonts[theme.SMALL, False])
        painter.drawRoundedRect(frame, 5, 5)
        painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), note)
        painter.restore()
        return space.adjusted(0, 0, -max(0, space.right() - start + 8), 0)


class BasketView(QTableView):
    """The table of the basket; it never takes the focus by touch, which stays with the scan field.

    It does not ask for its own viewport: at the first widget that Qt made itself, PySide6 loads what it knows of all
    widget classes, which takes a tenth of the time to the first window.
    """

    painted = Signal()
    """Once, after the first paint."""

    def __init__(self, model: BasketModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setAccessibleName(_("Basket"))
        self._model = model
        self.setItemDelegate(RowDelegate(self))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(theme.px(DEPOSIT))
        self.verticalHeader().setDefaultSectionSize(theme.px(LINE))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        model.rowsInserted.connect(self._size_rows)
        self._hint = self._make_hint()
        for changed in (model.rowsInserted, model.rowsRemoved):
            changed.connect(self._show_hint)
        self._was_painted = False

    def _make_hint(self) -> QLabel:
        """What to do next, where there are no rows."""
        hint = QLabel(_("Scan the first article, or press a quick key."), self)
        hint.setObjectName("quiet")
        hint.setFont(theme.font(theme.LARGE))
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint.setWordWrap(True)
        hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        return hint

    def _show_hint(self) -> None:
        self._hint.setVisible(not self._model.rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Figures keep their width, the name takes the rest."""
        super().resizeEvent(event)
        width = event.size().width()
        self._hint.resize(event.size())
        self.setColumnHidden(Column.PRICE, width < theme.px(NARROW))
        wide = width >= theme.px(560)
        sizes = {
            Column.QUANTITY: theme.px(110 if wide else 96),
            Column.PRICE: theme.px(110 if width >= theme.px(640) else 88),  # the note has room behind its name
            Column.TOTAL: theme.px(122 if wide else 100),
        }
        for column, size in sizes.items():
            self.setColumnWidth(column, size)
        taken = sum(size for column, size in sizes.items() if not self.isColumnHidden(column))
        self.setColumnWidth(Column.NAME, max(80, width - taken))
        if event.size().height() < event.oldSize().height():
            self._keep_mark_in_sight()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows; the first time somebody waits for it."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

    def sizeHint(self) -> QSize:
        """As small as it must be; the page gives it the rest."""
        return QSize(400, 120)

    def row(self, number: int) -> Row:
        """What stands in a row."""
        return self._model.rows[number]

    def mark(self, key: int | None = None) -> None:
        """Mark the article with this key, the last one where None is given, and bring it into sight."""
        rows = self._model.rows
        wanted = [n for n, row in enumerate(rows) if not row.deposit and key in (None, row.key)]
        if not wanted:
            if key is not None:
                self.mark()
            return
        self.setCurrentIndex(self._model.index(wanted[-1], 0))
        if key is None:
            self.scrollToBottom()

    def _keep_mark_in_sight(self) -> None:
        """There is less room than before, under an on-screen keyboard say: the marked line is what matters."""
        self.scrollTo(self.currentIndex())
        if self.currentIndex().row() >= len(self._model.rows) - 2:  # the last article may have a deposit below it
            self.scrollToBottom()

    def mark_next(self, step: int) -> None:
        """Mark the next article up or down."""
        rows = self._model.rows
        number = self.currentIndex().row() + step
        while 0 <= number < len(rows) and rows[number].deposit:
            number += step
        if 0 <= number < len(rows):
            self.setCurrentIndex(self._model.index(number, 0))

    def marked_key(self) -> int | None:
        """The key of the marked line."""
        row = self.currentIndex().row()
        return self._model.rows[row].key if 0 <= row < len(self._model.rows) else None

    def _size_rows(self, _parent: QModelIndex, first: int, last: int) -> None:
        for number in range(first, last + 1):
            self.setRowHeight(number, theme.px(DEPOSIT if self._model.rows[number].deposit else LINE))
