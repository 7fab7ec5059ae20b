"""`kasse tse`: set up, looked at, tested; and which device the commands that sell work with."""

import json
from pathlib import Path
from uuid import uuid4

import pytest

from kasse.books.tse import TseArchive, TseEventKind
from kasse.clock import SetClock
from kasse.fiscal.de.device import TseSettings
from kasse.records import to_json
from kasse.till import TSE_SETTING, Till, training_copy
from sync import secrets
from tests.cli.conftest import Kasse
from tests.contracts.tse_world import CLIENT
from tests.printers.epson_server import SECRETS, EpsonWorld
from ui.opening import open_till
from ui.tse import DEMO, MODE, device_for, folder_of, secret_name

ROLL = {"lines": [{"code": "101"}], "tenders": [{"type": "cash", "amount": "1.00"}]}


@pytest.fixture
def shop(shop_file: Path) -> Kasse:
    """The small shop in the morning, its shift not yet open."""
    return Kasse(shop_file)


def practice_of(shop: Kasse) -> Kasse:
    """A training copy, open for the day."""
    practice = Kasse(training_copy(shop.file))
    practice.done("shift", "open", "--float", "100.00")
    return practice


def sell(shop: Kasse) -> None:
    """The shift is opened, and a roll sold."""
    shop.run("shift", "open", "--float", "100.00")
    shop.sold(ROLL)


def last_sale(shop: Kasse) -> tuple[bool, str]:
    """Whether the last sale is signed, and what it says of an outage."""
    till = Till(shop.file, exclusive=False)
    try:
        sale = till.checkout.last_receipt()
        return sale.signature is not None, sale.outage
    finally:
        till.close()


def test_a_training_copy_signs_by_the_software_tse_in_a_file_beside_it(shop: Kasse) -> None:
    practice = practice_of(shop)
    practice.sold(ROLL)
    assert last_sale(practice) == (True, "")
    assert list(folder_of(practice.file).iterdir())
    assert "only to practise with" in practice.done("tse", "show")
    assert "device 1" in practice.done("tse", "events")
    assert practice.done("tse", "test") == "The TSE is in order.\n"


def test_a_training_copy_never_asks_the_shops_own_device(shop: Kasse) -> None:
    till = Till(shop.file)
    till.change_setting(till.people.owner(), TSE_SETTING, to_json(TseSettings("epson", (("host", "127.0.0.1"),))))
    till.close()
    practice = practice_of(shop)
    practice.sold(ROLL)
    assert last_sale(practice) == (True, "")


def test_without_a_tse_the_till_says_how_to_get_one(shop: Kasse) -> None:
    assert "kasse tse setup" in shop.refused("tse", "show")
    sell(shop)
    assert last_sale(shop) == (False, "")


def test_the_software_tse_is_refused_where_real_money_is_taken(shop: Kasse) -> None:
    assert "for training and demonstration only" in shop.refused("tse", "setup", "software")


def test_a_shop_with_a_device_that_is_refused_sells_as_in_an_outage(shop: Kasse) -> None:
    till = Till(shop.file)
    till.change_setting(till.people.owner(), TSE_SETTING, to_json(TseSettings("software")))
    till.close()
    sell(shop)
    signed, outage = last_sale(shop)
    assert not signed
    assert "for training and demonstration only" in outage
    assert TseEventKind.OUTAGE.value in shop.done("tse", "events")


def test_a_device_that_nobody_knows_is_an_outage_too(shop: Kasse) -> None:
    till = Till(shop.file)
    till.change_setting(till.people.owner(), TSE_SETTING, to_json(TseSettings("abacus")))
    till.close()
    sell(shop)
    assert "There is no fiscal device “abacus”" in last_sale(shop)[1]


def test_a_demo_shop_may_have_the_software_tse(shop: Kasse) -> None:
    till = Till(shop.file)
    till.change_setting(till.people.owner(), MODE, DEMO)
    till.close()
    assert f"signs for till {CLIENT}" in shop.done("tse", "setup", "software")
    sell(shop)
    assert last_sale(shop) == (True, "")


