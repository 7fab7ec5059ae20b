"""A list saved as a file: PDF to print, CSV or XLSX to work with."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog

from kasse.books.reports import Report
from kasse.texts import _
from ui.figures import files
from ui.pages import Page

FILTERS = ("PDF (*.pdf)", "CSV (*.csv)", "XLSX (*.xlsx)")


def ask_file(page: Page, report: Report) -> None:
    """Where to; the ending that is chosen says as what."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    name = f"{report.name}-{report.period.last.isoformat()}.pdf"
    dialog = QFileDialog(page, report.title, str(Path(folder) / name), ";;".join(FILTERS))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("pdf")
    dialog.fileSelected.connect(lambda path: save(page, report, Path(path)))
    dialog.open()


def save(page: Page, report: Report, path: Path) -> None:
    """Drawn and written beside the store thread."""
    if path.suffix.lstrip(".").casefold() not in files.FORMATS:
        path = path.with_name(f"{path.name}.pdf")

    def saved(written: Path) -> None:
        page.message.say(_("Saved as {file}.").format(file=written))

    page.store(
        lambda: page.office.till.checkout.shop,
        lambda shop: page.office.tasks.device(lambda: files.write(report, shop, path), saved, page.refuse),
    )
