"""A sale or void that broke off between the money and its completion: it is finished, once, whatever comes next."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from kasse.basket import Basket
from kasse.clock import SetClock
from kasse.errors import Unavailable
from kasse.money import Money
from kasse.people import Actor
from kasse.sale import Sale, SaleKind, Signature, State, Tender, TenderType
from kasse.till import Till

CASH = [Tender(TenderType.CASH, Money(2000))]
MOMENT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


class Death(BaseException):
    """The end of the process, without the process."""


class MortalTse:
    """Signs; with it the till can die at the worst moment."""

    present = True

    def __init__(self) -> None:
        self.before: Callable[[], None] = lambda: None
        self.signed: dict[UUID, Signature] = {}

    def start(self, sale: UUID) -> None:
        """Nothing to start."""

    def finish(self, sale: Sale) -> Signature:
        self.before()
        number = len(self.signed) + 1
        return self.signed.setdefault(sale.id, Signature("TSE", number, number, MOMENT, MOMENT, sale.id.hex))

    def begun(self, sale: UUID) -> None:
        """No transaction of its own."""

    def soon(self) -> None:
        """Signs sales alone."""

    def give_up(self, sale: UUID) -> None:
        """Whoever waits, waits."""


def die() -> None:
    raise Death


def be_silent() -> None:
    raise Unavailable("tse_silent", "The fiscal device does not answer.")


@pytest.fixture
def tse() -> MortalTse:
    return MortalTse()


@pytest.fixture
def signing_till(shop_file: Path, clock: SetClock, tse: MortalTse) -> Iterator[Till]:
    """The small shop with a fiscal device, its shift open."""
    till = Till(shop_file, tse=tse, clock=clock)
    till.shift.open(till.people.owner(), Money(10000))
    yield till
    till.close()


@pytest.fixture
def clerk(signing_till: Till) -> Actor:
    return signing_till.people.owner()


def basket_of(till: Till) -> Basket:
    return till.checkout.scan(till.checkout.new_basket(), "4029764001807")


def states(till: Till) -> list[tuple[str, int | None]]:
    return till.database.connection.execute("SELECT state, receipt_no FROM sale ORDER BY tendered_at, id").fetchall()


def test_a_sale_that_broke_off_is_finished_at_the_next_start(
    signing_till: Till, clerk: Actor, tse: MortalTse, clock: SetClock
) -> None:
    basket = basket_of(signing_till)
    signing_till.checkout.save_draft(clerk, basket)
    tse.before = die
    with pytest.raises(Death):
        signing_till.checkout.pay(clerk, basket, CASH)
    assert states(signing_till) == [("tendered", None)]
    signing_till.close()
    tse.before = lambda: None
    again = Till(signing_till.path, tse=tse, clock=clock)
    recovery = again.checkout.recover()
    assert [(sale.id, sale.receipt_no, sale.state) for sale in recovery.finished] == [(basket.id, 1, State.COMPLETED)]
    assert recovery.basket is None
    assert recovery.sentences() == [
        "Receipt 1 over 1.44 was paid when the till stopped. It is booked now; do not ring it again."
    ]
    assert again.checkout.recover().finished == ()
    assert again.verify() == []
    again.close()


def test_paying_again_finishes_what_broke_off(signing_till: Till, clerk: Actor, tse: MortalTse) -> None:
    basket = basket_of(signing_till)
    tse.before = die
    with pytest.raises(Death):
        signing_till.checkout.pay(clerk, basket, CASH)
    tse.before = lambda: None
    assert signing_till.checkout.pay(clerk, basket, CASH).receipt_no == 1
    assert signing_till.checkout.pay(clerk, basket, CASH).receipt_no == 1
    assert states(signing_till) == [("completed", 1)]


def test_a_draft_saved_late_does_not_bring_a_paid_basket_back(signing_till: Till, clerk: Actor, tse: MortalTse) -> None:
    basket = basket_of(signing_till)
    tse.before = die
    with pytest.raises(Death):
        signing_till.checkout.pay(clerk, basket, CASH)
    signing_till.checkout.save_draft(clerk, basket)
    tse.before = lambda: None
    assert signing_till.checkout.recover().basket is None


def test_a_device_that_is_gone_stops_no_start(
    signing_till: Till, clerk: Actor, tse: MortalTse, clock: SetClock
) -> None:
    tse.before = die
    with pytest.raises(Death):
        signing_till.checkout.pay(clerk, basket_of(signing_till), CASH)
    signing_till.close()
    without = Till(signing_till.path, clock=clock)
    (sale,) = without.checkout.recover().finished
    assert (sale.receipt_no, sale.signature, sale.outage) == (1, None, "No fiscal device is connected.")
    assert without.verify() == []
    without.close()


def test_a_silent_device_is_noted_and_stops_nothing(signing_till: Till, clerk: Actor, tse: MortalTse) -> None:
    tse.before = be_silent
    sale = signing_till.checkout.pay(clerk, basket_of(signing_till), CASH)
    assert (sale.receipt_no, sale.signature, sale.outage) == (1, None, "The fiscal device does not answer.")
    assert signing_till.checkout.receipt(1) == sale
    assert signing_till.verify() == []


def test_a_disk_that_fills_while_the_device_signs_loses_no_sale(
    signing_till: Till, clerk: Actor, tse: MortalTse
) -> None:
    file = signing_till.database.connection
    basket = basket_of(signing_till)

    def fill() -> None:
        file.execute("CREATE TEMP TRIGGER no_room BEFORE UPDATE ON main.sale BEGIN SELECT RAISE(ABORT, 'is full'); END")

    tse.before = fill
    with pytest.raises(Unavailable) as caught:
        signing_till.checkout.pay(clerk, basket, CASH)
    assert caught.value.code == "disk_full"
    assert states(signing_till) == [("tendered", None)]
    tse.before = lambda: None
    file.execute("DROP TRIGGER no_room")
    sale = signing_till.checkout.pay(clerk, basket, CASH)
    assert sale.receipt_no == 1
    assert sale.signature == tse.signed[basket.id]
    assert signing_till.verify() == []


@pytest.mark.parametrize("same_id", [False, True])
def test_a_void_that_broke_off_is_booked_once_when_it_is_repeated(
    signing_till: Till, clerk: Actor, tse: MortalTse, same_id: bool
) -> None:
    checkout = signing_till.checkout
    sale = checkout.pay(clerk, basket_of(signing_till), CASH)
    void_id = basket_of(signing_till).id if same_id else None
    tse.before = die
    with pytest.raises(Death):
        checkout.void_receipt(clerk, 1, "wrong goods", void_id)
    tse.before = lambda: None
    void = checkout.void_receipt(clerk, 1, "wrong goods", void_id)
    assert (void.kind, void.state, void.receipt_no, void.total) == (SaleKind.VOID, State.COMPLETED, 2, -sale.total)
    assert states(signing_till) == [("completed", 1), ("completed", 2)]
    assert checkout.recover().finished == ()
    assert signing_till.verify() == []


def test_the_day_closes_over_a_sale_that_broke_off(signing_till: Till, clerk: Actor, tse: MortalTse) -> None:
    tse.before = die
    with pytest.raises(Death):
        signing_till.checkout.pay(clerk, basket_of(signing_till), CASH)
    tse.before = lambda: None
    figures = signing_till.shift.close(clerk, uncounted=True)
    assert (figures.receipts, figures.total) == (1, Money(144))
    assert signing_till.verify() == []
