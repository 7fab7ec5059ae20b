"""The shift: its state at one look, cash in and out, the blind count, X and Z report, and the way into the next one.

To count and close the day by keys: Ctrl+3, Enter, the pieces of each coin with Enter (15 times, empty ones too, or
Ctrl+Enter once the rest is empty), and Enter for the Z report.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kasse.cash import CashCount, CashKind, CashMovement, Shift
from kasse.errors import KasseError, Refused
from kasse.figures import ShiftFigures
from kasse.people import Actor, Permission
from kasse.receipt import Document
from kasse.texts import _
from ui import theme
from ui.checkout.rows import figure
from ui.pages import Office, Page, card
from ui.shift import figures as shown
from ui.shift.cash_side import CashSide
from ui.shift.count import CountView
from ui.shift.panels import MovePanel, ReportPanel, ReportsPanel
from ui.shift.state import OpeningPanel, StateCard
from ui.widgets.ask import Choice, Question
from ui.widgets.keys import KeyButton, set_primary
from ui.widgets.table import Column, Table
from ui.widgets.views import Views

if TYPE_CHECKING:
    from ui.checkout.signatures import Signatures

COUNT_KEY, CLOSE_KEY, X_KEY, REPORTS_KEY = "Alt+C", "Alt+Z", "Alt+X", "Alt+R"
IN_KEY, OUT_KEY, DRAWER_KEY, BOOK_KEY = "Alt++", "Alt+-", "Alt+O", "Alt+B"

STEPS_APART = 50
"""Milliseconds between two steps of valuing the months, in which sales come."""

_PERMISSIONS = {
    CashKind.CASH_IN: Permission.CASH_IN_OUT,
    CashKind.CASH_OUT: Permission.CASH_IN_OUT,
    CashKind.NO_SALE: Permission.OPEN_DRAWER,
}


class ShiftPage(Page):
    """From the float to the Z report."""

    name = "shift"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._state: shown.State | None = None
        self._busy = False
        self._from_list = False
        self._since_count = QElapsedTimer()
        self.views = Views()
        self.opening = OpeningPanel()
        self.count = CountView()
        self.card = StateCard()
        self.move_panel, self.report, self.reports = MovePanel(), ReportPanel(), ReportsPanel()
        self.cash = CashSide(self)
        self.keep_in_side(self.move_panel, self.report, self.reports, self.cash.panel, self.cash.sheet)
        self.running = self._running()
        self.empty = QWidget()  # until the first answer of the store
        for view in (self.empty, self.opening, self.running, self.count):
            self.views.addWidget(view)
        self.main.addWidget(self.views)
        self._connect()

    def _running(self) -> QWidget:
        """The view of an open shift."""
        self.count_key = _key(_("Count"), COUNT_KEY)
        self.close_key = _key(_("Close the day"), CLOSE_KEY)
        self.x_key = _key(_("X report"), X_KEY)
        self.reports_key = _key(_("Z reports"), REPORTS_KEY)
        self.in_key = _key(_("Put cash in"), IN_KEY)
        self.out_key = _key(_("Take cash out"), OUT_KEY)
        self.drawer_key = _key(_("Open the drawer"), DRAWER_KEY)
        self.book_key = _key(_("Cash book"), BOOK_KEY)
        columns = (
            Column(_("Time"), 72, quiet=True),
            Column(_("What"), 120),
            Column(_("Amount"), 100, figures=True, bold=True),
            Column(_("What for")),
            Column(_("Who"), 90, quiet=True),
        )
        self.table = Table(columns, _("Cash without a sale"), _("No cash was put in or taken out in this shift."))
        heading = QLabel(_("Cash without a sale"))
        heading.setObjectName("section")
        view = QWidget()
        layout = QVBoxLayout(view)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.card)
        layout.addLayout(_row(self.count_key, self.close_key, self.x_key, self.reports_key))
        layout.addLayout(_row(self.in_key, self.out_key, self.drawer_key, self.book_key))
        layout.addWidget(card(heading, self.table), 1)
        heading.setContentsMargins(18, 6, 18, 0)
        return view

    def _connect(self) -> None:
        self.opening.opened.connect(self._open)
        self.opening.count.clicked.connect(self._count)
        self.opening.reports.clicked.connect(self._show_reports)
        self.count.confirmed.connect(self._confirm)
        self.count_key.clicked.connect(self._count)
        self.close_key.clicked.connect(self._close)
        self.x_key.clicked.connect(self._show_x)
        self.reports_key.clicked.connect(self._show_reports)
        for button, kind in (
            (self.in_key, CashKind.CASH_IN),
            (self.out_key, CashKind.CASH_OUT),
            (self.drawer_key, CashKind.NO_SALE),
        ):
            button.clicked.connect(lambda _checked=False, kind=kind: self._ask_move(kind))
        self.move_panel.booked.connect(self._move)
        self.report.close_key.clicked.connect(self.back)
        self.reports.close_key.clicked.connect(self.back)
        self.book_key.clicked.connect(self.cash.open)
        self.opening.book.clicked.connect(self.cash.open)
        self.reports.table.chosen.connect(lambda number: self._show_z(int(number)))

    # Coming and going

    def opened(self) -> None:
        """Show how it stands, and put the focus where work begins."""
        if self._state is not None and self._state.who != self._who():
            self.card.blank()  # the one before may have seen more
            self.close_side()
        self._load(self._focus)

    def _who(self) -> Actor | None:
        try:
            return self.office.actor
        except Refused:
            return None

    def _load(self, then: Callable[[], None] = lambda: None) -> None:
        def show(state: shown.State) -> None:
            self._show(state)
            then()

        self.store(lambda: shown.load(self.office.till, self.office.actor), show)

    def _show(self, state: shown.State) -> None:
        before, self._state = self._state, state
        if before is not None and (before.shift is None) != (state.shift is None):
            self.count.clear()  # it was another drawer's
        self.reports.table.show_rows(shown.report_rows(state))
        if state.figures is None:
            self._show_closed(state)
            return
        self.card.show_state(shown.since(state), shown.parked(state.figures.held_baskets), shown.tiles(state.figures))
        self.table.show_rows(shown.movement_rows(state))
        counted = state.figures.counted is not None
        self.count_key.say(_("Count again") if counted else _("Count"), COUNT_KEY)
        self._level_keys()
        if self.views.currentWidget() is not self.count:
            self.views.setCurrentWidget(self.running)

    def _level_keys(self) -> None:
        """One main action at a time: that of the side, where it has one."""
        if self._state is not None and self._state.figures is not None:
            counted = self._state.figures.counted is not None
            asked = self.side.isVisibleTo(self) and self.side.currentWidget() in (self.move_panel, self.asking)
            set_primary(self.count_key, not counted and not asked)
            set_primary(self.close_key, counted and not asked)

    def open_side(self, widget: QWidget) -> None:
        """Show something beside the state."""
        super().open_side(widget)
        self._level_keys()

    def close_side(self) -> None:
        """Nothing beside the state."""
        super().close_side()
        self._level_keys()

    def _show_closed(self, state: shown.State) -> None:
        if self.views.currentWidget() is self.count:
            return  # the float is being counted
        if self.views.currentWidget() is not self.opening or not self.opening.field.isModified():
            self.opening.ask(state.left)
        self.views.setCurrentWidget(self.opening)

    def _focus(self) -> None:
        """To where work goes on in the view in sight."""
        view = self.views.currentWidget()
        if view is self.count:
            self.count.ask(self.count.heading.text(), self.count.confirm.title)
        elif view is self.opening:
            self.opening.refuse("")
        else:
            self.count_key.setFocus()

    def leave(self) -> bool:
        """The paper of an earlier report, the side, the count, and then the page."""
        if self.side.isVisibleTo(self):
            if self.side.currentWidget() is self.report and self._from_list:
                self._show_reports()
                return True
            if self.side.currentWidget() is self.cash.sheet:
                self.cash.back_to_list()
                return True
            self.close_side()
            if not self.side.isVisibleTo(self):
                self._focus()
            return True
        if self.views.currentWidget() is self.count:
            self._leave_count()
            return True
        return False

    def refuse(self, error: KasseError) -> None:
        """Say why not, beside what it is about."""
        if self.side.isVisibleTo(self):
            if self.side.currentWidget() is self.move_panel:
                self.move_panel.refuse(error.message)
            elif self.side.currentWidget() is self.cash.panel:
                self.cash.panel.refuse(error.message)
            else:
                super().refuse(error)
        elif self.views.currentWidget() is self.count:
            self.count.refuse(error.message)
        elif self.views.currentWidget() is self.opening:
            self.opening.refuse(error.message)
        else:
            super().refuse(error)

    def _once(self) -> bool:
        """Whether to go on: a second press waits for what the first one does."""
        if self._busy:
            return False
        self._busy = True
        return True

    def _free(self) -> None:
        self._busy = False

    # Float

    def _open(self) -> None:
        if self._bounced() and not self.opening.field.isModified():
            return
        try:
            amount = self.opening.amount()
        except KasseError as error:
            self.opening.refuse(error.message)
            return
        if self._once():
            self.act(
                Permission.SHIFT, lambda actor: self.office.till.shift.open(actor, amount), self._did_open, self._free
            )

    def _did_open(self, shift: Shift) -> None:
        self.message.say(_("The shift is open, float {amount} €.").format(amount=figure(shift.opening_float)))
        self.opening.field.setModified(False)
        self.close_side()
        self.views.setCurrentWidget(self.running)
        self.office.changed("shift")
        self._load(self._focus)

    # Counting

    def _count(self) -> None:
        """Count the drawer, or the float where no shift is open."""
        if self._state is None:
            return
        self.close_side()
        self.message.say("")
        self.views.setCurrentWidget(self.count)
        if self._state.shift is None:
            self.count.ask(_("Count the float"), _("Take as the float"))
        else:
            self.count.ask(_("Count the drawer"), _("Confirm the count"))

    def _leave_count(self) -> None:
        if self._state is not None:
            self.views.setCurrentWidget(self.opening if self._state.shift is None else self.running)
        self._focus()

    def _confirm(self) -> None:
        if self._state is not None and self._state.shift is None:
            self.opening.take(self.count.total())
            self._leave_count()
            return
        pieces = self.count.pieces()
        if self._once():
            self._signed_first(
                lambda: self.act(
                    Permission.SHIFT,
                    lambda actor: self.office.till.shift.count(actor, pieces),
                    self._counted,
                    self._free,
                )
            )

    def _counted(self, count: CashCount) -> None:
        del count
        self.count.to_first()
        self.views.setCurrentWidget(self.running)
        self._load(self._tell_result)

    def _tell_result(self) -> None:
        if self._state is not None and self._state.figures is not None:
            figures = self._state.figures
            self.message.say(shown.result(figures), alarm=bool(figures.difference))
        self.close_key.setFocus()
        self._since_count.start()

    def _bounced(self) -> bool:
        """A key that was pressed twice in a hurry must not also close the day, or open the next one."""
        return self._since_count.isValid() and self._since_count.elapsed() < QApplication.doubleClickInterval()

    # Cash in and out

    def _ask_move(self, kind: CashKind) -> None:
        self.message.say("")
        self.open_side(self.move_panel)
        self.move_panel.ask(kind)

    def _move(self) -> None:
        panel = self.move_panel
        kind, case, movement = panel.kind, panel.case, panel.movement
        try:
            amount, reason = panel.asked()
        except KasseError as error:
            panel.refuse(error.message)
            return

        def book(actor: Actor) -> CashMovement:
            service = self.office.till.shift
            if kind is CashKind.NO_SALE:
                return service.open_drawer(actor, reason, movement)
            move = service.cash_in if kind is CashKind.CASH_IN else service.cash_out
            return move(actor, amount, reason, movement, kind=case)

        if self._once():
            self.act(_PERMISSIONS[kind], book, self._moved, self._free)

    def _moved(self, movement: CashMovement) -> None:
        self.close_side()
        if movement.kind is CashKind.NO_SALE:
            self.message.say(_("The drawer opens: {reason}.").format(reason=movement.reason))
            self.office.print_jobs()
        else:
            self.message.say(_booked_text(movement))
        self._load(self._focus)

    # Reports

    def _show_x(self) -> None:
        self.store(lambda: self.office.till.x_document(self.office.actor), self._show_paper)

    def _show_reports(self) -> None:
        self.message.say("")
        self.open_side(self.reports)
        if not self.reports.table.key():
            self.reports.table.mark_row(0)
        self.reports.table.setFocus()

    def _show_z(self, number: int) -> None:
        def show(document: Document) -> None:
            self._show_paper(document)
            self._from_list = True

        self.store(lambda: self.office.till.report_document(number=number), show)

    def _show_paper(self, document: Document) -> None:
        self._show_beside(document)
        self.report.paper.setFocus()

    def _show_beside(self, document: Document) -> None:
        """Without the focus, as after closing: there it belongs to the next shift's float."""
        self._from_list = False
        self.report.show_document(document)
        self.open_side(self.report)

    # Closing

    def _close(self) -> None:
        if self._state is None or self._state.figures is None or self._bounced():
            return
        if self._state.figures.counted is None:
            self._ask_uncounted(self._state.figures)
        elif self._once():
            self._signed_first(
                lambda: self.act(
                    Permission.SHIFT, lambda actor: self.office.till.shift.close(actor), self._closed, self._free
                )
            )

    def _ask_uncounted(self, figures: ShiftFigures) -> None:
        text = _("Count the drawer first, then close the day. A manager may close it without a count.")
        choices = (Choice(_("Count now"), "count"), Choice(_("Close without a count"), "uncounted"))
        told = "\n".join(filter(None, (text, shown.parked(figures.held_baskets))))
        question = Question(_("The drawer is not counted"), told, "", "", choices=choices)
        self.ask(question, lambda _typed, chosen: self._count() if chosen == "count" else self._close_uncounted())

    def _close_uncounted(self) -> None:
        if self._once():
            self._signed_first(
                lambda: self.act(
                    Permission.SEE_EXPECTED_CASH,
                    lambda actor: self.office.till.shift.close(actor, uncounted=True),
                    self._closed,
                    self._free,
                )
            )

    def _signed_first(self, then: Callable[[], None]) -> None:
        """What was paid is signed before the drawer is counted or the day ends; a dead TSE does not keep it open."""
        signatures = self.office.signatures()
        if signatures is None or signatures.when_signed(then):
            return
        self.message.say(_("What was paid is being signed first."))
        QTimer.singleShot(signatures.patience, self, self._still_waiting)

    def _still_waiting(self) -> None:
        signatures = self.office.signatures()
        if signatures is not None and signatures.waiting:
            self.ask_patience(signatures)

    def ask_patience(self, signatures: "Signatures") -> None:
        """Whether to go on without the TSE."""
        text = _("Without it the last receipts say that the TSE was out of order, as the law wants it.")
        choices = (Choice(_("Go on without the TSE"), "go_on"), Choice(_("Wait"), "wait"))
        question = Question(_("The TSE takes long"), text, "", "", choices=choices)

        def answer(_typed: str, chosen: str) -> None:
            self.close_side()
            if chosen == "go_on":
                signatures.go_on()

        self.ask(question, answer)

    def _closed(self, figures: ShiftFigures) -> None:
        self.office.print_jobs()
        self.office.changed("shift")
        self._since_count.start()
        self.count.clear()
        self.message.say(_closed_text(figures))
        number = figures.z_no
        if number is not None:
            self.store(lambda: self.office.till.report_document(number=number), self._show_beside)
        self._load(self._focus)
        self._keep_worth()

    def _keep_worth(self) -> None:
        """Value the months that are over, a step at a time: nobody waits now, and who does comes in between."""
        self.store(lambda: self.office.till.valuation.keep_some(), self._worth_kept)

    def _worth_kept(self, more: bool) -> None:
        if more:
            QTimer.singleShot(STEPS_APART, self, self._keep_worth)


def _booked_text(movement: CashMovement) -> str:
    put_in = movement.amount.cents > 0
    sentence = _("{amount} € put in: {reason}.") if put_in else _("{amount} € taken out: {reason}.")
    return sentence.format(amount=figure(abs(movement.amount)), reason=movement.reason)


def _closed_text(figures: ShiftFigures) -> str:
    told = _("The day is closed with Z report {number}.").format(number=figures.z_no)
    return " ".join(filter(None, (told, shown.parked(figures.held_baskets))))


def _key(text: str, key: str) -> KeyButton:
    """A button of this page, pressed by its key, and by Enter where it has the focus."""
    button = KeyButton(text, key, size=theme.BODY, height=56)
    button.on_key(key)
    button.setAutoDefault(True)
    return button


def _row(*buttons: KeyButton) -> QHBoxLayout:
    layout = QHBoxLayout()
    layout.setSpacing(10)
    for button in buttons:
        layout.addWidget(button, 1)
    return layout


def make(office: Office) -> ShiftPage:
    """The page."""
    return ShiftPage(office)
