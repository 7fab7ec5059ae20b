"""The second tab: the procedure documents, and what only the shop itself can say in them."""

from pathlib import Path

from PySide6.QtWidgets import QPlainTextEdit

from kasse.errors import KasseError, Unavailable
from kasse.fiscal.de.procedure import Own, Version
from kasse.formats import date_text
from kasse.people import Actor, Permission
from kasse.texts import _, current_language
from ui import theme
from ui.law.parts import ask_file, laid_out
from ui.pages import Page
from ui.products.side import button
from ui.products.view import View
from ui.setup.parts import paragraph
from ui.widgets.fields import Form, text_field
from ui.widgets.noted import sentence, tell


class ProceduresView(View):
    """Three things to say, and the PDF."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.kept = Own()
        told = paragraph(
            _(
                "The law wants a description of how the till works (Verfahrensdokumentation). Kasse writes it from the "
                "settings and the real state: versions, devices, permissions, VAT, numbers, archives, outages. What "
                "only you know is said here. Each change is a new version."
            )
        )
        self.form = Form()
        self.responsible, self.backup, self.other = text_field(), _area(), _area()
        self.form.add(_("Responsible"), self.responsible, _("Who is responsible for the till."))
        self.form.add(_("Backups"), self.backup, _("How often, onto what, and where it is kept."))
        self.form.add(_("More rules"), self.other, _("What else is done in this shop, as who counts the drawer."))
        self.state, self.wrong = paragraph(), sentence()
        self.save_key = button(_("Save"), self.save)
        self.pdf_key = button(_("Save as PDF"), self.ask_pdf, name="primary", key="Ctrl+S")
        heading = paragraph(_("Procedure documents"), "section")
        laid_out(self, (heading, told, self.form, self.state, self.wrong), (self.pdf_key, self.save_key))

    def opened(self) -> None:
        """What is kept, unless something was typed."""

        def look(actor: Actor) -> tuple[Own, tuple[Version, ...]]:
            actor.require(Permission.SETTINGS)
            return self.page.office.till.procedures.own(), self.page.office.till.procedures.versions()

        self.responsible.setFocus()
        self.page.act(Permission.SETTINGS, look, self._show)

    def _show(self, known: tuple[Own, tuple[Version, ...]]) -> None:
        own, versions = known
        if self.typed() == self.kept:
            self.responsible.setText(own.responsible)
            self.backup.setPlainText(own.backup)
            self.other.setPlainText(own.other)
        self.kept = own
        if versions:
            last = versions[-1]
            day = date_text(last.day, current_language())
            self.state.setText(_("The last version is {number} of {day}.").format(number=last.number, day=day))
        else:
            self.state.setText(_("There is no version yet: save the first one as PDF."))

    def typed(self) -> Own:
        """What stands in the fields."""
        return Own(self.responsible.text().strip(), self.backup.toPlainText().strip(), self.other.toPlainText().strip())

    def refuse(self, error: KasseError) -> bool:
        """Why not."""
        tell(self.wrong, error.message)
        return True

    def save(self) -> None:
        """Keep what was typed."""
        self._saved("")

    def ask_pdf(self) -> None:
        """Ask where to."""
        ask_file(self, _("Save as PDF"), _("procedure-documents.pdf"), "pdf", self._saved)

    def _saved(self, path: str) -> None:
        own = self.typed()
        tell(self.wrong, "")

        def make(actor: Actor) -> tuple[Own, tuple[Version, ...]]:
            from ui.law.collecting import kept_pdf

            procedures = self.page.office.till.procedures
            procedures.say(actor, own)
            if path:
                write(Path(path), kept_pdf(self.page.office.till, procedures.make(actor)))
            return procedures.own(), procedures.versions()

        def made(known: tuple[Own, tuple[Version, ...]]) -> None:
            self.kept = own
            self._show(known)
            self.page.message.say(_("Saved as {file}").format(file=path) if path else _("Saved."))

        self.page.act(Permission.SETTINGS, make, made)


def write(path: Path, data: bytes) -> None:
    """Write a file; `Unavailable` where that does not work."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise Unavailable(
            "cannot_write", _("{file} cannot be written: {reason}.").format(file=path, reason=error.strerror or error)
        ) from error


def _area() -> QPlainTextEdit:
    area = QPlainTextEdit()
    area.setProperty("keys", "text")
    area.setTabChangesFocus(True)
    area.setFixedHeight(theme.px(84))
    return area
