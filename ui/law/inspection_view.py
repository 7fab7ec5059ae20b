"""The first tab: everything for an inspection on the spot, onto a stick, by one key."""

from pathlib import Path

from PySide6.QtWidgets import QProgressBar

from kasse.errors import KasseError, Refused
from kasse.fiscal.de.inspection import Collected, Period, usual_period
from kasse.fiscal.de.procedure import Documents
from kasse.people import Actor, Permission
from kasse.texts import _, decimal_sign
from kasse.till import Till
from ui.law.collecting import Fresh, fresh_of, inspect
from ui.law.media import Medium, media
from ui.law.parts import ask_folder, laid_out
from ui.pages import Page
from ui.products.side import button
from ui.products.view import View
from ui.setup.parts import paragraph
from ui.widgets.fields import Form, choice_field, chosen_in
from ui.widgets.noted import sentence, tell

OTHER = "other"


class InspectionView(View):
    """Where to, which days, and one key."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.working = self.stopped = False
        self.folder = ""
        told = paragraph(
            _(
                "When the tax office is in the shop (Kassen-Nachschau): one key writes all it may ask for onto a "
                "stick: the single records (DSFinV-K), the exports of the TSE, the cash at hand with a counting sheet, "
                "all Z reports, the procedure documents, the notice, and checksums of everything. Selling goes on "
                "meanwhile."
            )
        )
        self.form = Form()
        self.place = choice_field(())
        self.days = choice_field((("usual", _("This year and last year")), ("all", _("Since the beginning"))))
        self.form.add(_("Onto"), self.place)
        self.form.add(_("Which days"), self.days)
        self.wrong, self.state, self.bar = sentence(), paragraph(), QProgressBar()
        self.bar.setTextVisible(False)
        self.take_key = button(_("Collect everything"), self.take, name="primary", key="Ctrl+S")
        self.folder_key = button(_("Another folder…"), self.ask_folder)
        self.stop_key = button(_("Stop"), self.stop, name="danger")
        heading = paragraph(_("Inspection on the spot"), "section")
        laid_out(self, (heading, told, self.form, self.wrong, self.bar, self.state),
                 (self.take_key, self.folder_key, self.stop_key))  # fmt: skip
        self.show_media(media())
        self._stop()

    def opened(self) -> None:
        """A stick may have been put in."""
        if not self.working:
            self.show_media(media())
            self.take_key.setFocus()

    def show_media(self, found: list[Medium]) -> None:
        """These are in; a folder that was chosen stays."""
        before = chosen_in(self.place) if self.place.count() else ""
        self.place.clear()
        for medium in found:
            free = f"{medium.free / 1e9:.1f}".replace(".", decimal_sign())
            text = _("{name}: {free} GB free").format(name=medium.name, free=free)
            self.place.addItem(text, str(medium.folder))
        if self.folder:
            self.place.addItem(self.folder, self.folder)
        if not self.place.count():
            self.place.addItem(_("No stick is in: put one in, or choose a folder"), "")
        self.place.setCurrentIndex(max(0, self.place.findData(self.folder or before)))

    def ask_folder(self) -> None:
        """Any folder."""
        ask_folder(self, _("Where to?"), self.choose_folder)

    def choose_folder(self, folder: str) -> None:
        """This one."""
        self.folder = folder
        self.show_media(media())
        self.take_key.setFocus()

    def refuse(self, error: KasseError) -> bool:
        """Why not."""
        self._stop()
        self.state.setText("")
        tell(self.wrong, error.message)
        return True

    # Collecting

    def take(self) -> None:
        """Onto the stick that is chosen."""
        if self.working:
            return
        place = chosen_in(self.place)
        tell(self.wrong, "")
        if not place:
            self.show_media(media())
            place = chosen_in(self.place)
        if not place:
            tell(self.wrong, _("Put a stick in, or choose a folder."))
            return
        everything = chosen_in(self.days) == "all"

        def begin(actor: Actor) -> tuple[Till, Period, Documents, Fresh | None]:
            till = self.page.office.till
            documents = till.procedures.make(actor)
            today = till.checkout.today()
            period = Period(None, today) if everything else usual_period(today)
            return till, period, documents, fresh_of(till.signing, till.archiving)

        def begun(made: tuple[Till, Period, Documents, Fresh | None]) -> None:
            till, period, documents, fresh = made
            self._work()
            self.page.office.tasks.device(
                lambda: inspect(till, Path(place), period, documents, fresh, self._progress), self._done,
                self.page.refuse,
            )  # fmt: skip

        self.page.act(Permission.SETTINGS, begin, begun)

    def _progress(self, done: int, of: int, what: str) -> None:
        """On the device's thread."""
        if self.stopped:
            raise Refused("stopped", _("Stopped. Nothing was written."))
        self.page.office.tasks.post(lambda: self._show_progress(done, of, what))

    def _show_progress(self, done: int, of: int, what: str) -> None:
        if self.working:
            self.bar.setRange(0, of)
            self.bar.setValue(done)
            self.state.setText(what)

    def _done(self, made: Collected) -> None:
        self._stop()
        lines = [
            _("Ready: {folder}").format(folder=made.folder),
            _("{files} files, {size} MB. Take the stick out as the system wants it.").format(
                files=made.files, size=f"{made.size / 1e6:.1f}"
            ),
        ]
        self.state.setText("\n".join(lines))
        tell(self.wrong, "\n".join(_("Missing: {what}").format(what=one) for one in made.missing))

    def _work(self) -> None:
        self.working, self.stopped = True, False
        self.bar.setRange(0, 0)
        self.bar.show()
        self._level()

    def _stop(self) -> None:
        self.working = False
        self.bar.hide()
        self._level()

    def _level(self) -> None:
        self.take_key.setEnabled(not self.working)
        self.folder_key.setEnabled(not self.working)
        self.stop_key.setEnabled(self.working)

    def stop(self) -> None:
        """Nobody waits for the rest."""
        self.stopped = True
