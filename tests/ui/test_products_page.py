"""The products page in the real window: what an owner does there, by keys, clicks and scans."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from kasse.books.stock import Reason, StockDocument, StockEntry
from kasse.catalog import Department, Product, QuickKey, Unit
from kasse.clock import SetClock
from kasse.ids import uuid7
from kasse.money import Money
from kasse.people import AuditEntry, Person, Role
from kasse.quantity import Quantity
from kasse.till import Till
from tests.ui.conftest import OpenWindow
from ui import last_state, theme
from ui.app import Assembly
from ui.checkout.chips import Chip
from ui.products.page import ProductsPage
from ui.tasks import StoreThread
from ui.widgets.fields import chosen_in

MATE, MATE_CRATE, CHOCOLATE, NEW_CODE = "4029764001807", "4029764001814", "4000539770708", "4006381333931"
CONTROL = Qt.KeyboardModifier.ControlModifier


class Owner:
    """Types, presses and scans on the products page."""

    def __init__(self, assembly: Assembly) -> None:
        self.assembly, self.window = assembly, assembly.window
        QTest.keyClick(self.window, Qt.Key.Key_2, CONTROL)
        page = assembly.window.pages["products"]
        assert isinstance(page, ProductsPage)
        self.page = page
        self.list, self.editor = page.products.list, page.products.editor

    def till(self) -> Till:
        return self.assembly.desk.till

    def scan(self, code: str) -> None:
        self.window.take_scan(code)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def type(self, field: QLineEdit, text: str) -> None:
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)

    def look_for(self, text: str) -> None:
        self.type(self.list.search, text)

    def save(self) -> None:
        self.press(Qt.Key.Key_Return, CONTROL)

    def names(self) -> list[str]:
        return [entry.cells[0] for entry in self.list.table.rows.entries]

    def row(self, number: int = 0) -> tuple[str, ...]:
        return self.list.table.rows.entries[number].cells

    def open(self, text: str) -> None:
        self.look_for(text)
        self.press(Qt.Key.Key_Return)

    def edits(self) -> bool:
        return self.page.side.isVisible() and self.page.side.currentWidget() is self.editor

    def told(self) -> str:
        """Every sentence in sight that asks for attention, and the page's own."""
        labels = [label for label in self.page.findChildren(QLabel) if label.isVisible()]
        return " ".join(label.text() for label in labels if label.property("alarm") or label is self.page.message)

    def product(self, code: str) -> Product:
        return self.till().products.by_code(code)

    def audit(self, what: str) -> list[AuditEntry]:
        with self.till().database.read() as work:
            return [entry for entry in work.settings.audit_log() if entry.what == what]

    def answer(self, number: int) -> None:
        self.page.asking.buttons[number].click()


@pytest.fixture
def owner(assembly: Assembly, qtbot: QtBot) -> Owner:
    assembly.window.activateWindow()
    qtbot.waitUntil(assembly.window.isActiveWindow)
    return Owner(assembly)


# The list


def test_the_list_begins_with_the_best_sellers_and_the_search_has_the_focus(owner: Owner) -> None:
    assert owner.names()[:2] == ["Club-Mate 0,5 l", "Sternburg Export 0,5 l"]
    assert owner.list.search.hasFocus()


def test_products_are_found_by_name_and_by_code_while_typing(owner: Owner) -> None:
    owner.look_for("scho")
    assert owner.names() == ["Schokolade 100 g"]
    owner.look_for("40297")
    assert owner.names() == ["Club-Mate 0,5 l"]


def test_a_row_shows_the_price_per_unit_and_what_was_counted(owner: Owner) -> None:
    number = owner.product("102").number
    assert number is not None
    with owner.till().database.write() as work:
        lost = (StockEntry(number, Quantity(-1500)),)
        work.stock.book(StockDocument(uuid7(), Reason.SPOILED, owner.till().clock.now(), "Olga", "", lost))
    owner.look_for("banan")
    assert owner.row() == ("Bananen", "102", "Obst", "1.99/kg", "−1.500 kg", "")
    owner.look_for("tagesz")
    assert owner.row()[3:5] == ("–", "")


