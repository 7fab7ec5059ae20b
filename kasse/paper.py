"""A finished sale, or a day's report, as a document: section 6 KassenSichV line by line.

Whole texts are looked up in the receipt's own language, which need not be the screen's.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from kasse.books.tse import TseDeviceRow
from kasse.cash import KIND_NAMES, CashKind
from kasse.catalog import Unit
from kasse.figures import ShiftFigures
from kasse.fiscal.de.cases import lines_of
from kasse.fiscal.de.qr import qr_text
from kasse.fiscal.de.qr import time_text as time_text_utc
from kasse.formats import amount_text, date_text, quantity_text, rate_text, time_text
from kasse.money import Money
from kasse.pricing import Position, PositionKind, Saving, vat_sums
from kasse.receipt import Align, Barcode, Block, Columns, Document, Pair, QrCode, Rule, Space, Style, Text
from kasse.sale import BENEFIT, BENEFIT_REASON, EAT_IN, OWN_USE, Payment, Sale, SaleKind, Signature, TenderType
from kasse.shop import Shop
from kasse.tax import VatSum
from kasse.texts import N_, number_signs, translator

_UNITS = {Unit.KILOGRAM: "kg", Unit.LITRE: "l", Unit.METRE: "m"}
_PAYMENT_NAMES = {
    TenderType.CASH: N_("Cash"),
    TenderType.CARD: N_("Card"),
    TenderType.TAB: N_("On the tab"),
    TenderType.FOREIGN: N_("Foreign cash"),
}
_NO_GOODS = (PositionKind.VOUCHER, PositionKind.REDEEMED, PositionKind.TAB_PAYMENT)
"""What is told of by its number."""
_GOODS = (PositionKind.GOODS, PositionKind.OPEN, PositionKind.PRESS)
_LONGEST_BARS = 14
"""Signs that fit on the roll as bars; longer codes are printed as a QR code."""
_MARKS = "ABCDEFGH"
_NO_TSE = N_("no TSE: not for use in Germany")
_NOT_CERTIFIED = N_("TRAINING: this TSE is not certified")
_SMALL_BUSINESS = N_("No VAT is shown: exempt as a small business, section 19 UStG.")
_SMALL_BUSINESS_DE = "Kein Umsatzsteuerausweis, Steuerbefreiung für Kleinunternehmer § 19 UStG"
_OUTAGE, _OUTAGE_DE = "TSE out of order", "TSE ausgefallen"
"""What the tax office looks for (AEAO on section 146a AO, 1.14), in both languages whatever the receipt's is."""


class Account(NamedTuple):
    """What a receipt says of its customer: the tab before it and after it, stamps, and what is left on vouchers."""

    customer: str = ""
    before: Money | None = None
    after: Money | None = None
    stamps: tuple[tuple[str, int, int], ...] = ()
    vouchers: tuple[tuple[str, Money], ...] = ()


