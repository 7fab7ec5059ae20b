"""A sale: what was sold, how it was paid, and the states it goes through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from kasse.errors import Refused
from kasse.money import ZERO, Money
from kasse.pricing import Position, Saving
from kasse.tax import VatSum
from kasse.texts import _


class State(StrEnum):
    """Where a sale stands. TENDERED is the moment between the money and the fiscal device's answer."""

    TENDERED = "tendered"
    COMPLETED = "completed"
    ABORTED = "aborted"


TRANSITIONS = {
    (None, State.TENDERED),
    (None, State.COMPLETED),  # where no fiscal device is used, one step does both
    (State.TENDERED, State.COMPLETED),
    (State.TENDERED, State.ABORTED),
}


def check_transition(before: State | None, after: State) -> None:
    """`Refused` unless a sale may go from one state to the other; None is before its first booking."""
    if (before, after) not in TRANSITIONS:
        raise Refused("wrong_state", _("This sale is {state} already.").format(state=before or "draft"))


class SaleKind(StrEnum):
    """A void is a sale with all signs turned."""

    SALE = "sale"
    VOID = "void"


class TenderType(StrEnum):
    """How money comes in; what goes on a customer's tab comes in later. FOREIGN is cash that is no euros."""

    CASH = "cash"
    CARD = "card"
    TAB = "tab"
    FOREIGN = "foreign"


class Tender(NamedTuple):
    """What the customer hands over; negative where the shop pays out. Foreign cash is counted in its `currency`."""

    type: TenderType
    amount: Money
    currency: str = ""


class Payment(NamedTuple):
    """What was booked of a tender: `given` came over the counter, `amount` of it stays, the rest was change."""

    type: TenderType
    amount: Money
    given: Money

    @property
    def change(self) -> Money:
        """What went back."""
        return self.given - self.amount


class SaleFact(NamedTuple):
    """What only some sales have, by a name; `position` 0 is the sale as a whole."""

    position: int
    name: str
    value: str


EAT_IN, OWN_USE = "eat_in", "own_use"
BENEFIT, BENEFIT_PERSON, BENEFIT_REASON = "benefit", "benefit_person", "benefit_reason"
CURRENCY, FOREIGN, EXCHANGE_RATE = "currency", "foreign", "exchange_rate"
"""Names of facts. Those of foreign cash stand at the number of its payment, all others at 0."""


class Foreign(NamedTuple):
    """Foreign cash: the currency, how much of it, and what one unit was worth in euros."""

    currency: str
    amount: Money
    rate: str


@dataclass(frozen=True, slots=True)
class Signature:
    """What the TSE answered; times are the TSE's own. `value` is base64, `device` its number in the shop's books."""

    serial: str
    transaction: int
    counter: int
    started_at: datetime
    finished_at: datetime
    value: str
    device: int = 0
    process_type: str = ""
    process_data: str = ""


@dataclass(frozen=True, slots=True)
class Sale:
    """A booked sale, complete or on its way there. Times are UTC instants; `total` may be negative."""

    id: UUID
    kind: SaleKind
    state: State
    shift: int
    cashier: int
    cashier_name: str
    business_day: date
    started_at: datetime
    tendered_at: datetime
    positions: tuple[Position, ...]
    vat: tuple[VatSum, ...]
    payments: tuple[Payment, ...]
    total: Money
    completed_at: datetime | None = None
    receipt_no: int | None = None
    refers_to: UUID | None = None
    refers_to_no: int | None = None
    reason: str = ""
    age_confirmed: int = 0
    signature: Signature | None = None
    outage: str = ""
    shop_version: int = 1
    customer: int | None = None
    saved: tuple[Saving, ...] = ()
    facts: tuple[SaleFact, ...] = ()

    @property
    def given(self) -> Money:
        """All that came over the counter."""
        return Money(sum(payment.given.cents for payment in self.payments))

    @property
    def change(self) -> Money:
        """All that went back."""
        return Money(sum(payment.change.cents for payment in self.payments))

    @property
    def cash(self) -> Money:
        """What the drawer holds more, or less, by this sale."""
        return Money(sum(payment.amount.cents for payment in self.payments if payment.type is TenderType.CASH))

    def fact(self, name: str, position: int = 0) -> str:
        """A fact by its name; empty where the sale has none."""
        found = (fact.value for fact in self.facts if fact.name == name and fact.position == position)
        return next(found, "")

    def foreign(self, payment: int) -> Foreign | None:
        """The foreign cash of a payment, by its number from 1; None where it was no foreign cash."""
        currency = self.fact(CURRENCY, payment) if self.facts else ""
        if not currency:
            return None
        return Foreign(currency, Money.parse(self.fact(FOREIGN, payment)), self.fact(EXCHANGE_RATE, payment))


