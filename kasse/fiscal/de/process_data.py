"""processData: what the TSE signs of a business event. Built here for every device; docs/fiscal.md has examples.

The grammar (DSFinV-K 2.4, annex I): type "^" five gross sums "^" payments. Source of the order of payments: cash
before cashless, euro before foreign currencies, those by their name.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kasse.fiscal.de.cases import (
    NOT_TAXABLE,
    PAYMENT_KINDS,
    PaymentKind,
    RecordType,
    lines_of,
    record_of,
    slot,
    vat_key,
)
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.sale import Sale, TenderType

RECEIPT, ORDER, OTHER = "Kassenbeleg-V1", "Bestellung-V1", "SonstigerVorgang"
"""The three process types."""


class Paid(NamedTuple):
    """A payment: cash or not, in cents of a currency (empty: euro)."""

    kind: PaymentKind
    cents: int
    currency: str = ""


class OrderLine(NamedTuple):
    """A line of an order; a cancelled one has a negative quantity."""

    quantity: Quantity
    name: str
    unit_price: Money


def _amount(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def receipt(record: RecordType, sums: Mapping[int, int], payments: Iterable[Paid] = ()) -> str:
    """Kassenbeleg-V1: `sums` are gross cents by UST_SCHLUESSEL."""
    slots = [0, 0, 0, 0, 0]
    for key, cents in sums.items():
        slots[slot(key)] += cents
    return f"{record.value}^{'_'.join(map(_amount, slots))}^{_payments(payments)}"


def _payments(payments: Iterable[Paid]) -> str:
    sums: dict[tuple[str, str], int] = {}
    for paid in payments:
        if paid.kind is not PaymentKind.NONE:
            key = ("Bar" if paid.kind is PaymentKind.CASH else "Unbar", paid.currency)
            sums[key] = sums.get(key, 0) + paid.cents
    return "_".join(
        ":".join(part for part in (_amount(cents), *key) if part) for key, cents in sorted(sums.items()) if cents
    )


ABORTED = receipt(RecordType.ABORTED, {})
"""The end of what was begun and came to nothing; training ends so too, as AVTraining."""
ABORTED_TRAINING = receipt(RecordType.TRAINING, {})


def order(lines: Sequence[OrderLine]) -> str:
    r"""Bestellung-V1: quantity;"name";price, with CR (\r) between lines."""
    return "\r".join(_order_line(line) for line in lines)


def _order_line(line: OrderLine) -> str:
    whole, rest = divmod(abs(line.quantity.thousandths), 1000)
    digits = f"{rest:03d}".rstrip("0")
    quantity = f"{'-' if line.quantity.thousandths < 0 else ''}{whole}{'.' + digits if digits else ''}"
    name = line.name.replace("\r", " ").replace("\n", " ").replace('"', '""')
    return f'{quantity};"{name}";{_amount(line.unit_price.cents)}'


def cash(cents: int, *, training: bool = False) -> str:
    """Cash in or out, a float, a difference: the amount is in the fifth sum, so that sums and payments agree."""
    record = RecordType.TRAINING if training else RecordType.RECEIPT
    return receipt(record, {NOT_TAXABLE: cents}, [Paid(PaymentKind.CASH, cents)])


def drawer_opened(reason: str) -> str:
    """SonstigerVorgang: the drawer was opened and no money moved."""
    return f"Schublade geöffnet: {reason}"


def sums_of(sale: Sale) -> dict[int, int]:
    """A sale's gross cents by UST_SCHLUESSEL; what goes on a tab is a claim with a minus (see `cases`)."""
    sums: dict[int, int] = {}
    for position in lines_of(sale):
        key = vat_key(position.tax_class, position.rate, position.kind)
        sums[key] = sums.get(key, 0) + position.total.cents
    claimed = sum(payment.amount.cents for payment in sale.payments if payment.type is TenderType.TAB)
    if claimed:
        sums[NOT_TAXABLE] = sums.get(NOT_TAXABLE, 0) - claimed
    return sums


def payments_of(sale: Sale) -> list[Paid]:
    """A sale's payments; foreign cash is in its own currency, and the change for it in euros."""
    paid = []
    for number, payment in enumerate(sale.payments, 1):
        if payment.type in PAYMENT_KINDS:
            foreign = sale.foreign(number)
            currency, cents = ("", payment.amount.cents) if foreign is None else (foreign[0], foreign[1].cents)
            paid.append(Paid(PAYMENT_KINDS[payment.type], cents, currency))
    return paid


def of_sale(sale: Sale, *, training: bool = False) -> str:
    """A sale, a return or a void; all of them are a Beleg (annex B), but for a benefit in kind, or a training's."""
    record = RecordType.TRAINING if training else record_of(sale)
    return receipt(record, sums_of(sale), payments_of(sale))
