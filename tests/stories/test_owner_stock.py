"""Behind the shop: a delivery of sixty articles, a power cut in the middle of it, goods that go, and a recall."""

import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kasse.books.buying import Order, OrderLine, OrderState, Supplier
from kasse.catalog import Pack, Product
from kasse.clock import SetClock
from kasse.ids import uuid7
from kasse.money import Money
from kasse.ports import Work
from kasse.quantity import Quantity
from kasse.till import Till
from tests.shots.shop import make
from tests.stories.window import Window
from ui.pages import Page
from ui.stock.page import StockPage

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MATE, CRATE, SWEETS, CHOCOLATE = "4029764001807", "4029764001814", "4001686301265", "4000539770708"


def ean(number: int) -> str:
    """A code of the test's own goods."""
    digits = f"40{number:010d}"
    odd, even = sum(map(int, digits[1::2])), sum(map(int, digits[0::2]))
    return f"{digits}{-(3 * odd + even) % 10}"


GOODS = [ean(number) for number in range(1, 57)]
"""With Mate, sweets, chocolate and one that nobody ordered these are sixty articles."""


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def ordered(tmp_path: Path, clock: SetClock) -> Path:
    """A shop that has ordered fifty-nine articles from Hoffmann."""
    path = tmp_path / "shop.sqlite"
    make(path, clock, language="en")
    till = Till(path, clock=clock)
    owner = till.people.owner()
    mate = till.products.by_code(MATE)
    crate = Pack(CRATE, "Crate of Club-Mate", Quantity.of(20), Money(2280), "einweg")
    till.products.save(owner, replace(mate, packs=(crate,)))
    with till.database.write() as work:
        work.catalog.add_many(
            Product(f"Ware {place}", (code,), Money(199), "reduced", "Vorrat") for place, code in enumerate(GOODS, 1)
        )
        supplier = work.buying.put_supplier(Supplier("Getränke Hoffmann")).number
        assert supplier is not None
        lines = [OrderLine(_number(work, MATE), 3, Quantity.of(20), "crate", cost=Money(1398))]
        lines += [
            OrderLine(_number(work, SWEETS), 24, Quantity.of(1)),
            OrderLine(_number(work, CHOCOLATE), 10, Quantity.of(1)),
        ]
        lines += [OrderLine(_number(work, code), 6, Quantity.of(1), cost=Money(110)) for code in GOODS]
        order = work.buying.add_order(Order(uuid7(), supplier, clock.now(), "Aylin", tuple(lines)))
        work.buying.move(order.id, OrderState.ORDERED)
    till.close()
    return path


def _number(work: Work, code: str) -> int:
    number = work.catalog.product_number(code)
    assert number is not None
    return number


def stock_page(window: Window, tab: str) -> StockPage:
    """The page on one of its tabs."""
    window.press("stock")
    page = window.assembly.window.pages["stock"]
    assert isinstance(page, StockPage)
    page.show_view({"in": page.receiving, "out": page.writing_off, "expiry": page.expiry, "stock": page.levels}[tab])
    window.settled()
    return page


def power_cut(path: Path) -> Path:
    """The file as the disk has it in this instant, while the till is still open."""
    after = path.with_name("after.sqlite")
    for ending in ("", "-wal"):
        shutil.copy(path.with_name(path.name + ending), after.with_name(after.name + ending))
    return after


def stock(window: Window, code: str) -> str:
    return str(window.assembly.tasks.call(lambda: window.till.products.stock(code)[1]))


