"""Lists of figures about products that are there: prices, and counted stock."""

from datetime import date

from kasse.barcodes import lookup_key
from kasse.books.exchange import Change, Prepared, PriceStep
from kasse.books.prices import Tag
from kasse.errors import Refused
from kasse.exchange.preview import Around
from kasse.exchange.words import day_of, differences
from kasse.money import Money
from kasse.product_list import amount, known_cells
from kasse.product_list import cells as cell
from kasse.product_list.records import Record
from kasse.quantity import Quantity
from kasse.texts import N_, _


class PricePlanner:
    """One run over a list of prices: of products and of packs, from now on or from a day on."""

    def __init__(self, around: Around) -> None:
        self._work = around.work
        self._columns = around.columns
        self._today = around.today
        self._steps: list[PriceStep] = []
        self._lines: dict[tuple[int, int, date | None], int] = {}

    def take(self, record: Record) -> Change | None:
        """One row."""
        cells = known_cells(self._columns, record)
        price = amount(self._columns, cells, "price")
        if price is None:
            raise Refused("no_price", _("The price is empty."))
        begins = day_of(cells.get("valid_from", ""))
        later = begins if begins is not None and begins > self._today else None
        code = cell.code(cells["code"])
        tag = self._work.prices.tag_of(lookup_key(code))
        if tag is None:
            raise not_there(code)
        self._claim(record, tag, later)
        if self._is_so(tag, price, later):
            return None
        self._steps.append(PriceStep(tag.product, tag.pack, tag.price, price, later))
        found = differences([(N_("Selling price"), tag.price, price), (N_("Valid from"), None, later)])
        return Change(record.line, code, tag.name, False, found)

    def _claim(self, record: Record, tag: Tag, later: date | None) -> None:
        what = (tag.product, tag.pack, later)
        if what in self._lines:
            raise twice(tag.name, self._lines[what])
        self._lines[what] = record.line

    def _is_so(self, tag: Tag, price: Money, later: date | None) -> bool:
        """Whether it costs that already, or will from that day on."""
        if later is None:
            return tag.price == price
        planned = [entry.change for entry in self._work.prices.planned(product=tag.product)]
        return any((one.pack, one.price, one.valid_from) == (tag.pack, price, later) for one in planned)

    def finish(self) -> Prepared:
        """All steps."""
        return Prepared(prices=tuple(self._steps))


class StockPlanner:
    """One run over a list of counted stock."""

    def __init__(self, around: Around) -> None:
        self._work = around.work
        self._columns = around.columns
        self._counts: dict[int, Quantity] = {}
        self._lines: dict[int, int] = {}

    def take(self, record: Record) -> Change | None:
        """One row; of a crate its pieces are counted."""
        cells = known_cells(self._columns, record)
        code = cell.code(cells["code"])
        tag = self._work.prices.tag_of(lookup_key(code))
        if tag is None:
            raise not_there(code)
        counted = cell.stock(cells["stock"], tag.unit.value)
        if counted is None:
            raise Refused("no_stock", _("The count is empty. Write 0 where there are none."))
        if tag.product in self._lines:
            raise twice(tag.name, self._lines[tag.product])
        self._lines[tag.product] = record.line
        counted = counted.times(tag.pieces) if tag.pack else counted
        self._counts[tag.product] = counted
        found = differences([(N_("Stock"), self._work.stock.level(tag.product), counted)])
        return Change(record.line, code, tag.name, False, found) if found else None

    def finish(self) -> Prepared:
        """All counts."""
        return Prepared(counts=tuple(self._counts.items()))


def not_there(code: str) -> Refused:
    """The refusal of a code that no product has."""
    return Refused("unknown_code", _("{code} is not in the list.").format(code=code[:60]))


def twice(name: str, line: int) -> Refused:
    """The refusal of a second row about one thing."""
    return Refused(
        "twice_in_list", _("{name} is already on line {line}. Remove one of the two.").format(name=name, line=line)
    )
