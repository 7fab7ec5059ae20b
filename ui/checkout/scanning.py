"""From a scan, a quick key or typed letters to a line: what is asked where the code alone does not say enough."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from kasse.catalog import Found
from kasse.errors import KasseError
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.texts import _
from ui.checkout.desk import Shown
from ui.checkout.rows import price_figure
from ui.checkout.scan_field import split_times
from ui.widgets.ask import Choice, Question

if TYPE_CHECKING:
    from ui.checkout.flow import Flow
    from ui.widgets.table import Entry

LETTERS, DIGITS = 2, 4
"""So many are typed before the list comes: fewer would list half the shop, and short numbers are entered whole."""
GRAMS = 3
"""From so many digits on, a weight without a comma is in grams: nobody weighs a hundred kilograms at a counter."""


class Scanning:
    """What is sold."""

    def __init__(self, flow: "Flow") -> None:
        self._flow = flow
        self._page = page = flow.page
        self._desk = flow.desk
        self._choices: Mapping[str, Callable[[], None]] = {}
        self._searched = ""
        self._asked: Question | None = None
        self._asking = False
        self._ask_again: Callable[[], None] = lambda: None
        self._waiting: list[Callable[[], None]] = []
        self.commands: dict[str, Callable[[], None]] = {"scan": self._to_field, "times": self._times}
        for source in (page.scan.entered, page.keys.pressed, page.scanned):
            source.disconnect(page.early.append)
        page.scan.entered.connect(self.entered)
        page.scan.textChanged.connect(self._typed)
        page.scan.confirmed.connect(self.choose)
        page.scanned.connect(self.scanned)
        page.chosen.connect(lambda _key: self.choose())
        page.side.currentChanged.connect(self._side_changed)
        self.listen_to_keys()

    def listen_to_keys(self) -> None:
        """Quick keys sell; to be called again when there are others."""
        self._page.keys.pressed.connect(self._pressed)

    def _to_field(self) -> None:
        if self._flow.shown.age is None and not self._page.shows("pay"):
            self._page.show_keys()
        self._page.focus_scan()

    def _times(self) -> None:
        self._page.focus_scan()

    # Where codes come from

    def scanned(self, code: str) -> None:
        """By the scanner, whatever has the focus; the number before "×" in the field counts."""
        times = self._page.scan.times()
        self._page.scan.clear()
        if self._flow.reserving.takes(code):
            return
        if self._flow.lines.returning:
            self._take_back(times, code)
            return
        if self._flow.serving.takes_scan(code):
            return
        if self._page.shows("pay") or self._page.shows("line") or self._page.shows("more"):
            self._page.show_keys()
        self._sell_times(times, code)

    def _pressed(self, code: str) -> None:
        """A quick key; the focus goes back to where scans go."""
        self.scanned(code)
        self._page.focus_scan()

    def entered(self, text: str) -> None:
        """Typed, and Enter: a number for the marked line, what is marked in the list, or a code."""
        times, rest = split_times(text)
        if self._flow.reserving.takes(text):
            self._page.hide_choices()
        elif times and not rest:
            self._flow.lines.count(times)
        elif self._page.choosing and (self._page.walked or any(sign.isalpha() for sign in rest)):
            self.choose()
        elif self._flow.lines.returning:
            self._take_back(times, rest)
        else:
            self._sell_times(times, rest)

    def _take_back(self, times: str, code: str) -> None:
        try:
            quantity = Quantity.parse(times) if times else None
        except KasseError as error:
            self._flow.refuse(error)
        else:
            self._flow.lines.take_back(code, quantity)

    def _sell_times(self, times: str, code: str) -> None:
        try:
            quantity = Quantity.parse(times) if times else None
        except KasseError as error:
            self._flow.refuse(error)
        else:
            self.scan(code, quantity)

    def scan(self, text: str, quantity: Quantity | None = None) -> None:
        """Sell a code; a question that is open beside it stays."""
        self._sell(text, quantity, None, self._flow.show)

    def _answer(self, text: str, quantity: Quantity | None, price: Money | None) -> None:
        """Sell it with what was asked for."""
        self._sell(text, quantity, price, self._flow.answered)

    def _sell(self, text: str, quantity: Quantity | None, price: Money | None, done: Callable[[Shown], None]) -> None:
        if self._page.choosing:
            self._page.hide_choices()
        self._flow.store(
            lambda: self._desk.scan(text, quantity, price),
            done,
            lambda error: self._not_sold(error, text, quantity, price),
        )

    def _not_sold(self, error: KasseError, text: str, quantity: Quantity | None, price: Money | None) -> None:
        if error.code == "needs_price":
            self._ask_price(error.message, text, quantity)
        elif error.code == "voucher_expired":
            self._flow.serving.allow(error, lambda: self.scan(text))
        elif error.code == "needs_weight":
            self._ask_weight(error.message, text, price)
        elif error.code == "unknown_code" and any(sign.isalpha() for sign in text):
            self._search(text, self._offer_found_or_refuse, quantity)
        elif error.code == "unknown_code":
            self._ask_unknown(error.message, text)
        elif price is not None or (quantity is not None and self._page.shows("ask")):
            self._flow.refuse_answer(error)
        else:
            self._flow.refuse(error)

    # Search

    def _typed(self, text: str) -> None:
        """As one types: the list comes from two letters or four digits on, and goes with them."""
        self._page.walked = False
        times, rest = split_times(text)
        enough = DIGITS if rest.isdigit() else LETTERS
        if len(rest) >= enough and self._page.scan.hasFocus():
            self._searched = rest
            self._flow.store(
                lambda: self._desk.search(rest), lambda found: self._show_found(rest, found, times), self._none_found
            )
        elif self._searched:
            self._searched = ""
            self._page.hide_choices()

    def _show_found(self, searched: str, found: Sequence[Found], times: str) -> None:
        if searched == self._searched and split_times(self._page.scan.text())[1] == searched:  # else overtaken
            quantity = Quantity.parse(times) if times else None
            self._offer_found(found, quantity)

    def _none_found(self, error: KasseError) -> None:
        if self._page.choosing:
            self._page.hide_choices()
        if not self._searched.isdigit():
            self._page.message.say(error.message, alarm=True)

    def _search(self, text: str, done: Callable[[Sequence[Found], Quantity | None], None], q: Quantity | None) -> None:
        self._flow.store(lambda: self._desk.search(text), lambda found: done(found, q))

    def _offer_found_or_refuse(self, found: Sequence[Found], quantity: Quantity | None) -> None:
        self._page.message.say(_("Choose with the arrows and Enter."))
        self._offer_found(found, quantity)

    def _offer_found(self, found: Sequence[Found], quantity: Quantity | None) -> None:
        self._page.message.say("")
        entries = [_entry(entry) for entry in found]
        self.offer(entries, {entry.code: partial(self._take_found, entry.code, quantity) for entry in found})

    def _take_found(self, code: str, quantity: Quantity | None) -> None:
        self._searched = ""
        self._page.scan.clear()
        self._page.show_keys()
        self.scan(code, quantity)

    def offer(self, entries: "list[Entry]", choices: Mapping[str, Callable[[], None]]) -> None:
        """A list in the basket's place, each row with what choosing it does."""
        self._choices = choices
        self._page.show_choices(entries)

    def choose(self) -> None:
        """Enter on the empty scan field, or a touch: take what is marked in the list."""
        choice = self._choices.get(self._page.found.key()) if self._page.choosing else None
        if choice is not None:
            self._page.hide_choices()
            choice()

    # Questions

    def _ask(self, question: Question, answer: Callable[[str, str], None]) -> None:
        """Ask; while another article's question is open, this one waits for its turn, so that no scan is lost."""
        if self._asked is not None and self._page.shows("ask") and self._page.ask.asks(self._asked):
            self._waiting.append(partial(self._ask, question, answer))
            self._page.message.say(_("Answer this one first; what was scanned after it is asked for next."))
        else:
            self._asked = question
            self._ask_again = partial(self._ask, question, answer)
            self._flow.ask(question, answer)

    def _side_changed(self, _index: int) -> None:
        """The question is gone: the next one's turn, unless the customer pays already.

        Where it made way for the age, it comes back after that.
        """
        asked, self._asking = self._asking, self._page.shows("ask")
        if self._page.shows("age"):
            if asked and self._asked is not None and self._page.ask.asks(self._asked):
                self._waiting.insert(0, self._ask_again)
        elif self._page.shows("keys") and self._waiting:
            QTimer.singleShot(0, self._page, self._ask_next)
        elif not self._asking:
            self._waiting.clear()

    def _ask_next(self) -> None:
        if self._waiting and self._page.shows("keys"):
            self._waiting.pop(0)()

    def _ask_price(self, sentence: str, text: str, quantity: Quantity | None) -> None:
        question = Question(_("What does it cost?"), sentence, _("Price"), _("Take it"))
        self._ask(question, lambda typed, _c: self._answer(text, quantity, Money.parse(typed)))

    def _ask_weight(self, sentence: str, text: str, price: Money | None) -> None:
        told = _("{sentence} In kilograms, or three digits in grams: 412 is 0.412 kg.").format(sentence=sentence)
        question = Question(_("How much is it?"), told, _("Weight"), _("Take it"))
        self._ask(question, lambda typed, _c: self._answer(text, weight(typed), price))

    def _ask_unknown(self, sentence: str, code: str) -> None:
        departments = self._flow.opened.departments
        choices = tuple(Choice(entry.name, entry.name, entry.colour) for entry in departments)
        question = Question(_("Not in the list"), sentence, _("Price"), "", choices=choices)
        self._ask(question, lambda typed, chosen: self._sell_unknown(code, Money.parse(typed), chosen))

    def _sell_unknown(self, code: str, price: Money, department: str) -> None:
        self._flow.answer(lambda: self._desk.sell_unknown(code, price, department))


def weight(typed: str) -> Quantity:
    """A weight as it is keyed in: "0,412" in kilograms, "412" in grams."""
    text = typed.strip()
    if len(text) >= GRAMS and text.isascii() and text.isdigit():
        return Quantity(int(text)).checked()
    return Quantity.parse(text)


def _entry(found: Found) -> "Entry":
    from ui.widgets.table import Entry

    price = "" if found.price is None else price_figure(found.price, found.unit)
    return Entry(found.code, (found.name, found.code, price))
