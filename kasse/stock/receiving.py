"""Goods in: a delivery is scanned, priced and booked; until then it is kept after every scan."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from kasse.basket import check_price
from kasse.books.buying import Order, OrderLine, Supplier, SupplierArticle
from kasse.books.prices import PriceNote
from kasse.books.stock import DepositCharge, Reason, StockDocument, StockEntry, StockWork
from kasse.catalog import Product
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.ids import uuid7
from kasse.margin import ENDINGS
from kasse.money import Money, total
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import Store, Work
from kasse.quantity import ONE, Quantity
from kasse.records import from_json, to_json
from kasse.stock import delivery as rules
from kasse.stock.delivery import HUNDRED, Delivery, DeliveryLine, PackDeposit, PieceDeposit
from kasse.stock.expiry import end_what_is_gone
from kasse.stock.fefo import counter_id
from kasse.stock.goods import Goods, article_of, by_number, refuse_empties, scanned
from kasse.texts import _

KIND = "delivery"
ENDING_SETTING = "price_ending"


class LineView(NamedTuple):
    """A line with its figures: whole net cost, net cost of a piece in hundredths of a cent, and a price to propose."""

    line: DeliveryLine
    cost: Money | None
    unit_cost: int | None
    proposal: Money | None


class DeliveryView(NamedTuple):
    """A delivery with its figures. `goods` is what the goods cost net, as far as costs are known."""

    delivery: Delivery
    lines: tuple[LineView, ...]
    goods: Money
    deposits: tuple[DepositCharge, ...]
    deposit: Money

    def of(self, key: int) -> LineView | None:
        """A line by its key."""
        return next((view for view in self.lines if view.line.key == key), None)

    @property
    def touched(self) -> LineView | None:
        """The line scanned last."""
        return self.of(self.delivery.touched)


class LineEdit(NamedTuple):
    """A line as somebody has written it: so many `packs` of `units`, and what `price_units` pieces cost.

    `assumed` leaves the cost as it was proposed; so does `day_assumed` with the day.
    """

    packs: Quantity
    units: Quantity
    price: Money | None
    price_units: Quantity
    assumed: bool
    best_before: date | None
    day_assumed: bool
    batch: str
    new_price: Money | None


class Receiving:
    """What somebody does with a delivery at the back door."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    # Deliveries that are not booked yet

    def open(self) -> list[DeliveryView]:
        """The deliveries that somebody has begun, the oldest first."""
        with self._store.read() as work:
            ending = _ending(work)
            return [_viewed(_delivery(kept), ending) for kept in work.stock.works(KIND)]

    def begin(self, actor: Actor, order: UUID | None = None, delivery_id: UUID | None = None) -> DeliveryView:
        """Begin a delivery, free or against an order, whose lines are then waited for; one that is begun goes on."""
        actor.require(Permission.STOCK)
        begun = Delivery(delivery_id or uuid7(), self._clock.now(), actor.name)
        with self._store.write() as work:
            going_on = next((one for one in map(_delivery, work.stock.works(KIND)) if one.order == order), None)
            if order is not None and going_on is not None:
                return _viewed(going_on, _ending(work))
            if order is not None:
                begun = self._against(work, begun, order)
            return self._keep(work, actor, begun)

    def view(self, delivery: UUID) -> DeliveryView:
        """A delivery as it is kept."""
        with self._store.read() as work:
            return _viewed(_kept(work, delivery), _ending(work))

    def give_up(self, actor: Actor, delivery: UUID) -> None:
        """Forget a delivery that was begun; nothing of it was booked."""
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            work.stock.drop_work(delivery)

    # Scanning

    def scan(self, actor: Actor, delivery: UUID, code: str, count: Quantity | None = None) -> DeliveryView:
        """One more of what the code means, or so many; a crate's code brings all that is in it."""
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            goods = scanned(work, code, count)
            refuse_empties(goods.product)
            return self._add(work, actor, delivery, goods)

    def add(self, actor: Actor, delivery: UUID, product: int, count: Quantity = ONE) -> DeliveryView:
        """So many of a product that was found by its name."""
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            found = by_number(work, product)
            refuse_empties(found)
            article = article_of(work, found)
            if article is None:
                raise Refused("no_code", _("Give the product a code, or a short number of your own."))
            return self._add(work, actor, delivery, Goods(found, article, ONE, count))

    def _add(self, work: Work, actor: Actor, delivery: UUID, goods: Goods) -> DeliveryView:
        before = _kept(work, delivery)
        line = _line_for(before, goods) or self._new_line(work, before, goods.product)
        if goods.batch or goods.expires is not None:
            day = goods.expires or line.best_before
            line = replace(line, batch=goods.batch or line.batch, best_before=day, day_assumed=False)
        line = rules.added(line, goods.pieces, goods.units, goods.pack)
        _check_quantity(line)
        return self._keep(work, actor, rules.with_line(before, line))

    # What is typed

    def count(self, actor: Actor, delivery: UUID, key: int, count: Quantity, *, pieces: bool = False) -> DeliveryView:
        """So many came of a line, in what it was scanned as; `pieces` counts single ones."""

        def change(line: DeliveryLine) -> DeliveryLine:
            if count.thousandths < 0:
                raise Refused("bad_quantity", _("A delivery brings goods. To send some back, use the page Send back."))
            return rules.counted(line, count, ONE if pieces else line.units)

        return self._change(actor, delivery, key, change)

    def price(self, actor: Actor, delivery: UUID, key: int, price: Money | None, units: Quantity) -> DeliveryView:
        """What the paper says that so many pieces cost; None where it says nothing."""
        if price is not None:
            check_price(price)
        return self._change(
            actor, delivery, key, lambda line: replace(line, price=price, price_units=units, assumed=False)
        )

    def expires(self, actor: Actor, delivery: UUID, key: int, day: date | None, batch: str = "") -> DeliveryView:
        """The day of expiry and the batch of a line."""
        return self._change(
            actor, delivery, key,
            lambda line: replace(line, best_before=day, batch=batch.strip()[:48], day_assumed=False),
        )  # fmt: skip

    def new_price(self, actor: Actor, delivery: UUID, key: int, price: Money | None) -> DeliveryView:
        """The price at which it is sold once the delivery is booked; None leaves it as it is."""

        def change(line: DeliveryLine) -> DeliveryLine:
            if price is not None and line.bound:
                raise Refused("price_bound", _("The price of {name} is bound by law.").format(name=line.name))
            if price is not None:
                check_price(price)
            return replace(line, new_price=price)

        return self._change(actor, delivery, key, change)

    def edit(self, actor: Actor, delivery: UUID, key: int, edit: LineEdit) -> DeliveryView:
        """All of a line at once."""

        def change(line: DeliveryLine) -> DeliveryLine:
            if edit.packs.thousandths < 0:
                raise Refused("bad_quantity", _("A delivery brings goods. To send some back, use the page Send back."))
            for price in (edit.price, edit.new_price):
                if price is not None:
                    check_price(price)
            if edit.new_price is not None and line.bound:
                raise Refused("price_bound", _("The price of {name} is bound by law.").format(name=line.name))
            same = edit.packs.times(edit.units) == line.quantity  # crates that were scanned one by one stay as they are
            after = line if same else rules.counted(line, edit.packs, edit.units)
            if not edit.assumed:
                after = replace(after, price=edit.price, price_units=edit.price_units, assumed=False)
            return replace(
                after,
                best_before=edit.best_before,
                day_assumed=edit.day_assumed,
                batch=edit.batch.strip()[:48],
                new_price=edit.new_price,
            )

        return self._change(actor, delivery, key, change)

    def take_proposals(self, actor: Actor, delivery: UUID) -> DeliveryView:
        """Take all prices that are proposed."""
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            view = _viewed(_kept(work, delivery), _ending(work))
            lines = tuple(replace(one.line, new_price=one.proposal or one.line.new_price) for one in view.lines)
            return self._keep(work, actor, replace(view.delivery, lines=lines))

    def remove(self, actor: Actor, delivery: UUID, key: int) -> DeliveryView:
        """Take a line out; one that was ordered stays as not having come."""
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            return self._keep(work, actor, rules.without_line(_kept(work, delivery), key))

    def head(self, actor: Actor, delivery: UUID, supplier: int | None, note_no: str, *, gross: bool) -> DeliveryView:
        """From whom, by which paper, and whether the costs on it are with VAT."""
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            known = None if supplier is None else work.buying.supplier(supplier)
            before = _kept(work, delivery)
            after = replace(
                before,
                supplier=None if known is None else known.number,
                supplier_name="" if known is None else known.name,
                note_no=note_no.strip()[:48],
                gross=gross,
            )
            if after.supplier != before.supplier:
                after = replace(after, lines=tuple(self._priced_by(work, after, line) for line in after.lines))
            return self._keep(work, actor, after)

    def _change(
        self, actor: Actor, delivery: UUID, key: int, change: Callable[[DeliveryLine], DeliveryLine]
    ) -> DeliveryView:
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            before = _kept(work, delivery)
            line = before.line(key)
            if line is None:
                raise Refused("no_line", _("This line is not in the delivery any more."))
            changed = change(line)
            _check_quantity(changed)
            return self._keep(work, actor, rules.with_line(before, changed))

    # Booking

    def book(self, actor: Actor, delivery: UUID) -> StockDocument:
        """Book what came: stock, batches, costs, the order's lines and the prices that were taken; once only."""
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            booked = work.stock.document(delivery)
            if booked is not None:
                return booked
            kept = _kept(work, delivery)
            if not kept.came:
                raise Refused("nothing_came", _("Nothing is scanned yet. Scan what came, then book it."))
            now = self._clock.now()
            for product in {line.product for line in kept.came}:
                end_what_is_gone(work, product, now)
            note = _("Order {number}").format(number=kept.order_no) if kept.order_no else ""
            document = StockDocument(
                kept.id, Reason.RECEIPT, now, actor.name, note,
                tuple(self._entry(work, kept, line) for line in kept.came),
                kept.note_no, kept.supplier, kept.order, kept.deposits,
            )  # fmt: skip
            work.stock.book(document)
            for line in kept.came:
                self._learn(work, actor, kept, line)
            if kept.order is not None:
                work.buying.received(kept.order, _by_product(document))
            work.stock.drop_work(kept.id)
            self._audit(work, actor, "goods_in", _named(kept), after=_summed(document))
            return document

    def _entry(self, work: Work, delivery: Delivery, line: DeliveryLine) -> StockEntry:
        batch = None
        if line.batch or line.best_before is not None:
            batch = work.stock.batch(line.product, line.batch, line.best_before, self._clock.now())
        return StockEntry(line.product, line.quantity, rules.line_cost(line, gross=delivery.gross), batch)

    def _learn(self, work: Work, actor: Actor, delivery: Delivery, line: DeliveryLine) -> None:
        """Keep what the delivery teaches: the cost, how long the product keeps, the supplier's price, a new price."""
        facts = work.prices.facts(line.product)
        cost = rules.unit_cost(line, gross=delivery.gross)
        life = facts.life
        if life is None and line.best_before is not None and not line.day_assumed:
            life = max(0, (line.best_before - self._today(work)).days)
        learned = facts._replace(cost=facts.cost if cost is None else cost, life=life)
        if learned != facts:
            work.prices.put_facts([learned])
        if delivery.supplier is not None and line.price is not None and not line.assumed:
            self._learn_article(work, delivery, line, delivery.supplier)
        if line.new_price is not None:
            self._change_price(work, actor, line, line.new_price)

    def _learn_article(self, work: Work, delivery: Delivery, line: DeliveryLine, supplier: int) -> None:
        known = next((one for one in work.buying.articles_of(line.product) if one.supplier == supplier), None)
        one_pack = replace(line, quantity=line.price_units if known is None else known.units)
        cost = rules.line_cost(one_pack, gross=delivery.gross)
        if known is None:
            known = SupplierArticle(supplier, line.product, pack=line.pack, units=line.price_units)
        if known.cost != cost:
            work.buying.put_articles([known._replace(cost=cost)])

    def _change_price(self, work: Work, actor: Actor, line: DeliveryLine, price: Money) -> None:
        product = by_number(work, line.product)
        if product.price_bound or product.price == price:
            return
        note = PriceNote(self._clock.now(), self._today(work), actor.name, _("Delivery"))
        work.catalog.save(replace(product, price=price), note)
        self._audit(work, actor, "price_changed", product.codes[0], str(product.price or "-"), str(price))

    # Taking back

    def take_back(self, actor: Actor, document: UUID, why: str, *, to_supplier: bool = False) -> StockDocument:
        """Book the opposite of a delivery: it was wrong, or all of it goes back. Nothing is ever edited."""
        actor.require(Permission.STOCK)
        if not why.strip():
            raise Refused("no_reason", _("Say why: it stands in the books."))
        with self._store.write() as work:
            booked = work.stock.document(document)
            if booked is None or booked.kind is not Reason.RECEIPT:
                raise Refused("no_delivery", _("This delivery is not in the books."))
            kind = Reason.SUPPLIER_RETURN if to_supplier else Reason.CORRECTION
            counter = _opposite(booked, kind, why.strip()[:200])._replace(at=self._clock.now(), who=actor.name)
            if not work.stock.book(counter):
                raise Refused("taken_back", _("This delivery was taken back already."))
            if booked.purchase_order is not None:
                work.buying.received(booked.purchase_order, _by_product(counter))
            for product in {entry.product for entry in counter.entries}:
                end_what_is_gone(work, product, counter.at)
            self._audit(work, actor, "goods_taken_back", booked.reference, after=_summed(counter))
            return counter

    def booked(self, limit: int = 30) -> list[StockDocument]:
        """The last deliveries in the books, the newest first; those that were taken back are left out."""
        with self._store.read() as work:
            found = work.stock.documents([Reason.RECEIPT], limit)
            return [one for one in found if work.stock.document(counter_id(one.id)) is None]

    # What one can choose from

    def suppliers(self) -> list[Supplier]:
        """Who delivers."""
        with self._store.read() as work:
            return work.buying.suppliers()

    def open_orders(self) -> list[tuple[Order, str]]:
        """Orders of which something is still to come, each with its supplier's name."""
        with self._store.read() as work:
            names = {one.number: one.name for one in work.buying.suppliers(former=True)}
            return [(order, names.get(order.supplier, "")) for order in work.buying.open_orders()]

    # Lines

    def _against(self, work: Work, begun: Delivery, order_id: UUID) -> Delivery:
        order = work.buying.order(order_id)
        if order is None or not order.is_open:
            raise Refused("no_open_order", _("Nothing is to come of this order any more."))
        supplier = work.buying.supplier(order.supplier)
        begun = replace(
            begun, order=order.id, order_no=order.number, supplier=order.supplier,
            supplier_name="" if supplier is None else supplier.name,
        )  # fmt: skip
        for wanted in order.lines:
            if wanted.outstanding:
                begun = self._awaiting(work, begun, wanted)
        return replace(begun, touched=0)

    def _awaiting(self, work: Work, begun: Delivery, wanted: OrderLine) -> Delivery:
        product = work.catalog.product(wanted.product)
        if product is None:
            return begun
        there = next((line for line in begun.lines if line.product == wanted.product), None)
        if there is not None:
            return rules.with_line(begun, replace(there, ordered=(there.ordered or ONE) + wanted.outstanding))
        line = replace(
            self._new_line(work, begun, product), ordered=wanted.outstanding, units=wanted.units, pack=wanted.pack
        )
        if wanted.cost is not None:
            line = replace(line, price=wanted.cost, price_units=wanted.units, assumed=True)
        return rules.with_line(begun, line)

    def _new_line(self, work: Work, before: Delivery, product: Product) -> DeliveryLine:
        assert product.number is not None  # noqa: S101 - it comes from the books
        facts = work.prices.facts(product.number)
        today = self._today(work)
        article = article_of(work, product)
        piece = article.deposits[0] if article is not None and article.deposits else None
        line = DeliveryLine(
            rules.next_key(before), product.number, product.name, product.codes[0] if product.codes else "",
            work.settings.taxes().on(today).get(product.tax_class, 0), product.unit,
            piece_deposit=None if piece is None else PieceDeposit(piece.code, piece.name, piece.each),
            pack_deposit=_pack_deposit(work, product),
            best_before=None if facts.life is None else today + timedelta(days=facts.life),
            day_assumed=facts.life is not None,
            old_cost=facts.cost, selling=product.price, bound=product.price_bound,
        )  # fmt: skip
        return self._priced_by(work, before, line)

    def _priced_by(self, work: Work, delivery: Delivery, line: DeliveryLine) -> DeliveryLine:
        """What it will probably cost: the supplier's price, else what it cost last. What was typed stays."""
        if line.price is not None and not line.assumed:
            return line
        articles = work.buying.articles_of(line.product) if delivery.supplier is not None else []
        theirs = next((one for one in articles if one.supplier == delivery.supplier and one.cost is not None), None)
        if theirs is not None:
            return replace(line, price=theirs.cost, price_units=theirs.units, assumed=True)
        if line.old_cost is not None:
            return replace(line, price=Money(line.old_cost), price_units=HUNDRED, assumed=True)
        return line

    def _keep(self, work: Work, actor: Actor, delivery: Delivery) -> DeliveryView:
        work.stock.keep_work(StockWork(delivery.id, KIND, actor.name, self._clock.now(), to_json(delivery)))
        return _viewed(delivery, _ending(work))

    def _today(self, work: Work) -> date:
        return work.settings.shop().time.local(self._clock.now()).date()

    def _audit(self, work: Work, actor: Actor, what: str, subject: str, before: str = "", after: str = "") -> None:
        work.settings.audit(AuditEntry(self._clock.now(), actor.name, what, subject, before, after))


