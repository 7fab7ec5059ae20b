"""The first window there ever is: a few questions, and then the till is open."""

from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QMainWindow, QPushButton, QWidget

from kasse.errors import KasseError
from kasse.texts import LANGUAGES, _, use_language
from ui.actions import key_text
from ui.places import system_language
from ui.setup.answers import LIST, Answers
from ui.setup.ending import MakingStep, ResultStep
from ui.setup.frame import Frame
from ui.setup.goods import GoodsStep
from ui.setup.making import Made, Maker, Stopped, check_place
from ui.setup.steps import OwnerStep, ShopStep, Step, WelcomeStep
from ui.tasks import Tasks
from ui.window import SMALLEST, usual_size

ORDER = ("welcome", "shop", "owner", "goods")
BELONGS = {"no_name": "shop", "bad_pin": "owner"}
"""The step that an error is of, where it is not the last one."""


class Wizard(QMainWindow):
    """Asks, makes the shop, and says where it is. Closed before that, it has made nothing.

    `welcome`, `shop`, `owner` and `goods` are its steps, `back` and `next` its keys.
    """

    made = Signal(object)
    """The path of the shop that the till is to open on."""

    def __init__(self, maker: Maker, tasks: Tasks, language: str = "") -> None:
        super().__init__()
        self.maker, self.tasks = maker, tasks
        chosen = language or system_language()
        self.answers = Answers(chosen if chosen in LANGUAGES else "en")
        use_language(self.answers.language)
        self.path: Path | None = None
        self.busy = False
        self.frame = Frame()
        self.next, self.back, self.message = self.frame.next, self.frame.back, self.frame.message
        self._steps: dict[str, Step] = {}
        self._now = "welcome"
        self.setCentralWidget(self.frame)
        self.next.clicked.connect(self.go_on)
        self.back.clicked.connect(self.go_back)
        self.setMinimumSize(*SMALLEST)
        self.resize(usual_size())
        self._show("welcome")

    # For the on-screen keyboard, which the till's window has too

    def dock(self, widget: QWidget) -> None:
        """Put something below everything else."""
        self.frame.dock(widget)

    def lay_on_tray(self) -> None:
        """The questions are scrolled already."""

    # The steps

    @property
    def welcome(self) -> WelcomeStep:
        """The language, and which shop."""
        return cast("WelcomeStep", self._step("welcome"))

    @property
    def shop(self) -> ShopStep:
        """The shop's data."""
        return cast("ShopStep", self._step("shop"))

    @property
    def owner(self) -> OwnerStep:
        """The owner's name and PIN."""
        return cast("OwnerStep", self._step("owner"))

    @property
    def goods(self) -> GoodsStep:
        """What the shelves begin with."""
        return cast("GoodsStep", self._step("goods"))

    @property
    def now(self) -> str:
        """The name of the step in sight: one of `ORDER`, "making" or "result"."""
        return self._now

    @property
    def order(self) -> tuple[str, ...]:
        """The questions there are: a demo shop needs no others."""
        return ORDER[:1] if self.welcome.demo.isChecked() else ORDER

    def _step(self, name: str) -> Step:
        if name not in self._steps:
            self._add(name, self._build(name))
        return self._steps[name]

    def _build(self, name: str) -> Step:
        match name:
            case "welcome":
                apart = self.maker.demo_place != self.maker.shop_place
                return WelcomeStep(self.answers, self._speak, self._label, demo_apart=apart)
            case "shop":
                return ShopStep(self.answers)
            case "owner":
                return OwnerStep(self.answers)
            case "goods":
                return GoodsStep(self.answers, self.tasks, self._told, self._label)
            case _:
                return MakingStep(self.answers)

    def _add(self, name: str, step: Step) -> None:
        self._drop(name)
        self._steps[name] = step
        self.frame.add(step)

    def _drop(self, name: str) -> None:
        step = self._steps.pop(name, None)
        if step is not None:
            self.frame.remove(step)

    def _show(self, name: str) -> None:
        self._now = name
        step = self._step(name)
        self.frame.show_step(step)
        self._label()
        self._told("")
        step.calm()
        step.first().setFocus(Qt.FocusReason.TabFocusReason)

    def _label(self) -> None:
        """Whatever depends on where one is and what is chosen."""
        names = {"welcome": _("Welcome"), "shop": _("Your shop"), "owner": _("You, the owner"), "goods": _("Products")}
        order = self.order
        number = order.index(self._now) if self._now in order else len(order)
        progress = _("Step {number} of {steps}").format(number=number + 1, steps=len(order))
        self.frame.show_steps([names[name] for name in order], number, progress if number < len(order) > 1 else "")
        self.frame.heading.setText(self._step(self._now).heading())
        self.setWindowTitle(_("Welcome to Kasse"))
        self.frame.show_place(str(self.maker.demo_place if len(order) == 1 else self.maker.shop_place))
        self.back.say(_("Back"), key_text("back"))
        self.back.setVisible(0 < number < len(order))
        self.next.say(self._next_words(), _("Enter"))
        self.next.setVisible(self._now != "making")

    def _next_words(self) -> str:
        if self._now == "result":
            return _("Open the till")
        if len(self.order) == 1:
            return _("Open the demo shop") if self.maker.demo_place.exists() else _("Make the demo shop")
        if self._now == "goods":
            return _("Import and go on") if self.goods.chosen == LIST else _("Open the till")
        return _("Next")

    def _speak(self, language: str) -> None:
        """Another language: the steps behind the first are made anew, out of what was answered."""
        self.answers.language = language
        use_language(language)
        for name in ORDER[1:]:
            self._drop(name)
        self._drop("making")
        self.welcome.retext()
        self._told("")
        self._label()

    def _told(self, sentence: str) -> None:
        self.message.say(sentence, alarm=bool(sentence))

    # Going back and forth

    def go_back(self) -> None:
        """The step before; what was typed stays."""
        if self.back.isVisibleTo(self) and not self.busy:
            self._step(self._now).keep()
            self._show(self.order[self.order.index(self._now) - 1])

    def go_on(self) -> None:
        """The next step, or the making of the shop."""
        if self.busy:
            return
        step = self._step(self._now)
        step.keep()
        try:
            step.check()
        except KasseError as error:
            self._refuse(error)
            return
        if isinstance(step, ResultStep):
            self._finish(step.made.path)
        elif self._now == "welcome":
            self._check_place()
        else:
            self._step_on()

    def _step_on(self) -> None:
        place = self.order.index(self._now) + 1
        if place == len(self.order):
            self._make()
        else:
            self._show(self.order[place])

    def _check_place(self) -> None:
        """Better said before four questions than after them."""
        path = self.maker.place(self.answers)
        self.busy = True
        if self.answers.demo and path.exists():
            self._free()
            self._make()
        else:
            self.tasks.store(
                partial(check_place, path), lambda _none: self._step_on(), lambda e: self._told(e.message), self._free
            )

    def _free(self) -> None:
        self.busy = False

    # The making

    def _make(self) -> None:
        asked = self._now
        self.busy = True
        self._show("making")
        making = cast("MakingStep", self._step("making"))
        making.begin()

        def work() -> Made | None:
            try:
                return self.maker.make(self.answers, progress)
            except Stopped:
                return None

        def progress(done: int, of: int) -> None:
            self.tasks.post(partial(making.show_progress, done, of))

        self.tasks.store(work, self._made, partial(self._not_made, asked), partial(self._ended, asked))

    def _ended(self, asked: str) -> None:
        """Before what became of it: even after a bug there is a step to be on."""
        self._free()
        self._show(asked)

    def _made(self, made: Made | None) -> None:
        if made is None:
            return
        if made.imported is None:
            self._finish(made.path)
        else:
            self._add("result", ResultStep(self.answers, made))
            self._show("result")

    def _not_made(self, asked: str, error: KasseError) -> None:
        step = BELONGS.get(error.code, asked)
        if step != asked:
            self._show(step)
        self._refuse(error)

    def _refuse(self, error: KasseError) -> None:
        """Below the field that it is about, at the foot where it is about none."""
        self._told("" if self._step(self._now).say(error) else error.message)

    def _finish(self, path: Path) -> None:
        self.path = path
        self.made.emit(path)
        self.close()

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, wherever the focus is, unless it is on another key; Esc goes back."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton) and not focused.isCheckable():
                focused.click()
            else:
                self.go_on()
        elif event.key() == Qt.Key.Key_Escape:
            self.go_back()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """What is being made is given up."""
        self.maker.stop.set()
        super().closeEvent(event)
