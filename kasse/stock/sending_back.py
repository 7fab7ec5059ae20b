"""What goes back to a supplier: empties by a key each, goods by scan. Kept while it is gathered, then one document."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kasse.books.stock import DepositCharge, Reason, StockDocument, StockEntry, StockWork
from kasse.catalog import ArticleKind, Unit
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.ids import uuid7
from kasse.money import Money
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import Store, Work
from kasse.quantity import MAX_THOUSANDTHS, NONE, ONE, Quantity
from kasse.records import from_json, to_json
from kasse.stock.empties import EmptiesKey
from kasse.stock.goods import by_number, cost_of, scanned
from kasse.texts import _

KIND = "sendback"


@dataclass(frozen=True, slots=True)
class BackLine:
    """So many of a product that go back; of empties `each` is the deposit that is credited."""

    product: int
    name: str
    code: str
    quantity: Quantity
    unit: Unit = Unit.PIECE
    each: Money | None = None

    @property
    def credit(self) -> Money | None:
        """What is credited for empties."""
        return None if self.each is None else self.quantity.price(self.each)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is being gathered; `touched` is the product that came last."""

    id: UUID
    started_at: datetime
    who: str
    supplier: int | None = None
    note_no: str = ""
    lines: tuple[BackLine, ...] = ()
    touched: int = 0

    def line(self, product: int) -> BackLine | None:
        """A product's line."""
        return next((line for line in self.lines if line.product == product), None)

    @property
    def credit(self) -> Money:
        """What is credited for all empties."""
        return Money(sum(line.credit.cents for line in self.lines if line.credit is not None))


class SendingBack:
    """One parcel at a time."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def current(self) -> Parcel | None:
        """What was gathered so far; None where nothing was."""
        with self._store.read() as work:
            return _kept(work)

    def levels(self) -> dict[int, Quantity]:
        """What there is by the books of what was gathered."""
        with self._store.read() as work:
            parcel = _kept(work)
            return {} if parcel is None else {line.product: work.stock.level(line.product) for line in parcel.lines}

    def scan(self, actor: Actor, code: str, count: Quantity | None = None) -> Parcel:
        """One more of it, or as many as were typed; a minus takes some off again."""
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            goods = scanned(work, code, count)
            return self._add(work, actor, ((goods.number, goods.pieces.times(goods.units)),))

    def press(self, actor: Actor, key: EmptiesKey, count: Quantity = ONE) -> Parcel:
        """A key for empties: a kind, or a crate with its bottles."""
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            parts = tuple((kind.product, count.times(units)) for kind, units in key.parts)
            return self._add(work, actor, parts)

    def set_count(self, actor: Actor, product: int, quantity: Quantity) -> Parcel:
        """So many of it; none takes the line away."""
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            parcel = _begun(work, actor, self._clock.now())
            before = parcel.line(product)
            return self._add(work, actor, ((product, quantity - (before.quantity if before else NONE)),))

    def describe(self, actor: Actor, supplier: int | None, note_no: str) -> Parcel:
        """To whom, and with which paper."""
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            parcel = replace(
                _begun(work, actor, self._clock.now()), supplier=supplier, note_no=" ".join(note_no.split())[:60]
            )
            return self._keep(work, parcel)

    def _add(self, work: Work, actor: Actor, parts: tuple[tuple[int, Quantity], ...]) -> Parcel:
        parcel = _begun(work, actor, self._clock.now())
        for product, pieces in parts:
            parcel = _with(work, parcel, product, pieces)
        return self._keep(work, parcel)

    def _keep(self, work: Work, parcel: Parcel) -> Parcel:
        work.stock.keep_work(StockWork(parcel.id, KIND, parcel.who, self._clock.now(), to_json(parcel)))
        return parcel

    def book(self, actor: Actor, note: str = "") -> Parcel:
        """It leaves the shop: one document, with the deposits that are credited for it."""
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            parcel = _kept(work)
            if parcel is None or not parcel.lines:
                raise Refused("nothing_to_send", _("Nothing was gathered yet. Scan what goes back, or press its key."))
            document = StockDocument(
                parcel.id,
                Reason.SUPPLIER_RETURN,
                self._clock.now(),
                actor.name,
                note,
                tuple(_entry(work, line) for line in parcel.lines),
                parcel.note_no,
                parcel.supplier,
                deposits=_credits(work, parcel),
            )
            work.stock.book(document)
            work.stock.drop_work(parcel.id)
            work.settings.audit(
                AuditEntry(document.at, actor.name, "sent_back", parcel.note_no, "", str(parcel.credit))
            )
            return parcel

    def give_up(self, actor: Actor) -> None:
        """Nothing goes back."""
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            parcel = _kept(work)
            if parcel is not None:
                work.stock.drop_work(parcel.id)


def _kept(work: Work) -> Parcel | None:
    works = work.stock.works(KIND)
    return from_json(Parcel, works[-1].body) if works else None


def _begun(work: Work, actor: Actor, now: datetime) -> Parcel:
    return _kept(work) or Parcel(uuid7(), now, actor.name)


def _with(work: Work, parcel: Parcel, product: int, pieces: Quantity) -> Parcel:
    before = parcel.line(product)
    total = pieces if before is None else before.quantity + pieces
    if total.thousandths > MAX_THOUSANDTHS:
        raise Refused("quantity_too_large", _("{quantity} is a code, not a count.").format(quantity=pieces))
    others = tuple(line for line in parcel.lines if line.product != product)
    if before is not None:
        _refuse_parts(before.name, before.unit, total)
    if total.thousandths <= 0:
        return replace(parcel, lines=others, touched=0)
    if before is None:
        known = by_number(work, product)
        _refuse_parts(known.name, known.unit, total)
        each = known.price if known.kind is ArticleKind.EMPTIES else None
        code = known.codes[0] if known.codes else ""
        line = BackLine(product, known.name, code, total, known.unit, each)
        return replace(parcel, lines=(*parcel.lines, line), touched=product)
    lines = tuple(replace(line, quantity=total) if line.product == product else line for line in parcel.lines)
    return replace(parcel, lines=lines, touched=product)


def _refuse_parts(name: str, unit: Unit, quantity: Quantity) -> None:
    if unit is Unit.PIECE and not quantity.is_whole:
        raise Refused("whole_pieces", _("{name} is counted in whole pieces.").format(name=name))


def _entry(work: Work, line: BackLine) -> StockEntry:
    if line.each is not None:
        return StockEntry(line.product, -line.quantity)
    return StockEntry(line.product, -line.quantity, cost_of(work.prices.facts(line.product).cost, -line.quantity))


def _credits(work: Work, parcel: Parcel) -> tuple[DepositCharge, ...]:
    """Empties as the deposits that they are; a full crate in one is a crate and its bottles."""
    types = {kind.each: kind for kind in reversed(work.catalog.deposit_types())}
    crates = {crate.crate + crate.units.price(crate.bottle): crate for crate in reversed(work.counting.crates())}
    counts: dict[tuple[str, str, Money], Quantity] = {}
    for line in parcel.lines:
        if line.each is None:
            continue
        parts = [(line.each, line.quantity)]
        whole = crates.get(line.each)
        if line.each not in types and whole is not None:
            parts = [(whole.crate, line.quantity), (whole.bottle, line.quantity.times(whole.units))]
        for each, count in parts:
            kind = types.get(each)
            key = (line.code, line.name, each) if kind is None else (kind.code, kind.name, each)
            counts[key] = counts.get(key, NONE) + count
    return tuple(DepositCharge(code, name, each, -count) for (code, name, each), count in counts.items())
