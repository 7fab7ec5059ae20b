"""What every page beside the checkout has: a head with its title and the way back, one sentence, a list and a side.

A page is made when it is first opened and keeps what was typed into it while the cashier sells in between. It talks to
the shop through `store`, which does the work on the store thread; what is refused is said in the page's own message.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from kasse.errors import KasseError
from kasse.texts import _
from ui import theme
from ui.actions import command, key_text
from ui.widgets.ask import Answer, AskPanel, Choice, Question
from ui.widgets.keys import KeyButton
from ui.widgets.message import Message
from ui.widgets.views import Views

if TYPE_CHECKING:
    from kasse.people import Actor, Permission
    from kasse.till import Till
    from ui.checkout.desk import Desk
    from ui.checkout.signatures import Signatures
    from ui.machine import Machine
    from ui.tasks import Ended, Failed, Tasks

T = TypeVar("T")

SIDE = 440
"""The width of the side at 100 %, of which a page may take more."""
LEAST = 430
"""The least width of what is beside it, at 100 %; where there is less, the page scrolls."""

LEAVE_ENDS = timedelta(minutes=10)
"""Leave that holds for a piece of work ends when nothing was done with it for so long."""

LENDING = frozenset({"wrong_pin", "wait", "no_such_person", "not_allowed"})
"""Refusals that the one who lends leave can answer; any other is about what was typed into the page itself."""


class Office:
    """What pages work with: the till behind its threads, this computer's settings, and the window's ways.

    `go` shows a page by its name. `changed` tells the window what is different now: "keys" (quick keys, products on
    them), "shop", "people", "shift", "look" (language, colours, sizes), "scanner", "printer", "market" or
    "reservations".
    """

    def __init__(self, tasks: "Tasks", desk: "Desk", machine: "Machine") -> None:
        self.tasks = tasks
        self.desk = desk
        self.machine = machine
        self.kept: dict[str, Any] = {}
        """What pages keep for the time after they are made anew, as when the look changes."""
        self.go: Callable[[str], None] = lambda name: None
        self.changed: Callable[[str], None] = lambda what: None
        self.save_machine: Callable[[Machine], None] = lambda machine: None
        self.print_jobs: Callable[[], None] = lambda: None
        self.signatures: Callable[[], Signatures | None] = lambda: None
        """What was paid and waits for the fiscal device."""
        self.prints: Callable[[], bool] = lambda: False
        self.measure_scans: Callable[[Callable[[object], None] | None], None] = lambda told: None
        self.market_problem: Callable[[], str] = lambda: ""

    @property
    def till(self) -> "Till":
        """The till; to be used on the store thread only."""
        return self.desk.till

    @property
    def actor(self) -> "Actor":
        """Who is at the till. Raises `Refused` where nobody is."""
        return self.desk.actor

    def may(self, permission: "Permission") -> bool:
        """Whether who is at the till may do so without anybody's leave."""
        try:
            return self.actor.may(permission)
        except KasseError:  # nobody is there
            return False


class AtHand(NamedTuple):
    """A piece of work of many scans, for which a manager's PIN is asked once; `told` says how long the leave holds."""

    key: str
    told: str


