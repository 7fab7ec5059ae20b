"""Which kind of list, whose it is, and the file; below it what was taken over before."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from kasse.books.exchange import ListKind, Run
from kasse.formats import time_text
from kasse.texts import _, current_language
from ui import theme
from ui.exchange.words import KINDS, NEEDS, kind_name, run_text
from ui.pages import card
from ui.products.side import button
from ui.setup.parts import paragraph
from ui.widgets.choices import Choices
from ui.widgets.fields import Form, text_field
from ui.widgets.noted import sentence, tell
from ui.widgets.table import Column, Entry, Table

FIELD = 760
"""A field need not be wider, at 100 %."""
LEAST = 470
"""Where it is narrower, at 100 %, the lists before are not shown."""


class Choosing(QWidget):
    """Where one begins."""

    file_wanted = Signal()
    undo_wanted = Signal()
    kind_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kinds = Choices([(kind.value, _(name)) for kind, name in KINDS.items()])
        self.kinds.setAccessibleName(_("What the list says"))
        self.kinds.put(ListKind.PRODUCTS.value)
        self.needs, self.wrong = paragraph(), sentence()
        self.source = text_field()
        self.choose_key = button(_("Choose a file"), self.file_wanted.emit, name="primary", key="Ctrl+F")
        self.undo_key = button(_("Take the last list back"), self.undo_wanted.emit, key="Ctrl+U")
        self.bar, self.doing = QProgressBar(), QLabel()
        self.bar.setTextVisible(False)
        columns = (
            Column(_("When"), 176, quiet=True),
            Column(_("List"), 150, quiet=True),
            Column(_("File")),
            Column(_("What it did"), 270),
            Column(_("Who"), 120, quiet=True),
        )
        self.runs = Table(columns, _("Lists taken over"), _("No list was taken over yet. Choose a file above."))
        self._lay_out()
        self.kinds.picked.connect(lambda _kind: self._tell_needs())
        self.kinds.picked.connect(lambda _kind: self.kind_changed.emit())
        self._tell_needs()
        self.work("")

    def _lay_out(self) -> None:
        form = Form()
        form.add(
            _("Whose list"),
            self.source,
            _("A supplier, or a name of yours: how its columns are read is remembered by it."),
        )
        keys = QHBoxLayout()
        keys.addWidget(self.choose_key)
        keys.addStretch()
        keys.addWidget(self.undo_key)
        inside = QWidget()
        column = QVBoxLayout(inside)
        form.setMaximumWidth(theme.px(FIELD))
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(12)
        for widget in (self.kinds, self.needs, form, self.wrong, self.doing, self.bar):
            column.addWidget(widget)
        column.addLayout(keys)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(card(inside))
        self._before = card(self.runs)
        layout.addWidget(self._before, 1)
        layout.addStretch()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a question on a narrow screen there is no room for what was before."""
        super().resizeEvent(event)
        self._before.setVisible(self.width() >= theme.px(LEAST))

    @property
    def kind(self) -> ListKind:
        """Which kind of list is to be taken over."""
        return ListKind(self.kinds.value())

    def _tell_needs(self) -> None:
        self.needs.setText(_(NEEDS[self.kind]))
        tell(self.wrong, "")

    def offer_sources(self, sources: Sequence[str]) -> None:
        """Names that lists came from before."""
        completer = QCompleter(list(sources), self.source)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.source.setCompleter(completer)

    def show_runs(self, runs: Sequence[Run], zone: str) -> None:
        """What was taken over, the newest first."""
        self.runs.show_rows([_entry(run, zone) for run in runs])
        self.undo_key.setVisible(any(run.undone_at is None for run in runs))

    def work(self, text: str) -> None:
        """Something is being done; empty when it is not any more."""
        self.doing.setText(text)
        for widget in (self.doing, self.bar):
            widget.setVisible(bool(text))
        self.choose_key.setEnabled(not text)
        self.bar.setRange(0, 0)

    def progress(self, done: int, of: int) -> None:
        """How far it is."""
        self.bar.setRange(0, of)
        self.bar.setValue(done)


def _entry(run: Run, zone: str) -> Entry:
    at = time_text(run.at.astimezone(ZoneInfo(zone)), current_language())
    did = run_text(run) if run.undone_at is None else _("taken back: {what}").format(what=run_text(run))
    return Entry(str(run.id), (at, kind_name(run.kind), run.file, did, run.who))
