"""The till and its TSE: what is begun ends, what is signed is used once, and no device keeps a shop from selling."""

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from kasse.basket import Basket
from kasse.books.tse import TseEventKind
from kasse.clock import SetClock
from kasse.errors import Unavailable
from kasse.fiscal.de.device import Logged, TseFacts
from kasse.fiscal.de.signing import Signing
from kasse.money import Money
from kasse.people import Actor
from kasse.quantity import Quantity
from kasse.sale import Sale
from kasse.till import Till
from tests.faulty_tse import FaultyTse, check_truth, export_of, finished_in
from tests.kasse.counter import MATE, ROLL, cash


@pytest.fixture
def tse(tmp_path: Path) -> FaultyTse:
    return FaultyTse(tmp_path / "tse.sqlite")


@pytest.fixture
def signing_till(open_till: Till, shop_file: Path, clock: SetClock, tse: FaultyTse) -> Iterator[Till]:
    """The small shop with a TSE. At the end everything must have ended and be told truly."""
    open_till.close()
    opened = Till(shop_file, device=tse, clock=clock)
    yield opened
    with contextlib.suppress(sqlite3.ProgrammingError):  # it died, and another took its place
        signing_of(opened).let_go()
        check_truth(shop_file, tse.inner)
        opened.close()
    reader = Till(shop_file, clock=clock, exclusive=False)
    assert reader.verify() == []
    reader.close()


def signing_of(till: Till) -> Signing:
    assert till.signing is not None
    return till.signing


def rolls(till: Till, pieces: int = 1) -> Basket:
    return till.checkout.scan(till.checkout.new_basket(), ROLL, Quantity.of(pieces))


def sell(till: Till, owner: Actor, basket: Basket | None = None) -> Sale:
    return till.checkout.pay(owner, basket or rolls(till), [cash("10.00")])


def events(till: Till) -> list[TseEventKind]:
    """The device's log, the oldest first, without what merely names the device."""
    with till.database.read() as work:
        return [e.kind for e in reversed(work.tse.events()) if e.kind is not TseEventKind.DEVICE]


def ends(tse: FaultyTse) -> list[tuple[str, str]]:
    return [(end.process_type, end.process_data) for _no, end in sorted(finished_in(export_of(tse.inner)).items())]


def still_open(tse: FaultyTse, till: Till) -> int:
    return len(tse.inner.open_transactions(signing_of(till).client))


ROLL_SOLD = ("Kassenbeleg-V1", "Beleg^0.00_0.45_0.00_0.00_0.00^0.45:Bar")
ABORTED = ("Kassenbeleg-V1", "AVBelegabbruch^0.00_0.00_0.00_0.00_0.00^")


# Selling


def test_a_sale_is_begun_with_its_first_line_and_ended_before_the_receipt(
    signing_till: Till, owner: Actor, tse: FaultyTse
) -> None:
    basket = rolls(signing_till)
    signing_of(signing_till).begin(basket.id)
    assert still_open(tse, signing_till) == 1
    sale = sell(signing_till, owner, basket)
    assert sale.signature is not None
    assert (sale.signature.transaction, sale.signature.process_data) == (1, ROLL_SOLD[1])
    assert sale.signature.started_at <= sale.signature.finished_at
    assert ends(tse) == [ROLL_SOLD]


def test_the_same_sale_asked_twice_gets_the_same_signature(signing_till: Till, owner: Actor, tse: FaultyTse) -> None:
    basket = rolls(signing_till)
    tendered = signing_till.checkout.tender(owner, basket, [cash("10.00")])
    first = signing_till.checkout.sign(tendered)
    again = signing_till.checkout.sign(tendered)
    assert first.signature is not None
    assert again.signature is not None
    assert again.signature.value == first.signature.value
    booked = signing_till.checkout.complete(again)
    assert signing_till.checkout.sign(tendered).signature == booked.signature, "and once it is booked, too"
    assert ends(tse) == [ROLL_SOLD]


def test_a_void_and_a_return_are_signed(signing_till: Till, owner: Actor) -> None:
    sale = sell(signing_till, owner)
    void = signing_till.checkout.void_receipt(owner, sale.receipt_no or 0, "wrong goods")
    assert void.signature is not None
    assert void.signature.process_data == "Beleg^0.00_-0.45_0.00_0.00_0.00^-0.45:Bar"


