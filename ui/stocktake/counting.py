"""Counting: the area, the field, what was counted last in large letters, and the newest counts."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kasse.stock.stocktake import Counted, Sheet
from kasse.texts import _
from ui import theme
from ui.checkout.rows import quantity_figure
from ui.pages import card
from ui.products.side import button
from ui.stocktake import rows
from ui.widgets.ask import CHOICE_KEYS
from ui.widgets.count_field import CountField
from ui.widgets.keys import KeyButton
from ui.widgets.message import announce, focus_on
from ui.widgets.rows import Rows
from ui.widgets.table import Table


class AreaKeys(QWidget):
    """The areas as keys of which one is on: Alt+1 to the first."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.area = ""
        self.keys: dict[str, KeyButton] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def show_areas(self, names: Sequence[str]) -> None:
        """Other areas, or the same."""
        if tuple(self.keys) != tuple(names):
            while (item := self._layout.takeAt(0)) is not None:
                old = item.widget()
                if old is not None:
                    old.hide()
                    old.deleteLater()
            self.keys = {name: self._key(number, name) for number, name in enumerate(names)}
            row = Rows(list(self.keys.values()))
            self._layout.addWidget(row)
            row.show()  # at once: a key must not wait for the layout
        self.pick(self.area if self.area in self.keys else next(iter(self.keys), ""))

    def _key(self, number: int, name: str) -> KeyButton:
        shortcut = f"Alt+{CHOICE_KEYS[number]}" if number < len(CHOICE_KEYS) else ""
        key = KeyButton(name, shortcut, size=theme.BODY, height=theme.TARGET)
        key.setCheckable(True)
        key.setAutoExclusive(True)
        if shortcut:
            key.on_key(shortcut, repeats=False)
        key.clicked.connect(lambda: self._press(name))
        return key

    def _press(self, name: str) -> None:
        self.pick(name)
        self.picked.emit(name)

    def pick(self, name: str) -> None:
        """This one is on."""
        self.area = name
        if name in self.keys:
            self.keys[name].setChecked(True)


class CountView(QWidget):
    """All of it; the keys beside the areas lead on."""

    corrected = Signal(int)
    """The count of a product is to be put right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.areas = AreaKeys()
        self.field = CountField(_("Scan or number"), _("Scan. A number before it counts that many: 12, then scan"))
        self.table = Table(
            rows.count_columns(), _("Counted here"), _("Nothing was counted here yet. Scan the first article.")
        )
        self.again = Table(rows.again_columns(), _("Count again"), "")
        self.last, self.there, self.told = QLabel(), QLabel(), QLabel()
        self.last.setObjectName("section")
        self.there.setObjectName("big")
        self.told.setObjectName("quiet")
        for label in (self.last, self.there, self.told):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(label is not self.there)
        self.area_key = button(_("New area"), lambda: None, key="Ctrl+N")
        self.review_key = button(_("Differences"), lambda: None, name="primary", key="Ctrl+D")
        self.field.stepped.connect(self.table.step)
        self.field.confirmed.connect(self._confirm)
        self.table.chosen.connect(lambda key: self.corrected.emit(int(key)))
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.areas, 1)
        head.addWidget(self.area_key)
        head.addWidget(self.review_key)
        said = QHBoxLayout()
        said.setSpacing(16)
        said.addWidget(self.last, 1)
        said.addWidget(self.there)
        lists = QHBoxLayout()
        lists.setSpacing(12)
        self.again_card = card(self.again)
        lists.addWidget(card(self.table), 1)
        lists.addWidget(self.again_card, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self.field)
        layout.addLayout(said)
        layout.addLayout(lists, 1)
        layout.addWidget(self.told)

    def _confirm(self) -> None:
        if self.table.key():
            self.corrected.emit(int(self.table.key()))

    def show_sheet(self, sheet: Sheet) -> None:
        """What was counted in this area."""
        self.areas.show_areas([area.name for area in sheet.stocktake.areas])
        self.table.show_rows(rows.count_rows(sheet.rows))
        again = rows.again_rows(sheet.again)
        self.again.show_rows(again)
        self.again_card.setVisible(bool(again))
        for column in rows.ASIDE:
            self.table.leave_out(column, bool(again))
        self.told.setText(rows.progress(sheet))

    def say(self, counted: Counted) -> None:
        """What was just counted, to be read from an arm's length."""
        added = rows.plus(rows.many(counted.added), counted.added.thousandths)
        self.last.setText(f"{counted.goods.name}   {added}")
        self.there.setText(quantity_figure(counted.there, counted.goods.unit))
        self.there.setAccessibleName(f"{counted.area}: {self.there.text()}")
        announce(self.last, f"{counted.goods.name}: {self.there.text()}")
        self.table.mark(str(counted.goods.product))

    def name_of(self, product: int) -> str:
        """The name of an article in one of the lists."""
        named = {entry.key: entry.cells[0] for entry in self.again.rows.entries}
        named |= {entry.key: entry.cells[1] for entry in self.table.rows.entries}
        return named.get(str(product), "")

    def focus(self) -> None:
        """Ready for the next number."""
        focus_on(self.field)
