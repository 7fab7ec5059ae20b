"""The people's page in the real window: who works here, PINs, and the log."""

import ast
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from kasse.money import Money
from kasse.people import Actor, AuditEntry, Permission, Person, Role
from kasse.shop import Shop
from kasse.texts import use_language
from kasse.till import Till
from tests.ui.conftest import OpenWindow
from ui import theme
from ui.app import Assembly
from ui.people.log import READINGS, log_entry
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
    assert boss.log()[-1][:3] == ("Olga", "set up the shop", "Späti Müller")
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


OWNER_ENTRY = AuditEntry(datetime(2026, 11, 23, 7, 0, tzinfo=UTC), "Olga", "", "")
MATE = (
    "Club-Mate 0,5 l; 4029764001807; {price}; standard; Getränke; piece; deposit mehrweg; age 0; price {bound}"
    "; pack 4029764001814 20 22.80 kasten"
)


def in_the_log(what: str, subject: str, before: str = "", after: str = "") -> tuple[str, ...]:
    """What it is about, before and after, as the page shows it."""
    entry = OWNER_ENTRY._replace(what=what, subject=subject, before=before, after=after)
    return log_entry(0, entry, Shop("Späti")).cells[3:]


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        (("person", "Jonas", "", "Jonas, cashier, inactive"), ("Jonas", "", "Cashier · inactive")),
        (("person", "Jonas", "Jonas, cashier, active", "Jonas, manager, active"), ("Jonas", "Cashier", "Manager")),
        (("person", "Jon", "Jonas, cashier, active", "Jon, cashier, active"), ("Jon", "Jonas", "Jon")),
        (("person", "Ann, Lee", "", "Ann, Lee, owner, active"), ("Ann, Lee", "", "Owner · active")),
        (("product_learned", "4711", "", "1234.50 Drogerie"), ("4711", "", "1,234.50 € · Drogerie")),
        (("import", "12", "", "+9 ~0"), ("12 rows", "", "9 new · 0 changed")),
        (
            ("product", "401", MATE.format(price="1.29", bound="free"), MATE.format(price="-", bound="bound")),
            ("401 · Club-Mate 0,5 l", "1.29 € · price not fixed", "no price · fixed price"),
        ),
        (
            ("code_rules", "2", "22 PPK price, 23 PPK count", "22 PPK weight, 23 PPK count"),
            ("2", "22 PPK the price", "22 PPK the weight"),
        ),
        (("shop", "city", "Berlin", "Köln"), ("City", "Berlin", "Köln")),
        (("setting", "printer", "", "none"), ("Printer", "", "No printer")),
        (("leave", Permission.PRICE_OVERRIDE.value, "018f-basket", "Olga"), ("change a price", "", "Olga")),
        (("void_receipt", "22", "", "Doppelt gebucht"), ("receipt 22", "", "Doppelt gebucht")),
        (("wrong_pin", "Olga", "", "3"), ("Olga", "", "attempt 3")),
    ],
)
def test_the_log_is_in_words_and_shows_what_changed(kept: tuple[str, str, str, str], told: tuple[str, ...]) -> None:
    assert in_the_log(*kept) == told


def test_the_log_speaks_german() -> None:
    use_language("de")
    assert in_the_log("person", "Jonas", "", "Jonas, cashier, inactive")[2].startswith("Kassenkraft · ")
    assert in_the_log("product_learned", "4711", "", "1234.50 Drogerie")[2] == "1.234,50 € · Drogerie"
    assert in_the_log("tax_rate", "reduced 2027-01-01", "700", "950") == (
        "ermäßigter Satz · 01.01.2027", "7 %", "9,5 %",
    )  # fmt: skip


def test_a_whole_product_is_in_words() -> None:
    told = in_the_log("product", "401", "", MATE.format(price="1.29", bound="free"))[2].split(" · ")
    assert told[:3] == ["4029764001807", "1.29 €", "standard rate"]
    assert told[3:] == [
        "Getränke", "a piece", "deposit: mehrweg", "no age limit", "price not fixed",
        "pack 4029764001814: 20 for 22.80 €",
    ]  # fmt: skip


def test_what_the_services_write_can_be_read(till: Till, owner: Actor) -> None:
    """Were a service to write another shape, its raw text would be back."""
    till.people.save(owner, Person("Jonas", Role.CASHIER, active=False))
    till.products.save(owner, replace(till.products.by_code("4029764001807"), price=Money(139)))
    told = [log_entry(0, entry, Shop("Späti")).cells[3:] for entry in till.people.log(owner)]
    assert told[0] == ("4029764001807 · Club-Mate 0,5 l", "1.29 €", "1.39 €")
    assert told[1] == ("Jonas", "", "Cashier · inactive")


@pytest.mark.parametrize("what", sorted(READINGS))
@pytest.mark.parametrize("text", ["", "odd", "a, b, c", "+x ~y", "1.79", "x; y; z", "reduced soon", "²"])
def test_what_the_log_cannot_read_is_shown_as_it_was_kept(what: str, text: str) -> None:
    entry = OWNER_ENTRY._replace(what=what, subject=text, after=text)
    assert log_entry(0, entry, Shop("Späti")).cells[3::2] == (text, text)


def test_a_long_role_goes_into_a_second_row_and_nothing_is_cut(qapp: QApplication, open_window: OpenWindow) -> None:
    use_language("xr")
    theme.apply(qapp, dark=False)
    assembly = open_window()
    assembly.window.resize(1366, 768)
    page = Boss(assembly).page
    page.new_key.click()
    QApplication.processEvents()
    form = page.editor
    inside = form.area.widget()
    assert inside is not None
    assert inside.width() <= form.area.viewport().width()
    tops = {button.y() for button in form.role.choices.buttons.values()}
    assert len(tops) == 2
    for button in form.role.choices.buttons.values():
        assert button.width() >= button.sizeHint().width()
        assert form.role.choices.rect().contains(button.geometry())


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
