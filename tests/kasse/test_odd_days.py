"""Days that go wrong: clocks that were set back, files that were taken away, ids that come twice, devices that fail."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kasse.cash import CashKind
from kasse.catalog import Department, Product, Unit
from kasse.clock import SetClock
from kasse.errors import Refused
from kasse.ids import uuid7
from kasse.money import Money
from kasse.paper import report_document
from kasse.people import Actor, Permission, Person, Role
from kasse.ports import Job, NullTse
from kasse.product_list import read_products
from kasse.quantity import Quantity
from kasse.sale import Sale, Signature, State, Tender, TenderType
from kasse.shop import Shop
from kasse.till import Till, create_shop, restore, training_copy
from printers.layout import as_text

ROLL = "101"
CASH = [Tender(TenderType.CASH, Money(500))]


def sell(till: Till, actor: Actor) -> Sale:
    return till.checkout.pay(actor, till.checkout.scan(till.checkout.new_basket(), ROLL), CASH)


# Files


def left_log(till: Till, shop_file: Path, tmp_path: Path) -> None:
    """Sell on, then take the file away with its log left behind, as after a kill and a tidy hand."""
    owner = till.people.owner()
    for _number in range(5):
        sell(till, owner)
    log = shop_file.with_name(shop_file.name + "-wal")
    kept = tmp_path / "log"
    kept.write_bytes(log.read_bytes())
    till.close()
    shop_file.unlink()
    log.write_bytes(kept.read_bytes())


def test_a_restored_shop_is_the_backup_and_not_what_an_old_log_says(
    open_till: Till, shop_file: Path, tmp_path: Path, clock: SetClock
) -> None:
    sell(open_till, open_till.people.owner())
    open_till.backup(tmp_path / "backup.sqlite")
    left_log(open_till, shop_file, tmp_path)
    assert restore(tmp_path / "backup.sqlite", shop_file) is None
    restored = Till(shop_file, clock=clock)
    assert restored.checkout.last_receipt().receipt_no == 1
    assert restored.verify() == []
    restored.close()


def test_a_new_shop_begins_empty_where_an_old_log_lies(
    open_till: Till, shop_file: Path, tmp_path: Path, clock: SetClock
) -> None:
    left_log(open_till, shop_file, tmp_path)
    create_shop(shop_file, Shop("Neu"), clock=clock)
    new = Till(shop_file, clock=clock)
    assert (new.shift.current(), new.verify()) == (None, [])
    new.close()


def test_practice_prints_on_no_real_printer(open_till: Till, owner: Actor, shop_file: Path) -> None:
    open_till.change_setting(owner, "printer", "tcp:192.0.2.1")
    practice = Till(training_copy(shop_file))
    with practice.database.read() as work:
        assert work.settings.get("printer", "none") == "none"
    practice.close()


# The clock


def test_the_second_count_counts_though_the_clock_was_set_back(open_till: Till, owner: Actor, clock: SetClock) -> None:
    open_till.shift.count(owner, {5000: 1})
    clock.advance(hours=-1)
    open_till.shift.count(owner, {10000: 1})
    figures = open_till.shift.close(owner)
    assert (figures.counted, figures.difference) == (Money(10000), Money(0))
    assert open_till.verify() == []


def test_two_counts_in_one_moment_are_two_counts(open_till: Till, owner: Actor) -> None:
    open_till.shift.count(owner, {5000: 1})
    open_till.shift.count(owner, {10000: 1})
    assert open_till.shift.close(owner).counted == Money(10000)


def test_the_first_difference_is_told_since_only_the_first_count_was_blind(open_till: Till, owner: Actor) -> None:
    open_till.shift.count(owner, {1: 1})
    open_till.shift.count(owner, {10000: 1})
    figures = open_till.shift.close(owner)
    assert figures.first_difference == Money(1 - 10000)
    assert "Difference, first count" in as_text(
        report_document(figures, replace(open_till.checkout.shop, language="en")), 42
    )


def test_a_wait_that_was_written_in_a_wrong_future_ends(open_till: Till, clock: SetClock) -> None:
    with open_till.database.write() as work:
        work.outbox.add([Job("receipt", "x")], clock.now())
    with open_till.database.write() as work:
        work.outbox.failed(1, "dead", clock.now() + timedelta(seconds=10))
    with open_till.database.read() as work:
        assert work.outbox.next(["receipt"], clock.now()) is None
    clock.advance(days=-365)
    with open_till.database.read() as work:
        assert work.outbox.next(["receipt"], clock.now()) is not None


def test_nobody_is_locked_out_for_a_year(till: Till, cashier: Actor, clock: SetClock) -> None:
    for _try in range(4):
        with pytest.raises(Refused):
            till.people.log_in(cashier.number, "0000")
        clock.advance(minutes=11)
    with pytest.raises(Refused, match="wrong"):
        till.people.log_in(cashier.number, "0000")
    clock.advance(days=-365)
    assert till.people.log_in(cashier.number, "1111") == cashier


# Ids, leaves and lists


def test_an_id_that_moved_other_cash_is_refused(open_till: Till, owner: Actor) -> None:
    id_ = uuid7()
    open_till.shift.cash_in(owner, Money(100), "change", id_)
    assert open_till.shift.cash_in(owner, Money(100), "change", id_).kind is CashKind.CASH_IN
    with pytest.raises(Refused, match="Another movement"):
        open_till.shift.cash_out(owner, Money(5000), "bank", id_)


def test_each_leave_names_who_gave_it(open_till: Till, owner: Actor, cashier: Actor) -> None:
    both = []
    for name in ("Mehmet", "Murat"):
        person = open_till.people.save(owner, Person(name, Role.MANAGER), "2222")
        both.append(person.number or 0)
    lent = open_till.people.lend(cashier, Permission.DISCOUNT, both[0], "2222")
    lent = open_till.people.lend(lent, Permission.PRICE_OVERRIDE, both[1], "2222")
    basket = open_till.checkout.scan(open_till.checkout.new_basket(), "4000521006419")
    basket = open_till.checkout.override_price(lent, basket, 1, Money(100))
    basket = open_till.checkout.discount_line(lent, basket, 1, None)
    assert {leave.permission: leave.by for leave in basket.leaves} == {"discount": "Mehmet", "price_override": "Murat"}


def test_a_product_on_two_rows_has_one_stock(till: Till, owner: Actor) -> None:
    rows = "code;name;price;stock\n4000539770708;Schokolade 100 g;1,49;10\n40084077;Schokolade 100 g;1,49;10\n"
    for _time in range(2):
        till.products.import_list(owner, read_products(rows.encode(), till.checkout.tax_class_of))
        assert till.products.stock("40084077")[1] == Quantity.of(10)


def test_a_deposit_is_for_pieces_only(till: Till, owner: Actor) -> None:
    loose = Product("Milch lose", ("777",), Money(120), "reduced", "Milch", unit=Unit.LITRE, deposit="mehrweg")
    with pytest.raises(Refused, match="for each piece"):
        till.products.save(owner, loose)
    listed = read_products(b"code;name;price;unit;deposit\n777;Milch lose;1,20;l;0,15\n", till.checkout.tax_class_of)
    assert "for each piece" in till.products.import_list(owner, listed).bad[0].reason


def test_an_open_line_asks_for_the_age_of_its_department(open_till: Till, owner: Actor) -> None:
    with open_till.database.write() as work:
        work.catalog.put_departments([Department("Tabak", "standard", age_limit=18)])
    checkout = open_till.checkout
    basket = checkout.open_line(checkout.new_basket(), "Feinschnitt", Money(499), "standard", department="Tabak")
    with pytest.raises(Refused, match="Age 18"):
        checkout.pay(owner, basket, CASH)
    with pytest.raises(Refused, match="no department"):
        checkout.open_line(checkout.new_basket(), "Etwas", Money(499), "standard", department="Nirgends")


def test_a_z_report_keeps_the_head_it_was_made_with(open_till: Till, owner: Actor, clock: SetClock) -> None:
    open_till.shift.count(owner, {10000: 1})
    open_till.shift.close(owner)
    with open_till.database.write() as work:
        work.settings.put_shop(replace(open_till.checkout.shop, name="Umbenannt"), clock.now(), owner.name)
    assert "Späti Müller" in as_text(open_till.report_document(), 42)


# The fiscal device


class BrokenTse(NullTse):
    """An adapter with a bug."""

    present = True

    def start(self, sale: object) -> None:
        raise TimeoutError

    def finish(self, sale: Sale) -> Signature:
        raise TimeoutError

    def abort(self, sale: object) -> None:
        raise TimeoutError


def test_a_broken_device_stops_neither_the_sale_nor_the_day(shop_file: Path, clock: SetClock) -> None:
    till = Till(shop_file, tse=BrokenTse(), clock=clock)
    owner = till.people.owner()
    till.shift.open(owner, Money(10000))
    sale = sell(till, owner)
    assert (sale.state, bool(sale.outage)) == (State.COMPLETED, True)
    till.shift.count(owner, {10000: 1})
    assert till.shift.close(owner).outages == 1
    till.close()


def test_two_payouts_under_way_do_not_empty_the_drawer_twice(shop_file: Path, clock: SetClock) -> None:
    till = Till(shop_file, tse=BrokenTse(), clock=clock)
    owner = till.people.owner()
    till.shift.open(owner, Money(2000))
    baskets = [till.checkout.scan(till.checkout.new_basket(), "PFAND025", Quantity.of(60)) for _n in range(2)]
    till.checkout.tender(owner, baskets[0], [])
    with pytest.raises(Refused, match="drawer"):
        till.checkout.tender(owner, baskets[1], [])
    till.close()