class Page(QWidget):
    """One page. `name` is that of its command."""

    name = ""

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.office = office
        self.message = Message()
        self.title = QLabel(_(command(self.name).text))
        self.title.setObjectName("heading")
        self.back_key = KeyButton(_(command("back").text), key_text("back"), size=theme.BODY)
        self.back_key.setFixedWidth(theme.px(120))
        self.back_key.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.back_key.clicked.connect(self.back)
        self.head = QHBoxLayout()
        self.head.setSpacing(14)
        self.head.addStrut(theme.px(56))  # as high on every page: nothing moves from one to the next
        self.head.addWidget(self.back_key)
        self.head.addWidget(self.title)
        self.head.addWidget(self.message, 1)
        self.main = QVBoxLayout()
        self.main.setSpacing(12)
        self.main.addStrut(theme.px(LEAST))
        self.side = Views()
        self.side.setFixedWidth(theme.px(SIDE))
        self.side.hide()
        self.asking = AskPanel()
        self._side_before: QWidget | None = None
        self._focus_before: QWidget | None = None
        self._leaves: dict[tuple[str, Permission], tuple[Actor, datetime]] = {}
        """Leave that was lent for work at hand, and when it was used last; for the store thread."""
        self.body = QHBoxLayout()
        self.body.setSpacing(16)
        self.body.addLayout(self.main, 1)
        self.body.addWidget(self.side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(12)
        layout.addLayout(self.head)
        layout.addLayout(self.body, 1)
        self.side.addWidget(self.asking)

    # What a page may do

    def opened(self) -> None:
        """The page comes into sight: load what may have changed and put the focus where work begins."""

    def take_scan(self, code: str) -> bool:
        """Use a scan here; False sells it at the checkout."""
        del code
        return False

    def leave(self) -> bool:
        """Esc: close what is open on this page, False where nothing is and the checkout is next."""
        if self.side.isVisibleTo(self):
            self.close_side()
            return True
        return False

    # What a page works with

    def back(self) -> None:
        """One step back; from the page itself to the checkout."""
        self.message.say("")
        if not self.leave():
            self.office.go("checkout")

    def store(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] = lambda _result: None,
        failed: "Failed | None" = None,
        ended: "Ended | None" = None,
    ) -> None:
        """Do work on the store thread; `done` takes the result on the Qt thread."""
        self.office.tasks.store(work, done, failed or self.refuse, ended)

    def refuse(self, error: KasseError) -> None:
        """Say why not."""
        if self.side.isVisibleTo(self) and self.side.currentWidget() is self.asking:
            self.asking.ask_again(error.message)
        else:
            self.message.say(error.message, alarm=True)

    def act(
        self,
        permission: "Permission",
        work: "Callable[[Actor], T]",
        done: Callable[[T], None] = lambda _result: None,
        ended: "Ended | None" = None,
        at_hand: AtHand | None = None,
    ) -> None:
        """Do something as whoever is at the till; where that takes more, a manager's PIN on the spot lends it.

        `ended` is told whenever it was tried, whatever came of it. Leave holds for one act, or for the work `at_hand`.
        """

        def failed(error: KasseError) -> None:
            if error.code == "not_allowed":
                self._ask_leave(permission, error.message, work, done, ended, at_hand)
            else:
                self.refuse(error)

        self.store(lambda: work(self._acting(permission, at_hand)), done, failed, ended)

    def _acting(self, permission: "Permission", at_hand: AtHand | None) -> "Actor":
        """Who is at the till, with the leave that was lent for this work; on the store thread."""
        actor = self.office.actor
        if at_hand is None or actor.may(permission):
            return actor
        key, now = (at_hand.key, permission), self.office.till.clock.now()
        lent, used = self._leaves.pop(key, (actor, now))
        if lent.number != actor.number or not timedelta(0) <= now - used <= LEAVE_ENDS:
            return actor
        self._leaves[key] = lent, now
        return lent

    def end_leave(self, key: str) -> None:
        """The work for which leave was lent is done, or left."""
        for known in [known for known in tuple(self._leaves) if known[0] == key]:
            self._leaves.pop(known, None)

    def _ask_leave(
        self,
        permission: "Permission",
        sentence: str,
        work: "Callable[[Actor], T]",
        done: Callable[[T], None],
        ended: "Ended | None" = None,
        at_hand: AtHand | None = None,
    ) -> None:
        if at_hand is not None:
            sentence = f"{sentence}\n{at_hand.told}"

        def show(managers: "list[tuple[int, str]]") -> None:
            choices = tuple(Choice(name, str(number)) for number, name in managers)
            self.ask(leave_question(sentence, choices), lend)

        def lend(pin: str, manager: str) -> None:
            def lent() -> T:
                till = self.office.till
                actor = till.people.lend(self.office.actor, permission, int(manager), pin)
                if at_hand is not None:
                    self._leaves[at_hand.key, permission] = actor, till.clock.now()
                return work(actor)

            self.store(lent, after, refused, ended)

        def refused(error: KasseError) -> None:
            if error.code not in LENDING and self.side.currentWidget() is self.asking:
                self.close_asking()
            self.refuse(error)

        def after(result: T) -> None:
            self.close_asking()
            done(result)

        self.store(lambda: self.office.desk.who_may(permission), show)

    def ask(self, question: Question, answer: Answer) -> None:
        """Ask something in the side; what was there comes back with `close_asking`."""

        def guarded(typed: str, chosen: str) -> None:
            try:
                answer(typed, chosen)
            except KasseError as error:
                self.asking.ask_again(error.message)

        if self.side.currentWidget() is not self.asking:
            self._side_before = self.side.currentWidget() if self.side.isVisibleTo(self) else None
        focused: QWidget | None = self.focusWidget()
        if focused is not None and not self.asking.isAncestorOf(focused):
            self._focus_before = focused
        self.message.say("")
        self.open_side(self.asking)
        self.asking.ask(question, guarded)

    def close_asking(self) -> None:
        """The question is answered."""
        if self._side_before is not None:
            self.open_side(self._side_before)
            self._side_before = None
            self._focus_again()
        else:
            self.close_side()

    def _focus_again(self) -> None:
        """The focus is where it was before the question; left to Qt it would go to the way back."""
        before, self._focus_before = self._focus_before, None
        if before is not None and isValid(before) and before.isVisibleTo(self) and before.isEnabled():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep_in_side(self, *widgets: QWidget) -> None:
        """The side owns these from the beginning, shown or not: what nobody owns outlives its page."""
        for widget in widgets:
            self.side.addWidget(widget)

    def open_side(self, widget: QWidget) -> None:
        """Show something beside the list."""
        if self.side.indexOf(widget) < 0:
            self.side.addWidget(widget)
        self.side.setCurrentWidget(widget)
        self.side.show()

    def close_side(self) -> None:
        """Nothing beside the list."""
        if self._side_before is not None and self.side.currentWidget() is self.asking:
            self.close_asking()
        else:
            self.side.hide()
            self._focus_again()


def leave_question(sentence: str, managers: tuple[Choice, ...]) -> Question:
    """Who allows it, and the PIN."""
    return Question(
        _("Who allows it?"), sentence, _("PIN"), _("Allow it"), secret=True, choices=managers, choosing_answers=False
    )


def card(*widgets: QWidget) -> QFrame:
    """A white card around widgets."""
    frame = QFrame()
    frame.setObjectName("card")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(3, 3, 3, 3)  # as far on all sides from the frame of a list that has the focus
    layout.setSpacing(8)
    for widget in widgets:
        layout.addWidget(widget)
    return frame


def action_key(name: str, *, primary: bool = False, size: int = theme.BODY) -> KeyButton:
    """A command's button, its key printed on it."""
    button = KeyButton(_(command(name).text), key_text(name), size=size)
    button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    if primary:
        button.setObjectName("primary")
    return button
