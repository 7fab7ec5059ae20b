"""The first tab: a list chosen, its columns named, its changes seen, and taken over; the last one taken back."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from kasse.books.exchange import Run, Taken
from kasse.errors import KasseError
from kasse.exchange import mapping
from kasse.exchange.preview import PERMISSIONS
from kasse.exchange.undo import Undoing
from kasse.people import Actor, Permission
from kasse.texts import _
from ui.exchange.beside import Looked, Wanted, look, look_again, look_undo
from ui.exchange.changes import Changes
from ui.exchange.choosing import Choosing
from ui.exchange.columns import ColumnsPanel
from ui.exchange.words import run_text, taken_text
from ui.pages import Page
from ui.products.view import View
from ui.widgets.ask import Choice, Question
from ui.widgets.noted import tell
from ui.widgets.views import Views

T = TypeVar("T")


class TakeOverView(View):
    """Three steps, one in sight at a time."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.choosing, self.columns, self.changes = Choosing(), ColumnsPanel(), Changes()
        self.looked: Looked | None = None
        self.working = False
        self.steps = Views()
        for step in (self.choosing, self.columns, self.changes):
            self.steps.addWidget(step)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.steps)
        self.choosing.file_wanted.connect(self.ask_file)
        self.choosing.undo_wanted.connect(self.ask_undo)
        self.choosing.kind_changed.connect(self._load)
        self.columns.wanted.connect(self.read_again)
        self.columns.other_wanted.connect(self.ask_file)
        self.changes.wanted.connect(self.take)
        self.changes.columns_wanted.connect(self.show_columns)
        self.changes.other_wanted.connect(self.ask_file)

    # Coming and going

    def opened(self) -> None:
        """Where one was."""
        self._load()
        if self.steps.currentWidget() is self.choosing:
            self.choosing.choose_key.setFocus()

    def _load(self) -> None:
        """What was taken over before, and from whom."""
        kind = self.choosing.kind

        def load() -> tuple[list[Run], list[str], str]:
            till = self.page.office.till
            return till.exchange.runs(), till.exchange.sources(kind), till.checkout.shop.zone

        def show(loaded: tuple[list[Run], list[str], str]) -> None:
            runs, sources, zone = loaded
            self.choosing.show_runs(runs, zone)
            self.choosing.offer_sources(sources)

        self.page.store(load, show)

    def leave(self) -> bool:
        """Back to the choice of a file; while something is done there is no way back."""
        if self.working:
            self.page.message.say(_("One moment: the list is still being read."))
            return True
        if self.steps.currentWidget() is not self.choosing:
            self.begin()
            return True
        return super().leave()

    def begin(self) -> None:
        """The choice of a file."""
        self.looked = None
        self.steps.setCurrentWidget(self.choosing)
        self.choosing.work("")
        self.choosing.choose_key.setFocus()

    def idle(self) -> None:
        """A manager is asked first, or the question was given up."""
        self._stop()

    def _stop(self) -> None:
        self.working = False
        self.choosing.work("")
        self.changes.busy(False)

    def refuse(self, error: KasseError) -> bool:
        """Why not, where it can be put right."""
        self._stop()
        step = self.steps.currentWidget()
        steps = (self.columns, self.changes)
        tell(next((one.wrong for one in steps if one is step), self.choosing.wrong), error.message)
        return True

    # A file

    def ask_file(self) -> None:
        """Ask the system for a file."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        kinds = _("Lists (*.csv *.xlsx *.xlsm *.txt *.tsv);;All files (*)")
        dialog = QFileDialog(self, _("Choose a list"), folder or str(Path.home()), kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.read)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def read(self, path: str) -> None:
        """Read a file and see what it would do, beside the till."""
        self.begin()
        self._work(_("{file} is read …").format(file=Path(path).name))
        kind, source = self.choosing.kind, self.choosing.source.text()

        def allowed(actor: Actor) -> Wanted:
            actor.require(PERMISSIONS[kind])
            till = self.page.office.till
            return Wanted(till.path, till.clock, kind, source)

        def begun(wanted: Wanted) -> None:
            self._work(_("{file} is read …").format(file=Path(path).name))
            self._beside(lambda: look(wanted, Path(path), self._progress), self._show)

        self.page.act(PERMISSIONS[kind], allowed, begun)

    def read_again(self) -> None:
        """The same file, by the columns as they were named."""
        if self.looked is not None and not self.working:
            looked, fields = self.looked, self.columns.chosen()
            self.working = True
            self._beside(lambda: look_again(looked, fields, self._progress), self._show)

    def _beside(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        self.page.office.tasks.device(work, done, self.page.refuse)

    def _work(self, text: str) -> None:
        self.working = True
        tell(self.choosing.wrong, "")
        self.choosing.work(text)

    def _progress(self, done: int, of: int) -> None:
        self.page.office.tasks.post(lambda: self.choosing.progress(done, of))

    def _show(self, looked: Looked) -> None:
        self._stop()
        self.looked = looked
        self.columns.show_columns(looked)
        if looked.plan is None:
            self.show_columns()
            return
        self.changes.show_plan(looked.plan)
        self.steps.setCurrentWidget(self.changes)
        self.changes.focus()

    def show_columns(self) -> None:
        """What the columns mean."""
        self.steps.setCurrentWidget(self.columns)
        self.columns.focus()

    # Taking over, and back

    def take(self) -> None:
        """Take it over; rows that cannot be used are left out, as was said beside the key."""
        looked = self.looked
        if looked is None or looked.plan is None or self.working:
            return
        plan, source = looked.plan, looked.wanted.source
        columns = dict(zip(mapping.keys_of(looked.sheet.headings), looked.fields, strict=True))
        self.working = True
        self.changes.busy(True)
        self.page.act(
            PERMISSIONS[plan.kind],
            lambda actor: self.page.office.till.exchange.take(actor, plan, good_rows=True, remember=(source, columns)),
            self._taken,
        )

    def _taken(self, taken: Taken) -> None:
        self._stop()
        self.begin()
        self._load()
        self.page.office.changed("keys")
        self.page.message.say(_("Taken over: {what}").format(what=taken_text(taken)))

    def ask_undo(self) -> None:
        """See whether the last list can be taken back, and ask."""
        till_of = self.page.office

        def wanted() -> Wanted:
            return Wanted(till_of.till.path, till_of.till.clock, self.choosing.kind, "")

        def begun(found: Wanted) -> None:
            self._work(_("The last list is looked at …"))
            self._beside(lambda: look_undo(found), self._ask_undo)

        self.page.store(wanted, begun)

    def _ask_undo(self, undoing: Undoing) -> None:
        self._stop()
        run = undoing.run
        choices = (Choice(_("Take it back"), "back"), Choice(_("Leave it"), "leave"))
        text = _("{file}: {what}. What it added goes, what it changed is as it was; stock is booked back.").format(
            file=run.file, what=run_text(run)
        )

        def answer(_typed: str, chosen: str) -> None:
            self.page.close_asking()
            if chosen == "back":
                self._undo(undoing)

        self.page.ask(Question(_("Take the last list back?"), text, "", "", choices=choices), answer)

    def _undo(self, undoing: Undoing) -> None:
        permission: Permission = PERMISSIONS[undoing.run.kind]
        self.page.act(permission, lambda actor: self.page.office.till.exchange.undo(actor, undoing), self._undone)

    def _undone(self, run: Run) -> None:
        self._load()
        self.page.office.changed("keys")
        self.page.message.say(_("Taken back: {file} ({summary})").format(file=run.file, summary=run_text(run)))