class _Writer:
    """One document in one language."""

    def __init__(self, shop: Shop, *, training: bool) -> None:
        self.shop = shop
        self.language = shop.language
        self.training = training
        self._translate = translator(shop.language)

    def text(self, message: str) -> str:
        return self._translate(message)

    def amount(self, money: Money) -> str:
        return amount_text(money, self.language)

    def moment(self, instant: datetime, *, seconds: bool = False) -> str:
        return time_text(self.shop.time.local(instant), self.language, seconds=seconds)

    def head(self) -> Iterator[Block]:
        shop = self.shop
        yield Text(shop.name, Align.CENTER, Style.LARGE)
        for line in (shop.street, f"{shop.postcode} {shop.city}".strip()):
            if line:
                yield Text(line, Align.CENTER)
        if shop.tax_number:
            yield Text(self.text("Tax number {number}").format(number=shop.tax_number), Align.CENTER)
        if shop.vat_id:
            yield Text(self.text("VAT ID {number}").format(number=shop.vat_id), Align.CENTER)
        if self.training:
            yield from self.training_mark()

    def training_mark(self) -> Iterator[Block]:
        yield Space()
        yield Text(self.text("TRAINING"), Align.CENTER, Style.LARGE)
        yield Text(self.text("Not a receipt: nothing was sold."), Align.CENTER, Style.BOLD)

    # The sale

    def item(self, position: Position, mark: str, saved: Sequence[Saving] = ()) -> Iterator[Block]:
        indent = 2 if position.kind is PositionKind.DEPOSIT else 0
        name = position.name
        if _bound(position):
            name = f"{name} *"
        yield Pair(name, f"{self.amount(position.gross)} {mark}", indent=indent)
        if position.kind in _NO_GOODS:
            yield from self.voucher(position)
        elif position.quantity.thousandths != 1000 or position.unit is not Unit.PIECE:
            yield Text(f"{' ' * (indent + 2)}{self.multiplied(position)}")
        if position.origin_sale is None:
            yield from self.taken_off(position, mark, saved, indent + 2)
        if position.origin_sale is not None and position.kind is not PositionKind.REDEEMED:
            yield from self.returned(position, mark, indent)

    def voucher(self, position: Position) -> Iterator[Block]:
        """Its number, by which it can be looked for, and how long it is valid."""
        if position.code:
            yield Text(f"  {position.code}")
        if position.addon:
            until = date_text(date.fromisoformat(position.addon), self.language)
            told = self.text("valid until {date}").format(date=until)
            yield Text(f"  {told}")

    def vouchers(self, sale: Sale, account: Account | None) -> Iterator[Block]:
        """Each voucher that is sold here or got money back, to be scanned when it is redeemed."""
        left = {} if account is None else dict(account.vouchers)
        for position in sale.positions:
            filled = position.kind in (PositionKind.VOUCHER, PositionKind.REDEEMED) and position.total.cents > 0
            sold = position.kind is PositionKind.REDEEMED or sale.kind is SaleKind.SALE
            if filled and sold and not position.voided:
                yield Space()
                worth = left.get(position.code, position.total)
                title = self.text("VOUCHER {amount} EUR").format(amount=self.amount(worth))
                yield Text(title, Align.CENTER, Style.LARGE)
                short = len(position.code) <= _LONGEST_BARS and position.code.isascii()
                yield Barcode(position.code) if short else QrCode(position.code)
                yield Text(position.code, Align.CENTER)

    def account(self, account: Account) -> Iterator[Block]:
        """What the customer owes now, the stamps, and what is left on a voucher."""
        if account.customer:
            yield Pair(self.text("Customer"), account.customer)
        if account.before is not None and account.after is not None:
            yield Pair(self.text("Tab before"), self.amount(account.before))
            yield Pair(self.text("Tab now"), self.amount(account.after), Style.BOLD)
        for name, have, every in account.stamps:
            yield Pair(name, self.text("{have} of {every}").format(have=have, every=every - 1))
        for code, left in account.vouchers:
            yield Pair(self.text("Left on voucher {code}").format(code=code), self.amount(left))

    def taken_off(self, position: Position, mark: str, saved: Sequence[Saving], indent: int) -> Iterator[Block]:
        """What each promotion saved, by its name, and what else was taken off."""
        rest = position.discount
        for one in saved:
            yield Pair(one.name, f"{self.amount(-one.amount)} {mark}", indent=indent)
            rest -= one.amount
        if rest:
            yield Pair(self.text("Discount"), f"{self.amount(-rest)} {mark}", indent=indent)

    def multiplied(self, position: Position) -> str:
        unit = _UNITS.get(position.unit)
        quantity = quantity_text(position.quantity, self.language)
        each = self.amount(position.unit_price)
        return f"{quantity} {unit} x {each} EUR/{unit}" if unit else f"{quantity} x {each}"

    def returned(self, position: Position, mark: str, indent: int) -> Iterator[Block]:
        if position.discount:
            yield Pair(
                self.text("Discount when bought"), f"{self.amount(-position.discount)} {mark}", indent=indent + 2
            )
        note = self.text("returned")
        yield Text(f"{' ' * (indent + 2)}{note}")

    def items(self, sale: Sale) -> Iterator[Block]:
        marks = {vat.rate: _MARKS[index % len(_MARKS)] for index, vat in self.taxed(sale)}
        for position in lines_of(sale):
            saved = [one for one in sale.saved if one.position == position.number]
            yield from self.item(position, marks.get(position.rate, " "), saved)
        free = sum(p.total.cents for p in sale.positions if p.kind is PositionKind.BENEFIT and not p.voided)
        if free:
            yield Pair(self.text("Benefit in kind"), self.amount(Money(free)))
        if any(_bound(p) and not p.voided for p in sale.positions):
            yield Text(self.text("* price bound by law"))

    def payments(self, sale: Sale) -> Iterator[Block]:
        for number, payment in enumerate(sale.payments, 1):
            foreign = sale.foreign(number)
            if foreign is not None:
                rate = foreign.rate.replace(".", number_signs(self.language)[0])
                given = f"{self.amount(foreign.amount)} {foreign.currency} x {rate}"
                yield Pair(given, self.amount(payment.given))
            elif payment.given or not sale.change:
                yield Pair(self.payment_name(payment), self.amount(payment.given))
        if sale.change:
            yield Pair(self.text("Change"), self.amount(-sale.change))

    def payment_name(self, payment: Payment) -> str:
        name = self.text(_PAYMENT_NAMES[payment.type])
        return self.text("{payment}, paid out").format(payment=name) if payment.amount.cents < 0 else name

    def vat(self, sale: Sale) -> Iterator[Block]:
        if self.shop.small_business:
            # In both languages, as section 34a UStDV wants it said: whoever holds this paper must understand it.
            yield Text(_SMALL_BUSINESS_DE, Align.CENTER)
            if not self.language.startswith("de"):
                yield Text(self.text(_SMALL_BUSINESS), Align.CENTER)
        shown = self.taxed(sale)
        if shown:
            yield Columns((self.text("VAT"), self.text("Net"), self.text("Tax"), self.text("Gross")))
        for index, vat in shown:
            name = f"{_MARKS[index % len(_MARKS)]} {rate_text(vat.rate, self.language)}"
            yield Columns((name, *(self.amount(figure) for figure in (vat.net, vat.tax, vat.gross))))

    def taxed(self, sale: Sale) -> list[tuple[int, VatSum]]:
        """The rates that are shown, with their place; a small business shows none but those of goods of before.

        Of a benefit in kind it is what the goods bear, as it is signed and exported, though the till's sums hold none.
        """
        sums = vat_sums(lines_of(sale)) if sale.facts and sale.fact(BENEFIT) else sale.vat
        return [(index, vat) for index, vat in enumerate(sums) if vat.rate or not self.shop.small_business]

    def facts(self, sale: Sale, device: TseDeviceRow | None) -> Iterator[Block]:
        yield Pair(self.text("Till"), self.shop.till_serial)
        if sale.signature is not None:
            yield from self.signed(sale.signature, device)
            return
        yield Pair(self.text("Begin"), self.moment(sale.started_at, seconds=True))
        yield Pair(self.text("End"), self.moment(sale.completed_at or sale.tendered_at, seconds=True))
        # In both languages: whoever holds this paper must understand it.
        told = (_OUTAGE_DE, _OUTAGE) if sale.outage else (self.text(_NO_TSE), _NO_TSE)
        for line in dict.fromkeys(told):
            yield Text(line, Align.CENTER, Style.BOLD)

    def signed(self, signature: Signature, device: TseDeviceRow | None) -> Iterator[Block]:
        """What the device said, unaltered: its own times in UTC, and all of it as a QR code (DSFinV-K, annex I)."""
        yield Pair(self.text("TSE begin"), time_text_utc(signature.started_at))
        yield Pair(self.text("TSE end"), time_text_utc(signature.finished_at))
        yield Pair(self.text("TSE transaction"), str(signature.transaction))
        yield Pair(self.text("TSE signature counter"), str(signature.counter))
        yield Text(self.text("TSE serial number"))
        yield Text(signature.serial)
        yield Text(self.text("TSE signature"))
        yield Text(signature.value)
        if device is None:
            return
        if not device.facts.certified:
            for line in dict.fromkeys((self.text(_NOT_CERTIFIED), _NOT_CERTIFIED)):
                yield Text(line, Align.CENTER, Style.BOLD)
        yield QrCode(qr_text(signature, device.facts, device.client))

    def title(self, sale: Sale) -> Iterator[Block]:
        if sale.kind is SaleKind.VOID:
            yield Text(self.text("VOID of receipt {number}").format(number=sale.refers_to_no), style=Style.LARGE)
            yield Text(self.text("Reason: {reason}").format(reason=sale.reason))
        if sale.facts:
            yield from self.special(sale)
        number = self.text("Receipt {number}").format(number=sale.receipt_no)
        yield Pair(number, self.moment(sale.completed_at or sale.tendered_at), Style.BOLD)
        yield Pair(self.text("Served by"), sale.cashier_name)

    def special(self, sale: Sale) -> Iterator[Block]:
        """What makes it no everyday sale."""
        if sale.fact(OWN_USE):
            yield Text(self.text("OWN USE"), style=Style.LARGE)
            yield Text(self.text("Reason: {reason}").format(reason=sale.fact(OWN_USE)))
        if sale.fact(BENEFIT):
            yield Text(self.text("STAFF BENEFIT IN KIND"), style=Style.LARGE)
            yield Pair(self.text("For"), sale.fact(BENEFIT))
            yield Text(self.text("Reason: {reason}").format(reason=sale.fact(BENEFIT_REASON)))
        if sale.fact(EAT_IN):
            yield Text(self.text("Eaten here"))

    def saved(self, sale: Sale) -> Iterator[Block]:
        saved = Money(sum(p.discount.cents for p in sale.positions if p.origin_sale is None and not p.voided))
        if saved.cents > 0:
            yield Pair(self.text("You saved"), self.amount(saved))