def settle(total: Money, tenders: Sequence[Tender]) -> tuple[Payment, ...]:
    """Turn tenders in euros into payments that sum to the total, with change out of the cash; `Refused` else.

    With nothing to pay no tender is needed; a negative total is paid out in cash where no tender says otherwise.
    """
    if total.cents < 0:
        return _paid_out(total, tenders)
    if any(tender.amount.cents < 0 or (tender.amount.cents == 0 and total) for tender in tenders):
        raise Refused("bad_tender", _("A payment must be more than 0.00."))
    card, tab, cash, foreign = (_sum(tenders, kind) for kind in _WAYS)
    _refuse_sums(total, card, tab, cash, foreign)
    payments = []
    if card:
        payments.append(Payment(TenderType.CARD, card, card))
    if tab:
        payments.append(Payment(TenderType.TAB, tab, tab))
    payments += [Payment(one.type, one.amount, one.amount) for one in tenders if one.type is TenderType.FOREIGN]
    rest = total - card - tab - foreign
    if cash or rest:  # change for foreign money is in euros, and leaves the drawer
        payments.append(Payment(TenderType.CASH, rest, cash))
    return tuple(payments)


def _refuse_sums(total: Money, card: Money, tab: Money, cash: Money, foreign: Money) -> None:
    if card > total:
        raise Refused(
            "card_too_much",
            _("The card pays {card}, more than the total of {total}. Enter the total for the card.").format(
                card=card, total=total
            ),
        )
    if card + tab > total:
        raise Refused(
            "tab_too_much",
            _("{tab} on the tab is more than the {total} that are left to pay.").format(tab=tab, total=total - card),
        )
    if foreign and card + tab + cash >= total:
        raise Refused("bad_tender", _("Nothing is left to pay in foreign money: the till changes none."))
    if card + tab + cash + foreign < total:
        missing = total - card - tab - cash - foreign
        raise Refused(
            "money_short", _("{missing} is missing to the total of {total}.").format(missing=missing, total=total)
        )


_WAYS = (TenderType.CARD, TenderType.TAB, TenderType.CASH, TenderType.FOREIGN)


def _sum(tenders: Sequence[Tender], wanted: TenderType) -> Money:
    return Money(sum([tender.amount.cents for tender in tenders if tender.type is wanted]))


def _paid_out(total: Money, tenders: Sequence[Tender]) -> tuple[Payment, ...]:
    if not tenders:
        return (Payment(TenderType.CASH, total, total),)
    if _sum(tenders, TenderType.FOREIGN):
        raise Refused("bad_tender", _("Money goes back in euros."))
    amounts = {wanted: _sum(tenders, wanted) for wanted in TenderType}
    if any(tender.amount.cents >= 0 for tender in tenders) or sum(a.cents for a in amounts.values()) != total.cents:
        raise Refused(
            "bad_tender", _("{amount} goes to the customer. Enter just that, with a minus.").format(amount=total)
        )
    return tuple(Payment(kind, amount, amount) for kind, amount in amounts.items() if amount != ZERO)
