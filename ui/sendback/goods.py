"""Empties and goods that go back to a supplier: keys for bottles and crates, scans for the rest."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kasse.books.buying import Supplier
from kasse.catalog import Unit
from kasse.errors import Refused
from kasse.people import Actor
from kasse.quantity import ONE, Quantity
from kasse.stock.empties import EmptiesKey
from kasse.stock.sending_back import Parcel
from kasse.texts import _
from kasse.till import Till
from ui import theme
from ui.checkout.rows import figure, quantity_figure
from ui.pages import Page
from ui.sendback.view import GatherView
from ui.widgets.ask import CHOICE_KEYS, Question
from ui.widgets.count_field import counted
from ui.widgets.fields import choice_field, chosen_in, text_field
from ui.widgets.keys import KeyButton
from ui.widgets.rows import Rows
from ui.widgets.table import Column, Entry


class Shown(NamedTuple):
    """What the tab shows, read in one go."""

    parcel: Parcel | None
    levels: dict[int, Quantity]
    keys: tuple[EmptiesKey, ...]
    suppliers: tuple[Supplier, ...]


class GoodsView(GatherView):
    """The first tab."""

    def __init__(self, page: Page) -> None:
        columns = (
            Column(_("How many"), 90, figures=True, bold=True),
            Column(_("Article"), share=3),
            Column(_("By the books"), 110, figures=True, quiet=True),
            Column(_("Deposit"), 100, figures=True),
        )
        empty = _("Press a key, or scan what goes back.")
        super().__init__(page, columns, _("What goes back"), empty, _("Send it back"))
        self.panel.heading.setText(_("To the supplier"))
        self.supplier = choice_field([("", _("none"))])
        self.note_no, self.why = text_field(), text_field()
        self.panel.add(_("Supplier"), self.supplier)
        self.panel.add(_("Paper no."), self.note_no)
        self.panel.add(_("Reason"), self.why)
        self.keys: list[KeyButton] = []
        self.holder = QWidget()
        self._keys_layout = QVBoxLayout(self.holder)
        self._keys_layout.setContentsMargins(0, 0, 0, 0)
        self.above.addWidget(self.holder)
        self._known: tuple[EmptiesKey, ...] = ()
        self._told = ("", "")
        self.supplier.activated.connect(lambda _index: self._describe())
        self.note_no.editingFinished.connect(self._describe)

    def opened(self) -> None:
        """What was gathered so far, and what there is to press."""

        def show(shown: Shown) -> None:
            self._show_keys(shown.keys)
            self._show_suppliers(shown)
            self._show(shown.parcel, shown.levels)
            self.focus()

        self.page.store(self._load, show)

    def _load(self) -> Shown:
        """On the store thread."""
        till = self.page.office.till
        with till.database.read() as work:
            suppliers = tuple(work.buying.suppliers())
        return Shown(till.sending_back.current(), till.sending_back.levels(), till.empties.buttons(), suppliers)

    def _show_suppliers(self, shown: Shown) -> None:
        self.supplier.clear()
        self.supplier.addItem(_("none"), "")
        for supplier in shown.suppliers:
            self.supplier.addItem(supplier.name, str(supplier.number))
        if shown.parcel is not None:
            self.supplier.setCurrentIndex(max(0, self.supplier.findData(str(shown.parcel.supplier or ""))))
            self.note_no.setText(shown.parcel.note_no)
        self._told = (chosen_in(self.supplier), self.note_no.text())

    def _show_keys(self, keys: tuple[EmptiesKey, ...]) -> None:
        if keys == self._known:
            return
        self._known = keys
        while (item := self._keys_layout.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self.keys = [self._key(number, key) for number, key in enumerate(keys)]
        if self.keys:
            row = Rows(list(self.keys))
            self._keys_layout.addWidget(row)
            row.show()  # at once: a key must not wait for the layout

    def _key(self, number: int, key: EmptiesKey) -> KeyButton:
        shortcut = f"Alt+{CHOICE_KEYS[number]}" if number < len(CHOICE_KEYS) else ""
        made = KeyButton(key.name, shortcut, size=theme.BODY, height=theme.TARGET)
        if shortcut:
            made.on_key(shortcut)
        made.clicked.connect(partial(self._press, key))
        return made

    def _press(self, key: EmptiesKey) -> None:
        try:
            count = self.typed_number() or ONE
        except Refused:
            return
        self._do(lambda till, actor: till.sending_back.press(actor, key, count))
        self.focus()

    def add(self, code: str, count: Quantity | None) -> None:
        """A scan."""
        self._do(lambda till, actor: till.sending_back.scan(actor, code, count))

    def _describe(self) -> None:
        told = (chosen_in(self.supplier), self.note_no.text())
        if told == self._told:
            return
        self._told = told
        number = chosen_in(self.supplier)
        supplier, note_no = int(number) if number else None, self.note_no.text()
        self._do(lambda till, actor: till.sending_back.describe(actor, supplier, note_no))

    def _do(self, work: Callable[[Till, Actor], Parcel]) -> None:
        def load(actor: Actor) -> tuple[Parcel, dict[int, Quantity]]:
            till = self.page.office.till
            return work(till, actor), till.sending_back.levels()

        def show(loaded: tuple[Parcel, dict[int, Quantity]]) -> None:
            self.page.message.say("")
            self._show(*loaded)

        self.page.act(self.permission, load, show, at_hand=self.at_hand)

    def _show(self, parcel: Parcel | None, levels: dict[int, Quantity]) -> None:
        lines = () if parcel is None else parcel.lines
        entries = []
        for line in lines:
            there = levels.get(line.product, Quantity(0))
            entries.append(
                Entry(
                    str(line.product),
                    (
                        quantity_figure(line.quantity, line.unit),
                        line.name,
                        quantity_figure(there, line.unit),
                        "" if line.credit is None else figure(line.credit),
                    ),
                    alarm=line.quantity > there,
                )
            )
        self.table.show_rows(entries, None if parcel is None else str(parcel.touched))
        more = [entry for entry in entries if entry.alarm]
        self.told.setText(_("More goes back than there is by the books.") if more else "")
        self.told.setVisible(bool(more))
        credit = None if parcel is None else parcel.credit
        self.worth.setText(_("Deposit: {amount} €").format(amount=figure(credit)) if credit else "")

    def put_right(self, key: str) -> None:
        """How many of it."""
        product = int(key)
        name = next(entry.cells[1] for entry in self.table.rows.entries if entry.key == key)

        def answer(typed: str, _chosen: str) -> None:
            count = counted(typed)
            self.page.close_asking()
            self._do(lambda till, actor: till.sending_back.set_count(actor, product, count))
            self.focus()

        sentence = _("How many go back? 0 takes the line away.")
        self.page.ask(Question(name, sentence, _("How many"), _("Put right")), answer)

    def book(self) -> None:
        """It leaves the shop."""
        number = chosen_in(self.supplier)
        supplier, note_no, why = int(number) if number else None, self.note_no.text(), self.why.text()

        def send(actor: Actor) -> Parcel:
            till = self.page.office.till
            if supplier is not None or note_no:
                till.sending_back.describe(actor, supplier, note_no)
            return till.sending_back.book(actor, why.strip())

        def sent(parcel: Parcel) -> None:
            pieces = sum(line.quantity.thousandths for line in parcel.lines if line.unit is Unit.PIECE) // 1000
            for field in (self.note_no, self.why):
                field.clear()
            self.end_leave()
            self.opened()
            self.page.message.say(
                _("Sent back: {count} pieces, {amount} € of deposit.").format(
                    count=pieces, amount=figure(parcel.credit)
                )
            )

        self.panel.busy(True)
        self.page.act(self.permission, send, sent, lambda: self.panel.busy(False), self.at_hand)

    def give_up(self) -> None:
        """Forget it."""
        self.page.act(
            self.permission,
            lambda actor: self.page.office.till.sending_back.give_up(actor),
            lambda _none: self.opened(),
            at_hand=self.at_hand,
        )