def _bound(position: Position) -> bool:
    """Whether a law binds the price: that of goods alone, though no discount reaches tips and counterparts either."""
    return position.price_bound and position.kind in _GOODS


def sale_document(
    sale: Sale,
    shop: Shop,
    *,
    training: bool = False,
    copy: bool = False,
    account: Account | None = None,
    device: TseDeviceRow | None = None,
) -> Document:
    """A receipt. `shop` is the version the sale names; a copy says so; `account` is what is said of the customer.

    `device` is the fiscal device that signed it.
    """
    write = _Writer(shop, training=training)
    copied = (Text(write.text("COPY"), Align.CENTER, Style.LARGE),) if copy else ()
    blocks: tuple[Block, ...] = (
        *write.head(),
        Space(),
        *copied,
        *write.title(sale),
        Rule(),
        *write.items(sale),
        Rule(),
        Pair(write.text("TOTAL EUR"), write.amount(sale.total), Style.LARGE),
        *write.payments(sale),
        *write.saved(sale),
        *(() if account is None else (Space(), *write.account(account))),
        Space(),
        *write.vat(sale),
        Rule(),
        *write.facts(sale, device),
        *write.vouchers(sale, account),
        *((Space(), Text(shop.footer, Align.CENTER)) if shop.footer else ()),
        *(write.training_mark() if training else ()),
    )
    return Document(write.text("Receipt {number}").format(number=sale.receipt_no), shop.language, blocks)


