"""Stocktakes while selling goes on: areas, counters, scans, counting again, and the booking of what differs."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from kasse.books.counting import Area, Count, Goods, Stocktake
from kasse.books.reports import Report
from kasse.books.stock import Reason, StockDocument, StockEntry
from kasse.catalog import ArticleKind, Unit
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.ids import uuid7
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import Store, Work
from kasse.quantity import MAX_THOUSANDTHS, NONE, ONE, Quantity
from kasse.scan import Offer, identify
from kasse.stock.counted import Tally, difference, tally
from kasse.stock.review import Limits, Review, limits_of, past_of, report_of, review_of
from kasse.texts import _

if TYPE_CHECKING:
    from kasse.stock.count_list import CountList, Taken

LONGEST = 40
"""Signs in the name of a stocktake or an area."""


class Counted(NamedTuple):
    """A count as it is said back: how many were added, and how many of the article there are in this area now."""

    id: UUID
    goods: Goods
    area: str
    added: Quantity
    there: Quantity
    again: bool
    """Whether this was on the list of what is counted again."""
    new: bool = True
    """False where it had been counted before under the same id."""


class Row(NamedTuple):
    """An article in an area; `round` above 1 is a second count."""

    goods: Goods
    area: str
    quantity: Quantity
    round: int
    who: tuple[str, ...]


class Again(NamedTuple):
    """An article to be counted again, and the areas in which that was not done yet."""

    goods: Goods
    areas: tuple[str, ...]

    @property
    def done(self) -> bool:
        """Whether it was counted again wherever it had been found."""
        return not self.areas


class Sheet(NamedTuple):
    """What counters see: never what is expected, so that nobody counts towards it."""

    stocktake: Stocktake
    rows: tuple[Row, ...]
    counted: int
    """Articles counted at all."""
    stocked: int
    """Articles of which there is any by the books."""
    again: tuple[Again, ...] = ()


class _NothingCountedError(Exception):
    """Ends a transaction of which nothing is to be kept."""


class Stocktakes:
    """One stocktake at a time, by as many people as there are."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    # Opening

    def current(self) -> Stocktake | None:
        """The one under way."""
        with self._store.read() as work:
            return work.counting.open_stocktake()

    def open(self, actor: Actor, name: str, areas: Sequence[Area], *, whole: bool = True) -> Stocktake:
        """Begin; what is sold from now on is told from what is counted."""
        actor.require(Permission.STOCK)
        kept: list[Area] = []
        for area in areas:
            kept.append(_area(area, kept))
        if not kept:
            raise Refused("no_area", _("Name at least one area, such as “Shop”."))
        with self._store.write() as work:
            if work.counting.open_stocktake() is not None:
                raise Refused("stocktake_open", _("A stocktake is under way already. Book it or give it up first."))
            opened = Stocktake(
                uuid7(), _name(name), self._clock.now(), actor.name, tuple(kept), whole, work.counting.journal_no()
            )
            work.counting.put_stocktake(opened)
            self._audit(work, actor, "stocktake", opened.name, ", ".join(area.name for area in kept))
            return opened

    def add_area(self, actor: Actor, area: Area) -> Stocktake:
        """One more place to be counted."""
        actor.require(Permission.COUNT_STOCK)
        with self._store.write() as work:
            stocktake = _under_way(work)
            stocktake = stocktake._replace(areas=(*stocktake.areas, _area(area, stocktake.areas)))
            work.counting.put_stocktake(stocktake)
            return stocktake

    # Counting

    def count(
        self,
        actor: Actor,
        area: str,
        code: str,
        quantity: Quantity | None = None,
        *,
        id_: UUID | None = None,
        at: datetime | None = None,
    ) -> Counted:
        """A scan: one of it, or as many as were typed; a crate's code counts its pieces. A minus takes back.

        `at` is when it was counted, where that was not now: by a list out of a data collector.
        """
        actor.require(Permission.COUNT_STOCK)
        with self._store.write() as work:
            product, pieces = counted_as(identify(code, work.catalog.code_rules(), work), quantity)
            return self._add(work, actor, area, product, pieces, id_, at)

    def count_product(
        self, actor: Actor, area: str, product: int, quantity: Quantity, *, id_: UUID | None = None
    ) -> Counted:
        """So many more of a product that was found by its name."""
        actor.require(Permission.COUNT_STOCK)
        with self._store.write() as work:
            return self._add(work, actor, area, product, quantity, id_, None)

    def put_right(self, actor: Actor, area: str, product: int, there: Quantity, *, id_: UUID | None = None) -> Counted:
        """There are so many of it in this area: the count before was a slip, and stays on record."""
        actor.require(Permission.COUNT_STOCK)
        with self._store.write() as work:
            before = _there(work, _under_way(work), area, product)
            return self._add(work, actor, area, product, there - before, id_, None)

    def _add(
        self,
        work: Work,
        actor: Actor,
        area: str,
        product: int,
        pieces: Quantity,
        id_: UUID | None,
        at: datetime | None,
    ) -> Counted:
        stocktake = _under_way(work)
        if area not in {known.name for known in stocktake.areas}:
            raise Refused("no_such_area", _("There is no area “{area}” in this stocktake.").format(area=area[:LONGEST]))
        goods = work.counting.goods([product]).get(product)
        if goods is None:
            raise Refused("no_such_product", _("This product is not in the list any more."))
        before = _there(work, stocktake, area, product)
        _refuse_quantity(goods, before, pieces)
        book, now = work.counting, self._clock.now()
        last = book.journal_no()
        journal = last if at is None else book.entry_at(stocktake.journal, at)
        count = Count(
            id_ or uuid7(),
            area,
            product,
            pieces,
            at or now,
            actor.name,
            _round(work, stocktake, area, product),
            journal,
        )
        added = book.add_count(stocktake.id, count)
        again = product in stocktake.recount
        return Counted(
            count.id, goods, area, pieces if added else NONE, before + pieces if added else before, again, added
        )

    def count_list(self, actor: Actor, listed: "CountList", area: str, *, all_or_nothing: bool) -> "Taken":
        """Count a list's rows in one transaction; each bad one is named with its line."""
        from kasse.stock.count_list import Taken, instant, row_id

        actor.require(Permission.COUNT_STOCK)
        counted, before, bad = 0, 0, list(listed.bad)
        try:
            with self._store.write() as work:
                stocktake, rules = _under_way(work), work.catalog.code_rules()
                time = work.settings.shop().time
                for row in listed.rows:
                    place = row.area or area
                    id_ = row_id(stocktake.id, listed, place, row.line)
                    try:
                        product, pieces = counted_as(identify(row.code, rules, work), row.pieces)
                        done = self._add(work, actor, place, product, pieces, id_, instant(row.at, time))
                    except Refused as error:
                        bad.append((row.line, error.message))
                        continue
                    counted += bool(done.new)
                    before += not done.new
                if bad and all_or_nothing:
                    raise _NothingCountedError
        except _NothingCountedError:
            counted = before = 0
        return Taken(counted, before, tuple(sorted(bad)))

    def sheet(self, area: str = "", limit: int = 60) -> Sheet:
        """What was counted in an area, the newest first, or everywhere; without what is expected."""
        with self._store.read() as work:
            stocktake = _under_way(work)
            places = work.counting.places(stocktake.id)
            wanted = [place for place in places if area in ("", place[1])][:limit]
            needed = {product for product, _area in wanted} | {*stocktake.recount}
            tallies = tally(work.counting.counts(stocktake.id, among=needed), stocktake.areas)
            goods = work.counting.goods(needed)
            rows = (
                Row(goods[product], found.area, found.quantity, found.round, found.who)
                for product, place in wanted
                if product in goods
                for found in tallies[product].areas
                if found.area == place
            )
            again = (
                _again(goods[product], tallies.get(product), stocktake.round)
                for product in stocktake.recount
                if product in goods
            )
            counted = len({product for product, _area in places})
            return Sheet(stocktake, tuple(rows), counted, len(work.counting.stocked()), tuple(again))

    # Review

    def limits(self) -> Limits:
        """From which difference on an article is counted again."""
        with self._store.read() as work:
            return limits_of(work)

    def set_limits(self, actor: Actor, limits: Limits) -> None:
        """Other limits, for this shop."""
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            for name, value in (("stocktake_pieces", limits.pieces), ("stocktake_value", limits.value)):
                before = work.settings.get(name)
                work.settings.put(name, str(value))
                work.settings.audit(AuditEntry(self._clock.now(), actor.name, "setting", name, before, str(value)))

    def review(self, actor: Actor) -> Review:
        """All differences as they are now, and what nobody counted in a stocktake of everything."""
        actor.require(Permission.STOCK)
        with self._store.read() as work:
            return review_of(work, _under_way(work))

    def recount(self, actor: Actor, products: Sequence[int]) -> Stocktake:
        """These are counted again: the next round begins, and where an article is counted anew, only that counts."""
        actor.require(Permission.STOCK)
        if not products:
            raise Refused("nothing_to_recount", _("No difference is large enough to be counted again."))
        with self._store.write() as work:
            stocktake = _under_way(work)
            stocktake = stocktake._replace(round=stocktake.round + 1, recount=tuple(dict.fromkeys(products)))
            work.counting.put_stocktake(stocktake)
            return stocktake

    # The end

    def book(self, actor: Actor, document: UUID, *, zero: bool = False, expected: int | None = None) -> Review:
        """Book all differences. With `zero` what nobody counted is not there; else it stays as the books have it.

        `expected` is the number of counts that were reviewed: where somebody has counted on since, it is refused.
        Gives what was booked; a second time with the same `document` nothing is.
        """
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            booked = work.stock.document(document)
            if booked is not None:
                return self._booked(work, document)
            stocktake = _under_way(work)
            review = review_of(work, stocktake)
            if not review.differences and not (zero and review.missing):
                raise Refused("nothing_counted", _("Nothing was counted yet."))
            if expected is not None and expected != review.counts:
                raise Refused("counted_on", _("Somebody has counted on meanwhile. Look at the differences again."))
            gone = tuple(difference(goods, goods.level, NONE) for goods in review.missing) if zero else ()
            review = review._replace(differences=(*review.differences, *gone), missing=() if zero else review.missing)
            entries = tuple(
                StockEntry(one.goods.product, one.difference, one.at_cost, None, one.expected, one.counted)
                for one in sorted(review.differences, key=lambda one: one.goods.product)
            )
            now = self._clock.now()
            work.stock.book(StockDocument(document, Reason.STOCKTAKE, now, actor.name, stocktake.name, entries))
            ended = stocktake._replace(ended_at=now, document=document)
            work.counting.end_stocktake(ended)
            self._audit(work, actor, "stocktake_booked", stocktake.name, str(review.at_cost()))
            return review._replace(stocktake=ended)

    def _booked(self, work: Work, document: UUID) -> Review:
        stocktake = next((one for one in work.counting.stocktakes() if one.document == document), None)
        if stocktake is None:
            raise Refused("no_stocktake", _("No stocktake is under way. Open one first."))
        return Review(stocktake, tuple(past_of(work, document)), (), limits_of(work))

    def give_up(self, actor: Actor) -> None:
        """End it without booking anything; what was counted stays on record."""
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            stocktake = _under_way(work)
            work.counting.end_stocktake(stocktake._replace(ended_at=self._clock.now()))
            self._audit(work, actor, "stocktake_given_up", stocktake.name)

    def booked(self, limit: int = 50) -> list[Stocktake]:
        """Earlier stocktakes, the newest first."""
        with self._store.read() as work:
            return work.counting.stocktakes(limit)

    def report(self, stocktake: UUID | None = None) -> Report:
        """A booked stocktake as a report, or the one under way as it stands."""
        with self._store.read() as work:
            wanted = work.counting.open_stocktake() if stocktake is None else work.counting.stocktake(stocktake)
            if wanted is None:
                raise Refused("no_stocktake", _("No stocktake is under way. Open one first."))
            if wanted.document is None:
                return report_of(work, review_of(work, wanted), self._clock.now())
            found = tuple(past_of(work, wanted.document))
            return report_of(work, Review(wanted, found, (), limits_of(work)), self._clock.now())

    def _audit(self, work: Work, actor: Actor, what: str, name: str, after: str = "") -> None:
        work.settings.audit(AuditEntry(self._clock.now(), actor.name, what, name, "", after))


