"""The third tab: what the tax office is told of the till, what is missing, and by when."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout

from kasse.errors import KasseError
from kasse.fiscal.de.registration import DAYS, KINDS_OF_DEVICE, Notice, reminder
from kasse.people import Actor, Permission
from kasse.texts import N_, _
from ui.law.parts import ask_file
from ui.law.procedures_view import write
from ui.pages import Page, card
from ui.products.side import SidePanel, button
from ui.products.view import View
from ui.setup.parts import paragraph
from ui.widgets.fields import choice_field, chosen_in, text_field
from ui.widgets.keys import KeyButton
from ui.widgets.noted import sentence, tell
from ui.widgets.rows import Rows
from ui.widgets.table import Column, Entry, Table

FIELDS = (
    ("taxpayer", N_("Taxpayer"), ""),
    ("place_name", N_("Place of business"), ""),
    ("place_street", N_("Street and number"), ""),
    ("place_postcode", N_("Postcode"), ""),
    ("place_city", N_("City"), ""),
    ("bsi_id", N_("BSI certificate"), "BSI-K-TR-0412-2020"),
    ("device_since", N_("TSE in use since"), "01.01.2027"),
    ("manufacturer", N_("Maker of the computer"), ""),
    ("model", N_("Model"), ""),
    ("acquired", N_("Till acquired on"), "01.01.2027"),
    ("in_service", N_("Till in use since"), "01.01.2027"),
    ("out_of_service", N_("Till out of use since"), ""),
    ("out_reason", N_("Why it is out of use"), ""),
    ("notified", N_("Tax office told on"), "01.01.2027"),
)


class NoticePanel(SidePanel):
    """What the books do not know."""

    def __init__(self) -> None:
        super().__init__(_("Save"))
        self.heading.setText(_("What the notice needs"))
        self.fields: dict[str, QLineEdit] = {}
        for name, label, example in FIELDS:
            field = self.fields[name] = text_field()
            field.setPlaceholderText(example)
            self.add(_(label), field)
            if name == "bsi_id":
                self.kind = choice_field((("", "–"), *((value, _(text)) for value, text in KINDS_OF_DEVICE.items())))
                self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
                self.kind.setMinimumContentsLength(6)
                self.add(_("Kind of TSE"), self.kind)

    def show_said(self, notice: Notice) -> None:
        """What is known."""
        self.clear_notes()
        self.busy(False)
        for name, field in self.fields.items():
            text = getattr(notice.said, name)
            field.setText(".".join(reversed(text.split("-"))) if name in DAYS and text else text)
        self.kind.setCurrentIndex(max(0, self.kind.findData(notice.said.device_kind)))

    def values(self) -> dict[str, str]:
        """What was typed."""
        return {name: field.text() for name, field in self.fields.items()} | {"device_kind": chosen_in(self.kind)}


class NoticeView(View):
    """The data sheet as a table."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.notice: Notice | None = None
        self.due, self.told, self.wrong = sentence(), paragraph(), sentence()
        self.told.setText(
            _(
                "Type these into the form “Mitteilung über elektronische Aufzeichnungssysteme” of Mein ELSTER. The XML "
                "is UNCONFIRMED: it could be checked against no official schema."
            )
        )
        self.table = Table((Column(_("Field of the form"), quiet=True), Column(_("Value"))), _("Notice"))
        self.table.chosen.connect(lambda _key: self.edit())
        self.panel = NoticePanel()
        page.keep_in_side(self.panel)
        self.panel.wanted.connect(self.save)
        self.panel.closed.connect(self.leave)
        self.edit_key = button(_("Fill in"), self.edit, key="Ctrl+E")
        self.pdf_key = button(_("Data sheet as PDF"), lambda: self.ask("pdf"), name="primary", key="Ctrl+S")
        self.xml_key = button(_("XML, unconfirmed"), lambda: self.ask("xml"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for widget in (self.due, self.wrong, card(self.table), self.told):
            layout.addWidget(widget, int(widget.objectName() == "card"))
        layout.addWidget(Rows([self.pdf_key, self.edit_key, self.xml_key]))

    def opened(self) -> None:
        """As it is now."""

        def look(actor: Actor) -> tuple[Notice, str]:
            actor.require(Permission.SETTINGS)
            till = self.page.office.till
            notice = till.registering.notice()
            return notice, reminder(notice, till.checkout.today())

        self.table.setFocus()
        self.page.act(Permission.SETTINGS, look, self._show)

    def _show(self, known: tuple[Notice, str]) -> None:
        self.notice, due = known
        missing = set(self.notice.missing)
        count = len(missing)
        tell(self.due, due)
        entries = []
        for title, rows in self.notice.sections():
            entries.append(Entry(title, (title, ""), heading=True))
            entries += [
                Entry(row.name, (row.name, row.value or (_("missing") if row.name in missing else "–")),
                      alarm=row.name in missing)
                for row in rows
            ]  # fmt: skip
        self.table.show_rows(entries)
        self.edit_key.say(_("Fill in ({count})").format(count=count) if count else _("Change"), "Ctrl+E")

    def main_key(self) -> KeyButton:
        """The data sheet, unless the panel is open."""
        return self.pdf_key

    def refuse(self, error: KasseError) -> bool:
        """Why not."""
        if self.beside is self.panel:
            self.panel.busy(False)
            self.panel.say(error.message, self.panel.fields["bsi_id"] if error.code == "bad_bsi_id" else None)
        else:
            tell(self.wrong, error.message)
        return True

    def edit(self) -> None:
        """Say what is missing."""
        if self.notice is not None:
            self.panel.show_said(self.notice)
            self.open_beside(self.panel)
            empty = [field for field in self.panel.fields.values() if not field.text()]
            self.panel.go_to(empty[0] if empty else self.panel.fields["taxpayer"])

    def save(self) -> None:
        """Keep it."""
        values, notice = self.panel.values(), self.notice
        if notice is None:
            return
        self.panel.clear_notes()

        def keep(actor: Actor) -> tuple[Notice, str]:
            till = self.page.office.till
            made = till.registering.say(actor, replace(notice.said, **values))
            return made, reminder(made, till.checkout.today())

        def kept(known: tuple[Notice, str]) -> None:
            self.close_beside()
            self._show(known)
            self.table.setFocus()
            self.page.message.say(_("Saved."))

        self.page.act(Permission.SETTINGS, keep, kept)

    def ask(self, kind: str) -> None:
        """Ask where to."""
        names = {"pdf": "Mitteilung-146a-Datenblatt.pdf", "xml": "Mitteilung-146a-UNBESTAETIGT.xml"}
        ask_file(self, self.pdf_key.title, names[kind], kind, self.write)

    def write(self, path: str) -> None:
        """The data sheet, or the XML where the file is named so."""

        def make(actor: Actor) -> None:
            from printers.procedure_pdf import notice_pdf

            actor.require(Permission.SETTINGS)
            till = self.page.office.till
            notice, day = till.registering.notice(), f"{till.checkout.today():%d.%m.%Y}"
            write(Path(path), notice.xml().encode() if path.endswith(".xml") else notice_pdf(notice, day))

        def made(_none: None) -> None:
            self.page.message.say(_("Saved as {file}").format(file=path))

        self.page.act(Permission.SETTINGS, make, made)
