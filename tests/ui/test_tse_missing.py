"""A till without a fiscal device says so, and leads whoever may set one up there; the wizard's shop is led at once."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kasse.clock import SetClock
from kasse.people import Person, Role
from kasse.till import Till
from tests.conftest import PlainHasher
from tests.kasse.counter import MATE
from tests.ui.test_checkout_customers import Counter
from ui import last_state
from ui.app import Assembly
from ui.settings.page import SettingsPage
from ui.settings.tse import TseSection
from ui.tasks import InlineTasks


@pytest.fixture
def counter(assembly: Assembly, qtbot: QtBot) -> Counter:
    assembly.window.activateWindow()
    qtbot.waitUntil(assembly.window.isActiveWindow)
    return Counter(assembly)


def key(counter: Counter, pressed: Qt.Key, held: Qt.KeyboardModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or counter.assembly.window, pressed, held)


def ask(counter: Counter) -> None:
    """Shift+F9."""
    key(counter, Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)


def test_one_key_leads_the_owner_to_the_setup(counter: Counter) -> None:
    counter.scan(MATE)
    ask(counter)
    assert counter.page.notice.act.title == "Set up the TSE"
    assert "kasse tse" not in counter.page.notice.text.text(), "nobody at a till knows a terminal"
    key(counter, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    page = counter.assembly.window.other
    assert isinstance(page, SettingsPage)
    assert isinstance(page.section, TseSection)
    key(counter, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert counter.page.shows("keys")
    assert counter.assembly.desk.basket.active, "the basket is as it was"


def test_a_cashier_is_not_led_where_nothing_may_be_done(counter: Counter) -> None:
    till = counter.till
    owner = till.people.owner()
    till.people.save(owner, Person("Mehmet", Role.CASHIER), "1111")
    mehmet = next(person for person in till.people.people() if person.name == "Mehmet")
    assert mehmet.number is not None
    assert counter.assembly.flow is not None
    counter.assembly.flow.arriving._log_in(mehmet.number, "1111")
    ask(counter)
    assert counter.page.shows("notice")
    assert not counter.page.notice.act.isVisible()


def test_a_shop_of_this_minute_is_led_at_once_and_then_asked_for_its_float(
    qtbot: QtBot, shop_file: Path, clock: SetClock
) -> None:
    assembly = Assembly(
        last_state.read(shop_file), lambda: Till(shop_file, clock=clock, hasher=PlainHasher()), InlineTasks()
    )
    assembly.fresh = True
    assembly.window.show()
    qtbot.waitUntil(lambda: assembly.flow is not None)
    try:
        page = assembly.window.page
        assert page.shows("notice")
        assert page.notice.act.isVisible()
        assembly.window.do("back")
        assert page.shows("ask"), "the float is asked for"
    finally:
        assembly.window.close()
        assembly.close()
        assembly.window.deleteLater()


def test_a_basket_is_given_up_by_touch(counter: Counter) -> None:
    counter.scan(MATE)
    counter.do("more")
    next(tile for tile in counter.page.more.tiles if tile.objectName() == "give_up").click()
    assert not counter.assembly.desk.basket.lines


def test_own_use_names_the_worth_that_its_line_takes_off(counter: Counter) -> None:
    counter.scan(MATE)
    counter.do("take_out")
    counter.page.ask.field.setText("Breakfast")
    counter.choose(0)
    (_name, taken) = counter.rows()[-1]
    assert taken.strip("−-") in counter.page.total.details.text(), "deposits are in both"
