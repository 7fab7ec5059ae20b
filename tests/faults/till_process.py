"""A till process to be killed: `python till_process.py SHOP SEED [TSE]` rings random baskets until it dies.

It says on stdout, a JSON line each, what it is about to do (`doing`) and what the services acknowledged (`did`), so
that whoever killed it knows both states that the books may be in. It opens the shop after `opening`, tells what it
`recovered`, and begins to ring when a line comes in on stdin.
"""

import json
import random
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from kasse import basket as rules
from kasse.basket import Basket, Discount
from kasse.errors import Refused, Unavailable
from kasse.ids import uuid7
from kasse.money import Money
from kasse.ports import Tse
from kasse.quantity import Quantity
from kasse.records import to_json
from kasse.sale import Sale, Signature, Tender, TenderType
from kasse.till import Till

CODES = (
    "4029764001807",
    "4029764001814",
    "4012852020028",
    "4000417025005",
    "4000521006419",
    "4000539770708",
    "40084077",
    "101",
    "4030600000018",
    "PFAND025",
)
WEIGHED, PRICED = "102", "103"

T = TypeVar("T")


def say(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


class FileTse:
    """A fiscal device that remembers in a file, is slow, and at times silent: before it signed, or after."""

    present = True

    def __init__(self, path: Path, chance: random.Random) -> None:
        self._path = path
        self._chance = chance

    def transactions(self) -> dict[str, list[int]]:
        """By sale: its transaction number, and its signature counter once it is finished."""
        found: dict[str, list[int]] = json.loads(self._path.read_text()) if self._path.exists() else {}
        return found

    def _keep(self, transactions: dict[str, list[int]]) -> None:
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps(transactions))
        new.replace(self._path)

    def _dawdle(self, silent: float) -> None:
        time.sleep(self._chance.choice((0, 0.001, 0.005, 0.02)))
        if self._chance.random() < silent:
            raise Unavailable("tse_silent", "The fiscal device does not answer.")

    def start(self, sale: UUID) -> None:
        self._dawdle(silent=0.05)
        transactions = self.transactions()
        if sale.hex not in transactions:
            self._keep({**transactions, sale.hex: [len(transactions) + 1]})

    def finish(self, sale: Sale) -> Signature:
        self._dawdle(silent=0.05)
        transactions = self.transactions()
        entry = transactions.setdefault(sale.id.hex, [len(transactions) + 1])
        if len(entry) == 1:
            entry.append(sum(len(other) == 2 for other in transactions.values()) + 1)
            self._keep(transactions)
        self._dawdle(silent=0.05)
        moment = datetime.fromtimestamp(entry[0], UTC)
        return Signature("TSE-TEST", entry[0], entry[1], moment, moment, f"signed {sale.id.hex}")

    def begun(self, sale: UUID) -> None:
        """No transaction of its own."""

    def soon(self) -> None:
        """Signs sales alone."""

    def give_up(self, sale: UUID) -> None:
        """Whoever waits, waits."""


