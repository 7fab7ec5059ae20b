"""The settings in the real window: each section by what it changes in the shop or on this computer."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeVar

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from kasse.barcodes import GERMANY_RULES, CodeRule
from kasse.barcodes.keys import check_digit, price_check_digit
from kasse.clock import SetClock
from kasse.people import Person, Role
from kasse.tax import TaxRate
from kasse.till import Till
from tests.conftest import PlainHasher
from ui import last_state
from ui.app import Assembly
from ui.machine import Machine, read
from ui.settings.about import AboutSection
from ui.settings.codes import CodesSection
from ui.settings.language import LanguageSection
from ui.settings.look import LookSection
from ui.settings.measuring import propose
from ui.settings.page import SECTIONS, SettingsPage, Tab
from ui.settings.printer import PrinterSection, printer_setting, printer_values
from ui.settings.rates import RatesSection
from ui.settings.scanner import ScannerSection
from ui.settings.section import FormSection, Section
from ui.settings.shop import ShopSection
from ui.settings.stock import StockSection
from ui.tasks import InlineTasks

S = TypeVar("S", bound=Section)

CTRL = Qt.KeyboardModifier.ControlModifier
NAMES = [section.name for section in SECTIONS]
SHOP, LANGUAGE, RATES, CODES, SCANNER, LOOK, PRINTER, MAIL, STOCK, DATEV, BOOKS = (
    NAMES.index(name)
    for name in (
        "shop", "language", "rates", "codes", "scanner", "look", "printer", "mail", "stock", "datev", "about",
    )
)  # fmt: skip
SPECIAL = NAMES.index("special")


class Scan(NamedTuple):
    """A burst as the scanner filter measures it."""

    text: str
    longest_gap: int
    end: str


class Owner:
    """Stands at the settings."""

    def __init__(self, assembly: Assembly, machine_file: Path) -> None:
        self.assembly = assembly
        self.machine_file = machine_file
        QTest.keyClick(assembly.window, Qt.Key.Key_6, CTRL)

    @property
    def page(self) -> SettingsPage:
        """The page in sight; another one after the look changed."""
        page = self.assembly.window.other
        assert isinstance(page, SettingsPage)
        return page

    def at(self, number: int) -> None:
        self.page.tabs[number].click()

    def section(self, number: int, kind: type[S]) -> S:
        self.at(number)
        section = self.page.section
        assert isinstance(section, kind)
        return section

    def form(self, number: int) -> FormSection:
        return self.section(number, FormSection)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.assembly.window, key, modifier)

    def type(self, section: FormSection, name: str, text: str) -> None:
        field = section.form.fields[name]
        assert isinstance(field, QLineEdit)
        field.setFocus()
        field.clear()
        QTest.keyClicks(field, text)

    def save(self) -> None:
        QApplication.processEvents()  # after another look the new window becomes the active one
        QTest.keyClick(self.page, Qt.Key.Key_Return, CTRL)

    def told(self) -> str:
        return self.page.message.text()

    def alarmed(self) -> bool:
        return bool(self.page.message.property("alarm"))

    @property
    def till(self) -> Till:
        return self.assembly.desk.till

    def close_the_day(self) -> None:
        self.till.shift.close(self.till.people.owner(), uncounted=True)

    def log(self) -> list[tuple[str, str, str, str]]:
        entries = self.till.people.log(self.till.people.owner())
        return [(entry.what, entry.subject, entry.before, entry.after) for entry in entries]


@pytest.fixture
def owner(qtbot: QtBot, ready_shop: Path, clock: SetClock, tmp_path: Path) -> Iterator[Owner]:
    """Olga at her till, on a computer that keeps its settings in a file."""
    file = tmp_path / "machine.toml"
    state = last_state.read(ready_shop)
    assembly = Assembly(
        state, lambda: Till(ready_shop, clock=clock, hasher=PlainHasher()), InlineTasks(), settings=file
    )
    assembly.window.show()
    qtbot.waitUntil(lambda: assembly.flow is not None)
    yield Owner(assembly, file)
    assembly.window.close()
    assembly.close()
    assembly.window.deleteLater()  # else each look that is put on dresses the windows of all tests before
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def cashier_at_the_till(owner: Owner) -> None:
    """Aylin is at the till; Olga's PIN is 1234."""
    people = owner.till.people
    person = people.save(people.owner(), Person("Aylin", Role.CASHIER), "1111")
    people.change_own_pin(people.owner(), "", "1234")
    assert person.number is not None
    owner.assembly.desk.log_in(person.number, "1111")


