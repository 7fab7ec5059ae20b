"""Sending an order: as a file, or by e-mail; drawn and sent beside the store's thread and the window's."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QStandardPaths, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from kasse.books.buying import SupplierArticle
from kasse.buying.orders import OrderSheet
from kasse.buying.papers import Letter, order_csv, order_letter, order_paper, pick_list
from kasse.errors import Refused, Unavailable
from kasse.people import Actor, Permission
from kasse.texts import _
from sync.mail import MailSettings
from ui.pages import Page
from ui.settings.mail import mail_settings

Articles = Sequence[SupplierArticle]


class Outcome(NamedTuple):
    """How a mail went: sent, or written to a file for the desktop's program."""

    sheet: OrderSheet
    file: Path | None


class Sending(QObject):
    """Does what the panel's keys ask for."""

    begun = Signal()
    """A mail is under way."""
    sent = Signal(str)
    """A sentence on what became of it."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self.open_file: Callable[[Path], None] = _open_in_desktop
        """Opens a mail in the desktop's program."""

    # Files

    def ask_pdf(self, sheet: OrderSheet, articles: Articles) -> None:
        """Where the PDF goes."""
        self._ask(_file_name(sheet, "pdf"), "PDF (*.pdf)", "pdf", lambda path: self.save_pdf(sheet, articles, path))

    def ask_csv(self, sheet: OrderSheet, articles: Articles) -> None:
        """Where the CSV goes."""
        del articles
        self._ask(_file_name(sheet, "csv"), "CSV (*.csv)", "csv", lambda path: self.save_csv(sheet, path))

    def _ask(self, name: str, kinds: str, suffix: str, chosen: Callable[[Path], None]) -> None:
        dialog = QFileDialog(self._page, _("Save the order"), str(_documents() / name), kinds)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.fileSelected.connect(lambda path: chosen(Path(path)))
        dialog.open()

    def save_pdf(self, sheet: OrderSheet, articles: Articles, path: Path) -> None:
        """Draw and write it: a letter, or the list to walk with."""
        self._write(lambda: pdf_of(sheet, articles), path)

    def save_csv(self, sheet: OrderSheet, path: Path) -> None:
        """Write it."""
        self._write(lambda: order_csv(sheet), path)

    def _write(self, made: Callable[[], bytes], path: Path) -> None:
        def write() -> Path:
            try:
                path.write_bytes(made())
            except OSError as error:
                raise Unavailable(
                    "cannot_write", _("{file} cannot be written: {reason}.").format(file=path, reason=error.strerror)
                ) from error
            return path

        def saved(written: Path) -> None:
            self.sent.emit(_("Saved as {file}.").format(file=written))

        self._page.office.tasks.device(write, saved, self._page.refuse)

    # E-mail

    def mail(self, sheet: OrderSheet, articles: Articles) -> None:
        """By the owner's server; where none is set up, as a file that the desktop's mail program opens."""

        def settings(actor: Actor) -> MailSettings:
            actor.require(Permission.BUYING)
            return mail_settings(self._page.office.till)

        self.begun.emit()
        self._page.act(Permission.BUYING, settings, lambda found: self._mail(sheet, articles, found))

    def _mail(self, sheet: OrderSheet, articles: Articles, settings: MailSettings) -> None:
        letter = order_letter(sheet)
        if settings.there and not letter.to:
            self._page.refuse(
                Refused(
                    "no_email",
                    _("{name} has no e-mail address. Add it under Suppliers.").format(name=sheet.supplier.name),
                )
            )
            return
        self._page.message.say(_("The mail is on its way …"))
        folder = _documents()
        self._page.office.tasks.device(
            lambda: send_or_write(sheet, articles, letter, settings, folder), self._mailed, self._page.refuse
        )

    def _mailed(self, outcome: Outcome) -> None:
        sheet, file = outcome
        how = f"mail {sheet.supplier.email}" if file is None else f"file {file.name}"
        self._page.store(lambda: self._page.office.till.orders.note_sent(self._page.office.actor, sheet.order.id, how))
        self._page.message.say("")
        if file is None:
            self.sent.emit(_("Sent to {address}.").format(address=sheet.supplier.email))
        else:
            self.sent.emit(_("No mail server is set up: {file} was opened in your mail program.").format(file=file))
            self.open_file(file)


def pdf_of(sheet: OrderSheet, articles: Articles) -> bytes:
    """The order's paper: the list by aisle where one fetches it, else the letter."""
    from printers.order_pdf import order_pdf, pick_list_pdf

    if sheet.supplier.cash_and_carry:
        return pick_list_pdf(pick_list(sheet, articles))
    return order_pdf(order_paper(sheet))


def send_or_write(
    sheet: OrderSheet, articles: Articles, letter: Letter, settings: MailSettings, folder: Path
) -> Outcome:
    """On a device's thread."""
    from sync.mail import Attachment, message, send, write_file

    attachments = (
        Attachment(_file_name(sheet, "pdf"), "application/pdf", pdf_of(sheet, articles)),
        Attachment(_file_name(sheet, "csv"), "text/csv", order_csv(sheet)),
    )
    mail = message(settings.sender, letter.to, letter.subject, letter.body, attachments)
    if settings.there:
        send(settings, mail)
        return Outcome(sheet, None)
    return Outcome(sheet, write_file(mail, folder / _file_name(sheet, "eml")))


def _file_name(sheet: OrderSheet, ending: str) -> str:
    return _("order-{number}.{ending}").format(number=sheet.order.number, ending=ending)


def _documents() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))


def _open_in_desktop(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