def test_a_delivery_of_sixty_articles_survives_a_power_cut(
    open_window: Callable[..., Window], ordered: Path, clock: SetClock
) -> None:
    window = open_window(ordered, clock)
    page = stock_page(window, "in")
    assert page.receiving.start.table.rows.entries[0].cells[:3] == ("Order 1 is to come", "Getränke Hoffmann", "59")
    window.press("Return")
    assert len(page.receiving.table.rows.entries) == 59
    window.scan(CRATE, CRATE)
    window.type("5")
    window.scan(GOODS[0])  # five of it
    assert "5 × Ware 1" in page.message.text()
    window.scan(*GOODS[1:20])
    before = page.receiving.sums.text()
    after = power_cut(ordered)
    window.close()

    window = open_window(after, clock)
    page = stock_page(window, "in")
    assert page.receiving.start.table.rows.entries[0].cells[0] == "Begun by Aylin"
    window.press("Return")
    assert page.receiving.sums.text() == before
    window.scan(*GOODS[20:])
    for _again in range(5):
        window.scan(*GOODS[1:3])
    window.scan(f"(01)0{CHOCOLATE}(15)261205(10)L77")
    window.type("9\r")  # ten were ordered, nine came
    window.scan("4012852020028", SWEETS)
    window.type("24\r")
    sums = page.receiving.sums.text()
    assert sums.startswith("60 articles · 56 missing"), sums
    assert [entry.cells[2] for entry in page.receiving.table.rows.entries if entry.alarm] == ["not ordered"]

    window.press("Ctrl+B")
    assert "did not come as ordered" in page.asking.text.text()
    window.press("Alt+1")
    assert page.message.text() == "60 articles are booked in."
    window.settled()  # the list is read again
    assert [stock(window, code) for code in (MATE, GOODS[0], GOODS[1], GOODS[2], GOODS[55], CHOCOLATE, SWEETS)] == [
        "40", "5", "6", "6", "1", "9", "24",
    ]  # fmt: skip
    (booked,) = window.assembly.tasks.call(window.till.receiving.booked)
    assert {charge.deposit: str(charge.quantity) for charge in booked.deposits} == {
        "mehrweg": "40",
        "einweg": "2",
        "bier": "1",
    }
    orders = window.assembly.tasks.call(window.till.receiving.open_orders)
    assert orders[0][0].state is OrderState.PARTLY
    assert page.receiving.start.table.rows.entries[0].cells[:3] == ("Order 1 is to come", "Getränke Hoffmann", "56")
    assert window.assembly.tasks.call(window.till.verify) == []


def test_a_line_gets_its_cost_day_and_price_by_the_keyboard_alone(
    open_window: Callable[..., Window], ordered: Path, clock: SetClock
) -> None:
    window = open_window(ordered, clock)
    page = stock_page(window, "in")
    window.press("Ctrl+N")
    for cost in ("13,98", "14,98"):
        window.scan(CRATE)
        window.press("Return")  # the marked line
        assert page.receiving.line.heading.text() == "Club-Mate 0,5 l"
        window.type(f"{cost}\r+200\rL9")
        window.press("Ctrl+B")  # what is typed is saved first
        window.until(lambda: page.receiving.delivery is None)
        if cost == "13,98":
            window.press("Ctrl+N")
    assert page.message.text() == "1 article is booked in."
    first, last = window.assembly.tasks.call(window.till.receiving.booked)
    assert [str(one.entries[0].cost) for one in (first, last)] == ["14.98", "13.98"]
    product = window.assembly.tasks.call(lambda: window.till.products.by_code(MATE))
    card = window.assembly.tasks.call(lambda: window.till.levels.card(product.number or 0))
    assert (str(card.level), card.cost, [one.batch.code for one in card.batches]) == ("40", 7490, ["L9"])


def test_a_price_that_the_cost_moved_is_taken_by_one_key(
    open_window: Callable[..., Window], ordered: Path, clock: SetClock
) -> None:
    window = open_window(ordered, clock)
    page = stock_page(window, "in")
    for cost in ("0.69", "0.75"):
        window.press("Ctrl+N")
        window.scan(MATE)
        window.press("Return")
        window.type(cost)
        window.press("Ctrl+Return")
        if cost == "0.75":
            assert page.receiving.table.rows.entries[0].cells[5] == "1.39?"
            window.press("Ctrl+P")
            assert page.receiving.table.rows.entries[0].cells[5] == "1.39"
        window.press("Ctrl+B")
    window.press("checkout")
    window.scan(MATE)
    assert window.lines() == [("1", "Club-Mate 0,5 l", "1.39")]