# Among the sections


def test_the_arrows_go_through_the_sections_and_enter_goes_in(owner: Owner) -> None:
    assert isinstance(QApplication.focusWidget(), Tab)
    seen = [owner.page.section.name]
    for _step in NAMES[1:]:
        owner.press(Qt.Key.Key_Down)
        seen.append(owner.page.section.name)
    assert seen == NAMES
    for _step in NAMES[1:]:
        owner.press(Qt.Key.Key_Up)
    owner.press(Qt.Key.Key_Return)
    section = owner.page.section
    assert isinstance(section, ShopSection)
    assert QApplication.focusWidget() is section.form.fields["name"]


def test_nothing_typed_is_lost_between_the_sections_and_the_checkout(owner: Owner) -> None:
    shop = owner.form(SHOP)
    owner.type(shop, "street", "Sonnenallee 5")
    owner.at(RATES)
    owner.press(Qt.Key.Key_Escape)
    assert owner.assembly.window.other is None
    QTest.keyClick(owner.assembly.window, Qt.Key.Key_6, CTRL)
    assert owner.page.section.name == "rates"
    assert owner.form(SHOP).form.value("street") == "Sonnenallee 5"
    assert owner.till.checkout.shop.street == "Weserstr. 1"


def test_what_is_typed_survives_another_look(owner: Owner) -> None:
    owner.close_the_day()
    owner.type(owner.form(SHOP), "street", "Sonnenallee 5")
    owner.at(LOOK)
    page, look = owner.page, owner.page.section
    assert isinstance(look, LookSection)
    look.form.fields["look"].buttons["dark"].click()  # type: ignore[attr-defined]
    assert owner.page is not page
    assert owner.page.section.name == "look"
    assert owner.form(SHOP).form.value("street") == "Sonnenallee 5"
    owner.save()
    assert owner.till.checkout.shop.street == "Sonnenallee 5"


def test_a_cashier_changes_nothing_without_leave(owner: Owner) -> None:
    owner.close_the_day()
    cashier_at_the_till(owner)
    owner.type(owner.form(SHOP), "city", "Potsdam")
    owner.save()
    assert owner.till.checkout.shop.city == "Berlin"
    assert owner.page.side.currentWidget() is owner.page.asking
    QTest.keyClicks(owner.page.asking.field, "1234")
    QTest.keyClick(owner.page.asking.field, Qt.Key.Key_Return)
    assert owner.till.checkout.shop.city == "Potsdam"
    assert ("lent", "Aylin", "", "settings") in owner.log()


def test_a_cashier_does_not_change_this_computer_either(owner: Owner) -> None:
    cashier_at_the_till(owner)
    section = owner.section(LOOK, LookSection)
    section.form.fields["scale"].buttons["150"].click()  # type: ignore[attr-defined]
    assert not owner.machine_file.exists()
    assert owner.page.side.currentWidget() is owner.page.asking


# The shop


def test_the_shops_data_are_saved_and_old_receipts_keep_theirs(owner: Owner) -> None:
    owner.close_the_day()
    before = owner.till.checkout.shop
    shop = owner.form(SHOP)
    owner.type(shop, "name", "Kiosk Sonne")
    shop.form.put({"footer": "Danke!\nBis bald ", "day_starts_at_hour": "5"})
    owner.save()
    assert not owner.alarmed()
    after = owner.till.checkout.shop
    assert (after.name, after.footer, after.day_starts_at_hour) == ("Kiosk Sonne", "Danke!\nBis bald", 5)
    assert (after.version, after.till_serial) == (before.version + 1, before.till_serial)
    assert "Kiosk Sonne" in owner.assembly.window.windowTitle()
    assert ("shop", "day_starts_at_hour", "4", "5") in owner.log()
    owner.save()
    assert owner.till.checkout.shop.version == before.version + 1


