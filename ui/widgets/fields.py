"""Fields, and the rows of a form: whoever builds a row gets its label, its names for screen readers and its keys.

A field says by its property `keys` what the on-screen keyboard offers for it: "text", "number" or "none".
"""

from collections.abc import Sequence

from PySide6.QtCore import QMargins, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QStyleOptionComboBox,
    QVBoxLayout,
    QWidget,
)

from kasse.errors import Refused
from kasse.formats import entry_text
from kasse.money import Money
from kasse.texts import _, current_language
from ui import theme


def text_field(text: str = "", *, secret: bool = False) -> QLineEdit:
    """A line of text."""
    field = QLineEdit(text)
    field.setProperty("keys", "text")
    if secret:
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setProperty("keys", "number")
    return field


def number_field(text: str = "") -> QLineEdit:
    """A figure: a price, a quantity, a code."""
    field = text_field(text)
    field.setProperty("keys", "number")
    return field


def money_field(amount: Money | None = None) -> QLineEdit:
    """An amount, written as the screen's language writes it; empty for none."""
    return number_field("" if amount is None else money_entry(amount))


def money_entry(amount: Money) -> str:
    """An amount as one types it."""
    return entry_text(amount, current_language())


def money_of(field: QLineEdit) -> Money | None:
    """The amount in a field, None where it is empty; `Refused` says what cannot be read."""
    text = field.text().strip()
    return Money.parse(text) if text else None


class ChoiceField(QComboBox):
    """A list that opens, with a sign for that at its trailing edge: the stylesheet takes the style's own away."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the form: it must not choose something else in passing."""
        event.ignore()

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """A text that is too long ends in dots: cut in the middle of a letter it looks broken."""
        super().initStyleOption(option)
        room = self.width() - theme.px(theme.TARGET) - 32
        text = option.currentText
        option.currentText = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field, and the sign."""
        super().paintEvent(event)
        size, middle = theme.px(5), self.height() // 2
        left_to_right = self.layoutDirection() is Qt.LayoutDirection.LeftToRight
        x = self.width() - theme.px(22) if left_to_right else theme.px(22)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QGuiApplication.palette().color(QPalette.ColorRole.PlaceholderText), theme.px(2)))
        top = middle - size // 2
        painter.drawPolyline([QPoint(x - size, top), QPoint(x, top + size), QPoint(x + size, top)])
        painter.end()


def choice_field(choices: Sequence[tuple[str, str]], chosen: str = "") -> QComboBox:
    """One of some choices, each a value and its text."""
    field = ChoiceField()
    for value, text in choices:
        field.addItem(text, value)
    field.setCurrentIndex(max(0, field.findData(chosen)))
    return field


def chosen_in(field: QComboBox) -> str:
    """The value that is chosen."""
    return str(field.currentData())


def show_wrong(field: QWidget, wrong: bool) -> None:
    """Frame a field in the warm colour, or no longer."""
    field.setProperty("wrong", wrong)
    field.style().unpolish(field)
    field.style().polish(field)


class WrappedLabel(QLabel):
    """A text in as many lines as it takes: a form's rows do not ask a label for its height at its width."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As high as the text is at this width."""
        super().resizeEvent(event)
        high = max(0, self.heightForWidth(self.width()))
        if high != self.minimumHeight():
            self.setMinimumHeight(high)
            QTimer.singleShot(0, self, self.updateGeometry)  # the layout that is at work now does not hear of it


class Tick(QCheckBox):
    """A check box whose text takes as many lines as it needs."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: list[str] = []
        self.setText(text)

    def setText(self, text: str) -> None:
        """What it is about."""
        self._words = text.split()
        self._wrap()

    def minimumSizeHint(self) -> QSize:
        """As wide as the longest word."""
        longest = max(map(self.fontMetrics().horizontalAdvance, self._words), default=0)
        return QSize(longest + self._box(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """At another width it wraps differently."""
        super().resizeEvent(event)
        self._wrap()

    def _wrap(self) -> None:
        lines: list[str] = []
        for word in self._words:
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.fontMetrics().horizontalAdvance(longer) <= self.width() - self._box():
                lines[-1] = longer
            else:
                lines.append(word)
        super().setText("\n".join(lines))

    def _box(self) -> int:
        """What the box takes, by the stylesheet, and the space behind it."""
        return theme.px(22) + 20


def margins(before: int, above: int, behind: int, below: int) -> QMargins:
    """A layout's margins, which mirror with the language."""
    if QGuiApplication.isRightToLeft():
        before, behind = behind, before
    return QMargins(before, above, behind, below)


NARROW = 300
"""A form that is narrower than this, at 100 %, has each field below its label."""


class Form(QWidget):
    """Rows of a label and a field, the help below the field.

    The row is what makes a field readable for everybody: label, buddy, accessible name and description in one call.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QFormLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(10)
        self._layout.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._layout.setLabelAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, each field has a line of its own."""
        super().resizeEvent(event)
        narrow = event.size().width() < theme.px(NARROW)
        policy = QFormLayout.RowWrapPolicy.WrapAllRows if narrow else QFormLayout.RowWrapPolicy.WrapLongRows
        if policy is not self._layout.rowWrapPolicy():
            self._layout.setRowWrapPolicy(policy)

    def add(self, label: str, field: QWidget, explained: str = "") -> None:
        """A row. A check box has its text beside it, so it takes the whole row."""
        field.setAccessibleName(label)
        field.setAccessibleDescription(explained)
        if isinstance(field, QCheckBox):
            field.setText(label)
            self._layout.addRow(_with_help(field, explained))
            return
        name = WrappedLabel(label)
        name.setBuddy(field)
        name.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        high = min(theme.px(theme.TARGET), field.maximumHeight())
        above = (high - name.fontMetrics().height()) // 2
        name.setContentsMargins(0, above, 0, 0)  # its first line is beside the field's, whatever help stands below
        self._layout.addRow(name, _with_help(field, explained))

    def add_section(self, title: str) -> None:
        """A heading between rows."""
        heading = QLabel(title)
        heading.setObjectName("section")
        heading.setWordWrap(True)
        self._layout.addRow(heading)


def _with_help(field: QWidget, explained: str) -> QWidget:
    if not explained:
        return field
    told = WrappedLabel(explained)
    told.setObjectName("quiet")
    both = QWidget()
    layout = QVBoxLayout(both)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    layout.addWidget(field)
    layout.addWidget(told)
    return both


def needed(field: QLineEdit, what: str) -> str:
    """A field's text, or `Refused` where it is empty."""
    text = field.text().strip()
    show_wrong(field, not text)
    if not text:
        field.setFocus()
        raise Refused("missing", _("Please fill in: {what}.").format(what=what))
    return text