def test_an_unknown_code_is_learned_and_the_delivery_goes_on(
    open_window: Callable[..., Window], ordered: Path, clock: SetClock
) -> None:
    window = open_window(ordered, clock)
    page = stock_page(window, "in")
    window.scan("4006381333931")  # begins the delivery
    window.until(page.receiving.learning.panel.isVisible)
    window.type("Textmarker\r")
    page.receiving.learning.panel.department.setCurrentIndex(
        page.receiving.learning.panel.department.findData("Haushalt")
    )
    window.press("Return")
    window.type("1.29\r")
    assert [entry.cells[:2] for entry in page.receiving.table.rows.entries] == [("1", "Textmarker")]
    window.scan("4006381333931")
    assert page.receiving.table.rows.entries[0].cells[0] == "2"


def test_goods_go_by_one_scan_each_and_a_slip_is_taken_back(
    open_window: Callable[..., Window], ordered: Path, clock: SetClock
) -> None:
    window = open_window(ordered, clock)
    page = stock_page(window, "out")
    window.press("Alt+3")
    window.scan(SWEETS)
    window.type("4")
    window.scan(CHOCOLATE)
    rows = [entry.cells[1:4] for entry in page.writing_off.table.rows.entries]
    assert rows == [("4", "Schokolade Vollmilch 100 g", "stolen"), ("1", "Haribo Goldbären 200 g", "stolen")]
    window.press("Alt+Z")
    assert page.writing_off.table.rows.entries[0].cells[3] == "taken back"
    assert (stock(window, CHOCOLATE), stock(window, SWEETS)) == ("0", "-1")


def test_a_recalled_batch_goes_back_while_the_other_stays(
    open_window: Callable[..., Window], ordered: Path, clock: SetClock, tmp_path: Path
) -> None:
    window = open_window(ordered, clock)
    page = stock_page(window, "in")
    for batch, count in (("L77", "8"), ("L78", "5")):
        window.press("Ctrl+N")
        window.type(count)
        window.scan(f"(01)0{CHOCOLATE}(15)2612{'05' if batch == 'L77' else '24'}(10){batch}")
        window.press("Ctrl+B")
    window.press("checkout")
    window.scan(CHOCOLATE, CHOCOLATE)
    window.pay()
    page = stock_page(window, "expiry")
    window.until(lambda: bool(page.expiry.rows))  # read beside the store thread
    assert [entry.cells[2:5] for entry in page.expiry.table.rows.entries] == [
        ("Schokolade Vollmilch 100 g", "L77", "6"),
    ]
    window.type("L77\r")
    assert [entry.cells[5:] for entry in page.expiry.recalling.table.rows.entries] == [("8", "6")]
    page.expiry.recalling.save_recall(tmp_path / "recall.pdf")
    window.until(lambda: (tmp_path / "recall.pdf").exists())
    window.press("Alt+D")
    window.press("Ctrl+Return")
    assert page.message.text() == "It is off the shelf, in the books too."
    assert stock(window, CHOCOLATE) == "5"
    window.press("back")
    window.until(lambda: page.expiry.table.rows.entries == ())
    assert window.assembly.tasks.call(window.till.verify) == []


def test_the_card_says_why_and_the_books_are_put_right(
    open_window: Callable[..., Window], ordered: Path, clock: SetClock
) -> None:
    window = open_window(ordered, clock)
    page = stock_page(window, "stock")
    window.scan(CHOCOLATE)
    window.press("Alt+K")
    window.type("12\r")
    window.press("Ctrl+Return")
    assert page.levels.correcting.isVisible(), "a reason is missing"
    window.type("counted anew")
    window.press("Ctrl+Return")
    assert page.levels.card.level.text() == "12 in stock"
    assert page.levels.card.movements.rows.entries[0].cells[1:] == ("correction · counted anew", "Aylin", "+12")