def test_what_a_z_report_stands_for_waits_until_the_day_is_closed(owner: Owner) -> None:
    shop = owner.form(SHOP)
    owner.type(shop, "street", "Sonnenallee 5")
    owner.save()
    assert owner.till.checkout.shop.street != "Sonnenallee 5"
    asking = owner.page.asking
    assert asking.isVisible()
    assert "Close the day first" in asking.text.text()
    asking.buttons[0].click()
    assert owner.assembly.window.other is owner.assembly.window.pages["shift"]
    owner.close_the_day()
    QTest.keyClick(owner.assembly.window, Qt.Key.Key_6, CTRL)
    assert owner.form(SHOP).form.value("street") == "Sonnenallee 5"
    owner.save()
    assert owner.till.checkout.shop.street == "Sonnenallee 5"


def test_the_foot_of_the_receipt_changes_at_any_time(owner: Owner) -> None:
    owner.form(SHOP).form.put({"footer": "Danke!"})
    owner.save()
    assert not owner.alarmed()
    assert owner.till.checkout.shop.footer == "Danke!"


def test_another_chart_brings_its_accounts_where_nobody_typed_others(owner: Owner) -> None:
    datev = owner.form(DATEV)
    assert datev.form.value("revenue_1900") == "8400"
    owner.type(datev, "wages", "1755")
    datev.form.fields["chart"].buttons["04"].click()  # type: ignore[attr-defined]
    assert (datev.form.value("revenue_1900"), datev.form.value("wages")) == ("4400", "1755")
    owner.type(datev, "consultant", "29098")
    owner.save()
    assert not owner.alarmed()
    kept = owner.till.datev.settings()
    assert (kept.consultant, kept.chart, kept.own) == (29098, "04", (("wages", "1755"),))


def test_an_account_that_is_none_is_refused_at_its_field(owner: Owner) -> None:
    datev = owner.form(DATEV)
    owner.type(datev, "bank", "12")
    owner.save()
    assert owner.alarmed()
    assert "“12” is no account" in owner.told()
    assert datev.form.fields["bank"].property("wrong")
    assert owner.till.datev.settings().own == ()


def test_enter_goes_on_to_the_next_line(owner: Owner) -> None:
    shop = owner.form(SHOP)
    owner.type(shop, "name", "Kiosk")
    owner.press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is shop.form.fields["street"]


def test_a_shop_without_a_name_is_refused_beside_the_form(owner: Owner) -> None:
    shop = owner.form(SHOP)
    shop.form.put({"name": "  "})
    owner.save()
    assert "name" in owner.told()
    assert owner.alarmed()
    assert QApplication.focusWidget() is shop.form.fields["name"]
    assert shop.form.fields["name"].property("wrong")
    assert owner.till.checkout.shop.name == "Späti Müller"


def test_numbers_that_cannot_be_are_doubted_and_saved_all_the_same(owner: Owner, qtbot: QtBot) -> None:
    owner.close_the_day()
    shop = owner.form(SHOP)
    owner.type(shop, "vat_id", "DE136695977")
    doubt = shop.form.doubts["vat_id"]
    qtbot.waitUntil(lambda: bool(doubt.text()))
    assert "check digit" in doubt.text()
    owner.type(shop, "vat_id", "DE136695976")
    qtbot.waitUntil(lambda: not doubt.text())
    owner.type(shop, "tax_number", "12")
    qtbot.waitUntil(lambda: bool(shop.form.doubts["tax_number"].text()))
    owner.save()
    assert owner.till.checkout.shop.tax_number == "12"


def test_the_tills_serial_cannot_be_typed_over(owner: Owner) -> None:
    shop = owner.form(SHOP)
    field = shop.form.fields["till_serial"]
    QTest.keyClicks(field, "9")
    assert shop.form.value("till_serial") == "KASSE-TEST01"


# Language and look


def test_another_language_is_on_the_screen_at_once(owner: Owner) -> None:
    section = owner.section(LANGUAGE, LanguageSection)
    assert section.form.value("language") == "de"
    section.form.fields["language"].buttons["en"].click()  # type: ignore[attr-defined]
    owner.save()
    assert owner.till.checkout.shop.language == "en"
    assert owner.page.section.name == "language"


