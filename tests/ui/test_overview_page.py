"""The owner's start page: what it says of a day, and where it leads."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kasse.books.stock import Reason, StockDocument, StockEntry
from kasse.clock import SetClock
from kasse.ids import uuid7
from kasse.money import Money
from kasse.people import Person, Role
from kasse.prices import NewPrice
from kasse.quantity import Quantity
from kasse.sale import Tender, TenderType
from kasse.till import Till
from ui.app import Assembly
from ui.overview.cards import Card
from ui.overview.page import WAYS, OverviewPage
from ui.stock.page import StockPage

MATE, ROLL = "4029764001807", "101"


def ring(path: Path, clock: SetClock, *codes: str) -> None:
    till = Till(path, clock=clock)
    owner = till.people.owner()
    if till.shift.current() is None:
        till.shift.open(owner, Money(10000))
    basket = till.checkout.new_basket()
    for code in codes:
        basket = till.checkout.scan(basket, code)
    till.checkout.pay(owner, basket, [Tender(TenderType.CASH, Money(5000))])
    till.close()


def close_shift(path: Path, clock: SetClock) -> None:
    till = Till(path, clock=clock)
    owner = till.people.owner()
    till.shift.count(owner, {5000: 2})
    till.shift.close(owner)
    till.close()


def overview(assembly: Assembly) -> OverviewPage:
    assembly.window.go("overview")
    page = assembly.window.other
    assert isinstance(page, OverviewPage)
    return page


def lines(card: Card) -> list[str]:
    texts = []
    for row in range(card._lines.rowCount()):
        for column in range(2):
            item = card._lines.itemAtPosition(row, column)
            if item is not None and item.widget() is not None:
                texts.append(item.widget().text())  # type: ignore[union-attr]
    return texts


@pytest.fixture
def week_later(ready_shop: Path, clock: SetClock) -> Path:
    """Two bottles at nine last Monday (2.88 with deposits); today one at nine (1.44), and a roll at eleven (0.45)."""
    clock.advance(hours=1)
    ring(ready_shop, clock, MATE, MATE)
    close_shift(ready_shop, clock)
    clock.instant += timedelta(days=7)
    ring(ready_shop, clock, MATE)
    clock.advance(hours=2, minutes=10)
    ring(ready_shop, clock, ROLL)
    return ready_shop


def test_today_stands_beside_last_week_up_to_the_last_full_hour(
    week_later: Path, open_window: Callable[[], Assembly]
) -> None:
    page = overview(open_window())
    assert page.today.big.text() == "1.89 €"
    assert page.today.quiet.text() == "2 customers · 0.95 € each · until 11:00 1.44 €, a week ago 2.88 € (−50 %)"
    assert page.chart.panel is not None
    assert page.chart.panel.chart is not None
    assert [series.name for series in page.chart.panel.chart.series] == ["Today", "A week ago"]


def test_the_drawer_says_what_should_lie_in_it(week_later: Path, open_window: Callable[[], Assembly]) -> None:
    page = overview(open_window())
    assert page.drawer.big.text() == "101.89 €"
    assert page.drawer.quiet.text().startswith("Open since 2026-11-30 09:00, by ")
    assert lines(page.drawer) == ["Difference at the last closing", "−2.88"]


def test_what_runs_out_is_named_with_the_days_it_lasts(
    ready_shop: Path, clock: SetClock, open_window: Callable[[], Assembly]
) -> None:
    till = Till(ready_shop, clock=clock)
    with till.database.write() as work:
        goods = (StockEntry(1, Quantity.of(7)),)
        work.stock.book(StockDocument(uuid7(), Reason.RECEIPT, clock.now(), "Olga", "", goods))
    till.close()
    ring(ready_shop, clock, MATE, ROLL)
    page = overview(open_window())
    assert lines(page.low) == ["Brötchen", "gone", "Club-Mate 0,5 l", "6 days"]


def test_what_waits_is_said_and_leads_to_its_page(
    ready_shop: Path, clock: SetClock, open_window: Callable[[], Assembly]
) -> None:
    till = Till(ready_shop, clock=clock)
    owner = till.people.owner()
    basket = till.checkout.sell_unknown(owner, till.checkout.new_basket(), "4006381333993", Money(250), "Milch")
    till.checkout.hold(owner, basket, "Wallet")
    till.close()
    page = overview(open_window())
    said = lines(page.decide)
    assert "1 basket is parked." in said
    assert "1 article is to be completed." in said
    page.decide.chosen.emit("products")
    assert page.office is not None
    assert page.window().page_name == "products"  # type: ignore[attr-defined]


@pytest.mark.parametrize("way", WAYS)
def test_every_page_behind_it_opens(assembly: Assembly, way: str) -> None:
    page = overview(assembly)
    page.ways[way].click()
    assert assembly.window.page_name == way


def test_prices_of_tomorrow_and_prints_that_nobody_is_sure_of_are_said(
    ready_shop: Path, clock: SetClock, open_window: Callable[[], Assembly]
) -> None:
    ring(ready_shop, clock, MATE)
    till = Till(ready_shop, clock=clock)
    owner = till.people.owner()
    mate = till.products.by_code(MATE).number or 0
    tomorrow = clock.now().date() + timedelta(days=1)
    till.prices.change(owner, [NewPrice(mate, Money(139))], tomorrow)
    till.prices.change(owner, [NewPrice(mate, Money(149))], tomorrow + timedelta(days=1))
    with till.database.write() as work:
        job = work.outbox.next(("receipt",), clock.now())
        assert job is not None
        work.outbox.sending(job.number)
    till.checkout.recover()
    till.close()
    assembly = open_window()
    page = overview(assembly)
    assert lines(page.decide)[::2] == ["1 receipt may not have been printed.", "1 price changes tomorrow."]
    assembly.desk.till.receipts.print_copy(assembly.desk.till.people.owner(), 1)
    page = overview(assembly)
    assert lines(page.decide)[::2] == ["1 price changes tomorrow."]


def test_labels_are_only_missed_where_labels_are_printed(
    ready_shop: Path, clock: SetClock, open_window: Callable[[], Assembly]
) -> None:
    till = Till(ready_shop, clock=clock)
    owner = till.people.owner()
    mate, chocolate = (till.products.by_code(code).number or 0 for code in (MATE, "4000539770708"))
    till.prices.change(owner, [NewPrice(mate, Money(139)), NewPrice(chocolate, Money(159))])
    till.close()
    assembly = open_window()
    assert lines(overview(assembly).decide) == []
    assembly.desk.till.prices.labelled(owner, assembly.desk.till.prices.labels([(mate, 0)]))
    assert lines(overview(assembly).decide)[::2] == ["1 label is to be printed."]


def test_what_expires_leads_to_where_it_is_marked_down(
    ready_shop: Path, clock: SetClock, open_window: Callable[[], Assembly]
) -> None:
    till = Till(ready_shop, clock=clock)
    with till.database.write() as work:
        today = clock.now().date()
        for days, left in ((0, 7), (3, 5)):
            batch = work.stock.batch(1, str(days), today + timedelta(days=days), clock.now())
            goods = (StockEntry(1, Quantity.of(left), batch=batch),)
            work.stock.book(StockDocument(uuid7(), Reason.RECEIPT, clock.now(), "Olga", "", goods))
    till.close()
    assembly = open_window()
    page = overview(assembly)
    assert [text.split(" × ")[0] for text in lines(page.old)] == ["7", "today", "5", "in 3 days"]
    page.old.more.click()
    stock = assembly.window.other
    assert isinstance(stock, StockPage)
    assert stock.view is stock.expiry


def test_who_may_not_see_figures_sees_none_until_a_manager_allows_it(
    week_later: Path, open_window: Callable[[], Assembly]
) -> None:
    assembly = open_window()
    page = overview(assembly)
    people = assembly.desk.till.people
    owner = people.owner()
    mehmet = people.save(owner, Person("Mehmet", Role.CASHIER), "1111")
    people.change_own_pin(owner, "", "9999")
    assembly.window.go("checkout")
    assembly.desk.log_in(mehmet.number or 0, "1111")
    page = overview(assembly)
    assert page.asking.isVisible()
    assert not page.today.isVisible()
    QTest.keyClicks(page.asking.field, "9999")
    QTest.keyClick(page.asking.field, Qt.Key.Key_Return)
    assert page.today.isVisible()
    assert page.message.text() == ""
    assert page.drawer.quiet.text().startswith("Open since ")