def report_document(figures: ShiftFigures, shop: Shop) -> Document:
    """An X or Z report."""
    write = _Writer(shop, training=figures.training)
    title = (
        write.text("X report") if figures.z_no is None else write.text("Z report {number}").format(number=figures.z_no)
    )
    blocks: tuple[Block, ...] = (
        *write.head(),
        Space(),
        Text(title, Align.CENTER, Style.LARGE),
        Pair(write.text("Business day"), date_text(figures.business_day, shop.language), Style.BOLD),
        Pair(write.text("Shift"), str(figures.shift)),
        Pair(write.text("Opened"), f"{write.moment(figures.opened_at)} {figures.opened_by}"),
        Pair(write.text("Made"), f"{write.moment(figures.at)} {figures.who}"),
        Pair(write.text("Till"), shop.till_serial),
        Rule(),
        *_turnover(write, figures),
        Rule(),
        *_corrections(write, figures),
        Rule(),
        *_drawer(write, figures),
        *(write.training_mark() if figures.training else ()),
    )
    return Document(title, shop.language, blocks)


def _turnover(write: _Writer, figures: ShiftFigures) -> Iterator[Block]:
    if figures.receipts:
        span = f"{figures.first_receipt_no} - {figures.last_receipt_no}"
        yield Pair(write.text("Receipts"), f"{figures.receipts} ({span})")
    else:
        yield Pair(write.text("Receipts"), "0")
    if not figures.cash_hidden:
        yield Pair(write.text("TURNOVER EUR"), write.amount(figures.total), Style.LARGE)
        yield Columns((write.text("VAT"), write.text("Net"), write.text("Tax"), write.text("Gross")))
    for vat in figures.vat:
        cells = (write.amount(vat.net), write.amount(vat.tax), write.amount(vat.gross))
        yield Columns((rate_text(vat.rate, write.language), *cells))
    yield Rule()
    yield from _ledgers(write, figures)
    for entry in figures.payments:
        if not (figures.cash_hidden and entry.type == TenderType.CASH):
            name = write.text(_PAYMENT_NAMES[TenderType(entry.type)])
            yield Pair(f"{name} ({entry.count})", write.amount(entry.amount))