def test_the_list_is_filtered_by_department_and_by_what_is_to_complete(owner: Owner) -> None:
    owner.list.department.setCurrentIndex(owner.list.department.findData("Pfand"))
    owner.list.department.activated.emit(0)
    assert owner.names() == ["Leergut 0,25", "Leergut 0,15"]
    owner.look_for("0,15")
    assert owner.names() == ["Leergut 0,15"]
    owner.look_for("")
    QTest.keyClick(owner.list.search, Qt.Key.Key_Backspace)
    owner.list.department.setCurrentIndex(0)
    owner.list.incomplete.click()
    assert owner.names() == []
    till = owner.till()
    till.checkout.sell_unknown(till.people.owner(), till.checkout.new_basket(), NEW_CODE, Money(249), "Süßes")
    owner.list.incomplete.click()
    owner.list.incomplete.click()
    assert [name.endswith("to complete") for name in owner.names()] == [True]


def test_only_some_of_many_rows_are_shown_and_the_list_says_so(owner: Owner) -> None:
    with owner.till().database.write() as work:
        work.catalog.add_many(
            Product(f"Tee {n}", (f"7{n:05d}",), Money(99), "reduced", "Süßes", incomplete=True) for n in range(300)
        )
    owner.look_for("tee")
    assert len(owner.names()) == 200
    assert "more" in owner.list.told.text()
    owner.list.incomplete.click()
    assert len(owner.names()) == 200
    assert "more" in owner.list.told.text()
    owner.look_for("tee 29")
    assert len(owner.names()) == 11
    assert "11" in owner.list.told.text()


# Editing


def test_a_price_is_changed_from_the_keyboard_alone(owner: Owner) -> None:
    owner.open("mate")
    assert owner.edits()
    assert owner.editor.name.hasFocus()
    owner.press(Qt.Key.Key_Return)
    assert owner.editor.price.hasFocus()
    QTest.keyClicks(owner.editor.price, "1,39")
    owner.save()
    assert owner.product(MATE).price == Money(139)
    assert not owner.page.side.isVisible()
    assert owner.row()[3] == "1.39"
    (entry,) = owner.audit("product")
    assert (entry.who, "1.29" in entry.before, "1.39" in entry.after) == ("Olga", True, True)


def test_enter_goes_through_all_fields_and_saves_in_the_last(owner: Owner) -> None:
    owner.open("mate")
    QTest.keyClicks(owner.editor.name, "Mate")
    for _press in range(20):
        if not owner.edits():
            break
        owner.press(Qt.Key.Key_Return)
    assert owner.product(MATE).name == "Mate"


def test_what_cannot_be_read_is_said_beside_the_field_and_nothing_is_lost(owner: Owner) -> None:
    owner.open("mate")
    owner.type(owner.editor.name, "Limonade")
    owner.type(owner.editor.price, "viel")
    owner.save()
    assert "viel" in owner.told()
    assert owner.editor.price.property("wrong")
    assert owner.editor.name.text() == "Limonade"
    owner.type(owner.editor.price, "2")
    owner.type(owner.editor.name, " ")
    owner.save()
    assert "name" in owner.told()
    assert owner.product(MATE).price == Money(129)


