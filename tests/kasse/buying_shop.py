"""A shop with two suppliers and three weeks of sales that are known to the piece."""

from datetime import datetime, timedelta

from kasse.books.buying import Supplier, SupplierArticle
from kasse.books.prices import ProductFacts
from kasse.books.stock import Reason, StockDocument, StockEntry
from kasse.clock import SetClock
from kasse.ids import uuid7
from kasse.money import ZERO, Money
from kasse.people import Actor
from kasse.quantity import Quantity
from kasse.sale import Tender, TenderType
from kasse.till import Till

MATE, MATE_CRATE, CHOCOLATE, MILK, ROLL = (
    "4029764001807", "4029764001814", "4000539770708", "4000521006419", "101",
)  # fmt: skip
DRINKS = Supplier(
    "Getränke Hoffmann", "40112", "Herr Hoffmann", "030 123456", "bestellung@hoffmann.example",
    "Lagerstr. 4\n12055 Berlin", Money(5000), (1, 4), 1,
)  # fmt: skip
DAIRY = Supplier("Molkerei Spree", delivery_days=(0, 2, 4), lead_days=1)
CARRY = Supplier("Metro Neukölln", "88123", lead_days=0, cash_and_carry=True)


def number_of(till: Till, code: str) -> int:
    """A product's number."""
    number = till.products.by_code(code).number
    assert number is not None
    return number


def stock_up(till: Till, owner: Actor, levels: dict[str, int]) -> None:
    """Set the levels, as a count would."""
    with till.database.write() as work:
        entries = tuple(
            StockEntry(number_of(till, code), Quantity.of(level) - work.stock.level(number_of(till, code)))
            for code, level in levels.items()
        )
        work.stock.book(StockDocument(uuid7(), Reason.CORRECTION, till.clock.now(), owner.name, "Zählung", entries))


def sell(till: Till, owner: Actor, wanted: dict[str, int]) -> None:
    """One sale."""
    basket = till.checkout.new_basket()
    for code, count in wanted.items():
        basket = till.checkout.scan(basket, code, Quantity.of(count))
    total = till.checkout.price(basket).total
    till.checkout.pay(owner, basket, [Tender(TenderType.CARD, total)])


def sell_weeks(till: Till, clock: SetClock, owner: Actor, weeks: int = 3) -> None:
    """Every day 4 Mate (12 on Fridays and Saturdays), 2 milk and 1 chocolate; today is the day after them."""
    today: datetime = clock.instant
    for back in range(weeks * 7, 0, -1):
        clock.instant = today - timedelta(days=back)
        till.shift.open(owner, ZERO)
        busy = clock.instant.weekday() in (4, 5)
        sell(till, owner, {MATE: 12 if busy else 4, MILK: 2, CHOCOLATE: 1})
        till.shift.count(owner, {})
        till.shift.close(owner)
    clock.instant = today


def add_suppliers(till: Till, owner: Actor) -> tuple[int, int, int]:
    """Three suppliers and what they sell: Mate in crates of 20, milk in sixes, chocolate from the wholesaler."""
    drinks, dairy, carry = (till.suppliers.save(owner, one).number or 0 for one in (DRINKS, DAIRY, CARRY))
    mate, milk, chocolate = (number_of(till, code) for code in (MATE, MILK, CHOCOLATE))
    for article in (
        SupplierArticle(drinks, mate, "M-20", "Kasten", Quantity.of(20), Money(1560), preferred=True, name="Club-Mate"),
        SupplierArticle(dairy, milk, "VM1", "Karton", Quantity.of(6), Money(480), preferred=True, name="Vollmilch"),
        SupplierArticle(carry, chocolate, "77", "Karton", Quantity.of(12), Money(960), "3", True, "Schokolade"),
    ):
        till.suppliers.save_article(owner, article)
    with till.database.write() as work:
        work.prices.put_facts([ProductFacts(milk, life=10)])
    return drinks, dairy, carry