def _opposite(booked: StockDocument, kind: Reason, why: str) -> StockDocument:
    entries = tuple(
        StockEntry(entry.product, -entry.change, None if entry.cost is None else -entry.cost, entry.batch)
        for entry in booked.entries
    )
    deposits = tuple(charge._replace(quantity=-charge.quantity) for charge in booked.deposits)
    return booked._replace(id=counter_id(booked.id), kind=kind, note=why, entries=entries, deposits=deposits)


def _delivery(kept: StockWork) -> Delivery:
    return from_json(Delivery, kept.body)


def _kept(work: Work, delivery: UUID) -> Delivery:
    kept = work.stock.work(delivery)
    if kept is None:
        raise Refused("no_work", _("This delivery is booked or given up already."))
    return _delivery(kept)


def _ending(work: Work) -> str:
    ending = work.settings.get(ENDING_SETTING, "9")
    return ending if ending in ENDINGS else "9"


def _viewed(delivery: Delivery, ending: str) -> DeliveryView:
    lines = tuple(
        LineView(
            line,
            rules.line_cost(line, gross=delivery.gross),
            rules.unit_cost(line, gross=delivery.gross),
            rules.proposal(line, gross=delivery.gross, ending=ending),
        )
        for line in delivery.lines
    )
    goods = total([view.cost for view in lines if view.cost is not None])
    deposits = delivery.deposits
    return DeliveryView(delivery, lines, goods, deposits, total([charge.amount for charge in deposits]))