def test_a_cashier_needs_a_managers_pin_and_then_it_is_saved_once(owner: Owner) -> None:
    people = owner.till().people
    boss = people.owner()
    people.save(boss, Person("Aylin", Role.CASHIER), "1111")
    people.save(boss, Person("Mehmet", Role.MANAGER), "2222")
    owner.assembly.desk.log_in(2, "1111")
    owner.open("mate")
    owner.type(owner.editor.price, "1,49")
    owner.save()
    assert owner.page.asks
    assert owner.product(MATE).price == Money(129)
    owner.page.asking.buttons[1].click()
    owner.type(owner.page.asking.field, "9999")
    owner.press(Qt.Key.Key_Return)
    assert owner.page.asks  # a wrong PIN
    owner.type(owner.page.asking.field, "2222")
    owner.press(Qt.Key.Key_Return)
    assert owner.product(MATE).price == Money(149)
    assert len(owner.audit("product")) == 1
    assert not owner.page.side.isVisible()


def test_leaving_with_something_typed_asks_and_keeps_it_until_it_is_given_up(owner: Owner) -> None:
    owner.open("mate")
    owner.type(owner.editor.price, "1,39")
    QTest.keyClick(owner.window, Qt.Key.Key_1, CONTROL)  # a customer comes
    QTest.keyClick(owner.window, Qt.Key.Key_2, CONTROL)
    assert (owner.edits(), owner.editor.price.text()) == (True, "1,39")
    owner.press(Qt.Key.Key_Escape)
    assert owner.page.asks
    owner.answer(2)  # go on
    assert (owner.edits(), owner.editor.price.text()) == (True, "1,39")
    owner.press(Qt.Key.Key_Escape)
    owner.answer(1)  # discard
    assert not owner.page.side.isVisible()
    assert owner.product(MATE).price == Money(129)
    owner.press(Qt.Key.Key_Escape)
    assert owner.window.other is None


def test_another_product_is_opened_after_the_first_is_saved(owner: Owner) -> None:
    owner.open("mate")
    owner.type(owner.editor.price, "1,39")
    owner.scan(CHOCOLATE)
    owner.answer(0)  # save
    assert owner.product(MATE).price == Money(139)
    assert (owner.edits(), owner.editor.name.text()) == (True, "Schokolade 100 g")


def test_what_the_checkout_learned_is_completed(owner: Owner) -> None:
    till = owner.till()
    till.checkout.sell_unknown(till.people.owner(), till.checkout.new_basket(), NEW_CODE, Money(249), "Süßes")
    owner.scan(NEW_CODE)
    assert owner.editor.later.isVisible()
    owner.type(owner.editor.name, "Lakritz")
    owner.save()
    assert (owner.product(NEW_CODE).name, owner.product(NEW_CODE).incomplete) == ("Lakritz", False)


# Codes


def test_a_scan_opens_its_product_and_sells_nothing(owner: Owner) -> None:
    owner.scan(CHOCOLATE)
    assert (owner.edits(), owner.editor.name.text()) == (True, "Schokolade 100 g")
    assert owner.assembly.desk.basket.lines == ()
    owner.scan("2812345004128")  # a label of the scale, with another price on each
    assert owner.editor.name.text() == "Käse am Stück"


def test_an_unknown_code_opens_a_new_product_that_has_it(owner: Owner) -> None:
    owner.scan(NEW_CODE)
    assert owner.editor.codes.codes == (NEW_CODE,)
    owner.type(owner.editor.name, "Filzstift")
    owner.type(owner.editor.price, "1,20")
    owner.save()
    assert "department" in owner.told()
    owner.editor.department.setCurrentIndex(owner.editor.department.findData("Süßes"))
    assert chosen_in(owner.editor.tax) == "reduced"  # proposed by the department
    owner.save()
    saved = owner.product(NEW_CODE)
    assert (saved.name, saved.price, saved.tax_class, saved.unit) == ("Filzstift", Money(120), "reduced", Unit.PIECE)
    assert not saved.incomplete


def test_a_scan_while_the_codes_have_the_focus_adds_a_code(owner: Owner) -> None:
    owner.open("mate")
    owner.editor.codes.field.setFocus()
    owner.scan(NEW_CODE)
    assert owner.editor.codes.codes == (MATE, NEW_CODE)
    owner.scan(CHOCOLATE)
    assert "Schokolade 100 g" in owner.told()
    owner.editor.codes.field.clear()
    owner.editor.codes.remove(MATE)
    owner.save()
    assert owner.product(NEW_CODE).codes == (NEW_CODE,)


