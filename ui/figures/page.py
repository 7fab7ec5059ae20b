"""The owner's figures: a report, a time, and what it is compared with; as a table, as a chart, and as a file."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kasse.books.reports import Period, Report
from kasse.people import Actor, Permission
from kasse.texts import N_, _
from ui import theme
from ui.figures.beside import Beside
from ui.figures.controls import Controls
from ui.figures.files import FORMATS, write
from ui.figures.later import ChartPlace
from ui.figures.report_view import ReportView
from ui.pages import Office, Page, card
from ui.widgets.fields import text_field
from ui.widgets.keys import KeyButton
from ui.widgets.table import Column, Entry, Table

if TYPE_CHECKING:
    from kasse.reports.registry import Entry as Listed
    from kasse.till import Till

LIST = 244
"""How wide the list of reports is at 100 %."""
LOW = 700
"""A window lower than this, at 100 %, has room for the table or the chart, not for both."""

SLOW = N_("Looking at sales and stock …")
BLINK = 250
"""Milliseconds in which most reports are there."""


class FiguresPage(Page):
    """The list of reports, and the one that is open."""

    name = "figures"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.reports = Table((Column(_("Report")),), _("Reports"), _("No report has that word. Clear the field above."))
        self.reports.horizontalHeader().hide()
        self.reports.setWordWrap(True)
        self.look_for = text_field()
        self.look_for.setPlaceholderText(_("Find a report"))
        self.look_for.setAccessibleName(_("Find a report"))
        self.look_for.setClearButtonEnabled(True)
        self.controls: Controls | None = None
        self.chart, self.view = ChartPlace(self), ReportView()
        self.chart_key = KeyButton(_("Chart"), "Ctrl+B", size=theme.BODY, height=theme.TARGET)
        self.save_keys = [
            _save_key(text, key) for text, key in (("PDF", "Ctrl+P"), ("CSV", "Ctrl+E"), ("XLSX", "Ctrl+S"))
        ]
        self._entries: Sequence[Listed] = ()
        self._beside, self._saving = Beside(self, self._working), Beside(self)
        self._slow = QTimer(self, singleShot=True, interval=BLINK)
        self._slow.timeout.connect(lambda: self.message.say(_(SLOW)))
        self._wanted = ""
        self._made: tuple[str, Period, str]
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._right = QVBoxLayout()
        self._right.setSpacing(theme.px(10))
        keys = QHBoxLayout()
        keys.setSpacing(theme.px(8))
        keys.addWidget(self.chart_key)
        keys.addStretch(1)
        for button in self.save_keys:
            keys.addWidget(button)
        for button in (self.chart_key, *self.save_keys):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.setFixedWidth(theme.px(112))
        self.drawn = card(self.chart)
        self._right.addWidget(self.drawn, 4)
        self._right.addWidget(self.view, 5)
        self._right.addLayout(keys)
        left = self._left = QWidget()
        inside = QVBoxLayout(left)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(10))
        inside.addWidget(self.look_for)
        inside.addWidget(card(self.reports), 1)
        both = QHBoxLayout()
        both.setSpacing(theme.px(14))
        both.addWidget(left)
        self.right = QWidget()
        self.right.setLayout(self._right)
        self._right.setContentsMargins(0, 0, 0, 0)
        both.addWidget(self.right, 1)
        self.main.addLayout(both)
        self.drawn.hide()

    def _connect(self) -> None:
        self.reports.marked.connect(self._chosen)
        self.look_for.textChanged.connect(lambda _text: self._list())
        self.look_for.returnPressed.connect(lambda: self.reports.setFocus(Qt.FocusReason.OtherFocusReason))
        self.chart_key.clicked.connect(self._turn)
        self.chart_key.on_key("Ctrl+B")
        for button, name in zip(self.save_keys, FORMATS, strict=True):
            button.clicked.connect(partial(self._ask_file, name))

    # Coming

    def opened(self) -> None:
        """The report that was open is made anew: something may have been sold."""
        self.right.setVisible(self.office.may(Permission.FIGURES))
        self.act(Permission.FIGURES, self._load, self._let_in)

    def _load(self, actor: Actor) -> "tuple[Actor, tuple[Listed, ...], date]":
        """On the store thread: which reports there are, and what day it is for the shop."""
        actor.require(Permission.FIGURES)
        till = self.office.till
        return actor, till.reports.names, till.reports.today()

    def _let_in(self, loaded: "tuple[Actor, tuple[Listed, ...], date]") -> None:
        actor, self._entries, today = loaded
        self._beside.actor = self._saving.actor = actor
        self.right.show()
        if self.controls is None:
            self._begin(today)
        else:
            self._make()

    def _begin(self, today: date) -> None:
        self.controls = Controls(today)
        self.controls.changed.connect(self._make)
        self.controls.wrong.connect(lambda sentence: self.message.say(sentence, alarm=True))
        self._right.insertWidget(0, self.controls)
        self._list()
        self.reports.mark(self._wanted or self._entries[0].name)
        focus_on_list(self.reports)

    def open_report(self, name: str, span: str = "", period: Period | None = None) -> None:
        """Show a report by its name, as other pages ask for it."""
        self._wanted = name
        if self.controls is not None:
            if period is not None:
                self.controls.put(span or "days", period)
            self.look_for.clear()
            self.reports.mark(name)
            self._make()

    def _list(self) -> None:
        words = self.look_for.text().casefold().split()
        entries: list[Entry] = []
        subject = ""
        for entry in self._entries:
            title = _(entry.title)
            if not all(word in f"{title} {_(entry.what)}".casefold() for word in words):
                continue
            if entry.subject != subject:
                subject = entry.subject
                entries.append(Entry("", (_(subject),), heading=True))
            entries.append(Entry(entry.name, (title,)))
        self.reports.show_rows(entries)

    # The report

    def _chosen(self, name: str) -> None:
        if (name and name != self._wanted) or self.view.report is None:
            self._wanted = name
            self._make()

    def _make(self) -> None:
        controls = self.controls
        if controls is None or not self._wanted:
            return
        name, period = self._wanted, controls.period
        entry = next(entry for entry in self._entries if entry.name == name)
        controls.ask_for(dated=entry.dated, compares=entry.compares)
        compared = controls.beside
        self._made = (name, period, compared)
        self.message.say("")
        self._beside.ask(lambda till: till.reports.make(name, period, compared or None), self._show)

    def _working(self, on: bool) -> None:
        """What is shown meanwhile is what was asked for before: that is said where it takes longer than a blink."""
        if on:
            self._slow.start()
            return
        self._slow.stop()
        if self.message.text() == _(SLOW):
            self.message.say("")

    def _show(self, report: Report) -> None:
        self.view.show_report(report)
        self.chart.show_chart(report.chart)
        self._fit()

    # Room

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More room, or less."""
        super().resizeEvent(event)
        self._left.setFixedWidth(max(theme.px(LIST), self.width() * 43 // 200))
        self._fit()

    def _turn(self) -> None:
        self.chart_key.setProperty("turned", not self.chart_key.property("turned"))
        self._fit()

    def _fit(self) -> None:
        """Table and chart where there is room for both; else one of them, and a key turns to the other."""
        report = self.view.report
        drawn = report is not None and report.chart is not None and bool(report.chart.labels)
        low = self.window().height() < theme.px(LOW)
        turned = bool(self.chart_key.property("turned"))
        self.drawn.setVisible(drawn and turned == low)
        self.view.setVisible(not (drawn and low and turned))
        self.chart_key.setEnabled(drawn)
        self.chart_key.say(_("Table") if low and turned and drawn else _("Chart"), "Ctrl+B")

    # Files

    def _ask_file(self, ending: str) -> None:
        report = self.view.report
        if report is None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = f"{report.name}-{report.period.first}-{report.period.last}.{ending}"
        dialog = QFileDialog(self, _("Save the report"), str(Path(folder) / name), f"{ending.upper()} (*.{ending})")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending)
        dialog.fileSelected.connect(lambda path: self.save_file(Path(path)))
        dialog.open()

    def save_file(self, path: Path) -> None:
        """Write the report that is shown, with all its lines; drawn and written beside the store thread."""
        name, period, compared = self._made

        def written(done: Path) -> None:
            self.message.say(_("Saved as {file}.").format(file=done))

        def draw(till: "Till") -> Path:
            report = till.reports.make(name, period, compared or None, limit=None)
            return write(report, till.checkout.shop, path)

        self._saving.ask(draw, written)

    def leave(self) -> bool:
        """Esc clears what was looked for, then leaves."""
        if self.look_for.text():
            self.look_for.clear()
            return True
        return super().leave()


def _save_key(text: str, key: str) -> KeyButton:
    button = KeyButton(text, key, size=theme.BODY, height=theme.TARGET)
    button.on_key(key, repeats=False)
    return button


def focus_on_list(table: Table) -> None:
    """The arrows go through the reports at once."""
    table.setFocus(Qt.FocusReason.OtherFocusReason)


def make(office: Office) -> FiguresPage:
    """The page."""
    return FiguresPage(office)
