"""What happens at the checkout: each act is handed to the desk on the store thread, and its answer is shown.

No rule of the shop is here. The core refuses with a code, and the code says what to ask the cashier for.
"""

from collections.abc import Callable
from functools import partial
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QTimer

from kasse.catalog import Found
from kasse.errors import KasseError
from kasse.formats import date_text
from kasse.money import ZERO, Money
from kasse.people import Actor
from kasse.ports import HeldBasket
from kasse.quantity import Quantity
from kasse.texts import _, current_language, ngettext
from ui.checkout.desk import Desk, Opened, Paid, Shown
from ui.checkout.page import CheckoutPage
from ui.checkout.panels import AgePanel, AskPanel, Choice, NoticePanel, PayPanel, Question
from ui.checkout.quick_keys import QuickKeys
from ui.checkout.rows import entry, figure, price_figure, rows
from ui.tasks import Ended, Failed, Tasks

T = TypeVar("T")

REST_AFTER = 1500
"""Milliseconds without a sale, after which the file is tidied up."""


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
    ) -> None:
        self.page = page
        self._desk = desk
        self._tasks = tasks
        self._opened = opened
        self._on_actor = on_actor
        self._on_sale = on_sale
        self._shown = opened.shown
        self._shift_open = opened.shift_open
        self._saving = self._paying = False
        self._choices: list[Callable[[], None]] = []
        self._rest = QTimer(page, interval=REST_AFTER, singleShot=True)
        self._connect()
        self.commands: dict[str, Callable[[], None]] = {
            "scan": page.focus_scan,
            "age_yes": self._confirm_age,
            "age_no": self._refuse_age,
            "hold": self._hold,
            "recall": self._recall,
            "pay": self._pay,
            "void_line": self._void_line,
            "back": self._back,
        }

    def _connect(self) -> None:
        page = self.page
        for source in (page.scan.entered, page.keys.pressed):
            source.disconnect(page.early.append)
        page.scan.entered.connect(self._scan)
        page.keys.pressed.connect(self._press)
        page.scan.confirmed.connect(self._choose)
        page.found.itemClicked.connect(lambda _item: self._choose())
        page.age_answered.connect(lambda old: self._confirm_age() if old else self._refuse_age())
        page.money_typed.connect(self._preview)
        page.scanned_while_paying.connect(self._scan_while_paying)
        self._rest.timeout.connect(lambda: self._store(self._desk.rest, lambda _none: None))

    def start(self) -> None:
        """Show what is there, and ask for what is missing before the first sale."""
        self._take(self._opened.shown)
        self.page.show_keys()
        if self._opened.actor is None:
            self._ask_pin()
        else:
            self._came(self._opened.actor)
        self.page.message.say(" ".join(self._opened.told), alarm=bool(self._opened.told))
        if self._opened.told and self.page.shows(QuickKeys):
            self.page.notice.say(_("Since the till stopped"), "\n\n".join(self._opened.told))
            self.page.side.setCurrentWidget(self.page.notice)
        for text in self.page.early:
            self._scan(text)

    # Handing over and taking back

    def _store(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Failed | None = None,
        ended: Ended | None = None,
    ) -> None:
        self._tasks.store(work, done, failed or self._refuse, ended)

    def _change(self, work: Callable[[], Shown]) -> None:
        """An act on the basket."""
        self._store(work, self._show)

    def _show(self, shown: Shown) -> None:
        """The basket changed: paint first, then save."""
        self._take(shown)
        self.page.message.say(shown.warning, alarm=bool(shown.warning))
        self._save()

    def _take(self, shown: Shown) -> None:
        page, before = self.page, self._shown
        self._shown = shown
        page.model.show(rows(shown.priced))
        page.basket.mark_last()
        if shown.basket.lines or page.total.touched:
            page.total.show_total(figure(shown.priced.total), _details(shown))
        page.show_held(shown.held)
        if shown.age is not None:
            self._ask_age()
        elif page.shows(AgePanel, NoticePanel):
            page.show_keys()
        elif page.shows(PayPanel) and shown.basket != before.basket:
            self._ask_other_money()

    def _save(self) -> None:
        """Save the basket; while one save waits, it will save whatever is newest by then."""
        if not self._saving:
            self._saving = True
            self._store(self._desk.save_draft, lambda _none: None, ended=self._save_ended)

    def _save_ended(self) -> None:
        self._saving = False

    def _refuse(self, error: KasseError) -> None:
        """Say why not, beside the scan field, and ask for what would help."""
        helps = {"no_shift": self._ask_float, "nobody": self._ask_pin, "age_check": self._ask_age}.get(error.code)
        if helps is not None:
            helps()
        self.page.message.say(error.message, alarm=True)

    # Scanning and searching

    def _press(self, code: str) -> None:
        """A quick key; the focus goes back to where scans go."""
        self._scan(code)
        self.page.focus_scan()

    def _scan(self, text: str, quantity: Quantity | None = None, price: Money | None = None) -> None:
        if self.page.choosing:
            self.page.show_keys()
        answering = quantity is not None or price is not None
        self._store(
            lambda: self._desk.scan(text, quantity, price),
            self._answered if answering else self._show,
            lambda error: self._not_scanned(error, text, quantity, price),
        )

    def _scan_while_paying(self, text: str) -> None:
        self.page.show_keys()
        self._scan(text)

    def _answered(self, shown: Shown) -> None:
        self.page.show_keys()
        self._show(shown)

    def _not_scanned(self, error: KasseError, text: str, quantity: Quantity | None, price: Money | None) -> None:
        if error.code == "needs_price":
            self._ask_price(error.message, text, quantity)
        elif error.code == "needs_weight":
            self._ask_weight(error.message, text, price)
        elif error.code == "unknown_code" and any(sign.isalpha() for sign in text):
            self._store(lambda: self._desk.search(text), self._offer_found)
        elif error.code == "unknown_code":
            self._ask_unknown(error.message, text)
        elif price is not None or quantity is not None:
            self._refuse_answer(error)
        else:
            self._refuse(error)

    def _offer_found(self, found: list[Found]) -> None:
        self.page.message.say(_("Choose with the arrows and Enter."))
        self._choices = [partial(self._scan, entry.code) for entry in found]
        self.page.show_choices([
            f"{entry.name}   {'' if entry.price is None else price_figure(entry.price, entry.unit)}" for entry in found
        ])  # fmt: skip

    def _choose(self) -> None:
        """Enter on the empty scan field, or a touch: take what is marked in the list."""
        if self.page.choosing and 0 <= self.page.found.currentRow() < len(self._choices):
            choice = self._choices[self.page.found.currentRow()]
            self.page.show_keys()
            choice()

    # Questions

    def _ask(self, question: Question, answer: Callable[[str, str], None]) -> None:
        def guarded(typed: str, chosen: str) -> None:
            try:
                answer(typed, chosen)
            except KasseError as error:
                self._refuse_answer(error)

        self.page.message.say("")  # the panel says it all
        self.page.side.setCurrentWidget(self.page.ask)
        self.page.ask.ask(question, guarded)

    def _refuse_answer(self, error: KasseError) -> None:
        self.page.message.say(error.message, alarm=True)
        self.page.ask.ask_again()

    def _ask_price(self, sentence: str, text: str, quantity: Quantity | None) -> None:
        question = Question(_("What does it cost?"), sentence, _("Price"), _("Take it"))
        self._ask(question, lambda typed, _c: self._scan(text, quantity, Money.parse(typed)))

    def _ask_weight(self, sentence: str, text: str, price: Money | None) -> None:
        question = Question(_("How much is it?"), sentence, _("Weight"), _("Take it"))
        self._ask(question, lambda typed, _c: self._scan(text, Quantity.parse(typed), price))

    def _ask_unknown(self, sentence: str, code: str) -> None:
        choices = tuple(Choice(entry.name, entry.name, entry.colour) for entry in self._opened.departments)
        question = Question(
            _("Not in the list"),
            sentence,
            _("Price"),
            "",
            choices=choices,
        )
        self._ask(question, lambda typed, chosen: self._sell_unknown(code, Money.parse(typed), chosen))

    def _sell_unknown(self, code: str, price: Money, department: str) -> None:
        self._store(lambda: self._desk.sell_unknown(code, price, department), self._answered, self._refuse_answer)

    def _ask_float(self) -> None:
        question = Question(
            _("Open the shift"),
            _("Count what lies in the drawer and enter it as the float. Then the till sells."),
            _("Float"),
            _("Open the shift"),
        )
        self._ask(question, lambda typed, _c: self._open_shift(Money.parse(typed)))

    def _open_shift(self, opening_float: Money) -> None:
        self._store(lambda: self._desk.open_shift(opening_float), self._shift_began, self._refuse_answer)

    def _shift_began(self, shown: Shown) -> None:
        self._shift_open = True
        self.page.show_keys()
        self._show(shown)

    def _ask_pin(self) -> None:
        people = tuple(Choice(person.name, str(person.number)) for person in self._opened.people)
        question = Question(
            _("Who sells?"),
            "",
            _("PIN"),
            _("Log in"),
            secret=True,
            choices=people,
            choosing_answers=False,
        )
        self._ask(question, lambda typed, chosen: self._log_in(int(chosen), typed))

    def _log_in(self, number: int, pin: str) -> None:
        self._store(lambda: self._desk.log_in(number, pin), self._came, self._refuse_answer)

    def _came(self, actor: Actor) -> None:
        self._on_actor(actor)
        if self.page.shows(AskPanel):
            self.page.message.say("")
            self.page.show_keys()
        if not self._shift_open:
            self._ask_float()
        elif self._shown.age is not None:
            self._ask_age()

    def _ask_age(self) -> None:
        if self._shown.age is not None:
            limit, born = self._shown.age
            self.page.age.ask(limit, date_text(born, current_language()))
            self.page.side.setCurrentWidget(self.page.age)
            self.page.focus_scan()

    def _confirm_age(self) -> None:
        if self._shown.age is not None:
            self._change(self._desk.confirm_age)

    def _refuse_age(self) -> None:
        if self._shown.age is not None:
            self._change(self._desk.refuse_age)

    # Lines and baskets

    def _void_line(self) -> None:
        key = self.page.basket.marked_key()
        if key is not None:
            self._change(lambda: self._desk.void_line(key))

    def _hold(self) -> None:
        self._store(self._desk.hold, self._held)

    def _held(self, shown: Shown) -> None:
        self._show(shown)
        self.page.message.say(_("The basket is parked."))

    def _recall(self) -> None:
        self._store(self._desk.held, self._offer_held)

    def _offer_held(self, held: list[HeldBasket]) -> None:
        if not held:
            self.page.message.say(_("Nothing is parked."))
            return
        self.page.message.say(_("Choose with the arrows and Enter."))
        self._choices = [partial(self._fetch, basket.id) for basket in held]
        self.page.show_choices([
            f"{basket.name}   {_lines(basket.lines)} · {basket.cashier}" for basket in held
        ])  # fmt: skip

    def _fetch(self, basket: UUID) -> None:
        self._change(lambda: self._desk.recall(basket))

    def _back(self) -> None:
        """Out of whatever was asked; nothing is lost by it."""
        if not self._paying:
            self.page.message.say("")
            self.page.show_keys()

    # Paying

    def _pay(self) -> None:
        if self._paying:
            return
        if self.page.shows(PayPanel):
            self._book()
        elif self._shown.age is not None:
            self._ask_age()
        elif not self.page.model.rows:
            self.page.message.say(_("Scan something first: the basket is empty."), alarm=True)
        else:
            self._ask_money()

    def _ask_money(self) -> None:
        total = self._shown.priced.total
        heading = _("Pay {amount} €") if total.cents >= 0 else _("Pay out {amount} €")
        self.page.message.say("")
        self.page.below.setCurrentWidget(self.page.basket)
        self.page.side.setCurrentWidget(self.page.pay)
        self.page.pay.ask(heading.format(amount=figure(abs(total))), entry(abs(total)), takes_money=total.cents > 0)
        self._preview(self.page.pay.field.text())

    def _ask_other_money(self) -> None:
        """The basket changed while money was asked for: what was typed was meant for another total."""
        if self.page.model.rows:
            self._ask_money()
        else:
            self.page.show_keys()

    def _preview(self, typed: str) -> None:
        """What goes back, while it is typed."""
        try:
            change = Money.parse(typed) - self._shown.priced.total
        except KasseError:
            self.page.pay.change.setText("")
            return
        if self._shown.priced.total.cents <= 0:
            text = ""
        elif change.cents >= 0:
            text = _("Change {amount} €").format(amount=figure(change))
        else:
            text = _("{amount} € is missing").format(amount=figure(-change))
        self.page.pay.change.setText(text)

    def _book(self) -> None:
        total = self._shown.priced.total
        try:
            given = Money.parse(self.page.pay.field.text()) if total.cents > 0 else ZERO
        except KasseError as error:
            self._not_paid(error)
            return
        self._paying = True
        self._store(lambda: self._desk.pay(given, total), self._paid, self._not_paid, self._pay_ended)

    def _pay_ended(self) -> None:
        self._paying = False

    def _paid(self, paid: Paid) -> None:
        self.page.show_keys()
        self._take(paid.shown)
        sale = paid.sale
        back = sale.change if sale.total.cents >= 0 else -sale.total
        heading = _("Change") if sale.total.cents >= 0 else _("Paid out")
        told = (
            _("Total {amount} €").format(amount=figure(sale.total)),
            _("Given {amount} €").format(amount=figure(sale.given)),
        )
        self.page.total.show_total(figure(back), told if sale.total.cents > 0 else (), heading)
        self.page.message.say(_("Receipt {number} is booked.").format(number=sale.receipt_no))
        self._rest.start()
        self._on_sale()

    def _not_paid(self, error: KasseError) -> None:
        self._refuse(error)
        if self.page.shows(PayPanel):
            self.page.pay.field.selectAll()
            self.page.pay.field.setFocus()


def _lines(count: int) -> str:
    return ngettext("{count} line", "{count} lines", count).format(count=count)


def _details(shown: Shown) -> tuple[str, ...]:
    """What the total is made of, in up to three lines."""
    priced = shown.priced
    if not shown.basket.active:
        return ()
    pieces = ngettext("{count} piece", "{count} pieces", priced.pieces).format(count=priced.pieces)
    told = [f"{_lines(len(shown.basket.active))} · {pieces}"]
    if priced.deposit:
        told.append(_("of it deposit {amount} €").format(amount=figure(priced.deposit)))
    if priced.discount:
        told.append(_("saved {amount} €").format(amount=figure(priced.discount)))
    return tuple(told)