def test_cash_in_and_a_drawer_opened_are_signed(signing_till: Till, owner: Actor, tse: FaultyTse) -> None:
    signing_till.shift.cash_in(owner, Money(500), "change")
    signing_till.shift.open_drawer(owner, "count")
    assert ends(tse) == [
        ("Kassenbeleg-V1", "Beleg^0.00_0.00_0.00_0.00_5.00^5.00:Bar"),
        ("SonstigerVorgang", "Schublade geöffnet: count"),
    ]


# Out of order


def test_a_dead_device_stops_nothing_and_is_noted_once(signing_till: Till, owner: Actor, tse: FaultyTse) -> None:
    tse.dead = True
    first, second = sell(signing_till, owner), sell(signing_till, owner)
    assert first.outage == second.outage == "The TSE does not answer."
    signing_till.shift.cash_in(owner, Money(500), "change")
    asked = len(tse.calls)
    sell(signing_till, owner)
    assert len(tse.calls) == asked, "during an outage nobody waits for another try"
    assert events(signing_till) == [TseEventKind.OUTAGE]


def test_it_comes_back_and_what_was_sold_meanwhile_stays_unsigned(
    signing_till: Till, owner: Actor, tse: FaultyTse
) -> None:
    tse.dead = True
    unsigned = sell(signing_till, owner)
    signing_of(signing_till).probe()
    assert signing_of(signing_till).standing.works is False
    tse.dead = False
    signing_of(signing_till).probe()
    assert signing_of(signing_till).standing.works
    assert sell(signing_till, owner).signature is not None
    assert signing_till.checkout.receipt(unsigned.receipt_no or 0).signature is None
    assert events(signing_till) == [TseEventKind.OUTAGE, TseEventKind.WORKS]
    assert ends(tse) == [ROLL_SOLD]


def test_what_was_begun_before_an_outage_ends_as_aborted_after_it(
    signing_till: Till, owner: Actor, tse: FaultyTse
) -> None:
    basket = rolls(signing_till)
    signing_of(signing_till).begin(basket.id)
    tse.dead = True
    assert sell(signing_till, owner, basket).outage
    tse.dead = False
    signing_of(signing_till).probe()
    assert ends(tse) == [ABORTED]


