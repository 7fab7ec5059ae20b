"""The colours of departments, to be touched."""

from PySide6.QtWidgets import QButtonGroup, QGridLayout, QWidget

from kasse.texts import N_, _
from ui.checkout.chips import Chip

PALETTE = (
    ("#c0452f", N_("Red")),
    ("#c98b2b", N_("Amber")),
    ("#4f9a3c", N_("Green")),
    ("#12908a", N_("Teal")),
    ("#2a78c4", N_("Blue")),
    ("#8a5cc0", N_("Violet")),
    ("#c9507f", N_("Pink")),
    ("#7a6a5a", N_("Brown")),
)
"""Eight colours that can be told apart by day and by night; each is named, as colour alone is no sign."""
OWN = len(PALETTE)
"""The number of the chip for a colour that is none of them."""


class Swatches(QWidget):
    """The palette, to be touched."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._own = ""
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        for number, (colour, name) in enumerate(PALETTE):
            made = Chip(_(name), colour)
            self._group.addButton(made, number)
            self._grid.addWidget(made, 1 + number // 2, number % 2)

    def choose(self, colour: str) -> None:
        """Show a colour; one of another palette is offered as a ninth."""
        numbers = [number for number, entry in enumerate(PALETTE) if entry[0] == colour] or [OWN]
        self._offer_own(colour if numbers == [OWN] else "")
        self._group.setExclusive(False)
        for made in self._group.buttons():
            made.setChecked(self._group.id(made) in numbers)
        self._group.setExclusive(True)

    def _offer_own(self, colour: str) -> None:
        self._own = colour
        old = self._group.button(OWN)
        if old is not None:
            self._group.removeButton(old)
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        if colour:
            made = Chip(_("Own colour"), colour)
            self._group.addButton(made, OWN)
            self._grid.addWidget(made, 0, 0, 1, 2)  # first, where it is in sight

    def press(self, number: int) -> None:
        """Touch a colour of the palette."""
        self._group.button(number).click()

    @property
    def colour(self) -> str:
        """The colour that is chosen."""
        number = self._group.checkedId()
        return PALETTE[number][0] if 0 <= number < OWN else self._own
