"""What happens at the checkout: each act is handed to the desk on the store thread, and its answer is shown.

No rule of the shop is here. The core refuses with a code, and the code says what to ask the cashier for. The acts are
in modules by their subject; this one holds what they share: the page, the basket as it is shown, questions, leave.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QTimer

from kasse.errors import KasseError
from kasse.people import Actor, Permission
from kasse.texts import _, ngettext
from ui.checkout.arriving import Arriving
from ui.checkout.desk import Desk, Opened, Shown
from ui.checkout.lines import Lines
from ui.checkout.page import CheckoutPage
from ui.checkout.parking import Parking
from ui.checkout.paying import Paying
from ui.checkout.reserving import Reserving
from ui.checkout.rows import figure, rows
from ui.checkout.scanning import Scanning
from ui.checkout.serving import Serving
from ui.checkout.signatures import Signatures
from ui.checkout.special import Special, taken_text
from ui.last_state import Key
from ui.tasks import Ended, Failed, Tasks
from ui.widgets.ask import Choice, Question

if TYPE_CHECKING:
    from kasse.books.customers import Standing

T = TypeVar("T")

REST_AFTER = 1500
"""Milliseconds without a sale, after which the file is tidied up."""

RESTS_APART = 50
"""Milliseconds between two steps of that."""


class Flow:
    """Brings the page to life, once the till is open."""

    def __init__(
        self,
        page: CheckoutPage,
        desk: Desk,
        tasks: Tasks,
        opened: Opened,
        *,
        on_actor: Callable[[Actor], None],
        on_sale: Callable[[], None],
        go: Callable[[str], None] = lambda name: None,
    ) -> None:
        self.page = page
        self.desk = desk
        self.tasks = tasks
        self.opened = opened
        self.shown = opened.shown
        self.on_sale = on_sale
        self.go = go
        self._saving = False
        self._rest = QTimer(page, interval=REST_AFTER, singleShot=True)
        self.arriving = Arriving(self, on_actor)
        self.scanning = Scanning(self)
        self.signatures = Signatures(self)
        self.special = Special(self)
        self.lines = Lines(self)
        self.parking = Parking(self)
        self.paying = Paying(self)
        self.serving = Serving(self)
        self.reserving = Reserving(self)
        self.commands: dict[str, Callable[[], None]] = {
            **self.scanning.commands,
            **self.lines.commands,
            **self.parking.commands,
            **self.paying.commands,
            **self.arriving.commands,
            **self.serving.commands,
            **self.reserving.commands,
            **self.signatures.commands,
            **self.special.commands,
            "more": self._more,
            "back": self._back,
        }
        self._rest.timeout.connect(self._tidy)

    def start(self) -> None:
        """Show what is there, and ask for what is missing before the first sale."""
        self.page.place.setVisible(self.opened.offers.eat_in)
        self.take(self.opened.shown)
        self.page.show_keys()
        self.arriving.start()
        self._tell(self.opened.told)
        for text in self.page.early:
            self.scanning.entered(text)
        self.reserving.begin()
        self.signatures.begin(self.opened.unsigned)

    def _tell(self, told: tuple[str, ...]) -> None:
        """What happened since the till stopped: where the keys are, or beside the field where something is asked."""
        read = bool(told) and self.page.shows("keys")
        self.page.message.say("" if read else " ".join(told), alarm=bool(told) and not read)
        if read:
            self.page.notice.tell(_("Since the till stopped"), "\n\n".join(told))
            self.page.show_side("notice")

    def changed(self, what: str) -> None:
        """A page changed something that is shown here."""
        if what == "reservations":
            self.reserving.refresh()
        if what in ("basket", "shift", "people", "shop"):
            self.store(self.desk.look_again, self._looked_again)

    def show_quick_keys(self, keys: tuple[Key, ...], opened: Opened) -> None:
        """Other quick keys."""
        self._offer(opened)
        self.page.show_quick_keys(keys)
        self.scanning.listen_to_keys()

    def _offer(self, opened: Opened) -> None:
        """What the shop offers may be other by now."""
        self.opened = opened
        self.page.place.setVisible(opened.offers.eat_in)

    def _looked_again(self, opened: Opened) -> None:
        self._offer(opened)
        self.show(opened.shown)
        self.arriving.looked_again()

    # Handing over and taking back

    def store(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Failed | None = None,
        ended: Ended | None = None,
    ) -> None:
        """Do work on the store thread."""
        self.tasks.store(work, done, failed or self.refuse, ended)

    def change(self, work: Callable[[], Shown]) -> None:
        """An act on the basket."""
        self.store(work, self.show)

    def answer(self, work: Callable[[], Shown]) -> None:
        """An act on the basket that answers a question: refused, the question stays."""
        self.store(work, self.answered, self.refuse_answer)

    def answered(self, shown: Shown) -> None:
        """The question is answered, and the basket changed."""
        self.page.show_keys()
        self.show(shown)

    def show(self, shown: Shown, mark: int | None = None) -> None:
        """The basket changed: paint first, then save."""
        self.take(shown, mark)
        self.page.tell_line()
        self.page.message.say(shown.warning or shown.told, alarm=bool(shown.warning))
        self._save()

    def take(self, shown: Shown, mark: int | None = None) -> None:
        """Show a basket; the line `mark` is marked, else the last one."""
        page, before = self.page, self.shown
        self.shown = shown
        page.model.show(rows(shown.priced))
        page.place.show_place(here=shown.basket.eat_in)
        page.basket.mark(mark)
        if shown.basket.lines or shown.customer is not None or page.total.touched:
            page.total.show_total(figure(shown.priced.total), details(shown))
        page.show_held(shown.held, empty=not shown.basket.active)
        if shown.age is not None:
            self.arriving.ask_age()
        elif page.shows("age") or page.shows("notice"):
            page.show_keys()
        elif page.shows("pay") and shown.basket != before.basket:
            self.paying.ask_other_money()
        elif page.shows("line"):
            self.lines.show_line()

    def _save(self) -> None:
        """Save the basket; while one save waits, it will save whatever is newest by then."""
        if not self._saving:
            self._saving = True
            self.store(self.desk.save_draft, lambda _none: None, ended=self._save_ended)

    def _save_ended(self) -> None:
        self._saving = False

    def rest_soon(self) -> None:
        """The file is tidied up when nobody has sold anything for a moment."""
        self._rest.start()

    def _tidy(self) -> None:
        self.store(self.desk.rest, self._tidied)

    def _tidied(self, more: bool) -> None:
        """Small steps, and none any more once somebody sells."""
        if more and not self._rest.isActive():
            QTimer.singleShot(RESTS_APART, self.page, self._tidy)

    # Refusals, questions and leave

    def refuse(self, error: KasseError) -> None:
        """Say why not, beside the scan field, and ask for what would help."""
        helps = {
            "no_shift": self.arriving.ask_float,
            "nobody": self.arriving.ask_pin,
            "age_check": self.arriving.ask_age,
        }.get(error.code)
        if helps is not None:
            helps()
        self.page.message.say(error.message, alarm=True)

    def refuse_answer(self, error: KasseError) -> None:
        """Say why not, beside what was answered."""
        if self.page.shows("ask"):
            self.page.ask.ask_again(error.message)
        else:
            self.refuse(error)

    def ask(self, question: Question, answer: Callable[[str, str], None]) -> None:
        """Ask something in the quick keys' place."""

        def guarded(typed: str, chosen: str) -> None:
            try:
                answer(typed, chosen)
            except KasseError as error:
                self.refuse_answer(error)

        self.lines.returning = False
        self.page.message.say("")  # the panel says it all
        self.page.show_side("ask")
        self.page.ask.ask(question, guarded)

    def with_leave(
        self,
        permission: Permission,
        work: Callable[[Actor | None], Shown],
        mark: int | None = None,
        refused: Failed | None = None,
        then: Callable[[], None] = lambda: None,
    ) -> None:
        """An act that takes a permission: where the cashier has it not, a manager's PIN on the spot lends it.

        Done, the line `mark` is marked, and `then` goes on. `refused` hears of any other refusal.
        """

        def done(shown: Shown) -> None:
            if self.page.shows("ask"):
                self.page.show_keys()
            self.show(shown, mark)
            then()

        def failed(error: KasseError) -> None:
            if error.code == "not_allowed":
                self.store(lambda: self.desk.who_may(permission), lambda who: self._ask_leave(error.message, who, lent))
            else:
                (refused or self.refuse_answer)(error)

        def lent(pin: str, manager: str) -> None:
            self.store(lambda: work(self.desk.lend(permission, int(manager), pin)), done, refused or self.refuse_answer)

        self.store(lambda: work(None), done, failed)

    def _ask_leave(self, sentence: str, who: list[tuple[int, str]], lent: Callable[[str, str], None]) -> None:
        from ui.pages import leave_question

        choices = tuple(Choice(name, str(number)) for number, name in who)
        self.ask(leave_question(sentence, choices), lent)

    # The way around

    def _more(self) -> None:
        if self.page.shows("more"):
            self.page.show_keys()
        elif not self.paying.busy and self.shown.age is None:
            self.page.show_side("more")

    def _back(self) -> None:
        """Out of whatever was asked; nothing is lost by it."""
        if not self.paying.busy and not self.reserving.back():
            read = self.page.shows("notice")
            self.page.message.say("")
            self.page.scan.clear()
            self.page.show_keys()
            if read:
                self.arriving.resume()


