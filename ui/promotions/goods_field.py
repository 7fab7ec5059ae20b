"""What a promotion is for: articles by scan, departments by touch, or everything. A set has several such groups."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from kasse.catalog import Department
from kasse.promoting import Named
from kasse.promotions.rules import MOST_PARTS, Goods, Part
from kasse.texts import _
from ui import theme
from ui.checkout.chips import Chip
from ui.products.side import button
from ui.promotions import words
from ui.widgets.fields import number_field
from ui.widgets.rows import Rows

NAME = 26
"""Letters of an article's name on its chip."""


class GoodsField(QWidget):
    """One group, or the groups of a set; scans go to the group in sight."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: list[Part] = [Part(Goods())]
        self._place = 0
        self._names: dict[int, str] = {}
        self._packs: dict[str, str] = {}
        self._several = False
        self._departments: Sequence[Department] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._tabs: Rows | None = None
        self._articles: Rows | None = None
        self._chips: Rows | None = None
        self.count = number_field("1")
        self.count.setAccessibleName(_("How many of this group"))
        self.count.setFixedWidth(theme.px(64))
        self.count.textEdited.connect(self._counted)
        self._of = QLabel(_("of these:"))
        self._counting = QWidget(self)
        line = QHBoxLayout(self._counting)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.count)
        line.addWidget(self._of, 1)
        self.told = QLabel(_("Scan articles, or touch departments."), self)
        self.told.setObjectName("quiet")
        self.told.setWordWrap(True)

    # What it holds

    def fill(
        self, departments: Sequence[Department], names: dict[int, str], packs: dict[str, str], parts: Sequence[Part]
    ) -> None:
        """Show groups."""
        self._departments, self._names, self._packs = departments, dict(names), dict(packs)
        self._groups = list(parts) or [Part(Goods())]
        self._place = 0
        self._show()

    def be_several(self, several: bool) -> None:
        """Whether there are groups to be taken together, as in a set; it has two at the least."""
        self._several = several
        if several and len(self._groups) < 2:
            self._groups = [replace(self._groups[0], count=1), Part(Goods())]
        self._place = self._place if several else 0
        self._show()

    @property
    def names(self) -> dict[int, str]:
        """The products' names as far as they are known here."""
        return self._names

    def parts(self, count: int = 1) -> tuple[Part, ...]:
        """The groups; where there is only one, with so many pieces."""
        if self._several:
            return tuple(self._groups)
        return (replace(self._groups[0], count=count),)

    def take(self, found: Named) -> None:
        """An article that was scanned: into the group in sight."""
        goods = self._groups[self._place].goods
        if found.product is not None:
            self._names[found.product] = found.name
            goods = replace(goods, products=(*(n for n in goods.products if n != found.product), found.product))
        else:
            self._packs[found.code] = found.name
            goods = replace(goods, packs=(*(code for code in goods.packs if code != found.code), found.code))
        self._put(replace(goods, everything=False))

    def _put(self, goods: Goods) -> None:
        self._groups[self._place] = replace(self._groups[self._place], goods=goods)
        self._show()
        self.changed.emit()

    def _counted(self, text: str) -> None:
        if text.strip().isdecimal():
            self._groups[self._place] = replace(self._groups[self._place], count=int(text))

    # What is shown

    def _show(self) -> None:
        """Everything anew; who walks by keys stands where they stood."""
        focused = QApplication.focusWidget()
        name = focused.accessibleName() if focused is not None and self.isAncestorOf(focused) else ""
        self._show_anew()
        if not name or focused is self.count:
            return
        for rows in (self._tabs, self._articles, self._chips):
            for chip in rows.findChildren(QPushButton) if rows is not None else ():
                if chip.accessibleName() == name:
                    chip.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_anew(self) -> None:
        for old in (self._tabs, self._articles, self._chips):
            if old is not None:
                self._layout.removeWidget(old)
                old.hide()
                old.deleteLater()
        for kept in (self._counting, self.told):
            self._layout.removeWidget(kept)
        goods = self._groups[self._place].goods
        self._tabs = Rows(self._tab_chips(), parent=self) if self._several else None
        self._articles = Rows(self._article_keys(goods), parent=self) if goods.products or goods.packs else None
        self._chips = Rows(self._department_chips(goods), parent=self)
        self.count.setText(str(self._groups[self._place].count))
        self._counting.setVisible(self._several)
        self.told.setVisible(goods.empty)
        for widget in (self._tabs, self._counting, self.told, self._articles, self._chips):
            if widget is not None:
                self._layout.addWidget(widget)
        for made in (self._tabs, self._articles, self._chips):
            if made is not None:
                made.show()

    def _tab_chips(self) -> list[QWidget]:
        chips: list[QWidget] = []
        for place, part in enumerate(self._groups):
            text = words.goods_text(part.goods, self._names, part.count)
            chip = Chip(_("{place}: {goods}").format(place=place + 1, goods=text[:NAME]))
            chip.setChecked(place == self._place)
            chip.clicked.connect(lambda _checked=False, place=place: self._go_to(place))
            chips.append(chip)
        if len(self._groups) < MOST_PARTS:
            more = button(_("Another group"), self._add_group)
            more.setFixedHeight(theme.px(theme.TARGET))
            chips.append(more)
        if len(self._groups) > 2:
            fewer = button(_("Without this group"), self._remove_group)
            fewer.setFixedHeight(theme.px(theme.TARGET))
            chips.append(fewer)
        return chips

    def _go_to(self, place: int) -> None:
        self._place = place
        self._show()

    def _add_group(self) -> None:
        self._groups.append(Part(Goods()))
        self._go_to(len(self._groups) - 1)

    def _remove_group(self) -> None:
        del self._groups[self._place]
        self._go_to(0)
        self.changed.emit()

    def _article_keys(self, goods: Goods) -> list[QWidget]:
        """Each article as a button that takes it away again."""
        keys: list[QWidget] = []
        for number in goods.products:
            kept = replace(goods, products=tuple(n for n in goods.products if n != number))
            keys.append(self._article_key(self._names.get(number, str(number)), kept))
        for code in goods.packs:
            kept = replace(goods, packs=tuple(one for one in goods.packs if one != code))
            keys.append(self._article_key(self._packs.get(code, code), kept))
        return keys

    def _article_key(self, name: str, without: Goods) -> QWidget:
        short = name if len(name) <= NAME else f"{name[: NAME - 1]}…"
        chip = Chip(f"{short}  ×")
        chip.setCheckable(False)
        chip.setToolTip(name)
        chip.setAccessibleName(_("Take {name} out").format(name=name))
        chip.clicked.connect(lambda: self._put(without))
        return chip

    def _department_chips(self, goods: Goods) -> list[QWidget]:
        chips: list[QWidget] = []
        every = Chip(_("Everything"))
        every.setChecked(goods.everything)
        every.clicked.connect(lambda: self._put(Goods(everything=not goods.everything)))
        chips.append(every)
        for department in self._departments:
            chip = Chip(department.name, department.colour)
            chosen = department.name in goods.departments
            chip.setChecked(chosen)
            others = tuple(name for name in goods.departments if name != department.name)
            after = replace(goods, departments=others if chosen else (*others, department.name), everything=False)
            chip.clicked.connect(lambda _checked=False, after=after: self._put(after))
            chips.append(chip)
        return chips
