"""The fiscal device set up in the real window: an Epson in the network, wrong PINs, what it says of itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from kasse.clock import SetClock, SystemClock
from kasse.fiscal.de.soft_engine import SoftEngine
from kasse.money import Money
from kasse.sale import Tender, TenderType
from kasse.till import Till
from sync import secrets
from tests.conftest import PlainHasher
from tests.printers.epson_server import EpsonDevice, EpsonServer
from ui import last_state
from ui.app import Assembly
from ui.settings.page import SECTIONS, SettingsPage
from ui.settings.tse import TseSection
from ui.tasks import InlineTasks
from ui.tse import device_for, secret_name

PUK, ADMIN, TIME_ADMIN = "654321", "12345", "54321"


class Owner:
    """Sets the device up."""

    def __init__(self, assembly: Assembly) -> None:
        self.assembly = assembly
        QTest.keyClick(assembly.window, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
        page = assembly.window.other
        assert isinstance(page, SettingsPage)
        self.page = page
        page.tabs[[section.name for section in SECTIONS].index("tse")].click()
        section = page.section
        assert isinstance(section, TseSection)
        self.section = section

    @property
    def till(self) -> Till:
        return self.assembly.desk.till

    def choose(self, kind: str) -> None:
        field = self.section.form.fields["kind"]
        assert isinstance(field, QComboBox)
        field.setCurrentIndex(field.findData(kind))

    def type(self, **texts: str) -> None:
        for name, text in texts.items():
            field = self.section.form.fields[name]
            assert isinstance(field, QLineEdit)
            field.clear()
            QTest.keyClicks(field, text)

    def save(self) -> str:
        self.page.save_key.click()
        return self.page.message.text()

    def seen(self) -> dict[str, str]:
        rows = self.section.table.rows.entries
        return {entry.cells[0]: entry.cells[1] for entry in rows}


@pytest.fixture
def epson() -> Iterator[EpsonServer]:
    server = EpsonServer(EpsonDevice(SoftEngine(None, now=SystemClock().now, curve="secp384r1")))
    yield server
    server.close()


@pytest.fixture
def owner(qtbot: QtBot, ready_shop: Path, clock: SetClock) -> Iterator[Owner]:
    def open_till() -> Till:
        device = lambda settings: device_for(ready_shop, settings)  # noqa: E731
        return Till(ready_shop, device=device, clock=clock, hasher=PlainHasher())

    assembly = Assembly(last_state.read(ready_shop), open_till, InlineTasks())
    assembly.window.show()
    qtbot.waitUntil(lambda: assembly.flow is not None)
    assembly.desk.till.shift.close(assembly.desk.till.people.owner(), uncounted=True)
    yield Owner(assembly)
    assembly.window.close()
    assembly.close()
    assembly.window.deleteLater()


def set_up(owner: Owner, epson: EpsonServer) -> str:
    owner.choose("epson")
    owner.type(host="127.0.0.1", port=str(epson.port), puk=PUK, admin_pin=ADMIN, time_admin_pin=TIME_ADMIN)
    return owner.save()


def test_a_new_device_is_set_up_and_signs_from_then_on(owner: Owner, epson: EpsonServer) -> None:
    assert "no TSE" in owner.assembly.window.foot.tse.text()
    assert "from now on each receipt is signed" in set_up(owner, epson)
    till, boss = owner.till, owner.till.people.owner()
    assert owner.assembly.window.foot.tse.text().endswith("  TSE")
    till.shift.open(boss, Money(10_000))
    basket = till.checkout.scan(till.checkout.new_basket(), "101")
    sale = till.checkout.pay(boss, basket, [Tender(TenderType.CASH, Money(45))])
    assert sale.signature is not None
    assert sale.signature.serial == epson.device.engine.facts.serial
    kept = secrets.get(secret_name(till.checkout.shop.till_serial, "admin_pin"))
    assert kept == ADMIN
    assert ADMIN not in till.setting("tse")
    assert owner.seen()["State"] == "ready"
    assert sale.signature.serial.startswith(owner.seen()["Serial number"]), "in two lines"


def test_a_wrong_pin_changes_nothing_and_is_said(owner: Owner, epson: EpsonServer) -> None:
    set_up(owner, epson)
    owner.type(host="127.0.0.1", admin_pin="99999", time_admin_pin=TIME_ADMIN)
    assert "PIN" in owner.save()
    assert owner.page.message.property("alarm")
    assert owner.till.tse_settings() is not None


def test_what_is_missing_is_marked(owner: Owner) -> None:
    owner.choose("epson")
    assert "fill in the marked field" in owner.save()
    assert owner.section.form.fields["host"].property("wrong")


def test_an_open_day_is_closed_first(owner: Owner, epson: EpsonServer) -> None:
    owner.till.shift.open(owner.till.people.owner(), Money(0))
    set_up(owner, epson)
    assert owner.till.tse_settings() is None
    assert epson.seen == [], "the device was not even asked"


def test_a_dead_address_gets_a_sentence(owner: Owner, epson: EpsonServer) -> None:
    epson.unplug()
    told = set_up(owner, epson)
    assert "does not answer" in told
    assert owner.till.tse_settings() is None


def test_the_software_device_is_for_practice_only(owner: Owner) -> None:
    owner.choose("software")
    assert "training and demonstration only" in owner.save()
    assert owner.till.tse_settings() is None


def sell_a_day(owner: Owner) -> None:
    till, boss = owner.till, owner.till.people.owner()
    till.shift.open(boss, Money(10_000))
    basket = till.checkout.scan(till.checkout.new_basket(), "101")
    till.checkout.pay(boss, basket, [Tender(TenderType.CASH, Money(45))])
    till.shift.close(boss, uncounted=True)


def archived(owner: Owner) -> list[int]:
    with owner.till.database.read() as work:
        return [one.last_counter for one in work.tse.archives()]


def test_a_device_that_is_used_no_more_is_archived_to_its_end(owner: Owner, epson: EpsonServer) -> None:
    set_up(owner, epson)
    sell_a_day(owner)
    before = archived(owner)
    owner.choose("none")
    owner.save()
    assert owner.till.tse_settings() is None
    after = archived(owner)
    assert after[:-1] == before
    assert after[-1] >= before[-1]


def test_a_dead_device_keeps_nobody_from_another_and_it_is_said(owner: Owner, epson: EpsonServer) -> None:
    set_up(owner, epson)
    sell_a_day(owner)
    epson.unplug()
    owner.choose("none")
    owner.save()
    assert "Keep that TSE" in owner.page.message.text()
    assert owner.till.tse_settings() is None
