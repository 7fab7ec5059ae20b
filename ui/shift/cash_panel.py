"""In the side: what the drawer holds by the books, now or at a moment, and the sheets of earlier counts."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kasse.cash import CashCount
from kasse.cash_book import Balance
from kasse.clock import ShopTime
from kasse.errors import Refused
from kasse.formats import time_text
from kasse.receipt import Document
from kasse.texts import _, current_language
from ui import theme
from ui.actions import key_text
from ui.checkout.rows import figure
from ui.widgets.ask import Panel
from ui.widgets.fields import show_wrong, text_field
from ui.widgets.keys import KeyButton
from ui.widgets.message import focus_on
from ui.widgets.paper import Paper
from ui.widgets.table import Column, Entry, Table

PDF_KEY, PRINT_KEY = "Ctrl+P", "Ctrl+D"
_WAYS = ("%d.%m.%Y %H:%M", "%d.%m.%y %H:%M", "%Y-%m-%d %H:%M", "%d.%m.%Y", "%Y-%m-%d")


class CashPanel(Panel):
    """The balance and the counts."""

    asked = Signal()
    """A moment was typed, or nothing: then it is now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.say(_("Cash book"), _("All of it is under Figures."))
        self.amount, self.told = QLabel(), QLabel()
        self.amount.setFont(theme.font(theme.TITLE, bold=True))
        self.told.setObjectName("quiet")
        self.told.setWordWrap(True)
        self.label, self.moment = QLabel(_("Balance on")), text_field()
        self.moment.setPlaceholderText(_("now, or as in 23.11.2026 18:30"))
        self.moment.setAccessibleName(self.label.text())
        self.label.setBuddy(self.moment)
        self.wrong = QLabel()
        self.wrong.setObjectName("message")
        self.wrong.setProperty("alarm", True)
        self.wrong.setWordWrap(True)
        heading = QLabel(_("Counts"))
        heading.setObjectName("section")
        columns = (
            Column(_("Counted on")),
            Column(_("Counted"), 108, figures=True, bold=True),
            Column(_("Difference"), 108, figures=True),
        )
        self.table = Table(columns, _("Counts"), _("Nobody has counted the drawer yet."))
        self.close_key = KeyButton(_("Close"), key_text("back"), size=theme.BODY)
        self.of_balance = (self.amount, self.told, self.label, self.moment)
        balance, asking = QHBoxLayout(), QHBoxLayout()
        for row, widgets in ((balance, (self.amount, self.told)), (asking, (self.label, self.moment))):
            row.setSpacing(theme.px(12))
            row.addWidget(widgets[0])
            row.addWidget(widgets[1], 1)
            self.body.addLayout(row)
        for widget in (self.wrong, heading):
            self.body.addWidget(widget)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.close_key)
        self.moment.returnPressed.connect(self.asked)

    def begin(self) -> None:
        """Opened anew: now, and nothing wrong."""
        self.moment.clear()
        self.refuse("")
        self.amount.clear()
        self.told.clear()

    def wanted(self, time: ShopTime) -> datetime | None:
        """The moment that was typed, None for now; `Refused` where it is none."""
        text = " ".join(self.moment.text().replace(",", " ").split())
        if not text:
            return None
        for way in _WAYS:
            try:
                moment = datetime.strptime(text, way)  # noqa: DTZ007 - it is the shop's own clock
            except ValueError:
                continue
            whole_day = "%H" not in way
            local = moment.replace(hour=23, minute=59, second=59) if whole_day else moment.replace(second=59)
            return local.replace(tzinfo=time.zone)
        raise Refused("bad_moment", _("“{text}” is no moment. Write it as in 23.11.2026 18:30.").format(text=text[:30]))

    def show_balance(self, balance: Balance, time: ShopTime, *, now: bool) -> None:
        """Show what the drawer held."""
        self.refuse("")
        self.amount.setText(f"{figure(balance.amount)} €")
        moment = time_text(time.local(balance.at), current_language())
        if balance.shift is None:
            said = _("No shift was open yet.")
        elif balance.open:
            said = _("Now, in shift {shift}.") if now else _("{moment}, in shift {shift}.")
        else:
            said = _("Left by shift {shift}; none is open.") if now else _("{moment}, left by shift {shift}.")
        self.told.setText(said.format(moment=moment, shift=balance.shift))

    def show_counts(self, counts: Sequence[CashCount], time: ShopTime) -> None:
        """Show the counts, the newest first."""
        numbers: dict[int, int] = {}
        entries = []
        for count in reversed(counts):
            numbers[count.shift] = numbers.get(count.shift, 0) + 1
            difference = figure(count.difference)
            moment = time_text(time.local(count.at), current_language())
            signed = f"+{difference}" if count.difference.cents > 0 else difference
            cells = (moment, figure(count.total), signed)
            entries.append(Entry(f"{count.shift}/{numbers[count.shift]}", cells))
        self.table.show_rows(entries[::-1])

    def show_allowed(self, allowed: bool) -> None:
        """The balance only for who may see what is expected before a count."""
        for widget in self.of_balance:
            widget.setVisible(allowed)

    def refuse(self, sentence: str) -> None:
        """Say why not, below the moment."""
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))
        show_wrong(self.moment, bool(sentence))
        if sentence:
            focus_on(self.moment)


class SheetPanel(QWidget):
    """A counting sheet on paper: to look at, to print, to keep as PDF."""

    printed = Signal()
    saved = Signal(Path)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document: Document | None = None
        self.of = (0, 0)
        self.paper = Paper()
        self.print_key = KeyButton(_("Print"), PRINT_KEY, size=theme.BODY)
        self.pdf_key = KeyButton(_("Save as PDF"), PDF_KEY, size=theme.BODY)
        self.close_key = KeyButton(_("Close"), key_text("back"), size=theme.BODY)
        self.print_key.on_key(PRINT_KEY, repeats=False)
        self.pdf_key.on_key(PDF_KEY, repeats=False)
        self.print_key.clicked.connect(self.printed)
        self.pdf_key.clicked.connect(self._ask_file)
        keys = QGridLayout()
        keys.setSpacing(theme.px(8))
        keys.addWidget(self.print_key, 0, 0)
        keys.addWidget(self.pdf_key, 0, 1)
        keys.addWidget(self.close_key, 1, 0, 1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(10))
        layout.addWidget(self.paper, 1)
        layout.addLayout(keys)

    def show_sheet(self, document: Document, shift: int, number: int) -> None:
        """Show it."""
        self.document, self.of = document, (shift, number)
        self.paper.show_document(document)
        self.paper.setFocus()

    def _ask_file(self) -> None:
        shift, number = self.of
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        file = Path(folder) / f"count-{shift}-{number}.pdf"
        dialog = QFileDialog(self, _("Save the counting sheet"), str(file), "PDF (*.pdf)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(lambda path: self.saved.emit(Path(path)))
        dialog.open()
