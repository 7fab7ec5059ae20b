"""Selling while the market is on and every target hangs, against selling with the market off.

Two copies of one shop sell the same baskets in turns. Both do it on a store thread of their own, as the window does;
on the one with the market the publisher's calls come in between. Its targets never answer, as behind a name server
that is down. News are made between customers, who do not come a hundred in a second as here; how long a customer could
have to wait for one step of them is a row of its own.
"""

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NoReturn, TypeVar

from kasse.basket import Basket
from kasse.books.market import TargetSetting
from kasse.books.stock import Reason, StockDocument, StockEntry
from kasse.demo import catalogue
from kasse.ids import uuid7
from kasse.market.target import Ack, NullTarget, Opening
from kasse.quantity import Quantity
from kasse.till import Till
from sync.market.running import Running
from tests.bench import shops
from tests.bench.commits import cash_for, mixed_baskets
from tests.bench.measure import Row, Times, against, timed_row
from tests.bench.shops import OpenShop

T = TypeVar("T")

WARM_UP = 40
LIMIT = 1.25
TARGETS = 4
ON_THE_SHELF = 2_000
NEWS_EVERY = 20
FRAME = 1000 / 60


class HangingTarget(NullTarget):
    """Never answers; what it is asked ends with the bench."""

    def __init__(self, over: threading.Event) -> None:
        self._over = over

    def snapshot(self) -> dict[str, Ack]:
        """Waits for ever."""
        self._hang()

    def _hang(self) -> NoReturn:
        self._over.wait()
        raise OSError


class Counter:
    """A shop with its store thread."""

    def __init__(self, name: str) -> None:
        self.path = shops.copy_of(shops.german_shop(), name)
        self._pool = ThreadPoolExecutor(1)
        self.shop: OpenShop = self._pool.submit(shops.open_shop, self.path).result()
        self.steps = Times()
        self.call(_stock_up)

    def call(self, work: Callable[[Till], T], /) -> T:
        """Work on the store thread."""
        return self._pool.submit(work, self.shop.till).result()

    def step(self, work: Callable[[Till], T], /) -> T:
        """A step of the publisher there."""
        return self._pool.submit(lambda: self.steps.run(lambda: work(self.shop.till))).result()

    def close(self) -> None:
        """End it and remove the shop."""
        self.call(lambda till: till.close())
        self._pool.shutdown()
        shops.remove(self.path)


def _stock_up(till: Till) -> None:
    with till.database.write() as work:
        entries = tuple(StockEntry(number, Quantity.of(50)) for number in range(1, ON_THE_SHELF + 1))
        work.stock.book(StockDocument(uuid7(), Reason.RECEIPT, till.clock.now(), "bench", "", entries))
    till.database.idle()


def _go_public(counter: Counter, over: threading.Event, told: threading.Event) -> Running:
    owner = counter.shop.owner

    def settings(till: Till) -> None:
        till.market.change_profile(owner, latitude=52_499_530, longitude=13_418_930)
        for number in range(TARGETS):
            till.market.put_target(owner, TargetSetting(f"target {number}", "hanging", "nowhere"))
        till.market.switch(owner, True)

    def opener(_opening: Opening) -> HangingTarget:
        return HangingTarget(over)

    counter.call(settings)
    running = Running(counter.step, on_change=told.set, opener=opener, secrets=lambda *_of: "")
    running.start()
    return running


def _make_news(running: Running, told: threading.Event) -> None:
    told.clear()
    running.nudge()
    told.wait(30)


def compare(sales: int) -> tuple[tuple[Times, Times], tuple[Times, Times], Times]:
    """Commits and scans, each with the market on and off, and the publisher's steps."""
    public, private = Counter("public.sqlite"), Counter("private.sqlite")
    over, told = threading.Event(), threading.Event()
    running = _go_public(public, over, told)
    commits, scans = (Times(), Times()), (Times(), Times())
    codes = [
        one.code
        for one in catalogue.products()
        if one.price is not None and one.unit == "piece" and one.rank <= ON_THE_SHELF
    ]
    catalogue.forget()
    lot = random.Random(2026)  # noqa: S311 - the same codes each time
    baskets = zip(
        public.call(lambda till: list(mixed_baskets(public.shop, sales + WARM_UP))),
        private.call(lambda till: list(mixed_baskets(private.shop, sales + WARM_UP))),
        strict=True,
    )
    try:
        for number, pair in enumerate(baskets):
            if number == WARM_UP:
                commits, scans = (Times(), Times()), (Times(), Times())
            if number % NEWS_EVERY == 0:
                _make_news(running, told)
            code = lot.choice(codes)
            for counter, basket, sold, scanned in zip((public, private), pair, commits, scans, strict=True):
                _one_customer(counter, basket, code, sold, scanned)
    finally:
        over.set()
        running.stop()
        public.close()
        private.close()
    return commits, scans, public.steps


def _one_customer(counter: Counter, basket: Basket, code: str, sold: Times, scanned: Times) -> None:
    shop = counter.shop
    counter.call(lambda till: till.checkout.save_draft(shop.owner, basket))
    tenders = counter.call(lambda till: cash_for(shop, basket))
    sold.run(lambda: counter.call(lambda till: till.checkout.pay(shop.owner, basket, tenders)))
    scanned.run(lambda: counter.call(lambda till: till.checkout.scan(till.checkout.new_basket(), code, merge=False)))
    counter.call(lambda till: till.database.idle())


def rows(sales: int) -> Iterator[Row]:
    """Commit, scan, and what stands in their way at worst."""
    commits, scans, steps = compare(sales)
    note = f"{sales} in turns, {TARGETS} targets that hang, news every {NEWS_EVERY} sales, against the market off"
    yield against("commit of a 10-line sale, market on, all targets hanging", *commits, LIMIT, note)
    yield against("scan to line, market on, all targets hanging", *scans, LIMIT, note)
    met = steps.computing_at(99) < FRAME
    yield timed_row("a step of the publisher on the store thread", steps, "computing under 16.7 ms at p99", met)
