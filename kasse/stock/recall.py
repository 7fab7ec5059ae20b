"""A recall: where a batch came from, how many are left of it, and all of it off the shelf in one go."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from kasse.books.reports import Heading, Kind, Period, Report
from kasse.books.stock import Arrival, Batch, Reason, StockDocument, StockEntry
from kasse.catalog import Product
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.ids import uuid7
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import Store, Work
from kasse.quantity import NONE, Quantity
from kasse.stock.expiry import end_what_is_gone, lots_of
from kasse.stock.fefo import taken_back
from kasse.stock.goods import by_number, cost_of, scanned
from kasse.texts import _

OFF_THE_SHELF = (Reason.SPOILED, Reason.SUPPLIER_RETURN)
"""What may become of recalled goods: thrown away, or sent back."""


class Recalled(NamedTuple):
    """A delivery of what is recalled; `batch` is None where nobody noted one. `left` is what is probably left of it.

    What came by several deliveries of one batch has its `left` on the first of them.
    """

    product: Product
    batch: Batch | None
    at: datetime
    supplier: str
    reference: str
    came: Quantity
    left: Quantity
    document: UUID


class Recall:
    """What somebody asks when a letter of recall comes."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def find(self, text: str) -> list[Recalled]:
        """All deliveries of a batch by its printed code, or of a product by one of its codes; the newest first."""
        with self._store.read() as work:
            batches = work.stock.batches_called(text)
            if batches:
                numbers = frozenset(batch.number for batch in batches)
                products = dict.fromkeys(batch.product for batch in batches)
                return [row for product in products for row in _deliveries(work, product, numbers)]
            goods = scanned(work, text, Quantity(1000))
            of_label = [one for one in work.stock.batches(goods.number, ended=True) if one.code == goods.batch != ""]
            return _deliveries(work, goods.number, frozenset(one.number for one in of_label) or None)

    def of_product(self, product: int) -> list[Recalled]:
        """All deliveries of a product; the newest first."""
        with self._store.read() as work:
            return _deliveries(work, product, None)

    def again(self, rows: Sequence[Recalled]) -> list[Recalled]:
        """The same deliveries as they are now."""
        with self._store.read() as work:
            return _as_they_are(work, rows)

    def take_out(
        self, actor: Actor, rows: Sequence[Recalled], reason: Reason, why: str, document: UUID | None = None
    ) -> StockDocument:
        """All that is left of these off the shelf in one document: thrown away, or back to the supplier."""
        actor.require(Permission.STOCK)
        if reason not in OFF_THE_SHELF:
            raise Refused("no_reason", _("Choose first why the goods go."))
        with self._store.write() as work:
            known = None if document is None else work.stock.document(document)
            if known is not None:
                return known
            left = [row for row in _as_they_are(work, rows) if row.left]
            if not left:
                raise Refused("nothing_left", _("Nothing of it is left by the books. Look on the shelf all the same."))
            now = self._clock.now()
            entries = tuple(_entry(work, row) for row in left)
            booked = StockDocument(document or uuid7(), reason, now, actor.name, why.strip()[:200], entries,
                                   reference=left[0].reference if reason is Reason.SUPPLIER_RETURN else "")  # fmt: skip
            if not work.stock.book(booked):
                return booked
            for product in {entry.product for entry in entries}:
                end_what_is_gone(work, product, now)
            names = ", ".join(dict.fromkeys(row.product.name for row in left))
            out = sum(row.left.thousandths for row in left)
            work.settings.audit(
                AuditEntry(now, actor.name, "recall", names[:200], after=f"{Quantity(out)} {why}"[:200])
            )
            return booked

    def report(self, text: str, rows: Sequence[Recalled]) -> Report:
        """The recall as a report: what the authority and the supplier ask for."""
        now = self._clock.now()
        with self._store.read() as work:
            time = work.settings.shop().time
        days = [time.local(row.at).date() for row in rows] or [time.local(now).date()]
        return Report(
            "recall",
            _("Recall {text}").format(text=text),
            Period(min(days), max(days)),
            now,
            (
                Heading("day", _("Delivered"), Kind.DAY),
                Heading("product", _("Article")),
                Heading("batch", _("Batch")),
                Heading("best_before", _("Expires"), Kind.DAY),
                Heading("supplier", _("Supplier")),
                Heading("reference", _("Delivery note")),
                Heading("came", _("Came"), Kind.QUANTITY),
                Heading("left", _("Left"), Kind.QUANTITY),
            ),
            tuple(_cells(row, time.local(row.at).date()) for row in rows),
            ("", "", "", None, "", "", _sum(row.came for row in rows), _sum(row.left for row in rows)),
            notes=(_("What is left is reckoned: what expires first is taken to have been sold first."),),
            keys=tuple(row.product.number or 0 for row in rows),
        )