def counted_as(offer: Offer, quantity: Quantity | None) -> tuple[int, Quantity]:
    """The product that a scan counts, and how many pieces or kilograms of it."""
    article = offer.article
    if article.kind is ArticleKind.PRESS:
        raise Refused("press_by_issue", _("Press is counted by the issue, on the page “Send back”."))
    if article.product is None:
        raise Refused("not_counted", _("{name} has no stock.").format(name=article.name))
    if article.unit is not Unit.PIECE and offer.quantity is None and quantity is None:
        raise Refused("needs_weight", _("Type how much there is of {name}, then scan.").format(name=article.name))
    said = ONE if offer.quantity is None else offer.quantity
    pieces = said if quantity is None else quantity if offer.quantity is None else quantity.times(said)
    return article.product, pieces.times(article.stock_units)


# Rules


def _under_way(work: Work) -> Stocktake:
    stocktake = work.counting.open_stocktake()
    if stocktake is None:
        raise Refused("no_stocktake", _("No stocktake is under way. Open one first."))
    return stocktake


def _again(goods: Goods, counted: Tally | None, number: int) -> Again:
    areas = () if counted is None else counted.areas
    return Again(goods, tuple(found.area for found in areas if found.round < number))


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused("no_name", _("Give the stocktake a name, such as the year."))
    return name[:LONGEST]


