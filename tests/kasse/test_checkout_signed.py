"""Paying with a fiscal device that signs, falls silent, or loses its till in between."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from kasse.basket import Basket
from kasse.books.customers import Customer
from kasse.clock import SetClock
from kasse.errors import Unavailable
from kasse.money import Money
from kasse.people import Actor
from kasse.ports import NullTse
from kasse.quantity import Quantity
from kasse.returns import turned
from kasse.sale import Sale, SaleKind, Signature, State, Tender, TenderType
from kasse.till import Till
from tests.kasse.counter import ROLL, cash, refused


class FakeTse(NullTse):
    """Signs each sale once, by its id; can fall silent."""

    present = True

    def __init__(self, clock: SetClock) -> None:
        self.silent = False
        self.signed: dict[UUID, Signature] = {}
        self.asked = 0
        self._clock = clock

    def start(self, sale: UUID) -> None:
        self._answer()

    def finish(self, sale: Sale) -> Signature:
        self._answer()
        self.asked += 1
        if sale.id not in self.signed:
            number = len(self.signed) + 1
            now = self._clock.now()
            self.signed[sale.id] = Signature("fa4e", number, 2 * number, sale.started_at, now, f"signature {number}")
        return self.signed[sale.id]

    def abort(self, sale: UUID) -> None:
        self._answer()

    def _answer(self) -> None:
        if self.silent:
            raise Unavailable("tse_silent", "The TSE does not answer.")


@pytest.fixture
def tse(clock: SetClock) -> FakeTse:
    return FakeTse(clock)


@pytest.fixture
def signing_till(open_till: Till, shop_file: Path, clock: SetClock, tse: FakeTse) -> Iterator[Till]:
    open_till.close()
    opened = Till(shop_file, tse=tse, clock=clock)
    yield opened
    opened.close()
    reader = Till(shop_file, clock=clock, exclusive=False)
    assert reader.verify() == []
    reader.close()


def rolls(till: Till, pieces: int = 1) -> Basket:
    return till.checkout.scan(till.checkout.new_basket(), ROLL, Quantity.of(pieces))


def test_a_sale_is_signed(signing_till: Till, owner: Actor, tse: FakeTse) -> None:
    sale = signing_till.checkout.pay(owner, rolls(signing_till), [cash("0.50")])
    assert sale.state is State.COMPLETED
    assert sale.signature == tse.signed[sale.id]
    assert signing_till.checkout.receipt(1) == sale


def test_a_silent_device_stops_nothing_and_the_receipt_says_so(signing_till: Till, owner: Actor, tse: FakeTse) -> None:
    tse.silent = True
    sale = signing_till.checkout.pay(owner, rolls(signing_till), [cash("0.50")])
    assert (sale.state, sale.receipt_no, sale.signature) == (State.COMPLETED, 1, None)
    assert sale.outage == "The TSE does not answer."
    assert "TSE ausgefallen" in str(signing_till.receipt_document(1))
    tse.silent = False
    assert signing_till.checkout.pay(owner, rolls(signing_till), [cash("0.50")]).signature is not None
    assert signing_till.checkout.receipt(1).signature is None  # never signed afterwards


def test_the_same_basket_paid_twice_is_signed_once(signing_till: Till, owner: Actor, tse: FakeTse) -> None:
    basket = rolls(signing_till)
    first = signing_till.checkout.pay(owner, basket, [cash("0.50")])
    assert signing_till.checkout.pay(owner, basket, [cash("0.50")]) == first
    assert tse.asked == 1


def test_a_tendered_sale_has_no_number_until_it_is_finished(signing_till: Till, owner: Actor) -> None:
    tendered = signing_till.checkout.tender(owner, rolls(signing_till), [cash("0.50")])
    assert (tendered.state, tendered.receipt_no) == (State.TENDERED, None)
    refused("no_receipt", lambda: signing_till.checkout.receipt(1))
    finished = signing_till.checkout.finish(tendered)
    assert (finished.state, finished.receipt_no) == (State.COMPLETED, 1)
    assert signing_till.checkout.finish(tendered) == finished
    assert signing_till.checkout.finish(finished) == finished


def test_a_sale_found_tendered_at_the_start_is_finished_and_told_once(
    signing_till: Till, owner: Actor, tse: FakeTse, shop_file: Path, clock: SetClock
) -> None:
    tendered = signing_till.checkout.tender(owner, rolls(signing_till, 2), [cash("1.00")])
    signing_till.close()  # the power went
    clock.advance(minutes=5)
    again = Till(shop_file, tse=tse, clock=clock)
    recovery = again.checkout.recover()
    assert [(sale.id, sale.receipt_no, sale.state) for sale in recovery.finished] == [(tendered.id, 1, State.COMPLETED)]
    assert recovery.sentences() == [
        "Receipt 1 over 0.90 was paid when the till stopped. It is booked now; do not ring it again."
    ]
    assert again.checkout.recover().sentences() == []
    assert len(tse.signed) == 1
    again.close()


def test_a_sale_signed_just_before_the_power_went_is_not_signed_again(
    signing_till: Till, owner: Actor, tse: FakeTse
) -> None:
    tendered = signing_till.checkout.tender(owner, rolls(signing_till), [cash("1.00")])
    signature = tse.finish(tendered)
    (finished,) = signing_till.checkout.recover().finished
    assert finished.signature == signature
    assert len(tse.signed) == 1


def test_a_tendered_sale_is_finished_while_the_device_is_silent_too(
    signing_till: Till, owner: Actor, tse: FakeTse
) -> None:
    signing_till.checkout.tender(owner, rolls(signing_till), [cash("1.00")])
    tse.silent = True
    (finished,) = signing_till.checkout.recover().finished
    assert (finished.state, finished.outage) == (State.COMPLETED, "The TSE does not answer.")


def test_a_void_is_signed_too(signing_till: Till, owner: Actor, tse: FakeTse) -> None:
    signing_till.checkout.pay(owner, rolls(signing_till), [cash("0.50")])
    void = signing_till.checkout.void_receipt(owner, 1, "typo")
    assert (void.receipt_no, void.signature) == (2, tse.signed[void.id])


def test_a_void_that_was_begun_when_the_power_went_is_finished_and_not_made_twice(
    signing_till: Till, owner: Actor, tse: FakeTse
) -> None:
    checkout = signing_till.checkout
    sale = checkout.pay(owner, rolls(signing_till), [cash("0.50")])
    begun = replace(turned(sale, UUID(int=99), sale.tendered_at), reason="typo")
    with signing_till.database.write() as work:
        work.sales.tender(begun)
    refused("being_voided", lambda: checkout.return_lines(owner, checkout.new_basket(), 1))
    finished = checkout.void_receipt(owner, 1, "typo")
    assert (finished.id, finished.kind, finished.receipt_no) == (UUID(int=99), SaleKind.VOID, 2)
    assert checkout.recover().finished == ()
    refused("voided", lambda: checkout.void_receipt(owner, 1, "typo"))


def test_what_a_tendered_return_gives_back_is_not_given_back_again(signing_till: Till, owner: Actor) -> None:
    checkout = signing_till.checkout
    checkout.pay(owner, rolls(signing_till), [cash("0.50")])
    first = checkout.return_lines(owner, checkout.new_basket(), 1)
    second = checkout.return_lines(owner, checkout.new_basket(), 1)
    checkout.tender(owner, first, [])
    refused("too_many_returned", lambda: checkout.tender(owner, second, []))
    refused("partly_returned", lambda: checkout.void_receipt(owner, 1, "typo"))


def test_the_time_of_the_receipt_is_that_of_its_completion(signing_till: Till, owner: Actor, clock: SetClock) -> None:
    tendered = signing_till.checkout.tender(owner, rolls(signing_till), [cash("0.50")])
    clock.advance(seconds=3)
    finished = signing_till.checkout.finish(tendered)
    assert finished.completed_at == tendered.tendered_at + timedelta(seconds=3)


# With customers


def test_a_tab_and_a_voucher_wait_for_the_signature(signing_till: Till, owner: Actor) -> None:
    """Between tender and completion nothing is in the ledgers yet, and still nobody takes it a second time."""
    checkout = signing_till.checkout
    anna = signing_till.customers.save(owner, Customer("Anna", tab_limit=Money(100))).number or 0
    checkout.pay(owner, checkout.sell_voucher(checkout.new_basket(), Money(45), code="GIFT-1"), [cash("0.45")])

    def on_tab() -> Basket:
        basket = checkout.scan(checkout.new_basket(), ROLL, Quantity.of(2))
        return checkout.name_customer(basket, anna)

    def redeeming() -> Basket:
        return checkout.scan(checkout.scan(checkout.new_basket(), ROLL), "GIFT-1")

    first, second = redeeming(), redeeming()
    tendered = checkout.tender(owner, first, [])
    refused("voucher_used", lambda: checkout.tender(owner, second, []))
    put = checkout.tender(owner, on_tab(), [Tender(TenderType.TAB, Money(90))])
    assert checkout.standing(anna).owes == Money(0)
    refused("over_limit", lambda: checkout.tender(owner, on_tab(), [Tender(TenderType.TAB, Money(90))]))
    same = checkout.sell_voucher(checkout.new_basket(), Money(100), code="GIFT-2")
    other = checkout.sell_voucher(checkout.new_basket(), Money(100), code="GIFT-2")
    checkout.tender(owner, same, [cash("1.00")])
    refused("code_taken", lambda: checkout.tender(owner, other, [cash("1.00")]))
    assert len(checkout.recover().finished) == 3
    assert (checkout.standing(anna).owes, checkout.voucher("GIFT-1").left) == (Money(90), Money(0))
    assert checkout.complete(put).state is checkout.complete(tendered).state is State.COMPLETED
    assert signing_till.verify() == []
