"""Packs of a product: crates and trays with a code and a price of their own."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from kasse.catalog import DepositType, Pack, Unit
from kasse.errors import KasseError, Refused
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.texts import _
from ui import theme
from ui.checkout.rows import figure, quantity_figure
from ui.products.side import SidePanel, button
from ui.widgets.fields import choice_field, chosen_in, money_entry, money_field, number_field, text_field
from ui.widgets.keys import KeyButton


class PacksField(QWidget):
    """The packs as buttons that open them."""

    opened = Signal(int)
    """A pack by its place, or -1 for a new one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.packs: tuple[Pack, ...] = ()
        self._buttons: list[KeyButton] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        self.more = button(_("Add a pack"), lambda: self.opened.emit(-1))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(self._list)
        layout.addWidget(self.more)

    def show_packs(self, packs: Sequence[Pack]) -> None:
        """Show these."""
        self.packs = tuple(packs)
        for old in self._buttons:
            self._list.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = [self._button(place, pack) for place, pack in enumerate(self.packs)]
        for new in self._buttons:
            self._list.addWidget(new)

    def _button(self, place: int, pack: Pack) -> KeyButton:
        units = _("{units} pieces").format(units=quantity_figure(pack.units, Unit.PIECE))
        made = button(pack.name, lambda: self.opened.emit(place), shown=f"{units} · {figure(pack.price)} · {pack.code}")
        made.setFixedHeight(theme.px(56))
        return made


class PackPanel(SidePanel):
    """One pack. It is kept when its product is saved."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Take it"), _("Back"), parent)
        self.place = -1
        self.name, self.code = text_field(), number_field()
        self.units, self.price = number_field(), money_field()
        self.deposit = choice_field([])
        self.add(_("Name"), self.name, _("What the receipt says, such as: Crate 20 × 0.5 l"))
        self.add(_("Code"), self.code)
        self.add(_("Pieces in it"), self.units)
        self.add(_("Price"), self.price)
        self.add(_("Deposit of the crate"), self.deposit, _("Beside the deposit of the pieces in it."))
        self.remove = button(_("Remove this pack"), lambda: None, name="danger")
        self.inner.insertWidget(self.inner.count() - 1, self.remove)

    def open(self, place: int, pack: Pack | None, deposits: Sequence[DepositType]) -> None:
        """Show a pack, or an empty one."""
        self.place = place
        self.clear_notes()
        self.heading.setText(_("Pack") if pack is not None else _("New pack"))
        self.remove.setVisible(pack is not None)
        fill_deposits(self.deposit, deposits, None if pack is None else pack.deposit)
        self.name.setText("" if pack is None else pack.name)
        self.code.setText("" if pack is None else pack.code)
        self.units.setText("" if pack is None else str(pack.units).partition(".")[0])
        self.price.setText("" if pack is None else money_entry(pack.price))

    def read(self) -> Pack | None:
        """The pack as it was typed; None where something is wrong, which is said below its field then."""
        self.clear_notes()
        try:
            return self._read()
        except _Wrong as wrong:
            self.say(str(wrong), wrong.field)
            return None

    def _read(self) -> Pack:
        name = _typed(self.name, _("Give the pack a name: the receipt must say what was sold."))
        code = _typed(self.code, _("Give the pack a code of its own, or a short number."))
        try:
            units = Quantity.parse(self.units.text())
            if units.thousandths < 1000 or not units.is_whole:
                raise Refused("bad_quantity", _("A pack holds whole pieces, such as 6 or 20."))
        except KasseError as error:
            raise _Wrong(self.units, error.message) from error
        try:
            price = Money.parse(self.price.text())
        except KasseError as error:
            raise _Wrong(self.price, error.message) from error
        return Pack(code, name, units, price, chosen_in(self.deposit) or None)


class _Wrong(Exception):
    def __init__(self, field: QWidget, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def _typed(field: QLineEdit, sentence: str) -> str:
    text = " ".join(field.text().split())
    if not text:
        raise _Wrong(field, sentence)
    return text


def fill_deposits(field: QComboBox, deposits: Sequence[DepositType], chosen: str | None) -> None:
    """Offer the kinds of deposit, and none."""
    field.clear()
    field.addItem(_("none"), "")
    for deposit in deposits:
        field.addItem(f"{deposit.name}  ({figure(deposit.each)})", deposit.code)
    field.setCurrentIndex(max(0, field.findData(chosen or "")))