def _area(area: Area, others: Sequence[Area]) -> Area:
    name = " ".join(area.name.split())[:LONGEST]
    if not name:
        raise Refused("no_name", _("Give the area a name, such as “Fridge”."))
    if name.casefold() in {other.name.casefold() for other in others}:
        raise Refused("name_taken", _("There is an area “{area}” already.").format(area=name))
    return area._replace(name=name)


def _refuse_quantity(goods: Goods, before: Quantity, pieces: Quantity) -> None:
    if goods.unit is Unit.PIECE and not pieces.is_whole:
        raise Refused("whole_pieces", _("{name} is counted in whole pieces.").format(name=goods.name))
    if abs(pieces.thousandths) > MAX_THOUSANDTHS:
        raise Refused("quantity_too_large", _("{quantity} is a code, not a count.").format(quantity=pieces))
    if (before + pieces).thousandths < 0:
        raise Refused(
            "less_than_none",
            _("Only {there} of {name} were counted here.").format(there=before, name=goods.name),
        )


def _round(work: Work, stocktake: Stocktake, area: str, product: int) -> int:
    """What is counted again goes into this round; anything else is added to what was counted of it before."""
    if product in stocktake.recount:
        return stocktake.round
    counts = work.counting.counts(stocktake.id, product) if stocktake.round > 1 else []
    return max((count.round for count in counts if count.area == area), default=1)


def _there(work: Work, stocktake: Stocktake, area: str, product: int) -> Quantity:
    number = _round(work, stocktake, area, product)
    return Quantity(
        sum(
            count.quantity.thousandths
            for count in work.counting.counts(stocktake.id, product)
            if (count.area, count.round) == (area, number)
        )
    )
