"""Press by the issue: what came, what was sold, and what of it goes back unsold. Nothing needs master data.

The code says the title and the price, the add-on beside it the issue. A title that was sold without its add-on counts
for the newest issue that had come by then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from kasse.barcodes import PressCode, lookup_key, read
from kasse.books.counting import PressDocument, PressKind, PressLine, PressSale
from kasse.books.reports import Heading, Kind, Period, Report
from kasse.books.stock import StockWork
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.ids import uuid7
from kasse.money import Money
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import Store, Work
from kasse.records import from_json, to_json
from kasse.texts import _

LOOK_BACK = timedelta(days=400)
"""No issue lies in a shop for longer."""
MOST = 9_999

Issue = tuple[str, str]
"""The title's number and the issue."""


@dataclass(frozen=True, slots=True)
class Piece:
    """An issue that was scanned so many times. `price` None asks: the code leaves it open."""

    title: str
    issue: str
    name: str
    price: Money | None
    count: int = 0

    @property
    def key(self) -> Issue:
        """What it is known by."""
        return self.title, self.issue


@dataclass(frozen=True, slots=True)
class Bundle:
    """Press that is being scanned, in or out; `touched` is the one scanned last."""

    id: UUID
    kind: str
    who: str
    reference: str = ""
    pieces: tuple[Piece, ...] = ()
    touched: tuple[str, ...] = ()

    def piece(self, key: Issue) -> Piece | None:
        """An issue in it."""
        return next((piece for piece in self.pieces if piece.key == key), None)


class InStock(NamedTuple):
    """An issue in the shop: `left` of it should still be there. `due` where a newer issue of its title has come.

    `packed` is how many were scanned for the parcel, None where none was yet.
    """

    title: str
    issue: str
    name: str
    price: Money | None
    delivered: int
    sold: int
    since: datetime
    due: bool
    packed: int | None = None

    @property
    def left(self) -> int:
        """Delivered and not sold."""
        return self.delivered - self.sold

    @property
    def difference(self) -> int | None:
        """Packed, against what is left."""
        return None if self.packed is None else self.packed - self.left


class _Held:
    """An issue while its history is gone through."""

    def __init__(self, line: PressLine, document: PressDocument) -> None:
        self.line, self.document = line, document
        self.delivered = line.pieces
        self.sold = 0


def in_stock(documents: Sequence[PressDocument], sales: Iterable[PressSale]) -> dict[Issue, InStock]:
    """What is in the shop; an issue that was sent back is not, unless more of it came after that."""
    held: dict[Issue, _Held] = {}
    newest: dict[str, list[tuple[int, Issue]]] = {}
    for document in documents:
        for line in document.lines:
            key = (line.title, line.issue)
            if document.kind is PressKind.REMISSION:
                held.pop(key, None)
            elif key in held:
                held[key].delivered += line.pieces
                held[key].line = line
            else:
                held[key] = _Held(line, document)
                newest.setdefault(line.title, []).append((document.receipt_no, key))
    for sale in sales:
        found = _of_sale(sale, held, newest)
        if found is not None:
            found.sold += sale.pieces
    return {key: _as_stock(key, entry, newest) for key, entry in held.items()}


def _of_sale(sale: PressSale, held: dict[Issue, _Held], newest: dict[str, list[tuple[int, Issue]]]) -> _Held | None:
    exact = held.get((sale.title, sale.issue))
    if exact is not None:
        return exact if sale.receipt_no > exact.document.receipt_no else None
    deliveries = newest.get(sale.title, [])
    if sale.issue and any(issue for _number, (_title, issue) in deliveries):
        return None  # another issue, which was not scanned when it came or has gone back
    there = [key for number, key in deliveries if number < sale.receipt_no]
    return held.get(there[-1]) if there else None


def _as_stock(key: Issue, entry: _Held, newest: dict[str, list[tuple[int, Issue]]]) -> InStock:
    due = newest[key[0]][-1][1] != key
    return InStock(*key, entry.line.name, entry.line.price, entry.delivered, entry.sold, entry.document.at, due)


