"""The page of data in and out in the real window: what an owner does there, by keys and clicks."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kasse.books.exchange import KnownGoods
from kasse.errors import Refused, Unavailable
from kasse.money import Money
from kasse.people import Person, Role
from sync import open_food_facts
from tests.shots.day import BAD_LIST
from tests.shots.scenes_exchange import workbook
from ui.app import Assembly
from ui.exchange.page import ExchangePage
from ui.setup.making import read_list
from ui.taking_along import take_along

MATE, NEW_CODE = "4029764001807", "4006381333931"
CONTROL = Qt.KeyboardModifier.ControlModifier


class Owner:
    """Works on the page."""

    def __init__(self, assembly: Assembly, folder: Path) -> None:
        self.assembly, self.window, self.folder = assembly, assembly.window, folder
        QTest.keyClick(self.window, Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
        page = assembly.window.pages["exchange"]
        assert isinstance(page, ExchangePage)
        self.page, self.lists, self.known = page, page.take_over, page.known
        self.till = assembly.desk.till

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = CONTROL) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def choose(self, text: str | bytes, name: str = "list.csv") -> None:
        file = self.folder / name
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        self.lists.read(str(file))

    def price(self) -> Money | None:
        return self.till.products.by_code(MATE).price


@pytest.fixture
def owner(assembly: Assembly, qtbot: QtBot, tmp_path: Path) -> Owner:
    assembly.window.activateWindow()
    qtbot.waitUntil(assembly.window.isActiveWindow)
    return Owner(assembly, tmp_path)


def test_the_way_from_the_products_leads_here(owner: Owner) -> None:
    owner.press(Qt.Key.Key_2)
    page = owner.window.pages["products"]
    page.products.list.import_key.click()  # type: ignore[attr-defined]
    assert owner.window.other is owner.page


def test_a_list_is_seen_first_and_then_taken_over_by_keys_alone(owner: Owner) -> None:
    owner.choose(f"EAN;Name;Preis;Regal\n{NEW_CODE};Filzstift;1,20;3\n{MATE};Club-Mate 0,5 l;1,39;\n999;;1,00;\n")
    assert "1 new · 1 changed · 0 unchanged · 1 row left out" in owner.lists.changes.counts.text()
    assert "Regal" in owner.lists.changes.told.text()
    assert owner.price() == Money(129)
    owner.press(Qt.Key.Key_Return)
    assert owner.price() == Money(139)
    assert "1 new · 1 changed" in owner.page.message.text()
    assert owner.lists.steps.currentWidget() is owner.lists.choosing


def test_what_is_shown_can_be_narrowed(owner: Owner) -> None:
    owner.choose(f"EAN;Name;Preis\n{NEW_CODE};Filzstift;1,20\n{MATE};Club-Mate 0,5 l;1,39\n999;;1,00\n")
    changes = owner.lists.changes
    shown = {}
    for which in ("all", "new", "changed"):
        changes.show_which.buttons[which].click()
        shown[which] = [entry.cells[1] for entry in changes.rows.rows.entries]
    assert shown == {"all": [NEW_CODE, MATE], "new": [NEW_CODE], "changed": [MATE]}
    changes.show_which.buttons["bad"].click()
    assert changes.bad.isVisible()


@pytest.mark.parametrize("bad", [b"", b"Dear shop,\nplease order milk.\n", b"PK\x03\x04", b"<html>", b"EAN;Name\n"])
def test_a_file_that_is_no_list_is_said_and_another_can_be_chosen(owner: Owner, bad: bytes) -> None:
    owner.choose(bad)
    assert owner.lists.choosing.wrong.isVisible()
    assert len(owner.lists.choosing.wrong.text()) > 20
    assert owner.lists.choosing.choose_key.isEnabled()
    assert not owner.lists.working
    owner.choose(BAD_LIST)
    assert owner.lists.steps.currentWidget() is owner.lists.changes


def test_columns_can_be_changed_after_they_were_guessed(owner: Owner) -> None:
    owner.choose(f"EAN;Name;Preis;UVP\n{MATE};Club-Mate 0,5 l;1,39;1,99\n")
    owner.press(Qt.Key.Key_K)
    columns = owner.lists.columns
    assert [field.currentData() for field in columns.fields] == ["code", "name", "price", ""]
    columns.fields[3].setCurrentIndex(columns.fields[3].findData("price"))
    owner.press(Qt.Key.Key_Return)
    assert "mean the same" in columns.wrong.text()
    columns.fields[2].setCurrentIndex(0)
    owner.press(Qt.Key.Key_Return)
    assert "1.99" in owner.lists.changes.rows.rows.entries[0].cells[3]


def test_esc_goes_back_step_by_step(owner: Owner) -> None:
    owner.choose(BAD_LIST)
    owner.press(Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert owner.lists.steps.currentWidget() is owner.lists.choosing
    owner.press(Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert owner.window.other is None


def test_a_cashier_needs_a_managers_pin_for_a_list(owner: Owner) -> None:
    people = owner.till.people
    boss = people.owner()
    people.save(boss, Person("Aylin", Role.CASHIER), "1111")
    people.save(boss, Person("Mehmet", Role.MANAGER), "2222")
    owner.assembly.desk.log_in(2, "1111")
    owner.choose(f"EAN;Name;Preis\n{MATE};Club-Mate 0,5 l;1,39\n")
    for _time in range(2):  # once to look, once to take over
        assert owner.page.asks
        owner.page.asking.buttons[1].click()
        owner.page.asking.field.setText("2222")
        owner.press(Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
        owner.press(Qt.Key.Key_Return)
    assert owner.price() == Money(139)
    assert not owner.page.asks


def test_a_scan_sells_unless_what_is_known_is_in_sight(owner: Owner) -> None:
    owner.window.take_scan(MATE)
    assert len(owner.assembly.desk.basket.lines) == 1
    owner.press(Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    owner.page.show_view(owner.known)
    owner.window.take_scan(NEW_CODE)
    assert f"Nothing is known of {NEW_CODE}" in owner.known.found.text()
    assert len(owner.assembly.desk.basket.lines) == 1


class Answers:
    """Open Food Facts, as it may be."""

    def __init__(self, *codes: str) -> None:
        self.codes = codes

    def known(self, code: str) -> KnownGoods | None:
        if code == "4006381333955":
            raise Unavailable("no_answer", "Open Food Facts does not answer. Try again later.")
        return KnownGoods(code, f"Ware {code[-3:]}") if code in self.codes else None


def learn(owner: Owner, *codes: str) -> None:
    till = owner.till
    for code in codes:
        till.checkout.sell_unknown(till.people.owner(), till.checkout.new_basket(), code, Money(99), "Süßes")


def test_the_network_is_asked_only_with_leave(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def service(contact: str) -> Answers:
        asked.append(contact)
        return Answers(NEW_CODE)

    monkeypatch.setattr(open_food_facts, "service", service)
    monkeypatch.setattr("ui.exchange.known.service", service)
    learn(owner, NEW_CODE, "4006381333948")
    owner.press(Qt.Key.Key_2)
    owner.window.take_scan(NEW_CODE)
    editor = owner.window.pages["products"].products.editor  # type: ignore[attr-defined]
    assert (asked, editor.known.isVisible()) == ([], False)
    owner.press(Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    owner.press(Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    owner.page.show_view(owner.known)
    assert not owner.known.ask_key.isVisible()
    owner.known.contact.setText("olga")
    owner.press(Qt.Key.Key_Return)
    assert "no e-mail address" in owner.known.noted.note.text()
    owner.known.contact.setText("olga@spaeti.de")
    owner.press(Qt.Key.Key_Return)
    assert owner.till.setting(open_food_facts.SETTING) == "olga@spaeti.de"
    owner.press(Qt.Key.Key_K)
    assert asked == ["olga@spaeti.de"]
    assert "1 more code is known" in owner.page.message.text()
    assert owner.till.exchange.known([NEW_CODE]) is not None
    owner.press(Qt.Key.Key_2)
    owner.window.take_scan(NEW_CODE)
    assert editor.known.isVisible()
    owner.window.take_scan("4006381333948")


def test_a_network_that_does_not_answer_is_said_and_nothing_is_lost(
    owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.exchange.known.service", lambda _contact: Answers(NEW_CODE))
    learn(owner, "4006381333955", NEW_CODE)
    owner.till.change_setting(owner.till.people.owner(), open_food_facts.SETTING, "olga@spaeti.de")
    owner.page.show_view(owner.known)
    owner.press(Qt.Key.Key_K)
    assert "does not answer" in owner.known.wrong.text()
    assert owner.till.exchange.known_count() == 1
    assert owner.known.ask_key.isEnabled()


def test_everything_that_takes_the_focus_has_a_name(owner: Owner) -> None:
    owner.choose(BAD_LIST)
    steps = (owner.lists.choosing, owner.lists.columns, owner.lists.changes)
    for step in steps:
        owner.lists.steps.setCurrentWidget(step)
        nameless = [
            widget
            for widget in owner.page.findChildren(QWidget)
            if widget.isVisible()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not (widget.accessibleName() or str(getattr(widget, "text", lambda: "")()) or widget.focusProxy())
        ]
        assert nameless == []


def test_a_shop_that_is_made_takes_a_workbook_too(tmp_path: Path) -> None:
    file = tmp_path / "liste.xlsx"
    file.write_bytes(workbook((("EAN", "Artikel", "VK", "MwSt"), (NEW_CODE, "Filzstift", 1.2, 19), ("x", None, 1, 7))))
    listed = read_list(str(file))
    assert [(row.name, row.price) for row in listed.rows] == [("Filzstift", Money(120))]
    assert [row.line for row in listed.bad] == [3]


def test_closing_the_till_ends_what_is_under_way(owner: Owner, tmp_path: Path) -> None:
    leaving = owner.page.leaving
    target = tmp_path / "all.zip"

    def closed(done: int, of: int) -> None:
        leaving.stop()
        leaving._progress(done, of)

    with pytest.raises(Refused) as stopped:
        take_along(owner.till.path, target, closed)
    assert stopped.value.code == "stopped"
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(("all.zip", ".kasse"))]
    leaving.save(str(target))  # it was opened again
    assert target.exists()
