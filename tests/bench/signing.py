"""Scan and commit beside a fiscal device that is slow, dead or flapping, against one that answers at once.

Four tills take turns, sale by sale, so that the machine's noise hits all of them. Each has the threads of the window:
the books on one, the device on another. What is measured is what the cashier waits for: from a code to a priced basket,
and the two commits of a sale. What the device says is waited for by nobody.
"""

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from kasse.basket import Basket, confirm_age
from kasse.demo import catalogue
from kasse.errors import KasseError, Unavailable
from kasse.fiscal.de.device import Finished, Logged, Secrets, TimeFormat, Transaction, TseFacts, TseHealth, TseState
from kasse.money import Money
from kasse.sale import Tender, TenderType
from kasse.till import Till
from tests.bench import shops
from tests.bench.measure import Row, Times, against
from tests.bench.shops import FLOAT, OpenShop

LIMIT = 1.25
"""What the noise of a busy machine makes of two times that are the same."""
SLOW = 2.0
WARM_UP = 20


class BenchTse:
    """Answers at once, after 2 seconds, never, or every other time."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.delay = SLOW if kind == "slow" else 0.0
        self._number = 0

    def _ask(self) -> Logged:
        time.sleep(self.delay)
        self._number += 1
        if self.kind == "dead" or (self.kind == "flapping" and self._number % 2):
            raise Unavailable("tse_silent", "The TSE does not answer.")
        return Logged(self._number, self._number, datetime.now(UTC), b"signed")

    def open(self, client: str) -> TseFacts:
        """Connect."""
        self._ask()
        return self.facts()

    def facts(self) -> TseFacts:
        """Always the same."""
        return TseFacts("bench", "f" * 64, b"", "ecdsa-plain-SHA384", TimeFormat.UNIX)

    def health(self) -> TseHealth:
        """Well."""
        return TseHealth(TseState.READY)

    def start(self, client: str, id_: UUID) -> Logged:
        """Begin."""
        return self._ask()

    def finish(self, client: str, transaction: Transaction, process_type: str, process_data: str) -> Logged:
        """End."""
        return self._ask()._replace(number=transaction.number)

    def open_transactions(self, client: str) -> tuple[Transaction, ...]:
        """None."""
        return ()

    def logged(self, client: str, transaction: Transaction) -> Finished | None:
        """It keeps nothing."""
        return None

    def export(self, write: object, since: datetime | None = None, until: datetime | None = None) -> None:
        """Nothing."""

    def erase_until(self, until: datetime) -> None:
        """Nothing."""

    def set_up(self, client: str, secrets: Secrets) -> Secrets:
        """Nothing."""
        return secrets

    def self_test(self) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


class Desk:
    """One till with its device beside it."""

    def __init__(self, kind: str) -> None:
        self.path = shops.copy_of(shops.german_shop(), f"signing-{kind}.sqlite")
        self.device = BenchTse(kind)
        self.books, self._tse = ThreadPoolExecutor(1), ThreadPoolExecutor(1)
        self.scans, self.commits = Times(), Times()
        self.shop = self.books.submit(self._open).result()

    def _open(self) -> OpenShop:
        till = Till(self.path, device=self.device)
        assert till.signing is not None
        till.signing.call = lambda work: self.books.submit(work).result()
        till.signing.later = self._later
        till.checkout.signed_elsewhere = True
        owner = till.people.owner()
        if till.shift.current() is None:
            till.shift.open(owner, FLOAT)
        return OpenShop(till, owner)

    def _later(self, work: object) -> None:
        self._tse.submit(_quietly, work)

    def sell(self, codes: list[str]) -> None:
        """Ten scans and two commits, measured."""
        self.books.submit(self._sell, codes).result()

    def _sell(self, codes: list[str]) -> None:
        till, owner = self.shop.till, self.shop.owner
        assert till.signing is not None
        basket = till.checkout.new_basket()
        for number, code in enumerate(codes):
            basket = self.scans.run(partial(self._scan, basket, code, first=number == 0))
        basket = confirm_age(basket)
        till.checkout.save_draft(owner, basket)
        total = till.checkout.price(basket).total
        tenders = [Tender(TenderType.CASH, Money(-(-total.cents // 500) * 500))]
        self.commits.run(lambda: self._commit(basket, tenders))
        till.signing.later(till.signing.probe)
        till.database.idle()

    def _scan(self, basket: Basket, code: str, *, first: bool) -> Basket:
        till = self.shop.till
        basket = till.checkout.scan(basket, code, merge=False)
        till.checkout.price(basket)
        if first and till.signing is not None:
            till.signing.begin(basket.id)
        return basket

    def _commit(self, basket: Basket, tenders: list[Tender]) -> None:
        checkout = self.shop.till.checkout
        sale = checkout.tender(self.shop.owner, basket, tenders)
        checkout.complete(replace(sale, outage="bench"))

    def close(self) -> None:
        """All that is still asked is answered at once."""
        self.device.delay = 0.0
        self._tse.shutdown(wait=True, cancel_futures=True)
        self.books.submit(self.shop.till.close).result()
        self.books.shutdown()
        shops.remove(self.path)


def _quietly(work: object) -> None:
    assert callable(work)
    try:
        work()
    except KasseError:
        return


def _baskets(count: int) -> Iterator[list[str]]:
    sold = [p for p in catalogue.products() if p.price is not None and p.unit == "piece" and p.rank <= 12_000]
    codes = [p.code for p in sold]
    catalogue.forget()
    lot = random.Random(2026)  # noqa: S311 - the same baskets each time
    for _number in range(count):
        yield lot.sample(codes, 10)


def rows(sales: int) -> Iterator[Row]:
    """A row of scans and one of commits for each kind of trouble."""
    desks = {kind: Desk(kind) for kind in ("instant", "slow", "dead", "flapping")}
    for number, codes in enumerate(_baskets(sales + WARM_UP)):
        if number == WARM_UP:
            for desk in desks.values():
                desk.scans, desk.commits = Times(), Times()
        for desk in desks.values():
            desk.sell(codes)
    for desk in desks.values():
        desk.close()
    base = desks.pop("instant")
    note = f"{sales} sales in turns with a TSE that answers at once"
    for kind, desk in desks.items():
        yield against(f"scan beside a {kind} TSE", desk.scans, base.scans, LIMIT, note)
        yield against(f"commit beside a {kind} TSE", desk.commits, base.commits, LIMIT, note)