def test_the_look_is_applied_at_once_and_kept(owner: Owner, qapp: QApplication) -> None:
    owner.at(LOOK)
    for name, value in (("look", "dark"), ("scale", "125"), ("keyboard", "never")):
        section = owner.page.section
        assert isinstance(section, LookSection)
        section.form.fields[name].buttons[value].click()  # type: ignore[attr-defined]
    assert read(owner.machine_file) == Machine(look="dark", scale=125, keyboard="never")
    assert qapp.palette().window().color().lightness() < 50
    assert owner.page.section.name == "look"


def test_a_computer_that_cannot_keep_its_settings_says_so(owner: Owner) -> None:
    owner.machine_file.mkdir()
    section = owner.section(LOOK, LookSection)
    section.form.fields["keyboard"].buttons["never"].click()  # type: ignore[attr-defined]
    assert "could not be written" in owner.told()
    assert section.form.value("keyboard") == "auto"


# The card


def test_the_main_action_is_right_below_a_short_section_and_in_sight_below_a_long_one(owner: Owner) -> None:
    owner.assembly.window.resize(1366, 768)
    for number in (LANGUAGE, SHOP):
        section = owner.form(number)
        QApplication.processEvents()
        last = section.form.mapTo(owner.page, section.form.rect().bottomLeft()).y()
        top = owner.page.save_key.mapTo(owner.page, QPoint()).y()
        assert top < last + 60, section.name
        assert top + owner.page.save_key.height() <= owner.page.height()


def test_tab_goes_from_the_last_field_to_the_main_action(owner: Owner) -> None:
    for number, last in ((SHOP, "till_serial"), (SCANNER, "prefix"), (SHOP, "till_serial")):
        section = owner.form(number)
        section.form.fields[last].setFocus()
        for _press in range(4):
            owner.press(Qt.Key.Key_Tab)
            if QApplication.focusWidget() is owner.page.save_key:
                break
        assert QApplication.focusWidget() is owner.page.save_key, section.name


@pytest.mark.parametrize("size", [(1024, 600), (1366, 768)])
def test_a_table_shows_all_its_rows_and_the_page_follows_the_marked_one(owner: Owner, size: tuple[int, int]) -> None:
    owner.assembly.window.resize(*size)
    section = owner.section(CODES, CodesSection)
    QApplication.processEvents()
    table = section.table
    assert not table.verticalScrollBar().maximum()
    table.setFocus()
    for _step in section.drafts:
        owner.press(Qt.Key.Key_Down)
        QApplication.processEvents()
        row = table.visualRect(table.currentIndex())
        assert table.viewport().visibleRegion().contains(row.center())


# VAT


def test_a_rate_from_a_day_on(owner: Owner) -> None:
    rates = owner.form(RATES)
    assert isinstance(rates, RatesSection)
    rates.form.put({"tax_class": "reduced"})
    owner.type(rates, "percent", "9,5")
    owner.press(Qt.Key.Key_Return)
    owner.type(rates, "valid_from", "1.1.2027")
    owner.press(Qt.Key.Key_Return)
    assert TaxRate("reduced", date(2027, 1, 1), 950) in owner.till.tax_rates()
    row = next(entry.cells for entry in rates.table.rows.entries if "2027" in entry.cells[2])
    assert row == ("reduced rate", "9.5 %", "2027-01-01", "to come")
    assert rates.form.value("percent") == ""
    assert "over" in [entry.cells[3] for entry in rates.table.rows.entries]


@pytest.mark.parametrize(
    ("percent", "day", "wrong"),
    [("x", "2027-01-01", "percent"), ("", "2027-01-01", "percent"), ("101", "2027-01-01", "percent"),
     ("9", "", "valid_from"), ("9", "31.2.2027", "valid_from"), ("9", "2026-11-23", "valid_from")],
)  # fmt: skip
def test_what_is_no_rate_is_refused(owner: Owner, percent: str, day: str, wrong: str) -> None:
    before = owner.till.tax_rates()
    rates = owner.form(RATES)
    owner.type(rates, "percent", percent)
    owner.type(rates, "valid_from", day)
    owner.save()
    assert owner.alarmed()
    assert QApplication.focusWidget() is rates.form.fields[wrong]
    assert (rates.form.value("percent"), rates.form.value("valid_from")) == (percent, day)
    assert owner.till.tax_rates() == before