def test_a_wrong_check_digit_is_doubted_once(owner: Owner) -> None:
    owner.open("mate")
    owner.type(owner.editor.codes.field, "4006381333932")
    owner.press(Qt.Key.Key_Return)
    assert "last digit" in owner.told()
    assert "4006381333932" not in owner.editor.codes.codes
    owner.press(Qt.Key.Key_Return)
    assert "4006381333932" in owner.editor.codes.codes


def test_a_code_that_was_typed_and_not_added_is_saved_too(owner: Owner) -> None:
    owner.open("mate")
    owner.type(owner.editor.codes.field, "4711")
    owner.save()
    assert set(owner.product(MATE).codes) == {MATE, "4711"}


# New products


@pytest.mark.parametrize(("typed", "name", "codes"), [("Lakritz", "Lakritz", ()), ("987654", "", ("987654",))])
def test_what_was_not_found_can_be_made_from_what_was_typed(
    owner: Owner, typed: str, name: str, codes: tuple[str, ...]
) -> None:
    owner.look_for(typed)
    assert owner.list.nothing_key.isVisible()
    owner.press(Qt.Key.Key_N, CONTROL)
    assert (owner.editor.name.text(), owner.editor.codes.codes) == (name, codes)


def test_the_same_code_is_not_given_to_two_products(owner: Owner) -> None:
    owner.press(Qt.Key.Key_N, CONTROL)
    owner.type(owner.editor.name, "Noch eine")
    owner.editor.department.setCurrentIndex(1)
    owner.type(owner.editor.codes.field, MATE_CRATE)
    owner.save()
    assert "Club-Mate" in owner.told()
    assert owner.editor.name.text() == "Noch eine"


def test_all_that_is_missing_is_said_and_the_first_field_has_the_focus(owner: Owner) -> None:
    owner.scan(NEW_CODE)
    owner.save()
    assert "Give the product a name" in owner.told()
    assert "Choose a department" in owner.told()
    assert owner.editor.name.hasFocus()
    owner.type(owner.editor.name, "Filzstift")
    owner.save()
    assert "Give the product a name" not in owner.told()
    assert owner.editor.department.hasFocus()


@pytest.mark.parametrize(("scale", "beside"), [(150, True), (200, False)])
def test_the_editor_is_all_in_sight_at_any_scale(
    qapp: QApplication, open_window: OpenWindow, scale: int, beside: bool
) -> None:
    theme.apply(qapp, dark=False, scale=scale)
    try:
        owner = Owner(open_window())
        owner.window.lay_on_tray()
        owner.window.resize(1366, 768)
        owner.open("mate")
        QApplication.processEvents()
        assert owner.window.width() == 1366
        assert owner.edits()
        for widget in (owner.editor.main_key, owner.editor.close_key, owner.editor.name):
            left, right = (
                widget.mapTo(owner.window, point) for point in (widget.rect().topLeft(), widget.rect().bottomRight())
            )
            assert owner.window.rect().contains(left)
            assert owner.window.rect().contains(right)
        assert owner.list.isVisible() == beside
        assert beside or owner.editor.width() > 1300
        owner.press(Qt.Key.Key_Escape)
        QApplication.processEvents()
        assert owner.list.isVisible()
        assert owner.list.search.mapTo(owner.window, owner.list.search.rect().topRight()).x() < 1366
    finally:
        theme.apply(qapp, dark=False)


# Packs