class Press:
    """Deliveries and remissions, one of each at a time."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    # Looking

    def stock(self) -> tuple[InStock, ...]:
        """All issues in the shop: what is due to go back first, then by name."""
        with self._store.read() as work:
            now = self._clock.now()
            return _listed(_in_shop(work, now), _kept(work, PressKind.REMISSION), now)

    def bundle(self, kind: PressKind) -> Bundle | None:
        """What was scanned so far."""
        with self._store.read() as work:
            return _kept(work, kind)

    def documents(self, limit: int = 50) -> list[PressDocument]:
        """Deliveries and remissions, the newest first."""
        with self._store.read() as work:
            return work.counting.press_documents(self._clock.now() - LOOK_BACK)[::-1][:limit]

    # Scanning

    def scan(self, actor: Actor, kind: PressKind, code: str, count: int = 1) -> Bundle:
        """One more of an issue, or as many as were typed; a minus takes some off again."""
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            piece = _piece(work, code)
            bundle = _begun(work, actor, kind)
            if kind is PressKind.REMISSION:
                piece = _known_issue(_in_shop(work, self._clock.now()), piece)
            return self._keep(work, _with(bundle, piece, count))

    def set_count(self, actor: Actor, kind: PressKind, key: Issue, count: int) -> Bundle:
        """So many of it. In a delivery none takes the line away; in a parcel it says that none is left."""
        actor.require(Permission.STOCK)
        if not 0 <= count <= MOST:
            raise Refused("bad_count", _("Enter a count from 0 to {most}.").format(most=MOST))
        with self._store.write() as work:
            bundle = _begun(work, actor, kind)
            piece = bundle.piece(key)
            if piece is None:
                there = _in_shop(work, self._clock.now()).get(key)
                if there is None:
                    raise Refused("no_such_issue", _("This issue is not in the shop."))
                piece = Piece(there.title, there.issue, there.name, there.price)
            if kind is PressKind.DELIVERY and not count:
                return self._keep(work, replace(bundle, pieces=_without(bundle, key), touched=()))
            pieces = (*_without(bundle, key), replace(piece, count=count))
            return self._keep(work, replace(bundle, pieces=pieces, touched=key))

    def name_title(self, actor: Actor, kind: PressKind, key: Issue, name: str, price: Money | None) -> Bundle:
        """A name for a title that is not in the list, and a price where the code leaves it open."""
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            bundle = _begun(work, actor, kind)
            changed = tuple(
                replace(piece, name=" ".join(name.split())[:60] or piece.name, price=price)
                if piece.key == key
                else piece
                for piece in bundle.pieces
            )
            return self._keep(work, replace(bundle, pieces=changed, touched=key))

    def refer_to(self, actor: Actor, kind: PressKind, reference: str) -> Bundle:
        """The number of the paper it comes or goes with."""
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            return self._keep(work, replace(_begun(work, actor, kind), reference=" ".join(reference.split())[:60]))

    def _keep(self, work: Work, bundle: Bundle) -> Bundle:
        body = to_json(bundle)
        work.stock.keep_work(StockWork(bundle.id, f"press_{bundle.kind}", bundle.who, self._clock.now(), body))
        return bundle

    # Booking

    def book(self, actor: Actor, kind: PressKind) -> PressDocument:
        """The delivery is in the shop, or the parcel is sent. What is sent back is expected no more."""
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            bundle = _kept(work, kind)
            if bundle is None or not bundle.pieces:
                raise Refused("nothing_scanned", _("Nothing was scanned yet."))
            there = _in_shop(work, self._clock.now())
            document = PressDocument(
                bundle.id,
                kind,
                self._clock.now(),
                actor.name,
                bundle.reference,
                tuple(
                    _line(piece, kind, there) for piece in sorted(bundle.pieces, key=lambda one: (one.name, one.issue))
                ),
            )
            work.counting.put_press(document)
            work.stock.drop_work(bundle.id)
            worth = Money(sum(line.price.cents * line.pieces for line in document.lines if line.price is not None))
            work.settings.audit(
                AuditEntry(document.at, actor.name, f"press_{kind.value}", bundle.reference, "", str(worth))
            )
            return document

    def give_up(self, actor: Actor, kind: PressKind) -> None:
        """Forget what was scanned."""
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            bundle = _kept(work, kind)
            if bundle is not None:
                work.stock.drop_work(bundle.id)

    # On paper

    def remission(self, document: UUID | None = None) -> Report:
        """The list of a parcel that was sent, or of what would go back now."""
        with self._store.read() as work:
            now = self._clock.now()
            if document is None:
                listed = _listed(_in_shop(work, now), _kept(work, PressKind.REMISSION), now)
                lines = [_remission_line(one) for one in listed if one.packed is not None or (one.due and one.left)]
                return _report(work, lines, now, _("not sent yet"), now)
            sent = work.counting.press_document(document)
            if sent is None or sent.kind is not PressKind.REMISSION:
                raise Refused("no_such_parcel", _("There is no such parcel."))
            return _report(work, list(sent.lines), sent.at, sent.reference, now)


def _piece(work: Work, code: str) -> Piece:
    meaning = read(code, work.catalog.code_rules())
    if not isinstance(meaning, PressCode):
        raise Refused("no_press", _("This is no code of a newspaper or magazine."))
    known = work.catalog.article(lookup_key(meaning.raw)) or work.catalog.article(meaning.article_key)
    name = known.name if known is not None else _named_before(work, meaning)
    return Piece(meaning.article_key, meaning.addon or "", name, meaning.price)


def _named_before(work: Work, meaning: PressCode) -> str:
    """The name that somebody gave the title when it came, else its number."""
    since = datetime.fromisoformat("1970-01-02T00:00:00+00:00")
    for document in reversed(work.counting.press_documents(since)[-400:]):
        for line in document.lines:
            if line.title == meaning.article_key:
                return line.name
    return _("Press {number}").format(number=meaning.vdz)


def _known_issue(there: dict[Issue, InStock], piece: Piece) -> Piece:
    """An issue that was delivered by its add-on is not asked for it when the scanner leaves it out on the way back."""
    if piece.key in there or piece.issue:
        return piece
    of_title = [one for one in there.values() if one.title == piece.title]
    due = [one for one in of_title if one.due] or of_title
    if len(due) == 1:
        return replace(piece, issue=due[0].issue)
    return piece


def _in_shop(work: Work, now: datetime) -> dict[Issue, InStock]:
    documents = work.counting.press_documents(now - LOOK_BACK)
    gone = _last_remissions(documents)
    open_since = [
        document.receipt_no
        for number, document in enumerate(documents)
        if document.kind is PressKind.DELIVERY
        and any(gone.get((line.title, line.issue), -1) < number for line in document.lines)
    ]
    sales = work.counting.press_sales(min(open_since)) if open_since else []
    return in_stock(documents, sales)


def _last_remissions(documents: Sequence[PressDocument]) -> dict[Issue, int]:
    return {
        (line.title, line.issue): number
        for number, document in enumerate(documents)
        if document.kind is PressKind.REMISSION
        for line in document.lines
    }


def _listed(there: dict[Issue, InStock], bundle: Bundle | None, now: datetime) -> tuple[InStock, ...]:
    packed = {} if bundle is None else {piece.key: piece for piece in bundle.pieces}
    listed = [one._replace(packed=packed[key].count) if key in packed else one for key, one in there.items()]
    stray = [
        InStock(piece.title, piece.issue, piece.name, piece.price, 0, 0, now, True, piece.count)
        for key, piece in packed.items()
        if key not in there
    ]
    return tuple(sorted([*listed, *stray], key=lambda one: (not one.due, one.name.casefold(), one.issue)))


def _kept(work: Work, kind: PressKind) -> Bundle | None:
    works = work.stock.works(f"press_{kind.value}")
    return from_json(Bundle, works[-1].body) if works else None


def _begun(work: Work, actor: Actor, kind: PressKind) -> Bundle:
    return _kept(work, kind) or Bundle(uuid7(), kind.value, actor.name)


def _with(bundle: Bundle, piece: Piece, count: int) -> Bundle:
    before = bundle.piece(piece.key)
    total = count + (0 if before is None else before.count)
    if total < 0:
        raise Refused("less_than_none", _("Only {there} of {name} were counted here.").format(
            there=0 if before is None else before.count, name=piece.name))  # fmt: skip
    if total > MOST:
        raise Refused("bad_count", _("Enter a count from 0 to {most}.").format(most=MOST))
    kept = replace(before or piece, count=total, price=piece.price or (before or piece).price)
    if before is None:
        pieces = (*bundle.pieces, kept)
    else:
        pieces = tuple(kept if one.key == piece.key else one for one in bundle.pieces)
    return replace(bundle, pieces=pieces, touched=piece.key)


def _without(bundle: Bundle, key: Issue) -> tuple[Piece, ...]:
    return tuple(piece for piece in bundle.pieces if piece.key != key)


def _line(piece: Piece, kind: PressKind, there: dict[Issue, InStock]) -> PressLine:
    expected = None
    if kind is PressKind.REMISSION:
        expected = there[piece.key].left if piece.key in there else 0
    return PressLine(piece.title, piece.issue, piece.name, piece.price, piece.count, expected)


def _remission_line(one: InStock) -> PressLine:
    return PressLine(
        one.title, one.issue, one.name, one.price, one.left if one.packed is None else one.packed, one.left
    )


def _report(work: Work, lines: Sequence[PressLine], at: datetime, reference: str, now: datetime) -> Report:
    day = work.settings.shop().time.business_day(at)
    rows = []
    for line in lines:
        worth = None if line.price is None else Money(line.price.cents * line.pieces)
        difference = None if line.expected is None else line.pieces - line.expected
        rows.append((line.title[3:], line.issue, line.name, line.price, line.pieces, line.expected, difference, worth))
    total = Money(sum(line.price.cents * line.pieces for line in lines if line.price is not None))
    return Report(
        name="remission",
        title=_("Press sent back"),
        period=Period(day, day),
        made_at=now,
        headings=(
            Heading("title", _("Title no.")),
            Heading("issue", _("Issue")),
            Heading("name", _("Title")),
            Heading("price", _("Price"), Kind.MONEY),
            Heading("count", _("Pieces"), Kind.COUNT),
            Heading("expected", _("By the books"), Kind.COUNT),
            Heading("difference", _("Difference"), Kind.COUNT),
            Heading("worth", _("Value"), Kind.MONEY),
        ),
        rows=tuple(rows),
        totals=(_("Total"), "", "", None, sum(line.pieces for line in lines), None, None, total),
        notes=(_("Paper: {reference}").format(reference=reference),) if reference else (),
    )
