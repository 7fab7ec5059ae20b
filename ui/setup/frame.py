"""What is around every step: where one is, its heading, the message, and the keys to go back and on."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from kasse.texts import _
from ui import theme
from ui.setup.parts import StepList, paragraph
from ui.widgets.keys import KeyButton
from ui.widgets.message import Message

RAIL = 256
"""The width of the list of steps at 100 %."""
ROOM = 640
"""What the questions need beside it; where there is less, the list is left out."""
LOW = 400
"""Below this height there is no room below the steps."""
WIDEST = 1060
"""Longer lines are hard to read."""


class Frame(QWidget):
    """The list of steps at the leading edge, the step beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.progress, self.heading = paragraph(), paragraph(name="heading")
        self.message = Message()
        self.back, self.next = KeyButton("", size=theme.BODY), KeyButton("")
        self.next.setObjectName("primary")
        self.list, self._place = StepList(), paragraph(name="place")
        self.rail = self._rail()
        self._pages = QWidget()
        self._shown: QWidget | None = None
        self._stack = QVBoxLayout(self._pages)
        self._stack.setContentsMargins(0, 2, 0, 2)
        self.area = QScrollArea()
        self.area.setWidget(self._pages)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.verticalScrollBar().rangeChanged.connect(self._leave_room)
        both = QHBoxLayout()
        both.setContentsMargins(16, 16, 16, 16)
        both.setSpacing(16)
        both.addWidget(self.rail)
        both.addStretch(1)
        both.addWidget(self._column(), 1000)
        both.addStretch(1)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addLayout(both, 1)

    def _rail(self) -> QFrame:
        rail = _Rail(self._place)
        rail.setObjectName("total")
        rail.setFixedWidth(theme.px(RAIL))
        name = paragraph("Kasse")
        name.setFont(theme.font(theme.TITLE, bold=True))
        self._place.setFont(theme.font(theme.SMALL))
        layout = QVBoxLayout(rail)
        layout.setContentsMargins(20, 20, 16, 18)
        layout.setSpacing(theme.px(18))
        layout.addWidget(name)
        layout.addWidget(self.list)
        layout.addStretch()
        layout.addWidget(self._place)
        return rail

    def _column(self) -> QWidget:
        column = QFrame()
        column.setObjectName("card")
        column.setMaximumWidth(theme.px(WIDEST))
        foot = QHBoxLayout()
        foot.setSpacing(14)
        for key, width in ((self.back, 120), (self.next, 220)):
            key.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
            key.setFixedWidth(theme.px(width))
        foot.addWidget(self.back)
        foot.addWidget(self.message, 1)
        foot.addWidget(self.next)
        layout = QVBoxLayout(column)
        layout.setContentsMargins(20, 14, 20, 16)
        layout.setSpacing(theme.px(10))
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.progress)
        head.addWidget(self.heading)
        layout.addLayout(head)
        layout.addWidget(self.area, 1)
        layout.addLayout(foot)
        return column

    def dock(self, widget: QWidget) -> None:
        """Put something below everything else."""
        self._layout.addWidget(widget)

    def add(self, step: QWidget) -> None:
        """One more step, out of sight."""
        step.hide()
        self._stack.addWidget(step)

    def remove(self, step: QWidget) -> None:
        """A step is there no longer."""
        if self._shown is step:
            self._shown = None
        self._stack.removeWidget(step)
        step.deleteLater()

    def show_step(self, step: QWidget) -> None:
        """This one, from its top; hidden ones take no room."""
        if self._shown is not None and self._shown is not step:
            self._shown.hide()
        self._shown = step
        step.show()
        self.area.verticalScrollBar().setValue(0)

    def show_steps(self, names: Sequence[str], now: int, progress: str) -> None:
        """Where one is."""
        self.list.show_steps(names, now)
        self.progress.setText(progress)
        self.progress.setVisible(bool(progress))

    def show_place(self, path: str) -> None:
        """Where the file lies; a path may be broken after each of its folders."""
        breakable = path.replace("/", "/\u200b").replace("\\", "\\\u200b")
        self._place.setText(_("The shop's file: {file}").format(file=breakable))

    def _leave_room(self, _lowest: int, highest: int) -> None:
        """For the scroll bar, where there is one."""
        self._stack.setContentsMargins(0, 2, 8 if highest else 0, 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list of steps is there where the questions have room beside it."""
        super().resizeEvent(event)
        self.rail.setVisible(self.width() >= theme.px(RAIL + ROOM))


class _Rail(QFrame):
    """Goes without its foot where it is low, as above the on-screen keyboard."""

    def __init__(self, foot: QWidget) -> None:
        super().__init__()
        self._foot = foot

    def resizeEvent(self, event: QResizeEvent) -> None:
        """It is higher now, or lower."""
        super().resizeEvent(event)
        self._foot.setVisible(self.height() >= theme.px(LOW))
