"""The receipts: found by what is known of them, seen on their paper, printed again, voided, given back."""

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog

from kasse.errors import KasseError
from kasse.people import Permission
from kasse.quantity import Quantity
from kasse.receipt import Document
from kasse.receipts import Receipt
from kasse.sale import Sale, State
from kasse.texts import _
from ui import theme
from ui.pages import Office, Page
from ui.receipts import rows
from ui.receipts.files import write_pdf
from ui.receipts.finding import Finder
from ui.receipts.latest import Latest
from ui.receipts.preview import Preview
from ui.receipts.returning import ReturnPanel
from ui.receipts.voiding import VoidPanel
from ui.widgets.message import focus_on

PAPER_SIDE = 404
"""The width of the side at 100 %: as wide as the paper is."""


class Seen(NamedTuple):
    """A receipt and its paper."""

    receipt: Receipt
    document: Document


class ReceiptsPage(Page):
    """The list, and beside it the marked receipt."""

    name = "receipts"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.side.setFixedWidth(theme.px(PAPER_SIDE))
        self.finder = Finder(self)
        self.preview, self.voiding, self.returning = Preview(), VoidPanel(), ReturnPanel()
        self.seen: Seen | None = None
        self._seeing = Latest(self)
        self.main.addWidget(self.finder)
        for panel in (self.preview, self.voiding, self.returning):
            self.side.addWidget(panel)
        self._wanted_back = 0
        self._connect()

    def _connect(self) -> None:
        self.finder.marked.connect(self._marked)
        self.finder.entered.connect(lambda: self.preview.paper.setFocus(Qt.FocusReason.OtherFocusReason))
        self.preview.linked.connect(self.show_receipt)
        self.preview.print_key.clicked.connect(self._print_again)
        self.preview.file_key.clicked.connect(self._ask_file)
        self.preview.void_key.clicked.connect(self._ask_reason)
        self.preview.return_key.clicked.connect(self._ask_lines)
        self.voiding.answered.connect(self._void)
        self.returning.given.connect(self._give_back)

    # Coming and going

    def opened(self) -> None:
        """The newest receipt is marked, unless something was begun or searched for: that stays."""
        if self._asks:
            self._focus_side()
        else:
            self.finder.look()
            self.finder.focus()

    def show_last(self) -> None:
        """F9: the last receipt, whatever was searched for before."""
        self.show_preview()
        self.finder.search_for("")
        self.finder.focus()

    def show_receipt(self, number: int) -> None:
        """One receipt by its number."""
        self.finder.search_for(str(number))

    def return_from(self, number: int) -> None:
        """One receipt, and at once what of it comes back."""
        self._wanted_back = number
        self.show_receipt(number)

    def take_scan(self, code: str) -> bool:
        """The receipts that have this article; while lines are chosen, one more of that line."""
        if self.side.currentWidget() is self.returning and self.side.isVisibleTo(self):
            self._scan_line(code)
        else:
            self.show_preview()
            self.finder.search_for(code, scanned=code)
        return True

    def leave(self) -> bool:
        """Esc: back to the paper, then to the checkout."""
        if self._asks:
            self.close_side()
            return True
        return False

    @property
    def _asks(self) -> bool:
        """Whether something is asked beside the list."""
        return self.side.isVisibleTo(self) and self.side.currentWidget() is not self.preview

    def close_side(self) -> None:
        """The paper stays beside the list."""
        if self._side_before is not None and self.side.currentWidget() is self.asking:
            self.close_asking()
            self._focus_side()
        else:
            self.show_preview()
            self.finder.focus()

    def _focus_side(self) -> None:
        if self.side.currentWidget() is self.voiding:
            focus_on(self.voiding.field)
        elif self.side.currentWidget() is self.returning:
            self.returning.focus_lines()

    def show_preview(self) -> None:
        """The marked receipt beside the list; nothing where none is."""
        self._side_before = None
        self.side.setCurrentWidget(self.preview)
        self.side.setVisible(self.seen is not None)

    def refuse(self, error: KasseError) -> None:
        """Say why not, beside what was asked."""
        if self.side.currentWidget() is self.voiding and self.side.isVisibleTo(self):
            self.voiding.refuse(error.message)
        else:
            super().refuse(error)

    # The marked receipt

    def _marked(self, key: str) -> None:
        if not key:
            self._see(None)
        else:
            self._seeing.ask(lambda: self._open(int(key)), self._see)

    def _open(self, number: int) -> Seen:
        """On the store thread."""
        return Seen(self.office.till.receipts.open(number), self.office.till.receipt_document(number))

    def _see(self, seen: Seen | None) -> None:
        before, self.seen = self.seen, seen
        if seen is not None:
            self.preview.show_receipt(seen.receipt, seen.document)
        same = before is not None and seen is not None and before.receipt.number == seen.receipt.number
        if not (self._asks and same):  # what is asked is about the marked receipt
            self.show_preview()
        if seen is not None and seen.receipt.number == self._wanted_back:
            self._wanted_back = 0
            self._ask_lines()

    # What is done with it

    def _print_again(self) -> None:
        if not self.office.prints():
            self.message.say(
                _("No printer is set up. Choose one under Settings, or save the receipt as PDF."), alarm=True
            )
        elif self.seen is not None:
            number = self.seen.receipt.number
            self.act(
                Permission.SELL,
                lambda actor: self.office.till.receipts.print_copy(actor, number),
                lambda _sale: self._printed(number),
            )

    def _printed(self, number: int) -> None:
        self.office.print_jobs()
        self.message.say(_("Receipt {number} is printed again, as a copy.").format(number=number))

    def _ask_file(self) -> None:
        if self.seen is None:
            return
        number = self.seen.receipt.number
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = _("receipt-{number}.pdf").format(number=number)
        dialog = QFileDialog(self, _("Receipt as PDF"), str(Path(folder) / name), "PDF (*.pdf)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(lambda path: self.save_file(number, Path(path)))
        dialog.open()

    def save_file(self, number: int, path: Path) -> None:
        """A copy as a PDF; drawn and written beside the store thread."""

        def document() -> Document:
            till = self.office.till
            till.receipts.note_copy(self.office.actor, number)
            return till.receipt_document(number, copy=True)

        def saved(written: Path) -> None:
            self.message.say(_("Saved as {file}.").format(file=written))

        self.store(document, lambda made: self.office.tasks.device(lambda: write_pdf(made, path), saved, self.refuse))

    def _ask_reason(self) -> None:
        if self.seen is not None and self.seen.receipt.may_be_voided:
            self.message.say("")
            self.voiding.ask(self.seen.receipt)
            self.open_side(self.voiding)
            focus_on(self.voiding.field)

    def _void(self, reason: str) -> None:
        number, void_id = self.voiding.number, self.voiding.void_id
        self.act(
            Permission.VOID_RECEIPT,
            lambda actor: self.office.till.checkout.begin_void(actor, number, reason, void_id),
            self._sign,
        )

    def _sign(self, void: Sale) -> None:
        """A fiscal device takes its time, and not that of the books: selling goes on meanwhile."""
        if void.state is State.COMPLETED:
            self._voided(void)
            return
        self.show_preview()
        self.message.say(_("The void is being signed."))
        signatures = self.office.signatures()
        if signatures is not None:
            signatures.wait(void, self._voided)

    def _voided(self, void: Sale) -> None:
        self.office.print_jobs()
        self.show_preview()
        self.finder.search_for("")
        self.finder.focus()
        self.message.say(rows.what_goes_back(void))

    def _ask_lines(self) -> None:
        if self.seen is None:
            return
        reason = rows.why_not_returned(self.seen.receipt)
        if reason:
            self.message.say(reason, alarm=True)
            return
        self.message.say("")
        self.returning.show_receipt(self.seen.receipt)
        self.open_side(self.returning)
        self.returning.focus_lines()

    def _scan_line(self, code: str) -> None:
        lines = self.returning.lines

        def find() -> list[int]:
            has = self.office.till.receipts.has_article
            return [line.position.number for line in lines if line.left and has(line, code)]

        def add(found: list[int]) -> None:
            if found:
                self.message.say("")
                self.returning.add(found[0])
            else:
                self.message.say(_("{code} is not on this receipt.").format(code=code[:40]), alarm=True)

        self.store(find, add)

    def _give_back(self, wanted: dict[int, Quantity] | None) -> None:
        receipt = self.returning.receipt
        if receipt is not None:
            self.act(
                Permission.RETURN_BY_RECEIPT,
                lambda actor: self.office.desk.return_lines(receipt.number, wanted, actor),
                lambda _shown: self._given(),
            )

    def _given(self) -> None:
        self.show_preview()
        self.office.changed("basket")
        self.office.go("checkout")


def make(office: Office) -> ReceiptsPage:
    """The page."""
    return ReceiptsPage(office)
