"""The fifth tab: what somebody outside would like to fetch, open and past; accepted and declined here, too."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kasse.books.reservations import OPEN, Reservation, ReservationState
from kasse.formats import quantity_text
from kasse.market.reservations import LineSeen
from kasse.people import Actor, Permission
from kasse.shop import Shop
from kasse.texts import _, current_language
from ui import theme
from ui.checkout.chips import Chip
from ui.checkout.rows import figure
from ui.market import words
from ui.pages import Page, card
from ui.products.side import Scrolled, button
from ui.products.view import View
from ui.settings.section import WholeTable
from ui.widgets.ask import Question
from ui.widgets.fields import WrappedLabel, margins
from ui.widgets.table import Column, Entry, Table

CODE, UNTIL = 3, 4
"""Columns that the panel says, too."""
LAST = 200
"""Past ones that are shown."""


class ReservationPanel(QFrame):
    """One of them. What a stranger wrote is text and nothing else."""

    accepted = Signal()
    declined = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.heading, self.state, self.code = _label("section"), _label("quiet"), _label("big")
        self.note_label, self.note = _label("quiet"), _label("")
        self.note_label.setText(_("Written with it"))
        self.table = WholeTable(
            (
                Column(_("Article")),
                Column(_("How many"), 92, figures=True, bold=True),
                Column(_("Price"), 84, figures=True),
                Column(_("There"), 76, figures=True),
            ),
            _("What is wanted"),
        )
        self.accept_key = button(_("Accept"), self.accepted.emit, name="primary", key="Ctrl+Return")
        self.decline_key = button(_("Decline"), self.declined.emit)
        self.close_key = button(_("Close"), self.closed.emit, shown="Esc")
        self._lay_out()

    def _lay_out(self) -> None:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(margins(0, 0, 6, 0))
        column.setSpacing(theme.px(8))
        for widget in (self.heading, self.state, self.code, self.table, self.note_label, self.note):
            column.addWidget(widget)
        column.addStretch()
        keys = QHBoxLayout()
        keys.setSpacing(8)
        for key, share in ((self.close_key, 2), (self.decline_key, 2), (self.accept_key, 3)):
            keys.addWidget(key, share)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(margins(16, 12, 10, 12))
        layout.setSpacing(10)
        layout.addWidget(Scrolled(holder), 1)
        layout.addLayout(keys)

    def show_reservation(self, one: Reservation, lines: Sequence[LineSeen], shop: Shop, now: datetime) -> None:
        """Show one."""
        at = words.clock_text(shop.time.local(one.at), now)
        self.heading.setText(_("Reservation of {time}").format(time=at))
        self.state.setText(words.state_long(one, words.clock_text(shop.time.local(one.until), now)))
        kept = one.state is ReservationState.ACCEPTED
        self.code.setText(one.code)
        self.code.setVisible(kept)
        self.table.show_rows([_line(number, line, wanted=one.state in OPEN) for number, line in enumerate(lines)], "")
        self.note.setText(one.note)
        for label in (self.note, self.note_label):
            label.setVisible(bool(one.note))
        pending = one.state is ReservationState.PENDING
        self.accept_key.setVisible(pending)
        self.decline_key.setVisible(pending or kept)
        self.decline_key.say(_("Decline") if pending else _("Not any more"), "")


def _label(name: str) -> QLabel:
    label = WrappedLabel("")  # plain text alone
    label.setObjectName(name)
    return label


def _line(number: int, seen: LineSeen, *, wanted: bool) -> Entry:
    line, language = seen.line, current_language()
    there = quantity_text(seen.left, language) if wanted else ""
    cells = line.name, quantity_text(line.quantity, language), figure(line.price), there
    return Entry(str(number), cells, alarm=wanted and seen.left < line.quantity)


class ReservationsView(View):
    """The list, open ones first."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.found: list[Reservation] = []
        self.shown: UUID | None = None
        self.panel = ReservationPanel()
        page.keep_in_side(self.panel)
        self.open_only = Chip(_("Only open ones"))
        self.told = QLabel()
        self.told.setObjectName("quiet")
        self.table = Table(
            (
                Column(_("Time"), 128),
                Column(_("State"), 120, bold=True),
                Column(_("What"), share=3),
                Column(_("Code"), 76, figures=True),
                Column(_("Until"), 128, quiet=True),
            ),
            _("Reservations"),
            _("No reservations yet. Once the market is on, they ring at the checkout, and stand here."),
        )
        head, layout = QHBoxLayout(), QVBoxLayout(self)
        head.addWidget(self.open_only)
        head.addWidget(self.told, 1)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(card(self.table), 1)
        self.open_only.toggled.connect(lambda _on: self.load())
        self.table.chosen.connect(self.open)
        self.panel.accepted.connect(self.accept)
        self.panel.declined.connect(self.ask_decline)
        self.panel.closed.connect(self.leave)

    # Loading

    def opened(self) -> None:
        """Load anew."""
        self.load()
        if self.beside is None:
            self.table.setFocus()

    def load(self) -> None:
        """Open ones first, then the last ones."""
        only_open = self.open_only.isChecked()

        def look() -> tuple[list[Reservation], Shop, datetime]:
            till = self.page.office.till
            shop = till.checkout.shop
            waiting = sorted(till.reservations.open(), key=lambda one: one.state is not ReservationState.PENDING)
            known = {one.id for one in waiting}
            past = [] if only_open else [one for one in till.reservations.last(LAST) if one.id not in known]
            return [*waiting, *past], shop, shop.time.local(till.clock.now())

        self.page.store(look, lambda found: self._show(*found))

    def _show(self, found: list[Reservation], shop: Shop, now: datetime) -> None:
        self.found = found
        self.table.show_rows([_entry(one, shop, now) for one in found])
        if found and not self.table.key():
            self.table.mark_row(0)
        waiting = sum(one.state is ReservationState.PENDING for one in found)
        kept = sum(one.state is ReservationState.ACCEPTED for one in found)
        self.told.setText(
            _("{asking} to be answered  ·  {kept} kept").format(asking=waiting, kept=kept) if found else ""
        )
        # A question stays in sight.
        if self.beside is self.panel and self.shown is not None and not self.page.asking.isVisible():
            self.open(str(self.shown))

    def open(self, key: str) -> None:
        """Show one beside."""
        one = next((one for one in self.found if str(one.id) == key), None)
        if one is None:
            return

        def look() -> tuple[list[LineSeen], Shop, datetime]:
            till = self.page.office.till
            shop = till.checkout.shop
            return till.reservations.lines(one.id), shop, shop.time.local(till.clock.now())

        def seen(found: tuple[list[LineSeen], Shop, datetime]) -> None:
            self.shown = one.id
            self.table.mark(key)
            self.panel.show_reservation(one, *found)
            self.open_beside(self.panel)

        self.page.store(look, seen)

    def level_keys(self) -> None:
        """The panel says code and time; the list needs its room for what is wanted."""
        for column in (CODE, UNTIL):
            self.table.leave_out(column, self.beside is not None)

    # Answering

    def accept(self) -> None:
        """Keep it; the buyer is told the code."""
        shown = self.shown
        if shown is None:
            return

        def accept(actor: Actor) -> Reservation:
            return self.page.office.till.reservations.accept(actor, shown)

        def accepted(one: Reservation) -> None:
            self._answered(_("Accepted. The code is {code}.").format(code=one.code))

        self.page.act(Permission.SELL, accept, accepted)

    def ask_decline(self) -> None:
        """Why not: the buyer reads it."""
        shown = self.shown
        if shown is None:
            return

        def answer(_typed: str, why: str) -> None:
            self.page.close_asking()
            self.page.act(
                Permission.SELL,
                lambda actor: self.page.office.till.reservations.decline(actor, shown, why),
                lambda _one: self._answered(_("Declined. Whoever asked is told so.")),
            )

        self.page.ask(
            Question(_("Why not?"), _("Whoever asked reads it."), "", "", choices=words.decline_choices()), answer
        )

    def _answered(self, told: str) -> None:
        self.load()
        self.page.message.say(told)
        self.page.office.changed("reservations")


def _entry(one: Reservation, shop: Shop, now: datetime) -> Entry:
    until = words.clock_text(shop.time.local(one.until), now) if one.state in OPEN else ""
    cells = (
        words.clock_text(shop.time.local(one.at), now),
        words.state_text(one),
        words.goods_text(one),
        one.code if one.state is ReservationState.ACCEPTED else "",
        until,
    )
    return Entry(str(one.id), cells, alarm=one.state is ReservationState.PENDING)
