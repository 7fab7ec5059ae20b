"""Through the window: a stocktake of 500 articles while 200 sales run, a remission, and a month of empties."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from kasse.barcodes.keys import check_digit
from kasse.books.reports import Period
from kasse.books.stock import DepositCharge, Reason, StockDocument, StockEntry
from kasse.catalog import Pack, Product
from kasse.clock import SetClock
from kasse.ids import uuid7
from kasse.money import Money
from kasse.people import Actor, Person, Role
from kasse.quantity import Quantity
from kasse.sale import Tender, TenderType
from kasse.till import Till
from ui import last_state, theme
from ui.app import Assembly
from ui.sendback.page import SendBackPage
from ui.stocktake.page import StocktakePage
from ui.tasks import InlineTasks

CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
PLAIN = Qt.KeyboardModifier.NoModifier
MATE, MATE_CRATE, BOTTLE = "4029764001807", "4029764001814", "PFAND015"
DAILY, WEEKLY = "4190123402501", "4190555501209"


class Owner:
    """Scans and types on the pages."""

    def __init__(self, assembly: Assembly) -> None:
        self.assembly, self.window = assembly, assembly.window

    @property
    def till(self) -> Till:
        return self.assembly.desk.till

    @property
    def actor(self) -> Actor:
        return self.till.people.owner()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        focus: QWidget | None = QApplication.focusWidget()
        QTest.keyClick(self.window if focus is None else focus, key, modifier)

    def type(self, text: str) -> None:
        focus: QWidget | None = QApplication.focusWidget()
        QTest.keyClicks(self.window if focus is None else focus, text)

    def scan(self, code: str, count: int = 1) -> None:
        """A number is typed before it where there are many."""
        if count != 1:
            self.type(str(count))
        self.window.take_scan(code)

    def stocktake(self) -> StocktakePage:
        self.press(Qt.Key.Key_F2, SHIFT)
        page = self.window.pages["stocktake"]
        assert isinstance(page, StocktakePage)
        return page

    def sendback(self) -> SendBackPage:
        self.press(Qt.Key.Key_F3, SHIFT)
        page = self.window.pages["sendback"]
        assert isinstance(page, SendBackPage)
        return page

    def sell(self, *codes: str) -> None:
        """At the same till, by another hand."""
        checkout = self.till.checkout
        basket = checkout.new_basket()
        for code in codes:
            basket = checkout.scan(basket, code)
        total = checkout.price(basket).total
        checkout.pay(self.actor, basket, [Tender(TenderType.CARD, total)] if total.cents > 0 else [])


@pytest.fixture
def owner(open_till: Till, clock: SetClock, qtbot: QtBot, qapp: QApplication) -> Iterator[Owner]:
    """At the window of the small shop, with everything done at once: hundreds of scans are."""
    theme.apply(qapp, dark=False)
    open_till.people.log_in(open_till.people.owner().number, "")
    path = open_till.path
    open_till.close()
    assembly = Assembly(last_state.read(path), lambda: Till(path, clock=clock), InlineTasks())
    assembly.window.show()
    qtbot.addWidget(assembly.window)
    qtbot.waitUntil(lambda: assembly.flow is not None)
    assembly.window.activateWindow()
    qtbot.waitUntil(assembly.window.isActiveWindow)
    yield Owner(assembly)
    assembly.window.close()
    assembly.close()


# A stocktake of 500 articles while 200 sales run


def article(number: int) -> str:
    payload = f"40{number:010d}"
    return f"{payload}{check_digit(payload)}"


class Shelves:
    """What really is there: on the shelves, and of some articles in the store too."""

    def __init__(self, till: Till, actor: Actor) -> None:
        self.till = till
        self.shelf: dict[str, int] = {}
        self.store: dict[str, int] = {}
        products, entries = [], []
        for number in range(1, 501):
            code = article(number)
            self.shelf[code] = 10 + number % 7
            self.store[code] = 12 if number % 10 == 0 else 0
            packs = (Pack(article(number + 1000), "Karton", Quantity.of(6), Money(500)),) if number % 10 == 0 else ()
            products.append(Product(f"Artikel {number}", (code,), Money(100), "standard", "Getränke", packs=packs))
        with till.database.write() as work:
            work.catalog.add_many(products)
            for code in self.shelf:
                product = work.catalog.product_number(code)
                assert product is not None
                there = Quantity.of(self.shelf[code] + self.store[code])
                entries.append(StockEntry(product, there, there.price(Money(60))))
            work.stock.book(StockDocument(uuid7(), Reason.RECEIPT, till.clock.now(), actor.name, "", tuple(entries)))

    def missing(self, code: str, count: int) -> None:
        """Somebody took some without paying."""
        self.shelf[code] -= count


def test_a_stocktake_of_500_articles_while_200_sales_run(owner: Owner) -> None:
    shelves, chance = Shelves(owner.till, owner.actor), random.Random(7)  # noqa: S311 - a play, not a secret
    codes = list(shelves.shelf)
    stolen = {codes[3]: 5, codes[77]: 2, codes[200]: 9}
    for code, count in stolen.items():
        shelves.missing(code, count)
    page = owner.stocktake()
    owner.press(Qt.Key.Key_Return, CTRL)
    assert page.views.currentWidget() is page.counting

    sold = 0

    def customers(done: int) -> None:
        nonlocal sold
        while sold < min(200, done * 200 // 480):
            bought = [code for code in chance.sample(codes, 2) if shelves.shelf[code] > 0]
            if bought:
                owner.sell(*bought)
                for code in bought:
                    shelves.shelf[code] -= 1
            sold += 1

    for number, code in enumerate(codes[:490], 1):
        owner.scan(code, shelves.shelf[code])
        customers(number)
    owner.press(Qt.Key.Key_2, ALT)
    for code in codes[:490]:
        if shelves.store[code]:
            owner.scan(article(int(code[2:12]) + 1000), 2)
    assert sold == 200

    owner.press(Qt.Key.Key_D, CTRL)
    review = page.review.review
    assert review is not None
    assert {one.goods.code: -one.difference.thousandths // 1000 for one in review.wrong} == stolen
    assert sorted(goods.code for goods in review.missing) == sorted(codes[490:])
    assert [one.goods.code for one in review.striking] == [codes[200], codes[3]]

    owner.press(Qt.Key.Key_W, CTRL)
    assert [entry.cells[0] for entry in page.counting.again.rows.entries] == ["Artikel 201", "Artikel 4"]
    owner.press(Qt.Key.Key_1, ALT)
    owner.scan(codes[200], shelves.shelf[codes[200]])
    owner.sell(codes[200], codes[3])
    shelves.shelf[codes[200]] -= 1
    shelves.shelf[codes[3]] += 4 - 1  # they were behind the others
    owner.scan(codes[3], shelves.shelf[codes[3]])
    owner.press(Qt.Key.Key_D, CTRL)
    review = page.review.review
    assert review is not None
    assert review.striking == ()
    assert {one.goods.code: -one.difference.thousandths // 1000 for one in review.wrong} == {
        codes[3]: 1, codes[77]: 2, codes[200]: 9}  # fmt: skip
    assert (str(review.at_cost()), str(review.at_price())) == ("0.00", "-12.00")

    owner.press(Qt.Key.Key_Return, CTRL)
    page.asking.buttons[0].click()  # what was not counted stays
    for code in codes:
        there = owner.till.products.stock(code)[1]
        assert there == Quantity.of(shelves.shelf[code] + shelves.store[code]), code
    assert page.views.currentWidget() is page.beginning
    assert [entry.cells[2] for entry in page.beginning.past.rows.entries] == ["Olga"]
    assert owner.till.verify() == []


def test_a_slip_is_put_right_by_keys_and_a_name_is_found(owner: Owner) -> None:
    page = owner.stocktake()
    owner.press(Qt.Key.Key_Return, CTRL)
    owner.scan(MATE, 21)
    owner.press(Qt.Key.Key_Return)  # Enter on nothing: the marked line
    owner.type("12")
    owner.press(Qt.Key.Key_Return)
    assert page.counting.table.rows.entries[0].cells[:2] == ("12", "Club-Mate 0,5 l")
    assert page.counting.field.hasFocus()
    owner.type("3 x Schoko")
    owner.press(Qt.Key.Key_Return)
    page.asking.buttons[0].click()
    assert page.counting.table.rows.entries[0].cells[:2] == ("3", "Schokolade 100 g")
    owner.type("2x101")
    owner.press(Qt.Key.Key_Return)
    assert page.counting.table.rows.entries[0].cells[:2] == ("2", "Brötchen")
    owner.type("zwei")
    owner.window.take_scan(MATE)
    assert "is no number" in page.message.text()
    assert [entry.cells[0] for entry in page.counting.table.rows.entries] == ["2", "3", "12"]


def test_an_article_that_is_not_in_the_list_gets_a_name_and_is_counted(owner: Owner) -> None:
    page = owner.stocktake()
    owner.press(Qt.Key.Key_Return, CTRL)
    owner.scan("4006381333931", 6)
    owner.type("Kugelschreiber")
    owner.press(Qt.Key.Key_Return, CTRL)
    assert page.counting.table.rows.entries[0].cells[:3] == ("6", "Kugelschreiber", "4006381333931")
    assert page.counting.field.hasFocus()
    owner.scan("4006381333948")
    owner.press(Qt.Key.Key_Escape)
    owner.scan(MATE)
    assert [entry.cells[0] for entry in page.counting.table.rows.entries] == ["1", "6"]


def test_areas_by_keys_and_what_was_counted_lies_in_its_own(owner: Owner) -> None:
    page = owner.stocktake()
    owner.press(Qt.Key.Key_Return, CTRL)
    owner.scan(MATE, 4)
    owner.press(Qt.Key.Key_N, CTRL)
    owner.type("Fridge")
    owner.press(Qt.Key.Key_Return)
    assert page.counting.areas.area == "Fridge"
    owner.scan(MATE, 2)
    assert [entry.cells[0] for entry in page.counting.table.rows.entries] == ["2"]
    owner.press(Qt.Key.Key_1, ALT)
    assert [entry.cells[0] for entry in page.counting.table.rows.entries] == ["4"]
    owner.press(Qt.Key.Key_D, CTRL)
    assert page.review.table.rows.entries[0].cells[1:4] == ("0", "6", "+6")
    owner.press(Qt.Key.Key_Escape)
    assert page.views.currentWidget() is page.counting


def test_given_up_nothing_is_booked(owner: Owner) -> None:
    page = owner.stocktake()
    owner.press(Qt.Key.Key_Return, CTRL)
    owner.scan(MATE, 4)
    owner.press(Qt.Key.Key_D, CTRL)
    page.review.drop_key.click()
    page.asking.buttons[0].click()
    assert page.views.currentWidget() is page.beginning
    assert str(owner.till.products.stock(MATE)[1]) == "0"


def test_nothing_is_sold_from_the_stocktake(owner: Owner) -> None:
    page = owner.stocktake()
    owner.scan(MATE)
    assert "Begin the stocktake first" in page.message.text()
    assert owner.window.page_name == "stocktake"


def test_a_manager_lets_a_cashier_begin(owner: Owner) -> None:
    mehmet = owner.till.people.save(owner.actor, Person("Mehmet", Role.CASHIER), "1111")
    owner.till.people.change_own_pin(owner.actor, "", "9999")
    assert mehmet.number is not None
    owner.assembly.desk.log_in(mehmet.number, "1111")
    page = owner.stocktake()
    owner.press(Qt.Key.Key_Return, CTRL)
    assert (page.asking.isVisible(), page.beginning.past_card.isVisible()) == (True, False)
    owner.press(Qt.Key.Key_Escape)
    assert page.beginning.past_card.isVisible()
    owner.press(Qt.Key.Key_Return, CTRL)
    owner.type("9999")
    owner.press(Qt.Key.Key_Return)
    assert page.views.currentWidget() is page.counting
    owner.scan("4006381333931")
    owner.type("Textmarker")
    owner.press(Qt.Key.Key_Return, CTRL)
    assert page.asking.isVisible(), "a new article takes another leave"


def test_a_cashier_counts_and_a_manager_looks_at_the_differences(owner: Owner) -> None:
    boss = owner.actor
    mehmet = owner.till.people.save(boss, Person("Mehmet", Role.CASHIER), "1111")
    owner.till.people.change_own_pin(boss, "", "9999")
    page = owner.stocktake()
    owner.press(Qt.Key.Key_Return, CTRL)
    assert mehmet.number is not None
    owner.assembly.desk.log_in(mehmet.number, "1111")
    owner.scan(MATE, 4)
    assert page.counting.table.rows.entries[0].cells == ("4", "Club-Mate 0,5 l", MATE, "Mehmet")
    owner.press(Qt.Key.Key_D, CTRL)
    assert page.views.currentWidget() is page.counting
    assert page.asking.heading.text() == "Who allows it?"
    owner.type("9999")
    owner.press(Qt.Key.Key_Return)
    assert page.views.currentWidget() is page.review
    assert page.review.table.rows.entries[0].cells[3] == "+4"
    page.review.pieces.setText("50")
    page.review.pieces.returnPressed.emit()
    assert not page.asking.isVisible(), "it was allowed for this stay on the page"
    owner.press(Qt.Key.Key_F3, SHIFT)
    page = owner.stocktake()
    owner.press(Qt.Key.Key_Escape)
    back = owner.sendback()
    owner.scan(MATE)
    owner.type("9999")
    owner.press(Qt.Key.Key_Return)
    owner.scan(MATE)
    owner.scan("4006381333931")
    assert [entry.cells[0] for entry in back.goods.table.rows.entries] == ["2"]
    assert (back.asking.isVisible(), "is not in the list" in back.message.text()) == (False, True)


# A remission


def test_a_remission_from_the_delivery_to_the_list_in_the_parcel(
    owner: Owner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = owner.sendback()
    owner.press(Qt.Key.Key_PageDown, CTRL)
    assert page.views.currentIndex() == 1
    owner.scan(DAILY + "05", 10)
    owner.scan(WEEKLY + "47", 4)
    owner.press(Qt.Key.Key_Return)
    owner.type("Stadtblatt")
    owner.press(Qt.Key.Key_Return)
    assert page.delivery.table.rows.entries[1].cells == ("4", "Stadtblatt", "05555", "47", "1.20")
    owner.press(Qt.Key.Key_Return, CTRL)
    assert "14 papers are taken in" in page.message.text()
    for _customer in range(4):
        owner.sell(DAILY + "05", WEEKLY + "47")
    owner.scan(DAILY + "06", 9)
    owner.press(Qt.Key.Key_Return, CTRL)

    owner.press(Qt.Key.Key_PageDown, CTRL)
    assert page.views.currentIndex() == 2
    assert page.remission.told.text() == "1 issue is due and not packed."
    for _paper in range(5):
        owner.scan(DAILY + "05")
    row = next(entry for entry in page.remission.table.rows.entries if entry.cells[2] == "05")
    assert row.cells == ("5", "Press 01234", "05", "10", "4", "6", "−1")
    assert row.alarm
    page.remission.reference.setText("R 12")
    owner.press(Qt.Key.Key_Return, CTRL)
    assert "5 papers are sent" in page.message.text()
    assert [entry.cells[2] for entry in page.remission.table.rows.entries] == ["06", "47"]

    target = tmp_path / "remission.pdf"
    monkeypatch.setattr(QFileDialog, "open", lambda dialog: dialog.fileSelected.emit(str(target)))
    owner.press(Qt.Key.Key_P, CTRL)
    assert target.read_bytes().startswith(b"%PDF")
    assert owner.till.verify() == []


# A month of empties


def deliver(owner: Owner, crates: int) -> None:
    number = owner.till.products.by_code(MATE).number or 0
    charges = (
        DepositCharge("kasten", "Pfand Kasten", Money(150), Quantity.of(crates)),
        DepositCharge("mehrweg", "Pfand 0,15", Money(15), Quantity.of(20 * crates)),
    )
    entries = (StockEntry(number, Quantity.of(20 * crates), Money(1400 * crates)),)
    with owner.till.database.write() as work:
        work.stock.book(
            StockDocument(uuid7(), Reason.RECEIPT, owner.till.clock.now(), "Olga", "", entries, deposits=charges)
        )


def test_a_month_of_empties(owner: Owner, clock: SetClock) -> None:
    till, total = owner.till, 0
    till.shift.close(owner.actor, uncounted=True)
    clock.instant = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    for day in range(28):
        till.shift.open(owner.actor, Money(10_000))
        if day % 7 == 0:
            deliver(owner, 5)
        owner.sell(*[MATE] * 9)
        if day % 7 == 3:
            owner.sell(MATE_CRATE)
        owner.sell(*[BOTTLE] * 8)
        if day % 7 == 6:
            page = owner.sendback()
            page.goods.opened()
            key = next(index for index, key in enumerate(page.goods.keys) if key.title == "Leergut 0,15")
            owner.type("50")
            owner.press(Qt.Key(Qt.Key.Key_1 + key), ALT)
            owner.scan(BOTTLE, 5)
            assert page.goods.table.rows.entries[0].cells[:2] == ("55", "Leergut 0,15")
            assert page.goods.worth.text() == "Deposit: 8.25 €"
            owner.press(Qt.Key.Key_Return, CTRL)
            assert "55 pieces" in page.message.text()
            total += 55
        till.shift.close(owner.actor, uncounted=True)
        clock.advance(days=1)
    report = till.empties.account(Period(date(2026, 12, 1), date(2026, 12, 31)))
    row = next(row for row in report.rows if row[1] == "Pfand 0,15")
    came, sold, back = 20 * 20, 28 * 9 + 4 * 20, 28 * 8
    cents = [count * 15 for count in (0, came, -sold, back, -total)]
    left = (came - sold + back - total) * 15
    assert [cell.cents for cell in row[2:] if isinstance(cell, Money)] == [*cents, left, left, 0]
    assert till.verify() == []
