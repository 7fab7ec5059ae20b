"""Customers over weeks, through the real window: a month on the tab, a voucher, ten coffees, and a farewell."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from kasse.books.customers import Customer, Programme
from kasse.clock import SetClock
from kasse.money import Money
from kasse.sale import TenderType
from tests.conftest import OPENING
from tests.stories.window import Window
from ui.customers.page import CustomersPage

ROLL, SANDWICH, COFFEE = "101", "104", "120"


@pytest.fixture
def clock() -> SetClock:
    return SetClock(OPENING)


@pytest.fixture
def till(open_window: Callable[..., Window], spaeti: Path, clock: SetClock) -> Window:
    """The window, on a clock that the story moves."""
    return open_window(spaeti, clock)


def customers(window: Window) -> CustomersPage:
    window.press("customers")
    page = window.assembly.window.pages["customers"]
    assert isinstance(page, CustomersPage)
    window.settled()
    return page


def put_on_tab(window: Window) -> None:
    """Shift+F11 twice: the panel, and the booking."""
    window.press("tab")
    window.sees("pay")
    window.press("tab")
    window.until(lambda: not window.page.model.rows)


def owed(window: Window, number: int) -> str:
    return str(window.assembly.tasks.call(lambda: window.till.checkout.standing(number).owes))


def test_a_month_on_the_tab(till: Window, clock: SetClock, tmp_path: Path) -> None:
    # Monday: a regular asks for it. A name, and how much may be owed.
    page = customers(till)
    till.press("Ctrl+N")
    till.until(lambda: page.people.person.isVisible())
    page.people.person.name.setText("Anna Krause")
    page.people.person.limit.setText("20")
    till.press("Ctrl+Return")
    till.until(lambda: page.people.account.isVisible())
    number = page.people.account.number
    till.press("checkout")
    # Each day a coffee and a sandwich, until the limit says no.
    for _day in range(3):
        till.scan(COFFEE, SANDWICH)
        till.press("customer")
        till.sees("ask")
        till.type("krause\r")
        till.until(lambda: "Anna Krause" in till.page.total.details.text())
        put_on_tab(till)
        assert till.last().payments[0].type is TenderType.TAB
        clock.instant += timedelta(days=7)
    assert owed(till, number) == "17.25"
    till.scan(SANDWICH)
    till.press("customer")
    till.type("krause\r")
    till.press("tab")
    till.press("tab")
    till.sees("ask")
    assert "20.00" in till.page.ask.text.text()
    till.press("Alt+2")
    till.sees("keys")
    # She pays a note of ten first; then there is room again.
    till.press("hold")
    page = customers(till)
    page.people.search.setText("krause")
    till.settled()
    till.press("Return")
    till.until(lambda: page.people.account.isVisible())
    till.press("Ctrl+Return")
    till.until(lambda: page.asks)
    page.asking.field.setText("10")
    till.press("Return")
    till.until(lambda: till.assembly.window.page_name == "checkout" and bool(till.page.model.rows))
    assert till.lines() == [("1", "Payment on the tab", "10.00")]
    till.pay()
    assert owed(till, number) == "7.25"
    till.press("recall")
    till.shows("2.95")
    put_on_tab(till)
    assert owed(till, number) == "10.20"
    # The month's statement, and the day's figures.
    page = customers(till)
    page.people.save_statement(tmp_path / "anna.pdf")
    till.until(lambda: (tmp_path / "anna.pdf").exists())
    text = "".join(sheet.extract_text() for sheet in PdfReader(tmp_path / "anna.pdf").pages)
    assert all(figure in text for figure in ("17.25", "7.25", "10.20"))
    figures = till.assembly.tasks.call(lambda: till.till.shift.x_report(till.till.people.owner()))
    assert (str(figures.total), str(figures.tab_payments)) == ("20.20", "10.00")
    assert figures.expected_cash == Money(16000)
    assert till.assembly.tasks.call(till.till.verify) == []


def test_a_vouchers_life(till: Window, clock: SetClock) -> None:
    till.press("voucher")
    till.sees("ask")
    till.type("5")
    till.press("Alt+1")
    till.until(lambda: bool(till.page.model.rows))
    code = till.pay().positions[0].code
    till.scan(SANDWICH, code)
    till.shows("0.00")
    till.pay()
    till.scan(COFFEE, code)
    till.shows("0.75")
    assert code in till.told()
    sale = till.pay()
    till.scan(ROLL, code)
    till.says("Nothing is left")
    till.pay()
    # The second one was booked wrongly: the money goes back onto the voucher.
    owner = till.assembly.tasks.call(till.till.people.owner)
    till.assembly.tasks.call(lambda: till.till.checkout.void_receipt(owner, sale.receipt_no or 0, "wrong"))
    page = customers(till)
    till.scan(code)
    till.until(lambda: "2.05" in page.vouchers.panel.left.text())
    # Years later it has expired; the owner takes it all the same.
    clock.instant += timedelta(days=5 * 365)
    till.press("checkout")
    till.scan(COFFEE, code)
    till.sees("ask")
    till.press("Alt+1")
    till.shows("0.75")
    till.pay()
    assert till.assembly.tasks.call(lambda: str(till.till.checkout.voucher(code).left)) == "0.00"
    assert till.assembly.tasks.call(till.till.verify) == []


def test_ten_coffees(till: Window) -> None:
    def begin() -> int:
        boss = till.till.people.owner()
        coffee = till.till.products.by_code(COFFEE).number or 0
        till.till.stamps.save(boss, Programme("Every 10th coffee", 10, products=(coffee,)))
        return till.till.customers.save(boss, Customer("Bernd", "K7")).number or 0

    number = till.assembly.tasks.call(begin)
    for cups in (4, 5):
        till.scan("K7", *[COFFEE] * cups)
        till.pay()
    till.scan(COFFEE, SANDWICH, "K7")
    till.shows("2.95")
    assert till.lines()[0] == ("1", "Kaffee groß", "0.00")
    free = till.pay()
    assert [(one.name, str(one.amount)) for one in free.saved] == [("Every 10th coffee", "2.80")]
    assert till.assembly.tasks.call(lambda: till.till.checkout.standing(number).cards[0].have) == 0
    # Without his card nobody knows him, and nothing of him is kept.
    till.scan(COFFEE)
    assert till.pay().customer is None


def test_farewell(till: Window, spaeti: Path) -> None:
    def begin() -> int:
        boss = till.till.people.owner()
        person = Customer("Quirin Abschied", "K9", contact="0160 4711", tab_limit=Money(1000))
        return till.till.customers.save(boss, person).number or 0

    number = till.assembly.tasks.call(begin)
    till.scan(ROLL, "K9")
    till.until(lambda: "Quirin" in till.page.total.details.text())
    put_on_tab(till)
    page = customers(till)
    till.scan("K9")
    till.until(lambda: page.people.account.isVisible() and page.people.account.number == number)
    till.touch(page.people.account.acts["erase"])
    till.until(lambda: page.asks)
    till.press("Alt+2")
    till.until(lambda: "still owes" in page.message.text())
    till.press("checkout")
    till.press("customer")
    till.type("quirin\r")
    till.until(lambda: "Quirin" in till.page.total.details.text())
    till.press("customer")
    till.sees("ask")
    till.press("Alt+1")
    till.until(lambda: bool(till.page.model.rows))
    till.pay()
    page = customers(till)
    till.until(lambda: page.people.account.isVisible())
    till.touch(page.people.account.acts["erase"])
    till.until(lambda: page.asks)
    till.press("Alt+2")
    till.until(lambda: "is erased" in page.message.text())
    assert till.assembly.tasks.call(till.till.verify) == []
    till.close()
    assert not any(b"Abschied" in path.read_bytes() for path in spaeti.parent.glob(f"{spaeti.name}*"))