def line_count(count: int) -> str:
    """How many lines, in words."""
    return ngettext("{count} line", "{count} lines", count).format(count=count)


def details(shown: Shown) -> tuple[str, ...]:
    """What the total is made of, in up to three lines."""
    priced = shown.priced
    named = [] if shown.customer is None else [standing_text(shown.customer)]
    if shown.basket.taken is not None:
        named = [taken_text(shown)]
    if not shown.basket.active:
        return tuple(named)
    told = [*named, f"{line_count(len(shown.basket.active))} · {_how_many(shown)}"]
    if priced.deposit and not (named and priced.discount):  # there is room for three lines
        told.append(_("incl. deposit {amount} €").format(amount=figure(priced.deposit)))
    if priced.discount:
        told.append(_("saved {amount} €").format(amount=figure(priced.discount)))
    return tuple(told)


def standing_text(standing: "Standing") -> str:
    """A customer's name and what they owe, as they stand beside the total."""
    if not standing.owes:
        return standing.customer.name[:28]
    return _("{name} · owes {amount} €").format(name=standing.customer.name[:28], amount=figure(standing.owes))


def _how_many(shown: Shown) -> str:
    """How many things the customer takes away; of a basket of empties alone, how many were brought."""
    pieces = shown.priced.pieces
    if not pieces:
        brought = sum(abs(line.quantity.thousandths) // 1000 for line in shown.basket.active)
        return ngettext("{count} empty", "{count} empties", brought).format(count=brought)
    return ngettext("{count} piece", "{count} pieces", pieces).format(count=pieces)