def _line_for(delivery: Delivery, goods: Goods) -> DeliveryLine | None:
    """The line a scan belongs to: of its batch and day where it says them, else the one of the product touched last."""
    lines = [line for line in delivery.lines if line.product == goods.number]
    if not (goods.batch or goods.expires):
        return next((line for line in lines if line.key == delivery.touched), lines[-1] if lines else None)
    for line in lines:
        if line.batch == goods.batch and goods.expires in (None, line.best_before):
            return line
    return next((line for line in lines if not line.batch and (not line.quantity or line.day_assumed)), None)


def _pack_deposit(work: Work, product: Product) -> PackDeposit | None:
    """The deposit on the product's crate itself; of several packs that of the first that has one."""
    kinds = {kind.code: kind for kind in work.catalog.deposit_types()}
    for pack in product.packs:
        kind = kinds.get(pack.deposit or "")
        if kind is not None:
            return PackDeposit(kind.code, kind.name, kind.each, pack.units)
    return None


def _check_quantity(line: DeliveryLine) -> None:
    if line.quantity:
        line.quantity.checked()


def _by_product(document: StockDocument) -> dict[int, Quantity]:
    sums: dict[int, Quantity] = {}
    for entry in document.entries:
        sums[entry.product] = sums.get(entry.product, Quantity(0)) + entry.change
    return sums


def _named(delivery: Delivery) -> str:
    return " ".join(part for part in (delivery.supplier_name, delivery.note_no) if part)


def _summed(document: StockDocument) -> str:
    costs = [entry.cost for entry in document.entries if entry.cost is not None]
    return f"{len(document.entries)} / {total(costs)}"
