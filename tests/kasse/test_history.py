"""What changed, and which program did it: the closing before master data, their history, the program's versions."""

import sqlite3
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest

import kasse
from kasse.clock import SetClock
from kasse.money import Money
from kasse.people import Actor
from kasse.product_list import read_products
from kasse.store import schema
from kasse.tax import TaxRate
from kasse.till import TSE_SETTING, Till
from tests.kasse.counter import CHOCOLATE, MATE, refused

pytestmark = pytest.mark.usefixtures("books_add_up")

TIED: dict[str, str | int] = {
    "name": "Kiosk Sonne", "street": "Sonnenallee 5", "postcode": "12045", "city": "Potsdam", "country": "AT",
    "tax_number": "99/999/99999", "vat_id": "DE136695976", "till_serial": "KASSE-2", "zone": "Europe/Vienna",
    "small_business": True,
}  # fmt: skip
FREE: dict[str, str | int] = {"footer": "Danke!", "language": "en", "day_starts_at_hour": 5}


# A closing first


@pytest.mark.parametrize("name", TIED)
def test_what_a_z_report_stands_for_does_not_change_under_an_open_shift(
    open_till: Till, owner: Actor, name: str
) -> None:
    before = open_till.checkout.shop
    refused("close_first", partial(open_till.change_shop, owner, **{name: TIED[name]}))
    assert open_till.checkout.shop == before
    open_till.shift.close(owner, uncounted=True)
    open_till.change_shop(owner, **{name: TIED[name]})
    assert getattr(open_till.checkout.shop, name) == TIED[name]


@pytest.mark.parametrize("name", FREE)
def test_what_no_z_report_is_tied_to_stays_free(open_till: Till, owner: Actor, name: str) -> None:
    open_till.change_shop(owner, **{name: FREE[name]})
    assert getattr(open_till.checkout.shop, name) == FREE[name]


def test_data_that_stay_as_they_are_ask_for_no_closing(open_till: Till, owner: Actor) -> None:
    shop = open_till.checkout.shop
    open_till.change_shop(owner, name=shop.name, city=shop.city, footer="Bis bald!")
    assert open_till.checkout.shop.footer == "Bis bald!"


def test_another_fiscal_device_waits_for_the_closing(open_till: Till, owner: Actor) -> None:
    refused("close_first", lambda: open_till.change_setting(owner, TSE_SETTING, '{"kind":"software"}'))
    open_till.change_setting(owner, "printer", "none")
    open_till.shift.close(owner, uncounted=True)
    open_till.change_setting(owner, TSE_SETTING, '{"kind":"software"}')
    assert open_till.setting(TSE_SETTING)


def test_no_vat_rate_begins_on_a_day_that_has_sales(open_till: Till, owner: Actor) -> None:
    today = open_till.checkout.today()
    refused("past_rate", lambda: open_till.add_tax_rate(owner, TaxRate("reduced", today, 500)))
    open_till.add_tax_rate(owner, TaxRate("reduced", date(2027, 1, 1), 500))


# The history of products


def product_log(till: Till, owner: Actor) -> list[tuple[str, str, str]]:
    """Who, and what it was before and is now, the oldest first."""
    log = [entry for entry in till.people.log(owner) if entry.what == "product"]
    return [(entry.who, entry.before, entry.after) for entry in log][::-1]


@pytest.mark.parametrize(
    ("changes", "was", "now"),
    [
        ({"name": "Mate"}, "Club-Mate 0,5 l; ", "Mate; "),
        ({"tax_class": "reduced"}, "; standard; ", "; reduced; "),
        ({"deposit": "einweg"}, "deposit mehrweg", "deposit einweg"),
        ({"price": Money(149)}, "1.29", "1.49"),
        ({"age_limit": 16}, "age 0", "age 16"),
        ({"department": "Bier"}, "Getränke", "Bier"),
        ({"eat_in": "standard"}, "price free", "eat in standard"),
    ],
)
def test_each_change_of_a_product_is_on_record(
    till: Till, owner: Actor, changes: dict[str, object], was: str, now: str
) -> None:
    till.products.save(owner, replace(till.products.by_code(MATE), **changes))  # type: ignore[arg-type]
    ((who, before, after),) = product_log(till, owner)
    assert (who, was in before, now in after) == ("Olga", True, True)


def test_what_a_list_changes_is_on_record_product_by_product(till: Till, owner: Actor) -> None:
    rows = f"code;name;price;tax\n{MATE};Mate neu;1,29;7\n{CHOCOLATE};Schokolade 100 g;1,49;7\n4711;Neu;1,00;19\n"
    done = till.products.import_list(owner, read_products(rows.encode(), till.checkout.tax_class_of))
    assert (done.added, done.changed, done.unchanged, done.bad) == (1, 1, 1, ())
    ((who, before, after),) = product_log(till, owner)
    assert (who, before.split(";")[0], after.split(";")[0]) == ("Olga", "Club-Mate 0,5 l", "Mate neu")
    assert "; standard; " in before
    assert "; reduced; " in after


# The history of the program


def test_the_version_that_opens_the_books_is_on_record_once(till: Till, shop_file: Path, clock: SetClock) -> None:
    (entry,) = till.versions()
    assert (entry.version, entry.migration) == (kasse.__version__, schema.HEAD)
    assert "Python" in entry.system
    till.close()
    again = Till(shop_file, clock=clock)
    try:
        assert again.versions() == [entry]
    finally:
        again.close()


def test_another_version_is_another_row_and_the_chain_holds(
    till: Till, shop_file: Path, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    till.close()
    clock.advance(days=1)
    monkeypatch.setattr(kasse, "__version__", "99.0")
    newer = Till(shop_file, clock=clock)
    try:
        assert [(entry.version, entry.at) for entry in newer.versions()][:1] == [("99.0", clock.now())]
        assert newer.verify() == []
    finally:
        newer.close()


def test_a_reader_beside_the_till_writes_no_history(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kasse, "__version__", "99.0")
    reader = Till(till.path, exclusive=False)
    try:
        assert len(reader.versions()) == 1
    finally:
        reader.close()


@pytest.mark.parametrize("statement", ["UPDATE program_version SET version = '1'", "DELETE FROM program_version"])
def test_the_history_of_the_program_is_never_changed(till: Till, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        till.database.connection.execute(statement)


def test_verify_finds_a_history_of_the_program_that_was_changed(till: Till) -> None:
    connection = till.database.connection
    (trigger,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'program_version_no_update'").fetchone()
    connection.execute("DROP TRIGGER program_version_no_update")
    connection.execute("UPDATE program_version SET version = version || 'x'")
    connection.execute(trigger)
    assert any("program 1" in finding for finding in till.verify())
    connection.execute("DROP TRIGGER program_version_no_update")
    connection.execute("UPDATE program_version SET version = rtrim(version, 'x')")
    connection.execute(trigger)
