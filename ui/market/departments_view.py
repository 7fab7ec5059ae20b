"""The third tab: which departments are shown."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from kasse.errors import KasseError
from kasse.people import Actor, Permission
from kasse.texts import _, ngettext
from ui import theme
from ui.pages import Page, card
from ui.products.side import Scrolled
from ui.products.view import View
from ui.setup.parts import paragraph
from ui.widgets.ask import Choice, Question
from ui.widgets.fields import Tick, WrappedLabel

if TYPE_CHECKING:
    from kasse.market.switches import DepartmentSwitch


class RowTick(Tick):
    """A check box that is hit anywhere in its row."""

    def hitButton(self, pos: QPoint) -> bool:
        """Not on its words alone."""
        return self.rect().contains(pos)


class DepartmentsView(View):
    """A switch for each; those the law looks at closely ask once more."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.told = paragraph(
            _(
                "What is on is shown, as soon as an article of it was received or counted. Alcohol, tobacco, medicine "
                "and whatever has an age limit is off until you switch it on: the law limits how such goods are "
                "offered."
            )
        )
        self.ticks: dict[str, Tick] = {}
        self.found: list[DepartmentSwitch] = []
        self._holder = QWidget()
        self._grid = QGridLayout(self._holder)
        self._grid.setContentsMargins(14, 8, 14, 8)
        self._grid.setHorizontalSpacing(theme.px(16))
        self._grid.setVerticalSpacing(theme.px(2))
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.told)
        layout.addWidget(card(Scrolled(self._holder)), 1)

    def opened(self) -> None:
        """Load anew, beside the till: it looks at every article."""
        self.load()

    def load(self) -> None:
        """All departments."""
        page = self.page

        def beside() -> None:
            till = page.office.till
            page.office.tasks.device(
                lambda: till.beside(lambda reader: reader.market.departments()), self._show, page.refuse
            )

        page.store(lambda: None, lambda _none: beside())

    def _show(self, found: "list[DepartmentSwitch]") -> None:
        names = [one.name for one in found]
        if names != [one.name for one in self.found]:
            self._build(found)
        self.found = found
        for one in found:
            self._say(one)

    def _build(self, found: "list[DepartmentSwitch]") -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.ticks = {}
        self._counts: dict[str, QLabel] = {}
        for number, one in enumerate(found):
            tick = self.ticks[one.name] = RowTick(one.name)
            tick.setAccessibleName(one.name)
            tick.clicked.connect(lambda on, name=one.name: self._clicked(name, bool(on)))
            told = self._counts[one.name] = WrappedLabel("")
            told.setObjectName("quiet")
            self._grid.addWidget(tick, number, 0)
            self._grid.addWidget(told, number, 1, Qt.AlignmentFlag.AlignVCenter)
        self._grid.setRowStretch(len(found), 1)
        if found:
            self.ticks[found[0].name].setFocus()

    def _say(self, one: "DepartmentSwitch") -> None:
        self.ticks[one.name].setChecked(one.shown)
        told = ngettext("{seen} of {count} article shown", "{seen} of {count} articles shown", one.articles)
        text = told.format(seen=one.visible, count=one.articles)
        if one.restricted:
            text = _("{text}, restricted").format(text=text)
        self._counts[one.name].setText(text)
        self.ticks[one.name].setAccessibleDescription(text)

    # Switching

    def _clicked(self, name: str, on: bool) -> None:
        one = next(one for one in self.found if one.name == name)
        if on and one.restricted:
            self.ticks[name].setChecked(False)
            self._ask(name)
        else:
            self._switch(name, on)

    def _ask(self, name: str) -> None:
        question = Question(
            _("Show “{name}” to everybody?").format(name=name[:40]),
            _(
                "The law limits how alcohol, tobacco and medicine may be offered and advertised, and who may buy them. "
                "Ask your chamber of commerce if you are not sure. An age is checked at the till all the same."
            ),
            "",
            "",
            choices=(Choice(_("Leave it off"), ""), Choice(_("Show it"), "show")),
        )

        def answer(_typed: str, chosen: str) -> None:
            self.page.close_asking()
            if chosen:
                self._switch(name, True)

        self.page.ask(question, answer)

    def _switch(self, name: str, on: bool) -> None:
        def switch(actor: Actor) -> None:
            self.page.office.till.market.switch_department(actor, name, on)

        def switched(_none: None) -> None:
            self.found = [one._replace(shown=on) if one.name == name else one for one in self.found]
            self._as_it_is()
            self.load()
            said = _("“{name}” is shown.") if on else _("“{name}” is not shown any more.")
            self.page.message.say(said.format(name=name[:60]))
            self.page.office.changed("market")

        # While leave is asked for, and where it is not given, the tick says what is so.
        self.page.act(Permission.SETTINGS, switch, switched, self._as_it_is)

    def _as_it_is(self) -> None:
        for one in self.found:
            self.ticks[one.name].setChecked(one.shown)

    def refuse(self, error: KasseError) -> bool:
        """It stays as it was."""
        self._as_it_is()
        return super().refuse(error)
