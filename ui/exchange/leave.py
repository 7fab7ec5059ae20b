"""The third tab: everything taken along in one file."""

from pathlib import Path
from time import sleep

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from kasse.errors import KasseError, Refused
from kasse.exchange.leaving import Left
from kasse.people import Actor, Permission
from kasse.texts import _
from ui.pages import Page, card
from ui.products.side import button
from ui.products.view import View
from ui.setup.parts import paragraph
from ui.taking_along import take_along
from ui.widgets.noted import sentence, tell

BREATH = 0.0005
"""Seconds that each receipt leaves to the window's own thread."""
SHOWN = 10
"""The bar moves after so many receipts."""


class LeaveView(View):
    """One key."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.working = self.stopped = False
        self.heading, self.told, self.wrong = paragraph(_("Everything in one file"), "section"), paragraph(), sentence()
        self.told.setText(
            _(
                "A ZIP with every table as CSV, the shop’s file itself, what each column means, and all receipts and Z "
                "reports as PDF. It needs no Kasse to be read: you may leave at any time, and take all of it along."
            )
        )
        self.careful = paragraph(
            _("Customers’ names are in it. Keep it where nobody else gets at it. Selling goes on meanwhile.")
        )
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.take_key = button(_("Take everything along"), self.ask_file, name="primary", key="Ctrl+S")
        keys = QHBoxLayout()
        keys.addWidget(self.take_key)
        keys.addStretch()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(12)
        for widget in (self.heading, self.told, self.careful, self.wrong, self.bar):
            column.addWidget(widget)
        column.addLayout(keys)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(inside))
        layout.addStretch()
        self._stop()

    def opened(self) -> None:
        """There is one key."""
        self.take_key.setFocus()

    def refuse(self, error: KasseError) -> bool:
        """Why not."""
        self._stop()
        tell(self.wrong, error.message)
        return True

    def ask_file(self) -> None:
        """Ask the system for a place."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = _("kasse-everything.zip")
        dialog = QFileDialog(self, _("Take everything along"), str(Path(folder) / name), "ZIP (*.zip)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("zip")
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # nothing is ever overwritten
        dialog.fileSelected.connect(self.save)
        dialog.open()

    def save(self, path: str) -> None:
        """Write it, beside the till."""

        def allowed(actor: Actor) -> Path:
            actor.require(Permission.SETTINGS)
            return self.page.office.till.path

        def begun(shop: Path) -> None:
            self._work()
            self.page.office.tasks.device(
                lambda: take_along(shop, Path(path), self._progress), self._saved, self.page.refuse
            )

        if not self.working:
            self.page.act(Permission.SETTINGS, allowed, begun)

    def _saved(self, left: Left) -> None:
        self._stop()
        self.page.message.say(
            _("{file}: {tables} tables, {receipts} receipts, {size} MB").format(
                file=left.file, tables=left.tables, receipts=left.receipts, size=f"{left.size / 1e6:.1f}"
            )
        )

    def _work(self) -> None:
        self.working, self.stopped = True, False
        tell(self.wrong, "")
        self.bar.setRange(0, 0)
        self.bar.show()
        self.take_key.setEnabled(False)

    def _progress(self, done: int, of: int) -> None:
        """On the device's thread."""
        if self.stopped:
            raise Refused("stopped", _("Stopped. Nothing was written."))
        if done % SHOWN == 0 or done == of:
            self.page.office.tasks.post(lambda: self._show_progress(done, of))
        sleep(BREATH)

    def stop(self) -> None:
        """The till is closed: nobody waits for the rest."""
        self.stopped = True

    def _show_progress(self, done: int, of: int) -> None:
        self.bar.setRange(0, of)
        self.bar.setValue(done)

    def _stop(self) -> None:
        self.working = False
        self.bar.hide()
        self.take_key.setEnabled(True)
