"""A day of real baskets through scan, draft and payment, and the X report of that day."""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from kasse.basket import confirm_age
from kasse.demo import catalogue
from kasse.quantity import Quantity
from tests.bench import shops
from tests.bench.commits import cash_for
from tests.bench.measure import Row, Times, timed_row
from tests.bench.shops import OpenShop

REPORT = 50
SCAN = 1.0


@dataclass
class Day:
    """What the steps of a day took."""

    scans: Times = field(default_factory=Times)
    drafts: Times = field(default_factory=Times)
    payments: Times = field(default_factory=Times)
    seconds: float = 0.0


def real_baskets(count: int) -> list[list[tuple[str, Quantity | None]]]:
    """Codes and weights for real baskets; within a kind the first article sells most, as by Zipf's law."""
    lot = random.Random(9835)  # noqa: S311 - the same day each time
    weighed = {product.code for product in catalogue.products() if product.unit == "kg"}
    articles = catalogue.articles_by_kind()
    weights = {kind: [1 / place for place in range(1, len(codes) + 1)] for kind, codes in articles.items()}
    chosen = lot.sample(list(catalogue.baskets()), count)
    picked = [[lot.choices(articles[kind], weights[kind])[0] for kind in basket] for basket in chosen]
    catalogue.forget()
    return [
        [(code, Quantity(lot.randint(80, 1500)) if code in weighed else None) for code in basket] for basket in picked
    ]


def ring(shop: OpenShop, baskets: list[list[tuple[str, Quantity | None]]]) -> Day:
    """Ring them all, as fast as the till can."""
    day, till = Day(), shop.till
    began = time.perf_counter()
    for codes in baskets:
        basket = till.checkout.new_basket()
        for code, quantity in codes:

            def scan(code: str = code, quantity: Quantity | None = quantity) -> None:
                nonlocal basket
                basket = till.checkout.scan(basket, code, quantity)
                till.checkout.price(basket)

            day.scans.run(scan)
            day.drafts.run(lambda: till.checkout.save_draft(shop.owner, basket))  # noqa: B023 - called at once
        basket = confirm_age(basket)
        tenders = cash_for(shop, basket)
        day.payments.run(lambda: till.checkout.pay(shop.owner, basket, tenders))  # noqa: B023 - called at once
        till.database.idle()
    day.seconds = time.perf_counter() - began
    return day


def rows(count: int) -> Iterator[Row]:
    """The day, step by step, and its X report."""
    baskets = real_baskets(count)
    path = shops.copy_of(shops.german_shop(), "ringing.sqlite")
    shop = shops.open_shop(path)
    day = ring(shop, baskets)
    lines = len(day.scans.nanoseconds)
    yield timed_row(
        "a real basket's scan: code to total, without the draft",
        day.scans,
        f"under {SCAN} ms at p99",
        day.scans.p99 < SCAN,
        f"{lines:,} scans of {count:,} baskets",
    )
    yield timed_row("a real basket's draft, durable, after each scan", day.drafts)
    yield timed_row("a real basket's payment, durable", day.payments)
    yield Row(
        f"{count:,} real baskets end to end",
        note=f"{count / day.seconds:.0f} baskets a second: {lines:,} scans, each with a durable draft, payments, "
        f"checkpoints, in {day.seconds:.1f} s",
        more={"baskets_per_second": count / day.seconds, "seconds": day.seconds},
    )
    reports = Times()
    for _time in range(20):
        reports.run(lambda: shop.till.shift.x_report(shop.owner))
    yield timed_row(f"X report of a day of {count:,} receipts", reports, f"under {REPORT} ms", reports.p99 < REPORT)
    findings = shop.till.verify()
    assert not findings, findings
    shop.till.close()
    shops.remove(path)
