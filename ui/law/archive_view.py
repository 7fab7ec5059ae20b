"""The fourth tab: the archives of the fiscal device, where they lie, and the erasing of what is archived."""

from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtWidgets import QVBoxLayout

from kasse.books.tse import TseArchive
from kasse.errors import KasseError, Refused
from kasse.fiscal.de.archive import FOLDER, SECOND, Archiving, Places, places
from kasse.formats import time_text
from kasse.people import Actor, Permission
from kasse.texts import _, current_language, decimal_sign
from ui.law.parts import ask_folder
from ui.pages import Page, card
from ui.products.side import button
from ui.products.view import View
from ui.setup.parts import paragraph
from ui.widgets.ask import Choice, Question
from ui.widgets.noted import sentence, tell
from ui.widgets.rows import Rows
from ui.widgets.table import Column, Entry, Table


class Kept(NamedTuple):
    """What is known of the archives."""

    archives: list[TseArchive]
    rows: tuple[Entry, ...]
    places: Places
    last_z: int
    problem: str
    device: bool


class ArchiveView(View):
    """A table, and five keys."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.wrong, self.told = sentence(), paragraph()
        self.table = Table(
            (Column("Z", 60, bold=True), Column(_("Up to"), 170), Column(_("File"), 404, quiet=True),
             Column("MB", 80, figures=True, quiet=True), Column(_("Check"))),
            _("Archives of the TSE"),
            _("There is no archive yet: each closing makes one, as soon as a TSE is connected."),
        )  # fmt: skip
        self.now_key = button(_("Archive now"), self.catch_up, name="primary", key="Ctrl+S")
        self.check_key = button(_("Compare"), self.compare)
        self.first_key = button(_("Folder…"), partial(self.ask_place, FOLDER))
        self.second_key = button(_("Second place…"), partial(self.ask_place, SECOND))
        self.erase_key = button(_("Erase the TSE…"), self.ask_erase, name="danger")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for widget in (self.wrong, card(self.table), self.told):
            layout.addWidget(widget, int(widget.objectName() == "card"))
        layout.addWidget(Rows([self.now_key, self.check_key, self.first_key, self.second_key, self.erase_key]))

    def opened(self) -> None:
        """As they are."""
        self.table.setFocus()
        self.page.act(Permission.SETTINGS, self._look, self._show)

    def _look(self, actor: Actor) -> Kept:
        actor.require(Permission.SETTINGS)
        till = self.page.office.till
        with till.database.read() as work:
            archives, where, last = work.tse.archives(), places(work, till.path), work.cash.last_z_no()
        local = till.checkout.shop.time.local
        rows = tuple(
            Entry(
                one.file,
                (str(one.z_no), time_text(local(one.until), current_language()), one.file, _megabytes(one.size),
                 _("clean") if one.verified else _("with findings")),
                alarm=not one.verified,
            )
            for one in reversed(archives)
        )  # fmt: skip
        problem = till.archiving.problem if till.archiving is not None else ""
        return Kept(archives, rows, where, last, problem, till.archiving is not None)

    def _show(self, kept: Kept) -> None:
        self.table.show_rows(kept.rows)
        lines = [_("They lie in {folder}").format(folder=kept.places.first)]
        if kept.places.second is not None:
            lines.append(_("and again in {folder}").format(folder=kept.places.second))
        self.told.setText("\n".join(lines))
        tell(self.wrong, self._trouble(kept))
        for key in (self.now_key, self.erase_key):
            key.setEnabled(kept.device)

    @staticmethod
    def _trouble(kept: Kept) -> str:
        if kept.problem:
            return kept.problem
        if kept.archives and not kept.places.first.is_dir():
            return _("The folder {folder} is not there.").format(folder=kept.places.first)
        behind = kept.last_z - (kept.archives[-1].z_no if kept.archives else 0)
        if kept.device and behind:
            return _("Z report {number} is not archived yet.").format(number=kept.last_z)
        return ""

    def refuse(self, error: KasseError) -> bool:
        """Why not."""
        tell(self.wrong, error.message)
        return True

    # On the device's thread

    def _archiving(self, actor: Actor) -> Archiving:
        actor.require(Permission.SETTINGS)
        archiving = self.page.office.till.archiving
        if archiving is None:
            raise Refused("no_tse", _("No fiscal device is connected."))
        return archiving

    def catch_up(self) -> None:
        """Take off what is missing."""

        def begin(archiving: Archiving) -> None:
            self.page.message.say(_("The TSE is asked…"))
            self.page.office.tasks.tse(lambda: archiving.catch_up(again=True), self._caught_up, self.page.refuse)

        self.page.act(Permission.SETTINGS, self._archiving, begin)

    def _caught_up(self, kept: TseArchive | None) -> None:
        self.page.message.say("" if kept is None else _("Archived: {file}").format(file=kept.file))
        self.opened()

    def compare(self) -> None:
        """Is each as it was written?"""

        def done(wrong: list[str]) -> None:
            tell(self.wrong, "\n".join(wrong))
            self.page.message.say("" if wrong else _("Each archive is as it was written."))

        till = self.page.office.till
        self.page.message.say(_("Being compared…"))
        self.page.office.tasks.device(
            lambda: till.beside(lambda reader: reader.archive_findings()), done, self.page.refuse
        )

    def ask_erase(self) -> None:
        """It is for good."""
        text = _(
            "The TSE forgets all that is archived. Kasse looks first whether each archive is there, unchanged and "
            "without a finding. It is noted in the books."
        )
        choices = (Choice(_("Keep it"), "no"), Choice(_("Erase the TSE"), "yes"))

        def answer(_typed: str, chosen: str) -> None:
            self.page.close_asking()
            if chosen == "yes":
                self.erase()

        self.page.ask(Question(_("Erase the TSE?"), text, "", "", choices=choices), answer)

    def erase(self) -> None:
        """The owner's word."""

        def begin(given: tuple[Actor, Archiving]) -> None:
            actor, archiving = given
            self.page.office.tasks.tse(lambda: archiving.erase(actor), done, self.page.refuse)

        def done(until: object) -> None:
            self.page.message.say(_("Erased up to {time}.").format(time=until))

        self.page.act(Permission.SETTINGS, lambda actor: (actor, self._archiving(actor)), begin)

    # Where

    def ask_place(self, setting: str) -> None:
        """Another folder."""
        ask_folder(self, _("Where to?"), partial(self.put, setting))

    def put(self, setting: str, folder: str) -> None:
        """From now on there; what is there already is not moved."""

        def change(actor: Actor) -> Kept:
            self.page.office.till.change_setting(actor, setting, str(Path(folder).absolute()))
            return self._look(actor)

        self.page.act(Permission.SETTINGS, change, self._show)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.2f}".replace(".", decimal_sign())
