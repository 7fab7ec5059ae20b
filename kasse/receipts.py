"""Past receipts: found again by what somebody remembers of them, seen with what refers to them, and copied."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from kasse.barcodes import lookup_key
from kasse.barcodes.keys import is_digits
from kasse.checkout import Checkout
from kasse.clock import Clock
from kasse.errors import KasseError
from kasse.money import ZERO, Money, total
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import FoundReceipts, Job, ReceiptLinks, ReceiptsWanted, Store
from kasse.pricing import Position
from kasse.quantity import Quantity
from kasse.returns import is_bought, positions_to_return, refund
from kasse.ringing import receipt_by_number
from kasse.sale import Sale, SaleKind

AT_ONCE = 200
"""So many receipts are listed at a time."""

LOOK_BACK = 10_000
"""So many receipts are looked through at a time: about a month. Lines have no index by article; selling needs none."""

NEWEST = 1 << 62
"""Above every receipt number."""

LONGEST_NUMBER = 13
"""A number with as many digits is the code of an article."""

_AMOUNT = re.compile(r"([-−]?\d{1,6}[.,]\d{2})\s*(?:€|eur)?", re.IGNORECASE | re.ASCII)
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})?", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)


class Line(NamedTuple):
    """A line of a receipt that can be given back, and how much of it is left."""

    position: Position
    left: Quantity


class Receipt(NamedTuple):
    """A receipt as it is looked at: the sale, what refers to what, and what of it can still be given back."""

    sale: Sale
    links: ReceiptLinks
    lines: tuple[Line, ...]
    returned: Mapping[int, tuple[Quantity, Money]]

    @property
    def number(self) -> int:
        """Its number."""
        return self.sale.receipt_no or 0

    @property
    def is_void(self) -> bool:
        """Whether it was voided, or is a void itself."""
        return self.sale.kind is SaleKind.VOID or self.links.voided_by is not None

    @property
    def may_be_voided(self) -> bool:
        """Whether nothing speaks against a void: what was given back in part is given back to its end instead."""
        return not self.is_void and not self.returned

    def refund(self, wanted: Mapping[int, Quantity]) -> Money:
        """What goes back for these lines, deposits included; `Refused` where more is wanted than is left."""
        going = positions_to_return(self.sale, self.returned, wanted)
        nothing = (Quantity(0), ZERO)
        return total([refund(position, much, self.returned.get(position.number, nothing)) for position, much in going])


class Receipts:
    """The book of receipts, to look things up in."""

    def __init__(self, store: Store, clock: Clock, checkout: Checkout) -> None:
        self._store = store
        self._clock = clock
        self._checkout = checkout

    def search(self, text: str, before: int | None = None) -> FoundReceipts:
        """Receipts by number, amount, day, or part of an article's name or a code; all of them for an empty text.

        The newest come first. `before` goes on below a receipt number. A text that can be read in two ways is read in
        the first way that finds something: 101 is receipt 101, then article 101.
        """
        found = FoundReceipts((), 0)
        for wanted in self._readings(text.strip()):
            found = self._find(wanted, before)
            if found.rows:
                break
        return found

    def with_article(self, code: str, before: int | None = None) -> FoundReceipts:
        """Receipts that have the article of a scanned code, the newest first."""
        return self._find(self._wanted_article(code), before)

    def _find(self, wanted: ReceiptsWanted, before: int | None) -> FoundReceipts:
        with self._store.read() as work:
            return work.sales.find_receipts(wanted, NEWEST if before is None else before, AT_ONCE, LOOK_BACK)

    def _readings(self, text: str) -> list[ReceiptsWanted]:
        if not text:
            return [ReceiptsWanted()]
        article = self._wanted_article(text)
        by_name = [article if article.product is not None else ReceiptsWanted(words=tuple(text.split()))]
        if is_digits(text):
            return [ReceiptsWanted(number=int(text)), *by_name] if len(text) < LONGEST_NUMBER else by_name
        amount, day = _AMOUNT.fullmatch(text), self._day(text)
        if amount is not None:
            return [ReceiptsWanted(amount=abs(Money.parse(amount[1].replace("−", "-"))))]
        if day is not None:
            return [self._on(day)]
        return by_name

    def _day(self, text: str) -> date | None:
        """The day that is meant; one without its year is the last such day."""
        german, iso = _DAY.fullmatch(text), _ISO_DAY.fullmatch(text)
        if iso is not None:
            return _date(*map(int, iso.groups()))
        if german is None:
            return None
        day, month, year = german.groups()
        if year is not None:
            return _date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
        today = self._checkout.today()
        past = (_date(today.year - back, int(month), int(day)) for back in range(8))  # there may be a leap day
        return next((found for found in past if found is not None and found <= today), None)

    def _on(self, day: date) -> ReceiptsWanted:
        """A day on the wall calendar, as the receipts themselves say it."""
        zone = self._checkout.shop.time.zone
        begins, ends = (datetime.combine(day + timedelta(days=days), time(), zone) for days in (0, 1))
        return ReceiptsWanted(since=begins, until=ends)

    def _wanted_article(self, code: str) -> ReceiptsWanted:
        """By the product where the code has one, so that each of its codes finds it; else by the code as it is."""
        try:
            article = self._checkout.find(code).article
        except KasseError:
            return ReceiptsWanted(code=lookup_key(code), raw_code=code.strip())
        return ReceiptsWanted(product=article.product, code=article.code, raw_code=article.code)

    def open(self, receipt_no: int) -> Receipt:
        """One receipt with all that belongs to it."""
        with self._store.read() as work:
            sale = receipt_by_number(work, receipt_no)
            links = work.sales.receipt_links(sale.id)
            returned = work.sales.returned(sale.id)
        left = {position.number: quantity for position, quantity in positions_to_return(sale, returned, None)}
        void = sale.kind is SaleKind.VOID or links.voided_by is not None
        return Receipt(sale, links, () if void else _lines(sale, left), returned)

    def has_article(self, line: Line, code: str) -> bool:
        """Whether a scanned code is that of a receipt's line."""
        wanted = self._wanted_article(code)
        if wanted.product is not None:
            return line.position.product == wanted.product
        return line.position.code in (wanted.code, wanted.raw_code)

    def print_copy(self, actor: Actor, receipt_no: int) -> Sale:
        """Print a receipt again; it says that it is a copy, and it is on record who wanted it."""
        return self._copy(actor, receipt_no, "print")

    def note_copy(self, actor: Actor, receipt_no: int) -> Sale:
        """Write down that somebody took a receipt as a file."""
        return self._copy(actor, receipt_no, "file")

    def _copy(self, actor: Actor, receipt_no: int, how: str) -> Sale:
        actor.require(Permission.SELL)
        now = self._clock.now()
        with self._store.write() as work:
            sale = receipt_by_number(work, receipt_no)
            work.settings.audit(AuditEntry(now, actor.name, "reprint", str(receipt_no), after=how))
            if how == "print":
                work.outbox.add((Job("receipt", sale.id.hex, "copy"),), now)
        return sale


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _lines(sale: Sale, left: dict[int, Quantity]) -> tuple[Line, ...]:
    """What was sold, without deposits: they go back with their goods."""
    return tuple(
        Line(position, left.get(position.number, Quantity(0)))
        for position in sale.positions
        if position.parent is None and is_bought(position)
    )