class Ringing:
    """A cashier who never rests. Every call of a service goes through `_step`."""

    def __init__(self, till: Till, chance: random.Random, tse: FileTse | None) -> None:
        self._till = till
        self._checkout = till.checkout
        self._owner = till.people.owner()
        self._chance = chance
        self._tse = tse
        self._recent: list[int] = []

    def _step(
        self,
        kind: str,
        facts: Mapping[str, object],
        act: Callable[[], T],
        told: Callable[[T], Mapping[str, object]] = lambda result: {},
    ) -> T:
        say(doing=kind, **facts)
        result = act()
        say(did=kind, **told(result))
        return result

    def _likely(self, probability: float) -> bool:
        return self._chance.random() < probability

    def forever(self, basket: Basket | None) -> None:
        if basket is not None:
            self._end(basket)
        while True:
            self._end(self._recalled() or self._filled())
            self._between_customers()

    # A basket

    def _filled(self) -> Basket:
        basket = self._checkout.new_basket()
        if self._likely(0.1):
            basket = self._with_return(basket)
        for _number in range(self._chance.randint(1, 6)):
            basket = self._draft(self._scanned(basket))
            if self._tse is not None and len(basket.lines) == 1:
                self._start_fiscal(basket)
            if self._likely(0.2):
                basket = self._draft(self._changed(basket))
        return basket

    def _start_fiscal(self, basket: Basket) -> None:
        assert self._tse is not None
        try:
            self._tse.start(basket.id)
        except Unavailable:
            say(silent=basket.id.hex)

    def _draft(self, basket: Basket) -> Basket:
        self._step("draft", {"body": to_json(basket)}, lambda: self._checkout.save_draft(self._owner, basket))
        return basket

    def _scanned(self, basket: Basket) -> Basket:
        if self._likely(0.1):
            return self._checkout.scan(basket, WEIGHED, Quantity(self._chance.randint(50, 3000)))
        if self._likely(0.05):
            return self._checkout.scan(basket, PRICED, price=Money(self._chance.randint(50, 400)))
        return self._checkout.scan(basket, self._chance.choice(CODES), Quantity.of(self._chance.choice((1, 1, 1, 2))))

    def _changed(self, basket: Basket) -> Basket:
        key = self._chance.choice([line.key for line in basket.active])
        try:
            match self._chance.randrange(4):
                case 0 if len(basket.active) > 1:
                    return self._checkout.void_line(self._owner, basket, key)
                case 1:
                    return self._checkout.discount_line(self._owner, basket, key, Discount(percent=1000))
                case 2:
                    return self._checkout.discount_basket(self._owner, basket, Discount(amount=Money(30)))
                case _:
                    return self._checkout.override_price(self._owner, basket, key, Money(self._chance.randint(1, 500)))
        except Refused:
            return basket

    def _with_return(self, basket: Basket) -> Basket:
        if not self._recent:
            return basket
        number = self._chance.choice(self._recent)
        try:
            sale = self._checkout.receipt(number)
            goods = [p.number for p in sale.positions if p.quantity.thousandths > 0 and not p.voided and not p.parent]
            wanted = {self._chance.choice(goods): Quantity(1000)} if goods and self._likely(0.5) else None
            return self._draft(self._checkout.return_lines(self._owner, basket, number, wanted))
        except Refused:
            return basket

    # Its end

    def _end(self, basket: Basket) -> None:
        if not basket.active:
            self._step("draft", {"body": None}, lambda: self._checkout.save_draft(self._owner, None))
        elif self._likely(0.1):
            parked = {"id": basket.id.hex, "body": to_json(basket)}
            self._step("hold", parked, lambda: self._checkout.hold(self._owner, basket))
        else:
            try:
                self._pay(rules.confirm_age(basket))
            except Refused as refusal:  # what a parked basket gives back was voided meanwhile
                say(did="nothing", refused=refusal.message)
                self._step("draft", {"body": None}, lambda: self._checkout.save_draft(self._owner, None))

    def _pay(self, basket: Basket) -> None:
        total = self._checkout.price(basket).total
        tenders = self._tenders(total)
        facts = {"id": basket.id.hex, "total": total.cents}
        if self._tse is not None and self._likely(0.5):  # as a window does
            sale = self._step("tender", facts, lambda: self._checkout.tender(self._owner, basket, tenders))
            sale = self._step("finish", facts, lambda: self._checkout.finish(sale), _number)
        else:
            sale = self._step("pay", facts, lambda: self._checkout.pay(self._owner, basket, tenders), _number)
        if self._likely(0.1):
            self._step("pay again", facts, lambda: self._checkout.pay(self._owner, basket, tenders), _number)
        assert sale.receipt_no is not None
        self._recent = [*self._recent[-5:], sale.receipt_no]

    def _tenders(self, total: Money) -> list[Tender]:
        if total.cents <= 0:
            return []
        if self._likely(0.3):
            return [Tender(TenderType.CARD, total)]
        return [Tender(TenderType.CASH, total + Money(self._chance.choice((0, 5, 1000))))]

    # Between customers

    def _recalled(self) -> Basket | None:
        held = self._checkout.held()
        if not held or self._likely(0.6):
            return None
        parked = self._chance.choice(held).id
        return self._step("recall", {"id": parked.hex}, lambda: self._checkout.recall(parked))

    def _between_customers(self) -> None:
        if self._recent and self._likely(0.1):
            self._void()
        if self._likely(0.15):
            self._move_cash()
        if self._likely(0.7):
            self._print()

    def _void(self) -> None:
        number = self._chance.choice(self._recent)
        void, total = uuid7(), self._checkout.receipt(number).total
        facts = {"id": void.hex, "total": -total.cents}
        say(doing="pay", **facts)
        try:
            sale = self._checkout.void_receipt(self._owner, number, "wrong goods", void)
        except Refused:
            say(did="nothing")
        else:
            say(did="pay", **_number(sale))

    def _move_cash(self) -> None:
        movement, amount = uuid7(), Money(self._chance.randint(1, 2000))
        shift = self._till.shift
        if self._likely(0.5):
            facts = {"id": movement.hex, "amount": amount.cents}
            self._step("cash", facts, lambda: shift.cash_in(self._owner, amount, "change", movement))
        else:
            facts = {"id": movement.hex, "amount": -amount.cents}
            self._step("cash", facts, lambda: shift.cash_out(self._owner, amount, "stamps", movement))

    def _print(self) -> None:
        with self._till.database.read() as work:
            queued = work.outbox.next(("receipt",), self._till.clock.now())
        if queued is None:
            return
        facts = {"ref": queued.job.ref}
        self._step("sending", facts, lambda: self._mark_job(queued.number, sent=False))
        if self._likely(0.5):
            time.sleep(0.005)
        self._step("sent", facts, lambda: self._mark_job(queued.number, sent=True))

    def _mark_job(self, number: int, *, sent: bool) -> None:
        with self._till.database.write() as work:
            if sent:
                work.outbox.done(number)
            else:
                work.outbox.sending(number)


def _number(sale: Sale) -> dict[str, object]:
    return {"receipt_no": sale.receipt_no}


def main(shop: Path, seed: str, tse_file: Path | None) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test's dice
    tse = None if tse_file is None else FileTse(tse_file, chance)
    device: Tse | None = tse
    say(opening=True)
    till = Till(shop, tse=device)
    recovery = till.checkout.recover()
    say(
        recovered=True,
        finished=[sale.id.hex for sale in recovery.finished],
        basket=None if recovery.basket is None else to_json(recovery.basket),
        unsure=[job.job.ref for job in recovery.unsure_prints],
        held=recovery.held,
        told=recovery.sentences(),
    )
    sys.stdin.readline()
    Ringing(till, chance, tse).forever(recovery.basket)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]) if len(sys.argv) > 3 else None)
