"""The cards of the owner's start page: a heading that leads on, one figure that matters, and a few lines."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui import theme


class Line:
    """A line of a card: what, how much, and whether it needs attention; `key` is what a touch on it says."""

    def __init__(self, text: str, figure: str = "", key: str = "", *, alarm: bool = False) -> None:
        self.text, self.figure, self.key, self.alarm = text, figure, key, alarm


class Card(QFrame):
    """A heading with a key that leads to the page behind it, then what there is to say."""

    opened = Signal()
    """More of it is wanted."""
    chosen = Signal(str)
    """A line was touched."""

    def __init__(self, title: str, more: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName(title)
        self.title, self.big, self.quiet = QLabel(title), QLabel(), QLabel()
        self.title.setObjectName("section")
        self.big.setFont(theme.font(theme.HUGE // 2 + theme.TITLE // 2, bold=True))
        self.quiet.setObjectName("quiet")
        self.quiet.setWordWrap(True)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        self.more = QPushButton(more, self)
        self.more.setAccessibleName(f"{title}: {more}")
        self.more.setVisible(bool(more))
        self.more.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.more.clicked.connect(self.opened)
        head.addWidget(self.more)
        self._lines = QGridLayout()
        self._lines.setHorizontalSpacing(theme.px(12))
        self._lines.setVerticalSpacing(theme.px(2))
        self._lines.setColumnStretch(0, 1)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(theme.px(16), theme.px(10), theme.px(12), theme.px(12))
        self.body.setSpacing(theme.px(6))
        self.body.addLayout(head)
        self.body.addWidget(self.big)
        self.body.addWidget(self.quiet)
        self.body.addLayout(self._lines)
        self.body.addStretch(1)
        self.big.hide()
        self.quiet.hide()

    def say(self, big: str, quiet: str) -> None:
        """The figure that matters, and what it means; an empty one takes no room."""
        self.big.setText(big)
        self.big.setVisible(bool(big))
        self.quiet.setText(quiet)
        self.quiet.setVisible(bool(quiet))

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Other lines."""
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for number, line in enumerate(lines):
            self._lines.addWidget(self._text(line), number, 0)
            figure = QLabel(line.figure)
            figure.setFont(theme.font(theme.BODY, bold=True))
            figure.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            _mark(figure, line.alarm)
            self._lines.addWidget(figure, number, 1)

    def _text(self, line: Line) -> QWidget:
        if not line.key:
            label = QLabel(line.text)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setMinimumHeight(theme.px(28))
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            label.setToolTip(line.text)
            _mark(label, line.alarm)
            return label
        button = QPushButton(line.text.replace("&", "&&"))
        button.setObjectName("tab")
        button.setAccessibleName(line.text)
        button.clicked.connect(lambda: self.chosen.emit(line.key))
        return button


def _mark(label: QLabel, alarm: bool) -> None:
    if alarm:
        label.setObjectName("message")
        label.setProperty("alarm", True)
