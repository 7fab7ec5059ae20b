"""Receipts as rows of text, and what they say of each other: pure functions."""

from typing import NamedTuple

from kasse.clock import ShopTime
from kasse.formats import date_text, time_text
from kasse.money import Money
from kasse.ports import FoundReceipts, ReceiptLinks, ReceiptRow
from kasse.receipts import Receipt
from kasse.sale import Sale, SaleKind, TenderType
from kasse.texts import N_, _, current_language
from ui.checkout.rows import figure
from ui.widgets.table import Column, Entry

CASHIER = 2
"""The column that is left out where there is little room."""

PAID = {
    TenderType.CASH: N_("Cash"),
    TenderType.CARD: N_("Card"),
    TenderType.TAB: N_("Tab"),
    TenderType.FOREIGN: N_("Foreign"),
}


def columns() -> tuple[Column, ...]:
    """The columns of the list."""
    return (
        Column(_("No."), 76, figures=True, bold=True),
        Column(_("Day and time"), 152),
        Column(_("Cashier"), quiet=True),
        Column(_("Paid by"), 84, quiet=True),
        Column(_("Total"), 92, figures=True, bold=True),
        Column(_("Mark")),
    )


class Listed(NamedTuple):
    """What a look into the books found, as it is shown; `down_to` is where older ones begin, 0 where there are none."""

    entries: tuple[Entry, ...]
    down_to: int
    looked: str


def listed(found: FoundReceipts, time: ShopTime, *, training: bool) -> Listed:
    """Receipts as rows."""
    entries = tuple(_entry(row, time, training=training) for row in found.rows)
    return Listed(entries, found.down_to, _looked(found, time))


def _entry(row: ReceiptRow, time: ShopTime, *, training: bool) -> Entry:
    paid = " + ".join(_(PAID[kind]) for kind in row.paid)
    cells = (
        str(row.number),
        time_text(time.local(row.at), current_language()),
        row.cashier,
        paid,
        figure(row.total),
        _mark(row) or (_("Training") if training else ""),
    )
    return Entry(str(row.number), cells, alarm=row.voided_by is not None or row.kind is SaleKind.VOID)


def _mark(row: ReceiptRow) -> str:
    """The one word that matters most; the receipt itself says the rest."""
    if row.kind is SaleKind.VOID:
        return _("Void")
    if row.voided_by is not None:
        return _("Voided")
    if row.returned:
        return _("Has a return")
    return _("Return") if row.gives_back else ""


def _looked(found: FoundReceipts, time: ShopTime) -> str:
    """How far back was looked, where that is not to the first receipt."""
    if not found.down_to or found.since is None:
        return ""
    day = date_text(time.local(found.since).date(), current_language())
    return _("Looked back to receipt {number} of {day}.").format(number=found.down_to, day=day)


def links(said: ReceiptLinks) -> list[tuple[int, str]]:
    """What refers to what: a receipt's number and a sentence about it."""
    found: list[tuple[int, str]] = []
    if said.voids is not None:
        found.append((said.voids, _("Void of receipt {number}")))
    if said.voided_by is not None:
        found.append((said.voided_by, _("Voided by receipt {number}")))
    found += [(number, _("Gives back goods of receipt {number}")) for number in said.returns_of]
    found += [(number, _("Given back by receipt {number}")) for number in said.returned_by]
    return [(number, text.format(number=number)) for number, text in found]


def why_not_returned(receipt: Receipt) -> str:
    """Why nothing of a receipt can be given back, empty where something can."""
    if receipt.sale.kind is SaleKind.VOID:
        return _("Receipt {number} is a void: there is nothing to give back.").format(number=receipt.number)
    if receipt.links.voided_by is not None:
        return _("Receipt {number} was voided by receipt {void}: there is nothing to give back.").format(
            number=receipt.number, void=receipt.links.voided_by
        )
    if not receipt.lines:
        return _("Nothing was sold on receipt {number}.").format(number=receipt.number)
    if not any(line.left for line in receipt.lines):
        return _("Everything on receipt {number} was given back already.").format(number=receipt.number)
    return ""


def nothing_found(text: str, *, scanned: bool) -> str:
    """What an empty list says to do next."""
    if not text:
        return _("Nothing was sold yet. Each receipt is here as soon as it is paid.")
    if scanned:
        return _("No receipt has {code}.").format(code=text[:40])
    return _(
        "No receipt found for “{text}”. Try its number, an amount such as {amount}, a day such as 23.11., "
        "or part of an article's name."
    ).format(text=text[:40], amount=figure(Money(1230)))


def what_goes_back(void: Sale) -> str:
    """What the cashier does after a void."""
    cash, card, tab = (_paid(void, kind) for kind in (TenderType.CASH, TenderType.CARD, TenderType.TAB))
    text = _("Receipt {number} is void, see receipt {void}.")
    if cash.cents < 0 and not card and not tab:
        text = _("Receipt {number} is void, see receipt {void}. Give {cash} € back in cash.")
    elif card.cents < 0 and not cash and not tab:
        text = _("Receipt {number} is void, see receipt {void}. Book {card} € back to the card.")
    told = text.format(number=void.refers_to_no, void=void.receipt_no, cash=figure(abs(cash)), card=figure(abs(card)))
    return told if "{cash}" in text or "{card}" in text else " ".join([told, *_each_back(cash, card, tab)])


def _paid(void: Sale, kind: TenderType) -> Money:
    return Money(sum(payment.amount.cents for payment in void.payments if payment.type is kind))


def _each_back(cash: Money, card: Money, tab: Money) -> list[str]:
    """A sentence for each way in which money goes one way or the other."""
    ways = (
        (cash, _("Give {amount} € back in cash."), _("Take {amount} € in cash.")),
        (card, _("Book {amount} € back to the card."), _("Book {amount} € on the card.")),
        (tab, _("{amount} € went off the tab."), _("{amount} € went on the tab.")),
    )
    return [(out if money.cents < 0 else back).format(amount=figure(abs(money))) for money, out, back in ways if money]
