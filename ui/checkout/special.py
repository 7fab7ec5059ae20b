"""What is no plain sale at the checkout: eaten in the shop, a tip, foreign cash, goods that nobody pays."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from kasse.errors import KasseError, Refused
from kasse.formats import entry_text
from kasse.money import ZERO, Money
from kasse.people import Permission, Role
from kasse.pricing import PositionKind
from kasse.sale import Tender, TenderType
from kasse.texts import _, current_language, decimal_sign
from ui.checkout.desk import Shown
from ui.checkout.rows import figure
from ui.widgets.ask import Choice, Question

if TYPE_CHECKING:
    from kasse.serving.foreign import Currency
    from ui.checkout.desk import Worker
    from ui.checkout.flow import Flow

OWNER, PAY = "owner", "pay"
"""Who takes goods where nobody who works here does; and that they are paid after all."""


class Special:
    """Acts of few shops, and daily ones there."""

    def __init__(self, flow: "Flow") -> None:
        self._flow = flow
        self._page = flow.page
        self._desk = flow.desk
        self._to_pay = False
        """Whether money was asked for when a tip was asked about."""
        self.commands: dict[str, Callable[[], None]] = {
            "eat_in": self._turn,
            "tip": self._ask_tip,
            "foreign": self._ask_foreign,
            "take_out": self._ask_why,
        }

    def _ready(self) -> bool:
        return not self._flow.paying.busy and self._flow.shown.age is None

    def _filled(self) -> bool:
        """Whether something is in the basket; else it is said."""
        if not self._ready():
            return False
        if not self._flow.shown.basket.active:
            self._page.message.say(_("Scan something first: the basket is empty."), alarm=True)
            return False
        return True

    # Here or away

    def _turn(self) -> None:
        """Eaten here, or taken away after all."""
        if not self._ready():
            return
        if not self._flow.opened.offers.eat_in:
            self._page.message.say(_("No article has another VAT when eaten in the shop: see Products."), alarm=True)
            return
        here = not self._flow.shown.basket.eat_in
        self._flow.change(lambda: self._desk.eat_in(here))

    # Tips

    def _ask_tip(self) -> None:
        if not self._filled():
            return
        self._to_pay = self._page.shows("pay")
        whose = [Choice(_("For the staff"), "staff"), Choice(_("For the owner"), OWNER)]
        actor = self._flow.opened.actor
        if actor is not None and actor.role is Role.OWNER:
            whose.reverse()
        tip = self._flow.shown.tip
        if tip:
            whose.append(Choice(_("No tip"), "none"))
        question = Question(
            _("Tip"),
            _("The staff's is no turnover of the shop. The owner's bears VAT."),
            _("Amount"),
            "",
            default=entry_text(tip, current_language()) if tip else "",
            choices=tuple(whose),
        )
        self._flow.ask(question, self._tip)

    def _tip(self, typed: str, chosen: str) -> None:
        amount = ZERO if chosen == "none" else Money.parse(typed)
        if chosen != "none" and amount.cents <= 0:
            raise Refused("bad_tender", _("A payment must be more than 0.00."))
        self._flow.store(
            lambda: self._desk.tip(amount, for_owner=chosen == OWNER), self._tipped, self._flow.refuse_answer
        )

    def _tipped(self, shown: Shown) -> None:
        self._flow.answered(shown)
        if self._to_pay:
            self._flow.paying.ask_other_money()

    # Foreign cash

    def _ask_foreign(self) -> None:
        if not self._filled():
            return
        offered = self._flow.opened.offers.currencies
        total = self._flow.shown.priced.total
        if not offered:
            self._page.message.say(_("No foreign cash: its rate goes into Settings."), alarm=True)
        elif total.cents <= 0:
            self._page.message.say(_("Money goes back in euros."), alarm=True)
        else:
            needed = " · ".join(f"{one.code} {figure(one.needed(total))}" for one in offered)
            question = Question(
                _("Pay {amount} € in foreign cash").format(amount=figure(total)),
                _("That is {needed}. Change is in euros.").format(needed=needed),
                _("Given"),
                "",
                choices=tuple(Choice(f"{one.code} · {_rate(one)}", one.code) for one in offered),
            )
            self._flow.ask(question, self._pay_foreign)

    def _pay_foreign(self, typed: str, code: str) -> None:
        self._flow.paying.book((Tender(TenderType.FOREIGN, Money.parse(typed), code),))

    # Goods that nobody pays

    def _ask_why(self) -> None:
        if self._filled():
            self._flow.store(self._desk.workers, self._ask_who)

    def _ask_who(self, workers: "list[Worker]") -> None:
        taken = self._flow.shown.basket.taken
        choices = [Choice(_("Own use of the owner"), OWNER)]
        choices += [Choice(_("For {name}").format(name=name[:20]), str(number)) for number, name in workers]
        if taken is not None:
            choices.insert(0, Choice(_("It is paid after all"), PAY))
        question = Question(
            _("Taken without paying"),
            _("It leaves the stock and stays on record. The owner's own use is turnover, and bears VAT."),
            _("What for"),
            "",
            default="" if taken is None else taken.reason,
            choices=tuple(choices),
            keys="text",
        )
        self._flow.ask(question, self._take)

    def _take(self, reason: str, chosen: str) -> None:
        if chosen == PAY:
            self._flow.answer(self._desk.pay_after_all)
            return
        person = None if chosen == OWNER else int(chosen)
        self._flow.with_leave(
            Permission.OWN_USE,
            lambda actor: self._desk.take_out(reason, person, actor),
            then=lambda: self._page.message.say(_("Press Pay: nothing is to be paid.")),
        )

    def refused(self, error: KasseError) -> bool:
        """Said in the question for foreign cash, where that is what was not enough."""
        if not self._page.shows("ask"):
            return False
        self._flow.refuse_answer(error)
        return True


def _rate(currency: "Currency") -> str:
    return currency.rate_text.replace(".", decimal_sign())


def taken_text(shown: Shown) -> str:
    """Who takes it, and what it is worth."""
    taken = shown.basket.taken
    if taken is None:
        return ""
    taken_off = (PositionKind.OWN_USE, PositionKind.BENEFIT)
    worth = figure(Money(-sum(line.total.cents for line in shown.priced.positions if line.kind in taken_off)))
    if taken.person is None:
        return _("Own use · {amount} €").format(amount=worth)
    return _("For {name} · {amount} €").format(name=taken.name[:24], amount=worth)
