"""What the tabs share: a card with texts above and keys below, and asking for a file or a folder."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from ui.pages import card
from ui.products.side import Scrolled
from ui.widgets.rows import Rows


def laid_out(view: QWidget, widgets: Sequence[QWidget], keys: Sequence[QWidget]) -> None:
    """Texts and fields in a card that scrolls, the keys below it, always in sight."""
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(14, 12, 14, 12)
    column.setSpacing(10)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch()
    layout = QVBoxLayout(view)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(12)
    layout.addWidget(card(Scrolled(inside)), 1)
    layout.addWidget(Rows(list(keys)))


def ask_file(parent: QWidget, title: str, name: str, kind: str, chosen: Callable[[str], None]) -> None:
    """Ask the system for a place for a new file."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    dialog = QFileDialog(parent, title, str(Path(folder) / name), f"{kind.upper()} (*.{kind})")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(kind)
    dialog.fileSelected.connect(chosen)
    dialog.open()


def ask_folder(parent: QWidget, title: str, chosen: Callable[[str], None]) -> None:
    """Ask the system for a folder."""
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(chosen)
    dialog.open()