def test_a_marked_down_batch_sells_by_its_label(
    open_window: Callable[..., Window], ordered: Path, clock: SetClock, tmp_path: Path
) -> None:
    window = open_window(ordered, clock)
    page = stock_page(window, "in")
    window.press("Ctrl+N")
    window.type("4")
    window.scan(f"(01)0{CHOCOLATE}(15)261125(10)L1")
    window.press("Ctrl+B")
    owner = window.assembly.tasks.call(window.till.people.owner)
    page = stock_page(window, "expiry")
    window.until(lambda: bool(page.expiry.rows))
    (row,) = page.expiry.rows
    assert (row.percent, str(row.proposed)) == (50, "0.79")
    label = window.assembly.tasks.call(lambda: window.till.expiry.mark_down(owner, row.batch.number))
    page.expiry.save_label(label, tmp_path / "label.pdf")
    window.until(lambda: (tmp_path / "label.pdf").exists())
    window.press("checkout")
    window.scan(label.code)
    assert window.lines() == [("1", "Schokolade Vollmilch 100 g", "0.79")]


def test_a_cashier_writes_off_with_a_managers_pin(open_window: Callable[..., Window], staff: Path) -> None:
    window = open_window(staff)
    page = stock_page(window, "out")
    window.scan(SWEETS)
    window.until(lambda: page.asks)
    sophie = next(place for place, button in enumerate(page.asking.buttons, 1) if button.title == "Sophie")
    window.press(f"Alt+{sophie}")  # a choice of the question, and no reason meanwhile
    window.type("2222\r")
    window.until(lambda: not page.asks)
    assert [entry.cells[1:4] for entry in page.writing_off.table.rows.entries] == [
        ("1", "Haribo Goldbären 200 g", "spoiled")
    ]


def lent(window: Window, page: Page) -> None:
    """Sophie allows it."""
    window.until(lambda: page.side.currentWidget() is page.asking and page.asking.isVisible())
    sophie = next(place for place, button in enumerate(page.asking.buttons, 1) if button.title == "Sophie")
    window.press(f"Alt+{sophie}")
    window.type("2222\r")
    window.until(lambda: not page.asking.isVisible())


def test_a_manager_is_asked_once_for_a_delivery_and_for_what_goes(
    open_window: Callable[..., Window], staff: Path
) -> None:
    clock = SetClock(datetime.now(UTC))
    window = open_window(staff, clock)
    page = stock_page(window, "in")
    window.scan(SWEETS)
    lent(window, page)
    window.scan(SWEETS, CHOCOLATE)
    assert [entry.cells[:2] for entry in page.receiving.table.rows.entries] == [
        ("2", "Haribo Goldbären 200 g"),
        ("1", "Schokolade Vollmilch 100 g"),
    ]
    window.press("checkout")  # a customer is served in between
    page = stock_page(window, "in")
    window.scan(CHOCOLATE)
    window.press("Ctrl+B")
    assert page.message.text() == "2 articles are booked in."
    page = stock_page(window, "out")
    window.scan(SWEETS)
    lent(window, page)  # that was for the delivery
    window.scan(SWEETS, CHOCOLATE)
    assert len(page.writing_off.table.rows.entries) == 3
    clock.advance(minutes=11)
    window.scan(CHOCOLATE)
    assert page.asks, "nobody wrote anything off for a while"
    window.press("back")
    page = stock_page(window, "in")
    window.press("Ctrl+N")
    lent(window, page)  # another delivery
    window.press("back")
    till = window.till
    window.until(lambda: not window.assembly.tasks.call(till.receiving.open))  # nothing was scanned: nothing is kept


def test_scans_that_come_faster_than_the_shop_are_one_delivery(
    open_window: Callable[..., Window], ordered: Path, clock: SetClock
) -> None:
    window = open_window(ordered, clock)
    page = stock_page(window, "in")
    window.assembly.tasks.store(lambda: time.sleep(0.3), lambda _none: None, lambda _error: None)
    for code in (SWEETS, "4006381333931", CHOCOLATE, "4006381333948", SWEETS):
        page.take_scan(code)  # before anything of it was done
    window.settled()
    window.until(lambda: page.receiving.beside is page.receiving.learning.panel)
    window.settled()
    assert [entry.cells[:2] for entry in page.receiving.table.rows.entries] == [
        ("2", "Haribo Goldbären 200 g"),
        ("1", "Schokolade Vollmilch 100 g"),
    ]
    assert page.receiving.learning.panel.code == "4006381333931"
    assert page.receiving.learning.panel.name.hasFocus()
    assert "4006381333948" in page.message.text()
    assert len(window.assembly.tasks.call(window.till.receiving.open)) == 1


