"""The shift page's way to the cash book: the balance, the counts, and a count's sheet."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kasse.cash import CashCount
from kasse.cash_book import Balance
from kasse.clock import ShopTime
from kasse.errors import KasseError, Unavailable
from kasse.people import Actor, Permission
from kasse.receipt import Document
from kasse.texts import _
from ui.shift.cash_panel import CashPanel, SheetPanel

if TYPE_CHECKING:
    from datetime import datetime

    from ui.shift.page import ShiftPage


class Known(NamedTuple):
    """What is shown first: the balance only where it may be seen."""

    time: ShopTime
    balance: Balance | None
    counts: list[CashCount]


class CashSide:
    """Opens the panels and fills them."""

    def __init__(self, page: "ShiftPage") -> None:
        self._page = page
        self._time: ShopTime | None = None
        self.panel, self.sheet = CashPanel(), SheetPanel()
        self.panel.asked.connect(self._ask)
        self.panel.table.chosen.connect(self._choose)
        self.panel.close_key.clicked.connect(page.back)
        self.sheet.close_key.clicked.connect(page.back)
        self.sheet.printed.connect(self._print)
        self.sheet.saved.connect(self.save)

    def open(self) -> None:
        """Show the balance of now and the counts; before a count the cashier is not told the balance."""
        page = self._page
        page.message.say("")
        self.panel.begin()

        def look(actor: Actor) -> Known:
            book = page.office.till.cash_book
            may = actor.may(Permission.SEE_EXPECTED_CASH)
            time = page.office.till.checkout.shop.time
            return Known(time, book.balance(actor) if may else None, book.counts(actor))

        page.act(Permission.SHIFT, look, self._show)

    def _show(self, known: Known) -> None:
        self._time = known.time
        self.panel.show_allowed(known.balance is not None)
        if known.balance is not None:
            self.panel.show_balance(known.balance, known.time, now=True)
        self.panel.show_counts(known.counts, known.time)
        self._page.open_side(self.panel)
        if known.balance is not None:
            self.panel.moment.setFocus()
        else:
            self.panel.table.setFocus()

    def back_to_list(self) -> None:
        """From a sheet to the counts."""
        self._page.open_side(self.panel)
        self.panel.table.setFocus()

    def _ask(self) -> None:
        page, time = self._page, self._time
        if time is None:
            return
        try:
            moment: datetime | None = self.panel.wanted(time)
        except KasseError as error:
            self.panel.refuse(error.message)
            return
        page.act(
            Permission.SEE_EXPECTED_CASH,
            lambda actor: page.office.till.cash_book.balance(actor, moment),
            lambda balance: self.panel.show_balance(balance, time, now=moment is None),
        )

    # Sheets

    def _choose(self, key: str) -> None:
        page = self._page
        shift, number = (int(part) for part in key.split("/"))

        def show(document: Document) -> None:
            page.open_side(self.sheet)
            self.sheet.show_sheet(document, shift, number)

        page.act(Permission.SHIFT, lambda actor: page.office.till.counting_sheet(actor, shift, number), show)

    def _print(self) -> None:
        page, (shift, number) = self._page, self.sheet.of

        def queued(_none: None) -> None:
            page.office.print_jobs()
            page.message.say(_("The counting sheet is being printed."))

        page.act(Permission.SHIFT, lambda actor: page.office.till.cash_book.print_sheet(actor, shift, number), queued)

    def save(self, path: Path) -> None:
        """Write the sheet as PDF; fonts and disks take their time."""
        document, page = self.sheet.document, self._page
        if document is None:
            return
        page.office.tasks.device(_writing(document, path), self._saved, page.refuse)

    def _saved(self, path: Path) -> None:
        self._page.message.say(_("Saved as {file}.").format(file=path))


def _writing(document: Document, path: Path) -> Callable[[], Path]:
    def write() -> Path:
        from printers.pdf import render

        try:
            path.write_bytes(render(document))
        except OSError as error:
            raise Unavailable(
                "cannot_write", _("{file} cannot be written: {reason}.").format(file=path, reason=error.strerror)
            ) from error
        return path

    return write
