"""How tabs and vouchers are put into words."""

from datetime import datetime

from kasse.books.customers import TabLine, Voucher
from kasse.formats import date_text, rate_text
from kasse.money import Money
from kasse.shop import Shop
from kasse.texts import N_, _, current_language
from ui.checkout.rows import figure

KINDS = {
    "sale": N_("Bought"),
    "return": N_("Given back"),
    "void": N_("Void"),
    "payment": N_("Paid"),
    "correction": N_("Correction"),
}


def day(at: datetime, shop: Shop) -> str:
    """The day of something, by the shop's clock."""
    return date_text(shop.time.local(at).date(), current_language())


def what(line: TabLine) -> str:
    """What a line of a tab is, with its receipt or its reason."""
    kind = _(KINDS.get(line.kind, line.kind))
    if line.receipt_no is not None:
        return _("{kind}, receipt {number}").format(kind=kind, number=line.receipt_no)
    return f"{kind}: {line.note}" if line.note else kind


def limit_text(limit: Money | None) -> str:
    """The limit of a tab; empty where there is no tab."""
    return "" if limit is None else figure(limit)


def voucher_kind(voucher: Voucher, rates: dict[str, int]) -> str:
    """What a voucher is good for."""
    if voucher.tax_class is None:
        return _("For all goods")
    rate = rates.get(voucher.tax_class)
    return voucher.tax_class if rate is None else _("Only for {rate}").format(rate=rate_text(rate, current_language()))


def until_text(voucher: Voucher) -> str:
    """How long a voucher is valid."""
    return "" if voucher.valid_until is None else date_text(voucher.valid_until, current_language())
