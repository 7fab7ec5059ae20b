"""The figures of X and Z reports.

A module of its own, loaded by the first report: the till sells without it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from kasse.money import ZERO, Money
from kasse.tax import VatSum


@dataclass(frozen=True, slots=True)
class PaymentSum:
    """What one kind of payment brought."""

    type: str
    count: int
    amount: Money


@dataclass(frozen=True, slots=True)
class ForeignSum:
    """Foreign cash that came in: so much of a currency, and what it was worth in euros."""

    currency: str
    amount: Money
    euros: Money


@dataclass(frozen=True, slots=True)
class ShiftFigures:
    """The figures of an X or a Z report. Sums of `vat` are the sums of what the receipts say.

    `expected_cash` and `counted` are None where they may not be shown yet or were not counted. Only the first count
    of a shift is blind: `first_difference` is set where it was not the last. `total` and `vat` are turnover: what pays
    a tab was turnover when it was put there, and a multi-purpose voucher will be when it is redeemed.
    `cash_moves` are what of `cash_in` and `cash_out` is a case of its own: bank, private, wages (kinds of `CashKind`).
    With `tab_payments`, `vouchers_sold` and `vouchers_redeemed`, which are just those, and with `own_use` (a minus:
    what the owner took and nobody paid) and `tips` of the staff, it is what `payments` sum to. `foreign` lies in the
    drawer beside the expected cash, which is in euros.
    """

    shift: int
    business_day: date
    opened_at: datetime
    opened_by: str
    at: datetime
    who: str
    receipts: int
    first_receipt_no: int | None
    last_receipt_no: int | None
    total: Money
    vat: tuple[VatSum, ...]
    payments: tuple[PaymentSum, ...]
    void_count: int
    void_total: Money
    return_count: int
    return_total: Money
    voided_lines: int
    discount_total: Money
    price_overrides: int
    deposit_taken: Money
    deposit_returned: Money
    opening_float: Money
    cash_sales: Money
    cash_in: Money
    cash_out: Money
    no_sale_openings: int
    age_refusals: int
    held_baskets: int
    outages: int
    expected_cash: Money | None
    counted: Money | None = None
    difference: Money | None = None
    z_no: int | None = None
    training: bool = False
    shop_version: int = 1
    first_difference: Money | None = None
    cash_hidden: bool = False
    tab_payments: Money = ZERO
    vouchers_sold: Money = ZERO
    vouchers_redeemed: Money = ZERO
    cash_moves: tuple[PaymentSum, ...] = ()
    own_use: Money = ZERO
    tips: Money = ZERO
    foreign: tuple[ForeignSum, ...] = ()
