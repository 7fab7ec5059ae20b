"""A closed shift as bookings: all takings over a clearing account, so that the cash account gets cash alone.

What holds for each Z (tests prove it): the clearing account comes to zero, and the cash account moves by what the
drawer did since the Z before. Source for keeping cash and cashless payments apart: section 146 (1) AO, GoBD 2019,
number 55.
"""

from collections.abc import Iterator

from kasse.books.cash import CashEntry, EntryKind
from kasse.books.takings import LineSum, Takings
from kasse.cash import CashKind
from kasse.cash_book import ledger
from kasse.fiscal.de.cases import CaseType, case_of
from kasse.fiscal.de.datev import CREDIT, DEBIT, Booking
from kasse.fiscal.de.datev_accounts import AccountMap
from kasse.money import Money
from kasse.sale import TenderType
from kasse.tax import rate_text

_PAYMENTS = {
    TenderType.CASH: "cash",
    TenderType.FOREIGN: "foreign",
    TenderType.CARD: "card",
    TenderType.TAB: "claims",
}
_PAID_TEXTS = {
    TenderType.CASH: "Bareinnahmen",
    TenderType.FOREIGN: "Bareinnahmen Fremdwährung",
    TenderType.CARD: "Kartenzahlungen",
    TenderType.TAB: "Anschreiben",
}
_FIXED = {
    CaseType.CLAIM_PAID: "claims",
    CaseType.MULTI_PURPOSE_SOLD: "vouchers",
    CaseType.MULTI_PURPOSE_USED: "vouchers",
    CaseType.TIP_OWNER: "tip_owner",
    CaseType.TIP_STAFF: "tip_staff",
    CaseType.TAKEN_BY_OWNER: "own_use",
}
_DEPOSITS = (CaseType.DEPOSIT, CaseType.DEPOSIT_BACK)
_MOVED = {
    CashKind.CASH_IN: "cash_in",
    CashKind.CASH_OUT: "cash_out",
    CashKind.PRIVATE_IN: "private_in",
    CashKind.PRIVATE_OUT: "private_out",
    CashKind.BANK: "bank",
    CashKind.WAGES: "wages",
}


def bookings(takings: Takings, before: Money, accounts: AccountMap) -> Iterator[Booking]:
    """The bookings of a shift; `before` is what the shift before it left in the drawer."""
    write = _Writer(takings, accounts)
    for line in takings.lines:
        case = case_of(line.kind, line.rate, line.amount.cents, line.tax_class)
        yield from write.booked(line.amount, "clearing", _account(case, line), _line_text(case, line))
    for tender, amount in takings.payments:
        yield from write.booked(amount, _PAYMENTS[tender], "clearing", _PAID_TEXTS[tender])
    for entry in ledger(before, [takings.cash]).entries:
        yield from write.booked(entry.amount, "cash", *_moved(entry)) if entry.kind in _CASH_ONLY else ()


_CASH_ONLY = (EntryKind.FLOAT, EntryKind.MOVED)
"""What moved the drawer beside receipts, which are booked by their payments."""


def _account(case: CaseType, line: LineSum) -> str:
    if case is CaseType.TIP_OWNER and not line.rate:
        return "revenue_0"  # a small business: the account of such tips works out VAT by itself
    if case in _FIXED:
        return _FIXED[case]
    return f"{'deposit' if case in _DEPOSITS else 'revenue'}_{line.rate}"


def _line_text(case: CaseType, line: LineSum) -> str:
    return f"{case.value} {rate_text(line.rate)} %" if line.rate else case.value


def _moved(entry: CashEntry) -> tuple[str, str]:
    """Against which account, and in which words."""
    movement = entry.movement
    if movement is None:
        return "float", "Wechselgeld verändert"
    if movement.kind is CashKind.DIFFERENCE:
        return ("surplus" if entry.amount.cents > 0 else "shortage"), "Kassendifferenz"
    return _MOVED[movement.kind], movement.reason


class _Writer:
    """Bookings of one Z."""

    def __init__(self, takings: Takings, accounts: AccountMap) -> None:
        self._day = takings.cash.shift.business_day
        self._document = f"Z{takings.cash.z_no}"
        self._accounts = accounts

    def booked(self, amount: Money, account: str, contra: str, text: str) -> Iterator[Booking]:
        """A booking of what is not nothing; a minus stands on the other side.

        Whoever has one account for both, as cash and clearing, needs no booking from it to itself.
        """
        left, right = self._accounts.of(account), self._accounts.of(contra)
        if not amount or left.number == right.number:
            return
        side = DEBIT if amount.cents > 0 else CREDIT
        words = f"{self._document} {text}"
        yield Booking(abs(amount), side, left.number, right.number, right.key, self._day, self._document, words)