@pytest.mark.parametrize("lost", ["open", "start", "finish"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_link_that_breaks_once_costs_no_signature(
    signing_till: Till, owner: Actor, tse: FaultyTse, lost: str, when: str
) -> None:
    (tse.cut_before if when == "before" else tse.cut_after).add(lost)
    sale = sell(signing_till, owner)
    if lost == "open":
        assert sale.outage, "nothing was asked before"
        signing_of(signing_till).probe()
        sale = sell(signing_till, owner)
    assert sale.signature is not None
    assert ROLL_SOLD in ends(tse)


def test_a_signature_whose_answer_was_lost_is_kept_as_late(signing_till: Till, owner: Actor, tse: FaultyTse) -> None:
    sell(signing_till, owner)
    tse.cut_after.add("finish")
    tse.cut_before.add("open")
    sale = sell(signing_till, owner)
    assert (sale.signature, bool(sale.outage)) == (None, True)
    signing_of(signing_till).probe()
    assert events(signing_till) == [TseEventKind.OUTAGE, TseEventKind.WORKS, TseEventKind.LATE]
    assert signing_till.checkout.receipt(sale.receipt_no or 0).signature is None, "kept, and never used"


def test_the_same_holds_for_cash_that_moved(signing_till: Till, owner: Actor, tse: FaultyTse) -> None:
    sell(signing_till, owner)
    tse.cut_after.add("finish")
    tse.cut_before.add("open")
    signing_till.shift.cash_in(owner, Money(500), "change")
    signing_of(signing_till).probe()
    assert events(signing_till) == [TseEventKind.OUTAGE, TseEventKind.WORKS, TseEventKind.LATE]
    with signing_till.database.read() as work:
        assert work.tse.waiting() == []


# Going on without


def test_losing_patience_in_the_moment_in_which_it_is_signed_changes_nothing(signing_till: Till, owner: Actor) -> None:
    tendered = signing_till.checkout.tender(owner, rolls(signing_till), [cash("10.00")])
    booked = signing_till.checkout.finish(tendered)
    assert signing_till.checkout.without_signature(tendered) == booked
    assert booked.signature is not None
    assert signing_of(signing_till).standing.works


def test_the_cashier_goes_on_and_the_answer_comes_late(signing_till: Till, owner: Actor, tse: FaultyTse) -> None:
    tendered = signing_till.checkout.tender(owner, rolls(signing_till), [cash("10.00")])
    signed = signing_till.checkout.sign(tendered)  # it was under way
    booked = signing_till.checkout.without_signature(tendered)
    assert (booked.outage, booked.signature) == ("The fiscal device took too long.", None)
    assert signing_of(signing_till).standing.works is False
    assert signing_till.checkout.complete(signed) == booked
    signing_of(signing_till).probe()
    assert events(signing_till) == [TseEventKind.OUTAGE, TseEventKind.LATE, TseEventKind.WORKS]
    assert ends(tse) == [ROLL_SOLD]


def test_the_cashier_goes_on_before_its_turn_came(signing_till: Till, owner: Actor, tse: FaultyTse) -> None:
    basket = rolls(signing_till)
    signing_of(signing_till).begin(basket.id)
    tendered = signing_till.checkout.tender(owner, basket, [cash("10.00")])
    booked = signing_till.checkout.without_signature(tendered)
    assert signing_till.checkout.complete(signing_till.checkout.sign(tendered)) == booked
    signing_of(signing_till).probe()
    assert ends(tse) == [ABORTED]


# Baskets that are not sold


def test_a_basket_that_is_given_up_ends_as_aborted_and_stays_on_record(
    signing_till: Till, owner: Actor, tse: FaultyTse
) -> None:
    basket = rolls(signing_till)
    signing_of(signing_till).begin(basket.id)
    signing_till.checkout.give_up(owner, basket)
    assert ends(tse) == [ABORTED]
    with signing_till.database.read() as work:
        assert work.tse.waiting() == []


def test_a_basket_parked_twice_and_sold_has_three_transactions(
    signing_till: Till, owner: Actor, tse: FaultyTse
) -> None:
    basket = rolls(signing_till, 2)
    for _time in range(2):
        signing_of(signing_till).begin(basket.id)
        signing_till.checkout.hold(owner, basket)
        basket = signing_till.checkout.recall(basket.id)
    signing_of(signing_till).begin(basket.id)
    sale = sell(signing_till, owner, basket)
    order, same = ("Bestellung-V1", '2;"Brötchen";0.45'), ("SonstigerVorgang", "Bestellung unverändert")
    assert ends(tse) == [order, same, ("Kassenbeleg-V1", "Beleg^0.00_0.90_0.00_0.00_0.00^0.90:Bar")]
    assert sale.signature is not None
    assert sale.signature.transaction == 3


def test_parked_again_before_the_device_had_time(signing_till: Till, owner: Actor, tse: FaultyTse) -> None:
    """All that the device is asked waits in a line, and its turn comes when the books are far ahead."""
    line: list[object] = []
    signing = signing_of(signing_till)
    signing.later = line.append
    basket = rolls(signing_till, 2)
    for _time in range(3):
        signing.begin(basket.id)
        signing_till.checkout.hold(owner, basket)
        basket = signing_till.checkout.recall(basket.id)
    signing_till.checkout.hold(owner, basket)
    while line:
        work = line.pop(0)
        assert callable(work)
        work()
    assert still_open(tse, signing_till) == 0, "nothing stays begun while it is parked"
    assert [kind for kind, _data in ends(tse)] == ["Bestellung-V1"] + ["SonstigerVorgang"] * 3


def test_what_was_ordered_already_is_not_ordered_again(signing_till: Till, owner: Actor, tse: FaultyTse) -> None:
    """Each order has what is new since the one before, and with a minus what is cancelled."""
    checkout = signing_till.checkout
    basket = rolls(signing_till, 2)
    checkout.hold(owner, basket)
    basket = checkout.scan(checkout.recall(basket.id), MATE)
    checkout.hold(owner, basket)
    basket = checkout.recall(basket.id)
    checkout.hold(owner, checkout.void_line(owner, basket, basket.lines[0].key))
    assert [data for _kind, data in ends(tse)] == [
        '2;"Brötchen";0.45', '1;"Club-Mate 0,5 l";1.29', '-2;"Brötchen";0.45',
    ]  # fmt: skip


def test_closing_the_till_ends_what_was_begun(signing_till: Till, tse: FaultyTse) -> None:
    signing_of(signing_till).begin(rolls(signing_till).id)
    signing_of(signing_till).let_go()
    assert ends(tse) == [ABORTED]


# Another day, another device


def test_what_nobody_knows_at_the_start_ends_as_aborted(
    signing_till: Till, owner: Actor, tse: FaultyTse, shop_file: Path, clock: SetClock
) -> None:
    signing_of(signing_till).begin(rolls(signing_till).id)
    signing_till.database.close()  # it dies
    again = Till(shop_file, device=tse, clock=clock)
    signing_of(again).connect()
    assert ends(tse) == [ABORTED]
    assert events(again) == [TseEventKind.ORPHAN]
    check_truth(shop_file, tse.inner)
    again.close()


@pytest.mark.parametrize("asked", [False, True], ids=["before it was signed", "after it was signed"])
def test_what_was_paid_when_the_till_died_is_signed_once(
    signing_till: Till, owner: Actor, tse: FaultyTse, shop_file: Path, clock: SetClock, asked: bool
) -> None:
    basket = rolls(signing_till)
    signing_of(signing_till).begin(basket.id)
    sale = signing_till.checkout.tender(owner, basket, [cash("10.00")])
    signed = signing_till.checkout.sign(sale) if asked else None
    signing_till.database.close()  # it dies
    again = Till(shop_file, device=tse, clock=clock)
    (finished,) = again.checkout.recover().finished
    assert finished.signature is not None
    assert signed is None or signed.signature is not None
    if signed is not None and signed.signature is not None:
        assert finished.signature.value == signed.signature.value
    assert ends(tse) == [ROLL_SOLD]
    check_truth(shop_file, tse.inner)
    again.close()


def test_another_device_begins_anew(
    signing_till: Till, owner: Actor, tse: FaultyTse, shop_file: Path, clock: SetClock, tmp_path: Path
) -> None:
    """The one before broke with a sale under way: its transaction is lost with it, and the sale is signed once."""
    basket = rolls(signing_till)
    signing_of(signing_till).begin(basket.id)
    signing_till.checkout.tender(owner, basket, [cash("10.00")])
    signing_till.database.close()
    other = FaultyTse(tmp_path / "other.sqlite")
    again = Till(shop_file, device=other, clock=clock)
    (finished,) = again.checkout.recover().finished
    assert finished.signature is not None
    assert (finished.signature.device, ends(other)) == (2, [ROLL_SOLD])
    assert still_open(tse, signing_till) == 1, "nobody can end it any more but the device's own next start"
    again.close()


def test_what_waits_survives_the_till(
    signing_till: Till, owner: Actor, tse: FaultyTse, shop_file: Path, clock: SetClock
) -> None:
    signing_of(signing_till).later = lambda work: None
    signing_till.shift.cash_in(owner, Money(500), "change")
    signing_till.database.close()
    again = Till(shop_file, device=tse, clock=clock)
    signing_of(again).sign_waiting()
    with again.database.read() as work:
        assert work.tse.waiting() == []
    assert ends(tse) == [("Kassenbeleg-V1", "Beleg^0.00_0.00_0.00_0.00_5.00^5.00:Bar")]
    check_truth(shop_file, tse.inner)
    again.close()


def test_an_adapter_with_a_bug_is_an_outage(
    signing_till: Till, owner: Actor, tse: FaultyTse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tse, "start", lambda client, id_: 1 // 0)
    assert sell(signing_till, owner).outage == "The fiscal device failed."


def test_starting_says_so_where_it_cannot(signing_till: Till, tse: FaultyTse) -> None:
    tse.dead = True
    with pytest.raises(Unavailable):
        signing_of(signing_till).start(rolls(signing_till).id)


def test_the_day_is_closed_in_an_outage(signing_till: Till, owner: Actor, tse: FaultyTse) -> None:
    tse.dead = True
    signing_till.checkout.tender(owner, rolls(signing_till), [cash("10.00")])
    signing_till.shift.count(owner, {10000: 1})
    figures = signing_till.shift.close(owner)
    assert figures.z_no == 1
    with signing_till.database.read() as work:
        assert (work.sales.tendered(), work.tse.waiting()) == ([], [])


def test_a_device_with_a_new_certificate_is_still_the_same_one(
    signing_till: Till, owner: Actor, tse: FaultyTse, shop_file: Path, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    basket = rolls(signing_till)
    signing_of(signing_till).begin(basket.id)
    sale = signing_till.checkout.tender(owner, basket, [cash("10.00")])
    signed = signing_till.checkout.sign(sale)
    signing_till.database.close()  # it dies
    other = replace(tse.inner.facts(), description="another version")
    monkeypatch.setattr(tse, "open", lambda client: (tse.inner.open(client), other)[1])
    again = Till(shop_file, device=tse, clock=clock)
    (finished,) = again.checkout.recover().finished
    assert finished.signature is not None
    assert signed.signature is not None
    assert finished.signature.value == signed.signature.value
    assert ends(tse) == [ROLL_SOLD], "signed once"
    again.close()


def test_who_pays_while_the_till_tries_whether_the_device_is_back_waits_for_nothing(
    signing_till: Till, tse: FaultyTse, monkeypatch: pytest.MonkeyPatch
) -> None:
    tse.dead = True
    with contextlib.suppress(Unavailable):
        signing_of(signing_till).connect()
    seen: list[bool | None] = []
    opened = tse.open

    def watched(client: str) -> TseFacts:
        seen.append(signing_of(signing_till).standing.works)
        return opened(client)

    monkeypatch.setattr(tse, "open", watched)
    signing_of(signing_till).probe()
    tse.dead = False
    signing_of(signing_till).probe()
    assert seen == [False, False]
    assert signing_of(signing_till).standing.works is True
    assert events(signing_till) == [TseEventKind.OUTAGE, TseEventKind.WORKS]


def test_a_device_that_is_parted_with_has_nothing_open_and_can_be_asked_again(
    signing_till: Till, owner: Actor, tse: FaultyTse
) -> None:
    signing_of(signing_till).begin(rolls(signing_till).id)
    signing_of(signing_till).part()
    assert still_open(tse, signing_till) == 0
    assert sell(signing_till, owner).signature is not None


@pytest.mark.parametrize("fault", ["expired", "full", "used up"])
def test_a_device_that_answers_and_signs_no_more_is_one_outage_and_can_still_be_archived(
    signing_till: Till, owner: Actor, tse: FaultyTse, clock: SetClock, fault: str
) -> None:
    sell(signing_till, owner)
    health = tse.inner.health()
    gone = {
        "expired": replace(health, expires_at=clock.now()),
        "full": replace(health, storage_used=100, storage_size=100),
        "used up": replace(health, signatures_left=0),
    }[fault]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tse, "health", lambda: gone)
        tse.cut_before = {"start", "finish"}
        tse.start, start = _out_of_order, tse.start  # type: ignore[method-assign]
        assert sell(signing_till, owner).signature is None
        for _half_a_minute in range(3):
            signing_of(signing_till).probe()
            assert sell(signing_till, owner).signature is None
        assert events(signing_till) == [TseEventKind.OUTAGE], "one, and it has not ended"
        signing_till.shift.close(owner, uncounted=True)
        assert signing_till.archiving is not None
        assert signing_till.archiving.catch_up(again=True) is not None
        tse.start, tse.cut_before = start, set()  # type: ignore[method-assign]
    signing_of(signing_till).probe()
    assert events(signing_till)[-1] is TseEventKind.WORKS


def _out_of_order(client: str, id_: UUID) -> Logged:
    raise Unavailable("tse_unfit", "The TSE signs no more.")