def test_a_pack_is_added_changed_and_removed(owner: Owner) -> None:
    owner.open("mate")
    owner.editor.packs.more.click()
    pack = owner.page.products.pack
    for field, text in ((pack.name, "Tray 6 x 0,5 l"), (pack.code, "4711"), (pack.units, "6"), (pack.price, "7,20")):
        assert field.hasFocus()
        QTest.keyClicks(field, text)
        owner.press(Qt.Key.Key_Return)
    owner.save()
    assert owner.edits()
    owner.page.products._open_pack(0)  # the crate
    pack.remove.click()
    owner.save()
    (kept,) = owner.product(MATE).packs
    assert (kept.code, kept.units, kept.price) == ("4711", Quantity.of(6), Money(720))


# Quick keys


def keys_of(owner: Owner) -> list[QuickKey]:
    return owner.till().products.quick_keys()


def test_the_marked_product_becomes_a_quick_key_with_a_text_of_its_own(owner: Owner) -> None:
    owner.look_for("mate")
    owner.page.chips.button(1).click()
    owner.press(Qt.Key.Key_N, CONTROL)
    owner.press(Qt.Key.Key_Return)  # the product that is marked in the list comes first
    panel = owner.page.keys.panel
    assert panel.label.hasFocus()
    owner.type(panel.label, "Mate")
    panel.page.setCurrentText("Getränke")
    owner.save()
    assert keys_of(owner)[-1] == QuickKey("Getränke", "Mate", MATE)
    (entry,) = owner.audit("quick_keys")
    assert (entry.who, "Mate" in entry.after, "Mate" in entry.before) == ("Olga", True, False)


def test_keys_are_put_in_order_and_removed(owner: Owner) -> None:
    view = owner.page.keys
    owner.page.chips.button(1).click()
    owner.scan("102")
    assert [key.label for key in view.keys if key.page == "Backwaren"] == ["Brötchen", "Bananen"]
    owner.press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    owner.save()
    assert [key.label for key in keys_of(owner)] == ["Bananen", "Brötchen", "Zeitung"]
    view.mark(1)
    view.panel.removed.emit()
    owner.press(Qt.Key.Key_Escape)
    assert owner.page.asks
    owner.answer(1)  # discard
    assert len(view.keys) == 3
    view.mark(1)
    view.panel.removed.emit()
    owner.save()
    assert [key.label for key in keys_of(owner)] == ["Bananen", "Zeitung"]


def test_a_page_of_keys_is_renamed_and_moved(owner: Owner) -> None:
    view = owner.page.keys
    owner.page.chips.button(1).click()
    view.mark(0)
    owner.type(view.panel.page_name, "Backshop")
    owner.press(Qt.Key.Key_Tab)
    view.panel.page_moved.emit(1)
    owner.save()
    assert [(key.page, key.label) for key in keys_of(owner)] == [("Presse", "Zeitung"), ("Backshop", "Brötchen")]


def test_all_pages_of_keys_are_in_sight_and_the_first_key_begins_with_none(owner: Owner) -> None:
    view = owner.page.keys
    owner.page.chips.button(1).click()
    QApplication.processEvents()
    assert list(view.grid.names) == ["Backwaren", "Presse"]
    assert [button.title for button in view.grid.buttons.values() if button.isVisible()] == ["Brötchen", "Zeitung"]
    view.grid.buttons[1].click()
    assert (view.panel.label.text(), view.panel.page.currentText()) == ("Zeitung", "Presse")
    for _twice in range(2):
        view.mark(0)
        view.panel.removed.emit()
    owner.save()
    assert keys_of(owner) == []
    assert view.first_key.isVisible()
    assert not view.add_key.isVisible()
    owner.press(Qt.Key.Key_N, CONTROL)
    assert view.finder.search.hasFocus()


# Departments


