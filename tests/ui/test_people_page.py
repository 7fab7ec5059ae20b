"""The people's page in the real window: who works here, PINs, and the log."""

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from kasse.people import Actor, Person, Role
from kasse.till import Till
from ui.app import Assembly
from ui.people.page import PeoplePage
from ui.people.words import LOG, log_words

CTRL = Qt.KeyboardModifier.ControlModifier


class Boss:
    """Stands at the people's page and uses its keys."""

    def __init__(self, assembly: Assembly) -> None:
        self.assembly = assembly
        self.press(Qt.Key.Key_5, CTRL)
        page = assembly.window.other
        assert isinstance(page, PeoplePage)
        self.page = page

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Where the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.assembly.window, key, modifier)

    def type(self, text: str, field: QLineEdit | None = None) -> None:
        """Into a field, or where the focus is."""
        into = field or QApplication.focusWidget()
        assert isinstance(into, QLineEdit)
        into.selectAll()
        QTest.keyClicks(into, text)

    def names(self) -> list[tuple[str, ...]]:
        return [entry.cells for entry in self.page.people.rows.entries]

    def log(self) -> list[tuple[str, ...]]:
        return [entry.cells[1:] for entry in self.page.log.rows.entries]

    @property
    def till(self) -> Till:
        return self.assembly.desk.till


def hire(assembly: Assembly, name: str = "Aylin", role: Role = Role.CASHIER, pin: str = "1111") -> Actor:
    person = assembly.desk.till.people.save(assembly.desk.till.people.owner(), Person(name, role), pin)
    assert person.number is not None
    return Actor(person.number, person.name, person.role)


@pytest.fixture
def boss(assembly: Assembly) -> Boss:
    """Olga, the owner, who has no PIN yet."""
    return Boss(assembly)


def test_somebody_new_is_entered_by_the_keyboard_alone(boss: Boss) -> None:
    boss.press(Qt.Key.Key_N, CTRL)
    boss.type("Sophie")
    boss.press(Qt.Key.Key_Return)
    boss.type("2222")
    boss.press(Qt.Key.Key_Return)
    boss.type("2222")
    boss.press(Qt.Key.Key_Return)
    assert boss.names() == [("Olga", "Owner", "none", "yes"), ("Sophie", "Cashier", "set", "yes")]
    assert "Sophie" in boss.page.message.text()
    assert boss.till.people.by_name("Sophie", "2222").role is Role.CASHIER
    assert not boss.page.side.isVisible()


def test_the_role_says_what_it_may_do_and_is_saved(boss: Boss) -> None:
    boss.page.new_key.click()
    form = boss.page.editor
    said = set()
    for button in form.role.choices.buttons.values():
        button.click()
        said.add(form.role.told.text())
    assert len(said) == 3
    form.role.choices.buttons["manager"].click()
    boss.type("Sophie", form.name)
    boss.press(Qt.Key.Key_Return, CTRL)
    assert boss.names()[1] == ("Sophie", "Manager", "none", "yes")


def test_a_person_is_changed_and_keeps_the_pin(boss: Boss) -> None:
    hire(boss.assembly)
    boss.page.opened()
    boss.press(Qt.Key.Key_Up)
    boss.press(Qt.Key.Key_Return)
    assert boss.page.editor.name.text() == "Aylin"
    boss.type("Aylin Demir")
    boss.page.editor.active.click()
    boss.press(Qt.Key.Key_Return, CTRL)
    assert ("Aylin Demir", "Cashier", "set", "left") in boss.names()
    assert [person.name for person in boss.till.people.people()] == ["Olga"]


@pytest.mark.parametrize(
    ("name", "pin", "again", "why", "where"),
    [
        ("", "", "", "name", "name"),
        ("olga", "", "", "already", "name"),
        ("Sophie", "2222", "2223", "not the same", "pin"),
        ("Sophie", "222", "222", "4 to 12", "pin"),
        ("Sophie", "abcd", "abcd", "4 to 12", "pin"),
    ],
)
def test_what_cannot_be_saved_is_said_beside_the_form(
    boss: Boss, name: str, pin: str, again: str, why: str, where: str
) -> None:
    boss.press(Qt.Key.Key_N, CTRL)
    form = boss.page.editor
    for field, text in ((form.name, name), (form.pin, pin), (form.again, again)):
        boss.type(text, field)
    boss.press(Qt.Key.Key_Return, CTRL)
    assert why in form.wrong.text()
    assert form.wrong.isVisible()
    assert QApplication.focusWidget() is getattr(form, where)
    assert getattr(form, where).property("wrong")
    assert [form.name.text(), form.pin.text(), form.again.text()] == [name, pin, again]
    assert len(boss.names()) == 1
    boss.press(Qt.Key.Key_Escape)
    assert not boss.page.side.isVisible()


