"""Serving somebody by name: who it is, what they pay of their tab; and vouchers, sold and redeemed."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from kasse.errors import KasseError, Refused
from kasse.formats import entry_text, rate_text
from kasse.money import Money
from kasse.people import Permission
from kasse.texts import _, current_language
from ui.checkout.rows import figure
from ui.widgets.ask import Choice, Question

if TYPE_CHECKING:
    from kasse.books.customers import Listed, Standing, Voucher
    from ui.checkout.flow import Flow

MULTI = "zero"
"""The class of a voucher for all goods."""
SHORTEST_CODE = 6
"""What is as long and no amount was meant as a voucher's code."""


class Serving:
    """Customers and vouchers at the checkout."""

    def __init__(self, flow: "Flow") -> None:
        self._flow = flow
        self._page = flow.page
        self._desk = flow.desk
        self._asking_customer = self._asking_voucher = False
        self._code = ""
        """The code of a printed voucher that is about to be sold."""
        self._kinds: list[tuple[str, int]] = []
        self.commands: dict[str, Callable[[], None]] = {"customer": self.ask_customer, "voucher": self._ask_voucher}
        self._page.side.currentChanged.connect(self._side_changed)

    def _side_changed(self, _index: int) -> None:
        """Another panel: a scan is an article again."""
        if not self._page.shows("ask"):
            self._asking_customer = self._asking_voucher = False

    def _ready(self) -> bool:
        """Whether something may be asked now."""
        return not self._flow.paying.busy and self._flow.shown.age is None

    def _ask(self, question: Question, answer: Callable[[str, str], None]) -> None:
        self._flow.ask(question, answer)
        self._asking_customer = self._asking_voucher = False

    def takes_scan(self, code: str) -> bool:
        """A scan while this asks: a card, or a voucher that is to be sold or redeemed."""
        if not self._page.shows("ask"):
            return False
        if self._asking_customer:
            self._find(code)
            return True
        if self._asking_voucher:
            self._flow.store(lambda: self._desk.voucher(code), partial(self._voucher_scanned, code))
            return True
        return False

    # Who

    def ask_customer(self) -> None:
        """Who is it? Where somebody is named already: what is to be done for them."""
        if not self._ready():
            return
        standing = self._flow.shown.customer
        if standing is None:
            self._ask_who()
        else:
            self._ask_what(standing)

    def _ask_who(self) -> None:
        question = Question(
            _("Customer"),
            _("Scan the card, or enter part of the name, or the number."),
            _("Name"),
            _("Find"),
            keys="text",
        )
        self._ask(question, lambda typed, _chosen: self._find(typed))
        self._asking_customer = True

    def _find(self, typed: str) -> None:
        text = typed.strip()
        self._flow.store(lambda: self._desk.find_customers(text), partial(self._found, text), self._flow.refuse_answer)

    def _found(self, text: str, found: "list[Listed]") -> None:
        if not found:
            self._ask_new(text)
        elif len(found) == 1:
            self._name(found[0].customer.number or 0)
        else:
            from ui.widgets.table import Entry

            self._page.show_keys()
            self._page.message.say(_("Choose with the arrows and Enter."))
            entries = [Entry(str(one.customer.number), _cells(one)) for one in found]
            choices = {str(one.customer.number): partial(self._name, one.customer.number or 0) for one in found}
            self._flow.scanning.offer(entries, choices)

    def _name(self, number: int) -> None:
        self._flow.answer(lambda: self._desk.name_customer(number))

    def _ask_new(self, text: str) -> None:
        question = Question(
            _("Nobody found"),
            _("A name is enough for a new customer."),
            _("Name"),
            _("New customer"),
            default=text,
            keys="text",
        )
        self._ask(question, lambda typed, _chosen: self._make(typed))

    def _make(self, name: str) -> None:
        self._flow.with_leave(Permission.CUSTOMERS, lambda actor: self._desk.new_customer(name, actor))

    def _ask_what(self, standing: "Standing") -> None:
        choices = [Choice(_("Another customer"), "other"), Choice(_("No customer"), "none")]
        owes = standing.owes.cents > 0
        if owes:
            choices.insert(0, Choice(_("Pay the tab"), "pay"))
        label, default = (_("Amount"), entry_text(standing.owes, current_language())) if owes else ("", "")
        question = Question(
            standing.customer.name, standing_told(standing), label, "", default=default, choices=tuple(choices)
        )
        self._ask(question, self._do)

    def _do(self, typed: str, chosen: str) -> None:
        if chosen == "other":
            self._ask_who()
        elif chosen == "none":
            self._flow.answer(self._desk.unname_customer)
        else:
            amount = Money.parse(typed)
            self._flow.answer(lambda: self._desk.pay_tab(amount))

    # Vouchers

    def _ask_voucher(self) -> None:
        """Redeem one by scanning it, sell one by its amount."""
        if self._ready():
            self._flow.store(self._desk.voucher_kinds, self._ask_worth)

    def _ask_worth(self, kinds: list[tuple[str, int]]) -> None:
        self._kinds, self._code = kinds, ""
        self._ask_amount(_("To redeem one, scan it. To sell one, enter what it is worth; scan a printed one first."))

    def _ask_amount(self, told: str) -> None:
        choices = tuple(Choice(_kind_text(name, rate), name) for name, rate in self._kinds)
        question = Question(_("Voucher"), told, _("Amount"), "", choices=choices)
        self._ask(question, self._worth)
        self._asking_voucher = True

    def _worth(self, typed: str, chosen: str) -> None:
        text = typed.strip()
        try:
            amount = Money.parse(text)
        except Refused:
            if len(text) < SHORTEST_CODE or " " in text:
                raise
            self.takes_scan(text)  # a code that was typed
            return
        self._flow.answer(lambda: self._desk.sell_voucher(amount, chosen, self._code))

    def _voucher_scanned(self, code: str, voucher: "Voucher | None") -> None:
        if voucher is not None:
            self._page.show_keys()
            self._flow.scanning.scan(code)
            return
        self._code = code
        self._ask_amount(_("Voucher {code} is new. Enter what it is worth.").format(code=code[:40]))

    # Leave

    def allow(self, error: KasseError, again: Callable[[], None]) -> None:
        """What only a manager may allow: asked once more, on record, and done."""
        choices = (Choice(_("Allow it"), "yes"), Choice(_("Leave it"), "no"))

        def answer(_typed: str, chosen: str) -> None:
            if chosen == "yes":
                self._flow.with_leave(Permission.CUSTOMERS, self._desk.allow_more, then=again)
            else:
                self._page.show_keys()

        self._ask(Question(_("Allow it?"), error.message, "", "", choices=choices), answer)


def _cells(one: "Listed") -> tuple[str, str, str]:
    owes = _("owes {amount} €").format(amount=figure(one.owes)) if one.owes else ""
    return one.customer.name, one.customer.group, owes


def _kind_text(name: str, rate: int) -> str:
    if name == MULTI:
        return _("For all goods")
    return _("Only for {rate}").format(rate=rate_text(rate, current_language()))


def standing_told(standing: "Standing") -> str:
    """What is known of a customer, in a few words."""
    told = []
    if standing.customer.tab_limit is not None or standing.owes:
        owes = _("Owes {amount} €.") if standing.owes.cents >= 0 else _("Has {amount} € in credit.")
        told.append(owes.format(amount=figure(abs(standing.owes))))
    if standing.customer.tab_limit is not None:
        told.append(_("Limit {amount} €.").format(amount=figure(standing.customer.tab_limit)))
    told += [
        _("{name}: {have} of {every} stamps.").format(name=card.name, have=card.have, every=card.every - 1)
        for card in standing.cards
    ]
    return " ".join(told)
