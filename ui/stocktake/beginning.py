"""Where a stocktake begins: its name and areas; beside it what was booked before."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kasse.books.counting import Area, Stocktake
from kasse.clock import ShopTime
from kasse.formats import date_text
from kasse.texts import _, current_language
from ui import theme
from ui.pages import card
from ui.products.side import SidePanel
from ui.stocktake import rows
from ui.widgets.fields import Tick, text_field
from ui.widgets.message import focus_on
from ui.widgets.table import Column, Table


class BeginPanel(SidePanel):
    """A name, the areas, and whether all goods are counted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Begin the stocktake"), parent=parent)
        self.heading.setText(_("New stocktake"))
        self.close_key.hide()
        self.name, self.shelves, self.stores = text_field(), text_field(), text_field()
        self.whole = Tick(_("All goods: say afterwards what nobody counted"))
        self.add(_("Name"), self.name)
        self.add(_("Areas"), self.shelves, _("Where customers take goods, with commas between: Shelf, Fridge"))
        self.add(_("Store rooms"), self.stores, _("Where only you take goods: Store, Cellar"))
        self.inner.insertWidget(1, self.whole)
        self.follow(self.whole)

    def start(self, today: date) -> None:
        """What is proposed."""
        if not self.name.text():
            self.name.setText(_("Stocktake {day}").format(day=date_text(today, current_language())))
            self.shelves.setText(_("Shop"))
            self.stores.setText(_("Store"))
            self.whole.setChecked(True)

    def areas(self) -> tuple[Area, ...]:
        """The areas that were named."""
        return (*_areas(self.shelves.text(), store=False), *_areas(self.stores.text(), store=True))


def _areas(text: str, *, store: bool) -> tuple[Area, ...]:
    names = (name.strip() for name in text.replace(";", ",").split(","))
    return tuple(Area(name, store) for name in names if name)


class BeginView(QWidget):
    """The panel, and the stocktakes before."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.panel = BeginPanel()
        self.panel.setMinimumWidth(theme.px(400))
        columns = (Column(_("Booked"), 120), Column(_("Stocktake"), bold=True), Column(_("Begun by"), 130, quiet=True))
        self.past = Table(
            columns, _("Earlier stocktakes"), _("No stocktake was booked yet. Enter a name and begin: selling goes on.")
        )
        self.past.setMinimumWidth(theme.px(190))
        self.past.chosen.connect(self.chosen)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        side = QVBoxLayout()
        self.past_card = card(self.past)
        side.addWidget(self.past_card)
        layout.addWidget(self.panel, 1)
        layout.addLayout(side, 1)

    def show_past(self, stocktakes: list[Stocktake], time: ShopTime) -> None:
        """Earlier ones, the newest first."""
        self.past.show_rows(rows.past_rows(stocktakes, time))

    def focus(self) -> None:
        """Ready to be begun by Enter."""
        focus_on(self.panel.name)
