"""What a list would do: each row new, changed from old to new, unchanged, or bad with a sentence. Nothing is written.

It is worked out on a reader beside the till, so that selling goes on, and made ready to be written in one short go.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple, Protocol

from kasse.books.exchange import Change, ListKind, Plan, Prepared
from kasse.errors import Refused
from kasse.exchange.sheet import Sheet
from kasse.ids import uuid7
from kasse.people import Permission
from kasse.ports import Work
from kasse.product_list import BadRow
from kasse.product_list.columns import Columns
from kasse.product_list.records import Record

Progress = Callable[[int, int], None]
"""Is told how many of how many rows are done."""

PERMISSIONS: Mapping[ListKind, Permission] = {
    ListKind.PRODUCTS: Permission.PRODUCTS,
    ListKind.PRICES: Permission.PRODUCTS,
    ListKind.STOCK: Permission.STOCK,
    ListKind.SUPPLIERS: Permission.BUYING,
    ListKind.ARTICLES: Permission.BUYING,
}
STEP = 500


class Around(NamedTuple):
    """What a list is read against: the books, today, the tax class of a percentage, and whose list it is."""

    work: Work
    columns: Columns
    today: date
    tax_class_of: Callable[[str], str]
    source: str = ""


class Planner(Protocol):
    """Reads the records of one kind of list."""

    def take(self, record: Record) -> Change | None:
        """What a row changes, None for nothing; `Refused` says why it cannot be used."""
        ...

    def finish(self) -> Prepared:
        """All of it, ready to be written."""
        ...


def plan(kind: ListKind, sheet: Sheet, around: Around, progress: Progress = lambda done, of: None) -> Plan:
    """Work a whole list out."""
    as_of = around.work.exchange.last_audit()
    planner = _planner(kind, around)
    changes: list[Change] = []
    bad: list[BadRow] = []
    unchanged = 0
    for done, record in enumerate(sheet.records, 1):
        try:
            change = planner.take(record)
        except Refused as refusal:
            bad.append(BadRow(record.line, refusal.message, sheet.text_of(record)))
        else:
            if change is None:
                unchanged += 1
            else:
                changes.append(change)
        if done % STEP == 0 or done == len(sheet.records):
            progress(done, len(sheet.records))
    return Plan(
        uuid7(), kind, sheet.name, len(sheet.records), tuple(changes), unchanged, tuple(bad), around.columns.ignored,
        planner.finish(), as_of,
    )  # fmt: skip


def _planner(kind: ListKind, around: Around) -> Planner:
    if kind is ListKind.PRODUCTS:
        from kasse.exchange.goods import GoodsPlanner

        return GoodsPlanner(around)
    if kind in (ListKind.SUPPLIERS, ListKind.ARTICLES):
        from kasse.exchange.trade import ArticlePlanner, SupplierPlanner

        return SupplierPlanner(around) if kind is ListKind.SUPPLIERS else ArticlePlanner(around)
    from kasse.exchange.figures import PricePlanner, StockPlanner

    return PricePlanner(around) if kind is ListKind.PRICES else StockPlanner(around)
