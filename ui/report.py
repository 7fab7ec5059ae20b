"""The report of a bug, as a text that can be copied and sent."""

import platform
import traceback

from PySide6.QtCore import qVersion
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

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Error report"))
        self.setModal(False)
        self.setMinimumSize(480, 320)
        self.resize(720, 420)
        told = QLabel(_("Something went wrong in the program. You can go on selling. Please send us this report."))
        told.setWordWrap(True)
        self.text = QPlainTextEdit(text)
        self.text.setReadOnly(True)
        copy, close = QPushButton(_("Copy")), QPushButton(_("Close"))
        copy.clicked.connect(self.copy)
        close.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(copy)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
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