def test_a_real_device_is_set_up_and_its_pins_are_kept_apart_from_the_books(
    shop: Kasse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: SetClock
) -> None:
    world = EpsonWorld(tmp_path, clock)
    for name, value in zip(("PUK", "ADMIN_PIN", "TIME_ADMIN_PIN"), SECRETS, strict=True):
        monkeypatch.setenv(f"KASSE_TSE_{name}", value)
    try:
        port = str(world.server.port)
        told = shop.done("tse", "setup", "epson", "--option", "host=127.0.0.1", "--option", f"port={port}")
        assert f"signs for till {CLIENT}" in told
        sell(shop)
        assert last_sale(shop) == (True, "")
        assert "State: ready" in shop.done("tse", "show")
    finally:
        world.close()
    kept = json.dumps(shop.books(), default=str)
    assert secrets.get(secret_name(CLIENT, "admin_pin")) == SECRETS.admin_pin
    assert not secrets.get(secret_name(CLIENT, "puk")), "the PUK is in the owner's safe"
    assert not any(f'"{secret}"' in kept for secret in SECRETS if secret)


def test_an_unknown_kind_and_an_option_without_a_value_are_refused(shop: Kasse) -> None:
    assert "There is no TSE “abacus”" in shop.refused("tse", "setup", "abacus")
    assert "name=value" in shop.refused("tse", "setup", "epson", "--option", "host")


def test_nothing_is_opened_before_it_is_asked(tmp_path: Path) -> None:
    device_for(tmp_path / "nowhere.sqlite", TseSettings("epson")).close()


def test_the_patience_at_the_counter_is_a_setting(shop: Kasse) -> None:
    shop.done("set", "tse_patience", "3.5")
    assert "seconds" in shop.refused("set", "tse_patience", "forever")


def test_a_wrong_pin_is_tried_once_and_not_at_each_start_until_the_device_blocks(
    shop: Kasse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: SetClock
) -> None:
    world = EpsonWorld(tmp_path, clock)
    for name, value in zip(("PUK", "ADMIN_PIN", "TIME_ADMIN_PIN"), SECRETS, strict=True):
        monkeypatch.setenv(f"KASSE_TSE_{name}", value)
    setup = ("tse", "setup", "epson", "--option", "host=127.0.0.1", "--option", f"port={world.server.port}")
    try:
        shop.done(*setup)
        shop.run("shift", "open", "--float", "100.00")
        tries = world.tse.tries["time_admin_pin"]
        secrets.put(secret_name(CLIENT, "time_admin_pin"), "99999")  # somebody changed it at the device
        for _start in range(tries + 1):
            shop.sold(ROLL)
            assert last_sale(shop)[0] is False
        assert world.tse.tries["time_admin_pin"] == tries - 1
        assert "not tried again" in last_sale(shop)[1]
        secrets.put(secret_name(CLIENT, "time_admin_pin"), SECRETS.time_admin_pin)
        assert shop.done("tse", "test") == "The TSE is in order.\n"
        shop.sold(ROLL)
        assert last_sale(shop) == (True, "")
    finally:
        world.close()


def test_before_another_device_is_used_all_of_the_one_before_is_archived(shop: Kasse) -> None:
    till = Till(shop.file)
    till.change_setting(till.people.owner(), MODE, DEMO)
    till.close()
    shop.done("tse", "setup", "software")
    sell(shop)
    shop.done("shift", "close", "--uncounted")
    before = archives_of(shop)
    till = open_till(shop.file)
    signing = till.signing
    assert signing is not None
    signing.connect()
    begun = signing.device.start(CLIENT, uuid4())  # after the Z, and known to nobody
    signing.device.close()
    till.close()
    shop.done("tse", "setup", "software", "--option", "name=another")
    after = archives_of(shop)
    assert [one.z_no for one in (*before, *after)] == [1, 1, 1]
    assert after[-1].verified
    assert after[-1].last_counter > begun.counter, "its end as aborted is in it, too"


def archives_of(shop: Kasse) -> list[TseArchive]:
    """What was archived, the oldest first."""
    till = Till(shop.file, exclusive=False)
    try:
        with till.database.read() as work:
            return work.tse.archives()
    finally:
        till.close()
