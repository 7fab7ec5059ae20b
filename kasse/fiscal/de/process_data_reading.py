"""processData read again, of any till: who checks a receipt or an export wants to know whether it follows the grammar.

What `process_data` builds is read back as it was given; a bit more is understood (payments in any order).
"""

import re
from typing import NamedTuple

from kasse.errors import Refused
from kasse.fiscal.de.cases import PaymentKind, RecordType
from kasse.fiscal.de.process_data import ORDER, RECEIPT, OrderLine, Paid
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.texts import _

SUMS = 5


class ReceiptData(NamedTuple):
    """Kassenbeleg-V1: the record's type, five gross sums in cents, the payments."""

    record: RecordType
    sums: tuple[int, ...]
    payments: tuple[Paid, ...]

    @property
    def adds_up(self) -> bool:
        """Are the sums what was paid? Foreign money is not counted, so nothing is said where there is any."""
        return any(paid.currency for paid in self.payments) or sum(self.sums) == sum(one.cents for one in self.payments)


_AMOUNT = re.compile(r"(-?)([0-9]{1,13})\.([0-9]{2})")
_PAID = re.compile(r"(?P<amount>[^:]*):(?P<kind>Bar|Unbar)(?::(?P<currency>[A-Z]{3}))?")
_LINE = re.compile(
    r"(?P<sign>-?)(?P<whole>[0-9]{1,10})(?:\.(?P<rest>[0-9]{1,3}))?;"
    r'"(?P<name>(?:[^"]|"")*)";(?P<price>-?[0-9]{1,13}\.[0-9]{2})'
)


def _wrong(sentence: str) -> Refused:
    return Refused("bad_process_data", sentence)


def _cents(text: str) -> int:
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise _wrong(_("{text} is no amount such as 12.50.").format(text=repr(text[:40])))
    cents = int(found[2]) * 100 + int(found[3])
    return -cents if found[1] else cents


def read_receipt(text: str) -> ReceiptData:
    """Kassenbeleg-V1. Raises `Refused` with what does not follow the grammar."""
    parts = text.split("^")
    if len(parts) != 3:
        raise _wrong(_("A receipt has three parts between two ^; this one has {count}.").format(count=len(parts)))
    known = {record.value: record for record in RecordType}
    if parts[0] not in known:
        raise _wrong(_("{text} is no type of receipt.").format(text=repr(parts[0][:40])))
    sums = tuple(_cents(one) for one in parts[1].split("_"))
    if len(sums) != SUMS:
        raise _wrong(_("A receipt has five sums; this one has {count}.").format(count=len(sums)))
    payments = tuple(_paid(one) for one in parts[2].split("_")) if parts[2] else ()
    return ReceiptData(known[parts[0]], sums, payments)


def _paid(text: str) -> Paid:
    found = _PAID.fullmatch(text)
    if found is None:
        raise _wrong(_("{text} is no payment such as 12.50:Bar.").format(text=repr(text[:40])))
    kind = PaymentKind.CASH if found["kind"] == "Bar" else PaymentKind.CASHLESS
    return Paid(kind, _cents(found["amount"]), found["currency"] or "")


def read_order(text: str) -> tuple[OrderLine, ...]:
    """Bestellung-V1; some tills write LF between lines. Raises `Refused`."""
    lines, place = [], 0
    while place < len(text):
        found = _LINE.match(text, place)
        if found is None:
            raise _wrong(_("{text} is no line of an order.").format(text=repr(text[place : place + 40])))
        lines.append(_line(found))
        end = re.compile(r"\r\n|\r|\n|$").match(text, found.end())
        if end is None or (end.end() == len(text) and end.group()):
            raise _wrong(_("{text} is no line of an order.").format(text=repr(text[found.end() :][:40])))
        place = end.end()
    return tuple(lines)


def _line(found: re.Match[str]) -> OrderLine:
    thousandths = int(found["whole"]) * 1000 + int((found["rest"] or "").ljust(3, "0"))
    quantity = Quantity(-thousandths if found["sign"] else thousandths)
    return OrderLine(quantity, found["name"].replace('""', '"'), Money(_cents(found["price"])))


def oddities(process_type: str, text: str) -> list[str]:
    """What does not follow the grammar, in words; some older tills write KassenBeleg-V1."""
    try:
        if process_type.lower() == RECEIPT.lower():
            if not read_receipt(text).adds_up:
                return [_("The sums of the receipt are not what was paid.")]
        elif process_type == ORDER:
            read_order(text)
    except Refused as error:
        return [error.message]
    return []
