"""A scan while fifty promotions run, in a basket that grows to a hundred lines."""

import random
from collections.abc import Iterator

from kasse.money import Money
from kasse.promotions.rules import ALL, Goods, Kind, Part, Promotion
from kasse.quantity import ONE
from tests.bench import shops
from tests.bench.measure import Row, Times, timed_row
from tests.bench.shops import OpenShop

SCAN, LINES, PROMOTIONS = 1.0, 100, 50
_SOLD = (
    "SELECT raw FROM product_code JOIN product ON number = product WHERE pack IS NULL AND price IS NOT NULL "
    "AND unit = 'piece' AND rank <= 3000 ORDER BY rank, raw"
)


def fifty(shop: OpenShop) -> list[Promotion]:
    """Ten of each kind, over departments and over articles that sell."""
    lot = random.Random(50)  # noqa: S311 - the same promotions each time
    departments = [one.name for one in shop.till.products.departments()]
    made: list[Promotion] = []
    for number in range(PROMOTIONS):
        goods = Goods(tuple(lot.sample(range(1, 3000), lot.choice((1, 3, 8, 30)))))
        if number % 4 == 0:
            goods = Goods(departments=(departments[number % len(departments)],))
        other = Goods(departments=(departments[(number + 3) % len(departments)],))
        name = f"Promotion {number}"
        made.append(
            (
                Promotion(name, Kind.FEWER, (Part(goods, 3),), pay=2, percent=ALL),
                Promotion(name, Kind.TOGETHER, (Part(goods, 3),), amount=Money(500)),
                Promotion(name, Kind.TOGETHER, (Part(goods), Part(other)), amount=Money(400)),
                Promotion(name, Kind.PERCENT, (Part(goods),), percent=1000),
                Promotion(name, Kind.AMOUNT, (Part(goods),), amount=Money(20)),
            )[number % 5]
        )
    return made


def scans(shop: OpenShop, baskets: int) -> Times:
    """Code to total, for each of a hundred different articles, in some baskets."""
    rows = shop.till.database.connection.execute(_SOLD).fetchall()
    sold = [code for (code,) in rows]
    lot, times, checkout = random.Random(100), Times(), shop.till.checkout  # noqa: S311 - the same baskets each time
    for _basket in range(baskets):
        basket = checkout.new_basket()
        for code in lot.sample(sold, LINES):

            def scan(code: str = code) -> None:
                nonlocal basket
                basket = checkout.scan(basket, code, ONE)
                checkout.price(basket)

            times.run(scan)
    return times


def rows(baskets: int) -> Iterator[Row]:
    """Without a promotion, and with fifty."""
    path = shops.copy_of(shops.german_shop(), "promoting.sqlite")
    shop = shops.open_shop(path)
    note = f"{baskets} baskets of {LINES} lines"
    none = scans(shop, baskets)
    yield timed_row(
        "scan, up to 100 lines, no promotion",
        none,
        f"under {SCAN} ms of computing at p99",
        none.computing_at(99) < SCAN,
        note,
    )
    for promotion in fifty(shop):
        shop.till.promotions.save(shop.owner, promotion)
    fast = scans(shop, baskets)
    yield timed_row(
        f"scan, up to 100 lines, {PROMOTIONS} promotions",
        fast,
        f"under {SCAN} ms of computing at p99",
        fast.computing_at(99) < SCAN,
        note,
    )
    shop.till.close()
    shops.remove(path)