def test_a_class_of_the_shops_own_has_a_name(owner: Owner) -> None:
    rates = owner.form(RATES)
    assert not rates.form.fields["own_class"].isVisible()
    rates.form.put({"tax_class": "+"})
    assert rates.form.fields["own_class"].isVisible()
    owner.type(rates, "percent", "12")
    owner.type(rates, "valid_from", "2027-01-01")
    owner.save()
    assert "name" in owner.told()
    owner.type(rates, "own_class", "books")
    owner.save()
    assert TaxRate("books", date(2027, 1, 1), 1200) in owner.till.tax_rates()


# Barcode rules


def codes(owner: Owner) -> CodesSection:
    return owner.section(CODES, CodesSection)


def label(prefix: str, value: str) -> str:
    """What the shop's scale prints for article 1234."""
    payload = f"{prefix}1234{price_check_digit(value)}{value}"
    return f"{payload}{check_digit(payload)}"


def test_a_rule_of_the_shops_own_is_tried_before_it_is_saved(owner: Owner) -> None:
    section = codes(owner)
    owner.assembly.window.take_scan(label("21", "01500"))
    assert "It sells" not in section.outcome.text()
    section.keys["new"].click()
    section.form.put({"prefix": "21"})
    section.form.put({"meaning": "price", "price_check": ""})
    assert "the price" in section.words.text()
    assert "digits 8 to 12" in section.words.text()
    owner.assembly.window.take_scan(label("21", "01500"))
    assert "15.00 €" in section.outcome.text()
    owner.assembly.window.take_scan(label("28", "00412"))
    assert "0.412 kg" in section.outcome.text()
    assert "It sells: Käse am Stück" in section.outcome.text()
    owner.save()
    assert owner.till.code_rules() == (CodeRule("21", "PPIIIIZVVVVVK", "price"), *GERMANY_RULES)


def test_rules_are_moved_and_removed(owner: Owner) -> None:
    section = codes(owner)
    section.keys["down"].click()
    section.keys["down"].click()
    section.keys["up"].click()
    section.table.mark_row(0)
    section.keys["remove"].click()
    owner.at(SHOP)
    owner.at(CODES)
    owner.save()
    first, second, *others = GERMANY_RULES
    del second
    assert owner.till.code_rules() == (first, *others)


def test_a_rule_that_cannot_be_is_refused_and_marked(owner: Owner) -> None:
    section = codes(owner)
    section.table.mark_row(4)
    section.form.put({"pattern": "PPIIII"})
    section.table.mark_row(0)
    owner.save()
    assert "PPIIII" in owner.told()
    assert section.marked == 4
    assert QApplication.focusWidget() is section.form.fields["pattern"]
    assert section.table.rows.entries[4].alarm
    assert owner.till.code_rules() == GERMANY_RULES


def test_all_rules_can_be_removed_and_one_added(owner: Owner) -> None:
    section = codes(owner)
    for _rule in GERMANY_RULES:
        section.keys["remove"].click()
    assert not section.keys["remove"].isEnabled()
    assert not section.form.isEnabled()
    section.keys["new"].click()
    assert section.form.isEnabled()
    section.form.put({"prefix": "28"})
    owner.save()
    assert owner.till.code_rules() == (CodeRule("28", "PPIIIIZVVVVVK", "weight", price_check=True),)


def test_a_scan_in_another_section_sells_nothing(owner: Owner) -> None:
    owner.assembly.window.take_scan("101")
    assert owner.assembly.window.other is owner.page
    assert "sold" in owner.told()
    assert not owner.assembly.desk.basket.lines


# The scanner


def scanner(owner: Owner) -> ScannerSection:
    return owner.section(SCANNER, ScannerSection)


def test_three_scans_propose_the_settings(owner: Owner) -> None:
    section = scanner(owner)
    section.measure_key.click()
    assert owner.assembly.counter is not None
    wedge = owner.assembly.counter.wedge
    assert wedge.measuring
    for gap in (12, 31, 8):
        wedge.measured.emit(Scan("4029764001807", gap, "tab"))
    assert not wedge.measuring
    assert (section.form.value("gap"), section.form.value("ends")) == ("62", "tab")
    assert "31 ms" in section.seen.text()
    owner.press(Qt.Key.Key_Space)  # the focus is on Save
    assert read(owner.machine_file) == Machine(scan_gap=62, scan_ends="tab")
    assert wedge.settings.gap == 62


