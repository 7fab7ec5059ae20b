"""The first tab: whether the market is on, what it takes, and where it publishes."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kasse.errors import KasseError
from kasse.people import Actor, Permission
from kasse.texts import _
from ui import theme
from ui.market import words
from ui.market.shop_panel import ShopPanel
from ui.market.standing import Standing, standing_of
from ui.market.steps import Step, StepsList, steps_of
from ui.market.targets import Targets
from ui.pages import Page, card
from ui.products.side import Scrolled, button
from ui.products.view import View
from ui.settings.section import Beside
from ui.setup.parts import paragraph
from ui.widgets.keys import set_primary
from ui.widgets.noted import sentence, tell

SHOP_FIELDS = ("place", "hours", "imprint")


class OverviewView(View):
    """The switch, the first steps, the targets."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.standing: Standing | None = None
        self._comes = False
        self.go_key: Callable[[], None] = lambda: None
        """Shows the tab of the key."""
        self.state = QLabel()
        self.state.setObjectName("heading")
        self.state.setWordWrap(True)
        self.told, self.wrong = paragraph(), sentence()
        self.out, self.never = paragraph(), paragraph()
        self.switch_key = button("", self.switch, name="primary")
        self.shop_key = button(_("The shop’s data"), lambda: self.go_step("place"))
        self.steps = StepsList(self.go_step)
        self.shop = ShopPanel()
        page.keep_in_side(self.shop)
        self.targets = Targets(self)
        self.shop.wanted.connect(self.save_shop)
        self.shop.closed.connect(self.leave)
        self._lay_out()

    def _lay_out(self) -> None:
        keys = QHBoxLayout()
        keys.addWidget(self.switch_key)
        keys.addWidget(self.shop_key)
        keys.addStretch()
        out, never = QLabel(_("What goes out")), QLabel(_("What never goes out"))
        self.explained = (out, self.out, never, self.never)
        switch = _inside(self.state, self.wrong, self.told, *self.explained)
        switch.insertLayout(3, keys)
        heading = QLabel(_("First steps"))
        heading.setObjectName("section")
        self.first = _carded(_inside(heading, self.steps))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(Beside(_carded(switch), self.first))
        column.addWidget(card(self.targets))
        column.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.area = Scrolled(inside)
        layout.addWidget(self.area)

    # Showing

    def opened(self) -> None:
        """Look again."""
        self._comes = self.beside is None
        self.load()

    def load(self) -> None:
        """How it stands now."""
        self.page.store(lambda: standing_of(self.page.office.till), self._show)

    def _show(self, standing: Standing) -> None:
        self.standing = standing
        self._show_switch(standing)
        steps = steps_of(standing)
        self.steps.show_steps(steps)
        self.first.setHidden(standing.on and all(step.done for step in steps))
        self.shop_key.setVisible(standing.on)
        for widget in self.explained:
            widget.setHidden(standing.on)
        self.targets.show_targets(standing)
        if self._comes:
            self._comes = False
            self._focus(steps)

    def _focus(self, steps: tuple[Step, ...]) -> None:
        """Where work goes on: the first step that is left, or the switch."""
        left = next((step.name for step in steps if not step.done), "")
        if left and self.first.isVisibleTo(self):
            self.steps.keys[left].setFocus()
        else:
            self.switch_key.setFocus()

    def _show_switch(self, standing: Standing) -> None:
        on = standing.on
        self.state.setText(_("Your goods can be found nearby") if on else _("Be found by people nearby"))
        self.told.setText(self._told(standing))
        self.switch_key.say(_("Turn it off") if on else _("Turn it on"), "")
        self.switch_key.setEnabled(not standing.training)
        self.switch_key.updateGeometry()
        set_primary(self.switch_key, not on and self.beside is None)
        self.out.setText(
            _(
                "Name, brand, price and deposit of an article, its department and picture, and in three words whether "
                "it is there: in stock, few left, sold out. And the shop: name, address, opening hours."
            )
        )
        self.never.setText(
            _(
                "How many there are, what they cost you, your suppliers, who works here, who buys, and when anything "
                "was sold."
            )
        )
        tell(self.wrong, self._trouble(standing))

    def _told(self, standing: Standing) -> str:
        if standing.training:
            return _("This is a copy to practise on: nothing ever goes out from here.")
        if standing.on:
            return words.counted(standing.targets, standing.now)
        return _(
            "Off: nothing leaves this till. Once it is on, people around the corner see which articles you have, and "
            "can reserve them. No platform stands between: the shop speaks for itself, with a key of its own."
        )

    def _trouble(self, standing: Standing) -> str:
        if not standing.on or standing.training:
            return ""
        return self.page.office.market_problem()

    def refuse(self, error: KasseError) -> bool:
        """Why not, where it can be put right."""
        if self.beside is self.shop:
            self.shop.refuse(error.code, error.message)
            return True
        if error.code == "no_place":
            self.go_step("place")
            self.shop.refuse(error.code, error.message)
            return True
        return self.targets.refuse(error)

    # The switch

    def switch(self) -> None:
        """On or off."""
        standing = self.standing
        if standing is None or standing.training:
            return
        missing = [step for step in steps_of(standing) if step.needed and not step.done]
        if not standing.on and missing:
            self.page.message.say(_("First: {step}.").format(step=_(missing[0].text)), alarm=True)
            self.go_step(missing[0].name)
            return
        self.switch_key.setEnabled(False)
        self.page.act(
            Permission.SETTINGS,
            lambda actor: self.page.office.till.market.switch(actor, not standing.on),
            lambda _none: self._switched(not standing.on),
            lambda: self.switch_key.setEnabled(True),
        )

    def _switched(self, on: bool) -> None:
        self.load()
        self.page.message.say(
            _("From now on your goods can be found.")
            if on
            else _("It is off. What is out there is taken away; a relay that cannot forgets it within a week.")
        )
        self.page.office.changed("market")

    # The shop

    def go_step(self, name: str) -> None:
        """To the field of a step."""
        if self.standing is None:
            return
        if name in SHOP_FIELDS:
            self.open_beside(self.shop)
            self.shop.open(self.standing.shop, self.standing.tick, name)
        elif name == "key":
            self.go_key()
        elif self.standing.targets:
            self.targets.table.setFocus()
            self.area.ensureWidgetVisible(self.targets)
        else:
            self.targets.new()

    def save_shop(self) -> None:
        """Keep what was typed about the shop."""
        wish = self.shop.read()
        if wish is None:
            return
        self.shop.busy(True)

        def keep(actor: Actor) -> None:
            self.page.office.till.market.change_profile(actor, **wish.changes)

        self.page.act(Permission.SETTINGS, keep, lambda _none: self.kept(_("Saved.")), lambda: self.shop.busy(False))

    def kept(self, told: str) -> None:
        """Something was saved from a panel."""
        self.close_beside()
        self.load()
        self.page.message.say(told)
        self.page.office.changed("market")

    def leave(self) -> bool:
        """Esc: out of the panel, and ask where something was typed."""
        if self.beside is None:
            return False
        if self.beside is self.shop and self.shop.changed:
            self.ask_unsaved(_("The shop’s data were changed."), self.save_shop, self.close_beside)
        elif self.beside is self.targets.panel and self.targets.panel.changed:
            self.ask_unsaved(_("The place was changed."), self.targets.save, self.close_beside)
        else:
            self.close_beside()
        return True

    def level_keys(self) -> None:
        """One main action at a time."""
        off = self.standing is not None and not self.standing.on
        set_primary(self.switch_key, off and self.beside is None)
        self.targets.make_room()


def _inside(*widgets: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(14, 12, 14, 12)
    column.setSpacing(theme.px(10))
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch()
    return column


def _carded(column: QVBoxLayout) -> QWidget:
    inside = QWidget()
    inside.setLayout(column)
    return card(inside)
