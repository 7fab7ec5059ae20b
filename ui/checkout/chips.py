"""The departments above the quick keys."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from kasse.texts import _
from ui import theme
from ui.widgets.rows import Rows

GAP = 8
DOT = 10


class Chip(QPushButton):
    """One of several, with its department's colour as a dot."""

    def __init__(self, text: str, colour: str = "", parent: QWidget | None = None) -> None:
        shown = text.replace("&", "&&")  # Qt takes a single one for the mark of a key
        super().__init__(f" {shown}" if colour else shown, parent)
        self.setObjectName("chip")
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if colour:
            self.setIcon(_dot(colour))
            self.setIconSize(QSize(theme.px(DOT), theme.px(DOT)))


def in_a_row(chips: Sequence[Chip]) -> QWidget:
    """Chips that stand in a head and keep their words: alone the stylesheet would let them be narrower."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(14)
    for chip in chips:
        layout.addWidget(chip)
        chip.ensurePolished()
    row.setMinimumWidth(sum(chip.sizeHint().width() for chip in chips) + 14 * (len(chips) - 1))
    row.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
    return row


class Chips(Rows):
    """In as many rows as it takes; folded, in one row, with the rest of them behind a chip that says how many."""

    def __init__(self, chips: Sequence[Chip], parent: QWidget | None = None) -> None:
        self._chips = list(chips)
        self._folded = False
        self.rest = Chip("", parent=parent)
        self.rest.setAccessibleName(_("More departments"))
        super().__init__([*chips, self.rest], GAP, parent)
        self.rest.hide()
        self.rest.clicked.connect(self._place)
        for chip in chips:
            chip.clicked.connect(self._chosen)

    def fold(self, folded: bool) -> None:
        """Whether there is room for one row only."""
        if folded != self._folded:
            self._folded = folded
            self.rest.setChecked(False)
            self._place()

    def _chosen(self) -> None:
        """One of the rest may have been chosen: it stands in the row now, and the keys have their room back."""
        self.rest.setChecked(False)
        self._place()

    def _place(self) -> None:
        shown = self._fitting() if self._folded and not self.rest.isChecked() else self._chips
        for chip in self._chips:
            chip.setVisible(chip in shown)
        behind = len(self._chips) - len(shown)
        self.rest.setVisible(behind > 0)
        self.rest.setText(f"+{behind}")
        super()._place()

    def _fitting(self) -> list[Chip]:
        """The first ones that there is room for in one row, and the chosen one whichever it is."""
        if self._wide(self._chips) <= self.width():
            return self._chips
        self.rest.setText(f"+{len(self._chips)}")
        shown = [chip for chip in self._chips if chip.isChecked()]
        for chip in self._chips:
            if chip not in shown and self._wide([*shown, chip, self.rest]) <= self.width():
                shown.append(chip)
            elif chip not in shown:
                break
        return shown

    def _wide(self, chips: Sequence[Chip]) -> int:
        return sum(chip.sizeHint().width() + GAP for chip in chips) - GAP


def _dot(colour: str) -> QIcon:
    size = theme.px(DOT)
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(0, 0, size, size)
    painter.end()
    return QIcon(pixmap)
