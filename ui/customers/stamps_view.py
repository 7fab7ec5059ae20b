"""The third tab: stamp programmes, as “every 10th coffee”."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kasse.books.customers import Programme
from kasse.catalog import Department
from kasse.errors import KasseError, Refused
from kasse.people import Permission
from kasse.texts import _, ngettext
from ui.checkout.chips import Chip
from ui.pages import Page, card
from ui.products.side import SidePanel, button
from ui.products.view import View
from ui.widgets.fields import Tick, number_field, text_field
from ui.widgets.keys import KeyButton
from ui.widgets.rows import Rows
from ui.widgets.table import Column, Entry, Table

USUAL = 10


class ProgrammePanel(SidePanel):
    """One programme."""

    def __init__(self) -> None:
        super().__init__(_("Save"))
        self._number: int | None = None
        self._began: Programme | None = None
        self.products: dict[int, str] = {}
        self.chips: dict[str, Chip] = {}
        self.name, self.every = text_field(), number_field()
        self.active = Tick()
        self.add(_("Name"), self.name, _("It stands on the receipt, as “Every 10th coffee”."))
        self.add(_("Which one is free"), self.every, _("10: nine are paid, the tenth is free."))
        self.form.add_section(_("What counts"))
        self._departments, self._articles = QWidget(), QWidget()
        for holder in (self._departments, self._articles):
            QVBoxLayout(holder).setContentsMargins(0, 0, 0, 0)
        self.form.add(_("Departments"), self._departments)
        self.form.add(_("Articles"), self._articles, _("Scan them. Touch one to take it out."))
        self.form.add(_("It runs"), self.active)

    def open(self, programme: Programme | None, departments: tuple[Department, ...], names: dict[int, str]) -> None:
        """Show a programme, or an empty one."""
        shown = programme or Programme("", USUAL)
        self._number = shown.number
        self.clear_notes()
        self.busy(False)
        self.heading.setText(shown.name or _("New programme"))
        self.name.setText(shown.name)
        self.every.setText(str(shown.every))
        self.active.setChecked(shown.active)
        self.products = dict(names)
        self.chips = {group.name: Chip(group.name, group.colour) for group in departments}
        for name, chip in self.chips.items():
            chip.setChecked(name in shown.departments)
        _refill(self._departments, list(self.chips.values()))
        self._show_articles()
        self._began = self._typed()
        self.go_to(self.name)

    def take_article(self, number: int, name: str) -> None:
        """An article that counts."""
        self.products[number] = name
        self._show_articles()

    def _show_articles(self) -> None:
        chips: list[QWidget] = [self._article(number, name) for number, name in self.products.items()]
        _refill(self._articles, chips or [_quiet(_("None yet"))])

    def _article(self, number: int, name: str) -> Chip:
        chip = Chip(f"{name} ×")
        chip.setCheckable(False)
        chip.clicked.connect(lambda: self._take_out(number))
        return chip

    def _take_out(self, number: int) -> None:
        del self.products[number]
        self._show_articles()

    def _typed(self) -> Programme:
        text = self.every.text().strip()
        return Programme(
            self.name.text().strip(),
            int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0,
            tuple(name for name, chip in self.chips.items() if chip.isChecked()),
            tuple(self.products),
            self.active.isChecked(),
            self._number,
        )

    @property
    def changed(self) -> bool:
        """Whether something would be lost."""
        return self._typed() != self._began

    def read(self) -> Programme:
        """What was typed and chosen."""
        self.clear_notes()
        return self._typed()

    def refuse(self, code: str, sentence: str) -> None:
        """Why it was not saved."""
        self.busy(False)
        self.say(sentence, {"no_name": self.name, "bad_every": self.every}.get(code))


def _quiet(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("quiet")
    return label


def _refill(holder: QWidget, widgets: Sequence[QWidget]) -> None:
    layout = holder.layout()
    assert layout is not None  # noqa: S101 - it was given one
    while layout.count():
        item = layout.takeAt(0)
        old = None if item is None else item.widget()
        if old is not None:
            old.hide()
            old.deleteLater()
    layout.addWidget(Rows(widgets))


class StampsView(View):
    """Which programmes there are."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._programmes: dict[str, Programme] = {}
        self._departments: tuple[Department, ...] = ()
        self.panel = ProgrammePanel()
        page.keep_in_side(self.panel)
        self.new_key = button(
            _("New programme"), lambda: self.unless_unsaved(lambda: self.edit("")), name="primary", key="Ctrl+N"
        )
        told = _quiet(
            _("Whoever is named at the checkout gets a stamp per piece; the free one is taken off by itself.")
        )
        told.setWordWrap(True)
        self.table = Table(
            (
                Column(_("Name"), bold=True),
                Column(_("Free"), 110),
                Column(_("What counts"), quiet=True),
                Column(_("Runs"), 80, quiet=True),
            ),
            _("Stamps"),
            _("No stamps are given yet. Begin with “Every 10th coffee”."),
        )
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(told, 1)
        top.addWidget(self.new_key)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(card(self.table), 1)
        self.table.chosen.connect(lambda key: self.unless_unsaved(lambda: self.edit(key)))
        self.panel.wanted.connect(self.save)
        self.panel.closed.connect(page.back)

    def main_key(self) -> KeyButton:
        """Making a new one."""
        return self.new_key

    def opened(self) -> None:
        """Load anew."""

        def load() -> tuple[list[Programme], list[Department]]:
            till = self.page.office.till
            return till.stamps.programmes(), till.products.departments()

        self.page.store(load, lambda found: self._show(*found))
        if self.beside is None:
            self.table.setFocus()

    def _show(self, programmes: list[Programme], departments: list[Department]) -> None:
        self._programmes = {str(programme.number): programme for programme in programmes}
        self._departments = tuple(departments)
        self.table.show_rows([_entry(key, programme) for key, programme in self._programmes.items()])
        if not self.table.key():
            self.table.mark_row(0)

    def edit(self, key: str) -> None:
        """Open a programme, or a new one."""
        programme = self._programmes.get(key)
        products = () if programme is None else programme.products
        self.page.store(
            lambda: self.page.office.till.stamps.names(products), lambda names: self._edit(programme, names)
        )

    def _edit(self, programme: Programme | None, names: dict[int, str]) -> None:
        self.open_beside(self.panel)
        self.panel.open(programme, self._departments, names)

    def take_scan(self, code: str) -> bool:
        """An article that counts."""
        if self.beside is not self.panel:
            return False

        def look() -> tuple[int, str]:
            article = self.page.office.till.checkout.find(code).article
            if article.product is None:
                raise Refused("not_an_article", _("{name} is no article of the list.").format(name=article.name))
            return article.product, article.name

        self.page.store(look, lambda found: self.panel.take_article(*found))
        return True

    def save(self) -> None:
        """Keep it."""
        programme = self.panel.read()
        self.panel.busy(True)
        self.page.act(
            Permission.CUSTOMERS, lambda actor: self.page.office.till.stamps.save(actor, programme), self._saved
        )

    def _saved(self, programme: Programme) -> None:
        self._close()
        self.opened()
        self.table.mark(str(programme.number))
        self.page.message.say(_("“{name}” is saved.").format(name=programme.name))

    def _close(self) -> None:
        self.panel.busy(False)
        self.close_beside()
        self.table.setFocus()

    def unless_unsaved(self, then: Callable[[], None]) -> None:
        """Go on, once what was typed is saved or given up."""
        if self.beside is self.panel and self.panel.changed:
            name = self.panel.name.text().strip() or _("New programme")
            self.ask_unsaved(_("“{name}” was changed and is not saved.").format(name=name[:60]), self.save, then)
        else:
            then()

    def leave(self) -> bool:
        """Out of the panel."""
        if self.beside is None:
            return False
        self.unless_unsaved(self._close)
        return True

    def refuse(self, error: KasseError) -> bool:
        """A refusal is said in the panel."""
        self.panel.busy(False)
        if self.beside is None:
            return False
        self.open_beside(self.panel)
        self.panel.refuse(error.code, error.message)
        return True

    def idle(self) -> None:
        """A manager is asked first."""
        self.panel.busy(False)


def _entry(key: str, programme: Programme) -> Entry:
    goods = list(programme.departments)
    if programme.products:
        count = len(programme.products)
        goods.append(ngettext("{count} article", "{count} articles", count).format(count=count))
    every = _("1 of {number}").format(number=programme.every)
    return Entry(key, (programme.name, every, ", ".join(goods), _("yes") if programme.active else _("no")))