def _ledgers(write: _Writer, figures: ShiftFigures) -> Iterator[Block]:
    """What came in, or was taken as money, and is no turnover of this shift."""
    named = (
        (write.text("Tabs paid"), figures.tab_payments),
        (write.text("Vouchers sold"), figures.vouchers_sold),
        (write.text("Vouchers redeemed"), figures.vouchers_redeemed),
        (write.text("Goods the owner takes"), figures.own_use),
        (write.text("Tips of staff"), figures.tips),
    )
    lines = [Pair(name, write.amount(amount)) for name, amount in named if amount]
    if lines and not figures.cash_hidden:
        yield from lines
        yield Rule()


def _corrections(write: _Writer, figures: ShiftFigures) -> Iterator[Block]:
    voided, returns = write.text("Voided receipts"), write.text("Returns")
    yield Pair(f"{voided} ({figures.void_count})", write.amount(figures.void_total))
    yield Pair(f"{returns} ({figures.return_count})", write.amount(figures.return_total))
    yield Pair(write.text("Discounts"), write.amount(-figures.discount_total))
    yield Pair(write.text("Deposit taken"), write.amount(figures.deposit_taken))
    yield Pair(write.text("Deposit paid out"), write.amount(figures.deposit_returned))
    counts = (
        (write.text("Voided lines"), figures.voided_lines),
        (write.text("Changed prices"), figures.price_overrides),
        (write.text("Drawer opened without sale"), figures.no_sale_openings),
        (write.text("Refused for age"), figures.age_refusals),
        (write.text("Parked baskets"), figures.held_baskets),
        (write.text("Receipts while the TSE was out"), figures.outages),
    )
    for name, count in counts:
        yield Pair(name, str(count))


def _cash_cases(write: _Writer, figures: ShiftFigures, sign: int) -> Iterator[Block]:
    """What of cash in or out is a case of its own to the tax office, as bank transit."""
    for move in figures.cash_moves:
        if move.amount.cents * sign > 0:
            yield Pair(write.text(KIND_NAMES[CashKind(move.type)]), write.amount(move.amount), indent=2)


def _drawer(write: _Writer, figures: ShiftFigures) -> Iterator[Block]:
    yield Pair(write.text("Opening float"), write.amount(figures.opening_float))
    if figures.expected_cash is None:
        yield Text(write.text("The expected cash is shown after the count."))
        return
    yield Pair(write.text("Cash from sales"), write.amount(figures.cash_sales))
    yield Pair(write.text("Cash in"), write.amount(figures.cash_in))
    yield from _cash_cases(write, figures, 1)
    yield Pair(write.text("Cash out"), write.amount(figures.cash_out))
    yield from _cash_cases(write, figures, -1)
    yield Pair(write.text("EXPECTED CASH"), write.amount(figures.expected_cash), Style.BOLD)
    for one in figures.foreign:
        yield Pair(f"+ {write.amount(one.amount)} {one.currency}", f"({write.amount(one.euros)} EUR)", indent=2)
    if figures.counted is None:
        yield Text(write.text("NOT COUNTED"), style=Style.BOLD)
        return
    yield Pair(write.text("COUNTED CASH"), write.amount(figures.counted), Style.BOLD)
    yield Pair(write.text("DIFFERENCE"), write.amount(figures.difference or Money(0)), Style.BOLD)
    if figures.first_difference is not None:
        yield Pair(write.text("Difference, first count"), write.amount(figures.first_difference))
