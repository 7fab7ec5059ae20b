"""What the owner of the demo shop does around the selling: who delivers what, the first stock, and each day's goods.

Suppliers, costs and shelf lives are as made up as the prices. The tables are
`data/suppliers.csv` and `data/buying.csv`.
"""

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from kasse.books.buying import Supplier, SupplierArticle
from kasse.books.customers import Customer, Programme
from kasse.books.prices import ProductFacts
from kasse.books.stock import WRITE_OFFS, Reason, StockDocument, StockEntry
from kasse.catalog import Product, Unit
from kasse.demo.kinds import rows
from kasse.ids import uuid7
from kasse.money import Money, round_half_up
from kasse.promotions.rules import ALL, Goods, Kind, Part, Promotion
from kasse.quantity import Quantity
from kasse.unit_price import content_in

if TYPE_CHECKING:
    from kasse.ports import Work
    from kasse.till import Till

STOCKED = 5_000
"""As many best sellers are on the shelves; the rest of the list is only known."""
SHORT = 14
"""Goods that last so many days, or fewer, are kept in batches."""
FRESH = 60
"""So many kinds of bread, of milk and of fruit are there on the first morning; others come when somebody wants them."""
TABS = ("Frau Wagner, 3. Stock", "Herr Öztürk", "Blumenladen Rose", "Sabine (Kita)")
"""Who may have things written down."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How the goods of a department are bought: `margin` in percent of the net price, `life` in days."""

    supplier: str
    margin: int
    units: int
    pack: str
    life: int | None
    aisle: str

    @property
    def fresh(self) -> bool:
        """Whether it is kept in batches, and never more of it than sells soon."""
        return self.life is not None and self.life <= SHORT

    @property
    def least(self) -> Quantity:
        """What there should be of each at least."""
        return Quantity.of(4) if self.fresh else Quantity.of(24)


def terms() -> dict[str, Terms]:
    """The terms by department."""
    return {
        row["department"]: Terms(
            row["supplier"], int(row["margin"]), int(row["units"]), row["pack"],
            int(row["life"]) if row["life"] else None, row["aisle"],
        )
        for row in rows("buying.csv")
    }  # fmt: skip


def cost_of(price: Money, rate: int, margin: int) -> int:
    """The net cost of one at this gross price, in hundredths of a cent."""
    return round_half_up(price.cents * 100 * 10_000 * (100 - margin), (10_000 + rate) * 100)


def fit_out(till: "Till", owner: str) -> None:
    """Suppliers, what they sell, what it costs, and the first stock on the shelves."""
    now = till.clock.now()
    with till.database.write() as work:
        suppliers = _put_suppliers(work)
        goods = [known for number in range(1, STOCKED + 1) if (known := work.catalog.product(number)) is not None]
        articles, facts, first = [], [], []
        fresh: Counter[str] = Counter()
        by_department = terms()
        for product in goods:
            entry = by_department.get(product.department)
            if entry is None or product.price is None or product.number is None:
                continue
            cost = cost_of(product.price, till.checkout.rate_of(product.tax_class), entry.margin)
            articles.append(_article(product, entry, suppliers[entry.supplier], cost))
            holds = content_in(product.name) if product.unit is Unit.PIECE else None
            amount, unit = (None, "") if holds is None else holds
            facts.append(ProductFacts(product.number, amount, unit, cost, entry.life))
            if entry.fresh and fresh[product.department] >= FRESH:
                continue
            fresh[product.department] += 1
            batch = _batch(work, product.number, entry, now)
            first.append(StockEntry(product.number, entry.least, cost=_worth(cost, entry.least), batch=batch))
        work.buying.put_articles(articles)
        work.prices.put_facts(facts)
        note = "Anfangsbestand der Vorführung"
        work.stock.book(StockDocument(uuid7(), Reason.CORRECTION, now, owner, note, tuple(first)))
    _invite(till)


def _batch(work: "Work", product: int, entry: Terms, now: datetime) -> int | None:
    """The batch of goods that came now; None of goods that last."""
    if entry.life is None or not entry.fresh:
        return None
    return work.stock.batch(product, "", (now + timedelta(days=entry.life)).date(), now)


def _invite(till: "Till") -> None:
    """Some promotions, some customers with a tab, and stamps for coffee."""
    owner = till.people.owner()
    sweets, frozen = (Goods(departments=(name,)) for name in ("Süßwaren & Snacks", "Tiefkühl"))
    till.promotions.save(
        owner, Promotion("Süßes: 3 für 2", Kind.FEWER, (Part(sweets, 3),), pay=2, percent=ALL, limit=2)
    )
    till.promotions.save(
        owner, Promotion("Tiefkühl ab 18 Uhr", Kind.PERCENT, (Part(frozen, 1),), percent=3000, from_minute=18 * 60,
                         to_minute=24 * 60 - 1),
    )  # fmt: skip
    for name in TABS:
        till.customers.save(owner, Customer(name, tab_limit=Money(10_000)))
    till.stamps.save(owner, Programme("Jeder 10. Kaffee", 10, departments=("Kaffee & Tee",)))