def test_a_department_is_added_and_its_colour_and_vat_are_changed(owner: Owner) -> None:
    view = owner.page.departments
    owner.page.chips.button(2).click()
    owner.press(Qt.Key.Key_N, CONTROL)
    owner.type(view.panel.name, "Eis")
    view.panel.tax.setCurrentIndex(view.panel.tax.findData("reduced"))
    view.panel.swatches.press(4)
    owner.save()
    assert Department("Eis", "reduced", "#2a78c4") in owner.till().products.departments()
    view.edit("Eis")
    view.panel.age.setCurrentIndex(view.panel.age.findData("16"))
    owner.save()
    assert Department("Eis", "reduced", "#2a78c4", 16) in owner.till().products.departments()
    assert len(owner.audit("department")) == 2
    owner.press(Qt.Key.Key_N, CONTROL)
    owner.type(view.panel.name, "eis")
    owner.save()
    assert "already" in owner.told()


def test_a_colour_that_is_none_of_the_eight_is_shown_as_a_ninth_and_kept(owner: Owner) -> None:
    view = owner.page.departments
    till = owner.till()
    till.products.save_department(till.people.owner(), Department("Bier", "standard", "#d9a21b", 16))
    owner.page.chips.button(2).click()
    view.edit("Bier")
    swatches = view.panel.swatches
    assert [chip.text().strip() for chip in swatches.findChildren(Chip) if chip.isChecked()] == ["Own colour"]
    view.panel.age.setCurrentIndex(view.panel.age.findData("18"))
    owner.save()
    assert Department("Bier", "standard", "#d9a21b", 18) in till.products.departments()
    view.edit("Bier")
    swatches.press(0)
    owner.save()
    assert Department("Bier", "standard", "#c0452f", 18) in till.products.departments()
    view.edit("Bier")
    (chosen,) = [chip.text().strip() for chip in swatches.findChildren(Chip) if chip.isVisible() and chip.isChecked()]
    assert chosen == "Red"
    assert "Own colour" not in [chip.text().strip() for chip in swatches.findChildren(Chip) if chip.isVisible()]


# With the real threads


@pytest.fixture
def hurried(qtbot: QtBot, ready_shop: Path, clock: SetClock) -> Iterator[Owner]:
    """The page while the store has a thread of its own."""
    bugs: list[BaseException] = []
    assembly = Assembly(last_state.read(ready_shop), lambda: Till(ready_shop, clock=clock), StoreThread(bugs.append))
    assembly.window.show()
    qtbot.addWidget(assembly.window)
    qtbot.waitUntil(lambda: assembly.flow is not None)
    assembly.window.activateWindow()
    qtbot.waitUntil(assembly.window.isActiveWindow)
    owner = Owner(assembly)
    qtbot.waitUntil(lambda: len(owner.names()) > 5)
    yield owner
    assembly.window.close()
    assembly.close()
    assert bugs == []


def test_answers_that_are_overtaken_are_never_shown(hurried: Owner, qtbot: QtBot) -> None:
    resets = QSignalSpy(hurried.list.table.rows.modelReset)
    hurried.look_for("schok")
    qtbot.waitUntil(lambda: hurried.names() == ["Schokolade 100 g"])
    assert resets.count() == 1


def test_a_double_press_saves_once(hurried: Owner, qtbot: QtBot) -> None:
    hurried.open("mate")
    qtbot.waitUntil(lambda: hurried.edits() and hurried.editor.name.hasFocus())
    hurried.type(hurried.editor.price, "1,39")
    hurried.save()
    hurried.save()
    qtbot.waitUntil(lambda: not hurried.edits())
    tasks = hurried.assembly.tasks
    assert tasks.call(lambda: hurried.product(MATE)).price == Money(139)
    assert len(tasks.call(lambda: hurried.audit("product"))) == 1


# For everybody


def test_everything_that_takes_the_focus_has_a_name(owner: Owner) -> None:
    owner.open("mate")
    nameless = [
        widget
        for widget in owner.page.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not _name(widget)
    ]
    assert nameless == []


def _name(widget: QWidget) -> str:
    text = getattr(widget, "text", lambda: "")()
    return widget.accessibleName() or str(text) or ("inside" if widget.focusProxy() else "")