def test_measuring_ends_where_one_goes_away(owner: Owner) -> None:
    assert owner.assembly.counter is not None
    wedge = owner.assembly.counter.wedge
    section = scanner(owner)
    section.measure_key.click()
    owner.at(SHOP)
    assert not wedge.measuring
    scanner(owner).measure_key.click()
    owner.press(Qt.Key.Key_Escape)
    assert owner.assembly.window.other is None
    assert not wedge.measuring


@pytest.mark.parametrize(
    ("scans", "gap", "ends", "said"),
    [
        ([("40177252", 1, "enter")] * 3, 20, "enter", ""),
        ([("40177252", 90, "enter"), ("40177252", 90, "tab"), ("40177252", 90, "tab")], 100, "enter,tab", ""),
        ([("40177252", 9, "enter"), ("4017725", 9, "enter"), ("40177252", 9, "enter")], 20, "enter", "differ"),
        ([("40177252", 9, "")] * 3, 20, "enter,tab", "no key at the end"),
        ([("éà&èè", 9, "enter")] * 3, 20, "enter", "another keyboard"),
    ],
)
def test_what_is_wrong_with_a_scanner_is_said(
    scans: list[tuple[str, int, str]], gap: int, ends: str, said: str
) -> None:
    proposal = propose([Scan(*scan) for scan in scans])
    assert (proposal.gap, proposal.ends, proposal.alarm) == (gap, ends, bool(said))
    assert said in proposal.said


@pytest.mark.parametrize(
    ("name", "text"),
    [("gap", "4"), ("gap", "201"), ("gap", "x"), ("gap", ""), ("shortest", "2"), ("prefix", "~~~~~~~~~")],
)
def test_a_scanner_setting_that_cannot_be_is_refused(owner: Owner, name: str, text: str) -> None:
    section = scanner(owner)
    owner.type(section, name, text)
    owner.save()
    assert owner.alarmed()
    assert QApplication.focusWidget() is section.form.fields[name]
    assert not owner.machine_file.exists()


# The printer


def printer(owner: Owner, kind: str) -> PrinterSection:
    section = owner.section(PRINTER, PrinterSection)
    section.form.fields["kind"].buttons[kind].click()  # type: ignore[attr-defined]
    return section


def test_a_network_printer_is_chosen(owner: Owner) -> None:
    section = printer(owner, "tcp")
    assert section.form.fields["host"].isVisible()
    assert not section.form.fields["folder"].isVisible()
    owner.save()
    assert QApplication.focusWidget() is section.form.fields["host"]
    assert owner.till.setting("printer", "none") == "none"
    owner.type(section, "host", "192.168.1.50")
    owner.save()
    assert owner.till.setting("printer") == "tcp:192.168.1.50:9100"
    assert ("setting", "printer", "", "tcp:192.168.1.50:9100") in owner.log()


def test_an_address_that_is_none_is_refused(owner: Owner) -> None:
    section = printer(owner, "tcp")
    section.form.put({"host": "a b"})
    owner.save()
    assert owner.alarmed()
    assert owner.till.setting("printer", "none") == "none"


def test_a_test_page_shows_what_is_typed_works(owner: Owner, tmp_path: Path) -> None:
    section = printer(owner, "file")
    section.test_key.click()
    assert "folder" in owner.told()
    section.form.put({"folder": str(tmp_path / "receipts")})
    section.test_key.click()
    assert not owner.alarmed()
    (page,) = (tmp_path / "receipts").iterdir()
    assert b"M\x81ller" in page.read_bytes()
    assert owner.till.setting("printer", "none") == "none"
    blocked = tmp_path / "file"
    blocked.write_text("")
    section.form.put({"folder": str(blocked)})
    section.test_key.click()
    assert "cannot be written" in owner.told()
    assert section.test_key.isEnabled()


@pytest.mark.parametrize(
    "setting", ["none", "tcp:192.168.1.50:9100", "tcp:printer:9101", "tcp:[fe80::1]:9100", "file:/tmp/a folder"]
)
def test_a_printers_setting_is_shown_and_written_the_same(setting: str) -> None:
    assert printer_setting(printer_values(setting)) == setting


