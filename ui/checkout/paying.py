"""Taking the money: exact with one key, banknotes with two, card, or part of each; then the change, large."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from kasse.errors import KasseError
from kasse.formats import entry_text
from kasse.money import ZERO, Money
from kasse.sale import Sale, State, Tender, TenderType
from kasse.texts import _, current_language
from ui.checkout.desk import Paid
from ui.checkout.rows import figure
from ui.widgets.message import focus_on

if TYPE_CHECKING:
    from ui.checkout.flow import Flow


class Paying:
    """From the total to the change. While `busy`, money is being booked and nothing else happens to it."""

    def __init__(self, flow: "Flow") -> None:
        self._flow = flow
        self._page = flow.page
        self._desk = flow.desk
        self.busy = False
        self._given = ZERO
        """Cash that lies on the counter already and does not cover the total yet."""
        self._wired = False
        self._tried: tuple[Tender, ...] = ()
        """How it was to be paid, for another try."""
        self.commands: dict[str, Callable[[], None]] = {
            "pay": self._pay,
            "exact": self._exact,
            "card": self._card,
            "tab": self._tab,
        }

    # Asking for money

    def _may_pay(self) -> bool:
        """Whether there is something to pay and nothing in the way of it."""
        if self.busy:
            return False
        if self._flow.shown.age is not None:
            self._flow.arriving.ask_age()
            self._page.message.say(_("First say whether the customer is old enough."), alarm=True)
            return False
        if not self._page.model.rows:
            self._page.message.say(_("Scan something first: the basket is empty."), alarm=True)
            return False
        return True

    def _pay(self) -> None:
        """Ask for the money; the second time, take what was typed."""
        if self._page.shows("pay") and not self.busy:
            self._take_typed()
        elif self._may_pay():
            self._ask_money()

    def _exact(self) -> None:
        """The customer gives just what is asked, or gets just what is due: one key, and it is booked."""
        if self._may_pay():
            total = self._flow.shown.priced.total
            self._book(() if total.cents <= 0 else (Tender(TenderType.CASH, total),))

    def _card(self) -> None:
        """Ask for the card; the second time the terminal has said yes, and what is left is booked on it."""
        if not self._may_pay():
            return
        if not self._page.shows("pay"):
            self._ask_money()
        elif self._rest().cents > 0:
            self._given += self._typed_part()
            cash = (Tender(TenderType.CASH, self._given),) if self._given else ()
            self._book((*cash, Tender(TenderType.CARD, self._rest())))
        elif self._flow.shown.priced.total.cents < 0:
            self._book((Tender(TenderType.CARD, self._flow.shown.priced.total),))

    def _tab(self) -> None:
        """Ask for the money; the second time what is left goes on the customer's tab."""
        if not self._may_pay():
            return
        total = self._flow.shown.priced.total
        if self._flow.shown.customer is None and total.cents > 0:
            self._flow.serving.ask_customer()
        elif total.cents <= 0:
            self._book(())
        elif not self._page.shows("pay"):
            self._ask_money()
        else:
            self._given += self._typed_part()
            cash = (Tender(TenderType.CASH, self._given),) if self._given else ()
            self._book((*cash, Tender(TenderType.TAB, self._rest())))

    def _typed_part(self) -> Money:
        """Cash that was typed without Enter, where it is less than the rest: the panel says what is missing."""
        try:
            typed = Money.parse(self._page.pay.field.text())
        except KasseError:
            return ZERO
        return typed if ZERO < typed < self._rest() else ZERO

    def _rest(self) -> Money:
        return self._flow.shown.priced.total - self._given

    def _ask_money(self) -> None:
        self._given = ZERO
        self._page.message.say("")
        self._page.scan.clear()
        self._page.hide_choices()
        self._page.show_side("pay")
        self._wire()
        self._show_rest()

    def _wire(self) -> None:
        if not self._wired:
            self._wired = True
            self._page.pay.typed.connect(self._preview)
            self._page.pay.entered.connect(self._take_typed)
            self._page.pay.note.connect(lambda note: self._take(Money(note * 100)))

    def _show_rest(self) -> None:
        rest = self._rest()
        heading = _("Pay {amount} €") if rest.cents >= 0 else _("Pay out {amount} €")
        advice = _("Cash: amount and Enter, or a note. Card: press Card when the terminal says yes.")
        if rest.cents <= 0:
            advice = _("Cash: press Pay. Card: press Card when the terminal says yes.")
        text = _("{amount} € already given").format(amount=figure(self._given)) if self._given else ""
        heading = heading.format(amount=figure(abs(rest)))
        exact = entry_text(abs(rest), current_language())
        customer = self._flow.shown.customer
        on_tab = rest.cents > 0 and customer is not None and customer.customer.tab_limit is not None
        offers, basket = self._flow.opened.offers, self._flow.shown.basket
        foreign = bool(offers.currencies) and rest.cents > 0
        self._page.pay.offer(tip=offers.tips and basket.taken is None, foreign=foreign)
        self._page.pay.ask(heading, text, advice, exact, takes_money=rest.cents > 0, on_tab=on_tab)
        self._preview(self._page.pay.field.text())

    def ask_other_money(self) -> None:
        """The basket changed while money was asked for: what was typed was meant for another total."""
        if self._page.model.rows:
            self._ask_money()
        else:
            self._page.show_keys()

    def _preview(self, typed: str) -> None:
        """What goes back, while it is typed."""
        try:
            change = Money.parse(typed) - self._rest()
        except KasseError:
            self._page.pay.tell("")
            return
        if self._rest().cents <= 0 or not change:
            text = ""
        elif change.cents > 0:
            text = _("Change {amount} €").format(amount=figure(change))
        else:
            text = _("{amount} € is missing").format(amount=figure(-change))
        self._page.pay.tell(text)

    # Taking it

    def _take_typed(self) -> None:
        """Cash as typed. What is as long as a code was a scan that nobody caught."""
        typed = self._page.pay.field.text().strip()
        if len(typed) >= 8 and typed.isalnum():
            self._page.show_keys()
            self._flow.scanning.scan(typed)
            return
        try:
            given = Money.parse(typed) if self._rest().cents > 0 else ZERO
        except KasseError as error:
            self._not_paid(error)
        else:
            self._take(given)

    def _take(self, given: Money) -> None:
        """So much cash: enough books the sale, less stays on the counter until there is more."""
        if self.busy:
            return
        total = self._flow.shown.priced.total
        if total.cents <= 0:
            self._book(())
        elif ZERO < given < self._rest():
            self._given = self._given + given
            self._show_rest()
        else:
            self._book((Tender(TenderType.CASH, self._given + given),))

    def book(self, tenders: tuple[Tender, ...]) -> None:
        """Book the sale paid so, with what lies on the counter already."""
        cash = (Tender(TenderType.CASH, self._given),) if self._given else ()
        if self._may_pay():
            self._book((*cash, *tenders))

    def _book(self, tenders: tuple[Tender, ...]) -> None:
        total = self._flow.shown.priced.total
        self.busy, self._tried = True, tenders
        self._flow.store(lambda: self._desk.tender(tenders, total), self._tendered, self._not_paid, self._ended)

    def _ended(self) -> None:
        self.busy = False

    def _tendered(self, paid: Paid) -> None:
        """The money is booked; a fiscal device may take its time for the signature, on a thread of its own."""
        self._given = ZERO
        self._page.show_keys()
        self._flow.take(paid.shown)
        self._show_change(paid.sale)
        if paid.sale.state is State.COMPLETED:
            self._completed(paid.sale)
            return
        self._flow.signatures.wait(paid.sale, self._completed)

    def _show_change(self, sale: Sale) -> None:
        on_tab = Money(sum(p.amount.cents for p in sale.payments if p.type is TenderType.TAB))
        back = sale.change if sale.total.cents >= 0 else -(sale.total - on_tab)
        heading = _("Change") if sale.total.cents >= 0 else _("Paid out")
        told: tuple[str, ...] = (
            _("Total {amount} €").format(amount=figure(sale.total)),
            _("Given {amount} €").format(amount=figure(sale.given - max(on_tab, ZERO))),
        )
        told = told if sale.total.cents > 0 else ()
        if on_tab:
            sentence = _("On the tab {amount} €") if on_tab.cents > 0 else _("Off the tab {amount} €")
            told = (*told, sentence.format(amount=figure(abs(on_tab))))
        self._page.total.show_total(figure(back), told, heading)

    def _completed(self, sale: Sale) -> None:
        self._page.message.say(_("Receipt {number} is booked.").format(number=sale.receipt_no))
        self._flow.rest_soon()
        self._flow.on_sale()
        self._flow.reserving.sold()

    def _not_paid(self, error: KasseError) -> None:
        """Said where the money is asked for, unless something else is asked for because of it."""
        if error.code == "over_limit":
            tenders = self._tried
            self._flow.serving.allow(error, lambda: self._book(tenders))
        elif self._page.shows("pay") and error.code not in ("no_shift", "nobody", "age_check"):
            self._page.pay.tell(error.message, alarm=True)
            focus_on(self._page.pay.field)
        elif error.code in ("no_shift", "nobody", "age_check") or not self._flow.special.refused(error):
            self._flow.refuse(error)
