"""A till with a TSE, to be killed: `signing_process.py SHOP TSE SEED THOROUGH` rings random baskets until it dies.

It has the threads of the window: one for the books, one for the device, and the cashier's own. The device loses
messages and answers at random. At its start it ends what was under way, checks that all is told truly, says so in a
line of JSON, and begins to ring when a line comes in on stdin.
"""

import json
import random
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from kasse.basket import Basket, confirm_age
from kasse.errors import KasseError, Refused
from kasse.fiscal.de.device import Secrets, TseContext, TseDevice, TseSettings
from kasse.fiscal.de.signing import Signing
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.sale import Sale, Tender, TenderType
from kasse.till import Till
from printers.tse_epson import open_device
from tests.faulty_tse import FaultyTse, check_truth

CODES = ("4029764001807", "4012852020028", "4000521006419", "4000539770708", "101", "PFAND025")
LOST = 0.03
"""How likely a message is lost, and an answer."""

T = TypeVar("T")


def say(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


class Counter:
    """A cashier in a hurry, with a device that nobody waits for."""

    def __init__(self, shop: Path, device: FaultyTse, chance: random.Random) -> None:
        self._books, self._tse = ThreadPoolExecutor(1), ThreadPoolExecutor(1)
        self._chance = chance
        self._under_way: list[Future[Sale]] = []
        self.shop, self.device = shop, device
        self.till = self.store(lambda: Till(shop, device=device))
        self.checkout, self.owner = self.till.checkout, self.store(self.till.people.owner)
        assert self.till.signing is not None
        self.signing: Signing = self.till.signing
        self.signing.call = self.store
        self.signing.later = self._later
        self.checkout.signed_elsewhere = True

    def store(self, work: Callable[[], T]) -> T:
        """Run on the books' thread and wait."""
        return self._books.submit(work).result()

    def _later(self, work: Callable[[], None]) -> None:
        self._tse.submit(self._quietly, work)

    @staticmethod
    def _quietly(work: Callable[[], None]) -> None:
        try:
            work()
        except KasseError as error:
            say(silent=error.message)

    def on_tse(self, work: Callable[[], T]) -> "Future[T]":
        return self._tse.submit(work)

    # The start

    def recover(self, thorough: bool) -> None:
        """As the window does; then the device's and the till's records must agree."""
        recovery = self.store(self.checkout.recover)
        self.on_tse(lambda: self._quietly(self.signing.connect)).result()
        self.on_tse(self.signing.sign_waiting).result()
        for sale in recovery.unsigned:
            self._finish(sale).result()
        self.on_tse(self.signing.sign_waiting).result()
        assert self.store(self.checkout.tendered) == ()
        told = check_truth(self.shop, self.device.inner, thorough=thorough)
        assert self.device.inner.open_transactions(self.signing.client) == (), "nothing stays open"
        say(recovered=True, finished=len(recovery.unsigned), **told._asdict())

    def _finish(self, sale: Sale) -> "Future[Sale]":
        def finish() -> Sale:
            signed = self.checkout.sign(sale)
            return self.store(lambda: self.checkout.complete(signed))

        return self.on_tse(finish)

    # Ringing

    def _likely(self, probability: float) -> bool:
        return self._chance.random() < probability

    def forever(self) -> None:
        """Until it is killed."""
        before = 0
        while True:
            try:
                self._customer()
            except Refused as refusal:
                say(refused=refusal.code)
            if self._likely(0.5):
                self.signing.later(self.signing.probe)
            say(did=True, cuts=self.device.cuts - before)
            before = self.device.cuts

    def _customer(self) -> None:
        basket = self._recalled() or self._filled()
        match self._chance.random():
            case x if x < 0.08:
                self.store(lambda: self.checkout.give_up(self.owner, basket))
            case x if x < 0.2:
                self.store(lambda: self.checkout.hold(self.owner, basket))
            case _:
                self._pay(basket)
        if self._likely(0.15):
            amount = Money(self._chance.randint(1, 2000))
            move = self._chance.choice((self.till.shift.cash_in, self.till.shift.cash_out))
            self.store(lambda: move(self.owner, amount, "change"))
        if self._likely(0.1):
            self.store(lambda: self.till.shift.open_drawer(self.owner, "count"))
        if self._likely(0.1):
            self._void()

    def _filled(self) -> Basket:
        basket = self.checkout.new_basket()
        for number in range(self._chance.randint(1, 4)):
            before, code = basket, self._chance.choice(CODES)
            quantity = Quantity.of(self._chance.choice((1, 1, 2)))
            basket = self.store(lambda b=before, c=code, q=quantity: self.checkout.scan(b, c, q))  # type: ignore[misc]
            if number == 0:
                self.signing.begin(basket.id)
            self.store(lambda b=basket: self.checkout.save_draft(self.owner, b))  # type: ignore[misc]
        return basket

    def _recalled(self) -> Basket | None:
        held = self.store(self.checkout.held)
        if not held or self._likely(0.5):
            return None
        parked: UUID = self._chance.choice(held).id
        basket = self.store(lambda: self.checkout.recall(parked))
        self.signing.begin(basket.id)
        return basket

    def _pay(self, basket: Basket) -> None:
        basket = confirm_age(basket)
        total = self.store(lambda: self.checkout.price(basket)).total
        tenders = [Tender(TenderType.CASH, total)] if total.cents > 0 else []
        self._sign(self.store(lambda: self.checkout.tender(self.owner, basket, tenders)))

    def _sign(self, sale: Sale) -> None:
        """Wait for it, do not, or lose patience."""
        finishing = self._finish(sale)
        self._under_way = [one for one in self._under_way if not one.done()]
        patience = self._chance.random()
        if patience < 0.15:
            self.store(lambda: self.checkout.without_signature(sale))
        elif patience < 0.5 and len(self._under_way) < 5:
            self._under_way.append(finishing)
        else:
            finishing.result()

    def _void(self) -> None:
        last = self.store(self.checkout.last_receipt)
        void = self.store(lambda: self.checkout.begin_void(self.owner, last.receipt_no or 0, "wrong goods"))
        self._sign(void)


def _epson(file: Path) -> TseDevice:
    """An Epson TSE that survives this till, since its emulator runs where the till is killed from."""
    told = json.loads(file.read_text())
    settings = TseSettings("epson", (("host", "127.0.0.1"), ("port", str(told["port"]))))
    return open_device(TseContext(settings, Secrets(*told["secrets"]), file.parent))


def main(shop: Path, tse: Path, seed: str, thorough: bool) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test's dice
    say(opening=True)
    device = FaultyTse(tse) if tse.suffix == ".sqlite" else FaultyTse(inner=_epson(tse))
    counter = Counter(shop, device, chance)
    counter.recover(thorough)
    sys.stdin.readline()
    device.dice, device.likely = random.Random(f"{seed} link"), LOST  # noqa: S311 - a test's dice
    counter.forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4] == "1")