def test_the_last_owner_stays(boss: Boss) -> None:
    boss.press(Qt.Key.Key_Return)
    boss.page.editor.role.choices.buttons["cashier"].click()
    boss.press(Qt.Key.Key_Return, CTRL)
    assert "owner" in boss.page.editor.wrong.text()
    assert boss.names() == [("Olga", "Owner", "none", "yes")]


def test_everybody_changes_the_own_pin(boss: Boss) -> None:
    aylin = hire(boss.assembly)
    boss.assembly.desk.log_in(aylin.number, "1111")
    boss.page.pin_key.click()
    for text in ("1112", "3333", "3333"):
        boss.type(text)
        boss.press(Qt.Key.Key_Return)
    assert "wrong" in boss.page.own_pin.wrong.text()
    assert QApplication.focusWidget() is boss.page.own_pin.old
    boss.type("1111")
    boss.press(Qt.Key.Key_Return, CTRL)
    assert "changed" in boss.page.message.text()
    assert boss.till.people.by_name("Aylin", "3333") == aylin
    assert boss.page.own_pin.new.text() == ""


def test_a_cashier_needs_leave_to_edit_people_and_loses_nothing_typed(boss: Boss) -> None:
    aylin = hire(boss.assembly)
    boss.till.people.change_own_pin(boss.till.people.owner(), "", "1234")
    boss.assembly.desk.log_in(aylin.number, "1111")
    boss.page.opened()
    boss.press(Qt.Key.Key_N, CTRL)
    boss.type("Olga", boss.page.editor.name)
    boss.press(Qt.Key.Key_Return, CTRL)
    boss.type("1234", boss.page.asking.field)
    boss.press(Qt.Key.Key_Return)
    assert boss.page.side.currentWidget() is boss.page.editor
    assert "already" in boss.page.editor.wrong.text()
    boss.type("Sophie", boss.page.editor.name)
    boss.press(Qt.Key.Key_Return, CTRL)
    boss.type("9999", boss.page.asking.field)
    boss.press(Qt.Key.Key_Return)
    assert "wrong" in boss.page.asking.wrong.text()
    assert len(boss.names()) == 2
    boss.type("1234", boss.page.asking.field)
    boss.press(Qt.Key.Key_Return)
    assert ("Sophie", "Cashier", "none", "yes") in boss.names()


def test_the_log_is_read_and_searched(boss: Boss) -> None:
    aylin = hire(boss.assembly)
    boss.assembly.desk.log_in(aylin.number, "1111")
    boss.assembly.desk.log_in(boss.till.people.owner().number, "")
    boss.page.log_tab.click()
    assert boss.log()[0] == ("Olga", "logged in", "Olga", "", "")
    assert boss.log()[-1][:3] == ("Olga", "made the shop", "Späti Müller")
    assert "2026-11-23 08:00" in boss.page.log.rows.entries[0].cells[0]
    boss.type("aylin LOGGED")
    assert boss.log() == [("Aylin", "logged in", "Aylin", "", "")]
    boss.press(Qt.Key.Key_Escape)
    assert boss.page.views.currentIndex() == 0
    boss.press(Qt.Key.Key_Escape)
    assert boss.assembly.window.other is None


def test_the_log_is_not_for_cashiers_and_does_not_stay_open_for_them(boss: Boss) -> None:
    aylin = hire(boss.assembly)
    boss.page.log_tab.click()
    assert boss.log()
    boss.assembly.desk.log_in(aylin.number, "1111")
    boss.page.opened()
    assert boss.page.views.currentIndex() == 0
    assert not boss.log()
    boss.page.log_tab.click()
    assert boss.page.views.currentIndex() == 0
    assert boss.page.side.currentWidget() is boss.page.asking


def test_what_the_till_writes_down_has_words(boss: Boss) -> None:
    """Each code that a service gives to the log; others are shown as they are."""
    del boss
    codes = {code for source in Path(__file__).parents[2].glob("kasse/*.py") for code in _logged(source)}
    assert codes >= {"log_in", "product", "lent", "void_receipt", "wrong_pin"}
    assert codes - set(LOG) == set()
    assert log_words("drawer_fell_down") == "drawer_fell_down"


def _logged(source: Path) -> set[str]:
    """The codes in calls of `audit`, `_audit` and `_note` and in entries of the log."""
    found = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in ("audit", "_audit", "_note", "AuditEntry") and len(node.args) > 2:
            code = node.args[2]
            found |= {code.value} if isinstance(code, ast.Constant) and isinstance(code.value, str) else set()
    return found
