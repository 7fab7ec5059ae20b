"""The report of a bug, as a text that can be copied and sent."""

import platform
import traceback
from collections.abc import Callable

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from kasse import __version__
from kasse.texts import _


def report_text(error: BaseException) -> str:
    """What a developer needs to know, and nothing of the shop's."""
    trace = "".join(traceback.format_exception(error))
    return f"Kasse {__version__}, Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}\n\n{trace}"


class ReportDialog(QDialog):
    """A report in a window of its own; the till can be used beside it."""

    def __init__(self, text: str, restart: Callable[[], None] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Error report"))
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)  # the till's window alone keeps the till open
        self.setMinimumSize(480, 320)
        self.resize(720, 420)
        told = QLabel(
            _(
                "Something went wrong in the program. The basket is kept, and you can go on selling; "
                "if something looks wrong, start again. Please send us this report."
            )
        )
        told.setWordWrap(True)
        self.text = QPlainTextEdit(text)
        self.text.setObjectName("report")
        self.text.setReadOnly(True)
        self.text.setAccessibleName(_("Error report"))
        buttons = QHBoxLayout()
        buttons.addStretch()
        for title, press in ((_("Copy"), self.copy), (_("Start again"), restart), (_("Go on selling"), self.close)):
            if press is not None:
                button = QPushButton(title)
                button.clicked.connect(lambda _checked=False, press=press: press())
                button.setAutoDefault(False)  # no stray Enter answers this
                button.setObjectName("primary" if press == self.close else "")
                buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(told)
        layout.addWidget(self.text)
        layout.addLayout(buttons)

    def add(self, text: str) -> None:
        """A further bug below the first; a flood of them is cut off."""
        if self.text.document().characterCount() < 50_000:
            self.text.appendPlainText("\n" + text)

    def copy(self) -> None:
        """The whole report into the clipboard."""
        QGuiApplication.clipboard().setText(self.text.toPlainText())
