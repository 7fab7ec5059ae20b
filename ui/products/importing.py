"""A product list taken over from a file: first a trial that keeps nothing, then the real thing.

The trial runs beside the till, on a copy of the shop's file, so that the checkout goes on selling.
"""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from kasse.errors import KasseError, Unavailable
from kasse.people import Actor, Permission
from kasse.product_list import BadRow, ProductList, read_products
from kasse.products import Imported, Progress
from kasse.texts import _, ngettext
from kasse.till import Till
from ui import theme
from ui.products.left_out import LeftOut
from ui.products.side import button
from ui.tasks import Failed, Tasks
from ui.widgets.keys import KeyButton, set_primary
from ui.widgets.noted import sentence, tell

Act = Callable[[Callable[[Actor], Any], Callable[[Any], None], Failed], None]
"""Does work on the store thread as somebody who may edit products: work, done, failed."""

READABLE = 620
"""The width of a paragraph at 100 %."""


class Trial(NamedTuple):
    """A file that was read, and what it would do."""

    listed: ProductList
    result: Imported

    @property
    def bad(self) -> list[BadRow]:
        """All rows that are left out, in the file's order."""
        return sorted((*self.listed.bad, *self.result.bad), key=lambda row: row.line)


class ImportPanel(QWidget):
    """Choose a file, see what it would do, take it over."""

    taken = Signal(object)
    """The list was taken over: what it did, as `Imported`."""

    def __init__(self, tasks: Tasks, till: Callable[[], Till], act: Act, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.busy = False
        self._tasks, self._till, self._act = tasks, till, act
        self._trial: Trial | None = None
        self.counts, self.told, self.wrong = QLabel(), QLabel(), sentence()
        self.bar = QProgressBar()
        self.choose_key = button(_("Choose a file"), self.choose, name="primary", key="Ctrl+F")
        self.take_key = button(_("Take it over"), self.take, name="primary", key="Ctrl+Return")
        self.rows = LeftOut()
        self._lay_out()
        self.reset()

    def _lay_out(self) -> None:
        self.counts.setObjectName("section")
        self.told.setObjectName("quiet")
        self.bar.setTextVisible(False)
        for label in (self.told, self.counts):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        actions = QHBoxLayout()
        actions.setSpacing(10)
        actions.addStretch()
        for key in (self.choose_key, self.take_key):
            actions.addWidget(key)
        actions.addStretch()
        self._around = QFrame()
        self._around.setObjectName("card")
        self._column = QVBoxLayout(self._around)
        self._column.setSpacing(12)
        self._column.addStretch(1)
        for widget in (self.counts, self.told, self.wrong, self.bar):
            self._column.addWidget(widget)
        self._column.addLayout(actions)
        self._column.addWidget(self.rows, 1)
        self._column.addStretch(2)
        self._actions = actions
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._around)

    def _centre(self, on: bool) -> None:
        """In the middle where there is nothing else to see; at the top where rows stand below."""
        self._column.setStretch(0, 1 if on else 0)
        self._column.setStretch(self._column.count() - 1, 2 if on else 0)
        self._actions.setStretch(0, 1 if on else 0)
        self._actions.setStretch(self._actions.count() - 1, 1)
        side = self._rim() if on else 16
        self._column.setContentsMargins(side, 16, side, 16)
        across = Qt.AlignmentFlag.AlignHCenter if on else Qt.AlignmentFlag.AlignLeading
        for label in (self.counts, self.told, self.wrong):
            label.setAlignment(across)

    def _rim(self) -> int:
        """What is left beside lines that are not too long to be read."""
        return max(24, (self.width() - theme.px(READABLE)) // 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is more room, or less."""
        super().resizeEvent(event)
        self._centre(self.rows.isHidden())

    # Steps

    def reset(self) -> None:
        """Back to the choice of a file."""
        self._trial = None
        self._say(
            _("A list from your old till or a spreadsheet"),
            _(
                "Save it as CSV. Its first line names the columns: code and name, and where you have them price, VAT, "
                "department, deposit, age, unit, stock. It is tried first, and you see what it would do."
            ),
        )
        self._offer(self.choose_key)

    def choose(self) -> None:
        """Ask the system for a file."""
        kinds = _("Lists (*.csv *.txt *.tsv);;All files (*)")
        dialog = QFileDialog(self, _("Choose a product list"), str(Path.home()), kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.read)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def read(self, path: str) -> None:
        """Read a file and try it, beside the till."""
        self._begin(_("{file} is read and tried …").format(file=Path(path).name))

        def begun(start: tuple[Till, Actor]) -> None:
            till, actor = start
            self._tasks.device(lambda: trial_of(till, actor, Path(path), self._progress), self._tried, self._failed)

        def allowed(actor: Actor) -> tuple[Till, Actor]:
            actor.require(Permission.PRODUCTS)
            return self._till(), actor

        self._act(allowed, begun, self._failed)

    def _tried(self, trial: Trial) -> None:
        self.busy = False
        self._trial = trial
        result, bad = trial.result, trial.bad
        good = result.added + result.changed
        self._say(_counts(result, len(bad)), self._advice(trial))
        self.rows.show_bad(bad)
        self._offer(*((self.choose_key, self.take_key) if good else (self.choose_key,)), rows=bool(bad))
        (self.take_key if good else self.choose_key).setFocus()

    def _advice(self, trial: Trial) -> str:
        parts = []
        if not trial.result.added + trial.result.changed:
            parts.append(_("There is nothing to take over."))
        elif trial.bad:
            parts.append(_("The rows below are left out. Put them right in the file and choose it again, or go on."))
        if trial.listed.ignored_columns:
            parts.append(_("Columns not used: {columns}").format(columns=", ".join(trial.listed.ignored_columns)))
        if trial.result.added + trial.result.changed > 2000:
            parts.append(_("While it is taken over, the checkout waits for some seconds."))
        return " ".join(parts)

    def take(self) -> None:
        """Take over what was tried."""
        trial = self._trial
        if trial is None or self.busy:
            return
        self._begin(_("The list is taken over …"))
        self._act(
            lambda actor: self._till().products.import_list(actor, trial.listed, progress=self._progress),
            self._took,
            self._not_taken,
        )

    def _took(self, result: Imported) -> None:
        bad = 0 if self._trial is None else len(self._trial.bad)
        self.busy = False
        self._trial = None
        self._say(_("The list is taken over"), _counts(result, bad))
        self._offer(self.choose_key, rows=bool(bad))
        self.taken.emit(result)

    def _failed(self, error: KasseError) -> None:
        self.busy = False
        self.reset()
        tell(self.wrong, error.message)

    def _not_taken(self, error: KasseError) -> None:
        self.busy = False
        if self._trial is not None:
            self._tried(self._trial)
        tell(self.wrong, error.message)

    # Showing

    def _begin(self, text: str) -> None:
        self.busy = True
        self._say(text, "")
        self.bar.setRange(0, 0)
        self._offer(bar=True)

    def _progress(self, done: int, of: int) -> None:
        self._tasks.post(lambda: self._show_progress(done, of))

    def _show_progress(self, done: int, of: int) -> None:
        self.bar.setRange(0, of)
        self.bar.setValue(done)

    def _say(self, heading: str, text: str) -> None:
        self.counts.setText(heading)
        self.told.setText(text)
        self.told.setVisible(bool(text))
        tell(self.wrong, "")

    def _offer(self, *keys: KeyButton, rows: bool = False, bar: bool = False) -> None:
        for key in (self.choose_key, self.take_key):
            key.setVisible(key in keys)
        set_primary(self.choose_key, self.take_key not in keys)
        self.rows.setVisible(rows)
        self._centre(not rows)
        self.bar.setVisible(bar)


def trial_of(till: Till, actor: Actor, path: Path, progress: Progress) -> Trial:
    """Read a file and try it on a copy of the shop; for a device thread."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unavailable(
            "cannot_read", _("{file} cannot be read: {reason}").format(file=path.name, reason=error.strerror)
        ) from error
    with TemporaryDirectory(prefix="kasse-") as folder:
        copy = Path(folder) / "trial.sqlite"
        till.backup(copy)
        tried = Till(copy, clock=till.clock, exclusive=False)
        try:
            listed = read_products(data, tried.checkout.tax_class_of)
            return Trial(listed, tried.products.try_import(actor, listed, progress))
        finally:
            tried.close()


def _counts(result: Imported, bad: int) -> str:
    parts = [
        ngettext("{count} new product", "{count} new products", result.added).format(count=result.added),
        ngettext("{count} changed", "{count} changed", result.changed).format(count=result.changed),
        ngettext("{count} unchanged", "{count} unchanged", result.unchanged).format(count=result.unchanged),
    ]
    if bad:
        parts.append(ngettext("{count} row left out", "{count} rows left out", bad).format(count=bad))
    return " · ".join(parts)