def test_a_scan_saves_what_was_typed_of_the_delivery_note(
    open_window: Callable[..., Window], ordered: Path, clock: SetClock
) -> None:
    window = open_window(ordered, clock)
    page = stock_page(window, "in")
    window.press("Ctrl+N")
    window.press("Alt+L")
    window.type("\rLS77")
    window.scan(SWEETS)
    window.settled()  # saved, then scanned
    assert page.receiving.delivery is not None
    assert (page.receiving.delivery.delivery.note_no, page.receiving.beside) == ("LS77", None)
    window.press("Return")
    window.type("abc")
    window.scan(CHOCOLATE)
    assert "cannot be read" in page.message.text()
    assert len(page.receiving.table.rows.entries) == 1


def test_a_batch_is_called_back_as_it_is_printed(
    open_window: Callable[..., Window], ordered: Path, clock: SetClock
) -> None:
    window = open_window(ordered, clock)
    page = stock_page(window, "in")
    for batch in ("007", "12"):
        window.press("Ctrl+N")
        window.scan(f"(01)0{CHOCOLATE}(15)261205(10){batch}")
        window.press("Ctrl+B")
    page = stock_page(window, "expiry")
    for batch in ("007", "12"):
        window.type(f"{batch}\r")
        assert [row.batch.code for row in page.expiry.recalling.found if row.batch] == [batch]
        window.press("back")
    window.type("007\r")
    window.press("checkout")
    window.scan(CHOCOLATE, CHOCOLATE)
    window.pay()
    page = stock_page(window, "expiry")
    assert [str(row.left) for row in page.expiry.recalling.found] == ["0"]


def test_after_a_question_one_types_on_where_one_was(
    open_window: Callable[..., Window], ordered: Path, clock: SetClock
) -> None:
    window = open_window(ordered, clock)
    page = stock_page(window, "in")
    for code in (CHOCOLATE, SWEETS):
        window.press("Ctrl+N")
        window.scan(f"(01)0{code}(15)261125(10)L1")
        window.press("Ctrl+B")
    page = stock_page(window, "expiry")
    window.until(lambda: bool(page.expiry.rows))
    window.press("Alt+D")
    assert page.asking.isVisible()
    window.press("back")
    window.type("L1\r")
    assert len(page.expiry.recalling.found) == 2
    window.press("Alt+D")
    page.expiry.recalling.taking_out.where.put("spoiled")
    window.press("Ctrl+Return")
    page = stock_page(window, "out")
    assert [entry.cells[1:3] for entry in page.writing_off.table.rows.entries] == [
        ("", "Schokolade Vollmilch 100 g and 1 more article")
    ]


def test_what_was_typed_is_meant_in_the_other_unit(
    open_window: Callable[..., Window], ordered: Path, clock: SetClock
) -> None:
    window = open_window(ordered, clock)
    page = stock_page(window, "in")
    window.press("Ctrl+N")
    window.scan(CRATE)
    window.press("Return")
    line = page.receiving.line
    assert (line.count.text(), line.counted.unit.title) == ("1", "Crate of Club-Mate")
    window.touch(line.counted.unit)
    assert (line.count.text(), line.counted.unit.title) == ("20", "pieces")
    line.go_to(line.cost)
    window.type("0,75")
    window.touch(line.costed.unit)
    assert (line.cost.text(), line.costed.unit.title) == ("0,75", "a piece")
    window.press("Ctrl+Return")
    assert page.receiving.table.rows.entries[0].cells[3] == "15.00"
