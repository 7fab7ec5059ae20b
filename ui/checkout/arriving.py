"""Before the first sale: who sells, the float; and the question of age, which comes before paying."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from kasse.formats import date_text
from kasse.money import Money
from kasse.people import Actor
from kasse.texts import _, current_language
from ui.checkout.desk import Opened, Shown
from ui.widgets.ask import Choice, Question

if TYPE_CHECKING:
    from ui.checkout.flow import Flow


class Arriving:
    """Who is there, and whether the day has begun."""

    def __init__(self, flow: "Flow", on_actor: Callable[[Actor], None]) -> None:
        self._flow = flow
        self._page = flow.page
        self._on_actor = on_actor
        self._shift_open = flow.opened.shift_open
        self.commands = {
            "age_yes": self._confirm_age,
            "age_no": self._refuse_age,
            "user": self._change_user,
        }

    def start(self) -> None:
        """Ask for what is missing."""
        if self._flow.opened.actor is None:
            self.ask_pin()
        else:
            self._came(self._flow.opened.actor)

    def resume(self) -> None:
        """Something was read in between: ask on."""
        if self._flow.opened.actor is None:
            self.ask_pin()
        elif not self._shift_open:
            self.ask_float()

    def looked_again(self) -> None:
        """The shift was opened or closed, or people changed, on another page."""
        opened = self._flow.opened
        self._shift_open = opened.shift_open
        if opened.actor is None:
            self.ask_pin()
        else:
            self._on_actor(opened.actor)
            if not self._shift_open:
                self.ask_float()
            elif self._page.shows("ask"):
                self._page.show_keys()

    # Who sells

    def ask_pin(self) -> None:
        """Name and PIN."""
        people = tuple(Choice(person.name, str(person.number)) for person in self._flow.opened.people)
        question = Question(
            _("Who sells?"), "", _("PIN"), _("Log in"), secret=True, choices=people, choosing_answers=False
        )
        self._flow.ask(question, lambda typed, chosen: self._log_in(int(chosen), typed))

    def _change_user(self) -> None:
        """Somebody else at the till; the basket stays."""
        self._flow.store(self._flow.desk.look_again, self._ask_anew)

    def _ask_anew(self, opened: Opened) -> None:
        self._flow.opened = opened
        self.ask_pin()

    def _log_in(self, number: int, pin: str) -> None:
        flow = self._flow
        flow.store(lambda: flow.desk.log_in(number, pin), self._came, flow.refuse_answer)

    def _came(self, actor: Actor) -> None:
        self._flow.opened = self._flow.opened._replace(actor=actor)
        self._on_actor(actor)
        if self._page.shows("ask"):
            self._page.message.say("")
            self._page.show_keys()
        if not self._shift_open:
            self.ask_float()
        elif self._flow.shown.age is not None:
            self.ask_age()

    # The float

    def ask_float(self) -> None:
        """What lies in the drawer."""
        question = Question(
            _("Open the shift"),
            _("Count what lies in the drawer and enter it as the float. Then the till sells."),
            _("Float"),
            _("Open the shift"),
        )
        self._flow.ask(question, lambda typed, _c: self._open_shift(Money.parse(typed)))

    def _open_shift(self, opening_float: Money) -> None:
        flow = self._flow
        flow.store(lambda: flow.desk.open_shift(opening_float), self._shift_began, flow.refuse_answer)

    def _shift_began(self, shown: Shown) -> None:
        self._shift_open = True
        self._flow.answered(shown)

    # Age

    def ask_age(self) -> None:
        """Born on or before?"""
        if self._flow.shown.age is not None:
            limit, born = self._flow.shown.age
            self._page.age.ask(limit, date_text(born, current_language()))
            self._page.show_side("age")
            self._page.focus_scan()

    def _confirm_age(self) -> None:
        if self._flow.shown.age is not None:
            self._flow.change(self._flow.desk.confirm_age)

    def _refuse_age(self) -> None:
        if self._flow.shown.age is not None:
            self._flow.change(self._flow.desk.refuse_age)
