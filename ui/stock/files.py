"""Papers of the stock page as PDF: where to, and the writing beside the store thread."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog

from kasse.errors import Unavailable
from kasse.texts import _
from ui.pages import Page


def ask_file(page: Page, name: str, title: str, chosen: Callable[[Path], None]) -> None:
    """Ask where a PDF is to be kept."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    dialog = QFileDialog(page, title, str(Path(folder) / name), "PDF (*.pdf)")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("pdf")
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    dialog.open()


def save_beside(page: Page, write: Callable[[], Path]) -> None:
    """Draw and write on a device's thread, then say where it is."""

    def saved(path: Path) -> None:
        page.message.say(_("Saved as {file}.").format(file=path))

    page.office.tasks.device(write, saved, page.refuse)


def written(path: Path, data: bytes) -> Path:
    """Write a file; `Unavailable` says why that was not possible."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise Unavailable(
            "cannot_write", _("{file} cannot be written: {reason}.").format(file=path, reason=error.strerror)
        ) from error
    return path
