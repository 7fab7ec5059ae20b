"""What a position is to the tax office: its Geschäftsvorfall (GV_TYP), its UST_SCHLUESSEL, its sum in processData.

The only place that knows: processData, the DSFinV-K and the cash book all ask here. Sources: DSFinV-K 2.4, annexes B, C
and 2; section 2.2 of the reference for the five sums. Where sources differ, the choice is noted at the name.
"""

from collections.abc import Iterator
from enum import StrEnum

from kasse.cash import CashKind
from kasse.pricing import Position, PositionKind
from kasse.sale import BENEFIT, Sale, TenderType
from kasse.tax import REDUCED, STANDARD, ZERO_RATED


class CaseType(StrEnum):
    """Geschäftsvorfalltypen of DSFinV-K 2.4, annex C: all 25."""

    TURNOVER = "Umsatz"
    DEPOSIT = "Pfand"
    DEPOSIT_BACK = "PfandRueckzahlung"
    DISCOUNT = "Rabatt"
    SURCHARGE = "Aufschlag"
    GRANT_REAL = "ZuschussEcht"
    GRANT_UNREAL = "ZuschussUnecht"
    TIP_OWNER = "TrinkgeldAG"
    TIP_STAFF = "TrinkgeldAN"
    SINGLE_PURPOSE_SOLD = "EinzweckgutscheinKauf"
    SINGLE_PURPOSE_USED = "EinzweckgutscheinEinloesung"
    MULTI_PURPOSE_SOLD = "MehrzweckgutscheinKauf"
    MULTI_PURPOSE_USED = "MehrzweckgutscheinEinloesung"
    CLAIM = "Forderungsentstehung"
    CLAIM_PAID = "Forderungsaufloesung"
    PREPAYMENT = "Anzahlungseinstellung"
    PREPAYMENT_USED = "Anzahlungsaufloesung"
    FLOAT = "Anfangsbestand"
    TAKEN_BY_OWNER = "Privatentnahme"
    PUT_IN_BY_OWNER = "Privateinlage"
    TO_BANK = "Geldtransit"
    WAGES = "Lohnzahlung"
    PAID_IN = "Einzahlung"
    PAID_OUT = "Auszahlung"
    DIFFERENCE = "DifferenzSollIst"


class RecordType(StrEnum):
    """Vorgangstypen (BON_TYP) of annex B: all nine. The same words begin processData."""

    RECEIPT = "Beleg"
    INVOICE = "AVRechnung"
    TRANSFER = "AVTransfer"
    ORDER = "AVBestellung"
    TRAINING = "AVTraining"
    VOIDED = "AVBelegstorno"  # not usable with a TSE
    ABORTED = "AVBelegabbruch"
    BENEFIT = "AVSachbezug"
    OTHER = "AVSonstige"


class PaymentKind(StrEnum):
    """Zahlarten of annex D."""

    CASH = "Bar"
    CASHLESS = "Unbar"
    NONE = "Keine"
    DEBIT_CARD = "ECKarte"
    CREDIT_CARD = "Kreditkarte"
    ONLINE = "ElZahlungsdienstleister"
    STORED_VALUE = "Guthabenkarte"


NOT_TAXABLE, TAX_FREE = 5, 6
"""UST_SCHLUESSEL of what is no turnover, and of turnover that is free of VAT (small businesses: section 19 UStG)."""

PAYMENT_KINDS = {
    TenderType.CASH: PaymentKind.CASH,
    TenderType.CARD: PaymentKind.CASHLESS,
    TenderType.FOREIGN: PaymentKind.CASH,
}
"""A tab is no payment: it is a claim (Forderungsentstehung), a line of its own with a minus, not taxable."""

_KEYS = {
    (STANDARD, 1900): 1,
    (REDUCED, 700): 2,
    (STANDARD, 1600): 21,
    (REDUCED, 500): 22,
}
_SLOTS = {1: 0, 2: 1, 3: 2, 4: 3}


def vat_key(tax_class: str, rate: int, kind: PositionKind) -> int:
    """The UST_SCHLUESSEL of a position; rates of hundredths of a percent. What annex 2 does not know is individual."""
    if rate == 0:
        return NOT_TAXABLE if kind in _NO_TURNOVER and not _single_purpose(kind, tax_class) else TAX_FREE
    known = _KEYS.get((tax_class, rate)) or next((key for (_class, r), key in _KEYS.items() if r == rate), None)
    return 1000 + rate if known is None else known


def slot(key: int) -> int:
    """Which of the five sums of processData a key belongs to, from 0."""
    if key >= 1000:
        return 0 if key - 1000 > 1000 else 1
    return _SLOTS.get(key % 10, 4)


_VOUCHERS = frozenset({PositionKind.VOUCHER, PositionKind.REDEEMED})
_NO_TURNOVER = _VOUCHERS | {PositionKind.TAB_PAYMENT, PositionKind.TIP_STAFF, PositionKind.OWN_USE}


def _single_purpose(kind: PositionKind, tax_class: str) -> bool:
    """Whether a voucher was turnover when it was sold; a small business has such at no rate."""
    return kind in _VOUCHERS and tax_class not in ("", ZERO_RATED)


_DEPOSITS = frozenset({PositionKind.DEPOSIT, PositionKind.EMPTIES, PositionKind.SLIP})


_CASES = {
    PositionKind.DEPOSIT: CaseType.DEPOSIT,
    PositionKind.TAB_PAYMENT: CaseType.CLAIM_PAID,
    PositionKind.TIP_STAFF: CaseType.TIP_STAFF,
    PositionKind.TIP_OWNER: CaseType.TIP_OWNER,
    PositionKind.OWN_USE: CaseType.TAKEN_BY_OWNER,
}


def case_of(kind: PositionKind, rate: int, cents: int, tax_class: str = "") -> CaseType:
    """The Geschäftsvorfall of a position, by its amount: a void of a deposit is a negative Pfand, not paid back."""
    if kind in _CASES:
        return _CASES[kind]
    if kind in _DEPOSITS:
        return CaseType.DEPOSIT_BACK
    single = bool(rate) or _single_purpose(kind, tax_class)
    if kind is PositionKind.VOUCHER:
        return CaseType.SINGLE_PURPOSE_SOLD if single else CaseType.MULTI_PURPOSE_SOLD
    if kind is PositionKind.REDEEMED:
        return CaseType.SINGLE_PURPOSE_USED if single else CaseType.MULTI_PURPOSE_USED
    return CaseType.TURNOVER


def record_of(sale: Sale) -> RecordType:
    """What kind of record a sale is (annex B); that it is training is not the sale's own fact."""
    return RecordType.BENEFIT if sale.facts and sale.fact(BENEFIT) else RecordType.RECEIPT


def lines_of(sale: Sale) -> Iterator[Position]:
    """The positions of a record: neither what was struck out, nor what only keeps a benefit in kind out of the sums."""
    return (p for p in sale.positions if not p.voided and p.kind is not PositionKind.BENEFIT)


CASH_CASES = {
    CashKind.CASH_IN: CaseType.PAID_IN,
    CashKind.CASH_OUT: CaseType.PAID_OUT,
    CashKind.PRIVATE_IN: CaseType.PUT_IN_BY_OWNER,
    CashKind.PRIVATE_OUT: CaseType.TAKEN_BY_OWNER,
    CashKind.BANK: CaseType.TO_BANK,
    CashKind.WAGES: CaseType.WAGES,
    CashKind.DIFFERENCE: CaseType.DIFFERENCE,
}
"""What a movement of cash is; the drawer opened without a sale (NO_SALE) is no Geschäftsvorfall."""