def _put_suppliers(work: "Work") -> dict[str, int]:
    numbers = {}
    for row in rows("suppliers.csv"):
        supplier = work.buying.put_supplier(
            Supplier(
                row["name"],
                customer_no=row["customer_no"],
                email=row["email"],
                minimum=Money(int(row["minimum"])) if row["minimum"] != "0" else None,
                delivery_days=tuple(int(day) for day in row["days"].split()),
                lead_days=int(row["lead"]),
                cash_and_carry=row["carry"] == "1",
            )
        )
        assert supplier.number is not None  # noqa: S101 - just saved
        numbers[supplier.name] = supplier.number
    return numbers


def _article(product: Product, entry: Terms, supplier: int, cost: int) -> SupplierArticle:
    assert product.number is not None  # noqa: S101 - it comes from the catalogue
    units = Quantity.of(entry.units)
    return SupplierArticle(
        supplier, product.number, f"{product.number:05d}", entry.pack, units, _worth(cost, units), entry.aisle, True
    )


def _worth(cost: int, quantity: Quantity) -> Money:
    return Money(round_half_up(cost * quantity.thousandths, 100 * 1000))


def _terms_by_product(work: "Work") -> dict[int, Terms]:
    by_department = terms()
    found = {}
    for article in work.buying.all_articles():
        product = work.catalog.product(article.product)
        if product is not None:
            found[article.product] = by_department[product.department]
    return found


class Office:
    """The owner's hands, morning and evening."""

    def __init__(self, till: "Till", owner: str) -> None:
        self._till = till
        self._owner = owner
        with till.database.read() as work:
            self._terms = _terms_by_product(work)
        self._left: dict[int, int] = {}
        """Thousandths that were there after the last delivery of each article."""

    def morning(self, day: date) -> None:
        """Take in what the suppliers of this weekday bring: twice of what was sold since they came last."""
        with self._till.database.write() as work:
            levels = work.buying.levels()
            for supplier in work.buying.suppliers():
                if day.weekday() in supplier.delivery_days and supplier.number is not None:
                    self._deliver(work, supplier, levels, day)

    def _deliver(self, work: "Work", supplier: Supplier, levels: Mapping[int, int], day: date) -> None:
        assert supplier.number is not None  # noqa: S101 - it was saved
        at = self._till.clock.now()
        entries = tuple(self._wanted(work, work.buying.articles(supplier.number), levels, at))
        if not entries:
            return
        paper = f"LS {supplier.number}-{day:%y%m%d}"
        work.stock.book(
            StockDocument(uuid7(), Reason.RECEIPT, at, self._owner, "", entries, paper, supplier.number)
        )  # fmt: skip

    def _wanted(
        self, work: "Work", articles: Iterable[SupplierArticle], levels: Mapping[int, int], now: datetime
    ) -> Iterable[StockEntry]:
        for article in articles:
            entry = self._terms[article.product]
            level = levels.get(article.product)
            if level is None or article.cost is None:
                continue
            sold = self._left.get(article.product, entry.least.thousandths) - level
            wish = sold * 3 // 2 if entry.fresh else max(entry.least.thousandths, 2 * sold)
            if level < wish // 2:
                packs = -((level - wish) // article.units.thousandths)
                change = Quantity(packs * article.units.thousandths)
                self._left[article.product] = level + change.thousandths
                batch = _batch(work, article.product, entry, now)
                yield StockEntry(article.product, change, cost=article.cost * packs, batch=batch)

    def evening(self, day: date) -> None:
        """Write off what has expired, and what the day broke or saw leave without being paid: a few pieces."""
        self._throw_away()
        chance = random.Random(day.toordinal())  # noqa: S311 - a play, not a secret
        with self._till.database.write() as work:
            for reason in WRITE_OFFS:
                if chance.randrange(100) < 30:
                    self._write_off(work, reason, chance)

    def _throw_away(self) -> None:
        """What nobody buys tomorrow goes; it must not look as if it had been sold."""
        old = [one for one in self._till.expiry.sell_first(0) if one.days <= 0 and one.left.thousandths > 0]
        entries = []
        for one in old:
            number = one.product.number
            assert number is not None  # noqa: S101 - it is in the books
            entries.append(StockEntry(number, -one.left, batch=one.batch.number))
            if number in self._left:
                self._left[number] -= one.left.thousandths
        if entries:
            now = self._till.clock.now()
            with self._till.database.write() as work:
                work.stock.book(StockDocument(uuid7(), Reason.SPOILED, now, self._owner, "abgelaufen", tuple(entries)))
                work.stock.end_batches([one.batch.number for one in old], now)

    def _write_off(self, work: "Work", reason: Reason, chance: random.Random) -> None:
        product = work.catalog.product(chance.randrange(1, 400))
        if product is None or product.number is None or product.unit is not Unit.PIECE:
            return
        lost = (StockEntry(product.number, Quantity.of(-chance.randint(1, 3))),)
        work.stock.book(StockDocument(uuid7(), reason, self._till.clock.now(), self._owner, "Rundgang am Abend", lost))
