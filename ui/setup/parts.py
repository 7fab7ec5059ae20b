"""What the steps are built of: cards to choose from, fields with their label above, paragraphs, the list of steps."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.widgets.noted import Noted

LONGEST = 200
"""Characters in a text of the shop, as on the command line."""


def paragraph(text: str = "", name: str = "quiet") -> QLabel:
    """Some sentences."""
    label = QLabel(text)
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


class Labelled(Noted):
    """A field below its label, both known to screen readers, and what is wrong with it below them."""

    def __init__(self, label: str, field: QLineEdit, explained: str = "", example: str = "") -> None:
        super().__init__(field)
        field.setAccessibleName(label)
        field.setAccessibleDescription(explained)
        field.setPlaceholderText(example)
        field.setMaxLength(LONGEST)
        field.textEdited.connect(lambda _text: self.say(""))
        name = paragraph(label, "label")
        name.setBuddy(field)
        own = cast("QVBoxLayout", self.layout())
        own.insertWidget(0, name)
        own.addStretch(1)  # beside a field with a sentence this one stays where it is


def side_by_side(*parts: tuple[QWidget, int]) -> QHBoxLayout:
    """Fields in one row, each with its share of the width."""
    row = QHBoxLayout()
    row.setSpacing(12)
    for part, share in parts:
        row.addWidget(part, share)
    return row


class ChoiceCard(QPushButton):
    """One of some choices: a mark that shows which is chosen, a title, and what it means.

    The one that is chosen has the green frame and ground; the one that has the focus a frame in the colour of ink.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # else a touch chooses one card, and another is framed
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._title, self._text = paragraph(name="section"), paragraph()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(50), theme.px(14), theme.px(14), theme.px(14))
        layout.setSpacing(4)
        for label in (self._title, self._text):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout.addWidget(self._title)
        layout.addWidget(self._text, 1)
        self._text.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)

    def say(self, title: str, text: str = "") -> None:
        """Change what stands on it."""
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)

    def sizeHint(self) -> QSize:
        """Room for all of the text."""
        own = self.layout()
        return QSize(theme.px(200), theme.px(72)) if own is None else own.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """It may be narrow; how high it then is, the layout asks the labels."""
        return QSize(theme.px(140), theme.px(theme.TARGET))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The button, and a round mark at its leading edge."""
        super().paintEvent(event)
        colours = QGuiApplication.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = theme.px(20)
        inset = theme.px(17)
        left = inset if self.layoutDirection() is Qt.LayoutDirection.LeftToRight else self.width() - inset - size
        middle = self._title.y() + self._title.fontMetrics().height() // 2 if self._text.text() else self.height() // 2
        mark = QRect(left, middle - size // 2, size, size)
        role = QPalette.ColorRole.Accent if self.isChecked() else QPalette.ColorRole.PlaceholderText
        painter.setPen(QPen(colours.color(role), 2))
        painter.drawEllipse(mark)
        if self.isChecked():
            painter.setBrush(colours.color(role))
            painter.drawEllipse(mark.adjusted(5, 5, -5, -5))
        if self.hasFocus():
            painter.setPen(QPen(colours.color(QPalette.ColorRole.WindowText), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 7, 7)


def one_of(parent: QWidget, cards: Sequence[ChoiceCard]) -> QButtonGroup:
    """Only one of these is chosen; the arrows go from one to the next."""
    group = QButtonGroup(parent)
    for card in cards:
        group.addButton(card)
    return group


class StepList(QWidget):
    """Where one is among the steps: those that are done, the one of now, those to come."""

    ROW, DOT = 52, 28

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._now = 0

    def show_steps(self, names: Sequence[str], now: int) -> None:
        """The steps' names, and the number of the one in sight, from 0."""
        self._names, self._now = tuple(names), now
        self.setFixedHeight(theme.px(self.ROW) * len(names))
        self.setAccessibleName(", ".join(names))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A dot with its number, or a tick where the step is done, and the name beside it."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, name in enumerate(self._names):
            self._paint_step(painter, number, name)

    def _paint_step(self, painter: QPainter, number: int, name: str) -> None:
        colours = QGuiApplication.palette()
        ink = colours.color(QPalette.ColorRole.ToolTipText)
        quiet = QColor(ink)
        quiet.setAlphaF(0.62)
        now, done = number == self._now, number < self._now
        row, dot = theme.px(self.ROW), theme.px(self.DOT)
        place = QRect(0, number * row + (row - dot) // 2, dot, dot)
        words = QRect(dot + theme.px(14), number * row, self.width() - dot - theme.px(14), row)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            place.moveRight(self.width() - 1)
            words.moveLeft(0)
        painter.setPen(QPen(ink if now else quiet, 2))
        painter.setBrush(ink if now else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(place.adjusted(1, 1, -1, -1))
        painter.setFont(theme.font(theme.BODY, bold=now))
        painter.setPen(colours.color(QPalette.ColorRole.ToolTipBase) if now else quiet)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "✓" if done else str(number + 1))
        painter.setPen(ink if now else quiet)
        fitted = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, fitted)
