"""The promotions page in the real window: made by scan, tried out, switched off; and coupons at the checkout."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from kasse.money import Money
from kasse.promotions.rules import ALL, Goods, Kind, Part, Promotion
from ui.app import Assembly
from ui.checkout.chips import Chip
from ui.promotions import words
from ui.promotions.page import PromotionsPage

CHOCOLATE, MATE, MATE_CRATE, ROLL, CIGARETTES = (
    "4000539770708",
    "4029764001807",
    "4029764001814",
    "101",
    "4030600000018",
)
CONTROL = Qt.KeyboardModifier.ControlModifier
SWEETS = Goods(departments=("Süßes",))
THREE_FOR_TWO = Promotion("3 for 2", Kind.FEWER, (Part(SWEETS, 3),), pay=2, percent=ALL)


class Owner:
    """Types, presses and scans on the promotions page."""

    def __init__(self, assembly: Assembly) -> None:
        self.assembly, self.window = assembly, assembly.window
        QTest.keyClick(self.window, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
        page = assembly.window.pages["promotions"]
        assert isinstance(page, PromotionsPage)
        self.page, self.panel = page, page.panel

    def scan(self, *codes: str) -> None:
        for code in codes:
            self.window.take_scan(code)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def type(self, field: QLineEdit, text: str) -> None:
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)

    def choose(self, shape: str) -> None:
        self.panel.shape.setCurrentIndex(self.panel.shape.findData(shape))

    def chip(self, name: str) -> Chip:
        chips = [chip for chip in self.panel.goods.findChildren(Chip) if chip.isVisible()]
        return next(chip for chip in chips if chip.text().strip().startswith(name))

    def save(self) -> None:
        self.press(Qt.Key.Key_Return, CONTROL)

    def rows(self) -> list[tuple[str, ...]]:
        return [entry.cells for entry in self.page.table.rows.entries]

    def kept(self) -> list[Promotion]:
        return self.assembly.desk.till.promotions.promotions()


@pytest.fixture
def owner(assembly: Assembly) -> Owner:
    return Owner(assembly)


def ring(assembly: Assembly, *codes: str) -> str:
    QTest.keyClick(assembly.window, Qt.Key.Key_1, CONTROL)
    for code in codes:
        assembly.window.take_scan(code)
    return assembly.window.page.total.figure.text()


def test_scan_save_and_three_are_sold_for_the_price_of_two(owner: Owner, assembly: Assembly) -> None:
    owner.scan(CHOCOLATE)
    assert owner.panel.isVisible()
    assert owner.panel.name.placeholderText() == "3 for 2"
    owner.save()
    assert owner.rows() == [("3 for 2", "3 for 2 · Schokolade 100 g", "always", "running")]
    assert ring(assembly, CHOCOLATE, CHOCOLATE, CHOCOLATE) == "2.98"
    row = assembly.window.page.model.rows[0]
    assert (row.told, row.note) == ("3 for 2 −1.49", "−1.49")
    assert "saved 1.49 €" in assembly.window.page.total.details.text()


def test_a_department_is_touched_and_takes_another_away_again(owner: Owner) -> None:
    owner.press(Qt.Key.Key_N, CONTROL)
    owner.choose(words.PERCENT)
    owner.type(owner.panel.terms.percent, "12.5")
    owner.chip("Süßes").click()
    owner.chip("Backwaren").click()
    owner.chip("Süßes").click()
    owner.type(owner.panel.name, "Bakery")
    owner.save()
    (kept,) = owner.kept()
    assert (kept.percent, kept.parts[0].goods) == (1250, Goods(departments=("Backwaren",)))
    assert owner.rows() == [("Bakery", "-12.5 % · Backwaren", "always", "running")]


def test_a_set_has_groups_that_scans_go_to(owner: Owner, assembly: Assembly) -> None:
    owner.press(Qt.Key.Key_N, CONTROL)
    owner.choose(words.SET)
    owner.type(owner.panel.terms.amount, "2.00")
    owner.scan(CHOCOLATE)
    owner.chip("2:").click()
    owner.scan(ROLL)
    owner.type(owner.panel.goods.count, "2")
    owner.save()
    (kept,) = owner.kept()
    assert (kept.kind, kept.amount, [part.count for part in kept.parts]) == (Kind.TOGETHER, Money(200), [1, 2])
    assert ring(assembly, ROLL, CHOCOLATE, ROLL) == "2.00"


def test_a_crate_is_itself_and_a_scanned_article_can_be_taken_out(owner: Owner) -> None:
    owner.scan(MATE_CRATE, MATE)
    assert owner.panel.goods.parts()[0].goods == Goods(products=(1,), packs=(MATE_CRATE,))
    owner.chip("Club-Mate").click()
    assert owner.panel.goods.parts()[0].goods == Goods(packs=(MATE_CRATE,))


def test_a_happy_hour_for_regulars_with_a_coupon(owner: Owner) -> None:
    owner.scan(CHOCOLATE)
    owner.choose(words.AMOUNT)
    owner.type(owner.panel.terms.amount, "0.20")
    owner.type(owner.panel.starts, "24.12.")
    owner.type(owner.panel.ends, "31.12.")
    for day in owner.panel.days[:5]:
        day.click()
    owner.type(owner.panel.from_time, "17")
    owner.type(owner.panel.to_time, "1930")
    owner.type(owner.panel.coupon, "winter")
    owner.save()
    (kept,) = owner.kept()
    assert (kept.from_minute, kept.to_minute, kept.weekdays) == (1020, 1170, (0, 1, 2, 3, 4))
    when = "2026-12-24 – 2026-12-31 · Mon–Fri · 17:00–19:30 · coupon winter"
    assert owner.rows() == [("-0.20 each", "-0.20 each · Schokolade 100 g", when, "planned")]
    owner.page.edit(kept.number or 0)
    assert owner.panel.read() == kept
    assert not owner.panel.changed


@pytest.mark.parametrize("shape", words.SHAPES)
def test_each_kind_is_shown_again_as_it_was_kept(owner: Owner, shape: str) -> None:
    owner.scan(CHOCOLATE)
    owner.choose(shape)
    if shape == words.SET:
        owner.chip("2:").click()
        owner.scan(ROLL)
    owner.type(owner.panel.terms.first(), "4")
    if shape == words.TOGETHER:
        owner.type(owner.panel.terms.amount, "5")
    owner.save()
    (kept,) = owner.kept()
    owner.page.edit(kept.number or 0)
    assert words.shape_of(kept) == shape
    assert owner.panel.read() == kept


def test_what_is_wrong_is_said_at_its_field(owner: Owner) -> None:
    owner.press(Qt.Key.Key_N, CONTROL)
    owner.save()
    assert "Choose what the promotion is for" in owner.panel.wrong.text()
    owner.scan(CHOCOLATE)
    owner.type(owner.panel.name, "x" * 41)
    owner.save()
    assert owner.panel.name.property("wrong")
    assert owner.panel.name.hasFocus()
    assert owner.kept() == []
    owner.type(owner.panel.name, "Sweets")
    owner.type(owner.panel.from_time, "25:00")
    owner.save()
    assert owner.panel.from_time.property("wrong")
    owner.panel.from_time.clear()
    owner.scan(CIGARETTES)
    assert "bound by law" in owner.panel.wrong.text()
    owner.save()
    assert [one.name for one in owner.kept()] == ["Sweets"]


def test_trying_it_out_shows_what_it_gives_and_sells_nothing(owner: Owner, assembly: Assembly) -> None:
    owner.scan(CHOCOLATE)
    owner.press(Qt.Key.Key_D, CONTROL)
    trying = owner.page.trying
    assert trying.isVisible()
    owner.scan(CHOCOLATE, CHOCOLATE, CHOCOLATE, MATE)
    assert [entry.cells for entry in trying.table.rows.entries] == [
        ("3 × Schokolade 100 g", "−1.49", "2.98"),
        ("Club-Mate 0,5 l", "", "1.29"),
        ("   Pfand 0,15", "", "0.15"),
    ]
    assert (trying.saved.text(), trying.total.text()) == ("saved 1.49 €", "4.42 €")
    owner.scan("nonsense")
    assert trying.wrong.isVisible()
    assert len(trying.codes) == 4
    owner.press(Qt.Key.Key_Delete, CONTROL)
    assert trying.codes == []
    owner.press(Qt.Key.Key_Escape)
    assert owner.panel.isVisible()
    assert owner.kept() == []
    assert assembly.desk.basket.lines == ()


def test_what_is_not_saved_is_asked_about(owner: Owner) -> None:
    owner.scan(CHOCOLATE)
    owner.press(Qt.Key.Key_Escape)
    assert owner.page.asking.isVisible()
    owner.press(Qt.Key.Key_Escape)
    assert owner.panel.isVisible()
    owner.save()
    assert len(owner.kept()) == 1
    assert owner.page.side.isHidden()


def test_switched_off_the_basket_on_the_screen_costs_what_it_did(owner: Owner, assembly: Assembly) -> None:
    assembly.desk.till.promotions.save(assembly.desk.actor, THREE_FOR_TWO)
    assert ring(assembly, CHOCOLATE, CHOCOLATE, CHOCOLATE) == "2.98"
    owner = Owner(assembly)
    assert owner.page.switch_key.title == "Switch off"
    owner.press(Qt.Key.Key_E, CONTROL)
    assert owner.rows()[0][-1] == "switched off"
    assert owner.page.switch_key.title == "Switch on"
    assert ring(assembly) == "4.47"


def test_a_coupon_is_scanned_or_typed_at_the_checkout(assembly: Assembly) -> None:
    coupon = Promotion("Winter", Kind.AMOUNT, (Part(SWEETS),), amount=Money(50), coupon="WINTER", limit=1)
    assembly.desk.till.promotions.save(assembly.desk.actor, coupon)
    assembly.desk.till.promotions.save(assembly.desk.actor, replace(coupon, name="Ten", coupon="4400000000017"))
    page = assembly.window.page
    assert ring(assembly, "4400000000017") == "0.00"
    assert "as soon as" in page.message.text()
    assert ring(assembly, CHOCOLATE) == "0.99"
    QTest.keyClicks(page.scan, "winter")
    QTest.keyClick(page.scan, Qt.Key.Key_Return)
    assert assembly.desk.basket.coupons == ("4400000000017", "WINTER")
    assert ring(assembly, CHOCOLATE) == "1.98"
    assert "saved 1.00 €" in page.total.details.text()
    assembly.window.take_scan("4400000000017")
    assert "basket already" in page.message.text()
