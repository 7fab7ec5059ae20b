"""What the stories at the counter share: articles of the small shop, money, and how a refusal is seen."""

from collections.abc import Callable
from uuid import UUID

import pytest

from kasse.basket import Basket
from kasse.errors import Refused, Unavailable
from kasse.money import Money
from kasse.people import AuditEntry
from kasse.ports import NullTse
from kasse.quantity import Quantity
from kasse.sale import Sale, Signature, Tender, TenderType
from kasse.till import Till

Ring = Callable[..., Basket]

MATE, MATE_CRATE, BEER, SCHNAPPS, MILK = (
    "4029764001807",
    "4029764001814",
    "4012852020028",
    "4000417025005",
    "4000521006419",
)
CHOCOLATE, ROLL, BANANAS, PAPER, CIGARETTES = "4000539770708", "101", "102", "103", "4030600000018"
BOTTLE_BACK = "PFAND015"


def cash(amount: str) -> Tender:
    return Tender(TenderType.CASH, Money.parse(amount))


def card(amount: str) -> Tender:
    return Tender(TenderType.CARD, Money.parse(amount))


def audit(till: Till, what: str) -> list[AuditEntry]:
    """Newest first."""
    with till.database.read() as work:
        return [entry for entry in work.settings.audit_log() if entry.what == what]


def stock(till: Till, code: str) -> Quantity:
    return till.products.stock(code)[1]


def refused(code: str, act: Callable[[], object]) -> str:
    """Runs something that must be refused for this reason; gives the sentence."""
    with pytest.raises(Refused) as refusal:
        act()
    assert refusal.value.code == code
    assert refusal.value.message.endswith(".")
    return refusal.value.message


def nothing_booked(till: Till) -> bool:
    with till.database.read() as work:
        return work.sales.last_receipt_no() == 0 and not work.sales.tendered()


def number_of(sale: Sale) -> int:
    assert sale.receipt_no is not None
    return sale.receipt_no


class SilentTse(NullTse):
    """A fiscal device that does not answer."""

    present = True

    def start(self, sale: UUID) -> None:
        raise Unavailable("tse_silent", "The TSE does not answer.")

    def finish(self, sale: Sale) -> Signature:
        raise Unavailable("tse_silent", "The TSE does not answer.")

    def abort(self, sale: UUID) -> None:
        raise Unavailable("tse_silent", "The TSE does not answer.")
