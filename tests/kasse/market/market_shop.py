"""What tests of the market share: the small shop with stock, its market on, and what it has noted."""

from kasse.books.market import Listing, PublicView
from kasse.books.stock import Reason, StockDocument, StockEntry
from kasse.catalog import Product
from kasse.ids import uuid7
from kasse.people import Actor
from kasse.quantity import Quantity
from kasse.till import Till
from tests.kasse.counter import BANANAS, CHOCOLATE, MATE, MILK, ROLL

STOCKED = (MATE, MILK, CHOCOLATE, ROLL, BANANAS)


def number_of(till: Till, code: str) -> int:
    number = till.products.by_code(code).number
    assert number is not None
    return number


def receive(till: Till, code: str, pieces: int) -> None:
    """A delivery, and nothing else."""
    entry = StockEntry(number_of(till, code), Quantity.of(pieces))
    with till.database.write() as work:
        work.stock.book(StockDocument(uuid7(), Reason.RECEIPT, till.clock.now(), "Olga", "", (entry,)))


def open_market(till: Till, owner: Actor, pieces: int = 20) -> None:
    """Goods on the shelf, a place on the map, and the market on."""
    for code in STOCKED:
        receive(till, code, pieces)
    till.market.change_profile(owner, place="52.49953, 13.41893")
    till.market.switch(owner, True)


def settle(till: Till, *, urgent: bool = False) -> int:
    """Look at all that changed, and release what is due; gives how many versions are new."""
    while till.market.look():
        pass
    released = 0
    while some := till.market.release(urgent):
        released += some
    return released


def noted(till: Till) -> list[tuple[str, str]]:
    """What is noted as changed, and notes nothing any more."""
    rows = till.database.connection.execute("SELECT kind, ref FROM market_change ORDER BY number").fetchall()
    till.database.connection.execute("DELETE FROM market_change")
    return [(kind, ref) for kind, ref in rows]


def listing(till: Till, code: str, target: str = "nowhere") -> Listing | None:
    """The version of an article that targets should show."""
    key = next((row.view.key for row in till.market.preview(code).rows if row.view), "")
    return next((one for one in till.market.listings(target) if one.key == key), None)


def view(till: Till, code: str) -> PublicView:
    """What is shown of an article."""
    found = listing(till, code)
    assert found is not None
    assert found.view is not None
    return found.view


def product(till: Till, code: str) -> Product:
    return till.products.by_code(code)
