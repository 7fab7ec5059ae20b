"""The page for buying: what to order, an order, the list to drive with, suppliers and what they sell."""

from datetime import date, timedelta

from PySide6.QtCore import Qt

from kasse.books.buying import Supplier, SupplierArticle
from kasse.books.prices import ProductFacts
from kasse.books.stock import Reason, StockDocument, StockEntry
from kasse.ids import uuid7
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.till import Till
from tests.shots.stage import Stage, scene
from ui.buying.page import BuyingPage

CONTROL = Qt.KeyboardModifier.ControlModifier
SUPPLIERS = (
    Supplier("Getränke Hoffmann", "40112", "Herr Hoffmann", "030 123456", "bestellung@hoffmann.example",
             "Lagerstr. 4\n12055 Berlin", Money(25_000), (1, 4), 1),
    Supplier("Bäckerei Krause", email="backstube@krause.example", delivery_days=(0, 1, 2, 3, 4, 5)),
    Supplier("Metro Neukölln", "88123", lead_days=0, cash_and_carry=True),
    Supplier("Süßwaren Lehmann", delivery_days=(2,), lead_days=2),
)  # fmt: skip
MATE, SWEETS, CHOCOLATE, BEER = "4029764001807", "4001686301265", "4000539770708", "4012852020028"
GOODS = (
    # supplier, code, number, pack, units, cents, aisle, left, sold a day, keeps
    (0, MATE, "M-20", "Kasten", 20, 1560, "", 7, 6, None), (0, BEER, "ST20", "Kasten", 20, 1290, "", 31, 9, None),
    (0, "122", "W15", "Sechserpack", 6, 330, "", 4, 3, None), (1, "101", "", "", 1, 22, "", 3, 38, 1),
    (1, "102", "", "", 1, 31, "", 0, 9, 1), (1, "103", "", "Karton", 5, 390, "", 2, 7, 1),
    (2, SWEETS, "10233", "Karton", 18, 1080, "7", 5, 3, None),
    (2, "163", "77120", "Display", 50, 1950, "12", 9, 1, None),
    (2, "120", "5512", "Karton", 8, 5990, "3", 1, 1, None), (3, CHOCOLATE, "401", "Karton", 24, 1920, "", 60, 2, None),
)  # fmt: skip


def stocked(till: Till) -> None:
    """Four suppliers, what they sell, four weeks of sales, and what is left."""
    owner, today = till.people.owner(), till.checkout.today()
    numbers = [till.suppliers.save(owner, one).number or 0 for one in SUPPLIERS]
    entries, facts, articles = [], [], []
    for supplier, code, article_no, pack, units, cents, aisle, left, a_day, keeps in GOODS:
        product = till.products.by_code(code).number or 0
        articles.append(
            SupplierArticle(
                numbers[supplier], product, article_no, pack, Quantity.of(units), Money(cents), aisle, preferred=True
            )
        )
        facts.append(ProductFacts(product, life=keeps))
        level = till.products.stock(code)[1]
        entries.append(StockEntry(product, Quantity.of(left) - level))
        _sell(till, product, a_day, today)
    with till.database.write() as work:
        work.buying.put_articles(articles)
        work.prices.put_facts(facts)
        work.stock.book(StockDocument(uuid7(), Reason.CORRECTION, till.clock.now(), "Aylin", "Zählung", tuple(entries)))


def _sell(till: Till, product: int, a_day: int, today: date) -> None:
    """As the closing of shifts sums it up: more on Fridays and Saturdays."""
    rows = []
    for back in range(1, 29):
        day = today - timedelta(days=back)
        sold = a_day + (a_day if day.weekday() in (4, 5) else (back * product) % 3 - 1)
        rows.append((day.isoformat(), product, 900 + back, "sale", -1000 * sold))
    till.database.connection.executemany("INSERT INTO stock_day VALUES (?, ?, ?, ?, ?)", rows)


def _page(stage: Stage, supplier: int = 0) -> BuyingPage:
    stocked(stage.till)
    page = stage.page("buying", BuyingPage)
    table = page.ordering.suppliers
    for entry in table.rows.entries:
        if entry.cells[0] == SUPPLIERS[supplier].name:
            table.mark(entry.key)
    stage.press(Qt.Key.Key_Return)
    return page


@scene()
def buying(stage: Stage) -> None:
    """What to order today."""
    _page(stage)
    stage.write("+")


@scene()
def buying_order(stage: Stage) -> None:
    """It is ordered, and is sent now."""
    _page(stage)
    stage.press(Qt.Key.Key_Return, CONTROL)


@scene()
def buying_list(stage: Stage) -> None:
    """The list to drive with, ticked off by scan."""
    _page(stage, 2)
    stage.press(Qt.Key.Key_Return, CONTROL)
    stage.scan(SWEETS)


@scene()
def buying_supplier(stage: Stage) -> None:
    """A supplier is edited."""
    page = _page(stage)
    page.show_view(page.suppliers)
    page.suppliers.edit(page.suppliers.table.rows.entries[1].key)
    stage.settle()


@scene()
def buying_articles(stage: Stage) -> None:
    """What a supplier sells: a scan opens it."""
    page = _page(stage)
    page.show_view(page.suppliers)
    page.suppliers.articles_key.click()
    stage.scan(MATE)


@scene()
def buying_empty(stage: Stage) -> None:
    """No supplier yet."""
    stage.page("buying", BuyingPage)


@scene()
def settings_mail(stage: Stage) -> None:
    """The owner's mail server."""
    from ui.settings.page import SECTIONS, SettingsPage

    page = stage.page("settings", SettingsPage)
    page.show_section([section.name for section in SECTIONS].index("mail"))
    stage.settle()
