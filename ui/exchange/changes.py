"""What a list would change: counts, each row from old to new, and each row that cannot be used with its reason."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from kasse.books.exchange import Change, Plan
from kasse.texts import _, ngettext
from ui.exchange.words import change_text, counts_text, kind_name
from ui.pages import card
from ui.products.left_out import LeftOut
from ui.products.side import button
from ui.setup.parts import paragraph
from ui.widgets.choices import Choices
from ui.widgets.noted import sentence, tell
from ui.widgets.table import Column, Entry, Table
from ui.widgets.views import Views

SHOWN = 1000
"""Rows that are listed; nobody reads more."""
ALL, NEW, CHANGED, BAD = "all", "new", "changed", "bad"


class Changes(QWidget):
    """The preview."""

    wanted = Signal()
    columns_wanted = Signal()
    other_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.plan: Plan | None = None
        self.counts, self.told, self.wrong = paragraph(name="section"), paragraph(), sentence()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.show_which = Choices([(ALL, _("All")), (NEW, _("New")), (CHANGED, _("Changed")), (BAD, _("Left out"))])
        self.show_which.setAccessibleName(_("Rows shown"))
        self.show_which.picked.connect(lambda which: self._show_rows(which))
        columns = (
            Column(_("Line"), 68, figures=True, quiet=True),
            Column(_("Code"), 150, quiet=True),
            Column(_("Name")),
            Column(_("What changes"), share=2),
        )
        self.rows = Table(columns, _("What changes"), _("There is nothing to take over here."))
        self.bad = LeftOut()
        self.stack = Views()
        for table in (self.rows, self.bad):
            self.stack.addWidget(card(table))
        self.take_key = button(_("Take it over"), self.wanted.emit, name="primary", key="Ctrl+Return")
        self.columns_key = button(_("Columns"), self.columns_wanted.emit, key="Ctrl+K")
        self.other_key = button(_("Another file"), self.other_wanted.emit, key="Ctrl+F")
        self._lay_out()

    def _lay_out(self) -> None:
        keys = QHBoxLayout()
        keys.setSpacing(10)
        for key in (self.take_key, self.columns_key, self.other_key):
            keys.addWidget(key)
        keys.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for widget in (self.counts, self.told, self.wrong, self.bar, self.show_which):
            layout.addWidget(widget)
        layout.addWidget(self.stack, 1)
        layout.addLayout(keys)

    def show_plan(self, plan: Plan) -> None:
        """What it would do."""
        self.plan = plan
        self.counts.setText(f"{kind_name(plan.kind)} · {plan.file} · {counts_text(plan)}")
        self.told.setText(_advice(plan))
        self.told.setVisible(bool(self.told.text()))
        good = len(plan.changes)
        self.take_key.setVisible(bool(good))
        text = ngettext("Take {count} good row over", "Take {count} good rows over", good).format(count=good)
        self.take_key.say(text if plan.bad else _("Take it over"), "Ctrl+Return")
        self.take_key.updateGeometry()
        for which, there in ((NEW, plan.added), (CHANGED, plan.changed), (BAD, plan.bad)):
            self.show_which.buttons[which].setEnabled(bool(there))
        self.show_which.put(ALL if good or not plan.bad else BAD)
        self.bad.show_bad(plan.bad)
        self._show_rows(self.show_which.value())
        tell(self.wrong, "")
        self.busy(False)

    def _show_rows(self, which: str) -> None:
        if self.plan is None:
            return
        self.stack.setCurrentIndex(1 if which == BAD else 0)
        changes = self.plan.changes
        if which in (NEW, CHANGED):
            changes = tuple(change for change in changes if change.new is (which == NEW))
        self.rows.show_rows(_entries(changes[:SHOWN]))

    def focus(self) -> None:
        """The rows, to be gone through by arrows."""
        shown = self.bad if self.stack.currentIndex() else self.rows
        shown.mark_row(0)
        shown.setFocus()

    def busy(self, on: bool) -> None:
        """It is being taken over: a second press would be one too many."""
        self.bar.setVisible(on)
        for key in (self.take_key, self.columns_key, self.other_key):
            key.setEnabled(not on)


def _entries(changes: Sequence[Change]) -> list[Entry]:
    return [
        Entry(str(place), (str(change.line), change.code, change.name, change_text(change)))
        for place, change in enumerate(changes)
    ]


def _advice(plan: Plan) -> str:
    parts = []
    if not plan.changes and not plan.bad:
        parts.append(_("All of it is so already: there is nothing to take over."))
    elif plan.bad:
        parts.append(
            _("Rows that cannot be used are left out. Put them right in the file and choose it again, or go on.")
        )
    if plan.ignored:
        parts.append(_("Columns not used: {columns}").format(columns=", ".join(plan.ignored)))
    if len(plan.changes) > SHOWN:
        parts.append(_("The first {count} rows are shown.").format(count=SHOWN))
    return " ".join(parts)
