"""The places where the shop publishes: a row each, and what is done with them."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kasse.books.market import PublicShop, TargetSetting, TargetState
from kasse.clock import Clock
from kasse.errors import KasseError
from kasse.people import Actor, Permission
from kasse.texts import _, ngettext
from ui import theme
from ui.market import safe, words
from ui.market.standing import Standing
from ui.market.target_panel import TargetPanel
from ui.products.side import button
from ui.settings.section import WholeTable
from ui.widgets.ask import Choice, Question
from ui.widgets.noted import sentence, tell
from ui.widgets.table import Column, Entry

if TYPE_CHECKING:
    from ui.market.overview_view import OverviewView


class Targets(QWidget):
    """Table and keys; the panel stands beside the page."""

    def __init__(self, view: "OverviewView") -> None:
        super().__init__()
        self._view = view
        self._page = view.page
        self._standing: Standing | None = None
        self._narrow = False
        self.panel = TargetPanel()
        view.page.keep_in_side(self.panel)
        self.heading = QLabel(_("Where it is shown"))
        self.heading.setObjectName("section")
        self.table = WholeTable(
            _columns(),
            _("Where it is shown"),
            _("Nowhere yet. Add a relay, which passes on what shops say, or a storefront: pages of your own."),
        )
        self.troubles = sentence()
        self.relay_key = button(_("Add a relay"), self.new, key="Ctrl+N")
        self.store_key = button(_("Add a storefront"), lambda: self.new("folder"))
        self.again_key = button(_("Try again"), self.try_again)
        self._lay_out()
        self.table.chosen.connect(self.open)
        self.table.marked.connect(lambda _key: self._level())
        self.panel.wanted.connect(self.save)
        self.panel.closed.connect(view.leave)
        self.panel.removed.connect(self.ask_remove)
        self.panel.tested.connect(self.test)
        self.panel.again.connect(self.try_again)

    def _lay_out(self) -> None:
        head, keys, layout = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.setSpacing(8)
        head.addWidget(self.heading, 1)
        for key in (self.relay_key, self.store_key):
            keys.addWidget(key)
        keys.addStretch()
        keys.addWidget(self.again_key)
        layout.addLayout(head)
        layout.addWidget(self.table)
        layout.addWidget(self.troubles)
        layout.addLayout(keys)

    # Showing

    def show_targets(self, standing: Standing) -> None:
        """How each stands."""
        self._standing = standing
        self.table.show_rows([_entry(state, standing) for state in standing.targets])
        tell(self.troubles, words.troubles(standing.targets))
        self.make_room()
        self._level()
        shown = self.panel.state
        if self._view.beside is self.panel and shown is not None and not self.panel.changed:
            state = self.state(shown.setting.name)
            if state is not None:
                self.panel.refresh(state, words.standing_long(state, standing.now))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow place fewer columns."""
        super().resizeEvent(event)
        narrow = self.width() < theme.px(NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            self.make_room()

    def make_room(self) -> None:
        """What no row has to say needs no column; nor does what the panel beside says."""
        states = () if self._standing is None else self._standing.targets
        beside = self._view.beside is not None or self._narrow  # a question may stand beside, too
        self.table.leave_out(KIND, beside)
        self.table.leave_out(SHOWN, beside)
        self.table.leave_out(WAITING, beside or not any(state.waiting for state in states))
        self.table.leave_out(REFUSED, beside or not any(state.parked for state in states))

    def _level(self) -> None:
        state = self.state(self.table.key())
        self.again_key.setVisible(state is not None and bool(state.error or state.parked))

    def state(self, name: str) -> TargetState | None:
        """A target by its name."""
        states = () if self._standing is None else self._standing.targets
        return next((state for state in states if state.setting.name == name), None)

    def open(self, name: str) -> None:
        """Show one beside."""
        state = self.state(name)
        if state is None or self._standing is None:
            return
        told = words.standing_long(state, self._standing.now)
        self._view.open_beside(self.panel)
        self.panel.open(state, told=told)

    def new(self, kind: str = "nostr") -> None:
        """An empty form."""
        self._view.open_beside(self.panel)
        self.panel.open(None, kind)

    def refuse(self, error: KasseError) -> bool:
        """Why not, in the panel where it is open."""
        if self._view.beside is not self.panel:
            return False
        self.panel.refuse(error.code, error.message)
        return True

    # Changing

    def save(self) -> None:
        """Keep what was typed: the password in the keyring, beside the till, then the rest in the books."""
        setting = self.panel.read()
        if setting is None:
            return
        if self.panel.state is None and self.state(setting.name) is not None:
            self.panel.refuse("name_taken", _("Another place is called so already."))
            return
        secret, page = self.panel.secret, self._page
        self.panel.busy(True)

        def allowed(actor: Actor) -> tuple[Actor, str]:
            actor.require(Permission.SETTINGS)
            return actor, page.office.till.checkout.shop.till_serial

        def beside(found: tuple[Actor, str]) -> None:
            actor, serial = found
            if secret:
                page.office.tasks.device(
                    lambda: safe.keep_password(serial, setting.name, secret), lambda _none: write(actor), failed
                )
            else:
                write(actor)

        def write(actor: Actor) -> None:
            page.store(lambda: page.office.till.market.put_target(actor, setting), lambda _none: done(), failed)

        def done() -> None:
            self.panel.busy(False)
            self._view.kept(_("“{name}” is saved.").format(name=setting.name[:60]))

        def failed(error: KasseError) -> None:
            self.panel.busy(False)
            page.refuse(error)

        page.act(Permission.SETTINGS, allowed, beside, lambda: self.panel.busy(False))

    def ask_remove(self) -> None:
        """Ask before it goes."""
        state = self.panel.state
        if state is None:
            return
        name = state.setting.name
        question = Question(
            _("Remove “{name}”?").format(name=name[:60]),
            _("What is there stays until it is forgotten. Switch it off first, and everything is taken away there."),
            "",
            "",
            choices=(Choice(_("Keep it"), ""), Choice(_("Remove"), "remove")),
        )

        def answer(_typed: str, chosen: str) -> None:
            self._page.close_asking()
            if chosen:
                self._remove(state.setting)

        self._page.ask(question, answer)

    def _remove(self, setting: TargetSetting) -> None:
        page = self._page

        def remove(actor: Actor) -> str:
            page.office.till.market.remove_target(actor, setting.name)
            return page.office.till.checkout.shop.till_serial

        def removed(serial: str) -> None:
            self._view.kept(_("“{name}” is removed.").format(name=setting.name[:60]))
            if setting.kind != "nostr":
                page.office.tasks.device(
                    lambda: safe.keep_password(serial, setting.name, ""), lambda _none: None, page.refuse
                )

        page.act(Permission.SETTINGS, remove, removed)

    def try_again(self) -> None:
        """What was refused is sent once more, and nobody waits any longer."""
        beside = self._view.beside is self.panel and self.panel.state is not None
        name = self.panel.state.setting.name if beside and self.panel.state is not None else self.table.key()

        def again(actor: Actor) -> None:
            self._page.office.till.market.try_again(actor, name)

        def tried(_none: None) -> None:
            self._view.load()
            self._page.message.say(_("It is tried again at once."))
            self._page.office.changed("market")

        if name:
            self._page.act(Permission.SETTINGS, again, tried)

    # Does it answer?

    def test(self) -> None:
        """Ask it, beside the till; what was typed counts, saved or not."""
        setting = self.panel.read()
        if setting is None:
            return
        typed, page = self.panel.secret, self._page
        self.panel.test_key.setEnabled(False)
        page.message.say(_("It is being asked…"))

        def prepare() -> tuple[PublicShop, str, Clock]:
            till = page.office.till
            return till.market.profile(), till.checkout.shop.till_serial, till.clock

        def beside(found: tuple[PublicShop, str, Clock]) -> None:
            shop, serial, clock = found

            def ask() -> int:
                return safe.ask_target(setting, shop, serial, typed, clock)

            page.office.tasks.device(ask, self._answered, self._silent)

        page.store(prepare, beside, self._silent)

    def _answered(self, found: int) -> None:
        self._page.message.say("")
        told = ngettext(
            "It answers, and has {count} article of yours.", "It answers, and has {count} articles of yours.", found
        )
        self.panel.say_test(told.format(count=found) if found else _("It answers. Nothing of yours is there yet."))

    def _silent(self, error: KasseError) -> None:
        self._page.message.say("")
        self.panel.say_test(error.message, alarm=True)


KIND, SHOWN, WAITING, REFUSED = 1, 3, 4, 5
NARROW = 640
"""A table that is not so wide has no room for what the panel says, too."""


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Name"), share=2),
        Column(_("Kind"), 96, quiet=True),
        Column(_("State"), share=3),
        Column(_("Shown"), 84, figures=True, quiet=True),
        Column(_("Waiting"), 84, figures=True, quiet=True),
        Column(_("Refused"), 96, figures=True, quiet=True),
    )


def _entry(state: TargetState, standing: Standing) -> Entry:
    setting = state.setting
    cells = (
        setting.name,
        words.kind_text(setting.kind),
        words.standing(state, standing.now),
        str(state.shown),
        str(state.waiting) if state.waiting else "",
        str(state.parked) if state.parked else "",
    )
    return Entry(setting.name, cells, alarm=words.needs_owner(state))