def test_a_printers_setting_without_a_port_gets_the_usual_one() -> None:
    assert printer_setting(printer_values("tcp:printer")) == "tcp:printer:9100"
    assert printer_setting(printer_values("tcp:[fe80::1]")) == "tcp:[fe80::1]:9100"
    assert printer_setting(printer_values("")) == "none"


# Stock


def test_markdowns_and_price_endings_are_the_owners_own(owner: Owner) -> None:
    section = owner.section(STOCK, StockSection)
    assert (section.form.value("markdown_steps"), section.form.value("price_ending")) == ("7:25 2:50", "9")
    owner.type(section, "markdown_steps", "7")
    owner.save()
    assert "days:percent" in owner.told()
    owner.type(section, "markdown_steps", "10:20 3:50")
    owner.save()
    assert owner.till.expiry.steps() == ((10, 20), (3, 50))
    assert ("setting", "markdown_steps", "", "10:20 3:50") in owner.log()


# Special cases


def test_francs_tips_and_seats_are_the_owners_own(owner: Owner) -> None:
    section = owner.form(SPECIAL)
    assert section.form.values() == {"small_business": "", "eat_in": "", "tips": "", "currencies": ""}
    owner.type(section, "currencies", "CHF")
    owner.save()
    assert owner.alarmed()
    owner.type(section, "currencies", "usd 0,92; chf 1,065")
    section.form.put({"eat_in": "yes", "tips": "yes"})
    owner.save()
    assert owner.till.setting("currencies") == "CHF 1.065; USD 0.92"
    assert owner.assembly.flow is not None
    offers = owner.assembly.flow.opened.offers
    assert (offers.eat_in, offers.tips, [one.code for one in offers.currencies]) == (True, True, ["CHF", "USD"])
    assert ("setting", "currencies", "", "CHF 1.065; USD 0.92") in owner.log()


def test_a_small_business_begins_with_a_new_day(owner: Owner) -> None:
    section = owner.form(SPECIAL)
    section.form.put({"small_business": "yes"})
    owner.save()
    assert not owner.till.checkout.shop.small_business, "a shift is open"
    owner.close_the_day()
    section.form.put({"small_business": "yes"})
    owner.save()
    assert owner.till.checkout.shop.small_business


# The books


def books(owner: Owner) -> AboutSection:
    return owner.section(BOOKS, AboutSection)


def test_the_books_are_checked(owner: Owner) -> None:
    section = books(owner)
    assert str(owner.till.path) in section.form.value("file")
    section.check_key.click()
    assert section.findings.text() == "All adds up."
    owner.till.database.connection.execute("UPDATE stock_level SET quantity = quantity + 1")
    owner.till.database.connection.execute("DROP TRIGGER audit_no_delete")
    section.check_key.click()
    assert section.findings.property("alarm")
    assert section.findings.text() != "All adds up."


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of the dialog; the offscreen screen has none
def test_a_backup_is_saved_where_the_owner_says(owner: Owner, tmp_path: Path) -> None:
    section = books(owner)
    section.backup_key.click()
    dialog = section.dialog
    assert isinstance(dialog, QFileDialog)
    assert dialog.selectedFiles()[0].endswith("shop-2026-11-23.sqlite")
    dialog.close()
    target = tmp_path / "kept.sqlite"
    section.backup(str(target))
    assert str(target) in section.findings.text()
    copy = Till(target, exclusive=False)
    assert copy.verify() == []
    copy.close()
    section.backup(str(target))
    assert "exists already" in section.findings.text()
    assert section.backup_key.isEnabled()


def test_a_cashier_takes_no_copy_of_the_books(owner: Owner) -> None:
    cashier_at_the_till(owner)
    section = books(owner)
    section.backup_key.click()
    assert section.dialog is None
    assert owner.page.side.currentWidget() is owner.page.asking


# For those who do not see the screen


def test_every_field_has_a_name_for_screen_readers(owner: Owner) -> None:
    for number in range(len(owner.page.tabs)):
        owner.at(number)
        fields = owner.page.section.findChildren(QLineEdit)
        assert [field for field in fields if not field.accessibleName()] == []