def _cells(row: Recalled, day: date) -> tuple[str | int | Quantity | date | None, ...]:
    batch = row.batch
    return (
        day,
        row.product.name,
        "" if batch is None else batch.code,
        None if batch is None else batch.best_before,
        row.supplier,
        row.reference,
        row.came,
        row.left,
    )


def _sum(quantities: Iterable[Quantity]) -> Quantity:
    return Quantity(sum(quantity.thousandths for quantity in quantities))


def _deliveries(work: Work, product: int, batches: frozenset[int] | None) -> list[Recalled]:
    """The deliveries of a product, of these batches only where some are named."""
    found = by_number(work, product)
    known = {batch.number: batch for batch in work.stock.batches(product, ended=True)}
    named = {lot.batch: lot.left for lot in lots_of(work, product) if lot.batch is not None}
    unnamed = _unnamed_left(work, product)
    names = {one.number: one.name for one in work.buying.suppliers(former=True)}
    rows: list[Recalled] = []
    arrivals = work.stock.arrivals(product)
    back = taken_back(arrivals)
    for arrival in arrivals:
        if arrival.reason is not Reason.RECEIPT or arrival.document in back:
            continue
        if batches is not None and arrival.batch not in batches:
            continue
        left = named.pop(arrival.batch, NONE) if arrival.batch is not None else unnamed.pop(0)
        rows.append(_recalled(found, arrival, known, names, left))
    return rows[::-1]


def _as_they_are(work: Work, rows: Sequence[Recalled]) -> list[Recalled]:
    """The same deliveries as they are now: since they were looked up some may have been sold."""
    wanted = [_place(row) for row in rows]
    products = dict.fromkeys(row.product.number for row in rows)
    now = [row for number in products if number for row in _deliveries(work, number, None)]
    return [row for row in now if _place(row) in wanted]


def _place(row: Recalled) -> tuple[UUID, int | None, int | None]:
    return row.document, row.product.number, None if row.batch is None else row.batch.number


def _unnamed_left(work: Work, product: int) -> list[Quantity]:
    """What is left of each delivery without a batch, in the order in which they came."""
    return [lot.left for lot in sorted(lots_of(work, product), key=lambda lot: lot.expires) if lot.batch is None]


def _recalled(
    product: Product, arrival: Arrival, known: dict[int, Batch], names: dict[int | None, str], left: Quantity
) -> Recalled:
    batch = None if arrival.batch is None else known.get(arrival.batch)
    return Recalled(
        product,
        batch,
        arrival.at,
        names.get(arrival.supplier, ""),
        arrival.reference,
        arrival.change,
        left,
        arrival.document,
    )


def _entry(work: Work, row: Recalled) -> StockEntry:
    assert row.product.number is not None  # noqa: S101 - it comes from the books
    cost = cost_of(work.prices.facts(row.product.number).cost, row.left)
    return StockEntry(
        row.product.number, -row.left, None if cost is None else -cost, None if row.batch is None else row.batch.number
    )
